/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is thought to be broken behind one subject: the newest sight of every item that the
 * store has goes into the model of isolation/, and of what that answers this is what
 * speaks of the subject. Also what a procedure's probe looks at, and how that ends.
 *
 * A probe asks whether the service is sound, all of it that the subject stands on: an
 * own item that is bad makes it bad also when the subject itself still answers, for
 * redundancy that is lost is the operator's to mend before anybody is asked to look inside. But
 *
 *   what is hidden by another item of the view is that item's, and counts once
 *   a device that answers badly itself and passes everything on (its answers are limited) is sound
 *   what comes and goes is not sound, whatever it was a moment ago
 *   what could not be asked leaves the probe unmeasurable, unless it lies behind something that is seen
 *   to be down. A device that is read and could not be is such; single figures that it did not tell are not
 */
#pragma once

#include "engine/engine.h"
#include "isolation/isolation.h"

/* Older than so many of its intervals, a sight counts as unmeasured. */
#define SUSPECTS_INTERVALS 5

struct suspects_options {
	const struct inventory *inventory;
	struct store *store;
	const char *subject;		/* name of an item, "line:h1-main", "device:a1/cpu", "group:gw" */
	int64_t at_us;			/* now, by the wall clock */
	const struct notes *notes;
};

struct suspects {
	struct isolation_topology *topology;	/* NULL: nothing was bad */
	struct isolation_answer *answer;
	GArray *sights;			/* struct isolation_sight; and beside it, same order, */
	GArray *asked_at_us;		/* int64_t: when each was asked, 0: never */
	GPtrArray *items;		/* struct suspects_item: what SIGHTS lend */
	const struct isolation_trouble *trouble;	/* the subject's; NULL: nothing that is bad lies on its ways */
	/* FAULT_NONE: no trouble, or nothing is broken (answers that are limited); FAULT_UNDECIDED: not told apart */
	enum fault_verdict owner;
	unsigned int lines;		/* so many lines are cut off or unwell by the same trouble */
	struct isolation_look look;	/* what would tell most; its observation ISOLATION_NONE: nothing */
	int64_t oldest_us;		/* when the oldest sight that the trouble rests on was asked; 0 */
	unsigned int stale;		/* items that were asked too long ago, or never */
};

/* A figure or group has a question that nobody configured: its own. */
struct suspects_item {
	struct item item;
	struct question question;
	char *name;			/* that QUESTION lends; NULL */
};

/*
 * FAULT_NONE is only said when what the subject is and all that lies before it was seen, and well. The trouble is
 * the one that explains what is bad of the subject itself; when nothing is, one that lies on its ways: these lead to
 * it and to the core, since that is what the service is for.
 */
bool engine_suspect(const struct suspects_options *options, struct suspects *ret_suspects, GError **error);
void suspects_clear(struct suspects *suspects);
/* An object for the record and for nwops-output(5): owner, lines, suspects with shares, owners and the
 * observations that they rest on, what contradicts them, the next look. */
struct json *suspects_json(const struct suspects *suspects);

/* --- what a probe of a procedure looks at --- */

struct scope_view {
	GPtrArray *items;		/* char *: names of items, each once, in the order of the ways: a check with them as
					 * selectors asks these, and what else is asked of the same devices and lines */
	GPtrArray *groups;		/* char *: "group:gw"; what their members show makes their state, and as
					 * a selector it would narrow what is asked */
	GHashTable *own;		/* set of those that decide how the probe ends: the subject and what lies before it; the
					 * rest (neighbours) is evidence alone. Strings of ITEMS and GROUPS */
	GHashTable *things;		/* set of struct device and struct line that are its own, asked or not */
};
/*
 * What SCOPE is of SUBJECT, which is an item of INVENTORY; own-side and core may have none (NULL, "").
 *
 *   service-path, requested   what is asked of the subject and of all on the ways to it and to the core;
 *                     redundancy groups with any member there, and all their members; evidence: neighbours, the
 *                     core's and peers' devices
 *   line              the subject, its line and CPE; evidence: the concentrator, which is read for what leads there
 *   neighbours        lines of the same concentrator and of the same institution, and the concentrator
 *   own-side          our devices of the service path, of the whole network without a subject; evidence: the
 *                     core's next hops
 *   core              devices of the core operator and of peers, and our ends of the links to the core
 *
 * Of neighbours at most SCOPE_NEIGHBOURS_MOST of either sort are taken, spread over all of them in order of name. A
 * figure of an interface or session belongs to the line or device that it leads to.
 */
#define SCOPE_NEIGHBOURS_MOST 100
struct scope_view *engine_scope(const struct inventory *inventory, enum probe_scope scope, const char *subject,
				GError **error);
void scope_view_free(struct scope_view *view);
typedef struct scope_view ops_scope_view_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_scope_view_t, scope_view_free)

/* What the store has of VIEW's items. */
struct scope_sight {
	char *item;
	bool own;
	bool known;			/* it was ever asked */
	bool flapping;			/* it comes and goes */
	bool figure;			/* it is what a reading says */
	bool control_plane_only;	/* it answers badly, and passes everything on */
	const char *hidden_by;		/* name of the item of the view that hides it; NULL. Lent by the array */
	enum status status;		/* as last seen, UNKNOWN when not known */
	int64_t asked_at_us;		/* 0: never */
	char *text;			/* what was seen, in words; NULL */
};
/* Elements are struct scope_sight, worst first, of equals those that decide, then as in the view; figures of devices that
 * are read in the view are among them. g_ptr_array_unref(). */
GPtrArray *engine_scope_sights(const struct inventory *inventory, struct store *store, const struct scope_view *view,
			       GError **error);
/* How a probe ends that saw them: OUTCOME_GOOD, _BAD, _UNMEASURABLE. */
enum step_outcome engine_scope_outcome(const GPtrArray *sights);
/* Whether SIGHT alone would make it bad, or unmeasurable. */
enum step_outcome engine_scope_weigh(const struct scope_sight *sight);

/* --- troubles that nobody has taken up --- */

struct open_trouble {
	char *item;
	enum status status;		/* hard; of what is OK and comes and goes CAUTION */
	int64_t since_us;
	char *case_id;			/* the open case that it belongs to; NULL: none */
	const char *procedure;		/* by which it is walked; lent for ever */
	char *owner;			/* who answers for it; an organization's name */
	unsigned int hides;		/* so many items are hidden by it */
};
/* What is told and in the open now, worst first, each cause before what only follows from it: the load of a
 * line before the line, processor and memory of a device before its login. Before all, when our own view is lost: the
 * first hop, UNKNOWN.
 * Elements are struct open_trouble; g_ptr_array_unref(). */
GPtrArray *engine_open_troubles(const struct inventory *inventory, struct store *store, const struct clock *clock,
				const struct notes *notes, GError **error);
/* The procedure for an item that is so by CAUSE: "operator-detected", "threshold-warning", "threshold-caution". */
const char *engine_procedure_of(const struct inventory *inventory, const char *item, enum status status, enum cause cause);
