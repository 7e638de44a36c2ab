/* SPDX-License-Identifier: Apache-2.0 */
/*
 * engine/tell*.c, roster.c: whom a notice reaches and in which words, that it is kept once and whole, and what people
 * do with it.
 */
#include "cases/cases.h"
#include "fixture-telling.h"

#define OPEN_CASE "INC-20261125-001"

/* A case about SUBJECT whose item is DOWN. */
static void open_case(struct telling *telling, const char *subject)
{
	const struct cases_options options = {
		.store = telling->store, .zone = inventory_zone(telling->inventory), .actor = "sato", .clock = telling->clock,
		.notes = &telling->notes,
	};
	const struct case_opening opening = {
		.kind = CASE_INCIDENT, .title = "a line is cut", .subject = subject, .organization = "clinic",
		.began = { clock_wall_us(telling->clock) - 600 * G_USEC_PER_SEC, INSTANT_ABOUT }, .detected_by = "monitoring",
	};
	const struct state_record down = { .item = subject, .status = STATUS_DOWN, .since_us = clock_wall_us(telling->clock) };
	g_autofree char *id = NULL;

	ck_assert(store_begin(telling->store, NULL) && states_set(telling->store, &down, NULL) && store_commit(telling->store, NULL));
	id = case_open(&options, &opening, NULL);
	ck_assert_str_eq(id, OPEN_CASE);
}

struct content { struct json *json; struct message_content it; struct content_attachment attachments[CONTENT_ATTACHMENTS_LIMIT]; };

static bool take_content(void *context, const struct message_record *record)
{
	struct content *content = context;

	content->json = json_parse(record->content, strlen(record->content), MESSAGE_CONTENT_LIMIT, NULL);
	ck_assert(content->json && content_read(content->json, &content->it, content->attachments, NULL));
	return false;
}

static struct content content_of(const struct telling *telling, int64_t message)
{
	const struct messages_filter filter = { .number = message };
	struct content content = { 0 };

	ck_assert(messages_read(telling->store, &filter, take_content, &content, NULL));
	ck_assert_ptr_nonnull(content.json);
	return content;
}

static const char *field_of(const struct content *content, const char *name)
{
	return json_get_string(json_get(content->it.notice, "fields"), name);
}

START_TEST(a_first_report_says_what_the_case_and_the_store_know)
{
	struct telling telling;
	struct content content;
	g_autofree char *messages = NULL;

	telling_init(&telling, "");
	open_case(&telling, "line:c1");
	ck_assert_int_eq(telling_tell(&telling, NOTICE_OUTAGE_FIRST, AUDIENCE_CORE, NULL, OPEN_CASE, "").messages, 1);
	messages = telling_messages(&telling);
	ck_assert_str_eq(messages, "core-noc noc@core.example core queued\n");
	content = content_of(&telling, 1);
	ck_assert_str_eq(content.it.language, "en");
	ck_assert_str_eq(content.it.from_address, "noc@self.example");
	ck_assert_str_eq(content.it.to_name, "Core NOC");
	ck_assert_ptr_null(content.it.thread);
	ck_assert_str_eq(json_get_string(content.it.notice, "reference"), OPEN_CASE);
	ck_assert_str_eq(field_of(&content, "lines-affected"), "1");
	ck_assert_str_eq(field_of(&content, "number"), "1");
	ck_assert_str_eq(field_of(&content, "cause-status"), "investigating");
	ck_assert_str_eq(field_of(&content, "area"), "Tokyo");
	ck_assert_str_eq(field_of(&content, "began-at"), "2026-11-25T02:50:00+09:00");
	ck_assert_str_eq(field_of(&content, "next-report"), "2026-11-25T04:00:00+09:00");
	ck_assert_msg(strstr(content.it.subject, "Report 1") && strstr(content.it.subject, OPEN_CASE), "%s", content.it.subject);
	/* A store that is nowhere has no head to tell. */
	ck_assert_ptr_null(strstr(content.it.text, "checkpoint:"));
	json_free(content.json);
	telling_clear(&telling);
}
END_TEST

