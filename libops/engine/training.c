/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Records of education: from the mark to the newest entry, and from each entry to the one before.
 * Without the mark nobody counts as taught, which is the error that does no harm.
 */
#include "engine/training.h"

#include "base/translate.h"
#include "engine/chain.h"

#include <inttypes.h>
#include <string.h>

#define MARK "training"
#define ENTRY_KIND "training"

/* --- reading --- */

static gpointer take_training(const void *context, const struct json *payload, const struct journal_entry *entry, int64_t *ret_previous)
{
	struct training *training = training_read(payload);

	(void)context;
	if (!training)
		return NULL;
	training->sequence = entry->sequence;
	training->given_at_us = entry->event_at_us;
	training->recorded_at_us = entry->recorded_at_us;
	training->actor = g_strdup(entry->actor);
	*ret_previous = training->previous;
	return training;
}

static void free_training(gpointer training)
{
	training_free(training);
}

GPtrArray *engine_trainings(struct store *store, GError **error)
{
	const struct chain_reading reading = {
		.mark = MARK, .kind = ENTRY_KIND, .most = TRAININGS_MOST, .take = take_training, .free = free_training,
	};

	return engine_chain_read(store, &reading, error);
}

/* --- all of it --- */

static bool take_drills(struct training_book *book, struct store *store, GError **error)
{
	g_autoptr(GPtrArray) held = engine_drills_held(store, error);

	for (guint i = 0; held && i < held->len; i++) {
		struct training *training = training_of_drill(held->pdata[i], book->approvals[MANUAL_RESPONSE]);

		if (training)
			g_ptr_array_add(book->drills, training);
	}
	return held != NULL;
}

static bool take_approvals(struct training_book *book, struct store *store, enum manual_kind kind, GError **error)
{
	book->approvals[kind] = engine_manual_approvals(store, kind, error);
	return book->approvals[kind] != NULL;
}

static bool take_all(struct training_book *book, struct store *store, GError **error)
{
	g_clear_pointer(&book->entries, g_ptr_array_unref);
	book->entries = engine_trainings(store, error);
	return book->entries && take_approvals(book, store, MANUAL_RESPONSE, error) &&
	       take_approvals(book, store, MANUAL_OPERATIONS, error) && take_drills(book, store, error);
}

bool engine_training_book(const struct inventory *inventory, struct store *store, int64_t now_us,
			      struct training_book *book, GError **error)
{
	g_autoptr(GPtrArray) names = training_people(inventory);

	*book = (struct training_book){
		.entries = g_ptr_array_new(),
		.drills = g_ptr_array_new_with_free_func(free_training),
		.scale = {.now_us = now_us, .zone = inventory_zone(inventory), .ladders = &inventory_policy(inventory)->ladders},
	};
	if (store && !take_all(book, store, error))
		return false;
	for (size_t i = 0; i < MANUAL_KIND_COUNT; i++)
		book->scale.approvals[i] = book->approvals[i];
	book->current = training_current(book->entries, book->drills);
	book->people = training_stand(names, book->current, &book->scale);
	return true;
}

void training_book_clear(struct training_book *book)
{
	g_clear_pointer(&book->people, g_ptr_array_unref);
	g_clear_pointer(&book->current, g_ptr_array_unref);
	g_clear_pointer(&book->drills, g_ptr_array_unref);
	g_clear_pointer(&book->entries, g_ptr_array_unref);
	for (size_t i = 0; i < MANUAL_KIND_COUNT; i++)
		g_clear_pointer(&book->approvals[i], g_ptr_array_unref);
}

/* --- by which manual --- */

/* One that was approved once, by its number. */
static bool by_version(const struct manual_now_source *source, enum manual_kind kind, unsigned int version, struct training *training,
		       GError **error)
{
	g_autoptr(GPtrArray) approvals = source->store ? engine_manual_approvals(source->store, kind, error) : g_ptr_array_new();

	for (guint i = 0; approvals && i < approvals->len; i++) {
		const struct manual_approval *each = approvals->pdata[i];

		if (each->version != version)
			continue;
		training->texts[0] = digest_hex(each->digest.bytes, DIGEST_SIZE);
		training->version = version;
		return true;
	}
	if (approvals)
		g_set_error(error, OPS_TELL_ERROR, TELL_ERROR_NONE, _("no version %u of the manual '%s' was ever approved"), version,
			    manual_kind_id(kind));
	return false;
}

bool engine_training_by_manual(const struct manual_now_source *source, enum manual_kind kind, unsigned int version,
			       struct training *training, GError **error)
{
	g_auto(ops_manual_now_t) manual = {0};

	training->manual = kind;
	training->version = 0;
	for (size_t i = 0; i < TRAINING_TEXTS; i++)
		g_clear_pointer(&training->texts[i], g_free);
	if (version)
		return by_version(source, kind, version, training, error);
	if (!engine_manual_now(source, kind, &manual, error))
		return false;
	if (!manual.digest) {
		g_set_error(error, OPS_TELL_ERROR, TELL_ERROR_NONE,
			    _("procedures have errors, so there is no manual '%s' to be taught by: mend what 'nwops procedure lint' finds, or "
			      "name a version that was approved"), manual_kind_id(kind));
		return false;
	}
	training->texts[0] = g_strdup(manual.digest);
	training->texts[1] = g_strdup(manual.other);
	training->version = manual_now_is_approved(&manual) ? manual.version : 0;
	return true;
}

/* --- keeping --- */

/* That there is something to correct, in the transaction that corrects it: two may do so at once. */
static bool is_current(struct store *store, int64_t id, GError **error)
{
	g_autoptr(GPtrArray) entries = id ? engine_trainings(store, error) : NULL;
	g_autoptr(GPtrArray) current = entries ? training_current(entries, NULL) : NULL;

	for (guint i = 0; current && i < current->len; i++)
		if (training_id(current->pdata[i]) == id)
			return true;
	if (current)
		g_set_error(error, OPS_TELL_ERROR, TELL_ERROR_NONE,
			    _("there is no record %" PRId64 " of education; 'nwops drill training records' lists those that there are"), id);
	return !id;
}

static int64_t keep(const struct cases_options *options, void *context, GError **error)
{
	struct training *training = context;
	g_autoptr(ops_json_t) payload = NULL;
	g_autofree char *text = NULL;
	struct journal_entry entry = {.event_at_us = training->given_at_us, .kind = ENTRY_KIND, .actor = options->actor};

	if (!is_current(options->store, training->subject, error) ||
	    !engine_chain_newest(options->store, MARK, &training->previous, error))
		return -1;
	training->previous = MAX(training->previous, 0);
	payload = training_json(training);
	text = json_print(payload);
	entry.payload = text;
	entry.payload_length = strlen(text);
	if (!engine_chain_append(options->store, options->clock, MARK, &entry, error))
		return -1;
	training->sequence = entry.sequence;
	training->recorded_at_us = entry.recorded_at_us;
	return entry.sequence;
}

bool engine_training_keep(const struct cases_options *options, struct training *training, GError **error)
{
	return case_transaction(options, keep, training, error) > 0;
}
