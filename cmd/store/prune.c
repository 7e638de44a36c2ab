/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops store prune: forgets what the inventory no longer has and shrinks the
 * database. What is proven, the journal, is never touched.
 */
#include "store/verbs.h"

#include "base/instant.h"
#include "base/quantity.h"
#include "base/translate.h"
#include "engine/engine.h"
#include "options.h"
#include "session.h"
#include "store/upkeep.h"
#include "ui/complain.h"
#include "ui/printer.h"
#include "ui/table.h"

#include <unistd.h>

static gboolean arg_dry_run;
static char *arg_gone_for, *arg_evidence_for, *arg_days_for;

static const GOptionEntry options[] = {
	{"dry-run", 0, 0, G_OPTION_ARG_NONE, &arg_dry_run, N_("only say what would be forgotten"),
	 NULL},
	{"gone-for", 0, 0, G_OPTION_ARG_FILENAME, &arg_gone_for,
	 N_("forget what was not asked for DURATION (default 90d)"), "DURATION"},
	{"evidence-for", 0, 0, G_OPTION_ARG_FILENAME, &arg_evidence_for,
	 N_("keep what devices said when something changed for DURATION (default 1827d)"),
	 "DURATION"},
	{"days-for", 0, 0, G_OPTION_ARG_FILENAME, &arg_days_for,
	 N_("keep what figures of devices amounted to in a day for DURATION (default 396d)"), "DURATION"},
	{NULL},
};

/* TEXT, or PRESET where it was not given, of OPTION. */
static bool read_duration(const char *option, const char *text, const char *preset,
			  int64_t *ret_duration_us, GError **error)
{
	int64_t duration_us;

	if (!quantity_parse_duration(text ? text : preset, &duration_us, error)) {
		g_prefix_error(error, _("option '%s': "), option);
		return false;
	}
	if (duration_us < 0) {
		g_set_error(error, OPS_OPTIONS_ERROR, OPTIONS_ERROR_VALUE,
			    _("option '%s' must not be below zero"), option);
		return false;
	}
	*ret_duration_us = duration_us;
	return true;
}

static void print_json(const struct session *session, const struct prune *prune,
		       const struct upkeep_figures *before, const struct upkeep_figures *after)
{
	for (guint i = 0; i < prune->gone->len; i++) {
		const struct pruned_item *item = prune->gone->pdata[i];
		struct json *object = printer_new_object("pruned");

		json_set_string(object, "item", item->name);
		printer_set_instant(object, "asked_at", item->asked_at_us, session->zone);
		printer_take(object);
	}
	struct json *object = printer_new_object("prune");

	json_set_integer(object, "items", prune->gone->len);
	json_set_bool(object, "dry_run", arg_dry_run);
	json_set_integer(object, "results_before", before->results);
	json_set_integer(object, "results_after", after->results);
	json_set_integer(object, "evidence_before", before->evidence);
	json_set_integer(object, "evidence_after", after->evidence);
	json_set_integer(object, "days_before", before->rollups);
	json_set_integer(object, "days_after", after->rollups);
	printer_set_figure(object, "database_bytes_before", before->database_bytes);
	printer_set_figure(object, "database_bytes_after", after->database_bytes);
	printer_take(object);
}

static void print_items(const struct session *session, const struct prune *prune)
{
	const struct table_column columns[] = {
		{_("ITEM"), TEXT_LEFT, 12, false},
		{_("LAST ASKED"), TEXT_LEFT, 0, false},
	};
	g_autoptr(ops_table_t) table = table_new(columns, G_N_ELEMENTS(columns));
	struct terminal terminal = terminal_of(STDOUT_FILENO);

	for (guint i = 0; i < prune->gone->len; i++) {
		const struct pruned_item *item = prune->gone->pdata[i];
		g_autofree char *asked =
			item->asked_at_us > 0 ? instant_show(item->asked_at_us, session->zone) : NULL;
		const char *cells[] = {item->name, asked};

		table_add(table, TINT_NONE, false, cells);
	}
	if (prune->gone->len)
		table_print(table, &terminal, 0);
}

static void print_text(const struct session *session, const struct prune *prune,
		       const struct upkeep_figures *before, const struct upkeep_figures *after)
{
	g_autofree char *was = quantity_show_size(before->database_bytes);
	g_autofree char *is = quantity_show_size(after->database_bytes);

	print_items(session, prune);
	if (arg_dry_run) {
		printer_text(_("items that would be forgotten: %u\n"), prune->gone->len);
		return;
	}
	printer_text(_("items forgotten: %u\n"), prune->gone->len);
	printer_text(_("texts of devices: %ld before, %ld now\n"), (long)before->evidence,
		     (long)after->evidence);
	printer_text(_("days of figures: %ld before, %ld now\n"), (long)before->rollups,
		     (long)after->rollups);
	printer_text(_("database: %s before, %s now\n"), was, is);
}

static int run(struct session *session, char **arguments)
{
	g_autoptr(GError) error = NULL;
	struct prune_options pruning = {
		.inventory = session->inventory,
		.actor = session->actor,
		.said_by = session->said_by,
		.dry_run = arg_dry_run,
		.clock = session->clock,
		.notes = session->notes,
	};
	struct upkeep_figures before, after;
	struct prune prune;
	int status;

	if (!read_duration("--gone-for", arg_gone_for, "90d", &pruning.gone_for_us, &error) ||
	    !read_duration("--evidence-for", arg_evidence_for, "1827d", &pruning.evidence_for_us,
			   &error) ||
	    !read_duration("--days-for", arg_days_for, "396d", &pruning.days_for_us, &error))
		return complain_error(session->answer, error);
	status = session_open_store(session, arg_dry_run ? STORE_READ : STORE_WRITE);
	if (status)
		return status;
	pruning.store = session->store;
	if (!upkeep_measure(session->store, &before, &error) ||
	    !engine_prune(&pruning, &prune, &error))
		return complain_error(session->answer, error);
	if (!upkeep_measure(session->store, &after, &error)) {
		prune_clear(&prune);
		return complain_error(session->answer, error);
	}
	if (session->answer == ANSWER_JSON)
		print_json(session, &prune, &before, &after);
	else
		print_text(session, &prune, &before, &after);
	prune_clear(&prune);
	return EXIT_OK;
}

const struct command store_prune = {
	.name = "prune",
	.summary = N_("forget what the inventory no longer has, and shrink"),
	.needs = NEED_INVENTORY,
	.options = options,
	.run = run,
};
