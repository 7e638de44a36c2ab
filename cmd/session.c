/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a session opens, and how the user learns why it could not.
 */
#include "session.h"

#include "base/translate.h"
#include "engine/play.h"
#include "ui/complain.h"

static int open_inventory(struct session *session)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autofree char *cache = g_build_filename(session->state_directory, "inventory.cache", NULL);

	session->inventory = inventory_load_cached(session->config_directory, cache, faults);
	if (!session->inventory)
		return complain_faults(session->answer, faults,
				       _("the configuration in '%s' has errors; nothing was done"),
				       session->config_directory);
	g_time_zone_unref(session->zone);
	session->zone = g_time_zone_ref(inventory_zone(session->inventory));
	return EXIT_OK;
}

/* What somebody who may be in a hurry can do about it; NULL where the store's own words end
 * in that. */
static const char *way_out(const GError *error, enum store_mode mode)
{
	if (error->domain != OPS_STORE_ERROR)
		return NULL;
	switch ((enum store_error_code)error->code) {
	case STORE_ERROR_PURPOSE:
		return _("name another state directory with '--state'");
	case STORE_ERROR_PERMISSION:
	case STORE_ERROR_READ_ONLY:
	case STORE_ERROR_FULL:
	case STORE_ERROR_IO:
		return mode == STORE_WRITE ? _("'nwops check --no-record' looks without recording")
					   : NULL;
	default:
		return NULL;
	}
}

static struct store *open_store(const struct session *session, enum store_mode mode, GError **error)
{
	struct store_options options = {
		.directory = session->state_directory,
		.mode = mode,
		.purpose = session_rehearses(session) ? STORE_REHEARSAL : STORE_REAL,
		/* Only a store that is made needs to be told. */
		.log_name = session->inventory ? inventory_policy(session->inventory)->log_name
					       : NULL,
		.clock = session->clock,
		.notes = session->notes,
	};

	return store_open(&options, error);
}

void session_look_into_store(struct session *session)
{
	g_autoptr(GError) error = NULL;

	session->store = open_store(session, STORE_READ, &error);
	if (!session->store && !g_error_matches(error, OPS_STORE_ERROR, STORE_ERROR_MISSING))
		notes_write(session->notes, NOTES_WARNING, "%s", error->message);
}

bool session_try_writing(struct session *session)
{
	g_autoptr(GError) error = NULL;
	struct store *store = open_store(session, STORE_WRITE, &error);

	if (!store) {
		notes_write(session->notes, NOTES_NOTICE, "%s", error->message);
		return false;
	}
	store_close(session->store);
	session->store = store;
	return true;
}

static char **places_of(const struct session *session, const char *folder)
{
	char **places = g_new0(char *, 3);

	places[0] = g_build_filename(session->config_directory, folder, NULL);
	places[1] = g_build_filename(session->share_directory, folder, NULL);
	return places;
}

char **session_platform_places(const struct session *session)
{
	return places_of(session, "platforms");
}

char **session_procedure_places(const struct session *session)
{
	return places_of(session, "procedures");
}

enum procedure_language session_document_language(const struct session *session)
{
	return g_str_equal(session->language, "ja") ? PROCEDURE_JAPANESE : PROCEDURE_ENGLISH;
}

char **session_drill_places(const struct session *session)
{
	return places_of(session, "drills");
}

int session_open_store(struct session *session, enum store_mode mode)
{
	g_autoptr(GError) error = NULL;

	session->store = open_store(session, mode, &error);
	if (session->store)
		return EXIT_OK;
	const char *hint = way_out(error, mode);

	return complain(session->answer, COMPLAINT_STORE, "%s%s%s", error->message,
			hint ? "; " : "", hint ? hint : "");
}

int session_open(struct session *session, unsigned int needs)
{
	int status = EXIT_OK;

	if (needs & NEED_INVENTORY)
		status = open_inventory(session);
	if (!status && needs & (NEED_STORE_READ | NEED_STORE_WRITE))
		status = session_open_store(session,
					    needs & NEED_STORE_WRITE ? STORE_WRITE : STORE_READ);
	return status;
}

void session_close(struct session *session)
{
	g_clear_pointer(&session->templates, notice_templates_free);
	g_clear_pointer(&session->policy, notice_policy_free);
	g_clear_pointer(&session->store, store_close);
	g_clear_pointer(&session->inventory, inventory_free);
	g_clear_pointer(&session->zone, g_time_zone_unref);
	g_clear_pointer(&session->play, play_free);
	g_clear_pointer(&session->drill_clock, clock_free);
	g_clear_pointer(&session->drill_directory, g_free);
}
