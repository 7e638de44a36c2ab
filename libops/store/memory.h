/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The parts of the double in memory that have a file of their own. Each is told
 * when a transaction begins to matter to it by the first change in it, and how it
 * ended; what it was before is kept as a copy until then.
 */
#pragma once

#include "store/internal.h"

/* memory-shelf.c: a list of rows in a box each (g_rc_box_alloc()). A row is never
 * changed: another one takes its place, so that undoing is putting the earlier list
 * back. In caller's storage. */
struct memory_shelf {
	GPtrArray *rows;
	GPtrArray *before; /* as the transaction found it; NULL: it changed nothing yet */
	GDestroyNotify release;
};
void memory_shelf_init(struct memory_shelf *shelf, GDestroyNotify release);
void memory_shelf_clear(struct memory_shelf *shelf);
void memory_shelf_commit(struct memory_shelf *shelf);
void memory_shelf_rollback(struct memory_shelf *shelf);
/* To be called before the list changes. */
void memory_shelf_change(struct memory_shelf *shelf);

/* memory-samples.c */
struct memory_samples;
struct memory_samples *memory_samples_new(void);
void memory_samples_free(struct memory_samples *samples);
void memory_samples_commit(struct memory_samples *samples);
void memory_samples_rollback(struct memory_samples *samples);
void memory_samples_keep(struct memory_samples *samples, const char *item,
			 const struct samples_row *rows, size_t count);
void memory_samples_read(struct memory_samples *samples, const char *item, const char *common,
			 int limit, samples_row_each *each, void *context);
void memory_samples_forget_item(struct memory_samples *samples, const char *item);
void memory_samples_forget_before(struct memory_samples *samples, int64_t before_us);
/* How many there are. */
int64_t memory_samples_count(const struct memory_samples *samples);

/* memory-pins.c */
struct memory_pins;
struct memory_pins *memory_pins_new(void);
void memory_pins_free(struct memory_pins *pins);
void memory_pins_commit(struct memory_pins *pins);
void memory_pins_rollback(struct memory_pins *pins);
void memory_pins_set(struct memory_pins *pins, const char *device, const struct pin_record *records,
		     size_t count);
void memory_pins_read(struct memory_pins *pins, const char *device, pins_each *each, void *context);
void memory_pins_set_changed(struct memory_pins *pins, const struct pin_changed *changed);
void memory_pins_read_changed(struct memory_pins *pins, const char *device, pins_changed_each *each,
			      void *context);
void memory_pins_count(const struct memory_pins *pins, int64_t *ret_pins, int64_t *ret_changed);

/* memory-evidence.c */
struct memory_evidence;
struct memory_evidence *memory_evidence_new(void);
void memory_evidence_free(struct memory_evidence *evidence);
void memory_evidence_commit(struct memory_evidence *evidence);
void memory_evidence_rollback(struct memory_evidence *evidence);
void memory_evidence_read(const struct memory_evidence *evidence, const struct evidence_query *query,
			  evidence_row_each *each, void *context);
void memory_evidence_set(struct memory_evidence *evidence, const struct evidence_row *row);
void memory_evidence_repeat(struct memory_evidence *evidence, int64_t id, int64_t at_us,
			    const char *reason);
void memory_evidence_delete(struct memory_evidence *evidence, int64_t id);
/* KNOWN says whether the store knows an item, or one below it. */
typedef bool memory_evidence_known(void *context, const char *item);
void memory_evidence_forget_before(struct memory_evidence *evidence, int64_t before_us,
				   memory_evidence_known *known, void *context);
void memory_evidence_measure(const struct memory_evidence *evidence,
			     struct upkeep_figures *figures);

/* memory-rollups.c */
struct memory_rollups;
struct memory_rollups *memory_rollups_new(void);
void memory_rollups_free(struct memory_rollups *rollups);
void memory_rollups_commit(struct memory_rollups *rollups);
void memory_rollups_rollback(struct memory_rollups *rollups);
void memory_rollups_set(struct memory_rollups *rollups, const char *item, const struct rollup_record *rollup);
void memory_rollups_read(const struct memory_rollups *rollups, const char *item, int32_t from, int32_t until,
			 rollups_each *each, void *context);
