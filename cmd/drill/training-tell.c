/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Education told: how everybody stands who can be on duty, and what is on record.
 */
#include "drill/training.h"

#include "base/instant.h"
#include "base/translate.h"
#include "ui/printer.h"
#include "ui/table.h"

#include <inttypes.h>
#include <unistd.h>

/* "2026-11-26"; "" for 0. Caller frees. */
static char *day_of(const struct session *session, int64_t at_us)
{
	g_autofree char *when = at_us ? instant_show(at_us, session->zone) : NULL;

	return when ? g_strndup(when, strlen("2026-11-26")) : g_strdup("");
}

/* "response 2"; of what was not approved when it was taught "response"; NULL: by none. Caller frees. */
static char *manual_name(const struct training *training)
{
	const char *kind = training && training->manual >= 0 ? manual_kind_id((enum manual_kind)training->manual) : NULL;

	if (!kind)
		return NULL;
	return training->version ? g_strdup_printf("%s %u", kind, training->version) : g_strdup(kind);
}

/* --- JSON --- */

/* STANDS of enum training_manual; -1: not looked at. */
static void set_manual(struct json *object, const struct training *training, int stands)
{
	struct json *manual = training ? training_manual_json(training) : NULL;

	if (!manual) {
		json_set_null(object, "manual");
		return;
	}
	json_set_string(manual, "stands", stands < 0 ? NULL : words_get(WORDS_TRAINING_MANUAL, (unsigned int)stands)->id);
	json_take(object, "manual", manual);
}

/* CURRENT: nothing took its place. */
static void print_record_json(const struct session *session, const struct training *training, int stands, bool current)
{
	struct json *object = printer_new_object("training"), *people = json_new_array();

	json_set_integer(object, "id", training_id(training));
	json_set_integer(object, "entry", training->sequence);
	json_set_string(object, "deed", training_deed_id(training->deed));
	json_set_bool(object, "current", current);
	json_set_string(object, "reason", training->reason);
	printer_set_instant(object, "given_at", training->given_at_us, session->zone);
	printer_set_instant(object, "recorded_at", training->recorded_at_us, session->zone);
	json_set_string(object, "actor", training->actor ? training->actor : session->actor);
	json_set_string(object, "said_by", training->said_by);
	for (guint i = 0; i < training->people->len; i++)
		json_append_string(people, training->people->pdata[i]);
	json_take(object, "people", people);
	json_set_string(object, "kind", words_get(WORDS_TRAINING_KIND, training->kind)->id);
	json_set_string(object, "topic", training->topic);
	json_set_string(object, "trainer", training->trainer);
	json_set_string(object, "note", training->note);
	set_manual(object, training, stands);
	json_set_string(object, "of_drill", training->drill);
	json_take(object, "document", training_document_json(training));
	printer_take(object);
}

static void print_person_json(const struct session *session, const struct training_person *person)
{
	struct json *object = printer_new_object("training-person");
	const struct training *last = person->last;

	json_set_string(object, "name", person->name);
	json_set_string(object, "stands", words_get(WORDS_TRAINING_STANDING, person->standing)->id);
	printer_set_figure(object, "id", last ? training_id(last) : -1);
	printer_set_instant(object, "given_at", last ? last->given_at_us : 0, session->zone);
	json_set_string(object, "kind", last ? words_get(WORDS_TRAINING_KIND, last->kind)->id : NULL);
	json_set_string(object, "topic", last ? last->topic : NULL);
	set_manual(object, person->by_manual, (int)person->manual);
	printer_set_instant(object, "due_at", last ? person->lapse.at_us : 0, session->zone);
	if (last)
		json_set_integer(object, "days_left", person->lapse.days_left);
	else
		json_set_null(object, "days_left");
	printer_set_figure(object, "step", last && person->lapse.rung ? person->lapse.rung : -1);
	printer_take(object);
}

/* --- people --- */

static const enum table_tint tints[TRAINING_STANDING_COUNT] = {
	[TRAINING_TAUGHT] = TINT_GREEN, [TRAINING_DUE] = TINT_YELLOW, [TRAINING_OVERDUE] = TINT_RED, [TRAINING_NEVER] = TINT_RED,
};

static void add_person(const struct session *session, struct table *table, const struct training_person *person)
{
	const struct training *last = person->last;
	g_autofree char *given = day_of(session, last ? last->given_at_us : 0), *until = day_of(session, last ? person->lapse.at_us : 0);
	g_autofree char *manual = manual_name(person->by_manual);
	g_autofree char *shown = manual ? g_strconcat(manual, training_manual_warns(person->manual) ? " (!)" : "", NULL) : NULL;
	const char *cells[] = {person->name, words_shown(WORDS_TRAINING_STANDING, person->standing), last ? given : NULL,
			       last ? words_shown(WORDS_TRAINING_KIND, last->kind) : NULL, shown, last ? until : NULL};

	table_add(table, tints[person->standing], false, cells);
}

