/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text as a search compares it: what is the same however it is written, and what is found by what.
 */
#include "cases/fold.h"
#include "unit.h"

#include <string.h>

static const struct {
	const char *text, *tokens;
} folded[] = {
	{"障害", "障害 害"},
	{"障害発生", "障害 害発 発生 生"},
	{"障", "障"},
	{"ショウガイ", "ショ ョウ ウガ ガイ イ"},
	{"ｼｮｳｶﾞｲ", "ショ ョウ ウガ ガイ イ"},
	{"Ｖｐｎ", "vpn"},
	{"VPN", "vpn"},
	{"CAF-0123", "caf 0123"},
	{"169.254.1.1", "169 254 1 1"},
	{"VPNの障害", "vpn の障 障害 害"},
	{"ONUランプ", "onu ラン ンプ プ"},
	/* a long vowel where the word ends, and where it does not */
	{"サーバー", "サー ーバ バ"},
	{"サーバ", "サー ーバ バ"},
	{"サーバーーの", "サー ーバ バの の"},
	{"サーバールーム", "サー ーバ バー ール ルー ーム ム"},
	{"ルーター交換", "ルー ータ タ交 交換 換"},
	{"エラー", "エラ ラー ー"},
	{"ー", "ー"},
	/* repetition */
	{"時々", "時時 時"},
	{"々", "々"},
	{"いすゞ", "いす すず ず"},
	{"こゝろ", "ここ ころ ろ"},
	{"バヽ", "ババ バ"},
	/* marks: those that compose, and those that nothing composes with */
	{"か\xe3\x82\x99", "が"},
	{"e\xcc\x81t\xc3\xa9", "été"},
	{"x\xcc\xb2y", "xy"},
	{"zero\xe2\x80\x8bwidth", "zerowidth"},
	/* symbols */
	{"🔥火事🔥", "🔥 火事 事 🔥"},
	{"●点灯", "● 点灯 灯"},
	{"Straße", "strasse"},
	{"İ", "i"},
	/* what is no text */
	{"", ""},
	{" 、。「」\t\n", ""},
	{"---", ""},
	{"a--b", "a b"},
	{"\"NEAR(a b)\" OR *", "near a b or"},
	{"a\xff\xfe" "b", "a b"},
	{"\xe9\x9a", ""},
};

START_TEST(a_text_is_folded)
{
	g_autofree char *tokens = fold_text(folded[_i].text, strlen(folded[_i].text));

	ck_assert_str_eq(tokens, folded[_i].tokens);
}
END_TEST

/* What was folded is found by what is searched for. */
static const struct {
	const char *text, *query;
	bool found;
} searched[] = {
	{"回線の障害が発生", "障害", true},
	{"回線の障害が発生", "障害が", true},
	{"回線の障害が発生", "害", true},
	{"回線の障害", "害", true},
	{"回線の障害", "障", true},
	{"障子の害虫", "障害", false},
	{"回線の障害", "障害発生", false},
	{"ｼｮｳｶﾞｲ発生", "ショウガイ", true},
	{"ショウガイ発生", "ｼｮｳｶﾞｲ", true},
	{"しょうがい", "ショウガイ", false},
	{"Ｖｐｎの設定", "vpn", true},
	{"サーバーが停止", "サーバ", true},
	{"サーバが停止", "サーバー", true},
	{"サーバールーム", "サーバー", true},
	{"回線 CAF-0123 の点検", "caf-0123", true},
	{"回線 CAF-0123 の点検", "CAF", true},
	{"回線 CAF-0123 の点検", "0123", true},
	{"回線 CAF-0124 の点検", "caf-0123", false},
	{"0123 CAF", "caf-0123", false},
	{"アドレスは 169.254.10.2", "169.254", true},
	{"アドレスは 169.25.10.2", "169.254", false},
	{"certificates expire", "certificate", true},
	{"certificates expire", "ire", false},
	{"line 01234", "0123", false},
	{"時々切れる", "時々", true},
	{"時々切れる", "時時", true},
	{"火事🔥", "🔥", true},
	{"火事", "🔥", false},
};

START_TEST(what_is_written_is_found)
{
	g_autofree char *tokens = fold_text(searched[_i].text, strlen(searched[_i].text));
	g_autoptr(ops_fold_terms_t) terms = fold_query(searched[_i].query, strlen(searched[_i].query));

	ck_assert_uint_eq(terms->count, 1);
	ck_assert_int_eq(fold_found(terms, tokens) == 1, searched[_i].found);
}
END_TEST

static char *print_terms(const struct fold_terms *terms)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (size_t i = 0; i < terms->count; i++)
		g_string_append_printf(text, "[%s%s]", terms->terms[i].tokens, terms->terms[i].open ? "*" : "");
	return g_string_free(g_steal_pointer(&text), FALSE);
}

