/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is said of windows comes into the store and the record together or not at all;
 * runs are told what is covered, and only what was announced; who plans is told what
 * stands in the way.
 */
#include "base/json.h"
#include "engine/engine.h"
#include "fixture-inventory.h"
#include "fixture-windows.h"
#include "store/journal.h"
#include "store/states.h"

#define TOKYO "Asia/Tokyo"

static const char network[] =
	"organizations:\n"
	"  self: {kind: operator, self: true, name: Tozai}\n"
	"  clinic: {kind: institution, service-class: user, type: clinic, name: Sakura}\n"
	"sites:\n"
	"  east: {area: 13}\n"
	"devices:\n"
	"  d1: {owner: self, address: 10.0.0.1, service-class: backbone}\n"
	"  d2: {owner: self, address: 10.0.0.2, service-class: backbone}\n"
	"  quiet: {owner: self, address: 10.0.0.3, service-class: backbone, site: east, watch: []}\n"
	"  a1: {owner: self, address: 10.0.1.1, service-class: backbone}\n"
	"probes:\n"
	"  device:quiet/web: {kind: tcp, port: 443}\n"
	"  device:quiet/mail: {kind: tcp, port: 25}\n"
	"  line:c1/web: {kind: tcp, port: 443}\n"
	"lines:\n"
	"  c1: {institution: clinic, from: a1, address: 10.20.0.1, kind: ip-vpn}\n"
	"  c2: {institution: clinic, from: a1, address: 10.20.0.2, kind: ip-vpn}\n"
	"groups:\n"
	"  gw: {protocol: vrrp, members: [d1, d2]}\n";

struct scene {
	struct inventory *inventory;
	struct clock *clock, *earlier;	/* the store keeps to the earlier one, once it was moved */
	struct store *store;
	GString *noted;
	struct notes notes;
	struct maint_options options;
};

static void note(void *context, enum notes_level level, const char *message)
{
	if (level <= NOTES_WARNING)
		g_string_append_printf(context, "%s\n", message);
}

static void scene_init(struct scene *scene, const char *now)
{
	*scene = (struct scene){.inventory = fixture_inventory_of(network), .noted = g_string_new(NULL)};
	scene->clock = clock_new_set(now, NULL);
	ck_assert_ptr_nonnull(scene->clock);
	scene->notes = (struct notes){.threshold = NOTES_DEBUG, .write = note, .context = scene->noted};
	const struct store_options options = {
		.mode = STORE_WRITE, .purpose = STORE_REAL, .log_name = "test.example/noc1", .clock = scene->clock,
	};
	scene->store = store_open_memory(&options, NULL);
	ck_assert_ptr_nonnull(scene->store);
	scene->options = (struct maint_options){
		.inventory = scene->inventory, .store = scene->store, .actor = "sato", .said_by = "Suzuki",
		.clock = scene->clock, .notes = &scene->notes,
	};
}

static void scene_move(struct scene *scene, const char *now)
{
	ck_assert_ptr_null(scene->earlier);
	scene->earlier = scene->clock;
	scene->clock = clock_new_set(now, NULL);
	scene->options.clock = scene->clock;
}

static void scene_clear(struct scene *scene)
{
	store_close(scene->store);
	clock_free(scene->clock);
	clock_free(scene->earlier);
	inventory_free(scene->inventory);
	g_string_free(scene->noted, TRUE);
}

/* Keeps a window as it is. */
static void keep(struct scene *scene, const char *selectors, const char *from, const char *until, const char *every)
{
	struct window_record window = fixture_window(TOKYO, from, until, every);
	struct window_change change = {.verb = "plan", .after = &window};
	g_autoptr(GError) error = NULL;

	window.id = NULL;
	window.selectors = selectors;
	ck_assert_msg(engine_change_windows(&scene->options, &change, 1, &error), "%s", error ? error->message : "");
	g_free((char *)window.id);
}

static int compare(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Its names, sorted, with blanks. Caller frees. */
static char *names_of(GHashTable *set)
{
	guint count;
	g_autofree gpointer *names = g_hash_table_get_keys_as_array(set, &count);

	qsort(names, count, sizeof(*names), compare);
	return g_strjoinv(" ", (char **)names);
}

START_TEST(words_cover_what_they_name_and_what_belongs_to_it)
{
	static const struct {
		const char *selectors, *names;
	} cases[] = {
		{"line:c1", "line:c1"},
		{"line:c1\ndevice:a1", "device:a1 line:c1"},
		/* Also what nobody asks whether it answers. */
		{"device:quiet", "device:quiet"},
		{"site:east", "device:quiet device:quiet/mail device:quiet/web"},
		{"device:quiet/web", "device:quiet/web"},
		{"line:c*", "line:c1 line:c1/web line:c2"},
		{"line:c*\n!line:c2", "line:c1 line:c1/web"},
		/* A group is more than each of its members. */
		{"device:d1", "device:d1"},
		{"device:d1\ndevice:d2", "device:d1 device:d2 group:gw"},
		{"group:gw", "device:d1 device:d2 group:gw"},
	};
	struct scene scene;

	scene_init(&scene, "2026-11-25T03:00:00+09:00");
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GHashTable) set = engine_covered_by(scene.inventory, cases[i].selectors, NULL);
		g_autofree char *names = set ? names_of(set) : NULL;

		ck_assert_pstr_eq(names, cases[i].names);
	}
	ck_assert_ptr_null(engine_covered_by(scene.inventory, "line:c3", NULL));
	ck_assert_ptr_null(engine_covered_by(scene.inventory, "line:c1\nline:c3", NULL));
	scene_clear(&scene);
}
END_TEST

