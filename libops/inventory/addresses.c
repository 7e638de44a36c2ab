/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which address belongs to whom while the inventory is read: two things with
 * one address would be judged by each other's answers.
 */
#include "inventory/internal.h"

#include "base/translate.h"

/* A line's own cpe may hold the address first, so both may be set. */
struct address_user {
	struct address address;
	const struct device *device;
	const struct line *line;
};

static guint user_hash(gconstpointer user)
{
	return address_hash(&((const struct address_user *)user)->address);
}

static gboolean user_equal(gconstpointer a, gconstpointer b)
{
	return address_equal(&((const struct address_user *)a)->address,
			     &((const struct address_user *)b)->address);
}

GHashTable *addresses_new(void)
{
	return g_hash_table_new_full(user_hash, user_equal, g_free, NULL);
}

void addresses_claim(struct build *build, const struct conf_node *word, const struct address *address,
		     const struct device *device, const struct line *line)
{
	struct address_user wanted = { .address = *address, .device = device, .line = line };
	struct address_user *user = g_hash_table_lookup(build->addresses, &wanted);
	char text[ADDRESS_TEXT_SIZE];
	g_autofree char *place = NULL;

	if (!user) {
		g_hash_table_add(build->addresses, g_memdup2(&wanted, sizeof(wanted)));
		return;
	}
	if (line && !user->line && user->device == line->cpe) {
		user->line = line;
		return;
	}
	place = build_place(user->line ? &user->line->position : &user->device->position);
	build_error(build, conf_position(word), _("address '%s' of %s is that of %s '%s' already: %s"),
		    address_print(address, text), build->owner,
		    _(inventory_family_word(user->line ? FAMILY_LINE : FAMILY_DEVICE)),
		    user->line ? user->line->name : user->device->name, place);
}
