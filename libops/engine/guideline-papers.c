/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What goes by paper, as evidence: which work items are laid down, which stages of which clauses were passed, and of which
 * institutions a case has the proof that their network is safe.
 */
#include "engine/guideline-internal.h"

#include "cases/paper.h"

/* The sort of documents by that name is what a network was checked by, see nwops-paper(5). */
#define SAFETY "safety"

/* --- what is laid down --- */

static void take_papers(struct gathering *gathering)
{
	struct guideline_evidence *evidence = gathering->evidence;
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_papers_t) papers =
		papers_load(gathering->options->config_directory, gathering->options->share_directory, faults);
	bool has[CASE_KIND_COUNT] = {[CASE_INCIDENT] = true};

	for (size_t i = 0; papers && i < papers_count(papers); i++)
		has[papers_at(papers, i)->kind] = true;
	evidence->papers = papers ? (guint)papers_count(papers) : 0;
	for (unsigned int kind = 0; papers && kind < CASE_KIND_COUNT; kind++)
		if (!has[kind])
			g_ptr_array_add(evidence->unpapered, g_strdup(words_shown(WORDS_CASE_KIND, kind)));
}

/* --- what was done --- */

static void note_stages(struct guideline_evidence *evidence, const struct case_paper *paper, const char *id)
{
	for (guint i = 0; i < paper->stands->len; i++) {
		const struct paper_stand *stand = &g_array_index(paper->stands, struct paper_stand, i);

		if (stand->stand == STAGE_DONE && stand->stage->source)
			guideline_trace_note_in(evidence->passed, stand->stage->source, stand->event->at.at_us, id);
	}
}

static void note_documents(struct guideline_evidence *evidence, const struct case_paper *paper, const struct case_file *file)
{
	struct case_document document;

	for (guint i = 0; i < paper->documents->len; i++)
		if (*file->organization && case_document_read(paper->documents->pdata[i], &document) &&
		    g_str_equal(document.sort, SAFETY))
			g_ptr_array_add(evidence->proven, g_strdup(file->organization));
}

static bool look_at_case(struct gathering *gathering, const char *id, GError **error)
{
	const struct tell_options *telling = gathering->options->telling;
	const struct cases_options reading = {
		.store = gathering->store, .zone = inventory_zone(telling->inventory), .clock = telling->clock,
	};
	g_autoptr(ops_case_file_t) file = case_load(gathering->store, id, error);
	g_autoptr(ops_case_standing_t) standing = file ? case_standing_new(file) : NULL;
	GError *failed = NULL;
	g_autoptr(ops_case_paper_t) paper = file ? case_paper_load(&reading, standing, NULL, &failed) : NULL;

	if (failed)
		g_propagate_error(error, failed);
	if (!file || failed)
		return false;
	if (paper) {
		note_stages(gathering->evidence, paper, id);
		note_documents(gathering->evidence, paper, file);
	}
	return true;
}

struct finding { struct guideline_evidence *evidence; GPtrArray *ids; };

static bool take_case(void *context, const struct case_record *record)
{
	struct finding *finding = context;

	if (finding->evidence->now_us - record->opened_at_us <= GUIDELINE_RECENT_US)
		finding->evidence->matters[record->kind]++;
	if (record->kind != CASE_INCIDENT)
		g_ptr_array_add(finding->ids, g_strdup(record->id));
	return true;
}

bool gathering_take_papers(struct gathering *gathering, GError **error)
{
	const struct cases_filter all = {.kind = -1};
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	struct finding finding = {gathering->evidence, ids};

	take_papers(gathering);
	if (!cases_read(gathering->store, &all, take_case, &finding, error))
		return false;
	for (guint i = 0; i < ids->len; i++)
		if (!look_at_case(gathering, ids->pdata[i], error))
			return false;
	return true;
}
