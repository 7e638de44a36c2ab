/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SUDO_UID is a claim that anybody can put into the environment, so it counts
 * only where it can do no harm: when root runs us, who could be anybody anyway.
 */
#include "actor.h"

#include "base/quantity.h"
#include "base/text.h"
#include "store/journal.h"

#include <pwd.h>
#include <unistd.h>

char *actor_login(void)
{
	uid_t uid = getuid();
	const char *sudo = g_getenv("SUDO_UID");
	int64_t behind;

	if (!uid && sudo && quantity_parse_integer(sudo, 0, UINT32_MAX - 1, &behind, NULL))
		uid = (uid_t)behind;
	const struct passwd *user = getpwuid(uid);

	if (user && actor_is_name(user->pw_name))
		return g_strdup(user->pw_name);
	return g_strdup_printf("uid %lu", (unsigned long)uid);
}

bool actor_is_name(const char *name)
{
	if (!*name || strlen(name) > JOURNAL_ACTOR_LIMIT || !g_utf8_validate(name, -1, NULL))
		return false;
	for (; *name; name = g_utf8_next_char(name))
		if (!text_char_is_safe(g_utf8_get_char(name)))
			return false;
	return true;
}
