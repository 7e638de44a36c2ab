/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sheets of a drill: the head that both have, then what each alone has.
 */
#include "audit/drill-sheet.h"

#include "audit/internal.h"
#include "base/quantity.h"

#define MINUTE_US G_GINT64_CONSTANT(60000000)
#define LOG_ROWS 20	/* lines to write on */

struct writing {
	const struct drill_sheet *sheet;
	struct paper *paper;
};

static const char *say(const struct writing *writing, const char *japanese, const char *english)
{
	return writing->sheet->language == PROCEDURE_JAPANESE ? japanese : english;
}

static const char *text_of(const struct writing *writing, const struct procedure_text *text)
{
	return drill_text(text, writing->sheet->language);
}

static const char *word(const struct writing *writing, enum word_family family, unsigned int value)
{
	const struct word *found = words_get(family, value);

	return say(writing, found->japanese, found->english);
}

char *drill_sheet_time(int64_t at_us)
{
	int64_t minutes = at_us / MINUTE_US, seconds = at_us / G_USEC_PER_SEC % 60;

	return seconds ? g_strdup_printf("T+%ld:%02ld:%02ld", (long)(minutes / 60), (long)(minutes % 60), (long)seconds)
		       : g_strdup_printf("T+%ld:%02ld", (long)(minutes / 60), (long)(minutes % 60));
}

/* With what the drill's clock shows, where the scenario says when it begins. */
static char *moment(const struct writing *writing, int64_t at_us)
{
	g_autofree char *offset = drill_sheet_time(at_us);
	int64_t minute = writing->sheet->scenario->begins_minute + at_us / MINUTE_US;

	if (writing->sheet->scenario->begins_minute < 0)
		return g_steal_pointer(&offset);
	return g_strdup_printf("%s\n%02ld:%02ld", offset, (long)(minute / 60 % 24), (long)(minute % 60));
}

static const struct drill_role *role_at(const struct writing *writing, int index)
{
	return index < 0 ? NULL : &g_array_index(writing->sheet->scenario->roles, struct drill_role, index);
}

static const char *role_shown(const struct writing *writing, int index)
{
	const struct drill_role *role = role_at(writing, index);

	return role ? text_of(writing, &role->title) : "";
}

static void add_row2(const struct writing *writing, const char *label, const char *value)
{
	const char *cells[] = {label, value, NULL};

	paper_row(writing->paper, cells);
}

/* --- the head --- */

static void write_facts(const struct writing *writing)
{
	static const unsigned int shares[] = {22, 78};
	const struct drill_scenario *scenario = writing->sheet->scenario;
	const char *heads[] = {say(writing, "項目", "Item"), say(writing, "内容", "Content"), NULL};
	g_autofree char *lasts = quantity_show_duration(scenario->lasts_us);
	g_autofree char *begins = g_strdup_printf("%02d:%02d", scenario->begins_minute / 60, scenario->begins_minute % 60);

	paper_table(writing->paper, shares, heads);
	add_row2(writing, say(writing, "想定", "Hazard"), word(writing, WORDS_DRILL_HAZARD, scenario->hazard));
	add_row2(writing, say(writing, "根拠", "Clauses"), scenario->source);
	add_row2(writing, say(writing, "所要時間", "Lasts"), lasts);
	if (scenario->begins_minute >= 0)
		add_row2(writing, say(writing, "開始時の訓練時刻", "Drill's clock at the start"), begins);
	add_row2(writing, say(writing, "参加範囲", "Scope"), text_of(writing, &scenario->scope));
	add_row2(writing, say(writing, "中断の合図", "Stop word"), text_of(writing, &scenario->stop_word));
	add_row2(writing, say(writing, "中断の責任者", "Who stops it"), role_shown(writing, scenario->stop_owner));
}

