/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One tick: what cron or a timer runs each minute. It looks whether there was one
 * before it in time and whether the clock can be trusted, leaves word of itself for
 * the next, and has asked what is due. Whether another is still at work, the lock
 * tells whoever calls this.
 */
#include "engine/internal.h"

#include "base/json.h"
#include "base/translate.h"
#include "state/due.h"
#include "store/journal.h"
#include "store/marks.h"

/* Of its minute a tick keeps so much for what comes after the asking. */
#define AFTERWARDS_US (10 * G_USEC_PER_SEC)
/* However late it began, it asks for so long. */
#define ASKING_LEAST_US (10 * G_USEC_PER_SEC)

struct last { bool known; struct clock_moment moment; };

static bool take_mark(void *context, const char *name, const struct mark_record *mark)
{
	struct last *last = context;

	last->known = true;
	last->moment = (struct clock_moment){ .wall_us = mark->wall_us, .uptime_us = mark->monotonic_us };
	g_strlcpy(last->moment.boot, mark->boot, sizeof(last->moment.boot));
	return false;
}

static bool set_mark(struct store *store, const struct clock_moment *now, GError **error)
{
	const struct mark_record mark = marks_record(now, NULL);

	return marks_set(store, ENGINE_MARK_TICK, &mark, error);
}

static bool append(const struct check_options *options, const struct clock_moment *now, const char *kind,
		   struct json *payload, GError **error)
{
	g_autofree char *text = NULL;

	json_set_integer(payload, "v", 1);
	text = json_print(payload);
	struct journal_entry entry = {
		.event_at_us = now->wall_us,
		.kind = kind,
		.actor = options->actor,
		.payload = text,
		.payload_length = strlen(text),
	};

	return journal_append(options->store, &entry, error);
}

static bool append_gap(const struct check_options *options, const struct last *last, const struct clock_moment *now,
		       GError **error)
{
	g_autoptr(ops_json_t) payload = json_new_object();

	json_set_string(payload, "reason", "no tick");
	json_set_integer(payload, "from_us", last->moment.wall_us);
	json_set_integer(payload, "until_us", now->wall_us);
	json_set_bool(payload, "booted", strcmp(last->moment.boot, now->boot) != 0);
	return append(options, now, "gap", payload, error);
}

static bool append_jump(const struct check_options *options, const struct last *last,
			const struct clock_moment *now, int64_t jump_us, GError **error)
{
	g_autoptr(ops_json_t) payload = json_new_object();

	json_set_integer(payload, "last_tick_us", last->moment.wall_us);
	json_set_integer(payload, "moved_us", jump_us);
	return append(options, now, "clock-jump", payload, error);
}

static bool keep(const struct check_options *options, const struct last *last, const struct clock_moment *now,
		 const struct tick *tick, GError **error)
{
	bool kept = store_begin(options->store, error) && set_mark(options->store, now, error) &&
		    (!tick->gap_from_us || append_gap(options, last, now, error)) &&
		    (!tick->jump_us || append_jump(options, last, now, tick->jump_us, error)) &&
		    store_commit(options->store, error);

	if (!kept)
		store_rollback(options->store);
	else if (tick->gap_from_us || tick->jump_us)
		kept = journal_sign(options->store, options->probing.notes, error);
	return kept;
}

static bool tell_overruns(const struct check_options *options, struct tick *tick, GError **error)
{
	const struct maint_options maint = {
		.inventory = options->inventory,
		.store = options->store,
		.actor = options->actor,
		.said_by = options->said_by,
		.clock = options->probing.clock,
		.notes = options->probing.notes,
	};

	return engine_tell_overruns(&maint, &tick->overruns, error);
}

/* How long a tick that begins at AT_US may ask. */
static int64_t time_for_asking(int64_t at_us)
{
	int64_t end_us = due_minute_us(at_us) + DUE_TICK_US - AFTERWARDS_US;

	return MAX(end_us - at_us, ASKING_LEAST_US);
}

bool engine_begin_tick(const struct check_options *options, struct tick *ret_tick, GError **error)
{
	struct clock_moment now = clock_moment(options->probing.clock);
	struct tick tick = { .at_us = now.wall_us, .asking_us = time_for_asking(now.wall_us) };
	struct last last = { 0 };
	g_autoptr(GError) failed = NULL;

	if (!marks_read(options->store, ENGINE_MARK_TICK, take_mark, &last, error))
		return false;
	if (last.known) {
		int64_t jump_us = clock_jump_us(&last.moment, &now);

		if (clock_passed_us(&last.moment, &now) > TICK_PATIENCE * DUE_TICK_US)
			tick.gap_from_us = last.moment.wall_us;
		if (ABS(jump_us) > ENGINE_CLOCK_JUMP_US)
			tick.jump_us = jump_us;
	}
	if (!keep(options, &last, &now, &tick, &failed) || !tell_overruns(options, &tick, &failed)) {
		if (!g_error_matches(failed, OPS_STORE_ERROR, STORE_ERROR_FULL)) {
			g_propagate_error(error, g_steal_pointer(&failed));
			return false;
		}
		notes_write(options->probing.notes, NOTES_WARNING, _("cannot keep that this tick began: %s; going on"),
			    failed->message);
	}
	*ret_tick = tick;
	return true;
}

bool engine_tick(const struct check_options *options, const struct tick *tick, struct check *ret_check, GError **error)
{
	struct check_options due = *options;

	due.due = true;
	due.record = true;
	due.hold = tick->jump_us != 0;
	due.probing.deadline_us = MIN(due.probing.deadline_us, tick->asking_us);
	return engine_check(&due, ret_check, error);
}
