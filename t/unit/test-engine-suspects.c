/* SPDX-License-Identifier: Apache-2.0 */
/*
 * engine/suspects.c and suspects-choose.c: each fault of the laboratory's table of truth, as the store has it,
 * is somebody's, and a probe of the service path ends as the shipped procedures need it to. Owners were
 * written down from the demarcations before the code was there: where nothing that was seen tells the
 * circuit from the router at its end, nobody is named.
 */
#include "engine/suspects.h"
#include "fixture-laboratory.h"

struct truth {
	const char *fault, *subject, *seen;	/* SEEN NULL: as the laboratory has it */
	enum fault_verdict owner;
	enum step_outcome outcome;	/* of a probe of the service path */
	unsigned int lines;
};

static const struct truth truths[] = {
	{ "line-cut", "line:c1-main", NULL, FAULT_UNDECIDED, OUTCOME_BAD, 1 },
	{ "line-lossy", "line:c2-main", NULL, FAULT_UNDECIDED, OUTCOME_GOOD, 1 },
	{ "line-slow", "line:h1-main", NULL, FAULT_CARRIER, OUTCOME_BAD, 1 },
	{ "line-flapping", "line:ph-main", NULL, FAULT_UNDECIDED, OUTCOME_BAD, 1 },
	{ "line-saturated", "device:a2/load:c2-main", NULL, FAULT_INSTITUTION, OUTCOME_BAD, 1 },
	{ "line-shrunk", "line:h1-main", NULL, FAULT_UNDECIDED, OUTCOME_BAD, 1 },
	{ "pair-cut", "line:h2-main", NULL, FAULT_CARRIER, OUTCOME_BAD, 1 },
	{ "cpe-dead", "line:c2-main", NULL, FAULT_UNDECIDED, OUTCOME_BAD, 1 },
	{ "cpe-rebooted", "device:cpe-ph/uptime", NULL, FAULT_INSTITUTION, OUTCOME_GOOD, 0 },
	{ "lan-dead", "line:c1-main", NULL, FAULT_INSTITUTION, OUTCOME_BAD, 0 },
	{ "terminal-misconfigured", "line:h1-main", NULL, FAULT_NONE, OUTCOME_GOOD, 0 },
	{ "concentrator-dead", "device:a1", NULL, FAULT_OPERATOR, OUTCOME_BAD, 5 },
	{ "distribution-half-dead", "device:d1", NULL, FAULT_OPERATOR, OUTCOME_BAD, 0 },
	{ "vrrp-switchover", "group:gw", NULL, FAULT_OPERATOR, OUTCOME_GOOD, 0 },
	{ "vrrp-there-and-back", "group:gw", NULL, FAULT_OPERATOR, OUTCOME_GOOD, 0 },
	{ "vrrp-split", "group:gw", NULL, FAULT_OPERATOR, OUTCOME_BAD, 0 },
	{ "border-session-down", "device:b1/bgp:e1", NULL, FAULT_OPERATOR, OUTCOME_BAD, 0 },
	{ "both-sessions-down", "device:e1", NULL, FAULT_CORE, OUTCOME_BAD, 0 },
	{ "core-edge-dead", "device:e1", NULL, FAULT_CORE, OUTCOME_BAD, 0 },
	{ "core-polices-pings", "device:e1", NULL, FAULT_NONE, OUTCOME_GOOD, 0 },
	{ "sa-down", "line:c3-main", NULL, FAULT_OPERATOR, OUTCOME_BAD, 1 },
	{ "certificate-expired", "device:portal/https", NULL, FAULT_CORE, OUTCOME_BAD, 0 },
	{ "router-busy", "device:b2/cpu", NULL, FAULT_OPERATOR, OUTCOME_BAD, 0 },
	{ "router-starved", "device:a2/memory", NULL, FAULT_OPERATOR, OUTCOME_BAD, 0 },
	{ "sshd-hung", "device:a2/ssh", NULL, FAULT_OPERATOR, OUTCOME_BAD, 0 },
	{ "host-key-changed", "device:b2/login", NULL, FAULT_UNDECIDED, OUTCOME_UNMEASURABLE, 0 },
	{ "device-slow", "device:d2/login", NULL, FAULT_OPERATOR, OUTCOME_GOOD, 0 },
	{ "own-uplink-dead", "device:d1", NULL, FAULT_UNDECIDED, OUTCOME_UNMEASURABLE, 0 },
	{ "mail-refused", "device:core-mx", NULL, FAULT_NONE, OUTCOME_GOOD, 0 },
	{ "mail-deferred", "device:core-mx", NULL, FAULT_NONE, OUTCOME_GOOD, 0 },
	{ "clock-stepped", "line:c1-main", NULL, FAULT_NONE, OUTCOME_GOOD, 0 },
	{ "mail-hanging", "device:core-mx", NULL, FAULT_CORE, OUTCOME_BAD, 0 },
	{ "a line that is too small, and a slow login", "line:h1-main", "line:h1-main/size=w cpe-h1/login=c",
	  FAULT_UNDECIDED, OUTCOME_BAD, 1 },
	/* Two of its neighbours still hold their sessions with it. */
	{ "the concentrator has just died", "line:h1-main",
	  "a1=d a1/ssh=d a1/login=d line:h1-main=d line:h2-backup=d line:c1-main=d line:ph-main=d line:sp-1=d "
	  "line:h1-main/size=d a2/bgp:a1=d b1/bgp:a1=d b2/bgp:a1=d d1/bgp:a1=d d2/bgp:a1=d cpe-h1/bgp:a1=d cpe-c1=u "
	  "cpe-ph=u cpe-c1/ssh=u cpe-c1/login=u cpe-ph/ssh=u cpe-ph/login=u cpe-h2/bgp:a1=u", FAULT_OPERATOR, OUTCOME_BAD, 5 },
	/* What somebody else's fault is to one who calls. */
	{ "d1 dead, a clinic calls", "line:c1-main", "d1=d d1/ssh=d d1/login=d d2/bgp:d1=d group:gw=c",
	  FAULT_OPERATOR, OUTCOME_BAD, 0 },
	{ "both-sessions-down", "line:c1-main", NULL, FAULT_CORE, OUTCOME_BAD, 0 },
	{ "another clinic's line is cut", "line:c1-main", "line:c2-main=d cpe-c2=d cpe-c2/login=d a2/bgp:cpe-c2=d",
	  FAULT_NONE, OUTCOME_GOOD, 0 },
	{ "another line of the concentrator is cut", "line:c1-main", "line:ph-main=d cpe-ph=d cpe-ph/login=d a1/bgp:cpe-ph=d",
	  FAULT_NONE, OUTCOME_GOOD, 0 },
	{ "core-polices-pings", "line:c1-main", NULL, FAULT_NONE, OUTCOME_GOOD, 0 },
	{ "concentrator-dead", "line:c1-main", NULL, FAULT_OPERATOR, OUTCOME_BAD, 5 },
	{ "the LAN is dead, and d2 as well", "line:c1-main", "cpe-c1/interface:lan=d d2=d d2/login=d",
	  FAULT_INSTITUTION, OUTCOME_BAD, 0 },
	{ "a border's session, a hospital calls", "line:h2-backup", "b1/bgp:e1=d group:borders=c",
	  FAULT_OPERATOR, OUTCOME_BAD, 0 },
	{ "pair-cut", "line:h2-backup", NULL, FAULT_CARRIER, OUTCOME_BAD, 1 },
	{ "a peer's router", "device:p1", "p1=d",
	  FAULT_PEER, OUTCOME_BAD, 0 },
};

