/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of the after-action report share: the report while it is written.
 */
#pragma once

#include "audit/after-action.h"
#include "audit/internal.h"

struct writing {
	const struct after_action *action;
	struct paper *paper;
};

/* One of two texts, by the language. */
const char *after_say(const struct writing *writing, const char *japanese, const char *english)
	__attribute__((format_arg(2), format_arg(3)));
const char *after_text(const struct writing *writing, const struct procedure_text *text);
const char *after_word(const struct writing *writing, enum word_family family, int value);
/* "10:12:00", by the drill's clock. Caller frees. */
char *after_time(const struct writing *writing, int64_t at_us);
/* "T+0:12". Caller frees. */
char *after_offset(int64_t at_us);
/* An instant of the real clock, "-" for 0. Caller frees. */
char *after_real(const struct writing *writing, int64_t at_us);

/* after-action-course.c: injects as they were run, the action log, messages. */
void after_write_course(struct writing *writing);
/* after-action-score.c: the score sheet, strengths, what to improve, the drill before. */
void after_write_score(struct writing *writing);
