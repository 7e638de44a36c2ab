/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Calendars: times that have a name, for service classes that are watched otherwise at
 * night, on holidays or in the days in which claims are sent. How they are held against
 * an instant is in times.c.
 */
#include "inventory/internal.h"

#include "base/holidays.h"
#include "base/quantity.h"
#include "base/text.h"
#include "base/translate.h"

#define TEXT_LIMIT 200
#define HOURS_TEXT_LIMIT 1000
#define DATES_LIMIT 100
#define REFERENCES_LIMIT 8
#define CALENDARS_LIMIT 64
#define MINUTES_OF_DAY 1440
/* Any leap year: that days of every year are held against. */
#define LEAP_YEAR 2028
#define YEAR_FIRST 2000
#define YEAR_LAST 2099

static const char *const rules[] = { "days", "dates", "month-days", "hours", "any", "not", NULL };

/* --- days --- */

static bool read_digits(const char **at, int count, int *ret_number)
{
	int number = 0;

	for (int i = 0; i < count; i++, ++*at) {
		if (!g_ascii_isdigit(**at))
			return false;
		number = number * 10 + (**at - '0');
	}
	*ret_number = number;
	return true;
}

/* "12-29" or "2027-05-01", up to END. */
static bool day_parse(const char *text, const char *end, struct day *ret_day)
{
	int year = 0, month, day;

	if (end - text == 10 && (!read_digits(&text, 4, &year) || *text++ != '-' || year < YEAR_FIRST ||
				 year > YEAR_LAST))
		return false;
	if (end - text != 5 || !read_digits(&text, 2, &month) || *text++ != '-' || !read_digits(&text, 2, &day) ||
	    !g_date_valid_dmy((GDateDay)day, month, (GDateYear)(year ? year : LEAP_YEAR)))
		return false;
	*ret_day = (struct day){ (int16_t)year, (uint8_t)month, (uint8_t)day };
	return true;
}

bool calendars_parse_day(const char *text, struct day *ret_day)
{
	return day_parse(text, text + strlen(text), ret_day);
}

static bool is_after(struct day a, struct day b)
{
	return (a.year * 100 + a.month) * 100 + a.day > (b.year * 100 + b.month) * 100 + b.day;
}

/* "12-29..01-03" */
static bool span_parse(const char *text, struct day_span *ret_span)
{
	const char *dots = strstr(text, ".."), *end = text + strlen(text);

	if (!day_parse(text, dots ? dots : end, &ret_span->from))
		return false;
	ret_span->to = ret_span->from;
	if (dots && !day_parse(dots + 2, end, &ret_span->to))
		return false;
	return !ret_span->from.year == !ret_span->to.year &&
	       (!ret_span->from.year || !is_after(ret_span->from, ret_span->to));
}

static const struct day_span *dates_read(struct build *build, const struct conf_node *node, const char *key,
					 size_t *ret_count)
{
	const struct conf_node *list = field_list(build, node, key, DATES_LIMIT);
	struct day_span *spans;
	const char *text;
	size_t count = 0;

	if (!list)
		return NULL;
	spans = build_array(build, conf_length(list), sizeof(*spans));
	for (size_t i = 0; i < conf_length(list); i++) {
		const struct conf_node *word = conf_item(list, i);

		if (!conf_read_string(word, field_of(build, key), TEXT_LIMIT, &text, build->faults))
			continue;
		if (span_parse(text, &spans[count])) {
			count++;
			continue;
		}
		g_autofree char *shown = text_excerpt(text);

		build_error(build, conf_position(word),
			    _("%s: '%s' is no day and no span of days: expected 12-29, 12-29..01-03, 2027-05-01 or "
			      "2027-05-01..2027-05-03"), field_of(build, key), shown);
	}
	*ret_count = count;
	return spans;
}

/* "5", "5-10" or "last" into DAYS, that have bit 0 for the last. */
static bool month_days_parse(const char *word, uint32_t *days)
{
	g_auto(GStrv) ends = g_strsplit(word, "-", 2);
	int64_t from, to;

	if (!strcmp(word, "last")) {
		*days |= 1U;
		return true;
	}
	if (!ends[0] || !quantity_parse_integer(ends[0], 1, 31, &from, NULL))
		return false;
	to = from;
	if (ends[1] && !quantity_parse_integer(ends[1], 1, 31, &to, NULL))
		return false;
	/* From the 25th to the 5th goes over the end of the month. */
	for (int64_t day = 1; day <= 31; day++)
		if (from <= to ? from <= day && day <= to : day >= from || day <= to)
			*days |= 1U << day;
	return true;
}

