/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of the review share: the review while it is written.
 */
#pragma once

#include "audit/internal.h"
#include "audit/review.h"

struct reviewing {
	const struct review *review;
	struct paper *paper;
};

/* One of two texts, by the language. */
const char *review_say(const struct reviewing *reviewing, const char *japanese, const char *english)
	__attribute__((format_arg(2), format_arg(3)));
/* VALUE below 0: "-". */
const char *review_word(const struct reviewing *reviewing, enum word_family family, int value);
/* The word whose id is ID, or ID itself; NULL: "-". */
const char *review_word_id(const struct reviewing *reviewing, enum word_family family, const char *id);
/* "about 2026-11-26 10:45:00 +09:00", "not known"; "-" for an instant of 0. Caller frees. */
char *review_instant(const struct reviewing *reviewing, struct case_instant at);
char *review_time(const struct reviewing *reviewing, int64_t at_us);
/* To the second. Caller frees. */
char *review_duration(int64_t us);
/* "cause [restricted]". Caller frees. */
char *review_mark(const struct reviewing *reviewing, const char *title, bool restricted);
/* What EVENT says of FIELD. Caller frees. */
char *review_value(const struct reviewing *reviewing, enum case_field field, const struct case_event *event);
/* Who recorded EVENT, and on whose word. Caller frees. */
char *review_who(const struct reviewing *reviewing, const struct case_event *event);
void review_heading(struct reviewing *reviewing, const char *japanese, const char *english);
void review_nothing(struct reviewing *reviewing);

/* review-times.c: times, how long it took, and what happened in which order. */
void review_write_times(struct reviewing *reviewing);
void review_write_events(struct reviewing *reviewing);
/* review-told.c: what was owed, and what was told. */
void review_write_duties(struct reviewing *reviewing);
void review_write_reports(struct reviewing *reviewing);
/* review-learnt.c: the cause, what went how, what follows. */
void review_write_cause(struct reviewing *reviewing);
void review_write_lessons(struct reviewing *reviewing);
void review_write_measures(struct reviewing *reviewing);
void review_write_links(struct reviewing *reviewing);
