/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops incident set: what is known of one field of a case, and how well.
 */
#include "incident/verbs.h"
#include "case/paper.h"

#include "base/quantity.h"
#include "base/text.h"
#include "base/translate.h"
#include "options.h"
#include "sure.h"
#include "ui/complain.h"

static char *arg_at, *arg_corrects;
static gboolean arg_about, arg_counted, arg_estimated, arg_unknown;

static const GOptionEntry options[] = {
	{"counted", 0, 0, G_OPTION_ARG_NONE, &arg_counted, N_("the number was counted; the default"), NULL},
	{"at", 0, 0, G_OPTION_ARG_FILENAME, &arg_at, N_("when it was so"), "WHEN"},
	{"estimated", 0, 0, G_OPTION_ARG_NONE, &arg_estimated, N_("the number is an estimate"), NULL},
	{"about", 0, 0, G_OPTION_ARG_NONE, &arg_about, N_("the time is only roughly known"), NULL},
	{"corrects", 0, 0, G_OPTION_ARG_FILENAME, &arg_corrects, N_("it takes the place of the event of that number"), "NUMBER"},
	{"sure", 0, 0, G_OPTION_ARG_NONE, &arg_sure, SURE_WORDS, NULL},
	{"unknown", 0, 0, G_OPTION_ARG_NONE, &arg_unknown, N_("nobody knows any more; without VALUE"), NULL},
	{NULL},
};

static bool find_field(const char *name, enum case_field *ret_field, GError **error)
{
	int field = words_find(WORDS_CASE_FIELD, name);
	const char *ids[CASE_FIELD_COUNT + 1] = {NULL}, *nearest;
	g_autofree char *shown = text_excerpt(name);

	if (field >= 0) {
		*ret_field = (enum case_field)field;
		return true;
	}
	for (unsigned int i = 0; i < CASE_FIELD_COUNT; i++)
		ids[i] = words_get(WORDS_CASE_FIELD, i)->id;
	nearest = text_nearest(name, ids);
	return nearest ? options_refuse(error, _("there is no field '%s'; did you mean '%s'?"), shown, nearest) :
			 options_refuse(error, _("there is no field '%s'"), shown);
}

/* Which options say something of a field of TYPE. */
static bool check_options(enum case_value_type type, const char *field, GError **error)
{
	if (arg_counted + arg_estimated + arg_unknown > 1)
		return options_refuse(error, _("'--counted', '--estimated' and '--unknown' say different things"));
	if (type != CASE_VALUE_COUNT && (arg_counted || arg_estimated))
		return options_refuse(error, _("'%s' is no number: '--counted' and '--estimated' say nothing of it"), field);
	if (type == CASE_VALUE_INSTANT && arg_at)
		return options_refuse(error, _("'%s' is a time itself: '--at' says nothing of it"), field);
	if (type != CASE_VALUE_INSTANT && arg_about && !arg_at)
		return options_refuse(error, _("option '%s' says nothing without '%s'"), "--about", "--at");
	return true;
}

static bool read_count(const char *text, struct case_saying *saying, GError **error)
{
	if (g_str_equal(text, words_get(WORDS_COUNT_QUALITY, COUNT_UNKNOWN)->id)) {
		saying->count = COUNT_UNKNOWN;
		return true;
	}
	saying->count = arg_estimated ? COUNT_ESTIMATED : COUNT_COUNTED;
	if (quantity_parse_integer(text, 0, G_MAXINT32, &saying->amount, error))
		return true;
	g_prefix_error(error, "'%s': ", words_get(WORDS_CASE_FIELD, saying->field)->id);
	return false;
}

/* TEXT as what is said of the field; in the case of a text it is the caller's in RET_TEXT. */
static bool read_value(const struct session *session, const char *text, struct case_saying *saying, char **ret_text,
		       GError **error)
{
	const char *field = words_get(WORDS_CASE_FIELD, saying->field)->id;

	switch (case_field_type(saying->field)) {
	case CASE_VALUE_INSTANT:
		return typed_instant(session, field, text, arg_about, &saying->at, error);
	case CASE_VALUE_COUNT:
		return read_count(text, saying, error);
	case CASE_VALUE_WORD:
		/* As --unknown. */
		if (g_str_equal(text, words_get(WORDS_COUNT_QUALITY, COUNT_UNKNOWN)->id))
			return true;
		break;
	case CASE_VALUE_TEXT:
	case CASE_VALUE_LIST:
	case CASE_VALUE_PERSON:
		break;
	}
	*ret_text = typed_text(text, error);
	saying->text = *ret_text;
	return *ret_text != NULL;
}