static struct suspects suspect(struct laboratory *laboratory, const char *subject)
{
	const struct suspects_options options = {
		.inventory = laboratory->inventory, .store = laboratory->store, .subject = subject,
		.at_us = LABORATORY_NOW_US,
	};
	struct suspects suspects;
	GError *error = NULL;

	ck_assert_msg(engine_suspect(&options, &suspects, &error), "%s: %s", subject, error ? error->message : "");
	return suspects;
}

static enum step_outcome probe(struct laboratory *laboratory, enum probe_scope scope, const char *subject)
{
	g_autoptr(ops_scope_view_t) view = engine_scope(laboratory->inventory, scope, subject, NULL);
	g_autoptr(GPtrArray) sights = engine_scope_sights(laboratory->inventory, laboratory->store, view, NULL);

	ck_assert_ptr_nonnull(sights);
	return engine_scope_outcome(sights);
}

START_TEST(every_fault_is_its_owners)
{
	const struct truth *truth = &truths[_i];
	struct laboratory laboratory;
	struct suspects suspects;
	g_autoptr(ops_json_t) json = NULL;
	g_autofree char *line = NULL;

	laboratory_init(&laboratory);
	laboratory_see(&laboratory, truth->seen ? truth->seen : laboratory_fault(truth->fault));
	suspects = suspect(&laboratory, truth->subject);
	json = suspects_json(&suspects);
	line = json_print(json);
	ck_assert_msg(suspects.owner == truth->owner, "%s: %s, not %s", truth->fault, line,
		      words_get(WORDS_FAULT_VERDICT, truth->owner)->id);
	ck_assert_str_eq(json_get_string(json, "owner"), words_get(WORDS_FAULT_VERDICT, truth->owner)->id);
	ck_assert_msg(suspects.lines == truth->lines, "%s: %s", truth->fault, line);
	ck_assert_msg(probe(&laboratory, SCOPE_SERVICE_PATH, truth->subject) == truth->outcome, "%s: the probe", truth->fault);
	ck_assert_uint_eq(suspects.stale, 0);
	suspects_clear(&suspects);
	laboratory_clear(&laboratory);
}
END_TEST