/* What a first report would say of NAME just now; NULL: nothing. The caller frees PLAN. */
static const struct notice_fact *planned_fact(struct telling *telling, const char *name, struct tell_plan **ret_plan)
{
	g_autoptr(ops_notice_facts_t) facts = notice_facts_new(NOTICE_OUTAGE_FIRST, AUDIENCE_CORE);
	const struct tell tell = { .facts = facts, .case_id = OPEN_CASE, .once = "", .urgency = -1 };
	g_autoptr(GError) error = NULL;

	facts->as_of_us = clock_wall_us(telling->clock);
	*ret_plan = engine_plan_notice(&telling->options, &tell, &error);
	ck_assert_msg(*ret_plan != NULL, "%s", error ? error->message : "");
	return notice_facts_find((*ret_plan)->facts, name);
}

static void assert_told(struct telling *telling, const char *name, const char *value, bool estimated)
{
	g_autoptr(ops_tell_plan_t) plan = NULL;
	const struct notice_fact *fact = planned_fact(telling, name, &plan);

	ck_assert_msg(fact != NULL, "%s", name);
	ck_assert_msg(g_strcmp0(fact->value, value) == 0 && fact->estimated == estimated, "%s: %s", name, fact->value);
}

static void say(struct telling *telling, const struct case_saying *saying)
{
	const struct cases_options options = {
		.store = telling->store, .zone = inventory_zone(telling->inventory), .actor = "sato", .clock = telling->clock,
		.notes = &telling->notes,
	};
	g_autoptr(GError) error = NULL;

	ck_assert_msg(case_set(&options, OPEN_CASE, saying, &error) > 0, "%s", error ? error->message : "");
}

START_TEST(what_people_said_goes_before_what_was_seen)
{
	struct telling telling;
	struct case_saying saying = { 0 };
	g_autoptr(ops_tell_plan_t) plan = NULL;

	telling_init(&telling, "");
	open_case(&telling, "line:c1");
	assert_told(&telling, "lines-affected", "1", false);
	assert_told(&telling, "lines-affected-user", "1", false);
	assert_told(&telling, "began-at", "2026-11-25T02:50:00+09:00", true);
	assert_told(&telling, "cause-status", "investigating", false);
	saying.at = (struct case_instant){ clock_wall_us(telling.clock), INSTANT_EXACT };
	saying.field = CASE_FIELD_LINES;
	saying.amount = 40;
	saying.count = COUNT_ESTIMATED;
	say(&telling, &saying);
	assert_told(&telling, "lines-affected", "40", true);
	ck_assert_ptr_null(planned_fact(&telling, "lines-affected-user", &plan));
	saying.count = COUNT_UNKNOWN;
	say(&telling, &saying);
	assert_told(&telling, "lines-affected", NULL, false);
	saying = (struct case_saying){ .field = CASE_FIELD_CAUSE, .at = saying.at, .text = "a cut cable" };
	say(&telling, &saying);
	assert_told(&telling, "cause", "a cut cable", false);
	assert_told(&telling, "cause-status", "estimated", false);
	saying = (struct case_saying){ .field = CASE_FIELD_CAUSE_STATUS, .at = saying.at, .text = "confirmed" };
	say(&telling, &saying);
	assert_told(&telling, "cause-status", "confirmed", false);
	saying = (struct case_saying){ .field = CASE_FIELD_RESTORED, .at = { saying.at.at_us, INSTANT_ABOUT } };
	say(&telling, &saying);
	assert_told(&telling, "restored-at", TELLING_NOW, true);
	assert_told(&telling, "duration", "600000000", true);
	telling_clear(&telling);
}
END_TEST

START_TEST(an_institution_is_told_of_itself_and_of_nothing_else)
{
	struct telling telling;
	struct content content;

	telling_init(&telling, "");
	open_case(&telling, "line:c1");
	ck_assert_int_eq(telling_tell(&telling, NOTICE_OUTAGE_FIRST, AUDIENCE_INSTITUTION, NULL, OPEN_CASE, "").messages, 1);
	content = content_of(&telling, 1);
	ck_assert_str_eq(content.it.to_address, "desk@clinic.example");
	ck_assert_str_eq(field_of(&content, "institution-name"), "Sakura Clinic");
	ck_assert_ptr_null(field_of(&content, "institutions"));
	ck_assert_ptr_null(field_of(&content, "circuit-id"));
	ck_assert_ptr_null(json_get_string(content.it.notice, "subject"));
	ck_assert_ptr_null(strstr(content.it.text, "line:c1"));
	json_free(content.json);
	telling_clear(&telling);
}
END_TEST

