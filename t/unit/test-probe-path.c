/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tracing over networks made of values: which hops are asked, when that ends,
 * and what the way is then; and which devices it passed.
 */
#include "probe/internal.h"
#include "unit.h"

static struct address host(unsigned int number)
{
	return (struct address){ .bytes = { 10, 0, 0, (uint8_t)number }, .family = AF_INET };
}

/*
 * A network in one word, a letter a hop: a router by its name; capitals are the
 * target; '.' says nothing; '1' and '2' only after that many packets; '!'
 * refuses to pass on, in the name of the router before it; behind the end, more
 * of the last.
 */
static struct hops_answer send_over(const char *network, int limit, int *tries)
{
	int length = (int)strlen(network), at = MIN(limit, length) - 1;
	struct hops_answer answer = { .outcome = HOPS_EXPIRED, .from = host((unsigned char)network[at]),
				      .rtt_us = 100 * limit };

	if (network[at] == '.' || (g_ascii_isdigit(network[at]) && tries[limit] <= network[at] - '0'))
		return (struct hops_answer){ .outcome = HOPS_SILENCE, .rtt_us = -1 };
	if (g_ascii_isupper(network[at]))
		answer.outcome = HOPS_REPLY;
	if (network[at] == '!') {
		answer.outcome = HOPS_UNREACHABLE;
		answer.from = host((unsigned char)network[at - 1]);
	}
	return answer;
}

static struct path_trace trace_over(const char *network, int hops, int *ret_packets)
{
	struct path_trace trace = { .hops = hops };
	int limits[PATH_HOPS_MAX], tries[PATH_HOPS_MAX + 1] = { 0 }, count;
	bool ended = false;

	*ret_packets = 0;
	while (!ended && (count = path_next(&trace, limits)))
		for (int i = 0; i < count && !ended; i++) {
			struct hops_answer answer;

			ck_assert_int_le(limits[i], hops);
			ck_assert_int_le(++tries[limits[i]], 3);
			answer = send_over(network, limits[i], tries);
			ended = path_take(&trace, limits[i], &answer);
			++*ret_packets;
		}
	return trace;
}

/* The way as such a word. */
static char *way_of(const struct path_trace *trace)
{
	GString *way = g_string_new(NULL);

	for (int i = 1; i <= path_length(trace); i++)
		g_string_append_c(way, trace->seen[i].from.family ? (char)trace->seen[i].from.bytes[3] : '.');
	return g_string_free(way, FALSE);
}

