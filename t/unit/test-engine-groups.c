/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Groups in a check, over the in-memory store: which are judged, from which of two
 * readings, what is compared with the check before, which groups two routers share,
 * and how long a switchover lasted.
 */
#include "engine/groups.h"

#include "engine/internal.h"
#include "store/results.h"
#include "test-inventory.h"

#define SECOND ((int64_t)G_USEC_PER_SEC)
#define MINUTE (60 * SECOND)
#define NOW (INT64_C(1795543200) * SECOND)

static const char network[] =
	"organizations:\n"
	"  h: {kind: institution, type: clinic, service-class: user, name: Clinic, code: '1310002'}\n"
	"devices:\n"
	"  d1: {owner: self, address: 10.0.2.1, service-class: user, platform: frr, ssh: {like: noc}}\n"
	"  d2: {owner: self, address: 10.0.2.2, service-class: user, platform: frr, ssh: {like: noc}}\n"
	"  p1: {owner: self, address: 10.0.2.3, service-class: user}\n"
	"  p2: {owner: self, address: 10.0.2.4, service-class: user}\n"
	"  cpe: {owner: self, address: 10.0.2.5, service-class: user}\n"
	"  b2: {owner: self, address: 10.0.2.6, service-class: user}\n"
	"lines:\n"
	"  m1: {institution: h, from: a1, cpe: cpe, address: 10.1.1.1}\n"
	"  m2: {institution: h, from: b1, cpe: cpe, address: 10.1.1.2}\n"
	"links:\n"
	"  - [d1, p1]\n"
	"  - [d2, p1]\n"
	"  - [d1, p2]\n"
	"groups:\n"
	"  gw: {protocol: vrrp, members: [d1, d2], normally-active: d1%s}\n"
	"  edge: {protocol: bgp, members: [d1, d2], normally-active: d1}\n"
	"  pair: {protocol: lines, members: [m1, m2], normally-active: m1}\n"
	"  blind: {protocol: vrrp, members: [p1, p2]}\n"
	"  well: {protocol: any, members: [p1, p2]}\n";

struct fixture {
	struct inventory *inventory;
	struct store *store;
	struct check check;
	int64_t now_us;
	GPtrArray *readings;
};

/* MORE: further keys of gw. */
static void setup(struct fixture *fixture, const char *hops, const char *more)
{
	const struct store_options options = {
		.mode = STORE_WRITE, .purpose = STORE_REHEARSAL, .log_name = "test.example/noc1", .clock = clock_system(),
	};
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autofree char *own = g_strdup_printf("own-view: {first-hops: [%s]}\n"
						   "ssh-logins: {noc: {user: nwops, agent: true}}\n%s", hops, case_base);
	g_autoptr(GString) things = g_string_new(network);
	g_autofree char *shown = NULL;

	g_string_replace(things, "%s", more, 1);
	*fixture = (struct fixture){ .inventory = case_read(own, things->str, faults), .now_us = NOW };
	shown = case_shown(faults);
	ck_assert_msg(fixture->inventory != NULL, "%s", shown);
	fixture->store = store_open_memory(&options, NULL);
	ck_assert_ptr_nonnull(fixture->store);
}

static void clear_view(gpointer reading)
{
	device_view_clear(&((struct check_reading *)reading)->view);
}

/* A check that has seen nothing yet, a minute after the one before. */
static void begin(struct fixture *fixture)
{
	fixture->now_us += MINUTE;
	fixture->check = (struct check){
		.items = g_array_new(FALSE, TRUE, sizeof(struct check_item)),
		.figures = g_ptr_array_new_with_free_func(engine_figure_free),
		.readings = g_array_new(FALSE, TRUE, sizeof(struct check_reading)),
	};
	g_array_set_clear_func(fixture->check.readings, clear_view);
	fixture->readings = g_ptr_array_new_with_free_func(g_free);
}

static void end(struct fixture *fixture)
{
	g_array_unref(fixture->check.items);
	g_ptr_array_unref(fixture->check.figures);
	g_array_unref(fixture->check.readings);
	for (guint i = 0; i < fixture->readings->len; i++)
		result_clear(fixture->readings->pdata[i]);
	g_ptr_array_unref(fixture->readings);
}

