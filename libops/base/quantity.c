/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Numbers with units, read and written in whole numbers throughout: a
 * threshold of 0.1% must not become 0.099999, and what is too large or too
 * fine is an error, never a rounded value.
 */
#include "base/quantity.h"
#include "base/text.h"
#include "base/translate.h"

#include <inttypes.h>

__extension__ typedef unsigned __int128 wide;

G_DEFINE_QUARK(ops_quantity_error_quark, quantity_error)

struct unit {
	const char *name;
	uint64_t size;
};

/* Largest first; the order in which they may be combined. */
static const struct unit duration_units[] = {
	{"w", UINT64_C(604800000000)}, {"d", UINT64_C(86400000000)}, {"h", UINT64_C(3600000000)},
	{"m", UINT64_C(60000000)},     {"s", UINT64_C(1000000)},     {"ms", UINT64_C(1000)},
	{"us", UINT64_C(1)},
};

enum { WEEK, DAY, HOUR, MINUTE, SECOND, MILLISECOND, MICROSECOND, DURATION_UNITS };

/* Multiples of one bit per second; "K" is read and never written. */
static const struct unit rate_units[] = {
	{"T", UINT64_C(1000000000000)}, {"G", UINT64_C(1000000000)}, {"M", UINT64_C(1000000)},
	{"k", UINT64_C(1000)},		{"K", UINT64_C(1000)},	     {"", UINT64_C(1)},
};

#define PPM_PER_PERCENT 10000
#define UNIT_STEPS 5

/* --- reading --- */

/* What became of reading a number; messages are made from it in one place. */
enum reading { READ_OK, READ_SYNTAX, READ_NO_UNIT, READ_ORDER, READ_TOO_LARGE, READ_TOO_FINE };

/* "12.34" is digits 1234 and a scale of 100. */
struct decimal {
	uint64_t digits, scale;
};

static bool push_digit(uint64_t *number, char digit)
{
	return !__builtin_mul_overflow(*number, UINT64_C(10), number) &&
	       !__builtin_add_overflow(*number, (uint64_t)(digit - '0'), number);
}

/* Digits, and behind a point at least one more; *CURSOR moves past them. */
static enum reading read_decimal(const char **cursor, struct decimal *ret_decimal)
{
	struct decimal decimal = {0, 1};
	const char *at = *cursor;

	if (!g_ascii_isdigit(*at))
		return READ_SYNTAX;
	for (; g_ascii_isdigit(*at); at++)
		if (!push_digit(&decimal.digits, *at))
			return READ_TOO_LARGE;
	if (at[0] == '.' && g_ascii_isdigit(at[1]))
		for (at++; g_ascii_isdigit(*at); at++)
			if (!push_digit(&decimal.digits, *at) ||
			    __builtin_mul_overflow(decimal.scale, UINT64_C(10), &decimal.scale))
				return READ_TOO_FINE;
	*cursor = at;
	*ret_decimal = decimal;
	return READ_OK;
}

/* DECIMAL times UNIT, added to *TOTAL, exactly or not at all. */
static enum reading add_scaled(const struct decimal *decimal, uint64_t unit, int64_t *total)
{
	wide product = (wide)decimal->digits * unit;
	wide sum;

	if (product % decimal->scale)
		return READ_TOO_FINE;
	sum = product / decimal->scale + (uint64_t)*total;
	if (sum > INT64_MAX)
		return READ_TOO_LARGE;
	*total = (int64_t)sum;
	return READ_OK;
}

static enum reading read_integer(const char *text, int64_t *ret_value)
{
	bool negative = *text == '-';
	uint64_t magnitude = 0;

	if (*text == '-' || *text == '+')
		text++;
	if (!*text)
		return READ_SYNTAX;
	for (const char *at = text; *at; at++)
		if (!g_ascii_isdigit(*at))
			return READ_SYNTAX;
	for (; *text; text++)
		if (!push_digit(&magnitude, *text))
			return READ_TOO_LARGE;
	if (magnitude > (uint64_t)INT64_MAX + negative)
		return READ_TOO_LARGE;
	*ret_value = (int64_t)(negative ? -magnitude : magnitude);
	return READ_OK;
}

