/* SPDX-License-Identifier: Apache-2.0 */
/*
 * engine/guideline.c: what states, keys and procedures are as evidence. What could not be asked, or was seen
 * too long ago, is none.
 */
#include "engine/guideline.h"
#include "fixture-laboratory.h"
#include "store/pins.h"

#define HOUR_US (3600 * (int64_t)G_USEC_PER_SEC)

struct audited {
	const char *duties;	/* the text of duties.yaml; NULL: what comes with nwops */
	struct laboratory laboratory;
	struct notice_policy *policy;
	struct notes silent;
	struct guideline_evidence *evidence;
};

static void audited_init(struct audited *audited, const char *seen)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autofree char *share = g_build_filename(g_getenv("NWOPS_SOURCE_ROOT"), "share", NULL);

	*audited = (struct audited){ .silent = { .threshold = NOTES_ERROR } };
	laboratory_init(&audited->laboratory);
	laboratory_see(&audited->laboratory, seen);
	audited->policy = notice_policy_load("/nowhere", share, audited->laboratory.inventory, faults);
	ck_assert_ptr_nonnull(audited->policy);
}

/* The evidence as it is now. */
static const struct guideline_evidence *look(struct audited *audited)
{
	g_autofree char *place = g_build_filename(g_getenv("NWOPS_SOURCE_ROOT"), "share", "procedures", NULL);
	const char *const places[] = { place, NULL };
	const struct tell_options telling = {
		.inventory = audited->laboratory.inventory,
		.policy = audited->policy,
		.store = audited->laboratory.store,
		.clock = audited->laboratory.clock,
		.notes = &audited->silent,
		.actor = "nwops",
	};
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autofree char *share = g_build_filename(g_getenv("NWOPS_SOURCE_ROOT"), "share", NULL);
	g_autoptr(ops_duties_t) duties = audited->duties ? duties_read("duties.yaml", audited->duties, strlen(audited->duties), faults)
						  : duties_load("/nowhere", share, faults);
	const struct guideline_options options = {
		.duties = duties, .telling = &telling, .state_directory = "/nowhere", .config_directory = "/nowhere",
		.share_directory = "/nowhere", .procedures = places, .language = PROCEDURE_ENGLISH,
	};
	GError *error = NULL;

	guideline_evidence_free(audited->evidence);
	audited->evidence = engine_guideline_evidence(&options, &error);
	ck_assert_msg(audited->evidence != NULL, "%s", error ? error->message : "");
	return audited->evidence;
}

static void audited_clear(struct audited *audited)
{
	guideline_evidence_free(audited->evidence);
	notice_policy_free(audited->policy);
	laboratory_clear(&audited->laboratory);
}

static char *joined(const GPtrArray *names)
{
	g_autoptr(GPtrArray) list = g_ptr_array_new();

	for (guint i = 0; i < names->len; i++)
		g_ptr_array_add(list, names->pdata[i]);
	g_ptr_array_add(list, NULL);
	return g_strjoinv(" ", (char **)list->pdata);
}

/* NAMES and no others, in this order. */
static void check_names(const GPtrArray *names, const char *expect)
{
	g_autofree char *actual = joined(names);

	ck_assert_str_eq(actual, expect);
}

static bool has_name(const GPtrArray *names, const char *name)
{
	return g_ptr_array_find_with_equal_func((GPtrArray *)names, name, g_str_equal, NULL);
}

START_TEST(what_was_just_seen_is_neither_stale_nor_unjudged)
{
	struct audited audited;
	const struct guideline_evidence *evidence;

	audited_init(&audited, "");
	evidence = look(&audited);
	check_names(evidence->stale, "");
	check_names(evidence->unjudged, "");
	check_names(evidence->untaken, "");
	ck_assert_int_eq(evidence->asked_at_us, LABORATORY_NOW_US - 10 * G_USEC_PER_SEC);
	ck_assert_uint_eq(evidence->groups, 5);
	ck_assert_uint_eq(evidence->hops, 2);
	check_names(evidence->unwatched_hops, "");
	audited_clear(&audited);
}
END_TEST

START_TEST(what_could_not_be_asked_was_not_asked)
{
	struct audited audited;

	audited_init(&audited, "e1=u line:c1-main=d");
	check_names(look(&audited)->stale, "device:e1");
	audited_clear(&audited);
}
END_TEST

START_TEST(what_was_seen_too_long_ago_is_not_seen)
{
	struct audited audited;

	audited_init(&audited, "");
	laboratory_keep(&audited.laboratory, "line:h1-main", STATUS_OK, 2 * HOUR_US, NULL);
	laboratory_keep(&audited.laboratory, "group:gw", STATUS_OK, 25 * HOUR_US, NULL);
	look(&audited);
	check_names(audited.evidence->stale, "line:h1-main");
	check_names(audited.evidence->unjudged, "gw");
	audited_clear(&audited);
}
END_TEST

START_TEST(a_load_counts_for_its_device_and_for_a_day)
{
	struct audited audited;

	audited_init(&audited, "");
	look(&audited);
	ck_assert(!has_name(audited.evidence->unloaded, "a2"));
	ck_assert(has_name(audited.evidence->unloaded, "a1"));
	ck_assert(has_name(audited.evidence->unloaded, "cpe-s1"));
	ck_assert(!has_name(audited.evidence->unloaded, "e1"));
	laboratory_keep(&audited.laboratory, "device:a2/load:c2-main", STATUS_OK, 25 * HOUR_US, NULL);
	ck_assert(has_name(look(&audited)->unloaded, "a2"));
	audited_clear(&audited);
}
END_TEST

