/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Looks at the connection tracking of this network namespace. Whether a rule
 * asks for it cannot be read without privilege; what it did can, so the table
 * is looked at before and after a run. To warn beforehand of a table that is
 * small was rejected: it would be wrong wherever the exemption stands already.
 */
#include "net/conntrack.h"

#include "base/quantity.h"

#define DIRECTORY "/proc/sys/net/netfilter/"
#define FEWEST 1000
/* How long the kernel keeps an entry after an echo, unless told otherwise. */
#define KEPT_US INT64_C(30000000)

static bool parse_count(const char *text, uint32_t *ret_count)
{
	g_autofree char *stripped = g_strstrip(g_strdup(text));
	int64_t value;

	if (!quantity_parse_integer(stripped, 0, UINT32_MAX, &value, NULL))
		return false;
	*ret_count = (uint32_t)value;
	return true;
}

bool conntrack_parse(const char *count, const char *most, struct conntrack *ret_conntrack)
{
	struct conntrack parsed;

	if (!parse_count(count, &parsed.count) || !parse_count(most, &parsed.most))
		return false;
	*ret_conntrack = parsed;
	return true;
}

bool conntrack_read(struct conntrack *ret_conntrack)
{
	g_autofree char *count = NULL, *most = NULL;

	return g_file_get_contents(DIRECTORY "nf_conntrack_count", &count, NULL, NULL) &&
	       g_file_get_contents(DIRECTORY "nf_conntrack_max", &most, NULL, NULL) &&
	       conntrack_parse(count, most, ret_conntrack);
}

bool conntrack_was_filled(const struct conntrack *before, const struct conntrack *after, uint32_t asked,
			  int64_t took_us)
{
	int64_t expected = asked, grown = (int64_t)after->count - before->count;

	if (took_us > KEPT_US)
		expected = (int64_t)((double)expected * KEPT_US / (double)took_us);
	/* No more than there was room for; a limit of 0 is none. */
	if (after->most)
		expected = MIN(expected, (int64_t)after->most - before->count);
	return grown >= FEWEST && grown >= expected / 2;
}