bool quantity_parse_integer(const char *text, int64_t minimum, int64_t maximum, int64_t *ret_value,
			    GError **error)
{
	int64_t value = 0;
	enum reading reading = read_integer(text, &value);
	g_autofree char *excerpt = NULL;

	if (reading == READ_OK && value >= minimum && value <= maximum) {
		*ret_value = value;
		return true;
	}
	excerpt = text_excerpt(text);
	if (reading == READ_SYNTAX)
		g_set_error(error, OPS_QUANTITY_ERROR, QUANTITY_ERROR_SYNTAX,
			    _("'%s' is not a whole number"), excerpt);
	else
		g_set_error(error, OPS_QUANTITY_ERROR, QUANTITY_ERROR_RANGE,
			    _("'%s' is out of range %lld..%lld"), excerpt, (long long)minimum,
			    (long long)maximum);
	return false;
}

/* The unit that the letters at *CURSOR name, or -1; *CURSOR moves past them. */
static int read_duration_unit(const char **cursor)
{
	size_t length = strspn(*cursor, "abcdefghijklmnopqrstuvwxyz");

	for (int unit = 0; unit < DURATION_UNITS; unit++) {
		const char *name = duration_units[unit].name;

		if (strlen(name) == length && !strncmp(*cursor, name, length)) {
			*cursor += length;
			return unit;
		}
	}
	return -1;
}

static enum reading read_duration(const char *text, int64_t *ret_us)
{
	int64_t total = 0;
	int last = -1;
	bool fraction = false;

	do {
		struct decimal decimal;
		int unit;
		enum reading reading = read_decimal(&text, &decimal);

		if (reading != READ_OK)
			return reading;
		if (fraction)
			return READ_ORDER;
		fraction = decimal.scale > 1;
		if (!*text && !fraction && (last == HOUR || last == MINUTE))
			unit = last + 1;
		else if (!*text)
			return READ_NO_UNIT;
		else
			unit = read_duration_unit(&text);
		if (unit < 0)
			return READ_SYNTAX;
		if (unit <= last)
			return READ_ORDER;
		reading = add_scaled(&decimal, duration_units[unit].size, &total);
		if (reading != READ_OK)
			return reading;
		last = unit;
	} while (*text);
	*ret_us = total;
	return READ_OK;
}

/* Always false. */
static bool duration_error(enum reading reading, const char *text, GError **error)
{
	g_autofree char *excerpt = text_excerpt(text);

	switch (reading) {
	case READ_NO_UNIT:
		g_set_error(error, OPS_QUANTITY_ERROR, QUANTITY_ERROR_SYNTAX,
			    _("'%s' is not a duration: no unit after the last number; expected "
			      "one of us, ms, s, m, h, d, w"),
			    excerpt);
		break;
	case READ_ORDER:
		g_set_error(error, OPS_QUANTITY_ERROR, QUANTITY_ERROR_SYNTAX,
			    _("'%s' is not a duration: each unit may come once, larger ones "
			      "first, and only the last number may have a fraction"),
			    excerpt);
		break;
	case READ_TOO_LARGE:
		g_set_error(error, OPS_QUANTITY_ERROR, QUANTITY_ERROR_RANGE,
			    _("'%s' is too long a duration"), excerpt);
		break;
	case READ_TOO_FINE:
		g_set_error(error, OPS_QUANTITY_ERROR, QUANTITY_ERROR_RANGE,
			    _("'%s' is finer than one microsecond"), excerpt);
		break;
	default:
		g_set_error(error, OPS_QUANTITY_ERROR, QUANTITY_ERROR_SYNTAX,
			    _("'%s' is not a duration: expected a number and one of us, ms, s, "
			      "m, h, d, w"),
			    excerpt);
	}
	return false;
}

bool quantity_parse_duration(const char *text, int64_t *ret_us, GError **error)
{
	enum reading reading = read_duration(text, ret_us);

	return reading == READ_OK || duration_error(reading, text, error);
}

static enum reading read_rate(const char *text, int64_t *ret_bits_per_second)
{
	struct decimal decimal;
	enum reading reading = read_decimal(&text, &decimal);
	const struct unit *unit = NULL;
	int64_t total = 0;

