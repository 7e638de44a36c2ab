/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From a device's text to a value: numbers with units as devices write them,
 * times as phrases and clocks, dates. Each type has forms; what a value of a
 * form looks like is the pattern that stands for it in a line rule. A reader
 * takes the whole text or calls it strange: half a number is a wrong number.
 */
#include "probe/platform-internal.h"

#include "base/address.h"
#include "base/instant.h"
#include "base/text.h"

#define NONE "[Nn]/?[Aa]|-{1,3}|[Nn]one|[Uu]nknown|[Nn]ever"
/* A comma stands between digits; the one behind a number is not part of it. */
#define NUMBER "[0-9](?:[0-9,]{0,25}[0-9])?"
#define DECIMAL "[0-9](?:[0-9,]{0,19}[0-9])?(?:\\.[0-9]{1,20})?(?:e-[0-9]{1,2})?"
#define SECOND_US INT64_C(1000000)

bool platform_value_is_none(const char *text)
{
	static const char *const words[] = {
		"-", "--", "---", "n/a", "na", "none", "unknown", "never", "auto",
		"local", "unassigned", "no address", "not set", NULL,
	};
	g_autofree char *lower = g_ascii_strdown(text, -1);

	return g_strv_contains(words, lower);
}

/* The "e-05" of a small number at *AT, or nothing: what to divide by. */
static __int128 read_exponent(const char **at)
{
	__int128 divisor = 1;
	int64_t exponent = 0;

	if (!g_str_has_prefix(*at, "e-") || !g_ascii_isdigit((*at)[2]))
		return 1;
	for (*at += 2; g_ascii_isdigit(**at); (*at)++)
		exponent = MIN(exponent * 10 + (**at - '0'), 30);
	while (exponent-- > 0)
		divisor *= 10;
	return divisor;
}

/*
 * Digits with an optional fraction, commas between the digits, times SCALE,
 * rounded; RET_REST is what follows. False when there is no number or it is
 * too large.
 */
static bool read_decimal(const char *text, int64_t scale, int64_t *ret_value, const char **ret_rest)
{
	__int128 value = 0, fraction = 0, unit = 1;
	const char *at = text;

	if (!g_ascii_isdigit(*at))
		return false;
	for (; g_ascii_isdigit(*at) || (*at == ',' && g_ascii_isdigit(at[1])); at++) {
		if (*at == ',')
			continue;
		value = value * 10 + (*at - '0');
		if (value > INT64_MAX)
			return false;
	}
	if (*at == '.' && g_ascii_isdigit(at[1]))
		for (at++; g_ascii_isdigit(*at); at++)
			if (unit < 1000000000) {
				fraction = fraction * 10 + (*at - '0');
				unit *= 10;
			}
	value = value * scale + (fraction * scale + unit / 2) / unit;
	value /= read_exponent(&at);
	if (value > INT64_MAX)
		return false;
	*ret_value = (int64_t)value;
	*ret_rest = at;
	return true;
}

static enum platform_reading read_count(const struct platform_form *form, const char *text,
					int64_t *ret_number, char **ret_text)
{
	const char *rest;

	if (platform_value_is_none(text))
		return READING_NONE;
	return read_decimal(text, form->scale, ret_number, &rest) && !*rest ? READING_KNOWN : READING_STRANGE;
}

static enum platform_reading read_integer(const struct platform_form *form, const char *text,
					  int64_t *ret_number, char **ret_text)
{
	bool minus = *text == '-' && g_ascii_isdigit(text[1]);
	enum platform_reading reading = read_count(form, text + minus, ret_number, ret_text);

	if (reading == READING_KNOWN && minus)
		*ret_number = -*ret_number;
	return reading;
}

/* "65000", or "1.10" for 65546 (RFC 5396). */
static enum platform_reading read_as(const struct platform_form *form, const char *text, int64_t *ret_number,
				     char **ret_text)
{
	int64_t high, low;
	const char *rest;

	if (platform_value_is_none(text))
		return READING_NONE;
	if (!strchr(text, '.'))
		return read_count(form, text, ret_number, ret_text);
	g_autofree char *first = g_strndup(text, (size_t)(strchr(text, '.') - text));

	if (!read_decimal(first, 1, &high, &rest) || *rest || high > 65535 ||
	    !read_decimal(strchr(text, '.') + 1, 1, &low, &rest) || *rest || low > 65535)
		return READING_STRANGE;
	*ret_number = high * 65536 + low;
	return READING_KNOWN;
}

