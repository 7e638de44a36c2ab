/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What probes saw. Results of one sweep are written together; the newest and
 * the last RESULTS_KEPT of each item stay.
 */
#pragma once

#include "base/words.h"
#include "store/store.h"

#define RESULTS_KEPT 20
#define RESULT_MESSAGE_SIZE 160

/* One run of one probe, as it is kept. Flat: it is copied and compared whole. */
struct result_record {
	int64_t started_at_us;
	enum probe_end end;
	enum status status;		/* what it was judged to be then, */
	enum cause cause;		/* by what, */
	int32_t limit;			/* and the threshold that was reached, ppm or us; -1: none was */
	int32_t sent, received;		/* packets; own losses are in neither */
	int32_t rtt_min_us, rtt_median_us, rtt_max_us;	/* -1: no answer */
	char message[RESULT_MESSAGE_SIZE];	/* what figures cannot say, in words; mostly "" */
};

/* Inside a transaction: keeps RECORD as the newest result of ITEM ("line:h1-main"). */
bool results_keep(struct store *store, const char *item, const struct result_record *record, GError **error);
/* Calls EACH from the newest back, at most LIMIT times, until it returns false. */
typedef bool results_each(void *context, const struct result_record *record);
bool results_read(struct store *store, const char *item, int limit, results_each *each, void *context, GError **error);
