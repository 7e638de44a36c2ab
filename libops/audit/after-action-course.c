/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The course of the drill: cards as they came, all that was done with both times, the picture of
 * it, and what became of each message.
 */
#include "audit/after-action-internal.h"

#include "base/text.h"

#include <string.h>

#define TEXT_COLUMNS 160

/* --- cards --- */

static char *came(const struct writing *writing, guint index)
{
	const struct drill_evidence *evidence = writing->action->evidence;

	if (evidence->inject_skipped[index])
		return g_strdup(after_say(writing, "省略", "left out"));
	if (evidence->fired_at_us[index] < 0)
		return g_strdup(after_say(writing, "未実施", "did not come"));
	return after_time(writing, evidence->fired_at_us[index]);
}

static void write_cards(struct writing *writing)
{
	const struct drill_scenario *scenario = writing->action->scenario;
	static const unsigned int shares[] = {12, 16, 14, 12, 8, 38};
	const char *heads[] = {after_say(writing, "予定", "Planned"), after_say(writing, "実際 (訓練時刻)", "Came (drill time)"),
			       after_say(writing, "発", "From"), after_say(writing, "着", "To"), after_say(writing, "手段", "Means"),
			       after_say(writing, "内容", "Content"), NULL};

	paper_heading(writing->paper, 2, after_say(writing, "4. 状況付与の実施結果", "4. Cards as they came"));
	paper_table(writing->paper, shares, heads);
	for (guint i = 0; i < scenario->injects->len; i++) {
		const struct drill_inject *inject = &g_array_index(scenario->injects, struct drill_inject, i);
		const struct drill_role *to = &g_array_index(scenario->roles, struct drill_role, (guint)inject->to);
		g_autofree char *planned = after_offset(inject->at_us), *at = came(writing, i);
		const char *cells[] = {planned, at, after_text(writing, &inject->from), after_text(writing, &to->title),
				       after_word(writing, WORDS_DRILL_MEANS, (int)inject->means),
				       after_text(writing, &inject->content), NULL};

		paper_row(writing->paper, cells);
	}
}

/* --- the log --- */

static const char *lent(const char *text)
{
	return text ? text : "";
}

/* What each kind is called, where it is not said by what it has. */
static const char *kind_in(enum procedure_language language, enum drill_sight_kind kind)
{
	static const struct procedure_text titles[DRILL_SIGHT_KIND_COUNT] = {
		[SIGHT_OPENED] = {"案件を開設", "case opened"}, [SIGHT_SUBJECT] = {"対象を追加", "also affected"},
		[SIGHT_FIELD] = {"項目を記録", "said of the case"}, [SIGHT_ROLE] = {"役割", "role"},
		[SIGHT_HANDED_OVER] = {"引継ぎ", "handed over"}, [SIGHT_TASK] = {"作業を追加", "task"}, [SIGHT_NOTE] = {"記録", "note"},
		[SIGHT_DUTY] = {"義務を判断", "duty decided"}, [SIGHT_CLOSED] = {"案件を終了", "case closed"}, [SIGHT_RUN_ENDED] = {"手順の終了", "procedure ended"},
		[SIGHT_TOLD] = {"報告・通知", "told"}, [SIGHT_DECLARED] = {"体制の宣言", "roster declared"},
		[SIGHT_CARD] = {"状況付与", "card"}, [SIGHT_NETWORK] = {"ネットワークの変化", "the network changed"},
		[SIGHT_SKIPPED] = {"省略", "left out"}, [SIGHT_JUDGED] = {"評価", "judged"}, [SIGHT_CONTROL] = {"訓練の進行", "the drill"},
		[SIGHT_STEP] = {"手順", "step"},
	};

	return drill_text(&titles[kind], language);
}

