/* SPDX-License-Identifier: Apache-2.0 */
/*
 * procedure/run*.c and event.c: what each event changes, who may cause it, and
 * that a list of events is the same run wherever it is replayed.
 */
#include "fixture-procedure.h"

#define MINUTE INT64_C(60000000)
#define BEGIN (INT64_C(1764028800) * 1000000)

/* A run and the events that made it. */
struct walk {
	struct procedure *procedure;
	struct procedure_run *run;
	GPtrArray *events;
	int64_t now_us;
};

static void event_destroy(gpointer event)
{
	procedure_event_free(event);
}

static void walk_begin(struct walk *walk, const char *text)
{
	struct procedure_event *start = procedure_event_new(EVENT_START, BEGIN, "sato");
	g_autoptr(GError) error = NULL;

	walk->procedure = fixture_procedure(text);
	walk->events = g_ptr_array_new_with_free_func(event_destroy);
	walk->now_us = BEGIN;
	start->procedure = g_strdup("small");
	start->digest = *procedure_digest(walk->procedure);
	procedure_event_add_fact(start, "subject", "line:h1", false);
	walk->run = procedure_run_new(walk->procedure, start, &error);
	ck_assert_msg(walk->run != NULL, "%s", error ? error->message : "");
	g_ptr_array_add(walk->events, start);
}

static void walk_end(struct walk *walk)
{
	procedure_run_free(walk->run);
	procedure_free(walk->procedure);
	g_ptr_array_unref(walk->events);
}

static struct procedure_event *event_of(const struct walk *walk, enum event_kind kind, const char *by, const char *outcome)
{
	const struct procedure_effect *effect = procedure_run_effect(walk->run);
	struct procedure_event *event = procedure_event_new(kind, walk->now_us, by);

	event->turn = effect->turn;
	event->step = g_strdup(effect->step->name);
	event->outcome = g_strdup(outcome);
	return event;
}

/* Takes EVENT over; "" when it was taken, else the message. */
static const char *give(struct walk *walk, struct procedure_event *event)
{
	static char message[400];
	g_autoptr(GError) error = NULL;

	message[0] = '\0';
	if (procedure_run_apply(walk->run, event, &error)) {
		ck_assert_ptr_null(error);
		g_ptr_array_add(walk->events, event);
	} else {
		g_strlcpy(message, error->message, sizeof(message));
		procedure_event_free(event);
	}
	return message;
}

static const char *with_reason(struct walk *walk, struct procedure_event *event, const char *to)
{
	event->reason = g_strdup("because");
	event->to = g_strdup(to);
	return give(walk, event);
}

static const char *says(struct walk *walk, const char *by, const char *outcome)
{
	return give(walk, event_of(walk, EVENT_OUTCOME, by, outcome));
}

static const char *back_to(struct walk *walk, const char *step)
{
	struct procedure_event *event = event_of(walk, EVENT_BACK, "sato", NULL);

	g_free(event->step);
	event->step = g_strdup(step);
	return with_reason(walk, event, NULL);
}

static const char *stands_at(const struct walk *walk)
{
	return procedure_run_effect(walk->run)->step->name;
}

/* All that can be asked about a run, as one text. */
static char *picture(const struct procedure_run *run)
{
	GString *text = g_string_new(NULL);
	const struct procedure_effect *effect = procedure_run_effect(run);
	g_autoptr(GPtrArray) facts = procedure_run_facts(run);

	g_string_append_printf(text, "%d %s %s turn %u attempt %u since %ld due %ld remind %ld of %s\n", procedure_run_state(run),
			       procedure_run_holder(run), effect->step->name, effect->turn, effect->attempt,
			       (long)effect->entered_at_us, (long)effect->due_at_us, (long)effect->remind_at_us,
			       effect->of ? effect->of : "-");
	for (unsigned int i = 0; i < procedure_run_passage_count(run); i++) {
		const struct procedure_passage *passage = procedure_run_passage_at(run, i);

		g_string_append_printf(text, "%s %s %u %ld %ld %d %d\n", passage->step->name,
				       passage->outcome ? passage->outcome->name : "-", passage->turn, (long)passage->entered_at_us,
				       (long)passage->left_at_us, passage->is_void, passage->skipped);
	}
	for (guint i = 0; i < facts->len; i++) {
		const struct procedure_fact *fact = facts->pdata[i];

		g_string_append_printf(text, "%s=%s%s\n", fact->name, fact->value ? fact->value : "(unknown)",
				       fact->estimated ? " about" : "");
	}
	return g_string_free(text, FALSE);
}

