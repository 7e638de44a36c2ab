/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is broken, given what was seen? From a topology and observations to
 * suspects, to what cannot be told apart, and to the look that would tell most.
 * Pure: no clock, no store, no network.
 *
 * What may be broken is a component: a device, a line, a link, and what several of
 * them have in common (power, carrier, model, area, all that lies beyond a
 * demarcation). An observation went over components and was good or bad. What is
 * asked from us takes one of several ways, so:
 *
 *   good   clears what all its ways share, and nothing else
 *   bad    of reach: each of its ways is cut somewhere, since another takes over.
 *          Of quality and size: something on any of its ways, since packets are
 *          spread over them
 *   unmeasured   says nothing, and is what may be looked at next
 *
 * Aspects are judged one by one: what passes small packets on may drop large ones.
 *
 * Exact mode takes observations at their word. A bad one is a set of components of
 * which one at least is broken; what a good one clears leaves these sets; all
 * smallest sets of components that meet each of them are named (minimal hitting
 * sets: R. Reiter, "A Theory of Diagnosis from First Principles", 1987; for networks
 * Boolean tomography, N. Duffield, "Network Tomography of Binary Network Performance
 * Characteristics", 2006, whose smallest consistent failure set is the case of a tree;
 * risk groups as in R. Kompella et al., "IP Fault Localization via Risk Modeling",
 * NSDI 2005). Bad ones that share no component left over are different troubles, and
 * sets are named for each trouble. The search is bounded, and says so when it stops.
 *
 * Likelihood mode lets observations be false at stated rates, and lets what is broken
 * pass some packets: sets are ranked by prior times likelihood, as in S. Kandula et
 * al., "Shrink", MineNet 2005, found greedily as in Kompella's MAX-COVERAGE and then
 * exchanged one for another as long as that is likelier. What a good observation crossed is
 * named only together with that observation; "nothing is broken, what was seen is false" is
 * one of the sets.
 *
 * The next look is the one of which most information is expected (J. de Kleer, B.
 * Williams, "Diagnosing Multiple Faults", 1987): run it, unless it costs a person's time.
 *
 * Everything is named by numbers, in the order in which it was added. Strings, items and
 * the inventory are lent, for as long as the struct isolation lives.
 */
#pragma once

#include "base/json.h"
#include "base/words.h"
#include "inventory/inventory.h"

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

struct isolation;
struct isolation_answer;

/* --- how likely things are beforehand --- */

/*
 * The share of time that one of a kind is broken. Judged by experience, not measured;
 * what counts is the order of magnitude, which ranks what observations leave.
 */
struct isolation_priors {
	double broken[COMPONENT_KIND_COUNT];
	double changed;			/* times as likely when it was changed lately, */
	double in_maintenance;		/* when somebody works on it */
	double lossy;			/* share of what is broken that passes some packets */
	double false_bad, false_good;	/* share of observations that say so wrongly */
};
const struct isolation_priors *isolation_priors_standard(void);

/* --- the model: what there is, by hand or from the inventory --- */

#define ISOLATION_NONE UINT32_MAX

struct isolation_component {
	enum component_kind kind;
	uint8_t area;				/* of a carrier, a power company, an area */
	const char *name;			/* NULL: of what it points to */
	/* What it is, or of what it is the service, session, LAN, tunnel; NULL where it is not that. */
	const struct device *device, *peer;	/* a link, a session: both */
	const struct line *line;
	const struct link *link;
	const struct organization *organization;	/* carrier, power company, owner beyond a demarcation */
};

/* NULL for PRIORS: the standard ones. */
struct isolation *isolation_new(const struct isolation_priors *priors);
void isolation_free(struct isolation *isolation);
typedef struct isolation ops_isolation_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_isolation_t, isolation_free)

/* A component that is lost as well when one of RISKS is; these were added before. Their own
 * risks are its too. */
uint32_t isolation_add_component(struct isolation *isolation, const struct isolation_component *component,
				 const uint32_t *risks, size_t risk_count);
uint32_t isolation_component_count(const struct isolation *isolation);
const struct isolation_component *isolation_component_at(const struct isolation *isolation, uint32_t component);
/* "line:h1-main", "site-power:tokyo". Caller frees. */
char *isolation_component_name(const struct isolation *isolation, uint32_t component);

