/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Patients' data in what somebody types (cases/cases.h): refused wherever it would be recorded or told to others, in the same
 * words, unless somebody is sure that it is none.
 */
#pragma once

#include "command.h"

/* Whether '--sure' was said to a command that has the option (its words: SURE_WORDS); session_recording() takes it over. */
extern gboolean arg_sure;
#define SURE_WORDS N_("what looks like patients' data is none")

/* Whether TEXT (NULL: nothing), said of WHAT ("--again", a field), may be kept; else ERROR says all that a person needs. */
bool sure_read(const struct session *session, const char *what, const char *text, GError **error);
/* The same. False after a complaint. */
bool sure_check(const struct session *session, const char *what, const char *text);
/* The exit status after saying ERROR, and what to do about it where it is of patients' data. */
int sure_complain(const struct session *session, const GError *error);
/* The same as a text. Caller frees. */
char *sure_explain(const GError *error);
