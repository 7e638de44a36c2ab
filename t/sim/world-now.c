/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One minute of the simulated network: who answers how, and why. What is asked
 * hears noise; the truth that the oracle hears knows how much noise there is.
 */
#include "world.h"

/* What is measured differs by so much at most: per mille of packets, percent of a time. */
#define LOSS_NOISE 15
#define RTT_NOISE 4
/* Without faults, in ms. */
#define RTT_DEVICE 2
#define RTT_LINE 6

/* --- what is broken --- */

static void apply(struct thing *thing, const struct fault *fault, int minute, int view)
{
	struct situation *now = &thing->views[view];
	/* What begins or ends midway in a run shows in its second half only. */
	bool first_half = view == WORLD_EARLY && fault->midway;

	if (first_half ? minute <= fault->from || minute > fault->to : minute < fault->from || minute >= fault->to)
		return;
	switch (fault->sort) {
	case FAULT_DEAD:
		now->dead = true;
		break;
	case FAULT_FLAP:
		now->dead |= (minute - fault->from - first_half) / fault->value % 2 == 0;
		break;
	case FAULT_LOSS:
		now->loss = MAX(now->loss, fault->value);
		break;
	case FAULT_RTT:
		now->rtt = MAX(now->rtt, fault->value);
		break;
	case FAULT_POLICED:
		now->policed = MAX(now->policed, fault->value);
		break;
	case FAULT_UNASKABLE:
		now->unaskable = true;
		break;
	case FAULT_UNASKABLE_ONCE:
		now->unaskable_once = true;
		break;
	case FAULT_BLIP:
		now->blip = true;
		break;
	case FAULT_ABSENT:
		thing->absent = true;
		break;
	case FAULT_FORGOTTEN:
		thing->absent = thing->forgotten = true;
		break;
	case FAULT_OLD_RESULT:
		thing->old_result = true;
		break;
	case FAULT_TWICE:
		thing->twice = true;
		break;
	case FAULT_WINDOW:
		thing->window = true;
		break;
	case FAULT_SILENCE:
		thing->silence = true;
		break;
	case FAULT_PROMISE:
		thing->changed_promise = true;
		break;
	case FAULT_SORTS:
		break;
	}
}

/* --- what follows --- */

static int both_losses(int a, int b)
{
	return 1000 - (1000 - a) * (1000 - b) / 1000;
}

/* Whether anything passes on to THING, and how well the best way does. */
static bool reached(const struct world *world, const struct thing *thing, int view, int *ret_loss, int *ret_rtt)
{
	int loss_most = 0, rtt_most = 0;

	for (int row = 0; row < 2; row++) {
		int loss = 1000, rtt = G_MAXINT;

		for (int i = 0; i < thing->need_count[row]; i++) {
			const struct situation *before = &world_thing(world, thing->needs[row][i])->views[view];

			if (before->gone)
				continue;
			loss = MIN(loss, before->passed_loss);
			rtt = MIN(rtt, before->passed_rtt);
		}
		if (thing->need_count[row] && rtt == G_MAXINT)
			return false;
		if (thing->need_count[row]) {
			loss_most = MAX(loss_most, loss);
			rtt_most = MAX(rtt_most, rtt);
		}
	}
	*ret_loss = loss_most;
	*ret_rtt = rtt_most;
	return true;
}

static void follow(struct world *world, int index, int view)
{
	struct thing *thing = world_thing(world, index);
	struct situation *now = &thing->views[view];
	int loss = 0, rtt = 0;

	now->hidden = !reached(world, thing, view, &loss, &rtt);
	now->cut = now->gone = now->dead || now->hidden;
	/* A line that ends in what is dead is silent too, and either may be named. */
	if (thing->sort == THING_CPE && now->dead && now->hidden) {
		for (int i = 0; i < thing->need_count[0]; i++)
			now->perhaps |= !world_thing(world, thing->needs[0][i])->views[view].cut;
	}
	if (thing->ends_in_cpe && world_thing(world, thing->cpe)->views[view].dead)
		now->gone = true;
	now->silent = now->gone || now->policed >= 1000;
	if (now->silent)
		thing->unwell_at = world->minute;
	now->passed_loss = both_losses(loss, now->loss);
	now->passed_rtt = rtt + now->rtt;
	if (!now->gone && !now->loss && !now->rtt && !now->policed && (loss || rtt))
		now->hidden = true;
}

