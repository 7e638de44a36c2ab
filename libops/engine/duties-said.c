/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What people have recorded of an incident, as far as duties depend on it: when it began and was restored, how many it
 * reaches, and facts that a row asks for by name.
 */
#include "engine/duties-internal.h"

#include "base/instant.h"
#include "base/quantity.h"

#include <string.h>

static void take_users(struct case_duties *gathered, const struct notice_fact *fact, int64_t at_us, bool seen)
{
	struct duty_users users = { .at_us = at_us, .how = fact->estimated ? DUTY_ESTIMATED : seen ? DUTY_SEEN : DUTY_COUNTED };

	if (fact->value && quantity_parse_integer(fact->value, 0, INT64_MAX, &users.users, NULL))
		g_array_append_val(gathered->users, users);
}

/* Of a notice: institutions stand one a line. */
static void take_names(struct case_duties *gathered, const struct notice_fact *fact, int64_t at_us)
{
	struct duty_users users = { .at_us = at_us, .how = DUTY_SEEN };

	for (const char *at = fact->value; at && *at; at = strchr(at, '\n') ? strchr(at, '\n') + 1 : NULL)
		users.users++;
	if (fact->value)
		g_array_append_val(gathered->users, users);
}

static void take_restored(const struct duties_options *options, struct case_duties *gathered, const struct notice_fact *fact)
{
	GTimeZone *zone = inventory_zone(options->inventory);
	int64_t at_us = 0;

	/* "Unknown" takes back what was said before. */
	if (fact->value && !instant_parse(fact->value, zone, &at_us, NULL))
		return;
	gathered->situation.restored_at_us = at_us;
	gathered->situation.restored_about = fact->estimated;
}

static void take_began(const struct duties_options *options, struct case_duties *gathered, const struct notice_fact *fact)
{
	struct case_instant began = { .quality = fact->estimated ? INSTANT_ABOUT : INSTANT_EXACT };

	if (fact->value && instant_parse(fact->value, inventory_zone(options->inventory), &began.at_us, NULL) && began.at_us > 0)
		gathered->situation.began = began;
}

static void unsay(struct case_duties *gathered, const char *name)
{
	for (guint i = gathered->said->len; i-- > 0;)
		if (g_str_equal(g_array_index(gathered->said, struct duty_said, i).fact, name))
			g_array_remove_index(gathered->said, i);
}

static struct duty_said *find_said(const struct case_duties *gathered, const char *name)
{
	for (guint i = 0; i < gathered->said->len; i++)
		if (g_str_equal(g_array_index(gathered->said, struct duty_said, i).fact, name))
			return &g_array_index(gathered->said, struct duty_said, i);
	return NULL;
}

/* A row asks for it by its name, since it was first said to be so; what somebody says is not so is not said. */
static void take_said(struct case_duties *gathered, const struct notice_fact *fact, int64_t at_us)
{
	bool holds = fact->value && !g_str_equal(fact->value, "no") && !g_str_equal(fact->value, "false");
	const struct duty_said said = { at_us, g_string_chunk_insert_const(gathered->texts, fact->name), fact->estimated };
	struct duty_said *before = find_said(gathered, fact->name);

	if (!holds)
		unsay(gathered, fact->name);
	else if (!before)
		g_array_append_val(gathered->said, said);
	else if (at_us < before->at_us)
		*before = said;
}

void duties_take_fact(const struct duties_options *options, struct case_duties *gathered, const struct notice_fact *fact,
		      int64_t at_us, bool seen)
{
	bool by_line = duties_unit(options->duties) == DUTY_UNIT_LINE;

	if (g_str_equal(fact->name, "users-affected"))
		take_users(gathered, fact, at_us, seen);
	else if (g_str_equal(fact->name, "lines-affected") && by_line)
		take_users(gathered, fact, at_us, seen);
	else if (g_str_equal(fact->name, "institutions") && !by_line && seen)
		take_names(gathered, fact, at_us);
	else if (g_str_equal(fact->name, "restored-at"))
		take_restored(options, gathered, fact);
	else if (g_str_equal(fact->name, "since") || g_str_equal(fact->name, "began-at")) {
		if (!seen)
			take_began(options, gathered, fact);
	} else if (!seen) {
		take_said(gathered, fact, at_us);
	}
}

/* Of enum case_field, when it says yes or no; else -1. */
static int yes_no_field(const char *name)
{
	int field = words_find(WORDS_CASE_FIELD, name);

	return field >= 0 && case_field_is_yes_no((enum case_field)field) ? field : -1;
}

/* Whether what the run's event at INDEX says of FIELD was set of the case in the same breath: then that counts, which somebody
 * may have taken back since. */
static bool is_set_with(const GPtrArray *events, guint index, int field)
{
	const struct case_event *step = events->pdata[index];

	for (guint i = index + 1; i < events->len; i++) {
		const struct case_event *event = events->pdata[i];

		if (event->kind == CASE_RUN)
			return false;
		if (event->kind == CASE_SET && event->field == field && event->at.at_us == step->at.at_us)
			return true;
	}
	return false;
}

static void take_run_event(const struct duties_options *options, struct case_duties *gathered, guint index)
{
	const GPtrArray *events = gathered->file->events;
	const struct case_event *event = events->pdata[index];
	g_autoptr(ops_procedure_event_t) walked = event->body ? procedure_event_read(event->body, NULL) : NULL;

	for (guint i = 0; walked && walked->facts && i < walked->facts->len; i++) {
		const struct procedure_fact *fact = walked->facts->pdata[i];
		const struct notice_fact said = { fact->name, fact->value, fact->estimated };
		int field = yes_no_field(fact->name);

		/* Asked once more and not known now, it is as it was: only `set` says that nobody knows any more. */
		if (field < 0 || (fact->value && !is_set_with(events, index, field)))
			duties_take_fact(options, gathered, &said, event->at.at_us, false);
	}
}

