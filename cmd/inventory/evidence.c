/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a device said, as the store kept it: which texts there are and why, and
 * each of them made safe for a terminal, or byte for byte for whoever compares
 * its digest or reads it again. The device may be gone from the inventory.
 */
#include "inventory/evidence.h"

#include "base/instant.h"
#include "base/text.h"
#include "base/translate.h"
#include "base/words.h"
#include "session.h"
#include "store/evidence.h"
#include "ui/complain.h"
#include "ui/printer.h"
#include "ui/table.h"

#include <unistd.h>

/* Of a digest, in a table. */
#define DIGEST_SHOWN 16

/* What is looked for, and what came of it. */
struct look {
	const struct session *session;
	const struct evidence_wanted *wanted;
	const char *device;
	struct table *table; /* NULL: the text is printed */
	unsigned int found;
};

static char *digest_text(const struct evidence_record *record)
{
	return digest_hex(record->digest.bytes, sizeof(record->digest.bytes));
}

/* ---- what changed ---- */

/* As engine/ wrote it; an object without anything in it when nobody can read that. */
static struct json *read_reason(const char *reason)
{
	struct json *read = json_parse(reason, strlen(reason), EVIDENCE_REASON_LIMIT, NULL);

	return read ? read : json_new_object();
}

static const char *status_text(const struct json *change, const char *key)
{
	const char *id = json_get_string(change, key);
	int status = id ? words_find(WORDS_STATUS, id) : -1;

	return status < 0 ? "-" : words_shown(WORDS_STATUS, status);
}

/* "cpu: OK > WARNING (and 3 more)". Caller frees. */
static char *reason_text(const struct evidence_record *record)
{
	g_autoptr(ops_json_t) reason = record->reason ? read_reason(record->reason) : NULL;
	const struct json *changes = reason ? json_get(reason, "changes") : NULL;
	const struct json *first = changes ? json_at(changes, 0) : NULL;
	const char *item = first ? json_get_string(first, "item") : NULL;
	int64_t count = 0;

	if (!reason)
		return NULL;
	json_get_integer(reason, "count", &count);
	if (!item)
		return g_strdup_printf(_("changes: %ld"), (long)count);
	if (count < 2)
		return g_strdup_printf("%s: %s > %s", item, status_text(first, "from"),
				       status_text(first, "to"));
	return g_strdup_printf(_("%s: %s > %s (and %ld more)"), item, status_text(first, "from"),
			       status_text(first, "to"), (long)count - 1);
}

static struct json *changes_json(const char *reason, int64_t *ret_count)
{
	g_autoptr(ops_json_t) read = read_reason(reason);
	const struct json *changes = json_get(read, "changes");
	struct json *list = json_new_array();

	json_get_integer(read, "count", ret_count);
	for (size_t i = 0; changes && json_is_list(changes) && i < json_length(changes); i++) {
		const struct json *each = json_at(changes, i);
		struct json *change = json_new_object();

		json_set_string(change, "item", json_get_string(each, "item"));
		json_set_string(change, "from", json_get_string(each, "from"));
		json_set_string(change, "to", json_get_string(each, "to"));
		json_append_take(list, change);
	}
	return list;
}

/* ---- printing ---- */

static void print_json(const struct look *look, const struct evidence_record *record)
{
	g_autofree char *digest = digest_text(record);
	struct json *object = printer_new_object("evidence");
	GTimeZone *zone = look->session->zone;
	int64_t count = 0;

	json_set_string(object, "device", look->device);
	json_set_string(object, "command", record->command);
	json_set_string(object, "platform", record->platform);
	printer_set_instant(object, "read_at", record->read_at_us, zone);
	printer_set_instant(object, "again_at", record->again_at_us, zone);
	printer_set_instant(object, "kept_at", record->kept_at_us, zone);
	json_take(object, "changes",
		  record->reason ? changes_json(record->reason, &count) : json_new_array());
	json_set_integer(object, "change_count", count);
	json_set_bool(object, "whole", record->whole);
	json_set_integer(object, "bytes", record->bytes);
	json_set_integer(object, "kept_bytes", (int64_t)record->length);
	json_set_string(object, "sha256", digest);
	if (record->text) {
		g_autofree char *text = digest_base64(record->text, record->length);

		json_set_string(object, "base64", text);
	} else {
		json_set_null(object, "base64");
	}
	printer_take(object);
}

static void add_row(const struct look *look, const struct evidence_record *record)
{
	g_autofree char *first = instant_show(record->read_at_us, look->session->zone);
	g_autofree char *again = instant_show(record->again_at_us, look->session->zone);
	g_autofree char *bytes = g_strdup_printf("%ld", (long)record->bytes);
	g_autofree char *digest = digest_text(record);
	g_autofree char *reason = reason_text(record);

	digest[DIGEST_SHOWN] = '\0';
	const char *cells[] = {record->command, first, again, bytes, digest, reason};

	table_add(look->table, record->whole ? TINT_NONE : TINT_YELLOW, false, cells);
}

