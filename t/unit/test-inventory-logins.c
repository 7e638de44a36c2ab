/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Logins: what a device does not say it takes of the entry that it is like, and
 * no device is let through that could not be logged in to, or not be understood.
 */
#include "test-inventory.h"

#include "net/ssh.h"

static const char entries[] =
	"ssh-logins:\n"
	"  noc: {user: nwops, key: keys/noc, port: 2222, agent: true, elevate: keys/enable, jump: j1,\n"
	"        legacy: [hmac-sha1], limits: {lock: 1s, connect: 2s, banner: 3s, login: 4s, command: 5s,\n"
	"        job: 1m, bytes: 4096}}\n"
	"  bare: {user: nwops, key: keys/noc}\n"
	"  none: {port: 22}\n"
	"  pass: {user: nwops, password: keys/p, transport: openssh}\n";

#define JUMP "devices:\n  j1: {owner: core, address: 10.9.9.9, service-class: user, platform: linux, " \
	"ssh: {like: bare}}\n"
#define DEVICE(ssh) JUMP "  x: {owner: core, address: 10.9.0.1, service-class: user, platform: frr, ssh: " ssh "}\n"
/* What is told of the entries in every case. */
#define ALWAYS "warning base 28:18 login 'noc' allows 'hmac-sha1': SHA-1, which is to be gone by 2030 (NIST, " \
	"2022-12-15)\n"
/* Caller frees. */
static char *rules_with(const char *more)
{
	return g_strconcat(case_base, more, NULL);
}

static struct inventory *load(const char *text)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autofree char *rules = rules_with(entries);
	struct inventory *inventory = case_read(rules, text, faults);
	g_autofree char *shown = case_shown(faults);

	ck_assert_msg(inventory != NULL, "%s", shown);
	return inventory;
}

/* The login of device x in TEXT, which must be without an error. */
static struct inventory *login_of(const char *text, struct login *ret_login)
{
	struct inventory *inventory = load(text);

	ck_assert(inventory_login(inventory_find_device(inventory, "x"), ret_login));
	return inventory;
}

START_TEST(a_device_is_like_an_entry)
{
	struct login login;
	struct inventory *inventory = login_of(DEVICE("{like: noc}"), &login);

	ck_assert_str_eq(login.name, "x");
	ck_assert_str_eq(login.user, "nwops");
	ck_assert_str_eq(login.key, "etc/keys/noc");
	ck_assert_str_eq(login.elevate, "etc/keys/enable");
	ck_assert_ptr_null(login.password);
	ck_assert_ptr_null(login.keyboard);
	ck_assert_int_eq(login.port, 2222);
	ck_assert_int_eq(login.agent, LOGIN_AGENT_YES);
	ck_assert_int_eq(login.transport, LOGIN_LIBSSH2);
	ck_assert_str_eq(login.legacy[0], "hmac-sha1");
	ck_assert_ptr_null(login.legacy[1]);
	ck_assert_str_eq(login.jump->name, "j1");
	ck_assert_str_eq(login.like->name, "noc");
	ck_assert_int_eq(login.limits.lock_us, G_USEC_PER_SEC);
	ck_assert_int_eq(login.limits.connect_us, 2 * G_USEC_PER_SEC);
	ck_assert_int_eq(login.limits.banner_us, 3 * G_USEC_PER_SEC);
	ck_assert_int_eq(login.limits.login_us, 4 * G_USEC_PER_SEC);
	ck_assert_int_eq(login.limits.command_us, 5 * G_USEC_PER_SEC);
	ck_assert_int_eq(login.limits.job_us, 60 * G_USEC_PER_SEC);
	ck_assert_int_eq(login.limits.bytes, 4096);
	inventory_free(inventory);
}
END_TEST

