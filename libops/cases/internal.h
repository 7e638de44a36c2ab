/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of cases/ share: an event on its way into the store and back.
 *
 * What the store keeps of an event is its body in an envelope:
 *   {"v":1,"said_by":…,"quality":"about","what":{…}}
 * "said_by" and "quality" are left out where there is nothing to say. Where the event
 * belongs, the store itself binds to it in the journal.
 */
#pragma once

#include "cases/cases.h"

#define CASE_BODY_VERSION 1

/* Fills in ERROR and returns false, so that a caller can return it. */
bool cases_fail(GError **error, enum cases_error_code code, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* What is kept of EVENT (its body, quality, said_by). Caller frees. */
char *event_print(const struct case_event *event);
/*
 * RECORD as an event. What is not as event_print() writes it, or is of another version,
 * is CASE_OTHER without a body; never fails.
 */
struct case_event *event_read(const struct case_event_record *record);
void event_free(struct case_event *event);
typedef struct case_event ops_case_event_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_case_event_t, event_free)

/* CASE_OTHER: none of ours. */
enum case_event_kind event_kind_find(const char *id);

/* The row of ID, as it stands, without its events. NULL with CASES_ERROR_NONE. */
struct case_file *case_find(struct store *store, const char *id, GError **error);