/* "M-20261125-001: line:c1\n" of each in force. Caller frees. */
static char *covers_at(struct scene *scene, const char *when)
{
	g_autoptr(GArray) covers = engine_covers(scene->inventory, scene->store, fixture_at(when, TOKYO),
						 &scene->notes, NULL);
	GString *text = g_string_new(NULL);

	ck_assert_ptr_nonnull(covers);
	for (guint i = 0; i < covers->len; i++) {
		const struct pass_cover *cover = &g_array_index(covers, struct pass_cover, i);
		g_autofree char *names = names_of(cover->items);

		g_string_append_printf(text, "%s%s: %s\n", cover->id, cover->is_silence ? " silence" : "", names);
	}
	return g_string_free(text, FALSE);
}

#define COVERS(scene, when, text)                                                                                     \
	do {                                                                                                          \
		g_autofree char *seen = covers_at(scene, when);                                                       \
		ck_assert_str_eq(seen, text);                                                                         \
	} while (0)

START_TEST(a_run_is_told_what_is_in_force_then)
{
	struct scene scene;

	scene_init(&scene, "2026-11-25T03:00:00+09:00");
	keep(&scene, "line:c1", "2026-11-26 01:00", "2026-11-26 05:00", NULL);
	keep(&scene, "line:c2", "2026-11-26 04:00", "2026-11-26 06:00", "day");
	struct window_record silence = fixture_window(TOKYO, "2026-11-26 04:30", "2026-11-26 07:00", NULL);

	silence.id = "S-20261125-001";
	silence.kind = WINDOW_SILENCE;
	silence.selectors = "device:a1";
	ck_assert(store_begin(scene.store, NULL) && windows_set(scene.store, &silence, NULL) &&
		  store_commit(scene.store, NULL));
	COVERS(&scene, "2026-11-26 00:59", "");
	COVERS(&scene, "2026-11-26 01:00", "M-20261125-001: line:c1\n");
	COVERS(&scene, "2026-11-26 04:45",
	       "M-20261125-001: line:c1\nM-20261125-002: line:c2\nS-20261125-001 silence: device:a1\n");
	COVERS(&scene, "2026-11-26 05:00", "M-20261125-002: line:c2\nS-20261125-001 silence: device:a1\n");
	COVERS(&scene, "2026-11-27 04:00", "M-20261125-002: line:c2\n");
	ck_assert_str_eq(scene.noted->str, "");
	scene_clear(&scene);
}
END_TEST

START_TEST(words_that_select_nothing_any_more_cover_nothing_and_say_so)
{
	struct scene scene;

	scene_init(&scene, "2026-11-25T03:00:00+09:00");
	keep(&scene, "line:gone", "2026-11-26 01:00", "2026-11-26 05:00", NULL);
	keep(&scene, "line:c2", "2026-11-26 01:00", "2026-11-26 06:00", NULL);

	COVERS(&scene, "2026-11-26 02:00", "M-20261125-002: line:c2\n");
	ck_assert_str_eq(scene.noted->str, "'M-20261125-001' covers nothing: cannot select 'line:gone': unknown name; "
					   "going on\n");
	/* Before and after its time nobody hears of it. */
	g_string_truncate(scene.noted, 0);
	COVERS(&scene, "2026-11-26 05:30", "M-20261125-002: line:c2\n");
	ck_assert_str_eq(scene.noted->str, "");
	scene_clear(&scene);
}
END_TEST

static bool take_entry(void *context, const struct journal_entry *entry)
{
	g_string_append_printf(context, "%s %s %.*s\n", entry->kind, entry->actor, (int)entry->payload_length,
			       entry->payload);
	return true;
}

