/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of the bench of isolation share: a network that was made up, what is broken in
 * it, what was seen, and how often each component lies where something good or bad was seen.
 */
#pragma once

#include "isolation/isolation.h"

#define FAULTS_MOST 3

enum sees { SEES_LINE, SEES_CPE, SEES_DEVICE, SEES_JOINT };

struct joint { uint32_t link, device; };	/* a link, and what it leads to from below */

struct subscriber { uint32_t line, cpe, concentrator, carrier, model, other; };	/* OTHER: the second line of the same CPE's subscriber */

struct network {
	struct isolation *isolation;
	uint32_t own, core[2];
	uint32_t pairs, concentrators, lines;
	uint32_t *aggregation, *power;	/* two a pair; one a pair */
	struct joint *up;		/* of aggregation: two each */
	uint32_t *concentrator, *ways;
	struct joint *home;		/* of concentrators: two each, to aggregation */
	uint32_t *home_of;		/* numbers of aggregation */
	struct subscriber *subscribers;
	uint32_t components;
	uint32_t *risk;			/* by component; two each */
	/* Observations, and what each looks at. */
	struct sight { enum sees what; uint32_t number, number_2; } *sights;
	uint32_t sight_count;
	bool *broken, *down;		/* by component; aggregation and concentrators that are not reached */
};

/* Shares: of sights that are looked at, of looks that are false, of faults that let some packets through. */
struct noise { double asked, lying, lossy; };

struct trial {
	struct network *network;
	GRand *random;
	struct noise noise;
	uint32_t faults[FAULTS_MOST];
	int count;
	bool *truth, *without[FAULTS_MOST];	/* by sight: bad with all; with all but one */
	bool twice;			/* each sight may be looked at again */
	double loss[FAULTS_MOST];
	uint8_t *seen;
};

void network_init(struct network *network, uint32_t lines, bool twice, GRand *random);
void network_clear(struct network *network);
/* What is seen of sight I, looked at once. */
enum seen network_look(const struct trial *trial, uint32_t i);
/* Draws faults until each of them shows. */
void network_draw(struct trial *trial);

/* Observations that a component lies on, by component; and a print of which they are: equal where nothing
 * that was seen tells two apart. */
struct tally { uint32_t *good, *bad; uint64_t *print; uint64_t mark; bool is_bad; };

void tally_all(const struct trial *trial, struct tally *ret_tally);
void tally_clear(struct tally *tally);

/* Whether SET is what is broken, components that nothing seen tells apart being equal. */
bool simpler_is_right(const struct trial *trial, const struct tally *tally, const GArray *set);
/* Each adds what it names to SET. */
void simpler_greedy(const struct trial *trial, const struct tally *tally, GArray *set);
void simpler_tree(const struct trial *trial, const struct tally *tally, GArray *set);
void simpler_ancestor(const struct trial *trial, const struct tally *tally, GArray *set);
