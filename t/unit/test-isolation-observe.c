/* SPDX-License-Identifier: Apache-2.0 */
/*
 * isolation/observe.c, topology.c and whose.c: each fault of the laboratory's table of truth, as its
 * items are seen, leads to who is to blame, to what cannot be told from it, and never to what only
 * looks right. What is seen is written here as t/lab/truth.yaml has it; rows that no item shows
 * suspect nobody.
 */
#include "isolation/isolation.h"
#include "fixture-inventory.h"
#include "unit.h"

#include <string.h>

static const char network[] =
	"organizations:\n"
	"  self: {kind: operator, self: true, name: Tozai}\n"
	"  core: {kind: core-operator, name: Core}\n"
	"  peer: {kind: operator, name: Peer}\n"
	"  oob: {kind: operator, name: Out of band}\n"
	"  fibre-e: {kind: carrier, name: Toko}\n"
	"  fibre-w: {kind: carrier, name: Seiko}\n"
	"  h1: {kind: institution, service-class: user, type: hospital, name: H1}\n"
	"  h2: {kind: institution, service-class: user, type: hospital, name: H2}\n"
	"  c1: {kind: institution, service-class: user, type: clinic, name: C1}\n"
	"  c2: {kind: institution, service-class: user, type: clinic, name: C2}\n"
	"  c3: {kind: institution, service-class: user, type: clinic, name: C3}\n"
	"  ph: {kind: institution, service-class: user, type: pharmacy, name: PH}\n"
	"  sp: {kind: institution, service-class: user, type: service-provider, name: SP}\n"
	"devices:\n"
	"  b1: {owner: self, role: border, address: 10.0.255.11, service-class: backbone}\n"
	"  b2: {owner: self, role: border, address: 10.0.255.12, service-class: backbone}\n"
	"  d1: {owner: self, role: distribution, address: 10.0.255.21, service-class: backbone}\n"
	"  d2: {owner: self, role: distribution, address: 10.0.255.22, service-class: backbone}\n"
	"  a1: {owner: self, role: concentrator, address: 10.0.255.31, service-class: backbone}\n"
	"  a2: {owner: self, role: concentrator, address: 10.0.255.32, service-class: backbone}\n"
	"  e1: {owner: core, role: edge, address: 10.9.255.1, service-class: backbone}\n"
	"  e2: {owner: core, role: edge, address: 10.9.255.2, service-class: backbone}\n"
	"  portal: {owner: core, role: server, address: 10.9.0.10, service-class: backbone}\n"
	"  core-mx: {owner: core, role: server, address: 10.9.0.25, service-class: backbone}\n"
	"  p1: {owner: peer, role: peer, address: 10.8.255.1, service-class: backbone}\n"
	"  oob-mx: {owner: oob, role: server, address: 192.168.99.25, service-class: backbone}\n"
	"  cpe-h1: {owner: self, role: cpe, address: 10.30.255.1, service-class: user}\n"
	"  cpe-h2: {owner: self, role: cpe, address: 10.30.255.2, service-class: user}\n"
	"  cpe-c1: {owner: self, role: cpe, address: 10.30.255.3, service-class: user}\n"
	"  cpe-c2: {owner: self, role: cpe, address: 10.30.255.4, service-class: user}\n"
	"  cpe-c3: {owner: self, role: cpe, address: 198.51.100.6, service-class: user}\n"
	"  cpe-ph: {owner: ph, role: cpe, address: 10.30.255.6, service-class: user}\n"
	"  cpe-s1: {owner: self, role: cpe, address: 10.30.255.7, service-class: user}\n"
	"  cpe-s2: {owner: self, role: cpe, address: 10.30.255.8, service-class: user}\n"
	"links:\n"
	"  - [b1, b2]\n  - [b1, d1]\n  - [b1, d2]\n  - [b2, d1]\n  - [b2, d2]\n  - [d1, d2]\n"
	"  - [d1, a1]\n  - [d1, a2]\n  - [d2, a1]\n  - [d2, a2]\n"
	"  - [b1, e1]\n  - [b2, e2]\n  - [e1, e2]\n"
	"  - [e1, portal]\n  - [e2, portal]\n  - [e1, core-mx]\n  - [e2, core-mx]\n  - [e1, p1]\n  - [e2, p1]\n"
	"  - [cpe-s1, cpe-s2]\n"
	"lines:\n"
	"  h1-main: {institution: h1, from: a1, cpe: cpe-h1, address: 10.20.1.2, kind: ip-vpn, carrier: fibre-e, circuit-id: TKF-0101}\n"
	"  h1-backup: {institution: h1, from: a2, cpe: cpe-h1, address: 10.20.1.6, kind: ip-vpn, carrier: fibre-w, circuit-id: SKF-0101}\n"
	"  h2-main: {institution: h2, from: a2, cpe: cpe-h2, address: 10.20.2.2, kind: ip-vpn, carrier: fibre-w, circuit-id: SKF-0102}\n"
	"  h2-backup: {institution: h2, from: a1, cpe: cpe-h2, address: 10.20.2.6, kind: ip-vpn, carrier: fibre-e, circuit-id: TKF-0102}\n"
	"  c1-main: {institution: c1, from: a1, cpe: cpe-c1, address: 10.20.3.2, kind: ip-vpn, carrier: fibre-e, circuit-id: TKF-0201}\n"
	"  c2-main: {institution: c2, from: a2, cpe: cpe-c2, address: 10.20.4.2, kind: ip-vpn, carrier: fibre-w, circuit-id: SKF-0202}\n"
	"  c3-main: {institution: c3, from: a2, cpe: cpe-c3, address: 10.20.5.2, kind: ipsec, carrier: fibre-w, circuit-id: SKF-0203}\n"
	"  ph-main: {institution: ph, from: a1, cpe: cpe-ph, address: 10.20.6.2, kind: ip-vpn, carrier: fibre-e, circuit-id: TKF-0301}\n"
	"  sp-1: {institution: sp, from: a1, cpe: cpe-s1, address: 10.20.7.2, kind: ip-vpn, carrier: fibre-e, circuit-id: TKF-0401}\n"
	"  sp-2: {institution: sp, from: a2, cpe: cpe-s2, address: 10.20.7.6, kind: ip-vpn, carrier: fibre-w, circuit-id: SKF-0402}\n"
	"probes:\n"
	"  'device:a1/ssh': {kind: tcp, port: 22}\n"
	"  'device:a2/ssh': {kind: tcp, port: 22}\n"
	"  'device:d1/ssh': {kind: tcp, port: 22}\n"
	"  'device:cpe-c1/ssh': {kind: tcp, port: 22}\n"
	"  'device:cpe-c2/ssh': {kind: tcp, port: 22}\n"
	"  'device:cpe-ph/ssh': {kind: tcp, port: 22}\n"
	"  'device:portal/https': {kind: tls, port: 443}\n"
	"  'device:core-mx/smtp': {kind: tcp, port: 25}\n"
	"  'device:portal/way': {kind: path, via: [b1, e1]}\n"
	"  'line:h1-main/size': {kind: mtu, size: 1500}\n"
	"  'line:c3-main/size': {kind: mtu, size: 1400}\n"
	"groups:\n"
	"  gw: {protocol: vrrp, members: [d1, d2], normally-active: d1, minimum-standby: 1}\n"
	"  borders: {protocol: bgp, members: [b1, b2], normally-active: b1, minimum-standby: 1}\n"
	"  h1-lines: {protocol: lines, members: [h1-main, h1-backup]}\n"
	"  h2-lines: {protocol: lines, members: [h2-main, h2-backup]}\n"
	"  sp-lines: {protocol: lines, members: [sp-1, sp-2]}\n";

