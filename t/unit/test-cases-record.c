/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cases/cases.h: what was recorded is what is read, in its order, proven; what
 * cannot be recorded leaves nothing behind.
 */
#include "cases/cases.h"

#include "fixture-contract.h"

#define NOW FIXTURE_NOW_US
#define MINUTE INT64_C(60000000)

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

static struct case_opening opening_of(const char *subject)
{
	return (struct case_opening){
		.kind = CASE_INCIDENT,
		.title = "さくら病院がつながらない",
		.subject = subject,
		.organization = "hosp-1",
		.began = {NOW - 30 * MINUTE, INSTANT_ABOUT},
		.detected_by = "institution",
		.text = "受付から電話",
	};
}

static char *opened(const struct cases_options *options, const char *subject)
{
	const struct case_opening opening = opening_of(subject);
	g_autoptr(GError) error = NULL;
	char *id = case_open(options, &opening, &error);

	ok_or_fail(id != NULL, error);
	return id;
}

static struct case_file *loaded(const struct cases_options *options, const char *id)
{
	g_autoptr(GError) error = NULL;
	struct case_file *file = case_load(options->store, id, &error);

	ok_or_fail(file != NULL, error);
	return file;
}

static const struct case_event *event_at(const struct case_file *file, guint index)
{
	ck_assert_uint_lt(index, file->events->len);
	return file->events->pdata[index];
}

static int64_t noted(const struct cases_options *options, const char *id, const char *text, int64_t corrects)
{
	g_autoptr(GError) error = NULL;
	int64_t number = case_note(options, id, NULL, text, corrects, &error);

	ok_or_fail(number > 0, error);
	return number;
}

/* What case_note() refused, and how. */
static void refused_note(const struct cases_options *options, const char *id, const struct case_instant *at,
			 const char *text, int64_t corrects, enum cases_error_code code)
{
	g_autoptr(GError) error = NULL;
	int64_t before = size_of(options->store);

	ck_assert_int_eq(case_note(options, id, at, text, corrects, &error), -1);
	ck_assert_msg(g_error_matches(error, OPS_CASES_ERROR, (int)code), "%s", error ? error->message : "");
	ck_assert_int_eq(size_of(options->store), before);
}

/* One more event within a transaction of the test's. */
static int64_t appended(const struct cases_options *options, const char *id, int64_t run, enum case_event_kind kind,
			const char *json)
{
	g_autoptr(ops_json_t) body = json_parse(json, strlen(json), CASE_BODY_LIMIT, NULL);
	g_autoptr(GError) error = NULL;
	int64_t number;

	ck_assert_ptr_nonnull(body);
	begin(options->store);
	number = case_append_within(options, id, run, kind, NOW, body, &error);
	if (number < 0) {
		ck_assert_msg(g_error_matches(error, OPS_CASES_ERROR, CASES_ERROR_SAID), "%s", error->message);
		store_rollback(options->store);
	} else {
		commit(options->store);
	}
	return number;
}

START_TEST(ids_have_one_form)
{
	static const struct { const char *text; const char *id; int64_t run; } cases[] = {
		{"INC-20261122-003", "INC-20261122-003", 0}, {"INC-20261122-003/2", "INC-20261122-003", 2},
		{"REQ-20261122-1234/999999999", "REQ-20261122-1234", 999999999},
		{"INC-20261122-03", NULL, 0}, {"INC-2026112-003", NULL, 0}, {"inc-20261122-003", NULL, 0},
		{"XYZ-20261122-003", NULL, 0}, {"INC-20261122-003/", NULL, 0}, {"INC-20261122-003/0", NULL, 0},
		{"INC-20261122-003/01", NULL, 0}, {"INC-20261122-003/1x", NULL, 0}, {"INC-20261122-003x", NULL, 0},
		{"INC-20261122-003/1234567890", NULL, 0}, {"", NULL, 0}, {"/1", NULL, 0},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *id = NULL;
		int64_t run = -7;
		bool taken = case_run_parse(cases[i].text, &id, &run);

		ck_assert_msg(taken == (cases[i].id != NULL), "%s", cases[i].text);
		if (!taken) {
			ck_assert_int_eq(run, -7);
			continue;
		}
		g_autofree char *again = case_run_print(id, run);

		ck_assert_str_eq(id, cases[i].id);
		ck_assert_int_eq(run, cases[i].run);
		ck_assert_str_eq(again, cases[i].text);
	}
	static const char *const prefixes[CASE_KIND_COUNT] = {"INC", "NCP", "APP", "ENQ", "PRB", "REQ"};

	for (unsigned int kind = 0; kind < CASE_KIND_COUNT; kind++) {
		g_autofree char *id = g_strdup_printf("%s%s-20261122-003", kind % 2 ? "D-" : "", prefixes[kind]);
		enum case_kind again = CASE_KIND_COUNT;

		ck_assert(case_id_parse(id, &again) && again == (enum case_kind)kind);
	}
}
END_TEST

