/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a device agrees on with others: BGP and OSPF neighbours, redundancy
 * groups, IKE and IPsec associations, tunnels. A line over IPsec is expected to
 * have its association, for one that is gone is not in any list.
 */
#include "base/quantity.h"
#include "base/translate.h"
#include "state/device-internal.h"

/* A session that should be STATE for the whole time. */
static void add_session(struct view_builder *builder, const char *sort, const char *peer, bool good, const char *state,
			int64_t since_us)
{
	g_autofree char *name = view_peer_name(builder, peer);
	g_autofree char *what = g_strconcat(sort, ":", name, NULL);
	g_autofree char *since = since_us >= 0 ? quantity_show_duration(since_us) : NULL;
	g_autofree char *text = since ? g_strdup_printf(_("%s for %s"), state, since) : g_strdup(state);

	view_add_state(builder, what, good ? STATUS_OK : STATUS_DOWN, text);
}

static void view_bgp(struct view_builder *builder)
{
	struct reading_cursor cursor = { 0 };
	const struct platform_record *record;

	while ((record = reading_next(builder->reading, "bgp-neighbour", &cursor))) {
		const char *address = view_text(record, "address"), *state = view_text(record, "state");

		if (address && state)
			add_session(builder, "bgp", address, g_str_equal(state, "established"), state,
				    view_number(record, "last_change"));
	}
}

static void view_ospf(struct view_builder *builder)
{
	struct reading_cursor cursor = { 0 };
	const struct platform_record *record;

	while ((record = reading_next(builder->reading, "ospf-neighbour", &cursor))) {
		const char *id = view_text(record, "router_id"), *state = view_text(record, "state");

		/* Two that are neither designated nor its backup stay at two-way. */
		if (id && state)
			add_session(builder, "ospf", id, g_str_equal(state, "full") || g_str_equal(state, "two-way"),
				    state, view_number(record, "last_change"));
	}
}

static void view_groups(struct view_builder *builder)
{
	struct reading_cursor cursor = { 0 };
	const struct platform_record *record;

	while ((record = reading_next(builder->reading, "redundancy-group", &cursor))) {
		const char *protocol = view_text(record, "protocol"), *group = view_text(record, "group");
		const char *interface = view_text(record, "interface"), *state = view_text(record, "state");
		int64_t transitions = view_number(record, "transitions"), priority = view_number(record, "priority");
		g_autofree char *what = NULL, *key = NULL, *text = NULL;

		if (!group || !state)
			continue;
		what = g_strdup_printf("%s:%s", protocol ? protocol : "group", group);
		text = priority >= 0 ? g_strdup_printf(_("%s, priority %ld"), state, (long)priority) : g_strdup(state);
		/* Which member should be master is for the group to judge; this one at least takes part. */
		view_add_state(builder, what, g_str_equal(state, "master") || g_str_equal(state, "backup") ||
			       g_str_equal(state, "listen") ? STATUS_OK : STATUS_WARNING, text);
		key = g_strdup_printf("group:%s:%s:transitions", interface ? interface : "", group);
		if (transitions >= 0)
			view_counter(builder, key, transitions, 0, NULL);
	}
}

/* --- associations --- */

/* Of two associations with one peer the better counts: an old one ends while the new one works. */
static void note_better(GHashTable *best, const char *peer, const char *state)
{
	const char *present = g_hash_table_lookup(best, peer);

	if (!present || g_str_equal(state, "up") || (g_str_equal(state, "rekeying") && !g_str_equal(present, "up")))
		g_hash_table_insert(best, g_strdup(peer), (gpointer)state);
}

static bool is_up(const char *state)
{
	return state && (g_str_equal(state, "up") || g_str_equal(state, "rekeying"));
}

/* Whether who is at PEER is the other end of LINE, seen from the device. */
static bool is_other_end(const struct view_builder *builder, const struct line *line, const char *peer)
{
	const struct device *other = line->from == builder->device ? line->cpe : line->from;
	struct address address;

	if (!address_parse(peer, &address, NULL))
		return false;
	return (other && g_hash_table_lookup(builder->index->devices, &address) == other) ||
	       (line->from == builder->device && address_equal(&line->address, &address));
}

/* Which of the peers in BEST is the other end of LINE; NULL: none. Lent. */
static const char *find_other_end(const struct view_builder *builder, const struct line *line, GHashTable *best)
{
	GHashTableIter iter;
	gpointer peer;

	g_hash_table_iter_init(&iter, best);
	while (g_hash_table_iter_next(&iter, &peer, NULL))
		if (is_other_end(builder, line, peer))
			return peer;
	return NULL;
}

/* The lines over IPsec that end at the device, on either side, should have what KIND tells of. */
static void view_expected(struct view_builder *builder, const char *sort, const char *kind, GHashTable *best)
{
	const GPtrArray *lines = g_hash_table_lookup(builder->index->ipsec_lines, builder->device);
	bool whole = reading_is_whole_of(builder->reading, kind);

	for (guint i = 0; lines && i < lines->len; i++) {
		const struct line *line = lines->pdata[i];
		g_autofree char *what = g_strconcat(sort, ":", line->name, NULL);
		const char *peer = find_other_end(builder, line, best);
		const char *state = peer ? g_hash_table_lookup(best, peer) : NULL;

		if (state)
			view_add_state(builder, what, is_up(state) ? STATUS_OK : STATUS_DOWN, state);
		else
			view_add_state(builder, what, whole ? STATUS_DOWN : STATUS_UNKNOWN,
				       whole ? _("there is none") : _("the device did not say it"));
		if (peer)
			g_hash_table_remove(best, peer);
	}
}

static void view_associations(struct view_builder *builder, const char *sort, const char *kind)
{
	g_autoptr(GHashTable) best = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	struct reading_cursor cursor = { 0 };
	const struct platform_record *record;
	GHashTableIter iter;
	gpointer peer, state;

	while ((record = reading_next(builder->reading, kind, &cursor))) {
		const char *remote = view_text(record, "remote"), *said = view_text(record, "state");
		g_autofree char *alone = remote ? g_strndup(remote, strcspn(remote, "/")) : NULL;

		if (!said && view_number(record, "associations") >= 0)
			said = view_number(record, "associations") > 0 ? "up" : "down";
		if (alone && said)
			note_better(best, alone, said);
	}
	if (reading_asks_for(builder->reading, kind))
		view_expected(builder, sort, kind, best);
	g_hash_table_iter_init(&iter, best);
	while (g_hash_table_iter_next(&iter, &peer, &state))
		add_session(builder, sort, peer, is_up(state), state, -1);
}

static void view_tunnels(struct view_builder *builder)
{
	struct reading_cursor cursor = { 0 };
	const struct platform_record *record;

	while ((record = reading_next(builder->reading, "tunnel", &cursor))) {
		const char *name = view_text(record, "name"), *state = view_text(record, "state");
		g_autofree char *what = g_strconcat("tunnel:", name, NULL);

		if (name && state)
			view_add_state(builder, what, g_str_equal(state, "up") || g_str_equal(state, "idle") ? STATUS_OK :
				       STATUS_DOWN, state);
	}
}

void view_sessions(struct view_builder *builder)
{
	view_bgp(builder);
	view_ospf(builder);
	view_groups(builder);
	view_associations(builder, "ike", "ike-sa");
	view_associations(builder, "ipsec", "ipsec-sa");
	view_tunnels(builder);
}
