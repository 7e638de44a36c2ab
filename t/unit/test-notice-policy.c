/* SPDX-License-Identifier: Apache-2.0 */
/*
 * notice/policy*.c: what a policy holds of the two files, what of the site's takes the place of what, and every fault
 * in one pass with its place.
 */
#include "fixture-notice.h"

#include <glib/gstdio.h>

#define S(count) ((count) * INT64_C(1000000))

/* --- what comes with nwops --- */

START_TEST(without_a_file_of_its_own_a_site_tells_as_it_comes)
{
	g_autoptr(ops_inventory_t) inventory = case_load(NULL);
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_notice_policy_t) policy = fixture_read(NULL, inventory, faults);
	g_autofree char *told = case_shown(faults);
	const struct urgency_rule *first;
	const char *other;

	ck_assert_ptr_nonnull(policy);
	ck_assert_str_eq(told, "");
	ck_assert_uint_eq(notice_path_count(policy), 0);
	ck_assert_ptr_null(notice_path_at(policy, 0));
	ck_assert_ptr_null(notice_mailbox(policy)->host);
	ck_assert_ptr_null(notice_heartbeat(policy, &other));
	ck_assert_ptr_null(other);
	ck_assert_ptr_null(notice_signature(policy, &other));
	ck_assert_ptr_null(notice_closed(policy));
	ck_assert_str_eq(notice_domain(policy), "nwops.invalid");
	ck_assert_uint_eq(strlen(notice_policy_digest(policy)), 2 * DIGEST_SIZE);
	first = notice_urgency_rule(policy, URGENCY_FIRST);
	ck_assert(first->all_paths && first->any_hour);
	ck_assert_int_eq(first->patience_us, S(60));
	ck_assert_uint_eq(first->retry_count, 5);
	ck_assert_int_eq(first->retries_us[4], S(30));
	ck_assert(!notice_urgency_rule(policy, URGENCY_ROUTINE)->any_hour);
	ck_assert(!notice_urgency_rule(policy, URGENCY_URGENT)->all_paths);
}
END_TEST

/* What must hold of it whatever somebody changes there. */
START_TEST(the_rules_that_come_keep_what_the_guideline_asks)
{
	g_autoptr(ops_inventory_t) inventory = case_load(NULL);
	g_autoptr(ops_notice_policy_t) policy = fixture_policy(NULL, inventory);

	for (unsigned int kind = 0; kind < NOTICE_KIND_COUNT; kind++)
		for (unsigned int audience = 0; audience < AUDIENCE_COUNT; audience++) {
			struct kind_rule rule = notice_kind_rule(policy, kind, audience);

			/* What leaves our circle is released by the manager. */
			if (audience == AUDIENCE_AUTHORITY || audience == AUDIENCE_PUBLIC || kind == NOTICE_PUBLICATION)
				ck_assert_uint_eq(rule.approvers, 1U << ROLE_OPS_MANAGER);
			ck_assert_int_eq(rule.approval, rule.approvers != 0);
			if (rule.ladder)
				ck_assert(rule.answer && rule.ladder->rungs[rule.ladder->rung_count - 1].call);
			if (rule.urgency == URGENCY_FIRST)
				ck_assert_int_eq(rule.together_us, 0);
		}
	for (unsigned int audience = AUDIENCE_CORE; audience <= AUDIENCE_DUTY; audience++) {
		struct kind_rule rule = notice_kind_rule(policy, NOTICE_OUTAGE_FIRST, audience);

		ck_assert_int_eq(rule.urgency, URGENCY_FIRST);
		ck_assert(!rule.approval);
		ck_assert_ptr_nonnull(rule.ladder);
		/* The reminder goes to those who were told. */
		ck_assert(rule.ladder->rungs[0].again);
		ck_assert_int_eq(rule.ladder->rungs[0].audience, audience);
	}
	ck_assert(notice_audience_rule(policy, AUDIENCE_INSTITUTION)->affected);
	ck_assert_int_eq(notice_audience_rule(policy, AUDIENCE_PEERS)->self, 0);
	ck_assert_int_eq(notice_audience_rule(policy, AUDIENCE_CORE)->self, -1);
}
END_TEST

/* --- what a site says --- */