static const struct {
	const char *query, *terms;
} queries[] = {
	{"障害 VPN", "[障害][vpn*]"},
	{"障害　障害", "[障害]"},
	{"害", "[害*]"},
	{"回線 の 障害", "[回線][障害]"},
	{"の", "[の*]"},
	{"の は", "[の*]"},
	{"CAF-0123", "[caf 0123]"},
	{"caf-line", "[caf line*]"},
	{"ab cd ab-x", "[ab][cd][ab x]"},
	{"ab", "[ab]"},
	{"障害-VPN", "[障害][vpn*]"},
	{"a\"b", "[a][b]"},
	{"NEAR(a, 5) NOT b*", "[near*][a][5][not*][b]"},
	{"title:x ^y {z}", "[title x][y][z]"},
	{"-- ;", ""},
};

START_TEST(a_query_is_cut_into_terms)
{
	g_autoptr(ops_fold_terms_t) terms = fold_query(queries[_i].query, strlen(queries[_i].query));
	g_autofree char *printed = print_terms(terms);

	ck_assert_str_eq(printed, queries[_i].terms);
	ck_assert(!terms->cut);
}
END_TEST

START_TEST(a_nul_ends_no_query)
{
	static const char bytes[] = "vpn\0lan";
	g_autoptr(ops_fold_terms_t) terms = fold_query(bytes, sizeof(bytes) - 1);
	g_autofree char *printed = print_terms(terms);

	ck_assert_str_eq(printed, "[vpn*][lan*]");
}
END_TEST

START_TEST(a_long_query_is_cut_and_says_so)
{
	g_autoptr(GString) pairs = g_string_new(NULL), words = g_string_new(NULL);
	g_autoptr(ops_fold_terms_t) of_pairs = NULL, of_words = NULL;

	for (int i = 0; i < 3400; i++)
		g_string_append(pairs, i % 2 ? "害" : "障");
	for (int i = 0; i < 200; i++)
		g_string_append_printf(words, "w%d ", i);
	ck_assert_uint_gt(pairs->len, 10000);
	of_pairs = fold_query(pairs->str, pairs->len);
	ck_assert(of_pairs->cut);
	ck_assert_uint_eq(of_pairs->count, 1);
	ck_assert_uint_le(strlen(of_pairs->terms[0].tokens), FOLD_QUERY_LIMIT * 3);
	of_words = fold_query(words->str, words->len);
	ck_assert(of_words->cut);
	ck_assert_uint_eq(of_words->count, KNOW_TERMS_LIMIT);
}
END_TEST

START_TEST(a_long_text_is_folded_as_far_as_the_limit)
{
	g_autofree char *text = g_strnfill(FOLD_TEXT_LIMIT * 2, 'a'), *tokens = NULL;

	for (size_t i = 1; i < FOLD_TEXT_LIMIT * 2; i += 2)
		text[i] = ' ';
	tokens = fold_text(text, strlen(text));
	ck_assert_uint_eq(know_token_count(tokens), FOLD_TEXT_LIMIT / 2);
}
END_TEST

START_TEST(a_gist_leaves_grammar_out)
{
	const char *japanese = "インターネットに接続できない", *english = "I cannot open the VPN and the LAN is down";
	g_autoptr(ops_fold_terms_t) one = fold_gist(japanese, strlen(japanese)),
				    other = fold_gist(english, strlen(english));
	g_autofree char *printed = print_terms(one), *words = print_terms(other);

	ck_assert_str_eq(printed, "[イン][ンタ][ター][ーネ][ネッ][ット][トに][に接][接続][続で]");
	ck_assert_str_eq(words, "[open][vpn][lan][down]");
}
END_TEST

static const struct {
	const char *gist, *title, *text;
	bool resembles;
} resembling[] = {
	{"インターネットに接続できない", "インターネットに接続できない", "VPN 拠点の端末は…", true},
	{"インターネットに接続できない", "証明書の期限", "更新の手順", false},
	{"インターネットに接続できない", "接続", "接続", false},
	{"VPN", "VPN 拠点", "", true},
	{"VPN", "拠点", "VPN", false},
	{"", "VPN", "VPN", false},
	{"できない", "できない", "できない", false},
};

START_TEST(what_resembles_is_told_from_what_does_not)
{
	const char *gist = resembling[_i].gist, *title = resembling[_i].title, *text = resembling[_i].text;
	g_autoptr(ops_fold_terms_t) terms = fold_gist(gist, strlen(gist));
	g_autofree char *title_tokens = fold_text(title, strlen(title)), *text_tokens = fold_text(text, strlen(text));

	ck_assert_int_eq(fold_resembles(terms, title_tokens, text_tokens), resembling[_i].resembles);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT_ROWS(a_text_is_folded, folded),
		UNIT_ROWS(what_is_written_is_found, searched),
		UNIT_ROWS(a_query_is_cut_into_terms, queries),
		UNIT(a_nul_ends_no_query),
		UNIT(a_long_query_is_cut_and_says_so),
		UNIT(a_long_text_is_folded_as_far_as_the_limit),
		UNIT(a_gist_leaves_grammar_out),
		UNIT_ROWS(what_resembles_is_told_from_what_does_not, resembling),
		{NULL},
	};

	return unit_run("cases/fold", tests);
}
