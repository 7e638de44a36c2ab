/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Playing a drill to its end: what is due comes out, those who are played do their part, a tick is done in its store, and
 * then it waits for what comes next, or at full speed goes there at once. Each round begins with what the store says, so that
 * whoever pauses, shifts or stops it from elsewhere is heeded, and a player that was killed can be followed by another.
 */
#include "drill/verbs.h"

#include "base/instant.h"
#include "base/quantity.h"
#include "base/translate.h"
#include "engine/rehearse-gather.h"
#include "net/loop.h"
#include "store/lock.h"
#include "ui/complain.h"
#include "ui/printer.h"

#define SPEED_MOST 600
#define LOOK_US (G_USEC_PER_SEC / 4)	/* so often it is looked whether somebody changed it */

bool drill_read_speed(const struct session *session, const char *text, int64_t *ret_speed)
{
	if (g_str_equal(text, "max")) {
		*ret_speed = 0;
		return true;
	}
	if (quantity_parse_integer(text, 1, SPEED_MOST, ret_speed, NULL))
		return true;
	complain(session->answer, COMPLAINT_USAGE, _("option '--speed' must be a number from 1 to %d, or 'max'"), SPEED_MOST);
	return false;
}

/* --- beginning --- */

static bool begin(const struct session *session, const struct stage *stage, GError **error)
{
	const struct play_options playing = stage_playing(session, stage);
	enum drill_state before = stage->play->record.state;

	if (before == DRILL_RUNNING)
		return true;
	if (before == DRILL_PLANNED && (!stage_tell(session, stage, NOTICE_DRILL_START, NULL, error) ||
					!stage_tell(session, stage, NOTICE_COMCHECK, NULL, error)))
		return false;
	/* Whoever was told that it is over is told before anything of it comes again. */
	if (before == DRILL_FROZEN && !stage_tell(session, stage, NOTICE_DRILL_START, _("the drill goes on"), error))
		return false;
	return play_turn(&playing, DRILL_RUNNING, "", error);
}

int drill_begin(struct session *session, const char *name)
{
	g_autoptr(GError) error = NULL;
	struct stage stage;
	int status = EXIT_OK;

	if (!stage_open(session, name, &stage, &error) || !begin(session, &stage, &error))
		status = complain_error(session->answer, error);
	else
		drill_tell(session, &stage);
	stage_clear(&stage);
	return status;
}

/* --- one round --- */

struct performance {
	struct session *session;
	const char *name;
	int64_t next_tick_us;		/* by the drill's clock; 0: at once */
	enum drill_state state;		/* as the last round found it */
};

static bool take_out(const struct performance *performance, const struct stage *stage, const struct drill_moment *moment, GError **error)
{
	const struct play_options playing = stage_playing(performance->session, stage);

	if (moment->kind == DRILL_ANSWER)
		return drill_play_action(performance->session, stage, moment, error);
	if (moment->kind == DRILL_NETWORK)
		return true;
	drill_show_card(performance->session, stage, moment);
	return printer_flush() && play_end_moment(&playing, moment->number, "", error);
}

/* Of an earlier player that was killed: a card is shown once more, and it is not known what became of a deed. */
static bool take_up(const struct performance *performance, const struct stage *stage, GError **error)
{
	const struct play_options playing = stage_playing(performance->session, stage);

	for (guint i = 0; i < stage->play->moments->len; i++) {
		const struct drill_moment *moment = stage->play->moments->pdata[i];

		if (!moment->done_at_us || moment->shown)
			continue;
		if (moment->kind == DRILL_CARD ? !take_out(performance, stage, moment, error)
					       : !play_end_moment(&playing, moment->number, _("broken off: it may have been done"), error))
			return false;
	}
	return true;
}

static bool tick(struct performance *performance, GError **error)
{
	static const char *const words[] = {"tick", NULL};
	struct stage_end end = {0};

	if (!stage_run(performance->session, performance->name, NULL, words, NULL, &end, error))
		return false;
	if (end.status == EXIT_COULD_NOT || end.status < 0)
		notes_write(performance->session->notes, NOTES_WARNING, _("a tick of the drill failed: %s"), end.complaint);
	stage_end_clear(&end);
	return true;
}

static void time_is_over(void *loop)
{
	loop_stop(loop);
}

/* Until what comes next, no longer than LOOK_US. */
static void wait_for(struct performance *performance, const struct stage *stage, int64_t next_us)
{
	g_autoptr(ops_loop_t) loop = loop_new();
	int64_t left_us = (next_us - clock_wall_us(stage->clock)) / MAX(stage->play->record.rate, 1);

	(void)performance;
	loop_start_timer(loop, CLAMP(left_us, 1000, LOOK_US), 0, time_is_over, loop);
	loop_run(loop);
}

