/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Faults as the answer of a command: what a lint prints on standard output.
 */
#pragma once

#include "command.h"

#include "conf/conf.h"

/* Every fault, then how many of NAME there are. Returns the lint's exit status: 0 clean,
 * 1 warnings, 3 errors. */
int faults_print(enum answer answer, const struct conf_faults *faults, const char *name);
/* Every fault alone. */
void faults_print_each(enum answer answer, const struct conf_faults *faults);
