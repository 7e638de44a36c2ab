/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A tick in words and in JSON. What changed is one line each, as far as a screen
 * goes; what is covered is in the record and not here.
 */
#include "tick/print.h"

#include "base/instant.h"
#include "base/quantity.h"
#include "base/translate.h"
#include "opened.h"
#include "ui/printer.h"
#include "ui/tally.h"
#include "ui/transition.h"

#include <stdio.h>
#include <string.h>

/* A mail is read to its first screen or not at all. */
#define LINES_OF_MAIL 60

static unsigned int count_not_asked(const struct check *check)
{
	unsigned int count = 0;

	for (guint i = 0; check->items && i < check->items->len; i++)
		count += g_array_index(check->items, struct check_item, i).result->run_ended_first;
	return count;
}

static const struct transition_record *transition_at(const struct check *check, guint index)
{
	return &g_array_index(check->transitions, struct transition_record, index);
}

/* --- for programs --- */

static struct json *describe_holder(const struct tick_answer *answer)
{
	struct json *holder;

	if (answer->outcome != TICK_SKIPPED && answer->outcome != TICK_STUCK)
		return NULL;
	holder = json_new_object();
	printer_set_figure(holder, "process", answer->holder.process ? answer->holder.process : -1);
	printer_set_instant(holder, "since", answer->holder.since.wall_us, answer->session->zone);
	return holder;
}

static void print_minded_json(const struct minded_run *minded, GTimeZone *zone)
{
	struct json *object = printer_new_object("run-due");

	json_set_string(object, "case", minded->case_id);
	json_set_integer(object, "run", minded->run);
	json_set_string(object, "due", minded->due == RUN_DUE_LIMIT ? "limit" : "reminder");
	json_set_string(object, "step", minded->step);
	json_set_string(object, "holder", minded->holder);
	printer_set_instant(object, "since", minded->since_us, zone);
	json_set_string(object, "outcome", minded->outcome);
	printer_take(object);
}

static void print_json(const struct tick_answer *answer)
{
	static const char *const outcomes[] = {
		[TICK_DONE] = "done",	    [TICK_LATE] = "late",   [TICK_CANCELLED] = "cancelled",
		[TICK_SKIPPED] = "skipped", [TICK_STUCK] = "stuck",
	};
	const struct check *check = &answer->check;
	GTimeZone *zone = answer->session->zone;
	struct json *object;
	struct json *holder = describe_holder(answer);
	unsigned int not_asked = count_not_asked(check);

	for (guint i = 0; check->transitions && i < check->transitions->len; i++)
		transition_print_json(transition_at(check, i), zone);
	for (guint i = 0; answer->minded && i < answer->minded->len; i++)
		print_minded_json(answer->minded->pdata[i], zone);
	for (guint i = 0; answer->opened && i < answer->opened->len; i++)
		opened_print_json(answer->opened->pdata[i]);
	object = printer_new_object("tick");
	json_set_string(object, "outcome", outcomes[answer->outcome]);
	printer_set_instant(object, "time", answer->tick.at_us, zone);
	printer_set_figure(object, "sequence", check->sequence ? check->sequence : -1);
	json_set_integer(object, "asked", tally_total(&check->tally) - not_asked);
	json_set_integer(object, "not_asked", not_asked);
	json_set_integer(object, "not_due", check->not_due);
	json_take(object, "counts", tally_counts(&check->tally));
	json_set_integer(object, "transitions", check->transitions ? check->transitions->len : 0);
	json_set_integer(object, "overruns", answer->tick.overruns);
	printer_set_instant(object, "gap_from", answer->tick.gap_from_us, zone);
	json_set_integer(object, "clock_moved_us", answer->tick.jump_us);
	json_take(object, "holder", holder);
	printer_take(object);
}

/* --- for people --- */

/* What was seen of each item that is told of, by name. */
static GHashTable *explain_told(const struct check *check)
{
	GHashTable *texts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	char text[RESULT_TEXT_SIZE];

	for (guint i = 0; i < check->transitions->len; i++)
		if (transition_at(check, i)->told)
			g_hash_table_insert(texts, g_strdup(transition_at(check, i)->item), NULL);
	for (guint i = 0; g_hash_table_size(texts) && i < check->items->len; i++) {
		const struct check_item *item = &g_array_index(check->items, struct check_item, i);
		g_autofree char *name = item_name(&item->item);

		if (g_hash_table_contains(texts, name))
			g_hash_table_insert(texts, g_steal_pointer(&name),
					    g_strdup(state_explain(&item->judgement, item->result, text)));
	}
	return texts;
}

