/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reminds who is on duty of what is owed. What was reminded of already is what the notices say that were made: each
 * bears the names of its duties, in the same row of the store, so that a process that dies has either told all
 * of them or none. No mark of its own could be more exact.
 */
#include "engine/duties-internal.h"
#include "engine/tell-internal.h"

#include "base/instant.h"
#include "base/translate.h"

#include <inttypes.h>
#include <string.h>

/* A fact that no template names: which duties a reminder spoke of, one a line. */
#define TOLD_FACT "duty-keys"
#define TASK_SOON_US (24 * INT64_C(3600000000))
#define TASK_AGAIN_US (7 * 24 * INT64_C(3600000000))

struct reminding {
	const struct tell_options *options;
	const struct case_duties *duties;
	GHashTable *told;		/* keys */
	GString *keys, *japanese, *english;	/* of this one: keys, and lines in both languages */
	const char *first_japanese, *first_english;	/* what the first line is about; lent; NULL: there is none */
};

/* --- which --- */

static bool has_length(const struct duty_row *row)
{
	return row->every || row->after_us || row->business_days || row->months || row->promise != DUTY_PROMISE_NONE;
}

/* What there is to say of it just now; NULL: nothing. */
static const char *phase_of(const struct duty *duty, int64_t now_us)
{
	if (!duty_is_owed(duty) || duty->shadowed || duty->state == DUTY_OPEN)
		return NULL;
	if (duty->state != DUTY_DECIDE)
		return duty->state == DUTY_LATE ? "late" : "soon";
	if (has_length(duty->row) && duty->late_us)
		return "late";
	return has_length(duty->row) && duty->due_at_us - now_us <= duty->row->remind_us ? "soon" : "decide";
}

/* What comes again and again is another one after each report. */
static char *key_of(const struct duty *duty, const char *phase)
{
	return g_strdup_printf("%s/%s/%s/%" PRId64, duty->row->id, words_get(WORDS_AUDIENCE, duty->audience)->id, phase,
			       duty->row->every ? duty->met_by : 0);
}

static bool take_told(void *context, const struct notice_record *record)
{
	g_autoptr(ops_notice_facts_t) facts = record->kind == NOTICE_REMINDER ? notice_facts_parse(record->facts, NULL) : NULL;
	const struct notice_fact *fact = facts ? notice_facts_find(facts, TOLD_FACT) : NULL;
	g_auto(GStrv) keys = fact && fact->value ? g_strsplit(fact->value, "\n", -1) : NULL;

	for (char **key = keys; key && *key; key++)
		g_hash_table_add(context, g_strdup(*key));
	return true;
}

static void append_line(GString *lines, char *line)
{
	g_string_append_printf(lines, "%s%s", lines->len ? "\n" : "", line);
	g_free(line);
}

static void begin_with(struct reminding *reminding, const char *japanese, const char *english)
{
	if (reminding->first_japanese)
		return;
	reminding->first_japanese = japanese;
	reminding->first_english = english;
}

static void add_duty(struct reminding *reminding, const struct duty *duty)
{
	GTimeZone *zone = inventory_zone(reminding->options->inventory);
	const char *phase = phase_of(duty, reminding->duties->now_us);
	g_autofree char *key = phase ? key_of(duty, phase) : NULL;

	if (!key || g_hash_table_contains(reminding->told, key))
		return;
	begin_with(reminding, duty->row->title_ja, duty->row->title_en);
	append_line(reminding->keys, g_steal_pointer(&key));
	append_line(reminding->japanese, duty_line(duty, zone, true));
	append_line(reminding->english, duty_line(duty, zone, false));
}

/* --- tasks --- */

/* Once when it is due within a day, and once each week for as long as it is late. NULL: not now. Caller frees. */
static char *task_key(const struct case_task *task, int64_t now_us)
{
	if (now_us < task->due_at_us - TASK_SOON_US)
		return NULL;
	if (now_us <= task->due_at_us)
		return g_strdup_printf("task/%" PRId64 "/soon", task->task);
	return g_strdup_printf("task/%" PRId64 "/late/%" PRId64, task->task, (now_us - task->due_at_us) / TASK_AGAIN_US);
}

static void add_task(struct reminding *reminding, const struct case_task *task)
{
	int64_t now_us = reminding->duties->now_us;
	g_autofree char *key = task->state == TASK_OPEN ? task_key(task, now_us) : NULL;
	g_autofree char *due = instant_show(task->due_at_us, inventory_zone(reminding->options->inventory));
	bool late = now_us > task->due_at_us;

	if (!key || g_hash_table_contains(reminding->told, key))
		return;
	begin_with(reminding, task->text, task->text);
	append_line(reminding->keys, g_steal_pointer(&key));
	append_line(reminding->japanese, g_strdup_printf("作業%" PRId64 " %s (担当 %s): 期限 %s%s", task->task, task->text, task->owner, due,
							 late ? "、期限超過" : ""));
	append_line(reminding->english, g_strdup_printf("task %" PRId64 " %s (%s): due %s%s", task->task, task->text, task->owner, due,
							late ? ", late" : ""));
}

