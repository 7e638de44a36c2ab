/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops procedure test: the path tests that lie beside the procedures, and
 * which of their branches no test has taken.
 */
#include "procedure/verbs.h"

#include "base/translate.h"
#include "ui/complain.h"
#include "ui/faults.h"
#include "ui/printer.h"

static char *tests_path(const struct procedure *procedure)
{
	const char *file = procedure_file(procedure);

	return g_strdup_printf("%.*s.tests.yaml", (int)(strlen(file) - strlen(".yaml")), file);
}

static void print_json(const struct procedure *procedure, const struct procedure_coverage *coverage)
{
	struct json *object = printer_new_object("procedure-test"), *uncovered = json_new_array();

	json_set_string(object, "procedure", procedure_name(procedure));
	json_set_integer(object, "tests", coverage->tests);
	json_set_integer(object, "passed", coverage->tests - coverage->failed);
	json_set_integer(object, "branches", coverage->branches);
	json_set_integer(object, "covered", coverage->covered);
	for (guint i = 0; coverage->uncovered && i < coverage->uncovered->len; i++)
		json_append_string(uncovered, coverage->uncovered->pdata[i]);
	json_take(object, "uncovered", uncovered);
	printer_take(object);
}

static void print_text(const struct procedure *procedure, const struct procedure_coverage *coverage)
{
	for (guint i = 0; i < coverage->uncovered->len; i++)
		printer_text(_("%s: no test takes %s\n"), procedure_name(procedure),
			     (const char *)coverage->uncovered->pdata[i]);
	printer_text(_("%s: tests %u, passed %u; branches %u, taken %u\n"), procedure_name(procedure), coverage->tests,
		     coverage->tests - coverage->failed, coverage->branches, coverage->covered);
}

/* 0 all passed, 1 and not all was tried, 2 one failed, 3 the tests cannot be read. */
static int try_procedure(const struct session *session, const struct procedure *procedure,
			 const struct procedure_names *names)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autofree char *path = tests_path(procedure);
	struct procedure_coverage coverage = {0};
	GString *bytes;
	bool read;
	int status;

	if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
		if (session->answer == ANSWER_JSON)
			print_json(procedure, &coverage);
		else
			printer_text(_("%s: no tests in '%s'\n"), procedure_name(procedure), path);
		return EXIT_BAD;
	}
	bytes = conf_bytes_load(path, PROCEDURE_BYTES, faults);
	read = bytes && procedure_test(procedure, names, path, bytes->str, bytes->len, &coverage, faults);
	if (bytes)
		g_string_free(bytes, TRUE);
	if (!read)
		return complain_faults(session->answer, faults, _("the tests of procedure '%s' cannot be read"),
				       procedure_name(procedure));
	faults_print_each(session->answer, faults);
	if (session->answer == ANSWER_JSON)
		print_json(procedure, &coverage);
	else
		print_text(procedure, &coverage);
	status = coverage.failed ? EXIT_BAD : coverage.covered < coverage.branches ? EXIT_ATTENTION : EXIT_OK;
	procedure_coverage_clear(&coverage);
	return status;
}

static int run(struct session *session, char **arguments)
{
	g_autoptr(ops_engine_names_t) names = engine_names_new();
	g_auto(GStrv) all = ways_names(session, arguments);
	int status = EXIT_OK;

	for (char **name = all; *name; name++) {
		int each = EXIT_OK;
		g_autoptr(ops_procedure_t) procedure = ways_open(session, *name, &each);

		if (procedure)
			each = try_procedure(session, procedure, engine_names_table(names));
		status = MAX(status, each);
	}
	return status;
}

const struct command procedure_test_all = {
	.name = "test",
	.summary = N_("try the path tests of procedures"),
	.args = "[PROCEDURE...]",
	.run = run,
};
