/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Learns what devices show before anybody logs in: their host keys and the
 * algorithms that they offer. Nothing is sent to them but what it takes to have the
 * key proven, and nothing is believed: that is for a person to say.
 */
#include "engine/internal.h"

#include "net/algorithms.h"

#include <signal.h>

struct learning {
	const struct learn_options *options;
	struct loop *loop;
	struct ssh_wire *wire;
	GHashTable *found;		/* names of devices to their struct learnt */
	GPtrArray *all;			/* the same, in the order asked */
	guint open;
	int signal;
};

void learnt_free(struct learnt *learnt)
{
	if (!learnt)
		return;
	g_free(learnt->message);
	g_free(learnt->server);
	g_free(learnt->type);
	g_free(learnt->fingerprint);
	g_free(learnt->key);
	for (unsigned int i = 0; i < SSH_CATEGORY_COUNT; i++)
		g_free(learnt->offered[i]);
	g_free(learnt);
}

static void learnt_destroy(gpointer learnt)
{
	learnt_free(learnt);
}

static void take_offer(struct learnt *learnt, const struct ssh_result *result)
{
	learnt->server = g_strdup(result->server);
	learnt->type = g_strdup(result->host_key_type);
	learnt->fingerprint = g_strdup(result->host_key_fingerprint);
	learnt->key = g_strdup(result->host_key);
	for (unsigned int i = 0; i < SSH_CATEGORY_COUNT; i++)
		learnt->offered[i] = g_strdup(result->offered[i]);
}

static void ended(void *context, const struct ssh_result *result)
{
	struct learning *learning = context;
	struct learnt *learnt = g_hash_table_lookup(learning->found, result->id);

	if (!learnt)
		return;
	learnt->end = result->end;
	learnt->reason = result->reason;
	learnt->at_jump = result->at_jump;
	learnt->message = g_strdup(result->message);
	if (result->at_jump)	/* what else it says is of that one, too */
		learnt->end = MAX(learnt->end, PROBE_NO_ANSWER);
	else
		take_offer(learnt, result);
	g_hash_table_remove(learning->found, result->id);
	if (--learning->open == 0)
		loop_stop(learning->loop);
}

/* Those of LEGACY that the transport which learns can speak. Ended by NULL; g_free() the list alone. */
static const char **spoken(const struct ssh_peer *peer)
{
	const char **names = g_new0(const char *, peer->legacy_count + 1);
	unsigned int count = 0;

	for (unsigned int i = 0; i < peer->legacy_count; i++)
		if (algorithm_find(peer->legacy[i], -1)->transports & ALGORITHM_LIBSSH2)
			names[count++] = peer->legacy[i];
	return names;
}

static void ask(struct learning *learning, const struct device *device, GHashTable *pins)
{
	struct learnt *learnt = g_new0(struct learnt, 1);
	struct ssh_job job = { .id = device->name, .learn_only = true };
	struct login_outside outside = { .agent = learning->options->agent };
	g_autoptr(ops_login_peers_t) peers = NULL;
	g_autofree const char **legacy = NULL;
	struct login login;

	*learnt = (struct learnt){ .device = device, .end = PROBE_COULD_NOT_ASK, .reason = SSH_REASON_CANCELLED };
	g_ptr_array_add(learning->all, learnt);
	inventory_login(device, &login);
	outside.jump_pins = login.jump ? engine_pins_of(pins, login.jump->name) : NULL;
	peers = login_peers_new(device, &outside, &job);
	/* Only libssh2 can learn, and nobody logs in to the device itself. */
	job.transport = SSH_OVER_LIBSSH2;
	job.device.credential_count = 0;
	legacy = spoken(&job.device);
	job.device.legacy = legacy;
	job.device.legacy_count = g_strv_length((char **)legacy);
	g_hash_table_insert(learning->found, (gpointer)device->name, learnt);
	learning->open++;
	ssh_ask(learning->wire, &job);
}

static void interrupt(struct learning *learning, int number)
{
	learning->signal = number;
	ssh_cancel(learning->wire);
}

static void on_interrupt(void *context)
{
	interrupt(context, SIGINT);
}

static void on_terminate(void *context)
{
	interrupt(context, SIGTERM);
}

static void run(struct learning *learning, const GPtrArray *devices, GHashTable *pins)
{
	struct loop_wait *interrupted = loop_start_signal(learning->loop, SIGINT, on_interrupt, learning);
	struct loop_wait *terminated = loop_start_signal(learning->loop, SIGTERM, on_terminate, learning);

	for (guint i = 0; i < devices->len; i++)
		ask(learning, devices->pdata[i], pins);
	ssh_finish(learning->wire);
	if (learning->open > 0)
		loop_run(learning->loop);
	loop_cancel(interrupted);
	loop_cancel(terminated);
}

GPtrArray *engine_learn(const struct learn_options *options, const GPtrArray *devices, int *ret_signal,
			GError **error)
{
	g_autofree char *program = g_build_filename(options->libexec, "nwops-ssh", NULL);
	g_autoptr(GHashTable) found = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(learnt_destroy);
	g_autoptr(GHashTable) pins = NULL;
	g_autoptr(ops_loop_t) loop = loop_new();
	struct learning learning = { .options = options, .loop = loop, .found = found, .all = all };
	const struct ssh_options wire = {
		.loop = loop,
		.program = program,
		.notes = options->notes,
		.locks = options->locks,
		.ended = ended,
		.context = &learning,
	};

	if (options->store && !(pins = engine_pins(options->store, error)))
		return NULL;
	learning.wire = ssh_open(&wire, error);
	if (!learning.wire)
		return NULL;
	run(&learning, devices, pins);
	ssh_close(learning.wire);
	*ret_signal = learning.signal;
	return g_steal_pointer(&all);
}
