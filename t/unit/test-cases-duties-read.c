/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cases/duties-read.c: what comes with nwops, what a site may write, and every fault with its place.
 */
#include "cases/duties-internal.h"
#include "unit.h"

#include <glib/gstdio.h>
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

static const struct duty_row *row_called(const struct duties *duties, const char *id)
{
	for (size_t i = 0; i < duties_count(duties); i++)
		if (g_str_equal(duties_at(duties, i)->id, id))
			return duties_at(duties, i);
	ck_abort_msg("no row %s", id);
}

START_TEST(what_comes_with_nwops_has_no_fault)
{
	g_autofree char *text = load("share/duties.yaml");
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_duties_t) duties = duties_read("duties.yaml", text, strlen(text), faults);
	g_autofree char *told = shown(faults);

	ck_assert_str_eq(told, "");
	ck_assert_uint_eq(duties->closed_count, 1);
	ck_assert_int_eq(duties->closed[0].from, 1229);
	ck_assert_int_eq(duties->closed[0].until, 103);
	ck_assert_int_eq(duties_unit(duties), DUTY_UNIT_LINE);
	ck_assert(row_called(duties, "M3")->off);
	ck_assert_int_eq(row_called(duties, "U2")->hours_from, 23 * 60);
	ck_assert_int_eq(row_called(duties, "U2")->hours_until, 7 * 60);
	ck_assert_int_eq(row_called(duties, "R2")->business_days, 5);
}
END_TEST

START_TEST(how_long_before_planned_work_is_told_and_by_whose_order_stands_there)
{
	static const char text[] = "lead: {interruption: 60d}\nprescribed: {source: the order, checked: 2026-11-24}\nduties: {}\n";
	static const char faulty[] = "lead: {other: 400d, outage: 1d}\nprescribed: {source: x}\nduties: {}\n";
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_duties_t) duties = duties_read("duties.yaml", text, strlen(text), faults), none = NULL;
	const char *checked;
	g_autofree char *told = NULL;

	ck_assert_ptr_nonnull(duties);
	ck_assert_int_eq(duties_lead(duties, true), INT64_C(60) * 24 * 3600 * G_USEC_PER_SEC);
	ck_assert_int_eq(duties_lead(duties, false), INT64_C(14) * 24 * 3600 * G_USEC_PER_SEC);
	ck_assert_str_eq(duties_prescribed(duties, &checked), "the order");
	ck_assert_str_eq(checked, "2026-11-24");
	none = duties_read("duties.yaml", faulty, strlen(faulty), faults);
	ck_assert_ptr_null(none);
	told = shown(faults);
	ck_assert_str_eq(told, "1:15 'other' of duties.yaml is '400d': expected a duration from 0s to 366d, such as 30s or 1h30m\n"
			       "1:21 unknown key 'outage' in 'lead' of duties.yaml: expected one of interruption, other\n"
			       "2:13 'prescribed' of duties.yaml lacks 'checked'\n");
}
END_TEST

START_TEST(what_follows_a_law_names_it_and_is_left_to_a_person)
{
	g_autofree char *text = load("share/duties.yaml");
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_duties_t) duties = duties_read("duties.yaml", text, strlen(text), faults);
	guint laws = 0;

	for (size_t i = 0; i < duties_count(duties); i++) {
		const struct duty_row *row = duties_at(duties, i);
		bool to_authority = row->audiences & 1U << AUDIENCE_AUTHORITY;

		laws += row->law.source != NULL;
		ck_assert_msg(!to_authority || (row->law.source && row->law.checked && row->law.certainty && row->decide), "%s", row->id);
		ck_assert(row->title_ja && row->title_en && strcmp(row->title_ja, row->title_en) != 0);
	}
	ck_assert_uint_ge(laws, 10);
}
END_TEST

#define ROW "duties:\n  A: {title: {ja: あ, en: a}, "
static const struct { const char *text, *faults; } faulty[] = {
	{ "", "0:0 duties.yaml lacks 'duties'\n" },
	{ "user-unit: lines\n", "1:1 duties.yaml lacks 'duties'\n1:12 'user-unit' of duties.yaml is 'lines': expected one of line, institution; "
	  "did you mean 'line'?\n" },
	{ "dutys: {}\nduties: {}\n", "1:1 unknown key 'dutys' in duties.yaml: expected one of user-unit, closed, lead, prescribed, duties\n" },
	{ "closed: [13-01, '02-30', '12-29..01-3', '12-29-01-03']\nduties: {}\n",
	  "1:10 'closed' of duties.yaml is '13-01': expected days as in '08-13' or '12-29..01-03'\n"
	  "1:17 'closed' of duties.yaml is '02-30': expected days as in '08-13' or '12-29..01-03'\n"
	  "1:26 'closed' of duties.yaml is '12-29..01-3': expected days as in '08-13' or '12-29..01-03'\n"
	  "1:41 'closed' of duties.yaml is '12-29-01-03': expected days as in '08-13' or '12-29..01-03'\n" },
	{ "duties: {A: {}}\n",
	  "1:13 duty 'A' lacks 'title'\n1:13 duty 'A' lacks 'when'\n1:13 duty 'A' must have one of 'due' and 'every'\n1:13 duty 'A' lacks 'to'\n"
	  "1:13 duty 'A' has neither a 'notice' or 'recorded' by which it is met nor 'decide: person'\n" },
	{ "duties:\n  A: {title: {ja: あ}, when: {}, due: {}, to: [], decide: machine}\n",
	  "2:14 'title' of duty 'A' must have both 'ja' and 'en'\n2:29 'when' of duty 'A' says nothing\n2:38 'due' of duty 'A' lacks 'from'\n"
	  "2:46 'to' of duty 'A' names nobody\n2:58 'decide' of duty 'A' is 'machine': expected one of person\n" },
	{ ROW "when: {open: false, users: 0, lasts: 3, clas: x}, due: {from: detectd, after: 5, months: 1}, to: [pears], notice: outage-frist}\n", NULL },
	{ ROW "when: {any: [], all: x}, every: 1m, hours: '7:00-23:00', to: [core], notice: outage-follow-up}\n", NULL },
	{ ROW "when: {open: true}, due: {from: detected, after: 30m}, hours: '07:00-23:00', remind: 30m, to: [core], notice: outage-first}\n",
	  NULL },
	{ ROW "when: {open: true}, every: 60m, to: [authority], law: {source: s, checked: 2026-02-30}}\n", NULL },
};

