/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Organizations: one is us, each kind has only what belongs to it, nobody
 * vouches for himself.
 */
#include "test-inventory.h"

#define INSTITUTION "kind: institution, type: clinic, service-class: user, name: x"

START_TEST(one_organization_is_us_and_an_operator)
{
	static const struct fault_case cases[] = {
		{ "organizations:\n  o: {kind: operator, self: true, name: x}\n",
		  "error case 2:29 organization 'o' cannot be self too: organization 'self' is: base, line 5, "
		  "column 3\n" },
		{ "organizations:\n  c: {kind: carrier, self: true, name: x}\n",
		  "error case 2:28 organization 'c' cannot be self: only an organization of kind 'operator' "
		  "can\n"
		  "error case 2:28 organization 'c' cannot be self too: organization 'self' is: base, line 5, "
		  "column 3\n" },
	};
	static const struct fault_case alone[] = {
		{ "organizations: {o: {kind: operator, name: x}}\n",
		  "error etc 0:0 no organization is self: one needs 'self: true'\n" },
	};

	CASE_CHECK(case_base, cases);
	CASE_CHECK(NULL, alone);
}
END_TEST

START_TEST(names_and_codes_are_given_once_and_both_places_are_told)
{
	static const struct fault_case cases[] = {
		{ "organizations:\n  hosp-1: {" INSTITUTION "}\n",
		  "error case 2:3 organization 'hosp-1' is there already: base, line 9, column 3\n" },
		{ "organizations:\n  a: {" INSTITUTION ", code: '1310001'}\n",
		  "error case 2:76 code '1310001' of organization 'a' is that of organization 'hosp-1' "
		  "already: base, line 9, column 3\n" },
		{ "organizations:\n  a: {" INSTITUTION ", code: '131000'}\n",
		  "error case 2:76 code of organization 'a' is not 7 to 10 digits\n" },
		{ "organizations:\n  a: {" INSTITUTION ", code: 13100-1}\n",
		  "error case 2:76 code of organization 'a' is not 7 to 10 digits\n" },
	};

	CASE_CHECK(case_base, cases);
}
END_TEST

START_TEST(an_institution_has_a_type_and_a_class_and_nobody_else_has)
{
	static const struct fault_case cases[] = {
		{ "organizations:\n  a: {kind: institution, type: clinic, name: x}\n",
		  "error case 2:6 organization 'a' has no service class\n" },
		{ "organizations:\n  a: {kind: institution, service-class: user, name: x}\n",
		  "error case 2:6 organization 'a' lacks 'type'\n" },
		{ "organizations:\n  a: {kind: carrier, service-class: user, name: x}\n",
		  "error case 2:37 'service-class' has no meaning for organization 'a' of kind 'carrier'\n" },
		{ "organizations:\n  a: {kind: assessor, fault-desk: '0120-000-000', name: x}\n",
		  "error case 2:35 'fault-desk' has no meaning for organization 'a' of kind 'assessor'\n" },
		{ "organizations:\n  a: {kind: institution, type: clinic, service-class: usr, name: x}\n",
		  "error case 2:55 unknown service class 'usr' in 'service-class' of organization 'a'; did "
		  "you mean 'user'?\n" },
		{ "organizations:\n  a: {name: {kana: x}}\n",
		  "warning case 2:3 no contact of organization 'a' has a channel with 'path: out-of-band', "
		  "which works while the core is down (3.2.2-2)\n"
		  "error case 2:6 organization 'a' lacks 'kind'\n"
		  "error case 2:13 'name' of organization 'a' has neither 'ja' nor 'en'\n" },
	};

	CASE_CHECK(case_base, cases);
}
END_TEST

START_TEST(a_ring_of_those_who_vouch_is_told_once)
{
	static const struct fault_case cases[] = {
		{ "organizations:\n"
		  "  a: {kind: institution, type: regional-body, service-class: user, name: x, regional: b}\n"
		  "  b: {kind: institution, type: regional-body, service-class: user, name: x, regional: c}\n"
		  "  c: {kind: institution, type: regional-body, service-class: user, name: x, regional: b}\n",
		  "error case 3:3 organization 'b' vouches for itself: b -> c -> b\n" },
		{ "organizations:\n"
		  "  a: {kind: institution, type: regional-body, service-class: user, name: x, regional: a}\n",
		  "error case 2:3 organization 'a' vouches for itself: a -> a\n" },
		{ "organizations:\n  a: {" INSTITUTION ", regional: hosp-1}\n",
		  "error case 2:80 'regional' of organization 'a' is 'hosp-1', which is not of type "
		  "'regional-body'\n" },
		{ "organizations:\n  a: {" INSTITUTION ", regional: core}\n",
		  "error case 2:80 'regional' of organization 'a' is organization 'core' of kind "
		  "'core-operator'; expected kind 'institution'\n" },
		{ "organizations:\n"
		  "  a: {kind: institution, type: regional-body, service-class: user, name: x, regional: b}\n"
		  "  b: {kind: institution, type: regional-body, service-class: user, name: x}\n", "" },
	};

	CASE_CHECK(case_base, cases);
}
END_TEST

