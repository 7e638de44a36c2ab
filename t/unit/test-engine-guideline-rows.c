/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Each row of the guideline that can be met, over real records: it is met by what the site of fixture-guideline.h has, and
 * says by what; and not any more when one piece of that is taken away, in its files, by the clock or in its store. A
 * row that can be met and lacks one of the two fails here.
 */
#include "fixture-store.h"
#include "fixture-walks.h"

#include "base/clauses.h"

#define DAY_US (24 * INT64_C(3600) * G_USEC_PER_SEC)
#define HOUR_US (INT64_C(3600) * G_USEC_PER_SEC)

/* Met by a step of theirs that somebody passed. */
static const char *const walked[] = {
	"1.2.1", "1.2.2", "1.3.2-0", "1.3.2-①", "1.3.2-②", "1.3.2-③", "1.3.2-④", "1.3.2-⑤", "1.3.2-⑥", "1.3.2-⑦",
	"1.3.2(1) fig 5", "1.3.2(1) fig 6", "1.3.2(2) fig 7", "1.3.2(3)", "2.2", "2.2 ①", "2.2 ②", "2.2 ③", "2.2 ④", "2.2 ⑤",
	"2.2 ⑥", "2.2 ⑦", "2.3", "2.3.1", "2.3.2 fig 8", "2.3.2 fig 9", "2.3.2 fig 10", "3.1", "3.2.1-4", "3.2.1-5",
};

/* The others, and a line of what shows it. */
static const struct { const char *clause, *shows; } met[] = {
	{"1.1.1-3", "path 'core', proven: holds until 2026-12-25 03:00:00 +09:00"},
	{"1.1.2-1", "an institution was sent a notice that names it: 2026-11-25 03:00:00 +09:00 (1)"},
	{"1.1.2-2", "all 16 incidents of the last twelve months were walked by a procedure"},
	{"1.1.2-3", "entries of know-how: 1"},
	{"1.1.2-5", "the turns of roster 'normal' are shared by: duty-1, duty-2"},
	{"1.1.2-7", "nothing is missing in it"},
	{"1.1.2-8", "a tick last ran: 2026-11-25 02:59:50 +09:00"},
	{"1.1.2-9", "planned work that ended in the last twelve months: 1"},
	{"1.1.2-10", "technical information last reached an institution: 2026-11-25 03:00:00 +09:00 (technical-info 2)"},
	{"1.1.3", "devices that are logged in to: 1"},
	{"1.3.1-1", "nothing is missing in it"},
	{"1.3.1-2", "incidents on record in the last twelve months: 16"},
	{"1.3.1-3", "on roster 'disaster': chief, duty-2"},
	{"1.3.3", "figures of which it is watched where they lead: 1"},
	{"1.3.4-0", "who can be on duty: 3"},
	{"1.3.4-1", "nothing is missing in it"},
	{"1.3.4-2", "a drill was held: 2026-11-25 03:00:00 +09:00 (autumn, 5)"},
	{"2.1", "service class 'service-provider' was compared with 'user'"},
	{"2.1.1", "service classes in use: 1"},
	{"2.1.1-1", "reviewed: holds until 2027-11-01 00:00:00 +09:00"},
	{"2.1.1-2", "service classes in use: 1"},
	{"2.1.1-6", "devices whose software was seen to be as it is wanted: 1"},
	{"2.1.1-7", "service classes in use: 1"},
	{"2.1.2", "institutions with a certificate that holds: 1"},
	{"3.2.1-1", "devices of ours: 1, one hop beyond a demarcation: 1"},
	{"3.2.1-3", "devices that are logged in to for their load: 1"},
	{"3.2.1-6", "redundancy groups: 1"},
	{"3.2.2", "the network was last asked: 2026-11-25 02:59:50 +09:00"},
	{"3.2.2-2", "path 'out-of-band', proven: holds until 2026-12-25 03:00:00 +09:00"},
	{"3.2.3", "nothing is missing in it"},
	{"3.3", "the order of reports: order of reports 2.1"},
};

/* What no record can show, and what is not built. */
static const char *const never[] = {
	"1.1.1-1", "1.4", "1.1.1-2", "1.1.2-4", "1.1.2-6", "2.1.1-3", "2.1.1-4", "2.1.1-5", "3.2.1-2", "3.2.1-7", "3.2.2-1", NULL,
};

