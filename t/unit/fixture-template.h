/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Templates for tests: a small list of fields with one of each form, files of words around a text, and faults as
 * one text.
 */
#pragma once

#include "fixture-faults.h"
#include "notice/notice.h"

#include "unit.h"

#include <string.h>

#define NOTICE_FIELDS                                                                                                            \
	"fields:\n"                                                                                                              \
	"  number: {form: count, always: true, title: {ja: 報, en: Report}, unknown: {ja: '-', en: '-'}, sample: 3,"             \
	" audiences: everybody}\n"                                                                                               \
	"  as-of: {form: instant, always: true, title: {ja: 時点, en: As of}, unknown: {ja: 不明, en: unknown},"                \
	" sample: 2026-11-26T10:50:00+09:00, audiences: everybody}\n"                                                            \
	"  reference: {form: line, always: true, title: {ja: 受付番号, en: Reference}, unknown: {ja: 未採番, en: none},"        \
	" sample: INC-20261126-003, audiences: everybody}\n"                                                                     \
	"  began: {form: instant, title: {ja: 発生, en: Since}, unknown: {ja: 調査中, en: not yet known},"                      \
	" sample: 2026-11-26T10:30:00+09:00, audiences: everybody}\n"                                                            \
	"  took: {form: duration, title: {ja: 停止時間, en: For}, unknown: {ja: 調査中, en: not yet known}, sample: 2h15m,"     \
	" audiences: everybody}\n"                                                                                               \
	"  lines: {form: count, title: {ja: 影響回線数, en: Lines}, unknown: {ja: 調査中, en: being counted}, sample: 24000,"   \
	" audiences: operators}\n"                                                                                               \
	"  symptom: {form: text, title: {ja: 事象, en: Symptom}, unknown: {ja: 調査中, en: not yet known},"                     \
	" sample: {ja: つながらない, en: no connection}, audiences: everybody}\n"                                                \
	"  place: {form: line, title: {ja: 場所, en: Place}, unknown: {ja: 不明, en: unknown}, sample: {ja: 東京, en: Tokyo},"  \
	" audiences: everybody}\n"                                                                                               \
	"  state: {form: word, choices: {guess: {ja: 推定, en: estimated}, sure: {ja: 確定, en: confirmed}},"                    \
	" title: {ja: 確度, en: State}, unknown: {ja: 調査中, en: under investigation}, sample: sure, audiences: everybody}\n"   \
	"  verdict: {form: word, words: fault-verdict, title: {ja: 結果, en: Verdict}, unknown: {ja: 未判定, en: none},"        \
	" sample: carrier, audiences: operators}\n"                                                                              \
	"  whole: {form: yes-no, title: {ja: 完全復旧, en: Whole}, unknown: {ja: 不明, en: unknown}, sample: 'yes',"            \
	" audiences: everybody}\n"                                                                                               \
	"  evidence: {form: list, title: {ja: 証跡, en: Evidence}, unknown: {ja: なし, en: none}, sample: [ping, trace],"       \
	" audiences: operators}\n"                                                                                               \
	"  owner: {form: line, title: {ja: 担当, en: Owner}, unknown: {ja: 未定, en: nobody}, sample: {ja: 佐藤, en: Sato},"    \
	" audiences: own}\n"                                                                                                     \
	"  next: {form: instant, marks: never, title: {ja: 次報, en: Next}, unknown: {ja: 未定, en: not yet known},"            \
	" sample: 2026-11-26T11:30:00+09:00, audiences: everybody}\n"

/* Text as the block of a text: each line further in. Caller frees. */
static inline char *notice_block(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	GString *block = g_string_new("|\n");

	for (guint i = 0; lines[i]; i++)
		if (*lines[i] || lines[i + 1])
			g_string_append_printf(block, "      %s\n", lines[i]);
	return g_string_free(block, FALSE);
}

/* A file of outage-follow-up with TEXT in both languages for AUDIENCE. Caller frees. */
static inline char *notice_file(const char *audience, const char *subject, const char *text)
{
	g_autofree char *block = notice_block(text);

	return g_strdup_printf("notice: outage-follow-up\nmarks: changes\n%s:\n  ja:\n    subject: '%s'\n    text: %s"
			       "  en:\n    subject: '%s'\n    text: %s",
			       audience, subject, block, subject, block);
}

/* NULL after an error. */
static inline struct notice_templates *notice_parse_file(const char *file, struct conf_faults *faults)
{
	const struct notice_source sources[] = {
		{"fields.yaml", NOTICE_FIELDS, strlen(NOTICE_FIELDS)},
		{"outage-follow-up.yaml", file, strlen(file)},
	};

	return notice_templates_parse(sources, G_N_ELEMENTS(sources), faults);
}

/* Templates with TEXT for the core and for institutions. */
static inline struct notice_templates *notice_templates_with(const char *audience, const char *subject, const char *text)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autofree char *file = notice_file(audience, subject, text), *told = NULL;
	struct notice_templates *templates = notice_parse_file(file, faults);

	told = faults_told(faults);
	ck_assert_msg(templates != NULL, "%s", told);
	return templates;
}
