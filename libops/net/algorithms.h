/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The algorithms of SSH by name: what each is for, how it is judged today and
 * on whose word, and which of our transports can speak it. One table, so that
 * what the inventory allows, what it warns of and what is said of a device's
 * offer cannot differ.
 */
#pragma once

#include "base/words.h"
#include "net/ssh.h"

/* Sets of 1 << enum ssh_transport. */
#define ALGORITHM_LIBSSH2 (1U << SSH_OVER_LIBSSH2)
#define ALGORITHM_OPENSSH (1U << SSH_OVER_OPENSSH)

struct algorithm {
	const char *name;
	enum ssh_category category;
	enum algorithm_grade grade;
	unsigned int transports;	/* that can speak it: libssh2 1.10, OpenSSH 9.2 */
	const char *why;		/* N_(); NULL when it is good */
	const char *source;		/* "RFC 9142"; NULL when it is good */
};

/* When the grades were last gone through: "2026-11-25". */
extern const char algorithms_judged_on[];

/* In the order of the table; NULL behind the last. Lent for ever, as all here. */
const struct algorithm *algorithm_at(size_t index);
/* NULL: there is none of that name. "none" is one of several categories;
 * CATEGORY -1: any. */
const struct algorithm *algorithm_find(const char *name, int category);
/* What is said of NAME that a device offers; one entry may stand for many names
 * (gss-group1-sha1-*). NULL: nothing. */
const struct algorithm *algorithm_judge(const char *name, enum ssh_category category);
/* The nearest name that TRANSPORT speaks and that is not good, for "did you mean"; NULL. */
const char *algorithm_nearest_legacy(const char *name, enum ssh_transport transport);
