/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The drill itself: its row, its moments, and what the journal has of it. The rest is in the
 * rehearse-*.c beside this.
 */
#include "engine/rehearse-internal.h"

#include "base/translate.h"
#include "engine/engine.h"
#include "engine/play.h"
#include "store/journal.h"

#include <inttypes.h>
#include <string.h>

#define JUDGED "judged"
#define ANSWERED "answered"	/* a message was */

/* --- sights --- */

struct drill_sight *gather_sight(struct rehearsal *rehearsal, enum drill_sight_kind kind, int64_t at_us, int64_t entry,
				 const char *actor)
{
	struct drill_sight *sight = drill_sight_new(kind, at_us - rehearsal->begins_us, entry);

	sight->actor = g_strdup(actor);
	g_ptr_array_add(rehearsal->evidence->sights, sight);
	return sight;
}

/* The first entry of the number that PAYLOAD has under KEY. */
static void note_entry(GHashTable *noted, const struct json *payload, const char *key, int64_t entry)
{
	int64_t number;

	if (json_get_integer(payload, key, &number) && !g_hash_table_contains(noted, &number))
		g_hash_table_insert(noted, g_memdup2(&number, sizeof(number)), g_memdup2(&entry, sizeof(entry)));
}

void gather_note_notice(struct rehearsal *rehearsal, const struct json *payload, int64_t entry)
{
	const char *what = json_get_string(payload, "what");

	note_entry(rehearsal->noted, payload, "notice", entry);
	if (what && g_str_equal(what, ANSWERED))
		note_entry(rehearsal->answered, payload, "message", entry);
}

/* --- the drill --- */

struct gathering_drill {
	struct rehearsal *rehearsal;
	GArray *points;			/* struct point, by entry */
};
/* At REAL_US of the host the drill's clock showed SHOWN_US. */
struct point { int64_t shown_us, real_us; };

static void take_roles(struct rehearsal *rehearsal, const struct play *play)
{
	for (guint i = 0; i < play->scenario->roles->len; i++) {
		const char *contact = play->contacts[i];
		const struct rehearsal_role each = {
			.role = g_strdup(g_array_index(play->scenario->roles, struct drill_role, i).name), .contact = *contact ? g_strdup(contact) : NULL,
		};

		g_array_append_val(rehearsal->roles, each);
	}
}

static void take_state(struct rehearsal *rehearsal, const struct play *play, const struct clock *real)
{
	const struct drill_record *drill = &play->record;
	struct drill_evidence *evidence = rehearsal->evidence = drill_evidence_new(play->scenario);

	evidence->state = drill->state;
	evidence->reason = drill->reason && *drill->reason ? g_strdup(drill->reason) : NULL;
	evidence->lasts_us = drill->ends_us - drill->begins_us;
	rehearsal->clock = play_clock(play, real);
	evidence->now_us = drill->state == DRILL_PLANNED ? 0 : clock_wall_us(rehearsal->clock) - drill->begins_us;
}

/* PLAY loses its scenario and targets. */
static void take_play(struct rehearsal *rehearsal, struct play *play, const struct clock *real)
{
	rehearsal->name = g_strdup(play->record.name);
	rehearsal->digest = g_strdup(play->record.digest);
	rehearsal->begins_us = play->record.begins_us;
	rehearsal->started_at_us = play->record.started_at_us;
	rehearsal->ended_at_us = play->record.ended_at_us;
	rehearsal->played = play->answers;
	take_roles(rehearsal, play);
	take_state(rehearsal, play, real);
	rehearsal->scenario = g_steal_pointer(&play->scenario);
	rehearsal->targets = g_steal_pointer(&play->targets);
}

/* --- what came when --- */

static void take_card(struct rehearsal *rehearsal, const struct drill_moment *moment)
{
	int index = drill_find_inject(rehearsal->scenario, moment->name);

	if (index < 0)
		return;
	rehearsal->evidence->inject_skipped[index] = moment->skipped;
	if (moment->done_at_us && !moment->skipped)
		rehearsal->evidence->fired_at_us[index] = moment->done_at_us - rehearsal->begins_us;
}

/* Changes are called by their number in the scenario. */
static void take_change(struct rehearsal *rehearsal, const struct drill_moment *moment)
{
	guint64 index = g_ascii_strtoull(moment->name, NULL, 10);

	if (index >= rehearsal->scenario->network->len)
		return;
	rehearsal->evidence->change_skipped[index] = moment->skipped;
	if (moment->done_at_us && !moment->skipped)
		rehearsal->evidence->changed_at_us[index] = moment->done_at_us - rehearsal->begins_us;
}

