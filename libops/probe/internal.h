/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of probe/ share among themselves.
 */
#pragma once

#include "net/hops.h"
#include "probe/platform.h"
#include "probe/probe.h"

/* Why our own side refused to ask, by its errno (0: not known), in words of the screen's language.
 * Lent for ever. */
const char *result_refusal_word(int reason);

/* Appends what the facts of RESULT say, in words of the screen's language; nothing when there is
 * nothing to say. */
void facts_describe(GString *words, const struct result *result);

/* Likewise, how far packets got when it had failed. */
void evidence_describe(GString *words, const struct path_evidence *evidence);

/* --- path.c: which way packets take; pure --- */

struct path_trace {
	int hops;			/* at most */
	int reached, refused;		/* the least hop limit with which a packet arrived, or was not passed on; 0 */
	bool begun;
	struct path_hop seen[PATH_HOPS_MAX + 1];	/* by hop limit */
	uint8_t tries[PATH_HOPS_MAX + 1];
};

/* The hop limits to ask with next; how many. */
int path_next(struct path_trace *trace, int ret_limits[PATH_HOPS_MAX]);
/* What came of a packet with LIMIT. True: nothing is left to know. */
bool path_take(struct path_trace *trace, int limit, const struct hops_answer *answer);
/* How many hops the way has as far as it is known: those behind the last that spoke are not counted. */
int path_length(const struct path_trace *trace);
/* How many of VIA (NULL-terminated; NULL) are among COUNT hops, in their order. */
int path_passed(const struct path_hop *hops, int count, const struct device *const *via);

/* --- mtu.c: how large a packet may be; pure --- */

#define MTU_SIZES_MOST 6

struct mtu_search {
	int least, wanted;		/* bytes: what is asked first, and then */
	int passed;			/* the largest that came back whole; 0 */
	int failed;			/* the smallest that does not pass, above PASSED; 0: none is known */
	int told;			/* what somebody said to carry; 0 */
	struct address told_by;
	int32_t rtt_us;			/* of the least; -1 */
	int sizes[MTU_SIZES_MOST], tries[MTU_SIZES_MOST], size_count;	/* that are being asked */
};

void mtu_begin(struct mtu_search *search, int least, int wanted);
/* The sizes to ask with next; how many. */
int mtu_next(struct mtu_search *search, int ret_sizes[MTU_SIZES_MOST]);
/* What came of a packet of SIZE. True: nothing is left to know. */
bool mtu_take(struct mtu_search *search, int size, const struct hops_answer *answer);

/* --- plugin.c, plugin-output.c --- */

/* The command of ITEM's question, with what it asks for put in. g_strfreev(). */
char **plugin_arguments(const struct item *item);
/* Text, figures and how many were dropped, from what a plugin printed. */
void plugin_output_read(const char *output, size_t length, struct plugin_facts *ret_plugin);
/* Its text alone, from what it complained of. */
void plugin_complaint_read(const char *complaint, size_t length, struct plugin_facts *ret_plugin);

/* --- overlaid.c --- */

/* The platform that readings of an overlay are in. Caller frees. */
struct platform *platform_overlaid(void);
