/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What entries and cases tell the index. Of a case: what people said of the trouble. Who
 * called and from which number is no know-how, and is left out.
 */
#include "cases/know.h"

#include <string.h>

/* What is worth finding again, as a field of a run or a member of an event. */
static const char *const telling[] = {"text", "symptom", "cause", "measures", "prevention", "reason", NULL};

static void add_line(GString *text, const char *line)
{
	if (!line || !*line)
		return;
	if (text->len)
		g_string_append_c(text, '\n');
	g_string_append(text, line);
}

static void add_walked(GString *text, const struct json *body)
{
	g_autoptr(ops_procedure_event_t) event = procedure_event_read(body, NULL);

	if (!event)
		return;
	for (guint i = 0; event->facts && i < event->facts->len; i++) {
		const struct procedure_fact *fact = event->facts->pdata[i];

		if (g_strv_contains(telling, fact->name))
			add_line(text, fact->value);
	}
	add_line(text, event->text);
	add_line(text, event->reason);
}

static void add_event(GString *text, const struct case_event *event)
{
	if (!event->body || event->kind == CASE_EVIDENCE || event->kind == CASE_NOTICE || event->kind == CASE_LINK)
		return;
	if (event->kind == CASE_RUN) {
		add_walked(text, event->body);
		return;
	}
	for (size_t i = 0; telling[i]; i++)
		add_line(text, json_get_string(event->body, telling[i]));
}

static bool is_corrected(const struct case_file *file, int64_t number)
{
	for (guint i = 0; i < file->events->len; i++)
		if (((const struct case_event *)file->events->pdata[i])->corrects == number)
			return true;
	return false;
}

char *know_case_text(const struct case_file *file)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i < file->events->len; i++) {
		const struct case_event *event = file->events->pdata[i];

		if (!is_corrected(file, event->number))
			add_event(text, event);
	}
	return g_string_free(g_steal_pointer(&text), FALSE);
}

/* --- tokens --- */

static char *fold_both(const char *text, const char *english)
{
	g_autofree char *both = g_strconcat(text, "\n", english, NULL);

	return fold_text(both, strlen(both));
}

void know_fold_entry(const struct know_entry *entry, struct know_folded *ret_folded)
{
	*ret_folded = (struct know_folded){
		.title = fold_both(entry->title, entry->title_en),
		.text = fold_both(entry->text, entry->text_en),
	};
}

void know_fold_case(const struct case_file *file, struct know_folded *ret_folded)
{
	g_autofree char *text = know_case_text(file), *about = g_strconcat(text, "\n", file->subject, "\n", file->id, NULL);

	*ret_folded = (struct know_folded){
		.title = fold_text(file->title, strlen(file->title)),
		.text = fold_text(about, strlen(about)),
	};
}

void know_folded_clear(struct know_folded *folded)
{
	g_free(folded->title);
	g_free(folded->text);
}

/* --- telling the index anew --- */

static bool take_entry(void *context, const struct know_entry *entry)
{
	struct know_entry *copy = g_new0(struct know_entry, 1);

	know_init_copy(copy, entry);
	g_ptr_array_add(context, copy);
	return true;
}

static void free_entry(gpointer entry)
{
	know_clear_copy(entry);
	g_free(entry);
}

bool know_tell_anew(struct store *store, GError **error)
{
	const struct know_filter current = {0};
	g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func(free_entry);
	bool told = know_read(store, &current, take_entry, entries, error) && know_forget(store, error);

	for (guint i = 0; told && i < entries->len; i++) {
		const struct know_entry *entry = entries->pdata[i];
		struct know_folded folded;

		/* One whose text was removed is found by its title. */
		know_fold_entry(entry, &folded);
		told = know_retell(store, entry, &(const struct know_tokens){folded.title, folded.text}, error);
		know_folded_clear(&folded);
	}
	return told;
}
