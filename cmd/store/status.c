/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops store status: how large the record is, how far it is signed for, and
 * what room is left. It needs no configuration and disturbs no writer.
 */
#include "store/verbs.h"

#include "base/instant.h"
#include "base/quantity.h"
#include "base/translate.h"
#include "store/upkeep.h"
#include "ui/complain.h"
#include "ui/printer.h"

#include <inttypes.h>

/* Less than this is soon gone: about three sweeps of a nation's lines. */
#define ROOM_LEAST (64 << 20)

/* Each is NULL or why somebody should look. */
struct worries {
	const char *signing, *reserve, *room;
};

static struct worries find_worries(const struct upkeep_figures *figures)
{
	struct worries worries = {NULL, NULL, NULL};

	if (figures->signed_entries < figures->entries)
		worries.signing = _("not all entries are signed for");
	if (figures->reserve_bytes == 0)
		worries.reserve = _("no space is set aside for a full disk");
	if (figures->free_bytes >= 0 && figures->free_bytes < ROOM_LEAST)
		worries.room = _("the disk is nearly full");
	return worries;
}

static void print_json(const struct session *session, const struct upkeep_figures *figures,
		       bool attention)
{
	struct json *object = printer_new_object("store");

	json_set_string(object, "directory", session->state_directory);
	json_set_bool(object, "attention", attention);
	json_set_integer(object, "form", figures->schema);
	json_set_integer(object, "entries", figures->entries);
	json_set_integer(object, "payload_bytes", figures->payload_bytes);
	printer_set_figure(object, "signed_entries", figures->signed_entries);
	printer_set_instant(object, "signed_at", figures->signed_at_us, session->zone);
	json_set_integer(object, "items", figures->items);
	json_set_integer(object, "results", figures->results);
	json_set_integer(object, "samples", figures->samples);
	json_set_integer(object, "pins", figures->pins);
	json_set_integer(object, "pins_changed", figures->pins_changed);
	json_set_integer(object, "evidence", figures->evidence);
	json_set_integer(object, "evidence_kept", figures->evidence_kept);
	json_set_integer(object, "evidence_bytes", figures->evidence_bytes);
	json_set_integer(object, "courses", figures->courses);
	json_set_integer(object, "transitions", figures->transitions);
	json_set_integer(object, "windows", figures->windows);
	json_set_integer(object, "marks", figures->marks);
	json_set_integer(object, "days", figures->rollups);
	json_set_integer(object, "cases", figures->cases);
	json_set_integer(object, "cases_open", figures->cases_open);
	json_set_integer(object, "case_events", figures->case_events);
	json_set_integer(object, "runs", figures->runs);
	json_set_integer(object, "runs_unfinished", figures->runs_unfinished);
	json_set_integer(object, "run_texts", figures->run_texts);
	json_set_integer(object, "notices", figures->notices);
	json_set_integer(object, "notices_queued", figures->notices_queued);
	json_set_integer(object, "messages", figures->messages);
	json_set_integer(object, "messages_waiting", figures->messages_waiting);
	json_set_integer(object, "attempts", figures->attempts);
	json_set_integer(object, "answers", figures->acks);
	printer_set_instant(object, "oldest_result", figures->oldest_result_at_us, session->zone);
	printer_set_instant(object, "newest_result", figures->newest_result_at_us, session->zone);
	printer_set_figure(object, "database_bytes", figures->database_bytes);
	printer_set_figure(object, "unused_bytes", figures->unused_bytes);
	printer_set_figure(object, "wal_bytes", figures->wal_bytes);
	printer_set_figure(object, "reserve_bytes", figures->reserve_bytes);
	printer_set_figure(object, "free_bytes", figures->free_bytes);
	printer_set_figure(object, "writer", figures->writer);
	printer_take(object);
}

/* "-" for what could not be found out. */
static char *size_text(int64_t bytes)
{
	return bytes < 0 ? g_strdup("-") : quantity_show_size(bytes);
}

static char *instant_text(int64_t at_us, GTimeZone *zone)
{
	return at_us > 0 ? instant_show(at_us, zone) : g_strdup("-");
}

