/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Jobs for nwops-ssh: what is written is what is read, and what is wrong is
 * named.
 */
#include "net/ssh.h"
#include "unit.h"

#include <string.h>
#include <sys/socket.h>

#define PIN "SHA256:K3AjPp8EW9NRKvD3dmSoV7IDYEG7hWgKvVM0XaBVl2s"
#define START "{\"v\":1,\"id\":\"b1\",\"address\":\"10.0.0.1\",\"user\":\"u\""
#define COMMANDS ",\"commands\":[{\"send\":\"show version\"}]"

static struct ssh_job_source *parse(const char *text, struct ssh_job *job, GError **error)
{
	return ssh_job_parse(text, strlen(text), job, error);
}

START_TEST(the_shortest_job_has_the_defaults)
{
	struct ssh_job job;
	g_autoptr(ops_ssh_job_source_t) source = parse(START COMMANDS "}", &job, NULL);

	ck_assert_ptr_nonnull(source);
	ck_assert_str_eq(job.id, "b1");
	ck_assert_int_eq(job.device.address.family, AF_INET);
	ck_assert_int_eq(job.device.port, 22);
	ck_assert_str_eq(job.device.user, "u");
	ck_assert_uint_eq(job.device.pin_count + job.device.legacy_count + job.device.credential_count, 0);
	ck_assert_ptr_null(job.jump);
	ck_assert_int_eq(job.transport, SSH_OVER_LIBSSH2);
	ck_assert_int_eq(job.channel, SSH_CHANNEL_EXEC);
	ck_assert(!job.learn_only);
	ck_assert_uint_eq(job.command_count, 1);
	ck_assert_str_eq(job.commands[0].send, "show version");
	ck_assert_int_eq(job.commands[0].limit_us, 0);
	ck_assert_int_eq(memcmp(&job.limits, &ssh_limits_default, sizeof job.limits), 0);
}
END_TEST

/* A job with everything in it. */
static const struct ssh_credential credentials[] = {
	{ SSH_BY_KEY, "/keys/a" },
	{ SSH_BY_AGENT, "/run/agent" },
	{ SSH_BY_PASSWORD, "/keys/p" },
	{ SSH_BY_KEYBOARD_INTERACTIVE, "/keys/p" },
};
static const char *const pins[] = { PIN, "ssh-ed25519 " PIN };
static const char *const legacy[] = { "ssh-rsa" };
static const struct ssh_peer jump = {
	.port = 2222, .user = "j", .credentials = credentials, .credential_count = 1, .pins = pins, .pin_count = 1,
};
static const struct ssh_pager pagers[] = { { "--More--", " " }, { "続ける \"?\"", "\n" } };
static const struct ssh_command commands[] = {
	{ .send = "show a", .limit_us = 5, .limit_bytes = 6, .json = true },
	{ .send = "show 日本", .after = SSH_AFTER_GARBLED | SSH_AFTER_REFUSAL },
};
static const char *const refusals[] = { "\\A% ?Unknown\\z", "命令" };
static const struct ssh_job whole = {
	.id = "装置 1",
	.device = { .port = 22, .user = "u", .credentials = credentials, .credential_count = 4, .pins = pins,
		    .pin_count = 2, .legacy = legacy, .legacy_count = 1 },
	.jump = &jump,
	.transport = SSH_OVER_OPENSSH,
	.learn_only = true,
	.lock = "b1",
	.channel = SSH_CHANNEL_SHELL,
	.shell = { .prompt = "[a-z]+>", .pagers = pagers, .pager_count = 2, .line_end = "\r\n", .logout = "exit",
		   .elevate = "enable", .elevate_path = "/keys/e" },
	.commands = commands,
	.command_count = 2,
	.refusals = refusals,
	.refusal_count = 2,
	.denials = refusals,
	.denial_count = 1,
	.limits = { 1, 2, 3, 4, 5, 6, 7 },
};