/* --- the site --- */

static char *built;		/* the directory of the site that the tests copy */

static void do_deeds(struct audited *site)
{
	static const struct audited_told told[] = {
		{NOTICE_OUTAGE_RESTORED, NULL, "hosp-1", "call the desk: 03-5550-0111", NULL, 0},
		{NOTICE_TECHNICAL_INFO, NULL, "hosp-1", NULL, NULL, 0},
		{NOTICE_MAINTENANCE_PLANNED, NULL, "minami", NULL,
		 "{\"v\":1,\"kind\":\"maintenance-planned\",\"audience\":\"peers\",\"recipient\":\"minami\",\"reference\":null,"
		 "\"subject\":null,\"organization\":null,\"as_of_us\":1,"
		 "\"facts\":[{\"name\":\"window-id\",\"value\":\"M-20261125-001\",\"estimated\":false}]}",
		 40 * DAY_US},
	};

	site_see_all(site, 10 * G_USEC_PER_SEC);
	for (size_t i = 0; i < G_N_ELEMENTS(site_figures); i++)
		site_see(site, site_figures[i], STATUS_OK, 10 * G_USEC_PER_SEC);
	site_tick(site, 10 * G_USEC_PER_SEC);
	site_prove(site, "core", 0);
	site_prove(site, "out-of-band", 0);
	site_pin(site);
	for (size_t i = 0; i < G_N_ELEMENTS(told); i++)
		site_tell(site, &told[i]);
	site_work(site, WINDOW_FINISHED);
	site_approve(site, MANUAL_RESPONSE, "core");
	site_approve(site, MANUAL_CONTACTS, "core");
	site_approve(site, MANUAL_CONTACTS, "minami");
	site_teach(site, 0);
	site_drill(site, 0);
	site_know(site);
}

static void do_walks(struct audited *site)
{
	g_autofree char *place = site_share("procedures");
	const char *const places[] = { place, NULL };
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_procedure_set_t) ways = engine_manual_ways(places, faults);

	for (size_t i = 0; i < G_N_ELEMENTS(walked); i++)
		walk_clause(site, ways, walked[i], NULL);
	walk_clause(site, ways, "3.2.1-5", "threshold-caution");
	walk_clause(site, ways, "3.2.1-5", "threshold-warning");
}

/* In memory where there is such a place: what is kept is synced each time. */
static char *new_place(void)
{
	char *place = g_build_filename(fixture_memory(), "nwops-test-XXXXXX", NULL);

	ck_assert_ptr_nonnull(g_mkdtemp(place));
	return place;
}

/* Once for all tests. */
static void build(void)
{
	struct audited site;

	if (built)
		return;
	built = new_place();
	site.place = built;
	site_configure(&site);
	site_open(&site, built);
	do_deeds(&site);
	do_walks(&site);
	site_close(&site);
}

/* --- what is taken away --- */

static void take_tick(struct audited *site) { site_tick(site, 2 * HOUR_US); }
static void take_results(struct audited *site) { site_see_all(site, 2 * HOUR_US); }
static void take_hop(struct audited *site) { site_see(site, "device:e1", STATUS_OK, 2 * HOUR_US); }
static void take_load(struct audited *site) { site_see(site, "device:a1/load:h1", STATUS_OK, 25 * HOUR_US); }
static void take_trend(struct audited *site) { site_see(site, "device:a1/cpu", STATUS_OK, 25 * HOUR_US); }
static void take_group(struct audited *site) { site_see(site, "group:pair", STATUS_OK, 25 * HOUR_US); }
static void take_version(struct audited *site) { site_see(site, "device:a1/version", STATUS_WARNING, 0); }
static void take_line(struct audited *site) { site_see(site, "line:h2", STATUS_DOWN, HOUR_US); }
static void take_proof(struct audited *site) { site_prove(site, "core", 31 * DAY_US); }
static void take_other_proof(struct audited *site) { site_prove(site, "out-of-band", 31 * DAY_US); }
static void take_training(struct audited *site) { site_teach(site, 4); }
static void take_improvement(struct audited *site) { site_drill(site, LABORATORY_NOW_US - 1); }
static void take_completion(struct audited *site) { site_work(site, WINDOW_OPEN); }
static void take_walk(struct audited *site) { g_free(walk_open_case(site, CASE_INCIDENT)); }