static void print_head(const struct look *look, const struct evidence_record *record)
{
	g_autofree char *first = instant_show(record->read_at_us, look->session->zone);
	g_autofree char *again = instant_show(record->again_at_us, look->session->zone);
	g_autofree char *digest = digest_text(record);
	g_autofree char *reason = reason_text(record);
	g_autofree char *command = printer_safe(record->command);
	g_autofree char *platform = printer_safe(record->platform);

	printer_text(_("device: %s, command: %s, platform: %s\n"), look->device, command, platform);
	printer_text(_("read: %s, came so until: %s\n"), first, again);
	printer_text("SHA-256: %s\n", digest);
	if (!record->whole)
		printer_text(_("its end was not seen\n"));
	if ((int64_t)record->length < record->bytes)
		printer_text(_("cut: %ld of %ld bytes are kept\n"), (long)record->length,
			     (long)record->bytes);
	if (reason) {
		g_autofree char *kept = instant_show(record->kept_at_us, look->session->zone);
		g_autofree char *safe = printer_safe(reason);

		printer_text(_("kept for what changed at %s: %s\n"), kept, safe);
	}
	printer_text("\n");
}

/* Line by line, each made safe. */
static void print_text(const struct evidence_record *record)
{
	const char *line = record->text, *end = record->text + record->length;

	while (line < end) {
		const char *newline = memchr(line, '\n', (size_t)(end - line));
		const char *stop = newline ? newline : end;
		/* A line may end as terminals want it. */
		const size_t length = (size_t)(stop - line) - (stop > line && stop[-1] == '\r');
		g_autofree char *safe = text_safe(line, length, length);

		printer_text("%s\n", safe);
		line = stop + 1;
	}
}

static bool is_wanted(const struct evidence_wanted *wanted, const struct evidence_record *record)
{
	g_autofree char *digest = digest_text(record);

	return !wanted->digest || g_str_has_prefix(digest, wanted->digest);
}

/* Of texts, one is enough: the newest that is wanted. */
static bool show(void *context, const struct evidence_record *record)
{
	struct look *look = context;

	if (!is_wanted(look->wanted, record))
		return true;
	look->found++;
	if (look->session->answer == ANSWER_JSON) {
		print_json(look, record);
	} else if (look->table) {
		add_row(look, record);
	} else if (look->wanted->raw) {
		printer_bytes(record->text, record->length);
	} else {
		print_head(look, record);
		print_text(record);
	}
	return !look->wanted->command;
}

static bool look_at(struct look *look, GError **error)
{
	const struct table_column columns[] = {
		{_("COMMAND"), TEXT_LEFT, 8, false},  {_("READ"), TEXT_LEFT, 0, false},
		{_("CAME SO UNTIL"), TEXT_LEFT, 0, false}, {_("BYTES"), TEXT_RIGHT, 0, false},
		{"SHA-256", TEXT_LEFT, 0, false},     {_("KEPT FOR"), TEXT_LEFT, 12, true},
	};
	g_autoptr(ops_table_t) table = table_new(columns, G_N_ELEMENTS(columns));
	struct terminal terminal = terminal_of(STDOUT_FILENO);
	g_autofree char *item = g_strconcat("device:", look->device, NULL);
	const struct evidence_query query = {
		.item = item,
		.command = look->wanted->command,
		.with_text = look->wanted->command != NULL,
	};

	look->table = look->wanted->command ? NULL : table;
	if (!evidence_read(look->session->store, &query, show, look, error))
		return false;
	if (look->table && look->found && look->session->answer != ANSWER_JSON)
		table_print(table, &terminal, 0);
	return true;
}

static int refuse(const struct session *session, const struct evidence_wanted *wanted)
{
	if (!wanted->command && (wanted->raw || wanted->digest))
		return complain(session->answer, COMPLAINT_USAGE,
				_("options '--raw' and '--digest' need '--command'"));
	if (wanted->raw && session->answer == ANSWER_JSON)
		return complain(session->answer, COMPLAINT_USAGE,
				_("options '--raw' and '--json' do not go together"));
	if (wanted->raw && isatty(STDOUT_FILENO))
		return complain(session->answer, COMPLAINT_USAGE,
				_("refused to send a terminal what a device said as it came: leave "
				  "'--raw' away, or write to a file"));
	return EXIT_OK;
}

int evidence_show(struct session *session, const char *name, const struct evidence_wanted *wanted)
{
	struct look look = {
		.session = session,
		.wanted = wanted,
		.device = g_str_has_prefix(name, "device:") ? name + strlen("device:") : name,
	};
	g_autofree char *shown = text_excerpt(look.device);
	g_autoptr(GError) error = NULL;
	int status = refuse(session, wanted);

	if (!status)
		status = session_open_store(session, STORE_READ);
	if (status)
		return status;
	if (!look_at(&look, &error))
		return complain_error(session->answer, error);
	if (look.found)
		return EXIT_OK;
	if (!wanted->command)
		return complain(session->answer, COMPLAINT_USAGE,
				_("nothing is kept that a device '%s' said"), shown);
	return complain(session->answer, COMPLAINT_USAGE,
			_("nothing like that is kept that a device '%s' said; see which with "
			  "'nwops inventory show --evidence'"),
			shown);
}
