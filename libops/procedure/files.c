/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where procedures lie: the site's own before those that came with nwops, each
 * called as its file is.
 */
#include "procedure/internal.h"

#include "base/translate.h"

#include <string.h>
#include <sys/stat.h>

#define SUFFIX ".yaml"

char *procedure_path(const char *name, const char *const *directories)
{
	for (; !strpbrk(name, "/.") && *name && *directories; directories++) {
		g_autofree char *file = g_strconcat(name, SUFFIX, NULL);
		g_autofree char *path = g_build_filename(*directories, file, NULL);
		struct stat status;

		if (stat(path, &status) == 0)
			return g_steal_pointer(&path);
	}
	return NULL;
}

struct procedure *procedure_load(const char *name, const char *const *directories, struct conf_faults *faults)
{
	g_autofree char *path = procedure_path(name, directories);
	struct procedure *procedure;
	GString *bytes;

	if (!path) {
		conf_fault(faults, CONF_ERROR, NULL, _("there is no procedure '%s'"), name);
		return NULL;
	}
	bytes = conf_bytes_load(path, PROCEDURE_BYTES, faults);
	if (!bytes)
		return NULL;
	procedure = procedure_parse(path, bytes->str, bytes->len, faults);
	g_string_free(bytes, TRUE);
	if (procedure && !g_str_equal(procedure->name, name) && *procedure->name) {
		procedure->incomplete = true;
		conf_fault(faults, CONF_ERROR, &procedure->position, _("the file of '%s' calls its procedure '%s'"), name,
			   procedure->name);
	}
	return procedure;
}

static gint compare_names(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* A file with a second dot is none of ours: NAME.tests.yaml, an editor's copy. */
static char *name_of(const char *file)
{
	g_autofree char *name = g_str_has_suffix(file, SUFFIX) ? g_strndup(file, strlen(file) - strlen(SUFFIX)) : NULL;

	return name && *name && !strchr(name, '.') ? g_steal_pointer(&name) : NULL;
}

GPtrArray *procedure_names_in(const char *const *directories)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);

	for (; *directories; directories++) {
		GDir *directory = g_dir_open(*directories, 0, NULL);
		const char *file;

		while (directory && (file = g_dir_read_name(directory))) {
			g_autofree char *name = name_of(file);

			if (name && !g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL))
				g_ptr_array_add(names, g_steal_pointer(&name));
		}
		g_clear_pointer(&directory, g_dir_close);
	}
	g_ptr_array_sort(names, compare_names);
	return names;
}