/* What readings and groups make besides: "device:a1/login" and so on. */
static const char *const readings[] = {
	"a1/login", "a2/login", "b1/login", "b2/login", "d1/login", "d2/login",
	"cpe-c1/login", "cpe-c2/login", "cpe-c3/login", "cpe-ph/login", "cpe-h1/login", "cpe-h2/login",
	"a1/bgp:cpe-c1", "a1/bgp:cpe-ph", "a1/bgp:d1", "a1/ospf:d1", "a2/bgp:a1", "a2/bgp:cpe-c2", "a2/bgp:cpe-h2",
	"a2/bgp:d1", "a2/ospf:d1", "b1/bgp:a1", "b1/bgp:d1", "b1/ospf:d1", "b1/bgp:e1", "b2/bgp:a1", "b2/bgp:d1",
	"b2/ospf:d1", "b2/bgp:e2", "d1/bgp:a1", "d1/ospf:a1", "d2/bgp:a1", "d2/ospf:a1", "d2/bgp:d1", "d2/ospf:d1",
	"cpe-h1/bgp:a1", "cpe-h2/bgp:a1", "cpe-h2/bgp:a2", "a2/ike:c3-main", "a2/ipsec:c3-main", "cpe-c3/ike:c3-main",
	"cpe-c3/ipsec:c3-main", "cpe-c1/interface:lan", "cpe-ph/uptime", "b2/cpu", "a2/memory", "a2/load:c2-main",
	"d2/cpu",
};
static const char *const groups[] = { "gw", "borders", "h1-lines", "h2-lines", "sp-lines" };

