/* SPDX-License-Identifier: Apache-2.0 */
/*
 * notice/facts.h: what a notice is made from comes back as it was, and nothing else
 * is taken for it.
 */
#include "notice/facts.h"

#include "unit.h"

static struct notice_facts *facts_with_all(void)
{
	struct notice_facts *facts = notice_facts_new(NOTICE_CHECK_REQUEST, AUDIENCE_INSTITUTION);

	facts->recipient = g_strdup("hosp-1");
	facts->reference = g_strdup("INC-20261122-003");
	facts->subject = g_strdup("line:h1-main");
	facts->organization = g_strdup("hosp-1");
	facts->as_of_us = 7;
	notice_facts_add(facts, "since", "10:30", true);
	notice_facts_add(facts, "callback", NULL, false);
	notice_facts_add(facts, "symptom", "つながらない", false);
	return facts;
}

#define ALL                                                                                        \
	"{\"v\":1,\"kind\":\"check-request\",\"audience\":\"institution\",\"recipient\":\"hosp-"   \
	"1\","                                                                                     \
	"\"reference\":\"INC-20261122-003\",\"subject\":\"line:h1-main\",\"organization\":\"hosp-" \
	"1\","                                                                                     \
	"\"as_of_us\":7,\"facts\":[{\"name\":\"callback\",\"value\":null,\"estimated\":false},"    \
	"{\"name\":\"since\",\"value\":\"10:30\",\"estimated\":true},"                             \
	"{\"name\":\"symptom\",\"value\":\"つながらない\",\"estimated\":false}]}"

#define LEAST                                                                                      \
	"{\"v\":1,\"kind\":\"outage-first\",\"audience\":\"core\",\"recipient\":null,"             \
	"\"reference\":null,\"subject\":null,\"organization\":null,\"as_of_us\":0,\"facts\":[]}"

static void assert_printed(const struct notice_facts *facts, const char *expected)
{
	g_autoptr(ops_json_t) json = notice_facts_json(facts);
	g_autofree char *printed = json_print(json);

	ck_assert_str_eq(printed, expected);
}

static struct notice_facts *read_text(const char *text, GError **error)
{
	g_autoptr(ops_json_t) json = json_parse(text, strlen(text), 1 << 20, NULL);

	ck_assert_msg(json != NULL, "%s", text);
	return notice_facts_read(json, error);
}

START_TEST(what_is_written_is_read_alike)
{
	g_autoptr(ops_notice_facts_t) all = facts_with_all(), read_all = NULL, read_least = NULL;
	g_autoptr(ops_notice_facts_t) least = notice_facts_new(NOTICE_OUTAGE_FIRST, AUDIENCE_CORE);

	assert_printed(all, ALL);
	assert_printed(least, LEAST);
	read_all = read_text(ALL, NULL);
	ck_assert_ptr_nonnull(read_all);
	assert_printed(read_all, ALL);
	ck_assert_int_eq(read_all->kind, NOTICE_CHECK_REQUEST);
	ck_assert_int_eq(read_all->audience, AUDIENCE_INSTITUTION);
	ck_assert_str_eq(read_all->organization, "hosp-1");
	ck_assert_int_eq(read_all->as_of_us, 7);
	read_least = read_text(LEAST, NULL);
	ck_assert_ptr_nonnull(read_least);
	assert_printed(read_least, LEAST);
	ck_assert_ptr_null(read_least->recipient);
}
END_TEST

