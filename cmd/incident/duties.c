/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops incident duties: what is owed to whom by when, what was given and how late, and what a
 * person must decide.
 */
#include "incident/verbs.h"

#include "base/instant.h"
#include "base/translate.h"
#include "owed.h"
#include "sure.h"
#include "ui/complain.h"
#include "ui/page.h"
#include "ui/printer.h"
#include "ui/table.h"

#include <inttypes.h>
#include <unistd.h>

#define AUDIENCE_LEAST 8

static char *arg_settle, *arg_because;
static gboolean arg_all;

static const GOptionEntry options[] = {
	{"all", 0, 0, G_OPTION_ARG_NONE, &arg_all, N_("also what is not owed, not yet, or asked for sooner by another row"), NULL},
	{"settle", 0, 0, G_OPTION_ARG_FILENAME, &arg_settle, N_("record that a person has decided of this duty"), "DUTY"},
	{"because", 0, 0, G_OPTION_ARG_FILENAME, &arg_because, N_("what was decided, and why"), "REASON"},
	{"sure", 0, 0, G_OPTION_ARG_NONE, &arg_sure, SURE_WORDS, NULL},
	{NULL},
};

/* --- for people --- */

static bool is_shown(const struct duty *duty)
{
	return arg_all || duty->state == DUTY_MET || duty->state == DUTY_SETTLED || (duty_is_owed(duty) && !duty->shadowed);
}

static enum table_tint tint_of(const struct duty *duty)
{
	switch (duty->state) {
	case DUTY_LATE:
		return TINT_RED;
	case DUTY_SOON:
	case DUTY_DECIDE:
		return TINT_YELLOW;
	case DUTY_MET:
	case DUTY_SETTLED:
		return TINT_GREEN;
	default:
		return TINT_NONE;
	}
}

static void append(GString *text, const char *more)
{
	g_string_append_printf(text, "%s%s", text->len ? "; " : "", more);
}

static void append_passed(GString *text, const struct session *session, const struct case_duties *duties, const struct duty *duty)
{
	g_autofree char *at = instant_show_brief(duty->met_at_us, duties->now_us, session->zone);
	g_autofree char *late = duty->met_late_us ? owed_late(duty->met_late_us) : NULL;
	g_autofree char *passed = late ? g_strdup_printf(_("recorded %s, %s"), at, late) : g_strdup_printf(_("recorded %s"), at);

	append(text, passed);
}

static void append_given(GString *text, const struct session *session, const struct case_duties *duties, const struct duty *duty)
{
	g_autofree char *at = instant_show_brief(duty->met_at_us, duties->now_us, session->zone);
	g_autofree char *late = duty->met_late_us ? owed_late(duty->met_late_us) : NULL;
	g_autofree char *given = late ? g_strdup_printf(_("given %s by notice %" PRId64 ", %s"), at, duty->met_by, late)
				      : g_strdup_printf(_("given %s by notice %" PRId64), at, duty->met_by);

	append(text, given);
}

static void append_settled(GString *text, const struct session *session, const struct case_duties *duties, const struct duty *duty)
{
	g_autofree char *at = instant_show_brief(duty->settled->at_us, duties->now_us, session->zone);
	g_autofree char *settled = g_strdup_printf(_("settled %s by %s: %s"), at, duty->settled->by, duty->settled->reason);
	g_autofree char *safe = printer_safe(settled);

	append(text, safe);
}

static void append_law(GString *text, const struct duty_row *row)
{
	g_autofree char *law = g_strdup_printf(_("%s, checked %s (certainty %s)"), row->law.source, row->law.checked, row->law.certainty);

	append(text, law);
}

static char *about(const struct session *session, const struct case_duties *duties, const struct duty *duty)
{
	const struct duty_row *row = duty->row;
	GString *text = g_string_new(g_str_equal(session->language, "ja") ? row->title_ja : row->title_en);
	g_autofree char *late = duty->late_us ? owed_late(duty->late_us) : NULL;

	if (late)
		append(text, late);
	if (duty->met_at_us && duties->paper)
		append_passed(text, session, duties, duty);
	else if (duty->met_at_us)
		append_given(text, session, duties, duty);
	if (duty->settled)
		append_settled(text, session, duties, duty);
	else if (row->decide)
		append(text, words_shown(WORDS_DUTY_STATE, DUTY_DECIDE));
	if (duty->unsure && duty_is_owed(duty))
		append(text, _("rests on an estimate or on what is not known"));
	if (duty->shadowed)
		append(text, _("another row asks for it sooner"));
	if (row->law.source)
		append_law(text, row);
	return g_string_free(text, FALSE);
}

