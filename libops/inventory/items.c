/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Items: the two sorts of things that are asked for an answer, seen alike.
 */
#include "inventory/internal.h"

char *item_name(const struct item *item)
{
	return g_strconcat(item->kind == ITEM_LINE ? "line:" : "device:", item_short_name(item), NULL);
}

const char *item_short_name(const struct item *item)
{
	return item->kind == ITEM_LINE ? item->line->name : item->device->name;
}

const struct address *item_address(const struct item *item)
{
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
