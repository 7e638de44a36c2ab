/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sheets and calls: 70 columns whatever is in them, pages that say which of how many they are, every word there.
 */
#include "base/text.h"
#include "fixture-message.h"
#include "unit.h"

#define COLUMNS 70

static char *text_of(const struct message_content *content, enum send_mark mark)
{
	struct compose_options options = {.mark = mark};
	struct composed composed;
	size_t length;
	const char *bytes = message_compose(content, &options, &composed, &length);
	char *text = g_strndup(bytes, length);

	ck_assert_uint_eq(strlen(text), length);
	composed_clear(&composed);
	return text;
}

static void check_width(const char *text)
{
	g_auto(GStrv) lines = g_strsplit_set(text, "\n\f", -1);

	for (size_t i = 0; lines[i]; i++)
		ck_assert_msg(text_width(lines[i]) <= COLUMNS, "%s", lines[i]);
}

START_TEST(a_sheet_has_a_head_and_the_words)
{
	g_autoptr(ops_json_t) notice = message_notice(MESSAGE_NOTICE);
	struct message_content content = message_base(CHANNEL_FAX, notice);
	g_autofree char *text = NULL;

	content.to_address = "+81-3-5555-0100";
	content.text = "1 発生日時\n  11:05頃\n";
	text = text_of(&content, SEND_UNMARKED);
	ck_assert_str_eq(text, "======================================================================\n"
			       "FAX送信票: 【障害】第1報 接続できない状況について\n"
			       "----------------------------------------------------------------------\n"
			       "日時: 2026-11-26 11:05:49 +09:00\n"
			       "宛先: 相互接続基盤 運用窓口\n"
			       "番号: +81-3-5555-0100\n"
			       "発信: 東西医療回線 運用センター\n"
			       "受付番号: INC-20261126-001\n"
			       "枚数: 1 枚 (この票を含む)\n"
			       "======================================================================\n"
			       "\n"
			       "1 発生日時\n"
			       "  11:05頃\n"
			       "\n"
			       "                                                                   1/1\n");
}
END_TEST

START_TEST(no_line_is_wider_than_the_paper)
{
	static const enum channel_kind kinds[] = {CHANNEL_FAX, CHANNEL_SHEET, CHANNEL_PHONE};

	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
		struct message_content content = message_base(kinds[i], NULL);
		g_autofree char *japanese = NULL, *english = NULL;

		content.subject = content.to_name = content.from_name = content.to_address = content.text = message_nasty[_i];
		content.code = "K7M3QD";
		japanese = text_of(&content, SEND_DRILL);
		check_width(japanese);
		content.language = "en";
		english = text_of(&content, SEND_TEST);
		check_width(english);
	}
}
END_TEST

START_TEST(pages_come_apart_and_say_what_they_are)
{
	struct message_content content = message_base(CHANNEL_SHEET, NULL);
	g_autoptr(GString) many = g_string_new(NULL);
	g_autofree char *text = NULL;
	g_auto(GStrv) pages = NULL;
	unsigned int seen = 0;

	for (int i = 0; i < 150; i++)
		g_string_append_printf(many, "line %d.\n", i);
	content.text = many->str;
	text = text_of(&content, SEND_DRILL);
	pages = g_strsplit(text, "\f", -1);
	ck_assert_uint_eq(g_strv_length(pages), 3);
	for (unsigned int i = 0; pages[i]; i++) {
		g_autofree char *foot = g_strdup_printf(" %u/3\n", i + 1);
		g_auto(GStrv) lines = g_strsplit(pages[i], "\n", -1);

		ck_assert(g_str_has_prefix(pages[i], "【訓練】"));
		ck_assert(g_str_has_suffix(pages[i], "実際の事象ではありません。\n"));
		ck_assert_ptr_nonnull(strstr(pages[i], foot));
		ck_assert_uint_le(g_strv_length(lines) - 1, 60);
	}
	ck_assert_ptr_nonnull(strstr(pages[0], "枚数: 3 枚"));
	for (int i = 0; i < 150; i++) {
		g_autofree char *line = g_strdup_printf("\nline %d.\n", i);

		seen += strstr(text, line) != NULL;
	}
	ck_assert_uint_eq(seen, 150);
}
END_TEST

START_TEST(a_call_has_the_number_and_spells_the_code)
{
	struct message_content content = message_base(CHANNEL_PHONE, NULL);
	g_autofree char *text = NULL;

	content.to_address = "+81-3-5555-0100";
	content.code = "K7M3QD";
	content.text = "本文\n";
	text = text_of(&content, SEND_DRILL);
	ck_assert_str_eq(text, "【訓練】 これは訓練です。実際の事象ではありません。\n"
			       "\n"
			       "======================================================================\n"
			       "電話連絡票: 【障害】第1報 接続できない状況について\n"
			       "----------------------------------------------------------------------\n"
			       "日時: 2026-11-26 11:05:49 +09:00\n"
			       "相手: 相互接続基盤 運用窓口\n"
			       "番号: +81-3-5555-0100\n"
			       "確認符号: K 7 M 3 Q D\n"
			       "======================================================================\n"
			       "次の言葉を読み上げてください。\n"
			       "\n"
			       "【訓練】 これは訓練です。実際の事象ではありません。\n"
			       "\n"
			       "【障害】第1報 接続できない状況について\n"
			       "\n"
			       "本文\n"
			       "\n"
			       "【訓練】 これは訓練です。実際の事象ではありません。\n");
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_sheet_has_a_head_and_the_words),
		UNIT_ROWS(no_line_is_wider_than_the_paper, message_nasty),
		UNIT(pages_come_apart_and_say_what_they_are),
		UNIT(a_call_has_the_number_and_spells_the_code),
		{ NULL },
	};

	return unit_run("notice-sheet", tests);
}