START_TEST(an_entry_tells_before_and_after)
{
	struct scene scene;
	g_autoptr(GString) journal = g_string_new(NULL);

	scene_init(&scene, "2026-11-25T03:00:00+09:00");
	keep(&scene, "line:c1\nline:c2", "2026-11-26 01:00", "2026-11-26 05:00", NULL);
	g_autoptr(GPtrArray) windows = engine_windows(scene.store, NULL);
	struct window_record after = *(const struct window_record *)windows->pdata[0];
	struct window_conflict conflict = {.sort = CONFLICT_CALENDAR, .calendar = "claim-days"};
	g_autoptr(GArray) despite = g_array_new(FALSE, FALSE, sizeof(conflict));
	struct window_change change = {
		.verb = "extend", .before = windows->pdata[0], .after = &after, .why = "more to do", .despite = despite,
	};

	g_array_append_val(despite, conflict);
	after.until_us = fixture_at("2026-11-26 06:00", TOKYO);
	ck_assert(engine_change_windows(&scene.options, &change, 1, NULL));
	ck_assert(journal_read(scene.store, 1, 2, take_entry, journal, NULL));
#define WINDOW(until)                                                                                                 \
	"{\"selectors\":[\"line:c1\",\"line:c2\"],\"owner\":\"sato\",\"reason\":\"new cable\",\"zone\":"              \
	"\"Asia/Tokyo\",\"from_us\":1795622400000000,\"until_us\":" until ",\"every\":null,\"recurs_until_us\":0,"    \
	"\"started_at_us\":0,\"end\":\"open\",\"ended_at_us\":0}"
	ck_assert_str_eq(journal->str,
			 "maintenance sato {\"v\":1,\"verb\":\"plan\",\"window\":\"M-20261125-001\",\"why\":null,"
			 "\"said_by\":\"Suzuki\",\"before\":null,\"after\":" WINDOW("1795636800000000")
			 ",\"despite\":[]}\n"
			 "maintenance sato {\"v\":1,\"verb\":\"extend\",\"window\":\"M-20261125-001\",\"why\":"
			 "\"more to do\",\"said_by\":\"Suzuki\",\"before\":" WINDOW("1795636800000000")
			 ",\"after\":" WINDOW("1795640400000000")
			 ",\"despite\":[{\"sort\":\"calendar\",\"window\":null,\"group\":null,\"calendar\":"
			 "\"claim-days\"}]}\n");
	/* The window that was looked at is not the one that is there any more. */
	g_autoptr(GError) error = NULL;

	ck_assert(!engine_change_windows(&scene.options, &change, 1, &error));
	ck_assert(g_error_matches(error, OPS_ENGINE_ERROR, ENGINE_ERROR_CHANGED));
	ck_assert_int_eq(journal_size(scene.store, NULL), 2);
	scene_clear(&scene);
}
END_TEST

START_TEST(all_of_it_or_nothing)
{
	struct scene scene;
	struct window_record good = fixture_window(TOKYO, "2026-11-26 01:00", "2026-11-26 05:00", NULL), bad = good;
	struct window_change changes[] = {{.verb = "plan", .after = &good}, {.verb = "plan", .after = &bad}};

	scene_init(&scene, "2026-11-25T03:00:00+09:00");
	good.id = NULL;
	bad.id = NULL;
	bad.owner = "";
	ck_assert(!engine_change_windows(&scene.options, changes, 2, NULL));
	ck_assert_int_eq(journal_size(scene.store, NULL), 0);
	g_autoptr(GPtrArray) windows = engine_windows(scene.store, NULL);

	ck_assert_uint_eq(windows->len, 0);
	g_free((char *)good.id);
	g_free((char *)bad.id);
	scene_clear(&scene);
}
END_TEST

START_TEST(an_overrun_is_told_once_and_counted_until_it_is_finished)
{
	struct scene scene;
	unsigned int count = 9;

	scene_init(&scene, "2026-11-25T03:00:00+09:00");
	keep(&scene, "line:c2", "2026-11-26 01:00", "2026-11-26 05:00", NULL);
	struct window_record begun = fixture_window(TOKYO, "2026-11-26 01:00", "2026-11-26 05:00", NULL);
	struct window_change change = {.verb = "plan", .after = &begun};

	begun.id = NULL;
	begun.selectors = "line:c1";
	begun.started_at_us = begun.from_us;
	ck_assert(engine_change_windows(&scene.options, &change, 1, NULL));
	ck_assert(engine_tell_overruns(&scene.options, &count, NULL));
	ck_assert_uint_eq(count, 0);
	scene_move(&scene, "2026-11-26T05:00:00+09:00");
	for (int i = 0; i < 2; i++) {
		ck_assert(engine_tell_overruns(&scene.options, &count, NULL));
		ck_assert_uint_eq(count, 1);
		ck_assert_str_eq(scene.noted->str,
				 "maintenance window 'M-20261125-002' of 'sato' is overrun: its work was begun and is "
				 "not said to be done; pages are no longer held back\n");
		ck_assert_int_eq(journal_size(scene.store, NULL), 3);
	}
	g_autoptr(GPtrArray) windows = engine_windows(scene.store, NULL);
	struct window_record done = *(const struct window_record *)windows->pdata[1];
	struct window_change finish = {.verb = "finish", .before = windows->pdata[1], .after = &done};

	ck_assert_str_eq(done.id, "M-20261125-002");
	done.end = WINDOW_FINISHED;
	done.ended_at_us = clock_wall_us(scene.clock);
	ck_assert(engine_change_windows(&scene.options, &finish, 1, NULL));
	ck_assert(engine_tell_overruns(&scene.options, &count, NULL));
	ck_assert_uint_eq(count, 0);
	g_free((char *)begun.id);
	scene_clear(&scene);
}
END_TEST

