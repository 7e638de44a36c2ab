/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a case still owes before it can be closed: runs, notices, messages, tasks, the
 * times of its end, a final report, duties. Each has a name by which somebody may waive it.
 */
#include "cases/duties.h"
#include "cases/internal.h"
#include "cases/paper.h"

#include "base/instant.h"
#include "base/translate.h"
#include "store/messages.h"
#include "store/notices.h"

#include <inttypes.h>

static void owed_free(gpointer data)
{
	struct case_owed *owed = data;

	g_free(owed->what);
	g_free(owed->also);
	g_free(owed->text);
	g_free(owed);
}

static struct case_owed *add(GPtrArray *owed, const char *kind, int64_t number, char *take_text)
{
	struct case_owed *each = g_new0(struct case_owed, 1);

	each->what = number ? g_strdup_printf("%s:%" PRId64, kind, number) : g_strdup(kind);
	each->text = take_text;
	g_ptr_array_add(owed, each);
	return each;
}

/* --- runs --- */

static void add_runs(GPtrArray *owed, const struct case_file *file)
{
	bool responded = false;

	for (guint i = 0; i < file->runs->len; i++) {
		const struct case_run *run = file->runs->pdata[i];

		responded |= g_str_equal(run->procedure, CASE_RESPONSE) && run->state != WALK_CANCELLED;
		if (!case_run_is_over(run))
			add(owed, "run", run->run,
			    g_strdup_printf(_("run of '%s' is not over: %s at step '%s', held by '%s'"), run->procedure,
					    words_shown(WORDS_RUN_STATE, run->state), run->step, run->holder));
	}
	if (file->kind == CASE_INCIDENT && !responded)
		add(owed, "response", 0, g_strdup(_("the seven steps of the response were not gone through")));
}

/* --- notices and messages --- */

struct told { int64_t number; enum notice_kind kind; enum notice_state state; };

static bool take_notice(void *context, const struct notice_record *record)
{
	const struct told told = {record->number, record->kind, record->state};

	g_array_append_val((GArray *)context, told);
	return true;
}

struct undelivered { GPtrArray *owed; int64_t notice; };

static bool take_message(void *context, const struct message_record *record)
{
	const struct undelivered *undelivered = context;
	struct case_owed *each = add(undelivered->owed, "message", record->number,
				     g_strdup_printf(_("message of notice %" PRId64 " to '%s': %s"), record->notice,
						     *record->contact ? record->contact : record->organization,
						     words_shown(WORDS_MESSAGE_STATE, record->state)));

	each->also = g_strdup_printf("notice:%" PRId64, undelivered->notice);
	return true;
}

/* Neither taken by anybody nor given up by a person. */
static bool add_undelivered(GPtrArray *owed, struct store *store, int64_t notice, GError **error)
{
	const struct messages_filter filter = {
		.notice = notice,
		.states = 1U << MESSAGE_QUEUED | 1U << MESSAGE_SENDING | 1U << MESSAGE_FAILED_TEMPORARY |
			  1U << MESSAGE_FAILED_PERMANENT,
		.without_content = true,
	};
	struct undelivered undelivered = {owed, notice};

	return messages_read(store, &filter, take_message, &undelivered, error);
}

/* A trouble that was reported has a last report, and none but a correction goes out behind it. */
static void add_final_report(GPtrArray *owed, const GArray *notices)
{
	bool reported = false, final = false;

	for (guint i = 0; i < notices->len; i++) {
		const struct told *told = &g_array_index(notices, struct told, i);

		if (!words_is_report(told->kind) || told->state == NOTICE_DROPPED || told->state == NOTICE_REFUSED)
			continue;
		reported = true;
		final |= told->kind == NOTICE_OUTAGE_FINAL;
	}
	if (reported && !final)
		add(owed, "final-report", 0, g_strdup(_("it was reported, and no final report was made")));
}

static bool add_notices(GPtrArray *owed, struct store *store, const struct case_file *file, GError **error)
{
	const struct notices_filter filter = {.case_id = file->id, .state = -1};
	g_autoptr(GArray) notices = g_array_new(FALSE, FALSE, sizeof(struct told));

	if (!notices_read(store, &filter, take_notice, notices, error))
		return false;
	for (guint i = 0; i < notices->len; i++) {
		const struct told *told = &g_array_index(notices, struct told, i);

		if (told->state == NOTICE_HELD)
			add(owed, "notice", told->number,
			    g_strdup_printf(_("'%s' waits for an approval"), words_shown(WORDS_NOTICE_KIND, told->kind)));
		else if (!add_undelivered(owed, store, told->number, error))
			return false;
	}
	if (file->kind == CASE_INCIDENT)
		add_final_report(owed, notices);
	return true;
}

