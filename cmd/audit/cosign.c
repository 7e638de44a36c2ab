/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops audit cosign: what another organization does with a checkpoint that it
 * was sent. It needs no configuration and no store, only the party's directory.
 */
#include "audit/verbs.h"

#include "base/instant.h"
#include "base/translate.h"
#include "store/cosign.h"
#include "ui/complain.h"
#include "ui/printer.h"

#include <inttypes.h>
#include <string.h>

static char *arg_party, *arg_name, *arg_log;

static const GOptionEntry options[] = {
	{"party", 0, 0, G_OPTION_ARG_FILENAME, &arg_party, N_("where this party keeps its key and what it saw"), "DIR"},
	{"name", 0, 0, G_OPTION_ARG_FILENAME, &arg_name, N_("make that directory and a key in this name"), "NAME"},
	{"log", 0, 0, G_OPTION_ARG_FILENAME, &arg_log, N_("the log of this log.vkey is known from now on"), "FILE"},
	{NULL},
};

static int tell(const struct session *session, const struct cosign_answer *answer)
{
	struct json *object;

	if (session->answer == ANSWER_JSON) {
		object = printer_new_object("cosignature");
		json_set_bool(object, "signed", answer->end == COSIGN_SIGNED);
		printer_set_figure(object, "size", answer->size);
		printer_set_figure(object, "before", answer->before);
		json_set_string(object, "text", answer->note);
		json_set_string(object, "message", answer->end == COSIGN_SIGNED ? NULL : answer->message);
		printer_take(object);
	} else if (answer->end == COSIGN_SIGNED) {
		printer_bytes(answer->note, strlen(answer->note));
	} else {
		printer_text(_("not cosigned: %s\n"), answer->message);
		printer_text(_("keep this file and what this party has: together they prove it\n"));
	}
	return answer->end == COSIGN_SIGNED ? EXIT_OK : EXIT_BAD;
}

static int run(struct session *session, char **arguments)
{
	const struct cosign_party party = {arg_party, arg_name, arg_log, session->clock};
	g_autoptr(GError) error = NULL;
	g_autofree char *request = NULL;
	struct cosign_answer answer;
	size_t length;
	int status;

	if (!arg_party)
		return complain(session->answer, COMPLAINT_USAGE, _("'%s' is needed"), "--party");
	request = cosign_read(arguments[0], &length, &error);
	if (!request)
		return complain(session->answer, COMPLAINT_USAGE, "%s", error->message);
	if (!cosign_sign(&party, request, length, &answer, &error)) {
		g_prefix_error(&error, _("cannot cosign '%s': "), arguments[0]);
		return complain_error(session->answer, error);
	}
	status = tell(session, &answer);
	g_free(answer.note);
	return status;
}

const struct command audit_cosign = {
	.name = "cosign",
	.summary = N_("vouch for another's checkpoint that adds to the last one"),
	.args = "FILE",
	.options = options,
	.run = run,
};