enum isolation_raise { ISOLATION_CHANGED = 1, ISOLATION_IN_MAINTENANCE = 2 };
/* Somebody changed it lately, or works on it: RAISES is of enum isolation_raise. */
void isolation_raise(struct isolation *isolation, uint32_t component, unsigned int raises);

/* One way, as the components on it in any order; their risks come with them. */
struct isolation_way { const uint32_t *components; size_t count; };
/*
 * The ways that there are to something. WHOLE: there are no others; else SHARED are those components that
 * the others pass as well, and a good observation clears these alone.
 */
uint32_t isolation_add_ways(struct isolation *isolation, const struct isolation_way *ways, size_t count,
			    const struct isolation_way *shared);
#define ISOLATION_WHOLE NULL

enum seen { SEEN_NOTHING, SEEN_GOOD, SEEN_BAD, SEEN_UNMEASURED };	/* SEEN_NOTHING: it does not speak of that */

struct isolation_observation {
	const char *name;		/* NULL: the item's */
	const struct item *item;	/* NULL: none */
	uint32_t ways;			/* that it went; ISOLATION_NONE: it looks at TAIL directly */
	const uint32_t *tail;		/* components that it passed besides, whatever the way */
	uint32_t tail_count;
	enum ask_cost cost;		/* of asking once more */
	uint8_t seen[FAULT_ASPECT_COUNT];	/* of enum seen */
};
uint32_t isolation_add_observation(struct isolation *isolation, const struct isolation_observation *observation);
uint32_t isolation_observation_count(const struct isolation *isolation);
/* With its risks in TAIL. Lent until something is added. */
struct isolation_observation isolation_observation_at(const struct isolation *isolation, uint32_t observation);
/* Caller frees. */
char *isolation_observation_name(const struct isolation *isolation, uint32_t observation);
/* It was looked at once more. */
void isolation_set_seen(struct isolation *isolation, uint32_t observation, enum fault_aspect aspect, enum seen seen);

/* --- from the inventory --- */

/* What readings told of devices, by their number in the inventory. */
struct isolation_knowledge {
	const struct isolation_priors *priors;	/* NULL: the standard ones */
	const char *const *versions;		/* of their software, NULL where it is not known; NULL: of none */
};

struct isolation_topology;
/*
 * Components and ways of INVENTORY. Ways lead from the first hops (without them it is not known how a
 * device is reached) over links; lines lead to CPEs alone, which pass nothing back. Of the
 * ways to something those that hold no other are kept, up to ISOLATION_WAYS_MOST.
 */
#define ISOLATION_WAYS_MOST 16
struct isolation_topology *isolation_topology_new(const struct inventory *inventory,
						  const struct isolation_knowledge *knowledge);
void isolation_topology_free(struct isolation_topology *topology);
typedef struct isolation_topology ops_isolation_topology_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_isolation_topology_t, isolation_topology_free)
/* Lent; observations are added to it. */
struct isolation *isolation_topology_model(struct isolation_topology *topology);
/* The component that a device or line is; what stands between us and all else. */
uint32_t isolation_topology_device(const struct isolation_topology *topology, const struct device *device);
uint32_t isolation_topology_line(const struct isolation_topology *topology, const struct line *line);

/* One item, as it was seen or as it is known to be. */
struct isolation_sight {
	const struct item *item;	/* lent; of a group: its name is its question's */
	enum status status;
	bool answered;			/* however badly: then it was reached */
};
/*
 * Makes observations of SIGHTS, in that order, as far as they speak of components: pings, connections,
 * sizes, sessions, interfaces, figures, verdicts of groups. For each line that does not
 * answer, what its carrier and its institution could tell is added as unmeasured.
 */
void isolation_observe(struct isolation_topology *topology, const struct isolation_sight *sights, size_t count);

/* --- the answer --- */

enum isolation_mode {
	ISOLATION_AUTO,			/* exact, and by likelihood where observations contradict each other */
	ISOLATION_EXACT,
	ISOLATION_LIKELY,
};

struct isolation_options {
	enum isolation_mode mode;
	uint32_t faults_most;		/* in one set; 0: 5 */
	uint32_t sets_most;		/* of one trouble; 0: 64 */
};