/* --- tasks and times --- */

static void add_tasks(GPtrArray *owed, const struct case_standing *standing, GTimeZone *zone)
{
	for (guint i = 0; i < standing->tasks->len; i++) {
		const struct case_task *task = standing->tasks->pdata[i];
		g_autofree char *due = instant_show(task->due_at_us, zone);

		if (task->state == TASK_OPEN && !task->measure)
			add(owed, "task", task->task,
			    g_strdup_printf(_("'%s' is not done: %s, due %s"), task->text, task->owner, due));
	}
}

static void add_times(GPtrArray *owed, const struct case_standing *standing)
{
	struct case_instant began = case_standing_instant(standing, CASE_FIELD_BEGAN);
	struct case_instant restored = case_standing_instant(standing, CASE_FIELD_RESTORED);
	struct case_instant confirmed = case_standing_instant(standing, CASE_FIELD_CONFIRMED);

	if (restored.quality == INSTANT_UNKNOWN)
		add(owed, words_get(WORDS_CASE_FIELD, CASE_FIELD_RESTORED)->id, 0,
		    g_strdup(_("nobody has said when service was back")));
	if (confirmed.quality == INSTANT_UNKNOWN)
		add(owed, words_get(WORDS_CASE_FIELD, CASE_FIELD_CONFIRMED)->id, 0,
		    g_strdup(_("nobody who had the trouble has confirmed that it is over")));
	if ((restored.at_us && restored.at_us < began.at_us) || (confirmed.at_us && confirmed.at_us < restored.at_us))
		add(owed, "order", 0, g_strdup(_("what was restored before it began, or confirmed before it was restored, was not")));
}

/* --- stages of its paper --- */

static bool add_stages(GPtrArray *owed, const struct cases_options *options, const struct case_standing *standing, GError **error)
{
	GError *failed = NULL;
	g_autoptr(ops_case_paper_t) paper = case_paper_load(options, standing, NULL, &failed);

	for (guint i = 0; paper && i < paper->stands->len; i++) {
		const struct paper_stand *stand = &g_array_index(paper->stands, struct paper_stand, i);
		const struct procedure_text title = {stand->stage->title_ja, stand->stage->title_en};
		struct case_owed *each;

		/* Where ways part it is the parting that is owed. */
		if (stand->stage->optional || !stand->arises)
			continue;
		each = add(owed, "stage", 0, g_strdup_printf(_("stage '%s' was not gone through"), procedure_text_shown(&title)));
		g_free(each->what);
		each->what = g_strdup_printf("stage:%s", stand->stage->id);
	}
	/* What cannot be read any more is not what owes nothing. */
	if (!paper && !failed && case_has_paper(standing))
		add(owed, "paper", 0, g_strdup(_("its paper cannot be read any more: nobody knows what is owed by it")));
	if (failed)
		g_propagate_error(error, failed);
	return !failed;
}

/* --- duties --- */

static void add_duties(GPtrArray *owed, const struct cases_options *options, const GArray *duties)
{
	int64_t now_us = clock_wall_us(options->clock);

	for (guint i = 0; i < duties->len; i++) {
		const struct duty *duty = &g_array_index(duties, struct duty, i);
		const struct procedure_text title = {(char *)duty->row->title_ja, (char *)duty->row->title_en};
		g_autofree char *due = NULL, *name = NULL, *what = NULL;

		if (!duty_holds_open(duty, now_us))
			continue;
		due = instant_show(duty->due_at_us, options->zone);
		name = duty_name(duty);
		what = g_strconcat(CASE_OWED_DUTY, name, NULL);
		add(owed, what, 0, g_strdup_printf(_("%s (%s) is owed: due %s, %s"), procedure_text_shown(&title),
						   words_shown(WORDS_AUDIENCE, duty->audience), due,
						   words_shown(WORDS_DUTY_STATE, duty->state)));
	}
}

GPtrArray *case_owed(const struct cases_options *options, const struct case_standing *standing, const GArray *duties,
		     GError **error)
{
	const struct case_file *file = standing->file;
	g_autoptr(GPtrArray) owed = g_ptr_array_new_with_free_func(owed_free);

	add_runs(owed, file);
	if (!add_notices(owed, options->store, file, error))
		return NULL;
	add_tasks(owed, standing, options->zone);
	if (file->kind == CASE_INCIDENT)
		add_times(owed, standing);
	else if (!add_stages(owed, options, standing, error))
		return NULL;
	if (duties)
		add_duties(owed, options, duties);
	return g_steal_pointer(&owed);
}
