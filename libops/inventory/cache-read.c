/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A cache into an inventory. All memory is taken first, so that a number in
 * the file becomes a pointer as soon as it was seen to count something that is
 * there; what is read is summed and turned into structs while it is in the
 * processor's cache.
 */
#include "inventory/cache.h"

#include "base/instant.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#define PIECE ((size_t)64 * 1024)
#define SOURCES_LIMIT ((uint64_t)64 * 1024 * 1024)

/* --- bytes --- */

static bool read_at(const struct cache *cache, void *to, size_t length, uint64_t at)
{
	char *into = to;

	if (cache->descriptor < 0) {
		if (at > cache->length || length > cache->length - at)
			return false;
		if (length > 0)
			memcpy(to, cache->bytes + at, length);
		return true;
	}
	while (length > 0) {
		ssize_t got = pread(cache->descriptor, into, length, (off_t)at);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		into += got;
		at += (uint64_t)got;
		length -= (size_t)got;
	}
	return true;
}

/* Where each section begins. False unless all of them together are the file. */
static bool find_sections(struct cache *cache)
{
	uint64_t at = cache_padded(sizeof(cache->header));

	for (unsigned int i = 0; i < CACHE_SECTIONS; i++) {
		if (cache->header.sections[i].count > cache->length / cache_layouts[i].size)
			return false;
		cache->offsets[i] = at;
		at += cache_padded(cache_length(&cache->header, i));
		if (at > cache->length)
			return false;
	}
	return at == cache->length;
}

bool cache_open(struct cache *cache)
{
	const struct cache_header *header = &cache->header;
	struct digest program = cache_program();

	return read_at(cache, &cache->header, sizeof(cache->header), 0) &&
	       memcmp(header->magic, CACHE_MAGIC, sizeof(header->magic)) == 0 &&
	       digest_equal(&header->program, &program) &&
	       header->sum == cache_header_sum(header) && find_sections(cache) &&
	       header->sections[CACHE_POLICY].count == 1 &&
	       header->self < header->sections[FAMILY_ORGANIZATION].count;
}

/*
 * Memory for a section, from the kernel all at once where it can (5.14): a fault
 * for each of its pages takes an eighth of the whole time.
 */
static void *take_block(size_t count, size_t size)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	char *block = g_malloc_n(MAX(count, 1), size);
	uintptr_t begin = ((uintptr_t)block + page - 1) & ~(page - 1);
	uintptr_t end = ((uintptr_t)block + count * size) & ~(page - 1);

	if (begin < end)
		madvise((void *)begin, end - begin, MADV_POPULATE_WRITE);
	return block;
}

/* A section of bytes, with a NUL behind it; NULL when it is damaged. Caller frees. */
static char *read_bytes(const struct cache *cache, unsigned int section)
{
	size_t length = cache->header.sections[section].count, at = 0;
	g_autofree char *bytes = take_block(length + 1, 1);
	uint64_t sum = 0;

	while (at < length) {
		size_t part = MIN(length - at, PIECE);

		if (!read_at(cache, bytes + at, part, cache->offsets[section] + at))
			return NULL;
		sum = digest_damage_sum(sum, bytes + at, part);
		at += part;
	}
	bytes[length] = '\0';
	return sum == cache->header.sections[section].sum ? g_steal_pointer(&bytes) : NULL;
}

struct cache_sources *cache_read_sources(const struct cache *cache)
{
	g_autofree char *bytes = NULL;

	if (cache->header.sections[CACHE_SOURCE].count > SOURCES_LIMIT)
		return NULL;
	bytes = read_bytes(cache, CACHE_SOURCE);
	return bytes ? cache_sources_parse((const uint8_t *)bytes,
					   cache->header.sections[CACHE_SOURCE].count)
		     : NULL;
}

/* --- pointers for numbers --- */

struct reader {
	const struct cache *cache;
	struct inventory *inventory;
	char *sections[CACHE_SECTIONS]; /* where their elements are, in memory */
};

static size_t count_of(const struct reader *reader, unsigned int section)
{
	return reader->cache->header.sections[section].count;
}

/* COUNT elements of SECTION from NUMBER on are there. */
static bool has(const struct reader *reader, unsigned int section, uint64_t number, uint64_t count)
{
	return number <= count_of(reader, section) && count <= count_of(reader, section) - number;
}

