/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A drill read as a whole: its own store, and beside it the real one, which knows of the drills
 * before, of the manual and of what is to be improved.
 */
#include "drill/after.h"

#include "base/translate.h"
#include "stage.h"
#include "ui/complain.h"

static bool open_drill(struct after *after, enum store_mode mode, GError **error)
{
	after->store = stage_open_store(after->session, after->directory, mode, error);
	after->rehearsal = after->store ? engine_rehearsal_read(after->store, after->session->real_clock, error) : NULL;
	if (!after->rehearsal)
		return false;
	store_set_clock(after->store, after->rehearsal->clock);
	after->score = engine_rehearsal_score(after->rehearsal);
	return true;
}

/* Without a real record no drill was held before, and nothing is approved. */
static bool open_real(struct after *after, GError **error)
{
	if (!drill_read_record(after->session, &after->real, error))
		return false;
	after->held = after->real ? engine_drills_held(after->real, error) : g_ptr_array_new();
	return after->held != NULL;
}

bool after_read_manual(struct after *after, GError **error)
{
	g_auto(GStrv) places = session_procedure_places(after->session);

	const struct manual_now_source source = {
		.inventory = after->session->inventory, .store = after->real, .places = (const char *const *)places,
		.language = session_document_language(after->session),
	};

	return engine_manual_now(&source, MANUAL_RESPONSE, &after->manual, error);
}

/* This drill and the one that it is compared with, among those that were held. */
static bool find_held(struct after *after, GError **error)
{
	struct drill_held own = {.scenario = (char *)after->rehearsal->scenario->name, .began_at_us = after->rehearsal->started_at_us};

	after->own = drill_held_find(after->held, after->rehearsal->name);
	if (after->own)
		own.sequence = after->own->sequence;
	else if (!own.began_at_us)
		own.began_at_us = INT64_MAX;
	after->previous = drill_held_before(after->held, &own);
	if (after->own)
		after->items = engine_drill_items(after->real, after->own, false, error);
	return !after->own || after->items;
}

static void set_contacts(struct after *after)
{
	const GArray *roles = after->rehearsal->roles;

	after->contacts = g_new0(const char *, roles->len + 1);
	for (guint i = 0; i < roles->len; i++)
		after->contacts[i] = g_array_index(roles, struct rehearsal_role, i).contact;
}

int after_open(struct after *after, const struct session *session, const char *name, enum store_mode mode)
{
	g_autoptr(GError) error = NULL;

	*after = (struct after){.session = session};
	if (!stage_is_name(name))
		return complain(session->answer, COMPLAINT_USAGE, _("'%s' is no name of a drill"), name);
	after->directory = stage_directory(session, name);
	if (!g_file_test(after->directory, G_FILE_TEST_IS_DIR))
		return complain(session->answer, COMPLAINT_USAGE, _("there is no drill '%s'; 'nwops drill list --held' names them"), name);
	if (!open_drill(after, mode, &error) || !open_real(after, &error) || !find_held(after, &error))
		return complain_error(session->answer, error);
	set_contacts(after);
	return EXIT_OK;
}

int after_read_again(struct after *after)
{
	g_autoptr(GError) error = NULL;
	struct rehearsal *rehearsal = engine_rehearsal_read(after->store, after->session->real_clock, &error);

	if (!rehearsal)
		return complain_error(after->session->answer, error);
	drill_score_free(after->score);
	store_set_clock(after->store, rehearsal->clock);
	g_free(after->contacts);
	rehearsal_free(after->rehearsal);
	after->rehearsal = rehearsal;
	after->score = engine_rehearsal_score(rehearsal);
	set_contacts(after);
	return EXIT_OK;
}

void after_clear(struct after *after)
{
	g_clear_pointer(&after->store, store_close);
	g_clear_pointer(&after->real, store_close);
	g_clear_pointer(&after->score, drill_score_free);
	g_clear_pointer(&after->rehearsal, rehearsal_free);
	g_clear_pointer(&after->held, g_ptr_array_unref);
	g_clear_pointer(&after->items, g_ptr_array_unref);
	manual_now_clear(&after->manual);
	g_free(after->contacts);
	g_free(after->directory);
}

int64_t after_next_due_us(const struct after *after)
{
	const struct rehearsal *rehearsal = after->rehearsal;
	int64_t held_us = after->own ? after->own->held_at_us : rehearsal->ended_at_us;
	bool counts = after->own ? drill_held_counts(after->own)
				 : rehearsal->evidence->state == DRILL_ENDED && !rehearsal->played && manual_now_is_approved(&after->manual);

	return held_us && counts ? lapse_of(NULL, LAPSE_DRILL, held_us, held_us, after->session->zone).at_us : 0;
}

struct after_action after_action_of(const struct after *after, enum procedure_language language)
{
	const struct rehearsal *rehearsal = after->rehearsal;

	return (struct after_action){
		.language = language,
		.zone = after->session->zone,
		.operator = &inventory_self(after->session->inventory)->title,
		.name = rehearsal->name,
		.digest = rehearsal->digest,
		.scenario = rehearsal->scenario,
		.evidence = rehearsal->evidence,
		.score = after->score,
		.contacts = after->contacts,
		.begins_us = rehearsal->begins_us,
		.started_at_us = rehearsal->started_at_us,
		.ended_at_us = rehearsal->ended_at_us,
		.manual_standing = after->manual.standing,
		.manual_digest = after->manual.digest,
		.manual_version = after->manual.version,
		.items = after->items,
		.previous = after->previous,
		.due_at_us = after_next_due_us(after),
	};
}
