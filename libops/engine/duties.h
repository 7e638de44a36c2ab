/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Duties of incidents: what cases/duties.h computes, of what the store and the inventory know of a case just now;
 * who is on duty told, once, that one is about to be due or is late; and an incident closed when nothing is owed.
 */
#pragma once

#include "cases/duties.h"
#include "cases/paper.h"
#include "engine/tell.h"

struct duties_options {
	const struct inventory *inventory;
	struct store *store;
	const struct duties *duties;
	const struct clock *clock;
};

/* The duties of one case at one instant. */
struct case_duties {
	struct case_file *file;
	struct duty_situation situation;
	GArray *list;			/* struct duty, the most pressing first */
	int64_t now_us;
	int64_t silence_us, silence_from_us;	/* the longest so far, and when it began */
	/* What SITUATION points to. */
	GArray *users, *reports, *said, *settled;
	GPtrArray *classes;
	GStringChunk *texts;
	int64_t reopened_us;		/* when it was last opened again; 0 */
	/* Of what goes by paper: LIST is its stages that have a clock, and there is no silence. NULL: an incident. */
	struct case_standing *standing;
	struct case_paper *paper;
	GArray *rows;
};
void case_duties_free(struct case_duties *duties);
typedef struct case_duties ops_case_duties_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_case_duties_t, case_duties_free)

/* What a row may ask for as said or recorded: fields of a case that say so, and whatever a procedure of SET records. Lent by SET,
 * NULL behind the last; g_ptr_array_unref(). */
GPtrArray *engine_duty_facts(const struct procedure_set *set);

/* NULL with CASES_ERROR_NONE when there is no such case. */
struct case_duties *engine_duties(const struct duties_options *options, const char *case_id, GError **error);
/* Those of all open incidents, and of closed ones that a duty has outlived; whose next duty is due first first; struct
 * case_duties, g_ptr_array_unref(). */
GPtrArray *engine_open_duties(const struct duties_options *options, GError **error);

/*
 * The same of what goes by paper: of a case, NULL without an error when it goes by none; of all that are open. The closed
 * days of DUTIES count.
 */
struct case_duties *engine_paper(const struct duties_options *options, const char *case_id, GError **error);
GPtrArray *engine_open_papers(const struct duties_options *options, GError **error);

/*
 * Tells who is on duty what has come within its early warning, what is late (and by how much when it is said), and
 * what a person must decide: for each case one notice, and each of these once, however often this is called and wherever a call
 * before was broken off. RET_COUNT: how many notices; what cannot be told is a warning. Not to be called by a clock that was
 * just moved.
 */
bool engine_remind_duties(const struct tell_options *options, const struct duties *duties, guint *ret_count, GError **error);

/* What keeps the case of STANDING from being closed, its duties too; as case_owed(). DUTIES NULL: their rows cannot be read. */
GPtrArray *engine_owed(const struct duties_options *duties, const struct cases_options *options,
		       const struct case_standing *standing, GError **error);
/* case_close() of a case with duties: asked, decided and recorded in one transaction. What outlives it is reminded of. */
int64_t engine_close(const struct duties_options *duties, const struct cases_options *options, const char *id,
		     const struct case_closing *closing, GPtrArray **ret_owed, GError **error);

/*
 * Records that a person has decided of a duty (WHAT of DECISION, duty_name()) that nothing is to be done about it any more;
 * also of a case that is closed. CASES_ERROR_SAID when it is not owed, when a notice of ours would meet it, or without a
 * reason or a name; who comes second is told of the first. Returns the event's number; -1 on failure.
 */
int64_t engine_settle_duty(const struct duties_options *duties, const struct cases_options *options, const char *id,
			   const struct case_waiver *decision, GError **error);
