/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What somebody means who names a trouble's subject: a thing in the inventory, or who
 * calls.
 */
#pragma once

#include "command.h"

struct subject_said {
	char *name;	/* of an item; of an organization where that is all that is known; "" */
	char *organization;	/* whom it serves, "" */
};

void subject_said_clear(struct subject_said *said);
/*
 * WORD is a line, device or group by its name or as an item ("line:h1", "device:a1/cpu"), or else
 * an institution by name, title, kana, telephone number or code: the line of one that has one alone. False
 * when it is none, or may be several; the message names them. OPS_INVENTORY_ERROR.
 */
bool subject_understand(const struct session *session, const char *word, struct subject_said *ret_said, GError **error);