static void teardown(struct fixture *fixture)
{
	store_close(fixture->store);
	inventory_free(fixture->inventory);
}

/* --- what was seen --- */

static struct result *add_result(struct fixture *fixture, const struct item *item, enum probe_end end,
				 enum status status)
{
	struct result *result = g_new0(struct result, 1);
	struct check_item added = { .item = *item, .result = result, .judgement = { .status = status } };

	result_init(result);
	result->started_at_us = fixture->now_us;
	result->end = (uint8_t)end;
	result->sent = 5;
	result->received = end == PROBE_ANSWERED ? 5 : 0;
	g_ptr_array_add(fixture->readings, result);
	g_array_append_val(fixture->check.items, added);
	return result;
}

static struct item thing(const struct fixture *fixture, const char *name)
{
	const struct line *line = inventory_find_line(fixture->inventory, name);
	struct item item = { .kind = line ? ITEM_LINE : ITEM_DEVICE };

	if (line)
		item.line = line;
	else
		item.device = inventory_find_device(fixture->inventory, name);
	ck_assert_ptr_nonnull(item.device);
	return item;
}

static void answers(struct fixture *fixture, const char *name, bool does)
{
	struct item item = thing(fixture, name);

	add_result(fixture, &item, does ? PROBE_ANSWERED : PROBE_NO_ANSWER, does ? STATUS_OK : STATUS_DOWN);
}

/* NAME was logged in to; the reading that came of it, NULL when AS_READ is false. */
static struct device_view *log_in(struct fixture *fixture, const char *name, bool as_read)
{
	g_autofree char *question = g_strdup_printf("device:%s/login", name);
	struct item item = thing(fixture, name);
	struct check_reading reading = { .device = item.device, .read_at_us = fixture->now_us };
	struct result *result;
	struct ssh_facts *ssh;

	item.question = inventory_find_question(fixture->inventory, question);
	ck_assert_ptr_nonnull(item.question);
	result = add_result(fixture, &item, as_read ? PROBE_ANSWERED : PROBE_COULD_NOT_ASK,
			    as_read ? STATUS_OK : STATUS_UNKNOWN);
	ssh = &result_new_facts(result, QUESTION_SSH)->ssh;
	if (!as_read)
		return NULL;
	ssh->reading = g_new0(struct reading, 1);
	ssh->reading->read_at_us = fixture->now_us;
	reading.view.roles = g_array_new(FALSE, TRUE, sizeof(struct device_role));
	reading.view.sessions = g_array_new(FALSE, TRUE, sizeof(struct device_session));
	reading.view.roles_whole = reading.view.sessions_whole = true;
	g_array_append_val(fixture->check.readings, reading);
	return &g_array_index(fixture->check.readings, struct check_reading, fixture->check.readings->len - 1).view;
}

static void add_role(struct device_view *view, const char *number, const char *address, enum group_role role)
{
	struct device_role added = { .protocol = "vrrp", .family = "ipv4", .role = role, .transitions = -1,
				     .transitions_before = -1 };

	g_strlcpy(added.number, number, sizeof(added.number));
	g_strlcpy(added.virtual_address, address, sizeof(added.virtual_address));
	g_array_append_val(view->roles, added);
}

static void add_session(struct device_view *view, bool up, int64_t lost, int64_t lost_before)
{
	struct device_session added = { .peer = "10.0.0.3", .up = up, .lost = lost, .lost_before = lost_before };

	g_array_append_val(view->sessions, added);
}

/* Both are logged in to, and say of group 5: A active, S standby, X out, nothing at all (-), or cannot
 * be read (?). */
static void roles(struct fixture *fixture, const char *letters)
{
	static const char *const names[] = { "d1", "d2" };

	for (int i = 0; i < 2; i++) {
		struct device_view *view = log_in(fixture, names[i], letters[i] != '?');

		if (view && letters[i] != '-')
			add_role(view, "5", "10.0.2.9", letters[i] == 'A'   ? GROUP_ROLE_ACTIVE
							: letters[i] == 'S' ? GROUP_ROLE_STANDBY
									    : GROUP_ROLE_OUT);
	}
}

