/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The score sheet: each expectation with its limit, when it was done, and by which entries of the
 * record; what went well; what is to be improved; how the drill before went; when the next is due.
 */
#include "audit/after-action-internal.h"

#include "base/instant.h"

#define MINUTE_US G_GINT64_CONSTANT(60000000)

/* --- why --- */

static char *why_in(const struct drill_verdict *verdict, bool japanese)
{
	static const struct procedure_text reasons[DRILL_WHY_COUNT] = {
		[WHY_SKIPPED] = {"起点となる状況付与を省略した", "what it waits for was left out"},
		[WHY_CUT_SHORT] = {"訓練が中止または凍結された", "the drill was stopped or frozen before"},
		[WHY_NOT_YET] = {"期限前", "its time is not over"},
		[WHY_NOT_JUDGED] = {"評価待ち", "nobody has judged it yet"},
		[WHY_EARLY] = {"起点より前に行われた", "it was done before what it answers"},
		[WHY_OTHER_VALUE] = {"内容が異なる", "something else was said or done"},
		[WHY_NO_PROMISE] = {"次報の予告がない", "no next report was promised"},
		[WHY_PROMISE] = {"予告した次報が守られなかった", "a report that was promised did not come in time"},
		[WHY_DONE] = {"行うべきでないことが行われた", "it was not to be done"},
	};

	if (verdict->why == WHY_COUNT)
		return g_strdup_printf(japanese ? "回線数 %ld と報告、正しくは %ld" : "%ld lines were said, %ld were right", (long)verdict->said,
				       (long)verdict->right);
	if (verdict->why == WHY_TOO_FEW)
		return g_strdup_printf(japanese ? "%2$ld 通中 %1$ld 通に応答" : "%1$ld of %2$ld were answered", (long)verdict->said,
				       (long)verdict->right);
	return g_strdup(verdict->why == WHY_PLAIN ? "" : japanese ? reasons[verdict->why].japanese : reasons[verdict->why].english);
}

/* Minutes of being late, never said to be none. */
static long late_minutes(const struct drill_verdict *verdict)
{
	return (long)((verdict->late_us + MINUTE_US - 1) / MINUTE_US);
}

char *after_action_reason(const struct drill_verdict *verdict, enum procedure_language language)
{
	bool japanese = language == PROCEDURE_JAPANESE;
	g_autofree char *why = why_in(verdict, japanese);

	if (verdict->by)
		return g_strdup_printf(japanese ? "評価者: %s" : "judged by %s", verdict->by);
	if (verdict->result != DRILL_LATE)
		return g_steal_pointer(&why);
	return *why ? g_strdup_printf(japanese ? "%ld 分遅れ、%s" : "%ld min late; %s", late_minutes(verdict), why)
		    : g_strdup_printf(japanese ? "%ld 分遅れ" : "%ld min late", late_minutes(verdict));
}

/* --- the sheet --- */

static char *entries_of(const struct drill_verdict *verdict)
{
	GString *list = g_string_new(NULL);

	for (guint i = 0; i < verdict->entries->len; i++)
		g_string_append_printf(list, "%s%ld", i ? ", " : "", (long)g_array_index(verdict->entries, int64_t, i));
	return g_string_free(list, FALSE);
}

static void write_verdict(struct writing *writing, const struct drill_verdict *verdict)
{
	const struct drill_expectation *wish = verdict->expectation;
	g_autofree char *until = verdict->until_us < 0 ? g_strdup("-") : after_time(writing, verdict->until_us);
	g_autofree char *at = verdict->at_us < 0 ? g_strdup("-") : after_time(writing, verdict->at_us);
	g_autofree char *why = after_action_reason(verdict, writing->action->language), *entries = entries_of(verdict);
	const char *result = after_word(writing, WORDS_DRILL_RESULT, (int)verdict->result);
	g_autofree char *whole = *why ? g_strdup_printf("%s\n%s", result, why) : g_strdup(result);
	g_autofree char *weight = g_strdup_printf("%u", wish->weight);
	const char *cells[] = {after_text(writing, &wish->title), after_word(writing, WORDS_DRILL_CAPABILITY, (int)wish->capability),
			       until, at, whole, weight, entries, NULL};

	paper_row(writing->paper, cells);
}

