/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What items have in common: groups by service class, area and concentrator,
 * the worst first. Grouping itself is state/summary.c.
 */
#include "check/print.h"

#include "base/areas.h"
#include "base/translate.h"
#include "ui/printer.h"
#include "ui/table.h"
#include "ui/tally.h"

#include <unistd.h>

/* Of each sort, unless all are wanted. */
#define GROUPS_MOST 20
#define GROUPS_BRIEF 5
G_STATIC_ASSERT(SUMMARY_BY_COUNT * GROUPS_BRIEF + 2 == CHECK_SUMMARY_LINES);

static const char *const sorts[SUMMARY_BY_COUNT] = {
	[SUMMARY_CLASS] = "class",
	[SUMMARY_AREA] = "area",
	[SUMMARY_CONCENTRATOR] = "concentrator",
};

static struct state_summary *summarize(const struct check *check)
{
	struct state_summary *summary = state_summary_new();

	for (guint i = 0; i < check->items->len; i++) {
		const struct check_item *item = &g_array_index(check->items, struct check_item, i);

		state_summary_add(summary, &item->item, item->judgement.status);
	}
	return summary;
}

/* "user", "13", "a1"; NULL for those without an area. Caller frees. */
static char *name_of(const struct summary_group *group)
{
	if (group->service_class)
		return g_strdup(group->service_class->name);
	if (group->concentrator)
		return g_strdup(group->concentrator->name);
	return group->area ? g_strdup_printf("%u", group->area) : NULL;
}

/* NULL where there is none. Lent. */
static const char *title_of(const struct summary_group *group, bool japanese)
{
	const struct area *area = area_find(group->area);

	if (group->service_class)
		return japanese ? group->service_class->title.ja : group->service_class->title.en;
	if (area)
		return japanese ? area->japanese : area->english;
	return NULL;
}

/* --- for people --- */

static const enum status columns_of_counts[] = {
	STATUS_DOWN, STATUS_WARNING, STATUS_UNKNOWN, STATUS_CAUTION, STATUS_OK,
};
#define COUNTS G_N_ELEMENTS(columns_of_counts)

static void add_group(struct table *table, const struct check_print *print, enum summary_by by,
		      const struct summary_group *group)
{
	g_autofree char *name = name_of(group);
	g_autofree char *label = g_strdup_printf("%s:%s", sorts[by], name ? name : "-");
	char counts[COUNTS + 1][12];
	const char *cells[COUNTS + 3] = {label};

	cells[1] = title_of(group, !strcmp(print->session->language, "ja"));
	for (size_t i = 0; i < COUNTS; i++) {
		g_snprintf(counts[i], sizeof(counts[i]), "%u",
			   group->tally.counts[columns_of_counts[i]]);
		cells[i + 2] = counts[i];
	}
	g_snprintf(counts[COUNTS], sizeof(counts[COUNTS]), "%u", group->items);
	cells[COUNTS + 2] = counts[COUNTS];
	table_add(table, tally_tint(state_tally_worst(&group->tally)), false, cells);
}

/* The first MOST groups of a sort; those that are all OK only if WELL. Returns
 * how many more there are. */
static size_t add_groups(struct table *table, const struct check_print *print,
			 struct state_summary *summary, enum summary_by by, size_t most, bool well)
{
	size_t count, added = 0, more = 0;
	const struct summary_group *const *groups = state_summary_groups(summary, by, &count);

	for (size_t i = 0; i < count; i++) {
		if (!well && groups[i]->tally.counts[STATUS_OK] == groups[i]->items)
			break;
		if (added == most) {
			more++;
			continue;
		}
		add_group(table, print, by, groups[i]);
		added++;
	}
	return more;
}

static void print_groups(const struct check_print *print, const char *which, size_t most, bool well)
{
	struct table_column columns[COUNTS + 3] = {
		{_("GROUP"), TEXT_LEFT, 12, false},
		{_("NAME"), TEXT_LEFT, 8, false},
	};
	struct terminal terminal = terminal_of(STDOUT_FILENO);
	g_autoptr(ops_state_summary_t) summary = summarize(print->check);
	size_t more = 0;

	for (size_t i = 0; i < COUNTS; i++)
		columns[i + 2] = (struct table_column){
			words_shown(WORDS_STATUS, columns_of_counts[i]), TEXT_RIGHT, 0, false};
	columns[COUNTS + 2] = (struct table_column){_("TOTAL"), TEXT_RIGHT, 0, false};
	g_autoptr(ops_table_t) table = table_new(columns, G_N_ELEMENTS(columns));

	for (int by = 0; by < SUMMARY_BY_COUNT; by++)
		if (!strcmp(which, "all") || !strcmp(which, sorts[by]))
			more += add_groups(table, print, summary, (enum summary_by)by, most, well);
	table_print(table, &terminal, 0);
	if (more && well)
		printer_text(_("and %zu more groups; '--all' prints every row\n"), more);
}

void check_print_summary_brief(const struct check_print *print)
{
	printer_text("\n");
	print_groups(print, "all", GROUPS_BRIEF, false);
}

/* --- for programs --- */

static void print_group_json(enum summary_by by, const struct summary_group *group)
{
	g_autofree char *name = name_of(group);
	struct json *object = printer_new_object("summary");

	json_set_string(object, "by", sorts[by]);
	json_set_string(object, "name", name);
	json_set_string(object, "title_ja", title_of(group, true));
	json_set_string(object, "title_en", title_of(group, false));
	json_set_string(object, "status",
			words_get(WORDS_STATUS, state_tally_worst(&group->tally))->id);
	json_set_integer(object, "items", group->items);
	json_take(object, "counts", tally_counts(&group->tally));
	printer_take(object);
}

static void print_json(const struct check_print *print, const char *which)
{
	g_autoptr(ops_state_summary_t) summary = summarize(print->check);

	for (int by = 0; by < SUMMARY_BY_COUNT; by++) {
		size_t count;
		const struct summary_group *const *groups =
			state_summary_groups(summary, (enum summary_by)by, &count);

		if (!strcmp(which, "all") || !strcmp(which, sorts[by]))
			for (size_t i = 0; i < count; i++)
				print_group_json((enum summary_by)by, groups[i]);
	}
	check_print_json_end(print);
}

void check_print_summary(const struct check_print *print, const char *which)
{
	g_autofree char *tally = tally_text(&print->check->tally);

	if (print->session->answer == ANSWER_JSON) {
		print_json(print, which);
		return;
	}
	print_groups(print, which, print->all ? SIZE_MAX : GROUPS_MOST, true);
	printer_text(_("items: %u (%s)"), print->check->items->len, tally);
	printer_text("\n");
}
