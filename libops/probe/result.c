/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Results as values: figures from round trips, and the words for people. The
 * words are made when they are wanted: a sweep of a nation's lines keeps facts.
 */
#include "base/quantity.h"
#include "base/translate.h"
#include "probe/internal.h"
#include "probe/reading.h"

#include <errno.h>
#include <stdlib.h>

void result_init(struct result *ret_result)
{
	*ret_result = (struct result){
		.end = PROBE_COULD_NOT_ASK,
		.rtt_min_us = -1, .rtt_median_us = -1, .rtt_p95_us = -1, .rtt_max_us = -1,
		.jitter_us = -1, .loss_ppm = -1, .outage_us = -1,
	};
}

/* What a kind's facts own besides themselves. */
static void clear_facts(struct result_facts *facts)
{
	if (facts->kind == QUESTION_PATH)
		g_free(facts->path.hops);
	else if (facts->kind == QUESTION_PLUGIN)
		g_free(facts->plugin.figures);
	else if (facts->kind == QUESTION_SSH)
		reading_free(facts->ssh.reading);
	else if (facts->kind == QUESTION_GROUP)
		g_free(facts->group.instances);
	g_free(facts);
}

struct result_facts *result_new_facts(struct result *result, enum question_kind kind)
{
	result->facts = g_new0(struct result_facts, 1);
	result->facts->kind = kind;
	return result->facts;
}

void result_take_time(struct result *result, int64_t time_us)
{
	int32_t rtt_us = (int32_t)CLAMP(time_us, 0, INT32_MAX);

	result->rtt_min_us = result->rtt_median_us = result->rtt_p95_us = result->rtt_max_us = rtt_us;
}

static void clear_evidence(struct path_evidence *evidence)
{
	g_free(evidence->path.hops);
	g_free(evidence);
}

void result_take_evidence(struct result *result, struct result *path)
{
	if (!path->facts)
		return;
	result->evidence = g_new0(struct path_evidence, 1);
	result->evidence->path = path->facts->path;
	path->facts->path.hops = NULL;
}

void result_clear(struct result *result)
{
	g_clear_pointer(&result->evidence, clear_evidence);
	g_clear_pointer(&result->facts, clear_facts);
	g_clear_pointer(&result->odd, g_free);
	g_clear_pointer(&result->packets, g_free);
}

static int compare_rtts(const void *a, const void *b)
{
	int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

	return (x > y) - (x < y);
}

/* The smallest that at least PERCENT of COUNT sorted values do not exceed (nearest rank). */
static int32_t percentile(const int32_t *sorted, int count, int percent)
{
	return sorted[(count * percent + 99) / 100 - 1];
}

/* The mean difference of round trips next to each other, a lost one leaving a gap. */
static int32_t jitter_of(const int32_t *rtts_us, int count)
{
	int64_t sum = 0;
	int pairs = 0;

	for (int i = 1; i < count; i++) {
		if (rtts_us[i] < 0 || rtts_us[i - 1] < 0)
			continue;
		sum += ABS(rtts_us[i] - rtts_us[i - 1]);
		pairs++;
	}
	return pairs ? (int32_t)(sum / pairs) : -1;
}

/* How long nothing came back, at most: lost packets in a row, times their gap. */
static int32_t outage_of(const int32_t *rtts_us, int count, int64_t gap_us)
{
	int longest = 0, row = 0;

	for (int i = 0; i < count; i++) {
		row = rtts_us[i] < 0 ? row + 1 : 0;
		longest = MAX(longest, row);
	}
	return (int32_t)MIN(longest * gap_us, INT32_MAX);
}

void result_take_rtts(struct result *result, const int32_t *rtts_us, int count, int64_t gap_us)
{
	g_autofree int32_t *sorted = g_new(int32_t, MAX(count, 1));
	int answered = 0;

	for (int i = 0; i < count; i++)
		if (rtts_us[i] >= 0)
			sorted[answered++] = rtts_us[i];
	result->outage_us = count > 1 ? outage_of(rtts_us, count, gap_us) : -1;
	result->loss_ppm = count ? (int32_t)((int64_t)(count - answered) * 1000000 / count) : -1;
	if (!answered)
		return;
	qsort(sorted, (size_t)answered, sizeof *sorted, compare_rtts);
	result->rtt_min_us = sorted[0];
	result->rtt_median_us = percentile(sorted, answered, 50);
	result->rtt_p95_us = percentile(sorted, answered, 95);
	result->rtt_max_us = sorted[answered - 1];
	result->jitter_us = jitter_of(rtts_us, count);
}

/* --- words --- */

/* Begins another part of REST. */
static void add_part(GString *rest)
{
	if (rest->len)
		g_string_append(rest, "; ");
}

static void add_count(GString *rest, unsigned int count, const char *what)
{
	if (!count)
		return;
	add_part(rest);
	g_string_append_printf(rest, "%u %s", count, what);
}

