/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The real record, as verbs of drill look into it: whether there is one, and what drills before found to be improved.
 */
#include "drill/verbs.h"

#include "base/instant.h"
#include "base/translate.h"
#include "ui/complain.h"
#include "ui/page.h"
#include "ui/printer.h"

bool drill_read_record(const struct session *session, struct store **ret_store, GError **error)
{
	const struct store_options options = {
		.directory = session->real_state_directory, .mode = STORE_READ, .purpose = STORE_REAL, .clock = session->real_clock,
		.notes = session->notes,
	};
	g_autoptr(GError) failed = NULL;

	*ret_store = store_open(&options, &failed);
	if (*ret_store || g_error_matches(failed, OPS_STORE_ERROR, STORE_ERROR_MISSING))
		return true;
	g_propagate_error(error, g_steal_pointer(&failed));
	return false;
}

/* With --overlay alone all that is kept is a rehearsal's, and lies where the real record would. */
static int open_rehearsed(struct session *session)
{
	g_autofree char *database = g_build_filename(session->state_directory, "nwops.db", NULL);

	return g_file_test(database, G_FILE_TEST_EXISTS) ? session_open_store(session, STORE_READ) : EXIT_OK;
}

int drill_open_record(struct session *session)
{
	g_autoptr(GError) error = NULL;

	if (session_rehearses(session) && !session->drill)
		return open_rehearsed(session);
	return drill_read_record(session, &session->store, &error) ? EXIT_OK : complain_error(session->answer, error);
}

struct json *drill_improvement_json(const struct after_action_item *item, struct json *object, GTimeZone *zone)
{
	json_set_string(object, "text", item->text);
	json_set_string(object, "owner", item->owner);
	printer_set_instant(object, "due_at", item->due_at_us, zone);
	return object;
}

void drill_print_improvements(const GPtrArray *items, GTimeZone *zone)
{
	for (guint i = 0; i < items->len; i++) {
		const struct after_action_item *item = items->pdata[i];
		g_autofree char *until = instant_show(item->due_at_us, zone);

		g_autofree char *line = g_strdup_printf(_("to be improved: %s (%s, by %s)"), item->text, item->owner ? item->owner : "-", until);

		page_print("", line);
	}
}

int drill_tell_improvements(const struct session *session)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(ops_store_t) store = NULL;
	g_autoptr(GPtrArray) held = NULL, items = NULL;

	if (!drill_read_record(session, &store, &error))
		return complain_error(session->answer, error);
	held = store ? engine_drills_held(store, &error) : NULL;
	items = held ? engine_drill_open_items(store, held, &error) : NULL;
	if (!items)
		return store ? complain_error(session->answer, error) : EXIT_OK;
	if (session->answer != ANSWER_JSON)
		drill_print_improvements(items, session->zone);
	for (guint i = 0; session->answer == ANSWER_JSON && i < items->len; i++)
		printer_take(drill_improvement_json(items->pdata[i], printer_new_object("drill-improvement"), session->zone));
	return EXIT_OK;
}