void memory_rollups_forget_item(struct memory_rollups *rollups, const char *item);
void memory_rollups_forget_before(struct memory_rollups *rollups, int32_t day);
int64_t memory_rollups_count(const struct memory_rollups *rollups);

/* memory-transitions.c */
struct memory_transitions;
struct memory_transitions *memory_transitions_new(void);
void memory_transitions_free(struct memory_transitions *transitions);
void memory_transitions_commit(struct memory_transitions *transitions);
void memory_transitions_rollback(struct memory_transitions *transitions);
/* Sets its sequence. */
void memory_transitions_keep(struct memory_transitions *transitions,
			     struct transition_record *transition);
void memory_transitions_read(const struct memory_transitions *transitions,
			     const struct transitions_filter *filter, transitions_each *each,
			     void *context);
int64_t memory_transitions_count(const struct memory_transitions *transitions);

/* memory-drills.c */
struct memory_drills;
struct memory_drills *memory_drills_new(void);
void memory_drills_free(struct memory_drills *drills);
void memory_drills_commit(struct memory_drills *drills);
void memory_drills_rollback(struct memory_drills *drills);
struct memory_drills *memory_drills_of(struct store *store);
bool memory_drills_set(struct store *store, const struct drill_record *drill, GError **error);
bool memory_drills_read(struct store *store, drills_each *each, void *context, GError **error);
bool memory_drills_set_moment(struct store *store, const struct drill_moment *moment, GError **error);
bool memory_drills_read_moments(struct store *store, drill_moments_each *each, void *context, GError **error);

/* memory-windows.c: and marks */
struct memory_windows;
struct memory_windows *memory_windows_new(void);
void memory_windows_free(struct memory_windows *windows);
void memory_windows_commit(struct memory_windows *windows);
void memory_windows_rollback(struct memory_windows *windows);
void memory_windows_set(struct memory_windows *windows, const struct window_record *window);
bool memory_windows_has(const struct memory_windows *windows, const char *id);
void memory_windows_read(const struct memory_windows *windows, int64_t open_at_us, windows_each *each,
			 void *context);
/* MARK NULL: removes it. */
void memory_windows_set_mark(struct memory_windows *windows, const char *name,
			     const struct mark_record *mark);
void memory_windows_read_marks(const struct memory_windows *windows, const char *name,
			       marks_each *each, void *context);
void memory_windows_measure(const struct memory_windows *windows, struct upkeep_figures *figures);

/* The journal's entries, in the order of their sequence; struct journal_entry is at the beginning of each. */
GPtrArray *memory_entries_new(void);
void memory_entries_append(GPtrArray *entries, const struct journal_row *row);
/* Its payload is put aside into ASIDE, of memory_aside_new(), until it is emptied or put back. */
bool memory_entries_remove(GPtrArray *entries, int64_t sequence, GArray *aside);
GArray *memory_aside_new(void);
void memory_aside_put_back(GPtrArray *entries, GArray *aside);
void memory_entries_read(const GPtrArray *entries, int64_t from, int64_t to, journal_each *each, void *context);
void memory_entries_read_rows(const struct store *store, const GPtrArray *entries, int64_t from, int64_t to,
			      journal_row_each *each, void *context);
int64_t memory_entries_read_leaves(const GPtrArray *entries, int64_t size, struct digest *leaves);

/* memory-cases.c: with runs and their texts. ENTRIES are the journal's, struct journal_entry. */
struct memory_cases;
struct memory_cases *memory_cases_new(const GPtrArray *entries);
void memory_cases_free(struct memory_cases *cases);
void memory_cases_commit(struct memory_cases *cases);
void memory_cases_rollback(struct memory_cases *cases);
void memory_cases_set(struct memory_cases *cases, const struct case_record *record);
void memory_cases_read(const struct memory_cases *cases, const struct cases_filter *filter,
		       cases_each *each, void *context);
/* -1: there is no such case. */
int64_t memory_cases_events(const struct memory_cases *cases, const char *id);
void memory_cases_append(struct memory_cases *cases, const struct case_event_record *event);
void memory_cases_read_events(const struct memory_cases *cases, const struct case_events_filter *filter,
			      case_events_each *each, void *context);
void memory_cases_set_run(struct memory_cases *cases, const struct run_record *run);
void memory_cases_read_runs(const struct memory_cases *cases, const struct runs_filter *filter,
			    runs_each *each, void *context);
