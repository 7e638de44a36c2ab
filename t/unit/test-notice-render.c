/* SPDX-License-Identifier: Apache-2.0 */
/*
 * notice/template.h, texts: what a template and facts become, byte for byte; what is new is marked; a text from
 * outside changes nothing but its own place; the minimal text says what may be said.
 */
#include "fixture-template.h"

#define SUBJECT "【続報】第{{number}}報 {{place}} ({{reference}})"

/* Facts as "name=value" a line, "name~value" when estimated; "name" alone: asked for and not known. */
static struct notice_facts *facts_of(enum audience audience, const char *text)
{
	struct notice_facts *facts = notice_facts_new(NOTICE_OUTAGE_FOLLOW_UP, audience);
	g_auto(GStrv) lines = g_strsplit(text, ";", -1);

	facts->reference = g_strdup("INC-20261126-003");
	facts->as_of_us = INT64_C(1795656600000000);	/* 2026-11-26 10:30 in Tokyo */
	for (guint i = 0; lines[i] && *lines[i]; i++) {
		const size_t length = strcspn(lines[i], "=~");
		const bool estimated = lines[i][length] == '~', known = lines[i][length] != '\0';
		g_autofree char *name = g_strndup(lines[i], length);

		notice_facts_add(facts, name, known ? lines[i] + length + 1 : NULL, estimated);
	}
	return facts;
}

struct scene {
	const char *text, *facts, *before;	/* BEFORE NULL: no report before */
	const char *japanese, *english;
};

static void render_one(const struct scene *scene, enum notice_language language, struct notice_text *ret_text)
{
	g_autoptr(ops_notice_templates_t) templates = notice_templates_with("core", SUBJECT, scene->text);
	g_autoptr(ops_notice_facts_t) facts = facts_of(AUDIENCE_CORE, scene->facts);
	g_autoptr(ops_notice_facts_t) before = scene->before ? facts_of(AUDIENCE_CORE, scene->before) : NULL;
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Asia/Tokyo");
	const struct notice_rendering rendering = {
		.templates = templates, .facts = facts, .before = before, .language = language, .zone = zone,
	};
	g_autoptr(GError) error = NULL;

	ck_assert_msg(notice_render(&rendering, ret_text, &error), "%s", error ? error->message : "");
	ck_assert(!ret_text->minimal);
}

static void assert_scene(const struct scene *scene)
{
	const char *expected[] = {scene->japanese, scene->english};

	for (unsigned int i = 0; i < NOTICE_LANGUAGE_COUNT; i++) {
		struct notice_text text = {0};

		if (!expected[i])
			continue;
		render_one(scene, (enum notice_language)i, &text);
		ck_assert_str_eq(text.text, expected[i]);
		notice_text_clear(&text);
	}
}

/* --- values --- */

