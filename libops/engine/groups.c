/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Each group of a check gets its verdict: from its members as they were seen, and
 * from what was kept of the check before. What is kept are samples of the item
 * "group:gw": numbers, since what people read is not parsed again.
 */
#include "engine/groups.h"

#include "base/translate.h"
#include "engine/internal.h"
#include "store/results.h"
#include "store/samples.h"

#include <string.h>

/* --- what was kept --- */

/* Who was active is kept by this number, so that members may be added and taken away in between. */
static int64_t number_of(const char *member)
{
	return member ? (int64_t)g_str_hash(member) : -1;
}

static char *key_of(const char *instance, const char *what)
{
	return g_strdup_printf("%s:%s", *instance ? instance : "group", what);
}

static bool collect_sample(void *context, const char *key, const struct sample_record *record)
{
	g_hash_table_insert(context, g_strdup(key), g_memdup2(record, sizeof(*record)));
	return true;
}

static GHashTable *recall_all(struct store *store, const char *item, GError **error)
{
	g_autoptr(GHashTable) kept = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);

	if (store && !samples_read_item(store, item, 1, collect_sample, kept, error))
		return NULL;
	return g_steal_pointer(&kept);
}

/* WHAT of INSTANCE; NULL: it was never kept. */
static const struct sample_record *recall(GHashTable *kept, const char *instance, const char *what)
{
	g_autofree char *key = key_of(instance, what);

	return g_hash_table_lookup(kept, key);
}

static int64_t recall_number(GHashTable *kept, const char *instance, const char *what, int64_t otherwise)
{
	const struct sample_record *record = recall(kept, instance, what);

	return record ? record->sample.value : otherwise;
}

/* The last verdict of INSTANCE; or a later one of the whole group, when no member told of any instance. */
static struct group_before recall_before(GHashTable *kept, const struct group *group, const char *instance)
{
	struct group_before before = { .active = -1 };
	const struct sample_record *record = recall(kept, instance, "verdict"), *whole = recall(kept, "", "verdict");
	int64_t active;

	if (whole && (!record || whole->at_us > record->at_us)) {
		record = whole;
		instance = "";
	}
	if (!record || record->sample.value < 0 || record->sample.value >= GROUP_UNKNOWN)
		return before;
	before.known = true;
	before.verdict = (enum group_verdict)record->sample.value;
	before.at_us = record->at_us;
	before.since_us = recall_number(kept, instance, "since", record->at_us);
	active = recall_number(kept, instance, "active", -1);
	for (size_t i = 0; i < group_member_count(group); i++)
		if (number_of(group_member_name(group, i)) == active)
			before.active = (int)i;
	return before;
}

/* --- judging --- */

/* One instance that was judged. */
struct judged {
	struct group_before before;
	struct group_view view;
	struct group_instance instance;
};

/* What a group was made of, and the worst of it. */
struct judged_group {
	const struct group *group;
	int64_t at_us;			/* when it was seen */
	GHashTable *kept;
	GArray *judged;			/* struct judged, at least one */
	guint worst;
};

static void judged_group_clear(struct judged_group *judged)
{
	g_clear_pointer(&judged->kept, g_hash_table_unref);
	g_clear_pointer(&judged->judged, g_array_unref);
}

/* Between which times the last switchover took place; 0: none is known. */
static void take_switch(struct judged *judged, const struct group_gathered *gathered, GHashTable *kept, int64_t at_us)
{
	const struct group_view *view = &judged->view;
	int64_t changed_at_us = view->active >= 0 ? gathered->members[view->active].changed_at_us : 0;

	judged->instance.switched_from_us = recall_number(kept, gathered->name, "from", 0);
	judged->instance.switched_until_us = recall_number(kept, gathered->name, "until", 0);
	if (!view->switched_over || !judged->before.known)
		return;
	judged->instance.switched_from_us = judged->before.at_us;
	judged->instance.switched_until_us = at_us;
	if (changed_at_us > judged->before.at_us && changed_at_us < at_us)
		judged->instance.switched_until_us = changed_at_us;
}

static void judge_one(struct judged_group *ret, const struct group_gathered *gathered)
{
	struct judged judged = { .before = recall_before(ret->kept, ret->group, gathered->name) };

	group_judge(ret->group, gathered->members, &judged.before, ret->at_us, &judged.view);
	g_strlcpy(judged.instance.name, gathered->name, sizeof(judged.instance.name));
	judged.instance.verdict = judged.view.verdict;
	judged.instance.since_us = judged.view.since_us;
	if (judged.view.active >= 0)
		judged.instance.active = group_member_name(ret->group, (size_t)judged.view.active);
	take_switch(&judged, gathered, ret->kept, ret->at_us);
	g_array_append_val(ret->judged, judged);
}