static void take_pin(struct audited *site)
{
	IN_TRANSACTION(site, pins_remove(site->store, "a1", &error));
}

static void take_knowledge(struct audited *site)
{
	const struct cases_options recording = site_recording(site);
	struct know_review review = { .number = 1, .note = "it is wrong", .withdrawn = true };

	ck_assert(engine_know_review(&recording, &review, NULL));
}

/* A message did not reach anybody after all. */
static void fail_message(struct audited *site, int64_t number)
{
	const struct message_record failed = { .number = number, .state = MESSAGE_FAILED_PERMANENT, .attempts = 1, .changed_at_us = 1 };

	IN_TRANSACTION(site, messages_change(site->store, &failed, &error));
}

static void take_desk_told(struct audited *site) { fail_message(site, 1); }
static void take_technical(struct audited *site) { fail_message(site, 2); }

static bool find_report(void *context, const struct notice_record *notice)
{
	*(int64_t *)context = notice->number;	/* its message has the same number: each notice here has one */
	return !g_str_equal(notice->recipient, "minami");
}

/* What the peer was sent of the second incident: it was responded to, as the first walk by 1.3.2-① is in it. */
static void take_report(struct audited *site)
{
	const struct notices_filter all = { .case_id = "INC-20261125-002", .state = -1 };
	int64_t number = 0;

	ck_assert(notices_read(site->store, &all, find_report, &number, NULL));
	fail_message(site, number);
}

static const struct taken {
	const char *flips;			/* exactly these, from met to not met */
	void (*take)(struct audited *site);	/* NULL: FROM is TO in FILE, or it is CLOCK */
	const char *file, *from, *to;
	const char *clock;
} taken[] = {
	{"1.1.1-3", take_proof},
	{"1.1.2-1", take_desk_told},
	{"1.1.2-2", take_walk},
	{"1.1.2-3", take_knowledge},
	{"1.1.2-5|1.3.4-1|3.2.3", NULL, "etc/inventory/lab.yaml", "deputy: duty-2, hours", "hours"},
	{"1.1.2-8", take_tick},
	{"1.1.2-9", take_completion},
	{"1.1.2-10", take_technical},
	{"1.1.3", take_pin},
	{"1.3.1-2", take_line},
	{"1.3.1-3|1.3.4-1", NULL, "etc/inventory/lab.yaml", "    meeting-place: {ja: 8階, en: 8th floor}\n", ""},
	{"1.3.2-0", take_report},
	{"1.3.3", take_trend},
	{"1.3.4-0", take_training},
	{"1.3.4-2", take_improvement},
	{"1.3.4-1|2.1", NULL, "etc/nwops.yaml", "first: 10m", "first: 2h"},
	{"1.1.2-7|1.3.1-1|2.1.1-2", NULL, "etc/nwops.yaml", ", en: It is told", ""},
	{"1.1.2-7|1.3.1-1|2.1.1-1", NULL, "etc/nwops.yaml", "source: {ja: 法, en: Law}, ", ""},
	{"1.1.2-7|1.3.1-1|1.3.4-1|2.1.1-7", NULL, "etc/nwops.yaml", ", en: It is mended", ""},
	{"1.1.2-7|1.3.1-1|1.3.4-1|2.1.1|2.1.1-2|2.1.1-7", NULL, "etc/nwops.yaml",
	 "    conduct: {change: {ja: 予告する, en: It is told}, interruption: {ja: 復旧する, en: It is mended}}\n", ""},
	{"2.1.1-6", take_version},
	{"2.1.2", NULL, "etc/inventory/lab.yaml", "2028-03-31", "2026-11-01"},
	{"3.2.1-1", take_hop},
	{"3.2.1-1|3.2.2", take_results},
	{"3.2.1-3", take_load},
	{"3.2.1-6", take_group},
	{"3.2.2-2", take_other_proof},
	{"1.1.2-1|1.3.4-1|3.2.3", NULL, "etc/inventory/lab.yaml", "03-5550-0111", "03-5550-0112"},
	{"3.3", NULL, "etc/duties.yaml", SITE_PRESCRIBED, ""},
	{"1.1.1-3|1.1.2-2|1.1.2-8|1.1.2-9|1.3.1-2|1.3.2-0|1.3.3|1.3.4-0|1.3.4-1|1.3.4-2|2.1.1-1|2.1.1-6|3.2.1-1|3.2.1-3|3.2.1-6|3.2.2|3.2.2-2|"
	 "3.2.3|3.3", .clock = "2027-11-26T03:00:00+09:00"},
};

