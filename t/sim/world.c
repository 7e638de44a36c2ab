/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What stands where in the simulated network, and what chance breaks in it: one
 * fault here, two at a time there, a concentrator with all its lines, something
 * that flaps, works on a line.
 */
#include "world.h"

#define ONE_STEP { 0, 3, 2, 1, 1 }, { 0, 3, 3, 2, 1 }

const struct promise promises[PROMISE_COUNT] = {
	[PROMISE_USER] = {
		.name = "user", .interval = 2, .loss = { 20, 60 }, .loss_clear = { 10, 40 },
		.rtt = { 50, 200 }, .rtt_clear = { 40, 150 },
		.rule = { ONE_STEP, .interval = 2, .half_life = 30, .start = 4, .end = 2 },
	},
	/* A caution must have lasted, and a line that was down stays so for a while. */
	[PROMISE_PATIENT] = {
		.name = "patient", .interval = 2, .loss = { 20, 60 }, .loss_clear = { 10, 40 },
		.rtt = { 50, 200 }, .rtt_clear = { 40, 150 },
		.rule = { { 0, 3, 4, 1, 1 }, { 0, 2, 2, 3, 1 }, .over = { 0, 10 }, .hold = { 0, 0, 0, 8 }, .interval = 2,
			  .half_life = 30, .start = 4, .end = 2 },
	},
	[PROMISE_BACKBONE] = {
		.name = "backbone", .interval = 1, .loss = { 20, 40 }, .loss_clear = { 10, 30 },
		.rtt = { 20, 100 }, .rtt_clear = { 15, 80 },
		.rule = { ONE_STEP, .interval = 1, .half_life = 15, .start = 4, .end = 2 },
	},
	/* What a line is changed to while it is watched. */
	[PROMISE_OTHER] = {
		.name = "other", .interval = 2, .loss = { 20, 60 }, .loss_clear = { 5, 30 },
		.rtt = { 60, 300 }, .rtt_clear = { 50, 250 },
		.rule = { { 0, 2, 2, 1, 1 }, { 0, 4, 4, 2, 1 }, .interval = 2 },
	},
};

static bool chance(struct world *world, int percent)
{
	return g_rand_int_range(world->random, 0, 100) < percent;
}

static int between(struct world *world, int least, int most)
{
	return least >= most ? least : g_rand_int_range(world->random, least, most + 1);
}

struct thing *world_thing(const struct world *world, int index)
{
	return &g_array_index(world->things, struct thing, index);
}

/* --- what stands where --- */

static struct thing *add(struct world *world, enum thing_sort sort, enum promise_name promise, int *ret_index)
{
	struct thing thing = { .sort = sort, .promise = promise, .from = -1, .peer = -1, .cpe = -1, .unwell_at = -1 };

	thing.phase = between(world, 0, promises[promise].interval - 1);
	*ret_index = (int)world->things->len;
	g_array_append_val(world->things, thing);
	return world_thing(world, *ret_index);
}

static void needs(struct thing *thing, int row, int other)
{
	g_assert(thing->need_count[row] < NEEDS_MOST);
	thing->needs[row][thing->need_count[row]++] = other;
}

struct plan { int first_distribution, distributions, first_concentrator, concentrators; };

