/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The typed readers: what each takes, and the whole message of what it does
 * not. Each case is the value of one key "a" in a document of its own.
 */
#include "test-conf.h"

#define SECOND INT64_C(1000000)

/* The value of "a" in "a: TEXT", and where faults of reading it go. */
struct reading {
	struct conf_document *document;
	struct conf_faults *faults;
	const struct conf_node *node;
};

static struct reading reading_of(const char *text)
{
	g_autofree char *yaml = g_strdup_printf("a: %s\n", text);
	struct reading reading = {.document = parse_good(yaml), .faults = conf_faults_new()};

	reading.node = conf_find(conf_document_root(reading.document), "a");
	return reading;
}

/* Ends a reading that should have met EXPECTED ("" for none) at the value. */
static void reading_ends(struct reading *reading, const char *text, bool good, const char *expected)
{
	g_autofree char *printed = print_faults(reading->faults);
	/* An empty value stands right behind the colon. */
	g_autofree char *whole =
		g_strdup_printf("x.yaml: line 1, column %d: %s", text[0] ? 4 : 3, expected);

	ck_assert_msg(good == (expected[0] == '\0'), "%s", text);
	ck_assert_str_eq(printed, expected[0] ? whole : "");
	conf_faults_free(reading->faults);
	conf_document_free(reading->document);
}

START_TEST(kind_that_was_not_expected_is_named)
{
	static const struct {
		const char *text;
		enum conf_kind kind;
		const char *fault;
	} cases[] = {
		{"b", CONF_SCALAR, ""},
		{"[b]", CONF_SEQUENCE, ""},
		{"{b: c}", CONF_MAPPING, ""},
		{"[]", CONF_MAPPING, "device 'b1' is a list: expected a mapping"},
		{"{}", CONF_SEQUENCE, "device 'b1' is a mapping: expected a list"},
		{"[]", CONF_SCALAR, "device 'b1' is a list: expected text"},
		{"b", CONF_MAPPING, "device 'b1' is 'b': expected a mapping"},
		{"", CONF_MAPPING, "device 'b1' is empty: expected a mapping"},
		{"~", CONF_SCALAR, "device 'b1' is empty: expected text"},
		{"!csv b", CONF_SCALAR, "device 'b1' has the unexpected tag '!csv': expected text"},
		{"!csv [b]", CONF_SEQUENCE,
		 "device 'b1' has the unexpected tag '!csv': expected a list"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct reading reading = reading_of(cases[i].text);
		bool good = conf_expect(reading.node, cases[i].kind, "device 'b1'", reading.faults);

		reading_ends(&reading, cases[i].text, good, cases[i].fault);
	}
}
END_TEST

START_TEST(unknown_keys_are_all_told_with_the_nearest)
{
	static const char *const keys[] = {"address", "owner", "role", NULL};
	g_autoptr(ops_conf_document_t) document =
		parse_good("adress: b\nowner: c\nxyzzy: d\n\"\\e\": e\n");
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autofree char *printed = NULL;

	ck_assert(!conf_check_keys(conf_document_root(document), keys, "device 'b1'", faults));
	printed = print_faults(faults);
	ck_assert_str_eq(printed, "x.yaml: line 1, column 1: unknown key 'adress' in device 'b1'; "
				  "did you mean 'address'?\n"
				  "x.yaml: line 3, column 1: unknown key 'xyzzy' in device 'b1': "
				  "expected one of address, owner, role\n"
				  "x.yaml: line 4, column 1: unknown key '\\x1b' in device 'b1': "
				  "expected one of address, owner, role");
}
END_TEST

START_TEST(known_keys_in_any_number_pass)
{
	static const char *const keys[] = {"address", "owner", NULL};
	g_autoptr(ops_conf_document_t) document = parse_good("- {}\n- {owner: a, address: b}\n");
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	const struct conf_node *root = conf_document_root(document);

	ck_assert(conf_check_keys(conf_item(root, 0), keys, "device 'b1'", faults));
	ck_assert(conf_check_keys(conf_item(root, 1), keys, "device 'b1'", faults));
	ck_assert(!conf_check_keys(root, keys, "device 'b1'", faults));
	ck_assert_uint_eq(conf_faults_errors(faults), 1);
}
END_TEST

START_TEST(string_is_any_text_up_to_its_limit)
{
	static const struct {
		const char *text, *value, *fault;
	} cases[] = {
		{"b c", "b c", ""},
		{"''", "", ""},
		{"'null'", "null", ""},
		{"12345678", "12345678", ""},
		{"東西", "東西", ""},
		{"123456789", NULL, "note is 9 bytes long: expected text of at most 8 bytes"},
		{"東西線", NULL, "note is 9 bytes long: expected text of at most 8 bytes"},
		{"", NULL, "note is empty: expected text of at most 8 bytes"},
		{"null", NULL, "note is empty: expected text of at most 8 bytes"},
		{"[b]", NULL, "note is a list: expected text of at most 8 bytes"},
		{"!csv b", NULL,
		 "note has the unexpected tag '!csv': expected text of at most 8 bytes"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct reading reading = reading_of(cases[i].text);
		const char *untouched = "untouched", *value = untouched;
		bool good = conf_read_string(reading.node, "note", 8, &value, reading.faults);

		if (cases[i].value)
			ck_assert_str_eq(value, cases[i].value);
		else
			ck_assert_ptr_eq(value, untouched);
		reading_ends(&reading, cases[i].text, good, cases[i].fault);
	}
}
END_TEST

#define NAME_EXPECTED                                                                              \
	"expected a name of at most 64 letters, digits, '-', '_' and '.' that begins with a "      \
	"letter or digit"
#define NAME_64 "a123456789012345678901234567890123456789012345678901234567890123"

static const struct {
	const char *text, *shown; /* shown: what a fault quotes, NULL when it is a name */
} names[] = {
	{"b1", NULL},	  {"1b", NULL},
	{"7", NULL},	  {"h1-main_2.x", NULL},
	{NAME_64, NULL},  {"-b", "-b"},
	{"_b", "_b"},	  {".b", ".b"},
	{"b c", "b c"},	  {"'b '", "b "},
	{"b/c", "b/c"},	  {"'b:c'", "b:c"},
	{"東西", "東西"}, {"'b''c'", "b'c"},
	{"ｂ", "ｂ"},	  {"\"b\\ec\"", "b\\x1bc"},
	{"''", ""},	  {"'h1-*'", "h1-*"},
	{"'!b1'", "!b1"}, {NAME_64 "x", "a12345678901234567890123456789012345678…"},
};

START_TEST(name_is_plain_letters_and_digits)
{
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		struct reading reading = reading_of(names[i].text);
		const char *untouched = "untouched", *value = untouched;
		bool good =
			conf_read_name(reading.node, "site of device 'b1'", &value, reading.faults);
		g_autofree char *fault =
			names[i].shown
				? g_strdup_printf("site of device 'b1' is '%s': " NAME_EXPECTED,
						  names[i].shown)
				: g_strdup("");

		ck_assert_str_eq(value, good ? conf_text(reading.node) : untouched);
		reading_ends(&reading, names[i].text, good, fault);
	}
}
END_TEST

START_TEST(key_is_a_name_by_the_same_rule)
{
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		struct reading reading = reading_of(names[i].text);
		bool good = conf_check_name(conf_text(reading.node), conf_position(reading.node),
					    "name of a device", reading.faults);
		g_autofree char *fault =
			names[i].shown ? g_strdup_printf("name of a device is '%s': " NAME_EXPECTED,
							 names[i].shown)
				       : g_strdup("");

		reading_ends(&reading, names[i].text, good, fault);
	}
}
END_TEST