static const char whole[] =
	"paths:\n"
	"  core:\n"
	"    name: {ja: 基盤経由, en: Through the core}\n"
	"    relays:\n"
	"      - {name: mx1, host: mx1.self.example, user: nwops, secret: keys/mx1, ca: /etc/ca.pem}\n"
	"      - {name: mx2, host: 192.0.2.7, port: 2525, tls: none}\n"
	"    from: noc@self.example\n"
	"    reply-to: answers@self.example\n"
	"    proxy: http://proxy.self.example:3128\n"
	"    shares: [carrier fibre-e, 大手町の電源]\n"
	"  mobile:\n"
	"    out-of-band: true\n"
	"    interface: wwan0\n"
	"  out-of-band:\n"
	"    source: 2001:DB8::0:1\n"
	"    relays: [{name: oob, host: 203.0.113.25, tls: tls, tls-name: mail.oob.example}]\n"
	"    from: noc@self-oob.example\n"
	"mailbox: {host: imap.self.example, user: noc, secret: /keys/imap, folder: Answers}\n"
	"heartbeat: {url: 'https://watch.example/self', path: mobile}\n"
	"signature: {certificate: noc.pem, key: noc.key}\n"
	"closed: holidays\n";

START_TEST(a_policy_is_what_stands_there)
{
	g_autoptr(ops_inventory_t) inventory = fixture_inventory("calendars: {holidays: {days: japan-holidays}}\n");
	g_autoptr(ops_notice_policy_t) policy = fixture_policy(whole, inventory);
	const struct notice_path *core = notice_path_at(policy, 0), *out = notice_path_find(policy, "out-of-band");
	const struct mailbox *mailbox = notice_mailbox(policy);
	const char *other;

	ck_assert_uint_eq(notice_path_count(policy), 3);
	ck_assert_str_eq(core->title.ja, "基盤経由");
	ck_assert(!core->out_of_band && notice_path_at(policy, 1)->out_of_band && out->out_of_band);
	ck_assert_uint_eq(core->relay_count, 2);
	ck_assert_str_eq(core->relays[0].secret, "etc/keys/mx1");
	ck_assert_str_eq(core->relays[0].ca, "/etc/ca.pem");
	ck_assert_str_eq(core->relays[0].tls_name, "mx1.self.example");
	ck_assert_uint_eq(core->relays[0].port, 587);
	ck_assert_int_eq(core->relays[0].security, RELAY_STARTTLS);
	ck_assert_uint_eq(core->relays[1].port, 2525);
	ck_assert_int_eq(core->relays[1].security, RELAY_PLAIN);
	ck_assert_ptr_null(core->relays[1].user);
	ck_assert_str_eq(core->reply_to, "answers@self.example");
	ck_assert_str_eq(core->proxy, "http://proxy.self.example:3128");
	ck_assert_str_eq(core->shares[1], "大手町の電源");
	ck_assert_ptr_null(core->shares[2]);
	ck_assert_str_eq(core->position.file, "site");
	ck_assert_uint_eq(core->position.line, 2);
	ck_assert_uint_eq(notice_path_at(policy, 1)->relay_count, 0);
	ck_assert_str_eq(notice_path_at(policy, 1)->interface, "wwan0");
	ck_assert_ptr_null(notice_path_at(policy, 1)->shares[0]);
	ck_assert_str_eq(out->source, "2001:db8::1");
	ck_assert_str_eq(out->title.en, "out-of-band");
	ck_assert_uint_eq(out->relays[0].port, 465);
	ck_assert_str_eq(out->relays[0].tls_name, "mail.oob.example");
	ck_assert_str_eq(mailbox->host, "imap.self.example");
	ck_assert_uint_eq(mailbox->port, 993);
	ck_assert_str_eq(mailbox->folder, "Answers");
	ck_assert_str_eq(notice_heartbeat(policy, &other), "https://watch.example/self");
	ck_assert_str_eq(other, "mobile");
	ck_assert_str_eq(notice_signature(policy, &other), "etc/noc.pem");
	ck_assert_str_eq(other, "etc/noc.key");
	ck_assert_str_eq(notice_closed(policy)->name, "holidays");
	ck_assert_str_eq(notice_domain(policy), "self.example");
}
END_TEST

