/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What was owed to whom and whether it was given in time; and the reports as a chain, with what came back.
 */
#include "audit/review-internal.h"

#include <inttypes.h>

/* --- duties --- */

static void append_line(GString *text, char *take_line)
{
	g_string_append_printf(text, "%s%s", text->len ? "\n" : "", take_line);
	g_free(take_line);
}

/* Whatever was given, however late; else how it stands; and who has waived or settled it, and why. */
static char *outcome_of(const struct reviewing *reviewing, const struct duty *duty)
{
	GString *text = g_string_new(NULL);
	g_autofree char *given = review_time(reviewing, duty->met_at_us);

	if (duty->met_at_us) {
		append_line(text, duty->met_by ? g_strdup_printf(review_say(reviewing, "%s 通知 %" PRId64, "given %s by notice %" PRId64), given, duty->met_by)
					       : g_strdup_printf(review_say(reviewing, "%s 記録", "recorded %s"), given));
		if (duty->met_late_us)
			g_string_append_printf(text, review_say(reviewing, "、%" PRId64 " 分超過", ", late by %" PRId64 " min"),
					       duty_minutes(duty->met_late_us));
	}
	if (duty->state == DUTY_LATE)
		append_line(text, g_strdup_printf(review_say(reviewing, "期限を %" PRId64 " 分超過", "late by %" PRId64 " min"), duty_minutes(duty->late_us)));
	else if (duty->state != DUTY_MET && duty->state != DUTY_SETTLED)
		append_line(text, g_strdup(review_word(reviewing, WORDS_DUTY_STATE, (int)duty->state)));
	if (duty->settled) {
		g_autofree char *at = review_time(reviewing, duty->settled->at_us);

		append_line(text, g_strdup_printf(review_say(reviewing, "%s %s が履行不要または履行済みと判断。理由: %s", "settled %s by %s, because: %s"), at,
						  duty->settled->by, duty->settled->reason));
	}
	if (duty->unsure)
		append_line(text, g_strdup(review_say(reviewing, "推定または未確認の事実による", "rests on an estimate or on what is not known")));
	return g_string_free(text, FALSE);
}

/* Of what came and went only what somebody was owed. */
static bool is_told(const struct duty *duty)
{
	return duty->met_at_us || duty->settled || (duty_is_owed(duty) && !duty->shadowed);
}

static void write_duty(struct reviewing *reviewing, const struct duty *duty)
{
	const struct duty_row *row = duty->row;
	g_autofree char *due = review_time(reviewing, row->every && duty->met_at_us && !duty_is_owed(duty) ? 0 : duty->due_at_us);
	g_autofree char *outcome = outcome_of(reviewing, duty);
	g_autofree char *what = g_strdup_printf("%s %s", row->id, review_say(reviewing, row->title_ja, row->title_en));
	const char *cells[] = {what, review_word(reviewing, WORDS_AUDIENCE, (int)duty->audience), due, outcome,
			       row->law.source ? row->law.source : "", NULL};

	paper_row(reviewing->paper, cells);
}

/* What else was waived when it was closed: a run, a time, a task. */
static void write_waived(struct reviewing *reviewing)
{
	const struct case_event *closed = reviewing->review->standing->closed;
	const struct json *waived = closed && closed->body ? json_get(closed->body, "waived") : NULL;
	size_t count = waived ? json_length(waived) : 0;
	static const unsigned int shares[] = {30, 25, 45};
	const char *heads[] = {review_say(reviewing, "免除したもの", "Waived at the end"), review_say(reviewing, "判断者", "By"),
			       review_say(reviewing, "理由", "Because"), NULL};

	if (!count)
		return;
	paper_table(reviewing->paper, shares, heads);
	for (size_t i = 0; i < count; i++) {
		const struct json *waiver = json_at(waived, i);
		const char *what = json_get_string(waiver, "what"), *by = json_get_string(waiver, "by"), *reason = json_get_string(waiver, "reason");
		const char *cells[] = {what ? what : "?", by ? by : "?", reason ? reason : "?", NULL};

		paper_row(reviewing->paper, cells);
	}
}

