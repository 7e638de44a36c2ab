/* SPDX-License-Identifier: Apache-2.0 */
/* The tree: what it holds, where each word stood, and all that it refuses. */
#include "test-conf.h"

static void print_node(GString *out, const struct conf_node *node)
{
	const struct conf_position *position = conf_position(node);

	ck_assert_str_eq(position->file, "x.yaml");
	g_string_append_printf(out, "%u:%u", position->line, position->column);
	if (conf_tag(node))
		g_string_append_printf(out, " %s", conf_tag(node));
	if (conf_kind(node) == CONF_SCALAR) {
		g_string_append_printf(out, conf_is_null(node) ? " null" : " '%s'",
				       conf_text(node));
		return;
	}
	g_string_append(out, conf_kind(node) == CONF_MAPPING ? " {" : " [");
	for (size_t i = 0; i < conf_length(node); i++) {
		g_string_append(out, i ? ", " : "");
		if (conf_kind(node) == CONF_SEQUENCE) {
			print_node(out, conf_item(node, i));
			continue;
		}
		g_string_append_printf(out, "%s@%u:%u ", conf_key(node, i),
				       conf_key_position(node, i)->line,
				       conf_key_position(node, i)->column);
		print_node(out, conf_value(node, i));
	}
	g_string_append_c(out, conf_kind(node) == CONF_MAPPING ? '}' : ']');
}

static const struct {
	const char *text, *tree;
} good[] = {
	{"a", "1:1 'a'"},
	{"---\n", "2:1 null"},
	/* No place lies behind the text, ended or not. */
	{"---", "1:4 null"},
	{"- a\n-", "1:1 [1:3 'a', 2:2 null]"},
	{"a: b\n", "1:1 {a@1:1 1:4 'b'}"},
	{"a: b\r\nc:\r\n- d\r\n", "1:1 {a@1:1 1:4 'b', c@2:1 3:1 [3:3 'd']}"},
	{"\xef\xbb\xbf"
	 "a: b\n",
	 "1:1 {a@1:1 1:4 'b'}"},
	/* Columns are characters, not bytes and not screen columns. */
	{"名前: 東西\n", "1:1 {名前@1:1 1:5 '東西'}"},
	{"{東: 西, 南: 北}\n", "1:1 {東@1:2 1:5 '西', 南@1:8 1:11 '北'}"},
	{"[]", "1:1 []"},
	{"{}", "1:1 {}"},
	{"a:\nb: ~\nc: ''\nd: null\ne: 'null'\n",
	 "1:1 {a@1:1 1:3 null, b@2:1 2:4 null, c@3:1 3:4 '', d@4:1 4:4 null, e@5:1 5:4 'null'}"},
	{"- a\n-\n  - b\n  - {c: d, e: [f]}\n",
	 "1:1 [1:3 'a', 3:3 [3:5 'b', 4:5 {c@4:6 4:9 'd', e@4:12 4:15 [4:16 'f']}]]"},
	{"lines: !csv lines.csv\n", "1:1 {lines@1:1 1:8 !csv 'lines.csv'}"},
	{"a: !x [b]\n", "1:1 {a@1:1 1:4 !x [1:8 'b']}"},
	/* "!!str" is forgotten, but makes a text of what looked like null. */
	{"a: !!str\nb: !!str null\n!!str c: d\n",
	 "1:1 {a@1:1 1:4 '', b@2:1 2:4 'null', c@3:1 3:10 'd'}"},
	{"a: &x b\nc: *x\n*x : d\n", "1:1 {a@1:1 1:4 'b', c@2:1 1:4 'b', b@3:1 3:6 'd'}"},
	{"- &x [a]\n- *x\n- &x b\n- *x\n", "1:1 [1:3 [1:7 'a'], 1:3 [1:7 'a'], 3:3 'b', 3:3 'b']"},
	{"'<<': a\n", "1:1 {<<@1:1 1:7 'a'}"},
	{"a: \"\\x1b\"\nb: |\n  c\n  d\n", "1:1 {a@1:1 1:4 '\033', b@2:1 2:4 'c\nd\n'}"},
	{"%YAML 1.2\n---\na: 1\n...\n", "3:1 {a@3:1 3:4 '1'}"},
	{"1: a\ntrue: b\nnull: c\n", "1:1 {1@1:1 1:4 'a', true@2:1 2:7 'b', null@3:1 3:7 'c'}"},
};