START_TEST(an_entry_of_the_site_takes_the_place_of_its_name_alone)
{
	g_autoptr(ops_inventory_t) inventory = case_load(NULL);
	g_autoptr(ops_notice_policy_t) policy = fixture_policy(
		"audiences:\n"
		"  core: {kinds: [core-operator], roles: [noc, responsible]}\n"
		"  institution: {kinds: [institution], affected: true, classes: [user]}\n"
		"urgencies:\n"
		"  first: {patience: 2m, give-up: never}\n"
		"ladders:\n"
		"  core: [{after: 1m, again: true}, {after: 2m, call: core}]\n"
		"  slow: [{after: 2h, tell: manager}, {after: 1d, call: manager}]\n"
		"kinds:\n"
		"  outage-first: {urgency: first, answer: true, ladder: by-audience,\n"
		"                 to: {peers: {ladder: false}, institution: {urgency: urgent, ladder: slow}}}\n"
		"  enquiry-answer: {urgency: urgent, approval: [help-desk, ops-manager],\n"
		"                   to: {public: {approval: false}, core: {together: 5m}}}\n"
		"  technical-info:\n", inventory);
	const struct audience_rule *core = notice_audience_rule(policy, AUDIENCE_CORE);
	const struct urgency_rule *first = notice_urgency_rule(policy, URGENCY_FIRST);
	struct kind_rule rule;

	ck_assert_uint_eq(core->roles, 1U << ROLE_NOC | 1U << ROLE_RESPONSIBLE);
	ck_assert_str_eq(notice_audience_rule(policy, AUDIENCE_INSTITUTION)->classes[0], "user");
	ck_assert_uint_eq(notice_audience_rule(policy, AUDIENCE_MANAGER)->roles, 1U << ROLE_OPS_MANAGER);
	/* Of an urgency single keys. */
	ck_assert_int_eq(first->patience_us, S(120));
	ck_assert_int_eq(first->gives_up_us, 0);
	ck_assert_int_eq(first->connect_us, S(5));
	ck_assert_int_eq(notice_urgency_rule(policy, URGENCY_URGENT)->gives_up_us, S(2 * 86400));

	rule = notice_kind_rule(policy, NOTICE_OUTAGE_FIRST, AUDIENCE_CORE);
	ck_assert_uint_eq(rule.ladder->rung_count, 2);
	ck_assert_int_eq(rule.ladder->rungs[0].after_us, S(60));
	ck_assert_str_eq(rule.ladder->position.file, "site");
	rule = notice_kind_rule(policy, NOTICE_OUTAGE_FIRST, AUDIENCE_MANAGER);
	ck_assert_str_eq(rule.ladder->position.file, "share");
	ck_assert_ptr_null(notice_kind_rule(policy, NOTICE_OUTAGE_FIRST, AUDIENCE_PEERS).ladder);
	rule = notice_kind_rule(policy, NOTICE_OUTAGE_FIRST, AUDIENCE_INSTITUTION);
	ck_assert_int_eq(rule.urgency, URGENCY_URGENT);
	ck_assert_int_eq(rule.ladder->rungs[1].after_us, S(86400));
	ck_assert_int_eq(rule.ladder->rungs[0].audience, AUDIENCE_MANAGER);
	/* An audience that nobody made a ladder for. */
	ck_assert_ptr_null(notice_kind_rule(policy, NOTICE_OUTAGE_FIRST, AUDIENCE_CARRIER).ladder);

	rule = notice_kind_rule(policy, NOTICE_ENQUIRY_ANSWER, AUDIENCE_CORE);
	ck_assert_uint_eq(rule.approvers, 1U << ROLE_HELP_DESK | 1U << ROLE_OPS_MANAGER);
	ck_assert_int_eq(rule.together_us, S(300));
	ck_assert(!notice_kind_rule(policy, NOTICE_ENQUIRY_ANSWER, AUDIENCE_PUBLIC).approval);
	ck_assert(notice_kind_rule(policy, NOTICE_ENQUIRY_ANSWER, AUDIENCE_AUTHORITY).approval);
	/* What is empty is not said. */
	ck_assert_int_eq(notice_kind_rule(policy, NOTICE_TECHNICAL_INFO, AUDIENCE_PEERS).urgency, URGENCY_ROUTINE);
	ck_assert_int_eq(notice_kind_rule(policy, NOTICE_ESCALATION, AUDIENCE_MANAGER).urgency, URGENCY_FIRST);
}
END_TEST

START_TEST(the_digest_is_of_both_files)
{
	g_autoptr(ops_inventory_t) inventory = case_load(NULL);
	g_autoptr(ops_notice_policy_t) none = fixture_policy(NULL, inventory), empty = fixture_policy("", inventory);
	g_autoptr(ops_notice_policy_t) one = fixture_policy("# a\n", inventory), again = fixture_policy("# a\n", inventory);

	ck_assert_str_eq(notice_policy_digest(none), notice_policy_digest(empty));
	ck_assert_str_eq(notice_policy_digest(one), notice_policy_digest(again));
	ck_assert_str_ne(notice_policy_digest(one), notice_policy_digest(none));
}
END_TEST

/* --- faults --- */

#define OUT "paths:\n" FIXTURE_OUT
#define PATH(keys) OUT "  a: {" keys "}\n"
#define RELAY(keys) OUT "  a: {from: a@self.example, relays: [{" keys "}]}\n"

