/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files that are said to be private keys, ssh's log of the other transport, and
 * pins: bytes that are nobody's but the operator's and the device's, and must
 * not break the process that reads them. A key that is read can sign.
 */
#include "net/ssh-internal.h"
#include "net/ssh-openssh-log.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_key(const char *bytes, size_t size)
{
	struct ssh_key *key = ssh_key_parse(bytes, size, NULL);
	const uint8_t *public;
	uint8_t *signature = NULL;
	size_t length;

	if (!key)
		return;
	public = ssh_key_public(key, &length);
	g_assert(public && length > 4);
	if (ssh_key_sign(key, (const uint8_t *)"text", 4, &signature, &length))
		g_assert(signature && length);
	free(signature);
	ssh_key_free(key);
}

static void try_log(const char *bytes, size_t size)
{
	struct openssh_log log;

	openssh_log_read(&log, bytes, size);
	g_assert((log.reason == SSH_REASON_NONE) == !log.message);
	openssh_log_clear(&log);
}

static void try_pin(const char *bytes, size_t size)
{
	g_autofree char *pin = g_strndup(bytes, size), *type = pins_type_of_pin(pin);
	const char *const pins[] = { pin };
	const struct ssh_peer peer = { .pins = pins, .pin_count = 1 };

	g_assert(!type || !pins_wrong(&peer));
	pins_judge(&peer, (const uint8_t *)bytes, size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	try_key((const char *)data, size);
	try_log((const char *)data, size);
	try_pin((const char *)data, size);
	return 0;
}
