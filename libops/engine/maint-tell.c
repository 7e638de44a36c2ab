/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From a maintenance window to the notices about it. What was told last to an audience is found
 * again by a name that only one notice has, "maintenance-planned:M-20261126-001:peers:1", and what
 * is told next goes on from its facts: who changes a window does not have to know what its
 * announcement said.
 */
#include "engine/maint-tell.h"
#include "engine/tell-internal.h"

#include "base/instant.h"
#include "base/translate.h"

#include <inttypes.h>
#include <string.h>

#define TOLD_MOST 1000 /* times that one kind is told of one window to one audience */

static const char *const impacts[] = {
	[CALENDAR_NO_IMPACT] = "no-impact",
	[CALENDAR_REDUCED_REDUNDANCY] = "reduced-redundancy",
	[CALENDAR_DEGRADED] = "degraded",
	[CALENDAR_OUTAGE] = "outage",
};

const char *planned_impact_id(enum calendar_impact impact)
{
	return impacts[impact];
}

static int impact_find(const char *id)
{
	for (size_t i = 0; id && i < G_N_ELEMENTS(impacts); i++)
		if (g_str_equal(impacts[i], id))
			return (int)i;
	return -1;
}

/* Whether somebody may be cut off: what nobody knows may. */
static bool may_interrupt(int impact)
{
	return impact != CALENDAR_NO_IMPACT && impact != CALENDAR_REDUCED_REDUNDANCY;
}

void work_notice_free(struct work_notice *notice)
{
	if (!notice)
		return;
	notice_facts_free(notice->facts);
	g_free(notice->once);
	g_free(notice->calendar);
	g_strfreev(notice->affected);
	g_free(notice);
}

static void notice_free(gpointer notice)
{
	work_notice_free(notice);
}

/* --- what was told already --- */

static char *once_of(enum notice_kind kind, const char *window, enum audience audience, int count)
{
	return g_strdup_printf("%s:%s:%s:%d", words_get(WORDS_NOTICE_KIND, kind)->id, window,
			       words_get(WORDS_AUDIENCE, audience)->id, count);
}

/* How often it was told, and the number of the newest notice; 0: never. */
static bool find_newest(struct store *store, enum notice_kind kind, const char *window,
			enum audience audience, int *ret_count, int64_t *ret_notice, GError **error)
{
	*ret_notice = 0;
	for (*ret_count = 0; *ret_count < TOLD_MOST; ++*ret_count) {
		g_autofree char *once = once_of(kind, window, audience, *ret_count + 1);
		int64_t number = notices_find_once(store, once, error);

		if (number < 0)
			return false;
		if (number == 0)
			return true;
		*ret_notice = number;
	}
	return true;
}

bool engine_is_announced(struct store *store, const char *window, bool *ret_announced,
			 GError **error)
{
	*ret_announced = false;
	for (unsigned int i = 0; i < AUDIENCE_COUNT && !*ret_announced; i++) {
		int64_t notice;
		int count;

		if (!find_newest(store, NOTICE_MAINTENANCE_PLANNED, window, (enum audience)i,
				 &count, &notice, error))
			return false;
		*ret_announced = notice > 0;
	}
	return true;
}

/* How often anything was told of WINDOW to AUDIENCE, which is what a calendar counts. */
static bool count_told(struct store *store, const char *window, enum audience audience,
		       int64_t *ret_count, GError **error)
{
	static const enum notice_kind kinds[] = {
		NOTICE_MAINTENANCE_PLANNED,   NOTICE_MAINTENANCE_CHANGED,
		NOTICE_MAINTENANCE_STARTED,   NOTICE_MAINTENANCE_FINISHED,
		NOTICE_MAINTENANCE_CANCELLED,
	};

	*ret_count = 0;
	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
		int64_t newest;
		int count;

		if (!find_newest(store, kinds[i], window, audience, &count, &newest, error))
			return false;
		*ret_count += count;
	}
	return true;
}

/* --- whom it reaches --- */

static bool is_line_touched(GHashTable *items, const struct line *line)
{
	g_autofree char *name = g_strconcat("line:", line->name, NULL);
	g_autofree char *from = line->from ? g_strconcat("device:", line->from->name, NULL) : NULL;
	g_autofree char *cpe = line->cpe ? g_strconcat("device:", line->cpe->name, NULL) : NULL;

	return windows_covers(items, name) || (from && windows_covers(items, from)) ||
	       (cpe && windows_covers(items, cpe));
}

