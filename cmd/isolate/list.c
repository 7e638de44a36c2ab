/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops isolate list: runs, and what each stands at.
 */
#include "isolate/runs.h"
#include "isolate/verbs.h"

#include "base/translate.h"
#include "ui/complain.h"

static gboolean arg_all;

static const GOptionEntry options[] = {
	{"all", 0, 0, G_OPTION_ARG_NONE, &arg_all, N_("also those that have ended"), NULL},
	{NULL},
};

static int run(struct session *session, char **arguments)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) runs = runs_load(session->store, NULL, !arg_all, &error);
	int status = EXIT_OK;

	(void)arguments;
	if (!runs)
		return complain_error(session->answer, error);
	for (guint i = 0; i < runs->len; i++) {
		const struct run_row *row = runs->pdata[i];

		if (row->state != WALK_COMPLETED && row->state != WALK_CANCELLED)
			status = EXIT_ATTENTION;
		if (session->answer == ANSWER_JSON)
			run_row_print_json(session, row);
	}
	if (session->answer != ANSWER_JSON)
		runs_print(session, runs, 0);
	return status;
}

const struct command isolate_list = {
	.name = "list",
	.summary = N_("list runs, and what each waits for"),
	.needs = NEED_INVENTORY | NEED_STORE_READ,
	.options = options,
	.run = run,
};
