/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the benches of the store share: what this process has used so far, how
 * large a file is, and the end when nothing can be measured.
 */
#pragma once

#include "store/store.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>

static inline double cpu_s(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
	       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static inline double megabytes(const char *directory, const char *name)
{
	g_autofree char *path = g_build_filename(directory, name, NULL);
	struct stat about;

	return stat(path, &about) < 0 ? 0 : (double)about.st_size / 1e6;
}

static inline void must(bool ok, GError *error)
{
	if (ok)
		return;
	fprintf(stderr, "%s: %s\n", program_invocation_short_name, error ? error->message : "failed");
	exit(3);
}
