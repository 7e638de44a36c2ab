/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Gathers evidence for the guideline: states of what is watched, keys, paths, ticks and the record
 * here; what was written, done and told in the guideline-*.c beside this.
 */
#include "engine/guideline-internal.h"

#include "cases/know.h"
#include "engine/certificate.h"
#include "engine/duties.h"
#include "engine/notify.h"
#include "engine/suspects.h"
#include "base/instant.h"
#include "store/journal.h"
#include "store/know.h"
#include "store/marks.h"
#include "store/pins.h"
#include "store/states.h"

#include <string.h>

G_STATIC_ASSERT(LAPSE_PATH_DAYS * GUIDELINE_DAY_US == PATH_PROVEN_FOR_US);

#define HOUR_US G_GINT64_CONSTANT(3600000000)
/* Asked no longer ago than so many of its intervals, or an hour. */
#define INTERVALS_MOST 3

static void add(GPtrArray *names, const char *name)
{
	g_ptr_array_add(names, g_strdup(name));
}

/* --- what is watched --- */

struct sightings {
	struct gathering *gathering;
	GHashTable *asked;		/* name of an item -> int64_t: when its newest result was asked for */
	GHashTable *loads;		/* set of names of devices */
	GHashTable *versions;		/* name of a device -> its status and one more */
	GHashTable *groups;		/* set of names */
};

static bool is_stale(const struct gathering *gathering, const struct item *item, int64_t asked_at_us)
{
	const struct service_class *class = item_service_class(item);
	int64_t longest_us = class ? MAX(HOUR_US, INTERVALS_MOST * class->interval_us) : HOUR_US;

	return !asked_at_us || gathering->evidence->now_us - asked_at_us > longest_us;
}

static void sort_items(const struct sightings *seen)
{
	static const char *const everything[] = {NULL};
	struct guideline_evidence *evidence = seen->gathering->evidence;
	g_autoptr(GArray) items = inventory_select(seen->gathering->options->telling->inventory, everything, NULL);

	for (guint i = 0; items && i < items->len; i++) {
		const struct item *item = &g_array_index(items, struct item, i);
		g_autofree char *name = item_name(item);
		const int64_t *found = g_hash_table_lookup(seen->asked, name);
		int64_t at_us = found ? *found : 0;

		evidence->items++;
		evidence->asked_at_us = MAX(evidence->asked_at_us, at_us);
		if (is_stale(seen->gathering, item, at_us))
			add(evidence->stale, name);
	}
}

/* --- what devices and groups were seen to be --- */

static void take_figure(struct sightings *seen, const char *name, const char *what, enum status status)
{
	const struct device *device = inventory_find_device(seen->gathering->options->telling->inventory, name);
	g_autofree char *word = g_strndup(what, strcspn(what, ":"));
	int figure = words_find(WORDS_FIGURE, word);

	if (!device)
		return;
	if (g_str_equal(word, "version"))
		g_hash_table_insert(seen->versions, g_strdup(name), GINT_TO_POINTER((int)status + 1));
	if (figure < 0)
		return;
	if (figure == FIGURE_LOAD)
		g_hash_table_add(seen->loads, g_strdup(name));
	if (device->service_class && device->service_class->figures[figure].trend_us > 0)
		seen->gathering->evidence->trends++;
}

/* What could not be asked was not seen; figures, versions and groups count for a day. */
static bool take_state(void *context, const struct state_record *state, const struct result_record *newest)
{
	struct sightings *seen = context;
	const char *slash = strchr(state->item, '/');

	if (!newest || newest->end == PROBE_COULD_NOT_ASK)
		return true;
	g_hash_table_insert(seen->asked, g_strdup(state->item),
			    g_memdup2(&newest->started_at_us, sizeof(newest->started_at_us)));
	if (state->status == STATUS_UNKNOWN ||
	    seen->gathering->evidence->now_us - newest->started_at_us > GUIDELINE_DAY_US)
		return true;
	if (g_str_has_prefix(state->item, "group:")) {
		g_hash_table_add(seen->groups, g_strdup(state->item + strlen("group:")));
	} else if (slash && g_str_has_prefix(state->item, "device:")) {
		const char *begin = state->item + strlen("device:");
		g_autofree char *device = g_strndup(begin, (gsize)(slash - begin));

		take_figure(seen, device, slash + 1, state->status);
	}
	return true;
}

static void sort_device(const struct sightings *seen, const struct device *device)
{
	struct guideline_evidence *evidence = seen->gathering->evidence;
	int version = GPOINTER_TO_INT(g_hash_table_lookup(seen->versions, device->name));

	if (!device->owner->self)
		return;
	if (!g_hash_table_contains(seen->loads, device->name))
		add(evidence->unloaded, device->name);
	if (!version)
		add(evidence->unversioned, device->name);
	else if (version != STATUS_OK + 1)
		add(evidence->unwanted, device->name);
	else
		evidence->versioned++;
}