static bool read_saying(const struct session *session, const char *value, struct case_saying *saying, char **ret_text,
			GError **error)
{
	const char *field = words_get(WORDS_CASE_FIELD, saying->field)->id;

	saying->at = (struct case_instant){clock_wall_us(session->clock), INSTANT_EXACT};
	if (!check_options(case_field_type(saying->field), field, error) ||
	    (arg_at && !typed_instant(session, "--at", arg_at, arg_about, &saying->at, error)) ||
	    (arg_corrects && !typed_number("--corrects", arg_corrects, &saying->corrects, error)))
		return false;
	if (!arg_unknown == !value)
		return options_refuse(error, _("say what '%s' is, or '--unknown'"), field);
	if (value)
		return read_value(session, value, saying, ret_text, error);
	saying->count = COUNT_UNKNOWN;
	if (case_field_type(saying->field) == CASE_VALUE_INSTANT)
		saying->at = (struct case_instant){0, INSTANT_UNKNOWN};
	return true;
}

/* What was said of FIELD before event NUMBER, so that of two at once the second sees the other's. */
static char *before_shown(const struct session *session, const char *id, enum case_field field, int64_t number)
{
	g_autoptr(ops_case_file_t) file = case_load(session->store, id, NULL);
	const struct story story = {.session = session, .file = file, .now_us = clock_wall_us(session->clock)};
	g_autoptr(ops_case_standing_t) standing = file ? case_standing_new(file) : NULL;
	const struct case_event *before = NULL;
	g_autofree char *value = NULL, *text = NULL;

	for (guint i = 0; standing && i < standing->said[field]->len; i++) {
		const struct case_event *event = standing->said[field]->pdata[i];

		if (event->number < number)
			before = event;
	}
	if (!before || case_field_type(field) == CASE_VALUE_LIST)
		return NULL;
	value = story_value(&story, field, before);
	text = g_strdup_printf(_("before it was: %s (event %ld, %s)"), value, (long)before->number,
			       before->said_by ? before->said_by : before->actor);
	return text_safe_string(text);
}

/* A field of a paper is text or a day, said now: other options would be lost. */
static bool check_paper_options(const char *field, GError **error)
{
	const struct { const char *name; bool said; } others[] = {
		{"--at", arg_at != NULL}, {"--about", arg_about}, {"--counted", arg_counted}, {"--estimated", arg_estimated},
		{"--corrects", arg_corrects != NULL},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
		if (others[i].said)
			return options_refuse(error, _("'%s' is a field of the paper: '%s' says nothing of it"), field, others[i].name);
	return true;
}

static int run(struct session *session, char **arguments)
{
	g_autoptr(ops_case_paper_t) paper = NULL;
	struct cases_options recording = session_recording(session);
	struct case_saying saying = {.count = COUNT_COUNTED};
	g_autofree char *text = NULL, *before = NULL;
	g_autoptr(GError) error = NULL;
	int64_t number;

	paper = paper_with_field(session, arguments[0], arguments[1]);
	if (paper && !check_paper_options(arguments[1], &error))
		return complain(session->answer, COMPLAINT_USAGE, "%s", error->message);
	if (paper)
		return paper_set_field(session, &recording, paper, arguments, arg_unknown);
	if (!find_field(arguments[1], &saying.field, &error) || !read_saying(session, arguments[2], &saying, &text, &error))
		return complain(session->answer, COMPLAINT_USAGE, "%s", error->message);
	number = case_set(&recording, arguments[0], &saying, &error);
	if (number < 0)
		return incident_complain(session, error);
	before = before_shown(session, arguments[0], saying.field, number);
	return incident_tell_event(session, arguments[0], number, before);
}

const struct command incident_set = {
	.name = "set",
	.summary = N_("say what is known of a case: times, numbers, cause, roles"),
	.args = "CASE FIELD [VALUE]",
	.needs = NEED_INVENTORY | NEED_STORE_WRITE,
	.options = options,
	.run = run,
};
