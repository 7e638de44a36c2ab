/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of store/ share: the table of operations that a backend
 * fills in, the journal's tree, the signed note, the key, and files that are
 * created with the right mode and never half-written.
 *
 * store.c, journal.c, results.c and states.c hold what is the same for every
 * backend (limits, the order of calls, digests); sqlite/ and memory.c only keep.
 */
#pragma once

#include "base/digest.h"
#include "store/cases.h"
#include "store/courses.h"
#include "store/evidence.h"
#include "store/items.h"
#include "store/journal.h"
#include "store/know.h"
#include "store/drills.h"
#include "store/marks.h"
#include "store/messages.h"
#include "store/notices.h"
#include "store/pins.h"
#include "store/results.h"
#include "store/rollups.h"
#include "store/samples.h"
#include "store/states.h"
#include "store/store.h"
#include "store/transitions.h"
#include "store/upkeep.h"
#include "store/windows.h"

#include <fcntl.h>
#include <sys/stat.h>

#define STORE_DATABASE "nwops.db"
#define STORE_CHECKPOINT "checkpoint"
#define STORE_KEY "log.key"
#define STORE_VERIFIER "log.vkey"
#define STORE_RESERVE "reserve"
#define STORE_GROUP "nwops"
#define STORE_RESERVE_SIZE (4 << 20)
#define STORE_PATIENCE_US (5 * G_TIME_SPAN_SECOND)
#define STORE_ITEM_LIMIT 512 /* bytes of an item's name */

/* Fills in ERROR and returns false, so that a caller can return it. */
bool store_fail(GError **error, enum store_error_code code, const char *format, ...)
	G_GNUC_PRINTF(3, 4);

/* ---- tree.c: RFC 6962 section 2.1, as much of it as appending needs ---- */

#define TREE_LEVELS 62

/* The roots of the perfect subtrees that SIZE leaves fall into, largest first:
 * one for each bit that is set in SIZE. Enough to append and to tell the root. */
struct tree {
	int64_t size;
	struct digest nodes[TREE_LEVELS];
};

size_t tree_node_count(int64_t size);
struct digest tree_leaf(const void *bytes, size_t length);
struct digest tree_node(const struct digest *left, const struct digest *right);
void tree_append(struct tree *tree, const struct digest *leaf);
struct digest tree_root(const struct tree *tree);
/* False when LENGTH does not fit SIZE. NODES are tree_node_count() digests. */
bool tree_load(int64_t size, const void *nodes, size_t length, struct tree *ret_tree);

/* ---- key.c: Ed25519 through libcrypto ---- */

#define KEY_PUBLIC_SIZE 32
#define KEY_SIGNATURE_SIZE 64
#define KEY_PEM_LIMIT 4096

struct key;
struct key *key_new(GError **error);
/* Reads LENGTH bytes of PKCS #8 PEM; never asks for a passphrase. */
struct key *key_parse(const char *bytes, size_t length, GError **error);
void key_free(struct key *key);
typedef struct key ops_key_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_key_t, key_free)
/* PKCS #8 PEM. Caller frees. */
char *key_print(const struct key *key, GError **error);
bool key_public(const struct key *key, uint8_t ret_public[KEY_PUBLIC_SIZE], GError **error);
bool key_sign(const struct key *key, const char *text, size_t length,
	      uint8_t ret_signature[KEY_SIGNATURE_SIZE], GError **error);
bool key_verify(const uint8_t public[KEY_PUBLIC_SIZE], const char *text, size_t length,
		const uint8_t signature[KEY_SIGNATURE_SIZE]);

/* ---- note.c: C2SP signed-note and tlog-checkpoint ---- */

#define NOTE_NAME_SIZE 256
#define NOTE_SIZE_LIMIT (64 << 10)
#define NOTE_SIGNATURE_LIMIT 64

/* How: a log signs its own heads, a cosigner says when it saw that one only adds to another. */
enum note_type { NOTE_LOG = 0x01, NOTE_COSIGNER = 0x04 };

/* Who may sign: what log.vkey holds, or the line of a cosigner. */
struct note_verifier {
	char name[NOTE_NAME_SIZE];
	enum note_type type;
	uint8_t id[4];
	uint8_t public[KEY_PUBLIC_SIZE];
};