void world_turn(struct world *world, int minute)
{
	world->minute = minute;
	for (guint i = 0; i < world->things->len; i++) {
		struct thing *thing = world_thing(world, (int)i);

		memset(thing->views, 0, sizeof(thing->views));
		thing->absent = thing->forgotten = thing->old_result = thing->twice = false;
		thing->window = thing->silence = thing->changed_promise = false;
	}
	for (guint i = 0; i < world->faults->len; i++) {
		const struct fault *fault = &g_array_index(world->faults, struct fault, i);

		for (int view = WORLD_EARLY; view <= WORLD_LATE; view++)
			apply(world_thing(world, fault->thing), fault, minute, view);
	}
	for (int view = WORLD_EARLY; view <= WORLD_LATE; view++)
		for (guint i = 0; i < world->things->len; i++)
			follow(world, (int)i, view);
}

bool world_clock_jumps(const struct world *world)
{
	for (guint i = 0; i < world->jumps->len; i++)
		if (g_array_index(world->jumps, int, i) == world->minute)
			return true;
	return false;
}

bool world_is_due(const struct world *world, int index)
{
	const struct thing *thing = world_thing(world, index);

	if (thing->absent)
		return false;
	/* A device that does not answer cannot be read. */
	if (thing->sort == THING_SESSION && (world_thing(world, thing->from)->views[WORLD_EARLY].gone ||
					     world_thing(world, thing->from)->views[WORLD_LATE].gone))
		return false;
	return world->minute % promises[thing->promise].interval == thing->phase;
}

static const struct promise *promise_of(const struct world *world, const struct thing *thing)
{
	const struct thing *promised = thing->sort == THING_PROBE ? world_thing(world, thing->from) : thing;

	return &promises[promised->changed_promise ? PROMISE_OTHER : promised->promise];
}

const struct oracle_rule *world_rule(const struct world *world, int index)
{
	static const struct oracle_rule session = {
		.raise = { 0, 1, 1, 1, 1 }, .clear = { 0, 1, 1, 1, 1 }, .interval = 1, .half_life = 15, .start = 4, .end = 2,
	};
	const struct thing *thing = world_thing(world, index);

	return thing->sort == THING_SESSION ? &session : &promise_of(world, thing)->rule;
}

/* --- what is heard --- */

static bool is_measured(const struct thing *thing)
{
	return thing->sort != THING_SESSION && thing->sort != THING_PROBE;
}

static int rtt_of(const struct thing *thing, const struct situation *now)
{
	return now->passed_rtt + (thing->sort == THING_LINE || thing->sort == THING_CPE ? RTT_LINE : RTT_DEVICE);
}

struct answer world_ask(struct world *world, int index, int view, bool again)
{
	const struct thing *thing = world_thing(world, index);
	const struct situation *now = &thing->views[view];
	int loss = both_losses(now->passed_loss, now->policed), rtt = rtt_of(thing, now) * 1000;

	if (now->unaskable || (now->unaskable_once && !again))
		return (struct answer){ .asked = false };
	if (now->silent || (now->blip && !again))
		return (struct answer){ .asked = true };
	if (!is_measured(thing))
		loss = 0;
	if (loss)
		loss = CLAMP(loss + g_rand_int_range(world->random, -LOSS_NOISE, LOSS_NOISE + 1), 0, 999);
	rtt += rtt * g_rand_int_range(world->random, -RTT_NOISE, RTT_NOISE + 1) / 100;
	return (struct answer){ .asked = true, .answered = true, .loss_ppm = loss * 1000, .rtt_us = rtt };
}

/* --- what is true --- */

/* How bad figures are at the best and the worst noise; and whether they are below each level's
 * clearing value. */
static void grade(const struct promise *promise, const int loss[2], const int rtt[2], int ret_grade[2],
		  enum tri ret_over[GRADES])
{
	for (int end = 0; end < 2; end++) {
		ret_grade[end] = GRADE_WELL;
		for (int level = 0; level < 2; level++)
			if (loss[end] >= promise->loss[level] * 10 || rtt[end] >= promise->rtt[level] * 1000)
				ret_grade[end] = level + GRADE_CAUTION;
	}
	for (int level = 0; level < 2; level++) {
		bool below[2];

		for (int end = 0; end < 2; end++)
			below[end] = loss[end] < promise->loss_clear[level] * 10 &&
				     rtt[end] < promise->rtt_clear[level] * 1000;
		ret_over[level + GRADE_CAUTION] = below[1] ? YES : below[0] ? MAYBE : NO;
	}
	ret_over[GRADE_DOWN] = YES;
}