static void add_row(struct table *table, const struct session *session, const struct case_duties *duties, const struct duty *duty)
{
	/* Of what is over there is no more to be awaited. */
	bool due = duty->due_at_us && ((duty->state != DUTY_MET && duty->state != DUTY_SETTLED) || !duty->row->every);
	g_autofree char *at = due ? instant_show_brief(duty->due_at_us, duties->now_us, session->zone) : NULL;
	g_autofree char *below = about(session, duties, duty);
	const char *state = duty->state == DUTY_DECIDE	? _("decide")
			    : duty->state == DUTY_SETTLED ? _("settled")
							  : words_shown(WORDS_DUTY_STATE, duty->state);
	const char *cells[] = {state, at, duty->row->id, words_shown(WORDS_AUDIENCE, duty->audience), below};

	table_add(table, tint_of(duty), false, cells);
}

static void print_head(const struct session *session, const struct case_duties *duties, enum duty_unit unit)
{
	const struct case_file *file = duties->file;
	g_autofree char *summary = owed_summary(session, duties);
	g_autofree char *extent = duties->paper ? NULL : owed_extent(duties, unit);
	g_autofree char *subject = printer_safe(*file->subject ? file->subject : file->title);

	printer_text("%s  %s\n", file->id, subject);
	page_print("  ", summary);
	if (extent)
		page_print("  ", extent);
}

static void print_text(const struct session *session, const struct case_duties *duties, enum duty_unit unit)
{
	const struct table_column columns[] = {
		{_("STATE"), TEXT_LEFT, 0, false}, {_("DUE"), TEXT_LEFT, 0, false}, {_("RULE"), TEXT_LEFT, 0, false},
		{_("WHOM"), TEXT_LEFT, AUDIENCE_LEAST, false}, {_("ABOUT"), TEXT_LEFT, 0, true},
	};
	g_autoptr(ops_table_t) table = table_new(columns, G_N_ELEMENTS(columns));
	struct terminal terminal = terminal_of(STDOUT_FILENO);
	bool any = false;

	print_head(session, duties, unit);
	for (guint i = 0; i < duties->list->len; i++) {
		const struct duty *duty = &g_array_index(duties->list, struct duty, i);

		if (!is_shown(duty))
			continue;
		add_row(table, session, duties, duty);
		any = true;
	}
	if (any)
		table_print(table, &terminal, 0);
}

/* --- for programs --- */

static struct json *law_json(const struct duty_row *row)
{
	struct json *object = json_new_object();

	json_set_string(object, "source", row->law.source);
	json_set_string(object, "checked", row->law.checked);
	json_set_string(object, "certainty", row->law.certainty);
	return object;
}

static void print_duty_json(const struct session *session, const struct case_duties *duties, const struct duty *duty)
{
	const struct duty_row *row = duty->row;
	struct json *object = printer_new_object("duty");

	json_set_string(object, "case", duties->file->id);
	json_set_string(object, "duty", row->id);
	json_set_string(object, "title", g_str_equal(session->language, "ja") ? row->title_ja : row->title_en);
	json_set_string(object, "audience", words_get(WORDS_AUDIENCE, duty->audience)->id);
	json_set_string(object, "state", words_get(WORDS_DUTY_STATE, duty->state)->id);
	json_set_string(object, "kind", row->notice < 0 ? NULL : words_get(WORDS_NOTICE_KIND, (unsigned int)row->notice)->id);
	printer_set_instant(object, "due_at", duty->due_at_us, session->zone);
	printer_set_figure(object, "late_us", duty->late_us ? duty->late_us : -1);
	printer_set_instant(object, "given_at", duty->met_at_us, session->zone);
	printer_set_figure(object, "notice", duty->met_by ? duty->met_by : -1);
	printer_set_figure(object, "given_late_us", duty->met_at_us ? duty->met_late_us : -1);
	printer_set_instant(object, "settled_at", duty->settled ? duty->settled->at_us : 0, session->zone);
	json_set_string(object, "settled_by", duty->settled ? duty->settled->by : NULL);
	json_set_string(object, "settled_because", duty->settled ? duty->settled->reason : NULL);
	json_set_bool(object, "unsure", duty->unsure);
	json_set_bool(object, "sooner", duty->shadowed);
	json_set_bool(object, "decide", row->decide);
	if (row->law.source)
		json_take(object, "law", law_json(row));
	else
		json_set_string(object, "law", NULL);
	printer_take(object);
}

