/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The directory that lies there: what it says of itself, whether it is still so, and a new one in its
 * place. What came from another record is nobody's to write over, and an exercise never replaces
 * what is real.
 */
#include "engine/offline.h"

#include "base/text.h"
#include "base/translate.h"
#include "conf/conf.h"
#include "store/marks.h"

#include <string.h>

bool engine_offline_look(const char *directory, struct pack_stamp *ret_stamp)
{
	g_autofree char *path = g_build_filename(directory, PACK_STAMP, NULL);
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	GString *bytes = g_file_test(path, G_FILE_TEST_IS_REGULAR) ? conf_bytes_load(path, PACK_STAMP_LIMIT, faults) : NULL;
	bool read = bytes && pack_stamp_read(bytes->str, bytes->len, ret_stamp);

	if (bytes)
		g_string_free(bytes, TRUE);
	return read;
}

bool engine_offline_is_fresh(const char *directory, const struct pack_source *source, int64_t every_us)
{
	struct digest now = pack_digest(source);
	struct pack_stamp stamp;
	bool fresh;

	if (!engine_offline_look(directory, &stamp))
		return false;
	/* One from the future is none: the clock was wrong then, or is now. */
	fresh = digest_equal(&stamp.made_from, &now) && stamp.at_us <= source->at_us && source->at_us - stamp.at_us < every_us;
	pack_stamp_clear(&stamp);
	return fresh;
}

static bool of_another_record(const struct pack_stamp *stamp, const struct pack_source *source)
{
	return strcmp(stamp->log, inventory_policy(source->inventory)->log_name) != 0 ||
	       (stamp->verifier && source->verifier && strcmp(stamp->verifier, source->verifier) != 0);
}

/* Why what lies there may not be replaced; NULL: it may, or it is no pack, which bundle_replace_directory() refuses. */
static char *objection(const char *directory, const struct pack_source *source)
{
	g_autofree char *theirs = NULL;
	struct pack_stamp stamp;
	char *why = NULL;

	if (!engine_offline_look(directory, &stamp))
		return NULL;
	theirs = text_excerpt(stamp.log);
	if (stamp.rehearsal != source->rehearsal)
		why = g_strdup_printf(stamp.rehearsal ? _("'%s' is of an exercise, and this is the real record: nothing is written over it; "
							  "name another directory")
						      : _("'%s' is of the real record, and this is an exercise: nothing is written over it; "
							  "name another directory"), directory);
	else if (of_another_record(&stamp, source))
		why = g_strdup_printf(_("'%s' is of another record, '%s': nothing is written over it; name another directory"), directory, theirs);
	pack_stamp_clear(&stamp);
	return why;
}

/* --- what is remembered --- */

#define MARK "offline-failing"

static bool take_since(void *context, const char *name, const struct mark_record *mark)
{
	*(int64_t *)context = mark->wall_us;
	return false;
}

int64_t engine_offline_failing(struct store *store)
{
	int64_t since_us = 0;

	return marks_read(store, MARK, take_since, &since_us, NULL) ? since_us : 0;
}

bool engine_offline_note(const struct tell_options *telling, bool written, GError **error)
{
	const struct clock_moment now = clock_moment(telling->clock);
	const struct mark_record mark = marks_record(&now, NULL);

	return written == !engine_offline_failing(telling->store) || marks_keep(telling->store, MARK, written ? NULL : &mark, error);
}

/* --- a new one --- */

bool engine_offline_write(const struct pack_source *source, const char *directory, struct offline_figures *ret_figures, GError **error)
{
	g_autofree char *why = directory ? objection(directory, source) : NULL;
	g_autoptr(ops_bundle_t) pack = NULL;

	if (why) {
		g_set_error_literal(error, OPS_CASES_ERROR, CASES_ERROR_WRITE, why);
		return false;
	}
	pack = pack_new(source);
	if (directory && !bundle_replace_directory(pack, directory, pack_names(), error))
		return false;
	*ret_figures = (struct offline_figures){.made_from = pack_digest(source), .files = pack->files->len};
	for (guint i = 0; i < pack->files->len; i++)
		ret_figures->bytes += (int64_t)g_bytes_get_size(((const struct bundle_file *)pack->files->pdata[i])->bytes);
	return true;
}
