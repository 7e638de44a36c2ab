/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two levels of a figure as people write them: a value each, or a value at which it is
 * raised, one at which it is over, and how long both must be seen. Every level must be
 * able to fire and to clear, as far as its numbers tell by themselves.
 */
#include "inventory/internal.h"

#include "base/quantity.h"
#include "base/translate.h"

#define SECOND ((int64_t)G_USEC_PER_SEC)
#define DAY (24 * 3600 * SECOND)
#define STEPS_MAXIMUM 100
#define COVERAGE_PPM 800000 /* of a window, where it is not said */

static const char *const level_words[] = { "caution", "warning" };

/* --- how long it lasts --- */

static void steps_read(struct build *build, const struct conf_node *node, const char *key, int64_t interval_us,
		       uint16_t *ret_steps)
{
	int64_t steps;

	if (!field_integer(build, node, key, 1, STEPS_MAXIMUM, &steps))
		return;
	*ret_steps = (uint16_t)steps;
	if (steps * interval_us <= DAY)
		return;
	g_autofree char *interval = quantity_print_duration(interval_us);

	build_error(build, conf_position(conf_find(node, key)),
		    _("%s is %d: so many runs in a row, one every %s, take more than a day"), field_of(build, key),
		    (int)steps, interval);
}

static void window_read(struct build *build, const struct conf_node *node, int64_t interval_us,
			struct persistence *ret_lasts)
{
	const struct conf_node *coverage = field_find(node, "coverage");
	int32_t ppm = COVERAGE_PPM;

	if (!field_find(node, "over")) {
		if (coverage)
			build_error(build, conf_position(coverage), _("%s says nothing without 'over'"),
				    field_of(build, "coverage"));
		return;
	}
	if (!field_duration(build, node, "over", SECOND, DAY, &ret_lasts->over_us))
		return;
	if (ret_lasts->over_us < interval_us) {
		g_autofree char *interval = quantity_print_duration(interval_us);

		build_error(build, conf_position(conf_find(node, "over")),
			    _("%s is shorter than the interval %s: one run would be all of it"),
			    field_of(build, "over"), interval);
	}
	if (coverage && conf_read_percentage(coverage, field_of(build, "coverage"), &ppm, build->faults) && ppm == 0)
		build_error(build, conf_position(coverage), _("%s is 0%%: what nobody saw would count"),
			    field_of(build, "coverage"));
	ret_lasts->coverage_ppm = ppm;
}

static void lasts_read(struct build *build, const struct conf_node *node, int64_t interval_us,
		       struct persistence *ret_lasts)
{
	steps_read(build, node, "steps", interval_us, &ret_lasts->raise_steps);
	steps_read(build, node, "clear-steps", interval_us, &ret_lasts->clear_steps);
	window_read(build, node, interval_us, ret_lasts);
	field_duration(build, node, "hold", SECOND, 7 * DAY, &ret_lasts->hold_us);
}

void persistence_read(struct build *build, const struct conf_node *node, const char *key, int64_t interval_us,
		      struct persistence *lasts)
{
	static const char *const keys[] = { "steps", "clear-steps", "over", "coverage", "hold", NULL };
	const struct conf_node *mapping = field_mapping(build, node, key, keys);

	if (!mapping)
		return;
	*lasts = (struct persistence){ 0 };
	lasts_read(build, mapping, interval_us, lasts);
}

/* --- a level --- */

static bool value_read(struct build *build, const struct conf_node *node, const char *key,
		       const struct level_rule *rule, int64_t *ret_value)
{
	int32_t ppm;

	if (rule->unit == FIGURE_TIME)
		return field_duration(build, node, key, rule->least, rule->most, ret_value);
	if (!field_find(node, key) ||
	    !conf_read_percentage(conf_find(node, key), field_of(build, key), &ppm, build->faults))
		return false;
	*ret_value = ppm;
	return true;
}

