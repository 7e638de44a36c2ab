/* SPDX-License-Identifier: Apache-2.0 */
/*
 * engine/duties*.c: what counts as given, how many it reaches, what people have recorded; and that each thing is
 * reminded of once.
 */
#include "engine/duties.h"
#include "fixture-telling.h"

#define OPEN_CASE "INC-20261125-001"
#define MINUTES(count) ((count) * INT64_C(60000000))

static const char rows[] =
	"user-unit: %s\n"
	"duties:\n"
	"  F:\n"
	"    title: {ja: 第一報, en: First report}\n"
	"    when: {impact: true}\n"
	"    due: {from: detected, after: 30m}\n"
	"    to: [core, institution]\n"
	"    notice: outage-first\n"
	"    remind: 10m\n"
	"  U:\n"
	"    title: {ja: 続報, en: Follow-up}\n"
	"    when: {open: true}\n"
	"    every: 60m\n"
	"    to: [core]\n"
	"    notice: outage-follow-up\n"
	"  L:\n"
	"    title: {ja: 漏えい, en: Leak}\n"
	"    when: {said: leak}\n"
	"    due: {from: condition}\n"
	"    to: [authority]\n"
	"    law: {source: s, checked: 2026-11-25, certainty: A}\n"
	"  M:\n"
	"    title: {ja: 詳報, en: Full report}\n"
	"    when: {said: leak}\n"
	"    due: {from: condition, after: 30d}\n"
	"    to: [authority]\n"
	"    remind: 7d\n"
	"    law: {source: s, checked: 2026-11-25, certainty: A}\n"
	"  S:\n"
	"    title: {ja: 通信の秘密, en: Secrecy}\n"
	"    when: {said: secrecy-leak}\n"
	"    due: {from: condition, after: 30d}\n"
	"    to: [authority]\n"
	"    law: {source: s, checked: 2026-11-25, certainty: A}\n"
	"  V:\n"
	"    title: {ja: 振り返り, en: Review}\n"
	"    when: {said: worth-it}\n"
	"    due: {from: restored, after: 30d}\n"
	"    to: [manager]\n"
	"    recorded: reviewed\n"
	"    remind: 7d\n";

struct owing {
	struct telling telling;
	struct duties *duties;
	struct duties_options options;
	int64_t opened_us;
};

static struct cases_options recording(const struct owing *owing)
{
	return (struct cases_options){
		.store = owing->telling.store, .zone = inventory_zone(owing->telling.inventory), .actor = "sato",
		.clock = owing->telling.clock, .notes = &owing->telling.notes,
	};
}

/* A case of line c1, which is DOWN, opened at 03:00. */
static void begin_with(struct owing *owing, const char *unit)
{
	g_autofree char *text = g_strdup_printf(rows, unit);
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	const struct state_record down = { .item = "line:c1", .status = STATUS_DOWN, .since_us = 1 };
	const struct case_opening opening = {
		.kind = CASE_INCIDENT, .subject = "line:c1", .organization = "clinic", .began = { .quality = INSTANT_UNKNOWN },
		.detected_by = "monitoring",
	};
	g_autofree char *id = NULL;

	telling_init(&owing->telling, "");
	owing->opened_us = clock_wall_us(owing->telling.clock);
	owing->duties = duties_read("duties.yaml", text, strlen(text), faults);
	ck_assert_ptr_nonnull(owing->duties);
	owing->options = (struct duties_options){ owing->telling.inventory, owing->telling.store, owing->duties, owing->telling.clock };
	ck_assert(store_begin(owing->telling.store, NULL) && states_set(owing->telling.store, &down, NULL) &&
		  store_commit(owing->telling.store, NULL));
	const struct cases_options options = recording(owing);

	id = case_open(&options, &opening, NULL);
	ck_assert_str_eq(id, OPEN_CASE);
}

static void begin(struct owing *owing)
{
	begin_with(owing, "line");
}

static void end(struct owing *owing)
{
	duties_free(owing->duties);
	telling_clear(&owing->telling);
}

/* "03:20" of that day. */
static void at(struct owing *owing, const char *time)
{
	g_autofree char *setting = g_strdup_printf("2026-11-25T%s:00+09:00", time);

	telling_set_clock(&owing->telling, setting);
}

static struct case_duties *look(const struct owing *owing)
{
	g_autoptr(GError) error = NULL;
	struct case_duties *duties = engine_duties(&owing->options, OPEN_CASE, &error);

	ck_assert_msg(duties != NULL, "%s", error ? error->message : "");
	return duties;
}

