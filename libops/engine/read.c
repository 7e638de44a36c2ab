/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Devices that were read: what each reading shows becomes items of the check,
 * judged with the samples of the reading before; and what the next reading needs
 * is kept. A device that could not be read leaves its figures unknown.
 */
#include "engine/groups.h"
#include "engine/internal.h"

#include "base/translate.h"
#include "probe/reading.h"
#include "state/device.h"
#include "store/pins.h"
#include "store/samples.h"
#include "store/states.h"

/* --- keys that were not the pinned ones --- */

static bool collect_changed(void *context, const struct pin_changed *changed)
{
	g_hash_table_insert(context, g_strdup(changed->device),
			    g_strdup_printf(_("it has shown another host key, %s %s, and was not pinned since"),
					    changed->type, changed->fingerprint));
	return true;
}

/* A login that is well is a caution as long as nobody has said which key is the right one. */
bool engine_recall_changed_keys(const struct check_options *options, struct check *check, GError **error)
{
	g_autoptr(GHashTable) changed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);

	if (!options->store || !inventory_reads_devices(options->inventory))
		return true;
	if (!pins_changed(options->store, NULL, collect_changed, changed, error))
		return false;
	for (guint i = 0; i < check->items->len && g_hash_table_size(changed); i++) {
		struct check_item *item = &g_array_index(check->items, struct check_item, i);
		const char *said = item_question_kind(&item->item) == QUESTION_SSH
					   ? g_hash_table_lookup(changed, item->item.device->name) : NULL;

		if (!said || item->judgement.status != STATUS_OK)
			continue;
		check->tally.counts[STATUS_OK]--;
		item->judgement = state_judgement(STATUS_CAUTION, CAUSE_STATE, -1);
		state_tally_add(&check->tally, STATUS_CAUTION);
		check->results[i].reason = g_intern_string(said);
	}
	return true;
}

/* --- what was read before --- */

/* Of two readings so near each other a rate says little: a share of few ticks or packets is none. */
#define NEAR_US (10 * (int64_t)G_USEC_PER_SEC)
/* So far back one is looked for that is not. */
#define SAMPLES_LOOKED_AT 8

struct before {
	GHashTable *samples;		/* key -> struct series_sample */
	int64_t read_at_us;		/* of the reading that they are compared with */
	bool near;			/* some are too near to it */
};

/* Counts something whose rate is a figure. What counts events is compared with the newest, or one
 * that was told would be told again. */
static bool makes_rate(const char *key)
{
	return g_str_has_prefix(key, "system:") || g_str_has_prefix(key, "interface:");
}

static bool is_near(const struct before *before, int64_t at_us)
{
	return before->read_at_us - at_us < NEAR_US;
}

/* The newest sample of KEY comes first. One from a reading that is too near gives way to that before it: a
 * device may be read twice in one check, and checks may follow each other at once. */
static bool collect_sample(void *context, const char *key, const struct sample_record *record)
{
	struct before *before = context;
	const struct series_sample *present = g_hash_table_lookup(before->samples, key);
	struct series_sample sample = {
		.at_us = record->at_us,
		.uptime_us = record->uptime_us,
		.value = (uint64_t)record->sample.value,
		.width = record->sample.width,
	};

	before->near |= makes_rate(key) && is_near(before, sample.at_us);
	if (!present || (makes_rate(key) && is_near(before, present->at_us)))
		g_hash_table_insert(before->samples, g_strdup(key), g_memdup2(&sample, sizeof(sample)));
	return true;
}

/* What was kept of ITEM, for a reading at READ_AT_US. */
static GHashTable *samples_before(struct store *store, const char *item, int64_t read_at_us, GError **error)
{
	g_autoptr(GHashTable) samples = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	struct before before = { .samples = samples, .read_at_us = read_at_us };

	/* Mostly a minute has passed, and the newest of each is all that is wanted. */
	if (store && !samples_read_item(store, item, 1, collect_sample, &before, error))
		return NULL;
	if (before.near && !samples_read_item(store, item, SAMPLES_LOOKED_AT, collect_sample, &before, error))
		return NULL;
	return g_steal_pointer(&samples);
}

