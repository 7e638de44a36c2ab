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

static void read_settings(struct procedure_build *build, const struct conf_node *node, struct procedure_outcome *outcome)
{
	struct procedure_setting *settings;
	size_t length;

	if (!build_expect(build, node, CONF_MAPPING))
		return;
	length = build_length(build, node, PROCEDURE_FIELDS);
	settings = build_block(build, length, sizeof(*settings));
	for (size_t i = 0; i < length; i++) {
		const char *value = build_string_at(build, node, conf_key(node, i));

		if (!value)
			continue;
		settings[outcome->setting_count++] = (struct procedure_setting){
			.field = build_string(build, conf_key(node, i)),
			.value = g_str_equal(value, PROCEDURE_UNKNOWN) ? NULL : value,
			.position = build_place(build, conf_key_position(node, i)),
		};
	}
	outcome->settings = settings;
}

static void read_outcome_key(struct procedure_build *build, const struct conf_node *node, struct procedure_outcome *outcome)
{
	const char *key = build_string_at(build, node, "key");

	if (!key)
		return;
	if (strlen(key) == 1 && g_ascii_islower(*key))
		outcome->key = *key;
	else
		build_fault(build, conf_position(conf_find(node, "key")), _("'key' of %s is '%s': expected a letter from a to z"),
			    build->owner, key);
}

/* Of a step's name, or of a mapping with "next" in it. */
static void read_next(struct procedure_build *build, const struct conf_node *node, struct procedure_outcome *outcome)
{
	static const char *const outcome_keys[] = {"next", "text", "key", "set", NULL};
	const char *next;

	outcome->next_step = -1;
	outcome->next_position = build_place(build, conf_position(node));
	if (conf_kind(node) == CONF_SCALAR) {
		if (conf_read_string(node, build->owner, 64, &next, build->faults))
			outcome->next = build_string(build, next);
		else
			build->procedure->incomplete = true;
		return;
	}
	if (!build_keys(build, node, outcome_keys))
		return;
	outcome->next = build_string_at(build, node, "next");
	if (conf_find(node, "next"))
		outcome->next_position = build_place(build, conf_position(conf_find(node, "next")));
	build_text_at(build, node, "text", &outcome->text);
	read_outcome_key(build, node, outcome);
	if (conf_find(node, "set"))
		read_settings(build, conf_find(node, "set"), outcome);
}

static void read_outcomes(struct procedure_build *build, const struct conf_node *step_node, struct procedure_step *step)
{
	const struct conf_node *list = conf_find(step_node, "outcomes"), *next = conf_find(step_node, "next");
	g_autofree char *owner = g_strdup(build->owner);
	size_t length;

	if (!list)
		list = conf_find(step_node, "answers");
	if (list && !build_expect(build, list, CONF_MAPPING))
		list = NULL;
	length = list ? build_length(build, list, OUTCOMES_MOST) : 0;
	step->outcomes = build_block(build, length + 1, sizeof(*step->outcomes));
	for (size_t i = 0; i < length; i++) {
		struct procedure_outcome *outcome = &step->outcomes[step->outcome_count];

		if (!build_check_name(build, conf_key(list, i), conf_key_position(list, i), _("name of an outcome")))
			continue;
		outcome->name = build_string(build, conf_key(list, i));
		outcome->position = build_place(build, conf_key_position(list, i));
		g_snprintf(build->owner, sizeof(build->owner), _("outcome '%s' of %s"), outcome->name, owner);
		read_next(build, conf_value(list, i), outcome);
		g_strlcpy(build->owner, owner, sizeof(build->owner));
		step->outcome_count++;
	}
	if (next) {
		struct procedure_outcome *outcome = &step->outcomes[step->outcome_count++];

		outcome->name = only_outcome(step);
		outcome->position = build_place(build, conf_position(next));
		read_next(build, next, outcome);
	}
}

/* --- what each kind has of its own --- */

static void need(struct procedure_build *build, const struct conf_node *node, const char *key)
{
	if (!conf_find(node, key))
		build_fault(build, conf_position(node), _("%s: '%s' is missing"), build->owner, key);
}

static void read_probe(struct procedure_build *build, const struct conf_node *node, struct procedure_step *step)
{
	static const char *const probe_keys[] = {"scope", "of", NULL};
	const struct conf_node *probe = conf_find(node, "probe");

	need(build, node, "probe");
	if (!probe || !build_keys(build, probe, probe_keys))
		return;
	need(build, probe, "scope");
	step->scope = build_string_at(build, probe, "scope");
	step->of = build_string_at(build, probe, "of");
}

