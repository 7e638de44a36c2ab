/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every typed reader over every node of any YAML file. A reader either gives
 * a value within what was asked for and adds no fault, or leaves the value
 * alone and adds exactly one.
 */
#include "conf/conf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct conf_limits limits = {.bytes = 65536, .depth = 16, .nodes = 500};

/* What NODE's owner says of itself is as hostile as the rest. */
struct reading {
	const struct conf_node *node;
	const char *owner;
	struct conf_faults *faults;
	unsigned int errors;
};

static void check(struct reading *reading, bool good, bool sensible, bool untouched)
{
	unsigned int errors = conf_faults_errors(reading->faults);

	g_assert_cmpuint(errors, ==, reading->errors + !good);
	g_assert_true(good ? sensible : untouched);
	reading->errors = errors;
}

static void read_texts(struct reading *r)
{
	static const char *const words[] = {"operator", "carrier", "", NULL};
	const char *text = NULL;
	unsigned int choice = 77;
	bool good;

	good = conf_read_string(r->node, r->owner, 10, &text, r->faults);
	check(r, good, text && strlen(text) <= 10, !text);
	text = NULL;
	good = conf_read_name(r->node, r->owner, &text, r->faults);
	check(r, good, text && g_ascii_isalnum(*text) && strlen(text) <= 64, !text);
	good = conf_read_choice(r->node, r->owner, words, &choice, r->faults);
	check(r, good, choice < 3, choice == 77);
}

static void read_numbers(struct reading *r)
{
	struct address address = {.family = 77};
	int64_t number = 77;
	int32_t share = -77;
	bool truth = false, other = true;
	bool good;

	good = conf_read_integer(r->node, r->owner, -5, 70, &number, r->faults);
	check(r, good, number >= -5 && number <= 70, number == 77);
	number = 77;
	good = conf_read_duration(r->node, r->owner, 1000, INT64_MAX, &number, r->faults);
	check(r, good, number >= 1000, number == 77);
	number = -77;
	good = conf_read_rate(r->node, r->owner, &number, r->faults);
	check(r, good, number >= 0, number == -77);
	good = conf_read_percentage(r->node, r->owner, &share, r->faults);
	check(r, good, share >= 0 && share <= 1000000, share == -77);
	good = conf_read_bool(r->node, r->owner, &truth, r->faults);
	check(r, good, true, !truth);
	good = conf_read_bool(r->node, r->owner, &other, r->faults);
	check(r, good, truth == other, other);
	good = conf_read_address(r->node, r->owner, &address, r->faults);
	check(r, good, address.family != 77, address.family == 77);
}

static void read_kinds(struct reading *r)
{
	for (int kind = CONF_SCALAR; kind <= CONF_MAPPING; kind++)
		check(r, conf_expect(r->node, kind, r->owner, r->faults),
		      conf_kind(r->node) == (enum conf_kind)kind, true);
}

/* OWNER: the key above, or whatever. */
static void read_node(const struct conf_node *node, const char *owner, struct conf_faults *faults)
{
	static const char *const keys[] = {"address", "owner", NULL};
	struct reading reading = {
		.node = node,
		.owner = owner,
		.faults = faults,
		.errors = conf_faults_errors(faults),
	};

	read_texts(&reading);
	read_numbers(&reading);
	read_kinds(&reading);
	conf_check_keys(node, keys, owner, faults);
	for (size_t i = 0; i < conf_length(node); i++) {
		if (conf_kind(node) == CONF_SEQUENCE) {
			read_node(conf_item(node, i), owner, faults);
			continue;
		}
		conf_check_name(conf_key(node, i), conf_key_position(node, i), owner, faults);
		read_node(conf_value(node, i), conf_key(node, i), faults);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_conf_document_t) document =
		conf_document_parse("fuzz.yaml", (const char *)data, size, &limits, faults);

	if (!document || !conf_document_root(document))
		return 0;
	read_node(conf_document_root(document), "device 'b1'", faults);
	for (size_t i = 0; i < conf_faults_count(faults); i++) {
		g_autofree char *printed = conf_fault_print(conf_faults_at(faults, i));

		g_assert_true(g_utf8_validate(printed, -1, NULL));
		for (const char *at = printed; *at; at++)
			g_assert_false(g_ascii_iscntrl(*at));
	}
	return 0;
}