/* --- figures --- */

void engine_figure_free(gpointer data)
{
	struct check_figure *figure = data;

	result_clear(&figure->result);
	g_free((char *)figure->question.name);
	g_free(figure);
}

/* An item of the check called NAME, of DEVICE, with FACTS and JUDGEMENT. */
static void add_item(struct check *check, const struct question *login, const char *name,
		     const struct result *as, const struct figure_facts *facts, struct judgement judgement)
{
	struct check_figure *figure = g_new0(struct check_figure, 1);
	struct check_item item = { .judgement = judgement, .since_us = as->started_at_us };

	figure->question = (struct question){
		.name = g_strdup(name),
		.device = login->device,
		.kind = QUESTION_FIGURE,
		.address = login->address,
		.place = login->place,
	};
	result_init(&figure->result);
	figure->result.started_at_us = as->started_at_us;
	figure->result.end = facts->known ? PROBE_ANSWERED : PROBE_COULD_NOT_ASK;
	result_new_facts(&figure->result, QUESTION_FIGURE)->figure = *facts;
	g_ptr_array_add(check->figures, figure);
	item.item = (struct item){ .kind = ITEM_DEVICE, .device = login->device, .question = &figure->question };
	item.result = &figure->result;
	state_tally_add(&check->tally, judgement.status);
	g_array_append_val(check->items, item);
}

static bool view(const struct check_options *options, const struct device_index *index, struct check *check,
		 const struct item *item, const struct result *result, GError **error)
{
	g_autofree char *name = g_strconcat("device:", item->device->name, NULL);
	g_autoptr(GHashTable) before = samples_before(options->store, name, result->facts->ssh.reading->read_at_us, error);
	struct check_reading reading = {
		.device = item->device,
		.reading = result->facts->ssh.reading,
		.read_at_us = result->facts->ssh.reading->read_at_us,
	};

	if (!before)
		return false;
	state_view_device(index, item->device, result->facts->ssh.reading, before, &reading.view);
	for (guint i = 0; i < reading.view.items->len; i++) {
		struct device_item *each = &g_array_index(reading.view.items, struct device_item, i);

		if (!engine_look_ahead(options, item->device, each->name, result->started_at_us, &each->facts,
				       &each->judgement, error)) {
			device_view_clear(&reading.view);
			return false;
		}
		add_item(check, item->question, each->name, result, &each->facts, each->judgement);
	}
	g_array_append_val(check->readings, reading);
	return true;
}

/* What the store knows of a device that was not read, or that it did not tell of this time. */
struct missing {
	struct check *check;
	const struct device_index *index;
	const struct inventory *inventory;
	const struct item *login;
	const struct result *result;
	GHashTable *seen;		/* names of items of this check */
};

static bool add_missing(void *context, const struct state_record *state, const struct result_record *newest)
{
	struct missing *missing = context;
	struct figure_facts facts = { .sort = FIGURE_SORT_STATE };
	bool read = missing->result->facts && missing->result->facts->ssh.reading;

	if (g_hash_table_contains(missing->seen, state->item) ||
	    inventory_find_question(missing->inventory, state->item))
		return true;
	if (read && device_index_expects(missing->index, missing->login->device, strchr(state->item, '/') + 1)) {
		facts.known = true;
		g_strlcpy(facts.text, _("it is gone, and the inventory has the link"), sizeof(facts.text));
		add_item(missing->check, missing->login->question, state->item, missing->result, &facts,
			 state_judgement(STATUS_DOWN, CAUSE_STATE, -1));
		return true;
	}
	/* Said once; from then on it stands as it is, with its age, until it is told again or pruned. */
	if (read && state->status == STATUS_UNKNOWN)
		return true;
	g_strlcpy(facts.text, read ? _("the device does not tell of it any more") : _("the device was not read"),
		  sizeof(facts.text));
	add_item(missing->check, missing->login->question, state->item, missing->result, &facts,
		 state_judgement(STATUS_UNKNOWN, CAUSE_END, -1));
	return true;
}

