/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Manuals: the same bytes from the same configuration, nothing invented, nothing in them that others are
 * not to see, and a front that cannot be taken for the text.
 */
#include "audit/audit.h"

#include "fixture-procedure.h"
#include "test-inventory.h"

#define HOSTILE "--- | <script>*_`"

struct bench {
	struct inventory *inventory;
	struct procedure_set *ways;
};

/* TEXT beside the base of the tests of inventory/, RULES before it. */
static struct bench bench_over(const char *rules, const char *text, const char *procedure)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autofree char *whole = g_strconcat(rules, case_base, NULL);
	struct bench bench = { case_read(whole, text, faults), procedure_set_new() };
	g_autofree char *shown = case_shown(faults);

	ck_assert_msg(bench.inventory != NULL, "%s", shown);
	procedure_set_take(bench.ways, fixture_procedure(procedure));
	return bench;
}

static void bench_clear(struct bench *bench)
{
	inventory_free(bench->inventory);
	procedure_set_free(bench->ways);
}

static struct manual *manual_over(const struct bench *bench, enum manual_kind kind, enum procedure_language language)
{
	const struct manual_source source = {
		.kind = kind, .language = language, .inventory = bench->inventory, .procedures = bench->ways,
	};

	return manual_new(&source);
}

static char *lacks_of(const struct manual *manual)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < manual_lacks(manual)->len; i++)
		g_string_append_printf(text, "%s\n", (const char *)manual_lacks(manual)->pdata[i]);
	return g_string_free(text, FALSE);
}

static struct manual_front no_front(void)
{
	static GPtrArray *none;
	static GTimeZone *zone;

	none = none ? none : g_ptr_array_new();
	zone = zone ? zone : g_time_zone_new_utc();
	return (struct manual_front){ .standing = STANDING_NOT_APPROVED, .approvals = none, .zone = zone };
}

START_TEST(the_same_configuration_gives_the_same_text)
{
	static const char more[] =
		"organizations: {hosp-9: {kind: institution, type: clinic, service-class: user, name: Another}}\n"
		"contacts: {nine: {organization: hosp-9, role: responsible, channels: [{phone: 090-0000-0009}]}}\n"
		"lines: {h9: {institution: hosp-9, from: a1, address: 10.1.0.9}}\n";
	struct bench bench = bench_over("", NULL, procedure_sound), grown = bench_over("", more, procedure_sound);

	for (unsigned int kind = 0; kind < MANUAL_KIND_COUNT; kind++) {
		g_autoptr(ops_manual_t) first = manual_over(&bench, kind, PROCEDURE_ENGLISH);
		g_autoptr(ops_manual_t) second = manual_over(&bench, kind, PROCEDURE_ENGLISH);
		g_autoptr(ops_manual_t) larger = manual_over(&grown, kind, PROCEDURE_ENGLISH);
		g_autoptr(ops_manual_t) other = manual_over(&bench, kind, PROCEDURE_JAPANESE);
		struct digest digest = digest_of(manual_text(first), strlen(manual_text(first)));

		ck_assert_str_eq(manual_text(first), manual_text(second));
		ck_assert(digest_equal(manual_digest(first), &digest));
		ck_assert_str_eq(manual_text(first), manual_text(larger));
		ck_assert(!digest_equal(manual_digest(first), manual_digest(other)));
	}
	bench_clear(&bench);
	bench_clear(&grown);
}
END_TEST

START_TEST(a_change_of_a_procedure_changes_the_text_even_where_it_prints_alike)
{
	g_autofree char *commented = g_strconcat("# a remark\n", procedure_sound, NULL);
	struct bench bench = bench_over("", NULL, procedure_sound), remarked = bench_over("", NULL, commented);
	g_autoptr(ops_manual_t) before = manual_over(&bench, MANUAL_RESPONSE, PROCEDURE_ENGLISH);
	g_autoptr(ops_manual_t) after = manual_over(&remarked, MANUAL_RESPONSE, PROCEDURE_ENGLISH);

	ck_assert(!digest_equal(manual_digest(before), manual_digest(after)));
	bench_clear(&bench);
	bench_clear(&remarked);
}
END_TEST

