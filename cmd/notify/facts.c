/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From words of the command line to the facts of a notice. Each is held against the fields that
 * templates may name: a slip is told to whoever typed it, and not found by the reader.
 */
#include "notify/verbs.h"

#include "base/text.h"
#include "base/translate.h"
#include "cases/cases.h"
#include "subject.h"
#include "sure.h"
#include "ui/complain.h"

#include <string.h>

/* --- what and whom --- */

/* MESSAGE says that WORD is none of FAMILY. */
static bool refuse_word(const struct session *session, const char *message, const char *word,
			enum word_family family)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	const char *nearest;

	for (unsigned int i = 0; i < words_count(family); i++)
		g_ptr_array_add(ids, (gpointer)words_get(family, i)->id);
	g_ptr_array_add(ids, NULL);
	nearest = text_nearest(word, (const char *const *)ids->pdata);
	if (nearest)
		complain(session->answer, COMPLAINT_USAGE, _("%s; did you mean '%s'?"), message,
			 nearest);
	else
		complain(session->answer, COMPLAINT_USAGE, "%s", message);
	return false;
}

bool notify_tells_everybody(const char *to)
{
	return to && g_str_has_suffix(to, ":*");
}

bool notify_read_audience(const struct session *session, const char *to,
			  enum audience *ret_audience, const char **ret_recipient)
{
	const char *colon = to ? strchr(to, ':') : NULL;
	g_autofree char *word =
		to ? g_strndup(to, colon ? (size_t)(colon - to) : strlen(to)) : NULL;
	int audience = word ? words_find(WORDS_AUDIENCE, word) : -1;
	g_autofree char *shown = colon ? text_excerpt(colon + 1) : NULL;

	if (!to) {
		complain(session->answer, COMPLAINT_USAGE, _("say whom to tell: '--to'"));
		return false;
	}
	if (audience < 0) {
		g_autofree char *excerpt = text_excerpt(word),
				*message = g_strdup_printf(_("'%s' is no audience"), excerpt);

		return refuse_word(session, message, word, WORDS_AUDIENCE);
	}
	if (notify_tells_everybody(to) && audience == AUDIENCE_INSTITUTION) {
		*ret_audience = (enum audience)audience;
		*ret_recipient = NULL;
		return true;
	}
	if (colon && !inventory_find_organization(session->inventory, colon + 1)) {
		complain(session->answer, COMPLAINT_USAGE, _("no organization is called '%s'"),
			 shown);
		return false;
	}
	*ret_audience = (enum audience)audience;
	*ret_recipient = colon ? colon + 1 : NULL;
	return true;
}

/* --- what it is about --- */

static bool take_subject(const struct session *session, const char *subject,
			 struct notice_facts *facts)
{
	struct subject_said said = {NULL};
	g_autoptr(GError) error = NULL;

	if (!subject)
		return true;
	if (!subject_understand(session, subject, &said, &error)) {
		complain(session->answer, COMPLAINT_USAGE, "%s", error->message);
		return false;
	}
	facts->subject = *said.name ? g_strdup(said.name) : NULL;
	facts->organization = *said.organization ? g_strdup(said.organization) : NULL;
	subject_said_clear(&said);
	return true;
}

/* What the case is about, where nothing else was said. */
static bool take_case(const struct session *session, const char *case_id,
		      struct notice_facts *facts)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(ops_case_file_t) file = NULL;

	if (!case_id)
		return true;
	file = case_load(session->store, case_id, &error);
	if (!file) {
		complain_error(session->answer, error);
		return false;
	}
	facts->reference = g_strdup(file->id);
	if (!facts->subject && *file->subject)
		facts->subject = g_strdup(file->subject);
	if (!facts->organization && *file->organization)
		facts->organization = g_strdup(file->organization);
	return true;
}

/* --- fields --- */

/* That one of AUDIENCES may see. */
static const struct notice_field *find_field(const struct session *session, const char *name,
					     unsigned int audiences)
{
	const struct notice_field *field = notice_field_find(session->templates, name);
	g_autofree char *shown = text_excerpt(name);
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	const char *nearest;

	if (field && (field->audiences & audiences))
		return field;
	if (field) {
		complain(session->answer, COMPLAINT_USAGE,
			 _("field '%s' is not for the audience '%s'"), shown,
			 words_get(WORDS_AUDIENCE, (unsigned int)g_bit_nth_lsf(audiences, -1))->id);
		return NULL;
	}
	for (size_t i = 0; i < notice_field_count(session->templates); i++)
		g_ptr_array_add(names, (gpointer)notice_field_at(session->templates, i)->name);
	g_ptr_array_add(names, NULL);
	nearest = text_nearest(name, (const char *const *)names->pdata);
	if (nearest)
		complain(session->answer, COMPLAINT_USAGE,
			 _("there is no field '%s'; did you mean '%s'?"), shown, nearest);
	else
		complain(session->answer, COMPLAINT_USAGE, _("there is no field '%s'"), shown);
	return NULL;
}

