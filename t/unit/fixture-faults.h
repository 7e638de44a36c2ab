/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What tests say of the faults of a file that they read.
 */
#pragma once

#include "conf/conf.h"
#include "unit.h"

/* All of FAULTS, a line each. Caller frees. */
static inline char *faults_told(const struct conf_faults *faults)
{
	GString *text = g_string_new(NULL);

	for (size_t i = 0; i < conf_faults_count(faults); i++) {
		g_autofree char *line = conf_fault_print(conf_faults_at(faults, i));

		g_string_append_printf(text, "%s\n", line);
	}
	return g_string_free(text, FALSE);
}

/* The test has failed, by these. */
static inline void faults_fail(const struct conf_faults *faults)
{
	g_autofree char *told = faults_told(faults);

	ck_abort_msg("%s", told);
}
