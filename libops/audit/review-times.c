/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When what was: the times of the record with what stood before them, the time that lay between, and all events in the order in which
 * they happened.
 */
#include "audit/review-internal.h"

#define APART_US (INT64_C(60) * G_USEC_PER_SEC)	/* between what happened and its record */

/* --- instants --- */

static char *before_of(const struct reviewing *reviewing, enum case_field field, const GPtrArray *said)
{
	GString *list = g_string_new(NULL);

	for (guint i = said->len ? said->len - 1 : 0; i-- > 0;) {
		g_autofree char *value = review_value(reviewing, field, said->pdata[i]);

		g_string_append_printf(list, "%s%s", list->len ? "\n" : "", value);
	}
	return g_string_free(list, FALSE);
}

static const char *quality_of(const struct reviewing *reviewing, enum instant_quality quality)
{
	switch (quality) {
	case INSTANT_EXACT:
		return review_say(reviewing, "正確", "exact");
	case INSTANT_ABOUT:
		return review_say(reviewing, "おおよそ", "about");
	case INSTANT_UNKNOWN:
		break;
	}
	return review_say(reviewing, "不明", "not known");
}

static void write_instant(struct reviewing *reviewing, enum case_field field)
{
	const struct review *review = reviewing->review;
	const struct case_event *event = case_standing_find(review->standing, field);
	struct case_instant at = case_standing_instant(review->standing, field);
	g_autofree char *shown = review_time(reviewing, at.at_us), *before = before_of(reviewing, field, review->standing->said[field]);
	g_autofree char *who = event ? review_who(reviewing, event) : g_strdup("");
	g_autofree char *number = event ? g_strdup_printf("%ld", (long)event->number) : g_strdup("");
	const char *cells[] = {review_word(reviewing, WORDS_CASE_FIELD, (int)field), shown, quality_of(reviewing, at.quality), who, number, before, NULL};

	paper_row(reviewing->paper, cells);
}

static void write_closed(struct reviewing *reviewing)
{
	const struct case_standing *standing = reviewing->review->standing;
	g_autofree char *at = review_time(reviewing, standing->file->closed_at_us);
	g_autofree char *who = standing->closed ? review_who(reviewing, standing->closed) : g_strdup("");
	g_autofree char *number = standing->closed ? g_strdup_printf("%ld", (long)standing->closed->number) : g_strdup("");
	const char *cells[] = {review_say(reviewing, "終了", "closed"), at,
			       quality_of(reviewing, standing->file->closed_at_us ? INSTANT_EXACT : INSTANT_UNKNOWN), who, number, "", NULL};

	paper_row(reviewing->paper, cells);
}

/* --- between them --- */

static char *duration_of(const struct reviewing *reviewing, const struct case_figure_value *value)
{
	g_autofree char *shown = review_duration(value->us);

	if (value->contradicts)
		return g_strdup(review_say(reviewing, "時刻が矛盾", "the times contradict each other"));
	return value->quality == INSTANT_UNKNOWN ? g_strdup("-") : g_steal_pointer(&shown);
}

static void write_figures(struct reviewing *reviewing)
{
	static const struct procedure_text rules[CASE_FIGURE_COUNT] = {
		[CASE_FIGURE_DETECT] = {"発生から検知まで", "from its begin to its detection"},
		[CASE_FIGURE_ACKNOWLEDGE] = {"検知から対応開始まで", "from its detection until somebody took it up"},
		[CASE_FIGURE_RESTORE] = {"発生から復旧まで", "from its begin until it was restored"},
		[CASE_FIGURE_FIRST_NOTICE] = {"検知から社外への最初の報告の到達まで", "from its detection until a report reached anybody outside"},
		[CASE_FIGURE_SILENCE] = {"検知以後、社外への報告が途絶えた最長の時間", "the longest time since its detection without a report to anybody outside"},
	};
	static const unsigned int shares[] = {25, 20, 15, 40};
	const char *heads[] = {review_say(reviewing, "所要時間", "How long"), review_say(reviewing, "値", "Value"),
			       review_say(reviewing, "確度", "How well known"), review_say(reviewing, "定義", "What it is"), NULL};

	paper_table(reviewing->paper, shares, heads);
	for (int i = 0; i < CASE_FIGURE_COUNT; i++) {
		const struct case_figure_value *value = &reviewing->review->figures->values[i];
		g_autofree char *shown = duration_of(reviewing, value);
		const char *cells[] = {review_word(reviewing, WORDS_CASE_FIGURE, i), shown, quality_of(reviewing, value->quality),
				       review_say(reviewing, rules[i].japanese, rules[i].english), NULL};

		paper_row(reviewing->paper, cells);
	}
}

void review_write_times(struct reviewing *reviewing)
{
	static const enum case_field fields[] = {CASE_FIELD_BEGAN, CASE_FIELD_DETECTED, CASE_FIELD_REPORTED,
						 CASE_FIELD_ACKNOWLEDGED, CASE_FIELD_RESTORED, CASE_FIELD_CONFIRMED};
	static const unsigned int shares[] = {14, 22, 10, 20, 8, 26};
	const char *heads[] = {review_say(reviewing, "時刻", "Time"), review_say(reviewing, "日時", "When"),
			       review_say(reviewing, "確度", "How well known"), review_say(reviewing, "記録者", "Recorded by"),
			       review_say(reviewing, "番号", "No."), review_say(reviewing, "以前の記録", "Before"), NULL};

	review_heading(reviewing, "2. 時刻と所要時間", "2. Times");
	paper_table(reviewing->paper, shares, heads);
	for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
		write_instant(reviewing, fields[i]);
	write_closed(reviewing);
	write_figures(reviewing);
}

/* --- what happened --- */

static char *text_of(const struct reviewing *reviewing, const struct review_event *event)
{
	int64_t apart_us = event->event->recorded_at_us - event->event->at.at_us;
	g_autofree char *recorded = review_time(reviewing, event->event->recorded_at_us);
	GString *text = g_string_new(event->text);

	if (ABS(apart_us) > APART_US)
		g_string_append_printf(text, review_say(reviewing, " (記録 %s)", " (recorded %s)"), recorded);
	if (event->event->sure)
		g_string_append(text, review_say(reviewing, " (患者情報ではないと確認済み)", " (said to be no patients' data)"));
	if (event->corrected_by)
		g_string_append_printf(text, review_say(reviewing, " (%ld で訂正)", " (corrected by %ld)"), (long)event->corrected_by);
	return g_string_free(text, FALSE);
}

void review_write_events(struct reviewing *reviewing)
{
	const GPtrArray *events = reviewing->review->events;
	static const unsigned int shares[] = {20, 6, 16, 58};
	const char *heads[] = {review_say(reviewing, "日時", "When"), review_say(reviewing, "番号", "No."), review_say(reviewing, "記録者", "Recorded by"),
			       review_say(reviewing, "内容", "What"), NULL};

	review_heading(reviewing, "3. 経過【限定】", "3. What happened [restricted]");
	paper_table(reviewing->paper, shares, heads);
	for (guint i = 0; i < events->len; i++) {
		const struct review_event *event = events->pdata[i];
		g_autofree char *at = review_instant(reviewing, event->event->at), *who = review_who(reviewing, event->event);
		g_autofree char *number = g_strdup_printf("%ld", (long)event->event->number), *text = text_of(reviewing, event);
		const char *cells[] = {at, number, who, text, NULL};

		paper_row(reviewing->paper, cells);
	}
}