static void take_set(struct case_duties *gathered, const struct case_standing *standing, const struct case_event *event)
{
	struct notice_fact fact = { .value = event->text, .estimated = event->at.quality == INSTANT_ABOUT };

	if (event->field < 0 || !case_field_is_yes_no((enum case_field)event->field) ||
	    g_hash_table_contains(standing->taken_back, GINT_TO_POINTER((int)event->number)))
		return;
	fact.name = (char *)words_get(WORDS_CASE_FIELD, (unsigned int)event->field)->id;
	take_said(gathered, &fact, event->at.at_us);
}

static void add_settled(struct case_duties *gathered, const struct case_event *event, const char *duty, const struct json *how)
{
	const struct duty_settled settled = {
		event->at.at_us, duty, json_get_string(how, "by"), json_get_string(how, "reason"),
	};

	g_array_append_val(gathered->settled, settled);
}

/* What was waived, of the duties. */
static void take_waived(struct case_duties *gathered, const struct case_event *event)
{
	const struct json *waived = json_get(event->body, "waived");

	for (size_t i = 0; i < json_length(waived); i++) {
		const struct json *waiver = json_at(waived, i);
		const char *what = json_get_string(waiver, "what");

		if (g_str_has_prefix(what, CASE_OWED_DUTY))
			add_settled(gathered, event, what + strlen(CASE_OWED_DUTY), waiver);
	}
}

/* Waived is what the closing that stands has waived; decided, until that is taken back. */
static void take_settled(struct case_duties *gathered, const struct case_standing *standing)
{
	for (guint i = 0; i < gathered->file->events->len; i++) {
		const struct case_event *event = gathered->file->events->pdata[i];

		if (event->kind == CASE_DUTY && event->body &&
		    !g_hash_table_contains(standing->taken_back, GINT_TO_POINTER((int)event->number)))
			add_settled(gathered, event, json_get_string(event->body, "duty"), event->body);
	}
	if (standing->closed && standing->closed->body)
		take_waived(gathered, standing->closed);
}

/* That the review was held is a fact that a row may ask for. */
static void take_reviewed(struct case_duties *gathered, const struct case_event *event)
{
	const struct duty_said said = {
		.at_us = event ? event->at.at_us : 0, .fact = words_get(WORDS_CASE_FIELD, CASE_FIELD_REVIEWED)->id,
	};

	if (event && event->at.quality != INSTANT_UNKNOWN)
		g_array_append_val(gathered->said, said);
}

void duties_take_standing(const struct duties_options *options, struct case_duties *gathered, const struct case_standing *standing)
{
	bool by_line = duties_unit(options->duties) == DUTY_UNIT_LINE;
	/* Users as a person counted them go before lines or institutions: they are not the same unit. */
	const struct case_event *event = case_standing_find(standing, CASE_FIELD_USERS);
	const struct case_event *began = case_standing_find(standing, CASE_FIELD_BEGAN);
	const struct case_event *restored = case_standing_find(standing, CASE_FIELD_RESTORED);

	take_settled(gathered, standing);
	take_reviewed(gathered, case_standing_find(standing, CASE_FIELD_REVIEWED));
	/* The opening says it too, before all that was recorded since. */
	if (began && began->kind == CASE_SET)
		gathered->situation.began = began->at;
	if (restored) {
		gathered->situation.restored_at_us = restored->at.quality == INSTANT_UNKNOWN ? 0 : restored->at.at_us;
		gathered->situation.restored_about = restored->at.quality == INSTANT_ABOUT;
	}
	if (!event || event->count == COUNT_UNKNOWN)
		event = case_standing_find(standing, by_line ? CASE_FIELD_LINES : CASE_FIELD_INSTITUTIONS);
	if (event && event->count != COUNT_UNKNOWN) {
		const struct duty_users users = {
			.at_us = event->at.at_us, .users = event->amount,
			.how = event->count == COUNT_ESTIMATED ? DUTY_ESTIMATED : DUTY_COUNTED,
		};

		g_array_append_val(gathered->users, users);
	}
}

void duties_take_said(const struct duties_options *options, struct case_duties *gathered, const struct case_standing *standing)
{
	const GPtrArray *events = gathered->file->events;

	for (guint i = 0; i < events->len; i++) {
		const struct case_event *event = events->pdata[i];

		if (event->kind == CASE_OPENED)
			gathered->situation.began = event->at;
		else if (event->kind == CASE_RUN)
			take_run_event(options, gathered, i);
		else if (event->kind == CASE_SET)
			take_set(gathered, standing, event);
		else if (event->kind == CASE_REOPENED) {
			gathered->situation.restored_at_us = 0;
			gathered->reopened_us = event->recorded_at_us;
		}
	}
}

GPtrArray *engine_duty_facts(const struct procedure_set *set)
{
	GPtrArray *facts = g_ptr_array_new();

	for (unsigned int i = 0; i < CASE_FIELD_COUNT; i++)
		if (case_field_is_yes_no((enum case_field)i) || i == CASE_FIELD_REVIEWED)
			g_ptr_array_add(facts, (gpointer)words_get(WORDS_CASE_FIELD, i)->id);
	for (unsigned int i = 0; i < procedure_set_count(set); i++) {
		const struct procedure *procedure = procedure_set_at(set, i);

		for (unsigned int k = 0; k < procedure_field_count(procedure); k++)
			g_ptr_array_add(facts, (gpointer)procedure_field_at(procedure, k)->name);
	}
	g_ptr_array_add(facts, NULL);
	return facts;
}
