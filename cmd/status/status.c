/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops status: what the store last knew of every item, without asking the
 * network. What the inventory has and the store has not is UNKNOWN; what only
 * the store has is shown and does not count. The words are made here, of the
 * figures that were kept: whoever looks reads them in their own language.
 */
#include "base/instant.h"
#include "base/quantity.h"
#include "base/text.h"
#include "base/translate.h"
#include "commands.h"
#include "store/states.h"
#include "ui/complain.h"
#include "ui/printer.h"
#include "ui/table.h"
#include "ui/tally.h"

#include <unistd.h>

/* Below the table: what was left out, two lines of summary, the prompt. */
#define LINES_BELOW 4

static gboolean arg_all;

static const GOptionEntry options[] = {
	{"all", 0, 0, G_OPTION_ARG_NONE, &arg_all, N_("print every item, however many are OK"),
	 NULL},
	{NULL},
};

struct status_row {
	char *item; /* "line:h1-main" */
	const struct organization *owner; /* NULL: not in the inventory */
	enum status status;
	int64_t since_us, checked_at_us; /* 0: never */
	char message[RESULT_TEXT_SIZE];
};

struct picture {
	struct session *session;
	GArray *rows; /* struct status_row */
	GArray *items; /* struct item: all that is watched */
	GHashTable *expected; /* of these by name, until it is seen */
	struct state_tally tally;
	unsigned int never_asked;
	int64_t newest_us;
};

static void row_clear(void *row)
{
	g_free(((struct status_row *)row)->item);
}

static void picture_clear(struct picture *picture)
{
	g_clear_pointer(&picture->rows, g_array_unref);
	g_clear_pointer(&picture->expected, g_hash_table_unref);
	g_clear_pointer(&picture->items, g_array_unref);
}

/* What NEWEST saw, and what STATUS it was judged to be, in words. */
static void explain(const struct result_record *newest, char message[RESULT_TEXT_SIZE])
{
	const struct judgement judgement = {newest->status, newest->cause, newest->limit};
	struct result result;

	result_init(&result);
	result.end = (uint8_t)newest->end;
	result.rtt_median_us = newest->rtt_median_us;
	if (newest->sent > 0)
		result.loss_ppm = (int32_t)((int64_t)(newest->sent - newest->received) * 1000000 /
					    newest->sent);
	result.reason = *newest->message ? newest->message : NULL;
	state_explain(&judgement, &result, message);
}

static bool collect_state(void *context, const struct state_record *state,
			  const struct result_record *newest)
{
	struct picture *picture = context;
	const struct item *item = g_hash_table_lookup(picture->expected, state->item);
	struct item login;

	/* What a reading shows is no item of the inventory, but of a device that is. */
	if (!item &&
	    inventory_find_reading(picture->session->inventory, state->item, &login))
		item = &login;
	struct status_row row = {
		.item = g_strdup(state->item),
		.owner = item ? item_owner(item) : NULL,
		.status = state->status,
		.since_us = state->since_us,
		.checked_at_us = newest ? newest->started_at_us : 0,
	};

	if (newest)
		explain(newest, row.message);
	if (item) {
		g_hash_table_remove(picture->expected, state->item);
		state_tally_add(&picture->tally, row.status);
		picture->newest_us = MAX(picture->newest_us, row.checked_at_us);
	}
	g_array_append_val(picture->rows, row);
	return true;
}

/* What the inventory watches, by the name that the store has for it. */
static bool expect_items(struct picture *picture, GError **error)
{
	static const char *const everything[] = {NULL};
	g_autoptr(GError) failed = NULL;
	g_autoptr(GArray) items =
		inventory_select(picture->session->inventory, everything, &failed);

	if (!items && !g_error_matches(failed, OPS_INVENTORY_ERROR, INVENTORY_ERROR_NOTHING)) {
		g_propagate_error(error, g_steal_pointer(&failed));
		return false;
	}
	picture->items =
		items ? g_steal_pointer(&items) : g_array_new(FALSE, FALSE, sizeof(struct item));
	for (guint i = 0; i < picture->items->len; i++) {
		struct item *item = &g_array_index(picture->items, struct item, i);

		g_hash_table_insert(picture->expected, item_name(item), item);
	}
	return true;
}

static void add_never_asked(struct picture *picture)
{
	GHashTableIter iter;
	gpointer value;

	g_hash_table_iter_init(&iter, picture->expected);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		struct status_row row = {
			.item = item_name(value),
			.owner = item_owner(value),
			.status = STATUS_UNKNOWN,
		};

		g_strlcpy(row.message, _("never asked"), sizeof(row.message));
		g_array_append_val(picture->rows, row);
		state_tally_add(&picture->tally, row.status);
		picture->never_asked++;
	}
}

static int compare_rows(const void *a, const void *b)
{
	const struct status_row *left = a, *right = b;
	int order;

	if (!left->owner != !right->owner)
		return left->owner ? -1 : 1;
	order = tally_compare(left->status, right->status);
	return order ? order : strcmp(left->item, right->item);
}

/* --- for people --- */

