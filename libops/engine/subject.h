/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a name of an item speaks of, for whoever has only the name: "line:h1-main",
 * "device:a1/cpu", "group:gw".
 */
#pragma once

#include "inventory/inventory.h"

struct subject {
	const struct device *device;	/* one of these three */
	const struct line *line;
	const struct group *group;
	const struct line *ends;	/* of a device: the line that ends in it, if it is a CPE; NULL */
	const struct service_class *service_class;	/* of a CPE: its line's; NULL: not given */
	const struct organization *organization;	/* whom it serves: a line's or CPE's institution; else its owner */
	const char *part;		/* behind the slash, "cpu"; "": none. Lent by the name */
};

/* False: INVENTORY has nothing of that name. What RET_SUBJECT points to is lent by the inventory. */
bool engine_subject(const struct inventory *inventory, const char *name, struct subject *ret_subject);
