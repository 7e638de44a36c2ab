/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One round: has the engine ask, judge and record, puts what came of it in
 * order, and prints it in the form that was wanted.
 */
#include "check/round.h"

#include "base/quantity.h"
#include "base/translate.h"
#include "check/print.h"
#include "engine/answer.h"
#include "session.h"
#include "ui/complain.h"
#include "ui/printer.h"
#include "ui/progress.h"
#include "ui/replace.h"
#include "ui/tally.h"

/* As a host only DOWN is 2: Icinga takes a host check's 3 for down as well. */
static int exit_of(const struct check_wish *wish, enum status worst)
{
	if (!wish->as_host)
		return status_exit(worst);
	if (worst == STATUS_DOWN || (worst == STATUS_UNKNOWN && wish->unknown_is_down))
		return EXIT_BAD;
	return worst == STATUS_UNKNOWN ? EXIT_ATTENTION : EXIT_OK;
}

/* --- what prints have in common --- */

const struct check_item *check_print_at(const struct check_print *print, guint index)
{
	return &g_array_index(print->check->items, struct check_item, print->order[index]);
}

const struct service_class *check_print_class(const struct check_print *print,
					      const struct check_item *item)
{
	return inventory_class_at(print->session->inventory, item_service_class(&item->item),
				  item->result->started_at_us);
}

const char *check_print_message(const struct check_print *print, const struct check_item *item,
				char text[RESULT_TEXT_SIZE])
{
	const struct result *result = item->result;
	size_t length;

	state_explain(&item->judgement, result, text);
	if (!print->outages || result->outage_us < 0)
		return text;
	g_autofree char *outage = quantity_show_duration(result->outage_us);

	length = strlen(text);
	if (result->outage_us)
		g_snprintf(text + length, RESULT_TEXT_SIZE - length, _("; outage %s"), outage);
	else
		g_snprintf(text + length, RESULT_TEXT_SIZE - length, _("; no outage"));
	/* Cut between characters, never inside one. */
	const char *end;

	if (!g_utf8_validate(text, -1, &end))
		text[end - text] = '\0';
	return text;
}

char *check_signal_name(int signal)
{
	return signal ? g_strconcat("SIG", sigabbrev_np(signal), NULL) : NULL;
}

/* The items' indices, the worst first, of equals in the order selected: one pass
 * to count and one to place, since a sort of a nation's lines would be felt.
 * Caller frees. */
static guint *order_of(const struct check *check)
{
	guint *order = g_new(guint, check->items->len + 1);
	guint next[STATUS_COUNT];

	for (unsigned int status = 0; status < STATUS_COUNT; status++) {
		next[status] = 0;
		for (unsigned int other = 0; other < STATUS_COUNT; other++)
			if (tally_compare((enum status)other, (enum status)status) < 0)
				next[status] += check->tally.counts[other];
	}
	for (guint i = 0; i < check->items->len; i++) {
		const struct check_item *item = &g_array_index(check->items, struct check_item, i);

		order[next[item->judgement.status]++] = i;
	}
	return order;
}