START_TEST(what_was_said_is_what_is_read)
{
	struct contract contract;

	EACH_BACKEND(contract) {
		struct cases_options options = options_of(&contract);
		const struct case_instant about = {NOW - 10 * MINUTE, INSTANT_ABOUT}, unknown = {0, INSTANT_UNKNOWN};
		g_autofree char *id = opened(&options, ITEM);
		g_autoptr(ops_case_file_t) file = NULL;
		const struct case_event *event;

		ck_assert_str_eq(id, "INC-20261125-001");
		ck_assert_int_eq(noted(&options, id, "one", 0), 2);
		options.said_by = "鈴木";
		ck_assert_int_eq(case_note(&options, id, &about, "two\nlines", 0, NULL), 3);
		ck_assert_int_eq(case_note(&options, id, &unknown, "three", 0, NULL), 4);
		ck_assert_int_eq(noted(&options, id, "not one but two", 2), 5);
		ck_assert_int_eq(case_link(&options, id, "ticket", "T-4711", NULL), 6);
		ck_assert_int_eq(size_of(options.store), 6);

		file = loaded(&options, id);
		ck_assert_str_eq(file->title, "さくら病院がつながらない");
		ck_assert_str_eq(file->subject, ITEM);
		ck_assert_str_eq(file->organization, "hosp-1");
		ck_assert_str_eq(file->opened_by, "sato");
		ck_assert_int_eq(file->opened_at_us, NOW);
		ck_assert_int_eq(file->closed_at_us, 0);
		ck_assert_uint_eq(file->events->len, 6);
		event = event_at(file, 0);
		ck_assert(event->kind == CASE_OPENED && event->at.quality == INSTANT_ABOUT);
		ck_assert_int_eq(event->at.at_us, NOW - 30 * MINUTE);
		ck_assert_str_eq(event->text, "受付から電話");
		ck_assert_str_eq(json_get_string(event->body, "detected_by"), "institution");
		ck_assert_ptr_null(event->said_by);
		event = event_at(file, 2);
		ck_assert(event->kind == CASE_NOTE && event->at.quality == INSTANT_ABOUT);
		ck_assert_int_eq(event->at.at_us, NOW - 10 * MINUTE);
		ck_assert_int_eq(event->recorded_at_us, NOW);
		ck_assert_str_eq(event->text, "two\nlines");
		ck_assert_str_eq(event->said_by, "鈴木");
		ck_assert_str_eq(event->actor, "sato");
		event = event_at(file, 3);
		ck_assert(event->at.quality == INSTANT_UNKNOWN && event->at.at_us == 0);
		event = event_at(file, 4);
		ck_assert(event->kind == CASE_CORRECTION && event->corrects == 2);
		event = event_at(file, 5);
		ck_assert(event->kind == CASE_LINK && event->entry == 6);
		ck_assert_str_eq(event->text, "T-4711");
		g_time_zone_unref(options.zone);
	}
}
END_TEST

