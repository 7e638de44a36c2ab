/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops check: reads the options, has the engine ask, judge and record, and
 * prints in the form that was wanted.
 */
#include "base/quantity.h"
#include "base/translate.h"
#include "check/print.h"
#include "commands.h"
#include "options.h"
#include "session.h"
#include "ui/complain.h"
#include "ui/printer.h"
#include "ui/progress.h"
#include "ui/tally.h"

static gboolean arg_all, arg_no_record;
static char *arg_format, *arg_as, *arg_unknown_as, *arg_deadline, *arg_rate;

static const GOptionEntry options[] = {
	{"all", 0, 0, G_OPTION_ARG_NONE, &arg_all, N_("print every item, however many are OK"),
	 NULL},
	{"as", 0, 0, G_OPTION_ARG_FILENAME, &arg_as,
	 N_("as a plugin, answer for a service or for a host"), "service|host"},
	{"deadline", 0, 0, G_OPTION_ARG_FILENAME, &arg_deadline,
	 N_("end the whole run after DURATION"), "DURATION"},
	{"format", 0, 0, G_OPTION_ARG_FILENAME, &arg_format, N_("how the answer is printed"),
	 "table|json|plugin"},
	{"no-record", 0, 0, G_OPTION_ARG_NONE, &arg_no_record, N_("do not record"), NULL},
	{"rate", 0, 0, G_OPTION_ARG_FILENAME, &arg_rate, N_("send at most NUMBER packets a second"),
	 "NUMBER"},
	{"unknown-as", 0, 0, G_OPTION_ARG_FILENAME, &arg_unknown_as,
	 N_("what UNKNOWN means for a host"), "attention|down"},
	{NULL},
};

static bool is(const char *option, const char *word)
{
	return option && !strcmp(option, word);
}

static enum answer choose_answer(enum answer present)
{
	if (is(arg_format, "plugin"))
		return ANSWER_PLUGIN;
	return is(arg_format, "json") ? ANSWER_JSON : present;
}

/* --- options --- */

static bool check_usage(GError **error)
{
	const char *fault = NULL;

	if (arg_json && arg_format && !is(arg_format, "json"))
		fault = _("'--json' and '--format' contradict each other");
	else if (is(arg_as, "host") && !is(arg_format, "plugin"))
		fault = _("'--as host' goes with '--format plugin'");
	else if (arg_unknown_as && !is(arg_as, "host"))
		fault = _("'--unknown-as' goes with '--as host'");
	if (fault)
		g_set_error_literal(error, OPS_OPTIONS_ERROR, OPTIONS_ERROR_VALUE, fault);
	return !fault;
}

static bool read_probing(const struct session *session, struct probe_options *probing,
			 GError **error)
{
	const struct policy *policy = inventory_policy(session->inventory);

	probing->deadline_us = policy->deadline_us;
	probing->rate_per_second = policy->rate_per_second;
	probing->far_end_rate_per_second = policy->far_end_rate_per_second;
	probing->threads = (unsigned int)policy->threads;
	if (arg_deadline && !quantity_parse_duration(arg_deadline, &probing->deadline_us, error)) {
		g_prefix_error(error, _("option '--deadline': "));
		return false;
	}
	if (probing->deadline_us <= 0) {
		g_set_error_literal(error, OPS_OPTIONS_ERROR, OPTIONS_ERROR_VALUE,
				    _("option '--deadline' must be above zero"));
		return false;
	}
	if (arg_rate &&
	    !quantity_parse_integer(arg_rate, 1, 1000000, &probing->rate_per_second, error)) {
		g_prefix_error(error, _("option '--rate': "));
		return false;
	}
	return true;
}

/* --- the answer --- */

/* As a host only DOWN is 2: Icinga takes a host check's 3 for down as well. */
static int exit_of(enum status worst)
{
	if (!is(arg_as, "host"))
		return status_exit(worst);
	if (worst == STATUS_DOWN || (worst == STATUS_UNKNOWN && is(arg_unknown_as, "down")))
		return EXIT_BAD;
	return worst == STATUS_UNKNOWN ? EXIT_ATTENTION : EXIT_OK;
}

static gint compare_items(gconstpointer a, gconstpointer b, gpointer context)
{
	const guint *left = a, *right = b;
	const GArray *items = context;
	int order = tally_compare(g_array_index(items, struct check_item, *left).judgement.status,
				  g_array_index(items, struct check_item, *right).judgement.status);

	if (order)
		return order;
	return *left < *right ? -1 : 1;
}

