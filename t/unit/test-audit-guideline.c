/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rows of the guideline: each that can be met is met by its evidence and no longer without it,
 * and nothing else changes by that. A row without both is a failure of this test.
 */
#include "audit/guideline.h"

#include "base/clauses.h"
#include "test-inventory.h"

#include <string.h>

#define DAY_US (24 * G_GINT64_CONSTANT(3600000000))
#define NOW_US G_GINT64_CONSTANT(1795600000000000)

/* What the guideline's page numbers, written from that page and not from the program. */
static const char page[] =
	"1.1.1-1|1.1.1-2|1.1.1-3|1.1.2-1|1.1.2-2|1.1.2-3|1.1.2-4|1.1.2-5|1.1.2-6|1.1.2-7|1.1.2-8|1.1.2-9|1.1.2-10|"
	"1.1.3|1.2.1|1.2.2|1.3.1-1|1.3.1-2|1.3.1-3|1.3.2-0|1.3.2-①|1.3.2-②|1.3.2-③|1.3.2-④|1.3.2-⑤|1.3.2-⑥|1.3.2-⑦|"
	"1.3.2(1) fig 5|1.3.2(1) fig 6|1.3.2(2) fig 7|1.3.2(3)|1.3.3|1.3.4-0|1.3.4-1|1.3.4-2|1.4|2.1|2.1.1|2.1.1-1|"
	"2.1.1-2|2.1.1-3|2.1.1-4|2.1.1-5|2.1.1-6|2.1.1-7|2.1.2|2.2|2.2 ①|2.2 ②|2.2 ③|2.2 ④|2.2 ⑤|2.2 ⑥|2.2 ⑦|2.3|2.3.1|"
	"2.3.2 fig 8|2.3.2 fig 9|2.3.2 fig 10|3.1|3.2.1-1|3.2.1-2|3.2.1-3|3.2.1-4|3.2.1-5|3.2.1-6|3.2.1-7|3.2.2|3.2.2-1|"
	"3.2.2-2|3.2.3|3.3";
/* Judged by a step of theirs that somebody passed. */
static const char walked[] =
	"1.2.1|1.2.2|1.3.2-0|1.3.2-①|1.3.2-②|1.3.2-③|1.3.2-④|1.3.2-⑤|1.3.2-⑥|1.3.2-⑦|1.3.2(1) fig 5|1.3.2(1) fig 6|"
	"1.3.2(2) fig 7|1.3.2(3)|2.2|2.2 ①|2.2 ②|2.2 ③|2.2 ④|2.2 ⑤|2.2 ⑥|2.2 ⑦|2.3|2.3.1|2.3.2 fig 8|2.3.2 fig 9|"
	"2.3.2 fig 10|3.1|3.2.1-4|3.2.1-5";
/* What no record can show, and what is not built. */
static const char never_told[] = "1.1.1-1|1.4";
static const char missing[] =
	"1.1.1-2|1.1.2-4|1.1.2-6|2.1.1-3|2.1.1-4|2.1.1-5|3.2.1-2|3.2.1-7|3.2.2-1";

static bool is_among(const char *list, const char *clause)
{
	g_auto(GStrv) each = g_strsplit(list, "|", -1);

	return g_strv_contains((const char *const *)each, clause);
}

/* --- evidence of everything --- */

static void add(GPtrArray *names, const char *name)
{
	g_ptr_array_add(names, g_strdup(name));
}

static void add_path(struct guideline_evidence *evidence, const char *name, bool out_of_band)
{
	struct guideline_path path = {g_strdup(name), out_of_band, false, NOW_US - DAY_US};

	g_array_append_val(evidence->paths, path);
}

static void add_certificate(struct guideline_evidence *evidence, const char *name, int64_t days)
{
	struct guideline_certificate certificate = {g_strdup(name), NOW_US + days * DAY_US};

	g_array_append_val(evidence->certificates, certificate);
}

static void add_review(struct guideline_evidence *evidence, const char *name, int64_t days)
{
	struct guideline_review review = {g_strdup(name), g_strdup("duty"), NOW_US + days * DAY_US};

	g_array_append_val(evidence->reviews, review);
}

static void add_walks(struct guideline_evidence *evidence)
{
	g_auto(GStrv) clauses = g_strsplit(walked, "|", -1);

	for (char **clause = clauses; *clause; clause++) {
		GPtrArray *names = g_ptr_array_new_with_free_func(g_free);

		add(names, "some-way");
		g_hash_table_insert(evidence->ways, g_strdup(*clause), names);
		guideline_trace_note_in(evidence->passed, *clause, NOW_US - DAY_US, "INC-1/1");
	}
	guideline_trace_note(&evidence->drill, NOW_US - DAY_US, "earthquake-2026, 7");
	guideline_trace_note_in(evidence->completed, "threshold-caution", NOW_US - DAY_US, "INC-1/1");
	guideline_trace_note_in(evidence->completed, "threshold-warning", NOW_US - DAY_US, "INC-1/2");
}

