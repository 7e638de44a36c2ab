/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Changes of a drill. What a change starts from is read within its transaction, so that of two at once each sees what
 * the other did.
 */
#include "engine/play.h"

#include "base/translate.h"
#include "engine/tell-internal.h"
#include "store/journal.h"

#include <inttypes.h>
#include <string.h>

/* --- the journal --- */

static bool append(const struct play_options *options, const char *what, struct json *body, GError **error)
{
	g_autofree char *text = NULL;
	struct journal_entry entry = {.event_at_us = clock_wall_us(options->clock), .kind = "drill", .actor = options->actor};

	json_set_integer(body, "v", 1);
	json_set_string(body, "what", what);
	json_set_integer(body, "real_us", clock_wall_us(options->real));
	if (options->said_by)
		json_set_string(body, "said_by", options->said_by);
	entry.payload = text = json_print(body);
	entry.payload_length = strlen(text);
	return journal_append(options->store, &entry, error);
}

static bool append_named(const struct play_options *options, const char *what, const char *name, const char *reason, GError **error)
{
	g_autoptr(ops_json_t) body = json_new_object();

	if (name)
		json_set_string(body, "name", name);
	if (reason && *reason)
		json_set_string(body, "reason", reason);
	return append(options, what, body, error);
}

/* --- one transaction --- */

struct deed {
	const struct play_options *options;
	/* In PLAY the drill as it is now. */
	bool (*run)(const struct deed *deed, struct play *play, GError **error);
	enum drill_state state;
	const char *name, *reason;
	int64_t number;			/* of a moment, a time, a rate */
	GPtrArray *came;
	const struct play *made;
};

static bool act(const struct tell_options *telling, void *context, GError **error)
{
	const struct deed *deed = context;
	g_autoptr(ops_play_t) play = NULL;
	GError *failed = NULL;

	(void)telling;
	if (deed->came)
		g_ptr_array_set_size(deed->came, 0);
	if (deed->made)
		return deed->run(deed, NULL, error);
	play = play_read(deed->options->store, &failed);
	if (failed)
		g_propagate_error(error, failed);
	else if (!play)
		g_set_error(error, OPS_PLAY_ERROR, PLAY_ERROR_STATE, _("there is no drill in this store"));
	return play && deed->run(deed, play, error);
}

static bool commit(const struct deed *deed, GError **error)
{
	const struct tell_options telling = {
		.store = deed->options->store, .clock = deed->options->clock, .notes = deed->options->notes, .actor = deed->options->actor,
	};

	return tell_transaction(&telling, act, (void *)deed, error);
}

/* --- making it --- */

struct making { const struct deed *deed; int64_t number, begins_us; };

static bool add_moment(struct making *making, enum drill_moment_kind kind, const char *name, int64_t at_us, GError **error)
{
	const struct drill_moment moment = {
		.number = ++making->number, .kind = kind, .name = name, .at_us = making->begins_us + at_us, .reason = "",
	};

	return drill_moments_set(making->deed->options->store, &moment, error);
}

static bool add_numbered(struct making *making, enum drill_moment_kind kind, guint index, int64_t at_us, GError **error)
{
	g_autofree char *name = g_strdup_printf("%u", index);

	return add_moment(making, kind, name, at_us, error);
}

/* In one second first the network, then what is said of it, then what is done about it. */
static bool add_moments(struct making *making, const struct play *play, GError **error)
{
	const struct drill_scenario *scenario = play->scenario;
	g_autoptr(GPtrArray) answers = drill_answers(scenario, play->failing, error);

	if (!answers)
		return false;
	for (guint i = 0; i < scenario->network->len; i++)
		if (!add_numbered(making, DRILL_NETWORK, i, g_array_index(scenario->network, struct drill_change, i).at_us, error))
			return false;
	for (guint i = 0; i < scenario->injects->len; i++) {
		const struct drill_inject *card = &g_array_index(scenario->injects, struct drill_inject, i);

		if (!add_moment(making, DRILL_CARD, card->name, card->at_us, error))
			return false;
	}
	for (guint i = 0; play->answers && i < answers->len; i++)
		if (!add_numbered(making, DRILL_ANSWER, i, ((const struct drill_action *)answers->pdata[i])->at_us, error))
			return false;
	return true;
}

