/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reminders of what lapses. How far each was told a mark says, set in the same transaction as the notice: who is killed has
 * told all of a notice or none of it. One more mark says when there is nothing new before, so that most ticks read one row.
 */
#include "engine/lapses-internal.h"

#include "base/instant.h"
#include "base/translate.h"
#include "engine/tell-internal.h"
#include "store/journal.h"
#include "store/marks.h"

#include <inttypes.h>
#include <string.h>

#define MARK_LOOKED "lapses-looked"
#define MARK_PREFIX "lapse/"
#define DAY_US (86400 * (int64_t)G_USEC_PER_SEC)

struct reminding {
	const struct tell_options *options;
	struct lapse_look look;
	GHashTable *marks;		/* name -> char *, of all that was told */
	int64_t next_us;		/* when there is something new */
	guint told;
};

/* --- how far it was told --- */

/* Overdue is the last step. */
static int phase_of(const struct term *term)
{
	return term->lapse.lapsed ? 0 : term->lapse.rung;
}

/* A name of any length has one. Caller frees. */
static char *mark_of(const struct lapse_story *story, const struct term *term)
{
	g_autofree char *name = g_strconcat(MARK_PREFIX, story->id, "/", term->id, NULL), *hex = NULL;
	struct digest digest;

	if (strlen(name) < MARK_NAME_LIMIT)
		return g_steal_pointer(&name);
	digest = digest_of(name, strlen(name));
	hex = digest_hex(digest.bytes, DIGEST_SIZE / 2);
	return g_strconcat(MARK_PREFIX, hex, NULL);
}

static char *text_of(const struct term *term)
{
	return g_strdup_printf("%s/%d", term->key, phase_of(term));
}

static bool is_told(const struct reminding *reminding, const struct lapse_story *story, const struct term *term)
{
	g_autofree char *name = mark_of(story, term);
	const char *text = g_hash_table_lookup(reminding->marks, name);
	gsize length = strlen(term->key);

	return text && strncmp(text, term->key, length) == 0 && text[length] == '/' &&
	       g_ascii_strtoll(text + length + 1, NULL, 10) <= phase_of(term);
}

static bool take_mark(void *context, const char *name, const struct mark_record *mark)
{
	if (g_str_has_prefix(name, MARK_PREFIX))
		g_hash_table_insert(context, g_strdup(name), g_strdup(mark->text ? mark->text : ""));
	return true;
}

/* --- words --- */

static char *ending(const struct lapse_story *story, const struct term *term, GTimeZone *zone, bool japanese)
{
	g_autofree char *at = instant_show(term->lapse.at_us, zone);

	if (story->changed)
		return g_strdup(japanese ? "承認された版から変わっている" : "it has changed since it was approved");
	if (term->never && term->lapse.lapsed)
		return g_strdup_printf(japanese ? "記録なし (%s から期限切れ)" : "none is on record (overdue since %s)", at);
	if (term->never)
		return g_strdup_printf(japanese ? "記録なし (期限 %s)" : "none is on record (due by %s)", at);
	if (term->lapse.lapsed)
		return g_strdup_printf(japanese ? "%s から期限切れ" : "overdue since %s", at);
	return g_strdup_printf(japanese ? "期限 %s" : "due by %s", at);
}

/* Of all that ends alike, from FIRST on, one line; RET_NEXT: the first that does not. Caller frees. */
static char *line_of(const struct lapse_story *story, const GPtrArray *terms, guint first, GTimeZone *zone, bool japanese, guint *ret_next)
{
	g_autofree char *end = ending(story, terms->pdata[first], zone, japanese);
	g_autoptr(GString) names = g_string_new(NULL);
	guint i;

	for (i = first; i < terms->len; i++) {
		const struct term *term = terms->pdata[i];
		g_autofree char *other = ending(story, term, zone, japanese);
		const char *name = japanese ? term->ja : term->en;

		if (!g_str_equal(end, other))
			break;
		if (*name)
			g_string_append_printf(names, "%s%s", !names->len ? ": " : japanese ? "、" : ", ", name);
	}
	*ret_next = i;
	return g_strdup_printf("%s (%s)%s: %s", japanese ? story->ja : story->en, story->clause, names->str, end);
}

static char *lines_of(const struct lapse_story *story, const GPtrArray *terms, GTimeZone *zone, bool japanese)
{
	GString *lines = g_string_new(NULL);
	guint next;

	for (guint i = 0; i < terms->len; i = next) {
		g_autofree char *line = line_of(story, terms, i, zone, japanese, &next);

		g_string_append_printf(lines, "%s%s", i ? "\n" : "", line);
	}
	return g_string_free(lines, FALSE);
}

/* What ends alike stands together. */
static gint by_end(gconstpointer a, gconstpointer b)
{
	const struct term *const *left = a, *const *right = b;

	if ((*left)->lapse.at_us != (*right)->lapse.at_us)
		return (*left)->lapse.at_us < (*right)->lapse.at_us ? -1 : 1;
	return (*left)->never - (*right)->never;
}

static struct notice_facts *facts_of(const struct reminding *reminding, const struct lapse_story *story, GPtrArray *terms)
{
	struct notice_facts *facts = notice_facts_new(NOTICE_REMINDER, AUDIENCE_DUTY);
	GTimeZone *zone = inventory_zone(reminding->look.inventory);
	g_autofree char *japanese = NULL, *english = NULL;

