/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reports of an incident as a chain: out of its one record, the next report for everybody who heard the earlier ones or is
 * owed one. Each is a notice as tell.h makes it; what is here decides which one is next, what of the record it is made
 * from, and whether the record says enough.
 *
 * All that are asked for are kept in one transaction: either every audience is told or none.
 */
#pragma once

#include "engine/duties.h"
#include "engine/tell.h"

struct report_reader {
	enum audience audience;
	const char *recipient;		/* an organization's name; NULL: all of the audience */
};

#define REPORT_NEXT -1			/* whatever is next in the chain of each */
struct report_wish {
	const char *case_id;
	int kind;			/* of enum notice_kind: a report, or PUBLICATION; REPORT_NEXT */
	const struct report_reader *readers;
	size_t reader_count;		/* 0: all who heard a report of the case, or are owed one by DUTIES */
	const struct notice_facts *said;	/* what somebody says now: each goes to who may see it; NULL */
	const struct duties *duties;	/* NULL: nobody is owed anything */
	int urgency;			/* of enum urgency; -1: what the policy says */
	const char *again;		/* why what was reported already is reported once more; NULL */
	bool forced;			/* outside an institution's hours too */
};

/* One of them, planned or kept. */
struct report {
	enum audience audience;
	char *recipient;		/* NULL */
	enum notice_kind kind;
	struct tell_plan *plan;		/* NULL: it cannot be made, and WHY says so */
	char *why;			/* for a person; NULL */
	GPtrArray *lacks;		/* const char *: fields of nwops-incident(1) that nobody has recorded and that it needs */
	struct told told;		/* once it is kept */
	char *once;			/* what keeps it from being made twice */
};
void report_free(struct report *report);

/* What would be told: struct report, in order of audience; g_ptr_array_unref(). Nobody of those asked for is left out, but
 * for who has heard the final report when the next one is asked for. */
GPtrArray *engine_plan_reports(const struct tell_options *options, const struct report_wish *wish, GError **error);
/* Whether every one of REPORTS can be made. */
bool reports_can_be_made(const GPtrArray *reports);
/* What REPORT says otherwise than the one before it: struct notice_change; g_ptr_array_unref(). */
GPtrArray *report_changes(const struct tell_options *options, const struct report *report, const char *language);
/*
 * Plans them anew and keeps them. PLANNED: what somebody was shown; when another report was made since, nothing is
 * kept (TELL_ERROR_STATE). The same list with what became of each; NULL on failure.
 */
GPtrArray *engine_report(const struct tell_options *options, const struct report_wish *wish, const GPtrArray *planned,
			 GError **error);

/* --- for the public page --- */

/* The newest text for the public of a case, in LANGUAGE: subject and text. TELL_ERROR_NONE: there is none; TELL_ERROR_STATE: it waits for
 * an approval, and until then is for nobody. */
bool engine_published(const struct tell_options *options, const char *case_id, enum notice_language language,
		      struct notice_text *ret_text, int64_t *ret_notice, GError **error);