static bool make(const struct deed *deed, struct play *none, GError **error)
{
	const struct play *play = deed->made;
	struct making making = {.deed = deed, .begins_us = play->record.begins_us};
	g_autoptr(ops_json_t) body = json_new_object();

	(void)none;
	json_set_string(body, "name", play->record.name);
	json_set_string(body, "scenario", play->record.scenario);
	json_set_string(body, "digest", play->record.digest);
	json_take(body, "plan", json_parse(play->record.plan, strlen(play->record.plan), DRILL_PLAN_LIMIT, NULL));
	return drills_set(deed->options->store, &play->record, error) && add_moments(&making, play, error) &&
	       append(deed->options, "planned", body, error);
}

bool play_make(const struct play_options *options, const struct play *play, GError **error)
{
	const struct deed deed = {.options = options, .run = make, .made = play};

	return commit(&deed, error);
}

/* --- its state --- */

/* By which states each can be left. */
static const unsigned int ways[DRILL_STATE_COUNT] = {
	[DRILL_PLANNED] = 1u << DRILL_RUNNING | 1u << DRILL_STOPPED,
	[DRILL_RUNNING] = 1u << DRILL_PAUSED | 1u << DRILL_FROZEN | 1u << DRILL_STOPPED | 1u << DRILL_ENDED,
	[DRILL_PAUSED] = 1u << DRILL_RUNNING | 1u << DRILL_FROZEN | 1u << DRILL_STOPPED,
	[DRILL_FROZEN] = 1u << DRILL_RUNNING | 1u << DRILL_STOPPED,
};

/* The clock goes on from what it shows now, so fast. */
static void set_rate(const struct deed *deed, struct drill_record *record, int64_t rate)
{
	record->shown_us = clock_wall_us(deed->options->clock);
	record->origin = clock_moment(deed->options->real);
	record->rate = rate;
}

static const char *word_of(enum drill_state from, enum drill_state to)
{
	if (to == DRILL_RUNNING)
		return from == DRILL_PLANNED ? "started" : "resumed";
	return words_get(WORDS_DRILL_STATE, to)->id;
}

static bool turn(const struct deed *deed, struct play *play, GError **error)
{
	const struct drill_record before = play->record;
	struct drill_record *record = &play->record;
	struct drill_record after;

	if (!(ways[before.state] & 1u << deed->state)) {
		g_set_error(error, OPS_PLAY_ERROR, PLAY_ERROR_STATE, _("the drill '%s' is %s: it cannot become %s"), before.name,
			    words_shown(WORDS_DRILL_STATE, before.state), words_shown(WORDS_DRILL_STATE, deed->state));
		return false;
	}
	set_rate(deed, record, deed->state == DRILL_RUNNING ? before.speed : 0);
	record->state = deed->state;
	if (before.state == DRILL_PLANNED && deed->state == DRILL_RUNNING) {
		/* However long it waited: it begins when its scenario says. */
		record->shown_us = before.begins_us;
		record->started_at_us = clock_wall_us(deed->options->real);
	}
	if (play_is_over(deed->state))
		record->ended_at_us = clock_wall_us(deed->options->real);
	after = *record;
	after.reason = deed->reason;
	return drills_set(deed->options->store, &after, error) &&
	       append_named(deed->options, word_of(before.state, deed->state), NULL, deed->reason, error);
}

bool play_turn(const struct play_options *options, enum drill_state state, const char *reason, GError **error)
{
	const struct deed deed = {.options = options, .run = turn, .state = state, .reason = reason};

	return commit(&deed, error);
}

static bool set_speed(const struct deed *deed, struct play *play, GError **error)
{
	g_autoptr(ops_json_t) body = json_new_object();

	play->record.speed = deed->number;
	if (play->record.state == DRILL_RUNNING)
		set_rate(deed, &play->record, deed->number);
	json_set_integer(body, "speed", deed->number);
	return drills_set(deed->options->store, &play->record, error) && append(deed->options, "speed", body, error);
}

bool play_set_speed(const struct play_options *options, int64_t speed, GError **error)
{
	const struct deed deed = {.options = options, .run = set_speed, .number = speed};

	return commit(&deed, error);
}

/* No entry: what happens at that time has one. */
static bool jump(const struct deed *deed, struct play *play, GError **error)
{
	if (play->record.state != DRILL_RUNNING || play->record.speed || deed->number <= play->record.shown_us)
		return true;
	play->record.shown_us = deed->number;
	return drills_set(deed->options->store, &play->record, error);
}

bool play_jump(const struct play_options *options, int64_t to_us, GError **error)
{
	const struct deed deed = {.options = options, .run = jump, .number = to_us};

	return commit(&deed, error);
}

/* --- what comes --- */

