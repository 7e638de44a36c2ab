/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What hides what, over a small network with both ways of redundancy:
 *
 *   us = d1, d2 - b1 - e1 - portal (also over b2 - e2)
 *        d1, d2 - a1 = line c1 = cpe-c1,  line h-main = cpe-h
 *        d1, d2 - a2 = line c2 (no CPE), line h-backup = cpe-h
 *        a1 = line s1 = cpe-s1 - cpe-s2 = line s2 = a2, a ring
 *        d1, d2 - a3 = line t1, over IPsec = cpe-t
 *   oob stands beside it, and is reached some other way
 *
 * A case says what was seen of some items, all others being OK, and what hides whom.
 * Each is judged in several orders, and each order must say the same.
 */
#include "state/reach.h"
#include "fixture-inventory.h"
#include "unit.h"

static const char network[] =
	"organizations:\n"
	"  self: {kind: operator, self: true, name: Tozai}\n"
	"  core: {kind: core-operator, name: Core}\n"
	"  hosp: {kind: institution, service-class: user, type: hospital, name: Hospital}\n"
	"devices:\n"
	"  d1: {owner: self, role: distribution, address: 10.0.0.1, service-class: backbone}\n"
	"  d2: {owner: self, role: distribution, address: 10.0.0.2, service-class: backbone}\n"
	"  b1: {owner: self, role: border, address: 10.0.0.3, service-class: backbone}\n"
	"  b2: {owner: self, role: border, address: 10.0.0.4, service-class: backbone}\n"
	"  e1: {owner: core, role: edge, address: 10.9.0.1, service-class: backbone}\n"
	"  e2: {owner: core, role: edge, address: 10.9.0.2, service-class: backbone}\n"
	"  portal: {owner: core, role: server, address: 10.9.0.3, service-class: backbone}\n"
	"  a1: {owner: self, role: concentrator, address: 10.0.0.5, service-class: backbone}\n"
	"  a2: {owner: self, role: concentrator, address: 10.0.0.6, service-class: backbone}\n"
	"  a3: {owner: self, role: concentrator, address: 10.0.0.7, service-class: backbone}\n"
	"  cpe-t: {owner: self, role: cpe, address: 198.51.100.1, service-class: user}\n"
	"  cpe-c1: {owner: self, role: cpe, address: 10.1.0.1, service-class: user}\n"
	"  cpe-h: {owner: self, role: cpe, address: 10.1.0.2, service-class: user}\n"
	"  cpe-s1: {owner: self, role: cpe, address: 10.1.0.3, service-class: user}\n"
	"  cpe-s2: {owner: self, role: cpe, address: 10.1.0.4, service-class: user}\n"
	"  oob: {owner: self, role: server, address: 10.8.0.1, service-class: backbone}\n"
	"links:\n"
	"  - [d1, b1]\n  - [d2, b1]\n  - [d1, b2]\n  - [d2, b2]\n"
	"  - [b1, e1]\n  - [b2, e2]\n  - [e1, portal]\n  - [e2, portal]\n"
	"  - [d1, a1]\n  - [d2, a1]\n  - [d1, a2]\n  - [d2, a2]\n"
	"  - [d1, a3]\n  - [d2, a3]\n"
	"  - [cpe-s1, cpe-s2]\n"
	"lines:\n"
	"  c1: {institution: hosp, from: a1, cpe: cpe-c1, address: 10.2.0.1, kind: ip-vpn}\n"
	"  t1: {institution: hosp, from: a3, cpe: cpe-t, address: 10.2.0.7, kind: ipsec}\n"
	"  c2: {institution: hosp, from: a2, address: 10.2.0.2, kind: ip-vpn}\n"
	"  h-main: {institution: hosp, from: a1, cpe: cpe-h, address: 10.2.0.3, kind: ip-vpn}\n"
	"  h-backup: {institution: hosp, from: a2, cpe: cpe-h, address: 10.2.0.4, kind: ip-vpn}\n"
	"  s1: {institution: hosp, from: a1, cpe: cpe-s1, address: 10.2.0.5, kind: ip-vpn}\n"
	"  s2: {institution: hosp, from: a2, cpe: cpe-s2, address: 10.2.0.6, kind: ip-vpn}\n"
	"probes:\n"
	"  'device:cpe-c1/ssh': {kind: tcp, port: 22}\n"
	"  'device:oob/ssh': {kind: tcp, port: 22}\n"
	"  'device:portal/way': {kind: path, via: [b1, e1]}\n"
	"  'line:c1/size': {kind: mtu, size: 1500}\n"
	"groups:\n"
	"  h-lines: {protocol: lines, members: [h-main, h-backup]}\n"
	"  borders: {protocol: vrrp, members: [b1, oob]}\n";