/* WANTED: those that a person judged, or the others. False: there are none. */
static bool write_verdicts(struct writing *writing, bool judged)
{
	const GPtrArray *verdicts = writing->action->score->verdicts;
	static const unsigned int shares[] = {28, 11, 14, 14, 19, 5, 9};
	const char *heads[] = {after_say(writing, "期待する行動", "Expected"), after_say(writing, "能力", "Capability"),
			       after_say(writing, "期限", "Limit"), after_say(writing, "実施", "Done"), after_say(writing, "判定", "Result"),
			       after_say(writing, "重み", "Weight"), after_say(writing, "記録番号", "Entries"), NULL};
	bool begun = false;

	for (guint i = 0; i < verdicts->len; i++) {
		const struct drill_verdict *verdict = verdicts->pdata[i];

		if ((verdict->expectation->expect == EXPECT_JUDGED) != judged)
			continue;
		if (!begun)
			paper_table(writing->paper, shares, heads);
		begun = true;
		write_verdict(writing, verdict);
	}
	return begun;
}

static void write_shares(struct writing *writing)
{
	const struct after_action *action = writing->action;
	const struct drill_held *previous = action->previous;
	static const unsigned int shares[] = {30, 20, 30, 20};
	const char *heads[] = {after_say(writing, "能力", "Capability"), after_say(writing, "得点", "Score"),
			       after_say(writing, "評語", "In words"), after_say(writing, "前回", "The drill before"), NULL};

	paper_table(writing->paper, shares, heads);
	for (int i = -1; i < DRILL_CAPABILITY_COUNT; i++) {
		const struct drill_points *points = i < 0 ? &action->score->all : &action->score->by[i];
		g_autofree char *share = after_action_share(drill_points_share(points));
		g_autofree char *before = after_action_share(!previous ? -1 : i < 0 ? previous->share : previous->by[i]);
		const char *cells[] = {i < 0 ? after_say(writing, "全体", "Overall") : after_word(writing, WORDS_DRILL_CAPABILITY, i), share,
				       points->of ? after_word(writing, WORDS_DRILL_GRADE, (int)drill_points_grade(points)) : "-", before, NULL};

		paper_row(writing->paper, cells);
	}
}

static void write_sheet(struct writing *writing)
{
	paper_heading(writing->paper, 2, after_say(writing, "8. 評価", "8. Score sheet"));
	if (writing->action->evidence->state == DRILL_FROZEN)
		paper_lack(writing->paper, after_say(writing, "実警報により凍結された訓練であり、未実施の行動は評価しない。",
						     "The drill was frozen by a real alarm: what was not yet due is not counted."));
	write_shares(writing);
	paper_words(writing->paper, after_say(writing,
					      "得点は重みによる。期限内は重みの全部、遅れたものは半分、未達成は 0。対象外と未確定は数えない。記録番号は訓練のジャーナルの番号であり、これらから計算し直せる。",
					      "Points go by weight: in time all of it, late half of it, missed none; what is excused or pending does not count. "
					      "Entries are those of the drill's journal, out of which all of this can be computed again."));
	paper_heading(writing->paper, 3, after_say(writing, "8.1 記録による判定", "8.1 By the record"));
	if (!write_verdicts(writing, false))
		paper_words(writing->paper, after_say(writing, "なし", "None"));
	paper_heading(writing->paper, 3, after_say(writing, "8.2 人による評価", "8.2 By a person"));
	if (!write_verdicts(writing, true))
		paper_words(writing->paper, after_say(writing, "なし", "None"));
}

/* --- what follows --- */

static void write_list(struct writing *writing, const char *heading, bool met)
{
	const GPtrArray *verdicts = writing->action->score->verdicts;
	guint count = 0;

	paper_heading(writing->paper, 2, heading);
	for (guint i = 0; i < verdicts->len; i++) {
		const struct drill_verdict *verdict = verdicts->pdata[i];
		g_autofree char *why = after_action_reason(verdict, writing->action->language);
		g_autofree char *line = g_strdup_printf("%s: %s%s%s", after_text(writing, &verdict->expectation->title),
							after_word(writing, WORDS_DRILL_RESULT, (int)verdict->result),
							*why ? after_say(writing, "、", ", ") : "", why);

		if (met ? verdict->result != DRILL_MET : verdict->result != DRILL_MISSED && verdict->result != DRILL_LATE)
			continue;
		paper_words(writing->paper, line);
		count++;
	}
	if (!count)
		paper_words(writing->paper, after_say(writing, "なし", "None"));
}

