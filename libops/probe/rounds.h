/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What path and mtu have in common: both ask with packets that have a limit,
 * a few at once, and ask on by what came of those. A kind only says which
 * packets are next and what it takes from an answer, without a clock or a
 * socket; the wire, turns, retries after our own losses and the two ways not
 * to be able to ask are here.
 */
#pragma once

#include "net/hops.h"
#include "probe/probe.h"

#define ROUND_MOST PATH_HOPS_MAX

/* A packet to ask with: what is 0 is as usual. */
struct round_packet { int hop_limit, size; };

struct rounds {
	const struct probe_kind *kind;
	size_t state_size;		/* of what is known of one question; zeroed at first */
	uint32_t at_once;		/* questions at the same time */
	void (*begin)(void *state, const struct question *question);
	/* Fills in what is to be asked next, and returns how many; 0: nothing, the question has ended. */
	int (*next)(void *state, struct round_packet packets[ROUND_MOST]);
	/* True: whatever is still out, the question has ended. */
	bool (*take)(void *state, const struct round_packet *packet, const struct hops_answer *answer);
	void (*collect)(const void *state, const struct question *question, struct result *result);
};

struct probe_kind_run *rounds_open(const struct rounds *rounds, struct probe_runner *runner,
				   const struct probe *probes, uint32_t count);
/* The rest of a struct probe_kind. */
bool rounds_start(struct probe_kind_run *run, GError **error);
void rounds_cancel(struct probe_kind_run *run);
void rounds_collect(struct probe_kind_run *run, uint32_t probe, struct result *result);
void rounds_close(struct probe_kind_run *run);
