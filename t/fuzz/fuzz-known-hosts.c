/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a file of host keys. What is let through has a key of the type that
 * it says, and can be asked for any host.
 */
#include "net/known-hosts.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(ops_known_hosts_t) known = known_hosts_parse((const char *)data, size);
	unsigned int first, bad = known_hosts_bad(known, &first), line = 0;

	g_assert_true((bad == 0) == (first == 0));
	for (size_t i = 0; i < known_hosts_count(known); i++) {
		const struct known_host *entry = known_hosts_at(known, i);

		g_assert_cmpuint(entry->line, >, line);
		line = entry->line;
		g_assert_true(*entry->hosts && *entry->type && strlen(entry->key) >= 4);
		known_host_is_for(entry, "10.0.0.1");
		known_host_is_for(entry, "[10.0.0.2]:830");
	}
	return 0;
}
