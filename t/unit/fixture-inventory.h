/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A small inventory for the tests of rooms that need one: a concentrator, a
 * core edge, three lines, one of them without an address on this network.
 */
#pragma once

#include "inventory/inventory.h"

#include <check.h>
#include <glib/gstdio.h>

static const char fixture_rules[] =
	"zone: Asia/Tokyo\n"
	"language: en\n"
	"calendars:\n"
	"  claim-days: {month-days: 5-10}\n"
	"service-classes:\n"
	"  user:\n"
	"    interval: 5m\n"
	"    probe: {packets: 5, gap: 100ms, timeout: 1s}\n"
	"    thresholds:\n"
	"      loss: {caution: 20%, warning: 60%}\n"
	"      rtt: {caution: 100ms, warning: 300ms}\n"
	"    report: {first: 30m, follow-up: 60m}\n"
	"  backbone:\n"
	"    interval: 1m\n"
	"    probe: {packets: 5, gap: 100ms, timeout: 1s}\n"
	"    thresholds:\n"
	"      loss: {caution: 20%, warning: 60%}\n"
	"      rtt: {caution: 100ms, warning: 300ms}\n"
	"    report: {first: 15m, follow-up: 30m}\n";

static const char fixture_network[] =
	"organizations:\n"
	"  self: {kind: operator, self: true, name: {ja: 東西医療回線, en: Tozai Medical Lines}}\n"
	"  core: {kind: core-operator, name: {ja: 相互接続基盤, en: Interconnection core}}\n"
	"  clinic: {kind: institution, service-class: user, type: clinic, area: 13, code: \"1310001\",\n"
	"    name: {ja: さくら診療所, en: Sakura Clinic, kana: さくらしんりょうじょ}}\n"
	"devices:\n"
	"  a1: {owner: self, role: concentrator, address: 10.0.0.1, service-class: backbone}\n"
	"  e1: {owner: core, role: edge, address: 10.9.0.1, service-class: backbone, watch: [icmp]}\n"
	"links:\n"
	"  - [a1, e1]\n"
	"lines:\n"
	"  c1: {institution: clinic, from: a1, address: 10.20.0.1, kind: ip-vpn}\n"
	"  c2: {institution: clinic, from: a1, address: 10.20.0.2, kind: ip-vpn}\n"
	"  c3: {institution: clinic, from: a1, address: 10.20.0.3, kind: ip-vpn}\n";

/* Loads NETWORK_TEXT with RULES_TEXT from a directory that is removed at once. Caller frees. */
static inline struct inventory *fixture_inventory_with(const char *rules_text, const char *network_text)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autofree char *directory = g_dir_make_tmp("nwops-XXXXXX", NULL);
	g_autofree char *rules = g_build_filename(directory, "nwops.yaml", NULL);
	g_autofree char *folder = g_build_filename(directory, "inventory", NULL);
	g_autofree char *network = g_build_filename(folder, "network.yaml", NULL);
	struct inventory *inventory;

	ck_assert(g_file_set_contents(rules, rules_text, -1, NULL));
	ck_assert_int_eq(g_mkdir(folder, 0700), 0);
	ck_assert(g_file_set_contents(network, network_text, -1, NULL));
	inventory = inventory_load(directory, faults);
	for (size_t i = 0; i < conf_faults_count(faults); i++)
		if (conf_faults_at(faults, i)->weight == CONF_ERROR)
			ck_abort_msg("%s", conf_fault_print(conf_faults_at(faults, i)));
	ck_assert_ptr_nonnull(inventory);
	g_unlink(network);
	g_unlink(rules);
	g_rmdir(folder);
	g_rmdir(directory);
	return inventory;
}

/* The same with the rules above. */
static inline struct inventory *fixture_inventory_of(const char *network_text)
{
	return fixture_inventory_with(fixture_rules, network_text);
}

/* The small network. */
static inline struct inventory *fixture_inventory(void)
{
	return fixture_inventory_of(fixture_network);
}