START_TEST(tree_remembers_where_each_word_stood)
{
	for (size_t i = 0; i < G_N_ELEMENTS(good); i++) {
		g_autoptr(ops_conf_document_t) document = parse_good(good[i].text);
		GString *tree = g_string_new(NULL);

		print_node(tree, conf_document_root(document));
		ck_assert_str_eq(tree->str, good[i].tree);
		g_string_free(tree, TRUE);
	}
}
END_TEST

static const struct {
	const char *text, *faults;
} bad[] = {
	{"a: b\nc: d\na: e\na: f\n",
	 "x.yaml: line 3, column 1: duplicate key 'a': it stands already at line 1, column 1\n"
	 "x.yaml: line 4, column 1: duplicate key 'a': it stands already at line 3, column 1"},
	{"a: {b: 1, 'b': 2}\n",
	 "x.yaml: line 1, column 11: duplicate key 'b': it stands already at line 1, column 5"},
	{"a: &x b\n*x : c\nb: d\n",
	 "x.yaml: line 3, column 1: duplicate key 'b': it stands already at line 2, column 1"},
	{"a: {}\n<<: {b: c}\n", "x.yaml: line 2, column 1: found a merge key ('<<'), which is not "
				"supported; write the keys out"},
	{"a: b\n---\nc: d\n", "x.yaml: line 2, column 1: a second document begins here: expected "
			      "one document in a file"},
	{"[a]: b\n{c: d}: e\n",
	 "x.yaml: line 1, column 1: found a list as a key: expected text\n"
	 "x.yaml: line 2, column 1: found a mapping as a key: expected text"},
	{"a: b\n?\n: c\n", "x.yaml: line 2, column 2: found an empty key: expected text"},
	{"'': a\n", "x.yaml: line 1, column 1: found an empty key: expected text"},
	{"!x a: b\n", "x.yaml: line 1, column 1: unexpected tag '!x' on a key"},
	{"a: !!int 1\nb: !!map {}\nc: !!binary AA==\nd: ! e\nf: !<tag:example.com:x> g\n"
	 "h: !a.b c\n",
	 "x.yaml: line 1, column 4: unknown tag '!!int'; remove it\n"
	 "x.yaml: line 2, column 4: unknown tag '!!map'; remove it\n"
	 "x.yaml: line 3, column 4: unknown tag '!!binary'; remove it\n"
	 "x.yaml: line 4, column 4: unknown tag '!'; remove it\n"
	 "x.yaml: line 5, column 4: unknown tag 'tag:example.com:x'; remove it\n"
	 "x.yaml: line 6, column 4: unknown tag '!a.b'; remove it"},
	{"a: \"b\\0c\"\n",
	 "x.yaml: line 1, column 4: found the character U+0000 in a text; remove it"},
	{"a: *b\nc: [*d]\n*e : f\n",
	 "x.yaml: line 1, column 4: unknown alias '*b': expected the name of an anchor ('&b') "
	 "above; put text that begins with '*' in quotes\n"
	 "x.yaml: line 2, column 5: unknown alias '*d': expected the name of an anchor ('&d') "
	 "above; put text that begins with '*' in quotes\n"
	 "x.yaml: line 3, column 1: unknown alias '*e': expected the name of an anchor ('&e') "
	 "above; put text that begins with '*' in quotes"},
	{"a: &x [b, *x]\n", "x.yaml: line 1, column 11: alias '*x' stands inside what it repeats"},
	{"&x a:\n  b: &y\n    c: *y\n",
	 "x.yaml: line 3, column 8: alias '*y' stands inside what it repeats"},
	/* An anchor of the same name inside does not open the way to a cycle. */
	{"a: &x {b: &x {c: *x}}\n",
	 "x.yaml: line 1, column 18: alias '*x' stands inside what it repeats"},
	/* All of them in one pass, the duplicate in front of a syntax error too. */
	{"a: !!int 1\na: 2\nb: {c: 1, c: [@]}\n",
	 "x.yaml: line 1, column 4: unknown tag '!!int'; remove it\n"
	 "x.yaml: line 2, column 1: duplicate key 'a': it stands already at line 1, column 1\n"
	 "x.yaml: line 3, column 11: duplicate key 'c': it stands already at line 3, column 5\n"
	 "x.yaml: line 3, column 15: text cannot begin with '@'; put it in quotes"},
};

START_TEST(what_libyaml_lets_through_is_refused_with_its_place)
{
	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autofree char *faults = faults_of(bad[i].text);

		ck_assert_str_eq(faults, bad[i].faults);
	}
}
END_TEST

