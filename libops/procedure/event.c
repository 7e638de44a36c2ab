/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Events of a run as values, and as the JSON in which the record keeps them.
 * What is read here may have lain in a file for years, or been made by nobody
 * we know: an event that is not whole is refused, never mended.
 */
#include "procedure/internal.h"

#include "base/translate.h"

#include <string.h>

#define TEXT_BYTES 4000
#define FACTS_MOST 200

static const char *const ids[EVENT_KIND_COUNT] = {
	[EVENT_START] = "start", [EVENT_OUTCOME] = "outcome", [EVENT_SKIP] = "skip", [EVENT_BACK] = "back",
	[EVENT_REPEAT] = "repeat", [EVENT_FACT] = "fact", [EVENT_NOTE] = "note", [EVENT_HAND_OVER] = "hand-over",
	[EVENT_ESCALATE] = "escalate", [EVENT_REMIND] = "remind", [EVENT_READ_AHEAD] = "read-ahead",
	[EVENT_FOLLOW] = "follow", [EVENT_SUSPEND] = "suspend", [EVENT_RESUME] = "resume", [EVENT_CANCEL] = "cancel",
	[EVENT_FAULT] = "fault",
};

const char *procedure_event_id(enum event_kind kind)
{
	return ids[kind];
}

static void fact_free(gpointer data)
{
	struct procedure_fact *fact = data;

	g_free(fact->name);
	g_free(fact->value);
	g_free(fact);
}

struct procedure_event *procedure_event_new(enum event_kind kind, int64_t at_us, const char *by)
{
	struct procedure_event *event = g_new0(struct procedure_event, 1);

	event->kind = kind;
	event->at_us = at_us;
	event->by = g_strdup(by);
	return event;
}

void procedure_event_free(struct procedure_event *event)
{
	if (!event)
		return;
	g_free(event->by);
	g_free(event->step);
	g_free(event->outcome);
	g_free(event->reason);
	g_free(event->to);
	g_free(event->text);
	g_free(event->approved_by);
	g_free(event->procedure);
	if (event->facts)
		g_ptr_array_unref(event->facts);
	g_free(event);
}

void procedure_event_add_fact(struct procedure_event *event, const char *name, const char *value, bool estimated)
{
	struct procedure_fact *fact = g_new(struct procedure_fact, 1);

	if (!event->facts)
		event->facts = g_ptr_array_new_with_free_func(fact_free);
	*fact = (struct procedure_fact){g_strdup(name), g_strdup(value), value && estimated};
	g_ptr_array_add(event->facts, fact);
}

/* --- as JSON --- */

/* The texts of an event, each under its key. */
static const struct { const char *key; size_t offset; } texts[] = {
	{"by", G_STRUCT_OFFSET(struct procedure_event, by)},
	{"step", G_STRUCT_OFFSET(struct procedure_event, step)},
	{"outcome", G_STRUCT_OFFSET(struct procedure_event, outcome)},
	{"reason", G_STRUCT_OFFSET(struct procedure_event, reason)},
	{"to", G_STRUCT_OFFSET(struct procedure_event, to)},
	{"text", G_STRUCT_OFFSET(struct procedure_event, text)},
	{"approved_by", G_STRUCT_OFFSET(struct procedure_event, approved_by)},
	{"procedure", G_STRUCT_OFFSET(struct procedure_event, procedure)},
};

static char **text_of(const struct procedure_event *event, size_t number)
{
	return (char **)(void *)((char *)event + texts[number].offset);
}

static struct json *facts_json(const GPtrArray *facts)
{
	struct json *object = json_new_object();

	for (guint i = 0; i < facts->len; i++) {
		const struct procedure_fact *fact = facts->pdata[i];

		if (fact->value && fact->estimated) {
			struct json *about = json_new_object();

			json_set_string(about, "about", fact->value);
			json_take(object, fact->name, about);
		} else {
			json_set_string(object, fact->name, fact->value);
		}
	}
	return object;
}

