/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Is this the key that was pinned? A pin is a fingerprint, a fingerprint with a
 * type, or a whole key; whatever is none of these is an error of the job and
 * never "changed".
 */
#include "net/ssh-internal.h"

#include "base/digest.h"

#include <string.h>

#define SHA256 "SHA256:"
#define KEY_MAX 16384
#define TYPE_MAX 64

/* A pin taken apart. KEY: of a whole one; else FINGERPRINT. */
struct pin { char *type, *fingerprint; uint8_t *key; size_t length; };

static void pin_clear(struct pin *pin)
{
	g_free(pin->type);
	g_free(pin->fingerprint);
	g_free(pin->key);
}

char *pins_fingerprint(const uint8_t *key, size_t length)
{
	struct digest digest = digest_of(key, length);
	g_autofree char *base64 = digest_base64(digest.bytes, DIGEST_SIZE);

	base64[strcspn(base64, "=")] = '\0';
	return g_strconcat(SHA256, base64, NULL);
}

char *pins_type(const uint8_t *key, size_t length)
{
	uint32_t size;

	if (length < 4)
		return NULL;
	size = (uint32_t)key[0] << 24 | (uint32_t)key[1] << 16 | (uint32_t)key[2] << 8 | key[3];
	if (!size || size > TYPE_MAX || size > length - 4)
		return NULL;
	for (uint32_t i = 0; i < size; i++)
		if (key[4 + i] <= ' ' || key[4 + i] > '~')
			return NULL;
	return g_strndup((const char *)key + 4, size);
}

/* 43 characters of base64, as ssh prints it, with or without the padding. */
static bool read_fingerprint(const char *text, struct pin *pin)
{
	g_autofree char *padded = NULL;
	g_autofree uint8_t *digest = NULL;
	size_t length = 0;

	text += strlen(SHA256);
	padded = g_strconcat(text, strlen(text) == 43 ? "=" : "", NULL);
	digest = digest_from_base64(padded, DIGEST_SIZE, &length);
	if (!digest || length != DIGEST_SIZE)
		return false;
	padded[strcspn(padded, "=")] = '\0';
	pin->fingerprint = g_strconcat(SHA256, padded, NULL);
	return true;
}

static bool read_key(const char *text, struct pin *pin)
{
	g_autofree char *type = NULL;

	pin->key = digest_from_base64(text, KEY_MAX, &pin->length);
	type = pin->key ? pins_type(pin->key, pin->length) : NULL;
	return type && !strcmp(type, pin->type);
}

static bool pin_read(const char *text, struct pin *pin)
{
	g_auto(GStrv) words = g_strsplit(text, " ", 3);

	*pin = (struct pin){ 0 };
	if (!words[0] || !*words[0])
		return false;
	if (g_str_has_prefix(words[0], SHA256))
		return !words[1] && read_fingerprint(words[0], pin);
	if (!words[1] || strlen(words[0]) > TYPE_MAX)
		return false;
	pin->type = g_strdup(words[0]);
	return g_str_has_prefix(words[1], SHA256) ? read_fingerprint(words[1], pin) : read_key(words[1], pin);
}

const char *pins_wrong(const struct ssh_peer *peer)
{
	for (unsigned int i = 0; i < peer->pin_count; i++) {
		struct pin pin;
		bool well = pin_read(peer->pins[i], &pin);

		pin_clear(&pin);
		if (!well)
			return peer->pins[i];
	}
	return NULL;
}

char *pins_type_of_pin(const char *text)
{
	struct pin pin;
	char *type = pin_read(text, &pin) ? g_steal_pointer(&pin.type) : NULL;

	pin_clear(&pin);
	return type;
}

static bool pin_is(const char *text, const char *type, const char *fingerprint, const uint8_t *key, size_t length)
{
	struct pin pin;
	bool same = pin_read(text, &pin) && (!pin.type || !strcmp(pin.type, type));

	if (same && pin.key)
		same = pin.length == length && !memcmp(pin.key, key, length);
	else if (same)
		same = !strcmp(pin.fingerprint, fingerprint);
	pin_clear(&pin);
	return same;
}

enum pins_verdict pins_judge(const struct ssh_peer *peer, const uint8_t *key, size_t length)
{
	g_autofree char *type = pins_type(key, length), *fingerprint = pins_fingerprint(key, length);

	if (!peer->pin_count)
		return PINS_NONE;
	for (unsigned int i = 0; type && i < peer->pin_count; i++)
		if (pin_is(peer->pins[i], type, fingerprint, key, length))
			return PINS_MATCH;
	return PINS_CHANGED;
}
