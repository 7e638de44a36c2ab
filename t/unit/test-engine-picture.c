/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The picture is collected of what is kept: what is fine costs no row, what covers is
 * asked of this very moment, and age makes nothing UNKNOWN. A shift is read out of the
 * transitions and the journal, whatever the order of their times.
 */
#include "engine/handover.h"
#include "fixture-inventory.h"
#include "fixture-windows.h"
#include "store/courses.h"
#include "store/journal.h"
#include "store/marks.h"
#include "store/states.h"
#include "store/transitions.h"

#define TOKYO "Asia/Tokyo"
#define NOW "2026-11-25T03:00:00+09:00"
#define MINUTE (60 * (int64_t)G_USEC_PER_SEC)

static const char network[] =
	"organizations:\n"
	"  self: {kind: operator, self: true, name: Tozai}\n"
	"  clinic: {kind: institution, service-class: user, type: clinic, name: Sakura}\n"
	"devices:\n"
	"  d1: {owner: self, address: 10.0.0.1, service-class: backbone}\n"
	"  d2: {owner: self, address: 10.0.0.2, service-class: backbone}\n"
	"lines:\n"
	"  c1: {institution: clinic, address: 10.20.0.1, kind: ip-vpn}\n"
	"  c2: {institution: clinic, address: 10.20.0.2, kind: ip-vpn}\n"
	"groups:\n"
	"  gw: {protocol: any, members: [d1, d2]}\n";

struct scene {
	struct inventory *inventory;
	struct clock *clock;
	struct store *store;
	struct notes notes;
	int64_t now_us;
};

static void scene_init(struct scene *scene)
{
	*scene = (struct scene){.inventory = fixture_inventory_of(network), .now_us = fixture_at(NOW, TOKYO)};
	scene->clock = clock_new_set(NOW, NULL);
	ck_assert_ptr_nonnull(scene->clock);
	const struct store_options options = {
		.mode = STORE_WRITE, .purpose = STORE_REAL, .log_name = "test.example/noc1", .clock = scene->clock,
	};
	scene->store = store_open_memory(&options, NULL);
	ck_assert_ptr_nonnull(scene->store);
}

static void scene_clear(struct scene *scene)
{
	store_close(scene->store);
	clock_free(scene->clock);
	inventory_free(scene->inventory);
}

/* ITEM is STATUS since an hour and was last asked AGE ago. */
static void keep(struct scene *scene, const char *item, enum status status, enum cause cause, int32_t limit,
		 int64_t age_us)
{
	const struct state_record state = {item, status, scene->now_us - 60 * MINUTE};
	const struct result_record result = {
		.started_at_us = scene->now_us - age_us, .status = status, .cause = cause, .limit = limit,
		.rtt_min_us = -1, .rtt_median_us = -1, .rtt_max_us = -1,
	};

	ck_assert(store_begin(scene->store, NULL) && results_keep(scene->store, item, &result, NULL) &&
		  states_set(scene->store, &state, NULL) && store_commit(scene->store, NULL));
}

static void cover(struct scene *scene, enum window_kind kind, const char *selectors, int64_t until_us)
{
	struct window_record window = fixture_window(TOKYO, "2026-11-25 02:00", "2026-11-25 02:30", NULL);

	window.id = kind == WINDOW_SILENCE ? "S-20261125-001" : "M-20261125-001";
	window.kind = kind;
	window.selectors = selectors;
	window.until_us = until_us;
	ck_assert(store_begin(scene->store, NULL) && windows_set(scene->store, &window, NULL) &&
		  store_commit(scene->store, NULL));
}

static void see(struct scene *scene, const char *const *selectors, bool fine, struct picture *ret_picture)
{
	const struct picture_options options = {scene->inventory, scene->store, scene->clock, &scene->notes, selectors, fine};
	g_autoptr(GError) error = NULL;

	ck_assert_msg(engine_see(&options, ret_picture, &error), "%s", error ? error->message : "");
}

static const struct picture_row *find(const struct picture *picture, const char *name)
{
	for (guint i = 0; i < picture->rows->len; i++) {
		const struct picture_row *row = &g_array_index(picture->rows, struct picture_row, i);

		if (!strcmp(row->name, name))
			return row;
	}
	return NULL;
}

