/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The words that every channel sends: cleaned and marked.
 */
#include "base/text.h"
#include "fixture-message.h"
#include "notice/compose-internal.h"
#include "unit.h"

static const struct { const char *text, *line, *lines; } texts[] = {
	{NULL, "", ""},
	{"", "", ""},
	{"plain", "plain", "plain\n"},
	{"  blanks  ", "blanks", "  blanks  \n"},
	{"one\ntwo\n", "one two", "one\ntwo\n"},
	{"one\r\ntwo", "one  two", "one\ntwo\n"},
	{"one\rtwo", "one two", "one two\n"},
	{"a\tb", "a b", "a\tb\n"},
	{"x\x1b[31my", "x [31my", "x [31my\n"},
	{"x\x7f\xc2\x9by", "x  y", "x  y\n"},
	{"a\u202eb\u2066c\u200ed\u061ce", "abcde", "abcde\n"},
	{"a\u2028b\u2029c", "a b c", "a b c\n"},
	{"\ufeffbom", "bom", "bom\n"},
	{"zero\u200bwidth\u2060", "zerowidth", "zerowidth\n"},
	{"か\u3099", "が", "が\n"},
	{"e\u0301", "é", "é\n"},
	{"\u2126\u212b", "ΩÅ", "ΩÅ\n"},
	{"神\ufa19", "神神", "神神\n"},
	{"👩\u200d👧", "👩\u200d👧", "👩\u200d👧\n"},
	{"☎\ufe0f", "☎\ufe0f", "☎\ufe0f\n"},
	{"bad\xff\xfe", "bad\xef\xbf\xbd\xef\xbf\xbd", "bad\xef\xbf\xbd\xef\xbf\xbd\n"},
	{"㈱①", "㈱①", "㈱①\n"},
};

START_TEST(only_what_can_be_read_stays)
{
	g_autofree char *line = compose_line(texts[_i].text), *lines = compose_lines(texts[_i].text);

	ck_assert_str_eq(line, texts[_i].line);
	ck_assert_str_eq(lines, texts[_i].lines);
}
END_TEST

START_TEST(every_character_is_normalised_beside_every_sort_of_others)
{
	static const char *const before[] = {"a", "か", "\u110f", "가"};
	unsigned int wrong = 0;

	for (gunichar c = 0x80; c <= 0x10ffff && wrong == 0; c += (gunichar)unit_sparse()) {
		char bytes[8] = {0};

		if (!g_unichar_validate(c) || !text_char_is_safe(c))
			continue;
		g_unichar_to_utf8(c, bytes);
		for (size_t i = 0; i < G_N_ELEMENTS(before); i++) {
			g_autofree char *text = g_strconcat(before[i], bytes, "x", NULL);
			g_autofree char *wanted = g_utf8_normalize(text, -1, G_NORMALIZE_DEFAULT_COMPOSE);
			g_autofree char *line = compose_line(text);

			wrong += strcmp(line, wanted) != 0;
		}
		ck_assert_msg(wrong == 0, "U+%04X", c);
	}
}
END_TEST

static const struct { enum send_mark mark; const char *language, *subject, *text; } marks[] = {
	{SEND_UNMARKED, "ja", "件名", "本文\n"},
	{SEND_UNMARKED, "en", "件名", "本文\n"},
	{SEND_DRILL, "ja", "【訓練】件名",
	 "【訓練】 これは訓練です。実際の事象ではありません。\n\n本文\n\n【訓練】 これは訓練です。実際の事象ではありません。\n"},
	{SEND_TEST, "ja", "【試験】件名",
	 "【試験】 連絡が届くことを確かめるための試験です。\n\n本文\n\n【試験】 連絡が届くことを確かめるための試験です。\n"},
	{SEND_DRILL, "en", "【訓練】[DRILL] 件名",
	 "【訓練】[DRILL] This is an exercise. It is not about a real event.\n\n本文\n\n"
	 "【訓練】[DRILL] This is an exercise. It is not about a real event.\n"},
	{SEND_TEST, NULL, "【試験】[TEST] 件名",
	 "【試験】[TEST] This only tests whether messages reach you.\n\n本文\n\n"
	 "【試験】[TEST] This only tests whether messages reach you.\n"},
};

START_TEST(a_mark_is_first_and_last)
{
	struct message_content content = message_base(CHANNEL_MAIL, NULL);
	g_autofree char *subject = NULL, *text = NULL;

	content.language = marks[_i].language;
	content.subject = "件名";
	content.text = "本文";
	subject = compose_subject(&content, marks[_i].mark);
	text = compose_text(&content, marks[_i].mark);
	ck_assert_str_eq(subject, marks[_i].subject);
	ck_assert_str_eq(text, marks[_i].text);
}
END_TEST

START_TEST(an_answer_is_asked_for_where_the_code_stands)
{
	struct message_content content = message_base(CHANNEL_MAIL, NULL);

	ck_assert(!compose_asks(&content));
	content.code = "K7M3QD";
	ck_assert(!compose_asks(&content));
	content.text = "符号は K7M3QD です\n";
	ck_assert(compose_asks(&content));
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT_ROWS(only_what_can_be_read_stays, texts),
		UNIT(every_character_is_normalised_beside_every_sort_of_others),
		UNIT_ROWS(a_mark_is_first_and_last, marks),
		UNIT(an_answer_is_asked_for_where_the_code_stands),
		{ NULL },
	};

	return unit_run("notice-compose-text", tests);
}
