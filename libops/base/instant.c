/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Instants between microseconds and text. Reading is done here and not by
 * GLib, which takes forms that people misread (2026-W48-3T03) and, in a zone,
 * settles in silence on one of two possible instants.
 */
#include "base/instant.h"
#include "base/quantity.h"
#include "base/text.h"
#include "base/translate.h"

#define US_PER_SECOND G_GINT64_CONSTANT(1000000)
#define SECONDS_PER_DAY 86400
#define JULIAN_1970 719163	/* GDate's number of 1970-01-01 */
#define SECONDS_9999 INT64_C(253402300799)	/* until the end of that year */
#define NO_OFFSET G_MININT

G_DEFINE_QUARK(ops_instant_error_quark, instant_error)

GTimeZone *instant_zone_open(const char *name, GError **error)
{
	GTimeZone *zone = NULL;
	g_autofree char *excerpt = NULL;

	/* GLib looks below the zone directory; do not let a name lead out of it. */
	if (*name && *name != '/' && !strstr(name, ".."))
		zone = g_time_zone_new_identifier(name);
	if (zone)
		return zone;
	excerpt = text_excerpt(name);
	g_set_error(error, OPS_INSTANT_ERROR, INSTANT_ERROR_ZONE,
		    _("'%s' is not a time zone known to this machine: expected a name such as "
		      "Asia/Tokyo (package tzdata)"),
		    excerpt);
	return NULL;
}

/* --- reading --- */

struct fields {
	int year, month, day, hour, minute, second;
	int microsecond;
	int offset;		/* seconds east of UTC, or NO_OFFSET */
};

/* Exactly COUNT digits at *CURSOR, which moves past them. */
static bool read_digits(const char **cursor, unsigned int count, int *ret_number)
{
	int number = 0;

	for (unsigned int i = 0; i < count; i++) {
		if (!g_ascii_isdigit((*cursor)[i]))
			return false;
		number = number * 10 + g_ascii_digit_value((*cursor)[i]);
	}
	*cursor += count;
	*ret_number = number;
	return true;
}

/* One of the characters in ACCEPTED at *CURSOR, which moves past it. */
static bool read_one_of(const char **cursor, const char *accepted)
{
	if (!**cursor || !strchr(accepted, **cursor))
		return false;
	*cursor += 1;
	return true;
}

static bool read_date(const char **cursor, struct fields *fields)
{
	return read_digits(cursor, 4, &fields->year) && read_one_of(cursor, "-") &&
	       read_digits(cursor, 2, &fields->month) && read_one_of(cursor, "-") &&
	       read_digits(cursor, 2, &fields->day) && fields->year > 0 &&
	       g_date_valid_dmy(fields->day, fields->month, fields->year);
}

static bool read_fraction(const char **cursor, int *ret_microsecond)
{
	int scale = 100000;

	if (!g_ascii_isdigit(**cursor))
		return false;
	for (; g_ascii_isdigit(**cursor); *cursor += 1, scale /= 10)
		*ret_microsecond += g_ascii_digit_value(**cursor) * scale;
	return true;
}

/* A leap second has no microsecond of its own in UTC as computers keep it:
 * 23:59:60 is refused rather than moved. */
static bool read_time(const char **cursor, struct fields *fields)
{
	if (!read_digits(cursor, 2, &fields->hour) || !read_one_of(cursor, ":") ||
	    !read_digits(cursor, 2, &fields->minute))
		return false;
	if (read_one_of(cursor, ":")) {
		if (!read_digits(cursor, 2, &fields->second))
			return false;
		if (read_one_of(cursor, ".") && !read_fraction(cursor, &fields->microsecond))
			return false;
	}
	return fields->hour < 24 && fields->minute < 60 && fields->second < 60;
}

