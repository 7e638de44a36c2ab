/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What looks like patients' data in what somebody types. A guess: it looks for numbers and dates that
 * stand beside words which say whose they are, and for twelve digits whose check digit is that of an
 * Individual Number. Words alone ("insured persons' numbers cannot be looked up") are a fault report
 * and are let through; so are circuits, tickets, addresses, telephone numbers and times.
 */
#include "cases/internal.h"

#include "base/translate.h"

#include <string.h>

#define MY_NUMBER_DIGITS 12
#define BEHIND_WORD 12		/* letters between a word and its number */
#define BESIDE_PERSON 20	/* between a person and a birthday */
#define NAME_LETTERS 6

static const char *const kinds[] = {
	[PATIENTS_MY_NUMBER] = N_("an Individual Number (My Number)"),
	[PATIENTS_INSURED] = N_("a number of an insured person"),
	[PATIENTS_BIRTH] = N_("a date of birth"),
	[PATIENTS_ID] = N_("a number of a patient"),
	[PATIENTS_NAME] = N_("a patient's name"),
};

const char *patients_kind_shown(enum patients_kind kind)
{
	return _(kinds[kind]);
}

static gunichar get(struct letters text, size_t at)
{
	return at < text.count ? text.at[at].character : 0;
}

static bool is_word(gunichar character)
{
	return character < 0x80 && g_unichar_isalnum(character);
}

/* --- twelve digits --- */

/* The check digit as the ministry's ordinance No. 85 of 2014, article 5, has it. */
static bool is_checked(const int digits[MY_NUMBER_DIGITS])
{
	int sum = 0, rest;

	for (int n = 1; n < MY_NUMBER_DIGITS; n++)
		sum += digits[MY_NUMBER_DIGITS - 1 - n] * (n <= 6 ? n + 1 : n - 5);
	rest = sum % 11;
	return digits[MY_NUMBER_DIGITS - 1] == (rest <= 1 ? 0 : 11 - rest);
}

/* 202611251030: a time as machines write it. */
static bool is_stamp(const int digits[MY_NUMBER_DIGITS])
{
	int year = digits[0] * 1000 + digits[1] * 100 + digits[2] * 10 + digits[3];
	int month = digits[4] * 10 + digits[5], day = digits[6] * 10 + digits[7];
	int hour = digits[8] * 10 + digits[9], minute = digits[10] * 10 + digits[11];

	return year >= 1970 && year < 2100 && month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour < 24 && minute < 60;
}

static bool is_in_fours(struct letters text, const struct number *number)
{
	return number->groups == 1 ||
	       (number->groups == 3 && !is_word(get(text, number->from + 4)) && !is_word(get(text, number->from + 9)));
}

static bool is_my_number(struct letters text, size_t at, size_t *ret_end)
{
	static const char *const words[] = {"マイナンバー", "個人番号", "my number", "individual number", NULL};
	int digits[MY_NUMBER_DIGITS], count = 0;
	bool same = true;
	struct number number;

	if (!letters_number(text, at, &number) || number.digits != MY_NUMBER_DIGITS || !is_in_fours(text, &number) ||
	    (at && (is_word(get(text, at - 1)) || get(text, at - 1) == '-' || get(text, at - 1) == '#')) ||
	    is_word(get(text, number.to)) || get(text, number.to) == '-' || letters_is_other(text, &number))
		return false;
	for (size_t i = number.from; i < number.to; i++)
		if (is_word(get(text, i)))
			digits[count++] = (int)(get(text, i) - '0');
	for (int i = 1; i < MY_NUMBER_DIGITS; i++)
		same &= digits[i] == digits[0];
	*ret_end = number.to;
	return letters_has_before(text, at, BEHIND_WORD, words) || (!same && !is_stamp(digits) && is_checked(digits));
}

/* --- numbers behind a word --- */

/* The first number within REACH letters behind AT in the same sentence that has LEAST digits and is nothing else. */
static bool find_number(struct letters text, size_t at, size_t reach, unsigned int least, size_t *ret_end)
{
	for (size_t i = at; i < text.count && i < at + reach && get(text, i) != '\n' && get(text, i) != 0x3002; i++) {
		struct number number;

		if (!letters_number(text, i, &number))
			continue;
		if (number.digits >= least && !letters_is_other(text, &number)) {
			*ret_end = number.to;
			return true;
		}
		i = number.to;
	}
	return false;
}

static bool is_insured(struct letters text, size_t at, size_t *ret_end)
{
	static const char *const words[] = {
		"被保険者", "被保険者番号", "被保険者証", "被保険者証番号", "保険者番号", "保険証", "保険証番号", "資格確認書",
		"insured person", "insured number", "insurer number", "insurance number", "insurance card", NULL,
	};
	static const char *const symbols[] = {"記号", NULL}, *const numbers[] = {"番号", NULL};
	size_t length = letters_word_among(text, at, words);

	if (length && find_number(text, at + length, BEHIND_WORD, 4, ret_end))
		return true;
	length = letters_word_among(text, at, symbols);
	for (size_t i = at + length; length && i < at + length + BEHIND_WORD + 4; i++)
		if (letters_word_among(text, i, numbers))
			return find_number(text, i + 2, 6, 2, ret_end);
	return false;
}

static bool is_id(struct letters text, size_t at, size_t *ret_end)
{
	static const char *const words[] = {
		"患者id", "患者番号", "患者no", "診察券", "診察券番号", "診察券no", "カルテ番号", "カルテno", "カルテid", "patient id",
		"patient no", "patient number", "patient's id", "patient's number", "mrn", NULL,
	};
	size_t length = letters_word_among(text, at, words);

	return length && find_number(text, at + length, 8, 3, ret_end);
}

/* --- people --- */