START_TEST(what_cannot_be_recorded_leaves_nothing)
{
	struct contract contract;

	EACH_BACKEND(contract) {
		const struct cases_options options = options_of(&contract);
		const struct case_instant later = {NOW + 1, INSTANT_EXACT}, never = {0, INSTANT_ABOUT};
		struct case_opening opening = opening_of("x");
		g_autofree char *id = opened(&options, ITEM);
		g_autofree char *long_text = g_strnfill(CASE_SAID_LIMIT + 1, 'x');
		g_autofree char *long_title = g_strnfill(CASE_TEXT_LIMIT + 1, 'x');

		refused_note(&options, id, &later, "x", 0, CASES_ERROR_SAID);
		refused_note(&options, id, &never, "x", 0, CASES_ERROR_SAID);
		refused_note(&options, id, NULL, "", 0, CASES_ERROR_SAID);
		refused_note(&options, id, NULL, "\xff", 0, CASES_ERROR_SAID);
		refused_note(&options, id, NULL, long_text, 0, CASES_ERROR_SAID);
		refused_note(&options, id, NULL, "x", 2, CASES_ERROR_NONE);
		refused_note(&options, id, NULL, "x", -1, CASES_ERROR_NONE);
		refused_note(&options, "INC-20261125-002", NULL, "x", 0, CASES_ERROR_NONE);
		refused_note(&options, "nonsense", NULL, "x", 0, CASES_ERROR_NONE);
		opening.title = long_title;
		ck_assert_ptr_null(case_open(&options, &opening, NULL));
		opening.title = "\xff";
		ck_assert_ptr_null(case_open(&options, &opening, NULL));
		opening = opening_of("x");
		opening.began = later;
		ck_assert_ptr_null(case_open(&options, &opening, NULL));
		ck_assert_int_eq(appended(&options, id, 0, CASE_SUBJECT, "{\"subject\":\"\"}"), -1);
		ck_assert_int_eq(appended(&options, id, 0, CASE_NOTE, "{\"texts\":\"x\"}"), -1);
		ck_assert_int_eq(appended(&options, id, 1, CASE_RUN, "{\"event\":\"dance\",\"at\":5,\"by\":\"a\"}"), -1);
		ck_assert_int_eq(appended(&options, id, 0, CASE_RUN, "{\"event\":\"note\",\"at\":5,\"by\":\"a\"}"), -1);
		ck_assert_int_eq(size_of(options.store), 1);
		long_text[CASE_SAID_LIMIT] = '\0';
		ck_assert_int_eq(noted(&options, id, long_text, 0), 2);
		g_time_zone_unref(options.zone);
	}
}
END_TEST

START_TEST(a_closed_case_takes_corrections_alone)
{
	struct contract contract;

	EACH_BACKEND(contract) {
		const struct cases_options options = options_of(&contract);
		g_autofree char *id = opened(&options, ITEM);
		g_autoptr(ops_case_file_t) file = NULL;
		const struct case_record closed = {
			.id = id, .kind = CASE_INCIDENT, .title = "", .subject = ITEM, .organization = "",
			.opened_at_us = NOW, .opened_by = "sato", .closed_at_us = NOW,
		};
		const struct cases_filter open = {.kind = -1, .open_only = true};
		g_autoptr(GPtrArray) files = NULL;

		begin(options.store);
		ck_assert(cases_set(options.store, &closed, NULL));
		commit(options.store);
		refused_note(&options, id, NULL, "x", 0, CASES_ERROR_CLOSED);
		ck_assert_int_eq(case_link(&options, id, "ticket", "x", NULL), -1);
		ck_assert_int_eq(noted(&options, id, "x", 1), 2);
		file = loaded(&options, id);
		ck_assert_int_eq(file->closed_at_us, NOW);
		ck_assert_ptr_null(case_of_subject(options.store, ITEM, NULL));
		files = case_list(options.store, &open, NULL);
		ck_assert_uint_eq(files->len, 0);
		g_time_zone_unref(options.zone);
	}
}
END_TEST

START_TEST(a_case_is_found_by_all_that_it_affects)
{
	struct contract contract;

	EACH_BACKEND(contract) {
		const struct cases_options options = options_of(&contract);
		g_autofree char *first = opened(&options, "line:h1"), *second = opened(&options, "line:h2");
		g_autofree char *third = opened(&options, "");
		static const struct { const char *subject, *id; } cases[] = {
			{"line:h1", "INC-20261125-001"}, {"line:h2", "INC-20261125-003"},
			{"line:h3", "INC-20261125-001"}, {"line:h4", NULL}, {"", NULL},
		};
		g_autoptr(ops_case_file_t) file = NULL;

		ck_assert_str_eq(second, "INC-20261125-002");
		ck_assert_int_gt(appended(&options, first, 0, CASE_SUBJECT, "{\"subject\":\"line:h3\"}"), 0);
		ck_assert_int_gt(appended(&options, first, 2, CASE_SUBJECT, "{\"subject\":\"line:h3\"}"), 0);
		ck_assert_int_gt(appended(&options, third, 1, CASE_SUBJECT, "{\"subject\":\"line:h2\"}"), 0);
		for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
			g_autoptr(GError) error = NULL;
			g_autofree char *id = case_of_subject(options.store, cases[i].subject, &error);

			ck_assert_ptr_null(error);
			ck_assert_msg(g_strcmp0(id, cases[i].id) == 0, "%s: %s", cases[i].subject, id);
		}
		g_autoptr(GHashTable) all = case_subjects(options.store, NULL);

		ck_assert_ptr_nonnull(all);
		ck_assert_uint_eq(g_hash_table_size(all), 3);
		for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
			ck_assert(g_strcmp0(g_hash_table_lookup(all, cases[i].subject), cases[i].id) == 0);
		file = loaded(&options, first);
		ck_assert_uint_eq(file->subjects->len, 2);
		ck_assert_str_eq(file->subjects->pdata[0], "line:h1");
		ck_assert_str_eq(file->subjects->pdata[1], "line:h3");
		g_time_zone_unref(options.zone);
	}
}
END_TEST