START_TEST(a_job_is_told_whom_to_ask_and_how)
{
	static const char *const pins[] = { "SHA256:a", "SHA256:b", NULL };
	static const char *const jump_pins[] = { "SHA256:c", NULL };
	const struct login_outside outside = { "/run/agent", pins, jump_pins };
	struct inventory *inventory = load(DEVICE("{like: noc, password: /p, keyboard: /k}"));
	struct ssh_job job = { .id = "kept" };
	struct login_peers *peers = login_peers_new(inventory_find_device(inventory, "x"), &outside, &job);
	static const struct { enum ssh_method method; const char *path; } ways[] = {
		{ SSH_BY_KEY, "etc/keys/noc" }, { SSH_BY_AGENT, "/run/agent" }, { SSH_BY_PASSWORD, "/p" },
		{ SSH_BY_KEYBOARD_INTERACTIVE, "/k" },
	};
	char address[ADDRESS_TEXT_SIZE];

	ck_assert_str_eq(job.id, "kept");
	ck_assert_str_eq(address_print(&job.device.address, address), "10.9.0.1");
	ck_assert_uint_eq(job.device.port, 2222);
	ck_assert_str_eq(job.device.user, "nwops");
	ck_assert_uint_eq(job.device.credential_count, G_N_ELEMENTS(ways));
	for (size_t i = 0; i < G_N_ELEMENTS(ways); i++) {
		ck_assert_int_eq(job.device.credentials[i].method, ways[i].method);
		ck_assert_str_eq(job.device.credentials[i].path, ways[i].path);
	}
	ck_assert_uint_eq(job.device.pin_count, 2);
	ck_assert_str_eq(job.device.pins[1], "SHA256:b");
	ck_assert_uint_eq(job.device.legacy_count, 1);
	ck_assert_str_eq(job.device.legacy[0], "hmac-sha1");
	ck_assert_str_eq(address_print(&job.jump->address, address), "10.9.9.9");
	ck_assert_uint_eq(job.jump->port, 22);
	ck_assert_uint_eq(job.jump->credential_count, 1);
	ck_assert_uint_eq(job.jump->pin_count, 1);
	ck_assert_uint_eq(job.jump->legacy_count, 0);
	ck_assert_int_eq(job.transport, SSH_OVER_LIBSSH2);
	ck_assert_str_eq(job.shell.elevate_path, "etc/keys/enable");
	ck_assert_int_eq(job.limits.banner_us, 3 * G_USEC_PER_SEC);
	ck_assert_int_eq(job.limits.bytes, 4096);
	login_peers_free(peers);
	inventory_free(inventory);
}
END_TEST

START_TEST(what_is_not_said_or_not_there_is_not_told_to_a_job)
{
	const struct login_outside outside = { NULL, NULL, NULL };
	struct inventory *inventory = load(DEVICE("{user: u, agent: true, transport: openssh}"));
	struct ssh_job job = { 0 };
	struct login_peers *peers = login_peers_new(inventory_find_device(inventory, "x"), &outside, &job);

	ck_assert_uint_eq(job.device.credential_count, 0);
	ck_assert_uint_eq(job.device.pin_count, 0);
	ck_assert_uint_eq(job.device.legacy_count, 0);
	ck_assert_ptr_null(job.jump);
	ck_assert_ptr_null(job.shell.elevate_path);
	ck_assert_int_eq(job.transport, SSH_OVER_OPENSSH);
	ck_assert_mem_eq(&job.limits, &ssh_limits_default, sizeof(job.limits));
	login_peers_free(peers);
	inventory_free(inventory);
}
END_TEST

START_TEST(a_device_that_is_logged_in_to_is_an_item)
{
	static const char *const words[] = { "kind:ssh", NULL }, *const one[] = { "device:x/login", NULL };
	struct inventory *inventory = load(DEVICE("{like: noc}"));
	g_autoptr(GArray) items = inventory_select(inventory, words, NULL);
	g_autoptr(GArray) alone = inventory_select(inventory, one, NULL);
	const struct question *question = inventory_find_question(inventory, "device:x/login");

	ck_assert_uint_eq(items->len, 2);
	ck_assert_uint_eq(alone->len, 1);
	ck_assert_ptr_eq(g_array_index(alone, struct item, 0).question, question);
	ck_assert_int_eq(question->kind, QUESTION_SSH);
	ck_assert_ptr_eq(question->device, inventory_find_device(inventory, "x"));
	ck_assert(address_equal(&question->address, &question->device->address));
	ck_assert_int_eq(question->port, 2222);
	ck_assert_int_eq(question->timeout_us, 60 * G_USEC_PER_SEC);
	ck_assert_int_eq(question->time_us.caution, 15 * G_USEC_PER_SEC);
	ck_assert_int_eq(question->time_us.warning, 45 * G_USEC_PER_SEC);
	ck_assert_int_eq(inventory_find_question(inventory, "device:j1/login")->timeout_us,
			 ssh_limits_default.job_us);
	ck_assert_ptr_null(inventory_find_question(inventory, "device:b1/login"));
	inventory_free(inventory);
}
END_TEST