#define ITEMS_MOST 128
#define MADE (G_N_ELEMENTS(readings) + G_N_ELEMENTS(groups))

struct fixture {
	struct inventory *inventory;
	struct question questions[MADE];
	struct item items[ITEMS_MOST];
	char *names[ITEMS_MOST];
	size_t count;
};

static void make(struct fixture *fixture, size_t number, char *name, enum question_kind kind, const struct device *device)
{
	struct item *item = &fixture->items[fixture->count];

	fixture->questions[number] = (struct question){ .name = name, .kind = kind, .device = device,
							.port = kind == QUESTION_SSH ? 22 : 0 };
	*item = (struct item){ .kind = ITEM_DEVICE, .question = &fixture->questions[number] };
	item->device = device;
	fixture->names[fixture->count++] = name;
}

static void setup(struct fixture *fixture)
{
	g_autofree char *rules = g_strconcat(fixture_rules, "own-view: {first-hops: [d1, d2]}\n", NULL);
	static const char *const everything[] = { NULL };
	g_autoptr(GArray) items = NULL;

	memset(fixture, 0, sizeof(*fixture));
	fixture->inventory = fixture_inventory_with(rules, network);
	items = inventory_select(fixture->inventory, everything, NULL);
	for (guint i = 0; i < items->len; i++) {
		fixture->items[fixture->count] = g_array_index(items, struct item, i);
		fixture->names[fixture->count] = item_name(&fixture->items[fixture->count]);
		fixture->count++;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(readings); i++) {
		g_autofree char *device = g_strndup(readings[i], (size_t)(strchr(readings[i], '/') - readings[i]));

		make(fixture, i, g_strdup_printf("device:%s", readings[i]),
		     g_str_has_suffix(readings[i], "/login") ? QUESTION_SSH : QUESTION_FIGURE,
		     inventory_find_device(fixture->inventory, device));
	}
	for (size_t i = 0; i < G_N_ELEMENTS(groups); i++)
		make(fixture, G_N_ELEMENTS(readings) + i, g_strdup_printf("group:%s", groups[i]), QUESTION_GROUP,
		     inventory_find_device(fixture->inventory, "d1"));
	ck_assert_uint_le(fixture->count, ITEMS_MOST);
}

static void teardown(struct fixture *fixture)
{
	for (size_t i = 0; i < fixture->count; i++)
		g_free(fixture->names[i]);
	inventory_free(fixture->inventory);
}

/* What SEEN ("a1=d line:c1=w"; "device:" may be left out) says of NAME; '*' says it of all: o, c, w, d, u. */
static char letter_in(const char *seen, const char *name)
{
	const char *short_name = g_str_has_prefix(name, "device:") ? name + 7 : name;
	size_t length = strlen(short_name);

	for (const char *at = seen; (at = strstr(at, short_name)); at += length)
		if ((at == seen || at[-1] == ' ') && at[length] == '=')
			return at[length + 1];
	return strstr(seen, "*=") ? strstr(seen, "*=")[2] : 'o';
}

/* A figure of a device that could not be read is not known. */
static char letter_of(const struct fixture *fixture, const char *seen, size_t number)
{
	const struct item *item = &fixture->items[number];
	char letter = letter_in(seen, fixture->names[number]);
	g_autofree char *login = NULL;

	if (item_question_kind(item) != QUESTION_FIGURE)
		return letter;
	login = g_strdup_printf("device:%s/login", item->device->name);
	return strchr("du", letter_in(seen, login)) ? 'u' : letter;
}

static enum status status_of(char letter)
{
	return letter == 'c' ? STATUS_CAUTION : letter == 'w' ? STATUS_WARNING : letter == 'd' ? STATUS_DOWN :
	       letter == 'u' ? STATUS_UNKNOWN : STATUS_OK;
}

