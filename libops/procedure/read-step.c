/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Steps as they stand in a file: what every kind has, what each has of its own,
 * and the outcomes that lead on. A key that belongs to another kind is a fault,
 * so that nobody writes what would do nothing.
 */
#include "procedure/internal.h"

#include "base/translate.h"

#include <string.h>

#define OUTCOMES_MOST 40
#define VISITS_MOST 1000

#define COMMON_KEYS \
	"number", "actor", "role", "kind", "title", "text", "say", "reason", "source", "tells", "confirm", \
		"irreversible", "visits"

static const char *const keys[STEP_KIND_COUNT][24] = {
	[STEP_PROBE] = {COMMON_KEYS, "probe", "limit", "outcomes", NULL},
	[STEP_ASK] = {COMMON_KEYS, "limit", "remind", "fields", "about", "answers", "next", NULL},
	[STEP_DO] = {COMMON_KEYS, "limit", "remind", "fields", "outcomes", NULL},
	[STEP_NOTIFY] = {COMMON_KEYS, "notice", "to", "outcomes", NULL},
	[STEP_WAIT] = {COMMON_KEYS, "for", "limit", "remind", "fields", "about", "answers", "next", NULL},
	[STEP_DECIDE] = {COMMON_KEYS, "decide", "outcomes", NULL},
	[STEP_CALL] = {COMMON_KEYS, "call", "alongside", "limit", "outcomes", "next", NULL},
	[STEP_END] = {COMMON_KEYS, "verdict", "without", NULL},
};

static const char *const waits[] = {"reply", "approval", "work", "time", NULL};

/* The outcome for which "next" is short. */
static const char *only_outcome(const struct procedure_step *step)
{
	if (step->kind == STEP_WAIT)
		return outcome_id(OUTCOME_OVER);
	return outcome_id(step->kind == STEP_CALL ? OUTCOME_STARTED : OUTCOME_ANSWERED);
}

/* --- outcomes --- */

static void read_settings(struct procedure_draft *draft, const struct conf_node *node, struct procedure_outcome *outcome)
{
	struct procedure_setting *settings;
	size_t length;

	if (!draft_expect(draft, node, CONF_MAPPING))
		return;
	length = draft_length(draft, node, PROCEDURE_FIELDS);
	settings = draft_block(draft, length, sizeof(*settings));
	for (size_t i = 0; i < length; i++) {
		const char *value = draft_string_at(draft, node, conf_key(node, i));

		if (!value)
			continue;
		settings[outcome->setting_count++] = (struct procedure_setting){
			.field = draft_string(draft, conf_key(node, i)),
			.value = g_str_equal(value, PROCEDURE_UNKNOWN) ? NULL : value,
			.position = draft_place(draft, conf_key_position(node, i)),
		};
	}
	outcome->settings = settings;
}

static void read_outcome_key(struct procedure_draft *draft, const struct conf_node *node, struct procedure_outcome *outcome)
{
	const char *key = draft_string_at(draft, node, "key");

	if (!key)
		return;
	if (strlen(key) == 1 && g_ascii_islower(*key))
		outcome->key = *key;
	else
		draft_fault(draft, conf_position(conf_find(node, "key")), _("'key' of %s is '%s': expected a letter from a to z"),
			    draft->owner, key);
}

/* Of a step's name, or of a mapping with "next" in it. */
static void read_next(struct procedure_draft *draft, const struct conf_node *node, struct procedure_outcome *outcome)
{
	static const char *const outcome_keys[] = {"next", "text", "key", "set", "says", NULL};
	const char *next;

	outcome->next_step = -1;
	outcome->next_position = draft_place(draft, conf_position(node));
	if (conf_kind(node) == CONF_SCALAR) {
		if (conf_read_string(node, draft->owner, 64, &next, draft->faults))
			outcome->next = draft_string(draft, next);
		else
			draft->procedure->incomplete = true;
		return;
	}
	if (!draft_keys(draft, node, outcome_keys))
		return;
	outcome->next = draft_string_at(draft, node, "next");
	if (conf_find(node, "next"))
		outcome->next_position = draft_place(draft, conf_position(conf_find(node, "next")));
	draft_text_at(draft, node, "text", &outcome->text);
	read_outcome_key(draft, node, outcome);
	if (conf_find(node, "set"))
		read_settings(draft, conf_find(node, "set"), outcome);
	outcome->says = draft_string_at(draft, node, "says");
}

