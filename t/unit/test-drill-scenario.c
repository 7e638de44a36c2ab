/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Scenarios: what is written is what is read; every fault is told, once, where it stands; the answers
 * that miss one expectation.
 */
#include "drill/scenario.h"
#include "unit.h"

#include <string.h>

static const char head[] =
	"drill: small\n"
	"title: {ja: 小さな訓練, en: A small drill}\n"
	"hazard: other\n"
	"source: 1.3.4-1\n"
	"goals: [{ja: 目的, en: A goal}]\n"
	"scope: {ja: 全員, en: All}\n"
	"situation: {ja: 平常, en: All is well}\n"
	"lasts: 1h\n"
	"begins: \"10:00\"\n"
	"stop-word: {ja: 訓練を中断します, en: STOP THE DRILL NOW}\n"
	"stop-owner: leader\n"
	"roles:\n"
	"  leader: {title: {ja: 指揮, en: Leader}, contact: duty-officer}\n"
	"targets:\n"
	"  hit: {select: lines}\n"
	"network:\n"
	"  - {at: 1m, target: hit, answer: none}\n";
static const char rest[] =
	"injects:\n"
	"  late: {at: 20m, from: {ja: 甲, en: A}, to: leader, means: phone, content: {ja: 内容, en: words}}\n"
	"  early: {at: 5m, from: {ja: 甲, en: A}, to: leader, means: mail, content: {ja: 内容, en: words}}\n"
	"expectations:\n"
	"  opened: {title: {ja: 起票, en: Opened}, capability: detecting, expect: case-opened, target: hit, within: 10m}\n"
	"  told: {title: {ja: 連絡, en: Told}, capability: telling, expect: reported, notice: outage-first, audience: core, after: inject early, within: 10m}\n"
	"  kept: {title: {ja: 禁止, en: Kept}, capability: deciding, expect: not-done, deed: closed, within: 30m}\n"
	"answers:\n"
	"  - {id: open, at: 2m, as: leader, serves: [opened], run: [incident, open, \"{target:hit}\"]}\n"
	"  - {at: 12m, as: leader, serves: [told], run: [notify, send, outage-first, --case, \"{case}\", --field, \"lines-affected={lines-hit}\"]}\n"
	"  - {at: 11m, as: leader, run: [incident, note, \"{case}\", \"{all:hit}\"]}\n"
	"wrong:\n"
	"  opened: [{instead-of: open, at: 11m, as: leader, run: [incident, open, h1]}]\n"
	"  kept: [{at: 15m, as: leader, run: [incident, close, \"{case}\"]}]\n";

static struct drill_scenario *parse(const char *text, struct conf_faults *faults)
{
	struct drill_scenario *scenario = drill_scenario_parse("small.yaml", text, strlen(text), faults);

	if (scenario)
		drill_lint(scenario, NULL, faults);
	return scenario;
}

static struct drill_scenario *good(void)
{
	g_autofree char *text = g_strconcat(head, rest, NULL);
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	struct drill_scenario *scenario = parse(text, faults);

	if (conf_faults_count(faults))
		ck_abort_msg("%s", conf_faults_at(faults, 0)->message);
	ck_assert_ptr_nonnull(scenario);
	return scenario;
}

START_TEST(what_is_written_is_read)
{
	g_autoptr(ops_drill_scenario_t) scenario = good();
	const struct drill_inject *first = &g_array_index(scenario->injects, struct drill_inject, 0);
	const struct drill_expectation *told = &g_array_index(scenario->expectations, struct drill_expectation, 1);

	ck_assert_str_eq(scenario->name, "small");
	ck_assert_int_eq(scenario->begins_minute, 600);
	ck_assert_int_eq(scenario->lasts_us, INT64_C(3600) * G_USEC_PER_SEC);
	/* Cards may be written in any order. */
	ck_assert_str_eq(first->name, "early");
	ck_assert_int_eq(told->origin, DRILL_FROM_INJECT);
	ck_assert_int_eq(told->after_us, INT64_C(300) * G_USEC_PER_SEC);
	ck_assert_int_eq(told->weight, 10);
	ck_assert_int_eq(told->audience, AUDIENCE_CORE);
	ck_assert_str_eq(drill_text(&scenario->title, PROCEDURE_ENGLISH), "A small drill");
}
END_TEST

/* The text with WHAT in the place of the first FROM. */
static char *replaced(const char *from, const char *what)
{
	g_autofree char *text = g_strconcat(head, rest, NULL);
	char *at = strstr(text, from);

	ck_assert_ptr_nonnull(at);
	return g_strdup_printf("%.*s%s%s", (int)(at - text), text, what, at + strlen(from));
}

