/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who acts: the login that the record names.
 */
#pragma once

#include <stdbool.h>

/* The login of the user who runs this; behind sudo, of who called sudo; "uid
 * 1234" where the user has no login. Caller frees. */
char *actor_login(void);
/* Whether NAME (--by) can be recorded as a person's name: UTF-8 of at most 256
 * bytes, not empty, nothing that a terminal cannot show. */
bool actor_is_name(const char *name);
