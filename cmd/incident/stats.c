/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops incident stats: looking back over a time.
 */
#include "incident/stats.h"

#include "base/text.h"
#include "base/translate.h"
#include "incident/verbs.h"
#include "options.h"
#include "ui/complain.h"

static char *arg_since, *arg_until, *arg_class, *arg_line, *arg_format;

static const GOptionEntry options[] = {
	{"since", 0, 0, G_OPTION_ARG_FILENAME, &arg_since, N_("incidents that were opened from then on; all if not given"), "WHEN"},
	{"until", 0, 0, G_OPTION_ARG_FILENAME, &arg_until, N_("and before then; now if not given"), "WHEN"},
	{"class", 0, 0, G_OPTION_ARG_FILENAME, &arg_class, N_("only what lines of a service class had"), "CLASS"},
	{"line", 0, 0, G_OPTION_ARG_FILENAME, &arg_line, N_("only what one line had"), "LINE"},
	{"format", 0, 0, G_OPTION_ARG_FILENAME, &arg_format, N_("for people, for a spreadsheet, or as objects"), "text|csv|json"},
	{NULL},
};

static bool read_time(const struct session *session, const char *option, const char *text, int64_t *ret_us, GError **error)
{
	struct case_instant at;

	if (!text)
		return true;
	if (!typed_instant(session, option, text, false, &at, error))
		return false;
	*ret_us = at.at_us;
	return at.quality != INSTANT_UNKNOWN || options_refuse(error, _("'%s' needs a time"), option);
}

static bool read_what(const struct session *session, struct stats_options *wish, GError **error)
{
	g_autofree char *line = arg_line ? text_excerpt(arg_line) : NULL, *class = arg_class ? text_excerpt(arg_class) : NULL;

	wish->line = arg_line ? inventory_find_line(session->inventory, arg_line) : NULL;
	wish->service_class = arg_class ? inventory_find_service_class(session->inventory, arg_class) : NULL;
	if (arg_line && !wish->line)
		return options_refuse(error, _("no line is called '%s'"), line);
	return !arg_class || wish->service_class || options_refuse(error, _("no service class is called '%s'"), class);
}

static bool read_wish(const struct session *session, struct stats_options *wish, GError **error)
{
	if (arg_line && arg_class)
		return options_refuse(error, _("a line has a class: say '--line' or '--class'"));
	if (!read_time(session, "--since", arg_since, &wish->from_us, error) || !read_time(session, "--until", arg_until, &wish->until_us, error))
		return false;
	if (wish->until_us <= wish->from_us)
		return options_refuse(error, _("'--until' lies before '--since'"));
	return read_what(session, wish, error);
}

static int run(struct session *session, char **arguments)
{
	struct stats_options wish = {
		.inventory = session->inventory, .store = session->store, .clock = session->clock, .notes = session->notes,
		.until_us = clock_wall_us(session->clock),
	};
	g_autoptr(GError) error = NULL;
	g_autoptr(ops_stats_t) stats = NULL;

	(void)arguments;
	if (!read_wish(session, &wish, &error))
		return complain(session->answer, COMPLAINT_USAGE, "%s", error->message);
	stats = engine_stats(&wish, &error);
	if (!stats)
		return incident_complain(session, error);
	if (session->answer == ANSWER_JSON || g_strcmp0(arg_format, "json") == 0)
		stats_print_json(session, stats);
	else if (g_strcmp0(arg_format, "csv") == 0)
		stats_print_csv(stats);
	else
		stats_print_text(session, stats);
	return EXIT_OK;
}

const struct command incident_stats = {
	.name = "stats",
	.summary = N_("look back: how incidents were dealt with, how available lines were"),
	.needs = NEED_INVENTORY | NEED_STORE_READ,
	.options = options,
	.run = run,
};