static void write_list(const struct writing *writing, const char *heading, const GArray *texts)
{
	paper_heading(writing->paper, 2, heading);
	for (guint i = 0; i < texts->len; i++) {
		g_autofree char *line = g_strdup_printf("%u. %s", i + 1,
							text_of(writing, &g_array_index(texts, struct procedure_text, i)));

		paper_words(writing->paper, line);
	}
}

static void write_head(const struct writing *writing, const char *kind)
{
	const struct drill_scenario *scenario = writing->sheet->scenario;
	g_autofree char *title = g_strdup_printf("【訓練】 %s: %s", kind, text_of(writing, &scenario->title));

	paper_heading(writing->paper, 1, title);
	paper_words(writing->paper, say(writing, "これは訓練の資料です。実際の障害の連絡に使わないでください。",
					"This is a paper of a drill. Do not use it to tell of a real fault."));
	write_facts(writing);
	write_list(writing, say(writing, "目的", "Goals"), scenario->goals);
	paper_heading(writing->paper, 2, say(writing, "開始時の状況", "The situation at the start"));
	paper_quote(writing->paper, text_of(writing, &scenario->situation));
}

static void write_roles(const struct writing *writing)
{
	static const unsigned int shares[] = {30, 30, 40};
	const char *heads[] = {say(writing, "役割", "Role"), say(writing, "担当", "Held by"), say(writing, "氏名", "Name"), NULL};

	paper_heading(writing->paper, 2, say(writing, "役割", "Roles"));
	paper_table(writing->paper, shares, heads);
	for (guint i = 0; i < writing->sheet->scenario->roles->len; i++) {
		const struct drill_role *role = role_at(writing, (int)i);
		const char *cells[] = {text_of(writing, &role->title), inventory_role_id(role->contact), "", NULL};

		paper_row(writing->paper, cells);
	}
}

/* --- the facilitator's --- */

static char *join(const char *const *names)
{
	return g_strjoinv(" ", (char **)names);
}

static void write_targets(const struct writing *writing)
{
	static const unsigned int shares[] = {20, 35, 45};
	const struct drill_scenario *scenario = writing->sheet->scenario;
	const char *heads[] = {say(writing, "名前", "Name"), say(writing, "意味", "What it is"),
			       say(writing, "このネットワークでは", "In this network"), NULL};

	if (!scenario->targets->len)
		return;
	paper_heading(writing->paper, 2, say(writing, "対象", "Targets"));
	paper_table(writing->paper, shares, heads);
	for (guint i = 0; i < scenario->targets->len; i++) {
		const struct drill_target *target = &g_array_index(scenario->targets, struct drill_target, i);
		const struct drill_bound *bound =
			writing->sheet->targets ? drill_targets_find(writing->sheet->targets, target->name) : NULL;
		g_autofree char *items = bound ? join(bound->items) : g_strdup(say(writing, "開始時に決まる", "settled at the start"));
		const char *cells[] = {target->name, text_of(writing, &target->title), items, NULL};

		paper_row(writing->paper, cells);
	}
}

/* What CHANGE makes of its target, in words. Caller frees. */
static char *change_shown(const struct writing *writing, const struct drill_change *change)
{
	GString *words = g_string_new(NULL);
	g_autofree char *rtt = NULL;

	if (change->recovers)
		g_string_append(words, say(writing, "回復する", "recovers"));
	if (change->answers && change->answer.end == PROBE_NO_ANSWER)
		g_string_append(words, say(writing, "応答なし", "does not answer"));
	if (change->answers && change->answer.end == PROBE_COULD_NOT_ASK)
		g_string_append_printf(words, "%s: %s", say(writing, "測定できない", "cannot be asked"), text_of(writing, &change->reason));
	if (change->answers && change->answer.end == PROBE_ANSWERED) {
		rtt = quantity_show_duration(change->answer.rtt_us);
		g_string_append_printf(words, "%s %s, %s %d%%", say(writing, "応答", "answers in"), rtt,
				       say(writing, "損失", "loss"), change->answer.loss_ppm / 10000);
	}
	if (change->cpu_ppm >= 0)
		g_string_append_printf(words, " CPU %d%%", change->cpu_ppm / 10000);
	if (change->memory_ppm >= 0)
		g_string_append_printf(words, " %s %d%%", say(writing, "メモリ", "memory"), change->memory_ppm / 10000);
	if (change->uptime_us >= 0)
		g_string_append_printf(words, " %s", say(writing, "再起動した", "was restarted"));
	if (change->group >= 0)
		g_string_append_printf(words, " %s", word(writing, WORDS_GROUP_VERDICT, (unsigned int)change->group));
	if (change->path && !change->recovers)
		g_string_append_printf(words, "%s (%s)", say(writing, "メールが送れない", "mail fails"), overlay_path_ids[change->fails]);
	return g_string_free(words, FALSE);
}