START_TEST(the_way_is_what_the_network_is)
{
	static const struct {
		const char *network, *way;
		int reached, packets;
	} cases[] = {
		{ "T", "T", 1, 1 },
		{ "abcT", "abcT", 4, 4 },
		{ "abcdefghijkT", "abcdefghijkT", 12, 12 },
		{ "a.cT", "a.cT", 4, 10 },	/* the near eight, and twice more who said nothing */
		{ "a1c2T", "a1c2T", 5, 11 },
		{ "abc.", "abc", 0, 84 },	/* three packets for each of 27 hops, one for the others */
		{ "abc!", "abc", 0, 8 },
		{ "a.c!", "a.c", 0, 10 },
		{ ".", "", 0, 90 },
		{ "ababababababababababababababab", "ababababababababababababababab", 0, 30 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct path_trace trace;
		g_autofree char *way = NULL;
		int packets;

		trace = trace_over(cases[i].network, 30, &packets);
		way = way_of(&trace);
		ck_assert_str_eq(way, cases[i].way);
		ck_assert_int_eq(trace.reached, cases[i].reached);
		ck_assert_msg(packets == cases[i].packets, "%s: %d packets", cases[i].network, packets);
	}
}
END_TEST

START_TEST(nothing_is_asked_beyond_the_limit)
{
	int packets;
	struct path_trace trace = trace_over("abcdT", 3, &packets);

	ck_assert_int_eq(packets, 3);
	ck_assert_int_eq(trace.reached, 0);
	ck_assert_int_eq(path_length(&trace), 3);
}
END_TEST

START_TEST(a_near_answer_that_comes_late_shortens_the_way)
{
	struct path_trace trace = { .hops = 30 };
	struct hops_answer reply = { .outcome = HOPS_REPLY, .from = host('T'), .rtt_us = 7 };
	struct hops_answer expired = { .outcome = HOPS_EXPIRED, .from = host('a'), .rtt_us = 7 };
	int limits[PATH_HOPS_MAX];

	ck_assert_int_eq(path_next(&trace, limits), 8);
	ck_assert(!path_take(&trace, 1, &expired));
	ck_assert(!path_take(&trace, 5, &reply));
	ck_assert(!path_take(&trace, 4, &reply));
	ck_assert_int_eq(path_next(&trace, limits), 2);
	ck_assert_int_eq(limits[0], 2);
	ck_assert_int_eq(limits[1], 3);
	ck_assert(!path_take(&trace, 3, &reply));
	ck_assert(path_take(&trace, 2, &reply));
	ck_assert_int_eq(path_length(&trace), 2);
}
END_TEST

START_TEST(what_this_host_says_itself_is_no_hop)
{
	struct path_trace trace = { .hops = 30 };
	struct hops_answer own = { .outcome = HOPS_UNREACHABLE, .rtt_us = 7 };
	int limits[PATH_HOPS_MAX];

	path_next(&trace, limits);
	ck_assert(!path_take(&trace, 1, &own));
	ck_assert_int_eq(path_length(&trace), 0);
	ck_assert_int_eq(trace.refused, 0);
}
END_TEST

START_TEST(devices_are_passed_in_their_order_by_any_of_their_addresses)
{
	static const struct {
		const char *hops, *via;
		int passed;
	} cases[] = {
		{ "abcT", "", 0 }, { "abcT", "a", 1 }, { "abcT", "ab", 2 }, { "abcT", "ac", 2 }, { "abcT", "abcT", 4 },
		{ "abcT", "T", 1 }, { "abcT", "ba", 1 }, { "abcT", "xa", 0 }, { "abcT", "ax", 1 }, { "a.cT", "abc", 1 },
		{ "a.cT", "ac", 2 }, { "aabT", "aa", 2 }, { "abT", "aa", 1 }, { "", "a", 0 }, { "aBcT", "bT", 2 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct path_hop hops[8] = { 0 };
		struct device devices[8] = { 0 };
		struct address others[8][2];
		const struct device *via[9] = { NULL };
		int count = (int)strlen(cases[i].hops);

		for (int j = 0; j < count; j++)
			if (cases[i].hops[j] != '.')
				hops[j].from = host((unsigned char)cases[i].hops[j]);
		for (size_t j = 0; j < strlen(cases[i].via); j++) {
			others[j][0] = host(1);
			others[j][1] = host((unsigned char)g_ascii_toupper(cases[i].via[j]));
			devices[j].address = host((unsigned char)cases[i].via[j]);
			devices[j].others = others[j];
			devices[j].other_count = 2;
			via[j] = &devices[j];
		}
		ck_assert_msg(path_passed(hops, count, via) == cases[i].passed, "%s via %s", cases[i].hops,
			      cases[i].via);
	}
	ck_assert_int_eq(path_passed(NULL, 0, NULL), 0);
}
END_TEST

START_TEST(a_device_without_an_address_is_not_a_silent_hop)
{
	struct path_hop silent = { .rtt_us = -1 };
	struct device nameless = { .name = "x" };
	const struct device *via[] = { &nameless, NULL };

	ck_assert_int_eq(path_passed(&silent, 1, via), 0);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(the_way_is_what_the_network_is),
		UNIT(nothing_is_asked_beyond_the_limit),
		UNIT(a_near_answer_that_comes_late_shortens_the_way),
		UNIT(what_this_host_says_itself_is_no_hop),
		UNIT(devices_are_passed_in_their_order_by_any_of_their_addresses),
		UNIT(a_device_without_an_address_is_not_a_silent_hop),
		{ NULL, NULL },
	};

	return unit_run("probe-path", tests);
}
