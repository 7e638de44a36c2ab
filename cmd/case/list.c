/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops case list: what is open of what goes by paper.
 */
#include "case/verbs.h"

#include "base/translate.h"
#include "incident/verbs.h"

static gboolean arg_all;
static char *arg_kind;

static const GOptionEntry options[] = {
	{"all", 0, 0, G_OPTION_ARG_NONE, &arg_all, N_("also what is closed"), NULL},
	{"kind", 0, 0, G_OPTION_ARG_FILENAME, &arg_kind, N_("cases of this kind alone"),
	 "noncompliance|application|enquiry|problem|request"},
	{NULL},
};

static int run(struct session *session, char **arguments)
{
	const struct cases_filter filter = {
		.kind = arg_kind ? words_find(WORDS_CASE_KIND, arg_kind) : -1,
		.open_only = !arg_all,
	};

	(void)arguments;
	return list_tell(session, &filter, LIST_NO_INCIDENTS);
}

const struct command case_list_verb = {
	.name = "list",
	.summary = N_("list what is open, without incidents"),
	.needs = NEED_INVENTORY | NEED_STORE_READ,
	.options = options,
	.run = run,
};
