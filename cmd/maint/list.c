/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops maint list: what is under way, what is to come, and what was.
 */
#include "maint/verbs.h"
#include "maint/window.h"

#include "base/translate.h"
#include "ui/complain.h"
#include "ui/printer.h"
#include "ui/table.h"

#include <unistd.h>

static gboolean arg_all;
static char *arg_at;

static const GOptionEntry options[] = {
	{"all", 0, 0, G_OPTION_ARG_NONE, &arg_all, N_("also what is over, finished or cancelled"), NULL},
	{"at", 0, 0, G_OPTION_ARG_FILENAME, &arg_at, N_("as it stood, or will stand, at TIME"), "TIME"},
	{NULL},
};

struct row {
	const struct window_record *window;
	struct window_now now;
};

/* Overrun, in force, planned, then the others. */
static int rank(enum window_phase phase)
{
	return phase == PHASE_OVERRUN ? 0 : phase == PHASE_IN_FORCE ? 1 : phase == PHASE_PLANNED ? 2 : 3;
}

/* What is over is listed newest first, all else soonest first. */
static int compare(gconstpointer a, gconstpointer b)
{
	const struct row *left = a, *right = b;
	int by_rank = rank(left->now.phase) - rank(right->now.phase);
	int by_time = (left->now.span.from_us > right->now.span.from_us) -
		      (left->now.span.from_us < right->now.span.from_us);

	if (by_rank)
		return by_rank;
	if (by_time)
		return rank(left->now.phase) == 3 ? -by_time : by_time;
	return strcmp(left->window->id, right->window->id);
}

static bool add_row(GArray *rows, const struct window_record *window, int64_t at_us, GError **error)
{
	struct row row = {.window = window};
	struct window_times times;

	if (window->kind != WINDOW_MAINTENANCE || window->made_at_us > at_us)
		return true;
	if (!windows_open_times(window, &times, error)) {
		g_prefix_error(error, "'%s': ", window->id);
		return false;
	}
	row.now = windows_look(window, &times, at_us);
	windows_close_times(&times);
	if (arg_all || rank(row.now.phase) < 3)
		g_array_append_val(rows, row);
	return true;
}

static void add_to_table(const struct session *session, struct table *table, const struct row *row)
{
	static const enum table_tint tints[WINDOW_PHASE_COUNT] = {
		[PHASE_IN_FORCE] = TINT_GREEN, [PHASE_OVERRUN] = TINT_RED};
	const struct window_record *window = row->window;
	g_autofree char *from = window_minute(row->now.span.from_us, session->zone);
	g_autofree char *until = window_minute(row->now.span.until_us, session->zone);
	g_autofree char *words = g_strdelimit(g_strdup(window->selectors), "\n", ' ');
	g_autofree char *every = window->recurrence ? g_strdup_printf(_(", each '%s' in %s"), window->recurrence,
								     window->zone) : g_strdup("");
	const char *begun = row->now.begun ? _(", begun") : "";
	g_autofree char *about = g_strdup_printf("%s: %s (%s%s%s)", window->owner, window->reason, words, every, begun);
	const char *cells[] = {words_shown(WORDS_WINDOW_PHASE, row->now.phase), window->id, from, until, about};

	table_add(table, tints[row->now.phase], false, cells);
}

static void print_text(const struct session *session, const GArray *rows)
{
	const struct table_column columns[] = {
		{_("PHASE"), TEXT_LEFT, 0, false}, {_("WINDOW"), TEXT_LEFT, 0, false},
		{_("BEGINS"), TEXT_LEFT, 0, false}, {_("ENDS"), TEXT_LEFT, 0, false},
		{_("ABOUT"), TEXT_LEFT, 0, true},
	};
	g_autoptr(ops_table_t) table = table_new(columns, G_N_ELEMENTS(columns));
	struct terminal terminal = terminal_of(STDOUT_FILENO);

	for (guint i = 0; i < rows->len; i++)
		add_to_table(session, table, &g_array_index(rows, struct row, i));
	if (rows->len)
		table_print(table, &terminal, 0);
}

static void print_json(const struct session *session, const GArray *rows, int64_t at_us)
{
	for (guint i = 0; i < rows->len; i++) {
		const struct row *row = &g_array_index(rows, struct row, i);
		/* What is over covers nothing, so that nobody needs to count it. */
		g_autoptr(GArray) items = rank(row->now.phase) < 3 ?
			window_items(session, row->window->selectors, NULL) : NULL;
		const struct window_report report = {
			.window = row->window, .result = WINDOW_RESULT_SHOWN, .at_us = at_us, .items = items};

		window_print_json(session, &report);
	}
}

static int list(const struct session *session, int64_t at_us)
{
	g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(struct row));
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) windows = engine_windows(session->store, &error);
	int status = EXIT_OK;

	for (guint i = 0; windows && !error && i < windows->len; i++)
		add_row(rows, windows->pdata[i], at_us, &error);
	if (error)
		return complain_error(session->answer, error);
	g_array_sort(rows, compare);
	for (guint i = 0; i < rows->len; i++)
		if (g_array_index(rows, struct row, i).now.phase == PHASE_OVERRUN)
			status = EXIT_ATTENTION;
	if (session->answer == ANSWER_JSON)
		print_json(session, rows, at_us);
	else
		print_text(session, rows);
	return status;
}

static int run(struct session *session, char **arguments)
{
	int64_t at_us = clock_wall_us(session->clock);
	g_autoptr(GError) error = NULL;

	(void)arguments;
	if (arg_at && !window_read_time("--at", arg_at, session->zone, &at_us, &error))
		return complain(session->answer, COMPLAINT_USAGE, "%s", error->message);
	return list(session, at_us);
}

const struct command maint_list = {
	.name = "list",
	.summary = N_("list maintenance: under way, to come, overrun"),
	.needs = NEED_INVENTORY | NEED_STORE_READ,
	.options = options,
	.run = run,
};