/* --- what came of it --- */

static struct check_options options_of(const struct fixture *fixture)
{
	return (struct check_options){ .inventory = fixture->inventory, .store = fixture->store, .record = true };
}

static const struct check_item *find_group(const struct fixture *fixture, const char *name)
{
	for (guint i = 0; i < fixture->check.items->len; i++) {
		const struct check_item *item = &g_array_index(fixture->check.items, struct check_item, i);

		if (item_question_kind(&item->item) == QUESTION_GROUP && !strcmp(item_short_name(&item->item), name))
			return item;
	}
	return NULL;
}

static const struct group_facts *facts_of(const struct fixture *fixture, const char *name)
{
	const struct check_item *item = find_group(fixture, name);

	ck_assert_msg(item != NULL, "group '%s' was not judged", name);
	return &item->result->facts->group;
}

/* Judges the groups of what was seen, and keeps what they leave. */
static void judge(struct fixture *fixture)
{
	struct check_options options = options_of(fixture);
	GError *error = NULL;

	ck_assert_msg(engine_view_groups(&options, &fixture->check, &error), "%s", error ? error->message : "");
	ck_assert(store_begin(fixture->store, NULL));
	ck_assert_msg(engine_keep_groups(fixture->store, &fixture->check, &error), "%s", error ? error->message : "");
	ck_assert(store_commit(fixture->store, NULL));
}

/* Names of the devices that are to be read again. */
static char *doubts(struct fixture *fixture)
{
	struct check_options options = options_of(fixture);
	g_autoptr(GArray) logins = engine_doubted_groups(&options, &fixture->check, NULL);
	GString *names = g_string_new(NULL);

	ck_assert_ptr_nonnull(logins);
	for (guint i = 0; i < logins->len; i++) {
		g_autofree char *name = item_name(&g_array_index(logins, struct item, i));

		g_string_append_printf(names, "%s ", name);
	}
	return g_string_free(names, FALSE);
}

static void assert_doubts(struct fixture *fixture, const char *expected)
{
	g_autofree char *names = doubts(fixture);

	ck_assert_str_eq(names, expected);
}

/* --- tests --- */

START_TEST(a_group_is_an_item_of_its_own)
{
	struct fixture fixture;
	const struct check_item *item;
	g_autofree char *name = NULL;

	setup(&fixture, "b1", "");
	begin(&fixture);
	roles(&fixture, "AS");
	judge(&fixture);
	item = find_group(&fixture, "gw");
	ck_assert_ptr_nonnull(item);
	name = item_name(&item->item);
	ck_assert_str_eq(name, "group:gw");
	ck_assert_str_eq(item_question_name(&item->item), "");
	ck_assert_int_eq(item->item.kind, ITEM_DEVICE);
	ck_assert_int_eq(item->judgement.status, STATUS_OK);
	ck_assert_int_eq(item->judgement.cause, CAUSE_GROUP);
	ck_assert_int_eq(item->judgement.limit, GROUP_NORMAL);
	ck_assert_int_eq(item->result->end, PROBE_ANSWERED);
	ck_assert_int_eq(item->result->started_at_us, fixture.now_us);
	ck_assert_str_eq(facts_of(&fixture, "gw")->active, "d1");
	ck_assert_uint_eq(facts_of(&fixture, "gw")->instance_count, 1);
	ck_assert_str_eq(facts_of(&fixture, "gw")->instances[0].name, "vrrp 5 10.0.2.9");
	end(&fixture);
	teardown(&fixture);
}
END_TEST

START_TEST(only_what_was_asked_whole_is_judged)
{
	struct fixture fixture;

	setup(&fixture, "b1", "");
	begin(&fixture);
	log_in(&fixture, "d1", true);
	answers(&fixture, "d2", true);
	answers(&fixture, "m1", true);
	answers(&fixture, "p1", true);
	answers(&fixture, "p2", false);
	judge(&fixture);
	ck_assert_ptr_null(find_group(&fixture, "gw"));
	ck_assert_ptr_null(find_group(&fixture, "edge"));
	ck_assert_ptr_null(find_group(&fixture, "pair"));
	/* Nobody can log in to its members. */
	ck_assert_ptr_null(find_group(&fixture, "blind"));
	ck_assert_int_eq(facts_of(&fixture, "well")->verdict, GROUP_DEGRADED);
	end(&fixture);
	teardown(&fixture);
}
END_TEST

