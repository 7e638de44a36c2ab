/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A program that is run for what it prints: no shell, nothing of ours but what
 * is named, an end in any case. It gets /dev/null to read from or what it is given, a pipe each for
 * what it says and complains of, no other descriptor, the directory /, a
 * process group of its own, signals as they are by default. Once it has ended or
 * its time is up, whatever is left of its group is ended too.
 */
#pragma once

#include "base/clock.h"
#include "net/loop.h"

#define OPS_CHILD_ERROR child_error_quark()
GQuark child_error_quark(void);
enum child_error_code { CHILD_ERROR_START };

/* Of what it prints on either pipe so many bytes are kept, where nothing else is said; the rest is read and thrown away. */
#define CHILD_OUTPUT_MOST 65536

struct child_options {
	struct loop *loop;
	const struct clock *clock;
	const char *const *arguments;	/* the first is the program's path; NULL-terminated; needed for starting only */
	const char *const *environment;	/* all that it has of it; likewise */
	const char *input;		/* what it reads, a file without a name; likewise; NULL: /dev/null */
	size_t input_length;
	size_t output_most;		/* kept of what it says; 0: CHILD_OUTPUT_MOST */
	int64_t timeout_us;		/* then its group gets SIGTERM, a second later SIGKILL */
	/* Called on the loop, once, when it has ended or cannot be ended. */
	void (*ended)(void *context);
	void *context;
};

struct child;

/* NULL when it cannot be started; the error says why. */
struct child *child_start(const struct child_options *options, GError **error);
/* Also before it has ended: then its group is killed. Not from within ended(). */
void child_free(struct child *child);
typedef struct child ops_child_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_child_t, child_free)

struct child_end {
	bool timed_out;
	int exit_status;		/* -1: none */
	int signal;			/* that ended it; 0 */
	int64_t took_us;
	const char *output, *complaint;	/* lent by the child; as printed, not safe to show */
	size_t output_length, complaint_length;
};

/* Once it has ended. */
void child_read(const struct child *child, struct child_end *ret_end);