const struct check_item *check_print_at(const struct check_print *print, guint index)
{
	return &g_array_index(print->check->items, struct check_item, print->order[index]);
}

char *check_signal_name(int signal)
{
	return signal ? g_strconcat("SIG", sigabbrev_np(signal), NULL) : NULL;
}

static void tell_cut_short(const struct check_print *print)
{
	g_autofree char *name = check_signal_name(print->check->signal);
	unsigned int count = print->check->items->len;

	if (print->session->answer == ANSWER_PLUGIN)
		return;
	if (print->check->end == RUN_CANCELLED)
		fprintf(stderr, _("nwops: stopped by %s; not asked: %u of %u\n"), name ? name : "-",
			print->not_asked, count);
	else if (print->check->end == RUN_DEADLINE)
		fprintf(stderr, _("nwops: the deadline passed; not asked: %u of %u\n"),
			print->not_asked, count);
}

static void print_check(const struct session *session, const struct check *check)
{
	g_autofree guint *order = g_new(guint, check->items->len + 1);
	struct check_print print = {session, check, order, 0};

	for (guint i = 0; i < check->items->len; i++) {
		order[i] = i;
		print.not_asked +=
			g_array_index(check->items, struct check_item, i).result->run_ended_first;
	}
	g_qsort_with_data(order, (gint)check->items->len, sizeof(order[0]), compare_items,
			  check->items);
	if (session->answer == ANSWER_JSON)
		check_print_json(&print);
	else if (session->answer == ANSWER_PLUGIN)
		check_print_plugin(&print);
	else
		check_print_table(&print, arg_all);
	/* The answer first, then what is to be said about it. */
	fflush(stdout);
	tell_cut_short(&print);
}

static void show_progress(void *context, uint32_t ended, uint32_t count)
{
	progress_show(context, ended, count);
}

/* --- the command --- */

static int check(struct session *session, const struct check_options *check_options)
{
	g_autoptr(GError) error = NULL;
	struct check result = {0};
	struct progress progress;
	struct check_options with_progress = *check_options;
	int status;

	progress_init(&progress, session->clock, session->answer == ANSWER_PLUGIN);
	with_progress.probing.progress = show_progress;
	with_progress.probing.context = &progress;
	bool kept = engine_check(&with_progress, &result, &error);

	progress_clear(&progress);
	if (!kept && !g_error_matches(error, OPS_ENGINE_ERROR, ENGINE_ERROR_NOT_RECORDED))
		return complain_error(session->answer, error);
	print_check(session, &result);
	status = exit_of(state_tally_worst(&result.tally));
	if (!kept) {
		fflush(stdout);
		status = complain_error(session->answer, error);
	}
	check_clear(&result);
	return status;
}

static int run(struct session *session, char **arguments)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_overlay_t) overlay = NULL;
	g_autoptr(GError) error = NULL;
	struct check_options check_options = {
		.inventory = session->inventory,
		.actor = session->actor,
		.said_by = session->said_by,
		.selectors = (const char *const *)arguments,
		.probing =
			{
				.clock = session->clock,
				.notes = session->notes,
				.libexec = session->libexec_directory,
				.until_signal = true,
			},
	};

	if (!check_usage(&error) || !read_probing(session, &check_options.probing, &error))
		return complain(session->answer, COMPLAINT_USAGE, "%s", error->message);
	if (session->overlay_path) {
		overlay = overlay_load(session->overlay_path, faults);
		if (!overlay)
			return complain_faults(session->answer, faults,
					       _("the overlay '%s' has errors; nothing was done"),
					       session->overlay_path);
		notes_write(session->notes, NOTES_NOTICE,
			    _("rehearsal: '%s' answers, no packet leaves"), session->overlay_path);
	}
	check_options.probing.overlay = overlay;
	if (!arg_no_record) {
		int status = session_open_store(session, STORE_WRITE);

		if (status)
			return status;
	}
	check_options.store = session->store;
	return check(session, &check_options);
}

const struct command cmd_check = {
	.name = "check",
	.summary = N_("ask lines and devices now, judge, record and print"),
	.args = "[SELECTOR...]",
	.needs = NEED_INVENTORY,
	.options = options,
	.answer = choose_answer,
	.run = run,
};
