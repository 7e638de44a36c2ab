/* SPDX-License-Identifier: Apache-2.0 */
/*
 * notice/content.h: a message comes back as it was kept, and nothing else is taken for one.
 */
#include "notice/content.h"

#include "unit.h"

#include <string.h>

#define NOTICE "{\"kind\":\"outage-first\",\"audience\":\"core\",\"number\":12,\"fields\":{\"lines\":\"12\"}}"
#define LEAST                                                                                                                 \
	"{\"v\":1,\"channel\":\"mail\",\"identity\":\"1.2.20261126@tozai.example\",\"date_us\":1795656600000000,"             \
	"\"offset_minutes\":540,\"language\":\"ja\",\"from\":{\"name\":\"東西医療回線\",\"address\":\"noc@tozai.example\"},"  \
	"\"to\":{\"name\":\"基盤, \\\"窓口\\\"\",\"address\":\"noc@core.example\"},\"reply_to\":null,\"thread\":null,"        \
	"\"subject\":\"【障害】\",\"text\":\"一\\n二\\n\",\"code\":null,\"attachments\":[],\"notice\":" NOTICE "}"
#define MOST                                                                                                                  \
	"{\"v\":1,\"channel\":\"webhook\",\"identity\":\"i\",\"date_us\":-1,\"offset_minutes\":-210,\"language\":\"en\","     \
	"\"from\":{\"name\":\"\",\"address\":\"\"},\"to\":{\"name\":\"\",\"address\":\"https://core.example/hook\"},"         \
	"\"reply_to\":\"desk@tozai.example\",\"thread\":\"first@tozai.example\",\"subject\":\"\",\"text\":\"\","              \
	"\"code\":\"K7M3QD\",\"attachments\":[{\"name\":\"work.ics\",\"type\":\"text/calendar\",\"method\":\"REQUEST\","      \
	"\"text\":\"BEGIN\\r\\n\"},{\"name\":\"a\",\"type\":\"text/plain\",\"method\":null,\"text\":\"\"}],\"notice\":" NOTICE "}"

static bool read_it(const char *text, struct message_content *ret_content, struct content_attachment *attachments,
		    struct json **ret_json, GError **error)
{
	*ret_json = json_parse(text, strlen(text), 1 << 20, NULL);
	ck_assert_msg(*ret_json != NULL, "%s", text);
	return content_read(*ret_json, ret_content, attachments, error);
}

START_TEST(what_is_written_is_read_alike)
{
	static const char *const texts[] = {LEAST, MOST};
	struct content_attachment attachments[CONTENT_ATTACHMENTS_LIMIT];
	g_autoptr(ops_json_t) json = NULL;
	struct message_content content;
	g_autoptr(GError) error = NULL;
	g_autofree char *again = NULL;

	ck_assert_msg(read_it(texts[_i], &content, attachments, &json, &error), "%s", error ? error->message : "");
	again = content_print(&content);
	ck_assert_str_eq(again, texts[_i]);
}
END_TEST

START_TEST(of_which_kind_it_is_shows_without_reading_it)
{
	static const char text[] = "{\"text\":\"\\\"notice\\\":{\\\"kind\\\":\\\"path-test\\\",\","
				   "\"notice\":{\"kind\":\"escalation\",\"fields\":{\"kind\":\"path-test\"}}}";

	ck_assert(content_is_of(text, NOTICE_ESCALATION));
	ck_assert(!content_is_of(text, NOTICE_PATH_TEST));
}
END_TEST

START_TEST(what_is_read_is_there)
{
	struct content_attachment attachments[CONTENT_ATTACHMENTS_LIMIT];
	g_autoptr(ops_json_t) json = NULL;
	struct message_content content;

	ck_assert(read_it(MOST, &content, attachments, &json, NULL));
	ck_assert_int_eq(content.channel, CHANNEL_WEBHOOK);
	ck_assert_int_eq(content.date_us, -1);
	ck_assert_int_eq(content.offset_minutes, -210);
	ck_assert_str_eq(content.to_address, "https://core.example/hook");
	ck_assert_str_eq(content.thread, "first@tozai.example");
	ck_assert_str_eq(content.code, "K7M3QD");
	ck_assert_uint_eq(content.attachment_count, 2);
	ck_assert_str_eq(content.attachments[0].method, "REQUEST");
	ck_assert_ptr_null(content.attachments[1].method);
	ck_assert_str_eq(json_get_string(content.notice, "kind"), "outage-first");
}
END_TEST

