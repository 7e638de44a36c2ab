/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a notice says of what people said of its case as a whole (nwops-incident(1), set): before
 * all that is computed, and with a mark where it is an estimate.
 */
#include "engine/tell-internal.h"

#include "base/instant.h"
#include "cases/paper.h"

#include <inttypes.h>

/* By which field of a notice each is told; NULL: by its own name. */
static const struct { enum case_field field; const char *name; } told_as[] = {
	{ CASE_FIELD_BEGAN, "began-at" },
	{ CASE_FIELD_DETECTED, "detected-at" },
	{ CASE_FIELD_RESTORED, "restored-at" },
	{ CASE_FIELD_CAUSE, NULL },
	{ CASE_FIELD_CAUSE_STATUS, NULL },
	{ CASE_FIELD_WORKAROUND, NULL },
	{ CASE_FIELD_CARRIER_TICKET, NULL },
	{ CASE_FIELD_LINES, "lines-affected" },
	{ CASE_FIELD_LINES_USER, "lines-affected-user" },
	{ CASE_FIELD_LINES_PROVIDER, "lines-affected-provider" },
};

const char *tell_field_of(enum case_field field)
{
	for (size_t i = 0; i < G_N_ELEMENTS(told_as); i++)
		if (told_as[i].field == field)
			return told_as[i].name ? told_as[i].name : words_get(WORDS_CASE_FIELD, field)->id;
	return field == CASE_FIELD_SERVICE ? "services" : NULL;
}

static void know_said_instant(struct notice_facts *facts, const char *name, struct case_instant at, GTimeZone *zone)
{
	g_autofree char *text = at.quality == INSTANT_UNKNOWN ? NULL : instant_print(at.at_us, zone);

	tell_know_fact(facts, name, text, at.quality == INSTANT_ABOUT);
}

/* That nobody knows how many is told, and not what was counted before. */
static void know_said_count(struct notice_facts *facts, const char *name, const struct case_event *event)
{
	g_autofree char *text = g_strdup_printf("%" PRId64, event->amount);

	if (!notice_facts_find(facts, name))
		notice_facts_add(facts, name, event->count == COUNT_UNKNOWN ? NULL : text, event->count == COUNT_ESTIMATED);
}

static void know_services(struct notice_facts *facts, const GPtrArray *said)
{
	g_autoptr(GString) names = g_string_new(NULL);

	for (guint i = 0; i < said->len; i++) {
		const char *text = ((const struct case_event *)said->pdata[i])->text;

		if (text)
			g_string_append_printf(names, "%s%s", names->len ? "\n" : "", text);
	}
	tell_know_fact(facts, "services", names->len ? names->str : NULL, false);
}

/* What was said of the fields of its paper bears the names that notices have for it. */
static void know_facts(struct notice_facts *facts, const struct case_standing *standing)
{
	g_autoptr(GHashTable) said = case_facts_said(standing);
	g_autoptr(GList) names = g_list_sort(g_hash_table_get_keys(said), (GCompareFunc)g_strcmp0);

	for (const GList *name = names; name; name = name->next)
		tell_know_fact(facts, name->data, g_hash_table_lookup(said, name->data), false);
}

void tell_know_standing(const struct case_file *file, GTimeZone *zone, struct notice_facts *facts)
{
	g_autoptr(ops_case_standing_t) standing = case_standing_new(file);

	for (size_t i = 0; i < G_N_ELEMENTS(told_as); i++) {
		const struct case_event *event = case_standing_find(standing, told_as[i].field);
		const char *name = tell_field_of(told_as[i].field);

		if (!event)
			continue;
		switch (case_field_type(told_as[i].field)) {
		case CASE_VALUE_INSTANT:
			know_said_instant(facts, name, event->at, zone);
			break;
		case CASE_VALUE_COUNT:
			know_said_count(facts, name, event);
			break;
		default:
			tell_know_fact(facts, name, event->text, false);
			break;
		}
	}
	know_services(facts, standing->said[CASE_FIELD_SERVICE]);
	know_facts(facts, standing);
}
