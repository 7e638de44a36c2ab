/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Says who silences what until when, and who ends it. What a silence is in the store is a
 * window of a kind of its own, kept and recorded as maintenance is.
 */
#include "engine/silence.h"

#include "base/instant.h"
#include "base/translate.h"

static bool refuse(GError **error, const char *format, const char *what)
{
	g_autoptr(GString) text = g_string_new(format);

	g_string_replace(text, "%s", what, 1);
	g_set_error_literal(error, OPS_WINDOWS_ERROR, WINDOWS_ERROR_TIME, text->str);
	return false;
}

static bool check_end(const struct maint_options *options, int64_t now_us, int64_t until_us, GError **error)
{
	g_autofree char *until = instant_show(until_us, inventory_zone(options->inventory));

	if (until_us <= now_us)
		return refuse(error, _("a silence until %s is over already"), until);
	if (until_us - now_us > SILENCE_LONGEST_US)
		return refuse(error, _("a silence until %s is longer than 30 days: what is to be quiet for so long is "
				       "better watched otherwise"), until);
	return true;
}

bool engine_make_silence(const struct maint_options *options, const struct silence_wish *wish,
			 struct window_record *ret_silence, GError **error)
{
	int64_t now_us = clock_wall_us(options->clock);
	g_autoptr(GHashTable) items = NULL;

	if (!check_end(options, now_us, wish->until_us, error))
		return false;
	items = engine_covered_by(options->inventory, wish->selectors, error);
	if (!items)
		return false;
	*ret_silence = (struct window_record){
		.kind = WINDOW_SILENCE,
		.selectors = wish->selectors,
		.owner = options->said_by ? options->said_by : options->actor,
		.reason = wish->reason,
		.zone = inventory_policy(options->inventory)->zone,
		.from_us = now_us,
		.until_us = wish->until_us,
		.made_at_us = now_us,
		.made_by = options->actor,
	};
	return true;
}

bool engine_keep_silence(const struct maint_options *options, struct window_record *silence, GError **error)
{
	struct window_change change = { .verb = "silence", .after = silence };

	return engine_change_windows(options, &change, 1, error);
}

bool engine_end_silence(const struct maint_options *options, struct window_record *silence, const char *why,
			GError **error)
{
	const struct window_record before = *silence;
	struct window_record after = before;
	struct window_change change = { .verb = "end", .before = &before, .after = &after, .why = why };
	struct window_times times;
	bool ended;

	if (!windows_open_times(&before, &times, error))
		return false;
	ended = windows_finish(&after, &times, clock_wall_us(options->clock), error);
	windows_close_times(&times);
	if (!ended || !engine_change_windows(options, &change, 1, error))
		return false;
	*silence = after;
	return true;
}
