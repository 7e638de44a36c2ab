/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keeps what somebody knows: an entry, a review, or a file of entries, each with its
 * journal entry in one transaction, signed for before it returns.
 */
#include "engine/know.h"

#include "base/translate.h"

#include <string.h>

static bool add_within(const struct cases_options *options, struct know_entry *entry, GError **error)
{
	struct know_folded folded;
	struct know_tokens tokens;
	bool well;

	entry->added_at_us = clock_wall_us(options->clock);
	entry->added_by = options->actor;
	know_fold_entry(entry, &folded);
	tokens = (struct know_tokens){folded.title, folded.text};
	well = know_add(options->store, entry, &tokens, options->said_by, error);
	know_folded_clear(&folded);
	return well;
}

static int64_t add_once(const struct cases_options *options, void *context, GError **error)
{
	return add_within(options, context, error) ? 1 : -1;
}

bool engine_know_add(const struct cases_options *options, struct know_entry *entry, GError **error)
{
	return case_transaction(options, add_once, entry, error) > 0;
}

static int64_t review_once(const struct cases_options *options, void *context, GError **error)
{
	return know_review(options->store, context, error) ? 1 : -1;
}

bool engine_know_review(const struct cases_options *options, struct know_review *review, GError **error)
{
	review->at_us = clock_wall_us(options->clock);
	review->actor = options->actor;
	review->said_by = options->said_by;
	return case_transaction(options, review_once, review, error) > 0;
}

/* --- a file of entries --- */

/* An entry that is looked at beside a draft. */
struct known {
	const struct know_draft *draft;
	int64_t number; /* 0: none of that name */
	bool same, changed_here;
};

static bool take_name(void *context, const struct know_entry *entry)
{
	((struct known *)context)->number = entry->number;
	return false;
}

/* The newest version comes last. */
static bool take_newest(void *context, const struct know_entry *entry)
{
	struct known *known = context;
	const struct know_draft *draft = known->draft;

	known->changed_here = entry->state == KNOW_WITHDRAWN || strcmp(entry->name, draft->name) != 0;
	known->same = !g_strcmp0(entry->text, draft->text) && !g_strcmp0(entry->text_en, draft->text_en) &&
		      !strcmp(entry->title, draft->title) && !strcmp(entry->title_en, draft->title_en) &&
		      !strcmp(entry->owner, draft->owner);
	return true;
}

static bool find_known(struct store *store, struct known *known, GError **error)
{
	const struct know_filter by_name = {.name = known->draft->name, .every_version = true};
	struct know_filter by_number = {.every_version = true};

	if (!know_read(store, &by_name, take_name, known, error))
		return false;
	by_number.number = known->number;
	return !known->number || know_read(store, &by_number, take_newest, known, error);
}

static bool add_draft(const struct cases_options *options, const struct know_draft *draft, int64_t number,
		      GError **error)
{
	struct know_entry entry = {
		.number = number,
		.title = draft->title,
		.title_en = draft->title_en,
		.text = draft->text,
		.text_en = draft->text_en,
		.owner = draft->owner,
		.source = "",
		.name = draft->name,
	};

	if (!know_day_parse(draft->review, options->zone, &entry.review_at_us)) {
		g_set_error(error, OPS_CASES_ERROR, CASES_ERROR_SAID, _("'%s' is no day in the site's zone"), draft->review);
		return false;
	}
	return add_within(options, &entry, error);
}

static bool import_one(const struct cases_options *options, const struct know_draft *draft, struct know_import *import,
		       GError **error)
{
	struct known known = {.draft = draft};

	if (!find_known(options->store, &known, error))
		return false;
	if (known.number && known.changed_here) {
		import->kept++;
		return true;
	}
	if (known.number && known.same) {
		import->same++;
		return true;
	}
	*(known.number ? &import->changed : &import->added) += 1;
	return add_draft(options, draft, known.number, error);
}

struct importing { const GPtrArray *drafts; struct know_import *import; };

/* Counted anew each time that it is tried. */
static int64_t import_once(const struct cases_options *options, void *context, GError **error)
{
	const struct importing *importing = context;
	struct know_import import = {0};

	for (guint i = 0; i < importing->drafts->len; i++)
		if (!import_one(options, importing->drafts->pdata[i], &import, error))
			return -1;
	*importing->import = import;
	return 1;
}

bool engine_know_import(const struct cases_options *options, const GPtrArray *drafts, struct know_import *ret_import,
			GError **error)
{
	return case_transaction(options, import_once, &(struct importing){drafts, ret_import}, error) > 0;
}