static void read_outcomes(struct procedure_draft *draft, const struct conf_node *step_node, struct procedure_step *step)
{
	const struct conf_node *list = conf_find(step_node, "outcomes"), *next = conf_find(step_node, "next");
	g_autofree char *owner = g_strdup(draft->owner);
	size_t length;

	if (!list)
		list = conf_find(step_node, "answers");
	if (list && !draft_expect(draft, list, CONF_MAPPING))
		list = NULL;
	length = list ? draft_length(draft, list, OUTCOMES_MOST) : 0;
	step->outcomes = draft_block(draft, length + 1, sizeof(*step->outcomes));
	for (size_t i = 0; i < length; i++) {
		struct procedure_outcome *outcome = &step->outcomes[step->outcome_count];

		if (!draft_check_name(draft, conf_key(list, i), conf_key_position(list, i), _("name of an outcome")))
			continue;
		outcome->name = draft_string(draft, conf_key(list, i));
		outcome->position = draft_place(draft, conf_key_position(list, i));
		g_snprintf(draft->owner, sizeof(draft->owner), _("outcome '%s' of %s"), outcome->name, owner);
		read_next(draft, conf_value(list, i), outcome);
		g_strlcpy(draft->owner, owner, sizeof(draft->owner));
		step->outcome_count++;
	}
	if (next) {
		struct procedure_outcome *outcome = &step->outcomes[step->outcome_count++];

		outcome->name = only_outcome(step);
		outcome->position = draft_place(draft, conf_position(next));
		read_next(draft, next, outcome);
	}
}

/* --- what each kind has of its own --- */

static void need(struct procedure_draft *draft, const struct conf_node *node, const char *key)
{
	if (!conf_find(node, key))
		draft_fault(draft, conf_position(node), _("%s: '%s' is missing"), draft->owner, key);
}

static void read_probe(struct procedure_draft *draft, const struct conf_node *node, struct procedure_step *step)
{
	static const char *const probe_keys[] = {"scope", "of", NULL};
	const struct conf_node *probe = conf_find(node, "probe");

	need(draft, node, "probe");
	if (!probe || !draft_keys(draft, probe, probe_keys))
		return;
	need(draft, probe, "scope");
	step->scope = draft_string_at(draft, probe, "scope");
	step->of = draft_string_at(draft, probe, "of");
}

static void read_notify(struct procedure_draft *draft, const struct conf_node *node, struct procedure_step *step)
{
	need(draft, node, "notice");
	need(draft, node, "to");
	step->notice = draft_string_at(draft, node, "notice");
	step->to = draft_string_at(draft, node, "to");
}

static void read_wait(struct procedure_draft *draft, const struct conf_node *node, struct procedure_step *step)
{
	int which = draft_choice_at(draft, node, "for", waits);

	need(draft, node, "for");
	step->waits_for = which < 0 ? waits[0] : waits[which];
}

static void read_kind(struct procedure_draft *draft, const struct conf_node *node, struct procedure_step *step)
{
	switch (step->kind) {
	case STEP_PROBE:
		read_probe(draft, node, step);
		break;
	case STEP_NOTIFY:
		read_notify(draft, node, step);
		break;
	case STEP_WAIT:
		read_wait(draft, node, step);
		break;
	case STEP_DECIDE:
		need(draft, node, "decide");
		break;
	case STEP_CALL:
		need(draft, node, "call");
		step->procedure = draft_string_at(draft, node, "call");
		step->alongside = draft_bool_at(draft, node, "alongside");
		break;
	case STEP_END:
		step->verdict = draft_string_at(draft, node, "verdict");
		step->without = draft_names_at(draft, node, "without");
		break;
	case STEP_ASK:
	case STEP_DO:
		break;
	}
}

/* --- steps --- */

