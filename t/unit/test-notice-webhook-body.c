/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Webhooks as Standard Webhooks has them, and what the site's program reads.
 */
#include "fixture-message.h"
#include "unit.h"

static struct json *read_back(const struct composed *composed)
{
	size_t length;
	const char *bytes = g_bytes_get_data(composed->bytes, &length);
	struct json *json = json_parse(bytes, length, 1 << 20, NULL);

	ck_assert_ptr_nonnull(json);
	return json;
}

START_TEST(a_body_holds_the_words_and_the_notice)
{
	g_autoptr(ops_json_t) notice = message_notice(MESSAGE_NOTICE), body = NULL;
	struct message_content content = message_base(CHANNEL_WEBHOOK, notice);
	struct compose_options options = {.mark = SEND_DRILL};
	const struct json *data;
	g_autofree char *kept = json_print(notice), *sent = NULL;
	struct composed composed;

	content.code = "K7M3QD";
	message_compose(&content, &options, &composed, NULL);
	ck_assert_str_eq(composed.content_type, "application/json");
	body = read_back(&composed);
	ck_assert_str_eq(json_get_string(body, "type"), "notice.outage_first");
	ck_assert_str_eq(json_get_string(body, "timestamp"), "2026-11-26T02:05:49+00:00");
	data = json_get(body, "data");
	ck_assert_str_eq(json_get_string(data, "id"), content.identity);
	ck_assert_str_eq(json_get_string(data, "mark"), "drill");
	ck_assert_str_eq(json_get_string(data, "subject"), "【訓練】【障害】第1報 接続できない状況について");
	ck_assert(g_str_has_prefix(json_get_string(data, "text"), "【訓練】 これは訓練です。"));
	ck_assert_str_eq(json_get_string(data, "code"), "K7M3QD");
	sent = json_print(json_get(data, "notice"));
	ck_assert_str_eq(sent, kept);
	composed_clear(&composed);
}
END_TEST

static const char *header(const struct composed *composed, const char *name)
{
	g_autofree char *begin = g_strdup_printf("%s: ", name);

	for (guint i = 0; i < composed->headers->len; i++)
		if (g_str_has_prefix(composed->headers->pdata[i], begin))
			return (const char *)composed->headers->pdata[i] + strlen(begin);
	return NULL;
}

/* SECRET as its file has it, and the bytes of the key that it stands for. */
static const struct { const char *secret, *key; } secrets[] = {
	{"whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3", "0123456789abcdef01234567"},
	{"whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3\n", "0123456789abcdef01234567"},
	{"a password of the site\r\n", "a password of the site"},
};

START_TEST(a_signature_is_over_id_time_and_body)
{
	struct message_content content = message_base(CHANNEL_WEBHOOK, NULL);
	struct compose_options options = {
		.secret = secrets[_i].secret,
		.secret_length = strlen(secrets[_i].secret),
		.attempt_at_us = 1795658800999999,
	};
	struct composed composed;
	g_autofree char *signed_bytes = NULL, *hex = NULL, *base64 = NULL, *wanted = NULL;
	uint8_t sum[DIGEST_SIZE];
	size_t length;
	const char *bytes = message_compose(&content, &options, &composed, &length);

	ck_assert_str_eq(header(&composed, "webhook-id"), "1.2.20261126@tozai.example");
	ck_assert_str_eq(header(&composed, "webhook-timestamp"), "1795658800");
	signed_bytes = g_strdup_printf("1.2.20261126@tozai.example.1795658800.%.*s", (int)length, bytes);
	hex = g_compute_hmac_for_string(G_CHECKSUM_SHA256, (const guchar *)secrets[_i].key, strlen(secrets[_i].key),
					signed_bytes, -1);
	ck_assert(digest_from_hex(hex, sum, sizeof sum));
	base64 = g_base64_encode(sum, sizeof sum);
	wanted = g_strconcat("v1,", base64, NULL);
	ck_assert_str_eq(header(&composed, "webhook-signature"), wanted);
	composed_clear(&composed);
}
END_TEST

