/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cases/standing.c: what the events of a case come to, event by event; what was taken back
 * is as if it had not been said.
 */
#include "cases/internal.h"

#include "unit.h"

#include <string.h>

#define MINUTE INT64_C(60000000)
#define NOW (INT64_C(1000000) * MINUTE)

/* Events are numbered from 1; each happened one minute after the one before, unless quality says otherwise. */
struct said { const char *kind, *body; };
#define MOST 12

static void file_free_events(gpointer event)
{
	event_free(event);
}

static struct case_event *said_event(const struct said *said, int64_t number)
{
	const struct case_event_record record = {
		.case_id = "INC-20261125-001", .number = number, .kind = said->kind, .event_at_us = NOW + number * MINUTE,
		.recorded_at_us = NOW + number * MINUTE, .actor = "sato", .body = said->body,
		.body_length = said->body ? strlen(said->body) : 0, .entry = number,
	};

	return event_read(&record);
}

static void file_init(struct case_file *file, const struct said *said)
{
	*file = (struct case_file){
		.id = (char *)"INC-20261125-001", .opened_at_us = NOW, .events = g_ptr_array_new_with_free_func(file_free_events),
	};
	for (int64_t number = 1; number <= MOST && said[number - 1].kind; number++)
		g_ptr_array_add(file->events, said_event(&said[number - 1], number));
}

#define WITH(said_)                                                                                                            \
	struct case_file file;                                                                                                 \
	g_autoptr(ops_case_standing_t) standing = (file_init(&file, (said_)), case_standing_new(&file));

/* Autopointers end after this. */
static void file_clear(struct case_file *file)
{
	g_ptr_array_unref(file->events);
}

#define OPENED "{\"v\":1,\"what\":{\"subject\":\"\",\"detected_by\":\"person\"}}"
#define OPENED_MINOR "{\"v\":1,\"quality\":\"about\",\"what\":{\"detected_by\":\"person\",\"severity\":\"minor\"}}"
#define SET(rest) "{\"v\":1,\"what\":{\"field\":" rest "}}"
#define CORRECTS(number) "{\"v\":1,\"what\":{\"text\":\"no\",\"corrects\":" number "}}"

/* The number of the event that stands for FIELD; 0: none. */
static int64_t stands(const struct case_standing *standing, enum case_field field)
{
	const struct case_event *event = case_standing_find(standing, field);

	return event ? event->number : 0;
}

START_TEST(the_newest_stands_and_the_others_are_its_history)
{
	static const struct said said[MOST + 1] = {
		{"opened", OPENED},
		{"set", SET("\"lines\",\"value\":40,\"count\":\"estimated\"")},
		{"set", SET("\"lines\",\"value\":38,\"count\":\"counted\"")},
		{"set", SET("\"cause\",\"value\":\"cut\"")},
		{"set", SET("\"lines\",\"count\":\"unknown\"")},
		{"set", SET("\"cause\"")},
	};
	WITH(said)

	ck_assert_int_eq(stands(standing, CASE_FIELD_LINES), 5);
	ck_assert_uint_eq(standing->said[CASE_FIELD_LINES]->len, 3);
	ck_assert_int_eq(case_standing_find(standing, CASE_FIELD_LINES)->count, COUNT_UNKNOWN);
	ck_assert_int_eq(case_standing_find(standing, CASE_FIELD_LINES)->amount, -1);
	ck_assert_int_eq(((struct case_event *)standing->said[CASE_FIELD_LINES]->pdata[0])->amount, 40);
	ck_assert_ptr_null(case_standing_find(standing, CASE_FIELD_CAUSE)->text);
	ck_assert_int_eq(stands(standing, CASE_FIELD_USERS), 0);
	file_clear(&file);
}
END_TEST

