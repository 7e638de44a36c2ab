/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A JSON text that is only read and let go again, without a tree: its values lie one behind the other, texts where they
 * stood in a copy of it. For lines by the thousand; it takes a fifth of what a tree does. It knows what the quick reader
 * (base/json-quick.h) knows, and leaves the rest alone. Beside its tests only base/json.c
 * includes this, where struct json may be one of these.
 */
#pragma once

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* Behind jansson's own, so that a value of either says what it is. */
#define JSON_FLAT_BASE 16

struct json_flat {
	json_type type;			/* first, as in json_t; JSON_FLAT_BASE + jansson's */
	uint32_t cells;			/* of the list it lies in: itself and all that is in it */
	const char *key;		/* of a member of an object, as a string */
	const char *raw;		/* as it stands in the text */
	uint32_t raw_length;
	uint32_t key_length;
	bool same;			/* it stands there as json_print() would write it */
	union {
		const char *text;	/* of a string */
		int64_t integer;
		size_t members;		/* of an object or array */
	};
};

static inline bool json_flat_is(const void *json)
{
	return json && *(const json_type *)json >= JSON_FLAT_BASE;
}

/* What BYTES hold, an object or an array not deeper than DEPTH. NULL: something is wrong or unusual, or LENGTH
 * beyond 64 MiB. To be freed by json_flat_free(), and nothing else in it. */
struct json_flat *json_flat_read(const char *bytes, size_t length, unsigned int depth);
void json_flat_free(struct json_flat *whole);

/* NULL: it is no object, or has no such member. */
const struct json_flat *json_flat_get(const struct json_flat *object, const char *key);
/* As json_next() has it: KEY is one that was got from here. */
const struct json_flat *json_flat_next(const struct json_flat *object, const char **key);
/* NULL: it is no array, or a shorter one. */
const struct json_flat *json_flat_at(const struct json_flat *array, size_t index);
