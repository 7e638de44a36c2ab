/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Words and keys of a transition; what it means is decided long before.
 */
#include "ui/transition.h"

#include "base/instant.h"
#include "base/quantity.h"
#include "base/translate.h"
#include "ui/printer.h"

static void append_outage(GString *text, const struct transition_record *transition)
{
	g_autofree char *least = NULL, *most = NULL;

	if (transition->outage_least_us < 0 || transition->outage_most_us < 0)
		return;
	least = quantity_show_duration(transition->outage_least_us);
	most = quantity_show_duration(transition->outage_most_us);
	g_string_append_printf(text, _("; interrupted for %s to %s"), least, most);
}

char *transition_text(const struct transition_record *transition, const char *why, GTimeZone *zone)
{
	g_autofree char *at = instant_show(transition->at_us, zone);
	g_autofree char *item = printer_safe(transition->item);
	g_autofree char *to = words_shown_both(transition->to);
	g_autoptr(GString) text = g_string_new(at);

	g_string_append_printf(text, " %s: ", item);
	if (transition->kind == TRANSITION_STATUS)
		g_string_append_printf(text, "%s -> %s", words_shown(WORDS_STATUS, transition->from), to);
	else
		g_string_append_printf(text, "%s, %s", words_shown(WORDS_TRANSITION_KIND, transition->kind), to);
	if (transition->verdict != DEMARCATION_UNDECIDED)
		g_string_append_printf(text, ", %s", words_shown(WORDS_DEMARCATION_VERDICT, transition->verdict));
	append_outage(text, transition);
	for (int i = 0; i < 2; i++) {
		const char *more = i ? why : transition->text;
		g_autofree char *safe = more && *more ? printer_safe(more) : NULL;

		if (safe)
			g_string_append_printf(text, "; %s", safe);
	}
	return g_string_free(g_steal_pointer(&text), FALSE);
}

void transition_print_json(const struct transition_record *transition, GTimeZone *zone)
{
	struct json *object = printer_new_object("transition");

	printer_set_figure(object, "sequence", transition->sequence ? transition->sequence : -1);
	json_set_string(object, "item", transition->item);
	json_set_string(object, "kind", words_get(WORDS_TRANSITION_KIND, transition->kind)->id);
	json_set_string(object, "from", words_get(WORDS_STATUS, transition->from)->id);
	json_set_string(object, "to", words_get(WORDS_STATUS, transition->to)->id);
	printer_set_instant(object, "at", transition->at_us, zone);
	printer_set_instant(object, "began", transition->began_us, zone);
	json_set_bool(object, "told", transition->told);
	json_set_string(object, "hidden_by", transition->hidden_by);
	json_set_string(object, "window", transition->window);
	json_set_string(object, "silence", transition->silence);
	json_set_bool(object, "flapping", transition->flapping);
	json_set_string(object, "verdict", words_get(WORDS_DEMARCATION_VERDICT, transition->verdict)->id);
	printer_set_figure(object, "outage_least_us", transition->outage_least_us);
	printer_set_figure(object, "outage_most_us", transition->outage_most_us);
	json_set_string(object, "text", transition->text);
	printer_take(object);
}
