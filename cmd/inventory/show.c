/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops inventory show: all that is known of what has a name, or of who calls;
 * of a device also what it said.
 */
#include "inventory/evidence.h"
#include "inventory/verbs.h"

#include "base/text.h"
#include "base/translate.h"
#include "ui/complain.h"
#include "ui/printer.h"

#include <unistd.h>

#define MATCHES_MOST 20

static gboolean arg_evidence, arg_raw;
static char *arg_command, *arg_digest;

static const GOptionEntry options[] = {
	{"evidence", 0, 0, G_OPTION_ARG_NONE, &arg_evidence,
	 N_("what the device NAME said, and why it is kept"), NULL},
	{"command", 0, 0, G_OPTION_ARG_FILENAME, &arg_command,
	 N_("the newest that it said to this command, word for word"), "COMMAND"},
	{"digest", 0, 0, G_OPTION_ARG_FILENAME, &arg_digest,
	 N_("of these the one whose SHA-256 begins so"), "HEX"},
	{"raw", 0, 0, G_OPTION_ARG_NONE, &arg_raw, N_("byte for byte, for a file or a program"), NULL},
	{NULL},
};

/* In the order in which they are asked for a name. */
static const struct family *const named[] = {
	&family_devices, &family_lines,	   &family_organizations, &family_sites,
	&family_groups,  &family_contacts, &family_rosters,	  &family_classes,
	&family_logins,  &family_interfaces, &family_versions,	  &family_calendars,
};

/* --- what belongs to an object --- */

static void print_related(const struct session *session, const struct family *family,
			  const GPtrArray *objects, const char *heading)
{
	if (!objects->len)
		return;
	if (session->answer == ANSWER_JSON) {
		for (guint i = 0; i < objects->len; i++)
			family_print_json(session, family, objects->pdata[i]);
		return;
	}
	printer_text("\n%s\n", heading);
	family_print_table(session, family, (const void *const *)objects->pdata, objects->len);
}

static void print_lines_of(const struct session *session, const struct organization *organization)
{
	g_autoptr(GPtrArray) lines = g_ptr_array_new();
	g_autoptr(GPtrArray) contacts = g_ptr_array_new();

	for (size_t i = 0; i < inventory_line_count(session->inventory); i++) {
		const struct line *line = inventory_line_at(session->inventory, i);

		if (line->institution == organization)
			g_ptr_array_add(lines, (void *)line);
	}
	for (size_t i = 0; i < inventory_contact_count(session->inventory); i++) {
		const struct contact *contact = inventory_contact_at(session->inventory, i);

		if (contact->organization == organization)
			g_ptr_array_add(contacts, (void *)contact);
	}
	print_related(session, &family_lines, lines, _("Lines:"));
	print_related(session, &family_contacts, contacts, _("Contacts:"));
}

static void print_demarcation_of(const struct session *session, const struct line *line)
{
	struct demarcation demarcation = inventory_line_demarcation(session->inventory, line);
	g_autoptr(GPtrArray) list = g_ptr_array_new();

	g_ptr_array_add(list, &demarcation);
	print_related(session, &family_demarcations, list, _("Demarcation:"));
}

/* How it is logged in to, and what of it is watched. */
static void print_reading_of(const struct session *session, const struct device *device)
{
	const struct version_policy *versions =
		inventory_device_versions(session->inventory, device);
	g_autoptr(GPtrArray) interfaces = g_ptr_array_new();
	g_autoptr(GPtrArray) policies = g_ptr_array_new();
	const struct interface *interface;
	struct login login;
	size_t count;

	if (inventory_login(device, &login) && session->answer == ANSWER_JSON) {
		family_print_json(session, &family_logins, &login);
	} else if (device->ssh) {
		printer_text("\n%s\n", _("Login:"));
		family_print_whole(session, &family_logins, &login);
	}
	interface = inventory_device_interfaces(session->inventory, device, &count);
	for (size_t i = 0; i < count; i++)
		g_ptr_array_add(interfaces, (void *)&interface[i]);
	if (versions)
		g_ptr_array_add(policies, (void *)versions);
	print_related(session, &family_interfaces, interfaces, _("Interfaces:"));
	print_related(session, &family_versions, policies, _("Versions:"));
}

/* What is otherwise at some times; JSON has it in the class. */
static void print_variants_of(const struct session *session, const struct service_class *class)
{
	for (size_t i = 0; i < class->variant_count; i++) {
		const struct class_variant *variant = &class->variants[i];

		printer_text("\n");
		printer_text(_("During '%s':\n"), variant->when->name);
		family_print_changed(session, &family_classes, class, variant->instead);
	}
}