static void write_change(const struct writing *writing, const struct drill_change *change)
{
	g_autofree char *when = moment(writing, change->at_us), *shown = change_shown(writing, change);
	const char *of = change->path ? change->path
				      : g_array_index(writing->sheet->scenario->targets, struct drill_target, change->target).name;
	const char *cells[] = {when, say(writing, "ネットワーク", "network"), of, shown, "", NULL};

	paper_row(writing->paper, cells);
}

static void write_card(const struct writing *writing, const struct drill_inject *inject)
{
	g_autofree char *when = moment(writing, inject->at_us);
	g_autofree char *way = g_strdup_printf("%s\n%s → %s", inject->name, text_of(writing, &inject->from),
					       role_shown(writing, inject->to));
	g_autofree char *content = g_strdup_printf("%s%s", inject->real ? say(writing, "(実障害の想定) ", "(plays a real alarm) ") : "",
						   text_of(writing, &inject->content));
	const char *cells[] = {when, word(writing, WORDS_DRILL_MEANS, inject->means), way, content, "", NULL};

	paper_row(writing->paper, cells);
}

/* Changes and cards as they come; of one time the network first. */
static void write_course(const struct writing *writing)
{
	static const unsigned int shares[] = {10, 12, 24, 42, 12};
	const struct drill_scenario *scenario = writing->sheet->scenario;
	const char *heads[] = {say(writing, "時刻", "Time"), say(writing, "手段", "Means"), say(writing, "対象・相手", "Of whom, to whom"),
			       say(writing, "内容", "Content"), say(writing, "実施", "Done"), NULL};
	guint change = 0, card = 0;

	paper_heading(writing->paper, 2, say(writing, "進行", "The course"));
	paper_table(writing->paper, shares, heads);
	while (change < scenario->network->len || card < scenario->injects->len) {
		const struct drill_change *next_change =
			change < scenario->network->len ? &g_array_index(scenario->network, struct drill_change, change) : NULL;
		const struct drill_inject *next_card =
			card < scenario->injects->len ? &g_array_index(scenario->injects, struct drill_inject, card) : NULL;

		if (next_change && (!next_card || next_change->at_us <= next_card->at_us)) {
			write_change(writing, next_change);
			change++;
		} else {
			write_card(writing, next_card);
			card++;
		}
	}
}

static void write_expectations(const struct writing *writing)
{
	static const unsigned int shares[] = {40, 14, 16, 10, 8, 12};
	const struct drill_scenario *scenario = writing->sheet->scenario;
	const char *heads[] = {say(writing, "期待する行動", "Expected"), say(writing, "能力", "Capability"),
			       say(writing, "起点", "From"), say(writing, "時間内", "Within"), say(writing, "配点", "Weight"),
			       say(writing, "結果", "Result"), NULL};

	paper_heading(writing->paper, 2, say(writing, "評価項目", "What is scored"));
	paper_table(writing->paper, shares, heads);
	for (guint i = 0; i < scenario->expectations->len; i++) {
		const struct drill_expectation *each = &g_array_index(scenario->expectations, struct drill_expectation, i);
		g_autofree char *from = drill_sheet_time(each->after_us), *weight = g_strdup_printf("%u", each->weight);
		g_autofree char *within = each->within_us ? quantity_show_duration(each->within_us) : g_strdup("-");
		const char *cells[] = {text_of(writing, &each->title), word(writing, WORDS_DRILL_CAPABILITY, each->capability),
				       from, within, weight, "", NULL};

		paper_row(writing->paper, cells);
	}
}

