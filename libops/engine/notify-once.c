/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When two notices that were typed are the same one: who presses return twice, or takes over from
 * a colleague who had just sent it, tells nobody anything twice.
 */
#include "engine/notify.h"

#include "base/digest.h"

#include <string.h>

/* Kinds that a case, or without one a subject, has once in its course. */
static bool comes_once(enum notice_kind kind)
{
	switch (kind) {
	case NOTICE_OUTAGE_FIRST:
	case NOTICE_OUTAGE_RESTORED:
	case NOTICE_OUTAGE_FINAL:
	case NOTICE_SUSPENSION:
	case NOTICE_RESUMPTION:
	case NOTICE_CORRECTION_DEMAND:
	case NOTICE_NONCOMPLIANCE_HEARING:
	case NOTICE_APPLICATION_FORWARDED:
	case NOTICE_APPLICATION_ACCEPTED:
	case NOTICE_EQUIPMENT_SENT:
		return true;
	default:
		return false;
	}
}

static void append_part(GString *whole, const char *part)
{
	g_string_append(whole, part ? part : "");
	g_string_append_c(whole, '\n');
}

char *engine_once(const struct notice_facts *facts, const char *case_id)
{
	bool once = comes_once(facts->kind) && (*case_id || facts->subject);
	g_autoptr(GString) whole = g_string_new(NULL);
	g_autofree char *hex = NULL;
	struct digest digest;

	append_part(whole, words_get(WORDS_NOTICE_KIND, facts->kind)->id);
	append_part(whole, words_get(WORDS_AUDIENCE, facts->audience)->id);
	append_part(whole, facts->recipient);
	append_part(whole, *case_id ? case_id : facts->subject);
	for (guint i = 0; !once && i < facts->facts->len; i++) {
		const struct notice_fact *fact = facts->facts->pdata[i];

		append_part(whole, fact->name);
		append_part(whole, fact->value ? fact->value : "?");
		append_part(whole, fact->estimated ? "~" : "=");
	}
	digest = digest_of(whole->str, whole->len);
	hex = digest_hex(digest.bytes, DIGEST_SIZE);
	return g_strconcat("typed:", hex, NULL);
}
