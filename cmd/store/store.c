/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops store: what the record takes up, and its copies.
 */
#include "store/verbs.h"

#include "base/translate.h"

static const struct command *const verbs[] = {
	&store_status, &store_prune, &store_backup, &store_restore, NULL,
};

const struct command cmd_store = {
	.name = "store",
	.summary = N_("measure, prune, back up and restore the record"),
	.verbs = verbs,
};
