/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a recurrence: what is taken gives times that follow one another, are
 * found from within and from behind them, and end where they are to end.
 */
#include "base/instant.h"
#include "state/windows.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define DAY_US (86400 * (int64_t)G_USEC_PER_SEC)
#define TIMES 40

static void assert_found(const struct window_times *times, const struct window_span *span)
{
	struct window_span again;

	g_assert(span->from_us < span->until_us && span->from_us < times->recurs_until_us);
	g_assert(windows_time_after(times, span->from_us, &again) && again.from_us <= span->from_us);
	g_assert(windows_time_after(times, span->until_us - 1, &again) && again.from_us == span->from_us);
	g_assert(windows_time_before(times, span->until_us, &again) && again.until_us == span->until_us);
}

static void walk(const struct window_times *times)
{
	struct window_span span, last = {0, 0};

	for (int i = 0; i < TIMES && windows_time_after(times, last.until_us, &span); i++) {
		g_assert(span.from_us >= last.until_us);
		assert_found(times, &span);
		last = span;
	}
	g_assert(last.until_us > 0);
}

/* The first byte says where the first time lies, the second how long it is; the rest is text. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const zones[] = {"UTC", "Asia/Tokyo", "Europe/Berlin", "Australia/Lord_Howe"};
	g_autofree char *text = size > 2 ? g_strndup((const char *)data + 2, size - 2) : NULL;
	struct window_record window = {.id = "M-20261125-001", .recurrence = text};
	struct window_times times;
	g_autoptr(GError) error = NULL;

	if (!text)
		return 0;
	/* About a change of the clocks, and by steps of seven hours from there. */
	window.zone = zones[data[0] % G_N_ELEMENTS(zones)];
	window.from_us = INT64_C(1806195600000000) + data[0] / 4 * (DAY_US / 24 * 7);
	window.until_us = window.from_us + (data[1] + 1) * (DAY_US / 24);
	window.recurs_until_us = data[1] % 2 ? 0 : window.from_us + data[1] * DAY_US + 1;
	if (!windows_open_times(&window, &times, &error)) {
		g_assert(error && g_utf8_validate(error->message, -1, NULL));
		return 0;
	}
	walk(&times);
	windows_close_times(&times);
	return 0;
}