static struct judged *judged_at(const struct judged_group *judged, guint number)
{
	return &g_array_index(judged->judged, struct judged, number);
}

/* Of verdicts with one status the later one is the worse, but for unknown, which is alone in its. */
static bool is_worse(const struct judged *a, const struct judged *b)
{
	enum status one = a->view.judgement.status, other = b->view.judgement.status;

	return one != other ? status_worse(one, other) == one : a->view.verdict > b->view.verdict;
}

/* What only some of the members take part in was not meant, unless it was watched before; or it is all there is. */
static bool is_watched(const struct judged_group *judged, const struct group_gathered *gathered, bool any_complete)
{
	return !any_complete || gathered->complete || recall(judged->kept, gathered->name, "verdict");
}

/* False without error: not all members of GROUP were asked, or nobody can tell. */
static bool judge_group(const struct check_options *options, const struct group_sights *sights,
			const struct group *group, struct judged_group *ret, GError **error)
{
	g_autofree char *item = g_strconcat("group:", group->name, NULL);
	g_autoptr(GArray) gathered = NULL;
	bool any_complete = false;

	*ret = (struct judged_group){ .group = group };
	if (!group_gather(sights, group, &gathered, &ret->at_us))
		return false;
	ret->kept = recall_all(options->store, item, error);
	if (!ret->kept)
		return false;
	ret->judged = g_array_new(FALSE, TRUE, sizeof(struct judged));
	for (guint i = 0; i < gathered->len; i++)
		any_complete |= g_array_index(gathered, struct group_gathered, i).complete;
	for (guint i = 0; i < gathered->len; i++) {
		const struct group_gathered *each = &g_array_index(gathered, struct group_gathered, i);

		if (is_watched(ret, each, any_complete))
			judge_one(ret, each);
	}
	for (guint i = 1; i < ret->judged->len; i++)
		if (is_worse(judged_at(ret, i), judged_at(ret, ret->worst)))
			ret->worst = i;
	return true;
}

/* --- doubts --- */

static void add_logins(const struct group_sights *sights, const struct group *group, GHashTable *added, GArray *logins)
{
	for (const struct device *const *device = group->devices; device && *device; device++) {
		const struct check_item *login = g_hash_table_lookup(sights->logins, *device);

		if (login && g_hash_table_add(added, (gpointer)*device))
			g_array_append_val(logins, login->item);
	}
}

GArray *engine_doubted_groups(const struct check_options *options, const struct check *check, GError **error)
{
	g_autoptr(GArray) logins = g_array_new(FALSE, FALSE, sizeof(struct item));
	g_autoptr(GHashTable) added = g_hash_table_new(NULL, NULL);
	g_autoptr(GError) failed = NULL;
	struct group_sights sights;

	group_sights_init(&sights, check);
	for (size_t i = 0; i < inventory_group_count(options->inventory) && !failed; i++) {
		const struct group *group = inventory_group_at(options->inventory, i);
		struct judged_group judged;
		bool doubted = false;

		if (group_reads_members(group) && judge_group(options, &sights, group, &judged, &failed)) {
			for (guint j = 0; j < judged.judged->len; j++)
				doubted |= group_doubts(group, &judged_at(&judged, j)->view, &judged_at(&judged, j)->before);
			judged_group_clear(&judged);
		}
		if (doubted)
			add_logins(&sights, group, added, logins);
	}
	group_sights_clear(&sights);
	if (failed) {
		g_propagate_error(error, g_steal_pointer(&failed));
		return NULL;
	}
	return g_steal_pointer(&logins);
}

/* --- items --- */

static struct group_facts facts_of(const struct judged_group *judged)
{
	const struct judged *worst = judged_at(judged, judged->worst);
	struct group_facts facts = {
		.group = judged->group,
		.verdict = worst->view.verdict, .active = worst->instance.active,
		.there_and_back = worst->view.there_and_back, .switched_over = worst->view.switched_over,
		.standing_by = worst->view.standing_by, .since_us = worst->view.since_us,
		.switched_from_us = worst->instance.switched_from_us,
		.switched_until_us = worst->instance.switched_until_us,
		.outage_least_us = -1, .outage_most_us = -1,
		.instances = g_new(struct group_instance, judged->judged->len), .instance_count = judged->judged->len,
	};
	g_autofree char *text = judged->judged->len > 1 ? g_strdup_printf("%s: %s", worst->instance.name, worst->view.text)
							: g_strdup(worst->view.text);
	const char *end;

	for (guint i = 0; i < judged->judged->len; i++)
		facts.instances[i] = judged_at(judged, i)->instance;
	g_strlcpy(facts.text, text, sizeof(facts.text));
	if (!g_utf8_validate(facts.text, -1, &end))
		facts.text[end - facts.text] = '\0';
	return facts;
}

