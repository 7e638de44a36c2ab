/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names of the rooms for the lint of procedures: most of them from the table
 * of words; the facts that a run is given stand here, since engine gives them.
 */
#include "engine/names.h"

#include "base/clauses.h"
#include "cases/cases.h"
#include "inventory/inventory.h"

struct engine_names {
	struct procedure_names table;
	GPtrArray *lists;	/* of lists of names */
};

#define NOBODY -1	/* who acts in no procedure */

/* Whose lane a notice to each audience tells, and how wide and how high it goes. */
static const struct { int lane; bool wide, superior; } audiences[AUDIENCE_COUNT] = {
	[AUDIENCE_CORE] = {LANE_CORE, false, true},
	[AUDIENCE_PEERS] = {LANE_PEER, true, false},
	[AUDIENCE_INSTITUTION] = {LANE_INSTITUTION, false, false},
	[AUDIENCE_MANAGER] = {LANE_OPERATOR, false, true},
	[AUDIENCE_DUTY] = {LANE_OPERATOR, false, false},
	[AUDIENCE_CARRIER] = {LANE_CARRIER, false, false},
	[AUDIENCE_CERTIFIER] = {LANE_CERTIFIER, false, false},
	[AUDIENCE_ASSESSOR] = {LANE_ASSESSOR, false, false},
	[AUDIENCE_AUTHORITY] = {NOBODY, true, true},
	[AUDIENCE_PUBLIC] = {NOBODY, true, false},
};

static const char *const service_kinds[] = {"user", "service-provider", "regional", "backbone", NULL};
static const char *const certificates[] = {"valid", "expiring", "expired", NULL};

const char *const *engine_service_kinds(void)
{
	return service_kinds;
}

static const char *const *list_of(struct engine_names *names, enum word_family family)
{
	unsigned int count = words_count(family);
	const char **list = g_new0(const char *, count + 1);

	for (unsigned int i = 0; i < count; i++)
		list[i] = words_get(family, i)->id;
	g_ptr_array_add(names->lists, list);
	return list;
}

static const char *const *roles_of(struct engine_names *names)
{
	const char **list = g_new0(const char *, ROLE_NOC + 2);

	for (unsigned int i = 0; i <= ROLE_NOC; i++)
		list[i] = inventory_role_id((enum contact_role)i);
	g_ptr_array_add(names->lists, list);
	return list;
}

static const struct procedure_audience *audiences_of(struct engine_names *names)
{
	struct procedure_audience *list = g_new0(struct procedure_audience, AUDIENCE_COUNT + 1);

	for (unsigned int i = 0; i < AUDIENCE_COUNT; i++)
		list[i] = (struct procedure_audience){
			.name = words_get(WORDS_AUDIENCE, i)->id,
			.lane = audiences[i].lane == NOBODY ? "" : words_get(WORDS_LANE, (unsigned int)audiences[i].lane)->id,
			.wide = audiences[i].wide,
			.superior = audiences[i].superior,
		};
	g_ptr_array_add(names->lists, list);
	return list;
}

/* What is known from the start, and for each scope what a probe makes known. */
static const struct procedure_given *given_of(struct engine_names *names)
{
	const struct procedure_given always[] = {
		{"subject", TYPE_ITEM, NULL, NULL},
		{"subject.organization", TYPE_ORGANIZATION, NULL, NULL},
		{"subject.class", TYPE_CHOICE, service_kinds, NULL},
		{"subject.hours", TYPE_YES_NO, NULL, NULL},
		{"subject.maintenance", TYPE_YES_NO, NULL, NULL},
		{"subject.certificate", TYPE_CHOICE, certificates, NULL},
	};
	const unsigned int scopes = words_count(WORDS_PROBE_SCOPE);
	struct procedure_given *list = g_new0(struct procedure_given, G_N_ELEMENTS(always) + 2 * scopes + 1);
	unsigned int count = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(always); i++)
		list[count++] = always[i];
	for (unsigned int i = 0; i < scopes; i++) {
		const char *scope = names->table.scopes[i];

		list[count++] = (struct procedure_given){"suspect.owner", TYPE_CHOICE, names->table.verdicts, scope};
		list[count++] = (struct procedure_given){"affected.lines", TYPE_COUNT, NULL, scope};
	}
	g_ptr_array_add(names->lists, list);
	return list;
}

/* As which type a procedure's field says one of a case. */
static const enum procedure_type said_types[] = {
	[CASE_VALUE_INSTANT] = TYPE_INSTANT,
	[CASE_VALUE_WORD] = TYPE_CHOICE,
	[CASE_VALUE_TEXT] = TYPE_TEXT,
	[CASE_VALUE_LIST] = TYPE_TEXT,
	[CASE_VALUE_COUNT] = TYPE_COUNT,
	[CASE_VALUE_PERSON] = TYPE_PERSON,
};

static const struct procedure_given *said_of(struct engine_names *names)
{
	struct procedure_given *list = g_new0(struct procedure_given, CASE_FIELD_COUNT + 1);

	for (unsigned int i = 0; i < CASE_FIELD_COUNT; i++) {
		enum case_value_type type = case_field_type(i);

		list[i] = (struct procedure_given){
			.name = words_get(WORDS_CASE_FIELD, i)->id,
			.type = case_field_is_yes_no(i) ? TYPE_YES_NO : said_types[type],
			.choices = type == CASE_VALUE_WORD ? list_of(names, case_field_family(i)) : NULL,
		};
	}
	g_ptr_array_add(names->lists, list);
	return list;
}

struct engine_names *engine_names_new(void)
{
	struct engine_names *names = g_new0(struct engine_names, 1);

	names->lists = g_ptr_array_new_with_free_func(g_free);
	names->table = (struct procedure_names){
		.actors = list_of(names, WORDS_LANE),
		.roles = roles_of(names),
		.notices = list_of(names, WORDS_NOTICE_KIND),
		.scopes = list_of(names, WORDS_PROBE_SCOPE),
		.clauses = clauses_ids(),
		.verdicts = list_of(names, WORDS_FAULT_VERDICT),
		.audiences = audiences_of(names),
	};
	names->table.given = given_of(names);
	names->table.said = said_of(names);
	return names;
}

void engine_names_free(struct engine_names *names)
{
	if (!names)
		return;
	g_ptr_array_unref(names->lists);
	g_free(names);
}

const struct procedure_names *engine_names_table(const struct engine_names *names)
{
	return &names->table;
}