static struct isolation_topology *observe(const struct fixture *fixture, const char *seen, bool backwards)
{
	struct isolation_topology *topology = isolation_topology_new(fixture->inventory, NULL);
	struct isolation_sight sights[ITEMS_MOST];

	for (size_t i = 0; i < fixture->count; i++) {
		char letter = letter_of(fixture, seen, i);

		sights[backwards ? fixture->count - 1 - i : i] = (struct isolation_sight){
			.item = &fixture->items[i], .status = status_of(letter),
			.answered = letter != 'd' && letter != 'u',
		};
	}
	isolation_observe(topology, sights, fixture->count);
	return topology;
}

struct truth {
	const char *fault, *seen;
	const char *first;		/* the likeliest suspect of the trouble that most was seen of; NULL: nobody is suspected */
	enum fault_verdict verdict;	/* whose it is */
	enum demarcation_verdict side;
	const char *among, *never;	/* suspects of any trouble; parted by blanks */
	const char *circuit;
};

static const struct truth truths[] = {
	{ "line-cut", "line:c1-main=d cpe-c1=d cpe-c1/ssh=d cpe-c1/login=d a1/bgp:cpe-c1=d", "line:c1-main", FAULT_CARRIER,
	  DEMARCATION_LINE, "cpe:cpe-c1", "device:a1 far-side:core carrier:fibre-e own-view", "TKF-0201" },
	{ "line-lossy", "line:c2-main=c cpe-c2=c", "line:c2-main", FAULT_CARRIER, DEMARCATION_LINE, "cpe:cpe-c2",
	  "control-plane:cpe-c2 device:a2", "SKF-0202" },
	{ "line-slow", "line:h1-main=w cpe-h1=w", "line:h1-main", FAULT_CARRIER, DEMARCATION_LINE, "",
	  "line:h1-backup cpe:cpe-h1 lan:cpe-h1", "TKF-0101" },
	{ "line-flapping", "line:ph-main=d cpe-ph=d cpe-ph/ssh=d cpe-ph/login=d a1/bgp:cpe-ph=d", "line:ph-main",
	  FAULT_CARRIER, DEMARCATION_LINE, "cpe:cpe-ph", "device:a1", "TKF-0301" },
	{ "line-saturated", "line:c2-main=w cpe-c2=w a2/load:c2-main=w", "lan:cpe-c2", FAULT_INSTITUTION,
	  DEMARCATION_THEIRS, "", "line:c2-main carrier:fibre-w cpe:cpe-c2", NULL },
	{ "line-shrunk", "line:h1-main/size=w", "line:h1-main", FAULT_CARRIER, DEMARCATION_LINE, "", "lan:cpe-h1",
	  "TKF-0101" },
	{ "pair-cut", "line:h2-main=d a2/bgp:cpe-h2=d cpe-h2/bgp:a2=d group:h2-lines=c", "line:h2-main", FAULT_CARRIER,
	  DEMARCATION_LINE, "", "cpe:cpe-h2 device:a2 redundancy:h2-lines", "SKF-0102" },
	{ "cpe-dead", "line:c2-main=d cpe-c2=d cpe-c2/ssh=d cpe-c2/login=d a2/bgp:cpe-c2=d", "line:c2-main", FAULT_CARRIER,
	  DEMARCATION_LINE, "cpe:cpe-c2", "device:a2", "SKF-0202" },
	{ "cpe-rebooted", "cpe-ph/uptime=c", "cpe:cpe-ph", FAULT_INSTITUTION, DEMARCATION_THEIRS, "", "line:ph-main", NULL },
	{ "lan-dead", "cpe-c1/interface:lan=d", "lan:cpe-c1", FAULT_INSTITUTION, DEMARCATION_THEIRS, "",
	  "line:c1-main cpe:cpe-c1", NULL },
	{ "terminal-misconfigured", "", NULL, FAULT_NONE, DEMARCATION_UNDECIDED, "", "", NULL },
	{ "concentrator-dead",
	  "a1=d line:h1-main=d line:h2-backup=d line:c1-main=d line:ph-main=d line:sp-1=d cpe-c1=d cpe-ph=d a1/ssh=d "
	  "cpe-c1/ssh=d cpe-ph/ssh=d line:h1-main/size=d a1/login=d cpe-c1/login=d cpe-ph/login=d a2/bgp:a1=d b1/bgp:a1=d "
	  "b2/bgp:a1=d d1/bgp:a1=d d2/bgp:a1=d cpe-h1/bgp:a1=d cpe-h2/bgp:a1=d d1/ospf:a1=d d2/ospf:a1=d group:h1-lines=c "
	  "group:h2-lines=c group:sp-lines=c", "device:a1", FAULT_OPERATOR, DEMARCATION_OURS, "",
	  "line:c1-main carrier:fibre-e cpe:cpe-c1 redundancy:h1-lines", NULL },
	{ "distribution-half-dead",
	  "d1=d d1/ssh=d portal/way=c d1/login=d a1/bgp:d1=d a1/ospf:d1=d a2/bgp:d1=d a2/ospf:d1=d b1/bgp:d1=d b1/ospf:d1=d "
	  "b2/bgp:d1=d b2/ospf:d1=d d2/bgp:d1=d d2/ospf:d1=d group:gw=c", "device:d1", FAULT_OPERATOR, DEMARCATION_OURS,
	  "", "own-view redundancy:gw", NULL },
	{ "vrrp-switchover", "portal/way=c group:gw=c", "redundancy:gw", FAULT_OPERATOR, DEMARCATION_OURS, "", "device:d1", NULL },
	{ "vrrp-there-and-back", "group:gw=c", "redundancy:gw", FAULT_OPERATOR, DEMARCATION_OURS, "", "device:d1", NULL },
	{ "vrrp-split", "group:gw=w", "redundancy:gw", FAULT_OPERATOR, DEMARCATION_OURS, "", "device:d1 device:d2", NULL },
	{ "border-session-down", "portal/way=c b1/bgp:e1=d group:borders=c", "session:b1/bgp:e1", FAULT_OPERATOR,
	  DEMARCATION_OURS, "connection:b1-e1", "device:e1 device:b1 far-side:core", NULL },
	{ "both-sessions-down",
	  "e1=d e2=d portal=d core-mx=d p1=d core-mx/smtp=d portal/https=d portal/way=d b1/bgp:e1=d b2/bgp:e2=d group:borders=w",
	  "far-side:core", FAULT_CORE, DEMARCATION_THEIRS, "", "own-view device:b1 device:p1", NULL },
	{ "core-edge-dead", "e1=d portal/way=c b1/bgp:e1=d group:borders=c", "device:e1", FAULT_CORE, DEMARCATION_THEIRS,
	  "", "device:b1 connection:b1-e1 far-side:core", NULL },
	{ "core-polices-pings", "e1=w", "control-plane:e1", FAULT_CORE, DEMARCATION_THEIRS, "", "far-side:core device:b1",
	  NULL },
	{ "sa-down", "line:c3-main=d line:c3-main/size=d a2/ike:c3-main=d a2/ipsec:c3-main=d cpe-c3/ike:c3-main=d "
	  "cpe-c3/ipsec:c3-main=d", "tunnel:c3-main", FAULT_OPERATOR, DEMARCATION_OURS, "", "line:c3-main cpe:cpe-c3", NULL },
	{ "certificate-expired", "portal/https=w", "service:portal:443", FAULT_CORE, DEMARCATION_THEIRS, "",
	  "device:portal connection:e1-portal", NULL },
	{ "router-busy", "b2/cpu=w", "control-plane:b2", FAULT_OPERATOR, DEMARCATION_OURS, "", "device:e2", NULL },
	{ "router-starved", "a2/memory=w", "control-plane:a2", FAULT_OPERATOR, DEMARCATION_OURS, "", "line:c2-main", NULL },
	{ "sshd-hung", "a2/ssh=d a2/login=d", "service:a2:22", FAULT_OPERATOR, DEMARCATION_OURS, "", "device:a2", NULL },
	{ "host-key-changed", "b2/login=u group:borders=u", NULL, FAULT_NONE, DEMARCATION_UNDECIDED, "", "", NULL },
	{ "device-slow", "d2/login=c", "control-plane:d2", FAULT_OPERATOR, DEMARCATION_OURS, "", "device:d2", NULL },
	{ "own-uplink-dead", "*=u", NULL, FAULT_NONE, DEMARCATION_UNDECIDED, "", "", NULL },
	{ "mail-refused", "", NULL, FAULT_NONE, DEMARCATION_UNDECIDED, "", "", NULL },
	{ "mail-deferred", "", NULL, FAULT_NONE, DEMARCATION_UNDECIDED, "", "", NULL },
	{ "clock-stepped", "", NULL, FAULT_NONE, DEMARCATION_UNDECIDED, "", "", NULL },
	{ "mail-hanging", "core-mx/smtp=d", "service:core-mx:25", FAULT_CORE, DEMARCATION_THEIRS, "", "device:core-mx", NULL },
	/* Beyond the table. */
	{ "everything down", "*=d oob-mx=o", "own-view", FAULT_OPERATOR, DEMARCATION_OWN_VIEW, "", "device:d1 device:a1", NULL },
	{ "out of band alone", "oob-mx=d", "way:oob-mx", FAULT_UNDECIDED, DEMARCATION_UNDECIDED,
	  "device:oob-mx", "own-view device:d1", NULL },
	{ "a ping that a concentrator does not answer", "a1=d", "control-plane:a1", FAULT_OPERATOR, DEMARCATION_OURS, "",
	  "device:a1", NULL },
	{ "both lines of a hospital", "line:h1-main=d line:h1-main/size=d line:h1-backup=d cpe-h1=d cpe-h1/login=d", "cpe:cpe-h1",
	  FAULT_OPERATOR, DEMARCATION_OURS, "", "line:h1-main device:a1", NULL },
};

