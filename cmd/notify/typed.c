/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Notices and messages as somebody names them who types: a notice by its number, a message by
 * its code.
 */
#include "notify/verbs.h"

#include "base/quantity.h"
#include "base/translate.h"
#include "sure.h"
#include "ui/complain.h"

bool notify_read_number(const struct session *session, const char *word, int64_t *ret_number)
{
	g_autoptr(GError) error = NULL;

	if (quantity_parse_integer(word, 1, G_MAXINT64, ret_number, &error))
		return true;
	complain(session->answer, COMPLAINT_USAGE, _("a notice has a number: %s"), error->message);
	return false;
}

bool notify_check_text(const struct session *session, const char *option, const char *text)
{
	if (text && *text && g_utf8_validate(text, -1, NULL))
		return sure_check(session, option, text);
	complain(session->answer, COMPLAINT_USAGE, _("option '%s' wants words, in UTF-8"), option);
	return false;
}

/* False after a complaint. */
static bool add_codes(const struct session *session, char *const *codes, GArray *numbers)
{
	for (; *codes; codes++) {
		g_autoptr(GError) error = NULL;
		int64_t message, notice;

		if (!engine_find_code(session->store, *codes, &message, &notice, &error)) {
			complain_error(session->answer, error);
			return false;
		}
		g_array_append_val(numbers, message);
	}
	return true;
}

static bool add_notice(const struct session *session, const char *word, unsigned int states,
		       GArray *numbers)
{
	struct spool_filter filter = {.states = states};
	g_autoptr(GPtrArray) rows = NULL;
	g_autoptr(GError) error = NULL;

	if (!notify_read_number(session, word, &filter.notice))
		return false;
	rows = engine_spool(session->store, &filter, &error);
	if (!rows) {
		complain_error(session->answer, error);
		return false;
	}
	for (guint i = 0; i < rows->len; i++)
		g_array_append_val(numbers, ((struct spool_row *)rows->pdata[i])->message->number);
	return true;
}

GArray *notify_read_messages(const struct session *session, char *const *codes, const char *notice,
			     unsigned int states)
{
	g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(int64_t));

	if (!*codes && !notice) {
		complain(session->answer, COMPLAINT_USAGE,
			 _("name messages by their codes, or all of a notice by '--notice'"));
		return NULL;
	}
	if (!add_codes(session, codes, numbers) ||
	    (notice && !add_notice(session, notice, states, numbers)))
		return NULL;
	if (numbers->len)
		return g_steal_pointer(&numbers);
	complain(session->answer, COMPLAINT_USAGE,
		 _("notice '%s' has no message that this could be done to"), notice);
	return NULL;
}
