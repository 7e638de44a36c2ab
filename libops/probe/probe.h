/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Probes: configured questions, the kinds of code that ask them, and the
 * runner that asks many at once and sees that each ends exactly once, in one
 * of answered, no answer, could not ask. A kind says what happened; how bad it
 * is, only state/ says.
 *
 * A run of the runner has a deadline of its own and can be cancelled; what
 * had ended by then is kept, the rest could not be asked.
 */
#pragma once

#include "base/clock.h"
#include "base/notes.h"
#include "base/words.h"
#include "inventory/inventory.h"
#include "net/icmp.h"
#include "net/loop.h"
#include "net/overlay.h"

#define RESULT_TEXT_SIZE 160

struct probe_runner;		/* one run of many probes */
struct probe_kind_run;		/* a kind at work in it */

/* One configured question. */
struct probe {
	const struct probe_kind *kind;
	struct item item;
	struct icmp_question icmp;	/* kind icmp */
};

/* What one run of one probe saw. */
struct result {
	int64_t started_at_us;		/* wall clock */
	enum probe_end end;
	bool run_ended_first;		/* cancelled or past the run's deadline: not the network's doing */
	int64_t rtt_min_us, rtt_median_us, rtt_p95_us, rtt_max_us;	/* -1: no answer */
	int64_t jitter_us;		/* mean difference of neighbouring round trips (RFC 3393 IPDV, absolute); -1 */
	int32_t loss_ppm;		/* of packets that were asked; -1: none was */
	struct icmp_answer icmp;	/* the counts, kind icmp */
	char message[RESULT_TEXT_SIZE];	/* for people, cut to fit, never parsed */
};

struct probe_kind {
	const char *name;		/* "icmp" */
	const char *summary;
	/* The question for ITEM; FAR_END numbers what it passes last. */
	void (*configure)(struct probe *probe, uint32_t far_end);
	struct probe_kind_run *(*open)(struct probe_runner *runner, const struct probe *probes, uint32_t count);
	bool (*start)(struct probe_kind_run *run, GError **error);
	void (*cancel)(struct probe_kind_run *run);
	/* Reads what is known of PROBE into RESULT: end, figures, message. */
	void (*collect)(struct probe_kind_run *run, uint32_t probe, struct result *result);
	void (*close)(struct probe_kind_run *run);
};

/* The one list of kinds, ended by NULL. */
extern const struct probe_kind *const probe_kinds[];
const struct probe_kind *probe_kind_find(const char *name);

/* The probes of ITEMS (struct item), in their order. Elements are struct probe; g_array_unref(). */
GArray *probe_plan(const GArray *items);

enum run_end { RUN_COMPLETE, RUN_DEADLINE, RUN_CANCELLED };

struct probe_options {
	const struct clock *clock;
	const struct notes *notes;
	const struct overlay *overlay;	/* not NULL: no packet leaves */
	const char *libexec;		/* where the wire programs are */
	int64_t deadline_us;		/* of the whole run */
	int64_t rate_per_second, far_end_rate_per_second;
	bool until_signal;		/* SIGINT, SIGTERM and SIGHUP cancel the run */
	/* May be NULL: called now and then and at the end. */
	void (*progress)(void *context, uint32_t ended, uint32_t count);
	void *context;
};

/*
 * Asks COUNT probes and fills as many RESULTS. False only when nothing could
 * be asked at all (no permission, no socket); the results then say so too.
 * RET_SIGNAL: the signal that cancelled it, or 0.
 */
bool probe_run(const struct probe *probes, uint32_t count, const struct probe_options *options,
	       struct result *results, enum run_end *ret_end, int *ret_signal, GError **error);

/* --- for kinds --- */
struct probe_runner;
/* PROBE has ended. Exactly once each; a second call is a bug and aborts. */
void probe_done(struct probe_runner *runner, uint32_t probe);
const struct probe_options *probe_runner_options(const struct probe_runner *runner);
struct loop *probe_runner_loop(const struct probe_runner *runner);
