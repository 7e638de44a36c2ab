/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A small inventory with something of every sort in it, for targets whose
 * hostile bytes are a question about an inventory and not the inventory.
 */
#pragma once

#include "inventory/internal.h"

static const char small_network[] =
	"service-classes:\n"
	"  user: {thresholds: {loss: {caution: 20%, warning: 60%}, rtt: {caution: 50ms, warning: 200ms}}}\n"
	"organizations:\n"
	"  self: {kind: operator, self: true, name: {ja: 東西医療回線, en: Tozai}, phone: 03-5550-0100}\n"
	"  core: {kind: core-operator, name: 相互接続基盤}\n"
	"  fibre: {kind: carrier, name: {ja: 東光回線}, fault-desk: 0120-000-113}\n"
	"  hosp-1: {kind: institution, type: hospital, service-class: user, code: '1310001', area: 13,\n"
	"           name: {ja: さくら病院, en: Sakura, kana: さくらびょういん}, phone: '+81-3-5550-0101'}\n"
	"  clinic-1: {kind: institution, type: clinic, service-class: user, name: コーヒー内科, tags: [new]}\n"
	"sites: {otemachi: {area: 13, tags: [east]}}\n"
	"devices:\n"
	"  b1: {owner: self, role: border, address: 10.0.0.1, site: otemachi, service-class: user}\n"
	"  a1: {owner: self, role: concentrator, address: 10.0.0.2, service-class: user}\n"
	"  e1: {owner: core, role: edge, address: '2001:db8::1', service-class: user}\n"
	"links: [[b1, e1], [b1, a1]]\n"
	"lines:\n"
	"  h1-main: {institution: hosp-1, from: a1, address: 10.1.0.1, carrier: fibre, tags: [main]}\n"
	"  h1-backup: {institution: hosp-1, from: a1, address: 10.1.0.2}\n"
	"  c1: {institution: clinic-1, from: a1, address: 10.1.0.3}\n"
	"groups:\n"
	"  gw: {protocol: vrrp, members: [a1, b1]}\n"
	"  h1: {protocol: lines, members: [h1-main, h1-backup]}\n";

/* Built once; kept until the program ends. */
static inline const struct inventory *small_inventory(void)
{
	static struct inventory *inventory;

	if (!inventory) {
		g_autoptr(ops_conf_faults_t) faults = conf_faults_new();

		inventory = build_from_bytes("small", small_network, strlen(small_network), faults);
		g_assert(inventory);
	}
	return inventory;
}
