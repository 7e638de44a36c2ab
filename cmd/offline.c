/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Values of a session for the directory that is read when nwops is gone.
 */
#include "offline.h"

#include "commands.h"
#include "drawing.h"

/* So long the topology may take to be drawn, or there is no drawing: a tick has its minute. */
#define DRAWING_SECONDS 5

enum procedure_language offline_language(const struct session *session)
{
	const char *language = arg_lang ? session->language : inventory_policy(session->inventory)->language;

	return g_str_equal(language, "ja") ? PROCEDURE_JAPANESE : PROCEDURE_ENGLISH;
}

bool offline_gather(const struct session *session, const struct duties *duties, enum procedure_language language,
		    struct pack_source *ret_source, GError **error)
{
	const struct tell_options telling = session_telling(session);
	g_auto(GStrv) places = session_procedure_places(session);
	const struct offline_options options = {
		.telling = &telling,
		.duties = duties,
		.host = g_get_host_name(),
		.language = language,
		.rehearsal = session_rehearses(session),
		.procedures = (const char *const *)places,
		.config_directory = session->config_directory,
		.share_directory = session->share_directory,
	};

	return engine_offline_gather(&options, ret_source, error);
}

bool offline_write(struct pack_source *source, const struct procedure_set *procedures, const char *directory,
		   struct offline_figures *ret_figures, GError **error)
{
	g_autofree char *dot = pack_topology(source), *svg = drawing_of(dot, DRAWING_SECONDS, NULL);
	bool written;

	source->procedures = procedures;
	source->dot = dot;
	source->svg = svg;
	written = engine_offline_write(source, directory, ret_figures, error);
	source->dot = source->svg = NULL;
	return written;
}
