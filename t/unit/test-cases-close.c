/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The end of a case: each thing that is owed keeps it open by itself, each may be waived with a
 * reason and a name, and of two who do the same the second is told.
 */
#include "cases/cases.h"

#include "fixture-spool.h"

#define NOW FIXTURE_NOW_US
#define MINUTE INT64_C(60000000)
#define CASE "INC-20261125-001"

static struct cases_options options_of(struct contract *contract)
{
	return (struct cases_options){
		.store = contract->store,
		.zone = g_time_zone_new_identifier("Asia/Tokyo"),
		.actor = "sato",
		.clock = contract->fixture.clock,
		.notes = &contract->fixture.notes,
	};
}

static void set_instant(const struct cases_options *options, enum case_field field, int64_t at_us)
{
	const struct case_saying saying = {
		.field = field, .at = {at_us, at_us ? INSTANT_EXACT : INSTANT_UNKNOWN},
	};
	g_autoptr(GError) error = NULL;

	ok_or_fail(case_set(options, CASE, &saying, &error) > 0, error);
}

static void keep_run(const struct cases_options *options, int64_t run, const char *procedure, enum walk_state state)
{
	const struct run_record record = {
		.case_id = CASE, .run = run, .procedure = procedure, .subject = "", .holder = "tanaka", .step = "work",
		.state = state, .started_at_us = NOW, .changed_at_us = NOW,
	};
	g_autoptr(GError) error = NULL;

	begin(options->store);
	ok_or_fail(runs_set(options->store, &record, &error), error);
	commit(options->store);
}

static int64_t tell(const struct cases_options *options, enum notice_kind kind, enum notice_state state)
{
	struct notice_record record = {
		.kind = kind, .audience = "core", .recipient = "", .state = state, .case_id = CASE, .made_by = "sato", .facts = "{}",
	};
	g_autoptr(GError) error = NULL;

	begin(options->store);
	ok_or_fail(notices_keep(options->store, &record, &error), error);
	commit(options->store);
	return record.number;
}

static void send_message(const struct cases_options *options, int64_t notice, int number, enum message_state state)
{
	struct message_record record = message_of(notice, number);

	record.state = state;
	begin(options->store);
	keep_message(options->store, &record);
	commit(options->store);
}

static void add_task(const struct cases_options *options)
{
	const struct case_task_change change = {
		.state = TASK_OPEN, .text = "call them", .owner = "tanaka", .due_at_us = NOW + 60 * MINUTE,
	};
	g_autoptr(GError) error = NULL;
	int64_t task = 0;

	ok_or_fail(case_change_task(options, CASE, &change, &task, &error) > 0, error);
	ck_assert_int_eq(task, 1);
}

/* A case that owes nothing. */
static void open_settled(const struct cases_options *options)
{
	const struct case_opening opening = {
		.kind = CASE_INCIDENT, .title = "x", .subject = ITEM, .organization = "", .began = {NOW - 60 * MINUTE, INSTANT_ABOUT},
		.detected_by = "person",
	};
	g_autoptr(GError) error = NULL;
	g_autofree char *id = case_open(options, &opening, &error);

	ok_or_fail(id != NULL, error);
	ck_assert_str_eq(id, CASE);
	set_instant(options, CASE_FIELD_RESTORED, NOW - 30 * MINUTE);
	set_instant(options, CASE_FIELD_CONFIRMED, NOW - 20 * MINUTE);
	keep_run(options, 1, "response", WALK_COMPLETED);
}

/* --- what is owed --- */

static void owe_run(const struct cases_options *options) { keep_run(options, 2, "restore", WALK_WAITING); }
static void owe_faulted_run(const struct cases_options *options) { keep_run(options, 2, "restore", WALK_FAULTED); }
static void owe_response(const struct cases_options *options) { keep_run(options, 1, "response", WALK_CANCELLED); }
static void owe_notice(const struct cases_options *options) { tell(options, NOTICE_TECHNICAL_INFO, NOTICE_HELD); }
static void owe_task(const struct cases_options *options) { add_task(options); }
static void owe_restored(const struct cases_options *options) { set_instant(options, CASE_FIELD_RESTORED, 0); }
static void owe_confirmed(const struct cases_options *options) { set_instant(options, CASE_FIELD_CONFIRMED, 0); }
static void owe_order(const struct cases_options *options) { set_instant(options, CASE_FIELD_RESTORED, NOW - 90 * MINUTE); }
static void owe_other_order(const struct cases_options *options) { set_instant(options, CASE_FIELD_CONFIRMED, NOW - 40 * MINUTE); }
static void owe_report(const struct cases_options *options) { tell(options, NOTICE_OUTAGE_FIRST, NOTICE_QUEUED); }

