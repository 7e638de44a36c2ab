/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reminding who is on duty of what comes again each year (1.3.4): the drill, and the education of each of them. When that is,
 * is the business of who reminds.
 */
#pragma once

#include "engine/tell.h"

struct yearly {
	const char *clause;		/* "1.3.4-2" */
	const char *line_ja, *line_en;	/* what is due, of whom, by when */
	const char *what_ja, *what_en;	/* "the yearly drill" */
	const char *see;		/* the command that shows how it stands */
	const char *unreached;		/* the warning when nobody can be told */
	const char *keys;		/* a fact that no template names, for who reminds; NULL */
};
#define YEARLY_KEYS "duty-keys"

/* Tells YEARLY once by the name ONCE; that nobody can be told is a warning. RET_TOLD: it was told now, and not before. */
bool engine_remind_yearly(const struct tell_options *options, const struct yearly *yearly, const char *once, bool *ret_told, GError **error);
