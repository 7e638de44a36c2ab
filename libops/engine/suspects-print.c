/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is suspected, as an object for the record of a case and for the screen: what it
 * rests on, who is suspected, whose that is, and what would tell.
 */
#include "engine/suspects.h"

struct json *suspects_json(const struct suspects *suspects)
{
	struct json *object = json_new_object();

	json_set_string(object, "owner", words_get(WORDS_FAULT_VERDICT, suspects->owner)->id);
	json_set_integer(object, "lines", suspects->lines);
	json_set_integer(object, "stale", suspects->stale);
	if (suspects->trouble) {
		isolation_describe(isolation_topology_model(suspects->topology), suspects->trouble, &suspects->look, object);
		json_set_integer(object, "oldest_us", suspects->oldest_us);
	}
	return object;
}
