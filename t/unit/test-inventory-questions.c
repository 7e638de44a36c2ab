/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The section `probes`: every setting of each kind, its default and bounds, what is
 * refused and where, and that all of it is kept by the cache.
 */
#include "test-inventory-same.h"

#include <sys/mman.h>
#include <unistd.h>

#define PROBE(body) "probes:\n  device:b1/x: {" body "}\n"
#define AT "probe 'device:b1/x'"
#define LONG_300                                                                                   \
	"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" \
	"xxxxxxxxxxxx"                                                                             \
	"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" \
	"xxxxxxxxxxxx"                                                                             \
	"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" \
	"xxxxxxxxxxxx"

static const struct question *only_question(const struct inventory *inventory)
{
	ck_assert_uint_eq(inventory_question_count(inventory), 1);
	return inventory_question_at(inventory, 0);
}

START_TEST(each_kind_has_its_defaults)
{
	static const struct {
		const char *text;
		enum question_kind kind;
		int64_t timeout_us;
		int port, least_version, hops, size;
	} cases[] = {
		{PROBE("kind: tcp, port: 22"), QUESTION_TCP, 5000000, 22, 0, 0, 0},
		{PROBE("kind: tls"), QUESTION_TLS, 5000000, 443, 0x0303, 0, 0},
		{PROBE("kind: path"), QUESTION_PATH, 1000000, 0, 0, 30, 0},
		{PROBE("kind: mtu, size: 1500"), QUESTION_MTU, 1000000, 0, 0, 0, 1500},
		{PROBE("kind: plugin, command: [/bin/true]"), QUESTION_PLUGIN, 30000000, 0, 0, 0,
		 0},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct inventory *inventory = case_load(cases[i].text);
		const struct question *question = only_question(inventory);
		bool has_left = cases[i].kind == QUESTION_TLS;

		ck_assert_str_eq(question->name, "device:b1/x");
		ck_assert_str_eq(question->device->name, "b1");
		ck_assert_ptr_null(question->line);
		ck_assert_int_eq(question->kind, cases[i].kind);
		ck_assert_int_eq(question->timeout_us, cases[i].timeout_us);
		ck_assert_int_eq(question->port, cases[i].port);
		ck_assert_int_eq(question->least_version, cases[i].least_version);
		ck_assert_int_eq(question->hops, cases[i].hops);
		ck_assert_int_eq(question->size, cases[i].size);
		ck_assert_int_eq(question->time_us.warning, 0);
		ck_assert_int_eq(question->left_us.caution,
				 has_left ? INT64_C(30) * 86400000000 : 0);
		ck_assert_int_eq(question->left_us.warning,
				 has_left ? INT64_C(7) * 86400000000 : 0);
		ck_assert_ptr_null(question->send);
		ck_assert_ptr_null(question->expect);
		ck_assert_ptr_null(question->server_name);
		ck_assert_ptr_null(question->trust);
		ck_assert_ptr_null(question->via);
		ck_assert(address_equal(&question->address, &question->device->address));
		inventory_free(inventory);
	}
}
END_TEST

static const char everything[] =
	"devices:\n"
	"  hop: {owner: self, addresses: [10.0.0.21, 10.0.0.22], watch: []}\n"
	"probes:\n"
	"  device:b1/tcp: {kind: tcp, address: 10.0.0.99, port: 25, timeout: 7s, send: \"EHLO "
	"x\\r\\n\", expect: '^250 ',\n"
	"                  time: {caution: 100ms, warning: 1s}}\n"
	"  device:b1/tls: {kind: tls, port: 8443, server-name: portal.example, trust: ca.pem, "
	"least-version: '1.3',\n"
	"                  left: {caution: 60d, warning: 14d}, time: {caution: 1s, warning: 2s}, "
	"timeout: 5m}\n"
	"  device:a1/way: {kind: path, address: '2001:db8::1', via: [b1, hop], hops: 12, timeout: "
	"10ms}\n"
	"  line:h1/size: {kind: mtu, size: 1400}\n"
	"  line:h1/disk: {kind: plugin, command: [/usr/bin/check, -w, '20%', ''], timeout: 1m}\n";

