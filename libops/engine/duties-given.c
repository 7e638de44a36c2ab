/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which reports of a case were given, when and to whom. A report is given once the first of its
 * messages was accepted by the next server, or somebody answered to it; what is queued, held or being tried
 * has reached nobody.
 */
#include "engine/duties-internal.h"

#include "store/messages.h"
#include "store/notices.h"

struct given_notice { struct duty_report report; int64_t made_at_us; struct notice_facts *facts; };

static void given_clear(gpointer pointer)
{
	notice_facts_free(((struct given_notice *)pointer)->facts);
}

static bool take_notice(void *context, const struct notice_record *record)
{
	int audience = words_find(WORDS_AUDIENCE, record->audience);
	struct given_notice given = {
		.report = { .notice = record->number, .audience = (enum audience)MAX(audience, 0), .kind = record->kind },
		.made_at_us = record->made_at_us,
	};

	if (audience < 0)
		return true;
	given.facts = notice_facts_parse(record->facts, NULL);
	g_array_append_val((GArray *)context, given);
	return true;
}

/* --- when --- */

struct earliest { int64_t at_us; GArray *answered; };

static void take_earlier(int64_t *earliest_us, int64_t at_us)
{
	if (!*earliest_us || at_us < *earliest_us)
		*earliest_us = at_us;
}

static bool take_message(void *context, const struct message_record *record)
{
	struct earliest *earliest = context;

	if (record->state == MESSAGE_ACCEPTED)
		take_earlier(&earliest->at_us, record->changed_at_us);
	else
		g_array_append_val(earliest->answered, record->number);
	return true;
}

static bool take_attempt(void *context, const struct attempt_record *attempt)
{
	if (attempt->end == DELIVERY_ACCEPTED)
		take_earlier(context, attempt->ended_at_us);
	return true;
}

static bool take_answer(void *context, const struct ack_record *ack)
{
	take_earlier(context, ack->at_us);
	return true;
}

/* A message that was answered has changed since it arrived: its tries tell when that was, or at the latest the answer. */
static bool look_at_answered(struct store *store, const GArray *numbers, int64_t *earliest_us, GError **error)
{
	for (guint i = 0; i < numbers->len; i++) {
		int64_t number = g_array_index(numbers, int64_t, i);

		if (!attempts_read(store, number, take_attempt, earliest_us, error) ||
		    !acks_read(store, number, take_answer, earliest_us, error))
			return false;
	}
	return true;
}

/* 0: it has reached nobody. */
static bool find_given(struct store *store, int64_t notice, int64_t *ret_at_us, GError **error)
{
	const struct messages_filter filter = {
		.notice = notice,
		.states = 1U << MESSAGE_ACCEPTED | 1U << MESSAGE_ACKNOWLEDGED,
		.without_content = true,
	};
	g_autoptr(GArray) answered = g_array_new(FALSE, FALSE, sizeof(int64_t));
	struct earliest earliest = { .answered = answered };

	if (!messages_read(store, &filter, take_message, &earliest, error) ||
	    !look_at_answered(store, answered, &earliest.at_us, error))
		return false;
	*ret_at_us = earliest.at_us;
	return true;
}

/* --- what it said --- */

static void take_facts(const struct duties_options *options, struct case_duties *gathered, const struct given_notice *given)
{
	for (guint i = 0; given->facts && i < given->facts->facts->len; i++) {
		const struct notice_fact *fact = given->facts->facts->pdata[i];

		/* Of others a time of restoration may be one that is hoped for; one that nobody got, or that was said of what has come
		 * back since, holds for nothing. */
		if (g_str_equal(fact->name, "restored-at") &&
		    (given->report.kind != NOTICE_OUTAGE_RESTORED || given->report.at_us <= gathered->reopened_us))
			continue;
		duties_take_fact(options, gathered, fact, given->facts->as_of_us, true);
	}
}

static int by_time(gconstpointer a, gconstpointer b)
{
	const struct duty_report *left = a, *right = b;

	if (left->at_us != right->at_us)
		return left->at_us < right->at_us ? -1 : 1;
	return (left->notice > right->notice) - (left->notice < right->notice);
}

static bool take_number(void *context, const struct notice_record *record)
{
	int audience = words_find(WORDS_AUDIENCE, record->audience);
	const struct duty_report report = {.notice = record->number, .audience = (enum audience)MAX(audience, 0), .kind = record->kind};

	if (audience >= 0 && words_is_report(record->kind))
		g_array_append_val((GArray *)context, report);
	return true;
}

bool duties_read_given(struct store *store, const char *case_id, GArray *reports, GError **error)
{
	const struct notices_filter filter = { .case_id = case_id, .state = -1 };
	g_autoptr(GArray) made = g_array_new(FALSE, FALSE, sizeof(struct duty_report));

	if (!notices_read(store, &filter, take_number, made, error))
		return false;
	for (guint i = 0; i < made->len; i++) {
		struct duty_report *report = &g_array_index(made, struct duty_report, i);

		if (!find_given(store, report->notice, &report->at_us, error))
			return false;
		if (report->at_us)
			g_array_append_val(reports, *report);
	}
	g_array_sort(reports, by_time);
	return true;
}

bool duties_take_given(const struct duties_options *options, struct case_duties *gathered, GError **error)
{
	const struct notices_filter filter = { .case_id = gathered->file->id, .state = -1 };
	g_autoptr(GArray) notices = g_array_new(FALSE, FALSE, sizeof(struct given_notice));

	g_array_set_clear_func(notices, given_clear);
	if (!notices_read(options->store, &filter, take_notice, notices, error))
		return false;
	for (guint i = 0; i < notices->len; i++) {
		struct given_notice *given = &g_array_index(notices, struct given_notice, i);

		if (!find_given(options->store, given->report.notice, &given->report.at_us, error))
			return false;
		take_facts(options, gathered, given);
		if (given->report.at_us)
			g_array_append_val(gathered->reports, given->report);
	}
	g_array_sort(gathered->reports, by_time);
	return true;
}
