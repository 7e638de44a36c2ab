/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The words of the SSH wire: why a job ended as it did, how far it came, what
 * kinds of algorithms there are. Each id stands here once; it is in results,
 * in the page and in what the caller keeps.
 */
#include "net/ssh.h"

#include "base/translate.h"

#include <string.h>

G_DEFINE_QUARK(ops-ssh-error, ssh_error)

struct reason { const char *id, *shown; enum probe_end end; };

static const struct reason reasons[SSH_REASON_COUNT] = {
	[SSH_REASON_NONE] = { "none", N_("no reason"), PROBE_ANSWERED },
	[SSH_REASON_TIMEOUT_CONNECT] = { "timeout-connect", N_("no connection in time"), PROBE_NO_ANSWER },
	[SSH_REASON_UNREACHABLE] = { "unreachable", N_("unreachable, says a router on the way"), PROBE_NO_ANSWER },
	[SSH_REASON_REFUSED] = { "refused", N_("connection refused"), PROBE_NO_ANSWER },
	[SSH_REASON_TIMEOUT_BANNER] = { "timeout-banner", N_("connected, but silent"), PROBE_NO_ANSWER },
	[SSH_REASON_NO_BANNER] = { "no-banner", N_("connected, but it does not speak SSH"), PROBE_NO_ANSWER },
	[SSH_REASON_JOB] = { "job", N_("the question itself is wrong"), PROBE_COULD_NOT_ASK },
	[SSH_REASON_LOCAL] = { "local", N_("our own side failed"), PROBE_COULD_NOT_ASK },
	[SSH_REASON_SECRET] = { "secret", N_("no usable key or password on our side"), PROBE_COULD_NOT_ASK },
	[SSH_REASON_LOCKED] = { "locked", N_("another session of ours is on the device"), PROBE_COULD_NOT_ASK },
	[SSH_REASON_ALGORITHM] = { "algorithm", N_("no algorithm in common that is allowed"), PROBE_COULD_NOT_ASK },
	[SSH_REASON_HOST_KEY] = { "host-key", N_("its host key is not pinned"), PROBE_COULD_NOT_ASK },
	[SSH_REASON_HOST_KEY_CHANGED] = { "host-key-changed", N_("its host key is not the pinned one"),
					  PROBE_COULD_NOT_ASK },
	[SSH_REASON_AUTH] = { "auth", N_("login refused"), PROBE_COULD_NOT_ASK },
	[SSH_REASON_LIMIT] = { "limit", N_("a limit of time was reached"), PROBE_COULD_NOT_ASK },
	[SSH_REASON_BYTES] = { "bytes", N_("more output than the limit allows"), PROBE_COULD_NOT_ASK },
	[SSH_REASON_CLOSED] = { "closed", N_("it hung up"), PROBE_COULD_NOT_ASK },
	[SSH_REASON_PROTOCOL] = { "protocol", N_("it broke the rules of SSH"), PROBE_COULD_NOT_ASK },
	[SSH_REASON_CHANNEL] = { "channel", N_("it refused the session or the command"), PROBE_COULD_NOT_ASK },
	[SSH_REASON_PROMPT] = { "prompt", N_("no prompt that could be relied upon"), PROBE_COULD_NOT_ASK },
	[SSH_REASON_DOUBT] = { "doubt", N_("its output imitates a prompt: where it ends is in doubt"),
			       PROBE_COULD_NOT_ASK },
	[SSH_REASON_SIGNAL] = { "signal", N_("the command was ended by a signal"), PROBE_COULD_NOT_ASK },
	[SSH_REASON_NOT_ASKED] = { "not-asked", N_("an earlier command ended the session"), PROBE_COULD_NOT_ASK },
	[SSH_REASON_NOT_NEEDED] = { "not-needed", N_("what it stands in for was not refused"), PROBE_COULD_NOT_ASK },
	[SSH_REASON_CRASHED] = { "crashed", N_("the process that asked died"), PROBE_COULD_NOT_ASK },
	[SSH_REASON_CANCELLED] = { "cancelled", N_("cancelled"), PROBE_COULD_NOT_ASK },
};

static const char *const phases[SSH_PHASE_COUNT] = {
	[SSH_PHASE_LOCK] = "lock",
	[SSH_PHASE_CONNECT] = "connect",
	[SSH_PHASE_BANNER] = "banner",
	[SSH_PHASE_KEY_EXCHANGE] = "key-exchange",
	[SSH_PHASE_LOGIN] = "login",
	[SSH_PHASE_COMMANDS] = "commands",
	[SSH_PHASE_LOGOUT] = "logout",
};

static const char *const categories[SSH_CATEGORY_COUNT] = {
	[SSH_KEX] = "kex",
	[SSH_HOST_KEY] = "host_key",
	[SSH_CIPHER] = "cipher",
	[SSH_MAC] = "mac",
	[SSH_COMPRESSION] = "compression",
};

const char *ssh_reason_id(enum ssh_reason reason)
{
	return reasons[reason].id;
}

int ssh_reason_find(const char *id)
{
	for (int i = 0; i < SSH_REASON_COUNT; i++)
		if (!strcmp(reasons[i].id, id))
			return i;
	return -1;
}

const char *ssh_reason_shown(enum ssh_reason reason)
{
	return _(reasons[reason].shown);
}

enum probe_end ssh_reason_end(enum ssh_reason reason)
{
	return reasons[reason].end;
}

const char *ssh_phase_id(enum ssh_phase phase)
{
	return phases[phase];
}

int ssh_phase_find(const char *id)
{
	for (int i = 0; i < SSH_PHASE_COUNT; i++)
		if (!strcmp(phases[i], id))
			return i;
	return -1;
}

const char *ssh_category_id(enum ssh_category category)
{
	return categories[category];
}
