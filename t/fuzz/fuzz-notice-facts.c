/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The facts of a notice as they lie in the store, which anybody may have changed:
 * they are refused or taken, and what was taken is written and read alike.
 */
#include "notice/facts.h"

#define LIMIT (256 << 10)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char *printed(const struct notice_facts *facts)
{
	g_autoptr(ops_json_t) json = notice_facts_json(facts);

	return json_print(json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(ops_json_t) json = json_parse((const char *)data, size, LIMIT, NULL),
			      again = NULL;
	g_autoptr(ops_notice_facts_t) facts = NULL, same = NULL;
	g_autofree char *written = NULL, *rewritten = NULL;
	g_autoptr(GError) error = NULL;

	if (!json)
		return 0;
	facts = notice_facts_read(json, &error);
	g_assert_true((facts == NULL) == (error != NULL));
	if (!facts)
		return 0;
	for (guint i = 1; i < facts->facts->len; i++)
		g_assert_cmpstr(((struct notice_fact *)facts->facts->pdata[i - 1])->name, <,
				((struct notice_fact *)facts->facts->pdata[i])->name);
	written = printed(facts);
	again = json_parse(written, strlen(written), 16 * LIMIT, NULL);
	g_assert_nonnull(again);
	same = notice_facts_read(again, NULL);
	g_assert_nonnull(same);
	rewritten = printed(same);
	g_assert_cmpstr(written, ==, rewritten);
	return 0;
}
