/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as the allow-list of drills. What is let through allows itself and no more than it says: a star all of one mail
 * domain, no URL that only looks like one of it, and nothing where there is no list.
 */
#include "notice/allow.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_entry(const char *const *allow, const char *entry)
{
	const char *const alone[] = {entry, NULL};
	bool wide = g_str_has_prefix(entry, "*@");

	g_assert(g_utf8_validate(entry, -1, NULL) && (wide || !strchr(entry, '*')));
	if (!wide) {
		g_assert(allow_has(allow, entry));
		return;
	}
	g_autofree char *within = g_strconcat("somebody", entry + 1, NULL), *beyond = g_strconcat(within, ".example", NULL);
	g_autofree char *url = g_strconcat("https://x/", within, NULL), *below = g_strdup_printf("somebody@sub.%s", entry + 2);

	/* A domain with a sign that no domain has is one that no address has. */
	if (strpbrk(entry + 2, "@/*"))
		return;
	g_assert(allow_has(alone, within));
	g_assert(!allow_has(alone, beyond) && !allow_has(alone, below) && !allow_has(alone, url));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_auto(GStrv) allow = allow_parse("fuzz", (const char *)data, size, faults);

	g_assert((allow != NULL) == (conf_faults_errors(faults) == 0));
	if (!allow)
		return 0;
	g_assert(g_strv_length(allow) <= ALLOW_MOST);
	for (char **entry = allow; *entry; entry++)
		check_entry((const char *const *)allow, *entry);
	g_assert(!allow_has(NULL, "noc@tozai.example"));
	return 0;
}
