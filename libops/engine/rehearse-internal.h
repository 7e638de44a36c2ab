/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files that gather a drill's evidence share.
 */
#pragma once

#include "base/json.h"
#include "engine/rehearse-gather.h"

/* Adds a sight of what happened AT_US by the drill's clock. */
struct drill_sight *gather_sight(struct rehearsal *rehearsal, enum drill_sight_kind kind, int64_t at_us, int64_t entry,
				 const char *actor);
/* PAYLOAD of ENTRY asks for a notice, or says that a message of one was answered: by the first such entry it is proven. */
void gather_note_notice(struct rehearsal *rehearsal, const struct json *payload, int64_t entry);
/* rehearse-cases.c: cases, their events and runs. */
bool gather_cases(struct rehearsal *rehearsal, struct store *store, GError **error);
/* rehearse-told.c: notices, messages, tries and answers. */
bool gather_told(struct rehearsal *rehearsal, struct store *store, GError **error);
