/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A network like the laboratory's (t/lab/network.yaml) with a store in memory, and a short way to say
 * what was seen of it: "a1=d line:c1-main=w" (o, c, w, d, u; "device:" may be left out; '*' says it of all). What
 * is not named was seen OK.
 */
#pragma once

#include "engine/scope.h"
#include "fixture-inventory.h"
#include "fixture-windows.h"
#include "inventory/inventory.h"
#include "state/reach.h"
#include "store/courses.h"
#include "store/memory.h"
#include "store/results.h"
#include "store/states.h"
#include "unit.h"

#include <string.h>

#define LABORATORY_NOW "2026-11-25T03:00:00+09:00"
#define LABORATORY_NOW_US INT64_C(1795543200000000)

static const char laboratory_network[] =
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
	"  b1: {owner: self, role: border, address: 10.0.255.11, service-class: backbone, platform: frr, ssh: {like: noc}}\n"
	"  b2: {owner: self, role: border, address: 10.0.255.12, service-class: backbone, platform: frr, ssh: {like: noc}}\n"
	"  d1: {owner: self, role: distribution, address: 10.0.255.21, service-class: backbone, platform: frr, ssh: {like: noc}}\n"
	"  d2: {owner: self, role: distribution, address: 10.0.255.22, service-class: backbone, platform: frr, ssh: {like: noc}}\n"
	"  a1: {owner: self, role: concentrator, address: 10.0.255.31, service-class: backbone, platform: frr, ssh: {like: noc}}\n"
	"  a2: {owner: self, role: concentrator, address: 10.0.255.32, service-class: backbone, platform: frr, ssh: {like: noc}}\n"
	"  e1: {owner: core, role: edge, address: 10.9.255.1, service-class: backbone}\n"
	"  e2: {owner: core, role: edge, address: 10.9.255.2, service-class: backbone}\n"
	"  portal: {owner: core, role: server, address: 10.9.0.10, service-class: backbone}\n"
	"  core-mx: {owner: core, role: server, address: 10.9.0.25, service-class: backbone}\n"
	"  p1: {owner: peer, role: peer, address: 10.8.255.1, service-class: backbone}\n"
	"  oob-mx: {owner: oob, role: server, address: 192.168.99.25, service-class: backbone}\n"
	"  cpe-h1: {owner: self, role: cpe, address: 10.30.255.1, service-class: user, platform: frr, ssh: {like: noc}}\n"
	"  cpe-h2: {owner: self, role: cpe, address: 10.30.255.2, service-class: user, platform: frr, ssh: {like: noc}}\n"
	"  cpe-c1: {owner: self, role: cpe, address: 10.30.255.3, service-class: user, platform: frr, ssh: {like: noc}}\n"
	"  cpe-c2: {owner: self, role: cpe, address: 10.30.255.4, service-class: user, platform: frr, ssh: {like: noc}}\n"
	"  cpe-c3: {owner: self, role: cpe, address: 198.51.100.6, service-class: user, platform: frr, ssh: {like: noc}}\n"
	"  cpe-ph: {owner: ph, role: cpe, address: 10.30.255.6, service-class: user, platform: frr, ssh: {like: noc}}\n"
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
	"  'device:portal/way': {kind: path, via: [d1, b1, e1]}\n"
	"  'line:h1-main/size': {kind: mtu, size: 1500}\n"
	"  'line:c3-main/size': {kind: mtu, size: 1400}\n"
	"interfaces:\n"
	"  cpe-c1/lan: {name: lan}\n"
	"  a2/c2-main: {line: c2-main}\n"
	"  a1/c1-main: {line: c1-main}\n"
	"groups:\n"
	"  gw: {protocol: vrrp, members: [d1, d2], normally-active: d1, minimum-standby: 1}\n"
	"  borders: {protocol: bgp, members: [b1, b2], normally-active: b1, minimum-standby: 1}\n"
	"  h1-lines: {protocol: lines, members: [h1-main, h1-backup]}\n"
	"  h2-lines: {protocol: lines, members: [h2-main, h2-backup]}\n"
	"  sp-lines: {protocol: lines, members: [sp-1, sp-2]}\n";

