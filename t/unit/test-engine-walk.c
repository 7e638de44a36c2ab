/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A walk through two small procedures, over the in-memory store and an overlay: what is recorded of it, that
 * it goes on wherever it was left, and who is told when two answer at once.
 */
#include "cases/cases.h"
#include "engine/walk.h"
#include "fixture-inventory.h"
#include "store/notices.h"
#include "store/states.h"
#include "unit.h"

#define WELL "overlay: 1\ndefault: {rtt: 3ms}\n"
#define C1_SILENT "overlay: 1\ndefault: {rtt: 3ms}\nanswers: {10.20.0.1: {answer: none}}\n"
#define BEGAN "2026-11-25T03:00:00+09:00"

static const char contacts[] =
	"contacts:\n"
	"  desk: {organization: clinic, role: responsible, channels: [{mail: desk@clinic.example}]}\n"
	"  sato: {organization: self, role: duty-officer, login: sato, channels: [{phone: '+81-3-0000-0000'}]}\n";

static const char main_text[] =
	"procedure: main\n"
	"title: {ja: 主, en: Main}\n"
	"source: 1.3.2(1) fig 5\n"
	"owner: ops-manager\n"
	"reviewed: 2026-11-25\n"
	"within: 8h\n"
	"actors: [institution, operator, carrier]\n"
	"start: report\n"
	"fields:\n"
	"  symptom: {title: {ja: 症状, en: Symptom}, says: cause}\n"
	"steps:\n"
	"  report:\n"
	"    actor: institution\n"
	"    kind: ask\n"
	"    title: {ja: 報告, en: Report}\n"
	"    fields: [symptom]\n"
	"    next: {next: look, says: acknowledged}\n"
	"  look:\n"
	"    actor: operator\n"
	"    kind: probe\n"
	"    title: {ja: 測定, en: Look}\n"
	"    probe: {scope: service-path, of: subject}\n"
	"    limit: 5m\n"
	"    outcomes: {good: tell, bad: enquire, unmeasurable: unclear}\n"
	"  tell:\n"
	"    actor: operator\n"
	"    kind: notify\n"
	"    title: {ja: 依頼, en: Ask them}\n"
	"    notice: check-request\n"
	"    to: institution\n"
	"    confirm: key\n"
	"    outcomes: {queued: answer, held: unclear, refused: unclear}\n"
	"  answer:\n"
	"    actor: institution\n"
	"    kind: wait\n"
	"    title: {ja: 回答, en: Their answer}\n"
	"    for: reply\n"
	"    limit: 60m\n"
	"    remind: 30m\n"
	"    answers:\n"
	"      normal: {next: enquire, key: n, text: {ja: 正常, en: nothing wrong}}\n"
	"      fault-found: {next: theirs, key: f, text: {ja: 異常, en: a fault}}\n"
	"      no-reply: unclear\n"
	"  enquire:\n"
	"    actor: operator\n"
	"    kind: call\n"
	"    title: {ja: 照会, en: Enquire}\n"
	"    call: called\n"
	"    outcomes: {faulty: carriers, sound: unclear}\n"
	"  theirs: {actor: operator, kind: end, verdict: institution, title: {ja: 機関側, en: Theirs}}\n"
	"  carriers: {actor: operator, kind: end, verdict: carrier, title: {ja: 回線側, en: The carrier's}}\n"
	"  unclear: {actor: operator, kind: end, verdict: undecided, title: {ja: 不明, en: Unclear}}\n";

static const char called_text[] =
	"procedure: called\n"
	"title: {ja: 副, en: Called}\n"
	"source: 1.3.2(1) fig 5\n"
	"owner: ops-manager\n"
	"reviewed: 2026-11-25\n"
	"actors: [operator]\n"
	"start: ask\n"
	"fields:\n"
	"  symptom: {title: {ja: 症状, en: Symptom}}\n"
	"steps:\n"
	"  ask:\n"
	"    actor: operator\n"
	"    kind: ask\n"
	"    title: {ja: 問い, en: Ask the desk}\n"
	"    answers:\n"
	"      bad: {next: faulty, key: b, text: {ja: 異常, en: faulty}}\n"
	"      cannot-tell: sound\n"
	"  faulty: {actor: operator, kind: end, verdict: carrier, title: {ja: 異常, en: Faulty}}\n"
	"  sound: {actor: operator, kind: end, verdict: undecided, title: {ja: 正常, en: Sound}}\n";

