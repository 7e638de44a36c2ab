/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Service classes: what is promised to a kind of institution and how it is
 * watched. A threshold that can never fire, or never clear, is a promise that
 * nobody keeps, so each is held against what a probe of the class can show.
 */
#include "inventory/internal.h"

#include "base/quantity.h"
#include "base/translate.h"

#define SECOND ((int64_t)G_USEC_PER_SEC)
#define MILLISECOND (SECOND / 1000)
#define MINUTE (60 * SECOND)
#define DAY (24 * 60 * MINUTE)
#define ALL_LOST 1000000
/* Of what is behind the ICMP header: what our own mark takes, and the largest common jumbo frame. */
#define SIZE_MINIMUM 16
#define SIZE_MAXIMUM 9000

static const struct service_class defaults = {
	.interval_us = MINUTE,
	.packets = 5,
	.gap_us = 200 * MILLISECOND,
	.timeout_us = SECOND,
	.data_size = 32,
	.first_report_us = 30 * MINUTE,
	.follow_up_us = 60 * MINUTE,
};

/* "20%, 40%, 60%, 80%", or the ends of a long list. Caller frees. */
static char *losses_shown(int packets)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (int lost = 1; lost < packets; lost++) {
		g_autofree char *share = quantity_show_percentage(lost * (ALL_LOST / packets) +
								  lost * (ALL_LOST % packets) / packets);

		if (packets > 12 && lost == 4)
			g_string_append(text, ", ...");
		if (packets <= 12 || lost < 4 || lost == packets - 1)
			g_string_append_printf(text, "%s%s", lost > 1 ? ", " : "", share);
	}
	return g_strdup(text->str);
}

/* The fewest lost packets out of PACKETS that reach LEVEL. */
static int lost_to_reach(int64_t level_ppm, int packets)
{
	return (int)((level_ppm * packets + ALL_LOST - 1) / ALL_LOST);
}

/*
 * All packets lost is DOWN, never WARNING; so the most that counts here is
 * all but one. Every level must be reached by some number of lost packets,
 * and the two by different ones.
 */
static void loss_check(struct build *build, const struct service_class *class, const struct conf_node *node)
{
	g_autofree char *possible = losses_shown(class->packets);
	int caution = lost_to_reach(class->loss_ppm.caution, class->packets);
	int warning = lost_to_reach(class->loss_ppm.warning, class->packets);

	if (warning >= class->packets)
		build_error(build, conf_position(conf_find(node, "warning")),
			    _("loss warning of %s can never fire: %d packets show %s; all lost is DOWN"),
			    build_owner(build), class->packets, possible);
	else if (caution == warning)
		build_error(build, conf_position(conf_find(node, "caution")),
			    _("loss caution of %s can never fire: %d packets show %s, of which none is "
			      "caution and not warning"),
			    build_owner(build), class->packets, possible);
}

static void loss_read(struct build *build, const struct conf_node *node, struct service_class *class)
{
	const struct conf_node *levels = levels_find(build, node, "loss");
	struct thresholds loss = { -1, -1 };
	int32_t ppm;

	if (!levels)
		return;
	if (field_find(levels, "caution") &&
	    conf_read_percentage(conf_find(levels, "caution"), field_of(build, "caution"), &ppm, build->faults))
		loss.caution = ppm;
	if (field_find(levels, "warning") &&
	    conf_read_percentage(conf_find(levels, "warning"), field_of(build, "warning"), &ppm, build->faults))
		loss.warning = ppm;
	class->loss_ppm = loss;
	if (levels_check(build, levels, _("loss"), &loss, false))
		loss_check(build, class, levels);
}

static void rtt_read(struct build *build, const struct conf_node *node, struct service_class *class)
{
	const struct conf_node *levels = levels_find(build, node, "rtt");
	struct thresholds rtt = { -1, -1 };
	g_autofree char *timeout = NULL;

	if (!levels)
		return;
	field_duration(build, levels, "caution", 0, DAY, &rtt.caution);
	field_duration(build, levels, "warning", 0, DAY, &rtt.warning);
	class->rtt_us = rtt;
	if (!levels_check(build, levels, _("rtt"), &rtt, false) || rtt.warning < class->timeout_us)
		return;
	timeout = quantity_print_duration(class->timeout_us);
	build_error(build, conf_position(conf_find(levels, "warning")),
		    _("rtt warning of %s can never fire: no packet is waited for longer than %s"),
		    build_owner(build), timeout);
}

