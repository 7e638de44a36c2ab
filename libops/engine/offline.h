/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The directory for when nwops is gone (audit/pack.h): gathered out of what is kept, compared with the
 * one that lies there, and put in its place. Gathering is what each tick does and costs little; the
 * pages are only made when something changed or the old ones have come of age.
 */
#pragma once

#include "audit/pack.h"
#include "engine/duties.h"

struct offline_options {
	const struct tell_options *telling;	/* with a policy and a store */
	const struct duties *duties;
	const char *host;
	enum procedure_language language;
	bool rehearsal;
	const char *const *procedures;	/* places of procedures, NULL-terminated */
	const char *config_directory, *share_directory;
};
/* All but the procedures and the drawing. RET_SOURCE: pack_source_clear(). What cannot be read is an error: a page that only by
 * chance says that nothing is owed would be worse than an old one. */
bool engine_offline_gather(const struct offline_options *options, struct pack_source *ret_source, GError **error);

/* What lies in DIRECTORY says of itself. False: no pack is there, or none that can be read. */
bool engine_offline_look(const char *directory, struct pack_stamp *ret_stamp);
/* Whether that still says what SOURCE says, and is younger than EVERY_US. */
bool engine_offline_is_fresh(const char *directory, const struct pack_source *source, int64_t every_us);

/* Remembers in the store that a tick could not write it, the first of several times, or that it could. */
bool engine_offline_note(const struct tell_options *telling, bool written, GError **error);
/* Since when it could not be written; 0: it could. */
int64_t engine_offline_failing(struct store *store);

struct offline_figures { struct digest made_from; int64_t files, bytes; };
/*
 * SOURCE, with its procedures, in the place of DIRECTORY, all of it or nothing. CASES_ERROR_WRITE as bundle_replace_directory(), and
 * over what came from another record or, of a rehearsal, from the real one. DIRECTORY NULL: only the figures are worked out.
 */
bool engine_offline_write(const struct pack_source *source, const char *directory, struct offline_figures *ret_figures, GError **error);
