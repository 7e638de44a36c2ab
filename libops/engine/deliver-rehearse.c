/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a rehearsal sends: nothing, save to addresses that it may send to. The rest is recorded as if it had gone out, and
 * says that it was withheld; where the scenario has a path fail, it fails, without a socket being opened.
 */
#include "engine/deliver-internal.h"

#include "base/translate.h"
#include "notice/allow.h"

#define RELAY "drill"	/* named in the place of a server that was not asked */

/* As the scenario has the path of MESSAGE; DELIVERY_ACCEPTED: well. */
static enum delivery_end fate_of(const struct delivering *delivering, const struct message_record *message)
{
	static const enum delivery_end ends[OVERLAY_PATH_COUNT] = {
		[OVERLAY_PATH_WELL] = DELIVERY_ACCEPTED,     [OVERLAY_PATH_REFUSED] = DELIVERY_NO_CONNECTION,
		[OVERLAY_PATH_TIMEOUT] = DELIVERY_TOO_SLOW,  [OVERLAY_PATH_TLS] = DELIVERY_NOT_TRUSTED,
		[OVERLAY_PATH_DEFERRED] = DELIVERY_DEFERRED,
	};
	const struct overlay *overlay = delivering->options->overlay;

	return overlay && *message->path ? ends[overlay_path(overlay, message->path)] : DELIVERY_ACCEPTED;
}

static void end_here(struct delivering *delivering, struct sending *sending, enum delivery_end end)
{
	struct ended *ended = g_new0(struct ended, 1);
	struct send_attempt *attempt = g_new0(struct send_attempt, 1);
	gpointer key = GSIZE_TO_POINTER((gsize)sending->record->number);

	attempt->end = end;
	attempt->code = attempt->wait_us = -1;
	attempt->relay = g_strdup(RELAY);
	attempt->secured = g_strdup("");
	attempt->reply = g_strdup(end == DELIVERY_WITHHELD ? _("nothing is sent there in a drill") : _("so it is in this drill"));
	attempt->began_at_us = attempt->ended_at_us = clock_wall_us(delivering->tell->clock);
	ended->record = g_steal_pointer(&sending->record);
	ended->attempts = g_ptr_array_new_with_free_func(deliver_attempt_free);
	g_ptr_array_add(ended->attempts, attempt);
	g_ptr_array_add(delivering->ended, ended);
	g_hash_table_remove(delivering->running, key);
}

bool deliver_rehearse(struct delivering *delivering, GError **error)
{
	guint count = g_queue_get_length(&delivering->ready);

	if (store_purpose(delivering->tell->store) != STORE_REHEARSAL)
		return true;
	for (guint i = 0; i < count; i++) {
		struct sending *sending = g_queue_pop_head(&delivering->ready);
		enum delivery_end fate = fate_of(delivering, sending->record);

		if (fate == DELIVERY_ACCEPTED && allow_has(delivering->options->allow, sending->record->target)) {
			g_queue_push_tail(&delivering->ready, sending);
			continue;
		}
		delivering->delivery->withheld += fate == DELIVERY_ACCEPTED;
		end_here(delivering, sending, fate == DELIVERY_ACCEPTED ? DELIVERY_WITHHELD : fate);
	}
	return delivering->ended->len == 0 || deliver_write(delivering, error);
}
