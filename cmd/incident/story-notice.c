/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What was told, and what became of it, as a case tells it. A body may be of another version of nwops:
 * what it does not say is left out.
 */
#include "incident/story-notice.h"

#include "base/translate.h"
#include "base/words.h"

#include <inttypes.h>
#include <string.h>

static const char *word_of(enum word_family family, const char *id)
{
	int value = id ? words_find(family, id) : -1;

	return value < 0 ? (id ? id : "?") : words_shown(family, (unsigned int)value);
}

static int64_t number_of(const struct json *body, const char *key)
{
	int64_t number = 0;

	json_get_integer(body, key, &number);
	return number;
}

static const char *text_of(const struct json *body, const char *key)
{
	const char *text = json_get_string(body, key);

	return text ? text : "";
}

static char *notice_told(const struct json *body)
{
	const char *recipient = text_of(body, "recipient");
	const char *to = *recipient ? recipient : word_of(WORDS_AUDIENCE, json_get_string(body, "audience"));
	const char *kind = word_of(WORDS_NOTICE_KIND, json_get_string(body, "kind"));
	const char *state = word_of(WORDS_STEP_OUTCOME, json_get_string(body, "state"));
	const struct json *messages = json_get(body, "messages");

	if (!messages)
		return g_strdup_printf(_("notice '%s' to %s: %s"), kind, to, state);
	return g_strdup_printf(_("notice %" PRId64 " '%s' to %s: %s, messages: %zu"), number_of(body, "notice"), kind, to, state,
			       json_length(messages));
}

static char *acknowledged(const struct json *body)
{
	g_autofree char *by = g_strdup_printf(_("notice %" PRId64 ": %s says '%s' (%s)"), number_of(body, "notice"), text_of(body, "by"),
					      word_of(WORDS_ACK, json_get_string(body, "ack")),
					      word_of(WORDS_ACK_MEANS, json_get_string(body, "means")));
	const char *text = text_of(body, "text");

	return *text ? g_strdup_printf("%s: %s", by, text) : g_steal_pointer(&by);
}

static char *delivered(const struct json *body)
{
	g_autoptr(GString) text = g_string_new(NULL);

	g_string_append_printf(text, _("notice %" PRId64 " is delivered as far as it can be"), number_of(body, "notice"));
	for (unsigned int state = 0; state < MESSAGE_STATE_COUNT; state++) {
		int64_t count = number_of(body, words_get(WORDS_MESSAGE_STATE, state)->id);

		if (count)
			g_string_append_printf(text, ", %s %" PRId64, words_shown(WORDS_MESSAGE_STATE, state), count);
	}
	return g_string_free(g_steal_pointer(&text), FALSE);
}

char *story_notice_text(const struct json *body)
{
	const char *what = text_of(body, "what");
	int64_t notice = number_of(body, "notice");
	const char *contact = text_of(body, "contact");

	if (!*what || g_str_equal(what, "notice"))
		return notice_told(body);
	if (g_str_equal(what, "answered"))
		return acknowledged(body);
	if (g_str_equal(what, "delivered"))
		return delivered(body);
	if (g_str_equal(what, "approved"))
		return g_strdup_printf(_("notice %" PRId64 " approved by '%s'"), notice, text_of(body, "approved_by"));
	if (g_str_equal(what, "withdrawn"))
		return g_strdup_printf(_("notice %" PRId64 ": the message to %s is not to go: %s"), notice, contact, text_of(body, "reason"));
	if (g_str_equal(what, "retry"))
		return g_strdup_printf(_("notice %" PRId64 ": the message to %s is to be tried again"), notice, contact);
	if (g_str_equal(what, "not-reached"))
		return g_strdup_printf(_("notice %" PRId64 ": %s was not reached: %s"), notice, contact, text_of(body, "text"));
	if (g_str_equal(what, "unanswered"))
		return g_strdup_printf(_("notice %" PRId64 ": nobody answered, step %" PRId64 " of its ladder is taken"), notice,
				       number_of(body, "rung"));
	if (g_str_equal(what, "notice-messages"))
		return g_strdup_printf(_("notice %" PRId64 ": %zu messages more"), notice,
				       json_get(body, "messages") ? json_length(json_get(body, "messages")) : 0);
	return g_strdup_printf(_("notice %" PRId64 ": %s"), notice, what);
}
