/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every channel's bytes: always the same ones, with their digest, and marked in each.
 */
#include "fixture-message.h"
#include "unit.h"

static const enum channel_kind channels[] = {
	CHANNEL_MAIL, CHANNEL_WEBHOOK, CHANNEL_ALERTMANAGER, CHANNEL_COMMAND, CHANNEL_PHONE, CHANNEL_FAX, CHANNEL_SHEET,
};
G_STATIC_ASSERT(G_N_ELEMENTS(channels) == CHANNEL_KIND_COUNT);

START_TEST(the_same_content_gives_the_same_bytes)
{
	g_autoptr(ops_json_t) notice = message_notice(MESSAGE_NOTICE);
	struct message_content content = message_base(channels[_i], notice);
	struct compose_options options = {.mark = SEND_DRILL};
	struct composed first, second;
	struct digest digest;
	size_t length;
	const char *bytes = message_compose(&content, &options, &first, &length);

	message_compose(&content, &options, &second, NULL);
	ck_assert(g_bytes_equal(first.bytes, second.bytes));
	digest = digest_of(bytes, length);
	ck_assert(digest_equal(&digest, &first.digest));
	ck_assert_uint_gt(length, 0);
	ck_assert_ptr_nonnull(first.content_type);
	ck_assert_ptr_null(first.unsigned_why);
	composed_clear(&first);
	composed_clear(&second);
}
END_TEST

START_TEST(another_message_has_other_bytes)
{
	struct message_content content = message_base(channels[_i], NULL);
	struct compose_options options = {.mark = SEND_UNMARKED};
	struct composed first, second, marked;

	message_compose(&content, &options, &first, NULL);
	content.text = "別の本文\n";
	message_compose(&content, &options, &second, NULL);
	options.mark = SEND_TEST;
	message_compose(&content, &options, &marked, NULL);
	ck_assert(!digest_equal(&first.digest, &second.digest));
	ck_assert(!digest_equal(&second.digest, &marked.digest));
	composed_clear(&first);
	composed_clear(&second);
	composed_clear(&marked);
}
END_TEST

/* How often WHAT stands in TEXT. */
static unsigned int count(const char *text, const char *what)
{
	unsigned int found = 0;

	for (; (text = strstr(text, what)); text += strlen(what))
		found++;
	return found;
}

START_TEST(a_mark_is_in_subject_first_and_last_line)
{
	static const struct { enum send_mark mark; const char *tag, *other; } marks[] = {
		{SEND_DRILL, "【訓練】", "【試験】"},
		{SEND_TEST, "【試験】", "【訓練】"},
	};
	struct message_content content = message_base(channels[_i], NULL);

	if (channels[_i] == CHANNEL_MAIL)
		return;				/* encoded: test-notice-compose-text reads what goes in, test-notice-mail what comes out */
	for (size_t i = 0; i < G_N_ELEMENTS(marks); i++) {
		struct compose_options options = {.mark = marks[i].mark};
		struct composed composed;
		const char *bytes = message_compose(&content, &options, &composed, NULL);
		g_autofree char *text = g_strndup(bytes, g_bytes_get_size(composed.bytes));

		ck_assert_uint_ge(count(text, marks[i].tag), 2);
		ck_assert_uint_eq(count(text, marks[i].other), 0);
		composed_clear(&composed);
	}
}
END_TEST

START_TEST(a_content_with_nothing_in_it_is_no_crash)
{
	struct message_content content = {.channel = channels[_i], .identity = "a@b", .from_address = "a@b", .to_address = "c@d"};
	struct compose_options options = {.mark = SEND_TEST, .attempt_at_us = 1};
	struct composed composed;

	message_compose(&content, &options, &composed, NULL);
	composed_clear(&composed);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT_ROWS(the_same_content_gives_the_same_bytes, channels),
		UNIT_ROWS(another_message_has_other_bytes, channels),
		UNIT_ROWS(a_mark_is_in_subject_first_and_last_line, channels),
		UNIT_ROWS(a_content_with_nothing_in_it_is_no_crash, channels),
		{ NULL },
	};

	return unit_run("notice-compose", tests);
}
