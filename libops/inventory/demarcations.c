/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where one owner's equipment meets another's: derived from the owners, never
 * written down, so that it cannot contradict them.
 */
#include "inventory/internal.h"

/* NEAR is ours when one end is, else the end that was written first. */
static bool link_demarcation(const struct inventory *inventory, const struct link *link,
			     struct demarcation *ret_demarcation)
{
	bool swapped = link->b->owner == inventory->self;
	const struct device *near = swapped ? link->b : link->a;
	const struct device *far = swapped ? link->a : link->b;

	if (near->owner == far->owner)
		return false;
	*ret_demarcation = (struct demarcation){
		.near = near, .far = far, .near_owner = near->owner, .far_owner = far->owner,
	};
	return true;
}

/*
 * A cpe that an operator or a carrier owns stands on the institution's
 * premises; the owner changes behind it, towards the institution.
 */
struct demarcation inventory_line_demarcation(const struct inventory *inventory, const struct line *line)
{
	bool own_cpe = line->cpe && line->cpe->owner->kind == OWNER_INSTITUTION;

	return (struct demarcation){
		.near = line->from, .far = line->cpe, .line = line,
		.near_owner = line->from ? line->from->owner :
			      line->carrier ? line->carrier : inventory->self,
		.far_owner = own_cpe ? line->cpe->owner : line->institution,
	};
}

void demarcations_derive(struct inventory *inventory)
{
	struct demarcation demarcation;

	for (size_t i = 0; i < inventory_link_count(inventory); i++)
		if (link_demarcation(inventory, inventory_link_at(inventory, i), &demarcation))
			g_array_append_val(inventory->link_demarcations, demarcation);
}
