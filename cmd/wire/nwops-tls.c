/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops-tls(8): shakes hands with TLS servers and tells what their certificates are.
 * Everything it does is in net/tls-serve.c; this file speaks with whoever starts it.
 * It reads nothing but its one argument and its standard input.
 */
#include "net/tls-serve.h"

#include <signal.h>
#include <sys/prctl.h>

#define STATUS_COULD_NOT 3

static const char help[] =
	"usage: nwops-tls [--help|--version]\n"
	"\n"
	"nwops(1) starts this program to have TLS servers asked. It reads jobs from its\n"
	"standard input, one JSON object a line, and at the end of input asks all of them\n"
	"and writes a result a job. See nwops-tls(8), which has an example.\n";

int main(int argc, char **argv)
{
	const struct sigaction ignore = {.sa_handler = SIG_IGN};

	if (argc == 2 && !strcmp(argv[1], "--help"))
		return fputs(help, stdout) < 0 || fflush(stdout) ? STATUS_COULD_NOT : 0;
	if (argc == 2 && !strcmp(argv[1], "--version"))
		return printf("nwops-tls %s\n", NWOPS_VERSION) < 0 || fflush(stdout)
			       ? STATUS_COULD_NOT
			       : 0;
	if (argc > 1) {
		fputs("nwops-tls: expected --help, --version or nothing\n", stderr);
		return STATUS_COULD_NOT;
	}
	/* Whoever started it and is no more has no use for it. */
	prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0);
	sigaction(SIGPIPE, &ignore, NULL);
	return tls_serve(0, 1) ? 0 : STATUS_COULD_NOT;
}