/* What a checkpoint says. */
struct note_head {
	char origin[NOTE_NAME_SIZE];
	int64_t size;
	struct digest root;
	int64_t cosigned_at_s; /* read with a cosigner's verifier: when it last did; seconds since 1970 */
};

enum note_answer {
	NOTE_SIGNED, /* by the key that was asked for */
	NOTE_OTHER_KEY, /* well-formed, but that key did not sign it */
	NOTE_BAD_SIGNATURE, /* that key's name and id, and not its signature */
	NOTE_MALFORMED,
};

/* True when NAME may name a log: UTF-8, not empty, no blanks, no +. */
bool note_name_valid(const char *name);
bool note_verifier_init(struct note_verifier *verifier, const char *name,
			const uint8_t public[KEY_PUBLIC_SIZE]);
bool note_cosigner_init(struct note_verifier *verifier, const char *name,
			const uint8_t public[KEY_PUBLIC_SIZE]);
/* One line "name+id+base64", with or without its newline: of a log. */
bool note_verifier_parse(const char *bytes, size_t length, struct note_verifier *ret_verifier);
/* The same of a cosigner. */
bool note_cosigner_parse(const char *bytes, size_t length, struct note_verifier *ret_verifier);
/* With its newline. Caller frees. */
char *note_verifier_print(const struct note_verifier *verifier);
/* The whole note. Caller frees. */
char *note_sign(const struct note_head *head, const struct key *key, GError **error);
/* TEXT, lines that end in newlines, as a note signed in the name of ORIGIN. Caller frees. */
char *note_sign_text(const char *text, const char *origin, const struct key *key, GError **error);
/* The whole note of LENGTH bytes, which note_read() found well-formed, with one more line: COSIGNER (of
 * which KEY is the other half) saw it at AT_S. Caller frees. */
char *note_cosign(const char *bytes, size_t length, const struct note_verifier *cosigner, const struct key *key,
		  int64_t at_s, GError **error);
/* RET_HEAD is filled in unless the answer is NOTE_MALFORMED; what it says may
 * be believed only when the answer is NOTE_SIGNED. */
enum note_answer note_read(const char *bytes, size_t length, const struct note_verifier *verifier,
			   struct note_head *ret_head);

/* ---- files.c ---- */

/* Fills in ERROR from NUMBER (an errno) with the code that it means, ending in
 * its words; returns false. */
bool files_fail(GError **error, int number, const char *format, ...) G_GNUC_PRINTF(3, 4);
/* The whole of a regular file of at most LIMIT bytes, ended by a NUL that is
 * not counted. NULL and STORE_ERROR_MISSING when there is none. */
char *files_read(int directory, const char *name, size_t limit, size_t *ret_length, GError **error);
/* The same of PATH that a person names: a link is as good as a file there. */
char *files_read_given(const char *path, size_t limit, size_t *ret_length, GError **error);
/* Makes or replaces NAME in one step: it is there whole, with MODE, or as it
 * was before. Durable when it returns true. Only one process may replace NAME
 * at a time; what a killed one left behind is used again. */
bool files_replace(int directory, const char *name, const char *bytes, size_t length, mode_t mode,
		   GError **error);
/* Sets LENGTH bytes of real disk blocks aside as NAME. */
bool files_reserve(int directory, const char *name, off_t length, GError **error);
/* Makes the directory (0770; with group nwops and its files in that group
 * where that group exists and we may) or finds it. Returns a descriptor or -1. */
int files_open_directory(const char *path, bool make, GError **error);
/* Holds the directory for whoever makes or migrates what is in it. */
bool files_lock(int directory, const char *path, int64_t patience_us, GError **error);
void files_unlock(int directory);

/* ---- journal.c ---- */

/* One entry as it is kept. */
struct journal_row {
	int64_t sequence;
	const char *log, *kind, *actor;
	int64_t event_at_us, recorded_at_us;
	struct digest payload_digest;
	struct digest leaf;
	const void *salt; /* DIGEST_SIZE bytes */
	const char *body; /* NULL: removed; then SALT is NULL too */
	size_t body_length;
};
typedef bool journal_row_each(void *context, const struct journal_row *row);