static const struct fault_case faulty[] = {
	/* Sections. */
	{"path: {}\n", "error site 1:1 unknown key 'path' in notices.yaml; did you mean 'paths'?\n"},
	{"- a\n", "error site 1:1 notices.yaml is a list: expected a mapping\n"},
	{"paths: [a]\n", "error site 1:8 section 'paths' is a list: expected a mapping\n"},
	{"kinds:\n  outage-frist: {urgency: first}\n",
	 "error site 2:3 unknown key 'outage-frist' in section 'kinds'; did you mean 'outage-first'?\n"},
	{"audiences:\n  press: {self: true}\n",
	 "error site 2:3 unknown key 'press' in section 'audiences': expected one of core, peers, institution, manager, "
	 "duty, carrier, certifier, assessor, authority, public\n"},
	/* Paths. */
	{"paths:\n" FIXTURE_CORE,
	 "error base 14:3 a channel of contact 'core-noc' goes by path 'out-of-band', which notices.yaml does not have\n"
	 "warning site 2:3 no path is out of band: nobody hears of it while the core is down (3.2.2-2)\n"},
	{"paths:\n  -x: {interface: eth0, out-of-band: true}\n",
	 "error site 2:3 name of a path is '-x': expected a name of at most 64 letters, digits, '-', '_' and '.' that "
	 "begins with a letter or digit\n"},
	{FIXTURE_PATHS "    out-of-band: false\n",
	 "error site 9:18 path 'out-of-band' is called so and says that it is not\n"},
	{PATH("out-of-band: true"),
	 "warning site 6:3 path 'a' is out of band and has neither 'source' nor 'interface': it leaves as all the rest "
	 "does (3.2.2-2)\n"},
	{PATH("source: mobile"),
	 "error site 6:15 'source' of path 'a' is 'mobile': expected an IPv4 or IPv6 address\n"},
	{PATH("interface: eth0/1"), "error site 6:18 'interface' of path 'a' is 'eth0/1': expected the name of an interface\n"},
	{PATH("interface: an-interface-that-is-long"),
	 "error site 6:18 'interface' of path 'a' is 25 bytes long: expected text of at most 15 bytes\n"},
	{PATH("from: noc@self.example"), "error site 6:13 path 'a' has a 'from' and no 'relays'\n"},
	{PATH("relays: [{name: x, host: mx.example}]"), "error site 6:6 path 'a' lacks 'from'\n"},
	{PATH("relays: [{name: x, host: mx.example}], from: noc"),
	 "error site 6:52 'from' of path 'a' is 'noc': expected a mail address such as noc@example.jp\n"},
	{PATH("relays: []"), "error site 6:15 'relays' of path 'a' has 0 entries, not 1 to 8\n"},
	{PATH("proxy: 'ftp://x'"),
	 "error site 6:14 'proxy' of path 'a' is 'ftp://x': expected a URL that begins with https:// or http://\n"},
	{PATH("proxy: 'http://me:word@proxy.example'"),
	 "error site 6:14 'proxy' of path 'a' holds a login: a secret stands in a file of its own\n"},
	{PATH("shares: [\"a\\nb\"]"),
	 "error site 6:16 'shares' of path 'a' holds a control character or one that hides or reorders text\n"},
	{PATH("name: {de: a}"),
	 "error site 6:14 unknown key 'de' in 'name' of path 'a': expected one of ja, en\n"},
	/* Relays. */
	{RELAY("host: mx.example"), "error site 6:38 a relay of path 'a' lacks 'name'\n"},
	{RELAY("name: x"), "error site 6:38 relay 'x' of path 'a' lacks 'host'\n"},
	{RELAY("name: x, host: -mx"),
	 "error site 6:54 'host' of relay 'x' of path 'a' is '-mx': expected an address, or the name of a host\n"},
	{RELAY("name: x, host: mx, port: 0"),
	 "error site 6:64 'port' of relay 'x' of path 'a' is '0': expected a whole number from 1 to 65535\n"},
	{RELAY("name: x, host: mx, tls: yes"),
	 "error site 6:63 'tls' of relay 'x' of path 'a' is 'yes': expected one of starttls, tls, none\n"},
	{RELAY("name: x, host: 192.0.2.1"),
	 "warning site 6:54 relay 'x' of path 'a' is an address and has no 'tls-name': its certificate must be for the "
	 "address\n"},
	{RELAY("name: x, host: 192.0.2.1, tls: none, tls-name: mx.example"),
	 "error site 6:86 relay 'x' of path 'a' has a 'tls-name' and 'tls: none'\n"},
	{RELAY("name: x, host: mx, user: a"), "error site 6:38 relay 'x' of path 'a' has a 'user' and no 'secret'\n"},
	{RELAY("name: x, host: mx, secret: a"), "error site 6:38 relay 'x' of path 'a' has a 'secret' and no 'user'\n"},
	{RELAY("name: x, host: mx, tls: none, user: a, secret: a"),
	 "error site 6:75 relay 'x' of path 'a' would tell its password to whoever listens: it has a 'user' and "
	 "'tls: none'\n"},
	{RELAY("name: x, host: mx, pasword: a"),
	 "error site 6:58 unknown key 'pasword' in a relay of path 'a': expected one of name, host, port, tls, tls-name, "
	 "ca, user, secret\n"},
	{RELAY("name: x, host: mx}, {name: x, host: my"), "error site 6:66 path 'a' has two relays 'x'\n"},
	{"paths:\n  out-of-band: {source: 192.0.2.9, from: a@self.example, relays: [{name: x, host: mx.self.example}]}\n",
	 "warning site 2:83 relay 'x' of path 'out-of-band' is out of band, and the name 'mx.self.example' must be "
	 "resolved before it is reached: write the address, and the name as 'tls-name' (3.2.2-2)\n"},
	/* What a site has beside. */
	{"mailbox: {host: imap.example}\n", "error site 1:10 section 'mailbox' lacks 'user'\n"},
	{"mailbox: {user: a, secret: b}\n", "error site 1:10 section 'mailbox' lacks 'host'\n"},
	{"heartbeat: {path: a}\n",
	 "error site 1:12 section 'heartbeat' lacks 'url'\n"
	 "error site 1:19 unknown path 'a' in 'path' of section 'heartbeat'\n"},
	{OUT "heartbeat: {url: watch, path: out-of-bnd}\n",
	 "error site 6:18 'url' of section 'heartbeat' is 'watch': expected a URL that begins with https:// or http://\n"
	 "error site 6:31 unknown path 'out-of-bnd' in 'path' of section 'heartbeat'; did you mean 'out-of-band'?\n"},
	{OUT "heartbeat: {url: 'https://me:word@watch.example/x', path: out-of-band}\n",
	 "error site 6:18 'url' of section 'heartbeat' holds a login: a secret stands in a file of its own\n"},
	{"signature: {key: a}\n", "error site 1:12 section 'signature' lacks 'certificate'\n"},
	{"lead: {other: 14d}\n",
	 "error site 1:7 'lead' has moved: write it into duties.yaml, nwops-duties(5), and take it out here\n"},
	{"closed: sundays\n", "error site 1:9 unknown calendar 'sundays' in 'closed' of notices.yaml\n"},
	/* Audiences. */
	{"audiences: {core: {}}\n",
	 "error site 1:13 audience 'core' has neither 'kinds' nor 'self: true': it would be everybody\n"},
	{"audiences: {peers: {self: false}}\n",
	 "error site 1:13 audience 'peers' has neither 'kinds' nor 'self: true': it would be everybody\n"},
	{"audiences: {institution: {kinds: [institution]}}\n",
	 "error site 1:13 audience 'institution' lacks 'affected: true': what is meant for one would be told to all\n"},
	{"audiences: {core: {kinds: [core-operater]}}\n",
	 "error site 1:28 'kinds' of audience 'core' is 'core-operater': expected one of operator, core-operator, carrier, "
	 "institution, certifier, assessor, power-company; did you mean 'core-operator'?\n"},
	{"audiences: {core: {kinds: [core-operator], roles: [boss]}}\n",
	 "error site 1:52 'roles' of audience 'core' is 'boss': expected one of ops-manager, duty-officer, responsible, "
	 "help-desk, noc\n"},
	{"audiences: {core: {kinds: [core-operator], classes: [usr, gold]}}\n",
	 "error site 1:54 unknown service class 'usr' in 'classes' of audience 'core'; did you mean 'user'?\n"},
	{"audiences: {duty: {self: true, on-duty: yes}}\n",
	 "error site 1:41 'on-duty' of audience 'duty' is 'yes', which is only a word here: expected true or false; "
	 "write 'true'\n"},
	{"audiences: {core: {kinds: [core-operator], approval: responsible}}\n",
	 "error site 1:54 nobody of ours has a role that 'approval' of audience 'core' asks for: it would be held for "
	 "ever\n"},
	/* Urgencies. */
	{"urgencies: {first: {connect: 30s}}\n", "error site 1:13 'connect' of urgency 'first' is longer than 'attempt'\n"},
	{"urgencies: {first: {patience: 10s}}\n",
	 "warning site 1:13 'patience' of urgency 'first' is shorter than 'attempt': it ends before one try may have\n"},
	{"urgencies: {routine: {give-up: 1h}}\n",
	 "error site 1:13 'give-up' of urgency 'routine' is not longer than 'patience'\n"},
	{"urgencies: {first: {retries: [5s, 0s]}}\n",
	 "error site 1:35 'retries' of urgency 'first' is '0s': expected a duration from 1s to 1d, such as 30s or 1h30m\n"},
	{"urgencies: {first: {then: parallel}}\n",
	 "error site 1:27 'then' of urgency 'first' is 'parallel': expected one of next-path, all-paths\n"},
	/* Ladders. */
	{"ladders: {x: []}\n", "error site 1:14 ladder 'x' has 0 rungs, not 1 to 16\n"},
	{"ladders: {x: [{again: true}]}\n", "error site 1:15 rung 1 of ladder 'x' lacks 'after'\n"},
	{"ladders: {x: [{after: 1m}]}\n", "error site 1:15 rung 1 of ladder 'x' has not one of 'again', 'tell' and 'call'\n"},
	{"ladders: {x: [{after: 1m, tell: core, call: core}]}\n",
	 "error site 1:15 rung 1 of ladder 'x' has not one of 'again', 'tell' and 'call'\n"},
	{"ladders: {x: [{after: 1m, again: false}]}\n",
	 "error site 1:15 rung 1 of ladder 'x' has not one of 'again', 'tell' and 'call'\n"},
	{"ladders: {x: [{after: 1m, call: boss}]}\n",
	 "error site 1:33 'call' of rung 1 of ladder 'x' is 'boss': expected one of core, peers, institution, manager, duty, "
	 "carrier, certifier, assessor, authority, public\n"},
	{"ladders: {x: [{after: 1s, call: core}]}\n",
	 "error site 1:23 'after' of rung 1 of ladder 'x' is '1s': expected a duration from 10s to 1w, such as 30s or "
	 "1h30m\n"},
	{"ladders: {x: [{after: 1m, call: core}, {after: 1m, again: true}]}\n",
	 "warning site 1:11 ladder 'x' does not end with 'call': when no message arrives nobody is told\n"},
	/* Kinds. */
	{"kinds: {outage-first: {answer: true}}\n", "error site 1:23 notice 'outage-first' lacks 'urgency'\n"},
	{"kinds: {outage-first: {urgency: fast}}\n",
	 "error site 1:33 'urgency' of notice 'outage-first' is 'fast': expected one of first, urgent, routine\n"},
	{"kinds: {outage-first: {urgency: first, answer: true, ladder: cor}}\n",
	 "error site 1:62 unknown ladder 'cor' in 'ladder' of notice 'outage-first'; did you mean 'core'?\n"},
	{"kinds: {outage-first: {urgency: first, to: {press: {}}}}\n",
	 "error site 1:45 unknown key 'press' in 'to' of notice 'outage-first': expected one of core, peers, institution, "
	 "manager, duty, carrier, certifier, assessor, authority, public\n"},
	{"kinds: {outage-first: {urgency: first, to: {core: {to: {}}}}}\n",
	 "error site 1:52 unknown key 'to' in notice 'outage-first' to 'core': expected one of urgency, approval, ladder, "
	 "answer, together\n"},
	{"kinds: {switchover: {urgency: routine, together: 1m, to: {core: {urgency: first}}}}\n",
	 "error site 1:65 notice 'switchover' to 'core' is a first report and would wait for others: nothing holds one\n"},
	{"kinds: {reminder: {urgency: routine, to: {core: {ladder: core}}}}\n",
	 "error site 1:49 notice 'reminder' to 'core' has a ladder and asks for no answer: nobody could end it\n"},
	{"kinds: {reminder: {urgency: routine, approval: [noc, responsible]}}\n",
	 "error site 1:48 nobody of ours has a role that 'approval' of notice 'reminder' asks for: it would be held for "
	 "ever\n"},
	{"kinds: {reminder: {urgency: routine, approval: nobody}}\n",
	 "error site 1:48 'approval' of notice 'reminder' is 'nobody': expected one of ops-manager, duty-officer, "
	 "responsible, help-desk, noc\n"},
	/* Several in one pass. */
	{"closed: x\nkinds: {reminder: {}}\naudiences: {core: {}}\n",
	 "error site 1:9 unknown calendar 'x' in 'closed' of notices.yaml\n"
	 "error site 2:19 notice 'reminder' lacks 'urgency'\n"
	 "error site 3:13 audience 'core' has neither 'kinds' nor 'self: true': it would be everybody\n"},
};