static void add_tasks(struct reminding *reminding)
{
	g_autoptr(ops_case_standing_t) standing = case_standing_new(reminding->duties->file);

	for (guint i = 0; i < standing->tasks->len; i++)
		add_task(reminding, standing->tasks->pdata[i]);
}

/* --- telling --- */

static struct notice_facts *facts_for(const struct reminding *reminding)
{
	const struct case_file *file = reminding->duties->file;
	struct notice_facts *facts = notice_facts_new(NOTICE_REMINDER, AUDIENCE_DUTY);
	g_autofree char *command = g_strdup_printf(reminding->duties->paper ? "nwops case duties %s" : "nwops incident duties %s", file->id);

	facts->reference = g_strdup(file->id);
	facts->subject = *file->subject ? g_strdup(file->subject) : NULL;
	facts->organization = *file->organization ? g_strdup(file->organization) : NULL;
	facts->as_of_us = reminding->duties->now_us;
	notice_facts_add(facts, TOLD_FACT, reminding->keys->str, false);
	notice_facts_add(facts, "duties-ja", reminding->japanese->str, false);
	notice_facts_add(facts, "duties-en", reminding->english->str, false);
	notice_facts_add(facts, "duty-ja", reminding->first_japanese, false);
	notice_facts_add(facts, "duty-en", reminding->first_english, false);
	notice_facts_add(facts, "see-with", command, false);
	return facts;
}

static bool tell(const struct reminding *reminding, bool *ret_told, GError **error)
{
	g_autoptr(ops_notice_facts_t) facts = facts_for(reminding);
	struct digest digest = digest_of(reminding->keys->str, reminding->keys->len);
	g_autofree char *hex = digest_hex(digest.bytes, DIGEST_SIZE);
	g_autofree char *once = g_strdup_printf("duties/%s/%s", reminding->duties->file->id, hex);
	const struct tell wish = {
		.facts = facts,
		.case_id = reminding->duties->file->id,
		.once = once,
		.urgency = URGENCY_URGENT,
	};
	struct told told;

	if (!engine_tell(reminding->options, &wish, &told, error))
		return false;
	if (told.state == NOTICE_REFUSED)
		notes_write(reminding->options->notes, NOTES_WARNING,
			    _("'%s': nobody on duty can be reminded of what it owes: no contact with a channel"),
			    reminding->duties->file->id);
	*ret_told = !told.before && told.state != NOTICE_REFUSED;
	return true;
}

static bool remind(const struct tell_options *options, const struct case_duties *duties, bool *ret_told, GError **error)
{
	const struct notices_filter filter = { .case_id = duties->file->id, .state = -1 };
	g_autoptr(GHashTable) told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GString) keys = g_string_new(NULL), japanese = g_string_new(NULL), english = g_string_new(NULL);
	struct reminding reminding = { options, duties, told, keys, japanese, english, NULL, NULL };

	*ret_told = false;
	if (!notices_read(options->store, &filter, take_told, told, error))
		return false;
	/* Of what is closed only what outlives it is still owed. */
	for (guint i = 0; i < duties->list->len; i++)
		if (!duties->file->closed_at_us || duty_outlives(&g_array_index(duties->list, struct duty, i)))
			add_duty(&reminding, &g_array_index(duties->list, struct duty, i));
	add_tasks(&reminding);
	/* The texts of tasks are lent by the case. */
	return !reminding.first_japanese || tell(&reminding, ret_told, error);
}

static void remind_all(const struct tell_options *options, const GPtrArray *list, guint *count)
{
	for (guint i = 0; i < list->len; i++) {
		const struct case_duties *each = list->pdata[i];
		g_autoptr(GError) failed = NULL;
		bool told = false;

		/* One that cannot be told keeps no other from it. */
		if (!remind(options, each, &told, &failed))
			notes_write(options->notes, NOTES_WARNING, _("nobody can be reminded of what '%s' owes: %s"), each->file->id,
				    failed->message);
		*count += told;
	}
}

bool engine_remind_duties(const struct tell_options *options, const struct duties *duties, guint *ret_count, GError **error)
{
	const struct duties_options wish = { options->inventory, options->store, duties, options->clock };
	g_autoptr(GPtrArray) list = duties_of_open(&wish, error), without = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) papers = list ? engine_open_papers(&wish, error) : NULL;

	*ret_count = 0;
	if (!papers || !duties_add_left(&wish, DUTIES_LEFT_TASKS, list, without, error))
		return false;
	g_ptr_array_sort(list, duties_by_pressure);
	remind_all(options, list, ret_count);
	remind_all(options, papers, ret_count);
	return duties_forget_left(options, &wish, without, error);
}