/* Lines that the work is on, or that end in what it is on: their number, and names of whose they
 * are, one a line. */
static void find_reached(const struct inventory *inventory, GHashTable *items, guint *ret_lines,
			 GString *institutions)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);

	*ret_lines = 0;
	for (size_t i = 0; i < inventory_line_count(inventory); i++) {
		const struct line *line = inventory_line_at(inventory, i);

		if (!is_line_touched(items, line))
			continue;
		++*ret_lines;
		if (line->institution && g_hash_table_add(seen, (gpointer)line->institution))
			g_string_append_printf(institutions, "%s%s", institutions->len ? "\n" : "",
					       line->institution->name);
	}
}

/* --- facts --- */

static void add_instant(struct notice_facts *facts, const char *name, int64_t at_us,
			GTimeZone *zone)
{
	g_autofree char *text = instant_print(at_us, zone);

	notice_facts_add(facts, name, text, false);
}

static void add_number(struct notice_facts *facts, const char *name, int64_t number)
{
	g_autofree char *text = g_strdup_printf("%" PRId64, number);

	notice_facts_add(facts, name, text, false);
}

static void add_said(struct notice_facts *facts, const char *name, const char *text)
{
	if (text)
		notice_facts_add(facts, name, text, false);
}

/* The time of WINDOW that is under way at AT_US or comes next; its first where there is none. */
static struct window_span span_of(const struct window_record *window, int64_t at_us)
{
	struct window_span span = {window->from_us, window->until_us};
	struct window_times times;

	if (windows_open_times(window, &times, NULL)) {
		windows_time_after(&times, at_us, &span);
		windows_close_times(&times);
	}
	return span;
}

static void add_span(const struct tell_options *options, const struct window_record *window,
		     struct notice_facts *facts)
{
	GTimeZone *zone = inventory_zone(options->inventory);
	struct window_span span = span_of(window, clock_wall_us(options->clock));

	add_instant(facts, "starts-at", span.from_us, zone);
	add_instant(facts, "ends-at", span.until_us, zone);
}

static struct notice_facts *facts_of(const struct tell_options *options,
				     const struct planned_work *work, enum audience audience,
				     guint lines, const char *institutions)
{
	struct notice_facts *facts = notice_facts_new(NOTICE_MAINTENANCE_PLANNED, audience);

	facts->reference = g_strdup(work->window->id);
	facts->as_of_us = clock_wall_us(options->clock);
	notice_facts_add(facts, "window-id", work->window->id, false);
	add_span(options, work->window, facts);
	add_said(facts, "work", work->work);
	add_said(facts, "scope", work->scope);
	add_said(facts, "spare-date", work->spare);
	add_said(facts, "requests", work->requests);
	add_said(facts, "impact", work->impact < 0 ? NULL : impacts[work->impact]);
	if (work->longest_cut_us > 0)
		add_number(facts, "longest-cut", work->longest_cut_us);
	add_number(facts, "lines-affected", lines);
	notice_facts_add(facts, "institutions", institutions, false);
	return facts;
}

static const char *value_of(const struct notice_facts *facts, const char *name)
{
	const struct notice_fact *fact = notice_facts_find(facts, name);

	return fact ? fact->value : NULL;
}

/* --- for calendars --- */

static int64_t instant_of(const struct notice_facts *facts, const char *name)
{
	const char *text = value_of(facts, name);
	int64_t at_us;

	return text && instant_parse(text, NULL, &at_us, NULL) ? at_us : 0;
}

/* For those who are operators themselves; NULL: the audience has no use for it. */
static char *calendar_of(const struct tell_options *options, const struct notice_facts *facts,
			 enum calendar_status status, int64_t sequence)
{
	const char *domain = notice_domain(options->policy), *id = value_of(facts, "window-id"),
		   *work = value_of(facts, "work");
	int impact = impact_find(value_of(facts, "impact"));
	g_autofree char *uid = g_strconcat(id, "@", domain, NULL);