START_TEST(telephone_numbers_can_be_dialled)
{
	static const char *const good[] = { "03-5550-0100", "+81-3-5550-0100", "(03) 5550.0100",
					    "09012345678", "113", "+44 20 7946 0000", "０３ー５５５０ー０１００" };
	static const char *const bad[] = { "3-5550-0100", "03-5550-010", "090-1234-56789", "ask Sato",
					   "+81", "12345", "-" };

	for (size_t i = 0; i < G_N_ELEMENTS(good); i++) {
		g_autofree char *text = g_strdup_printf(
			"organizations: {a: {" INSTITUTION ", phone: \"%s\"}}", good[i]);
		struct inventory *inventory = case_load(text);

		ck_assert_str_eq(inventory_find_organization(inventory, "a")->phone, good[i]);
		inventory_free(inventory);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autofree char *text = g_strdup_printf(
			"organizations: {a: {" INSTITUTION ", phone: \"%s\"}}", bad[i]);
		g_autoptr(ops_conf_faults_t) faults = conf_faults_new();

		ck_assert_msg(!case_read(case_base, text, faults), "%s", bad[i]);
		ck_assert_uint_eq(conf_faults_count(faults), 1);
		ck_assert(strstr(conf_faults_at(faults, 0)->message, "is no telephone number"));
	}
}
END_TEST

START_TEST(a_certificate_holds_to_the_end_of_its_day_in_the_sites_zone)
{
	static const struct { const char *text; const char *expires_at; } cases[] = {
		{ "2027-03-31", "2027-04-01T00:00:00+09:00" },
		{ "2028-02-29", "2028-03-01T00:00:00+09:00" },
		{ "2027-03-31T12:00:00+00:00", "2027-03-31T12:00:00+00:00" },
	};
	static const struct fault_case bad[] = {
		{ "organizations:\n  a: {" INSTITUTION ", certificate: {}}\n",
		  "error case 2:83 organization 'a' lacks 'expires'\n" },
	};
	static const char *const no_dates[] = { "2027-02-29", "2027-13-01", "soon", "2027-03-31T25:00" };

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *text = g_strdup_printf(
			"organizations: {a: {" INSTITUTION ", certificate: {expires: '%s'}}}", cases[i].text);
		struct inventory *inventory = case_load(text);
		int64_t expected;

		ck_assert(instant_parse(cases[i].expires_at, NULL, &expected, NULL));
		ck_assert_int_eq(inventory_find_organization(inventory, "a")->certificate_expires_at_us,
				 expected);
		ck_assert_int_eq(inventory_find_organization(inventory, "hosp-1")->certificate_expires_at_us,
				 -1);
		inventory_free(inventory);
	}
	CASE_CHECK(case_base, bad);
	for (size_t i = 0; i < G_N_ELEMENTS(no_dates); i++) {
		g_autofree char *text = g_strdup_printf(
			"organizations: {a: {" INSTITUTION ", certificate: {expires: '%s'}}}", no_dates[i]);
		g_autoptr(ops_conf_faults_t) faults = conf_faults_new();

		ck_assert_msg(!case_read(case_base, text, faults), "%s", no_dates[i]);
		ck_assert_uint_eq(conf_faults_count(faults), 1);
	}
}
END_TEST

START_TEST(what_was_written_is_what_is_held)
{
	struct inventory *inventory = case_load(
		"organizations:\n"
		"  a: {kind: institution, type: pharmacy, service-class: gold, area: 47, tags: [x, y],\n"
		"      name: {ja: 薬局, kana: やっきょく}, hours: mon 09:00-10:00, phone: 03-5550-0100}\n"
		"  p: {kind: power-company, name: {en: Power}, fault-desk: 0120-000-000}\n");
	const struct organization *a = inventory_find_organization(inventory, "a");
	const struct organization *p = inventory_find_organization(inventory, "p");

	ck_assert_int_eq(a->kind, OWNER_INSTITUTION);
	ck_assert_str_eq(a->institution_type, "pharmacy");
	ck_assert_str_eq(a->service_class->name, "gold");
	ck_assert_int_eq(a->area, 47);
	ck_assert_str_eq(a->tags[0], "x");
	ck_assert_str_eq(a->tags[1], "y");
	ck_assert_ptr_null(a->tags[2]);
	ck_assert_str_eq(a->title.ja, "薬局");
	ck_assert_str_eq(a->title.en, "薬局");
	ck_assert_str_eq(a->kana, "やっきょく");
	ck_assert_int_eq(a->hours->count, 1);
	ck_assert_int_eq(a->hours->spans[0].from, 540);
	ck_assert_str_eq(inventory_position(inventory, a->place).file, "case");
	ck_assert_uint_eq(inventory_position(inventory, a->place).line, 2);
	ck_assert_str_eq(p->title.ja, "Power");
	ck_assert_str_eq(p->fault_desk, "0120-000-000");
	ck_assert_ptr_null(p->tags[0]);
	ck_assert(!p->self && inventory_self(inventory)->self);
	inventory_free(inventory);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(one_organization_is_us_and_an_operator),
		UNIT(names_and_codes_are_given_once_and_both_places_are_told),
		UNIT(an_institution_has_a_type_and_a_class_and_nobody_else_has),
		UNIT(a_ring_of_those_who_vouch_is_told_once),
		UNIT(telephone_numbers_can_be_dialled),
		UNIT(a_certificate_holds_to_the_end_of_its_day_in_the_sites_zone),
		UNIT(what_was_written_is_what_is_held),
		{ NULL, NULL },
	};

	return unit_run("inventory-organizations", tests);
}
