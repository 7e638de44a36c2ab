/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of engine/ share.
 */
#pragma once

#include "base/json.h"
#include "engine/engine.h"

/* So far the wall clock may be moved before nothing is told by it. NTP slews it by less, and a leap
 * second is one. */
#define ENGINE_CLOCK_JUMP_US (2 * (int64_t)G_USEC_PER_SEC)

/* Compares CHECK with the store's states and keeps it there. */
bool engine_record_check(const struct check_options *options, struct check *check, GError **error);
/* Whether the last check that could tell found our own view lost. */
bool engine_view_is_lost(struct store *store, bool *ret_lost, GError **error);
/* Judges ITEM by its result alone. */
void engine_judge_item(const struct check_options *options, struct check_item *item);
/* Asks again what newly failed, and judges all of CHECK, which began at BEGAN_US (monotonic), together
 * with what the store knows: statuses, courses, transitions. Writes nothing. */
bool engine_judge(const struct check_options *options, struct check *check, int64_t began_us, GError **error);
/* Inside the transaction that keeps CHECK: judges it once more when something was recorded since it was compared
 * with the store, for two at once would both tell of the same change. Asks nothing. */
bool engine_judge_again(const struct check_options *options, struct check *check, GError **error);
/* Any group of CHECK switched over since the check before. */
bool engine_any_switched(const struct check *check);
/* Adds a transition for each that did, when all has been judged. */
void engine_tell_switchovers(const struct pass_options *options, struct check *check);
/* A struct check_course; a struct check_round. */
void engine_course_free(gpointer course);
void engine_round_free(gpointer round);
/* Puts what the newest reading of the device of LOGIN shows in the place of what CHECK has of it. */
bool engine_view_again(const struct check_options *options, struct check *check, const struct item *login,
		       const struct result *result, GError **error);
/* Cautions of devices that showed another host key and were not pinned anew since. */
bool engine_recall_changed_keys(const struct check_options *options, struct check *check, GError **error);
/* Leaves of ITEMS what is due. */
bool engine_leave_due(const struct check_options *options, GArray *items, GError **error);
/* Adds to CHECK what the readings of ITEMS, whose results it has, show; and as unknown what the store
 * has of their devices and was not read. */
bool engine_view_devices(const struct check_options *options, const GArray *items, struct check *check,
			 GError **error);
/* Inside a transaction: what the next reading needs, and host keys that were not the pinned ones. */
bool engine_keep_readings(struct store *store, const struct check *check, GError **error);
/* Inside a transaction, when the items of CHECK were compared with the store's: what devices said.
 * What is kept because something changed by it is appended to the array LISTED. */
bool engine_keep_evidence(struct store *store, const struct check *check, struct json *listed, GError **error);
/* ITEM was compared with the store's and is not what it was there, if it was there. */
bool engine_has_changed(const struct check_item *item);
/* The hard status of ITEM, which was compared with the store's: after this check. */
enum status engine_hard_status(const struct check_item *item);
/* {"item": NAME, "from": its status before, "to": its status now} */
struct json *engine_describe_change(const char *name, const struct check_item *item);
/* TRANSITIONS for the journal, in the order of names; what is hidden, and in a storm what changed alike, is folded
 * behind what stands in the open. */
struct json *engine_describe_transitions(const GArray *transitions);
/* Inside a transaction: keeps the transitions of CHECK, whose entry has been appended. */
bool engine_keep_transitions(struct store *store, const struct check *check, GError **error);
/* Puts into JUDGEMENT and FACTS of the figure called NAME of DEVICE, read at AT_US, where its days lead, if
 * its class asks for that. */
bool engine_look_ahead(const struct check_options *options, const struct device *device, const char *name,
		       int64_t at_us, struct figure_facts *facts, struct judgement *judgement, GError **error);
/* Inside a transaction: adds ITEM, called NAME, to its day, if it is a figure that was read and has a state. */
bool engine_keep_day(const struct check_options *options, const struct check *check, const struct check_item *item,
		     const char *name, GError **error);
/* A struct check_figure. */
void engine_figure_free(gpointer figure);
/* Asks the path to what failed in CHECK, which began at BEGAN_US (monotonic), and puts it into its
 * results. When a signal ends that, CHECK was cancelled. */
void engine_gather_evidence(const struct check_options *options, struct check *check, int64_t began_us);
