/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The two manuals as a whole: which chapters each has, what it is for, whom it
 * is between. Chapters are in the manual-*.c beside this one.
 *
 * The guideline asks for two documents that say much the same: an operations
 * and maintenance manual (1.3.1-1), and a response manual for faults and
 * disasters that the core operator approves (1.3.4-1). The second is made of
 * the same chapters without what only concerns applications and promises, so
 * that a word about those does not void the approval.
 */
#include "audit/internal.h"

static const struct { const char *id; struct bilingual name; } kinds[MANUAL_KIND_COUNT] = {
	[MANUAL_OPERATIONS] = {"operations", {"運用・保守要領", "Operations and maintenance manual"}},
	[MANUAL_RESPONSE] = {"response", {"障害・災害 対応マニュアル", "Response manual for faults and disasters"}},
	[MANUAL_CONTACTS] = {"contacts", {"異常時連絡票", "Contact sheet for anomalies"}},
};

const char *manual_kind_id(enum manual_kind kind)
{
	return kinds[kind].id;
}

bool manual_kind_find(const char *id, enum manual_kind *ret_kind)
{
	for (unsigned int i = 0; i < MANUAL_KIND_COUNT; i++)
		if (g_str_equal(id, kinds[i].id)) {
			*ret_kind = (enum manual_kind)i;
			return true;
		}
	return false;
}

const char *manual_kind_name(enum manual_kind kind, enum procedure_language language)
{
	return language == PROCEDURE_JAPANESE ? kinds[kind].name.ja : kinds[kind].name.en;
}

void manual_lack(struct manual *manual, const char *clause, const char *what)
{
	char *line = g_strdup_printf(manual_say(manual, "記載なし: %s (%s)", "not written: %s (%s)"), what, clause);

	g_ptr_array_add(manual->lacks, line);
	paper_lack(manual->paper, line);
}

/* --- what it is for --- */

static void write_purpose(struct manual *manual)
{
	const char *self = manual_of(manual, &inventory_self(manual->source.inventory)->title);
	g_autofree char *purpose = NULL;

	paper_heading(manual->paper, 2, manual_say(manual, "1. 目的と適用範囲", "1. Purpose and scope"));
	if (manual->source.kind == MANUAL_OPERATIONS)
		purpose = g_strdup_printf(
			manual_say(manual,
				   "%sが提供するネットワークサービスについて、障害その他の事案が起きたときの報告・通知の手順、復旧の手順、体制、役割分担、連絡方法を定める (1.3.1-1)。",
				   "For the network service of %s, this manual sets down in which order reports and notices go out "
				   "when a fault or another matter arises, how service is restored, who is there, who does what, and "
				   "how each is reached (1.3.1-1)."),
			self);
	else
		purpose = g_strdup_printf(
			manual_say(manual,
				   "%sにおける障害・災害の発生に備え、連絡・報告の流れ、体制、対応の手順を定める。相互接続基盤の事業主体の承認を得て用いる (1.3.4-1)。この文書に基づく訓練を年に一度以上行う (1.3.4-2)。",
				   "This manual sets down for %s how faults and disasters are told of, who is there, and how they are "
				   "met. It is used with the approval of the core operator (1.3.4-1), and is rehearsed at least once a "
				   "year (1.3.4-2)."),
			self);
	paper_words(manual->paper, purpose);
	paper_words(manual->paper,
		    manual_say(manual, "かっこ内の番号は運用ガイドラインの条項を示す。",
			       "Numbers in brackets are clauses of the operation guideline."));
}

static void write_parties(struct manual *manual)
{
	const struct inventory *inventory = manual->source.inventory;
	static const unsigned int shares[] = {60, 40};
	const char *heads[] = {manual_say(manual, "当事者", "Party"), manual_say(manual, "種類", "Kind"), NULL};

	paper_table(manual->paper, shares, heads);
	for (size_t i = 0; i < inventory_organization_count(inventory); i++) {
		const struct organization *each = inventory_organization_at(inventory, i);
		g_autofree char *own = g_strdup_printf(manual_say(manual, "%s (自社)", "%s (ourselves)"),
						       manual_word(manual, WORDS_OWNER_KIND, each->kind));
		const char *cells[] = {manual_of(manual, &each->title),
				       each->self ? own : manual_word(manual, WORDS_OWNER_KIND, each->kind), NULL};

		if (each->kind != OWNER_INSTITUTION)
			paper_row(manual->paper, cells);
	}
	paper_words(manual->paper,
		    manual_say(manual, "接続機関は多数であり、この文書には載せない。構成情報 (インベントリ) で管理する。",
			       "Institutions are many and are not listed here; they are kept in the inventory."));
}

/* --- the whole --- */

static const char *title_of(const struct manual *manual)
{
	const struct bilingual *title = &inventory_policy(manual->source.inventory)->manual.title;

	if (manual->source.kind == MANUAL_OPERATIONS && *manual_of(manual, title))
		return manual_of(manual, title);
	return manual_kind_name(manual->source.kind, manual->source.language);
}

static void write_all(struct manual *manual)
{
	paper_heading(manual->paper, 1, manual->title);
	if (manual->source.kind == MANUAL_CONTACTS) {
		manual_write_contact_sheet(manual);
		return;
	}
	write_purpose(manual);
	write_parties(manual);
	manual_write_people(manual);
	manual_write_clocks(manual);
	manual_write_classes(manual);
	manual_write_notices(manual);
	manual_write_ways(manual);
}

struct manual *manual_new(const struct manual_source *source)
{
	struct manual *manual = g_new0(struct manual, 1);

	manual->source = *source;
	manual->paper = paper_new();
	manual->lacks = g_ptr_array_new_with_free_func(g_free);
	manual->print = g_new0(struct manual_print, 1);
	manual->title = g_strdup_printf("%s %s", manual_of(manual, &inventory_self(source->inventory)->title),
					title_of(manual));
	manual_find_ways(manual);
	write_all(manual);
	return manual;
}

static const struct manual_print *print_of(const struct manual *manual)
{
	struct manual_print *print = manual->print;
	GString *text;

	if (print->text)
		return print;
	text = g_string_new(NULL);
	paper_append_markdown(text, manual->paper, manual->source.language);
	print->digest = digest_of(text->str, text->len);
	print->text = g_string_free(text, FALSE);
	return print;
}

void manual_free(struct manual *manual)
{
	if (!manual)
		return;
	paper_free(manual->paper);
	g_ptr_array_unref(manual->lacks);
	g_ptr_array_unref(manual->ways);
	g_free(manual->title);
	g_free(manual->print->text);
	g_free(manual->print);
	g_free(manual);
}

enum manual_kind manual_kind(const struct manual *manual)
{
	return manual->source.kind;
}

enum procedure_language manual_language(const struct manual *manual)
{
	return manual->source.language;
}

const char *manual_text(const struct manual *manual)
{
	return print_of(manual)->text;
}

const struct digest *manual_digest(const struct manual *manual)
{
	return &print_of(manual)->digest;
}

const char *manual_title(const struct manual *manual)
{
	return manual->title;
}

const GPtrArray *manual_lacks(const struct manual *manual)
{
	return manual->lacks;
}