#define ITEMS_MOST 64

/* What readings make besides. */
static const struct {
	const char *name, *device;
	enum question_kind kind;
} figures[] = {
	{ "device:a1/login", "a1", QUESTION_SSH },
	{ "device:a1/cpu", "a1", QUESTION_FIGURE },
	{ "device:a1/bgp:cpe-c1", "a1", QUESTION_FIGURE },
	{ "device:a1/bgp:cpe-h", "a1", QUESTION_FIGURE },
	{ "device:d1/bgp:a1", "d1", QUESTION_FIGURE },
	{ "device:b1/bgp:e1", "b1", QUESTION_FIGURE },
	{ "device:a3/ike:t1", "a3", QUESTION_FIGURE },
	{ "device:oob/login", "oob", QUESTION_SSH },
	{ "group:h-lines", NULL, QUESTION_GROUP },
	{ "group:borders", "b1", QUESTION_GROUP },
};

struct fixture {
	struct inventory *inventory;
	struct reach *reach;
	struct question questions[G_N_ELEMENTS(figures)];
	struct item items[ITEMS_MOST];
	char *names[ITEMS_MOST];
	size_t count;
};

static void setup(struct fixture *fixture)
{
	g_autofree char *rules = g_strconcat(fixture_rules, "own-view: {first-hops: [d1, d2]}\n", NULL);
	static const char *const everything[] = { NULL };
	g_autoptr(GArray) items = NULL;

	*fixture = (struct fixture){ .inventory = fixture_inventory_with(rules, network) };
	fixture->reach = reach_new(fixture->inventory);
	items = inventory_select(fixture->inventory, everything, NULL);
	for (guint i = 0; i < items->len; i++)
		fixture->items[fixture->count++] = g_array_index(items, struct item, i);
	for (size_t i = 0; i < G_N_ELEMENTS(figures); i++) {
		struct item *item = &fixture->items[fixture->count++];

		fixture->questions[i] = (struct question){
			.name = figures[i].name, .kind = figures[i].kind,
			.port = figures[i].kind == QUESTION_SSH ? 22 : 0,
		};
		*item = (struct item){ .kind = ITEM_LINE, .question = &fixture->questions[i] };
		if (figures[i].device) {
			item->kind = ITEM_DEVICE;
			item->device = inventory_find_device(fixture->inventory, figures[i].device);
			fixture->questions[i].device = item->device;
		} else {
			item->line = inventory_find_line(fixture->inventory, "h-main");
		}
	}
	ck_assert_uint_le(fixture->count, ITEMS_MOST);
	for (size_t i = 0; i < fixture->count; i++)
		fixture->names[i] = item_name(&fixture->items[i]);
}

static void teardown(struct fixture *fixture)
{
	for (size_t i = 0; i < fixture->count; i++)
		g_free(fixture->names[i]);
	reach_free(fixture->reach);
	inventory_free(fixture->inventory);
}

/* What SEEN ("device:a1=d line:c1=w") says of NAME: o, c, w, d, u, r (well, and DOWN until that is certain); else o.
 * A capital: it said so when it was asked again. */
static char letter_in(const char *seen, const char *name)
{
	size_t length = strlen(name);

	for (const char *at = seen; (at = strstr(at, name)); at += length)
		if ((at == seen || at[-1] == ' ') && at[length] == '=')
			return at[length + 1];
	return 'o';
}

static enum status status_of(char letter)
{
	switch (letter) {
	case 'c':
		return STATUS_CAUTION;
	case 'w':
		return STATUS_WARNING;
	case 'd':
		return STATUS_DOWN;
	case 'u':
		return STATUS_UNKNOWN;
	default:
		return STATUS_OK;
	}
}

static void shuffle(size_t *order, size_t count, guint32 seed)
{
	g_autoptr(GRand) random = g_rand_new_with_seed(seed);

	for (size_t i = 0; i < count; i++) {
		size_t other = (size_t)g_rand_int_range(random, 0, (gint32)i + 1);

		order[i] = order[other];
		order[other] = i;
	}
}

