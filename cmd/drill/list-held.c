/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops drill list --held: the drills themselves, those that were made here and those that the real record says were held.
 */
#include "drill/verbs.h"

#include "base/instant.h"
#include "base/translate.h"
#include "ui/complain.h"
#include "ui/printer.h"
#include "ui/table.h"

#include <unistd.h>

struct listed {
	char *name, *scenario;
	enum drill_state state;
	int64_t started_at_us, ended_at_us;
	bool here;			/* its own store is there */
	const struct drill_held *held;	/* as the real record has it; lent; NULL: it was not sealed */
};

static void free_listed(gpointer data)
{
	struct listed *listed = data;

	g_free(listed->name);
	g_free(listed->scenario);
	g_free(listed);
}

/* --- gathering --- */

static void take_row(void *context, const struct drill_record *record)
{
	struct listed *listed = context;

	listed->here = true;
	listed->scenario = g_strdup(record->scenario);
	listed->state = record->state;
	listed->started_at_us = record->started_at_us;
	listed->ended_at_us = record->ended_at_us;
}

static void add_here(const struct session *session, const GPtrArray *held, GPtrArray *list)
{
	g_auto(GStrv) names = stage_drills(session);

	for (char **name = names; *name; name++) {
		struct listed *listed = g_new0(struct listed, 1);

		listed->name = g_strdup(*name);
		stage_read(session, *name, take_row, listed);
		listed->held = held ? drill_held_find(held, *name) : NULL;
		if (listed->here)
			g_ptr_array_add(list, listed);
		else
			free_listed(listed);
	}
}

static bool is_listed(const GPtrArray *list, const char *name)
{
	for (guint i = 0; i < list->len; i++)
		if (g_str_equal(((const struct listed *)list->pdata[i])->name, name))
			return true;
	return false;
}

/* Whose own store was put away. */
static void add_recorded(const GPtrArray *held, GPtrArray *list)
{
	for (guint i = 0; held && i < held->len; i++) {
		const struct drill_held *each = held->pdata[i];
		struct listed *listed;

		if (is_listed(list, each->name))
			continue;
		listed = g_new0(struct listed, 1);
		*listed = (struct listed){
			.name = g_strdup(each->name), .scenario = g_strdup(each->scenario), .state = each->state,
			.started_at_us = each->began_at_us, .ended_at_us = each->held_at_us, .held = each,
		};
		g_ptr_array_add(list, listed);
	}
}

static int by_start(const void *a, const void *b)
{
	const struct listed *one = *(const struct listed *const *)a, *other = *(const struct listed *const *)b;

	if (one->started_at_us != other->started_at_us)
		return one->started_at_us > other->started_at_us ? -1 : 1;
	return g_strcmp0(one->name, other->name);
}

/* --- telling --- */

static void print_json(const struct session *session, const struct listed *listed)
{
	struct json *object = printer_new_object("drill-held");
	const struct drill_held *held = listed->held;

	json_set_string(object, "name", listed->name);
	json_set_string(object, "scenario", listed->scenario);
	json_set_string(object, "state", words_get(WORDS_DRILL_STATE, listed->state)->id);
	printer_set_instant(object, "started_at", listed->started_at_us, session->zone);
	printer_set_instant(object, "ended_at", listed->ended_at_us, session->zone);
	json_set_bool(object, "here", listed->here);
	printer_set_figure(object, "entry", held ? held->sequence : -1);
	printer_set_figure(object, "share", held ? held->share : -1);
	json_set_bool(object, "counts", held && drill_held_counts(held));
	printer_take(object);
}

static void add_row(const struct session *session, struct table *table, const struct listed *listed)
{
	const struct drill_held *held = listed->held;
	g_autofree char *when = listed->started_at_us ? instant_show(listed->started_at_us, session->zone) : NULL;
	g_autofree char *share = held ? after_action_share(held->share) : NULL;
	g_autofree char *day = when ? g_strndup(when, strlen("2026-11-26 10:00")) : NULL;
	const char *cells[] = {listed->name, day, words_shown(WORDS_DRILL_STATE, listed->state), share,
			       held ? drill_held_counts(held) ? _("yes") : _("no") : NULL, listed->scenario};

	table_add(table, TINT_NONE, false, cells);
}

static void print_table(const struct session *session, const GPtrArray *list)
{
	const struct table_column columns[] = {
		{_("DRILL"), TEXT_LEFT, 0, false}, {_("BEGAN"), TEXT_LEFT, 0, false}, {_("STATE"), TEXT_LEFT, 0, false},
		{_("SCORE"), TEXT_RIGHT, 0, false}, {_("COUNTS"), TEXT_LEFT, 0, false}, {_("SCENARIO"), TEXT_LEFT, 0, true},
	};
	g_autoptr(ops_table_t) table = table_new(columns, G_N_ELEMENTS(columns));
	struct terminal terminal = terminal_of(STDOUT_FILENO);

	for (guint i = 0; i < list->len; i++)
		add_row(session, table, list->pdata[i]);
	table_print(table, &terminal, 0);
}

int drill_list_held(const struct session *session)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(ops_store_t) store = NULL;
	g_autoptr(GPtrArray) held = NULL, list = g_ptr_array_new_with_free_func(free_listed);

	if (!drill_read_record(session, &store, &error))
		return complain_error(session->answer, error);
	held = store ? engine_drills_held(store, &error) : NULL;
	if (store && !held)
		return complain_error(session->answer, error);
	add_here(session, held, list);
	add_recorded(held, list);
	g_ptr_array_sort(list, by_start);
	if (session->answer != ANSWER_JSON)
		print_table(session, list);
	for (guint i = 0; session->answer == ANSWER_JSON && i < list->len; i++)
		print_json(session, list->pdata[i]);
	return EXIT_OK;
}
