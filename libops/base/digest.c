/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SHA-256 and the two ways of writing bytes as text. GLib does the work; what
 * stands here is strictness: one spelling for one value, limits before memory.
 */
#include "base/digest.h"

static void update(GChecksum *checksum, const void *bytes, size_t length)
{
	/* A length of -1 would mean "until the NUL" to GLib. */
	g_assert(length <= G_MAXSSIZE);
	g_checksum_update(checksum, bytes, (gssize)length);
}

struct digest digest_of(const void *bytes, size_t length)
{
	struct digest_part part = {bytes, length};

	return digest_of_parts(&part, 1);
}

struct digest digest_of_parts(const struct digest_part *parts, size_t count)
{
	g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
	struct digest digest;
	gsize size = sizeof(digest.bytes);

	for (size_t i = 0; i < count; i++)
		if (parts[i].length > 0)
			update(checksum, parts[i].bytes, parts[i].length);
	g_checksum_get_digest(checksum, digest.bytes, &size);
	return digest;
}

struct digest_stream *digest_stream_new(void)
{
	return (struct digest_stream *)g_checksum_new(G_CHECKSUM_SHA256);
}

void digest_stream_free(struct digest_stream *stream)
{
	if (stream)
		g_checksum_free((GChecksum *)stream);
}

void digest_stream_add(struct digest_stream *stream, const void *bytes, size_t length)
{
	if (length > 0)
		update((GChecksum *)stream, bytes, length);
}

struct digest digest_stream_end(struct digest_stream *stream)
{
	struct digest digest;
	gsize size = sizeof(digest.bytes);

	g_checksum_get_digest((GChecksum *)stream, digest.bytes, &size);
	return digest;
}

/* Every bit of a word reaches every bit of the sum before the next but one. */
static uint64_t mix(uint64_t sum, uint64_t word)
{
	sum = (sum ^ word) * UINT64_C(0x9e3779b97f4a7c15);
	return sum ^ sum >> 29;
}

static uint64_t word_at(const uint8_t *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof(word));
	return word;
}

/*
 * Multiplications wait for each other, so two words are mixed side by side and
 * then into the sum, which must not forget which was which.
 */
uint64_t digest_damage_sum(uint64_t sum, const void *bytes, size_t length)
{
	const uint8_t *at = bytes;
	uint64_t last = 0;

	for (; length >= 16; at += 16, length -= 16)
		sum = mix(sum, mix(0, word_at(at)) + mix(1, word_at(at + 8)) * 3);
	if (length >= 8) {
		sum = mix(sum, word_at(at));
		at += 8;
		length -= 8;
	}
	if (length == 0)
		return sum;
	memcpy(&last, at, length);
	return mix(mix(sum, last), length);
}

struct digest digest_hmac(const void *key, size_t key_length, const void *bytes, size_t length)
{
	g_autoptr(GHmac) hmac = g_hmac_new(G_CHECKSUM_SHA256, key, key_length);
	struct digest digest;
	gsize size = sizeof(digest.bytes);

	g_assert(length <= G_MAXSSIZE);
	if (length > 0)
		g_hmac_update(hmac, bytes, (gssize)length);
	g_hmac_get_digest(hmac, digest.bytes, &size);
	return digest;
}

void digest_hmac_sha1(const void *key, size_t key_length, const void *bytes, size_t length,
		      uint8_t ret_sum[DIGEST_SHA1_SIZE])
{
	g_autoptr(GHmac) hmac = g_hmac_new(G_CHECKSUM_SHA1, key, key_length);
	gsize size = DIGEST_SHA1_SIZE;

	g_assert(length <= G_MAXSSIZE);
	if (length > 0)
		g_hmac_update(hmac, bytes, (gssize)length);
	g_hmac_get_digest(hmac, ret_sum, &size);
}

bool digest_equal(const struct digest *a, const struct digest *b)
{
	uint8_t difference = 0;

	for (size_t i = 0; i < DIGEST_SIZE; i++)
		difference |= a->bytes[i] ^ b->bytes[i];
	return difference == 0;
}

char *digest_hex(const void *bytes, size_t length)
{
	static const char digits[] = "0123456789abcdef";
	const uint8_t *from = bytes;
	char *text = g_malloc(length * 2 + 1);

	for (size_t i = 0; i < length; i++) {
		text[i * 2] = digits[from[i] >> 4];
		text[i * 2 + 1] = digits[from[i] & 0x0f];
	}
	text[length * 2] = '\0';
	return text;
}

bool digest_from_hex(const char *text, void *ret_bytes, size_t length)
{
	uint8_t *to = ret_bytes;

	if (strlen(text) != length * 2)
		return false;
	for (size_t i = 0; i < length * 2; i++)
		if (!g_ascii_isxdigit(text[i]))
			return false;
	for (size_t i = 0; i < length; i++)
		to[i] = (uint8_t)(g_ascii_xdigit_value(text[i * 2]) << 4 |
				  g_ascii_xdigit_value(text[i * 2 + 1]));
	return true;
}

char *digest_base64(const void *bytes, size_t length)
{
	return length > 0 ? g_base64_encode(bytes, length) : g_strdup("");
}

uint8_t *digest_from_base64(const char *text, size_t limit, size_t *ret_length)
{
	size_t text_length = strlen(text), padding = 0;
	g_autofree uint8_t *bytes = NULL;
	g_autofree char *again = NULL;
	gsize length = 0;

	while (padding < 2 && padding < text_length && text[text_length - 1 - padding] == '=')
		padding++;
	if (text_length % 4 || text_length / 4 * 3 - padding > limit)
		return NULL;
	if (text_length == 0) {
		*ret_length = 0;
		return g_malloc0(1);
	}
	bytes = g_base64_decode(text, &length);
	/* GLib skips what it does not know and forgives stray bits at the end. What
	 * does not come out again as it went in is not strict. */
	again = digest_base64(bytes, length);
	if (strcmp(again, text) != 0)
		return NULL;
	*ret_length = length;
	return g_steal_pointer(&bytes);
}
