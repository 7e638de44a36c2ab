/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A person at the terminal answers. Enter alone answers nothing. Before what lets something out,
 * whatever was typed ahead is thrown away; whoever else answers in the meantime is seen.
 */
#include "isolate/guide.h"

#include "delivering.h"

#include "base/text.h"
#include "base/translate.h"
#include "sure.h"
#include "ui/printer.h"

#include <string.h>

/* How often it is looked whether somebody else has answered. */
#define POLL_US (INT64_C(3) * G_USEC_PER_SEC)

static const struct procedure_step *step_now(const struct guide *guide)
{
	return procedure_run_effect(walk_current(guide->walk))->step;
}

static void prompt(const struct guide *guide, const char *question)
{
	g_autofree char *plain = page_plain(&guide->page, question);

	printer_flush();
	fprintf(stderr, "%s ", plain);
	fflush(stderr);
}

static void say(const struct guide *guide, const char *text)
{
	page_words(&guide->page, 2, "", text);
}

char *ask_line(struct guide *guide, const char *question)
{
	enum typed_end end;
	char *line = NULL;

	prompt(guide, question);
	do {
		end = typed_line(guide->typed, 0, &line);
	} while (end == TYPED_WOKEN);
	if (end != TYPED_LINE)
		fputc('\n', stderr);
	return line;
}

/* --- answers --- */

/* Whether the word that makes sure was typed whole. */
static bool confirm_word(struct guide *guide, const char *word, const char *shown)
{
	g_autofree char *question = g_strdup_printf(_("type '%s' whole to confirm:"), shown),
			*line = NULL;
	g_autofree char *typed = NULL, *wanted = text_fold(word), *other = text_fold(shown);

	typed_drain(guide->typed);
	line = ask_line(guide, question);
	typed_drain(guide->typed);
	typed = text_fold(line ? line : "");
	if (*typed && (g_str_equal(typed, wanted) || g_str_equal(typed, other)))
		return true;
	say(guide, _("not confirmed: nothing was done"));
	return false;
}

static bool ask_approval(struct guide *guide, struct reply *reply)
{
	typed_drain(guide->typed);
	reply->approved_by = ask_line(guide, _("who has approved it (login, not yours):"));
	return reply->approved_by && *reply->approved_by;
}

static enum asked tell(struct guide *guide, const struct reply *reply)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *text = NULL;

	if (answer_tell(guide, reply, &error))
		return ASKED_TOLD;
	text = sure_explain(error);
	say(guide, text);
	return g_error_matches(error, OPS_PROCEDURE_ERROR, PROCEDURE_ERROR_ANSWERED) ? ASKED_TOLD
										     : ASKED_AGAIN;
}

static bool is_harmless(const struct procedure_outcome *outcome)
{
	return g_str_equal(outcome->name, words_get(WORDS_STEP_OUTCOME, OUTCOME_FAILED)->id);
}

static enum asked answer(struct guide *guide, const struct procedure_step *step,
			 const struct procedure_outcome *outcome)
{
	g_autoptr(ops_reply_t) reply = g_new0(struct reply, 1);
	enum asked asked;

	reply->outcome = g_strdup(outcome->name);
	reply->fields = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	asked = ask_fields(guide, step, reply->fields);
	/* Interrupted by something else: the step is shown anew. */
	if (asked != ASKED_TOLD)
		return asked == ASKED_LEAVE ? ASKED_LEAVE : ASKED_TOLD;
	if (step->confirm == CONFIRM_WORD && !is_harmless(outcome) &&
	    !confirm_word(guide, outcome->name, procedure_outcome_shown(outcome)))
		return ASKED_AGAIN;
	if (step->confirm == CONFIRM_APPROVAL && !is_harmless(outcome) &&
	    !ask_approval(guide, reply))
		return ASKED_AGAIN;
	return tell(guide, reply);
}

static bool means_send(const struct procedure_step *step, const char *line)
{
	g_autofree char *folded = text_fold(line);

	if (g_str_equal(folded, REPLY_SEND) || g_str_equal(folded, _("send")))
		return true;
	return step->confirm != CONFIRM_WORD && g_str_equal(folded, "s");
}

/*
 * What was queued goes out while somebody looks on: at three in the morning "accepted by their server" is worth a few
 * seconds. What does not go in that time goes with the next tick.
 */
