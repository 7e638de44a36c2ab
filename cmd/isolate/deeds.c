/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What can be done at every step besides answering it: back, note, look again, skip, read
 * ahead, hand over, call somebody above, leave. Each is an event; nothing is erased.
 */
#include "isolate/guide.h"

#include "base/quantity.h"
#include "base/translate.h"
#include "sure.h"

#include <string.h>

#define BACK_MOST 9

static void say(const struct guide *guide, const char *text)
{
	page_words(&guide->page, 2, "", text);
}

/* Tells TAKE_EVENT. */
static enum asked tell(struct guide *guide, struct procedure_event *take_event)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *text = NULL;

	if (walk_tell(guide->walk, take_event, &error))
		return ASKED_TOLD;
	text = sure_explain(error);
	say(guide, text);
	return g_error_matches(error, OPS_PROCEDURE_ERROR, PROCEDURE_ERROR_ANSWERED) ? ASKED_TOLD
										     : ASKED_AGAIN;
}

/* A text after QUESTION; NULL when nothing was said. Caller frees. */
static char *ask_text(struct guide *guide, const char *question)
{
	g_autofree char *line = ask_line(guide, question);

	if (line && *line)
		return g_steal_pointer(&line);
	say(guide, _("nothing was said: nothing was done"));
	return NULL;
}

/* --- back, and looking again --- */

/* Passages that one can go back to, the newest first. */
static GPtrArray *passages_behind(const struct guide *guide)
{
	const struct procedure_run *run = walk_current(guide->walk);
	GPtrArray *list = g_ptr_array_new();

	for (unsigned int i = procedure_run_passage_count(run); i-- > 0 && list->len < BACK_MOST;) {
		const struct procedure_passage *passage = procedure_run_passage_at(run, i);

		if (!passage->is_void && passage->outcome && passage->step->kind != STEP_DECIDE)
			g_ptr_array_add(list, (gpointer)passage);
	}
	return list;
}

static void print_corrections(const struct guide *guide)
{
	g_autoptr(GPtrArray) list = procedure_run_corrections(walk_current(guide->walk));

	for (guint i = 0; i < list->len; i++) {
		const struct procedure_passage *passage = list->pdata[i];
		g_autofree char *heading = step_heading(passage->step);

		page_words(&guide->page, 2, _("was sent and wants a correction: "), heading);
	}
}

static enum asked go_back(struct guide *guide, const char *step, char *take_reason)
{
	struct procedure_event *event = answer_event(guide, EVENT_BACK);
	enum asked asked;

	event->step = g_strdup(step);
	event->reason = take_reason;
	asked = tell(guide, event);
	print_corrections(guide);
	return asked;
}

static enum asked back(struct guide *guide)
{
	g_autoptr(GPtrArray) list = passages_behind(guide);
	g_autofree char *line = NULL, *step = NULL;
	char *reason;
	int64_t number;

	if (!list->len) {
		say(guide, _("nothing was passed yet"));
		return ASKED_AGAIN;
	}
	for (guint i = 0; i < list->len; i++) {
		const struct procedure_passage *passage = list->pdata[i];
		g_autofree char *label = g_strdup_printf("[%u] ", i + 1),
				*heading = step_heading(passage->step);
		g_autofree char *text = g_strdup_printf("%s: %s", heading,
							procedure_outcome_shown(passage->outcome));

		page_words(&guide->page, 4, label, text);
	}
	line = ask_text(guide, _("back to which (number):"));
	if (!line || !quantity_parse_integer(line, 1, list->len, &number, NULL))
		return ASKED_AGAIN;
	step = g_strdup(((const struct procedure_passage *)list->pdata[number - 1])->step->name);
	reason = ask_text(guide, _("why:"));
	return reason ? go_back(guide, step, reason) : ASKED_AGAIN;
}

/* Where it stands at a look, that; else the look that only decisions lie behind. */
static enum asked repeat(struct guide *guide)
{
	const struct procedure_effect *effect = procedure_run_effect(walk_current(guide->walk));
	g_autoptr(GPtrArray) list = passages_behind(guide);
	const struct procedure_passage *last = list->len ? list->pdata[0] : NULL;
	struct procedure_event *event;

	if (effect->step->kind == STEP_PROBE) {
		event = answer_event(guide, EVENT_REPEAT);
		return tell(guide, event);
	}
	if (last && last->step->kind == STEP_PROBE)
		return go_back(guide, last->step->name, g_strdup(_("look again")));
	say(guide, _("the last look lies further back: '/b' goes there"));
	return ASKED_AGAIN;
}

/* --- skipping, notes --- */

static enum asked skip(struct guide *guide)
{
	const struct procedure_step *step = procedure_run_effect(walk_current(guide->walk))->step;
	g_autofree char *outcome = NULL;
	struct procedure_event *event;
	char *reason = NULL;

