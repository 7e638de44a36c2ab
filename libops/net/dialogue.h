/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A session with a command line, without the wire: bytes from the device in,
 * what to type out, and which bytes are the output of which command. What a
 * prompt is, is learnt; that an output has ended is proven by question and
 * answer and never by a pause: nwops-ssh(8) tells how, under SHELL. No I/O, no
 * clock.
 *
 * The caller feeds what has come, then calls dialogue_settle() when for now
 * there is no more, then sends dialogue_typed(). At DIALOGUE_READY it gives the
 * next command, or the word that logs out.
 */
#pragma once

#include "base/pattern.h"
#include "net/screen.h"
#include "net/ssh.h"

enum dialogue_state {
	DIALOGUE_LEARNING,	/* what its prompt is */
	DIALOGUE_READY,		/* at a prompt that has proven itself */
	DIALOGUE_ECHO,		/* typed a command, its echo has not come */
	DIALOGUE_OUTPUT,	/* reads its output */
	DIALOGUE_PROVING,	/* a prompt seems to have come: an empty line was typed */
	DIALOGUE_RAISING,	/* typed the word for privileged mode */
	DIALOGUE_LEAVING,	/* typed the word that logs out */
	DIALOGUE_ENDED,		/* failed, or stopped */
};

struct dialogue;

/* SHELL is lent until dialogue_free(). NULL when its prompt is no pattern. */
struct dialogue *dialogue_new(const struct ssh_shell *shell, GError **error);
void dialogue_free(struct dialogue *dialogue);
typedef struct dialogue ops_dialogue_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_dialogue_t, dialogue_free)

void dialogue_feed(struct dialogue *dialogue, const char *bytes, size_t length);
/* Nothing more has come for now: only now may a line be taken for the last one. */
enum dialogue_state dialogue_settle(struct dialogue *dialogue);
/* What is to be sent. The caller takes off what it has sent. */
GString *dialogue_typed(struct dialogue *dialogue);

/* At DIALOGUE_READY. Reads at most LIMIT bytes. OUTPUT is lent until the dialogue
 * is freed: only the next command's echo, or the end, settles what belongs to it. */
void dialogue_command(struct dialogue *dialogue, const char *command, uint32_t limit, struct ssh_output *output);
/* At DIALOGUE_READY. SECRET may be NULL; it is copied and wiped. Ends in READY
 * with another prompt, or in ENDED with SSH_REASON_AUTH. */
void dialogue_raise(struct dialogue *dialogue, const char *secret);
/* At DIALOGUE_READY: types the word, if the shell has one. */
void dialogue_leave(struct dialogue *dialogue);
/* The device has hung up; DIALOGUE_LEAVING wants it to. */
void dialogue_hung_up(struct dialogue *dialogue);
/* Ends it for REASON: what is being read is not complete. */
void dialogue_stop(struct dialogue *dialogue, enum ssh_reason reason);

/* At DIALOGUE_ENDED. */
enum ssh_reason dialogue_reason(const struct dialogue *dialogue);
/* In English; "" for none. Lent. */
const char *dialogue_message(const struct dialogue *dialogue);
/* The learnt prompt; NULL before. Lent. */
const char *dialogue_prompt(const struct dialogue *dialogue);
