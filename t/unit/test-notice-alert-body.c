/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Alerts: what resolves one carries its very labels, and its times are such as Alertmanager takes.
 */
#include "base/instant.h"
#include "fixture-message.h"
#include "unit.h"

struct alert { struct json *all; const struct json *labels, *annotations; char *label_text; int64_t starts_us, ends_us; };

static int64_t instant(const struct json *alert, const char *key)
{
	const char *text = json_get_string(alert, key);
	int64_t at_us = -1;

	ck_assert(!text || instant_parse(text, NULL, &at_us, NULL));
	return at_us;
}

static struct alert alert_of(const char *notice_text, enum send_mark mark)
{
	g_autoptr(ops_json_t) notice = message_notice(notice_text);
	struct message_content content = message_base(CHANNEL_ALERTMANAGER, notice);
	struct compose_options options = {.mark = mark};
	const struct json *one;
	struct composed composed;
	struct alert alert;
	size_t length;
	const char *bytes = message_compose(&content, &options, &composed, &length);

	alert.all = json_parse(bytes, length, 1 << 20, NULL);
	ck_assert_ptr_nonnull(alert.all);
	ck_assert(json_is_list(alert.all) && json_length(alert.all) == 1);
	one = json_at(alert.all, 0);
	alert.labels = json_get(one, "labels");
	alert.annotations = json_get(one, "annotations");
	alert.label_text = json_print(alert.labels);
	alert.starts_us = instant(one, "startsAt");
	alert.ends_us = instant(one, "endsAt");
	composed_clear(&composed);
	return alert;
}

static void alert_clear(struct alert *alert)
{
	json_free(alert->all);
	g_free(alert->label_text);
}

#define COMMON "\"audience\":\"core\",\"reference\":\"INC-1\",\"subject\":\"line:h1\",\"organization\":null,"

/* What raises, and what resolves. */
static const struct { const char *raises, *resolves; } pairs[] = {
	{"outage-first", "outage-restored"},
	{"outage-follow-up", "outage-restored"},
	{"outage-first", "outage-final"},
	{"maintenance-planned", "maintenance-cancelled"},
	{"maintenance-started", "maintenance-finished"},
	{"maintenance-changed", "maintenance-finished"},
	{"suspension", "resumption"},
	{"drill-start", "drill-end"},
	{"threshold-warning", "threshold-warning"},
};

START_TEST(what_resolves_has_the_labels_of_what_raised)
{
	g_autofree char *first = g_strdup_printf("{\"kind\":\"%s\"," COMMON "\"sequence\":1,\"urgency\":\"first\",\"as_of_us\":1795658700000000,"
						 "\"began_us\":1795658400000000,\"resolves\":false}", pairs[_i].raises);
	g_autofree char *last = g_strdup_printf("{\"kind\":\"%s\"," COMMON "\"sequence\":4,\"urgency\":\"routine\",\"as_of_us\":1795662300000000,"
						"\"began_us\":1795658400000000,\"resolves\":true}", pairs[_i].resolves);
	struct alert raised = alert_of(first, SEND_UNMARKED), resolved = alert_of(last, SEND_UNMARKED);

	ck_assert_str_eq(raised.label_text, resolved.label_text);
	ck_assert_int_eq(raised.starts_us, 1795658400000000);
	ck_assert_int_eq(resolved.starts_us, 1795658400000000);
	ck_assert_int_eq(resolved.ends_us, 1795662300000000);
	/* Open it stays open; what nothing but itself resolves, Alertmanager lets go of. */
	if (strcmp(pairs[_i].raises, pairs[_i].resolves) != 0)
		ck_assert_int_gt(raised.ends_us, 1795658700000000 + G_GINT64_CONSTANT(7) * 86400 * 1000000);
	else
		ck_assert_int_eq(raised.ends_us, -1);
	ck_assert_str_eq(json_get_string(resolved.annotations, "report"), "4");
	alert_clear(&raised);
	alert_clear(&resolved);
}
END_TEST

START_TEST(labels_say_what_it_is_about)
{
	struct alert alert = alert_of(MESSAGE_NOTICE, SEND_UNMARKED), drill = alert_of(MESSAGE_NOTICE, SEND_DRILL);

	ck_assert_str_eq(alert.label_text,
			 "{\"alertname\":\"outage\",\"severity\":\"critical\",\"source\":\"nwops\",\"reference\":\"INC-20261126-001\","
			 "\"audience\":\"core\",\"item\":\"line:h1-main\",\"organization\":\"hosp-1\"}");
	ck_assert_str_eq(json_get_string(alert.annotations, "summary"), "【障害】第1報 接続できない状況について");
	ck_assert_str_eq(json_get_string(alert.annotations, "kind"), "outage-first");
	/* A drill's alert is another one: it resolves nothing real. */
	ck_assert_str_ne(alert.label_text, drill.label_text);
	ck_assert_str_eq(json_get_string(drill.labels, "mark"), "drill");
	ck_assert(g_str_has_prefix(json_get_string(drill.annotations, "summary"), "【訓練】"));
	ck_assert(g_str_has_prefix(json_get_string(drill.annotations, "description"), "【訓練】"));
	alert_clear(&alert);
	alert_clear(&drill);
}
END_TEST

START_TEST(an_end_is_never_before_its_begin)
{
	struct alert alert = alert_of("{\"kind\":\"outage-restored\"," COMMON "\"as_of_us\":1795658400000000,\"began_us\":1795658700000000,"
				      "\"resolves\":true}", SEND_UNMARKED);

	ck_assert_int_le(alert.starts_us, alert.ends_us);
	alert_clear(&alert);
}
END_TEST

START_TEST(what_is_not_said_is_the_messages_own)
{
	struct alert alert = alert_of("{\"kind\":\"unheard-of\"}", SEND_UNMARKED);

	ck_assert_str_eq(alert.label_text, "{\"alertname\":\"unheard-of\",\"severity\":\"info\",\"source\":\"nwops\"}");
	ck_assert_int_eq(alert.starts_us, 1795658749000000);
	ck_assert_int_eq(alert.ends_us, -1);
	alert_clear(&alert);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT_ROWS(what_resolves_has_the_labels_of_what_raised, pairs),
		UNIT(labels_say_what_it_is_about),
		UNIT(an_end_is_never_before_its_begin),
		UNIT(what_is_not_said_is_the_messages_own),
		{ NULL },
	};

	return unit_run("notice-alert-body", tests);
}
