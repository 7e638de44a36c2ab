/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From a word to a subject. A caller is an institution; of its lines the worst is meant, and
 * that is said, so that nobody walks for an hour about the wrong one.
 */
#include "isolate/choose.h"

#include "base/quantity.h"
#include "base/text.h"
#include "base/translate.h"
#include "engine/subject.h"
#include "store/results.h"
#include "store/states.h"
#include "subject.h"
#include "ui/complain.h"
#include "ui/tally.h"

#define CANDIDATES_MOST 20

void chosen_clear(struct chosen *chosen)
{
	g_clear_pointer(&chosen->subject, g_free);
}

const char *organization_shown(const struct session *session,
			       const struct organization *organization)
{
	return g_str_equal(session->language, "ja") ? organization->title.ja
						    : organization->title.en;
}

/* --- lines --- */

struct line_view line_look(struct store *store, const struct line *line)
{
	struct line_view view = {.line = line, .status = STATUS_UNKNOWN};
	g_autofree char *name = g_strconcat("line:", line->name, NULL);
	struct state_record state;

	if (store && states_get(store, name, &state, NULL)) {
		view.known = true;
		view.status = state.status;
		view.since_us = state.since_us;
	}
	return view;
}

/* Of several that are as good as each other the one that carries is meant. */
static bool is_normally_active(const struct inventory *inventory, const struct line *line)
{
	size_t count = inventory_group_count(inventory);

	for (size_t i = 0; i < count; i++) {
		const struct group *group = inventory_group_at(inventory, i);

		for (const struct line *const *each = group->lines; each && *each; each++)
			if (*each == line && !g_strcmp0(group->normally_active, line->name))
				return true;
	}
	return false;
}

static bool note_seen(void *context, const struct result_record *result)
{
	*(enum status *)context = result->status;
	return false;
}

/* A line may answer well and be bad in what else is asked of it. */
static void look_closer(const struct inventory *inventory, struct store *store, GArray *views)
{
	size_t count = inventory_question_count(inventory);
	struct state_record state;

	for (guint v = 0; v < views->len; v++) {
		struct line_view *view = &g_array_index(views, struct line_view, v);

		view->normally_active = is_normally_active(inventory, view->line);
		for (size_t i = 0; store && view->known && i < count; i++) {
			const struct question *question = inventory_question_at(inventory, i);

			if (question->line != view->line ||
			    !states_get(store, question->name, &state, NULL) ||
			    tally_compare(state.status, view->status) >= 0)
				continue;
			view->item = question->name;
			view->status = state.status;
			view->since_us = state.since_us;
		}
		view->seen = view->status;
		if (store && view->known && !view->item) {
			g_autofree char *name = g_strconcat("line:", view->line->name, NULL);

			results_read(store, name, 1, note_seen, &view->seen, NULL);
		}
	}
}

static gint compare_views(gconstpointer a, gconstpointer b)
{
	const struct line_view *left = a, *right = b;
	int worse = tally_compare(left->status, right->status);

	if (worse)
		return worse;
	if (left->normally_active != right->normally_active)
		return left->normally_active ? -1 : 1;
	return strcmp(left->line->name, right->line->name);
}

GArray *lines_of(const struct inventory *inventory, struct store *store,
		 const struct organization *institution, const struct device *from)
{
	GArray *views = g_array_new(FALSE, FALSE, sizeof(struct line_view));
	size_t count = inventory_line_count(inventory);

	for (size_t i = 0; i < count; i++) {
		const struct line *line = inventory_line_at(inventory, i);

		if (institution ? line->institution == institution : line->from == from) {
			struct line_view view = line_look(store, line);

			g_array_append_val(views, view);
		}
	}
	if (institution)
		look_closer(inventory, store, views);
	g_array_sort(views, compare_views);
	return views;
}

/* --- several institutions --- */

static void print_candidates(const struct guide *guide, const GArray *matches)
{
	for (guint i = 0; i < matches->len; i++) {
		const struct organization *each =
			g_array_index(matches, struct lookup_match, i).organization;
		g_autofree char *label = g_strdup_printf("[%u] ", i + 1);
		g_autofree char *line =
			g_strdup_printf("%s (%s)%s%s", organization_shown(guide->session, each),
					each->name, each->phone ? " " : "",
					each->phone ? each->phone : "");

		page_words(&guide->page, 2, label, line);
	}
}

/* One of those that WORD may mean, as a person says. NULL: none. */
static const struct organization *ask_which(struct guide *guide, const char *word)
{
	g_autoptr(GArray) matches =
		inventory_look_up(guide->session->inventory, word, CANDIDATES_MOST);

	if (!guide->interactive || matches->len < 2)
		return NULL;
	print_candidates(guide, matches);
	for (;;) {
		g_autofree char *line =
			ask_line(guide, _("which of them (number; Enter for none):"));
		g_autofree char *folded = text_fold(line ? line : "");
		int64_t number;

		if (!*folded)
			return NULL;
		if (quantity_parse_integer(folded, 1, matches->len, &number, NULL))
			return g_array_index(matches, struct lookup_match, number - 1).organization;
	}
}

/* --- the whole --- */

/* Whether WORD names something of the inventory that has a state, and not whom it serves. */
static bool names_a_thing(const struct inventory *inventory, const char *word)
{
	static const char *const kinds[] = {"", "line:", "device:", "group:"};
	struct subject subject;

	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
		g_autofree char *name = g_strconcat(kinds[i], word, NULL);

		if (engine_subject(inventory, name, &subject))
			return true;
	}
	return false;
}

static void take_worst_line(struct guide *guide, const struct organization *organization,
			    struct chosen *ret_chosen)
{
	g_autoptr(GArray) views =
		lines_of(guide->session->inventory, guide->session->store, organization, NULL);
	const struct line_view *worst =
		views->len ? &g_array_index(views, struct line_view, 0) : NULL;

	ret_chosen->organization = organization;
	ret_chosen->subject = worst ? g_strconcat("line:", worst->line->name, NULL) : g_strdup("");
	if (views->len > 1) {
		notes_write(guide->session->notes, NOTES_NOTICE,
			    _("'%s' has %u lines; '%s' is taken, which is %s"), organization->name,
			    views->len, ret_chosen->subject,
			    words_shown(WORDS_STATUS, worst->status));
	}
}

bool choose(struct guide *guide, const char *word, struct chosen *ret_chosen)
{
	const struct inventory *inventory = guide->session->inventory;
	struct subject_said said = {NULL, NULL};
	const struct organization *which;
	g_autoptr(GError) error = NULL;

	*ret_chosen = (struct chosen){.called = !names_a_thing(inventory, word)};
	if (subject_understand(guide->session, word, &said, &error)) {
		which = inventory_find_organization(inventory, said.organization);
		if (ret_chosen->called && which)
			take_worst_line(guide, which, ret_chosen);
		else
			*ret_chosen = (struct chosen){g_steal_pointer(&said.name), which, false};
		subject_said_clear(&said);
		return true;
	}
	which = ask_which(guide, word);
	if (which)
		take_worst_line(guide, which, ret_chosen);
	else
		complain_error(guide->session->answer, error);
	return which != NULL;
}
