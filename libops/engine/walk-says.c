/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a run records of a case as a whole: what its procedure says so of (`says`) is set in the record in the
 * same transaction, so that nobody types it twice.
 */
#include "engine/walk-internal.h"

#include "base/instant.h"
#include "base/quantity.h"

static bool set(const struct cases_options *recording, const struct walk *walk, struct case_saying *saying, GError **error)
{
	return case_set_within(recording, walk->case_id, saying, error) > 0;
}

static bool say_fact(const struct cases_options *recording, const struct walk *walk, const char *says,
		     const struct procedure_fact *fact, int64_t at_us, GError **error)
{
	int field = words_find(WORDS_CASE_FIELD, says);
	struct case_saying saying = {.at = {at_us, INSTANT_EXACT}, .text = fact->value};

	/* What is not known is not said; a later version's field is none of ours. */
	if (field < 0 || !fact->value)
		return true;
	saying.field = (enum case_field)field;
	if (case_field_type(saying.field) == CASE_VALUE_INSTANT) {
		if (!instant_parse(fact->value, NULL, &saying.at.at_us, error))
			return false;
		saying.at.quality = fact->estimated ? INSTANT_ABOUT : INSTANT_EXACT;
	} else if (case_field_type(saying.field) == CASE_VALUE_COUNT) {
		if (!quantity_parse_integer(fact->value, 0, INT32_MAX, &saying.amount, error))
			return false;
		saying.count = fact->estimated ? COUNT_ESTIMATED : COUNT_COUNTED;
	}
	return set(recording, walk, &saying, error);
}

/* The outcome that EVENT gave to its step; NULL when it gave none. */
static const struct procedure_outcome *outcome_of(const struct walk_frame *frame, const struct procedure_event *event)
{
	const struct procedure_step *step =
		event->kind == EVENT_OUTCOME && event->step ? procedure_step_find(frame->procedure, event->step) : NULL;

	return step && event->outcome ? procedure_outcome_find(step, event->outcome) : NULL;
}

bool walk_says(const struct walk *walk, const struct walk_frame *frame, const struct procedure_event *event, GError **error)
{
	const struct procedure_outcome *outcome = outcome_of(frame, event);
	struct cases_options recording = walk->recording;
	int field = outcome && outcome->says ? words_find(WORDS_CASE_FIELD, outcome->says) : -1;
	/* The machine hands on what somebody has said in another run, which has said it there. */
	bool is_said = event->kind != EVENT_START && event->facts && g_strcmp0(event->by, PROCEDURE_MACHINE) != 0;

	recording.actor = event->by;
	for (guint i = 0; is_said && i < event->facts->len; i++) {
		const struct procedure_fact *fact = event->facts->pdata[i];
		const struct procedure_field *own = procedure_field_find(frame->procedure, fact->name);

		if (own && own->says && !say_fact(&recording, walk, own->says, fact, event->at_us, error))
			return false;
	}
	if (field >= 0) {
		struct case_saying saying = {.field = (enum case_field)field, .at = {event->at_us, INSTANT_EXACT}};

		return set(&recording, walk, &saying, error);
	}
	return true;
}