START_TEST(each_fault_has_its_place)
{
	g_autoptr(ops_inventory_t) inventory = case_load(NULL);
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_notice_policy_t) policy = fixture_read(faulty[_i].text, inventory, faults);
	g_autofree char *told = case_shown(faults);

	/* The contact out of band is another test's. */
	ck_assert_msg(strcmp(told, faulty[_i].expected) == 0, "of:\n%s\nexpected:\n%s\ngot:\n%s", faulty[_i].text,
		      faulty[_i].expected, told);
	ck_assert_int_eq(policy != NULL, conf_faults_errors(faults) == 0);
}
END_TEST

START_TEST(contacts_go_by_paths_that_are_there)
{
	static const struct { const char *contacts, *site, *expected; } cases[] = {
		{"contacts: {x: {organization: core, role: noc, channels: [{mail: x@core.example, path: out-of-bnd}]}}\n",
		 FIXTURE_PATHS,
		 "error case 1:12 a channel of contact 'x' goes by path 'out-of-bnd', which notices.yaml does not have; did you "
		 "mean 'out-of-band'?\n"},
		{"contacts: {x: {organization: core, role: noc, channels: [{phone: 03-5550-0100, path: letter}]}}\n",
		 FIXTURE_PATHS,
		 "error case 1:12 a channel of contact 'x' goes by path 'letter', which notices.yaml does not have\n"},
		{NULL, "paths: {a: {source: 192.0.2.1, out-of-band: true}}\n",
		 "error base 11:3 a mail to contact 'manager' goes by path 'a', which has no relays\n"
		 "error base 14:3 a channel of contact 'core-noc' goes by path 'out-of-band', which notices.yaml does not "
		 "have\n"},
		/* Of a telephone it is a remark; without paths nothing is sent. */
		{"contacts: {x: {organization: core, role: noc, channels: [{phone: 03-5550-0100, path: out-of-band}]}}\n",
		 "paths:\n" FIXTURE_CORE,
		 "error base 14:3 a channel of contact 'core-noc' goes by path 'out-of-band', which notices.yaml does not "
		 "have\n"
		 "warning site 2:3 no path is out of band: nobody hears of it while the core is down (3.2.2-2)\n"},
		{"contacts: {x: {organization: core, role: noc, channels: [{mail: x@core.example, path: letter}]}}\n", "", ""},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(ops_inventory_t) inventory = case_load(cases[i].contacts);
		g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
		g_autoptr(ops_notice_policy_t) policy = fixture_read(cases[i].site, inventory, faults);
		g_autofree char *told = case_shown(faults);

		ck_assert_str_eq(told, cases[i].expected);
		ck_assert_int_eq(policy != NULL, conf_faults_errors(faults) == 0);
	}
}
END_TEST