static unsigned int count_not_asked(const struct check *check)
{
	unsigned int count = 0;

	for (guint i = 0; check->end != RUN_COMPLETE && i < check->items->len; i++)
		count += g_array_index(check->items, struct check_item, i).result->run_ended_first;
	return count;
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

/* --- the answer --- */

/* EXIT_OK, or the exit status after a complaint. */
static int print_metrics(const struct check_print *print, const struct check_wish *wish)
{
	enum metrics_form form = wish->format == CHECK_OPENMETRICS ? METRICS_OPEN : METRICS_CLASSIC;
	g_autoptr(GError) error = NULL;

	if (!wish->output) {
		check_print_metrics(print, form, stdout);
		return EXIT_OK;
	}
	g_autoptr(ops_replace_t) replace = replace_open(wish->output, &error);

	if (replace) {
		check_print_metrics(print, form, replace_file(replace));
		if (replace_finish(replace, &error))
			return EXIT_OK;
	}
	return complain(print->session->answer, COMPLAINT_SYSTEM, "%s", error->message);
}

static int print_check(const struct check_print *print, const struct check_wish *wish)
{
	int status = EXIT_OK;

	if (wish->summary)
		check_print_summary(print, wish->summary);
	else if (wish->format == CHECK_JSON)
		check_print_json(print);
	else if (wish->format == CHECK_PLUGIN)
		check_print_plugin(print);
	else if (wish->format == CHECK_TABLE)
		check_print_table(print);
	else
		status = print_metrics(print, wish);
	/* The answer first, then what is to be said about it. */
	fflush(stdout);
	tell_cut_short(print);
	return status;
}

static void show_progress(void *context, uint32_t ended, uint32_t count)
{
	progress_show(context, ended, count);
}

/* --- for a request of another party --- */

static bool answer_request(const struct session *session, const char *request,
			   const struct check *check, GError **error)
{
	const struct tell_options options = session_telling(session);
	int64_t notice;

	if (!engine_answer(&options, request, check, &notice, error))
		return false;
	if (session->answer == ANSWER_JSON) {
		struct json *object = printer_new_object("request-answer");

		json_set_string(object, "request", request);
		printer_set_figure(object, "notice", notice ? notice : -1);
		printer_take(object);
		return true;
	}
	if (notice)
		fprintf(stderr,
			_("nwops: recorded for request '%s'; its answer is prepared as notice %ld, and held\n"),
			request, (long)notice);
	else
		fprintf(stderr, _("nwops: recorded for request '%s'; its answer has nobody that a message could reach\n"),
			request);
	return true;
}

/* --- the round --- */

static struct check_outcome ask(struct session *session, const struct check_wish *wish,
				unsigned int lines_used)
{
	g_autoptr(GError) error = NULL;
	struct check check = {0};
	struct progress progress;
	struct check_options options = wish->options;
	struct check_outcome outcome = {.failed = true};

	progress_init(&progress, session->clock, session->answer == ANSWER_PLUGIN);
	options.store = session->store;
	options.record = wish->record;
	options.probing.progress = show_progress;
	options.probing.context = &progress;
	bool kept = engine_check(&options, &check, &error);

	progress_clear(&progress);
	if (!kept && !g_error_matches(error, OPS_ENGINE_ERROR, ENGINE_ERROR_NOT_RECORDED)) {
		outcome.status = complain_error(session->answer, error);
		return outcome;
	}
	g_autofree guint *order = order_of(&check);
	const struct check_print print = {
		.session = session,
		.check = &check,
		.order = order,
		.not_asked = count_not_asked(&check),
		.all = wish->all,
		.outages = wish->outages,
		.lines_used = lines_used,
	};
	int printed = print_check(&print, wish);

	outcome.status = exit_of(wish, state_tally_worst(&check.tally));
	if (kept && wish->request)
		kept = answer_request(session, wish->request, &check, &error);
	outcome.stop = check.end == RUN_CANCELLED;
	outcome.failed = printed != EXIT_OK || !kept;
	if (printed != EXIT_OK)
		outcome.status = printed;
	if (!kept)
		outcome.status = complain_error(session->answer, error);
	check_clear(&check);
	return outcome;
}

struct check_outcome check_round(struct session *session, const struct check_wish *wish,
				 unsigned int lines_used)
{
	int status = EXIT_OK;

	if (wish->record)
		status = session_open_store(session, STORE_WRITE);
	else if (wish->options.due || inventory_reads_devices(session->inventory))
		session_look_into_store(session);

	if (status)
		return (struct check_outcome){.status = status, .failed = true};
	struct check_wish asked = *wish;
	g_auto(GStrv) requested = NULL;

	/* Before anything is asked: an answer that could not be prepared afterwards would be asked for in vain. */
	if (wish->request)
		status = session_open_telling(session);
	if (!status && wish->request && !*wish->options.selectors) {
		const struct tell_options options = session_telling(session);
		g_autoptr(GError) error = NULL;

		requested = engine_requested(&options, wish->request, &error);
		if (!requested)
			status = complain_error(session->answer, error);
		asked.options.selectors = (const char *const *)requested;
	}
	struct check_outcome outcome = {.status = status, .failed = true};

	if (!status)
		outcome = ask(session, &asked, lines_used);
	g_clear_pointer(&session->store, store_close);
	return outcome;
}