START_TEST(only_a_try_has_a_time)
{
	struct message_content content = message_base(CHANNEL_WEBHOOK, NULL);
	struct compose_options options = {.secret = "x", .secret_length = 1};
	struct composed composed;

	message_compose(&content, &options, &composed, NULL);
	ck_assert_uint_eq(composed.headers->len, 1);
	composed_clear(&composed);
	options.attempt_at_us = 1795658800000000;
	options.secret = NULL;
	message_compose(&content, &options, &composed, NULL);
	ck_assert_uint_eq(composed.headers->len, 2);
	ck_assert_ptr_null(header(&composed, "webhook-signature"));
	composed_clear(&composed);
}
END_TEST

static const char *const no_secrets[] = {"", "\n", "whsec_", "whsec_not base64!"};

START_TEST(what_is_no_secret_is_refused)
{
	struct message_content content = message_base(CHANNEL_WEBHOOK, NULL);
	struct compose_options options = {
		.secret = no_secrets[_i], .secret_length = strlen(no_secrets[_i]), .attempt_at_us = 1};
	g_autoptr(GError) error = NULL;
	struct composed composed;

	ck_assert(!compose(&content, &options, &composed, &error));
	ck_assert_ptr_null(strstr(error->message, "not base64"));
}
END_TEST

START_TEST(an_identity_makes_no_header)
{
	struct message_content content = message_base(CHANNEL_WEBHOOK, NULL);
	struct compose_options options = {.attempt_at_us = 1};
	struct composed composed;

	content.identity = "a@b\r\nAuthorization: x";
	ck_assert(!compose(&content, &options, &composed, NULL));
}
END_TEST

static const struct { const char *subject, *code, *text, *brief; } briefs[] = {
	{"短い件名", NULL, "", "短い件名"},
	{"短い件名", "K7M3QD", "符号 K7M3QD", "短い件名 [K7M3QD]"},
	{"短い件名", "K7M3QD", "", "短い件名"},
	{"1234567890123456789012345678901234567890123456789012345678901234567890", NULL, "",
	 "1234567890123456789012345678901234567890123456789012345678901234567890"},
	{"12345678901234567890123456789012345678901234567890123456789012345678901", NULL, "",
	 "123456789012345678901234567890123456789012345678901234567890123456789…"},
	{"1234567890123456789012345678901234567890123456789012345678901", "K7M3QD", "K7M3QD",
	 "1234567890123456789012345678901234567890123456789012345678901 [K7M3QD]"},
	{"12345678901234567890123456789012345678901234567890123456789012", "K7M3QD", "K7M3QD",
	 "123456789012345678901234567890123456789012345678901234567890… [K7M3QD]"},
	{"😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀", NULL, "",
	 "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀…"},
};

START_TEST(the_short_form_fits_into_one_sms)
{
	struct message_content content = message_base(CHANNEL_COMMAND, NULL);
	struct compose_options options = {.mark = SEND_UNMARKED};
	g_autoptr(ops_json_t) input = NULL;
	g_autofree gunichar2 *units = NULL;
	struct composed composed;
	const char *bytes;
	glong count;
	size_t length;

	content.subject = briefs[_i].subject;
	content.code = briefs[_i].code;
	content.text = briefs[_i].text;
	bytes = message_compose(&content, &options, &composed, &length);
	ck_assert_int_eq(bytes[length - 1], '\n');
	input = read_back(&composed);
	ck_assert_str_eq(json_get_string(input, "short"), briefs[_i].brief);
	units = g_utf8_to_utf16(briefs[_i].brief, -1, NULL, &count, NULL);
	ck_assert_int_le(count, 70);
	ck_assert_str_eq(json_get_string(input, "target"), "noc@core.example");
	ck_assert_str_eq(json_get_string(input, "name"), "相互接続基盤 運用窓口");
	composed_clear(&composed);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_body_holds_the_words_and_the_notice),
		UNIT_ROWS(a_signature_is_over_id_time_and_body, secrets),
		UNIT(only_a_try_has_a_time),
		UNIT_ROWS(what_is_no_secret_is_refused, no_secrets),
		UNIT(an_identity_makes_no_header),
		UNIT_ROWS(the_short_form_fits_into_one_sms, briefs),
		{ NULL },
	};

	return unit_run("notice-webhook-body", tests);
}
