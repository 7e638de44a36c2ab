/* SPDX-License-Identifier: Apache-2.0 */
/*
 * procedure/lint*.c: each check, tripped by one change of a sound procedure, and
 * by nothing else.
 */
#include "fixture-procedure.h"

/* Early on the day of the review. */
#define NOW_US (INT64_C(1764028800) * 1000000 + INT64_C(365) * 86400 * 1000000)

static char *lint(const char *text, const char *other)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new(), beside = conf_faults_new();
	g_autoptr(ops_procedure_t) procedure = procedure_parse("p.yaml", text, strlen(text), faults);
	g_autoptr(ops_procedure_set_t) set = procedure_set_new();

	if (other) {
		procedure_set_take(set, procedure_parse("o.yaml", other, strlen(other), beside));
		ck_assert_uint_eq(conf_faults_errors(beside), 0);
	}
	ck_assert_ptr_nonnull(procedure);
	procedure_lint(procedure, set, &fixture_names, NOW_US, faults);
	return fixture_faults(faults);
}

/* FROM replaced by TO trips exactly EXPECTED. */
static void check(const char *from, const char *to, const char *expected)
{
	g_autofree char *text = fixture_replace(procedure_sound, from, to);
	g_autofree char *told = lint(text, NULL);

	ck_assert_str_eq(told, expected);
}

START_TEST(a_sound_procedure_has_no_fault)
{
	g_autofree char *told = lint(procedure_sound, NULL);

	ck_assert_str_eq(told, "");
}
END_TEST

START_TEST(e01_edges_lead_to_steps)
{
	check("lit: look", "lit: lok",
	      "p.yaml: line 22, column 20: E01: outcome 'lit' of step 'report' leads to 'lok', which is no step; did you mean 'look'?");
	check("lit: look", "lit: nowhere-at-all",
	      "p.yaml: line 22, column 20: E01: outcome 'lit' of step 'report' leads to 'nowhere-at-all', which is no step");
	check("failed: gone, ", "", "p.yaml: line 30, column 3: E01: step 'by-hand' does not say what comes after 'failed'");
	check("failed: gone, ", "failed: gone, melted: gone, ",
	      "p.yaml: line 34, column 42: E01: step 'by-hand' never ends as 'melted'");
	check("held: gone, ", "", "p.yaml: line 43, column 3: E01: step 'tell' does not say what comes after 'held'");
	check("confirm: key\n", "confirm: key\n    visits: 2\n",
	      "p.yaml: line 43, column 3: E01: step 'tell' does not say what comes after 'exhausted'");
	check("refused: gone}", "refused: gone, exhausted: gone}",
	      "p.yaml: line 50, column 59: E01: step 'tell' is never 'exhausted': it has no 'visits'");
	check("    outcomes: {done: tell", "    outcomes: {done: {text: {ja: a, en: b}}, failed: gone, skipped: gone}\n"
				     "  unused:\n    actor: operator\n    kind: do\n    title: {ja: a, en: b}\n    outcomes: {done: tell",
	      "p.yaml: line 34, column 16: E01: outcome 'done' of step 'by-hand' leads nowhere\n"
	      "p.yaml: line 35, column 3: E03: step 'unused' is never reached");
	check("    about: lamp\n    fields: [count]\n    answers: {lit: look, dark: gone, cannot-tell: look}\n",
	      "    fields: [count, lamp]\n    answers: {answered: look}\n    next: look\n",
	      "p.yaml: line 22, column 11: E01: outcome 'answered' of step 'report' is given twice");
}
END_TEST

