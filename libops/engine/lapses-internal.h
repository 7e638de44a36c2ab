/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files that remind of what lapses share.
 */
#pragma once

#include "engine/lapses.h"

/* What has a term, or is not as it was approved. */
struct term {
	char *id;			/* of what it is, beside others of its story */
	char *key;			/* of what it stands on: another one begins the ladder anew */
	char *ja, *en;			/* what it is called; "": the story's words say it */
	struct lapse lapse;
	bool never;			/* it never was: the term begins with the record */
	bool due;			/* there is something to say of it */
};

/* One look at all of it. */
struct lapse_look {
	const struct inventory *inventory;
	const struct notice_policy *policy;
	const struct guideline_evidence *evidence;
	int64_t began_us;		/* when the record did; 0: there is none */
};

/* One row for each sort of it. */
struct lapse_story {
	const char *id;			/* of its marks */
	enum lapse_kind kind;
	const char *clause;
	const char *ja, *en;		/* "the yearly drill" */
	const char *see;		/* the command that shows how it stands */
	bool changed;			/* no term: it is another than was approved */
	void (*find)(const struct lapse_look *look, const struct lapse_story *story, GPtrArray *terms);
};

extern const struct lapse_story lapse_stories[];
#define LAPSE_STORY_COUNT 11
/* Those of STORY: struct term, in an order of their own; g_ptr_array_unref(). */
GPtrArray *lapse_terms(const struct lapse_look *look, const struct lapse_story *story);
