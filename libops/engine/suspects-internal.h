/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which of all troubles is the subject's: what the choice is made by.
 */
#pragma once

#include "engine/scope.h"

struct suspects_choice {
	const struct inventory *inventory;
	const char *subject;
	const struct scope_view *way;	/* the service path of the subject */
	const struct scope_view *thing;	/* the subject alone */
	const GPtrArray *around;	/* what was seen of WAY: struct scope_sight */
};

/* Sets trouble, owner, lines, look and oldest_us of SUSPECTS, whose answer is there; the trouble stays NULL when
 * none has to do with the subject. */
void suspects_choose(struct suspects *suspects, const struct suspects_choice *choice);