static void add_backbone(struct world *world, const struct world_size *size, struct plan *plan)
{
	int index;

	world->hops = chance(world, 80) ? 2 : 1;
	for (int i = 0; i < world->hops; i++)
		g_snprintf(add(world, THING_HOP, PROMISE_BACKBONE, &index)->name, 32, "device:h%d", i);
	plan->first_distribution = world->hops;
	plan->concentrators = CLAMP(size->lines / 100, 3, 240);
	plan->distributions = MAX(plan->concentrators / 6, 1) * 2;
	for (int i = 0; i < plan->distributions; i++) {
		struct thing *thing = add(world, THING_DISTRIBUTION, PROMISE_BACKBONE, &index);

		g_snprintf(thing->name, 32, "device:d%03d", i);
		for (int hop = 0; hop < world->hops; hop++)
			needs(thing, 0, hop);
	}
	plan->first_concentrator = (int)world->things->len;
	for (int i = 0; i < plan->concentrators; i++) {
		struct thing *thing = add(world, THING_CONCENTRATOR, PROMISE_BACKBONE, &index);
		int pair = plan->first_distribution + i * (plan->distributions / 2) / plan->concentrators * 2;

		g_snprintf(thing->name, 32, "device:a%03d", i);
		needs(thing, 0, pair);
		/* Few have one way only. */
		if (chance(world, 85))
			needs(thing, 0, pair + 1);
	}
}

static void add_sessions(struct world *world, const struct plan *plan)
{
	for (int i = 0; i < plan->concentrators; i++) {
		int from = plan->first_concentrator + i, peer = world_thing(world, from)->needs[0][0], index;
		struct thing *thing = add(world, THING_SESSION, PROMISE_BACKBONE, &index);

		g_snprintf(thing->name, 32, "device:a%03d/bgp:%s", i, world_thing(world, peer)->name + strlen("device:"));
		thing->from = from;
		thing->peer = peer;
		thing->phase = 0;
		needs(thing, 0, from);
		needs(thing, 1, peer);
	}
}

/* Lines, some with a CPE, some CPEs with two lines; and what is asked besides. */
static void add_lines(struct world *world, const struct world_size *size, const struct plan *plan)
{
	int first = (int)world->things->len, cpes = 0;
	struct thing *thing;
	int index;

	for (int i = 0; i < size->lines; i++) {
		thing = add(world, THING_LINE, chance(world, 15) ? PROMISE_PATIENT : PROMISE_USER, &index);
		g_snprintf(thing->name, 32, "line:l%06d", i);
		thing->from = plan->first_concentrator + (int)((gint64)i * plan->concentrators / size->lines);
		/* The second line of a pair comes from elsewhere. */
		if (i % 8 == 7)
			thing->from = plan->first_concentrator + between(world, 0, plan->concentrators - 1);
		needs(thing, 0, thing->from);
	}
	for (int i = 0; i < size->lines; i++) {
		bool pair = i % 8 == 7;

		if (!pair && (i % 8 == 6 || i % 4))
			continue;
		thing = add(world, THING_CPE, PROMISE_USER, &index);
		g_snprintf(thing->name, 32, "device:c%06d", cpes++);
		for (int line = pair ? i - 1 : i; line <= i; line++) {
			needs(thing, 0, first + line);
			world_thing(world, first + line)->cpe = index;
			world_thing(world, first + line)->ends_in_cpe = chance(world, 50);
		}
	}
	for (int i = 3; i < size->lines; i += 16) {
		thing = add(world, THING_PROBE, world_thing(world, first + i)->promise, &index);
		g_snprintf(thing->name, 32, "line:l%06d/web", i);
		thing->from = first + i;
		thing->phase = world_thing(world, first + i)->phase;
		needs(thing, 0, first + i);
	}
}

/* --- what breaks --- */

void world_break(struct world *world, struct fault fault)
{
	g_array_append_val(world->faults, fault);
}

static int any_of(struct world *world, enum thing_sort sort)
{
	int index;

	/* Each sort is one stretch of the things. */
	do
		index = between(world, 0, (int)world->things->len - 1);
	while (world_thing(world, index)->sort != sort);
	return index;
}

static struct fault fault_at(struct world *world, int thing, enum fault_sort sort)
{
	int from = between(world, 3, world->minutes - 5);

	return (struct fault){ .thing = thing, .sort = sort, .from = from,
			       .to = from + between(world, 1, world->minutes / 2), .midway = chance(world, 40) };
}

static struct fault *last_fault(struct world *world)
{
	return &g_array_index(world->faults, struct fault, world->faults->len - 1);
}