struct fixture {
	struct inventory *inventory;
	struct store *store;
	struct notice_policy *policy;
	struct overlay *overlay;
	struct clock *clock;
	char *directory;
	const char *places[2];
};

static void write_procedure(const struct fixture *fixture, const char *name, const char *text)
{
	g_autofree char *file = g_strconcat(fixture->directory, "/", name, ".yaml", NULL);

	ck_assert(g_file_set_contents(file, text, -1, NULL));
}

static void set(struct fixture *fixture, const char *time, const char *overlay)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();

	clock_free(fixture->clock);
	overlay_free(fixture->overlay);
	fixture->clock = clock_new_set(time, NULL);
	fixture->overlay = overlay_parse("overlay.yaml", overlay, strlen(overlay), faults);
	ck_assert(fixture->clock && fixture->overlay);
}

/* The rules that come with nwops, and one path. */
static void read_rules(struct fixture *fixture)
{
	g_autofree char *file = g_build_filename(fixture->directory, "notices.yaml", NULL);
	g_autofree char *share = g_build_filename(g_getenv("NWOPS_SOURCE_ROOT"), "share", NULL);
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();

	ck_assert(g_file_set_contents(file, "paths: {core: {relays: [{name: mx, host: mx.self.example}], from: noc@self.example}}\n", -1, NULL));
	fixture->policy = notice_policy_load(fixture->directory, share, fixture->inventory, faults);
	ck_assert_ptr_nonnull(fixture->policy);
	g_unlink(file);
}

static void setup(struct fixture *fixture)
{
	g_autofree char *network = g_strconcat(fixture_network, contacts, NULL);
	const struct store_options options = {
		.mode = STORE_WRITE, .purpose = STORE_REHEARSAL, .log_name = "test.example/noc1", .clock = clock_system(),
	};

	*fixture = (struct fixture){
		.inventory = fixture_inventory_of(network),
		.store = store_open_memory(&options, NULL),
		.directory = g_dir_make_tmp("nwops-XXXXXX", NULL),
	};
	fixture->places[0] = fixture->directory;
	read_rules(fixture);
	write_procedure(fixture, "main", main_text);
	write_procedure(fixture, "called", called_text);
	set(fixture, BEGAN, WELL);
}

static void teardown(struct fixture *fixture)
{
	const char *const names[] = { "main", "called" };

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *file = g_strconcat(fixture->directory, "/", names[i], ".yaml", NULL);

		g_unlink(file);
	}
	g_rmdir(fixture->directory);
	g_free(fixture->directory);
	store_close(fixture->store);
	notice_policy_free(fixture->policy);
	overlay_free(fixture->overlay);
	clock_free(fixture->clock);
	inventory_free(fixture->inventory);
}

static struct walk_options options_of(const struct fixture *fixture, const char *actor)
{
	return (struct walk_options){
		.inventory = fixture->inventory,
		.store = fixture->store,
		.probing = { .clock = fixture->clock, .overlay = fixture->overlay, .deadline_us = G_USEC_PER_SEC },
		.policy = fixture->policy,
		.procedures = fixture->places,
		.actor = actor,
		.clock = fixture->clock,
	};
}

static struct walk *start_about(const struct fixture *fixture, const char *subject, GError **error)
{
	struct walk_options options = options_of(fixture, "sato");
	const struct walk_begin begin = {
		.procedure = "main", .subject = subject, .organization = "clinic", .detected_by = "institution",
	};

	return walk_start(&options, &begin, error);
}

static struct walk *start(const struct fixture *fixture)
{
	g_autoptr(GError) error = NULL;
	struct walk *walk = start_about(fixture, "line:c1", &error);

	ck_assert_msg(walk != NULL, "%s", error ? error->message : "");
	return walk;
}

