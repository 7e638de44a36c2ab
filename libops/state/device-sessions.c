/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a device agrees on with others: BGP and OSPF neighbours, redundancy
 * groups, IKE and IPsec associations, tunnels. A line over IPsec is expected to
 * have its association, for one that is gone is not in any list.
 */
#include "base/quantity.h"
#include "base/translate.h"
#include "state/device-internal.h"

/* How often KEY had come by VALUE; and in RET_BEFORE by the reading before, as far as they can be compared. */
static int64_t view_changes(struct view_builder *builder, const char *key, int64_t value, int64_t *ret_before)
{
	struct series_rate rate;

	*ret_before = -1;
	if (value < 0)
		return -1;
	rate = view_counter(builder, key, value, 0, NULL);
	if (rate.reason == SERIES_KNOWN && rate.grew <= (uint64_t)value)
		*ret_before = value - (int64_t)rate.grew;
	return value;
}

/* The instant so long before the reading; 0: not told. */
static int64_t instant_of(const struct view_builder *builder, int64_t ago_us)
{
	return ago_us >= 0 && ago_us < builder->reading->read_at_us ? builder->reading->read_at_us - ago_us : 0;
}

static void copy_text(char *ret, size_t size, const char *text)
{
	g_strlcpy(ret, text ? text : "", size);
}

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

/* Whether who is at ADDRESS is of another owner: by the inventory; else by its number. */
static bool is_other_owner(const struct view_builder *builder, const struct platform_record *record,
			   const char *address)
{
	int64_t as = view_number(record, "as"), own = view_number(record, "local_as");
	const struct device *peer = NULL;
	struct address parsed;

	if (address_parse(address, &parsed, NULL))
		peer = g_hash_table_lookup(builder->index->devices, &parsed);
	return peer ? peer->owner != builder->device->owner : as >= 0 && own >= 0 && as != own;
}

/* Its session with a neighbour of another owner, for whoever looks at all members of its group. */
static void note_session(struct view_builder *builder, const struct platform_record *record, const char *address,
			 const char *state)
{
	const char *family = view_text(record, "family"), *vrf = view_text(record, "vrf");
	g_autofree char *key = g_strdup_printf("bgp:%s:%s:%s:lost", vrf ? vrf : "", address, family ? family : "");
	struct device_session session = { .up = g_str_equal(state, "established") };

	if (!is_other_owner(builder, record, address))
		return;
	copy_text(session.peer, sizeof(session.peer), address);
	session.lost = view_changes(builder, key, view_number(record, "flaps"), &session.lost_before);
	session.changed_at_us = instant_of(builder, view_number(record, "last_change"));
	g_array_append_val(builder->view->sessions, session);
}

static void view_bgp(struct view_builder *builder)
{
	bool is_member = g_hash_table_contains(builder->index->bgp_members, builder->device);
	struct reading_cursor cursor = { 0 };
	const struct platform_record *record;

	while ((record = reading_next(builder->reading, "bgp-neighbour", &cursor))) {
		const char *address = view_text(record, "address"), *state = view_text(record, "state");

		if (!address || !state)
			continue;
		add_session(builder, "bgp", address, g_str_equal(state, "established"), state,
			    view_number(record, "last_change"));
		if (is_member)
			note_session(builder, record, address, state);
	}
	builder->view->sessions_whole = reading_asks_for(builder->reading, "bgp-neighbour") &&
					reading_is_whole_of(builder->reading, "bgp-neighbour");
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

static enum group_role role_of(const char *state)
{
	if (g_str_equal(state, "master"))
		return GROUP_ROLE_ACTIVE;
	return g_str_equal(state, "backup") || g_str_equal(state, "listen") ? GROUP_ROLE_STANDBY : GROUP_ROLE_OUT;
}

/* What it says of itself in one group, for whoever looks at all members. */
static void add_role(struct view_builder *builder, const struct platform_record *record)
{
	const char *number = view_text(record, "group"), *family = view_text(record, "family");
	const char *interface = view_text(record, "interface"), *address = view_text(record, "virtual_address");
	struct device_role role = { .role = role_of(view_text(record, "state")) };
	g_autofree char *key = g_strdup_printf("group:%s:%s%s%s:transitions", interface ? interface : "", number,
					       family ? ":" : "", family ? family : "");
	g_autofree char *alone = address ? g_strndup(address, strcspn(address, "/")) : NULL;

	copy_text(role.protocol, sizeof(role.protocol), view_text(record, "protocol"));
	copy_text(role.number, sizeof(role.number), number);
	copy_text(role.family, sizeof(role.family), family);
	copy_text(role.virtual_address, sizeof(role.virtual_address), alone);
	role.transitions = view_changes(builder, key, view_number(record, "transitions"), &role.transitions_before);
	role.changed_at_us = instant_of(builder, view_number(record, "last_change"));
	g_array_append_val(builder->view->roles, role);
}

static void view_groups(struct view_builder *builder)
{
	struct reading_cursor cursor = { 0 };
	const struct platform_record *record;

	while ((record = reading_next(builder->reading, "redundancy-group", &cursor))) {
		const char *protocol = view_text(record, "protocol"), *group = view_text(record, "group");
		const char *state = view_text(record, "state");
		int64_t priority = view_number(record, "priority");
		g_autofree char *what = NULL, *text = NULL;

		if (!group || !state)
			continue;
		what = g_strdup_printf("%s:%s", protocol ? protocol : "group", group);
		text = priority >= 0 ? g_strdup_printf(_("%s, priority %ld"), state, (long)priority) : g_strdup(state);
		/* Which member should be master is for the group to judge; this one at least takes part. */
		view_add_state(builder, what, role_of(state) == GROUP_ROLE_OUT ? STATUS_WARNING : STATUS_OK, text);
		add_role(builder, record);
	}
	builder->view->roles_whole = reading_asks_for(builder->reading, "redundancy-group") &&
				     reading_is_whole_of(builder->reading, "redundancy-group");
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