static void add_people(struct guideline_evidence *evidence)
{
	struct guideline_roster *rosters[] = {&evidence->normal, &evidence->disaster};

	add(evidence->managers, "manager");
	add(evidence->officers, "duty-1");
	add(evidence->mobile_officers, "duty-1");
	add(evidence->desks, "desk");
	evidence->institutions = 1;
	guideline_trace_note(&evidence->desk_told, NOW_US - DAY_US, "notice 1");
	for (size_t i = 0; i < G_N_ELEMENTS(rosters); i++) {
		rosters[i]->exists = rosters[i]->meeting_place = true;
		add(rosters[i]->people, "duty-1");
		add(rosters[i]->people, "duty-2");
	}
}

static void add_taught(struct guideline_evidence *evidence, const char *name)
{
	const struct guideline_taught taught = {.name = g_strdup(name), .at_us = NOW_US - DAY_US};

	g_array_append_val(evidence->taught, taught);
	guideline_trace_note(&evidence->training, NOW_US - DAY_US, "7");
}

static struct guideline_evidence *whole(void)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
	struct guideline_evidence *evidence = guideline_evidence_new(NOW_US, zone);

	add_people(evidence);
	add_taught(evidence, "duty-1");
	add_taught(evidence, "duty-2");
	add_path(evidence, "core", false);
	add_path(evidence, "mobile", true);
	guideline_trace_note(&evidence->technical, NOW_US - DAY_US, "technical-info 2");
	evidence->procedures = 1;
	evidence->knowledge = 1;
	evidence->response.standing = STANDING_APPROVED;
	evidence->contacts.standing = STANDING_RENDERED;
	evidence->response.approved_at_us = evidence->contacts.approved_at_us = NOW_US - DAY_US;
	add_walks(evidence);
	evidence->incidents = evidence->responses = evidence->works = 1;
	evidence->record = VERDICT_COMPLETE;
	evidence->entries = 7;
	evidence->ticked_at_us = evidence->asked_at_us = NOW_US - 1;
	evidence->read_devices = evidence->versioned = evidence->trends = 1;
	evidence->devices = evidence->hops = evidence->items = evidence->groups = evidence->classes = 1;
	evidence->provider_class = evidence->conformity = evidence->conformity_source = true;
	evidence->conformity_at_us = NOW_US - DAY_US;
	evidence->core_reports = 1U << NOTICE_OUTAGE_FIRST | 1U << NOTICE_OUTAGE_FOLLOW_UP | 1U << NOTICE_OUTAGE_RESTORED |
				 1U << NOTICE_OUTAGE_FINAL;
	evidence->prescribed = g_strdup("order of reports, 2.1");
	evidence->prescribed_at_us = NOW_US - DAY_US;
	add_certificate(evidence, "hosp-1", 365);
	evidence->papers = 3;
	evidence->matters[CASE_INCIDENT] = 2;
	evidence->matters[CASE_ENQUIRY] = 1;
	return evidence;
}

/* --- evidence taken away --- */

#define PATH(number) (&g_array_index(evidence->paths, struct guideline_path, number))
#define TAUGHT (&g_array_index(evidence->taught, struct guideline_taught, 1))
#define CERTIFICATE (&g_array_index(evidence->certificates, struct guideline_certificate, 0))
/* Takes what DEED does of whole evidence, by which the rows FLIPS stand as THEN. */
#define TAKE(name, deed)                                                                           \
	static void take_##name(struct guideline_evidence *evidence)                               \
	{                                                                                          \
		deed;                                                                              \
	}

