/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The pages that change by the hour: who is there, whom to call, what is owed, by which paths
 * notices leave.
 */
#include "audit/pack-internal.h"

#include <string.h>

static const char *title_of_contact(const struct packing *packing, const char *name)
{
	const struct contact *contact = inventory_find_contact(packing->source->inventory, name);

	return contact ? pack_of(packing, &contact->title) : name;
}

/* --- who is on duty --- */

static void write_force(const struct packing *packing, struct paper *paper)
{
	const struct pack_source *source = packing->source;
	g_autofree char *when = source->declared_at_us ? pack_time(packing, source->declared_at_us) : NULL, *line = NULL;

	paper_heading(paper, 2, pack_say(packing, "1. いま", "1. Now"));
	if (!when)
		line = g_strdup(pack_say(packing, "適用中の名簿: 平常時", "Roster in force: normal"));
	else
		line = g_strdup_printf(source->disaster ? pack_say(packing, "適用中の名簿: 災害時 (%s が %s に宣言: %s)",
								   "Roster in force: disaster (declared by %s, %s: %s)")
							: pack_say(packing, "適用中の名簿: 平常時 (%s が %s に宣言: %s)",
								   "Roster in force: normal (declared by %s, %s: %s)"),
				       source->declared_by ? source->declared_by : "-", when,
				       source->declared_because ? source->declared_because : "-");
	paper_words(paper, line);
}

static void write_on_duty(const struct packing *packing, struct paper *paper)
{
	static const unsigned int shares[] = {35, 15, 50};
	const char *heads[] = {pack_say(packing, "当番", "On duty"), "", pack_say(packing, "連絡方法", "Reached by"), NULL};
	const GArray *people = packing->source->on_duty;

	if (!people->len) {
		paper_lack(paper, pack_say(packing, "当番はいません", "nobody is on duty"));
		return;
	}
	paper_table(paper, shares, heads);
	for (guint i = 0; i < people->len; i++) {
		const struct pack_person *person = &g_array_index(people, struct pack_person, i);
		g_autofree char *ways = contact_ways(person->contact, packing->source->language);
		const char *cells[] = {pack_of(packing, &person->contact->title), person->deputy ? pack_say(packing, "代行", "deputy") : "",
				       ways, NULL};

		paper_row(paper, cells);
	}
}

static void write_present(const struct packing *packing, struct paper *paper)
{
	static const unsigned int shares[] = {30, 35, 35};
	const char *heads[] = {pack_say(packing, "参集した者", "Has reported"), pack_say(packing, "時刻", "When"),
			       pack_say(packing, "場所", "Where"), NULL};
	const GPtrArray *present = packing->source->present;

	if (!packing->source->disaster)
		return;
	paper_table(paper, shares, heads);
	for (guint i = 0; i < present->len; i++) {
		const struct pack_present *one = present->pdata[i];
		g_autofree char *when = pack_time(packing, one->at_us);
		const char *cells[] = {title_of_contact(packing, one->contact), when,
				       one->place ? one->place : pack_say(packing, "参集場所", "the meeting place"), NULL};

		paper_row(paper, cells);
	}
}

static void write_roster(const struct packing *packing, struct paper *paper, const char *name, const char *heading)
{
	static const unsigned int shares[] = {22, 20, 29, 29};
	const struct roster *roster = inventory_find_roster(packing->source->inventory, name);
	const char *heads[] = {pack_say(packing, "担当", "Turn of"), pack_say(packing, "時間", "Hours"), pack_say(packing, "連絡方法", "Reached by"),
			       pack_say(packing, "代行", "Deputy"), NULL};
	bool japanese = packing->source->language == PROCEDURE_JAPANESE;
	g_autofree char *place = NULL;

	paper_heading(paper, 2, heading);
	if (!roster) {
		paper_lack(paper, pack_say(packing, "名簿がありません", "there is no such roster"));
		return;
	}
	if (roster->meeting_place.ja) {
		place = g_strdup_printf(pack_say(packing, "参集場所: %s", "Meeting place: %s"), pack_of(packing, &roster->meeting_place));
		paper_words(paper, place);
	}
	paper_table(paper, shares, heads);
	for (size_t i = 0; i < roster->turn_count; i++) {
		const struct roster_turn *turn = &roster->turns[i];
		g_autofree char *hours = turn->hours ? hours_shown(turn->hours, japanese) : g_strdup(pack_say(packing, "常時", "always"));
		g_autofree char *ways = contact_ways(turn->contact, packing->source->language);
		g_autofree char *theirs = turn->deputy ? contact_ways(turn->deputy, packing->source->language) : NULL;
		g_autofree char *deputy = theirs ? g_strdup_printf("%s\n%s", pack_of(packing, &turn->deputy->title), theirs) : g_strdup("");
		const char *cells[] = {pack_of(packing, &turn->contact->title), hours, ways, g_strchomp(deputy), NULL};

		paper_row(paper, cells);
	}
}