static bool read_offset(const char **cursor, struct fields *fields)
{
	int hours, minutes;
	bool west;

	if (!**cursor)
		return true;
	if (read_one_of(cursor, "Zz")) {
		fields->offset = 0;
		return true;
	}
	read_one_of(cursor, " ");
	west = **cursor == '-';
	if (!read_one_of(cursor, "+-") || !read_digits(cursor, 2, &hours) ||
	    !read_one_of(cursor, ":") || !read_digits(cursor, 2, &minutes) || hours > 23 ||
	    minutes > 59)
		return false;
	fields->offset = (hours * 60 + minutes) * 60 * (west ? -1 : 1);
	return true;
}

static bool read_fields(const char *text, struct fields *fields)
{
	return read_date(&text, fields) && read_one_of(&text, "Tt ") && read_time(&text, fields) &&
	       read_offset(&text, fields) && !*text;
}

/* What the clocks on the wall show, as if they showed UTC. */
static int64_t wall_seconds(const struct fields *fields)
{
	GDate date;

	g_date_clear(&date, 1);
	g_date_set_dmy(&date, fields->day, fields->month, fields->year);
	return ((int64_t)g_date_get_julian(&date) - JULIAN_1970) * SECONDS_PER_DAY +
	       fields->hour * 3600 + fields->minute * 60 + fields->second;
}

/* How often the clocks of ZONE show WALL seconds: the offsets that make it so. */
static unsigned int offsets_at(GTimeZone *zone, int64_t wall, int offsets[2])
{
	static const GTimeType types[] = {G_TIME_TYPE_STANDARD, G_TIME_TYPE_DAYLIGHT};
	unsigned int count = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(types); i++) {
		int interval = g_time_zone_find_interval(zone, types[i], wall);

		if (interval < 0)
			return 0;
		offsets[count] = g_time_zone_get_offset(zone, interval);
		if (count == 0 || offsets[0] != offsets[1])
			count++;
	}
	return count;
}

/* What clocks OFFSET seconds east of UTC show at SECONDS. */
static char *show_at_offset(int64_t seconds, int offset)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_offset(offset);

	return instant_show(seconds * US_PER_SECOND, zone);
}

/* WALL seconds fall into a gap: tells what the clocks show on both sides of it. */
static void refuse_gap(GTimeZone *zone, int64_t wall, const char *excerpt, GError **error)
{
	int64_t behind = wall;
	int interval = g_time_zone_adjust_time(zone, G_TIME_TYPE_STANDARD, &behind);
	int after = g_time_zone_get_offset(zone, interval);
	int64_t jump = behind - after;
	int before = g_time_zone_get_offset(
		zone, g_time_zone_find_interval(zone, G_TIME_TYPE_UNIVERSAL, jump - 1));
	g_autofree char *last = show_at_offset(jump, before);
	g_autofree char *first = show_at_offset(jump, after);

	g_set_error(error, OPS_INSTANT_ERROR, INSTANT_ERROR_SYNTAX,
		    _("'%s' does not exist in zone %s: its clocks go from %s to %s"), excerpt,
		    g_time_zone_get_identifier(zone), last, first);
}

static void refuse_twice(GTimeZone *zone, int64_t wall, const int offsets[2], const char *excerpt,
			 GError **error)
{
	g_autofree char *first = show_at_offset(wall - MAX(offsets[0], offsets[1]),
						MAX(offsets[0], offsets[1]));
	g_autofree char *second = show_at_offset(wall - MIN(offsets[0], offsets[1]),
						 MIN(offsets[0], offsets[1]));

	g_set_error(error, OPS_INSTANT_ERROR, INSTANT_ERROR_SYNTAX,
		    _("'%s' comes twice in zone %s, as %s and as %s: add the offset from UTC"),
		    excerpt, g_time_zone_get_identifier(zone), first, second);
}

