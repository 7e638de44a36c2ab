/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The review as a whole: for whom it is, what happened in short, and the order of what follows, which is that in which
 * who was not there asks.
 */
#include "audit/review-internal.h"

#include "base/instant.h"
#include "base/quantity.h"

#include <inttypes.h>

/* --- words --- */

const char *review_say(const struct reviewing *reviewing, const char *japanese, const char *english)
{
	return reviewing->review->language == PROCEDURE_JAPANESE ? japanese : english;
}

const char *review_word(const struct reviewing *reviewing, enum word_family family, int value)
{
	const struct word *word = value < 0 ? NULL : words_get(family, (unsigned int)value);

	return !word ? "-" : review_say(reviewing, word->japanese, word->english);
}

const char *review_word_id(const struct reviewing *reviewing, enum word_family family, const char *id)
{
	int value = id ? words_find(family, id) : -1;

	return value < 0 && id ? id : review_word(reviewing, family, value);
}

char *review_time(const struct reviewing *reviewing, int64_t at_us)
{
	return at_us ? instant_show(at_us, reviewing->review->zone) : g_strdup("-");
}

char *review_instant(const struct reviewing *reviewing, struct case_instant at)
{
	g_autofree char *shown = review_time(reviewing, at.at_us);

	if (at.quality == INSTANT_UNKNOWN)
		return g_strdup(review_say(reviewing, "不明", "not known"));
	return at.quality == INSTANT_ABOUT ? g_strdup_printf(review_say(reviewing, "%s 頃", "about %s"), shown) : g_steal_pointer(&shown);
}

char *review_duration(int64_t us)
{
	return quantity_show_duration(us / G_USEC_PER_SEC * G_USEC_PER_SEC);
}

char *review_mark(const struct reviewing *reviewing, const char *title, bool restricted)
{
	return restricted ? g_strdup_printf(review_say(reviewing, "%s【限定】", "%s [restricted]"), title) : g_strdup(title);
}

static char *count_of(const struct reviewing *reviewing, const struct case_event *event)
{
	if (event->count == COUNT_UNKNOWN)
		return g_strdup(review_say(reviewing, "不明", "not known"));
	return g_strdup_printf("%" PRId64 " (%s)", event->amount, review_word(reviewing, WORDS_COUNT_QUALITY, (int)event->count));
}

char *review_value(const struct reviewing *reviewing, enum case_field field, const struct case_event *event)
{
	switch (case_field_type(field)) {
	case CASE_VALUE_INSTANT:
		return review_instant(reviewing, event->at);
	case CASE_VALUE_COUNT:
		return count_of(reviewing, event);
	case CASE_VALUE_WORD:
		return g_strdup(review_word(reviewing, case_field_family(field), event->word));
	default:
		return g_strdup(event->text ? event->text : review_say(reviewing, "不明", "not known"));
	}
}

char *review_who(const struct reviewing *reviewing, const struct case_event *event)
{
	return event->said_by ? g_strdup_printf(review_say(reviewing, "%s (入力 %s)", "%s (typed by %s)"), event->said_by, event->actor)
			      : g_strdup(event->actor);
}

void review_heading(struct reviewing *reviewing, const char *japanese, const char *english)
{
	paper_heading(reviewing->paper, 2, review_say(reviewing, japanese, english));
}

void review_nothing(struct reviewing *reviewing)
{
	paper_words(reviewing->paper, review_say(reviewing, "なし", "None"));
}

/* --- in short --- */

static void add_fact(struct reviewing *reviewing, const char *label, const char *value)
{
	const char *cells[] = {label, value && *value ? value : "-", NULL};

	paper_row(reviewing->paper, cells);
}

/* "major (at its worst: critical)". */
static char *severity_of(const struct reviewing *reviewing)
{
	const struct case_standing *standing = reviewing->review->standing;
	const char *now = review_word(reviewing, WORDS_SEVERITY, standing->severity);

	if (standing->severity_most == standing->severity)
		return g_strdup(now);
	return g_strdup_printf(review_say(reviewing, "%s (最大 %s)", "%s (at its worst: %s)"), now,
			       review_word(reviewing, WORDS_SEVERITY, standing->severity_most));
}

