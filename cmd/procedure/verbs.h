/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The verbs of nwops procedure, and what they share.
 */
#pragma once

#include "commands.h"
#include "engine/names.h"
#include "procedure/procedure.h"
#include "session.h"

extern const struct command procedure_list, procedure_show, procedure_lint_all, procedure_test_all, procedure_graph,
	procedure_manual;

/* Every procedure there is, for the calls among them; what cannot be read is left out. Faults
 * are told by whoever asks for one of them. */
struct procedure_set *ways_all(const struct session *session);
/* The procedure NAME, which may have faults; NULL after complaining, with *RET_STATUS to be
 * returned. */
struct procedure *ways_open(const struct session *session, const char *name, int *ret_status);
/* ARGUMENTS, or all names when there is none. Free with g_strfreev(). */
char **ways_names(const struct session *session, char **arguments);
