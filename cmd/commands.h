/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The commands by name, and what the options that all of them take were set to.
 */
#pragma once

#include "command.h"

extern const struct command cmd_audit, cmd_case, cmd_check, cmd_drill, cmd_help, cmd_incident, cmd_init, cmd_inventory, cmd_isolate, cmd_kb, cmd_maint,
	cmd_notify, cmd_platform, cmd_procedure, cmd_status, cmd_store, cmd_tick;

/* As command_options sets them; NULL or false: not given. */
extern char *arg_config, *arg_state, *arg_lang, *arg_by, *arg_overlay, *arg_drill;
extern gboolean arg_json, arg_no_input, arg_verbose, arg_version, arg_help;

/* In LIST, which NULL ends: the commands, or the verbs of one. NULL when there is none. */
const struct command *commands_find(const struct command *const *list, const char *name);
/* The index of CHOICE in CHOICES ("table|json|plugin"), or -1. */
int commands_choice(const char *choices, const char *choice);