TAKE(managers, g_ptr_array_set_size(evidence->managers, 0))
TAKE(officers, g_ptr_array_set_size(evidence->officers, 0))
TAKE(responsible, add(evidence->unreached, "hosp-1"))
TAKE(turns, evidence->normal.gap_minutes = 60)
TAKE(path, PATH(0)->proven_at_us = 0)
TAKE(old_path, PATH(0)->proven_at_us = NOW_US - 31 * DAY_US)
TAKE(only_path, PATH(0)->out_of_band = true)
TAKE(holidays, evidence->holidays_until = 2020)
TAKE(desk, g_ptr_array_set_size(evidence->desks, 0))
TAKE(one_desk, add(evidence->desks, "other"))
TAKE(desk_told, evidence->desk_told.at_us = 0)
TAKE(incidents, evidence->incidents = 0)
TAKE(walks, add(evidence->unwalked, "INC-1"))
TAKE(procedure, add(evidence->faulty, "other-way"))
TAKE(sharing, g_ptr_array_set_size(evidence->normal.people, 1))
TAKE(deputy, add(evidence->normal.without_deputy, "duty-1"))
TAKE(operations, add(evidence->operations.lacks, "not written: x"))
TAKE(procedures, evidence->procedures = 0)
TAKE(tick, evidence->ticked_at_us = 0)
TAKE(old_tick, evidence->ticked_at_us = NOW_US - DAY_US)
TAKE(works, evidence->works = 0)
TAKE(announcement, add(evidence->unannounced, "M-1"))
TAKE(completion, add(evidence->unfinished, "M-1"))
TAKE(technical, evidence->technical.at_us = 0)
TAKE(knowledge, evidence->knowledge = 0)
TAKE(knowledge_review, add(evidence->unreviewed, "KB-0001"))
TAKE(record, evidence->record = VERDICT_ALTERED)
TAKE(signature, evidence->record = VERDICT_UNANCHORED)
TAKE(entries, evidence->entries = 0)
TAKE(pin, add(evidence->unpinned, "b1"))
TAKE(key, add(evidence->changed_keys, "b1"))
TAKE(drill, evidence->drill.at_us = 0)
TAKE(year, evidence->drill.at_us = NOW_US - 366 * DAY_US)
TAKE(rosters, g_array_set_size(evidence->taught, 0))
TAKE(training, TAUGHT->at_us = 0)
TAKE(old_training, TAUGHT->at_us = NOW_US - 366 * DAY_US)
TAKE(improvement, add(evidence->unimproved, "x"))
TAKE(case, add(evidence->untaken, "line:h1"))
TAKE(disaster, evidence->disaster.exists = false)
TAKE(disaster_deputy, add(evidence->disaster.without_deputy, "duty-1"))
TAKE(disaster_channel, add(evidence->disaster.unreached, "duty-1"))
TAKE(disaster_turns, evidence->disaster.gap_minutes = 1)
TAKE(meeting_place, evidence->disaster.meeting_place = false)
TAKE(report, add(evidence->unreported, "INC-1 (core)"))
TAKE(responses, evidence->responses = 0)
TAKE(trend, evidence->trends = 0)
TAKE(approval, evidence->response.standing = STANDING_NOT_APPROVED)
TAKE(approved_text, evidence->response.standing = STANDING_CHANGED)
TAKE(new_approval, evidence->response.approved_at_us = NOW_US - 366 * DAY_US)
TAKE(response_text, add(evidence->response.lacks, "not written: x"))
TAKE(tls, PATH(0)->plain = true)
TAKE(modern, add(evidence->legacy, "b1"))
TAKE(higher, add(evidence->lower, "first report"))
TAKE(provider_class, evidence->provider_class = false)
TAKE(specification, add(evidence->unwritten, "user"))
TAKE(change, add(evidence->no_change, "user"))
TAKE(interruption, add(evidence->no_interruption, "user"))
TAKE(classes, evidence->classes = 0)
TAKE(conformity, evidence->conformity = false)
TAKE(source, evidence->conformity_source = false)
TAKE(review, evidence->conformity_at_us = 0)
TAKE(new_review, evidence->conformity_at_us = NOW_US - 366 * DAY_US)
TAKE(version, add(evidence->unversioned, "b1"))
TAKE(update, add(evidence->unwanted, "b1"))
TAKE(readings, evidence->read_devices = 0)
TAKE(certificate, CERTIFICATE->expires_at_us = NOW_US - 1)
TAKE(certificate_record, add(evidence->uncertified, "hosp-2"))
TAKE(institutions, evidence->institutions = 0)
TAKE(watch, add(evidence->unwatched, "b1"))
TAKE(hops, evidence->hops = 0)
TAKE(hop, add(evidence->unwatched_hops, "e1"))
TAKE(result, add(evidence->stale, "device:b1"))
TAKE(load, add(evidence->unloaded, "b1"))
TAKE(level, add(evidence->one_level, "b1"))
TAKE(caution_way, g_hash_table_remove(evidence->completed, "threshold-caution"))
TAKE(warning_way, g_hash_table_remove(evidence->completed, "threshold-warning"))
TAKE(group, add(evidence->unjudged, "gw"))
TAKE(groups, evidence->groups = 0)
TAKE(check, evidence->asked_at_us = NOW_US - DAY_US)
TAKE(any_check, evidence->asked_at_us = 0)
TAKE(mobile, g_ptr_array_set_size(evidence->mobile_officers, 0))
TAKE(mobile_proof, PATH(1)->proven_at_us = NOW_US - 31 * DAY_US)
TAKE(mobile_path, PATH(1)->out_of_band = false)
TAKE(sheet, evidence->contacts.standing = STANDING_CHANGED)
TAKE(peer, add(evidence->contacts.unapproved, "minami"))
TAKE(new_sheet, evidence->contacts.approved_at_us = NOW_US - 366 * DAY_US)
TAKE(core_duty, evidence->core_reports &= ~(1U << NOTICE_OUTAGE_FOLLOW_UP))
TAKE(order, g_clear_pointer(&evidence->prescribed, g_free))
TAKE(law, add(evidence->law_late, "INC-20261126-001 O1"))
TAKE(new_comparison, evidence->prescribed_at_us = NOW_US - 366 * DAY_US)

