/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops check: reads what the options ask for; one round asks it, a watch asks
 * it again and again.
 */
#include "base/quantity.h"
#include "base/translate.h"
#include "check/round.h"
#include "commands.h"
#include "options.h"
#include "probing.h"
#include "probe/reading.h"
#include "ui/complain.h"

#define GAP_OF_BURST_US 10000
#define INTERVAL_US (INT64_C(60) * G_USEC_PER_SEC)
#define INTERVAL_LEAST_US G_USEC_PER_SEC
#define INTERVAL_MOST_US (INT64_C(24) * 60 * 60 * G_USEC_PER_SEC)
#define THREADS_MOST 16

static gboolean arg_all, arg_due, arg_each_packet, arg_no_record, arg_watch;
static char *arg_as, *arg_burst, *arg_deadline, *arg_for, *arg_format, *arg_gap, *arg_interval, *arg_output,
	*arg_packets, *arg_rate, *arg_retries, *arg_summary, *arg_threads, *arg_timeout, *arg_unknown_as;

static const GOptionEntry options[] = {
	{"all", 0, 0, G_OPTION_ARG_NONE, &arg_all, N_("print every row, however many there are"),
	 NULL},
	{"as", 0, 0, G_OPTION_ARG_FILENAME, &arg_as,
	 N_("as a plugin, answer for a service or for a host"), "service|host"},
	{"burst", 0, 0, G_OPTION_ARG_FILENAME, &arg_burst,
	 N_("send for DURATION and say how long nothing came back"), "DURATION"},
	{"deadline", 0, 0, G_OPTION_ARG_FILENAME, &arg_deadline,
	 N_("end the whole run after DURATION"), "DURATION"},
	{"due", 0, 0, G_OPTION_ARG_NONE, &arg_due, N_("ask only what is due by its interval"),
	 NULL},
	{"each-packet", 0, 0, G_OPTION_ARG_NONE, &arg_each_packet,
	 N_("in JSON, say what became of each packet"), NULL},
	{"for", 0, 0, G_OPTION_ARG_FILENAME, &arg_for,
	 N_("ask for a request of another party, and prepare the answer"), "REQUEST"},
	{"format", 0, 0, G_OPTION_ARG_FILENAME, &arg_format, N_("how the answer is printed"),
	 "table|json|plugin|openmetrics|textfile"},
	{"gap", 0, 0, G_OPTION_ARG_FILENAME, &arg_gap, N_("leave DURATION between two packets"),
	 "DURATION"},
	{"interval", 0, 0, G_OPTION_ARG_FILENAME, &arg_interval,
	 N_("with --watch, begin a round every DURATION"), "DURATION"},
	{"no-record", 0, 0, G_OPTION_ARG_NONE, &arg_no_record, N_("do not record"), NULL},
	{"output", 0, 0, G_OPTION_ARG_FILENAME, &arg_output,
	 N_("replace FILE by the metrics, in one step"), "FILE"},
	{"packets", 0, 0, G_OPTION_ARG_FILENAME, &arg_packets, N_("send NUMBER packets to each"),
	 "NUMBER"},
	{"rate", 0, 0, G_OPTION_ARG_FILENAME, &arg_rate, N_("send at most NUMBER packets a second"),
	 "NUMBER"},
	{"retries", 0, 0, G_OPTION_ARG_FILENAME, &arg_retries,
	 N_("send a silent packet NUMBER times again"), "NUMBER"},
	{"summary", 0, 0, G_OPTION_ARG_FILENAME, &arg_summary,
	 N_("print groups of items and no items"), "class|area|concentrator|all"},
	{"threads", 0, 0, G_OPTION_ARG_FILENAME, &arg_threads, N_("send with NUMBER threads"),
	 "NUMBER"},
	{"timeout", 0, 0, G_OPTION_ARG_FILENAME, &arg_timeout,
	 N_("wait DURATION for each packet's answer"), "DURATION"},
	{"unknown-as", 0, 0, G_OPTION_ARG_FILENAME, &arg_unknown_as,
	 N_("what UNKNOWN means for a host"), "attention|down"},
	{"watch", 0, 0, G_OPTION_ARG_NONE, &arg_watch, N_("check again and again, until a signal"),
	 NULL},
	{NULL},
};

