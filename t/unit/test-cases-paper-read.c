/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cases/paper-read.c and paper-stage.c: what comes with nwops, what a site may write, and every fault with its place.
 */
#include "cases/paper.h"
#include "unit.h"

#include <string.h>

static char *load(const char *name)
{
	g_autofree char *path = g_build_filename(g_getenv("NWOPS_SOURCE_ROOT"), name, NULL);
	char *text;

	ck_assert_msg(g_file_get_contents(path, &text, NULL, NULL), "%s", path);
	return text;
}

static char *shown(const struct conf_faults *faults)
{
	GString *text = g_string_new(NULL);

	for (size_t i = 0; i < conf_faults_count(faults); i++) {
		const struct conf_fault *fault = conf_faults_at(faults, i);

		g_string_append_printf(text, "%u:%u %s\n", fault->position.line, fault->position.column, fault->message);
	}
	return g_string_free(text, FALSE);
}

static struct papers *shipped(void)
{
	g_autofree char *text = load("share/paper.yaml");
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	struct papers *papers = papers_read("paper.yaml", text, strlen(text), faults);
	g_autofree char *told = shown(faults);

	ck_assert_str_eq(told, "");
	return papers;
}

START_TEST(what_comes_with_nwops_has_no_fault_and_a_paper_for_each_kind)
{
	g_autoptr(ops_papers_t) papers = shipped();
	bool has[CASE_KIND_COUNT] = {[CASE_INCIDENT] = true};

	for (size_t i = 0; i < papers_count(papers); i++)
		has[papers_at(papers, i)->kind] = true;
	for (unsigned int kind = 0; kind < CASE_KIND_COUNT; kind++)
		ck_assert_msg(has[kind], "%s", words_get(WORDS_CASE_KIND, kind)->id);
}
END_TEST

START_TEST(what_leads_through_a_paper_is_there_and_notices_have_its_fields)
{
	g_autoptr(ops_papers_t) papers = shipped();
	g_autofree char *fields = load("share/templates/fields.yaml");

	for (size_t i = 0; i < papers_count(papers); i++) {
		const char *procedure = papers_at(papers, i)->procedure;
		g_autofree char *name = procedure ? g_strdup_printf("share/procedures/%s.yaml", procedure) : NULL;
		g_autofree char *text = name ? load(name) : NULL;

		ck_assert(!name || text);
	}
	ck_assert_ptr_nonnull(papers_fields(papers));
	for (const struct paper_word *field = papers_fields(papers); field->id; field++) {
		g_autofree char *key = g_strdup_printf("\n  %s:", field->id);

		ck_assert_msg(strstr(fields, key) || g_str_equal(field->id, "takes-effect") || g_str_equal(field->id, "keep-reason") ||
			      g_str_equal(field->id, "lacking") || g_str_equal(field->id, "certificate-serial"), "%s", field->id);
	}
}
END_TEST

START_TEST(urgency_leaves_out_the_hearing_and_nothing_else)
{
	g_autoptr(ops_papers_t) papers = shipped();
	const struct paper *paper = papers_find(papers, "noncompliance");

	for (size_t i = 0; i < paper->stage_count; i++) {
		const struct paper_stage *stage = &paper->stages[i];

		if (g_str_equal(stage->id, "hearing"))
			ck_assert(stage->skip == PAPER_SKIP_DECISION && stage->skip_role == ROLE_OPS_MANAGER && stage->skip_reason);
		else
			ck_assert_msg(stage->skip == PAPER_SKIP_NEVER, "%s", stage->id);
	}
}
END_TEST