START_TEST(integer_is_decimal_and_in_range)
{
#define PORT "port of device 'b1' is "
#define PORT_EXPECTED ": expected a whole number from 1 to 65535"
	static const struct {
		const char *text;
		int64_t value;
		const char *fault;
	} cases[] = {
		{"1", 1, ""},
		{"65535", 65535, ""},
		{"'22'", 22, ""},
		{"0", -7, PORT "'0'" PORT_EXPECTED},
		{"65536", -7, PORT "'65536'" PORT_EXPECTED},
		{"99999", -7, PORT "'99999'" PORT_EXPECTED},
		{"-1", -7, PORT "'-1'" PORT_EXPECTED},
		{"99999999999999999999999", -7, PORT "'99999999999999999999999'" PORT_EXPECTED},
		/* Numbers to YAML 1.1, each another one than it looks. */
		{"010", -7, PORT "'010'" PORT_EXPECTED " without a leading 0"},
		{"0x10", -7, PORT "'0x10'" PORT_EXPECTED " without a leading 0"},
		{"1_000", -7, PORT "'1_000'" PORT_EXPECTED},
		{"1:30", -7, PORT "'1:30'" PORT_EXPECTED},
		{"22.0", -7, PORT "'22.0'" PORT_EXPECTED},
		{"1e3", -7, PORT "'1e3'" PORT_EXPECTED},
		{"22 23", -7, PORT "'22 23'" PORT_EXPECTED},
		{"' 22'", -7, PORT "' 22'" PORT_EXPECTED},
		{"２２", -7, PORT "'２２'" PORT_EXPECTED},
		{"''", -7, PORT "''" PORT_EXPECTED},
		{"", -7, PORT "empty" PORT_EXPECTED},
		{"[22]", -7, PORT "a list" PORT_EXPECTED},
		{"{}", -7, PORT "a mapping" PORT_EXPECTED},
		{"\"\\e[2J\"", -7, PORT "'\\x1b[2J'" PORT_EXPECTED},
		{"aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeee", -7,
		 PORT "'aaaaaaaaaabbbbbbbbbbccccccccccddddddddd…'" PORT_EXPECTED},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct reading reading = reading_of(cases[i].text);
		int64_t value = -7;
		bool good = conf_read_integer(reading.node, "port of device 'b1'", 1, 65535, &value,
					      reading.faults);

		ck_assert_int_eq(value, cases[i].value);
		reading_ends(&reading, cases[i].text, good, cases[i].fault);
	}
}
END_TEST

