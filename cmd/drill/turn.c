/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the verbs that change a drill share: finding it, opening it, and saying how it stands.
 */
#include "drill/verbs.h"

#include "base/instant.h"
#include "base/translate.h"
#include "ui/complain.h"
#include "ui/page.h"
#include "ui/printer.h"

void drill_tell(const struct session *session, const struct stage *stage)
{
	g_autoptr(ops_play_t) play = play_read(stage->store, NULL);
	g_autoptr(ops_clock_t) clock = play ? play_clock(play, session->real_clock) : NULL;
	g_autofree char *now = play ? instant_show(clock_wall_us(clock), session->zone) : NULL, *line = NULL;
	struct json *object;

	if (!play)
		return;
	if (session->answer != ANSWER_JSON) {
		line = g_strdup_printf(_("drill '%s' is %s; its clock shows %s"), play->record.name, words_shown(WORDS_DRILL_STATE, play->record.state),
				       now);
		page_print("【訓練】 ", line);
		return;
	}
	object = printer_new_object("drill");
	json_set_string(object, "name", play->record.name);
	json_set_string(object, "scenario", play->record.scenario);
	json_set_string(object, "state", words_get(WORDS_DRILL_STATE, play->record.state)->id);
	json_set_string(object, "reason", play->record.reason);
	printer_set_instant(object, "shows", clock_wall_us(clock), session->zone);
	json_set_integer(object, "speed", play->record.speed);
	printer_set_instant(object, "begins_at", play->record.begins_us, session->zone);
	printer_set_instant(object, "ends_at", play->record.ends_us, session->zone);
	printer_set_instant(object, "started_at", play->record.started_at_us, session->zone);
	printer_set_instant(object, "ended_at", play->record.ended_at_us, session->zone);
	printer_take(object);
}

int drill_do(struct session *session, char **arguments, drill_deed *deed)
{
	int status = session_open_telling(session);
	g_autofree char *name = status ? NULL : stage_choose(session, &status);
	g_autoptr(GError) error = NULL;
	struct stage stage;

	if (!name)
		return status;
	if (!stage_open(session, name, &stage, &error) || !deed(session, &stage, arguments, &error))
		status = complain_error(session->answer, error);
	else
		drill_tell(session, &stage);
	stage_clear(&stage);
	return status;
}
