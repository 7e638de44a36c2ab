/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The engine carries values between the rooms: what is selected is probed,
 * what was seen is judged, what was judged is kept. It holds no threshold and
 * no word for people.
 */
#pragma once

#include "inventory/inventory.h"
#include "net/ssh.h"
#include "probe/probe.h"
#include "state/device.h"
#include "state/pass.h"
#include "state/state.h"
#include "state/windows.h"
#include "store/pins.h"
#include "store/store.h"

#define OPS_ENGINE_ERROR engine_error_quark()
GQuark engine_error_quark(void);
enum engine_error_code { ENGINE_ERROR_NOT_RECORDED, ENGINE_ERROR_CHANGED };

/* What is known of an item over time, when it is not at rest and was not seen OK. */
struct check_course {
	char *name;			/* of the item; owned */
	struct course course;		/* as it is after this check */
	bool kept;			/* the store had more of it than a state */
	bool unconfirmed;		/* it should have been asked again, and was not */
	int64_t last_at_us;		/* of its result before; 0: none */
	struct judgement seen;		/* of its item, before own view and parents were looked at */
	enum demarcation_verdict verdict;	/* of what is bad and not hidden */
	const char *hidden_by;		/* name of what hides it; NULL. Lent by the check */
	const char *hidden_before_by;	/* and of what did before this check; NULL. Interned */
};

/* The mark (store/marks.h) of since when our own view is lost. */
#define ENGINE_MARK_OWN_VIEW "own-view"
/* The mark of when a tick last began. */
#define ENGINE_MARK_TICK "tick"

/* One item of a check. */
struct check_item {
	struct item item;
	const struct result *result;	/* lent by the check; the second one, where it was asked again */
	bool was_bad;			/* by the first one: WARNING or DOWN */
	struct judgement judgement;	/* of what was seen in this check */
	bool known_before;		/* the store had a state of it */
	enum status status_before;	/* hard */
	int64_t since_us;		/* when the present status began, as far as known */
	struct check_course *course;	/* NULL: it is at rest. Lent by the check */
};

/* What a reading of a device made an item of: a question that nobody configured, and its result. */
struct check_figure {
	struct question question;	/* its name is owned */
	struct result result;
};

/* A device that was read, and what is to be kept of it. */
struct check_reading {
	const struct device *device;
	const struct reading *reading;	/* lent by the check's result */
	int64_t read_at_us;
	struct device_view view;
};

/* What was asked after all had been asked once. */
struct check_round {
	struct result *results;
	guint count;
};

struct check {
	GArray *items;			/* struct check_item, in the order selected; figures of devices last */
	guint not_due;			/* items that were selected and not asked, since they are not due */
	struct result *results;		/* of those selected, in their order */
	guint result_count;
	GPtrArray *figures;		/* struct check_figure */
	GArray *readings;		/* struct check_reading */
	GPtrArray *courses;		/* struct check_course */
	GArray *parents;		/* struct check_item: asked besides, since they stand before what failed */
	GHashTable *pins;		/* of devices, as the store has them; NULL: no device is read */
	GPtrArray *rounds;		/* struct check_round: of what was asked a second time, and of parents */
	GArray *covers;			/* struct pass_cover in force; NULL: nobody asked */
	GArray *transitions;		/* struct transition_record, in order of name; strings lent by the check */
	enum pass_view view;
	int64_t journal_size;		/* when the store was looked at: what it was compared with */
	bool clock_jumped;		/* the wall clock was set meanwhile */
	unsigned int new_count;		/* items that the store did not know before */
	struct state_tally tally;
	enum run_end end;
	int signal;			/* that cancelled it; 0 */
	int64_t started_at_us, ended_at_us;
	int64_t sequence;		/* of its journal entry; 0: not recorded */
	bool results_dropped;		/* the disk was full: only what changed was kept, if that */
};
void check_clear(struct check *check);

