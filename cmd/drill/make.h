/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is asked before there is a drill: whether one may be held now, who plays, whom it may reach.
 */
#pragma once

#include "session.h"

struct drill_wish {
	const char *scenario, *name;	/* NAME NULL: of the scenario and the day */
	const char *roles;		/* "leader=sato,recorder=abe"; NULL */
	const char *failing, *despite;	/* NULL */
	const char *institutions_word, *network_word;	/* typed once more; NULL */
	bool answers;
	int64_t speed, step_us;
};

/* Makes it, and nothing of it begins. EXIT_OK, or the exit status after a complaint. RET_NAME: caller frees. */
int drill_make(struct session *session, const struct drill_wish *wish, char **ret_name);