/* By which number duties went, and how it came about. */
static char *users_of(const struct reviewing *reviewing)
{
	static const struct procedure_text hows[] = {
		[DUTY_SEEN] = {"同時に見えた最大", "the most seen at one time"},
		[DUTY_ESTIMATED] = {"人による推定", "estimated by a person"},
		[DUTY_COUNTED] = {"人による確認", "counted by a person"},
	};
	enum duty_count how = DUTY_SEEN;
	int64_t users = duties_users(reviewing->review->situation, &how);

	if (users < 0)
		return g_strdup(review_say(reviewing, "不明", "not known"));
	return g_strdup_printf("%" PRId64 " (%s)", users, review_say(reviewing, hows[how].japanese, hows[how].english));
}

static char *subjects_of(const struct case_file *file)
{
	GString *list = g_string_new(NULL);

	for (guint i = 0; i < file->subjects->len; i++)
		g_string_append_printf(list, "%s%s", i ? "\n" : "", (const char *)file->subjects->pdata[i]);
	return g_string_free(list, FALSE);
}

static char *classes_of(const struct reviewing *reviewing)
{
	const char *const *classes = reviewing->review->situation->classes;

	return classes ? g_strjoinv(review_say(reviewing, "、", ", "), (char **)classes) : NULL;
}

/* What people said and no notice tells by itself: how it was noticed, numbers, and what the law may ask about. */
static bool in_short(enum case_field field)
{
	return field == CASE_FIELD_DETECTED_HOW || case_field_type(field) == CASE_VALUE_COUNT || case_field_is_yes_no(field);
}

/* With what stood before. */
static void add_said(struct reviewing *reviewing)
{
	const struct review *review = reviewing->review;

	for (int field = 0; field < CASE_FIELD_COUNT; field++) {
		const GPtrArray *said = review->standing->said[field];
		g_autofree char *label = NULL, *value = NULL;

		if (!in_short((enum case_field)field) || !said->len)
			continue;
		label = review_mark(reviewing, review_word(reviewing, WORDS_CASE_FIELD, field), review->restricted >> field & 1);
		value = review_value(reviewing, (enum case_field)field, said->pdata[said->len - 1]);
		for (guint i = said->len - 1; i-- > 0;) {
			g_autofree char *before = review_value(reviewing, (enum case_field)field, said->pdata[i]);
			char *whole = g_strdup_printf(review_say(reviewing, "%s\n以前: %s", "%s\nbefore: %s"), value, before);

			g_free(value);
			value = whole;
		}
		add_fact(reviewing, label, value);
	}
}

static void add_facts(struct reviewing *reviewing)
{
	const GPtrArray *facts = reviewing->review->facts;

	for (guint i = 0; i < facts->len; i++) {
		const struct review_fact *fact = facts->pdata[i];
		g_autofree char *label = review_mark(reviewing, fact->title, fact->restricted);

		add_fact(reviewing, label, fact->value);
	}
}

/* "It began at …, was noticed at … by …, and was over at …": the whole in one paragraph. */
static void write_story(struct reviewing *reviewing)
{
	const struct review *review = reviewing->review;
	const struct case_file *file = review->standing->file;
	const struct case_event *opening = file->events->len ? file->events->pdata[0] : NULL;
	const char *by = opening && opening->body ? json_get_string(opening->body, "detected_by") : NULL;
	g_autofree char *began = review_instant(reviewing, case_standing_instant(review->standing, CASE_FIELD_BEGAN));
	g_autofree char *detected = review_instant(reviewing, case_standing_instant(review->standing, CASE_FIELD_DETECTED));
	g_autofree char *restored = review_instant(reviewing, case_standing_instant(review->standing, CASE_FIELD_RESTORED));
	g_autofree char *users = users_of(reviewing), *lasts = review_duration(duties_lasts(review->situation, review->now_us));
	bool over = case_standing_instant(review->standing, CASE_FIELD_RESTORED).at_us;
	g_autofree char *words = g_strdup_printf(
		over ? review_say(reviewing, "発生 %s、検知 %s (検知者: %s)、復旧 %s。継続時間 %s。影響利用者数 %s。",
				  "It began: %s. Detected: %s, by: %s. Restored: %s. It lasted %s. Users it reached: %s.")
		     : review_say(reviewing, "発生 %s、検知 %s (検知者: %s)、復旧 %s。これまでの継続時間 %s。影響利用者数 %s。",
				  "It began: %s. Detected: %s, by: %s. Restored: %s. So far it lasts %s. Users it reached: %s."),
		began, detected, review_word_id(reviewing, WORDS_DETECTION, by), restored, lasts, users);

	paper_words(reviewing->paper, words);
}