static void print_object(const struct session *session, const struct family *family,
			 const void *object)
{
	if (session->answer == ANSWER_JSON)
		family_print_json(session, family, object);
	else
		family_print_whole(session, family, object);
	if (family == &family_organizations)
		print_lines_of(session, object);
	else if (family == &family_lines)
		print_demarcation_of(session, object);
	else if (family == &family_devices)
		print_reading_of(session, object);
	else if (family == &family_classes && session->answer != ANSWER_JSON)
		print_variants_of(session, object);
}

/* --- by name --- */

/* Shows what is called NAME ("b1", "device:b1"); how many there were. */
static unsigned int show_named(const struct session *session, const char *name)
{
	const char *colon = strchr(name, ':');
	unsigned int shown = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(named); i++) {
		size_t length = strlen(named[i]->type);
		bool meant = colon && (size_t)(colon - name) == length &&
			     !strncmp(name, named[i]->type, length);

		if (colon && !meant)
			continue;
		const void *object = named[i]->find(session->inventory, meant ? colon + 1 : name);

		if (!object)
			continue;
		if (shown++ && session->answer != ANSWER_JSON)
			printer_text("\n");
		print_object(session, named[i], object);
	}
	return shown;
}

/* --- by what a caller says --- */

static const char *word_for(enum lookup_by by)
{
	static const char *const words[] = {
		[LOOKUP_NAME] = N_("name"), [LOOKUP_TITLE] = N_("title"),
		[LOOKUP_KANA] = N_("kana"), [LOOKUP_PHONE] = N_("phone"),
		[LOOKUP_CODE] = N_("code"),
	};

	return words[by];
}

static void print_match_json(const struct lookup_match *match)
{
	struct json *object = printer_new_object("match");

	json_set_string(object, "name", match->organization->name);
	json_set_string(object, "title_ja", match->organization->title.ja);
	json_set_string(object, "title_en", match->organization->title.en);
	json_set_string(object, "kana", match->organization->kana);
	json_set_string(object, "code", match->organization->code);
	json_set_string(object, "phone", match->organization->phone);
	json_set_string(object, "by", word_for(match->by));
	json_set_bool(object, "whole", match->whole);
	printer_take(object);
}

static void print_matches(const struct session *session, const GArray *matches)
{
	const struct table_column columns[] = {
		{_("NAME"), TEXT_LEFT, 0, false},	{_("TITLE"), TEXT_LEFT, 8, false},
		{_("PHONE"), TEXT_LEFT, 0, false},	{_("CODE"), TEXT_LEFT, 0, false},
		{_("MATCHED BY"), TEXT_LEFT, 0, false},
	};
	g_autoptr(ops_table_t) table = table_new(columns, G_N_ELEMENTS(columns));
	struct terminal terminal = terminal_of(STDOUT_FILENO);
	bool japanese = !strcmp(session->language, "ja");

	for (guint i = 0; i < matches->len; i++) {
		const struct lookup_match *match = &g_array_index(matches, struct lookup_match, i);
		const struct organization *who = match->organization;
		const char *cells[] = {who->name, japanese ? who->title.ja : who->title.en,
				       who->phone, who->code, _(word_for(match->by))};

		if (session->answer == ANSWER_JSON)
			print_match_json(match);
		else
			table_add(table, TINT_NONE, false, cells);
	}
	if (session->answer != ANSWER_JSON)
		table_print(table, &terminal, 0);
}

/* The one that is meant beyond doubt: the only one, or the only whole match. */
static const struct organization *only_match(const GArray *matches)
{
	const struct lookup_match *first = &g_array_index(matches, struct lookup_match, 0);
	bool rival = matches->len > 1 &&
		     (!first->whole || (&g_array_index(matches, struct lookup_match, 1))->whole);

	return rival ? NULL : first->organization;
}

static int run(struct session *session, char **arguments)
{
	const char *query = arguments[0];
	g_autofree char *shown = text_excerpt(query);
	const struct evidence_wanted wanted = {
		.command = arg_command,
		.digest = arg_digest,
		.raw = arg_raw,
	};

	if (arg_evidence)
		return evidence_show(session, query, &wanted);
	if (arg_command || arg_digest || arg_raw)
		return complain(session->answer, COMPLAINT_USAGE,
				_("options '--command', '--digest' and '--raw' need '--evidence'"));
	if (show_named(session, query))
		return EXIT_OK;
	g_autoptr(GArray) matches = inventory_look_up(session->inventory, query, MATCHES_MOST);

	if (!matches->len)
		return complain(session->answer, COMPLAINT_USAGE,
				_("nothing and nobody is called '%s'"), shown);
	const struct organization *only = only_match(matches);

	if (only)
		print_object(session, &family_organizations, only);
	else
		print_matches(session, matches);
	return EXIT_OK;
}

const struct command inventory_show = {
	.name = "show",
	.summary = N_("show all that is known of an object or a caller"),
	.args = "NAME",
	.needs = NEED_INVENTORY,
	.options = options,
	.run = run,
};
