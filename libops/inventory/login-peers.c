/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From a login to what the SSH wire is told: the peers of a job, in which order
 * ways to log in are tried, and the limits. Whatever asks a device takes it from
 * here, so that a device is logged in to in one way by all.
 */
#include "inventory/internal.h"

#include "net/ssh.h"

#define WAYS 4

/* A peer and what it points to. */
struct peer {
	struct ssh_peer peer;
	struct login login;
	struct ssh_credential ways[WAYS];
};

struct login_peers { struct peer device, jump; };

static void way_add(struct peer *peer, enum ssh_method method, const char *path)
{
	if (path)
		peer->ways[peer->peer.credential_count++] = (struct ssh_credential){ method, path };
}

static unsigned int list_length(const char *const *list)
{
	return list ? g_strv_length((char **)list) : 0;
}

/* Keys first: they tell the device nothing that could be used elsewhere. */
static void peer_fill(struct peer *peer, const struct device *device, const char *agent,
		      const char *const *pins)
{
	const struct login *login = &peer->login;

	inventory_login(device, &peer->login);
	way_add(peer, SSH_BY_KEY, login->key);
	way_add(peer, SSH_BY_AGENT, login->agent == LOGIN_AGENT_YES ? agent : NULL);
	way_add(peer, SSH_BY_PASSWORD, login->password);
	way_add(peer, SSH_BY_KEYBOARD_INTERACTIVE, login->keyboard);
	peer->peer.address = device->address;
	peer->peer.port = (uint16_t)login->port;
	peer->peer.user = login->user;
	peer->peer.credentials = peer->ways;
	peer->peer.pins = pins;
	peer->peer.pin_count = list_length(pins);
	peer->peer.legacy = login->legacy;
	peer->peer.legacy_count = list_length(login->legacy);
}

static void take(int64_t limit, int64_t *ret_limit)
{
	if (limit > 0)
		*ret_limit = limit;
}

static struct ssh_limits limits_of(const struct login_limits *limits)
{
	struct ssh_limits taken = ssh_limits_default;

	take(limits->lock_us, &taken.lock_us);
	take(limits->connect_us, &taken.connect_us);
	take(limits->banner_us, &taken.banner_us);
	take(limits->login_us, &taken.login_us);
	take(limits->command_us, &taken.command_us);
	take(limits->job_us, &taken.job_us);
	if (limits->bytes > 0)
		taken.bytes = (uint32_t)limits->bytes;
	return taken;
}

struct login_peers *login_peers_new(const struct device *device, const struct login_outside *outside,
				    struct ssh_job *ret_job)
{
	struct login_peers *peers = g_new0(struct login_peers, 1);
	const struct login *login = &peers->device.login;

	g_assert(device->ssh);
	peer_fill(&peers->device, device, outside->agent, outside->pins);
	if (login->jump)
		peer_fill(&peers->jump, login->jump, outside->agent, outside->jump_pins);
	ret_job->device = peers->device.peer;
	ret_job->jump = login->jump ? &peers->jump.peer : NULL;
	ret_job->transport = login->transport == LOGIN_OPENSSH ? SSH_OVER_OPENSSH : SSH_OVER_LIBSSH2;
	ret_job->limits = limits_of(&login->limits);
	ret_job->shell.elevate_path = login->elevate;
	return peers;
}

void login_peers_free(struct login_peers *peers)
{
	g_free(peers);
}
