/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs dot(1), which reads all before it writes, so what it draws goes by a file.
 */
#include "drawing.h"

#include <unistd.h>

/* Graphviz's own words come through standard error when it fails. */
static bool run_dot(const char *source, unsigned int seconds, char **ret_picture, GError **error)
{
	g_autofree char *limit = g_strdup_printf("%u", seconds);
	const char *arguments[] = {"timeout", limit, "dot", "-Tsvg", source, NULL};
	g_autofree char *picture = NULL, *complaints = NULL, *program = g_find_program_in_path("dot");
	int status;

	if (!program) {
		g_set_error_literal(error, G_SPAWN_ERROR, G_SPAWN_ERROR_NOENT, "dot");
		return false;
	}
	if (!g_spawn_sync(NULL, (char **)(seconds ? arguments : arguments + 2), NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &picture,
			  &complaints, &status, error))
		return false;
	if (!g_spawn_check_wait_status(status, error)) {
		g_prefix_error(error, "%s: ", g_strchomp(complaints));
		return false;
	}
	*ret_picture = g_steal_pointer(&picture);
	return true;
}

char *drawing_of(const char *dot, unsigned int seconds, GError **error)
{
	g_autofree char *source = NULL;
	char *picture = NULL;
	int fd = g_file_open_tmp("nwops-XXXXXX", &source, error);

	if (fd < 0)
		return NULL;
	close(fd);
	if (g_file_set_contents(source, dot, -1, error))
		run_dot(source, seconds, &picture, error);
	unlink(source);
	return picture;
}
