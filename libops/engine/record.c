/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keeps a check: results, states and one journal entry in one transaction,
 * then a signed checkpoint. On a full disk the results go first: the reserve
 * is given back and the journal says that there is a gap.
 */
#include "engine/internal.h"

#include "base/json.h"
#include "base/translate.h"
#include "store/journal.h"
#include "store/results.h"
#include "store/states.h"

/* A storm is one entry; beyond this its changes are only counted. */
#define CHANGES_LISTED 100000

static const char *status_id(enum status status)
{
	return words_get(WORDS_STATUS, status)->id;
}

static bool keep_result(struct store *store, const char *name, const struct check_item *item, GError **error)
{
	const struct result *result = item->result;
	struct result_record record = {
		.started_at_us = result->started_at_us,
		.end = result->end,
		.status = item->judgement.status,
		.cause = item->judgement.cause,
		.limit = item->judgement.limit,
		.sent = result->sent,
		.received = result->received,
		.rtt_min_us = result->rtt_min_us,
		.rtt_median_us = result->rtt_median_us,
		.rtt_max_us = result->rtt_max_us,
	};
	const struct state_record state = {
		.item = name,
		.status = item->judgement.status,
		.since_us = item->since_us,
	};

	probe_describe_rest(result, record.message);
	return results_keep(store, name, &record, error) && states_set(store, &state, error);
}

/* What ITEM was before, and since when it is what it is now. */
static bool compare(struct store *store, const char *name, struct check_item *item, GError **error)
{
	g_autoptr(GError) failed = NULL;
	struct state_record before;

	item->known_before = states_get(store, name, &before, &failed);
	if (failed) {
		g_propagate_error(error, g_steal_pointer(&failed));
		return false;
	}
	if (!item->known_before)
		return true;
	item->status_before = before.status;
	if (before.status == item->judgement.status || item->result->run_ended_first)
		item->since_us = before.since_us;
	return true;
}

bool engine_has_changed(const struct check_item *item)
{
	return !item->result->run_ended_first &&
	       (!item->known_before || item->status_before != item->judgement.status);
}

struct json *engine_describe_change(const char *name, const struct check_item *item)
{
	struct json *change = json_new_object();

	json_set_string(change, "item", name);
	json_set_string(change, "from", item->known_before ? status_id(item->status_before) : NULL);
	json_set_string(change, "to", status_id(item->judgement.status));
	return change;
}

static bool keep_items(struct store *store, struct check *check, struct json *changes, GError **error)
{
	for (guint i = 0; i < check->items->len; i++) {
		struct check_item *item = &g_array_index(check->items, struct check_item, i);
		g_autofree char *name = item_name(&item->item);

		if (!compare(store, name, item, error))
			return false;
		/* What was not asked leaves no trace: its former state stands. */
		if (item->result->run_ended_first)
			continue;
		if (!keep_result(store, name, item, error))
			return false;
		if (engine_has_changed(item) && json_length(changes) < CHANGES_LISTED)
			json_append_take(changes, engine_describe_change(name, item));
	}
	return true;
}

static struct json *describe_counts(const struct state_tally *tally)
{
	struct json *counts = json_new_object();

	for (int status = 0; status < STATUS_COUNT; status++)
		json_set_integer(counts, status_id((enum status)status), tally->counts[status]);
	return counts;
}

static struct json *describe_check(const struct check_options *options, const struct check *check)
{
	static const char *const ends[] = { "complete", "deadline", "cancelled" };
	struct json *payload = json_new_object();
	struct json *selectors = json_new_array();

	for (const char *const *word = options->selectors; word && *word; word++)
		json_append_string(selectors, *word);
	json_set_integer(payload, "v", 1);
	json_take(payload, "selectors", selectors);
	json_set_string(payload, "said_by", options->said_by);
	json_set_integer(payload, "ended_at_us", check->ended_at_us);
	json_set_string(payload, "end", ends[check->end]);
	json_set_bool(payload, "overlay", options->probing.overlay != NULL);
	json_take(payload, "counts", describe_counts(&check->tally));
	return payload;
}