/* The offset of FIELDS in ZONE, for a time that came without one. */
static bool settle_offset(struct fields *fields, GTimeZone *zone, const char *text, GError **error)
{
	g_autofree char *excerpt = text_excerpt(text);
	int64_t wall = wall_seconds(fields);
	int offsets[2];

	if (!zone) {
		g_set_error(error, OPS_INSTANT_ERROR, INSTANT_ERROR_SYNTAX,
			    _("'%s' has no offset from UTC, such as +09:00"), excerpt);
		return false;
	}
	switch (offsets_at(zone, wall, offsets)) {
	case 1:
		fields->offset = offsets[0];
		return true;
	case 0:
		refuse_gap(zone, wall, excerpt, error);
		return false;
	default:
		refuse_twice(zone, wall, offsets, excerpt, error);
		return false;
	}
}

bool instant_parse(const char *text, GTimeZone *zone, int64_t *ret_at_us, GError **error)
{
	struct fields fields = {.offset = NO_OFFSET};

	if (!read_fields(text, &fields)) {
		g_autofree char *excerpt = text_excerpt(text);

		g_set_error(error, OPS_INSTANT_ERROR, INSTANT_ERROR_SYNTAX,
			    _("'%s' is not a time: expected one such as 2026-11-25T03:00:00+09:00"),
			    excerpt);
		return false;
	}
	if (fields.offset == NO_OFFSET && !settle_offset(&fields, zone, text, error))
		return false;
	*ret_at_us = (wall_seconds(&fields) - fields.offset) * US_PER_SECOND + fields.microsecond;
	return true;
}

/* When the clocks of ZONE last showed FIELDS' hour and minute: on the day of NOW_US, or before it. */
static bool settle_day(struct fields *fields, GTimeZone *zone, int64_t now_us, const char *text, int64_t *ret_at_us,
		       GError **error)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(now_us / US_PER_SECOND);
	g_autoptr(GDateTime) today = utc ? g_date_time_to_timezone(utc, zone) : NULL;

	for (int back = 0; today && back < 2; back++) {
		g_autoptr(GDateTime) day = g_date_time_add_days(today, -back);

		if (!day)
			break;
		g_date_time_get_ymd(day, &fields->year, &fields->month, &fields->day);
		fields->offset = NO_OFFSET;
		if (!settle_offset(fields, zone, text, error))
			return false;
		*ret_at_us = (wall_seconds(fields) - fields->offset) * US_PER_SECOND + fields->microsecond;
		if (*ret_at_us <= now_us)
			return true;
	}
	g_set_error(error, OPS_INSTANT_ERROR, INSTANT_ERROR_SYNTAX, _("it cannot be told of which day '%s' is"), text);
	return false;
}

static bool read_ago(const char *text, int64_t now_us, int64_t *ret_at_us)
{
	static const char ago[] = " ago";
	g_autofree char *length = g_str_has_suffix(text, ago) ? g_strndup(text, strlen(text) - strlen(ago)) : NULL;
	int64_t us;

	if (!length || !quantity_parse_duration(g_strstrip(length), &us, NULL) || us < 0 || us >= now_us)
		return false;
	*ret_at_us = now_us - us;
	return true;
}

bool instant_parse_past(const char *text, GTimeZone *zone, int64_t now_us, int64_t *ret_at_us, GError **error)
{
	g_autofree char *narrow = g_utf8_normalize(text, -1, G_NORMALIZE_NFKC);
	g_autofree char *excerpt = text_excerpt(text);
	const char *cursor = narrow ? g_strstrip(narrow) : text;
	struct fields fields = {.offset = NO_OFFSET};
	int64_t at_us;

	if (read_ago(cursor, now_us, ret_at_us))
		return true;
	text = cursor;
	if (read_time(&cursor, &fields) && !*cursor)
		return settle_day(&fields, zone, now_us, excerpt, ret_at_us, error);
	if (!strchr(text, '-')) {
		g_set_error(error, OPS_INSTANT_ERROR, INSTANT_ERROR_SYNTAX,
			    _("'%s' is not a time: expected one such as 10:30, 2026-11-25 10:30 or '10m ago'"), excerpt);
		return false;
	}
	if (!instant_parse(text, zone, &at_us, error))
		return false;
	if (at_us > now_us) {
		g_set_error(error, OPS_INSTANT_ERROR, INSTANT_ERROR_SYNTAX, _("'%s' is still to come"), excerpt);
		return false;
	}
	*ret_at_us = at_us;
	return true;
}