START_TEST(what_was_known_before_is_compared_with)
{
	static const struct {
		const char *roles;
		enum group_verdict verdict;
		bool over;
		int since;		/* number of the run from which it has been so */
	} runs[] = {
		{ "AS", GROUP_NORMAL, false, 0 },
		{ "AS", GROUP_NORMAL, false, 0 },
		{ "SA", GROUP_SWITCHED, true, 2 },
		{ "SA", GROUP_SWITCHED, false, 2 },
		/* What is not known leaves what was. */
		{ "?A", GROUP_UNKNOWN, false, 4 },
		{ "SA", GROUP_SWITCHED, false, 2 },
		{ "AS", GROUP_NORMAL, true, 6 },
		{ "AX", GROUP_DEGRADED, false, 7 },
		/* It takes no part any more. */
		{ "A-", GROUP_DEGRADED, false, 7 },
		{ "--", GROUP_NONE, false, 9 },
		{ "--", GROUP_NONE, false, 9 },
		{ "AS", GROUP_NORMAL, false, 11 },
	};
	struct fixture fixture;

	setup(&fixture, "b1", "");
	for (size_t i = 0; i < G_N_ELEMENTS(runs); i++) {
		const struct group_facts *facts;

		begin(&fixture);
		roles(&fixture, runs[i].roles);
		judge(&fixture);
		facts = facts_of(&fixture, "gw");
		ck_assert_msg(facts->verdict == runs[i].verdict && facts->switched_over == runs[i].over &&
				      facts->since_us == NOW + (runs[i].since + 1) * MINUTE,
			      "%zu: verdict %d, over %d, since run %d: %s", i, facts->verdict, facts->switched_over,
			      (int)((facts->since_us - NOW) / MINUTE) - 1, facts->text);
		end(&fixture);
	}
	teardown(&fixture);
}
END_TEST

START_TEST(there_and_back_is_seen_by_the_counter)
{
	struct fixture fixture;
	const struct group_facts *facts;

	setup(&fixture, "b1", "");
	for (int run = 0; run < 3; run++) {
		struct device_role *role;

		begin(&fixture);
		roles(&fixture, "AS");
		role = &g_array_index(g_array_index(fixture.check.readings, struct check_reading, 0).view.roles,
				      struct device_role, 0);
		role->transitions = run ? 4 : 2;
		role->transitions_before = run == 1 ? 2 : run ? 4 : -1;
		judge(&fixture);
		facts = facts_of(&fixture, "gw");
		ck_assert_int_eq(facts->verdict, run == 1 ? GROUP_SWITCHED : GROUP_NORMAL);
		ck_assert_int_eq(facts->there_and_back, run == 1);
		ck_assert_int_eq(facts->switched_from_us, run ? NOW + MINUTE : 0);
		ck_assert_int_eq(facts->switched_until_us, run ? NOW + 2 * MINUTE : 0);
		end(&fixture);
	}
	teardown(&fixture);
}
END_TEST

START_TEST(a_split_has_both_read_again_and_the_second_reading_counts)
{
	static const struct { const char *again; enum group_verdict verdict; } cases[] = {
		{ "AS", GROUP_NORMAL },
		{ "AA", GROUP_SPLIT },
		/* One reading alone does not prove it. */
		{ "A?", GROUP_UNKNOWN },
		{ "??", GROUP_UNKNOWN },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct fixture fixture;

		setup(&fixture, "b1", "");
		begin(&fixture);
		roles(&fixture, "AA");
		assert_doubts(&fixture, "device:d1/login device:d2/login ");
		fixture.now_us += SECOND;
		roles(&fixture, cases[i].again);
		judge(&fixture);
		ck_assert_int_eq(facts_of(&fixture, "gw")->verdict, cases[i].verdict);
		end(&fixture);
		begin(&fixture);
		roles(&fixture, "AA");
		assert_doubts(&fixture, cases[i].verdict == GROUP_SPLIT ? "" : "device:d1/login device:d2/login ");
		end(&fixture);
		teardown(&fixture);
	}
}
END_TEST