/* "items M-…", "group gw", "unwell gw", "calendar claim-days". Caller frees. */
static char *conflicts_of(struct scene *scene, const char *selectors, const char *from, const char *until)
{
	struct window_record window = fixture_window(TOKYO, from, until, NULL);
	struct window_study study;
	GString *text = g_string_new(NULL);
	g_autoptr(GError) error = NULL;

	window.id = NULL;
	window.selectors = selectors;
	ck_assert_msg(engine_study_window(&scene->options, &window, &study, &error), "%s", error ? error->message : "");
	for (guint i = 0; i < study.conflicts->len; i++) {
		const struct window_conflict *each = &g_array_index(study.conflicts, struct window_conflict, i);

		g_string_append_printf(text, "%s%s%s%s ", each->unwell ? "unwell " : "", each->window ? each->window : "",
				       each->group ? " " : "", each->group ? each->group : "");
		if (each->calendar)
			g_string_append(text, each->calendar);
	}
	window_study_clear(&study);
	return g_string_free(text, FALSE);
}

START_TEST(who_plans_is_told_what_stands_in_the_way)
{
	struct scene scene;
	const struct state_record down = {.item = "device:d2", .status = STATUS_DOWN, .since_us = 1};
	static const struct {
		const char *selectors, *from, *until, *conflicts;
	} cases[] = {
		{"line:c2", "2026-11-26 02:00", "2026-11-26 03:00", ""},
		{"line:c1", "2026-11-26 02:00", "2026-11-26 03:00", "M-20261125-001 "},
		{"line:c1", "2026-11-26 05:00", "2026-11-26 06:00", ""},
		{"device:d2", "2026-11-26 02:00", "2026-11-26 03:00", "M-20261125-002 gw "},
		{"device:d2", "2026-12-03 02:00", "2026-12-03 03:00", "M-20261125-002 gw "},
		{"device:d2", "2026-12-04 02:00", "2026-12-04 03:00", ""},
		{"line:c2", "2026-12-05 02:00", "2026-12-05 03:00", " claim-days"},
		/* D2 is down now; how it will be tomorrow nobody knows. */
		{"device:d1", "2026-11-25 03:00", "2026-11-25 04:00", "unwell  gw "},
		{"device:d1", "2026-11-25 03:01", "2026-11-25 04:00", ""},
	};

	scene_init(&scene, "2026-11-25T03:00:00+09:00");
	keep(&scene, "line:c1", "2026-11-26 01:00", "2026-11-26 05:00", NULL);
	keep(&scene, "device:d1", "2026-11-26 01:00", "2026-11-26 05:00", "week");

	ck_assert(store_begin(scene.store, NULL) && states_set(scene.store, &down, NULL) &&
		  store_commit(scene.store, NULL));
	/* What is over by now is in nobody's way, and is not to be. */
	struct window_record over = fixture_window(TOKYO, "2026-11-25 02:00", "2026-11-25 03:00", NULL);
	struct window_study study;
	g_autoptr(GError) error = NULL;

	ck_assert(!engine_study_window(&scene.options, &over, &study, &error));
	ck_assert(g_error_matches(error, OPS_WINDOWS_ERROR, WINDOWS_ERROR_TIME));
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *got = conflicts_of(&scene, cases[i].selectors, cases[i].from, cases[i].until);

		ck_assert_msg(!strcmp(got, cases[i].conflicts), "case %zu: '%s'", i, got);
	}
	scene_clear(&scene);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(words_cover_what_they_name_and_what_belongs_to_it),
		UNIT(a_run_is_told_what_is_in_force_then),
		UNIT(words_that_select_nothing_any_more_cover_nothing_and_say_so),
		UNIT(an_entry_tells_before_and_after),
		UNIT(all_of_it_or_nothing),
		UNIT(an_overrun_is_told_once_and_counted_until_it_is_finished),
		UNIT(who_plans_is_told_what_stands_in_the_way),
		{NULL, NULL},
	};

	return unit_run("engine-maint", tests);
}
