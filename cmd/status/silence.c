/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops status silence: nothing is told of some items for a while; who says so, why and
 * until when stays on the screen. Without a way to do it for ever.
 */
#include "engine/silence.h"

#include "base/instant.h"
#include "base/text.h"
#include "base/translate.h"
#include "engine/picture.h"
#include "maint/window.h"
#include "session.h"
#include "status/verbs.h"
#include "sure.h"
#include "ui/complain.h"
#include "ui/printer.h"
#include "ui/table.h"

#include <string.h>
#include <unistd.h>

#define NAMES_SHOWN 20

static gboolean arg_dry_run, arg_list;
static char *arg_end, *arg_for, *arg_reason, *arg_until;

static const GOptionEntry options[] = {
	{"dry-run", 0, 0, G_OPTION_ARG_NONE, &arg_dry_run, N_("only say what it would cover"), NULL},
	{"end", 0, 0, G_OPTION_ARG_FILENAME, &arg_end, N_("end the silence of that id now"), "SILENCE"},
	{"for", 0, 0, G_OPTION_ARG_FILENAME, &arg_for, N_("how long it lasts"), "DURATION"},
	{"list", 0, 0, G_OPTION_ARG_NONE, &arg_list, N_("list what is silenced now"), NULL},
	{"reason", 0, 0, G_OPTION_ARG_FILENAME, &arg_reason, N_("why"), "TEXT"},
	{"until", 0, 0, G_OPTION_ARG_FILENAME, &arg_until, N_("when it ends"), "TIME"},
	{"sure", 0, 0, G_OPTION_ARG_NONE, &arg_sure, SURE_WORDS, NULL},
	{NULL},
};

/* --- telling --- */

static int by_text(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The names of what SILENCE covers, in order; NULL: nothing any more. */
static GPtrArray *names_of(const struct session *session, const struct window_record *silence)
{
	g_autoptr(GHashTable) items = engine_covered_by(session->inventory, silence->selectors, NULL);
	GPtrArray *names;
	GHashTableIter iter;
	gpointer name;

	if (!items)
		return NULL;
	names = g_ptr_array_new_with_free_func(g_free);
	g_hash_table_iter_init(&iter, items);
	while (g_hash_table_iter_next(&iter, &name, NULL))
		g_ptr_array_add(names, g_strdup(name));
	g_ptr_array_sort(names, by_text);
	return names;
}

static void print_json(const struct session *session, const struct window_record *silence, const char *result,
		       const GPtrArray *names)
{
	struct json *object = printer_new_object("silence");
	struct json *list = names ? json_new_array() : NULL;

	json_set_string(object, "silence", silence->id);
	json_set_string(object, "result", result);
	printer_set_instant(object, "from", silence->from_us, session->zone);
	printer_set_instant(object, "until", silence->until_us, session->zone);
	printer_set_instant(object, "ended_at", silence->ended_at_us, session->zone);
	json_set_string(object, "owner", silence->owner);
	json_set_string(object, "made_by", silence->made_by);
	json_set_string(object, "reason", silence->reason);
	json_take(object, "selectors", window_words(silence->selectors));
	printer_set_figure(object, "items", names ? (int64_t)names->len : -1);
	for (guint i = 0; names && i < names->len; i++)
		json_append_string(list, names->pdata[i]);
	if (list)
		json_take(object, "item_names", list);
	else
		json_set_string(object, "item_names", NULL);
	printer_take(object);
}

/* --- making one --- */

static void print_plan(const struct session *session, const struct window_record *silence, const GPtrArray *names)
{
	g_autofree char *until = instant_show(silence->until_us, session->zone);

	printer_text(_("silent until %s, items: %u\n"), until, names ? names->len : 0);
	for (guint i = 0; names && i < names->len && i < NAMES_SHOWN; i++)
		printer_text("  %s\n", (const char *)names->pdata[i]);
	if (names && names->len > NAMES_SHOWN)
		printer_text(_("  and %u more\n"), names->len - NAMES_SHOWN);
}

static int make(struct session *session, const struct silence_wish *wish)
{
	const struct maint_options maint = window_options(session);
	g_autoptr(GPtrArray) names = NULL;
	g_autoptr(GError) error = NULL;
	struct window_record silence;
	bool text = session->answer != ANSWER_JSON;

	if (!engine_make_silence(&maint, wish, &silence, &error))
		return complain(session->answer, COMPLAINT_USAGE, "%s", error->message);
	names = names_of(session, &silence);
	if (text)
		print_plan(session, &silence, names);
	if (!arg_dry_run && !engine_keep_silence(&maint, &silence, &error))
		return complain_error(session->answer, error);
	if (!text)
		print_json(session, &silence, arg_dry_run ? "dry-run" : "silenced", names);
	else if (arg_dry_run)
		printer_text("%s\n", _("nothing was written"));
	else
		printer_text(_("silence '%s' has begun; it ends by itself\n"), silence.id);
	g_free((char *)silence.id);
	return EXIT_OK;
}

static int run_make(struct session *session, char **arguments)
{
	g_autofree char *selectors = g_strjoinv("\n", arguments);
	struct silence_wish wish = {.selectors = selectors, .reason = arg_reason};
	g_autoptr(GError) error = NULL;
	int status;

	if (!*arguments)
		return complain(session->answer, COMPLAINT_USAGE, _("say what is to be silenced, or '--list'"));
	if (!arg_reason)
		return complain(session->answer, COMPLAINT_USAGE, _("say why: '--reason'"));
	if (!window_check_reason(session, "--reason", arg_reason, &error) ||
	    !window_read_end(arg_until, arg_for, session->zone, clock_wall_us(session->clock), &wish.until_us,
			     &error))
		return complain(session->answer, COMPLAINT_USAGE, "%s", error->message);
	if (strlen(selectors) > WINDOW_SELECTORS_LIMIT)
		return complain(session->answer, COMPLAINT_USAGE, _("that many words cannot be kept"));
	if (!arg_dry_run) {
		status = session_open_store(session, STORE_WRITE);
		if (status)
			return status;
	}
	return make(session, &wish);
}

/* --- those that there are --- */

static bool in_force(const struct window_record *window, int64_t at_us)
{
	return window->kind == WINDOW_SILENCE && window->from_us <= at_us && window->until_us > at_us &&
	       !(window->end != WINDOW_OPEN && window->ended_at_us <= at_us);
}

static void add_to_table(const struct session *session, struct table *table, const struct window_record *silence)
{
	g_autoptr(GPtrArray) names = names_of(session, silence);
	g_autofree char *until = window_minute(silence->until_us, session->zone);
	g_autofree char *count = names ? g_strdup_printf("%u", names->len) : NULL;
	g_autofree char *words = g_strdelimit(g_strdup(silence->selectors), "\n", ' ');
	g_autofree char *about = g_strdup_printf("%s (%s)", silence->reason, words);
	const char *cells[] = {silence->id, until, silence->owner, count, about};

	table_add(table, TINT_NONE, false, cells);
}

static int run_list(struct session *session)
{
	const struct table_column columns[] = {
		{_("SILENCE"), TEXT_LEFT, 0, false}, {_("UNTIL"), TEXT_LEFT, 0, false},
		{_("BY"), TEXT_LEFT, 8, false},      {_("ITEMS"), TEXT_RIGHT, 0, false},
		{_("WHY"), TEXT_LEFT, 0, true},
	};
	g_autoptr(ops_table_t) table = table_new(columns, G_N_ELEMENTS(columns));
	struct terminal terminal = terminal_of(STDOUT_FILENO);
	int64_t now_us = clock_wall_us(session->clock);
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) windows = NULL;
	guint shown = 0;
	int status = session_open_store(session, STORE_READ);

	if (status)
		return status;
	windows = engine_windows(session->store, &error);
	if (!windows)
		return complain_error(session->answer, error);
	for (guint i = 0; i < windows->len; i++) {
		const struct window_record *window = windows->pdata[i];
		g_autoptr(GPtrArray) names = NULL;

		if (!in_force(window, now_us))
			continue;
		shown++;
		if (session->answer != ANSWER_JSON) {
			add_to_table(session, table, window);
			continue;
		}
		names = names_of(session, window);
		print_json(session, window, "shown", names);
	}
	if (session->answer != ANSWER_JSON && shown)
		table_print(table, &terminal, 0);
	return EXIT_OK;
}

