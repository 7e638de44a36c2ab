/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops drill training: who was taught, by which manual, when (1.3.4): how everybody stands who can be on duty, what is on
 * record, and recording it. It is of the real record alone: a drill's own store has no education in it.
 */
#include "drill/training.h"

#include "base/translate.h"
#include "drill/verbs.h"
#include "sure.h"
#include "ui/complain.h"

static struct training_wish arg;

static const GOptionEntry options[] = {
	{"topic", 0, 0, G_OPTION_ARG_FILENAME, &arg.topic, N_("what was taught"), "TEXT"},
	{"kind", 0, 0, G_OPTION_ARG_FILENAME, &arg.kind, N_("how (default: lecture)"), "lecture|exercise|self-study|drill"},
	{"at", 0, 0, G_OPTION_ARG_FILENAME, &arg.at, N_("when it was (default: now)"), "WHEN"},
	{"trainer", 0, 0, G_OPTION_ARG_FILENAME, &arg.trainer, N_("who taught"), "WHO"},
	{"manual", 0, 0, G_OPTION_ARG_FILENAME, &arg.manual, N_("by which manual: response, operations or none; response:2 is a version of it"), "MANUAL"},
	{"held", 0, 0, G_OPTION_ARG_FILENAME, &arg.held, N_("they took part in this drill, which was held"), "NAME"},
	{"note", 0, 0, G_OPTION_ARG_FILENAME, &arg.note, N_("what else is to be said"), "TEXT"},
	{"document", 0, 0, G_OPTION_ARG_FILENAME, &arg.document, N_("keep the SHA-256 of FILE with it"), "FILE"},
	{"reason", 0, 0, G_OPTION_ARG_FILENAME, &arg.reason, N_("why it is corrected or withdrawn"), "TEXT"},
	{"sure", 0, 0, G_OPTION_ARG_NONE, &arg_sure, SURE_WORDS, NULL},
	{NULL},
};

enum change { CHANGE_NONE, CHANGE_ADD, CHANGE_CORRECT, CHANGE_WITHDRAW, CHANGE_RECORDS, CHANGE_UNKNOWN };

static enum change change_of(const char *word)
{
	static const char *const words[] = {
		[CHANGE_ADD] = "add", [CHANGE_CORRECT] = "correct", [CHANGE_WITHDRAW] = "withdraw", [CHANGE_RECORDS] = "records",
	};

	if (!word)
		return CHANGE_NONE;
	for (int i = CHANGE_ADD; i < CHANGE_UNKNOWN; i++)
		if (g_str_equal(word, words[i]))
			return (enum change)i;
	return CHANGE_UNKNOWN;
}

static bool says_anything(void)
{
	return arg.topic || arg.kind || arg.at || arg.trainer || arg.manual || arg.held || arg.note || arg.document;
}

/* Why these words and options do not go together; NULL. */
static const char *misuse(enum change change, char *const *names)
{
	bool corrects = change == CHANGE_CORRECT || change == CHANGE_WITHDRAW;

	if (change == CHANGE_UNKNOWN)
		return _("education is shown; or say 'add', 'correct', 'withdraw' or 'records'");
	if ((change == CHANGE_ADD || corrects) && !names[0])
		return change == CHANGE_ADD ? _("say who was taught: names of contacts") : _("say which record: its number");
	if ((change == CHANGE_WITHDRAW || change == CHANGE_RECORDS) && names[0] && names[1])
		return _("too many words behind 'withdraw' or 'records'");
	if (corrects && !arg.reason)
		return _("say why: '--reason'");
	if (arg.reason && !corrects)
		return _("'--reason' is for 'correct' and 'withdraw'");
	if (says_anything() && change != CHANGE_ADD && change != CHANGE_CORRECT)
		return _("what was taught is said with 'add' or 'correct'");
	if (change == CHANGE_CORRECT && !names[1] && !says_anything())
		return _("say what is right: names of contacts, or an option");
	return NULL;
}

static int look(struct session *session, enum change change, const char *person)
{
	g_auto(ops_training_book_t) book = {0};
	g_autoptr(GError) error = NULL;
	int status;

	if (person && !inventory_find_contact(session->inventory, person))
		return complain(session->answer, COMPLAINT_USAGE, _("no contact of ours is called '%s'"), person);
	status = drill_open_record(session);
	if (status)
		return status;
	if (!engine_training_book(session->inventory, session->store, clock_wall_us(session->clock), &book, &error))
		return complain_error(session->answer, error);
	return change == CHANGE_RECORDS ? training_tell_records(session, &book, person) : training_tell_people(session, &book);
}

static int run(struct session *session, char **arguments)
{
	enum change change = change_of(arguments[0]);
	char **names = arguments[0] ? arguments + 1 : arguments;
	const char *wrong = misuse(change, names);
	int status;

	if (wrong)
		return complain(session->answer, COMPLAINT_USAGE, "%s", wrong);
	if (session->drill)
		return complain(session->answer, COMPLAINT_USAGE, _("education is of the real record: leave '--drill' out"));
	if (change == CHANGE_NONE || change == CHANGE_RECORDS)
		return look(session, change, names[0]);
	status = session_open_store(session, STORE_WRITE);
	if (status)
		return status;
	if (change == CHANGE_ADD)
		return training_add(session, names, &arg);
	return change == CHANGE_CORRECT ? training_correct(session, names[0], names + 1, &arg) : training_withdraw(session, names[0], &arg);
}

const struct command drill_training = {
	.name = "training",
	.summary = N_("show and record who was taught, by which manual, when"),
	.args = "[CHANGE] [NAME...]",
	.needs = NEED_INVENTORY,
	.options = options,
	.run = run,
};