/* A row of RUN of ID. */
static void set_run(const struct cases_options *options, const char *id, int64_t run)
{
	const struct run_record record = {
		.case_id = id, .run = run, .procedure = "restore", .subject = ITEM, .holder = "sato", .step = "ask",
		.state = WALK_RUNNING, .turn = 3, .started_at_us = NOW, .changed_at_us = NOW,
	};
	g_autoptr(GError) error = NULL;

	begin(options->store);
	ok_or_fail(runs_set(options->store, &record, &error), error);
	commit(options->store);
}

START_TEST(a_run_is_its_events_or_nothing)
{
	struct contract contract;

	EACH_BACKEND(contract) {
		const struct cases_options options = options_of(&contract);
		g_autofree char *id = opened(&options, ITEM), *other = opened(&options, ITEM);
		const struct cases_filter all = {.kind = CASE_INCIDENT};
		g_autoptr(GPtrArray) events = NULL, files = NULL;
		g_autoptr(GError) error = NULL;
		struct case_event_record strange = {
			.case_id = id, .run = 1, .kind = "run", .event_at_us = NOW, .actor = "sato",
			.body = "{\"v\":2}", .body_length = 7,
		};
		const struct procedure_event *event;
		const struct case_file *file;

		set_run(&options, id, 1);
		set_run(&options, id, 2);
		set_run(&options, other, 1);
		appended(&options, id, 1, CASE_RUN, "{\"event\":\"note\",\"at\":5,\"by\":\"a\",\"text\":\"one\"}");
		appended(&options, id, 2, CASE_RUN, "{\"event\":\"note\",\"at\":6,\"by\":\"a\",\"text\":\"two\"}");
		appended(&options, id, 1, CASE_EVIDENCE, "{\"items\":[]}");
		appended(&options, id, 1, CASE_RUN, "{\"event\":\"note\",\"at\":7,\"by\":\"a\",\"text\":\"three\"}");
		events = case_run_events(options.store, id, 1, &error);
		ok_or_fail(events != NULL, error);
		ck_assert_uint_eq(events->len, 2);
		event = events->pdata[1];
		ck_assert_str_eq(event->text, "three");
		ck_assert_int_eq(event->at_us, 7);

		begin(options.store);
		ck_assert(case_events_append(options.store, &strange, NULL));
		commit(options.store);
		ck_assert_ptr_null(case_run_events(options.store, id, 1, &error));
		ck_assert(g_error_matches(error, OPS_CASES_ERROR, CASES_ERROR_UNREADABLE));

		files = case_list(options.store, &all, NULL);
		ck_assert_uint_eq(files->len, 2);
		file = files->pdata[0];
		ck_assert_str_eq(file->id, id);
		ck_assert_uint_eq(file->runs->len, 2);
		ck_assert_str_eq(((const struct case_run *)file->runs->pdata[1])->step, "ask");
		file = files->pdata[1];
		ck_assert_uint_eq(file->runs->len, 1);
		ck_assert_uint_eq(file->events->len, 0);
		g_time_zone_unref(options.zone);
	}
}
END_TEST