struct check_options {
	const struct inventory *inventory;
	struct store *store;		/* NULL: nothing is known before or kept */
	bool record;			/* what was seen is kept; else the store is only looked at, */
					/* and since_us is this run's */
	const char *actor;		/* login of who asked */
	const char *said_by;		/* --by; NULL */
	const char *const *selectors;	/* as typed, for the record */
	bool due;			/* of what is selected only what is due, those that wait longest first */
	int evidence;			/* of so many items that newly fail, the path is asked, the worst first */
	bool hold;			/* nothing is told: our clock is not to be trusted */
	struct probe_options probing;
};

/*
 * Selects, probes, judges, gathers evidence, records, in that order; the check ends when all has
 * been probed. Items whose run was cut
 * short are in the check as UNKNOWN and keep their former state in the store.
 * On false, ENGINE_ERROR_NOT_RECORDED leaves RET_CHECK filled (print it, then
 * say that it was not kept); any other error leaves it untouched.
 */
bool engine_check(const struct check_options *options, struct check *ret_check, GError **error);

/* --- ticks: what runs each minute --- */

/* So many minutes without a tick are a gap, and so long a tick is no longer waited for in silence. */
#define TICK_PATIENCE 3

struct tick {
	int64_t at_us;			/* when it began */
	int64_t gap_from_us;		/* nothing ran from then until AT_US; 0: no gap */
	int64_t jump_us;		/* so far the wall clock was moved since the last tick; 0: it was not */
	int64_t asking_us;		/* so long it may ask, to end within its minute */
	unsigned int overruns;		/* maintenance windows that are over and whose work is not */
};

/*
 * Begins a tick: looks at what the last one left, says in the journal that there was none for
 * a while or that the clock was moved, and leaves for the next that it was here; tells of windows that
 * are overrun. What of that cannot be kept for want of space is a note: the tick goes on.
 */
bool engine_begin_tick(const struct check_options *options, struct tick *ret_tick, GError **error);
/* What TICK asks: engine_check() of what is due, within its time; nothing is told while the clock is not to be trusted. */
bool engine_tick(const struct check_options *options, const struct tick *tick, struct check *ret_check, GError **error);

/* An item that the inventory no longer has. */
struct pruned_item {
	char *name;
	int64_t asked_at_us;		/* when it was last asked; 0: never */
};

struct prune {
	GPtrArray *gone;		/* struct pruned_item, in order of name */
};
void prune_clear(struct prune *prune);

struct prune_options {
	const struct inventory *inventory;
	struct store *store;
	const char *actor;		/* login of who asked */
	const char *said_by;		/* --by; NULL */
	int64_t gone_for_us;		/* items that were not asked for so long */
	int64_t evidence_for_us;	/* what is kept because something changed so long ago */
	int64_t days_for_us;		/* days of figures so long ago */
	bool dry_run;			/* nothing is written; the store may be open for reading */
	const struct clock *clock;
	const struct notes *notes;
};

/* Forgets, with their results, items that the inventory does not have and that were last asked
 * more than GONE_FOR_US ago; one journal entry names them. So do days of figures, and evidence, that are
 * old enough; of evidence the newest of what the store still knows stays. Then the store is shrunk. */
bool engine_prune(const struct prune_options *options, struct prune *ret_prune, GError **error);

/* --- whom we trust: the host keys of devices --- */

/* What a device showed when nothing but its key was asked for. */
struct learnt {
	const struct device *device;
	enum probe_end end;		/* answered: the key was seen and proven */
	enum ssh_reason reason;
	bool at_jump;			/* it is the device on the way that this speaks of */
	char *message;			/* more of the reason, in English, safe to show; "" or NULL */
	char *server;			/* how it identifies itself, safe to show; NULL */
	char *type, *fingerprint, *key;	/* the last in base64; NULL: not seen */
	char *offered[SSH_CATEGORY_COUNT];	/* names with commas; NULL: not seen */
};
void learnt_free(struct learnt *learnt);

struct learn_options {
	struct store *store;		/* of whose pins the devices on the way are known; NULL */
	const char *libexec;		/* where nwops-ssh is */
	const char *locks;		/* directory of the devices' locks; NULL: none are taken */
	const char *agent;		/* socket of an SSH agent; NULL */
	const struct notes *notes;
};

