/* SPDX-License-Identifier: Apache-2.0 */
/*
 * engine/held.c: drills that were held are read back newest first; what is to be improved is a case with tasks, asked for
 * until they are done; an entry that is none is an error, never a drill less.
 */
#include "engine/held.h"
#include "fixture-held.h"
#include "store/journal.h"
#include "store/marks.h"
#include "unit.h"

#include <string.h>

struct scene {
	struct clock *clock;
	GTimeZone *zone;
	struct cases_options options;
};

static void scene_init(struct scene *scene)
{
	static const struct notes silent = {.threshold = NOTES_ERROR};

	scene->clock = clock_new_set("2026-11-26T11:00:00+09:00", NULL);
	scene->zone = g_time_zone_new_utc();
	const struct store_options storing = {
		.mode = STORE_WRITE, .purpose = STORE_REAL, .log_name = "test.example/noc1", .clock = scene->clock,
	};
	scene->options = (struct cases_options){
		.store = store_open_memory(&storing, NULL), .zone = scene->zone, .actor = "sato", .clock = scene->clock, .notes = &silent,
	};
	ck_assert_ptr_nonnull(scene->options.store);
}

static void scene_clear(struct scene *scene)
{
	store_close(scene->options.store);
	g_time_zone_unref(scene->zone);
	clock_free(scene->clock);
}

/* NAME was held, with COUNT things that are to be improved. */
static void hold(struct scene *scene, const char *name, enum drill_state state, size_t count)
{
	static const struct drill_improvement improvements[] = {{"say how many", "tanaka", 100}, {"say when", "sato", 200}};
	g_autoptr(ops_drill_held_t) held = held_new(name, clock_wall_us(scene->clock));
	g_autoptr(GError) error = NULL;

	held->state = state;
	ck_assert_msg(engine_drill_hold(&scene->options, held, improvements, count, &error), "%s", error ? error->message : "");
	ck_assert_int_gt(held->sequence, 0);
	ck_assert(!held->improvements == !count);
}

/* "b a": all that were held. */
static void expect_held(struct scene *scene, const char *expected)
{
	g_autoptr(GPtrArray) held = engine_drills_held(scene->options.store, NULL);
	g_autoptr(GString) names = g_string_new(NULL);

	ck_assert_ptr_nonnull(held);
	for (guint i = 0; i < held->len; i++)
		g_string_append_printf(names, "%s%s", i ? " " : "", ((const struct drill_held *)held->pdata[i])->name);
	ck_assert_str_eq(names->str, expected);
}

static guint open_items(struct scene *scene)
{
	g_autoptr(GPtrArray) held = engine_drills_held(scene->options.store, NULL);
	g_autoptr(GPtrArray) items = engine_drill_open_items(scene->options.store, held, NULL);

	ck_assert_ptr_nonnull(items);
	return items->len;
}

START_TEST(all_come_back_newest_first)
{
	struct scene scene;

	scene_init(&scene);
	expect_held(&scene, "");
	hold(&scene, "a", DRILL_ENDED, 0);
	hold(&scene, "b", DRILL_STOPPED, 2);
	hold(&scene, "c", DRILL_ENDED, 0);
	expect_held(&scene, "c b a");
	scene_clear(&scene);
}
END_TEST

START_TEST(the_last_is_the_newest_that_counts)
{
	g_autoptr(GPtrArray) held = NULL;
	struct scene scene;

	scene_init(&scene);
	hold(&scene, "a", DRILL_ENDED, 0);
	hold(&scene, "b", DRILL_STOPPED, 0);
	held = engine_drills_held(scene.options.store, NULL);
	ck_assert_ptr_nonnull(held);
	ck_assert_str_eq(engine_drill_last(held)->name, "a");
	g_ptr_array_set_size(held, 1);
	ck_assert_ptr_null(engine_drill_last(held));
	/* One that was sealed after a later one does not take its place. */
	hold(&scene, "c", DRILL_ENDED, 0);
	g_clear_pointer(&held, g_ptr_array_unref);
	held = engine_drills_held(scene.options.store, NULL);
	ck_assert_str_eq(engine_drill_last(held)->name, "c");
	((struct drill_held *)held->pdata[0])->held_at_us--;
	ck_assert_str_eq(engine_drill_last(held)->name, "a");
	scene_clear(&scene);
}
END_TEST

START_TEST(what_is_to_be_improved_is_asked_for_until_it_is_done)
{
	struct scene scene;
	const struct case_task_change done = {.task = 1, .state = TASK_DONE};
	g_autoptr(GPtrArray) held = NULL, items = NULL;
	g_autoptr(GError) error = NULL;
	int64_t task = 0;

	scene_init(&scene);
	hold(&scene, "a", DRILL_ENDED, 2);
	ck_assert_uint_eq(open_items(&scene), 2);
	held = engine_drills_held(scene.options.store, NULL);
	const struct drill_held *only = held->pdata[0];

	ck_assert_msg(case_change_task(&scene.options, only->improvements, &done, &task, &error) > 0, "%s", error ? error->message : "");
	ck_assert_uint_eq(open_items(&scene), 1);
	items = engine_drill_items(scene.options.store, only, false, NULL);
	ck_assert_uint_eq(items->len, 2);
	const struct after_action_item *first = items->pdata[0], *second = items->pdata[1];

	ck_assert_str_eq(first->text, "say how many");
	ck_assert_int_eq(first->state, TASK_DONE);
	ck_assert_str_eq(second->owner, "sato");
	ck_assert_int_eq(second->due_at_us, 200);
	ck_assert_int_eq(second->state, TASK_OPEN);
	scene_clear(&scene);
}
END_TEST

START_TEST(a_mark_at_another_entry_is_an_error)
{
	struct scene scene;
	struct journal_entry entry = {.event_at_us = 1, .kind = "note", .actor = "sato", .payload = "{}", .payload_length = 2};
	g_autoptr(GError) error = NULL;
	struct mark_record mark = {.wall_us = 1};
	g_autofree char *text = NULL, *named = NULL;

	scene_init(&scene);
	hold(&scene, "a", DRILL_ENDED, 0);
	ck_assert(store_begin(scene.options.store, NULL) && journal_append(scene.options.store, &entry, NULL));
	text = g_strdup_printf("{\"sequence\":%ld}", (long)entry.sequence);
	mark.text = text;
	ck_assert(marks_set(scene.options.store, "drill-held", &mark, NULL) && store_commit(scene.options.store, NULL));
	ck_assert_ptr_null(engine_drills_held(scene.options.store, &error));
	ck_assert_ptr_nonnull(error);
	named = g_strdup_printf("entry %ld of the journal", (long)entry.sequence);
	ck_assert_ptr_nonnull(strstr(error->message, named));
	scene_clear(&scene);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(all_come_back_newest_first),
		UNIT(the_last_is_the_newest_that_counts),
		UNIT(what_is_to_be_improved_is_asked_for_until_it_is_done),
		UNIT(a_mark_at_another_entry_is_an_error),
		{NULL},
	};

	return unit_run("engine/held.c", tests);
}
