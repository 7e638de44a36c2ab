/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A check as metrics for Prometheus: OpenMetrics 1.0, and the classic text that
 * node_exporter's textfile collector reads, which drops a whole file for one
 * line that it does not understand. Neither has timestamps.
 *
 * A figure that was not measured has no sample: a stale graph is right, a zero
 * would be a lie. Series are named by their item alone, so that they do not
 * break when an institution changes its name; what may change stands on _info.
 */
#include "check/print.h"

#include "base/address.h"
#include "base/json-line.h"
#include "ui/printer.h"

#define CHUNK_BYTES 65536

struct metrics {
	const struct check_print *print;
	enum metrics_form form;
	FILE *file;
	GString *text;
};

struct family {
	const char *name;
	const char *unit; /* which ends the name; NULL: none */
	const char *help;
	/* Appends the value, or false when there is none. NULL: not of one item. */
	bool (*value)(GString *text, const struct check_item *item);
	enum question_kind kind; /* which alone has it: left out where none is asked; QUESTION_ICMP: all */
};

static void flush(struct metrics *metrics, gsize bytes)
{
	if (metrics->text->len < bytes)
		return;
	fwrite(metrics->text->str, 1, metrics->text->len, metrics->file);
	g_string_truncate(metrics->text, 0);
}

/* --- text --- */

/* The three characters that both formats escape. */
static void append_escaped(GString *text, const char *value)
{
	for (;;) {
		size_t plain = strcspn(value, "\\\"\n");

		g_string_append_len(text, value, (gssize)plain);
		if (!value[plain])
			return;
		g_string_append_c(text, '\\');
		g_string_append_c(text, value[plain] == '\n' ? 'n' : value[plain]);
		value += plain + 1;
	}
}

/* ,NAME="VALUE" */
static void append_label(GString *text, const char *name, const char *value)
{
	if (text->str[text->len - 1] != '{')
		g_string_append_c(text, ',');
	g_string_append(text, name);
	g_string_append_len(text, "=\"", 2);
	append_escaped(text, value ? value : "");
	g_string_append_c(text, '"');
}

static const char *kind_of(const struct item *item)
{
	if (item_question_kind(item) == QUESTION_GROUP)
		return "group";
	return item->kind == ITEM_LINE ? "line" : "device";
}

static void append_item_label(GString *text, const struct item *item)
{
	g_string_append(text, "{item=\"");
	g_string_append(text, kind_of(item));
	g_string_append_c(text, ':');
	append_escaped(text, item_short_name(item));
	if (*item_question_name(item)) {
		g_string_append_c(text, '/');
		append_escaped(text, item_question_name(item));
	}
	g_string_append_c(text, '"');
}

static void append_area_label(GString *text, const struct organization *owner)
{
	char area[4] = "";

	if (owner->area)
		g_snprintf(area, sizeof(area), "%u", owner->area);
	append_label(text, "area", area);
}

/* NAME is of the samples; an info family in OpenMetrics goes without "_info". */
static void append_heading(struct metrics *metrics, const char *name, const char *type,
			   const char *unit, const char *help)
{
	g_autofree char *family = g_strdup(name);

	if (metrics->form == METRICS_OPEN && !strcmp(type, "info"))
		family[strlen(family) - strlen("_info")] = '\0';
	else if (!strcmp(type, "info"))
		type = "gauge";
	g_string_append_printf(metrics->text, "# HELP %s %s\n# TYPE %s %s\n", family, help, family,
			       type);
	if (metrics->form == METRICS_OPEN && unit)
		g_string_append_printf(metrics->text, "# UNIT %s %s\n", family, unit);
}

/* --- figures of an item --- */

static bool append_figure(GString *text, int64_t value, int64_t scale)
{
	if (value < 0)
		return false;
	printer_append_decimal(text, value, scale);
	return true;
}

/* What could not be asked neither succeeded nor failed. */
static bool success(GString *text, const struct check_item *item)
{
	if (item->result->end == PROBE_COULD_NOT_ASK)
		return false;
	g_string_append_c(text, item->result->end == PROBE_ANSWERED ? '1' : '0');
	return true;
}

static bool loss(GString *text, const struct check_item *item)
{
	return append_figure(text, item->result->loss_ppm, 1000000);
}

static bool rtt_min(GString *text, const struct check_item *item)
{
	return append_figure(text, item->result->rtt_min_us, 1000000);
}

static bool rtt_median(GString *text, const struct check_item *item)
{
	return append_figure(text, item->result->rtt_median_us, 1000000);
}

static bool rtt_max(GString *text, const struct check_item *item)
{
	return append_figure(text, item->result->rtt_max_us, 1000000);
}

static bool sent(GString *text, const struct check_item *item)
{
	return append_figure(text, item->result->sent, 1);
}

static bool received(GString *text, const struct check_item *item)
{
	return append_figure(text, item->result->received, 1);
}

static bool sampled(GString *text, const struct check_item *item)
{
	return !item->result->run_ended_first &&
	       append_figure(text, item->result->started_at_us, 1000000);
}