static const struct scene values[] = {
	{"{{began}}", "began=2026-11-26T10:30:59+09:00", NULL, "2026-11-26 10:30 (木) JST\n", "2026-11-26 10:30 (Thu) JST\n"},
	{"{{began}}", "began~2026-11-26T01:30:00Z", NULL, "2026-11-26 10:30頃 (木) JST\n", "about 2026-11-26 10:30 (Thu) JST\n"},
	{"{{began}}", "began=2026-11-26 10:30", NULL, "2026-11-26 10:30 (木) JST\n", NULL},
	{"{{began}}", "began=朝から", NULL, "朝から\n", NULL},
	{"{{began}}", "began~朝から", NULL, "朝から (推定)\n", "朝から (estimated)\n"},
	{"{{began}}", "began", NULL, "調査中\n", "not yet known\n"},
	{"{{began}}", "", NULL, "調査中\n", "not yet known\n"},
	{"{{began}}", "began=  ", NULL, "調査中\n", "not yet known\n"},
	{"{{began}}", "began=1969-12-31T23:59:59+00:00", NULL, "1970-01-01 08:59 (木) JST\n", NULL},
	{"{{took}}", "took=8100000000", NULL, "2時間15分\n", "2 hours 15 minutes\n"},
	{"{{took}}", "took=90061000000", NULL, "1日1時間1分\n", "1 day 1 hour 1 minute\n"},
	{"{{took}}", "took=3600000000", NULL, "1時間\n", "1 hour\n"},
	{"{{took}}", "took~61500000", NULL, "約1分1秒\n", "about 1 minute 1 second\n"},
	{"{{took}}", "took=2000000", NULL, "2秒\n", "2 seconds\n"},
	{"{{took}}", "took=50000", NULL, "50ミリ秒\n", "50 milliseconds\n"},
	{"{{took}}", "took=0", NULL, "0ミリ秒\n", "0 milliseconds\n"},
	{"{{took}}", "took=86400000000", NULL, "1日\n", "1 day\n"},
	{"{{took}}", "took=1h30m", NULL, "1時間30分\n", NULL},
	{"{{took}}", "took=-5", NULL, "-5\n", NULL},
	{"{{lines}}", "lines=24000", NULL, "24,000\n", "24,000\n"},
	{"{{lines}}", "lines=999", NULL, "999\n", NULL},
	{"{{lines}}", "lines=1000000", NULL, "1,000,000\n", NULL},
	{"{{lines}}", "lines=-1200", NULL, "-1,200\n", NULL},
	{"{{lines}}", "lines=0", NULL, "0\n", NULL},
	{"{{lines}}", "lines~359000", NULL, "約359,000\n", "about 359,000\n"},
	{"{{lines}}", "lines=多数", NULL, "多数\n", NULL},
	{"{{lines}}", "lines", NULL, "調査中\n", "being counted\n"},
	{"{{state}}", "state=guess", NULL, "推定\n", "estimated\n"},
	{"{{state}}", "state=odd", NULL, "odd\n", "odd\n"},
	{"{{verdict}}", "verdict=carrier", NULL, "回線事業者\n", "carrier's\n"},
	{"{{verdict}}", "verdict~carrier", NULL, "回線事業者 (推定)\n", "carrier's (estimated)\n"},
	{"{{whole}}", "whole=no", NULL, "いいえ\n", "no\n"},
	{"{{whole}}", "whole=yes", NULL, "はい\n", "yes\n"},
	{"{{evidence}}", "evidence=one\ntwo", NULL, "one、two\n", "one, two\n"},
	{"{{evidence}}", "evidence=\none\n \ntwo\n", NULL, "one、two\n", NULL},
	{"{{symptom}}", "symptom=一\n\n二\r\n", NULL, "一\n\n二\n", NULL},
	{"{{place}}", "place=a\nb", NULL, "a b\n", NULL},
	{"{{as-of}} {{reference}}", "", NULL, "2026-11-26 10:30 (木) JST INC-20261126-003\n", NULL},
};

START_TEST(values_are_shown_by_their_form) { assert_scene(&values[_i]); }
END_TEST

