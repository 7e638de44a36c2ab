/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a store takes up, and giving back what it no longer needs.
 */
#pragma once

#include "store/store.h"

struct upkeep_figures {
	int64_t schema;			/* the form of the database */
	int64_t entries, payload_bytes;	/* of the journal */
	int64_t items, results, samples;
	int64_t courses;		/* items that are not at rest */
	int64_t transitions, windows, marks;
	int64_t rollups;		/* days of figures */
	int64_t cases, cases_open, case_events;
	int64_t runs, runs_unfinished, run_texts;	/* texts: of procedures that runs began with */
	int64_t notices, notices_queued;
	int64_t messages, messages_waiting;	/* waiting: queued, being sent, or to be tried again */
	int64_t attempts, acks;			/* of all messages */
	int64_t pins, pins_changed;	/* keys of devices; devices that showed another */
	int64_t evidence, evidence_kept;	/* texts of devices; those by which something changed */
	int64_t evidence_bytes;		/* of all of them */
	int64_t oldest_result_at_us, newest_result_at_us;	/* -1: there is none */
	/* What follows is -1 where nothing lies on a disk, or it could not be found out. */
	int64_t database_bytes, unused_bytes;	/* unused: what shrinking would give back */
	int64_t wal_bytes, reserve_bytes;
	int64_t free_bytes;		/* on the filesystem, for us */
	int64_t signed_entries;		/* that the checkpoint vouches for */
	int64_t signed_at_us;		/* when it was written (file time) */
	int64_t writer;			/* process that is writing just now; -1: none is seen */
};

/* Reads all results once: a second for a nation's lines. */
bool upkeep_measure(struct store *store, struct upkeep_figures *ret_figures, GError **error);
/* Gives back to the filesystem what the database no longer uses. Outside of a transaction. */
bool upkeep_shrink(struct store *store, GError **error);
