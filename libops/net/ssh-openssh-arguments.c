/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The arguments and files of the transport openssh: no configuration of a user or
 * the system, nobody to ask, strict checking of host keys against the job's pins
 * alone, no way of logging in but the job's.
 */
#include "net/ssh-openssh.h"

#include "net/ssh-internal.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define ALIAS "device"

/* --- arguments --- */

static void add(GPtrArray *arguments, const char *word)
{
	g_ptr_array_add(arguments, g_strdup(word));
}

static void add_option(GPtrArray *arguments, const char *name, const char *value)
{
	add(arguments, "-o");
	g_ptr_array_add(arguments, g_strdup_printf("%s=%s", name, value));
}

/* '%' begins an abbreviation in ssh's options. */
static void add_path_option(GPtrArray *arguments, const char *name, const char *path)
{
	g_auto(GStrv) parts = g_strsplit(path, "%", -1);
	g_autofree char *escaped = g_strjoinv("%%", parts);

	g_ptr_array_add(arguments, g_strdup("-o"));
	g_ptr_array_add(arguments, g_strdup_printf("%s=\"%s\"", name, escaped));
}

static void add_legacy(GPtrArray *arguments, const struct ssh_peer *peer, enum ssh_category category,
		       const char *option, const char *otherwise)
{
	g_autofree char *names = ssh_policy_legacy(peer, category);

	if (names) {
		g_autofree char *added = g_strconcat("+", names, NULL);

		add_option(arguments, option, added);
	} else if (otherwise) {
		add_option(arguments, option, otherwise);
	}
}

/* What holds for every ssh that logs in: no user's settings, no questions. */
static void add_login(GPtrArray *arguments, const struct ssh_peer *peer, const char *known_hosts, const char *log)
{
	static const char *const always[] = {
		"BatchMode=yes", "StrictHostKeyChecking=yes", "GlobalKnownHostsFile=/dev/null", "UpdateHostKeys=no",
		"CheckHostIP=no", "VerifyHostKeyDNS=no", ("HostKeyAlias=" ALIAS), "IdentitiesOnly=yes",
		"PreferredAuthentications=publickey", "PasswordAuthentication=no", "KbdInteractiveAuthentication=no",
		"GSSAPIAuthentication=no", "Compression=no", "ForwardAgent=no", "ForwardX11=no", "PermitLocalCommand=no",
		"Tunnel=no", "ClearAllForwardings=no", "LogLevel=DEBUG2", "EscapeChar=none", "ControlPersist=no",
	};
	const char *agent = NULL;

	add(arguments, "-F");
	add(arguments, "none");
	for (size_t i = 0; i < G_N_ELEMENTS(always); i++) {
		add(arguments, "-o");
		add(arguments, always[i]);
	}
	add_path_option(arguments, "UserKnownHostsFile", known_hosts);
	/* OpenSSH's own first choice costs fifty times as much of the processor. */
	add_legacy(arguments, peer, SSH_KEX, "KexAlgorithms", "^curve25519-sha256");
	add_legacy(arguments, peer, SSH_HOST_KEY, "HostKeyAlgorithms", NULL);
	add_legacy(arguments, peer, SSH_HOST_KEY, "PubkeyAcceptedAlgorithms", NULL);
	add_legacy(arguments, peer, SSH_CIPHER, "Ciphers", NULL);
	add_legacy(arguments, peer, SSH_MAC, "MACs", NULL);
	for (unsigned int i = 0; i < peer->credential_count; i++) {
		if (peer->credentials[i].method == SSH_BY_KEY)
			add_path_option(arguments, "IdentityFile", peer->credentials[i].path);
		else if (peer->credentials[i].method == SSH_BY_AGENT)
			agent = peer->credentials[i].path;
	}
	if (agent) {
		add_path_option(arguments, "IdentityAgent", agent);
		add_option(arguments, "IdentitiesOnly", "no");
	} else {
		add_option(arguments, "IdentityAgent", "none");
	}
	add(arguments, "-E");
	add(arguments, log);
	add(arguments, "-l");
	add(arguments, peer->user);
	add(arguments, "-p");
	g_ptr_array_add(arguments, g_strdup_printf("%u", peer->port));
}

char *openssh_inside(const struct openssh_place *place, const char *name)
{
	return g_build_filename(place->directory, name, NULL);
}

static void add_address(GPtrArray *arguments, const struct ssh_peer *peer)
{
	char address[ADDRESS_TEXT_SIZE];

	add(arguments, address_print(&peer->address, address));
}

/* The way by the jump host: an ssh of its own, quoted, since ssh gives it to a shell. */
static char *proxy_command(const struct openssh_place *place)
{
	const struct ssh_job *job = place->job;
	g_autoptr(GPtrArray) arguments = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *known_hosts = openssh_inside(place, "jump-hosts"), *log = openssh_inside(place, "jump-log");
	g_autoptr(GString) command = g_string_new(NULL);
	char address[ADDRESS_TEXT_SIZE];

	add(arguments, place->program);
	add_login(arguments, job->jump, known_hosts, log);
	add(arguments, "-W");
	g_ptr_array_add(arguments, g_strdup_printf("[%s]:%u", address_print(&job->device.address, address),
						   job->device.port));
	add_address(arguments, job->jump);
	for (unsigned int i = 0; i < arguments->len; i++) {
		g_autofree char *quoted = g_shell_quote(g_ptr_array_index(arguments, i));

		g_string_append_printf(command, "%s%s", i ? " " : "", quoted);
	}
	g_string_replace(command, "%", "%%", 0);
	return g_strdup(command->str);
}

