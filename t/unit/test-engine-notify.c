/* SPDX-License-Identifier: Apache-2.0 */
/*
 * engine/notify-*.c, maint-tell.c: what is seen of the spool, of paths and of reasons is what there is; a thing that is
 * typed twice is one thing; and of planned work those hear who were told of the plan.
 */
#include "engine/maint-tell.h"
#include "engine/notify.h"
#include "fixture-telling.h"

#define DAY_US (24 * G_GINT64_CONSTANT(3600000000))

/* Tells AUDIENCE something; the number of the notice. */
static int64_t tell_info(struct telling *telling, enum audience audience, const char *what)
{
	g_autoptr(ops_notice_facts_t) facts = notice_facts_new(NOTICE_TECHNICAL_INFO, audience);
	const struct tell tell = { .facts = facts, .case_id = "", .once = "", .urgency = -1 };
	g_autoptr(GError) error = NULL;
	struct told told;

	notice_facts_add(facts, "info-title", what, false);
	ck_assert_msg(engine_tell(&telling->options, &tell, &told, &error), "%s", error ? error->message : "");
	return told.notice;
}

static const struct spool_row *row_at(const GPtrArray *rows, guint index)
{
	ck_assert_uint_lt(index, rows->len);
	return rows->pdata[index];
}

START_TEST(a_row_is_a_message_with_its_notice_and_what_was_last_heard)
{
	struct telling telling;
	struct spool_filter filter = { .states = SPOOL_UNDELIVERED };
	g_autoptr(GPtrArray) rows = NULL, heard = NULL, none = NULL;

	telling_init(&telling, "");
	ck_assert_int_eq(tell_info(&telling, AUDIENCE_CORE, "one"), 1);
	telling_set_clock(&telling, "2026-11-25T03:01:00+09:00");
	ck_assert_int_eq(tell_info(&telling, AUDIENCE_CORE, "two"), 2);
	rows = engine_spool(telling.store, &filter, NULL);
	ck_assert_uint_eq(rows->len, 2);
	ck_assert_int_eq(row_at(rows, 0)->message->notice, 1);
	ck_assert_int_eq(row_at(rows, 1)->message->notice, 2);
	ck_assert_str_eq(row_at(rows, 0)->audience, "core");
	ck_assert_int_eq(row_at(rows, 0)->kind, NOTICE_TECHNICAL_INFO);
	ck_assert_ptr_null(row_at(rows, 0)->last);
	ck_assert_ptr_null(row_at(rows, 0)->answer);

	const struct acknowledgement said = { .code = row_at(rows, 0)->message->code, .by = "Mori", .ack = ACK_SEEN };
	int64_t message;

	ck_assert(engine_not_reached(&telling.options, row_at(rows, 0)->message->code, "rang", NULL));
	ck_assert(engine_acknowledge(&telling.options, &said, &message, NULL));
	filter = (struct spool_filter){ .notice = 1 };
	heard = engine_spool(telling.store, &filter, NULL);
	ck_assert_uint_eq(heard->len, 1);
	ck_assert_str_eq(row_at(heard, 0)->last->reply, "rang");
	ck_assert_str_eq(row_at(heard, 0)->answer->by, "Mori");
	filter = (struct spool_filter){ .case_id = "INC-20261125-001" };
	none = engine_spool(telling.store, &filter, NULL);
	ck_assert_uint_eq(none->len, 0);
	telling_clear(&telling);
}
END_TEST

START_TEST(a_code_is_found_in_either_case_and_none_is_not)
{
	struct telling telling;
	const struct spool_filter all = { 0 };
	g_autoptr(GPtrArray) rows = NULL;
	g_autofree char *lower = NULL;
	g_autoptr(GError) error = NULL;
	int64_t message, notice;

	telling_init(&telling, "");
	tell_info(&telling, AUDIENCE_CORE, "one");
	rows = engine_spool(telling.store, &all, NULL);
	lower = g_ascii_strdown(row_at(rows, 0)->message->code, -1);
	ck_assert(engine_find_code(telling.store, lower, &message, &notice, NULL));
	ck_assert_int_eq(message, 1);
	ck_assert_int_eq(notice, 1);
	ck_assert(!engine_find_code(telling.store, "", &message, &notice, &error));
	ck_assert(g_error_matches(error, OPS_TELL_ERROR, TELL_ERROR_NONE));
	telling_clear(&telling);
}
END_TEST

