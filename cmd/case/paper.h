/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How what goes by paper is told, by whichever command shows or changes a case.
 */
#pragma once

#include "cases/paper.h"
#include "incident/verbs.h"

/* The papers; RET_STATUS: the exit status after their faults were told, when NULL. */
struct papers *paper_open(const struct session *session, int *ret_status);
/* The paper of a case, with its clocks; NULL: it goes by none, or that cannot be read, which is a note. STANDING outlives it. */
struct case_paper *paper_look(const struct session *session, const struct case_standing *standing);

/* A word in the language of the screen. */
const char *paper_shown(const char *ja, const char *en);
/* Stages, fields and documents of STORY->paper, if there is one: for people, and as objects of nwops-output(5). */
void paper_print(const struct story *story);
void paper_print_json(const struct story *story);
/* The object "paper-document" of EVENT; VERDICT NULL: it was not looked at. */
void paper_document_json(const struct story *story, const struct case_event *event, const char *verdict);
/* What is missing for STAGE (char *), a line or an object each. */
void paper_tell_lacks(const struct session *session, const char *id, const char *stage, const GPtrArray *lacks);

/* --- fields of a paper (field.c) --- */

/* The paper that ID goes by, of whose events nothing may be read; NULL: it goes by none, or that has no field NAME. */
struct case_paper *paper_with_field(const struct session *session, const char *id, const char *name);
/* ARGUMENTS: case, a field of its PAPER, and what it is, or nothing when that is UNKNOWN. The exit status. */
int paper_set_field(const struct session *session, const struct cases_options *recording, const struct case_paper *paper, char **arguments,
		    bool unknown);