START_TEST(an_offset_stands_where_a_zone_has_no_plain_name)
{
	g_autoptr(ops_notice_templates_t) templates = notice_templates_with("core", SUBJECT, "{{began}}\n");
	g_autoptr(ops_notice_facts_t) facts = facts_of(AUDIENCE_CORE, "began=2026-07-01T12:00:00Z");
	static const char *const zones[][2] = {
		{"UTC", "2026-07-01 12:00 (Wed) UTC\n"},
		{"Asia/Kolkata", "2026-07-01 17:30 (Wed) +05:30\n"},
		{"America/New_York", "2026-07-01 08:00 (Wed) -04:00\n"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(zones); i++) {
		g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(zones[i][0]);
		const struct notice_rendering rendering = {
			.templates = templates, .facts = facts, .language = NOTICE_ENGLISH, .zone = zone,
		};
		struct notice_text text = {0};

		ck_assert(notice_render(&rendering, &text, NULL));
		ck_assert_str_eq(text.text, zones[i][1]);
		notice_text_clear(&text);
	}
}
END_TEST

/* --- blocks and lines --- */

static const struct scene blocks[] = {
	{"a\n{{if place}}\nb {{place}}\n{{else}}\nc\n{{end}}\nd", "place=x", NULL, "a\nb x\nd\n", NULL},
	{"a\n{{if place}}\nb {{place}}\n{{else}}\nc\n{{end}}\nd", "", NULL, "a\nc\nd\n", NULL},
	{"a\n{{if not place}}\nb\n{{else}}\nc\n{{end}}\nd", "", NULL, "a\nb\nd\n", NULL},
	{"a{{if place}} b{{end}} c", "", NULL, "a c\n", NULL},
	{"a\n{{if place}}{{place}}{{end}}\nc", "", NULL, "a\nc\n", NULL},
	{"a\n\n{{if place}}\nb\n{{end}}\n\nc", "", NULL, "a\n\nc\n", NULL},
	{"{{if place}}\na\n{{end}}\n\nb", "", NULL, "b\n", NULL},
	{"a\n  {{if whole}}\nb\n  {{end}}\nc", "whole=no", NULL, "a\nc\n", NULL},
	{"a\n  {{if whole}}\nb\n  {{end}}\nc", "whole=yes", NULL, "a\nb\nc\n", NULL},
	{"{{if place}}{{if whole}}\na\n{{end}} {{end}}\nb", "place=x;whole=yes", NULL, "a\nb\n", NULL},
	{"{{if place}}{{if whole}}\na\n{{end}} {{end}}\nb", "place=x;whole=no", NULL, "b\n", NULL},
	{"{{each evidence}}\n- {{item}}\n{{end}}\nz", "evidence=one\ntwo", NULL, "- one\n- two\nz\n", NULL},
	{"{{each evidence}}\n- {{item}}\n{{end}}\nz", "", NULL, "- なし\nz\n", "- none\nz\n"},
	{"e:{{each evidence}} {{item}};{{end}}\nz", "evidence=one\ntwo", NULL, "e: one; two;\nz\n", NULL},
	{"{{if evidence}}\n{{each evidence}}\n{{if place}}\n{{item}} {{ place }}\n{{end}}\n{{end}}\n{{end}}", "evidence=one;place=x",
	 NULL, "one x\n", NULL},
	{"{{if whole}}\na\n{{end}}", "", NULL, "\n", NULL},
	{"事象: {{symptom}}\n終", "symptom=一\n二", NULL, "事象: 一\n      二\n終\n", NULL},
	{"a\n   {{symptom}}", "symptom=一\n二", NULL, "a\n   一\n   二\n", NULL},
	{"1. {{symptom}}", "symptom=一\n二", NULL, "1. 一\n   二\n", NULL},
};

START_TEST(parts_that_are_not_there_leave_no_hole) { assert_scene(&blocks[_i]); }
END_TEST

#define TEN "一二三四五六七八九十"

static const struct scene folds[] = {
	{TEN TEN TEN TEN, "", NULL, TEN TEN TEN "一二三四五\n六七八九十\n", NULL},
	{"1. {{place}}", "place=" TEN TEN TEN TEN, NULL, "1. " TEN TEN TEN "一二三\n   四五六七八九十\n", NULL},
	{"・{{place}}", "place=" TEN TEN TEN TEN, NULL, "・" TEN TEN TEN "一二三四\n  五六七八九十\n", NULL},
	{"(1) {{place}}", "place=" TEN TEN TEN TEN, NULL, "(1) " TEN TEN TEN "一二三\n    四五六七八九十\n", NULL},
	/* An instant stays whole. */
	{TEN TEN "一二三 {{began}}", "began=2026-11-26T10:30:00+09:00", NULL, TEN TEN "一二三\n2026-11-26 10:30 (木) JST\n", NULL},
	/* No line begins with a full stop. */
	{TEN TEN TEN "一二三四五。終", "", NULL, TEN TEN TEN "一二三四\n五。終\n", NULL},
};

START_TEST(lines_are_folded_at_70_columns) { assert_scene(&folds[_i]); }
END_TEST

START_TEST(nothing_is_wider_than_a_sheet)
{
	g_autofree char *long_word = g_strnfill(500, 'x'), *facts = g_strconcat("place=", long_word, NULL);
	const struct scene scene = {.text = "                                     {{place}}", .facts = facts};
	struct notice_text text = {0};
	g_auto(GStrv) lines = NULL;

	render_one(&scene, NOTICE_ENGLISH, &text);
	lines = g_strsplit(text.text, "\n", -1);
	for (guint i = 0; lines[i]; i++)
		ck_assert_uint_le(g_utf8_strlen(lines[i], -1), 70);
	notice_text_clear(&text);
}
END_TEST

START_TEST(a_long_list_is_counted)
{
	GString *facts = g_string_new("evidence=");
	g_autofree char *all = NULL;
	struct notice_text text = {0};

	for (int i = 1; i <= 1600; i++)
		g_string_append_printf(facts, "e%d\n", i);
	all = g_string_free(facts, FALSE);
	render_one(&(struct scene){.text = "{{each evidence}}\n- {{item}}\n{{end}}", .facts = all}, NOTICE_JAPANESE, &text);
	ck_assert(g_str_has_suffix(text.text, "\n- e500\n- ほか1,100件\n"));
	notice_text_clear(&text);
	render_one(&(struct scene){.text = "{{evidence}}", .facts = all}, NOTICE_ENGLISH, &text);
	ck_assert(g_str_has_suffix(text.text, "\ne497, e498, e499, e500, and 1,100 more\n"));
	notice_text_clear(&text);
}
END_TEST

/* --- what is new --- */

static const struct scene changes[] = {
	{"影響回線数: {{lines}}", "lines=100", "lines=24000", "★影響回線数: 24,000 → 100\n", NULL},
	{"影響回線数: {{lines}}", "lines=100", "lines=100", "影響回線数: 100\n", NULL},
	{"影響回線数: {{lines}}", "lines=100", NULL, "影響回線数: 100\n", NULL},
	{"影響回線数: {{lines}}", "lines=100", "", "★影響回線数: 調査中 → 100\n", NULL},
	{"影響回線数: {{lines}}", "", "lines=100", "★影響回線数: 100 → 調査中\n", NULL},
	{"{{lines}}", "lines=100", "lines~100", "★約100 → 100\n", "★about 100 → 100\n"},
	{"{{state}}", "state=sure", "state=guess", "★推定 → 確定\n", NULL},
	/* The whole text stands there anew; nobody wants the old one before it. */
	{"{{symptom}}", "symptom=二\n三", "symptom=一", "★二\n三\n", NULL},
	{"{{each evidence}}\n- {{item}}\n{{end}}", "evidence=one\ntwo", "evidence=one", "- one\n★- two\n", NULL},
	{"e: {{evidence}}", "evidence=one\ntwo", "evidence=one", "★e: one、two\n", NULL},
	{"{{place}} {{lines}}", "place=x;lines=2", "place=x;lines=1", "★x 1 → 2\n", NULL},
	/* These change as a matter of course. */
	{"{{number}}", "number=3", "number=2", "3\n", NULL},
	{"{{next}}", "next=2026-11-26T11:00:00+09:00", "next=2026-11-26T10:00:00+09:00", "2026-11-26 11:00 (木) JST\n", NULL},
};

START_TEST(what_is_new_is_marked_with_what_was_before) { assert_scene(&changes[_i]); }
END_TEST

START_TEST(kinds_without_marks_mark_nothing)
{
	g_autofree char *file = notice_file("core", "【a】", "{{lines}}\n"), *with = NULL;
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_notice_templates_t) templates = NULL;
	g_autoptr(ops_notice_facts_t) now = facts_of(AUDIENCE_CORE, "lines=1"), before = facts_of(AUDIENCE_CORE, "lines=2");
	g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
	struct notice_text text = {0};

	with = g_strconcat("notice: outage-follow-up\n", strstr(file, "core:"), NULL);
	templates = notice_parse_file(with, faults);
	ck_assert(templates != NULL);
	ck_assert(notice_render(&(struct notice_rendering){templates, now, before, NOTICE_JAPANESE, zone}, &text, NULL));
	ck_assert_str_eq(text.text, "1\n");
	notice_text_clear(&text);
}
END_TEST

