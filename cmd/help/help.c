/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops help: the manual page where there is one in the reader's language,
 * else what the tables say.
 */
#include "help/help.h"

#include "base/text.h"
#include "base/translate.h"
#include "commands.h"
#include "ui/complain.h"
#include "ui/printer.h"

#include <unistd.h>

static char *arg_completion;

static const GOptionEntry options[] = {
	{"completion", 0, 0, G_OPTION_ARG_FILENAME, &arg_completion,
	 N_("print a completion script for the shell"), "bash|zsh"},
	{NULL},
};

/* Becomes man(1); returns only when that cannot be. */
static void show_page(const struct session *session, const struct command *paged)
{
	g_autofree char *page =
		g_strconcat("nwops", paged ? "-" : "", paged ? paged->name : "", NULL);
	g_autofree char *file = g_strconcat(page, ".1", NULL);
	g_autofree char *built = session->man_directory
					 ? g_build_filename(session->man_directory, file, NULL)
					 : NULL;
	g_autofree char *program = g_find_program_in_path("man");
	const char *ask[] = {"man", "-w", page, NULL};
	const char *show[] = {"man", built ? "-l" : page, built, NULL};
	int status = 0;

	if (!program)
		return;
	/* man would print its own complaint where ours is of more use. */
	if (built ? access(built, R_OK) != 0
		  : !g_spawn_sync(NULL, (char **)ask, NULL,
				  G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL |
					  G_SPAWN_STDERR_TO_DEV_NULL,
				  NULL, NULL, NULL, NULL, &status, NULL) ||
			    status)
		return;
	printer_finish();
	execv(program, (char **)show);
}

static int run(struct session *session, char **arguments)
{
	const struct command *group = NULL, *command = NULL;

	if (arg_completion) {
		help_print_completion(arg_completion);
		return EXIT_OK;
	}
	for (const struct command *const *list = commands; *arguments; arguments++) {
		g_autofree char *shown = text_excerpt(*arguments);

		group = command;
		command = list ? commands_find(list, *arguments) : NULL;
		if (!command)
			return complain(session->answer, COMPLAINT_USAGE,
					_("there is no command '%s'"), shown);
		list = command->verbs;
	}
	if (session->answer == ANSWER_TEXT && command && !strcmp(session->language, "en"))
		show_page(session, group ? group : command);
	help_print(session, group, command);
	return EXIT_OK;
}

const struct command cmd_help = {
	.name = "help",
	.summary = N_("show help and completion scripts"),
	.args = "[COMMAND] [VERB]",
	.options = options,
	.run = run,
};