static void see_one(struct laboratory *laboratory, const char *name, enum status status, int64_t age_us)
{
	laboratory_keep(laboratory, name, status, age_us, NULL);
}

START_TEST(nothing_bad_needs_no_model)
{
	struct laboratory laboratory;
	struct suspects suspects;

	laboratory_init(&laboratory);
	laboratory_see(&laboratory, "");
	suspects = suspect(&laboratory, "line:c1-main");
	ck_assert_ptr_null(suspects.topology);
	ck_assert_ptr_null(suspects.trouble);
	ck_assert_uint_eq(suspects.sights->len, 0);
	ck_assert_int_eq(suspects.owner, FAULT_NONE);
	ck_assert_int_eq(suspects.look.observation, ISOLATION_NONE);
	suspects_clear(&suspects);
	laboratory_clear(&laboratory);
}
END_TEST

START_TEST(nothing_known_is_undecided)
{
	struct laboratory laboratory;
	struct suspects suspects;

	laboratory_init(&laboratory);
	suspects = suspect(&laboratory, "line:c1-main");
	ck_assert_int_eq(suspects.owner, FAULT_UNDECIDED);
	ck_assert_uint_gt(suspects.stale, 0);
	suspects_clear(&suspects);
	laboratory_clear(&laboratory);
}
END_TEST

/* Of one that never was asked, of one asked too long ago, of one of the future: none of them is well. */
START_TEST(what_was_not_seen_lately_is_not_well)
{
	static const int64_t ages_us[] = { 26 * 60 * INT64_C(1000000), 0, -60 * INT64_C(1000000), 24 * 60 * INT64_C(1000000) };
	static const enum fault_verdict owners[] = { FAULT_UNDECIDED, FAULT_NONE, FAULT_UNDECIDED, FAULT_NONE };

	for (size_t i = 0; i < G_N_ELEMENTS(ages_us); i++) {
		struct laboratory laboratory;
		struct suspects suspects;

		laboratory_init(&laboratory);
		laboratory_see(&laboratory, "");
		see_one(&laboratory, "line:c1-main", STATUS_OK, ages_us[i]);
		suspects = suspect(&laboratory, "line:c1-main");
		ck_assert_msg(suspects.owner == owners[i], "%zu: %d", i, (int)suspects.owner);
		ck_assert_uint_eq(suspects.stale, owners[i] == FAULT_UNDECIDED);
		suspects_clear(&suspects);
		laboratory_clear(&laboratory);
	}
}
END_TEST

/* The clinic's line was seen down half an hour ago, and nobody has looked since. */
START_TEST(an_old_sight_accuses_nobody)
{
	struct laboratory laboratory;
	struct suspects suspects;

	laboratory_init(&laboratory);
	laboratory_see(&laboratory, "");
	see_one(&laboratory, "line:c1-main", STATUS_DOWN, 30 * 60 * INT64_C(1000000));
	suspects = suspect(&laboratory, "line:c1-main");
	ck_assert_ptr_null(suspects.trouble);
	ck_assert_int_eq(suspects.owner, FAULT_UNDECIDED);
	ck_assert_uint_eq(suspects.stale, 1);
	suspects_clear(&suspects);
	laboratory_clear(&laboratory);
}
END_TEST

/*
 * A line is down by now; of its concentrator, and of all others behind that, the last that was seen, a while ago, is that
 * they were well: before it began that clears nobody, since it began it does.
 */
