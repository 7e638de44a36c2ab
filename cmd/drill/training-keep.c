/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Recording education: what somebody typed, held against the inventory, the manuals and the drills, and
 * then kept as one entry. What was recorded is never changed: a correction is a further entry.
 */
#include "drill/training.h"

#include "base/instant.h"
#include "base/quantity.h"
#include "base/translate.h"
#include "document.h"
#include "sure.h"
#include "ui/complain.h"

#include <errno.h>
#include <string.h>

/* All of it is checked before anything is written. */
struct keeping {
	struct session *session;
	const struct training_wish *wish;
	struct training *training;
};

/* --- words --- */

/* TEXT in place of *FIELD, where it was said. False after a complaint. */
static bool take_text(const struct keeping *keeping, const char *option, const char *text, size_t limit, char **field)
{
	if (!text)
		return true;
	if (!*text || !g_utf8_validate(text, -1, NULL) || strlen(text) > limit) {
		complain(keeping->session->answer, COMPLAINT_USAGE, _("option '%s' wants words, in UTF-8, of %zu bytes at most"), option, limit);
		return false;
	}
	if (!sure_check(keeping->session, option, text))
		return false;
	g_free(*field);
	*field = g_strdup(text);
	return true;
}

static bool take_texts(const struct keeping *keeping)
{
	struct training *training = keeping->training;
	const struct training_wish *wish = keeping->wish;

	return take_text(keeping, "--topic", wish->topic, TRAINING_TEXT_LIMIT, &training->topic) &&
	       take_text(keeping, "--trainer", wish->trainer, TRAINING_TEXT_LIMIT, &training->trainer) &&
	       take_text(keeping, "--note", wish->note, TRAINING_NOTE_LIMIT, &training->note) &&
	       take_text(keeping, "--reason", wish->reason, TRAINING_TEXT_LIMIT, &training->reason);
}

/* Only words that the option says are taken are let through. */
static void take_kind(const struct keeping *keeping)
{
	int kind = keeping->wish->kind ? words_find(WORDS_TRAINING_KIND, keeping->wish->kind) : -1;

	if (kind >= 0)
		keeping->training->kind = (enum training_kind)kind;
}

/* A day is its beginning. */
static bool take_time(const struct keeping *keeping)
{
	const struct session *session = keeping->session;
	const char *at = keeping->wish->at;
	g_autofree char *midnight = at && strlen(at) == strlen("2026-11-26") ? g_strconcat(at, " 00:00", NULL) : NULL;
	g_autoptr(GError) error = NULL;

	if (!at || instant_parse_past(midnight ? midnight : at, session->zone, clock_wall_us(session->clock), &keeping->training->given_at_us, &error))
		return true;
	complain(session->answer, COMPLAINT_USAGE, _("option '%s': %s"), "--at", error->message);
	return false;
}

/* --- people, manual, drill, document --- */

static bool take_people(const struct keeping *keeping, char *const *people)
{
	const struct session *session = keeping->session;
	GPtrArray *names = keeping->training->people;

	if (*people)
		g_ptr_array_set_size(names, 0);
	for (; *people; people++) {
		const struct contact *contact = inventory_find_contact(session->inventory, *people);

		if (!contact || contact->organization != inventory_self(session->inventory)) {
			complain(session->answer, COMPLAINT_USAGE, _("no contact of ours is called '%s'"), *people);
			return false;
		}
		if (!g_ptr_array_find_with_equal_func(names, contact->name, g_str_equal, NULL))
			g_ptr_array_add(names, g_strdup(contact->name));
	}
	if (names->len <= TRAINING_PEOPLE_MOST)
		return true;
	complain(session->answer, COMPLAINT_USAGE, _("one record is of %d people at most"), TRAINING_PEOPLE_MOST);
	return false;
}

/* "response:2". VERSION 0: as it now reads. */
static bool read_manual(const char *text, enum manual_kind *ret_kind, int64_t *ret_version)
{
	g_auto(GStrv) parts = g_strsplit(text, ":", 2);

	*ret_version = 0;
	return parts[0] && manual_kind_find(parts[0], ret_kind) && *ret_kind != MANUAL_CONTACTS &&
	       (!parts[1] || quantity_parse_integer(parts[1], 1, G_MAXINT32, ret_version, NULL));
}

/* NAMED NULL: as it is. */
static bool take_manual(const struct keeping *keeping, const char *named)
{
	const struct session *session = keeping->session;
	g_auto(GStrv) places = session_procedure_places(session);
	const struct manual_now_source source = {
		.inventory = session->inventory, .store = session->store, .places = (const char *const *)places,
		.language = session_document_language(session),
	};
	g_autoptr(GError) error = NULL;
	enum manual_kind kind;
	int64_t version;

	if (!named)
		return true;
	if (g_str_equal(named, "none")) {
		keeping->training->manual = -1;
		return true;
	}
	if (!read_manual(named, &kind, &version)) {
		complain(session->answer, COMPLAINT_USAGE, _("a manual is 'response', 'operations' or 'none', or a version such as 'response:2', not '%s'"),
			 named);
		return false;
	}
	if (engine_training_by_manual(&source, kind, (unsigned int)version, keeping->training, &error))
		return true;
	complain_error(session->answer, error);
	return false;
}

