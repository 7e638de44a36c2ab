/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A template of a site and facts that anybody may have changed: faults are told or a notice is written, whatever is in
 * them; what is written is UTF-8 of lines that fit and end, and a subject is one of them. Three parts with NUL between:
 * a file of words (or, behind "@", a text alone), facts of the notice and of the one before as JSON.
 */
#include "notice/notice.h"

#include "base/text.h"

#include <string.h>

#define LIMIT (256 << 10)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char fields[] =
	"fields:\n"
	"  number: {form: count, always: true, title: {ja: a, en: a}, unknown: {ja: u, en: u}, sample: 3, audiences: everybody}\n"
	"  as-of: {form: instant, title: {ja: a, en: a}, unknown: {ja: 不明, en: u}, sample: 2026-11-26T10:30:00+09:00,"
	" audiences: everybody}\n"
	"  took: {form: duration, title: {ja: a, en: a}, unknown: {ja: u, en: u}, sample: 1h, audiences: everybody}\n"
	"  lines: {form: count, title: {ja: a, en: a}, unknown: {ja: u, en: u}, sample: 3, audiences: everybody}\n"
	"  symptom: {form: text, title: {ja: a, en: a}, unknown: {ja: u, en: u}, sample: s, audiences: everybody}\n"
	"  place: {form: line, title: {ja: a, en: a}, unknown: {ja: u, en: u}, sample: s, audiences: everybody}\n"
	"  verdict: {form: word, words: fault-verdict, title: {ja: a, en: a}, unknown: {ja: u, en: u}, sample: carrier,"
	" audiences: everybody}\n"
	"  whole: {form: yes-no, title: {ja: a, en: a}, unknown: {ja: u, en: u}, sample: 'yes', audiences: everybody}\n"
	"  evidence: {form: list, title: {ja: a, en: a}, unknown: {ja: u, en: u}, sample: [a, b], audiences: everybody}\n"
	"  owner: {form: line, title: {ja: a, en: a}, unknown: {ja: u, en: u}, sample: s, audiences: own}\n";

/* The part of DATA up to a NUL, and what is behind it. Caller frees. */
static char *part(const uint8_t **data, size_t *size)
{
	const uint8_t *end = *size ? memchr(*data, '\0', *size) : NULL;
	const size_t length = end ? (size_t)(end - *data) : *size;
	char *text = g_strndup((const char *)*data, length);

	*data += length + (end ? 1 : 0);
	*size -= length + (end ? 1 : 0);
	return text;
}

/* TEXT as the text of a file for everybody in operation, in both languages. Caller frees. */
static char *file_around(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	GString *file = g_string_new("notice: outage-follow-up\nmarks: changes\n");

	for (unsigned int i = 0; i < 2; i++) {
		g_string_append_printf(file, "%s    subject: '【a】{{number}} {{place}}'\n    text: |\n      ",
				       i == 0 ? "core:\n  ja:\n" : "  en:\n");
		for (guint k = 0; lines[k]; k++)
			g_string_append_printf(file, "%s\n      ", lines[k]);
		g_string_append_c(file, '\n');
	}
	g_string_append(file, "duty: like core\n");
	return g_string_free(file, FALSE);
}

static struct notice_facts *facts_of(const char *text, enum audience audience)
{
	g_autoptr(ops_json_t) json = json_parse(text, strlen(text), LIMIT, NULL);
	struct notice_facts *facts = json ? notice_facts_read(json, NULL) : NULL;

	if (!facts) {
		/* Whatever it is, somebody may have said it. */
		facts = notice_facts_new(NOTICE_OUTAGE_FOLLOW_UP, audience);
		notice_facts_add(facts, "place", text, false);
		notice_facts_add(facts, "symptom", text, true);
		notice_facts_add(facts, "evidence", text, true);
		notice_facts_add(facts, "took", text, true);
		notice_facts_add(facts, "verdict", text, true);
	}
	facts->kind = NOTICE_OUTAGE_FOLLOW_UP;
	facts->audience = audience;
	return facts;
}

static void check(const struct notice_text *text)
{
	g_auto(GStrv) lines = g_strsplit(text->text, "\n", -1);

	g_assert_true(g_utf8_validate(text->text, -1, NULL) && g_utf8_validate(text->subject, -1, NULL));
	for (const char *at = text->subject; *at; at = g_utf8_next_char(at))
		g_assert_true(text_char_is_safe(g_utf8_get_char(at)));
	g_assert_true(g_str_has_suffix(text->text, "\n"));
	for (guint i = 0; lines[i]; i++)
		g_assert_cmpuint(text_width(lines[i]), <=, 70);
	for (const char *at = text->text; *at; at = g_utf8_next_char(at))
		g_assert_true(*at == '\n' || text_char_is_safe(g_utf8_get_char(at)));
}

static void render(const struct notice_templates *templates, const char *now, const char *before, enum audience audience)
{
	g_autoptr(ops_notice_facts_t) facts = facts_of(now, audience), earlier = facts_of(before, audience);
	g_autoptr(GTimeZone) zone = g_time_zone_new_utc();

	for (unsigned int i = 0; i < NOTICE_LANGUAGE_COUNT; i++) {
		const struct notice_rendering rendering = {
			.templates = templates, .facts = facts, .before = earlier, .language = (enum notice_language)i, .zone = zone,
		};
		struct notice_text text = {0};
		g_autoptr(GError) error = NULL;
		const bool written = templates && notice_render(&rendering, &text, &error);

		g_assert_true(!templates || written == (error == NULL));
		if (written)
			check(&text);
		notice_text_clear(&text);
		notice_minimal(&rendering, &text);
		check(&text);
		notice_text_clear(&text);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *first = part(&data, &size), *now = part(&data, &size), *before = part(&data, &size);
	g_autofree char *file = *first == '@' ? file_around(first + 1) : g_strdup(first);
	const struct notice_source sources[] = {
		{"fields.yaml", fields, strlen(fields)},
		{"outage-follow-up.yaml", file, strlen(file)},
	};
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_notice_templates_t) templates = notice_templates_parse(sources, G_N_ELEMENTS(sources), faults);

	g_assert_true((templates == NULL) == (conf_faults_errors(faults) > 0));
	render(templates, now, before, AUDIENCE_CORE);
	render(templates, now, before, AUDIENCE_DUTY);
	return 0;
}
