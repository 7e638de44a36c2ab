/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which address belongs to whom while the inventory is read: two things with
 * one address would be judged by each other's answers.
 */
#include "inventory/internal.h"

#include "base/translate.h"

/* A number in the index: of a line, or of a device. */
#define LINE_BIT 1U

struct holder {
	const struct device *device;
	const struct line *line; /* one of the two */
};

static uint32_t number_of(const struct build *build, const struct holder *holder)
{
	if (holder->line)
		return (uint32_t)build_number(build, FAMILY_LINE, holder->line) << 1 | LINE_BIT;
	return (uint32_t)build_number(build, FAMILY_DEVICE, holder->device) << 1;
}

static struct holder holder_of(const struct build *build, uint32_t number)
{
	struct holder holder = {NULL, NULL};

	if (number & LINE_BIT)
		holder.line = inventory_at(build->inventory, FAMILY_LINE, number >> 1);
	else
		holder.device = inventory_at(build->inventory, FAMILY_DEVICE, number >> 1);
	return holder;
}

static const struct address *address_of(const struct holder *holder)
{
	return holder->line ? &holder->line->address : &holder->device->address;
}

static guint number_hash(const struct build *build, uint32_t number)
{
	const struct holder holder = holder_of(build, number);

	return address_hash(address_of(&holder));
}

struct index *addresses_new(const struct build *build)
{
	return index_new(build, number_hash);
}

/* Who has ADDRESS; the index's cursor stands behind it. False: nobody. */
static bool find(const struct build *build, const struct address *address, uint32_t *ret_cursor,
		 struct holder *ret_holder)
{
	guint hash = address_hash(address);
	uint32_t cursor = 0, number;

	while (index_next(build->addresses, hash, &cursor, &number)) {
		*ret_holder = holder_of(build, number);
		*ret_cursor = cursor;
		if (address_equal(address_of(ret_holder), address))
			return true;
	}
	return false;
}

void addresses_claim(struct build *build, const struct conf_node *word, const struct device *device,
		     const struct line *line)
{
	const struct holder wanted = {device, line};
	const struct address *address = address_of(&wanted);
	struct holder holder;
	uint32_t cursor;
	char text[ADDRESS_TEXT_SIZE];
	g_autofree char *place = NULL;

	if (!find(build, address, &cursor, &holder)) {
		index_add(build->addresses, number_of(build, &wanted));
		return;
	}
	if (line && holder.device && holder.device == line->cpe) {
		index_replace(build->addresses, address_hash(address), cursor,
			      number_of(build, &wanted));
		return;
	}
	place = build_place(build, holder.line ? holder.line->place : holder.device->place);
	build_error(build, conf_position(word),
		    _("address '%s' of %s is that of %s '%s' already: %s"),
		    address_print(address, text), build_owner(build),
		    _(inventory_family_word(holder.line ? FAMILY_LINE : FAMILY_DEVICE)),
		    holder.line ? holder.line->name : holder.device->name, place);
}

void addresses_renumber(struct build *build)
{
	struct holder holder = {NULL, NULL}, other;
	uint32_t cursor;

	index_free(build->addresses);
	build->addresses = addresses_new(build);
	for (size_t i = 0; i < inventory_device_count(build->inventory); i++) {
		holder.device = inventory_device_at(build->inventory, i);
		if (holder.device->address.family &&
		    !find(build, &holder.device->address, &cursor, &other))
			index_add(build->addresses, number_of(build, &holder));
	}
}