/* One more line of a list that was begun; else TEXT. Caller frees. */
static char *with_lines_before(const struct notice_facts *facts, const struct notice_field *field,
			       const char *text)
{
	const struct notice_fact *before =
		field->form == NOTICE_LIST ? notice_facts_find(facts, field->name) : NULL;

	return before && before->value ? g_strconcat(before->value, "\n", text, NULL)
				       : g_strdup(text);
}

/* "since=10:30", "lines-affected~120", "cause=?" */
static bool take_field(const struct session *session, const char *word, unsigned int audiences,
		       struct notice_facts *facts)
{
	size_t length = strcspn(word, "=~");
	g_autofree char *name = g_strndup(word, length), *shown = text_excerpt(word), *value = NULL,
			*whole = NULL, *label = g_strconcat("--field ", name, NULL);
	const struct notice_field *field;
	g_autoptr(GError) error = NULL;

	if (!length || !word[length]) {
		complain(session->answer, COMPLAINT_USAGE,
			 _("'--field' wants NAME=VALUE, NAME~VALUE or NAME=?, not '%s'"), shown);
		return false;
	}
	if (!session->templates) {
		complain(session->answer, COMPLAINT_CONFIGURATION,
			 _("templates have errors, so nobody knows the field '%s'; 'nwops notify "
			   "lint' names them"),
			 name);
		return false;
	}
	field = find_field(session, name, audiences);
	if (!field)
		return false;
	if (g_str_equal(word + length + 1, "?")) {
		notice_facts_add(facts, name, NULL, false);
		return true;
	}
	value = notice_field_typed(session->templates, name, word + length + 1, session->zone,
				   clock_wall_us(session->clock), &error);
	if (!value) {
		complain(session->answer, COMPLAINT_USAGE, _("field '%s': %s"), name,
			 error->message);
		return false;
	}
	if (!sure_check(session, label, value))
		return false;
	whole = with_lines_before(facts, field, value);
	notice_facts_add(facts, name, whole, word[length] == '~');
	return true;
}

bool notify_read_fields(const struct session *session, char *const *words, unsigned int audiences,
			struct notice_facts *facts)
{
	for (char *const *word = words; word && *word; word++)
		if (!take_field(session, *word, audiences, facts))
			return false;
	return true;
}

/* What nobody said, out of the samples. */
static void add_samples(const struct session *session, struct notice_facts *facts)
{
	enum notice_language language =
		g_str_equal(session->language, "ja") ? NOTICE_JAPANESE : NOTICE_ENGLISH;
	g_autoptr(ops_notice_facts_t) sample = NULL;

	if (!session->templates)
		return;
	sample = notice_sample(session->templates, facts->kind, facts->audience, language);
	for (guint i = 0; i < sample->facts->len; i++) {
		const struct notice_fact *fact = sample->facts->pdata[i];

		if (!notice_facts_find(facts, fact->name))
			notice_facts_add(facts, fact->name, fact->value, fact->estimated);
	}
}

/* --- the whole --- */

struct notice_facts *notify_read_facts(const struct session *session,
				       const struct notify_words *words)
{
	int found = words_find(WORDS_NOTICE_KIND, words->kind);
	g_autoptr(ops_notice_facts_t) facts = NULL;
	enum audience audience = AUDIENCE_DUTY;
	const char *recipient = NULL;

	if (found < 0) {
		g_autofree char *excerpt = text_excerpt(words->kind),
				*message = g_strdup_printf(_("'%s' is no kind of notice"), excerpt);

		refuse_word(session, message, words->kind, WORDS_NOTICE_KIND);
		return NULL;
	}
	if (!notify_read_audience(session, words->to, &audience, &recipient))
		return NULL;
	if (!notice_makes_sense((enum notice_kind)found, audience)) {
		complain(session->answer, COMPLAINT_USAGE,
			 _("a notice of the kind '%s' is never told to the audience '%s'"),
			 words->kind, words_get(WORDS_AUDIENCE, audience)->id);
		return NULL;
	}
	facts = notice_facts_new((enum notice_kind)found, audience);
	facts->recipient = g_strdup(recipient);
	facts->as_of_us = clock_wall_us(session->clock);
	if (!take_subject(session, words->subject, facts) ||
	    !take_case(session, words->case_id, facts))
		return NULL;
	if (!notify_read_fields(session, words->fields, 1U << audience, facts))
		return NULL;
	if (words->sample)
		add_samples(session, facts);
	return g_steal_pointer(&facts);
}
