/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops procedure manual: the manuals that the guideline asks for, printed out
 * of the inventory and the procedures; and the record of who approved them.
 */
#include "procedure/manual.h"

#include "base/instant.h"
#include "base/text.h"
#include "base/translate.h"
#include "ui/complain.h"
#include "ui/printer.h"

static char *arg_output, *arg_kind, *arg_approved_by, *arg_document, *arg_on;

static const GOptionEntry options[] = {
	{"kind", 0, 0, G_OPTION_ARG_FILENAME, &arg_kind, N_("which of the two manuals"), "operations|response"},
	{"output", 0, 0, G_OPTION_ARG_FILENAME, &arg_output, N_("print into FILE (.md or .pdf)"), "FILE"},
	{"approved-by", 0, 0, G_OPTION_ARG_FILENAME, &arg_approved_by, N_("record that ORG approved it"), "ORG"},
	{"document", 0, 0, G_OPTION_ARG_FILENAME, &arg_document, N_("the file that says so"), "FILE"},
	{"on", 0, 0, G_OPTION_ARG_FILENAME, &arg_on, N_("when it was approved; now if not given"), "DATE"},
	{NULL},
};

/* NULL: the options go together. */
static const char *misuse(void)
{
	if (!arg_approved_by != !arg_document)
		return _("'--approved-by' and '--document' go together: who approved it, and the file that says so");
	if (arg_approved_by && arg_output)
		return _("'--output' prints and '--approved-by' records: one at a time");
	if (arg_on && !arg_approved_by)
		return _("'--on' is the day of an approval, with '--approved-by'");
	return NULL;
}

/* --- what it is made of --- */

struct procedure_set *manual_ways(const struct session *session, int *ret_status)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_auto(GStrv) places = session_procedure_places(session);
	struct procedure_set *set = engine_manual_ways((const char *const *)places, faults);

	if (!set)
		*ret_status = complain_faults(session->answer, faults, _("procedures have errors, so there is no manual of them"));
	return set;
}

/* --- printing --- */

struct json *manual_approval_shown(const struct session *session, const struct manual_approval *approval)
{
	struct json *object = json_new_object(), *letter = json_new_object();
	g_autofree char *digest = digest_hex(approval->digest.bytes, DIGEST_SIZE);
	g_autofree char *letter_digest = digest_hex(approval->letter_digest.bytes, DIGEST_SIZE);

	json_set_integer(object, "version", approval->version);
	json_set_string(object, "language", approval->language == PROCEDURE_JAPANESE ? "ja" : "en");
	json_set_string(object, "digest", digest);
	json_set_string(object, "organization", approval->organization);
	printer_set_instant(object, "approved_at", approval->approved_at_us, session->zone);
	printer_set_instant(object, "recorded_at", approval->recorded_at_us, session->zone);
	json_set_string(object, "actor", approval->actor);
	json_set_string(object, "said_by", approval->said_by);
	json_set_string(letter, "name", approval->letter);
	json_set_integer(letter, "bytes", approval->letter_bytes);
	json_set_string(letter, "digest", letter_digest);
	json_take(object, "letter", letter);
	json_set_integer(object, "sequence", approval->sequence);
	return object;
}

static void print_json(const struct session *session, const struct manual *manual, const struct manual_front *front,
		       const char *text)
{
	struct json *object = printer_new_object("manual"), *lacks = json_new_array(), *approvals = json_new_array();
	g_autofree char *digest = digest_hex(manual_digest(manual)->bytes, DIGEST_SIZE);

	json_set_string(object, "kind", manual_kind_id(manual_kind(manual)));
	json_set_string(object, "language", session->language);
	json_set_string(object, "title", manual_title(manual));
	json_set_string(object, "digest", digest);
	json_set_string(object, "standing", manual_standing_id(front->standing));
	for (guint i = 0; i < front->approvals->len; i++)
		json_append_take(approvals, manual_approval_shown(session, front->approvals->pdata[i]));
	json_take(object, "approvals", approvals);
	for (guint i = 0; i < manual_lacks(manual)->len; i++)
		json_append_string(lacks, manual_lacks(manual)->pdata[i]);
	json_take(object, "lacks", lacks);
	json_set_string(object, "path", arg_output);
	json_set_string(object, "text", text);
	printer_take(object);
}

