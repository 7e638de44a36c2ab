/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What nwops-ssh forbids itself before it reads its first byte: capabilities,
 * new privileges, cores (they would hold keys), other processes looking into
 * its memory, and more memory or descriptors than its work can need.
 */
#include "net/ssh-internal.h"

#include <errno.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The address sanitizer reserves address space by the terabyte. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define MEMORY_MAX RLIM_INFINITY
#else
#define MEMORY_MAX ((rlim_t)16 << 30)
#endif
/* A session has a socket and a lock; an ssh of the other transport has pipes. */
#define DESCRIPTORS_A_SESSION 6
#define DESCRIPTORS_BESIDES 64

static bool limit(int resource, rlim_t most)
{
	struct rlimit now;

	if (getrlimit((__rlimit_resource_t)resource, &now) < 0)
		return false;
	now.rlim_cur = MIN(most, now.rlim_max);
	return setrlimit((__rlimit_resource_t)resource, &now) == 0;
}

bool ssh_confine(unsigned int sessions)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct none[2] = { 0 };
	const struct rlimit no_core = { 0, 0 };

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && syscall(SYS_capset, &header, none) == 0 &&
	       setrlimit(RLIMIT_CORE, &no_core) == 0 && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 &&
	       limit(RLIMIT_AS, MEMORY_MAX) &&
	       limit(RLIMIT_NOFILE, DESCRIPTORS_BESIDES + (rlim_t)sessions * DESCRIPTORS_A_SESSION);
}