/* The next day at the time that the clocks of ZONE show at AT_US. */
static int64_t day_after(int64_t at_us, GTimeZone *zone)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(at_us / US_PER_SECOND);
	g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, zone);
	g_autoptr(GDateTime) next = g_date_time_add_days(local, 1);

	return g_date_time_to_unix(next) * US_PER_SECOND;
}

/* "18:00". */
static bool is_time_of_day(const char *text)
{
	return strspn(text, "0123456789:") == strlen(text) && strchr(text, ':') && strlen(text) <= strlen("18:00");
}

bool instant_parse_coming(const char *text, GTimeZone *zone, int64_t now_us, int64_t *ret_at_us, GError **error)
{
	g_autofree char *narrow = g_utf8_normalize(text, -1, G_NORMALIZE_NFKC);
	int64_t length_us;

	text = narrow ? g_strstrip(narrow) : text;
	if (quantity_parse_duration(text, &length_us, NULL) && length_us > 0 && length_us < G_MAXINT64 - now_us) {
		*ret_at_us = now_us + length_us;
		return true;
	}
	if (!is_time_of_day(text))
		return instant_parse(text, zone, ret_at_us, error);
	if (!instant_parse_past(text, zone, now_us, ret_at_us, error))
		return false;
	*ret_at_us = day_after(*ret_at_us, zone);
	return true;
}

/* --- writing --- */

/* AT_US to the second below, in ZONE; NULL outside the years 1 to 9999. */
static GDateTime *to_zone(int64_t at_us, GTimeZone *zone, int *ret_microsecond)
{
	int64_t seconds = at_us / US_PER_SECOND;
	int microsecond = at_us % US_PER_SECOND;
	g_autoptr(GDateTime) utc = NULL;

	if (microsecond < 0) {
		seconds--;
		microsecond += US_PER_SECOND;
	}
	*ret_microsecond = microsecond;
	utc = g_date_time_new_from_unix_utc(seconds);
	return utc ? g_date_time_to_timezone(utc, zone) : NULL;
}

static char *out_of_range(int64_t at_us)
{
	return g_strdup_printf("@%" G_GINT64_FORMAT, at_us);
}

/* Numbers are put together here: GLib writes year 987 in three digits. */
static void append_date(GString *out, GDateTime *when)
{
	int year, month, day;

	g_date_time_get_ymd(when, &year, &month, &day);
	g_string_append_printf(out, "%04d-%02d-%02d", year, month, day);
}

static void append_time(GString *out, GDateTime *when)
{
	g_string_append_printf(out, "%02d:%02d:%02d", g_date_time_get_hour(when),
			       g_date_time_get_minute(when), g_date_time_get_second(when));
}

static int offset_of(GDateTime *when)
{
	return (int)(g_date_time_get_utc_offset(when) / G_TIME_SPAN_SECOND);
}

static void append_offset(GString *out, GDateTime *when)
{
	int offset = offset_of(when);
	int minutes = ABS(offset) / 60;

	g_string_append_printf(out, "%c%02d:%02d", offset < 0 ? '-' : '+', minutes / 60,
			       minutes % 60);
}

/*
 * Before standard time, zones had offsets such as +09:18:59, which RFC 3339
 * cannot write. Such an instant is written in UTC rather than wrongly.
 */
static GDateTime *to_writable_zone(int64_t at_us, GTimeZone *zone, int *ret_microsecond)
{
	GDateTime *when = to_zone(at_us, zone, ret_microsecond);

	if (when && offset_of(when) % 60) {
		GDateTime *utc = g_date_time_to_utc(when);

		g_date_time_unref(when);
		return utc;
	}
	return when;
}

char *instant_show(int64_t at_us, GTimeZone *zone)
{
	int microsecond;
	g_autoptr(GDateTime) when = to_writable_zone(at_us, zone, &microsecond);
	GString *out;

	if (!when)
		return out_of_range(at_us);
	out = g_string_new(NULL);
	append_date(out, when);
	g_string_append_c(out, ' ');
	append_time(out, when);
	g_string_append_c(out, ' ');
	append_offset(out, when);
	return g_string_free(out, FALSE);
}

