/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How the texts that are shipped speak: to an institution and to the public without the words of the trade,
 * with one apology; with no character that only some can show; what is read out on a telephone in whole sentences; a report
 * with its number, its time and when the next one comes. And no field is there that nobody is told.
 */
#include "fixture-shipped.h"

static bool is_outside(enum audience audience)
{
	return audience == AUDIENCE_INSTITUTION || audience == AUDIENCE_PUBLIC;
}

/* --- words of the trade --- */

/* Small letters; and what the samples of fields for operators are about, which would show that one of these got in. */
static const char *const jargon[] = {
	"bgp", "ospf", "vrrp", "ssh", "icmp", " ping", "cpe", "vpn", "ipsec", " ike ", "tcp", "tls", "dns", "snmp", "vlan", " lan ", "mtu",
	"ルータ", "スイッチ", "サーバ", "プロトコル", "トンネル", "セッション", "パケット", "帯域", "冗長", "輻輳", "応答なし",
	"router", "switchover", "server", "protocol", "tunnel", "session", "packet", "bandwidth", "redundan", "congest", "concentrator",
	"h1-main", "caf-0123", "mx1", "device a1", "装置 a1", "tk-88120",
};

static void assert_plain(const struct told *told, const struct notice_text *text)
{
	g_autofree char *whole = g_strconcat(text->subject, "\n", text->text, NULL), *small = g_utf8_strdown(whole, -1);

	if (!is_outside(told->audience))
		return;
	for (size_t i = 0; i < G_N_ELEMENTS(jargon); i++)
		ck_assert_msg(!strstr(small, jargon[i]), "%s says '%s'", told->name, jargon[i]);
}

START_TEST(institutions_and_the_public_read_plain_words)
{
	tell_all(samples, assert_plain);
	tell_all(nothing, assert_plain);
}
END_TEST

static unsigned int count(const char *text, const char *word)
{
	unsigned int times = 0;

	for (const char *at = strstr(text, word); at; at = strstr(at + strlen(word), word))
		times++;
	return times;
}

static void assert_one_apology(const struct told *told, const struct notice_text *text)
{
	static const char *const words[] = {"おわび", "お詫び", "申し訳", "apolog", "sorry"};
	unsigned int times = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
		times += count(text->text, words[i]);
	ck_assert_msg(times <= is_outside(told->audience), "%s apologizes %u times", told->name, times);
	if (is_outside(told->audience) && told->kind <= NOTICE_CORRECTION_OF_REPORT)
		ck_assert_msg(times == 1, "%s does not apologize", told->name);
}

START_TEST(an_apology_is_made_once) { tell_all(samples, assert_one_apology); }
END_TEST

/* --- characters --- */

/* Circled digits, ㈱ and the like, № ℡, katakana of half width, the two waves: mail gateways and fax machines lose them. */
static bool is_for_some(gunichar c)
{
	return (c >= 0x2460 && c <= 0x24ff) || (c >= 0x3200 && c <= 0x33ff) || (c >= 0x2100 && c <= 0x214f) || (c >= 0xff61 && c <= 0xff9f) ||
	       c == 0x301c || c == 0xff5e || (c >= 0xe000 && c <= 0xf8ff) || c > 0xffff;
}

static void assert_characters(const struct told *told, const struct notice_text *text)
{
	static const char *const marks[] = {"【訓練】", "【試験】", "[DRILL]", "[TEST]", "://", "www."};
	g_autofree char *whole = g_strconcat(text->subject, "\n", text->text, NULL);

	for (const char *at = whole; *at; at = g_utf8_next_char(at))
		ck_assert_msg(!is_for_some(g_utf8_get_char(at)), "%s has U+%04X", told->name, g_utf8_get_char(at));
	for (size_t i = 0; i < G_N_ELEMENTS(marks); i++)
		ck_assert_msg(!strstr(whole, marks[i]), "%s says '%s'", told->name, marks[i]);
}

START_TEST(everybody_can_show_it_and_nothing_is_a_link_or_a_mark) { tell_all(samples, assert_characters); }
END_TEST

/* --- read out --- */

static bool is_called(enum notice_kind kind)
{
	return kind == NOTICE_OUTAGE_FIRST || kind == NOTICE_ESCALATION || kind == NOTICE_CHECK_REQUEST || kind == NOTICE_CORE_CHECK_REQUEST ||
	       kind == NOTICE_ROSTER_CALL;
}

/* Two sentences, folded or not, before anything that is a list, a time in brackets or an empty line. */
static void assert_read_out(const struct told *told, const struct notice_text *text)
{
	const char *stop = told->language == NOTICE_JAPANESE ? "。" : ".";
	g_autofree char *first = g_strdup(text->text);
	char *hole = strstr(first, "\n\n"), *bracket = strstr(first, "\n(");

	if (!is_called(told->kind))
		return;
	if (hole)
		*hole = '\0';
	if (bracket)
		*bracket = '\0';
	ck_assert_msg(count(first, stop) >= 2, "%s does not begin with two sentences: '%s'", told->name, first);
	ck_assert_msg(!strstr(first, "\n- ") && !g_ascii_isdigit(*first), "%s begins with a list: '%s'", told->name, first);
	g_strchomp(first);
	ck_assert_msg(g_str_has_suffix(first, stop), "%s does not end its sentence: '%s'", told->name, first);
}

