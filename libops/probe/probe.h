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
	uint32_t far_end;		/* numbers what it passes last; ICMP_NO_FAR_END */
};

/* What one run of one probe saw: facts only. probe_describe() puts them in words. */
struct result {
	int64_t started_at_us;		/* wall clock */
	int32_t rtt_min_us, rtt_median_us, rtt_p95_us, rtt_max_us;	/* -1: no answer */
	int32_t jitter_us;		/* mean difference of neighbouring round trips (RFC 3393, absolute); -1 */
	int32_t loss_ppm;		/* of packets that were asked; -1: none was */
	int32_t outage_us;		/* the longest run of lost packets, times their gap; -1: fewer than two were asked */
	uint16_t sent, received;	/* packets; own losses are in neither */
	uint16_t own_losses, not_sent, retried, inexact;
	uint8_t end;			/* enum probe_end */
	bool run_ended_first;		/* cancelled or past the run's deadline: not the network's doing */
	/* Where figures do not say it: why it could not be asked, or in a result that was kept, what
	 * came besides. Lent; else NULL. */
	const char *reason;
	struct icmp_oddities *odd;	/* what most never have; NULL; owned */
	struct icmp_packet *packets;	/* NULL unless they were to be kept; owned */
	int packet_count;
};

/* A result before anything is known: could not ask, no figures. */
void result_init(struct result *ret_result);
void result_clear(struct result *result);
/* Fills in loss, round trips, jitter and outage from COUNT round trips, GAP_US
 * apart, in the order of sending, -1 for each lost packet. */
void result_take_rtts(struct result *result, const int32_t *rtts_us, int count, int64_t gap_us);

/* RESULT in words of the screen's language: "no answer; host unreachable, says
 * 10.0.0.1". For people, cut to fit, never parsed. Returns TEXT. */
const char *probe_describe(const struct result *result, char text[RESULT_TEXT_SIZE]);
/* What probe_describe() says beyond the figures, mostly "": why it could not be asked, ICMP
 * errors, what came besides. As the reason of a result that is made of kept figures,
 * it gives the same description again. Returns TEXT. */
const char *probe_describe_rest(const struct result *result, char text[RESULT_TEXT_SIZE]);

/* A kind at work asks all probes of its kind among PROBES at once. */
struct probe_kind {
	const char *name;		/* "icmp" */
	const char *summary;
	struct probe_kind_run *(*open)(struct probe_runner *runner, const struct probe *probes, uint32_t count);
	/* Returns at once; each of its probes then ends with one probe_done(). */
	bool (*start)(struct probe_kind_run *run, GError **error);
	/* After this it says nothing more. */
	void (*cancel)(struct probe_kind_run *run);
	/* Reads what is known of PROBE into RESULT: end and figures. */
	void (*collect)(struct probe_kind_run *run, uint32_t probe, struct result *result);
	void (*close)(struct probe_kind_run *run);
};

/* The one list of kinds, ended by NULL. */
extern const struct probe_kind *const probe_kinds[];
extern const struct probe_kind probe_icmp;
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
	unsigned int threads;		/* 0: as the number of probes suggests */
	/* In place of what the service classes say; 0: as they say. */
	int packets, retries;		/* retries -1: as they say */
	int64_t gap_us, timeout_us;
	bool keep_packets;		/* each result says what became of each packet */
	/* SIGINT, SIGTERM and SIGHUP cancel the run. Once one has, they stay blocked:
	 * what was seen is still to be recorded and printed. */
	bool until_signal;
	/* May be NULL: called now and then and at the end. */
	void (*progress)(void *context, uint32_t ended, uint32_t count);
	void *context;
};

/*
 * Asks COUNT probes and fills as many RESULTS, which the caller clears. False only when nothing could
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
