/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where each stage of a paper stands, what is missing before it can be passed, and by when it is owed: of the case's
 * events, its notices and its links alone.
 */
#include "cases/paper-internal.h"

#include "base/instant.h"
#include "base/translate.h"
#include "cases/duties-internal.h"

#include <string.h>

struct standing_up {
	const struct paper_seen *seen;
	GHashTable *facts;
	GArray *stands;			/* struct paper_stand: of the stages so far */
};

/* --- what was recorded --- */

static bool holds(const struct paper_seen *seen, const struct case_event *event)
{
	return event->body && !g_hash_table_contains(seen->standing->taken_back, GINT_TO_POINTER((int)event->number));
}

/* The newest event of KIND that speaks of STAGE. */
static const struct case_event *newest(const struct paper_seen *seen, enum case_event_kind kind, const char *stage)
{
	const GPtrArray *events = seen->standing->file->events;

	for (guint i = events->len; i-- > 0;) {
		const struct case_event *event = events->pdata[i];

		if (event->kind == kind && holds(seen, event) && g_str_equal(event->text, stage))
			return event;
	}
	return NULL;
}

static const struct paper_stand *stand_at(const struct standing_up *up, size_t stage)
{
	return &g_array_index(up->stands, struct paper_stand, stage);
}

static bool is_over(const struct paper_stand *stand)
{
	return stand->stand == STAGE_DONE || stand->stand == STAGE_SKIPPED || stand->stand == STAGE_MOOT;
}

/* --- whether it is its turn --- */

static bool ended_so(const struct standing_up *up, const struct paper_when *when)
{
	const struct paper_stand *stand = stand_at(up, when->stage);

	return stand->stand == STAGE_DONE && g_strcmp0(stand->outcome, when->outcome) == 0;
}

static enum stage_stand turn_of(const struct standing_up *up, const struct paper_stage *stage, bool *ret_arises)
{
	bool arises = !stage->when_count, open = false;

	for (size_t i = 0; i < stage->when_count; i++) {
		arises = arises || ended_so(up, &stage->when[i]);
		open = open || !is_over(stand_at(up, stage->when[i].stage));
	}
	*ret_arises = arises;
	if (!arises)
		return open ? STAGE_NOT_BEGUN : STAGE_MOOT;
	for (size_t i = 0; i < up->stands->len; i++)
		if (stage->after >> i & 1 && !is_over(stand_at(up, i)))
			return STAGE_NOT_BEGUN;
	return STAGE_HERE;
}

/* --- what is missing --- */