static bool append(const struct check_options *options, struct check *check, const char *kind,
		   const struct json *payload, GError **error)
{
	g_autofree char *text = json_print(payload);
	struct journal_entry entry = {
		.event_at_us = check->started_at_us,
		.kind = kind,
		.actor = options->actor,
		.payload = text,
		.payload_length = strlen(text),
	};

	if (!journal_append(options->store, &entry, error))
		return false;
	check->sequence = entry.sequence;
	return true;
}

/* Items, their changes, and what readings of devices leave: for the next, and as evidence. */
static bool keep_seen(const struct check_options *options, struct check *check, struct json *payload, GError **error)
{
	struct json *changes = json_new_array();
	g_autoptr(ops_json_t) evidence = json_new_array();
	bool kept;

	kept = keep_items(options->store, check, changes, error) &&
	       engine_keep_readings(options->store, check, error) &&
	       engine_keep_evidence(options->store, check, evidence, error);
	json_take(payload, "changes", changes);
	if (json_length(evidence))
		json_take(payload, "evidence", g_steal_pointer(&evidence));
	return kept;
}

static bool keep_all(const struct check_options *options, struct check *check, GError **error)
{
	g_autoptr(ops_json_t) payload = describe_check(options, check);

	if (!store_begin(options->store, error))
		return false;
	if (!keep_seen(options, check, payload, error) || !append(options, check, "check", payload, error)) {
		store_rollback(options->store);
		return false;
	}
	return store_commit(options->store, error);
}

/* The disk is full: what was seen is lost, that it is lost is not. */
static bool keep_gap(const struct check_options *options, struct check *check, GError **error)
{
	g_autoptr(ops_json_t) payload = describe_check(options, check);

	check->sequence = 0;
	json_set_string(payload, "reason", "disk full");
	store_release_reserve(options->store);
	if (!store_begin(options->store, error))
		return false;
	if (!append(options, check, "gap", payload, error)) {
		store_rollback(options->store);
		return false;
	}
	return store_commit(options->store, error);
}

bool engine_sign(struct store *store, const struct notes *notes, GError **error)
{
	GError *failed = NULL;

	if (journal_keep_checkpoint(store, &failed))
		return true;
	if (!g_error_matches(failed, OPS_STORE_ERROR, STORE_ERROR_PERMISSION)) {
		g_propagate_error(error, failed);
		return false;
	}
	notes_write(notes, NOTES_WARNING, "%s", failed->message);
	g_error_free(failed);
	return true;
}

/* Says that CHECK was not kept, whatever FAILED says, and how that can be mended. */
static bool not_recorded(struct check *check, GError *failed, GError **error)
{
	if (check->results_dropped && check->sequence)
		g_set_error(error, OPS_ENGINE_ERROR, ENGINE_ERROR_NOT_RECORDED,
			    _("the results of this check are not kept: %s; the journal says so in entry %ld"),
			    failed->message, (long)check->sequence);
	else
		g_set_error(error, OPS_ENGINE_ERROR, ENGINE_ERROR_NOT_RECORDED, _("this check is not recorded: %s"),
			    failed->message);
	g_error_free(failed);
	return false;
}

bool engine_record_check(const struct check_options *options, struct check *check, GError **error)
{
	GError *failed = NULL;

	if (!keep_all(options, check, &failed)) {
		check->sequence = 0;
		if (g_error_matches(failed, OPS_STORE_ERROR, STORE_ERROR_FULL)) {
			g_autoptr(GError) ignored = NULL;

			check->results_dropped = true;
			if (!keep_gap(options, check, &ignored))
				check->sequence = 0;
			else
				journal_keep_checkpoint(options->store, NULL);
		}
		return not_recorded(check, failed, error);
	}
	if (!engine_sign(options->store, options->probing.notes, &failed)) {
		g_set_error(error, OPS_ENGINE_ERROR, ENGINE_ERROR_NOT_RECORDED,
			    _("the check is recorded, but its checkpoint is not: %s"), failed->message);
		g_error_free(failed);
		return false;
	}
	return true;
}
