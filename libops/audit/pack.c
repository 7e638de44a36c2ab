/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which files a pack has, what each page begins with, and the digest of what they were made of.
 */
#include "audit/pack-internal.h"

#include "base/instant.h"

#include <string.h>

#define TEXT_COLUMNS 78		/* so that a terminal of 80 breaks no line */
#define FORM "nwops offline 1"	/* another one when pages change though nothing that they tell of has */
#define SUMS "SHA256SUMS"

static const struct {
	const char *name;
	struct bilingual title, about;
} pages[PACK_PAGE_COUNT] = {
	[PACK_DUTY] = {"duty", {"当番と名簿", "Who is on duty"},
		       {"いま誰が当番か、電話番号、災害時の参集", "who is on duty, telephone numbers, the disaster roster"}},
	[PACK_CALLS] = {"calls", {"電話連絡リスト", "Call list"},
			{"人が電話・FAX で伝える相手と、読み上げる文", "whom a person has to call, and the words to read"}},
	[PACK_CASES] = {"cases", {"対応中の案件と期限", "Open cases and what they owe"},
			{"誰に、何を、いつまでに", "what, to whom, by when"}},
	[PACK_CONTACTS] = {"contacts", {"異常時連絡票", "Contact sheet"},
			   {"基盤・他事業者との連絡方法", "how the core, the other operators and we reach one another"}},
	[PACK_PATHS] = {"paths", {"通知の経路", "Paths of notices"},
			{"メールがどこを通るか、最後の確認", "by which ways mail leaves, and when each was last proven"}},
	[PACK_TOPOLOGY] = {"topology", {"ネットワーク構成", "The network"},
			   {"装置、接続、責任分界、局舎", "devices, links, demarcations, sites"}},
	[PACK_OPERATIONS] = {"operations", {"運用・保守要領", "Operations manual"},
			     {"切り分けと報告の手順 (フロー図)", "how faults are isolated and told of, with every flowchart"}},
	[PACK_RESPONSE] = {"response", {"障害・災害 対応マニュアル", "Response manual"},
			   {"障害・災害への対応の手順", "how faults and disasters are met"}},
};

static const char *const names[] = {
	"README.txt", "index.html", "duty.txt", "duty.html", "calls.txt", "calls.html", "cases.txt", "cases.html",
	"contacts.txt", "contacts.html", "paths.txt", "paths.html", "topology.txt", "topology.html", "topology.dot",
	"operations.txt", "operations.html", "response.txt", "response.html", "lines.csv", "directory.csv",
	"checkpoint", "log.vkey", PACK_STAMP, SUMS, NULL,
};

const char *const *pack_names(void)
{
	return names;
}

const char *pack_page_name(enum pack_page page)
{
	return pages[page].name;
}

struct bilingual pack_page_title(enum pack_page page)
{
	return pages[page].title;
}

struct bilingual pack_page_about(enum pack_page page)
{
	return pages[page].about;
}

/* --- words --- */

const char *pack_say(const struct packing *packing, const char *japanese, const char *english)
{
	return packing->source->language == PROCEDURE_JAPANESE ? japanese : english;
}

const char *pack_of(const struct packing *packing, const struct bilingual *title)
{
	const char *text = pack_say(packing, title->ja, title->en);

	return text ? text : "";
}

const char *pack_word(const struct packing *packing, enum word_family family, unsigned int value)
{
	const struct word *word = words_get(family, value);

	return pack_say(packing, word->japanese, word->english);
}

char *pack_time(const struct packing *packing, int64_t at_us)
{
	return instant_show(at_us, inventory_zone(packing->source->inventory));
}

/* --- what it was made of --- */

static void feed(struct digest_stream *stream, const char *text)
{
	/* With its NUL, so that no two texts run together. */
	digest_stream_add(stream, text ? text : "", strlen(text ? text : "") + 1);
}

static void feed_number(struct digest_stream *stream, int64_t number)
{
	digest_stream_add(stream, &number, sizeof(number));
}

static void feed_people(struct digest_stream *stream, const struct pack_source *source)
{
	feed_number(stream, source->disaster);
	feed(stream, source->declared_by);
	feed(stream, source->declared_because);
	feed_number(stream, source->declared_at_us);
	for (guint i = 0; i < source->on_duty->len; i++) {
		const struct pack_person *person = &g_array_index(source->on_duty, struct pack_person, i);

		feed(stream, person->contact->name);
		feed_number(stream, person->deputy);
	}
	feed_number(stream, source->present->len);
	for (guint i = 0; i < source->present->len; i++) {
		const struct pack_present *present = source->present->pdata[i];

		feed(stream, present->contact);
		feed(stream, present->place);
	}
}

