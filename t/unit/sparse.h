/* SPDX-License-Identifier: Apache-2.0 */
/* How much of a long sweep is gone through: all, but under tools that make each step slow. */
#pragma once

#include <stdlib.h>

/* Of a sweep in which each step does the same, every so manieth is taken: 1, or more under a tool that makes
 * each slow (t/run says so by NWOPS_TEST_SPARSE). */
static inline int unit_sparse(void)
{
	const char *word = getenv("NWOPS_TEST_SPARSE");

	return word && *word >= '1' && *word <= '9' && !word[1] ? *word - '0' : 1;
}
