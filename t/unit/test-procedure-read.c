/* SPDX-License-Identifier: Apache-2.0 */
/*
 * procedure/read*.c: what the model holds, and every fault of reading in one
 * pass, with its place.
 */
#include "fixture-procedure.h"

static void check(const char *from, const char *to, const char *expected)
{
	g_autofree char *text = fixture_replace(procedure_sound, from, to);
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_procedure_t) procedure = procedure_parse("p.yaml", text, strlen(text), faults);
	g_autofree char *told = fixture_faults(faults);

	ck_assert_ptr_nonnull(procedure);
	ck_assert_str_eq(told, expected);
}

START_TEST(a_model_is_what_stands_there)
{
	g_autoptr(ops_procedure_t) procedure = fixture_procedure(procedure_sound);
	const struct procedure_step *report = procedure_step_find(procedure, "report"), *tell = procedure_step_find(procedure, "tell");
	const struct procedure_step *answer = procedure_step_find(procedure, "answer");
	struct digest digest = digest_of(procedure_sound, strlen(procedure_sound));

	ck_assert_str_eq(procedure_name(procedure), "small");
	ck_assert_uint_eq(procedure_step_count(procedure), 8);
	ck_assert_ptr_eq(procedure_start(procedure), report);
	ck_assert(digest_equal(procedure_digest(procedure), &digest));
	ck_assert_str_eq(procedure_bytes(procedure)->str, procedure_sound);
	ck_assert_str_eq(report->number, "①");
	ck_assert_str_eq(report->source, "1.3.2(1) fig 5");
	ck_assert_str_eq(report->about, "lamp");
	ck_assert_str_eq(report->fields[0], "count");
	ck_assert_uint_eq(report->outcome_count, 3);
	ck_assert_str_eq(report->outcomes[0].text.english, "lit");
	ck_assert_int_eq(report->outcomes[1].next_step, 7);
	ck_assert_str_eq(procedure_outcome_shown(&report->outcomes[2]), "cannot tell");
	ck_assert_int_eq(tell->confirm, CONFIRM_KEY);
	ck_assert_int_eq(answer->limit_us, INT64_C(3600000000));
	ck_assert_int_eq(answer->remind_us, INT64_C(1800000000));
	ck_assert_int_eq(answer->outcomes[0].key, 'f');
	ck_assert_uint_eq(answer->position.line, 51);
	ck_assert_int_eq(procedure_within_us(procedure), INT64_C(14400000000));
	ck_assert_int_eq(procedure_case(procedure), CASE_INCIDENT);
	ck_assert_ptr_null(procedure_step_find(procedure, "nothing"));
}
END_TEST

START_TEST(faults_of_reading_have_their_place)
{
	static const struct { const char *from, *to, *told; } cases[] = {
		{"start: report\n", "", "p.yaml: a procedure: 'start' is missing"},
		{"procedure: small", "procedure: sm.all",
		 "p.yaml: line 1, column 12: name of a procedure is 'sm.all': expected letters, digits and hyphens"},
		{"within: 4h", "within: 4", "p.yaml: line 6, column 9: 'within' of a procedure is '4': expected a duration from 1s to 520w, such as 30s or 1h30m"},
		{"owner: ops-manager", "case: fault", "p.yaml: line 4, column 7: there is no kind of case 'fault'"},
		{"reviewed: 2026-11-25", "reviewed: 2026-11-31",
		 "p.yaml: line 5, column 11: 'reviewed' is '2026-11-31': expected a day such as 2026-11-25"},
		{"  spare: {", "  any: {", "p.yaml: line 13, column 3: 'any' is no name for a field"},
		{"  spare: {title: {ja: 予備, en: Spare}}", "  spare: {type: choice}",
		 "p.yaml: line 13, column 3: field 'spare' has no 'title'\np.yaml: line 13, column 3: field 'spare' has no 'choices'"},
		{"title: {ja: 数, en: Count}, type: count", "title: {ja: 数, de: Zahl}, type: count, choices: {a: {ja: a, en: b}}",
		 "p.yaml: line 12, column 26: unknown key 'de' in 'title' of field 'count': expected one of ja, en\n"
		 "p.yaml: line 12, column 59: field 'count' has choices, but is of another type"},
		{"    probe: {scope: line, of: subject}\n", "    notice: check-request\n",
		 "p.yaml: line 24, column 5: step 'look': 'probe' is missing\n"
		 "p.yaml: line 27, column 5: unknown key 'notice' in step 'look': expected one of number, actor, role, kind, title, text, say, "
		 "reason, source, tells, confirm, irreversible, visits, probe, limit, outcomes"},
		{"key: f", "key: F", "p.yaml: line 59, column 31: 'key' of outcome 'fine' of step 'answer' is 'F': expected a letter from a to z"},
		{"few: otherwise", "fewer: otherwise",
		 "p.yaml: line 39, column 54: step 'many': 'fewer' is none of its outcomes\n"
		 "p.yaml: line 42, column 7: step 'many': 'decide' does not say when it is 'few'"},
		{"mass: {affected.lines: {at-least: 10}}", "mass: otherwise", "p.yaml: line 39, column 13: step 'many': 'otherwise' stands there twice"},
		{"{at-least: 10}", "{at-least: 10, below: 10}", "p.yaml: line 39, column 37: step 'many': nothing is in this range"},
		{"{at-least: 10}", "{at-least: 10, below: 10m}", "p.yaml: line 39, column 37: step 'many': nothing is in this range"},
		{"{at-least: 10}", "{at-least: few}",
		 "p.yaml: line 39, column 48: 'at-least' of step 'many' is 'few': expected a number or a duration"},
		{"{at-least: 10}", "[]", "p.yaml: line 39, column 37: step 'many': a condition without a word"},
		{"{at-least: 10}", "{not: 1, below: 3}", "p.yaml: line 39, column 37: step 'many': 'not' stands with others"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		check(cases[i].from, cases[i].to, cases[i].told);
}
END_TEST

START_TEST(what_is_no_model_is_none)
{
	static const struct { const char *text, *told; } cases[] = {
		{"", "procedure 'p.yaml' is empty"},
		{"[a]", "p.yaml: line 1, column 1: a procedure is a list: expected a mapping"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
		g_autofree char *told = NULL;

		ck_assert_ptr_null(procedure_parse("p.yaml", cases[i].text, strlen(cases[i].text), faults));
		told = fixture_faults(faults);
		ck_assert_str_eq(told, cases[i].told);
	}
}
END_TEST

START_TEST(lists_have_an_end)
{
	GString *steps = g_string_new("procedure: p\ntitle: {en: P}\nactors: [operator]\nstart: s0\nsteps:\n");
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_procedure_t) procedure = NULL;
	g_autofree char *told = NULL;

	for (int i = 0; i <= PROCEDURE_STEPS; i++)
		g_string_append_printf(steps, "  s%d: {actor: operator, kind: end, title: {en: E}}\n", i);
	procedure = procedure_parse("p.yaml", steps->str, steps->len, faults);
	told = fixture_faults(faults);
	ck_assert_str_eq(told, "p.yaml: line 6, column 3: steps has more than 200 entries");
	g_string_free(steps, TRUE);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_model_is_what_stands_there), UNIT(faults_of_reading_have_their_place), UNIT(what_is_no_model_is_none),
		UNIT(lists_have_an_end), {NULL},
	};

	return unit_run("procedure-read", tests);
}
