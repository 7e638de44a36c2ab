/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops drill comcheck: asks everybody who takes part to answer, and counts what was sent, what arrived and what was
 * answered, each apart: that a server took a mail does not say that anybody has read it.
 */
#include "drill/verbs.h"

#include "base/translate.h"
#include "ui/complain.h"
#include "ui/page.h"
#include "ui/printer.h"

static char *arg_again;

static const GOptionEntry options[] = {
	{"again", 0, 0, G_OPTION_ARG_FILENAME, &arg_again, N_("ask everybody once more, and why"), "REASON"},
	{NULL},
};

void drill_tell_counts(const struct session *session, const char *of, const struct play_counts *counts)
{
	g_autofree char *line = NULL;
	struct json *object;

	if (session->answer != ANSWER_JSON) {
		line = g_strdup_printf(_("messages: %u made, %u sent, %u arrived at a server, %u answered, %u withheld"), counts->made, counts->sent,
				       counts->received, counts->answered, counts->withheld);
		page_print("", line);
		return;
	}
	object = printer_new_object("drill-messages");
	json_set_string(object, "of", of);
	json_set_integer(object, "made", counts->made);
	json_set_integer(object, "sent", counts->sent);
	json_set_integer(object, "received", counts->received);
	json_set_integer(object, "answered", counts->answered);
	json_set_integer(object, "withheld", counts->withheld);
	printer_take(object);
}

static int run(struct session *session, char **arguments)
{
	int status = session_open_telling(session);
	g_autofree char *name = status ? NULL : stage_choose(session, &status);
	g_autoptr(GError) error = NULL;
	struct play_counts counts = {0};
	struct stage stage;

	if (!name)
		return status;
	if (!stage_open(session, name, &stage, &error) || !stage_tell(session, &stage, NOTICE_COMCHECK, arg_again, &error) ||
	    !play_count(stage.store, NOTICE_COMCHECK, &counts, &error))
		status = complain_error(session->answer, error);
	else
		drill_tell_counts(session, words_get(WORDS_NOTICE_KIND, NOTICE_COMCHECK)->id, &counts);
	stage_clear(&stage);
	if (status)
		return status;
	return counts.answered == counts.made ? EXIT_OK : EXIT_ATTENTION;
}

const struct command drill_comcheck = {
	.name = "comcheck",
	.summary = N_("ask everybody in the drill to answer, and count who did"),
	.needs = NEED_INVENTORY,
	.options = options,
	.run = run,
};