START_TEST(what_a_device_says_itself_counts_first)
{
	struct login login;
	struct inventory *inventory = login_of(DEVICE("{like: noc, user: other, key: /k, port: 22, agent: false, "
						      "legacy: [], password: p, keyboard: q, elevate: e, "
						      "transport: openssh, jump: b9}")
					       "  b9: {owner: core, address: 10.9.9.8, service-class: user, "
					       "platform: frr, ssh: {like: bare}}\n", &login);

	ck_assert_str_eq(login.user, "other");
	ck_assert_str_eq(login.key, "/k");
	ck_assert_str_eq(login.password, "etc/p");
	ck_assert_str_eq(login.keyboard, "etc/q");
	ck_assert_str_eq(login.elevate, "etc/e");
	ck_assert_int_eq(login.port, 22);
	ck_assert_int_eq(login.agent, LOGIN_AGENT_NO);
	ck_assert_int_eq(login.transport, LOGIN_OPENSSH);
	ck_assert_ptr_null(login.legacy[0]);
	ck_assert_str_eq(login.jump->name, "b9");
	/* Of the entry all the same. */
	ck_assert_int_eq(login.limits.job_us, 60 * G_USEC_PER_SEC);
	inventory_free(inventory);
}
END_TEST

START_TEST(without_an_entry_there_are_defaults)
{
	struct login login;
	struct inventory *inventory = login_of(DEVICE("{user: u, keyboard: k}"), &login);

	ck_assert_int_eq(login.port, 22);
	ck_assert_int_eq(login.agent, LOGIN_AGENT_NO);
	ck_assert_int_eq(login.transport, LOGIN_LIBSSH2);
	ck_assert_ptr_null(login.legacy);
	ck_assert_ptr_null(login.jump);
	ck_assert_int_eq(login.limits.job_us, 0);
	ck_assert(!inventory_login(inventory_find_device(inventory, "b1"), &login));
	inventory_free(inventory);
}
END_TEST

START_TEST(devices_that_say_no_more_share_what_they_say)
{
	struct inventory *inventory = load(DEVICE("{like: bare}"));

	ck_assert_ptr_eq(inventory_find_device(inventory, "x")->ssh, inventory_find_device(inventory, "j1")->ssh);
	inventory_free(inventory);
}
END_TEST

static void check(const struct fault_case *cases, size_t count)
{
	g_autofree char *rules = rules_with(entries);

	for (size_t i = 0; i < count; i++) {
		g_autofree char *expected = g_strconcat(ALWAYS, cases[i].expected, NULL);
		const struct fault_case each = { cases[i].text, expected };

		case_check(rules, &each, 1);
	}
}
#define CHECK(cases) check(cases, G_N_ELEMENTS(cases))

START_TEST(its_name_is_nobody_elses)
{
	static const struct fault_case cases[] = {
		{ DEVICE("{like: bare}") "probes: {device:x/login: {kind: tcp, port: 22}}\n",
		  "error case 3:3 probe 'device:x/login' is there already: case, line 4, column 10\n" },
		{ DEVICE("{like: bare}") "probes: {device:x/other: {kind: ssh}}\n",
		  "error case 4:33 'kind' of probe 'device:x/other' is 'ssh': expected one of tcp, tls, path, mtu, "
		  "plugin\n" },
	};

	CHECK(cases);
}
END_TEST

START_TEST(a_login_has_somebody_a_way_and_a_platform)
{
	static const struct fault_case cases[] = {
		{ DEVICE("{like: none}"),
		  "error case 3:3 device 'x' has 'ssh' and no 'user' for it\n"
		  "error case 3:3 device 'x' has 'ssh' and no 'key', 'agent', 'password' or 'keyboard' to log in with\n" },
		{ DEVICE("{user: u, agent: false}"),
		  "error case 3:3 device 'x' has 'ssh' and no 'key', 'agent', 'password' or 'keyboard' to log in with\n" },
		{ DEVICE("{like: pass}"),
		  "error case 3:3 device 'x' has 'ssh' and no 'key' or 'agent': transport 'openssh' takes nothing else\n" },
		{ DEVICE("{like: pass, agent: true}"), "" },
		{ DEVICE("{like: pas}"),
		  "error case 3:87 unknown login 'pas' in 'like' of device 'x'; did you mean 'pass'?\n" },
		{ DEVICE("{user: 1 2, key: ''}"),
		  "error case 3:87 'user' of device 'x' is '1 2': expected a name of at most 64 letters, digits, '-', "
		  "'_' and '.' that begins with a letter or digit\n"
		  "error case 3:97 'key' of device 'x' is an empty text\n" },
		{ DEVICE("{user: u, key: k, port: 65536, agent: yes}"),
		  "error case 3:104 'port' of device 'x' is '65536': expected a whole number from 1 to 65535\n"
		  "error case 3:118 'agent' of device 'x' is 'yes', which is only a word here: expected true or false; "
		  "write 'true'\n" },
		{ DEVICE("{user: u, key: k, limits: {}}"),
		  "error case 3:98 unknown key 'limits' in 'ssh' of device 'x': expected one of user, key, password, "
		  "keyboard, agent, port, jump, legacy, transport, elevate, like\n" },
		{ JUMP "  x: {owner: core, service-class: user, ssh: {like: bare}}\n",
		  "error case 3:3 device 'x' has 'ssh' and no 'platform', so nothing of it can be read\n"
		  "error case 3:3 device 'x' has 'ssh' and no address\n" },
		{ JUMP "  x: {owner: core, address: 10.9.0.1, watch: [], platform: frr, ssh: {like: bare}}\n",
		  "error case 3:6 device 'x' has no service class, so no thresholds (3.2.1-5)\n" },
	};

	CHECK(cases);
}
END_TEST

