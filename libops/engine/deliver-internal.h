/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One delivery while it goes on, for the files that make it: deliver.c runs it, deliver-jobs.c says what is
 * sent next and how, deliver-end.c what becomes of a message after a try, deliver-climb.c who is told
 * because nobody answers.
 */
#pragma once

#include "engine/deliver.h"
#include "engine/tell-internal.h"

/* A message that was given away, or is about to be. */
struct sending {
	struct message_record *record;	/* with strings of its own */
	bool handed_over;		/* from then on a broken-off try may have arrived */
};

/* What is known of a path while one delivery lasts. */
struct path_health {
	guint failed;			/* tries in a row that failed because of it */
	bool told;			/* what would go by it was given other ways since it was found down */
};

struct delivering {
	const struct deliver_options *options;
	const struct tell_options *tell;
	struct delivery *delivery;
	GPtrArray *due;			/* struct message_record: what the last transaction took */
	bool read_all;			/* nothing more is due */
	int64_t read_at_us;		/* monotonic: when that was last looked at */
	GHashTable *running;		/* message number -> struct sending */
	GQueue ready;			/* struct sending, of RUNNING: not given away yet */
	GHashTable *seen;		/* set of message numbers that were given away and have not ended; with options->now for good */
	GHashTable *failing;		/* set of message numbers that failed in this delivery and are to be tried again */
	GPtrArray *ended;		/* struct ended: not written down yet */
	GHashTable *paths;		/* name -> struct path_health */
	GHashTable *relays;		/* "path\nrelay" -> struct relay_record, strings its own */
	GHashTable *touched;		/* set of notices with a message that ended */
	/* The job that is lent to the wire. */
	struct send_job job;
	struct send_relay job_relays[NOTICE_RELAYS_LIMIT];
	bool stopped;			/* whoever looks on wants it to end */
	GError *failed;			/* the store could not be read or written: nothing new is begun */
};

/* --- deliver-jobs.c --- */

/* Some of what is due is SENDING and in READY, as one transaction; what would go by a path that is down goes another way. */
bool deliver_take_some(struct delivering *delivering, GError **error);
/* Of READY what would go by a path that has turned out to be down goes another way, as one transaction. */
bool deliver_postpone_stranded(struct delivering *delivering, GError **error);
/* What is still in READY is due again, as if it had not been taken. */
bool deliver_give_back(struct delivering *delivering, GError **error);
/* The job of MESSAGE, lent until the next one is made. */
const struct send_job *deliver_job(struct delivering *delivering, const struct message_record *message);
bool deliver_path_is_down(const struct delivering *delivering, const char *path);

/* --- deliver-rehearse.c --- */

/* In a rehearsal: of READY only what the allow-list has stays; the rest ends here, as the scenario has it, and is written down. */
bool deliver_rehearse(struct delivering *delivering, GError **error);

/* --- deliver-end.c --- */

void deliver_attempt_free(gpointer attempt);
struct ended {
	struct message_record *record, *after;	/* as it was given away, and as it stands then */
	GPtrArray *attempts;		/* struct send_attempt */
};
void deliver_ended_free(gpointer ended);
/* Writes down all that has ended, as one transaction. */
bool deliver_write(struct delivering *delivering, GError **error);
/* Inside a transaction: RECORD does not go by its path for now. Other ways to the same reader are tried: all at once or the next one, as the
 * rule of its urgency says. DEAD: its address does not work; then its other channels, and other paths only where it has none and may not wait. */
bool deliver_stand_in(struct delivering *delivering, const struct message_record *record, bool dead, GError **error);
/* Inside a transaction: what was SENDING when somebody's delivery ended without a word. */
bool deliver_recover(struct delivering *delivering, GError **error);

/* --- deliver-copy.c --- */

/* By which way a message goes once more. */
struct message_way {
	enum channel_kind channel;
	const char *target;
	const struct notice_path *path;	/* NULL: it needs none */
	int64_t rung;
	bool reminder;			/* its subject says so, and it answers to the first one */
};
/* Inside a transaction: the same words to the same reader by WAY, as a message of its own. RET_COPY: as it was kept; NULL: what the store has
 * of RECORD cannot be read, so that nothing is made of it. */
bool deliver_add_copy(struct delivering *delivering, const struct message_record *record, const struct message_way *way,
		      struct message_record **ret_copy, GError **error);

/* --- deliver-climb.c --- */

/* Each notice whose next rung is due, each as one transaction. */
bool deliver_climb(struct delivering *delivering, GError **error);

/* What became of notices whose last message has ended: told to their cases. */
bool deliver_tell_cases(struct delivering *delivering, GError **error);

void deliver_add_trouble(struct delivering *delivering, char *take_text);
