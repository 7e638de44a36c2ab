/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The after-action report as a whole: what was planned, who played, by which manual. Its order is
 * that in which an auditor asks.
 */
#include "audit/after-action-internal.h"

#include "base/instant.h"
#include "base/quantity.h"

#define MINUTE_US G_GINT64_CONSTANT(60000000)

/* --- words --- */

const char *after_say(const struct writing *writing, const char *japanese, const char *english)
{
	return writing->action->language == PROCEDURE_JAPANESE ? japanese : english;
}

const char *after_text(const struct writing *writing, const struct procedure_text *text)
{
	const char *words = drill_text(text, writing->action->language);

	return words ? words : "";
}

const char *after_word(const struct writing *writing, enum word_family family, int value)
{
	return value < 0 ? "-" : drill_word(family, value, writing->action->language);
}

char *after_offset(int64_t at_us)
{
	int64_t minutes = (at_us < 0 ? -at_us : at_us) / MINUTE_US;

	return g_strdup_printf("T%c%ld:%02ld", at_us < 0 ? '-' : '+', (long)(minutes / 60), (long)(minutes % 60));
}

char *after_time(const struct writing *writing, int64_t at_us)
{
	g_autofree char *whole = instant_show(at_us + writing->action->begins_us, writing->action->zone);
	g_autofree char *offset = after_offset(at_us);
	g_auto(GStrv) parts = g_strsplit(whole, " ", 3);

	return g_strdup_printf("%s (%s)", g_strv_length(parts) > 1 ? parts[1] : whole, offset);
}

char *after_real(const struct writing *writing, int64_t at_us)
{
	return at_us ? instant_show(at_us, writing->action->zone) : g_strdup("-");
}

char *after_action_share(int share)
{
	return share < 0 ? g_strdup("-") : g_strdup_printf("%d.%d %%", share / 10, share % 10);
}

/* --- plan --- */

static void add_fact(struct writing *writing, const char *label, const char *value)
{
	const char *cells[] = {label, value && *value ? value : "-", NULL};

	paper_row(writing->paper, cells);
}

static void add_held(struct writing *writing)
{
	const struct after_action *action = writing->action;
	g_autofree char *began = after_real(writing, action->started_at_us), *ended = after_real(writing, action->ended_at_us);
	g_autofree char *shown = instant_show(action->begins_us, action->zone);
	const char *state = after_word(writing, WORDS_DRILL_STATE, (int)action->evidence->state);
	g_autofree char *whole = action->evidence->reason ? g_strdup_printf("%s: %s", state, action->evidence->reason) : g_strdup(state);

	add_fact(writing, after_say(writing, "訓練の名称", "Name of the drill"), action->name);
	add_fact(writing, after_say(writing, "状態", "State"), whole);
	add_fact(writing, after_say(writing, "開始 (実時刻)", "Began (real time)"), began);
	add_fact(writing, after_say(writing, "終了 (実時刻)", "Ended (real time)"), ended);
	add_fact(writing, after_say(writing, "訓練時計の開始", "The drill's clock began at"), shown);
}

static void write_plan(struct writing *writing)
{
	const struct drill_scenario *scenario = writing->action->scenario;
	static const unsigned int shares[] = {25, 75};
	const char *heads[] = {after_say(writing, "項目", "What"), after_say(writing, "内容", "Is"), NULL};
	g_autofree char *lasts = quantity_print_duration(scenario->lasts_us);

	paper_heading(writing->paper, 2, after_say(writing, "1. 計画と目標", "1. Plan and goals"));
	paper_table(writing->paper, shares, heads);
	add_held(writing);
	add_fact(writing, after_say(writing, "想定", "Hazard"), after_word(writing, WORDS_DRILL_HAZARD, (int)scenario->hazard));
	add_fact(writing, after_say(writing, "シナリオ", "Scenario"), after_text(writing, &scenario->title));
	add_fact(writing, after_say(writing, "シナリオの SHA-256", "SHA-256 of the scenario"), writing->action->digest);
	add_fact(writing, after_say(writing, "根拠条項", "Clauses"), scenario->source);
	add_fact(writing, after_say(writing, "所要 (訓練時間)", "Lasts (drill time)"), lasts);
	add_fact(writing, after_say(writing, "範囲", "Scope"), after_text(writing, &scenario->scope));
	add_fact(writing, after_say(writing, "中止の合言葉", "Stop word"), after_text(writing, &scenario->stop_word));
	for (guint i = 0; i < scenario->goals->len; i++) {
		g_autofree char *label = g_strdup_printf(after_say(writing, "目標 %u", "Goal %u"), i + 1);

		add_fact(writing, label, after_text(writing, &g_array_index(scenario->goals, struct procedure_text, i)));
	}
}