struct json *procedure_event_json(const struct procedure_event *event)
{
	struct json *object = json_new_object();

	json_set_string(object, "event", ids[event->kind]);
	json_set_integer(object, "at", event->at_us);
	if (event->turn)
		json_set_integer(object, "turn", event->turn);
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
		if (*text_of(event, i))
			json_set_string(object, texts[i].key, *text_of(event, i));
	if (event->kind == EVENT_START) {
		g_autofree char *digest = digest_hex(event->digest.bytes, DIGEST_SIZE);

		json_set_string(object, "digest", digest);
	}
	if (event->facts)
		json_take(object, "facts", facts_json(event->facts));
	return object;
}

static bool refuse(GError **error, const char *what)
{
	g_set_error(error, OPS_PROCEDURE_ERROR, PROCEDURE_ERROR_EVENT, _("an event of a run cannot be read: %s"), what);
	return false;
}

static bool read_fact(const char *name, const struct json *value, struct procedure_event *event, GError **error)
{
	g_autofree char *text = json_text(value);
	const char *about = json_get_string(value, "about");
	const char *key = NULL;
	unsigned int members = 0;

	while (json_next(value, &key))
		members++;
	if (!*name || strlen(name) > 2 * 64 || json_is_list(value) || (members && (members != 1 || !about)) ||
	    event->facts->len >= FACTS_MOST)
		return refuse(error, _("a fact is none"));
	procedure_event_add_fact(event, name, about ? about : text, about != NULL);
	return true;
}

static bool read_facts(const struct json *facts, struct procedure_event *event, GError **error)
{
	const char *name = NULL;
	const struct json *value;

	if (json_is_list(facts))
		return refuse(error, _("its facts are a list"));
	event->facts = g_ptr_array_new_with_free_func(fact_free);
	while ((value = json_next(facts, &name)))
		if (!read_fact(name, value, event, error))
			return false;
	return true;
}

static bool read_member(const char *key, const struct json *json, const struct json *value,
			struct procedure_event *event, GError **error)
{
	const char *text = json_get_string(json, key);

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		if (!g_str_equal(texts[i].key, key))
			continue;
		if (!text || !*text || strlen(text) > TEXT_BYTES)
			return refuse(error, key);
		*text_of(event, i) = g_strdup(text);
		return true;
	}
	if (g_str_equal(key, "digest"))
		return (text && digest_from_hex(text, event->digest.bytes, DIGEST_SIZE)) || refuse(error, key);
	if (g_str_equal(key, "facts"))
		return read_facts(value, event, error);
	return g_str_equal(key, "event") || g_str_equal(key, "at") || g_str_equal(key, "turn") || refuse(error, key);
}

struct procedure_event *procedure_event_read(const struct json *json, GError **error)
{
	g_autoptr(ops_procedure_event_t) event = procedure_event_new(EVENT_START, 0, NULL);
	const char *id = json_get_string(json, "event"), *key = NULL;
	const struct json *value;
	int64_t turn = 0;
	unsigned int kind = 0;

	while (id && kind < EVENT_KIND_COUNT && !g_str_equal(ids[kind], id))
		kind++;
	if (!id || kind == EVENT_KIND_COUNT) {
		refuse(error, _("its kind is not known"));
		return NULL;
	}
	event->kind = (enum event_kind)kind;
	if (!json_get_integer(json, "at", &event->at_us) ||
	    (json_get(json, "turn") && (!json_get_integer(json, "turn", &turn) || turn < 1 || turn > INT32_MAX))) {
		refuse(error, _("its time or turn is none"));
		return NULL;
	}
	event->turn = (unsigned int)turn;
	while ((value = json_next(json, &key)))
		if (!read_member(key, json, value, event, error))
			return NULL;
	if (!event->by || (event->kind == EVENT_START && (!event->procedure || !json_get(json, "digest")))) {
		refuse(error, _("something is missing"));
		return NULL;
	}
	return g_steal_pointer(&event);
}
