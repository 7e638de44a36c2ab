/* SPDX-License-Identifier: Apache-2.0 */
/*
 * No message is unmarked or misdirected: all channels, all kinds of notices, both languages, all marks, each looked at as
 * every other. Channels and kinds are those of the words, so that a new one is covered by itself.
 */
#include "fixture-message.h"
#include "unit.h"

#include "notice/compose-internal.h"

static const enum send_mark all_marks[] = {SEND_UNMARKED, SEND_TEST, SEND_DRILL};
static const char *const languages[] = {"ja", "en"};

static char *notice_of(unsigned int kind)
{
	return g_strdup_printf("{\"kind\":\"%s\",\"audience\":\"core\",\"sequence\":1,\"urgency\":\"urgent\",\"as_of_us\":1,\"number\":7,"
			       "\"resolves\":false,\"fields\":{}}",
			       words_get(WORDS_NOTICE_KIND, kind)->id);
}

static bool passes(enum channel_kind channel, enum send_mark as, const struct composed *composed)
{
	size_t length;
	const char *bytes = g_bytes_get_data(composed->bytes, &length);

	return compose_check(channel, as, bytes, length, NULL);
}

/* What was made with one mark passes as that alone: as a drill only what is marked as one, as anything else only what is not. */
static void assert_mark(enum channel_kind channel, const struct json *notice, const char *language, enum send_mark mark)
{
	struct message_content content = message_base(channel, notice);
	struct compose_options options = {.mark = mark};
	struct composed composed;

	content.language = language;
	message_compose(&content, &options, &composed, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(all_marks); i++)
		ck_assert_msg(passes(channel, all_marks[i], &composed) == ((mark == SEND_DRILL) == (all_marks[i] == SEND_DRILL)),
			      "%s: made as %d, looked at as %d", words_get(WORDS_CHANNEL_KIND, channel)->id, (int)mark, (int)all_marks[i]);
	composed_clear(&composed);
}

START_TEST(every_kind_on_every_channel_is_marked_as_what_it_is)
{
	for (unsigned int kind = 0; kind < words_count(WORDS_NOTICE_KIND); kind++) {
		g_autofree char *text = notice_of(kind);
		g_autoptr(ops_json_t) notice = message_notice(text);

		for (unsigned int channel = 0; channel < words_count(WORDS_CHANNEL_KIND); channel++)
			for (size_t i = 0; i < G_N_ELEMENTS(languages) * G_N_ELEMENTS(all_marks); i++)
				assert_mark((enum channel_kind)channel, notice, languages[i % 2], all_marks[i / 2]);
	}
}
END_TEST

/* A draft out of a drill, pasted into a real notice. */
START_TEST(words_of_a_drill_do_not_go_out_for_real)
{
	static const struct { const char *subject, *text; } drafts[] = {
		{"【訓練】第1報", "本文\n"},
		{"第1報", "【訓練】 これは訓練です。\n本文\n"},
		{"第1報", "本文\n【訓練】 これは訓練です。\n"},
		{"第1報", "\n\n【訓練】[DRILL] This is an exercise.\nbody\n\n"},
	};

	for (unsigned int channel = 0; channel < words_count(WORDS_CHANNEL_KIND); channel++)
		for (size_t i = 0; i < G_N_ELEMENTS(drafts); i++) {
			struct message_content content = message_base((enum channel_kind)channel, NULL);
			struct compose_options options = {.mark = SEND_UNMARKED};
			struct composed composed = {0};
			g_autoptr(GError) error = NULL;

			content.subject = drafts[i].subject;
			content.text = drafts[i].text;
			ck_assert_msg(!compose(&content, &options, &composed, &error), "%u, %zu", channel, i);
			ck_assert(g_error_matches(error, OPS_COMPOSE_ERROR, COMPOSE_ERROR_CONTENT));
		}
}
END_TEST

START_TEST(a_drill_never_says_that_it_is_none)
{
	static const char *const denials[] = {
		"This is NOT a drill.", "this is\nnot   a\ndrill", "これは訓練ではありません。", "これは訓練\nではない", "ＮＯＴ　Ａ　ＤＲＩＬＬ", "not an exercise",
	};

	for (unsigned int channel = 0; channel < words_count(WORDS_CHANNEL_KIND); channel++)
		for (size_t i = 0; i < G_N_ELEMENTS(denials); i++) {
			struct message_content content = message_base((enum channel_kind)channel, NULL);
			struct compose_options options = {.mark = SEND_DRILL};
			struct composed composed = {0};

			content.text = denials[i];
			ck_assert_msg(!compose(&content, &options, &composed, NULL), "%u, %zu", channel, i);
		}
}
END_TEST

START_TEST(what_cannot_be_read_again_is_not_sent)
{
	static const char *const bytes[] = {"", "{", "[]", "[{}]", "{\"data\":1}", "[{\"labels\":{}},{}]"};

	for (unsigned int channel = CHANNEL_WEBHOOK; channel <= CHANNEL_COMMAND; channel++)
		for (size_t i = 0; i < G_N_ELEMENTS(bytes); i++) {
			if (channel == CHANNEL_COMMAND && bytes[i][0] == '{' && bytes[i][1])
				continue;
			ck_assert_msg(!compose_check((enum channel_kind)channel, SEND_DRILL, bytes[i], strlen(bytes[i]), NULL), "%u, %zu", channel, i);
		}
	ck_assert(!compose_check(CHANNEL_MAIL, SEND_UNMARKED, "", 0, NULL));
}
END_TEST

/* What is shipped says neither in a real one that it is a drill nor in a drill that it is none. */
START_TEST(no_shipped_words_stand_in_the_way)
{
	g_autofree char *directory = g_build_filename(g_getenv("NWOPS_SOURCE_ROOT"), "t", "fixtures", "notices", NULL);
	GDir *folder = g_dir_open(directory, 0, NULL);
	unsigned int read = 0;
	const char *name;

	ck_assert_ptr_nonnull(folder);
	while ((name = g_dir_read_name(folder))) {
		g_autofree char *path = g_build_filename(directory, name, NULL), *text = NULL;

		if (!g_file_get_contents(path, &text, NULL, NULL))
			continue;
		ck_assert_msg(!content_denies_drill(text), "%s", name);
		ck_assert_msg(!strstr(text, "【訓練】 "), "%s", name);
		read++;
	}
	g_dir_close(folder);
	ck_assert_uint_gt(read, 30);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(every_kind_on_every_channel_is_marked_as_what_it_is),
		UNIT(words_of_a_drill_do_not_go_out_for_real),
		UNIT(a_drill_never_says_that_it_is_none),
		UNIT(what_cannot_be_read_again_is_not_sent),
		UNIT(no_shipped_words_stand_in_the_way),
		{ NULL, NULL },
	};

	return unit_run("notice-compose-check", tests);
}