/* The first COUNT events by way of JSON, as they would be kept. */
static struct procedure_run *replayed(const struct walk *walk, size_t count)
{
	g_autoptr(GPtrArray) events = g_ptr_array_new_with_free_func(event_destroy);
	g_autoptr(GError) error = NULL;
	struct procedure_run *run;

	for (size_t i = 0; i < count; i++) {
		g_autoptr(ops_json_t) json = procedure_event_json(walk->events->pdata[i]);
		g_autofree char *line = json_print(json);
		g_autoptr(ops_json_t) parsed = json_parse(line, strlen(line), 100000, &error);
		struct procedure_event *event = procedure_event_read(parsed, &error);

		ck_assert_msg(event != NULL, "%s: %s", line, error ? error->message : "");
		g_ptr_array_add(events, event);
	}
	run = procedure_run_replay(walk->procedure, (struct procedure_event *const *)events->pdata, count, &error);
	ck_assert_msg(run != NULL, "%s", error ? error->message : "");
	return run;
}

static void check_replay(const struct walk *walk)
{
	g_autoptr(ops_procedure_run_t) again = replayed(walk, walk->events->len);
	g_autofree char *here = picture(walk->run), *there = picture(again);

	ck_assert_str_eq(here, there);
}

static const char *known(const struct walk *walk, const char *name)
{
	const struct procedure_fact *fact = procedure_run_fact(walk->run, name);

	return !fact ? "(nothing)" : fact->value ? fact->value : "(unknown)";
}

START_TEST(a_run_goes_where_the_answers_lead)
{
	struct walk walk;
	struct procedure_event *event;

	walk_begin(&walk, procedure_sound);
	ck_assert_str_eq(stands_at(&walk), "report");
	ck_assert_str_eq(says(&walk, "sato", "lit"), "");
	ck_assert_str_eq(known(&walk, "lamp"), "lit");
	ck_assert_str_eq(known(&walk, "count"), "(unknown)");
	ck_assert_str_eq(known(&walk, "spare"), "(nothing)");
	ck_assert_str_eq(stands_at(&walk), "look");
	ck_assert_str_eq(procedure_run_effect(walk.run)->of, "line:h1");
	event = event_of(&walk, EVENT_OUTCOME, PROCEDURE_MACHINE, "bad");
	procedure_event_add_fact(event, "affected.lines", "9", false);
	ck_assert_str_eq(give(&walk, event), "");
	ck_assert_str_eq(stands_at(&walk), "tell");	/* few, decided on the way */
	ck_assert_str_eq(known(&walk, "many.outcome"), "few");
	ck_assert_str_eq(says(&walk, PROCEDURE_MACHINE, "queued"), "");
	ck_assert_int_eq(procedure_run_state(walk.run), WALK_WAITING);
	ck_assert_str_eq(says(&walk, "sato", "fine"), "");
	ck_assert_int_eq(procedure_run_state(walk.run), WALK_COMPLETED);
	ck_assert_str_eq(stands_at(&walk), "fine");
	ck_assert_str_eq(says(&walk, "sato", "fine"), "the run is completed");
	check_replay(&walk);
	walk_end(&walk);
}
END_TEST

START_TEST(a_decision_takes_what_was_seen)
{
	static const struct { const char *lines, *at; } cases[] = {{"9", "tell"}, {"10", "gone"}, {"230000", "gone"}, {NULL, "tell"}};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct walk walk;
		struct procedure_event *event;

		walk_begin(&walk, procedure_sound);
		says(&walk, "sato", "cannot-tell");
		ck_assert_str_eq(known(&walk, "lamp"), "(unknown)");
		event = event_of(&walk, EVENT_OUTCOME, PROCEDURE_MACHINE, "bad");
		procedure_event_add_fact(event, "affected.lines", cases[i].lines, true);
		ck_assert_str_eq(give(&walk, event), "");
		ck_assert_str_eq(stands_at(&walk), cases[i].at);
		check_replay(&walk);
		walk_end(&walk);
	}
}
END_TEST