START_TEST(a_path_is_proven_for_thirty_days)
{
	struct telling telling;
	g_autoptr(GPtrArray) before = NULL, proven = NULL, late = NULL;
	int64_t now_us;

	telling_init(&telling, "");
	now_us = clock_wall_us(telling.clock);
	before = engine_paths(&telling.options, NULL);
	ck_assert_uint_eq(before->len, 2);
	ck_assert(((struct path_view *)before->pdata[0])->unproven);
	ck_assert_uint_eq(((struct path_view *)before->pdata[0])->relays->len, 2);

	const struct relay_record test = { .path = "core", .relay = "", .reason = "", .tested_at_us = now_us };
	const struct relay_record other = { .path = "core", .relay = "hooks.example", .reason = "", .good_at_us = now_us };
	const struct relay_record gone = { .path = "gone", .relay = "mx", .reason = "", .tested_at_us = now_us };

	ck_assert(store_begin(telling.store, NULL) && relays_set(telling.store, &test, NULL) && relays_set(telling.store, &other, NULL) &&
		  relays_set(telling.store, &gone, NULL) && store_commit(telling.store, NULL));
	proven = engine_paths(&telling.options, NULL);
	ck_assert_uint_eq(proven->len, 2);
	ck_assert(!((struct path_view *)proven->pdata[0])->unproven);
	ck_assert_int_eq(((struct path_view *)proven->pdata[0])->proven_at_us, now_us);
	ck_assert_uint_eq(((struct path_view *)proven->pdata[0])->relays->len, 3);
	ck_assert(((struct path_view *)proven->pdata[1])->unproven);
	telling_set_clock(&telling, "2026-12-25T03:00:01+09:00");
	late = engine_paths(&telling.options, NULL);
	ck_assert(((struct path_view *)late->pdata[0])->unproven);
	telling_clear(&telling);
}
END_TEST

static char *once_with(enum notice_kind kind, const char *case_id, const char *field, const char *value)
{
	g_autoptr(ops_notice_facts_t) facts = notice_facts_new(kind, AUDIENCE_CORE);

	if (field)
		notice_facts_add(facts, field, value, false);
	return engine_once(facts, case_id);
}

START_TEST(what_is_typed_twice_is_one_notice)
{
	const struct { enum notice_kind kind; const char *a_case, *a, *b_case, *b; bool same; } cases[] = {
		/* A first report is one, whatever it says; a follow-up is another when it says something else. */
		{ NOTICE_OUTAGE_FIRST, "INC-20261125-001", "1", "INC-20261125-001", "2", true },
		{ NOTICE_OUTAGE_FIRST, "INC-20261125-001", "1", "INC-20261125-002", "1", false },
		{ NOTICE_OUTAGE_FOLLOW_UP, "INC-20261125-001", "1", "INC-20261125-001", "1", true },
		{ NOTICE_OUTAGE_FOLLOW_UP, "INC-20261125-001", "1", "INC-20261125-001", "2", false },
		/* Without a case nothing says that two are of one trouble. */
		{ NOTICE_OUTAGE_FIRST, "", "1", "", "2", false },
		{ NOTICE_OUTAGE_FOLLOW_UP, "INC-20261125-001", "1", "INC-20261125-001", NULL, false },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *a = once_with(cases[i].kind, cases[i].a_case, "lines-affected", cases[i].a);
		g_autofree char *b = once_with(cases[i].kind, cases[i].b_case, "lines-affected", cases[i].b);

		ck_assert_msg(g_str_equal(a, b) == cases[i].same, "case %zu", i);
	}
}
END_TEST

START_TEST(why_knows_a_reason_for_everybody)
{
	struct telling telling;
	struct why why;
	g_autoptr(GError) error = NULL;

	telling_init(&telling, "");
	tell_info(&telling, AUDIENCE_CORE, "one");
	ck_assert(engine_why(&telling.options, 1, &why, NULL));
	ck_assert_uint_ge(why.plan->routes.all->len, inventory_contact_count(telling.inventory));
	ck_assert_uint_eq(why.plan->routes.told, 1);
	ck_assert_uint_eq(why.spool->len, 1);
	why_clear(&why);
	ck_assert(!engine_why(&telling.options, 2, &why, &error));
	ck_assert(g_error_matches(error, OPS_TELL_ERROR, TELL_ERROR_NONE));
	telling_clear(&telling);
}
END_TEST