static char *details_of(const struct drill_scenario *scenario, const struct drill_sight *sight, enum procedure_language language)
{
	static const struct procedure_text played = {"シナリオの回答を再生", "an answer of the scenario was played"};
	int inject = sight->kind == SIGHT_CARD && sight->name ? drill_find_inject(scenario, sight->name) : -1;

	switch (sight->kind) {
	case SIGHT_CARD:
		return g_strdup(inject < 0 ? lent(sight->name)
					   : drill_text(&g_array_index(scenario->injects, struct drill_inject, (guint)inject).content, language));
	case SIGHT_TOLD:
		return g_strdup_printf("%s → %s%s%s", drill_word(WORDS_NOTICE_KIND, sight->notice_kind, language),
				       drill_word(WORDS_AUDIENCE, sight->audience, language), sight->to && *sight->to ? ": " : "", lent(sight->to));
	case SIGHT_FIELD:
	case SIGHT_ROLE:
		return g_strdup_printf("%s: %s", drill_word(WORDS_CASE_FIELD, sight->field, language),
				       sight->kind == SIGHT_ROLE ? lent(sight->to) : lent(sight->value));
	case SIGHT_RUN_ENDED:
		return g_strdup_printf("%s: %s%s%s", lent(sight->name), lent(sight->end), sight->verdict < 0 ? "" : language == PROCEDURE_JAPANESE ? "、" : ", ",
				       drill_word(WORDS_FAULT_VERDICT, sight->verdict, language));
	case SIGHT_DUTY:
		return g_strdup_printf("%s → %s: %s", lent(sight->name), drill_word(WORDS_AUDIENCE, sight->audience, language), lent(sight->text));
	case SIGHT_SUBJECT:
		return g_strdup(lent(sight->item));
	case SIGHT_HANDED_OVER:
		return g_strdup(lent(sight->to));
	case SIGHT_NETWORK:
		return drill_timeline_change(scenario, sight->name, language);
	case SIGHT_STEP:
		/* Which of the scenario's answers was played is a number; the deed itself is the next entry. */
		if (sight->value && g_str_equal(sight->value, "played"))
			return g_strdup(drill_text(&played, language));
		return g_strdup_printf("%s%s%s", lent(sight->name), sight->name && sight->text ? ": " : "", lent(sight->text));
	case SIGHT_SKIPPED:
		return g_strdup_printf("%s%s%s", lent(sight->name), sight->name && sight->text ? ": " : "", lent(sight->text));
	case SIGHT_JUDGED:
		return g_strdup_printf("%s: %s (%s)", lent(sight->name), drill_word(WORDS_DRILL_RESULT, sight->met ? DRILL_MET : DRILL_MISSED, language),
				       lent(sight->to));
	case SIGHT_CONTROL:
		return g_strdup_printf("%s%s%s", drill_sight_control(sight->value, language), sight->text && *sight->text ? ": " : "",
				       lent(sight->text));
	case SIGHT_DECLARED:
		return g_strdup_printf("%s%s%s", lent(sight->value), sight->text && *sight->text ? ": " : "", lent(sight->text));
	default:
		return g_strdup(lent(sight->text));
	}
}

char *after_action_deed(const struct drill_scenario *scenario, const struct drill_sight *sight, enum procedure_language language)
{
	g_autofree char *details = details_of(scenario, sight, language);
	g_autofree char *safe = text_safe_string(details), *cut = text_cut(safe, TEXT_COLUMNS);
	const char *kind = kind_in(language, sight->kind);

	return *cut ? g_strdup_printf("%s: %s", kind, cut) : g_strdup(kind);
}

