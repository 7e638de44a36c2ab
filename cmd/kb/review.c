/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops kb review: somebody looked at an entry and vouches for it, or withdraws it.
 */
#include "kb/verbs.h"

#include "base/translate.h"
#include "sure.h"
#include "ui/complain.h"

#define UNTIL "1y"

static char *arg_until, *arg_note;
static gboolean arg_withdraw;

static const GOptionEntry options[] = {
	{"until", 0, 0, G_OPTION_ARG_FILENAME, &arg_until,
	 N_("when it is to be looked at again: a day, or how far ahead (default 1y)"), "WHEN"},
	{"note", 0, 0, G_OPTION_ARG_FILENAME, &arg_note, N_("what was found"), "TEXT"},
	{"sure", 0, 0, G_OPTION_ARG_NONE, &arg_sure, SURE_WORDS, NULL},
	{"withdraw", 0, 0, G_OPTION_ARG_NONE, &arg_withdraw, N_("it holds no more: it is not found from now on"), NULL},
	{NULL},
};

static bool read_options(const struct session *session, struct know_review *review)
{
	g_autoptr(GError) error = NULL;

	if (arg_withdraw && (arg_until || !arg_note || !*arg_note))
		complain(session->answer, COMPLAINT_USAGE, _("what is withdrawn has a reason and no day: '--note', not '--until'"));
	else if (!arg_withdraw && !know_until_parse(arg_until ? arg_until : UNTIL, session->zone,
						    clock_wall_us(session->clock), &review->until_us, &error))
		complain(session->answer, COMPLAINT_USAGE, "%s", error->message);
	else
		return sure_check(session, "--note", arg_note);
	return false;
}

static int tell(const struct session *session, const struct know_review *review)
{
	g_autofree char *id = know_id_print(review->number), *said = NULL, *day = NULL;

	if (review->withdrawn) {
		said = g_strdup_printf(_("'%s' is withdrawn"), id);
	} else {
		day = kb_day(session, review->until_us);
		said = g_strdup_printf(_("'%s' was reviewed; again by %s"), id, day);
	}
	return kb_tell_kept(session, review->number, said);
}

static int run(struct session *session, char **arguments)
{
	const struct cases_options recording = session_recording(session);
	struct know_review review = {.note = arg_note ? arg_note : "", .withdrawn = arg_withdraw};
	g_autoptr(GPtrArray) versions = NULL;
	g_autoptr(GError) error = NULL;

	if (!kb_read_id(session, arguments[0], &review.number) || !read_options(session, &review))
		return EXIT_COULD_NOT;
	versions = kb_load(session, review.number);
	if (!versions)
		return EXIT_COULD_NOT;
	if (((const struct know_entry *)versions->pdata[versions->len - 1])->state == KNOW_WITHDRAWN)
		return complain(session->answer, COMPLAINT_USAGE,
				_("it was withdrawn; 'nwops kb add --replaces' writes it anew"));
	if (!engine_know_review(&recording, &review, &error))
		return complain_error(session->answer, error);
	return tell(session, &review);
}

const struct command kb_review = {
	.name = "review",
	.summary = N_("vouch for an entry, or withdraw it"),
	.args = "ENTRY",
	.needs = NEED_INVENTORY | NEED_STORE_WRITE,
	.options = options,
	.run = run,
};
