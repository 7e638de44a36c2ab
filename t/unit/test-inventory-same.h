/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For tests that take an inventory apart and put it together again: one that has
 * everything, and whether two are the same to the last byte.
 */
#pragma once

#include "test-inventory.h"

#include "inventory/cache.h"

/* Every kind of thing, with every field that it can have. */
static const char rich_rules[] =
	"log-name: x/y\n"
	"probing: {rate: 99, far-end-rate: 9, deadline: 7s, threads: 3}\n"
	"ssh-logins:\n"
	"  noc: {user: nwops, key: keys/noc, password: /p, keyboard: k, agent: true, port: 830, "
	"jump: d,\n"
	"        legacy: [ssh-rsa, hmac-sha1], transport: libssh2, elevate: keys/e, limits: {job: "
	"50s}}\n"
	"  two: {user: nwops, key: keys/two}\n"
	"own-view: {first-hops: [b1, d]}\n"
	"calendars:\n"
	"  holidays: {days: japan-holidays, month-days: '1-9, last'}\n"
	"  nights: {hours: 'mon-fri 22:00-06:00', dates: [12-29..01-03, 2027-05-01]}\n"
	"  both: {any: [nights, holidays], not: [nights]}\n"
	"japan-holidays: {extra: [2028-05-01, 2028-05-02], dropped: [2028-05-05], checked: 2028}\n"
	"versions: {frr: {wanted: ['10.*'], refused: [a, b]}, M 1: {wanted: [z]}}\n"
	"manual: {title: {ja: 要領, en: Manual}, conformity: {ja: 準拠, en: Conforms, source: {ja: 法, en: Law}, "
	"reviewed: 2026-04-01}}\n";
/* A class with all that it can have: its own, so that those of the base stay as they are. */
static const char rich_classes[] =
	"  full:\n"
	"    thresholds:\n"
	"      loss: {caution: {raise: 20%, clear: 10%, steps: 4, clear-steps: 5, over: 2m, coverage: 70%, "
	"hold: 5m}, warning: 60%}\n"
	"      rtt: {caution: 50ms, warning: {raise: 200ms, clear: 90ms}}\n"
	"    down: {steps: 2, clear-steps: 3}\n"
	"    unknown: {hold: 1m}\n"
	"    flapping: {half-life: 1h, start: 3, end: 1.5}\n"
	"    conduct: {change: {ja: 変更, en: Change}, interruption: {ja: 中断, en: Interruption}}\n"
	"    during:\n"
	"      - {when: both, down: {steps: 9}}\n"
	"      - {when: nights, figures: {cpu: {caution: 90%, warning: 95%}}}\n";
static const char rich[] =
	"sites: {s: {name: {ja: 局, en: Office}, area: 47, postal-address: Otemachi, owner: self, "
	"power: power-1, tags: [t, u]}}\n"
	"devices:\n"
	"  c: {owner: hosp-1, role: cpe, model: M 1, platform: frr, address: 'fe80::1%3', watch: "
	"[], site: s, sessions-max: 4096,\n"
	"      ssh: {user: nwops, key: keys/noc, password: p, keyboard: /k, agent: false, port: "
	"2222, jump: d,\n"
	"            legacy: [ssh-dss], transport: libssh2, elevate: e, like: noc}, tags: [u]}\n"
	"  d: {owner: self, address: 10.0.0.7, service-class: gold, platform: linux, ssh: {like: "
	"two}}\n"
	"  f: {owner: self, address: 10.0.0.8, service-class: gold, platform: linux, ssh: {like: "
	"two}}\n"
	"interfaces:\n"
	"  c/wan0/1: {line: l, rate: 2G/200M, expect: any}\n"
	"  c/lan: {name: lan}\n"
	"  d/e0: {device: c, expect: down}\n"
	"lines:\n"
	"  l: {institution: hosp-2, from: d, cpe: c, address: '2001:db8::1', kind: ip-vpn, "
	"carrier: carrier-1,\n"
	"      circuit-id: C-1, contract: {down: 1G, up: 100M}, source: '2001:db8::2', interface: "
	"eth0, tags: [t, u]}\n"
	"groups:\n"
	"  g: {protocol: vrrp, members: [b1, a1], normally-active: b1, minimum-standby: 0, vrid: 5}\n"
	"  h: {protocol: lines, members: [h1, l]}\n"
	"organizations:\n"
	"  body: {kind: institution, type: regional-body, service-class: user, name: Body}\n"
	"  hosp-2: {kind: institution, type: clinic, service-class: gold, regional: body, area: "
	"13,\n"
	"           name: {ja: 医院, en: Clinic, kana: いいん}, code: '1310002', phone: "
	"03-5550-0101,\n"
	"           hours: 'mon 09:00-12:00, sat 24h', certificate: {expires: 2027-03-31}, tags: "
	"[t]}\n"
	"  far: {kind: carrier, name: Far, fault-desk: 0120-000-113, hours: 24h}\n"
	"contacts: {night: {organization: self, role: noc, language: en, name: {ja: 夜, en: "
	"Night},\n"
	"                   channels: [{mail: a@b.example}, {phone: '119', path: out-of-band}]}}\n"
	"rosters: {disaster: {meeting-place: {ja: 室, en: Room}, turns: [\n"
	"  {contact: duty, deputy: night, hours: mon-fri 24h}, {contact: night, hours: sat-sun "
	"24h}]}}\n"
	"links: [{between: [d, c], carrier: carrier-1, circuit-id: K-1}]\n";

