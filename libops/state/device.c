/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The device itself: processor, memory, uptime, clock, version, certificates.
 */
#include "base/quantity.h"
#include "base/translate.h"
#include "state/device-internal.h"

#define TICKS_LEAST 100 /* of a processor's: fewer make no share */
#define RESTART_SLACK_US (2 * (int64_t)G_USEC_PER_SEC)

static void clear_item(gpointer data)
{
	g_free(((struct device_item *)data)->name);
}

static void clear_sample(gpointer data)
{
	g_free(((struct device_sample *)data)->key);
}

void device_view_clear(struct device_view *view)
{
	g_clear_pointer(&view->items, g_array_unref);
	g_clear_pointer(&view->samples, g_array_unref);
	g_clear_pointer(&view->roles, g_array_unref);
	g_clear_pointer(&view->sessions, g_array_unref);
}

/* --- the index --- */

static guint hash_address(gconstpointer address)
{
	return address_hash(address);
}

static gboolean equal_addresses(gconstpointer a, gconstpointer b)
{
	return address_equal(a, b);
}

static void index_device(struct device_index *index, const struct device *device)
{
	if (device->address.family)
		g_hash_table_insert(index->devices, (gpointer)&device->address, (gpointer)device);
	for (size_t i = 0; i < device->other_count; i++)
		if (!g_hash_table_contains(index->devices, &device->others[i]))
			g_hash_table_insert(index->devices, (gpointer)&device->others[i], (gpointer)device);
}

static void index_end(struct device_index *index, const struct device *end, const struct line *line)
{
	GPtrArray *lines = end ? g_hash_table_lookup(index->ipsec_lines, end) : NULL;

	if (end && !lines) {
		lines = g_ptr_array_new();
		g_hash_table_insert(index->ipsec_lines, (gpointer)end, lines);
	}
	if (lines)
		g_ptr_array_add(lines, (gpointer)line);
}

static void index_line(struct device_index *index, const struct line *line)
{
	if (line->kind != LINE_IPSEC)
		return;
	index_end(index, line->from, line);
	index_end(index, line->cpe, line);
}

static void index_link(struct device_index *index, const struct device *a, const struct device *b)
{
	if (!a || !b)
		return;
	g_hash_table_add(index->links, g_strjoin(" ", a->name, b->name, NULL));
	g_hash_table_add(index->links, g_strjoin(" ", b->name, a->name, NULL));
}

static void index_group(struct device_index *index, const struct group *group)
{
	if (group->protocol != GROUP_BGP)
		return;
	for (const struct device *const *device = group->devices; device && *device; device++)
		g_hash_table_add(index->bgp_members, (gpointer)*device);
}

bool device_index_expects(const struct device_index *index, const struct device *device, const char *what)
{
	const char *peer = strchr(what, ':');
	g_autofree char *link = peer ? g_strjoin(" ", device->name, peer + 1, NULL) : NULL;

	return (g_str_has_prefix(what, "ospf:") || g_str_has_prefix(what, "bgp:")) && link &&
	       g_hash_table_contains(index->links, link);
}

struct device_index *device_index_new(const struct inventory *inventory)
{
	struct device_index *index = g_new0(struct device_index, 1);

	index->inventory = inventory;
	index->devices = g_hash_table_new(hash_address, equal_addresses);
	index->ipsec_lines = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_ptr_array_unref);
	for (size_t i = 0; i < inventory_device_count(inventory); i++)
		index_device(index, inventory_device_at(inventory, i));
	index->links = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	index->bgp_members = g_hash_table_new(NULL, NULL);
	for (size_t i = 0; i < inventory_group_count(inventory); i++)
		index_group(index, inventory_group_at(inventory, i));
	for (size_t i = 0; i < inventory_line_count(inventory); i++)
		index_line(index, inventory_line_at(inventory, i));
	for (size_t i = 0; i < inventory_link_count(inventory); i++)
		index_link(index, inventory_link_at(inventory, i)->a, inventory_link_at(inventory, i)->b);
	return index;
}

