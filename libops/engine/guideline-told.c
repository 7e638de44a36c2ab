/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What was told to whom: first reports of incidents, technical information, the help desk's name;
 * and planned work, whether it was announced before it began and said to be done. Told is what the
 * next server took, or a person answered.
 */
#include "engine/guideline-internal.h"
#include "engine/maint-tell.h"

#include "notice/content.h"
#include "notice/facts.h"

#include <string.h>

#define TOLD (1U << MESSAGE_ACCEPTED | 1U << MESSAGE_ACKNOWLEDGED)

/* --- notices --- */

/* What is needed of one later. */
struct told_notice {
	enum notice_kind kind;
	char *case_id;
	char *window;			/* that planned work was announced of; NULL: none was */
	bool interrupts;		/* and that it may interrupt somebody */
	int64_t told_at_us;		/* when the first of its messages was taken or answered; only of announcements; 0 */
};

static void free_notice(gpointer data)
{
	struct told_notice *notice = data;

	g_free(notice->case_id);
	g_free(notice->window);
	g_free(notice);
}

/* What an announcement, whose FACTS are as they are kept, says of the work. */
static void read_work(struct told_notice *notice, const char *facts)
{
	g_autoptr(ops_notice_facts_t) read = notice_facts_parse(facts, NULL);
	const struct notice_fact *window = read ? notice_facts_find(read, "window-id") : NULL;
	const struct notice_fact *impact = read ? notice_facts_find(read, "impact") : NULL;

	notice->window = window ? g_strdup(window->value) : NULL;
	notice->interrupts = !impact || (g_strcmp0(impact->value, planned_impact_id(CALENDAR_NO_IMPACT)) != 0 &&
					 g_strcmp0(impact->value, planned_impact_id(CALENDAR_REDUCED_REDUNDANCY)) != 0);
}

static bool take_notice(void *context, const struct notice_record *record)
{
	struct told_notice *notice = g_new(struct told_notice, 1);
	int64_t *number = g_new(int64_t, 1);

	*number = record->number;
	*notice = (struct told_notice){
		.kind = record->kind,
		.case_id = g_strdup(record->case_id),
	};
	if (record->kind == NOTICE_MAINTENANCE_PLANNED)
		read_work(notice, record->facts);
	g_hash_table_insert(context, number, notice);
	return true;
}

static GHashTable *read_notices(struct store *store, GError **error)
{
	const struct notices_filter every_notice = {.state = -1};
	g_autoptr(GHashTable) notices = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, free_notice);

	return notices_read(store, &every_notice, take_notice, notices, error) ? g_steal_pointer(&notices) : NULL;
}

/* --- messages --- */

struct announcement { int64_t message, notice; };

struct hearing {
	struct gathering *gathering;
	GHashTable *notices;		/* number -> struct told_notice */
	GHashTable *reports;		/* set of "CASE ORGANIZATION": a first report was taken there */
	GPtrArray *numbers;		/* of messages to institutions, newest last: int64_t */
	GArray *announcements;		/* struct announcement: messages of planned work */
};

static char *report_name(const char *case_id, const char *organization)
{
	return g_strdup_printf("%s %s", case_id, organization);
}

static bool take_message(void *context, const struct message_record *message)
{
	struct hearing *told = context;
	const struct inventory *inventory = told->gathering->options->telling->inventory;
	const struct told_notice *notice = g_hash_table_lookup(told->notices, &message->notice);
	const struct organization *whom = inventory_find_organization(inventory, message->organization);
	g_autofree char *where = g_strdup_printf("%s %ld", notice ? words_get(WORDS_NOTICE_KIND, notice->kind)->id : "",
						 (long)message->notice);

	if (notice && notice->kind == NOTICE_OUTAGE_FIRST)
		g_hash_table_add(told->reports, report_name(notice->case_id, message->organization));
	if (notice && notice->window) {
		const struct announcement announcement = {message->number, message->notice};

		g_array_append_val(told->announcements, announcement);
	}
	if (!notice || !whom || whom->kind != OWNER_INSTITUTION)
		return true;
	if (notice->kind == NOTICE_TECHNICAL_INFO)
		guideline_trace_note(&told->gathering->evidence->technical, message->changed_at_us, where);
	g_ptr_array_add(told->numbers, g_memdup2(&message->number, sizeof(message->number)));
	return true;
}

/* --- what names the desk --- */

struct naming {
	const struct contact *desk;
	struct guideline_evidence *evidence;
};

static bool look_for_desk(void *context, const struct message_record *message)
{
	struct naming *naming = context;
	g_autofree char *where = g_strdup_printf("%ld", (long)message->notice);

	for (size_t i = 0; i < naming->desk->channel_count; i++)
		if (strstr(message->content, naming->desk->channels[i].target))
			guideline_trace_note(&naming->evidence->desk_told, message->changed_at_us, where);
	return true;
}

/* The newest few are enough: what was sent later names it as well, or does not any more. */
#define DESK_LOOKS 20

static bool take_desk(struct hearing *told, GError **error)
{
	const struct inventory *inventory = told->gathering->options->telling->inventory;
	const GPtrArray *desks = told->gathering->evidence->desks;
	struct naming naming = {
		.desk = desks->len ? inventory_find_contact(inventory, desks->pdata[0]) : NULL,
		.evidence = told->gathering->evidence,
	};

	for (guint i = 0; naming.desk && i < MIN(told->numbers->len, DESK_LOOKS); i++) {
		const int64_t *number = told->numbers->pdata[told->numbers->len - 1 - i];
		const struct messages_filter one = {.number = *number};

		if (!messages_read(told->gathering->store, &one, look_for_desk, &naming, error))
			return false;
	}
	return true;
}

