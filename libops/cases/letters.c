/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text as patients.c reads it: letters that are half width and small, words among them, numbers and
 * dates, and what a number plainly is instead. Pure; the text may be any bytes.
 */
#include "cases/internal.h"

#include <string.h>

#define BEFORE 12	/* letters before a number that say what it is */

/* --- letters --- */

static gunichar fold(gunichar character)
{
	if (character >= 0xff01 && character <= 0xff5e)
		character -= 0xfee0;
	if (character == 0x3000)
		return ' ';
	if ((character >= 0x2010 && character <= 0x2015) || character == 0x2212)
		return '-';
	return g_unichar_tolower(character);
}

GArray *letters_new(const char *text, size_t length)
{
	GArray *letters = g_array_new(FALSE, FALSE, sizeof(struct letter));

	for (size_t offset = 0; offset < length;) {
		gunichar character = g_utf8_get_char_validated(text + offset, (gssize)(length - offset));
		bool bad = character == (gunichar)-1 || character == (gunichar)-2 || !text[offset];
		const struct letter letter = {bad ? 0xfffd : fold(character), offset};

		g_array_append_val(letters, letter);
		offset += bad ? 1 : (size_t)g_utf8_skip[(unsigned char)text[offset]];
	}
	return letters;
}

static gunichar get(struct letters text, size_t at)
{
	return at < text.count ? text.at[at].character : 0;
}

static bool is_digit(gunichar character)
{
	return character >= '0' && character <= '9';
}

static bool is_latin(gunichar character)
{
	return character >= 'a' && character <= 'z';
}

static bool ends_sentence(gunichar character)
{
	return character == '\n' || character == 0x3002;
}

size_t letters_word(struct letters text, size_t at, const char *word)
{
	size_t length = 0;

	for (const char *next = word; *next; next = g_utf8_next_char(next), length++)
		if (get(text, at + length) != g_utf8_get_char(next))
			return 0;
	/* "mac" is no part of "stomach". */
	if (is_latin(g_utf8_get_char(word)) && at && is_latin(get(text, at - 1)))
		return 0;
	return length;
}

size_t letters_word_among(struct letters text, size_t at, const char *const *words)
{
	size_t longest = 0;

	for (; *words; words++)
		longest = MAX(longest, letters_word(text, at, *words));
	return longest;
}

bool letters_has_near(struct letters text, size_t at, size_t reach, const char *const *words)
{
	for (size_t i = at; i < text.count && i < at + reach && !ends_sentence(get(text, i)); i++)
		if (letters_word_among(text, i, words))
			return true;
	return false;
}

bool letters_has_before(struct letters text, size_t at, size_t reach, const char *const *words)
{
	for (size_t i = at; i-- > 0 && at - i <= reach && !ends_sentence(get(text, i));)
		if (letters_word_among(text, i, words))
			return true;
	return false;
}

/* --- numbers --- */

bool letters_number(struct letters text, size_t at, struct number *ret_number)
{
	struct number number = {.from = at, .to = at, .groups = 1};

	if (!is_digit(get(text, at)) || (at && is_digit(get(text, at - 1))))
		return false;
	while (is_digit(get(text, number.to))) {
		number.digits++;
		number.to++;
		if ((get(text, number.to) == '-' || get(text, number.to) == ' ') && is_digit(get(text, number.to + 1))) {
			number.to++;
			number.groups++;
		}
	}
	*ret_number = number;
	return true;
}

/* What stands before a number that is no person's. */
static const char *const things[] = {
	"回線", "チケット", "受付番号", "整理番号", "問合せ", "問い合わせ", "シリアル", "製造番号", "製番", "型番", "内線",
	"電話", "tel", "fax", "mac", "imei", "circuit", "ticket", "serial", "port", "ポート", "vlan", "as番号", "伝票",
	"phone", "call", NULL,
};

/* What stands behind a number that counts. */
static const char *const counters[] = {
	"件", "台", "回", "人", "名", "分", "時", "秒", "年", "月", "日", "個", "本", "歳", "ヶ", "か所", "箇", "施設", "機関",
	"%", "ms", "mb", "gb", "kb", "bps", "号", NULL,
};

