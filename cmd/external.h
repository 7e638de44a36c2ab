/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Commands that others add: `nwops foo` runs an executable nwops-foo.
 */
#pragma once

/* Looks in LIBEXEC, then in PATH, and becomes that program with ARGUMENTS (the
 * first of which is NAME). Returns only when there is none, or with errno set
 * when it cannot be run. */
void external_run(const char *libexec, const char *name, char **arguments);
