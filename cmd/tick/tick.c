/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops tick: what cron or a timer runs each minute. One at a time; says what changed,
 * one line each, and nothing when nothing did; leaves a heartbeat when its work was
 * done. When it did not: whoever watches the heartbeat learns of it.
 */
#include "base/translate.h"
#include "commands.h"
#include "net/loop.h"
#include "owed.h"
#include "probing.h"
#include "session.h"
#include "state/due.h"
#include "store/journal.h"
#include "tick/deliver.h"
#include "tick/freeze.h"
#include "tick/print.h"
#include "ui/complain.h"
#include "ui/printer.h"
#include "ui/replace.h"
#include "ui/tally.h"
#include "ui/terminal.h"

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static char *arg_heartbeat;

static const GOptionEntry options[] = {
	{"heartbeat", 0, 0, G_OPTION_ARG_FILENAME, &arg_heartbeat,
	 N_("replace FILE when the tick's work was done"), "FILE"},
	{NULL},
};

/* --- the heartbeat --- */

static bool write_heartbeat(const struct tick_answer *answer, GError **error)
{
	g_autofree char *path = arg_heartbeat
					? g_strdup(arg_heartbeat)
					: g_build_filename(answer->session->state_directory, "heartbeat", NULL);
	g_autoptr(ops_replace_t) replace = NULL;
	g_autoptr(ops_json_t) object = NULL;
	g_autofree char *line = NULL;
	int64_t sequence = journal_size(answer->session->store, error);

	if (sequence < 0)
		return false;
	replace = replace_open(path, error);
	if (!replace)
		return false;
	object = printer_new_object("heartbeat");
	printer_set_instant(object, "time", answer->tick.at_us, answer->session->zone);
	json_set_integer(object, "sequence", sequence);
	json_set_integer(object, "not_due", answer->check.not_due);
	json_take(object, "counts", tally_counts(&answer->check.tally));
	line = json_print(object);
	fprintf(replace_file(replace), "%s\n", line);
	return replace_finish(replace, error);
}

/* --- the tick --- */

/* So long it delivers before it asks, and so much of its minute is left when it delivers last. */
#define DELIVER_FIRST_US (INT64_C(10) * G_USEC_PER_SEC)
#define RESERVE_US (INT64_C(5) * G_USEC_PER_SEC)

/* False when another has the lock, which is told, or after a complaint. */
static bool take_lock(struct session *session, struct tick_answer *answer, struct lock **ret_lock, int *status)
{
	g_autoptr(GError) error = NULL;
	struct clock_moment now = clock_moment(session->clock);

	*ret_lock = lock_take(session->state_directory, "tick", session->clock, &answer->holder, &error);
	if (!*ret_lock && g_error_matches(error, OPS_STORE_ERROR, STORE_ERROR_MISSING)) {
		/* The first one: who makes the store makes its directory as it should be. */
		*status = session_open_store(session, STORE_WRITE);
		if (*status)
			return false;
		g_clear_error(&error);
		*ret_lock = lock_take(session->state_directory, "tick", session->clock, &answer->holder, &error);
	}
	if (*ret_lock)
		return true;
	if (error) {
		*status = complain_error(session->answer, error);
		return false;
	}
	answer->tick.at_us = now.wall_us;
	answer->held_us = answer->holder.process ? clock_passed_us(&answer->holder.since, &now) : 0;
	answer->outcome = answer->held_us > TICK_PATIENCE * DUE_TICK_US ? TICK_STUCK : TICK_SKIPPED;
	if (session->answer == ANSWER_JSON)
		tick_print(answer, false);
	tick_tell_holder(answer);
	*status = EXIT_ATTENTION;
	return false;
}

static void ignore(void *context)
{
}

/* EXIT_OK, EXIT_ATTENTION, or the exit status after a complaint. */
static int conclude(struct tick_answer *answer, const GError *failed)
{
	const struct session *session = answer->session;
	g_autoptr(GError) error = NULL;

	if (answer->check.end == RUN_CANCELLED)
		answer->outcome = TICK_CANCELLED;
	else if (answer->check.end == RUN_DEADLINE)
		answer->outcome = TICK_LATE;
	tick_print(answer, arg_verbose || terminal_of(STDOUT_FILENO).interactive);
	fflush(stdout);
	tick_tell_end(answer);
	if (failed)
		return complain_error(session->answer, failed);
	if (answer->outcome != TICK_DONE)
		return EXIT_ATTENTION;
	if (!write_heartbeat(answer, &error))
		return complain_error(session->answer, error);
	tick_beat(session);
	return EXIT_OK;
}

