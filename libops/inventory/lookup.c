/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who is calling? Finds organizations by what somebody on the telephone says
 * or what its display shows: a name in either script, its reading, a number in
 * any spelling, an institution code.
 */
#include "inventory/internal.h"

#include "base/text.h"

/* A few digits are in every number; parts of numbers count from here on. */
#define PHONE_PART_DIGITS 4

/* How well something fits; less is better. */
enum fit { FIT_WHOLE, FIT_BEGINNING, FIT_MIDDLE, FIT_NONE };

struct query {
	char *text;		/* folded; "" never fits */
	char *phone;		/* digits; NULL: cannot be a number */
};

struct found {
	struct lookup_match match;
	enum fit fit;
};

static enum fit fit_of(const char *query, const char *text)
{
	const char *at = *query ? strstr(text, query) : NULL;

	if (!at)
		return FIT_NONE;
	if (at > text)
		return FIT_MIDDLE;
	return text[strlen(query)] ? FIT_BEGINNING : FIT_WHOLE;
}

static enum fit text_fit(const struct query *query, const char *text)
{
	g_autofree char *folded = text ? text_fold(text) : NULL;

	return folded ? fit_of(query->text, folded) : FIT_NONE;
}

static enum fit phone_fit(const struct query *query, const char *phone)
{
	g_autofree char *digits = phone && query->phone ? text_fold_phone(phone) : NULL;
	enum fit fit = digits ? fit_of(query->phone, digits) : FIT_NONE;

	if (fit != FIT_WHOLE && query->phone && strlen(query->phone) < PHONE_PART_DIGITS)
		return FIT_NONE;
	return fit;
}

static void found_improve(struct found *found, enum lookup_by by, enum fit fit)
{
	if (fit >= found->fit)
		return;
	found->fit = fit;
	found->match.by = by;
	found->match.whole = fit == FIT_WHOLE;
}

static struct found organization_fit(const struct query *query, const struct organization *organization)
{
	struct found found = { .match.organization = organization, .fit = FIT_NONE };

	found_improve(&found, LOOKUP_NAME, text_fit(query, organization->name));
	found_improve(&found, LOOKUP_TITLE, text_fit(query, organization->title.ja));
	if (organization->title.en != organization->title.ja)
		found_improve(&found, LOOKUP_TITLE, text_fit(query, organization->title.en));
	found_improve(&found, LOOKUP_KANA, text_fit(query, organization->kana));
	found_improve(&found, LOOKUP_PHONE, phone_fit(query, organization->phone));
	found_improve(&found, LOOKUP_PHONE, phone_fit(query, organization->fault_desk));
	found_improve(&found, LOOKUP_CODE, text_fit(query, organization->code));
	return found;
}

/* Better fits first, institutions before others, then by name. */
static gint found_compare(gconstpointer a, gconstpointer b)
{
	const struct found *left = a, *right = b;
	bool left_other = left->match.organization->kind != OWNER_INSTITUTION;
	bool right_other = right->match.organization->kind != OWNER_INSTITUTION;

	if (left->fit != right->fit)
		return left->fit < right->fit ? -1 : 1;
	if (left_other != right_other)
		return left_other ? 1 : -1;
	return strcmp(left->match.organization->name, right->match.organization->name);
}

GArray *inventory_look_up(const struct inventory *inventory, const char *text, size_t limit)
{
	g_autofree char *folded = text_fold(text);
	g_autofree char *phone = text_fold_phone(text);
	struct query query = { .text = folded, .phone = phone };
	g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(struct found));
	GArray *matches = g_array_new(FALSE, FALSE, sizeof(struct lookup_match));

	for (size_t i = 0; i < inventory_organization_count(inventory); i++) {
		struct found found = organization_fit(&query, inventory_organization_at(inventory, i));

		if (found.fit != FIT_NONE)
			g_array_append_val(all, found);
	}
	g_array_sort(all, found_compare);
	for (unsigned int i = 0; i < all->len && i < limit; i++)
		g_array_append_val(matches, g_array_index(all, struct found, i).match);
	return matches;
}
