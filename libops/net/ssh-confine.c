/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What nwops-ssh forbids itself before it reads its first byte: capabilities,
 * new privileges, cores (they would hold keys), other processes looking into
 * its memory, and more memory or descriptors than its work can need.
 */
#include "net/ssh-internal.h"

#include "net/confine.h"

#define MEMORY_MAX ((rlim_t)16 << 30)
/* A session has a socket and a lock; an ssh of the other transport has pipes. */
#define DESCRIPTORS_A_SESSION 6
#define DESCRIPTORS_BESIDES 64

bool ssh_confine(unsigned int sessions)
{
	return confine_privileges(MEMORY_MAX, DESCRIPTORS_BESIDES + (rlim_t)sessions * DESCRIPTORS_A_SESSION) && confine_memory();
}