/* The rules of BASE and all of the above. Caller frees. */
static inline char *rich_rules_over(const char *base)
{
	g_auto(GStrv) parts = g_strsplit(base, "service-classes:\n", 2);

	return g_strconcat(rich_rules, parts[0], "service-classes:\n", rich_classes, parts[1], NULL);
}

static inline struct inventory *rich_load(void)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autofree char *rules = rich_rules_over(case_base);
	struct inventory *inventory = case_read(rules, rich, faults);
	g_autofree char *shown = case_shown(faults);

	ck_assert_msg(inventory != NULL, "%s", shown);
	return inventory;
}

/* --- are two inventories the same? --- */

static inline const void *section_of(const struct inventory *inventory, unsigned int section,
				     size_t *ret_count)
{
	if (section < FAMILY_COUNT) {
		*ret_count = inventory->families[section].count;
		return inventory->families[section].things;
	}
	*ret_count = section == CACHE_LINK     ? inventory->links->len
		     : section == CACHE_SECRET ? inventory->secrets->len
					       : section == CACHE_POLICY;
	return section == CACHE_LINK	 ? (const void *)inventory->links->data
	       : section == CACHE_SECRET ? (const void *)inventory->secrets->data
					 : &inventory->policy;
}

static inline void elements_are_same(unsigned int section, const void *a, const void *b,
				     bool places);

static inline void pointers_are_same(const struct cache_member *member, const char *a,
				     const char *b, bool places)
{
	const void *left, *right;
	size_t count;

	memcpy(&left, a + member->offset, sizeof(left));
	memcpy(&right, b + member->offset, sizeof(right));
	if (member->kind == CACHE_RANGE) {
		memcpy(&count, a + member->count_offset, sizeof(count));
		for (size_t i = 0; i < count; i++)
			elements_are_same(member->limit,
					  (const char *)left +
						  i * cache_layouts[member->limit].size,
					  (const char *)right +
						  i * cache_layouts[member->limit].size,
					  places);
		return;
	}
	ck_assert((left == NULL) == (right == NULL));
	if (!left)
		return;
	if (member->kind == CACHE_TEXT) {
		ck_assert_str_eq(left, right);
	} else if (member->kind == CACHE_ELEMENT && member->limit < FAMILY_COUNT) {
		ck_assert_str_eq(*(const char *const *)left, *(const char *const *)right);
	} else if (member->kind == CACHE_ELEMENT) {
		elements_are_same(member->limit, left, right, places);
	} else {
		const void *const *from = left, *const *to = right;

		do
			elements_are_same(member->limit, from, to, places);
		while (to++, *from++);
	}
}

/* Pointers by what they lead to, all else byte by byte. */
static inline void elements_are_same(unsigned int section, const void *a, const void *b,
				     bool places)
{
	const struct cache_layout *layout = &cache_layouts[section];
	g_autofree char *left = g_memdup2(a, layout->size);
	g_autofree char *right = g_memdup2(b, layout->size);

	for (size_t i = 0; i < layout->member_count; i++) {
		const struct cache_member *member = &layout->members[i];

		if (member->kind == CACHE_PLACE && !places) {
			memset(left + member->offset, 0, sizeof(struct place));
			memset(right + member->offset, 0, sizeof(struct place));
		}
		if (member->kind > CACHE_RANGE)
			continue;
		pointers_are_same(member, a, b, places);
		memset(left + member->offset, 0, sizeof(void *));
		memset(right + member->offset, 0, sizeof(void *));
	}
	ck_assert_msg(memcmp(left, right, layout->size) == 0,
		      "section %u: not all of it is the same; a pointer that cache-layout.c does "
		      "not know?",
		      section);
}

static inline void inventories_are_same(const struct inventory *a, const struct inventory *b,
					bool places)
{
	for (unsigned int i = 0; i < CACHE_STRING; i++) {
		size_t count, other;
		const char *left = section_of(a, i, &count), *right = section_of(b, i, &other);

		ck_assert_uint_eq(count, other);
		for (size_t j = 0; j < count; j++)
			elements_are_same(i, left + j * cache_layouts[i].size,
					  right + j * cache_layouts[i].size, places);
	}
	for (guint i = 0; places && i < MAX(a->files->len, b->files->len); i++)
		ck_assert_str_eq(a->files->pdata[i], b->files->pdata[i]);
	ck_assert_str_eq(a->self->name, b->self->name);
	ck_assert_str_eq(g_time_zone_get_identifier(a->zone), g_time_zone_get_identifier(b->zone));
	ck_assert_uint_eq(inventory_demarcation_count(a), inventory_demarcation_count(b));
}