START_TEST(each_setting_is_read)
{
	struct inventory *inventory = case_load(everything);
	const struct question *tcp = inventory_find_question(inventory, "device:b1/tcp");
	const struct question *tls = inventory_find_question(inventory, "device:b1/tls");
	const struct question *way = inventory_find_question(inventory, "device:a1/way");
	const struct question *size = inventory_find_question(inventory, "line:h1/size");
	const struct question *disk = inventory_find_question(inventory, "line:h1/disk");
	char text[ADDRESS_TEXT_SIZE];

	ck_assert_uint_eq(inventory_question_count(inventory), 5);
	ck_assert_str_eq(address_print(&tcp->address, text), "10.0.0.99");
	ck_assert_int_eq(tcp->port, 25);
	ck_assert_int_eq(tcp->timeout_us, 7000000);
	ck_assert_str_eq(tcp->send, "EHLO x\r\n");
	ck_assert_str_eq(tcp->expect, "^250 ");
	ck_assert_int_eq(tcp->time_us.caution, 100000);
	ck_assert_int_eq(tcp->time_us.warning, 1000000);

	ck_assert_int_eq(tls->port, 8443);
	ck_assert_str_eq(tls->server_name, "portal.example");
	ck_assert_str_eq(tls->trust, "etc/ca.pem");
	ck_assert_int_eq(tls->least_version, 0x0304);
	ck_assert_int_eq(tls->left_us.caution, INT64_C(60) * 86400000000);
	ck_assert_int_eq(tls->left_us.warning, INT64_C(14) * 86400000000);
	ck_assert_int_eq(tls->timeout_us, 300000000);

	ck_assert_str_eq(address_print(&way->address, text), "2001:db8::1");
	ck_assert_str_eq(way->via[0]->name, "b1");
	ck_assert_str_eq(way->via[1]->name, "hop");
	ck_assert_ptr_null(way->via[2]);
	ck_assert_int_eq(way->hops, 12);
	ck_assert_int_eq(way->timeout_us, 10000);

	ck_assert_str_eq(size->line->name, "h1");
	ck_assert_ptr_null(size->device);
	ck_assert_str_eq(address_print(&size->address, text), "10.1.0.1");
	ck_assert_int_eq(size->size, 1400);

	ck_assert_str_eq(disk->command[0], "/usr/bin/check");
	ck_assert_str_eq(disk->command[2], "20%");
	ck_assert_str_eq(disk->command[3], "");
	ck_assert_ptr_null(disk->command[4]);
	inventory_free(inventory);
}
END_TEST

START_TEST(every_setting_is_kept_by_the_cache)
{
	struct inventory *inventory = case_load(everything), *kept;
	g_autoptr(ops_cache_sources_t) sources = cache_sources_new("/etc");
	int descriptor = memfd_create("cache", MFD_CLOEXEC);
	struct cache cache = {.descriptor = -1};
	g_autofree char *image = NULL;

	ck_assert(cache_write(descriptor, inventory, sources));
	cache.length = (size_t)lseek(descriptor, 0, SEEK_END);
	image = g_malloc(cache.length);
	ck_assert_int_eq(pread(descriptor, image, cache.length, 0), cache.length);
	close(descriptor);
	cache.bytes = (const uint8_t *)image;
	ck_assert(cache_open(&cache));
	kept = cache_read(&cache);
	ck_assert_ptr_nonnull(kept);
	inventories_are_same(inventory, kept, true);
	inventory_free(inventory);
	inventory_free(kept);
}
END_TEST

START_TEST(each_is_an_item_of_its_own)
{
	struct inventory *inventory = case_load(everything);
	const struct question *tls = inventory_find_question(inventory, "device:b1/tls");
	const struct question *disk = inventory_find_question(inventory, "line:h1/disk");
	const struct item device = {.kind = ITEM_DEVICE, .device = tls->device, .question = tls};
	const struct item line = {.kind = ITEM_LINE, .line = disk->line, .question = disk};
	g_autofree char *device_name = item_name(&device), *line_name = item_name(&line);

	ck_assert_str_eq(device_name, "device:b1/tls");
	ck_assert_str_eq(line_name, "line:h1/disk");
	ck_assert_str_eq(item_short_name(&device), "b1");
	ck_assert_str_eq(item_question_name(&device), "tls");
	ck_assert_int_eq(item_question_kind(&device), QUESTION_TLS);
	ck_assert_ptr_eq(item_address(&device), &tls->address);
	ck_assert_str_eq(item_owner(&line)->name, "hosp-1");
	ck_assert_str_eq(item_service_class(&line)->name, "user");
	inventory_free(inventory);
}
END_TEST

