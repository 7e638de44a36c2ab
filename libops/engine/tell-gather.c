/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Many troubles at once become one readable notice for each reader: what lies unsent for
 * the same reader goes into the newest, which has an overview before it. Nothing waits for that: what
 * was begun to be sent goes out by itself, so a first report is never held back.
 */
#include "engine/tell-internal.h"

#include "notice/notice.h"

#include <string.h>

/* So many are told whole; of the others stays a line in the overview. */
#define WHOLE_MOST 20
#define OVERVIEW_MOST 400

static void free_part(gpointer pointer)
{
	struct tell_part *part = pointer;

	g_free(part->subject);
	g_free(part->text);
	g_free(part);
}

static void add_part(GPtrArray *parts, const char *subject, const char *text)
{
	struct tell_part *part = g_new0(struct tell_part, 1);

	part->subject = g_strdup(subject ? subject : "");
	part->text = g_strdup(text);
	g_ptr_array_add(parts, part);
}

/* What a message tells: itself, or what was gathered in it. */
static void add_parts(GPtrArray *parts, const struct message_content *content)
{
	const struct json *list = json_get(content->notice, "parts");

	if (!list)
		add_part(parts, content->subject, content->text);
	for (size_t i = 0; list && i < json_length(list); i++)
		add_part(parts, json_get_string(json_at(list, i), "subject"), json_get_string(json_at(list, i), "text"));
}

/* --- what lies unsent --- */

struct looking {
	enum notice_kind kind;
	const char *audience;
	GHashTable *unsent;
};

static char *key_of(const char *contact, enum channel_kind channel, const char *target)
{
	return g_strdup_printf("%s\n%d\n%s", contact, (int)channel, target);
}

static struct tell_unsent *unsent_of(GHashTable *index, const struct message_record *record)
{
	char *key = key_of(record->contact, record->channel, record->target);
	struct tell_unsent *unsent = g_hash_table_lookup(index, key);

	if (unsent) {
		g_free(key);
		return unsent;
	}
	unsent = g_new0(struct tell_unsent, 1);
	unsent->parts = g_ptr_array_new_with_free_func(free_part);
	unsent->messages = g_array_new(FALSE, FALSE, sizeof(int64_t));
	g_hash_table_insert(index, key, unsent);
	return unsent;
}

static bool take_message(void *context, const struct message_record *record)
{
	struct looking *looking = context;
	struct content_attachment attachments[CONTENT_ATTACHMENTS_LIMIT];
	g_autoptr(ops_json_t) json = NULL;
	struct message_content content;
	struct tell_unsent *unsent;

	if (record->attempts > 0 || !content_is_of(record->content, looking->kind))
		return true;
	json = content_parse(record->content, &content, attachments, NULL);
	if (!json || g_strcmp0(json_get_string(content.notice, "audience"), looking->audience) != 0)
		return true;
	unsent = unsent_of(looking->unsent, record);
	if (unsent->messages->len == 0 || record->due_at_us < unsent->due_at_us)
		unsent->due_at_us = record->due_at_us;
	g_array_append_val(unsent->messages, record->number);
	add_parts(unsent->parts, &content);
	return true;
}

static void free_unsent(gpointer pointer)
{
	struct tell_unsent *unsent = pointer;

	g_ptr_array_unref(unsent->parts);
	g_array_unref(unsent->messages);
	g_free(unsent);
}

GHashTable *tell_index_unsent(const struct tell_options *options, const struct notice_facts *facts, GError **error)
{
	g_autoptr(GHashTable) index = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_unsent);
	struct looking looking = {
		.kind = facts->kind,
		.audience = words_get(WORDS_AUDIENCE, facts->audience)->id,
		.unsent = index,
	};
	const struct messages_filter waiting = { .states = 1u << MESSAGE_QUEUED };

	return messages_read(options->store, &waiting, take_message, &looking, error) ? g_steal_pointer(&index) : NULL;
}

struct tell_unsent *tell_unsent_find(GHashTable *index, const char *contact, const struct contact_channel *channel)
{
	g_autofree char *key = key_of(contact, channel->kind, channel->target);

	return g_hash_table_lookup(index, key);
}

/* --- one out of many --- */

#define RULE "----------------------------------------------------------------------\n"

static void write_whole(GString *whole, const GPtrArray *parts, bool japanese)
{
	guint told = 0;

	g_string_append_printf(whole, japanese ? "次の %u 件をまとめてお知らせします。\n\n" : "This message tells of %u matters together.\n\n",
			       parts->len);
	for (guint i = 0; i < parts->len && i < OVERVIEW_MOST; i++)
		g_string_append_printf(whole, "(%u) %s\n", i + 1, ((const struct tell_part *)parts->pdata[i])->subject);
	for (guint i = 0; i < parts->len && told < WHOLE_MOST; i++) {
		const struct tell_part *part = parts->pdata[i];

		if (part->text)
			g_string_append_printf(whole, "\n" RULE "(%u)\n%s", i + 1, part->text);
		told += part->text != NULL;
	}
	if (parts->len > told)
		g_string_append_printf(whole, japanese ? "\n" RULE "ほか %u 件の本文は省略します。\n" : "\n" RULE "The texts of %u others are left out.\n",
				       parts->len - told);
}

static struct json *describe_parts(const GPtrArray *parts)
{
	struct json *list = json_new_array();

	for (guint i = 0; i < parts->len && i < OVERVIEW_MOST; i++) {
		const struct tell_part *part = parts->pdata[i];
		struct json *object = json_new_object();

		json_set_string(object, "subject", part->subject);
		json_set_string(object, "text", i < WHOLE_MOST ? part->text : NULL);
		json_append_take(list, object);
	}
	return list;
}

void tell_gather(const char *language, struct tell_unsent *unsent, struct notice_text *text, struct json *notice)
{
	bool japanese = g_str_equal(language, "ja");
	g_autoptr(GString) whole = g_string_new(NULL);
	struct tell_part *own = g_new0(struct tell_part, 1);

	own->subject = g_steal_pointer(&text->subject);
	own->text = g_steal_pointer(&text->text);
	g_ptr_array_insert(unsent->parts, 0, own);
	write_whole(whole, unsent->parts, japanese);
	text->subject = g_strdup_printf(japanese ? "%s ほか%u件" : "%s and %u more", own->subject, unsent->parts->len - 1);
	text->text = g_string_free(g_steal_pointer(&whole), FALSE);
	json_take(notice, "parts", describe_parts(unsent->parts));
}