GPtrArray *openssh_master(const struct openssh_place *place)
{
	GPtrArray *arguments = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *known_hosts = openssh_inside(place, "hosts"), *log = openssh_inside(place, "log");
	g_autofree char *control = openssh_inside(place, "c"), *proxy = NULL;

	add(arguments, place->program);
	add_login(arguments, &place->job->device, known_hosts, log);
	add_option(arguments, "ControlMaster", "yes");
	add_path_option(arguments, "ControlPath", control);
	if (place->job->jump) {
		proxy = proxy_command(place);
		add_option(arguments, "ProxyCommand", proxy);
	}
	add(arguments, "-N");
	add(arguments, "-n");
	add_address(arguments, &place->job->device);
	g_ptr_array_add(arguments, NULL);
	return arguments;
}

/* If the master is gone, the way of its own leads nowhere: it must never log in by itself. */
GPtrArray *openssh_channel(const struct openssh_place *place, const char *command)
{
	GPtrArray *arguments = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *control = openssh_inside(place, "c");

	add(arguments, place->program);
	add(arguments, "-F");
	add(arguments, "none");
	add_option(arguments, "ControlMaster", "no");
	add_path_option(arguments, "ControlPath", control);
	add_option(arguments, "ProxyCommand", "/bin/false");
	add_option(arguments, "BatchMode", "yes");
	add_option(arguments, "LogLevel", "QUIET");
	add_option(arguments, "EscapeChar", "none");
	add(arguments, command ? "-T" : "-tt");
	add(arguments, "-l");
	add(arguments, place->job->device.user);
	add_address(arguments, &place->job->device);
	if (command) {
		add(arguments, "--");
		add(arguments, command);
	}
	g_ptr_array_add(arguments, NULL);
	return arguments;
}

/* --- files --- */

/* Writes the pins as a file of known hosts. False: one is no whole key. */
static bool write_pins(const struct openssh_place *place, const char *name, const struct ssh_peer *peer)
{
	g_autoptr(GString) lines = g_string_new(NULL);
	g_autofree char *path = openssh_inside(place, name);

	for (unsigned int i = 0; i < peer->pin_count; i++) {
		g_auto(GStrv) words = g_strsplit(peer->pins[i], " ", 3);

		if (!words[1] || g_str_has_prefix(words[1], "SHA256:"))
			return false;
		g_string_append_printf(lines, "%s %s %s\n", ALIAS, words[0], words[1]);
	}
	return g_file_set_contents_full(path, lines->str, (gssize)lines->len, G_FILE_SET_CONTENTS_NONE, 0600, NULL);
}

/* Whether ssh is given a way to log in at all, and may read what it is given. */
static bool check_credentials(const struct ssh_peer *peer, GError **error)
{
	unsigned int ways = 0;

	for (unsigned int i = 0; i < peer->credential_count; i++) {
		const struct ssh_credential *credential = &peer->credentials[i];
		size_t length;
		char *bytes;

		if (credential->method == SSH_BY_AGENT)
			ways++;
		if (credential->method != SSH_BY_KEY)
			continue;
		bytes = secret_read(credential->path, &length, NULL, error);
		if (!bytes)
			return false;
		explicit_bzero(bytes, length);
		g_free(bytes);
		ways++;
	}
	if (!ways)
		g_set_error_literal(error, OPS_SSH_ERROR, SSH_ERROR_JOB,
				    "the transport openssh logs in by key or agent, and the job names neither");
	return ways > 0;
}

bool openssh_prepare(struct openssh_place *place, enum ssh_reason *ret_reason, GError **error)
{
	const struct ssh_job *job = place->job;
	const char *wrong = NULL;

	*ret_reason = SSH_REASON_JOB;
	if (job->learn_only)
		wrong = "the transport openssh cannot learn a host key: that is for libssh2";
	else if (!job->device.pin_count || (job->jump && !job->jump->pin_count)) {
		*ret_reason = SSH_REASON_HOST_KEY;
		wrong = "no host key is pinned for it";
	}
	if (wrong) {
		g_set_error_literal(error, OPS_SSH_ERROR, SSH_ERROR_JOB, wrong);
		return false;
	}
	place->directory = g_strdup("/tmp/nwops-ssh-XXXXXX");
	if (!mkdtemp(place->directory)) {
		*ret_reason = SSH_REASON_LOCAL;
		g_set_error(error, OPS_SSH_ERROR, SSH_ERROR_PROGRAM, "cannot make a directory in /tmp: %s",
			    g_strerror(errno));
		g_clear_pointer(&place->directory, g_free);
		return false;
	}
	if (!write_pins(place, "hosts", &job->device) || (job->jump && !write_pins(place, "jump-hosts", job->jump))) {
		g_set_error_literal(error, OPS_SSH_ERROR, SSH_ERROR_JOB,
				    "the transport openssh wants pins that are whole keys (TYPE BASE64)");
		return false;
	}
	*ret_reason = SSH_REASON_SECRET;
	return check_credentials(&job->device, error) && (!job->jump || check_credentials(job->jump, error));
}

void openssh_clear(struct openssh_place *place)
{
	static const char *const names[] = { "hosts", "log", "c", "jump-hosts", "jump-log" };

	for (size_t i = 0; place->directory && i < G_N_ELEMENTS(names); i++) {
		g_autofree char *path = openssh_inside(place, names[i]);

		unlink(path);
	}
	if (place->directory)
		rmdir(place->directory);
	g_clear_pointer(&place->directory, g_free);
}