static bool is(const char *option, const char *word)
{
	return option && !strcmp(option, word);
}

/* What is meant for another program's eyes, and not for a screen. */
static bool is_metrics(void)
{
	return is(arg_format, "openmetrics") || is(arg_format, "textfile");
}

static enum answer choose_answer(enum answer present)
{
	if (is(arg_format, "plugin"))
		return ANSWER_PLUGIN;
	return is(arg_format, "json") ? ANSWER_JSON : present;
}

static enum check_format choose_format(enum answer answer)
{
	if (is(arg_format, "openmetrics"))
		return CHECK_OPENMETRICS;
	if (is(arg_format, "textfile"))
		return CHECK_TEXTFILE;
	if (answer == ANSWER_PLUGIN)
		return CHECK_PLUGIN;
	return answer == ANSWER_JSON ? CHECK_JSON : CHECK_TABLE;
}

/* --- options --- */

static bool refuse(GError **error, const char *fault)
{
	g_set_error_literal(error, OPS_OPTIONS_ERROR, OPTIONS_ERROR_VALUE, fault);
	return false;
}

static bool check_usage(const struct session *session, GError **error)
{
	bool plugin = is(arg_format, "plugin");

	if (arg_json && arg_format && !is(arg_format, "json"))
		return refuse(error, _("'--json' and '--format' contradict each other"));
	if (is(arg_as, "host") && !plugin)
		return refuse(error, _("'--as host' goes with '--format plugin'"));
	if (arg_unknown_as && !is(arg_as, "host"))
		return refuse(error, _("'--unknown-as' goes with '--as host'"));
	if (arg_burst && arg_packets)
		return refuse(error, _("'--burst' and '--packets' contradict each other"));
	if (arg_each_packet && session->answer != ANSWER_JSON)
		return refuse(error, _("'--each-packet' goes with '--json'"));
	if (arg_each_packet && arg_summary)
		return refuse(error, _("'--each-packet' and '--summary' contradict each other"));
	if (arg_summary && (plugin || is_metrics()))
		return refuse(error, _("'--summary' goes with a table or '--json'"));
	if (arg_output && !is(arg_format, "textfile"))
		return refuse(error, _("'--output' goes with '--format textfile'"));
	/* The collector passes over every other name in silence. */
	if (arg_output && !g_str_has_suffix(arg_output, ".prom"))
		return refuse(error, _("the file of '--output' must end in '.prom'"));
	if (arg_for && (arg_watch || arg_no_record))
		return refuse(error, _("'--for' contradicts '--watch' and '--no-record'"));
	if (arg_interval && !arg_watch)
		return refuse(error, _("'--interval' goes with '--watch'"));
	if (arg_watch && (plugin || (is_metrics() && !arg_output)))
		return refuse(error, _("'--watch' goes with a table, '--json' or '--output'"));
	return true;
}

/* OPTION's value; *RET_VALUE stays what it is when it was not given. */
static bool read_integer(const char *name, const char *value, int64_t most, int64_t *ret_value,
			 GError **error)
{
	if (!value || quantity_parse_integer(value, 1, most, ret_value, error))
		return true;
	g_prefix_error(error, _("option '--%s': "), name);
	return false;
}

static bool read_retries(int64_t *ret_retries, GError **error)
{
	if (!arg_retries ||
	    quantity_parse_integer(arg_retries, 0, ICMP_RETRIES_MAX, ret_retries, error))
		return true;
	g_prefix_error(error, _("option '--%s': "), "retries");
	return false;
}

static bool read_duration(const char *name, const char *value, int64_t least_us, int64_t most_us,
			  int64_t *ret_us, GError **error)
{
	int64_t us;

	if (!value)
		return true;
	if (!quantity_parse_duration(value, &us, error)) {
		g_prefix_error(error, _("option '--%s': "), name);
		return false;
	}
	if (us >= least_us && us <= most_us) {
		*ret_us = us;
		return true;
	}
	g_autofree char *least = quantity_print_duration(least_us);
	g_autofree char *most = quantity_print_duration(most_us);

	g_set_error(error, OPS_OPTIONS_ERROR, OPTIONS_ERROR_VALUE,
		    _("option '--%s': '%s' is out of range %s..%s"), name, value, least, most);
	return false;
}

