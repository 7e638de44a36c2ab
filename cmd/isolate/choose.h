/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whom or what a word means: a subject of the inventory, or who calls; and which of several
 * lines.
 */
#pragma once

#include "isolate/guide.h"

struct chosen {
	char *subject; /* name of an item; "": of none */
	const struct organization *organization; /* who called, or the subject's; NULL */
	bool called; /* the word is somebody who calls */
};
void chosen_clear(struct chosen *chosen);

/* A person chooses where several fit, if one is there; else the candidates are told. False after a
 * complaint. */
bool choose(struct guide *guide, const char *word, struct chosen *ret_chosen);

/* A line of an institution with what the store has of it. */
struct line_view {
	const struct line *line;
	bool known; /* the store has a state of it */
	enum status status; /* UNKNOWN when it has none */
	enum status seen; /* by its newest result; another one: it does not count yet */
	int64_t since_us;
	const char *item; /* what else is asked of it and is worse: "line:h1/size"; NULL: nothing */
	bool normally_active; /* of its group */
};
/* Lines of INSTITUTION (or, NULL, those behind FROM, as they answer alone), the worst first, of
 * equal ones that which normally carries, then by name: struct line_view; g_array_unref(). STORE
 * NULL: nothing is known of any. */
GArray *lines_of(const struct inventory *inventory, struct store *store,
		 const struct organization *institution, const struct device *from);
/* What the store has of ITEM. */
struct line_view line_look(struct store *store, const struct line *line);
/* As the screen calls it. Lent. */
const char *organization_shown(const struct session *session,
			       const struct organization *organization);

/* --- before.c --- */

/* What is known before anything is asked: cases, lines, neighbours, maintenance, certificate,
 * hours. */
void before_print(const struct guide *guide, const struct chosen *chosen);
