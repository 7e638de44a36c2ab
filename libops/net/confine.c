/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Limits and a filter of system calls, not landlock: a filter covers what is no file, too, and
 * older kernels have it.
 */
#include "net/confine.h"

#include <errno.h>
#include <glib.h>
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#define ARCHITECTURE 0 /* no filter: the numbers of calls are not known to be these */
#endif

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define HAS_SANITIZER true
#else
#define HAS_SANITIZER false
#endif

#define FORBIDDEN_MAX 64

static bool limit(int resource, rlim_t most)
{
	struct rlimit now;

	if (getrlimit((__rlimit_resource_t)resource, &now) < 0)
		return false;
	now.rlim_cur = MIN(most, now.rlim_max);
	return setrlimit((__rlimit_resource_t)resource, &now) == 0;
}

bool confine_privileges(rlim_t memory_max, rlim_t descriptors_max)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct none[2] = { 0 };

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && syscall(SYS_capset, &header, none) == 0 &&
	       limit(RLIMIT_CORE, 0) && limit(RLIMIT_AS, HAS_SANITIZER ? RLIM_INFINITY : memory_max) &&
	       limit(RLIMIT_NOFILE, descriptors_max);
}

bool confine_memory(void)
{
	const struct rlimit no_core = { 0, 0 };

	return setrlimit(RLIMIT_CORE, &no_core) == 0 && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
}

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define REFUSE BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)
#define ALLOW BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define UNLESS(value) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), 0, 1)

static const struct sock_filter any_socket[] = { ALLOW }, internet_only[] = {
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 1, 0), ALLOW,
	LOAD(args[0]), UNLESS(AF_INET), ALLOW, UNLESS(AF_INET6), ALLOW, REFUSE,
};
static const struct sock_filter native_only[] = {
	LOAD(arch), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0), REFUSE,
	LOAD(nr),
	/* The other ways to number calls on this machine. */
	BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1), REFUSE,
};

static void append(struct sock_fprog *program, const struct sock_filter *filter, size_t count)
{
	for (size_t i = 0; i < count; i++)
		program->filter[program->len++] = filter[i];
}

void confine_calls(const unsigned int *forbidden, size_t count, enum confine_sockets sockets)
{
	struct sock_filter filter[G_N_ELEMENTS(native_only) + 2 * FORBIDDEN_MAX + G_N_ELEMENTS(internet_only)];
	struct sock_fprog program = { .filter = filter };

	g_assert(count <= FORBIDDEN_MAX);
	append(&program, native_only, G_N_ELEMENTS(native_only));
	for (size_t i = 0; i < count; i++) {
		const struct sock_filter each[] = { UNLESS(forbidden[i]), REFUSE };

		append(&program, each, G_N_ELEMENTS(each));
	}
	if (sockets == CONFINE_INTERNET_ONLY)
		append(&program, internet_only, G_N_ELEMENTS(internet_only));
	else
		append(&program, any_socket, G_N_ELEMENTS(any_socket));
	if (ARCHITECTURE)
		prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0);
}