static void owe_message(const struct cases_options *options, enum message_state state)
{
	send_message(options, tell(options, NOTICE_TECHNICAL_INFO, NOTICE_QUEUED), 1, state);
}

static void owe_queued(const struct cases_options *options) { owe_message(options, MESSAGE_QUEUED); }
static void owe_sending(const struct cases_options *options) { owe_message(options, MESSAGE_SENDING); }
static void owe_failed_temporary(const struct cases_options *options) { owe_message(options, MESSAGE_FAILED_TEMPORARY); }
static void owe_failed_permanent(const struct cases_options *options) { owe_message(options, MESSAGE_FAILED_PERMANENT); }

static const struct { void (*owe)(const struct cases_options *options); const char *what; } debts[] = {
	{owe_run, "run:2"}, {owe_faulted_run, "run:2"}, {owe_response, "response"}, {owe_notice, "notice:1"},
	{owe_queued, "message:1"}, {owe_sending, "message:1"}, {owe_failed_temporary, "message:1"},
	{owe_failed_permanent, "message:1"}, {owe_task, "task:1"}, {owe_restored, "restored"}, {owe_confirmed, "confirmed"},
	{owe_order, "order"}, {owe_other_order, "order"}, {owe_report, "final-report"},
};

static int64_t close_with(const struct cases_options *options, const struct case_waiver *waiver, GPtrArray **ret_owed,
			  GError **error)
{
	const struct case_closing closing = {.waivers = waiver, .waiver_count = waiver ? 1 : 0};

	return case_close(options, CASE, &closing, ret_owed, error);
}

static void assert_refused(const struct cases_options *options, const struct case_waiver *waiver, enum cases_error_code code)
{
	int64_t before = size_of(options->store);
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) owed = NULL;

	ck_assert_int_eq(close_with(options, waiver, &owed, &error), -1);
	ck_assert_msg(g_error_matches(error, OPS_CASES_ERROR, (int)code), "%s", error ? error->message : "");
	ck_assert(!owed == (code != CASES_ERROR_OWED));
	ck_assert_int_eq(size_of(options->store), before);
}

static void assert_owes(const struct cases_options *options, const char *what)
{
	g_autoptr(GPtrArray) owed = NULL;
	const struct case_owed *each;

	ck_assert_int_eq(close_with(options, NULL, &owed, NULL), -1);
	ck_assert_ptr_nonnull(owed);
	each = owed->pdata[0];
	ck_assert_msg(owed->len == 1 && g_str_equal(each->what, what), "%s: %u, %s", what, owed->len, each->what);
	ck_assert(*each->text);
}

static struct case_file *loaded(const struct cases_options *options)
{
	g_autoptr(GError) error = NULL;
	struct case_file *file = case_load(options->store, CASE, &error);

	ok_or_fail(file != NULL, error);
	return file;
}

static bool is_closed(const struct cases_options *options)
{
	g_autoptr(ops_case_file_t) file = loaded(options);

	return file->closed_at_us != 0;
}

static void assert_closes(const struct cases_options *options, const struct case_waiver *waiver)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) owed = NULL;

	ok_or_fail(close_with(options, waiver, &owed, &error) > 0, error);
	ck_assert_ptr_null(owed);
	ck_assert(is_closed(options));
}

START_TEST(each_thing_that_is_owed_keeps_it_open_by_itself)
{
	struct contract contract;

	for (size_t i = 0; i < G_N_ELEMENTS(debts); i++)
		EACH_BACKEND(contract) {
			const struct cases_options options = options_of(&contract);
			const struct case_waiver waiver = {debts[i].what, "no use", "boss"};
			const struct case_waiver silent = {debts[i].what, " ", "boss"}, nobody = {debts[i].what, "no use", NULL};
			const struct case_waiver blank = {debts[i].what, "no use", "  "}, other = {"run:9", "no use", "boss"};

			open_settled(&options);
			debts[i].owe(&options);
			assert_owes(&options, debts[i].what);
			assert_refused(&options, NULL, CASES_ERROR_OWED);
			assert_refused(&options, &silent, CASES_ERROR_SAID);
			assert_refused(&options, &nobody, CASES_ERROR_SAID);
			assert_refused(&options, &blank, CASES_ERROR_SAID);
			assert_refused(&options, &other, CASES_ERROR_SAID);
			ck_assert(!is_closed(&options));
			assert_closes(&options, &waiver);
			g_time_zone_unref(options.zone);
		}
}
END_TEST

