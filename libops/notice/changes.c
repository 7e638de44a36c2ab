/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is another one than in the report before, field by field: the same that its texts mark with a star, for who
 * looks at a report before it goes out.
 */
#include "notice/template-internal.h"

static void change_free(gpointer data)
{
	struct notice_change *change = data;

	g_free(change->before);
	g_free(change->now);
	g_free(change);
}

char *notice_field_shown(const struct notice_templates *templates, const struct notice_field *field, const struct notice_fact *fact,
			 enum notice_language language, GTimeZone *zone)
{
	g_autofree char *line = value_line(field_called(templates, field->name), fact, language, zone);

	return render_unjoined(line);
}

static void add_change(const struct notice_rendering *rendering, const struct notice_field *field, GPtrArray *changes)
{
	const struct notice_fact *now = notice_facts_find(rendering->facts, field->name);
	const struct notice_fact *before = notice_facts_find(rendering->before, field->name);
	struct notice_change change = {.field = field};

	/* What was never told of is nothing that changed. */
	if (!value_is_known(now) && !value_is_known(before))
		return;
	change.before = notice_field_shown(rendering->templates, field, before, rendering->language, rendering->zone);
	change.now = notice_field_shown(rendering->templates, field, now, rendering->language, rendering->zone);
	if (g_str_equal(change.before, change.now)) {
		g_free(change.before);
		g_free(change.now);
		return;
	}
	g_ptr_array_add(changes, g_memdup2(&change, sizeof(change)));
}

GPtrArray *notice_changes(const struct notice_rendering *rendering)
{
	GPtrArray *changes = g_ptr_array_new_with_free_func(change_free);
	size_t count = rendering->before && rendering->templates ? notice_field_count(rendering->templates) : 0;

	for (size_t i = 0; i < count; i++) {
		const struct notice_field *open = notice_field_at(rendering->templates, i);
		const struct field *field = field_called(rendering->templates, open->name);

		if (!open->always && !field->unmarked && field_may_see(field, rendering->facts->audience))
			add_change(rendering, open, changes);
	}
	return changes;
}