static void write_manual(struct writing *writing)
{
	const struct after_action *action = writing->action;
	g_autofree char *version = NULL;

	paper_heading(writing->paper, 2, after_say(writing, "2. 用いたマニュアル", "2. The manual"));
	if (!action->manual_digest) {
		paper_lack(writing->paper, after_say(writing, "障害・災害対応マニュアルを出力できない状態で実施した。",
						     "It was held while the response manual could not be printed."));
		return;
	}
	version = action->manual_version
			  ? g_strdup_printf(after_say(writing, "障害・災害対応マニュアル 第 %u 版、SHA-256: %s", "Response manual, version %u, SHA-256: %s"),
					    action->manual_version, action->manual_digest)
			  : g_strdup_printf(after_say(writing, "障害・災害対応マニュアル (版なし)、SHA-256: %s", "Response manual without a version, SHA-256: %s"),
					    action->manual_digest);
	paper_words(writing->paper, version);
	if (action->manual_standing == STANDING_APPROVED || action->manual_standing == STANDING_RENDERED)
		paper_words(writing->paper, after_say(writing, "相互接続基盤の事業主体が承認した内容と同じである。", "It is as the core operator approved it."));
	else
		paper_lack(writing->paper, after_say(writing, "承認された内容と異なる。", "It is not as it was approved."));
}

static void write_people(struct writing *writing)
{
	const struct drill_scenario *scenario = writing->action->scenario;
	static const unsigned int shares[] = {40, 60};
	const char *heads[] = {after_say(writing, "役割", "Role"), after_say(writing, "担当", "Played by"), NULL};

	paper_heading(writing->paper, 2, after_say(writing, "3. 参加者と役割", "3. Who took part"));
	paper_table(writing->paper, shares, heads);
	for (guint i = 0; i < scenario->roles->len; i++) {
		const struct drill_role *role = &g_array_index(scenario->roles, struct drill_role, i);

		add_fact(writing, after_text(writing, &role->title), writing->action->contacts[i]);
	}
}

/* --- the whole --- */

static char *title_of(const struct writing *writing)
{
	const struct bilingual *self = writing->action->operator;

	return g_strdup_printf(after_say(writing, "【訓練】 %s 訓練報告書: %s", "【訓練】 %s: report on the drill '%s'"),
			       after_say(writing, self->ja, self->en), after_text(writing, &writing->action->scenario->title));
}

static void write_all(struct writing *writing, const char *title)
{
	paper_heading(writing->paper, 1, title);
	write_plan(writing);
	write_manual(writing);
	write_people(writing);
	after_write_course(writing);
	after_write_score(writing);
	paper_words(writing->paper, after_say(writing, "【訓練】 この報告書は訓練の記録である。", "【訓練】 This report is of a drill."));
}

char *after_action_markdown(const struct after_action *action)
{
	g_autoptr(ops_paper_t) paper = paper_new();
	struct writing writing = {action, paper};
	g_autofree char *title = title_of(&writing);
	GString *out = g_string_new(NULL);

	write_all(&writing, title);
	paper_append_markdown(out, paper, action->language);
	return g_string_free(out, FALSE);
}

char *after_action_html(const struct after_action *action)
{
	g_autoptr(ops_paper_t) paper = paper_new();
	struct writing writing = {action, paper};
	g_autofree char *title = title_of(&writing);

	write_all(&writing, title);
	return paper_page(paper, title, action->language);
}
