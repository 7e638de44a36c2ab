/* SPDX-License-Identifier: Apache-2.0 */
/*
 * notice/field-typed.c: what a person types for a field of each form, and what is said to a slip.
 */
#include "base/clock.h"
#include "base/instant.h"
#include "notice/template.h"
#include "unit.h"

#define NOW "2026-11-26T11:00:00+09:00"

static const char fields[] =
	"fields:\n"
	"  at: {form: instant, title: {ja: x, en: x}, unknown: {ja: y, en: y}, sample: 2026-11-26T10:30:00+09:00, audiences: everybody}\n"
	"  count: {form: count, title: {ja: x, en: x}, unknown: {ja: y, en: y}, sample: 3, audiences: everybody}\n"
	"  for: {form: duration, title: {ja: x, en: x}, unknown: {ja: y, en: y}, sample: 2h, audiences: everybody}\n"
	"  line: {form: line, title: {ja: x, en: x}, unknown: {ja: y, en: y}, sample: z, audiences: everybody}\n"
	"  sure: {form: yes-no, title: {ja: x, en: x}, unknown: {ja: y, en: y}, sample: \"yes\", audiences: everybody}\n"
	"  state: {form: word, choices: {good: {ja: 良, en: good}, bad: {ja: 悪, en: bad}}, title: {ja: x, en: x}, unknown: {ja: y, en: y}, sample: good,\n"
	"    audiences: everybody}\n"
	"  by: {form: word, words: detection, title: {ja: x, en: x}, unknown: {ja: y, en: y}, sample: core, audiences: everybody}\n"
	"  text: {form: text, title: {ja: x, en: x}, unknown: {ja: y, en: y}, sample: z, audiences: everybody}\n";

static const struct typed { const char *field, *text, *value, *refused; } table[] = {
	/* A time of the day is the nearest one; at the same distance it was. */
	{ "at", "10:30", "2026-11-26T10:30:00+09:00", NULL },
	{ "at", "14:00", "2026-11-26T14:00:00+09:00", NULL },
	{ "at", "22:59", "2026-11-26T22:59:00+09:00", NULL },
	{ "at", "23:00", "2026-11-25T23:00:00+09:00", NULL },
	{ "at", "23:01", "2026-11-25T23:01:00+09:00", NULL },
	{ "at", "11:00", "2026-11-26T11:00:00+09:00", NULL },
	{ "at", "10m ago", "2026-11-26T10:50:00+09:00", NULL },
	{ "at", "2026-12-24 01:00", "2026-12-24T01:00:00+09:00", NULL },
	{ "at", "2026-12-24T01:00:00Z", "2026-12-24T10:00:00+09:00", NULL },
	{ "at", "soon", NULL, "'soon' is not a time such as 10:30 or '2026-11-26 10:30'" },
	{ "at", "25:00", NULL, "'25:00' is not a time such as 10:30 or '2026-11-26 10:30'" },
	{ "count", "120", "120", NULL },
	{ "count", "1.5", NULL, "'1.5' is not a whole number" },
	{ "for", "1h30m", "1h30m", NULL },
	{ "for", "long", NULL, "'long' is not a length of time such as 1h30m" },
	{ "line", "one", "one", NULL },
	{ "line", "one\ntwo", NULL, "'one\\x0atwo' is not one line" },
	{ "sure", "yes", "yes", NULL },
	{ "sure", "maybe", NULL, "'maybe' is not yes or no" },
	{ "state", "bad", "bad", NULL },
	{ "state", "ugly", NULL, "'ugly' is not one of good, bad" },
	{ "by", "person", "person", NULL },
	{ "by", "cat", NULL, "'cat' is not one of monitoring, institution, core, person" },
	{ "text", "one\ntwo", "one\ntwo", NULL },
	{ "text", "", NULL, "'' is not words, in UTF-8" },
	{ "text", "\xff", NULL, "'\\xff' is not words, in UTF-8" },
};

static struct notice_templates *templates_new(void)
{
	const struct notice_source source = { .name = "fields.yaml", .bytes = fields, .length = sizeof(fields) - 1 };
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	struct notice_templates *templates = notice_templates_parse(&source, 1, faults);

	if (!templates) {
		g_autofree char *first = conf_faults_count(faults) ? conf_fault_print(conf_faults_at(faults, 0)) : g_strdup("no fault");

		ck_abort_msg("%s", first);
	}
	return templates;
}

START_TEST(what_is_typed_is_brought_into_its_form_or_refused)
{
	g_autoptr(ops_notice_templates_t) templates = templates_new();
	g_autoptr(GTimeZone) zone = instant_zone_open("Asia/Tokyo", NULL);
	int64_t now_us;

	ck_assert(instant_parse(NOW, NULL, &now_us, NULL));
	for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *value = notice_field_typed(templates, table[i].field, table[i].text, zone, now_us, &error);

		if (table[i].value)
			ck_assert_msg(g_strcmp0(value, table[i].value) == 0, "%s=%s: %s", table[i].field, table[i].text,
				      value ? value : error->message);
		else
			ck_assert_msg(error && g_strcmp0(error->message, table[i].refused) == 0, "%s=%s: %s", table[i].field,
				      table[i].text, error ? error->message : value);
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(what_is_typed_is_brought_into_its_form_or_refused),
		{ NULL, NULL },
	};

	return unit_run("notice-field-typed", tests);
}
