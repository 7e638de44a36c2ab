/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The words of notices as they are shipped, from the tree, and every text of them in turn: each kind for
 * each audience that it is ever told to, in both languages.
 */
#pragma once

#include "notice/notice.h"

#include "unit.h"

#include <string.h>

static inline struct notice_templates *shipped(void)
{
	const char *source = g_getenv("NWOPS_SOURCE_ROOT");
	g_autofree char *share = source ? g_build_filename(source, "share", NULL) : NULL;
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	struct notice_templates *templates;

	ck_assert_msg(share != NULL, "NWOPS_SOURCE_ROOT is not set");
	templates = notice_templates_load(NULL, share, faults);
	for (size_t i = 0; i < conf_faults_count(faults); i++) {
		g_autofree char *told = conf_fault_print(conf_faults_at(faults, i));

		ck_assert_msg(false, "%s", told);
	}
	ck_assert_ptr_nonnull(templates);
	return templates;
}

/* --- one notice --- */

struct told {
	enum notice_kind kind;
	enum audience audience;
	enum notice_language language;
	const struct notice_templates *templates;
	char *name;			/* "outage-first to core in ja", for what went wrong */
};

typedef struct notice_facts *facts_for(const struct told *told);
typedef void check_for(const struct told *told, const struct notice_text *text);

static inline void tell(const struct told *told, facts_for *facts_of, check_for *check)
{
	g_autoptr(ops_notice_facts_t) facts = facts_of(told);
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Asia/Tokyo");
	const struct notice_rendering rendering = {
		.templates = told->templates, .facts = facts, .language = told->language, .zone = zone,
	};
	struct notice_text text = {0};
	g_autoptr(GError) error = NULL;

	ck_assert_msg(notice_render(&rendering, &text, &error), "%s: %s", told->name, error ? error->message : "");
	check(told, &text);
	notice_text_clear(&text);
}

/* Every kind, audience and language that makes sense. */
static inline void tell_all(facts_for *facts_of, check_for *check)
{
	g_autoptr(ops_notice_templates_t) templates = shipped();

	for (unsigned int i = 0; i < NOTICE_KIND_COUNT * AUDIENCE_COUNT * NOTICE_LANGUAGE_COUNT; i++) {
		struct told told = {
			.kind = (enum notice_kind)(i / NOTICE_LANGUAGE_COUNT / AUDIENCE_COUNT),
			.audience = (enum audience)(i / NOTICE_LANGUAGE_COUNT % AUDIENCE_COUNT),
			.language = (enum notice_language)(i % NOTICE_LANGUAGE_COUNT),
			.templates = templates,
		};
		g_autofree char *name = g_strdup_printf("%s to %s in %s", words_get(WORDS_NOTICE_KIND, told.kind)->id,
							words_get(WORDS_AUDIENCE, told.audience)->id, told.language ? "en" : "ja");

		told.name = name;
		if (notice_makes_sense(told.kind, told.audience))
			tell(&told, facts_of, check);
	}
}

/* --- what is known --- */

static inline struct notice_facts *samples(const struct told *told)
{
	return notice_sample(told->templates, told->kind, told->audience, told->language);
}

static inline struct notice_facts *nothing(const struct told *told)
{
	return notice_facts_new(told->kind, told->audience);
}
