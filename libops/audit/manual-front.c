/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is printed before the text of a manual: its version, its digest, who
 * approved it and when. None of it is part of the text, or an approval would
 * void itself.
 */
#include "audit/internal.h"

#include "base/instant.h"

static const struct manual_approval *newest_of(const struct manual_front *front)
{
	return front->approvals->len ? front->approvals->pdata[0] : NULL;
}

static bool holds(enum manual_standing standing)
{
	return standing == STANDING_APPROVED || standing == STANDING_RENDERED;
}

char *manual_version(const struct manual *manual, const struct manual_front *front)
{
	const struct manual_approval *newest = newest_of(front);

	if (!newest)
		return g_strdup(manual_say(manual, "案 (承認された版なし)", "draft (no version was approved)"));
	return g_strdup_printf(holds(front->standing) ? manual_say(manual, "第%u版", "version %u")
						       : manual_say(manual, "第%u版より後の案", "draft after version %u"),
			       newest->version);
}

static const char *name_of(const struct manual *manual, const struct manual_approval *approval)
{
	return manual_say(manual, approval->name_ja, approval->name_en);
}

/* In one sentence. Caller frees. */
static char *standing_shown(const struct manual *manual, const struct manual_front *front)
{
	const struct manual_approval *newest = newest_of(front);
	g_autofree char *when = newest ? instant_show(newest->approved_at_us, front->zone) : NULL;
	g_autofree char *hash = newest ? digest_hex(newest->digest.bytes, DIGEST_SIZE) : NULL;

	switch (newest ? front->standing : STANDING_NOT_APPROVED) {
	case STANDING_APPROVED:
		return g_strdup_printf(manual_say(manual, "%sが承認 (%s、SHA-256 %s)", "approved by %s on %s (SHA-256 %s)"),
				       name_of(manual, newest), when, hash);
	case STANDING_RENDERED:
		return g_strdup_printf(
			manual_say(manual, "英語版を%sが承認 (%s、英語版の SHA-256 %s)。これはその日本語版",
				   "the Japanese text was approved by %s on %s (its SHA-256 %s); this is the English one"),
			name_of(manual, newest), when, hash);
	case STANDING_CHANGED:
		return g_strdup_printf(manual_say(manual, "未承認: 第%u版は承認済み (%s、%s)、その後変更あり",
						  "not approved: version %u was (by %s on %s), and it has changed since"),
				       newest->version, name_of(manual, newest), when);
	case STANDING_NOT_APPROVED:
		break;
	}
	if (manual->source.kind == MANUAL_CONTACTS)
		return g_strdup(manual_say(manual, "未承認 (3.2.3 により承認が必要)", "not approved (3.2.3 asks for it)"));
	return g_strdup(manual->source.kind == MANUAL_RESPONSE
				? manual_say(manual, "未承認 (1.3.4-1 により承認が必要)", "not approved (1.3.4-1 asks for it)")
				: manual_say(manual, "未承認 (承認を求める条項はない)", "not approved (no clause asks for it)"));
}

static void write_history(const struct manual *manual, const struct manual_front *front, struct paper *paper)
{
	static const unsigned int shares[] = {11, 19, 20, 50};
	const char *heads[] = {manual_say(manual, "版", "Version"), manual_say(manual, "承認日時", "Approved"),
			       manual_say(manual, "承認者", "By"),
			       manual_say(manual, "承認された文書の SHA-256 / 承認書とその SHA-256",
					  "SHA-256 of the text / the letter and its SHA-256"), NULL};

	paper_table(paper, shares, heads);
	for (guint i = 0; i < front->approvals->len; i++) {
		const struct manual_approval *each = front->approvals->pdata[i];
		g_autofree char *version = g_strdup_printf("%u (%s)", each->version,
							   each->language == PROCEDURE_JAPANESE ? "ja" : "en");
		g_autofree char *when = instant_show(each->approved_at_us, front->zone);
		g_autofree char *hash = digest_hex(each->digest.bytes, DIGEST_SIZE);
		g_autofree char *letter_hash = digest_hex(each->letter_digest.bytes, DIGEST_SIZE);
		g_autofree char *proof = g_strdup_printf("%s\n%s\n%s", hash, each->letter, letter_hash);
		const char *cells[] = {version, when, name_of(manual, each), proof, NULL};

		paper_row(paper, cells);
	}
}

void manual_write_front(const struct manual *manual, const struct manual_front *front, struct paper *paper)
{
	static const unsigned int shares[] = {20, 80};
	const char *heads[] = {manual_say(manual, "文書", "Document"), manual->title, NULL};
	g_autofree char *version = manual_version(manual, front);
	g_autofree char *hash = digest_hex(manual_digest(manual)->bytes, DIGEST_SIZE);
	g_autofree char *approval = standing_shown(manual, front);
	const char *rows[][3] = {
		{manual_say(manual, "この写し", "This copy"), front->copy, NULL},
		{manual_say(manual, "版", "Version"), version, NULL},
		{"SHA-256", hash, NULL},
		{manual_say(manual, "承認", "Approval"), approval, NULL},
	};

	paper_table(paper, shares, heads);
	for (size_t i = front->copy ? 0 : 1; i < G_N_ELEMENTS(rows); i++)
		paper_row(paper, rows[i]);
	if (manual->source.kind == MANUAL_CONTACTS)
		contact_sheet_write_approvers(manual, front, paper);
	if (front->approvals->len)
		write_history(manual, front, paper);
	if (manual->lacks->len) {
		g_autofree char *count = g_strdup_printf(manual_say(manual, "「記載なし」の箇所: %u", "places that say 'not written': %u"),
							 manual->lacks->len);

		paper_lack(paper, count);
	}
}