static bool is_suspected(const struct isolation *isolation, const struct isolation_answer *answer, const char *name)
{
	for (size_t t = 0; t < isolation_trouble_count(answer); t++) {
		const struct isolation_trouble *trouble = isolation_trouble_at(answer, t);

		for (uint32_t s = 0; s < trouble->suspect_count; s++) {
			g_autofree char *suspect = isolation_component_name(isolation, trouble->suspects[s].component);

			if (g_str_equal(suspect, name))
				return true;
		}
	}
	return false;
}

/* So that no row holds because of a slip in a name. What is added only when it is bad may be missing. */
static bool is_component(const struct isolation *isolation, const char *name)
{
	static const char *const when_bad[] = { "control-plane:", "lan:", "redundancy:", "session:" };

	for (size_t i = 0; i < G_N_ELEMENTS(when_bad); i++)
		if (g_str_has_prefix(name, when_bad[i]))
			return true;
	for (uint32_t c = 0; c < isolation_component_count(isolation); c++) {
		g_autofree char *component = isolation_component_name(isolation, c);

		if (g_str_equal(component, name))
			return true;
	}
	return false;
}

static void check_suspects(const struct truth *truth, const struct isolation *isolation,
			   const struct isolation_answer *answer)
{
	g_auto(GStrv) among = g_strsplit(truth->among, " ", -1), never = g_strsplit(truth->never, " ", -1);

	for (char **name = among; *name; name++)
		if (**name)
			ck_assert_msg(is_suspected(isolation, answer, *name), "%s: %s is not among them", truth->fault, *name);
	for (char **name = never; *name; name++)
		if (**name)
			ck_assert_msg(is_component(isolation, *name) && !is_suspected(isolation, answer, *name),
				      "%s: %s is suspected, or no component", truth->fault, *name);
}