/* --- text from outside --- */

static const struct scene hostile[] = {
	{"{{place}}", "place={{owner}}", NULL, "{{owner}}\n", NULL},
	{"{{place}}!", "place=a\r\nBcc: b", NULL, "a Bcc: b!\n", NULL},
	{"{{place}}", "place=a\x1b[31mb", NULL, "a\\x1b[31mb\n", NULL},
	{"{{place}}", "place=a\xe2\x80\xae" "b", NULL, "a\\u{202E}b\n", NULL},
	{"{{place}}", "place=\xff", NULL, "\\xff\n", NULL},
	{"{{place}}", "place=a\xe2\x80\xa8" "b", NULL, "a b\n", NULL},
	{"{{symptom}}", "symptom=a\xc2\x85" "b\vc\rd\fe\xe2\x80\xa9" "f", NULL, "a\nb\nc\nd\ne\nf\n", NULL},
	{"{{state}}", "state=\nx", NULL, "x\n", NULL},
	{"{{began}}", "began=\v\f", NULL, "調査中\n", NULL},
};

START_TEST(a_value_changes_nothing_but_its_place) { assert_scene(&hostile[_i]); }
END_TEST

START_TEST(a_subject_is_one_line)
{
	const struct scene scene = {.text = "x", .facts = "number=2;place=a\r\nBcc: evil@example  b\x01"};
	struct notice_text text = {0};

	render_one(&scene, NOTICE_JAPANESE, &text);
	ck_assert_str_eq(text.subject, "【続報】第2報 a Bcc: evil@example b\\x01 (INC-20261126-003)");
	notice_text_clear(&text);
}
END_TEST

