/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops notify contacts: who can be told and by which ways; and the contact sheet that the core and
 * the other operators approve.
 */
#include "notify/verbs.h"

#include "base/translate.h"
#include "procedure/manual.h"
#include "ui/complain.h"
#include "ui/printer.h"
#include "ui/table.h"

#include <unistd.h>

static gboolean arg_sheet;
static char *arg_output, *arg_approved_by, *arg_document, *arg_on;

static const GOptionEntry options[] = {
	{"sheet", 0, 0, G_OPTION_ARG_NONE, &arg_sheet, N_("print the contact sheet"), NULL},
	{"output", 0, 0, G_OPTION_ARG_FILENAME, &arg_output, N_("print the sheet into FILE (.md)"),
	 "FILE"},
	{"approved-by", 0, 0, G_OPTION_ARG_FILENAME, &arg_approved_by,
	 N_("record that ORG approved the sheet"), "ORG"},
	{"document", 0, 0, G_OPTION_ARG_FILENAME, &arg_document, N_("the file that says so"),
	 "FILE"},
	{"on", 0, 0, G_OPTION_ARG_FILENAME, &arg_on, N_("when it was approved; now if not given"),
	 "DATE"},
	{NULL},
};

/* Why the options do not go together; NULL. */
static const char *misuse(void)
{
	if (!arg_approved_by != !arg_document)
		return _("'--approved-by' and '--document' go together: who approved it, and the "
			 "file that says so");
	if (arg_approved_by && arg_output)
		return _("'--output' prints and '--approved-by' records: one at a time");
	if (arg_on && !arg_approved_by)
		return _("'--on' is the day of an approval, with '--approved-by'");
	if (arg_output && !arg_sheet)
		return _("'--output' is for the contact sheet: '--sheet'");
	if (arg_output && !g_str_has_suffix(arg_output, ".md"))
		return _("a contact sheet is printed into a file that ends in .md");
	return NULL;
}

/* --- who can be told --- */

static bool is_on_duty(const struct routes *routes, const struct contact *contact)
{
	for (guint i = 0; i < routes->told; i++)
		if (g_array_index(routes->all, struct route, i).contact == contact)
			return true;
	return false;
}

static void print_json(const struct contact *contact, bool on_duty)
{
	struct json *object = printer_new_object("reach"), *channels = json_new_array();

	for (size_t i = 0; i < contact->channel_count; i++) {
		const struct contact_channel *channel = &contact->channels[i];
		struct json *one = json_new_object();

		json_set_string(one, "channel", words_get(WORDS_CHANNEL_KIND, channel->kind)->id);
		json_set_string(one, "target", channel->target);
		json_set_string(one, "path", channel->path);
		json_set_string(one, "number", channel->number);
		json_append_take(channels, one);
	}
	json_set_string(object, "contact", contact->name);
	json_set_string(object, "organization", contact->organization->name);
	json_set_string(object, "role", inventory_role_id(contact->role));
	json_set_string(object, "language", contact->language);
	json_set_bool(object, "on_duty", on_duty);
	json_take(object, "channels", channels);
	printer_take(object);
}

static void add_row(struct table *table, const struct session *session,
		    const struct contact *contact, bool on_duty)
{
	g_autoptr(GString) ways = g_string_new(NULL);

	for (size_t i = 0; i < contact->channel_count; i++) {
		const struct contact_channel *channel = &contact->channels[i];

		g_string_append_printf(ways, "%s%s %s", i ? "; " : "",
				       words_shown(WORDS_CHANNEL_KIND, channel->kind),
				       channel->target);
		if (channel->path)
			g_string_append_printf(ways, " (%s)", channel->path);
	}
	const char *cells[] = {
		contact->name,
		contact->organization->name,
		inventory_role_id(contact->role),
		g_str_equal(session->language, "ja") ? contact->title.ja : contact->title.en,
		on_duty ? _("on duty") : NULL,
		ways->len ? ways->str : _("by nothing"),
	};

	table_add(table, on_duty ? TINT_GREEN : TINT_NONE, false, cells);
}

