/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The program learns the directories that were chosen by the variables that
 * nwops itself reads, so that it may call nwops again and mean the same.
 */
#include "external.h"

#include "commands.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

void external_run(const char *libexec, const char *name, char **arguments)
{
	g_autofree char *program = g_strconcat("nwops-", name, NULL);
	g_autofree char *ours = g_build_filename(libexec, program, NULL);

	errno = 0;
	/* A name is no path. */
	if (strchr(name, '/'))
		return;
	if (arg_config)
		g_setenv("NWOPS_CONFIG", arg_config, TRUE);
	if (arg_state)
		g_setenv("NWOPS_STATE", arg_state, TRUE);
	if (arg_drill)
		g_setenv("NWOPS_DRILL", arg_drill, TRUE);
	if (arg_lang)
		g_setenv("NWOPS_LANG", arg_lang, TRUE);
	execv(ours, arguments);
	if (errno == ENOENT)
		execvp(program, arguments);
	if (errno == ENOENT)
		errno = 0;
}