void review_write_duties(struct reviewing *reviewing)
{
	const GArray *duties = reviewing->review->duties;
	static const unsigned int shares[] = {30, 12, 18, 28, 12};
	const char *heads[] = {review_say(reviewing, "義務", "Duty"), review_say(reviewing, "相手", "To"), review_say(reviewing, "期限", "Due"),
			       review_say(reviewing, "結果", "Outcome"), review_say(reviewing, "根拠", "Source"), NULL};
	bool any = false;

	review_heading(reviewing, "5. 義務の履行【限定】", "5. What was owed [restricted]");
	for (guint i = 0; i < duties->len; i++) {
		const struct duty *duty = &g_array_index(duties, struct duty, i);

		if (!is_told(duty))
			continue;
		if (!any)
			paper_table(reviewing->paper, shares, heads);
		any = true;
		write_duty(reviewing, duty);
	}
	if (!any)
		review_nothing(reviewing);
	write_waived(reviewing);
}

/* --- reports --- */

static char *answers_of(const struct reviewing *reviewing, const struct review_report *report)
{
	GString *list = g_string_new(NULL);

	for (guint i = 0; i < report->answers->len; i++) {
		const struct review_answer *answer = report->answers->pdata[i];
		g_autofree char *at = review_time(reviewing, answer->at_us);

		g_string_append_printf(list, "%s%s %s: %s", i ? "\n" : "", at, answer->by, review_word(reviewing, WORDS_ACK, (int)answer->ack));
	}
	return g_string_free(list, FALSE);
}

static char *made_of(const struct reviewing *reviewing, const struct review_report *report)
{
	g_autofree char *at = review_time(reviewing, report->made_at_us);

	if (!*report->approved_by)
		return g_strdup_printf("%s %s", at, report->made_by);
	return g_strdup_printf(review_say(reviewing, "%s %s\n承認 %s", "%s %s\napproved by %s"), at, report->made_by, report->approved_by);
}

static char *given_of(const struct reviewing *reviewing, const struct review_report *report)
{
	g_autofree char *at = review_time(reviewing, report->given_at_us);

	if (report->state != NOTICE_QUEUED)
		return g_strdup(review_word(reviewing, WORDS_NOTICE_STATE, (int)report->state));
	return g_strdup_printf(review_say(reviewing, "%s\n%u 通中 %u 通", "%s\nof %u messages: %u"), at, report->messages, report->arrived);
}

static void write_report(struct reviewing *reviewing, const struct review_report *report)
{
	g_autofree char *number = g_strdup_printf("%" PRId64, report->notice);
	g_autofree char *kind = report->sequence ? g_strdup_printf(review_say(reviewing, "%s 第%" PRId64 "報", "%s, report %" PRId64),
								   review_word(reviewing, WORDS_NOTICE_KIND, (int)report->kind), report->sequence)
						 : g_strdup(review_word(reviewing, WORDS_NOTICE_KIND, (int)report->kind));
	const char *audience = review_word(reviewing, WORDS_AUDIENCE, (int)report->audience);
	g_autofree char *to = *report->recipient ? g_strdup_printf("%s: %s", audience, report->recipient) : g_strdup(audience);
	g_autofree char *made = made_of(reviewing, report), *given = given_of(reviewing, report), *answers = answers_of(reviewing, report);
	const char *cells[] = {number, kind, to, made, given, answers, NULL};

	paper_row(reviewing->paper, cells);
}

void review_write_reports(struct reviewing *reviewing)
{
	const GPtrArray *reports = reviewing->review->reports;
	static const unsigned int shares[] = {6, 22, 18, 18, 16, 20};
	const char *heads[] = {review_say(reviewing, "通知", "Notice"), review_say(reviewing, "種類", "Kind"), review_say(reviewing, "相手", "To"),
			       review_say(reviewing, "作成", "Made"), review_say(reviewing, "相手のサーバーが受領", "Arrived at the next server"),
			       review_say(reviewing, "応答", "Answers"), NULL};

	review_heading(reviewing, "6. 報告と通知【限定】", "6. What was told [restricted]");
	if (!reports->len) {
		review_nothing(reviewing);
		return;
	}
	paper_table(reviewing->paper, shares, heads);
	for (guint i = 0; i < reports->len; i++)
		write_report(reviewing, reports->pdata[i]);
}