/* What readings make besides, and groups. */
static const char *const laboratory_figures[] = {
	"device:a1/bgp:cpe-c1", "device:a1/bgp:cpe-ph", "device:a1/bgp:d1", "device:a1/ospf:d1", "device:a2/bgp:a1",
	"device:a2/bgp:cpe-c2", "device:a2/bgp:cpe-h2", "device:a2/bgp:d1", "device:a2/ospf:d1", "device:b1/bgp:a1",
	"device:b1/bgp:d1", "device:b1/ospf:d1", "device:b1/bgp:e1", "device:b2/bgp:a1", "device:b2/bgp:d1",
	"device:b2/ospf:d1", "device:b2/bgp:e2", "device:d1/bgp:a1", "device:d1/ospf:a1", "device:d2/bgp:a1",
	"device:d2/ospf:a1", "device:d2/bgp:d1", "device:d2/ospf:d1", "device:cpe-h1/bgp:a1", "device:cpe-h2/bgp:a1",
	"device:cpe-h2/bgp:a2", "device:a2/ike:c3-main", "device:a2/ipsec:c3-main", "device:cpe-c3/ike:c3-main",
	"device:cpe-c3/ipsec:c3-main", "device:cpe-c1/interface:lan", "device:cpe-ph/uptime", "device:b2/cpu",
	"device:a2/memory", "device:a2/load:c2-main", "device:d2/cpu", "device:a1/interface:c1-main",
	"group:gw", "group:borders", "group:h1-lines", "group:h2-lines", "group:sp-lines",
};

/* The laboratory's faults (t/lab/truth.yaml), as what is asked sees them. */
static const struct laboratory_fault { const char *name, *seen; } laboratory_faults[] = {
	{ "line-cut", "line:c1-main=d cpe-c1=d cpe-c1/ssh=d cpe-c1/login=d a1/bgp:cpe-c1=d" },
	{ "line-lossy", "line:c2-main=c cpe-c2=c" },
	{ "line-slow", "line:h1-main=w cpe-h1=w" },
	{ "line-flapping", "line:ph-main=d cpe-ph=d cpe-ph/ssh=d cpe-ph/login=d a1/bgp:cpe-ph=d" },
	{ "line-saturated", "line:c2-main=w cpe-c2=w a2/load:c2-main=w" },
	{ "line-shrunk", "line:h1-main/size=w" },
	{ "pair-cut", "line:h2-main=d a2/bgp:cpe-h2=d cpe-h2/bgp:a2=d group:h2-lines=c" },
	{ "cpe-dead", "line:c2-main=d cpe-c2=d cpe-c2/ssh=d cpe-c2/login=d a2/bgp:cpe-c2=d" },
	{ "cpe-rebooted", "cpe-ph/uptime=c" },
	{ "lan-dead", "cpe-c1/interface:lan=d" },
	{ "terminal-misconfigured", "" },
	{ "concentrator-dead", "a1=d line:h1-main=d line:h2-backup=d line:c1-main=d line:ph-main=d line:sp-1=d "
	  "cpe-c1=d cpe-ph=d a1/ssh=d cpe-c1/ssh=d cpe-ph/ssh=d line:h1-main/size=d a1/login=d "
	  "cpe-c1/login=d cpe-ph/login=d a2/bgp:a1=d b1/bgp:a1=d b2/bgp:a1=d d1/bgp:a1=d "
	  "d2/bgp:a1=d cpe-h1/bgp:a1=d cpe-h2/bgp:a1=d d1/ospf:a1=d d2/ospf:a1=d "
	  "group:h1-lines=c group:h2-lines=c group:sp-lines=c" },
	{ "distribution-half-dead", "d1=d d1/ssh=d portal/way=c d1/login=d a1/bgp:d1=d a1/ospf:d1=d a2/bgp:d1=d "
	  "a2/ospf:d1=d b1/bgp:d1=d b1/ospf:d1=d b2/bgp:d1=d b2/ospf:d1=d d2/bgp:d1=d "
	  "d2/ospf:d1=d group:gw=c" },
	{ "vrrp-switchover", "portal/way=c group:gw=c" },
	{ "vrrp-there-and-back", "group:gw=c" },
	{ "vrrp-split", "group:gw=w" },
	{ "border-session-down", "portal/way=c b1/bgp:e1=d group:borders=c" },
	{ "both-sessions-down", "e1=d e2=d portal=d core-mx=d p1=d core-mx/smtp=d portal/https=d portal/way=d "
	  "b1/bgp:e1=d b2/bgp:e2=d group:borders=w" },
	{ "core-edge-dead", "e1=d portal/way=c b1/bgp:e1=d group:borders=c" },
	{ "core-polices-pings", "e1=w" },
	{ "sa-down", "line:c3-main=d line:c3-main/size=d a2/ike:c3-main=d a2/ipsec:c3-main=d "
	  "cpe-c3/ike:c3-main=d cpe-c3/ipsec:c3-main=d" },
	{ "certificate-expired", "portal/https=w" },
	{ "router-busy", "b2/cpu=w" },
	{ "router-starved", "a2/memory=w" },
	{ "sshd-hung", "a2/ssh=d a2/login=d" },
	{ "host-key-changed", "b2/login=u group:borders=u" },
	{ "device-slow", "d2/login=c" },
	{ "own-uplink-dead", "*=u" },
	{ "mail-refused", "" },
	{ "mail-deferred", "" },
	{ "clock-stepped", "" },
	{ "mail-hanging", "core-mx/smtp=d" },
};