/* What the drill says, unless it was said otherwise: its day, its scenario, its manual. */
static bool take_drill(const struct keeping *keeping)
{
	const struct session *session = keeping->session;
	struct training *training = keeping->training;
	g_auto(ops_training_book_t) book = {0};
	const struct training *found = NULL;
	g_autoptr(GError) error = NULL;

	if (!keeping->wish->held)
		return true;
	if (!engine_training_book(session->inventory, session->store, clock_wall_us(session->clock), &book, &error)) {
		complain_error(session->answer, error);
		return false;
	}
	for (guint i = 0; !found && i < book.drills->len; i++)
		if (g_str_equal(((const struct training *)book.drills->pdata[i])->drill, keeping->wish->held))
			found = book.drills->pdata[i];
	if (!found) {
		complain(session->answer, COMPLAINT_USAGE,
			 _("no drill '%s' is on record that people took part in to its end; 'nwops drill list --held' lists drills"), keeping->wish->held);
		return false;
	}
	training->kind = TRAINING_DRILL;
	g_free(training->drill);
	g_free(training->topic);
	training->drill = g_strdup(found->drill);
	training->topic = g_strdup(found->topic);
	training->drill_entry = found->drill_entry;
	training->given_at_us = found->given_at_us;
	training->manual = found->manual;
	training->version = found->version;
	for (size_t i = 0; i < TRAINING_TEXTS; i++) {
		g_free(training->texts[i]);
		training->texts[i] = g_strdup(found->texts[i]);
	}
	return true;
}

static bool take_document(const struct keeping *keeping)
{
	struct training *training = keeping->training;
	const char *path = keeping->wish->document;
	g_autofree char *name = path ? g_path_get_basename(path) : NULL;
	struct document document;

	if (!path)
		return true;
	if (!document_read(path, &document)) {
		complain(keeping->session->answer, COMPLAINT_SYSTEM, _("cannot read the document '%s': %s"), path, g_strerror(errno));
		return false;
	}
	if (!document.bytes) {
		complain(keeping->session->answer, COMPLAINT_USAGE, _("the document '%s' is empty"), path);
		return false;
	}
	training->document_bytes = document.bytes;
	training->document_digest = document.digest;
	return take_text(keeping, "--document", name, TRAINING_TEXT_LIMIT, &training->document);
}

static bool is_whole(const struct keeping *keeping)
{
	const struct training *training = keeping->training;
	const char *lack = NULL;

	if (!training->topic)
		lack = _("say what was taught: '--topic'");
	else if (!training->trainer && (training->kind == TRAINING_LECTURE || training->kind == TRAINING_EXERCISE))
		lack = _("say who taught: '--trainer'");
	if (lack)
		complain(keeping->session->answer, COMPLAINT_USAGE, "%s", lack);
	return !lack;
}

/* --- keeping --- */

/* MANUAL: as the wish has it, or what stands for it. */
static int keep(const struct keeping *keeping, char *const *people, const char *manual)
{
	const struct session *session = keeping->session;
	const struct cases_options recording = session_recording(session);
	g_autoptr(GError) error = NULL;

	if (!take_people(keeping, people) || !take_drill(keeping) || !take_texts(keeping) || !take_time(keeping) || !take_document(keeping))
		return EXIT_COULD_NOT;
	take_kind(keeping);
	if (!is_whole(keeping) || !take_manual(keeping, manual))
		return EXIT_COULD_NOT;
	keeping->training->said_by = g_strdup(session->said_by);
	if (!engine_training_keep(&recording, keeping->training, &error))
		return complain_error(session->answer, error);
	training_tell_kept(session, keeping->training);
	return EXIT_OK;
}

int training_add(struct session *session, char *const *people, const struct training_wish *wish)
{
	g_autoptr(ops_training_t) training = training_new();
	const struct keeping keeping = {session, wish, training};

	training->given_at_us = clock_wall_us(session->clock);
	return keep(&keeping, people, wish->manual || wish->held ? wish->manual : "response");
}

/* A copy of what stands under ID, to be changed; NULL after a complaint. */
static struct training *find(const struct session *session, const char *id)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) entries = engine_trainings(session->store, &error);
	g_autoptr(GPtrArray) current = entries ? training_current(entries, NULL) : NULL;
	int64_t number;

	if (!entries) {
		complain_error(session->answer, error);
		return NULL;
	}
	if (!quantity_parse_integer(id, 1, G_MAXINT64, &number, NULL))
		number = 0;
	for (guint i = 0; i < current->len; i++)
		if (training_id(current->pdata[i]) == number)
			return training_copy(current->pdata[i]);
	complain(session->answer, COMPLAINT_USAGE, _("there is no record '%s' of education to correct; 'nwops drill training records' lists them"), id);
	return NULL;
}

int training_correct(struct session *session, const char *id, char *const *people, const struct training_wish *wish)
{
	g_autoptr(ops_training_t) training = find(session, id);
	const struct keeping keeping = {session, wish, training};

	return training ? keep(&keeping, people, wish->manual) : EXIT_COULD_NOT;
}

int training_withdraw(struct session *session, const char *id, const struct training_wish *wish)
{
	static char *const nobody[] = {NULL};
	g_autoptr(ops_training_t) training = find(session, id);
	const struct keeping keeping = {session, wish, training};

	if (!training)
		return EXIT_COULD_NOT;
	training->deed = TRAINING_WITHDRAWN;
	return keep(&keeping, nobody, NULL);
}