START_TEST(what_was_well_before_it_began_clears_nobody)
{
	static const char *const down[] = {
		"line:h1-main", "line:h1-main/size", "device:cpe-h1/bgp:a1",
	};
	/* The line, its concentrator, all of the carrier; or the line alone. */
	static const struct { int64_t began_s; uint32_t suspects; } rows[] = { { 1, 3 }, { 9, 3 }, { 10, 1 }, { 11, 1 } };

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct laboratory laboratory;
		struct suspects suspects;
		g_autoptr(ops_json_t) json = NULL;
		g_autofree char *line = NULL;

		laboratory_init(&laboratory);
		laboratory_see(&laboratory, "");
		for (size_t k = 0; k < G_N_ELEMENTS(down); k++) {
			see_one(&laboratory, down[k], STATUS_DOWN, rows[i].began_s * G_USEC_PER_SEC);
			see_one(&laboratory, down[k], STATUS_DOWN, 0);
		}
		suspects = suspect(&laboratory, "line:h1-main");
		json = suspects_json(&suspects);
		line = json_print(json);
		ck_assert_msg(suspects.trouble && suspects.trouble->suspect_count == rows[i].suspects, "%zu: %s", i, line);
		suspects_clear(&suspects);
		laboratory_clear(&laboratory);
	}
}
END_TEST

START_TEST(what_comes_and_goes_is_not_well)
{
	static const struct course_record course = { .seen = STATUS_OK, .cause = CAUSE_END, .limit = -1, .flapping = true };
	struct laboratory laboratory;
	struct suspects suspects;

	laboratory_init(&laboratory);
	laboratory_see(&laboratory, "");
	ck_assert(store_begin(laboratory.store, NULL) && courses_set(laboratory.store, "line:ph-main", &course, NULL) &&
		  store_commit(laboratory.store, NULL));
	suspects = suspect(&laboratory, "line:ph-main");
	ck_assert_int_eq(suspects.owner, FAULT_UNDECIDED);
	suspects_clear(&suspects);
	laboratory_clear(&laboratory);
}
END_TEST