START_TEST(what_the_site_did_not_write_is_said_and_counted)
{
	static const char expected[] =
		"not written: Normal roster (1.1.1-3)\n"
		"not written: Disaster roster (1.3.1-3)\n"
		"not written: statement of conformity with law and standards (2.1.1-1)\n"
		"not written: conduct when the service of 'gold' changes (2.1.1-2)\n"
		"not written: conduct when the service of 'gold' is interrupted (2.1.1-7)\n"
		"not written: conduct when the service of 'user' changes (2.1.1-2)\n"
		"not written: conduct when the service of 'user' is interrupted (2.1.1-7)\n";
	static const char response[] =
		"not written: Normal roster (1.1.1-3)\n"
		"not written: Disaster roster (1.3.1-3)\n"
		"not written: conduct when the service of 'gold' is interrupted (2.1.1-7)\n"
		"not written: conduct when the service of 'user' is interrupted (2.1.1-7)\n";
	struct bench bench = bench_over("", NULL, procedure_sound);
	g_autoptr(ops_manual_t) manual = manual_over(&bench, MANUAL_OPERATIONS, PROCEDURE_ENGLISH);
	g_autoptr(ops_manual_t) short_one = manual_over(&bench, MANUAL_RESPONSE, PROCEDURE_ENGLISH);
	g_autofree char *lacks = lacks_of(manual), *fewer = lacks_of(short_one);

	ck_assert_str_eq(lacks, expected);
	for (guint i = 0; i < manual_lacks(manual)->len; i++) {
		g_autofree char *shown = g_strconcat("**", manual_lacks(manual)->pdata[i], "**\n", NULL);

		ck_assert_msg(strstr(manual_text(manual), shown) != NULL, "%s", shown);
	}
	ck_assert_str_eq(fewer, response);
	bench_clear(&bench);
}
END_TEST

START_TEST(another_language_never_stands_in)
{
	static const char rules[] = "manual: {conformity: {ja: 準拠する, reviewed: 2026-04-01}}\n";
	struct bench bench = bench_over(rules, NULL, procedure_sound);
	g_autoptr(ops_manual_t) english = manual_over(&bench, MANUAL_OPERATIONS, PROCEDURE_ENGLISH);
	g_autoptr(ops_manual_t) japanese = manual_over(&bench, MANUAL_OPERATIONS, PROCEDURE_JAPANESE);
	g_autofree char *lacks = lacks_of(english), *missing = lacks_of(japanese);

	ck_assert_ptr_nonnull(strstr(lacks, "not written: statement of conformity with law and standards, in English "
				     "(2.1.1-1)\n"));
	ck_assert_ptr_null(strstr(manual_text(english), "準拠する"));
	ck_assert_ptr_nonnull(strstr(manual_text(japanese), "> 準拠する\n"));
	ck_assert_ptr_nonnull(strstr(manual_text(japanese), "確認日: 2026-04-01\n"));
	ck_assert_ptr_nonnull(strstr(missing, "記載なし: 適合の宣言の根拠 (2.1.1-1)\n"));
	bench_clear(&bench);
}
END_TEST

START_TEST(nothing_is_in_it_that_others_are_not_to_see)
{
	static const char text[] =
		"contacts:\n"
		"  hook: {organization: self, role: noc, name: Watch, login: secretlogin,\n"
		"         channels: [{webhook: 'https://chat.example/TOKEN'}, {mail: watch@self.example}]}\n"
		"  theirs: {organization: hosp-1, role: responsible, name: Nurse, channels: [{mail: nurse@hosp.example}]}\n";
	static const char *const hidden[] = { "secretlogin", "suzuki", "TOKEN", "Nurse", "nurse@", "Hospital" };
	struct bench bench = bench_over("", text, procedure_sound);
	g_autoptr(ops_manual_t) manual = manual_over(&bench, MANUAL_OPERATIONS, PROCEDURE_ENGLISH);

	for (size_t i = 0; i < G_N_ELEMENTS(hidden); i++)
		ck_assert_msg(!strstr(manual_text(manual), hidden[i]), "%s", hidden[i]);
	ck_assert_ptr_nonnull(strstr(manual_text(manual), "watch@self.example"));
	bench_clear(&bench);
}
END_TEST