START_TEST(what_is_written_is_what_is_read)
{
	struct ssh_job job = whole, read;
	struct ssh_peer way = jump;
	g_autoptr(GString) line = g_string_new(NULL), again = g_string_new(NULL);
	g_autoptr(ops_ssh_job_source_t) source = NULL;

	ck_assert(address_parse("2001:db8::1", &job.device.address, NULL));
	ck_assert(address_parse("192.0.2.9", &way.address, NULL));
	job.jump = &way;
	ssh_job_print(&job, line);
	ck_assert_ptr_eq(strchr(line->str, '\n'), line->str + line->len - 1);
	source = ssh_job_parse(line->str, line->len, &read, NULL);
	ck_assert_ptr_nonnull(source);
	ssh_job_print(&read, again);
	ck_assert_str_eq(line->str, again->str);
	ck_assert_str_eq(read.id, whole.id);
	ck_assert(address_equal(&read.device.address, &job.device.address));
	ck_assert(read.learn_only);
	ck_assert_int_eq(read.channel, SSH_CHANNEL_SHELL);
	ck_assert_int_eq(read.transport, SSH_OVER_OPENSSH);
	ck_assert_str_eq(read.shell.pagers[1].text, "続ける \"?\"");
	ck_assert_str_eq(read.shell.pagers[1].answer, "\n");
	ck_assert_str_eq(read.shell.line_end, "\r\n");
	ck_assert_str_eq(read.shell.elevate_path, "/keys/e");
	ck_assert_int_eq(read.device.credentials[3].method, SSH_BY_KEYBOARD_INTERACTIVE);
	ck_assert_str_eq(read.device.credentials[1].path, "/run/agent");
	ck_assert_str_eq(read.jump->user, "j");
	ck_assert_uint_eq(read.commands[0].limit_bytes, 6);
	ck_assert(read.commands[0].json && !read.commands[1].json);
	ck_assert_uint_eq(read.commands[0].after, 0);
	ck_assert_uint_eq(read.commands[1].after, SSH_AFTER_GARBLED | SSH_AFTER_REFUSAL);
	ck_assert_uint_eq(read.refusal_count, 2);
	ck_assert_str_eq(read.refusals[1], "命令");
	ck_assert_uint_eq(read.denial_count, 1);
	ck_assert_str_eq(read.denials[0], "\\A% ?Unknown\\z");
	ck_assert_int_eq(read.limits.job_us, 6);
	ck_assert_uint_eq(read.limits.bytes, 7);
}
END_TEST

