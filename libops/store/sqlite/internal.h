/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of store/sqlite/ share: the open database, its prepared
 * statements, and how SQLite's words become the store's.
 */
#pragma once

#include "store/internal.h"

#include <sqlite3.h>

#define SQLITE_STORE_SCHEMA 10
/* The index tells entries from cases by their numbers in it: an entry's is larger than this. */
#define SQLITE_KNOW_ENTRIES (INT64_C(1) << 40)
#define SQLITE_STORE_APPLICATION 0x6e776f70 /* "nwop", in the file's header */

enum sqlite_statement {
	STATEMENT_BEGIN,
	STATEMENT_COMMIT,
	STATEMENT_ROLLBACK,
	STATEMENT_TREE_LOAD,
	STATEMENT_TREE_BEFORE,
	STATEMENT_TREE_SAVE,
	STATEMENT_JOURNAL_ADD,
	STATEMENT_PAYLOAD_ADD,
	STATEMENT_PAYLOAD_REMOVE,
	STATEMENT_LEAF_ADD,
	STATEMENT_LEAF_READ,
	STATEMENT_JOURNAL_READ,
	STATEMENT_JOURNAL_ROWS,
	STATEMENT_ITEM_FIND,
	STATEMENT_ITEM_NEXT,
	STATEMENT_ITEM_ADD,
	STATEMENT_RESULT_KEEP,
	STATEMENT_RESULT_READ,
	STATEMENT_STATE_SET,
	STATEMENT_STATE_READ,
	STATEMENT_STATE_UNDER,
	STATEMENT_ITEM_READ,
	STATEMENT_ITEM_DELETE,
	STATEMENT_STATE_DELETE,
	STATEMENT_RESULT_DELETE,
	STATEMENT_GROUP_READ,
	STATEMENT_GROUP_SET,
	STATEMENT_GROUP_DELETE,
	STATEMENT_RING_SET,
	STATEMENT_RING_DELETE,
	STATEMENT_RING_OLD,
	STATEMENT_SAMPLE_KEEP,
	STATEMENT_SAMPLE_READ,
	STATEMENT_SAMPLE_DELETE,
	STATEMENT_SAMPLE_HEAD,
	STATEMENT_SAMPLE_HEAD_SET,
	STATEMENT_SAMPLE_MEASURE,
	STATEMENT_PIN_ADD,
	STATEMENT_PIN_READ,
	STATEMENT_PIN_DELETE,
	STATEMENT_PIN_COUNT,
	STATEMENT_CHANGED_SET,
	STATEMENT_CHANGED_READ,
	STATEMENT_CHANGED_DELETE,
	STATEMENT_EVIDENCE_READ,
	STATEMENT_EVIDENCE_READ_OF,
	STATEMENT_EVIDENCE_READ_TEXT,
	STATEMENT_EVIDENCE_SET,
	STATEMENT_EVIDENCE_SET_TEXT,
	STATEMENT_EVIDENCE_REPEAT,
	STATEMENT_EVIDENCE_KEEP,
	STATEMENT_EVIDENCE_DELETE,
	STATEMENT_EVIDENCE_DELETE_TEXT,
	STATEMENT_EVIDENCE_OLD,
	STATEMENT_EVIDENCE_MEASURE,
	STATEMENT_COURSE_SET,
	STATEMENT_COURSE_READ,
	STATEMENT_COURSE_DELETE,
	STATEMENT_TRANSITION_ITEM_FIND,
	STATEMENT_TRANSITION_ITEM_ADD,
	STATEMENT_TRANSITION_KEEP,
	STATEMENT_TRANSITION_READ,
	STATEMENT_TRANSITION_READ_OF,
	STATEMENT_TRANSITION_READ_AT,
	STATEMENT_WINDOW_SET,
	STATEMENT_WINDOW_READ,
	STATEMENT_WINDOW_FIND,
	STATEMENT_MARK_SET,
	STATEMENT_MARK_READ,
	STATEMENT_MARK_DELETE,
	STATEMENT_DRILL_SET,
	STATEMENT_DRILL_READ,
	STATEMENT_DRILL_MOMENT_SET,
	STATEMENT_DRILL_MOMENT_READ,
	STATEMENT_JUDGEMENT_MEASURE,
	STATEMENT_ROLLUP_SET,
	STATEMENT_ROLLUP_READ,
	STATEMENT_ROLLUP_DELETE,
	STATEMENT_ROLLUP_DELETE_BEFORE,
	STATEMENT_CASE_SET,
	STATEMENT_CASE_READ,
	STATEMENT_CASE_READ_OPEN,
	STATEMENT_CASE_FIND,
	STATEMENT_CASE_COUNT,
	STATEMENT_CASE_GROW,
	STATEMENT_CASE_EVENT_ADD,
	STATEMENT_CASE_EVENT_READ,
	STATEMENT_CASE_EVENT_READ_KIND,
	STATEMENT_RUN_SET,
	STATEMENT_RUN_READ,
	STATEMENT_RUN_READ_OF,
	STATEMENT_RUN_READ_UNFINISHED,
	STATEMENT_RUN_TEXT_ADD,
	STATEMENT_RUN_TEXT_READ,
	STATEMENT_NOTICE_ADD,
	STATEMENT_NOTICE_CHANGE,
	STATEMENT_NOTICE_FIND,
	STATEMENT_NOTICE_FIND_ONCE,
	STATEMENT_NOTICE_NEWEST,
	STATEMENT_NOTICE_READ,
	STATEMENT_NOTICE_READ_OF,
	STATEMENT_NOTICE_READ_IN,
	STATEMENT_NOTICE_READ_RUNG,
	STATEMENT_CASE_MEASURE,
	STATEMENT_MESSAGE_ADD,
	STATEMENT_MESSAGE_ADD_CONTENT,
	STATEMENT_MESSAGE_CHANGE,
	STATEMENT_MESSAGE_CONTENT,
	STATEMENT_MESSAGE_FIND,
	STATEMENT_MESSAGE_FIND_CODE,
	STATEMENT_MESSAGE_FIND_IDENTITY,
	STATEMENT_MESSAGE_READ,
	STATEMENT_MESSAGE_READ_URGENT,
	STATEMENT_MESSAGE_READ_OF,
	STATEMENT_MESSAGE_READ_OF_URGENT,
	STATEMENT_MESSAGE_READ_IN,
	STATEMENT_MESSAGE_READ_IN_URGENT,
	STATEMENT_MESSAGE_READ_NEXT,
	STATEMENT_MESSAGE_COUNT,
	STATEMENT_MESSAGE_OLDEST,
	STATEMENT_ATTEMPT_ADD,
	STATEMENT_ATTEMPT_READ,
	STATEMENT_ATTEMPT_READ_OF,
	STATEMENT_ACK_ADD,
	STATEMENT_ACK_READ,
	STATEMENT_ACK_READ_OF,
	STATEMENT_ACK_READ_SAYING,
	STATEMENT_RELAY_SET,
	STATEMENT_RELAY_READ,
	STATEMENT_SPOOL_MEASURE,
	STATEMENT_KNOW_NEWEST,
	STATEMENT_KNOW_REPLACE,
	STATEMENT_KNOW_ADD,
	STATEMENT_KNOW_REVIEW,
	STATEMENT_KNOW_READ,
	STATEMENT_KNOW_READ_OF,
	STATEMENT_KNOW_PENDING,
	STATEMENT_KNOW_REPLACE_CASE,
	STATEMENT_KNOW_ADD_CASE,
	STATEMENT_KNOW_MARK_CASE,
	STATEMENT_KNOW_INDEX,
	STATEMENT_KNOW_EMPTY,
	STATEMENT_KNOW_EMPTY_CASES,
	STATEMENT_KNOW_EMPTY_MARKS,
	STATEMENT_KNOW_DOC,
	STATEMENT_KNOW_SEARCH,
	STATEMENT_MEASURE,
	STATEMENT_COUNT,
};