static bool go_on(struct performance *performance, const struct stage *stage, GError **error)
{
	const struct play_options playing = stage_playing(performance->session, stage);
	const struct drill_record *record = &stage->play->record;
	int64_t now_us = clock_wall_us(stage->clock), next_us = MIN(play_next_us(stage->play), record->ends_us);

	if (performance->next_tick_us)
		next_us = MIN(next_us, performance->next_tick_us);
	if (next_us > now_us && record->speed) {
		wait_for(performance, stage, next_us);
		return true;
	}
	return next_us <= now_us || play_jump(&playing, next_us, error);
}

static bool play_round(struct performance *performance, const struct stage *stage, GError **error)
{
	const struct play_options playing = stage_playing(performance->session, stage);
	int64_t now_us = clock_wall_us(stage->clock);
	g_autoptr(GPtrArray) came = NULL;

	if (!take_up(performance, stage, error))
		return false;
	/* A look that finds nothing due writes nothing. */
	if (play_next_us(stage->play) <= now_us && !play_step(&playing, &came, error))
		return false;
	for (guint i = 0; came && i < came->len; i++)
		if (!take_out(performance, stage, came->pdata[i], error))
			return false;
	if (now_us >= performance->next_tick_us) {
		performance->next_tick_us = now_us + stage->play->step_us;
		if (!tick(performance, error))
			return false;
	}
	if (now_us >= stage->play->record.ends_us)
		return play_turn(&playing, DRILL_ENDED, "", error);
	/* What came may have changed what comes: the next round looks. */
	return (came && came->len > 0) || go_on(performance, stage, error);
}

static bool play_once(struct performance *performance, GError **error)
{
	struct stage stage;
	bool done = stage_open(performance->session, performance->name, &stage, error);

	if (done)
		performance->state = stage.play->record.state;
	if (done && performance->state == DRILL_PAUSED)
		wait_for(performance, &stage, INT64_MAX);
	else if (done && performance->state == DRILL_RUNNING)
		done = play_round(performance, &stage, error);
	stage_clear(&stage);
	return done;
}

/* --- its end --- */

static bool conclude(const struct performance *performance, bool *ret_perfect, GError **error)
{
	const struct session *session = performance->session;
	g_autoptr(ops_rehearsal_t) rehearsal = NULL;
	g_autoptr(ops_drill_score_t) score = NULL;
	struct play_counts counts;
	struct stage stage;
	bool done = stage_open(session, performance->name, &stage, error) &&
		    (performance->state != DRILL_ENDED || stage_tell(session, &stage, NOTICE_DRILL_END, NULL, error)) &&
		    play_count(stage.store, -1, &counts, error) &&
		    (rehearsal = engine_rehearsal_read(stage.store, session->real_clock, error));

	if (done) {
		drill_tell(session, &stage);
		drill_tell_counts(session, "all", &counts);
		score = engine_rehearsal_score(rehearsal);
		*ret_perfect = drill_score_is_perfect(score);
		if (session->answer != ANSWER_JSON)
			printer_text(_("expectations: %u met, %u late, %u missed, %u excused; see 'nwops drill report'\n"), score->counts[DRILL_MET],
				     score->counts[DRILL_LATE], score->counts[DRILL_MISSED], score->counts[DRILL_EXCUSED]);
	}
	stage_clear(&stage);
	return done;
}

static int perform(struct performance *performance)
{
	g_autoptr(GError) error = NULL;
	bool perfect = false;

	do
		if (!play_once(performance, &error))
			return complain_error(performance->session->answer, error);
	while (performance->state == DRILL_RUNNING || performance->state == DRILL_PAUSED);
	if (!conclude(performance, &perfect, &error))
		return complain_error(performance->session->answer, error);
	if (performance->state != DRILL_ENDED)
		return EXIT_BAD;
	return perfect ? EXIT_OK : EXIT_ATTENTION;
}

int drill_perform(struct session *session, const char *name)
{
	struct performance performance = {.session = session, .name = name};
	g_autofree char *directory = stage_directory(session, name);
	struct lock_holder holder;
	g_autoptr(GError) error = NULL;
	g_autoptr(ops_lock_t) lock = lock_take(directory, "drill", session->real_clock, &holder, &error);

	if (error)
		return complain_error(session->answer, error);
	if (!lock) {
		notes_write(session->notes, NOTES_NOTICE, _("the drill '%s' is played by another nwops, which goes on with it"), name);
		return EXIT_OK;
	}
	return perform(&performance);
}
