/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Figures of devices and their two levels: what is so of each figure in every
 * class, and what a class says instead. A device is judged by this table, so a
 * new figure is a word (base/words.h) and a line here.
 */
#include "inventory/internal.h"

#include "base/translate.h"

#define SECOND ((int64_t)G_USEC_PER_SEC)
#define MINUTE (60 * SECOND)
#define DAY (24 * 60 * MINUTE)
#define PERCENT 10000
#define TREND_MOST (180 * DAY) /* that far ahead; twice as long ago is then looked at */

static const struct {
	struct figure_rule rule;
	int64_t least, most;		/* that a level of a time may be */
} figures[FIGURE_COUNT] = {
	[FIGURE_CPU] = { { FIGURE_SHARE, false, { 70 * PERCENT, 85 * PERCENT }, true }, 0, 0 },
	[FIGURE_MEMORY] = { { FIGURE_SHARE, false, { 80 * PERCENT, 90 * PERCENT }, true }, 0, 0 },
	[FIGURE_LOAD] = { { FIGURE_SHARE, false, { 70 * PERCENT, 90 * PERCENT }, true }, 0, 0 },
	[FIGURE_ERRORS] = { { FIGURE_SHARE, false, { PERCENT / 100, PERCENT / 10 }, true }, 0, 0 },
	[FIGURE_DISCARDS] = { { FIGURE_SHARE, false, { PERCENT / 10, PERCENT }, true }, 0, 0 },
	[FIGURE_CLOCK] = { { FIGURE_TIME, false, { 2 * SECOND, 30 * SECOND }, true }, 0, DAY },
	[FIGURE_CERTIFICATE] = { { FIGURE_TIME, true, { 30 * DAY, 7 * DAY }, false }, 0, 3650 * DAY },
	[FIGURE_SESSIONS] = { { FIGURE_SHARE, false, { 80 * PERCENT, 95 * PERCENT }, true }, 0, 0 },
	[FIGURE_LOGIN] = { { FIGURE_TIME, false, { 15 * SECOND, 45 * SECOND }, false }, 0, 30 * MINUTE },
	[FIGURE_REBOOTED] = { { FIGURE_TIME, true, { 15 * MINUTE, -1 }, false }, SECOND, 30 * DAY },
};

static const struct thresholds unwatched = { -1, -1 };

const struct figure_rule *inventory_figure(enum figure figure)
{
	g_assert((unsigned int)figure < FIGURE_COUNT);
	return &figures[figure].rule;
}

const struct thresholds *inventory_device_levels(const struct device *device, enum figure figure)
{
	const struct thresholds *levels =
		device->service_class ? &device->service_class->figures[figure] : &unwatched;

	return levels->caution < 0 ? NULL : levels;
}

/* How soon its days may lead to its warning. */
static void trend_read(struct build *build, const struct conf_node *node, enum figure figure, int64_t *ret_trend_us)
{
	const struct conf_node *trend = field_find(node, "trend");

	if (!trend)
		return;
	if (!figures[figure].rule.trends)
		build_error(build, conf_position(trend), _("figure '%s' of %s can have no trend: where its days lead is not reckoned"),
			    words_get(WORDS_FIGURE, figure)->id, build_owner(build));
	else
		field_duration(build, node, "trend", DAY, TREND_MOST, ret_trend_us);
}

/* A figure with two levels, at its own word in MAPPING. */
static void two_levels_read(struct build *build, const struct conf_node *mapping, enum figure figure,
			    const struct level_rule *rule, struct thresholds *levels)
{
	const char *word = words_get(WORDS_FIGURE, figure)->id;
	const struct conf_node *node = levels_find(build, mapping, word, LEVELS_AND_TREND);
	struct thresholds read;

	if (!node)
		return;
	levels_read(build, node, word, rule, &read);
	trend_read(build, node, figure, &read.trend_us);
	if (levels_check(build, node, word, &read, rule->falling))
		*levels = read;
}

static void figure_read(struct build *build, const struct conf_node *mapping, enum figure figure,
			int64_t interval_us, struct thresholds *levels)
{
	const char *word = words_get(WORDS_FIGURE, figure)->id;
	const struct conf_node *value = field_find(mapping, word);
	const struct level_rule rule = {
		.unit = figures[figure].rule.unit, .falling = figures[figure].rule.falling,
		.least = figures[figure].least, .most = figures[figure].most, .interval_us = interval_us,
	};

	if (!value)
		return;
	if (field_is_false(value)) {
		*levels = unwatched;
	} else if (figures[figure].rule.standard.warning < 0) {
		*levels = figures[figure].rule.standard;
		level_read(build, mapping, word, &rule, word, &levels->caution, &levels->caution_clear,
			   &levels->caution_lasts);
	} else {
		two_levels_read(build, mapping, figure, &rule, levels);
	}
}

void figures_standard(struct thresholds *ret_figures)
{
	for (unsigned int figure = 0; figure < FIGURE_COUNT; figure++)
		ret_figures[figure] = figures[figure].rule.standard;
}

void figures_read(struct build *build, const struct conf_node *node, int64_t interval_us,
		  struct thresholds *ret_figures)
{
	const char *keys[FIGURE_COUNT + 1] = { NULL };
	const struct conf_node *mapping;

	for (unsigned int figure = 0; figure < FIGURE_COUNT; figure++)
		keys[figure] = words_get(WORDS_FIGURE, figure)->id;
	mapping = field_mapping(build, node, "figures", keys);
	for (unsigned int figure = 0; mapping && figure < FIGURE_COUNT; figure++)
		figure_read(build, mapping, figure, interval_us, &ret_figures[figure]);
}
