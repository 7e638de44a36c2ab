/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Notices and messages of the store with strings of their own, for who changes them
 * afterwards.
 */
#include "engine/tell-internal.h"

#include "base/translate.h"

#include <inttypes.h>
#include <string.h>

static bool take_notice(void *context, const struct notice_record *record)
{
	struct notice_record **found = context;

	*found = g_memdup2(record, sizeof(*record));
	(*found)->audience = g_strdup(record->audience);
	(*found)->recipient = g_strdup(record->recipient);
	(*found)->case_id = g_strdup(record->case_id);
	(*found)->made_by = g_strdup(record->made_by);
	(*found)->facts = g_strdup(record->facts);
	(*found)->once = g_strdup(record->once);
	(*found)->approved_by = g_strdup(record->approved_by);
	return false;
}

struct notice_record *tell_find_notice(struct store *store, int64_t number, GError **error)
{
	const struct notices_filter filter = { .number = number, .state = -1 };
	struct notice_record *found = NULL;

	if (number > 0 && !notices_read(store, &filter, take_notice, &found, error))
		return NULL;
	if (!found)
		g_set_error(error, OPS_TELL_ERROR, TELL_ERROR_NONE, _("there is no notice %" PRId64), number);
	return found;
}

void tell_notice_free(struct notice_record *record)
{
	if (!record)
		return;
	g_free((char *)record->audience);
	g_free((char *)record->recipient);
	g_free((char *)record->case_id);
	g_free((char *)record->made_by);
	g_free((char *)record->facts);
	g_free((char *)record->once);
	g_free((char *)record->approved_by);
	g_free(record);
}

void tell_message_free(gpointer pointer)
{
	struct message_record *record = pointer;

	if (!record)
		return;
	g_free((char *)record->contact);
	g_free((char *)record->organization);
	g_free((char *)record->target);
	g_free((char *)record->path);
	g_free((char *)record->code);
	g_free((char *)record->identity);
	g_free((char *)record->content);
	g_free(record);
}

struct message_record *tell_copy_message(const struct message_record *record)
{
	struct message_record *copy = g_memdup2(record, sizeof(*record));

	copy->contact = g_strdup(record->contact);
	copy->organization = g_strdup(record->organization);
	copy->target = g_strdup(record->target);
	copy->path = g_strdup(record->path);
	copy->code = g_strdup(record->code);
	copy->identity = g_strdup(record->identity);
	copy->content = g_strdup(record->content);
	return copy;
}

static bool take_message(void *context, const struct message_record *record)
{
	g_ptr_array_add(context, tell_copy_message(record));
	return true;
}

GPtrArray *tell_find_messages(struct store *store, const struct messages_filter *filter, GError **error)
{
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(tell_message_free);

	return messages_read(store, filter, take_message, list, error) ? g_steal_pointer(&list) : NULL;
}
