/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What nwops-tls forbids itself. By the time that a server can send it something,
 * it can open no file, run no program, start no process, look into none, and make
 * no socket but for the Internet. A filter of system calls says so, not landlock:
 * it covers what is not a file, too, and older kernels have it.
 */
#include "net/tls-serve.h"

#include <glib.h>
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <errno.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
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
#define MEMORY_MAX ((rlim_t)2 << 30)
#endif
/* Handshakes, connections that are being left, the loop's own. */
#define DESCRIPTORS_MAX 256

static bool limit(int resource, rlim_t most)
{
	struct rlimit now;

	if (getrlimit((__rlimit_resource_t)resource, &now) < 0)
		return false;
	now.rlim_cur = MIN(most, now.rlim_max);
	return setrlimit((__rlimit_resource_t)resource, &now) == 0;
}

bool tls_confine_early(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct none[2] = { 0 };

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       syscall(SYS_capset, &header, none) == 0 && limit(RLIMIT_CORE, 0) &&
	       limit(RLIMIT_AS, MEMORY_MAX) && limit(RLIMIT_NOFILE, DESCRIPTORS_MAX);
}

static const unsigned int forbidden[] = {
	/* files */
	SYS_openat, SYS_openat2, SYS_open_by_handle_at, SYS_unlinkat, SYS_mkdirat, SYS_mknodat,
	SYS_symlinkat, SYS_linkat, SYS_renameat, SYS_renameat2, SYS_fchmodat, SYS_fchownat,
	SYS_truncate, SYS_mount,
	/* programs and processes */
	SYS_execve, SYS_execveat, SYS_clone, SYS_clone3, SYS_unshare, SYS_setns, SYS_ptrace,
	SYS_process_vm_readv, SYS_process_vm_writev, SYS_pidfd_getfd, SYS_kill, SYS_tkill,
	/* being asked, and the kernel's wider doors */
	SYS_socketpair, SYS_listen, SYS_accept4, SYS_bpf, SYS_io_uring_setup, SYS_keyctl,
	SYS_add_key, SYS_userfaultfd, SYS_perf_event_open,
#if defined(__x86_64__)
	SYS_open, SYS_creat, SYS_fork, SYS_vfork, SYS_unlink, SYS_mkdir, SYS_rmdir, SYS_mknod,
	SYS_symlink, SYS_link, SYS_rename, SYS_chmod, SYS_chown, SYS_accept,
#endif
};

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define REFUSE BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)
#define ALLOW BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define UNLESS(value) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), 0, 1)

void tls_confine(void)
{
	const struct sock_filter before[] = {
		LOAD(arch), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0), REFUSE,
		LOAD(nr),
		/* The other ways to number calls on this machine. */
		BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1), REFUSE,
	}, after[] = {
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 1, 0), ALLOW,
		LOAD(args[0]), UNLESS(AF_INET), ALLOW, UNLESS(AF_INET6), ALLOW, REFUSE,
	};
	struct sock_filter filter[G_N_ELEMENTS(before) + 2 * G_N_ELEMENTS(forbidden) +
				  G_N_ELEMENTS(after)];
	struct sock_fprog program = { .filter = filter };

	for (size_t i = 0; i < G_N_ELEMENTS(before); i++)
		filter[program.len++] = before[i];
	for (size_t i = 0; i < G_N_ELEMENTS(forbidden); i++) {
		filter[program.len++] = (struct sock_filter)UNLESS(forbidden[i]);
		filter[program.len++] = (struct sock_filter)REFUSE;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(after); i++)
		filter[program.len++] = after[i];
	if (ARCHITECTURE)
		prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0);
}