START_TEST(what_is_settled_closes_without_a_word)
{
	struct contract contract;

	EACH_BACKEND(contract) {
		const struct cases_options options = options_of(&contract);

		open_settled(&options);
		send_message(&options, tell(&options, NOTICE_OUTAGE_FIRST, NOTICE_QUEUED), 1, MESSAGE_ACCEPTED);
		send_message(&options, tell(&options, NOTICE_OUTAGE_FINAL, NOTICE_QUEUED), 2, MESSAGE_ACKNOWLEDGED);
		send_message(&options, tell(&options, NOTICE_TECHNICAL_INFO, NOTICE_QUEUED), 3, MESSAGE_DROPPED);
		tell(&options, NOTICE_TECHNICAL_INFO, NOTICE_DROPPED);
		keep_run(&options, 2, "restore", WALK_CANCELLED);
		assert_closes(&options, NULL);
		g_time_zone_unref(options.zone);
	}
}
END_TEST

START_TEST(a_notice_is_waived_with_its_messages)
{
	struct contract contract;

	EACH_BACKEND(contract) {
		const struct cases_options options = options_of(&contract);
		const struct case_waiver waiver = {"notice:1", "they know", "boss"};
		int64_t notice;

		open_settled(&options);
		notice = tell(&options, NOTICE_TECHNICAL_INFO, NOTICE_QUEUED);
		send_message(&options, notice, 1, MESSAGE_QUEUED);
		send_message(&options, notice, 2, MESSAGE_FAILED_PERMANENT);
		assert_closes(&options, &waiver);
		g_time_zone_unref(options.zone);
	}
}
END_TEST

START_TEST(of_two_who_close_the_second_is_told_and_reopening_needs_a_reason)
{
	struct contract contract;

	EACH_BACKEND(contract) {
		const struct cases_options options = options_of(&contract);
		const struct case_saying late = {.field = CASE_FIELD_LINES, .at = {NOW, INSTANT_EXACT}, .amount = 3};
		g_autoptr(GError) error = NULL;

		open_settled(&options);
		ck_assert_int_eq(case_reopen(&options, CASE, "again", &error), -1);
		ck_assert(g_error_matches(error, OPS_CASES_ERROR, CASES_ERROR_FASTER));
		g_clear_error(&error);
		assert_closes(&options, NULL);
		assert_refused(&options, NULL, CASES_ERROR_FASTER);
		ck_assert_int_eq(case_set(&options, CASE, &late, &error), -1);
		ck_assert(g_error_matches(error, OPS_CASES_ERROR, CASES_ERROR_CLOSED));
		g_clear_error(&error);
		ck_assert_int_eq(case_reopen(&options, CASE, "", &error), -1);
		ck_assert(g_error_matches(error, OPS_CASES_ERROR, CASES_ERROR_SAID));
		ck_assert_int_gt(case_reopen(&options, CASE, "it is back", NULL), 0);
		ck_assert(!is_closed(&options));
		ck_assert_int_gt(case_set(&options, CASE, &late, NULL), 0);
		/* That it was over does not hold any more. */
		assert_refused(&options, NULL, CASES_ERROR_OWED);
		set_instant(&options, CASE_FIELD_RESTORED, NOW - 30 * MINUTE);
		set_instant(&options, CASE_FIELD_CONFIRMED, NOW - 20 * MINUTE);
		assert_closes(&options, NULL);
		g_time_zone_unref(options.zone);
	}
}
END_TEST