START_TEST(what_is_fine_is_counted_and_costs_no_row)
{
	static const char *const none[] = {NULL}, *const line[] = {"c1", NULL};
	struct scene scene;
	struct picture picture;

	scene_init(&scene);
	keep(&scene, "device:d1", STATUS_OK, CAUSE_NONE, -1, 0);
	keep(&scene, "device:d2", STATUS_OK, CAUSE_NONE, -1, 0);
	keep(&scene, "line:c1", STATUS_DOWN, CAUSE_END, -1, 0);
	keep(&scene, "line:gone", STATUS_DOWN, CAUSE_END, -1, 0);
	keep(&scene, "group:gw", STATUS_CAUTION, CAUSE_GROUP, GROUP_DEGRADED, 0);
	see(&scene, none, false, &picture);
	ck_assert_uint_eq(picture.rows->len, 4);
	ck_assert_uint_eq(picture.counts[PICTURE_FINE], 2);
	ck_assert_uint_eq(picture.never_asked, 1);
	ck_assert_uint_eq(picture.tally.counts[STATUS_OK], 2);
	ck_assert_uint_eq(picture.tally.counts[STATUS_DOWN], 1);
	ck_assert_uint_eq(picture.tally.counts[STATUS_UNKNOWN], 1);
	ck_assert_int_eq(find(&picture, "line:gone")->block, PICTURE_GONE);
	ck_assert_int_eq(find(&picture, "group:gw")->group_verdict, GROUP_DEGRADED);
	picture_clear(&picture);
	see(&scene, none, true, &picture);
	ck_assert_uint_eq(picture.rows->len, 6);
	ck_assert_uint_eq(picture.counts[PICTURE_FINE], 2);
	picture_clear(&picture);
	see(&scene, line, true, &picture);
	ck_assert_uint_eq(picture.rows->len, 1);
	picture_clear(&picture);
	scene_clear(&scene);
}
END_TEST

START_TEST(age_is_told_and_makes_nothing_unknown)
{
	static const struct {
		int64_t age_us;
		bool stale;
	} cases[] = {
		/* The class says 5m. */
		{0, false}, {15 * MINUTE, false}, {15 * MINUTE + 1, true}, {-5 * MINUTE, false}, {-5 * MINUTE - 1, true},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		static const char *const line[] = {"c1", NULL};
		struct scene scene;
		struct picture picture;

		scene_init(&scene);
		keep(&scene, "line:c1", STATUS_OK, CAUSE_NONE, -1, cases[i].age_us);
		see(&scene, line, true, &picture);
		ck_assert_int_eq(find(&picture, "line:c1")->status, STATUS_OK);
		ck_assert_int_eq(find(&picture, "line:c1")->stale, cases[i].stale);
		ck_assert_uint_eq(picture.stale, cases[i].stale);
		ck_assert_pstr_eq(picture.stalest, cases[i].stale ? "line:c1" : NULL);
		picture_clear(&picture);
		scene_clear(&scene);
	}
}
END_TEST

START_TEST(what_covers_is_asked_of_this_moment)
{
	static const struct {
		enum window_kind kind;
		const char *selectors;
		int64_t left_us;
		enum picture_block block;
		bool ending;
	} cases[] = {
		{WINDOW_SILENCE, "line:c1", 61 * MINUTE, PICTURE_COVERED, false},
		{WINDOW_SILENCE, "line:c1", 60 * MINUTE, PICTURE_COVERED, true},
		{WINDOW_SILENCE, "line:c1", 0, PICTURE_PROBLEM, false},
		{WINDOW_SILENCE, "line:c2", 60 * MINUTE, PICTURE_PROBLEM, false},
		{WINDOW_MAINTENANCE, "line:c1", 60 * MINUTE, PICTURE_COVERED, false},
		{WINDOW_MAINTENANCE, "line:c1", -1, PICTURE_PROBLEM, false},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		static const char *const none[] = {NULL};
		struct scene scene;
		struct picture picture;

		scene_init(&scene);
		keep(&scene, "line:c1", STATUS_DOWN, CAUSE_END, -1, 0);
		keep(&scene, "line:c2", STATUS_OK, CAUSE_NONE, -1, 0);
		cover(&scene, cases[i].kind, cases[i].selectors, scene.now_us + cases[i].left_us);
		see(&scene, none, false, &picture);
		ck_assert_int_eq(find(&picture, "line:c1")->block, cases[i].block);
		ck_assert_uint_eq(picture.windows->len, cases[i].left_us > 0);
		if (picture.windows->len)
			ck_assert_int_eq(g_array_index(picture.windows, struct picture_window, 0).ending, cases[i].ending);
		/* Covering hides no data. */
		ck_assert_uint_eq(picture.tally.counts[STATUS_DOWN], 1);
		picture_clear(&picture);
		scene_clear(&scene);
	}
}
END_TEST

/* One change of ITEM, so long before the end. */
static void change(struct scene *scene, const char *item, enum status from, enum status to, int64_t before_us,
		   const char *hidden_by)
{
	struct transition_record transition = {
		.item = item, .kind = TRANSITION_STATUS, .from = from, .to = to, .limit = -1,
		.at_us = scene->now_us - before_us, .began_us = scene->now_us - before_us,
		.told = !hidden_by, .hidden_by = hidden_by, .outage_least_us = -1, .outage_most_us = -1,
	};

	ck_assert(store_begin(scene->store, NULL) && transitions_keep(scene->store, &transition, NULL) &&
		  store_commit(scene->store, NULL));
}