START_TEST(a_subject_that_is_too_long_is_cut)
{
	g_autofree char *word = g_strnfill(1000, 'x'), *facts = g_strconcat("place=", word, NULL);
	const struct scene scene = {.text = "x", .facts = facts};
	struct notice_text text = {0};

	render_one(&scene, NOTICE_ENGLISH, &text);
	ck_assert(g_str_has_suffix(text.subject, "x…"));
	ck_assert_int_lt(g_utf8_strlen(text.subject, -1), 201);
	notice_text_clear(&text);
}
END_TEST

START_TEST(a_text_that_grows_too_long_is_an_error)
{
	g_autoptr(ops_notice_templates_t) templates =
		notice_templates_with("core", SUBJECT, "{{each evidence}}\n{{symptom}}\n{{end}}\n");
	g_autoptr(ops_notice_facts_t) facts = facts_of(AUDIENCE_CORE, "");
	g_autofree char *long_text = g_strnfill(100000, 'x'), *many = g_strnfill(20000, '\n');
	g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
	const struct notice_rendering rendering = {.templates = templates, .facts = facts, .zone = zone};
	struct notice_text text = {.subject = (char *)"untouched"};
	g_autoptr(GError) error = NULL;

	for (size_t i = 0; i < 20000; i += 2)
		many[i] = 'a';
	notice_facts_add(facts, "evidence", many, false);
	notice_facts_add(facts, "symptom", long_text, false);
	ck_assert(!notice_render(&rendering, &text, &error));
	ck_assert(g_error_matches(error, OPS_TEMPLATE_ERROR, TEMPLATE_ERROR_SIZE));
	ck_assert_str_eq(text.subject, "untouched");
	/* What must go out goes out, and has an end. */
	notice_minimal(&rendering, &text);
	ck_assert(text.minimal);
	ck_assert_uint_lt(strlen(text.text), 256 << 10);
	ck_assert(g_str_has_suffix(text.text, "\n"));
	notice_text_clear(&text);
}
END_TEST

/* --- without words --- */

static struct notice_text minimal_of(bool with_templates, enum audience audience, enum notice_language language)
{
	g_autoptr(ops_notice_templates_t) templates = notice_templates_with("core", SUBJECT, "x\n");
	g_autoptr(ops_notice_facts_t) facts = facts_of(audience, "lines=24000;place=東京;owner=佐藤;symptom=一\n二;began;"
										 "contact-phone=03-5550-0100;answer-code=K7\nM3");
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Asia/Tokyo");
	struct notice_text text = {0};

	facts->subject = g_strdup("line:h1-main");
	notice_minimal(&(struct notice_rendering){.templates = with_templates ? templates : NULL, .facts = facts,
						  .language = language, .zone = zone},
		       &text);
	ck_assert(text.minimal);
	return text;
}

#define APOLOGY "所定の文面を作成できなかったため、判明している事項のみお知らせします。\n\n"

START_TEST(the_minimal_text_says_what_its_audience_may_see)
{
	static const struct { bool with; enum audience audience; enum notice_language language; const char *subject, *text; } rows[] = {
		{true, AUDIENCE_INSTITUTION, NOTICE_JAPANESE, "【障害続報】 INC-20261126-003",
		 APOLOGY "種別: 障害続報\n受付番号: INC-20261126-003\n時点: 2026-11-26 10:30 (木) JST\n事象: 一\n      二\n場所: 東京\n"},
		{true, AUDIENCE_PEERS, NOTICE_JAPANESE, "【障害続報】 INC-20261126-003",
		 APOLOGY "種別: 障害続報\n受付番号: INC-20261126-003\n時点: 2026-11-26 10:30 (木) JST\n影響回線数: 24,000\n"
			 "事象: 一\n      二\n場所: 東京\n"},
		{true, AUDIENCE_DUTY, NOTICE_ENGLISH, "[follow-up report] INC-20261126-003",
		 "The usual text could not be written. This is what is known.\n\nKind: follow-up report\n"
		 "Reference: INC-20261126-003\nAs of: 2026-11-26 10:30 (Thu) JST\nAbout: line:h1-main\nLines: 24,000\n"
		 "Symptom: 一\n         二\nPlace: 東京\nOwner: 佐藤\n"},
		{false, AUDIENCE_DUTY, NOTICE_JAPANESE, "【障害続報】 INC-20261126-003",
		 APOLOGY "種別: 障害続報\n受付番号: INC-20261126-003\n時点: 2026-11-26 10:30 (木) JST\n対象: line:h1-main\n"
			 "電話: 03-5550-0100\n回答コード: K7\\x0aM3\n"},
	};
	struct notice_text text = minimal_of(rows[_i].with, rows[_i].audience, rows[_i].language);

	ck_assert_str_eq(text.subject, rows[_i].subject);
	ck_assert_str_eq(text.text, rows[_i].text);
	notice_text_clear(&text);
}
END_TEST