static bool is_telephone(struct letters text, const struct number *number)
{
	return get(text, number->from) == '0' && number->groups >= 2 && (number->digits == 10 || number->digits == 11);
}

static bool is_hexadecimal(gunichar character)
{
	return is_digit(character) || (character >= 'a' && character <= 'f') || character == ':';
}

/* A colon before AT is that of an address or time, and not the one of "ID:". */
static bool is_behind_colon(struct letters text, size_t at)
{
	return at >= 2 && get(text, at - 1) == ':' &&
	       (is_digit(get(text, at - 2)) || get(text, at - 2) == ':' ||
		(at >= 3 && is_hexadecimal(get(text, at - 2)) && is_hexadecimal(get(text, at - 3))));
}

/* Colons and points join what is a time, an address, a version. */
static bool is_joined(struct letters text, const struct number *number)
{
	gunichar before = number->from ? get(text, number->from - 1) : 0, after = get(text, number->to);

	return is_behind_colon(text, number->from) || before == '.' || before == '/' || before == '+' || before == '_' ||
	       ((after == ':' || after == '.' || after == '/') && (is_digit(get(text, number->to + 1)) ||
								 is_latin(get(text, number->to + 1)))) ||
	       after == '_';
}

bool letters_is_other(struct letters text, const struct number *number)
{
	size_t behind = number->to + (get(text, number->to) == ' ');
	struct letters_date date;

	return is_joined(text, number) || is_telephone(text, number) || letters_word_among(text, behind, counters) ||
	       letters_date(text, number->from, &date) || letters_has_before(text, number->from, BEFORE, things);
}

/* --- dates --- */

static const struct { const char *name; int before; } eras[] = {
	{"明治", 1867}, {"大正", 1911}, {"昭和", 1925}, {"平成", 1988}, {"令和", 2018},
	{"m", 1867}, {"t", 1911}, {"s", 1925}, {"h", 1988}, {"r", 2018},
};

/* A number of at most MOST digits; 元 is the first year of an era. */
static bool read_part(struct letters text, size_t *at, unsigned int most, int *ret_value)
{
	unsigned int digits = 0;
	int value = 0;

	if (get(text, *at) == 0x5143) {
		*ret_value = 1;
		(*at)++;
		return true;
	}
	for (; digits < most && is_digit(get(text, *at)); digits++, (*at)++)
		value = value * 10 + (int)(get(text, *at) - '0');
	*ret_value = value;
	return digits > 0 && !is_digit(get(text, *at));
}

/* What stands between the parts: 年, then 月; or the same point, hyphen or stroke twice. */
static bool read_mark(struct letters text, size_t *at, gunichar word, gunichar *between)
{
	gunichar mark = get(text, *at);

	if (*between ? mark != *between : mark != word && mark != '-' && mark != '/' && mark != '.')
		return false;
	if (!*between && mark != word)
		*between = mark;
	(*at)++;
	while (get(text, *at) == ' ')
		(*at)++;
	return true;
}

static bool read_parts(struct letters text, size_t at, bool era, struct letters_date *date)
{
	gunichar between = 0;
	int month, day;

	if (!read_part(text, &at, era ? 2 : 4, &date->year) || !read_mark(text, &at, 0x5e74, &between) ||
	    !read_part(text, &at, 2, &month) || !read_mark(text, &at, 0x6708, &between) || !read_part(text, &at, 2, &day))
		return false;
	date->to = at + (get(text, at) == 0x65e5);
	return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

bool letters_date(struct letters text, size_t at, struct letters_date *ret_date)
{
	struct letters_date date = {.from = at};

	if (at && (is_digit(get(text, at - 1)) || is_latin(get(text, at - 1))))
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(eras); i++) {
		size_t length = letters_word(text, at, eras[i].name);

		if (!length || !read_parts(text, at + length, true, &date))
			continue;
		date.year += eras[i].before;
		*ret_date = date;
		return true;
	}
	if (!read_parts(text, at, false, &date) || date.year < 1868 || date.year > 9999)
		return false;
	*ret_date = date;
	return true;
}
