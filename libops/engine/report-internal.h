/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of engine/ that report share: what was reported before, and what the record has for the next one.
 */
#pragma once

#include "engine/report.h"
#include "engine/tell-internal.h"

/* --- report-chain.c: what was reported, and what comes next --- */

/* A report that was made, or a text for the public. */
struct past_report {
	int64_t notice, sequence, made_at_us;
	enum notice_kind kind;
	enum audience audience;
	char *recipient;		/* "" */
	enum notice_state state;
	struct notice_facts *facts;	/* NULL: they cannot be read any more */
};
/* All of the case, in order, also what was dropped: struct past_report; NULL on failure; g_ptr_array_unref(). */
GPtrArray *report_past(struct store *store, const char *case_id, GError **error);
/* Of PAST what counts in the chain to READER of which KIND is one, in order: lent; g_ptr_array_unref(). */
GPtrArray *report_chain(const GPtrArray *past, const struct report_reader *reader, enum notice_kind kind);
/* The number of the newest notice to READER, also of one that was dropped; 0. */
int64_t report_newest(const GPtrArray *past, const struct report_reader *reader);
/* Which report comes next in CHAIN; -1: the final one was made. RESTORED: the record says that it is; REOPENED_US: when the case was last
 * opened again: what was said before does not end the chain; 0. */
int report_next(const GPtrArray *chain, bool restored, int64_t reopened_us);
/* Why KIND cannot be next in CHAIN; NULL: it can. Caller frees. */
char *report_misplaced(const GPtrArray *chain, enum notice_kind kind, int64_t reopened_us, bool again);

/* --- report-facts.c: what it is made from --- */

/*
 * The facts of a report of KIND to READER: what WISH says now, else what stands of the case as a whole, else the newest of what runs
 * recorded and of what LAST (NULL) said and stays. What the engine knows beside is added when it is planned.
 */
struct notice_facts *report_facts(const struct tell_options *options, const struct report_wish *wish, const struct case_file *file,
				  const struct record_facts *record, const struct report_reader *reader, enum notice_kind kind,
				  const struct past_report *last);

/* --- report-wrong.c: what was reported wrongly --- */

/* Adds to FACTS which reports of CHAIN said what wrongly: what of the record was corrected, and what somebody says now, where the newest
 * report has it otherwise. False: nothing is. */
bool report_add_wrong(const struct tell_options *options, const struct report_wish *wish, const struct case_file *file,
		      const GPtrArray *chain, struct notice_facts *facts);