static inline const char *laboratory_fault(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(laboratory_faults); i++)
		if (g_str_equal(laboratory_faults[i].name, name))
			return laboratory_faults[i].seen;
	ck_abort_msg("no such fault: %s", name);
}

struct laboratory {
	struct inventory *inventory;
	struct clock *clock;
	struct store *store;
};

static inline void laboratory_init(struct laboratory *laboratory)
{
	g_autofree char *rules = g_strconcat(fixture_rules, "ssh-logins: {noc: {user: nwops, agent: true}}\n"
					     "own-view: {first-hops: [d1, d2]}\n", NULL);

	laboratory->inventory = fixture_inventory_with(rules, laboratory_network);
	laboratory->clock = clock_new_set(LABORATORY_NOW, NULL);
	ck_assert_ptr_nonnull(laboratory->clock);
	ck_assert_int_eq(clock_wall_us(laboratory->clock), LABORATORY_NOW_US);
	const struct store_options options = {
		.mode = STORE_WRITE, .purpose = STORE_REAL, .log_name = "test.example/noc1", .clock = laboratory->clock,
	};
	laboratory->store = store_open_memory(&options, NULL);
	ck_assert_ptr_nonnull(laboratory->store);
}

static inline void laboratory_clear(struct laboratory *laboratory)
{
	store_close(laboratory->store);
	clock_free(laboratory->clock);
	inventory_free(laboratory->inventory);
}

/* What SEEN says of NAME. */
static inline char laboratory_letter(const char *seen, const char *name)
{
	const char *short_name = g_str_has_prefix(name, "device:") ? name + 7 : name;
	size_t length = strlen(short_name);

	for (const char *at = seen; (at = strstr(at, short_name)); at += length)
		if ((at == seen || at[-1] == ' ') && at[length] == '=')
			return at[length + 1];
	return strstr(seen, "*=") ? strstr(seen, "*=")[2] : 'o';
}

static inline enum status laboratory_status(char letter)
{
	return letter == 'c' ? STATUS_CAUTION : letter == 'w' ? STATUS_WARNING : letter == 'd' ? STATUS_DOWN :
	       letter == 'u' ? STATUS_UNKNOWN : STATUS_OK;
}

/* A figure of a device that could not be read is not known. */
static inline enum status laboratory_seen(const char *seen, const char *name)
{
	const char *slash = strchr(name, '/'), *colon = slash ? strchr(slash, ':') : NULL;
	g_autofree char *login = slash ? g_strdup_printf("%.*s/login", (int)(slash - name), name) : NULL;

	if (slash && (colon || g_str_has_suffix(name, "/cpu") || g_str_has_suffix(name, "/memory") ||
		      g_str_has_suffix(name, "/uptime")) && strchr("du", laboratory_letter(seen, login)))
		return STATUS_UNKNOWN;
	return laboratory_status(laboratory_letter(seen, name));
}

/* So is the cause that a check would have given. */
static inline enum cause laboratory_cause(const char *name, enum status status)
{
	static const struct { const char *part; enum cause cause; } causes[] = {
		{ "group:", CAUSE_GROUP }, { "/way", CAUSE_WAY }, { "/size", CAUSE_SIZE }, { "/https", CAUSE_EXPIRY },
		{ "/cpu", CAUSE_SHARE }, { "/memory", CAUSE_SHARE }, { "/load:", CAUSE_SHARE }, { "/uptime", CAUSE_TIME },
		{ "/bgp:", CAUSE_STATE }, { "/ospf:", CAUSE_STATE }, { "/ike:", CAUSE_STATE }, { "/ipsec:", CAUSE_STATE },
		{ "/interface:", CAUSE_STATE },
	};

	if (status == STATUS_OK)
		return CAUSE_NONE;
	if ((status == STATUS_DOWN || status == STATUS_UNKNOWN) && !g_str_has_prefix(name, "group:") && !strchr(name + 7, ':'))
		return CAUSE_END;
	for (size_t i = 0; i < G_N_ELEMENTS(causes); i++)
		if (strstr(name, causes[i].part))
			return causes[i].cause;
	return strstr(name, "/login") ? CAUSE_TIME : CAUSE_RTT;
}