/* How late something is changes by the minute and is not fed; that it is late is. */
static void feed_case(struct digest_stream *stream, const struct pack_case *one)
{
	feed(stream, one->id);
	feed(stream, one->title);
	feed_number(stream, one->changed_at_us);
	feed_number(stream, one->duties->len);
	for (guint i = 0; i < one->duties->len; i++) {
		const struct pack_duty *duty = one->duties->pdata[i];

		feed(stream, duty->name);
		feed_number(stream, duty->state);
		feed_number(stream, duty->due_at_us);
	}
}

static void feed_record(struct digest_stream *stream, const struct pack_source *source)
{
	feed_number(stream, source->cases->len);
	for (guint i = 0; i < source->cases->len; i++)
		feed_case(stream, source->cases->pdata[i]);
	feed_number(stream, source->calls->len);
	for (guint i = 0; i < source->calls->len; i++)
		feed_number(stream, ((const struct pack_call *)source->calls->pdata[i])->message);
	for (guint i = 0; i < source->paths->len; i++)
		feed_number(stream, g_array_index(source->paths, struct pack_path, i).proven_at_us);
	for (unsigned int kind = 0; kind < MANUAL_KIND_COUNT; kind++) {
		const GPtrArray *approvals = source->approvals[kind];

		feed_number(stream, approvals->len ? ((const struct manual_approval *)approvals->pdata[0])->sequence : 0);
	}
}

struct digest pack_digest(const struct pack_source *source)
{
	struct digest_stream *stream = digest_stream_new();
	struct digest digest = *inventory_digest(source->inventory);

	feed(stream, FORM);
	feed(stream, source->host);
	feed_number(stream, source->language);
	feed_number(stream, source->rehearsal);
	digest_stream_add(stream, digest.bytes, sizeof(digest.bytes));
	digest_stream_add(stream, source->files.bytes, sizeof(source->files.bytes));
	feed(stream, source->policy ? notice_policy_digest(source->policy) : "");
	feed_people(stream, source);
	feed_record(stream, source);
	digest = digest_stream_end(stream);
	digest_stream_free(stream);
	return digest;
}

/* --- pages --- */

struct paper *pack_paper(const struct packing *packing, const char *title)
{
	struct paper *paper = paper_new();
	g_autofree char *whole = g_strdup_printf("%s%s", packing->source->rehearsal ? "【訓練】 " : "", title);

	paper_heading(paper, 1, whole);
	if (packing->source->rehearsal)
		paper_lack(paper, pack_say(packing, "これは訓練の資料です。実際の状況ではありません。",
					   "This is of a drill. Nothing of it is real."));
	paper_words(paper, packing->stamp);
	return paper;
}

static void add_text(const struct packing *packing, const char *name, const struct paper *paper)
{
	GString *text = g_string_new(NULL);

	paper_append_text(text, paper, packing->source->language, TEXT_COLUMNS);
	bundle_add_text(packing->bundle, name, text->str + strspn(text->str, "\n"));
	g_string_free(text, TRUE);
}

void pack_add(const struct packing *packing, const char *text_name, const char *html_name, const struct paper *paper, const char *title)
{
	g_autofree char *html = paper_page(paper, title, packing->source->language);

	add_text(packing, text_name, paper);
	bundle_add_text(packing->bundle, html_name, html);
}

static void add_manual(const struct packing *packing, enum pack_page page, enum manual_kind kind)
{
	const struct pack_source *source = packing->source;
	bool japanese = source->language == PROCEDURE_JAPANESE;
	struct manual_source from = {.kind = kind, .language = source->language, .inventory = source->inventory,
				     .procedures = source->procedures, .policy = source->policy};
	g_autoptr(ops_manual_t) manual = manual_new(&from), other = NULL;
	g_autofree char *text_name = g_strconcat(pages[page].name, ".txt", NULL), *html_name = g_strconcat(pages[page].name, ".html", NULL);
	g_autoptr(ops_paper_t) front = pack_paper(packing, manual_title(manual));
	struct manual_front facts = {.approvals = source->approvals[kind], .zone = inventory_zone(source->inventory), .copy = packing->stamp};
	g_autofree char *html = NULL;
	GString *text = g_string_new(NULL);

	from.language = japanese ? PROCEDURE_ENGLISH : PROCEDURE_JAPANESE;
	other = manual_new(&from);
	facts.standing = manual_stands(manual, other, facts.approvals);
	html = manual_html(manual, &facts);
	bundle_add_text(packing->bundle, html_name, html);
	facts.copy = NULL;
	manual_write_front(manual, &facts, front);
	paper_append_text(text, front, source->language, TEXT_COLUMNS);
	paper_append_text(text, manual->paper, source->language, TEXT_COLUMNS);
	bundle_add_text(packing->bundle, text_name, text->str + strspn(text->str, "\n"));
	g_string_free(text, TRUE);
}

