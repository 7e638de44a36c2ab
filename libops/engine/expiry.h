/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Certificates of institutions that run out (1.2, 2.3): each holder is told as each time of the policy's
 * ladder comes, once, and once more when it has run out. Who cannot be told is told of to whoever is on duty.
 */
#pragma once

#include "engine/tell.h"

/* At most so many in one call: the rest follow in the next. */
#define EXPIRY_AT_ONCE 500

/* By what the inventory and applications keep (engine/certificate.h). Looks at all of them once a day of the site's zone. RET_TOLD: how many were told of. A time that was missed is not made up
 * for: the next shorter one speaks for it. */
bool engine_warn_of_expiry(const struct tell_options *options, guint *ret_told, GError **error);
