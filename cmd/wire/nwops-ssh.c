/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops-ssh(8): asks devices over SSH, jobs in and results out. Everything it
 * does is in net/ssh-serve.c and what that starts; this file reads arguments and
 * answers a person who runs it by hand.
 */
#include "net/ssh-wire.h"

#include "base/quantity.h"

#include <stdbool.h>

#define STATUS_COULD_NOT 3
#define SELF "/proc/self/exe"

static const char help[] =
	"usage: nwops-ssh [--locks DIRECTORY] [--workers NUMBER] [--sessions NUMBER] [--ssh PROGRAM]\n"
	"       nwops-ssh [--help|--version]\n"
	"\n"
	"Reads jobs from standard input, one JSON object a line, asks the devices named,\n"
	"writes a result for each to standard output. See nwops-ssh(8).\n";

struct arguments {
	struct ssh_serve_options options;
	bool worker;
};

static int complain(const char *what, const char *about)
{
	fprintf(stderr, "nwops-ssh: %s '%s'; see nwops-ssh --help\n", what, about);
	return STATUS_COULD_NOT;
}

static bool read_number(const char *text, unsigned int maximum, unsigned int *ret_number)
{
	int64_t number;

	if (!quantity_parse_integer(text, 1, maximum, &number, NULL))
		return false;
	*ret_number = (unsigned int)number;
	return true;
}

/* The value of option NAME, which stands in the next argument. False: unknown, or wrong. */
static bool read_option(struct arguments *arguments, const char *name, const char *value)
{
	if (!strcmp(name, "--locks"))
		arguments->options.locks = value;
	else if (!strcmp(name, "--ssh"))
		arguments->options.ssh = value;
	else if (!strcmp(name, "--workers"))
		return read_number(value, SSH_WORKERS_MAX, &arguments->options.workers);
	else if (!strcmp(name, "--sessions"))
		return read_number(value, SSH_SESSIONS_MAX, &arguments->options.sessions);
	else
		return false;
	return true;
}

int main(int argc, char **argv)
{
	struct arguments arguments = { .options = { .self = SELF, .ssh = "/usr/bin/ssh" } };

	if (argc == 2 && !strcmp(argv[1], "--help"))
		return fputs(help, stdout) < 0 || fflush(stdout) ? STATUS_COULD_NOT : 0;
	if (argc == 2 && !strcmp(argv[1], "--version"))
		return printf("nwops-ssh %s (libssh2 %s)\n", NWOPS_VERSION, ssh_library_version()) < 0 ||
				       fflush(stdout)
			       ? STATUS_COULD_NOT
			       : 0;
	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--worker")) {
			arguments.worker = true;
			continue;
		}
		if (i + 1 == argc || !read_option(&arguments, argv[i], argv[i + 1]))
			return complain("wrong option or value", argv[i]);
		i++;
	}
	if (!arguments.worker)
		return ssh_serve(&arguments.options);
	return ssh_serve_worker(arguments.options.locks, arguments.options.ssh, arguments.options.sessions);
}