static void add_page(const struct packing *packing, enum pack_page page, void (*write)(const struct packing *, struct paper *))
{
	const char *title = pack_of(packing, &pages[page].title);
	g_autoptr(ops_paper_t) paper = pack_paper(packing, title);
	g_autofree char *text_name = g_strconcat(pages[page].name, ".txt", NULL), *html_name = g_strconcat(pages[page].name, ".html", NULL);

	write(packing, paper);
	pack_add(packing, text_name, html_name, paper, title);
}

static void add_index(const struct packing *packing)
{
	const char *self = pack_of(packing, &inventory_self(packing->source->inventory)->title);
	g_autofree char *title = g_strdup_printf(pack_say(packing, "%s nwops が使えないとき", "%s: when nwops is dead"), self);
	g_autoptr(ops_paper_t) paper = pack_paper(packing, title);

	pack_write_index(packing, paper);
	pack_add(packing, "README.txt", "index.html", paper, title);
}

static void add_taken(const struct packing *packing, const char *name, char *text)
{
	bundle_add_text(packing->bundle, name, text);
	g_free(text);
}

char *pack_topology(const struct pack_source *source)
{
	return inventory_draw(source->inventory, source->language == PROCEDURE_JAPANESE ? "ja" : "en", INVENTORY_LINES_DRAWN);
}

static char *stamp_print(const struct pack_source *source, const struct digest *made_from)
{
	g_autoptr(ops_json_t) object = json_new_object();
	g_autofree char *hex = digest_hex(made_from->bytes, DIGEST_SIZE);
	g_autofree char *at = instant_print(source->at_us, inventory_zone(source->inventory)), *line = NULL;

	json_set_integer(object, "v", 1);
	json_set_string(object, "type", "offline-pack");
	json_set_string(object, "log", inventory_policy(source->inventory)->log_name);
	json_set_string(object, "verifier", source->verifier);
	json_set_string(object, "host", source->host);
	json_set_string(object, "language", source->language == PROCEDURE_JAPANESE ? "ja" : "en");
	json_set_bool(object, "rehearsal", source->rehearsal);
	json_set_string(object, "as_of", at);
	json_set_string(object, "made_from", hex);
	line = json_print(object);
	return g_strconcat(line, "\n", NULL);
}

struct bundle *pack_new(const struct pack_source *source)
{
	struct digest made_from = pack_digest(source);
	struct packing packing = {.source = source, .bundle = bundle_new("offline")};
	g_autofree char *hex = digest_hex(made_from.bytes, DIGEST_SIZE), *at = pack_time(&packing, source->at_us);
	g_autofree char *made = NULL, *stamp = NULL;

	made = g_strdup_printf(pack_say(&packing, "%s 現在 (ホスト %s)。元データの SHA-256: %s",
					"As of %s, written by host %s, made of what has the SHA-256 %s"), at, source->host, hex);
	/* The manuals have a front of their own, which shows no more of us than this. */
	stamp = packing.stamp = g_strconcat(source->rehearsal ? pack_say(&packing, "【訓練】 これは訓練の資料です。", "【訓練】 [DRILL] This is of a drill. ") : "",
					    made, NULL);
	add_index(&packing);
	add_page(&packing, PACK_DUTY, pack_write_duty);
	add_page(&packing, PACK_CALLS, pack_write_calls);
	add_page(&packing, PACK_CASES, pack_write_cases);
	add_page(&packing, PACK_PATHS, pack_write_paths);
	add_page(&packing, PACK_TOPOLOGY, pack_write_topology);
	add_manual(&packing, PACK_CONTACTS, MANUAL_CONTACTS);
	add_manual(&packing, PACK_OPERATIONS, MANUAL_OPERATIONS);
	add_manual(&packing, PACK_RESPONSE, MANUAL_RESPONSE);
	bundle_add_text(packing.bundle, "topology.dot", source->dot);
	add_taken(&packing, "lines.csv", pack_lines(source->inventory));
	add_taken(&packing, "directory.csv", pack_directory(source->inventory));
	add_taken(&packing, PACK_STAMP, stamp_print(source, &made_from));
	if (source->checkpoint) {
		bundle_add_text(packing.bundle, "checkpoint", source->checkpoint);
		bundle_add_text(packing.bundle, "log.vkey", source->verifier);
	}
	add_taken(&packing, SUMS, bundle_list(packing.bundle));
	return packing.bundle;
}