static const struct duty *duty_of(const struct case_duties *duties, const char *id, enum audience audience)
{
	for (guint i = 0; i < duties->list->len; i++) {
		const struct duty *duty = &g_array_index(duties->list, struct duty, i);

		if (g_str_equal(duty->row->id, id) && duty->audience == audience)
			return duty;
	}
	ck_abort_msg("no duty %s", id);
}

/* The newest message of the spool stands so from now on. */
static bool take_newest(void *context, const struct message_record *record)
{
	*(int64_t *)context = record->number;
	return true;
}

static int64_t newest(const struct owing *owing)
{
	const struct messages_filter all = { 0 };
	int64_t number = 0;

	ck_assert(messages_read(owing->telling.store, &all, take_newest, &number, NULL));
	return number;
}

static void set_state(const struct owing *owing, int64_t number, enum message_state state)
{
	const struct message_record changed = { .number = number, .state = state, .changed_at_us = clock_wall_us(owing->telling.clock) };

	ck_assert(store_begin(owing->telling.store, NULL) && messages_change(owing->telling.store, &changed, NULL) &&
		  store_commit(owing->telling.store, NULL));
}

/* --- given --- */

START_TEST(what_is_queued_or_failed_has_reached_nobody)
{
	static const enum message_state states[] = { MESSAGE_QUEUED, MESSAGE_HELD, MESSAGE_SENDING, MESSAGE_FAILED_TEMPORARY,
						     MESSAGE_FAILED_PERMANENT, MESSAGE_DROPPED };
	struct owing owing;

	begin(&owing);
	telling_tell(&owing.telling, NOTICE_OUTAGE_FIRST, AUDIENCE_CORE, NULL, OPEN_CASE, "");
	for (size_t i = 0; i < G_N_ELEMENTS(states); i++) {
		g_autoptr(ops_case_duties_t) duties = NULL;

		set_state(&owing, newest(&owing), states[i]);
		duties = look(&owing);
		ck_assert_uint_eq(duties->reports->len, 0);
		ck_assert_int_eq(duty_of(duties, "F", AUDIENCE_CORE)->state, DUTY_OPEN);
	}
	end(&owing);
}
END_TEST

START_TEST(what_the_next_server_took_is_given_then_to_that_audience_alone)
{
	struct owing owing;
	g_autoptr(ops_case_duties_t) duties = NULL;
	const struct duty *core;

	begin(&owing);
	telling_tell(&owing.telling, NOTICE_OUTAGE_FIRST, AUDIENCE_CORE, NULL, OPEN_CASE, "");
	at(&owing, "03:42");
	set_state(&owing, newest(&owing), MESSAGE_ACCEPTED);
	at(&owing, "04:00");
	duties = look(&owing);
	core = duty_of(duties, "F", AUDIENCE_CORE);
	ck_assert_int_eq(core->state, DUTY_MET);
	ck_assert_int_eq(core->met_at_us, owing.opened_us + MINUTES(42));
	ck_assert_int_eq(core->met_late_us, MINUTES(12));
	ck_assert_int_eq(core->met_by, 1);
	ck_assert_int_eq(duty_of(duties, "F", AUDIENCE_INSTITUTION)->state, DUTY_LATE);
	ck_assert_int_eq(duty_of(duties, "U", AUDIENCE_CORE)->due_at_us, owing.opened_us + MINUTES(102));
	ck_assert_int_eq(duties->silence_us, MINUTES(42));
	ck_assert_int_eq(duties->silence_from_us, owing.opened_us);
	end(&owing);
}
END_TEST

START_TEST(what_somebody_answered_to_is_given_at_the_latest_then)
{
	struct owing owing;
	g_autoptr(ops_case_duties_t) duties = NULL;
	const struct duty *duty;

	begin(&owing);
	telling_tell(&owing.telling, NOTICE_OUTAGE_FIRST, AUDIENCE_CORE, NULL, OPEN_CASE, "");
	at(&owing, "03:25");
	const struct ack_record ack = {
		.message = newest(&owing), .at_us = clock_wall_us(owing.telling.clock) - MINUTES(5), .recorded_at_us = clock_wall_us(owing.telling.clock),
		.ack = ACK_SEEN, .means = MEANS_PHONE, .by = "Mori", .actor = "sato", .text = "",
	};

	ck_assert(store_begin(owing.telling.store, NULL) && acks_keep(owing.telling.store, &ack, NULL) && store_commit(owing.telling.store, NULL));
	set_state(&owing, newest(&owing), MESSAGE_ACKNOWLEDGED);
	duties = look(&owing);
	duty = duty_of(duties, "F", AUDIENCE_CORE);
	ck_assert_int_eq(duty->state, DUTY_MET);
	ck_assert_int_eq(duty->met_at_us, owing.opened_us + MINUTES(20));
	end(&owing);
}
END_TEST