	if (reading != READ_OK)
		return reading;
	if (!*text)
		return READ_NO_UNIT;
	for (size_t i = 0; i < G_N_ELEMENTS(rate_units) && !unit; i++)
		if (g_str_has_prefix(text, rate_units[i].name))
			unit = &rate_units[i];
	text += strlen(unit->name);
	if (*text && strcmp(text, "bps") != 0)
		return READ_SYNTAX;
	reading = add_scaled(&decimal, unit->size, &total);
	if (reading == READ_OK)
		*ret_bits_per_second = total;
	return reading;
}

bool quantity_parse_rate(const char *text, int64_t *ret_bits_per_second, GError **error)
{
	enum reading reading = read_rate(text, ret_bits_per_second);
	g_autofree char *excerpt = NULL;

	if (reading == READ_OK)
		return true;
	excerpt = text_excerpt(text);
	if (reading == READ_TOO_LARGE)
		g_set_error(error, OPS_QUANTITY_ERROR, QUANTITY_ERROR_RANGE,
			    _("'%s' is too high a rate"), excerpt);
	else if (reading == READ_TOO_FINE)
		g_set_error(error, OPS_QUANTITY_ERROR, QUANTITY_ERROR_RANGE,
			    _("'%s' is finer than one bit per second"), excerpt);
	else
		g_set_error(error, OPS_QUANTITY_ERROR, QUANTITY_ERROR_SYNTAX,
			    _("'%s' is not a rate: expected a number and one of bps, k, M, G, T, "
			      "as in 100M or 1Gbps"),
			    excerpt);
	return false;
}

static enum reading read_percentage(const char *text, int32_t *ret_ppm)
{
	struct decimal decimal;
	enum reading reading = read_decimal(&text, &decimal);
	int64_t ppm = 0;

	if (reading != READ_OK)
		return reading;
	if (strcmp(text, "%") != 0)
		return READ_SYNTAX;
	reading = add_scaled(&decimal, PPM_PER_PERCENT, &ppm);
	if (reading != READ_OK)
		return reading;
	if (ppm > 100 * PPM_PER_PERCENT)
		return READ_TOO_LARGE;
	*ret_ppm = (int32_t)ppm;
	return READ_OK;
}

bool quantity_parse_percentage(const char *text, int32_t *ret_ppm, GError **error)
{
	enum reading reading = read_percentage(text, ret_ppm);
	g_autofree char *excerpt = NULL;

	if (reading == READ_OK)
		return true;
	excerpt = text_excerpt(text);
	if (reading == READ_TOO_LARGE)
		g_set_error(error, OPS_QUANTITY_ERROR, QUANTITY_ERROR_RANGE,
			    _("'%s' is out of range 0%%..100%%"), excerpt);
	else if (reading == READ_TOO_FINE)
		g_set_error(error, OPS_QUANTITY_ERROR, QUANTITY_ERROR_RANGE,
			    _("'%s' is finer than 0.0001%%"), excerpt);
	else
		g_set_error(error, OPS_QUANTITY_ERROR, QUANTITY_ERROR_SYNTAX,
			    _("'%s' is not a percentage: expected a number and %%, as in 99.9%%"),
			    excerpt);
	return false;
}

/* --- writing --- */

/* The magnitude of VALUE, INT64_MIN included. */
static uint64_t magnitude_of(int64_t value)
{
	return value < 0 ? -(uint64_t)value : (uint64_t)value;
}

char *quantity_print_duration(int64_t us)
{
	GString *out = g_string_new(us < 0 ? "-" : NULL);
	uint64_t rest = magnitude_of(us);
	/* 90d says more than 12w6d. */
	int unit = rest % duration_units[WEEK].size ? DAY : WEEK;

	if (rest == 0)
		g_string_append(out, "0s");
	for (; rest > 0; unit++) {
		uint64_t count = rest / duration_units[unit].size;

		rest %= duration_units[unit].size;
		if (count > 0)
			g_string_append_printf(out, "%" PRIu64 "%s", count,
					       duration_units[unit].name);
	}
	return g_string_free(out, FALSE);
}

/*
 * VALUE in multiples of UNIT with three digits, rounded half up, trailing
 * zeros dropped; NULL when rounding brings it to LIMIT units or more.
 */