static int list(const struct session *session)
{
	const struct table_column columns[] = {
		{_("CONTACT"), TEXT_LEFT, 10, false}, {_("ORGANIZATION"), TEXT_LEFT, 10, false},
		{_("ROLE"), TEXT_LEFT, 0, false},     {_("NAME"), TEXT_LEFT, 12, false},
		{_("DUTY"), TEXT_LEFT, 0, false},     {_("REACHED BY"), TEXT_LEFT, 0, true},
	};
	g_autoptr(ops_table_t) table = table_new(columns, G_N_ELEMENTS(columns));
	struct terminal terminal = terminal_of(STDOUT_FILENO);
	struct roster_state state;
	struct routes routes;
	g_autoptr(GError) error = NULL;

	if (!engine_roster(session->store, &state, &error))
		return complain_error(session->answer, error);
	notify_find_on_duty(session, &state, &routes);
	for (size_t i = 0; i < inventory_contact_count(session->inventory); i++) {
		const struct contact *contact = inventory_contact_at(session->inventory, i);
		bool on_duty = is_on_duty(&routes, contact);

		if (session->answer == ANSWER_JSON)
			print_json(contact, on_duty);
		else
			add_row(table, session, contact, on_duty);
	}
	if (session->answer != ANSWER_JSON)
		table_print(table, &terminal, 0);
	routes_clear(&routes);
	roster_state_clear(&state);
	return EXIT_OK;
}

/* --- the sheet --- */

static void print_sheet_json(const struct session *session, const struct manual *sheet,
			     const struct manual_front *front, const char *text)
{
	struct json *object = printer_new_object("contact-sheet"), *approvals = json_new_array(),
		    *lacks = json_new_array();
	g_autofree char *digest = digest_hex(manual_digest(sheet)->bytes, DIGEST_SIZE);

	for (guint i = 0; i < front->approvals->len; i++)
		json_append_take(approvals,
				 manual_approval_shown(session, front->approvals->pdata[i]));
	for (guint i = 0; i < manual_lacks(sheet)->len; i++)
		json_append_string(lacks, manual_lacks(sheet)->pdata[i]);
	json_set_string(object, "language", session->language);
	json_set_string(object, "title", manual_title(sheet));
	json_set_string(object, "digest", digest);
	json_set_string(object, "standing", manual_standing_id(front->standing));
	json_set_bool(object, "approved_by_all", contact_sheet_is_approved(sheet, front));
	json_take(object, "approvals", approvals);
	json_take(object, "lacks", lacks);
	json_set_string(object, "path", arg_output);
	json_set_string(object, "text", text);
	printer_take(object);
}

static int print_sheet(const struct session *session, const struct manual *sheet,
		       const struct manual_front *front)
{
	g_autofree char *text = manual_markdown(sheet, front);
	g_autoptr(GError) error = NULL;

	if (arg_output && !manual_replace_file(arg_output, text, &error))
		return complain_error(session->answer, error);
	if (session->answer == ANSWER_JSON)
		print_sheet_json(session, sheet, front, arg_output ? NULL : text);
	else if (!arg_output)
		printer_page(text);
	return manual_told_lacks(session, sheet);
}

static int with_sheet(struct session *session, const struct manual *sheet,
		      const struct manual *other)
{
	struct manual_front front = {.zone = session->zone};
	g_autoptr(GPtrArray) approvals = NULL;
	g_autoptr(GError) error = NULL;

	if (arg_approved_by) {
		const struct manual_said said = {arg_approved_by, arg_document, arg_on};

		return manual_record_approval(session, sheet, &said);
	}
	approvals = engine_manual_approvals(session->store, MANUAL_CONTACTS, &error);
	if (!approvals)
		return complain_error(session->answer, error);
	front.approvals = approvals;
	front.standing = manual_stands(sheet, other, approvals);
	return print_sheet(session, sheet, &front);
}

static int run(struct session *session, char **arguments)
{
	bool japanese = g_str_equal(session->language, "ja");
	struct manual_source source = {.kind = MANUAL_CONTACTS, .inventory = session->inventory};
	g_autoptr(ops_manual_t) sheet = NULL, other = NULL;
	const char *wrong = misuse();
	int status;

	(void)arguments;
	if (wrong)
		return complain(session->answer, COMPLAINT_USAGE, "%s", wrong);
	status = arg_approved_by ? session_open_telling(session) : notify_open_to_look(session);
	if (status)
		return status;
	if (!arg_sheet && !arg_approved_by)
		return list(session);
	source.policy = session->policy;
	source.language = japanese ? PROCEDURE_JAPANESE : PROCEDURE_ENGLISH;
	sheet = manual_new(&source);
	source.language = japanese ? PROCEDURE_ENGLISH : PROCEDURE_JAPANESE;
	other = manual_new(&source);
	return with_sheet(session, sheet, other);
}

const struct command notify_contacts = {
	.name = "contacts",
	.summary = N_("list who can be told; print the contact sheet, or record who approved it"),
	.needs = NEED_INVENTORY,
	.options = options,
	.run = run,
};
