/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops incident report: the next report of a case for everybody who heard the earlier ones or is owed one; a correction;
 * the text for the public.
 */
#include "incident/report.h"

#include "base/text.h"
#include "base/translate.h"
#include "incident/verbs.h"
#include "notify/verbs.h"
#include "owed.h"
#include "sure.h"
#include "ui/ask.h"
#include "ui/complain.h"
#include "ui/printer.h"
#include "ui/replace.h"

static char **arg_audiences, *arg_kind, **arg_fields, *arg_urgency, *arg_again, *arg_output;
static gboolean arg_forced, arg_yes, arg_dry_run;

static const GOptionEntry options[] = {
	{"audience", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &arg_audiences, N_("only them; may be said several times"), "AUDIENCE[:ORG]"},
	{"kind", 0, 0, G_OPTION_ARG_FILENAME, &arg_kind, N_("which report, instead of the next one: first, follow-up, restored, final, correction, publication"),
	 "KIND"},
	{"field", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &arg_fields, N_("a fact for the text; NAME~VALUE: an estimate"), "NAME=VALUE"},
	{"urgency", 0, 0, G_OPTION_ARG_FILENAME, &arg_urgency, N_("how patiently, instead of what the policy says"), "first|urgent|routine"},
	{"again", 0, 0, G_OPTION_ARG_FILENAME, &arg_again, N_("report once more what was reported, and why"), "REASON"},
	{"forced", 0, 0, G_OPTION_ARG_NONE, &arg_forced, N_("outside an institution's hours too"), NULL},
	{"output", 0, 0, G_OPTION_ARG_FILENAME, &arg_output, N_("write the approved text for the public into FILE"), "FILE"},
	{"yes", 0, 0, G_OPTION_ARG_NONE, &arg_yes, N_("ask nobody"), NULL},
	{"dry-run", 0, 0, G_OPTION_ARG_NONE, &arg_dry_run, N_("only show whom it would go to and its words"), NULL},
	{"sure", 0, 0, G_OPTION_ARG_NONE, &arg_sure, SURE_WORDS, NULL},
	{NULL},
};

static const struct { const char *word; enum notice_kind kind; } kinds[] = {
	{.word = "first", .kind = NOTICE_OUTAGE_FIRST},
	{.word = "follow-up", .kind = NOTICE_OUTAGE_FOLLOW_UP},
	{.word = "restored", .kind = NOTICE_OUTAGE_RESTORED},
	{.word = "final", .kind = NOTICE_OUTAGE_FINAL},
	{.word = "correction", .kind = NOTICE_CORRECTION_OF_REPORT},
	{.word = "publication", .kind = NOTICE_PUBLICATION},
};

/* --- what is typed --- */

/* False after a complaint. */
static bool read_kind(const struct session *session, int *ret_kind)
{
	const char *words[G_N_ELEMENTS(kinds) + 1] = {NULL}, *nearest;
	g_autofree char *shown = arg_kind ? text_excerpt(arg_kind) : NULL;

	*ret_kind = REPORT_NEXT;
	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
		words[i] = kinds[i].word;
		if (g_strcmp0(kinds[i].word, arg_kind) == 0)
			*ret_kind = (int)kinds[i].kind;
	}
	if (!arg_kind || *ret_kind != REPORT_NEXT)
		return true;
	nearest = text_nearest(arg_kind, words);
	if (nearest)
		complain(session->answer, COMPLAINT_USAGE, _("'%s' is no report; did you mean '%s'?"), shown, nearest);
	else
		complain(session->answer, COMPLAINT_USAGE, _("'%s' is no report; say first, follow-up, restored, final, correction or publication"), shown);
	return false;
}

/* False after a complaint. */
static bool read_readers(const struct session *session, GArray *readers, unsigned int *ret_audiences)
{
	*ret_audiences = arg_audiences ? 0 : (1U << AUDIENCE_COUNT) - 1;
	for (char **word = arg_audiences; word && *word; word++) {
		struct report_reader reader = {0};

		if (!notify_read_audience(session, *word, &reader.audience, &reader.recipient))
			return false;
		*ret_audiences |= 1U << reader.audience;
		g_array_append_val(readers, reader);
	}
	return true;
}

static const char *misuse(int kind)
{
	if (arg_output && kind != NOTICE_PUBLICATION)
		return N_("'--output' is for the text for the public: '--kind publication'");
	if (arg_output && (arg_dry_run || arg_fields || arg_audiences))
		return N_("'--output' writes what was approved, and takes no facts and no audience");
	return NULL;
}

/* --- for the public page --- */

static int write_page(const struct session *session, const struct notice_text *text)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(ops_replace_t) replace = replace_open(arg_output, &error);
	g_autofree char *page = g_strdup_printf("%s\n\n%s", text->subject, text->text), *marked = printer_marked(page);

	if (!replace)
		return complain_error(session->answer, error);
	fputs(marked, replace_file(replace));
	return replace_finish(replace, &error) ? EXIT_OK : complain_error(session->answer, error);
}

static int publish(const struct session *session, const char *case_id)
{
	const struct tell_options telling = session_telling(session);
	g_autoptr(GError) error = NULL;
	struct notice_text text = {0};
	int64_t notice;
	int status;

	if (!engine_published(&telling, case_id, g_str_equal(session->language, "ja") ? NOTICE_JAPANESE : NOTICE_ENGLISH, &text, &notice, &error)) {
		status = incident_complain(session, error);
		return g_error_matches(error, OPS_TELL_ERROR, TELL_ERROR_STATE) ? EXIT_ATTENTION : status;
	}
	status = write_page(session, &text);
	if (!status && session->answer != ANSWER_JSON) {
		printer_text(_("notice %ld as it was approved: '%s'\n"), (long)notice, arg_output);
	} else if (!status) {
		struct json *object = printer_new_object("published");

		json_set_integer(object, "notice", notice);
		json_set_string(object, "language", session->language);
		json_set_string(object, "path", arg_output);
		json_set_string(object, "subject", text.subject);
		json_set_string(object, "text", text.text);
		printer_take(object);
	}
	notice_text_clear(&text);
	return status;
}