/* That a site has no manager is the inventory's warning; here it would be told twice. */
START_TEST(what_comes_with_nwops_asks_for_nobody_who_is_not_there)
{
	static const char alone[] = "organizations: {self: {kind: operator, self: true, name: A}}\n";
	g_autoptr(ops_conf_faults_t) before = conf_faults_new(), faults = conf_faults_new();
	g_autoptr(ops_inventory_t) inventory = build_from_bytes("alone", alone, strlen(alone), before);
	g_autoptr(ops_notice_policy_t) policy = fixture_read("closed:\n", inventory, faults);
	g_autofree char *told = case_shown(faults), *earlier = case_shown(before);

	ck_assert_str_eq(told, "");
	ck_assert_ptr_nonnull(policy);
	ck_assert_ptr_nonnull(strstr(earlier, "has role 'ops-manager' (1.1.1-1)"));
}
END_TEST

START_TEST(what_comes_with_nwops_must_be_whole)
{
	static const char share[] = "paths: {a: {}}\nmailbox: {}\naudiences: {}\n";
	g_autoptr(ops_inventory_t) inventory = case_load(NULL);
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	const struct policy_sources sources = {.directory = "etc", .share = {"share", share, strlen(share)}};
	g_autofree char *told = NULL;

	ck_assert_ptr_null(policy_build(&sources, inventory, faults));
	told = case_shown(faults);
	ck_assert_uint_eq(conf_faults_errors(faults), 2 + AUDIENCE_COUNT + URGENCY_COUNT + NOTICE_KIND_COUNT);
	ck_assert_ptr_nonnull(strstr(told, "error share 0:0 section 'audiences' lacks 'core'\n"));
	ck_assert_ptr_nonnull(strstr(told, "error share 0:0 section 'kinds' lacks 'comcheck'\n"));
	ck_assert_ptr_nonnull(strstr(told, "error share 1:8 only a site can name its paths\n"));
	ck_assert_ptr_nonnull(strstr(told, "error share 2:10 only a site can say 'mailbox'\n"));
}
END_TEST

