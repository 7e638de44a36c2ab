/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Chapters 5 and 6: by when what is done, and what is promised to whom. The
 * limits come from the service classes and the procedures; the promises in
 * words are the site's, and where it made none, that is said.
 */
#include "audit/internal.h"

#include "base/quantity.h"

/* --- clocks --- */

static void write_reports(struct manual *manual)
{
	const struct inventory *inventory = manual->source.inventory;
	static const unsigned int shares[] = {30, 35, 35};
	const char *heads[] = {manual_say(manual, "サービス区分", "Service class"),
			       manual_say(manual, "第一報 (検知から)", "First report (from detection)"),
			       manual_say(manual, "続報の間隔", "Follow-up reports, each after"), NULL};

	paper_heading(manual->paper, 3, manual_say(manual, "障害の報告", "Reports of a fault"));
	paper_table(manual->paper, shares, heads);
	for (size_t i = 0; i < inventory_service_class_count(inventory); i++) {
		const struct service_class *class = inventory_service_class_at(inventory, i);
		g_autofree char *first = manual_duration(manual, class->first_report_us);
		g_autofree char *next = manual_duration(manual, class->follow_up_us);
		const char *cells[] = {manual_of(manual, &class->title), first, next, NULL};

		paper_row(manual->paper, cells);
	}
	if (!inventory_service_class_count(inventory))
		manual_lack(manual, "2.1", manual_say(manual, "サービス区分", "service classes"));
}

static void write_limits_of(struct manual *manual, const struct procedure *procedure)
{
	struct procedure_text title = procedure_title(procedure);
	g_autofree char *within = manual_duration(manual, procedure_within_us(procedure));
	const char *whole[] = {manual_text_of(manual, &title), manual_say(manual, "全体", "as a whole"), within, "", NULL};

	if (*within)
		paper_row(manual->paper, whole);
	for (unsigned int i = 0; i < procedure_step_count(procedure); i++) {
		const struct procedure_step *step = procedure_step_at(procedure, i);
		g_autofree char *limit = manual_duration(manual, step->limit_us);
		g_autofree char *remind = manual_duration(manual, step->remind_us);
		const char *cells[] = {whole[0], manual_text_of(manual, &step->title), limit, remind, NULL};

		if (step->limit_us || step->remind_us)
			paper_row(manual->paper, cells);
	}
}

static void write_limits(struct manual *manual)
{
	static const unsigned int shares[] = {36, 36, 14, 14};
	const char *heads[] = {manual_say(manual, "手順", "Procedure"), manual_say(manual, "ステップ", "Step"),
			       manual_say(manual, "期限", "Limit"), manual_say(manual, "催促", "Reminder after"), NULL};

	paper_heading(manual->paper, 3, manual_say(manual, "手順の期限", "Limits of the procedures"));
	paper_table(manual->paper, shares, heads);
	for (guint i = 0; i < manual->ways->len; i++)
		write_limits_of(manual, manual->ways->pdata[i]);
}

void manual_write_clocks(struct manual *manual)
{
	paper_heading(manual->paper, 2, manual_say(manual, "5. 報告と期限", "5. Reports and limits"));
	write_reports(manual);
	write_limits(manual);
}

/* --- promises --- */

/* WORDS of the site, or that there are none, or only in the other language. */
static void write_words(struct manual *manual, const struct site_words *words, const char *clause, const char *what)
{
	const char *own = manual_say(manual, words->ja, words->en);
	const char *other = manual_say(manual, words->en, words->ja);
	g_autofree char *only = NULL;

	if (own) {
		paper_quote(manual->paper, own);
		return;
	}
	if (other)
		only = g_strdup_printf(manual_say(manual, "%s、日本語の文", "%s, in English"), what);
	manual_lack(manual, clause, only ? only : what);
}