static void month_days_read(struct build *build, const struct conf_node *node, struct calendar *calendar)
{
	g_auto(GStrv) words = NULL;
	const char *text;

	if (!field_string(build, node, "month-days", TEXT_LIMIT, &text))
		return;
	words = g_strsplit(text, ",", -1);
	for (char **word = words; *word; word++) {
		if (month_days_parse(g_strstrip(*word), &calendar->month_days))
			continue;
		g_autofree char *shown = text_excerpt(*word);

		build_error(build, conf_position(conf_find(node, "month-days")),
			    _("%s: '%s' is no day of a month: expected 5, 5-10 or last"),
			    field_of(build, "month-days"), shown);
		return;
	}
}

/* --- hours --- */

/* As elsewhere, and without days: on all of them. */
static void hours_read(struct build *build, const struct conf_node *node, struct calendar *calendar)
{
	g_autofree char *whole = NULL;
	g_autoptr(GError) error = NULL;
	struct hours *kept, hours;
	const char *text;

	if (!field_string(build, node, "hours", HOURS_TEXT_LIMIT, &text))
		return;
	whole = g_ascii_isdigit(*text) && strcmp(text, "24h") ? g_strconcat("mon-sun ", text, NULL) : g_strdup(text);
	if (!hours_parse(whole, &hours, &error)) {
		build_error(build, conf_position(conf_find(node, "hours")), _("%s: %s"), field_of(build, "hours"),
			    error->message);
		return;
	}
	kept = build_array(build, 1, sizeof(*kept));
	*kept = hours;
	calendar->hours = kept;
}

/* --- one calendar --- */

static void calendar_read(struct build *build, const struct build_entry *entry)
{
	static const char *const kinds[] = { "japan-holidays", NULL };
	struct calendar *calendar = build_add(build, FAMILY_CALENDAR, entry);
	unsigned int kind;
	bool said = false;

	calendar->holidays = field_choice(build, entry->node, "days", kinds, &kind);
	calendar->dates = dates_read(build, entry->node, "dates", &calendar->date_count);
	month_days_read(build, entry->node, calendar);
	hours_read(build, entry->node, calendar);
	for (unsigned int i = 0; rules[i]; i++)
		said = said || field_find(entry->node, rules[i]);
	if (!said)
		build_error(build, entry->position, _("%s says no time"), build_owner(build));
}

static const struct calendar *const *references_read(struct build *build, const struct conf_node *node,
						     const char *key)
{
	const struct conf_node *list = field_list(build, node, key, REFERENCES_LIMIT);
	const struct calendar **calendars;
	size_t count = 0;

	if (!list)
		return NULL;
	calendars = build_array(build, conf_length(list) + 1, sizeof(*calendars));
	for (size_t i = 0; i < conf_length(list); i++) {
		calendars[count] = field_reference_word(build, conf_item(list, i), key, FAMILY_CALENDAR);
		count += calendars[count] != NULL;
	}
	return calendars;
}

/* A ring would never end, and a chain of them nobody can follow. */
static void references_check(struct build *build, const struct conf_node *node, const char *key,
			     const struct calendar *const *calendars)
{
	for (; calendars && *calendars; calendars++)
		if ((*calendars)->any || (*calendars)->except)
			build_error(build, conf_position(conf_find(node, key)),
				    _("%s: calendar '%s' itself has 'any' or 'not'"), field_of(build, key),
				    (*calendars)->name);
}

/* --- does it ever apply? --- */

static void edges_add(GArray *minutes, const struct hours *hours)
{
	for (int i = 0; hours && i < hours->count; i++) {
		int edges[] = { hours->spans[i].from, hours->spans[i].to };

		g_array_append_vals(minutes, edges, G_N_ELEMENTS(edges));
	}
}

/* Minutes of the week at which CALENDAR may begin to apply: midnights, and where hours begin or end. */
static GArray *edges_of(const struct calendar *calendar)
{
	GArray *minutes = g_array_new(FALSE, FALSE, sizeof(int));

	for (int day = 0; day < 7; day++) {
		int midnight = day * MINUTES_OF_DAY;

		g_array_append_val(minutes, midnight);
	}
	edges_add(minutes, calendar->hours);
	for (const struct calendar *const *each = calendar->any; each && *each; each++)
		edges_add(minutes, (*each)->hours);
	for (const struct calendar *const *each = calendar->except; each && *each; each++)
		edges_add(minutes, (*each)->hours);
	return minutes;
}