/* --- known --- */

static const struct { const char *unit; int64_t users; } units[] = { { "line", 1 }, { "institution", 1 } };

START_TEST(lines_or_institutions_that_are_down_are_users)
{
	struct owing owing;
	g_autoptr(ops_case_duties_t) duties = NULL;

	begin_with(&owing, units[_i].unit);
	duties = look(&owing);
	ck_assert_uint_eq(duties->situation.users_count, 1);
	ck_assert_int_eq(duties->situation.users[0].users, units[_i].users);
	ck_assert_int_eq(duties->situation.users[0].how, DUTY_SEEN);
	ck_assert_int_ge(duties->situation.users_most, units[_i].users);
	ck_assert(!duty_of(duties, "F", AUDIENCE_CORE)->unsure);
	end(&owing);
}
END_TEST

START_TEST(where_nothing_is_seen_to_be_reached_nobody_knows)
{
	struct owing owing;
	const struct state_record fine = { .item = "line:c1", .status = STATUS_OK, .since_us = 1 };
	g_autoptr(ops_case_duties_t) duties = NULL;

	begin(&owing);
	ck_assert(store_begin(owing.telling.store, NULL) && states_set(owing.telling.store, &fine, NULL) && store_commit(owing.telling.store, NULL));
	duties = look(&owing);
	ck_assert_uint_eq(duties->situation.users_count, 0);
	ck_assert_int_eq(duty_of(duties, "F", AUDIENCE_CORE)->state, DUTY_OPEN);
	ck_assert(duty_of(duties, "F", AUDIENCE_CORE)->unsure);
	end(&owing);
}
END_TEST

/* A run's event in which somebody records NAME. */
static void record_fact(struct owing *owing, const char *name, const char *value, bool estimated)
{
	const struct cases_options options = recording(owing);
	int64_t now_us = clock_wall_us(owing->telling.clock);
	g_autoptr(ops_procedure_event_t) event = procedure_event_new(EVENT_FACT, now_us, "sato");
	g_autoptr(ops_json_t) body = NULL;
	g_autoptr(GError) error = NULL;
	int64_t number;

	procedure_event_add_fact(event, name, value, estimated);
	body = procedure_event_json(event);
	ck_assert(store_begin(owing->telling.store, NULL));
	number = case_append_within(&options, OPEN_CASE, 1, CASE_RUN, now_us, body, &error);
	ck_assert_msg(number > 0, "%s", error ? error->message : "");
	ck_assert(store_commit(owing->telling.store, NULL));
}

START_TEST(what_people_record_in_a_run_holds_until_they_say_otherwise)
{
	struct owing owing;
	g_autoptr(ops_case_duties_t) before = NULL, after = NULL;

	begin(&owing);
	at(&owing, "03:30");
	record_fact(&owing, "since", "2026-11-25T02:10:00+09:00", true);
	record_fact(&owing, "users-affected", "40000", true);
	record_fact(&owing, "restored-at", "2026-11-25T03:20:00+09:00", false);
	record_fact(&owing, "leak", "yes", false);
	before = look(&owing);
	ck_assert_int_eq(before->situation.began.at_us, owing.opened_us - MINUTES(50));
	ck_assert_int_eq(before->situation.began.quality, INSTANT_ABOUT);
	ck_assert_int_eq(before->situation.restored_at_us, owing.opened_us + MINUTES(20));
	ck_assert_int_eq(before->situation.users[0].users, 40000);
	ck_assert_int_eq(before->situation.users[0].how, DUTY_ESTIMATED);
	ck_assert_int_eq(duty_of(before, "L", AUDIENCE_AUTHORITY)->state, DUTY_DECIDE);
	at(&owing, "03:40");
	record_fact(&owing, "restored-at", NULL, false);
	record_fact(&owing, "users-affected", "12", false);
	record_fact(&owing, "leak", "no", false);
	after = look(&owing);
	ck_assert_int_eq(after->situation.restored_at_us, 0);
	ck_assert_int_eq(after->situation.users[1].how, DUTY_COUNTED);
	ck_assert_int_eq(duty_of(after, "L", AUDIENCE_AUTHORITY)->state, DUTY_NOT_YET);
	end(&owing);
}
END_TEST

static void set(struct owing *owing, const struct case_saying *saying)
{
	const struct cases_options options = recording(owing);
	g_autoptr(GError) error = NULL;

	ck_assert_msg(case_set(&options, OPEN_CASE, saying, &error) > 0, "%s", error ? error->message : "");
}