/* How far packets get, or the whole way. */
static bool path_hops(GString *text, const struct check_item *item)
{
	return append_figure(text, item->result->facts->path.hop_count, 1);
}

static bool path_missed(GString *text, const struct check_item *item)
{
	const struct path_facts *path = &item->result->facts->path;

	return path->reached && append_figure(text, path->wanted - path->passed, 1);
}

static bool mtu_passed(GString *text, const struct check_item *item)
{
	int passed = item->result->facts->mtu.passed;

	return passed && append_figure(text, passed, 1);
}

static bool group_verdict(GString *text, const struct check_item *item)
{
	return append_figure(text, item->result->facts->group.verdict, 1);
}

static bool group_standby(GString *text, const struct check_item *item)
{
	return append_figure(text, item->result->facts->group.standing_by, 1);
}

static bool group_outage_least(GString *text, const struct check_item *item)
{
	return append_figure(text, item->result->facts->group.outage_least_us, G_USEC_PER_SEC);
}

static bool group_outage_most(GString *text, const struct check_item *item)
{
	return append_figure(text, item->result->facts->group.outage_most_us, G_USEC_PER_SEC);
}

static const struct family families[] = {
	{"probe_success", NULL, "Whether the item answered; no sample when it could not be asked.",
	 success},
	{"nwops_item_loss_ratio", "ratio", "Share of the packets asked that was lost.", loss},
	{"nwops_item_rtt_min_seconds", "seconds", "Least round trip.", rtt_min},
	{"nwops_item_rtt_median_seconds", "seconds", "Median round trip.", rtt_median},
	{"nwops_item_rtt_max_seconds", "seconds", "Greatest round trip.", rtt_max},
	{"nwops_item_sent_packets", "packets", "Packets asked in this run.", sent},
	{"nwops_item_received_packets", "packets", "Packets answered in this run.", received},
	{"nwops_item_sample_timestamp_seconds", "seconds", "When the item was asked.", sampled},
	{"nwops_path_hops", NULL, "Hops of the way, as far as it is known.", path_hops, QUESTION_PATH},
	{"nwops_path_missed_devices", NULL, "Devices that the way should pass and does not.", path_missed,
	 QUESTION_PATH},
	{"nwops_mtu_passed_bytes", "bytes", "The largest packet that passes whole.", mtu_passed,
	 QUESTION_MTU},
	{"nwops_group_verdict", NULL,
	 "Verdict of the group: 0 normal, 1 switched over, 2 degraded, 3 split, 4 none active, 5 unknown.",
	 group_verdict, QUESTION_GROUP},
	{"nwops_group_standby_members", NULL, "Members of the group that could take over.", group_standby,
	 QUESTION_GROUP},
	{"nwops_group_outage_min_seconds", "seconds",
	 "How long the last switchover interrupted what lies behind, at least.", group_outage_least,
	 QUESTION_GROUP},
	{"nwops_group_outage_max_seconds", "seconds",
	 "How long the last switchover interrupted what lies behind, at most.", group_outage_most,
	 QUESTION_GROUP},
};

static bool asks(const GArray *items, enum question_kind kind)
{
	for (guint i = 0; i < items->len; i++)
		if (item_question_kind(&g_array_index(items, struct check_item, i).item) == kind)
			return true;
	return false;
}

/* Does ITEM have what only its kind sees? */
static bool has_facts(const struct check_item *item, enum question_kind kind)
{
	return item->result->facts && item->result->facts->kind == kind;
}

static void append_family(struct metrics *metrics, const struct family *family)
{
	const GArray *items = metrics->print->check->items;
	GString *text = metrics->text;
	size_t length = strlen(family->name);

	if (family->kind && !asks(items, family->kind))
		return;
	append_heading(metrics, family->name, "gauge", family->unit, family->help);
	for (guint i = 0; i < items->len; i++) {
		const struct check_item *item = &g_array_index(items, struct check_item, i);
		gsize before = text->len;

		if (family->kind && !has_facts(item, family->kind))
			continue;
		g_string_append_len(text, family->name, (gssize)length);
		append_item_label(text, &item->item);
		g_string_append_len(text, "} ", 2);
		if (family->value(text, item))
			g_string_append_c(text, '\n');
		else
			g_string_truncate(text, before);
		flush(metrics, CHUNK_BYTES);
	}
}

/* What plugins measured, in the units that they print. */
static void append_plugin_values(struct metrics *metrics)
{
	static const char name[] = "nwops_plugin_value";
	const GArray *items = metrics->print->check->items;
	GString *text = metrics->text;

	if (!asks(items, QUESTION_PLUGIN))
		return;
	append_heading(metrics, name, "gauge", NULL, "What a plugin measured, in its own unit.");
	for (guint i = 0; i < items->len; i++) {
		const struct check_item *item = &g_array_index(items, struct check_item, i);
		const char *figures = has_facts(item, QUESTION_PLUGIN) ? item->result->facts->plugin.figures : NULL;
		const char *end = figures ? figures + strlen(figures) : NULL;
		struct plugin_figure figure;

		while (figures && plugin_figure_read(&figures, end, &figure) == FIGURE_GOOD) {
			g_string_append(text, name);
			append_item_label(text, &item->item);
			append_label(text, "label", figure.label);
			append_label(text, "unit", figure.unit);
			g_string_append_printf(text, "} %s\n", figure.value);
			flush(metrics, CHUNK_BYTES);
		}
	}
}