START_TEST(what_is_read_out_begins_with_two_sentences)
{
	tell_all(samples, assert_read_out);
	tell_all(nothing, assert_read_out);
}
END_TEST

/* --- reports --- */

static const char *sample_of(const struct told *told, const char *name)
{
	return notice_field_find(told->templates, name)->sample[told->language];
}

static void assert_report(const struct told *told, const struct notice_text *text)
{
	const char *number = told->language == NOTICE_JAPANESE ? "第3報" : "Report 3";
	const char *as_of = told->language == NOTICE_JAPANESE ? "2026-11-26 10:50 (木) JST現在" : "s of 2026-11-26 10:50 (Thu) JST";
	const char *next = told->language == NOTICE_JAPANESE ? "2026-11-26 11:30 (木) JST" : "2026-11-26 11:30 (Thu) JST";
	const bool goes_on = told->kind == NOTICE_OUTAGE_FIRST || told->kind == NOTICE_OUTAGE_FOLLOW_UP;
	const bool numbered = told->audience != AUDIENCE_PUBLIC && !(told->audience == AUDIENCE_AUTHORITY && told->kind == NOTICE_OUTAGE_FIRST);
	g_autofree char *flat = g_strdelimit(g_strdup(text->text), "\n", ' ');

	if (told->kind > NOTICE_CORRECTION_OF_REPORT)
		return;
	ck_assert_msg(!numbered || strstr(text->subject, number), "%s has no number", told->name);
	ck_assert_msg(strstr(text->subject, sample_of(told, "reference")), "%s has no reference", told->name);
	ck_assert_msg(strstr(flat, as_of), "%s does not say as of when", told->name);
	ck_assert_msg(!goes_on || strstr(flat, next), "%s does not say when more is told", told->name);
}

START_TEST(a_report_has_its_number_its_time_and_the_next_ones) { tell_all(samples, assert_report); }
END_TEST

/* --- fields --- */

static GHashTable *told_fields;	/* names of those that were seen */

static char *canary_of(const struct notice_field *field)
{
	return g_strdup_printf("canary<%s>", field->name);
}

static struct notice_facts *all_known(const struct told *told)
{
	struct notice_facts *facts = notice_facts_new(told->kind, told->audience);

	for (size_t i = 0; i < notice_field_count(told->templates); i++) {
		g_autofree char *canary = canary_of(notice_field_at(told->templates, i));

		notice_facts_add(facts, notice_field_at(told->templates, i)->name, canary, false);
	}
	return facts;
}

/* Of what was not seen while all was known: the other branches. */
static struct notice_facts *rest_known(const struct told *told)
{
	struct notice_facts *facts = all_known(told);

	for (size_t i = 0; i < notice_field_count(told->templates); i++) {
		const struct notice_field *field = notice_field_at(told->templates, i);

		if (g_hash_table_contains(told_fields, field->name) && !field->always)
			notice_facts_add(facts, field->name, NULL, false);
	}
	return facts;
}

static void look_for(const struct told *told, const struct notice_text *text)
{
	for (size_t i = 0; i < notice_field_count(told->templates); i++) {
		const struct notice_field *field = notice_field_at(told->templates, i);
		g_autofree char *canary = canary_of(field);

		if (strstr(text->text, canary) || strstr(text->subject, canary))
			g_hash_table_add(told_fields, g_strdup(field->name));
	}
}

/* Those are for a site's own words. */
static const char *const unsaid[] = {"kind-shown", "level"};

static bool is_unsaid(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(unsaid); i++)
		if (g_str_equal(name, unsaid[i]))
			return true;
	return false;
}

START_TEST(every_field_is_told_to_somebody)
{
	g_autoptr(ops_notice_templates_t) templates = shipped();

	told_fields = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	tell_all(all_known, look_for);
	tell_all(rest_known, look_for);
	for (size_t i = 0; i < notice_field_count(templates); i++) {
		const char *name = notice_field_at(templates, i)->name;

		ck_assert_msg(g_hash_table_contains(told_fields, name) != is_unsaid(name), "'%s' is told to somebody: %s", name,
			      is_unsaid(name) ? "yes" : "no");
	}
	g_hash_table_unref(told_fields);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(institutions_and_the_public_read_plain_words),
		UNIT(an_apology_is_made_once),
		UNIT(everybody_can_show_it_and_nothing_is_a_link_or_a_mark),
		UNIT(what_is_read_out_begins_with_two_sentences),
		UNIT(a_report_has_its_number_its_time_and_the_next_ones),
		UNIT(every_field_is_told_to_somebody),
		{0},
	};

	return unit_run("notice-register", tests);
}