/* Asks all DEVICES (struct device, each logged in to) at once. Elements are struct learnt, in the
 * same order; g_ptr_array_unref(). A SIGINT or SIGTERM leaves what was not asked by then with
 * SSH_REASON_CANCELLED, and RET_SIGNAL says which it was (0: none). NULL: nothing could be asked. */
GPtrArray *engine_learn(const struct learn_options *options, const GPtrArray *devices, int *ret_signal,
			GError **error);

/* One device by which keys it is known from now on; none: it is not known any more. */
struct pin_change {
	const char *device;
	const struct pin_record *keys;	/* type and key of each */
	size_t count;
	enum pin_way how;
};

struct pin_options {
	struct store *store;
	const char *actor;		/* login of who did it */
	const char *said_by;		/* --by; NULL */
	const struct clock *clock;
	const struct notes *notes;
};

/* All of CHANGES or nothing, with one journal entry each. */
bool engine_pin(const struct pin_options *options, const struct pin_change *changes, size_t count, GError **error);

/* All pins, by device, as a job takes them. NULL on failure; g_hash_table_unref(). */
GHashTable *engine_pins(struct store *store, GError **error);
/* Those of DEVICE, NULL-terminated ("TYPE BASE64"); NULL: it has none. PINS may be NULL. Lent. */
const char *const *engine_pins_of(GHashTable *pins, const char *device);

/* --- maintenance windows and silences --- */

struct tell_options;

/* All of them as they are kept, in order of their first time: struct window_record with strings of
 * their own. NULL on failure; g_ptr_array_unref(). */
GPtrArray *engine_windows(struct store *store, GError **error);
/* An empty list that frees what engine_copy_window() makes. */
GPtrArray *engine_new_windows(void);
struct window_record *engine_copy_window(const struct window_record *window);

/* The set of names of what SELECTORS, one a line, cover: items, devices and lines with all that
 * belongs to them, groups all of whose members are among them. NULL: as inventory_select()
 * fails. g_hash_table_unref(). */
GHashTable *engine_covered_by(const struct inventory *inventory, const char *selectors, GError **error);
/* What is in force at AT_US: struct pass_cover, owned by the array; g_array_unref(). One whose words
 * select nothing any more is a warning and covers nothing. NULL: the store could not be read. */
GArray *engine_covers(const struct inventory *inventory, struct store *store, int64_t at_us,
		      const struct notes *notes, GError **error);

struct maint_options {
	const struct inventory *inventory;
	struct store *store;
	const struct tell_options *telling;	/* by which those hear of a change who were told of the plan; NULL: nobody was */
	const char *actor;		/* login of who did it */
	const char *said_by;		/* --by; NULL */
	const struct clock *clock;
	const struct notes *notes;
};

/* What a window would cover, and what stands in its way. */
struct window_study {
	GHashTable *items;		/* set of names */
	GArray *conflicts;		/* struct window_conflict; its names are lent by the study and the inventory */
	GPtrArray *windows;		/* all that are kept */
	GPtrArray *sets;		/* what others cover */
};
void window_study_clear(struct window_study *study);
/* WINDOW is not over yet; its id may be NULL. Fails as engine_covered_by() and windows_open_times() do. */
bool engine_study_window(const struct maint_options *options, const struct window_record *window,
			 struct window_study *ret_study, GError **error);

struct window_change {
	const char *verb;		/* "plan", …, for the record */
	const struct window_record *before;	/* NULL: it is new */
	struct window_record *after;	/* an id that is NULL is set, and is then the caller's to free */
	const char *why;		/* NULL: nobody said */
	const GArray *despite;		/* struct window_conflict; NULL */
	guint told;			/* set: messages that tell of it, engine/maint-tell.h */
};
/* All of CHANGES or nothing, with one journal entry each. ENGINE_ERROR_CHANGED: a window is not what
 * it was before any more. */
bool engine_change_windows(const struct maint_options *options, struct window_change *changes, size_t count,
			   GError **error);
/* How many windows are overrun now. Of those that this was not told of yet it is, by a warning and
 * in the record. */
bool engine_tell_overruns(const struct maint_options *options, unsigned int *ret_count, GError **error);