START_TEST(e02_one_start_and_an_end)
{
	check("start: report", "start: repport", "p.yaml: line 9, column 8: E02: the procedure starts with 'repport', which is no step");
	check("  fine: {actor: operator, kind: end, title: {ja: 正常, en: Fine}, verdict: none}\n"
	      "  gone: {actor: operator, kind: end, title: {ja: 不明, en: Gone}, verdict: undecided}\n",
	      "  fine: {actor: operator, kind: ask, title: {ja: 正常, en: Fine}, next: fine}\n"
	      "  gone: {actor: operator, kind: ask, title: {ja: 不明, en: Gone}, next: fine}\n",
	      "p.yaml: line 9, column 8: E02: the procedure has no end\n"
	      "p.yaml: line 15, column 3: E04: from step 'report' no end is reached\n"
	      "p.yaml: line 23, column 3: E04: from step 'look' no end is reached\n"
	      "p.yaml: line 30, column 3: E04: from step 'by-hand' no end is reached\n"
	      "p.yaml: line 35, column 3: E04: from step 'many' no end is reached\n"
	      "p.yaml: line 43, column 3: E04: from step 'tell' no end is reached\n"
	      "p.yaml: line 51, column 3: E04: from step 'answer' no end is reached\n"
	      "p.yaml: line 61, column 3: E04: from step 'fine' no end is reached\n"
	      "p.yaml: line 62, column 3: E04: from step 'gone' no end is reached");
}
END_TEST

START_TEST(e03_every_step_is_reached)
{
	check("  fine: {actor", "  lost: {actor: operator, kind: end, title: {ja: a, en: b}}\n  fine: {actor",
	      "p.yaml: line 61, column 3: E03: step 'lost' is never reached");
}
END_TEST

START_TEST(e04_every_step_comes_to_an_end)
{
	check("  fine: {actor: operator, kind: end, title: {ja: 正常, en: Fine}, verdict: none}\n",
	      "  fine: {actor: operator, kind: ask, title: {ja: a, en: b}, next: fine}\n",
	      "p.yaml: line 61, column 3: E04: from step 'fine' no end is reached");
}
END_TEST

START_TEST(e05_every_answer_has_its_branch)
{
	check(", cannot-tell: look", "", "p.yaml: line 15, column 3: E05: step 'report' does not say what comes after 'cannot-tell'");
	check("dark: gone, cannot", "cannot", "p.yaml: line 15, column 3: E05: step 'report' does not say what comes after 'dark'");
	check("dark: gone, cannot", "dark: gone, green: {next: gone, text: {ja: 緑, en: green}}, cannot",
	      "p.yaml: line 22, column 38: E05: 'green' is no choice of field 'lamp'");
	check("      no-reply", "      bad: {next: gone, key: f, text: {ja: 異常, en: it is bad}}\n      no-reply",
	      "p.yaml: line 60, column 7: E05: answers 'fine' and 'bad' of step 'answer' have the same key 'f'");
	check("      no-reply", "      bad: {next: gone, text: {ja: 異常, en: all is well}}\n      no-reply",
	      "p.yaml: line 60, column 7: E05: answers 'fine' and 'bad' of step 'answer' read alike");
	check("fine: {next: fine, key: f", "fine: {key: f",
	      "p.yaml: line 59, column 7: E05: outcome 'fine' of step 'answer' leads nowhere\n"
	      "p.yaml: line 61, column 3: E03: step 'fine' is never reached");
	check("    about: lamp\n    fields: [count]\n    answers: {lit: look, dark: gone, cannot-tell: look}\n", "",
	      "p.yaml: line 15, column 3: E05: step 'report' has no answer\n"
	      "p.yaml: line 20, column 3: E03: step 'look' is never reached\n"
	      "p.yaml: line 27, column 3: E03: step 'by-hand' is never reached\n"
	      "p.yaml: line 32, column 3: E03: step 'many' is never reached\n"
	      "p.yaml: line 40, column 3: E03: step 'tell' is never reached\n"
	      "p.yaml: line 48, column 3: E03: step 'answer' is never reached\n"
	      "p.yaml: line 58, column 3: E03: step 'fine' is never reached\n"
	      "p.yaml: line 59, column 3: E03: step 'gone' is never reached");
}
END_TEST