static void print_record(const struct session *session, const struct upkeep_figures *figures)
{
	g_autofree char *payloads = size_text(figures->payload_bytes);
	g_autofree char *evidence = size_text(figures->evidence_bytes);
	g_autofree char *signed_at = instant_text(figures->signed_at_us, session->zone);
	g_autofree char *oldest = instant_text(figures->oldest_result_at_us, session->zone);
	g_autofree char *newest = instant_text(figures->newest_result_at_us, session->zone);
	g_autofree char *directory = printer_safe(session->state_directory);

	printer_text(_("store: %s, form %" PRId64 "\n"), directory, figures->schema);
	printer_text(_("entries: %" PRId64 " (%s), signed for: %" PRId64 "\n"), figures->entries,
		     payloads, MAX(figures->signed_entries, 0));
	printer_text(_("newest signature: %s\n"), signed_at);
	printer_text(_("items: %" PRId64 ", results: %" PRId64 "\n"), figures->items,
		     figures->results);
	printer_text(_("results from: %s, to: %s\n"), oldest, newest);
	printer_text(_("samples: %" PRId64 ", pinned keys: %" PRId64
		       ", devices that showed another: %" PRId64 "\n"),
		     figures->samples, figures->pins, figures->pins_changed);
	printer_text(_("texts of devices: %" PRId64 " (%s), kept for a change: %" PRId64 "\n"),
		     figures->evidence, evidence, figures->evidence_kept);
	printer_text(_("items not at rest: %" PRId64 ", transitions: %" PRId64
		       ", maintenance windows and silences: %" PRId64 ", marks: %" PRId64 "\n"),
		     figures->courses, figures->transitions, figures->windows, figures->marks);
	printer_text(_("days of figures: %" PRId64 "\n"), figures->rollups);
	printer_text(_("cases: %" PRId64 " (%" PRId64 " open), events: %" PRId64 "\n"), figures->cases,
		     figures->cases_open, figures->case_events);
	printer_text(_("runs of procedures: %" PRId64 " (%" PRId64 " unfinished), texts they began with: %" PRId64
		       "\n"),
		     figures->runs, figures->runs_unfinished, figures->run_texts);
	printer_text(_("notices: %" PRId64 " (%" PRId64 " queued)\n"), figures->notices,
		     figures->notices_queued);
	printer_text(_("messages: %" PRId64 " (%" PRId64 " waiting), tries: %" PRId64 ", answers: %" PRId64
		       "\n"),
		     figures->messages, figures->messages_waiting, figures->attempts, figures->acks);
}

static void print_space(const struct upkeep_figures *figures)
{
	g_autofree char *database = size_text(figures->database_bytes);
	g_autofree char *unused = size_text(figures->unused_bytes);
	g_autofree char *wal = size_text(figures->wal_bytes);
	g_autofree char *reserve = size_text(figures->reserve_bytes);
	g_autofree char *room = size_text(figures->free_bytes);

	printer_text(_("database: %s (%s unused), not yet merged: %s\n"), database, unused, wal);
	printer_text(_("reserve: %s, free on the disk: %s\n"), reserve, room);
	if (figures->writer >= 0)
		printer_text(_("writing just now: process %" PRId64 "\n"), figures->writer);
}

static int run(struct session *session, char **arguments)
{
	g_autoptr(GError) error = NULL;
	struct upkeep_figures figures;

	if (!upkeep_measure(session->store, &figures, &error))
		return complain_error(session->answer, error);
	const struct worries worries = find_worries(&figures);
	const char *const each[] = {worries.signing, worries.reserve, worries.room};
	bool attention = worries.signing || worries.reserve || worries.room;

	if (session->answer == ANSWER_JSON) {
		print_json(session, &figures, attention);
	} else {
		print_record(session, &figures);
		print_space(&figures);
		for (size_t i = 0; i < G_N_ELEMENTS(each); i++)
			if (each[i])
				printer_text(_("attention: %s\n"), each[i]);
	}
	return attention ? EXIT_ATTENTION : EXIT_OK;
}

const struct command store_status = {
	.name = "status",
	.summary = N_("show sizes, signatures and the room that is left"),
	.needs = NEED_STORE_READ,
	.run = run,
};