/* Waits that are over, and what is to be reminded of; incidents of what was found. Not by a clock that was just
 * moved. */
static bool go_on(const struct probing *probing, struct tick_answer *answer, GError **error)
{
	const struct session *session = answer->session;
	g_auto(GStrv) places = session_procedure_places(session);
	const struct walk_options walking = {
		.inventory = session->inventory,
		.store = session->store,
		.policy = session->policy,
		.templates = session->templates,
		.probing = probing->options,
		.procedures = (const char *const *)places,
		.actor = session->actor,
		.said_by = session->said_by,
		.clock = session->clock,
		.notes = session->notes,
	};

	if (answer->tick.jump_us)
		return true;
	answer->minded = engine_mind_runs(&walking, error);
	answer->opened = answer->minded ? engine_open_incidents(&walking, error) : NULL;
	return answer->opened != NULL;
}

static int tick(struct session *session, const struct probing *probing)
{
	static const char *const everything[] = {NULL};
	struct tick_answer answer = {.session = session};
	struct check_options wish = {
		.inventory = session->inventory,
		.actor = session->actor,
		.said_by = session->said_by,
		.selectors = everything,
		.evidence = inventory_policy(session->inventory)->evidence,
		.probing = probing->options,
	};
	g_autoptr(ops_lock_t) lock = NULL;
	g_autoptr(ops_duties_t) duties = NULL;
	g_autoptr(GError) error = NULL;
	int64_t began_us = clock_monotonic_us(session->clock);
	int status = EXIT_OK;
	bool moved;

	if (!take_lock(session, &answer, &lock, &status))
		return status;
	if (!session->store)
		status = session_open_store(session, STORE_WRITE);
	if (status)
		return status;
	wish.store = session->store;
	if (!engine_begin_tick(&wish, &answer.tick, &error))
		return complain_error(session->answer, error);
	tick_tell_findings(&answer);
	session_try_telling(session);
	tick_warn(session, answer.tick.jump_us != 0);
	/* What people have queued does not wait for what the network is asked. */
	moved = tick_deliver(session, DELIVER_FIRST_US, answer.tick.jump_us != 0, answer.tick.jump_us);
	answer.tick.asking_us = MAX(answer.tick.asking_us - (clock_monotonic_us(session->clock) - began_us), G_USEC_PER_SEC);
	if (!engine_tick(&wish, &answer.tick, &answer.check, &error) &&
	    !g_error_matches(error, OPS_ENGINE_ERROR, ENGINE_ERROR_NOT_RECORDED))
		return complain_error(session->answer, error);
	if (!error)
		go_on(probing, &answer, &error);
	tick_take_answers(session);
	if (session->policy && !answer.tick.jump_us)
		duties = owed_try(session);
	/* After the answers: what they acknowledge was given. */
	if (!answer.tick.jump_us)
		tick_remind(session, duties);
	tick_deliver(session, DUE_TICK_US - RESERVE_US - (clock_monotonic_us(session->clock) - began_us),
		     answer.tick.jump_us != 0, moved ? 0 : answer.tick.jump_us);
	/* What is real is told first. */
	tick_freeze_drills(&answer);
	status = conclude(&answer, error);
	/* Behind the heartbeat: a stick may be slow. Of a minute that did not suffice too, for that is when it will be needed. */
	if (!error && !answer.tick.jump_us)
		tick_offline(session, duties);
	g_clear_pointer(&answer.minded, g_ptr_array_unref);
	g_clear_pointer(&answer.opened, g_ptr_array_unref);
	check_clear(&answer.check);
	return status;
}

static int run(struct session *session, char **arguments)
{
	/* From here on a signal ends the asking, and what has been seen is kept. */
	g_autoptr(ops_loop_t) loop = loop_new();
	struct probing probing;
	int status = EXIT_COULD_NOT;

	loop_start_signal(loop, SIGINT, ignore, NULL);
	loop_start_signal(loop, SIGTERM, ignore, NULL);
	loop_start_signal(loop, SIGHUP, ignore, NULL);
	if (probing_init(&probing, session))
		status = tick(session, &probing);
	probing_clear(&probing);
	return status;
}

const struct command cmd_tick = {
	.name = "tick",
	.summary = N_("do what is due this minute, for cron or a timer"),
	.needs = NEED_INVENTORY,
	.options = options,
	.run = run,
};
