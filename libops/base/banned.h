/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Functions that nobody in this tree may call, each with what to call
 * instead. The build includes this file before every source file, so a call
 * fails to compile. base/ takes a ban back where it is the one place that may.
 */
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define BANNED(function, instead) banned_call_of_##function##_use_##instead

#undef strcpy
#define strcpy(a, b) BANNED(strcpy, g_strlcpy)
#undef strcat
#define strcat(a, b) BANNED(strcat, GString)
#undef strncpy
#define strncpy(a, b, n) BANNED(strncpy, g_strlcpy)
#undef strncat
#define strncat(a, b, n) BANNED(strncat, GString)
#undef sprintf
#define sprintf(...) BANNED(sprintf, g_snprintf)
#undef vsprintf
#define vsprintf(...) BANNED(vsprintf, g_vsnprintf)
#undef strtok
#define strtok(a, b) BANNED(strtok, g_strsplit)
#undef atoi
#define atoi(a) BANNED(atoi, quantity_parse_integer)
#undef atol
#define atol(a) BANNED(atol, quantity_parse_integer)
#undef atof
#define atof(a) BANNED(atof, g_ascii_strtod)
#undef strtol
#define strtol(a, b, c) BANNED(strtol, quantity_parse_integer)
#undef strtoul
#define strtoul(a, b, c) BANNED(strtoul, quantity_parse_integer)
#undef gmtime
#define gmtime(a) BANNED(gmtime, GDateTime)
#undef localtime
#define localtime(a) BANNED(localtime, GDateTime)
#undef time
#define time(a) BANNED(time, clock_wall_us)
#undef system
#define system(a) BANNED(system, uv_spawn)
#undef sleep
#define sleep(a) BANNED(sleep, loop_timer)
#undef usleep
#define usleep(a) BANNED(usleep, loop_timer)
#undef rand
#define rand() BANNED(rand, getrandom)
#undef tmpnam
#define tmpnam(a) BANNED(tmpnam, g_mkstemp)
