/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Headers with words of any language: read back by GMime they are what went in, and no line and no encoded
 * word is longer than it may be.
 */
#include "fixture-message.h"
#include "notice/compose-internal.h"
#include "unit.h"

#include <gmime/gmime.h>

/* What RFC 2047 and 5322 say of every header. */
static void check_form(const GString *header)
{
	g_auto(GStrv) lines = g_strsplit(header->str, "\r\n", -1);

	ck_assert(g_str_has_suffix(header->str, "\r\n"));
	for (size_t i = 0; lines[i] && lines[i + 1]; i++) {
		ck_assert_msg(strlen(lines[i]) <= 78, "%s", lines[i]);
		ck_assert_msg(i == 0 || lines[i][0] == ' ', "%s", lines[i]);
		ck_assert_msg(lines[i][strspn(lines[i], " ")] != '\0', "a line of blanks");
		for (const char *c = lines[i]; *c; c++)
			ck_assert_msg(g_ascii_isprint(*c), "%s", lines[i]);
	}
}

/* Each encoded word is short enough and whole characters. */
static unsigned int check_words(const char *header)
{
	g_auto(GStrv) words = g_strsplit_set(header, " \r\n", -1);
	unsigned int count = 0;

	for (size_t i = 0; words[i]; i++) {
		g_autofree char *base64 = NULL, *text = NULL;
		size_t length;

		if (!g_str_has_prefix(words[i], "=?UTF-8?B?") || !g_str_has_suffix(words[i], "?="))
			continue;
		count++;
		ck_assert_uint_le(strlen(words[i]), 75);
		base64 = g_strndup(words[i] + strlen("=?UTF-8?B?"),
				   strlen(words[i]) - strlen("=?UTF-8?B?") - strlen("?="));
		text = (char *)digest_from_base64(base64, 75, &length);
		ck_assert_ptr_nonnull(text);
		ck_assert_uint_gt(length, 0);
		ck_assert(g_utf8_validate(text, (gssize)length, NULL));
	}
	return count;
}

START_TEST(a_subject_comes_back)
{
	g_autoptr(GString) out = g_string_new(NULL);
	g_autofree char *unfolded = NULL, *text = NULL;

	mail_words_header(out, "Subject", message_nasty[_i]);
	check_form(out);
	check_words(out->str);
	unfolded = g_mime_utils_header_unfold(out->str + strlen("Subject: "));
	text = g_mime_utils_header_decode_text(NULL, unfolded);
	ck_assert_str_eq(g_strchomp(text), message_nasty[_i]);
}
END_TEST

START_TEST(a_name_comes_back_and_its_address_is_never_encoded)
{
	static const char address[] = "a.very.long.local.part.of.an.address@a-host-with-a-long-name.tozai.example";
	g_autoptr(GString) out = g_string_new(NULL);
	InternetAddressList *list;
	InternetAddress *one;

	mail_words_address(out, "To", message_nasty[_i], address);
	check_form(out);
	check_words(out->str);
	ck_assert_ptr_nonnull(strstr(out->str, "<a.very.long.local.part.of.an.address@a-host-with-a-long-name.tozai.example>\r\n"));
	list = internet_address_list_parse(NULL, out->str + strlen("To: "));
	ck_assert_int_eq(internet_address_list_length(list), 1);
	one = internet_address_list_get_address(list, 0);
	ck_assert_str_eq(internet_address_get_name(one), message_nasty[_i]);
	ck_assert_str_eq(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(one)), address);
	g_object_unref(list);
}
END_TEST

START_TEST(plain_words_stay_readable)
{
	g_autoptr(GString) out = g_string_new(NULL);

	mail_words_header(out, "Subject", "[OUTAGE] Report 1");
	mail_words_address(out, "From", "Tozai \"NOC\"", "noc@tozai.example");
	mail_words_address(out, "Reply-To", "", "answer@tozai.example");
	ck_assert_str_eq(out->str, "Subject: [OUTAGE] Report 1\r\n"
				   "From: \"Tozai \\\"NOC\\\"\" <noc@tozai.example>\r\n"
				   "Reply-To: answer@tozai.example\r\n");
}
END_TEST

START_TEST(japanese_costs_few_words)
{
	/* 60 characters are 180 octets: 42 into the first word, 45 into each other. */
	g_autoptr(GString) text = g_string_new(NULL), out = g_string_new(NULL);

	for (int i = 0; i < 60; i++)
		g_string_append(text, "漢");
	mail_words_header(out, "Subject", text->str);
	ck_assert_uint_eq(check_words(out->str), 5);
}
END_TEST

static const struct { const char *text; bool is; } addresses[] = {
	{"noc@tozai.example", true},
	{"first.last+tag@x.example", true},
	{"a!#$%&'*+/=?^_`{|}~-b@x.example", true},
	{"noc@[192.0.2.1]", true},
	{"noc@[IPv6:2001:db8::1]", true},
	{"1.2.20261126@tozai.example", true},
	{NULL, false},
	{"", false},
	{"noc", false},
	{"@x.example", false},
	{"noc@", false},
	{"a@b@c", false},
	{"a b@x.example", false},
	{"a@x.example\r\nBcc: b@x.example", false},
	{"a@x.example\n", false},
	{"a@x.example>", false},
	{"<a@x.example", false},
	{"a@x.example, b@y.example", false},
	{"a@x.example;b", false},
	{"a@x.example(c)", false},
	{"\"a\"@x.example", false},
	{"a\\@x.example", false},
	{"佐藤@x.example", false},
	{"a@例.example", false},
	{"a:b@x.example", false},
	{"a\tb@x.example", false},
	{"a@x\x7f.example", false},
};

START_TEST(only_addresses_are_addresses)
{
	ck_assert_int_eq(mail_words_is_address(addresses[_i].text), addresses[_i].is);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT_ROWS(a_subject_comes_back, message_nasty),
		UNIT_ROWS(a_name_comes_back_and_its_address_is_never_encoded, message_nasty),
		UNIT(plain_words_stay_readable),
		UNIT(japanese_costs_few_words),
		UNIT_ROWS(only_addresses_are_addresses, addresses),
		{ NULL },
	};

	g_mime_init();
	return unit_run("notice-mail-words", tests);
}