START_TEST(legacy_is_known_and_needed)
{
	static const struct fault_case cases[] = {
		{ DEVICE("{like: bare, legacy: [ssh-rsa, 3des-cbc]}"),
		  "warning case 3:102 device 'x' allows 'ssh-rsa': signs with SHA-1 (RFC 8332)\n"
		  "warning case 3:111 device 'x' allows '3des-cbc': blocks of 64 bits, and CBC (CVE-2016-2183)\n" },
		{ DEVICE("{like: bare, legacy: [ssh-rsaa]}"),
		  "error case 3:102 unknown algorithm 'ssh-rsaa' in 'legacy' of device 'x'; did you mean 'ssh-rsa'?\n" },
		{ DEVICE("{like: bare, legacy: [qqqqqqqqqqq]}"),
		  "error case 3:102 unknown algorithm 'qqqqqqqqqqq' in 'legacy' of device 'x'\n" },
		{ DEVICE("{like: bare, legacy: [aes256-ctr]}"),
		  "error case 3:102 'aes256-ctr' in 'legacy' of device 'x' is modern and allowed without being named\n" },
		{ DEVICE("{like: bare, legacy: [rsa-sha2-512]}"),
		  "error case 3:102 'rsa-sha2-512' in 'legacy' of device 'x' is not known to transport 'libssh2'; "
		  "'transport: openssh' knows it\n" },
		{ DEVICE("{like: bare, legacy: [arcfour], transport: openssh}"),
		  "error case 3:102 'arcfour' in 'legacy' of device 'x' is not known to transport 'openssh'\n" },
		{ DEVICE("{like: bare, legacy: [none]}"),
		  "error case 3:102 'none' in 'legacy' of device 'x' is not known to transport 'libssh2'\n" },
		{ DEVICE("{like: bare, legacy: ssh-rsa}"),
		  "error case 3:101 'legacy' of device 'x' is 'ssh-rsa': expected a list\n" },
		{ DEVICE("{like: bare, transport: putty}"),
		  "error case 3:104 'transport' of device 'x' is 'putty': expected one of libssh2, openssh\n" },
	};

	CHECK(cases);
}
END_TEST

START_TEST(an_entry_for_one_transport_is_checked_again_for_the_other)
{
	static const char rc4[] = "ssh-logins:\n  old: {user: u, key: k, legacy: [arcfour]}\n";
	g_autofree char *rules = rules_with(rc4);
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autofree char *shown = NULL;

	ck_assert_ptr_null(case_read(rules, "devices:\n  x: {owner: core, address: 10.9.0.1, service-class: user, "
					    "platform: frr,\n      ssh: {like: old, transport: openssh}}\n", faults));
	shown = case_shown(faults);
	ck_assert_str_eq(shown,
			 "warning base 27:35 login 'old' allows 'arcfour': RC4: its output tells of what it hides "
			 "(RFC 8758)\n"
			 "error case 3:35 'arcfour', which login 'old' allows, is not known to transport 'openssh'\n");
}
END_TEST

