/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Goes round: what needs nobody is done, what needs somebody is taken from the script, asked
 * of the person, or left open. Nothing is held here that the record does not have.
 */
#include "isolate/guide.h"

#include "base/translate.h"
#include "session.h"
#include "sure.h"
#include "ui/complain.h"
#include "ui/printer.h"

/* A script that answers more steps than this goes in a circle. */
#define ROUNDS_MOST 2000

char *arg_answers_file, **arg_answers, **arg_fields;

/* --- making ready --- */

static bool read_script(struct guide *guide)
{
	const struct script_words words = {arg_answers_file, arg_answers, arg_fields};
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();

	guide->script = script_new(&words, faults);
	if (!guide->script)
		complain_faults(guide->session->answer, faults,
				_("the answers have errors; nothing was done"));
	return guide->script != NULL;
}

bool guide_init(struct guide *guide, struct session *session, bool records)
{
	*guide = (struct guide){.session = session};
	guide->page = page_of_screen(session->language);
	guide->passed = g_array_new(FALSE, TRUE, sizeof(struct passed_run));
	guide->places = session_procedure_places(session);
	guide->interactive = records && session->answer == ANSWER_TEXT && !session->no_input &&
			     typed_somebody_is_there();
	if (!read_script(guide))
		return false;
	guide->loop = loop_new();
	if (records) {
		idle_init(&guide->idle, guide->loop);
		guide->typed = typed_new(&guide->idle);
		guide->ahead = ahead_new(session, &guide->idle);
	}
	if (records && !probing_init(&guide->probing, session))
		return false;
	session_try_telling(session);
	guide->options = (struct walk_options){
		.inventory = session->inventory,
		.store = session->store,
		.policy = session->policy,
		.templates = session->templates,
		.probing = guide->probing.options,
		.procedures = (const char *const *)guide->places,
		.actor = session->actor,
		.said_by = session->said_by,
		.sure = arg_sure,
		.clock = session->clock,
		.notes = session->notes,
	};
	return true;
}

void guide_clear(struct guide *guide)
{
	walk_free(guide->walk);
	ahead_free(guide->ahead);
	typed_free(guide->typed);
	probing_clear(&guide->probing);
	loop_free(guide->loop);
	script_free(guide->script);
	g_strfreev(guide->places);
	g_clear_pointer(&guide->passed, g_array_unref);
}

bool guide_open(struct guide *guide, const char *case_id, int64_t run)
{
	g_autoptr(GError) error = NULL;

	guide->walk = walk_open(&guide->options, case_id, run, &error);
	if (!guide->walk)
		complain_error(guide->session->answer, error);
	return guide->walk != NULL;
}

/* --- small things --- */

int64_t guide_now_us(const struct guide *guide)
{
	return clock_wall_us(guide->session->clock);
}

struct field_context guide_fields(const struct guide *guide)
{
	return (struct field_context){guide->session->zone, guide_now_us(guide)};
}

char *guide_name(const struct guide *guide)
{
	return case_run_print(walk_case(guide->walk), walk_run_number(guide->walk));
}

enum procedure_language guide_language(const struct guide *guide)
{
	return session_document_language(guide->session);
}

char *guide_fill(const struct guide *guide, const struct procedure_text *text)
{
	return procedure_run_fill(walk_current(guide->walk), procedure_text_shown(text),
				  guide_language(guide));
}

/* Signals that came while something else waited are heard. */
static bool is_stopped(struct guide *guide)
{
	struct loop_wait *once;

	if (guide->idle.stopped)
		return true;
	once = loop_start_timer(guide->loop, 0, G_USEC_PER_SEC, idle_wake, &guide->idle);
	idle_wait(&guide->idle);
	loop_cancel(once);
	return guide->idle.stopped;
}

/* --- going round --- */

static void show_progress(struct guide *guide)
{
	if (guide->session->answer == ANSWER_JSON)
		events_print(guide);
	else
		screen_passed(guide);
	suggest(guide);
	printer_flush();
}

static void look_ahead(struct guide *guide)
{
	g_autoptr(GPtrArray) items = NULL;

	if (!guide->interactive && !script_is_there(guide->script))
		return;
	items = walk_ahead_items(guide->walk, NULL);
	if (items)
		ahead_ask(guide->ahead, items);
}

/* Who is asked sees what was seen at the next step; who only reads along sees it here. */
static void show_look(const struct guide *guide)
{
	if (guide->session->answer != ANSWER_TEXT || guide->interactive)
		return;
	evidence_print(guide);
	printer_flush();
}

