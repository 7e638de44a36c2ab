/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a time, with and without a zone: what is taken reads back from
 * how it is written, in every zone.
 */
#include "base/instant.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const names[] = { "UTC", "Asia/Tokyo", "Europe/Berlin", "Australia/Lord_Howe" };

/* Opened once and kept until the end. */
static GTimeZone *zone_number(size_t i)
{
	static GTimeZone *zones[G_N_ELEMENTS(names)];

	if (!zones[i])
		zones[i] = instant_zone_open(names[i], NULL);
	g_assert(zones[i]);
	return zones[i];
}

/* Said as something that was, it was. */
static void assert_past(const char *text, GTimeZone *zone)
{
	const int64_t now_us = INT64_C(1795543200000000);
	g_autoptr(GError) error = NULL;
	int64_t at_us;

	if (instant_parse_past(text, zone, now_us, &at_us, &error))
		g_assert(at_us <= now_us);
	else
		g_assert(g_utf8_validate(error->message, -1, NULL));
}

static void assert_reads_back(int64_t at_us, GTimeZone *zone)
{
	g_autofree char *printed = instant_print(at_us, zone);
	g_autofree char *shown = instant_show(at_us, zone);
	g_autofree char *brief = instant_show_brief(at_us, 0, zone);
	int64_t again;

	/* An instant at the very end may lie beyond year 9999 in another zone. */
	if (*printed == '@')
		return;
	g_assert(*shown && *brief);
	g_assert(instant_parse(printed, NULL, &again, NULL) && again == at_us);
	g_assert(instant_parse(shown, NULL, &again, NULL) && again <= at_us &&
		 at_us - again < 1000000);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = g_strndup((const char *)data, size);

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		assert_past(text, zone_number(i));
	for (size_t i = 0; i <= G_N_ELEMENTS(names); i++) {
		g_autoptr(GError) error = NULL;
		int64_t at_us;

		/* The last round has no zone. */
		if (!instant_parse(text, i < G_N_ELEMENTS(names) ? zone_number(i) : NULL, &at_us,
				   &error)) {
			g_assert(g_utf8_validate(error->message, -1, NULL));
			continue;
		}
		for (size_t j = 0; j < G_N_ELEMENTS(names); j++)
			assert_reads_back(at_us, zone_number(j));
	}
	return 0;
}