static bool set_pointer(const struct reader *reader, const struct cache_member *member,
			char *element)
{
	unsigned int section = member->kind == CACHE_TEXT ? CACHE_STRING : member->limit;
	uint64_t number, count = 1;
	void *pointer = NULL;

	memcpy(&number, element + member->offset, sizeof(number));
	if (member->kind == CACHE_RANGE)
		memcpy(&count, element + member->count_offset, sizeof(count));
	if (number == 0) {
		if (member->required || (member->kind == CACHE_RANGE && count > 0))
			return false;
	} else {
		if (!has(reader, section, number - 1, count))
			return false;
		pointer = reader->sections[section] + (number - 1) * cache_layouts[section].size;
	}
	memcpy(element + member->offset, &pointer, sizeof(pointer));
	return true;
}

static bool check_address(const struct cache_member *member, const char *element)
{
	struct address address;

	memcpy(&address, element + member->offset, sizeof(address));
	if (address.family == 0)
		return !member->required;
	return address.family == AF_INET || address.family == AF_INET6;
}

static bool check_place(const struct reader *reader, const struct cache_member *member,
			const char *element)
{
	struct place place;

	memcpy(&place, element + member->offset, sizeof(place));
	return place.file < count_of(reader, CACHE_FILE);
}

static bool check_below(const struct cache_member *member, const char *element)
{
	uint32_t number;

	if (member->kind != CACHE_INT)
		return (uint8_t)element[member->offset] <
		       (member->kind == CACHE_BOOL ? 2 : member->limit);
	memcpy(&number, element + member->offset, sizeof(number));
	return number < member->limit;
}

static bool read_member(const struct reader *reader, const struct cache_member *member,
			char *element)
{
	switch (member->kind) {
	case CACHE_ADDRESS:
		return check_address(member, element);
	case CACHE_PLACE:
		return check_place(reader, member, element);
	case CACHE_BOOL:
	case CACHE_BYTE:
	case CACHE_INT:
		return check_below(member, element);
	default:
		return set_pointer(reader, member, element);
	}
}

/* Elements as they stand in the file become what they are in memory. */
static bool read_elements(const struct reader *reader, unsigned int section, char *elements,
			  size_t count)
{
	const struct cache_layout *layout = &cache_layouts[section];

	for (size_t i = 0; i < count; i++, elements += layout->size)
		for (size_t j = 0; j < layout->member_count; j++)
			if (!read_member(reader, &layout->members[j], elements))
				return false;
	return true;
}

static bool read_section(const struct reader *reader, unsigned int section)
{
	const struct cache *cache = reader->cache;
	size_t size = cache_layouts[section].size, left = count_of(reader, section);
	size_t most = PIECE / size & ~(size_t)7; /* so that pieces are multiples of 8 bytes */
	uint64_t at = cache->offsets[section], sum = 0;
	char *to = reader->sections[section];

	while (left > 0) {
		size_t count = MIN(left, most);

		if (!read_at(cache, to, count * size, at))
			return false;
		sum = digest_damage_sum(sum, to, count * size);
		if (!read_elements(reader, section, to, count))
			return false;
		at += count * size;
		to += count * size;
		left -= count;
	}
	return sum == cache->header.sections[section].sum;
}

/* --- the whole --- */

static char *array_room(GArray *array, size_t count)
{
	g_array_set_size(array, (guint)count);
	return array->data;
}

static void take_memory(struct reader *reader)
{
	struct inventory *inventory = reader->inventory;

	for (unsigned int i = 0; i < CACHE_SECTIONS; i++) {
		size_t count = count_of(reader, i);

		if (i < FAMILY_COUNT) {
			inventory->families[i].things = take_block(count, cache_layouts[i].size);
			inventory->families[i].count = inventory->families[i].room = count;
			reader->sections[i] = inventory->families[i].things;
		} else if (i == CACHE_LINK) {
			reader->sections[i] = array_room(inventory->links, count);
		} else if (i == CACHE_SECRET) {
			reader->sections[i] = array_room(inventory->secrets, count);
		} else if (i == CACHE_POLICY) {
			reader->sections[i] = (char *)&inventory->policy;
		} else if (i != CACHE_STRING && i != CACHE_SOURCE) {
			reader->sections[i] = take_block(count, cache_layouts[i].size);
			g_ptr_array_add(inventory->blocks, reader->sections[i]);
		}
	}
}

/* Lists end, and so do texts. */
static bool check_ends(const struct reader *reader)
{
	static const unsigned int lists[] = {CACHE_TAG, CACHE_DEVICE, CACHE_MEMBER,
					     CACHE_CALENDAR};

	for (unsigned int i = 0; i < G_N_ELEMENTS(lists); i++) {
		size_t count = count_of(reader, lists[i]);
		void *const *list = (void *const *)reader->sections[lists[i]];

		if (count > 0 && list[count - 1])
			return false;
	}
	return true;
}

