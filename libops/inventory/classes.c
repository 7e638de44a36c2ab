/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Service classes: what is promised to a kind of institution and how it is
 * watched. A threshold that can never fire, or never clear, is a promise that
 * nobody keeps, so each is held against what a probe of the class can show.
 */
#include "inventory/internal.h"

#include "base/quantity.h"
#include "base/text.h"
#include "base/translate.h"

#include <math.h>

#define SECOND ((int64_t)G_USEC_PER_SEC)
#define MILLISECOND (SECOND / 1000)
#define MINUTE (60 * SECOND)
#define DAY (24 * 60 * MINUTE)
#define ALL_LOST 1000000
/* Of what is behind the ICMP header: what our own mark takes, and the largest common jumbo frame. */
#define SIZE_MINIMUM 16
#define SIZE_MAXIMUM 9000
#define NUMBER_LIMIT 20
#define SCORE_MAXIMUM 8 /* that flapping is counted to */
#define VARIANTS_LIMIT 16

static const struct service_class defaults = {
	.interval_us = MINUTE,
	.packets = 5,
	.gap_us = 200 * MILLISECOND,
	.timeout_us = SECOND,
	.data_size = 32,
	.first_report_us = 30 * MINUTE,
	.follow_up_us = 60 * MINUTE,
	.flapping = { .half_life_us = 30 * MINUTE, .start = 5000, .end = 2000 },
};

static const char *const figure_words[] = { "loss", "rtt", NULL };

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
	const struct level_rule rule = { .unit = FIGURE_SHARE, .interval_us = class->interval_us };
	const struct conf_node *levels = levels_find(build, node, "loss", LEVELS_ALONE);

	if (!levels)
		return;
	levels_read(build, levels, _("loss"), &rule, &class->loss_ppm);
	if (levels_check(build, levels, _("loss"), &class->loss_ppm, false))
		loss_check(build, class, levels);
}

