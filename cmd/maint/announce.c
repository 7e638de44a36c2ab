/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops maint announce: tells those whom planned work concerns what is done, when, and what it does
 * to them, early enough (1.1.2-9). The window's own reason stays with us.
 */
#include "maint/verbs.h"
#include "maint/window.h"

#include "base/quantity.h"
#include "base/translate.h"
#include "engine/maint-tell.h"
#include "notify/verbs.h"
#include "session.h"
#include "owed.h"
#include "sure.h"
#include "ui/ask.h"
#include "ui/complain.h"
#include "ui/printer.h"

static char *arg_work, *arg_scope, *arg_spare, *arg_requests, *arg_impact, *arg_longest_cut,
	*arg_to, *arg_again;
static gboolean arg_yes, arg_dry_run;

static const GOptionEntry options[] = {
	{"work", 0, 0, G_OPTION_ARG_FILENAME, &arg_work, N_("what is done, for those outside"),
	 "TEXT"},
	{"scope", 0, 0, G_OPTION_ARG_FILENAME, &arg_scope,
	 N_("what it is about, for those outside"), "TEXT"},
	{"impact", 0, 0, G_OPTION_ARG_FILENAME, &arg_impact, N_("what it does to them"),
	 "no-impact|reduced-redundancy|degraded|outage"},
	{"longest-cut", 0, 0, G_OPTION_ARG_FILENAME, &arg_longest_cut,
	 N_("how long it interrupts at most"), "DURATION"},
	{"spare", 0, 0, G_OPTION_ARG_FILENAME, &arg_spare,
	 N_("when it is done instead, should it not be done then"), "TEXT"},
	{"requests", 0, 0, G_OPTION_ARG_FILENAME, &arg_requests,
	 N_("what they are asked to do before and after"), "TEXT"},
	{"to", 0, 0, G_OPTION_ARG_FILENAME, &arg_to, N_("only this audience"),
	 "core|peers|institution|manager|duty"},
	{"again", 0, 0, G_OPTION_ARG_FILENAME, &arg_again, N_("announce it once more, and why"),
	 "REASON"},
	{"yes", 0, 0, G_OPTION_ARG_NONE, &arg_yes, N_("ask nobody"), NULL},
	{"dry-run", 0, 0, G_OPTION_ARG_NONE, &arg_dry_run,
	 N_("only show whom it would go to and its words"), NULL},
	{"sure", 0, 0, G_OPTION_ARG_NONE, &arg_sure, SURE_WORDS, NULL},
	{NULL},
};

/* --- what is said --- */

static int find_impact(void)
{
	for (unsigned int i = CALENDAR_NO_IMPACT; arg_impact && i <= CALENDAR_OUTAGE; i++)
		if (g_str_equal(arg_impact, planned_impact_id((enum calendar_impact)i)))
			return (int)i;
	return -1;
}

