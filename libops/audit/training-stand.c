/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What stands of all that was recorded about education, and how each person stands to it.
 */
#include "audit/training.h"

#include <string.h>

/* --- what stands --- */

static int by_time(const void *a, const void *b)
{
	const struct training *one = *(const struct training *const *)a, *other = *(const struct training *const *)b;

	if (one->given_at_us != other->given_at_us)
		return one->given_at_us > other->given_at_us ? -1 : 1;
	return one->sequence > other->sequence ? -1 : one->sequence < other->sequence;
}

GPtrArray *training_current(const GPtrArray *entries, const GPtrArray *drills)
{
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	GPtrArray *current = g_ptr_array_new();

	for (guint i = 0; i < entries->len; i++) {
		struct training *each = entries->pdata[i];
		int64_t id = training_id(each);

		if (g_hash_table_add(seen, g_memdup2(&id, sizeof(id))) && each->deed != TRAINING_WITHDRAWN)
			g_ptr_array_add(current, each);
	}
	for (guint i = 0; drills && i < drills->len; i++)
		g_ptr_array_add(current, drills->pdata[i]);
	g_ptr_array_sort(current, by_time);
	return current;
}

/* The version that was approved when the entry SEQUENCE was made; 0: none. */
static unsigned int version_at(const GPtrArray *approvals, int64_t sequence)
{
	for (guint i = 0; i < approvals->len; i++) {
		const struct manual_approval *each = approvals->pdata[i];

		if (each->sequence < sequence)
			return each->version;
	}
	return 0;
}

struct training *training_of_drill(const struct drill_held *held, const GPtrArray *approvals)
{
	struct training *training;

	if (held->state != DRILL_ENDED || held->played || !held->participants->len)
		return NULL;
	training = training_new();
	training->kind = TRAINING_DRILL;
	training->topic = g_strdup(held->scenario);
	training->drill = g_strdup(held->name);
	training->drill_entry = training->sequence = held->sequence;
	training->given_at_us = held->held_at_us;
	training->recorded_at_us = held->recorded_at_us;
	training->actor = g_strdup(held->actor);
	/* "leader: sato": somebody may have played more than one. */
	for (guint i = 0; i < held->participants->len; i++) {
		const char *said = held->participants->pdata[i], *colon = strstr(said, ": ");

		if (colon && !g_ptr_array_find_with_equal_func(training->people, colon + 2, g_str_equal, NULL))
			g_ptr_array_add(training->people, g_strdup(colon + 2));
	}
	if (!held->manual)
		return training;
	training->manual = MANUAL_RESPONSE;
	training->texts[0] = g_strdup(held->manual);
	training->version = held->manual_approved ? version_at(approvals, held->sequence) : 0;
	return training;
}

/* --- how people stand --- */

static void add_once(GPtrArray *names, const struct contact *contact)
{
	if (contact && !g_ptr_array_find_with_equal_func(names, contact->name, g_str_equal, NULL))
		g_ptr_array_add(names, g_strdup(contact->name));
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

GPtrArray *training_people(const struct inventory *inventory)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);

	for (size_t i = 0; i < inventory_contact_count(inventory); i++) {
		const struct contact *contact = inventory_contact_at(inventory, i);

		if (contact->organization->self && contact->role == ROLE_DUTY_OFFICER)
			add_once(names, contact);
	}
	for (size_t i = 0; i < inventory_roster_count(inventory); i++) {
		const struct roster *roster = inventory_roster_at(inventory, i);

		for (size_t turn = 0; turn < roster->turn_count; turn++) {
			add_once(names, roster->turns[turn].contact);
			add_once(names, roster->turns[turn].deputy);
		}
	}
	g_ptr_array_sort(names, by_name);
	return names;
}

bool training_has_text(const struct training *training, const struct manual_approval *approval)
{
	g_autofree char *digest = digest_hex(approval->digest.bytes, DIGEST_SIZE);

	return g_strcmp0(training->texts[0], digest) == 0 || g_strcmp0(training->texts[1], digest) == 0;
}

enum training_manual training_manual_stands(const struct training *training, const struct training_scale *scale)
{
	const GPtrArray *approvals = training->manual < 0 ? NULL : scale->approvals[training->manual];
	const struct manual_approval *newest = approvals && approvals->len ? approvals->pdata[0] : NULL;

	if (training->manual < 0 || (!newest && training->manual != MANUAL_RESPONSE))
		return TRAINING_MANUAL_NONE;
	if (!newest)
		return TRAINING_MANUAL_UNAPPROVED;
	/* The version says it where the approval is of the other language's text. */
	return training_has_text(training, newest) || training->version == newest->version ? TRAINING_MANUAL_APPROVED : TRAINING_MANUAL_OTHER;
}

bool training_manual_warns(enum training_manual manual)
{
	return manual == TRAINING_MANUAL_OTHER || manual == TRAINING_MANUAL_UNAPPROVED;
}

static bool was_taught(const struct training *training, const char *name)
{
	return g_ptr_array_find_with_equal_func(training->people, name, g_str_equal, NULL);
}

static void free_person(gpointer data)
{
	struct training_person *person = data;

	g_free(person->name);
	g_free(person);
}

static struct training_person *stand_one(const char *name, const GPtrArray *trainings, const struct training_scale *scale)
{
	struct training_person *person = g_new0(struct training_person, 1);

	person->name = g_strdup(name);
	for (guint i = 0; i < trainings->len; i++) {
		const struct training *each = trainings->pdata[i];

		if (!was_taught(each, name))
			continue;
		if (!person->last)
			person->last = each;
		if (each->manual >= 0 && !person->by_manual)
			person->by_manual = each;
	}
	person->manual = person->by_manual ? training_manual_stands(person->by_manual, scale) : TRAINING_MANUAL_NONE;
	person->standing = TRAINING_NEVER;
	if (!person->last)
		return person;
	person->lapse = lapse_of(scale->ladders, LAPSE_TRAINING, person->last->given_at_us, scale->now_us, scale->zone);
	person->standing = person->lapse.lapsed ? TRAINING_OVERDUE : person->lapse.rung ? TRAINING_DUE : TRAINING_TAUGHT;
	return person;
}

GPtrArray *training_stand(const GPtrArray *people, const GPtrArray *trainings, const struct training_scale *scale)
{
	GPtrArray *persons = g_ptr_array_new_with_free_func(free_person);

	for (guint i = 0; i < people->len; i++)
		g_ptr_array_add(persons, stand_one(people->pdata[i], trainings, scale));
	return persons;
}
