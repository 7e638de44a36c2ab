/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is suspected, as an object for the record of a case and for the screen: what it
 * rests on, who is suspected, whose that is, and what would tell.
 */
#include "engine/suspects.h"

#include <math.h>

/* Of long lists so many are written, and how many there are. */
#define LISTED_MOST 50
/* Who has less of a share than this after a look is not suspected any more. */
#define LEFT_LEAST 0.01

static struct json *list_observations(const struct isolation *isolation, const uint32_t *numbers,
				      uint32_t count)
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

static struct json *print_suspect(const struct isolation *isolation,
				  const struct isolation_suspect *suspect)
{
	struct isolation_owner owner = isolation_whose(isolation, suspect->component);
	struct json *object = json_new_object();
	g_autofree char *name = isolation_component_name(isolation, suspect->component);

	json_set_string(object, "component", name);
	json_set_string(object, "kind",
			words_get(WORDS_COMPONENT_KIND,
				  isolation_component_at(isolation, suspect->component)->kind)
				->id);
	set_share(object, "share", suspect->share);
	json_set_string(object, "whose", words_get(WORDS_FAULT_VERDICT, owner.verdict)->id);
	json_set_string(object, "organization",
			owner.organization ? owner.organization->name : NULL);
	if (owner.circuit_id)
		json_set_string(object, "circuit_id", owner.circuit_id);
	return object;
}

/* The suspects that are left when the look comes out as SEEN. */
static struct json *print_after(const struct suspects *suspects, enum seen seen)
{
	const struct isolation *isolation = isolation_topology_model(suspects->topology);
	const struct isolation_trouble *trouble = suspects->trouble;
	g_autofree double *shares = g_new(double, trouble->suspect_count + 1);
	struct json *left = json_new_array();

	isolation_after(isolation, trouble, &suspects->look, seen, shares);
	for (uint32_t i = 0; i < MIN(trouble->suspect_count, LISTED_MOST); i++) {
		g_autofree char *name =
			isolation_component_name(isolation, trouble->suspects[i].component);

		if (shares[i] >= LEFT_LEAST)
			json_append_string(left, name);
	}
	return left;
}

static void add_trouble(const struct suspects *suspects, struct json *object)
{
	const struct isolation *isolation = isolation_topology_model(suspects->topology);
	const struct isolation_trouble *trouble = suspects->trouble;
	struct json *list = json_new_array();

	json_set_string(object, "aspect", words_get(WORDS_FAULT_ASPECT, trouble->aspect)->id);
	json_set_string(object, "mode", trouble->likely ? "likely" : "exact");
	for (uint32_t i = 0; i < MIN(trouble->suspect_count, LISTED_MOST); i++)
		json_append_take(list, print_suspect(isolation, &trouble->suspects[i]));
	json_take(object, "suspects", list);
	json_set_integer(object, "suspect_count", trouble->suspect_count);
	json_set_integer(object, "explains", trouble->explain_count);
	json_take(object, "evidence",
		  list_observations(isolation, trouble->explains, trouble->explain_count));
	json_take(object, "repeat_first",
		  list_observations(isolation, trouble->against, trouble->against_count));
	json_set_integer(object, "oldest_us", suspects->oldest_us);
	if (suspects->look.observation != ISOLATION_NONE) {
		g_autofree char *name =
			isolation_observation_name(isolation, suspects->look.observation);
		struct json *next = json_new_object();

		json_set_string(next, "observation", name);
		json_set_string(next, "cost", words_get(WORDS_ASK_COST, suspects->look.cost)->id);
		json_set_bool(next, "again", suspects->look.again);
		set_share(next, "bits", suspects->look.bits);
		json_take(next, "if_good", print_after(suspects, SEEN_GOOD));
		json_take(next, "if_bad", print_after(suspects, SEEN_BAD));
		json_take(object, "next", next);
	} else {
		json_set_null(object, "next");
	}
}

struct json *suspects_json(const struct suspects *suspects)
{
	struct json *object = json_new_object();

	json_set_string(object, "owner", words_get(WORDS_FAULT_VERDICT, suspects->owner)->id);
	json_set_integer(object, "lines", suspects->lines);
	json_set_integer(object, "stale", suspects->stale);
	if (suspects->trouble)
		add_trouble(suspects, object);
	return object;
}
