/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A short checkpoint under each report: how many entries the journal had and how its root
 * begins when the report was written. Who keeps the mail holds a head that nobody can
 * take back: a journal that is later cut or written anew does not have it any more.
 */
#include "engine/tell-internal.h"

#include <inttypes.h>
#include <string.h>

#define ROOT_BYTES 8 /* of the root that are told; the size and the log's name say the rest */

/* Nobody reads digits out on a telephone, and a short message has no room for them. */
static bool keeps_paper(enum channel_kind channel)
{
	return channel == CHANNEL_MAIL || channel == CHANNEL_WEBHOOK || channel == CHANNEL_FAX || channel == CHANNEL_SHEET;
}

struct seal *tell_seal_read(struct store *store, enum notice_kind kind)
{
	return store && words_is_report(kind) ? seal_read(store, NULL) : NULL;
}

void tell_seal_add(const struct seal *seal, enum channel_kind channel, const char *language, struct notice_text *text)
{
	g_autofree char *hex = NULL, *before = NULL;
	const char *end;

	if (!seal || !keeps_paper(channel))
		return;
	hex = digest_hex(seal->head.root.bytes, ROOT_BYTES);
	before = g_steal_pointer(&text->text);
	end = g_str_has_suffix(before, "\n") ? "" : "\n";
	text->text = g_strdup_printf("%s%s\n%s %s %" PRId64 " %s\n", before, end,
				     g_str_equal(language, "ja") ? "記録の照合:" : "checkpoint:", seal->origin, seal->head.size,
				     hex);
}