static enum platform_reading read_share(const struct platform_form *form, const char *text,
					int64_t *ret_number, char **ret_text)
{
	const char *rest;

	if (platform_value_is_none(text))
		return READING_NONE;
	if (!read_decimal(text, form->scale, ret_number, &rest))
		return READING_STRANGE;
	while (*rest == ' ' || *rest == '%')
		rest++;
	return *rest ? READING_STRANGE : READING_KNOWN;
}

/* What is left of 100 %: "idle". */
static enum platform_reading read_rest(const struct platform_form *form, const char *text,
				       int64_t *ret_number, char **ret_text)
{
	int64_t share;
	enum platform_reading reading = read_share(form, text, &share, ret_text);

	if (reading != READING_KNOWN)
		return reading;
	if (share > 1000000)
		return READING_STRANGE;
	*ret_number = 1000000 - share;
	return READING_KNOWN;
}

/* The factor of the letter at *AT, which is passed over; 0 when there is none. */
static int64_t prefix_factor(const char **at, int64_t base)
{
	static const char letters[] = "kmgt";
	const char *found = **at ? strchr(letters, g_ascii_tolower(**at)) : NULL;
	int64_t factor = base;

	if (!found)
		return 0;
	(*at)++;
	for (const char *letter = letters; letter < found; letter++)
		factor *= base;
	return factor;
}

static enum platform_reading read_united(const struct platform_form *form, const char *text, int64_t base,
					 const char *const *units, int64_t *ret_number)
{
	const char *rest;
	int64_t number, factor;

	if (platform_value_is_none(text))
		return READING_NONE;
	if (!read_decimal(text, 1, &number, &rest))
		return READING_STRANGE;
	while (*rest == ' ')
		rest++;
	if (!*rest)
		return read_decimal(text, form->scale, ret_number, &rest) ? READING_KNOWN : READING_STRANGE;
	factor = prefix_factor(&rest, base);
	if (*rest && !g_strv_contains(units, rest))
		return READING_STRANGE;
	return read_decimal(text, factor ? factor : 1, ret_number, &rest) ? READING_KNOWN : READING_STRANGE;
}

/* A bare number is in the form's unit; one with a unit is in that. */
static enum platform_reading read_rate(const struct platform_form *form, const char *text,
				       int64_t *ret_number, char **ret_text)
{
	static const char *const units[] = {"b", "bit", "bits", "bps", "b/s", "bit/s", "bits/s", "bit/sec",
					    "bits/sec", "bits per second", NULL};

	if (g_str_has_prefix(text, "a-"))	/* negotiated, as switches write it */
		text += 2;
	return read_united(form, text, 1000, units, ret_number);
}

/* A kilobyte is 1024 octets wherever devices count memory. */
static enum platform_reading read_octets(const struct platform_form *form, const char *text,
					 int64_t *ret_number, char **ret_text)
{
	static const char *const units[] = {"b", "B", "byte", "bytes", "Byte", "Bytes", "i", "iB", "octets", NULL};

	return read_united(form, text, 1024, units, ret_number);
}

/* --- durations --- */

static int64_t unit_us(const char *word, size_t length)
{
	static const struct {
		const char *words;
		int64_t us;
	} units[] = {
		{" y yr yrs year years ", INT64_C(365) * 86400 * SECOND_US},
		{" w wk wks week weeks ", INT64_C(7) * 86400 * SECOND_US},
		{" d day days 日 日間 ", INT64_C(86400) * SECOND_US},
		{" h hr hrs hour hours 時間 ", INT64_C(3600) * SECOND_US},
		{" m min mins minute minutes 分 ", INT64_C(60) * SECOND_US},
		{" s sec secs second seconds 秒 ", SECOND_US},
		{" ms msec msecs millisecond milliseconds ミリ秒 ", 1000},
		{" us usec usecs microsecond microseconds ", 1},
	};
	g_autofree char *lower = g_ascii_strdown(word, (gssize)length);
	g_autofree char *wanted = g_strdup_printf(" %s ", lower);

	for (size_t i = 0; i < G_N_ELEMENTS(units); i++)
		if (strstr(units[i].words, wanted))
			return units[i].us;
	return 0;
}