/* True when journal_append() could have written ROW. */
bool journal_row_valid(const struct journal_row *row);
/* ROW must be valid. The line that its leaf is hashed over; caller frees. */
char *journal_line(const struct journal_row *row);
struct digest journal_leaf(const struct journal_row *row);
/* Whose payload the redaction ROW takes away, and that payload's digest; false when it is none that counts. */
bool journal_redacts(const struct journal_row *row, int64_t *ret_sequence, struct digest *ret_digest);
struct digest journal_payload_digest(const void *salt, size_t salt_length, const void *body,
				     size_t body_length);

/* ---- head.c: the signed head beside the database ---- */

/* The present tree, and the root that the journal had at SIZE (no larger). */
typedef bool head_root_at(struct store *store, int64_t size, struct digest *ret_root,
			  GError **error);
/* journal_keep_checkpoint() for a store that is a directory. The caller holds
 * the lock of writers. */
bool head_keep(struct store *store, int directory, const struct tree *tree, head_root_at *root_at,
	       GError **error);
/* Loads log.key, refusing one that others can read. */
struct key *head_load_key(int directory, GError **error);
/* The same of another file. */
struct key *head_load_named_key(int directory, const char *name, GError **error);
/* False when NAME or its mode is such that head_load_key() would refuse it. */
bool head_key_private(int directory, GError **error);

/* ---- upkeep.c ---- */

/* What lies in DIRECTORY: figures from database_bytes on, save unused_bytes. */
void upkeep_survey(int directory, struct upkeep_figures *figures);

/* ---- backup.c ---- */

/* Copies the checkpoints and log.vkey, as far as they are there. */
bool backup_copy_beside(int from, int to, mode_t mode, GError **error);
bool backup_copy_key(int from, int to, GError **error);
/* False with an error that names WHAT, unless VERDICT is complete or unanchored. */
bool backup_is_sound(const char *what, const struct journal_verdict *verdict, GError **error);
/* Removes a directory of plain files. */
void backup_discard(const char *path);

/* ---- sqlite/copy.c ---- */

/* True when another process has DIRECTORY's database open. */
bool sqlite_in_use(const char *directory);

/* ---- samples.c ---- */

/* One row of samples: the figures of a group in one reading. */
struct samples_row {
	const char *layout; /* what VALUES are, see samples.c */
	int64_t sequence; /* set by the backend: the larger, the later it was kept */
	int64_t at_us, uptime_us;
	const int64_t *values;
	size_t count;
};
typedef bool samples_row_each(void *context, const struct samples_row *row);

/* ---- evidence.c ---- */

/* A text as it is kept. */
struct evidence_row {
	int64_t id; /* of an item and command, the newest is the highest; 0: a new one */
	struct evidence_record record;
};
typedef bool evidence_row_each(void *context, const struct evidence_row *row);

/* ---- know.c ---- */

/* What a hit in the title weighs where one in the text is 1. */
#define KNOW_TITLE_WEIGHT 4

/* ---- what a backend is ---- */

/* All of them may assume that the limits of the public functions are met. */
struct store_operations {
	void (*close)(struct store *store);
	bool (*begin)(struct store *store, GError **error);
	bool (*commit)(struct store *store, GError **error);
	void (*rollback)(struct store *store);
	/* Both NULL: what is read is always of one moment. */
	bool (*begin_moment)(struct store *store, GError **error);
	void (*end_moment)(struct store *store);
	bool (*release_reserve)(struct store *store);