START_TEST(a_closed_case_takes_corrections_and_what_becomes_of_notices)
{
	struct contract contract;

	EACH_BACKEND(contract) {
		const struct cases_options options = options_of(&contract);
		const struct case_saying right = {
			.field = CASE_FIELD_RESTORED, .at = {NOW - 25 * MINUTE, INSTANT_ABOUT}, .corrects = 2,
		};
		const struct case_saying other = {.field = CASE_FIELD_CONFIRMED, .at = {NOW, INSTANT_EXACT}, .corrects = 2};
		const struct case_saying none = {.field = CASE_FIELD_CONFIRMED, .at = {NOW, INSTANT_EXACT}, .corrects = 99};
		g_autoptr(ops_json_t) body = json_new_object();
		g_autoptr(ops_case_file_t) file = NULL;
		g_autoptr(ops_case_standing_t) standing = NULL;
		g_autoptr(GError) error = NULL;

		open_settled(&options);
		assert_closes(&options, NULL);
		ck_assert_int_eq(case_set(&options, CASE, &other, &error), -1);
		ck_assert(g_error_matches(error, OPS_CASES_ERROR, CASES_ERROR_SAID));
		g_clear_error(&error);
		ck_assert_int_eq(case_set(&options, CASE, &none, &error), -1);
		ck_assert(g_error_matches(error, OPS_CASES_ERROR, CASES_ERROR_NONE));
		g_clear_error(&error);
		ck_assert_int_gt(case_set(&options, CASE, &right, NULL), 0);
		ck_assert_int_eq(case_set(&options, CASE, &right, &error), -1);
		ck_assert_msg(g_error_matches(error, OPS_CASES_ERROR, CASES_ERROR_FASTER), "%s", error->message);
		json_set_string(body, "what", "delivered");
		begin(options.store);
		ck_assert_int_gt(case_append_within(&options, CASE, 0, CASE_NOTICE, NOW, body, NULL), 0);
		commit(options.store);
		file = loaded(&options);
		standing = case_standing_new(file);
		ck_assert_int_eq(case_standing_instant(standing, CASE_FIELD_RESTORED).at_us, NOW - 25 * MINUTE);
		ck_assert_uint_eq(standing->said[CASE_FIELD_RESTORED]->len, 1);
		ck_assert(file->closed_at_us != 0);
		g_time_zone_unref(options.zone);
	}
}
END_TEST

/* --- what cannot be said --- */

START_TEST(what_cannot_be_said_of_a_field_leaves_nothing_behind)
{
	static const struct { struct case_saying saying; enum cases_error_code code; } cases[] = {
		{{.field = CASE_FIELD_RESTORED, .at = {NOW + MINUTE, INSTANT_EXACT}}, CASES_ERROR_SAID},
		{{.field = CASE_FIELD_RESTORED, .at = {NOW + MINUTE, INSTANT_ABOUT}}, CASES_ERROR_SAID},
		{{.field = CASE_FIELD_CAUSE, .at = {NOW + MINUTE, INSTANT_EXACT}, .text = "x"}, CASES_ERROR_SAID},
		{{.field = CASE_FIELD_CAUSE, .at = {NOW, INSTANT_EXACT}, .text = ""}, CASES_ERROR_SAID},
		{{.field = CASE_FIELD_CAUSE, .at = {NOW, INSTANT_EXACT}, .text = "\xff"}, CASES_ERROR_SAID},
		{{.field = CASE_FIELD_CAUSE, .at = {NOW, INSTANT_EXACT}, .text = "患者ID 00123"}, CASES_ERROR_PATIENTS},
		{{.field = CASE_FIELD_SEVERITY, .at = {NOW, INSTANT_EXACT}, .text = "awful"}, CASES_ERROR_SAID},
		{{.field = CASE_FIELD_LEAD, .at = {NOW, INSTANT_EXACT}}, CASES_ERROR_SAID},
		{{.field = CASE_FIELD_LINES, .at = {NOW, INSTANT_EXACT}, .amount = -1}, CASES_ERROR_SAID},
		{{.field = CASE_FIELD_LINES, .at = {NOW, INSTANT_EXACT}, .corrects = 77}, CASES_ERROR_NONE},
	};
	struct contract contract;

	EACH_BACKEND(contract) {
		const struct cases_options options = options_of(&contract);
		int64_t before;

		open_settled(&options);
		before = size_of(options.store);
		for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
			g_autoptr(GError) error = NULL;

			ck_assert_int_eq(case_set(&options, CASE, &cases[i].saying, &error), -1);
			ck_assert_msg(g_error_matches(error, OPS_CASES_ERROR, (int)cases[i].code), "%zu: %s", i, error->message);
		}
		ck_assert_int_eq(size_of(options.store), before);
		g_time_zone_unref(options.zone);
	}
}
END_TEST

