/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What comes out in a drill: cards are shown to whoever leads it, and those who are played do what the scenario's answers
 * say, each as a command of nwops of its own, as it would be typed.
 */
#include "drill/verbs.h"

#include "base/instant.h"
#include "base/translate.h"
#include "engine/rehearse-gather.h"
#include "store/cases.h"
#include "ui/page.h"
#include "ui/printer.h"

#include <inttypes.h>
#include <string.h>

/* --- cards --- */

void drill_show_card(const struct session *session, const struct stage *stage, const struct drill_moment *moment)
{
	const struct play *play = stage->play;
	int index = drill_find_inject(play->scenario, moment->name);
	const struct drill_inject *card = index >= 0 ? &g_array_index(play->scenario->injects, struct drill_inject, (guint)index) : NULL;
	const struct drill_role *role = card && card->to >= 0 ? &g_array_index(play->scenario->roles, struct drill_role, (guint)card->to) : NULL;
	g_autofree char *at = instant_show(moment->done_at_us, session->zone), *head = NULL;
	struct json *object;

	if (!card || !role)
		return;
	if (session->answer != ANSWER_JSON) {
		head = g_strdup_printf(_("%s  card %s, %s, to %s (%s), from %s:"), at, moment->name, words_shown(WORDS_DRILL_MEANS, card->means),
				       drill_text(&role->title, play->language), play->contacts[card->to], drill_text(&card->from, play->language));
		page_print("【訓練】 ", head);
		page_print("  ", drill_text(&card->content, play->language));
		return;
	}
	object = printer_new_object("drill-card");
	json_set_string(object, "name", moment->name);
	printer_set_instant(object, "at", moment->done_at_us, session->zone);
	json_set_string(object, "means", words_get(WORDS_DRILL_MEANS, card->means)->id);
	json_set_string(object, "to", role->name);
	json_set_string(object, "contact", play->contacts[card->to]);
	json_set_string(object, "from", drill_text(&card->from, play->language));
	json_set_string(object, "content", drill_text(&card->content, play->language));
	printer_take(object);
}

/* --- what stands for what --- */

struct newest { char *case_id, *run, *notice, *message; };

static void newest_clear(struct newest *newest)
{
	g_free(newest->case_id);
	g_free(newest->run);
	g_free(newest->notice);
	g_free(newest->message);
}

static bool take_case(void *context, const struct case_record *record)
{
	struct newest *newest = context;

	g_free(newest->case_id);
	newest->case_id = g_strdup(record->id);
	return true;
}

static bool take_run(void *context, const struct run_record *record)
{
	struct newest *newest = context;

	if (record->caller)
		return true;
	g_free(newest->run);
	newest->run = g_strdup_printf("%s/%" PRId64, record->case_id, record->run);
	return true;
}

static bool take_message(void *context, const struct message_record *record)
{
	struct newest *newest = context;

	if (record->channel < CHANNEL_PHONE)
		return true;
	g_free(newest->message);
	newest->message = g_strdup(record->code);
	return true;
}

static bool find_newest(struct store *store, struct newest *ret_newest, GError **error)
{
	const struct cases_filter cases = {.kind = -1, .open_only = true};
	const struct runs_filter runs = {.unfinished_only = true};
	const struct messages_filter messages = {.states = 1u << MESSAGE_QUEUED | 1u << MESSAGE_FAILED_TEMPORARY, .without_content = true};
	int64_t notice = notices_newest(store, error);

	if (notice < 0 || !cases_read(store, &cases, take_case, ret_newest, error) || !runs_read(store, &runs, take_run, ret_newest, error) ||
	    !messages_read(store, &messages, take_message, ret_newest, error))
		return false;
	ret_newest->notice = notice ? g_strdup_printf("%" PRId64, notice) : NULL;
	return true;
}

