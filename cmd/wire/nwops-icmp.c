/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops-icmp(8): opens the ICMP sockets and hands them over. Everything it
 * does is in net/icmp-socket.c; this file answers a person who runs it by hand.
 * It may hold a capability, so it reads nothing but its two arguments.
 */
#include "net/icmp-socket.h"

#include <fcntl.h>

#define CHANNEL 3
#define STATUS_COULD_NOT 3

static const char help[] =
	"usage: nwops-icmp [--help|--version|SETS [raw6]]\n"
	"\n"
	"nwops(1) starts this program to have SETS pairs of ICMP sockets opened, IPv4\n"
	"and IPv6 (a raw one if it can be, with raw6); it hands them back over descriptor 3\n"
	"and ends. See nwops-icmp(8).\n";

/* A number of one or two digits, or 0. */
static unsigned int read_sets(const char *text)
{
	unsigned int sets = 0;

	if (strlen(text) > 2)
		return 0;
	for (; *text; text++) {
		if (*text < '0' || *text > '9')
			return 0;
		sets = sets * 10 + (unsigned int)(*text - '0');
	}
	return sets <= ICMP_SOCKETS_MAX ? sets : 0;
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "--help"))
		return fputs(help, stdout) < 0 || fflush(stdout) ? STATUS_COULD_NOT : 0;
	if (argc == 2 && !strcmp(argv[1], "--version"))
		return printf("nwops-icmp %s\n", NWOPS_VERSION) < 0 || fflush(stdout)
			       ? STATUS_COULD_NOT
			       : 0;
	if (argc > 3 || (argc > 1 && !read_sets(argv[1])) || (argc == 3 && strcmp(argv[2], ICMP_RAW6))) {
		fputs("nwops-icmp: expected --help, --version or a number of pairs of sockets\n", stderr);
		return STATUS_COULD_NOT;
	}
	if (fcntl(CHANNEL, F_GETFD) < 0) {
		fputs("nwops-icmp: descriptor 3 is not open: this program is started by nwops\n",
		      stderr);
		return STATUS_COULD_NOT;
	}
	return icmp_socket_serve(CHANNEL, argc > 1 ? read_sets(argv[1]) : 1,
				 argc == 3 ? ICMP_RAW_FIRST : ICMP_PING_FIRST);
}
