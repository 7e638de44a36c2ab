/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A message as the spool has it, for tests of what is made from it, and texts that have broken mail
 * before: each must come back as it went in.
 */
#pragma once

#include "notice/compose.h"

#include <check.h>
#include <string.h>

#define MESSAGE_NOTICE \
	"{\"kind\":\"outage-first\",\"audience\":\"core\",\"reference\":\"INC-20261126-001\",\"sequence\":1," \
	"\"urgency\":\"first\",\"subject\":\"line:h1-main\",\"organization\":\"hosp-1\"," \
	"\"as_of_us\":1795658700000000,\"began_us\":1795658400000000,\"resolves\":false,\"fields\":{}}"

static inline struct json *message_notice(const char *text)
{
	GError *error = NULL;
	struct json *notice = json_parse(text, strlen(text), strlen(text) + 1, &error);

	ck_assert_msg(notice != NULL, "%s", error ? error->message : "");
	return notice;
}

/* 2026-11-26 11:05:49 in Japan. */
static inline struct message_content message_base(enum channel_kind channel, const struct json *notice)
{
	return (struct message_content){
		.channel = channel,
		.identity = "1.2.20261126@tozai.example",
		.date_us = 1795658749000000,
		.offset_minutes = 540,
		.language = "ja",
		.from_name = "東西医療回線 運用センター",
		.from_address = "noc@tozai.example",
		.to_name = "相互接続基盤 運用窓口",
		.to_address = "noc@core.example",
		.reply_to = "answer@tozai.example",
		.thread = "1.1.20261126@tozai.example",
		.subject = "【障害】第1報 接続できない状況について",
		.text = "1 発生日時\n  2026年11月26日 11:05頃\n\n2 原因\n  調査中\n",
		.notice = notice,
	};
}

/* Bytes of a content that is right. Caller clears RET_COMPOSED. */
static inline const char *message_compose(const struct message_content *content,
					  const struct compose_options *options,
					  struct composed *ret_composed, size_t *ret_length)
{
	GError *error = NULL;

	ck_assert_msg(compose(content, options, ret_composed, &error), "%s", error ? error->message : "");
	return g_bytes_get_data(ret_composed->bytes, ret_length);
}

/* One line each, without blanks at its ends, in NFC. */
static const char *const message_nasty[] = {
	"Sato, Taro",
	"\"Sato\" \\ (Taro) <taro@x.example>; a:b",
	"佐藤 太郎",
	"さくら病院・ほか12機関 影響回線数 24,000→100",
	"髙﨑 𠮷野家 ㈱①Ⅳ ﾊﾝｶｸ ～〜",
	"👩‍👩‍👧‍👦 家族 😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀",
	"=?UTF-8?B?44CQ?= and =?utf-8?q?a=20b?=",
	"two  blanks   and three",
	"日本語 then ascii then 日本語 again, and a tail that goes on for longer than one line may be",
	"plain words that go on and on until the line would be longer than seventy-eight characters, so they fold",
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	"'",
	",",
	"é ñ ü ß — “quoted”",
	"x@y.example",
	"【試験】【試験】開始",
	"?=",
	("長い長い件名長い長い件名長い長い件名長い長い件名長い長い件名長い長い件名長い長い件名長い長い件名長い長い件名長い長い件名"
	 "長い長い件名長い長い件名長い長い件名長い長い件名長い長い件名長い長い件名長い長い件名長い長い件名長い長い件名長い長い件名"),
};