/* As many packets as fit into the burst. */
static bool read_burst(struct probe_options *probing, int64_t *packets, GError **error)
{
	int64_t burst_us = 0;

	if (!arg_burst)
		return true;
	if (!probing->gap_us)
		probing->gap_us = GAP_OF_BURST_US;
	if (!read_duration("burst", arg_burst, 2 * probing->gap_us,
			   ICMP_PACKETS_MAX * probing->gap_us, &burst_us, error))
		return false;
	*packets = burst_us / probing->gap_us;
	return true;
}

/* What is asked for must be able to end in time. */
static bool check_time(const struct probe_options *probing, int64_t packets, GError **error)
{
	int64_t needed_us = packets * probing->gap_us;

	if (!packets || !probing->gap_us || needed_us <= probing->deadline_us)
		return true;
	g_autofree char *needed = quantity_show_duration(needed_us);
	g_autofree char *deadline = quantity_show_duration(probing->deadline_us);

	g_set_error(error, OPS_OPTIONS_ERROR, OPTIONS_ERROR_VALUE,
		    _("sending takes %s, but the deadline is %s; '--deadline' sets another"),
		    needed, deadline);
	return false;
}

/* What the options say in place of what PROBING has. */
static bool read_probing(struct probe_options *probing, GError **error)
{
	int64_t threads = probing->threads, packets = 0, retries = probing->retries;

	probing->keep_packets = arg_each_packet;
	if (arg_deadline && !quantity_parse_duration(arg_deadline, &probing->deadline_us, error)) {
		g_prefix_error(error, _("option '--%s': "), "deadline");
		return false;
	}
	if (probing->deadline_us <= 0)
		return refuse(error, _("option '--deadline' must be above zero"));
	if (!read_integer("rate", arg_rate, 1000000, &probing->rate_per_second, error) ||
	    !read_integer("packets", arg_packets, ICMP_PACKETS_MAX, &packets, error) ||
	    !read_retries(&retries, error) ||
	    !read_integer("threads", arg_threads, THREADS_MOST, &threads, error) ||
	    !read_duration("gap", arg_gap, 1000, 60 * G_USEC_PER_SEC, &probing->gap_us, error) ||
	    !read_duration("timeout", arg_timeout, 10000, 60 * G_USEC_PER_SEC,
			   &probing->timeout_us, error) ||
	    !read_burst(probing, &packets, error) || !check_time(probing, packets, error))
		return false;
	probing->threads = (unsigned int)threads;
	probing->packets = (int)packets;
	probing->retries = (int)retries;
	return true;
}

/* --- the command --- */

static int run_with(struct session *session, char **arguments, const struct probing *probing)
{
	g_autoptr(GError) error = NULL;
	struct check_wish wish = {
		.options =
			{
				.inventory = session->inventory,
				.actor = session->actor,
				.said_by = session->said_by,
				.selectors = (const char *const *)arguments,
				.due = arg_due,
				.evidence = inventory_policy(session->inventory)->evidence,
				.probing = probing->options,
			},
		.record = !arg_no_record,
		.format = choose_format(session->answer),
		.output = arg_output,
		.request = arg_for,
		.summary = arg_summary,
		.all = arg_all,
		.outages = arg_burst != NULL,
		.as_host = is(arg_as, "host"),
		.unknown_is_down = is(arg_unknown_as, "down"),
		.interval_us = INTERVAL_US,
	};

	if (!read_duration("interval", arg_interval, INTERVAL_LEAST_US, INTERVAL_MOST_US,
			   &wish.interval_us, &error) ||
	    !read_probing(&wish.options.probing, &error))
		return complain(session->answer, COMPLAINT_USAGE, "%s", error->message);
	return arg_watch ? check_watch(session, &wish) : check_round(session, &wish, 0).status;
}

static int run(struct session *session, char **arguments)
{
	g_autoptr(GError) error = NULL;
	struct probing probing;
	int status = EXIT_COULD_NOT;

	if (!check_usage(session, &error))
		return complain(session->answer, COMPLAINT_USAGE, "%s", error->message);
	if (probing_init(&probing, session))
		status = run_with(session, arguments, &probing);
	probing_clear(&probing);
	return status;
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