static const struct {
	void (*take)(struct guideline_evidence *evidence);
	const char *flips;
	enum clause_verdict then;
} taken[] = {
	{take_managers, "1.1.1-1|1.1.1-3", CLAUSE_NOT_MET},
	{take_officers, "1.1.1-3", CLAUSE_NOT_MET},
	{take_responsible, "1.1.1-3", CLAUSE_NOT_MET},
	{take_turns, "1.1.1-3", CLAUSE_NOT_MET},
	{take_path, "1.1.1-3", CLAUSE_NOT_MET},
	{take_old_path, "1.1.1-3", CLAUSE_NOT_MET},
	{take_only_path, "1.1.1-3", CLAUSE_NOT_MET},
	{take_holidays, "1.1.1-3", CLAUSE_NOT_MET},
	{take_desk, "1.1.2-1", CLAUSE_NOT_MET},
	{take_one_desk, "1.1.2-1", CLAUSE_NOT_MET},
	{take_desk_told, "1.1.2-1", CLAUSE_NOT_MET},
	{take_incidents, "1.1.2-2|1.3.1-2", CLAUSE_NOT_MET},
	{take_walks, "1.1.2-2", CLAUSE_NOT_MET},
	{take_procedure, "1.1.2-2|1.1.2-7|1.3.1-1", CLAUSE_NOT_MET},
	{take_sharing, "1.1.2-5", CLAUSE_NOT_MET},
	{take_deputy, "1.1.2-5", CLAUSE_NOT_MET},
	{take_operations, "1.1.2-7|1.3.1-1", CLAUSE_NOT_MET},
	{take_procedures, "1.1.2-7|1.3.1-1", CLAUSE_NOT_MET},
	{take_tick, "1.1.2-8", CLAUSE_NOT_MET},
	{take_old_tick, "1.1.2-8", CLAUSE_NOT_MET},
	{take_works, "1.1.2-9", CLAUSE_NOT_MET},
	{take_announcement, "1.1.2-9", CLAUSE_NOT_MET},
	{take_completion, "1.1.2-9", CLAUSE_NOT_MET},
	{take_technical, "1.1.2-10", CLAUSE_NOT_MET},
	{take_knowledge, "1.1.2-3", CLAUSE_NOT_MET},
	{take_knowledge_review, "1.1.2-3", CLAUSE_NOT_MET},
	{take_record, "1.1.3", CLAUSE_NOT_MET},
	{take_signature, "1.1.3", CLAUSE_NOT_MET},
	{take_entries, "1.1.3", CLAUSE_NOT_MET},
	{take_pin, "1.1.3", CLAUSE_NOT_MET},
	{take_key, "1.1.3", CLAUSE_NOT_MET},
	{take_case, "1.3.1-2", CLAUSE_NOT_MET},
	{take_disaster, "1.3.1-3", CLAUSE_NOT_MET},
	{take_disaster_deputy, "1.3.1-3", CLAUSE_NOT_MET},
	{take_disaster_channel, "1.3.1-3", CLAUSE_NOT_MET},
	{take_disaster_turns, "1.3.1-3", CLAUSE_NOT_MET},
	{take_meeting_place, "1.3.1-3", CLAUSE_NOT_MET},
	{take_report, "1.3.2-0", CLAUSE_NOT_MET},
	{take_responses, "1.3.2-0", CLAUSE_NOT_MET},
	{take_trend, "1.3.3", CLAUSE_NOT_MET},
	{take_drill, "1.3.4-2", CLAUSE_NOT_MET},
	{take_year, "1.3.4-2", CLAUSE_NOT_MET},
	{take_improvement, "1.3.4-2", CLAUSE_NOT_MET},
	{take_rosters, "1.3.4-0", CLAUSE_NOT_MET},
	{take_training, "1.3.4-0", CLAUSE_NOT_MET},
	{take_old_training, "1.3.4-0", CLAUSE_NOT_MET},
	{take_approval, "1.3.4-1", CLAUSE_NOT_MET},
	{take_approved_text, "1.3.4-1", CLAUSE_NOT_MET},
	{take_new_approval, "1.3.4-1", CLAUSE_NOT_MET},
	{take_response_text, "1.3.4-1", CLAUSE_NOT_MET},
	{take_tls, "1.4", CLAUSE_NOT_MET},
	{take_modern, "1.4", CLAUSE_NOT_MET},
	{take_higher, "2.1", CLAUSE_NOT_MET},
	{take_provider_class, "2.1", CLAUSE_NOT_MET},
	{take_specification, "2.1.1", CLAUSE_NOT_MET},
	{take_change, "2.1.1-2", CLAUSE_NOT_MET},
	{take_interruption, "2.1.1-7", CLAUSE_NOT_MET},
	{take_classes, "2.1.1|2.1.1-2|2.1.1-7", CLAUSE_NOT_MET},
	{take_conformity, "2.1.1-1", CLAUSE_NOT_MET},
	{take_source, "2.1.1-1", CLAUSE_NOT_MET},
	{take_review, "2.1.1-1", CLAUSE_NOT_MET},
	{take_new_review, "2.1.1-1", CLAUSE_NOT_MET},
	{take_version, "2.1.1-6", CLAUSE_NOT_MET},
	{take_update, "2.1.1-6", CLAUSE_NOT_MET},
	{take_readings, "2.1.1-6|3.2.1-3", CLAUSE_NOT_MET},
	{take_certificate, "2.1.2", CLAUSE_NOT_MET},
	{take_certificate_record, "2.1.2", CLAUSE_CANNOT_TELL},
	{take_institutions, "2.1.2", CLAUSE_NOT_MET},
	{take_watch, "3.2.1-1", CLAUSE_NOT_MET},
	{take_hops, "3.2.1-1", CLAUSE_NOT_MET},
	{take_hop, "3.2.1-1", CLAUSE_NOT_MET},
	{take_result, "3.2.1-1", CLAUSE_NOT_MET},
	{take_load, "3.2.1-3", CLAUSE_NOT_MET},
	{take_level, "3.2.1-5", CLAUSE_NOT_MET},
	{take_caution_way, "3.2.1-5", CLAUSE_NOT_MET},
	{take_warning_way, "3.2.1-5", CLAUSE_NOT_MET},
	{take_group, "3.2.1-6", CLAUSE_NOT_MET},
	{take_groups, "3.2.1-6", CLAUSE_CANNOT_TELL},
	{take_check, "3.2.2", CLAUSE_NOT_MET},
	{take_any_check, "3.2.2", CLAUSE_NOT_MET},
	{take_mobile, "3.2.2-2", CLAUSE_NOT_MET},
	{take_mobile_proof, "3.2.2-2", CLAUSE_NOT_MET},
	{take_mobile_path, "3.2.2-2", CLAUSE_NOT_MET},
	{take_sheet, "3.2.3", CLAUSE_NOT_MET},
	{take_peer, "3.2.3", CLAUSE_NOT_MET},
	{take_new_sheet, "3.2.3", CLAUSE_NOT_MET},
	{take_core_duty, "3.3", CLAUSE_NOT_MET},
	{take_order, "3.3", CLAUSE_NOT_MET},
	{take_law, "3.3", CLAUSE_NOT_MET},
	{take_new_comparison, "3.3", CLAUSE_NOT_MET},
};

