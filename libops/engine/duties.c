/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From a case to its duties: what the record, the spool, the states of items and the inventory know of it is put
 * together as one situation, and the rows are held against that.
 */
#include "engine/duties-internal.h"
#include "engine/tell-internal.h"

#include "engine/subject.h"

void case_duties_free(struct case_duties *duties)
{
	if (!duties)
		return;
	case_paper_free(duties->paper);
	case_standing_free(duties->standing);
	case_file_free(duties->file);
	g_clear_pointer(&duties->list, g_array_unref);
	g_clear_pointer(&duties->rows, g_array_unref);
	g_array_unref(duties->users);
	g_array_unref(duties->reports);
	g_array_unref(duties->said);
	g_array_unref(duties->settled);
	g_ptr_array_unref(duties->classes);
	g_string_chunk_free(duties->texts);
	g_free(duties);
}

static void duties_destroy(gpointer duties)
{
	case_duties_free(duties);
}

struct case_duties *duties_new(const struct duties_options *options, struct case_file *take_file)
{
	struct case_duties *gathered = g_new0(struct case_duties, 1);

	gathered->file = take_file;
	gathered->now_us = clock_wall_us(options->clock);
	gathered->users = g_array_new(FALSE, FALSE, sizeof(struct duty_users));
	gathered->reports = g_array_new(FALSE, FALSE, sizeof(struct duty_report));
	gathered->said = g_array_new(FALSE, FALSE, sizeof(struct duty_said));
	gathered->settled = g_array_new(FALSE, FALSE, sizeof(struct duty_settled));
	gathered->classes = g_ptr_array_new();
	gathered->texts = g_string_chunk_new(256);
	gathered->situation = (struct duty_situation){
		.zone = inventory_zone(options->inventory),
		.began = { .quality = INSTANT_UNKNOWN },
		.detected_at_us = take_file->opened_at_us,
		.closed_at_us = take_file->closed_at_us,
	};
	return gathered;
}

/* --- whom it reaches --- */

static void take_shortest(int64_t *shortest_us, int64_t promised_us)
{
	if (promised_us > 0 && (!*shortest_us || promised_us < *shortest_us))
		*shortest_us = promised_us;
}

static void take_class(struct case_duties *gathered, const struct line *line)
{
	const struct service_class *promised = line ? line->service_class : NULL;

	if (!promised)
		return;
	take_shortest(&gathered->situation.first_report_us, promised->first_report_us);
	take_shortest(&gathered->situation.follow_up_us, promised->follow_up_us);
	if (!g_ptr_array_find(gathered->classes, promised->name, NULL))
		g_ptr_array_add(gathered->classes, (gpointer)promised->name);
}

/* Lines that the case speaks of have their class whether they are down just now or not. */
static void take_subjects(const struct duties_options *options, struct case_duties *gathered)
{
	for (guint i = 0; i < gathered->file->subjects->len; i++) {
		struct subject about;

		if (engine_subject(options->inventory, gathered->file->subjects->pdata[i], &about))
			take_class(gathered, about.line ? about.line : about.ends);
	}
}

/* That nothing is seen to be reached is only news once something was: who calls may be cut off where we do not look. */
static bool take_reach(const struct duties_options *options, struct case_duties *gathered, GError **error)
{
	bool by_line = duties_unit(options->duties) == DUTY_UNIT_LINE;
	struct duty_users users = { .at_us = gathered->now_us, .how = DUTY_SEEN };
	struct reach reach;

	if (gathered->file->closed_at_us)
		return true;
	if (!tell_reach(options->inventory, options->store, gathered->file->subjects, &reach, error))
		return false;
	for (guint i = 0; i < reach.lines->len; i++)
		take_class(gathered, reach.lines->pdata[i]);
	users.users = by_line ? reach.lines->len : reach.institutions->len;
	if (users.users > 0 || gathered->users->len > 0)
		g_array_append_val(gathered->users, users);
	reach_clear(&reach);
	return true;
}