static bool is_kanji(gunichar character)
{
	return g_unichar_get_script(character) == G_UNICODE_SCRIPT_HAN;
}

static bool is_katakana(gunichar character)
{
	return g_unichar_get_script(character) == G_UNICODE_SCRIPT_KATAKANA || character == 0x30fc;
}

static bool is_name_letter(gunichar character)
{
	return is_kanji(character) || is_katakana(character);
}

/* Whether a form of address stands at AT: 様 behind a name, not 様子, 仕様 or お客様. */
static size_t address_at(struct letters text, size_t at)
{
	static const char *const addresses[] = {"様", "さま", "さん", "氏", "殿", NULL};
	static const char *const before[] = {"仕", "同", "模", "客", "皆", "多", "異", "患者", "家族", "先方", NULL};
	static const char *const behind[] = {"子", "式", "々", "相", "態", "名", NULL};
	size_t length = letters_word_among(text, at, addresses);
	gunichar last = at ? get(text, at - 1) : 0;

	if (!length || !(is_name_letter(last) || (last == ' ' && at > 1 && is_name_letter(get(text, at - 2)))) ||
	    letters_has_before(text, at, 1, before) || (at > 1 && letters_word_among(text, at - 2, before) == 2) ||
	    letters_word_among(text, at + length, behind))
		return 0;
	return length;
}

static bool has_person(struct letters text, size_t from, size_t to)
{
	static const char *const words[] = {"氏名", "患者", "patient", NULL};

	for (size_t i = from; i < to && i < text.count; i++)
		if (address_at(text, i) || letters_word_among(text, i, words))
			return true;
	return false;
}

/* What is dated and no person. */
static const char *const dated[] = {
	"導入", "設置", "契約", "製造", "更新", "開通", "開始", "購入", "発行", "改定", "改訂", "版", "竣工", "installed",
	"bought", "issued", "since", "以降", "から", "の件", NULL,
};

static bool is_birth(struct letters text, size_t at, int year, size_t *ret_end)
{
	static const char *const words[] = {"生年月日", "誕生日", "date of birth", "dob", "born", NULL};
	static const char *const born[] = {"生まれ", "生れ", NULL};
	struct letters_date date;
	size_t from;

	if (!letters_date(text, at, &date))
		return false;
	from = at > BESIDE_PERSON ? at - BESIDE_PERSON : 0;
	*ret_end = date.to;
	if (letters_has_before(text, at, BEHIND_WORD + 4, words) || letters_has_near(text, date.to, 3, born))
		return true;
	return date.year < year - 1 && !letters_has_near(text, date.to, 8, dated) &&
	       (has_person(text, from, at) || has_person(text, date.to, date.to + BEHIND_WORD));
}

/* "患者氏名: …" */
static bool is_labelled(struct letters text, size_t at, size_t *ret_end)
{
	static const char *const labels[] = {"患者名", "患者氏名", "患者の氏名", "patient name", "patient's name", NULL};
	size_t label = letters_word_among(text, at, labels), behind = at + label, end;

	while (label && get(text, behind) == ' ')
		behind++;
	if (!label || (get(text, behind) != ':' && get(text, behind) != '='))
		return false;
	behind++;
	while (get(text, behind) == ' ')
		behind++;
	for (end = behind; is_name_letter(get(text, end)) || is_word(get(text, end)); end++)
		;
	*ret_end = end;
	return end >= behind + 2 && !g_unichar_isdigit(get(text, behind));
}

static bool is_name(struct letters text, size_t at, size_t *ret_end)
{
	static const char *const others[] = {
		"用", "家族", "対応", "担当", "受付", "代表", "側", "向", "待", "各", "他", "情報", "本人", "数", "団体", NULL,
	};
	size_t behind, end;

	if (is_labelled(text, at, ret_end))
		return true;
	if (!letters_word(text, at, "患者"))
		return false;
	behind = at + 2;
	while (get(text, behind) == 0x306e || get(text, behind) == ' ' || get(text, behind) == ':')
		behind++;
	for (end = behind; end < behind + NAME_LETTERS && is_name_letter(get(text, end)); end++) {
		size_t address = end > behind ? address_at(text, end) : 0;

		if (address) {
			*ret_end = end + address;
			return true;
		}
		if (letters_word_among(text, end, others))
			return false;
	}
	end += get(text, end) == ' ';
	*ret_end = end + address_at(text, end);
	return end > behind && *ret_end > end;
}

/* --- all of it --- */

static bool is_marked(struct letters text, size_t at, int year, enum patients_kind *ret_kind, size_t *ret_end)
{
	*ret_kind = PATIENTS_MY_NUMBER;
	if (is_my_number(text, at, ret_end))
		return true;
	*ret_kind = PATIENTS_INSURED;
	if (is_insured(text, at, ret_end))
		return true;
	*ret_kind = PATIENTS_BIRTH;
	if (is_birth(text, at, year, ret_end))
		return true;
	*ret_kind = PATIENTS_ID;
	if (is_id(text, at, ret_end))
		return true;
	*ret_kind = PATIENTS_NAME;
	return is_name(text, at, ret_end);
}

bool patients_find(const char *text, size_t length, int year, struct patients_mark *ret_mark)
{
	g_autoptr(GArray) letters = letters_new(text, length);
	const struct letters read = {(const struct letter *)(void *)letters->data, letters->len};

	for (size_t at = 0; at < read.count; at++) {
		struct patients_mark mark = {.offset = read.at[at].offset, .character = at + 1};
		size_t end;

		if (!is_marked(read, at, year, &mark.kind, &end))
			continue;
		mark.length = (end < read.count ? read.at[end].offset : length) - mark.offset;
		*ret_mark = mark;
		return true;
	}
	return false;
}
