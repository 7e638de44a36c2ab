/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Know-how as it is read and told: ids and days, files of entries, what a case tells the
 * index, and the part of a text that answers a search.
 */
#include "cases/internal.h"
#include "cases/know.h"
#include "unit.h"

#include "base/text.h"

#include <string.h>

#define DAY_US G_TIME_SPAN_DAY
#define NOW_US (INT64_C(1767225600) * G_USEC_PER_SEC) /* 2026-01-01 00:00 UTC */

static const struct {
	const char *text;
	int64_t number; /* 0: none */
} ids[] = {
	{"KB-0001", 1}, {"kb-12", 12}, {"7", 7}, {"KB-12345", 12345}, {"KB-0", 0}, {"KB-", 0}, {"", 0},
	{"KB--1", 0},	{"KB-+1", 0},  {"-1", 0}, {"INC-20261125-001", 0}, {"KB-1x", 0}, {"KB-99999999999", 0},
};

START_TEST(an_id_is_read_or_is_none)
{
	int64_t number = 0;

	ck_assert_int_eq(know_id_parse(ids[_i].text, &number), ids[_i].number > 0);
	ck_assert_int_eq(number, ids[_i].number);
}
END_TEST

START_TEST(an_id_is_printed_with_four_digits_or_more)
{
	g_autofree char *small = know_id_print(7), *large = know_id_print(12345);

	ck_assert_str_eq(small, "KB-0007");
	ck_assert_str_eq(large, "KB-12345");
}
END_TEST

static const struct {
	const char *text;
	int64_t until_us; /* 0: refused */
} untils[] = {
	{"2026-01-01", NOW_US + DAY_US - G_USEC_PER_SEC},
	{"2028-02-29", NOW_US + 790 * DAY_US - G_USEC_PER_SEC},
	{"1y", NOW_US + 365 * DAY_US},
	{"90d", NOW_US + 90 * DAY_US},
	{"10y", NOW_US + 3652 * DAY_US},
	{"2025-12-31", 0},
	{"2027-02-29", 0},
	{"2036-01-02", 0},
	{"11y", 0},
	{"0y", 0},
	{"-1y", 0},
	{"y", 0},
	{"0d", 0},
	{"600w", 0},
	{"2027-4-1", 0},
	{"2027-04-01T00:00", 0},
	{"tomorrow", 0},
	{"", 0},
};

START_TEST(a_day_of_review_lies_ahead_and_not_too_far)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
	g_autoptr(GError) error = NULL;
	int64_t until = 0;

	ck_assert_int_eq(know_until_parse(untils[_i].text, zone, NOW_US, &until, &error), untils[_i].until_us != 0);
	ck_assert_int_eq(until, untils[_i].until_us);
	ck_assert_int_eq(error != NULL, untils[_i].until_us == 0);
}
END_TEST

/* --- files --- */

#define ENTRY "{title: a, text: b, owner: noc, review: 2027-04-01}"

static const struct {
	const char *text, *fault; /* NULL: there is none */
} files[] = {
	{"knowledge: {one: " ENTRY "}", NULL},
	{"knowledge: {}", NULL},
	{"", "k.yaml: there is no 'knowledge' in it"},
	{"other: 1", "k.yaml: line 1, column 1: unknown key 'other' in a file of knowledge: expected one of knowledge"},
	{"knowledge: []", "k.yaml: line 1, column 12: a list of entries"},
	{"knowledge: {'b c': " ENTRY "}", "k.yaml: line 1, column 13: name of an entry"},
	{"knowledge: {a: {title: {ja: x}, text: b, owner: noc, review: 2027-04-01}}",
	 "k.yaml: line 1, column 24: title of entry 'a' wants both 'ja' and 'en', or is one text"},
	{"knowledge: {a: {title: '  ', text: b, owner: noc, review: 2027-04-01}}",
	 "k.yaml: line 1, column 24: title of entry 'a' is empty, or holds what no text has"},
	{"knowledge: {a: {title: \"x\\e[31m\", text: b, owner: noc, review: 2027-04-01}}",
	 "k.yaml: line 1, column 24: title of entry 'a' is empty, or holds what no text has"},
	{"knowledge: {a: {title: x, text: b, owner: noc, review: 2027-13-01}}",
	 "k.yaml: line 1, column 56: review of entry 'a' is no day: expected: 2027-04-01"},
};

START_TEST(a_file_is_read_or_its_fault_is_told)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(GPtrArray) drafts = know_file_parse("k.yaml", files[_i].text, strlen(files[_i].text), faults);
	g_autofree char *fault = NULL;

	ck_assert_int_eq(drafts == NULL, files[_i].fault != NULL);
	if (!files[_i].fault)
		return;
	ck_assert_uint_ge(conf_faults_count(faults), 1);
	fault = conf_fault_print(conf_faults_at(faults, 0));
	ck_assert_msg(g_str_has_prefix(fault, files[_i].fault), "%s", fault);
}
END_TEST