static void check_truth(const struct fixture *fixture, const struct truth *truth, bool backwards)
{
	g_autoptr(ops_isolation_topology_t) topology = observe(fixture, truth->seen, backwards);
	const struct isolation *isolation = isolation_topology_model(topology);
	g_autoptr(ops_isolation_answer_t) answer = isolation_judge(isolation, NULL);
	const struct isolation_trouble *trouble;
	struct isolation_owner owner;
	g_autofree char *first = NULL;

	if (!truth->first) {
		ck_assert_msg(isolation_trouble_count(answer) == 0, "%s: there is no trouble to be seen", truth->fault);
		return;
	}
	ck_assert_msg(isolation_trouble_count(answer) > 0, "%s: nobody is suspected", truth->fault);
	trouble = isolation_trouble_at(answer, 0);
	ck_assert_msg(trouble->suspect_count > 0, "%s: nobody is suspected", truth->fault);
	first = isolation_component_name(isolation, trouble->suspects[0].component);
	ck_assert_msg(g_str_equal(first, truth->first), "%s: %s is suspected, not %s", truth->fault, first, truth->first);
	owner = isolation_whose(isolation, trouble->suspects[0].component);
	ck_assert_msg(owner.verdict == truth->verdict, "%s: it is said to be %s", truth->fault,
		      words_get(WORDS_FAULT_VERDICT, owner.verdict)->english);
	ck_assert_msg(owner.side == truth->side, "%s: on the side %s", truth->fault,
		      words_get(WORDS_DEMARCATION_VERDICT, owner.side)->english);
	ck_assert_msg(!g_strcmp0(owner.circuit_id, truth->circuit), "%s: circuit %s", truth->fault, owner.circuit_id);
	ck_assert_msg(!trouble->likely, "%s: its observations do not contradict each other", truth->fault);
	check_suspects(truth, isolation, answer);
}

