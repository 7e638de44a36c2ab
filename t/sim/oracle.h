/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Says what may, what must and what must never be told, from what is true in the
 * simulated network. It has nothing from libops, on purpose, and its own words: a
 * mistake of the judge cannot be its mistake too.
 *
 * Where the truth is near a threshold, or changes while a run is under way, there is
 * more than one right answer. The oracle keeps two bounds of everything: what may be
 * so, and what must be. Where they differ nothing is asked of the judge; how often
 * that is, is counted, and the simulator holds it down.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

enum tri { NO, MAYBE, YES };

/* How bad: 0 well, 1 caution, 2 warning, 3 down; and 4 not known. */
enum { GRADE_WELL, GRADE_CAUTION, GRADE_WARNING, GRADE_DOWN, GRADE_NOT_KNOWN };
#define GRADES 5

struct oracle_rule {
	int raise[GRADES], clear[GRADES];	/* runs in a row */
	int over[GRADES];		/* minutes that it must have lasted */
	int hold[GRADES];		/* minutes that it stays at least */
	double half_life;		/* of flapping, in minutes; 0: never */
	double start, end;
	int interval;
};

/* What is true of one thing in one run. It is asked, and where the judge doubts what it hears it
 * is asked again: index 1. */
struct oracle_sight {
	bool fresh;			/* its result is newer than what was there */
	bool forgotten;			/* what was known of it before was forgotten */
	enum tri asked[2];		/* our side could ask it */
	int least[2], most[2];		/* how bad it is, at least and at most, when it could be asked */
	enum tri over[GRADES];		/* of each level: what is seen is below its clearing value */
	enum tri hidden;		/* what stands before it is why it is bad */
	bool recovering;		/* what hid it may have just come back */
	bool shadowed;			/* what stands before it could not be asked */
	bool unclear;			/* what stands before it answers otherwise than it passes on, or not at all */
	bool settling;			/* what stands before it came back a short while ago */
	bool covered;			/* by a maintenance window or a silence */
};

/* What the judge said. */
enum oracle_word { SAID_STATUS, SAID_UNCOVERED, SAID_FLAPPING, SAID_SETTLED, SAID_OTHER };
struct oracle_event { int thing; enum oracle_word word; int from, to; bool told; };

struct oracle;
/* Called for each thing that is wrong; both texts are lent. */
typedef void oracle_complain(void *context, int thing, const char *expected, const char *got);

struct oracle *oracle_new(int things, oracle_complain *complain, void *context);
void oracle_free(struct oracle *oracle);
/* A run: begun, what was true in it, what the judge said, what it believes of each; ended. */
void oracle_begin(struct oracle *oracle, int minute, enum tri view_lost, bool clock_jumped);
void oracle_see(struct oracle *oracle, int thing, const struct oracle_rule *rule, const struct oracle_sight *sight);
void oracle_hear(struct oracle *oracle, const struct oracle_event *event);
void oracle_end(struct oracle *oracle, const int *believed);

struct oracle_count { uint64_t seen, uncertain, told, told_worse, musts, withheld, faults; };
struct oracle_count oracle_count(const struct oracle *oracle);
