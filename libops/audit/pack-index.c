/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The first page: what to do when nwops is dead, and what else there is. It is read by somebody who
 * has neither time nor network, so it is a list of deeds, each with the page that it takes.
 */
#include "audit/pack-internal.h"

#include <string.h>

static const struct bilingual deeds[] = {
	{"この資料の時刻 (上) を見る。それより後に起きたことは書かれていない。",
	 "Look at the time above: what happened after it is in none of these pages."},
	{"duty: 当番と管理者に電話する。災害なら統括管理者が災害時の名簿を宣言し、参集場所に集まる。",
	 "duty: call who is on duty and the operations manager. In a disaster the manager declares the disaster roster; all go to the "
	 "meeting place."},
	{"cases: 期限の近いものから順に見る。期限は nwops が止まっていても来る。",
	 "cases: go through what is due, the most pressing first. It falls due without nwops."},
	{"contacts: 新しい障害は相互接続基盤と他のネットワーク事業者に電話で第一報を入れる (1.3.2)。いつから・どこが・影響・次の連絡の時刻を言う。わからないことは「不明」と言う。",
	 "contacts: tell the core operator and the other operators of a new fault by telephone (1.3.2): since when, where, who is affected, "
	 "when they hear next. What is not known is said to be not known."},
	{"calls: すでに書かれた通知で電話・FAX を待つものを読み上げる。",
	 "calls: read out what was written before and waits for a person to call."},
	{"operations、response: フロー図に沿って切り分け・対応する。",
	 "operations, response: isolate the fault and meet it along the flowcharts."},
	{"topology、lines.csv、directory.csv: 回線の番号と通信事業者・電力会社の故障受付。例: grep さくら directory.csv、次にその組織の id で grep lines.csv。",
	 "topology, lines.csv, directory.csv: circuits, and the fault desks of carriers and power companies. For example: grep Sakura "
	 "directory.csv, then grep lines.csv for the id of that organization."},
	{"したことは紙に書く: 時刻、誰が、誰に、何を。患者の情報は書かない。",
	 "Write down on paper what is done: when, who, to whom, what. Nothing of patients."},
	{"nwops が戻ったら: バックアップから store restore で戻し、audit verify --against checkpoint でこの資料より前の記録が欠けていないことを確かめ、紙の記録を実際の時刻で入れる。",
	 "Once nwops is back: restore the store from its backup (store restore), see by 'audit verify --against checkpoint' that nothing "
	 "from before this pack is missing, and record what is on paper with the times at which it happened."},
};

static void write_deeds(const struct packing *packing, struct paper *paper)
{
	paper_heading(paper, 2, pack_say(packing, "1. すること", "1. What to do"));
	for (size_t i = 0; i < G_N_ELEMENTS(deeds); i++) {
		g_autofree char *line = g_strdup_printf("%zu. %s", i + 1, pack_of(packing, &deeds[i]));

		paper_words(paper, line);
	}
}

static void write_files(const struct packing *packing, struct paper *paper)
{
	static const struct { const char *file; struct bilingual about; } others[] = {
		{"lines.csv", {"回線の一覧: 回線番号、通信事業者", "all lines: circuits and their carriers"}},
		{"directory.csv", {"電話帳: 全組織と担当者の連絡先", "directory: every organization, and how its people are reached"}},
		{"topology.dot", {"構成図の元: dot -Tsvg topology.dot", "the drawing's source: dot -Tsvg topology.dot"}},
	};

	paper_heading(paper, 2, pack_say(packing, "2. ファイル", "2. Files"));
	paper_words(paper, pack_say(packing, "どのページにも端末用の .txt と印刷用の .html がある。", "Each page is there as .txt for a terminal and as .html for print."));
	for (unsigned int i = 0; i < PACK_PAGE_COUNT; i++) {
		struct bilingual title = pack_page_title((enum pack_page)i), about = pack_page_about((enum pack_page)i);
		g_autofree char *file = g_strconcat(pack_page_name((enum pack_page)i), ".html", NULL);
		g_autofree char *words = g_strdup_printf("%s: %s", pack_of(packing, &title), pack_of(packing, &about));

		paper_link(paper, file, words);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
		paper_link(paper, others[i].file, pack_of(packing, &others[i].about));
}

static void write_proof(const struct packing *packing, struct paper *paper)
{
	const struct pack_source *source = packing->source;
	g_auto(GStrv) note = source->checkpoint ? g_strsplit(source->checkpoint, "\n", 4) : NULL;
	g_autofree char *head = note && g_strv_length(note) > 3
					? g_strdup_printf(pack_say(packing, "記録の照合: %s、%s 件、根 %s", "Checkpoint of the journal: %s, %s entries, root %s"),
							  note[0], note[1], note[2])
					: NULL;

	paper_heading(paper, 2, pack_say(packing, "3. この資料の確かめ方", "3. Whether these files are whole"));
	paper_words(paper, "sha256sum -c SHA256SUMS");
	paper_words(paper, head ? head : pack_say(packing, "記録にはまだ署名がない。", "Nothing of the journal is signed yet."));
	paper_words(paper, pack_say(packing, "取扱注意: 氏名・電話番号・対応中の案件が載っている。", "Restricted: names, telephone numbers and open cases are in it."));
}

void pack_write_index(const struct packing *packing, struct paper *paper)
{
	write_deeds(packing, paper);
	write_files(packing, paper);
	write_proof(packing, paper);
}