	if (step->kind == STEP_CALL) {
		for (unsigned int i = 0; i < step->outcome_count; i++)
			page_words(&guide->page, 4, "", step->outcomes[i].name);
		outcome = ask_text(guide, _("how has it ended elsewhere:"));
	}
	if (step->kind != STEP_CALL || outcome)
		reason = ask_text(guide, _("why is it skipped:"));
	if (!reason)
		return ASKED_AGAIN;
	event = answer_event(guide, EVENT_SKIP);
	event->reason = reason;
	event->outcome = g_steal_pointer(&outcome);
	return tell(guide, event);
}

static enum asked note(struct guide *guide)
{
	char *text = ask_text(guide, _("note:"));
	struct procedure_event *event;

	if (!text)
		return ASKED_AGAIN;
	event = answer_event(guide, EVENT_NOTE);
	event->text = text;
	if (tell(guide, event) == ASKED_TOLD)
		say(guide, _("recorded"));
	return ASKED_AGAIN;
}

/* --- people --- */

static void print_people(const struct guide *guide, bool with_login)
{
	const struct inventory *inventory = guide->session->inventory;

	for (size_t i = 0; i < inventory_contact_count(inventory); i++) {
		const struct contact *contact = inventory_contact_at(inventory, i);
		g_autoptr(GString) line = g_string_new(NULL);

		if (!contact->organization->self ||
		    (with_login ? !contact->login : contact->role != ROLE_OPS_MANAGER))
			continue;
		g_string_append_printf(line, "%s (%s)", with_login ? contact->login : contact->name,
				       inventory_role_id(contact->role));
		for (size_t k = 0; k < contact->channel_count; k++)
			g_string_append_printf(line, "%s %s: %s", k ? "," : "",
					       words_shown(WORDS_CHANNEL_KIND, contact->channels[k].kind),
					       contact->channels[k].target);
		page_words(&guide->page, 4, "", line->str);
	}
}

static enum asked hand_over(struct guide *guide)
{
	bool mine =
		g_str_equal(procedure_run_holder(walk_current(guide->walk)), guide->session->actor);
	g_autofree char *to = NULL;
	struct procedure_event *event;
	char *reason;
	enum asked asked;

	if (mine)
		print_people(guide, true);
	to = mine ? ask_text(guide, _("to whom (login):")) : g_strdup(guide->session->actor);
	reason = to ? ask_text(guide, mine ? _("why, and what is to be known:")
					   : _("why do you take it over:"))
		    : NULL;
	if (!reason)
		return ASKED_AGAIN;
	event = answer_event(guide, EVENT_HAND_OVER);
	event->to = g_steal_pointer(&to);
	event->reason = reason;
	asked = tell(guide, event);
	return asked == ASKED_TOLD && mine ? ASKED_LEAVE : asked;
}

/* For good: what was begun by mistake need not be led to an end. */
static enum asked break_off(struct guide *guide)
{
	char *reason = ask_text(guide, _("why is it broken off, for good:"));
	struct procedure_event *event;

	if (!reason)
		return ASKED_AGAIN;
	event = answer_event(guide, EVENT_CANCEL);
	event->reason = reason;
	return tell(guide, event);
}

static enum asked escalate(struct guide *guide)
{
	struct procedure_event *event;
	char *to, *reason;

	print_people(guide, false);
	to = ask_text(guide, _("who was called:"));
	reason = to ? ask_text(guide, _("why:")) : NULL;
	if (!reason) {
		g_free(to);
		return ASKED_AGAIN;
	}
	event = answer_event(guide, EVENT_ESCALATE);
	event->to = to;
	event->reason = reason;
	if (tell(guide, event) == ASKED_TOLD)
		say(guide, _("recorded"));
	return ASKED_AGAIN;
}

static enum asked read_ahead(struct guide *guide)
{
	struct procedure_event *event = answer_event(guide, EVENT_READ_AHEAD);

	screen_ahead(guide);
	tell(guide, event);
	return ASKED_AGAIN;
}

enum asked deed_run(struct guide *guide, enum deed deed)
{
	switch (deed) {
	case DEED_WHY:
		screen_reason(guide);
		return ASKED_AGAIN;
	case DEED_BACK:
		return back(guide);
	case DEED_NOTE:
		return note(guide);
	case DEED_REPEAT:
		return repeat(guide);
	case DEED_SKIP:
		return skip(guide);
	case DEED_AHEAD:
		return read_ahead(guide);
	case DEED_HAND_OVER:
		return hand_over(guide);
	case DEED_ESCALATE:
		return escalate(guide);
	case DEED_BREAK_OFF:
		return break_off(guide);
	case DEED_QUIT:
		return ASKED_LEAVE;
	case DEED_NONE:
		break;
	}
	return ASKED_AGAIN;
}