/* A clearing value of 0 is none: it is where the level is raised. */
static void clear_read(struct build *build, const struct conf_node *node, const struct level_rule *rule,
		       const char *figure, int64_t raise, int64_t *ret_clear)
{
	int64_t clear;

	if (!value_read(build, node, "clear", rule, &clear))
		return;
	if (clear == 0 && !rule->falling)
		build_error(build, conf_position(conf_find(node, "clear")),
			    _("'clear' 0 of %s of %s can never be gone below: it can never clear"), figure,
			    build_owner(build));
	else if (raise >= 0 && (rule->falling ? clear < raise : clear > raise))
		build_error(build, conf_position(conf_find(node, "clear")), rule->falling ?
			    _("'clear' of %s of %s is below its 'raise': it would be over while it is raised") :
			    _("'clear' of %s of %s is above its 'raise': it would be over while it is raised"),
			    figure, build_owner(build));
	else
		*ret_clear = clear == raise ? 0 : clear;
}

void level_read(struct build *build, const struct conf_node *node, const char *key, const struct level_rule *rule,
		const char *figure, int64_t *ret_level, int64_t *ret_clear, struct persistence *ret_lasts)
{
	static const char *const keys[] = { "raise", "clear", "steps", "clear-steps", "over", "coverage", "hold", NULL };
	const struct conf_node *level = field_find(node, key);

	if (!level || conf_kind(level) != CONF_MAPPING) {
		value_read(build, node, key, rule, ret_level);
		return;
	}
	if (!field_mapping(build, node, key, keys) || !field_required(build, level, "raise"))
		return;
	value_read(build, level, "raise", rule, ret_level);
	clear_read(build, level, rule, figure, *ret_level, ret_clear);
	lasts_read(build, level, rule->interval_us, ret_lasts);
}

/* --- two levels --- */

const struct conf_node *levels_find(struct build *build, const struct conf_node *node, const char *key,
				    enum levels_keys may_have)
{
	const char *const keys[] = { "caution", "warning", may_have == LEVELS_AND_TREND ? "trend" : NULL, NULL };
	const struct conf_node *levels = field_mapping(build, node, key, keys);

	if (!levels) {
		if (!field_find(node, key))
			build_error(build, conf_position(node),
				    _("%s has no two levels of %s (3.2.1-5)"), build_owner(build), key);
		return NULL;
	}
	for (unsigned int i = 0; i < G_N_ELEMENTS(level_words); i++)
		if (!field_find(levels, level_words[i]))
			build_error(build, conf_position(levels), _("%s has no level '%s' of %s (3.2.1-5)"),
				    build_owner(build), level_words[i], key);
	return levels;
}

/* What is no warning any more must still be a caution, or be over with it. */
static bool clears_check(struct build *build, const struct conf_node *node, const char *figure,
			 const struct thresholds *levels, bool falling)
{
	int64_t caution = levels->caution_clear ? levels->caution_clear : levels->caution;
	int64_t warning = levels->warning_clear ? levels->warning_clear : levels->warning;

	if (falling ? warning <= caution : warning >= caution)
		return true;
	build_error(build, conf_position(conf_find(node, "warning")),
		    _("%s warning of %s clears later than its caution, and so would become OK at once"), figure,
		    build_owner(build));
	return false;
}

bool levels_check(struct build *build, const struct conf_node *node, const char *figure,
		  const struct thresholds *levels, bool falling)
{
	const int64_t values[] = { levels->caution, levels->warning };

	for (unsigned int i = 0; i < G_N_ELEMENTS(level_words); i++) {
		if (values[i] < 0)
			return false;
		if (values[i] == 0 && !falling) {
			build_error(build, conf_position(conf_find(node, level_words[i])),
				    _("%s %s 0 of %s can never clear"), figure, level_words[i], build_owner(build));
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
	return clears_check(build, node, figure, levels, falling);
}

void levels_read(struct build *build, const struct conf_node *levels, const char *figure,
		 const struct level_rule *rule, struct thresholds *ret_levels)
{
	*ret_levels = (struct thresholds){ .caution = -1, .warning = -1 };
	level_read(build, levels, "caution", rule, figure, &ret_levels->caution, &ret_levels->caution_clear,
		   &ret_levels->caution_lasts);
	level_read(build, levels, "warning", rule, figure, &ret_levels->warning, &ret_levels->warning_clear,
		   &ret_levels->warning_lasts);
}
