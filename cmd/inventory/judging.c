/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a service class judges, in the words in which its file says it: what is read
 * here can be written there.
 */
#include "inventory/judging.h"

#include "base/json.h"
#include "base/quantity.h"
#include "ui/printer.h"

/* Every figure of a class with levels: loss and rtt, then those of devices. */
#define FIGURES (2 + FIGURE_COUNT)

struct figure_view {
	const char *word;
	bool share;
	const struct thresholds *levels;
};

static struct figure_view view_of(const struct service_class *service_class, unsigned int number)
{
	unsigned int figure = number - 2;

	if (number == 0)
		return (struct figure_view){"loss", true, &service_class->loss_ppm};
	if (number == 1)
		return (struct figure_view){"rtt", false, &service_class->rtt_us};
	return (struct figure_view){words_get(WORDS_FIGURE, figure)->id,
				    inventory_figure(figure)->unit == FIGURE_SHARE,
				    &service_class->figures[figure]};
}

/* --- text --- */

static char *value_text(const struct figure_view *view, int64_t value)
{
	return view->share ? quantity_show_percentage((int32_t)value)
			   : quantity_print_duration(value);
}

static int64_t clear_of(int64_t clear, int64_t level)
{
	return clear ? clear : level;
}

char *judging_clearing(const struct service_class *service_class)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (unsigned int i = 0; i < FIGURES; i++) {
		struct figure_view view = view_of(service_class, i);
		const struct thresholds *levels = view.levels;
		g_autofree char *caution = NULL, *warning = NULL;

		if (levels->caution < 0 || (!levels->caution_clear && !levels->warning_clear))
			continue;
		caution = value_text(&view, clear_of(levels->caution_clear, levels->caution));
		warning = value_text(&view, clear_of(levels->warning_clear, levels->warning));
		g_string_append_printf(text, "%s%s %s%s%s", text->len ? ", " : "", view.word,
				       caution, levels->warning < 0 ? "" : "/",
				       levels->warning < 0 ? "" : warning);
	}
	return text->len ? g_strdup(text->str) : NULL;
}

static void add_number(GString *text, const char *key, int64_t number)
{
	if (number)
		g_string_append_printf(text, "%s%s: %d", text->len ? ", " : "", key, (int)number);
}

static void add_duration(GString *text, const char *key, int64_t us)
{
	g_autofree char *duration = quantity_print_duration(us);

	if (us)
		g_string_append_printf(text, "%s%s: %s", text->len ? ", " : "", key, duration);
}

static void add_lasting(GString *text, const char *what, const char *level,
			const struct persistence *lasts)
{
	g_autoptr(GString) said = g_string_new(NULL);
	g_autofree char *coverage = quantity_show_percentage(lasts->coverage_ppm);

	add_number(said, "steps", lasts->raise_steps);
	add_number(said, "clear-steps", lasts->clear_steps);
	add_duration(said, "over", lasts->over_us);
	if (lasts->over_us)
		g_string_append_printf(said, ", coverage: %s", coverage);
	add_duration(said, "hold", lasts->hold_us);
	if (said->len)
		g_string_append_printf(text, "%s%s%s%s {%s}", text->len ? ", " : "", what,
				       level ? " " : "", level ? level : "", said->str);
}

char *judging_lasting(const struct service_class *service_class)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (unsigned int i = 0; i < FIGURES; i++) {
		struct figure_view view = view_of(service_class, i);

		add_lasting(text, view.word, "caution", &view.levels->caution_lasts);
		add_lasting(text, view.word, "warning", &view.levels->warning_lasts);
	}
	add_lasting(text, "down", NULL, &service_class->down_lasts);
	add_lasting(text, "unknown", NULL, &service_class->unknown_lasts);
	return text->len ? g_strdup(text->str) : NULL;
}

char *judging_trends(const struct service_class *service_class)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (unsigned int i = 0; i < FIGURES; i++) {
		struct figure_view view = view_of(service_class, i);
		g_autofree char *ahead = quantity_print_duration(view.levels->trend_us);

		if (view.levels->trend_us)
			g_string_append_printf(text, "%s%s %s", text->len ? ", " : "", view.word, ahead);
	}
	return text->len ? g_strdup(text->str) : NULL;
}

char *judging_flapping(const struct service_class *service_class)
{
	const struct flapping_rule *rule = &service_class->flapping;
	g_autofree char *half_life = quantity_print_duration(rule->half_life_us);

	if (!rule->half_life_us)
		return g_strdup("false");
	return g_strdup_printf("{half-life: %s, start: %g, end: %g}", half_life,
			       rule->start / 1000.0, rule->end / 1000.0);
}

char *judging_during(const struct service_class *service_class)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (size_t i = 0; i < service_class->variant_count; i++)
		g_string_append_printf(text, "%s%s", i ? " " : "",
				       service_class->variants[i].when->name);
	return text->len ? g_strdup(text->str) : NULL;
}