static bool add_all_missing(const struct check_options *options, const struct device_index *index,
			    struct check *check, const struct item *item,
			    const struct result *result, guint first, GError **error)
{
	g_autofree char *prefix = g_strdup_printf("device:%s/", item->device->name);
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	struct missing missing = { check, index, options->inventory, item, result, seen };

	for (guint i = first; i < check->items->len; i++)
		g_hash_table_add(seen, (gpointer)g_array_index(check->items, struct check_item, i).item.question->name);
	return states_read_under(options->store, prefix, add_missing, &missing, error);
}

bool engine_view_devices(const struct check_options *options, const GArray *items, struct check *check, GError **error)
{
	g_autoptr(ops_device_index_t) index = NULL;

	for (guint i = 0; i < items->len; i++) {
		const struct item *item = &g_array_index(items, struct item, i);
		const struct result *result = &check->results[i];
		guint first = check->items->len;

		if (item_question_kind(item) != QUESTION_SSH || result->run_ended_first)
			continue;
		if (!index)
			index = device_index_new(options->inventory);
		if (result->facts && result->facts->ssh.reading &&
		    !view(options, index, check, item, result, error))
			return false;
		if (options->store && !add_all_missing(options, index, check, item, result, first, error))
			return false;
	}
	return true;
}

static void remove_figures(struct check *check, const struct device *device)
{
	for (guint i = check->items->len; i > check->result_count; i--) {
		const struct check_item *item = &g_array_index(check->items, struct check_item, i - 1);

		if (item_question_kind(&item->item) == QUESTION_FIGURE && item->item.device == device)
			g_array_remove_index(check->items, i - 1);
	}
}

bool engine_view_again(const struct check_options *options, struct check *check, const struct item *login,
		       const struct result *result, GError **error)
{
	g_autoptr(ops_device_index_t) index = device_index_new(options->inventory);
	guint first;

	remove_figures(check, login->device);
	first = check->items->len;
	if (result->facts && result->facts->ssh.reading && !view(options, index, check, login, result, error))
		return false;
	return !options->store || add_all_missing(options, index, check, login, result, first, error);
}

/* --- afterwards --- */

static bool keep_samples(struct store *store, const struct check_reading *reading, GError **error)
{
	g_autofree char *name = g_strconcat("device:", reading->device->name, NULL);
	const GArray *samples = reading->view.samples;
	g_autofree struct samples_figure *figures = g_new0(struct samples_figure, MAX(samples->len, 1));
	struct samples_reading kept = {
		.at_us = reading->read_at_us, .uptime_us = reading->view.uptime_us, .figures = figures,
	};

	for (guint i = 0; i < samples->len; i++) {
		const struct device_sample *sample = &g_array_index(samples, struct device_sample, i);

		if (samples_key_valid(sample->key))
			figures[kept.count++] = (struct samples_figure){
				.key = sample->key,
				.sample = { .value = (int64_t)sample->value, .width = sample->width },
			};
	}
	return !kept.count || samples_keep(store, name, &kept, error);
}

/* A key that is not the pinned one stays on the screen until somebody pins anew. */
static bool note_key(struct store *store, const struct check_item *item, GError **error)
{
	const struct result_facts *facts = item->result->facts;

	if (!facts || facts->kind != QUESTION_SSH || facts->ssh.reason != SSH_REASON_HOST_KEY_CHANGED ||
	    facts->ssh.at_jump)
		return true;
	return pins_note_changed(store, item->item.device->name, facts->ssh.host_key_type, facts->ssh.fingerprint,
				 item->result->started_at_us, error);
}

bool engine_keep_readings(struct store *store, const struct check *check, GError **error)
{
	for (guint i = 0; i < check->readings->len; i++)
		if (!keep_samples(store, &g_array_index(check->readings, struct check_reading, i), error))
			return false;
	for (guint i = 0; i < check->items->len; i++) {
		const struct check_item *item = &g_array_index(check->items, struct check_item, i);

		if (item_question_kind(&item->item) == QUESTION_SSH && !note_key(store, item, error))
			return false;
	}
	return engine_keep_groups(store, check, error);
}