/* "11:12:24", "10:59" (hours and minutes), "0:00:01.250" at *AT. */
static bool read_clock(const char **at, int64_t *ret_us)
{
	int64_t parts[3] = {0}, us;
	const char *text = *at;
	unsigned int count = 0;

	for (;;) {
		bool last = count == 2;

		if (!read_decimal(text, last ? SECOND_US : 1, &parts[count], &text))
			return false;
		if (++count == 3 || *text != ':')
			break;
		text++;
	}
	if (count < 2 || parts[1] > 59 || parts[2] >= 60 * SECOND_US || parts[0] > 1000000000)
		return false;
	us = (parts[0] * 3600 + parts[1] * 60) * SECOND_US + parts[2];
	*ret_us = us;
	*at = text;
	return true;
}

static size_t word_length(const char *text)
{
	size_t length = 0;

	while (g_ascii_isalpha(text[length]) || (text[length] & 0x80))
		length++;
	return length;
}

/* One "3 weeks", "3week(s)" or "11:12:24" at *AT. */
static bool read_part(const char **at, int64_t *ret_us)
{
	const char *rest;
	int64_t number, us;
	size_t length;

	if (read_clock(at, ret_us))
		return true;
	if (!read_decimal(*at, 1, &number, &rest))
		return false;
	while (*rest == ' ')
		rest++;
	length = word_length(rest);
	us = unit_us(rest, length);
	if (!us || !read_decimal(*at, us, ret_us, at))
		return false;
	*at = rest + length;
	if (g_str_has_prefix(*at, "(s)"))
		*at += strlen("(s)");
	return true;
}

/* "2 years, 31 weeks and 6 days", "1w0d", "5days 21:12:17", "8 mins 40.214 secs". */
static enum platform_reading read_phrase(const struct platform_form *form, const char *text,
					 int64_t *ret_number, char **ret_text)
{
	const char *at = text;
	int64_t total = 0;

	if (platform_value_is_none(text))
		return READING_NONE;
	while (*at) {
		int64_t part;

		if (!read_part(&at, &part) || part > INT64_MAX - total)
			return READING_STRANGE;
		total += part;
		while (*at == ' ' || *at == ',')
			at++;
		if (g_str_has_prefix(at, "and "))
			at += strlen("and ");
	}
	*ret_number = total;
	return READING_KNOWN;
}

/* A bare number in the form's unit; a number with its own unit is taken at its word. */
static enum platform_reading read_bare(const struct platform_form *form, const char *text,
				       int64_t *ret_number, char **ret_text)
{
	bool minus = *text == '-' && g_ascii_isdigit(text[1]);
	const char *rest;

	if (!read_decimal(text + minus, form->scale, ret_number, &rest) || *rest)
		return read_phrase(form, text, ret_number, ret_text);
	if (minus)
		*ret_number = -*ret_number;
	return READING_KNOWN;
}

/* "03:25": minutes and seconds; "25": seconds. */
static enum platform_reading read_minutes(const struct platform_form *form, const char *text,
					  int64_t *ret_number, char **ret_text)
{
	int64_t us;
	const char *at = text;

	if (!read_clock(&at, &us) || *at || strchr(strchr(text, ':') + 1, ':'))
		return read_bare(form, text, ret_number, ret_text);
	*ret_number = us / 60;
	return READING_KNOWN;
}

/* --- texts --- */

static enum platform_reading read_text(const struct platform_form *form, const char *text,
				       int64_t *ret_number, char **ret_text)
{
	if (!*text)
		return READING_NONE;
	*ret_text = text_safe(text, strlen(text), PLATFORM_TEXT_BYTES);
	return READING_KNOWN;
}

