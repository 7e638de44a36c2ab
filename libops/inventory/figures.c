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

static const struct {
	struct figure_rule rule;
	int64_t least, most;		/* that a level of a time may be */
} figures[FIGURE_COUNT] = {
	[FIGURE_CPU] = { { FIGURE_SHARE, false, { 70 * PERCENT, 85 * PERCENT } }, 0, 0 },
	[FIGURE_MEMORY] = { { FIGURE_SHARE, false, { 80 * PERCENT, 90 * PERCENT } }, 0, 0 },
	[FIGURE_LOAD] = { { FIGURE_SHARE, false, { 70 * PERCENT, 90 * PERCENT } }, 0, 0 },
	[FIGURE_ERRORS] = { { FIGURE_SHARE, false, { PERCENT / 100, PERCENT / 10 } }, 0, 0 },
	[FIGURE_DISCARDS] = { { FIGURE_SHARE, false, { PERCENT / 10, PERCENT } }, 0, 0 },
	[FIGURE_CLOCK] = { { FIGURE_TIME, false, { 2 * SECOND, 30 * SECOND } }, 0, DAY },
	[FIGURE_CERTIFICATE] = { { FIGURE_TIME, true, { 30 * DAY, 7 * DAY } }, 0, 3650 * DAY },
	[FIGURE_SESSIONS] = { { FIGURE_SHARE, false, { 80 * PERCENT, 95 * PERCENT } }, 0, 0 },
	[FIGURE_LOGIN] = { { FIGURE_TIME, false, { 15 * SECOND, 45 * SECOND } }, 0, 30 * MINUTE },
	[FIGURE_REBOOTED] = { { FIGURE_TIME, true, { 15 * MINUTE, -1 } }, SECOND, 30 * DAY },
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

bool levels_check(struct build *build, const struct conf_node *node, const char *figure,
		  const struct thresholds *levels, bool falling)
{
	static const char *const keys[] = { "caution", "warning" };
	const int64_t values[] = { levels->caution, levels->warning };

	for (unsigned int i = 0; i < G_N_ELEMENTS(keys); i++) {
		if (values[i] < 0)
			return false;
		if (values[i] == 0 && !falling) {
			build_error(build, conf_position(conf_find(node, keys[i])),
				    _("%s %s 0 of %s can never clear"), figure, keys[i], build_owner(build));
			return false;
		}
	}
	if (falling ? levels->caution <= levels->warning : levels->caution >= levels->warning) {
		build_error(build, conf_position(conf_find(node, "caution")), falling ?
			    _("%s caution of %s is not above its warning and can never fire") :
			    _("%s caution of %s is not below its warning and can never fire"), figure,
			    build_owner(build));
		return false;
	}
	return true;
}

const struct conf_node *levels_find(struct build *build, const struct conf_node *node, const char *key)
{
	static const char *const keys[] = { "caution", "warning", NULL };
	const struct conf_node *levels = field_mapping(build, node, key, keys);

	if (!levels) {
		if (!field_find(node, key))
			build_error(build, conf_position(node),
				    _("%s has no two levels of %s (3.2.1-5)"), build_owner(build), key);
		return NULL;
	}
	for (unsigned int i = 0; keys[i]; i++)
		if (!field_find(levels, keys[i]))
			build_error(build, conf_position(levels), _("%s has no level '%s' of %s (3.2.1-5)"),
				    build_owner(build), keys[i], key);
	return levels;
}

static void level_read(struct build *build, const struct conf_node *levels, const char *key,
		       enum figure figure, int64_t *ret_level)
{
	int32_t ppm;

	if (figures[figure].rule.unit == FIGURE_TIME)
		field_duration(build, levels, key, figures[figure].least, figures[figure].most, ret_level);
	else if (field_find(levels, key) &&
		 conf_read_percentage(conf_find(levels, key), field_of(build, key), &ppm, build->faults))
		*ret_level = ppm;
}

/* A figure with two levels, at its own word in MAPPING. */
static void two_levels_read(struct build *build, const struct conf_node *mapping, enum figure figure,
			    struct thresholds *ret_levels)
{
	const char *word = words_get(WORDS_FIGURE, figure)->id;
	const struct conf_node *levels = levels_find(build, mapping, word);
	struct thresholds read = unwatched;

	if (!levels)
		return;
	level_read(build, levels, "caution", figure, &read.caution);
	level_read(build, levels, "warning", figure, &read.warning);
	if (levels_check(build, levels, word, &read, figures[figure].rule.falling))
		*ret_levels = read;
}

static bool is_false(const struct conf_node *node)
{
	return conf_kind(node) == CONF_SCALAR && !conf_tag(node) && strcmp(conf_text(node), "false") == 0;
}

static void figure_read(struct build *build, const struct conf_node *mapping, enum figure figure,
			struct thresholds *levels)
{
	const char *word = words_get(WORDS_FIGURE, figure)->id;
	const struct conf_node *value = field_find(mapping, word);

	if (!value)
		return;
	if (is_false(value))
		*levels = unwatched;
	else if (figures[figure].rule.standard.warning < 0)
		level_read(build, mapping, word, figure, &levels->caution);
	else
		two_levels_read(build, mapping, figure, levels);
}

void figures_standard(struct thresholds *ret_figures)
{
	for (unsigned int figure = 0; figure < FIGURE_COUNT; figure++)
		ret_figures[figure] = figures[figure].rule.standard;
}

void figures_read(struct build *build, const struct conf_node *node, struct thresholds *ret_figures)
{
	const char *keys[FIGURE_COUNT + 1] = { NULL };
	const struct conf_node *mapping;

	for (unsigned int figure = 0; figure < FIGURE_COUNT; figure++)
		keys[figure] = words_get(WORDS_FIGURE, figure)->id;
	mapping = field_mapping(build, node, "figures", keys);
	for (unsigned int figure = 0; mapping && figure < FIGURE_COUNT; figure++)
		figure_read(build, mapping, figure, &ret_figures[figure]);
}