START_TEST(the_minimal_text_is_made_of_anything)
{
	g_autoptr(ops_notice_facts_t) facts = notice_facts_new(NOTICE_COMCHECK, AUDIENCE_PUBLIC);
	g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
	struct notice_text text = {0};

	facts->as_of_us = INT64_MIN;
	facts->reference = g_strdup("a\r\nBcc: b\x1b");
	notice_minimal(&(struct notice_rendering){.facts = facts, .language = NOTICE_ENGLISH, .zone = zone}, &text);
	ck_assert_str_eq(text.subject, "[check of contacts] a Bcc: b\\x1b");
	ck_assert_ptr_nonnull(strstr(text.text, "As of: @-9223372036854775808\n"));
	notice_text_clear(&text);
}
END_TEST

START_TEST(what_has_no_words_is_an_error)
{
	g_autoptr(ops_notice_templates_t) templates = notice_templates_with("core", SUBJECT, "x\n");
	g_autoptr(ops_notice_facts_t) facts = notice_facts_new(NOTICE_SUSPENSION, AUDIENCE_PEERS);
	g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
	struct notice_text text = {0};
	g_autoptr(GError) error = NULL;

	ck_assert(!notice_render(&(struct notice_rendering){.templates = templates, .facts = facts, .zone = zone}, &text, &error));
	ck_assert(g_error_matches(error, OPS_TEMPLATE_ERROR, TEMPLATE_ERROR_NONE));
	ck_assert_str_eq(error->message, "there are no words for a notice 'suspension' to 'peers' in 'ja'");
	ck_assert_ptr_null(text.text);
}
END_TEST

START_TEST(samples_are_what_an_audience_may_see)
{
	g_autoptr(ops_notice_templates_t) templates = notice_templates_with("core", SUBJECT, "x\n");
	g_autoptr(ops_notice_facts_t) facts = notice_sample(templates, NOTICE_OUTAGE_FIRST, AUDIENCE_INSTITUTION, NOTICE_ENGLISH);

	ck_assert_ptr_null(notice_facts_find(facts, "owner"));
	ck_assert_ptr_null(notice_facts_find(facts, "lines"));
	ck_assert_str_eq(notice_facts_find(facts, "place")->value, "Tokyo");
	ck_assert_str_eq(notice_facts_find(facts, "took")->value, "8100000000");
	ck_assert_str_eq(facts->reference, "INC-20261126-003");
	ck_assert_int_eq(facts->as_of_us, INT64_C(1795656600000000) + INT64_C(20) * 60 * 1000000);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT_ROWS(values_are_shown_by_their_form, values),
		UNIT(an_offset_stands_where_a_zone_has_no_plain_name),
		UNIT_ROWS(parts_that_are_not_there_leave_no_hole, blocks),
		UNIT_ROWS(lines_are_folded_at_70_columns, folds),
		UNIT(nothing_is_wider_than_a_sheet),
		UNIT(a_long_list_is_counted),
		UNIT_ROWS(what_is_new_is_marked_with_what_was_before, changes),
		UNIT(kinds_without_marks_mark_nothing),
		UNIT_ROWS(a_value_changes_nothing_but_its_place, hostile),
		UNIT(a_subject_is_one_line),
		UNIT(a_subject_that_is_too_long_is_cut),
		UNIT(a_text_that_grows_too_long_is_an_error),
		{"the_minimal_text_says_what_its_audience_may_see", the_minimal_text_says_what_its_audience_may_see, 4},
		UNIT(the_minimal_text_is_made_of_anything),
		UNIT(what_has_no_words_is_an_error),
		UNIT(samples_are_what_an_audience_may_see),
		{0},
	};

	return unit_run("notice-render", tests);
}
