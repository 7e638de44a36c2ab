/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Why it happened, as it was known from time to time; what went well and what did not; what follows, by whom and by when.
 * Whatever nobody recorded is a blank that says how to fill it.
 */
#include "audit/review-internal.h"

/* --- the cause --- */

static void write_history(struct reviewing *reviewing, enum case_field field)
{
	const struct review *review = reviewing->review;
	const GPtrArray *said = review->standing->said[field];
	g_autofree char *label = review_mark(reviewing, review_word(reviewing, WORDS_CASE_FIELD, (int)field), review->restricted >> field & 1);

	for (guint i = said->len; i-- > 0;) {
		const struct case_event *event = said->pdata[i];
		g_autofree char *value = review_value(reviewing, field, event), *who = review_who(reviewing, event);
		g_autofree char *at = review_time(reviewing, event->recorded_at_us), *number = g_strdup_printf("%ld", (long)event->number);
		g_autofree char *earlier = g_strdup_printf(review_say(reviewing, "%s (以前)", "%s (before)"), label);
		const char *cells[] = {i + 1 == said->len ? label : earlier, value, at, who, number, NULL};

		paper_row(reviewing->paper, cells);
	}
}

void review_write_cause(struct reviewing *reviewing)
{
	static const enum case_field fields[] = {CASE_FIELD_CAUSE_STATUS, CASE_FIELD_CAUSE, CASE_FIELD_WORKAROUND,
						 CASE_FIELD_LEAD, CASE_FIELD_DEPUTY, CASE_FIELD_SCRIBE, CASE_FIELD_LIAISON};
	static const unsigned int shares[] = {20, 38, 18, 16, 8};
	const char *heads[] = {review_say(reviewing, "項目", "What"), review_say(reviewing, "内容", "Is"), review_say(reviewing, "記録日時", "Recorded"),
			       review_say(reviewing, "記録者", "By"), review_say(reviewing, "番号", "No."), NULL};
	bool cause = reviewing->review->standing->said[CASE_FIELD_CAUSE]->len > 0, any = false;

	review_heading(reviewing, "4. 原因と体制、その変遷", "4. Cause and roles, with what stood before");
	for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
		any |= reviewing->review->standing->said[fields[i]]->len > 0;
	if (any)
		paper_table(reviewing->paper, shares, heads);
	for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
		write_history(reviewing, fields[i]);
	if (!cause)
		paper_lack(reviewing->paper, review_say(reviewing, "原因は記録されていない。", "Nobody has recorded a cause."));
}

/* --- what went how --- */

static void write_lesson(struct reviewing *reviewing, enum case_field field)
{
	const struct review *review = reviewing->review;
	const GPtrArray *said = review->standing->said[field];
	const struct word *word = words_get(WORDS_CASE_FIELD, field);

	paper_heading(reviewing->paper, 3, review_word(reviewing, WORDS_CASE_FIELD, (int)field));
	for (guint i = 0; i < said->len; i++) {
		g_autofree char *value = review_value(reviewing, field, said->pdata[i]), *who = review_who(reviewing, said->pdata[i]);
		g_autofree char *line = g_strdup_printf("%s (%s)", value, who);

		paper_quote(reviewing->paper, line);
	}
	if (!said->len) {
		g_autofree char *blank = g_strdup_printf(review_say(reviewing, "未記入。記録: nwops incident set %s %s TEXT", "Blank; it is recorded by: nwops incident set %s %s TEXT"),
							 review->standing->file->id, word->id);

		paper_words(reviewing->paper, blank);
	}
}

static void write_held(struct reviewing *reviewing)
{
	const struct review *review = reviewing->review;
	const struct case_event *held = case_standing_find(review->standing, CASE_FIELD_REVIEWED);
	g_autofree char *at = held ? review_instant(reviewing, held->at) : NULL, *who = held ? review_who(reviewing, held) : NULL;
	g_autofree char *said = NULL;

	if (!held || held->at.quality == INSTANT_UNKNOWN) {
		said = g_strdup_printf(review_say(reviewing, "振り返りの実施は記録されていない。記録: nwops incident set %s reviewed WHEN",
						  "That the review was held is not recorded; it is by: nwops incident set %s reviewed WHEN"),
				       review->standing->file->id);
		paper_lack(reviewing->paper, said);
		return;
	}
	said = g_strdup_printf(review_say(reviewing, "振り返りの実施: %s、記録 %s (番号 %ld)。", "The review was held: %s, recorded by %s (event %ld)."), at, who,
			       (long)held->number);
	paper_words(reviewing->paper, said);
}