/* --- files --- */

static void put(const char *directory, const char *name, const char *text, int mode)
{
	g_autofree char *path = g_build_filename(directory, name, NULL);

	ck_assert(g_file_set_contents(path, text, -1, NULL));
	ck_assert_int_eq(g_chmod(path, mode), 0);
}

static void clear(const char *directory)
{
	static const char *const names[] = {"notices.yaml", "good", "open"};

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *path = g_build_filename(directory, names[i], NULL);

		g_remove(path);
	}
	ck_assert_int_eq(g_rmdir(directory), 0);
}

/* What is told of DIRECTORY, whose name stands nowhere in it. Caller frees. */
static char *load_told(const char *directory, const struct inventory *inventory)
{
	g_autofree char *share = g_build_filename(g_getenv("NWOPS_SOURCE_ROOT"), "share", NULL);
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_notice_policy_t) policy = notice_policy_load(directory, share, inventory, faults);
	g_autofree char *told = case_shown(faults);
	g_auto(GStrv) pieces = g_strsplit(told, directory, -1);

	ck_assert_int_eq(policy != NULL, conf_faults_errors(faults) == 0);
	return g_strjoinv("DIR", pieces);
}

START_TEST(a_secret_that_others_can_read_is_refused_with_all_other_faults)
{
	static const char site[] =
		"paths:\n"
		"  out-of-band:\n"
		"    source: 192.0.2.1\n"
		"    from: a@self.example\n"
		"    relays:\n"
		"      - {name: a, host: 192.0.2.2, tls-name: a, user: u, secret: good}\n"
		"      - {name: b, host: 192.0.2.2, tls-name: a, user: u, secret: open}\n"
		"      - {name: c, host: 192.0.2.2, tls-name: a, user: u, secret: none}\n"
		"      - {name: d, host: 192.0.2.2, tls-name: a, ca: open}\n"
		"      - {name: e, host: 192.0.2.2, tls-name: a, ca: .}\n"
		"closed: x\n";
	g_autofree char *directory = g_dir_make_tmp("nwops-policy-XXXXXX", NULL), *told = NULL;
	g_autoptr(ops_inventory_t) inventory = case_load(NULL);

	put(directory, "good", "word\n", 0600);
	put(directory, "open", "word\n", 0604);
	told = load_told(directory, inventory);
	ck_assert_str_eq(told, "");
	g_free(told);
	put(directory, "notices.yaml", site, 0644);
	told = load_told(directory, inventory);
	ck_assert_str_eq(told,
			 "error DIR/notices.yaml 7:66 'DIR/open' refused: others can read it; run chmod 600\n"
			 "error DIR/notices.yaml 8:66 cannot look at 'DIR/none': No such file or directory\n"
			 "error DIR/notices.yaml 10:53 'DIR/.' is not a file\n"
			 "error DIR/notices.yaml 11:9 unknown calendar 'x' in 'closed' of notices.yaml\n");
	clear(directory);
}
END_TEST