START_TEST(long_words_are_cut_in_messages)
{
	g_autofree char *tag = g_strnfill(100000, 'a');
	g_autofree char *text = g_strdup_printf("a: !b.%s c\n", tag);
	g_autofree char *faults = faults_of(text);

	ck_assert_str_eq(faults, "x.yaml: line 1, column 4: unknown tag "
				 "'!b.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…'; remove it");
}
END_TEST

START_TEST(depth_ends_at_the_limit)
{
	static const struct conf_limits limits = {.bytes = 1000, .depth = 3, .nodes = 1000};
	static const struct {
		const char *text, *faults;
	} cases[] = {
		{"[[[a]]]", ""},
		{"[[[[a]]]]", "x.yaml: line 1, column 4: lists and mappings are nested more than 3 "
			      "deep"},
		{"a:\n  b:\n    c: d\n", ""},
		{"a:\n  b:\n    c:\n      d: e\n",
		 "x.yaml: line 4, column 7: lists and mappings are nested more than 3 deep"},
		/* An alias brings its depth with it. */
		{"[&a [[b]], *a]", ""},
		{"[&a [[b]], [*a]]", "x.yaml: line 1, column 13: lists and mappings are nested "
				     "more than 3 deep"},
		{"[&a b, [[*a]]]", ""},
		{"[&a [b], &c [*a], [*c]]", "x.yaml: line 1, column 20: lists and mappings are "
					    "nested more than 3 deep"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *faults =
			faults_of_bytes(cases[i].text, strlen(cases[i].text), &limits);

		ck_assert_str_eq(faults, cases[i].faults);
	}
}
END_TEST

START_TEST(default_depth_stops_a_bomb_of_brackets)
{
	g_autofree char *brackets = g_strnfill(1000000, '[');
	g_autofree char *faults = faults_of(brackets);

	ck_assert_str_eq(faults, "x.yaml: line 1, column 65: lists and mappings are nested more "
				 "than 64 deep");
}
END_TEST

START_TEST(values_end_at_the_limit_with_aliases_counted_again)
{
	static const struct conf_limits limits = {.bytes = 1000, .depth = 64, .nodes = 6};
	static const struct {
		const char *text, *faults;
	} cases[] = {
		{"[a, b, c, d, e]", ""},
		{"[a, b, c, d, e, f]",
		 "x.yaml: line 1, column 17: more than 6 values; what an alias repeats is counted "
		 "again"},
		{"{a: b, c: d, e: f, g: h, i: j}", ""},
		{"[&x [a], *x, b]", ""},
		{"[&x [a, b], *x]", "x.yaml: line 1, column 13: more than 6 values; what an alias "
				    "repeats is counted again"},
		{"[&x a, *x, *x, *x, *x]", ""},
		{"[&x a, *x, *x, *x, *x, *x]",
		 "x.yaml: line 1, column 24: more than 6 values; what an alias repeats is counted "
		 "again"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *faults =
			faults_of_bytes(cases[i].text, strlen(cases[i].text), &limits);

		ck_assert_str_eq(faults, cases[i].faults);
	}
}
END_TEST

/* Nine lists of ten aliases each: 10^9 values in half a kilobyte. */
START_TEST(billion_laughs_are_refused)
{
	GString *text = g_string_new("a: &a [x,x,x,x,x,x,x,x,x,x]\n");
	g_autofree char *faults = NULL;

	for (char name = 'b'; name <= 'i'; name++) {
		g_string_append_printf(text, "%c: &%c [", name, name);
		for (unsigned int i = 0; i < 10; i++)
			g_string_append_printf(text, "%s*%c", i ? "," : "", name - 1);
		g_string_append(text, "]\n");
	}
	faults = faults_of(text->str);
	ck_assert_str_eq(faults, "x.yaml: line 7, column 14: more than 4000000 values; what an "
				 "alias repeats is counted again");
	g_string_free(text, TRUE);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(tree_remembers_where_each_word_stood),
		UNIT(what_libyaml_lets_through_is_refused_with_its_place),
		UNIT(long_words_are_cut_in_messages),
		UNIT(depth_ends_at_the_limit),
		UNIT(default_depth_stops_a_bomb_of_brackets),
		UNIT(values_end_at_the_limit_with_aliases_counted_again),
		UNIT(billion_laughs_are_refused),
		{NULL},
	};

	return unit_run("conf-build", tests);
}
