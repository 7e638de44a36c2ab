/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the program nwops-ssh(8) runs. Its main() reads the arguments; the rest is
 * here.
 */
#pragma once

struct ssh_serve_options {
	const char *self;	/* this very program, to start workers of */
	const char *locks;	/* directory; NULL: none are taken */
	const char *ssh;	/* program of the transport openssh */
	unsigned int workers;	/* 0: as many as processors */
	unsigned int sessions;	/* at once in each; 0: the default */
};
#define SSH_WORKERS_MAX 64
#define SSH_SESSIONS_MAX 4096
#define SSH_SESSIONS_DEFAULT 512
/* Where a worker finds its channel. */
#define SSH_WORKER_CHANNEL 3

/* Jobs from standard input, results to standard output. Returns the exit status. */
int ssh_serve(const struct ssh_serve_options *options);
/* One of its workers. Returns the exit status. */
int ssh_serve_worker(const char *locks, const char *ssh, unsigned int sessions);
/* Of libssh2. Lent. */
const char *ssh_library_version(void);