/* "child<parent child?parent (not known) device! (control plane only)", by name. Caller frees. */
static char *judge(const struct fixture *fixture, const char *seen, size_t shift, bool *ret_view)
{
	struct reach_item items[ITEMS_MOST];
	g_autoptr(GString) said = g_string_new(NULL);
	size_t index[ITEMS_MOST], order[ITEMS_MOST];

	shuffle(order, fixture->count, (guint32)shift);
	for (size_t i = 0; i < fixture->count; i++) {
		size_t of = order[i];
		char said_of_it = letter_in(seen, fixture->names[of]), letter = g_ascii_tolower(said_of_it);
		bool figure = item_question_kind(&fixture->items[of]) == QUESTION_FIGURE;

		index[of] = i;
		items[i] = (struct reach_item){
			.item = &fixture->items[of],
			.status = status_of(letter),
			.answered = figure ? letter != 'u' : letter != 'd' && letter != 'u',
			.returning = letter == 'r',
			.again = letter != said_of_it,
		};
	}
	*ret_view = reach_own_view(fixture->reach, items, fixture->count);
	reach_judge(fixture->reach, items, fixture->count);
	for (size_t of = 0; of < fixture->count; of++) {
		const struct reach_item *item = &items[index[of]];

		if (item->hidden_by >= 0) {
			g_autofree char *by = item_name(items[item->hidden_by].item);

			g_string_append_printf(said, "%s%s%s ", fixture->names[of], item->parent_unknown ? "?" : "<", by);
		}
		if (item->control_plane_only)
			g_string_append_printf(said, "%s! ", fixture->names[of]);
	}
	return g_strchomp(g_strdup(said->str));
}

