/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Makes ready for asking, and says what is missing for it.
 */
#include "probing.h"

#include "base/translate.h"
#include "engine/play.h"
#include "probe/reading.h"
#include "session.h"

#include <errno.h>

/* False after a complaint. */
static bool load_overlay(struct probing *probing, const struct session *session)
{
	if (session->play && session->play->real_network) {
		notes_write(session->notes, NOTES_WARNING, _("in this drill lines and devices are really asked"));
		return true;
	}
	if (!session_overlay(session, &probing->overlay))
		return false;
	if (session->overlay_path)
		notes_write(session->notes, NOTES_NOTICE, _("rehearsal: '%s' answers, no packet leaves"), session->overlay_path);
	return true;
}

/* Where devices that are logged in to are locked, so that they carry one session of ours;
 * NULL where there is no such place. Caller frees. */
static char *place_of_locks(const struct session *session)
{
	g_autofree char *place = NULL;

	if (!inventory_reads_devices(session->inventory))
		return NULL;
	place = g_build_filename(session->state_directory, "locks", NULL);
	if (g_mkdir_with_parents(place, 0770) == 0)
		return g_steal_pointer(&place);
	notes_write(session->notes, NOTES_WARNING,
		    _("cannot make '%s': %s; going on without locks, so that a device may meet two sessions"), place,
		    g_strerror(errno));
	return NULL;
}

bool probing_init(struct probing *probing, const struct session *session)
{
	const struct policy *policy = inventory_policy(session->inventory);

	*probing = (struct probing){
		.platform_places = session_platform_places(session),
		.locks = place_of_locks(session),
	};
	if (!load_overlay(probing, session))
		return false;
	probing->platforms = platforms_new((const char *const *)probing->platform_places);
	probing->options = (struct probe_options){
		.clock = session->clock,
		.notes = session->notes,
		.overlay = probing->overlay,
		.libexec = session->libexec_directory,
		.deadline_us = policy->deadline_us,
		.rate_per_second = policy->rate_per_second,
		.far_end_rate_per_second = policy->far_end_rate_per_second,
		.threads = (unsigned int)policy->threads,
		.platforms = probing->platforms,
		.agent = g_getenv("SSH_AUTH_SOCK"),
		.locks = probing->locks,
		.retries = -1,
		.until_signal = true,
	};
	return true;
}

void probing_clear(struct probing *probing)
{
	g_clear_pointer(&probing->overlay, overlay_free);
	g_clear_pointer(&probing->platforms, platforms_free);
	g_clear_pointer(&probing->platform_places, g_strfreev);
	g_clear_pointer(&probing->locks, g_free);
}