/* What was being tried when SQLite refused. */
enum sqlite_attempt {
	ATTEMPT_OPEN,
	ATTEMPT_MAKE,
	ATTEMPT_MIGRATE,
	ATTEMPT_READ,
	ATTEMPT_WRITE,
	ATTEMPT_LOCK,
};

/* An item as a transaction knows it. */
struct sqlite_item {
	int64_t id;
	int64_t turns; /* results ever kept */
	int64_t since_us;
	gsize name; /* where it begins in the walk's names */
	enum status status;
	bool has_state;
	bool changed; /* and not yet written */
};

/* Where a transaction is in the list of items. */
struct sqlite_walk {
	GArray *items; /* struct sqlite_item, read ahead */
	GString *names; /* theirs, each with its NUL */
	guint at; /* the one that was wanted last */
	guint ahead; /* how many to read next */
	int64_t last; /* the number of the last one read */
	bool ended; /* there is none behind it */
};

/* A group of samples. */
struct sqlite_group {
	int64_t id;
	int64_t turns; /* rows ever kept */
	int64_t sequence; /* of the newest */
	gsize layout; /* where it begins in the layouts of struct sqlite_samples */
};

/* The groups of the item that a transaction is keeping samples of. */
struct sqlite_samples {
	int64_t item; /* 0: none yet */
	GArray *groups; /* struct sqlite_group */
	GString *layouts; /* theirs, each with its NUL */
	guint at; /* where the next one is expected */
	GHashTable *by_layout; /* to their index + 1; NULL until one was not where it was expected */
	int64_t sequence; /* -1: not yet read in this transaction */
	bool counted; /* it has grown since */
};