/* How many users there are at all. */
static int64_t count_users(const struct duties_options *options)
{
	int64_t count = 0;

	if (duties_unit(options->duties) == DUTY_UNIT_LINE)
		return (int64_t)inventory_line_count(options->inventory);
	for (size_t i = 0; i < inventory_organization_count(options->inventory); i++)
		count += inventory_organization_at(options->inventory, i)->kind == OWNER_INSTITUTION;
	return count;
}

/* --- all of it --- */

static int by_time(gconstpointer a, gconstpointer b)
{
	const struct duty_users *left = a, *right = b;

	return (left->at_us > right->at_us) - (left->at_us < right->at_us);
}

static void settle(const struct duties_options *options, struct case_duties *gathered)
{
	struct duty_situation *situation = &gathered->situation;

	g_array_sort(gathered->users, by_time);
	g_ptr_array_add(gathered->classes, NULL);
	situation->users = (const struct duty_users *)(void *)gathered->users->data;
	situation->users_count = gathered->users->len;
	situation->reports = (const struct duty_report *)(void *)gathered->reports->data;
	situation->report_count = gathered->reports->len;
	situation->said = (const struct duty_said *)(void *)gathered->said->data;
	situation->said_count = gathered->said->len;
	situation->classes = (const char *const *)gathered->classes->pdata;
	situation->settled = (const struct duty_settled *)(void *)gathered->settled->data;
	situation->settled_count = gathered->settled->len;
	gathered->list = duties_compute(options->duties, situation, gathered->now_us);
	gathered->silence_us = duties_silence(situation, gathered->now_us, &gathered->silence_from_us);
}

struct case_duties *engine_duties(const struct duties_options *options, const char *case_id, GError **error)
{
	struct case_file *file = case_load(options->store, case_id, error);
	g_autoptr(ops_case_duties_t) gathered = file ? duties_new(options, file) : NULL;
	g_autoptr(ops_case_standing_t) standing = file ? case_standing_new(file) : NULL;

	if (!gathered)
		return NULL;
	gathered->situation.users_most = count_users(options);
	duties_take_said(options, gathered, standing);
	take_subjects(options, gathered);
	if (!duties_take_given(options, gathered, error) || !take_reach(options, gathered, error))
		return NULL;
	duties_take_standing(options, gathered, standing);
	settle(options, gathered);
	return g_steal_pointer(&gathered);
}

static int64_t pressure_of(const struct case_duties *duties)
{
	const struct duty *next = duties_next(duties->list);

	return next ? next->due_at_us : INT64_MAX;
}

int duties_by_pressure(gconstpointer a, gconstpointer b)
{
	int64_t left = pressure_of(*(const struct case_duties *const *)a), right = pressure_of(*(const struct case_duties *const *)b);

	return (left > right) - (left < right);
}

static bool take_id(void *context, const struct case_record *record)
{
	g_ptr_array_add(context, g_strdup(record->id));
	return true;
}

GPtrArray *duties_of_open(const struct duties_options *options, GError **error)
{
	const struct cases_filter filter = { .kind = CASE_INCIDENT, .open_only = true };
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(duties_destroy);

	if (!cases_read(options->store, &filter, take_id, ids, error))
		return NULL;
	for (guint i = 0; i < ids->len; i++) {
		struct case_duties *each = engine_duties(options, ids->pdata[i], error);

		if (!each)
			return NULL;
		g_ptr_array_add(list, each);
	}
	return g_steal_pointer(&list);
}

GPtrArray *engine_open_duties(const struct duties_options *options, GError **error)
{
	g_autoptr(GPtrArray) list = duties_of_open(options, error);

	if (!list || !duties_add_left(options, DUTIES_LEFT_DUTIES, list, NULL, error))
		return NULL;
	g_ptr_array_sort(list, duties_by_pressure);
	return g_steal_pointer(&list);
}
