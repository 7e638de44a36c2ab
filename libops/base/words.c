/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of words, and nothing else that could drift from it. A new word is
 * a line here and a value in its enum; ids are written into stores and files,
 * so they never change once released.
 */
#include "base/words.h"
#include "base/translate.h"

#include <stdbool.h>

#define NO_PLUGIN_WORD NULL, -1

static const struct word statuses[STATUS_COUNT] = {
	[STATUS_OK] = {"ok", "OK", "正常", "OK", 0},
	[STATUS_CAUTION] = {"caution", "CAUTION", "注意", "WARNING", 1},
	[STATUS_WARNING] = {"warning", "WARNING", "警告", "CRITICAL", 2},
	[STATUS_DOWN] = {"down", "DOWN", "停止", "CRITICAL", 2},
	[STATUS_UNKNOWN] = {"unknown", "UNKNOWN", "不明", "UNKNOWN", 3},
};

static const struct word probe_ends[PROBE_END_COUNT] = {
	[PROBE_ANSWERED] = {"answered", "answered", "応答あり", NO_PLUGIN_WORD},
	[PROBE_NO_ANSWER] = {"no-answer", "no answer", "応答なし", NO_PLUGIN_WORD},
	[PROBE_COULD_NOT_ASK] = {"could-not-ask", "could not ask", "測定不能", NO_PLUGIN_WORD},
};

static const struct word question_kinds[QUESTION_KIND_COUNT] = {
	[QUESTION_ICMP] = {"icmp", "ICMP", "ICMP 応答", NO_PLUGIN_WORD},
	[QUESTION_TCP] = {"tcp", "TCP", "TCP 接続", NO_PLUGIN_WORD},
	[QUESTION_TLS] = {"tls", "TLS", "TLS 証明書", NO_PLUGIN_WORD},
	[QUESTION_PATH] = {"path", "path", "経路", NO_PLUGIN_WORD},
	[QUESTION_MTU] = {"mtu", "path MTU", "経路 MTU", NO_PLUGIN_WORD},
	[QUESTION_SSH] = {"ssh", "SSH", "SSH 取得", NO_PLUGIN_WORD},
	[QUESTION_FIGURE] = {"figure", "figure", "計測値", NO_PLUGIN_WORD},
	[QUESTION_PLUGIN] = {"plugin", "plugin", "プラグイン", NO_PLUGIN_WORD},
	[QUESTION_GROUP] = {"group", "group", "冗長構成", NO_PLUGIN_WORD},
};

static const struct word figures[FIGURE_COUNT] = {
	[FIGURE_CPU] = {"cpu", "CPU", "CPU 使用率", NO_PLUGIN_WORD},
	[FIGURE_MEMORY] = {"memory", "memory", "メモリ使用率", NO_PLUGIN_WORD},
	[FIGURE_LOAD] = {"load", "load", "回線使用率", NO_PLUGIN_WORD},
	[FIGURE_ERRORS] = {"errors", "errors", "エラー率", NO_PLUGIN_WORD},
	[FIGURE_DISCARDS] = {"discards", "discards", "廃棄率", NO_PLUGIN_WORD},
	[FIGURE_CLOCK] = {"clock", "clock offset", "時計のずれ", NO_PLUGIN_WORD},
	[FIGURE_CERTIFICATE] = {"certificate", "certificate left", "証明書の残り期間", NO_PLUGIN_WORD},
	[FIGURE_SESSIONS] = {"sessions", "sessions", "セッション使用率", NO_PLUGIN_WORD},
	[FIGURE_LOGIN] = {"login", "time of reading", "読み取り時間", NO_PLUGIN_WORD},
	[FIGURE_REBOOTED] = {"rebooted", "time since boot", "起動後の時間", NO_PLUGIN_WORD},
};

static const struct word algorithm_grades[ALGORITHM_GRADE_COUNT] = {
	[ALGORITHM_GOOD] = {"good", "good", "良好", NO_PLUGIN_WORD},
	[ALGORITHM_WEAK] = {"weak", "weak", "脆弱", NO_PLUGIN_WORD},
	[ALGORITHM_BROKEN] = {"broken", "broken", "破綻", NO_PLUGIN_WORD},
};

