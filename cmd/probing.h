/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a command that asks needs besides the store: the site's limits, platforms,
 * locks of devices, and what answers in the network's place.
 */
#pragma once

#include "command.h"
#include "net/overlay.h"
#include "probe/probe.h"

struct probing {
	struct probe_options options; /* as the site has them; lends the rest */
	struct overlay *overlay; /* --overlay; NULL */
	struct platforms *platforms;
	char **platform_places;
	char *locks; /* directory; NULL */
};

/* False after a complaint; PROBING is to be cleared even then. */
bool probing_init(struct probing *probing, const struct session *session);
void probing_clear(struct probing *probing);