/* --- the whole file --- */

char *manual_markdown(const struct manual *manual, const struct manual_front *front)
{
	g_autoptr(ops_paper_t) paper = paper_new();
	GString *out = g_string_new(NULL);

	manual_write_front(manual, front, paper);
	paper_append_markdown(out, paper, manual->source.language);
	g_string_append_printf(out, "%s: `sed '1,/^---$/d' FILE | sha256sum`\n\n---\n%s",
			       manual_say(manual, "SHA-256 の検算", "To check the SHA-256"), manual_text(manual));
	return g_string_free(out, FALSE);
}

/* Japanese letters first where the text is Japanese; nothing is fetched. */
static const char style[] =
	"html { font-family: 'Noto Sans CJK JP', 'Noto Sans', sans-serif; font-size: 9.5pt; line-height: 1.5 }\n"
	"@page { size: A4; margin: 20mm 17mm 18mm;\n"
	"  @top-left { content: string(title); font-size: 8pt; color: #444 }\n"
	"  @top-right { content: string(version); font-size: 8pt; color: #444 }\n"
	"  @bottom-left { content: string(hash); font-size: 6.5pt; color: #444 }\n"
	"  @bottom-right { content: counter(page) ' / ' counter(pages); font-size: 8pt; color: #444 } }\n"
	"@page wide { size: A4 landscape; margin: 18mm 13mm 15mm }\n"
	".front { string-set: title attr(data-title), version attr(data-version), hash attr(data-hash) }\n"
	".wide { page: wide }\n"
	"h1 { font-size: 20pt; margin: 0 0 6mm } h2 { font-size: 14pt; border-bottom: 1pt solid #345; break-after: avoid }\n"
	"h3 { font-size: 11.5pt; margin: 5mm 0 1mm; break-after: avoid } h4 { font-size: 9.5pt; margin: 3mm 0 1mm; break-after: avoid }\n"
	".flow { break-before: page } .flow h3 { margin-top: 0 }\n"
	"p { margin: 1mm 0 } blockquote { margin: 1mm 0 1mm 4mm; padding-left: 3mm; border-left: 2pt solid #9ab }\n"
	"table { border-collapse: collapse; table-layout: fixed; width: 100%; margin: 2mm 0; font-size: 8.5pt; line-height: 1.35 }\n"
	"th, td { border: 0.5pt solid #888; padding: 1mm 1.5mm; text-align: left; vertical-align: top; overflow-wrap: anywhere }\n"
	"th { background: #e6ecf2 } tr { break-inside: avoid } thead { display: table-header-group }\n"
	".lack { font-weight: bold; color: #a00; border: 1pt solid #a00; padding: 1mm 2mm }\n"
	"figure { margin: 0; break-inside: avoid } figure svg { width: 100%; height: auto }\n"
	".contents { list-style: none; padding: 0 } .contents a { color: inherit; text-decoration: none }\n"
	".contents a::after { content: leader('.') target-counter(attr(href), page) } .l3 { margin-left: 6mm }\n"
	".front { break-after: page } .front td { font-size: 8pt }\n"
	".toc { break-after: page }\n";

/* What is said on each page beside its text stands on this element. */
static void append_front(GString *out, const struct manual *manual, const char *version, const struct paper *paper)
{
	g_autofree char *hash = digest_hex(manual_digest(manual)->bytes, DIGEST_SIZE);

	g_string_append(out, "<div class=\"front\" data-title=\"");
	paper_append_html_text(out, manual->title);
	g_string_append(out, "\" data-version=\"");
	paper_append_html_text(out, version);
	g_string_append_printf(out, "\" data-hash=\"SHA-256 %s\">\n<h1>", hash);
	paper_append_html_text(out, manual->title);
	g_string_append(out, "</h1>\n");
	paper_append_html(out, paper, manual->source.language);
	g_string_append(out, "</div>\n");
}

char *manual_html(const struct manual *manual, const struct manual_front *front)
{
	g_autoptr(ops_paper_t) paper = paper_new();
	g_autofree char *version = manual_version(manual, front);
	GString *out = g_string_new(NULL);

	manual_write_front(manual, front, paper);
	g_string_append_printf(out, "<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\"><title>",
			       manual_say(manual, "ja", "en"));
	paper_append_html_text(out, manual->title);
	g_string_append_printf(out, "</title><style>\n%s</style></head><body>\n", style);
	append_front(out, manual, version, paper);
	g_string_append_printf(out, "<div class=\"toc\"><h2>%s</h2>\n", manual_say(manual, "目次", "Contents"));
	paper_append_html_contents(out, manual->paper, 3);
	g_string_append(out, "</div>\n");
	paper_append_html(out, manual->paper, manual->source.language);
	g_string_append(out, "</body></html>\n");
	return g_string_free(out, FALSE);
}
