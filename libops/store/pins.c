/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pinned host keys, whatever keeps them: limits, and the fingerprint, which is
 * reckoned here from the key and never taken from anybody.
 */
#include "store/internal.h"

#include "base/translate.h"

bool pins_fingerprint_of(const char *key, char ret_fingerprint[PINS_FINGERPRINT_SIZE])
{
	g_autofree uint8_t *bytes = NULL;
	g_autofree char *text = NULL;
	struct digest digest;
	size_t length;

	if (strnlen(key, PINS_KEY_LIMIT + 1) > PINS_KEY_LIMIT)
		return false;
	bytes = digest_from_base64(key, PINS_KEY_LIMIT, &length);
	if (!bytes || length == 0)
		return false;
	digest = digest_of(bytes, length);
	text = digest_base64(digest.bytes, sizeof(digest.bytes));
	*strchr(text, '=') = '\0'; /* 32 bytes end in one of them */
	g_snprintf(ret_fingerprint, PINS_FINGERPRINT_SIZE, "SHA256:%s", text);
	return true;
}

static bool text_valid(const char *text, size_t limit)
{
	return *text && strnlen(text, limit + 1) <= limit && g_utf8_validate(text, -1, NULL);
}

static bool pin_valid(const char *device, const struct pin_record *pin, GError **error)
{
	if (!text_valid(pin->type, PINS_TYPE_LIMIT))
		return store_fail(error, STORE_ERROR_IO,
				  _("cannot pin a key of '%s': its type is empty, not UTF-8 or "
				    "longer than %d bytes"),
				  device, PINS_TYPE_LIMIT);
	if (!text_valid(pin->actor, JOURNAL_ACTOR_LIMIT) ||
	    (pin->said_by && !text_valid(pin->said_by, JOURNAL_ACTOR_LIMIT)))
		return store_fail(error, STORE_ERROR_IO,
				  _("cannot pin a key of '%s': nobody is named, or not in UTF-8 of "
				    "at most %d bytes"),
				  device, JOURNAL_ACTOR_LIMIT);
	g_assert(pin->how < PIN_WAY_COUNT);
	return true;
}

static bool is_among(const struct pin_record *pins, size_t count, const struct pin_record *pin)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(pins[i].key, pin->key) == 0 && strcmp(pins[i].type, pin->type) == 0)
			return true;
	return false;
}

static bool set(struct store *store, const char *device, const struct pin_record *pins,
		size_t count, GError **error)
{
	char fingerprints[PINS_DEVICE_LIMIT][PINS_FINGERPRINT_SIZE];
	struct pin_record complete[PINS_DEVICE_LIMIT];

	if (count > PINS_DEVICE_LIMIT)
		return store_fail(error, STORE_ERROR_IO,
				  _("cannot pin more than %d keys of '%s'"), PINS_DEVICE_LIMIT,
				  device);
	for (size_t i = 0; i < count; i++) {
		if (!pin_valid(device, &pins[i], error))
			return false;
		if (!pins_fingerprint_of(pins[i].key, fingerprints[i]))
			return store_fail(error, STORE_ERROR_IO,
					  _("cannot pin a key of '%s': it is not base64 of at most "
					    "%d bytes"),
					  device, PINS_KEY_LIMIT);
		if (is_among(pins, i, &pins[i]))
			return store_fail(error, STORE_ERROR_IO,
					  _("cannot pin a key of '%s' twice: %s"), device,
					  fingerprints[i]);
		complete[i] = pins[i];
		complete[i].device = device;
		complete[i].fingerprint = fingerprints[i];
	}
	return store->operations->set_pins(store, device, complete, count, error);
}

bool pins_set(struct store *store, const char *device, const struct pin_record *pins, size_t count,
	      GError **error)
{
	return store_writing(store, error) &&
	       store_wrote(store, store_item_valid(device, error) &&
					  set(store, device, pins, count, error));
}

bool pins_remove(struct store *store, const char *device, GError **error)
{
	return pins_set(store, device, NULL, 0, error);
}

bool pins_read(struct store *store, const char *device, pins_each *each, void *context,
	       GError **error)
{
	return store->operations->read_pins(store, device, each, context, error);
}

/* CONTEXT, which is to be noted, may be what was seen before. */
static bool go_on_from(void *context, const struct pin_changed *last)
{
	struct pin_changed *changed = context;

	if (strcmp(last->type, changed->type) == 0 &&
	    strcmp(last->fingerprint, changed->fingerprint) == 0) {
		changed->first_seen_us = last->first_seen_us;
		changed->count = last->count + 1;
	}
	return false;
}

static bool note(struct store *store, struct pin_changed *changed, GError **error)
{
	if (!text_valid(changed->type, PINS_TYPE_LIMIT) ||
	    !text_valid(changed->fingerprint, PINS_FINGERPRINT_SIZE - 1))
		return store_fail(error, STORE_ERROR_IO,
				  _("cannot note a changed key of '%s': its type or fingerprint is "
				    "empty, not UTF-8 or too long"),
				  changed->device);
	return store->operations->read_changed(store, changed->device, go_on_from, changed,
					       error) &&
	       store->operations->set_changed(store, changed, error);
}

bool pins_note_changed(struct store *store, const char *device, const char *type,
		       const char *fingerprint, int64_t seen_at_us, GError **error)
{
	struct pin_changed changed = {
		.device = device,
		.type = type,
		.fingerprint = fingerprint,
		.first_seen_us = seen_at_us,
		.last_seen_us = seen_at_us,
		.count = 1,
	};

	return store_writing(store, error) &&
	       store_wrote(store, store_item_valid(device, error) && note(store, &changed, error));
}

bool pins_changed(struct store *store, const char *device, pins_changed_each *each, void *context,
		  GError **error)
{
	return store->operations->read_changed(store, device, each, context, error);
}