static void truth_in(const struct world *world, const struct thing *thing, int view, int ret_grade[2],
		     enum tri ret_over[GRADES])
{
	const struct situation *now = &thing->views[view];
	int value = both_losses(now->passed_loss, now->policed), time = rtt_of(thing, now) * 1000;
	int noise = value ? LOSS_NOISE : 0;
	int loss[2] = { MAX(value - noise, 0), MIN(value + noise, 999) };
	int rtt[2] = { time - time * RTT_NOISE / 100, time + time * RTT_NOISE / 100 };

	if (now->silent) {
		ret_grade[0] = ret_grade[1] = GRADE_DOWN;
		for (int level = 0; level < GRADES; level++)
			ret_over[level] = NO;
	} else if (is_measured(thing)) {
		grade(promise_of(world, thing), loss, rtt, ret_grade, ret_over);
	} else {
		ret_grade[0] = ret_grade[1] = GRADE_WELL;
		for (int level = 0; level < GRADES; level++)
			ret_over[level] = YES;
	}
}

/* Why it is bad: something before it, or it itself, or (MAYBE) both. */
static enum tri hidden_in(const struct thing *thing, int view)
{
	const struct situation *now = &thing->views[view];

	if (!now->hidden) {
		bool both = (now->passed_loss > now->loss || now->passed_rtt > now->rtt) && (now->loss || now->rtt || now->policed);

		/* What is cut itself is not hidden by a loss before it. */
		return both && !now->silent ? MAYBE : NO;
	}
	return now->perhaps ? MAYBE : YES;
}

/* What stands before it could not be asked, so that of it nothing is known. */
static bool is_shadowed(const struct world *world, const struct thing *thing)
{
	for (int row = 0; row < 2; row++)
		for (int i = 0; i < thing->need_count[row]; i++) {
			const struct thing *before = world_thing(world, thing->needs[row][i]);

			for (int view = 0; view < 2; view++)
				if (before->views[view].unaskable || before->views[view].unaskable_once ||
				    (thing->sort == THING_SESSION && before->views[view].policed >= 1000))
					return true;
			if (before->absent || is_shadowed(world, before))
				return true;
		}
	return false;
}

/* What stands before it came back, and whoever judges may want to see that for so many minutes. */
#define SETTLING 8

static bool is_settling(const struct world *world, const struct thing *thing)
{
	for (int row = 0; row < 2; row++)
		for (int i = 0; i < thing->need_count[row]; i++) {
			const struct thing *before = world_thing(world, thing->needs[row][i]);

			if (before->views[WORLD_EARLY].silent != before->views[WORLD_LATE].silent)
				return true;
			if (before->unwell_at >= 0 && world->minute - before->unwell_at < SETTLING &&
			    !before->views[WORLD_LATE].silent)
				return true;
			if (is_settling(world, before))
				return true;
		}
	return false;
}

/* What stands before it is not well in one view or the other. */
static bool is_unclear(const struct world *world, const struct thing *thing)
{
	for (int row = 0; row < 2; row++)
		for (int i = 0; i < thing->need_count[row]; i++) {
			const struct thing *before = world_thing(world, thing->needs[row][i]);

			for (int view = 0; view < 2; view++)
				if (before->views[view].silent || before->views[view].policed ||
				    before->views[view].passed_loss || before->views[view].passed_rtt)
					return true;
			if (is_unclear(world, before))
				return true;
		}
	return false;
}

/* What stands before it is not in the inventory. */
static bool is_orphan(const struct world *world, const struct thing *thing)
{
	for (int row = 0; row < 2; row++)
		for (int i = 0; i < thing->need_count[row]; i++) {
			const struct thing *before = world_thing(world, thing->needs[row][i]);

			if (before->absent || is_orphan(world, before))
				return true;
		}
	return false;
}

/* Whether each of what it needs has come back, at least one, in this run. */
static bool comes_back(const struct thing *thing)
{
	return thing->views[WORLD_EARLY].hidden && !thing->views[WORLD_LATE].hidden;
}

struct oracle_sight world_truth(const struct world *world, int index)
{
	const struct thing *thing = world_thing(world, index);
	const struct situation *early = &thing->views[WORLD_EARLY], *late = &thing->views[WORLD_LATE];
	struct oracle_sight sight = { .fresh = !thing->old_result, .covered = thing->window || thing->silence };
	enum tri over[2][GRADES], hidden[2] = { hidden_in(thing, WORLD_EARLY), hidden_in(thing, WORLD_LATE) };
	int grades[2][2];

