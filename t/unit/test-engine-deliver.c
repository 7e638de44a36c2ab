/* SPDX-License-Identifier: Apache-2.0 */
/*
 * engine/deliver*.c: what becomes of a message after each way in which a try can end, over a wire that ends
 * jobs as each test says: send_run() of net/ is not linked here.
 */
#include "fixture-telling.h"

/* --- the wire --- */

/* How a try of TARGET by RELAY ends; of several that fit the first, each so often. */
struct turn { const char *target, *relay; enum delivery_end end; int times; };

static struct turn *turns;
static GString *tried;			/* one line a try: target, relay, mark */
static bool dies;			/* the program ends after the first job is handed over */
static const struct telling *looked_at;	/* what stands in its spool when a job is given away goes to... */
static GString *while_sent;		/* ... this, the last one's */

static enum delivery_end end_of(const char *target, const char *relay)
{
	for (struct turn *turn = turns; turn && turn->target; turn++)
		if (turn->times && strcmp(turn->target, target) == 0 && (!*relay || !*turn->relay || strcmp(turn->relay, relay) == 0)) {
			turn->times--;
			return turn->end;
		}
	return DELIVERY_ACCEPTED;
}

static void free_attempt(gpointer pointer)
{
	struct send_attempt *attempt = pointer;

	g_free(attempt->relay);
	g_free(attempt->reply);
	g_free(attempt->secured);
	g_free(attempt);
}

static GPtrArray *attempts_of(const struct send_job *job)
{
	GPtrArray *attempts = g_ptr_array_new_with_free_func(free_attempt);
	size_t count = MAX(job->route.relay_count, 1);

	for (size_t i = 0; i < count; i++) {
		struct send_attempt *attempt = g_new0(struct send_attempt, 1);
		const char *relay = job->route.relay_count ? job->route.relays[i].name : "";

		attempt->relay = g_strdup(relay);
		attempt->end = end_of(job->target, relay);
		attempt->code = -1;
		attempt->reply = g_strdup(words_get(WORDS_DELIVERY_END, attempt->end)->id);
		attempt->secured = g_strdup("");
		g_ptr_array_add(attempts, attempt);
		g_string_append_printf(tried, "%s %s%s\n", job->target, relay, job->mark == SEND_TEST ? " test" : "");
		if (route_after(attempt->end) != ROUTE_STEP_OTHER_PATH)
			break;
	}
	return attempts;
}

bool send_run(const struct send_options *options, GError **error)
{
	const struct send_job *job;
	bool final = false;

	while (!final) {
		struct send_result result;

		job = options->next(options->context, &final);
		if (!job)
			continue;
		result = (struct send_result){ .job = job->job };
		if (looked_at) {
			g_autofree char *messages = telling_messages(looked_at);

			g_string_append_printf(while_sent, "%s\n%s", job->target, messages);
		}
		if (dies) {
			options->handing_over(options->context, job->job);
			g_set_error(error, OPS_SEND_ERROR, SEND_ERROR_PROGRAM, "it died");
			return false;
		}
		result.attempts = attempts_of(job);
		options->ended(options->context, &result, false);
		g_ptr_array_unref(result.attempts);
	}
	return true;
}

GQuark send_error_quark(void)
{
	return g_quark_from_static_string("send");
}

/* --- cases --- */

static void forget_tries(void)
{
	if (!tried)
		tried = g_string_new(NULL);
	g_string_truncate(tried, 0);
}

static struct delivery deliver_after(struct telling *telling, int64_t moved_us)
{
	const struct deliver_options options = {
		.tell = telling->options, .libexec = "", .state_directory = telling->directory, .moved_us = moved_us,
	};
	struct delivery delivery = { 0 };
	g_autoptr(GError) error = NULL;

	forget_tries();
	ck_assert_msg(engine_deliver(&options, &delivery, &error), "%s", error ? error->message : "");
	return delivery;
}

static struct delivery deliver(struct telling *telling)
{
	return deliver_after(telling, 0);
}

static void assert_messages(const struct telling *telling, const char *expected)
{
	g_autofree char *messages = telling_messages(telling);

	ck_assert_str_eq(messages, expected);
}

#define CORE "core-noc noc@core.example core "
#define OUT "core-noc noc@oob.example out-of-band "
#define BY_OUT "core-noc noc@core.example out-of-band "

