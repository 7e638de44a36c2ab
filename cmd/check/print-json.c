/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A check as JSON lines: types "item" and "check" of nwops-output(5). Items are
 * written key after key into one line that is used again and again; what
 * neighbours mostly have alike, times and thresholds, is put into words once.
 */
#include "check/print-facts.h"
#include "check/print.h"

#include "base/address.h"
#include "base/instant.h"
#include "base/json-line.h"
#include "session.h"
#include "ui/printer.h"
#include "ui/tally.h"
#include "ui/transition.h"

/* A time as it was written last. */
struct written_instant {
	int64_t at_us; /* 0: none yet */
	char *text;
};

struct item_writer {
	const struct check_print *print;
	GString *line;
	struct written_instant since, started;
	const struct service_class *service_class; /* whose thresholds these are */
	GString *thresholds;
};

static void set_figure(GString *line, const char *key, int64_t number)
{
	if (number < 0)
		json_line_null(line, key);
	else
		json_line_integer(line, key, number);
}

static void set_instant(struct item_writer *writer, const char *key,
			struct written_instant *written, int64_t at_us)
{
	if (at_us > 0 && at_us != written->at_us) {
		g_free(written->text);
		written->text = instant_print(at_us, writer->print->session->zone);
		written->at_us = at_us;
	}
	json_line_string(writer->line, key, at_us > 0 ? written->text : NULL);
}

static void set_figures(GString *line, const struct result *result)
{
	set_figure(line, "loss_ppm", result->loss_ppm);
	set_figure(line, "rtt_min_us", result->rtt_min_us);
	set_figure(line, "rtt_median_us", result->rtt_median_us);
	set_figure(line, "rtt_p95_us", result->rtt_p95_us);
	set_figure(line, "rtt_max_us", result->rtt_max_us);
	set_figure(line, "jitter_us", result->jitter_us);
	set_figure(line, "outage_us", result->outage_us);
}

static void set_counts(GString *line, const struct result *result)
{
	static const struct icmp_oddities none;
	const struct icmp_oddities *odd = result->odd ? result->odd : &none;

	json_line_integer(line, "sent", result->sent);
	json_line_integer(line, "received", result->received);
	json_line_integer(line, "late", odd->late);
	json_line_integer(line, "duplicates", odd->duplicates);
	json_line_integer(line, "wrong_source", odd->wrong_source);
	json_line_integer(line, "corrupt", odd->corrupt);
	json_line_integer(line, "truncated", odd->truncated);
	json_line_integer(line, "icmp_errors", odd->errors);
	json_line_integer(line, "forged_errors", odd->forged);
	json_line_integer(line, "own_losses", result->own_losses);
	json_line_integer(line, "not_sent", result->not_sent);
	json_line_integer(line, "retried", result->retried);
}

static void set_packets(GString *line, const struct result *result)
{
	if (!result->packets) {
		json_line_null(line, "packets");
		return;
	}
	json_line_raw(line, "packets", "[");
	for (int i = 0; i < result->packet_count; i++) {
		const struct icmp_packet *packet = &result->packets[i];

		if (i)
			g_string_append_c(line, ',');
		json_line_begin(line);
		json_line_string(line, "outcome",
				 words_get(WORDS_PACKET_OUTCOME, packet->outcome)->id);
		set_figure(line, "rtt_us", packet->rtt_us);
		json_line_end(line);
	}
	g_string_append_c(line, ']');
}

static void set_thresholds(struct item_writer *writer, const struct service_class *service_class)
{
	GString *thresholds = writer->thresholds;

	if (service_class != writer->service_class) {
		writer->service_class = service_class;
		g_string_truncate(thresholds, 0);
		json_line_begin(thresholds);
		json_line_integer(thresholds, "loss_caution_ppm", service_class->loss_ppm.caution);
		json_line_integer(thresholds, "loss_warning_ppm", service_class->loss_ppm.warning);
		json_line_integer(thresholds, "rtt_caution_us", service_class->rtt_us.caution);
		json_line_integer(thresholds, "rtt_warning_us", service_class->rtt_us.warning);
		json_line_end(thresholds);
	}
	json_line_raw(writer->line, "thresholds", thresholds->str);
}

static void set_limit(GString *line, const char *key, int64_t limit)
{
	if (limit > 0)
		json_line_integer(line, key, limit);
	else
		json_line_null(line, key);
}

/* A further question has its own. */
static void set_own_thresholds(GString *line, const struct question *question)
{
	json_line_raw(line, "thresholds", "");
	json_line_begin(line);
	set_limit(line, "time_caution_us", question->time_us.caution);
	set_limit(line, "time_warning_us", question->time_us.warning);
	set_limit(line, "left_caution_us", question->left_us.caution);
	set_limit(line, "left_warning_us", question->left_us.warning);
	set_limit(line, "size_bytes", question->size);
	json_line_end(line);
}

