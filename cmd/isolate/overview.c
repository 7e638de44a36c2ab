/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops isolate without a word: open runs, troubles that nobody has taken up, and on a
 * terminal the question which of them, or who calls.
 */
#include "isolate/overview.h"

#include "base/quantity.h"
#include "base/text.h"
#include "base/translate.h"
#include "isolate/runs.h"
#include "isolate/start.h"
#include "session.h"
#include "ui/complain.h"
#include "ui/printer.h"
#include "ui/tally.h"

#include <unistd.h>

struct overview {
	GPtrArray *runs; /* struct run_row */
	GPtrArray *troubles; /* struct open_trouble */
};

static void clear(struct overview *overview)
{
	g_clear_pointer(&overview->runs, g_ptr_array_unref);
	g_clear_pointer(&overview->troubles, g_ptr_array_unref);
}

/* A trouble is taken up by a run about it, or by one in its case. */
static bool is_taken_up(const GPtrArray *runs, const struct open_trouble *trouble)
{
	for (guint i = 0; i < runs->len; i++) {
		const struct run_row *row = runs->pdata[i];

		if (g_str_equal(row->subject, trouble->item) ||
		    !g_strcmp0(row->case_id, trouble->case_id))
			return true;
	}
	return false;
}

static bool load(const struct session *session, struct overview *ret_overview, GError **error)
{
	*ret_overview = (struct overview){runs_load(session->store, NULL, true, error), NULL};
	if (!ret_overview->runs)
		return false;
	ret_overview->troubles = engine_open_troubles(session->inventory, session->store,
						      session->clock, session->notes, error);
	for (guint i = ret_overview->troubles ? ret_overview->troubles->len : 0; i-- > 0;)
		if (is_taken_up(ret_overview->runs, ret_overview->troubles->pdata[i]))
			g_ptr_array_remove_index(ret_overview->troubles, i);
	return ret_overview->troubles != NULL;
}

static void print_trouble_json(const struct session *session, const struct open_trouble *trouble)
{
	struct json *object = printer_new_object("trouble");

	json_set_string(object, "item", trouble->item);
	json_set_string(object, "status", words_get(WORDS_STATUS, trouble->status)->id);
	printer_set_instant(object, "since", trouble->since_us, session->zone);
	json_set_string(object, "case", trouble->case_id);
	json_set_string(object, "procedure", trouble->procedure);
	json_set_string(object, "owner", trouble->owner);
	json_set_integer(object, "hides", trouble->hides);
	printer_take(object);
}

static void print_troubles(const struct session *session, const GPtrArray *troubles,
			   unsigned int first)
{
	const struct table_column columns[] = {
		{"", TEXT_RIGHT, 0, false},
		{_("STATUS"), TEXT_LEFT, 0, false},
		{_("ITEM"), TEXT_LEFT, 0, false},
		{_("AGE"), TEXT_RIGHT, 0, false},
		{_("OWNER"), TEXT_LEFT, 4, false},
		{_("HIDES"), TEXT_RIGHT, 0, false},
		{_("PROCEDURE"), TEXT_LEFT, 0, false},
	};
	g_autoptr(ops_table_t) table = table_new(columns, G_N_ELEMENTS(columns));
	struct terminal terminal = terminal_of(STDOUT_FILENO);

	for (guint i = 0; i < troubles->len; i++) {
		const struct open_trouble *trouble = troubles->pdata[i];
		g_autofree char *number = g_strdup_printf("%u", first + i),
				*hides = g_strdup_printf("%u", trouble->hides);
		g_autofree char *age = quantity_show_duration(
			MAX(clock_wall_us(session->clock) - trouble->since_us, 0));
		const char *cells[] = {number,
				       words_shown(WORDS_STATUS, trouble->status),
				       trouble->item,
				       age,
				       trouble->owner,
				       hides,
				       trouble->procedure};

		table_add(table, tally_tint(trouble->status), false, cells);
	}
	if (troubles->len)
		table_print(table, &terminal, 0);
}

static void print(const struct session *session, const struct overview *overview)
{
	if (session->answer == ANSWER_JSON) {
		for (guint i = 0; i < overview->runs->len; i++)
			run_row_print_json(session, overview->runs->pdata[i]);
		for (guint i = 0; i < overview->troubles->len; i++)
			print_trouble_json(session, overview->troubles->pdata[i]);
		return;
	}
	runs_print(session, overview->runs, 1);
	if (overview->runs->len && overview->troubles->len)
		printer_text("\n");
	print_troubles(session, overview->troubles, overview->runs->len + 1);
}

/* --- choosing --- */

static int take(struct guide *guide, const struct overview *overview, const char *line)
{
	g_autofree char *folded = text_fold(line);
	guint runs = overview->runs->len;
	int64_t number;

	if (!quantity_parse_integer(folded, 1, runs + overview->troubles->len, &number, NULL))
		return start_walk(guide, line);
	if (number > runs)
		return start_walk(guide, ((const struct open_trouble *)
						  overview->troubles->pdata[number - 1 - runs])
						 ->item);

	const struct run_row *row = overview->runs->pdata[number - 1];

	if (!guide_open(guide, row->case_id, row->run))
		return EXIT_COULD_NOT;
	guide_skip_told(guide);
	return guide_walk(guide);
}

static int choose_one(struct session *session, const struct overview *overview)
{
	struct guide guide;
	int status = EXIT_COULD_NOT;

	if (guide_init(&guide, session, true)) {
		if (!overview->runs->len && !overview->troubles->len)
			printer_text("%s\n", _("nothing is open"));
		g_autofree char *line =
			ask_line(&guide, _("which (number), or who calls; /q to leave:"));

		status = !line || !*line || key_read_deed(line) == DEED_QUIT ? EXIT_ATTENTION
								  : take(&guide, overview, line);
	}
	guide_clear(&guide);
	return status;
}

int overview_run(struct session *session)
{
	bool asks =
		session->answer == ANSWER_TEXT && !session->no_input && typed_somebody_is_there();
	int status = session_open_store(session, asks ? STORE_WRITE : STORE_READ);
	g_autoptr(GError) error = NULL;
	struct overview overview;

	if (status)
		return status;
	if (!load(session, &overview, &error)) {
		clear(&overview);
		return complain_error(session->answer, error);
	}
	print(session, &overview);
	status = overview.runs->len || overview.troubles->len ? EXIT_ATTENTION : EXIT_OK;
	if (asks)
		status = choose_one(session, &overview);
	clear(&overview);
	return status;
}