START_TEST(the_second_answer_to_one_question_is_refused)
{
	struct walk walk;
	struct procedure_event *late;
	g_autoptr(GError) error = NULL;

	walk_begin(&walk, procedure_sound);
	late = event_of(&walk, EVENT_OUTCOME, "sato", "dark");
	ck_assert_str_eq(says(&walk, "sato", "lit"), "");
	ck_assert(!procedure_run_apply(walk.run, late, &error));
	ck_assert(g_error_matches(error, OPS_PROCEDURE_ERROR, PROCEDURE_ERROR_ANSWERED));
	ck_assert_str_eq(error->message, "'sato' was faster: the run stands at step 'look' by now");
	ck_assert_str_eq(known(&walk, "lamp"), "lit");
	procedure_event_free(late);
	check_replay(&walk);
	walk_end(&walk);
}
END_TEST

START_TEST(an_event_that_is_refused_changes_nothing)
{
	static const struct { enum event_kind kind; const char *by, *outcome, *reason, *told; } cases[] = {
		{EVENT_OUTCOME, "sato", "green", NULL, "step 'report' does not end as 'green'"},
		{EVENT_OUTCOME, "sato", NULL, NULL, "step 'report' does not end as ''"},
		{EVENT_OUTCOME, "nwops", "lit", NULL, "step 'report' is for a person to end"},
		{EVENT_OUTCOME, "tanaka", "lit", NULL, "'sato' holds the run: take it over first, with a reason"},
		{EVENT_SKIP, "sato", NULL, NULL, "a reason must be given"},
		{EVENT_SKIP, "nwops", NULL, "why", "step 'report' is for a person to skip"},
		{EVENT_SKIP, "sato", "lit", "why", "step 'report' cannot be skipped in this way"},
		{EVENT_REPEAT, "sato", NULL, NULL, "step 'report' is no probe to be repeated"},
		{EVENT_BACK, "sato", NULL, "why", "the run has not passed step 'report': it cannot go back there"},
		{EVENT_HAND_OVER, "sato", NULL, "why", "a run is handed over to a person"},
		{EVENT_ESCALATE, "sato", NULL, "why", "whom to call is not said"},
		{EVENT_NOTE, "sato", NULL, NULL, "the note is empty"},
		{EVENT_RESUME, "sato", NULL, NULL, "the run is not suspended"},
		{EVENT_SUSPEND, "sato", NULL, NULL, "a reason must be given"},
		{EVENT_CANCEL, "tanaka", NULL, "why", "'sato' holds the run: take it over first, with a reason"},
		{EVENT_FAULT, "nwops", NULL, NULL, "a reason must be given"},
		{EVENT_START, "sato", NULL, NULL, "a run begins once"},
	};
	struct walk walk;
	g_autofree char *before = NULL;

	walk_begin(&walk, procedure_sound);
	before = picture(walk.run);
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct procedure_event *event = event_of(&walk, cases[i].kind, cases[i].by, cases[i].outcome);
		g_autofree char *after = NULL;

		event->reason = g_strdup(cases[i].reason);
		ck_assert_str_eq(give(&walk, event), cases[i].told);
		after = picture(walk.run);
		ck_assert_str_eq(before, after);
	}
	walk_end(&walk);
}
END_TEST

