/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What was reported of a case, to whom, and what comes next: first, follow-ups, that it is restored, the final report; a
 * correction at any time after the first.
 */
#include "engine/report-internal.h"

#include "base/translate.h"

#include <inttypes.h>

/* --- what was made --- */

static void past_free(gpointer data)
{
	struct past_report *past = data;

	notice_facts_free(past->facts);
	g_free(past->recipient);
	g_free(past);
}

static bool take_past(void *context, const struct notice_record *record)
{
	int audience = words_find(WORDS_AUDIENCE, record->audience);
	struct past_report *past;

	if (audience < 0 || (!words_is_report(record->kind) && record->kind != NOTICE_PUBLICATION))
		return true;
	past = g_new0(struct past_report, 1);
	*past = (struct past_report){
		.notice = record->number, .sequence = record->sequence, .made_at_us = record->made_at_us, .kind = record->kind,
		.audience = (enum audience)audience, .recipient = g_strdup(record->recipient), .state = record->state,
		.facts = notice_facts_parse(record->facts, NULL),
	};
	g_ptr_array_add(context, past);
	return true;
}

GPtrArray *report_past(struct store *store, const char *case_id, GError **error)
{
	const struct notices_filter filter = {.case_id = case_id, .state = -1};
	g_autoptr(GPtrArray) past = g_ptr_array_new_with_free_func(past_free);

	return notices_read(store, &filter, take_past, past, error) ? g_steal_pointer(&past) : NULL;
}

static bool is_to(const struct past_report *past, const struct report_reader *reader)
{
	return past->audience == reader->audience && g_str_equal(past->recipient, reader->recipient ? reader->recipient : "");
}

GPtrArray *report_chain(const GPtrArray *past, const struct report_reader *reader, enum notice_kind kind)
{
	GPtrArray *chain = g_ptr_array_new();

	for (guint i = 0; i < past->len; i++) {
		struct past_report *each = past->pdata[i];

		if (is_to(each, reader) && words_is_report(each->kind) == words_is_report(kind) && each->state != NOTICE_DROPPED &&
		    each->state != NOTICE_REFUSED)
			g_ptr_array_add(chain, each);
	}
	return chain;
}

int64_t report_newest(const GPtrArray *past, const struct report_reader *reader)
{
	int64_t newest = 0;

	for (guint i = 0; i < past->len; i++) {
		const struct past_report *each = past->pdata[i];

		if (is_to(each, reader))
			newest = MAX(newest, each->notice);
	}
	return newest;
}

/* --- what comes next --- */

/* The newest of KIND since the case was opened again; NULL. */
static const struct past_report *find_since(const GPtrArray *chain, enum notice_kind kind, int64_t reopened_us)
{
	for (guint i = chain->len; i-- > 0;) {
		const struct past_report *past = chain->pdata[i];

		if (past->kind == kind && past->made_at_us >= reopened_us)
			return past;
	}
	return NULL;
}

int report_next(const GPtrArray *chain, bool restored, int64_t reopened_us)
{
	if (!chain->len)
		return NOTICE_OUTAGE_FIRST;
	if (find_since(chain, NOTICE_OUTAGE_FINAL, reopened_us))
		return -1;
	if (!restored)
		return NOTICE_OUTAGE_FOLLOW_UP;
	return find_since(chain, NOTICE_OUTAGE_RESTORED, reopened_us) ? NOTICE_OUTAGE_FINAL : NOTICE_OUTAGE_RESTORED;
}

/* Only a correction follows a final report; the others come once. */
static const struct past_report *find_said(const GPtrArray *chain, enum notice_kind kind, int64_t reopened_us)
{
	const struct past_report *final = find_since(chain, NOTICE_OUTAGE_FINAL, reopened_us);

	switch (kind) {
	case NOTICE_OUTAGE_FIRST:
		return chain->len ? chain->pdata[0] : NULL;
	case NOTICE_OUTAGE_FOLLOW_UP:
		return final;
	case NOTICE_OUTAGE_RESTORED:
		return final ? final : find_since(chain, kind, reopened_us);
	case NOTICE_OUTAGE_FINAL:
		return final;
	default:
		return NULL;
	}
}

char *report_misplaced(const GPtrArray *chain, enum notice_kind kind, int64_t reopened_us, bool again)
{
	const struct past_report *last = chain->len ? chain->pdata[chain->len - 1] : NULL;
	const struct past_report *said = find_said(chain, kind, reopened_us);

	if (kind != NOTICE_OUTAGE_FIRST && words_is_report(kind) && !last)
		return g_strdup(_("no report was made to them yet: the first one comes first"));
	if (last && last->state == NOTICE_HELD)
		return g_strdup_printf(_("notice %" PRId64 " before it waits for an approval: 'nwops notify approve %" PRId64
					 "', or drop it"), last->notice, last->notice);
	if (said && !again)
		return g_strdup_printf(_("report %" PRId64 " was the %s already; '--again' with a reason makes it once more"),
				       said->sequence, words_shown(WORDS_NOTICE_KIND, said->kind));
	return NULL;
}