	for (int view = WORLD_EARLY; view <= WORLD_LATE; view++)
		truth_in(world, thing, view, grades[view], over[view]);
	sight.least[0] = early->blip ? MIN(grades[1][0], grades[0][0]) : MIN(grades[0][0], grades[1][0]);
	sight.most[0] = early->blip ? GRADE_DOWN : MAX(grades[0][1], grades[1][1]);
	sight.least[1] = grades[1][0];
	sight.most[1] = grades[1][1];
	for (int level = 0; level < GRADES; level++)
		sight.over[level] = over[0][level] == over[1][level] ? over[0][level] : MAYBE;
	if (early->blip)
		for (int level = 0; level < GRADES; level++)
			sight.over[level] = MIN(sight.over[level], MAYBE);
	sight.asked[1] = late->unaskable ? NO : YES;
	sight.asked[0] = early->unaskable_once && sight.asked[1] == YES ? MAYBE
			 : early->unaskable == late->unaskable ? sight.asked[1] : MAYBE;
	/* A fault of its own from before that is now hidden too. */
	sight.hidden = hidden[1] == YES && hidden[0] == NO && grades[0][1] > GRADE_WELL ? MAYBE : hidden[1];
	if (hidden[1] == NO && hidden[0] == YES && grades[1][1] > GRADE_WELL)
		sight.hidden = MAYBE;
	if (sight.hidden == YES && is_orphan(world, thing))
		sight.hidden = MAYBE;
	sight.recovering = comes_back(thing);
	sight.shadowed = is_shadowed(world, thing);
	sight.unclear = is_unclear(world, thing);
	/* Near a threshold noise, and between two values the past, may show it worse than what hides it. */
	if (sight.hidden == YES && sight.most[1] < GRADE_DOWN &&
	    (sight.least[0] != sight.most[0] || sight.least[1] != sight.most[1] ||
	     (sight.most[1] < GRADE_CAUTION && sight.over[GRADE_CAUTION] != YES) ||
	     (sight.most[1] < GRADE_WARNING && sight.over[GRADE_WARNING] != YES)))
		sight.hidden = MAYBE;
	sight.settling = is_settling(world, thing);
	/* What is hidden is not asked again. */
	if (early->blip && (sight.settling || sight.unclear || sight.hidden != NO))
		sight.most[1] = GRADE_DOWN;
	if (thing->sort == THING_PROBE || thing->sort == THING_SESSION)
		sight.covered |= world_thing(world, thing->from)->window || world_thing(world, thing->from)->silence;
	return sight;
}

enum tri world_view_is_lost(const struct world *world)
{
	bool lost[2] = { true, true };

	for (int view = 0; view < 2; view++)
		for (int i = 0; i < world->hops; i++) {
			const struct situation *now = &world_thing(world, i)->views[view];

			if (!now->silent && !now->unaskable)
				lost[view] = false;
		}
	return lost[0] == lost[1] ? (lost[0] ? YES : NO) : MAYBE;
}

static void tell_story(const struct world *world, int index, GString *story)
{
	static const char *const words[FAULT_SORTS] = {
		"dead", "flapping", "loss", "rtt", "policed", "unaskable", "unaskable at first", "silent at first",
		"absent", "forgotten", "old result", "result twice", "maintenance", "silenced", "other class",
	};
	const struct thing *thing = world_thing(world, index);
	gsize begin = story->len;
	bool any = !begin;

	g_string_append_printf(story, "%s%s", begin ? ", behind " : "", thing->name);
	for (guint i = 0; i < world->faults->len; i++) {
		const struct fault *fault = &g_array_index(world->faults, struct fault, i);

		if (fault->thing != index)
			continue;
		any = true;
		g_string_append_printf(story, "; %s %d in %d..%d%s", words[fault->sort], fault->value, fault->from,
				       fault->to - 1, fault->midway ? " (midway)" : "");
	}
	/* Only those with a story. */
	if (!any)
		g_string_truncate(story, begin);
	for (int row = 0; row < 2; row++)
		for (int i = 0; i < thing->need_count[row]; i++)
			tell_story(world, thing->needs[row][i], story);
	if (thing->cpe >= 0 && thing->ends_in_cpe && !begin)
		tell_story(world, thing->cpe, story);
}

char *world_story(const struct world *world, int index)
{
	GString *story = g_string_new(NULL);

	tell_story(world, index, story);
	return g_string_free(story, FALSE);
}
