/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The texts that runs were begun with: a run is read with the words that people
 * had before them then, whatever has become of the file since.
 */
#include "cases/internal.h"

struct case_texts {
	struct store *store;
	GHashTable *procedures;	/* by the digest in hex; a NULL value: there is none to be had */
};

static void procedure_destroy(gpointer procedure)
{
	procedure_free(procedure);
}

struct case_texts *case_texts_new(struct store *store)
{
	struct case_texts *texts = g_new(struct case_texts, 1);

	*texts = (struct case_texts){store, g_hash_table_new_full(g_str_hash, g_str_equal, g_free, procedure_destroy)};
	return texts;
}

void case_texts_free(struct case_texts *texts)
{
	if (!texts)
		return;
	g_hash_table_unref(texts->procedures);
	g_free(texts);
}

static struct procedure *read_text(struct store *store, const struct digest *digest, const char *hex)
{
	g_autoptr(GBytes) bytes = run_texts_read(store, digest, NULL);
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	struct procedure *procedure;
	const char *text;
	gsize length;

	if (!bytes)
		return NULL;
	text = g_bytes_get_data(bytes, &length);
	procedure = procedure_parse(hex, text, length, faults);
	/* What other people keep for us may be anything. */
	if (procedure && (!digest_equal(procedure_digest(procedure), digest) || conf_faults_errors(faults)))
		g_clear_pointer(&procedure, procedure_free);
	return procedure;
}

const struct procedure *case_texts_find(struct case_texts *texts, const struct digest *digest)
{
	g_autofree char *hex = digest_hex(digest->bytes, DIGEST_SIZE);
	gpointer found;

	if (g_hash_table_lookup_extended(texts->procedures, hex, NULL, &found))
		return found;
	found = read_text(texts->store, digest, hex);
	g_hash_table_insert(texts->procedures, g_steal_pointer(&hex), found);
	return found;
}
