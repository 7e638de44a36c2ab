/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How reports are shown that are made, or would be (report-tell.c).
 */
#pragma once

#include "engine/report.h"
#include "session.h"

/* What would be told: whom, in which words, what is new in it. */
void report_tell_plan(const struct session *session, const struct report *report);
/* What became of it. False after a complaint. */
bool report_tell_kept(const struct session *session, const struct report *report);
/* Why each that cannot be made is not, and which field is to be set. */
void report_tell_refused(const struct session *session, const char *case_id, const GPtrArray *reports);
/* "core operator", "institution: hosp-1". Caller frees. */
char *report_reader_shown(const struct report *report);
