/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a tick does for notices; session_try_telling() was called before, and the store is open. None of it can
 * make the tick fail.
 */
#pragma once

#include "engine/duties.h"
#include "session.h"

/* Delivers what is due, for so long at the most; prints what became of it when that is news. MOVED_US: by so much the clock was
 * set since it was last delivered. False: nothing was done, which was said; or somebody else delivers just now. */
bool tick_deliver(const struct session *session, int64_t limit_us, bool hold_ladders, int64_t moved_us);
/* Certificates that run out are told of; not while the clock cannot be trusted. */
void tick_warn(const struct session *session, bool hold);
/* Reminds who is on duty of what incidents owe, and of what lapses (remind.c). Not to be called by a clock that was just moved. DUTIES, of
 * this and the next: NULL when they cannot be read, or nobody can be told. */
void tick_remind(const struct session *session, const struct duties *duties);
/* The directory for when nwops is gone is as it should be (offline.c). */
void tick_offline(const struct session *session, const struct duties *duties);
void tick_take_answers(const struct session *session);
/* The heartbeat's URL, when the work was done. */
void tick_beat(const struct session *session);
