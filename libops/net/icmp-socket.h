/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How nwops-icmp opens an ICMP socket and hands it over. The program runs
 * icmp_socket_serve(); the engine calls icmp_socket_fetch(), which starts it.
 * Only the first may need a capability, and it drops it before it answers.
 */
#pragma once

#include "base/address.h"

struct icmp_socket {
	int fd;			/* -1: none; the caller closes it */
	int family;
	bool raw;		/* else a ping socket */
	uint16_t identifier;
	int refused_errno;	/* why there is none */
};

/* Which sort is tried first; the other one where the kernel refuses that. A raw
 * one has a locked filter that passes only replies to its own identifier. */
enum icmp_first { ICMP_PING_FIRST, ICMP_RAW_FIRST };
void icmp_socket_open(int family, enum icmp_first first, struct icmp_socket *ret_socket);
#define ICMP_SOCKETS_MAX 16
#define ICMP_RAW6 "raw6"	/* the program's word for it */

/* The whole of nwops-icmp: opens both families' sockets SETS times, those of IPv6
 * as FIRST6 says, confines itself, sends them over descriptor CHANNEL. Returns the
 * exit status. */
int icmp_socket_serve(int channel, unsigned int sets, enum icmp_first first6);
/* Starts PROGRAM and takes SETS pairs of sockets, IPv4 and IPv6, from it
 * within 5 s. */
bool icmp_socket_fetch(const char *program, unsigned int sets, enum icmp_first first6,
		       struct icmp_socket (*ret_pairs)[2], GError **error);
/* Whether what SOCKET sends can leave from SOURCE (family 0: from any). The kernel
 * gives packets of an IPv6 ping socket an address of its own choice, whatever is said
 * beside them, so that they would go another way than was asked for. */
bool icmp_socket_keeps(const struct icmp_socket *socket, const struct address *source);
/* That PROGRAM could open none, for REASON (an errno), with the ways out. Returns false. */
bool icmp_socket_explain(const char *program, int reason, GError **error);