START_TEST(what_a_person_sets_of_the_case_goes_before_what_was_recorded_on_the_way)
{
	struct owing owing;
	g_autoptr(ops_case_duties_t) before = NULL, after = NULL;

	begin(&owing);
	at(&owing, "03:30");
	record_fact(&owing, "since", "2026-11-25T02:10:00+09:00", false);
	record_fact(&owing, "restored-at", "2026-11-25T03:20:00+09:00", false);
	set(&owing, &(const struct case_saying){
		.field = CASE_FIELD_BEGAN, .at = { owing.opened_us - MINUTES(5), INSTANT_ABOUT }, .amount = -1 });
	set(&owing, &(const struct case_saying){
		.field = CASE_FIELD_LINES, .at = { owing.opened_us, INSTANT_EXACT }, .amount = 31000, .count = COUNT_ESTIMATED });
	before = look(&owing);
	ck_assert_int_eq(before->situation.began.at_us, owing.opened_us - MINUTES(5));
	ck_assert_int_eq(before->situation.began.quality, INSTANT_ABOUT);
	ck_assert_int_eq(before->situation.restored_at_us, owing.opened_us + MINUTES(20));
	/* Behind it stands what is seen just now. */
	ck_assert_uint_eq(before->situation.users_count, 2);
	ck_assert_int_eq(before->situation.users[0].users, 31000);
	ck_assert_int_eq(before->situation.users[0].how, DUTY_ESTIMATED);
	set(&owing, &(const struct case_saying){ .field = CASE_FIELD_RESTORED, .at = { .quality = INSTANT_UNKNOWN }, .amount = -1 });
	after = look(&owing);
	ck_assert_int_eq(after->situation.restored_at_us, 0);
	end(&owing);
}
END_TEST

/* That communications secrecy leaked: TEXT NULL: nobody knows any more. Returns the event's number. */
static int64_t set_leak(const struct owing *owing, const char *text, struct case_instant instant, int64_t corrects)
{
	const struct cases_options options = recording(owing);
	const struct case_saying saying = {
		.field = CASE_FIELD_SECRECY_LEAK, .at = instant, .text = text, .amount = -1, .corrects = corrects,
	};
	g_autoptr(GError) error = NULL;
	int64_t number = case_set(&options, OPEN_CASE, &saying, &error);

	ck_assert_msg(number > 0, "%s", error ? error->message : "");
	return number;
}

/* How long after it was opened the row's clock begins; -1: the row is not owed. */
static int64_t leak_since(const struct owing *owing, bool unsure)
{
	g_autoptr(ops_case_duties_t) duties = look(owing);
	const struct duty *duty = duty_of(duties, "S", AUDIENCE_AUTHORITY);

	if (duty->state == DUTY_NOT_YET)
		return -1;
	ck_assert_int_eq(duty->state, DUTY_DECIDE);
	ck_assert_int_eq(duty->unsure, unsure);
	return duty->due_at_us - MINUTES(30 * 24 * 60) - owing->opened_us;
}

static struct case_instant after_opening(const struct owing *owing, int64_t minutes)
{
	return (struct case_instant){ owing->opened_us + MINUTES(minutes), INSTANT_EXACT };
}

START_TEST(what_is_said_to_be_so_is_owed_from_then_on_and_no_more_once_it_is_not_or_nobody_knows)
{
	static const char *const ends[] = { "no", NULL };
	struct owing owing;

	begin(&owing);
	at(&owing, "03:30");
	ck_assert_int_eq(leak_since(&owing, false), -1);
	for (size_t i = 0; i < G_N_ELEMENTS(ends); i++) {
		set_leak(&owing, "yes", after_opening(&owing, 10), 0);
		ck_assert_int_eq(leak_since(&owing, false), MINUTES(10));
		/* Said once more it does not begin anew. */
		set_leak(&owing, "yes", after_opening(&owing, 25), 0);
		ck_assert_int_eq(leak_since(&owing, false), MINUTES(10));
		set_leak(&owing, ends[i], after_opening(&owing, 30), 0);
		ck_assert_int_eq(leak_since(&owing, false), -1);
	}
	set_leak(&owing, "yes", (struct case_instant){ owing.opened_us + MINUTES(5), INSTANT_ABOUT }, 0);
	ck_assert_int_eq(leak_since(&owing, true), MINUTES(5));
	end(&owing);
}
END_TEST