static void rtt_read(struct build *build, const struct conf_node *node, struct service_class *class)
{
	const struct level_rule rule = { .unit = FIGURE_TIME, .most = DAY, .interval_us = class->interval_us };
	const struct conf_node *levels = levels_find(build, node, "rtt", LEVELS_ALONE);
	g_autofree char *timeout = NULL;

	if (!levels)
		return;
	levels_read(build, levels, _("rtt"), &rule, &class->rtt_us);
	if (!levels_check(build, levels, _("rtt"), &class->rtt_us, false) ||
	    class->rtt_us.warning < class->timeout_us)
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

/* --- flapping --- */

/* "5" or "2.5" in thousandths. */
static bool thousandths_read(struct build *build, const struct conf_node *node, const char *key, int32_t *ret_number)
{
	const struct conf_node *word = field_find(node, key);
	const char *text;
	char *end;
	double number;

	if (!word || !conf_read_string(word, field_of(build, key), NUMBER_LIMIT, &text, build->faults))
		return false;
	number = g_ascii_strtod(text, &end);
	if (g_ascii_isdigit(*text) && !*end && number >= 0.001 && number <= SCORE_MAXIMUM &&
	    strspn(text, "0123456789.") == strlen(text)) {
		*ret_number = (int32_t)(number * 1000 + 0.5);
		return true;
	}
	g_autofree char *shown = text_excerpt(text);

	build_error(build, conf_position(word), _("%s is '%s': expected a number from 0.001 to %d"),
		    field_of(build, key), shown, SCORE_MAXIMUM);
	return false;
}

/* Good and bad in turns, at each run: no score is higher than this, see state/course.h. */
static double highest_score(const struct flapping_rule *rule, int64_t interval_us)
{
	return 1000 / (1 - exp2(-(double)interval_us / (double)rule->half_life_us));
}

static void flapping_read(struct build *build, const struct conf_node *node, struct service_class *class)
{
	static const char *const keys[] = { "half-life", "start", "end", NULL };
	const struct conf_node *mapping = field_find(node, "flapping");
	struct flapping_rule *rule = &class->flapping;

	if (mapping && field_is_false(mapping)) {
		*rule = (struct flapping_rule){ 0 };
		return;
	}
	mapping = field_mapping(build, node, "flapping", keys);
	if (!mapping)
		return;
	field_duration(build, mapping, "half-life", MINUTE, DAY, &rule->half_life_us);
	thousandths_read(build, mapping, "start", &rule->start);
	thousandths_read(build, mapping, "end", &rule->end);
	if (rule->end >= rule->start)
		build_error(build, conf_position(mapping), _("flapping of %s ends no lower than it starts"),
			    build_owner(build));
	else if (highest_score(rule, class->interval_us) <= rule->start)
		build_error(build, conf_position(mapping),
			    _("flapping of %s can never start: with its interval and half-life no score is above %.1f"),
			    build_owner(build), highest_score(rule, class->interval_us) / 1000);
}

/* --- what holds at some times --- */

/* What NODE says of the trend of figure WORD; NULL: nothing. */
static const struct conf_node *trend_of(const struct conf_node *node, const char *word)
{
	const struct conf_node *figures = conf_find(node, "figures");
	const struct conf_node *figure = figures ? conf_find(figures, word) : NULL;

	return figure ? conf_find(figure, "trend") : NULL;
}

/* A figure that comes and goes would be missed when it is gone. Where days lead is not one thing by day
 * and another by night. */
static void watched_check(struct build *build, const struct conf_node *node, const struct service_class *class,
			  const struct service_class *instead)
{
	for (unsigned int figure = 0; figure < FIGURE_COUNT; figure++) {
		const char *word = words_get(WORDS_FIGURE, figure)->id;

		if ((class->figures[figure].caution < 0) != (instead->figures[figure].caution < 0))
			build_error(build, conf_position(conf_find(conf_find(node, "figures"), word)),
				    _("figure '%s' of %s must be watched always or never; at some times it can only "
				      "have other levels"), word, build_owner(build));
		if (trend_of(node, word))
			build_error(build, conf_position(trend_of(node, word)),
				    _("'trend' of figure '%s' of %s is of all its days: it belongs to the class itself"),
				    word, build_owner(build));
	}
}

static void thresholds_read(struct build *build, const struct conf_node *thresholds, struct service_class *class,
			    bool all)
{
	if (all || field_find(thresholds, "loss"))
		loss_read(build, thresholds, class);
	if (all || field_find(thresholds, "rtt"))
		rtt_read(build, thresholds, class);
}

static void variant_read(struct build *build, const struct conf_node *node, const struct service_class *class,
			 struct class_variant *ret_variant)
{
	static const char *const keys[] = { "when", "thresholds", "figures", "down", "unknown", NULL };
	struct service_class *instead = build_array(build, 1, sizeof(*instead));
	const struct conf_node *thresholds;

	*instead = *class;
	ret_variant->instead = instead;
	if (!conf_expect(node, CONF_MAPPING, field_of(build, "during"), build->faults) ||
	    !conf_check_keys(node, keys, field_of(build, "during"), build->faults))
		return;
	if (field_required(build, node, "when"))
		ret_variant->when = field_reference(build, node, "when", FAMILY_CALENDAR);
	thresholds = field_mapping(build, node, "thresholds", figure_words);
	if (thresholds)
		thresholds_read(build, thresholds, instead, false);
	figures_read(build, node, class->interval_us, instead->figures);
	watched_check(build, node, class, instead);
	persistence_read(build, node, "down", class->interval_us, &instead->down_lasts);
	persistence_read(build, node, "unknown", class->interval_us, &instead->unknown_lasts);
	if (ret_variant->when && conf_length(node) < 2)
		build_error(build, conf_position(node), _("%s says nothing that is otherwise then"),
			    field_of(build, "during"));
}

static bool is_taken(const struct class_variant *variants, size_t count, const struct calendar *when)
{
	for (size_t i = 0; i < count; i++)
		if (variants[i].when == when)
			return true;
	return false;
}

static void variants_read(struct build *build, const struct conf_node *node, struct service_class *class)
{
	const struct conf_node *list = field_find(node, "during");
	struct class_variant *variants;
	size_t count = 0;

	if (!list || !conf_expect(list, CONF_SEQUENCE, field_of(build, "during"), build->faults))
		return;
	if (conf_length(list) > VARIANTS_LIMIT) {
		build_error(build, conf_position(list), _("'during' of %s has %zu entries, more than %d"),
			    build_owner(build), conf_length(list), VARIANTS_LIMIT);
		return;
	}
	variants = build_array(build, MAX(conf_length(list), 1), sizeof(*variants));
	for (size_t i = 0; i < conf_length(list); i++) {
		variant_read(build, conf_item(list, i), class, &variants[count]);
		if (!variants[count].when)
			continue;
		if (is_taken(variants, count, variants[count].when))
			build_error(build, conf_position(conf_item(list, i)),
				    _("%s has calendar '%s' already: the first counts, and this never"),
				    field_of(build, "during"), variants[count].when->name);
		count++;
	}
	class->variants = count > 0 ? variants : NULL;
	class->variant_count = count;
}

static void class_read(struct build *build, const struct build_entry *entry)
{
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
	thresholds = field_mapping(build, entry->node, "thresholds", figure_words);
	if (thresholds)
		thresholds_read(build, thresholds, class, true);
	else if (!field_find(entry->node, "thresholds"))
		build_error(build, entry->position, _("%s has no thresholds of loss and rtt (3.2.1-5)"),
			    build_owner(build));
	figures_read(build, entry->node, class->interval_us, class->figures);
	persistence_read(build, entry->node, "down", class->interval_us, &class->down_lasts);
	persistence_read(build, entry->node, "unknown", class->interval_us, &class->unknown_lasts);
	flapping_read(build, entry->node, class);
	conduct_read(build, entry->node, &class->conduct);
	variants_read(build, entry->node, class);
}

void classes_read(struct build *build)
{
	static const char *const keys[] = { "name", "interval", "probe", "thresholds", "figures", "down", "unknown",
					    "flapping", "during", "report", "conduct", NULL };
	struct build_cursor cursor = { 0 };
	struct build_entry entry;

	while (build_next(build, "service-classes", FAMILY_SERVICE_CLASS, keys, &cursor, &entry))
		class_read(build, &entry);
	family_close(build, FAMILY_SERVICE_CLASS);
}