/* LEAST with one piece of it replaced is refused for a key. */
static const struct { const char *piece, *instead, *key; } wrong[] = {
	{"\"v\":1", "\"v\":2", "v"},
	{"\"v\":1,", "", "v"},
	{"\"mail\"", "\"pigeon\"", "channel"},
	{"\"date_us\":1795656600000000", "\"date_us\":\"now\"", "date_us"},
	{"540", "1440", "offset_minutes"},
	{"540", "-1440", "offset_minutes"},
	{"540", "540.5", "offset_minutes"},
	{"\"identity\":\"1.2", "\"identity\":\"1\\n2", "identity"},
	{"\"1.2.20261126@tozai.example\"", "null", "identity"},
	{"\"language\":\"ja\"", "\"language\":1", "language"},
	{"noc@tozai.example", "noc@tozai.example\\r\\nBcc: b", "address"},
	{"東西医療回線", "東\xe2\x80\xa8西", "name"},
	{"\"from\":{", "\"from\":{\"more\":1,", "more"},
	{"\"reply_to\":null", "\"reply_to\":1", "reply_to"},
	{"\"reply_to\":null", "\"reply_to\":{}", "reply_to"},
	{"\"reply_to\":null", "\"reply_to\":[]", "reply_to"},
	{"\"reply_to\":null", "\"reply_to\":{\"a\":1}", "reply_to"},
	{"\"reply_to\":null", "\"reply_to\":true", "reply_to"},
	{"\"reply_to\":null,", "", "reply_to"},
	{"\"thread\":null", "\"thread\":\"a\\tb\"", "thread"},
	{"【障害】", "【障害】\\u0085", "subject"},
	{"\"text\":\"一\\n二\\n\"", "\"text\":null", "text"},
	{"\"code\":null", "\"code\":\"\\u202e\"", "code"},
	{"\"attachments\":[]", "\"attachments\":{}", "attachments"},
	{"\"attachments\":[]", "\"attachments\":[1]", "name"},
	{"\"attachments\":[]", "\"attachments\":[{\"name\":\"a\",\"type\":\"t\",\"method\":null}]", "text"},
	{"\"attachments\":[]", "\"attachments\":[{\"name\":\"a\\n\",\"type\":\"t\",\"method\":null,\"text\":\"\"}]", "name"},
	{"\"attachments\":[]", "\"attachments\":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]", "attachments"},
	{NOTICE, "null", "notice"},
	{NOTICE, "[1]", "notice"},
	{NOTICE, "{}", "notice"},
	{"\"v\":1", "\"w\":1,\"v\":1", "w"},
};

START_TEST(what_is_no_message_is_refused)
{
	g_auto(GStrv) around = g_strsplit(LEAST, wrong[_i].piece, 2);
	g_autofree char *text = g_strjoin(wrong[_i].instead, around[0], around[1], NULL);
	g_autofree char *expected = g_strdup_printf("cannot read a message: '%s' is missing or not as nwops writes it", wrong[_i].key);
	struct content_attachment attachments[CONTENT_ATTACHMENTS_LIMIT];
	struct message_content content = {.code = "untouched"};
	g_autoptr(ops_json_t) json = NULL;
	g_autoptr(GError) error = NULL;

	ck_assert_ptr_nonnull(around[1]);
	ck_assert(!read_it(text, &content, attachments, &json, &error));
	ck_assert_str_eq(error->message, expected);
	ck_assert(g_error_matches(error, OPS_JSON_ERROR, JSON_ERROR_SYNTAX));
	ck_assert_str_eq(content.code, "untouched");
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		{"what_is_written_is_read_alike", what_is_written_is_read_alike, 2},
		UNIT(of_which_kind_it_is_shows_without_reading_it),
		UNIT(what_is_read_is_there),
		UNIT_ROWS(what_is_no_message_is_refused, wrong),
		{0},
	};

	return unit_run("notice-content", tests);
}
