/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Gathers the bundle of a case out of one state of the store. What would not be believed by
 * who verifies it is not exported: each path is followed here first.
 */
#include "cases/export.h"

#include "base/translate.h"
#include "store/evidence.h"
#include "store/journal.h"

#include <inttypes.h>
#include <string.h>

#define TRIES 5
#define MANIFEST_FORM "nwops bundle 1"

struct case_bundle {
	struct bundle *files;
	struct digest digest;		/* of its signed list */
	struct case_bundle_figures figures;
};

static void export_clear(struct export *export)
{
	case_file_free(export->file);
	seal_free(export->seal);
	proof_tree_free(export->tree);
	bundle_free(export->bundle);
}
typedef struct export ops_export_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ops_export_t, export_clear)

/* --- the journal's part --- */

static bool add_proof(struct export *export, const struct seal_entry *entry, GError **error)
{
	g_autoptr(GArray) path = proof_inclusion(export->tree, entry->sequence, export->seal->head.size);
	g_autofree char *hashes = proof_print(path), *text = NULL;
	g_autofree char *name = g_strdup_printf("proofs/%" PRId64 ".tlog-proof", entry->sequence);

	if (!proof_includes(&export->seal->head, entry->sequence, &entry->leaf, path))
		return cases_fail(error, CASES_ERROR_UNREADABLE,
				  _("entry %ld of the journal is not what was signed; 'nwops audit verify' tells more"),
				  (long)entry->sequence);
	text = g_strdup_printf("c2sp.org/tlog-proof@v1\nindex %" PRId64 "\n%s\n%s", entry->sequence - 1, hashes,
			       export->seal->note);
	bundle_add_text(export->bundle, name, text);
	return true;
}

static bool add_entry(struct export *export, int64_t sequence, GString *lines, GError **error)
{
	g_autoptr(ops_seal_entry_t) entry = seal_entry_read(export->store, sequence, error);
	g_autofree char *name = g_strdup_printf("payloads/%" PRId64, sequence);

	if (!entry || !add_proof(export, entry, error))
		return false;
	g_string_append_printf(lines, "%s\n", entry->line);
	if (entry->payload)
		bundle_add(export->bundle, name, entry->payload);
	export->removed += !entry->payload;
	export->entries++;
	export->bundle->at_us = MAX(export->bundle->at_us, entry->recorded_at_us);
	return true;
}

/* Of a store as a whole. */
static bool add_every_entry(struct export *export, GString *lines, GError **error)
{
	for (int64_t sequence = 1; sequence <= (int64_t)export->seal->head.size; sequence++)
		if (!add_entry(export, sequence, lines, error))
			return false;
	return true;
}

static bool add_entries(struct export *export, GError **error)
{
	g_autoptr(GString) lines = g_string_new(NULL);

	if (!export->file && !add_every_entry(export, lines, error))
		return false;
	for (guint i = 0; export->file && i < export->file->events->len; i++) {
		const struct case_event *event = export->file->events->pdata[i];
		int64_t why;

		/* The entry that took a payload away comes right before the event that tells of it. */
		if (event->kind == CASE_REDACTION && event->body && json_get_integer(event->body, "entry", &why) &&
		    !add_entry(export, why, lines, error))
			return false;
		if (!add_entry(export, event->entry, lines, error))
			return false;
	}
	bundle_add_text(export->bundle, "entries.jsonl", lines->str);
	return true;
}

/* --- texts --- */

static bool take_run(void *context, const struct run_record *run)
{
	g_hash_table_add(context, digest_hex(run->digest.bytes, DIGEST_SIZE));
	return true;
}

/* The texts of papers that the case goes by. */
static void take_papers(const struct case_file *file, GHashTable *digests)
{
	for (guint i = 0; i < file->events->len; i++) {
		const struct case_event *event = file->events->pdata[i];
		const char *hex = event->kind == CASE_PAPER && event->body ? json_get_string(event->body, "digest") : NULL;

		if (hex)
			g_hash_table_add(digests, g_strdup(hex));
	}
}

static bool add_procedure(struct export *export, const char *hex, GError **error)
{
	g_autofree char *name = g_strdup_printf("procedures/%s.yaml", hex);
	g_autoptr(GError) failed = NULL;
	g_autoptr(GBytes) text = NULL;
	struct digest digest;

	if (!digest_from_hex(hex, digest.bytes, DIGEST_SIZE))
		return true;
	text = run_texts_read(export->store, &digest, &failed);
	if (failed) {
		g_propagate_error(error, g_steal_pointer(&failed));
		return false;
	}
	if (text)
		bundle_add(export->bundle, name, text);
	return true;
}

