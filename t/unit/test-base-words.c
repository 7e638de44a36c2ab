/* SPDX-License-Identifier: Apache-2.0 */
/*
 * base/words.h: the table is complete, and the screen's language picks from it.
 */
#include "base/words.h"

#include "unit.h"

#include <glib/gstdio.h>
#include <libintl.h>
#include <locale.h>
#include <stdint.h>

START_TEST(every_word_has_an_id_and_both_languages)
{
	for (int family = 0; family < WORD_FAMILY_COUNT; family++) {
		unsigned int count = words_count((enum word_family)family);

		ck_assert_uint_gt(count, 0);
		for (unsigned int i = 0; i < count; i++) {
			const struct word *word = words_get((enum word_family)family, i);

			ck_assert_ptr_nonnull(word->id);
			ck_assert_ptr_nonnull(word->english);
			ck_assert_ptr_nonnull(word->japanese);
			ck_assert_str_ne(word->japanese, word->english);
		}
	}
}
END_TEST

START_TEST(an_id_finds_its_own_value_and_no_other)
{
	for (int family = 0; family < WORD_FAMILY_COUNT; family++)
		for (unsigned int i = 0; i < words_count((enum word_family)family); i++)
			ck_assert_int_eq(words_find((enum word_family)family,
						    words_get((enum word_family)family, i)->id),
					 (int)i);
	ck_assert_int_eq(words_find(WORDS_STATUS, "CAUTION"), -1);
	ck_assert_int_eq(words_find(WORDS_STATUS, "answered"), -1);
	ck_assert_int_eq(words_find(WORDS_STATUS, ""), -1);
}
END_TEST

START_TEST(ids_that_stores_hold_never_change)
{
	static const struct {
		enum word_family family;
		unsigned int value;
		const char *id;
	} cases[] = {
		{ WORDS_STATUS, STATUS_OK, "ok" },
		{ WORDS_STATUS, STATUS_UNKNOWN, "unknown" },
		{ WORDS_PROBE_END, PROBE_NO_ANSWER, "no-answer" },
		{ WORDS_PROBE_END, PROBE_COULD_NOT_ASK, "could-not-ask" },
		{ WORDS_PACKET_OUTCOME, PACKET_OWN_LOSS, "own-loss" },
		{ WORDS_OWNER_KIND, OWNER_CORE_OPERATOR, "core-operator" },
		{ WORDS_OWNER_KIND, OWNER_POWER_COMPANY, "power-company" },
		{ WORDS_STORE_VERDICT, VERDICT_FORKED, "forked" },
		{ WORDS_CASE_KIND, CASE_INCIDENT, "incident" },
		{ WORDS_CASE_KIND, CASE_REQUEST, "request" },
		{ WORDS_DETECTION, DETECTION_MONITORING, "monitoring" },
		{ WORDS_DETECTION, DETECTION_PERSON, "person" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		ck_assert_str_eq(words_get(cases[i].family, cases[i].value)->id, cases[i].id);
}
END_TEST

START_TEST(only_statuses_have_a_plugin_word)
{
	for (int family = 0; family < WORD_FAMILY_COUNT; family++)
		for (unsigned int i = 0; i < words_count((enum word_family)family); i++) {
			const struct word *word = words_get((enum word_family)family, i);

			ck_assert_int_eq(word->plugin != NULL, family == WORDS_STATUS);
			ck_assert_int_eq(word->plugin_code >= 0, family == WORDS_STATUS);
		}
	ck_assert_str_eq(words_get(WORDS_STATUS, STATUS_CAUTION)->plugin, "WARNING");
	ck_assert_int_eq(words_get(WORDS_STATUS, STATUS_CAUTION)->plugin_code, 1);
	ck_assert_str_eq(words_get(WORDS_STATUS, STATUS_WARNING)->plugin, "CRITICAL");
	ck_assert_int_eq(words_get(WORDS_STATUS, STATUS_DOWN)->plugin_code, 2);
	ck_assert_int_eq(words_get(WORDS_STATUS, STATUS_UNKNOWN)->plugin_code, 3);
}
END_TEST

static void assert_both(enum status status, const char *expected)
{
	g_autofree char *shown = words_shown_both(status);

	ck_assert_str_eq(shown, expected);
}

START_TEST(without_a_catalogue_the_screen_is_english)
{
	setlocale(LC_ALL, "C");
	ck_assert_str_eq(words_shown(WORDS_STATUS, STATUS_CAUTION), "CAUTION");
	assert_both(STATUS_WARNING, "WARNING (CRITICAL)");
	assert_both(STATUS_OK, "OK");
	assert_both(STATUS_DOWN, "DOWN (CRITICAL)");
}
END_TEST

/* A catalogue of one message: the tables of a .mo file, then its strings. */
static void write_catalogue(const char *path, const char *original, const char *translation)
{
	uint32_t header[] = { 0x950412de, 0, 1, 28, 36, 0, 44,
			      (uint32_t)strlen(original), 44,
			      (uint32_t)strlen(translation), 44 + (uint32_t)strlen(original) + 1 };
	FILE *file = fopen(path, "wb");

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(header, sizeof(header), 1, file), 1);
	ck_assert_uint_eq(fwrite(original, strlen(original) + 1, 1, file), 1);
	ck_assert_uint_eq(fwrite(translation, strlen(translation) + 1, 1, file), 1);
	ck_assert_int_eq(fclose(file), 0);
}

START_TEST(a_catalogue_that_calls_itself_ja_makes_the_screen_japanese)
{
	g_autofree char *root = g_dir_make_tmp("nwops-words-XXXXXX", NULL);
	g_autofree char *language = g_build_filename(root, "ja", NULL);
	g_autofree char *messages = g_build_filename(language, "LC_MESSAGES", NULL);
	g_autofree char *catalogue = g_build_filename(messages, "nwops.mo", NULL);

	ck_assert_int_eq(g_mkdir_with_parents(messages, 0700), 0);
	write_catalogue(catalogue, "en", "ja");
	g_setenv("LANGUAGE", "ja", TRUE);
	ck_assert_ptr_nonnull(setlocale(LC_ALL, "C.UTF-8"));
	bindtextdomain("nwops", root);
	bind_textdomain_codeset("nwops", "UTF-8");

	ck_assert_str_eq(words_shown(WORDS_OWNER_KIND, OWNER_CARRIER), "回線事業者");
	assert_both(STATUS_WARNING, "警告 WARNING (CRITICAL)");
	assert_both(STATUS_CAUTION, "注意 CAUTION (WARNING)");
	assert_both(STATUS_UNKNOWN, "不明 UNKNOWN");

	g_unlink(catalogue);
	g_rmdir(messages);
	g_rmdir(language);
	g_rmdir(root);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(every_word_has_an_id_and_both_languages),
		UNIT(an_id_finds_its_own_value_and_no_other),
		UNIT(ids_that_stores_hold_never_change),
		UNIT(only_statuses_have_a_plugin_word),
		UNIT(without_a_catalogue_the_screen_is_english),
		UNIT(a_catalogue_that_calls_itself_ja_makes_the_screen_japanese),
		{ NULL, NULL },
	};

	return unit_run("base-words", tests);
}