/* 0, or the exit status after complaining. */
static int write_file(const struct session *session, const struct manual *manual, const struct manual_front *front)
{
	g_autofree char *text = manual_markdown(manual, front);
	g_autoptr(GError) error = NULL;
	bool done;

	if (g_str_has_suffix(arg_output, ".pdf")) {
		g_autofree char *page = manual_html(manual, front), *html = printer_marked(page);
		const struct typeset_options typeset = {
			.clock = session->clock, .html = html, .attachment = "manual.md", .attachment_text = text,
			.path = arg_output, .timeout_us = MANUAL_TYPESET_TIMEOUT_US,
		};

		done = engine_typeset(&typeset, &error);
	} else {
		done = manual_replace_file(arg_output, text, &error);
	}
	return done ? EXIT_OK : complain_error(session->answer, error);
}

static int print(const struct session *session, const struct manual *manual, const struct manual_front *front)
{
	g_autofree char *text = arg_output ? NULL : manual_markdown(manual, front);
	int status = arg_output ? write_file(session, manual, front) : EXIT_OK;

	if (status)
		return status;
	if (session->answer == ANSWER_JSON)
		print_json(session, manual, front, text);
	else if (text)
		printer_page(text);
	return manual_told_lacks(session, manual);
}

int manual_told_lacks(const struct session *session, const struct manual *manual)
{
	unsigned int lacks = manual_lacks(manual)->len;

	if (!lacks)
		return EXIT_OK;
	if (session->answer != ANSWER_JSON)
		for (unsigned int i = 0; i < lacks; i++)
			notes_write(session->notes, NOTES_WARNING, "%s", (const char *)manual_lacks(manual)->pdata[i]);
	return EXIT_ATTENTION;
}

/* --- the whole --- */

static int with_manual(struct session *session, const struct manual *manual, const struct manual *other)
{
	g_autoptr(GPtrArray) approvals = NULL;
	struct manual_front front = {.zone = session->zone};
	g_autoptr(GError) error = NULL;

	if (arg_approved_by) {
		const struct manual_said said = {arg_approved_by, arg_document, arg_on};

		return manual_record_approval(session, manual, &said);
	}
	if (session->store)
		approvals = engine_manual_approvals(session->store, manual_kind(manual), &error);
	else
		approvals = g_ptr_array_new();
	if (!approvals)
		return complain_error(session->answer, error);
	front.approvals = approvals;
	front.standing = manual_stands(manual, other, approvals);
	return print(session, manual, &front);
}

/* Without a store nobody approved anything; with one that cannot be read nobody knows. */
static int open_store(struct session *session)
{
	g_autofree char *database = g_build_filename(session->state_directory, "nwops.db", NULL);

	if (arg_approved_by)
		return EXIT_OK;		/* opened once all that was typed is seen to be good */
	return g_file_test(database, G_FILE_TEST_EXISTS) ? session_open_store(session, STORE_READ) : EXIT_OK;
}

static int run(struct session *session, char **arguments)
{
	const char *wrong = misuse();
	enum procedure_language language = session_document_language(session);
	struct manual_source source = {.kind = MANUAL_OPERATIONS, .inventory = session->inventory};
	g_autoptr(ops_procedure_set_t) ways = NULL;
	g_autoptr(ops_manual_t) manual = NULL, other = NULL;
	int status = EXIT_OK;

	if (arg_kind && !manual_kind_find(arg_kind, &source.kind))
		wrong = _("there are two kinds of manual: operations, response");
	if (arg_output && !g_str_has_suffix(arg_output, ".md") && !g_str_has_suffix(arg_output, ".pdf"))
		wrong = _("a manual is printed into a file that ends in .md or .pdf");
	if (wrong)
		return complain(session->answer, COMPLAINT_USAGE, "%s", wrong);
	ways = manual_ways(session, &status);
	if (!ways)
		return status;
	status = open_store(session);
	if (status)
		return status;
	source.procedures = ways;
	source.language = language;
	manual = manual_new(&source);
	source.language = language == PROCEDURE_JAPANESE ? PROCEDURE_ENGLISH : PROCEDURE_JAPANESE;
	other = manual_new(&source);
	return with_manual(session, manual, other);
}

const struct command procedure_manual = {
	.name = "manual",
	.summary = N_("print the manuals, or record who approved them"),
	.needs = NEED_INVENTORY,
	.options = options,
	.run = run,
};
