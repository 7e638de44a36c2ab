/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The verbs of nwops inventory, and how any object of the inventory is printed:
 * one table of facts a family serves list, show and JSON alike. (Not called
 * inventory.h: that is the name of the room's header in libops.)
 */
#pragma once

#include "commands.h"
#include "ui/table.h"

extern const struct command inventory_lint, inventory_list, inventory_show, inventory_graph,
	inventory_import, inventory_export, inventory_pin, inventory_algorithms;

struct fact;

/* A kind of object that can be listed. */
struct family {
	const char *name; /* "devices" */
	const char *type; /* of its JSON objects: "device" */
	const struct fact *facts; /* ended by a NULL key */
	size_t (*count)(const struct inventory *inventory);
	const void *(*at)(const struct inventory *inventory, size_t index);
	/* NULL where the family has no names. */
	const void *(*find)(const struct inventory *inventory, const char *name);
};

extern const struct family family_devices, family_lines, family_links, family_demarcations,
	family_groups, family_sites, family_organizations, family_contacts, family_rosters,
	family_classes, family_logins, family_interfaces, family_versions, family_calendars;

/* A table of OBJECTS; nothing when there are none. */
void family_print_table(const struct session *session, const struct family *family,
			const void *const *objects, size_t count);
/* All of OBJECT's facts, one a line. */
void family_print_whole(const struct session *session, const struct family *family,
			const void *object);
/* Those facts of NOW that read otherwise than in OBJECT. */
void family_print_changed(const struct session *session, const struct family *family,
			  const void *object, const void *now);
void family_print_json(const struct session *session, const struct family *family,
		       const void *object);