START_TEST(later_reports_are_numbered_answer_the_first_and_mark_what_changed)
{
	struct telling telling;
	struct content first, second;

	telling_init(&telling, "");
	open_case(&telling, "line:c1");
	telling_tell(&telling, NOTICE_OUTAGE_FIRST, AUDIENCE_CORE, NULL, OPEN_CASE, "");
	telling_set_clock(&telling, "2026-11-25T04:00:00+09:00");
	telling_tell(&telling, NOTICE_OUTAGE_FOLLOW_UP, AUDIENCE_CORE, NULL, OPEN_CASE, "");
	first = content_of(&telling, 1);
	second = content_of(&telling, 2);
	ck_assert_str_eq(second.it.thread, first.it.identity);
	ck_assert_str_eq(field_of(&second, "number"), "2");
	/* Another audience's chain begins with its own first one. */
	telling_tell(&telling, NOTICE_OUTAGE_FOLLOW_UP, AUDIENCE_MANAGER, NULL, OPEN_CASE, "");
	json_free(second.json);
	second = content_of(&telling, 3);
	ck_assert_str_eq(field_of(&second, "number"), "1");
	json_free(first.json);
	json_free(second.json);
	telling_clear(&telling);
}
END_TEST

static bool drop_message(void *context, const struct message_record *record)
{
	struct message_record *dropped = context;

	*dropped = (struct message_record){ .number = record->number, .state = MESSAGE_DROPPED, .changed_at_us = record->changed_at_us };
	return false;
}

START_TEST(each_reader_goes_on_from_the_first_mail_that_came)
{
	const struct messages_filter first = { .number = 1 };
	static const int answered[][2] = { { 3, 1 }, { 4, 2 }, { 5, 3 }, { 6, 2 } };
	struct message_record dropped;
	struct telling telling;

	telling_init(&telling, "audiences: {manager: {self: true, roles: [ops-manager, duty-officer]}}\n");
	open_case(&telling, "line:c1");
	ck_assert_int_eq(telling_tell(&telling, NOTICE_OUTAGE_FIRST, AUDIENCE_MANAGER, NULL, OPEN_CASE, "").messages, 2);
	ck_assert_int_eq(telling_tell(&telling, NOTICE_OUTAGE_FOLLOW_UP, AUDIENCE_MANAGER, NULL, OPEN_CASE, "").messages, 2);
	/* The first to one of the two is not to go: that one's second is then the first that comes. */
	ck_assert(messages_read(telling.store, &first, drop_message, &dropped, NULL));
	ck_assert(store_begin(telling.store, NULL) && messages_change(telling.store, &dropped, NULL) && store_commit(telling.store, NULL));
	ck_assert_int_eq(telling_tell(&telling, NOTICE_OUTAGE_FOLLOW_UP, AUDIENCE_MANAGER, NULL, OPEN_CASE, "").messages, 2);
	for (size_t i = 0; i < G_N_ELEMENTS(answered); i++) {
		struct content answer = content_of(&telling, answered[i][0]), begun = content_of(&telling, answered[i][1]);

		ck_assert_str_eq(answer.it.to_address, begun.it.to_address);
		ck_assert_str_eq(answer.it.thread, begun.it.identity);
		json_free(answer.json);
		json_free(begun.json);
	}
	telling_clear(&telling);
}
END_TEST

START_TEST(what_may_be_told_once_is_told_once)
{
	struct telling telling;
	struct told told;

	telling_init(&telling, "");
	telling_tell(&telling, NOTICE_ESCALATION, AUDIENCE_MANAGER, "line:c1", "", "a");
	told = telling_tell(&telling, NOTICE_ESCALATION, AUDIENCE_MANAGER, "line:c1", "", "a");
	ck_assert(told.before);
	ck_assert_int_eq(told.notice, 1);
	told = telling_tell(&telling, NOTICE_ESCALATION, AUDIENCE_MANAGER, "line:c1", "", "b");
	ck_assert(!told.before);
	telling_clear(&telling);
}
END_TEST

