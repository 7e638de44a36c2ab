/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one list of commands, in the order in which help shows them, and the
 * options that all of them take. Completion, help and the tests derive from it.
 */
#include "commands.h"

#include "base/translate.h"

const struct command *const commands[] = {
	&cmd_check, &cmd_status, &cmd_tick, &cmd_isolate, &cmd_incident, &cmd_case, &cmd_kb, &cmd_notify, &cmd_maint, &cmd_drill, &cmd_inventory, &cmd_platform, &cmd_procedure,
	&cmd_init, &cmd_store, &cmd_audit, &cmd_help, NULL,
};

char *arg_config, *arg_state, *arg_lang, *arg_by, *arg_overlay, *arg_drill;
gboolean arg_json, arg_no_input, arg_verbose, arg_version, arg_help;

const GOptionEntry command_options[] = {
	{"config", 0, 0, G_OPTION_ARG_FILENAME, &arg_config, N_("read the configuration from DIR"),
	 "DIR"},
	{"state", 0, 0, G_OPTION_ARG_FILENAME, &arg_state, N_("keep state in DIR"), "DIR"},
	{"lang", 0, 0, G_OPTION_ARG_FILENAME, &arg_lang, N_("speak Japanese or English"), "ja|en"},
	{"json", 0, 0, G_OPTION_ARG_NONE, &arg_json, N_("print one JSON object a line"), NULL},
	{"by", 0, 0, G_OPTION_ARG_FILENAME, &arg_by, N_("record on whose word this is done"),
	 "NAME"},
	{"overlay", 0, 0, G_OPTION_ARG_FILENAME, &arg_overlay,
	 N_("rehearse: FILE answers in the network's place"), "FILE"},
	{"drill", 0, 0, G_OPTION_ARG_FILENAME, &arg_drill,
	 N_("do it in the drill NAME, where nothing is real"), "NAME"},
	{"no-input", 0, 0, G_OPTION_ARG_NONE, &arg_no_input, N_("never wait for a person"), NULL},
	{"verbose", 'v', 0, G_OPTION_ARG_NONE, &arg_verbose,
	 N_("write the whole log to standard error"), NULL},
	{"version", 'V', 0, G_OPTION_ARG_NONE, &arg_version, N_("print the version and exit"),
	 NULL},
	{"help", 'h', 0, G_OPTION_ARG_NONE, &arg_help, N_("print this help and exit"), NULL},
	{NULL},
};

const struct command *commands_find(const struct command *const *list, const char *name)
{
	for (; *list; list++)
		if (!strcmp((*list)->name, name))
			return *list;
	return NULL;
}

int commands_choice(const char *choices, const char *choice)
{
	g_auto(GStrv) list = g_strsplit(choices, "|", -1);

	for (int i = 0; list[i]; i++)
		if (!strcmp(list[i], choice))
			return i;
	return -1;
}
