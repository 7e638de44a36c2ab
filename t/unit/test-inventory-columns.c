/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tables: the same things, the same faults as in YAML, at the cell; and a
 * column for every key that a table can have.
 */
#include "test-inventory.h"

static const struct {
	const char *section, *yaml, *csv;
} whole[] = {
	{"organizations", "organizations: !csv x\n",
	 "id,kind,self,type,service-class,name.ja,name.en,name.kana,code,phone,fault-desk,area,regional,"
	 "hours,certificate.expires,tags\n"
	 "body,institution,,regional-body,user,団体,Body,だんたい,,,,,,,,\n"
	 "c9,carrier,false,,,回線,,,,03-5550-0100,0120-000-113,,,,,\n"
	 "x,institution,,clinic,gold,医院,Clinic,いいん,1310009,03-5550-0101,,13,body,"
	 "\"mon 09:00-12:00, tue 24h\",2027-03-31,a b\n"},
	{"devices", "devices: !csv x\n",
	 "id,owner,role,model,platform,address,addresses,watch,site,service-class,sessions-max,ssh.user,ssh.key,ssh.password,ssh.keyboard,"
	 "ssh.agent,ssh.port,ssh.jump,ssh.legacy,ssh.transport,ssh.elevate,ssh.like,tags\n"
	 "x,self,border,M 1,frr,10.0.0.9,10.0.0.19 10.0.0.29,[],site-1,user,4096,nwops,keys/noc,/p,k,true,2222,z,"
	 "ssh-rsa hmac-sha1,libssh2,e,noc,a b\n"
	 "z,hosp-1,,,frr,10.0.0.11,,,,,,,,,,,,,,,,noc,\n"
	 "y,hosp-1,,,,10.0.0.10,,icmp,,,,,,,,,,,,,,,\n"},
	{"lines", "lines: !csv x\n",
	 "id,institution,from,cpe,address,kind,carrier,circuit-id,service-class,contract.down,contract.up,"
	 "source,interface,tags\n"
	 "x,hosp-1,a1,,10.1.0.9,ip-vpn,carrier-1,C 1,gold,1G,100M,10.0.0.9,eth0,a b\n"
	 "a,hosp-1,a1,,10.1.0.8,,,,,,,,,\n"},
};

static struct inventory *table_load(size_t index)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autofree char *rules = g_strconcat(case_base, "ssh-logins: {noc: {user: u, key: k}}\n", NULL);
	struct inventory *inventory = case_read_table(rules, whole[index].yaml, whole[index].section,
						      whole[index].csv, faults);
	g_autofree char *text = case_shown(faults);

	ck_assert_msg(inventory != NULL, "%s", text);
	return inventory;
}

START_TEST(every_column_is_read_and_stands_in_the_test)
{
	for (size_t i = 0; i < G_N_ELEMENTS(whole); i++) {
		const struct columns *columns = columns_find(whole[i].section);
		g_autoptr(GString) header = g_string_new("id");

		ck_assert_ptr_nonnull(columns);
		for (const struct column *each = columns->columns; each->name; each++)
			g_string_append_printf(header, ",%s", each->name);
		ck_assert_msg(g_str_has_prefix(whole[i].csv, header->str), "%s: %s", whole[i].section,
			      header->str);
		inventory_free(table_load(i));
	}
	ck_assert_ptr_null(columns_find("sites"));
	ck_assert_ptr_null(columns_at(G_N_ELEMENTS(whole)));
}
END_TEST

/* What a reader says it takes, when it meets what it does not, at KEY of a thing or ("") in it. */
static void check_keys(const struct columns *columns, const char *key_of)
{
	g_autofree char *text = g_strdup_printf(*key_of ? "%s: {x: {%s: {qqqqqqqqqqqqqqq: 1}}}" :
							  "%s: {x: {%sqqqqqqqqqqqqqqq: 1}}",
						columns->section, key_of);
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_auto(GStrv) keys = NULL;
	g_autofree char *shown = NULL;
	char *list;

	ck_assert_ptr_null(case_read(case_base, text, faults));
	shown = case_shown(faults);
	list = strstr(shown, "expected one of ");
	ck_assert_ptr_nonnull(list);
	*strchr(list, '\n') = '\0';
	keys = g_strsplit(list + strlen("expected one of "), ", ", -1);
	for (char **key = keys; *key; key++) {
		g_autofree char *name = g_strconcat(key_of, *key_of ? "." : "", *key, NULL);
		bool found = false;

		for (const struct column *each = columns->columns; each->name; each++)
			found |= g_str_has_prefix(each->name, name) && strchr(".", each->name[strlen(name)]);
		ck_assert_msg(found, "%s: '%s' has no column", columns->section, name);
	}
}

START_TEST(every_key_has_a_column)
{
	for (size_t i = 0; columns_at(i); i++)
		check_keys(columns_at(i), "");
	check_keys(columns_find("devices"), "ssh");
	check_keys(columns_find("lines"), "contract");
	check_keys(columns_find("organizations"), "certificate");
}
END_TEST

