/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An event of a case as the store may hold it, whatever it holds: it is read as
 * an event of its kind or as something that is only shown, and what was read is
 * written so that it reads the same.
 */
#include "cases/internal.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define CASE_ID "INC-20261125-001"

static void assert_same(const struct case_event *a, const struct case_event *b)
{
	g_assert(a->kind == b->kind && a->run == b->run && a->at.quality == b->at.quality && a->at.at_us == b->at.at_us &&
		 a->corrects == b->corrects);
	g_assert(a->field == b->field && a->word == b->word && a->amount == b->amount && a->count == b->count &&
		 a->task == b->task && a->task_state == b->task_state && a->sure == b->sure);
	g_assert_cmpstr(a->text, ==, b->text);
	g_assert_cmpstr(a->said_by, ==, b->said_by);
}

/* What was read as KIND is whole. */
static void assert_whole(const struct case_event *event)
{
	if (!event->body) {
		g_assert(event->kind == CASE_OTHER && !event->text && !event->said_by && !event->corrects &&
			 event->at.quality == INSTANT_EXACT);
		return;
	}
	g_assert(event->kind == CASE_CORRECTION ? event->corrects > 0 :
						 !event->corrects || event->kind == CASE_SET || event->kind == CASE_ROLE);
	g_assert((event->kind == CASE_SET || event->kind == CASE_ROLE) == (event->field >= 0 && event->field < CASE_FIELD_COUNT));
	g_assert((event->kind == CASE_TASK) == (event->task > 0));
	if (event->kind == CASE_NOTE || event->kind == CASE_CORRECTION || event->kind == CASE_LINK)
		g_assert(event->text && *event->text);
	g_assert((event->at.quality == INSTANT_UNKNOWN) == !event->at.at_us);
}

/* DATA as an event of KIND in run RUN. */
static void read_as(const char *kind, int64_t run, const uint8_t *data, size_t size)
{
	struct case_event_record record = {
		.case_id = CASE_ID, .number = 1, .run = run, .kind = kind, .event_at_us = 5, .recorded_at_us = 6,
		.actor = "sato", .body = (const char *)data, .body_length = size, .entry = 7,
	};
	g_autoptr(ops_case_event_t) event = event_read(&record), again = NULL;
	g_autofree char *written = NULL;

	assert_whole(event);
	g_assert_cmpstr(event->kind_id, ==, kind);
	if (!event->body)
		return;
	written = event_print(event);
	record.body = written;
	record.body_length = strlen(written);
	again = event_read(&record);
	assert_same(event, again);
}

static void parse_id(const uint8_t *data, size_t size)
{
	g_autofree char *text = g_strndup((const char *)data, size), *id = NULL, *again = NULL;
	int64_t run;

	if (!case_run_parse(text, &id, &run))
		return;
	again = case_run_print(id, run);
	g_assert_cmpstr(text, ==, again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	parse_id(data, size);
	for (unsigned int kind = 0; kind < CASE_EVENT_KIND_COUNT; kind++) {
		read_as(case_event_id((enum case_event_kind)kind), 0, data, size);
		read_as(case_event_id((enum case_event_kind)kind), 2, data, size);
	}
	return 0;
}