static bool come(const struct deed *deed, struct drill_moment *moment, int64_t now_us, GError **error)
{
	static const char *const words[DRILL_MOMENT_KIND_COUNT] = {
		[DRILL_CARD] = "inject", [DRILL_NETWORK] = "network", [DRILL_ANSWER] = "played",
	};

	moment->done_at_us = now_us;
	/* Nothing is shown of a change of the network: that is for them to find. */
	moment->shown = moment->kind == DRILL_NETWORK;
	play_moments_add(deed->came, moment);
	return drill_moments_set(deed->options->store, moment, error) &&
	       append_named(deed->options, words[moment->kind], moment->name, NULL, error);
}

static bool step(const struct deed *deed, struct play *play, GError **error)
{
	int64_t now_us = clock_wall_us(deed->options->clock);

	if (play->record.state != DRILL_RUNNING)
		return true;
	for (guint i = 0; i < play->moments->len; i++) {
		struct drill_moment *moment = play->moments->pdata[i];

		if (moment->at_us > now_us)
			break;
		if (!moment->done_at_us && !moment->skipped && !come(deed, moment, now_us, error))
			return false;
	}
	return true;
}

bool play_step(const struct play_options *options, GPtrArray **ret_came, GError **error)
{
	g_autoptr(GPtrArray) came = play_moments_new();
	const struct deed deed = {.options = options, .run = step, .came = came};

	if (!commit(&deed, error))
		return false;
	*ret_came = g_steal_pointer(&came);
	return true;
}

static bool end_moment(const struct deed *deed, struct play *play, GError **error)
{
	for (guint i = 0; i < play->moments->len; i++) {
		struct drill_moment *moment = play->moments->pdata[i];
		struct drill_moment after = *moment;

		if (moment->number != deed->number)
			continue;
		after.shown = true;
		after.reason = deed->reason;
		return drill_moments_set(deed->options->store, &after, error) &&
		       (!*deed->reason || append_named(deed->options, "answer", moment->name, deed->reason, error));
	}
	return true;
}

bool play_end_moment(const struct play_options *options, int64_t number, const char *how, GError **error)
{
	const struct deed deed = {.options = options, .run = end_moment, .number = number, .reason = how};

	return commit(&deed, error);
}

/* --- what the facilitator changes --- */

static bool skip(const struct deed *deed, struct play *play, GError **error)
{
	for (guint i = 0; i < play->moments->len; i++) {
		struct drill_moment *moment = play->moments->pdata[i];
		struct drill_moment after = *moment;

		if (moment->kind != DRILL_CARD || !g_str_equal(moment->name, deed->name))
			continue;
		if (moment->done_at_us || moment->skipped) {
			g_set_error(error, OPS_PLAY_ERROR, PLAY_ERROR_STATE,
				    moment->skipped ? _("card '%s' was left out already") : _("card '%s' has come out already"), deed->name);
			return false;
		}
		after.skipped = true;
		after.reason = deed->reason;
		return drill_moments_set(deed->options->store, &after, error) &&
		       append_named(deed->options, "skipped", deed->name, deed->reason, error);
	}
	g_set_error(error, OPS_PLAY_ERROR, PLAY_ERROR_NONE, _("there is no card '%s' in this drill"), deed->name);
	return false;
}

bool play_skip(const struct play_options *options, const char *card, const char *reason, GError **error)
{
	const struct deed deed = {.options = options, .run = skip, .name = card, .reason = reason};

	return commit(&deed, error);
}

static bool shift(const struct deed *deed, struct play *play, GError **error)
{
	g_autoptr(ops_json_t) body = json_new_object();
	int64_t now_us = clock_wall_us(deed->options->clock), by_us = deed->number, first_us = play_next_us(play);

	/* All by the same: what would be before now keeps its distance from the rest. */
	if (by_us < 0 && first_us + by_us < now_us)
		by_us = MIN(now_us - first_us, 0);
	for (guint i = 0; i < play->moments->len; i++) {
		struct drill_moment *moment = play->moments->pdata[i];

		if (moment->done_at_us || moment->skipped)
			continue;
		moment->at_us += by_us;
		if (!drill_moments_set(deed->options->store, moment, error))
			return false;
	}
	play->record.ends_us += by_us;
	json_set_integer(body, "by_us", by_us);
	return drills_set(deed->options->store, &play->record, error) && append(deed->options, "shifted", body, error);
}

bool play_shift(const struct play_options *options, int64_t by_us, GError **error)
{
	const struct deed deed = {.options = options, .run = shift, .number = by_us};

	return commit(&deed, error);
}