	if (facts->audience != AUDIENCE_CORE && facts->audience != AUDIENCE_PEERS)
		return NULL;
	const struct calendar_work event = {
		.uid = uid,
		.sequence = sequence,
		.stamp_us = facts->as_of_us,
		.from_us = instant_of(facts, "starts-at"),
		.until_us = instant_of(facts, "ends-at"),
		.summary = work ? work : id,
		.description = value_of(facts, "scope"),
		.provider = domain,
		.account = words_get(WORDS_AUDIENCE, facts->audience)->id,
		.maintenance = id,
		.impact = impact < 0 ? CALENDAR_OUTAGE : (enum calendar_impact)impact,
		.status = status,
	};

	return calendar_print(&event);
}

static struct work_notice *notice_new(const struct tell_options *options,
				      struct notice_facts *facts, enum calendar_status status,
				      int64_t sequence)
{
	struct work_notice *notice = g_new0(struct work_notice, 1);
	const char *institutions = value_of(facts, "institutions");

	notice->facts = facts;
	notice->calendar = calendar_of(options, facts, status, sequence);
	notice->affected = g_strsplit(institutions ? institutions : "", "\n", -1);
	notice->tell = (struct tell){
		.facts = facts,
		.case_id = "",
		.urgency = -1,
		.calendar = notice->calendar,
		.affected = (const char *const *)notice->affected,
	};
	return notice;
}

/* --- announcing --- */

static bool add_announcement(const struct tell_options *options, const struct planned_work *work,
			     enum audience audience, guint lines, const char *institutions,
			     GPtrArray *notices, GError **error)
{
	struct work_notice *notice;
	int64_t before, sequence;
	int count;

	if (!find_newest(options->store, NOTICE_MAINTENANCE_PLANNED, work->window->id, audience,
			 &count, &before, error) ||
	    !count_told(options->store, work->window->id, audience, &sequence, error))
		return false;
	notice = notice_new(options, facts_of(options, work, audience, lines, institutions),
			    CALENDAR_CONFIRMED, sequence);
	/* Once more is another one; without a reason it is the one that was told. */
	notice->once = once_of(NOTICE_MAINTENANCE_PLANNED, work->window->id, audience,
			       work->again ? count + 1 : MAX(count, 1));
	notice->tell.once = notice->once;
	notice->tell.again = work->again;
	g_ptr_array_add(notices, notice);
	return true;
}

GPtrArray *engine_announce(const struct tell_options *options, const struct planned_work *work,
			   int audience, GError **error)
{
	static const enum audience usual[] = {AUDIENCE_CORE, AUDIENCE_PEERS, AUDIENCE_INSTITUTION};
	g_autoptr(GHashTable) items =
		engine_covered_by(options->inventory, work->window->selectors, error);
	g_autoptr(GPtrArray) notices = g_ptr_array_new_with_free_func(notice_free);
	g_autoptr(GString) institutions = g_string_new(NULL);
	guint lines;

	if (!items)
		return NULL;
	find_reached(options->inventory, items, &lines, institutions);
	if (audience >= 0)
		return add_announcement(options, work, (enum audience)audience, lines,
					institutions->str, notices, error)
			       ? g_steal_pointer(&notices)
			       : NULL;
	for (size_t i = 0; i < G_N_ELEMENTS(usual); i++) {
		if (usual[i] == AUDIENCE_INSTITUTION &&
		    (!may_interrupt(work->impact) || !institutions->len))
			continue;
		if (!add_announcement(options, work, usual[i], lines, institutions->str, notices,
				      error))
			return NULL;
	}
	return g_steal_pointer(&notices);
}

void engine_announce_lead(const struct duties *duties, const struct planned_work *work,
			  int64_t at_us, int64_t *ret_owed_us, int64_t *ret_left_us)
{
	*ret_owed_us = duties_lead(duties, may_interrupt(work->impact));
	*ret_left_us = span_of(work->window, at_us).from_us - at_us;
}

/* --- telling --- */

struct telling {
	const GPtrArray *notices;
	struct told *told;
};

static bool tell_all(const struct tell_options *options, void *context, GError **error)
{
	struct telling *telling = context;

	for (guint i = 0; i < telling->notices->len; i++) {
		const struct work_notice *notice = telling->notices->pdata[i];
		g_autoptr(ops_tell_plan_t) plan = engine_plan_notice(options, &notice->tell, error);

		if (!plan ||
		    !engine_tell_within(options, &notice->tell, plan, &telling->told[i], error))
			return false;
	}
	return true;
}

