/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A drill out of its store, and what follows from that alone: its clock, what answers in the network's place, and when
 * something comes next.
 */
#include "engine/play.h"

#include "base/translate.h"
#include "store/journal.h"

#include <string.h>

#define STEP_US (INT64_C(60) * G_USEC_PER_SEC)

G_DEFINE_QUARK(ops-play-error-quark, play_error)

static void record_clear(struct drill_record *record)
{
	g_free((char *)record->name);
	g_free((char *)record->scenario);
	g_free((char *)record->digest);
	g_free((char *)record->text);
	g_free((char *)record->plan);
	g_free((char *)record->reason);
}

static void take_record(void *context, const struct drill_record *record)
{
	struct drill_record *copy = context;

	*copy = *record;
	copy->name = g_strdup(record->name);
	copy->scenario = g_strdup(record->scenario);
	copy->digest = g_strdup(record->digest);
	copy->text = g_strdup(record->text);
	copy->plan = g_strdup(record->plan);
	copy->reason = g_strdup(record->reason);
}

static void free_moment(gpointer pointer)
{
	struct drill_moment *moment = pointer;

	g_free((char *)moment->name);
	g_free((char *)moment->reason);
	g_free(moment);
}

GPtrArray *play_moments_new(void)
{
	return g_ptr_array_new_with_free_func(free_moment);
}

void play_moments_add(GPtrArray *moments, const struct drill_moment *moment)
{
	struct drill_moment *copy = g_memdup2(moment, sizeof(*moment));

	copy->name = g_strdup(moment->name);
	copy->reason = g_strdup(moment->reason);
	g_ptr_array_add(moments, copy);
}

static bool take_moment(void *context, const struct drill_moment *moment)
{
	play_moments_add(context, moment);
	return true;
}

void play_free(struct play *play)
{
	if (!play)
		return;
	record_clear(&play->record);
	g_clear_pointer(&play->moments, g_ptr_array_unref);
	g_clear_pointer(&play->scenario, drill_scenario_free);
	g_clear_pointer(&play->targets, drill_targets_free);
	g_strfreev(play->contacts);
	g_strfreev(play->allow);
	g_free(play->failing);
	g_free(play);
}

/* --- the plan --- */

static char **read_contacts(const struct play *play, const struct json *roles)
{
	char **contacts = g_new0(char *, play->scenario->roles->len + 1);

	for (guint i = 0; i < play->scenario->roles->len; i++) {
		const char *role = g_array_index(play->scenario->roles, struct drill_role, i).name;
		const char *contact = roles ? json_get_string(roles, role) : NULL;

		contacts[i] = g_strdup(contact ? contact : "");
	}
	return contacts;
}

static char **read_allow(const struct json *list)
{
	g_autoptr(GPtrArray) allow = g_ptr_array_new();

	for (size_t i = 0; list && i < json_length(list); i++)
		if (json_get_string_at(list, i))
			g_ptr_array_add(allow, g_strdup(json_get_string_at(list, i)));
	g_ptr_array_add(allow, NULL);
	return (char **)g_ptr_array_free(g_steal_pointer(&allow), FALSE);
}

static bool read_plan(struct play *play, GError **error)
{
	g_autoptr(ops_json_t) plan = json_parse(play->record.plan, strlen(play->record.plan), DRILL_PLAN_LIMIT, error);
	const struct json *targets = plan ? json_get(plan, "targets") : NULL;
	g_autofree char *text = targets ? json_print(targets) : g_strdup("{}");
	const char *language;

	if (!plan)
		return false;
	play->targets = drill_targets_parse(text, strlen(text), error);
	if (!play->targets)
		return false;
	play->contacts = read_contacts(play, json_get(plan, "roles"));
	play->allow = read_allow(json_get(plan, "allow"));
	play->failing = g_strdup(json_get_string(plan, "failing"));
	json_get_bool(plan, "answers", &play->answers);
	json_get_bool(plan, "real_network", &play->real_network);
	if (!json_get_integer(plan, "step_us", &play->step_us) || play->step_us <= 0)
		play->step_us = STEP_US;
	language = json_get_string(plan, "language");
	play->language = language && g_str_equal(language, "en") ? PROCEDURE_ENGLISH : PROCEDURE_JAPANESE;
	return true;
}