/* --- comparing --- */

static const struct guideline_row *row_at(const GPtrArray *rows, guint number)
{
	return rows->pdata[number];
}

static const struct guideline_row *row_of(const GPtrArray *rows, const char *clause)
{
	for (guint i = 0; i < rows->len; i++)
		if (g_str_equal(row_at(rows, i)->clause, clause))
			return row_at(rows, i);
	ck_abort_msg("no row '%s'", clause);
	return NULL;
}

/* FLIPS stand as THEN by EVIDENCE, and all else as by whole evidence. */
static void check_flips(const struct guideline_evidence *evidence, const char *flips, enum clause_verdict then)
{
	g_autoptr(ops_guideline_evidence_t) all = whole();
	g_autoptr(GPtrArray) before = guideline_judge(all, GUIDELINE_EVERY_NAME);
	g_autoptr(GPtrArray) after = guideline_judge(evidence, GUIDELINE_EVERY_NAME);

	for (guint i = 0; i < after->len; i++) {
		const struct guideline_row *row = row_at(after, i);
		bool flipped = is_among(flips, row->clause);

		ck_assert_msg(row->verdict == (flipped ? then : row_at(before, i)->verdict), "'%s' is %s when '%s' should change",
			      row->clause, words_get(WORDS_CLAUSE_VERDICT, row->verdict)->id, flips);
		ck_assert(!flipped || row->mends->len > 0);
	}
}