void review_write_lessons(struct reviewing *reviewing)
{
	review_heading(reviewing, "7. 振り返り【限定】", "7. Looking back [restricted]");
	paper_words(reviewing->paper, review_say(reviewing,
						 "個人の責任を問うためのものではない。その時に何が分かり、何がそうさせたかを記す。",
						 "It blames nobody: it says what was known at the time, and what made it go as it went."));
	write_held(reviewing);
	write_lesson(reviewing, CASE_FIELD_UNDERLYING_CAUSE);
	write_lesson(reviewing, CASE_FIELD_WELL);
	write_lesson(reviewing, CASE_FIELD_BADLY);
	write_lesson(reviewing, CASE_FIELD_LUCKY);
}

/* --- what follows --- */

static char *state_of(const struct reviewing *reviewing, const struct case_task *task)
{
	const char *state = review_word(reviewing, WORDS_TASK_STATE, (int)task->state);
	bool late = task->state == TASK_OPEN && reviewing->review->now_us > task->due_at_us;

	if (task->state == TASK_DROPPED && task->event->text)
		return g_strdup_printf("%s: %s", state, task->event->text);
	return late ? g_strdup_printf(review_say(reviewing, "%s、期限超過", "%s, late"), state) : g_strdup(state);
}

void review_write_measures(struct reviewing *reviewing)
{
	const GPtrArray *tasks = reviewing->review->standing->tasks;
	static const unsigned int shares[] = {6, 42, 16, 18, 18};
	const char *heads[] = {review_say(reviewing, "番号", "No."), review_say(reviewing, "作業・対策", "Task or measure"), review_say(reviewing, "担当", "By"),
			       review_say(reviewing, "期限", "Due"), review_say(reviewing, "状態", "State"), NULL};

	review_heading(reviewing, "8. 対策【限定】", "8. What follows [restricted]");
	if (!tasks->len) {
		paper_lack(reviewing->paper, review_say(reviewing, "対策は記録されていない。", "No measure is recorded."));
		return;
	}
	paper_table(reviewing->paper, shares, heads);
	for (guint i = 0; i < tasks->len; i++) {
		const struct case_task *task = tasks->pdata[i];
		g_autofree char *number = g_strdup_printf("%ld", (long)task->task), *due = review_time(reviewing, task->due_at_us);
		g_autofree char *state = state_of(reviewing, task);
		g_autofree char *text = task->measure ? g_strdup_printf(review_say(reviewing, "%s (対策)", "%s (measure)"), task->text) : g_strdup(task->text);
		const char *cells[] = {number, text, task->owner ? task->owner : "", due, state, NULL};

		paper_row(reviewing->paper, cells);
	}
}

static const char *relation_of(const struct reviewing *reviewing, const struct review_link *link)
{
	static const struct { const char *id; struct procedure_text here, there; } relations[] = {
		{"same-cause", {"同じ原因", "has the same cause as"}, {"同じ原因", "has the same cause as"}},
		{"follows", {"次の案件に続く", "follows"}, {"次の案件が続く", "is followed by"}},
		{"maintenance", {"保守作業", "belongs to maintenance"}, {"保守作業", "belongs to maintenance"}},
		{"ticket", {"社外の受付番号", "others call it"}, {"社外の受付番号", "others call it"}},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(relations); i++)
		if (g_str_equal(relations[i].id, link->relation)) {
			const struct procedure_text *text = link->from_there ? &relations[i].there : &relations[i].here;

			return review_say(reviewing, text->japanese, text->english);
		}
	return link->relation;
}

void review_write_links(struct reviewing *reviewing)
{
	const struct review *review = reviewing->review;
	const struct case_event *ticket = case_standing_find(review->standing, CASE_FIELD_CARRIER_TICKET);
	static const unsigned int shares[] = {25, 25, 50};
	const char *heads[] = {review_say(reviewing, "関係", "Relation"), review_say(reviewing, "番号", "Number"), review_say(reviewing, "件名", "Title"), NULL};

	review_heading(reviewing, "9. 関連する案件と受付番号【限定】", "9. What belongs to it [restricted]");
	if (!review->links->len && !ticket) {
		review_nothing(reviewing);
		return;
	}
	paper_table(reviewing->paper, shares, heads);
	if (ticket) {
		const char *cells[] = {review_word(reviewing, WORDS_CASE_FIELD, CASE_FIELD_CARRIER_TICKET), ticket->text ? ticket->text : "-", "", NULL};

		paper_row(reviewing->paper, cells);
	}
	for (guint i = 0; i < review->links->len; i++) {
		const struct review_link *link = review->links->pdata[i];
		g_autofree char *title = link->title && link->closed ? g_strdup_printf(review_say(reviewing, "%s (終了)", "%s (closed)"), link->title)
								     : g_strdup(link->title ? link->title : "");
		const char *cells[] = {relation_of(reviewing, link), link->target, title, NULL};

		paper_row(reviewing->paper, cells);
	}
}