static void write_watch(struct manual *manual, const struct service_class *class)
{
	static const unsigned int shares[] = {40, 30, 30};
	const char *heads[] = {manual_say(manual, "監視項目", "Watched"), manual_say(manual, "注意", "Caution"),
			       manual_say(manual, "警告", "Warning"), NULL};
	g_autofree char *interval = manual_duration(manual, class->interval_us);
	g_autofree char *line = g_strdup_printf(manual_say(manual, "監視の間隔: %s", "Watched every: %s"), interval);
	g_autofree char *some = quantity_show_percentage((int32_t)class->loss_ppm.caution);
	g_autofree char *many = quantity_show_percentage((int32_t)class->loss_ppm.warning);
	g_autofree char *slow = manual_duration(manual, class->rtt_us.caution);
	g_autofree char *slower = manual_duration(manual, class->rtt_us.warning);
	const char *loss[] = {manual_say(manual, "損失率", "loss"), some, many, NULL};
	const char *rtt[] = {manual_say(manual, "往復時間", "round trip"), slow, slower, NULL};

	paper_words(manual->paper, line);
	paper_table(manual->paper, shares, heads);
	paper_row(manual->paper, loss);
	paper_row(manual->paper, rtt);
}

static void write_conduct(struct manual *manual, const struct service_class *class)
{
	const char *title = manual_of(manual, &class->title);
	g_autofree char *change =
		g_strdup_printf(manual_say(manual, "「%s」のサービス変更時の対応", "conduct when the service of '%s' changes"), title);
	g_autofree char *interruption = g_strdup_printf(
		manual_say(manual, "「%s」のサービス中断時の復旧・管理方針", "conduct when the service of '%s' is interrupted"), title);

	if (manual->source.kind == MANUAL_OPERATIONS) {
		paper_heading(manual->paper, 4, manual_say(manual, "サービス内容を変更するとき (2.1.1-2)",
							   "When the service changes (2.1.1-2)"));
		write_words(manual, &class->conduct.change, "2.1.1-2", change);
	}
	paper_heading(manual->paper, 4, manual_say(manual, "サービスが中断したとき (2.1.1-7)",
						   "When the service is interrupted (2.1.1-7)"));
	write_words(manual, &class->conduct.interruption, "2.1.1-7", interruption);
}

static void write_conformity(struct manual *manual)
{
	const struct manual_rules *rules = &inventory_policy(manual->source.inventory)->manual;
	const char *what = manual_say(manual, "法令及び業界標準への適合の宣言", "statement of conformity with law and standards");
	bool said = rules->conformity.ja || rules->conformity.en;
	g_autofree char *line = NULL;

	paper_heading(manual->paper, 3, manual_say(manual, "法令・業界標準への適合 (2.1.1-1)",
						   "Conformity with law and standards (2.1.1-1)"));
	write_words(manual, &rules->conformity, "2.1.1-1", what);
	if (rules->conformity_source.ja) {
		line = g_strdup_printf(manual_say(manual, "根拠: %s", "Source: %s"), manual_of(manual, &rules->conformity_source));
		paper_words(manual->paper, line);
	} else if (said) {
		manual_lack(manual, "2.1.1-1", manual_say(manual, "適合の宣言の根拠", "source of the statement of conformity"));
	}
	if (rules->conformity_reviewed.year) {
		g_autofree char *day = g_strdup_printf(manual_say(manual, "確認日: %04d-%02u-%02u", "Last reviewed: %04d-%02u-%02u"),
						       rules->conformity_reviewed.year, rules->conformity_reviewed.month,
						       rules->conformity_reviewed.day);

		paper_words(manual->paper, day);
	} else if (said) {
		manual_lack(manual, "2.1.1-1", manual_say(manual, "適合の宣言の確認日", "day on which the statement was last reviewed"));
	}
}

void manual_write_classes(struct manual *manual)
{
	const struct inventory *inventory = manual->source.inventory;

	paper_heading(manual->paper, 2, manual_say(manual, "6. サービス区分ごとの水準と対応", "6. Service classes"));
	if (manual->source.kind == MANUAL_OPERATIONS)
		write_conformity(manual);
	for (size_t i = 0; i < inventory_service_class_count(inventory); i++) {
		const struct service_class *class = inventory_service_class_at(inventory, i);

		paper_heading(manual->paper, 3, manual_of(manual, &class->title));
		write_watch(manual, class);
		write_conduct(manual, class);
	}
}
