/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An inventory into a cache, in one pass and through small buffers: while a
 * nation's inventory is in memory there is no room for a second one. Things are
 * written where their section lies; what they point to (texts, hours, tags) is
 * written or collected when it is first met.
 */
#include "inventory/cache.h"

#include <errno.h>
#include <unistd.h>

#define BUFFER ((size_t)64 * 1024)
/* Texts that many things share were mostly met a moment ago. */
#define RECENT 4096

/* A run of bytes that is being written at its place in the file. */
struct stream {
	char *bytes;
	size_t used;
	uint64_t at; /* where the bytes go */
	uint64_t sum;
};

struct writer {
	const struct inventory *inventory;
	int descriptor;
	bool failed;
	struct cache_header header;
	struct stream things, strings;
	struct {
		const char *text;
		uint64_t number;
	} recent[RECENT];
	GByteArray *collected[CACHE_SECTIONS]; /* what is small and stands at the end */
	GHashTable *numbers; /* hours, logins and lists of tags to their number, plus 1 */
};

/* --- bytes --- */

static void write_at(struct writer *writer, const void *bytes, size_t length, uint64_t at)
{
	const char *from = bytes;

	while (length > 0 && !writer->failed) {
		ssize_t put = pwrite(writer->descriptor, from, length, (off_t)at);

		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0) {
			writer->failed = true;
			break;
		}
		from += put;
		length -= (size_t)put;
		at += (uint64_t)put;
	}
}

static void stream_flush(struct writer *writer, struct stream *stream)
{
	stream->sum = digest_damage_sum(stream->sum, stream->bytes, stream->used);
	write_at(writer, stream->bytes, stream->used, stream->at);
	stream->at += stream->used;
	stream->used = 0;
}

/* The buffer is a multiple of 8 long, so that sums do not depend on where it was flushed. */
static void stream_add(struct writer *writer, struct stream *stream, const void *bytes,
		       size_t length)
{
	const char *from = bytes;

	while (length > 0) {
		size_t part = MIN(length, BUFFER - stream->used);

		memcpy(stream->bytes + stream->used, from, part);
		stream->used += part;
		from += part;
		length -= part;
		if (stream->used == BUFFER)
			stream_flush(writer, stream);
	}
}

/* The end of a section. */
static void stream_end(struct writer *writer, struct stream *stream, unsigned int section)
{
	stream_flush(writer, stream);
	writer->header.sections[section].sum = stream->sum;
	stream->at = cache_padded(stream->at);
	stream->sum = 0;
}

/* --- numbers for pointers --- */

static uint64_t text_number(struct writer *writer, const char *text)
{
	size_t slot = ((uintptr_t)text ^ (uintptr_t)text >> 12) % RECENT;
	uint64_t *count = &writer->header.sections[CACHE_STRING].count;
	size_t length;

	if (!text)
		return 0;
	if (writer->recent[slot].text == text)
		return writer->recent[slot].number;
	length = strlen(text) + 1;
	stream_add(writer, &writer->strings, text, length);
	writer->recent[slot].text = text;
	writer->recent[slot].number = *count + 1;
	*count += length;
	return writer->recent[slot].number;
}

static uint64_t family_number(const struct writer *writer, enum family_id id, const void *thing)
{
	const struct family *family = &writer->inventory->families[id];

	if (!thing)
		return 0;
	return (uint64_t)((const char *)thing - family->things) / inventory_thing_sizes[id] + 1;
}

static void write_element(struct writer *writer, unsigned int section, const void *element,
			  void *ret_written);

/* Adds COUNT elements to a section that is collected; the number of the first. */
static uint64_t collect(struct writer *writer, unsigned int section, const void *elements,
			size_t count)
{
	GByteArray *collected = writer->collected[section];
	size_t size = cache_layouts[section].size;
	uint64_t number = writer->header.sections[section].count + 1;

	for (size_t i = 0; i < count; i++) {
		guint length = collected->len;

		g_byte_array_set_size(collected, length + (guint)size);
		write_element(writer, section, (const char *)elements + i * size,
			      collected->data + length);
	}
	writer->header.sections[section].count += count;
	return number;
}

static size_t list_length(const void *const *list)
{
	size_t length = 1; /* with its NULL */

	while (*list++)
		length++;
	return length;
}

/* The number of what stands at POINTER and may be pointed to from many places. */
static uint64_t shared_number(struct writer *writer, const struct cache_member *member,
			      const void *pointer)
{
	uint64_t number;

	if (!pointer)
		return 0;
	number = GPOINTER_TO_SIZE(g_hash_table_lookup(writer->numbers, pointer));
	if (number > 0)
		return number;
	number = collect(writer, member->limit, pointer,
			 member->kind == CACHE_LIST ? list_length(pointer) : 1);
	g_hash_table_insert(writer->numbers, (gpointer)pointer, GSIZE_TO_POINTER(number));
	return number;
}

static uint64_t pointer_number(struct writer *writer, const struct cache_member *member,
			       const void *element, const void *pointer)
{
	size_t count;

	switch (member->kind) {
	case CACHE_TEXT:
		return text_number(writer, pointer);
	case CACHE_ELEMENT:
		if (member->limit < FAMILY_COUNT)
			return family_number(writer, member->limit, pointer);
		return shared_number(writer, member, pointer);
	case CACHE_LIST:
		return shared_number(writer, member, pointer);
	default:
		memcpy(&count, (const char *)element + member->count_offset, sizeof(count));
		return count > 0 ? collect(writer, member->limit, pointer, count) : 0;
	}
}