static void take_moments(struct rehearsal *rehearsal, const struct play *play)
{
	for (guint i = 0; i < play->moments->len; i++) {
		const struct drill_moment *moment = play->moments->pdata[i];

		if (moment->kind == DRILL_CARD)
			take_card(rehearsal, moment);
		else if (moment->kind == DRILL_NETWORK)
			take_change(rehearsal, moment);
	}
}

/* --- what the journal says of the drill --- */

static enum drill_sight_kind kind_of(const char *what)
{
	static const struct { const char *what; enum drill_sight_kind kind; } kinds[] = {
		{"inject", SIGHT_CARD}, {"network", SIGHT_NETWORK}, {"skipped", SIGHT_SKIPPED}, {JUDGED, SIGHT_JUDGED},
		{"played", SIGHT_STEP},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (g_str_equal(kinds[i].what, what))
			return kinds[i].kind;
	return SIGHT_CONTROL;
}

static void take_drill_entry(struct gathering_drill *reading, const struct journal_entry *entry, const struct json *payload)
{
	const char *what = json_get_string(payload, "what"), *reason = json_get_string(payload, "reason");
	const char *name = json_get_string(payload, "name");
	struct point point = {.shown_us = entry->event_at_us};
	struct drill_sight *sight;

	if (!what)
		return;
	sight = gather_sight(reading->rehearsal, kind_of(what), entry->event_at_us, entry->sequence, entry->actor);
	sight->value = g_strdup(what);
	sight->name = g_strdup(name);
	sight->text = g_strdup(reason);
	sight->to = g_strdup(json_get_string(payload, "by"));
	json_get_bool(payload, "met", &sight->met);
	if (json_get_integer(payload, "real_us", &point.real_us))
		g_array_append_val(reading->points, point);
}

static void take_roster_entry(struct gathering_drill *reading, const struct journal_entry *entry, const struct json *payload)
{
	struct drill_sight *sight;
	bool disaster = false;

	if (!json_get_bool(payload, "disaster", &disaster))
		return;
	sight = gather_sight(reading->rehearsal, SIGHT_DECLARED, entry->event_at_us, entry->sequence, entry->actor);
	sight->value = g_strdup(disaster ? "disaster" : "normal");
	sight->text = g_strdup(json_get_string(payload, "reason"));
}

static bool take_entry(void *context, const struct journal_entry *entry)
{
	bool drill = g_str_equal(entry->kind, "drill"), roster = g_str_equal(entry->kind, "roster-declared");
	bool notice = g_str_equal(entry->kind, "notice") || g_str_equal(entry->kind, ANSWERED);
	g_autoptr(ops_json_t) payload = (drill || roster || notice) && entry->payload
						? json_parse(entry->payload, entry->payload_length, JOURNAL_PAYLOAD_LIMIT, NULL) : NULL;

	if (payload && drill)
		take_drill_entry(context, entry, payload);
	else if (payload && roster)
		take_roster_entry(context, entry, payload);
	else if (payload)
		gather_note_notice(((struct gathering_drill *)context)->rehearsal, payload, entry->sequence);
	return true;
}

/* --- both times --- */

/* Between two points it goes evenly; before the first and behind the last as the host's clock does. */
static int64_t real_of(const GArray *points, int64_t shown_us)
{
	const struct point *before = NULL, *after = NULL;

	for (guint i = 0; i < points->len; i++) {
		const struct point *each = &g_array_index(points, struct point, i);

		if (each->shown_us <= shown_us)
			before = each;
		else if (!after)
			after = each;
	}
	if (before && after && after->shown_us > before->shown_us)
		return before->real_us + (int64_t)((double)(shown_us - before->shown_us) / (double)(after->shown_us - before->shown_us) *
						   (double)(after->real_us - before->real_us));
	if (before)
		return before->real_us;
	return after ? after->real_us : 0;
}

static void set_real_times(const struct gathering_drill *reading)
{
	const struct rehearsal *rehearsal = reading->rehearsal;

	for (guint i = 0; i < rehearsal->evidence->sights->len; i++) {
		struct drill_sight *sight = rehearsal->evidence->sights->pdata[i];

		sight->real_us = real_of(reading->points, sight->at_us + rehearsal->begins_us);
	}
}

/* --- the whole --- */

static bool read_all(struct gathering_drill *reading, struct store *store, const struct clock *real, GError **error)
{
	struct rehearsal *rehearsal = reading->rehearsal;
	GError *failed = NULL;
	g_autoptr(ops_play_t) play = play_read(store, &failed);
	int64_t size;

	if (failed) {
		g_propagate_error(error, failed);
		return false;
	}
	if (!play) {
		g_set_error(error, OPS_ENGINE_ERROR, ENGINE_ERROR_CHANGED, _("this is not the store of a drill"));
		return false;
	}
	take_play(rehearsal, play, real);
	take_moments(rehearsal, play);
	size = journal_size(store, error);
	if (size < 0 || (size && !journal_read(store, 1, size, take_entry, reading, error)) || !gather_cases(rehearsal, store, error) ||
	    !gather_told(rehearsal, store, error))
		return false;
	drill_evidence_sort(rehearsal->evidence);
	set_real_times(reading);
	return true;
}

static void clear_role(gpointer data)
{
	struct rehearsal_role *role = data;

	g_free(role->role);
	g_free(role->contact);
}

struct rehearsal *engine_rehearsal_read(struct store *store, const struct clock *real, GError **error)
{
	g_autoptr(ops_rehearsal_t) rehearsal = g_new0(struct rehearsal, 1);
	struct gathering_drill reading = {.rehearsal = rehearsal};
	bool ok;

