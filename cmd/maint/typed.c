/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Windows as they are typed: times in their zone, how long, why, and whose.
 */
#include "maint/window.h"

#include "actor.h"
#include "base/instant.h"
#include "base/quantity.h"
#include "base/text.h"
#include "base/translate.h"
#include "options.h"
#include "sure.h"
#include "ui/complain.h"

bool window_read_time(const char *option, const char *text, GTimeZone *zone, int64_t *ret_at_us,
		      GError **error)
{
	if (instant_parse(text, zone, ret_at_us, error))
		return true;
	g_prefix_error(error, _("option '%s': "), option);
	return false;
}

bool window_read_end(const char *until, const char *length, GTimeZone *zone, int64_t after_us,
		     int64_t *ret_until_us, GError **error)
{
	int64_t length_us;

	if (!until == !length)
		return options_refuse(error, _("say when it ends: either '--until' or '--for'"));
	if (until)
		return window_read_time("--until", until, zone, ret_until_us, error);
	if (!quantity_parse_duration(length, &length_us, error)) {
		g_prefix_error(error, _("option '%s': "), "--for");
		return false;
	}
	if (length_us <= 0 || length_us > G_MAXINT64 - after_us)
		return options_refuse(error, _("option '%s' must be above zero"), "--for");
	*ret_until_us = after_us + length_us;
	return true;
}

bool window_check_reason(const struct session *session, const char *option, const char *text, GError **error)
{
	g_autofree char *words = text ? g_strstrip(g_strdup(text)) : NULL;

	if (!text)
		return true;
	if (!*words)
		return options_refuse(error, _("option '%s' says nothing"), option);
	if (strlen(text) > WINDOW_TEXT_LIMIT || !g_utf8_validate(text, -1, NULL))
		return options_refuse(error, _("option '%s' is longer than %d bytes, or not UTF-8"), option,
			      WINDOW_TEXT_LIMIT);
	return sure_read(session, option, text, error);
}

const char *window_owner(const struct session *session, const char *owner, GError **error)
{
	if (!owner)
		return session->actor;
	if (actor_is_name(owner))
		return owner;
	options_refuse(error, _("option '%s' is no name"), "--owner");
	return NULL;
}

bool window_is_id(const char *word)
{
	size_t digits;

	if (!g_str_has_prefix(word, "M-") || strspn(word + 2, "0123456789") != strlen("20261125") ||
	    word[strlen("M-20261125")] != '-')
		return false;
	word += strlen("M-20261125-");
	digits = strspn(word, "0123456789");
	return digits >= 3 && !word[digits];
}

const struct window_record *window_find(const struct session *session, const GPtrArray *windows,
					const char *id)
{
	g_autofree char *shown = text_excerpt(id);

	for (guint i = 0; i < windows->len; i++) {
		const struct window_record *window = windows->pdata[i];

		if (window->kind == WINDOW_MAINTENANCE && !strcmp(window->id, id))
			return window;
	}
	complain(session->answer, COMPLAINT_USAGE, _("no maintenance window is called '%s'"), shown);
	return NULL;
}
