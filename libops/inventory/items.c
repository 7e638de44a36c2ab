/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Items: devices, lines and the further questions to them, seen alike.
 */
#include "inventory/internal.h"

char *item_name(const struct item *item)
{
	if (item->question)
		return g_strdup(item->question->name);
	return g_strconcat(item->kind == ITEM_LINE ? "line:" : "device:", item_short_name(item), NULL);
}

const char *item_short_name(const struct item *item)
{
	if (item_question_kind(item) == QUESTION_GROUP)
		return strchr(item->question->name, ':') + 1;
	return item->kind == ITEM_LINE ? item->line->name : item->device->name;
}

const char *item_question_name(const struct item *item)
{
	const char *slash = item->question ? strchr(item->question->name, '/') : NULL;

	/* A group is no question to one of its members. */
	return slash ? slash + 1 : "";
}

enum question_kind item_question_kind(const struct item *item)
{
	return item->question ? item->question->kind : QUESTION_ICMP;
}

const struct address *item_address(const struct item *item)
{
	if (item->question)
		return &item->question->address;
	return item->kind == ITEM_LINE ? &item->line->address : &item->device->address;
}

const struct service_class *item_service_class(const struct item *item)
{
	return item->kind == ITEM_LINE ? item->line->service_class : item->device->service_class;
}

const struct organization *item_owner(const struct item *item)
{
	return item->kind == ITEM_LINE ? item->line->institution : item->device->owner;
}

const struct device *item_far_end(const struct item *item)
{
	return item->kind == ITEM_LINE ? item->line->from : item->device->behind;
}