	rehearsal->noted = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
	rehearsal->answered = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
	rehearsal->roles = g_array_new(FALSE, TRUE, sizeof(struct rehearsal_role));
	g_array_set_clear_func(rehearsal->roles, clear_role);
	reading.points = g_array_new(FALSE, FALSE, sizeof(struct point));
	ok = read_all(&reading, store, real, error);
	g_array_unref(reading.points);
	return ok ? g_steal_pointer(&rehearsal) : NULL;
}

void rehearsal_free(struct rehearsal *rehearsal)
{
	if (!rehearsal)
		return;
	g_free(rehearsal->name);
	g_free(rehearsal->digest);
	drill_evidence_free(rehearsal->evidence);
	clock_free(rehearsal->clock);
	g_clear_pointer(&rehearsal->targets, drill_targets_free);
	drill_scenario_free(rehearsal->scenario);
	g_array_unref(rehearsal->roles);
	g_hash_table_unref(rehearsal->noted);
	g_hash_table_unref(rehearsal->answered);
	g_free(rehearsal);
}

struct drill_score *engine_rehearsal_score(const struct rehearsal *rehearsal)
{
	return drill_score_new(rehearsal->scenario, rehearsal->targets, rehearsal->evidence);
}

/* --- a person's judgement --- */

static bool append_judgement(struct store *store, const struct rehearsal_judging *judging, GError **error)
{
	g_autoptr(ops_json_t) payload = json_new_object();
	g_autofree char *text = NULL;
	struct journal_entry entry = {.event_at_us = clock_wall_us(judging->clock), .kind = "drill", .actor = judging->actor};

	json_set_string(payload, "what", JUDGED);
	json_set_string(payload, "name", judging->expectation);
	json_set_bool(payload, "met", judging->met);
	json_set_string(payload, "by", judging->by ? judging->by : judging->actor);
	json_set_integer(payload, "real_us", clock_wall_us(judging->real));
	text = json_print(payload);
	entry.payload = text;
	entry.payload_length = strlen(text);
	if (!store_begin(store, error))
		return false;
	if (journal_append(store, &entry, error) && store_commit(store, error))
		return true;
	store_rollback(store);
	return false;
}

bool engine_rehearsal_judge(struct store *store, const struct rehearsal *rehearsal, const struct rehearsal_judging *judging,
			    GError **error)
{
	int index = drill_find_expectation(rehearsal->scenario, judging->expectation);
	const struct drill_expectation *wish =
		index < 0 ? NULL : &g_array_index(rehearsal->scenario->expectations, struct drill_expectation, (guint)index);

	if (!wish || wish->expect != EXPECT_JUDGED) {
		g_set_error(error, OPS_DRILL_ERROR, DRILL_ERROR_UNKNOWN,
			    wish ? _("'%s' is not judged by a person: the record shows it")
				 : _("the scenario expects nothing called '%s'"), judging->expectation);
		return false;
	}
	return append_judgement(store, judging, error) && journal_sign(store, judging->notes, error);
}
