/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A reader for JSON as it is mostly written: by programs, on one line, with small numbers and short keys. It takes a
 * fifth of the time that jansson does, and knows less: what is unusual or wrong is left to jansson, which
 * then says what is wrong. Beside its tests only base/json.c includes this.
 */
#pragma once

#include <jansson.h>

/* What BYTES hold, an object or an array not deeper than DEPTH, exactly as json_loadb() with JSON_REJECT_DUPLICATES would
 * have it. NULL: something is wrong or unusual. Caller unrefs. */
json_t *json_quick_read(const char *bytes, size_t length, unsigned int depth);
