/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as JSON: refused with a message, or read and written so that it
 * reads back the same, in both forms; and what the quick reader makes of them is what jansson does.
 */
#include "base/json-quick.h"
#include "base/json.h"
#include "base/text.h"

#define LIMIT 65536

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void assert_harmless(const char *line)
{
	g_assert(g_utf8_validate(line, -1, NULL));
	for (; *line; line = g_utf8_next_char(line))
		g_assert(text_char_is_safe(g_utf8_get_char(line)));
}

static void assert_reads_back(const struct json *json)
{
	g_autofree char *line = json_print(json);
	g_autoptr(ops_json_t) again = json_parse(line, strlen(line), SIZE_MAX, NULL);
	g_autofree char *second = NULL;

	assert_harmless(line);
	g_assert(again);
	second = json_print(again);
	g_assert(!strcmp(line, second));
}

static void assert_canonical(const struct json *json)
{
	g_autofree char *canonical = json_print_canonical(json);
	g_autofree char *second = NULL;
	g_autoptr(ops_json_t) again = NULL;

	if (!canonical)
		return;
	again = json_parse(canonical, strlen(canonical), SIZE_MAX, NULL);
	g_assert(again);
	second = json_print_canonical(again);
	g_assert(!strcmp(canonical, second));
}

static void assert_quick_is_right(const char *bytes, size_t size)
{
	json_t *quick = json_quick_read(bytes, size, 64), *slow;

	if (!quick)
		return;
	slow = json_loadb(bytes, size, JSON_REJECT_DUPLICATES, NULL);
	g_assert(slow && json_equal(quick, slow));
	json_decref(quick);
	json_decref(slow);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(ops_json_t) json = json_parse((const char *)data, size, LIMIT, &error);

	assert_quick_is_right((const char *)data, size);
	if (!json) {
		assert_harmless(error->message);
		return 0;
	}
	assert_reads_back(json);
	assert_canonical(json);
	return 0;
}
