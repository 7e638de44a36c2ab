/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a paper.yaml. What is let through is whole: stages refer only to stages before them, and of a case in
 * which nothing was recorded yet at least one stage of every paper has its turn.
 */
#include "cases/paper.h"

#include "base/clauses.h"

#define OPENED_US INT64_C(1795568400000000)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_stage(const struct papers *papers, const struct paper *paper, size_t index)
{
	const struct paper_stage *stage = &paper->stages[index];

	g_assert(stage->id && stage->number && stage->title_ja && stage->title_en);
	g_assert(!(stage->after >> index));
	g_assert((stage->notice < 0) == (stage->audience < 0) && stage->notice < NOTICE_KIND_COUNT && stage->audience < AUDIENCE_COUNT);
	g_assert(stage->decision <= ROLE_NOC && stage->linked < CASE_KIND_COUNT);
	for (size_t i = 0; i < stage->when_count; i++)
		g_assert(stage->when[i].stage < index &&
			 paper_word_find(paper->stages[stage->when[i].stage].outcomes, stage->when[i].outcome));
	for (const char *const *sort = stage->documents; sort && *sort; sort++)
		g_assert(paper_word_find(papers_documents(papers), *sort));
	g_assert(!stage->until || paper_word_find(papers_fields(papers), stage->until));
	g_assert(!stage->skip_reason || paper_word_find(papers_fields(papers), stage->skip_reason));
	g_assert(stage->clock.kind == PAPER_NO_CLOCK || stage->clock.kind == PAPER_FROM_OPENED || stage->clock.stage < index);
	g_assert(stage->clock.kind != PAPER_UNTIL_STAGE || paper->stages[stage->clock.stage].until);
	g_assert(!stage->source || g_strv_contains(clauses_ids(), stage->source));
}

/* Nothing was recorded of it. */
static void check_stands(const struct paper *paper)
{
	g_autoptr(GPtrArray) events = g_ptr_array_new();
	struct case_file file = {.id = (char *)"ENQ-20261126-001", .kind = paper->kind, .opened_at_us = OPENED_US, .events = events};
	g_autoptr(ops_case_standing_t) standing = case_standing_new(&file);
	const struct paper_seen seen = {.standing = standing};
	g_autoptr(GArray) stands = paper_stands(paper, &seen), rows = g_array_new(FALSE, TRUE, sizeof(struct duty_row));
	g_autoptr(GArray) duties = paper_duties(stands, rows, OPENED_US);
	bool here = false;

	g_assert(stands->len == paper->stage_count && duties->len <= paper->stage_count);
	for (guint i = 0; i < stands->len; i++)
		here = here || g_array_index(stands, struct paper_stand, i).stand == STAGE_HERE;
	g_assert(here);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_papers_t) papers = papers_read("fuzz", (const char *)data, size, faults);

	g_assert((papers != NULL) == (conf_faults_errors(faults) == 0));
	for (size_t i = 0; papers && i < papers_count(papers); i++) {
		const struct paper *paper = papers_at(papers, i);

		g_assert(paper->kind != CASE_INCIDENT && paper->stage_count && paper->stage_count <= PAPER_STAGES_LIMIT);
		for (size_t j = 0; j < paper->stage_count; j++)
			check_stage(papers, paper, j);
		check_stands(paper);
	}
	return 0;
}
