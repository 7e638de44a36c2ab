/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The list of files that an inventory was read from, and its bytes in a cache:
 * the directory, how many were found by listing it, then each file's stamp and
 * path.
 */
#include "inventory/cache.h"

static void source_clear(gpointer source)
{
	g_free(((struct cache_source *)source)->path);
}

struct cache_sources *cache_sources_new(const char *directory)
{
	struct cache_sources *sources = g_new0(struct cache_sources, 1);

	sources->directory = g_strdup(directory);
	sources->list = g_array_new(FALSE, TRUE, sizeof(struct cache_source));
	g_array_set_clear_func(sources->list, source_clear);
	return sources;
}

void cache_sources_free(struct cache_sources *sources)
{
	if (!sources)
		return;
	g_free(sources->directory);
	g_array_unref(sources->list);
	g_free(sources);
}

void cache_sources_add(struct cache_sources *sources, const char *path,
		       const struct conf_stamp *stamp)
{
	struct cache_source source = {.path = g_strdup(path), .stamp = *stamp};

	g_array_append_val(sources->list, source);
}

static void append(GByteArray *bytes, const void *what, size_t length)
{
	g_byte_array_append(bytes, what, (guint)length);
}

GByteArray *cache_sources_print(const struct cache_sources *sources)
{
	GByteArray *bytes = g_byte_array_new();
	uint64_t numbers[] = {sources->listed, sources->list->len};

	append(bytes, numbers, sizeof(numbers));
	append(bytes, sources->directory, strlen(sources->directory) + 1);
	for (guint i = 0; i < sources->list->len; i++) {
		const struct cache_source *source =
			&g_array_index(sources->list, struct cache_source, i);
		uint8_t settled = source->settled;

		append(bytes, &source->stamp, sizeof(source->stamp));
		append(bytes, &settled, sizeof(settled));
		append(bytes, source->path, strlen(source->path) + 1);
	}
	return bytes;
}

struct digest cache_sources_digest(const struct cache_sources *sources)
{
	struct digest_stream *stream = digest_stream_new();
	struct digest digest;

	for (guint i = 0; i < sources->list->len; i++) {
		const struct digest *one = &g_array_index(sources->list, struct cache_source, i).stamp.digest;

		digest_stream_add(stream, one->bytes, sizeof(one->bytes));
	}
	digest = digest_stream_end(stream);
	digest_stream_free(stream);
	return digest;
}

/* What is left of the bytes. */
struct rest {
	const uint8_t *at;
	size_t length;
};

static bool take(struct rest *rest, void *ret_what, size_t length)
{
	if (rest->length < length)
		return false;
	memcpy(ret_what, rest->at, length);
	rest->at += length;
	rest->length -= length;
	return true;
}

static const char *take_text(struct rest *rest)
{
	const char *text = (const char *)rest->at;
	const uint8_t *end = rest->length > 0 ? memchr(rest->at, '\0', rest->length) : NULL;

	if (!end)
		return NULL;
	rest->length -= (size_t)(end + 1 - rest->at);
	rest->at = end + 1;
	return text;
}

struct cache_sources *cache_sources_parse(const uint8_t *bytes, size_t length)
{
	g_autoptr(ops_cache_sources_t) sources = NULL;
	struct rest rest = {bytes, length};
	uint64_t numbers[2];
	const char *text;

	if (!take(&rest, numbers, sizeof(numbers)) || !(text = take_text(&rest)))
		return NULL;
	sources = cache_sources_new(text);
	while (rest.length > 0) {
		struct conf_stamp stamp;
		uint8_t settled;

		if (!take(&rest, &stamp, sizeof(stamp)) ||
		    !take(&rest, &settled, sizeof(settled)) || !(text = take_text(&rest)))
			return NULL;
		cache_sources_add(sources, text, &stamp);
		g_array_index(sources->list, struct cache_source, sources->list->len - 1).settled =
			settled == 1;
	}
	if (numbers[0] > numbers[1] || numbers[1] != sources->list->len)
		return NULL;
	sources->listed = numbers[0];
	return g_steal_pointer(&sources);
}