static struct walk *reopen(const struct fixture *fixture, struct walk *take_walk, const char *actor)
{
	struct walk_options options = options_of(fixture, actor);
	g_autofree char *id = g_strdup(walk_case(take_walk));
	int64_t run = walk_run_number(take_walk);
	g_autoptr(GError) error = NULL;
	struct walk *walk;

	walk_free(take_walk);
	walk = walk_open(&options, id, run, &error);
	ck_assert_msg(walk != NULL, "%s", error ? error->message : "");
	return walk;
}

static bool answer(struct walk *walk, const char *outcome, const char *field, const char *value, GError **error)
{
	struct procedure_event *event = procedure_event_new(EVENT_OUTCOME, 0, NULL);

	event->step = g_strdup(procedure_run_effect(walk_current(walk))->step->name);
	event->outcome = g_strdup(outcome);
	if (field)
		procedure_event_add_fact(event, field, value, false);
	return walk_tell(walk, event, error);
}

#define MUST(call) do { g_autoptr(GError) must_error = NULL; bool must_ok = (call); \
	ck_assert_msg(must_ok, "%s", must_error ? must_error->message : "no reason"); } while (0)

static const char *stands_at(const struct walk *walk)
{
	return procedure_run_effect(walk_current(walk))->step->name;
}

/* One thing, whatever is wanted: false at the end. */
static bool do_one(struct walk *walk, const char *reply)
{
	switch (walk_need(walk)) {
	case WALK_NEEDS_NOTHING:
	case WALK_NEEDS_LOOK:
		MUST(walk_go_on(walk, &must_error));
		return true;
	case WALK_NEEDS_CONFIRMATION:
		MUST(walk_send(walk, NULL, &must_error));
		return true;
	case WALK_NEEDS_ANSWER:
		if (g_str_equal(stands_at(walk), "report"))
			MUST(answer(walk, "answered", "symptom", "nothing connects", &must_error));
		else
			MUST(answer(walk, "bad", NULL, NULL, &must_error));
		return true;
	case WALK_NEEDS_REPLY:
		MUST(answer(walk, reply, NULL, NULL, &must_error));
		return true;
	default:
		return false;
	}
}

/* All that the case holds, but for what the store and the hour say of it. */
static char *story(const struct fixture *fixture, const char *id)
{
	g_autoptr(ops_case_file_t) file = case_load(fixture->store, id, NULL);
	GString *text = g_string_new(NULL);

	ck_assert_ptr_nonnull(file);
	for (guint i = 0; i < file->events->len; i++) {
		const struct case_event *event = file->events->pdata[i];
		g_autofree char *body = json_print(event->body);

		g_string_append_printf(text, "%ld %ld %s %s %s\n", (long)event->number, (long)event->run,
				       case_event_id(event->kind), event->actor, body);
	}
	for (guint i = 0; i < file->runs->len; i++) {
		const struct case_run *run = file->runs->pdata[i];

		g_string_append_printf(text, "run %ld %s of %ld at %s %s\n", (long)run->run, run->procedure, (long)run->caller,
				       run->step, words_get(WORDS_RUN_STATE, run->state)->id);
	}
	return g_string_free(text, FALSE);
}

static bool count_notice(void *context, const struct notice_record *notice)
{
	ck_assert_int_eq(notice->kind, NOTICE_CHECK_REQUEST);
	ck_assert_str_eq(notice->audience, "institution");
	ck_assert_str_eq(notice->recipient, "clinic");
	ck_assert_int_eq(notice->state, NOTICE_QUEUED);
	ck_assert_ptr_nonnull(strstr(notice->facts, "nothing connects"));
	*(int *)context += 1;
	return true;
}

