/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What all rooms call their things, for the lint of procedures, which knows
 * none of them.
 */
#pragma once

#include "procedure/procedure.h"

struct engine_names;

struct engine_names *engine_names_new(void);
void engine_names_free(struct engine_names *names);
typedef struct engine_names ops_engine_names_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_engine_names_t, engine_names_free)
/* Lent until the names are freed. */
const struct procedure_names *engine_names_table(const struct engine_names *names);
/* The kinds of service that procedures decide on, by "subject.class": classes with these names. NULL at the
 * end; lent for ever. */
const char *const *engine_service_kinds(void);