/* Every day of a century: all that the rules can tell apart is in it. */
static bool ever_applies(const struct policy *policy, const struct calendar *calendar)
{
	g_autoptr(GArray) minutes = edges_of(calendar);
	struct local_time local = { .minute = 0 };

	g_date_clear(&local.date, 1);
	g_date_set_dmy(&local.date, 1, G_DATE_JANUARY, YEAR_FIRST);
	for (; g_date_get_year(&local.date) <= YEAR_LAST; g_date_add_days(&local.date, 1)) {
		int weekday = g_date_get_weekday(&local.date) - G_DATE_MONDAY;

		local.holiday_known = false;
		if (!calendar_has_day(policy, calendar, &local))
			continue;
		for (guint i = 0; i < minutes->len; i++) {
			local.minute = g_array_index(minutes, int, i);
			if (local.minute / MINUTES_OF_DAY == weekday && calendar_applies(policy, calendar, &local))
				return true;
		}
	}
	return false;
}

/* All are there: what CALENDAR refers to. */
static void calendar_close(struct build *build, const struct conf_node *node, struct calendar *calendar)
{
	calendar->any = references_read(build, node, "any");
	calendar->except = references_read(build, node, "not");
}

/* All know what they refer to. */
static void calendar_check(struct build *build, const struct conf_node *node, struct calendar *calendar)
{
	references_check(build, node, "any", calendar->any);
	references_check(build, node, "not", calendar->except);
}

static void calendar_prove(struct build *build, const struct conf_node *node, struct calendar *calendar)
{
	if (!ever_applies(&build->inventory->policy, calendar))
		build_error(build, conf_position(node), _("%s never applies: there is no such time"), build_owner(build));
}

typedef void calendar_step(struct build *build, const struct conf_node *node, struct calendar *calendar);

static void each_calendar(struct build *build, calendar_step *step)
{
	struct build_cursor cursor = { 0 };
	struct build_entry entry;

	while (build_next_pair(build, "calendars", &cursor, &entry)) {
		struct calendar *calendar = inventory_find(build->inventory, FAMILY_CALENDAR, entry.name);

		if (!calendar || conf_kind(entry.node) != CONF_MAPPING)
			continue;
		build_subject(build, inventory_family_word(FAMILY_CALENDAR), entry.name);
		step(build, entry.node, calendar);
	}
}

/* --- what the site knows of holidays --- */

/* Whole dates alone: what the law says of every year is in the program. */
static const struct day *holidays_read(struct build *build, const struct conf_node *node, const char *key,
				       size_t *ret_count)
{
	size_t count = 0;
	const struct day_span *spans = dates_read(build, node, key, &count);
	struct day *days = build_array(build, MAX(count, 1), sizeof(*days));

	for (size_t i = 0; i < count; i++) {
		days[i] = spans[i].from;
		if (!days[i].year || is_after(spans[i].to, spans[i].from))
			build_error(build, conf_position(conf_item(conf_find(node, key), i)),
				    _("%s: expected one day with its year, such as 2028-05-01"), field_of(build, key));
	}
	*ret_count = count;
	return count > 0 ? days : NULL;
}

static void corrections_read(struct build *build)
{
	static const char *const keys[] = { "extra", "dropped", "checked", NULL };
	struct policy *policy = &build->inventory->policy;
	const struct conf_node *root = build_own_rules(build);
	const struct conf_node *node;
	int64_t year;

	build_subject(build, "nwops.yaml", NULL);
	node = root ? field_mapping(build, root, "japan-holidays", keys) : NULL;
	if (!node)
		return;
	build_subject(build, N_("section"), "japan-holidays");
	policy->extra_holidays = holidays_read(build, node, "extra", &policy->extra_holiday_count);
	policy->dropped_holidays = holidays_read(build, node, "dropped", &policy->dropped_holiday_count);
	if (field_integer(build, node, "checked", HOLIDAYS_CHECKED, HOLIDAYS_LAST, &year))
		policy->holidays_checked = (int)year;
}

void calendars_read(struct build *build)
{
	const struct family *family = &build->inventory->families[FAMILY_CALENDAR];
	unsigned int errors = conf_faults_errors(build->faults);
	struct build_cursor cursor = { 0 };
	struct build_entry entry;

	corrections_read(build);
	while (build_next(build, "calendars", FAMILY_CALENDAR, rules, &cursor, &entry))
		calendar_read(build, &entry);
	if (family->count > CALENDARS_LIMIT) {
		const struct calendar *first = inventory_at(build->inventory, FAMILY_CALENDAR, CALENDARS_LIMIT);

		build_error_at(build, first->place, _("more than %d calendars"), CALENDARS_LIMIT);
	}
	family_close(build, FAMILY_CALENDAR);
	each_calendar(build, calendar_close);
	each_calendar(build, calendar_check);
	if (errors == conf_faults_errors(build->faults) && !build->partial)
		each_calendar(build, calendar_prove);
}
