/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which algorithms a device is asked for: those that net/algorithms.h calls good,
 * and of the others the ones that its job names. Only what libssh2 can speak is
 * asked for.
 */
#include "net/ssh-internal.h"

#include "net/algorithms.h"

#include <string.h>

static bool names(const char *const *list, unsigned int count, const char *name)
{
	for (unsigned int i = 0; i < count; i++)
		if (!strcmp(list[i], name))
			return true;
	return false;
}

const char *ssh_policy_unknown(const struct ssh_peer *peer, enum ssh_transport transport)
{
	for (unsigned int i = 0; i < peer->legacy_count; i++) {
		const struct algorithm *algorithm = algorithm_find(peer->legacy[i], -1);

		if (!algorithm || algorithm->grade == ALGORITHM_GOOD || !(algorithm->transports & 1U << transport))
			return peer->legacy[i];
	}
	return NULL;
}

static void append(GString *list, const char *name)
{
	if (list->len)
		g_string_append_c(list, ',');
	g_string_append(list, name);
}

static bool allowed(const struct ssh_peer *peer, const struct algorithm *algorithm)
{
	return algorithm->transports & ALGORITHM_LIBSSH2 &&
	       (algorithm->grade == ALGORITHM_GOOD || names(peer->legacy, peer->legacy_count, algorithm->name));
}

/* Types that pins name, first, so that the key that is known is the one that is shown. */
static void append_pinned(const struct ssh_peer *peer, GString *list, GHashTable *held)
{
	for (unsigned int i = 0; i < peer->pin_count; i++) {
		g_autofree char *type = pins_type_of_pin(peer->pins[i]);
		const struct algorithm *algorithm = type ? algorithm_find(type, SSH_HOST_KEY) : NULL;

		if (algorithm && allowed(peer, algorithm) && g_hash_table_add(held, (char *)algorithm->name))
			append(list, algorithm->name);
	}
}

char *ssh_policy_names(const struct ssh_peer *peer, enum ssh_category category)
{
	GString *list = g_string_new(NULL);
	g_autoptr(GHashTable) held = g_hash_table_new(g_str_hash, g_str_equal);
	const struct algorithm *algorithm;

	if (category == SSH_HOST_KEY)
		append_pinned(peer, list, held);
	/* The good ones stand before the others of their category. */
	for (size_t i = 0; (algorithm = algorithm_at(i)); i++)
		if (algorithm->category == category && allowed(peer, algorithm) &&
		    g_hash_table_add(held, (char *)algorithm->name))
			append(list, algorithm->name);
	return g_string_free(list, FALSE);
}

char *ssh_policy_legacy(const struct ssh_peer *peer, enum ssh_category category)
{
	GString *list = g_string_new(NULL);

	for (unsigned int i = 0; i < peer->legacy_count; i++)
		if (algorithm_find(peer->legacy[i], (int)category))
			append(list, peer->legacy[i]);
	if (!list->len) {
		g_string_free(list, TRUE);
		return NULL;
	}
	return g_string_free(list, FALSE);
}

bool ssh_policy_meet(const char *ours, const char *theirs)
{
	g_auto(GStrv) mine = g_strsplit(ours, ",", -1);
	g_auto(GStrv) other = g_strsplit(theirs, ",", -1);

	for (char **name = mine; *name; name++)
		if (g_strv_contains((const char *const *)other, *name))
			return true;
	return false;
}