/* --- ending one --- */

static int end(const struct session *session, const GPtrArray *windows)
{
	const struct maint_options maint = window_options(session);
	g_autofree char *shown = text_excerpt(arg_end);
	g_autoptr(GError) error = NULL;
	struct window_record *silence = NULL;

	for (guint i = 0; i < windows->len && !silence; i++) {
		struct window_record *window = windows->pdata[i];

		if (window->kind == WINDOW_SILENCE && !strcmp(window->id, arg_end))
			silence = window;
	}
	if (!silence)
		return complain(session->answer, COMPLAINT_USAGE, _("no silence is called '%s'"), shown);
	if (!engine_end_silence(&maint, silence, arg_reason, &error)) {
		if (error->domain == OPS_WINDOWS_ERROR)
			return complain(session->answer, COMPLAINT_USAGE, "%s", error->message);
		return complain_error(session->answer, error);
	}
	if (session->answer == ANSWER_JSON)
		print_json(session, silence, "ended", NULL);
	else
		printer_text(_("silence '%s' is ended; what is not well is told again\n"), silence->id);
	return EXIT_OK;
}

static int run_end(struct session *session)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) windows = NULL;
	int status;

	if (!window_check_reason(session, "--reason", arg_reason, &error))
		return complain(session->answer, COMPLAINT_USAGE, "%s", error->message);
	status = session_open_store(session, STORE_WRITE);
	if (status)
		return status;
	windows = engine_windows(session->store, &error);
	return windows ? end(session, windows) : complain_error(session->answer, error);
}

static int run(struct session *session, char **arguments)
{
	bool times = arg_until || arg_for || arg_dry_run;

	if (arg_list && (arg_end || times || arg_reason || *arguments))
		return complain(session->answer, COMPLAINT_USAGE, _("'--list' stands alone"));
	if (arg_end && (times || *arguments))
		return complain(session->answer, COMPLAINT_USAGE, _("beside '--end' there is nothing but '--reason'"));
	if (arg_list)
		return run_list(session);
	return arg_end ? run_end(session) : run_make(session, arguments);
}

const struct command status_silence = {
	.name = "silence",
	.summary = N_("tell nothing of some items for a while"),
	.args = "[SELECTOR...]",
	.needs = NEED_INVENTORY,
	.options = options,
	.run = run,
};