/* Components that the same observations speak of: nothing that was seen tells them apart. Likeliest first. */
struct isolation_class { const uint32_t *components; uint32_t count; };
/* One component of each of CLASSES (numbers within the trouble) is broken. No class: nothing is
 * broken, and what was seen is false. SHARE: of 1, among the sets that are named. */
struct isolation_set { const uint32_t *classes; uint32_t count; double share; };
struct isolation_suspect { uint32_t component; double share; };

struct isolation_trouble {
	enum fault_aspect aspect;
	bool likely;			/* found in likelihood mode */
	bool more;			/* the search was bounded: there may be other sets, or smaller ones */
	const struct isolation_class *classes;
	uint32_t class_count;
	const struct isolation_set *sets;	/* likeliest first */
	uint32_t set_count;
	const struct isolation_suspect *suspects;	/* each component of any set; likeliest first */
	uint32_t suspect_count;
	const uint32_t *explains;	/* the bad observations that it rests on, in order */
	uint32_t explain_count;
	/* Good observations that the likeliest set contradicts; of a set of nothing, the bad
	 * ones. To be repeated before anything else is done. */
	const uint32_t *against;
	uint32_t against_count;
	double verdicts[FAULT_VERDICT_COUNT];	/* shares */
};

struct isolation_answer *isolation_judge(const struct isolation *isolation, const struct isolation_options *options);
void isolation_answer_free(struct isolation_answer *answer);
typedef struct isolation_answer ops_isolation_answer_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_isolation_answer_t, isolation_answer_free)

/* Troubles with most bad observations first. Lent until the answer is freed. */
size_t isolation_trouble_count(const struct isolation_answer *answer);
const struct isolation_trouble *isolation_trouble_at(const struct isolation_answer *answer, size_t index);
/* Bad observations that nothing explains, all they passed being cleared: exact mode alone has such. */
const uint32_t *isolation_unexplained(const struct isolation_answer *answer, enum fault_aspect aspect,
				      size_t *ret_count);
/* The good observation that cleared COMPONENT; ISOLATION_NONE: none did. In exact mode. */
uint32_t isolation_cleared_by(const struct isolation_answer *answer, enum fault_aspect aspect, uint32_t component);

/* Whose a component is, in the guideline's terms. */
struct isolation_owner {
	enum fault_verdict verdict;	/* FAULT_UNDECIDED: either's, or not known */
	enum demarcation_verdict side;
	const struct organization *organization;	/* NULL: not known */
	const struct organization *near, *far;	/* between whose equipment it lies, ours first; NULL: inside one's */
	const char *circuit_id;		/* that its carrier knows it by; NULL */
};
struct isolation_owner isolation_whose(const struct isolation *isolation, uint32_t component);

/* The verdict that has so much of what is likely is the trouble's; short of that it is undecided. Between a circuit
 * and the router at its end, of which priors alone speak (two to one), nothing is decided; between a session
 * and the wire below it (ten to three) it is. */
#define ISOLATION_VERDICT_SHARE 0.75
/* Never FAULT_NONE: that nothing is broken is what a look once more has to say, and no suspicion. */
enum fault_verdict isolation_verdict(const struct isolation_trouble *trouble);

/* A look that would tell suspects of a trouble apart. */
struct isolation_look {
	uint32_t observation;		/* ISOLATION_NONE: there is none */
	enum ask_cost cost;
	bool again;			/* it was made already, and is to be repeated */
	double bits;			/* of information expected */
	double bad;			/* how likely it is to come out bad */
};
/* The look at TROUBLE of which most is expected for what it costs. Goes through all observations. */
struct isolation_look isolation_next_look(const struct isolation *isolation, const struct isolation_trouble *trouble);
/* What either answer would leave: how likely each suspect of TROUBLE is then, into SHARES, one each. */
void isolation_after(const struct isolation *isolation, const struct isolation_trouble *trouble,
		     const struct isolation_look *look, enum seen seen, double *shares);

/* Adds to OBJECT what TROUBLE is: suspects, the sets that cannot be told apart, what it rests on and what speaks
 * against it; with LOOK, what either answer would leave. Lists are cut at 50. */
void isolation_describe(const struct isolation *isolation, const struct isolation_trouble *trouble,
			const struct isolation_look *look, struct json *object);
