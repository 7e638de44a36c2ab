/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The parsed inventory in a file of its own: what lies where in it. Structs are
 * kept as they are in memory, with numbers in the place of pointers; one table
 * says which of their members are what, for writing, for reading, and for the
 * digest that tells one program's layout from another's.
 */
#pragma once

#include "inventory/internal.h"

#define CACHE_MAGIC "nwopsinv"

/* The families come first, under their own numbers. Up to CACHE_STRING sizes are
 * known before writing begins. */
enum cache_section {
	CACHE_LINK = FAMILY_COUNT,
	CACHE_SECRET,
	CACHE_POLICY,
	CACHE_STRING,
	CACHE_HOURS,
	CACHE_CHANNEL,
	CACHE_TURN,
	CACHE_LOGIN,
	CACHE_OTHER,
	CACHE_TAG,
	CACHE_DEVICE,
	CACHE_MEMBER,
	CACHE_CALENDAR,
	CACHE_CLASS,
	CACHE_VARIANT,
	CACHE_DAY,
	CACHE_DAYS,
	CACHE_FILE,
	CACHE_SOURCE,
};
#define CACHE_SECTIONS (CACHE_SOURCE + 1)

enum cache_member_kind {
	CACHE_TEXT, /* a pointer to a string */
	CACHE_ELEMENT, /* a pointer to an element of section LIMIT */
	CACHE_LIST, /* a pointer to the first of elements of section LIMIT that end with a NULL */
	CACHE_RANGE, /* a pointer to the first of elements of section LIMIT; a size_t counts them */
	CACHE_BOOL,
	CACHE_BYTE, /* below LIMIT */
	CACHE_INT, /* an int or enum, below LIMIT */
	CACHE_ADDRESS,
	CACHE_PLACE,
};

struct cache_member {
	uint16_t offset; /* in the struct */
	uint8_t kind;
	bool required; /* must not be NULL, or the address none */
	uint16_t limit;
	uint16_t count_offset; /* of a CACHE_RANGE */
};

struct cache_layout {
	size_t size; /* of an element */
	const struct cache_member *members;
	size_t member_count;
};
extern const struct cache_layout cache_layouts[CACHE_SECTIONS];

struct cache_header {
	char magic[8];
	uint64_t sum; /* over this header, itself taken as 0 */
	struct digest program; /* see cache_program() */
	uint64_t self; /* number of the organization that is us */
	struct {
		uint64_t count; /* of elements */
		uint64_t sum;
	} sections[CACHE_SECTIONS];
};

/* Each section begins at a multiple of 8. */
static inline uint64_t cache_length(const struct cache_header *header, unsigned int section)
{
	return header->sections[section].count * cache_layouts[section].size;
}
static inline uint64_t cache_padded(uint64_t length)
{
	return (length + 7) & ~(uint64_t)7;
}
/* Over HEADER as it should be in sum. */
uint64_t cache_header_sum(const struct cache_header *header);

/* Of what reads and writes here: the version, the build and the layout of every
 * struct. Another program's cache is no cache. */
struct digest cache_program(void);

/* --- what the inventory was read from --- */

struct cache_source {
	char *path;
	struct conf_stamp stamp;
	/* It had not changed for a while when it was read: see cache.c. */
	bool settled;
};

struct cache_sources {
	char *directory;
	size_t listed; /* the first so many are nwops.yaml and inventory/[*].yaml */
	GArray *list; /* struct cache_source */
};
struct cache_sources *cache_sources_new(const char *directory);
void cache_sources_free(struct cache_sources *sources);
typedef struct cache_sources ops_cache_sources_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_cache_sources_t, cache_sources_free)
void cache_sources_add(struct cache_sources *sources, const char *path,
		       const struct conf_stamp *stamp);
/* As the bytes of CACHE_SOURCE. */
GByteArray *cache_sources_print(const struct cache_sources *sources);
/* Over what the files have in them, wherever they are. */
struct digest cache_sources_digest(const struct cache_sources *sources);
/* NULL when BYTES are something else. */
struct cache_sources *cache_sources_parse(const uint8_t *bytes, size_t length);

/* As inventory_load(), and what it was loaded from, unless RET_SOURCES is NULL. */
struct inventory *load_directory(const char *directory, struct cache_sources **ret_sources,
				 struct conf_faults *faults);
/* nwops.yaml and the files that are inventory below DIRECTORY, in the order in which
 * they are read; NULL when that cannot be said. */
GPtrArray *load_names(const char *directory, struct conf_faults *faults);

/* --- writing and reading --- */

/* Into DESCRIPTOR, an empty file. False when it cannot be written. */
bool cache_write(int descriptor, const struct inventory *inventory,
		 const struct cache_sources *sources);
/* Other sources into DESCRIPTOR, over those of the cache in it. */
bool cache_write_sources(int descriptor, const struct cache_sources *sources);

/* A cache in a file, or, with DESCRIPTOR below 0, in memory. */
struct cache {
	int descriptor;
	const uint8_t *bytes;
	uint64_t length;
	struct cache_header header;
	uint64_t offsets[CACHE_SECTIONS];
};
/* Reads the header into CACHE, whose first three members are set. False when it is
 * no cache of this program, or damaged. */
bool cache_open(struct cache *cache);
/* NULL when they are damaged. */
struct cache_sources *cache_read_sources(const struct cache *cache);
/* Every number in it is held against what it counts before it is used, and every
 * byte against the sums, so that no file makes this crash. NULL when it does not
 * hold. What only the readers of files check (that texts are UTF-8, ranges of
 * figures, rings) is not: it is whoever wrote the cache that is trusted with that. */
struct inventory *cache_read(const struct cache *cache);