START_TEST(a_run_is_led_to_its_end_and_recorded)
{
	struct fixture fixture;
	const struct notices_filter all = { .state = -1 };
	g_autoptr(ops_walk_t) walk = NULL;
	g_autofree char *told = NULL;
	int notices = 0;

	setup(&fixture);
	walk = start(&fixture);
	ck_assert_str_eq(walk_case(walk), "INC-20261125-001");
	ck_assert_int_eq(walk_need(walk), WALK_NEEDS_ANSWER);
	while (do_one(walk, "normal"))
		;
	ck_assert_int_eq(walk_need(walk), WALK_IS_OVER);
	ck_assert_str_eq(stands_at(walk), "carriers");
	ck_assert_str_eq(procedure_run_fact(walk_outermost(walk), "suspect.owner")->value, "none");
	ck_assert_str_eq(procedure_run_fact(walk_outermost(walk), "subject.class")->value, "user");
	ck_assert_str_eq(walk_evidence(walk)->step, "look");
	ck_assert(notices_read(fixture.store, &all, count_notice, &notices, NULL));
	ck_assert_int_eq(notices, 1);
	told = story(&fixture, walk_case(walk));
	ck_assert_ptr_nonnull(strstr(told, "run 1 main of 0 at carriers completed\n"));
	ck_assert_ptr_nonnull(strstr(told, "run 2 called of 1 at faulty completed\n"));
	teardown(&fixture);
}
END_TEST

/* By what the procedure says it is, and in the transaction of the answer. */
START_TEST(what_is_answered_is_said_of_the_case)
{
	struct fixture fixture;
	g_autoptr(ops_walk_t) walk = NULL;
	g_autoptr(ops_case_file_t) file = NULL;
	g_autoptr(ops_case_standing_t) standing = NULL;
	const struct case_event *cause;

	setup(&fixture);
	walk = start(&fixture);
	MUST(answer(walk, "answered", "symptom", "nothing connects", &must_error));
	file = case_load(fixture.store, walk_case(walk), NULL);
	standing = case_standing_new(file);
	cause = case_standing_find(standing, CASE_FIELD_CAUSE);
	ck_assert_ptr_nonnull(cause);
	ck_assert_str_eq(cause->text, "nothing connects");
	ck_assert_str_eq(cause->actor, "sato");
	ck_assert_int_eq(case_standing_instant(standing, CASE_FIELD_ACKNOWLEDGED).quality, INSTANT_EXACT);
	ck_assert_int_eq(case_standing_instant(standing, CASE_FIELD_RESTORED).quality, INSTANT_UNKNOWN);
	teardown(&fixture);
}
END_TEST

START_TEST(what_is_not_known_is_not_said)
{
	struct fixture fixture;
	g_autoptr(ops_walk_t) walk = NULL;
	g_autoptr(ops_case_file_t) file = NULL;
	g_autoptr(ops_case_standing_t) standing = NULL;

	setup(&fixture);
	walk = start(&fixture);
	MUST(answer(walk, "answered", "symptom", NULL, &must_error));
	file = case_load(fixture.store, walk_case(walk), NULL);
	standing = case_standing_new(file);
	ck_assert_ptr_null(case_standing_find(standing, CASE_FIELD_CAUSE));
	teardown(&fixture);
}
END_TEST

/* Whoever dies between two events leaves the record as if nothing had been. */
START_TEST(a_run_that_is_left_anywhere_goes_on)
{
	g_autofree char *undisturbed = NULL;

	for (int disturbed = 0; disturbed < 2; disturbed++) {
		struct fixture fixture;
		g_autofree char *told = NULL;
		struct walk *walk;

		setup(&fixture);
		walk = start(&fixture);
		do
			walk = disturbed ? reopen(&fixture, walk, "sato") : walk;
		while (do_one(walk, "normal"));
		told = story(&fixture, walk_case(walk));
		if (disturbed)
			ck_assert_str_eq(told, undisturbed);
		else
			undisturbed = g_steal_pointer(&told);
		walk_free(walk);
		teardown(&fixture);
	}
}
END_TEST

