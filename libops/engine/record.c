/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keeps a check: results, states and one journal entry in one transaction,
 * then a signed checkpoint. On a full disk the results go first: the reserve
 * is given back and the journal says that there is a gap. What changed is kept there
 * as long as that has room, for whoever hears of it must not hear of it again.
 */
#include "engine/internal.h"

#include "base/json.h"
#include "base/translate.h"
#include "store/journal.h"
#include "store/courses.h"
#include "store/marks.h"
#include "store/results.h"
#include "store/states.h"

static const char *status_id(enum status status)
{
	return words_get(WORDS_STATUS, status)->id;
}

/* --- items --- */

static bool keep_result(struct store *store, const char *name, const struct result *result,
			const struct judgement *judgement, GError **error)
{
	struct result_record record = {
		.started_at_us = result->started_at_us,
		.end = result->end,
		.status = judgement->status,
		.cause = judgement->cause,
		.limit = judgement->limit,
		.sent = result->sent,
		.received = result->received,
		.rtt_min_us = result->rtt_min_us,
		.rtt_median_us = result->rtt_median_us,
		.rtt_max_us = result->rtt_max_us,
	};

	probe_describe_rest(result, record.message);
	return results_keep(store, name, &record, error);
}

/* The first answer of an item that was asked again; NULL: it was asked once. */
static const struct result *first_result(const struct check *check, guint index, const struct check_item *item)
{
	return index < check->result_count && item->result != &check->results[index] ? &check->results[index] : NULL;
}

static bool is_seen(const struct check_item *item)
{
	return !item->course || item->course->verdict != DEMARCATION_OWN_VIEW;
}

enum status engine_hard_status(const struct check_item *item)
{
	if (!is_seen(item))
		return item->status_before;
	return item->course ? item->course->course.status : item->judgement.status;
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
	if (item->known_before)
		item->status_before = before.status;
	if (item->course && is_seen(item))
		item->since_us = course_seen_since_us(&item->course->course, item->since_us);
	else if (item->known_before && (before.status == item->judgement.status || item->result->run_ended_first))
		item->since_us = MIN(before.since_us, item->since_us);
	return true;
}

bool engine_has_changed(const struct check_item *item)
{
	return !item->result->run_ended_first && is_seen(item) &&
	       (!item->known_before || item->status_before != engine_hard_status(item));
}

struct json *engine_describe_change(const char *name, const struct check_item *item)
{
	struct json *change = json_new_object();

	json_set_string(change, "item", name);
	json_set_string(change, "from", item->known_before ? status_id(item->status_before) : NULL);
	json_set_string(change, "to", status_id(engine_hard_status(item)));
	return change;
}

static bool keep_state(struct store *store, const char *name, const struct check_item *item, GError **error)
{
	const struct course *course = item->course ? &item->course->course : NULL;
	const struct state_record state = {
		.item = name,
		.status = course ? course->status : item->judgement.status,
		.since_us = course ? course->since_us : item->since_us,
	};
	bool rests = !course || course_at_rest(course);

	if (!states_set(store, &state, error))
		return false;
	if (rests && (!item->course || !item->course->kept))
		return true;
	return courses_set(store, name, rests ? NULL : &course->more, error);
}

static bool keep_item(const struct check_options *options, struct check *check, guint index, struct check_item *item,
		      const char *name, GError **error)
{
	const struct result *first = first_result(check, index, item);

	if (first) {
		struct judgement judgement = state_judge(options->inventory, &item->item, first);

		if (!keep_result(options->store, name, first, &judgement, error))
			return false;
	}
	if (!keep_result(options->store, name, item->result, &item->judgement, error))
		return false;
	/* What our own view hides says nothing of the item: its state stays as it was, with its age. */
	return !is_seen(item) || (keep_state(options->store, name, item, error) &&
				  engine_keep_day(options, check, item, name, error));
}

/* RESULTS: they are kept, too. */
static bool keep_items(const struct check_options *options, struct check *check, bool results, GError **error)
{
	check->new_count = 0;
	for (guint i = 0; i < check->items->len + check->parents->len; i++) {
		bool asked_for = i < check->items->len;
		struct check_item *item = asked_for ? &g_array_index(check->items, struct check_item, i)
						    : &g_array_index(check->parents, struct check_item,
								     i - check->items->len);
		g_autofree char *name = item_name(&item->item);

		if (!compare(options->store, name, item, error))
			return false;
		/* What was not asked leaves no trace: its former state stands. */
		if (item->result->run_ended_first)
			continue;
		check->new_count += !item->known_before;
		if (!results && is_seen(item) && !keep_state(options->store, name, item, error))
			return false;
		if (results && !keep_item(options, check, asked_for ? i : G_MAXUINT, item, name, error))
			return false;
	}
	return true;
}

