/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Contacts and rosters: a channel that could never reach anybody, a stranger
 * on our roster and hours without anybody are found on paper.
 */
#include "test-inventory.h"

#define CONTACT "organization: self, role: noc"
#define CHANNEL(channel) "contacts:\n  c: {" CONTACT ", channels: [{" channel "}]}\n"
#define ROSTER(turns) "rosters:\n  normal:\n    turns:\n" turns

START_TEST(targets_that_nothing_could_reach_are_errors)
{
	static const char *const good[] = {
		"mail: noc@example.jp", "mail: a.b+c@sub.example.co.jp", "phone: 03-5550-0100",
		"fax: '+81-3-5550-0100'", "webhook: 'https://hooks.example/x?y=1'", "webhook: 'https://hooks.example/@sato'",
		"alertmanager: 'http://192.0.2.1:9093'", "command: /usr/local/bin/page",
		"sheet: 当直室", "mail: a@example.jp, path: out-of-band", "mail: a@example.jp, path: line-b",
		"command: /usr/local/bin/sms, number: 090-0000-0001",
	};
	static const struct fault_case bad[] = {
		{ CHANNEL("mail: noc"),
		  "error case 2:56 'noc' of contact 'c' is not a mail address such as noc@example.jp\n" },
		{ CHANNEL("mail: 'a@b@example.jp'"),
		  "error case 2:56 'a@b@example.jp' of contact 'c' is not a mail address such as "
		  "noc@example.jp\n" },
		{ CHANNEL("mail: 'Sato <a@example.jp>'"),
		  "error case 2:56 'Sato <a@example.jp>' of contact 'c' is not a mail address such as "
		  "noc@example.jp\n" },
		{ CHANNEL("mail: 'a@-x.example'"),
		  "error case 2:56 'a@-x.example' of contact 'c' is not a mail address such as "
		  "noc@example.jp\n" },
		{ CHANNEL("mail: 'a@localhost'"),
		  "error case 2:56 'a@localhost' of contact 'c' is not a mail address such as "
		  "noc@example.jp\n" },
		{ CHANNEL("mail: \"a@example.jp\\nBcc: x@y.example\""),
		  "error case 2:56 'mail' of contact 'c' holds a control character or one that hides or "
		  "reorders text\n" },
		{ CHANNEL("webhook: 'ftp://example.jp'"),
		  "error case 2:59 'ftp://example.jp' of contact 'c' is not a URL that begins with "
		  "https:// or http://\n" },
		{ CHANNEL("webhook: 'https://me:word@hooks.example/x'"),
		  "error case 2:59 'webhook' of contact 'c' holds a login: a secret stands in a file of its own\n" },
		{ CHANNEL("alertmanager: 'http://me@192.0.2.1:9093'"),
		  "error case 2:64 'alertmanager' of contact 'c' holds a login: a secret stands in a file of its own\n" },
		{ CHANNEL("command: page"),
		  "error case 2:59 'page' of contact 'c' is not the absolute path of a program\n" },
		{ CHANNEL("mail: a@example.jp, phone: 03-5550-0100"),
		  "error case 2:49 a channel of contact 'c' is both 'mail' and 'phone'\n" },
		{ CHANNEL("mail: a@example.jp, number: 090-0000-0001"),
		  "error case 2:78 a channel of contact 'c' has a 'number' and is no 'command'\n" },
		{ CHANNEL("mail: a@example.jp, secret: key"),
		  "error case 2:78 a channel of contact 'c' has a 'secret' and is no 'webhook'\n" },
		{ CHANNEL("path: out-of-band"),
		  "error case 2:49 a channel of contact 'c' has no kind, such as 'mail'\n" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(good); i++) {
		g_autofree char *text =
			g_strdup_printf("contacts: {c: {" CONTACT ", channels: [{%s}]}}", good[i]);
		struct inventory *inventory = case_load(text);

		ck_assert_uint_eq(inventory_find_contact(inventory, "c")->channel_count, 1);
		inventory_free(inventory);
	}
	CASE_CHECK(case_base, bad);
}
END_TEST

START_TEST(a_contact_belongs_to_somebody_and_can_be_reached)
{
	static const struct fault_case cases[] = {
		{ "contacts:\n  c: {organization: slef, role: noc, login: x}\n",
		  "error case 2:21 unknown organization 'slef' in 'organization' of contact 'c'; did you mean "
		  "'self'?\n" },
		{ "contacts:\n  c: {" CONTACT "}\n",
		  "error case 2:6 contact 'c' can be reached by no channel and has no login\n" },
		{ "contacts:\n  c: {" CONTACT ", login: suzuki}\n",
		  "error case 2:45 login 'suzuki' of contact 'c' is that of contact 'manager' already: base, "
		  "line 11, column 3\n" },
		{ "contacts:\n  c: {login: x}\n",
		  "error case 2:6 contact 'c' lacks 'organization'\n"
		  "error case 2:6 contact 'c' lacks 'role'\n" },
	};

	CASE_CHECK(case_base, cases);
}
END_TEST

START_TEST(rosters_hold_our_people_over_the_whole_week)
{
	static const struct fault_case cases[] = {
		{ ROSTER("      - {contact: duty}\n"), "" },
		{ ROSTER("      - {contact: duty, deputy: manager, hours: mon-fri 24h}\n"),
		  "warning case 2:3 nobody is on duty in roster 'normal' from sat 00:00 on (1.1.1-3)\n" },
		{ ROSTER("      - {contact: dutty}\n"),
		  "error case 4:19 unknown contact 'dutty' in 'contact' of roster 'normal'; did you mean "
		  "'duty'?\n" },
		{ ROSTER("      - {contact: core-noc}\n"),
		  "error case 4:19 'contact' in roster 'normal' is contact 'core-noc' of organization 'core', "
		  "not one of ours\n" },
		{ ROSTER("      - {contact: duty, deputy: duty}\n"),
		  "error case 4:33 contact 'duty' is its own deputy in roster 'normal'\n" },
		{ ROSTER("      []\n"), "error case 4:7 roster 'normal' has 0 turns, not 1 to 200\n" },
		{ "rosters:\n  disater: {turns: [{contact: duty}]}\n",
		  "error case 2:3 roster 'disater' is neither 'normal' nor 'disaster'\n" },
		{ ROSTER("      - {contact: duty, hours: mon 9-12}\n"),
		  "error case 4:32 'hours' of roster 'normal': '9-12' is no span of time such as 08:30-18:00, "
		  "nor 24h\n" },
	};

	CASE_CHECK(case_base, cases);
}
END_TEST

START_TEST(what_was_written_is_what_is_held)
{
	struct inventory *inventory = case_load(
		"contacts:\n"
		"  c: {" CONTACT ", language: en, name: {ja: 佐藤}, channels: [{mail: a@example.jp},\n"
		"      {phone: 03-5550-0100, path: out-of-band}]}\n"
		"rosters:\n"
		"  disaster: {meeting-place: 大手町, turns: [{contact: c, deputy: duty}]}\n");
	const struct contact *c = inventory_find_contact(inventory, "c");
	const struct roster *roster = inventory_find_roster(inventory, "disaster");

	ck_assert_ptr_eq(c->organization, inventory_self(inventory));
	ck_assert_str_eq(inventory_role_id(c->role), "noc");
	ck_assert_str_eq(c->language, "en");
	ck_assert_str_eq(inventory_find_contact(inventory, "duty")->language, "ja");
	ck_assert_str_eq(c->title.en, "佐藤");
	ck_assert_uint_eq(c->channel_count, 2);
	ck_assert_int_eq(c->channels[0].kind, CHANNEL_MAIL);
	ck_assert(!c->channels[0].out_of_band);
	ck_assert_ptr_null(c->channels[0].path);
	ck_assert_str_eq(c->channels[1].target, "03-5550-0100");
	ck_assert(c->channels[1].out_of_band);
	ck_assert_str_eq(c->channels[1].path, "out-of-band");
	ck_assert_str_eq(roster->meeting_place.ja, "大手町");
	ck_assert_ptr_eq(roster->turns[0].contact, c);
	ck_assert_str_eq(roster->turns[0].deputy->name, "duty");
	ck_assert_ptr_null(roster->turns[0].hours);
	inventory_free(inventory);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(targets_that_nothing_could_reach_are_errors),
		UNIT(a_contact_belongs_to_somebody_and_can_be_reached),
		UNIT(rosters_hold_our_people_over_the_whole_week),
		UNIT(what_was_written_is_what_is_held),
		{ NULL, NULL },
	};

	return unit_run("inventory-people", tests);
}