START_TEST(instants_have_the_quality_in_which_they_were_said)
{
	static const struct said said[MOST + 1] = {
		{"opened", "{\"v\":1,\"quality\":\"about\",\"what\":{\"detected_by\":\"person\"}}"},
		{"set", "{\"v\":1,\"quality\":\"about\",\"what\":{\"field\":\"restored\"}}"},
		{"set", "{\"v\":1,\"quality\":\"unknown\",\"what\":{\"field\":\"confirmed\"}}"},
		{"set", SET("\"reported\"")},
	};
	WITH(said)

	ck_assert_int_eq(case_standing_instant(standing, CASE_FIELD_BEGAN).quality, INSTANT_ABOUT);
	ck_assert_int_eq(case_standing_instant(standing, CASE_FIELD_BEGAN).at_us, NOW + MINUTE);
	ck_assert_int_eq(case_standing_instant(standing, CASE_FIELD_RESTORED).quality, INSTANT_ABOUT);
	ck_assert_int_eq(case_standing_instant(standing, CASE_FIELD_RESTORED).at_us, NOW + 2 * MINUTE);
	ck_assert_int_eq(case_standing_instant(standing, CASE_FIELD_CONFIRMED).quality, INSTANT_UNKNOWN);
	ck_assert_int_eq(case_standing_instant(standing, CASE_FIELD_CONFIRMED).at_us, 0);
	ck_assert_int_eq(case_standing_instant(standing, CASE_FIELD_REPORTED).quality, INSTANT_EXACT);
	ck_assert_int_eq(case_standing_instant(standing, CASE_FIELD_ACKNOWLEDGED).quality, INSTANT_UNKNOWN);
	/* Who opened it knew of it. */
	ck_assert_int_eq(case_standing_instant(standing, CASE_FIELD_DETECTED).at_us, NOW);
	file_clear(&file);
}
END_TEST

START_TEST(the_worst_severity_leaves_its_mark_unless_it_was_a_mistake)
{
	static const struct {
		struct said said[MOST + 1];
		int now, most;
	} cases[] = {
		{{{"opened", OPENED}}, -1, -1},
		{{{"opened", OPENED_MINOR}}, SEVERITY_MINOR, SEVERITY_MINOR},
		{{{"opened", OPENED_MINOR}, {"set", SET("\"severity\",\"value\":\"critical\"")},
		  {"set", SET("\"severity\",\"value\":\"major\"")}}, SEVERITY_MAJOR, SEVERITY_CRITICAL},
		/* taken back by a note, and by another value */
		{{{"opened", OPENED_MINOR}, {"set", SET("\"severity\",\"value\":\"critical\"")}, {"correction", CORRECTS("2")}},
		 SEVERITY_MINOR, SEVERITY_MINOR},
		{{{"opened", OPENED_MINOR}, {"set", SET("\"severity\",\"value\":\"critical\"")},
		  {"set", SET("\"severity\",\"value\":\"major\",\"corrects\":2")}}, SEVERITY_MAJOR, SEVERITY_MAJOR},
		/* and that taken back itself */
		{{{"opened", OPENED_MINOR}, {"set", SET("\"severity\",\"value\":\"critical\"")}, {"correction", CORRECTS("2")},
		  {"correction", CORRECTS("3")}}, SEVERITY_CRITICAL, SEVERITY_CRITICAL},
		/* a correction of the opening is only read beside it */
		{{{"opened", OPENED_MINOR}, {"correction", CORRECTS("1")}}, SEVERITY_MINOR, SEVERITY_MINOR},
		/* nobody knows any more: the mark stays */
		{{{"opened", OPENED}, {"set", SET("\"severity\",\"value\":\"major\"")}, {"set", SET("\"severity\"")}}, -1, SEVERITY_MAJOR},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		WITH(cases[i].said)

		ck_assert_msg(standing->severity == cases[i].now && standing->severity_most == cases[i].most, "%zu: %d %d", i,
			      standing->severity, standing->severity_most);
		file_clear(&file);
	}
}
END_TEST

