/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The host keys that a device is known by, and what was seen in their place. A
 * device that shows a key that is not pinned is told nothing; that is recorded
 * here until somebody pins anew, so that it stays on the screen.
 *
 * Pins of a device are set as a whole: a key that was replaced must not go on
 * being trusted beside the new one. Whoever sets or removes writes the journal
 * entry in the same transaction (journal.h); these rows are only its result.
 * Forgetting an item leaves its pins: trust ends by a person's word alone.
 */
#pragma once

#include "store/store.h"

#include <stddef.h>

#define PINS_TYPE_LIMIT 64		/* bytes of a key's type */
#define PINS_KEY_LIMIT 8192		/* bytes of a key in base64 */
#define PINS_FINGERPRINT_SIZE 64
#define PINS_DEVICE_LIMIT 32		/* keys of one device */

/* How a key came to be trusted. The numbers are in the database. */
enum pin_way {
	PIN_ASKED,			/* a person was shown it and said yes */
	PIN_IMPORTED,			/* from a known_hosts file */
	PIN_LEARNT,			/* it was the first to be seen */
	PIN_WAY_COUNT,
};

/* One trusted key. The strings are lent: when read, for the call. */
struct pin_record {
	const char *device;		/* "b1" */
	const char *type;		/* "ssh-ed25519" */
	const char *key;		/* the public key in base64, as in known_hosts */
	const char *fingerprint;	/* pins_fingerprint_of() it */
	int64_t pinned_at_us;
	const char *actor;		/* login of who did it */
	const char *said_by;		/* who was named as having said so; NULL: nobody */
	enum pin_way how;
};

/* The key that was last seen in the place of a pinned one. */
struct pin_changed {
	const char *device, *type, *fingerprint;
	int64_t first_seen_us, last_seen_us;
	int64_t count;			/* how often */
};

/* "SHA256:" and base64 without padding, as ssh-keygen prints it, of KEY in base64.
 * False when KEY is not that, or longer than PINS_KEY_LIMIT. */
bool pins_fingerprint_of(const char *key, char ret_fingerprint[PINS_FINGERPRINT_SIZE]);

/* Inside a transaction: DEVICE is known by these COUNT keys and no others, and what was
 * seen in their place is settled. PIN->device and ->fingerprint are not looked at:
 * DEVICE and the key itself say it. Fails when a key is no base64 or comes twice. */
bool pins_set(struct store *store, const char *device, const struct pin_record *pins, size_t count, GError **error);
/* Inside a transaction: DEVICE is not known any more, nor is what was seen. */
bool pins_remove(struct store *store, const char *device, GError **error);
/* Calls EACH until it returns false, in order of device, then as they were set. DEVICE NULL: all. */
typedef bool pins_each(void *context, const struct pin_record *pin);
bool pins_read(struct store *store, const char *device, pins_each *each, void *context, GError **error);

/* Inside a transaction: DEVICE showed another key at SEEN_AT_US. The same as the last
 * such is counted; another one takes its place and begins at 1. */
bool pins_note_changed(struct store *store, const char *device, const char *type, const char *fingerprint, int64_t seen_at_us, GError **error);
/* Calls EACH until it returns false, in order of device. DEVICE NULL: all. */
typedef bool pins_changed_each(void *context, const struct pin_changed *changed);
bool pins_changed(struct store *store, const char *device, pins_changed_each *each, void *context, GError **error);
