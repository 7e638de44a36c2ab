/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which roster holds, and who has reported (3.2.3): from the mark to the newest entry of the
 * journal, and from each entry to the one before, until the one that declared it.
 */
#include "engine/chain.h"
#include "engine/tell-internal.h"

#include "base/text.h"
#include "base/translate.h"
#include "store/journal.h"

#include <string.h>

#define MARK "roster"
#define DECLARED "roster-declared"
#define REPORTED "roster-present"
#define ENTRIES_MOST 2000	/* of one declaration */

/* --- reading --- */

struct entry {
	bool declared, disaster;
	char *contact, *place, *actor, *reason;
	int64_t at_us, previous;
};

static void entry_clear(struct entry *entry)
{
	g_free(entry->contact);
	g_free(entry->place);
	g_free(entry->actor);
	g_free(entry->reason);
	*entry = (struct entry){ 0 };
}

static bool take_entry(void *context, const struct journal_entry *entry)
{
	struct entry *found = context;
	g_autoptr(ops_json_t) payload = entry->payload ? json_parse(entry->payload, entry->payload_length, JOURNAL_PAYLOAD_LIMIT, NULL) : NULL;

	found->declared = g_str_equal(entry->kind, DECLARED);
	if (!payload || (!found->declared && !g_str_equal(entry->kind, REPORTED)))
		return false;
	if (found->declared && !json_get_bool(payload, "disaster", &found->disaster))
		return false;
	if (!json_get_integer(payload, "previous", &found->previous))
		found->previous = 0;
	found->contact = g_strdup(json_get_string(payload, "contact"));
	found->place = g_strdup(json_get_string(payload, "place"));
	found->reason = g_strdup(json_get_string(payload, "reason"));
	found->at_us = entry->event_at_us;
	found->actor = g_strdup(entry->actor);
	return false;
}

static bool read_entry(struct store *store, int64_t sequence, struct entry *ret_entry, GError **error)
{
	*ret_entry = (struct entry){ 0 };
	if (sequence > 0 && !journal_read(store, sequence, sequence, take_entry, ret_entry, error))
		return false;
	if (ret_entry->actor && ret_entry->previous < sequence && (ret_entry->declared || ret_entry->contact))
		return true;
	entry_clear(ret_entry);
	g_set_error(error, OPS_ENGINE_ERROR, ENGINE_ERROR_CHANGED,
		    _("entry %ld of the journal should be about the roster, and is none that can be read"), (long)sequence);
	return false;
}

static void free_present(gpointer pointer)
{
	struct roster_present *present = pointer;

	g_free(present->contact);
	g_free(present->place);
	g_free(present);
}

void roster_state_clear(struct roster_state *state)
{
	g_free(state->declared_by);
	g_free(state->reason);
	g_clear_pointer(&state->present, g_ptr_array_unref);
	*state = (struct roster_state){ 0 };
}

/* Somebody who moved on is where he reported last; entries come newest first. */
static bool has_reported(const struct roster_state *state, const char *contact)
{
	for (guint i = 0; i < state->present->len; i++)
		if (g_str_equal(((struct roster_present *)state->present->pdata[i])->contact, contact))
			return true;
	return false;
}

static void take_present(struct roster_state *state, struct entry *entry)
{
	struct roster_present *present;

	if (has_reported(state, entry->contact))
		return;
	present = g_new0(struct roster_present, 1);
	present->contact = g_steal_pointer(&entry->contact);
	present->place = g_steal_pointer(&entry->place);
	present->at_us = entry->at_us;
	g_ptr_array_insert(state->present, 0, present);
}