/* ELEMENT as it stands in the file. */
static void write_element(struct writer *writer, unsigned int section, const void *element,
			  void *ret_written)
{
	const struct cache_layout *layout = &cache_layouts[section];

	memcpy(ret_written, element, layout->size);
	for (size_t i = 0; i < layout->member_count; i++) {
		const struct cache_member *member = &layout->members[i];
		const void *pointer;
		uint64_t number;

		if (member->kind > CACHE_RANGE)
			continue;
		memcpy(&pointer, (const char *)element + member->offset, sizeof(pointer));
		number = pointer_number(writer, member, element, pointer);
		memcpy((char *)ret_written + member->offset, &number, sizeof(number));
	}
}

/* --- the whole --- */

static void write_section(struct writer *writer, unsigned int section, const void *elements,
			  size_t count)
{
	size_t size = cache_layouts[section].size;
	g_autofree void *written = g_malloc(size);

	for (size_t i = 0; i < count; i++) {
		write_element(writer, section, (const char *)elements + i * size, written);
		stream_add(writer, &writer->things, written, size);
	}
	stream_end(writer, &writer->things, section);
}

/* Sections whose sizes are known: what is in them, and how many. */
static const void *known_section(const struct inventory *inventory, unsigned int section,
				 size_t *ret_count)
{
	const GArray *array = section == CACHE_LINK ? inventory->links : inventory->secrets;

	if (section < FAMILY_COUNT) {
		*ret_count = inventory->families[section].count;
		return inventory->families[section].things;
	}
	*ret_count = section == CACHE_POLICY ? 1 : array->len;
	return section == CACHE_POLICY ? (const void *)&inventory->policy : array->data;
}

static void write_known(struct writer *writer)
{
	uint64_t strings = cache_padded(sizeof(writer->header));
	size_t count;

	for (unsigned int i = 0; i < CACHE_STRING; i++) {
		known_section(writer->inventory, i, &count);
		writer->header.sections[i].count = count;
		strings += cache_padded(cache_length(&writer->header, i));
	}
	writer->things.at = cache_padded(sizeof(writer->header));
	writer->strings.at = strings;
	for (unsigned int i = 0; i < CACHE_STRING; i++) {
		const void *elements = known_section(writer->inventory, i, &count);

		write_section(writer, i, elements, count);
	}
	for (guint i = 0; i < writer->inventory->files->len; i++)
		collect(writer, CACHE_FILE, &writer->inventory->files->pdata[i], 1);
}

/* What was collected, behind the texts. */
static void write_collected(struct writer *writer)
{
	stream_end(writer, &writer->strings, CACHE_STRING);
	writer->things.at = writer->strings.at;
	for (unsigned int i = CACHE_STRING + 1; i < CACHE_SECTIONS; i++) {
		stream_add(writer, &writer->things, writer->collected[i]->data,
			   writer->collected[i]->len);
		stream_end(writer, &writer->things, i);
	}
}

static void write_header(struct writer *writer)
{
	writer->header.sum = cache_header_sum(&writer->header);
	write_at(writer, &writer->header, sizeof(writer->header), 0);
	/* Padding at the very end is part of the file. */
	if (ftruncate(writer->descriptor, (off_t)writer->things.at) < 0)
		writer->failed = true;
}

static void collect_sources(struct writer *writer, const struct cache_sources *sources)
{
	g_byte_array_unref(writer->collected[CACHE_SOURCE]);
	writer->collected[CACHE_SOURCE] = cache_sources_print(sources);
	writer->header.sections[CACHE_SOURCE].count = writer->collected[CACHE_SOURCE]->len;
}

static struct writer *writer_new(int descriptor, const struct inventory *inventory)
{
	struct writer *writer = g_new0(struct writer, 1);

	writer->descriptor = descriptor;
	writer->inventory = inventory;
	writer->things.bytes = g_malloc(BUFFER);
	writer->strings.bytes = g_malloc(BUFFER);
	writer->numbers = g_hash_table_new(NULL, NULL);
	for (unsigned int i = 0; i < CACHE_SECTIONS; i++)
		writer->collected[i] = g_byte_array_new();
	return writer;
}

static void writer_free(struct writer *writer)
{
	for (unsigned int i = 0; i < CACHE_SECTIONS; i++)
		g_byte_array_unref(writer->collected[i]);
	g_hash_table_unref(writer->numbers);
	g_free(writer->things.bytes);
	g_free(writer->strings.bytes);
	g_free(writer);
}

bool cache_write(int descriptor, const struct inventory *inventory,
		 const struct cache_sources *sources)
{
	struct writer *writer = writer_new(descriptor, inventory);
	bool good;

	memcpy(writer->header.magic, CACHE_MAGIC, sizeof(writer->header.magic));
	writer->header.program = cache_program();
	writer->header.self = family_number(writer, FAMILY_ORGANIZATION, inventory->self) - 1;
	write_known(writer);
	collect_sources(writer, sources);
	write_collected(writer);
	write_header(writer);
	good = !writer->failed;
	writer_free(writer);
	return good;
}

bool cache_write_sources(int descriptor, const struct cache_sources *sources)
{
	struct cache cache = {.descriptor = descriptor};
	struct writer *writer;
	bool good;

	cache.length = (uint64_t)MAX(lseek(descriptor, 0, SEEK_END), 0);
	if (!cache_open(&cache))
		return false;
	writer = writer_new(descriptor, NULL);
	writer->header = cache.header;
	writer->things.at = cache.offsets[CACHE_SOURCE];
	collect_sources(writer, sources);
	stream_add(writer, &writer->things, writer->collected[CACHE_SOURCE]->data,
		   writer->collected[CACHE_SOURCE]->len);
	stream_end(writer, &writer->things, CACHE_SOURCE);
	write_header(writer);
	good = !writer->failed;
	writer_free(writer);
	return good;
}