/* The routing table that has no name in the vocabulary has one on most devices. */
static enum platform_reading read_vrf(const struct platform_form *form, const char *text,
				      int64_t *ret_number, char **ret_text)
{
	if (g_ascii_strcasecmp(text, "default") == 0 || g_ascii_strcasecmp(text, "global") == 0)
		return READING_NONE;
	return read_text(form, text, ret_number, ret_text);
}

/* 0050.56ff.c8ce, 00-50-56-FF-C8-CE and 00:50:56:ff:c8:ce are one. */
static enum platform_reading read_mac(const struct platform_form *form, const char *text,
				      int64_t *ret_number, char **ret_text)
{
	GString *mac = g_string_new(NULL);
	unsigned int digits = 0;

	for (const char *at = text; *at; at++) {
		if (strchr(".:-", *at))
			continue;
		if (!g_ascii_isxdigit(*at) || digits == 12) {
			g_string_free(mac, TRUE);
			return platform_value_is_none(text) ? READING_NONE : READING_STRANGE;
		}
		if (digits && digits % 2 == 0)
			g_string_append_c(mac, ':');
		g_string_append_c(mac, g_ascii_tolower(*at));
		digits++;
	}
	*ret_text = g_string_free(mac, FALSE);
	if (digits == 12)
		return READING_KNOWN;
	g_clear_pointer(ret_text, g_free);
	return platform_value_is_none(text) ? READING_NONE : READING_STRANGE;
}

static enum platform_reading read_address(const struct platform_form *form, const char *text,
					  int64_t *ret_number, char **ret_text)
{
	const char *slash = strchr(text, '/');
	g_autofree char *alone = slash ? g_strndup(text, (size_t)(slash - text)) : g_strdup(text);
	char printed[ADDRESS_TEXT_SIZE];
	struct address address;
	int64_t length = 0;
	const char *rest = "";

	if (platform_value_is_none(text))
		return READING_NONE;
	/* The zone is an interface of the device, not of this host. */
	alone[strcspn(alone, "%")] = '\0';
	if (!address_parse(alone, &address, NULL))
		return READING_STRANGE;
	if (slash && (!read_decimal(slash + 1, 1, &length, &rest) || *rest || length > 128))
		return READING_STRANGE;
	/* The unspecified address stands where there is none. */
	if (!slash && (g_str_equal(alone, "0.0.0.0") || g_str_equal(alone, "::")))
		return READING_NONE;
	address_print(&address, printed);
	*ret_text = slash ? g_strdup_printf("%s/%d", printed, (int)length) : g_strdup(printed);
	return READING_KNOWN;
}

static enum platform_reading read_peer(const struct platform_form *form, const char *text, int64_t *ret_number,
				       char **ret_text)
{
	enum platform_reading reading = read_address(form, text, ret_number, ret_text);

	return reading == READING_STRANGE ? read_text(form, text, ret_number, ret_text) : reading;
}

/* The choice itself is found by platform_answer_take(), which has the words. */
static enum platform_reading read_choice(const struct platform_form *form, const char *text,
					 int64_t *ret_number, char **ret_text)
{
	*ret_text = g_strdup(text);
	return READING_KNOWN;
}

/* --- dates --- */

static int month_of(const char *word)
{
	static const char *const months[] = {"jan", "feb", "mar", "apr", "may", "jun",
					     "jul", "aug", "sep", "oct", "nov", "dec"};
	g_autofree char *lower = g_ascii_strdown(word, -1);

	for (int i = 0; i < 12; i++)
		if (strlen(lower) >= 3 && g_str_has_prefix(lower, months[i]))
			return i + 1;
	return 0;
}

/* Zones whose letters mean one offset everywhere that we could meet them. */
static const char *zone_of(const char *word)
{
	static const char *const zones[][2] = {{"UTC", "Z"}, {"GMT", "Z"}, {"Z", "Z"}, {"JST", "+09:00"}};

	for (size_t i = 0; i < G_N_ELEMENTS(zones); i++)
		if (g_ascii_strcasecmp(zones[i][0], word) == 0)
			return zones[i][1];
	return NULL;
}

struct date {
	int month, day, year;
	const char *clock, *zone;
};