START_TEST(the_rows_are_the_clauses_of_the_page_in_its_order)
{
	g_autoptr(ops_guideline_evidence_t) evidence = whole();
	g_autoptr(GPtrArray) rows = guideline_judge(evidence, GUIDELINE_EVERY_NAME);
	g_auto(GStrv) expected = g_strsplit(page, "|", -1);

	ck_assert_uint_eq(rows->len, g_strv_length(expected));
	ck_assert_uint_eq(rows->len, g_strv_length((char **)clauses_ids()));
	for (guint i = 0; i < rows->len; i++) {
		ck_assert_str_eq(row_at(rows, i)->clause, expected[i]);
		ck_assert_str_eq(row_at(rows, i)->clause, clauses_ids()[i]);
	}
}
END_TEST

START_TEST(whole_evidence_meets_whatever_can_be_met)
{
	g_autoptr(ops_guideline_evidence_t) evidence = whole();
	g_autoptr(GPtrArray) rows = guideline_judge(evidence, GUIDELINE_EVERY_NAME);

	for (guint i = 0; i < rows->len; i++) {
		const struct guideline_row *row = row_at(rows, i);

		ck_assert_msg(row->verdict == (is_among(missing, row->clause) ? CLAUSE_NOT_MET
					       : is_among(never_told, row->clause) ? CLAUSE_CANNOT_TELL
										   : CLAUSE_MET),
			      "'%s' is %s", row->clause, words_get(WORDS_CLAUSE_VERDICT, row->verdict)->id);
		ck_assert_uint_gt(row->evidence->len, 0);
		ck_assert((row->verdict == CLAUSE_MET) == (row->mends->len == 0));
		ck_assert(row->built == !is_among(missing, row->clause));
	}
	ck_assert_int_eq(guideline_worst(rows), CLAUSE_NOT_MET);
}
END_TEST

START_TEST(each_evidence_taken_away_flips_exactly_its_rows)
{
	g_autoptr(ops_guideline_evidence_t) evidence = whole();

	taken[_i].take(evidence);
	check_flips(evidence, taken[_i].flips, taken[_i].then);
}
END_TEST

START_TEST(a_walk_or_a_procedure_taken_away_flips_exactly_its_row)
{
	g_auto(GStrv) clauses = g_strsplit(walked, "|", -1);

	for (char **clause = clauses; *clause; clause++) {
		g_autoptr(ops_guideline_evidence_t) unwalked = whole();
		g_autoptr(ops_guideline_evidence_t) unwritten = whole();
		g_autoptr(ops_guideline_evidence_t) wrong = whole();
		GPtrArray *ways = g_hash_table_lookup(wrong->ways, *clause);

		g_hash_table_remove(unwalked->passed, *clause);
		check_flips(unwalked, *clause, CLAUSE_NOT_MET);
		g_hash_table_remove(unwritten->ways, *clause);
		check_flips(unwritten, *clause, CLAUSE_NOT_MET);
		/* An error in a procedure also concerns the manuals. */
		add(ways, "wrong-way");
		add(wrong->faulty, "wrong-way");
		g_autofree char *flips = g_strconcat("1.1.2-2|1.1.2-7|1.3.1-1|", *clause, NULL);
		check_flips(wrong, flips, CLAUSE_NOT_MET);
	}
}
END_TEST

START_TEST(every_row_that_can_be_met_can_be_lost)
{
	g_auto(GStrv) clauses = g_strsplit(page, "|", -1);

	for (char **clause = clauses; *clause; clause++) {
		bool lost = is_among(walked, *clause) || is_among(missing, *clause);

		for (size_t i = 0; i < G_N_ELEMENTS(taken); i++)
			lost = lost || is_among(taken[i].flips, *clause);
		ck_assert_msg(lost, "nothing takes '%s' away", *clause);
	}
}
END_TEST

