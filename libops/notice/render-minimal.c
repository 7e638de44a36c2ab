/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A notice without a template, for when a file has a slip in it at three in the morning: plain, complete, and never
 * held up. It shows no more than its audience may see, and says that its form is not the usual one.
 */
#include "notice/template-internal.h"

#include "base/text.h"

#include <inttypes.h>

struct phrases {
	const char *apology, *kind, *reference, *as_of, *about, *none;
};

static const struct phrases phrases[NOTICE_LANGUAGE_COUNT] = {
	[NOTICE_JAPANESE] = {"所定の文面を作成できなかったため、判明している事項のみお知らせします。", "種別", "受付番号", "時点",
			     "対象", "なし"},
	[NOTICE_ENGLISH] = {"The usual text could not be written. This is what is known.", "Kind", "Reference", "As of",
			    "About", "none"},
};

/* An item's name may hold an institution's: only for those who may know whose a line is. */
#define SEE_ITEMS (1u << AUDIENCE_CORE | 1u << AUDIENCE_MANAGER | 1u << AUDIENCE_DUTY | 1u << AUDIENCE_CARRIER)

static void add_line(struct lines *lines, const char *title, const char *value)
{
	g_autofree char *safe = text_safe_string(value);

	lines_add(lines, title);
	lines_add(lines, ": ");
	lines_add(lines, safe);
	lines_add(lines, "\n");
}

static char *as_of_shown(const struct notice_rendering *rendering)
{
	char *shown = value_instant(rendering->facts->as_of_us, false, rendering->language, rendering->zone);

	return shown ? shown : g_strdup_printf("@%" PRId64, rendering->facts->as_of_us);
}

/* What the head says already. */
static bool is_in_head(const struct field *field)
{
	static const char *const names[] = {"reference", "as-of", "kind-shown", NULL};

	return g_strv_contains(names, field->open.name);
}

static void add_fields(struct lines *lines, const struct notice_rendering *rendering)
{
	const struct notice_facts *facts = rendering->facts;

	for (guint i = 0; i < rendering->templates->fields->len; i++) {
		const struct field *field = rendering->templates->fields->pdata[i];
		const struct notice_fact *fact = notice_facts_find(facts, field->open.name);
		g_autoptr(GPtrArray) values = NULL;

		if (!value_is_known(fact) || !field_may_see(field, facts->audience) || is_in_head(field))
			continue;
		values = value_lines(field, fact, rendering->language, rendering->zone);
		lines_add(lines, field->open.title[rendering->language]);
		lines_add(lines, ": ");
		lines_add_values(lines, values);
		lines_add(lines, "\n");
	}
}

/* What everybody may see of every notice, whatever a list of fields says: whom to call, and how to answer. */
static const struct { const char *name, *titles[NOTICE_LANGUAGE_COUNT]; } everybodys[] = {
	{"number", {"報", "Report"}},
	{"sender", {"発信者", "From"}},
	{"contact-name", {"お問い合わせ先", "Contact"}},
	{"contact-phone", {"電話", "Telephone"}},
	{"contact-mail", {"メール", "Mail"}},
	{"answer-code", {"回答コード", "Answer code"}},
};

static void add_everybodys(struct lines *lines, const struct notice_rendering *rendering)
{
	for (size_t i = 0; i < G_N_ELEMENTS(everybodys); i++) {
		const struct notice_fact *fact = notice_facts_find(rendering->facts, everybodys[i].name);

		if (value_is_known(fact))
			add_line(lines, everybodys[i].titles[rendering->language], fact->value);
	}
}

static char *subject_for(const struct notice_rendering *rendering, const char *kind)
{
	g_autoptr(GString) subject = g_string_new(NULL);
	g_autofree char *safe = NULL;

	if (rendering->language == NOTICE_JAPANESE)
		g_string_append_printf(subject, "【%s】", kind);
	else
		g_string_append_printf(subject, "[%s]", kind);
	if (rendering->facts->reference)
		g_string_append_printf(subject, " %s", rendering->facts->reference);
	g_strdelimit(subject->str, "\r\n\t", ' ');
	safe = text_safe_string(subject->str);
	return render_subject(safe);
}

void notice_minimal(const struct notice_rendering *rendering, struct notice_text *ret_text)
{
	const struct notice_facts *facts = rendering->facts;
	const struct phrases *words = &phrases[rendering->language];
	const struct word *kind = words_get(WORDS_NOTICE_KIND, facts->kind);
	const char *shown = rendering->language == NOTICE_JAPANESE ? kind->japanese : kind->english;
	g_autofree char *as_of = as_of_shown(rendering);
	g_autoptr(ops_lines_t) lines = lines_new();

	lines_add(lines, words->apology);
	lines_add(lines, "\n\n");
	add_line(lines, words->kind, shown);
	add_line(lines, words->reference, facts->reference ? facts->reference : words->none);
	add_line(lines, words->as_of, as_of);
	if (facts->subject && SEE_ITEMS & (1u << facts->audience))
		add_line(lines, words->about, facts->subject);
	if (rendering->templates)
		add_fields(lines, rendering);
	else
		add_everybodys(lines, rendering);
	*ret_text = (struct notice_text){.subject = subject_for(rendering, shown), .text = lines_end(lines), .minimal = true};
}
