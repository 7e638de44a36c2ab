/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Carries figures of devices to their days in the store, and days back to where they
 * lead (state/trend.h). Every figure that was read is added to its day; days are read
 * only of figures whose class asks where they lead.
 */
#include "engine/internal.h"

#include "state/trend.h"
#include "store/rollups.h"

/* --- looking ahead --- */

/* What figure it is, by its name ("device:b1/load:c2-main"); -1: none. */
static int figure_of(const char *name)
{
	const char *what = strchr(name, '/');
	g_autofree char *word = what ? g_strndup(what + 1, strcspn(what + 1, ":")) : NULL;

	return word ? words_find(WORDS_FIGURE, word) : -1;
}

static bool collect_day(void *context, const struct rollup_record *day)
{
	g_array_append_vals(context, day, 1);
	return true;
}

bool engine_look_ahead(const struct check_options *options, const struct device *device, const char *name,
		       int64_t at_us, struct figure_facts *facts, struct judgement *judgement, GError **error)
{
	int figure = device->service_class && facts->known && judgement->status == STATUS_OK ? figure_of(name) : -1;
	/* Not what holds at some times only: days are days. */
	const struct thresholds *levels = figure < 0 ? NULL : &device->service_class->figures[figure];
	g_autoptr(GArray) days = NULL;
	struct figure_trend trend;
	enum trend_verdict verdict;
	struct trend_rule rule;

	if (!options->store || !levels || levels->trend_us <= 0 || levels->warning < 0)
		return true;
	days = g_array_new(FALSE, FALSE, sizeof(struct rollup_record));
	rule = (struct trend_rule){ .level = levels->warning, .horizon_us = levels->trend_us };
	rule.today = trend_day_of(at_us, inventory_zone(options->inventory), &rule.into_us);
	if (!rollups_read(options->store, name, rule.today - trend_basis_days(rule.horizon_us), rule.today - 1,
			  collect_day, days, error))
		return false;
	verdict = trend_look((const struct rollup_record *)(const void *)days->data, days->len, &rule, &trend);
	trend_judge(verdict, &trend, inventory_figure((enum figure)figure)->unit, facts, judgement);
	return true;
}

/* --- keeping --- */

static bool take_day(void *context, const struct rollup_record *day)
{
	struct rollup_record *days = context;

	days[day->day == days[1].day] = *day;
	return true;
}

bool engine_keep_day(const struct check_options *options, const struct check *check, const struct check_item *item,
		     const char *name, GError **error)
{
	const struct figure_facts *facts = item_question_kind(&item->item) == QUESTION_FIGURE && item->result->facts
						   ? &item->result->facts->figure : NULL;
	struct trend_reading reading = { .at_us = item->result->started_at_us };
	struct rollup_record days[2];
	int64_t covered_us;
	int32_t today;

	/* A clock that was just set may have named any day. */
	if (!facts || !facts->known || facts->sort == FIGURE_SORT_STATE || check->clock_jumped || options->hold)
		return true;
	today = trend_day_of(reading.at_us, inventory_zone(options->inventory), &reading.into_us);
	if (today < 1)
		return true;
	days[0] = (struct rollup_record){ .day = today - 1 };
	days[1] = (struct rollup_record){ .day = today };
	if (!rollups_read(options->store, name, today - 1, today, take_day, days, error))
		return false;
	reading.value = facts->value;
	reading.longest_us = 2 * item_service_class(&item->item)->interval_us;
	covered_us = days[0].covered_us;
	if (!trend_add(&reading, &days[0], &days[1]))
		return true;
	return (days[0].covered_us == covered_us || rollups_set(options->store, name, &days[0], error)) &&
	       rollups_set(options->store, name, &days[1], error);
}
