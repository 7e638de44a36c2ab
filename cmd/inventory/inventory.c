/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops inventory: what the network is on paper, for people.
 */
#include "inventory/verbs.h"

#include "base/translate.h"

static const struct command *const verbs[] = {
	&inventory_lint,
	&inventory_list,
	&inventory_show,
	&inventory_graph,
	&inventory_import,
	&inventory_export,
	&inventory_pin,
	&inventory_algorithms,
	NULL,
};

const struct command cmd_inventory = {
	.name = "inventory",
	.summary = N_("check, list, show, draw, import and export the inventory, pin host keys"),
	.verbs = verbs,
};