struct sqlite_store {
	struct store store; /* must be first */
	sqlite3 *db;
	sqlite3_vfs *look; /* set when this is a look at files that we may not lock */
	char *directory;
	int directory_fd;
	sqlite3_stmt *statements[STATEMENT_COUNT];
	struct sqlite_walk walk;
	struct sqlite_samples samples;
};

static inline struct sqlite_store *sqlite_of(struct store *store)
{
	return (struct sqlite_store *)store;
}

/* error.c */
/* The errno behind the connection's last error; ask at once. 0: none. */
int sqlite_system_errno(sqlite3 *db);
/* NUMBER: what sqlite_system_errno() said. */
enum store_error_code sqlite_error_code(sqlite3 *db, int number);
/* Fills in ERROR from the connection's last error; returns false. */
bool sqlite_fail(struct sqlite_store *sqlite, GError **error, enum sqlite_attempt attempt);

/* statement.c */
void sqlite_statements_clear(struct sqlite_store *sqlite);
/* Prepared at first use, reset and without bindings; NULL with an error. */
sqlite3_stmt *sqlite_statement(struct sqlite_store *sqlite, enum sqlite_statement which,
			       GError **error);
/* Runs a statement that yields no row and resets it. */
bool sqlite_run(struct sqlite_store *sqlite, sqlite3_stmt *statement, enum sqlite_attempt attempt,
		GError **error);
/* 1: a row, 0: no more, and reset, -1: error, and reset. */
int sqlite_step(struct sqlite_store *sqlite, sqlite3_stmt *statement, enum sqlite_attempt attempt,
		GError **error);
/* A column of a database that anybody may have changed. The text when it is text of at
 * most LIMIT bytes, whole and UTF-8; else NULL. */
const char *sqlite_sound_text(sqlite3_stmt *statement, int column, size_t limit);
/* The same, and NULL for NULL; *SOUND becomes false for what is neither. */
const char *sqlite_sound_option(sqlite3_stmt *statement, int column, size_t limit, bool *sound);
/* The number when it is one of 0..COUNT-1; else 0, and *SOUND becomes false. */
unsigned int sqlite_sound_choice(sqlite3_stmt *statement, int column, unsigned int count, bool *sound);
/* Fills in RET_DIGEST; *SOUND becomes false for what is none. */
void sqlite_sound_digest(sqlite3_stmt *statement, int column, struct digest *ret_digest, bool *sound);
/* The column's number, or -1 for NULL. */
int64_t sqlite_number_or_none(sqlite3_stmt *statement, int column);
/* NULL for -1. */
void sqlite_bind_number_or_none(sqlite3_stmt *statement, int parameter, int64_t number);
/* NULL for NULL. TEXT must last until the statement has run. */
void sqlite_bind_option(sqlite3_stmt *statement, int parameter, const char *text);

