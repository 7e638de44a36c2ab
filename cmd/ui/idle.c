/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Waiting between two looks, on a loop that the caller may hang more on.
 */
#include "ui/idle.h"

#include <signal.h>

static void stop(void *context)
{
	struct idle *idle = context;

	idle->stopped = true;
	loop_stop(idle->loop);
}

void idle_init(struct idle *idle, struct loop *loop)
{
	*idle = (struct idle){.loop = loop};
	loop_start_signal(loop, SIGINT, stop, idle);
	loop_start_signal(loop, SIGTERM, stop, idle);
	loop_start_signal(loop, SIGHUP, stop, idle);
}

bool idle_wait(struct idle *idle)
{
	loop_run(idle->loop);
	return !idle->stopped;
}

void idle_wake(void *idle)
{
	loop_stop(((struct idle *)idle)->loop);
}