/* False after a complaint. */
static bool read_options(const struct session *session, struct planned_work *work)
{
	const struct {
		const char *option, *text;
	} texts[] = {
		{"--work", arg_work},	      {"--scope", arg_scope}, {"--spare", arg_spare},
		{"--requests", arg_requests}, {"--again", arg_again},
	};
	g_autoptr(GError) error = NULL;

	if (!arg_work || !arg_scope) {
		complain(session->answer, COMPLAINT_USAGE,
			 _("say what is done and what it is about: '--work' and '--scope'"));
		return false;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
		if (texts[i].text && !notify_check_text(session, texts[i].option, texts[i].text))
			return false;
	if (arg_longest_cut &&
	    !quantity_parse_duration(arg_longest_cut, &work->longest_cut_us, &error)) {
		complain(session->answer, COMPLAINT_USAGE, _("option '%s': %s"), "--longest-cut",
			 error->message);
		return false;
	}
	work->work = arg_work;
	work->scope = arg_scope;
	work->spare = arg_spare;
	work->requests = arg_requests;
	work->impact = find_impact();
	work->again = arg_again;
	return true;
}

/* The window, when there is something left of it to announce; NULL after a complaint. */
static const struct window_record *find_window(const struct session *session,
					       const GPtrArray *windows, const char *id)
{
	const struct window_record *window = window_find(session, windows, id);
	struct window_times times;
	struct window_now now;
	g_autoptr(GError) error = NULL;

	if (!window)
		return NULL;
	if (!windows_open_times(window, &times, &error)) {
		complain_error(session->answer, error);
		return NULL;
	}
	now = windows_look(window, &times, clock_wall_us(session->clock));
	windows_close_times(&times);
	if (now.phase == PHASE_PLANNED || now.phase == PHASE_IN_FORCE)
		return window;
	complain(session->answer, COMPLAINT_USAGE, _("'%s' is %s: there is nothing to announce"),
		 window->id, words_shown(WORDS_WINDOW_PHASE, now.phase));
	return NULL;
}

/* --- what is told --- */

struct announcing {
	const struct duties *duties;
	const GPtrArray *notices; /* struct work_notice */
	guint recipients, messages, refused;
	bool held, late;
};

static void tell_lead(const struct session *session, const struct planned_work *work,
		      struct announcing *announcing)
{
	int64_t owed_us, left_us;

	engine_announce_lead(announcing->duties, work, clock_wall_us(session->clock), &owed_us, &left_us);
	announcing->late = left_us < owed_us;
	if (!announcing->late)
		return;
	g_autofree char *owed = quantity_show_duration(owed_us),
			*left = quantity_show_duration(MAX(left_us, 0));

	notes_write(session->notes, NOTES_WARNING,
		    _("this is announced %s before it begins, and %s are owed (1.1.2-9)"), left,
		    owed);
}

/* False after a complaint. */
static bool show(const struct session *session, struct announcing *announcing)
{
	const struct tell_options telling = session_telling(session);

	for (guint i = 0; i < announcing->notices->len; i++) {
		const struct work_notice *notice = announcing->notices->pdata[i];
		g_autoptr(GError) error = NULL;
		g_autoptr(ops_tell_plan_t) plan =
			engine_plan_notice(&telling, &notice->tell, &error);

		if (!plan) {
			complain_error(session->answer, error);
			return false;
		}
		announcing->recipients += plan->routes.told;
		announcing->messages += plan->messages->len;
		announcing->refused += notify_refused_count(&plan->routes);
		announcing->held |= plan->state == NOTICE_HELD;
		if (arg_dry_run || !arg_yes)
			notify_tell_plan(session, plan, true);
	}
	return true;
}

/* EXIT_OK: go on; else the exit status. */
static int settle(const struct session *session, const struct announcing *announcing)
{
	g_autofree char *question = g_strdup_printf(_("send %u messages to %u recipients?"),
						    announcing->messages, announcing->recipients);
	enum ask_answer answer;

	if (arg_yes)
		return EXIT_OK;
	answer = ask_yes_no(session, question);
	if (answer == ASK_YES)
		return EXIT_OK;
	if (session->answer != ANSWER_JSON)
		printer_text("%s\n", answer == ASK_NOBODY ? _("nobody is here to be asked; '--yes' "
							      "sends it: nothing was sent")
							  : _("nothing was sent"));
	return EXIT_ATTENTION;
}

static int status_of(const struct announcing *announcing)
{
	if (announcing->refused || !announcing->messages)
		return EXIT_BAD;
	return announcing->held || announcing->late ? EXIT_ATTENTION : EXIT_OK;
}

static int tell(const struct session *session, const struct announcing *announcing)
{
	const struct tell_options telling = session_telling(session);
	g_autofree struct told *told = g_new0(struct told, announcing->notices->len);
	g_autoptr(GError) error = NULL;

	if (!engine_tell_work(&telling, announcing->notices, told, &error))
		return complain_error(session->answer, error);
	for (guint i = 0; i < announcing->notices->len; i++)
		if (told[i].notice && !notify_tell_notice(session, told[i].notice, told[i].before))
			return EXIT_COULD_NOT;
	return status_of(announcing);
}

static int announce(const struct session *session, const struct planned_work *work, const struct duties *duties)
{
	const struct tell_options telling = session_telling(session);
	int audience = arg_to ? words_find(WORDS_AUDIENCE, arg_to) : -1;
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) notices = engine_announce(&telling, work, audience, &error);
	struct announcing announcing = {.duties = duties, .notices = notices};
	int status;

	if (!notices)
		return complain_error(session->answer, error);
	if (!show(session, &announcing))
		return EXIT_COULD_NOT;
	tell_lead(session, work, &announcing);
	if (arg_dry_run)
		return status_of(&announcing);
	status = settle(session, &announcing);
	return status ? status : tell(session, &announcing);
}

static int run(struct session *session, char **arguments)
{
	struct planned_work work = {0};
	g_autoptr(GPtrArray) windows = NULL;
	g_autoptr(ops_duties_t) duties = NULL;
	g_autoptr(GError) error = NULL;
	int status;

	if (!read_options(session, &work))
		return EXIT_COULD_NOT;
	status = notify_open(session, arg_dry_run ? STORE_READ : STORE_WRITE);
	if (status)
		return status;
	duties = owed_open(session, &status);
	if (!duties)
		return status;
	windows = engine_windows(session->store, &error);
	if (!windows)
		return complain_error(session->answer, error);
	work.window = find_window(session, windows, *arguments);
	return work.window ? announce(session, &work, duties) : EXIT_COULD_NOT;
}

const struct command maint_announce = {
	.name = "announce",
	.summary = N_("tell others of planned work"),
	.args = "WINDOW",
	.needs = NEED_INVENTORY,
	.options = options,
	.run = run,
};