#define LOOK_ON_US (INT64_C(10) * G_USEC_PER_SEC)

static void deliver(const struct guide *guide)
{
	const struct deliver_options wish = {.limit_us = LOOK_ON_US};
	struct delivery delivery = {0};
	g_autoptr(GError) error = NULL;

	if (!guide->session->policy)
		return;
	if (!session_deliver(guide->session, &wish, &delivery, &error)) {
		notes_write(guide->session->notes, NOTES_WARNING, "%s", error->message);
		return;
	}
	delivery_print(guide->session, &delivery);
	delivery_clear(&delivery);
}

static enum asked send_notice(struct guide *guide, const struct procedure_step *step)
{
	g_autoptr(ops_reply_t) reply = g_new0(struct reply, 1);
	enum asked asked;

	reply->outcome = g_strdup(REPLY_SEND);
	if (step->confirm == CONFIRM_APPROVAL && !ask_approval(guide, reply))
		return ASKED_AGAIN;
	asked = tell(guide, reply);
	if (asked == ASKED_TOLD)
		deliver(guide);
	return asked;
}

/* --- one step --- */

/* Whether the walk stands elsewhere than at RUN's TURN, or a clock wants something. */
static bool has_moved(struct guide *guide, int64_t run, unsigned int turn)
{
	g_autoptr(GError) error = NULL;

	if (!walk_refresh(guide->walk, &error)) {
		notes_write(guide->session->notes, NOTES_WARNING, "%s", error->message);
		return false;
	}
	return walk_current_number(guide->walk) != run || walk_need(guide->walk) == WALK_IS_OVER ||
	       procedure_run_effect(walk_current(guide->walk))->turn != turn ||
	       walk_due(guide->walk) != RUN_DUE_NOTHING;
}

/* A line for this step. NULL: RET_ASKED says what became of it instead. */
static char *line_for_step(struct guide *guide, enum asked *ret_asked)
{
	int64_t run = walk_current_number(guide->walk);
	unsigned int turn = procedure_run_effect(walk_current(guide->walk))->turn;
	enum typed_end end;
	char *line = NULL;

	prompt(guide, ">");
	for (;;) {
		end = typed_line(guide->typed, POLL_US, &line);
		if (end == TYPED_LINE)
			return line;
		if (end != TYPED_WOKEN || has_moved(guide, run, turn))
			break;
	}
	fputc('\n', stderr);
	*ret_asked = end == TYPED_WOKEN ? ASKED_TOLD : ASKED_LEAVE;
	return NULL;
}

static enum asked misread(const struct guide *guide, const char *line)
{
	const char *name = key_hint(line);
	g_autofree char *text = NULL;

	if (!*line)
		text = g_strdup(_("Enter alone answers nothing"));
	else if (name)
		text = g_strdup_printf(_("'%s' is no answer here; with a slash before it: %s"),
				       line, name);
	else
		text = g_strdup_printf(_("'%s' is no answer here"), line);
	say(guide, text);
	return ASKED_AGAIN;
}

static enum asked take_line(struct guide *guide, const char *line)
{
	const struct procedure_step *step = step_now(guide);
	enum deed deed = key_read_deed(line);
	const struct procedure_outcome *outcome;

	if (deed != DEED_NONE)
		return deed_run(guide, deed);
	if (step->kind == STEP_NOTIFY && means_send(step, line))
		return send_notice(guide, step);
	outcome = *line ? key_read(step, line) : NULL;
	return outcome ? answer(guide, step, outcome) : misread(guide, line);
}

enum asked ask_step(struct guide *guide)
{
	const struct procedure_step *step = step_now(guide);
	/* The step is lent until the walk is read anew. */
	const bool confirms = step->confirm != CONFIRM_NOTHING;
	enum asked asked = ASKED_AGAIN;

	screen_step(guide);
	if (confirms)
		typed_drain(guide->typed);
	if (step_only_records(step))
		return answer(guide, step, &step->outcomes[0]);
	while (asked == ASKED_AGAIN) {
		g_autofree char *line = line_for_step(guide, &asked);

		if (line)
			asked = take_line(guide, line);
	}
	if (confirms)
		typed_drain(guide->typed);
	return asked;
}
