/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Saying why something could not be done: one line on standard error; with
 * --json an object of type "error" on standard output as well; as a plugin one
 * line on standard output, which is the only one that a monitoring system reads.
 */
#pragma once

#include "command.h"

enum complaint {
	COMPLAINT_USAGE,
	COMPLAINT_CONFIGURATION,
	COMPLAINT_STORE,
	COMPLAINT_NETWORK,
	COMPLAINT_SYSTEM,
};

/* All return EXIT_COULD_NOT. */
int complain(enum answer answer, enum complaint reason, const char *format, ...)
	G_GNUC_PRINTF(3, 4);
/* The reason is taken from the error's domain. */
int complain_error(enum answer answer, const GError *error);
/* Every fault with its position, then the summary. */
int complain_faults(enum answer answer, const struct conf_faults *faults, const char *format, ...)
	G_GNUC_PRINTF(3, 4);
/* One fault as an object of type "fault". */
void complain_fault_json(const struct conf_fault *fault);
