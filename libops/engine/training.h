/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Education as the real record has it (1.3.4): kept, and gathered with the drills that were held. What follows from the records alone audit/training.h says.
 */
#pragma once

#include "audit/training.h"
#include "engine/held.h"
#include "engine/manual.h"

/* Entries that are read, the newest; what is older counts no more. */
#define TRAININGS_MOST 10000

/* All that was recorded, newest first: struct training. NULL on error: the store cannot be read, or the entries are not what
 * the mark says. Free with g_ptr_array_unref(). */
GPtrArray *engine_trainings(struct store *store, GError **error);

/* Everything by which people stand. */
struct training_book {
	GPtrArray *entries;		/* struct training, newest first, as recorded */
	GPtrArray *drills;		/* struct training, what held drills taught */
	GPtrArray *current;		/* of both what stands, what was given last first; lent */
	GPtrArray *approvals[MANUAL_KIND_COUNT];	/* newest first; of the response and the operations manual */
	struct training_scale scale;	/* by which people stand; lends the approvals */
	GPtrArray *people;		/* struct training_person: who can be on duty, by name */
};
/* STORE NULL: there is none, and nobody was ever taught. BOOK is to be cleared even when it fails. */
bool engine_training_book(const struct inventory *inventory, struct store *store, int64_t now_us,
			      struct training_book *book, GError **error);
void training_book_clear(struct training_book *book);
typedef struct training_book ops_training_book_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ops_training_book_t, training_book_clear)

/* TRAINING was by the manual KIND: the version that was approved as VERSION, or as it now reads (0). */
bool engine_training_by_manual(const struct manual_now_source *source, enum manual_kind kind, unsigned int version,
			       struct training *training, GError **error);
/* Keeps TRAINING in the store of OPTIONS as one entry, which TRAINING is given the sequence of. Of a correction the first entry
 * must be there, and not be withdrawn. */
bool engine_training_keep(const struct cases_options *options, struct training *training, GError **error);