char *instant_print(int64_t at_us, GTimeZone *zone)
{
	int microsecond;
	g_autoptr(GDateTime) when = to_writable_zone(at_us, zone, &microsecond);
	GString *out;

	if (!when)
		return out_of_range(at_us);
	out = g_string_new(NULL);
	append_date(out, when);
	g_string_append_c(out, 'T');
	append_time(out, when);
	if (microsecond > 0)
		g_string_append_printf(out, ".%06d", microsecond);
	append_offset(out, when);
	return g_string_free(out, FALSE);
}

/* WIDTH digits of NUMBER at AT; what is behind them. */
static char *put_digits(char *at, int number, int width)
{
	for (int i = width; i-- > 0; number /= 10)
		at[i] = (char)('0' + number % 10);
	return at + width;
}

/* "1970-01-01" at AT of the day that is so many after it; what is behind it. */
static char *put_day(char *at, uint32_t days_since_1970)
{
	GDate day;

	g_date_clear(&day, 1);
	g_date_set_julian(&day, JULIAN_1970 + days_since_1970);
	at = put_digits(at, g_date_get_year(&day), 4);
	*at++ = '-';
	at = put_digits(at, (int)g_date_get_month(&day), 2);
	*at++ = '-';
	return put_digits(at, g_date_get_day(&day), 2);
}

char *instant_print_utc(int64_t at_us)
{
	char text[] = "YYYY-MM-DDThh:mm:ss.mmmmmm+00:00", *at = text;
	int64_t seconds = at_us / US_PER_SECOND;
	int second = (int)(seconds % SECONDS_PER_DAY), fraction = (int)(at_us % US_PER_SECOND);

	if (at_us < 0 || seconds > SECONDS_9999) {
		g_autoptr(GTimeZone) utc = g_time_zone_new_utc();

		return instant_print(at_us, utc);
	}
	at = put_day(at, (uint32_t)(seconds / SECONDS_PER_DAY));
	*at++ = 'T';
	at = put_digits(at, second / 3600, 2);
	*at++ = ':';
	at = put_digits(at, second / 60 % 60, 2);
	*at++ = ':';
	at = put_digits(at, second % 60, 2);
	if (fraction) {
		*at++ = '.';
		at = put_digits(at, fraction, 6);
	}
	g_strlcpy(at, "+00:00", (size_t)(text + sizeof text - at));
	return g_strdup(text);
}

char *instant_day(int64_t at_us, GTimeZone *zone)
{
	int microsecond;
	g_autoptr(GDateTime) when = to_zone(at_us, zone, &microsecond);

	return when ? g_strdup_printf("%04d%02d%02d", g_date_time_get_year(when), g_date_time_get_month(when),
				      g_date_time_get_day_of_month(when)) :
		      g_strdup("00000000");
}

char *instant_show_brief(int64_t at_us, int64_t now_us, GTimeZone *zone)
{
	int microsecond;
	g_autoptr(GDateTime) when = to_zone(at_us, zone, &microsecond);
	g_autoptr(GDateTime) now = to_zone(now_us, zone, &microsecond);
	g_autoptr(GString) date = NULL;
	bool this_year;

	if (!when || !now)
		return out_of_range(at_us);
	this_year = g_date_time_get_year(when) == g_date_time_get_year(now);
	if (this_year && g_date_time_get_day_of_year(when) == g_date_time_get_day_of_year(now))
		return g_strdup_printf("%02d:%02d", g_date_time_get_hour(when),
				       g_date_time_get_minute(when));
	date = g_string_new(NULL);
	append_date(date, when);
	return g_strdup_printf("%s %02d:%02d", date->str + (this_year ? strlen("YYYY-") : 0),
			       g_date_time_get_hour(when), g_date_time_get_minute(when));
}
