/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Approvals in the store: numbered by text, found again newest first, believed
 * only where the entry says so.
 */
#include "engine/engine.h"
#include "engine/manual.h"
#include "store/journal.h"
#include "store/marks.h"
#include "test-inventory.h"

#define SECOND ((int64_t)G_USEC_PER_SEC)

static struct store *store_new(void)
{
	const struct store_options options = {
		.mode = STORE_WRITE, .purpose = STORE_REAL, .log_name = "test.example/noc1", .clock = clock_system(),
	};
	struct store *store = store_open_memory(&options, NULL);

	ck_assert_ptr_nonnull(store);
	return store;
}

static struct manual *manual_titled(const char *title, enum manual_kind kind)
{
	/* Manuals outlive this call, and what they are made of outlives them. */
	static struct procedure_set *ways;
	static GPtrArray *inventories;
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autofree char *text = g_strdup_printf("manual: {title: %s}\n%s", title, case_base);
	struct inventory *inventory = case_read(text, NULL, faults);
	struct manual_source source = { kind, PROCEDURE_ENGLISH, inventory, ways };

	ck_assert_ptr_nonnull(inventory);
	ways = ways ? ways : procedure_set_new();
	inventories = inventories ? inventories : g_ptr_array_new();
	g_ptr_array_add(inventories, inventory);
	source.procedures = ways;
	return manual_new(&source);
}

static bool approve(struct store *store, const struct manual *manual, int64_t at_us, unsigned int *ret_version,
		    GError **error)
{
	const struct organization core = { .name = "core", .kind = OWNER_CORE_OPERATOR, .title = { "基盤", "Core" } };
	const struct manual_approve_options options = { .store = store, .clock = clock_system(), .actor = "sato" };
	const struct manual_letter letter = {
		.organization = &core, .name = "letter.pdf", .digest = digest_of("x", 1), .bytes = 1,
		.approved_at_us = at_us,
	};

	return engine_manual_approve(&options, manual, &letter, ret_version, error);
}

START_TEST(a_version_is_one_text_and_is_found_again)
{
	g_autoptr(ops_store_t) store = store_new();
	g_autoptr(ops_manual_t) first = manual_titled("A", MANUAL_OPERATIONS);
	g_autoptr(ops_manual_t) second = manual_titled("B", MANUAL_OPERATIONS);
	const struct { const struct manual *manual; unsigned int version; } steps[] = {
		{ first, 1 }, { first, 1 }, { second, 2 }, { first, 3 },
	};
	g_autoptr(GPtrArray) approvals = NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(steps); i++) {
		unsigned int version;

		ck_assert(approve(store, steps[i].manual, (int64_t)(i + 1) * SECOND, &version, NULL));
		ck_assert_uint_eq(version, steps[i].version);
	}
	approvals = engine_manual_approvals(store, MANUAL_OPERATIONS, NULL);
	ck_assert_uint_eq(approvals->len, G_N_ELEMENTS(steps));
	for (size_t i = 0; i < G_N_ELEMENTS(steps); i++) {
		const struct manual_approval *each = approvals->pdata[G_N_ELEMENTS(steps) - 1 - i];

		ck_assert_uint_eq(each->version, steps[i].version);
		ck_assert_int_eq(each->approved_at_us, (int64_t)(i + 1) * SECOND);
		ck_assert_int_eq(each->sequence, (int64_t)i + 1);
		ck_assert_int_eq(each->previous, (int64_t)i);
		ck_assert(digest_equal(&each->digest, manual_digest(steps[i].manual)));
		ck_assert_str_eq(each->actor, "sato");
	}
}
END_TEST

START_TEST(an_approval_of_one_manual_is_none_of_the_other)
{
	g_autoptr(ops_store_t) store = store_new();
	g_autoptr(ops_manual_t) manual = manual_titled("A", MANUAL_RESPONSE);
	g_autoptr(GPtrArray) others = NULL, own = NULL;
	unsigned int version;

	ck_assert(approve(store, manual, SECOND, &version, NULL));
	others = engine_manual_approvals(store, MANUAL_OPERATIONS, NULL);
	own = engine_manual_approvals(store, MANUAL_RESPONSE, NULL);
	ck_assert_uint_eq(others->len, 0);
	ck_assert_uint_eq(own->len, 1);
}
END_TEST

static void set_mark(struct store *store, const char *text)
{
	const struct mark_record mark = { .text = text };

	ck_assert(store_begin(store, NULL) && marks_set(store, "manual-operations", text ? &mark : NULL, NULL) &&
		  store_commit(store, NULL));
}

START_TEST(a_mark_alone_approves_nothing)
{
	static const char *const lies[] = { "{\"sequence\":2}", "{\"sequence\":9}", "{\"sequence\":-5}", "{}", "nonsense" };
	g_autoptr(ops_store_t) store = store_new();
	g_autoptr(ops_manual_t) manual = manual_titled("A", MANUAL_OPERATIONS);
	struct journal_entry other = { .event_at_us = 1, .kind = "pin", .actor = "sato", .payload = "{}", .payload_length = 2 };
	g_autoptr(GPtrArray) none = NULL;
	unsigned int version;

	ck_assert(approve(store, manual, SECOND, &version, NULL));
	ck_assert(store_begin(store, NULL) && journal_append(store, &other, NULL) && store_commit(store, NULL));
	for (size_t i = 0; i < G_N_ELEMENTS(lies); i++) {
		g_autoptr(GError) error = NULL;

		set_mark(store, lies[i]);
		ck_assert_msg(!engine_manual_approvals(store, MANUAL_OPERATIONS, &error), "%s", lies[i]);
		ck_assert(g_error_matches(error, OPS_ENGINE_ERROR, ENGINE_ERROR_CHANGED));
		/* Nor is anything recorded behind what cannot be read. */
		ck_assert(!approve(store, manual, SECOND, &version, NULL));
		ck_assert_int_eq(journal_size(store, NULL), 2);
	}
	set_mark(store, NULL);
	none = engine_manual_approvals(store, MANUAL_OPERATIONS, NULL);
	ck_assert_uint_eq(none->len, 0);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_version_is_one_text_and_is_found_again),
		UNIT(an_approval_of_one_manual_is_none_of_the_other),
		UNIT(a_mark_alone_approves_nothing),
		{ NULL, NULL },
	};

	return unit_run("engine-manual", tests);
}