/* What a row of FAULTY with NULL must say; in the file of expected values the lines would be too long. */
static const char *const said[][6] = {
	[6] = { "'open' of duty 'A' is 'false': expected true, or nothing", "'users' of duty 'A' is '0'", "'lasts' of duty 'A' is '3'",
		"unknown key 'clas' in 'when' of duty 'A'; did you mean 'class'?", "did you mean 'detected'?", "did you mean 'peers'?" },
	[7] = { "'any' of duty 'A' has 0 entries, not 1 to 16", "'all' of duty 'A'", "'every' of duty 'A' is '1m'",
		"'hours' of duty 'A' is '7:00-23:00': expected hours as in '07:00-23:00'" },
	[8] = { "'hours' of duty 'A' goes with 'every'", "'remind' of duty 'A' is not shorter than the time that there is" },
	[9] = { "'law' of duty 'A' lacks 'certainty'", "'checked' of duty 'A' is '2026-02-30': expected a day as in '2026-11-25'",
		"'every' of duty 'A' would come again and again, and only a person could end it" },
};

START_TEST(every_fault_is_told_with_its_place)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autofree char *told = NULL;

	ck_assert_ptr_null(duties_read("duties.yaml", faulty[_i].text, strlen(faulty[_i].text), faults));
	told = shown(faults);
	if (faulty[_i].faults) {
		ck_assert_str_eq(told, faulty[_i].faults);
		return;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(said[_i]) && said[_i][i]; i++)
		ck_assert_msg(strstr(told, said[_i][i]) != NULL, "%s", told);
}
END_TEST

START_TEST(what_a_row_asks_for_must_be_something_that_somebody_can_record)
{
	static const char *const facts[] = { "secrecy-leak", "reviewed", NULL };
	static const char text[] =
		ROW "when: {any: [{said: secrecy-leak}, {said: secrecy-leek}]}, due: {from: condition}, to: [manager], recorded: revue}\n"
		"  B: {title: {ja: い, en: b}, when: {said: nothing-at-all-like-it}, due: {from: condition}, to: [manager], recorded: reviewed}\n";
	g_autofree char *directory = g_dir_make_tmp("nwops-duties-XXXXXX", NULL);
	g_autofree char *path = g_build_filename(directory, "duties.yaml", NULL);
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autofree char *told = NULL;

	ck_assert(g_file_set_contents(path, text, -1, NULL));
	duties_free(duties_load(directory, "/nowhere", faults));
	ck_assert_uint_eq(conf_faults_count(faults), 0);
	duties_lint(directory, "/nowhere", facts, faults);
	told = shown(faults);
	ck_assert_str_eq(told, "2:72 duty 'A' asks for 'secrecy-leek', which no field of a case and no step of a procedure records: "
			       "it could never be owed or met; did you mean 'secrecy-leak'?\n"
			       "2:138 duty 'A' asks for 'revue', which no field of a case and no step of a procedure records: "
			       "it could never be owed or met\n"
			       "3:43 duty 'B' asks for 'nothing-at-all-like-it', which no field of a case and no step of a procedure records: "
			       "it could never be owed or met\n");
	g_remove(path);
	g_rmdir(directory);
}
END_TEST

/* The keys that stand on the page as items. */
static char **keys_of_page(void)
{
	g_autofree char *page = load("man/nwops-duties.5");
	g_auto(GStrv) lines = g_strsplit(page, "\n", -1);
	GPtrArray *keys = g_ptr_array_new();

	for (char **line = lines; *line; line++)
		if (g_str_has_prefix(*line, ".It Cm "))
			g_ptr_array_add(keys, g_strdup(*line + strlen(".It Cm ")));
	g_ptr_array_add(keys, NULL);
	return (char **)g_ptr_array_free(keys, FALSE);
}

static bool is_key(const char *word)
{
	for (size_t section = 0; duties_keys(section); section++)
		if (g_strv_contains(duties_keys(section), word))
			return true;
	return false;
}

START_TEST(every_key_stands_on_the_page_and_the_page_has_no_other)
{
	g_auto(GStrv) page = keys_of_page();

	ck_assert_uint_gt(g_strv_length(page), 20);
	for (size_t section = 0; duties_keys(section); section++)
		for (const char *const *key = duties_keys(section); *key; key++)
			ck_assert_msg(g_strv_contains((const char *const *)page, *key), "%s is not on the page", *key);
	for (char **key = page; *key; key++)
		ck_assert_msg(is_key(*key), "the page has '%s'", *key);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(what_comes_with_nwops_has_no_fault),
		UNIT(how_long_before_planned_work_is_told_and_by_whose_order_stands_there),
		UNIT(what_follows_a_law_names_it_and_is_left_to_a_person),
		UNIT_ROWS(every_fault_is_told_with_its_place, faulty),
		UNIT(what_a_row_asks_for_must_be_something_that_somebody_can_record),
		UNIT(every_key_stands_on_the_page_and_the_page_has_no_other),
		{ NULL },
	};

	return unit_run("cases/duties-read", tests);
}
