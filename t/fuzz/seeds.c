/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs one fuzz target over its seeds without a fuzzer: each file of the
 * directory named, whole and cut after every byte, or some (sparse.h). So
 * that what a fuzzer once found stays found under every compiler, sanitizer
 * and valgrind.
 *
 * One TAP line a file; a crash leaves the plan unfulfilled.
 */
#include "../unit/sparse.h"

#include <glib.h>
#include <stdint.h>
#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A copy of exactly SIZE bytes, so that reading past the end is noticed. */
static void run_cut(const char *bytes, size_t size)
{
	g_autofree uint8_t *cut = g_malloc(size ? size : 1);

	memcpy(cut, bytes, size);
	LLVMFuzzerTestOneInput(cut, size);
}

static int by_name(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The files of DIRECTORY, by name. */
static GPtrArray *list(const char *directory, GError **error)
{
	g_autoptr(GDir) dir = g_dir_open(directory, 0, error);
	GPtrArray *paths;
	const char *name;

	if (!dir)
		return NULL;
	paths = g_ptr_array_new_with_free_func(g_free);
	while ((name = g_dir_read_name(dir)))
		g_ptr_array_add(paths, g_build_filename(directory, name, NULL));
	g_ptr_array_sort(paths, by_name);
	return paths;
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) paths = argc == 2 ? list(argv[1], &error) : NULL;

	if (!paths || !paths->len) {
		printf("Bail out! no seeds: %s\n", error ? error->message : "name one directory");
		return 1;
	}
	printf("1..%u\n", paths->len);
	for (unsigned int i = 0; i < paths->len; i++) {
		g_autofree char *bytes = NULL;
		size_t length;

		fflush(stdout);
		if (!g_file_get_contents(paths->pdata[i], &bytes, &length, &error)) {
			printf("Bail out! %s\n", error->message);
			return 1;
		}
		for (size_t size = 0; size < length; size += (size_t)unit_sparse())
			run_cut(bytes, size);
		run_cut(bytes, length);
		printf("ok %u - %s\n", i + 1, strrchr(paths->pdata[i], '/') + 1);
	}
	return 0;
}
