/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text_fold() and text_fold_phone(): what people say alike is found alike.
 */
#include "base/text.h"

#include "unit.h"

START_TEST(spellings_of_one_name_fold_alike)
{
	static const struct {
		const char *string, *folded;
	} cases[] = {
		{ "", "" },
		{ "サクラ病院", "さくら病院" },
		{ "ｻｸﾗ病院", "さくら病院" },
		{ "さくら 病院", "さくら病院" },
		{ "さくら　病院", "さくら病院" },
		{ "さくら・病院", "さくら病院" },
		{ "さくら･病院", "さくら病院" },
		{ "ｶﾞｲｶ", "がいか" },
		{ "か\xe3\x82\x99", "が" },		/* combining stroke */
		{ "か゛", "が" },			/* stroke of its own */
		{ "か-\xe3\x82\x99", "が" },
		{ "ヴィラ", "ゔぃら" },
		{ "ヷ", "わ\xe3\x82\x99" },
		{ "コーヒー", "こーひー" },
		{ "ｺｰﾋｰ", "こーひー" },
		{ "１ー２", "12" },
		{ "1 ー 2", "12" },
		{ "第１病院", "第1病院" },
		{ "ＡＢＣ-Clinic", "abcclinic" },
		{ "H1_Main", "h1_main" },
		{ "㈱医療", "(株)医療" },
		{ "Straße", "strasse" },
		{ "\xff", "\xef\xbf\xbd" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *folded = text_fold(cases[i].string);
		g_autofree char *twice = text_fold(folded);

		ck_assert_str_eq(folded, cases[i].folded);
		ck_assert_str_eq(twice, folded);
	}
}
END_TEST

START_TEST(telephone_numbers_come_down_to_their_digits)
{
	static const struct {
		const char *string, *digits;
	} cases[] = {
		{ "03-1234-5678", "0312345678" },
		{ "03 (1234) 5678", "0312345678" },
		{ "０３－１２３４－５６７８", "0312345678" },
		{ "03ー1234ー5678", "0312345678" },
		{ "+81-3-1234-5678", "0312345678" },
		{ "+81-(0)3-1234-5678", "0312345678" },
		{ "＋81 3 1234 5678", "0312345678" },
		{ "+1 212 555 0100", "12125550100" },
		{ "8131234", "8131234" },
		{ "110", "110" },
		{ "", NULL },
		{ "-", NULL },
		{ "+", NULL },
		{ "03-1234-5678 内線 12", NULL },
		{ "03-1234-567x", NULL },
		{ "03+81", NULL },
		{ "++81", NULL },
		{ "\xff" "03", NULL },
		{ "0\xfd", NULL },
		{ "03\xe3", NULL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		/* On the heap, where a checker sees reading past the end. */
		g_autofree char *string = g_strdup(cases[i].string);
		g_autofree char *digits = text_fold_phone(string);

		ck_assert_msg(!g_strcmp0(digits, cases[i].digits), "'%s' gives '%s'",
			      cases[i].string, digits ? digits : "none");
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(spellings_of_one_name_fold_alike),
		UNIT(telephone_numbers_come_down_to_their_digits),
		{ NULL, NULL },
	};

	return unit_run("base-text-fold", tests);
}