static const struct word packet_outcomes[PACKET_OUTCOME_COUNT] = {
	[PACKET_WAITING] = {"waiting", "waiting", "応答待ち", NO_PLUGIN_WORD},
	[PACKET_ANSWERED] = {"answered", "answered", "応答", NO_PLUGIN_WORD},
	[PACKET_LOST] = {"lost", "lost", "損失", NO_PLUGIN_WORD},
	[PACKET_LATE] = {"late", "late", "遅着", NO_PLUGIN_WORD},
	[PACKET_UNREACHABLE] = {"unreachable", "unreachable", "到達不能", NO_PLUGIN_WORD},
	[PACKET_NOT_SENT] = {"not-sent", "not sent", "送信不可", NO_PLUGIN_WORD},
	[PACKET_OWN_LOSS] = {"own-loss", "lost on our side", "自局側の損失", NO_PLUGIN_WORD},
};

static const struct word owner_kinds[OWNER_KIND_COUNT] = {
	[OWNER_OPERATOR] = {"operator", "operator", "ネットワーク事業者", NO_PLUGIN_WORD},
	[OWNER_CORE_OPERATOR] = {"core-operator", "core operator", "相互接続基盤の事業主体",
				 NO_PLUGIN_WORD},
	[OWNER_CARRIER] = {"carrier", "carrier", "回線事業者", NO_PLUGIN_WORD},
	[OWNER_INSTITUTION] = {"institution", "institution", "接続機関", NO_PLUGIN_WORD},
	[OWNER_CERTIFIER] = {"certifier", "certifier", "機関認証主体", NO_PLUGIN_WORD},
	[OWNER_ASSESSOR] = {"assessor", "assessor", "第三者評価機関", NO_PLUGIN_WORD},
	[OWNER_POWER_COMPANY] = {"power-company", "power company", "電力会社", NO_PLUGIN_WORD},
};

/* An auditor reads these: each says what was found, none says why. */
static const struct word store_verdicts[STORE_VERDICT_COUNT] = {
	[VERDICT_COMPLETE] = {"complete", "complete", "完全", NO_PLUGIN_WORD},
	[VERDICT_UNANCHORED] = {"unanchored", "unanchored", "署名の裏付けなし", NO_PLUGIN_WORD},
	[VERDICT_TRUNCATED] = {"truncated", "truncated", "末尾欠落", NO_PLUGIN_WORD},
	[VERDICT_ALTERED] = {"altered", "altered", "改変あり", NO_PLUGIN_WORD},
	[VERDICT_FORKED] = {"forked", "forked", "分岐あり", NO_PLUGIN_WORD},
};

static const struct word group_verdicts[GROUP_VERDICT_COUNT] = {
	[GROUP_NORMAL] = {"normal", "normal", "正常", NO_PLUGIN_WORD},
	[GROUP_SWITCHED] = {"switched", "switched over", "切替済み", NO_PLUGIN_WORD},
	[GROUP_DEGRADED] = {"degraded", "degraded", "冗長性低下", NO_PLUGIN_WORD},
	[GROUP_SPLIT] = {"split", "split", "二重稼働", NO_PLUGIN_WORD},
	[GROUP_NONE] = {"none", "none active", "稼働系なし", NO_PLUGIN_WORD},
	[GROUP_UNKNOWN] = {"unknown", "unknown", "不明", NO_PLUGIN_WORD},
};

static const struct word demarcation_verdicts[DEMARCATION_VERDICT_COUNT] = {
	[DEMARCATION_UNDECIDED] = {"undecided", "undecided", "未判定", NO_PLUGIN_WORD},
	[DEMARCATION_OURS] = {"ours", "ours", "自網側", NO_PLUGIN_WORD},
	[DEMARCATION_THEIRS] = {"theirs", "theirs", "相手側", NO_PLUGIN_WORD},
	[DEMARCATION_LINE] = {"line", "line", "回線", NO_PLUGIN_WORD},
	[DEMARCATION_CONTROL_PLANE_ONLY] = {"control-plane-only", "control plane only", "制御部のみ",
					    NO_PLUGIN_WORD},
	[DEMARCATION_OWN_VIEW] = {"own-view", "own view", "監視側", NO_PLUGIN_WORD},
};

