/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What stands in braces in an answer becomes what it means at the moment at which it is played.
 */
#include "drill/internal.h"

#include "base/quantity.h"
#include "base/translate.h"

#include <string.h>

static char *shown_time(const struct drill_fill *fill, int64_t after_us)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc((fill->clock_us + after_us) / G_USEC_PER_SEC);
	g_autoptr(GDateTime) there = utc ? g_date_time_to_timezone(utc, fill->zone) : NULL;

	return there ? g_date_time_format(there, "%Y-%m-%d %H:%M:%S%:z") : NULL;
}

static char *known(const char *value)
{
	return value && *value ? g_strdup(value) : NULL;
}

/* Behind the colon of "line:h1-main". */
static const char *short_name(const char *item)
{
	const char *colon = strchr(item, ':');

	return colon ? colon + 1 : item;
}

static char *of_target(const struct drill_fill *fill, const char *what, const char *name)
{
	const struct drill_bound *bound = drill_targets_find(fill->targets, name);

	if (!bound || !bound->items[0])
		return NULL;
	if (g_str_equal(what, "target"))
		return g_strdup(short_name(bound->items[0]));
	if (g_str_equal(what, "institution"))
		return known(bound->institutions[0]);
	if (g_str_equal(what, "lines"))
		return g_strdup_printf("%u", bound->line_count);
	return NULL;
}

static char *of_role(const struct drill_fill *fill, const char *name)
{
	int role = drill_find_role(fill->scenario, name);

	return role >= 0 && fill->contacts ? known(fill->contacts[role]) : NULL;
}

/* What NAME, without its braces, stands for; NULL: nothing. Caller frees. */
static char *value_of(const struct drill_fill *fill, const char *name)
{
	const char *colon = strchr(name, ':'), *behind = colon ? colon + 1 : "";
	g_autofree char *what = g_strndup(name, colon ? (gsize)(colon - name) : strlen(name));
	int64_t time_us;

	if (g_str_equal(name, "case"))
		return known(fill->case_id);
	if (g_str_equal(name, "run"))
		return known(fill->run_id);
	if (g_str_equal(name, "notice"))
		return known(fill->notice);
	if (g_str_equal(name, "message"))
		return known(fill->message);
	if (g_str_equal(name, "now"))
		return shown_time(fill, 0);
	if (g_str_equal(name, "lines-hit"))
		return g_strdup_printf("%u", drill_lines_hit(fill->scenario, fill->targets, fill->at_us, fill->changed_at_us));
	if (g_str_equal(what, "contact"))
		return of_role(fill, behind);
	if ((g_str_equal(what, "in") || g_str_equal(what, "ago")) && quantity_parse_duration(behind, &time_us, NULL))
		return shown_time(fill, *what == 'i' ? time_us : -time_us);
	return of_target(fill, what, behind);
}

static bool fill_word(const char *word, const struct drill_fill *fill, GPtrArray *words, GError **error)
{
	g_autoptr(GString) filled = g_string_new(NULL);

	while (*word) {
		const char *open = strchr(word, '{'), *close = open ? strchr(open, '}') : NULL;
		g_autofree char *name = NULL, *value = NULL;

		if (!close)
			break;
		name = g_strndup(open + 1, (gsize)(close - open - 1));
		value = value_of(fill, name);
		if (!value) {
			g_set_error(error, OPS_DRILL_ERROR, DRILL_ERROR_PLACEHOLDER,
				    _("an answer of the drill says '{%s}', and there is none now"), name);
			return false;
		}
		g_string_append_len(filled, word, open - word);
		g_string_append(filled, value);
		word = close + 1;
	}
	g_string_append(filled, word);
	g_ptr_array_add(words, g_string_free(g_steal_pointer(&filled), FALSE));
	return true;
}

/* "{all:NAME}": a word for each item. */
static const struct drill_bound *all_of(const char *word, const struct drill_fill *fill)
{
	g_autofree char *name = g_str_has_prefix(word, "{all:") && g_str_has_suffix(word, "}")
					? g_strndup(word + 5, strlen(word) - 6) : NULL;

	return name ? drill_targets_find(fill->targets, name) : NULL;
}

char **drill_action_fill(const struct drill_action *action, const struct drill_fill *fill, GError **error)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);

	for (const char *const *word = action->run; *word; word++) {
		const struct drill_bound *all = all_of(*word, fill);

		for (const char *const *item = all ? all->items : NULL; item && *item; item++)
			g_ptr_array_add(words, g_strdup(short_name(*item)));
		if (!all && !fill_word(*word, fill, words, error))
			return NULL;
	}
	g_ptr_array_set_free_func(words, NULL);
	g_ptr_array_add(words, NULL);
	return (char **)g_ptr_array_free(g_steal_pointer(&words), FALSE);
}
