/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Notices and messages of the store with strings of their own, for who changes them
 * afterwards.
 */
#include "engine/tell-internal.h"

#include "base/translate.h"

#include <inttypes.h>

static bool take_notice(void *context, const struct notice_record *record)
{
	struct notice_record **found = context;

	*found = g_new(struct notice_record, 1);
	notices_init_copy(*found, record);
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
	notices_clear_copy(record);
	g_free(record);
}

void tell_message_free(gpointer pointer)
{
	struct message_record *record = pointer;

	if (!record)
		return;
	messages_clear_copy(record);
	g_free(record);
}

struct message_record *tell_copy_message(const struct message_record *record)
{
	struct message_record *copy = g_new(struct message_record, 1);

	messages_init_copy(copy, record);
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