START_TEST(the_words_and_rules_that_come_with_nwops_have_no_error)
{
	struct telling telling;
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new(), none = conf_faults_new();

	telling_init(&telling, "");
	engine_lint_notices(telling.inventory, telling.policy, telling.templates, clock_wall_us(telling.clock), faults);
	ck_assert_uint_eq(conf_faults_errors(faults), 0);
	/* What could not be read is no reason to fall over. */
	engine_lint_notices(telling.inventory, NULL, NULL, clock_wall_us(telling.clock), none);
	ck_assert_uint_eq(conf_faults_count(none), 0);
	telling_clear(&telling);
}
END_TEST

/* --- planned work --- */

static struct window_record some_window(const struct telling *telling)
{
	int64_t now_us = clock_wall_us(telling->clock);

	return (struct window_record){
		.id = "M-20261125-001", .kind = WINDOW_MAINTENANCE, .selectors = "line:c1", .owner = "sato", .reason = "between us",
		.zone = "Asia/Tokyo", .from_us = now_us + 10 * DAY_US, .until_us = now_us + 10 * DAY_US + DAY_US / 24,
		.made_at_us = now_us, .made_by = "sato",
	};
}

static bool announce(struct telling *telling, const struct planned_work *work, int audience, struct told *told)
{
	g_autoptr(GPtrArray) notices = engine_announce(&telling->options, work, audience, NULL);

	ck_assert_ptr_nonnull(notices);
	ck_assert_uint_eq(notices->len, 1);
	return engine_tell_work(&telling->options, notices, told, NULL);
}

/* How many messages hear that WINDOW is cancelled. */
static guint cancel(struct telling *telling, struct window_record *window)
{
	struct window_change change = { .verb = "cancel", .before = window, .after = window, .why = "no parts" };
	guint messages = 0;

	ck_assert(store_begin(telling->store, NULL));
	ck_assert(engine_tell_of_change(&telling->options, &change, window->id, &messages, NULL));
	ck_assert(store_commit(telling->store, NULL));
	return messages;
}

START_TEST(who_was_told_of_the_plan_hears_of_its_end_and_nobody_else)
{
	struct telling telling;
	struct window_record window;
	struct told told = { 0 };
	bool announced = true;

	telling_init(&telling, "");
	window = some_window(&telling);
	const struct planned_work work = { .window = &window, .work = "x", .scope = "y", .impact = CALENDAR_OUTAGE };

	ck_assert(engine_is_announced(telling.store, window.id, &announced, NULL) && !announced);
	ck_assert_uint_eq(cancel(&telling, &window), 0);
	ck_assert(announce(&telling, &work, AUDIENCE_CORE, &told));
	ck_assert(!told.before);
	ck_assert(engine_is_announced(telling.store, window.id, &announced, NULL) && announced);
	ck_assert(announce(&telling, &work, AUDIENCE_CORE, &told));
	ck_assert(told.before);
	ck_assert_uint_eq(cancel(&telling, &window), 1);
	telling_clear(&telling);
}
END_TEST

START_TEST(what_may_interrupt_is_owed_earlier)
{
	const struct { int impact; int64_t owed_days; } cases[] = {
		{ -1, 30 }, { CALENDAR_OUTAGE, 30 }, { CALENDAR_DEGRADED, 30 }, { CALENDAR_REDUCED_REDUNDANCY, 14 }, { CALENDAR_NO_IMPACT, 14 },
	};
	static const char rows[] = "lead: {interruption: 30d}\nduties: {}\n";
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_duties_t) duties = duties_read("duties.yaml", rows, strlen(rows), faults);
	struct telling telling;
	struct window_record window;

	telling_init(&telling, "");
	window = some_window(&telling);
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const struct planned_work work = { .window = &window, .work = "x", .scope = "y", .impact = cases[i].impact };
		int64_t owed_us, left_us;

		engine_announce_lead(duties, &work, clock_wall_us(telling.clock), &owed_us, &left_us);
		ck_assert_int_eq(owed_us, cases[i].owed_days * DAY_US);
		ck_assert_int_eq(left_us, 10 * DAY_US);
	}
	telling_clear(&telling);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_row_is_a_message_with_its_notice_and_what_was_last_heard),
		UNIT(a_code_is_found_in_either_case_and_none_is_not),
		UNIT(a_path_is_proven_for_thirty_days),
		UNIT(what_is_typed_twice_is_one_notice),
		UNIT(why_knows_a_reason_for_everybody),
		UNIT(the_words_and_rules_that_come_with_nwops_have_no_error),
		UNIT(who_was_told_of_the_plan_hears_of_its_end_and_nobody_else),
		UNIT(what_may_interrupt_is_owed_earlier),
		{ NULL, NULL },
	};

	return unit_run("engine-notify", tests);
}
