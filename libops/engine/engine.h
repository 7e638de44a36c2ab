/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The engine carries values between the rooms: what is selected is probed,
 * what was seen is judged, what was judged is kept. It holds no threshold and
 * no word for people.
 */
#pragma once

#include "inventory/inventory.h"
#include "probe/probe.h"
#include "state/state.h"
#include "store/store.h"

#define OPS_ENGINE_ERROR engine_error_quark()
GQuark engine_error_quark(void);
enum engine_error_code { ENGINE_ERROR_NOT_RECORDED };

/* One item of a check. */
struct check_item {
	struct item item;
	const struct result *result;	/* lent by the check */
	struct judgement judgement;
	bool known_before;		/* the store had a state of it */
	enum status status_before;
	int64_t since_us;		/* when the present status began, as far as known */
};

struct check {
	GArray *items;			/* struct check_item, in the order selected */
	struct result *results;		/* as many, in the same order */
	struct state_tally tally;
	enum run_end end;
	int signal;			/* that cancelled it; 0 */
	int64_t started_at_us, ended_at_us;
	int64_t sequence;		/* of its journal entry; 0: not recorded */
	bool results_dropped;		/* the disk was full: only the journal was kept */
};
void check_clear(struct check *check);

struct check_options {
	const struct inventory *inventory;
	struct store *store;		/* NULL: nothing is recorded, since_us is this run's */
	const char *actor;		/* login of who asked */
	const char *said_by;		/* --by; NULL */
	const char *const *selectors;	/* as typed, for the record */
	struct probe_options probing;
};

/*
 * Selects, probes, judges, records, in that order. Items whose run was cut
 * short are in the check as UNKNOWN and keep their former state in the store.
 * On false, ENGINE_ERROR_NOT_RECORDED leaves RET_CHECK filled (print it, then
 * say that it was not kept); any other error leaves it untouched.
 */
bool engine_check(const struct check_options *options, struct check *ret_check, GError **error);
