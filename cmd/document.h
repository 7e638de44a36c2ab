/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A document of somebody's, of which the record keeps size and SHA-256: it is only read.
 */
#pragma once

#include "base/digest.h"

#include <stdbool.h>
#include <stdint.h>

struct document {
	int64_t bytes;
	struct digest digest;
};
/* The regular file PATH, however large. False with errno. */
bool document_read(const char *path, struct document *ret_document);
