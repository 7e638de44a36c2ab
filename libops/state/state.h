/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From results to statuses: pure functions. No clock, no store, no network,
 * so that everything they say can be tested and replayed.
 */
#pragma once

#include "base/words.h"
#include "inventory/inventory.h"
#include "probe/probe.h"

struct judgement {
	enum status status;
	enum cause cause;
	int32_t limit;			/* the threshold that was reached: ppm, us, days or bytes; -1: none was */
	enum status holds;		/* the worst level that is not over yet, were it raised before: between
					 * its clearing value and its raising value. At least as bad as STATUS */
};

/* STATUS that has no figure between two levels: what holds is what is. */
struct judgement state_judgement(enum status status, enum cause cause, int32_t limit);

/*
 * RESULT of ITEM against the thresholds that held when it was asked (3.2.1(5)): could not ask is UNKNOWN, no
 * answer is DOWN. Then, whether ITEM answers at all is judged by its service class:
 * loss or median rtt at or above a threshold is that level, the worse of the two
 * counts. A further question is judged by its own settings: a certificate that
 * cannot be trusted is WARNING, one with too little left is that level, as is an
 * answer that took too long; an old version of TLS or another way is CAUTION; a size
 * that does not pass is WARNING; a plugin is believed. The worst counts, else OK.
 */
struct judgement state_judge(const struct inventory *inventory, const struct item *item, const struct result *result);
/* Whether it answers at all, by the thresholds of SERVICE_CLASS, which is the one in force. */
struct judgement state_judge_answer(const struct service_class *service_class, const struct result *result);

/* Why, in words of the screen's language: "loss 40% (warning from 40%)"; what
 * was seen besides follows. For people, cut to fit. Returns TEXT. */
const char *state_explain(const struct judgement *judgement, const struct result *result,
			  char text[RESULT_TEXT_SIZE]);

/* How many of each status; the worst of all (OK for none). */
struct state_tally { unsigned int counts[STATUS_COUNT]; };
void state_tally_add(struct state_tally *tally, enum status status);
enum status state_tally_worst(const struct state_tally *tally);

/* --- many items at once --- */

enum summary_by { SUMMARY_CLASS, SUMMARY_AREA, SUMMARY_CONCENTRATOR };
#define SUMMARY_BY_COUNT 3

/* Items that have one thing in common; the other two of the first three are not set. */
struct summary_group {
	const struct service_class *service_class;
	const struct device *concentrator;	/* that everything to them passes last */
	uint8_t area;			/* of the organization that answers for them; 0: not given */
	unsigned int items;
	struct state_tally tally;
};

struct state_summary;

struct state_summary *state_summary_new(void);
void state_summary_free(struct state_summary *summary);
typedef struct state_summary ops_state_summary_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_state_summary_t, state_summary_free)

/* An item without a concentrator is in no group of that sort. */
void state_summary_add(struct state_summary *summary, const struct item *item, enum status status);
/* The worst first: most DOWN, then most WARNING, UNKNOWN, CAUTION; of equals the
 * one with fewer items, then by name. Lent until the next call. */
const struct summary_group *const *state_summary_groups(struct state_summary *summary,
							enum summary_by by, size_t *ret_count);
