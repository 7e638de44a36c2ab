/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The drill itself: its row, its moments, and what the journal has of it. The rest is in the
 * rehearse-*.c beside this.
 */
#include "engine/rehearse-internal.h"

#include "base/translate.h"
#include "engine/engine.h"
#include "store/drills.h"
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
	const struct clock *real;
	struct json *plan;
	GArray *points;			/* struct point, by entry */
	GError *failed;
	bool found;
};
/* At REAL_US of the host the drill's clock showed SHOWN_US. */
struct point { int64_t shown_us, real_us; };

static void take_now(struct gathering_drill *reading, const struct drill_record *drill)
{
	struct drill_evidence *evidence = reading->rehearsal->evidence;

	evidence->state = drill->state;
	evidence->reason = drill->reason && *drill->reason ? g_strdup(drill->reason) : NULL;
	reading->rehearsal->clock = clock_new_beside(reading->real, &drill->origin, drill->shown_us, drill->rate);
	evidence->now_us = drill->state == DRILL_PLANNED ? 0 : clock_wall_us(reading->rehearsal->clock) - drill->begins_us;
}

static bool read_plan(struct gathering_drill *reading, const struct drill_record *drill, GError **error)
{
	struct rehearsal *rehearsal = reading->rehearsal;
	const struct json *targets, *roles;
	g_autofree char *text = NULL;

	reading->plan = json_parse(drill->plan, strlen(drill->plan), DRILL_PLAN_LIMIT, error);
	if (!reading->plan)
		return false;
	targets = json_get(reading->plan, "targets");
	text = targets ? json_print(targets) : g_strdup("{}");
	rehearsal->targets = drill_targets_parse(text, strlen(text), error);
	roles = json_get(reading->plan, "roles");
	json_get_bool(reading->plan, "answers", &rehearsal->played);
	for (guint i = 0; i < rehearsal->scenario->roles->len; i++) {
		const char *role = g_array_index(rehearsal->scenario->roles, struct drill_role, i).name;
		const struct rehearsal_role each = {g_strdup(role), g_strdup(roles ? json_get_string(roles, role) : NULL)};

		g_array_append_val(rehearsal->roles, each);
	}
	return rehearsal->targets != NULL;
}

static void take_drill(void *context, const struct drill_record *drill)
{
	struct gathering_drill *reading = context;
	struct rehearsal *rehearsal = reading->rehearsal;

	reading->found = true;
	rehearsal->name = g_strdup(drill->name);
	rehearsal->digest = g_strdup(drill->digest);
	rehearsal->begins_us = drill->begins_us;
	rehearsal->started_at_us = drill->started_at_us;
	rehearsal->ended_at_us = drill->ended_at_us;
	rehearsal->scenario = drill_scenario_of(drill->text, strlen(drill->text), &reading->failed);
	if (!rehearsal->scenario)
		return;
	rehearsal->evidence = drill_evidence_new(rehearsal->scenario);
	rehearsal->evidence->lasts_us = drill->ends_us - drill->begins_us;
	take_now(reading, drill);
	read_plan(reading, drill, &reading->failed);
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

static bool take_moment(void *context, const struct drill_moment *moment)
{
	struct rehearsal *rehearsal = context;

	if (moment->kind == DRILL_CARD)
		take_card(rehearsal, moment);
	else if (moment->kind == DRILL_NETWORK)
		take_change(rehearsal, moment);
	return true;
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

static bool read_all(struct gathering_drill *reading, struct store *store, GError **error)
{
	int64_t size = journal_size(store, error);

	if (size < 0 || !drills_read(store, take_drill, reading, error))
		return false;
	if (reading->failed) {
		g_propagate_prefixed_error(error, g_steal_pointer(&reading->failed), "%s", _("the drill's scenario cannot be read again: "));
		return false;
	}
	if (!reading->found) {
		g_set_error(error, OPS_ENGINE_ERROR, ENGINE_ERROR_CHANGED, _("this is not the store of a drill"));
		return false;
	}
	if (!drill_moments_read(store, take_moment, reading->rehearsal, error) ||
	    (size && !journal_read(store, 1, size, take_entry, reading, error)) ||
	    !gather_cases(reading->rehearsal, store, error) || !gather_told(reading->rehearsal, store, error))
		return false;
	drill_evidence_sort(reading->rehearsal->evidence);
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
	struct gathering_drill reading = {.rehearsal = rehearsal, .real = real};
	bool ok;

	rehearsal->noted = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
	rehearsal->answered = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
	rehearsal->roles = g_array_new(FALSE, TRUE, sizeof(struct rehearsal_role));
	g_array_set_clear_func(rehearsal->roles, clear_role);
	reading.points = g_array_new(FALSE, FALSE, sizeof(struct point));
	ok = read_all(&reading, store, error);
	g_array_unref(reading.points);
	json_free(reading.plan);
	g_clear_error(&reading.failed);
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
