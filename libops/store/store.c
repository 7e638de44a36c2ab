/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The store as a whole, whatever keeps it: errors, and the one transaction
 * that all writing passes through. A write that fails leaves the transaction
 * broken, so that half of what belonged together can never be committed.
 */
#include "store/internal.h"

#include "base/translate.h"

G_DEFINE_QUARK(ops - store - error - quark, store_error)

bool store_fail(GError **error, enum store_error_code code, const char *format, ...)
{
	g_autofree char *message = NULL;
	va_list arguments;

	va_start(arguments, format);
	message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_set_error_literal(error, OPS_STORE_ERROR, (int)code, message);
	return false;
}

void store_init(struct store *store, const struct store_operations *operations,
		const struct store_options *options)
{
	store->operations = operations;
	store->mode = options->mode;
	store->purpose = options->purpose;
	store->log_name = g_strdup(options->log_name);
	store->patience_us = options->patience_us > 0 ? options->patience_us : STORE_PATIENCE_US;
	store->clock = options->clock;
	store->notes = options->notes;
}

void store_close(struct store *store)
{
	if (!store)
		return;
	store_rollback(store);
	g_free(store->log_name);
	store->operations->close(store);
}

enum store_purpose store_purpose(const struct store *store)
{
	return store->purpose;
}

void store_set_clock(struct store *store, const struct clock *clock)
{
	store->clock = clock;
}

bool store_begin(struct store *store, GError **error)
{
	if (store->mode == STORE_READ)
		return store_fail(error, STORE_ERROR_READ_ONLY,
				  _("cannot write: the store was opened for reading"));
	if (store->transaction != STORE_IDLE || store->in_moment)
		return store_fail(error, STORE_ERROR_IO,
				  _("cannot begin: a transaction is already under way"));
	if (!store->operations->begin(store, error))
		return false;
	store->transaction = STORE_WRITING;
	store->tree_loaded = false;
	return true;
}

bool store_writing(const struct store *store, GError **error)
{
	switch (store->transaction) {
	case STORE_WRITING:
		return true;
	case STORE_BROKEN:
		return store_fail(error, STORE_ERROR_IO,
				  _("cannot write: an earlier write of this transaction failed"));
	default:
		return store_fail(error, STORE_ERROR_IO,
				  _("cannot write: no transaction is under way"));
	}
}

bool store_wrote(struct store *store, bool ok)
{
	if (!ok)
		store->transaction = STORE_BROKEN;
	return ok;
}

bool store_commit(struct store *store, GError **error)
{
	bool ok = store_writing(store, error);

	if (ok && store->tree_loaded && store->tree.size != store->tree_before.size)
		ok = store->operations->save_tree(store, &store->tree, &store->tree_before, error);
	if (ok)
		ok = store->operations->commit(store, error);
	if (!ok) {
		store_rollback(store);
		return false;
	}
	store->transaction = STORE_IDLE;
	store->tree_loaded = false;
	return true;
}

void store_rollback(struct store *store)
{
	if (store->transaction == STORE_IDLE)
		return;
	store->operations->rollback(store);
	store->transaction = STORE_IDLE;
	store->tree_loaded = false;
}

bool store_release_reserve(struct store *store)
{
	return store->operations->release_reserve(store);
}

bool store_made_room(struct store *store, GError **failed)
{
	if (!g_error_matches(*failed, OPS_STORE_ERROR, STORE_ERROR_FULL) || !store_release_reserve(store))
		return false;
	g_clear_error(failed);
	return true;
}

bool store_item_valid(const char *item, GError **error)
{
	if (!*item || strlen(item) > STORE_ITEM_LIMIT || !g_utf8_validate(item, -1, NULL))
		return store_fail(error, STORE_ERROR_IO,
				  _("cannot keep an item whose name is empty, not UTF-8 or longer "
				    "than %d bytes"),
				  STORE_ITEM_LIMIT);
	return true;
}

bool store_text_valid(const char *text, size_t limit)
{
	return strnlen(text, limit + 1) <= limit && g_utf8_validate(text, -1, NULL);
}