START_TEST(nothing_known_is_nothing_met)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
	g_autoptr(ops_guideline_evidence_t) evidence = guideline_evidence_new(NOW_US, zone);
	g_autoptr(GPtrArray) rows = guideline_judge(evidence, GUIDELINE_EVERY_NAME);

	for (guint i = 0; i < rows->len; i++)
		ck_assert_msg(row_at(rows, i)->verdict != CLAUSE_MET, "'%s' is met", row_at(rows, i)->clause);
}
END_TEST

START_TEST(at_most_eight_rows_ever_cannot_tell)
{
	g_autoptr(GHashTable) untold = g_hash_table_new(g_str_hash, g_str_equal);

	for (size_t i = 0; i < G_N_ELEMENTS(taken); i++) {
		g_autoptr(ops_guideline_evidence_t) evidence = whole();
		g_autoptr(GPtrArray) rows = NULL;

		taken[i].take(evidence);
		rows = guideline_judge(evidence, GUIDELINE_EVERY_NAME);
		for (guint k = 0; k < rows->len; k++)
			if (row_at(rows, k)->verdict == CLAUSE_CANNOT_TELL)
				g_hash_table_add(untold, (gpointer)row_at(rows, k)->clause);
	}
	ck_assert_uint_le(g_hash_table_size(untold), 8);
	ck_assert_uint_eq(g_hash_table_size(untold), 4);
}
END_TEST

START_TEST(a_long_list_is_cut_where_it_is_asked_for)
{
	g_autoptr(ops_guideline_evidence_t) evidence = whole();
	g_autoptr(GPtrArray) cut = NULL, every = NULL;

	add(evidence->unwatched, "b1");
	add(evidence->unwatched, "b2");
	add(evidence->unwatched, "b3");
	cut = guideline_judge(evidence, 2);
	every = guideline_judge(evidence, GUIDELINE_EVERY_NAME);
	ck_assert_str_eq(row_of(cut, "3.2.1-1")->evidence->pdata[1], "devices of ours that are not watched: b1, b2 and 1 more");
	ck_assert_str_eq(row_of(every, "3.2.1-1")->evidence->pdata[1], "devices of ours that are not watched: b1, b2, b3");
}
END_TEST

/* The clause itself waits for changes: what is said of it counts. */
START_TEST(work_items_are_shown_and_missed_when_they_are_taken_away)
{
	g_autoptr(ops_guideline_evidence_t) evidence = whole();
	g_autoptr(GPtrArray) there = guideline_judge(evidence, GUIDELINE_EVERY_NAME), away = NULL;
	const struct guideline_row *row = row_of(there, "1.1.2-6");

	ck_assert_uint_eq(row->evidence->len, 3);
	ck_assert_str_eq(row->evidence->pdata[0], "work items that are laid down, beside incidents: 3");
	ck_assert_str_eq(row->evidence->pdata[1], "cases of the last twelve months: incident 2, enquiry 1");
	ck_assert_uint_eq(row->mends->len, 1);
	evidence->papers = 0;
	memset(evidence->matters, 0, sizeof(evidence->matters));
	add(evidence->unpapered, "problem");
	away = guideline_judge(evidence, GUIDELINE_EVERY_NAME);
	row = row_of(away, "1.1.2-6");
	ck_assert_str_eq(row->evidence->pdata[0], "no work item is laid down that can be read");
	ck_assert_str_eq(row->evidence->pdata[1], "kinds of cases without a paper: problem");
	ck_assert_str_eq(row->evidence->pdata[2], "no case of the last twelve months is on record");
	ck_assert_uint_eq(row->mends->len, 4);
}
END_TEST

START_TEST(an_institution_without_a_certificate_needs_the_proof_of_a_case)
{
	g_autoptr(ops_guideline_evidence_t) evidence = whole();
	g_autoptr(GPtrArray) without = NULL, with = NULL;

	add(evidence->uncertified, "hosp-2");
	without = guideline_judge(evidence, GUIDELINE_EVERY_NAME);
	ck_assert_int_eq(row_of(without, "2.1.2")->verdict, CLAUSE_CANNOT_TELL);
	add(evidence->proven, "hosp-2");
	with = guideline_judge(evidence, GUIDELINE_EVERY_NAME);
	ck_assert_int_eq(row_of(with, "2.1.2")->verdict, CLAUSE_MET);
}
END_TEST

