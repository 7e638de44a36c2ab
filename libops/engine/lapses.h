/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reminding who is on duty of what is about to lapse, and once more when it has: the yearly drill and education (1.3.4),
 * approvals of documents, reviews, paths that were proven, holidays that were compared, entries of know-how; and of a
 * document that is not any more what was approved. What stands on what, and until when, is the evidence of
 * engine/guideline.h, so that nobody is told another day than 'audit guideline' says. Certificates are told to their holders:
 * engine/expiry.h.
 */
#pragma once

#include "engine/guideline.h"

/* At most so many in one notice: the rest follow when it is looked again. */
#define LAPSES_AT_ONCE 200

/*
 * Tells each step of each ladder once, however often this is called and wherever a call before was broken off: a mark says
 * how far it was told, set with the notice. What was renewed begins its ladder anew. Looks when a day of the
 * site's zone begins, and when the next step comes; that nobody can be told is a warning. RET_TOLD: how many notices were made.
 * OPTIONS: neither state_directory nor the places of paper are asked; language is not.
 */
bool engine_remind_lapses(const struct guideline_options *options, guint *ret_told, GError **error);
