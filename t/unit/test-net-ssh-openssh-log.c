/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What ssh's log says: how far it came, what was offered, why it ended; and what
 * a server says of itself is not taken for it.
 */
#include "net/ssh-openssh-log.h"
#include "unit.h"

#include <string.h>

START_TEST(a_login_is_read_as_far_as_it_came)
{
	static const char text[] =
		"debug2: ssh_connect_direct\n"
		"debug1: Connecting to 192.0.2.1 [192.0.2.1] port 22.\n"
		"debug1: Connection established.\n"
		"debug1: Local version string SSH-2.0-OpenSSH_9.2p1\n"
		"debug1: Remote protocol version 2.0, remote software version Device 1.0\n"
		"debug2: local client KEXINIT proposal\n"
		"debug2: KEX algorithms: ours\n"
		"debug2: peer server KEXINIT proposal\n"
		"debug2: KEX algorithms: curve25519-sha256,ext-info-s\n"
		"debug2: host key algorithms: ssh-ed25519\n"
		"debug2: ciphers ctos: aes128-ctr,aes256-ctr\n"
		"debug2: ciphers stoc: aes256-ctr,3des-cbc\n"
		"debug2: MACs ctos: hmac-sha2-256\n"
		"debug2: MACs stoc: hmac-sha2-256\n"
		"debug2: compression ctos: none\n"
		"debug2: compression stoc: none\n"
		"debug1: kex: algorithm: curve25519-sha256\n"
		"debug1: kex: host key algorithm: ssh-ed25519\n"
		"debug1: kex: server->client cipher: aes256-ctr MAC: hmac-sha2-256 compression: none\n"
		"debug1: kex: client->server cipher: aes128-ctr MAC: hmac-sha2-256 compression: none\n"
		"debug1: Server host key: ssh-ed25519 SHA256:x\n"
		"Authenticated to 192.0.2.1 ([192.0.2.1]:22) using \"publickey\".\n"
		"an unfinished line about Permission denied";
	struct openssh_log log;

	openssh_log_read(&log, text, strlen(text));
	ck_assert(log.connected && log.identified && log.exchanged && log.authenticated);
	ck_assert_str_eq(log.server, "SSH-2.0-Device 1.0");
	ck_assert_str_eq(log.offered[SSH_KEX], "curve25519-sha256,ext-info-s");
	ck_assert_str_eq(log.offered[SSH_CIPHER], "aes128-ctr,aes256-ctr,3des-cbc");
	ck_assert_str_eq(log.agreed[SSH_CIPHER], "aes256-ctr");
	ck_assert_str_eq(log.agreed[SSH_HOST_KEY], "ssh-ed25519");
	ck_assert_str_eq(log.host_key_type, "ssh-ed25519");
	ck_assert_str_eq(log.host_key_fingerprint, "SHA256:x");
	ck_assert_int_eq(log.reason, SSH_REASON_NONE);
	openssh_log_clear(&log);
}
END_TEST

START_TEST(why_it_ended_is_found)
{
	static const struct { const char *line; enum ssh_reason reason; } cases[] = {
		{ "@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\n", SSH_REASON_HOST_KEY_CHANGED },
		{ "No ED25519 host key is known for device and you have requested strict checking.\n",
		  SSH_REASON_HOST_KEY_CHANGED },
		{ "Unable to negotiate with 192.0.2.1 port 22: no matching cipher found. Their offer: 3des-cbc\n",
		  SSH_REASON_ALGORITHM },
		{ "u@192.0.2.1: Permission denied (publickey).\n", SSH_REASON_AUTH },
		{ "ssh: connect to host 192.0.2.1 port 22: Connection refused\n", SSH_REASON_REFUSED },
		{ "ssh: connect to host 192.0.2.1 port 22: No route to host\n", SSH_REASON_UNREACHABLE },
		{ "ssh: connect to host 192.0.2.1 port 22: Connection timed out\n", SSH_REASON_TIMEOUT_CONNECT },
		{ "Connection timed out during banner exchange\n", SSH_REASON_TIMEOUT_BANNER },
		{ "kex_exchange_identification: Connection closed by remote host\n", SSH_REASON_NO_BANNER },
		{ "something nobody has written yet\n", SSH_REASON_NONE },
		/* What the server says of itself proves nothing. */
		{ "debug1: Remote protocol version 2.0, remote software version Permission denied\n", SSH_REASON_NONE },
		{ "debug2: KEX algorithms: no matching\n", SSH_REASON_NONE },
		{ "debug3: Connection refused\r\n", SSH_REASON_NONE },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct openssh_log log;

		openssh_log_read(&log, cases[i].line, strlen(cases[i].line));
		ck_assert_msg(log.reason == cases[i].reason, "%s: %s", cases[i].line, ssh_reason_id(log.reason));
		ck_assert_int_eq(log.message != NULL, cases[i].reason != SSH_REASON_NONE);
		openssh_log_clear(&log);
	}
}
END_TEST

START_TEST(why_a_channel_did_not_end_well_is_found)
{
	static const struct { const char *text; enum ssh_reason reason; } cases[] = {
		{ "debug1: client_input_channel_req: channel 2 rtype exit-signal reply 0\n", SSH_REASON_SIGNAL },
		{ "debug2: channel 2: rcvd close\r\nchannel 2: open failed: administratively prohibited: open failed\r\n",
		  SSH_REASON_CHANNEL },
		{ "exec request failed on channel 2\n", SSH_REASON_CHANNEL },
		{ "debug1: client_input_channel_req: channel 2 rtype exit-status reply 0\n", SSH_REASON_NONE },
		{ "debug1: Remote: channel 2: open failed\n", SSH_REASON_NONE },
		{ "channel : open failed\n", SSH_REASON_NONE },
		{ "channel 2: open failed", SSH_REASON_NONE },
		{ "", SSH_REASON_NONE },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		ck_assert_msg(openssh_log_channel(cases[i].text, strlen(cases[i].text)) == cases[i].reason, "case %zu", i);
}
END_TEST

START_TEST(who_could_not_connect_is_told)
{
	static const struct { const char *text; enum ssh_reason reason; } cases[] = {
		{ "debug1: x\r\nchannel 0: open failed: connect failed: Connection refused\r\nstdio forwarding failed\r\n",
		  SSH_REASON_UNREACHABLE },
		{ "channel 0: open failed: administratively prohibited: open failed\r\n", SSH_REASON_CHANNEL },
		{ "channel 0: open failed: unknown channel type: \n", SSH_REASON_CHANNEL },
		{ "debug2: channel 0: open failed: connect failed: \n", SSH_REASON_NONE },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		ck_assert_msg(openssh_log_forward(cases[i].text, strlen(cases[i].text)) == cases[i].reason, "case %zu", i);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_login_is_read_as_far_as_it_came),
		UNIT(why_it_ended_is_found),
		UNIT(why_a_channel_did_not_end_well_is_found),
		UNIT(who_could_not_connect_is_told),
		{ NULL, NULL },
	};

	return unit_run("net-ssh-openssh-log", tests);
}