START_TEST(what_lapses_soon_is_met_with_a_warning)
{
	g_autoptr(ops_guideline_evidence_t) evidence = whole();
	g_autoptr(GPtrArray) rows = NULL;
	const struct guideline_due *due;

	PATH(1)->proven_at_us = NOW_US - 25 * DAY_US;
	add_certificate(evidence, "hosp-2", 20);
	add_review(evidence, "KB-0001", 40);
	add_review(evidence, "KB-0002", 8);
	add_review(evidence, "KB-0003", -8);
	rows = guideline_judge(evidence, GUIDELINE_EVERY_NAME);
	ck_assert_int_eq(row_of(rows, "3.2.2-2")->verdict, CLAUSE_MET);
	due = &g_array_index(row_of(rows, "3.2.2-2")->due, struct guideline_due, 0);
	ck_assert_int_eq(due->lapse.days_left, 5);
	ck_assert_int_eq(due->lapse.rung, 7);
	ck_assert_int_eq(row_of(rows, "2.1.2")->verdict, CLAUSE_MET);
	ck_assert_uint_eq(row_of(rows, "2.1.2")->due->len, 1);
	due = &g_array_index(row_of(rows, "2.1.2")->due, struct guideline_due, 0);
	ck_assert_str_eq(due->what, "certificate of 'hosp-2'");
	ck_assert_int_eq(due->lapse.rung, 30);
	/* What is overdue the list of names says. */
	ck_assert_int_eq(row_of(rows, "1.1.2-3")->verdict, CLAUSE_MET);
	ck_assert_uint_eq(row_of(rows, "1.1.2-3")->due->len, 1);
	due = &g_array_index(row_of(rows, "1.1.2-3")->due, struct guideline_due, 0);
	ck_assert_str_eq(due->what, "review of 'KB-0002'");
}
END_TEST

START_TEST(a_site_is_warned_by_its_own_ladders)
{
	g_autoptr(ops_guideline_evidence_t) evidence = whole();
	g_autoptr(GPtrArray) rows = NULL;

	evidence->ladders.days[LAPSE_PATH][0] = 20;
	PATH(1)->proven_at_us = NOW_US - 12 * DAY_US;
	rows = guideline_judge(evidence, GUIDELINE_EVERY_NAME);
	ck_assert_int_eq(g_array_index(row_of(rows, "3.2.2-2")->due, struct guideline_due, 0).lapse.rung, 20);
}
END_TEST

START_TEST(a_trace_is_the_newest)
{
	struct guideline_trace trace = {0};

	guideline_trace_note(&trace, 5, "a");
	guideline_trace_note(&trace, 9, "b");
	guideline_trace_note(&trace, 7, "c");
	ck_assert_int_eq(trace.at_us, 9);
	ck_assert_str_eq(trace.where, "b");
	g_free(trace.where);
}
END_TEST

START_TEST(the_page_has_each_row_and_escapes_what_sites_wrote)
{
	g_autoptr(ops_guideline_evidence_t) evidence = whole();
	g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
	const struct guideline_page printed = {"<Site>", NOW_US, zone, PROCEDURE_ENGLISH};
	g_autoptr(GPtrArray) rows = NULL;
	g_autofree char *html = NULL;

	add(evidence->unwatched, "<script>");
	rows = guideline_judge(evidence, GUIDELINE_EVERY_NAME);
	html = guideline_html(rows, &printed);
	for (guint i = 0; i < rows->len; i++) {
		g_autofree char *cell = g_strdup_printf("<tr><td>%s</td>", row_at(rows, i)->clause);

		ck_assert_ptr_nonnull(strstr(html, cell));
	}
	ck_assert_ptr_null(strstr(html, "<script>"));
	ck_assert_ptr_nonnull(strstr(html, "&lt;script&gt;"));
	ck_assert_ptr_nonnull(strstr(html, "&lt;Site&gt;"));
	ck_assert_ptr_null(strstr(html, "http"));
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(the_rows_are_the_clauses_of_the_page_in_its_order),
		UNIT(whole_evidence_meets_whatever_can_be_met),
		UNIT_ROWS(each_evidence_taken_away_flips_exactly_its_rows, taken),
		UNIT(a_walk_or_a_procedure_taken_away_flips_exactly_its_row),
		UNIT(every_row_that_can_be_met_can_be_lost),
		UNIT(nothing_known_is_nothing_met),
		UNIT(at_most_eight_rows_ever_cannot_tell),
		UNIT(a_long_list_is_cut_where_it_is_asked_for),
		UNIT(work_items_are_shown_and_missed_when_they_are_taken_away),
		UNIT(an_institution_without_a_certificate_needs_the_proof_of_a_case),
		UNIT(what_lapses_soon_is_met_with_a_warning),
		UNIT(a_site_is_warned_by_its_own_ladders),
		UNIT(a_trace_is_the_newest),
		UNIT(the_page_has_each_row_and_escapes_what_sites_wrote),
		{ NULL, NULL },
	};

	return unit_run("audit-guideline", tests);
}
