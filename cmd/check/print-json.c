/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A check as JSON lines: types "item" and "check" of nwops-output(5).
 */
#include "check/print.h"

#include "base/address.h"
#include "ui/printer.h"
#include "ui/tally.h"

static void set_figures(struct json *object, const struct result *result)
{
	printer_set_figure(object, "loss_ppm", result->loss_ppm);
	printer_set_figure(object, "rtt_min_us", result->rtt_min_us);
	printer_set_figure(object, "rtt_median_us", result->rtt_median_us);
	printer_set_figure(object, "rtt_p95_us", result->rtt_p95_us);
	printer_set_figure(object, "rtt_max_us", result->rtt_max_us);
	printer_set_figure(object, "jitter_us", result->jitter_us);
	printer_set_figure(object, "outage_us", result->outage_us);
}

static void set_counts(struct json *object, const struct result *result)
{
	static const struct icmp_oddities none;
	const struct icmp_oddities *odd = result->odd ? result->odd : &none;

	json_set_integer(object, "sent", result->sent);
	json_set_integer(object, "received", result->received);
	json_set_integer(object, "late", odd->late);
	json_set_integer(object, "duplicates", odd->duplicates);
	json_set_integer(object, "wrong_source", odd->wrong_source);
	json_set_integer(object, "corrupt", odd->corrupt);
	json_set_integer(object, "truncated", odd->truncated);
	json_set_integer(object, "icmp_errors", odd->errors);
	json_set_integer(object, "forged_errors", odd->forged);
	json_set_integer(object, "own_losses", result->own_losses);
	json_set_integer(object, "not_sent", result->not_sent);
}

static void set_thresholds(struct json *object, const struct service_class *service_class)
{
	struct json *thresholds = json_new_object();

	json_set_integer(thresholds, "loss_caution_ppm", service_class->loss_ppm.caution);
	json_set_integer(thresholds, "loss_warning_ppm", service_class->loss_ppm.warning);
	json_set_integer(thresholds, "rtt_caution_us", service_class->rtt_us.caution);
	json_set_integer(thresholds, "rtt_warning_us", service_class->rtt_us.warning);
	json_take(object, "thresholds", thresholds);
}

static void print_item(const struct check_print *print, const struct check_item *item)
{
	const struct service_class *service_class = item_service_class(&item->item);
	GTimeZone *zone = print->session->zone;
	g_autofree char *name = item_name(&item->item);
	struct json *object = printer_new_object("item");
	char address[ADDRESS_TEXT_SIZE], text[RESULT_TEXT_SIZE];

	json_set_string(object, "item", name);
	json_set_string(object, "probe", probe_icmp.name);
	json_set_string(object, "address", address_print(item_address(&item->item), address));
	json_set_string(object, "owner", item_owner(&item->item)->name);
	json_set_string(object, "service_class", service_class->name);
	json_set_string(object, "status", words_get(WORDS_STATUS, item->judgement.status)->id);
	json_set_string(object, "status_before",
			item->known_before ? words_get(WORDS_STATUS, item->status_before)->id
					   : NULL);
	printer_set_instant(object, "since", item->since_us, zone);
	printer_set_instant(object, "started_at", item->result->started_at_us, zone);
	json_set_string(object, "end", words_get(WORDS_PROBE_END, item->result->end)->id);
	json_set_bool(object, "run_ended_first", item->result->run_ended_first);
	set_figures(object, item->result);
	set_counts(object, item->result);
	set_thresholds(object, service_class);
	json_set_string(object, "message",
			state_explain(&item->judgement, item->result, text));
	printer_take(object);
}

void check_print_json(const struct check_print *print)
{
	static const char *const ends[] = {
		[RUN_COMPLETE] = "complete",
		[RUN_DEADLINE] = "deadline",
		[RUN_CANCELLED] = "cancelled",
	};
	const struct check *check = print->check;
	g_autofree char *signal = check_signal_name(check->signal);

	for (guint i = 0; i < check->items->len; i++)
		print_item(print, check_print_at(print, i));
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
	json_set_bool(object, "rehearsal", print->session->overlay_path != NULL);
	printer_set_figure(object, "sequence", check->sequence ? check->sequence : -1);
	json_set_bool(object, "results_dropped", check->results_dropped);
	printer_take(object);
}