START_TEST(a_correction_takes_the_place_of_what_was_said_by_mistake)
{
	struct owing owing;
	int64_t first, second;

	begin(&owing);
	at(&owing, "03:30");
	first = set_leak(&owing, "yes", after_opening(&owing, 10), 0);
	second = set_leak(&owing, "yes", after_opening(&owing, 20), first);
	ck_assert_int_eq(leak_since(&owing, false), MINUTES(20));
	const struct cases_options options = recording(&owing);
	const struct case_instant now = after_opening(&owing, 30);

	/* With the correction gone what it corrected stands again. */
	ck_assert_int_gt(case_note(&options, OPEN_CASE, &now, "it was the first time", second, NULL), 0);
	ck_assert_int_eq(leak_since(&owing, false), MINUTES(10));
	ck_assert_int_gt(case_note(&options, OPEN_CASE, &now, "it was another incident", first, NULL), 0);
	ck_assert_int_eq(leak_since(&owing, false), -1);
	end(&owing);
}
END_TEST

START_TEST(a_step_says_it_as_well_and_whoever_says_it_last_is_right)
{
	struct owing owing;
	int64_t number;

	begin(&owing);
	at(&owing, "03:10");
	record_fact(&owing, "secrecy-leak", "yes", false);
	ck_assert_int_eq(leak_since(&owing, false), MINUTES(10));
	at(&owing, "03:20");
	/* Asked again, and not known: it is as it was. */
	record_fact(&owing, "secrecy-leak", NULL, false);
	ck_assert_int_eq(leak_since(&owing, false), MINUTES(10));
	set_leak(&owing, "no", after_opening(&owing, 20), 0);
	ck_assert_int_eq(leak_since(&owing, false), -1);
	record_fact(&owing, "secrecy-leak", "yes", true);
	ck_assert_int_eq(leak_since(&owing, true), MINUTES(20));
	record_fact(&owing, "secrecy-leak", "no", false);
	/* What a step has said and set was a mistake: neither counts any more. */
	record_fact(&owing, "secrecy-leak", "yes", false);
	number = set_leak(&owing, "yes", after_opening(&owing, 20), 0);
	ck_assert_int_eq(leak_since(&owing, false), MINUTES(20));
	const struct cases_options options = recording(&owing);
	const struct case_instant now = after_opening(&owing, 20);

	ck_assert_int_gt(case_note(&options, OPEN_CASE, &now, "a slip", number, NULL), 0);
	ck_assert_int_eq(leak_since(&owing, false), -1);
	end(&owing);
}
END_TEST

START_TEST(all_that_a_row_may_ask_for_is_a_field_that_says_so_or_what_a_procedure_records)
{
	static const char text[] = "procedure: leak\ntitle: {ja: x, en: x}\nsource: 1.3.3\nowner: ops-manager\nreviewed: 2026-11-25\n"
				   "within: 1h\nactors: [operator]\nstart: ask\nfields: {worth-it: {title: {ja: x, en: x}}}\n"
				   "steps: {ask: {actor: operator, kind: ask, title: {ja: x, en: x}, fields: [worth-it], next: end},\n"
				   "        end: {actor: operator, kind: end, title: {ja: x, en: x}}}\n";
	g_autoptr(ops_procedure_set_t) set = procedure_set_new();
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(GPtrArray) facts = NULL;
	g_autofree char *joined = NULL;

	procedure_set_take(set, procedure_parse("leak.yaml", text, strlen(text), faults));
	facts = engine_duty_facts(set);
	joined = g_strjoinv(" ", (char **)facts->pdata);
	ck_assert_str_eq(joined, "standby-failed secrecy-leak personal-data-leak reviewed worth-it");
}
END_TEST

/* --- reminders --- */

static guint remind(struct owing *owing)
{
	g_autoptr(GError) error = NULL;
	guint count;

	ck_assert_msg(engine_remind_duties(&owing->telling.options, owing->duties, &count, &error), "%s", error ? error->message : "");
	return count;
}

START_TEST(each_is_reminded_of_once_when_it_is_time_and_once_when_it_is_late)
{
	struct owing owing;

	begin(&owing);
	at(&owing, "03:19");
	ck_assert_uint_eq(remind(&owing), 0);
	at(&owing, "03:20");
	ck_assert_uint_eq(remind(&owing), 1);
	ck_assert_uint_eq(remind(&owing), 0);
	at(&owing, "03:30");
	ck_assert_uint_eq(remind(&owing), 0);
	at(&owing, "03:31");
	ck_assert_uint_eq(remind(&owing), 1);
	at(&owing, "03:50");
	ck_assert_uint_eq(remind(&owing), 0);
	/* Something else comes due. */
	at(&owing, "04:01");
	ck_assert_uint_eq(remind(&owing), 1);
	ck_assert_uint_eq(remind(&owing), 0);
	end(&owing);
}
END_TEST

