/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files that gather evidence for the guideline share.
 */
#pragma once

#include "engine/guideline.h"

#define GUIDELINE_DAY_US (24 * G_GINT64_CONSTANT(3600000000))
/* So long ago is recent. */
#define GUIDELINE_RECENT_US (365 * GUIDELINE_DAY_US)

struct gathering {
	const struct guideline_options *options;
	struct store *store;
	struct guideline_evidence *evidence;
	struct procedure_set *ways;	/* all that can be read; gathering_take_ways() makes it */
};

/* guideline-documents.c: the procedures; then the documents made of them, and who approved these. */
void gathering_take_ways(struct gathering *gathering);
bool gathering_take_documents(struct gathering *gathering, GError **error);
/* Drills that were held. */
bool gathering_take_drills(struct gathering *gathering, GError **error);
/* Who can be on duty, and was taught. */
bool gathering_take_training(struct gathering *gathering, GError **error);
/* guideline-cases.c: cases and runs. */
bool gathering_take_cases(struct gathering *gathering, GError **error);
/* guideline-papers.c: what goes by paper. */
bool gathering_take_papers(struct gathering *gathering, GError **error);
/* guideline-told.c: notices, messages and, by them, planned work; when the cases are taken. */
bool gathering_take_told(struct gathering *gathering, GError **error);