static const struct {
	const char *name;
	enum delivery_end end;
	const char *messages;		/* after one delivery */
} ends[] = {
	{ "accepted", DELIVERY_ACCEPTED, CORE "accepted\n" },
	{ "deferred", DELIVERY_DEFERRED, CORE "failed-temporary\n" },
	{ "the address is refused: the reader's next channel", DELIVERY_REFUSED_RECIPIENT, CORE "failed-permanent\n" OUT "accepted\n" },
	{ "the message is refused: likewise", DELIVERY_REFUSED_MESSAGE, CORE "failed-permanent\n" OUT "accepted\n" },
	{ "the relays refuse us: another path", DELIVERY_REFUSED_SENDER, CORE "failed-temporary\n" OUT "accepted\n" BY_OUT "accepted\n" },
	{ "no login", DELIVERY_REFUSED_LOGIN, CORE "failed-temporary\n" OUT "accepted\n" BY_OUT "accepted\n" },
	{ "no trust", DELIVERY_NOT_TRUSTED, CORE "failed-temporary\n" OUT "accepted\n" BY_OUT "accepted\n" },
	{ "no name", DELIVERY_NO_NAME, CORE "failed-temporary\n" OUT "accepted\n" BY_OUT "accepted\n" },
	{ "nobody there", DELIVERY_NO_CONNECTION, CORE "failed-temporary\n" OUT "accepted\n" BY_OUT "accepted\n" },
	{ "it may have arrived: again, and said", DELIVERY_BROKEN_OFF, CORE "failed-temporary twice\n" },
};

START_TEST(a_try_that_ends_so_leads_there)
{
	struct telling telling;
	struct turn table[] = {
		{ "noc@core.example", "mx1", ends[_i].end, 9 }, { "noc@core.example", "mx2", ends[_i].end, 9 }, { NULL, NULL, 0, 0 },
	};
	struct delivery delivery;

	turns = table;
	telling_init(&telling, "");
	telling_tell(&telling, NOTICE_OUTAGE_FIRST, AUDIENCE_CORE, "device:e1", "", "");
	delivery = deliver(&telling);
	assert_messages(&telling, ends[_i].messages);
	delivery_clear(&delivery);
	telling_clear(&telling);
}
END_TEST

START_TEST(patience_with_a_deferring_server_ends_on_all_paths)
{
	struct telling telling;
	struct turn table[] = { { "noc@core.example", "mx1", DELIVERY_DEFERRED, 99 }, { NULL, NULL, 0, 0 } };
	struct delivery delivery;
	const int64_t patience_us = INT64_C(600) * G_USEC_PER_SEC;

	turns = table;
	telling_init(&telling, "kinds: {outage-first: {urgency: first}}\n");
	ck_assert_int_le(notice_urgency_rule(telling.policy, URGENCY_FIRST)->patience_us, patience_us);
	telling_tell(&telling, NOTICE_OUTAGE_FIRST, AUDIENCE_CORE, "device:e1", "", "");
	delivery = deliver(&telling);
	ck_assert_uint_eq(delivery.failed_temporary, 1);
	ck_assert_int_gt(delivery.next_due_us, clock_wall_us(telling.clock));
	delivery_clear(&delivery);
	/* Nothing is due yet. */
	delivery = deliver(&telling);
	ck_assert_str_eq(tried->str, "");
	delivery_clear(&delivery);
	telling_set_clock(&telling, "2026-11-25T03:10:00+09:00");
	delivery = deliver(&telling);
	assert_messages(&telling, CORE "failed-temporary\n" OUT "accepted\n" BY_OUT "accepted\n");
	delivery_clear(&delivery);
	telling_clear(&telling);
}
END_TEST

/* Told, and deferred at these moments. */
static struct delivery deliver_at(struct telling *telling, const char *const *moments)
{
	struct delivery delivery = { 0 };

	for (const char *const *moment = moments; *moment; moment++) {
		delivery_clear(&delivery);
		telling_set_clock(telling, *moment);
		delivery = deliver(telling);
	}
	return delivery;
}