START_TEST(after_each_report_what_comes_again_is_another_one)
{
	struct owing owing;

	begin(&owing);
	at(&owing, "04:01");
	ck_assert_uint_eq(remind(&owing), 1);
	telling_tell(&owing.telling, NOTICE_OUTAGE_FOLLOW_UP, AUDIENCE_CORE, NULL, OPEN_CASE, "");
	set_state(&owing, newest(&owing), MESSAGE_ACCEPTED);
	ck_assert_uint_eq(remind(&owing), 0);
	at(&owing, "05:02");
	ck_assert_uint_eq(remind(&owing), 1);
	ck_assert_uint_eq(remind(&owing), 0);
	end(&owing);
}
END_TEST

START_TEST(of_several_incidents_the_one_that_is_due_first_stands_first)
{
	struct owing owing;
	const struct case_opening opening = {
		.kind = CASE_INCIDENT, .title = "x", .subject = "", .organization = "", .began = { .quality = INSTANT_UNKNOWN }, .detected_by = "person",
	};
	g_autoptr(GPtrArray) list = NULL;
	g_autofree char *id = NULL;

	begin(&owing);
	telling_tell(&owing.telling, NOTICE_OUTAGE_FIRST, AUDIENCE_CORE, NULL, OPEN_CASE, "");
	set_state(&owing, newest(&owing), MESSAGE_ACCEPTED);
	telling_tell(&owing.telling, NOTICE_OUTAGE_FIRST, AUDIENCE_INSTITUTION, NULL, OPEN_CASE, "");
	set_state(&owing, newest(&owing), MESSAGE_ACCEPTED);
	at(&owing, "03:10");
	const struct cases_options options = recording(&owing);

	id = case_open(&options, &opening, NULL);
	list = engine_open_duties(&owing.options, NULL);
	ck_assert_uint_eq(list->len, 2);
	ck_assert_str_eq(((struct case_duties *)list->pdata[0])->file->id, id);
	end(&owing);
}
END_TEST

/* --- the end --- */

struct end_try { int64_t number; int code; char *owed; };

static struct end_try try_to_close(struct owing *owing, const char *const *waived)
{
	const struct cases_options options = recording(owing);
	struct case_waiver waivers[8];
	struct case_closing closing = { .waivers = waivers };
	g_autoptr(GPtrArray) owed = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(GString) text = g_string_new(NULL);
	struct end_try end = { 0 };

	for (; waived && *waived; waived++)
		waivers[closing.waiver_count++] = (struct case_waiver){ *waived, "no use", "boss" };
	end.number = engine_close(&owing->options, &options, OPEN_CASE, &closing, &owed, &error);
	end.code = error ? error->code : 0;
	for (guint i = 0; owed && i < owed->len; i++)
		g_string_append_printf(text, "%s ", ((const struct case_owed *)owed->pdata[i])->what);
	end.owed = g_string_free(g_steal_pointer(&text), FALSE);
	return end;
}

static void assert_closing(struct owing *owing, const char *const *waived, const char *owed)
{
	struct end_try end = try_to_close(owing, waived);

	ck_assert_str_eq(end.owed, owed);
	ck_assert_int_eq(end.number > 0, !*owed);
	if (*owed)
		ck_assert_int_eq(end.code, CASES_ERROR_OWED);
	g_free(end.owed);
}

static int settle(struct owing *owing, const char *duty, const char *reason, const char *by)
{
	const struct cases_options options = recording(owing);
	const struct case_waiver decision = { duty, reason, by };
	g_autoptr(GError) error = NULL;

	return engine_settle_duty(&owing->options, &options, OPEN_CASE, &decision, &error) > 0 ? -1 : error->code;
}

static guint count_listed(const struct owing *owing)
{
	g_autoptr(GPtrArray) list = engine_open_duties(&owing->options, NULL);

	return list->len;
}

static void restore(struct owing *owing)
{
	set(owing, &(const struct case_saying){ .field = CASE_FIELD_RESTORED, .at = { clock_wall_us(owing->telling.clock), INSTANT_EXACT }, .amount = -1 });
	set(owing, &(const struct case_saying){ .field = CASE_FIELD_CONFIRMED, .at = { clock_wall_us(owing->telling.clock), INSTANT_EXACT }, .amount = -1 });
}

