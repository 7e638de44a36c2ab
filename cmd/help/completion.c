/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Completion scripts out of the tables. A script is a list of words by place
 * ("", "check", "inventory list") and of values by option; it never runs nwops,
 * so that a key stroke never waits for the store or the network. Both shells
 * share the shell functions that choose; only what offers the choice differs.
 */
#include "commands.h"
#include "help/help.h"
#include "ui/printer.h"

/* Calls EACH for every place where options may stand. */
typedef void completion_each(const char *place, const struct command *command);

static void each_place(completion_each *each)
{
	each("", NULL);
	for (const struct command *const *command = commands; *command; command++) {
		each((*command)->name, *command);
		for (const struct command *const *verb = (*command)->verbs; verb && *verb; verb++) {
			g_autofree char *place =
				g_strdup_printf("%s %s", (*command)->name, (*verb)->name);

			each(place, *verb);
		}
	}
}

static void append_options(GString *words, const GOptionEntry *options)
{
	for (; options && options->long_name; options++)
		g_string_append_printf(words, "%s--%s", words->len ? " " : "", options->long_name);
}

static void print_words(const char *place, const struct command *command)
{
	g_autoptr(GString) words = g_string_new(NULL);
	const struct command *const *list = command ? command->verbs : commands;

	for (; list && *list; list++)
		g_string_append_printf(words, "%s%s", words->len ? " " : "", (*list)->name);
	if (command)
		append_options(words, command->options);
	append_options(words, command_options);
	printer_text("\t'%s') choices='%s' ;;\n", place, words->str);
}

/* What may follow an option: the shell's word for files or directories, the
 * choices, or nothing that we could know. */
static void print_values_of(const char *place, const GOptionEntry *options)
{
	for (; options && options->long_name; options++) {
		const char *value = options->arg_description;
		g_autofree char *choices = value ? g_strdelimit(g_strdup(value), "|", ' ') : NULL;

		if (!value)
			continue;
		printer_text("\t'%s --%s') ", place, options->long_name);
		if (!strcmp(value, "FILE"))
			printer_text("kind=file ;;\n");
		else if (!strcmp(value, "DIR"))
			printer_text("kind=directory ;;\n");
		else if (g_ascii_islower(*value))
			printer_text("kind=words choices='%s' ;;\n", choices);
		else
			printer_text("kind=none ;;\n");
	}
}

static void print_values(const char *place, const struct command *command)
{
	if (command)
		print_values_of(place, command->options);
}

/* The commands behind which a verb stands, as a pattern of the shell. */
static void print_groups(void)
{
	const char *between = "";

	for (const struct command *const *command = commands; *command; command++) {
		if (!(*command)->verbs || (*command)->run)
			continue;
		printer_text("%s%s", between, (*command)->name);
		between = "|";
	}
}

/* Those that can do without a verb: what follows may be something else. */
static void print_optional_groups(void)
{
	for (const struct command *const *command = commands; *command; command++) {
		const char *between = "";

		if (!(*command)->verbs || !(*command)->run)
			continue;
		printer_text("\t\t\t%s) case \"$word\" in ", (*command)->name);
		for (const struct command *const *verb = (*command)->verbs; *verb; verb++, between = "|")
			printer_text("%s%s", between, (*verb)->name);
		printer_text(") place=\"$place $word\" ;; esac; return ;;\n");
	}
}

/* Sets kind and words from place and previous word: the same in both shells. */
static void print_choosing(void)
{
	printer_text("_nwops_choose() {\n"
		     "\tkind=words choices=\n"
		     "\tcase \"$place\" in\n");
	each_place(print_words);
	printer_text("\tesac\n"
		     "\tcase \"$place $previous\" in\n");
	each_place(print_values);
	printer_text("\tesac\n"
		     "\tcase \" $previous\" in\n");
	print_values_of("", command_options);
	printer_text("\tesac\n"
		     "}\n\n");
}

/* Sets place from the words before the present one: the same in both shells. */
static void print_placing(void)
{
	const char *between = "";

	printer_text("_nwops_place() {\n"
		     "\tlocal word skip=\n"
		     "\tplace=\n"
		     "\tfor word in \"$@\"; do\n"
		     "\t\tif [ -n \"$skip\" ]; then skip=; continue; fi\n"
		     "\t\tcase \"$word\" in\n"
		     "\t\t");
	/* Their values may look like commands. */
	for (const GOptionEntry *option = command_options; option->long_name; option++)
		if (option->arg_description) {
			printer_text("%s--%s", between, option->long_name);
			between = "|";
		}
	printer_text(") skip=1 ;;\n"
		     "\t\t-*) ;;\n"
		     "\t\t*)\n"
		     "\t\t\tcase \"$place\" in\n"
		     "\t\t\t'') place=$word ;;\n"
		     "\t\t\t");
	print_groups();
	printer_text(") place=\"$place $word\"; return ;;\n");
	print_optional_groups();
	printer_text("\t\t\t*) return ;;\n"
		     "\t\t\tesac ;;\n"
		     "\t\tesac\n"
		     "\tdone\n"
		     "}\n\n");
}

static void print_bash(void)
{
	print_placing();
	print_choosing();
	printer_text(
		"_nwops() {\n"
		"\tlocal place kind choices current=${COMP_WORDS[COMP_CWORD]}\n"
		"\tlocal previous=${COMP_WORDS[COMP_CWORD-1]}\n"
		"\tCOMPREPLY=()\n"
		"\t_nwops_place \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"\n"
		"\t_nwops_choose\n"
		"\tcase $kind in\n"
		"\tfile) mapfile -t COMPREPLY < <(compgen -f -- \"$current\") ;;\n"
		"\tdirectory) mapfile -t COMPREPLY < <(compgen -d -- \"$current\") ;;\n"
		"\twords) mapfile -t COMPREPLY < <(compgen -W \"$choices\" -- \"$current\") ;;\n"
		"\tesac\n"
		"}\n"
		"complete -F _nwops nwops\n");
}

static void print_zsh(void)
{
	print_placing();
	print_choosing();
	/* Loaded by its name the file is the function; by eval it only defines it. */
	printer_text("_nwops() {\n"
		     "\tlocal place kind choices previous=${words[CURRENT-1]}\n"
		     "\t_nwops_place \"${(@)words[2,CURRENT-1]}\"\n"
		     "\t_nwops_choose\n"
		     "\tcase $kind in\n"
		     "\tfile) _files ;;\n"
		     "\tdirectory) _files -/ ;;\n"
		     "\twords) compadd -- ${=choices} ;;\n"
		     "\tesac\n"
		     "}\n\n"
		     "if [ \"$funcstack[1]\" = _nwops ]; then\n"
		     "\t_nwops \"$@\"\n"
		     "else\n"
		     "\tcompdef _nwops nwops\n"
		     "fi\n");
}

void help_print_completion(const char *shell)
{
	bool bash = !strcmp(shell, "bash");

	printer_text("%s# Completion of nwops, printed by 'nwops help --completion %s'.\n",
		     bash ? "" : "#compdef nwops\n", shell);
	if (bash)
		print_bash();
	else
		print_zsh();
}
