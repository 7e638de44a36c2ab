/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a site's notices.yaml, over small rules of the kind that come with nwops. What is let through must be whole:
 * every notice to every audience has a rule that ends, every message a way, and nothing waits for ever.
 */
#include "inventory/internal.h"
#include "notice/policy-internal.h"
#include "notice/route.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char network[] =
	"calendars: {holidays: {days: japan-holidays}}\n"
	"service-classes:\n"
	"  user: {thresholds: {loss: {caution: 20%, warning: 60%}, rtt: {caution: 50ms, warning: 200ms}}}\n"
	"organizations:\n"
	"  self: {kind: operator, self: true, name: A}\n"
	"  core: {kind: core-operator, name: B}\n"
	"  h: {kind: institution, type: hospital, service-class: user, code: '1310001', name: C, phone: 03-5550-0101,\n"
	"      hours: 'mon-fri 09:00-12:00 20:00-02:00'}\n"
	"contacts:\n"
	"  m: {organization: self, role: ops-manager, login: m, channels: [{mail: m@a.example}]}\n"
	"  d: {organization: self, role: duty-officer, channels: [{phone: 090-0000-0001}]}\n"
	"  n: {organization: core, role: noc, channels: [{webhook: 'https://core.example/'}, {sheet: n}]}\n"
	"rosters: {normal: {turns: [{contact: d, deputy: m, hours: 'mon-fri 09:00-17:00'}]}}\n";

static const char rules[] =
	"audiences:\n"
	"  core: {kinds: [core-operator]}\n"
	"  peers: {kinds: [operator], self: false}\n"
	"  institution: {kinds: [institution], affected: true}\n"
	"  manager: {self: true, roles: [ops-manager]}\n"
	"  duty: {self: true, on-duty: true}\n"
	"  carrier: {kinds: [carrier], affected: true}\n"
	"  certifier: {kinds: [certifier]}\n"
	"  assessor: {kinds: [assessor]}\n"
	"  authority: {self: true, approval: ops-manager}\n"
	"  public: {self: true, approval: ops-manager}\n"
	"urgencies:\n"
	"  first: &u {connect: 5s, attempt: 20s, retries: [5s, 30s], patience: 1m, then: all-paths, give-up: 1d, any-hour: true}\n"
	"  urgent: *u\n"
	"  routine: {connect: 5s, attempt: 20s, retries: [1m], patience: 1m, then: next-path, give-up: never, any-hour: false}\n"
	"ladders: {core: [{after: 5m, again: true}, {after: 5m, call: core}]}\n"
	"kinds:\n";

/* Built once; kept until the program ends. */
static const struct inventory *inventory;
static GString *share;

static void begin(void)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();

	inventory = build_from_bytes("network", network, strlen(network), faults);
	share = g_string_new(rules);
	for (unsigned int i = 0; i < NOTICE_KIND_COUNT; i++)
		g_string_append_printf(share, "  %s: {urgency: urgent, answer: true, ladder: by-audience}\n",
				       words_get(WORDS_NOTICE_KIND, i)->id);
	g_assert(inventory);
}

static void check_paths(const struct notice_policy *policy)
{
	for (size_t i = 0; i < notice_path_count(policy); i++) {
		const struct notice_path *path = notice_path_at(policy, i);

		g_assert(path->name && path->title.ja && path->title.en && path->shares && path->position.line > 0);
		g_assert(path->relay_count <= NOTICE_RELAYS_LIMIT && (path->relay_count == 0 || path->from));
		g_assert(notice_path_find(policy, path->name) == path);
		for (size_t k = 0; k < path->relay_count; k++) {
			const struct relay *relay = &path->relays[k];

			g_assert(relay->name && relay->host && relay->port > 0 && relay->tls_name);
			g_assert(!relay->user == !relay->secret);
			g_assert(!relay->user || relay->security != RELAY_PLAIN);
		}
	}
	g_assert(!notice_mailbox(policy)->host || (notice_mailbox(policy)->user && notice_mailbox(policy)->secret));
}