/* What its runs went by, and its paper. */
static bool add_procedures(struct export *export, GError **error)
{
	const struct runs_filter filter = {.case_id = export->file ? export->id : NULL};
	g_autoptr(GHashTable) digests = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	GHashTableIter each;
	gpointer hex;

	if (!runs_read(export->store, &filter, take_run, digests, error))
		return false;
	if (export->file)
		take_papers(export->file, digests);
	g_hash_table_iter_init(&each, digests);
	while (g_hash_table_iter_next(&each, &hex, NULL))
		if (!add_procedure(export, hex, error))
			return false;
	return true;
}

/* ITEM ("device:a1/cpu"), by the name that its texts are kept under. */
static void add_item(GHashTable *items, const char *item)
{
	g_hash_table_add(items, g_strndup(item, strcspn(item, "/")));
}

/* What the case is about, and what its probes looked at. */
static GList *sorted_items(const struct case_file *file)
{
	if (!file)
		return g_list_append(NULL, NULL);	/* every item */

	g_autoptr(GHashTable) items = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < file->subjects->len; i++)
		add_item(items, file->subjects->pdata[i]);
	for (guint i = 0; i < file->events->len; i++) {
		const struct case_event *event = file->events->pdata[i];
		const struct json *list = event->kind == CASE_EVIDENCE && event->body ? json_get(event->body, "items") : NULL;

		for (size_t j = 0; list && j < json_length(list); j++) {
			const char *item = json_get_string(json_at(list, j), "item");

			if (item)
				add_item(items, item);
		}
	}
	GList *names = g_hash_table_get_keys(items);

	g_hash_table_steal_all(items);
	return g_list_sort(names, (GCompareFunc)strcmp);
}

struct texts { struct export *export; GString *lines; int64_t count; };

static bool take_text(void *context, const struct evidence_record *record)
{
	struct texts *texts = context;
	g_autofree char *name = g_strdup_printf("evidence/%" PRId64 ".txt", ++texts->count);
	g_autofree char *hex = digest_hex(record->digest.bytes, DIGEST_SIZE), *line = NULL;
	g_autoptr(ops_json_t) object = json_new_object();
	g_autoptr(GBytes) bytes = g_bytes_new(record->text, record->length);

	json_set_string(object, "file", name);
	json_set_string(object, "item", record->item);
	json_set_string(object, "command", record->command);
	json_set_string(object, "platform", record->platform);
	json_set_integer(object, "read_at_us", record->read_at_us);
	json_set_integer(object, "again_at_us", record->again_at_us);
	json_set_integer(object, "kept_at_us", record->kept_at_us);
	json_set_string(object, "reason", record->reason);
	json_set_bool(object, "whole", record->whole);
	json_set_integer(object, "bytes", record->bytes);
	json_set_string(object, "digest", hex);
	line = json_print(object);
	g_string_append_printf(texts->lines, "%s\n", line);
	bundle_add(texts->export->bundle, name, bytes);
	return true;
}

static bool add_evidence(struct export *export, GError **error)
{
	g_autoptr(GString) lines = g_string_new(NULL);
	struct texts texts = {export, lines, 0};
	GList *items = sorted_items(export->file);
	bool ok = true;

	for (const GList *at = items; at && ok; at = at->next) {
		const struct evidence_query query = {.item = at->data, .with_text = true};

		ok = evidence_read(export->store, &query, take_text, &texts, error);
	}
	g_list_free_full(items, g_free);
	if (ok)
		bundle_add_text(export->bundle, "evidence.jsonl", lines->str);
	return ok;
}

/* --- the whole --- */

static bool gather(struct export *export, GError **error)
{
	export->tree = proof_tree_read(export->store, export->seal->head.size, error);
	if (!export->tree)
		return false;
	bundle_add_text(export->bundle, "checkpoint", export->seal->note);
	bundle_add_text(export->bundle, "log.vkey", export->seal->verifier);
	if (!add_entries(export, error) || !export_spool(export, error) || !add_evidence(export, error) ||
	    !add_procedures(export, error))
		return false;
	export_pages(export);
	return true;
}

/* Reads the head, the case and what belongs to it while nobody else writes. RET_BEHIND: somebody has
 * recorded since the head was signed. */
