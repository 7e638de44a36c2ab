/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops incident list: what is open, and where it stands.
 */
#include "incident/verbs.h"

#include "base/instant.h"
#include "base/quantity.h"
#include "base/translate.h"
#include "store/moment.h"
#include "ui/complain.h"
#include "ui/printer.h"
#include "ui/table.h"

#include <unistd.h>

#define SUBJECT_LEAST 12

static gboolean arg_all;
static char *arg_kind;

static const GOptionEntry options[] = {
	{"all", 0, 0, G_OPTION_ARG_NONE, &arg_all, N_("also what is closed"), NULL},
	{"kind", 0, 0, G_OPTION_ARG_FILENAME, &arg_kind, N_("cases of this kind, not incidents"),
	 "incident|noncompliance|application|enquiry|problem|request|all"},
	{NULL},
};

/* How severe it is, and how many tasks wait: of what is open. */
static void append_standing(GString *text, const struct story *story)
{
	g_autoptr(ops_case_file_t) whole = case_load(story->session->store, story->file->id, NULL);
	g_autoptr(ops_case_standing_t) standing = whole ? case_standing_new(whole) : NULL;
	guint open = standing ? case_standing_open_tasks(standing) : 0;

	if (standing && standing->severity >= 0)
		g_string_append_printf(text, "%s%s", text->len ? "; " : "",
				       words_shown(WORDS_SEVERITY, (unsigned int)standing->severity));
	if (open)
		g_string_append_printf(text, _("; open tasks: %u"), open);
}

/* Title, severity, runs, and that it is closed: what stands below a row. */
static char *about(const struct story *story)
{
	const struct case_file *file = story->file;
	g_autoptr(GString) text = g_string_new(file->title);

	if (!file->closed_at_us)
		append_standing(text, story);

	for (guint i = 0; i < file->runs->len; i++) {
		g_autofree char *run = story_run(story, file->runs->pdata[i]);

		g_string_append_printf(text, "%s%s", text->len ? "; " : "", run);
	}
	if (file->closed_at_us) {
		g_autofree char *at = instant_show_brief(file->closed_at_us, story->now_us, story->session->zone);

		g_string_append(text, text->len ? "; " : "");
		g_string_append_printf(text, _("closed %s"), at);
	}
	return g_string_free(g_steal_pointer(&text), FALSE);
}

static void add_row(struct table *table, const struct story *story)
{
	const struct case_file *file = story->file;
	g_autofree char *opened = instant_show_brief(file->opened_at_us, story->now_us, story->session->zone);
	/* A clock that was set back makes what was just recorded lie ahead. */
	g_autofree char *age = quantity_show_duration(MAX(story->now_us - file->changed_at_us, 0) / G_USEC_PER_SEC *
						      G_USEC_PER_SEC);
	g_autofree char *below = about(story);
	const char *cells[] = {file->id, opened, age, *file->subject ? file->subject : NULL, below};

	table_add(table, TINT_NONE, false, cells);
}

static struct table *new_table(const struct session *session, const GPtrArray *files, struct case_texts *texts)
{
	const struct table_column columns[] = {
		{_("CASE"), TEXT_LEFT, 0, false}, {_("OPENED"), TEXT_LEFT, 0, false},
		{_("LAST"), TEXT_RIGHT, 0, false}, {_("SUBJECT"), TEXT_LEFT, SUBJECT_LEAST, false},
		{_("ABOUT"), TEXT_LEFT, 0, true},
	};
	struct table *table = table_new(columns, G_N_ELEMENTS(columns));

	for (guint i = 0; i < files->len; i++) {
		const struct story story = {session, files->pdata[i], texts, clock_wall_us(session->clock)};

		add_row(table, &story);
	}
	return table;
}

/* Prints when the moment is over. */
static void print_text(const struct session *session, const GPtrArray *files, struct case_texts *texts)
{
	g_autoptr(ops_table_t) table = new_table(session, files, texts);
	struct terminal terminal = terminal_of(STDOUT_FILENO);

	store_moment_end(session->store);
	if (files->len)
		table_print(table, &terminal, 0);
}

static void print_json(const struct session *session, const GPtrArray *files, struct case_texts *texts)
{
	for (guint i = 0; i < files->len; i++) {
		const struct case_file *file = files->pdata[i];

		tell_case_json(session, file);
		for (guint j = 0; j < file->runs->len; j++)
			tell_run_json(session, file, file->runs->pdata[j], texts);
	}
}

static void drop_incidents(GPtrArray *files)
{
	for (guint i = files->len; i-- > 0;)
		if (((const struct case_file *)files->pdata[i])->kind == CASE_INCIDENT)
			g_ptr_array_remove_index(files, i);
}

int list_tell(const struct session *session, const struct cases_filter *filter, enum list_of of)
{
	g_autoptr(GError) error = NULL;
	/* What it prints as it reads stays outside: whoever reads that may take his time. */
	bool begun = session->answer == ANSWER_JSON || store_moment_begin(session->store, &error);
	g_autoptr(GPtrArray) files = begun ? case_list(session->store, filter, &error) : NULL;
	g_autoptr(ops_case_texts_t) texts = case_texts_new(session->store);

	if (!files) {
		store_moment_end(session->store);
		return incident_complain(session, error);
	}
	if (of == LIST_NO_INCIDENTS)
		drop_incidents(files);
	if (session->answer == ANSWER_JSON)
		print_json(session, files, texts);
	else
		print_text(session, files, texts);
	return EXIT_OK;
}

static int run(struct session *session, char **arguments)
{
	const struct cases_filter filter = {
		.kind = arg_kind ? words_find(WORDS_CASE_KIND, arg_kind) : CASE_INCIDENT,
		.open_only = !arg_all,
	};

	(void)arguments;
	return list_tell(session, &filter, LIST_ALL);
}

const struct command incident_list = {
	.name = "list",
	.summary = N_("list what is open"),
	.needs = NEED_INVENTORY | NEED_STORE_READ,
	.options = options,
	.run = run,
};