static void entry(struct scene *scene, int64_t before_us, const char *kind, const char *payload)
{
	struct journal_entry entry = {
		.event_at_us = scene->now_us - before_us, .kind = kind, .actor = "sato",
		.payload = payload, .payload_length = strlen(payload),
	};

	ck_assert(store_begin(scene->store, NULL) && journal_append(scene->store, &entry, NULL) &&
		  store_commit(scene->store, NULL));
}

START_TEST(a_shift_is_what_changed_in_it_folded_behind_what_hid)
{
	static const char *const none[] = {NULL};
	struct scene scene;
	struct handover handover;
	const struct handover_item *item;

	scene_init(&scene);
	const struct picture_options options = {scene.inventory, scene.store, scene.clock, &scene.notes, none, false};

	change(&scene, "line:old", STATUS_OK, STATUS_DOWN, 61 * MINUTE, NULL);
	change(&scene, "device:d1", STATUS_OK, STATUS_DOWN, 60 * MINUTE, NULL);
	change(&scene, "line:c1", STATUS_OK, STATUS_DOWN, 59 * MINUTE, "device:d1");
	change(&scene, "line:c2", STATUS_OK, STATUS_DOWN, 59 * MINUTE, "line:c1");
	change(&scene, "device:d1", STATUS_DOWN, STATUS_WARNING, 30 * MINUTE, NULL);
	change(&scene, "device:d1", STATUS_WARNING, STATUS_OK, 20 * MINUTE, NULL);
	change(&scene, "line:c1", STATUS_DOWN, STATUS_OK, 20 * MINUTE, NULL);
	change(&scene, "line:c2", STATUS_DOWN, STATUS_OK, 20 * MINUTE, NULL);
	ck_assert(engine_hand_over(&options, scene.now_us - 60 * MINUTE, &handover, NULL));
	ck_assert_uint_eq(handover.items->len, 1);
	item = &g_array_index(handover.items, struct handover_item, 0);
	ck_assert_str_eq(item->name, "device:d1");
	ck_assert_int_eq(item->worst, STATUS_DOWN);
	ck_assert_int_eq(item->now, STATUS_OK);
	ck_assert_uint_eq(item->hidden, 2);
	ck_assert_uint_eq(item->times, 1);
	ck_assert_uint_eq(handover.changes, 7);
	handover_clear(&handover);
	scene_clear(&scene);
}
END_TEST

START_TEST(the_journal_is_read_back_as_far_as_the_shift)
{
	static const char *const none[] = {NULL};
	static const char check[] = "{\"v\":1,\"end\":\"complete\"}";
	static const char lost[] = "{\"v\":1,\"end\":\"complete\",\"view\":\"lost\"}";
	struct scene scene;
	struct handover handover;

	scene_init(&scene);
	const struct picture_options options = {scene.inventory, scene.store, scene.clock, &scene.notes, none, false};

	/* More than is read at once, before and in the shift, and one out of order. */
	for (int i = 0; i < 2500; i++)
		entry(&scene, 600 * MINUTE, "check", lost);
	entry(&scene, 50 * MINUTE, "gap", "{\"v\":1,\"reason\":\"no tick\",\"from_us\":5,\"until_us\":6}");
	entry(&scene, 600 * MINUTE, "check", check);
	for (int i = 0; i < 1200; i++)
		entry(&scene, 40 * MINUTE, "check", check);
	entry(&scene, 30 * MINUTE, "check", lost);
	entry(&scene, 29 * MINUTE, "check", lost);
	entry(&scene, 28 * MINUTE, "check", "{\"v\":1,\"end\":\"deadline\"}");
	entry(&scene, 27 * MINUTE, "check", "no JSON");
	ck_assert(engine_hand_over(&options, scene.now_us - 60 * MINUTE, &handover, NULL));
	ck_assert_uint_eq(handover.checks, 1203);
	ck_assert_uint_eq(handover.cut_short, 1);
	ck_assert_uint_eq(handover.gaps->len, 2);
	const struct handover_gap *gap = &g_array_index(handover.gaps, struct handover_gap, 1);

	ck_assert_int_eq(gap->sort, HANDOVER_VIEW_LOST);
	ck_assert_int_eq(gap->until_us - gap->from_us, 2 * MINUTE);
	handover_clear(&handover);
	scene_clear(&scene);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(what_is_fine_is_counted_and_costs_no_row),
		UNIT(age_is_told_and_makes_nothing_unknown),
		UNIT(what_covers_is_asked_of_this_moment),
		UNIT(a_shift_is_what_changed_in_it_folded_behind_what_hid),
		UNIT(the_journal_is_read_back_as_far_as_the_shift),
		{NULL, NULL},
	};

	return unit_run("engine-picture", tests);
}