static const struct word transition_kinds[TRANSITION_KIND_COUNT] = {
	[TRANSITION_STATUS] = {"status", "status", "状態変化", NO_PLUGIN_WORD},
	[TRANSITION_UNCOVERED] = {"uncovered", "uncovered", "抑止解除", NO_PLUGIN_WORD},
	[TRANSITION_FLAPPING] = {"flapping", "flapping", "ばたつき", NO_PLUGIN_WORD},
	[TRANSITION_SETTLED] = {"settled", "settled", "ばたつき収束", NO_PLUGIN_WORD},
	[TRANSITION_SWITCHED] = {"switched", "switched over", "切替", NO_PLUGIN_WORD},
};

static const struct word window_phases[WINDOW_PHASE_COUNT] = {
	[PHASE_PLANNED] = {"planned", "planned", "予定", NO_PLUGIN_WORD},
	[PHASE_IN_FORCE] = {"in-force", "in force", "実施中", NO_PLUGIN_WORD},
	[PHASE_OVERRUN] = {"overrun", "OVERRUN", "超過", NO_PLUGIN_WORD},
	[PHASE_OVER] = {"over", "over", "終了", NO_PLUGIN_WORD},
	[PHASE_FINISHED] = {"finished", "finished", "完了", NO_PLUGIN_WORD},
	[PHASE_CANCELLED] = {"cancelled", "cancelled", "中止", NO_PLUGIN_WORD},
};

static const struct {
	const struct word *words;
	unsigned int count;
} families[WORD_FAMILY_COUNT] = {
	[WORDS_STATUS] = {statuses, G_N_ELEMENTS(statuses)},
	[WORDS_PROBE_END] = {probe_ends, G_N_ELEMENTS(probe_ends)},
	[WORDS_QUESTION_KIND] = {question_kinds, G_N_ELEMENTS(question_kinds)},
	[WORDS_FIGURE] = {figures, G_N_ELEMENTS(figures)},
	[WORDS_ALGORITHM_GRADE] = {algorithm_grades, G_N_ELEMENTS(algorithm_grades)},
	[WORDS_PACKET_OUTCOME] = {packet_outcomes, G_N_ELEMENTS(packet_outcomes)},
	[WORDS_OWNER_KIND] = {owner_kinds, G_N_ELEMENTS(owner_kinds)},
	[WORDS_STORE_VERDICT] = {store_verdicts, G_N_ELEMENTS(store_verdicts)},
	[WORDS_GROUP_VERDICT] = {group_verdicts, G_N_ELEMENTS(group_verdicts)},
	[WORDS_DEMARCATION_VERDICT] = {demarcation_verdicts, G_N_ELEMENTS(demarcation_verdicts)},
	[WORDS_TRANSITION_KIND] = {transition_kinds, G_N_ELEMENTS(transition_kinds)},
	[WORDS_WINDOW_PHASE] = {window_phases, G_N_ELEMENTS(window_phases)},
};

unsigned int words_count(enum word_family family)
{
	g_assert((unsigned int)family < WORD_FAMILY_COUNT);
	return families[family].count;
}

const struct word *words_get(enum word_family family, unsigned int value)
{
	g_assert(value < words_count(family));
	return &families[family].words[value];
}

int words_find(enum word_family family, const char *id)
{
	unsigned int count = words_count(family);

	for (unsigned int value = 0; value < count; value++)
		if (!strcmp(families[family].words[value].id, id))
			return (int)value;
	return -1;
}

static bool screen_is_japanese(void)
{
	/* TRANSLATORS: the ISO 639 code of the language you translate to: ja for Japanese. */
	return !strcmp(_("en"), "ja");
}

const char *words_shown(enum word_family family, unsigned int value)
{
	const struct word *word = words_get(family, value);

	return screen_is_japanese() ? word->japanese : word->english;
}

char *words_shown_both(enum status status)
{
	const struct word *word = words_get(WORDS_STATUS, status);
	bool japanese = screen_is_japanese();
	bool same = !strcmp(word->plugin, word->english);

	return g_strconcat(japanese ? word->japanese : "", japanese ? " " : "", word->english,
			   same ? "" : " (", same ? "" : word->plugin, same ? "" : ")", NULL);
}
