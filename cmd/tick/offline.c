/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a tick does for the directory that is read when nwops is gone: looks whether it still says what is so, and writes it
 * anew when not. That it cannot be written is a warning, and is remembered for who looks at the status.
 */
#include "tick/deliver.h"

#include "base/translate.h"
#include "engine/manual.h"
#include "offline.h"

/* False with ERROR: what lies there may be old. */
static bool refresh(const struct session *session, const struct duties *duties, const struct offline_rules *rules,
		    struct pack_source *source, GError **error)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_auto(GStrv) places = session_procedure_places(session);
	g_autoptr(ops_procedure_set_t) procedures = NULL;
	struct offline_figures figures;

	if (engine_offline_is_fresh(rules->directory, source, rules->every_us))
		return true;
	procedures = engine_manual_ways((const char *const *)places, faults);
	if (procedures)
		return offline_write(source, procedures, rules->directory, &figures, error);
	g_set_error(error, OPS_CONF_ERROR, CONF_ERROR_INVALID, _("procedures have errors, so '%s' is not written anew; 'nwops procedure lint' "
								  "names them"), rules->directory);
	return false;
}

void tick_offline(const struct session *session, const struct duties *duties)
{
	const struct offline_rules *rules = &inventory_policy(session->inventory)->offline;
	const struct tell_options telling = session_telling(session);
	g_autoptr(GError) error = NULL, unnoted = NULL;
	struct pack_source source;
	bool good = false;

	if (!rules->directory || session_rehearses(session))
		return;
	if (duties && offline_gather(session, duties, offline_language(session), &source, &error)) {
		good = refresh(session, duties, rules, &source, &error);
		pack_source_clear(&source);
	}
	if (!good)
		notes_write(session->notes, NOTES_WARNING, _("offline directory: %s"),
			    error ? error->message : _("the rules of notices or duties have errors"));
	if (!engine_offline_note(&telling, good, &unnoted))
		notes_write(session->notes, NOTES_WARNING, "%s", unnoted->message);
}
