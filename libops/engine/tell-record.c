/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a report says of what the record of its case has already: what people have answered in any run of
 * it, who answers for the trouble by the end that a run has come to, and, once it is over, how far it reached.
 * Nobody types again what somebody has said.
 */
#include "engine/tell-internal.h"

#include "base/quantity.h"
#include "store/notices.h"

/* --- what was answered --- */

/* The newest that was said counts, and that it is not known counts as said. */
static void take_facts(const struct procedure_event *event, struct notice_facts *facts)
{
	for (guint i = 0; event->facts && i < event->facts->len; i++) {
		const struct procedure_fact *fact = event->facts->pdata[i];

		if (!notice_facts_find(facts, fact->name))
			notice_facts_add(facts, fact->name, fact->value, fact->estimated);
	}
}

static void know_answers(const struct case_file *file, struct notice_facts *facts)
{
	for (guint i = file->events->len; i-- > 0;) {
		const struct case_event *event = file->events->pdata[i];
		g_autoptr(ops_procedure_event_t) said =
			event->kind == CASE_RUN && event->body ? procedure_event_read(event->body, NULL) : NULL;

		/* With a beginning facts are only handed on. */
		if (said && said->kind != EVENT_START)
			take_facts(said, facts);
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
	if (!words_is_report(facts->kind))
		return true;
	know_answers(file, facts);
	know_verdict(options, file, facts);
	return (facts->kind != NOTICE_OUTAGE_RESTORED && facts->kind != NOTICE_OUTAGE_FINAL) ||
	       know_furthest(options, file, facts, error);
}