/* schema.c */
bool sqlite_pragma_integer(struct sqlite_store *sqlite, const char *pragma, int64_t *ret_value,
			   GError **error);
bool sqlite_execute(struct sqlite_store *sqlite, const char *sql, enum sqlite_attempt attempt,
		    GError **error);
/* Brings the schema of a database of VERSION up to date in one transaction. */
bool sqlite_migrate(struct sqlite_store *sqlite, int64_t version, GError **error);
/* Takes the purpose and the log's name from the database into the store,
 * refusing a purpose other than that which was asked for. */
bool sqlite_adopt(struct sqlite_store *sqlite, GError **error);

/* journal.c */
bool sqlite_load_tree(struct store *store, struct tree *ret_tree, GError **error);
bool sqlite_save_tree(struct store *store, const struct tree *tree, const struct tree *before,
		      GError **error);
bool sqlite_append(struct store *store, const struct journal_row *row, GError **error);
bool sqlite_read(struct store *store, int64_t from, int64_t to, journal_each *each, void *context,
		 GError **error);
bool sqlite_remove_payload(struct store *store, int64_t sequence, bool *ret_removed,
			   GError **error);
bool sqlite_scrub(struct store *store, bool *ret_clean, GError **error);
bool sqlite_read_rows(struct store *store, int64_t from, int64_t to, journal_row_each *each,
		      void *context, GError **error);
bool sqlite_read_leaves(struct store *store, int64_t size, struct digest *leaves,
			int64_t *ret_count, GError **error);
bool sqlite_keep_checkpoint(struct store *store, GError **error);

/* walk.c: items by name */
void sqlite_walk_init(struct sqlite_walk *walk);
void sqlite_walk_clear(struct sqlite_walk *walk);
/* Before anything else in a transaction. */
void sqlite_walk_begin(struct sqlite_walk *walk);
enum sqlite_want { WANT_FOUND, WANT_MADE };
/* Goes on to the item named NAME. 1: RET_ITEM is lent until the next call; whoever
 * changes it says so in it, 0: there is none, -1: error. */
int sqlite_walk_to(struct sqlite_store *sqlite, const char *name, enum sqlite_want want,
		   struct sqlite_item **ret_item, GError **error);
/* Writes what was changed of the present item: before any other look at it. */
bool sqlite_walk_flush(struct sqlite_store *sqlite, GError **error);
/* Outside of the walk. 1: found, 0: there is none, -1: error. */
int sqlite_find_item(struct sqlite_store *sqlite, const char *name, struct sqlite_item *ret_item,
		     GError **error);
/* Columns id, turns, status, since_us of STATEMENT's row. */
struct sqlite_item sqlite_read_item(sqlite3_stmt *statement);

/* items.c: results and states, both by item */
enum status sqlite_read_status(sqlite3_stmt *statement, int column);
/* Where the result of TURN is kept; a turn below RESULTS_KEPT is also a slot. */
int64_t sqlite_place(const struct sqlite_item *item, int64_t turn);
bool sqlite_keep_result(struct store *store, const char *item, const struct result_record *record,
			GError **error);
bool sqlite_read_results(struct store *store, const char *item, int limit, results_each *each,
			 void *context, GError **error);
bool sqlite_set_state(struct store *store, const struct state_record *state, GError **error);
bool sqlite_get_state(struct store *store, const char *item, struct state_record *ret_state,
		      GError **error);
bool sqlite_read_states(struct store *store, const char *prefix, states_each *each, void *context,
			GError **error);

/* samples.c */
void sqlite_samples_init(struct sqlite_samples *samples);
void sqlite_samples_clear(struct sqlite_samples *samples);
/* Before anything else in a transaction. */
void sqlite_samples_begin(struct sqlite_samples *samples);
/* After everything else in it. */
bool sqlite_samples_end(struct sqlite_store *sqlite, GError **error);
bool sqlite_keep_samples(struct store *store, const char *item, const struct samples_row *rows,
			 size_t count, GError **error);
bool sqlite_read_samples(struct store *store, const char *item, const char *common, int limit,
			 samples_row_each *each, void *context, GError **error);
bool sqlite_forget_samples(struct store *store, int64_t before_us, GError **error);
/* All that item number ITEM has. */
bool sqlite_forget_samples_of(struct sqlite_store *sqlite, int64_t item, GError **error);