/* --- our own view --- */

static bool note_mark(void *context, const char *name, const struct mark_record *mark)
{
	*(bool *)context = true;
	return false;
}

bool engine_view_is_lost(struct store *store, bool *ret_lost, GError **error)
{
	*ret_lost = false;
	return marks_read(store, ENGINE_MARK_OWN_VIEW, note_mark, ret_lost, error);
}

/* Since when we cannot trust what we see stays on the screen until we can. */
static bool keep_view(const struct check_options *options, const struct check *check, GError **error)
{
	const struct clock_moment now = clock_moment(options->probing.clock);
	const struct mark_record mark = marks_record(&now, NULL);
	bool lost;

	if (!engine_view_is_lost(options->store, &lost, error))
		return false;
	if (lost == (check->view == PASS_VIEW_LOST))
		return true;
	return marks_set(options->store, ENGINE_MARK_OWN_VIEW, lost ? NULL : &mark, error);
}

/* --- the entry --- */

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
	static const char *const views[] = { "fine", "lost", "clock" };
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
	if (check->view != PASS_VIEW_FINE)
		json_set_string(payload, "view", views[check->view]);
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
	g_autoptr(ops_json_t) evidence = json_new_array();
	bool kept;

	kept = keep_items(options, check, true, error) && keep_view(options, check, error) &&
	       engine_keep_readings(options->store, check, error) &&
	       engine_keep_evidence(options->store, check, evidence, error);
	json_set_integer(payload, "new", check->new_count);
	json_take(payload, "changes", engine_describe_transitions(check->transitions));
	if (json_length(evidence))
		json_take(payload, "evidence", g_steal_pointer(&evidence));
	return kept;
}

static bool keep_all(const struct check_options *options, struct check *check, GError **error)
{
	g_autoptr(ops_json_t) payload = NULL;

	if (!store_begin(options->store, error))
		return false;
	if (!engine_judge_again(options, check, error)) {
		store_rollback(options->store);
		return false;
	}
	payload = describe_check(options, check);
	if (!keep_seen(options, check, payload, error) || !append(options, check, "check", payload, error) ||
	    !engine_keep_transitions(options->store, check, error)) {
		store_rollback(options->store);
		return false;
	}
	return store_commit(options->store, error);
}

/* The entry of a check whose results are lost; with CHANGES, what was made of them. */
static bool append_gap(const struct check_options *options, struct check *check, bool changes, GError **error)
{
	g_autoptr(ops_json_t) payload = NULL;

	if (changes && (!engine_judge_again(options, check, error) || !keep_items(options, check, false, error) ||
			!keep_view(options, check, error)))
		return false;
	payload = describe_check(options, check);
	json_set_string(payload, "reason", "disk full");
	if (changes)
		json_take(payload, "changes", engine_describe_transitions(check->transitions));
	return append(options, check, "gap", payload, error) &&
	       (!changes || engine_keep_transitions(options->store, check, error));
}

/* The disk is full: what was seen is lost, that it is lost is not. */
static bool keep_gap(const struct check_options *options, struct check *check, bool changes, GError **error)
{
	check->sequence = 0;
	if (!store_begin(options->store, error))
		return false;
	if (!append_gap(options, check, changes, error)) {
		store_rollback(options->store);
		return false;
	}
	return store_commit(options->store, error);
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
			check->results_dropped = true;
			store_release_reserve(options->store);
			if (!keep_gap(options, check, true, NULL) && !keep_gap(options, check, false, NULL))
				check->sequence = 0;
			else
				journal_keep_checkpoint(options->store, NULL);
		}
		return not_recorded(check, failed, error);
	}
	if (!journal_sign(options->store, options->probing.notes, &failed)) {
		g_set_error(error, OPS_ENGINE_ERROR, ENGINE_ERROR_NOT_RECORDED,
			    _("the check is recorded, but its checkpoint is not: %s"), failed->message);
		g_error_free(failed);
		return false;
	}
	return true;
}
