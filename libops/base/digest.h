/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Digests and encodings: SHA-256, HMACs, hex, base64 (GLib inside).
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DIGEST_SIZE 32

struct digest { uint8_t bytes[DIGEST_SIZE]; };

/* A span of bytes for digest_of_parts(). */
struct digest_part { const void *bytes; size_t length; };

struct digest digest_of(const void *bytes, size_t length);
/* Over the concatenation of COUNT parts. */
struct digest digest_of_parts(const struct digest_part *parts, size_t count);
/* The same over pieces that come one after another. */
struct digest_stream;
struct digest_stream *digest_stream_new(void);
void digest_stream_free(struct digest_stream *stream);
void digest_stream_add(struct digest_stream *stream, const void *bytes, size_t length);
/* Over all that was added; nothing can be added afterwards. */
struct digest digest_stream_end(struct digest_stream *stream);
/*
 * A sum over LENGTH bytes that continues SUM (0 at first), ten times as fast as
 * a digest: for finding damage, never for keeping somebody from forging. All
 * pieces but the last have lengths that are multiples of 16.
 */
uint64_t digest_damage_sum(uint64_t sum, const void *bytes, size_t length);
struct digest digest_hmac(const void *key, size_t key_length, const void *bytes, size_t length);
/* HMAC-SHA-1, for nothing but reading what others wrote so (known_hosts). */
#define DIGEST_SHA1_SIZE 20
void digest_hmac_sha1(const void *key, size_t key_length, const void *bytes, size_t length,
		      uint8_t ret_sum[DIGEST_SHA1_SIZE]);
/* In constant time. */
bool digest_equal(const struct digest *a, const struct digest *b);

/* Lower-case hex. Caller frees. */
char *digest_hex(const void *bytes, size_t length);
/* Exactly LENGTH bytes from hex; false on anything else. */
bool digest_from_hex(const char *text, void *ret_bytes, size_t length);
/* Standard base64 with padding; caller frees. */
char *digest_base64(const void *bytes, size_t length);
/* NULL when TEXT is not strict base64 of at most LIMIT bytes. Caller frees. */
uint8_t *digest_from_base64(const char *text, size_t limit, size_t *ret_length);
