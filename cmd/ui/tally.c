/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The order of badness comes from base/status.h, the words from base/words.h.
 */
#include "ui/tally.h"

#include "base/translate.h"

int tally_compare(enum status a, enum status b)
{
	if (a == b)
		return 0;
	return status_worse(a, b) == a ? -1 : 1;
}

enum table_tint tally_tint(enum status status)
{
	static const enum table_tint tints[STATUS_COUNT] = {
		[STATUS_OK] = TINT_GREEN,	 [STATUS_CAUTION] = TINT_YELLOW,
		[STATUS_WARNING] = TINT_RED,	 [STATUS_DOWN] = TINT_RED,
		[STATUS_UNKNOWN] = TINT_MAGENTA,
	};

	return tints[status];
}

static int compare_statuses(const void *a, const void *b)
{
	return tally_compare(*(const enum status *)a, *(const enum status *)b);
}

char *tally_text(const struct state_tally *tally)
{
	g_autoptr(GString) text = g_string_new(NULL);
	enum status order[STATUS_COUNT];

	for (unsigned int i = 0; i < STATUS_COUNT; i++)
		order[i] = (enum status)i;
	qsort(order, STATUS_COUNT, sizeof(order[0]), compare_statuses);
	for (unsigned int i = 0; i < STATUS_COUNT; i++) {
		if (!tally->counts[order[i]])
			continue;
		/* TRANSLATORS: between the members of a list */
		g_string_append_printf(text, "%s%s %u", text->len ? _(", ") : "",
				       words_shown(WORDS_STATUS, order[i]),
				       tally->counts[order[i]]);
	}
	return g_string_free(g_steal_pointer(&text), FALSE);
}

struct json *tally_counts(const struct state_tally *tally)
{
	struct json *counts = json_new_object();

	for (unsigned int i = 0; i < STATUS_COUNT; i++)
		json_set_integer(counts, words_get(WORDS_STATUS, i)->id, tally->counts[i]);
	return counts;
}

unsigned int tally_total(const struct state_tally *tally)
{
	unsigned int total = 0;

	for (unsigned int i = 0; i < STATUS_COUNT; i++)
		total += tally->counts[i];
	return total;
}