	g_ptr_array_sort(terms, by_end);
	japanese = lines_of(story, terms, zone, true);
	english = lines_of(story, terms, zone, false);
	facts->as_of_us = reminding->look.evidence->now_us;
	facts->reference = g_strdup(story->clause);
	notice_facts_add(facts, "duties-ja", japanese, false);
	notice_facts_add(facts, "duties-en", english, false);
	notice_facts_add(facts, "duty-ja", story->ja, false);
	notice_facts_add(facts, "duty-en", story->en, false);
	notice_facts_add(facts, "see-with", story->see, false);
	return facts;
}

/* --- telling --- */

struct telling {
	const struct lapse_story *story;
	const GPtrArray *terms;
	const struct tell *tell;
	const struct tell_plan *plan;
	struct told told;
};

static bool keep(const struct tell_options *options, void *context, GError **error)
{
	struct telling *telling = context;
	const struct clock_moment now = clock_moment(options->clock);

	if (!engine_tell_within(options, telling->tell, telling->plan, &telling->told, error))
		return false;
	for (guint i = 0; telling->told.state != NOTICE_REFUSED && i < telling->terms->len; i++) {
		g_autofree char *name = mark_of(telling->story, telling->terms->pdata[i]);
		g_autofree char *text = text_of(telling->terms->pdata[i]);
		const struct mark_record mark = marks_record(&now, text);

		if (!marks_set(options->store, name, &mark, error))
			return false;
	}
	return true;
}

static bool tell(struct reminding *reminding, const struct lapse_story *story, GPtrArray *terms, GError **error)
{
	const struct tell_options *options = reminding->options;
	g_autoptr(ops_notice_facts_t) facts = facts_of(reminding, story, terms);
	const struct tell wish = {.facts = facts, .case_id = "", .urgency = URGENCY_ROUTINE};
	g_autoptr(ops_tell_plan_t) plan = engine_plan_notice(options, &wish, error);
	struct telling telling = {story, terms, &wish, plan, {0}};

	if (!plan || !tell_transaction(options, keep, &telling, error))
		return false;
	if (telling.told.state == NOTICE_REFUSED)
		notes_write(options->notes, NOTES_WARNING, _("nobody on duty can be reminded of what is about to lapse (%s): no contact with a channel"),
			    story->clause);
	else
		reminding->told++;
	return true;
}

static bool remind(struct reminding *reminding, const struct lapse_story *story, GError **error)
{
	g_autoptr(GPtrArray) terms = lapse_terms(&reminding->look, story), due = g_ptr_array_new();

	for (guint i = 0; i < terms->len; i++) {
		struct term *term = terms->pdata[i];

		if (term->lapse.changes_at_us)
			reminding->next_us = MIN(reminding->next_us, term->lapse.changes_at_us);
		if (term->due && due->len < LAPSES_AT_ONCE && !is_told(reminding, story, term))
			g_ptr_array_add(due, term);
	}
	return !due->len || tell(reminding, story, due, error);
}

/* --- when it is looked --- */

struct looking { int64_t now_us; bool done; };

static bool take_looked(void *context, const char *name, const struct mark_record *mark)
{
	struct looking *looking = context;

	(void)name;
	looking->done = mark->text && mark->wall_us <= looking->now_us && looking->now_us < g_ascii_strtoll(mark->text, NULL, 10);
	return false;
}

/* When the day after that of NOW_US begins. */
static int64_t next_day_us(int64_t now_us, GTimeZone *zone)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(now_us / G_USEC_PER_SEC);
	g_autoptr(GDateTime) local = utc ? g_date_time_to_timezone(utc, zone) : NULL;
	g_autoptr(GDateTime) next = local ? g_date_time_add_days(local, 1) : NULL;
	g_autoptr(GDateTime) begins = next ? g_date_time_new(zone, g_date_time_get_year(next), g_date_time_get_month(next),
							     g_date_time_get_day_of_month(next), 0, 0, 0) : NULL;
	int64_t at_us = begins ? g_date_time_to_unix(begins) * G_USEC_PER_SEC : 0;

	return at_us > now_us ? at_us : now_us + DAY_US;
}

static bool look(struct reminding *reminding, GError **error)
{
	const struct clock_moment now = clock_moment(reminding->options->clock);
	g_autofree char *until = NULL;
	struct mark_record looked;

	for (size_t i = 0; i < LAPSE_STORY_COUNT; i++)
		if (!remind(reminding, &lapse_stories[i], error))
			return false;
	until = g_strdup_printf("%" PRId64, reminding->next_us);
	looked = marks_record(&now, until);
	return marks_keep(reminding->options->store, MARK_LOOKED, &looked, error);
}

bool engine_remind_lapses(const struct guideline_options *options, guint *ret_told, GError **error)
{
	const struct tell_options *telling = options->telling;
	g_autoptr(GHashTable) marks = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	struct reminding reminding = {.options = telling, .marks = marks};
	struct guideline_options reading = *options;
	g_autoptr(ops_guideline_evidence_t) evidence = NULL;
	struct looking looking = {.now_us = clock_wall_us(telling->clock)};

	*ret_told = 0;
	if (!marks_read(telling->store, MARK_LOOKED, take_looked, &looking, error))
		return false;
	if (looking.done)
		return true;
	/* Always the same, since the key of a document that changed is a digest of its text. */
	reading.language = PROCEDURE_JAPANESE;
	evidence = engine_guideline_terms(&reading, error);
	if (!evidence || !journal_began(telling->store, &reminding.look.began_us, error) ||
	    !marks_read(telling->store, NULL, take_mark, marks, error))
		return false;
	reminding.look.inventory = telling->inventory;
	reminding.look.policy = telling->policy;
	reminding.look.evidence = evidence;
	reminding.next_us = next_day_us(evidence->now_us, evidence->zone);
	if (!look(&reminding, error))
		return false;
	*ret_told = reminding.told;
	return true;
}