/* --- comparing --- */

static bool is_among(const char *list, const char *clause)
{
	g_auto(GStrv) each = g_strsplit(list, "|", -1);

	return g_strv_contains((const char *const *)each, clause);
}

static bool is_walked(const char *clause)
{
	for (size_t i = 0; i < G_N_ELEMENTS(walked); i++)
		if (g_str_equal(walked[i], clause))
			return true;
	return false;
}

static bool says(const struct guideline_row *row, const char *line)
{
	return g_ptr_array_find_with_equal_func(row->evidence, line, g_str_equal, NULL);
}

static GPtrArray *rows_of(const char *place)
{
	struct audited site;
	GPtrArray *rows;

	site_open(&site, place);
	rows = site_rows(&site);
	site_close(&site);
	return rows;
}

/* A copy of the site, opened; the copy's directory is the caller's. */
static char *copy_of_site(void)
{
	char *place = new_place();

	fixture_copy_tree(built, place);
	return place;
}

static void check_row(const struct guideline_row *row)
{
	bool can_be_met = !g_strv_contains(never, row->clause);

	ck_assert_msg((row->verdict == CLAUSE_MET) == can_be_met, "'%s' is %s: %s", row->clause,
		      words_get(WORDS_CLAUSE_VERDICT, row->verdict)->id, (char *)row->evidence->pdata[row->evidence->len - 1]);
	if (is_walked(row->clause)) {
		const char *last = NULL;

		for (guint i = 0; i < row->evidence->len; i++)
			if (g_str_has_prefix(row->evidence->pdata[i], "it was last walked: 2026-11-25 03:00:00 +09:00 ("))
				last = row->evidence->pdata[i];
		ck_assert_msg(last && g_str_has_suffix(last, "/1)"), "'%s' does not name its walk", row->clause);
	}
}

START_TEST(by_the_records_of_the_site_each_row_is_met_and_says_by_what)
{
	g_autoptr(GPtrArray) rows = rows_of(built);

	for (guint i = 0; i < rows->len; i++)
		check_row(rows->pdata[i]);
	for (size_t i = 0; i < G_N_ELEMENTS(met); i++)
		for (guint k = 0; k < rows->len; k++) {
			const struct guideline_row *row = rows->pdata[k];

			ck_assert_msg(!g_str_equal(row->clause, met[i].clause) || says(row, met[i].shows), "'%s' does not say '%s'",
				      row->clause, met[i].shows);
		}
}
END_TEST

static void edit(const char *place, const struct taken *one)
{
	g_autofree char *path = g_build_filename(place, one->clock ? "clock" : one->file, NULL), *text = NULL, *edited = NULL;
	g_auto(GStrv) parts = NULL;

	ck_assert(g_file_get_contents(path, &text, NULL, NULL));
	parts = g_strsplit(text, one->clock ? text : one->from, 2);
	ck_assert_msg(parts[1] != NULL, "'%s' is not in %s", one->from, one->file);
	edited = g_strconcat(parts[0], one->clock ? one->clock : one->to, parts[1], NULL);
	ck_assert(g_file_set_contents(path, edited, -1, NULL));
}

/* Of ROWS that can be met FLIPS are not, and no other; each says what would mend it. */
static void check_flips(const GPtrArray *rows, const char *flips)
{
	g_autoptr(GString) flipped = g_string_new(NULL);

	for (guint i = 0; i < rows->len; i++) {
		const struct guideline_row *row = rows->pdata[i];

		if (row->verdict == CLAUSE_MET || g_strv_contains(never, row->clause))
			continue;
		g_string_append_printf(flipped, "%s%s", flipped->len ? "|" : "", row->clause);
		ck_assert_int_eq(row->verdict, CLAUSE_NOT_MET);
		ck_assert_msg(row->mends->len > 0, "nothing would mend '%s'", row->clause);
	}
	ck_assert_str_eq(flipped->str, flips);
}

