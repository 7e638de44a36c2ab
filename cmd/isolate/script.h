/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Answers that were given beforehand: a file, and words of the command line, which are
 * stronger.
 */
#pragma once

#include "base/notes.h"
#include "isolate/fields.h"

#include <stdbool.h>

/* One answer, whoever gives it. */
struct reply {
	char *outcome; /* NULL: the step's only one */
	char *skip; /* the step is not done, for this reason; NULL */
	char *reason; /* beside the outcome; NULL */
	char *approved_by; /* NULL */
	GHashTable *fields; /* char * of name to char * of what was said of it; NULL: none */
};
void reply_free(struct reply *reply);
typedef struct reply ops_reply_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_reply_t, reply_free)

/* The answer that lets a notice go. */
#define REPLY_SEND "send"

struct script;

struct script_words {
	const char *file; /* NULL */
	char *const *answers; /* STEP=VALUE, PROCEDURE.STEP=VALUE; NULL: none */
	char *const *fields; /* NAME=VALUE; NULL: none */
};
/* NULL after faults were added. */
struct script *script_new(const struct script_words *words, struct conf_faults *faults);
void script_free(struct script *script);
typedef struct script ops_script_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_script_t, script_free)

/* Whether anything was given at all. */
bool script_is_there(const struct script *script);
/* The answer for STEP of PROCEDURE at this visit; NULL: none is left. Caller frees. */
struct reply *script_take(struct script *script, const char *procedure,
			  const struct procedure_step *step);
/* What was said beforehand of field NAME; NULL: nothing. Lent. */
const char *script_field(struct script *script, const char *name);
/* Answers and fields that nobody asked for, a note each. */
void script_tell_unused(const struct script *script, const struct notes *notes);
