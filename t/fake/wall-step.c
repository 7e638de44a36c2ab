/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The time of day jumps, for one program: preloaded, it adds the seconds in the
 * file $WALL_STEP_FILE to what CLOCK_REALTIME says, each time it is asked. The
 * kernel's own stamps stay as they are, so every one of them disagrees with the
 * clock, as stamps do that were taken just before a step. The machine's clock
 * is not touched.
 */
#include <glib.h>
#include <stdint.h>
#include <sys/syscall.h>

int clock_gettime(clockid_t clock, struct timespec *ret_time)
{
	const char *path = g_getenv("WALL_STEP_FILE");
	g_autofree char *text = NULL;
	int result = (int)syscall(SYS_clock_gettime, clock, ret_time);

	if (result == 0 && clock == CLOCK_REALTIME && path && g_file_get_contents(path, &text, NULL, NULL))
		ret_time->tv_sec += (time_t)g_ascii_strtoll(text, NULL, 10);
	return result;
}
