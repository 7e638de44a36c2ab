/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a report is made from, so that nothing is typed twice: what somebody says now, what stands of the case as a whole,
 * what its runs recorded, and what the report before said that still holds.
 */
#include "engine/report-internal.h"


#include <string.h>

static void add_said(const struct tell_options *options, const struct notice_facts *said, struct notice_facts *facts)
{
	for (guint i = 0; said && i < said->facts->len; i++) {
		const struct notice_fact *fact = said->facts->pdata[i];
		const struct notice_field *field =
			options->templates ? notice_field_find(options->templates, fact->name) : NULL;

		if (field && field->audiences & 1u << facts->audience)
			notice_facts_add(facts, fact->name, fact->value, fact->estimated);
	}
}

/* What is said of the case now takes the place of what the report before described as "at present". */
static bool stays(const struct tell_options *options, const char *name, enum notice_kind kind)
{
	const struct notice_field *field = options->templates ? notice_field_find(options->templates, name) : NULL;

	return field && field->stays && !(kind == NOTICE_CORRECTION_OF_REPORT && g_str_equal(name, "state-now"));
}

/* Of what stays, what is newer than RECORD's own. */
static void add_last(const struct tell_options *options, const struct record_facts *record, const struct past_report *last,
		     struct notice_facts *facts)
{
	for (guint i = 0; last && last->facts && i < last->facts->facts->len; i++) {
		const struct notice_fact *fact = last->facts->facts->pdata[i];

		if (fact->value && stays(options, fact->name, facts->kind) && record_facts_at_us(record, fact->name) <= last->made_at_us)
			tell_know_hope(options, facts, fact);
	}
}

struct notice_facts *report_facts(const struct tell_options *options, const struct report_wish *wish, const struct case_file *file,
				  const struct record_facts *record, const struct report_reader *reader, enum notice_kind kind,
				  const struct past_report *last)
{
	struct notice_facts *facts = notice_facts_new(kind, reader->audience);

	facts->reference = g_strdup(file->id);
	facts->recipient = g_strdup(reader->recipient);
	facts->as_of_us = clock_wall_us(options->clock);
	add_said(options, wish->said, facts);
	tell_know_standing(file, inventory_zone(options->inventory), facts);
	add_last(options, record, last, facts);
	record_facts_know(options, record, facts);
	return facts;
}
