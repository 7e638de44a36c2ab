/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What nwops-send forbids itself before it reads its first byte: capabilities, new privileges, cores (they would
 * hold passwords), others looking into its memory, more memory or descriptors than its work can need, and those
 * calls of the kernel that neither it nor a program that sends short messages has any use for. It may open
 * files and start programs: that is its work.
 */
#include "net/send-wire.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#define ARCHITECTURE 0 /* no filter: the numbers below are not known to be these */
#endif

/* The address sanitizer reserves address space by the terabyte. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define MEMORY_MAX RLIM_INFINITY
#else
#define MEMORY_MAX ((rlim_t)4 << 30)
#endif
/* Sessions with some hundred servers. */
#define DESCRIPTORS_MAX 4096

static bool limit(int resource, rlim_t most)
{
	struct rlimit now;

	if (getrlimit((__rlimit_resource_t)resource, &now) < 0)
		return false;
	now.rlim_cur = MIN(most, now.rlim_max);
	return setrlimit((__rlimit_resource_t)resource, &now) == 0;
}

static const unsigned int forbidden[] = {
	SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_pidfd_getfd, SYS_mount, SYS_umount2, SYS_pivot_root,
	SYS_unshare, SYS_setns, SYS_open_by_handle_at, SYS_bpf, SYS_io_uring_setup, SYS_keyctl, SYS_add_key, SYS_request_key,
	SYS_userfaultfd, SYS_perf_event_open, SYS_init_module, SYS_finit_module, SYS_kexec_load, SYS_reboot,
};

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define REFUSE BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)
#define ALLOW BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

/* False where it should work and does not; a kernel without filters is none of our business. */
static void forbid_calls(void)
{
	const struct sock_filter before[] = {
		LOAD(arch), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0), REFUSE, LOAD(nr),
	};
	struct sock_filter filter[G_N_ELEMENTS(before) + 2 * G_N_ELEMENTS(forbidden) + 1];
	struct sock_fprog program = { .filter = filter };

	for (size_t i = 0; i < G_N_ELEMENTS(before); i++)
		filter[program.len++] = before[i];
	for (size_t i = 0; i < G_N_ELEMENTS(forbidden); i++) {
		filter[program.len++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, forbidden[i], 0, 1);
		filter[program.len++] = (struct sock_filter)REFUSE;
	}
	filter[program.len++] = (struct sock_filter)ALLOW;
	if (ARCHITECTURE)
		prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0);
}

bool send_confine(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct none[2] = { 0 };
	const struct rlimit no_core = { 0, 0 };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || syscall(SYS_capset, &header, none) < 0 ||
	    setrlimit(RLIMIT_CORE, &no_core) < 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0 || !limit(RLIMIT_AS, MEMORY_MAX) ||
	    !limit(RLIMIT_NOFILE, DESCRIPTORS_MAX))
		return false;
	forbid_calls();
	return true;
}