void memory_cases_keep_text(struct memory_cases *cases, const struct digest *digest, const char *text,
			    size_t length);
/* NULL: there is none. */
GBytes *memory_cases_read_text(const struct memory_cases *cases, const struct digest *digest);
void memory_cases_measure(const struct memory_cases *cases, struct upkeep_figures *figures);

/* memory-notices.c */
struct memory_notices;
struct memory_notices *memory_notices_new(void);
void memory_notices_free(struct memory_notices *notices);
void memory_notices_commit(struct memory_notices *notices);
void memory_notices_rollback(struct memory_notices *notices);
/* Sets its number. */
void memory_notices_keep(struct memory_notices *notices, struct notice_record *record);
/* False: there is no such number. */
bool memory_notices_change(struct memory_notices *notices, const struct notice_record *record);
/* 0: there is none. */
int64_t memory_notices_newest(const struct memory_notices *notices);
int64_t memory_notices_find_once(const struct memory_notices *notices, const char *once);
void memory_notices_read(const struct memory_notices *notices, const struct notices_filter *filter,
			 notices_each *each, void *context);
void memory_notices_measure(const struct memory_notices *notices, struct upkeep_figures *figures);

/* memory-messages.c: the spool. Its operations are those of struct store_operations. */
struct memory_messages;
struct memory_messages *memory_messages_new(void);
void memory_messages_free(struct memory_messages *spool);
void memory_messages_commit(struct memory_messages *spool);
void memory_messages_rollback(struct memory_messages *spool);
void memory_messages_measure(const struct memory_messages *spool, struct upkeep_figures *figures);
/* memory.c: that of STORE. */
struct memory_messages *memory_messages_of(struct store *store);
bool memory_keep_message(struct store *store, struct message_record *record, bool *ret_kept, GError **error);
bool memory_change_message(struct store *store, const struct message_record *record, bool *ret_there,
			   GError **error);
bool memory_read_messages(struct store *store, const struct messages_filter *filter, messages_each *each,
			  void *context, GError **error);
bool memory_count_messages(struct store *store, int64_t ret_counts[MESSAGE_STATE_COUNT],
			   int64_t *ret_oldest_us, GError **error);
bool memory_keep_attempt(struct store *store, struct attempt_record *record, bool *ret_there, GError **error);
bool memory_read_attempts(struct store *store, int64_t message, attempts_each *each, void *context,
			  GError **error);
bool memory_keep_ack(struct store *store, const struct ack_record *record, bool *ret_there, GError **error);
bool memory_read_acks(struct store *store, int64_t message, acks_each *each, void *context, GError **error);
bool memory_read_acks_saying(struct store *store, enum ack ack, acks_each *each, void *context,
			     GError **error);
bool memory_set_relay(struct store *store, const struct relay_record *record, GError **error);
bool memory_read_relays(struct store *store, relays_each *each, void *context, GError **error);

/* memory-know.c: knowledge entries and the index. Its operations are those of struct store_operations. */
struct memory_know;
struct memory_know *memory_know_new(const GPtrArray *entries);
void memory_know_free(struct memory_know *know);
void memory_know_commit(struct memory_know *know);
void memory_know_rollback(struct memory_know *know);
struct memory_know *memory_know_of(struct store *store);
bool memory_newest_know(struct store *store, int64_t *ret_number, GError **error);
bool memory_add_know(struct store *store, const struct know_entry *entry, const struct know_tokens *tokens,
		     GError **error);
bool memory_review_know(struct store *store, const struct know_review *review, int64_t version, GError **error);
bool memory_read_know(struct store *store, const struct know_filter *filter, know_each *each, void *context,
		      GError **error);
bool memory_read_know_pending(struct store *store, int limit, know_case_each *each, void *context,
			      GError **error);
bool memory_index_know_case(struct store *store, const char *case_id, int64_t events,
			    const struct know_tokens *tokens, GError **error);
bool memory_forget_know(struct store *store, GError **error);
bool memory_retell_know(struct store *store, int64_t number, int64_t version, const struct know_tokens *tokens, GError **error);
bool memory_search_know(struct store *store, const struct know_query *query, know_hit_each *each, void *context,
			GError **error);
