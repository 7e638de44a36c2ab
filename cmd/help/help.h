/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Help derived from the tables of commands and options: what --help prints,
 * and what the command help falls back on.
 */
#pragma once

#include "command.h"

/* GROUP is the command whose verb COMMAND is, or NULL; COMMAND may be NULL:
 * nwops itself. Caller frees. */
char *help_usage(const struct command *group, const struct command *command);
void help_print(const struct session *session, const struct command *group,
		const struct command *command);
void help_print_json(const struct command *group, const struct command *command);
void help_print_version(void);

/* The completion script for "bash" or "zsh". */
void help_print_completion(const char *shell);
