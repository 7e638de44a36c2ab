/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the tests of inventory/ share: a small network without any fault, and
 * ways to read it together with the case at hand, from memory. Faults come
 * back as text, one a line, so that a test compares all of them.
 */
#pragma once

#include "inventory/columns.h"

#include "base/instant.h"
#include "unit.h"

static const char case_base[] =
	"service-classes:\n"
	"  user: {thresholds: {loss: {caution: 20%, warning: 60%}, rtt: {caution: 50ms, warning: 200ms}}}\n"
	"  gold: {thresholds: {loss: {caution: 20%, warning: 40%}, rtt: {caution: 20ms, warning: 90ms}}}\n"
	"organizations:\n"
	"  self: {kind: operator, self: true, name: Tozai}\n"
	"  core: {kind: core-operator, name: Core}\n"
	"  carrier-1: {kind: carrier, name: Fibre}\n"
	"  power-1: {kind: power-company, name: Power}\n"
	"  hosp-1: {kind: institution, type: hospital, service-class: user, name: Hospital, code: '1310001'}\n"
	"contacts:\n"
	"  manager: {organization: self, role: ops-manager, login: suzuki, channels: [{mail: m@self.example}]}\n"
	"  duty: {organization: self, role: duty-officer, channels: [{phone: 090-0000-0001}]}\n"
	"  desk: {organization: self, role: help-desk, channels: [{phone: 090-0000-0002}]}\n"
	"  core-noc: {organization: core, role: noc, channels: [{mail: n@core.example, path: out-of-band}]}\n"
	"sites:\n"
	"  site-1: {area: 13}\n"
	"devices:\n"
	"  b1: {owner: self, address: 10.0.0.1, service-class: user, site: site-1}\n"
	"  a1: {owner: self, address: 10.0.0.2, service-class: user}\n"
	"  e1: {owner: core, address: 10.0.0.3, service-class: user}\n"
	"links:\n"
	"  - [b1, e1]\n"
	"  - [b1, a1]\n"
	"lines:\n"
	"  h1: {institution: hosp-1, from: a1, address: 10.1.0.1}\n";

/* RULES is nwops.yaml, TEXT a file of inventory/ (NULL: none), CSV what SECTION of it (NULL: none) names. */
static inline struct inventory *case_read_table(const char *rules, const char *text, const char *section,
						const char *csv, struct conf_faults *faults)
{
	g_autoptr(ops_conf_document_t) first =
		conf_document_parse("base", rules, strlen(rules), &conf_limits_default, faults);
	g_autoptr(ops_conf_document_t) second = text ?
		conf_document_parse("case", text, strlen(text), &conf_limits_default, faults) : NULL;
	struct build_document documents[] = {
		{ .root = first ? conf_document_root(first) : NULL, .own_rules = true },
		{ .root = second ? conf_document_root(second) : NULL },
	};
	struct build_table table = {
		.node = section ? conf_find(documents[1].root, section) : NULL,
		.sheet = section ? conf_sheet_parse("table", csv, strlen(csv),
						    columns_find(section)->readable) : NULL,
	};
	const struct build_sources sources = {
		.directory = "etc", .documents = documents, .document_count = G_N_ELEMENTS(documents),
		.tables = &table, .table_count = section ? 1 : 0, .partial = !first || (text && !second),
	};
	struct inventory *inventory = build_inventory(&sources, faults);

	conf_sheet_free(table.sheet);

	if (conf_faults_errors(faults) == 0) {
		demarcations_derive(inventory);
		return inventory;
	}
	inventory_free(inventory);
	return NULL;
}

static inline struct inventory *case_read(const char *rules, const char *text, struct conf_faults *faults)
{
	return case_read_table(rules, text, NULL, NULL, faults);
}

/* "error case 2:13 MESSAGE\n" and so on. Caller frees. */
static inline char *case_shown(const struct conf_faults *faults)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (size_t i = 0; i < conf_faults_count(faults); i++) {
		const struct conf_fault *fault = conf_faults_at(faults, i);

		g_string_append_printf(text, "%s %s %u:%u %s\n",
				       fault->weight == CONF_ERROR ? "error" : "warning",
				       fault->position.file ? fault->position.file : "-",
				       fault->position.line, fault->position.column, fault->message);
	}
	return g_strdup(text->str);
}

struct fault_case { const char *text, *expected; };

/* The faults of each of CASES read as nwops.yaml (RULES NULL) or beside RULES. */
static inline void case_check(const char *rules, const struct fault_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
		struct inventory *inventory = case_read(rules ? rules : cases[i].text,
							rules ? cases[i].text : NULL, faults);
		g_autofree char *shown = case_shown(faults);

		ck_assert_msg(!strcmp(shown, cases[i].expected), "case %zu:\n%s\nexpected:\n%s\ngot:\n%s", i,
			      cases[i].text, cases[i].expected, shown);
		ck_assert_int_eq(inventory != NULL, conf_faults_errors(faults) == 0);
		inventory_free(inventory);
	}
}
#define CASE_CHECK(rules, cases) case_check(rules, cases, G_N_ELEMENTS(cases))

/* The base and TEXT, which must be without an error. Caller frees. */
static inline struct inventory *case_load(const char *text)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	struct inventory *inventory = case_read(case_base, text, faults);
	g_autofree char *shown = case_shown(faults);

	ck_assert_msg(inventory != NULL, "%s", shown);
	return inventory;
}