	bool (*load_tree)(struct store *store, struct tree *ret_tree, GError **error);
	/* BEFORE is the tree as the transaction found it. */
	bool (*save_tree)(struct store *store, const struct tree *tree, const struct tree *before,
			  GError **error);
	bool (*append)(struct store *store, const struct journal_row *row, GError **error);
	bool (*read)(struct store *store, int64_t from, int64_t to, journal_each *each,
		     void *context, GError **error);
	/* RET_REMOVED is false when there is none. */
	bool (*remove_payload)(struct store *store, int64_t sequence, bool *ret_removed, GError **error);
	bool (*scrub)(struct store *store, bool *ret_clean, GError **error);
	/* As read, but the whole row; of a removed payload SALT and BODY are NULL. */
	bool (*read_rows)(struct store *store, int64_t from, int64_t to, journal_row_each *each,
			  void *context, GError **error);
	/* LEAVES has room for those of the first SIZE entries. RET_COUNT: how many there are. */
	bool (*read_leaves)(struct store *store, int64_t size, struct digest *leaves,
			    int64_t *ret_count, GError **error);
	bool (*keep_checkpoint)(struct store *store, GError **error);

	bool (*keep_result)(struct store *store, const char *item,
			    const struct result_record *record, GError **error);
	bool (*read_results)(struct store *store, const char *item, int limit, results_each *each,
			     void *context, GError **error);
	bool (*set_state)(struct store *store, const struct state_record *state, GError **error);
	bool (*get_state)(struct store *store, const char *item, struct state_record *ret_state,
			  GError **error);
	/* PREFIX NULL: all. */
	bool (*read_states)(struct store *store, const char *prefix, states_each *each, void *context,
			    GError **error);

	/* COUNT rows, at least one, of different layouts. */
	bool (*keep_samples)(struct store *store, const char *item, const struct samples_row *rows,
			     size_t count, GError **error);
	/* The newest LIMIT rows of each layout that begins with the line COMMON (NULL: of
	 * all), those of a layout one after another, until EACH returns false. */
	bool (*read_samples)(struct store *store, const char *item, const char *common, int limit,
			     samples_row_each *each, void *context, GError **error);
	/* The layouts of which the newest row is older than BEFORE_US. */
	bool (*forget_samples)(struct store *store, int64_t before_us, GError **error);

	/* COUNT may be 0. What was noted as changed goes. */
	bool (*set_pins)(struct store *store, const char *device, const struct pin_record *pins,
			 size_t count, GError **error);
	bool (*read_pins)(struct store *store, const char *device, pins_each *each, void *context,
			  GError **error);
	bool (*set_changed)(struct store *store, const struct pin_changed *changed, GError **error);
	bool (*read_changed)(struct store *store, const char *device, pins_changed_each *each,
			     void *context, GError **error);

	/* As evidence_read(). */
	bool (*read_evidence)(struct store *store, const struct evidence_query *query,
			      evidence_row_each *each, void *context, GError **error);
	/* In the place of the row that has its id. */
	bool (*set_evidence)(struct store *store, const struct evidence_row *row, GError **error);
	/* Row ID came again at AT_US, and if REASON is not NULL, that changed by it then. */
	bool (*repeat_evidence)(struct store *store, int64_t id, int64_t at_us, const char *reason,
				GError **error);
	bool (*delete_evidence)(struct store *store, int64_t id, GError **error);
	bool (*forget_evidence)(struct store *store, int64_t before_us, GError **error);

	/* COURSE NULL: it has none from now on. */
	bool (*set_course)(struct store *store, const char *item, const struct course_record *course,
			   GError **error);
	bool (*read_courses)(struct store *store, courses_each *each, void *context, GError **error);
	/* Sets the sequence. */
	bool (*keep_transition)(struct store *store, struct transition_record *transition,
				GError **error);
	bool (*read_transitions)(struct store *store, const struct transitions_filter *filter,
				 transitions_each *each, void *context, GError **error);
	bool (*set_window)(struct store *store, const struct window_record *window, GError **error);
	/* As windows_read_open(); of INT64_MIN: all. */
	bool (*read_windows)(struct store *store, int64_t open_at_us, windows_each *each,
			     void *context, GError **error);
	bool (*find_window)(struct store *store, const char *id, bool *ret_there, GError **error);
	/* MARK NULL: it is removed. */
	bool (*set_mark)(struct store *store, const char *name, const struct mark_record *mark,
			 GError **error);
	bool (*read_marks)(struct store *store, const char *name, marks_each *each, void *context,
			   GError **error);
	bool (*set_drill)(struct store *store, const struct drill_record *drill, GError **error);
	bool (*read_drill)(struct store *store, drills_each *each, void *context, GError **error);
	bool (*set_drill_moment)(struct store *store, const struct drill_moment *moment, GError **error);
	bool (*read_drill_moments)(struct store *store, drill_moments_each *each, void *context, GError **error);