struct play *play_read(struct store *store, GError **error)
{
	g_autoptr(ops_play_t) play = g_new0(struct play, 1);

	play->moments = play_moments_new();
	if (!drills_read(store, take_record, &play->record, error) ||
	    !drill_moments_read(store, take_moment, play->moments, error) || !play->record.name)
		return NULL;
	play->scenario = drill_scenario_of(play->record.text, strlen(play->record.text), error);
	if (!play->scenario)
		g_prefix_error(error, "%s", _("the drill's scenario cannot be read again: "));
	if (!play->scenario || !read_plan(play, error))
		return NULL;
	return g_steal_pointer(&play);
}

/* --- what follows --- */

struct clock *play_clock(const struct play *play, const struct clock *real)
{
	return clock_new_beside(real, &play->record.origin, play->record.shown_us, play->record.rate);
}

int64_t *play_changed(const struct play *play)
{
	guint count = play->scenario->network->len;
	int64_t *changed = g_new(int64_t, count + 1);

	for (guint i = 0; i < count; i++)
		changed[i] = -1;
	for (guint i = 0; i < play->moments->len; i++) {
		const struct drill_moment *moment = play->moments->pdata[i];
		guint64 index = moment->kind == DRILL_NETWORK ? g_ascii_strtoull(moment->name, NULL, 10) : count;

		if (index < count && !moment->skipped)
			changed[index] = moment->at_us - play->record.begins_us;
	}
	return changed;
}

struct overlay *play_overlay(const struct play *play, const struct inventory *inventory, int64_t now_us)
{
	g_autofree int64_t *changed = play_changed(play);
	/* Before it begins all is well. */
	int64_t at_us = play->record.state == DRILL_PLANNED ? -1 : now_us - play->record.begins_us;

	return drill_overlay_at(play->scenario, play->targets, inventory, at_us, changed);
}

int64_t play_next_us(const struct play *play)
{
	for (guint i = 0; i < play->moments->len; i++) {
		const struct drill_moment *moment = play->moments->pdata[i];

		if (!moment->done_at_us && !moment->skipped)
			return MIN(moment->at_us, play->record.ends_us);
	}
	return play->record.ends_us;
}

bool play_is_over(enum drill_state state)
{
	return state == DRILL_STOPPED || state == DRILL_ENDED;
}

/* --- what was known --- */

struct known { int64_t at_us; bool frozen; };

static bool take_turn(void *context, const struct journal_entry *entry)
{
	struct known *known = context;
	g_autoptr(ops_json_t) body = g_str_equal(entry->kind, "drill") && entry->payload
					     ? json_parse(entry->payload, entry->payload_length, JOURNAL_PAYLOAD_LIMIT, NULL) : NULL;
	const char *what = body ? json_get_string(body, "what") : NULL;
	int64_t at_us;

	if (!what)
		return true;
	if (g_str_equal(what, words_get(WORDS_DRILL_STATE, DRILL_FROZEN)->id)) {
		known->frozen = true;
	} else if (g_str_equal(what, "resumed") && known->frozen && json_get_integer(body, "real_us", &at_us)) {
		known->at_us = at_us;
		known->frozen = false;
	}
	return true;
}

bool play_known_us(struct store *store, const struct play *play, int64_t *ret_at_us, GError **error)
{
	struct known known = {.at_us = play->record.started_at_us};
	int64_t size = journal_size(store, error);

	if (size < 0 || (size && !journal_read(store, 1, size, take_turn, &known, error)))
		return false;
	*ret_at_us = known.at_us;
	return true;
}