static void lack(struct paper_stand *stand, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void lack(struct paper_stand *stand, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_ptr_array_add(stand->lacks, g_strdup_vprintf(format, arguments));
	va_end(arguments);
}

static void look_before(const struct standing_up *up, struct paper_stand *stand)
{
	for (size_t i = 0; i < up->stands->len; i++)
		if (stand->stage->after >> i & 1 && !is_over(stand_at(up, i)))
			lack(stand, _("stage '%s' comes before it"), stand_at(up, i)->stage->id);
	if (stand->stand == STAGE_MOOT)
		lack(stand, "%s", _("another way was taken: it does not arise"));
	else if (stand->stand == STAGE_NOT_BEGUN && !stand->lacks->len)
		lack(stand, "%s", _("whether it arises is not decided yet"));
}

static bool has_document(const struct paper_seen *seen, const char *sort)
{
	const GPtrArray *events = seen->standing->file->events;
	struct case_document document;

	for (guint i = 0; i < events->len; i++)
		if (holds(seen, events->pdata[i]) && case_document_read(events->pdata[i], &document) &&
		    g_str_equal(document.sort, sort))
			return true;
	return false;
}

/* A field of every case, or of the paper. */
static bool has_field(const struct standing_up *up, const char *name)
{
	int field = words_find(WORDS_CASE_FIELD, name);
	const struct case_event *event = field < 0 ? NULL : case_standing_find(up->seen->standing, (enum case_field)field);

	if (g_hash_table_contains(up->facts, name))
		return true;
	if (!event)
		return false;
	switch (case_field_type((enum case_field)field)) {
	case CASE_VALUE_INSTANT:
		return event->at.quality != INSTANT_UNKNOWN;
	case CASE_VALUE_COUNT:
		return event->count != COUNT_UNKNOWN;
	default:
		return event->text != NULL;
	}
}

/* The same notice may be told again and again on the way: only one since the stage before counts. */
static int64_t since_of(const struct standing_up *up, const struct paper_stage *stage)
{
	int64_t since_us = 0;

	for (size_t i = 0; i < up->stands->len; i++) {
		const struct paper_stand *before = stand_at(up, i);

		if (stage->after >> i & 1 && before->event)
			since_us = MAX(since_us, before->event->at.at_us);
	}
	return since_us;
}

static bool was_told(const struct standing_up *up, const struct paper_stage *stage)
{
	int64_t since_us = since_of(up, stage);

	for (size_t i = 0; i < up->seen->told_count; i++) {
		const struct paper_told *told = &up->seen->told[i];

		if ((int)told->kind == stage->notice && (int)told->audience == stage->audience && told->at_us >= since_us)
			return true;
	}
	return false;
}

static bool is_linked(const struct paper_seen *seen, enum case_kind wanted)
{
	const GPtrArray *events = seen->standing->file->events;

	for (guint i = 0; i < events->len; i++) {
		const struct case_event *event = events->pdata[i];
		enum case_kind kind;

		if (event->kind == CASE_LINK && holds(seen, event) && case_id_parse(event->text, &kind) && kind == wanted)
			return true;
	}
	return false;
}

static bool was_looked(const struct paper_seen *seen)
{
	const GPtrArray *events = seen->standing->file->events;

	for (guint i = 0; i < events->len; i++)
		if (((const struct case_event *)events->pdata[i])->kind == CASE_EVIDENCE)
			return true;
	return false;
}

static void look_at_needs(const struct standing_up *up, struct paper_stand *stand)
{
	const struct paper_stage *stage = stand->stage;

	for (const char *const *sort = stage->documents; sort && *sort; sort++)
		if (!has_document(up->seen, *sort))
			lack(stand, _("a document of sort '%s' is not there"), *sort);
	for (const char *const *name = stage->fields; name && *name; name++)
		if (!has_field(up, *name))
			lack(stand, _("nobody has said '%s'"), *name);
	if (stage->notice >= 0 && !was_told(up, stage))
		lack(stand, _("notice '%s' was not sent (to: %s)"), words_get(WORDS_NOTICE_KIND, (unsigned int)stage->notice)->id,
		     words_shown(WORDS_AUDIENCE, (unsigned int)stage->audience));
	if (stage->linked >= 0 && !is_linked(up->seen, (enum case_kind)stage->linked))
		lack(stand, _("it is linked to no case of kind '%s'"), words_get(WORDS_CASE_KIND, (unsigned int)stage->linked)->id);
	if (stage->looked && !was_looked(up->seen))
		lack(stand, "%s", _("nobody has looked: 'nwops check --for CASE'"));
	if (stage->knowledge && !up->seen->knowledge)
		lack(stand, "%s", _("no entry of know-how comes from it: 'nwops kb add --from CASE'"));
	if (stage->decision >= 0 && !stand->decision)
		lack(stand, _("nobody with role '%s' has decided it: 'nwops case decide'"),
		     inventory_role_id((enum contact_role)stage->decision));
}

/* --- by when --- */

/* The day that was said of its field since the stages before it: one that was set there before counts no more. */
static void find_until(const struct standing_up *up, struct paper_stand *stand)
{
	const struct case_event *said = stand->stage->until ? newest(up->seen, CASE_FACT, stand->stage->until) : NULL;
	const char *value = said ? json_get_string(said->body, "value") : NULL;
	int64_t at_us;

	for (size_t i = 0; i < up->stands->len; i++) {
		const struct paper_stand *before = stand_at(up, i);

		if (said && before->until_us && before->event && before->stage->until &&
		    g_str_equal(before->stage->until, stand->stage->until) && before->event->number > said->number)
			return;
	}
	if (value && instant_parse(value, up->seen->zone, &at_us, NULL))
		stand->until_us = at_us;
}

static void find_due(const struct standing_up *up, struct paper_stand *stand)
{
	const struct paper_clock *clock = &stand->stage->clock;
	const struct paper_seen *seen = up->seen;
	int64_t from_us = seen->standing->file->opened_at_us;

	if (clock->kind == PAPER_NO_CLOCK || stand->stand == STAGE_MOOT)
		return;
	if (clock->kind != PAPER_FROM_OPENED) {
		const struct paper_stand *base = stand_at(up, clock->stage);

		if (!base->event)
			return;
		if (clock->kind == PAPER_UNTIL_STAGE) {
			stand->due_at_us = base->until_us;
			return;
		}
		from_us = base->event->at.at_us;
	}
	stand->due_at_us = from_us + clock->after_us;
	if (clock->business_days)
		stand->due_at_us = seen->calendar ? duty_business_days(seen->calendar, seen->zone, from_us, clock->business_days,
								      &stand->unsure)
						  : 0;
}

/* --- all of it --- */

static void clear_stand(gpointer data)
{
	g_ptr_array_unref(((struct paper_stand *)data)->lacks);
}

static void stand_one(struct standing_up *up, const struct paper_stage *stage)
{
	struct paper_stand stand = {
		.stage = stage,
		.event = newest(up->seen, CASE_STAGE, stage->id),
		.decision = newest(up->seen, CASE_DECISION, stage->id),
		.lacks = g_ptr_array_new_with_free_func(g_free),
	};

	if (stand.event) {
		stand.stand = (enum stage_stand)words_find(WORDS_STAGE_STAND, json_get_string(stand.event->body, "state"));
		stand.outcome = json_get_string(stand.event->body, "outcome");
		json_get_integer(stand.event->body, "until_us", &stand.until_us);
	} else {
		stand.stand = turn_of(up, stage, &stand.arises);
		look_before(up, &stand);
		if (stand.stand != STAGE_MOOT)
			look_at_needs(up, &stand);
		find_until(up, &stand);
	}
	find_due(up, &stand);
	g_array_append_val(up->stands, stand);
}

GArray *paper_stands(const struct paper *paper, const struct paper_seen *seen)
{
	g_autoptr(GHashTable) facts = case_facts(seen->standing);
	GArray *stands = g_array_new(FALSE, TRUE, sizeof(struct paper_stand));
	struct standing_up up = {seen, facts, stands};

	g_array_set_clear_func(stands, clear_stand);
	for (size_t i = 0; i < paper->stage_count; i++)
		stand_one(&up, &paper->stages[i]);
	return stands;
}

/* --- as duties --- */

static void stand_owed(struct duty *duty, const struct paper_stand *stand, int64_t now_us)
{
	duty->state = DUTY_OPEN;
	if (now_us > stand->due_at_us) {
		duty->state = DUTY_LATE;
		duty->late_us = now_us - stand->due_at_us;
	} else if (stand->due_at_us - now_us <= stand->stage->remind_us) {
		duty->state = DUTY_SOON;
	}
}

static int by_pressure(gconstpointer a, gconstpointer b)
{
	const struct duty *left = a, *right = b;

	if (duty_is_owed(left) != duty_is_owed(right))
		return duty_is_owed(left) ? -1 : 1;
	return (left->due_at_us > right->due_at_us) - (left->due_at_us < right->due_at_us);
}

GArray *paper_duties(const GArray *stands, GArray *rows, int64_t now_us)
{
	GArray *list = g_array_new(FALSE, TRUE, sizeof(struct duty));

	/* Whole before any of them is lent. */
	g_array_set_size(rows, stands->len);
	for (guint i = 0; i < stands->len; i++) {
		const struct paper_stand *stand = &g_array_index(stands, struct paper_stand, i);
		const struct paper_stage *stage = stand->stage;
		struct duty_row *row = &g_array_index(rows, struct duty_row, i);
		struct duty duty = {.row = row, .due_at_us = stand->due_at_us, .unsure = stand->unsure};

		duty.audience = stage->audience >= 0 ? (enum audience)stage->audience : AUDIENCE_DUTY;
		*row = (struct duty_row){
			.id = stage->id, .title_ja = stage->title_ja, .title_en = stage->title_en,
			.notice = stage->notice, .remind_us = stage->remind_us,
		};
		if (!stand->due_at_us || stand->stand == STAGE_MOOT)
			continue;
		if (stand->event) {
			duty.state = DUTY_MET;
			duty.met_at_us = stand->event->at.at_us;
			duty.met_late_us = MAX(duty.met_at_us - stand->due_at_us, 0);
		} else {
			stand_owed(&duty, stand, now_us);
		}
		g_array_append_val(list, duty);
	}
	g_array_sort(list, by_pressure);
	return list;
}
