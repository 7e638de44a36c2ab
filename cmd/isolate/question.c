/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The question that is open, for programs: all that a person would have seen.
 */
#include "isolate/guide.h"

#include "ui/printer.h"

static struct json *both(const struct guide *guide, const struct procedure_text *text)
{
	const struct procedure_run *run = walk_current(guide->walk);
	g_autofree char *japanese =
		text->japanese ? procedure_run_fill(run, text->japanese, PROCEDURE_JAPANESE) : NULL;
	g_autofree char *english =
		text->english ? procedure_run_fill(run, text->english, PROCEDURE_ENGLISH) : NULL;
	struct json *object = json_new_object();

	json_set_string(object, "ja", japanese);
	json_set_string(object, "en", english);
	return object;
}

static struct json *plain_text(const struct procedure_text *text)
{
	struct json *object = json_new_object();

	json_set_string(object, "ja", text->japanese);
	json_set_string(object, "en", text->english);
	return object;
}

static struct json *answers_json(const struct procedure_step *step)
{
	struct json *list = json_new_array();

	if (step->kind == STEP_NOTIFY) {
		struct json *each = json_new_object();

		json_set_string(each, "answer", REPLY_SEND);
		json_set_string(each, "key", NULL);
		json_append_take(list, each);
		return list;
	}
	for (unsigned int i = 0; i < step->outcome_count; i++) {
		const char key[] = {key_of(step, i), '\0'};
		struct json *each;

		if (!*key && !(step->kind == STEP_ASK || step->kind == STEP_CALL))
			continue; /* a clock says so, or a skip does */
		each = json_new_object();
		json_set_string(each, "answer", step->outcomes[i].name);
		json_set_string(each, "key", *key ? key : NULL);
		json_append_take(list, each);
	}
	return list;
}

static struct json *choices_json(const struct procedure_field *field)
{
	struct json *list = json_new_array();

	for (unsigned int i = 0; i < field->choice_count; i++)
		json_append_string(list, field->choices[i].name);
	return list;
}

static struct json *fields_json(const struct guide *guide, const struct procedure_step *step)
{
	struct json *list = json_new_array();

	for (const char *const *name = step->fields; name && *name; name++) {
		const struct procedure_field *field =
			procedure_field_find(walk_procedure(guide->walk), *name);
		const struct procedure_fact *fact =
			procedure_run_fact(walk_current(guide->walk), *name);
		struct json *each;

		if (!field)
			continue;
		each = json_new_object();
		json_set_string(each, "field", field->name);
		json_set_string(each, "field_type", procedure_type_id(field->type));
		json_take(each, "title", plain_text(&field->title));
		json_set_bool(each, "required", field->required);
		json_take(each, "choices", choices_json(field));
		json_set_string(each, "value", fact ? fact->value : NULL);
		json_append_take(list, each);
	}
	return list;
}

static struct json *copy(const struct json *json)
{
	g_autofree char *text = json_print(json);

	return json_parse(text, strlen(text), strlen(text) + 1, NULL);
}

static void set_seen(const struct guide *guide, struct json *object)
{
	const struct walk_evidence *evidence = walk_evidence(guide->walk);
	struct json *seen;

	if (!evidence) {
		json_set_null(object, "seen");
		return;
	}
	seen = json_new_object();
	printer_set_instant(seen, "at", evidence->at_us, guide->session->zone);
	json_set_string(seen, "step", evidence->step);
	json_set_string(seen, "scope", evidence->scope);
	json_set_string(seen, "outcome", words_get(WORDS_STEP_OUTCOME, evidence->outcome)->id);
	json_take(seen, "evidence", copy(evidence->body));
	json_take(object, "seen", seen);
}

void question_print(const struct guide *guide)
{
	const struct procedure_effect *effect = procedure_run_effect(walk_current(guide->walk));
	const struct procedure_step *step = effect->step;
	struct json *object = printer_new_object("question"), *notice;

	json_set_string(object, "case", walk_case(guide->walk));
	json_set_integer(object, "run", walk_current_number(guide->walk));
	json_set_string(object, "procedure", procedure_name(walk_procedure(guide->walk)));
	json_set_string(object, "step", step->name);
	json_set_string(object, "number", *step->number ? step->number : NULL);
	json_set_string(object, "actor", step->actor);
	json_set_string(object, "kind", words_get(WORDS_STEP_KIND, step->kind)->id);
	json_set_integer(object, "turn", effect->turn);
	json_take(object, "title", both(guide, &step->title));
	json_take(object, "text", both(guide, &step->text));
	json_take(object, "say", both(guide, &step->say));
	json_take(object, "reason", both(guide, &step->reason));
	json_set_string(object, "source", step->source);
	printer_set_instant(object, "entered_at", effect->entered_at_us, guide->session->zone);
	printer_set_instant(object, "due_at", effect->due_at_us, guide->session->zone);
	json_take(object, "answers", answers_json(step));
	json_take(object, "fields", fields_json(guide, step));
	notice = step->kind == STEP_NOTIFY ? walk_notice(guide->walk, NULL) : NULL;
	json_take(object, "notice", notice);
	set_seen(guide, object);
	printer_take(object);
}