START_TEST(a_correction_takes_back_what_it_names_and_no_more)
{
	static const struct said said[MOST + 1] = {
		{"opened", OPENED},
		{"set", SET("\"service\",\"value\":\"online claims\"")},
		{"set", SET("\"service\",\"value\":\"records\"")},
		{"set", SET("\"service\",\"value\":\"online claim\",\"corrects\":2")},
		{"correction", CORRECTS("9")},
		{"correction", CORRECTS("6")},
		{"note", "{\"v\":1,\"what\":{\"text\":\"x\"}}"},
		{"correction", CORRECTS("7")},
		{"role", "{\"v\":1,\"what\":{\"role\":\"lead\",\"who\":\"sato\"}}"},
		{"role", "{\"v\":1,\"said_by\":\"boss\",\"what\":{\"role\":\"lead\",\"who\":\"tanaka\"}}"},
	};
	WITH(said)

	ck_assert_uint_eq(standing->said[CASE_FIELD_SERVICE]->len, 2);
	ck_assert_int_eq(((struct case_event *)standing->said[CASE_FIELD_SERVICE]->pdata[0])->number, 3);
	ck_assert_int_eq(((struct case_event *)standing->said[CASE_FIELD_SERVICE]->pdata[1])->number, 4);
	/* Event 5 names one that came later, event 6 itself, event 8 a note. */
	ck_assert_uint_eq(g_hash_table_size(standing->taken_back), 1);
	ck_assert_int_eq(((struct case_event *)g_hash_table_lookup(standing->taken_back, GINT_TO_POINTER(2)))->number, 4);
	ck_assert_str_eq(case_standing_find(standing, CASE_FIELD_LEAD)->text, "tanaka");
	ck_assert_str_eq(record_who(case_standing_find(standing, CASE_FIELD_LEAD)), "boss");
	ck_assert_uint_eq(standing->said[CASE_FIELD_LEAD]->len, 2);
	file_clear(&file);
}
END_TEST

#define TASK(rest) "{\"v\":1,\"what\":{\"task\":" rest "}}"
#define NEW_TASK(number) TASK(number ",\"state\":\"open\",\"text\":\"call\",\"owner\":\"sato\",\"due_at_us\":5")

START_TEST(tasks_stand_as_they_were_left)
{
	static const struct said said[MOST + 1] = {
		{"opened", OPENED}, {"task", NEW_TASK("1")}, {"task", NEW_TASK("2")}, {"task", NEW_TASK("3")},
		{"task", TASK("1,\"state\":\"done\"")}, {"task", TASK("2,\"state\":\"dropped\",\"reason\":\"no need\"")},
		{"task", TASK("4,\"state\":\"done\"")}, {"task", NEW_TASK("5")}, {"task", TASK("5,\"state\":\"done\"")},
		{"correction", CORRECTS("9")}, {"correction", CORRECTS("4")},
	};
	const struct case_task *task;
	WITH(said)

	ck_assert_uint_eq(standing->tasks->len, 3);
	ck_assert_uint_eq(case_standing_open_tasks(standing), 1);
	task = standing->tasks->pdata[0];
	ck_assert_int_eq(task->state, TASK_DONE);
	ck_assert_str_eq(task->owner, "sato");
	ck_assert_int_eq(task->due_at_us, 5);
	task = standing->tasks->pdata[1];
	ck_assert_int_eq(task->state, TASK_DROPPED);
	ck_assert_str_eq(task->event->text, "no need");
	task = standing->tasks->pdata[2];
	ck_assert_int_eq(task->task, 5);
	ck_assert_int_eq(task->state, TASK_OPEN);
	file_clear(&file);
}
END_TEST

