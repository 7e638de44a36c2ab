/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the contract tests of cases and of the runs in them share: two cases, and
 * the short words for writing them.
 */
#pragma once

#include "fixture-contract.h"

#include "store/cases.h"

#define INC "INC-20261122-001"
#define OTHER "INC-20261122-002"

static inline struct case_record case_of(const char *id, int64_t opened_at_us)
{
	return (struct case_record){
		.id = id,
		.title = "h1 down",
		.subject = ITEM,
		.organization = "",
		.opened_at_us = opened_at_us,
		.opened_by = "sato",
	};
}

static inline void set_record(struct store *store, const struct case_record *record)
{
	g_autoptr(GError) error = NULL;

	ok_or_fail(cases_set(store, record, &error), error);
}

static inline void set_case(struct store *store, const char *id, int64_t opened_at_us)
{
	const struct case_record record = case_of(id, opened_at_us);

	set_record(store, &record);
}

static const struct cases_filter every_case = {.kind = -1};

static inline struct case_event_record event_of(const char *id, int64_t run, const char *kind,
						const char *body)
{
	return (struct case_event_record){
		.case_id = id,
		.run = run,
		.kind = kind,
		.event_at_us = FIXTURE_NOW_US - 7,
		.actor = "sato",
		.body = body,
		.body_length = strlen(body),
	};
}

static inline int64_t append(struct store *store, const char *id, int64_t run, const char *kind,
			     const char *body)
{
	struct case_event_record event = event_of(id, run, kind, body);
	g_autoptr(GError) error = NULL;

	ok_or_fail(case_events_append(store, &event, &error), error);
	return event.number;
}

static inline struct upkeep_figures figures_of(struct store *store)
{
	struct upkeep_figures figures;

	ck_assert(upkeep_measure(store, &figures, NULL));
	return figures;
}