START_TEST(each_fault_is_told_where_it_stands)
{
	static const struct { const char *from, *what, *told; unsigned int line; } cases[] = {
		{"hazard: other", "hazard: earthquak", "earthquake", 3},
		{"source: 1.3.4-1", "source: 1.3.4-9", "has no clause '1.3.4-9'", 0},
		{"title: {ja: 小さな訓練, en: A small drill}", "title: {ja: 小さな訓練}", "lacks 'en'", 2},
		{"stop-owner: leader", "stop-owner: boss", "no role 'boss'", 11},
		{"stop-owner: leader\n", "", "lacks 'stop-owner'", 0},
		{"en: STOP THE DRILL NOW", "en: OK", "said by chance", 0},
		{"stop-word: {ja: 訓練を中断します, en: STOP THE DRILL NOW}\n", "", "lacks 'stop-word'", 0},
		{"begins: \"10:00\"", "begins: \"25:00\"", "expected a time of the day", 9},
		{"target: hit, answer: none", "target: hitt, answer: none", "no target 'hitt'", 17},
		{"at: 1m, target", "at: 2h, target", "after the drill is over", 17},
		{"answer: none}", "answer: none, rtt: 1ms}", "more than one of", 17},
		{"{at: 20m, from", "{at: 61m, from", "after the drill is over", 19},
		{"to: leader, means: phone", "to: lead, means: phone", "no role 'lead'", 19},
		{"means: phone", "means: fone", "phone", 19},
		{"content: {ja: 内容, en: words}}\n  early", "content: {ja: これは訓練ではありません, en: words}}\n  early", "no drill", 19},
		{"content: {ja: 内容, en: words}}\n  early", "content: {ja: 内容, en: this is NOT  a drill}}\n  early", "no drill", 19},
		{"after: inject early", "after: inject earl", "'after' of", 23},
		{"after: inject early, within: 10m", "after: inject early, within: 58m", "after the drill is over", 23},
		{"after: inject early, within: 10m", "after: inject early", "could never be late", 23},
		{"expect: reported", "expect: reportd", "reported", 23},
		{"audience: core, ", "", "needs 'audience'", 23},
		{"audience: core", "audience: core, roster: x", "it has no 'roster'", 23},
		{"deed: closed, ", "deed: reported, ", "forbids every notice", 24},
		{"expect: case-opened, ", "expect: case-opened, weight: 0, ", "expected 1 to 100", 22},
		{"expect: case-opened, ", "expect: case-opened, weight: 90, ", "weighs more than all others", 22},
		{"serves: [told]", "serves: [tolld]", "no such expectation", 27},
		{"{lines-hit}", "{lines-hot}", "stands for nothing", 27},
		{"{at: 12m, as", "{at: 62m, as", "after the drill is over", 27},
		{"instead-of: open", "instead-of: opened", "no answer with the id", 30},
		{"  kept: [{at: 15m, as: leader, run: [incident, close, \"{case}\"]}]\n", "", "'wrong' must say how", 24},
		{"serves: [told], ", "", "no answer serves expectation 'told'", 23},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *text = replaced(cases[i].from, cases[i].what);
		g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
		bool told = false;

		drill_scenario_free(parse(text, faults));
		for (size_t f = 0; f < conf_faults_count(faults); f++)
			told |= strstr(conf_faults_at(faults, f)->message, cases[i].told) &&
				conf_faults_at(faults, f)->position.line == cases[i].line;
		if (!told || !conf_faults_errors(faults))
			ck_abort_msg("case %zu ('%s'): %s at line %u", i, cases[i].told,
				     conf_faults_count(faults) ? conf_faults_at(faults, 0)->message : "no fault",
				     conf_faults_count(faults) ? conf_faults_at(faults, 0)->position.line : 0);
	}
}
END_TEST

START_TEST(all_faults_are_told_in_one_pass)
{
	g_autofree char *once = replaced("hazard: other", "hazard: x");
	g_autoptr(GString) text = g_string_new(once);
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_drill_scenario_t) scenario = NULL;

	g_string_replace(text, "target: hit, answer", "target: hat, answer", 1);
	g_string_replace(text, "to: leader, means: mail", "to: nobody, means: mail", 1);
	g_string_replace(text, "{ja: 全員, en: All}", "{ja: 全員, en: This is no drill}", 1);
	scenario = parse(text->str, faults);
	ck_assert_uint_ge(conf_faults_errors(faults), 4);
}
END_TEST

START_TEST(a_wrong_set_differs_by_one_expectation)
{
	g_autoptr(ops_drill_scenario_t) scenario = good();
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) perfect = drill_answers(scenario, NULL, NULL), untold = drill_answers(scenario, "told", NULL);
	g_autoptr(GPtrArray) late = drill_answers(scenario, "opened", NULL), closed = drill_answers(scenario, "kept", NULL);
	const struct drill_action *action = perfect->pdata[1];

	ck_assert_uint_eq(perfect->len, 3);
	ck_assert_int_eq(action->at_us, INT64_C(660) * G_USEC_PER_SEC);	/* by time, not as written */
	ck_assert_uint_eq(untold->len, 2);
	ck_assert_uint_eq(late->len, 3);
	action = late->pdata[0];
	ck_assert_int_eq(action->at_us, INT64_C(660) * G_USEC_PER_SEC);
	ck_assert_uint_eq(closed->len, 4);
	ck_assert_ptr_null(drill_answers(scenario, "nothing", &error));
	ck_assert(g_error_matches(error, OPS_DRILL_ERROR, DRILL_ERROR_UNKNOWN));
}
END_TEST

START_TEST(words_that_deny_a_drill_are_found_in_any_spelling)
{
	static const char *const denials[] = {
		"This is not a drill.", "THIS IS NOT A DRILL", "this is\nnot  a\tdrill", "ｔｈｉｓ ｉｓ ｎｏｔ ａ ｄｒｉｌｌ", "This isn't a drill",
		"これは訓練ではありません。", "これは訓練 ではない", "訓練じゃない", "訓練では\nございません",
	};
	static const char *const harmless[] = {"This is a drill.", "これは訓練です。", "訓練を中断します"};

	for (size_t i = 0; i < G_N_ELEMENTS(denials); i++)
		if (!drill_denies(denials[i]))
			ck_abort_msg("not found: %s", denials[i]);
	for (size_t i = 0; i < G_N_ELEMENTS(harmless); i++)
		ck_assert(!drill_denies(harmless[i]));
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(what_is_written_is_read),
		UNIT(each_fault_is_told_where_it_stands),
		UNIT(all_faults_are_told_in_one_pass),
		UNIT(a_wrong_set_differs_by_one_expectation),
		UNIT(words_that_deny_a_drill_are_found_in_any_spelling),
		{ NULL, NULL },
	};

	return unit_run("drill-scenario", tests);
}
