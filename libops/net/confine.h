/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What programs of the wire give up before a byte from outside is read.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/resource.h>

/* Capabilities, new privileges, cores; more memory than MEMORY_MAX bytes (not under the address sanitizer, which
 * reserves it by the terabyte), more than DESCRIPTORS_MAX descriptors. False: it could not. */
bool confine_privileges(rlim_t memory_max, rlim_t descriptors_max);
/* Others of its user can no longer look into its memory, nor it become a core. False: it could not. */
bool confine_memory(void);
enum confine_sockets { CONFINE_ANY_SOCKET, CONFINE_INTERNET_ONLY };
/* Calls of the kernel with these numbers are refused from here on, and sockets of other kinds; what the kernel cannot take
 * away, stays. COUNT: 64 at the most. */
void confine_calls(const unsigned int *forbidden, size_t count, enum confine_sockets sockets);
