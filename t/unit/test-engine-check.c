/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A check from selection to record, over the in-memory store and an overlay:
 * what is kept, what is said to have changed, and what a full or refusing
 * store leaves.
 */
#include "base/json.h"
#include "engine/engine.h"
#include "fixture-inventory.h"
#include "store/journal.h"
#include "store/results.h"
#include "store/states.h"
#include "store/transitions.h"
#include "store/windows.h"
#include "unit.h"

#define ALL_WELL "overlay: 1\ndefault: {rtt: 3ms}\n"
#define C1_SILENT "overlay: 1\ndefault: {rtt: 3ms}\nanswers: {10.20.0.1: {answer: none}}\n"

struct fixture {
	struct inventory *inventory;
	struct store *store;
	struct overlay *overlay;
	struct clock *clock;
	const char *other;		/* the overlay of a check that comes in between; NULL: none does */
};

static void setup(struct fixture *fixture)
{
	*fixture = (struct fixture){ .inventory = fixture_inventory() };
}

static void teardown(struct fixture *fixture)
{
	store_close(fixture->store);
	overlay_free(fixture->overlay);
	clock_free(fixture->clock);
	inventory_free(fixture->inventory);
}

static void check_in_between(void *context, enum notes_level level, const char *message);

/* One check at TIME of what SELECTOR means, with OVERLAY answering. */
static bool check_at(struct fixture *fixture, const char *time, const char *overlay, const char *selector,
		     struct check *ret_check, GError **error)
{
	const char *const selectors[] = { selector, NULL };
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	const struct notes notes = { .threshold = NOTES_WARNING, .write = check_in_between, .context = fixture };
	struct check_options options = {
		.inventory = fixture->inventory, .actor = "sato", .selectors = selectors,
	};

	overlay_free(fixture->overlay);
	clock_free(fixture->clock);
	fixture->overlay = overlay_parse("overlay.yaml", overlay, strlen(overlay), faults);
	fixture->clock = clock_new_set(time, NULL);
	ck_assert(fixture->overlay && fixture->clock);
	if (!fixture->store) {
		const struct store_options store_options = {
			.mode = STORE_WRITE, .purpose = STORE_REHEARSAL, .log_name = "test.example/noc1",
			.clock = clock_system(),
		};

		fixture->store = store_open_memory(&store_options, NULL);
		ck_assert_ptr_nonnull(fixture->store);
	}
	options.store = fixture->store;
	options.record = fixture->store != NULL;
	options.probing = (struct probe_options){
		.clock = fixture->clock, .overlay = fixture->overlay, .deadline_us = G_USEC_PER_SEC, .notes = &notes,
	};
	return engine_check(&options, ret_check, error);
}

#define OTHER_TIME "2026-11-25T04:00:00+09:00"

/* What a window covers is looked up when a check has been compared with the store, and before it is kept: one
 * that covers nothing is a note just then. */
static void check_in_between(void *context, enum notes_level level, const char *message)
{
	struct fixture *mine = context, other = *mine;
	const char *overlay = mine->other;
	struct check check;

	mine->other = NULL;
	if (!overlay)
		return;
	other.overlay = NULL;
	other.clock = NULL;
	other.other = NULL;
	ck_assert(check_at(&other, OTHER_TIME, overlay, NULL, &check, NULL));
	check_clear(&check);
	overlay_free(other.overlay);
	clock_free(other.clock);
}

/* From now on each check that has something to compare says so. */
static void plan_nothing(struct fixture *fixture)
{
	const struct window_record window = {
		.id = "M-20261125-001", .selectors = "line:nonesuch", .owner = "sato", .reason = "", .zone = "Asia/Tokyo",
		.from_us = 1, .until_us = INT64_MAX, .made_at_us = 1, .made_by = "sato",
	};

	ck_assert(store_begin(fixture->store, NULL));
	ck_assert(windows_set(fixture->store, &window, NULL));
	ck_assert(store_commit(fixture->store, NULL));
}

static const struct check_item *find(const struct check *check, const char *name)
{
	for (guint i = 0; i < check->items->len; i++) {
		const struct check_item *item = &g_array_index(check->items, struct check_item, i);

		if (g_str_equal(item_short_name(&item->item), name))
			return item;
	}
	ck_abort_msg("no item '%s' in the check", name);
	return NULL;
}