void device_index_free(struct device_index *index)
{
	if (!index)
		return;
	g_hash_table_unref(index->devices);
	g_hash_table_unref(index->ipsec_lines);
	g_hash_table_unref(index->links);
	g_hash_table_unref(index->bgp_members);
	g_free(index);
}

/* --- building --- */

void view_add(struct view_builder *builder, const char *what, const struct figure_facts *facts,
	      struct judgement judgement)
{
	g_autofree char *name = g_strdup_printf("device:%s/%s", builder->device->name, what);
	gpointer number;
	struct device_item item = { .facts = *facts, .judgement = judgement };

	if (g_hash_table_lookup_extended(builder->names, name, NULL, &number)) {
		struct device_item *present =
			&g_array_index(builder->view->items, struct device_item, GPOINTER_TO_UINT(number));

		if (status_worse(present->judgement.status, judgement.status) == present->judgement.status)
			return;
		present->facts = *facts;
		present->judgement = judgement;
		return;
	}
	item.name = g_steal_pointer(&name);
	g_hash_table_insert(builder->names, item.name, GUINT_TO_POINTER(builder->view->items->len));
	g_array_append_val(builder->view->items, item);
}

void view_add_figure(struct view_builder *builder, const char *what, enum figure figure, int64_t value,
		     const char *text)
{
	struct figure_facts facts = {
		.sort = inventory_figure(figure)->unit == FIGURE_SHARE ? FIGURE_SORT_SHARE : FIGURE_SORT_TIME,
		.known = value >= 0,
		.value = value,
	};

	if (!inventory_device_levels(builder->device, figure))
		return;
	g_strlcpy(facts.text, text ? text : "", sizeof(facts.text));
	view_add(builder, what, &facts, value >= 0 ? judge_figure(builder->service_class, figure, value)
						   : state_judgement(STATUS_UNKNOWN, CAUSE_END, -1));
}

void view_add_state(struct view_builder *builder, const char *what, enum status status, const char *text)
{
	struct figure_facts facts = { .sort = FIGURE_SORT_STATE, .known = status != STATUS_UNKNOWN };

	g_strlcpy(facts.text, text, sizeof(facts.text));
	view_add(builder, what, &facts, state_judgement(status, status == STATUS_OK ? CAUSE_NONE : CAUSE_STATE, -1));
}

int64_t view_number(const struct platform_record *record, const char *field)
{
	const struct platform_value *value = record ? platform_value(record, field) : NULL;

	return value && value->known && value->number >= 0 ? value->number : -1;
}

const char *view_text(const struct platform_record *record, const char *field)
{
	const struct platform_value *value = record ? platform_value(record, field) : NULL;

	return value && value->known ? value->text : NULL;
}

char *view_peer_name(const struct view_builder *builder, const char *address)
{
	g_autofree char *alone = g_strndup(address, strcspn(address, "/"));
	const struct device *device;
	struct address parsed;

	if (!address_parse(alone, &parsed, NULL))
		return g_steal_pointer(&alone);
	device = g_hash_table_lookup(builder->index->devices, &parsed);
	return device ? g_strdup(device->name) : g_steal_pointer(&alone);
}

static struct series_sample sample_now(const struct view_builder *builder, int64_t value)
{
	return (struct series_sample){
		.at_us = builder->reading->read_at_us,
		.uptime_us = builder->view->uptime_us,
		.value = (uint64_t)value,
		.width = platform_counter_bits(builder->reading->platform),
	};
}

/* How finely the device tells its uptime: whole minutes, or hours, tell themselves. */
static int64_t uptime_step_us(int64_t uptime_us)
{
	const int64_t minute_us = 60 * (int64_t)G_USEC_PER_SEC;

	if (uptime_us < 0 || uptime_us % minute_us)
		return G_USEC_PER_SEC;
	return uptime_us % (60 * minute_us) ? minute_us : 60 * minute_us;
}