static void read_common(struct procedure_draft *draft, const struct conf_node *node, struct procedure_step *step)
{
	static const char *const confirms[] = {"nothing", "key", "word", "approval", NULL};
	const struct conf_node *visits = conf_find(node, "visits");
	int confirm = draft_choice_at(draft, node, "confirm", confirms);
	int64_t count = 0;

	need(draft, node, "actor");
	need(draft, node, "title");
	step->number = draft_string_at(draft, node, "number");
	if (!step->number)
		step->number = "";
	step->actor = draft_string_at(draft, node, "actor");
	step->role = draft_string_at(draft, node, "role");
	draft_text_at(draft, node, "title", &step->title);
	draft_text_at(draft, node, "text", &step->text);
	draft_text_at(draft, node, "say", &step->say);
	draft_text_at(draft, node, "reason", &step->reason);
	step->source = draft_string_at(draft, node, "source");
	if (!step->source)
		step->source = draft->procedure->source;
	step->tells = draft_string_at(draft, node, "tells");
	step->confirm = confirm < 0 ? CONFIRM_NOTHING : (enum procedure_confirm)confirm;
	step->irreversible = draft_bool_at(draft, node, "irreversible");
	draft_duration_at(draft, node, "limit", &step->limit_us);
	draft_duration_at(draft, node, "remind", &step->remind_us);
	if (visits && !conf_read_integer(visits, draft->owner, 1, VISITS_MOST, &count, draft->faults))
		draft->procedure->incomplete = true;
	step->visits = (unsigned int)count;
}

static void read_step(struct procedure_draft *draft, const struct conf_node *node, struct procedure_step *step)
{
	const char *kinds[STEP_KIND_COUNT + 1] = {NULL};
	int kind;

	for (unsigned int i = 0; i < STEP_KIND_COUNT; i++)
		kinds[i] = words_get(WORDS_STEP_KIND, i)->id;
	if (!draft_expect(draft, node, CONF_MAPPING))
		return;
	need(draft, node, "kind");
	kind = draft_choice_at(draft, node, "kind", kinds);
	if (kind < 0)
		return;
	step->kind = (enum step_kind)kind;
	draft_keys(draft, node, keys[kind]);
	read_common(draft, node, step);
	step->fields = draft_names_at(draft, node, "fields");
	step->about = draft_string_at(draft, node, "about");
	read_kind(draft, node, step);
	read_outcomes(draft, node, step);
	if (conf_find(node, "decide"))
		draft_conditions(draft, conf_find(node, "decide"), step);
}

/* What a person reads for an answer that is a choice of FIELD. */
static struct procedure_text text_of_choice(const struct procedure_field *field, const char *name)
{
	for (unsigned int i = 0; field && i < field->choice_count; i++)
		if (g_str_equal(field->choices[i].name, name))
			return field->choices[i].text;
	return (struct procedure_text){NULL, NULL};
}

static void link_steps(struct procedure *procedure)
{
	for (guint i = 0; i < procedure->steps->len; i++) {
		struct procedure_step *step = &g_array_index(procedure->steps, struct procedure_step, i);

		for (unsigned int k = 0; k < step->outcome_count; k++) {
			struct procedure_outcome *outcome = &step->outcomes[k];
			const struct procedure_step *next = procedure_step_find(procedure, outcome->next);

			if (next)
				outcome->next_step = (int)(next - procedure_step_at(procedure, 0));
			if (!outcome->text.japanese && !outcome->text.english)
				outcome->text = text_of_choice(procedure_field_find(procedure, step->about), outcome->name);
		}
	}
}

void draft_steps(struct procedure_draft *draft, const struct conf_node *node)
{
	static const char *const none[] = {NULL};
	size_t length;

	g_strlcpy(draft->owner, "steps", sizeof(draft->owner));
	if (!draft_expect(draft, node, CONF_MAPPING))
		return;
	length = draft_length(draft, node, PROCEDURE_STEPS);
	for (size_t i = 0; i < length; i++) {
		const char *name = conf_key(node, i);
		struct procedure_step step = {.number = "", .fields = none, .without = none, .kind = STEP_DO,
					      .position = draft_place(draft, conf_key_position(node, i))};

		if (!draft_check_name(draft, name, conf_key_position(node, i), _("name of a step")))
			continue;
		step.name = draft_string(draft, name);
		g_snprintf(draft->owner, sizeof(draft->owner), _("step '%s'"), name);
		read_step(draft, conf_value(node, i), &step);
		g_array_append_val(draft->procedure->steps, step);
	}
	link_steps(draft->procedure);
}