char *judging_month_days(uint32_t month_days)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (int day = 1; day <= 31; day++) {
		int first = day;

		if (!(month_days & 1U << day))
			continue;
		while (day < 31 && month_days & 1U << (day + 1))
			day++;
		g_string_append_printf(text, "%s%d", text->len ? ", " : "", first);
		if (day > first)
			g_string_append_printf(text, "-%d", day);
	}
	if (month_days & 1U)
		g_string_append_printf(text, "%slast", text->len ? ", " : "");
	return text->len ? g_strdup(text->str) : NULL;
}

static void add_day(GString *text, struct day day)
{
	if (day.year)
		g_string_append_printf(text, "%04d-", day.year);
	g_string_append_printf(text, "%02d-%02d", day.month, day.day);
}

char *judging_day_span(const struct day_span *span)
{
	g_autoptr(GString) text = g_string_new(NULL);

	add_day(text, span->from);
	if (span->from.year != span->to.year || span->from.month != span->to.month ||
	    span->from.day != span->to.day) {
		g_string_append(text, "..");
		add_day(text, span->to);
	}
	return g_strdup(text->str);
}

/* --- JSON --- */

/* What was not said is null. */
static void set_said(struct json *json, const char *key, int64_t value)
{
	printer_set_figure(json, key, value ? value : -1);
}

static void set_lasts(struct json *json, const struct persistence *lasts)
{
	set_said(json, "steps", lasts->raise_steps);
	set_said(json, "clear_steps", lasts->clear_steps);
	set_said(json, "over_us", lasts->over_us);
	set_said(json, "coverage_ppm", lasts->coverage_ppm);
	set_said(json, "hold_us", lasts->hold_us);
}

static void set_level(struct json *json, const char *key, int64_t level, int64_t clear,
		      const struct persistence *lasts)
{
	struct json *object;

	if (level < 0) {
		json_set_null(json, key);
		return;
	}
	object = json_new_object();
	json_set_integer(object, "raise", level);
	json_set_integer(object, "clear", clear_of(clear, level));
	set_lasts(object, lasts);
	json_take(json, key, object);
}

static bool is_same_level(int64_t level, int64_t other, int64_t clear, int64_t other_clear,
			  const struct persistence *lasts, const struct persistence *other_lasts)
{
	return level == other && clear == other_clear && lasts->over_us == other_lasts->over_us &&
	       lasts->coverage_ppm == other_lasts->coverage_ppm &&
	       lasts->raise_steps == other_lasts->raise_steps &&
	       lasts->clear_steps == other_lasts->clear_steps && lasts->hold_us == other_lasts->hold_us;
}

static bool are_same(const struct thresholds *a, const struct thresholds *b)
{
	return is_same_level(a->caution, b->caution, a->caution_clear, b->caution_clear,
			     &a->caution_lasts, &b->caution_lasts) &&
	       is_same_level(a->warning, b->warning, a->warning_clear, b->warning_clear,
			     &a->warning_lasts, &b->warning_lasts);
}

void judging_set_levels(struct json *json, const struct service_class *service_class,
			const struct service_class *before)
{
	struct json *all = json_new_object();

	for (unsigned int i = 0; i < FIGURES; i++) {
		struct figure_view view = view_of(service_class, i);
		const struct thresholds *levels = view.levels;
		struct json *figure;

		if (levels->caution < 0 || (before && are_same(levels, view_of(before, i).levels)))
			continue;
		figure = json_new_object();
		json_set_string(figure, "unit", view.share ? "ppm" : "us");
		set_level(figure, "caution", levels->caution, levels->caution_clear,
			  &levels->caution_lasts);
		set_level(figure, "warning", levels->warning, levels->warning_clear,
			  &levels->warning_lasts);
		if (levels->trend_us)
			json_set_integer(figure, "trend_us", levels->trend_us);
		else
			json_set_null(figure, "trend_us");
		json_take(all, view.word, figure);
	}
	json_take(json, "levels", all);
}

static void set_lasting_of(struct json *json, const char *key, const struct persistence *lasts)
{
	struct json *object = json_new_object();

	set_lasts(object, lasts);
	json_take(json, key, object);
}

void judging_set_lasting(struct json *json, const struct service_class *service_class)
{
	set_lasting_of(json, "down", &service_class->down_lasts);
	set_lasting_of(json, "unknown", &service_class->unknown_lasts);
}

void judging_set_flapping(struct json *json, const struct service_class *service_class)
{
	const struct flapping_rule *rule = &service_class->flapping;
	struct json *object;

	if (!rule->half_life_us) {
		json_set_null(json, "flapping");
		return;
	}
	object = json_new_object();
	json_set_integer(object, "half_life_us", rule->half_life_us);
	json_set_real(object, "start", rule->start / 1000.0);
	json_set_real(object, "end", rule->end / 1000.0);
	json_take(json, "flapping", object);
}

void judging_set_during(struct json *json, const struct service_class *service_class)
{
	struct json *array = json_new_array();

	for (size_t i = 0; i < service_class->variant_count; i++) {
		const struct class_variant *variant = &service_class->variants[i];
		struct json *object = json_new_object();

		json_set_string(object, "when", variant->when->name);
		judging_set_levels(object, variant->instead, service_class);
		judging_set_lasting(object, variant->instead);
		json_append_take(array, object);
	}
	json_take(json, "during", array);
}
