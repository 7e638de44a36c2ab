/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops notify send: tells an audience. What would be told is worked out first and shown to who
 * sits there; it is worked out once more in the transaction that keeps it, from what is known by
 * then.
 */
#include "notify/verbs.h"

#include "base/translate.h"
#include "sure.h"
#include "ui/ask.h"
#include "ui/complain.h"
#include "ui/printer.h"

static char *arg_urgency, *arg_again;
static gboolean arg_forced, arg_yes, arg_dry_run;
static char *arg_to, *arg_case, *arg_subject, **arg_fields;

static const GOptionEntry options[] = {
	{"to", 0, 0, G_OPTION_ARG_FILENAME, &arg_to, N_("whom to tell"), "AUDIENCE[:ORG]"},
	{"case", 0, 0, G_OPTION_ARG_FILENAME, &arg_case, N_("the case that it belongs to"), "ID"},
	{"subject", 0, 0, G_OPTION_ARG_FILENAME, &arg_subject, N_("what it is about"), "ITEM"},
	{"field", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &arg_fields,
	 N_("a fact for the text; NAME~VALUE: an estimate"), "NAME=VALUE"},
	{"urgency", 0, 0, G_OPTION_ARG_FILENAME, &arg_urgency,
	 N_("how patiently, instead of what the policy says"), "first|urgent|routine"},
	{"again", 0, 0, G_OPTION_ARG_FILENAME, &arg_again, N_("tell it once more, and why"),
	 "REASON"},
	{"forced", 0, 0, G_OPTION_ARG_NONE, &arg_forced, N_("outside an institution's hours too"),
	 NULL},
	{"yes", 0, 0, G_OPTION_ARG_NONE, &arg_yes, N_("ask nobody"), NULL},
	{"dry-run", 0, 0, G_OPTION_ARG_NONE, &arg_dry_run,
	 N_("only show whom it would go to and its words"), NULL},
	{"sure", 0, 0, G_OPTION_ARG_NONE, &arg_sure, SURE_WORDS, NULL},
	{NULL},
};

static bool is_wide(enum audience audience)
{
	return audience == AUDIENCE_PUBLIC || audience == AUDIENCE_AUTHORITY;
}

static enum ask_answer ask(const struct session *session, const struct tell_plan *plan)
{
	const char *word = words_get(WORDS_AUDIENCE, plan->facts->audience)->id;
	g_autofree char *question = NULL;

	if (is_wide(plan->facts->audience)) {
		question = g_strdup_printf(_("this goes to '%s'; to send %u messages to %u "
					     "recipients type the word '%s':"),
					   word, plan->messages->len, plan->routes.told, word);
		return ask_word(session, question, word);
	}
	question = g_strdup_printf(_("send %u messages to %u recipients?"), plan->messages->len,
				   plan->routes.told);
	return ask_yes_no(session, question);
}

/* EXIT_OK: go on; else the exit status. */
static int settle(const struct session *session, const struct tell_plan *plan)
{
	enum ask_answer answer;

	if (arg_yes)
		return EXIT_OK;
	notify_tell_plan(session, plan, true);
	answer = ask(session, plan);
	if (answer == ASK_YES)
		return EXIT_OK;
	if (session->answer != ANSWER_JSON)
		printer_text("%s\n", answer == ASK_NOBODY ? _("nobody is here to be asked; '--yes' "
							      "sends it: nothing was sent")
							  : _("nothing was sent"));
	return EXIT_ATTENTION;
}

static int status_of(enum notice_state state, guint refused)
{
	if (state == NOTICE_REFUSED || refused)
		return EXIT_BAD;
	return state == NOTICE_HELD ? EXIT_ATTENTION : EXIT_OK;
}

static int tell_all(const struct session *session, const struct tell *tell)
{
	const struct tell_options telling = session_telling(session);
	g_autoptr(GError) error = NULL;
	g_autoptr(ops_tell_plan_t) plan = engine_plan_notice(&telling, tell, &error);
	struct told told;
	int64_t before;
	guint refused;
	int status;

	if (!plan)
		return complain_error(session->answer, error);
	before = *tell->once ? notices_find_once(session->store, tell->once, &error) : 0;
	if (before < 0)
		return complain_error(session->answer, error);
	refused = notify_refused_count(&plan->routes);
	/* Nothing is kept of what nobody can be told. */
	if (arg_dry_run || (plan->state == NOTICE_REFUSED && !before)) {
		notify_tell_plan(session, plan, arg_dry_run);
		return status_of(plan->state, refused);
	}
	status = before ? EXIT_OK : settle(session, plan);
	if (status)
		return status;
	if (!engine_tell(&telling, tell, &told, &error))
		return complain_error(session->answer, error);
	if (!notify_tell_notice(session, told.notice, told.before))
		return EXIT_COULD_NOT;
	return told.before ? EXIT_OK : status_of(told.state, refused);
}

static int run(struct session *session, char **arguments)
{
	const struct notify_words words = {
		.kind = *arguments,
		.to = arg_to,
		.case_id = arg_case,
		.subject = arg_subject,
		.fields = arg_fields,
	};
	g_autoptr(ops_notice_facts_t) facts = NULL;
	g_autofree char *once = NULL;
	int status;

	if (arg_again && !notify_check_text(session, "--again", arg_again))
		return EXIT_COULD_NOT;
	status = arg_dry_run ? notify_open_to_look(session) : notify_open(session, STORE_WRITE);
	if (status)
		return status;
	facts = notify_read_facts(session, &words);
	if (!facts)
		return EXIT_COULD_NOT;
	once = engine_once(facts, facts->reference ? facts->reference : "");
	const struct tell tell = {
		.facts = facts,
		.case_id = facts->reference ? facts->reference : "",
		.once = arg_again ? "" : once,
		.urgency = arg_urgency ? words_find(WORDS_URGENCY, arg_urgency) : -1,
		.again = arg_again,
		.forced = arg_forced,
		.everybody = notify_tells_everybody(arg_to),
	};

	return tell_all(session, &tell);
}

const struct command notify_send = {
	.name = "send",
	.summary = N_("tell an audience"),
	.args = "KIND",
	.needs = NEED_INVENTORY,
	.options = options,
	.run = run,
};
