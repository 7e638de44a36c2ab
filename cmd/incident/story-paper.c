/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What was recorded of the paper of a case, in words.
 */
#include "case/paper.h"

#include "base/instant.h"
#include "base/translate.h"

static const struct paper_stage *stage_of(const struct story *story, const char *id)
{
	int index = story->paper ? paper_stage_find(story->paper->paper, id) : -1;

	return index < 0 ? NULL : &story->paper->paper->stages[index];
}

static const char *stage_title(const struct paper_stage *stage, const char *id)
{
	return stage ? paper_shown(stage->title_ja, stage->title_en) : id;
}

static const char *outcome_shown(const struct paper_stage *stage, const char *outcome)
{
	const struct paper_word *word = stage ? paper_word_find(stage->outcomes, outcome) : NULL;

	if (g_str_equal(outcome, PAPER_SKIP_OUTCOME))
		return words_shown(WORDS_STAGE_STAND, STAGE_SKIPPED);
	return word ? paper_shown(word->ja, word->en) : outcome;
}

static void append_rest(GString *text, const struct paper_stage *stage, const struct case_event *event)
{
	const char *outcome = json_get_string(event->body, "outcome"), *reason = json_get_string(event->body, "reason");

	if (outcome)
		g_string_append_printf(text, ", %s", outcome_shown(stage, outcome));
	if (reason)
		g_string_append_printf(text, _(", because: %s"), reason);
}

static char *stage_text(const struct story *story, const struct case_event *event)
{
	const struct paper_stage *stage = stage_of(story, event->text);
	const char *state = json_get_string(event->body, "state");
	g_autoptr(GString) text = g_string_new(stage_title(stage, event->text));
	int64_t until_us = 0;

	g_string_append_printf(text, ": %s", words_shown(WORDS_STAGE_STAND, (unsigned int)words_find(WORDS_STAGE_STAND, state)));
	append_rest(text, stage, event);
	if (json_get_integer(event->body, "until_us", &until_us)) {
		g_autofree char *until = instant_show_brief(until_us, story->now_us, story->session->zone);

		g_string_append_printf(text, _("; by %s"), until);
	}
	return g_string_free(g_steal_pointer(&text), FALSE);
}

static char *decision_text(const struct story *story, const struct case_event *event)
{
	const struct paper_stage *stage = stage_of(story, event->text);
	g_autoptr(GString) text = g_string_new(NULL);

	g_string_append_printf(text, _("%s: decided by %s (%s)"), stage_title(stage, event->text),
			       json_get_string(event->body, "who"), json_get_string(event->body, "role"));
	append_rest(text, stage, event);
	return g_string_free(g_steal_pointer(&text), FALSE);
}

static char *document_text(const struct story *story, const struct case_event *event)
{
	const struct paper_word *sort = NULL;
	struct case_document document;
	g_autofree char *hex = NULL;

	if (!case_document_read(event, &document))
		return g_strdup("?");
	if (story->paper)
		sort = paper_word_find(papers_documents(story->paper->papers), document.sort);
	hex = digest_hex(document.digest.bytes, DIGEST_SIZE);
	return g_strdup_printf(_("document '%s', %s; SHA-256 %s"), document.name,
			       sort ? paper_shown(sort->ja, sort->en) : document.sort, hex);
}

static char *fact_text(const struct story *story, const struct case_event *event)
{
	const struct paper_word *field = story->paper ? paper_word_find(papers_fields(story->paper->papers), event->text) : NULL;
	const char *value = json_get_string(event->body, "value");

	return g_strdup_printf("%s: %s", field ? paper_shown(field->ja, field->en) : event->text, value ? value : "?");
}

char *story_paper(const struct story *story, const struct case_event *event)
{
	switch (event->kind) {
	case CASE_STAGE:
		return stage_text(story, event);
	case CASE_DECISION:
		return decision_text(story, event);
	case CASE_DOCUMENT:
		return document_text(story, event);
	case CASE_FACT:
		return fact_text(story, event);
	default:
		return g_strdup_printf(_("goes by paper '%s'"), event->text);
	}
}