static const struct { const char *title, *seen, *said; } cases[] = {
	{ "nothing is wrong", "", "" },
	{ "a line is cut", "line:c1=d device:cpe-c1=d device:cpe-c1/ssh=d line:c1/size=d device:a1/bgp:cpe-c1=d",
	  "device:cpe-c1<line:c1 device:cpe-c1/ssh<line:c1 line:c1/size<line:c1 device:a1/bgp:cpe-c1<line:c1" },
	{ "one line of two is cut", "line:h-main=d device:a1/bgp:cpe-h=d group:h-lines=c",
	  "device:a1/bgp:cpe-h<line:h-main" },
	{ "both are", "line:h-main=d line:h-backup=d device:cpe-h=d", "device:cpe-h<line:h-backup" },
	{ "a concentrator is dead",
	  "device:a1=d line:c1=d line:h-main=d line:s1=d device:cpe-c1=d device:cpe-c1/ssh=d line:c1/size=d "
	  "device:a1/login=d device:a1/cpu=u device:d1/bgp:a1=d group:h-lines=c",
	  "device:cpe-c1<device:a1 line:c1<device:a1 line:h-main<device:a1 line:s1<device:a1 device:cpe-c1/ssh<device:a1 "
	  "line:c1/size<device:a1 device:a1/login<device:a1 device:a1/cpu<device:a1 device:d1/bgp:a1<device:a1 "
	  "group:h-lines<device:a1" },
	{ "one distribution router is dead", "device:d1=d", "" },
	{ "one is, and a line", "device:d1=d line:c2=d", "" },
	{ "both borders are dead", "device:b1=d device:b2=d device:e1=d device:e2=d device:portal=d device:portal/way=d",
	  "device:e1<device:b1 device:e2<device:b2 device:portal<device:b1 device:portal/way<device:b1" },
	{ "both edges are dead",
	  "device:e1=d device:e2=d device:portal=d device:portal/way=d device:b1/bgp:e1=d",
	  "device:portal<device:e1 device:portal/way<device:e1 device:b1/bgp:e1<device:e1" },
	{ "a session is down, its peer is not", "device:b1/bgp:e1=d", "" },
	{ "an edge answers badly, and passes on", "device:e1=w", "device:e1!" },
	{ "an edge answers badly, and nobody knows more", "device:e1=w device:portal/way=c", "" },
	{ "a concentrator answers badly, and its lines well", "device:a1=w", "device:a1!" },
	{ "a concentrator answers badly, and one line does", "device:a1=w line:c1=w device:cpe-c1=w",
	  "device:a1! device:cpe-c1<line:c1" },
	{ "a concentrator and all behind it answer badly", "device:a2=w line:c2=w line:h-backup=c line:s2=w device:cpe-s2=w",
	  "line:c2<device:a2 line:h-backup<device:a2 line:s2<device:a2 device:cpe-s2<device:a2" },
	{ "a line is worse than its concentrator", "device:a2=c line:c2=w line:h-backup=c line:s2=w", "line:h-backup<device:a2" },
	{ "a concentrator answers no ping, and passes on", "device:a2=d line:c2=d", "device:a2!" },
	{ "a line is slow", "line:c1=w device:cpe-c1=w", "device:cpe-c1<line:c1" },
	{ "one line of two is slow, and packets take it", "line:h-main=w device:cpe-h=w", "device:cpe-h<line:h-main" },
	{ "a silent line behind what could not be asked", "device:a2=u line:c2=d line:h-backup=d line:s2=d",
	  "line:c2?device:a2 line:h-backup?device:a2 line:s2?device:a2" },
	{ "one that answers proves that it is there", "device:a2=u line:c2=d", "" },
	{ "a concentrator is back, lines take their time", "device:a1=r line:c1=d device:cpe-c1=d device:cpe-c1/ssh=d line:c1/size=d",
	  "device:cpe-c1<device:a1 line:c1<device:a1 device:cpe-c1/ssh<device:a1 line:c1/size<device:a1" },
	{ "a tunnel is down, and its other end answers beside it", "line:t1=d device:a3/ike:t1=d",
	  "device:a3/ike:t1<line:t1" },
	{ "its other end does not answer either", "line:t1=d device:cpe-t=d", "device:cpe-t<line:t1" },
	{ "a way leads around a dead device", "device:b1=d device:portal/way=c", "device:portal/way<device:b1" },
	{ "around a session that is down", "device:b1/bgp:e1=d device:portal/way=c", "device:portal/way<device:b1/bgp:e1" },
	{ "around one that is down since its peer is dead", "device:e1=d device:b1/bgp:e1=d device:portal/way=c",
	  "device:b1/bgp:e1<device:e1 device:portal/way<device:e1" },
	{ "over the other member of a group", "group:borders=c device:portal/way=c", "device:portal/way<group:borders" },
	{ "around nothing that is known", "device:portal/way=c device:d1/bgp:a1=d", "" },
	{ "nobody answers at the port of the login", "device:oob/ssh=d device:oob/login=d",
	  "device:oob/login<device:oob/ssh" },
	{ "somebody does, and lets nobody in", "device:oob/login=d", "" },
	{ "a member of a group could not be read", "device:oob/login=u group:borders=u", "group:borders<device:oob/login" },
	{ "a group that is not known for another reason", "group:borders=u", "" },
	{ "a device could not be read", "device:a1/login=u device:a1/cpu=u device:a1/bgp:cpe-c1=u",
	  "device:a1/cpu<device:a1/login device:a1/bgp:cpe-c1<device:a1/login" },
	/* cpe-s1 answers over the other half of the ring, and is no witness for a1. */
	{ "a concentrator of a ring is dead",
	  "device:a1=d line:c1=d line:h-main=d line:s1=d device:cpe-c1=d device:cpe-c1/ssh=d line:c1/size=d "
	  "device:a1/login=d",
	  "device:cpe-c1<device:a1 line:c1<device:a1 line:h-main<device:a1 line:s1<device:a1 "
	  "device:cpe-c1/ssh<device:a1 line:c1/size<device:a1 device:a1/login<device:a1" },
	{ "a concentrator died since its other lines answered", "device:a1=D line:c1=D", "line:c1<device:a1" },
	{ "one of them has answered since", "device:a1=D line:c1=D line:h-main=O", "device:a1!" },
	{ "it answered itself before its parents could not be asked",
	  "device:d1=U device:d2=U line:c1=d line:h-main=d line:s1=d device:cpe-c1=d device:cpe-c1/ssh=d line:c1/size=d "
	  "device:a1/login=d",
	  "device:cpe-c1<line:c1 device:cpe-c1/ssh<line:c1 line:c1/size<line:c1" },
	{ "a CPE loses packets, and TCP gets through", "device:cpe-c1=w", "" },
	{ "a line does, and its concentrator", "device:a1=w line:c1=w line:h-main=w line:s1=w device:cpe-c1=w device:cpe-s1=w",
	  "line:c1<device:a1 line:h-main<device:a1 line:s1<device:a1 device:cpe-c1<device:a1 device:cpe-s1<device:a1" },
	{ "a concentrator is silent, and loses what it passes on",
	  "device:a2=d line:c2=w line:h-backup=w line:s2=w device:cpe-s2=w",
	  "device:a2! line:c2<device:a2 line:h-backup<device:a2 line:s2<device:a2 device:cpe-s2<device:a2" },
	{ "it is, and a line behind it is cut", "device:a2=d line:c2=d line:h-backup=w line:s2=w device:cpe-s2=w",
	  "device:a2! line:h-backup<device:a2 line:s2<device:a2 device:cpe-s2<device:a2" },
	{ "a concentrator answers some pings only, and a line is cut", "device:a2=w line:c2=d", "device:a2!" },
	{ "a device was read in part", "device:a1/login=c device:a1/cpu=u", "device:a1/cpu<device:a1/login" },
	{ "what is beside it has no parent", "device:oob=d device:oob/ssh=d device:oob/login=d",
	  "device:oob/ssh<device:oob device:oob/login<device:oob" },
};