	bool (*set_rollup)(struct store *store, const char *item, const struct rollup_record *rollup,
			   GError **error);
	/* FROM and UNTIL are days that can be. */
	bool (*read_rollups)(struct store *store, const char *item, int32_t from, int32_t until,
			     rollups_each *each, void *context, GError **error);
	bool (*forget_rollups)(struct store *store, int32_t day, GError **error);

	/* Its events and changed_at_us stay as they are; of a new one both are 0. */
	bool (*set_case)(struct store *store, const struct case_record *record, GError **error);
	bool (*read_cases)(struct store *store, const struct cases_filter *filter, cases_each *each,
			   void *context, GError **error);
	/* Of its row. RET_EVENTS is -1 when there is no such case. */
	bool (*count_case_events)(struct store *store, const char *id, int64_t *ret_events,
				  GError **error);
	/* Its entry is in the journal; its case's events and changed_at_us follow it. */
	bool (*append_case_event)(struct store *store, const struct case_event_record *event,
				  GError **error);
	/* Their bodies are the payloads of the journal, whole. */
	bool (*read_case_events)(struct store *store, const struct case_events_filter *filter,
				 case_events_each *each, void *context, GError **error);
	bool (*set_run)(struct store *store, const struct run_record *run, GError **error);
	bool (*read_runs)(struct store *store, const struct runs_filter *filter, runs_each *each,
			  void *context, GError **error);
	bool (*keep_run_text)(struct store *store, const struct digest *digest, const char *text,
			      size_t length, GError **error);
	/* RET_TEXT is left alone when there is none. */
	bool (*read_run_text)(struct store *store, const struct digest *digest, GBytes **ret_text,
			      GError **error);
	/* Sets the number. */
	bool (*keep_notice)(struct store *store, struct notice_record *record, GError **error);
	bool (*change_notice)(struct store *store, const struct notice_record *record, bool *ret_there,
			      GError **error);
	/* 0: nobody has it. */
	bool (*newest_notice)(struct store *store, int64_t *ret_number, GError **error);
	bool (*find_notice_once)(struct store *store, const char *once, int64_t *ret_number,
				 GError **error);
	bool (*read_notices)(struct store *store, const struct notices_filter *filter,
			     notices_each *each, void *context, GError **error);

	/* Sets the number. RET_KEPT is false when there is no such notice, or another message has
	 * its code or identity. */
	bool (*keep_message)(struct store *store, struct message_record *record, bool *ret_kept,
			     GError **error);
	bool (*change_message)(struct store *store, const struct message_record *record,
			       bool *ret_there, GError **error);
	bool (*read_messages)(struct store *store, const struct messages_filter *filter,
			      messages_each *each, void *context, GError **error);
	bool (*count_messages)(struct store *store, int64_t ret_counts[MESSAGE_STATE_COUNT],
			       int64_t *ret_oldest_us, GError **error);
	/* Sets the number. RET_THERE is false, and nothing was kept, when there is no such message. */
	bool (*keep_attempt)(struct store *store, struct attempt_record *record, bool *ret_there,
			     GError **error);
	bool (*read_attempts)(struct store *store, int64_t message, attempts_each *each,
			      void *context, GError **error);
	bool (*keep_ack)(struct store *store, const struct ack_record *record, bool *ret_there,
			 GError **error);
	bool (*read_acks)(struct store *store, int64_t message, acks_each *each, void *context,
			  GError **error);
	bool (*read_acks_saying)(struct store *store, enum ack ack, acks_each *each, void *context,
				 GError **error);
	bool (*set_relay)(struct store *store, const struct relay_record *record, GError **error);
	bool (*read_relays)(struct store *store, relays_each *each, void *context, GError **error);