/* "Sep", "10", "2018", "12:22:21", "JST", "+09:00"; other words ("Mon") say nothing more. */
static void take_word(struct date *date, const char *word)
{
	int64_t number;
	const char *rest;

	if (strchr("+-", *word) && strchr(word, ':')) {
		date->zone = word;
	} else if (strchr(word, ':')) {
		date->clock = word;
	} else if (read_decimal(word, 1, &number, &rest) && !*rest) {
		if (number > 31)
			date->year = (int)MIN(number, 99999);
		else
			date->day = (int)number;
	} else if (zone_of(word)) {
		date->zone = zone_of(word);
	} else if (month_of(word)) {
		date->month = month_of(word);
	}
}

/* "15-Wed-2023": words with hyphens between them. */
static void take_words(struct date *date, char *words)
{
	char *hyphen = strchr(words, '-');

	if (hyphen)
		*hyphen = '\0';
	take_word(date, words);
	if (hyphen)
		take_words(date, hyphen + 1);
}

/* "2020-03-11" or "2020/03/11". */
static bool take_figures(struct date *date, const char *word)
{
	g_auto(GStrv) parts = g_strsplit_set(word, "-/", 4);
	int64_t numbers[3];
	const char *rest;

	if (g_strv_length(parts) != 3 || strlen(parts[0]) != 4)
		return false;
	for (int i = 0; i < 3; i++)
		if (!read_decimal(parts[i], 1, &numbers[i], &rest) || *rest || numbers[i] > 9999)
			return false;
	*date = (struct date){(int)numbers[1], (int)numbers[2], (int)numbers[0], date->clock, date->zone};
	return true;
}

/*
 * RFC 3339 with an offset, or the words of a date in whatever order with the
 * name of the month. A date without a zone, or with letters that mean several
 * offsets (CST), is no instant.
 */
static enum platform_reading read_instant(const struct platform_form *form, const char *text,
					  int64_t *ret_number, char **ret_text)
{
	struct date date = {0};

	if (platform_value_is_none(text))
		return READING_NONE;
	if (instant_parse(text, NULL, ret_number, NULL))
		return READING_KNOWN;
	g_autofree char *apart = g_strdelimit(g_strdup(text), ",*()", ' ');
	g_auto(GStrv) words = g_strsplit(apart, " ", 24);

	for (char **word = words; *word; word++)
		if (!take_figures(&date, *word))
			take_words(&date, *word);
	if (!date.month || !date.day || !date.year || !date.clock || !date.zone)
		return READING_STRANGE;
	g_autofree char *whole = g_strdup_printf("%04d-%02d-%02dT%s%s%s", date.year, date.month, date.day,
						 date.clock[1] == ':' ? "0" : "", date.clock, date.zone);

	return instant_parse(whole, NULL, ret_number, NULL) ? READING_KNOWN : READING_STRANGE;
}

/* Seconds since 1970, or what SCALE says. */
static enum platform_reading read_epoch(const struct platform_form *form, const char *text,
					int64_t *ret_number, char **ret_text)
{
	const char *rest;

	if (platform_value_is_none(text))
		return READING_NONE;
	return read_decimal(text, form->scale, ret_number, &rest) && !*rest ? READING_KNOWN : READING_STRANGE;
}

/* --- the table of forms --- */

#define PHRASE "(?:-?[0-9][^\\n]{0,100}?|" NONE ")"
#define RATE "(?:(?:a-)?" DECIMAL "(?: {0,2}[kKmMgGtT]?(?:bps|b/s|bits?/s(?:ec)?|bits?|b)?)|auto|" NONE ")"
#define OCTETS "(?:" DECIMAL "(?: {0,2}[kKmMgGtT]?i?(?:[bB](?:ytes?)?)?)|" NONE ")"
#define ADDRESS \
	"(?:[0-9A-Fa-f]{0,4}[.:][0-9A-Fa-f:.]{1,45}(?:%[^\\s/]{1,32})?" \
	"(?:/[0-9]{1,3})?|local|unassigned|no address|" NONE ")"

/* A dot may stand within ("inet.0"), not at an end. */
#define CHOICE_WORD "[^\\s:,;\"'=/.](?:[^\\s:,;\"'=/]{0,30}[^\\s:,;\"'=/.])?"

