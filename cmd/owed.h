/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What commands that show duties share: opening the rows, and the one line that every screen has
 * of an incident.
 */
#pragma once

#include "engine/duties.h"
#include "session.h"

/* The rows of duties.yaml; RET_STATUS: the exit status after its faults were told, when NULL. */
struct duties *owed_open(const struct session *session, int *ret_status);
/* The same for a command that goes on without: faults are notes. */
struct duties *owed_try(const struct session *session);
/* What the store is asked by. Lent by SESSION. */
struct duties_options owed_options(const struct session *session, const struct duties *duties);

/* When the next one is due, and how long nobody outside heard anything: "next due 10:35 (F2, late by 12 minutes);
 * longest silence 42m from 10:05". Caller frees. */
char *owed_summary(const struct session *session, const struct case_duties *duties);
/* By what users and hours go: "users (lines): 12, the most seen down, in warning or hidden at one time; for 1h 40m". Caller
 * frees. */
char *owed_extent(const struct case_duties *duties, enum duty_unit unit);
/* "late by 12 minutes". Caller frees. */
char *owed_late(int64_t late_us);
/* The object "paper" of nwops-output(5): of what goes by paper. */
void owed_print_paper_json(const struct session *session, const struct case_duties *duties);
/* The object "duties" of nwops-output(5). */
void owed_print_json(const struct session *session, const struct case_duties *duties, enum duty_unit unit);
