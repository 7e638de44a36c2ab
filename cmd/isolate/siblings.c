/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ten clinics have called, one concentrator was dead: once a run has ended with a cause, the
 * others of the same case need not be walked to their ends. A word closes them; a script does
 * not say it.
 */
#include "isolate/guide.h"

#include "base/text.h"
#include "base/translate.h"
#include "isolate/runs.h"
#include "ui/complain.h"

/* Whether somebody was found who answers for it. */
static bool is_proven(const struct guide *guide)
{
	const struct procedure_run *run = walk_outermost(guide->walk);
	const char *verdict = procedure_run_effect(run)->step->verdict;
	int found = verdict ? words_find(WORDS_FAULT_VERDICT, verdict) : -1;

	return procedure_run_state(run) == WALK_COMPLETED && found >= 0 && found != FAULT_NONE &&
	       found != FAULT_UNDECIDED;
}

/* Runs by the same procedures of finding: what goes on alongside, as the response does, goes on. */
static GPtrArray *siblings_of(const struct guide *guide)
{
	g_autoptr(GPtrArray) runs =
		runs_load(guide->session->store, walk_case(guide->walk), true, NULL);
	GPtrArray *list = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; runs && i < runs->len; i++) {
		const struct run_row *row = runs->pdata[i];
		int64_t *number;

		if (row->caller || row->run == walk_run_number(guide->walk))
			continue;
		number = g_new(int64_t, 1);
		*number = row->run;
		g_ptr_array_add(list, number);
	}
	return list;
}

static bool tell(const struct guide *guide, struct walk *walk, enum event_kind kind,
		 const char *why)
{
	struct procedure_event *event = procedure_event_new(kind, 0, NULL);
	g_autoptr(GError) error = NULL;

	event->reason = kind == EVENT_CANCEL ? g_strdup(why) : NULL;
	event->text = kind == EVENT_NOTE ? g_strdup(why) : NULL;
	if (walk_tell(walk, event, &error))
		return true;
	complain_error(guide->session->answer, error);
	return false;
}

static void close_one(struct guide *guide, int64_t number, const char *why)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(ops_walk_t) walk =
		walk_open(&guide->options, walk_case(guide->walk), number, &error);

	if (!walk)
		complain_error(guide->session->answer, error);
	else if (tell(guide, walk, EVENT_NOTE, why))
		tell(guide, walk, EVENT_CANCEL, why);
}

void siblings_close(struct guide *guide)
{
	g_autoptr(GPtrArray) list = NULL;
	g_autofree char *name = NULL, *why = NULL, *question = NULL, *line = NULL, *folded = NULL,
			*wanted = NULL;

	if (!guide->interactive || !is_proven(guide))
		return;
	list = siblings_of(guide);
	if (!list->len)
		return;
	name = guide_name(guide);
	why = g_strdup_printf(_("same cause: %s"), name);
	question = g_strdup_printf(
		_("other runs of this case: %u; type 'close' to end them with the word '%s':"),
		list->len, why);
	typed_drain(guide->typed);
	line = ask_line(guide, question);
	folded = text_fold(line ? line : "");
	wanted = text_fold(_("close"));
	if (!g_str_equal(folded, wanted) && !g_str_equal(folded, "close"))
		return;
	for (guint i = 0; i < list->len; i++)
		close_one(guide, *(const int64_t *)list->pdata[i], why);
}