static bool read_within(struct export *export, const char *id, bool *ret_behind, GError **error)
{
	int64_t size = journal_size(export->store, error);

	export->seal = size < 0 ? NULL : seal_read(export->store, error);
	if (!export->seal)
		return false;
	*ret_behind = export->seal->head.size < size;
	if (*ret_behind)
		return true;
	export->bundle = bundle_new(id);
	if (!export->whole)
		export->file = case_load(export->store, id, error);
	return (export->whole || export->file) && gather(export, error);
}

static bool read_all(const struct cases_options *options, struct export *export, const char *id, GError **error)
{
	for (int try = 0; try < TRIES; try++) {
		bool behind = false, ok;

		if (!journal_keep_checkpoint(options->store, error) || !store_begin(options->store, error))
			return false;
		ok = read_within(export, id, &behind, error);
		store_rollback(options->store);
		if (!ok || !behind)
			return ok;
		g_clear_pointer(&export->seal, seal_free);
	}
	return cases_fail(error, CASES_ERROR_UNREADABLE, _("cannot export: others record without a pause; try again"));
}

static bool sign_list(struct export *export, GError **error)
{
	g_autofree char *list = bundle_list(export->bundle), *text = NULL, *note = NULL;

	text = g_strdup_printf(MANIFEST_FORM "\nlog %s\n%s %s\npurpose %s\n%s", export->seal->origin,
			       export->whole ? "drill" : "case", export->id,
			       store_purpose(export->store) == STORE_REHEARSAL ? "rehearsal" : "real", list);
	note = seal_sign(export->store, text, error);
	if (!note)
		return false;
	bundle_add_text(export->bundle, BUNDLE_LIST, note);
	return true;
}

static int64_t bytes_of(const struct bundle *bundle)
{
	int64_t bytes = 0;

	for (guint i = 0; i < bundle->files->len; i++)
		bytes += (int64_t)g_bytes_get_size(((const struct bundle_file *)bundle->files->pdata[i])->bytes);
	return bytes;
}

static struct case_bundle *take_bundle(struct export *export)
{
	struct case_bundle *bundle = g_new(struct case_bundle, 1);
	const struct bundle_file *list = export->bundle->files->pdata[export->bundle->files->len - 1];

	g_assert(g_str_equal(list->name, BUNDLE_LIST));
	*bundle = (struct case_bundle){
		.digest = digest_of(g_bytes_get_data(list->bytes, NULL), g_bytes_get_size(list->bytes)),
		.figures = {
			.files = export->bundle->files->len,
			.bytes = bytes_of(export->bundle),
			.entries = export->entries,
			.removed = export->removed,
			.size = export->seal->head.size,
		},
	};
	bundle->files = g_steal_pointer(&export->bundle);
	return bundle;
}

struct case_bundle *case_bundle_new(const struct cases_options *options, const char *id, GError **error)
{
	g_auto(ops_export_t) export = {.store = options->store, .id = id};

	if (!read_all(options, &export, id, error) || !sign_list(&export, error))
		return NULL;
	return take_bundle(&export);
}

struct case_bundle *case_bundle_new_drill(const struct cases_options *options, const char *name,
					  const struct case_bundle_extra *extras, size_t count, GError **error)
{
	g_auto(ops_export_t) export = {.store = options->store, .id = name, .whole = true};

	if (!read_all(options, &export, name, error))
		return NULL;
	for (size_t i = 0; i < count; i++)
		bundle_add_text(export.bundle, extras[i].name, extras[i].text);
	return sign_list(&export, error) ? take_bundle(&export) : NULL;
}

void case_bundle_set_time(struct case_bundle *bundle, int64_t at_us)
{
	bundle->files->at_us = at_us;
}

struct digest case_bundle_digest(const struct case_bundle *bundle)
{
	return bundle->digest;
}

void case_bundle_free(struct case_bundle *bundle)
{
	if (!bundle)
		return;
	bundle_free(bundle->files);
	g_free(bundle);
}

struct case_bundle_figures case_bundle_figures(const struct case_bundle *bundle)
{
	return bundle->figures;
}

bool case_bundle_write(const struct case_bundle *bundle, const char *path, enum case_bundle_form form, GError **error)
{
	g_autoptr(GBytes) tar = NULL;

	if (form == BUNDLE_DIRECTORY)
		return bundle_write_directory(bundle->files, path, error);
	tar = bundle_tar(bundle->files);
	return bundle_write_file(tar, path, error);
}
