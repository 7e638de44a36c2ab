/* SPDX-License-Identifier: Apache-2.0 */
/*
 * To which addresses a rehearsal may really send: drills.yaml of the configuration, nwops-drill(1).
 *
 *   allow:
 *     - noc-drill@tozai.example
 *     - "*@drill.tozai.example"
 *     - https://chat.tozai.example/hooks/drill
 *
 * Whole addresses, numbers, URLs, or all of a mail domain; letters of either case. What does not stand there is
 * not sent to, whatever else the inventory says.
 */
#pragma once

#include "conf/conf.h"

#include <stdbool.h>

#define ALLOW_FILE "drills.yaml"
#define ALLOW_MOST 1000

/* NULL-terminated, empty where DIRECTORY has no such file. NULL after an error in FAULTS. Free with g_strfreev(). */
char **allow_load(const char *directory, struct conf_faults *faults);
/* The reader of bytes. */
char **allow_parse(const char *name, const char *bytes, size_t length, struct conf_faults *faults);
/* ALLOW NULL: nothing. */
bool allow_has(const char *const *allow, const char *target);
