/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What explains that an answer took another way than it should: of the devices
 * that it should have passed the first that is gone, or whose gateway group is not as
 * it should be, or whose session with the next one is down.
 */
#include "state/reach-internal.h"

/* Of several that explain the same, the first by name, whatever the order of the items. */
static int32_t first_by_name(const struct run *run, int32_t a, int32_t b)
{
	if (a < 0 || b < 0)
		return MAX(a, b);
	return strcmp(run->items[a].item->question->name, run->items[b].item->question->name) <= 0 ? a : b;
}

/* What hides ITEM, or itself. */
static int32_t cause_of(const struct run *run, int32_t item)
{
	return item >= 0 && run->items[item].hidden_by >= 0 ? run->items[item].hidden_by : item;
}

/* What is wrong besides devices, worked out once for all ways. */
struct wrongs {
	GArray *groups, *sessions;	/* int32_t: items */
};

static bool is_session(const struct reach_item *item, const char **ret_peer)
{
	const char *what = item_question_name(item->item);

	if (item_question_kind(item->item) != QUESTION_FIGURE || !is_silent(item->status) ||
	    (!g_str_has_prefix(what, "bgp:") && !g_str_has_prefix(what, "ospf:")))
		return false;
	*ret_peer = strchr(what, ':') + 1;
	return true;
}

static void wrongs_init(struct wrongs *wrongs, const struct run *run)
{
	const char *peer;

	wrongs->groups = g_array_new(FALSE, FALSE, sizeof(int32_t));
	wrongs->sessions = g_array_new(FALSE, FALSE, sizeof(int32_t));
	for (size_t i = 0; i < run->count; i++) {
		const struct reach_item *item = &run->items[i];
		int32_t index = (int32_t)i;

		if (is_session(item, &peer))
			g_array_append_val(wrongs->sessions, index);
		else if (item_question_kind(item->item) == QUESTION_GROUP && rank_of(item->status))
			g_array_append_val(wrongs->groups, index);
	}
}

static void wrongs_clear(struct wrongs *wrongs)
{
	g_array_unref(wrongs->groups);
	g_array_unref(wrongs->sessions);
}

static int32_t wrong_group_of(const struct run *run, const struct wrongs *wrongs, const struct device *device)
{
	int32_t found = -1;

	for (guint i = 0; i < wrongs->groups->len; i++) {
		int32_t index = g_array_index(wrongs->groups, int32_t, i);
		const struct group *group =
			inventory_find_group(run->reach->inventory,
					     strchr(run->items[index].item->question->name, ':') + 1);

		if (!group || (group->protocol != GROUP_VRRP && group->protocol != GROUP_HSRP))
			continue;
		for (const struct device *const *member = group->devices; member && *member; member++)
			if (*member == device)
				found = first_by_name(run, found, index);
	}
	return found;
}

static int32_t session_between(const struct run *run, const struct wrongs *wrongs, const struct device *a,
			       const struct device *b)
{
	int32_t found = -1;

	for (guint i = 0; i < wrongs->sessions->len; i++) {
		int32_t index = g_array_index(wrongs->sessions, int32_t, i);
		const struct device *device = run->items[index].item->device;
		const char *peer = NULL;

		if (is_session(&run->items[index], &peer) &&
		    ((device == a && !strcmp(peer, b->name)) || (device == b && !strcmp(peer, a->name))))
			found = first_by_name(run, found, index);
	}
	return found;
}

/* Why nothing passes DEVICE on its way to NEXT; -1: not known. */
static int32_t why_not_over(const struct run *run, const struct wrongs *wrongs, const struct device *device,
			    const struct device *next)
{
	const struct parent *parent = &run->devices[number_of(run->reach, device)];
	int32_t group;

	if (parent->gone)
		return parent->by;
	group = wrong_group_of(run, wrongs, device);
	return cause_of(run, group >= 0 ? group : session_between(run, wrongs, device, next));
}

static bool is_another_way(const struct reach_item *item)
{
	return item_question_kind(item->item) == QUESTION_PATH && item->status == STATUS_CAUTION &&
	       item->hidden_by < 0 && item->item->question->via;
}

void reach_judge_ways(struct run *run)
{
	struct wrongs wrongs = { 0 };

	for (size_t i = 0; i < run->count; i++) {
		struct reach_item *item = &run->items[i];

		if (!is_another_way(item))
			continue;
		if (!wrongs.groups)
			wrongs_init(&wrongs, run);
		for (const struct device *const *via = item->item->question->via; *via && item->hidden_by < 0; via++)
			item->hidden_by = why_not_over(run, &wrongs, *via, via[1] ? via[1] : item->item->device);
	}
	if (wrongs.groups)
		wrongs_clear(&wrongs);
}
