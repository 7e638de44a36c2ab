/* SPDX-License-Identifier: Apache-2.0 */
/*
 * engine/troubles.c: of each fault of the laboratory what is in the open, in the order in which it is taken
 * up, and by which procedure, as the table of truth has it. Faults that only people see are
 * in nobody's list.
 */
#include "engine/suspects.h"
#include "fixture-laboratory.h"
#include "fixture-windows.h"
#include "store/cases.h"
#include "store/marks.h"

/* As "ITEM STATUS PROCEDURE HIDES", in order. */
static const struct truth { const char *fault, *open[4]; } truths[] = {
	{ "line-cut", { "line:c1-main down operator-detected 5" } },
	{ "line-lossy", { "line:c2-main caution operator-detected 1" } },
	{ "line-slow", { "line:h1-main warning operator-detected 1" } },
	{ "line-flapping", { "line:ph-main down operator-detected 5" } },
	{ "line-saturated", { "device:a2/load:c2-main warning threshold-warning 0",
			      "line:c2-main warning operator-detected 1" } },
	{ "line-shrunk", { "line:h1-main/size warning operator-detected 0" } },
	{ "pair-cut", { "line:h2-main down operator-detected 2", "group:h2-lines caution operator-detected 0" } },
	{ "cpe-dead", { "line:c2-main down operator-detected 4" } },
	{ "cpe-rebooted", { "device:cpe-ph/uptime caution operator-detected 0" } },
	{ "lan-dead", { "device:cpe-c1/interface:lan down operator-detected 0" } },
	{ "terminal-misconfigured", { NULL } },
	{ "concentrator-dead", { "device:a1 down operator-detected 32" } },
	{ "distribution-half-dead", { "device:d1 down operator-detected 15", "group:gw caution operator-detected 0" } },
	{ "vrrp-switchover", { "group:gw caution operator-detected 1" } },
	{ "vrrp-there-and-back", { "group:gw caution operator-detected 0" } },
	{ "vrrp-split", { "group:gw warning operator-detected 0" } },
	{ "border-session-down", { "device:b1/bgp:e1 down operator-detected 1", "group:borders caution operator-detected 0" } },
	{ "both-sessions-down", { "device:e1 down operator-detected 7", "device:e2 down operator-detected 1",
				  "group:borders warning operator-detected 0" } },
	{ "core-edge-dead", { "device:e1 down operator-detected 2", "group:borders caution operator-detected 0" } },
	/* That only its answers are limited is for the procedure to find out. */
	{ "core-polices-pings", { "device:e1 warning operator-detected 0" } },
	{ "sa-down", { "line:c3-main down operator-detected 5" } },
	{ "certificate-expired", { "device:portal/https warning operator-detected 0" } },
	{ "router-busy", { "device:b2/cpu warning threshold-warning 0" } },
	{ "router-starved", { "device:a2/memory warning threshold-warning 0" } },
	{ "sshd-hung", { "device:a2/ssh down operator-detected 10" } },
	{ "host-key-changed", { "device:b2/login unknown operator-detected 6" } },
	{ "device-slow", { "device:d2/login caution threshold-caution 0" } },
	{ "mail-refused", { NULL } },
	{ "mail-hanging", { "device:core-mx/smtp down operator-detected 0" } },
};

static GPtrArray *troubles_of(struct laboratory *laboratory)
{
	static const struct notes silent = { .threshold = NOTES_ERROR };
	GError *error = NULL;
	GPtrArray *troubles = engine_open_troubles(laboratory->inventory, laboratory->store, laboratory->clock, &silent,
						   &error);

	ck_assert_msg(troubles != NULL, "%s", error ? error->message : "");
	return troubles;
}

static char *print(struct laboratory *laboratory)
{
	g_autoptr(GPtrArray) troubles = troubles_of(laboratory);
	GString *text = g_string_new("");

	for (guint i = 0; i < troubles->len; i++) {
		const struct open_trouble *trouble = troubles->pdata[i];

		g_string_append_printf(text, "%s%s %s %s %u", i ? "; " : "", trouble->item,
				       words_get(WORDS_STATUS, trouble->status)->id, trouble->procedure, trouble->hides);
	}
	return g_string_free(text, FALSE);
}

START_TEST(what_is_in_the_open_has_its_procedure)
{
	const struct truth *truth = &truths[_i];
	struct laboratory laboratory;
	g_autoptr(GString) expect = g_string_new("");
	g_autofree char *actual = NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(truth->open) && truth->open[i]; i++)
		g_string_append_printf(expect, "%s%s", i ? "; " : "", truth->open[i]);
	laboratory_init(&laboratory);
	laboratory_see(&laboratory, laboratory_fault(truth->fault));
	actual = print(&laboratory);
	ck_assert_msg(g_str_equal(actual, expect->str), "%s: %s", truth->fault, actual);
	laboratory_clear(&laboratory);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("engine/troubles");
	TCase *faults = tcase_create("faults");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(faults, what_is_in_the_open_has_its_procedure, 0, G_N_ELEMENTS(truths));
	suite_add_tcase(suite, faults);
	runner = srunner_create(suite);
	srunner_set_tap(runner, "-");
	srunner_run_all(runner, CK_SILENT);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