START_TEST(two_routers_share_several_groups)
{
	static const struct {
		const char *named;
		enum group_verdict verdict;
		const char *active, *text;
		unsigned int instances;
	} cases[] = {
		{ "", GROUP_SWITCHED, "d2", "vrrp 6 10.0.3.9: active d2; normally d1; standing by: d1", 2 },
		{ ", vrid: 5", GROUP_NORMAL, "d1", "active d1; standing by: d2", 1 },
		{ ", vrid: 6", GROUP_SWITCHED, "d2", "active d2; normally d1; standing by: d1", 1 },
		{ ", vrid: 7", GROUP_DEGRADED, "d1", "active d1; out: d2", 1 },
		{ ", vrid: 8", GROUP_NONE, NULL, "nobody is active; out: d1, d2", 1 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct device_view *view;
		struct fixture fixture;
		const struct group_facts *facts;

		setup(&fixture, "b1", cases[i].named);
		begin(&fixture);
		view = log_in(&fixture, "d1", true);
		add_role(view, "5", "10.0.2.9", GROUP_ROLE_ACTIVE);
		add_role(view, "6", "10.0.3.9", GROUP_ROLE_STANDBY);
		/* With nobody of these. */
		add_role(view, "7", "10.0.4.9", GROUP_ROLE_ACTIVE);
		view = log_in(&fixture, "d2", true);
		add_role(view, "6", "10.0.3.9", GROUP_ROLE_ACTIVE);
		add_role(view, "5", "10.0.2.9", GROUP_ROLE_STANDBY);
		judge(&fixture);
		facts = facts_of(&fixture, "gw");
		ck_assert_msg(facts->verdict == cases[i].verdict && !g_strcmp0(facts->active, cases[i].active) &&
				      !strcmp(facts->text, cases[i].text) &&
				      facts->instance_count == cases[i].instances,
			      "%zu: verdict %d, %u instances, '%s'", i, facts->verdict, facts->instance_count, facts->text);
		end(&fixture);
		teardown(&fixture);
	}
}
END_TEST

START_TEST(one_number_on_two_interfaces_is_two_groups)
{
	struct device_view *view;
	struct fixture fixture;

	setup(&fixture, "b1", "");
	begin(&fixture);
	view = log_in(&fixture, "d1", true);
	add_role(view, "1", "10.0.2.9", GROUP_ROLE_ACTIVE);
	add_role(view, "1", "10.0.3.9", GROUP_ROLE_ACTIVE);
	view = log_in(&fixture, "d2", true);
	add_role(view, "1", "10.0.3.9", GROUP_ROLE_ACTIVE);
	add_role(view, "1", "10.0.2.9", GROUP_ROLE_STANDBY);
	judge(&fixture);
	ck_assert_int_eq(facts_of(&fixture, "gw")->verdict, GROUP_SPLIT);
	ck_assert_str_eq(facts_of(&fixture, "gw")->text, "vrrp 1 10.0.3.9: active at once: d1, d2");
	end(&fixture);
	teardown(&fixture);
}
END_TEST

START_TEST(borders_carry_with_a_session_to_another_owner)
{
	static const struct {
		bool up[2];
		bool whole;
		int64_t lost[2];
		enum group_verdict verdict;
	} runs[] = {
		{ { true, true }, true, { 1, 1 }, GROUP_NORMAL },
		{ { false, true }, true, { 2, 1 }, GROUP_DEGRADED },
		{ { true, true }, true, { 2, 1 }, GROUP_NORMAL },
		/* Lost and regained between two runs. */
		{ { true, true }, true, { 3, 1 }, GROUP_SWITCHED },
		{ { true, true }, true, { 3, 1 }, GROUP_NORMAL },
		{ { false, false }, true, { 4, 2 }, GROUP_NONE },
		{ { true, true }, false, { 4, 2 }, GROUP_UNKNOWN },
	};
	struct fixture fixture;
	int64_t before[2] = { -1, -1 };

	setup(&fixture, "b1", "");
	for (size_t i = 0; i < G_N_ELEMENTS(runs); i++) {
		begin(&fixture);
		for (int member = 0; member < 2; member++) {
			struct device_view *view = log_in(&fixture, member ? "d2" : "d1", true);

			add_session(view, runs[i].up[member], runs[i].lost[member], before[member]);
			view->sessions_whole = runs[i].whole;
			before[member] = runs[i].lost[member];
		}
		judge(&fixture);
		ck_assert_msg(facts_of(&fixture, "edge")->verdict == runs[i].verdict, "%zu: %s", i,
			      facts_of(&fixture, "edge")->text);
		end(&fixture);
	}
	/* One session is enough, and which of two was lost does not matter. */
	begin(&fixture);
	for (int member = 0; member < 2; member++) {
		struct device_view *view = log_in(&fixture, member ? "d2" : "d1", true);

		add_session(view, true, 9, 4);
		add_session(view, true, 4, 4);
		add_session(view, false, 9, 4);
	}
	judge(&fixture);
	ck_assert_int_eq(facts_of(&fixture, "edge")->verdict, GROUP_NORMAL);
	end(&fixture);
	teardown(&fixture);
}
END_TEST

static void keep_answer(struct fixture *fixture, const char *item, int64_t at_us, bool silent)
{
	const struct result_record record = {
		.started_at_us = at_us, .end = silent ? PROBE_NO_ANSWER : PROBE_ANSWERED, .sent = 5,
		.received = silent ? 0 : 5, .limit = -1, .rtt_min_us = -1, .rtt_median_us = -1, .rtt_max_us = -1,
	};

	ck_assert(store_begin(fixture->store, NULL));
	ck_assert(results_keep(fixture->store, item, &record, NULL));
	ck_assert(store_commit(fixture->store, NULL));
}

START_TEST(an_interruption_is_estimated_by_what_lies_behind)
{
	static const struct {
		const char *group, *hops;
		int64_t least_us, most_us;
	} cases[] = {
		{ "pair", "b1", 0, 20 * SECOND },
		/* p1 is behind both, and we are before them. */
		{ "gw", "d1, d2", 20 * SECOND, 40 * SECOND },
		/* Whether our packets pass them is not known. */
		{ "gw", "b1", -1, -1 },
		{ "gw", "d1, b1", -1, -1 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct fixture fixture;
		const struct group_facts *facts;

		setup(&fixture, cases[i].hops, "");
		for (int run = 0; run < 2; run++) {
			begin(&fixture);
			roles(&fixture, run ? "SA" : "AS");
			answers(&fixture, "m1", !run);
			answers(&fixture, "m2", true);
			answers(&fixture, "cpe", true);
			answers(&fixture, "p1", true);
			answers(&fixture, "p2", true);
			if (run)
				for (int probe = 0; probe < 4; probe++) {
					int64_t at_us = fixture.now_us + (probe * 10 - 40) * SECOND;

					keep_answer(&fixture, "device:cpe", at_us, probe == 1 || probe == 3);
					keep_answer(&fixture, "device:p1", at_us, probe > 0);
					/* It is linked to one of them alone. */
					keep_answer(&fixture, "device:p2", at_us, true);
				}
			judge(&fixture);
			facts = facts_of(&fixture, cases[i].group);
			if (run)
				ck_assert_msg(facts->outage_least_us == cases[i].least_us &&
						      facts->outage_most_us == cases[i].most_us,
					      "%zu: %ld to %ld", i, (long)facts->outage_least_us, (long)facts->outage_most_us);
			end(&fixture);
		}
		teardown(&fixture);
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_group_is_an_item_of_its_own),
		UNIT(only_what_was_asked_whole_is_judged),
		UNIT(what_was_known_before_is_compared_with),
		UNIT(there_and_back_is_seen_by_the_counter),
		UNIT(a_split_has_both_read_again_and_the_second_reading_counts),
		UNIT(two_routers_share_several_groups),
		UNIT(one_number_on_two_interfaces_is_two_groups),
		UNIT(borders_carry_with_a_session_to_another_owner),
		UNIT(an_interruption_is_estimated_by_what_lies_behind),
		{ NULL, NULL },
	};

	return unit_run("engine-groups", tests);
}
