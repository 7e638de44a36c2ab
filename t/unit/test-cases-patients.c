/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cases/patients.c: what a person would not want to find in a fault record is found, and what
 * fault records are full of is not.
 */
#include "cases/cases.h"

#include "unit.h"

#include <string.h>

#define YEAR 2026

static bool found(const char *text, struct patients_mark *ret_mark)
{
	return patients_find(text, strlen(text), YEAR, ret_mark);
}

static void assert_marked(const char *text, enum patients_kind kind, const char *what)
{
	struct patients_mark mark;
	g_autofree char *marked = NULL;

	ck_assert_msg(found(text, &mark), "%s", text);
	ck_assert_msg(mark.kind == kind, "%s: %s", text, patients_kind_shown(mark.kind));
	ck_assert_uint_le(mark.offset + mark.length, strlen(text));
	marked = g_strndup(text + mark.offset, mark.length);
	ck_assert_msg(g_str_equal(marked, what), "%s: '%s'", text, marked);
}

START_TEST(an_individual_number_is_known_by_its_check_digit)
{
	static const struct { const char *text, *what; } cases[] = {
		{"123456789018", "123456789018"},
		{"番号は123456789018です", "123456789018"},
		{"1234-5678-9018", "1234-5678-9018"},
		{"1234 5678 9018 の方", "1234 5678 9018"},
		{"１２３４５６７８９０１８", "１２３４５６７８９０１８"},
		{"(123456789018)", "123456789018"},
		/* Whoever says so is believed without it. */
		{"マイナンバー 123456789010", "123456789010"},
		{"個人番号：202611251030", "202611251030"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		assert_marked(cases[i].text, PATIENTS_MY_NUMBER, cases[i].what);
}
END_TEST

/* Of any eleven digits one check digit is right, and it is that of the ordinance. */
START_TEST(one_check_digit_in_ten_is_right)
{
	for (int seed = 10; seed < 1000; seed++) {
		g_autofree char *eleven = g_strdup_printf("%03d%08d", seed, (seed * 7919) % 100000000);
		int right = 0, sum = 0;

		for (int n = 1; n <= 11; n++)
			sum += (eleven[11 - n] - '0') * (n <= 6 ? n + 1 : n - 5);
		for (int digit = 0; digit < 10; digit++) {
			g_autofree char *twelve = g_strdup_printf("x %s%d y", eleven, digit);
			struct patients_mark mark;

			if (!found(twelve, &mark))
				continue;
			ck_assert_int_eq(digit, sum % 11 <= 1 ? 0 : 11 - sum % 11);
			right++;
		}
		ck_assert_msg(right == 1, "%s: %d", eleven, right);
	}
}
END_TEST

START_TEST(what_belongs_to_an_insured_person_is_found)
{
	static const struct { const char *text, *what; } cases[] = {
		{"被保険者番号 12345678 で照会", "被保険者番号 12345678"},
		{"被保険者番号：1234-5678", "被保険者番号：1234-5678"},
		{"保険者番号は06130012", "保険者番号は06130012"},
		{"保険証の番号が 01234567 の方", "保険証の番号が 01234567"},
		{"記号12 番号345", "記号12 番号345"},
		{"記号・番号 12-345", "記号・番号 12-345"},
		{"資格確認書 31130123", "資格確認書 31130123"},
		{"insured number 12345678 does not come up", "insured number 12345678"},
		{"Insurer Number: 06130012", "Insurer Number: 06130012"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		assert_marked(cases[i].text, PATIENTS_INSURED, cases[i].what);
}
END_TEST

START_TEST(a_birthday_is_a_date_beside_a_person)
{
	static const struct { const char *text, *what; } cases[] = {
		{"生年月日 昭和30年1月2日", "昭和30年1月2日"},
		{"生年月日：1955-01-02", "1955-01-02"},
		{"生年月日は令和8年3月4日", "令和8年3月4日"},
		{"山田太郎様 S30.1.2", "S30.1.2"},
		{"氏名 山田花子 昭和元年12月31日", "昭和元年12月31日"},
		{"1955年1月2日生まれの方", "1955年1月2日"},
		{"平成2年10月11日 ヤマダさん", "平成2年10月11日"},
		{"患者は大正15年3月3日", "大正15年3月3日"},
		{"１９５５／１／２ 山田様", "１９５５／１／２"},
		{"the patient, 1955-01-02", "1955-01-02"},
		{"born 2026-03-04", "2026-03-04"},
		{"DOB: 1955/1/2", "1955/1/2"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		assert_marked(cases[i].text, PATIENTS_BIRTH, cases[i].what);
}
END_TEST

START_TEST(a_hospitals_number_of_a_patient_is_found)
{
	static const struct { const char *text, *what; } cases[] = {
		{"患者ID 00123", "患者ID 00123"},
		{"患者ＩＤ：００１２３４", "患者ＩＤ：００１２３４"},
		{"診察券番号は 4711-22", "診察券番号は 4711-22"},
		{"カルテNo 998877", "カルテNo 998877"},
		{"patient ID 4711 is not shown", "patient ID 4711"},
		{"MRN 1234567", "MRN 1234567"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		assert_marked(cases[i].text, PATIENTS_ID, cases[i].what);
}
END_TEST

START_TEST(who_is_called_a_patient_by_name_is_found)
{
	static const struct { const char *text, *what; } cases[] = {
		{"患者の山田様の資格が出ない", "患者の山田様"},
		{"患者 山田太郎 さん", "患者 山田太郎 さん"},
		{"患者ヤマダさんが待っている", "患者ヤマダさん"},
		{"患者氏名：山田太郎", "患者氏名：山田太郎"},
		{"patient name: Taro", "patient name: Taro"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		assert_marked(cases[i].text, PATIENTS_NAME, cases[i].what);
}
END_TEST

START_TEST(what_fault_records_are_full_of_is_let_through)
{
	static const char *const cases[] = {
		"",
		/* circuits, tickets, machines */
		"回線番号 CAF-123456789018 が切れた", "circuit 123456789018", "受付番号 123456789018", "チケット #123456789018",
		"INC-20261125-001 に続く", "T-123456789018", "REQ/123456789018", "serial 123456789018", "製造番号123456789018",
		"MAC 001122334455", "00:11:22:33:44:55", "0011.2233.4455", "00-11-22-33-44-55", "IMEI 490154203237518",
		"ver 12.3456.789018", "VLAN 1234 5678 9018",
		/* addresses and times */
		"10.20.30.40 から 192.0.2.1:8443 へ", "2001:db8::1234:5678:9018", "202611251030 に発生", "2026-11-25 10:30:00",
		"2026/11/25 10:30 から 11:45 まで", "2026年11月25日10時30分", "000000000000", "111111111111",
		"1795572000000000", "123456789012", "12345678", "20261125",
		/* telephones */
		"03-1234-5678 へ電話", "090 1234 5678", "+81 90 1234 5678", "0120-000-113", "TEL 123456789018", "内線 1234",
		/* words without anybody's number */
		"被保険者番号の照会ができない", "被保険者番号の照会が 1200 件失敗", "保険証の確認が 10:30 から失敗",
		"保険者番号の検索で 10.1.2.3 が応答しない", "保険証の照会で 03-1234-5678 に連絡",
		"資格確認書の照会が 2026-11-25 10:30 から遅い", "記号・番号の入力が 10 回失敗", "記号と番号が出ない",
		"保険証の照会が 1500ms かかる", "患者番号の検索が 1200 件失敗", "患者IDが表示されない", "患者 3 名を待たせている",
		"診察券の読み取りが 10 回に 3 回失敗", "カルテ番号の表示が遅い",
		"the insured numbers of all 1200 人 cannot be looked up",
		/* people who are no patients */
		"患者様が待っている", "患者さんをお待たせしている", "患者様とご家族様", "患者用端末担当の佐藤様",
		"受付の佐藤様より電話", "佐藤様 2026-11-25 に折り返し", "令和8年11月25日 佐藤様と確認", "佐藤様、2025/12/01 の件",
		"仕様は 2019-03-01 版", "様子を見る 2019-03-01", "佐藤様 2019年3月1日 導入の機器", "お客様 2019-03-01",
		"担当の佐藤さん、2018年4月1日設置の装置を再起動", "たくさん 1999-01-02", "患者氏名が表示されない",
		"all patients are sent to 03-1234-5678", "a patient waits since 10:30", "reborn 2019-01-01",
		/* dates that are none */
		"生年月日が表示されない", "生年月日の欄が 2026 件空", "昭和30年の建物 佐藤様", "S30.1 佐藤様", "13-45-67 佐藤様",
		"山田様 1955-13-02", "山田様 1955-01-32",
	};
	struct patients_mark mark;

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		ck_assert_msg(!found(cases[i], &mark), "%s: %s", cases[i], patients_kind_shown(mark.kind));
}
END_TEST

START_TEST(the_first_mark_is_told_by_its_character)
{
	struct patients_mark mark;

	ck_assert(found("受付から\n患者ID 00123", &mark));
	ck_assert_uint_eq(mark.character, 6);
	ck_assert_uint_eq(mark.offset, strlen("受付から\n"));
}
END_TEST

START_TEST(bytes_that_are_no_text_are_read_all_the_same)
{
	static const char bytes[] = "\xff\xfe\0x 123456789018\xe3\x81";
	struct patients_mark mark;

	ck_assert(patients_find(bytes, sizeof(bytes) - 1, YEAR, &mark));
	ck_assert_int_eq(mark.kind, PATIENTS_MY_NUMBER);
	ck_assert_uint_eq(mark.offset, 5);
	ck_assert(!patients_find(bytes, 3, YEAR, &mark));
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(an_individual_number_is_known_by_its_check_digit),
		UNIT(one_check_digit_in_ten_is_right),
		UNIT(what_belongs_to_an_insured_person_is_found),
		UNIT(a_birthday_is_a_date_beside_a_person),
		UNIT(a_hospitals_number_of_a_patient_is_found),
		UNIT(who_is_called_a_patient_by_name_is_found),
		UNIT(what_fault_records_are_full_of_is_let_through),
		UNIT(the_first_mark_is_told_by_its_character),
		UNIT(bytes_that_are_no_text_are_read_all_the_same),
		{0},
	};

	return unit_run("cases/patients", tests);
}