static const struct platform_form forms[] = {
	{NULL, FIELD_TEXT, "[^\\s](?:.{0,1000}?[^\\s])?", read_text, 0},
	{NULL, FIELD_WORD, "[^\\s]{1,128}?", read_text, 0},
	{"mac", FIELD_WORD, "[0-9A-Fa-f][0-9A-Fa-f.:-]{10,16}", read_mac, 0},
	{"vrf", FIELD_WORD, "[^\\s,:;]{1,128}", read_vrf, 0},
	{"spaced", FIELD_WORD, "[^\\s].{0,127}?", read_text, 0},
	{NULL, FIELD_INTERFACE, "[^\\s]{1,128}?", read_text, 0},
	{"spaced", FIELD_INTERFACE, "[^\\s].{0,127}?", read_text, 0},
	{"unit", FIELD_INTERFACE, "[0-9]{1,10}", read_text, 0},
	{NULL, FIELD_ADDRESS, ADDRESS, read_address, 0},
	{NULL, FIELD_PEER, "[^\\s]{1,128}?", read_peer, 0},
	{NULL, FIELD_CHOICE, "(?:" CHOICE_WORD "(?: {1,3}" CHOICE_WORD "){0,3}?|" NONE ")", read_choice, 0},
	{NULL, FIELD_INTEGER, "(?:-?" NUMBER "|" NONE ")", read_integer, 1},
	{"as", FIELD_INTEGER, "[0-9]{1,10}(?:\\.[0-9]{1,5})?", read_as, 1},
	{NULL, FIELD_COUNT, "(?:" NUMBER "|" NONE ")", read_count, 1},
	{NULL, FIELD_SHARE, "(?:" DECIMAL " {0,2}%?|" NONE ")", read_share, 10000},
	{"rest", FIELD_SHARE, "(?:" DECIMAL " {0,2}%?|" NONE ")", read_rest, 10000},
	{"ratio", FIELD_SHARE, "(?:" DECIMAL "|" NONE ")", read_share, 1000000},
	{NULL, FIELD_DURATION, PHRASE, read_phrase, 0},
	{"us", FIELD_DURATION, PHRASE, read_bare, 1},
	{"ms", FIELD_DURATION, PHRASE, read_bare, 1000},
	{"s", FIELD_DURATION, PHRASE, read_bare, SECOND_US},
	{"min", FIELD_DURATION, PHRASE, read_bare, INT64_C(60) * SECOND_US},
	{"h", FIELD_DURATION, PHRASE, read_bare, INT64_C(3600) * SECOND_US},
	{"d", FIELD_DURATION, PHRASE, read_bare, INT64_C(86400) * SECOND_US},
	{"m:s", FIELD_DURATION, PHRASE, read_minutes, SECOND_US},
	{NULL, FIELD_RATE, RATE, read_rate, 1},
	{"kbit", FIELD_RATE, RATE, read_rate, 1000},
	{"mbit", FIELD_RATE, RATE, read_rate, 1000000},
	{"gbit", FIELD_RATE, RATE, read_rate, 1000000000},
	{NULL, FIELD_OCTETS, OCTETS, read_octets, 1},
	{"kib", FIELD_OCTETS, OCTETS, read_octets, 1024},
	{"mib", FIELD_OCTETS, OCTETS, read_octets, 1048576},
	{NULL, FIELD_INSTANT, "[^\\s].{3,80}?", read_instant, 0},
	{"s", FIELD_INSTANT, DECIMAL, read_epoch, SECOND_US},
	{"ms", FIELD_INSTANT, DECIMAL, read_epoch, 1000},
};

const struct platform_form *platform_value_form(enum field_type type, const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(forms); i++)
		if (forms[i].type == type && g_strcmp0(forms[i].name, name) == 0)
			return &forms[i];
	return NULL;
}

char *platform_value_forms(enum field_type type)
{
	GString *names = g_string_new(NULL);

	for (size_t i = 0; i < G_N_ELEMENTS(forms); i++)
		if (forms[i].type == type && forms[i].name)
			g_string_append_printf(names, "%s%s", names->len ? ", " : "", forms[i].name);
	return g_string_free(names, FALSE);
}
