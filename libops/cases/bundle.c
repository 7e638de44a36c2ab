/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The files of a bundle, and the list of them that is signed.
 */
#include "cases/bundle.h"

#include "base/digest.h"

#include <string.h>

static void file_free(gpointer data)
{
	struct bundle_file *file = data;

	g_free(file->name);
	g_bytes_unref(file->bytes);
	g_free(file);
}

struct bundle *bundle_new(const char *id)
{
	struct bundle *bundle = g_new0(struct bundle, 1);

	bundle->id = g_strdup(id);
	bundle->files = g_ptr_array_new_with_free_func(file_free);
	return bundle;
}

void bundle_free(struct bundle *bundle)
{
	if (!bundle)
		return;
	g_free(bundle->id);
	g_ptr_array_unref(bundle->files);
	g_free(bundle);
}

void bundle_add(struct bundle *bundle, const char *name, GBytes *bytes)
{
	struct bundle_file *file = g_new(struct bundle_file, 1);

	g_assert(strlen(name) <= BUNDLE_NAME_LIMIT);
	*file = (struct bundle_file){g_strdup(name), g_bytes_ref(bytes)};
	g_ptr_array_add(bundle->files, file);
}

void bundle_add_text(struct bundle *bundle, const char *name, const char *text)
{
	GBytes *bytes = g_bytes_new(text, strlen(text));

	bundle_add(bundle, name, bytes);
	g_bytes_unref(bytes);
}

static int compare(gconstpointer a, gconstpointer b)
{
	const struct bundle_file *left = *(const struct bundle_file *const *)a;
	const struct bundle_file *right = *(const struct bundle_file *const *)b;

	return strcmp(left->name, right->name);
}

char *bundle_list(struct bundle *bundle)
{
	GString *list = g_string_new(NULL);

	g_ptr_array_sort(bundle->files, compare);
	for (guint i = 0; i < bundle->files->len; i++) {
		const struct bundle_file *file = bundle->files->pdata[i];
		gsize length;
		const void *bytes = g_bytes_get_data(file->bytes, &length);
		struct digest digest = digest_of(bytes, length);
		g_autofree char *hex = digest_hex(digest.bytes, DIGEST_SIZE);

		g_string_append_printf(list, "%s  %s\n", hex, file->name);
	}
	return g_string_free(list, FALSE);
}
