/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A file that others read at any moment, replaced as a whole: they see the old
 * one or the new one, never a part.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdio.h>

#define OPS_REPLACE_ERROR replace_error_quark()
GQuark replace_error_quark(void);
enum replace_error_code { REPLACE_ERROR_SYSTEM };

struct replace;

/* Begins a new file beside PATH; PATH stays what it is. */
struct replace *replace_open(const char *path, GError **error);
/* Where to write. Lent until replace_finish(). */
FILE *replace_file(struct replace *replace);
/* Makes sure that everything is on the disk, then puts the new file in the
 * place of PATH, to be read by everybody (0644). Once only. */
bool replace_finish(struct replace *replace, GError **error);
/* What was not finished is taken away again. */
void replace_free(struct replace *replace);
typedef struct replace ops_replace_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_replace_t, replace_free)