static void print_people(const struct session *session, const GPtrArray *people)
{
	const struct table_column columns[] = {
		{_("PERSON"), TEXT_LEFT, 12, false}, {_("STANDS"), TEXT_LEFT, 0, false}, {_("LAST TAUGHT"), TEXT_LEFT, 0, false},
		{_("KIND"), TEXT_LEFT, 0, false}, {_("MANUAL"), TEXT_LEFT, 0, false}, {_("AGAIN BY"), TEXT_LEFT, 0, false},
	};
	g_autoptr(ops_table_t) table = table_new(columns, G_N_ELEMENTS(columns));
	struct terminal terminal = terminal_of(STDOUT_FILENO);

	for (guint i = 0; i < people->len; i++)
		add_person(session, table, people->pdata[i]);
	table_print(table, &terminal, 0);
}

/* Who was taught by another manual, a line each; how many. */
static guint print_warnings(const struct session *session, const GPtrArray *people)
{
	guint count = 0;

	for (guint i = 0; i < people->len; i++) {
		const struct training_person *person = people->pdata[i];

		if (!training_manual_warns(person->manual))
			continue;
		count++;
		if (session->answer != ANSWER_JSON)
			printer_text(_("(!) %s: the manual that they were taught by is: %s\n"), person->name,
				     words_shown(WORDS_TRAINING_MANUAL, person->manual));
	}
	return count;
}

static int status_of(const GPtrArray *people, guint warnings)
{
	int status = people->len ? warnings ? EXIT_ATTENTION : EXIT_OK : EXIT_BAD;

	for (guint i = 0; i < people->len; i++) {
		enum training_standing standing = ((const struct training_person *)people->pdata[i])->standing;

		if (standing == TRAINING_OVERDUE || standing == TRAINING_NEVER)
			status = EXIT_BAD;
		else if (standing == TRAINING_DUE)
			status = MAX(status, EXIT_ATTENTION);
	}
	return status;
}

int training_tell_people(const struct session *session, const struct training_book *book)
{
	if (session->answer == ANSWER_JSON)
		for (guint i = 0; i < book->people->len; i++)
			print_person_json(session, book->people->pdata[i]);
	else if (book->people->len)
		print_people(session, book->people);
	else
		printer_text("%s", _("nobody can be on duty: write contacts of the role 'duty-officer', or 'rosters'\n"));
	return status_of(book->people, print_warnings(session, book->people));
}

/* --- records --- */

static char *people_of(const struct training *training)
{
	g_autoptr(GString) people = g_string_new(NULL);

	for (guint i = 0; i < training->people->len; i++)
		g_string_append_printf(people, "%s%s", i ? ", " : "", (const char *)training->people->pdata[i]);
	return g_strdup(people->str);
}

/* Two lines and what else there is: when, how, by which manual; who; what. */
static void print_record(const struct session *session, const struct training *training, bool current)
{
	g_autofree char *day = day_of(session, training->given_at_us), *manual = manual_name(training), *people = people_of(training);
	g_autofree char *topic = printer_safe(training->topic), *trainer = printer_safe(training->trainer ? training->trainer : "");
	g_autofree char *note = printer_safe(training->note ? training->note : ""), *reason = printer_safe(training->reason ? training->reason : "");
	g_autofree char *document = printer_safe(training->document ? training->document : "");
	g_autofree char *digest = digest_hex(training->document_digest.bytes, DIGEST_SIZE);

	printer_text("%" PRId64 "  %s  %s", training_id(training), day, words_shown(WORDS_TRAINING_KIND, training->kind));
	if (manual)
		printer_text("  %s", manual);
	if (training->deed == TRAINING_WITHDRAWN)
		printer_text("  %s", _("withdrawn"));
	else if (!current)
		printer_text("  %s", _("replaced"));
	printer_text("\n    %s: %s\n", people, topic);
	if (training->trainer)
		printer_text(_("    taught by %s\n"), trainer);
	if (training->drill)
		printer_text(_("    drill '%s'\n"), training->drill);
	if (training->note)
		printer_text("    %s\n", note);
	if (training->document)
		printer_text(_("    document '%s', SHA-256\n      %s\n"), document, digest);
	if (training->reason)
		printer_text(training->deed == TRAINING_WITHDRAWN ? _("    withdrawn: %s\n") : _("    corrected: %s\n"), reason);
}

static bool is_of(const struct training *training, const char *person)
{
	return !person || g_ptr_array_find_with_equal_func(training->people, person, g_str_equal, NULL);
}

int training_tell_records(const struct session *session, const struct training_book *book, const char *person)
{
	const GPtrArray *lists[] = {book->entries, book->drills};

	for (size_t list = 0; list < G_N_ELEMENTS(lists); list++)
		for (guint i = 0; i < lists[list]->len; i++) {
			const struct training *each = lists[list]->pdata[i];
			bool current = g_ptr_array_find(book->current, each, NULL);

			if (!is_of(each, person))
				continue;
			if (session->answer == ANSWER_JSON)
				print_record_json(session, each, (int)training_manual_stands(each, &book->scale), current);
			else
				print_record(session, each, current);
		}
	return EXIT_OK;
}

void training_tell_kept(const struct session *session, const struct training *training)
{
	g_autofree char *people = people_of(training);

	if (session->answer == ANSWER_JSON)
		print_record_json(session, training, -1, training->deed != TRAINING_WITHDRAWN);
	else if (training->deed == TRAINING_WITHDRAWN)
		printer_text(_("recorded: education %" PRId64 " is withdrawn\n"), training_id(training));
	else
		printer_text(_("recorded: education %" PRId64 " of %s\n"), training_id(training), people);
}