START_TEST(facts_must_fit_their_fields)
{
	static const struct { const char *name, *value, *told; } cases[] = {
		{"count", "12", ""},
		{"count", NULL, ""},
		{"count", "many", "field 'count' cannot hold 'many': expected count"},
		{"count", "", "field 'count' cannot hold '': expected count"},
		{"lamp", "green", "field 'lamp' cannot hold 'green': expected choice"},
		{"affected.lines", "3", "procedure 'small' has no field 'affected.lines'"},
		{"look.outcome", "good", "procedure 'small' has no field 'look.outcome'"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct walk walk;
		struct procedure_event *event;

		walk_begin(&walk, procedure_sound);
		event = event_of(&walk, EVENT_OUTCOME, "sato", "lit");
		procedure_event_add_fact(event, cases[i].name, cases[i].value, false);
		ck_assert_str_eq(give(&walk, event), cases[i].told);
		check_replay(&walk);
		walk_end(&walk);
	}
}
END_TEST

START_TEST(nobody_but_the_machine_calls_a_line_good)
{
	struct walk walk;
	struct procedure_event *skip;

	walk_begin(&walk, procedure_sound);
	says(&walk, "sato", "lit");
	ck_assert_str_eq(says(&walk, "sato", "good"), "step 'look' ends by itself, or is skipped");
	skip = event_of(&walk, EVENT_SKIP, "sato", NULL);
	ck_assert_str_eq(with_reason(&walk, skip, NULL), "");
	ck_assert_str_eq(stands_at(&walk), "by-hand");
	ck_assert_str_eq(known(&walk, "look.outcome"), "unmeasurable");
	ck_assert(procedure_run_passage_at(walk.run, 1)->skipped);
	skip = event_of(&walk, EVENT_SKIP, "sato", NULL);
	ck_assert_str_eq(with_reason(&walk, skip, NULL), "");
	ck_assert_str_eq(stands_at(&walk), "gone");
	check_replay(&walk);
	walk_end(&walk);
}
END_TEST

START_TEST(going_back_makes_void_and_forgets_nothing)
{
	struct walk walk;
	g_autoptr(GPtrArray) corrections = NULL;

	walk_begin(&walk, procedure_sound);
	says(&walk, "sato", "lit");
	says(&walk, PROCEDURE_MACHINE, "good");
	says(&walk, PROCEDURE_MACHINE, "queued");
	ck_assert_str_eq(back_to(&walk, "answer"), "the run has not passed step 'answer': it cannot go back there");
	ck_assert_str_eq(back_to(&walk, "report"), "");
	ck_assert_str_eq(stands_at(&walk), "report");
	ck_assert_str_eq(known(&walk, "lamp"), "(nothing)");
	ck_assert_str_eq(known(&walk, "subject"), "line:h1");
	ck_assert_uint_eq(procedure_run_passage_count(walk.run), 5);
	ck_assert(procedure_run_passage_at(walk.run, 2)->is_void);
	corrections = procedure_run_corrections(walk.run);
	ck_assert_uint_eq(corrections->len, 1);
	ck_assert_str_eq(((struct procedure_passage *)corrections->pdata[0])->step->name, "tell");
	ck_assert_str_eq(back_to(&walk, "look"), "the run has not passed step 'look': it cannot go back there");
	ck_assert_str_eq(says(&walk, "sato", "dark"), "");
	ck_assert_str_eq(known(&walk, "lamp"), "dark");
	check_replay(&walk);
	walk_end(&walk);
}
END_TEST

START_TEST(a_probe_is_repeated_and_its_first_answer_comes_too_late)
{
	struct walk walk;
	struct procedure_event *first;
	g_autoptr(GError) error = NULL;

	walk_begin(&walk, procedure_sound);
	says(&walk, "sato", "lit");
	first = event_of(&walk, EVENT_OUTCOME, PROCEDURE_MACHINE, "bad");
	walk.now_us += MINUTE;
	ck_assert_str_eq(give(&walk, event_of(&walk, EVENT_REPEAT, "sato", NULL)), "");
	ck_assert_uint_eq(procedure_run_effect(walk.run)->attempt, 2);
	ck_assert_int_eq(procedure_run_effect(walk.run)->due_at_us, BEGIN + 6 * MINUTE);
	ck_assert(!procedure_run_apply(walk.run, first, &error));
	ck_assert_int_eq(error->code, PROCEDURE_ERROR_ANSWERED);
	procedure_event_free(first);
	ck_assert_str_eq(says(&walk, PROCEDURE_MACHINE, "good"), "");
	check_replay(&walk);
	walk_end(&walk);
}
END_TEST

/* To the wait for an answer. */
static void walk_to_wait(struct walk *walk)
{
	walk_begin(walk, procedure_sound);
	says(walk, "sato", "lit");
	says(walk, PROCEDURE_MACHINE, "good");
	says(walk, PROCEDURE_MACHINE, "queued");
	ck_assert_str_eq(stands_at(walk), "answer");
}

START_TEST(a_wait_reminds_and_ends)
{
	struct walk walk;

	walk_to_wait(&walk);
	ck_assert_int_eq(procedure_run_due(walk.run, BEGIN + 29 * MINUTE), RUN_DUE_NOTHING);
	ck_assert_int_eq(procedure_run_due(walk.run, BEGIN + 30 * MINUTE), RUN_DUE_REMINDER);
	walk.now_us = BEGIN + 30 * MINUTE;
	ck_assert_str_eq(give(&walk, event_of(&walk, EVENT_REMIND, PROCEDURE_MACHINE, NULL)), "");
	ck_assert_int_eq(procedure_run_due(walk.run, BEGIN + 59 * MINUTE), RUN_DUE_NOTHING);
	ck_assert_int_eq(procedure_run_due(walk.run, BEGIN + 60 * MINUTE), RUN_DUE_LIMIT);
	ck_assert_str_eq(procedure_limit_outcome(procedure_run_effect(walk.run)->step), "no-reply");
	walk.now_us = BEGIN + 59 * MINUTE;
	ck_assert_str_eq(says(&walk, PROCEDURE_MACHINE, "no-reply"), "step 'answer' has 1m left");
	walk.now_us = BEGIN + 60 * MINUTE;
	ck_assert_str_eq(says(&walk, PROCEDURE_MACHINE, "no-reply"), "");
	ck_assert_str_eq(stands_at(&walk), "gone");
	ck_assert_int_eq(procedure_run_due(walk.run, BEGIN + 600 * MINUTE), RUN_DUE_NOTHING);
	ck_assert_int_eq(procedure_run_due_at_us(walk.run), BEGIN + 240 * MINUTE);
	check_replay(&walk);
	walk_end(&walk);
}
END_TEST

START_TEST(a_pause_stops_the_limit_of_a_step_and_not_the_whole)
{
	struct walk walk;

	walk_to_wait(&walk);
	walk.now_us = BEGIN + 10 * MINUTE;
	ck_assert_str_eq(with_reason(&walk, event_of(&walk, EVENT_SUSPEND, "sato", NULL), NULL), "");
	ck_assert_int_eq(procedure_run_state(walk.run), WALK_SUSPENDED);
	ck_assert_int_eq(procedure_run_due(walk.run, BEGIN + 90 * MINUTE), RUN_DUE_NOTHING);
	ck_assert_str_eq(says(&walk, "sato", "fine"), "the run is suspended");
	walk.now_us = BEGIN + 40 * MINUTE;
	ck_assert_str_eq(give(&walk, event_of(&walk, EVENT_RESUME, "sato", NULL)), "");
	ck_assert_int_eq(procedure_run_state(walk.run), WALK_WAITING);
	ck_assert_int_eq(procedure_run_effect(walk.run)->remind_at_us, BEGIN + 60 * MINUTE);
	ck_assert_int_eq(procedure_run_effect(walk.run)->due_at_us, BEGIN + 90 * MINUTE);
	ck_assert_int_eq(procedure_run_due_at_us(walk.run), BEGIN + 240 * MINUTE);
	check_replay(&walk);
	walk_end(&walk);
}
END_TEST

START_TEST(a_run_is_handed_over_and_taken_over)
{
	struct walk walk;

	walk_begin(&walk, procedure_sound);
	ck_assert_str_eq(with_reason(&walk, event_of(&walk, EVENT_HAND_OVER, "tanaka", NULL), "suzuki"),
			 "'sato' holds the run: another can only take it over himself");
	ck_assert_str_eq(with_reason(&walk, event_of(&walk, EVENT_HAND_OVER, "tanaka", NULL), "tanaka"), "");
	ck_assert_str_eq(procedure_run_holder(walk.run), "tanaka");
	ck_assert_str_eq(says(&walk, "sato", "lit"), "'tanaka' holds the run: take it over first, with a reason");
	ck_assert_str_eq(with_reason(&walk, event_of(&walk, EVENT_HAND_OVER, "tanaka", NULL), "sato"), "");
	ck_assert_str_eq(says(&walk, "sato", "lit"), "");
	check_replay(&walk);
	walk_end(&walk);
}
END_TEST

START_TEST(notes_reading_and_looking_on_move_nothing)
{
	static const enum event_kind kinds[] = {EVENT_NOTE, EVENT_READ_AHEAD, EVENT_FOLLOW, EVENT_ESCALATE};
	struct walk walk;
	g_autofree char *before = NULL;

	walk_begin(&walk, procedure_sound);
	before = picture(walk.run);
	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
		struct procedure_event *event = event_of(&walk, kinds[i], "tanaka", NULL);
		g_autofree char *after = NULL;

		event->text = g_strdup("seen");
		ck_assert_str_eq(with_reason(&walk, event, "manager"), "");
		after = picture(walk.run);
		ck_assert_str_eq(before, after);
	}
	ck_assert_str_eq(with_reason(&walk, event_of(&walk, EVENT_CANCEL, "sato", NULL), NULL), "");
	ck_assert_int_eq(procedure_run_state(walk.run), WALK_CANCELLED);
	ck_assert_str_eq(says(&walk, "sato", "lit"), "the run is cancelled");
	check_replay(&walk);
	walk_end(&walk);
}
END_TEST

