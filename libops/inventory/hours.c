/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Times of the week as people write them: "mon-fri 09:00-12:00 14:00-18:00,
 * sat 09:00-12:00". Minutes from Monday 00:00; the zone is the site's and no
 * matter of this file.
 */
#include "inventory/internal.h"

#include "base/translate.h"

#define DAY (24 * 60)
#define WEEK (7 * DAY)

static const char *const days[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };

static bool hours_error(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

static bool hours_error(GError **error, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	if (error)
		*error = g_error_new_valist(OPS_INVENTORY_ERROR, INVENTORY_ERROR_HOURS, format, arguments);
	va_end(arguments);
	return false;
}

static int day_find(const char *word, size_t length)
{
	for (unsigned int i = 0; i < G_N_ELEMENTS(days); i++)
		if (length == strlen(days[i]) && !g_ascii_strncasecmp(word, days[i], length))
			return (int)i;
	return -1;
}

/* "mon" or "fri-mon": the first day and how many. */
static bool days_parse(const char *word, int *ret_first, int *ret_count, GError **error)
{
	const char *dash = strchr(word, '-');
	size_t length = dash ? (size_t)(dash - word) : strlen(word);
	int first = day_find(word, length);
	int last = dash ? day_find(dash + 1, strlen(dash + 1)) : first;

	if (first < 0 || last < 0)
		return hours_error(error, _("'%s' is no day or range of days (mon tue wed thu fri sat sun)"),
				   word);
	*ret_first = first;
	*ret_count = (last - first + 7) % 7 + 1;
	return true;
}

/* "08:30"; -1 when it is not one of 00:00 to 24:00. */
static int clock_parse(const char *text)
{
	int minute;

	if (!g_ascii_isdigit(text[0]) || !g_ascii_isdigit(text[1]) || text[2] != ':' ||
	    !g_ascii_isdigit(text[3]) || !g_ascii_isdigit(text[4]) || text[3] > '5')
		return -1;
	minute = ((text[0] - '0') * 10 + text[1] - '0') * 60 + (text[3] - '0') * 10 + text[4] - '0';
	return minute <= DAY ? minute : -1;
}

/* "08:30-18:00" or "24h" in minutes of its day; one that ends early ends tomorrow. */
static bool span_parse(const char *word, int *ret_from, int *ret_to, GError **error)
{
	int from, to;

	if (!strcmp(word, "24h")) {
		*ret_from = 0;
		*ret_to = DAY;
		return true;
	}
	if (strlen(word) != 11 || word[5] != '-')
		return hours_error(error, _("'%s' is no span of time such as 08:30-18:00, nor 24h"), word);
	from = clock_parse(word);
	to = clock_parse(word + 6);
	if (from < 0 || to < 0 || from == DAY)
		return hours_error(error, _("'%s' is no span of time between 00:00 and 24:00"), word);
	*ret_from = from;
	*ret_to = to <= from ? to + DAY : to;
	return true;
}

static gint span_compare(gconstpointer a, gconstpointer b)
{
	return ((const struct week_span *)a)->from - ((const struct week_span *)b)->from;
}

static void spans_add(GArray *spans, int from, int to)
{
	struct week_span span = { (int16_t)from, (int16_t)MIN(to, WEEK) };

	g_array_append_val(spans, span);
	if (to > WEEK) {
		span = (struct week_span){ 0, (int16_t)(to - WEEK) };
		g_array_append_val(spans, span);
	}
}

/* One part between commas: days, then spans. */
static bool part_parse(const char *part, GArray *spans, GError **error)
{
	g_auto(GStrv) words = g_strsplit_set(part, " \t", -1);
	int first = -1, count = 0;
	bool any = false;

	for (char **word = words; *word; word++) {
		int from = 0, to = 0;

		if (!**word)
			continue;
		if (first < 0) {
			if (!days_parse(*word, &first, &count, error))
				return false;
			continue;
		}
		if (!span_parse(*word, &from, &to, error))
			return false;
		for (int i = 0; i < count; i++) {
			int day = (first + i) % 7 * DAY;

			spans_add(spans, day + from, day + to);
		}
		any = true;
	}
	if (!any)
		return hours_error(error, _("a part has no times; write days and times, as in 'sat 09:00-12:00'"));
	return true;
}

/* Sorted and joined where one ends as the next begins; false when two overlap. */
static bool spans_join(GArray *spans, struct hours *ret_hours, GError **error)
{
	struct hours hours = { 0 };

	g_array_sort(spans, span_compare);
	for (unsigned int i = 0; i < spans->len; i++) {
		struct week_span span = g_array_index(spans, struct week_span, i);
		struct week_span *last = hours.count > 0 ? &hours.spans[hours.count - 1] : NULL;
		char minute[HOURS_MINUTE_SIZE];

		if (last && span.from < last->to)
			return hours_error(error, _("two spans overlap at %s"),
					   hours_print_minute(span.from, minute));
		if (last && span.from == last->to)
			last->to = span.to;
		else if (hours.count == HOURS_SPANS)
			return hours_error(error, _("more than %d spans in a week"), HOURS_SPANS);
		else
			hours.spans[hours.count++] = span;
	}
	*ret_hours = hours;
	return true;
}

bool hours_parse(const char *text, struct hours *ret_hours, GError **error)
{
	g_auto(GStrv) parts = g_strsplit(text, ",", -1);
	g_autoptr(GArray) spans = g_array_new(FALSE, FALSE, sizeof(struct week_span));

	if (!strcmp(text, "24h")) {
		*ret_hours = (struct hours){ .count = 1, .spans = { { 0, WEEK } } };
		return true;
	}
	for (char **part = parts; *part; part++)
		if (!part_parse(*part, spans, error))
			return false;
	if (spans->len == 0)
		return hours_error(error, _("no times given"));
	return spans_join(spans, ret_hours, error);
}

/* What of SPAN is on DAY: " 08:30-18:00", " 24h", or nothing. */
static void day_print(GString *text, const struct week_span *span, int day)
{
	int from = MAX(span->from - day * DAY, 0), to = MIN(span->to - day * DAY, DAY);

	if (from == 0 && to == DAY)
		g_string_append(text, " 24h");
	else if (from < to)
		g_string_append_printf(text, " %02d:%02d-%02d:%02d", from / 60, from % 60, to / 60, to % 60);
}

char *hours_print(const struct hours *hours)
{
	GString *each[G_N_ELEMENTS(days) + 1] = { NULL };
	GString *text = g_string_new(NULL);

	for (int day = 0; day < (int)G_N_ELEMENTS(days); day++) {
		each[day] = g_string_new(NULL);
		for (int i = 0; i < hours->count; i++)
			day_print(each[day], &hours->spans[i], day);
	}
	for (int day = 0, last; day < (int)G_N_ELEMENTS(days); day = last + 1) {
		for (last = day; each[last + 1] && g_string_equal(each[day], each[last + 1]); last++)
			;
		if (each[day]->len == 0)
			continue;
		g_string_append_printf(text, "%s%s%s%s%s", text->len > 0 ? ", " : "", days[day],
				       last > day ? "-" : "", last > day ? days[last] : "", each[day]->str);
	}
	for (unsigned int day = 0; day < G_N_ELEMENTS(days); day++)
		g_string_free(each[day], TRUE);
	return g_string_free(text, FALSE);
}

/* Each word of TEXT, as hours_print() wrote it, in the language. */
static char *said_in(const char *text, bool japanese)
{
	static const struct { const char *id; struct bilingual shown; } words[] = {
		{ "mon", { "月", "Mon" } }, { "tue", { "火", "Tue" } }, { "wed", { "水", "Wed" } },
		{ "thu", { "木", "Thu" } }, { "fri", { "金", "Fri" } }, { "sat", { "土", "Sat" } },
		{ "sun", { "日", "Sun" } }, { "24h", { "終日", "24h" } },
	};
	GString *said = g_string_new(text);

	for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
		g_string_replace(said, words[i].id, japanese ? words[i].shown.ja : words[i].shown.en, 0);
	return g_string_free(said, FALSE);
}

char *hours_shown(const struct hours *hours, bool japanese)
{
	g_autofree char *printed = hours_print(hours);

	if (g_str_equal(printed, "mon-sun 24h"))
		return g_strdup(japanese ? "常時" : "always");
	return said_in(printed, japanese);
}

const char *hours_print_minute(int minute, char *buffer)
{
	minute %= WEEK;
	g_snprintf(buffer, HOURS_MINUTE_SIZE, "%s %02d:%02d", days[minute / DAY], minute % DAY / 60,
		   minute % 60);
	return buffer;
}

int hours_first_gap(const struct hours *const *list, size_t count)
{
	g_autoptr(GArray) spans = g_array_new(FALSE, FALSE, sizeof(struct week_span));
	int covered = 0;

	for (size_t i = 0; i < count; i++) {
		if (!list[i])
			return -1;
		g_array_append_vals(spans, list[i]->spans, (guint)list[i]->count);
	}
	g_array_sort(spans, span_compare);
	for (unsigned int i = 0; i < spans->len; i++) {
		struct week_span span = g_array_index(spans, struct week_span, i);

		if (span.from > covered)
			return covered;
		covered = MAX(covered, span.to);
	}
	return covered < WEEK ? covered : -1;
}
