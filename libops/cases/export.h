/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What goes into the bundle of a case, file by file.
 */
#pragma once

#include "cases/bundle.h"
#include "cases/internal.h"
#include "store/seal.h"

/* While it is gathered. */
struct export {
	struct store *store;
	struct case_file *file;		/* NULL: WHOLE */
	const char *id;
	bool whole;			/* all that is in the store, known as ID */
	struct seal *seal;		/* the head that everything is proven against */
	struct proof_tree *tree;
	struct bundle *bundle;
	int64_t entries, removed;
};

/* export-spool.c: notices, messages, attempts and acknowledgements of the case. */
bool export_spool(struct export *export, GError **error);
/* export-page.c: how to verify, in both languages, and the key in the forms that this takes. */
void export_pages(struct export *export);