	/* The highest number; 0: there is none. */
	bool (*newest_know)(struct store *store, int64_t *ret_number, GError **error);
	/* ENTRY is whole; the present version of its number, if any, is replaced. */
	bool (*add_know)(struct store *store, const struct know_entry *entry, const struct know_tokens *tokens,
			 GError **error);
	bool (*review_know)(struct store *store, const struct know_review *review, int64_t version,
			    GError **error);
	/* The text is the payload of the journal, whole. */
	bool (*read_know)(struct store *store, const struct know_filter *filter, know_each *each,
			  void *context, GError **error);
	bool (*read_know_pending)(struct store *store, int limit, know_case_each *each, void *context,
				  GError **error);
	/* As it stands with its first EVENTS; nothing when the index knows that many already. */
	bool (*index_know_case)(struct store *store, const char *case_id, int64_t events,
				const struct know_tokens *tokens, GError **error);
	bool (*forget_know)(struct store *store, GError **error);
	bool (*retell_know)(struct store *store, int64_t number, int64_t version,
			    const struct know_tokens *tokens, GError **error);
	/* At least one term. */
	bool (*search_know)(struct store *store, const struct know_query *query, know_hit_each *each,
			    void *context, GError **error);

	bool (*read_items)(struct store *store, items_each *each, void *context, GError **error);
	bool (*forget_item)(struct store *store, const char *item, GError **error);
	/* All but the entries, over what upkeep_measure() set. */
	bool (*measure)(struct store *store, struct upkeep_figures *figures, GError **error);
	bool (*shrink)(struct store *store, GError **error);
	/* Writes the database as it is now to the empty file PATH. NULL: there is none. */
	bool (*copy)(struct store *store, const char *path, GError **error);
	/* Its path, lent. NULL: there is none. */
	const char *(*directory)(const struct store *store);
};

enum store_transaction {
	STORE_IDLE,
	STORE_WRITING,
	STORE_BROKEN, /* a write failed: only a rollback is left */
};

/* The first member of every backend's own struct. */
struct store {
	const struct store_operations *operations;
	enum store_mode mode;
	enum store_purpose purpose;
	enum store_transaction transaction;
	bool in_moment;			/* moment.h */
	char *log_name;
	int64_t patience_us;
	const struct clock *clock;
	const struct notes *notes;
	/* The tree while a transaction appends to it. */
	bool tree_loaded;
	struct tree tree, tree_before;
};

void store_init(struct store *store, const struct store_operations *operations,
		const struct store_options *options);
/* False with an error unless a transaction is under way. */
bool store_writing(const struct store *store, GError **error);
/* Passes OK through; a write that failed leaves the transaction broken. */
bool store_wrote(struct store *store, bool ok);
bool store_item_valid(const char *item, GError **error);
/* True when TEXT is UTF-8 of at most LIMIT bytes. */
bool store_text_valid(const char *text, size_t limit);

/* ---- sqlite/look.c: a database read without a trace ---- */

/* Reads a directory as it lies there: takes no lock, creates nothing, writes
 * nothing, and still sees what the -wal file holds. What it read while somebody
 * wrote may be torn: ask again before believing that it is bad. */
struct look;
/* STORE_ERROR_DAMAGED when what is there is not a database of ours. */
struct look *look_open(const char *directory, GError **error);
void look_close(struct look *look);
typedef struct look ops_look_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_look_t, look_close)
/* STORE_ERROR_DAMAGED with the first thing found when SQLite itself finds it unsound. */
bool look_check(struct look *look, GError **error);
/* Writes the database of DIRECTORY, with what its -wal holds, to the empty file PATH. */
bool look_copy(const char *directory, const char *path, GError **error);
/* The head that the database remembers; false when it is not one. */
bool look_tree(struct look *look, struct tree *ret_tree);
/* Payloads that belong to no entry. -1 with an error. */
int64_t look_orphans(struct look *look, GError **error);
/* Calls EACH in order of sequence until it returns false; ROW is NULL where
 * the row of SEQUENCE is not even well-formed. LEAF is the digest that the database
 * remembers for it, or NULL. */
typedef bool look_each(void *context, int64_t sequence, const struct journal_row *row,
		       const struct digest *leaf);
bool look_rows(struct look *look, look_each *each, void *context, GError **error);
