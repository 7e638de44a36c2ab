/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The lines between nwops and nwops-send: what is written is read as the same, and what is wrong is named.
 */
#include "net/send.h"
#include "unit.h"

#include <string.h>

static const struct send_relay relays[] = {
	{ "mx1", "192.0.2.25", 587, "starttls", "mx.example", "ca.pem", "nwops", "secret" },
	{ .name = "mx2", .host = "2001:db8::25", .port = 25, .security = "plain" },
};
static const struct send_job whole = {
	.job = 7, .content = "{\"v\":1,\"text\":\"本文\"}", .mark = SEND_DRILL,
	.route = { .relays = relays, .relay_count = 2, .source = "192.0.2.1", .interface = "eth1", .from = "noc@tozai.example",
		   .proxy = "http://192.0.2.3:3128", .ca = "web.pem" },
	.target = "noc@core.example", .secret = "key", .connect_us = 5000000, .attempt_us = 30000000,
	.certificate = "noc.crt", .key = "noc.key",
};
static const struct send_job least = {
	.job = 0, .content = "{\"v\":1}", .target = "/usr/local/bin/sms", .connect_us = 1, .attempt_us = 1,
};

static void assert_same_text(const char *a, const char *b)
{
	ck_assert_msg(!g_strcmp0(a, b), "'%s' is not '%s'", a ? a : "(null)", b ? b : "(null)");
}

START_TEST(a_job_is_read_as_it_was_written)
{
	const struct send_job *const jobs[] = { &whole, &least };

	for (size_t i = 0; i < G_N_ELEMENTS(jobs); i++) {
		const struct send_job *job = jobs[i];
		g_autoptr(GString) line = g_string_new(NULL), again = g_string_new(NULL);
		g_autoptr(GError) error = NULL;
		g_autoptr(ops_send_job_source_t) source = NULL;
		g_autofree char *content = NULL;
		struct send_job read;

		send_job_print(job, line);
		ck_assert_ptr_eq(strchr(line->str, '\n'), line->str + line->len - 1);
		source = send_job_parse(line->str, line->len, &read, &error);
		ck_assert_msg(source != NULL, "%s", error ? error->message : "?");
		ck_assert_int_eq(read.job, job->job);
		ck_assert_int_eq(read.mark, job->mark);
		ck_assert_uint_eq(read.route.relay_count, job->route.relay_count);
		assert_same_text(read.route.source, job->route.source);
		assert_same_text(read.route.ca, job->route.ca);
		assert_same_text(read.target, job->target);
		assert_same_text(read.key, job->key);
		read.content = content = json_print(send_job_content(source));
		send_job_print(&read, again);
		ck_assert_str_eq(line->str, again->str);
	}
}
END_TEST