START_TEST(no_try_is_waited_for_longer_than_patience)
{
	struct telling telling;
	struct turn table[] = { { "noc@core.example", "mx1", DELIVERY_DEFERRED, 99 }, { NULL, NULL, 0, 0 } };
	const char *const moments[] = { "2026-11-25T03:00:01+09:00", "2026-11-25T03:00:11+09:00", "2026-11-25T03:00:22+09:00",
					"2026-11-25T03:00:38+09:00", "2026-11-25T03:00:59+09:00", NULL };
	struct delivery delivery;
	int64_t made_at_us;

	turns = table;
	telling_init(&telling, "");
	telling_set_clock(&telling, "2026-11-25T03:00:00+09:00");
	made_at_us = clock_wall_us(telling.clock);
	telling_tell(&telling, NOTICE_OUTAGE_FIRST, AUDIENCE_CORE, "device:e1", "", "");
	delivery = deliver_at(&telling, moments);
	ck_assert_str_eq(tried->str, "noc@core.example mx1\n");
	ck_assert_int_eq(delivery.next_due_us, made_at_us + notice_urgency_rule(telling.policy, URGENCY_FIRST)->patience_us);
	delivery_clear(&delivery);
	telling_clear(&telling);
}
END_TEST

START_TEST(what_stands_in_goes_beside_the_next_try_not_behind_it)
{
	struct telling telling;
	struct turn table[] = { { "noc@core.example", "mx1", DELIVERY_TOO_SLOW, 99 }, { NULL, NULL, 0, 0 } };
	const char *const moments[] = { "2026-11-25T03:00:00+09:00", NULL }, *const later[] = { "2026-11-25T03:01:00+09:00", NULL };
	struct delivery delivery;

	turns = table;
	telling_init(&telling, "");
	telling_set_clock(&telling, "2026-11-25T03:00:00+09:00");
	telling_tell(&telling, NOTICE_OUTAGE_FIRST, AUDIENCE_CORE, "device:e1", "", "");
	delivery = deliver_at(&telling, moments);
	delivery_clear(&delivery);
	while_sent = g_string_new(NULL);
	looked_at = &telling;
	delivery = deliver_at(&telling, later);
	looked_at = NULL;
	ck_assert_msg(g_str_has_prefix(while_sent->str, "noc@core.example\n" CORE "sending\n" OUT "queued\n" BY_OUT "queued\n"), "%s",
		      while_sent->str);
	assert_messages(&telling, CORE "failed-temporary\n" OUT "accepted\n" BY_OUT "accepted\n");
	g_string_free(while_sent, TRUE);
	delivery_clear(&delivery);
	telling_clear(&telling);
}
END_TEST

START_TEST(one_bad_address_stops_nobody_else)
{
	struct telling telling;
	struct turn table[] = { { "chief@self.example", "", DELIVERY_REFUSED_RECIPIENT, 9 }, { NULL, NULL, 0, 0 } };
	struct delivery delivery;

	turns = table;
	telling_init(&telling, "");
	telling_tell(&telling, NOTICE_ESCALATION, AUDIENCE_MANAGER, "line:c1", "", "");
	telling_tell(&telling, NOTICE_ESCALATION, AUDIENCE_DUTY, "line:c1", "", "");
	delivery = deliver(&telling);
	ck_assert_uint_eq(delivery.accepted, 1);
	/* It is bad on every path. */
	ck_assert_uint_eq(delivery.failed_permanent, 2);
	ck_assert_uint_eq(delivery.troubles->len, 2);
	assert_messages(&telling, "chief chief@self.example core failed-permanent\nduty duty@self.example core accepted\n"
				  "chief chief@self.example out-of-band failed-permanent\n");
	delivery_clear(&delivery);
	telling_clear(&telling);
}
END_TEST

START_TEST(a_wire_that_dies_leaves_what_may_arrive_twice)
{
	struct telling telling;
	struct delivery delivery;
	const struct deliver_options options = { .libexec = "" };
	struct deliver_options first;
	g_autoptr(GError) error = NULL;

	turns = NULL;
	forget_tries();
	telling_init(&telling, "");
	telling_tell(&telling, NOTICE_ESCALATION, AUDIENCE_MANAGER, "line:c1", "", "");
	telling_tell(&telling, NOTICE_ESCALATION, AUDIENCE_DUTY, "line:c1", "", "");
	first = options;
	first.tell = telling.options;
	first.state_directory = telling.directory;
	dies = true;
	ck_assert(!engine_deliver(&first, &delivery, &error));
	dies = false;
	/* One was handed over; the other was not given away, and nothing is known against it. */
	assert_messages(&telling, "chief chief@self.example core failed-temporary twice\nduty duty@self.example core queued\n");
	telling_clear(&telling);
}
END_TEST

static bool set_sending(struct telling *telling)
{
	const struct message_record sending = { .number = 1, .state = MESSAGE_SENDING };

	return store_begin(telling->store, NULL) && messages_change(telling->store, &sending, NULL) && store_commit(telling->store, NULL);
}