static GHashTable *new_names(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

static bool take_states(struct gathering *gathering, GError **error)
{
	const struct inventory *inventory = gathering->options->telling->inventory;
	g_autoptr(GHashTable) asked = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	g_autoptr(GHashTable) loads = new_names(), versions = new_names(), groups = new_names();
	struct sightings seen = {gathering, asked, loads, versions, groups};

	if (!states_read(gathering->store, take_state, &seen, error))
		return false;
	sort_items(&seen);
	for (size_t i = 0; i < inventory_device_count(inventory); i++)
		sort_device(&seen, inventory_device_at(inventory, i));
	for (size_t i = 0; i < inventory_group_count(inventory); i++) {
		const char *name = inventory_group_at(inventory, i)->name;

		if (!g_hash_table_contains(groups, name))
			add(gathering->evidence->unjudged, name);
	}
	return true;
}

static bool take_troubles(struct gathering *gathering, GError **error)
{
	const struct tell_options *telling = gathering->options->telling;
	g_autoptr(GPtrArray) troubles = engine_open_troubles(telling->inventory, gathering->store, telling->clock,
							     telling->notes, error);

	if (!troubles)
		return false;
	for (guint i = 0; i < troubles->len; i++) {
		const struct open_trouble *each = troubles->pdata[i];

		if (!each->case_id && gathering->evidence->now_us - each->since_us >= HOUR_US)
			add(gathering->evidence->untaken, each->item);
	}
	return true;
}

/* --- keys, paths, ticks, the record --- */

static bool take_changed(void *context, const struct pin_changed *changed)
{
	add(context, changed->device);
	return true;
}

static bool take_pins(struct gathering *gathering, GError **error)
{
	const struct inventory *inventory = gathering->options->telling->inventory;
	g_autoptr(GHashTable) pins = engine_pins(gathering->store, error);

	if (!pins)
		return false;
	for (size_t i = 0; i < inventory_device_count(inventory); i++) {
		const struct device *device = inventory_device_at(inventory, i);
		struct login login;

		if (device->owner->self && inventory_login(device, &login) && !engine_pins_of(pins, device->name))
			add(gathering->evidence->unpinned, device->name);
	}
	return pins_changed(gathering->store, NULL, take_changed, gathering->evidence->changed_keys, error);
}

static bool is_plain(const struct notice_path *path)
{
	for (size_t i = 0; i < path->relay_count; i++)
		if (path->relays[i].security == RELAY_PLAIN)
			return true;
	return false;
}

static bool take_paths(struct gathering *gathering, GError **error)
{
	g_autoptr(GPtrArray) views = engine_paths(gathering->options->telling, error);

	for (guint i = 0; views && i < views->len; i++) {
		const struct path_view *view = views->pdata[i];
		const struct guideline_path path = {
			.name = g_strdup(view->path->name),
			.out_of_band = view->path->out_of_band,
			.plain = is_plain(view->path),
			.proven_at_us = view->proven_at_us,
		};

		g_array_append_val(gathering->evidence->paths, path);
	}
	return views != NULL;
}

static bool take_tick(void *context, const char *name, const struct mark_record *mark)
{
	(void)name;
	*(int64_t *)context = mark->wall_us;
	return false;
}

static bool take_record(struct gathering *gathering, GError **error)
{
	struct guideline_evidence *evidence = gathering->evidence;
	struct journal_verdict verdict;

	evidence->entries = journal_size(gathering->store, error);
	if (evidence->entries < 0)
		return false;
	if (!evidence->entries)
		return true;
	if (!journal_verify(gathering->options->state_directory, NULL, &verdict, error))
		return false;
	evidence->record = verdict.verdict;
	return true;
}

static bool take_knowledge(void *context, const struct know_entry *entry)
{
	struct guideline_evidence *evidence = context;
	const struct guideline_review review = {
		.name = know_id_print(entry->number), .owner = g_strdup(entry->owner), .at_us = entry->review_at_us,
	};

	g_array_append_val(evidence->reviews, review);

	evidence->knowledge++;
	if (entry->review_at_us <= evidence->now_us)
		g_ptr_array_add(evidence->unreviewed, know_id_print(entry->number));
	return true;
}

/* "2026-11-25": its beginning. */
static void take_day(const char *day, GTimeZone *zone, int64_t *ret_at_us)
{
	g_autofree char *midnight = g_strconcat(day, " 00:00", NULL);

	instant_parse(midnight, zone, ret_at_us, NULL);
}

/* What the site's duties ask for of reports to the core (3.3). */
static void take_duties(const struct gathering *gathering)
{
	const struct duties *duties = gathering->options->duties;
	struct guideline_evidence *evidence = gathering->evidence;
	const char *checked;

	for (size_t i = 0; i < duties_count(duties); i++) {
		const struct duty_row *row = duties_at(duties, i);

		if (!row->off && row->notice >= 0 && row->audiences & 1U << AUDIENCE_CORE)
			evidence->core_reports |= 1U << row->notice;
	}
	evidence->prescribed = g_strdup(duties_prescribed(duties, &checked));
	if (checked)
		take_day(checked, evidence->zone, &evidence->prescribed_at_us);
}

static void take_lawful(const struct gathering *gathering, const struct case_duties *duties)
{
	struct guideline_evidence *evidence = gathering->evidence;

	for (guint i = 0; i < duties->list->len; i++) {
		const struct duty *duty = &g_array_index(duties->list, struct duty, i);
		g_autofree char *line = NULL;

		if (duty->state != DUTY_DECIDE || !duty->row->law.source)
			continue;
		line = duty_line(duty, evidence->zone, gathering->options->language == PROCEDURE_JAPANESE);
		g_ptr_array_add(duty->late_us ? evidence->law_late : evidence->law_waits, g_strdup_printf("%s %s", duties->file->id, line));
	}
}

/* What the law may ask of incidents, and nobody has decided yet. */
static bool take_law(const struct gathering *gathering, GError **error)
{
	const struct tell_options *telling = gathering->options->telling;
	const struct duties_options options = {telling->inventory, gathering->store, gathering->options->duties, telling->clock};
	g_autoptr(GPtrArray) open = engine_open_duties(&options, error);

	for (guint i = 0; open && i < open->len; i++)
		take_lawful(gathering, open->pdata[i]);
	return open != NULL;
}

/* --- the whole --- */

/* Of institutions, by the inventory and by what their applications keep. */
static bool take_certificates(const struct gathering *gathering, GError **error)
{
	const struct inventory *inventory = gathering->options->telling->inventory;
	g_autoptr(GHashTable) certificates = engine_certificates(inventory, gathering->store, error);

	for (size_t i = 0; certificates && i < inventory_organization_count(inventory); i++) {
		const struct organization *each = inventory_organization_at(inventory, i);

		if (each->kind == OWNER_INSTITUTION)
			guideline_take_certificate(gathering->evidence, each, engine_certificate_end(certificates, each));
	}
	return certificates != NULL;
}

/* All that has a term, and by which ladder it is reminded of. */
static bool take_terms(struct gathering *gathering, GError **error)
{
	guideline_take_inventory(gathering->evidence, gathering->options->telling->inventory);
	notice_expiry(gathering->options->telling->policy, &gathering->evidence->ladders);
	gathering_take_ways(gathering);
	if (gathering->options->duties)
		take_duties(gathering);
	return take_paths(gathering, error) &&
	       know_read(gathering->store, &(const struct know_filter){0}, take_knowledge, gathering->evidence, error) &&
	       gathering_take_documents(gathering, error) && gathering_take_drills(gathering, error) &&
	       gathering_take_training(gathering, error);
}

static bool take_all(struct gathering *gathering, GError **error)
{
	return take_terms(gathering, error) && take_certificates(gathering, error) &&
	       (!gathering->options->duties || take_law(gathering, error)) && take_states(gathering, error) &&
	       take_troubles(gathering, error) && take_pins(gathering, error) &&
	       marks_read(gathering->store, ENGINE_MARK_TICK, take_tick, &gathering->evidence->ticked_at_us, error) &&
	       take_record(gathering, error) &&
	       gathering_take_cases(gathering, error) && gathering_take_papers(gathering, error) &&
	       gathering_take_told(gathering, error);
}

static struct guideline_evidence *gather(const struct guideline_options *options, bool (*take)(struct gathering *, GError **),
					 GError **error)
{
	const struct tell_options *telling = options->telling;
	g_autoptr(ops_guideline_evidence_t) evidence =
		guideline_evidence_new(clock_wall_us(telling->clock), inventory_zone(telling->inventory));
	struct gathering gathering = {.options = options, .store = telling->store, .evidence = evidence};
	bool whole = take(&gathering, error);

	procedure_set_free(gathering.ways);
	return whole ? g_steal_pointer(&evidence) : NULL;
}

struct guideline_evidence *engine_guideline_evidence(const struct guideline_options *options, GError **error)
{
	return gather(options, take_all, error);
}

struct guideline_evidence *engine_guideline_terms(const struct guideline_options *options, GError **error)
{
	return gather(options, take_terms, error);
}