/* --- the reports --- */

static enum ask_answer ask(const struct session *session, const GPtrArray *reports)
{
	guint messages = 0;
	const char *wide = NULL;
	g_autofree char *question = NULL;

	for (guint i = 0; i < reports->len; i++) {
		const struct report *report = reports->pdata[i];

		messages += report->plan->messages->len;
		if (report->audience == AUDIENCE_PUBLIC || report->audience == AUDIENCE_AUTHORITY)
			wide = words_get(WORDS_AUDIENCE, report->audience)->id;
	}
	if (!wide) {
		question = g_strdup_printf(_("make %u reports, %u messages?"), reports->len, messages);
		return ask_yes_no(session, question);
	}
	question = g_strdup_printf(_("among them is a report to '%s'; to make %u reports, %u messages, type the word '%s':"), wide, reports->len,
				   messages, wide);
	return ask_word(session, question, wide);
}

/* EXIT_OK: go on; else the exit status. */
static int settle(const struct session *session, const GPtrArray *reports)
{
	enum ask_answer answer;

	for (guint i = 0; i < reports->len && (arg_dry_run || !arg_yes); i++)
		report_tell_plan(session, reports->pdata[i]);
	if (arg_yes)
		return EXIT_OK;
	answer = ask(session, reports);
	if (answer == ASK_YES)
		return EXIT_OK;
	if (session->answer != ANSWER_JSON)
		printer_text("%s\n", answer == ASK_NOBODY ? _("nobody is here to be asked; '--yes' sends it: nothing was sent") : _("nothing was sent"));
	return EXIT_ATTENTION;
}

static int status_of(const GPtrArray *reports)
{
	int status = EXIT_OK;

	for (guint i = 0; i < reports->len; i++) {
		const struct report *report = reports->pdata[i];

		if (report->plan->state == NOTICE_REFUSED || notify_refused_count(&report->plan->routes))
			return EXIT_BAD;
		if (report->plan->state == NOTICE_HELD)
			status = EXIT_ATTENTION;
	}
	return status;
}

static int nothing_next(const struct session *session, const char *case_id)
{
	return complain(session->answer, COMPLAINT_USAGE,
			_("nobody is owed a report of '%s': its last ones were final, or nobody was ever told; '--audience' says whom to tell"), case_id);
}

static int keep(const struct session *session, const struct report_wish *wish, const GPtrArray *planned)
{
	const struct tell_options telling = session_telling(session);
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) reports = engine_report(&telling, wish, planned, &error);

	if (!reports)
		return incident_complain(session, error);
	for (guint i = 0; i < reports->len; i++)
		if (!report_tell_kept(session, reports->pdata[i]))
			return EXIT_COULD_NOT;
	return status_of(reports);
}

static int report_all(const struct session *session, const struct report_wish *wish)
{
	const struct tell_options telling = session_telling(session);
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) planned = engine_plan_reports(&telling, wish, &error);
	int status;

	if (!planned)
		return incident_complain(session, error);
	if (!planned->len)
		return nothing_next(session, wish->case_id);
	if (!reports_can_be_made(planned)) {
		report_tell_refused(session, wish->case_id, planned);
		return EXIT_COULD_NOT;
	}
	if (arg_dry_run) {
		arg_yes = TRUE;
		settle(session, planned);
		return status_of(planned);
	}
	status = settle(session, planned);
	return status ? status : keep(session, wish, planned);
}

static int run(struct session *session, char **arguments)
{
	g_autoptr(GArray) readers = g_array_new(FALSE, FALSE, sizeof(struct report_reader));
	g_autoptr(ops_notice_facts_t) said = notice_facts_new(NOTICE_OUTAGE_FOLLOW_UP, AUDIENCE_CORE);
	g_autoptr(ops_duties_t) duties = NULL;
	struct report_wish wish = {.case_id = arguments[0], .said = said, .urgency = -1, .again = arg_again, .forced = arg_forced};
	unsigned int audiences;
	const char *wrong;
	int status;

	if (!read_kind(session, &wish.kind))
		return EXIT_COULD_NOT;
	wrong = misuse(wish.kind);
	if (wrong)
		return complain(session->answer, COMPLAINT_USAGE, "%s", _(wrong));
	if (arg_again && !notify_check_text(session, "--again", arg_again))
		return EXIT_COULD_NOT;
	status = notify_open(session, arg_dry_run || arg_output ? STORE_READ : STORE_WRITE);
	if (status)
		return status;
	if (arg_output)
		return publish(session, arguments[0]);
	if (!read_readers(session, readers, &audiences) || !notify_read_fields(session, arg_fields, audiences, said))
		return EXIT_COULD_NOT;
	duties = owed_try(session);
	wish.duties = duties;
	wish.readers = (const struct report_reader *)(void *)readers->data;
	wish.reader_count = readers->len;
	wish.urgency = arg_urgency ? words_find(WORDS_URGENCY, arg_urgency) : -1;
	return report_all(session, &wish);
}

const struct command incident_report = {
	.name = "report",
	.summary = N_("make the next report to everybody who heard the earlier ones"),
	.args = "CASE",
	.needs = NEED_INVENTORY,
	.options = options,
	.run = run,
};
