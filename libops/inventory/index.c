/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Numbers of things by the hash of what they have: open addressing, so that
 * the two hundred thousand addresses of a nation cost 2 MB while they are
 * compared. Hashes are asked for again when the table grows instead of kept.
 */
#include "inventory/internal.h"

#define SLOTS_AT_FIRST 64

struct index {
	const struct build *build;
	index_hash hash;
	uint32_t *slots; /* a number plus 1; 0: free */
	uint32_t mask;
	uint32_t used;
};

/* Hashes of neighbours are neighbours, which would fill one long row of slots. */
static uint32_t start_of(guint hash)
{
	return (uint32_t)((hash * UINT64_C(0x9e3779b97f4a7c15)) >> 32);
}

struct index *index_new(const struct build *build, index_hash hash)
{
	struct index *index = g_new0(struct index, 1);

	index->build = build;
	index->hash = hash;
	index->slots = g_new0(uint32_t, SLOTS_AT_FIRST);
	index->mask = SLOTS_AT_FIRST - 1;
	return index;
}

void index_free(struct index *index)
{
	if (!index)
		return;
	g_free(index->slots);
	g_free(index);
}

bool index_next(const struct index *index, guint hash, uint32_t *cursor, uint32_t *ret_number)
{
	uint32_t slot = index->slots[(start_of(hash) + *cursor) & index->mask];

	if (slot == 0)
		return false;
	++*cursor;
	*ret_number = slot - 1;
	return true;
}

/* Into the first free slot on NUMBER's way; there always is one. */
static void put(struct index *index, uint32_t number)
{
	uint32_t at = start_of(index->hash(index->build, number));

	while (index->slots[at & index->mask])
		at++;
	index->slots[at & index->mask] = number + 1;
}

static void grow(struct index *index)
{
	g_autofree uint32_t *old = index->slots;
	size_t size = (size_t)index->mask + 1;

	index->slots = g_new0(uint32_t, size * 2);
	index->mask = (uint32_t)(size * 2 - 1);
	for (size_t i = 0; i < size; i++)
		if (old[i])
			put(index, old[i] - 1);
}

void index_add(struct index *index, uint32_t number)
{
	/* A quarter stays free: ways grow long in a fuller table. */
	if (index->used >= index->mask / 4 * 3)
		grow(index);
	index->used++;
	put(index, number);
}

void index_replace(struct index *index, guint hash, uint32_t cursor, uint32_t number)
{
	index->slots[(start_of(hash) + cursor - 1) & index->mask] = number + 1;
}