/* It has been up for less than the time since it was read before, however coarsely it tells that. */
static bool has_restarted(const struct view_builder *builder)
{
	int64_t uptime_us = builder->view->uptime_us, before_us = 0;
	GHashTableIter iter;
	gpointer sample;

	g_hash_table_iter_init(&iter, builder->before);
	while (g_hash_table_iter_next(&iter, NULL, &sample))
		before_us = MAX(before_us, ((const struct series_sample *)sample)->at_us);
	return uptime_us >= 0 && before_us > 0 &&
	       uptime_us + uptime_step_us(uptime_us) + RESTART_SLACK_US < builder->reading->read_at_us - before_us;
}

static struct series_counter counter_of(const struct view_builder *builder, uint64_t most_per_s)
{
	return (struct series_counter){
		.most_per_s = most_per_s,
		.uptime_step_us = uptime_step_us(builder->view->uptime_us),
		.shortest_us = G_USEC_PER_SEC,
	};
}

struct series_rate view_counter(struct view_builder *builder, const char *key, int64_t value, uint64_t most_per_s,
				const struct series_evidence *evidence)
{
	static const struct series_evidence silent = SERIES_NO_EVIDENCE;
	const struct series_sample *before = g_hash_table_lookup(builder->before, key);
	struct series_counter counter = counter_of(builder, most_per_s);
	struct series_sample now = sample_now(builder, value);
	struct device_sample sample = { .key = g_strdup(key), .value = (uint64_t)value, .width = now.width };

	g_array_append_val(builder->view->samples, sample);
	return series_rate(before, &now, &counter, evidence ? evidence : &silent);
}

enum series_others view_other(const struct view_builder *builder, const char *key, int64_t value, uint64_t most_per_s)
{
	const struct series_sample *before = g_hash_table_lookup(builder->before, key);
	struct series_counter counter = counter_of(builder, most_per_s);
	struct series_sample now = sample_now(builder, value);

	return before ? series_other(before, &now, &counter) : SERIES_OTHERS_SILENT;
}

/* --- what a device is made of --- */

/* The first record of KIND that has FIELD. */
static const struct platform_record *record_with(const struct view_builder *builder, const char *kind,
						 const char *field)
{
	struct reading_cursor cursor = { 0 };
	const struct platform_record *record;

	while ((record = reading_next(builder->reading, kind, &cursor)))
		if (view_number(record, field) >= 0 || view_text(record, field))
			return record;
	return NULL;
}

static bool any_field(const struct view_builder *builder, const char *kind, const char *const *fields,
		      int64_t *ret_value, const char **ret_field)
{
	for (; *fields; fields++) {
		int64_t value = view_number(record_with(builder, kind, *fields), *fields);

		if (value < 0)
			continue;
		*ret_value = value;
		*ret_field = *fields;
		return true;
	}
	return false;
}

/* The greatest of FIELDS, the first of them that a record has, over all records of KIND. */
static int64_t greatest(const struct view_builder *builder, const char *kind, const char *const *fields)
{
	struct reading_cursor cursor = { 0 };
	const struct platform_record *record;
	int64_t most = -1;

	while ((record = reading_next(builder->reading, kind, &cursor)))
		for (const char *const *field = fields; *field; field++) {
			int64_t value = view_number(record, *field);

			if (value < 0)
				continue;
			most = MAX(most, value);
			break;
		}
	return most;
}

/* A processor that only counts its ticks. */
static bool view_ticks(struct view_builder *builder)
{
	const struct platform_record *system = record_with(builder, "system", "cpu_idle");
	int64_t busy = view_number(system, "cpu_busy"), idle = view_number(system, "cpu_idle");
	struct series_rate part, whole;
	int64_t share;

	if (busy < 0 || idle < 0 || busy > INT64_MAX - idle)
		return false;
	part = view_counter(builder, "system:cpu-busy", busy, 0, NULL);
	whole = view_counter(builder, "system:cpu-ticks", busy + idle, 0, NULL);
	if (whole.reason == SERIES_FIRST)
		return true;
	share = series_share_ppm(&part, &whole, TICKS_LEAST);
	view_add_figure(builder, "cpu", FIGURE_CPU, share,
			share < 0 ? series_explain(whole.reason) : _("since the reading before"));
	return true;
}