START_TEST(a_version_is_wanted_or_not_or_was_not_seen)
{
	struct audited audited;

	audited_init(&audited, "");
	laboratory_keep(&audited.laboratory, "device:a1/version", STATUS_OK, HOUR_US, NULL);
	laboratory_keep(&audited.laboratory, "device:a2/version", STATUS_WARNING, HOUR_US, NULL);
	laboratory_keep(&audited.laboratory, "device:b1/version", STATUS_UNKNOWN, HOUR_US, NULL);
	look(&audited);
	ck_assert_uint_eq(audited.evidence->versioned, 1);
	check_names(audited.evidence->unwanted, "a2");
	ck_assert(has_name(audited.evidence->unversioned, "b1"));
	ck_assert(!has_name(audited.evidence->unversioned, "a1"));
	audited_clear(&audited);
}
END_TEST

START_TEST(a_trouble_of_an_hour_that_nobody_took_up_is_named)
{
	struct audited audited;

	audited_init(&audited, "");
	laboratory_keep(&audited.laboratory, "line:c1-main", STATUS_DOWN, HOUR_US - G_USEC_PER_SEC, NULL);
	check_names(look(&audited)->untaken, "");
	laboratory_keep(&audited.laboratory, "line:c1-main", STATUS_DOWN, HOUR_US, NULL);
	check_names(look(&audited)->untaken, "line:c1-main");
	audited_clear(&audited);
}
END_TEST

START_TEST(a_key_is_pinned_or_was_changed)
{
	const struct pin_record pin = { .type = "ssh-ed25519", .key = "AAAA", .actor = "sato", .pinned_at_us = 1 };
	struct audited audited;
	struct store *store;

	audited_init(&audited, "");
	store = audited.laboratory.store;
	look(&audited);
	ck_assert(has_name(audited.evidence->unpinned, "b1"));
	check_names(audited.evidence->changed_keys, "");
	ck_assert(store_begin(store, NULL) && pins_set(store, "b1", &pin, 1, NULL) &&
		  pins_note_changed(store, "b1", "ssh-ed25519", "SHA256:x", 2, NULL) && store_commit(store, NULL));
	look(&audited);
	ck_assert(!has_name(audited.evidence->unpinned, "b1"));
	ck_assert(has_name(audited.evidence->unpinned, "b2"));
	check_names(audited.evidence->changed_keys, "b1");
	audited_clear(&audited);
}
END_TEST

START_TEST(clauses_have_the_procedures_that_name_them)
{
	struct audited audited;
	const struct guideline_evidence *evidence;

	audited_init(&audited, "");
	evidence = look(&audited);
	check_names(evidence->faulty, "");
	check_names(g_hash_table_lookup(evidence->ways, "2.2 ③"), "noncompliance");
	check_names(g_hash_table_lookup(evidence->ways, "3.2.1-5"), "threshold-caution threshold-warning");
	ck_assert_ptr_null(g_hash_table_lookup(evidence->ways, "3.2.1-2"));
	ck_assert_uint_eq(g_hash_table_size(evidence->passed), 0);
	audited_clear(&audited);
}
END_TEST

START_TEST(what_reports_to_the_core_and_by_whose_order_is_in_the_duties)
{
	struct audited audited;
	const struct guideline_evidence *evidence;

	audited_init(&audited, "");
	evidence = look(&audited);
	ck_assert_uint_eq(evidence->core_reports, 1U << NOTICE_OUTAGE_FIRST | 1U << NOTICE_OUTAGE_FOLLOW_UP |
							  1U << NOTICE_OUTAGE_RESTORED | 1U << NOTICE_OUTAGE_FINAL);
	ck_assert_ptr_null(evidence->prescribed);
	audited.duties = "prescribed: {source: the order, checked: 2026-11-24}\n"
			 "duties:\n"
			 "  F: {title: {ja: f, en: f}, when: {open: true}, due: {from: detected}, to: [core], notice: outage-first}\n"
			 "  M: {title: {ja: f, en: f}, when: {open: true}, due: {from: detected}, to: [manager], notice: outage-final}\n"
			 "  O: {title: {ja: f, en: f}, off: true, when: {open: true}, due: {from: detected}, to: [core], notice: outage-final}\n";
	evidence = look(&audited);
	ck_assert_uint_eq(evidence->core_reports, 1U << NOTICE_OUTAGE_FIRST);
	ck_assert_str_eq(evidence->prescribed, "the order");
	ck_assert_int_gt(evidence->prescribed_at_us, 0);
	ck_assert_int_lt(evidence->prescribed_at_us, evidence->now_us);
	audited_clear(&audited);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(what_was_just_seen_is_neither_stale_nor_unjudged),
		UNIT(what_could_not_be_asked_was_not_asked),
		UNIT(what_was_seen_too_long_ago_is_not_seen),
		UNIT(a_load_counts_for_its_device_and_for_a_day),
		UNIT(a_version_is_wanted_or_not_or_was_not_seen),
		UNIT(a_trouble_of_an_hour_that_nobody_took_up_is_named),
		UNIT(a_key_is_pinned_or_was_changed),
		UNIT(clauses_have_the_procedures_that_name_them),
		UNIT(what_reports_to_the_core_and_by_whose_order_is_in_the_duties),
		{ NULL, NULL },
	};

	return unit_run("engine-guideline", tests);
}
