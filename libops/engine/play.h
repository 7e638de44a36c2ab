/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Playing a drill: its store is read, its clock made, and whatever changes is written down, the row and the journal's
 * entry in one transaction. So who plays it may be killed at any point: what came out is known to have come out, and
 * comes out once. What is gathered from a drill afterwards does not belong here: rehearse-gather.h.
 */
#pragma once

#include "drill/drill.h"
#include "engine/tell.h"
#include "store/drills.h"

#define OPS_PLAY_ERROR play_error_quark()
GQuark play_error_quark(void);
enum play_error_code {
	PLAY_ERROR_STATE,		/* it does not stand so that this could be done */
	PLAY_ERROR_NONE,		/* no such card */
};

/* A drill as its store has it. */
struct play {
	struct drill_record record;	/* with strings of its own */
	GPtrArray *moments;		/* struct drill_moment, by time */
	struct drill_scenario *scenario;
	struct drill_targets *targets;
	char **contacts;		/* of each role of the scenario; NULL-terminated */
	char **allow;			/* addresses that it may send to; NULL-terminated */
	char *failing;			/* the expectation that those who are played fail; NULL: none */
	bool answers;			/* those who take part are played */
	bool real_network;		/* lines and devices are really asked */
	int64_t step_us;		/* between ticks, by its own clock */
	enum procedure_language language;	/* of what everybody in it is told */
};

/* NULL without error: STORE is none of a drill. */
struct play *play_read(struct store *store, GError **error);
void play_free(struct play *play);
typedef struct play ops_play_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_play_t, play_free)

/* A list of moments (struct drill_moment) with strings of their own; g_ptr_array_unref(). */
GPtrArray *play_moments_new(void);
void play_moments_add(GPtrArray *moments, const struct drill_moment *moment);

/* Its clock, beside REAL, which is lent. */
struct clock *play_clock(const struct play *play, const struct clock *real);
/* What answers in the network's place just now, mail paths included. Caller frees. */
struct overlay *play_overlay(const struct play *play, const struct inventory *inventory, int64_t now_us);
/* When each change of the network came or comes, by the time of the drill; -1: never. Caller frees. */
int64_t *play_changed(const struct play *play);
/* When something next comes, by its clock; its end when nothing does. */
int64_t play_next_us(const struct play *play);
bool play_is_over(enum drill_state state);
/* Up to when, by the real clock, whatever real was open had been known when the drill was let go on: when it started, or last went on after a real
 * alarm. A pause and another speed change nothing of it. STORE is its own. */
bool play_known_us(struct store *store, const struct play *play, int64_t *ret_at_us, GError **error);

/* --- changes; STORE is open for writing by the drill's clock --- */

struct play_options {
	struct store *store;
	const struct clock *clock;	/* the drill's */
	const struct clock *real;
	const char *actor, *said_by;
	const struct notes *notes;
};

/* Makes the drill that PLAY says, of which nothing is in the store yet: its row, what comes in it, and the first entry. */
bool play_make(const struct play_options *options, const struct play *play, GError **error);
/* To STATE, for REASON ("": none). PLAY_ERROR_STATE when it cannot go there from where it is. */
bool play_turn(const struct play_options *options, enum drill_state state, const char *reason, GError **error);
/* What is due comes. RET_CAME: copies (struct drill_moment), in order; caller unrefs. Nothing comes while it does not run. */
bool play_step(const struct play_options *options, GPtrArray **ret_came, GError **error);
/* A clock that stands between moments goes to TO_US, never back. */
bool play_jump(const struct play_options *options, int64_t to_us, GError **error);
/* From now on so fast; 0: as fast as it can. */
bool play_set_speed(const struct play_options *options, int64_t speed, GError **error);
bool play_skip(const struct play_options *options, const char *card, const char *reason, GError **error);
/* What is still to come is moved by BY_US, and so is the end. */
bool play_shift(const struct play_options *options, int64_t by_us, GError **error);
/* NUMBER was shown, or has ended: HOW ("": well). */
bool play_end_moment(const struct play_options *options, int64_t number, const char *how, GError **error);

/* --- telling who takes part: play-tell.c --- */

/* Tells KIND once to each: drill-start and comcheck to those who have a role, drill-end also to whoever was sent anything. AGAIN: why it is told
 * once more; NULL. */
bool play_tell(const struct tell_options *options, const struct play *play, enum notice_kind kind, const char *again, GError **error);

/* Of messages: how many were made, left by the wire, arrived at the next server, were answered by a person; not sent for want of leave. */
struct play_counts { guint made, sent, received, answered, withheld; };
/* Of KIND alone; -1: of all. */
bool play_count(struct store *store, int kind, struct play_counts *ret_counts, GError **error);