static void break_at(struct world *world, int thing, enum fault_sort sort, int value)
{
	struct fault fault = fault_at(world, thing, sort);

	fault.value = value;
	world_break(world, fault);
}

static void break_line(struct world *world)
{
	static const int losses[] = { 300, 300, 500, 750, 800, 150, 50, 200, 600, 100, 400 };
	int line = any_of(world, THING_LINE);

	switch (between(world, 0, 12)) {
	case 12:
		/* It gets better, and not yet well. */
		break_at(world, line, FAULT_LOSS, 500);
		break_at(world, line, FAULT_LOSS, 800);
		last_fault(world)->from = last_fault(world)[-1].from;
		last_fault(world)->to = last_fault(world)->from + between(world, 8, 14);
		break;
	case 0:
	case 1:
		break_at(world, line, FAULT_DEAD, 0);
		break;
	case 2:
	case 3:
		/* The last values lie on thresholds, and are rare: of them little can be asked. */
		break_at(world, line, FAULT_LOSS, losses[between(world, 0, chance(world, 20) ? 10 : 6)]);
		break;
	case 4:
		break_at(world, line, FAULT_RTT, chance(world, 50) ? 120 : 400);
		break;
	case 5:
		break_at(world, line, FAULT_FLAP, between(world, 2, 5));
		break;
	case 6:
		break_at(world, line, FAULT_UNASKABLE, 0);
		break;
	case 7:
		break_at(world, line, FAULT_DEAD, 0);
		last_fault(world)->to = last_fault(world)->from + 2;
		break;
	case 8:
		break_at(world, line, FAULT_LOSS, 800);
		last_fault(world)->to = last_fault(world)->from + between(world, 1, 4);
		break;
	case 9:
		break_at(world, line, FAULT_DEAD, 0);
		break_at(world, line, FAULT_UNASKABLE, 0);
		break;
	case 10:
		break_at(world, line, FAULT_LOSS, 750);
		break_at(world, line, FAULT_UNASKABLE, 0);
		last_fault(world)->to = last_fault(world)->from + 2;
		break;
	default:
		break_at(world, line, FAULT_PROMISE, 0);
		break_at(world, line, FAULT_LOSS, 300);
	}
}

static void break_small(struct world *world)
{
	static const enum fault_sort sorts[] = { FAULT_UNASKABLE_ONCE, FAULT_BLIP, FAULT_TWICE, FAULT_OLD_RESULT,
						 FAULT_ABSENT, FAULT_FORGOTTEN };
	int line = any_of(world, THING_LINE);
	enum fault_sort sort = sorts[between(world, 0, (int)G_N_ELEMENTS(sorts) - 1)];

	break_at(world, line, sort, 0);
	if (sort < FAULT_ABSENT || sort >= FAULT_OLD_RESULT)
		last_fault(world)->to = last_fault(world)->from + between(world, 1, 12);
	last_fault(world)->midway = false;
	if (chance(world, 40))
		break_at(world, line, FAULT_DEAD, 0);
}

static void cover(struct world *world)
{
	int line = any_of(world, THING_LINE);

	break_at(world, line, chance(world, 50) ? FAULT_WINDOW : FAULT_SILENCE, 0);
	last_fault(world)->midway = false;
	break_at(world, line, chance(world, 30) ? FAULT_FLAP : FAULT_DEAD, 3);
}

static void break_concentrator(struct world *world)
{
	int concentrator = any_of(world, THING_CONCENTRATOR);

	switch (between(world, 0, 6)) {
	case 0:
	case 1:
		break_at(world, concentrator, FAULT_DEAD, 0);
		break;
	case 2:
		break_at(world, concentrator, FAULT_LOSS, chance(world, 50) ? 300 : 800);
		break;
	case 3:
		break_at(world, concentrator, FAULT_RTT, 350);
		break;
	case 4:
		break_at(world, concentrator, FAULT_POLICED, chance(world, 50) ? 1000 : 500);
		break;
	case 5:
		break_at(world, concentrator, FAULT_FLAP, between(world, 2, 4));
		break;
	default:
		break_at(world, concentrator, FAULT_WINDOW, 0);
		last_fault(world)->midway = false;
		break_at(world, concentrator, FAULT_DEAD, 0);
	}
}