static void write_log(struct writing *writing)
{
	const struct drill_evidence *evidence = writing->action->evidence;
	static const unsigned int shares[] = {15, 19, 10, 17, 32, 7};
	const char *heads[] = {after_say(writing, "訓練時刻", "Drill time"), after_say(writing, "実時刻", "Real time"),
			       after_say(writing, "実施者", "Who"), after_say(writing, "案件", "Case"), after_say(writing, "内容", "What"),
			       after_say(writing, "記録番号", "Entry"), NULL};

	paper_heading(writing->paper, 2, after_say(writing, "5. 行動記録", "5. Action log"));
	paper_table(writing->paper, shares, heads);
	for (guint i = 0; i < evidence->sights->len; i++) {
		const struct drill_sight *sight = evidence->sights->pdata[i];
		g_autofree char *at = after_time(writing, sight->at_us), *real = after_real(writing, sight->real_us);
		g_autofree char *what = after_action_deed(writing->action->scenario, sight, writing->action->language);
		g_autofree char *entry = sight->entry ? g_strdup_printf("%ld", (long)sight->entry) : g_strdup("");
		const char *cells[] = {at, real, lent(sight->actor), lent(sight->case_id), what, entry, NULL};

		paper_row(writing->paper, cells);
	}
}

static void write_picture(struct writing *writing)
{
	const struct after_action *action = writing->action;
	g_autofree char *svg = drill_timeline_svg(action->scenario, action->evidence, action->score, action->language);

	paper_heading(writing->paper, 2, after_say(writing, "6. 時系列図", "6. The course as a picture"));
	paper_picture(writing->paper, svg, after_say(writing, "訓練時刻による。帯は期待した行動の時間枠、点は実際の行動を示す。",
						      "By the drill's clock. A bar is the time in which something was expected, a dot is when it was done."));
}

/* --- messages --- */

static void write_message(struct writing *writing, const struct drill_message *message)
{
	g_autofree char *made = after_time(writing, message->made_at_us);
	g_autofree char *sent = message->sent_at_us < 0 ? g_strdup("-") : after_time(writing, message->sent_at_us);
	g_autofree char *withheld = message->withheld_at_us < 0 ? g_strdup("-") : after_time(writing, message->withheld_at_us);
	g_autofree char *answered = message->acked_at_us < 0 ? g_strdup("-") : after_time(writing, message->acked_at_us);
	g_autofree char *what = g_strdup_printf("%s → %s", after_word(writing, WORDS_NOTICE_KIND, message->notice_kind),
						after_word(writing, WORDS_AUDIENCE, message->audience));
	const char *cells[] = {what, message->organization, made, sent, withheld, answered, NULL};

	paper_row(writing->paper, cells);
}

static void write_messages(struct writing *writing)
{
	const GPtrArray *messages = writing->action->evidence->messages;
	static const unsigned int shares[] = {26, 18, 14, 14, 14, 14};
	const char *heads[] = {after_say(writing, "種類と相手", "What, to whom"), after_say(writing, "組織", "Organization"),
			       after_say(writing, "作成", "Made"), after_say(writing, "送信", "Sent"),
			       after_say(writing, "抑止", "Withheld"), after_say(writing, "応答", "Answered"), NULL};
	guint sent = 0, withheld = 0, answered = 0;
	g_autofree char *counts = NULL;

	for (guint i = 0; i < messages->len; i++) {
		const struct drill_message *each = messages->pdata[i];

		sent += each->sent_at_us >= 0;
		withheld += each->withheld_at_us >= 0 && each->sent_at_us < 0;
		answered += each->acked_at_us >= 0;
	}
	counts = g_strdup_printf(after_say(writing, "作成 %u 通、送信し相手のサーバーが受領 %u 通、許可リスト外のため抑止 %u 通、本人が応答 %u 通。送信したものにはすべて配送時に【訓練】の標示を付けた。",
					   "Made: %u; sent, and received by the next server: %u; withheld, since on no allow-list: %u; answered by a person: %u. "
					   "All that was sent was marked 【訓練】 when it was delivered."),
				 messages->len, sent, withheld, answered);
	paper_heading(writing->paper, 2, after_say(writing, "7. 通知と応答", "7. Messages and answers"));
	paper_words(writing->paper, counts);
	paper_table(writing->paper, shares, heads);
	for (guint i = 0; i < messages->len; i++)
		write_message(writing, messages->pdata[i]);
}

void after_write_course(struct writing *writing)
{
	write_cards(writing);
	write_log(writing);
	write_picture(writing);
	write_messages(writing);
}
