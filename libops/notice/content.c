/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A message as one line of JSON, and back. What is read was written here, and may have been changed since, or been
 * typed by a person: a key that is not known is refused, and so is a line end or a control character in
 * anything that becomes a header or an argument.
 */
#include "notice/content.h"

#include "base/text.h"
#include "base/translate.h"

#include <string.h>

#define FORM 1
#define MINUTES_MOST 1439

/* --- writing --- */

static struct json *attachments_json(const struct message_content *content)
{
	struct json *list = json_new_array();

	for (size_t i = 0; i < content->attachment_count; i++) {
		const struct content_attachment *each = &content->attachments[i];
		struct json *object = json_new_object();

		json_set_string(object, "name", each->name);
		json_set_string(object, "type", each->type);
		json_set_string(object, "method", each->method);
		json_set_string(object, "text", each->text);
		json_append_take(list, object);
	}
	return list;
}

static struct json *party_json(const char *name, const char *address)
{
	struct json *object = json_new_object();

	json_set_string(object, "name", name);
	json_set_string(object, "address", address);
	return object;
}

char *content_print(const struct message_content *content)
{
	g_autoptr(ops_json_t) object = json_new_object();
	g_autofree char *printed = NULL, *notice = json_print(content->notice);

	json_set_integer(object, "v", FORM);
	json_set_string(object, "channel", words_get(WORDS_CHANNEL_KIND, content->channel)->id);
	json_set_string(object, "identity", content->identity);
	json_set_integer(object, "date_us", content->date_us);
	json_set_integer(object, "offset_minutes", content->offset_minutes);
	json_set_string(object, "language", content->language);
	json_take(object, "from", party_json(content->from_name, content->from_address));
	json_take(object, "to", party_json(content->to_name, content->to_address));
	json_set_string(object, "reply_to", content->reply_to);
	json_set_string(object, "thread", content->thread);
	json_set_string(object, "subject", content->subject);
	json_set_string(object, "text", content->text);
	json_set_string(object, "code", content->code);
	json_take(object, "attachments", attachments_json(content));
	printed = json_print(object);
	/* The notice is lent and cannot be taken into the object: it is put before its last brace. */
	printed[strlen(printed) - 1] = '\0';
	return g_strdup_printf("%s,\"notice\":%s}", printed, notice);
}

/* --- reading --- */

static bool refuse(GError **error, const char *key)
{
	g_autofree char *safe = text_safe_string(key);

	g_set_error(error, OPS_JSON_ERROR, JSON_ERROR_SYNTAX,
		    _("cannot read a message: '%s' is missing or not as nwops writes it"), safe);
	return false;
}

static bool keys_known(const struct json *object, const char *const *keys, GError **error)
{
	const char *key = json_unknown_key(object, keys);

	return !key || refuse(error, key);
}

static bool is_line(const char *text)
{
	for (const char *at = text; *at;)
		if (*at >= ' ' && *at < 0x7f)
			at++;
		else if (text_is_plain_wide(at))
			at += 3;
		else if (text_char_is_safe(g_utf8_get_char(at)))
			at = g_utf8_next_char(at);
		else
			return false;
	return true;
}

/* One line; NULL for null where it is OPTIONAL. */
static bool read_line(const struct json *json, const char *key, bool optional, const char **ret_line, GError **error)
{
	const struct json *value = json_get(json, key);
	const char *text = json_get_string(json, key);

	if (!value || (!text && !(optional && json_says_null(value))))
		return refuse(error, key);
	if (text && !is_line(text))
		return refuse(error, key);
	*ret_line = text;
	return true;
}

static bool read_text(const struct json *json, const char *key, const char **ret_text, GError **error)
{
	*ret_text = json_get_string(json, key);
	return *ret_text || refuse(error, key);
}

static bool read_party(const struct json *json, const char *key, const char **ret_name, const char **ret_address,
		       GError **error)
{
	static const char *const keys[] = {"name", "address", NULL};
	const struct json *party = json_get(json, key);

	if (!party)
		return refuse(error, key);
	return keys_known(party, keys, error) && read_line(party, "name", false, ret_name, error) &&
	       read_line(party, "address", false, ret_address, error);
}

static bool read_attachment(const struct json *json, struct content_attachment *ret_attachment, GError **error)
{
	static const char *const keys[] = {"name", "type", "method", "text", NULL};

	return keys_known(json, keys, error) && read_line(json, "name", false, &ret_attachment->name, error) &&
	       read_line(json, "type", false, &ret_attachment->type, error) &&
	       read_line(json, "method", true, &ret_attachment->method, error) &&
	       read_text(json, "text", &ret_attachment->text, error);
}

