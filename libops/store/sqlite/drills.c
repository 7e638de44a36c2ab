/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The drill of a store in SQLite: one row, and one for each thing that comes in it.
 */
#include "store/sqlite/internal.h"

#include "base/translate.h"

bool sqlite_set_drill(struct store *store, const struct drill_record *drill, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_DRILL_SET, error);

	if (!statement)
		return false;
	sqlite3_bind_text(statement, 1, drill->name, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 2, drill->scenario, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 3, drill->digest, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 4, drill->text, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 5, drill->plan, -1, SQLITE_STATIC);
	sqlite3_bind_int(statement, 6, (int)drill->state);
	sqlite3_bind_text(statement, 7, drill->reason, -1, SQLITE_STATIC);
	sqlite3_bind_int64(statement, 8, drill->origin.wall_us);
	sqlite3_bind_int64(statement, 9, drill->origin.uptime_us);
	sqlite3_bind_text(statement, 10, drill->origin.boot, -1, SQLITE_STATIC);
	sqlite3_bind_int64(statement, 11, drill->shown_us);
	sqlite3_bind_int64(statement, 12, drill->rate);
	sqlite3_bind_int64(statement, 13, drill->speed);
	sqlite3_bind_int64(statement, 14, drill->begins_us);
	sqlite3_bind_int64(statement, 15, drill->ends_us);
	sqlite3_bind_int64(statement, 16, drill->started_at_us);
	sqlite3_bind_int64(statement, 17, drill->ended_at_us);
	return sqlite_run(sqlite, statement, ATTEMPT_WRITE, error);
}

/* False when the row is not what the schema says. */
static bool read_drill(sqlite3_stmt *statement, struct drill_record *ret_drill)
{
	bool sound = true;
	const char *boot = sqlite_sound_text(statement, 9, CLOCK_BOOT_SIZE - 1);

	*ret_drill = (struct drill_record){
		.name = sqlite_sound_text(statement, 0, DRILL_NAME_LIMIT),
		.scenario = sqlite_sound_text(statement, 1, DRILL_NAME_LIMIT),
		.digest = sqlite_sound_text(statement, 2, DRILL_NAME_LIMIT),
		.text = sqlite_sound_text(statement, 3, DRILL_SCENARIO_LIMIT),
		.plan = sqlite_sound_text(statement, 4, DRILL_PLAN_LIMIT),
		.state = sqlite_sound_choice(statement, 5, DRILL_STATE_COUNT, &sound),
		.reason = sqlite_sound_text(statement, 6, DRILL_REASON_LIMIT),
		.origin = {.wall_us = sqlite3_column_int64(statement, 7), .uptime_us = sqlite3_column_int64(statement, 8)},
		.shown_us = sqlite3_column_int64(statement, 10),
		.rate = sqlite3_column_int64(statement, 11),
		.speed = sqlite3_column_int64(statement, 12),
		.begins_us = sqlite3_column_int64(statement, 13),
		.ends_us = sqlite3_column_int64(statement, 14),
		.started_at_us = sqlite3_column_int64(statement, 15),
		.ended_at_us = sqlite3_column_int64(statement, 16),
	};
	if (boot)
		g_strlcpy(ret_drill->origin.boot, boot, CLOCK_BOOT_SIZE);
	return sound && boot && ret_drill->name && ret_drill->scenario && ret_drill->digest && ret_drill->text &&
	       ret_drill->plan && ret_drill->reason && ret_drill->rate >= 0 && ret_drill->speed >= 0;
}

static bool fail_damaged(GError **error)
{
	return store_fail(error, STORE_ERROR_DAMAGED, _("cannot read the drill: it is not kept as nwops writes it"));
}

bool sqlite_read_drill(struct store *store, drills_each *each, void *context, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_DRILL_READ, error);
	struct drill_record drill;
	bool sound;
	int got;

	if (!statement)
		return false;
	got = sqlite_step(sqlite, statement, ATTEMPT_READ, error);
	if (got <= 0)
		return got == 0;
	sound = read_drill(statement, &drill);
	if (sound)
		each(context, &drill);
	sqlite3_reset(statement);
	return sound || fail_damaged(error);
}

bool sqlite_set_drill_moment(struct store *store, const struct drill_moment *moment, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_DRILL_MOMENT_SET, error);

	if (!statement)
		return false;
	sqlite3_bind_int64(statement, 1, moment->number);
	sqlite3_bind_int(statement, 2, (int)moment->kind);
	sqlite3_bind_text(statement, 3, moment->name, -1, SQLITE_STATIC);
	sqlite3_bind_int64(statement, 4, moment->at_us);
	sqlite3_bind_int64(statement, 5, moment->done_at_us);
	sqlite3_bind_int(statement, 6, moment->skipped);
	sqlite3_bind_int(statement, 7, moment->shown);
	sqlite3_bind_text(statement, 8, moment->reason, -1, SQLITE_STATIC);
	return sqlite_run(sqlite, statement, ATTEMPT_WRITE, error);
}

static bool read_moment(sqlite3_stmt *statement, struct drill_moment *ret_moment)
{
	bool sound = true;

	*ret_moment = (struct drill_moment){
		.number = sqlite3_column_int64(statement, 0),
		.kind = sqlite_sound_choice(statement, 1, DRILL_MOMENT_KIND_COUNT, &sound),
		.name = sqlite_sound_text(statement, 2, DRILL_NAME_LIMIT),
		.at_us = sqlite3_column_int64(statement, 3),
		.done_at_us = sqlite3_column_int64(statement, 4),
		.skipped = sqlite3_column_int(statement, 5) != 0,
		.shown = sqlite3_column_int(statement, 6) != 0,
		.reason = sqlite_sound_text(statement, 7, DRILL_REASON_LIMIT),
	};
	return sound && ret_moment->name && ret_moment->reason;
}

bool sqlite_read_drill_moments(struct store *store, drill_moments_each *each, void *context, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_DRILL_MOMENT_READ, error);
	int got;

	if (!statement)
		return false;
	while ((got = sqlite_step(sqlite, statement, ATTEMPT_READ, error)) > 0) {
		struct drill_moment moment;

		if (!read_moment(statement, &moment)) {
			sqlite3_reset(statement);
			return fail_damaged(error);
		}
		if (!each(context, &moment)) {
			sqlite3_reset(statement);
			break;
		}
	}
	return got >= 0;
}