START_TEST(nobody_approves_his_own_work)
{
	g_autofree char *text = fixture_replace(procedure_sound, "confirm: key", "confirm: approval");
	struct walk walk;
	struct procedure_event *event;

	walk_begin(&walk, text);
	says(&walk, "sato", "lit");
	says(&walk, PROCEDURE_MACHINE, "good");
	ck_assert_str_eq(says(&walk, PROCEDURE_MACHINE, "queued"), "step 'tell' must be approved by somebody else");
	event = event_of(&walk, EVENT_OUTCOME, PROCEDURE_MACHINE, "queued");
	event->approved_by = g_strdup("sato");
	ck_assert_str_eq(give(&walk, event), "'sato' cannot approve what 'sato' does");
	event = event_of(&walk, EVENT_OUTCOME, PROCEDURE_MACHINE, "queued");
	event->approved_by = g_strdup("manager");
	ck_assert_str_eq(give(&walk, event), "");
	check_replay(&walk);
	walk_end(&walk);
}
END_TEST

START_TEST(a_step_is_entered_so_often_and_no_more)
{
	g_autofree char *loop = fixture_replace(procedure_sound, "no-reply: gone", "no-reply: tell");
	g_autofree char *text = fixture_replace(loop, "    outcomes: {queued: answer, held: gone, refused: gone}\n",
						"    visits: 2\n    outcomes: {queued: answer, held: gone, refused: gone, exhausted: gone}\n");
	struct walk walk;

	walk_begin(&walk, text);
	says(&walk, "sato", "lit");
	says(&walk, PROCEDURE_MACHINE, "good");
	for (int i = 1; i <= 2; i++) {
		ck_assert_str_eq(says(&walk, PROCEDURE_MACHINE, "queued"), "");
		walk.now_us += 60 * MINUTE;
		ck_assert_str_eq(says(&walk, PROCEDURE_MACHINE, "no-reply"), "");
		ck_assert_str_eq(stands_at(&walk), i == 1 ? "tell" : "gone");
	}
	ck_assert_str_eq(known(&walk, "tell.outcome"), "exhausted");
	check_replay(&walk);
	walk_end(&walk);
}
END_TEST

