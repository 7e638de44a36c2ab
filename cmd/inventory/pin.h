/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of nwops inventory pin share: what is known of a device's keys,
 * and how it is told.
 */
#pragma once

#include "commands.h"
#include "engine/engine.h"

/* A pinned key, kept for longer than the store lends it. */
struct kept_pin {
	char *device, *type, *key, *fingerprint, *actor, *said_by;
	int64_t pinned_at_us;
	enum pin_way how;
};
/* What a device showed in the place of its pins. */
struct kept_change {
	char *device, *type, *fingerprint;
	int64_t first_seen_us, last_seen_us, count;
};

/* Of DEVICE (NULL: of all) in their order. Elements are struct kept_pin, struct kept_change;
 * g_ptr_array_unref(). NULL on failure. */
GPtrArray *pin_read(struct store *store, const char *device, GError **error);
GPtrArray *pin_read_changed(struct store *store, const char *device, GError **error);

/* What came of one device, by one verb. */
enum pin_result {
	PIN_RESULT_PINNED, /* from now on */
	PIN_RESULT_SAME, /* it was already */
	PIN_RESULT_SHOWN,
	PIN_RESULT_REMOVED,
	PIN_RESULT_NONE, /* it has no pin */
	PIN_RESULT_NEEDS_PERSON, /* who was not there */
	PIN_RESULT_DECLINED,
	PIN_RESULT_REFUSED, /* it is not the key that was named, or a revoked one */
	PIN_RESULT_FAILED, /* it could not be asked */
};

struct pin_report {
	const char *device;
	enum pin_result result;
	const struct pin_record *keys; /* that it showed, or that are pinned now */
	size_t count;
	const GPtrArray *before; /* struct kept_pin; NULL: none */
	const struct kept_change *changed; /* NULL: none */
	const char *message; /* NULL */
};
/* As an object of type "pin". */
void pin_print_json(const struct session *session, const struct pin_report *report);
/* The exit status that RESULT alone would make. */
int pin_exit(enum pin_result result);

/* KEY as the record that is pinned. */
struct pin_record pin_record_of(const char *type, const char *key);
/* Whether KEEP holds exactly KEYS. */
bool pin_same(const GPtrArray *kept, const struct pin_record *keys, size_t count);
/* So, and DEVICE has shown no other key since: then there is nothing to decide. */
bool pin_settled(const struct session *session, const char *device, const GPtrArray *kept,
		 const struct pin_record *keys, size_t count);
/* "ssh-ed25519 SHA256:..." into the answer, behind LABEL and two blanks. */
void pin_print_key(const char *label, const char *type, const char *fingerprint);
/* All of KEPT, with who and when; loud, since another key is there now. */
void pin_print_replaced(const struct session *session, const char *device, const GPtrArray *kept);
/* Pins COUNT keys of each change; false after complaining. */
bool pin_commit(struct session *session, const struct pin_change *changes, size_t count);

/* The verbs within the verb. */
int pin_show(struct session *session, char **devices);
int pin_remove(struct session *session, char **devices);
int pin_import(struct session *session, const char *file, char **devices, bool yes);
/* FINGERPRINT NULL: any, when a person says so; YES: without asking. */
int pin_ask(struct session *session, char **devices, const char *fingerprint, bool yes);

/* What is called NAME ("b1", "device:b1") and can be logged in to; NULL after complaining. */
const struct device *pin_device(const struct session *session, const char *name);
