/* SPDX-License-Identifier: Apache-2.0 */
/*
 * After an incident: the review as a document, for those who were not there. Out of the one record: when what happened and
 * how well that is known, who was affected and who was told what, what was owed and whether it was given, and what follows.
 * It tells how the work went and judges nobody: what went well and badly is what people recorded.
 *
 * Pure. It has a text of its own in each language, as a manual has. A header of its own beside audit.h, which tells of
 * other documents. For the operator and the core operator; what neither institutions nor the public may see is marked.
 */
#pragma once

#include "audit/audit.h"
#include "cases/figures.h"

/* What the final report would say of it, by the name and in the words of a notice. */
struct review_fact { char *title, *value; bool restricted; };

struct review_answer { char *by; enum ack ack; int64_t at_us; };
/* One report of the chain. */
struct review_report {
	int64_t notice, sequence;
	enum notice_kind kind;
	enum audience audience;
	enum notice_state state;
	char *recipient;		/* "": all of the audience */
	char *made_by, *approved_by;	/* login; APPROVED_BY "": nobody had to, or has not */
	int64_t made_at_us;
	int64_t given_at_us;		/* when the first of its messages arrived; 0: none has */
	guint messages, arrived;	/* ARRIVED: taken by the next server, or answered */
	GPtrArray *answers;		/* struct review_answer */
};
/* Another case that belongs to it, or what others call it. */
struct review_link {
	char *relation;			/* as case_link() has it */
	char *target, *title;		/* TITLE NULL: it is no case of ours */
	bool from_there;		/* said of that case, and not of this */
	bool closed;
};
/* An event in words, in the review's language. */
struct review_event { const struct case_event *event; char *text; int64_t corrected_by; };

struct review {
	enum procedure_language language;
	GTimeZone *zone;
	const struct bilingual *operator;
	const struct case_standing *standing;
	const struct case_figures *figures;
	const struct duty_situation *situation;
	const GArray *duties;		/* struct duty */
	const GPtrArray *facts, *reports, *links;	/* struct review_fact, _report, _link */
	const GPtrArray *events;	/* struct review_event, as they happened */
	unsigned int restricted;	/* bits of 1 << enum case_field: what only operators may see */
	int64_t now_us;
};

/* For a screen COLUMNS wide. Caller frees. */
char *review_text(const struct review *review, unsigned int columns);
char *review_markdown(const struct review *review);
/* It refers to nothing outside. Caller frees. */
char *review_html(const struct review *review);
