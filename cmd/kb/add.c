/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops kb add: writes down what somebody knows, as a new entry or as the next version of
 * one; or takes over a file of entries.
 */
#include "kb/verbs.h"

#include "base/translate.h"
#include "incident/verbs.h"
#include "sure.h"
#include "ui/complain.h"

#define REVIEW "1y"

static char *arg_title, *arg_text, *arg_owner, *arg_review, *arg_from, *arg_replaces, *arg_file;

static const GOptionEntry options[] = {
	{"title", 0, 0, G_OPTION_ARG_FILENAME, &arg_title, N_("what it is about, in the words of who asks"), "TITLE"},
	{"text", 0, 0, G_OPTION_ARG_FILENAME, &arg_text, N_("what is known; '-' reads it from standard input"), "TEXT"},
	{"owner", 0, 0, G_OPTION_ARG_FILENAME, &arg_owner, N_("who answers for it: a role or a contact"), "OWNER"},
	{"review", 0, 0, G_OPTION_ARG_FILENAME, &arg_review,
	 N_("when it is to be looked at again: a day, or how far ahead (default 1y)"), "WHEN"},
	{"from", 0, 0, G_OPTION_ARG_FILENAME, &arg_from, N_("the case that it was learnt in"), "CASE"},
	{"replaces", 0, 0, G_OPTION_ARG_FILENAME, &arg_replaces, N_("it is the next version of that entry"), "ENTRY"},
	{"file", 0, 0, G_OPTION_ARG_FILENAME, &arg_file, N_("take over the entries of FILE"), "FILE"},
	{"sure", 0, 0, G_OPTION_ARG_NONE, &arg_sure, SURE_WORDS, NULL},
	{NULL},
};

static bool check_options(const struct session *session)
{
	const bool any = arg_title || arg_text || arg_owner || arg_review || arg_from || arg_replaces;

	if (arg_file && any)
		complain(session->answer, COMPLAINT_USAGE, _("option '%s' stands alone"), "--file");
	else if (!arg_file && (!arg_text || (!arg_replaces && (!arg_title || !arg_owner))))
		complain(session->answer, COMPLAINT_USAGE,
			 _("say what is known and who answers for it: '--title', '--text' and '--owner'"));
	else
		return true;
	return false;
}

static bool take_case(void *context, const struct case_record *record)
{
	*(bool *)context = true;
	return true;
}

static bool check_case(const struct session *session, const char *id, GError **error)
{
	const struct cases_filter filter = {.id = id, .kind = -1};
	bool there = false;

	if (!cases_read(session->store, &filter, take_case, &there, error))
		return false;
	if (!there)
		g_set_error(error, OPS_CASES_ERROR, CASES_ERROR_NONE, _("there is no case '%s'"), id);
	return there;
}

/* What the options say, into ENTRY, over what it has. */
static bool read_options(const struct session *session, struct know_entry *entry, char **ret_text, GError **error)
{
	if (arg_title)
		entry->title = arg_title;
	if (arg_owner)
		entry->owner = arg_owner;
	if (arg_from)
		entry->source = arg_from;
	if ((arg_from && !check_case(session, arg_from, error)) ||
	    !know_until_parse(arg_review ? arg_review : REVIEW, session->zone, clock_wall_us(session->clock),
			      &entry->review_at_us, error))
		return false;
	*ret_text = typed_text(arg_text, error);
	entry->text = *ret_text;
	return *ret_text && sure_read(session, "--title", arg_title, error) && sure_read(session, "--text", *ret_text, error);
}

static int tell(const struct session *session, const struct know_entry *entry)
{
	g_autofree char *id = know_id_print(entry->number);
	g_autofree char *said = entry->version == 1 ? g_strdup_printf(_("'%s' is added"), id) :
						      g_strdup_printf(_("'%s' has version %ld"), id, (long)entry->version);

	return kb_tell_kept(session, entry->number, said);
}

/* BEFORE: the version that it follows; NULL. */
static int add(const struct session *session, const struct know_entry *before)
{
	const struct cases_options recording = session_recording(session);
	struct know_entry entry = {.title = "", .owner = "", .source = "", .title_en = "", .text_en = "", .name = ""};
	g_autofree char *text = NULL;
	g_autoptr(GError) error = NULL;

	if (before) {
		entry.number = before->number;
		entry.title = before->title;
		entry.owner = before->owner;
		entry.source = before->source;
	}
	if (!read_options(session, &entry, &text, &error))
		return error->domain != OPS_STORE_ERROR ?
			       complain(session->answer, COMPLAINT_USAGE, "%s", error->message) :
			       complain_error(session->answer, error);
	if (!kb_check_owner(session, entry.owner))
		return EXIT_COULD_NOT;
	if (!engine_know_add(&recording, &entry, &error))
		return complain_error(session->answer, error);
	return tell(session, &entry);
}

static int run(struct session *session, char **arguments)
{
	g_autoptr(GPtrArray) versions = NULL;
	int64_t number;

	(void)arguments;
	if (!check_options(session))
		return EXIT_COULD_NOT;
	if (arg_file)
		return kb_add_file(session, arg_file);
	if (!arg_replaces)
		return add(session, NULL);
	if (!kb_read_id(session, arg_replaces, &number))
		return EXIT_COULD_NOT;
	versions = kb_load(session, number);
	return versions ? add(session, versions->pdata[versions->len - 1]) : EXIT_COULD_NOT;
}

const struct command kb_add = {
	.name = "add",
	.summary = N_("add an entry, or a new version of one"),
	.needs = NEED_INVENTORY | NEED_STORE_WRITE,
	.options = options,
	.run = run,
};