START_TEST(bool_is_true_or_false_and_yes_is_told_what_to_write)
{
#define BOOL_MEANT(word, write)                                                                    \
	"self is '" word "', which is only a word here: expected true or false; write '" write "'"
	static const struct {
		const char *text, *fault;
		bool value;
	} cases[] = {
		{"true", "", true},
		{"false", "", false},
		{"'true'", "", true},
		{"yes", BOOL_MEANT("yes", "true"), false},
		{"On", BOOL_MEANT("On", "true"), false},
		{"y", BOOL_MEANT("y", "true"), false},
		{"TRUE", BOOL_MEANT("TRUE", "true"), false},
		{"no", BOOL_MEANT("no", "false"), true},
		{"OFF", BOOL_MEANT("OFF", "false"), true},
		{"n", BOOL_MEANT("n", "false"), true},
		{"False", BOOL_MEANT("False", "false"), true},
		{"1", "self is '1': expected true or false", true},
		{"truex", "self is 'truex': expected true or false", true},
		{"", "self is empty: expected true or false", true},
		{"[true]", "self is a list: expected true or false", true},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct reading reading = reading_of(cases[i].text);
		bool faulty = cases[i].fault[0] != '\0';
		/* Told apart from both what is right and what was left alone. */
		bool value = faulty ? cases[i].value : !cases[i].value;
		bool good = conf_read_bool(reading.node, "self", &value, reading.faults);

		ck_assert_int_eq(value, cases[i].value);
		reading_ends(&reading, cases[i].text, good, cases[i].fault);
	}
}
END_TEST

START_TEST(duration_needs_a_unit_and_stays_in_range)
{
#define DURATION_EXPECTED ": expected a duration from 1s to 1h, such as 30s"
	static const struct {
		const char *text;
		int64_t value;
		const char *fault;
	} cases[] = {
		{"1s", SECOND, ""},
		{"1h", 3600 * SECOND, ""},
		{"'2m30s'", 150 * SECOND, ""},
		{"999ms", -7, "interval is '999ms'" DURATION_EXPECTED},
		{"61m", -7, "interval is '61m'" DURATION_EXPECTED},
		{"60", -7, "interval is '60'" DURATION_EXPECTED},
		{"1:30", -7, "interval is '1:30'" DURATION_EXPECTED},
		{"often", -7, "interval is 'often'" DURATION_EXPECTED},
		{"", -7, "interval is empty" DURATION_EXPECTED},
		{"{}", -7, "interval is a mapping" DURATION_EXPECTED},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct reading reading = reading_of(cases[i].text);
		int64_t value = -7;
		bool good = conf_read_duration(reading.node, "interval", SECOND, 3600 * SECOND,
					       &value, reading.faults);

		ck_assert_int_eq(value, cases[i].value);
		reading_ends(&reading, cases[i].text, good, cases[i].fault);
	}
}
END_TEST

START_TEST(duration_without_an_end_names_only_its_beginning)
{
	struct reading reading = reading_of("0s");
	int64_t value = -7;
	bool good = conf_read_duration(reading.node, "interval", SECOND, INT64_MAX, &value,
				       reading.faults);

	ck_assert_int_eq(value, -7);
	reading_ends(&reading, "0s", good,
		     "interval is '0s': expected a duration of at least 1s, "
		     "such as 30s or 1h30m");
}
END_TEST

START_TEST(rate_is_in_bits_per_second)
{
#define RATE_EXPECTED ": expected a rate in bits per second, such as 64k, 100M or 2.5G"
	static const struct {
		const char *text;
		int64_t value;
		const char *fault;
	} cases[] = {
		{"64k", 64000, ""},
		{"2.5G", INT64_C(2500000000), ""},
		{"fast", -7, "down of line 'h1' is 'fast'" RATE_EXPECTED},
		{"", -7, "down of line 'h1' is empty" RATE_EXPECTED},
		{"[1G]", -7, "down of line 'h1' is a list" RATE_EXPECTED},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct reading reading = reading_of(cases[i].text);
		int64_t value = -7;
		bool good =
			conf_read_rate(reading.node, "down of line 'h1'", &value, reading.faults);

		ck_assert_int_eq(value, cases[i].value);
		reading_ends(&reading, cases[i].text, good, cases[i].fault);
	}
}
END_TEST

