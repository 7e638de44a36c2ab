/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The last look at what is about to be handed over: the very bytes, taken apart again as whoever gets them takes them
 * apart, never what they were made from. What belongs to a drill must say so at each place where the mark stands,
 * and must not say that it is no drill; anything else must not say so at any of them.
 */
#include "notice/compose-internal.h"

#include "base/text.h"
#include "base/translate.h"

#include <gmime/gmime.h>
#include <string.h>

#define TAG "【訓練】"
#define MARK "drill"
#define HEADER "X-Nwops-Exercise"
#define JSON_MOST (8 << 20)

/* What was found at the places of the mark. */
struct found {
	enum send_mark mark;		/* that it should have */
	unsigned int places, marked;
	bool denies;
	bool mentions;			/* on paper, where the subject stands within a head, it stands anywhere */
	const char *first_bare;		/* the first place without the mark; lent for ever */
};

static void look(struct found *found, const char *place, bool marked)
{
	found->places++;
	found->marked += marked;
	if (!marked && !found->first_bare)
		found->first_bare = place;
}

/* Folding a text costs as much as all the rest, and only a drill's may not say this. */
static void look_for_denial(struct found *found, const char *text)
{
	found->denies |= found->mark == SEND_DRILL && text && content_denies_drill(text);
}

static void look_at_begin(struct found *found, const char *place, const char *text)
{
	look(found, place, text && g_str_has_prefix(text, TAG));
	look_for_denial(found, text);
}

/* The first and the last line that has something in it. Texts of megabytes are not taken apart for that. */
static void look_at_lines(struct found *found, const char *text)
{
	const char *first = text ? text : "", *end = first + strlen(first), *last;

	while (g_ascii_isspace(*first))
		first++;
	while (end > first && g_ascii_isspace(end[-1]))
		end--;
	for (last = end; last > first && last[-1] != '\n'; last--)
		;
	while (last < end && g_ascii_isspace(*last))
		last++;
	look(found, N_("first line"), g_str_has_prefix(first, TAG));
	look(found, N_("last line"), g_str_has_prefix(last, TAG));
	look_for_denial(found, text);
}

/* --- mail --- */

/* The first part that is text: what a reader is shown. */
static GMimeTextPart *text_of(GMimeObject *object)
{
	GMimeTextPart *text = NULL;

	if (GMIME_IS_TEXT_PART(object))
		return GMIME_TEXT_PART(object);
	for (int i = 0; GMIME_IS_MULTIPART(object) && !text && i < g_mime_multipart_get_count(GMIME_MULTIPART(object)); i++)
		text = text_of(g_mime_multipart_get_part(GMIME_MULTIPART(object), i));
	return text;
}

static bool look_at_mail(struct found *found, const char *bytes, size_t length)
{
	GMimeStream *stream;
	GMimeParser *parser;
	GMimeMessage *mail;
	GMimeTextPart *part;
	g_autofree char *text = NULL;
	const char *header;

	mail_open();
	stream = g_mime_stream_mem_new_with_buffer(bytes, length);
	parser = g_mime_parser_new_with_stream(stream);
	mail = g_mime_parser_construct_message(parser, NULL);
	part = mail ? text_of(g_mime_message_get_mime_part(mail)) : NULL;
	header = mail ? g_mime_object_get_header(GMIME_OBJECT(mail), HEADER) : NULL;
	text = part ? g_mime_text_part_get_text(part) : NULL;

	if (mail) {
		look_at_begin(found, N_("subject"), g_mime_message_get_subject(mail));
		look(found, HEADER, header && !strcmp(header, MARK));
		look_at_lines(found, text);
	}
	g_clear_object(&mail);
	g_object_unref(parser);
	g_object_unref(stream);
	return text != NULL;
}

/* --- objects --- */

static void look_at_word(struct found *found, const struct json *object)
{
	const char *mark = json_get_string(object, "mark");

	look(found, "mark", mark && !strcmp(mark, MARK));
}

static bool look_at_alert(struct found *found, const struct json *tree)
{
	const struct json *alert = json_length(tree) == 1 ? json_at(tree, 0) : NULL;
	const struct json *labels = alert ? json_get(alert, "labels") : NULL;
	const struct json *annotations = alert ? json_get(alert, "annotations") : NULL;

	if (!labels || !annotations)
		return false;
	look_at_word(found, labels);
	look_at_begin(found, N_("subject"), json_get_string(annotations, "summary"));
	look_at_lines(found, json_get_string(annotations, "description"));
	return true;
}

static bool look_at_words(struct found *found, const struct json *object, bool has_short)
{
	if (!object)
		return false;
	look_at_word(found, object);
	look_at_begin(found, N_("subject"), json_get_string(object, "subject"));
	if (has_short)
		look_at_begin(found, N_("short text"), json_get_string(object, "short"));
	look_at_lines(found, json_get_string(object, "text"));
	return true;
}

static bool look_at_object(struct found *found, enum channel_kind channel, const char *bytes, size_t length)
{
	g_autoptr(ops_json_t) tree = json_parse(bytes, length, JSON_MOST, NULL);

	if (!tree)
		return false;
	if (channel == CHANNEL_ALERTMANAGER)
		return look_at_alert(found, tree);
	if (channel == CHANNEL_COMMAND)
		return look_at_words(found, tree, true);
	return look_at_words(found, json_get(tree, "data"), false);
}

/* --- paper --- */

/* Pages come apart: each of them says it. */
static bool look_at_pages(struct found *found, const char *bytes, size_t length)
{
	g_autofree char *text = g_strndup(bytes, length);
	g_auto(GStrv) pages = g_strsplit(text, "\f", -1);

	found->mentions = strstr(text, TAG) != NULL;
	for (size_t i = 0; pages[i]; i++)
		look_at_lines(found, pages[i]);
	return true;
}

/* --- the verdict --- */

static bool look_at_bytes(struct found *found, enum channel_kind channel, const char *bytes, size_t length)
{
	switch (channel) {
	case CHANNEL_MAIL:
		return look_at_mail(found, bytes, length);
	case CHANNEL_WEBHOOK:
	case CHANNEL_ALERTMANAGER:
	case CHANNEL_COMMAND:
		return look_at_object(found, channel, bytes, length);
	case CHANNEL_PHONE:
	case CHANNEL_FAX:
	case CHANNEL_SHEET:
		return look_at_pages(found, bytes, length);
	}
	g_assert_not_reached();
}

bool compose_check(enum channel_kind channel, enum send_mark mark, const char *bytes, size_t length, GError **error)
{
	struct found found = {.mark = mark};

	if (!look_at_bytes(&found, channel, bytes, length) || found.places == 0)
		return compose_fail(error, "%s", _("what was made cannot be read again: it was not sent"));
	if (mark != SEND_DRILL)
		return (found.marked == 0 && !found.mentions) ||
		       compose_fail(error, "%s", _("this is no drill, and the words say that it is one: it was not sent"));
	if (found.denies)
		return compose_fail(error, "%s", _("this is a drill, and the words say that it is none: it was not sent"));
	return found.marked == found.places ||
	       compose_fail(error, _("this is a drill, and its %s does not say so: it was not sent"), _(found.first_bare));
}
