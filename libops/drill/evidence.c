/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What was seen in a drill, as a value: born empty, filled by whoever reads the record, put in
 * order once.
 */
#include "drill/score.h"

const char *drill_sight_control(const char *id, enum procedure_language language)
{
	static const struct { const char *id; struct procedure_text title; } controls[] = {
		{"started", {"開始", "started"}}, {"resumed", {"再開", "resumed"}}, {"speed", {"進む速さの変更", "another speed"}},
		{"shifted", {"予定の移動", "shifted"}}, {"skipped", {"省略", "left out"}}, {"judged", {"評価", "judged"}},
	};
	int state = id ? words_find(WORDS_DRILL_STATE, id) : -1;

	if (state >= 0)
		return language == PROCEDURE_JAPANESE ? words_get(WORDS_DRILL_STATE, (unsigned int)state)->japanese
						      : words_get(WORDS_DRILL_STATE, (unsigned int)state)->english;
	for (size_t i = 0; id && i < G_N_ELEMENTS(controls); i++)
		if (g_str_equal(controls[i].id, id))
			return drill_text(&controls[i].title, language);
	return id ? id : "";
}

struct drill_sight *drill_sight_new(enum drill_sight_kind kind, int64_t at_us, int64_t entry)
{
	struct drill_sight *sight = g_new0(struct drill_sight, 1);

	sight->kind = kind;
	sight->at_us = at_us;
	sight->entry = entry;
	sight->case_kind = sight->field = sight->verdict = sight->notice_kind = sight->audience = -1;
	sight->lines = sight->next_at_us = -1;
	return sight;
}

static void free_sight(gpointer data)
{
	struct drill_sight *sight = data;
	char *texts[] = {sight->actor, sight->case_id, sight->item, sight->organization, sight->value, sight->text,
			 sight->to, sight->from, sight->name, sight->end};

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
		g_free(texts[i]);
	g_strfreev(sight->paths);
	g_free(sight);
}

static void free_message(gpointer data)
{
	struct drill_message *message = data;

	g_free(message->organization);
	g_free(message);
}

static int64_t *new_times(guint count)
{
	int64_t *times = g_new(int64_t, count + 1);

	for (guint i = 0; i <= count; i++)
		times[i] = -1;
	return times;
}

struct drill_evidence *drill_evidence_new(const struct drill_scenario *scenario)
{
	struct drill_evidence *evidence = g_new0(struct drill_evidence, 1);

	evidence->sights = g_ptr_array_new_with_free_func(free_sight);
	evidence->messages = g_ptr_array_new_with_free_func(free_message);
	evidence->changed_at_us = new_times(scenario->network->len);
	evidence->fired_at_us = new_times(scenario->injects->len);
	evidence->change_skipped = g_new0(bool, scenario->network->len + 1);
	evidence->inject_skipped = g_new0(bool, scenario->injects->len + 1);
	evidence->lasts_us = scenario->lasts_us;
	evidence->state = DRILL_PLANNED;
	return evidence;
}

void drill_evidence_free(struct drill_evidence *evidence)
{
	if (!evidence)
		return;
	g_ptr_array_unref(evidence->sights);
	g_ptr_array_unref(evidence->messages);
	g_free(evidence->changed_at_us);
	g_free(evidence->fired_at_us);
	g_free(evidence->change_skipped);
	g_free(evidence->inject_skipped);
	g_free(evidence->reason);
	g_free(evidence);
}

struct drill_message *drill_evidence_add_message(struct drill_evidence *evidence)
{
	struct drill_message *message = g_new0(struct drill_message, 1);

	message->notice_kind = message->audience = -1;
	message->sent_at_us = message->withheld_at_us = message->acked_at_us = -1;
	g_ptr_array_add(evidence->messages, message);
	return message;
}

static gint compare_sights(gconstpointer a, gconstpointer b)
{
	const struct drill_sight *left = *(struct drill_sight *const *)a, *right = *(struct drill_sight *const *)b;

	if (left->at_us != right->at_us)
		return left->at_us < right->at_us ? -1 : 1;
	return left->entry == right->entry ? (gint)left->kind - (gint)right->kind : left->entry < right->entry ? -1 : 1;
}

static gint compare_messages(gconstpointer a, gconstpointer b)
{
	const struct drill_message *left = *(struct drill_message *const *)a, *right = *(struct drill_message *const *)b;

	return left->number == right->number ? 0 : left->number < right->number ? -1 : 1;
}

void drill_evidence_sort(struct drill_evidence *evidence)
{
	g_ptr_array_sort(evidence->sights, compare_sights);
	g_ptr_array_sort(evidence->messages, compare_messages);
}
