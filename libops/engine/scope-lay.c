/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who takes part in a view. The ways are those on which each hop is nearer to us (links
 * from the first hops on), so that all that redundancy offers is on them; without first
 * hops nothing is known of the way, and what is laid out is what is known on paper: the
 * concentrator and the borders.
 */
#include "engine/scope-lay.h"

#include "base/translate.h"

static void give(uint8_t *part, enum scope_part to)
{
	*part = (uint8_t)MAX(*part, to);
}

/* --- ways --- */

/* All that lies before what decides already, decides. */
static void give_ways(struct scope_laying *laying)
{
	bool moved = true;

	while (moved) {
		moved = false;
		for (size_t i = 0; i < inventory_link_count(laying->inventory); i++) {
			const struct link *link = inventory_link_at(laying->inventory, i);
			size_t a = (size_t)(link->a - laying->devices),
			       b = (size_t)(link->b - laying->devices);
			size_t near = laying->distance[a] < laying->distance[b] ? a : b,
			       far = near == a ? b : a;

			if (laying->distance[a] == laying->distance[b] ||
			    laying->device[far] != PART_OWN || laying->device[near] == PART_OWN)
				continue;
			laying->device[near] = PART_OWN;
			moved = true;
		}
	}
}

/* Links to the core: our end, and the hop beyond. */
static void give_core_connections(struct scope_laying *laying, enum scope_part ours,
				  enum scope_part theirs)
{
	for (size_t i = 0; i < inventory_link_count(laying->inventory); i++) {
		const struct link *link = inventory_link_at(laying->inventory, i);
		const struct device *near = link->a->owner->self ? link->a : link->b;
		const struct device *far = near == link->a ? link->b : link->a;

		if (!near->owner->self || far->owner->kind != OWNER_CORE_OPERATOR)
			continue;
		give(part_of_device(laying, near), ours);
		give(part_of_device(laying, far), theirs);
	}
}

/* --- the subject, and what belongs to it --- */

static void give_line(struct scope_laying *laying, const struct line *line, enum scope_part part)
{
	give(part_of_line(laying, line), part);
	if (line->cpe)
		give(part_of_device(laying, line->cpe), part);
}

static void give_lines_of(struct scope_laying *laying, const struct device *cpe,
			  enum scope_part part)
{
	for (size_t i = 0; i < laying->line_count; i++)
		if (laying->lines[i].cpe == cpe)
			give_line(laying, &laying->lines[i], part);
}

static void give_members(struct scope_laying *laying, const struct group *group)
{
	for (size_t i = 0; group->devices && group->devices[i]; i++)
		give(part_of_device(laying, group->devices[i]), PART_OWN);
	for (size_t i = 0; group->lines && group->lines[i]; i++)
		give_line(laying, group->lines[i], PART_OWN);
}

static bool give_subject(struct scope_laying *laying, const char *subject, GError **error)
{
	struct question question;
	struct scope_lead lead = {NULL, NULL, NULL};
	bool is_group = g_str_has_prefix(subject, "group:");
	const struct group *group =
		is_group ? inventory_find_group(laying->inventory, subject + 6) : NULL;
	struct item item;

	if (group) {
		give_members(laying, group);
		laying->group[group - inventory_group_at(laying->inventory, 0)] = true;
		return true;
	}
	if (!scope_find_item(laying->inventory, subject, &item, &question)) {
		g_set_error(error, OPS_INVENTORY_ERROR, INVENTORY_ERROR_NOTHING,
			    _("the inventory has no item called '%s'"), subject);
		return false;
	}
	if (item.kind == ITEM_DEVICE && item_question_kind(&item) == QUESTION_FIGURE)
		lead = scope_leads_to(laying->inventory, item.device, item_question_name(&item));
	if (lead.line) {
		give_line(laying, lead.line, PART_OWN);
	} else if (item.kind == ITEM_LINE) {
		give_line(laying, item.line, PART_OWN);
	} else {
		const struct device *device = lead.cpe ? lead.cpe : item.device;

		give(part_of_device(laying, device), PART_OWN);
		if (lead.peer)
			give(part_of_device(laying, lead.peer), PART_OWN);
		if (scope_is_cpe(device))
			give_lines_of(laying, device, PART_OWN);
	}
	return true;
}

/* A group of which one member decides decides, and so does each of its members: it is judged by all
 * of them. */
static void give_groups(struct scope_laying *laying)
{
	for (size_t g = 0; g < inventory_group_count(laying->inventory); g++) {
		const struct group *group = inventory_group_at(laying->inventory, g);
		bool *decides = &laying->group[g];

		for (size_t i = 0; group->devices && group->devices[i]; i++)
			*decides =
				*decides || *part_of_device(laying, group->devices[i]) == PART_OWN;
		for (size_t i = 0; group->lines && group->lines[i]; i++)
			*decides = *decides || *part_of_line(laying, group->lines[i]) == PART_OWN;
		if (*decides)
			give_members(laying, group);
	}
}

/* Lines that end in a CPE that decides decide. */
static void give_siblings(struct scope_laying *laying)
{
	for (size_t i = 0; i < laying->line_count; i++) {
		const struct line *line = &laying->lines[i];

		if (line->cpe && *part_of_device(laying, line->cpe) == PART_OWN)
			give_line(laying, line, PART_OWN);
	}
}

static void give_concentrators(struct scope_laying *laying, enum scope_part part)
{
	for (size_t i = 0; i < laying->line_count; i++)
		if (laying->line[i] == PART_OWN && laying->lines[i].from)
			give(part_of_device(laying, laying->lines[i].from), part);
}