static char *three_digits(uint64_t value, uint64_t unit, uint64_t limit)
{
	uint64_t whole = value / unit;
	unsigned int places = whole >= 100 || unit == 1 ? 0 : whole >= 10 ? 1 : 2;
	uint64_t scale = places == 2 ? 100 : places == 1 ? 10 : 1;
	/* wide: VALUE may be near the top of its type. */
	uint64_t scaled = (uint64_t)(((wide)value * scale + unit / 2) / unit);

	if (scaled >= limit * scale)
		return NULL;
	while (places > 0 && scaled % 10 == 0) {
		scaled /= 10;
		scale /= 10;
		places--;
	}
	if (places == 0)
		return g_strdup_printf("%" PRIu64, scaled);
	return g_strdup_printf("%" PRIu64 ".%0*" PRIu64, scaled / scale, (int)places,
			       scaled % scale);
}

/* From a minute up: "3d 4h". */
static char *two_units(uint64_t us, const char *sign)
{
	int unit = DAY;
	uint64_t first, second;

	while (us < duration_units[unit].size)
		unit++;
	first = us / duration_units[unit].size;
	second = us % duration_units[unit].size / duration_units[unit + 1].size;
	if (second == 0)
		return g_strdup_printf("%s%" PRIu64 "%s", sign, first, duration_units[unit].name);
	return g_strdup_printf("%s%" PRIu64 "%s %" PRIu64 "%s", sign, first,
			       duration_units[unit].name, second, duration_units[unit + 1].name);
}

char *quantity_show_duration(int64_t us)
{
	const char *sign = us < 0 ? "-" : "";
	uint64_t magnitude = magnitude_of(us);

	if (magnitude == 0)
		return g_strdup("0 s");
	for (int unit = MICROSECOND; unit >= SECOND; unit--) {
		g_autofree char *digits =
			three_digits(magnitude, duration_units[unit].size,
				     duration_units[unit - 1].size / duration_units[unit].size);

		if (digits)
			return g_strdup_printf("%s%s %s", sign, digits, duration_units[unit].name);
	}
	/* 59.99 s was rounded to a minute, so a minute it is. */
	return two_units(MAX(magnitude, duration_units[MINUTE].size), sign);
}

/* VALUE in the first of NAMES, each a thousand of the one before, in which
 * three digits suffice. */
static char *show_scaled(int64_t value, const char *const names[UNIT_STEPS])
{
	const char *sign = value < 0 ? "-" : "";
	uint64_t magnitude = magnitude_of(value), size = 1;

	for (size_t i = 0; i < UNIT_STEPS; i++, size *= 1000) {
		bool last = i + 1 == UNIT_STEPS;
		g_autofree char *digits = three_digits(magnitude, size, last ? 100000000 : 1000);

		if (digits)
			return g_strdup_printf("%s%s %s", sign, digits, names[i]);
	}
	g_assert_not_reached();
}

char *quantity_print_rate(int64_t bits_per_second)
{
	static const char *const units[] = {"bps", "k", "M", "G", "T"};
	unsigned int unit = 0;

	for (;
	     unit + 1 < G_N_ELEMENTS(units) && bits_per_second != 0 && bits_per_second % 1000 == 0;
	     unit++)
		bits_per_second /= 1000;
	return g_strdup_printf("%" PRId64 "%s", bits_per_second, units[unit]);
}

char *quantity_show_rate(int64_t bits_per_second)
{
	static const char *const names[UNIT_STEPS] = {"bps", "kbps", "Mbps", "Gbps", "Tbps"};

	return show_scaled(bits_per_second, names);
}

char *quantity_show_size(int64_t bytes)
{
	static const char *const names[UNIT_STEPS] = {"B", "kB", "MB", "GB", "TB"};

	return show_scaled(bytes, names);
}

char *quantity_show_percentage(int32_t ppm)
{
	const char *sign = ppm < 0 ? "-" : "";
	uint64_t magnitude = magnitude_of(ppm);
	uint64_t fraction = magnitude % PPM_PER_PERCENT;
	int places = 4;

	if (fraction == 0)
		return g_strdup_printf("%s%" PRIu64 "%%", sign, magnitude / PPM_PER_PERCENT);
	for (; fraction % 10 == 0; fraction /= 10)
		places--;
	return g_strdup_printf("%s%" PRIu64 ".%0*" PRIu64 "%%", sign, magnitude / PPM_PER_PERCENT,
			       places, fraction);
}