static void write_summary(struct reviewing *reviewing)
{
	const struct case_file *file = reviewing->review->standing->file;
	static const unsigned int shares[] = {25, 75};
	const char *heads[] = {review_say(reviewing, "項目", "What"), review_say(reviewing, "内容", "Is"), NULL};
	g_autofree char *severity = severity_of(reviewing), *subjects = subjects_of(file), *classes = classes_of(reviewing);
	g_autofree char *affects = NULL;

	review_heading(reviewing, "1. 概要", "1. In short");
	write_story(reviewing);
	paper_table(reviewing->paper, shares, heads);
	add_fact(reviewing, review_say(reviewing, "案件", "Case"), file->id);
	add_fact(reviewing, review_say(reviewing, "件名", "Title"), file->title);
	affects = review_mark(reviewing, review_say(reviewing, "対象", "Affects"), true);
	add_fact(reviewing, affects, subjects);
	add_fact(reviewing, review_say(reviewing, "サービスクラス", "Service classes"), classes);
	add_fact(reviewing, review_word(reviewing, WORDS_CASE_FIELD, CASE_FIELD_SEVERITY), severity);
	add_said(reviewing);
	add_facts(reviewing);
}

/* --- the whole --- */

static char *title_of(const struct reviewing *reviewing)
{
	const struct bilingual *self = reviewing->review->operator;

	return g_strdup_printf(review_say(reviewing, "%s 障害振り返り報告書: %s", "%s: review of incident %s"),
			       review_say(reviewing, self->ja, self->en), reviewing->review->standing->file->id);
}

static void write_front(struct reviewing *reviewing)
{
	const struct review *review = reviewing->review;
	g_autofree char *now = review_time(reviewing, review->now_us);
	g_autofree char *made = g_strdup_printf(review_say(reviewing, "%s 現在の記録による。", "By the record as of %s."), now);

	paper_words(reviewing->paper, review_say(reviewing,
						 "取扱い: 当社および相互接続基盤の事業主体に限る。【限定】の項目は接続機関および公衆に示さない。",
						 "For us and the core operator. What is marked [restricted] goes neither to institutions nor to the public."));
	paper_words(reviewing->paper, made);
	if (!review->standing->file->closed_at_us)
		paper_lack(reviewing->paper, review_say(reviewing, "案件は終了していない。この報告書は途中のものである。",
							"The incident is not closed: this is a draft."));
}

/* All of it. RET_TITLE: caller frees. */
static struct paper *written(const struct review *review, char **ret_title)
{
	struct paper *paper = paper_new();
	struct reviewing reviewing = {review, paper};

	*ret_title = title_of(&reviewing);
	paper_heading(paper, 1, *ret_title);
	write_front(&reviewing);
	write_summary(&reviewing);
	review_write_times(&reviewing);
	review_write_events(&reviewing);
	review_write_cause(&reviewing);
	review_write_duties(&reviewing);
	review_write_reports(&reviewing);
	review_write_lessons(&reviewing);
	review_write_measures(&reviewing);
	review_write_links(&reviewing);
	return paper;
}

char *review_text(const struct review *review, unsigned int columns)
{
	g_autofree char *title = NULL;
	g_autoptr(ops_paper_t) paper = written(review, &title);
	GString *out = g_string_new(NULL);

	paper_append_text(out, paper, review->language, columns);
	return g_string_free(out, FALSE);
}

char *review_markdown(const struct review *review)
{
	g_autofree char *title = NULL;
	g_autoptr(ops_paper_t) paper = written(review, &title);
	GString *out = g_string_new(NULL);

	paper_append_markdown(out, paper, review->language);
	return g_string_free(out, FALSE);
}

char *review_html(const struct review *review)
{
	g_autofree char *title = NULL;
	g_autoptr(ops_paper_t) paper = written(review, &title);

	return paper_page(paper, title, review->language);
}