START_TEST(patients_data_are_refused_unless_somebody_is_sure)
{
	struct contract contract;

	EACH_BACKEND(contract) {
		struct cases_options options = options_of(&contract);
		const struct case_task_change change = {
			.state = TASK_OPEN, .text = "患者ID 00123", .owner = "x", .due_at_us = NOW,
		};
		const struct case_opening opening = {
			.kind = CASE_INCIDENT, .title = "患者ID 00123", .subject = "", .organization = "", .began = {0, INSTANT_UNKNOWN},
			.detected_by = "person", .severity = "major",
		};
		g_autoptr(ops_case_file_t) file = NULL;
		g_autoptr(GError) error = NULL;
		g_autofree char *id = NULL;
		int64_t task;

		open_settled(&options);
		ck_assert_int_eq(case_note(&options, CASE, NULL, "患者ID 00123", 0, &error), -1);
		ck_assert(g_error_matches(error, OPS_CASES_ERROR, CASES_ERROR_PATIENTS));
		g_clear_error(&error);
		ck_assert_int_eq(case_change_task(&options, CASE, &change, &task, &error), -1);
		ck_assert(g_error_matches(error, OPS_CASES_ERROR, CASES_ERROR_PATIENTS));
		g_clear_error(&error);
		ck_assert_ptr_null(case_open(&options, &opening, &error));
		ck_assert(g_error_matches(error, OPS_CASES_ERROR, CASES_ERROR_PATIENTS));
		options.sure = true;
		ck_assert_int_eq(case_note(&options, CASE, NULL, "患者ID 00123", 0, NULL), 4);
		ck_assert_int_eq(case_note(&options, CASE, NULL, "what is harmless", 0, NULL), 5);
		id = case_open(&options, &opening, NULL);
		ck_assert_ptr_nonnull(id);
		file = loaded(&options);
		ck_assert(((struct case_event *)file->events->pdata[3])->sure);
		ck_assert(!((struct case_event *)file->events->pdata[4])->sure);
		g_time_zone_unref(options.zone);
	}
}
END_TEST

START_TEST(a_task_is_ended_once)
{
	struct contract contract;

	EACH_BACKEND(contract) {
		struct cases_options options = options_of(&contract);
		const struct case_task_change done = {.task = 1, .state = TASK_DONE};
		const struct case_task_change dropped = {.task = 1, .state = TASK_DROPPED, .text = "no need"};
		const struct case_task_change silent = {.task = 1, .state = TASK_DROPPED, .text = ""};
		const struct case_task_change none = {.task = 2, .state = TASK_DONE};
		g_autoptr(GError) error = NULL;
		int64_t task;

		open_settled(&options);
		add_task(&options);
		ck_assert_int_eq(case_change_task(&options, CASE, &silent, &task, &error), -1);
		ck_assert(g_error_matches(error, OPS_CASES_ERROR, CASES_ERROR_SAID));
		g_clear_error(&error);
		ck_assert_int_eq(case_change_task(&options, CASE, &none, &task, &error), -1);
		ck_assert(g_error_matches(error, OPS_CASES_ERROR, CASES_ERROR_NONE));
		g_clear_error(&error);
		ck_assert_int_gt(case_change_task(&options, CASE, &dropped, &task, NULL), 0);
		options.actor = "tanaka";
		ck_assert_int_eq(case_change_task(&options, CASE, &done, &task, &error), -1);
		ck_assert(g_error_matches(error, OPS_CASES_ERROR, CASES_ERROR_FASTER));
		ck_assert_msg(strstr(error->message, "'sato'") != NULL, "%s", error->message);
		assert_closes(&options, NULL);
		g_time_zone_unref(options.zone);
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(each_thing_that_is_owed_keeps_it_open_by_itself),
		UNIT(what_is_settled_closes_without_a_word),
		UNIT(a_notice_is_waived_with_its_messages),
		UNIT(of_two_who_close_the_second_is_told_and_reopening_needs_a_reason),
		UNIT(a_closed_case_takes_corrections_and_what_becomes_of_notices),
		UNIT(what_cannot_be_said_of_a_field_leaves_nothing_behind),
		UNIT(patients_data_are_refused_unless_somebody_is_sure),
		UNIT(a_task_is_ended_once),
		{0},
	};

	return unit_run("cases/close", tests);
}