static void print_json(const struct session *session, const struct case_duties *duties, enum duty_unit unit)
{
	for (guint i = 0; i < duties->list->len; i++)
		print_duty_json(session, duties, &g_array_index(duties->list, struct duty, i));
	if (duties->paper)
		owed_print_paper_json(session, duties);
	else
		owed_print_json(session, duties, unit);
}

/* --- both --- */

static int status_of(const struct case_duties *duties)
{
	int status = EXIT_OK;

	for (guint i = 0; i < duties->list->len; i++) {
		const struct duty *duty = &g_array_index(duties->list, struct duty, i);

		if (duty->state == DUTY_LATE)
			status = EXIT_BAD;
		else if (duty->state == DUTY_SOON || duty->state == DUTY_DECIDE)
			status = MAX(status, EXIT_ATTENTION);
	}
	return status;
}

static GPtrArray *find(const struct duties_options *wish, const char *id, GError **error)
{
	GPtrArray *list;
	struct case_duties *one;

	if (!id)
		return engine_open_duties(wish, error);
	one = engine_duties(wish, id, error);
	if (!one)
		return NULL;
	list = g_ptr_array_new_with_free_func((GDestroyNotify)case_duties_free);
	g_ptr_array_add(list, one);
	return list;
}

int duties_tell(const struct session *session, const GPtrArray *list, enum duty_unit unit)
{
	int status = EXIT_OK;

	for (guint i = 0; i < list->len; i++) {
		const struct case_duties *each = list->pdata[i];

		if (session->answer == ANSWER_JSON)
			print_json(session, each, unit);
		else
			print_text(session, each, unit);
		if (session->answer == ANSWER_TEXT && i + 1 < list->len)
			printer_text("\n");
		status = MAX(status, status_of(each));
	}
	return status;
}

static int settle(const struct session *session, const struct duties_options *wish, const char *id)
{
	const struct case_waiver decision = {arg_settle, arg_because, typed_who(session)};
	struct cases_options recording = session_recording(session);
	g_autoptr(GError) error = NULL;
	int64_t number;

	if (!decision.by)
		return complain(session->answer, COMPLAINT_USAGE, _("login '%s' is no contact's: say who has decided it with '--by'"),
				session->actor);
	number = engine_settle_duty(wish, &recording, id, &decision, &error);
	return number < 0 ? incident_complain(session, error) : incident_tell_event(session, id, number, NULL);
}

static int show(const struct session *session, const struct duties *duties, const char *id)
{
	const struct duties_options wish = owed_options(session, duties);
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) list = find(&wish, id, &error);

	return list ? duties_tell(session, list, duties_unit(duties)) : incident_complain(session, error);
}

static int run(struct session *session, char **arguments)
{
	g_autoptr(ops_duties_t) duties = NULL;
	int status;

	if ((arg_settle || arg_because || arg_sure) && (!arg_settle || !arg_because || !arguments[0]))
		return complain(session->answer, COMPLAINT_USAGE, _("to record a decision say CASE, '--settle' and '--because'"));
	status = session_open_store(session, arg_settle ? STORE_WRITE : STORE_READ);
	if (status)
		return status;
	duties = owed_open(session, &status);
	if (duties && arg_settle) {
		const struct duties_options wish = owed_options(session, duties);

		return settle(session, &wish, arguments[0]);
	}
	return duties ? show(session, duties, arguments[0]) : status;
}

const struct command incident_duties = {
	.name = "duties",
	.summary = N_("show what is owed to whom by when"),
	.args = "[CASE]",
	.needs = NEED_INVENTORY,
	.options = options,
	.run = run,
};
