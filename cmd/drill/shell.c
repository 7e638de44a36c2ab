/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops drill shell: the user's shell, in which every nwops is one of the drill. Its prompt says so always.
 */
#include "drill/verbs.h"

#include "base/text.h"
#include "base/translate.h"
#include "ui/complain.h"
#include "ui/terminal.h"

#include <errno.h>
#include <unistd.h>

static char *arg_as;

static const GOptionEntry options[] = {
	{"as", 0, 0, G_OPTION_ARG_FILENAME, &arg_as, N_("act as whoever has ROLE"), "ROLE"},
	{NULL},
};

static void set_directory(const char *variable, const char *path)
{
	g_autofree char *whole = g_canonicalize_filename(path, NULL);

	g_setenv(variable, whole, TRUE);
}

/* STANDS: why the drill does not go on; NULL. */
static void say(const char *name, const char *stands)
{
	struct terminal terminal = terminal_of(STDERR_FILENO);
	g_autofree char *drill = stands ? g_strdup_printf("'%s' (%s)", name, stands) : g_strdup_printf("'%s'", name);
	g_autofree char *words = g_strdup_printf(_("every nwops here is of the drill %s, nothing of it is real; 'exit' leaves"), drill);
	g_autofree char *line = g_strconcat("【訓練】 ", words, NULL);
	g_autofree char *wrapped = text_wrap(line, terminal_columns(&terminal), 0);

	fprintf(stderr, "%s\n", wrapped);
}

/* Shells that read a file of their own at their start would put their prompt back: bash and others are told not to. */
static int enter(const struct session *session, const char *name)
{
	const char *shell = g_getenv("SHELL");
	g_autofree char *prompt = g_strdup_printf("【訓練】%s%s%s$ ", name, arg_as ? ":" : "", arg_as ? arg_as : "");
	g_autofree char *base = g_path_get_basename(shell && *shell ? shell : "/bin/sh");
	const char *words[] = {base, NULL, NULL};

	if (g_str_equal(base, "bash"))
		words[1] = "--norc";
	else if (g_str_equal(base, "zsh") || g_str_equal(base, "fish"))
		words[1] = "--no-config";
	if (g_str_equal(base, "zsh"))
		words[1] = "-f";
	set_directory("NWOPS_CONFIG", session->config_directory);
	set_directory("NWOPS_STATE", session->real_state_directory);
	g_setenv("NWOPS_LANG", session->language, TRUE);
	g_setenv("NWOPS_DRILL", name, TRUE);
	if (arg_as)
		g_setenv("NWOPS_DRILL_AS", arg_as, TRUE);
	g_setenv("PS1", prompt, TRUE);
	execv(shell && *shell ? shell : "/bin/sh", (char *const *)words);
	return complain(session->answer, COMPLAINT_SYSTEM, _("cannot start the shell '%s': %s"), shell ? shell : "/bin/sh", g_strerror(errno));
}

static int run(struct session *session, char **arguments)
{
	int status = EXIT_OK;
	g_autofree char *name = stage_choose(session, &status);
	g_autoptr(GError) error = NULL;
	struct stage stage;
	const char *stands;
	bool known;

	if (!name)
		return status;
	if (!stage_open(session, name, &stage, &error)) {
		stage_clear(&stage);
		return complain_error(session->answer, error);
	}
	known = !arg_as || drill_find_role(stage.play->scenario, arg_as) >= 0;
	stands = session_drill_stands(stage.play);
	stage_clear(&stage);
	if (!known)
		return complain(session->answer, COMPLAINT_USAGE, _("nobody plays '%s' in this drill"), arg_as);
	say(name, stands);
	return enter(session, name);
}

const struct command drill_shell = {
	.name = "shell",
	.summary = N_("open a shell in which every nwops is of the drill"),
	.needs = NEED_INVENTORY,
	.options = options,
	.run = run,
};
