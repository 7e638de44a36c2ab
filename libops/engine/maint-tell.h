/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Telling of planned work (1.1.2-9): announced by a person who says what it does; from then on
 * whoever was told of the plan is told of each change of the window, in the transaction that
 * changes it. What was never announced is nobody's concern outside.
 */
#pragma once

#include "cases/duties.h"
#include "engine/engine.h"
#include "engine/tell.h"
#include "notice/calendar.h"

/* What is said of it, in words for those outside: the window's own reason is for us. */
struct planned_work {
	const struct window_record *window;
	const char *work, *scope;
	const char *spare, *requests; /* NULL: not said */
	int impact; /* of enum calendar_impact; -1: not known yet */
	int64_t longest_cut_us; /* 0: not said */
	const char *again; /* why it is announced once more; NULL */
};
/* "reduced-redundancy": of the field `impact`. Lent for ever. */
const char *planned_impact_id(enum calendar_impact impact);

/* One notice about it, ready to be planned and told. */
struct work_notice {
	struct tell tell; /* lent by the rest */
	struct notice_facts *facts;
	char *once, *calendar;
	char **affected;
};
void work_notice_free(struct work_notice *notice);

/* The notices that announce WORK, one an audience: struct work_notice; g_ptr_array_unref().
 * AUDIENCE: only that one; -1: core and peers, and the institutions that it may interrupt. Fails as
 * engine_covered_by() and windows_open_times() do. */
GPtrArray *engine_announce(const struct tell_options *options, const struct planned_work *work,
			   int audience, GError **error);
/* All of NOTICES as one transaction; RET_TOLD has as many. */
bool engine_tell_work(const struct tell_options *options, const GPtrArray *notices,
		      struct told *ret_told, GError **error);
/* How long before WORK it should be announced by DUTIES, and how long before it AT_US is. */
void engine_announce_lead(const struct duties *duties, const struct planned_work *work,
			  int64_t at_us, int64_t *ret_owed_us, int64_t *ret_left_us);
/* Whether anybody was told of the plan of WINDOW (an id). */
bool engine_is_announced(struct store *store, const char *window, bool *ret_announced,
			 GError **error);
/* Inside the transaction that makes CHANGE of the window that was announced as ANNOUNCED: tells
 * those who were. RET_MESSAGES: how many. */
bool engine_tell_of_change(const struct tell_options *options, const struct window_change *change,
			   const char *announced, guint *ret_messages, GError **error);