static char **fill(const struct session *session, const struct stage *stage, const struct drill_action *action, GError **error)
{
	g_autofree int64_t *changed = play_changed(stage->play);
	struct newest newest = {0};
	const struct drill_fill filling = {
		.scenario = stage->play->scenario,
		.targets = stage->play->targets,
		.changed_at_us = changed,
		.at_us = clock_wall_us(stage->clock) - stage->play->record.begins_us,
		.clock_us = clock_wall_us(stage->clock),
		.zone = session->zone,
		.contacts = (const char *const *)stage->play->contacts,
	};
	struct drill_fill filled = filling;
	char **words = NULL;

	if (find_newest(stage->store, &newest, error)) {
		filled.case_id = newest.case_id;
		filled.run_id = newest.run;
		filled.notice = newest.notice;
		filled.message = newest.message;
		words = drill_action_fill(action, &filled, error);
	}
	newest_clear(&newest);
	return words;
}

/* --- deeds --- */

static bool judge(const struct session *session, const struct stage *stage, const struct drill_action *action, GError **error)
{
	g_autoptr(ops_rehearsal_t) rehearsal = engine_rehearsal_read(stage->store, session->real_clock, error);
	const struct rehearsal_judging judging = {
		.clock = stage->clock,
		.real = session->real_clock,
		.notes = session->notes,
		.actor = session->actor,
		.by = stage->play->contacts[action->role],
		.expectation = action->judged,
		.met = true,
	};

	return rehearsal && engine_rehearsal_judge(stage->store, rehearsal, &judging, error);
}

/* How it ended, in words; "": as it should. Caller frees. */
static char *how_of(const struct stage_end *end, const struct drill_action *action)
{
	g_autofree char *line = NULL;
	const char *last;

	if (end->status >= 0 && end->status <= action->status_most)
		return g_strdup("");
	line = g_strchomp(g_strdup(*end->complaint ? end->complaint : end->output));
	last = strrchr(line, '\n');
	return g_strdup_printf(_("failed with status %d: %.300s"), end->status, last ? last + 1 : line);
}

static void show_deed(const struct session *session, const struct stage *stage, const struct drill_action *action, char **words, const char *how)
{
	g_autofree char *line = g_strjoinv(" ", words), *at = instant_show(clock_wall_us(stage->clock), session->zone), *typed = NULL;
	const char *who = stage->play->contacts[action->role];
	struct json *object;

	if (session->answer != ANSWER_JSON) {
		typed = g_strdup_printf("%s  %s: nwops %s", at, who, line);
		page_print("【訓練】 ", typed);
		if (*how)
			page_print("  ", how);
		return;
	}
	object = printer_new_object("drill-deed");
	printer_set_instant(object, "at", clock_wall_us(stage->clock), session->zone);
	json_set_string(object, "contact", who);
	json_set_string(object, "run", line);
	json_set_string(object, "trouble", *how ? how : NULL);
	printer_take(object);
}

static bool act(const struct session *session, const struct stage *stage, const struct drill_action *action, char **ret_how, GError **error)
{
	const char *role = g_array_index(stage->play->scenario->roles, struct drill_role, (guint)action->role).name;
	g_autoptr(GError) failed = NULL;
	g_auto(GStrv) words = fill(session, stage, action, &failed);
	g_autofree char *lines = action->input && *action->input ? g_strjoinv("\n", (char **)action->input) : NULL;
	g_autofree char *input = lines ? g_strconcat(lines, "\n", NULL) : NULL;
	struct stage_end end = {0};

	if (!words) {
		*ret_how = g_strdup(failed->message);
		notes_write(session->notes, NOTES_WARNING, "%s", failed->message);
		return true;
	}
	if (!stage_run(session, stage->name, role, (const char *const *)words, input, &end, error))
		return false;
	*ret_how = how_of(&end, action);
	show_deed(session, stage, action, words, *ret_how);
	stage_end_clear(&end);
	return true;
}

bool drill_play_action(const struct session *session, const struct stage *stage, const struct drill_moment *moment, GError **error)
{
	const struct play_options playing = stage_playing(session, stage);
	g_autoptr(GPtrArray) answers = drill_answers(stage->play->scenario, stage->play->failing, error);
	guint64 index = g_ascii_strtoull(moment->name, NULL, 10);
	const struct drill_action *action = answers && index < answers->len ? answers->pdata[index] : NULL;
	g_autofree char *how = NULL;

	if (!answers)
		return false;
	if (!action)
		return true;
	if (action->judges ? !judge(session, stage, action, error) : !act(session, stage, action, &how, error))
		return false;
	return play_end_moment(&playing, moment->number, how ? how : "", error);
}
