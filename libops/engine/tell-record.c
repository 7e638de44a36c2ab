/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a report says of what the record of its case has already: what people have answered in any run of
 * it, who answers for the trouble by the end that a run has come to, and, once it is over, how far it reached.
 * Nobody types again what somebody has said.
 */
#include "engine/tell-internal.h"

#include "base/instant.h"
#include "base/quantity.h"
#include "store/notices.h"

/* --- what was answered --- */

struct recorded { char *value; bool estimated; int64_t at_us; };

struct record_facts {
	GHashTable *newest;		/* name: struct recorded */
	int64_t reopened_us;
};

static void recorded_free(gpointer data)
{
	struct recorded *recorded = data;

	g_free(recorded->value);
	g_free(recorded);
}

static void take_run(struct record_facts *record, const struct case_event *event)
{
	g_autoptr(ops_procedure_event_t) walked = event->body ? procedure_event_read(event->body, NULL) : NULL;

	/* With a beginning facts are only handed on. */
	if (!walked || walked->kind == EVENT_START)
		return;
	for (guint i = 0; walked->facts && i < walked->facts->len; i++) {
		const struct procedure_fact *fact = walked->facts->pdata[i];
		struct recorded *recorded;

		if (g_str_has_suffix(fact->name, ".outcome"))
			continue;
		recorded = g_new0(struct recorded, 1);
		*recorded = (struct recorded){g_strdup(fact->value), fact->estimated, event->recorded_at_us};
		g_hash_table_insert(record->newest, g_strdup(fact->name), recorded);
	}
}

struct record_facts *record_facts_new(const struct case_file *file)
{
	struct record_facts *record = g_new0(struct record_facts, 1);

	record->newest = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, recorded_free);
	for (guint i = 0; i < file->events->len; i++) {
		const struct case_event *event = file->events->pdata[i];

		if (event->kind == CASE_RUN)
			take_run(record, event);
		if (event->kind != CASE_REOPENED)
			continue;
		/* What was over is not over any more. */
		record->reopened_us = event->recorded_at_us;
		g_hash_table_remove(record->newest, "restored-at");
	}
	return record;
}

void record_facts_free(struct record_facts *record)
{
	if (!record)
		return;
	g_hash_table_unref(record->newest);
	g_free(record);
}

int64_t record_facts_reopened_us(const struct record_facts *record)
{
	return record->reopened_us;
}

int64_t record_facts_at_us(const struct record_facts *record, const char *name)
{
	const struct recorded *recorded = g_hash_table_lookup(record->newest, name);

	return recorded ? recorded->at_us : 0;
}

/* A time that was hoped for and has passed is no news, and would be read as a promise. */
static bool is_past_hope(const char *name, const char *value, GTimeZone *zone, int64_t now_us)
{
	int64_t at_us;

	return value && (g_str_equal(name, "next-report") || g_str_equal(name, "outlook")) &&
	       instant_parse(value, zone, &at_us, NULL) && at_us <= now_us;
}

void tell_know_hope(const struct tell_options *options, struct notice_facts *facts, const struct notice_fact *fact)
{
	if (!notice_facts_find(facts, fact->name) &&
	    !is_past_hope(fact->name, fact->value, inventory_zone(options->inventory), facts->as_of_us))
		notice_facts_add(facts, fact->name, fact->value, fact->estimated);
}

/* The newest that was said counts, and that it is not known counts as said. */
void record_facts_know(const struct tell_options *options, const struct record_facts *record, struct notice_facts *facts)
{
	GHashTableIter iter;
	gpointer name, value;

	g_hash_table_iter_init(&iter, record->newest);
	while (g_hash_table_iter_next(&iter, &name, &value)) {
		const struct recorded *recorded = value;
		const struct notice_fact fact = {name, recorded->value, recorded->estimated};

		tell_know_hope(options, facts, &fact);
	}
}

/* --- who answers for it --- */

static void know_verdict(const struct tell_options *options, const struct case_file *file, struct notice_facts *facts)
{
	g_autoptr(ops_case_texts_t) texts = case_texts_new(options->store);

	for (guint i = file->runs->len; i-- > 0 && !notice_facts_find(facts, "verdict");) {
		const struct case_run *run = file->runs->pdata[i];
		const struct procedure *procedure = run->state == WALK_COMPLETED ? case_texts_find(texts, &run->digest) : NULL;
		const struct procedure_step *end = procedure ? procedure_step_find(procedure, run->step) : NULL;

		if (end && end->kind == STEP_END && end->verdict)
			notice_facts_add(facts, "verdict", end->verdict, false);
	}
}

/* --- how far it reached --- */

struct furthest { struct notice_facts *facts; int64_t lines; };

static bool take_report(void *context, const struct notice_record *record)
{
	struct furthest *furthest = context;
	g_autoptr(ops_notice_facts_t) told = NULL;
	const struct notice_fact *fact;
	int64_t lines;

	if (!words_is_report(record->kind) || record->state == NOTICE_REFUSED)
		return true;
	told = notice_facts_parse(record->facts, NULL);
	fact = told ? notice_facts_find(told, "lines-affected") : NULL;
	if (fact && fact->value && quantity_parse_integer(fact->value, 1, INT64_MAX, &lines, NULL) && lines > furthest->lines) {
		notice_facts_free(furthest->facts);
		furthest->facts = g_steal_pointer(&told);
		furthest->lines = lines;
	}
	return true;
}

/* Of what works again nothing is seen to be reached: it reached as far as the report that told of the most. */
static bool know_furthest(const struct tell_options *options, const struct case_file *file, struct notice_facts *facts,
			  GError **error)
{
	static const char *const names[] = {"lines-affected", "lines-affected-user", "lines-affected-provider", "areas",
					    "institutions"};
	const struct notices_filter filter = { .case_id = file->id, .state = -1 };
	struct furthest furthest = { 0 };
	bool said = notice_facts_find(facts, "lines-affected") != NULL;

	if (!notices_read(options->store, &filter, take_report, &furthest, error)) {
		notice_facts_free(furthest.facts);
		return false;
	}
	/* Beside a number that a person gave stand no parts of another. */
	for (size_t i = said ? 3 : 0; furthest.facts && i < G_N_ELEMENTS(names); i++) {
		const struct notice_fact *fact = notice_facts_find(furthest.facts, names[i]);

		if (fact && fact->value && !notice_facts_find(facts, names[i]))
			notice_facts_add(facts, names[i], fact->value, fact->estimated);
	}
	notice_facts_free(furthest.facts);
	return true;
}

bool tell_know_record(const struct tell_options *options, const struct case_file *file, struct notice_facts *facts, GError **error)
{
	g_autoptr(ops_record_facts_t) record = NULL;

	if (!words_is_report(facts->kind))
		return true;
	record = record_facts_new(file);
	record_facts_know(options, record, facts);
	know_verdict(options, file, facts);
	return (facts->kind != NOTICE_OUTAGE_RESTORED && facts->kind != NOTICE_OUTAGE_FINAL) ||
	       know_furthest(options, file, facts, error);
}
