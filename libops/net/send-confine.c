/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What nwops-send forbids itself before it reads its first byte. It may open files and start programs, for
 * that is its work; what neither it nor a program that sends short messages has any use for, it may not.
 */
#include "net/send-wire.h"

#include "net/confine.h"

#include <sys/syscall.h>

#define MEMORY_MAX ((rlim_t)4 << 30)
/* Sessions with some hundred servers. */
#define DESCRIPTORS_MAX 4096

static const unsigned int forbidden[] = {
	SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_pidfd_getfd, SYS_mount, SYS_umount2, SYS_pivot_root,
	SYS_unshare, SYS_setns, SYS_open_by_handle_at, SYS_bpf, SYS_io_uring_setup, SYS_keyctl, SYS_add_key, SYS_request_key,
	SYS_userfaultfd, SYS_perf_event_open, SYS_init_module, SYS_finit_module, SYS_kexec_load, SYS_reboot,
};

bool send_confine(void)
{
	if (!confine_privileges(MEMORY_MAX, DESCRIPTORS_MAX) || !confine_memory())
		return false;
	confine_calls(forbidden, G_N_ELEMENTS(forbidden), CONFINE_ANY_SOCKET);
	return true;
}