START_TEST(each_fault_of_the_truth_leads_to_who_is_to_blame)
{
	struct fixture fixture;

	setup(&fixture);
	for (size_t i = 0; i < G_N_ELEMENTS(truths); i++)
		check_truth(&fixture, &truths[i], false);
	teardown(&fixture);
}
END_TEST

START_TEST(the_order_of_sights_does_not_matter)
{
	struct fixture fixture;

	setup(&fixture);
	for (size_t i = 0; i < G_N_ELEMENTS(truths); i++)
		check_truth(&fixture, &truths[i], true);
	teardown(&fixture);
}
END_TEST

/* One trouble alone, where one fault is all there is. */
START_TEST(one_fault_is_one_trouble)
{
	struct fixture fixture;

	setup(&fixture);
	for (size_t i = 0; i < G_N_ELEMENTS(truths); i++) {
		g_autoptr(ops_isolation_topology_t) topology = observe(&fixture, truths[i].seen, false);
		g_autoptr(ops_isolation_answer_t) answer = isolation_judge(isolation_topology_model(topology), NULL);

		ck_assert_msg(isolation_trouble_count(answer) <= 1, "%s: %zu troubles", truths[i].fault,
			      isolation_trouble_count(answer));
	}
	teardown(&fixture);
}
END_TEST

START_TEST(two_faults_are_two_troubles)
{
	struct fixture fixture;
	g_autoptr(ops_isolation_answer_t) answer = NULL;
	g_autoptr(ops_isolation_topology_t) topology = NULL;

	setup(&fixture);
	topology = observe(&fixture, "line:c1-main=d cpe-c1=d cpe-c1/ssh=d cpe-c1/login=d a1/bgp:cpe-c1=d core-mx/smtp=d", false);
	answer = isolation_judge(isolation_topology_model(topology), NULL);
	ck_assert_uint_eq(isolation_trouble_count(answer), 2);
	ck_assert(is_suspected(isolation_topology_model(topology), answer, "line:c1-main"));
	ck_assert(is_suspected(isolation_topology_model(topology), answer, "service:core-mx:25"));
	teardown(&fixture);
}
END_TEST

/* A person could tell a line from what it ends in, and nothing else could. */
START_TEST(who_could_tell_is_named)
{
	struct fixture fixture;
	g_autoptr(ops_isolation_answer_t) answer = NULL;
	g_autoptr(ops_isolation_topology_t) topology = NULL;
	const struct isolation *isolation;
	struct isolation_look look;
	g_autofree char *name = NULL;

	setup(&fixture);
	topology = observe(&fixture, "line:c1-main=d cpe-c1=d cpe-c1/ssh=d cpe-c1/login=d a1/bgp:cpe-c1=d", false);
	isolation = isolation_topology_model(topology);
	answer = isolation_judge(isolation, NULL);
	look = isolation_next_look(isolation, isolation_trouble_at(answer, 0));
	ck_assert_uint_ne(look.observation, ISOLATION_NONE);
	ck_assert_int_eq(look.cost, ASK_PERSON);
	name = isolation_observation_name(isolation, look.observation);
	ck_assert_str_eq(name, "carrier:fibre-e/TKF-0201");
	teardown(&fixture);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(each_fault_of_the_truth_leads_to_who_is_to_blame),
		UNIT(the_order_of_sights_does_not_matter),
		UNIT(one_fault_is_one_trouble),
		UNIT(two_faults_are_two_troubles),
		UNIT(who_could_tell_is_named),
		{ NULL, NULL },
	};

	return unit_run("isolation-observe", tests);
}