static void view_processor(struct view_builder *builder)
{
	/* A minute is long enough for a burst to be over, and short enough to be now. */
	static const char *const whole[] = { "cpu_1m", "cpu", "cpu_5s", "cpu_5m", NULL };
	static const char *const each[] = { "use_1m", "use", "use_5s", "use_5m", NULL };
	const char *field;
	int64_t value;

	if (any_field(builder, "system", whole, &value, &field)) {
		view_add_figure(builder, "cpu", FIGURE_CPU, value, NULL);
		return;
	}
	value = greatest(builder, "processor", each);
	if (value >= 0)
		view_add_figure(builder, "cpu", FIGURE_CPU, value, _("the busiest of its processors"));
	else if (!view_ticks(builder) && !reading_is_whole_of(builder->reading, "system"))
		view_add_figure(builder, "cpu", FIGURE_CPU, -1, _("the device did not say it"));
}

/* What is in use of TOTAL, in parts per million. */
static int64_t used_ppm(int64_t used, int64_t total)
{
	return used >= 0 && total > 0 ? (int64_t)((double)used * 1e6 / (double)total + 0.5) : -1;
}

static int64_t memory_of_system(const struct view_builder *builder, char text[160])
{
	const struct platform_record *system = record_with(builder, "system", "memory_total");
	int64_t total = view_number(system, "memory_total"), available = view_number(system, "memory_available");
	int64_t used = view_number(system, "memory_used"), unused = view_number(system, "memory_free");
	g_autofree char *total_text = NULL, *used_text = NULL;

	/* What could be had at once counts as free: caches do. */
	if (available >= 0)
		used = total - available;
	else if (used < 0 && unused >= 0)
		used = total - unused;
	if (total <= 0 || used < 0)
		return -1;
	total_text = quantity_show_size(total);
	used_text = quantity_show_size(used);
	g_snprintf(text, 160, _("%s of %s"), used_text, total_text);
	return used_ppm(used, total);
}

static int64_t memory_of_pools(const struct view_builder *builder, char text[160])
{
	struct reading_cursor cursor = { 0 };
	const struct platform_record *record;
	int64_t most = -1;

	while ((record = reading_next(builder->reading, "memory", &cursor))) {
		int64_t use = view_number(record, "use"), total = view_number(record, "total");
		int64_t used = view_number(record, "used"), unused = view_number(record, "free");

		if (use < 0)
			use = used_ppm(used < 0 && unused >= 0 ? total - unused : used, total);
		if (use <= most)
			continue;
		most = use;
		g_snprintf(text, 160, _("pool '%s'"), view_text(record, "name") ? view_text(record, "name") : "?");
	}
	return most;
}

static void view_memory(struct view_builder *builder)
{
	static const char *const fields[] = { "memory_use", NULL };
	char text[160] = "";
	const char *field;
	int64_t value;

	if (any_field(builder, "system", fields, &value, &field) ||
	    (value = memory_of_system(builder, text)) >= 0 || (value = memory_of_pools(builder, text)) >= 0)
		view_add_figure(builder, "memory", FIGURE_MEMORY, value, text);
	else if (!reading_is_whole_of(builder->reading, "system") ||
		 !reading_is_whole_of(builder->reading, "memory"))
		view_add_figure(builder, "memory", FIGURE_MEMORY, -1, _("the device did not say it"));
}

/* Of those that it may carry, by the inventory or by itself. */
static void view_carried(struct view_builder *builder)
{
	int64_t carried = view_number(record_with(builder, "system", "sessions"), "sessions");
	int64_t most = builder->device->sessions_max;
	char text[80];

	if (!most)
		most = view_number(record_with(builder, "system", "sessions_max"), "sessions_max");
	if (carried >= 0 && most > 0) {
		g_snprintf(text, sizeof(text), _("%ld of %ld"), (long)carried, (long)most);
		view_add_figure(builder, "sessions", FIGURE_SESSIONS, used_ppm(carried, most), text);
	} else if (builder->device->sessions_max) {
		view_add_figure(builder, "sessions", FIGURE_SESSIONS, -1, _("the device did not say it"));
	}
}