static bool take_payload(void *context, const struct journal_entry *entry)
{
	char **text = context;

	g_free(*text);
	*text = g_strndup(entry->payload, entry->payload_length);
	ck_assert_str_eq(entry->kind, "check");
	ck_assert_str_eq(entry->actor, "sato");
	return true;
}

/* The payload of journal entry SEQUENCE. Caller frees. */
static struct json *read_payload(struct fixture *fixture, int64_t sequence)
{
	g_autofree char *text = NULL;

	ck_assert(journal_read(fixture->store, sequence, sequence, take_payload, &text, NULL));
	ck_assert_ptr_nonnull(text);
	return json_parse(text, strlen(text), 1 << 20, NULL);
}

START_TEST(a_check_keeps_results_states_and_one_journal_entry)
{
	struct fixture fixture;
	struct state_record state;
	struct check check;
	g_autoptr(ops_json_t) payload = NULL;
	int64_t ok = 0, down = 0, fresh = 0;

	setup(&fixture);
	ck_assert(check_at(&fixture, "2026-11-25T03:00:00+09:00", C1_SILENT, NULL, &check, NULL));
	ck_assert_uint_eq(check.items->len, 5);
	ck_assert_uint_eq(check.tally.counts[STATUS_OK], 4);
	ck_assert_uint_eq(check.tally.counts[STATUS_DOWN], 1);
	ck_assert_int_eq(check.sequence, 1);
	ck_assert_int_eq(journal_size(fixture.store, NULL), 1);
	ck_assert(states_get(fixture.store, "line:c1", &state, NULL));
	ck_assert_int_eq(state.status, STATUS_DOWN);
	payload = read_payload(&fixture, 1);
	ck_assert_uint_eq(json_length(json_get(payload, "changes")), 1);
	ck_assert(json_get_integer(payload, "new", &fresh));
	ck_assert_int_eq(fresh, 5);
	ck_assert(json_get_integer(json_get(payload, "counts"), "ok", &ok));
	ck_assert(json_get_integer(json_get(payload, "counts"), "down", &down));
	ck_assert_int_eq(ok, 4);
	ck_assert_int_eq(down, 1);
	check_clear(&check);
	teardown(&fixture);
}
END_TEST

START_TEST(a_status_keeps_its_beginning_until_it_changes)
{
	struct fixture fixture;
	struct check first, second, third;
	g_autoptr(ops_json_t) payload = NULL;

	setup(&fixture);
	ck_assert(check_at(&fixture, "2026-11-25T03:00:00+09:00", ALL_WELL, NULL, &first, NULL));
	ck_assert(check_at(&fixture, "2026-11-25T03:05:00+09:00", C1_SILENT, NULL, &second, NULL));
	ck_assert(check_at(&fixture, "2026-11-25T03:10:00+09:00", C1_SILENT, NULL, &third, NULL));
	ck_assert(!find(&first, "c1")->known_before);
	ck_assert(find(&second, "c1")->known_before);
	ck_assert_int_eq(find(&second, "c1")->status_before, STATUS_OK);
	ck_assert_int_eq(find(&second, "c1")->since_us, second.started_at_us);
	ck_assert_int_eq(find(&second, "c2")->since_us, first.started_at_us);
	ck_assert_int_eq(find(&third, "c1")->since_us, second.started_at_us);
	payload = read_payload(&fixture, second.sequence);
	ck_assert_uint_eq(json_length(json_get(payload, "changes")), 1);
	ck_assert_str_eq(json_get_string(json_at(json_get(payload, "changes"), 0), "item"), "line:c1");
	ck_assert_str_eq(json_get_string(json_at(json_get(payload, "changes"), 0), "from"), "ok");
	ck_assert_str_eq(json_get_string(json_at(json_get(payload, "changes"), 0), "to"), "down");
	check_clear(&first);
	check_clear(&second);
	check_clear(&third);
	teardown(&fixture);
}
END_TEST

START_TEST(only_what_is_selected_is_touched)
{
	struct fixture fixture;
	struct state_record state;
	struct check check;

	setup(&fixture);
	ck_assert(check_at(&fixture, "2026-11-25T03:00:00+09:00", ALL_WELL, "line:c2", &check, NULL));
	ck_assert_uint_eq(check.items->len, 1);
	ck_assert(states_get(fixture.store, "line:c2", &state, NULL));
	ck_assert(!states_get(fixture.store, "line:c1", &state, NULL));
	check_clear(&check);
	teardown(&fixture);
}
END_TEST

