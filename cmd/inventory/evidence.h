/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What `nwops inventory show` shows of what devices said.
 */
#pragma once

#include "command.h"

struct evidence_wanted {
	const char *command; /* its newest text; NULL: a list of all */
	const char *digest; /* how it begins; NULL: any */
	bool raw; /* byte for byte */
};

/* NAME: "b1" or "device:b1". Returns the exit status. */
int evidence_show(struct session *session, const char *name, const struct evidence_wanted *wanted);
