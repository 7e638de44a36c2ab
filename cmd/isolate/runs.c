/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows of runs out of the store, for lists and for choosing one.
 */
#include "isolate/runs.h"

#include "base/instant.h"
#include "base/quantity.h"
#include "base/text.h"
#include "base/translate.h"
#include "ui/complain.h"
#include "ui/printer.h"
#include "ui/table.h"

#include <unistd.h>

static void row_free(gpointer data)
{
	struct run_row *row = data;

	g_free((char *)row->case_id);
	g_free((char *)row->procedure);
	g_free((char *)row->subject);
	g_free((char *)row->holder);
	g_free((char *)row->step);
	g_free(row);
}

static bool take_row(void *context, const struct run_record *record)
{
	struct run_row *row = g_new0(struct run_row, 1);

	*row = (struct run_row){
		.case_id = g_strdup(record->case_id),
		.procedure = g_strdup(record->procedure),
		.subject = g_strdup(record->subject),
		.holder = g_strdup(record->holder),
		.step = g_strdup(record->step),
		.run = record->run,
		.caller = record->caller,
		.alongside = record->alongside,
		.state = record->state,
		.started_at_us = record->started_at_us,
		.changed_at_us = record->changed_at_us,
		.due_at_us = record->due_at_us,
	};
	g_ptr_array_add(context, row);
	return true;
}

static bool take_open(void *context, const struct case_record *record)
{
	g_hash_table_add(context, g_strdup(record->id));
	return true;
}

/* What was waived when its case was closed waits for nobody. */
static bool leave_open(struct store *store, GPtrArray *runs, GError **error)
{
	const struct cases_filter filter = {.kind = -1, .open_only = true};
	g_autoptr(GHashTable) open = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	if (!cases_read(store, &filter, take_open, open, error))
		return false;
	for (guint i = runs->len; i-- > 0;)
		if (!g_hash_table_contains(open, ((const struct run_row *)runs->pdata[i])->case_id))
			g_ptr_array_remove_index(runs, i);
	return true;
}

GPtrArray *runs_load(struct store *store, const char *case_id, bool unfinished_only, GError **error)
{
	const struct runs_filter filter = {case_id, unfinished_only};
	g_autoptr(GPtrArray) runs = g_ptr_array_new_with_free_func(row_free);

	if (!runs_read(store, &filter, take_row, runs, error) || (unfinished_only && !leave_open(store, runs, error)))
		return NULL;
	return g_steal_pointer(&runs);
}

bool run_is_outermost(const struct run_row *row)
{
	return !row->caller || row->alongside;
}

const struct run_row *runs_find(const GPtrArray *runs, const char *subject, const char *procedure)
{
	for (guint i = 0; i < runs->len; i++) {
		const struct run_row *row = runs->pdata[i];

		if (run_is_outermost(row) && !row->alongside &&
		    g_str_equal(row->subject, subject) &&
		    (!procedure || g_str_equal(row->procedure, procedure)))
			return row;
	}
	return NULL;
}

void run_row_print_json(const struct session *session, const struct run_row *row)
{
	struct json *object = printer_new_object("run");

	json_set_string(object, "case", row->case_id);
	printer_set_figure(object, "run", row->run ? row->run : -1);
	printer_set_figure(object, "caller", row->caller ? row->caller : -1);
	json_set_string(object, "procedure", row->procedure);
	json_set_string(object, "subject", row->subject && *row->subject ? row->subject : NULL);
	json_set_string(object, "holder", row->holder);
	json_set_string(object, "state", words_get(WORDS_RUN_STATE, row->state)->id);
	json_set_string(object, "step", row->step);
	json_set_string(object, "waits_for", row->waits_for);
	json_set_string(object, "end", row->end);
	json_set_string(object, "verdict", row->verdict);
	printer_set_instant(object, "started_at", row->started_at_us, session->zone);
	printer_set_instant(object, "changed_at", row->changed_at_us, session->zone);
	printer_set_instant(object, "due_at", row->due_at_us, session->zone);
	printer_take(object);
}

static void add_row(const struct session *session, struct table *table, const struct run_row *row,
		    unsigned int number)
{
	int64_t now_us = clock_wall_us(session->clock);
	g_autofree char *index = number ? g_strdup_printf("%u", number) : NULL;
	g_autofree char *name = case_run_print(row->case_id, row->run);
	g_autofree char *age = quantity_show_duration(MAX(now_us - row->started_at_us, 0));
	g_autofree char *due =
		row->due_at_us ? instant_show_brief(row->due_at_us, now_us, session->zone) : NULL;
	g_autofree char *about = g_strdup_printf("%s: %s", row->procedure, row->step);
	const char *cells[] = {index ? index : "",
			       name,
			       words_shown(WORDS_RUN_STATE, row->state),
			       *row->subject ? row->subject : NULL,
			       row->holder,
			       age,
			       due,
			       about};

	table_add(table, row->due_at_us && row->due_at_us < now_us ? TINT_RED : TINT_NONE, false,
		  number ? cells : cells + 1);
}

void runs_print(const struct session *session, const GPtrArray *runs, unsigned int first)
{
	const struct table_column columns[] = {
		{"", TEXT_RIGHT, 0, false},	     {_("RUN"), TEXT_LEFT, 0, false},
		{_("STATE"), TEXT_LEFT, 0, false},   {_("SUBJECT"), TEXT_LEFT, 8, false},
		{_("HELD BY"), TEXT_LEFT, 4, false}, {_("AGE"), TEXT_RIGHT, 0, false},
		{_("DUE"), TEXT_LEFT, 0, false},     {_("STANDS AT"), TEXT_LEFT, 0, true},
	};
	size_t skip = first ? 0 : 1;
	g_autoptr(ops_table_t) table = table_new(columns + skip, G_N_ELEMENTS(columns) - skip);
	struct terminal terminal = terminal_of(STDOUT_FILENO);

	for (guint i = 0; i < runs->len; i++)
		add_row(session, table, runs->pdata[i], first ? first + i : 0);
	if (runs->len)
		table_print(table, &terminal, 0);
}

bool run_read_name(const struct session *session, const char *word, char **ret_case,
		   int64_t *ret_run)
{
	g_autofree char *shown = text_excerpt(word);

	if (case_run_parse(word, ret_case, ret_run) && *ret_run > 0)
		return true;
	complain(session->answer, COMPLAINT_USAGE,
		 _("'%s' is no run; they are written as 'INC-20261125-001/1'"), shown);
	return false;
}