START_TEST(a_word_that_means_nothing_leaves_no_trace)
{
	struct fixture fixture;
	struct check check = { 0 };
	g_autoptr(GError) error = NULL;

	setup(&fixture);
	ck_assert(!check_at(&fixture, "2026-11-25T03:00:00+09:00", ALL_WELL, "line:nonesuch", &check, &error));
	ck_assert_int_eq(error->domain, OPS_INVENTORY_ERROR);
	ck_assert_ptr_null(check.items);
	ck_assert_int_eq(journal_size(fixture.store, NULL), 0);
	teardown(&fixture);
}
END_TEST

static bool append_transition(void *context, const struct transition_record *transition)
{
	g_string_append_printf(context, "%s%s%s %s-%s", ((GString *)context)->len ? ", " : "", transition->told ? "" : "not told ",
			       transition->item, words_get(WORDS_STATUS, transition->from)->id,
			       words_get(WORDS_STATUS, transition->to)->id);
	return true;
}

#define C2_SILENT "overlay: 1\ndefault: {rtt: 3ms}\nanswers: {10.20.0.2: {answer: none}}\n"
#define C1_C2_SILENT "overlay: 1\ndefault: {rtt: 3ms}\nanswers: {10.20.0.1: {answer: none}, 10.20.0.2: {answer: none}}\n"

START_TEST(two_checks_at_once_tell_a_change_once)
{
	static const struct { const char *before[2], *mine, *other, *told; enum status c1; } cases[] = {
		/* both see it fail; both see the last step of its recovery; both see that it goes on */
		{ { ALL_WELL, ALL_WELL }, C1_SILENT, C1_SILENT, "line:c1 ok-down", STATUS_DOWN },
		{ { C1_SILENT, ALL_WELL }, ALL_WELL, ALL_WELL, "line:c1 ok-down, line:c1 down-ok", STATUS_OK },
		{ { ALL_WELL, C1_SILENT }, C1_SILENT, C1_SILENT, "line:c1 ok-down", STATUS_DOWN },
		/* the other one sees more, or less: what was kept first stands against what was seen no later */
		{ { ALL_WELL, ALL_WELL }, C2_SILENT, C1_C2_SILENT, "line:c1 ok-down, line:c2 ok-down", STATUS_DOWN },
		{ { ALL_WELL, ALL_WELL }, C1_C2_SILENT, C2_SILENT, "line:c2 ok-down", STATUS_OK },
		/* and what it did not ask of is told by the one that did */
		{ { ALL_WELL, ALL_WELL }, C1_SILENT, NULL, "line:c1 ok-down", STATUS_DOWN },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const struct transitions_filter all = { 0 };
		g_autoptr(GString) told = g_string_new(NULL);
		struct fixture fixture;
		struct state_record state;
		struct check check;

		setup(&fixture);
		ck_assert(check_at(&fixture, "2026-11-25T03:50:00+09:00", cases[i].before[0], NULL, &check, NULL));
		check_clear(&check);
		ck_assert(check_at(&fixture, "2026-11-25T03:55:00+09:00", cases[i].before[1], NULL, &check, NULL));
		check_clear(&check);
		plan_nothing(&fixture);
		fixture.other = cases[i].other;
		ck_assert(check_at(&fixture, OTHER_TIME, cases[i].mine, NULL, &check, NULL));
		check_clear(&check);
		ck_assert_msg(!fixture.other, "case %zu: no other check came in between", i);
		ck_assert_int_eq(journal_size(fixture.store, NULL), cases[i].other ? 4 : 3);
		ck_assert(transitions_read(fixture.store, &all, append_transition, told, NULL));
		ck_assert_msg(strcmp(told->str, cases[i].told) == 0, "case %zu: %s", i, told->str);
		ck_assert(states_get(fixture.store, "line:c1", &state, NULL));
		ck_assert_int_eq(state.status, cases[i].c1);
		teardown(&fixture);
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_check_keeps_results_states_and_one_journal_entry),
		UNIT(a_status_keeps_its_beginning_until_it_changes),
		UNIT(only_what_is_selected_is_touched),
		UNIT(a_word_that_means_nothing_leaves_no_trace),
		UNIT(two_checks_at_once_tell_a_change_once),
		{ NULL, NULL },
	};

	return unit_run("engine-check", tests);
}
