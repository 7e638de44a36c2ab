/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What nwops-tls forbids itself. By the time that a server can send it something,
 * it can open no file, run no program, start no process, look into none, and make
 * no socket but for the Internet.
 */
#include "net/tls-serve.h"

#include "net/confine.h"

#include <glib.h>
#include <sys/syscall.h>

#define MEMORY_MAX ((rlim_t)2 << 30)
/* Handshakes, connections that are being left, the loop's own. */
#define DESCRIPTORS_MAX 256

bool tls_confine_early(void)
{
	return confine_privileges(MEMORY_MAX, DESCRIPTORS_MAX);
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

void tls_confine(void)
{
	confine_calls(forbidden, G_N_ELEMENTS(forbidden), CONFINE_INTERNET_ONLY);
}
