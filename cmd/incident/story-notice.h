/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One event about a notice, in a line.
 */
#pragma once

#include "base/json.h"

/* BODY of an event of CASE_NOTICE. Caller frees. */
char *story_notice_text(const struct json *body);