static void append_statuses(struct metrics *metrics)
{
	static const char name[] = "nwops_item_status";
	const GArray *items = metrics->print->check->items;
	GString *text = metrics->text;

	append_heading(metrics, name, "gauge", NULL,
		       "Status of the item: 0 OK, 1 CAUTION, 2 WARNING, 3 DOWN, 4 UNKNOWN.");
	for (guint i = 0; i < items->len; i++) {
		const struct check_item *item = &g_array_index(items, struct check_item, i);
		const struct organization *owner = item_owner(&item->item);

		g_string_append(text, name);
		append_item_label(text, &item->item);
		append_label(text, "kind", kind_of(&item->item));
		append_label(text, "owner", owner->name);
		append_label(text, "service_class", item_service_class(&item->item)->name);
		append_area_label(text, owner);
		g_string_append_len(text, "} ", 2);
		json_line_append_integer(text, item->judgement.status);
		g_string_append_c(text, '\n');
		flush(metrics, CHUNK_BYTES);
	}
}

static void append_infos(struct metrics *metrics)
{
	static const char name[] = "nwops_item_info";
	const GArray *items = metrics->print->check->items;
	GString *text = metrics->text;
	char address[ADDRESS_TEXT_SIZE];

	append_heading(metrics, name, "info", NULL, "What is known of the item by name.");
	for (guint i = 0; i < items->len; i++) {
		const struct item *item = &g_array_index(items, struct check_item, i).item;
		const struct organization *owner = item_owner(item);
		const struct device *concentrator = item_far_end(item);

		g_string_append(text, name);
		append_item_label(text, item);
		append_label(text, "address",
			     item_address(item)->family ? address_print(item_address(item), address)
							: NULL);
		append_label(text, "concentrator", concentrator ? concentrator->name : NULL);
		append_label(text, "owner_title_en", owner->title.en);
		append_label(text, "owner_title_ja", owner->title.ja);
		g_string_append_len(text, "} 1\n", 4);
		flush(metrics, CHUNK_BYTES);
	}
}

/* --- the run as a whole --- */

static void append_single(struct metrics *metrics, const char *name, const char *unit,
			  const char *help, int64_t value, int64_t scale)
{
	append_heading(metrics, name, "gauge", unit, help);
	g_string_append_printf(metrics->text, "%s ", name);
	printer_append_decimal(metrics->text, value, scale);
	g_string_append_c(metrics->text, '\n');
}

static void append_items(struct metrics *metrics)
{
	static const char name[] = "nwops_items";

	append_heading(metrics, name, "gauge", NULL, "Items of this run by status.");
	for (unsigned int status = 0; status < STATUS_COUNT; status++)
		g_string_append_printf(metrics->text, "%s{status=\"%s\"} %u\n", name,
				       words_get(WORDS_STATUS, status)->id,
				       metrics->print->check->tally.counts[status]);
}

static void append_run(struct metrics *metrics)
{
	const struct check *check = metrics->print->check;
	int64_t own_losses = 0, not_sent = 0;

	for (guint i = 0; i < check->items->len; i++) {
		const struct result *result =
			g_array_index(check->items, struct check_item, i).result;

		own_losses += result->own_losses;
		not_sent += result->not_sent;
	}
	append_items(metrics);
	append_single(metrics, "nwops_items_not_asked", NULL,
		      "Items whose run was ended before they were asked.",
		      metrics->print->not_asked, 1);
	append_single(metrics, "nwops_own_lost_packets", "packets",
		      "Packets of this run that our own side lost.", own_losses, 1);
	append_single(metrics, "nwops_own_refused_packets", "packets",
		      "Packets of this run that our own side refused to send.", not_sent, 1);
	append_single(metrics, "nwops_run_duration_seconds", "seconds", "How long this run took.",
		      MAX(check->ended_at_us - check->started_at_us, 0), 1000000);
	append_single(metrics, "nwops_last_run_timestamp_seconds", "seconds",
		      "When this run ended.", check->ended_at_us, 1000000);
	append_heading(metrics, "nwops_build_info", "info", NULL, "Which nwops this is.");
	g_string_append(metrics->text, "nwops_build_info{");
	append_label(metrics->text, "version", NWOPS_VERSION);
	g_string_append(metrics->text, "} 1\n");
}

void check_print_metrics(const struct check_print *print, enum metrics_form form, FILE *file)
{
	g_autoptr(GString) text = g_string_sized_new(CHUNK_BYTES + 4096);
	struct metrics metrics = {print, form, file, text};

	append_run(&metrics);
	append_statuses(&metrics);
	append_infos(&metrics);
	for (size_t i = 0; i < G_N_ELEMENTS(families); i++)
		append_family(&metrics, &families[i]);
	append_plugin_values(&metrics);
	if (form == METRICS_OPEN)
		g_string_append(text, "# EOF\n");
	flush(&metrics, 0);
}