/* One line each; what is not told is in the record, and covered for a reason. */
static void print_told(const struct tick_answer *answer)
{
	const struct check *check = &answer->check;
	g_autoptr(GHashTable) texts = NULL;
	unsigned int told = 0;

	if (!check->transitions || !check->transitions->len)
		return;
	texts = explain_told(check);
	for (guint i = 0; i < check->transitions->len; i++) {
		const struct transition_record *transition = transition_at(check, i);

		if (!transition->told || told++ >= LINES_OF_MAIL)
			continue;
		g_autofree char *line = transition_text(
			transition, g_hash_table_lookup(texts, transition->item), answer->session->zone);

		printer_text("%s\n", line);
	}
	if (told > LINES_OF_MAIL)
		printer_text(_("and %u more; 'nwops status' shows them all\n"), told - LINES_OF_MAIL);
}

static void print_minded(const struct tick_answer *answer)
{
	for (guint i = 0; answer->minded && i < answer->minded->len; i++) {
		const struct minded_run *minded = answer->minded->pdata[i];
		g_autofree char *since = instant_show(minded->since_us, answer->session->zone);
		g_autofree char *step = printer_safe(minded->step);

		if (minded->due == RUN_DUE_LIMIT)
			printer_text(_("run %s/%ld of '%s': the wait '%s' since %s is over; 'nwops isolate resume %s/%ld' goes on\n"),
				     minded->case_id, (long)minded->run, minded->holder, step, since, minded->case_id,
				     (long)minded->run);
		else
			printer_text(_("run %s/%ld of '%s' waits at '%s' since %s: remind them\n"), minded->case_id,
				     (long)minded->run, minded->holder, step, since);
	}
}

static void print_opened(const struct tick_answer *answer)
{
	for (guint i = 0; answer->opened && i < answer->opened->len; i++) {
		const struct opened *opened = answer->opened->pdata[i];

		if (opened->how == OPENED_NEW)
			printer_text(_("incident %s is open: %s\n"), opened->case_id, opened->item);
		else if (opened->how == OPENED_JOINED)
			printer_text(_("incident %s has one more: %s\n"), opened->case_id, opened->item);
		else
			printer_text(_("incident %s is open again: %s\n"), opened->case_id, opened->item);
		if (opened->troubles > 1)
			printer_text(_("  and %u more\n"), opened->troubles - 1);
		opened_print_reports(&opened->reports);
	}
}

static void print_summary(const struct tick_answer *answer)
{
	g_autofree char *text = tally_text(&answer->check.tally);
	unsigned int asked = tally_total(&answer->check.tally) - count_not_asked(&answer->check);

	if (*text)
		printer_text(_("asked: %u (%s); not due: %u\n"), asked, text, answer->check.not_due);
	else
		printer_text(_("asked: none; not due: %u\n"), answer->check.not_due);
}

void tick_tell_holder(const struct tick_answer *answer)
{
	g_autofree char *since = answer->holder.since.wall_us > 0
					 ? instant_show(answer->holder.since.wall_us, answer->session->zone)
					 : NULL;
	g_autofree char *held = quantity_show_duration(answer->held_us);

	if (answer->outcome == TICK_STUCK)
		fprintf(stderr,
			_("nwops: the tick of process %ld runs since %s (%s) and keeps every other from "
			  "running; look at it, and end it with 'kill %ld' if it hangs\n"),
			(long)answer->holder.process, since, held, (long)answer->holder.process);
	else
		notes_write(answer->session->notes, NOTES_INFO,
			    _("left out: the tick before still runs, process %ld"), (long)answer->holder.process);
}

void tick_tell_findings(const struct tick_answer *answer)
{
	GTimeZone *zone = answer->session->zone;
	const struct tick *tick = &answer->tick;

	if (tick->gap_from_us) {
		g_autofree char *from = instant_show(tick->gap_from_us, zone);
		g_autofree char *until = instant_show(tick->at_us, zone);

		fprintf(stderr, _("nwops: no tick ran from %s until %s; what is due is asked now\n"), from,
			until);
	}
	if (tick->jump_us) {
		g_autofree char *far = quantity_show_duration(ABS(tick->jump_us));

		fprintf(stderr,
			tick->jump_us > 0 ? _("nwops: the clock was moved forward by %s since the last tick; nothing "
					      "is told in this one\n")
					  : _("nwops: the clock was moved back by %s since the last tick; nothing "
					      "is told in this one\n"),
			far);
	}
}

void tick_tell_end(const struct tick_answer *answer)
{
	unsigned int not_asked = count_not_asked(&answer->check);
	g_autofree char *signal = g_strconcat("SIG", sigabbrev_np(answer->check.signal), NULL);

	if (answer->outcome == TICK_CANCELLED)
		fprintf(stderr, _("nwops: stopped by %s; not asked: %u of %u\n"), signal, not_asked,
			answer->check.items->len);
	else if (answer->outcome == TICK_LATE)
		fprintf(stderr,
			_("nwops: a minute does not suffice for what is due; not asked: %u of %u, next time first\n"),
			not_asked, answer->check.items->len);
}

/* --- both --- */

void tick_print(const struct tick_answer *answer, bool summary)
{
	if (answer->session->answer == ANSWER_JSON) {
		print_json(answer);
		return;
	}
	print_told(answer);
	print_minded(answer);
	print_opened(answer);
	if (summary)
		print_summary(answer);
}
