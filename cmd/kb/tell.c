/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Entries on the screen and in JSON.
 */
#include "kb/verbs.h"

#include "base/instant.h"
#include "base/translate.h"
#include "ui/printer.h"

#define DAY_LENGTH 10 /* "2027-04-01" */

char *kb_day(const struct session *session, int64_t at_us)
{
	g_autofree char *instant = instant_show(at_us, session->zone);

	return g_strndup(instant, DAY_LENGTH);
}

static bool is_overdue(const struct session *session, int64_t review_at_us)
{
	return review_at_us <= clock_wall_us(session->clock);
}

char *kb_standing(const struct session *session, const char *owner, int64_t review_at_us)
{
	g_autofree char *day = kb_day(session, review_at_us);

	return g_strdup_printf(is_overdue(session, review_at_us) ? _("%s; REVIEW OVERDUE since %s") : _("%s; review by %s"),
			       owner, day);
}

static const char *state_id(enum know_state state)
{
	static const char *const ids[KNOW_STATE_COUNT] = {
		[KNOW_CURRENT] = "current",
		[KNOW_REPLACED] = "replaced",
		[KNOW_WITHDRAWN] = "withdrawn",
	};

	return ids[state];
}

void kb_tell_entry_json(const struct session *session, const struct know_entry *entry)
{
	struct json *object = printer_new_object("knowledge");
	g_autofree char *id = know_id_print(entry->number);

	json_set_string(object, "id", id);
	json_set_integer(object, "version", entry->version);
	json_set_string(object, "state", state_id(entry->state));
	json_set_string(object, "title", entry->title);
	json_set_string(object, "title_en", *entry->title_en ? entry->title_en : NULL);
	json_set_string(object, "text", entry->text);
	json_set_string(object, "text_en", entry->text_en && *entry->text_en ? entry->text_en : NULL);
	json_set_string(object, "owner", entry->owner);
	json_set_string(object, "source", *entry->source ? entry->source : NULL);
	printer_set_instant(object, "added_at", entry->added_at_us, session->zone);
	json_set_string(object, "added_by", entry->added_by);
	printer_set_instant(object, "review_at", entry->review_at_us, session->zone);
	json_set_bool(object, "overdue", is_overdue(session, entry->review_at_us));
	printer_set_instant(object, "reviewed_at", entry->reviewed_at_us, session->zone);
	json_set_string(object, "reviewed_by", *entry->reviewed_by ? entry->reviewed_by : NULL);
	printer_take(object);
}

void kb_tell_found_json(const struct session *session, const struct know_found *found)
{
	struct json *object = printer_new_object("knowledge-found");

	json_set_string(object, "id", found->id);
	json_set_string(object, "of", found->is_case ? "case" : "entry");
	printer_set_figure(object, "version", found->is_case ? -1 : found->version);
	json_set_string(object, "title", found->title);
	json_set_string(object, "excerpt", *found->excerpt ? found->excerpt : NULL);
	json_set_string(object, "owner", found->owner);
	printer_set_instant(object, "review_at", found->review_at_us, session->zone);
	if (found->is_case)
		json_set_null(object, "overdue");
	else
		json_set_bool(object, "overdue", is_overdue(session, found->review_at_us));
	printer_set_instant(object, "closed_at", found->closed_at_us, session->zone);
	printer_take(object);
}

int kb_tell_kept(const struct session *session, int64_t number, const char *said)
{
	g_autoptr(GPtrArray) versions = NULL;

	if (session->answer != ANSWER_JSON) {
		printer_text("%s\n", said);
		return EXIT_OK;
	}
	versions = kb_load(session, number);
	if (!versions)
		return EXIT_COULD_NOT;
	kb_tell_entry_json(session, versions->pdata[versions->len - 1]);
	return EXIT_OK;
}
