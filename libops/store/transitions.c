/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Transitions, whatever keeps them: limits only. A text that is too long is cut, not
 * refused: a sweep must not be lost for the words that somebody chose.
 */
#include "store/transitions.h"

#include "base/translate.h"
#include "store/internal.h"

static bool is_none_or_valid(const char *name, size_t limit)
{
	return !name || store_text_valid(name, limit);
}

static bool names_valid(const struct transition_record *transition, GError **error)
{
	if (is_none_or_valid(transition->hidden_by, STORE_ITEM_LIMIT) &&
	    is_none_or_valid(transition->window, WINDOW_ID_LIMIT) &&
	    is_none_or_valid(transition->silence, WINDOW_ID_LIMIT))
		return true;
	return store_fail(error, STORE_ERROR_IO,
			  _("cannot keep a transition of '%s': what covers it is not UTF-8 or has a "
			    "longer name than can be kept"),
			  transition->item);
}

/* As much of TEXT as may be kept. Caller frees. */
static char *cut_text(const char *text)
{
	const size_t length = strnlen(text, TRANSITION_TEXT_LIMIT);
	const char *end;

	g_utf8_validate_len(text, length, &end);
	return g_strndup(text, (gsize)(end - text));
}

static bool keep(struct store *store, struct transition_record *transition, GError **error)
{
	g_autofree char *text = transition->text ? cut_text(transition->text) : NULL;
	struct transition_record whole = *transition;

	g_assert(transition->kind < TRANSITION_KIND_COUNT && transition->from < STATUS_COUNT &&
		 transition->to < STATUS_COUNT && transition->cause < CAUSE_COUNT &&
		 transition->verdict < DEMARCATION_VERDICT_COUNT);
	whole.text = text;
	if (!store->operations->keep_transition(store, &whole, error))
		return false;
	transition->sequence = whole.sequence;
	return true;
}

bool transitions_keep(struct store *store, struct transition_record *transition, GError **error)
{
	return store_writing(store, error) &&
	       store_wrote(store, store_item_valid(transition->item, error) &&
					  names_valid(transition, error) &&
					  keep(store, transition, error));
}

bool transitions_read(struct store *store, const struct transitions_filter *filter,
		      transitions_each *each, void *context, GError **error)
{
	return store->operations->read_transitions(store, filter, each, context, error);
}
