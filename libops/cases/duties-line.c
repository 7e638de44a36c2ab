/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A duty as one line of a notice, in the language of whoever reads that: what is on a screen goes
 * through gettext, and stands in the command.
 */
#include "cases/duties.h"

#include "base/instant.h"

#include <inttypes.h>

struct line_words { const char *due, *apart, *decide, *unsure; };
static const struct line_words line_words[2] = {
	{ "due", "; ", "for a person to decide", "rests on an estimate or on what is not known" },
	{ "期限", "、", "人が判断する", "推定または未確認の事実による" },
};

/* "2026-11-25 10:35". */
#define MINUTE_COLUMNS 16

static void append_late(GString *line, int64_t late_us, bool japanese)
{
	int64_t minutes = duty_minutes(late_us);

	if (japanese)
		g_string_append_printf(line, "、%" PRId64 "分超過", minutes);
	else
		g_string_append_printf(line, ", late by %" PRId64 " minute%s", minutes, minutes == 1 ? "" : "s");
}

char *duty_line(const struct duty *duty, GTimeZone *zone, bool japanese)
{
	const struct line_words *words = &line_words[japanese];
	const struct word *audience = words_get(WORDS_AUDIENCE, duty->audience);
	g_autofree char *due = instant_show(duty->due_at_us, zone);
	GString *line = g_string_new(duty->row->id);

	g_string_append_printf(line, " %s (%s): %s %.*s", japanese ? duty->row->title_ja : duty->row->title_en,
			       japanese ? audience->japanese : audience->english, words->due, MINUTE_COLUMNS, due);
	if (duty->late_us)
		append_late(line, duty->late_us, japanese);
	if (duty->state == DUTY_DECIDE)
		g_string_append_printf(line, "%s%s", words->apart, words->decide);
	if (duty->unsure)
		g_string_append_printf(line, "%s%s", words->apart, words->unsure);
	if (duty->row->law.source) {
		g_string_append(line, words->apart);
		g_string_append_printf(line, japanese ? "根拠 %s (%s確認)" : "%s, checked %s", duty->row->law.source,
				       duty->row->law.checked);
	}
	return g_string_free(line, FALSE);
}
