/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What commands share that deliver what is in the spool: notify flush, notify send, tick, isolate.
 */
#pragma once

#include "engine/deliver.h"
#include "session.h"

/* Delivers as WISH says, whose telling and places are filled in here; how far it has come is shown. */
bool session_deliver(const struct session *session, const struct deliver_options *wish, struct delivery *ret_delivery,
		     GError **error);
/* What became of it: lines for people, or an object of type "delivery" of nwops-output(5). */
void delivery_print(const struct session *session, const struct delivery *delivery);
/* The exit status of who did nothing else. */
int delivery_status(const struct delivery *delivery);