START_TEST(one_device_may_stand_in_between)
{
	static const struct fault_case cases[] = {
		{ DEVICE("{like: bare, jump: j1}"), "" },
		{ DEVICE("{like: bare, jump: x}"), "error case 3:3 device 'x' would be reached over itself\n" },
		{ DEVICE("{like: bare, jump: b1}"),
		  "error case 3:99 device 'b1' in 'jump' of device 'x' has no 'ssh' to be logged in to with\n" },
		{ DEVICE("{like: bare, jump: j2}"),
		  "error case 3:99 unknown device 'j2' in 'jump' of device 'x'; did you mean 'j1'?\n" },
		{ DEVICE("{like: noc}")
		  "  y: {owner: core, address: 10.9.0.2, service-class: user, platform: frr, ssh: {like: bare, jump: x}}\n",
		  "error case 4:3 device 'y' is reached over device 'x', and that over device 'j1': one in between is the "
		  "most\n" },
		/* A ring is no way, whoever of it is asked. */
		{ DEVICE("{like: bare, jump: y}")
		  "  y: {owner: core, address: 10.9.0.2, service-class: user, platform: frr, ssh: {like: bare, jump: x}}\n",
		  "error case 3:3 device 'x' is reached over device 'y', and that over device 'x': one in between is the "
		  "most\n"
		  "error case 4:3 device 'y' is reached over device 'x', and that over device 'y': one in between is the "
		  "most\n" },
	};

	CHECK(cases);
}
END_TEST

START_TEST(entries_are_checked_where_they_stand)
{
	static const struct { const char *text, *expected; } cases[] = {
		{ "ssh-logins: {a: {user: u, key: k, jump: j9}}\n",
		  "error base 26:41 unknown device 'j9' in 'jump' of login 'a'\n" },
		{ "ssh-logins: {a: {like: b}}\n",
		  "error base 26:18 unknown key 'like' in login 'a': expected one of user, key, password, keyboard, agent, "
		  "port, jump, legacy, transport, elevate, limits\n" },
		{ "ssh-logins: {a: {limits: {job: 2h, bytes: 1, lock: 1}}}\n",
		  "error base 26:32 'job' of login 'a' is '2h': expected a duration from 100ms to 1h, such as 30s\n"
		  "error base 26:43 'bytes' of login 'a' is '1': expected a whole number from 1024 to 67108864\n"
		  "error base 26:52 'lock' of login 'a' is '1': expected a duration from 100ms to 1h, such as 30s\n" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *rules = rules_with(cases[i].text);
		g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
		g_autofree char *shown = NULL;

		ck_assert_ptr_null(case_read(rules, NULL, faults));
		shown = case_shown(faults);
		ck_assert_msg(!strcmp(shown, cases[i].expected), "case %zu:\n%s", i, shown);
	}
}
END_TEST

START_TEST(they_are_the_sites_rules)
{
	static const struct fault_case cases[] = {
		{ "ssh-logins: {a: {user: u, key: k}}\n", "error case 1:1 'ssh-logins' belongs in nwops.yaml\n" },
		{ "versions: {frr: {wanted: ['10.*']}}\n",
		  "error case 1:1 'versions' belongs in nwops.yaml\n"
		  "warning case 1:12 version policy 'frr' is of no device\n" },
	};

	CASE_CHECK(case_base, cases);
}
END_TEST

START_TEST(a_warning_that_the_job_ends_before_is_no_warning)
{
	static const char brief[] = "ssh-logins: {a: {user: u, key: k, limits: {job: 45s}}}\n";
	g_autofree char *rules = rules_with(brief);
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autofree char *shown = NULL;

	ck_assert_ptr_null(case_read(rules,
				     "devices:\n"
				     "  x: {owner: hosp-1, address: 10.9.0.1, platform: frr, ssh: {like: a}}\n"
				     "  y: {owner: hosp-1, address: 10.9.0.2, platform: frr, ssh: {like: a}}\n", faults));
	shown = case_shown(faults);
	ck_assert_str_eq(shown, "error base 26:14 login warning of service class 'user' can never fire: reading device "
				"'x' ends after 45s ('job' of its login)\n");
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_device_is_like_an_entry),
		UNIT(a_job_is_told_whom_to_ask_and_how),
		UNIT(what_is_not_said_or_not_there_is_not_told_to_a_job),
		UNIT(a_device_that_is_logged_in_to_is_an_item),
		UNIT(what_a_device_says_itself_counts_first),
		UNIT(without_an_entry_there_are_defaults),
		UNIT(devices_that_say_no_more_share_what_they_say),
		UNIT(its_name_is_nobody_elses),
		UNIT(a_login_has_somebody_a_way_and_a_platform),
		UNIT(legacy_is_known_and_needed),
		UNIT(an_entry_for_one_transport_is_checked_again_for_the_other),
		UNIT(one_device_may_stand_in_between),
		UNIT(entries_are_checked_where_they_stand),
		UNIT(they_are_the_sites_rules),
		UNIT(a_warning_that_the_job_ends_before_is_no_warning),
		{ NULL, NULL },
	};

	return unit_run("inventory-logins", tests);
}