/* "3 min ago", in whole seconds; NULL: never. Caller frees. */
static char *age_text(int64_t at_us, int64_t now_us)
{
	int64_t age_us = (now_us - at_us) / G_USEC_PER_SEC * G_USEC_PER_SEC;

	if (!at_us)
		return NULL;
	if (age_us < G_USEC_PER_SEC)
		return g_strdup(_("now"));
	g_autofree char *age = quantity_show_duration(age_us);

	return g_strdup_printf(_("%s ago"), age);
}

static void add_row(struct table *table, const struct picture *picture,
		    const struct status_row *row)
{
	const struct session *session = picture->session;
	bool japanese = !strcmp(session->language, "ja");
	int64_t now_us = clock_wall_us(session->clock);
	g_autofree char *word = words_shown_both(row->status);
	g_autofree char *since =
		row->since_us ? instant_show_brief(row->since_us, now_us, session->zone) : NULL;
	g_autofree char *ago = age_text(row->checked_at_us, now_us);
	g_autofree char *message =
		row->owner ? g_strdup(row->message)
			   : g_strdup_printf("%s %s", _("(not in the inventory)"), row->message);
	bool fine = row->status == STATUS_OK && row->owner;
	const char *cells[] = {
		word,
		row->item,
		row->owner ? japanese ? row->owner->title.ja : row->owner->title.en : NULL,
		since,
		ago,
		fine ? NULL : message,
	};

	table_add(table, tally_tint(row->status), fine, cells);
}

static void print_table(const struct picture *picture)
{
	const struct table_column columns[] = {
		{_("STATUS"), TEXT_LEFT, 0, false}, {_("ITEM"), TEXT_LEFT, 12, false},
		{_("OWNER"), TEXT_LEFT, 8, false},  {_("SINCE"), TEXT_LEFT, 0, false},
		{_("ASKED"), TEXT_LEFT, 0, false},  {_("MESSAGE"), TEXT_LEFT, 0, true},
	};
	g_autoptr(ops_table_t) table = table_new(columns, G_N_ELEMENTS(columns));
	struct terminal terminal = terminal_of(STDOUT_FILENO);
	g_autofree char *tally = tally_text(&picture->tally);
	g_autofree char *newest = picture->newest_us
					  ? instant_show(picture->newest_us, picture->session->zone)
					  : NULL;
	unsigned int lines = terminal.lines > LINES_BELOW ? terminal.lines - LINES_BELOW : 1;

	for (guint i = 0; i < picture->rows->len; i++)
		add_row(table, picture, &g_array_index(picture->rows, struct status_row, i));
	size_t left_out = table_print(table, &terminal, arg_all || !terminal.lines ? 0 : lines);

	if (left_out)
		printer_text(_("and %zu more are OK\n"), left_out);
	printer_text(_("items: %u (%s)"), tally_total(&picture->tally), tally);
	printer_text("\n");
	printer_text(_("newest check: %s\n"), newest ? newest : "-");
}

/* --- for programs --- */

static void print_json(const struct picture *picture)
{
	GTimeZone *zone = picture->session->zone;

	for (guint i = 0; i < picture->rows->len; i++) {
		const struct status_row *row = &g_array_index(picture->rows, struct status_row, i);
		struct json *object = printer_new_object("state");

		json_set_string(object, "item", row->item);
		json_set_string(object, "status", words_get(WORDS_STATUS, row->status)->id);
		printer_set_instant(object, "since", row->since_us, zone);
		printer_set_instant(object, "checked_at", row->checked_at_us, zone);
		json_set_bool(object, "in_inventory", row->owner != NULL);
		json_set_string(object, "message", row->message);
		printer_take(object);
	}
	struct json *object = printer_new_object("status");

	json_set_string(object, "status",
			words_get(WORDS_STATUS, state_tally_worst(&picture->tally))->id);
	json_set_integer(object, "items", tally_total(&picture->tally));
	json_take(object, "counts", tally_counts(&picture->tally));
	json_set_integer(object, "never_asked", picture->never_asked);
	printer_set_instant(object, "checked_at", picture->newest_us, zone);
	printer_take(object);
}

static int run(struct session *session, char **arguments)
{
	g_autoptr(GError) error = NULL;
	struct picture picture = {
		.session = session,
		.rows = g_array_new(FALSE, FALSE, sizeof(struct status_row)),
		.expected = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
	};
	int status;

	g_array_set_clear_func(picture.rows, row_clear);
	if (!expect_items(&picture, &error) ||
	    !states_read(session->store, collect_state, &picture, &error)) {
		picture_clear(&picture);
		return complain_error(session->answer, error);
	}
	add_never_asked(&picture);
	g_array_sort(picture.rows, compare_rows);
	if (session->answer == ANSWER_JSON)
		print_json(&picture);
	else
		print_table(&picture);
	status = status_exit(state_tally_worst(&picture.tally));
	picture_clear(&picture);
	return status;
}

const struct command cmd_status = {
	.name = "status",
	.summary = N_("show the last known state of everything"),
	.needs = NEED_INVENTORY | NEED_STORE_READ,
	.options = options,
	.run = run,
};