/* --- neighbours --- */

/* Of the lines that FITS at most SCOPE_NEIGHBOURS_MOST, spread over all of them in order of name.
 */
static void give_spread(struct scope_laying *laying, const bool *fits, enum scope_part part)
{
	size_t count = 0, seen = 0;

	for (size_t i = 0; i < laying->line_count; i++)
		count += fits[i];
	for (size_t i = 0; i < laying->line_count; i++) {
		size_t most = MIN(count, (size_t)SCOPE_NEIGHBOURS_MOST);

		if (!fits[i])
			continue;
		if (seen * most / count != (seen + 1) * most / count)
			give(&laying->line[i], part);
		seen++;
	}
}

/* Lines of the concentrators that lines which decide come from, and of the same institutions. */
static void give_neighbours(struct scope_laying *laying, enum scope_part part)
{
	g_autoptr(GHashTable) shared = g_hash_table_new(NULL, NULL);
	g_autofree bool *near = g_new0(bool, laying->line_count + 1),
			*kin = g_new0(bool, laying->line_count + 1);

	for (size_t i = 0; i < laying->line_count; i++) {
		if (laying->line[i] != PART_OWN)
			continue;
		g_hash_table_add(shared, (gpointer)laying->lines[i].institution);
		if (laying->lines[i].from)
			g_hash_table_add(shared, (gpointer)laying->lines[i].from);
	}
	for (size_t i = 0; i < laying->line_count; i++) {
		const struct line *line = &laying->lines[i];

		kin[i] = laying->line[i] != PART_OWN &&
			 g_hash_table_contains(shared, line->institution);
		near[i] = laying->line[i] != PART_OWN && !kin[i] && line->from &&
			  g_hash_table_contains(shared, line->from);
	}
	give_spread(laying, kin, part);
	give_spread(laying, near, part);
}

/* --- each scope --- */

static void give_owned_by(struct scope_laying *laying, bool ours, enum scope_part part)
{
	for (size_t i = 0; i < laying->device_count; i++) {
		const struct device *device = &laying->devices[i];
		bool fits = ours ? device->owner->self && !scope_is_cpe(device)
				 : device->owner->kind == OWNER_CORE_OPERATOR ||
					    (device->owner->kind == OWNER_OPERATOR &&
					     !device->owner->self);

		if (fits)
			give(&laying->device[i], part);
	}
}

static void lay_service_path(struct scope_laying *laying)
{
	give_siblings(laying);
	give_groups(laying);
	give_concentrators(laying, PART_OWN);
	give_core_connections(laying, PART_OWN, PART_OWN);
	give_ways(laying);
	/* Groups of what was found on the ways; and the ways to members that were not on them. */
	give_groups(laying);
	give_ways(laying);
	give_neighbours(laying, PART_EVIDENCE);
	/* What answers beyond an edge shows whether that passes packets on, and the way there which
	 * edge does. */
	give_owned_by(laying, false, PART_READ);
}

/* Those on the ways; without a subject all. */
static void lay_own_side(struct scope_laying *laying, bool has_subject)
{
	if (has_subject)
		lay_service_path(laying);
	else
		give_owned_by(laying, true, PART_OWN);
	for (size_t i = 0; i < laying->device_count; i++) {
		const struct device *device = &laying->devices[i];

		if (!device->owner->self || scope_is_cpe(device))
			laying->device[i] = PART_NONE;
	}
	memset(laying->line, PART_NONE, laying->line_count);
	memset(laying->group, 0, sizeof(bool) * inventory_group_count(laying->inventory));
	give_groups(laying);
	give_core_connections(laying, PART_OWN, PART_EVIDENCE);
}

static void lay_neighbours(struct scope_laying *laying)
{
	g_autofree uint8_t *subject = g_memdup2(laying->line, laying->line_count + 1);

	give_neighbours(laying, PART_READ);
	give_concentrators(laying, PART_READ);
	memset(laying->group, 0, sizeof(bool) * inventory_group_count(laying->inventory));
	for (size_t i = 0; i < laying->device_count; i++)
		laying->device[i] = laying->device[i] == PART_READ ? PART_OWN : PART_NONE;
	for (size_t i = 0; i < laying->line_count; i++)
		laying->line[i] = laying->line[i] == PART_READ && subject[i] == PART_NONE
					  ? PART_OWN
					  : PART_NONE;
}

bool scope_lay(struct scope_laying *laying, enum probe_scope scope, const char *subject,
	       GError **error)
{
	bool has_subject = subject && *subject;

	if ((has_subject || (scope != SCOPE_OWN_SIDE && scope != SCOPE_CORE)) &&
	    !give_subject(laying, has_subject ? subject : "", error))
		return false;
	switch (scope) {
	case SCOPE_SERVICE_PATH:
	case SCOPE_REQUESTED:
		lay_service_path(laying);
		return true;
	case SCOPE_LINE:
		give_concentrators(laying, PART_READ);
		return true;
	case SCOPE_NEIGHBOURS:
		lay_neighbours(laying);
		return true;
	case SCOPE_OWN_SIDE:
		lay_own_side(laying, has_subject);
		return true;
	case SCOPE_CORE:
		give_core_connections(laying, PART_OWN, PART_OWN);
		give_owned_by(laying, false, PART_OWN);
		return true;
	}
	g_assert_not_reached();
}
