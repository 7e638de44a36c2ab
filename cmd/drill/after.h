/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of nwops drill report share: a drill with all that is told of it.
 */
#pragma once

#include "drill/verbs.h"
#include "engine/held.h"
#include "engine/manual.h"
#include "engine/rehearse-gather.h"
#include "session.h"

struct after {
	const struct session *session;
	char *directory;		/* of the drill */
	struct store *store;		/* of the drill */
	struct store *real;		/* the real record; NULL: there is none yet */
	struct rehearsal *rehearsal;
	struct drill_score *score;
	GPtrArray *held;		/* struct drill_held */
	const struct drill_held *own, *previous;	/* of HELD: this drill, if it is sealed; the one it is compared with; NULL */
	GPtrArray *items;		/* struct after_action_item; NULL */
	struct manual_now manual;
	const char **contacts;		/* of each role */
};

/* The drill NAME, read in MODE. 0, or the exit status after a complaint. after_clear() in either case. */
int after_open(struct after *after, const struct session *session, const char *name, enum store_mode mode);
void after_clear(struct after *after);
/* Reads it once more, after something was added to its record. */
int after_read_again(struct after *after);
/* The manual, which takes all procedures to be read: only the report as a document and the seal speak of it. */
bool after_read_manual(struct after *after, GError **error);
/* When the next drill is due once this one counts; 0: it does not. */
int64_t after_next_due_us(const struct after *after);
struct after_action after_action_of(const struct after *after, enum procedure_language language);

/* report-print.c */
void after_print_text(const struct after *after);
void after_print_json(const struct after *after);

struct after_sealing {
	const char *path;		/* of the bundle */
	char *const *improvements;	/* texts beside what was missed; NULL-terminated; NULL */
	const char *owner;		/* login; NULL: whoever seals */
	int64_t due_at_us;		/* of what is to be improved */
};
/* report-seal.c: the bundle, and the entry in the real record. The exit status. */
int after_seal(struct after *after, const struct after_sealing *sealing);
