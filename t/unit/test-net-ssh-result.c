/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Results of nwops-ssh: every byte of an output comes back, and a line that is
 * none is refused.
 */
#include "net/ssh.h"
#include "unit.h"

#include <string.h>

static struct ssh_result *again(const struct ssh_result *result, GString *line)
{
	GError *error = NULL;
	struct ssh_result *read;

	ssh_result_print(result, line);
	ck_assert_ptr_eq(memchr(line->str, '\n', line->len), line->str + line->len - 1);
	read = ssh_result_parse(line->str, line->len, &error);
	ck_assert_msg(read != NULL, "%s: %s", line->str, error ? error->message : "");
	return read;
}

START_TEST(every_byte_of_an_output_comes_back)
{
	static const struct { const char *bytes; size_t length; bool readable; } cases[] = {
		{ "", 0, true },
		{ "line\r\n\tend", 10, true },
		{ "日本語 \x1b[31m", 15, true },
		{ "a\0b", 3, false },
		{ "\0", 1, false },
		{ "\xff\xfe", 2, false },
		{ "\x93\xfa\x96\x7b", 4, false },	/* CP932 */
		{ "\xed\xa0\x80", 3, false },		/* half of a pair */
		{ "\"\\/", 3, true },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(ops_ssh_result_t) result = ssh_result_new("b1", 1), read = NULL;
		g_autoptr(GString) line = g_string_new(NULL);

		g_string_append_len(result->outputs[0].text, cases[i].bytes, (gssize)cases[i].length);
		read = again(result, line);
		ck_assert_uint_eq(read->outputs[0].text->len, cases[i].length);
		ck_assert_int_eq(memcmp(read->outputs[0].text->str, cases[i].bytes, cases[i].length), 0);
		ck_assert_int_eq(strstr(line->str, "\"base64\"") == NULL, cases[i].readable);
	}
}
END_TEST

START_TEST(what_is_written_is_what_is_read)
{
	g_autoptr(ops_ssh_result_t) result = ssh_result_new("装置", 2), read = NULL;
	g_autoptr(GString) line = g_string_new(NULL), second = g_string_new(NULL);

	result->end = PROBE_ANSWERED;
	result->reason = SSH_REASON_NONE;
	result->phase = SSH_PHASE_LOGOUT;
	result->at_jump = true;
	result->phase_us[SSH_PHASE_LOGIN] = 0;
	result->phase_us[SSH_PHASE_COMMANDS] = 123;
	result->total_us = 456;
	result->server = g_strdup("SSH-2.0-x");
	result->offered[SSH_KEX] = g_strdup("a,b");
	result->agreed[SSH_MAC] = g_strdup("c");
	result->host_key_type = g_strdup("ssh-ed25519");
	result->host_key_fingerprint = g_strdup("SHA256:x");
	result->host_key = g_strdup("AAAA");
	result->outputs[0].complete = true;
	result->outputs[0].reason = SSH_REASON_NONE;
	result->outputs[0].exit_status = 3;
	result->outputs[0].elapsed_us = 9;
	result->outputs[0].controls = 5;
	result->outputs[0].pages = 2;
	g_string_assign(result->outputs[0].errors, "oops");
	result->outputs[1].reason = SSH_REASON_DOUBT;
	read = again(result, line);
	ssh_result_print(read, second);
	ck_assert_str_eq(line->str, second->str);
	ck_assert_str_eq(read->id, "装置");
	ck_assert_int_eq(read->end, PROBE_ANSWERED);
	ck_assert_int_eq(read->reason, SSH_REASON_NONE);
	ck_assert(read->at_jump);
	ck_assert_int_eq(read->phase_us[SSH_PHASE_LOGIN], 0);
	ck_assert_int_eq(read->phase_us[SSH_PHASE_LOCK], -1);
	ck_assert_str_eq(read->offered[SSH_KEX], "a,b");
	ck_assert_ptr_null(read->offered[SSH_MAC]);
	ck_assert_str_eq(read->agreed[SSH_MAC], "c");
	ck_assert_int_eq(read->outputs[0].exit_status, 3);
	ck_assert_str_eq(read->outputs[0].errors->str, "oops");
	ck_assert_int_eq(read->outputs[1].reason, SSH_REASON_DOUBT);
	ck_assert_int_eq(read->outputs[1].elapsed_us, -1);
}
END_TEST

