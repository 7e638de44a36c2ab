/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops case document: a document is there, as size and SHA-256; whether it is still what it was. The bytes stay where they
 * are.
 */
#include "case/paper.h"
#include "case/verbs.h"

#include "base/text.h"
#include "base/translate.h"
#include "document.h"
#include "sure.h"
#include "ui/complain.h"
#include "ui/printer.h"

#include <errno.h>

static char *arg_as, *arg_file;

static const GOptionEntry options[] = {
	{"as", 0, 0, G_OPTION_ARG_FILENAME, &arg_as, N_("what sort of document it is"), "SORT"},
	{"file", 0, 0, G_OPTION_ARG_FILENAME, &arg_file, N_("where it lies now"), "FILE"},
	{"sure", 0, 0, G_OPTION_ARG_NONE, &arg_sure, SURE_WORDS, NULL},
	{NULL},
};

/* --- adding --- */

static int add(const struct session *session, const char *id, const char *path)
{
	struct cases_options recording = session_recording(session);
	g_autofree char *name = g_path_get_basename(path), *place = g_canonicalize_filename(path, NULL);
	struct case_document said = {.sort = arg_as, .name = name, .place = place};
	struct document document;
	g_autoptr(GError) error = NULL;
	int64_t number;

	if (!arg_as || arg_file)
		return complain(session->answer, COMPLAINT_USAGE, _("say what sort of document it is: '--as'"));
	if (!document_read(path, &document))
		return complain(session->answer, COMPLAINT_SYSTEM, _("cannot read the document '%s': %s"), path, g_strerror(errno));
	if (!document.bytes)
		return complain(session->answer, COMPLAINT_USAGE, _("the document '%s' is empty"), path);
	said.bytes = document.bytes;
	said.digest = document.digest;
	number = case_add_document(&recording, id, &said, &error);
	return number < 0 ? incident_complain(session, error) : incident_tell_event(session, id, number, NULL);
}

/* --- looking at it again --- */

/* "same", "changed", "gone". */
static const char *verdict_of(const struct case_document *recorded, int *ret_status)
{
	struct document document;

	*ret_status = EXIT_COULD_NOT;
	if (!document_read(arg_file ? arg_file : recorded->place, &document))
		return N_("gone");
	*ret_status = EXIT_BAD;
	if (document.bytes != recorded->bytes || !digest_equal(&document.digest, &recorded->digest))
		return N_("changed");
	*ret_status = EXIT_OK;
	return N_("same");
}

static int verify_one(const struct story *story, const struct case_event *event)
{
	struct case_document recorded;
	const char *verdict;
	g_autofree char *shown = NULL, *line = NULL;
	int status;

	if (!case_document_read(event, &recorded))
		return EXIT_OK;
	verdict = verdict_of(&recorded, &status);
	if (story->session->answer == ANSWER_JSON) {
		paper_document_json(story, event, verdict);
		return status;
	}
	shown = printer_safe(recorded.name);
	line = g_strdup_printf("%ld  %s: %s", (long)event->number, shown, _(verdict));
	printer_text("%s\n", line);
	return status;
}

static int verify(const struct session *session, const char *id, const char *which)
{
	int status = EXIT_OK, found;
	g_autoptr(ops_case_file_t) file = incident_load(session, id, &status);
	g_autoptr(ops_case_standing_t) standing = file ? case_standing_new(file) : NULL;
	g_autoptr(ops_case_paper_t) paper = file ? paper_look(session, standing) : NULL;
	const struct story story = {.session = session, .file = file, .now_us = clock_wall_us(session->clock), .paper = paper};
	g_autoptr(GError) error = NULL;
	int64_t number = 0;
	bool any = false;

	if (!file)
		return status;
	if ((arg_file && !which) || arg_as)
		return complain(session->answer, COMPLAINT_USAGE, _("'--file' is where one document lies: say its event's number"));
	if (which && !typed_number("document", which, &number, &error))
		return complain(session->answer, COMPLAINT_USAGE, "%s", error->message);
	for (guint i = 0; paper && i < paper->documents->len; i++) {
		const struct case_event *event = paper->documents->pdata[i];

		if (number && event->number != number)
			continue;
		any = true;
		found = verify_one(&story, event);
		status = MAX(status, found);
	}
	return any ? status : complain(session->answer, COMPLAINT_USAGE, _("case '%s' has no such document"), id);
}

static int run(struct session *session, char **arguments)
{
	if (g_str_equal(arguments[1], "add") && arguments[2])
		return add(session, arguments[0], arguments[2]);
	if (g_str_equal(arguments[1], "verify"))
		return verify(session, arguments[0], arguments[2]);
	return complain(session->answer, COMPLAINT_USAGE, _("a document is added or verified: say 'add FILE' or 'verify'"));
}

const struct command case_document_verb = {
	.name = "document",
	.summary = N_("keep a document's SHA-256, or verify it"),
	.args = "CASE CHANGE [DOCUMENT]",
	.needs = NEED_INVENTORY | NEED_STORE_WRITE,
	.options = options,
	.run = run,
};
