/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GOption takes the options out. Its own messages are not used: they would
 * come in the language of GLib's catalogue, if that is installed at all. All
 * our options are flags or texts, so the only two faults are an option that
 * nobody knows and a value that is missing at the very end.
 */
#include "options.h"

#include "base/text.h"
#include "base/translate.h"
#include "commands.h"

G_DEFINE_QUARK(ops - options - error, options_error)

bool options_refuse(GError **error, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	*error = g_error_new_valist(OPS_OPTIONS_ERROR, OPTIONS_ERROR_VALUE, format, arguments);
	va_end(arguments);
	return false;
}

static void add_names(GPtrArray *names, const GOptionEntry *options)
{
	for (; options && options->long_name; options++)
		g_ptr_array_add(names, g_strconcat("--", options->long_name, NULL));
}

static bool refuse_unknown(const char *word, const GOptionEntry *options, GError **error)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *name = g_strndup(word, strcspn(word, "="));
	g_autofree char *shown = text_excerpt(word);

	add_names(names, options);
	add_names(names, command_options);
	g_ptr_array_add(names, NULL);
	const char *nearest = text_nearest(name, (const char *const *)names->pdata);

	if (nearest)
		g_set_error(error, OPS_OPTIONS_ERROR, OPTIONS_ERROR_UNKNOWN,
			    _("unknown option '%s'; did you mean '%s'?"), shown, nearest);
	else
		g_set_error(error, OPS_OPTIONS_ERROR, OPTIONS_ERROR_UNKNOWN,
			    _("unknown option '%s'"), shown);
	return false;
}

/* Takes away "--" and the words behind it, which are no options whatever they
 * look like. NULL when there is none. */
static char **cut_words(char **arguments)
{
	for (; *arguments; arguments++)
		if (!strcmp(*arguments, "--")) {
			char **words = g_strdupv(arguments + 1);

			for (char **each = arguments; *each; each++)
				g_clear_pointer(each, g_free);
			return words;
		}
	return NULL;
}

static void append_words(char ***arguments, char **words)
{
	g_autoptr(GStrvBuilder) whole = g_strv_builder_new();

	g_strv_builder_addv(whole, (const char **)*arguments);
	g_strv_builder_addv(whole, (const char **)words);
	g_strfreev(*arguments);
	*arguments = g_strv_builder_end(whole);
}

bool options_take(const GOptionEntry *options, enum options_extent extent, char ***arguments,
		  GError **error)
{
	g_autoptr(GOptionContext) context = g_option_context_new(NULL);
	g_auto(GStrv) words = extent == OPTIONS_ALL ? cut_words(*arguments) : NULL;

	g_option_context_set_help_enabled(context, FALSE);
	g_option_context_set_ignore_unknown_options(context, TRUE);
	g_option_context_set_strict_posix(context, extent == OPTIONS_UP_TO_WORD);
	if (options)
		g_option_context_add_main_entries(context, options, NULL);
	g_option_context_add_main_entries(context, command_options, NULL);
	if (!g_option_context_parse_strv(context, arguments, NULL)) {
		g_autofree char *last = text_excerpt((*arguments)[g_strv_length(*arguments) - 1]);

		g_set_error(error, OPS_OPTIONS_ERROR, OPTIONS_ERROR_VALUE,
			    _("option '%s' needs a value"), last);
		return false;
	}
	unsigned int left = g_strv_length(*arguments);
	unsigned int end = extent == OPTIONS_UP_TO_WORD ? MIN(left, 2) : left;

	for (unsigned int i = 1; i < end; i++)
		if ((*arguments)[i][0] == '-' && (*arguments)[i][1])
			return refuse_unknown((*arguments)[i], options, error);
	if (words)
		append_words(arguments, words);
	return true;
}

/* Words in capitals are arguments; those in brackets may be left out. */
static void read_args(const char *args, unsigned int *ret_least, unsigned int *ret_most)
{
	bool inside = false, optional = false;

	*ret_least = *ret_most = 0;
	for (; args && *args; args++) {
		optional |= *args == '[';
		if (g_str_has_prefix(args, "..."))
			*ret_most = UINT_MAX;
		if (g_ascii_isupper(*args) && !inside && *ret_most < UINT_MAX) {
			++*ret_most;
			*ret_least += !optional;
		}
		inside = g_ascii_isupper(*args);
	}
}

bool options_check_count(const char *args, unsigned int count, GError **error)
{
	unsigned int least, most;

	read_args(args, &least, &most);
	if (count < least) {
		g_set_error(error, OPS_OPTIONS_ERROR, OPTIONS_ERROR_COUNT, _("%s is missing"),
			    args);
		return false;
	}
	if (count > most) {
		g_set_error(error, OPS_OPTIONS_ERROR, OPTIONS_ERROR_COUNT,
			    args ? _("too many words; expected: %s") : _("no words are expected"),
			    args);
		return false;
	}
	return true;
}

bool options_check_choices(const GOptionEntry *options, GError **error)
{
	for (; options && options->long_name; options++) {
		if (options->arg != G_OPTION_ARG_FILENAME ||
		    !g_ascii_islower(*options->arg_description))
			continue;
		const char *value = *(char **)options->arg_data;

		if (!value || commands_choice(options->arg_description, value) >= 0)
			continue;
		g_autofree char *shown = text_excerpt(value);

		g_set_error(error, OPS_OPTIONS_ERROR, OPTIONS_ERROR_VALUE,
			    _("option '--%s' is '%s'; expected: %s"), options->long_name, shown,
			    options->arg_description);
		return false;
	}
	return true;
}