START_TEST(every_step_and_outcome_is_in_it)
{
	struct bench bench = bench_over("", NULL, procedure_sound);
	g_autoptr(ops_manual_t) manual = manual_over(&bench, MANUAL_RESPONSE, PROCEDURE_JAPANESE);
	const struct procedure *procedure = procedure_set_at(bench.ways, 0);

	for (unsigned int i = 0; i < procedure_step_count(procedure); i++)
		ck_assert_ptr_nonnull(strstr(manual_text(manual), procedure_step_at(procedure, i)->title.japanese));
	ck_assert_ptr_nonnull(strstr(manual_text(manual), "| ① 報告 | 接続機関 |  | 点 → 測定<br>消 → "));
	ck_assert_ptr_nonnull(strstr(manual_text(manual), "| 小 | 全体 | 4時間 |  |\n"));
	ck_assert_ptr_nonnull(strstr(manual_text(manual), "| 小 | 測定 | 5分 |  |\n"));
	bench_clear(&bench);
}
END_TEST

START_TEST(applications_are_no_part_of_the_response_manual)
{
	g_autofree char *application = fixture_replace(procedure_sound, "1.3.2(1) fig 5", "2.3.1");
	struct bench bench = bench_over("", NULL, application);
	g_autoptr(ops_manual_t) whole = manual_over(&bench, MANUAL_OPERATIONS, PROCEDURE_ENGLISH);
	g_autoptr(ops_manual_t) response = manual_over(&bench, MANUAL_RESPONSE, PROCEDURE_ENGLISH);

	ck_assert_ptr_nonnull(strstr(manual_text(whole), "### 8.1 Small\n"));
	ck_assert_ptr_null(strstr(manual_text(response), "### 8.1"));
	ck_assert_ptr_nonnull(strstr(manual_text(response), "**not written: procedures (1.3.1-1)**\n"));
	bench_clear(&bench);
}
END_TEST

START_TEST(nothing_written_can_pass_for_markup_or_the_dividing_line)
{
	g_autofree char *procedure = fixture_replace(procedure_sound, "By hand", "'" HOSTILE "'");
	struct bench bench = bench_over("manual: {title: '" HOSTILE "', conformity: {en: \"a\\n\\n---\\n\\n# b\"}}\n", NULL, procedure);
	g_autoptr(ops_manual_t) manual = manual_over(&bench, MANUAL_OPERATIONS, PROCEDURE_ENGLISH);
	const struct manual_front front = no_front();
	g_autofree char *file = manual_markdown(manual, &front), *page = manual_html(manual, &front);
	const char *line = strstr(file, "\n---\n");

	ck_assert_ptr_nonnull(line);
	ck_assert_str_eq(line + strlen("\n---\n"), manual_text(manual));
	ck_assert_ptr_nonnull(strstr(manual_text(manual), "> \\---\n\n> \\# b\n"));
	ck_assert_ptr_nonnull(strstr(manual_text(manual), "--- \\| \\<script\\>\\*\\_\\`"));
	ck_assert_ptr_null(strstr(page, "<script"));
	ck_assert_ptr_nonnull(strstr(page, "&lt;script&gt;"));
	/* Nothing is fetched: the only address is the name that SVG has. */
	for (const char *at = page; (at = strstr(at, "http")); at++)
		ck_assert(g_str_has_prefix(at, "http://www.w3.org/2000/svg"));
	bench_clear(&bench);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(the_same_configuration_gives_the_same_text),
		UNIT(a_change_of_a_procedure_changes_the_text_even_where_it_prints_alike),
		UNIT(what_the_site_did_not_write_is_said_and_counted),
		UNIT(another_language_never_stands_in),
		UNIT(nothing_is_in_it_that_others_are_not_to_see),
		UNIT(every_step_and_outcome_is_in_it),
		UNIT(applications_are_no_part_of_the_response_manual),
		UNIT(nothing_written_can_pass_for_markup_or_the_dividing_line),
		{ NULL, NULL },
	};

	return unit_run("audit-manual", tests);
}