START_TEST(what_hides_what_whatever_the_order)
{
	struct fixture fixture;

	setup(&fixture);
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		for (size_t shift = 0; shift < 6; shift++) {
			bool view;
			g_autofree char *said = judge(&fixture, cases[i].seen, shift, &view);
			g_auto(GStrv) got = g_strsplit(said, " ", -1), wanted = g_strsplit(cases[i].said, " ", -1);

			ck_assert(view);
			for (char **word = got; *word; word++)
				ck_assert_msg(!**word || g_strv_contains((const char *const *)wanted, *word),
					      "%s (order %zu): not expected: %s; all: %s", cases[i].title, shift, *word,
					      said);
			ck_assert_msg(g_strv_length(got) == g_strv_length(wanted), "%s (order %zu): got %s",
				      cases[i].title, shift, said);
		}
	teardown(&fixture);
}
END_TEST

START_TEST(our_own_view_is_lost_only_when_nothing_answers)
{
	struct fixture fixture;
	g_autoptr(GString) all = g_string_new(NULL);
	g_autofree char *said = NULL, *without = NULL, *one = NULL;
	bool view;

	setup(&fixture);
	for (size_t i = 0; i < fixture.count; i++)
		if (strcmp(fixture.names[i], "device:oob"))
			g_string_append_printf(all, "%s=%c ", fixture.names[i], i % 2 ? 'd' : 'u');
	said = judge(&fixture, all->str, 1, &view);
	ck_assert(!view);
	/* One line answers: both first hops merely do not answer pings. */
	g_string_append(all, "");
	without = g_strdup(strstr(all->str, "line:c2="));
	g_string_truncate(all, (gsize)(strstr(all->str, "line:c2=") - all->str));
	g_string_append(all, strchr(without, ' '));
	one = judge(&fixture, all->str, 1, &view);
	ck_assert(view);
	/* Not asked is not silent. */
	{
		const struct item item = { .kind = ITEM_DEVICE, .device = inventory_find_device(fixture.inventory, "d1") };
		const struct reach_item only = { .item = &item, .status = STATUS_DOWN };
		const struct item oob = { .kind = ITEM_DEVICE, .device = inventory_find_device(fixture.inventory, "oob") };

		ck_assert(reach_own_view(fixture.reach, &only, 1));
		ck_assert(reach_passes_first_hops(fixture.reach, &item));
		ck_assert(!reach_passes_first_hops(fixture.reach, &oob));
	}
	teardown(&fixture);
}
END_TEST

static void assert_parents(const struct fixture *fixture, const char *name, const char *expected)
{
	g_autoptr(GString) said = g_string_new(NULL);

	for (size_t i = 0; i < fixture->count; i++) {
		g_autoptr(GArray) parents = NULL;

		if (strcmp(fixture->names[i], name))
			continue;
		parents = reach_parents(fixture->reach, &fixture->items[i]);
		for (guint j = 0; j < parents->len; j++) {
			g_autofree char *parent = item_name(&g_array_index(parents, struct item, j));

			g_string_append_printf(said, "%s%s", j ? " " : "", parent);
		}
	}
	ck_assert_str_eq(said->str, expected);
}

START_TEST(each_item_names_its_parents)
{
	struct fixture fixture;

	setup(&fixture);
	assert_parents(&fixture, "device:d1", "");
	assert_parents(&fixture, "device:b1", "device:d1 device:d2");
	assert_parents(&fixture, "line:c1", "device:a1");
	assert_parents(&fixture, "device:cpe-h", "line:h-backup line:h-main");
	assert_parents(&fixture, "device:cpe-c1/ssh", "device:cpe-c1");
	assert_parents(&fixture, "line:c1/size", "line:c1");
	assert_parents(&fixture, "device:oob", "");
	teardown(&fixture);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(what_hides_what_whatever_the_order),
		UNIT(our_own_view_is_lost_only_when_nothing_answers),
		UNIT(each_item_names_its_parents),
		{ NULL, NULL },
	};

	return unit_run("state-reach", tests);
}