START_TEST(many_unsent_become_one_with_an_overview)
{
	struct telling telling;
	struct content content;
	g_autofree char *messages = NULL;

	telling_init(&telling, "kinds: {switchover: {urgency: urgent, together: 2m}}\n");
	telling_tell(&telling, NOTICE_SWITCHOVER, AUDIENCE_CORE, "device:a1", "", "");
	telling_set_clock(&telling, "2026-11-25T03:01:00+09:00");
	telling_tell(&telling, NOTICE_SWITCHOVER, AUDIENCE_CORE, "device:e1", "", "");
	telling_set_clock(&telling, "2026-11-25T03:01:30+09:00");
	telling_tell(&telling, NOTICE_SWITCHOVER, AUDIENCE_CORE, "line:c1", "", "");
	messages = telling_messages(&telling);
	ck_assert_str_eq(messages, "core-noc noc@core.example core dropped\n"
				   "core-noc noc@core.example core dropped\n"
				   "core-noc noc@core.example core queued\n");
	content = content_of(&telling, 3);
	ck_assert_ptr_nonnull(strstr(content.it.subject, "and 2 more"));
	ck_assert_ptr_nonnull(strstr(content.it.text, "This message tells of 3 matters together."));
	ck_assert_uint_eq(json_length(json_get(content.it.notice, "parts")), 3);
	json_free(content.json);
	telling_clear(&telling);
}
END_TEST

START_TEST(a_storm_of_first_reports_is_one_message_that_waits_for_nothing)
{
	struct telling telling;
	struct content content;
	g_autofree char *messages = NULL;

	telling_init(&telling, "");
	for (int i = 0; i < 30; i++)
		telling_tell(&telling, NOTICE_OUTAGE_FIRST, AUDIENCE_CORE, i % 2 ? "line:c1" : "line:c2", "", "");
	messages = telling_messages(&telling);
	ck_assert_ptr_nonnull(strstr(messages, "queued"));
	ck_assert_ptr_null(strstr(strstr(messages, "queued") + 1, "queued"));
	content = content_of(&telling, 30);
	ck_assert_ptr_nonnull(strstr(content.it.subject, "and 29 more"));
	ck_assert_ptr_nonnull(strstr(content.it.text, "(30) "));
	ck_assert_ptr_nonnull(strstr(content.it.text, "The texts of 10 others are left out."));
	json_free(content.json);
	telling_clear(&telling);
}
END_TEST

START_TEST(whoever_made_a_notice_cannot_approve_it)
{
	struct telling telling;
	g_autofree char *before = NULL, *after = NULL;
	g_autoptr(GError) error = NULL;

	telling_init(&telling, "kinds: {escalation: {urgency: first, approval: ops-manager}}\n");
	ck_assert_int_eq(telling_tell(&telling, NOTICE_ESCALATION, AUDIENCE_MANAGER, "line:c1", "", "").state, NOTICE_HELD);
	before = telling_messages(&telling);
	ck_assert_str_eq(before, "chief chief@self.example core held\n");
	ck_assert(!engine_approve(&telling.options, 1, &error));
	ck_assert(g_error_matches(error, OPS_TELL_ERROR, TELL_ERROR_PERMISSION));
	g_clear_error(&error);
	telling.options.actor = "stranger";
	ck_assert(!engine_approve(&telling.options, 1, &error));
	g_clear_error(&error);
	telling.options.actor = "chief";
	ck_assert(engine_approve(&telling.options, 1, &error));
	after = telling_messages(&telling);
	ck_assert_str_eq(after, "chief chief@self.example core queued\n");
	ck_assert(!engine_approve(&telling.options, 1, &error));
	ck_assert(g_error_matches(error, OPS_TELL_ERROR, TELL_ERROR_STATE));
	telling_clear(&telling);
}
END_TEST

static char *code_of(const struct telling *telling, int64_t message)
{
	struct content content = content_of(telling, message);
	char *code = g_strdup(content.it.code);

	json_free(content.json);
	return code;
}

START_TEST(an_answer_is_found_by_its_code_in_either_case)
{
	struct telling telling;
	g_autofree char *code = NULL, *lower = NULL, *messages = NULL;
	struct acknowledgement said = { .by = "Mr Core", .ack = ACK_ACTING, .means = MEANS_PHONE };
	g_autoptr(GError) error = NULL;
	int64_t message;

	telling_init(&telling, "");
	telling_tell(&telling, NOTICE_CORE_CHECK_REQUEST, AUDIENCE_CORE, "device:e1", "", "");
	code = code_of(&telling, 1);
	lower = g_ascii_strdown(code, -1);
	said.code = "ZZZZZZ";
	ck_assert(!engine_acknowledge(&telling.options, &said, &message, &error));
	ck_assert(g_error_matches(error, OPS_TELL_ERROR, TELL_ERROR_NONE));
	said.code = lower;
	ck_assert(engine_acknowledge(&telling.options, &said, &message, NULL));
	ck_assert_int_eq(message, 1);
	messages = telling_messages(&telling);
	ck_assert_str_eq(messages, "core-noc noc@core.example core acknowledged\n");
	telling_clear(&telling);
}
END_TEST

