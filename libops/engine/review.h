/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the review of an incident is written from (audit/review.h), gathered out of the one record: nobody types
 * anything for it. The words of its events are added by who has them in the language of the screen.
 */
#pragma once

#include "audit/review.h"
#include "engine/duties.h"

struct review_source {
	struct case_duties *duties;
	struct case_standing *standing;
	struct case_figures figures;
	GPtrArray *facts, *reports, *links;	/* struct review_fact, _report, _link */
	unsigned int restricted;		/* bits of 1 << enum case_field */
};
/* Without templates nobody knows who may see what, so all is restricted and no facts are told. NULL with CASES_ERROR_NONE when there is no
 * such case, and with CASES_ERROR_SAID when it is no incident. */
struct review_source *engine_review(const struct tell_options *options, const struct duties *duties, const char *case_id,
				    enum procedure_language language, GError **error);
void review_source_free(struct review_source *source);
typedef struct review_source ops_review_source_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_review_source_t, review_source_free)