START_TEST(what_is_no_result_is_refused)
{
	static const char *const cases[] = {
		"", "{}", "[]", "{\"v\":1}", "{\"v\":1,\"id\":\"a\"}",
		"{\"v\":2,\"id\":\"a\",\"end\":\"answered\",\"reason\":null,\"phase\":\"login\",\"outputs\":[]}",
		"{\"v\":1,\"id\":\"a\",\"end\":\"maybe\",\"reason\":null,\"phase\":\"login\",\"outputs\":[]}",
		"{\"v\":1,\"id\":\"a\",\"end\":\"answered\",\"reason\":\"tired\",\"phase\":\"login\",\"outputs\":[]}",
		"{\"v\":1,\"id\":\"a\",\"end\":\"answered\",\"reason\":null,\"phase\":\"lunch\",\"outputs\":[]}",
		"{\"v\":1,\"id\":\"a\",\"end\":\"answered\",\"reason\":null,\"phase\":\"login\",\"outputs\":[{}]}",
		/* complete, and a reason why not */
		"{\"v\":1,\"id\":\"a\",\"end\":\"answered\",\"reason\":null,\"phase\":\"login\",\"outputs\":"
		"[{\"complete\":true,\"reason\":\"limit\",\"text\":\"\"}]}",
		"{\"v\":1,\"id\":\"a\",\"end\":\"answered\",\"reason\":null,\"phase\":\"login\",\"outputs\":"
		"[{\"complete\":true,\"reason\":null,\"base64\":\"?\"}]}",
		"{\"v\":1,\"id\":\"a\",\"end\":\"answered\",\"reason\":null,\"phase\":\"login\",\"outputs\":"
		"[{\"complete\":true,\"reason\":null}]}",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;

		ck_assert_msg(!ssh_result_parse(cases[i], strlen(cases[i]), &error), "%s", cases[i]);
		ck_assert_ptr_nonnull(error);
	}
}
END_TEST

START_TEST(each_reason_has_one_id_and_one_end)
{
	for (int i = 0; i < SSH_REASON_COUNT; i++) {
		ck_assert_ptr_nonnull(ssh_reason_id((enum ssh_reason)i));
		ck_assert_int_eq(ssh_reason_find(ssh_reason_id((enum ssh_reason)i)), i);
		ck_assert_ptr_nonnull(ssh_reason_shown((enum ssh_reason)i));
	}
	ck_assert_int_eq(ssh_reason_find("nonsense"), -1);
	ck_assert_int_eq(ssh_reason_end(SSH_REASON_TIMEOUT_CONNECT), PROBE_NO_ANSWER);
	ck_assert_int_eq(ssh_reason_end(SSH_REASON_TIMEOUT_BANNER), PROBE_NO_ANSWER);
	ck_assert_int_eq(ssh_reason_end(SSH_REASON_AUTH), PROBE_COULD_NOT_ASK);
	ck_assert_int_eq(ssh_reason_end(SSH_REASON_HOST_KEY_CHANGED), PROBE_COULD_NOT_ASK);
	ck_assert_int_eq(ssh_reason_end(SSH_REASON_LIMIT), PROBE_COULD_NOT_ASK);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(every_byte_of_an_output_comes_back),
		UNIT(what_is_written_is_what_is_read),
		UNIT(what_is_no_result_is_refused),
		UNIT(each_reason_has_one_id_and_one_end),
		{ NULL, NULL },
	};

	return unit_run("net-ssh-result", tests);
}