static void packets_read(struct build *build, const struct conf_node *probe, struct service_class *class)
{
	int64_t packets = class->packets, retries = class->retries;
	int64_t size = class->data_size, dscp = class->dscp;
	const struct conf_node *word = field_find(probe, "dont-fragment");

	field_integer(build, probe, "packets", 3, 100, &packets);
	field_integer(build, probe, "retries", 0, 2, &retries);
	field_integer(build, probe, "size", SIZE_MINIMUM, SIZE_MAXIMUM, &size);
	field_integer(build, probe, "dscp", 0, 63, &dscp);
	class->packets = (int)packets;
	class->retries = (int)retries;
	class->data_size = (int)size;
	class->dscp = (int)dscp;
	field_duration(build, probe, "gap", 10 * MILLISECOND, 10 * SECOND, &class->gap_us);
	field_duration(build, probe, "timeout", 10 * MILLISECOND, MINUTE, &class->timeout_us);
	if (word)
		conf_read_bool(word, field_of(build, "dont-fragment"), &class->dont_fragment, build->faults);
}

static void probe_read(struct build *build, const struct conf_node *node, struct service_class *class)
{
	static const char *const keys[] = { "packets", "gap", "timeout", "retries", "size", "dscp",
					    "dont-fragment", NULL };
	const struct conf_node *probe = field_mapping(build, node, "probe", keys);
	g_autofree char *taken = NULL;
	int64_t length_us;

	if (probe)
		packets_read(build, probe, class);
	length_us = class->timeout_us * (class->retries + 1) + class->gap_us * class->packets;
	if (length_us < class->interval_us)
		return;
	taken = quantity_print_duration(length_us);
	build_error(build, conf_position(probe ? probe : node),
		    _("a probe of %s takes up to %s (timeouts and %d gaps), not less than its interval"),
		    build_owner(build), taken, class->packets);
}

static void report_read(struct build *build, const struct conf_node *node, struct service_class *class)
{
	static const char *const keys[] = { "first", "follow-up", NULL };
	const struct conf_node *report = field_mapping(build, node, "report", keys);

	if (!report)
		return;
	field_duration(build, report, "first", MINUTE, 7 * DAY, &class->first_report_us);
	field_duration(build, report, "follow-up", MINUTE, 7 * DAY, &class->follow_up_us);
}

static void class_read(struct build *build, const struct build_entry *entry)
{
	static const char *const figures[] = { "loss", "rtt", NULL };
	struct service_class *class = build_add(build, FAMILY_SERVICE_CLASS, entry);
	const char *name = class->name;
	struct place place = class->place;
	const struct conf_node *thresholds;

	*class = defaults;
	figures_standard(class->figures);
	class->name = name;
	class->place = place;
	class->title = (struct bilingual){ name, name };
	field_title(build, entry->node, "name", &class->title, NULL);
	field_duration(build, entry->node, "interval", SECOND, DAY, &class->interval_us);
	probe_read(build, entry->node, class);
	report_read(build, entry->node, class);
	thresholds = field_mapping(build, entry->node, "thresholds", figures);
	if (thresholds) {
		loss_read(build, thresholds, class);
		rtt_read(build, thresholds, class);
	} else if (!field_find(entry->node, "thresholds")) {
		build_error(build, entry->position, _("%s has no thresholds of loss and rtt (3.2.1-5)"),
			    build_owner(build));
	}
	figures_read(build, entry->node, class->figures);
}

void classes_read(struct build *build)
{
	static const char *const keys[] = { "name", "interval", "probe", "thresholds", "figures", "report", NULL };
	struct build_cursor cursor = { 0 };
	struct build_entry entry;

	while (build_next(build, "service-classes", FAMILY_SERVICE_CLASS, keys, &cursor, &entry))
		class_read(build, &entry);
	family_close(build, FAMILY_SERVICE_CLASS);
}