START_TEST(an_entry_of_a_file_has_both_languages_or_one)
{
	static const char text[] = "knowledge:\n"
				   "  two: {title: {ja: 題, en: T}, text: {ja: \"本\\n文\", en: x}, owner: noc, review: 2027-04-01}\n"
				   "  one: " ENTRY "\n";
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(GPtrArray) drafts = know_file_parse("k.yaml", text, sizeof(text) - 1, faults);
	const struct know_draft *two, *one;

	ck_assert_ptr_nonnull(drafts);
	ck_assert_uint_eq(drafts->len, 2);
	two = drafts->pdata[0];
	one = drafts->pdata[1];
	ck_assert_str_eq(two->name, "two");
	ck_assert_str_eq(two->title, "題");
	ck_assert_str_eq(two->title_en, "T");
	ck_assert_str_eq(two->text, "本\n文");
	ck_assert_str_eq(one->title_en, "");
	ck_assert_str_eq(one->review, "2027-04-01");
}
END_TEST

/* --- what a case tells --- */

static void add_event(struct case_file *file, int64_t run, const char *kind, const char *body)
{
	g_autofree char *whole = g_strdup_printf("{\"v\":1,\"what\":%s}", body);
	const struct case_event_record record = {
		.case_id = file->id,
		.number = file->events->len + 1,
		.run = run,
		.kind = kind,
		.actor = "sato",
		.body = whole,
		.body_length = strlen(whole),
	};

	g_ptr_array_add(file->events, event_read(&record));
}

static void event_destroy(gpointer event)
{
	event_free(event);
}

START_TEST(a_case_tells_what_was_said_and_neither_who_called_nor_what_was_corrected)
{
	struct case_file file = {.id = (char *)"INC-1", .title = (char *)"断", .subject = (char *)"line:h1"};
	g_autoptr(ops_procedure_event_t) event = procedure_event_new(EVENT_OUTCOME, 5, "sato");
	g_autoptr(ops_json_t) json = NULL;
	g_autofree char *walked = NULL, *text = NULL;
	struct know_folded folded;

	event->turn = 1;
	event->step = g_strdup("report");
	event->outcome = g_strdup("answered");
	procedure_event_add_fact(event, "caller", "Suzuki", false);
	procedure_event_add_fact(event, "symptom", "slow", false);
	json = procedure_event_json(event);
	walked = json_print(json);
	file.events = g_ptr_array_new_with_free_func(event_destroy);
	add_event(&file, 0, "opened", "{\"subject\":\"\",\"organization\":\"\",\"detected_by\":\"person\",\"text\":\"cold\"}");
	add_event(&file, 0, "note", "{\"text\":\"wrong\"}");
	add_event(&file, 0, "correction", "{\"text\":\"right\",\"corrects\":2}");
	add_event(&file, 1, "run", walked);
	text = know_case_text(&file);
	ck_assert_str_eq(text, "cold\nright\nslow");
	know_fold_case(&file, &folded);
	ck_assert_str_eq(folded.title, "断");
	ck_assert_str_eq(folded.text, "cold right slow line h1 inc 1");
	know_folded_clear(&folded);
	g_ptr_array_unref(file.events);
}
END_TEST

START_TEST(an_entry_is_told_in_both_languages)
{
	const struct know_entry entry = {.title = "停電", .title_en = "Power", .text = "断", .text_en = "cut"};
	struct know_folded folded;

	know_fold_entry(&entry, &folded);
	ck_assert_str_eq(folded.title, "停電 電 power");
	ck_assert_str_eq(folded.text, "断 cut");
	know_folded_clear(&folded);
}
END_TEST

/* --- excerpts --- */

static const struct {
	const char *text, *query;
	unsigned int columns;
	const char *excerpt;
} excerpts[] = {
	{"one\ntwo words\nthree", "two", 20, "two words"},
	{"one\ntwo\nthree", "nothing", 20, "one"},
	{"\n\n  indented  \n", "nothing", 20, "indented"},
	{"", "x", 20, ""},
	{"first of all comes this, and then the lamp is dark", "lamp", 20, "…d then the lamp is…"},
	{"最初の一行はとても長くて最後に障害がある", "障害", 20, "…も長くて最後に障害…"},
	{"an \033[31mescape", "escape", 40, "an \\x1b[31mescape"},
	{"bytes \xff\xfe here", "here", 40, "bytes \\xff\\xfe here"},
};

START_TEST(an_excerpt_shows_what_answers)
{
	g_autoptr(ops_fold_terms_t) terms = fold_query(excerpts[_i].query, strlen(excerpts[_i].query));
	g_autofree char *excerpt = know_excerpt(excerpts[_i].text, terms, excerpts[_i].columns);

	ck_assert_str_eq(excerpt, excerpts[_i].excerpt);
	ck_assert_uint_le(text_width(excerpt), excerpts[_i].columns);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT_ROWS(an_id_is_read_or_is_none, ids),
		UNIT(an_id_is_printed_with_four_digits_or_more),
		UNIT_ROWS(a_day_of_review_lies_ahead_and_not_too_far, untils),
		UNIT_ROWS(a_file_is_read_or_its_fault_is_told, files),
		UNIT(an_entry_of_a_file_has_both_languages_or_one),
		UNIT(a_case_tells_what_was_said_and_neither_who_called_nor_what_was_corrected),
		UNIT(an_entry_is_told_in_both_languages),
		UNIT_ROWS(an_excerpt_shows_what_answers, excerpts),
		{NULL},
	};

	return unit_run("cases/know", tests);
}
