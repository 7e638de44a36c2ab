/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops-icmp(8): opens the ICMP sockets and hands them over. Everything it
 * does is in net/icmp-socket.c; this file answers a person who runs it by hand.
 * It may hold a capability, so it reads nothing but its one argument.
 */
#include "net/icmp-socket.h"

#include <fcntl.h>

#define CHANNEL 3
#define STATUS_COULD_NOT 3

static const char help[] =
	"usage: nwops-icmp [--help|--version]\n"
	"\n"
	"nwops(1) starts this program to have ICMP sockets opened; it hands them back\n"
	"over descriptor 3 and ends. See nwops-icmp(8).\n";

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "--help"))
		return fputs(help, stdout) < 0 || fflush(stdout) ? STATUS_COULD_NOT : 0;
	if (argc == 2 && !strcmp(argv[1], "--version"))
		return printf("nwops-icmp %s\n", NWOPS_VERSION) < 0 || fflush(stdout)
			       ? STATUS_COULD_NOT
			       : 0;
	if (argc > 1) {
		fputs("nwops-icmp: no options but --help and --version are expected\n", stderr);
		return STATUS_COULD_NOT;
	}
	if (fcntl(CHANNEL, F_GETFD) < 0) {
		fputs("nwops-icmp: descriptor 3 is not open: this program is started by nwops\n",
		      stderr);
		return STATUS_COULD_NOT;
	}
	return icmp_socket_serve(CHANNEL);
}
