/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops kb add --file: a file of entries, looked at as a whole before anything is kept.
 */
#include "kb/verbs.h"

#include "base/translate.h"
#include "ui/complain.h"
#include "ui/printer.h"

static GPtrArray *load(const struct session *session, const char *file)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	GString *bytes = conf_bytes_load(file, KNOW_FILE_BYTES, faults);
	GPtrArray *drafts = bytes ? know_file_parse(file, bytes->str, bytes->len, faults) : NULL;

	if (bytes)
		g_string_free(bytes, TRUE);
	if (!drafts)
		complain_faults(session->answer, faults, _("'%s' has errors; nothing was added"), file);
	return drafts;
}

static int tell(const struct session *session, const struct know_import *import)
{
	struct json *object;

	if (session->answer != ANSWER_JSON) {
		printer_text(_("added %d, new versions %d, the same already %d, changed here and left alone %d\n"), import->added,
			     import->changed, import->same, import->kept);
		return EXIT_OK;
	}
	object = printer_new_object("knowledge-import");
	json_set_integer(object, "added", import->added);
	json_set_integer(object, "changed", import->changed);
	json_set_integer(object, "same", import->same);
	json_set_integer(object, "kept", import->kept);
	printer_take(object);
	return EXIT_OK;
}

int kb_add_file(const struct session *session, const char *file)
{
	const struct cases_options recording = session_recording(session);
	g_autoptr(GPtrArray) drafts = load(session, file);
	g_autoptr(GError) error = NULL;
	struct know_import import;

	for (guint i = 0; drafts && i < drafts->len; i++)
		if (!kb_check_owner(session, ((const struct know_draft *)drafts->pdata[i])->owner))
			return EXIT_COULD_NOT;
	if (!drafts)
		return EXIT_COULD_NOT;
	if (!engine_know_import(&recording, drafts, &import, &error))
		return complain_error(session->answer, error);
	return tell(session, &import);
}