START_TEST(a_table_holds_what_yaml_would)
{
	struct inventory *organizations = table_load(0), *devices = table_load(1), *lines = table_load(2);
	const struct organization *x = inventory_find_organization(organizations, "x");
	const struct device *device = inventory_find_device(devices, "x");
	const struct line *line = inventory_find_line(lines, "x");
	char address[ADDRESS_TEXT_SIZE];

	ck_assert_str_eq(x->title.ja, "医院");
	ck_assert_str_eq(x->title.en, "Clinic");
	ck_assert_str_eq(x->kana, "いいん");
	ck_assert_str_eq(x->regional->name, "body");
	ck_assert_int_eq(x->area, 13);
	ck_assert_int_eq(x->hours->count, 2);
	ck_assert_str_eq(x->tags[0], "a");
	ck_assert_str_eq(x->tags[1], "b");
	ck_assert_int_gt(x->certificate_expires_at_us, 0);
	ck_assert_uint_eq(inventory_position(organizations, x->place).line, 4);
	ck_assert_str_eq(inventory_position(organizations, x->place).file, "table");
	ck_assert_str_eq(inventory_find_organization(organizations, "c9")->title.en, "回線");
	ck_assert(!device->watch_icmp);
	ck_assert_uint_eq(device->other_count, 2);
	ck_assert_str_eq(address_print(&device->others[1], address), "10.0.0.29");
	ck_assert_int_eq(device->ssh->port, 2222);
	ck_assert_str_eq(device->ssh->key, "etc/keys/noc");
	ck_assert_str_eq(device->ssh->password, "/p");
	ck_assert_int_eq(device->ssh->agent, LOGIN_AGENT_YES);
	ck_assert_str_eq(device->ssh->jump->name, "z");
	ck_assert_str_eq(device->ssh->legacy[1], "hmac-sha1");
	ck_assert_ptr_null(device->ssh->legacy[2]);
	ck_assert_int_eq(device->ssh->transport, LOGIN_LIBSSH2);
	ck_assert_str_eq(device->ssh->like->name, "noc");
	ck_assert_ptr_null(inventory_find_device(devices, "y")->ssh);
	ck_assert_ptr_null(inventory_find_device(devices, "z")->ssh->user);
	ck_assert(inventory_find_device(devices, "y")->watch_icmp);
	ck_assert_str_eq(address_print(&line->address, address), "10.1.0.9");
	ck_assert_int_eq(line->contract_up, 100000000);
	ck_assert_str_eq(line->service_class->name, "gold");
	ck_assert_str_eq(inventory_line_at(lines, 0)->name, "a");
	ck_assert_str_eq(inventory_find_line(lines, "a")->service_class->name, "user");
	ck_assert_int_eq(inventory_find_line(lines, "a")->contract_down, 0);
	inventory_free(organizations);
	inventory_free(devices);
	inventory_free(lines);
}
END_TEST

START_TEST(faults_are_told_at_the_cell)
{
	static const struct {
		const char *csv, *expected;
	} cases[] = {
		{"id,institution,from,address\n"
		 "x,hosp-1,a1,10.1.0.300\n"
		 "y,hosp-2,a1,10.1.0.2\n"
		 "-z,hosp-1,a1,10.1.0.3\n"
		 "w,,a1,10.0.0.2\n"
		 "h1,hosp-1,a1,10.1.0.1\n",
		 "error table 2:13 'address' of line 'x' is '10.1.0.300': expected an IPv4 or IPv6 address\n"
		 "error table 3:3 unknown organization 'hosp-2' in 'institution' of line 'y'; did you mean "
		 "'hosp-1'?\n"
		 "error table 4:1 section 'lines' is '-z': expected a name of at most 64 letters, digits, "
		 "'-', '_' and '.' that begins with a letter or digit\n"
		 "error table 5:1 line 'w' lacks 'institution'\n"
		 "error table 5:7 address '10.0.0.2' of line 'w' is that of device 'a1' already: base, line 19, "
		 "column 3\n"
		 "error table 6:1 line 'h1' is there already: base, line 25, column 3\n"
		 "error table 6:14 address '10.1.0.1' of line 'h1' is that of line 'h1' already: base, line 25, "
		 "column 3\n"},
		{"id,institution,adress\n",
		 "error table 1:16 unknown column 'adress'; did you mean 'address'?\n"},
		{"id,institution,from,address,tags,contract.up\nx,hosp-1,a1,10.1.0.9,a /,fast\n",
		 "error table 2:22 'tags' of line 'x' is '/': expected a name of at most 64 letters, digits, "
		 "'-', '_' and '.' that begins with a letter or digit\n"
		 "error table 2:26 'up' of line 'x' is 'fast': expected a rate in bits per second, such as "
		 "64k, 100M or 2.5G\n"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
		g_autofree char *shown = NULL;

		ck_assert_ptr_null(case_read_table(case_base, "lines: !csv x\n", "lines", cases[i].csv, faults));
		shown = case_shown(faults);
		ck_assert_str_eq(shown, cases[i].expected);
	}
}
END_TEST

START_TEST(what_a_broken_row_may_have_held_is_not_missed)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autofree char *shown = NULL;

	ck_assert_ptr_null(case_read_table(
		case_base,
		"organizations: !csv x\n"
		"lines: {x: {institution: clinic-2, from: a1, address: 10.1.0.9}}\n",
		"organizations", "id,kind,type,service-class,name.ja\nclinic-2,institution\n", faults));
	shown = case_shown(faults);
	ck_assert_str_eq(shown, "error table 2:1 a record of 2 cells, but the first line names 5 columns\n");
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(every_column_is_read_and_stands_in_the_test),
		UNIT(every_key_has_a_column),
		UNIT(a_table_holds_what_yaml_would),
		UNIT(faults_are_told_at_the_cell),
		UNIT(what_a_broken_row_may_have_held_is_not_missed),
		{NULL, NULL},
	};

	return unit_run("inventory-columns", tests);
}
