/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What commands that open incidents say of it: which first reports were made, and what is to be done with them.
 */
#pragma once

#include "engine/open.h"
#include "session.h"

/* The object "incident-opened" of nwops-output(5). */
void opened_print_json(const struct opened *opened);
/* Of CASE_ID about SUBJECT, which a person opened just now: as text, or as that object, where there were any REPORTS. */
void opened_tell_reports(const struct session *session, const char *case_id, const char *subject, struct first_reports reports);
/* As text, a line each; nothing where none was made. */
void opened_print_reports(const struct first_reports *reports);