/* NAME was asked AGE ago, as a check would have kept it; what hides it is HIDDEN_BY (NULL: nothing). */
static inline void laboratory_keep(struct laboratory *laboratory, const char *name, enum status status, int64_t age_us,
				   const char *hidden_by)
{
	int64_t at_us = LABORATORY_NOW_US - age_us;
	const enum cause cause = laboratory_cause(name, status);
	const struct state_record state = { name, status, at_us };
	const struct result_record result = {
		.started_at_us = at_us, .status = status, .cause = cause, .limit = -1,
		.end = status == STATUS_UNKNOWN ? PROBE_COULD_NOT_ASK :
		       status == STATUS_DOWN && cause == CAUSE_END ? PROBE_NO_ANSWER : PROBE_ANSWERED,
		.rtt_min_us = -1, .rtt_median_us = -1, .rtt_max_us = -1,
	};
	const struct course_record course = {
		.seen = status, .cause = cause, .limit = -1, .told = hidden_by ? STATUS_OK : status, .told_at_us = at_us,
		.hidden_by = g_intern_string(hidden_by),
	};

	ck_assert(store_begin(laboratory->store, NULL) && results_keep(laboratory->store, name, &result, NULL) &&
		  states_set(laboratory->store, &state, NULL) &&
		  courses_set(laboratory->store, name, status == STATUS_OK ? NULL : &course, NULL) &&
		  store_commit(laboratory->store, NULL));
}

/* Everything, as SEEN says; what hides what is worked out as a check does. */
static inline void laboratory_see(struct laboratory *laboratory, const char *seen)
{
	static const char *const everything[] = { NULL };
	g_autoptr(GArray) items = inventory_select(laboratory->inventory, everything, NULL);
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(ops_reach_t) reach = reach_new(laboratory->inventory);
	g_autofree struct reach_item *reached = NULL;
	g_autofree struct question *questions = NULL;
	g_autofree struct item *all = NULL;

	for (guint i = 0; i < items->len; i++)
		g_ptr_array_add(names, item_name(&g_array_index(items, struct item, i)));
	for (size_t i = 0; i < G_N_ELEMENTS(laboratory_figures); i++)
		g_ptr_array_add(names, g_strdup(laboratory_figures[i]));
	reached = g_new0(struct reach_item, names->len);
	questions = g_new0(struct question, names->len);
	all = g_new0(struct item, names->len);
	for (guint i = 0; i < names->len; i++) {
		enum status status = laboratory_seen(seen, names->pdata[i]);

		ck_assert(scope_find_item(laboratory->inventory, names->pdata[i], &all[i], &questions[i]));
		reached[i] = (struct reach_item){
			.item = &all[i], .status = status, .answered = status != STATUS_DOWN && status != STATUS_UNKNOWN,
		};
	}
	reach_judge(reach, reached, names->len);
	for (guint i = 0; i < names->len; i++)
		laboratory_keep(laboratory, names->pdata[i], laboratory_seen(seen, names->pdata[i]), 10 * G_USEC_PER_SEC,
				reached[i].hidden_by < 0 ? NULL : names->pdata[reached[i].hidden_by]);
}

/* SELECTORS are covered at the laboratory's hour. */
static inline void laboratory_cover(struct laboratory *laboratory, enum window_kind kind, const char *selectors)
{
	struct window_record window = fixture_window("Asia/Tokyo", "2026-11-25 02:00", "2026-11-25 04:00", NULL);

	window.id = kind == WINDOW_SILENCE ? "S-20261125-001" : "M-20261125-001";
	window.kind = kind;
	window.selectors = selectors;
	ck_assert(store_begin(laboratory->store, NULL) && windows_set(laboratory->store, &window, NULL) &&
		  store_commit(laboratory->store, NULL));
}