START_TEST(what_a_killed_delivery_left_goes_again_and_says_so)
{
	struct telling telling;
	struct delivery delivery;

	turns = NULL;
	telling_init(&telling, "");
	telling_tell(&telling, NOTICE_ESCALATION, AUDIENCE_MANAGER, "line:c1", "", "");
	ck_assert(set_sending(&telling));
	delivery = deliver(&telling);
	ck_assert_uint_eq(delivery.may_be_twice, 1);
	assert_messages(&telling, "chief chief@self.example core accepted twice\n");
	delivery_clear(&delivery);
	telling_clear(&telling);
}
END_TEST

START_TEST(a_path_that_is_down_is_not_waited_for_by_everybody)
{
	struct telling telling;
	struct turn table[] = {
		{ "chief@self.example", "mx1", DELIVERY_NO_CONNECTION, 99 }, { "chief@self.example", "mx2", DELIVERY_NO_CONNECTION, 99 },
		{ NULL, NULL, 0, 0 },
	};
	struct delivery delivery;

	turns = table;
	telling_init(&telling, "");
	for (int i = 0; i < 5; i++)
		telling_tell(&telling, NOTICE_ESCALATION, AUDIENCE_MANAGER, "line:c1", "", "");
	delivery = deliver(&telling);
	/* Two tries found it out; all five went out of band. */
	ck_assert_uint_eq(delivery.accepted, 5);
	ck_assert_str_eq(tried->str, "chief@self.example mx1\nchief@self.example mx2\n"
				     "chief@self.example mx1\nchief@self.example mx2\n"
				     "chief@self.example oob\nchief@self.example oob\nchief@self.example oob\n"
				     "chief@self.example oob\nchief@self.example oob\n");
	delivery_clear(&delivery);
	telling_clear(&telling);
}
END_TEST

START_TEST(an_institution_is_reminded_within_its_hours)
{
	struct telling telling;
	struct delivery delivery;

	turns = NULL;
	telling_init_with(&telling, "ladders: {institution: [{after: 30m, again: true}, {after: 30m, call: institution}]}\n",
			  "mon-fri 09:00-18:00");
	/* A first report is told at night, too. */
	telling_tell(&telling, NOTICE_OUTAGE_FIRST, AUDIENCE_INSTITUTION, "line:c1", "", "");
	delivery = deliver(&telling);
	ck_assert_uint_eq(delivery.accepted, 1);
	delivery_clear(&delivery);
	telling_set_clock(&telling, "2026-11-25T03:30:00+09:00");
	delivery = deliver(&telling);
	assert_messages(&telling, "clinic-desk desk@clinic.example core accepted\nclinic-desk desk@clinic.example core queued\n");
	delivery_clear(&delivery);
	telling_set_clock(&telling, "2026-11-25T09:00:00+09:00");
	delivery = deliver(&telling);
	assert_messages(&telling, "clinic-desk desk@clinic.example core accepted\nclinic-desk desk@clinic.example core accepted\n");
	delivery_clear(&delivery);
	telling_clear(&telling);
}
END_TEST

START_TEST(a_ladder_is_climbed_until_somebody_acts)
{
	struct telling telling;
	struct delivery delivery;

	turns = NULL;
	telling_init(&telling, "ladders: {core: [{after: 5m, again: true}, {after: 5m, tell: manager}, {after: 5m, call: core}]}\n");
	telling_tell(&telling, NOTICE_OUTAGE_FIRST, AUDIENCE_CORE, "device:e1", "", "");
	delivery = deliver(&telling);
	ck_assert_uint_eq(delivery.climbed, 0);
	delivery_clear(&delivery);
	telling_set_clock(&telling, "2026-11-25T03:05:00+09:00");
	delivery = deliver(&telling);
	ck_assert_uint_eq(delivery.climbed, 1);
	assert_messages(&telling, CORE "accepted\n" CORE "accepted\n");
	delivery_clear(&delivery);
	telling_set_clock(&telling, "2026-11-25T03:10:00+09:00");
	delivery = deliver(&telling);
	assert_messages(&telling, CORE "accepted\n" CORE "accepted\nchief chief@self.example core accepted\n");
	delivery_clear(&delivery);
	telling_set_clock(&telling, "2026-11-25T03:15:00+09:00");
	delivery = deliver(&telling);
	assert_messages(&telling, CORE "accepted\n" CORE "accepted\nchief chief@self.example core accepted\n"
				  "core-noc +81-3-0000-0001 - queued\n");
	ck_assert_uint_eq(delivery.by_hand, 1);
	delivery_clear(&delivery);
	telling_clear(&telling);
}
END_TEST

