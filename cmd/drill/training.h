/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of nwops drill training share: what somebody typed, and how it is told.
 */
#pragma once

#include "engine/training.h"
#include "session.h"

/* As typed; NULL: not said. */
struct training_wish {
	const char *topic, *kind, *at, *trainer, *manual, *held, *note, *document, *reason;
};

/* --- training-keep.c --- the exit status; the store is open for writing. */

int training_add(struct session *session, char *const *people, const struct training_wish *wish);
int training_correct(struct session *session, const char *id, char *const *people, const struct training_wish *wish);
int training_withdraw(struct session *session, const char *id, const struct training_wish *wish);

/* --- training-tell.c --- */

/* How everybody stands who can be on duty. The exit status. */
int training_tell_people(const struct session *session, const struct training_book *book);
/* All that was recorded, newest first, and what held drills taught; of PERSON alone, or of all (NULL). */
int training_tell_records(const struct session *session, const struct training_book *book, const char *person);
/* What was just recorded. */
void training_tell_kept(const struct session *session, const struct training *training);