START_TEST(every_prefix_of_a_run_goes_on_to_the_same_end)
{
	struct walk walk;
	g_autofree char *whole = NULL;

	walk_to_wait(&walk);
	walk.now_us += 10 * MINUTE;
	with_reason(&walk, event_of(&walk, EVENT_SUSPEND, "sato", NULL), NULL);
	give(&walk, event_of(&walk, EVENT_RESUME, "sato", NULL));
	back_to(&walk, "look");
	give(&walk, event_of(&walk, EVENT_REPEAT, "sato", NULL));
	says(&walk, PROCEDURE_MACHINE, "good");
	says(&walk, PROCEDURE_MACHINE, "queued");
	says(&walk, "sato", "fine");
	whole = picture(walk.run);
	ck_assert_uint_gt(walk.events->len, 8);
	for (guint cut = 1; cut < walk.events->len; cut++) {
		g_autoptr(ops_procedure_run_t) run = replayed(&walk, cut);
		g_autofree char *resumed = NULL;

		for (guint i = cut; i < walk.events->len; i++)
			ck_assert(procedure_run_apply(run, walk.events->pdata[i], NULL));
		resumed = picture(run);
		ck_assert_str_eq(whole, resumed);
	}
	walk_end(&walk);
}
END_TEST

START_TEST(another_text_moves_no_run)
{
	g_autofree char *edited = fixture_replace(procedure_sound, "en: Small", "en: Smaller");
	g_autoptr(ops_procedure_t) other = fixture_procedure(edited);
	g_autoptr(GError) error = NULL;
	struct walk walk;

	walk_begin(&walk, procedure_sound);
	ck_assert_ptr_null(procedure_run_replay(other, (struct procedure_event *const *)walk.events->pdata, walk.events->len, &error));
	ck_assert_int_eq(error->code, PROCEDURE_ERROR_TEXT);
	ck_assert_str_eq(error->message, "the run began with another text of procedure 'small'");
	walk_end(&walk);
}
END_TEST