void pack_write_duty(const struct packing *packing, struct paper *paper)
{
	write_force(packing, paper);
	write_on_duty(packing, paper);
	write_present(packing, paper);
	write_roster(packing, paper, "normal", pack_say(packing, "2. 平常時の名簿", "2. The normal roster"));
	write_roster(packing, paper, "disaster", pack_say(packing, "3. 災害時の名簿", "3. The disaster roster"));
}

/* --- whom to call --- */

static char *whom(const struct packing *packing, const struct pack_call *call)
{
	const struct organization *organization = inventory_find_organization(packing->source->inventory, call->organization);
	const char *title = organization ? pack_of(packing, &organization->title) : call->organization;

	return *call->contact ? g_strdup_printf("%s, %s", title, title_of_contact(packing, call->contact)) : g_strdup(title);
}

static void write_call(const struct packing *packing, struct paper *paper, guint number, const struct pack_call *call)
{
	static const unsigned int shares[] = {25, 75};
	const char *heads[] = {pack_say(packing, "件名", "Subject"), pack_say(packing, "読み上げる文", "Words to read"), NULL};
	g_autofree char *name = whom(packing, call), *made = pack_time(packing, call->made_at_us);
	g_autofree char *heading = g_strdup_printf("%u. %s: %s %s", number, name, pack_word(packing, WORDS_CHANNEL_KIND, call->channel), call->target);
	g_autofree char *facts = g_strdup_printf(pack_say(packing, "緊急度: %s。作成: %s。受領コード: %s", "Urgency: %s. Made: %s. Code: %s"),
						 pack_word(packing, WORDS_URGENCY, call->urgency), made, *call->code ? call->code : "-");
	const char *cells[] = {call->subject ? call->subject : "", call->text ? call->text : "", NULL};

	paper_heading(paper, 2, heading);
	paper_words(paper, facts);
	if (!call->subject) {
		paper_lack(paper, pack_say(packing, "文を読み取れません", "its words cannot be read"));
		return;
	}
	paper_table(paper, shares, heads);
	paper_row(paper, cells);
}

void pack_write_calls(const struct packing *packing, struct paper *paper)
{
	const GPtrArray *calls = packing->source->calls;

	if (!calls->len)
		paper_words(paper, pack_say(packing, "この時点で電話する相手はいませんでした。", "Nobody had to be called at that time."));
	else
		paper_words(paper, pack_say(packing, "上から順に。話した時刻・相手・返事を紙に書き、復旧後に「nwops notify ack」で記録する。",
					    "In this order. Write down when, with whom and what was answered; record it by 'nwops notify ack' afterwards."));
	for (guint i = 0; i < calls->len; i++)
		write_call(packing, paper, i + 1, calls->pdata[i]);
}

/* --- what is owed --- */

static void write_duties(const struct packing *packing, struct paper *paper, const GPtrArray *duties)
{
	static const unsigned int shares[] = {84, 16};
	const char *heads[] = {pack_say(packing, "義務", "What is owed"), pack_say(packing, "状態", "State"), NULL};

	paper_table(paper, shares, heads);
	for (guint i = 0; i < duties->len; i++) {
		const struct pack_duty *duty = duties->pdata[i];
		const char *cells[] = {duty->line, pack_word(packing, WORDS_DUTY_STATE, duty->state), NULL};

		paper_row(paper, cells);
	}
}

