/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops-send(8): hands over mails, webhooks and what the site's programs send, jobs in and results out.
 * Everything it does is in notice/send-serve.c and what that calls; this file reads arguments, gives up what is not
 * needed, and answers a person who runs it by hand.
 */
#include "notice/send-serve.h"

#include "base/quantity.h"
#include "net/send-wire.h"

#include <signal.h>
#include <sys/prctl.h>

#define STATUS_COULD_NOT 3

static const char help[] =
	"usage: nwops-send [--limit DURATION]\n"
	"       nwops-send --compose [--mark test|drill]\n"
	"       nwops-send --fetch\n"
	"       nwops-send --beat\n"
	"       nwops-send [--help|--version]\n"
	"\n"
	"Reads jobs from standard input, one JSON object a line, hands over what they say,\n"
	"writes what became of each to standard output. See nwops-send(8).\n";

static int complain(const char *what)
{
	fprintf(stderr, "nwops-send: %s; see nwops-send --help\n", what);
	return STATUS_COULD_NOT;
}

/* A use that asks once. */
static int once(int argc, char **argv)
{
	char *complaint = NULL;
	bool well;

	if (!strcmp(argv[1], "--compose"))
		well = send_serve_compose(0, 1, argc == 4 ? argv[3] : NULL, &complaint);
	else if (!strcmp(argv[1], "--fetch"))
		well = send_serve_fetch(0, 1, &complaint);
	else
		well = send_serve_beat(0, &complaint);
	if (!well)
		fprintf(stderr, "%s\n", complaint);
	g_free(complaint);
	return well ? 0 : STATUS_COULD_NOT;
}

static bool is_once(int argc, char **argv)
{
	if (argc == 4)
		return !strcmp(argv[1], "--compose") && !strcmp(argv[2], "--mark") &&
		       (!strcmp(argv[3], "test") || !strcmp(argv[3], "drill"));
	return argc == 2 && (!strcmp(argv[1], "--compose") || !strcmp(argv[1], "--fetch") || !strcmp(argv[1], "--beat"));
}

static int run(int argc, char **argv)
{
	int64_t limit_us = 0;

	if (is_once(argc, argv))
		return once(argc, argv);
	if (argc == 3 && !strcmp(argv[1], "--limit")) {
		if (!quantity_parse_duration(argv[2], &limit_us, NULL) || limit_us <= 0)
			return complain("expected a duration such as 55s behind --limit");
	} else if (argc > 1) {
		return complain("wrong options");
	}
	return send_serve(0, 1, clock_system(), limit_us) ? 0 : STATUS_COULD_NOT;
}

int main(int argc, char **argv)
{
	const struct sigaction ignore = { .sa_handler = SIG_IGN };

	if (argc == 2 && !strcmp(argv[1], "--help"))
		return fputs(help, stdout) < 0 || fflush(stdout) ? STATUS_COULD_NOT : 0;
	if (argc == 2 && !strcmp(argv[1], "--version"))
		return printf("nwops-send %s (libcurl %s)\n", NWOPS_VERSION, send_library_version()) < 0 || fflush(stdout)
			       ? STATUS_COULD_NOT
			       : 0;
	/* Whoever started it and is no more has no use for it. */
	prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0);
	sigaction(SIGPIPE, &ignore, NULL);
	if (!send_confine())
		return complain("it cannot give up what it does not need");
	return run(argc, argv);
}