START_TEST(severity_by_rule_is_that_of_the_class_and_the_number)
{
	static const struct { const char *service_class; guint count; int severity; } cases[] = {
		{"user", 0, -1}, {"user", 1, SEVERITY_MINOR}, {"user", 99, SEVERITY_MINOR}, {"user", 100, SEVERITY_MAJOR},
		{"user", 999, SEVERITY_MAJOR}, {"user", 1000, SEVERITY_CRITICAL}, {"our-own", 1, SEVERITY_MINOR},
		{"our-own", 1000, SEVERITY_CRITICAL}, {"backbone", 0, -1}, {"backbone", 1, SEVERITY_MAJOR},
		{"backbone", 2, SEVERITY_CRITICAL}, {"regional", 9, SEVERITY_MAJOR}, {"regional", 10, SEVERITY_CRITICAL},
		{"service-provider", 1, SEVERITY_MAJOR}, {"service-provider", 10, SEVERITY_CRITICAL},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		ck_assert_msg(case_severity(cases[i].service_class, cases[i].count) == cases[i].severity, "%s %u",
			      cases[i].service_class, cases[i].count);
}
END_TEST

START_TEST(closed_is_what_was_said_last)
{
	static const struct said said[MOST + 1] = {
		{"opened", OPENED}, {"closed", "{\"v\":1,\"what\":{\"waived\":[]}}"},
		{"reopened", "{\"v\":1,\"what\":{\"reason\":\"again\"}}"},
		{"closed", "{\"v\":1,\"what\":{\"waived\":[{\"what\":\"confirmed\",\"reason\":\"x\",\"by\":\"boss\"}],\"reason\":\"y\"}}"},
	};
	WITH(said)

	ck_assert_ptr_nonnull(standing->closed);
	ck_assert_int_eq(standing->closed->number, 4);
	ck_assert_str_eq(standing->closed->text, "y");
	file_clear(&file);
}
END_TEST

START_TEST(nothing_is_concluded_from_what_is_not_as_we_write_it)
{
	static const char *const bodies[][2] = {
		{"set", SET("\"lines\",\"value\":-1,\"count\":\"counted\"")}, {"set", SET("\"lines\",\"value\":1")},
		{"set", SET("\"lines\",\"value\":1,\"count\":\"unknown\"")}, {"set", SET("\"lines\",\"count\":\"counted\"")},
		{"set", SET("\"lines\",\"value\":\"1\",\"count\":\"counted\"")}, {"set", SET("\"mood\",\"value\":\"1\"")},
		{"set", SET("\"severity\",\"value\":\"awful\"")}, {"set", SET("\"lead\",\"value\":\"sato\"")},
		{"set", SET("\"cause\",\"value\":\"\"")}, {"set", SET("\"cause\",\"value\":7")},
		{"set", SET("\"cause\",\"value\":\"x\",\"corrects\":0")}, {"set", SET("\"cause\",\"value\":\"x\",\"corrects\":\"1\"")},
		{"role", "{\"v\":1,\"what\":{\"role\":\"cause\",\"who\":\"x\"}}"}, {"role", "{\"v\":1,\"what\":{\"role\":\"lead\"}}"},
		{"task", TASK("0,\"state\":\"done\"")}, {"task", TASK("1,\"state\":\"gone\"")}, {"task", TASK("1,\"state\":\"dropped\"")},
		{"task", TASK("1,\"state\":\"open\",\"text\":\"x\",\"owner\":\"y\"")},
		{"task", TASK("1,\"state\":\"open\",\"text\":\"x\",\"due_at_us\":5")},
		{"closed", "{\"v\":1,\"what\":{\"reason\":\"x\"}}"}, {"closed", "{\"v\":1,\"what\":{\"waived\":[{\"what\":\"x\"}]}}"},
		{"closed", "{\"v\":1,\"what\":{\"waived\":[{\"what\":\"x\",\"reason\":\"y\",\"by\":\"\"}]}}"},
		{"closed", "{\"v\":1,\"what\":{\"waived\":7}}"}, {"reopened", "{\"v\":1,\"what\":{\"why\":\"x\"}}"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(bodies); i++) {
		const struct said said[MOST + 1] = {{"opened", OPENED}, {bodies[i][0], bodies[i][1]}, {"set", NULL}};
		WITH(said)

		ck_assert_msg(((struct case_event *)file.events->pdata[1])->kind == CASE_OTHER, "%s", bodies[i][1]);
		for (int field = 0; field < CASE_FIELD_COUNT; field++)
			ck_assert_uint_eq(standing->said[field]->len, field == CASE_FIELD_BEGAN);
		ck_assert_uint_eq(standing->tasks->len, 0);
		ck_assert_ptr_null(standing->closed);
		file_clear(&file);
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(the_newest_stands_and_the_others_are_its_history),
		UNIT(instants_have_the_quality_in_which_they_were_said),
		UNIT(the_worst_severity_leaves_its_mark_unless_it_was_a_mistake),
		UNIT(a_correction_takes_back_what_it_names_and_no_more),
		UNIT(tasks_stand_as_they_were_left),
		UNIT(severity_by_rule_is_that_of_the_class_and_the_number),
		UNIT(closed_is_what_was_said_last),
		UNIT(nothing_is_concluded_from_what_is_not_as_we_write_it),
		{0},
	};

	return unit_run("cases/standing", tests);
}