static bool read_attachments(const struct json *json, struct message_content *content,
			     struct content_attachment *attachments, GError **error)
{
	const struct json *list = json_get(json, "attachments");

	if (!list || !json_is_list(list) || json_length(list) > CONTENT_ATTACHMENTS_LIMIT)
		return refuse(error, "attachments");
	content->attachments = attachments;
	content->attachment_count = json_length(list);
	for (size_t i = 0; i < content->attachment_count; i++)
		if (!read_attachment(json_at(list, i), &attachments[i], error))
			return false;
	return true;
}

static bool read_head(const struct json *json, struct message_content *content, GError **error)
{
	const char *channel = json_get_string(json, "channel");
	const int kind = channel ? words_find(WORDS_CHANNEL_KIND, channel) : -1;
	int64_t form;

	if (!json_get_integer(json, "v", &form) || form != FORM)
		return refuse(error, "v");
	if (kind < 0)
		return refuse(error, "channel");
	content->channel = (enum channel_kind)kind;
	if (!json_get_integer(json, "date_us", &content->date_us))
		return refuse(error, "date_us");
	if (!json_get_integer(json, "offset_minutes", &content->offset_minutes) || content->offset_minutes > MINUTES_MOST ||
	    content->offset_minutes < -MINUTES_MOST)
		return refuse(error, "offset_minutes");
	return read_line(json, "identity", false, &content->identity, error) &&
	       read_line(json, "language", false, &content->language, error);
}

static bool read_notice(const struct json *json, struct message_content *content, GError **error)
{
	const char *first = NULL;

	content->notice = json_get(json, "notice");
	/* An object, and not an empty one: json_next() sees nothing in anything else. */
	return (content->notice && json_next(content->notice, &first)) || refuse(error, "notice");
}

bool content_read(const struct json *json, struct message_content *ret_content, struct content_attachment *attachments,
		  GError **error)
{
	static const char *const keys[] = {
		"v",	"channel", "identity", "date_us", "offset_minutes", "language", "from", "to", "reply_to", "thread",
		"subject", "text", "code", "attachments", "notice", NULL,
	};
	struct message_content content = {0};

	if (!keys_known(json, keys, error) || !read_head(json, &content, error) ||
	    !read_party(json, "from", &content.from_name, &content.from_address, error) ||
	    !read_party(json, "to", &content.to_name, &content.to_address, error) ||
	    !read_line(json, "reply_to", true, &content.reply_to, error) ||
	    !read_line(json, "thread", true, &content.thread, error) ||
	    !read_line(json, "subject", false, &content.subject, error) || !read_text(json, "text", &content.text, error) ||
	    !read_line(json, "code", true, &content.code, error) ||
	    !read_attachments(json, &content, attachments, error) || !read_notice(json, &content, error))
		return false;
	*ret_content = content;
	return true;
}

struct json *content_parse(const char *content, struct message_content *ret_content, struct content_attachment *attachments,
			   GError **error)
{
	size_t length = strlen(content);
	g_autoptr(ops_json_t) json = json_parse(content, length, length, error);

	return json && content_read(json, ret_content, attachments, error) ? g_steal_pointer(&json) : NULL;
}

bool content_is_of(const char *content, enum notice_kind kind)
{
	char beginning[128];

	g_snprintf(beginning, sizeof(beginning), "\"notice\":{\"kind\":\"%s\",", words_get(WORDS_NOTICE_KIND, kind)->id);
	return strstr(content, beginning) != NULL;
}

/*
 * TEXT's letters and digits alone, in small letters, however it is spaced, broken into lines or written wide. Composed
 * letters: taken apart, a Japanese letter with a mark would never be found.
 */
static char *squeeze(const char *text)
{
	g_autofree char *normal = g_utf8_normalize(text, -1, G_NORMALIZE_NFKC);
	g_autofree char *small = normal ? g_utf8_casefold(normal, -1) : NULL;
	GString *squeezed = g_string_new(NULL);

	for (const char *c = small ? small : ""; *c; c = g_utf8_next_char(c))
		if (g_unichar_isalnum(g_utf8_get_char(c)))
			g_string_append_unichar(squeezed, g_utf8_get_char(c));
	return g_string_free(squeezed, FALSE);
}

bool content_denies_drill(const char *text)
{
	static const char *const phrases[] = {
		"notadrill", "nodrill", "isntadrill", "notanexercise", "noexercise", "notatest", "thisisreal",
		"訓練ではな", "訓練ではあり", "訓練ではござ", "訓練じゃな", "訓練じゃあり", "訓練でな", "演習ではな", "演習ではあり",
	};
	g_autofree char *squeezed = squeeze(text);

	for (size_t i = 0; i < G_N_ELEMENTS(phrases); i++)
		if (strstr(squeezed, phrases[i]))
			return true;
	return false;
}
