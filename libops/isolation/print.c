/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A trouble as JSON: what it rests on, who is suspected, whose that is, what cannot be told
 * apart, and what would tell.
 */
#include "isolation/internal.h"

#include <math.h>

/* Of long lists so many are written, and how many there are. */
#define LISTED_MOST 50

static struct json *list_observations(const struct isolation *isolation, const uint32_t *numbers, uint32_t count)
{
	struct json *list = json_new_array();

	for (uint32_t i = 0; i < MIN(count, LISTED_MOST); i++) {
		g_autofree char *name = isolation_observation_name(isolation, numbers[i]);

		json_append_string(list, name);
	}
	return list;
}

/* More digits would say more than is known. */
static void set_share(struct json *object, const char *key, double value)
{
	json_set_real(object, key, round(value * 1e4) / 1e4);
}

static void set_component(struct json *object, const char *key, const struct isolation *isolation, uint32_t component)
{
	g_autofree char *name = isolation_component_name(isolation, component);

	json_set_string(object, key, name);
}

static struct json *print_suspect(const struct isolation *isolation, const struct isolation_suspect *suspect)
{
	struct isolation_owner owner = isolation_whose(isolation, suspect->component);
	struct json *object = json_new_object();

	set_component(object, "component", isolation, suspect->component);
	json_set_string(object, "kind", words_get(WORDS_COMPONENT_KIND,
						  isolation_component_at(isolation, suspect->component)->kind)->id);
	set_share(object, "share", suspect->share);
	json_set_string(object, "whose", words_get(WORDS_FAULT_VERDICT, owner.verdict)->id);
	json_set_string(object, "side", words_get(WORDS_DEMARCATION_VERDICT, owner.side)->id);
	json_set_string(object, "organization", owner.organization ? owner.organization->name : NULL);
	if (owner.near && owner.far) {
		struct json *between = json_new_array();

		json_append_string(between, owner.near->name);
		json_append_string(between, owner.far->name);
		json_take(object, "demarcation", between);
	}
	if (owner.circuit_id)
		json_set_string(object, "circuit_id", owner.circuit_id);
	return object;
}

/* A set as a list of classes, each a list of components that cannot be told apart. */
static struct json *print_set(const struct isolation *isolation, const struct isolation_trouble *trouble,
			      const struct isolation_set *set)
{
	struct json *object = json_new_object(), *classes = json_new_array();

	for (uint32_t c = 0; c < set->count; c++) {
		const struct isolation_class *class = &trouble->classes[set->classes[c]];
		struct json *members = json_new_array();

		for (uint32_t i = 0; i < MIN(class->count, LISTED_MOST); i++) {
			g_autofree char *name = isolation_component_name(isolation, class->components[i]);

			json_append_string(members, name);
		}
		json_append_take(classes, members);
	}
	json_take(object, "one_of_each", classes);
	set_share(object, "share", set->share);
	return object;
}

/* The suspects that are left when LOOK comes out as SEEN. */
static struct json *print_after(const struct isolation *isolation, const struct isolation_trouble *trouble,
				const struct isolation_look *look, enum seen seen)
{
	struct json *left = json_new_array();
	g_autofree double *shares = g_new(double, trouble->suspect_count + 1);

	isolation_after(isolation, trouble, look, seen, shares);
	for (uint32_t i = 0; i < MIN(trouble->suspect_count, LISTED_MOST); i++) {
		g_autofree char *name = NULL;

		if (shares[i] < 0.01)
			continue;
		name = isolation_component_name(isolation, trouble->suspects[i].component);
		json_append_string(left, name);
	}
	return left;
}

static struct json *print_look(const struct isolation *isolation, const struct isolation_trouble *trouble,
			       const struct isolation_look *look)
{
	g_autofree char *name = NULL;
	struct json *next;

	if (look->observation == ISOLATION_NONE)
		return NULL;
	next = json_new_object();
	name = isolation_observation_name(isolation, look->observation);
	json_set_string(next, "observation", name);
	json_set_string(next, "cost", words_get(WORDS_ASK_COST, look->cost)->id);
	json_set_bool(next, "again", look->again);
	set_share(next, "bits", look->bits);
	json_take(next, "if_good", print_after(isolation, trouble, look, SEEN_GOOD));
	json_take(next, "if_bad", print_after(isolation, trouble, look, SEEN_BAD));
	return next;
}

void isolation_describe(const struct isolation *isolation, const struct isolation_trouble *trouble,
			const struct isolation_look *look, struct json *object)
{
	struct json *suspects = json_new_array(), *sets = json_new_array(), *next;

	json_set_string(object, "aspect", words_get(WORDS_FAULT_ASPECT, trouble->aspect)->id);
	json_set_string(object, "mode", trouble->likely ? "likely" : "exact");
	json_set_bool(object, "more", trouble->more);
	for (uint32_t i = 0; i < MIN(trouble->suspect_count, LISTED_MOST); i++)
		json_append_take(suspects, print_suspect(isolation, &trouble->suspects[i]));
	json_take(object, "suspects", suspects);
	json_set_integer(object, "suspect_count", trouble->suspect_count);
	for (uint32_t i = 0; i < MIN(trouble->set_count, LISTED_MOST); i++)
		json_append_take(sets, print_set(isolation, trouble, &trouble->sets[i]));
	json_take(object, "sets", sets);
	json_set_integer(object, "explains", trouble->explain_count);
	json_take(object, "evidence", list_observations(isolation, trouble->explains, trouble->explain_count));
	json_take(object, "repeat_first", list_observations(isolation, trouble->against, trouble->against_count));
	if (!look)
		return;
	next = print_look(isolation, trouble, look);
	json_take(object, "next", next);
}
