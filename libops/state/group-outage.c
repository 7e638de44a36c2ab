/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How long a switchover interrupted what a group carries, from results that were
 * taken for other reasons: bounds, and never a figure between them.
 */
#include "state/group.h"

/* One interruption: between two good glimpses, or as far as there is one. */
struct gap {
	int64_t good_before_us, good_after_us;	/* -1: there is none */
	int64_t silent_first_us, silent_last_us;	/* -1: it was never wholly silent */
};

static const struct gap no_gap = { -1, -1, -1, -1 };

static bool is_within(const struct gap *gap, int64_t from_us, int64_t until_us)
{
	if (from_us && gap->good_after_us >= 0 && gap->good_after_us <= from_us)
		return false;
	return !until_us || gap->good_before_us < 0 || gap->good_before_us < until_us;
}

static struct group_outage outage_of(const struct gap *gap)
{
	struct group_outage outage = { .least_us = 0, .most_us = -1 };

	if (gap->silent_first_us >= 0)
		outage.least_us = gap->silent_last_us - gap->silent_first_us;
	if (gap->good_before_us >= 0 && gap->good_after_us >= 0)
		outage.most_us = gap->good_after_us - gap->good_before_us;
	return outage;
}

/* What may have been the longer: an end that is not known yet is later than all. */
static struct group_outage longer(struct group_outage a, struct group_outage b)
{
	if (a.least_us < 0 || b.least_us < 0)
		return a.least_us < 0 ? b : a;
	if (a.most_us < 0 || b.most_us < 0)
		return a.most_us < 0 && (b.most_us >= 0 || a.least_us >= b.least_us) ? a : b;
	return b.most_us > a.most_us ? b : a;
}

struct group_outage group_outage(const struct group_glimpse *glimpses, size_t count, int64_t from_us,
				 int64_t until_us)
{
	struct group_outage bad = GROUP_OUTAGE_UNKNOWN, good = GROUP_OUTAGE_UNKNOWN;
	struct gap gap = no_gap;
	bool was_bad = false;

	for (size_t i = 0; i < count; i++) {
		const struct group_glimpse *glimpse = &glimpses[i];

		if (glimpse->state == GLIMPSE_GOOD) {
			gap.good_after_us = glimpse->at_us;
			if (is_within(&gap, from_us, until_us) && was_bad)
				bad = longer(bad, outage_of(&gap));
			else if (is_within(&gap, from_us, until_us) && gap.good_before_us >= 0)
				good = longer(good, outage_of(&gap));
			gap = no_gap;
			gap.good_before_us = glimpse->at_us;
			was_bad = false;
			continue;
		}
		was_bad = true;
		if (glimpse->state == GLIMPSE_SILENT) {
			gap.silent_last_us = glimpse->at_us;
			if (gap.silent_first_us < 0)
				gap.silent_first_us = glimpse->at_us;
		}
	}
	if (was_bad && is_within(&gap, from_us, until_us))
		bad = longer(bad, outage_of(&gap));
	/* Before the first and behind the last it may have been as long as it likes. */
	if (count && ((from_us && glimpses[0].at_us > from_us) || (until_us && glimpses[count - 1].at_us < until_us)))
		good = longer(good, (struct group_outage){ 0, -1 });
	return bad.least_us >= 0 ? bad : good;
}

struct group_outage group_outage_both(struct group_outage a, struct group_outage b)
{
	struct group_outage both;

	if (a.least_us < 0 || b.least_us < 0)
		return a.least_us < 0 ? b : a;
	both.least_us = MAX(a.least_us, b.least_us);
	both.most_us = a.most_us < 0 || b.most_us < 0 ? MAX(a.most_us, b.most_us) : MIN(a.most_us, b.most_us);
	if (both.most_us >= 0 && both.most_us < both.least_us)
		return longer(a, b);
	return both;
}