START_TEST(what_cannot_be_read_is_no_file_that_is_not_there)
{
	g_autofree char *directory = g_dir_make_tmp("nwops-policy-XXXXXX", NULL), *told = NULL;
	g_autofree char *path = g_build_filename(directory, "notices.yaml", NULL);
	g_autoptr(ops_inventory_t) inventory = case_load(NULL);
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();

	ck_assert_int_eq(g_mkdir(path, 0755), 0);
	told = load_told(directory, inventory);
	ck_assert_msg(g_str_has_prefix(told, "error DIR/notices.yaml 0:0 "), "%s", told);
	/* And without nwops's own there is no policy at all. */
	ck_assert_ptr_null(notice_policy_load(directory, directory, inventory, faults));
	ck_assert_uint_ge(conf_faults_errors(faults), 1);
	clear(directory);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(without_a_file_of_its_own_a_site_tells_as_it_comes),
		UNIT(the_rules_that_come_keep_what_the_guideline_asks),
		UNIT(a_policy_is_what_stands_there),
		UNIT(an_entry_of_the_site_takes_the_place_of_its_name_alone),
		UNIT(the_digest_is_of_both_files),
		UNIT_ROWS(each_fault_has_its_place, faulty),
		UNIT(contacts_go_by_paths_that_are_there),
		UNIT(what_comes_with_nwops_asks_for_nobody_who_is_not_there),
		UNIT(what_comes_with_nwops_must_be_whole),
		UNIT(a_secret_that_others_can_read_is_refused_with_all_other_faults),
		UNIT(what_cannot_be_read_is_no_file_that_is_not_there),
		{NULL},
	};

	return unit_run("notice-policy", tests);
}
