/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every unit test ends with: one suite, its cases, TAP on stdout. Each
 * test runs in a process of its own, so a crash is a failure and not the end
 * (under valgrind in one for all: CK_FORK=no).
 */
#pragma once

#include "sparse.h"

#include <check.h>
#include <stddef.h>
#include <stdlib.h>

/* ROWS: of a table; the test is run once a row, with its number in _i. 0: once. BUILD: before the
 * first row, in the process that all rows are forked from; NULL: nothing is. */
struct unit_test { const char *name; const TTest *test; int rows; void (*build)(void); };

/* Runs TESTS (ended by a NULL name) as suite NAME; returns main()'s status. */
static inline int unit_run(const char *name, const struct unit_test *tests)
{
	Suite *suite = suite_create(name);
	SRunner *runner;
	int failed;

	for (; tests->name; tests++) {
		TCase *each = tcase_create(tests->name);

		tcase_set_timeout(each, 60);
		tcase_add_unchecked_fixture(each, tests->build, NULL);
		tcase_add_loop_test(each, tests->test, 0, tests->rows ? tests->rows : 1);
		suite_add_tcase(suite, each);
	}
	runner = srunner_create(suite);
	srunner_set_tap(runner, "-");
	srunner_run_all(runner, CK_SILENT);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}

#define UNIT(test) { #test, test }
#define UNIT_ROWS(test, table) { #test, test, (int)(sizeof(table) / sizeof(*(table))) }
#define UNIT_ROWS_OVER(test, table, build) { #test, test, (int)(sizeof(table) / sizeof(*(table))), build }
