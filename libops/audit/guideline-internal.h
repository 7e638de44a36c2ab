/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of the guideline's rows share: a row while it is judged. It begins as met and
 * without evidence; each thing that is said of it is evidence, and a lack among it decides.
 */
#pragma once

#include "audit/guideline.h"

struct judging {
	const struct guideline_evidence *evidence;
	struct guideline_row *row;
	guint most_names;
};

/* Something that shows it is met. */
void guideline_say(struct judging *judging, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* Something for which it is not met, and what would mend that. */
void guideline_lack(struct judging *judging, const char *mend, const char *format, ...) G_GNUC_PRINTF(3, 4);
/* Something for which, unless it is not met, it cannot be told; and what would help. */
void guideline_doubt(struct judging *judging, const char *mend, const char *format, ...) G_GNUC_PRINTF(3, 4);
/* "WHAT: a, b and 3 more": of NAMES that there should be; of names that there should not be: a lack
 * where there are any. */
void guideline_say_names(struct judging *judging, const GPtrArray *names, const char *what);
void guideline_lack_names(struct judging *judging, const GPtrArray *names, const char *mend, const char *what);
/* "WHAT: 2026-11-25 03:00:00 +09:00 (INC-20261125-001/1)". WHERE may be NULL. */
void guideline_say_when(struct judging *judging, const char *what, int64_t at_us, const char *where);
/* WHAT stands on FROM_US and lapses: a lack when it has. */
void guideline_lapses(struct judging *judging, enum lapse_kind kind, const char *what, int64_t from_us, const char *mend);

/* A step of the clause was passed, by a procedure that is there and has no error. */
void guideline_judge_walked(struct judging *judging);

/* guideline-people.c */
void guideline_judge_prescribed(struct judging *judging);
void guideline_judge_manager(struct judging *judging);
void guideline_judge_contacts(struct judging *judging);
void guideline_judge_desk(struct judging *judging);
void guideline_judge_burden(struct judging *judging);
void guideline_judge_disaster(struct judging *judging);
void guideline_judge_out_of_band(struct judging *judging);
void guideline_judge_training(struct judging *judging);
void guideline_judge_certified(struct judging *judging);
/* guideline-deeds.c */
void guideline_judge_support(struct judging *judging);
void guideline_judge_manual(struct judging *judging);
void guideline_judge_response_manual(struct judging *judging);
void guideline_judge_drill(struct judging *judging);
void guideline_judge_contact_sheet(struct judging *judging);
void guideline_judge_cases(struct judging *judging);
void guideline_judge_first_report(struct judging *judging);
void guideline_judge_works(struct judging *judging);
void guideline_judge_technical(struct judging *judging);
void guideline_judge_knowledge(struct judging *judging);
void guideline_judge_items(struct judging *judging);
/* guideline-network.c */
void guideline_judge_tool(struct judging *judging);
void guideline_judge_security(struct judging *judging);
void guideline_judge_standard(struct judging *judging);
void guideline_judge_prevention(struct judging *judging);
void guideline_judge_higher(struct judging *judging);
void guideline_judge_specification(struct judging *judging);
void guideline_judge_conformity(struct judging *judging);
void guideline_judge_change(struct judging *judging);
void guideline_judge_interruption(struct judging *judging);
void guideline_judge_versions(struct judging *judging);
void guideline_judge_watched(struct judging *judging);
void guideline_judge_loads(struct judging *judging);
void guideline_judge_two_levels(struct judging *judging);
void guideline_judge_groups(struct judging *judging);
void guideline_judge_own_watch(struct judging *judging);
