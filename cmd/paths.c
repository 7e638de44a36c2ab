/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A program that was built and not installed has nwops-icmp beside it, and the
 * build lays out share/ and man/ there as well; an installed one has its wire
 * programs under libexec and nothing beside it. No environment variable
 * decides this: whoever runs nwops through sudo must not choose its programs.
 */
#include "paths.h"

#include <glib.h>
#include <unistd.h>

static char *build_directory(void)
{
	g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);

	if (!program)
		return NULL;
	g_autofree char *directory = g_path_get_dirname(program);
	g_autofree char *beside = g_build_filename(directory, "nwops-icmp", NULL);

	return access(beside, X_OK) ? NULL : g_steal_pointer(&directory);
}

void paths_init(struct paths *paths)
{
	g_autofree char *build = build_directory();

	if (build) {
		paths->libexec = g_strdup(build);
		paths->share = g_build_filename(build, "share", NULL);
		paths->locale = g_build_filename(build, "share", "po", NULL);
		paths->man = g_build_filename(build, "man", NULL);
		return;
	}
	paths->libexec = g_strdup(NWOPS_LIBEXECDIR);
	paths->share = g_strdup(NWOPS_DATADIR);
	paths->locale = g_strdup(NWOPS_LOCALEDIR);
	paths->man = NULL;
}

void paths_clear(struct paths *paths)
{
	g_free(paths->libexec);
	g_free(paths->share);
	g_free(paths->locale);
	g_free(paths->man);
}