static void view_uptime(struct view_builder *builder)
{
	const struct platform_record *system = record_with(builder, "system", "uptime");
	const struct platform_record *reason = record_with(builder, "system", "boot_reason");

	if (builder->view->uptime_us >= 0 && system)
		view_add_figure(builder, "uptime", FIGURE_REBOOTED, builder->view->uptime_us,
				view_text(reason, "boot_reason"));
	else if (!reading_is_whole_of(builder->reading, "system"))
		view_add_figure(builder, "uptime", FIGURE_REBOOTED, -1, _("the device did not say it"));
}

static void view_clock(struct view_builder *builder)
{
	const struct platform_record *clock = record_with(builder, "clock", "at");
	const struct platform_record *synchronised = record_with(builder, "clock", "synchronised");
	const char *follows = view_text(synchronised, "synchronised");
	int64_t at_us = view_number(clock, "at");

	if (at_us >= 0)
		view_add_figure(builder, "clock", FIGURE_CLOCK, ABS(at_us - builder->reading->read_at_us),
				follows && g_str_equal(follows, "no") ? _("it follows no other clock") : NULL);
	else if (!reading_is_whole_of(builder->reading, "clock"))
		view_add_figure(builder, "clock", FIGURE_CLOCK, -1, _("the device did not say it"));
}

static void view_version(struct view_builder *builder)
{
	const struct version_policy *policy = inventory_device_versions(builder->inventory, builder->device);
	const char *version = view_text(record_with(builder, "system", "version"), "version");
	static const enum status statuses[] = {
		[VERSION_WANTED] = STATUS_OK, [VERSION_UNWANTED] = STATUS_CAUTION, [VERSION_REFUSED] = STATUS_WARNING,
	};

	if (!policy)
		return;
	if (version)
		view_add_state(builder, "version", statuses[inventory_judge_version(policy, version)], version);
	else
		view_add_state(builder, "version", STATUS_UNKNOWN, _("the device did not say it"));
}

static void view_certificates(struct view_builder *builder)
{
	struct reading_cursor cursor = { 0 };
	const struct platform_record *record;

	while ((record = reading_next(builder->reading, "certificate", &cursor))) {
		const char *called = view_text(record, "name"), *subject = view_text(record, "subject");
		int64_t until_us = view_number(record, "not_after");
		g_autofree char *what = g_strdup_printf("certificate:%s", called ? called : subject ? subject : "?");

		if (until_us >= 0)
			view_add_figure(builder, what, FIGURE_CERTIFICATE,
					MAX(until_us - builder->reading->read_at_us, 0), subject);
	}
}

void state_view_device(const struct device_index *index, const struct device *device,
		       const struct reading *reading, GHashTable *before, struct device_view *ret_view)
{
	struct view_builder builder = {
		.index = index, .inventory = index->inventory, .device = device, .reading = reading, .before = before, .view = ret_view,
		.names = g_hash_table_new(g_str_hash, g_str_equal),
	};

	ret_view->items = g_array_new(FALSE, TRUE, sizeof(struct device_item));
	g_array_set_clear_func(ret_view->items, clear_item);
	ret_view->samples = g_array_new(FALSE, TRUE, sizeof(struct device_sample));
	g_array_set_clear_func(ret_view->samples, clear_sample);
	ret_view->roles = g_array_new(FALSE, TRUE, sizeof(struct device_role));
	ret_view->sessions = g_array_new(FALSE, TRUE, sizeof(struct device_session));
	if (device->service_class)
		builder.service_class = inventory_class_at(index->inventory, device->service_class, reading->read_at_us);
	ret_view->uptime_us = view_number(record_with(&builder, "system", "uptime"), "uptime");
	ret_view->restarted = has_restarted(&builder);
	view_processor(&builder);
	view_memory(&builder);
	view_carried(&builder);
	view_uptime(&builder);
	view_clock(&builder);
	view_version(&builder);
	view_certificates(&builder);
	view_interfaces(&builder);
	view_sessions(&builder);
	g_hash_table_unref(builder.names);
}