START_TEST(a_duty_that_is_owed_keeps_an_incident_open_until_it_is_waived)
{
	struct owing owing;
	const char *const some[] = { "response", "duty:F/core", NULL };
	const char *const all[] = { "response", "duty:F/core", "duty:F/institution", "duty:U/core", NULL };
	const char *const other[] = { "duty:F/manager", NULL };
	g_autoptr(ops_case_duties_t) after = NULL;
	struct end_try attempt;

	begin(&owing);
	at(&owing, "04:10");
	restore(&owing);
	assert_closing(&owing, NULL, "response duty:F/core duty:F/institution duty:U/core ");
	assert_closing(&owing, some, "duty:F/institution duty:U/core ");
	attempt = try_to_close(&owing, other);
	ck_assert_int_eq(attempt.code, CASES_ERROR_SAID);
	g_free(attempt.owed);
	ck_assert_uint_eq(count_listed(&owing), 1);
	assert_closing(&owing, all, "");
	after = look(&owing);
	ck_assert_int_eq(duty_of(after, "F", AUDIENCE_CORE)->state, DUTY_SETTLED);
	ck_assert_str_eq(duty_of(after, "F", AUDIENCE_CORE)->settled->by, "boss");
	/* Nothing outlives it. */
	ck_assert_uint_eq(count_listed(&owing), 0);
	end(&owing);
}
END_TEST

START_TEST(what_a_waiver_settled_is_owed_again_when_the_incident_is_opened_again)
{
	struct owing owing;
	const char *const all[] = { "response", "duty:F/core", "duty:F/institution", "duty:U/core", NULL };
	g_autoptr(ops_case_duties_t) after = NULL;

	begin(&owing);
	at(&owing, "04:10");
	restore(&owing);
	assert_closing(&owing, all, "");
	const struct cases_options options = recording(&owing);

	ck_assert_int_gt(case_reopen(&options, OPEN_CASE, "it is back", NULL), 0);
	after = look(&owing);
	ck_assert_int_eq(duty_of(after, "F", AUDIENCE_CORE)->state, DUTY_LATE);
	end(&owing);
}
END_TEST

START_TEST(what_the_law_asks_at_once_is_decided_by_a_person_and_what_it_asks_later_outlives_the_incident)
{
	struct owing owing;
	const char *const rest[] = { "response", "duty:F/core", "duty:F/institution", NULL };

	begin(&owing);
	record_fact(&owing, "leak", "yes", false);
	restore(&owing);
	assert_closing(&owing, rest, "duty:L/authority ");
	ck_assert_int_eq(settle(&owing, "L/authority", " ", "boss"), CASES_ERROR_SAID);
	ck_assert_int_eq(settle(&owing, "L/authority", "told by phone", NULL), CASES_ERROR_SAID);
	ck_assert_int_eq(settle(&owing, "F/core", "no use", "boss"), CASES_ERROR_SAID);
	ck_assert_int_eq(settle(&owing, "L/core", "no use", "boss"), CASES_ERROR_SAID);
	assert_closing(&owing, rest, "duty:L/authority ");
	ck_assert_int_eq(settle(&owing, "L/authority", "told by phone", "boss"), -1);
	ck_assert_int_eq(settle(&owing, "L/authority", "told by phone", "other"), CASES_ERROR_FASTER);
	assert_closing(&owing, rest, "");
	ck_assert_uint_eq(count_listed(&owing), 1);
	end(&owing);
}
END_TEST

START_TEST(what_outlives_an_incident_is_reminded_of_until_a_person_has_decided)
{
	struct owing owing;
	const char *const both[] = { "response", "duty:L/authority", "duty:F/core", "duty:F/institution", NULL };
	g_autoptr(ops_case_duties_t) late = NULL;

	begin(&owing);
	record_fact(&owing, "leak", "yes", false);
	restore(&owing);
	assert_closing(&owing, both, "");
	remind(&owing);
	ck_assert_uint_eq(remind(&owing), 0);
	telling_set_clock(&owing.telling, "2026-12-20T03:00:00+09:00");
	ck_assert_uint_eq(remind(&owing), 1);
	ck_assert_uint_eq(remind(&owing), 0);
	telling_set_clock(&owing.telling, "2026-12-26T03:00:00+09:00");
	ck_assert_uint_eq(remind(&owing), 1);
	late = look(&owing);
	ck_assert_int_eq(duty_of(late, "M", AUDIENCE_AUTHORITY)->state, DUTY_DECIDE);
	ck_assert_int_gt(duty_of(late, "M", AUDIENCE_AUTHORITY)->late_us, 0);
	ck_assert_int_eq(settle(&owing, "M/authority", "sent, receipt 12", "boss"), -1);
	ck_assert_uint_eq(count_listed(&owing), 0);
	telling_set_clock(&owing.telling, "2027-12-26T03:00:00+09:00");
	ck_assert_uint_eq(remind(&owing), 0);
	end(&owing);
}
END_TEST

