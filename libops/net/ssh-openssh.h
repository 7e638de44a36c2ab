/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What OpenSSH's ssh is given to go by: a directory with the job's pins as the only
 * known hosts, and arguments in the place of every configuration.
 */
#pragma once

#include "net/ssh.h"

struct openssh_place {
	const char *program;		/* ssh; lent */
	const struct ssh_job *job;	/* lent */
	char *directory;		/* made by openssh_prepare(); NULL */
};

/* Makes the directory and the files, and sees whether ssh can do the job at all. */
bool openssh_prepare(struct openssh_place *place, enum ssh_reason *ret_reason, GError **error);
/* Removes all that ssh and we have left there. */
void openssh_clear(struct openssh_place *place);
/* The path of file NAME there: "log", "jump-log", "c", the master's socket. Caller frees. */
char *openssh_inside(const struct openssh_place *place, const char *name);
/* The arguments of the process that logs in. Caller unrefs. */
GPtrArray *openssh_master(const struct openssh_place *place);
/* Of one that asks the master for a channel, and never logs in by itself. COMMAND
 * NULL: a shell. Caller unrefs. */
GPtrArray *openssh_channel(const struct openssh_place *place, const char *command);
