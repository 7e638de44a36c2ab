/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How nwops-icmp opens an ICMP socket and hands it over. The program runs
 * icmp_socket_serve(); the engine calls icmp_socket_fetch(), which starts it.
 * Only the first may need a capability, and it drops it before it answers.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

struct icmp_socket {
	int fd;			/* -1: none; the caller closes it */
	int family;
	bool raw;		/* else a ping socket */
	uint16_t identifier;
	int refused_errno;	/* why there is none */
};

/* Opens FAMILY's socket: a ping socket if the kernel lets us, else a raw one
 * with a locked filter that passes only replies to its own identifier. */
void icmp_socket_open(int family, struct icmp_socket *ret_socket);
#define ICMP_SOCKETS_MAX 16

/* The whole of nwops-icmp: opens both families' sockets SETS times, confines
 * itself, sends them over descriptor CHANNEL. Returns the exit status. */
int icmp_socket_serve(int channel, unsigned int sets);
/* Starts PROGRAM and takes SETS pairs of sockets, IPv4 and IPv6, from it
 * within 5 s. */
bool icmp_socket_fetch(const char *program, unsigned int sets, struct icmp_socket (*ret_pairs)[2], GError **error);
/* That PROGRAM could open none, for REASON (an errno), with the ways out. Returns false. */
bool icmp_socket_explain(const char *program, int reason, GError **error);