/* Something before a thing is unwell and does not hide it. */
static void break_two(struct world *world)
{
	int line = any_of(world, THING_LINE), concentrator = any_of(world, THING_CONCENTRATOR);
	struct fault before = fault_at(world, world_thing(world, line)->from, FAULT_POLICED);
	struct fault other = fault_at(world, world_thing(world, concentrator)->needs[0][0], FAULT_DEAD);

	before.value = 1000;
	before.to = other.to = world->minutes;
	world_break(world, before);
	world_break(world, other);
	before.thing = line;
	other.thing = concentrator;
	before.sort = FAULT_DEAD;
	before.from += between(world, 2, 30);
	other.from += between(world, 2, 30);
	world_break(world, before);
	if (world_thing(world, concentrator)->need_count[0] > 1)
		world_break(world, other);
}

static void break_backbone(struct world *world)
{
	int first = any_of(world, THING_DISTRIBUTION), pair = world->hops + ((first - world->hops) ^ 1);

	switch (between(world, 0, 5)) {
	case 0:
	case 1:
		break_at(world, first, FAULT_DEAD, 0);
		break;
	case 2:
		break_at(world, first, FAULT_DEAD, 0);
		break_at(world, pair, FAULT_DEAD, 0);
		break;
	case 3:
		break_at(world, first, FAULT_POLICED, 1000);
		break;
	case 4:
		for (int i = 0; i < world->hops; i++)
			break_at(world, i, FAULT_DEAD, 0);
		break;
	default:
		break_at(world, between(world, 0, world->hops - 1), FAULT_DEAD, 0);
	}
}

static void break_by_chance(struct world *world, const struct world_size *size)
{
	int faults = MIN(size->lines / 25, 4000), calm = chance(world, 20);

	for (int i = 0; i < faults; i++)
		break_line(world);
	for (int i = 0; i < faults / 4; i++) {
		break_small(world);
		cover(world);
		break_at(world, any_of(world, THING_CPE), FAULT_DEAD, 0);
		break_at(world, any_of(world, THING_PROBE), chance(world, 50) ? FAULT_FLAP : FAULT_DEAD, 4);
	}
	for (int i = 0; !calm && i < 2 + MIN(size->lines / 1000, 20); i++) {
		break_concentrator(world);
		break_at(world, any_of(world, THING_SESSION), FAULT_DEAD, 0);
	}
	for (int i = 0; !calm && i < 1 + MIN(size->lines / 20000, 2); i++) {
		break_backbone(world);
		break_two(world);
	}
	for (int i = 0; i < 2; i++) {
		int minute = between(world, 5, world->minutes - 1);

		g_array_append_val(world->jumps, minute);
	}
}

struct world *world_new(guint32 seed, const struct world_size *size)
{
	struct world *world = g_new0(struct world, 1);
	struct plan plan;

	world->seed = seed;
	world->random = g_rand_new_with_seed(seed);
	world->things = g_array_new(FALSE, TRUE, sizeof(struct thing));
	world->faults = g_array_new(FALSE, TRUE, sizeof(struct fault));
	world->jumps = g_array_new(FALSE, TRUE, sizeof(int));
	world->minutes = size->minutes;
	add_backbone(world, size, &plan);
	add_sessions(world, &plan);
	add_lines(world, size, &plan);
	if (!size->calm)
		break_by_chance(world, size);
	return world;
}

void world_free(struct world *world)
{
	if (!world)
		return;
	g_array_unref(world->things);
	g_array_unref(world->faults);
	g_array_unref(world->jumps);
	g_rand_free(world->random);
	g_free(world);
}
