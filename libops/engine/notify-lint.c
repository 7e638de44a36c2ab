/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether telling would work: every text is rendered with its fields known, with all of them
 * unknown, and as a report that follows another; every audience has somebody; no two paths share a
 * fate. What would go wrong while somebody waits is told while nobody does.
 */
#include "engine/notify.h"

#include "base/translate.h"

/* --- words --- */

struct linting {
	const struct notice_templates *templates;
	GTimeZone *zone;
	struct conf_faults *faults;
	enum notice_kind kind;
	enum audience audience;
	enum notice_language language;
};

static void lint_rendering(const struct linting *linting, const struct notice_facts *facts,
			   const struct notice_facts *before)
{
	const struct notice_rendering rendering = {
		.templates = linting->templates,
		.facts = facts,
		.before = before,
		.language = linting->language,
		.zone = linting->zone,
	};
	struct notice_text text;
	g_autoptr(GError) error = NULL;

	if (notice_render(&rendering, &text, &error)) {
		notice_text_clear(&text);
		return;
	}
	conf_fault(linting->faults, CONF_ERROR, NULL,
		   _("the words of '%s' to '%s' in '%s' cannot be made: %s"),
		   words_get(WORDS_NOTICE_KIND, linting->kind)->id,
		   words_get(WORDS_AUDIENCE, linting->audience)->id,
		   linting->language == NOTICE_JAPANESE ? "ja" : "en", error->message);
}

/* The same fields, and nothing known of any but those that are always given. */
static struct notice_facts *unknown_of(const struct notice_templates *templates,
				       const struct notice_facts *sample)
{
	struct notice_facts *unknown = notice_facts_copy(sample);

	for (guint i = 0; i < sample->facts->len; i++) {
		const struct notice_fact *fact = sample->facts->pdata[i];
		const struct notice_field *field = notice_field_find(templates, fact->name);

		if (!field || !field->always)
			notice_facts_add(unknown, fact->name, NULL, false);
	}
	return unknown;
}

static void lint_words(const struct linting *linting)
{
	g_autoptr(ops_notice_facts_t) sample = notice_sample(linting->templates, linting->kind,
							     linting->audience, linting->language);
	g_autoptr(ops_notice_facts_t) unknown = unknown_of(linting->templates, sample);

	lint_rendering(linting, sample, NULL);
	lint_rendering(linting, unknown, NULL);
	lint_rendering(linting, sample, unknown);
}

static void lint_templates(const struct notice_templates *templates, GTimeZone *zone,
			   struct conf_faults *faults)
{
	struct linting linting = {.templates = templates, .zone = zone, .faults = faults};

	for (unsigned int kind = 0; kind < NOTICE_KIND_COUNT; kind++)
		for (unsigned int audience = 0; audience < AUDIENCE_COUNT; audience++)
			for (unsigned int language = 0; language < NOTICE_LANGUAGE_COUNT;
			     language++) {
				linting.kind = (enum notice_kind)kind;
				linting.audience = (enum audience)audience;
				linting.language = (enum notice_language)language;
				if (notice_makes_sense(linting.kind, linting.audience))
					lint_words(&linting);
			}
}

/* --- people --- */

/* A kind that is told to AUDIENCE; -1: there is none. */
static int some_kind(enum audience audience)
{
	for (unsigned int kind = 0; kind < NOTICE_KIND_COUNT; kind++)
		if (notice_makes_sense((enum notice_kind)kind, audience))
			return (int)kind;
	return -1;
}

static bool has_kind(const struct inventory *inventory, enum owner_kind kind)
{
	for (size_t i = 0; i < inventory_organization_count(inventory); i++) {
		const struct organization *each = inventory_organization_at(inventory, i);

		if (each->kind == kind && !each->self)
			return true;
	}
	return false;
}

/* Whether somebody of AUDIENCE could be there to be told at any time. What is asked about a trouble
 * cannot be known before it. */
static bool is_expected(const struct inventory *inventory, enum audience audience)
{
	switch (audience) {
	case AUDIENCE_MANAGER:
	case AUDIENCE_DUTY:
		return true;
	case AUDIENCE_CORE:
		return has_kind(inventory, OWNER_CORE_OPERATOR);
	case AUDIENCE_PEERS:
		return has_kind(inventory, OWNER_OPERATOR);
	default:
		return false;
	}
}

static void lint_audience(const struct inventory *inventory, const struct notice_policy *policy,
			  enum audience audience, int64_t now_us, struct conf_faults *faults)
{
	int kind = some_kind(audience);
	const struct route_world world = {.now_us = now_us};
	g_autoptr(ops_notice_facts_t) facts = NULL;
	struct routes routes;

	if (kind < 0 || !is_expected(inventory, audience))
		return;
	facts = notice_facts_new((enum notice_kind)kind, audience);
	route_find(inventory, policy, facts, &world, &routes);
	if (!routes.told)
		conf_fault(faults, CONF_WARNING, NULL,
			   _("nobody would be told of what is for '%s'"),
			   words_get(WORDS_AUDIENCE, audience)->id);
	routes_clear(&routes);
}

/* --- paths --- */

static void lint_paths(const struct inventory *inventory, const struct notice_policy *policy,
		       struct conf_faults *faults)
{
	g_autoptr(GPtrArray) fates = route_shared_fates(policy, inventory);

	if (!notice_path_count(policy))
		conf_fault(
			faults, CONF_WARNING, NULL,
			_("there are no paths: 'notices.yaml' names none, and no mail can leave"));
	for (guint i = 0; i < fates->len; i++) {
		const struct shared_fate *fate = fates->pdata[i];

		if (fate->b)
			conf_fault(faults, CONF_WARNING, &fate->a->position,
				   _("paths '%s' and '%s' share a fate: %s"), fate->a->name,
				   fate->b->name, fate->what);
		else
			conf_fault(faults, CONF_WARNING, &fate->a->position,
				   _("path '%s' depends on what may fail with the core: %s"),
				   fate->a->name, fate->what);
	}
}

void engine_lint_notices(const struct inventory *inventory, const struct notice_policy *policy,
			 const struct notice_templates *templates, int64_t now_us,
			 struct conf_faults *faults)
{
	if (templates)
		lint_templates(templates, inventory_zone(inventory), faults);
	if (!policy)
		return;
	lint_paths(inventory, policy, faults);
	for (unsigned int i = 0; i < AUDIENCE_COUNT; i++)
		lint_audience(inventory, policy, (enum audience)i, now_us, faults);
}