START_TEST(a_dropped_message_needs_no_delivery_and_can_come_back)
{
	struct telling telling;
	g_autofree char *dropped = NULL, *back = NULL;
	const int64_t number = 1;

	telling_init(&telling, "");
	telling_tell(&telling, NOTICE_ESCALATION, AUDIENCE_MANAGER, "line:c1", "", "");
	ck_assert(engine_drop(&telling.options, &number, 1, "told in person", NULL));
	dropped = telling_messages(&telling);
	ck_assert_str_eq(dropped, "chief chief@self.example core dropped\n");
	ck_assert(!engine_drop(&telling.options, &number, 1, "again", NULL));
	ck_assert(engine_retry(&telling.options, &number, 1, NULL));
	back = telling_messages(&telling);
	ck_assert_str_eq(back, "chief chief@self.example core queued\n");
	telling_clear(&telling);
}
END_TEST

START_TEST(a_roster_holds_from_its_declaration_with_those_who_report)
{
	struct telling telling;
	struct roster_state state;
	struct content content;

	telling_init(&telling, "");
	ck_assert(engine_roster(telling.store, &state, NULL));
	ck_assert(!state.disaster && !state.declared_by);
	roster_state_clear(&state);
	ck_assert(!engine_report_present(&telling.options, "chief", NULL, NULL));
	ck_assert(engine_declare_roster(&telling.options, true, "earthquake", NULL));
	ck_assert(engine_report_present(&telling.options, "chief", NULL, NULL));
	ck_assert(engine_report_present(&telling.options, "duty", "second site", NULL));
	ck_assert(engine_report_present(&telling.options, "chief", "second site", NULL));
	ck_assert(!engine_report_present(&telling.options, "core-noc", NULL, NULL));
	ck_assert(engine_roster(telling.store, &state, NULL));
	ck_assert(state.disaster);
	ck_assert_str_eq(state.declared_by, "sato");
	ck_assert_uint_eq(state.present->len, 2);
	ck_assert_str_eq(((struct roster_present *)state.present->pdata[0])->contact, "duty");
	ck_assert_str_eq(((struct roster_present *)state.present->pdata[1])->place, "second site");
	roster_state_clear(&state);
	/* Whoever is on duty follows it. */
	telling_tell(&telling, NOTICE_ROSTER_CALL, AUDIENCE_DUTY, NULL, "", "");
	content = content_of(&telling, 1);
	ck_assert_str_eq(field_of(&content, "declared-by"), "sato");
	ck_assert_str_eq(field_of(&content, "roster-reason"), "earthquake");
	ck_assert_str_eq(field_of(&content, "meeting-place"), "5号室");
	ck_assert_ptr_nonnull(field_of(&content, "declared-at"));
	json_free(content.json);
	ck_assert(engine_declare_roster(&telling.options, false, "over", NULL));
	ck_assert(engine_roster(telling.store, &state, NULL));
	ck_assert(!state.disaster);
	ck_assert_uint_eq(state.present->len, 0);
	roster_state_clear(&state);
	telling_clear(&telling);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_first_report_says_what_the_case_and_the_store_know),
		UNIT(what_people_said_goes_before_what_was_seen),
		UNIT(an_institution_is_told_of_itself_and_of_nothing_else),
		UNIT(later_reports_are_numbered_answer_the_first_and_mark_what_changed),
		UNIT(each_reader_goes_on_from_the_first_mail_that_came),
		UNIT(what_may_be_told_once_is_told_once),
		UNIT(many_unsent_become_one_with_an_overview),
		UNIT(a_storm_of_first_reports_is_one_message_that_waits_for_nothing),
		UNIT(whoever_made_a_notice_cannot_approve_it),
		UNIT(an_answer_is_found_by_its_code_in_either_case),
		UNIT(a_dropped_message_needs_no_delivery_and_can_come_back),
		UNIT(a_roster_holds_from_its_declaration_with_those_who_report),
		{ NULL, NULL },
	};

	return unit_run("engine-tell", tests);
}