/* What the readers of things see to, and others rely on. */
static bool check_organization(const struct organization *organization)
{
	return organization->kind != OWNER_INSTITUTION ||
	       (organization->institution_type && organization->service_class);
}

static bool check_login(const struct device *device)
{
	struct login login;

	if (!inventory_login(device, &login))
		return true;
	return login.user && device->address.family && device->service_class && device->platform &&
	       login.port > 0 && login.port < 65536 && (!login.jump || login.jump->ssh) &&
	       login.limits.bytes >= 0 && login.limits.bytes <= UINT32_MAX;
}

static bool check_device(const struct device *device)
{
	return (!device->watch_icmp || (device->address.family && device->service_class)) &&
	       check_login(device);
}

/* Names of entries, by which they are found. */
static bool check_names(const struct inventory *inventory)
{
	for (size_t i = 0; i < inventory_login_count(inventory); i++)
		if (!inventory_login_at(inventory, i)->name)
			return false;
	return true;
}

static bool check_question(const struct question *question)
{
	bool has_class = question->line || (question->device && question->device->service_class);

	const char *colon = strchr(question->name, ':');

	if (!question->device == !question->line || !has_class || !colon || !strchr(colon, '/'))
		return false;
	switch (question->kind) {
	case QUESTION_ICMP:
	case QUESTION_FIGURE:
	case QUESTION_GROUP:
		return false;
	case QUESTION_SSH:
		return question->device && question->device->ssh && question->device->platform &&
		       question->address.family;
	case QUESTION_PLUGIN:
		return question->command && question->command[0];
	case QUESTION_TCP:
	case QUESTION_TLS:
		return question->address.family && question->port > 0 && question->port < 65536;
	case QUESTION_PATH:
		return question->address.family && question->hops > 0 && question->hops < 256;
	case QUESTION_MTU:
		return question->address.family && question->size > 0 && question->size < 65536;
	}
	return false;
}

/* What a calendar refers to refers to nothing: looking at one ends. */
static bool check_calendars(const struct calendar *const *list)
{
	for (; list && *list; list++)
		if ((*list)->any || (*list)->except)
			return false;
	return true;
}

static bool check_times(const struct inventory *inventory)
{
	for (size_t i = 0; i < inventory_calendar_count(inventory); i++) {
		const struct calendar *calendar = inventory_calendar_at(inventory, i);

		if (!check_calendars(calendar->any) || !check_calendars(calendar->except))
			return false;
	}
	return true;
}

static bool check_things(const struct inventory *inventory)
{
	if (!check_names(inventory) || !check_times(inventory))
		return false;
	for (size_t i = 0; i < inventory_organization_count(inventory); i++)
		if (!check_organization(inventory_organization_at(inventory, i)))
			return false;
	for (size_t i = 0; i < inventory_device_count(inventory); i++)
		if (!check_device(inventory_device_at(inventory, i)))
			return false;
	for (size_t i = 0; i < inventory_line_count(inventory); i++)
		if (inventory_line_at(inventory, i)->institution->kind != OWNER_INSTITUTION)
			return false;
	for (size_t i = 0; i < inventory_question_count(inventory); i++)
		if (!check_question(inventory_question_at(inventory, i)))
			return false;
	for (size_t i = 0; i < inventory_group_count(inventory); i++)
		if (inventory_group_at(inventory, i)->devices &&
		    inventory_group_at(inventory, i)->lines)
			return false;
	return true;
}

static bool read_all(struct reader *reader)
{
	struct inventory *inventory = reader->inventory;

	reader->sections[CACHE_STRING] = read_bytes(reader->cache, CACHE_STRING);
	if (!reader->sections[CACHE_STRING])
		return false;
	g_ptr_array_add(inventory->blocks, reader->sections[CACHE_STRING]);
	take_memory(reader);
	for (unsigned int i = 0; i < CACHE_SOURCE; i++)
		if (i != CACHE_STRING && !read_section(reader, i))
			return false;
	if (!check_ends(reader) || !check_things(inventory))
		return false;
	for (size_t i = 0; i < count_of(reader, CACHE_FILE); i++)
		g_ptr_array_add(inventory->files,
				g_strdup(((char **)reader->sections[CACHE_FILE])[i]));
	inventory->self = inventory_organization_at(inventory, reader->cache->header.self);
	inventory->zone = instant_zone_open(inventory->policy.zone, NULL);
	return inventory->zone != NULL;
}

struct inventory *cache_read(const struct cache *cache)
{
	struct reader reader = {.cache = cache, .inventory = inventory_new()};

	if (!read_all(&reader)) {
		inventory_free(reader.inventory);
		return NULL;
	}
	demarcations_derive(reader.inventory);
	return reader.inventory;
}