#define TITLE "title: {ja: あ, en: a}"
#define PAPER "documents: {d: {ja: あ, en: a}}\nfields: {f: {ja: あ, en: a}}\npapers:\n  p:\n    kind: enquiry\n    " TITLE "\n    stages:\n"
static const struct { const char *text, *faults[6]; } faulty[] = {
	{"", {"0:0 paper.yaml lacks 'papers'"}},
	{"paper: {}\npapers: {}\n", {"1:1 unknown key 'paper' in paper.yaml"}},
	{"papers: {x: {kind: incident, " TITLE ", stages: {}}}\n",
	 {"'kind' of paper 'x' is 'incident'", "'stages' of paper 'x' has 0 entries, not 1 to 40"}},
	{"papers: {x: {source: 9.9}}\n",
	 {"1:13 paper 'x' lacks 'kind'", "paper 'x' lacks 'title'", "'source' of paper 'x' is '9.9', which is no clause", "lacks 'stages'"}},
	{PAPER "      a: {title: {ja: あ}, after: [b], when: {b: x}, needs: {documents: [e], fields: [g], tol: x}}\n      b: {" TITLE "}\n",
	 {"'title' of stage 'a' of paper 'p' must have both 'ja' and 'en'", "'after' of stage 'a' of paper 'p' names 'b', which is no stage before it",
	  "'when' of stage 'a' of paper 'p' names 'b'", "'documents' of stage 'a' of paper 'p' names 'e', which is none of the file's",
	  "'fields' of stage 'a' of paper 'p' names 'g'", "unknown key 'tol' in 'needs' of stage 'a' of paper 'p'; did you mean 'told'?"}},
	{PAPER "      a: {" TITLE ", outcomes: {y: {ja: あ, en: a}, skip: {ja: あ, en: a}}}\n      b: {" TITLE ", when: {a: x}, due: {until: a}}\n",
	 {"'outcomes' of stage 'a' of paper 'p' has 'skip'", "'when' of stage 'b' of paper 'p' asks for 'x', which stage 'a' cannot end with",
	  "'until' of stage 'b' of paper 'p' names 'a', which sets no day"}},
	{PAPER "      a: {" TITLE ", needs: {told: {notice: outage-frist}, decision: chief}, skip-reason: f, remind: 1d}\n",
	 {"'told' of stage 'a' of paper 'p' lacks 'to'", "did you mean 'outage-first'?", "'decision' of stage 'a' of paper 'p' is 'chief'",
	  "'skip-reason' of stage 'a' of paper 'p' goes with 'skip'", "'remind' of stage 'a' of paper 'p' goes with 'due'"}},
	{PAPER "      a: {" TITLE ", until: g, due: {from: opened, after: 1h, business-days: 1}, remind: 2h}\n      b: {" TITLE ", due: {after: 1h}}\n",
	 {"'until' of stage 'a' of paper 'p' names 'g', which is none of the file's", "more than one of 'until', 'after' and 'business-days'",
	  "'remind' of stage 'a' of paper 'p' is not shorter", "'due' of stage 'b' of paper 'p' must have one of 'from' and 'until'"}},
	{PAPER "      a: {" TITLE ", skip: perhaps, optional: yes, linked: incidents}\n",
	 {"'skip' of stage 'a' of paper 'p' is 'perhaps'", "'optional' of stage 'a' of paper 'p'"}},
};

START_TEST(every_fault_is_told_with_its_place)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autofree char *told = NULL;

	ck_assert_ptr_null(papers_read("paper.yaml", faulty[_i].text, strlen(faulty[_i].text), faults));
	told = shown(faults);
	for (size_t i = 0; i < G_N_ELEMENTS(faulty[_i].faults) && faulty[_i].faults[i]; i++)
		ck_assert_msg(strstr(told, faulty[_i].faults[i]) != NULL, "%s\nin\n%s", faulty[_i].faults[i], told);
}
END_TEST

START_TEST(a_stage_stands_behind_the_one_before_it_unless_it_says_so)
{
	static const char text[] = PAPER "      a: {" TITLE "}\n      b: {" TITLE "}\n      c: {" TITLE ", after: [a]}\n      d: {" TITLE ", after: []}\n";
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_papers_t) papers = papers_read("x", text, strlen(text), faults);
	const struct paper_stage *stages;

	ck_assert_ptr_nonnull(papers);
	stages = papers_find(papers, "p")->stages;
	ck_assert_uint_eq(stages[0].after, 0);
	ck_assert_uint_eq(stages[1].after, 1);
	ck_assert_uint_eq(stages[2].after, 1);
	ck_assert_uint_eq(stages[3].after, 0);
	ck_assert_int_eq(stages[0].notice, -1);
	ck_assert_int_eq(stages[0].decision, -1);
}
END_TEST

START_TEST(papers_end_with_the_last_who_holds_them)
{
	static const char text[] = PAPER "      a: {" TITLE "}\n";
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	struct papers *papers = papers_read("x", text, strlen(text), faults);
	g_autoptr(ops_papers_t) held = NULL;

	ck_assert_ptr_nonnull(papers);
	held = papers_ref(papers);
	papers_free(papers);
	ck_assert_str_eq(papers_find(held, "p")->id, "p");
}
END_TEST

/* --- the page --- */

static bool is_key(const char *word)
{
	for (size_t section = 0; papers_keys(section); section++)
		if (g_strv_contains(papers_keys(section), word))
			return true;
	return false;
}

START_TEST(every_key_stands_on_the_page_and_the_page_has_no_other)
{
	g_autofree char *page = load("man/nwops-paper.5");
	g_auto(GStrv) lines = g_strsplit(page, "\n", -1);

	for (size_t section = 0; papers_keys(section); section++)
		for (const char *const *key = papers_keys(section); *key; key++) {
			g_autofree char *item = g_strdup_printf("Cm %s\n", *key), *end = g_strdup_printf("Cm %s .", *key);

			ck_assert_msg(strstr(page, item) || strstr(page, end), "%s is not on the page", *key);
		}
	for (char **line = lines; *line; line++)
		if (g_str_has_prefix(*line, ".It Cm "))
			ck_assert_msg(is_key(*line + strlen(".It Cm ")), "the page has '%s'", *line);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(what_comes_with_nwops_has_no_fault_and_a_paper_for_each_kind),
		UNIT(what_leads_through_a_paper_is_there_and_notices_have_its_fields),
		UNIT(urgency_leaves_out_the_hearing_and_nothing_else),
		UNIT_ROWS(every_fault_is_told_with_its_place, faulty),
		UNIT(a_stage_stands_behind_the_one_before_it_unless_it_says_so),
		UNIT(papers_end_with_the_last_who_holds_them),
		UNIT(every_key_stands_on_the_page_and_the_page_has_no_other),
		{ NULL },
	};

	return unit_run("cases/paper-read", tests);
}