/* pins.c */
bool sqlite_set_pins(struct store *store, const char *device, const struct pin_record *pins,
		     size_t count, GError **error);
bool sqlite_read_pins(struct store *store, const char *device, pins_each *each, void *context,
		      GError **error);
bool sqlite_set_changed(struct store *store, const struct pin_changed *changed, GError **error);
bool sqlite_read_changed(struct store *store, const char *device, pins_changed_each *each,
			 void *context, GError **error);

/* evidence.c */
bool sqlite_read_evidence(struct store *store, const struct evidence_query *query,
			  evidence_row_each *each, void *context, GError **error);
bool sqlite_set_evidence(struct store *store, const struct evidence_row *row, GError **error);
bool sqlite_repeat_evidence(struct store *store, int64_t id, int64_t at_us, const char *reason,
			    GError **error);
bool sqlite_delete_evidence(struct store *store, int64_t id, GError **error);
bool sqlite_forget_evidence(struct store *store, int64_t before_us, GError **error);

/* courses.c */
/* Of one level in course.levels: its number, with COURSE_RAISED when it is raised, 2 bytes
 * of count and 8 of each time, the highest first. */
#define COURSE_LEVEL_BYTES 27
#define COURSE_RAISED 0x80
bool sqlite_set_course(struct store *store, const char *item, const struct course_record *course,
		       GError **error);
bool sqlite_read_courses(struct store *store, courses_each *each, void *context, GError **error);

/* transitions.c */
bool sqlite_keep_transition(struct store *store, struct transition_record *transition, GError **error);
bool sqlite_read_transitions(struct store *store, const struct transitions_filter *filter,
			     transitions_each *each, void *context, GError **error);

/* drills.c */
bool sqlite_set_drill(struct store *store, const struct drill_record *drill, GError **error);
bool sqlite_read_drill(struct store *store, drills_each *each, void *context, GError **error);
bool sqlite_set_drill_moment(struct store *store, const struct drill_moment *moment, GError **error);
bool sqlite_read_drill_moments(struct store *store, drill_moments_each *each, void *context, GError **error);

/* windows.c */
bool sqlite_set_window(struct store *store, const struct window_record *window, GError **error);
bool sqlite_read_windows(struct store *store, int64_t open_at_us, windows_each *each, void *context,
			 GError **error);
bool sqlite_find_window(struct store *store, const char *id, bool *ret_there, GError **error);

/* marks.c */
bool sqlite_set_mark(struct store *store, const char *name, const struct mark_record *mark,
		     GError **error);
bool sqlite_read_marks(struct store *store, const char *name, marks_each *each, void *context,
		       GError **error);

/* rollups.c */
bool sqlite_set_rollup(struct store *store, const char *item, const struct rollup_record *rollup, GError **error);
bool sqlite_read_rollups(struct store *store, const char *item, int32_t from, int32_t until, rollups_each *each,
			 void *context, GError **error);
bool sqlite_forget_rollups(struct store *store, int32_t day, GError **error);
/* All that item number ITEM has. */
bool sqlite_forget_rollups_of(struct sqlite_store *sqlite, int64_t item, GError **error);

/* cases.c */
bool sqlite_set_case(struct store *store, const struct case_record *record, GError **error);
bool sqlite_read_cases(struct store *store, const struct cases_filter *filter, cases_each *each,
		       void *context, GError **error);
bool sqlite_count_case_events(struct store *store, const char *id, int64_t *ret_events, GError **error);
bool sqlite_append_case_event(struct store *store, const struct case_event_record *event, GError **error);
bool sqlite_read_case_events(struct store *store, const struct case_events_filter *filter,
			     case_events_each *each, void *context, GError **error);

/* runs.c */
bool sqlite_set_run(struct store *store, const struct run_record *run, GError **error);
bool sqlite_read_runs(struct store *store, const struct runs_filter *filter, runs_each *each,
		      void *context, GError **error);
bool sqlite_keep_run_text(struct store *store, const struct digest *digest, const char *text,
			  size_t length, GError **error);
bool sqlite_read_run_text(struct store *store, const struct digest *digest, GBytes **ret_text,
			  GError **error);