START_TEST(events_that_are_not_whole_are_refused)
{
	static const char *const cases[] = {
		"{}", "[]", "{\"event\":\"jump\",\"at\":1,\"by\":\"a\"}", "{\"event\":\"note\",\"by\":\"a\"}",
		"{\"event\":\"note\",\"at\":1}", "{\"event\":\"note\",\"at\":\"1\",\"by\":\"a\"}",
		"{\"event\":\"note\",\"at\":1,\"by\":\"a\",\"extra\":1}", "{\"event\":\"note\",\"at\":1,\"by\":\"a\",\"text\":\"\"}",
		"{\"event\":\"note\",\"at\":1,\"by\":\"a\",\"turn\":0}", "{\"event\":\"start\",\"at\":1,\"by\":\"a\",\"procedure\":\"p\"}",
		"{\"event\":\"start\",\"at\":1,\"by\":\"a\",\"procedure\":\"p\",\"digest\":\"00\"}",
		"{\"event\":\"fact\",\"at\":1,\"by\":\"a\",\"facts\":[]}", "{\"event\":\"fact\",\"at\":1,\"by\":\"a\",\"facts\":{\"a\":[]}}",
		"{\"event\":\"fact\",\"at\":1,\"by\":\"a\",\"facts\":{\"a\":{\"about\":\"1\",\"b\":\"2\"}}}",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(ops_json_t) json = json_parse(cases[i], strlen(cases[i]), 10000, NULL);

		ck_assert_ptr_nonnull(json);
		ck_assert_msg(procedure_event_read(json, &error) == NULL, "%s", cases[i]);
		ck_assert(g_error_matches(error, OPS_PROCEDURE_ERROR, PROCEDURE_ERROR_EVENT));
	}
}
END_TEST

START_TEST(what_may_come_is_read_ahead_nearest_first)
{
	struct walk walk;
	g_autoptr(GPtrArray) ahead = NULL;
	GString *names = g_string_new(NULL);

	walk_begin(&walk, procedure_sound);
	ahead = procedure_run_ahead(walk.run);
	for (guint i = 0; i < ahead->len; i++)
		g_string_append_printf(names, "%s ", ((struct procedure_step *)ahead->pdata[i])->name);
	ck_assert_str_eq(names->str, "look gone tell many by-hand answer fine ");
	g_string_free(names, TRUE);
	walk_end(&walk);
}
END_TEST

START_TEST(texts_are_filled_with_what_is_known)
{
	struct walk walk;
	struct procedure_event *event;
	g_autofree char *japanese = NULL, *english = NULL;

	walk_begin(&walk, procedure_sound);
	event = event_of(&walk, EVENT_OUTCOME, "sato", "lit");
	procedure_event_add_fact(event, "count", "3", false);
	ck_assert_str_eq(give(&walk, event), "");
	japanese = procedure_run_fill(walk.run, "{lamp}が{count}、{spare} {", PROCEDURE_JAPANESE);
	english = procedure_run_fill(walk.run, "{count} of {subject} are {lamp}", PROCEDURE_ENGLISH);
	ck_assert_str_eq(japanese, "点が3、? {");
	ck_assert_str_eq(english, "3 of line:h1 are lit");
	walk_end(&walk);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_run_goes_where_the_answers_lead), UNIT(a_decision_takes_what_was_seen),
		UNIT(the_second_answer_to_one_question_is_refused), UNIT(an_event_that_is_refused_changes_nothing),
		UNIT(facts_must_fit_their_fields), UNIT(nobody_but_the_machine_calls_a_line_good),
		UNIT(going_back_makes_void_and_forgets_nothing),
		UNIT(a_probe_is_repeated_and_its_first_answer_comes_too_late), UNIT(a_wait_reminds_and_ends),
		UNIT(a_pause_stops_the_limit_of_a_step_and_not_the_whole), UNIT(a_run_is_handed_over_and_taken_over),
		UNIT(notes_reading_and_looking_on_move_nothing), UNIT(nobody_approves_his_own_work),
		UNIT(a_step_is_entered_so_often_and_no_more), UNIT(every_prefix_of_a_run_goes_on_to_the_same_end),
		UNIT(another_text_moves_no_run), UNIT(events_that_are_not_whole_are_refused),
		UNIT(what_may_come_is_read_ahead_nearest_first), UNIT(texts_are_filled_with_what_is_known), {NULL},
	};

	return unit_run("procedure-run", tests);
}
