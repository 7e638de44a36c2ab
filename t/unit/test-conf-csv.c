/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CSV: what RFC 4180 says, and what stays of a table in which it is not so.
 */
#include "test-conf.h"

#include <glib/gstdio.h>

/* The records of CSV, a line each, cells in brackets with their positions. */
static char *shown(struct conf_csv *csv, struct conf_faults *faults)
{
	GString *text = g_string_new(NULL);
	const struct conf_cell *cells;
	size_t count;

	while ((cells = conf_csv_next(csv, &count, faults))) {
		for (size_t i = 0; i < count; i++)
			g_string_append_printf(text, "[%u:%u %s]", cells[i].position.line,
					       cells[i].position.column, cells[i].text);
		g_string_append_c(text, '\n');
	}
	return g_string_free(text, FALSE);
}

static void records_are(const char *bytes, size_t length, const char *expected,
			const char *expected_faults)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_conf_csv_t) csv = conf_csv_parse("x.csv", bytes, length);
	g_autofree char *records = shown(csv, faults);
	g_autofree char *printed = print_faults(faults);

	ck_assert_str_eq(printed, expected_faults);
	ck_assert_str_eq(records, expected);
	ck_assert_ptr_null(conf_csv_stamp(csv));
}

START_TEST(records_are_lines_and_cells_stand_between_commas)
{
	static const struct {
		const char *bytes, *expected;
	} cases[] = {
		{"", ""},
		{"a", "[1:1 a]\n"},
		{"a,b\nc,d\n", "[1:1 a][1:3 b]\n[2:1 c][2:3 d]\n"},
		{"a,b\r\nc,d\r\n", "[1:1 a][1:3 b]\n[2:1 c][2:3 d]\n"},
		{"\xef\xbb\xbf"
		 "a,b\n",
		 "[1:1 a][1:3 b]\n"},
		{"\n\na\n\r\n\nb\n\n", "[3:1 a]\n[6:1 b]\n"},
		{",\n", "[1:1 ][1:2 ]\n"},
		{" a , b \n", "[1:1  a ][1:5  b ]\n"},
		{"さくら,病院,x\n", "[1:1 さくら][1:5 病院][1:8 x]\n"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		records_are(cases[i].bytes, strlen(cases[i].bytes), cases[i].expected, "");
}
END_TEST

START_TEST(quotes_hold_commas_quotes_and_lines)
{
	static const struct {
		const char *bytes, *expected;
	} cases[] = {
		{"\"a\",b\n", "[1:1 a][1:5 b]\n"},
		{"\"a,b\",\"\"\n", "[1:1 a,b][1:7 ]\n"},
		{"\"a\"\"b\"\"\",c\n", "[1:1 a\"b\"][1:10 c]\n"},
		{"\"a\nb\",c\r\n\"d\"", "[1:1 a\nb][2:4 c]\n[3:1 d]\n"},
		{"\"病,院\",c\n", "[1:1 病,院][1:7 c]\n"},
		{"\"\r\n\"\n", "[1:1 \r\n]\n"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		records_are(cases[i].bytes, strlen(cases[i].bytes), cases[i].expected, "");
}
END_TEST

START_TEST(what_is_wrong_is_told_and_the_rest_is_read)
{
	static const struct {
		const char *bytes;
		size_t length;
		const char *expected, *faults;
	} cases[] = {
		{"a,b\"c\nd\n", 8, "[2:1 d]\n",
		 "x.csv: line 1, column 4: a quote in a cell that does not begin with one; put the "
		 "cell in quotes and double it"},
		{"a,\"b\"c,d\ne\n", 11, "[2:1 e]\n",
		 "x.csv: line 1, column 3: text behind the closing quote of this cell; "
		 "write two quotes for one that is meant"},
		{"a,\"b\nc,\"d\"\ne\n", 13, "[2:1 c][2:3 d]\n[3:1 e]\n",
		 "x.csv: line 1, column 3: text behind the closing quote of this cell; "
		 "write two quotes for one that is meant"},
		{"a\nb,\"c\nd\ne\n", 11, "[1:1 a]\n[3:1 d]\n[4:1 e]\n",
		 "x.csv: line 2, column 3: this quote is never closed"},
		{"\"", 1, "", "x.csv: line 1, column 1: this quote is never closed"},
		{"a\rb\nc\n", 6, "[2:1 c]\n",
		 "x.csv: line 1, column 2: found a carriage return without a line feed; end each "
		 "line "
		 "with a line feed"},
		{"a\nb,\0c\nd\n", 9, "[1:1 a]\n[3:1 d]\n",
		 "x.csv: line 2, column 3: found a NUL byte; expected a text file in UTF-8"},
		{"病\xe3,c\nd\n", 8, "[2:1 d]\n",
		 "x.csv: line 1, column 2: found the byte 0xE3, which is not UTF-8; save the file "
		 "as "
		 "UTF-8"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		records_are(cases[i].bytes, cases[i].length, cases[i].expected, cases[i].faults);
}
END_TEST

START_TEST(lines_and_cells_have_their_limits)
{
	g_autofree char *longest = g_strnfill(CONF_CSV_RECORD, 'a');
	g_autofree char *longest_shown = g_strdup_printf("[1:1 %s]\n[2:1 b]\n", longest);
	g_autofree char *good = g_strconcat(longest, "\nb\n", NULL);
	g_autofree char *long_line = g_strconcat("a", longest, "\nb\n", NULL);
	g_autofree char *open_quote = g_strconcat("x,\"y\n", longest, longest, "\nb\n", NULL);
	g_autofree char *commas = g_strnfill(CONF_CSV_CELLS, ',');

	records_are(good, strlen(good), longest_shown, "");
	records_are(long_line, strlen(long_line), "[2:1 b]\n",
		    "x.csv: line 1, column 1: a line of more than 64 KiB");
	records_are(open_quote, strlen(open_quote), "[3:1 b]\n",
		    "x.csv: line 1, column 3: this quote is never closed\n"
		    "x.csv: line 2, column 1: a line of more than 64 KiB");
	records_are(commas, CONF_CSV_CELLS, "",
		    "x.csv: line 1, column 1001: more than 1000 cells in a record");
}
END_TEST

/* A file that is many windows long, with records of all lengths. */
START_TEST(a_file_reads_as_its_bytes_do)
{
	g_autoptr(GString) text = g_string_new("\xef\xbb\xbf");
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autofree char *path = g_build_filename(g_get_tmp_dir(), "nwops-csv-XXXXXX", NULL);
	int descriptor = g_mkstemp(path);
	g_autoptr(ops_conf_csv_t) file = NULL;
	g_autoptr(ops_conf_csv_t) memory = NULL;
	g_autofree char *from_file = NULL;
	g_autofree char *from_memory = NULL;
	struct conf_stamp stamp;

	for (unsigned int i = 0; text->len < 1500000; i++) {
		g_autofree char *filler = g_strnfill(i * 7919 % 40000, "xy"[i % 2]);

		g_string_append_printf(text, i % 3 ? "%u,%s,病院\n" : "%u,\"%s\n\",病院\r\n", i,
				       filler);
	}
	ck_assert_int_ge(descriptor, 0);
	close(descriptor);
	ck_assert(g_file_set_contents(path, text->str, (gssize)text->len, NULL));
	file = conf_csv_open(path);
	memory = conf_csv_parse(path, text->str, text->len);
	from_file = shown(file, faults);
	from_memory = shown(memory, faults);
	ck_assert_uint_eq(conf_faults_count(faults), 0);
	ck_assert_str_eq(from_file, from_memory);
	ck_assert(conf_stamp_read(path, CONF_CSV_BYTES, &stamp));
	ck_assert_mem_eq(conf_csv_stamp(file), &stamp, sizeof(stamp));
	stamp.digest = digest_of(text->str, text->len);
	ck_assert_mem_eq(conf_csv_stamp(file), &stamp, sizeof(stamp));
	g_unlink(path);
}
END_TEST

START_TEST(a_file_that_cannot_be_read_has_no_stamp)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_conf_csv_t) csv = conf_csv_open("/nowhere/lines.csv");
	g_autoptr(ops_conf_csv_t) directory = conf_csv_open("/");
	g_autofree char *printed = NULL;
	size_t count;

	ck_assert_ptr_null(conf_csv_next(csv, &count, faults));
	ck_assert_ptr_null(conf_csv_next(csv, &count, faults));
	ck_assert_ptr_null(conf_csv_stamp(csv));
	ck_assert_ptr_null(conf_csv_next(directory, &count, faults));
	printed = print_faults(faults);
	ck_assert_str_eq(printed, "cannot read '/': it is a directory\n"
				  "cannot read '/nowhere/lines.csv': no such file or directory");
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(records_are_lines_and_cells_stand_between_commas),
		UNIT(quotes_hold_commas_quotes_and_lines),
		UNIT(what_is_wrong_is_told_and_the_rest_is_read),
		UNIT(lines_and_cells_have_their_limits),
		UNIT(a_file_reads_as_its_bytes_do),
		UNIT(a_file_that_cannot_be_read_has_no_stamp),
		{NULL, NULL},
	};

	return unit_run("conf-csv", tests);
}