START_TEST(percentage_is_a_share_of_a_whole)
{
	static const struct {
		const char *text;
		int32_t value;
		const char *fault;
	} cases[] = {
		{"20%", 200000, ""},
		{"'0%'", 0, ""},
		{"100%", 1000000, ""},
		{"101%", -7, "loss is '101%': expected a percentage from 0% to 100%"},
		{"20", -7, "loss is '20': expected a percentage from 0% to 100%"},
		{"", -7, "loss is empty: expected a percentage from 0% to 100%"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct reading reading = reading_of(cases[i].text);
		int32_t value = -7;
		bool good = conf_read_percentage(reading.node, "loss", &value, reading.faults);

		ck_assert_int_eq(value, cases[i].value);
		reading_ends(&reading, cases[i].text, good, cases[i].fault);
	}
}
END_TEST

START_TEST(address_is_a_literal)
{
	static const struct {
		const char *text, *value, *fault;
	} cases[] = {
		{"192.0.2.1", "192.0.2.1", ""},
		{"2001:db8::1", "2001:db8::1", ""},
		{"'2001:DB8:0::1'", "2001:db8::1", ""},
		{"192.0.2", NULL, "address is '192.0.2': expected an IPv4 or IPv6 address"},
		{"192.0.2.1/24", NULL,
		 "address is '192.0.2.1/24': expected an IPv4 or IPv6 address"},
		{"b1.example", NULL, "address is 'b1.example': expected an IPv4 or IPv6 address"},
		{"", NULL, "address is empty: expected an IPv4 or IPv6 address"},
		{"!x 192.0.2.1", NULL,
		 "address has the unexpected tag '!x': expected an IPv4 or "
		 "IPv6 address"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct reading reading = reading_of(cases[i].text);
		struct address value = {.family = 0};
		char printed[ADDRESS_TEXT_SIZE];
		bool good = conf_read_address(reading.node, "address", &value, reading.faults);

		if (cases[i].value)
			ck_assert_str_eq(address_print(&value, printed), cases[i].value);
		else
			ck_assert_uint_eq(value.family, 0);
		reading_ends(&reading, cases[i].text, good, cases[i].fault);
	}
}
END_TEST

START_TEST(choice_lists_the_words_and_names_the_nearest)
{
	static const char *const words[] = {"operator", "core-operator", "carrier", NULL};
	static const struct {
		const char *text;
		unsigned int value;
		const char *fault;
	} cases[] = {
		{"operator", 0, ""},
		{"'carrier'", 2, ""},
		{"carier", 7,
		 "kind is 'carier': expected one of operator, core-operator, carrier; did you mean "
		 "'carrier'?"},
		{"xyzzy", 7, "kind is 'xyzzy': expected one of operator, core-operator, carrier"},
		{"", 7, "kind is empty: expected one of operator, core-operator, carrier"},
		{"[carrier]", 7,
		 "kind is a list: expected one of operator, core-operator, carrier"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct reading reading = reading_of(cases[i].text);
		unsigned int value = 7;
		bool good = conf_read_choice(reading.node, "kind", words, &value, reading.faults);

		ck_assert_uint_eq(value, cases[i].value);
		reading_ends(&reading, cases[i].text, good, cases[i].fault);
	}
}
END_TEST

START_TEST(endless_word_is_not_measured_against_the_known_ones)
{
	static const char *const words[] = {"operator", NULL};
	g_autofree char *word = g_strnfill(10000000, 'o');
	struct reading reading = reading_of(word);
	unsigned int value = 7;
	bool good = conf_read_choice(reading.node, "kind", words, &value, reading.faults);

	reading_ends(&reading, "endless", good,
		     "kind is 'ooooooooooooooooooooooooooooooooooooooo…': expected one of "
		     "operator");
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(kind_that_was_not_expected_is_named),
		UNIT(unknown_keys_are_all_told_with_the_nearest),
		UNIT(known_keys_in_any_number_pass),
		UNIT(string_is_any_text_up_to_its_limit),
		UNIT(name_is_plain_letters_and_digits),
		UNIT(key_is_a_name_by_the_same_rule),
		UNIT(integer_is_decimal_and_in_range),
		UNIT(bool_is_true_or_false_and_yes_is_told_what_to_write),
		UNIT(duration_needs_a_unit_and_stays_in_range),
		UNIT(duration_without_an_end_names_only_its_beginning),
		UNIT(rate_is_in_bits_per_second),
		UNIT(percentage_is_a_share_of_a_whole),
		UNIT(address_is_a_literal),
		UNIT(choice_lists_the_words_and_names_the_nearest),
		UNIT(endless_word_is_not_measured_against_the_known_ones),
		{NULL},
	};

	return unit_run("conf-read", tests);
}
