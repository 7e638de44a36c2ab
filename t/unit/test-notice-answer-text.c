/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Texts of answers: what was written and what is quoted, the code, the first words.
 */
#include "notice/answer-internal.h"
#include "unit.h"

static const struct { const char *text, *written; } splits[] = {
	{"", ""},
	{"確認しました。\n", "確認しました。"},
	{"  one  \r\n\r\n\u3000two\u3000 \r\n", "one|two"},
	{"seen\n> ours\n>> older\nmore\n", "seen|more"},
	{"seen\n＞引用\n", "seen"},
	{"seen\n\nOn Thu, 26 Nov 2026 at 11:05, Tozai NOC <noc@tozai.example> wrote:\nours\n", "seen"},
	{"seen\n\nOn Thu, 26 Nov 2026 at 11:05, Tozai NOC <noc@tozai.example>\nwrote:\nours\n", "seen"},
	{"確認\n\n2026年11月26日(木) 11:05 東西 <noc@tozai.example>:\n\n引用\n", "確認"},
	{"確認\n-----Original Message-----\nours\n", "確認"},
	{"確認\n________________________________\n差出人: 東西\n件名: x\n", "確認"},
	{"確認\nFrom: Tozai <noc@tozai.example>\nSent: Thursday\nours\n", "確認"},
	{"seen\n-- \nTaro Sato\n", "seen"},
	{"東西さんは書きました:\nours\n", ""},
};

START_TEST(what_is_quoted_was_not_written)
{
	struct answer_text text = answer_text_split(splits[_i].text);
	g_autofree char *written = NULL;

	g_ptr_array_add(text.written, NULL);
	written = g_strjoinv("|", (char **)text.written->pdata);
	ck_assert_str_eq(written, splits[_i].written);
	answer_text_clear(&text);
}
END_TEST

static const struct { const char *subject, *text, *code; } codes[] = {
	{"", "", NULL},
	{"", "K7M3QD", "K7M3QD"},
	{"", "k7m3qd 確認", "K7M3QD"},
	{"", "Ｋ７Ｍ３ＱＤ", "K7M3QD"},
	{"", "符号K7M3QDです", "K7M3QD"},
	{"Re: x [K7M3QD]", "", "K7M3QD"},
	{"", "seen\n> 確認符号: K7M3QD (返信)\n", "K7M3QD"},
	{"", "seen\n> Code: KXMYQD\n", "KXMYQD"},			/* letters alone where it is announced */
	{"", "seen\n> code 234567\n", "234567"},
	{"Re: [PSTART] NOTICE", "FATHER", NULL},			/* words are no codes */
	{"", "234567", NULL},
	{"", "K7M3Q K7M3QDX", NULL},					/* five, seven */
	{"", "K0M3QD K1M3QD KIM3QD KLM3QD KOM3QD KUM3QD", NULL},	/* letters that no code has */
	{"", "host-K7M3QD K7M3QD.example K7M3QD@x x/K7M3QD K7M3QD=x _K7M3QD", NULL},
	{"", "K7M3QD. (K7M3QD)", "K7M3QD"},
	{"Re: SRX345 down", "seen\n> Code: K7M3QD\n", "K7M3QD"},	/* announced before what only looks like one */
	{"Re: A2B3C4", "D5E6F7\n> Q8R9S2", "D5E6F7"},			/* written before subject before quoted */
	{"Re: A2B3C4", "seen\n> Q8R9S2", "A2B3C4"},
	{"", "seen\n> Q8R9S2", "Q8R9S2"},
	{"", "barcode K7M3QD", "K7M3QD"},
	{"", "コード：　K7M3QD", "K7M3QD"},
};

START_TEST(a_code_is_found_and_nothing_else)
{
	struct answer_text text = answer_text_split(codes[_i].text);
	g_autofree char *code = answer_text_code(&text, codes[_i].subject);

	ck_assert_pstr_eq(code, codes[_i].code);
	answer_text_clear(&text);
}
END_TEST

static const struct { const char *text; enum ack ack; } acks[] = {
	{"", ACK_SEEN},
	{"ありがとうございます。", ACK_SEEN},
	{"確認", ACK_SEEN},
	{"確認しました。", ACK_SEEN},
	{"確認中", ACK_SEEN},
	{"了解です", ACK_SEEN},
	{"対応中", ACK_ACTING},
	{"対応中です。確認しました。", ACK_ACTING},
	{"確認しました。対応します。", ACK_ACTING},
	{"宛先違い", ACK_WRONG_CONTACT},
	{"宛先が違います", ACK_WRONG_CONTACT},
	{"私は担当ではありません", ACK_WRONG_CONTACT},
	{"対応不可", ACK_CANNOT_ACT},
	{"本日は対応できません", ACK_CANNOT_ACT},
	{"ﾀｲｵｳ 対応不可", ACK_CANNOT_ACT},
	{"お世話になっております。\n佐藤です。\n対応中です。", ACK_ACTING},
	{"確認しました。\n対応不可と言われたらどうしますか。", ACK_SEEN},	/* the first that says something */
	{"seen", ACK_SEEN},
	{"Acting.", ACK_ACTING},
	{"ＡＣＴＩＮＧ", ACK_ACTING},
	{"K7M3QD acting", ACK_ACTING},
	{"k7m3qd: wrong contact", ACK_WRONG_CONTACT},
	{"Wrong", ACK_WRONG_CONTACT},
	{"* cannot act", ACK_CANNOT_ACT},
	{"I can't do that", ACK_CANNOT_ACT},
	{"we are acting", ACK_ACTING},
	{"What is wrong with the line?", ACK_SEEN},
	{"A long line that tells of something that went wrong and cannot be helped", ACK_SEEN},
	{"> acting", ACK_SEEN},						/* our own words come back */
	{"seen\n> First line of your reply: seen / acting / wrong contact / cannot act", ACK_SEEN},
	{"one\ntwo\nthree\nfour\nfive\nacting", ACK_SEEN},		/* too far down */
};

START_TEST(the_first_line_says_what_it_means)
{
	struct answer_text text = answer_text_split(acks[_i].text);

	ck_assert_int_eq(answer_text_ack(&text), acks[_i].ack);
	answer_text_clear(&text);
}
END_TEST

START_TEST(the_beginning_is_safe_and_short)
{
	struct answer_text text = answer_text_split("one\x1b[31m\ntwo\n> three\n日本語日本語\n");
	g_autofree char *all = answer_text_beginning(&text, 500), *cut = answer_text_beginning(&text, 8);

	ck_assert_str_eq(all, "one\\x1b[31m two 日本語日本語");
	ck_assert_str_eq(cut, "one\\x1b[31m…");
	answer_text_clear(&text);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT_ROWS(what_is_quoted_was_not_written, splits),
		UNIT_ROWS(a_code_is_found_and_nothing_else, codes),
		UNIT_ROWS(the_first_line_says_what_it_means, acks),
		UNIT(the_beginning_is_safe_and_short),
		{ NULL },
	};

	return unit_run("notice-answer-text", tests);
}