/* Puts it behind ADDED: what was seen points into the items of CHECK, and they may not move yet. */
static void add_item(struct check *check, GArray *added, const struct judged_group *judged,
		     struct group_outage outage)
{
	const struct group *group = judged->group;
	const struct judged *worst = judged_at(judged, judged->worst);
	struct check_figure *figure = g_new0(struct check_figure, 1);
	struct check_item item = { .judgement = worst->view.judgement, .since_us = judged->at_us };
	struct group_facts *facts;

	figure->question = (struct question){
		.name = g_strconcat("group:", group->name, NULL), .kind = QUESTION_GROUP, .place = group->place,
	};
	result_init(&figure->result);
	figure->result.started_at_us = judged->at_us;
	figure->result.end = worst->view.verdict == GROUP_UNKNOWN ? PROBE_COULD_NOT_ASK : PROBE_ANSWERED;
	facts = &result_new_facts(&figure->result, QUESTION_GROUP)->group;
	*facts = facts_of(judged);
	facts->outage_least_us = outage.least_us;
	facts->outage_most_us = outage.most_us;
	if (group->lines) {
		figure->question.line = group->lines[0];
		item.item = (struct item){ .kind = ITEM_LINE, .line = group->lines[0] };
	} else {
		figure->question.device = group->devices[0];
		item.item = (struct item){ .kind = ITEM_DEVICE, .device = group->devices[0] };
	}
	item.item.question = &figure->question;
	item.result = &figure->result;
	g_ptr_array_add(check->figures, figure);
	state_tally_add(&check->tally, item.judgement.status);
	g_array_append_val(added, item);
}

bool engine_view_groups(const struct check_options *options, struct check *check, GError **error)
{
	g_autoptr(GArray) added = g_array_new(FALSE, FALSE, sizeof(struct check_item));
	g_autoptr(GError) failed = NULL;
	struct group_sights sights;

	group_sights_init(&sights, check);
	for (size_t i = 0; i < inventory_group_count(options->inventory) && !failed; i++) {
		struct group_outage outage = GROUP_OUTAGE_UNKNOWN;
		struct judged_group judged;

		if (judge_group(options, &sights, inventory_group_at(options->inventory, i), &judged, &failed)) {
			const struct group_instance *worst = &judged_at(&judged, judged.worst)->instance;

			if (group_estimate_outage(options, &sights, judged.group, worst, &outage, &failed))
				add_item(check, added, &judged, outage);
		}
		judged_group_clear(&judged);
	}
	group_sights_clear(&sights);
	if (failed) {
		g_propagate_error(error, g_steal_pointer(&failed));
		return false;
	}
	g_array_append_vals(check->items, added->data, added->len);
	return true;
}

/* --- afterwards --- */

static void keep_number(GArray *figures, const char *instance, const char *what, int64_t number)
{
	struct samples_figure figure = { .key = key_of(instance, what), .sample = { .value = number } };

	g_array_append_val(figures, figure);
}

static void clear_figure(gpointer figure)
{
	g_free((char *)((struct samples_figure *)figure)->key);
}

static void keep_instance(GArray *figures, const struct group_instance *instance)
{
	g_autofree char *longest = key_of(instance->name, "verdict");

	/* What is not known leaves what was known before. */
	if (instance->verdict == GROUP_UNKNOWN || !samples_key_valid(longest))
		return;
	keep_number(figures, instance->name, "verdict", instance->verdict);
	keep_number(figures, instance->name, "since", instance->since_us);
	keep_number(figures, instance->name, "active", number_of(instance->active));
	keep_number(figures, instance->name, "from", instance->switched_from_us);
	keep_number(figures, instance->name, "until", instance->switched_until_us);
}

static bool keep_group(struct store *store, const struct check_item *item, GError **error)
{
	const struct group_facts *facts = &item->result->facts->group;
	g_autoptr(GArray) figures = g_array_new(FALSE, TRUE, sizeof(struct samples_figure));
	struct samples_reading reading = { .at_us = item->result->started_at_us, .uptime_us = -1 };

	g_array_set_clear_func(figures, clear_figure);
	for (unsigned int i = 0; i < facts->instance_count; i++)
		keep_instance(figures, &facts->instances[i]);
	reading.figures = (const struct samples_figure *)(const void *)figures->data;
	reading.count = figures->len;
	return !reading.count || samples_keep(store, item->item.question->name, &reading, error);
}

bool engine_keep_groups(struct store *store, const struct check *check, GError **error)
{
	for (guint i = 0; i < check->items->len; i++) {
		const struct check_item *item = &g_array_index(check->items, struct check_item, i);

		if (item_question_kind(&item->item) == QUESTION_GROUP && !keep_group(store, item, error))
			return false;
	}
	return true;
}
