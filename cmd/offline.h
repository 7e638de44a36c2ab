/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What nwops audit offline and a tick share: the directory for when nwops is gone, out of what a
 * session has open.
 */
#pragma once

#include "engine/offline.h"
#include "session.h"

/* What it is made of: the session has a policy and a store. RET_SOURCE: pack_source_clear(). */
bool offline_gather(const struct session *session, const struct duties *duties, enum procedure_language language,
		    struct pack_source *ret_source, GError **error);
/* The files of SOURCE, with PROCEDURES, in the place of DIRECTORY (NULL: nowhere). */
bool offline_write(struct pack_source *source, const struct procedure_set *procedures, const char *directory,
		   struct offline_figures *ret_figures, GError **error);
/* That of --lang, else the site's: what is read at a desk without nwops has no screen. */
enum procedure_language offline_language(const struct session *session);