/* What there is of it beside what was seen: most items have nothing to say here. */
static void set_state(GString *line, const struct check_item *item)
{
	const struct check_course *course = item->course;
	const struct course_record *more = course ? &course->course.more : NULL;
	enum status hard = course ? course->course.status : item->judgement.status;

	json_line_raw(line, "state", "");
	json_line_begin(line);
	json_line_string(line, "status", words_get(WORDS_STATUS, hard)->id);
	json_line_bool(line, "soft", course && course_is_soft(&course->course));
	json_line_bool(line, "flapping", more && more->flapping);
	json_line_string(line, "hidden_by", course ? course->hidden_by : NULL);
	json_line_string(line, "window", more ? more->window : NULL);
	json_line_string(line, "silence", more ? more->silence : NULL);
	json_line_string(line, "verdict",
			 words_get(WORDS_DEMARCATION_VERDICT,
				   course ? course->verdict : DEMARCATION_UNDECIDED)
				 ->id);
	json_line_end(line);
}

static void print_item(struct item_writer *writer, const struct check_item *item)
{
	const struct service_class *service_class = check_print_class(writer->print, item);
	g_autofree char *name = item_name(&item->item);
	char address[ADDRESS_TEXT_SIZE], text[RESULT_TEXT_SIZE];
	GString *line = writer->line;

	json_line_begin(line);
	json_line_integer(line, "v", 1);
	json_line_string(line, "type", "item");
	json_line_string(line, "item", name);
	json_line_string(line, "probe",
			 words_get(WORDS_QUESTION_KIND, item_question_kind(&item->item))->id);
	json_line_string(line, "address",
			 item_address(&item->item)->family
				 ? address_print(item_address(&item->item), address)
				 : NULL);
	json_line_string(line, "owner", item_owner(&item->item)->name);
	json_line_string(line, "service_class", service_class->name);
	json_line_string(line, "status", words_get(WORDS_STATUS, item->judgement.status)->id);
	json_line_string(line, "status_before",
			 item->known_before ? words_get(WORDS_STATUS, item->status_before)->id
					    : NULL);
	set_instant(writer, "since", &writer->since, item->since_us);
	set_state(line, item);
	set_instant(writer, "started_at", &writer->started, item->result->started_at_us);
	json_line_string(line, "end", words_get(WORDS_PROBE_END, item->result->end)->id);
	json_line_bool(line, "run_ended_first", item->result->run_ended_first);
	set_figures(line, item->result);
	set_counts(line, item->result);
	set_packets(line, item->result);
	if (item->item.question) {
		print_facts(line, item->result, writer->print->session->zone);
		set_own_thresholds(line, item->item.question);
	} else {
		set_thresholds(writer, service_class);
		print_evidence(line, item->result);
	}
	json_line_string(line, "message", check_print_message(writer->print, item, text));
	json_line_end(line);
	printer_line(line);
}

void check_print_json(const struct check_print *print)
{
	g_autoptr(GString) line = g_string_sized_new(2048), thresholds = g_string_new(NULL);
	struct item_writer writer = {.print = print, .line = line, .thresholds = thresholds};

	for (guint i = 0; i < print->check->items->len; i++)
		print_item(&writer, check_print_at(print, i));
	for (guint i = 0; i < print->check->transitions->len; i++)
		transition_print_json(&g_array_index(print->check->transitions, struct transition_record, i),
				  print->session->zone);
	g_free(writer.since.text);
	g_free(writer.started.text);
	check_print_json_end(print);
}

void check_print_json_end(const struct check_print *print)
{
	static const char *const ends[] = {
		[RUN_COMPLETE] = "complete",
		[RUN_DEADLINE] = "deadline",
		[RUN_CANCELLED] = "cancelled",
	};
	static const char *const views[] = {
		[PASS_VIEW_FINE] = "fine",
		[PASS_VIEW_LOST] = "lost",
		[PASS_VIEW_CLOCK] = "clock",
	};
	const struct check *check = print->check;
	g_autofree char *signal = check_signal_name(check->signal);
	struct json *object = printer_new_object("check");

	json_set_string(object, "status",
			words_get(WORDS_STATUS, state_tally_worst(&check->tally))->id);
	json_set_integer(object, "items", check->items->len);
	json_take(object, "counts", tally_counts(&check->tally));
	json_set_string(object, "end", ends[check->end]);
	json_set_string(object, "signal", signal);
	json_set_integer(object, "not_asked", print->not_asked);
	printer_set_instant(object, "started_at", check->started_at_us, print->session->zone);
	printer_set_instant(object, "ended_at", check->ended_at_us, print->session->zone);
	json_set_string(object, "view", views[check->view]);
	json_set_integer(object, "transitions", check->transitions->len);
	json_set_bool(object, "rehearsal", session_rehearses(print->session));
	printer_set_figure(object, "sequence", check->sequence ? check->sequence : -1);
	json_set_bool(object, "results_dropped", check->results_dropped);
	printer_take(object);
}