/* Of a line that comes and goes and its CPE, whichever was just seen well clears neither circuit nor router. */
START_TEST(what_comes_and_goes_clears_nobody)
{
	static const struct { const char *down, *well, *flapping; } rows[] = {
		{ "device:cpe-ph/login", "line:ph-main", "line:ph-main" },
		{ "device:cpe-ph", "line:ph-main", "line:ph-main" }, { "line:ph-main", "device:cpe-ph", "device:cpe-ph" },
		{ "line:ph-main", "device:cpe-ph", "line:ph-main" }, { "device:cpe-ph", "line:ph-main", "device:cpe-ph" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const struct course_record course = {
			.seen = g_str_equal(rows[i].down, rows[i].flapping) ? STATUS_DOWN : STATUS_OK, .cause = CAUSE_END, .limit = -1,
			.flapping = true,
		};
		struct laboratory laboratory;
		struct suspects suspects;

		laboratory_init(&laboratory);
		laboratory_see(&laboratory, "");
		see_one(&laboratory, rows[i].down, STATUS_DOWN, 0);
		see_one(&laboratory, rows[i].well, STATUS_OK, 0);
		ck_assert(store_begin(laboratory.store, NULL) && courses_set(laboratory.store, rows[i].flapping, &course, NULL) &&
			  store_commit(laboratory.store, NULL));
		suspects = suspect(&laboratory, "line:ph-main");
		ck_assert_ptr_nonnull(suspects.trouble);
		ck_assert_msg(suspects.owner == FAULT_UNDECIDED, "%zu: %d", i, (int)suspects.owner);
		suspects_clear(&suspects);
		laboratory_clear(&laboratory);
	}
}
END_TEST

/* A circuit or the router at its end: nothing tells them apart but that somebody works on one. */
START_TEST(where_somebody_works_is_suspected_first)
{
	static const struct { enum window_kind kind; const char *selectors; enum fault_verdict owner; } rows[] = {
		{ WINDOW_MAINTENANCE, "device:cpe-c1", FAULT_OPERATOR }, { WINDOW_SILENCE, "device:cpe-c1", FAULT_UNDECIDED },
		{ WINDOW_MAINTENANCE, "device:cpe-c2", FAULT_UNDECIDED },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct laboratory laboratory;
		struct suspects suspects;

		laboratory_init(&laboratory);
		laboratory_see(&laboratory, laboratory_fault("line-cut"));
		laboratory_cover(&laboratory, rows[i].kind, rows[i].selectors);
		suspects = suspect(&laboratory, "line:c1-main");
		ck_assert_msg(suspects.owner == rows[i].owner, "%zu: %d", i, (int)suspects.owner);
		suspects_clear(&suspects);
		laboratory_clear(&laboratory);
	}
}
END_TEST

START_TEST(it_says_what_it_rests_on)
{
	struct laboratory laboratory;
	struct suspects suspects;
	g_autoptr(ops_json_t) json = NULL;
	g_autofree char *line = NULL;

	laboratory_init(&laboratory);
	laboratory_see(&laboratory, laboratory_fault("pair-cut"));
	see_one(&laboratory, "device:a2/bgp:cpe-h2", STATUS_DOWN, 50 * G_USEC_PER_SEC);
	suspects = suspect(&laboratory, "line:h2-main");
	ck_assert_int_eq(suspects.oldest_us, LABORATORY_NOW_US - 50 * G_USEC_PER_SEC);
	json = suspects_json(&suspects);
	line = json_print(json);
	ck_assert_str_eq(line,
		"{\"owner\":\"carrier\",\"lines\":1,\"stale\":0,\"aspect\":\"reach\",\"mode\":\"exact\",\"more\":false,\"suspects\":[{"
		"\"component\":\"line:h2-main\",\"kind\":\"line\",\"share\":1.0,\"whose\":\"carrier\",\"side\":\"line\","
		"\"organization\":\"fibre-w\",\"demarcation\":[\"self\",\"h2\"],\"circuit_id\":\"SKF-0102\"}],\"suspect_count\":1,"
		"\"sets\":[{\"one_of_each\":[[\"line:h2-main\"]],\"share\":1.0}],\"explains\":3,"
		"\"evidence\":[\"device:a2/bgp:cpe-h2\",\"device:cpe-h2/bgp:a2\",\"line:h2-main\"],"
		"\"repeat_first\":[],\"next\":null,\"oldest_us\":1795543150000000}");
	suspects_clear(&suspects);
	laboratory_clear(&laboratory);
}
END_TEST

/* Circuit or router: the carrier could tell, and the institution. */
START_TEST(it_says_what_would_tell)
{
	struct laboratory laboratory;
	struct suspects suspects;
	g_autofree char *name = NULL;

	laboratory_init(&laboratory);
	laboratory_see(&laboratory, laboratory_fault("line-cut"));
	suspects = suspect(&laboratory, "line:c1-main");
	ck_assert_int_ne(suspects.look.observation, ISOLATION_NONE);
	name = isolation_observation_name(isolation_topology_model(suspects.topology), suspects.look.observation);
	ck_assert_str_eq(name, "carrier:fibre-e/TKF-0201");
	ck_assert_int_eq(suspects.look.cost, ASK_PERSON);
	suspects_clear(&suspects);
	laboratory_clear(&laboratory);
}
END_TEST

START_TEST(who_is_unknown_is_refused)
{
	struct laboratory laboratory;
	struct suspects suspects;
	g_autoptr(GError) error = NULL;

	laboratory_init(&laboratory);
	const struct suspects_options options = {
		.inventory = laboratory.inventory, .store = laboratory.store, .subject = "line:nowhere",
		.at_us = LABORATORY_NOW_US,
	};
	ck_assert(!engine_suspect(&options, &suspects, &error));
	ck_assert_str_eq(error->message, "the inventory has no item called 'line:nowhere'");
	laboratory_clear(&laboratory);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT_ROWS(every_fault_is_its_owners, truths),
		UNIT(nothing_bad_needs_no_model),
		UNIT(nothing_known_is_undecided),
		UNIT(what_was_not_seen_lately_is_not_well),
		UNIT(an_old_sight_accuses_nobody),
		UNIT(what_was_well_before_it_began_clears_nobody),
		UNIT(what_comes_and_goes_is_not_well),
		UNIT(what_comes_and_goes_clears_nobody),
		UNIT(where_somebody_works_is_suspected_first),
		UNIT(it_says_what_it_rests_on),
		UNIT(it_says_what_would_tell),
		UNIT(who_is_unknown_is_refused),
		{NULL, NULL},
	};

	return unit_run("engine-suspects", tests);
}
