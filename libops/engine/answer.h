/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What another party asked us to look at (3.1: the core leads monitoring and asks for
 * our help): what was seen goes into the request's case, and the answer to it is
 * prepared as a notice that is held until a person lets it go.
 */
#pragma once

#include "cases/cases.h"
#include "engine/engine.h"
#include "engine/tell.h"

/* The words that select what REQUEST is about, when nobody says what is to be asked: NULL-terminated, free with
 * g_strfreev(). NULL with an error: there is no such open case of a request (OPS_CASES_ERROR), or it
 * names nothing that is in the inventory. */
char **engine_requested(const struct tell_options *options, const char *request, GError **error);
/* CHECK was recorded. RET_NOTICE: the number of the notice; 0: the core has nobody that a message could reach. */
bool engine_answer(const struct tell_options *options, const char *request, const struct check *check,
		   int64_t *ret_notice, GError **error);