START_TEST(a_clock_that_is_set_back_delays_nothing)
{
	struct telling telling;
	struct turn table[] = { { "chief@self.example", "", DELIVERY_DEFERRED, 1 }, { NULL, NULL, 0, 0 } };
	struct delivery delivery;

	turns = table;
	telling_init(&telling, "");
	telling_tell(&telling, NOTICE_ESCALATION, AUDIENCE_MANAGER, "line:c1", "", "");
	delivery = deliver(&telling);
	ck_assert_uint_eq(delivery.failed_temporary, 1);
	delivery_clear(&delivery);
	telling_set_clock(&telling, "2026-11-25T01:00:00+09:00");
	delivery = deliver(&telling);
	ck_assert_uint_eq(delivery.accepted, 1);
	delivery_clear(&delivery);
	telling_clear(&telling);
}
END_TEST

START_TEST(a_clock_that_is_set_forward_ends_no_wait)
{
	struct telling telling;
	struct turn table[] = { { "noc@core.example", "mx1", DELIVERY_DEFERRED, 1 }, { NULL, NULL, 0, 0 } };
	const int64_t moved_us = INT64_C(4) * 3600 * G_USEC_PER_SEC;
	struct delivery delivery;
	int64_t due_us;

	turns = table;
	telling_init(&telling, "");
	telling_set_clock(&telling, "2026-11-25T03:00:00+09:00");
	telling_tell(&telling, NOTICE_OUTAGE_FIRST, AUDIENCE_CORE, "device:e1", "", "");
	delivery = deliver(&telling);
	due_us = delivery.next_due_us;
	delivery_clear(&delivery);
	telling_set_clock(&telling, "2026-11-25T07:00:00+09:00");
	delivery = deliver_after(&telling, moved_us);
	ck_assert_str_eq(tried->str, "");
	ck_assert_uint_eq(delivery.climbed, 0);
	ck_assert_int_eq(delivery.next_due_us, due_us + moved_us);
	delivery_clear(&delivery);
	telling_set_clock(&telling, "2026-11-25T07:00:10+09:00");
	delivery = deliver(&telling);
	ck_assert_uint_eq(delivery.climbed, 0);
	assert_messages(&telling, CORE "accepted\n");
	delivery_clear(&delivery);
	telling_clear(&telling);
}
END_TEST

START_TEST(a_test_of_a_path_is_marked_and_nothing_else_is)
{
	struct telling telling;
	struct delivery delivery;
	g_autoptr(ops_notice_facts_t) facts = notice_facts_new(NOTICE_PATH_TEST, AUDIENCE_DUTY);
	const struct tell tell = { .facts = facts, .case_id = "", .urgency = -1, .path = "out-of-band" };
	struct told told;

	turns = NULL;
	telling_init(&telling, "");
	notice_facts_add(facts, "symptom", "\"kind\":\"path-test\"", false);
	ck_assert(engine_tell(&telling.options, &tell, &told, NULL));
	facts->kind = NOTICE_ESCALATION;
	const struct tell other = { .facts = facts, .case_id = "", .urgency = -1 };

	ck_assert(engine_tell(&telling.options, &other, &told, NULL));
	delivery = deliver(&telling);
	ck_assert_str_eq(tried->str, "duty@self.example mx1\nduty@self.example oob test\n");
	delivery_clear(&delivery);
	telling_clear(&telling);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT_ROWS(a_try_that_ends_so_leads_there, ends),
		UNIT(patience_with_a_deferring_server_ends_on_all_paths),
		UNIT(no_try_is_waited_for_longer_than_patience),
		UNIT(what_stands_in_goes_beside_the_next_try_not_behind_it),
		UNIT(one_bad_address_stops_nobody_else),
		UNIT(a_wire_that_dies_leaves_what_may_arrive_twice),
		UNIT(what_a_killed_delivery_left_goes_again_and_says_so),
		UNIT(a_path_that_is_down_is_not_waited_for_by_everybody),
		UNIT(an_institution_is_reminded_within_its_hours),
		UNIT(a_ladder_is_climbed_until_somebody_acts),
		UNIT(a_clock_that_is_set_back_delays_nothing),
		UNIT(a_clock_that_is_set_forward_ends_no_wait),
		UNIT(a_test_of_a_path_is_marked_and_nothing_else_is),
		{ NULL, NULL },
	};

	return unit_run("engine-deliver", tests);
}
