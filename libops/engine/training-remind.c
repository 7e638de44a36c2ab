/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who is to be taught again, told to who is on duty. Those who were taught together come to each step together, and one notice
 * names them all; it keeps their names, so that who joins them later is told of beside it.
 */
#include "engine/training.h"

#include "base/instant.h"
#include "base/translate.h"
#include "engine/daily.h"
#include "engine/yearly.h"
#include "store/journal.h"

#include <inttypes.h>

#define MARK_LOOKED "training-looked"

struct reminding {
	const struct tell_options *options;
	int64_t began_us;		/* when the record did */
	guint told;
};

/* --- who comes to the same step together --- */

/* Of one entry, or of none, and on one step; it lives for one look. */
struct together {
	int64_t entry;			/* 0: they were never taught */
	struct lapse lapse;
	GPtrArray *names;		/* lent */
};

static void free_together(gpointer data)
{
	struct together *group = data;

	g_ptr_array_unref(group->names);
	g_free(group);
}

static int rung_of(const struct lapse *lapse)
{
	return lapse->lapsed ? 0 : lapse->rung;
}

static void add_person(const struct reminding *reminding, GPtrArray *groups, const struct training_person *person)
{
	const struct tell_options *options = reminding->options;
	int64_t entry = person->last ? person->last->sequence : 0;
	struct lapse lapse = person->last ? person->lapse
					  : lapse_of(LAPSE_TRAINING, reminding->began_us, clock_wall_us(options->clock), inventory_zone(options->inventory));
	struct together *group = NULL;

	if (!lapse.rung)
		return;
	for (guint i = 0; !group && i < groups->len; i++)
		if (((struct together *)groups->pdata[i])->entry == entry)
			group = groups->pdata[i];
	if (!group) {
		group = g_new0(struct together, 1);
		*group = (struct together){entry, lapse, g_ptr_array_new()};
		g_ptr_array_add(groups, group);
	}
	g_ptr_array_add(group->names, person->name);
}

/* --- telling --- */

static const char *called(const struct inventory *inventory, const char *name, bool japanese)
{
	const struct contact *contact = inventory_find_contact(inventory, name);

	return contact ? japanese ? contact->title.ja : contact->title.en : name;
}

/* "教育の期限: 佐藤、田中: 2027-02-01 …": all of NAMES, in one line. Caller frees. */
static char *line_of(const struct inventory *inventory, const struct together *group, const GPtrArray *names, bool japanese)
{
	g_autofree char *end = instant_show(group->lapse.at_us, inventory_zone(inventory));
	g_autoptr(GString) people = g_string_new(NULL);

	for (guint i = 0; i < names->len; i++)
		g_string_append_printf(people, "%s%s", !i ? "" : japanese ? "、" : ", ", called(inventory, names->pdata[i], japanese));
	if (!group->entry)
		return g_strdup_printf(japanese ? "教育 (1.3.4) の記録がない: %s (期限 %s)"
						: "education (1.3.4): none is on record of %s (due by %s)", people->str, end);
	if (japanese)
		return g_strdup_printf(group->lapse.lapsed ? "教育 (1.3.4) の期限が過ぎた: %s (%s)" : "教育 (1.3.4) の期限: %s (%s)",
				       people->str, end);
	return g_strdup_printf(group->lapse.lapsed ? "education (1.3.4) is overdue: %s (was due by %s)"
						   : "education (1.3.4) is due: %s (by %s)", people->str, end);
}

static bool tell(struct reminding *reminding, const struct together *group, const GPtrArray *names, const char *once, GError **error)
{
	const struct tell_options *options = reminding->options;
	g_autofree char *japanese = line_of(options->inventory, group, names, true);
	g_autofree char *english = line_of(options->inventory, group, names, false);
	g_autoptr(GString) keys = g_string_new(NULL);
	bool told;

	for (guint i = 0; i < names->len; i++)
		g_string_append_printf(keys, "%s%s", i ? "\n" : "", (const char *)names->pdata[i]);
	const struct yearly yearly = {
		.clause = "1.3.4-0", .line_ja = japanese, .line_en = english, .what_ja = "年 1 回の教育", .what_en = "the yearly education",
		.see = "nwops drill training", .keys = keys->str,
		.unreached = _("nobody on duty can be reminded of the yearly education: no contact with a channel"),
	};

	if (!engine_remind_yearly(options, &yearly, once, &told, error))
		return false;
	reminding->told += told;
	return true;
}

static bool take_named(void *context, const struct notice_record *record)
{
	g_autoptr(ops_notice_facts_t) facts = notice_facts_parse(record->facts, NULL);
	const struct notice_fact *fact = facts ? notice_facts_find(facts, YEARLY_KEYS) : NULL;
	char ***ret_named = context;

	*ret_named = fact && fact->value ? g_strsplit(fact->value, "\n", -1) : NULL;
	return false;
}

/* One who was not among those that NOTICE named. */
static bool tell_alone(struct reminding *reminding, const struct together *group, char *name, const char *together, GError **error)
{
	g_autoptr(GPtrArray) alone = g_ptr_array_new();
	g_autofree char *once = g_strdup_printf("%s/%s", together, name);
	int64_t before = notices_find_once(reminding->options->store, once, error);

	g_ptr_array_add(alone, name);
	return before ? before > 0 : tell(reminding, group, alone, once, error);
}

static bool remind(struct reminding *reminding, const struct together *group, GError **error)
{
	g_autofree char *once = g_strdup_printf("training-due/%" PRId64 "/%d", group->entry, rung_of(&group->lapse));
	const struct notices_filter filter = {.state = -1, .number = notices_find_once(reminding->options->store, once, error)};
	g_auto(GStrv) named = NULL;

	if (!filter.number)
		return tell(reminding, group, group->names, once, error);
	if (filter.number < 0 || !notices_read(reminding->options->store, &filter, take_named, &named, error))
		return false;
	for (guint i = 0; i < group->names->len; i++)
		if ((!named || !g_strv_contains((const char *const *)named, group->names->pdata[i])) &&
		    !tell_alone(reminding, group, group->names->pdata[i], once, error))
			return false;
	return true;
}

/* --- the whole --- */

static bool look(struct reminding *reminding, GError **error)
{
	const struct tell_options *options = reminding->options;
	g_auto(ops_training_book_t) all = {0};
	g_autoptr(GPtrArray) groups = g_ptr_array_new_with_free_func(free_together);

	if (!engine_training_book(options->inventory, options->store, clock_wall_us(options->clock), &all, error))
		return false;
	for (guint i = 0; i < all.people->len; i++)
		add_person(reminding, groups, all.people->pdata[i]);
	for (guint i = 0; i < groups->len; i++)
		if (!remind(reminding, groups->pdata[i], error))
			return false;
	return true;
}

bool engine_remind_training(const struct tell_options *options, guint *ret_told, GError **error)
{
	struct reminding reminding = {.options = options};
	g_autofree char *day = NULL;
	bool done;

	*ret_told = 0;
	if (!engine_daily_done(options, MARK_LOOKED, &day, &done, error))
		return false;
	if (done)
		return true;
	if (!journal_began(options->store, &reminding.began_us, error))
		return false;
	if (!reminding.began_us)
		return true;
	if (!look(&reminding, error))
		return false;
	*ret_told = reminding.told;
	return engine_daily_keep(options, MARK_LOOKED, day, error);
}