START_TEST(what_is_wrong_is_named)
{
	static const struct { const char *text, *named; } cases[] = {
		{ "{\"v\":2,\"id\":\"b1\"}", "'v'" },
		{ "{\"v\":1}", "'id'" },
		{ "{\"v\":1,\"id\":\"\"}", "'id'" },
		{ "{\"v\":1,\"id\":7}", "'id'" },
		{ "{\"v\":1,\"id\":\"a\"}", "'address'" },
		{ "{\"v\":1,\"id\":\"a\",\"address\":\"router.example\"}", "router.example" },
		{ "{\"v\":1,\"id\":\"a\",\"address\":\"10.0.0.1\"" COMMANDS "}", "'user'" },
		{ START "}", "'commands'" },
		{ START ",\"port\":0" COMMANDS "}", "'port'" },
		{ START ",\"port\":65536" COMMANDS "}", "'port'" },
		{ START ",\"port\":\"22\"" COMMANDS "}", "'port'" },
		{ START ",\"pins\":\"x\"" COMMANDS "}", "'pins'" },
		{ START ",\"pins\":[1]" COMMANDS "}", "'pins'" },
		{ START ",\"pin\":\"never\"" COMMANDS "}", "check, learn-only" },
		{ START ",\"pin\":null" COMMANDS "}", "'pin'" },
		{ START ",\"pinss\":[]" COMMANDS "}", "did you mean 'pins'" },
		{ START ",\"transport\":\"telnet\"" COMMANDS "}", "libssh2, openssh" },
		{ START ",\"lock\":\"../b1\"" COMMANDS "}", "'lock'" },
		{ START ",\"lock\":\".b1\"" COMMANDS "}", "'lock'" },
		{ START ",\"lock\":\"\"" COMMANDS "}", "'lock'" },
		{ START ",\"channel\":\"shell\"" COMMANDS "}", "'shell'" },
		{ START ",\"channel\":\"shell\",\"shell\":{}" COMMANDS "}", "'prompt'" },
		{ START ",\"channel\":\"shell\",\"shell\":{\"prompt\":\"a\",\"line_end\":\"\"}" COMMANDS "}", "'line_end'" },
		{ START ",\"channel\":\"shell\",\"shell\":{\"prompt\":\"a\",\"pager\":[{\"text\":\"b\",\"answer\":\"\\u0003\"}]}"
		  COMMANDS "}", "'answer'" },
		{ START ",\"authenticate\":[{}]" COMMANDS "}", "'method'" },
		{ START ",\"authenticate\":[{\"method\":\"key\",\"socket\":\"a\"}]" COMMANDS "}", "'file'" },
		{ START ",\"authenticate\":[{\"method\":\"password\",\"password\":\"a\"}]" COMMANDS "}", "'password'" },
		{ START ",\"commands\":[{\"send\":\"a\\nb\"}]}", "'send'" },
		{ START ",\"commands\":[{\"send\":\"\"}]}", "'send'" },
		{ START ",\"commands\":[{\"send\":\"a\",\"bytes\":-1}]}", "'bytes'" },
		{ START ",\"commands\":[{\"send\":\"a\",\"after\":[\"refused\"]}]}", "'after'" },
		{ START ",\"commands\":[{\"send\":\"a\"},{\"send\":\"b\",\"after\":[]}]}", "'after'" },
		{ START ",\"commands\":[{\"send\":\"a\"},{\"send\":\"b\",\"after\":[\"denied\"]}]}", "'after'" },
		{ START ",\"commands\":[{\"send\":\"a\"},{\"send\":\"b\",\"after\":[null]}]}", "'after'" },
		{ START ",\"commands\":[{\"send\":\"a\",\"json\":1}]}", "'json'" },
		{ START ",\"refusals\":\"a\"" COMMANDS "}", "'refusals'" },
		{ START ",\"denials\":[\"a\\nb\"]" COMMANDS "}", "'denials'" },
		{ START ",\"limits\":{\"job_us\":0}" COMMANDS "}", "'job_us'" },
		{ START ",\"limits\":{\"bytes\":67108865}" COMMANDS "}", "'bytes'" },
		{ START ",\"limits\":{\"lines\":1}" COMMANDS "}", "'lines'" },
		{ START ",\"jump\":{\"address\":\"10.0.0.2\"}" COMMANDS "}", "'jump'" },
		{ START ",\"jump\":{\"user\":\"a\"}" COMMANDS "}", "'address'" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct ssh_job job = { .id = "untouched" };
		g_autoptr(GError) error = NULL;

		ck_assert_msg(!parse(cases[i].text, &job, &error), "%s", cases[i].text);
		ck_assert_msg(strstr(error->message, cases[i].named), "%s: %s", cases[i].text, error->message);
		ck_assert_str_eq(job.id, "untouched");
	}
}
END_TEST

START_TEST(lists_and_words_have_limits)
{
	g_autoptr(GString) line = g_string_new(START ",\"commands\":[{\"send\":\"a\"}");
	g_autofree char *word = g_strnfill(SSH_WORD_MAX + 1, 'a'), *long_word = NULL;
	struct ssh_job job;

	for (int i = 1; i < SSH_COMMANDS_MAX; i++)
		g_string_append(line, ",{\"send\":\"a\"}");
	g_string_append(line, "]}");
	{
		g_autoptr(ops_ssh_job_source_t) source = parse(line->str, &job, NULL);

		ck_assert_ptr_nonnull(source);
		ck_assert_uint_eq(job.command_count, SSH_COMMANDS_MAX);
	}
	g_string_insert(line, (gssize)line->len - 2, ",{\"send\":\"a\"}");
	ck_assert_ptr_null(parse(line->str, &job, NULL));
	long_word = g_strdup_printf(START ",\"commands\":[{\"send\":\"%s\"}]}", word);
	ck_assert_ptr_null(parse(long_word, &job, NULL));
}
END_TEST

START_TEST(learning_a_key_needs_no_user_and_no_command)
{
	struct ssh_job job;
	const char *text = "{\"v\":1,\"id\":\"a\",\"address\":\"10.0.0.1\",\"pin\":\"learn-only\"}";
	g_autoptr(ops_ssh_job_source_t) source = parse(text, &job, NULL);

	ck_assert_ptr_nonnull(source);
	ck_assert(job.learn_only);
	ck_assert_ptr_null(job.device.user);
}
END_TEST

START_TEST(an_id_is_found_in_a_job_that_is_none)
{
	const char *text = "{\"id\":\"b1\",\"v\":9}";
	g_autofree char *id = ssh_job_find_id(text, strlen(text));

	ck_assert_str_eq(id, "b1");
	ck_assert_ptr_null(ssh_job_find_id("{", 1));
	ck_assert_ptr_null(ssh_job_find_id("{}", 2));
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(the_shortest_job_has_the_defaults),
		UNIT(what_is_written_is_what_is_read),
		UNIT(what_is_wrong_is_named),
		UNIT(lists_and_words_have_limits),
		UNIT(learning_a_key_needs_no_user_and_no_command),
		UNIT(an_id_is_found_in_a_job_that_is_none),
		{ NULL, NULL },
	};

	return unit_run("net-ssh-job", tests);
}