/* What needs nobody. False: it could not be done, and somebody must say what now. */
static bool go_on(struct guide *guide, GError **error)
{
	bool looks = walk_need(guide->walk) == WALK_NEEDS_LOOK;

	if (looks) {
		if (guide->session->answer == ANSWER_TEXT) {
			g_autofree char *heading =
				step_heading(procedure_run_effect(walk_current(guide->walk))->step);

			page_words(&guide->page, 0, _("looking: "), heading);
			printer_flush();
		}
		ahead_wait(guide->ahead);
		if (guide->idle.stopped)
			return true;
	}
	if (!walk_go_on(guide->walk, error))
		return false;
	if (looks)
		show_look(guide);
	return true;
}

enum round { ROUND_ON, ROUND_OVER, ROUND_OPEN, ROUND_LEFT, ROUND_FAILED };

static enum round fail(struct guide *guide, const GError *error)
{
	if (g_error_matches(error, OPS_PROCEDURE_ERROR, PROCEDURE_ERROR_HELD)) {
		g_autofree char *name = guide_name(guide);

		complain(guide->session->answer, COMPLAINT_USAGE,
			 _("%s: 'nwops isolate take %s --reason TEXT'"), error->message, name);
		return ROUND_FAILED;
	}
	sure_complain(guide->session, error);
	return ROUND_FAILED;
}

/* Somebody else was faster: says so, and goes on where they have brought it. */
static bool was_answered(struct guide *guide, const GError *error)
{
	if (!g_error_matches(error, OPS_PROCEDURE_ERROR, PROCEDURE_ERROR_ANSWERED))
		return false;
	notes_write(guide->session->notes, NOTES_NOTICE, "%s", error->message);
	return true;
}

static enum round ask_somebody(struct guide *guide)
{
	const struct procedure_step *step = procedure_run_effect(walk_current(guide->walk))->step;
	g_autoptr(ops_reply_t) reply =
		script_take(guide->script, procedure_name(walk_procedure(guide->walk)), step);
	g_autoptr(GError) error = NULL;

	if (reply) {
		if (answer_tell(guide, reply, &error) || was_answered(guide, error))
			return ROUND_ON;
		return fail(guide, error);
	}
	if (!guide->interactive)
		return ROUND_OPEN;
	return ask_step(guide) == ASKED_LEAVE ? ROUND_LEFT : ROUND_ON;
}

static enum round resume(struct guide *guide)
{
	g_autoptr(ops_procedure_event_t) event = answer_event(guide, EVENT_RESUME);
	g_autoptr(GError) error = NULL;

	return walk_tell(guide->walk, g_steal_pointer(&event), &error) ? ROUND_ON
								       : fail(guide, error);
}

static enum round go_round(struct guide *guide)
{
	g_autoptr(GError) error = NULL;

	switch (walk_need(guide->walk)) {
	case WALK_IS_OVER:
		return ROUND_OVER;
	case WALK_IS_SUSPENDED:
		return resume(guide);
	case WALK_NEEDS_NOTHING:
	case WALK_NEEDS_LOOK:
		if (go_on(guide, &error) || was_answered(guide, error))
			return ROUND_ON;
		if (!guide->interactive)
			return fail(guide, error);
		complain_error(guide->session->answer, error);
		return ask_step(guide) == ASKED_LEAVE ? ROUND_LEFT : ROUND_ON;
	case WALK_NEEDS_REPLY:
		if (walk_due(guide->walk) != RUN_DUE_NOTHING)
			return walk_go_on(guide->walk, &error) || was_answered(guide, error)
				       ? ROUND_ON
				       : fail(guide, error);
		break;
	case WALK_NEEDS_ANSWER:
	case WALK_NEEDS_CONFIRMATION:
	case WALK_NEEDS_APPROVAL:
		break;
	}
	look_ahead(guide);
	return ask_somebody(guide);
}

static int finish(struct guide *guide, enum round round)
{
	bool json = guide->session->answer == ANSWER_JSON;

	script_tell_unused(guide->script, guide->session->notes);
	if (round == ROUND_OVER && !json)
		screen_end(guide);
	if (round == ROUND_OVER)
		siblings_close(guide);
	if (round == ROUND_OPEN && json)
		question_print(guide);
	else if (round == ROUND_OPEN)
		screen_step(guide);
	if (json)
		run_print_json(guide);
	else if (round != ROUND_OVER)
		screen_leave(guide);
	if (round == ROUND_FAILED)
		return EXIT_COULD_NOT;
	return round == ROUND_OVER ? EXIT_OK : EXIT_ATTENTION;
}

int guide_walk(struct guide *guide)
{
	enum round round = ROUND_ON;

	for (unsigned int i = 0; round == ROUND_ON; i++) {
		show_progress(guide);
		if (is_stopped(guide))
			round = ROUND_LEFT;
		else if (!guide->interactive && i > ROUNDS_MOST)
			round = ROUND_OPEN;
		else
			round = go_round(guide);
	}
	show_progress(guide);
	return finish(guide, round);
}
