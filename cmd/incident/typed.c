/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What somebody types who records what was said: when it was, and what.
 */
#include "incident/verbs.h"

#include "base/instant.h"
#include "base/quantity.h"
#include "base/translate.h"
#include "options.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

bool typed_instant(const struct session *session, const char *option, const char *text, bool about,
		   struct case_instant *ret_instant, GError **error)
{
	struct case_instant instant = {0, about ? INSTANT_ABOUT : INSTANT_EXACT};

	if (g_str_equal(text, "unknown") || g_str_equal(text, "?")) {
		*ret_instant = (struct case_instant){0, INSTANT_UNKNOWN};
		return true;
	}
	if (g_str_equal(text, "now")) {
		instant.at_us = clock_wall_us(session->clock);
		*ret_instant = instant;
		return true;
	}
	if (!instant_parse_past(text, session->zone, clock_wall_us(session->clock), &instant.at_us, error)) {
		g_prefix_error(error, _("option '%s': "), option);
		return false;
	}
	*ret_instant = instant;
	return true;
}

bool typed_due(const struct session *session, const char *option, const char *text, int64_t *ret_at_us, GError **error)
{
	int64_t now_us = clock_wall_us(session->clock), at_us;

	if (!instant_parse_coming(text, session->zone, now_us, &at_us, error)) {
		g_prefix_error(error, _("option '%s': "), option);
		return false;
	}
	if (at_us <= now_us) {
		g_autofree char *shown = instant_show(at_us, session->zone);

		g_set_error(error, OPS_OPTIONS_ERROR, OPTIONS_ERROR_VALUE, _("option '%s': %s is over"), option, shown);
		return false;
	}
	*ret_at_us = at_us;
	return true;
}

bool typed_number(const char *option, const char *text, int64_t *ret_number, GError **error)
{
	if (quantity_parse_integer(text, 1, G_MAXINT32, ret_number, error))
		return true;
	g_prefix_error(error, _("option '%s': "), option);
	return false;
}

/* A byte more than can be recorded is read, so that it is seen to be too long. */
static GString *read_input(void)
{
	GString *bytes = g_string_new(NULL);
	char block[4096];
	size_t count;

	while (bytes->len <= CASE_SAID_LIMIT + 1 && (count = fread(block, 1, sizeof(block), stdin)) > 0)
		g_string_append_len(bytes, block, (gssize)count);
	return bytes;
}

char *typed_text(const char *text, GError **error)
{
	GString *bytes;

	if (!g_str_equal(text, "-"))
		return g_strdup(text);
	bytes = read_input();
	if (ferror(stdin) || memchr(bytes->str, '\0', bytes->len)) {
		g_set_error(error, OPS_OPTIONS_ERROR, OPTIONS_ERROR_VALUE, _("cannot read standard input as text: %s"),
			    ferror(stdin) ? g_strerror(errno) : _("it holds a NUL character"));
		g_string_free(bytes, TRUE);
		return NULL;
	}
	while (bytes->len && bytes->str[bytes->len - 1] == '\n')
		g_string_truncate(bytes, bytes->len - 1);
	return g_string_free(bytes, FALSE);
}

const char *typed_who(const struct session *session)
{
	size_t count = inventory_contact_count(session->inventory);

	if (session->said_by)
		return session->said_by;
	for (size_t i = 0; i < count; i++)
		if (g_strcmp0(inventory_contact_at(session->inventory, i)->login, session->actor) == 0)
			return session->actor;
	return NULL;
}