/* --- first reports --- */

/* Whether all who are to hear of an incident first, heard of CASE_ID; else MISSING names who did not. */
static bool is_reported(const struct hearing *told, const char *case_id, GString *missing)
{
	const struct inventory *inventory = told->gathering->options->telling->inventory;

	for (size_t i = 0; i < inventory_organization_count(inventory); i++) {
		const struct organization *each = inventory_organization_at(inventory, i);
		g_autofree char *name = report_name(case_id, each->name);

		if (!each->self && (each->kind == OWNER_CORE_OPERATOR || each->kind == OWNER_OPERATOR) &&
		    !g_hash_table_contains(told->reports, name))
			g_string_append_printf(missing, "%s%s", missing->len ? ", " : "", each->name);
	}
	return !missing->len;
}

/* From the incidents that were responded to, leaves those of which somebody had no first report. */
static void sort_reports(const struct hearing *told)
{
	g_autoptr(GPtrArray) responded = g_steal_pointer(&told->gathering->evidence->unreported);
	GPtrArray *unreported = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < responded->len; i++) {
		g_autoptr(GString) missing = g_string_new(NULL);

		if (!is_reported(told, responded->pdata[i], missing))
			g_ptr_array_add(unreported, g_strdup_printf("%s (%s)", (char *)responded->pdata[i], missing->str));
	}
	told->gathering->evidence->unreported = unreported;
}

/* --- planned work --- */

static bool take_attempt(void *context, const struct attempt_record *attempt)
{
	int64_t *at_us = context;

	if (attempt->end == DELIVERY_ACCEPTED && (!*at_us || attempt->ended_at_us < *at_us))
		*at_us = attempt->ended_at_us;
	return true;
}

static bool take_answer(void *context, const struct ack_record *answer)
{
	int64_t *at_us = context;

	if (answer->ack != ACK_WRONG_CONTACT && (!*at_us || answer->at_us < *at_us))
		*at_us = answer->at_us;
	return true;
}

/* When each announcement first reached somebody. */
static bool time_announcements(const struct hearing *told, GError **error)
{
	for (guint i = 0; i < told->announcements->len; i++) {
		const struct announcement *each = &g_array_index(told->announcements, struct announcement, i);
		struct told_notice *notice = g_hash_table_lookup(told->notices, &each->notice);

		if (!attempts_read(told->gathering->store, each->message, take_attempt, &notice->told_at_us, error) ||
		    !acks_read(told->gathering->store, each->message, take_answer, &notice->told_at_us, error))
			return false;
	}
	return true;
}

/* When the last time of WINDOW that is over by NOW_US began and ended; false: none is. */
static bool last_time(const struct window_record *window, int64_t now_us, struct window_span *ret_span)
{
	struct window_times times;
	bool over;

	if (window->end == WINDOW_FINISHED) {
		*ret_span = (struct window_span){window->from_us, window->ended_at_us};
		return true;
	}
	if (!windows_open_times(window, &times, NULL))
		return false;
	over = windows_time_before(&times, now_us, ret_span);
	windows_close_times(&times);
	return over;
}

/* As long before it began as the site's rules ask for. */
static bool was_announced(const struct gathering *gathering, GHashTable *notices, const char *window, int64_t from_us)
{
	const struct duties *duties = gathering->options->duties;
	GHashTableIter iter;
	gpointer value;

	g_hash_table_iter_init(&iter, notices);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		const struct told_notice *notice = value;

		if (g_strcmp0(notice->window, window) == 0 && notice->told_at_us && notice->told_at_us < from_us &&
		    notice->told_at_us + duties_lead(duties, notice->interrupts) <= from_us)
			return true;
	}
	return false;
}

static void take_window(const struct gathering *gathering, GHashTable *notices, const struct window_record *window)
{
	struct guideline_evidence *evidence = gathering->evidence;
	struct window_span span;

	/* What began when it was first said was not planned. */
	if (window->kind != WINDOW_MAINTENANCE || window->end == WINDOW_CANCELLED || window->from_us <= window->made_at_us ||
	    !last_time(window, evidence->now_us, &span) || evidence->now_us - span.until_us > GUIDELINE_RECENT_US)
		return;
	evidence->works++;
	if (!was_announced(gathering, notices, window->id, span.from_us))
		g_ptr_array_add(evidence->unannounced, g_strdup(window->id));
	if (window->started_at_us && window->end != WINDOW_FINISHED)
		g_ptr_array_add(evidence->unfinished, g_strdup(window->id));
}

static bool take_windows(const struct hearing *told, GError **error)
{
	g_autoptr(GPtrArray) windows = engine_windows(told->gathering->store, error);

	for (guint i = 0; windows && i < windows->len; i++)
		take_window(told->gathering, told->notices, windows->pdata[i]);
	return windows != NULL;
}

/* --- the whole --- */

bool gathering_take_told(struct gathering *gathering, GError **error)
{
	const struct messages_filter taken = {.states = TOLD, .without_content = true};
	g_autoptr(GHashTable) notices = read_notices(gathering->store, error);
	g_autoptr(GHashTable) reports = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GPtrArray) numbers = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GArray) announcements = g_array_new(FALSE, FALSE, sizeof(struct announcement));
	struct hearing told = {gathering, notices, reports, numbers, announcements};

	if (!notices || !messages_read(gathering->store, &taken, take_message, &told, error))
		return false;
	sort_reports(&told);
	return take_desk(&told, error) && time_announcements(&told, error) && take_windows(&told, error);
}
