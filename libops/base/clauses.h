/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The clauses of the operation guideline by the ids that files name as their
 * source, letter for letter.
 */
#pragma once

/* All of them, in the guideline's order; NULL at the end. Lent for ever. */
const char *const *clauses_ids(void);