static void check_urgencies(const struct notice_policy *policy)
{
	for (unsigned int i = 0; i < URGENCY_COUNT; i++) {
		const struct urgency_rule *rule = notice_urgency_rule(policy, i);

		g_assert(rule->connect_us > 0 && rule->connect_us <= rule->attempt_us);
		g_assert(rule->retry_count >= 1 && rule->retry_count <= NOTICE_RETRIES_LIMIT);
		g_assert(rule->gives_up_us == 0 || rule->gives_up_us > rule->patience_us);
		for (int64_t attempts = 0; attempts < 20; attempts++)
			g_assert(route_next_try(rule, attempts, 5, 77) > 5);
	}
}

static void check_ladder(const struct ladder *ladder, enum audience audience)
{
	g_assert(ladder->rung_count >= 1 && ladder->rung_count <= NOTICE_RUNGS_LIMIT);
	for (size_t i = 0; i < ladder->rung_count; i++) {
		const struct rung *rung = &ladder->rungs[i];

		g_assert(rung->after_us >= 10 * G_USEC_PER_SEC && !(rung->again && rung->call));
		g_assert(rung->audience < AUDIENCE_COUNT && (!rung->again || rung->audience == audience));
	}
}

static void check_kinds(const struct notice_policy *policy)
{
	for (unsigned int kind = 0; kind < NOTICE_KIND_COUNT; kind++)
		for (unsigned int audience = 0; audience < AUDIENCE_COUNT; audience++) {
			const struct kind_rule rule = notice_kind_rule(policy, kind, audience);

			g_assert(rule.urgency < URGENCY_COUNT && rule.approval == (rule.approvers != 0));
			g_assert(rule.together_us == 0 || rule.urgency != URGENCY_FIRST);
			g_assert(!rule.ladder || rule.answer);
			if (rule.ladder)
				check_ladder(rule.ladder, audience);
		}
}

static void check_routes(const struct notice_policy *policy)
{
	static const char *const affected[] = {"h", NULL};
	const struct route_world world = {.now_us = INT64_C(1795564800000000), .affected = affected};

	for (unsigned int audience = 0; audience < AUDIENCE_COUNT; audience++) {
		g_autoptr(ops_notice_facts_t) facts = notice_facts_new(NOTICE_OUTAGE_FIRST, audience);
		struct routes routes;

		route_find(inventory, policy, facts, &world, &routes);
		g_assert(routes.all->len >= inventory_contact_count(inventory) && routes.told <= routes.all->len);
		for (guint i = 0; i < routes.told; i++) {
			const struct route *route = &g_array_index(routes.all, struct route, i);

			g_assert(route->reason == ROUTE_TOLD && route_channel(route, 0)->target);
			/* Nobody is told what is for an institution but who is one. */
			g_assert(audience != AUDIENCE_INSTITUTION || g_str_equal(route->organization->name, "h"));
		}
		routes_clear(&routes);
	}
	for (unsigned int urgency = 0; urgency < URGENCY_COUNT; urgency++)
		g_assert(route_not_before(inventory, policy, inventory_find_organization(inventory, "h"), CHANNEL_PHONE,
					  urgency, world.now_us, false) >= world.now_us);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_notice_policy_t) policy = NULL;
	g_autoptr(GPtrArray) fates = NULL;
	struct policy_sources sources = {.directory = "etc", .site = {"fuzz", (const char *)data, size}};

	if (!inventory)
		begin();
	sources.share = (struct policy_source){"share", share->str, share->len};
	policy = policy_build(&sources, inventory, faults);
	g_assert((policy != NULL) == (conf_faults_errors(faults) == 0));
	if (!policy)
		return 0;
	check_paths(policy);
	check_urgencies(policy);
	check_kinds(policy);
	check_routes(policy);
	fates = route_shared_fates(policy, inventory);
	for (guint i = 0; i < fates->len; i++)
		g_assert(((struct shared_fate *)fates->pdata[i])->what);
	return 0;
}