bool engine_tell_work(const struct tell_options *options, const GPtrArray *notices,
		      struct told *ret_told, GError **error)
{
	struct telling telling = {notices, ret_told};

	return tell_transaction(options, tell_all, &telling, error);
}

/* --- changes --- */

struct change_kind {
	const char *verb;
	enum notice_kind kind;
	enum calendar_status status;
};

static const struct change_kind *kind_of(const struct window_change *change)
{
	static const struct change_kind kinds[] = {
		{"start", NOTICE_MAINTENANCE_STARTED, CALENDAR_IN_PROCESS},
		{"extend", NOTICE_MAINTENANCE_CHANGED, CALENDAR_CONFIRMED},
		{"finish", NOTICE_MAINTENANCE_FINISHED, CALENDAR_COMPLETED},
		{"cancel", NOTICE_MAINTENANCE_CANCELLED, CALENDAR_CANCELLED},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (g_str_equal(kinds[i].verb, change->verb))
			return &kinds[i];
	return NULL;
}

/* What the newest announcement said. */
static struct notice_facts *facts_before(struct store *store, int64_t number, GError **error)
{
	g_autoptr(ops_notice_record_t) record = tell_find_notice(store, number, error);

	return record ? notice_facts_parse(record->facts, error) : NULL;
}

/* A reason is told outside only where outside asks for one: why it is cancelled, and what has
 * changed. */
static void add_change(const struct tell_options *options, const struct window_change *change,
		       const struct change_kind *kind, struct notice_facts *facts)
{
	GTimeZone *zone = inventory_zone(options->inventory);

	facts->kind = kind->kind;
	facts->as_of_us = clock_wall_us(options->clock);
	add_instant(facts, "as-of", facts->as_of_us, zone);
	switch (kind->kind) {
	case NOTICE_MAINTENANCE_CHANGED:
		add_instant(facts, "ends-at", change->after->until_us, zone);
		add_said(facts, "changed-what", change->why);
		break;
	case NOTICE_MAINTENANCE_STARTED:
		add_instant(facts, "starts-at", change->after->started_at_us, zone);
		break;
	case NOTICE_MAINTENANCE_FINISHED:
		add_instant(facts, "finished-at", facts->as_of_us, zone);
		add_said(facts, "work-result", change->why);
		break;
	case NOTICE_MAINTENANCE_CANCELLED:
		add_said(facts, "cancel-reason", change->why);
		break;
	default:
		break;
	}
}

static bool tell_audience(const struct tell_options *options, const struct window_change *change,
			  const char *announced, enum audience audience, guint *messages,
			  GError **error)
{
	const struct change_kind *kind = kind_of(change);
	struct notice_facts *facts;
	struct work_notice *notice;
	struct told told = {0};
	int64_t planned, before, sequence;
	int plans, count;
	bool done;

	if (!find_newest(options->store, NOTICE_MAINTENANCE_PLANNED, announced, audience, &plans,
			 &planned, error))
		return false;
	if (!planned)
		return true;
	facts = facts_before(options->store, planned, error);
	if (!facts ||
	    !find_newest(options->store, kind->kind, announced, audience, &count, &before, error) ||
	    !count_told(options->store, announced, audience, &sequence, error)) {
		notice_facts_free(facts);
		return false;
	}
	add_change(options, change, kind, facts);
	notice = notice_new(options, facts, kind->status, sequence);
	notice->once = once_of(kind->kind, announced, audience, count + 1);
	notice->tell.once = notice->once;

	g_autoptr(ops_tell_plan_t) plan = engine_plan_notice(options, &notice->tell, error);

	done = plan && engine_tell_within(options, &notice->tell, plan, &told, error);
	*messages += told.messages;
	work_notice_free(notice);
	return done;
}

bool engine_tell_of_change(const struct tell_options *options, const struct window_change *change,
			   const char *announced, guint *ret_messages, GError **error)
{
	*ret_messages = 0;
	for (unsigned int i = 0; kind_of(change) && i < AUDIENCE_COUNT; i++)
		if (!tell_audience(options, change, announced, (enum audience)i, ret_messages,
				   error))
			return false;
	return true;
}
