/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Looking at a tree: what a node is, where it stood, what it holds. Nothing
 * here finds fault; that is for the typed readers.
 */
#include "conf/internal.h"

enum conf_kind conf_kind(const struct conf_node *node)
{
	return node->kind;
}

const struct conf_position *conf_position(const struct conf_node *node)
{
	return &node->position;
}

const char *conf_text(const struct conf_node *node)
{
	return node->kind == CONF_SCALAR ? node->u.text : NULL;
}

bool conf_is_null(const struct conf_node *node)
{
	static const char *const nulls[] = {"", "~", "null", "Null", "NULL", NULL};

	return node->kind == CONF_SCALAR && node->plain && g_strv_contains(nulls, node->u.text);
}

const char *conf_tag(const struct conf_node *node)
{
	return node->tag;
}

size_t conf_length(const struct conf_node *node)
{
	return node->length;
}

const struct conf_node *conf_item(const struct conf_node *sequence, size_t index)
{
	g_assert(sequence->kind == CONF_SEQUENCE && index < sequence->length);
	return sequence->u.values[index];
}

const char *conf_key(const struct conf_node *mapping, size_t index)
{
	g_assert(mapping->kind == CONF_MAPPING && index < mapping->length);
	return conf_node_keys(mapping)[index].text;
}

const struct conf_position *conf_key_position(const struct conf_node *mapping, size_t index)
{
	g_assert(mapping->kind == CONF_MAPPING && index < mapping->length);
	return &conf_node_keys(mapping)[index].position;
}

const struct conf_node *conf_value(const struct conf_node *mapping, size_t index)
{
	g_assert(mapping->kind == CONF_MAPPING && index < mapping->length);
	return mapping->u.values[index];
}

int conf_node_compare(const void *a, const void *b, void *mapping)
{
	const struct conf_key *keys = conf_node_keys(mapping);
	uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
	int order = strcmp(keys[left].text, keys[right].text);

	if (order != 0)
		return order;
	return left < right ? -1 : left > right;
}

const struct conf_node *conf_find(const struct conf_node *mapping, const char *key)
{
	const struct conf_key *keys;
	const uint32_t *order;
	size_t low = 0, high;

	if (mapping->kind != CONF_MAPPING || mapping->length == 0)
		return NULL;
	keys = conf_node_keys(mapping);
	order = conf_node_order(mapping);
	high = mapping->length;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int compared = strcmp(key, keys[order[middle]].text);

		if (compared == 0)
			return mapping->u.values[order[middle]];
		if (compared < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}
