/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Makes a store at DIRECTORY with CASES incidents of the last three years that are closed and ask for nothing any more: each
 * with its times, two reports that arrived, and its end. The newest OPEN of them are open still, with one report, who acknowledged
 * it, and a task. What t/bench/store looks at.
 */
#include "measure.h"

#include "base/instant.h"
#include "cases/cases.h"
#include "store/journal.h"
#include "store/messages.h"
#include "store/notices.h"

#define FIRST_US INT64_C(1700000000000000)
#define YEARS_US (3 * 365 * 24 * INT64_C(3600000000))
#define MINUTE_US INT64_C(60000000)
#define A_TRANSACTION 1000
#define LINES 4

struct making { struct store *store; GTimeZone *zone; int cases, open; };

static struct cases_options options_at(const struct making *making, const struct clock *clock)
{
	return (struct cases_options){.store = making->store, .zone = making->zone, .actor = "sato", .clock = clock};
}

static struct clock *clock_at(const struct making *making, int64_t at_us)
{
	g_autofree char *shown = instant_print(at_us, making->zone);
	g_autoptr(GError) error = NULL;
	struct clock *clock = clock_new_set(shown, &error);

	must(clock != NULL, error);
	return clock;
}

static void say(const struct making *making, const char *id, enum case_field field, int64_t at_us)
{
	g_autoptr(ops_clock_t) clock = clock_at(making, at_us);
	const struct cases_options options = options_at(making, clock);
	const struct case_saying saying = {.field = field, .at = {at_us, INSTANT_EXACT}, .amount = -1};
	g_autoptr(GError) error = NULL;
	bool said = case_set_within(&options, id, &saying, &error) > 0;

	must(said, error);
}

static void report(const struct making *making, const char *id, enum notice_kind kind, int64_t at_us)
{
	static int made;
	g_autofree char *code = g_strdup_printf("B%08d", ++made), *identity = g_strdup_printf("%d@bench.example", made);
	struct notice_record notice = {
		.kind = kind, .audience = "core", .recipient = "", .state = NOTICE_QUEUED, .case_id = id, .made_at_us = at_us, .made_by = "sato",
		.facts = "{\"v\":1,\"kind\":\"outage-first\",\"audience\":\"core\",\"recipient\":null,\"reference\":null,\"subject\":null,"
			 "\"organization\":null,\"as_of_us\":1700000000000000,\"facts\":[]}",
		.urgency = URGENCY_FIRST, .sequence = 1, .once = "", .approved_by = "",
	};
	g_autoptr(GError) error = NULL;

	must(notices_keep(making->store, &notice, &error), error);
	struct message_record message = {
		.notice = notice.number, .contact = "core-noc", .organization = "core", .channel = CHANNEL_MAIL, .target = "noc@core.example", .path = "core",
		.code = code, .identity = identity, .content = "{}", .urgency = URGENCY_FIRST, .made_at_us = at_us,
		.state = MESSAGE_ACCEPTED, .changed_at_us = at_us + 10 * G_USEC_PER_SEC,
	};
	must(messages_keep(making->store, &message, &error), error);
}

static void add_task(const struct cases_options *options, const char *id, int64_t due_at_us)
{
	g_autoptr(ops_json_t) body = json_new_object();
	g_autoptr(GError) error = NULL;

	json_set_integer(body, "task", 1);
	json_set_string(body, "state", "open");
	json_set_string(body, "text", "ask the carrier");
	json_set_string(body, "owner", "sato");
	json_set_integer(body, "due_at_us", due_at_us);
	must(case_append_within(options, id, 0, CASE_TASK, due_at_us - 120 * MINUTE_US, body, &error) > 0, error);
}

static void make_one(const struct making *making, int number)
{
	int64_t at_us = FIRST_US + YEARS_US / making->cases * number;
	g_autoptr(ops_clock_t) clock = clock_at(making, at_us), end = clock_at(making, at_us + 120 * MINUTE_US);
	const struct cases_options options = options_at(making, clock), closing = options_at(making, end);
	g_autofree char *subject = g_strdup_printf("line:h%d-main", number % LINES + 1), *id = NULL;
	const struct case_opening opening = {
		.kind = CASE_INCIDENT, .title = "no connection since this morning", .subject = subject, .organization = "",
		.began = {at_us - 5 * MINUTE_US, number % 3 ? INSTANT_EXACT : INSTANT_ABOUT}, .detected_by = "monitoring", .severity = "minor",
	};
	const struct case_waiver waivers[] = {{"response", "one run was enough", "sato"}, {"final-report", "told by telephone", "sato"}};
	const struct case_closing wish = {.waivers = waivers, .waiver_count = G_N_ELEMENTS(waivers)};
	GPtrArray *owed = NULL;
	g_autoptr(GError) error = NULL;
	bool closed;

	id = case_open_within(&options, &opening, &error);
	must(id != NULL, error);
	say(making, id, CASE_FIELD_ACKNOWLEDGED, at_us + number % 20 * MINUTE_US);
	report(making, id, NOTICE_OUTAGE_FIRST, at_us + 10 * MINUTE_US);
	if (number >= making->cases - making->open) {
		add_task(&options, id, at_us + 120 * MINUTE_US);
		return;
	}
	say(making, id, CASE_FIELD_RESTORED, at_us + (30 + number % 60) * MINUTE_US);
	say(making, id, CASE_FIELD_CONFIRMED, at_us + 100 * MINUTE_US);
	report(making, id, NOTICE_OUTAGE_RESTORED, at_us + 95 * MINUTE_US);
	closed = case_close_within(&closing, id, &wish, &owed, &error) > 0 && case_after_forget(making->store, id, &error);
	must(closed, error);
}

int main(int argc, char **argv)
{
	if (argc != 3 && argc != 4) {
		fprintf(stderr, "usage: store-cases CASES DIRECTORY [OPEN]\n");
		return 3;
	}
	const struct store_options options = {.directory = argv[2], .mode = STORE_WRITE, .purpose = STORE_REHEARSAL,
					      .log_name = "tozai.example/noc1", .clock = clock_system()};
	g_autoptr(GError) error = NULL;
	struct making making = {store_open(&options, &error), g_time_zone_new_utc(), (int)g_ascii_strtoll(argv[1], NULL, 10),
				argc == 4 ? (int)g_ascii_strtoll(argv[3], NULL, 10) : 0};

	must(making.store != NULL, error);
	for (int i = 0; i < making.cases; i++) {
		if (i % A_TRANSACTION == 0)
			must(store_begin(making.store, &error), error);
		make_one(&making, i);
		if (i % A_TRANSACTION == A_TRANSACTION - 1 || i + 1 == making.cases)
			must(store_commit(making.store, &error), error);
	}
	must(journal_keep_checkpoint(making.store, &error), error);
	store_close(making.store);
	g_time_zone_unref(making.zone);
	return 0;
}