/* To gather all evidence is a tenth of a second, and seconds where each step is slow. */
static bool is_left_out(int number)
{
	return number % (unit_sparse() * unit_sparse());
}

START_TEST(one_piece_taken_away_flips_exactly_its_rows)
{
	const struct taken *one = &taken[_i];

	if (is_left_out(_i))
		return;
	g_autofree char *place = copy_of_site();
	g_autoptr(GPtrArray) rows = NULL;
	struct audited site;

	if (!one->take)
		edit(place, one);
	site_open(&site, place);
	if (one->take)
		one->take(&site);
	rows = site_rows(&site);
	site_close(&site);
	check_flips(rows, one->flips);
	fixture_remove_tree(place);
}
END_TEST

START_TEST(a_walk_taken_out_of_the_record_shows_nothing_any_more)
{
	if (is_left_out(_i))
		return;
	g_autofree char *place = copy_of_site(), *share = site_share("procedures");
	const char *const places[] = { share, NULL };
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_procedure_set_t) ways = engine_manual_ways(places, faults);
	g_autoptr(GPtrArray) rows = NULL;
	struct audited site;

	site_open(&site, place);
	ck_assert_uint_gt(walk_redact(&site, ways, walked[_i]), 0);
	rows = site_rows(&site);
	site_close(&site);
	for (guint i = 0; i < rows->len; i++) {
		const struct guideline_row *row = rows->pdata[i];

		if (!g_str_equal(row->clause, walked[_i])) {
			ck_assert_msg(row->verdict == CLAUSE_MET || is_walked(row->clause) || g_strv_contains(never, row->clause),
				      "'%s' is not met without '%s'", row->clause, walked[_i]);
			continue;
		}
		ck_assert_int_eq(row->verdict, CLAUSE_NOT_MET);
		ck_assert(says(row, "in the records nobody has walked it"));
		ck_assert_uint_gt(row->mends->len, 0);
	}
	fixture_remove_tree(place);
}
END_TEST

/* --- that nothing is forgotten --- */

static bool is_shown(const char *clause)
{
	for (size_t i = 0; i < G_N_ELEMENTS(met); i++)
		if (g_str_equal(met[i].clause, clause))
			return true;
	return is_walked(clause);
}

static bool is_lost(const char *clause)
{
	for (size_t i = 0; i < G_N_ELEMENTS(taken); i++)
		if (is_among(taken[i].flips, clause))
			return true;
	return is_walked(clause);
}

START_TEST(every_row_that_can_be_met_is_shown_and_is_lost)
{
	const char *const *clauses = clauses_ids();
	guint can_be_met = 0;

	for (size_t i = 0; clauses[i]; i++) {
		if (g_strv_contains(never, clauses[i]))
			continue;
		can_be_met++;
		ck_assert_msg(is_shown(clauses[i]), "no record is known by which '%s' is met", clauses[i]);
		ck_assert_msg(is_lost(clauses[i]), "nothing takes '%s' away", clauses[i]);
	}
	ck_assert_uint_eq(can_be_met, G_N_ELEMENTS(met) + G_N_ELEMENTS(walked));
}
END_TEST

int main(void)
{
	static const int once[1];
	const struct unit_test tests[] = {
		UNIT(every_row_that_can_be_met_is_shown_and_is_lost),
		UNIT_ROWS_OVER(by_the_records_of_the_site_each_row_is_met_and_says_by_what, once, build),
		UNIT_ROWS_OVER(one_piece_taken_away_flips_exactly_its_rows, taken, build),
		UNIT_ROWS_OVER(a_walk_taken_out_of_the_record_shows_nothing_any_more, walked, build),
		{ NULL, NULL },
	};

	int failed = unit_run("engine-guideline-rows", tests);

	if (built)
		fixture_remove_tree(built);
	g_free(built);
	return failed;
}