START_TEST(the_second_of_two_answers_is_refused)
{
	struct fixture fixture;
	g_autoptr(ops_walk_t) one = NULL, two = NULL;
	g_autoptr(GError) error = NULL;

	setup(&fixture);
	struct walk_options options = options_of(&fixture, "sato");

	one = start(&fixture);
	two = walk_open(&options, walk_case(one), walk_run_number(one), NULL);
	ck_assert_ptr_nonnull(two);
	ck_assert(answer(one, "answered", "symptom", "nothing connects", NULL));
	ck_assert(!answer(two, "answered", "symptom", "all is well", &error));
	ck_assert(g_error_matches(error, OPS_PROCEDURE_ERROR, PROCEDURE_ERROR_ANSWERED));
	ck_assert_ptr_nonnull(strstr(error->message, "sato"));
	ck_assert_str_eq(stands_at(two), "look");
	ck_assert_str_eq(procedure_run_fact(walk_current(two), "symptom")->value, "nothing connects");
	/* Who does not hold it takes it over first. */
	g_clear_error(&error);
	walk_free(two);
	options.actor = "suzuki";
	two = walk_open(&options, walk_case(one), walk_run_number(one), NULL);
	ck_assert(walk_go_on(two, NULL));
	ck_assert_str_eq(stands_at(two), "tell");
	ck_assert(!walk_tell(two, procedure_event_new(EVENT_CANCEL, 0, NULL), &error));
	ck_assert(g_error_matches(error, OPS_PROCEDURE_ERROR, PROCEDURE_ERROR_HELD));
	teardown(&fixture);
}
END_TEST

START_TEST(a_text_that_is_edited_moves_no_run)
{
	struct fixture fixture;
	struct walk *walk;

	setup(&fixture);
	walk = start(&fixture);
	write_procedure(&fixture, "main", called_text);
	walk = reopen(&fixture, walk, "sato");
	while (do_one(walk, "fault-found"))
		;
	ck_assert_str_eq(stands_at(walk), "theirs");
	walk_free(walk);
	teardown(&fixture);
}
END_TEST

/* What a tick does for runs now: nothing, or the one thing of SORT. */
static void mind(const struct fixture *fixture, enum run_due sort)
{
	struct walk_options options = options_of(fixture, "nwops");
	g_autoptr(GPtrArray) minded = engine_mind_runs(&options, NULL);
	const struct minded_run *only;

	ck_assert_ptr_nonnull(minded);
	ck_assert_uint_eq(minded->len, sort == RUN_DUE_NOTHING ? 0 : 1);
	if (!minded->len)
		return;
	only = minded->pdata[0];
	ck_assert_int_eq(only->due, sort);
	ck_assert_str_eq(only->case_id, "INC-20261125-001");
	ck_assert_str_eq(only->step, "answer");
	ck_assert_str_eq(only->holder, "sato");
	ck_assert_pstr_eq(only->outcome, sort == RUN_DUE_LIMIT ? "no-reply" : NULL);
}

START_TEST(a_wait_is_reminded_of_and_ends)
{
	struct fixture fixture;
	struct walk *walk;

	setup(&fixture);
	walk = start(&fixture);
	while (walk_need(walk) != WALK_NEEDS_REPLY)
		ck_assert(do_one(walk, "normal"));
	mind(&fixture, RUN_DUE_NOTHING);
	set(&fixture, "2026-11-25T03:30:00+09:00", WELL);
	mind(&fixture, RUN_DUE_REMINDER);
	mind(&fixture, RUN_DUE_NOTHING);
	set(&fixture, "2026-11-25T04:00:00+09:00", WELL);
	mind(&fixture, RUN_DUE_LIMIT);
	mind(&fixture, RUN_DUE_NOTHING);
	walk = reopen(&fixture, walk, "sato");
	ck_assert_str_eq(stands_at(walk), "unclear");
	walk_free(walk);
	teardown(&fixture);
}
END_TEST

START_TEST(what_is_broken_off_must_be_said_how_it_ended)
{
	struct fixture fixture;
	struct procedure_event *event;
	g_autoptr(ops_walk_t) walk = NULL;

	setup(&fixture);
	set(&fixture, BEGAN, C1_SILENT);
	walk = start(&fixture);
	while (walk_depth(walk) < 2)
		ck_assert(do_one(walk, "normal"));
	ck_assert_str_eq(stands_at(walk), "ask");
	event = procedure_event_new(EVENT_CANCEL, 0, NULL);
	event->reason = g_strdup("asked by telephone");
	MUST(walk_tell(walk, event, &must_error));
	ck_assert_str_eq(stands_at(walk), "enquire");
	ck_assert_int_eq(walk_need(walk), WALK_NEEDS_ANSWER);
	ck_assert(walk_go_on(walk, NULL));
	ck_assert_str_eq(stands_at(walk), "enquire");
	event = procedure_event_new(EVENT_SKIP, 0, NULL);
	event->step = g_strdup("enquire");
	event->outcome = g_strdup("faulty");
	event->reason = g_strdup("they said so by telephone");
	MUST(walk_tell(walk, event, &must_error));
	ck_assert_str_eq(stands_at(walk), "carriers");
	teardown(&fixture);
}
END_TEST