START_TEST(what_another_version_wrote_is_only_shown)
{
	static const struct { const char *kind, *body; } strange[] = {
		{"telex", "{\"v\":1,\"what\":{\"text\":\"x\"}}"},
		{"note", "{\"v\":2,\"what\":{\"text\":\"x\"}}"},
		{"note", "{\"what\":{\"text\":\"x\"}}"},
		{"note", "{\"v\":1,\"text\":\"x\"}"},
		{"note", "{\"v\":1,\"quality\":\"so-so\",\"what\":{\"text\":\"x\"}}"},
		{"note", "{\"v\":1,\"said_by\":\"\",\"what\":{\"text\":\"x\"}}"},
		{"note", "{\"v\":1,\"what\":\"x\"}"}, {"note", "{\"v\":1,\"what\":{}}"}, {"note", "{\"v\":1,\"what\":[1]}"},
		{"correction", "{\"v\":1,\"what\":{\"text\":\"x\"}}"}, {"subject", "{\"v\":1,\"what\":{\"text\":\"x\"}}"},
		{"opened", "{\"v\":1,\"what\":{\"detected_by\":\"cat\"}}"}, {"run", "{\"v\":1,\"what\":{\"text\":\"x\"}}"},
	};
	struct contract contract;

	EACH_BACKEND(contract) {
		const struct cases_options options = options_of(&contract);
		g_autofree char *id = opened(&options, ITEM);
		g_autoptr(ops_case_file_t) file = NULL;

		begin(options.store);
		for (size_t i = 0; i < G_N_ELEMENTS(strange); i++) {
			struct case_event_record record = {
				.case_id = id, .kind = strange[i].kind, .event_at_us = NOW, .actor = "sato",
				.body = strange[i].body, .body_length = strlen(strange[i].body),
			};
			g_autoptr(GError) error = NULL;

			ok_or_fail(case_events_append(options.store, &record, &error), error);
		}
		commit(options.store);
		file = loaded(&options, id);
		ck_assert_uint_eq(file->events->len, 1 + G_N_ELEMENTS(strange));
		for (size_t i = 0; i < G_N_ELEMENTS(strange); i++) {
			const struct case_event *event = event_at(file, (guint)i + 1);

			ck_assert_msg(event->kind == CASE_OTHER && !event->body && !event->text && !event->removed, "%s",
				      strange[i].body);
			ck_assert_str_eq(event->kind_id, strange[i].kind);
			ck_assert_str_eq(event->actor, "sato");
		}
		g_time_zone_unref(options.zone);
	}
}
END_TEST

START_TEST(the_nearest_id_is_named)
{
	struct contract contract;

	EACH_BACKEND(contract) {
		const struct cases_options options = options_of(&contract);
		g_autofree char *id = opened(&options, ITEM);
		static const char *const asked[] = {"INC-20261125-002", "inc-20261125-001", "INC-20261125-01"};

		for (size_t i = 0; i < G_N_ELEMENTS(asked); i++) {
			g_autoptr(GError) error = NULL;

			ck_assert_str_eq(id, "INC-20261125-001");
			ck_assert_ptr_null(case_load(options.store, asked[i], &error));
			ck_assert(g_error_matches(error, OPS_CASES_ERROR, CASES_ERROR_NONE));
			ck_assert_msg(strstr(error->message, "did you mean 'INC-20261125-001'?") != NULL, "%s", error->message);
		}
		g_time_zone_unref(options.zone);
	}
}
END_TEST

START_TEST(what_was_recorded_is_proven)
{
	struct fixture fixture;
	struct journal_verdict verdict;
	struct cases_options options = {.zone = g_time_zone_new_identifier("Asia/Tokyo"), .actor = "sato"};
	g_autofree char *id = NULL;

	fixture_init(&fixture);
	options.clock = fixture.clock;
	options.notes = &fixture.notes;
	options.store = fixture_open(&fixture, STORE_WRITE);
	id = opened(&options, ITEM);
	noted(&options, id, "x", 0);
	ck_assert_int_gt(case_link(&options, id, "ticket", "T-1", NULL), 0);
	ck_assert(journal_verify(fixture.directory, NULL, &verdict, NULL));
	ck_assert_int_eq(verdict.verdict, VERDICT_COMPLETE);
	ck_assert_int_eq(verdict.size, 3);
	ck_assert_int_eq(verdict.anchored, 3);
	store_close(options.store);
	g_time_zone_unref(options.zone);
	fixture_clear(&fixture);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(ids_have_one_form),
		UNIT(what_was_said_is_what_is_read),
		UNIT(what_cannot_be_recorded_leaves_nothing),
		UNIT(a_closed_case_takes_corrections_alone),
		UNIT(a_case_is_found_by_all_that_it_affects),
		UNIT(a_run_is_its_events_or_nothing),
		UNIT(what_another_version_wrote_is_only_shown),
		UNIT(the_nearest_id_is_named),
		UNIT(what_was_recorded_is_proven),
		{0},
	};

	return unit_run("cases/record", tests);
}