START_TEST(what_is_wrong_with_a_job_is_named)
{
#define AROUND(more) "{\"v\":1,\"job\":7,\"content\":{\"v\":1},\"mark\":\"\",\"target\":\"a@b\"" more "}"
#define RELAY(more) AROUND(",\"route\":{\"relays\":[{\"name\":\"a\",\"host\":\"b\",\"port\":25,\"security\":\"plain\"" more "}]}")
	static const struct { const char *line, *says; } cases[] = {
		{ AROUND(""), NULL },
		{ AROUND(",\"route\":null,\"secret\":null,\"signature\":null"), NULL },
		{ AROUND(",\"route\":{},\"limits\":{}"), NULL },
		{ RELAY(""), NULL },
		{ "", "" }, { "{", "" }, { "[]", "'v'" }, { "{\"v\":2}", "'v'" },
		{ AROUND(",\"tagret\":1"), "did you mean 'target'" },
		{ "{\"v\":1,\"job\":-1,\"content\":{\"v\":1},\"mark\":\"\",\"target\":\"a\"}", "'job'" },
		{ "{\"v\":1,\"content\":{\"v\":1},\"mark\":\"\",\"target\":\"a\"}", "'job'" },
		{ "{\"v\":1,\"job\":7,\"content\":{\"v\":1},\"mark\":\"\",\"target\":\"\"}", "'target'" },
		{ "{\"v\":1,\"job\":7,\"content\":{\"v\":1},\"mark\":\"\",\"target\":7}", "'target'" },
		{ "{\"v\":1,\"job\":7,\"content\":{\"v\":1},\"mark\":\"\",\"target\":\"a\\nb\"}", "'target'" },
		{ "{\"v\":1,\"job\":7,\"content\":{\"v\":1},\"mark\":\"x\",\"target\":\"a\"}", "'mark'" },
		{ "{\"v\":1,\"job\":7,\"content\":{\"v\":1},\"target\":\"a\"}", "'mark'" },
		{ "{\"v\":1,\"job\":7,\"content\":[1],\"mark\":\"\",\"target\":\"a\"}", "'content'" },
		{ "{\"v\":1,\"job\":7,\"content\":\"x\",\"mark\":\"\",\"target\":\"a\"}", "'content'" },
		{ "{\"v\":1,\"job\":7,\"mark\":\"\",\"target\":\"a\"}", "'content'" },
		{ AROUND(",\"secret\":7"), "'secret'" }, { AROUND(",\"secret\":[1]"), "'secret'" },
		{ AROUND(",\"limits\":{\"connect_us\":0}"), "'connect_us'" }, { AROUND(",\"limits\":{\"attempt_us\":\"1\"}"), "'attempt_us'" },
		{ AROUND(",\"limits\":{\"job_us\":1}"), "'job_us'" },
		{ AROUND(",\"signature\":{\"certificate\":\"a\"}"), "'key'" },
		{ AROUND(",\"route\":{\"relays\":{}}"), "'relays'" }, { AROUND(",\"route\":{\"relays\":[1]}"), "'name'" },
		{ AROUND(",\"route\":{\"relays\":[1,2,3,4,5,6,7,8,9]}"), "'relays'" },
		{ AROUND(",\"route\":{\"relays\":[{\"name\":\"a\",\"host\":\"b\",\"security\":\"plain\"}]}"), "'port'" },
		{ AROUND(",\"route\":{\"relays\":[{\"name\":\"a\",\"host\":\"b\",\"port\":65536,\"security\":\"plain\"}]}"), "'port'" },
		{ AROUND(",\"route\":{\"relays\":[{\"name\":\"a\",\"host\":\"b\",\"port\":25,\"security\":\"ssl\"}]}"), "'security'" },
		{ RELAY(",\"user\":\"a\""), "'user'" }, { RELAY(",\"secret\":\"a\""), "'user'" }, { RELAY(",\"tls_nam\":\"a\""), "'tls_nam'" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		struct send_job job;
		g_autoptr(ops_send_job_source_t) source = send_job_parse(cases[i].line, strlen(cases[i].line), &job, &error);

		ck_assert_msg(!source == !!cases[i].says, "case %zu: %s", i, error ? error->message : "read");
		ck_assert_msg(!cases[i].says || strstr(error->message, cases[i].says), "case %zu: %s", i,
			      error ? error->message : "");
	}
}
END_TEST

START_TEST(the_number_of_a_line_that_is_no_job_is_known_where_it_stands_there)
{
	static const struct { const char *line; int64_t number; } cases[] = {
		{ "{\"job\":7}", 7 }, { "{\"job\":-7}", -1 }, { "{\"job\":\"7\"}", -1 }, { "{", -1 }, { "[7]", -1 }, { "", -1 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		ck_assert_int_eq(send_job_number(cases[i].line, strlen(cases[i].line)), cases[i].number);
}
END_TEST

static struct send_attempt *attempt_new(const char *relay, enum delivery_end end)
{
	struct send_attempt *attempt = g_new0(struct send_attempt, 1);

	attempt->relay = g_strdup(relay);
	attempt->end = end;
	attempt->code = end == DELIVERY_ACCEPTED ? 250 : -1;
	attempt->reply = g_strdup("2.0.0 ok 本文");
	attempt->secured = g_strdup("TLSv1.3, CN=mx.example");
	attempt->began_at_us = 1795660507000000;
	attempt->ended_at_us = 1795660507000001;
	attempt->wait_us = end == DELIVERY_DEFERRED ? 7000000 : -1;
	if (end == DELIVERY_ACCEPTED)
		attempt->digest = digest_of("a", 1);
	attempt->unsigned_ = end == DELIVERY_ACCEPTED;
	return attempt;
}

START_TEST(a_result_is_read_as_it_was_written)
{
	g_autoptr(GPtrArray) attempts = g_ptr_array_new_with_free_func((GDestroyNotify)send_attempt_free);
	const struct send_line lines[] = { { 7, attempts }, { -1, attempts }, { 0, NULL } };

	for (unsigned int end = 0; end < DELIVERY_END_COUNT; end++)
		g_ptr_array_add(attempts, attempt_new("mx1", (enum delivery_end)end));
	for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
		g_autoptr(GString) line = g_string_new(NULL), again = g_string_new(NULL);
		g_autoptr(GError) error = NULL;
		struct send_line read;

		send_line_print(&lines[i], line);
		ck_assert_msg(send_line_parse(line->str, line->len, &read, &error), "%s", error ? error->message : "?");
		ck_assert_int_eq(read.job, lines[i].job);
		ck_assert(!read.attempts == !lines[i].attempts);
		send_line_print(&read, again);
		ck_assert_str_eq(line->str, again->str);
		send_line_clear(&read);
	}
}
END_TEST

#define ATTEMPT(relay, end, more) "{\"relay\":" relay ",\"end\":\"" end "\",\"code\":null,\"reply\":\"\",\"secured\":\"\"," \
	"\"began_us\":1,\"ended_us\":2,\"wait_us\":null,\"digest\":null,\"unsigned\":false" more "}"

START_TEST(what_is_no_result_is_refused)
{
	static const char *const cases[] = {
		"", "{", "[]", "{\"v\":1}", "{\"v\":1,\"job\":7}", "{\"v\":2,\"job\":7,\"handing_over\":true}",
		"{\"v\":1,\"job\":7,\"handing_over\":false}", "{\"v\":1,\"job\":-7,\"handing_over\":true}",
		"{\"v\":1,\"job\":7,\"attempts\":[]}", "{\"v\":1,\"job\":7,\"attempts\":[1]}",
		"{\"v\":1,\"job\":7,\"attempts\":[" ATTEMPT("\"a\"", "wonderful", "") "]}",
		"{\"v\":1,\"job\":7,\"attempts\":[" ATTEMPT("7", "accepted", "") "]}",
		"{\"v\":1,\"job\":7,\"attempts\":[{\"end\":\"accepted\"}]}",
	};
	static const char good[] = "{\"v\":1,\"job\":7,\"attempts\":[" ATTEMPT("\"a\"", "accepted", ",\"new\":1") "]}";
	struct send_line line;

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		ck_assert_msg(!send_line_parse(cases[i], strlen(cases[i]), &line, NULL), "case %zu", i);
	ck_assert(send_line_parse(good, strlen(good), &line, NULL));
	send_line_clear(&line);
}
END_TEST

START_TEST(what_is_said_is_safe_to_show)
{
	static const char line[] = "{\"v\":1,\"job\":7,\"attempts\":[" ATTEMPT("\"a\\u001b[2J\"", "accepted", "") "]}";
	struct send_line read;

	ck_assert(send_line_parse(line, strlen(line), &read, NULL));
	ck_assert_str_eq(((struct send_attempt *)g_ptr_array_index(read.attempts, 0))->relay, "a\\x1b[2J");
	send_line_clear(&read);
}
END_TEST

START_TEST(an_answer_is_read_and_believed_nothing)
{
#define ANSWER(uid, ack, more) "{\"v\":1,\"uid\":" uid ",\"from\":\"a@b\\u001b\",\"code\":\"K7M3QD\",\"identity\":null," \
	"\"automatic\":false,\"failed\":true,\"ack\":\"" ack "\",\"text\":\"t\"" more "}"
	static const char *const wrong[] = {
		"", "{}", ANSWER("7", "seen", ""), ANSWER("\"7x\"", "seen", ""), ANSWER("\"\"", "seen", ""), ANSWER("\"7\"", "fine", ""),
		ANSWER("\"12345678901\"", "seen", ""), "{\"uid\":\"7\",\"from\":\"a\",\"ack\":\"seen\",\"text\":\"\"}",
	};
	static const char good[] = ANSWER("\"7\"", "cannot-act", ",\"new\":1");
	struct send_answer *answer = g_new0(struct send_answer, 1);

	for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++)
		ck_assert_msg(!send_answer_parse(wrong[i], strlen(wrong[i]), answer, NULL), "case %zu", i);
	ck_assert(send_answer_parse(good, strlen(good), answer, NULL));
	ck_assert_str_eq(answer->from, "a@b\\x1b");
	ck_assert_str_eq(answer->code, "K7M3QD");
	ck_assert_ptr_null(answer->identity);
	ck_assert(!answer->automatic && answer->failed && answer->ack == ACK_CANNOT_ACT);
	send_answer_free(answer);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_job_is_read_as_it_was_written),
		UNIT(what_is_wrong_with_a_job_is_named),
		UNIT(the_number_of_a_line_that_is_no_job_is_known_where_it_stands_there),
		UNIT(a_result_is_read_as_it_was_written),
		UNIT(what_is_no_result_is_refused),
		UNIT(what_is_said_is_safe_to_show),
		UNIT(an_answer_is_read_and_believed_nothing),
		{ NULL, NULL },
	};

	return unit_run("net-send-job", tests);
}
