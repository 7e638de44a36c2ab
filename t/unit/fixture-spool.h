/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Short words for tests of the spool: a notice, messages of it that differ in what
 * must differ, and what a filter finds as one line of text.
 */
#pragma once

#include "fixture-contract.h"

#include "store/messages.h"
#include "store/notices.h"

/* PREFIX, NUMBER and SUFFIX. Lent until the eighth call after it. */
static inline const char *numbered(const char *prefix, int number, const char *suffix)
{
	static char texts[8][64];
	static int next;
	char *text = texts[next++ % 8];

	g_snprintf(text, sizeof(texts[0]), "%s%d%s", prefix, number, suffix);
	return text;
}

static inline int64_t keep_notice(struct store *store)
{
	struct notice_record record = {
		.kind = NOTICE_OUTAGE_FIRST,
		.audience = "core",
		.recipient = "",
		.case_id = "INC-20261122-001",
		.made_by = "sato",
		.facts = "{}",
	};
	g_autoptr(GError) error = NULL;

	ok_or_fail(notices_keep(store, &record, &error), error);
	return record.number;
}

/* With a code and an identity that are NUMBER's. */
static inline struct message_record message_of(int64_t notice, int number)
{
	return (struct message_record){
		.notice = notice,
		.contact = "core-noc",
		.organization = "core",
		.channel = CHANNEL_MAIL,
		.target = "noc@core.example",
		.path = "through-core",
		.code = numbered("CODE", number, ""),
		.identity = numbered("", number, ".20261126@tozai.example"),
		.content = "{}",
		.urgency = URGENCY_ROUTINE,
		.made_at_us = 1000 + number,
	};
}

static inline void keep_message(struct store *store, struct message_record *record)
{
	g_autoptr(GError) error = NULL;

	ok_or_fail(messages_keep(store, record, &error), error);
}

static inline struct attempt_record attempt_of(int64_t message)
{
	return (struct attempt_record){
		.message = message,
		.path = "through-core",
		.relay = "mx1",
		.code = 250,
		.reply = "2.0.0 ok",
		.secured = "",
		.by = "nwops",
	};
}

static inline bool print_number(void *context, const struct message_record *record)
{
	g_string_append_printf(context, "%d ", (int)record->number);
	return true;
}

static inline void assert_messages(struct store *store, const struct messages_filter *filter,
				   const char *expected)
{
	g_autoptr(GString) printed = g_string_new(NULL);
	g_autoptr(GError) error = NULL;

	ok_or_fail(messages_read(store, filter, print_number, printed, &error), error);
	ck_assert_str_eq(printed->str, expected);
}