/* notices.c */
bool sqlite_keep_notice(struct store *store, struct notice_record *record, GError **error);
bool sqlite_change_notice(struct store *store, const struct notice_record *record, bool *ret_there,
			  GError **error);
bool sqlite_newest_notice(struct store *store, int64_t *ret_number, GError **error);
bool sqlite_find_notice_once(struct store *store, const char *once, int64_t *ret_number, GError **error);
bool sqlite_read_notices(struct store *store, const struct notices_filter *filter, notices_each *each,
			 void *context, GError **error);

/* messages.c */
bool sqlite_keep_message(struct store *store, struct message_record *record, bool *ret_kept, GError **error);
bool sqlite_change_message(struct store *store, const struct message_record *record, bool *ret_there,
			   GError **error);
bool sqlite_read_messages(struct store *store, const struct messages_filter *filter, messages_each *each,
			  void *context, GError **error);
bool sqlite_count_messages(struct store *store, int64_t ret_counts[MESSAGE_STATE_COUNT],
			   int64_t *ret_oldest_us, GError **error);

/* attempts.c: with what was said to messages, and relays */
bool sqlite_keep_attempt(struct store *store, struct attempt_record *record, bool *ret_there, GError **error);
bool sqlite_read_attempts(struct store *store, int64_t message, attempts_each *each, void *context,
			  GError **error);
bool sqlite_keep_ack(struct store *store, const struct ack_record *record, bool *ret_there, GError **error);
bool sqlite_read_acks(struct store *store, int64_t message, acks_each *each, void *context, GError **error);
bool sqlite_read_acks_saying(struct store *store, enum ack ack, acks_each *each, void *context,
			     GError **error);
bool sqlite_set_relay(struct store *store, const struct relay_record *record, GError **error);
bool sqlite_read_relays(struct store *store, relays_each *each, void *context, GError **error);

/* know.c: entries */
bool sqlite_newest_know(struct store *store, int64_t *ret_number, GError **error);
bool sqlite_add_know(struct store *store, const struct know_entry *entry, const struct know_tokens *tokens,
		     GError **error);
bool sqlite_review_know(struct store *store, const struct know_review *review, int64_t version, GError **error);
bool sqlite_read_know(struct store *store, const struct know_filter *filter, know_each *each, void *context,
		      GError **error);

/* know-search.c: the index */
bool sqlite_index_know(struct sqlite_store *sqlite, int64_t doc, const struct know_tokens *tokens, GError **error);
bool sqlite_read_know_pending(struct store *store, int limit, know_case_each *each, void *context,
			      GError **error);
bool sqlite_index_know_case(struct store *store, const char *case_id, int64_t events,
			    const struct know_tokens *tokens, GError **error);
bool sqlite_forget_know(struct store *store, GError **error);
bool sqlite_retell_know(struct store *store, int64_t number, int64_t version, const struct know_tokens *tokens, GError **error);
bool sqlite_search_know(struct store *store, const struct know_query *query, know_hit_each *each, void *context,
			GError **error);

/* upkeep.c */
/* Runs the statement WHICH, which has one parameter. */
bool sqlite_delete(struct sqlite_store *sqlite, enum sqlite_statement which, int64_t key,
		   GError **error);
bool sqlite_read_items(struct store *store, items_each *each, void *context, GError **error);
bool sqlite_forget_item(struct store *store, const char *item, GError **error);
bool sqlite_measure(struct store *store, struct upkeep_figures *figures, GError **error);
bool sqlite_shrink(struct store *store, GError **error);

/* copy.c */
bool sqlite_copy(struct store *store, const char *path, GError **error);
bool sqlite_copy_database(sqlite3 *db, const char *path, GError **error);

/* look.c */
/* A VFS that reads and never writes, locks or creates. NULL when SQLite has
 * none to build on. To be freed after the connections that use it. */
sqlite3_vfs *look_vfs_new(void);
void look_vfs_free(sqlite3_vfs *vfs);
/* Opens DIRECTORY's database through VFS; the caller closes RET_DB in any case. */
int look_connect(const char *directory, sqlite3_vfs *vfs, sqlite3 **ret_db);
