/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the tests of notices.yaml and of routing share: the small network of the inventory's tests, and a policy from a
 * text that is the site's file, over the rules that come with nwops.
 */
#pragma once

#include "notice/policy-internal.h"
#include "notice/route.h"
#include "test-inventory.h"

/* The small network with RULES, sections of nwops.yaml, beside it. Caller frees. */
static inline struct inventory *fixture_inventory(const char *rules)
{
	g_autofree char *text = g_strconcat(case_base, rules, NULL);
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	struct inventory *inventory = build_from_bytes("base", text, strlen(text), faults);
	g_autofree char *shown = case_shown(faults);

	ck_assert_msg(inventory != NULL, "%s", shown);
	return inventory;
}

/* share/notices.yaml as it is in this tree. Caller frees. */
static inline char *fixture_share(void)
{
	g_autofree char *path = g_build_filename(g_getenv("NWOPS_SOURCE_ROOT"), "share", "notices.yaml", NULL);
	char *text;

	ck_assert(g_file_get_contents(path, &text, NULL, NULL));
	return text;
}

/* SITE NULL: the site has no file. */
static inline struct notice_policy *fixture_read(const char *site, const struct inventory *inventory,
						 struct conf_faults *faults)
{
	g_autofree char *share = fixture_share();
	const struct policy_sources sources = {
		.directory = "etc",
		.site = {site ? "site" : NULL, site, site ? strlen(site) : 0},
		.share = {"share", share, strlen(share)},
	};

	return policy_build(&sources, inventory, faults);
}

/* The same, which has no error. */
static inline struct notice_policy *fixture_policy(const char *site, const struct inventory *inventory)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	struct notice_policy *policy = fixture_read(site, inventory, faults);
	g_autofree char *shown = case_shown(faults);

	ck_assert_msg(policy != NULL, "%s", shown);
	return policy;
}

/* Two paths, of which the second is out of band and without fault. */
#define FIXTURE_CORE \
	"  core:\n" \
	"    relays: [{name: mx1, host: mx1.self.example}, {name: mx2, host: mx2.self.example}]\n" \
	"    from: noc@self.example\n"
#define FIXTURE_OUT \
	"  out-of-band:\n" \
	"    source: 198.51.100.20\n" \
	"    relays: [{name: oob, host: 203.0.113.25, tls: tls, tls-name: mail.oob.example}]\n" \
	"    from: noc@self-oob.example\n"
#define FIXTURE_PATHS "paths:\n" FIXTURE_CORE FIXTURE_OUT