static void write_tasks(const struct packing *packing, struct paper *paper, const GPtrArray *tasks)
{
	static const unsigned int shares[] = {54, 18, 28};
	const char *heads[] = {pack_say(packing, "残っている作業", "Task to be done"), pack_say(packing, "担当", "By"), pack_say(packing, "期限", "Due"), NULL};

	paper_table(paper, shares, heads);
	for (guint i = 0; i < tasks->len; i++) {
		const struct pack_task *task = tasks->pdata[i];
		g_autofree char *text = g_strdup_printf("%ld. %s", (long)task->task, task->text), *due = pack_time(packing, task->due_at_us);
		const char *cells[] = {text, task->owner, due, NULL};

		paper_row(paper, cells);
	}
}

static void write_case(const struct packing *packing, struct paper *paper, const struct pack_case *one)
{
	g_autofree char *opened = pack_time(packing, one->opened_at_us);
	g_autofree char *heading = g_strdup_printf("%s  %s", one->id, one->title && *one->title ? one->title : one->subject);
	g_autofree char *changed = pack_time(packing, MAX(one->changed_at_us, one->opened_at_us));
	g_autofree char *facts = g_strdup_printf(pack_say(packing, "対象: %s。開始: %s。最後の記録: %s", "About: %s. Opened: %s. Last recorded: %s"),
						 *one->subject ? one->subject : "-", opened, changed);

	paper_heading(paper, 2, heading);
	paper_words(paper, facts);
	if (one->duties->len)
		write_duties(packing, paper, one->duties);
	else
		paper_words(paper, pack_say(packing, "期限のある報告・手続きはありませんでした。", "No report or stage was owed."));
	if (one->tasks->len)
		write_tasks(packing, paper, one->tasks);
}

void pack_write_cases(const struct packing *packing, struct paper *paper)
{
	const GPtrArray *cases = packing->source->cases;

	paper_words(paper, cases->len ? pack_say(packing, "期限は nwops が止まっていても来る。遅れは書いた時点のもの。",
						 "What is due falls due without nwops. How late something is, is of when this was written.")
				      : pack_say(packing, "この時点で対応中の案件はありませんでした。", "No case was open at that time."));
	for (guint i = 0; i < cases->len; i++)
		write_case(packing, paper, cases->pdata[i]);
}

/* --- by which ways --- */

static char *relays_of(const struct notice_path *path)
{
	GString *text = g_string_new(NULL);

	for (size_t i = 0; i < path->relay_count; i++)
		g_string_append_printf(text, "%s%s %s:%u", i ? "\n" : "", path->relays[i].name, path->relays[i].host, path->relays[i].port);
	return g_string_free(text, FALSE);
}

void pack_write_paths(const struct packing *packing, struct paper *paper)
{
	static const unsigned int shares[] = {26, 22, 26, 26};
	const char *heads[] = {pack_say(packing, "経路", "Path"), pack_say(packing, "差出人", "Sent from"), pack_say(packing, "中継", "Relays"),
			       pack_say(packing, "最後の確認", "Last proven"), NULL};
	const GArray *paths = packing->source->paths;

	if (!paths->len) {
		paper_lack(paper, pack_say(packing, "経路が定められていません", "there are no paths"));
		return;
	}
	paper_table(paper, shares, heads);
	for (guint i = 0; i < paths->len; i++) {
		const struct pack_path *one = &g_array_index(paths, struct pack_path, i);
		g_autofree char *title = g_strconcat(pack_of(packing, &one->path->title),
						     one->path->out_of_band ? pack_say(packing, " (別経路)", " (out of band)") : "", NULL);
		g_autofree char *relays = relays_of(one->path);
		g_autofree char *proven = one->proven_at_us ? pack_time(packing, one->proven_at_us) : g_strdup(pack_say(packing, "未確認", "never"));
		g_autofree char *shown = g_strconcat(proven, one->proven_at_us && one->unproven ? pack_say(packing, " (古い)", " (too long ago)") : "", NULL);
		const char *cells[] = {title, one->path->from ? one->path->from : "", relays, shown, NULL};

		paper_row(paper, cells);
	}
}