/* What came besides, that an engineer should know of. */
static void add_oddities(GString *rest, const struct icmp_oddities *odd)
{
	char address[ADDRESS_TEXT_SIZE];

	add_count(rest, odd->late, _("late"));
	add_count(rest, odd->duplicates, _("duplicate"));
	if (odd->wrong_source) {
		add_count(rest, odd->wrong_source, _("from another address"));
		g_string_append_printf(rest, " (%s)", address_print(&odd->wrong_from, address));
	}
	add_count(rest, odd->corrupt, _("corrupt"));
	add_count(rest, odd->truncated, _("truncated"));
	add_count(rest, odd->forged, _("forged ICMP errors"));
}

static void add_icmp_error(GString *rest, const struct icmp_oddities *odd)
{
	char from[ADDRESS_TEXT_SIZE];
	const char *word = icmp_error_word(odd->error_from.family, odd->error_type, odd->error_code);

	if (!odd->errors)
		return;
	add_part(rest);
	/* TRANSLATORS: what an ICMP error said, and the address of who said it */
	g_string_append_printf(rest, _("%s, says %s"), word, address_print(&odd->error_from, from));
}

const char *result_refusal_word(int reason)
{
	switch (reason) {
	/* The last of them is what a blackhole route says. */
	case ENETUNREACH: case EHOSTUNREACH: case EINVAL:
		return _("no route to it from here");
	case ENETDOWN: return _("the interface is down");
	case EPERM: case EACCES: return _("this host's own firewall or policy forbids it");
	case ENOBUFS: case EAGAIN: case ENOMEM: return _("the kernel takes no more packets");
	case EADDRNOTAVAIL: return _("the source address is not one of this host");
	case ECOMM: return _("this host itself discarded it on its way out");
	case EADDRINUSE: return _("no port of this host is free to ask from");
	case EMFILE: case ENFILE: return _("too many files are open on this host");
	case ENODEV: return _("its interface is not one of this host");
	case EOPNOTSUPP: return _("a ping socket cannot send from that IPv6 address, and a raw one is not allowed");
	case EMSGSIZE: return _("the packet is larger than the way out allows");
	case EAFNOSUPPORT: return _("this host does not speak its address family");
	default: return g_intern_string(g_strerror(reason));
	}
}

static const char *could_not_ask_word(const struct result *result)
{
	return result->own_losses ? _("our own socket dropped replies")
				  : result_refusal_word(result->odd ? result->odd->send_errno : 0);
}

static void add_rest(GString *rest, const struct result *result)
{
	if (result->reason)
		g_string_append(rest, result->reason);
	else if (result->end == PROBE_COULD_NOT_ASK && !result->run_ended_first && !result->facts)
		g_string_append(rest, could_not_ask_word(result));
	if (result->facts)
		facts_describe(rest, result);
	if (result->odd) {
		add_icmp_error(rest, result->odd);
		add_oddities(rest, result->odd);
	}
	if (result->evidence)
		evidence_describe(rest, result->evidence);
}

/* WORDS, cut between characters and never inside one. */
static const char *fit(const GString *words, char text[RESULT_TEXT_SIZE])
{
	const char *end;

	g_strlcpy(text, words->str, RESULT_TEXT_SIZE);
	if (!g_utf8_validate(text, -1, &end))
		text[end - text] = '\0';
	return text;
}

const char *probe_describe_rest(const struct result *result, char text[RESULT_TEXT_SIZE])
{
	g_autoptr(GString) rest = NULL;

	text[0] = '\0';
	/* Most have none, and a sweep asks of each. */
	if (result->end != PROBE_COULD_NOT_ASK && !result->odd && !result->reason && !result->facts &&
	    !result->evidence)
		return text;
	rest = g_string_new(NULL);
	add_rest(rest, result);
	return fit(rest, text);
}

const char *probe_describe(const struct result *result, char text[RESULT_TEXT_SIZE])
{
	g_autoptr(GString) words = g_string_new(NULL);
	g_autofree char *rtt = NULL, *loss = NULL;
	char rest[RESULT_TEXT_SIZE];

	probe_describe_rest(result, rest);
	switch ((enum probe_end)result->end) {
	case PROBE_ANSWERED:
		if (result->rtt_median_us >= 0)
			rtt = quantity_show_duration(result->rtt_median_us);
		if (result->loss_ppm >= 0)
			loss = quantity_show_percentage(result->loss_ppm);
		if (rtt && loss)
			g_string_append_printf(words, _("rtt %s, loss %s"), rtt, loss);
		else if (rtt)
			g_string_append_printf(words, _("answered in %s"), rtt);
		else if (!*rest)
			g_string_append(words, _("answered"));
		break;
	case PROBE_NO_ANSWER:
		g_string_append(words, _("no answer"));
		break;
	case PROBE_COULD_NOT_ASK:
		if (result->run_ended_first) {
			g_string_append(words, _("not asked: the run ended first"));
			break;
		}
		g_string_append_printf(words, _("could not ask: %s"), rest);
		return fit(words, text);
	}
	if (*rest)
		g_string_append_printf(words, words->len ? "; %s" : "%s", rest);
	return fit(words, text);
}
