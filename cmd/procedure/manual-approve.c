/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops procedure manual --approved-by: checks what was typed, reads the letter
 * of approval, and has the approval recorded.
 */
#include "procedure/manual.h"

#include "base/instant.h"
#include "base/text.h"
#include "base/translate.h"
#include "document.h"
#include "ui/complain.h"
#include "ui/printer.h"
#include "ui/replace.h"

#include <errno.h>

#define DATE_LENGTH 10

bool manual_replace_file(const char *path, const char *text, GError **error)
{
	g_autoptr(ops_replace_t) replace = replace_open(path, error);
	g_autofree char *marked = printer_marked(text);

	if (!replace)
		return false;
	fputs(marked, replace_file(replace));
	return replace_finish(replace, error);
}

/* --- the letter --- */

/* 0, or the exit status after complaining. */
static int read_letter(const struct session *session, const char *path, struct manual_letter *letter)
{
	struct document document;

	if (!document_read(path, &document))
		return complain(session->answer, COMPLAINT_SYSTEM, _("cannot read the letter of approval '%s': %s"), path,
				g_strerror(errno));
	if (!document.bytes)
		return complain(session->answer, COMPLAINT_USAGE, _("the letter of approval '%s' is empty"), path);
	letter->bytes = document.bytes;
	letter->digest = document.digest;
	return EXIT_OK;
}

/* --- who and when --- */

static int find_organization(const struct session *session, const struct manual *manual, const char *name,
			     struct manual_letter *letter)
{
	bool sheet = manual_kind(manual) == MANUAL_CONTACTS;
	const struct organization *organization = inventory_find_organization(session->inventory, name);
	g_autofree char *shown = text_excerpt(name);

	letter->organization = organization;
	if (!organization)
		return complain(session->answer, COMPLAINT_USAGE, _("no organization is called '%s'"), shown);
	if (sheet && !contact_sheet_approves(organization))
		return complain(session->answer, COMPLAINT_USAGE,
				_("organization '%s' is of kind '%s': it is a core operator or another operator that approves the "
				  "contact sheet"),
				shown, words_get(WORDS_OWNER_KIND, organization->kind)->id);
	if (!sheet && organization->kind != OWNER_CORE_OPERATOR)
		return complain(session->answer, COMPLAINT_USAGE,
				_("organization '%s' is of kind '%s': it is a core operator that approves a manual"), shown,
				words_get(WORDS_OWNER_KIND, organization->kind)->id);
	return EXIT_OK;
}

static int find_time(const struct session *session, const char *on, struct manual_letter *letter)
{
	int64_t now_us = clock_wall_us(session->clock);
	g_autofree char *text = on && strlen(on) == DATE_LENGTH ? g_strconcat(on, "T00:00:00", NULL) : g_strdup(on);
	g_autofree char *shown = on ? text_excerpt(on) : NULL;
	g_autoptr(GError) error = NULL;

	letter->approved_at_us = now_us;
	if (text && !instant_parse(text, session->zone, &letter->approved_at_us, &error))
		return complain(session->answer, COMPLAINT_USAGE, _("'--on' is '%s': %s"), shown, error->message);
	if (letter->approved_at_us > now_us)
		return complain(session->answer, COMPLAINT_USAGE, _("'--on' is '%s', which is yet to come"), shown);
	return EXIT_OK;
}

/* --- recording --- */

static void tell(const struct session *session, const struct manual *manual, const struct manual_letter *letter,
		 unsigned int version)
{
	g_autofree char *digest = digest_hex(manual_digest(manual)->bytes, DIGEST_SIZE);
	g_autofree char *letter_digest = digest_hex(letter->digest.bytes, DIGEST_SIZE);
	g_autofree char *when = instant_show(letter->approved_at_us, session->zone);
	struct json *object;

	if (session->answer != ANSWER_JSON) {
		printer_text(_("recorded: '%s' approved version %u of '%s' on %s\n"), letter->organization->name, version,
			     manual_title(manual), when);
		printer_text(_("SHA-256 of the manual: %s\n"), digest);
		printer_text(_("SHA-256 of '%s': %s\n"), letter->name, letter_digest);
		return;
	}
	object = printer_new_object("manual-approved");
	json_set_string(object, "kind", manual_kind_id(manual_kind(manual)));
	json_set_string(object, "language", session->language);
	json_set_integer(object, "version", version);
	json_set_string(object, "digest", digest);
	json_set_string(object, "organization", letter->organization->name);
	printer_set_instant(object, "approved_at", letter->approved_at_us, session->zone);
	json_set_string(object, "letter", letter->name);
	json_set_string(object, "letter_digest", letter_digest);
	printer_take(object);
}

static int record(const struct session *session, const struct manual *manual, const struct manual_letter *letter)
{
	const struct manual_approve_options options = {
		.store = session->store,
		.clock = session->clock,
		.notes = session->notes,
		.actor = session->actor,
		.said_by = session->said_by,
	};
	g_autoptr(GError) error = NULL;
	unsigned int version;

	if (!engine_manual_approve(&options, manual, letter, &version, &error))
		return complain_error(session->answer, error);
	tell(session, manual, letter, version);
	return manual_told_lacks(session, manual);
}

int manual_record_approval(struct session *session, const struct manual *manual, const struct manual_said *said)
{
	g_autofree char *base = g_path_get_basename(said->document);
	g_autofree char *name = text_safe_string(base);
	struct manual_letter letter = {.name = name};
	int status = find_organization(session, manual, said->organization, &letter);

	if (!status)
		status = find_time(session, said->on, &letter);
	if (!status)
		status = read_letter(session, said->document, &letter);
	if (!status)
		status = session_open_store(session, STORE_WRITE);
	return status ? status : record(session, manual, &letter);
}
