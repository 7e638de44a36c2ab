/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a number with a unit: refused with a message or taken exactly,
 * and what is taken reads back from how it is written.
 */
#include "base/quantity.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void duration(const char *text)
{
	g_autofree char *printed = NULL, *shown = NULL;
	g_autoptr(GError) error = NULL;
	int64_t us, again;

	if (!quantity_parse_duration(text, &us, &error)) {
		g_assert(g_utf8_validate(error->message, -1, NULL));
		return;
	}
	g_assert(us >= 0);
	printed = quantity_print_duration(us);
	shown = quantity_show_duration(us);
	g_assert(quantity_parse_duration(printed, &again, NULL) && again == us);
}

static void integer(const char *text)
{
	g_autofree char *printed = NULL;
	g_autoptr(GError) error = NULL;
	int64_t value, again;

	if (!quantity_parse_integer(text, INT64_MIN, INT64_MAX, &value, &error)) {
		g_assert(g_utf8_validate(error->message, -1, NULL));
		return;
	}
	printed = g_strdup_printf("%" G_GINT64_FORMAT, value);
	g_assert(quantity_parse_integer(printed, value, value, &again, NULL) && again == value);
}

static void rate(const char *text)
{
	g_autofree char *shown = NULL;
	g_autoptr(GError) error = NULL;
	int64_t bits;

	if (!quantity_parse_rate(text, &bits, &error)) {
		g_assert(g_utf8_validate(error->message, -1, NULL));
		return;
	}
	g_assert(bits >= 0);
	shown = quantity_show_rate(bits);
	g_assert(g_str_has_suffix(shown, "bps"));
}

static void percentage(const char *text)
{
	g_autofree char *shown = NULL;
	g_autoptr(GError) error = NULL;
	int32_t ppm, again;

	if (!quantity_parse_percentage(text, &ppm, &error)) {
		g_assert(g_utf8_validate(error->message, -1, NULL));
		return;
	}
	g_assert(ppm >= 0 && ppm <= 1000000);
	shown = quantity_show_percentage(ppm);
	g_assert(quantity_parse_percentage(shown, &again, NULL) && again == ppm);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = g_strndup((const char *)data, size);

	duration(text);
	integer(text);
	rate(text);
	percentage(text);
	return 0;
}