START_TEST(e06_decisions_decide_each_case_once)
{
	check("few: otherwise", "few: {affected.lines: {below: 10}}",
	      "p.yaml: line 35, column 3: E06: decision 'many' has no outcome for the case affected.lines: unknown");
	check("few: otherwise", "few: {affected.lines: [unknown]}",
	      "p.yaml: line 35, column 3: E06: decision 'many' has no outcome for the case affected.lines: 0");
	check("mass: {affected.lines: {at-least: 10}}, few: otherwise",
	      "mass: {affected.lines: {at-least: 9}}, few: {any: [{affected.lines: {below: 10}}, {affected.lines: unknown}]}",
	      "p.yaml: line 35, column 3: E06: decision 'many' is both 'mass' and 'few' in the case affected.lines: 9");
	check("mass: {affected.lines: {at-least: 10}}", "mass: {lamp: [lit, dark, unknown]}",
	      "p.yaml: line 42, column 7: E06: 'few' of decision 'many' leaves nothing over");
	check("mass: {affected.lines: {at-least: 10}}, few: otherwise",
	      "mass: {lamp: lit, affected.lines: {at-least: 10}}, few: {none: [{lamp: lit, affected.lines: {at-least: 10}}]}", "");
	check("few: otherwise", "few: {none: [{affected.lines: {at-least: 10}}]}", "");
	check("mass: {affected.lines: {at-least: 10}}", "mass: {lamp: {not: [lit, unknown]}}", "");
}
END_TEST

START_TEST(e07_nothing_measured_is_a_way_of_its_own)
{
	check("bad: many, unmeasurable: by-hand", "bad: by-hand, unmeasurable: many",
	      "");
	check("unmeasurable: by-hand", "unmeasurable: tell",
	      "p.yaml: line 29, column 53: E07: probe 'look' goes the same way as 'good' when nothing can be measured\n"
	      "p.yaml: line 30, column 3: E03: step 'by-hand' is never reached");
	check("bad: many, unmeasurable: by-hand", "bad: many",
	      "p.yaml: line 23, column 3: E07: step 'look' does not say what comes after 'unmeasurable'\n"
	      "p.yaml: line 30, column 3: E03: step 'by-hand' is never reached");
	check("    limit: 5m\n", "", "p.yaml: line 23, column 3: E07: probe 'look' has no 'limit'");
}
END_TEST

START_TEST(e08_waits_end)
{
	check("    limit: 1h\n", "", "p.yaml: line 51, column 3: E08: wait 'answer' has no 'limit'");
	check("remind: 30m", "remind: 1h", "p.yaml: line 51, column 3: E08: wait 'answer' reminds when its limit has passed");
	check("      no-reply: gone\n", "",
	      "p.yaml: line 51, column 3: E08: wait 'answer' does not say what comes after 'no-reply'");
	check("    for: reply\n", "    for: time\n",
	      "p.yaml: line 51, column 3: E08: wait 'answer' does not say what comes after 'over'");
	check("no-reply: gone\n", "no-reply: gone\n    next: gone\n",
	      "p.yaml: line 51, column 3: E08: wait 'answer' has 'next', but is not for a time");
}
END_TEST

START_TEST(e09_no_loop_turns_by_itself)
{
	check("bad: many, unm", "bad: look, unm",
	      "p.yaml: line 23, column 3: E09: step 'look' leads back to itself without a person, a wait or 'visits'\n"
	      "p.yaml: line 35, column 3: E03: step 'many' is never reached");
	check("mass: {next: gone", "mass: {next: look",
	      "p.yaml: line 23, column 3: E09: step 'look' leads back to itself without a person, a wait or 'visits'");
	check("done: tell, failed", "done: look, failed", "");
}
END_TEST

START_TEST(e10_no_loop_tells_without_measure)
{
	check("no-reply: gone", "no-reply: tell",
	      "p.yaml: line 43, column 3: E10: step 'tell' can tell without end: its loop has no 'visits'");
	check("    outcomes: {queued: answer, held: gone, refused: gone}\n", "    visits: 2\n"
	      "    outcomes: {queued: answer, held: gone, refused: gone, exhausted: gone}\n", "");
}
END_TEST