static void read_notify(struct procedure_build *build, const struct conf_node *node, struct procedure_step *step)
{
	need(build, node, "notice");
	need(build, node, "to");
	step->notice = build_string_at(build, node, "notice");
	step->to = build_string_at(build, node, "to");
}

static void read_wait(struct procedure_build *build, const struct conf_node *node, struct procedure_step *step)
{
	int which = build_choice_at(build, node, "for", waits);

	need(build, node, "for");
	step->waits_for = which < 0 ? waits[0] : waits[which];
}

static void read_kind(struct procedure_build *build, const struct conf_node *node, struct procedure_step *step)
{
	switch (step->kind) {
	case STEP_PROBE:
		read_probe(build, node, step);
		break;
	case STEP_NOTIFY:
		read_notify(build, node, step);
		break;
	case STEP_WAIT:
		read_wait(build, node, step);
		break;
	case STEP_DECIDE:
		need(build, node, "decide");
		break;
	case STEP_CALL:
		need(build, node, "call");
		step->procedure = build_string_at(build, node, "call");
		step->alongside = build_bool_at(build, node, "alongside");
		break;
	case STEP_END:
		step->verdict = build_string_at(build, node, "verdict");
		step->without = build_names_at(build, node, "without");
		break;
	case STEP_ASK:
	case STEP_DO:
		break;
	}
}

/* --- steps --- */

static void read_common(struct procedure_build *build, const struct conf_node *node, struct procedure_step *step)
{
	static const char *const confirms[] = {"nothing", "key", "word", "approval", NULL};
	const struct conf_node *visits = conf_find(node, "visits");
	int confirm = build_choice_at(build, node, "confirm", confirms);
	int64_t count = 0;

	need(build, node, "actor");
	need(build, node, "title");
	step->number = build_string_at(build, node, "number");
	if (!step->number)
		step->number = "";
	step->actor = build_string_at(build, node, "actor");
	step->role = build_string_at(build, node, "role");
	build_text_at(build, node, "title", &step->title);
	build_text_at(build, node, "text", &step->text);
	build_text_at(build, node, "say", &step->say);
	build_text_at(build, node, "reason", &step->reason);
	step->source = build_string_at(build, node, "source");
	if (!step->source)
		step->source = build->procedure->source;
	step->tells = build_string_at(build, node, "tells");
	step->confirm = confirm < 0 ? CONFIRM_NOTHING : (enum procedure_confirm)confirm;
	step->irreversible = build_bool_at(build, node, "irreversible");
	build_duration_at(build, node, "limit", &step->limit_us);
	build_duration_at(build, node, "remind", &step->remind_us);
	if (visits && !conf_read_integer(visits, build->owner, 1, VISITS_MOST, &count, build->faults))
		build->procedure->incomplete = true;
	step->visits = (unsigned int)count;
}

static void read_step(struct procedure_build *build, const struct conf_node *node, struct procedure_step *step)
{
	const char *kinds[STEP_KIND_COUNT + 1] = {NULL};
	int kind;

	for (unsigned int i = 0; i < STEP_KIND_COUNT; i++)
		kinds[i] = words_get(WORDS_STEP_KIND, i)->id;
	if (!build_expect(build, node, CONF_MAPPING))
		return;
	need(build, node, "kind");
	kind = build_choice_at(build, node, "kind", kinds);
	if (kind < 0)
		return;
	step->kind = (enum step_kind)kind;
	build_keys(build, node, keys[kind]);
	read_common(build, node, step);
	step->fields = build_names_at(build, node, "fields");
	step->about = build_string_at(build, node, "about");
	read_kind(build, node, step);
	read_outcomes(build, node, step);
	if (conf_find(node, "decide"))
		build_conditions(build, conf_find(node, "decide"), step);
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

void build_steps(struct procedure_build *build, const struct conf_node *node)
{
	static const char *const none[] = {NULL};
	size_t length;

	g_strlcpy(build->owner, "steps", sizeof(build->owner));
	if (!build_expect(build, node, CONF_MAPPING))
		return;
	length = build_length(build, node, PROCEDURE_STEPS);
	for (size_t i = 0; i < length; i++) {
		const char *name = conf_key(node, i);
		struct procedure_step step = {.number = "", .fields = none, .without = none, .kind = STEP_DO,
					      .position = build_place(build, conf_key_position(node, i))};

		if (!build_check_name(build, name, conf_key_position(node, i), _("name of a step")))
			continue;
		step.name = build_string(build, name);
		g_snprintf(build->owner, sizeof(build->owner), _("step '%s'"), name);
		read_step(build, conf_value(node, i), &step);
		g_array_append_val(build->procedure->steps, step);
	}
	link_steps(build->procedure);
}