static void write_facilitator(const struct writing *writing)
{
	write_head(writing, say(writing, "進行役の資料", "Facilitator's sheet"));
	write_roles(writing);
	write_targets(writing);
	write_course(writing);
	write_expectations(writing);
	if (writing->sheet->scenario->questions->len)
		write_list(writing, say(writing, "振り返りの問い", "Questions for the talk afterwards"),
			   writing->sheet->scenario->questions);
}

/* --- the participants' --- */

static void write_rules(const struct writing *writing)
{
	const struct drill_scenario *scenario = writing->sheet->scenario;
	const char *word_said = text_of(writing, &scenario->stop_word);
	g_autofree char *stop =
		writing->sheet->language == PROCEDURE_JAPANESE
			? g_strdup_printf("実際の障害に気づいたら、すぐに「%s」と言う。訓練より実際の障害が先である。", word_said)
			: g_strdup_printf("Whoever sees a real fault says '%s' at once. What is real comes before the drill.", word_said);

	paper_heading(writing->paper, 2, say(writing, "決まりごと", "Rules"));
	paper_words(writing->paper, say(writing, "コマンドは drill shell の中で打つ。訓練のデータは本番の記録に入らない。",
					"Commands are typed in the drill's shell. Nothing of it enters the real record."));
	paper_words(writing->paper, say(writing, "電話は「訓練、訓練」と言って始め、同じ言葉で終える。",
					"Each call begins and ends with the words: drill, drill."));
	paper_words(writing->paper, stop);
}

static void write_log(const struct writing *writing)
{
	static const unsigned int shares[] = {12, 20, 68};
	const char *heads[] = {say(writing, "時刻", "Time"), say(writing, "相手", "With whom"),
			       say(writing, "行ったこと・聞いたこと", "What was done or heard"), NULL};
	const char *cells[] = {" ", "", "", NULL};

	paper_heading(writing->paper, 2, say(writing, "行動の記録", "What I did"));
	paper_table(writing->paper, shares, heads);
	for (unsigned int i = 0; i < LOG_ROWS; i++)
		paper_row(writing->paper, cells);
}

static void write_participants(const struct writing *writing)
{
	write_head(writing, say(writing, "参加者の資料", "Participant's sheet"));
	if (writing->sheet->role >= 0) {
		g_autofree char *mine = g_strconcat(say(writing, "あなたの役割: ", "Your role: "),
						    role_shown(writing, writing->sheet->role), NULL);

		paper_words(writing->paper, mine);
	}
	write_rules(writing);
	write_roles(writing);
	write_log(writing);
}

/* --- the whole --- */

static struct paper *write_paper(const struct drill_sheet *sheet)
{
	struct writing writing = {sheet, paper_new()};

	if (sheet->whom == DRILL_SHEET_FACILITATOR)
		write_facilitator(&writing);
	else
		write_participants(&writing);
	paper_words(writing.paper, say(&writing, "【訓練】 ここまで訓練の資料です。", "【訓練】 Here the paper of the drill ends."));
	return writing.paper;
}

char *drill_sheet_markdown(const struct drill_sheet *sheet)
{
	g_autoptr(ops_paper_t) paper = write_paper(sheet);
	GString *out = g_string_new(NULL);

	paper_append_markdown(out, paper, sheet->language);
	return g_string_free(out, FALSE);
}

char *drill_sheet_html(const struct drill_sheet *sheet)
{
	g_autoptr(ops_paper_t) paper = write_paper(sheet);

	return paper_page(paper, drill_text(&sheet->scenario->title, sheet->language), sheet->language);
}
