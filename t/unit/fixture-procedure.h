/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Procedures for tests: a small sound one, in which a test replaces one piece
 * of text; the names of other rooms; faults as one text.
 */
#pragma once

#include "procedure/procedure.h"

#include "unit.h"

#include <string.h>

/* Sound, without a warning: an institution is asked, the line is looked at, the
 * institution is told and answers. */
static const char procedure_sound[] =
	"procedure: small\n"
	"title: {ja: 小, en: Small}\n"
	"source: 1.3.2(1) fig 5\n"
	"owner: ops-manager\n"
	"reviewed: 2026-11-25\n"
	"within: 4h\n"
	"actors: [institution, operator, core]\n"
	"requires: {fields: [lamp], notices: []}\n"
	"start: report\n"
	"fields:\n"
	"  lamp: {title: {ja: 灯, en: Lamp}, type: choice, choices: {lit: {ja: 点, en: lit}, dark: {ja: 消, en: dark}}}\n"
	"  count: {title: {ja: 数, en: Count}, type: count}\n"
	"  spare: {title: {ja: 予備, en: Spare}}\n"
	"steps:\n"
	"  report:\n"
	"    number: ①\n"
	"    actor: institution\n"
	"    kind: ask\n"
	"    title: {ja: 報告, en: Report}\n"
	"    about: lamp\n"
	"    fields: [count]\n"
	"    answers: {lit: look, dark: gone, cannot-tell: look}\n"
	"  look:\n"
	"    actor: operator\n"
	"    kind: probe\n"
	"    title: {ja: 測定, en: Look}\n"
	"    probe: {scope: line, of: subject}\n"
	"    limit: 5m\n"
	"    outcomes: {good: tell, bad: many, unmeasurable: by-hand}\n"
	"  by-hand:\n"
	"    actor: operator\n"
	"    kind: do\n"
	"    title: {ja: 人手, en: By hand}\n"
	"    outcomes: {done: tell, failed: gone, skipped: gone}\n"
	"  many:\n"
	"    actor: operator\n"
	"    kind: decide\n"
	"    title: {ja: 多いか, en: 'Many?'}\n"
	"    decide: {mass: {affected.lines: {at-least: 10}}, few: otherwise}\n"
	"    outcomes:\n"
	"      mass: {next: gone, text: {ja: 多い, en: many}}\n"
	"      few: {next: tell, text: {ja: 少ない, en: few}}\n"
	"  tell:\n"
	"    actor: operator\n"
	"    kind: notify\n"
	"    title: {ja: 通知, en: Tell}\n"
	"    notice: check-request\n"
	"    to: institution\n"
	"    confirm: key\n"
	"    outcomes: {queued: answer, held: gone, refused: gone}\n"
	"  answer:\n"
	"    actor: institution\n"
	"    kind: wait\n"
	"    title: {ja: 回答, en: Answer}\n"
	"    for: reply\n"
	"    limit: 1h\n"
	"    remind: 30m\n"
	"    answers:\n"
	"      fine: {next: fine, key: f, text: {ja: 正常, en: all is well}}\n"
	"      no-reply: gone\n"
	"  fine: {actor: operator, kind: end, title: {ja: 正常, en: Fine}, verdict: none}\n"
	"  gone: {actor: operator, kind: end, title: {ja: 不明, en: Gone}, verdict: undecided}\n";

static const char *const fixture_actors[] = {"institution", "operator", "core", NULL};
static const char *const fixture_roles[] = {"ops-manager", "duty-officer", NULL};
static const char *const fixture_notices[] = {"check-request", "escalation", NULL};
static const char *const fixture_scopes[] = {"line", "core", NULL};
static const char *const fixture_clauses[] = {"1.3.2(1) fig 5", "3.1", NULL};
static const char *const fixture_verdicts[] = {"operator", "none", "undecided", NULL};
static const struct procedure_audience fixture_audiences[] = {
	{"institution", "institution", false, false}, {"core", "core", false, true}, {"peers", "", true, false}, {NULL},
};
static const struct procedure_given fixture_given[] = {
	{"subject", TYPE_ITEM, NULL, NULL}, {"affected.lines", TYPE_COUNT, NULL, "line"}, {NULL},
};
static const char *const fixture_lamps[] = {"lit", "dark", "green", NULL}, *const fixture_colours[] = {"red", NULL};
static const struct procedure_given fixture_said[] = {
	{"restored", TYPE_INSTANT, NULL, NULL},
	{"lamp", TYPE_CHOICE, fixture_lamps, NULL},
	{"colour", TYPE_CHOICE, fixture_colours, NULL},
	{"users", TYPE_COUNT, NULL, NULL},
	{"cause", TYPE_TEXT, NULL, NULL},
	{NULL, TYPE_TEXT, NULL, NULL},
};

static const struct procedure_names fixture_names = {
	fixture_actors, fixture_roles, fixture_notices, fixture_scopes, fixture_clauses, fixture_verdicts,
	fixture_audiences, fixture_given, fixture_said,
};

/* TEXT with its first FROM replaced by TO. Caller frees. */
static inline char *fixture_replace(const char *text, const char *from, const char *to)
{
	const char *at = strstr(text, from);

	ck_assert_msg(at != NULL, "the sound procedure has no '%s'", from);
	return g_strdup_printf("%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
}

/* All faults, one a line, warnings marked. Caller frees. */
static inline char *fixture_faults(const struct conf_faults *faults)
{
	GString *text = g_string_new(NULL);

	for (size_t i = 0; i < conf_faults_count(faults); i++) {
		const struct conf_fault *fault = conf_faults_at(faults, i);
		g_autofree char *line = conf_fault_print(fault);

		g_string_append_printf(text, "%s%s%s", i ? "\n" : "", fault->weight == CONF_WARNING ? "(warning) " : "", line);
	}
	return g_string_free(text, FALSE);
}

/* Fails unless TEXT can be read without a fault. */
static inline struct procedure *fixture_procedure(const char *text)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	struct procedure *procedure = procedure_parse("p.yaml", text, strlen(text), faults);
	g_autofree char *told = fixture_faults(faults);

	ck_assert_str_eq(told, "");
	ck_assert_ptr_nonnull(procedure);
	return procedure;
}
