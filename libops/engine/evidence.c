/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which way packets take to what has just failed, asked before the fault is
 * gone: how far they still get. It is asked when everything has been judged,
 * judges nothing, and has an end of its own within the run's.
 */
#include "engine/internal.h"

#include "store/states.h"

#define DEADLINE_US (10 * (int64_t)G_USEC_PER_SEC)
/* What is left of the run's deadline is not worth beginning. */
#define DEADLINE_LEAST_US ((int64_t)G_USEC_PER_SEC)
#define PACKET_TIMEOUT_US (500 * INT64_C(1000))
#define HOPS 30

struct gathering {
	const struct check_options *options;
	struct check *check;
	GArray *indices;		/* guint, of the check's items */
};

static const struct check_item *item_at(const struct check *check, guint index)
{
	return &g_array_index(check->items, struct check_item, index);
}

/* The result that the evidence of item INDEX belongs to: the last that it was asked for. */
static struct result *result_of(const struct check *check, guint index)
{
	return (struct result *)item_at(check, index)->result;
}

/* Did ITEM fail in a way that its path may explain? */
static bool has_failed(const struct check_item *item, enum status status)
{
	if (item->item.question || item->result->run_ended_first || item->judgement.status != status)
		return false;
	return status == STATUS_DOWN || item->judgement.cause == CAUSE_LOSS;
}

/* What failed before has its evidence; where nothing is kept it is somebody who wants to see it. */
static bool is_new(const struct check_options *options, const struct check_item *item)
{
	g_autofree char *name = item_name(&item->item);
	g_autoptr(GError) ignored = NULL;	/* whoever records will meet it again, and say so */
	struct state_record before;

	return !options->store || !options->record || !states_get(options->store, name, &before, &ignored) ||
	       before.status != item->judgement.status;
}

/* The worst first, at most as many as the site wants. */
static void choose(struct gathering *gathering)
{
	static const enum status statuses[] = { STATUS_DOWN, STATUS_WARNING };
	const struct check *check = gathering->check;

	for (size_t s = 0; s < G_N_ELEMENTS(statuses); s++)
		for (guint i = 0; i < check->result_count; i++) {
			if (gathering->indices->len >= (guint)gathering->options->evidence)
				return;
			if (has_failed(item_at(check, i), statuses[s]) &&
			    is_new(gathering->options, item_at(check, i)))
				g_array_append_val(gathering->indices, i);
		}
}

/* The items that are to be asked, as if each had a probe of kind path; QUESTIONS has room for all. */
static GArray *items_to_ask(const struct gathering *gathering, struct question *questions)
{
	GArray *items = g_array_new(FALSE, TRUE, sizeof(struct item));

	for (guint i = 0; i < gathering->indices->len; i++) {
		const struct check_item *failed =
			item_at(gathering->check, g_array_index(gathering->indices, guint, i));
		struct item item = failed->item;

		questions[i] = (struct question){
			.kind = QUESTION_PATH, .address = *item_address(&item),
			.timeout_us = PACKET_TIMEOUT_US, .hops = HOPS,
		};
		item.question = &questions[i];
		g_array_append_val(items, item);
	}
	return items;
}

/* --- who the last was that spoke --- */

static void name_one(GHashTable *names, const struct address *address, const char *name)
{
	if (address->family && g_hash_table_contains(names, address))
		g_hash_table_insert(names, (gpointer)address, (gpointer)name);
}

/* Puts the name of whoever has it to each address of NAMES; one pass, since of lines there are many. */
static void look_up(const struct inventory *inventory, GHashTable *names)
{
	for (size_t i = 0; i < inventory_line_count(inventory); i++) {
		const struct line *line = inventory_line_at(inventory, i);

		name_one(names, &line->address, line->name);
	}
	for (size_t i = 0; i < inventory_device_count(inventory); i++) {
		const struct device *device = inventory_device_at(inventory, i);

		name_one(names, &device->address, device->name);
		for (size_t j = 0; j < device->other_count; j++)
			name_one(names, &device->others[j], device->name);
	}
}

static guint hash_of(gconstpointer address)
{
	return address_hash(address);
}

static gboolean are_equal(gconstpointer a, gconstpointer b)
{
	return address_equal(a, b);
}

static void name_last(const struct gathering *gathering)
{
	g_autoptr(GHashTable) names = g_hash_table_new(hash_of, are_equal);

	for (guint i = 0; i < gathering->indices->len; i++) {
		struct result *result = result_of(gathering->check, g_array_index(gathering->indices, guint, i));

		if (result->evidence && result->evidence->path.hop_count)
			g_hash_table_insert(names, path_last(&result->evidence->path), NULL);
	}
	if (g_hash_table_size(names))
		look_up(gathering->options->inventory, names);
	for (guint i = 0; i < gathering->indices->len; i++) {
		struct result *result = result_of(gathering->check, g_array_index(gathering->indices, guint, i));

		if (result->evidence && result->evidence->path.hop_count)
			result->evidence->last = g_hash_table_lookup(names, path_last(&result->evidence->path));
	}
}

/* --- asking --- */

/* How long there is for it; 0: it is not worth beginning. */
static int64_t deadline_of(const struct check_options *options, int64_t began_us)
{
	int64_t left_us = options->probing.deadline_us - (clock_monotonic_us(options->probing.clock) - began_us);

	return left_us < DEADLINE_LEAST_US ? 0 : MIN(left_us, DEADLINE_US);
}

static void ask(const struct gathering *gathering, int64_t deadline_us)
{
	guint count = gathering->indices->len;
	g_autofree struct question *questions = g_new0(struct question, count);
	g_autoptr(GArray) items = items_to_ask(gathering, questions);
	g_autoptr(GArray) probes = probe_plan(items);
	g_autofree struct result *results = g_new(struct result, count);
	g_autoptr(GError) ignored = NULL;	/* that nothing could be asked was said when all was */
	struct probe_options probing = gathering->options->probing;
	struct check *check = gathering->check;
	enum run_end end;
	int signal;

	probing.deadline_us = deadline_us;
	probing.progress = NULL;
	probe_run((const struct probe *)(const void *)probes->data, count, &probing, results, &end, &signal, &ignored);
	for (guint i = 0; i < count; i++) {
		result_take_evidence(result_of(check, g_array_index(gathering->indices, guint, i)), &results[i]);
		result_clear(&results[i]);
	}
	if (end == RUN_CANCELLED) {
		check->end = end;
		check->signal = signal;
	}
	name_last(gathering);
}

void engine_gather_evidence(const struct check_options *options, struct check *check, int64_t began_us)
{
	g_autoptr(GArray) indices = g_array_new(FALSE, FALSE, sizeof(guint));
	struct gathering gathering = { options, check, indices };
	int64_t deadline_us = deadline_of(options, began_us);

	if (check->end != RUN_COMPLETE || options->probing.overlay || !deadline_us)
		return;
	choose(&gathering);
	if (indices->len)
		ask(&gathering, deadline_us);
}