START_TEST(bounds_are_kept_and_beyond_them_is_refused)
{
	static const char *const good[] = {
		PROBE("kind: tcp, port: 1"),
		PROBE("kind: tcp, port: 65535, timeout: 10ms"),
		PROBE("kind: tcp, port: 1, timeout: 5m, time: {caution: 1us, warning: 5m}"),
		PROBE("kind: tls, left: {caution: 3650d, warning: 0s}, least-version: '1.0'"),
		PROBE("kind: path, hops: 1, via: [a1]"),
		PROBE("kind: path, hops: 64"),
		PROBE("kind: mtu, size: 576"),
		PROBE("kind: mtu, size: 9000"),
	};
	static const struct fault_case bad[] = {
		{PROBE("kind: tcp, port: 0"), "error case 2:34 'port' of " AT
					      " is '0': expected a whole number from 1 to 65535\n"},
		{PROBE("kind: tcp, port: 65536"),
		 "error case 2:34 'port' of " AT
		 " is '65536': expected a whole number from 1 to 65535\n"},
		{PROBE("kind: tls, port: 0"), "error case 2:34 'port' of " AT
					      " is '0': expected a whole number from 1 to 65535\n"},
		{PROBE("kind: tcp, port: 1, timeout: 9ms"),
		 "error case 2:46 'timeout' of " AT
		 " is '9ms': expected a duration from 10ms to 5m, such as 30s\n"},
		{PROBE("kind: tcp, port: 1, timeout: 6m"),
		 "error case 2:46 'timeout' of " AT
		 " is '6m': expected a duration from 10ms to 5m, such as 30s\n"},
		{PROBE("kind: tls, server-name: " LONG_300),
		 "error case 2:41 'server-name' of " AT
		 " is 300 bytes long: expected text of at most 253 bytes\n"},
		{PROBE("kind: tls, least-version: '1.4'"),
		 "error case 2:43 'least-version' of " AT
		 " is '1.4': expected one of 1.0, 1.1, 1.2, 1.3; did you mean '1.0'?\n"},
		{PROBE("kind: path, hops: 0"),
		 "error case 2:35 'hops' of " AT " is '0': expected a whole number from 1 to 64\n"},
		{PROBE("kind: path, hops: 65"), "error case 2:35 'hops' of " AT
						" is '65': expected a whole number from 1 to 64\n"},
		{PROBE("kind: path, via: []"),
		 "error case 2:34 'via' of " AT " names 0 devices, not 1 to 32\n"},
		{PROBE("kind: mtu, size: 575"),
		 "error case 2:34 'size' of " AT
		 " is '575': expected a whole number from 576 to 9000\n"},
		{PROBE("kind: mtu, size: 9001"),
		 "error case 2:34 'size' of " AT
		 " is '9001': expected a whole number from 576 to 9000\n"},
		{PROBE("kind: plugin, command: []"),
		 "error case 2:40 'command' of " AT " has 0 words, not 1 to 64\n"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(good); i++)
		inventory_free(case_load(good[i]));
	CASE_CHECK(case_base, bad);
}
END_TEST

START_TEST(thresholds_must_be_able_to_fire_and_to_clear)
{
	static const struct fault_case cases[] = {
		{PROBE("kind: tcp, port: 1, time: {caution: 1s, warning: 1s}"),
		 "error case 2:53 time caution of " AT " is not below its warning and can never fire\n"},
		{PROBE("kind: tcp, port: 1, time: {caution: 2s, warning: 1s}"),
		 "error case 2:53 time caution of " AT " is not below its warning and can never fire\n"},
		{PROBE("kind: tls, left: {caution: 7d, warning: 30d}"),
		 "error case 2:44 left caution of " AT " is not above its warning and can never fire\n"},
		{PROBE("kind: tls, left: {caution: 7d, warning: 7d}"),
		 "error case 2:44 left caution of " AT " is not above its warning and can never fire\n"},
		{PROBE("kind: tcp, port: 1, time: {caution: 0s, warning: 1s}"),
		 "error case 2:53 time caution 0 of " AT " can never clear\n"},
		{PROBE("kind: tls, left: {caution: {raise: 30d, clear: 29d}, warning: 7d}"),
		 "error case 2:64 'clear' of left of " AT
		 " is below its 'raise': it would be over while it is raised\n"},
		{PROBE("kind: tls, left: {caution: {raise: 30d, clear: 31d}, warning: {raise: 7d, clear: "
		       "32d}}"),
		 "error case 2:79 left warning of " AT
		 " clears later than its caution, and so would become OK at once\n"},
		{PROBE("kind: tls, left: {caution: {raise: 30d, clear: 45d, steps: 1, hold: 1h}, "
		       "warning: {raise: 7d, clear: 8d, over: 1h}}"),
		 ""},
		{PROBE("kind: tls, left: {caution: 7d}"),
		 "error case 2:34 " AT " lacks 'warning'\n"},
		{PROBE("kind: tls, time: {warning: 7s}"),
		 "error case 2:34 " AT " lacks 'caution'\n"},
		{PROBE("kind: tls, left: 7d"),
		 "error case 2:34 'left' of " AT " is '7d': expected a mapping\n"},
	};

	CASE_CHECK(case_base, cases);
}
END_TEST

START_TEST(a_kind_has_only_its_own_settings_and_those_it_needs)
{
	static const struct fault_case cases[] = {
		{PROBE("port: 22"), "error case 2:16 " AT " lacks 'kind'\n"},
		{PROBE("kind: icmp"), "error case 2:23 'kind' of " AT
				      " is 'icmp': expected one of tcp, tls, path, mtu, plugin\n"},
		{PROBE("kind: tsp"),
		 "error case 2:23 'kind' of " AT
		 " is 'tsp': expected one of tcp, tls, path, mtu, plugin; did you mean 'tcp'?\n"},
		{PROBE("kind: tcp"), "error case 2:16 " AT " lacks 'port'\n"},
		{PROBE("kind: mtu"), "error case 2:16 " AT " lacks 'size'\n"},
		{PROBE("kind: plugin"), "error case 2:16 " AT " lacks 'command'\n"},
		{PROBE("kind: tcp, port: 22, server-name: x"),
		 "error case 2:38 unknown key 'server-name' in " AT
		 ": expected one of kind, address, timeout, port, send, expect, time\n"},
		{PROBE("kind: tls, expect: x"), "error case 2:28 unknown key 'expect' in " AT
						": expected one of kind, address, timeout, port, "
						"server-name, trust, left, least-version, time\n"},
		{PROBE("kind: plugin, command: [/bin/true], address: 10.0.0.1"),
		 "error case 2:53 unknown key 'address' in " AT
		 ": expected one of kind, timeout, command, time\n"},
	};

	CASE_CHECK(case_base, cases);
}
END_TEST

START_TEST(what_a_setting_names_must_be_there_and_make_sense)
{
	static const struct fault_case cases[] = {
		{PROBE("kind: tcp, port: 22, expect: '('"),
		 "error case 2:46 'expect' of " AT
		 ": pattern '(' cannot be understood at byte 2: missing closing parenthesis\n"},
		{PROBE("kind: plugin, command: [check_disk]"),
		 "error case 2:41 'command' of " AT
		 " does not begin with the whole path of a program\n"},
		{PROBE("kind: path, via: [b9]"),
		 "error case 2:35 unknown device 'b9' in 'via' of " AT "; did you mean 'b1'?\n"},
		{"devices: {mute: {owner: self, watch: []}}\n" PROBE("kind: path, via: [mute]"),
		 "warning case 1:11 device 'mute' of ours is not watched (3.2.1-1)\n"
		 "warning case 1:11 device 'mute' of ours reaches no demarcation over our links\n"
		 "error case 3:35 device 'mute' in 'via' of " AT
		 " has no address to be known by\n"},
		{"devices: {mute: {owner: self, watch: [], service-class: user}}\nprobes: "
		 "{device:mute/x: {kind: tls}}\n",
		 "warning case 1:11 device 'mute' of ours is not watched (3.2.1-1)\n"
		 "warning case 1:11 device 'mute' of ours reaches no demarcation over our links\n"
		 "error case 2:25 probe 'device:mute/x' has no address to ask\n"},
		{"devices: {plain: {owner: self, address: 10.0.0.44, watch: []}}\nprobes: "
		 "{device:plain/x: {kind: tls}}\n",
		 "warning case 1:11 device 'plain' of ours is not watched (3.2.1-1)\n"
		 "warning case 1:11 device 'plain' of ours reaches no demarcation over our links\n"
		 "error case 2:10 probe 'device:plain/x' is of a device without a service class, "
		 "so without thresholds (3.2.1-5)\n"},
	};

	CASE_CHECK(case_base, cases);
}
END_TEST

START_TEST(a_name_says_whose_it_is)
{
	static const struct fault_case cases[] = {
		{"probes: {b1/x: {kind: tls}}\n",
		 "error case 1:10 'b1/x' is no name of a probe: expected 'device:NAME/PROBE' or "
		 "'line:NAME/PROBE'\n"},
		{"probes: {site:b1/x: {kind: tls}}\n",
		 "error case 1:10 'site:b1/x' is no name of a probe: expected 'device:NAME/PROBE' "
		 "or 'line:NAME/PROBE'\n"},
		{"probes: {'device:b1': {kind: tls}}\n",
		 "error case 1:10 'device:b1' is no name of a probe: expected 'device:NAME/PROBE' "
		 "or 'line:NAME/PROBE'\n"},
		{"probes: {'device:/x': {kind: tls}}\n",
		 "error case 1:10 'device:/x' is no name of a probe: expected 'device:NAME/PROBE' "
		 "or 'line:NAME/PROBE'\n"},
		{"probes: {'device:b1/': {kind: tls}}\n",
		 "error case 1:10 'device:b1/' is no name of a probe: expected 'device:NAME/PROBE' "
		 "or 'line:NAME/PROBE'\n"},
		{"probes: {'device:b1/a/b': {kind: tls}}\n",
		 "error case 1:10 'device:b1/a/b' is no name of a probe: expected "
		 "'device:NAME/PROBE' or 'line:NAME/PROBE'\n"},
		{"probes: {device:b2/x: {kind: tls}}\n",
		 "error case 1:10 unknown device 'b2' in 'probes' of section 'probes'; did you "
		 "mean 'b1'?\n"},
		{"probes: {line:h2/x: {kind: tls}}\n",
		 "error case 1:10 unknown line 'h2' in 'probes' of section 'probes'; did you mean "
		 "'h1'?\n"},
		{"probes: {line:b1/x: {kind: tls}}\n",
		 "error case 1:10 unknown line 'b1' in 'probes' of section 'probes'; did you mean "
		 "'h1'?\n"},
		{"probes: {device:b1/x: tls}\n",
		 "error case 1:23 probe 'device:b1/x' is 'tls': expected a mapping\n"},
		{"probes: [device:b1/x]\n",
		 "error case 1:9 section 'probes' is a list: expected a mapping\n"},
	};

	CASE_CHECK(case_base, cases);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(each_kind_has_its_defaults),
		UNIT(each_setting_is_read),
		UNIT(every_setting_is_kept_by_the_cache),
		UNIT(each_is_an_item_of_its_own),
		UNIT(bounds_are_kept_and_beyond_them_is_refused),
		UNIT(thresholds_must_be_able_to_fire_and_to_clear),
		UNIT(a_kind_has_only_its_own_settings_and_those_it_needs),
		UNIT(what_a_setting_names_must_be_there_and_make_sense),
		UNIT(a_name_says_whose_it_is),
		{NULL, NULL},
	};

	return unit_run("inventory-questions", tests);
}
