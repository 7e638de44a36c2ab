/* SPDX-License-Identifier: Apache-2.0 */
/*
 * That a drill was held, as the journal has it.
 */
#include "audit/after-action.h"

struct drill_held *drill_held_new(void)
{
	struct drill_held *held = g_new0(struct drill_held, 1);

	held->participants = g_ptr_array_new_with_free_func(g_free);
	held->share = -1;
	for (size_t i = 0; i < DRILL_CAPABILITY_COUNT; i++)
		held->by[i] = -1;
	return held;
}

void drill_held_free(struct drill_held *held)
{
	if (!held)
		return;
	g_free(held->name);
	g_free(held->scenario);
	g_free(held->digest);
	g_free(held->title_ja);
	g_free(held->title_en);
	g_free(held->manual);
	g_free(held->bundle);
	g_free(held->improvements);
	g_free(held->actor);
	g_ptr_array_unref(held->participants);
	g_free(held);
}

/* The texts, each under its key; without those of the first part it is none. */
static const struct { const char *key; size_t offset; bool needed; } texts[] = {
	{"name", G_STRUCT_OFFSET(struct drill_held, name), true},
	{"scenario", G_STRUCT_OFFSET(struct drill_held, scenario), true},
	{"digest", G_STRUCT_OFFSET(struct drill_held, digest), true},
	{"bundle", G_STRUCT_OFFSET(struct drill_held, bundle), true},
	{"title_ja", G_STRUCT_OFFSET(struct drill_held, title_ja), false},
	{"title_en", G_STRUCT_OFFSET(struct drill_held, title_en), false},
	{"manual", G_STRUCT_OFFSET(struct drill_held, manual), false},
	{"improvements", G_STRUCT_OFFSET(struct drill_held, improvements), false},
};

static char **text_of(const struct drill_held *held, size_t number)
{
	return (char **)(void *)((char *)held + texts[number].offset);
}

/* --- writing --- */

static struct json *score_json(const struct drill_held *held)
{
	struct json *score = json_new_object();

	json_set_integer(score, "all", held->share);
	for (unsigned int i = 0; i < DRILL_CAPABILITY_COUNT; i++)
		if (held->by[i] >= 0)
			json_set_integer(score, words_get(WORDS_DRILL_CAPABILITY, i)->id, held->by[i]);
	return score;
}

struct json *drill_held_json(const struct drill_held *held)
{
	struct json *payload = json_new_object(), *participants = json_new_array();

	json_set_integer(payload, "v", 1);
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
		json_set_string(payload, texts[i].key, *text_of(held, i));
	json_set_string(payload, "state", words_get(WORDS_DRILL_STATE, held->state)->id);
	json_take(payload, "score", score_json(held));
	for (guint i = 0; i < held->participants->len; i++)
		json_append_string(participants, held->participants->pdata[i]);
	json_take(payload, "participants", participants);
	json_set_bool(payload, "manual_approved", held->manual_approved);
	json_set_bool(payload, "played", held->played);
	json_set_integer(payload, "began_at_us", held->began_at_us);
	if (held->previous)
		json_set_integer(payload, "previous", held->previous);
	else
		json_set_null(payload, "previous");
	return payload;
}

/* --- reading --- */

static int share_in(const struct json *score, const char *key)
{
	int64_t share;

	return score && json_get_integer(score, key, &share) && share >= 0 && share <= 1000 ? (int)share : -1;
}

struct drill_held *drill_held_read(const struct json *payload)
{
	g_autoptr(ops_drill_held_t) held = drill_held_new();
	const struct json *score = json_get(payload, "score"), *participants = json_get(payload, "participants");
	const char *state = json_get_string(payload, "state");
	int found = state ? words_find(WORDS_DRILL_STATE, state) : -1;

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		*text_of(held, i) = g_strdup(json_get_string(payload, texts[i].key));
		if (texts[i].needed && !*text_of(held, i))
			return NULL;
	}
	if (found < 0 || !json_get_integer(payload, "began_at_us", &held->began_at_us))
		return NULL;
	held->state = (enum drill_state)found;
	held->share = share_in(score, "all");
	for (unsigned int i = 0; i < DRILL_CAPABILITY_COUNT; i++)
		held->by[i] = share_in(score, words_get(WORDS_DRILL_CAPABILITY, i)->id);
	for (size_t i = 0; participants && i < json_length(participants); i++)
		g_ptr_array_add(held->participants, g_strdup(json_get_string_at(participants, i)));
	json_get_bool(payload, "manual_approved", &held->manual_approved);
	json_get_bool(payload, "played", &held->played);
	if (!json_get_integer(payload, "previous", &held->previous))
		held->previous = 0;
	return held->previous < 0 ? NULL : g_steal_pointer(&held);
}

enum drill_shortfall drill_held_falls_short(const struct drill_held *held)
{
	if (held->state != DRILL_ENDED)
		return DRILL_SHORT_OF_END;
	if (held->played)
		return DRILL_SHORT_OF_PEOPLE;
	return held->manual_approved ? DRILL_FULFILS : DRILL_SHORT_OF_MANUAL;
}

bool drill_held_counts(const struct drill_held *held)
{
	return drill_held_falls_short(held) == DRILL_FULFILS;
}

const struct drill_held *drill_held_find(const GPtrArray *held, const char *name)
{
	for (guint i = 0; i < held->len; i++)
		if (g_str_equal(((const struct drill_held *)held->pdata[i])->name, name))
			return held->pdata[i];
	return NULL;
}

/* Whether ONE is a better choice than OTHER (NULL: none). */
static bool is_nearer(const struct drill_held *one, const struct drill_held *other, const char *scenario)
{
	bool alike = g_str_equal(one->scenario, scenario), other_alike = other && g_str_equal(other->scenario, scenario);

	if (!other || alike != other_alike)
		return !other || alike;
	return one->began_at_us > other->began_at_us;
}

const struct drill_held *drill_held_before(const GPtrArray *held, const struct drill_held *own)
{
	const struct drill_held *before = NULL;

	for (guint i = 0; i < held->len; i++) {
		const struct drill_held *each = held->pdata[i];

		if (each->began_at_us < own->began_at_us && (!own->sequence || each->sequence < own->sequence) && drill_held_counts(each) &&
		    is_nearer(each, before, own->scenario))
			before = each;
	}
	return before;
}

enum drill_likeness drill_held_likeness(const struct drill_held *held, const char *scenario, const char *digest)
{
	if (!g_str_equal(held->scenario, scenario))
		return DRILL_UNLIKE;
	return g_str_equal(held->digest, digest) ? DRILL_ALIKE : DRILL_REVISED;
}
