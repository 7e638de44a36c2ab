/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a file of knowledge: either there is a fault, or every entry has what an
 * entry must have.
 */
#include "cases/know.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_within(const char *text, size_t limit)
{
	return text && g_utf8_validate(text, -1, NULL) && strlen(text) <= limit;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(GPtrArray) drafts = know_file_parse("k.yaml", (const char *)data, size, faults);
	g_autofree char *string = g_strndup((const char *)data, size);
	g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
	int64_t number, until;

	g_assert_true((drafts == NULL) == (conf_faults_errors(faults) > 0));
	for (guint i = 0; drafts && i < drafts->len; i++) {
		const struct know_draft *draft = drafts->pdata[i];

		g_assert_true(is_within(draft->name, KNOW_NAME_LIMIT) && is_within(draft->title, KNOW_TITLE_LIMIT));
		g_assert_true(is_within(draft->text, KNOW_TEXT_LIMIT) && is_within(draft->owner, KNOW_NAME_LIMIT));
		g_assert_true(is_within(draft->title_en, KNOW_TITLE_LIMIT) && is_within(draft->text_en, KNOW_TEXT_LIMIT));
		g_assert_true(*draft->name && *draft->title && *draft->text && *draft->owner);
		g_assert_true(is_within(draft->review, KNOW_NAME_LIMIT));
	}
	if (know_id_parse(string, &number))
		g_assert_true(number > 0);
	if (g_utf8_validate(string, -1, NULL) && know_until_parse(string, zone, G_USEC_PER_SEC, &until, NULL))
		g_assert_true(until > G_USEC_PER_SEC);
	return 0;
}