START_TEST(e11_whoever_is_to_act_was_told)
{
	check("queued: answer, held: gone", "queued: answer, held: answer",
	      "p.yaml: line 50, column 32: E11: step 'answer' of 'institution' follows, and nobody has told them since their last step");
	check("done: tell, failed", "done: answer, failed",
	      "p.yaml: line 34, column 16: E11: step 'answer' of 'institution' follows, and nobody has told them since their last step");
	check("    title: {ja: 人手, en: By hand}\n    outcomes: {done: tell",
	      "    title: {ja: 人手, en: By hand}\n    tells: institution\n    outcomes: {done: answer", "");
	check("to: institution", "to: core",
	      "p.yaml: line 50, column 16: E11: step 'answer' of 'institution' follows, and nobody has told them since their last step");
}
END_TEST

START_TEST(e12_what_is_named_is_there)
{
	static const struct { const char *from, *to, *told; } cases[] = {
		{"actors: [institution", "actors: [institutions, institution",
		 "p.yaml: E12: there is no actor 'institutions'; did you mean 'institution'?"},
		{"    number: ①\n", "    role: duty-oficer\n",
		 "p.yaml: line 15, column 3: E12: there is no role 'duty-oficer'; did you mean 'duty-officer'?"},
		{"owner: ops-manager", "owner: boss", "p.yaml: line 4, column 8: E12: there is no role 'boss'"},
		{"notice: check-request", "notice: check-requests",
		 "p.yaml: line 43, column 3: E12: there is no notice 'check-requests'; did you mean 'check-request'?"},
		{"to: institution", "to: institutions",
		 "p.yaml: line 43, column 3: E12: there is no audience 'institutions'; did you mean 'institution'?\n"
		 "p.yaml: line 50, column 16: E11: step 'answer' of 'institution' follows, and nobody has told them since their last step"},
		{"scope: line", "scope: lime", "p.yaml: line 23, column 3: E12: there is no scope 'lime'; did you mean 'line'?\n"
		 "p.yaml: line 39, column 21: E13: step 'many' reads 'affected.lines', which is not recorded on every way to it"},
		{"of: subject", "of: nobody", "p.yaml: line 23, column 3: E12: there is no field 'nobody'"},
		{"verdict: none", "verdict: nobody", "p.yaml: line 61, column 3: E12: there is no verdict 'nobody'"},
		{"source: 1.3.2(1) fig 5", "source: 1.3.2(1) fig5",
		 "p.yaml: line 3, column 9: E12: there is no clause '1.3.2(1) fig5'; did you mean '1.3.2(1) fig 5'?"},
		{"fields: [count]", "fields: [counts]",
		 "p.yaml: line 15, column 3: E12: there is no field 'counts'; did you mean 'count'?"},
		{"verdict: none}", "verdict: none, without: [count]}",
		 "p.yaml: line 61, column 3: E12: end 'fine' is without 'count', which is not required"},
		{"    title: {ja: 人手, en: By hand}\n", "    title: {ja: 人手, en: By hand}\n    say: {ja: a, en: 'the {lamps}'}\n",
		 "p.yaml: line 30, column 3: E12: there is no field 'lamps' for the text of step 'by-hand'"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		check(cases[i].from, cases[i].to, cases[i].told);
}
END_TEST

START_TEST(e13_what_is_read_was_recorded)
{
	static const struct { const char *from, *to, *told; } cases[] = {
		{"    title: {ja: 人手, en: By hand}\n", "    title: {ja: 人手, en: By hand}\n    say: {ja: a, en: 'the {spare}'}\n",
		 "p.yaml: line 30, column 3: E13: step 'by-hand' reads 'spare', which is not recorded on every way to it"},
		{"    title: {ja: 人手, en: By hand}\n", "    title: {ja: 人手, en: By hand}\n    say: {ja: a, en: 'the {lamp}'}\n", ""},
		{"{affected.lines: {at-least: 10}}", "{spare: known}",
		 "p.yaml: line 39, column 21: E13: step 'many' reads 'spare', which is not recorded on every way to it"},
		{"{affected.lines: {at-least: 10}}", "{look.outcome: bad}", ""},
		{"{affected.lines: {at-least: 10}}", "{by-hand.outcome: done}",
		 "p.yaml: line 39, column 21: E13: step 'many' reads 'by-hand.outcome', which is not recorded on every way to it"},
		{"{affected.lines: {at-least: 10}}", "{lamp: green}", "p.yaml: line 39, column 21: E13: field 'lamp' is never 'green'"},
		{"{at-least: 10}", "{at-least: 10m}",
		 "p.yaml: line 39, column 21: E13: field 'affected.lines' is not counted in this way"},
		{"fine: {next: fine, key", "fine: {next: fine, set: {lamp: green}, key",
		 "p.yaml: line 59, column 32: E13: field 'lamp' cannot hold 'green'"},
		{"fine: {next: fine, key", "fine: {next: fine, set: {count: 3, lamp: unknown}, key", ""},
		{"about: lamp", "about: spare", "p.yaml: line 15, column 3: E13: step 'report' is about 'spare', which has no choices\n"
		 "(warning) p.yaml: line 22, column 15: W01: outcome 'lit' of step 'report' has no text\n"
		 "(warning) p.yaml: line 22, column 26: W01: outcome 'dark' of step 'report' has no text\n"
		 "(warning) p.yaml: line 61, column 3: W05: end 'fine' can be reached without a record of 'lamp'\n"
		 "(warning) p.yaml: line 62, column 3: W05: end 'gone' can be reached without a record of 'lamp'"},
		{"type: choice, choices", "required: true, type: choice, choices",
		 "p.yaml: line 15, column 3: E13: step 'report' can leave 'lamp' unknown, which is required"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		check(cases[i].from, cases[i].to, cases[i].told);
}
END_TEST

/* What a field or an outcome says of the case as a whole. */
START_TEST(what_is_said_of_a_case_can_be_said)
{
	static const struct { const char *from, *to, *told; } cases[] = {
		{"type: count}", "type: count, says: users}", ""},
		{"en: Spare}", "en: Spare}, says: cause", ""},
		{"en: Spare}", "en: Spare}, type: reference, says: cause", ""},
		{"en: lit}, dark: {ja: 消, en: dark}}", "en: lit}, dark: {ja: 消, en: dark}}, says: lamp", ""},
		{"fine: {next: fine, key", "fine: {next: fine, says: restored, key", ""},
		{"type: count}", "type: count, says: user}",
		 "p.yaml: line 12, column 3: E12: there is no field of a case 'user'; did you mean 'users'?"},
		{"type: count}", "type: count, says: restored}",
		 "p.yaml: line 12, column 3: E13: field 'count' of type 'count' cannot say 'restored', which takes 'instant'"},
		{"en: Spare}", "en: Spare}, type: deadline, says: restored",
		 "p.yaml: line 13, column 3: E13: field 'spare' of type 'deadline' cannot say 'restored', which takes 'instant'"},
		{"en: lit}, dark: {ja: 消, en: dark}}", "en: lit}, dark: {ja: 消, en: dark}}, says: colour",
		 "p.yaml: line 11, column 3: E13: field 'lamp' can be 'lit', and 'colour' cannot\n"
		 "p.yaml: line 11, column 3: E13: field 'lamp' can be 'dark', and 'colour' cannot"},
		{"fine: {next: fine, key", "fine: {next: fine, says: restord, key",
		 "p.yaml: line 59, column 7: E12: there is no field of a case 'restord'; did you mean 'restored'?"},
		{"fine: {next: fine, key", "fine: {next: fine, says: cause, key",
		 "p.yaml: line 59, column 7: E13: an outcome says when something was, and 'cause' is no time"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		check(cases[i].from, cases[i].to, cases[i].told);
}
END_TEST

START_TEST(e14_what_cannot_be_undone_is_confirmed)
{
	check("    confirm: key\n", "", "p.yaml: line 43, column 3: E14: step 'tell' cannot be undone and has no 'confirm'");
	check("kind: do\n", "kind: do\n    irreversible: true\n",
	      "p.yaml: line 30, column 3: E14: step 'by-hand' cannot be undone and has no 'confirm'");
	check("kind: do\n", "kind: do\n    irreversible: true\n    confirm: approval\n", "");
	check("to: institution\n    confirm: key", "to: peers\n    tells: institution\n    confirm: key",
	      "p.yaml: line 43, column 3: E14: step 'tell' tells more than one organization: a word must be typed");
	check("to: institution\n    confirm: key", "to: peers\n    tells: institution\n    confirm: word", "");
}
END_TEST

/* One that can be called, with the ends "fine" and "gone". */
#define CALLEE(more, steps) \
	"procedure: other\ntitle: {ja: a, en: b}\nactors: [operator]\nstart: here\n" more "steps:\n" steps \
	"  fine: {actor: operator, kind: end, title: {ja: a, en: b}}\n" \
	"  gone: {actor: operator, kind: end, title: {ja: a, en: b}}\n"
#define HERE "  here: {actor: operator, kind: do, title: {ja: a, en: b}, outcomes: {done: fine, failed: gone, skipped: gone}}\n"

static void check_call(const char *outcomes, const char *other, const char *expected)
{
	g_autofree char *step = g_strdup_printf("    kind: call\n    call: other\n    title: {ja: 人手, en: By hand}\n    %s\n", outcomes);
	g_autofree char *text = fixture_replace(procedure_sound, "    kind: do\n    title: {ja: 人手, en: By hand}\n"
						"    outcomes: {done: tell, failed: gone, skipped: gone}\n", step);
	g_autofree char *told = lint(text, other);

	ck_assert_str_eq(told, expected);
}

START_TEST(e15_calls_end_and_all_their_ends_lead_on)
{
	static const char sound[] = CALLEE("", HERE);

	check_call("outcomes: {fine: tell, gone: gone}", sound, "");
	check_call("outcomes: {fine: tell}", sound,
		   "p.yaml: line 30, column 3: E15: step 'by-hand' does not say what comes after 'gone' of 'other'");
	check_call("outcomes: {fine: tell, gone: gone, lost: gone}", sound,
		   "p.yaml: line 35, column 40: E15: procedure 'other' never ends as 'lost'");
	check_call("outcomes: {fine: tell, gone: gone}", NULL, "p.yaml: line 30, column 3: E12: there is no procedure 'other'");
	check_call("outcomes: {fine: tell, gone: gone}",
		   CALLEE("", "  here: {actor: operator, kind: call, call: small, title: {ja: a, en: b}, outcomes: {fine: fine, gone: gone}}\n"),
		   "p.yaml: line 30, column 3: E15: procedure 'small' calls itself by way of step 'by-hand'");
	check_call("alongside: true\n    next: tell", sound, "");
	check_call("next: tell", sound, "p.yaml: line 30, column 3: E15: step 'by-hand' has 'next', but waits for a result");
	check_call("alongside: true\n    outcomes: {fine: tell}", sound, "p.yaml: line 30, column 3: E15: step 'by-hand' has no 'next'");
}
END_TEST

START_TEST(what_a_call_takes_and_gives_is_known)
{
	static const char takes[] = CALLEE("takes: [spare]\nfields: {spare: {title: {ja: a, en: b}}}\n", HERE);
	static const char gives[] = CALLEE("fields: {note: {title: {ja: a, en: b}}}\n",
		"  here: {actor: operator, kind: ask, title: {ja: a, en: b}, fields: [note], next: more}\n"
		"  more: {actor: operator, kind: do, title: {ja: a, en: b}, outcomes: {done: fine, failed: gone, skipped: gone}}\n");
	static const char differs[] = CALLEE("fields: {count: {title: {ja: a, en: b}, type: phone}}\n", HERE);

	check_call("outcomes: {fine: tell, gone: gone}", takes,
		   "p.yaml: line 30, column 3: E13: procedure 'other' takes 'spare', which is not recorded on every way to step 'by-hand'");
	check_call("outcomes: {fine: read, gone: gone}\n  read:\n    actor: operator\n    kind: do\n    title: {ja: a, en: b}\n"
		   "    say: {ja: '{note}', en: '{note}'}\n    outcomes: {done: tell, failed: gone, skipped: gone}", gives, "");
	check_call("outcomes: {fine: tell, gone: gone}", differs,
		   "p.yaml: line 30, column 3: E13: field 'count' is of another type in procedure 'other'");
}
END_TEST

START_TEST(e16_no_limit_is_longer_than_the_whole)
{
	check("limit: 1h", "limit: 5h", "(warning) p.yaml: line 9, column 8: W02: 5h may be spent waiting before somebody above is told, more than 4h\n"
	      "p.yaml: line 51, column 3: E16: step 'answer' may take longer than the whole procedure");
	check_call("limit: 1h\n    outcomes: {fine: tell, gone: gone}", CALLEE("within: 2h\n", HERE),
		   "p.yaml: line 30, column 3: E16: procedure 'other' may take longer than step 'by-hand' allows");
	check_call("outcomes: {fine: tell, gone: gone}", CALLEE("within: 5h\n", HERE),
		   "p.yaml: line 30, column 3: E16: procedure 'other' may take longer than step 'by-hand' allows");
}
END_TEST

START_TEST(w01_decisions_part_and_say_so)
{
	check("decide: {mass: {affected.lines: {at-least: 10}}, few: otherwise}\n    outcomes:\n"
	      "      mass: {next: gone, text: {ja: 多い, en: many}}\n", "decide: {few: otherwise}\n    outcomes:\n",
	      "(warning) p.yaml: line 35, column 3: W01: decision 'many' has one way out");
	check("failed: gone, skipped: gone}\n  many", "failed: gone, skipped: many}\n  many",
	      "(warning) p.yaml: line 35, column 3: W01: ways both meet and part at decision 'many'");
	check(", text: {ja: 多い, en: many}", "", "(warning) p.yaml: line 41, column 7: W01: outcome 'mass' of step 'many' has no text");
}
END_TEST

START_TEST(w02_no_way_is_too_long)
{
	GString *steps = g_string_new("skipped: gone, done: s0}\n");

	check("within: 4h\n", "within: 50m\n", "(warning) p.yaml: line 9, column 8: W02: 1h may be spent waiting before somebody above is told, more than 50m\n"
	      "p.yaml: line 51, column 3: E16: step 'answer' may take longer than the whole procedure");
	for (int i = 0; i < 38; i++)
		g_string_append_printf(steps, "  s%d: {actor: operator, kind: ask, title: {ja: a, en: b}, next: s%d}\n", i, i + 1);
	g_string_append(steps, "  s38: {actor: operator, kind: ask, title: {ja: a, en: b}, next: tell}\n");
	g_string_prepend(steps, "failed: gone, ");
	check("done: tell, failed: gone, skipped: gone}\n", steps->str,
	      "(warning) p.yaml: line 9, column 8: W02: the longest way has 45 steps, more than 40");
	g_string_free(steps, TRUE);
}
END_TEST

START_TEST(w03_somebody_answers_and_has_looked)
{
	check("owner: ops-manager\n", "", "(warning) p.yaml: W03: nobody answers for the procedure: it has no 'owner'");
	check("reviewed: 2026-11-25\n", "", "(warning) p.yaml: W03: the procedure was never reviewed");
	check("reviewed: 2026-11-25\n", "reviewed: 2025-11-01\n",
	      "(warning) p.yaml: line 5, column 11: W03: the review of the procedure is overdue");
	check("reviewed: 2026-11-25\n", "reviewed: 2026-11-01\nreview-every: 2w\n",
	      "(warning) p.yaml: line 5, column 11: W03: the review of the procedure is overdue");
}
END_TEST

START_TEST(w04_both_languages_fit_the_page)
{
	GString *lines = g_string_new("    title: {ja: 人手, en: By hand}\n    text: {ja: a, en: \"");

	check("{ja: 人手, en: By hand}", "{ja: 人手}",
	      "(warning) p.yaml: line 30, column 3: W04: 'title' of 'by-hand' is not there in English");
	check("{ja: 人手, en: By hand}", "{en: By hand}",
	      "(warning) p.yaml: line 30, column 3: W04: 'title' of 'by-hand' is not there in Japanese");
	check("{ja: 点, en: lit}", "{en: lit}", "(warning) p.yaml: line 11, column 3: W04: 'choices' of 'lit' is not there in Japanese\n"
	      "(warning) p.yaml: line 22, column 15: W04: 'text' of 'lit' is not there in Japanese");
	check("en: By hand", "en: By hand and by nothing else whatsoever today",
	      "(warning) p.yaml: line 30, column 3: W04: 'title' of 'by-hand' is wider than 40 columns");
	for (int i = 0; i < 15; i++)
		g_string_append_printf(lines, "line %d\\n", i);
	g_string_append(lines, "\"}\n");
	check("    title: {ja: 人手, en: By hand}\n", lines->str,
	      "(warning) p.yaml: line 30, column 3: W04: what step 'by-hand' says fills 15 lines, more than 14");
	g_string_free(lines, TRUE);
}
END_TEST

START_TEST(w05_ends_have_what_is_required)
{
	check("notices: []", "notices: [check-request]",
	      "(warning) p.yaml: line 62, column 3: W05: end 'gone' can be reached without the notice 'check-request'");
	check("fields: [lamp]", "fields: [lamp, spare]",
	      "(warning) p.yaml: line 61, column 3: W05: end 'fine' can be reached without a record of 'spare'\n"
	      "(warning) p.yaml: line 62, column 3: W05: end 'gone' can be reached without a record of 'spare'");
	check("requires: {fields: [lamp], notices: []}", "requires: {fields: [lamp, look.outcome]}",
	      "(warning) p.yaml: line 62, column 3: W05: end 'gone' can be reached without a record of 'look.outcome'");
}
END_TEST

START_TEST(what_cannot_be_read_is_not_looked_along)
{
	check("kind: probe", "kind: prob",
	      "p.yaml: line 25, column 11: 'kind' of step 'look' is 'prob': expected one of probe, ask, do, notify, wait, decide, "
	      "call, end; did you mean 'probe'?");
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_sound_procedure_has_no_fault), UNIT(e01_edges_lead_to_steps), UNIT(e02_one_start_and_an_end),
		UNIT(e03_every_step_is_reached), UNIT(e04_every_step_comes_to_an_end), UNIT(e05_every_answer_has_its_branch),
		UNIT(e06_decisions_decide_each_case_once), UNIT(e07_nothing_measured_is_a_way_of_its_own), UNIT(e08_waits_end),
		UNIT(e09_no_loop_turns_by_itself), UNIT(e10_no_loop_tells_without_measure), UNIT(e11_whoever_is_to_act_was_told),
		UNIT(e12_what_is_named_is_there), UNIT(e13_what_is_read_was_recorded),
		UNIT(what_is_said_of_a_case_can_be_said),
		UNIT(e14_what_cannot_be_undone_is_confirmed), UNIT(e15_calls_end_and_all_their_ends_lead_on),
		UNIT(what_a_call_takes_and_gives_is_known), UNIT(e16_no_limit_is_longer_than_the_whole),
		UNIT(w01_decisions_part_and_say_so), UNIT(w02_no_way_is_too_long), UNIT(w03_somebody_answers_and_has_looked),
		UNIT(w04_both_languages_fit_the_page), UNIT(w05_ends_have_what_is_required),
		UNIT(what_cannot_be_read_is_not_looked_along), {NULL},
	};

	return unit_run("procedure-lint", tests);
}