START_TEST(who_takes_over_a_call_has_its_caller)
{
	struct fixture fixture;
	struct procedure_event *event;
	struct walk *walk;

	setup(&fixture);
	set(&fixture, BEGAN, C1_SILENT);
	walk = start(&fixture);
	while (walk_depth(walk) < 2)
		ck_assert(do_one(walk, "normal"));
	walk = reopen(&fixture, walk, "suzuki");
	event = procedure_event_new(EVENT_HAND_OVER, 0, NULL);
	event->to = g_strdup("suzuki");
	event->reason = g_strdup("the shift changes");
	MUST(walk_tell(walk, event, &must_error));
	for (unsigned int depth = 1; depth <= 2; depth++)
		ck_assert_str_eq(procedure_run_holder(walk_at(walk, depth)), "suzuki");
	walk_free(walk);
	teardown(&fixture);
}
END_TEST

START_TEST(one_trouble_is_one_case)
{
	struct fixture fixture;
	g_autoptr(ops_walk_t) first = NULL, same = NULL, other = NULL;

	setup(&fixture);
	first = start(&fixture);
	same = start(&fixture);
	other = start_about(&fixture, "line:c2", NULL);
	ck_assert_str_eq(walk_case(same), walk_case(first));
	ck_assert_int_eq(walk_run_number(same), 2);
	ck_assert_str_eq(walk_case(other), "INC-20261125-002");
	teardown(&fixture);
}
END_TEST

START_TEST(trouble_that_was_seen_began_when_it_was)
{
	struct fixture fixture;
	const struct state_record down = { .item = "line:c1", .status = STATUS_DOWN, .since_us = INT64_C(1795542600000000) };
	g_autoptr(ops_walk_t) seen = NULL, unseen = NULL;
	g_autoptr(ops_case_file_t) file = NULL, other = NULL;
	const struct case_event *opened;

	setup(&fixture);
	ck_assert(store_begin(fixture.store, NULL) && states_set(fixture.store, &down, NULL) && store_commit(fixture.store, NULL));
	seen = start(&fixture);
	file = case_load(fixture.store, walk_case(seen), NULL);
	opened = file->events->pdata[0];
	ck_assert_int_eq(opened->at.quality, INSTANT_EXACT);
	ck_assert_int_eq(opened->at.at_us, down.since_us);
	unseen = start_about(&fixture, "line:c2", NULL);
	other = case_load(fixture.store, walk_case(unseen), NULL);
	opened = other->events->pdata[0];
	ck_assert_int_eq(opened->at.quality, INSTANT_UNKNOWN);
	teardown(&fixture);
}
END_TEST

START_TEST(a_procedure_with_errors_is_not_begun)
{
	struct fixture fixture;
	g_autoptr(GError) error = NULL;

	setup(&fixture);
	write_procedure(&fixture, "called", "procedure: called\n");
	ck_assert_ptr_null(start_about(&fixture, "line:c1", &error));
	ck_assert(g_error_matches(error, OPS_WALK_ERROR, WALK_ERROR_PROCEDURE));
	teardown(&fixture);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_run_is_led_to_its_end_and_recorded),
		UNIT(what_is_answered_is_said_of_the_case),
		UNIT(what_is_not_known_is_not_said),
		UNIT(a_run_that_is_left_anywhere_goes_on),
		UNIT(the_second_of_two_answers_is_refused),
		UNIT(a_text_that_is_edited_moves_no_run),
		UNIT(a_wait_is_reminded_of_and_ends),
		UNIT(what_is_broken_off_must_be_said_how_it_ended),
		UNIT(who_takes_over_a_call_has_its_caller),
		UNIT(one_trouble_is_one_case),
		UNIT(trouble_that_was_seen_began_when_it_was),
		UNIT(a_procedure_with_errors_is_not_begun),
		{NULL, NULL},
	};

	return unit_run("engine-walk", tests);
}