START_TEST(facts_are_in_order_and_once)
{
	g_autoptr(ops_notice_facts_t) facts = notice_facts_new(NOTICE_OUTAGE_FIRST, AUDIENCE_CORE);
	g_autoptr(GString) names = g_string_new(NULL);
	static const char *const added[] = {"b", "d", "a", "c", "b", "d", "a"};

	for (size_t i = 0; i < G_N_ELEMENTS(added); i++) {
		g_autofree char *value = g_strdup_printf("%zu", i);

		notice_facts_add(facts, added[i], value, i % 2);
	}
	/* one that is made from what it replaces */
	{
		const struct notice_fact *own = facts->facts->pdata[1];

		notice_facts_add(facts, own->name, own->value, true);
	}
	for (guint i = 0; i < facts->facts->len; i++) {
		const struct notice_fact *fact = facts->facts->pdata[i];

		g_string_append_printf(names, "%s=%s%s ", fact->name, fact->value,
				       fact->estimated ? "?" : "");
	}
	ck_assert_str_eq(names->str, "a=6 b=4? c=3? d=5? ");
}
END_TEST

/* One thing of a good one is replaced; what names the fault is what is wrong. */
START_TEST(what_is_none_is_refused)
{
	static const struct {
		const char *from, *to, *named;
	} cases[] = {
		{"\"v\":1,", "", "'v'"},
		{"\"v\":1", "\"v\":2", "'v'"},
		{"\"v\":1", "\"v\":\"1\"", "'v'"},
		{"check-request", "check", "'kind'"},
		{"\"kind\":\"check-request\",", "", "'kind'"},
		{"\"institution\"", "\"everybody\"", "'audience'"},
		{"\"institution\"", "null", "'audience'"},
		{"\"recipient\":\"hosp-1\"", "\"recipient\":1", "'recipient'"},
		{"\"recipient\":\"hosp-1\",", "", "'recipient'"},
		{"\"reference\":\"INC-20261122-003\"", "\"reference\":[]", "'reference'"},
		{"\"subject\":\"line:h1-main\"", "\"subject\":{}", "'subject'"},
		{"\"organization\":\"hosp-1\"", "\"organization\":true", "'organization'"},
		{"\"as_of_us\":7", "\"as_of_us\":7.5", "'as_of_us'"},
		{"\"as_of_us\":7,", "", "'as_of_us'"},
		{"\"as_of_us\":7", "\"as_of_us\":7,\"more\":1", "'more'"},
		{"\"as_of_us\":7", "\"as_of_us\":7,\"\\u001b[2J\":1", "'\\x1b[2J'"},
		{"\"facts\":[", "\"facts\":[1,", "'name'"},
		{"\"facts\":[", "\"facts\":[[],", "'name'"},
		{"\"name\":\"since\"", "\"name\":\"\"", "'name'"},
		{"\"name\":\"since\"", "\"name\":\"callback\"", "'callback'"},
		{"\"value\":\"10:30\"", "\"value\":1030", "'value'"},
		{"\"value\":\"10:30\",", "", "'value'"},
		{"\"estimated\":true", "\"estimated\":1", "'estimated'"},
		{"\"estimated\":true", "\"estimated\":true,\"by\":\"x\"", "'by'"},
	};
	g_autoptr(ops_json_t) list = json_new_array();
	g_autoptr(GError) of_list = NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(GStrv) halves = g_strsplit(ALL, cases[i].from, 2);
		g_autofree char *text = NULL;
		g_autoptr(GError) error = NULL;

		ck_assert_msg(halves[1] != NULL, "%s", cases[i].from);
		text = g_strconcat(halves[0], cases[i].to, halves[1], NULL);
		ck_assert_msg(!read_text(text, &error), "%s", text);
		ck_assert(g_error_matches(error, OPS_JSON_ERROR, JSON_ERROR_SYNTAX));
		ck_assert_msg(strstr(error->message, cases[i].named) != NULL, "%s: %s",
			      cases[i].named, error->message);
	}
	ck_assert_ptr_null(notice_facts_read(list, &of_list));
	ck_assert_ptr_nonnull(of_list);
}
END_TEST

START_TEST(nothing_is_freed_twice)
{
	notice_facts_free(NULL);
	notice_facts_free(facts_with_all());
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(what_is_written_is_read_alike),
		UNIT(facts_are_in_order_and_once),
		UNIT(what_is_none_is_refused),
		UNIT(nothing_is_freed_twice),
		{NULL},
	};

	return unit_run("notice/facts", tests);
}