START_TEST(a_review_keeps_no_incident_open_and_is_reminded_of_until_it_is_recorded)
{
	struct owing owing;
	const char *const rest[] = { "response", "duty:F/core", "duty:F/institution", NULL };

	begin(&owing);
	record_fact(&owing, "worth-it", "yes", false);
	restore(&owing);
	telling_set_clock(&owing.telling, "2026-12-27T03:00:00+09:00");
	assert_closing(&owing, rest, "");
	ck_assert_uint_eq(count_listed(&owing), 1);
	ck_assert_uint_eq(remind(&owing), 1);
	ck_assert_uint_eq(remind(&owing), 0);
	set(&owing, &(const struct case_saying){ .field = CASE_FIELD_REVIEWED, .at = { clock_wall_us(owing.telling.clock), INSTANT_EXACT }, .amount = -1 });
	ck_assert_uint_eq(count_listed(&owing), 0);
	telling_set_clock(&owing.telling, "2027-12-26T03:00:00+09:00");
	ck_assert_uint_eq(remind(&owing), 0);
	end(&owing);
}
END_TEST

static guint count_marked(const struct owing *owing)
{
	g_autoptr(GPtrArray) marked = case_after_list(owing->telling.store, NULL);

	return marked->len;
}

START_TEST(a_closed_incident_that_asks_for_nothing_is_looked_at_once_and_again_when_a_task_is_added)
{
	struct owing owing;
	const char *const rest[] = { "response", "duty:F/core", "duty:F/institution", NULL };
	int64_t task;

	begin(&owing);
	restore(&owing);
	ck_assert_uint_eq(count_marked(&owing), 0);
	assert_closing(&owing, rest, "");
	ck_assert_uint_eq(count_marked(&owing), 1);
	ck_assert_uint_eq(remind(&owing), 0);
	ck_assert_uint_eq(count_marked(&owing), 0);
	const struct cases_options options = recording(&owing);
	const struct case_task_change change = {
		.text = "a second line", .owner = "sato", .due_at_us = clock_wall_us(owing.telling.clock) + MINUTES(60),
	};

	ck_assert_int_gt(case_change_task(&options, OPEN_CASE, &change, &task, NULL), 0);
	ck_assert_uint_eq(remind(&owing), 1);
	ck_assert_uint_eq(remind(&owing), 0);
	ck_assert_uint_eq(count_marked(&owing), 1);
	/* Its duties are none that are shown. */
	ck_assert_uint_eq(count_listed(&owing), 0);
	ck_assert_int_gt(case_reopen(&options, OPEN_CASE, "it is back", NULL), 0);
	ck_assert_uint_eq(count_marked(&owing), 0);
	ck_assert_uint_eq(count_listed(&owing), 1);
	end(&owing);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(what_is_queued_or_failed_has_reached_nobody),
		UNIT(what_the_next_server_took_is_given_then_to_that_audience_alone),
		UNIT(what_somebody_answered_to_is_given_at_the_latest_then),
		UNIT_ROWS(lines_or_institutions_that_are_down_are_users, units),
		UNIT(where_nothing_is_seen_to_be_reached_nobody_knows),
		UNIT(what_people_record_in_a_run_holds_until_they_say_otherwise),
		UNIT(what_a_person_sets_of_the_case_goes_before_what_was_recorded_on_the_way),
		UNIT(what_is_said_to_be_so_is_owed_from_then_on_and_no_more_once_it_is_not_or_nobody_knows),
		UNIT(a_correction_takes_the_place_of_what_was_said_by_mistake),
		UNIT(a_step_says_it_as_well_and_whoever_says_it_last_is_right),
		UNIT(all_that_a_row_may_ask_for_is_a_field_that_says_so_or_what_a_procedure_records),
		UNIT(each_is_reminded_of_once_when_it_is_time_and_once_when_it_is_late),
		UNIT(after_each_report_what_comes_again_is_another_one),
		UNIT(of_several_incidents_the_one_that_is_due_first_stands_first),
		UNIT(a_duty_that_is_owed_keeps_an_incident_open_until_it_is_waived),
		UNIT(what_a_waiver_settled_is_owed_again_when_the_incident_is_opened_again),
		UNIT(what_the_law_asks_at_once_is_decided_by_a_person_and_what_it_asks_later_outlives_the_incident),
		UNIT(what_outlives_an_incident_is_reminded_of_until_a_person_has_decided),
		UNIT(a_review_keeps_no_incident_open_and_is_reminded_of_until_it_is_recorded),
		UNIT(a_closed_incident_that_asks_for_nothing_is_looked_at_once_and_again_when_a_task_is_added),
		{ NULL },
	};

	return unit_run("engine/duties", tests);
}