static void write_items(struct writing *writing)
{
	const GPtrArray *items = writing->action->items;
	static const unsigned int shares[] = {52, 18, 15, 15};
	const char *heads[] = {after_say(writing, "改善事項", "What"), after_say(writing, "担当", "Owner"), after_say(writing, "期限", "By"),
			       after_say(writing, "状態", "State"), NULL};

	paper_heading(writing->paper, 2, after_say(writing, "11. 改善事項", "11. Improvement items"));
	if (!items || !items->len) {
		paper_words(writing->paper, after_say(writing, "なし", "None"));
		return;
	}
	paper_table(writing->paper, shares, heads);
	for (guint i = 0; i < items->len; i++) {
		const struct after_action_item *item = items->pdata[i];
		g_autofree char *due = after_real(writing, item->due_at_us);
		const char *cells[] = {item->text, item->owner ? item->owner : "-", due, after_word(writing, WORDS_TASK_STATE, (int)item->state), NULL};

		paper_row(writing->paper, cells);
	}
}

/* Which it is, and why that one. */
static char *before_in(const struct writing *writing, const struct drill_held *previous)
{
	static const struct procedure_text whys[DRILL_LIKENESS_COUNT] = {
		[DRILL_ALIKE] = {"これより前の、年 1 回の訓練と認められる同じシナリオの訓練のうち最新のもの。",
				 "It is the newest before this one that counts for the year, by the same scenario."},
		[DRILL_REVISED] = {"これより前の、年 1 回の訓練と認められる同じシナリオの訓練のうち最新のもの。ただしシナリオの本文はその後改められた。",
				   "It is the newest before this one that counts for the year, by the same scenario, whose text has changed since."},
		[DRILL_UNLIKE] = {"同じシナリオで年 1 回の訓練と認められるものが前になく、認められるもののうち最新のもの。シナリオが異なるため、比べるのは全体と能力ごとの得点だけである。",
				  "No drill before this one that counts for the year was by this scenario: it is the newest that counts, and as the scenario differs "
				  "only the scores overall and by capability are compared."},
	};
	const struct after_action *action = writing->action;
	enum drill_likeness likeness = drill_held_likeness(previous, action->scenario->name, action->digest);
	g_autofree char *held = after_real(writing, previous->held_at_us), *share = after_action_share(previous->share);

	return g_strdup_printf(after_say(writing, "前回: %s「%s」(%s)、得点 %s。%s能力ごとの得点は 8 に並べた。",
					 "The drill before: %s '%s' (%s), score %s. %s Its scores by capability stand in 8."),
			       held, previous->name, previous->scenario, share, after_text(writing, &whys[likeness]));
}

static void write_before(struct writing *writing)
{
	const struct drill_held *previous = writing->action->previous;
	g_autofree char *line = NULL, *due = NULL;

	paper_heading(writing->paper, 2, after_say(writing, "12. 前回との比較と次回期限", "12. The drill before, and the next"));
	line = previous ? before_in(writing, previous)
			: g_strdup(after_say(writing, "年 1 回の訓練と認められる前回の記録はない。", "No drill before this one that counts for the year is on record."));
	paper_words(writing->paper, line);
	due = after_real(writing, writing->action->due_at_us);
	g_free(line);
	line = g_strdup_printf(after_say(writing, "次回の期限 (1.3.4-2): %s", "The next one is due by (1.3.4-2): %s"), due);
	paper_words(writing->paper, line);
}

void after_write_score(struct writing *writing)
{
	const GArray *questions = writing->action->scenario->questions;

	write_sheet(writing);
	write_list(writing, after_say(writing, "9. 良かった点", "9. Strengths"), true);
	write_list(writing, after_say(writing, "10. 改善を要する点", "10. What to improve"), false);
	for (guint i = 0; i < questions->len; i++)
		paper_quote(writing->paper, after_text(writing, &g_array_index(questions, struct procedure_text, i)));
	write_items(writing);
	write_before(writing);
}