bool engine_roster(struct store *store, struct roster_state *ret_state, GError **error)
{
	struct roster_state state = { .present = g_ptr_array_new_with_free_func(free_present) };
	int64_t sequence;

	if (!engine_chain_newest(store, MARK, &sequence, error)) {
		roster_state_clear(&state);
		return false;
	}
	for (int i = 0; sequence && i < ENTRIES_MOST; i++) {
		struct entry entry;

		if (!read_entry(store, sequence, &entry, error)) {
			roster_state_clear(&state);
			return false;
		}
		sequence = entry.declared ? 0 : entry.previous;
		if (entry.declared) {
			state.disaster = entry.disaster;
			state.declared_at_us = entry.at_us;
			state.declared_by = g_steal_pointer(&entry.actor);
			state.reason = g_steal_pointer(&entry.reason);
		} else {
			take_present(&state, &entry);
		}
		entry_clear(&entry);
	}
	*ret_state = state;
	return true;
}

void engine_find_on_duty(const struct tell_options *options, const struct roster_state *state, struct routes *ret_routes)
{
	g_autoptr(ops_notice_facts_t) facts = notice_facts_new(NOTICE_ROSTER_CALL, AUDIENCE_DUTY);
	g_autoptr(GPtrArray) present = g_ptr_array_new();

	for (guint i = 0; i < state->present->len; i++)
		g_ptr_array_add(present, ((const struct roster_present *)state->present->pdata[i])->contact);
	g_ptr_array_add(present, NULL);
	const struct route_world world = {
		.now_us = clock_wall_us(options->clock),
		.disaster = state->disaster,
		.present = (const char *const *)present->pdata,
	};

	route_find(options->inventory, options->policy, facts, &world, ret_routes);
}

/* --- declaring, reporting --- */

struct saying { const char *kind; struct json *payload; };

static bool say(const struct tell_options *options, void *context, GError **error)
{
	struct saying *saying = context;
	g_autofree char *text = NULL;
	int64_t previous;

	if (!engine_chain_newest(options->store, MARK, &previous, error))
		return false;
	json_set_integer(saying->payload, "previous", MAX(previous, 0));
	text = json_print(saying->payload);
	struct journal_entry entry = {
		.event_at_us = clock_wall_us(options->clock),
		.kind = saying->kind,
		.actor = options->actor,
		.payload = text,
		.payload_length = strlen(text),
	};

	return engine_chain_append(options->store, options->clock, MARK, &entry, error);
}

bool engine_declare_roster(const struct tell_options *options, bool disaster, const char *reason, GError **error)
{
	g_autoptr(ops_json_t) payload = json_new_object();
	struct saying saying = { .kind = DECLARED, .payload = payload };

	if (!inventory_find_roster(options->inventory, disaster ? "disaster" : "normal")) {
		g_set_error(error, OPS_TELL_ERROR, TELL_ERROR_NONE, _("the inventory has no roster '%s'"), disaster ? "disaster" : "normal");
		return false;
	}
	json_set_integer(payload, "v", 1);
	json_set_bool(payload, "disaster", disaster);
	json_set_string(payload, "reason", reason);
	json_set_string(payload, "said_by", options->said_by);
	return tell_transaction(options, say, &saying, error);
}

bool engine_report_present(const struct tell_options *options, const char *contact, const char *place, GError **error)
{
	const struct contact *who = inventory_find_contact(options->inventory, contact);
	g_autoptr(ops_json_t) payload = json_new_object();
	struct saying saying = { .kind = REPORTED, .payload = payload };
	struct roster_state state;
	g_autofree char *shown = text_excerpt(contact);
	bool declared;

	if (!who || !who->organization || !who->organization->self) {
		g_set_error(error, OPS_TELL_ERROR, TELL_ERROR_NONE, _("no contact of ours is called '%s'"), shown);
		return false;
	}
	if (!engine_roster(options->store, &state, error))
		return false;
	declared = state.declared_by != NULL;
	roster_state_clear(&state);
	if (!declared) {
		g_set_error(error, OPS_TELL_ERROR, TELL_ERROR_STATE, _("no roster was declared; 'nwops notify roster declare' does that"));
		return false;
	}
	json_set_integer(payload, "v", 1);
	json_set_string(payload, "contact", who->name);
	json_set_string(payload, "place", place);
	json_set_string(payload, "said_by", options->said_by);
	return tell_transaction(options, say, &saying, error);
}
