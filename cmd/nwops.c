/* SPDX-License-Identifier: Apache-2.0 */
/*
 * main(): takes the options that every command has, finds the command, opens
 * what it needs, runs it, and makes sure that what it printed has arrived.
 * Nothing that costs time happens before it is known to be needed: cron starts
 * this program every minute.
 */
#include "actor.h"
#include "base/text.h"
#include "base/translate.h"
#include "commands.h"
#include "external.h"
#include "help/help.h"
#include "language.h"
#include "options.h"
#include "paths.h"
#include "session.h"
#include "ui/complain.h"
#include "ui/printer.h"

#include <errno.h>
#include <unistd.h>

/* --- the log --- */

static void write_note(void *context, enum notes_level level, const char *message)
{
	static const char *const words[] = {
		[NOTES_ERROR] = N_("error"),   [NOTES_WARNING] = N_("warning"),
		[NOTES_NOTICE] = N_("notice"), [NOTES_INFO] = N_("info"),
		[NOTES_DEBUG] = N_("debug"),
	};
	g_autofree char *safe = printer_safe(message);

	fprintf(stderr, "nwops: %s: %s\n", _(words[level]), safe);
}

/* --- one command --- */

/* What was typed: "inventory list" and what follows it. */
struct request {
	const struct command *command; /* NULL: none was named */
	const struct command *group; /* whose verb it is; NULL */
	char **arguments; /* of the command; the first is the last word taken */
};

static void request_clear(struct request *request)
{
	g_strfreev(request->arguments);
}

static int refuse_usage(const struct session *session, const struct request *request,
			const GError *error)
{
	g_autofree char *usage = help_usage(request->group, request->command);
	int status = complain(session->answer, COMPLAINT_USAGE, "%s", error->message);

	if (session->answer != ANSWER_PLUGIN)
		fprintf(stderr, "%s\n", usage);
	return status;
}

static int refuse_command(const struct session *session, const char *name,
			  const struct command *const *list)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	g_autofree char *shown = text_excerpt(name);

	for (; *list; list++)
		g_ptr_array_add(names, (char *)(*list)->name);
	g_ptr_array_add(names, NULL);
	const char *nearest = text_nearest(name, (const char *const *)names->pdata);

	if (nearest)
		return complain(session->answer, COMPLAINT_USAGE,
				_("there is no command '%s'; did you mean '%s'?"), shown, nearest);
	return complain(session->answer, COMPLAINT_USAGE,
			_("there is no command '%s'; 'nwops help' lists those that there are"),
			shown);
}

/* Makes the first word the program's name, as GOption expects it. */
static void shift(char ***arguments)
{
	char **rest = g_strdupv(*arguments + 1);

	g_strfreev(*arguments);
	*arguments = rest;
}

/* Finds the command and takes its options. 0, or the exit status after a
 * complaint; the command is NULL when none was named. */
static int read_request(struct session *session, struct request *request)
{
	const struct command *const *list = commands;
	g_autoptr(GError) error = NULL;

	for (;;) {
		/* One that has verbs and can do without: its own options may stand first. */
		const struct command *without = request->command && request->command->run ? request->command : NULL;
		bool taken = options_take(without ? without->options : NULL, OPTIONS_UP_TO_WORD,
					  &request->arguments, &error);

		session->answer = arg_json ? ANSWER_JSON : ANSWER_TEXT;
		if (!taken)
			return refuse_usage(session, request, error);
		if (!request->arguments[1] && !without)
			return EXIT_OK;
		const struct command *found =
			request->arguments[1] ? commands_find(list, request->arguments[1]) : NULL;

		if (!found && without)
			break;

		if (!found && list == commands) {
			external_run(session->libexec_directory, request->arguments[1],
				     request->arguments + 1);
			if (errno)
				return complain(session->answer, COMPLAINT_SYSTEM,
						_("cannot run 'nwops-%s': %s"),
						request->arguments[1], g_strerror(errno));
		}
		if (!found)
			return refuse_command(session, request->arguments[1], list);
		shift(&request->arguments);
		request->group = request->command;
		request->command = found;
		if (!found->verbs)
			break;
		list = found->verbs;
	}
	bool taken =
		options_take(request->command->options, OPTIONS_ALL, &request->arguments, &error);

	session->answer = arg_json ? ANSWER_JSON : ANSWER_TEXT;
	if (request->command->answer)
		session->answer = request->command->answer(session->answer);
	if (taken && !arg_help && !arg_version)
		taken = options_check_choices(request->command->options, &error) &&
			options_check_count(request->command->args,
					    g_strv_length(request->arguments) - 1, &error);
	return taken ? EXIT_OK : refuse_usage(session, request, error);
}

/* A command that has verbs was named without one, or none was named at all. */
static int refuse_nothing(const struct session *session, const struct request *request)
{
	if (!request->command)
		return complain(session->answer, COMPLAINT_USAGE,
				_("no command was given; 'nwops help' lists those that there are"));
	g_autoptr(GError) error = g_error_new(OPS_OPTIONS_ERROR, OPTIONS_ERROR_COUNT,
					      _("'%s' needs a verb"), request->command->name);

	return refuse_usage(session, request, error);
}

/* --- the session --- */

static const char *first_set(const char *option, const char *variable, const char *otherwise)
{
	const char *set = option ? option : g_getenv(variable);

	return set && *set ? set : otherwise;
}

static int check_common_options(struct session *session)
{
	g_autoptr(GError) error = NULL;

	if (!options_check_choices(command_options, &error))
		return complain(session->answer, COMPLAINT_USAGE, "%s", error->message);
	if (arg_by && !actor_is_name(arg_by))
		return complain(session->answer, COMPLAINT_USAGE,
				_("option '--by' must be a name of at most 256 bytes in UTF-8"));
	return EXIT_OK;
}

/* The clock of tests and drills, or NULL. */
static int set_clock(struct session *session, struct clock **ret_clock)
{
	const char *setting = g_getenv("NWOPS_TEST_CLOCK");
	g_autoptr(GError) error = NULL;

	if (!setting || !*setting)
		return EXIT_OK;
	*ret_clock = clock_new_set(setting, &error);
	if (!*ret_clock)
		return complain(session->answer, COMPLAINT_USAGE,
				_("cannot set the clock by NWOPS_TEST_CLOCK: %s"), error->message);
	session->clock = *ret_clock;
	notes_write(session->notes, NOTES_NOTICE, _("NWOPS_TEST_CLOCK sets the clock to '%s'"),
		    setting);
	return EXIT_OK;
}

static int run_command(struct session *session, const struct request *request)
{
	const struct command *command = request->command;
	g_autofree char *actor = command->needs ? actor_login() : NULL;
	g_autoptr(ops_clock_t) clock = NULL;
	const char *drill;
	int status = set_clock(session, &clock);

	session->actor = session->real_actor = actor;
	session->config_directory = first_set(arg_config, "NWOPS_CONFIG", PATHS_CONFIG);
	session->state_directory = session->real_state_directory = first_set(arg_state, "NWOPS_STATE", PATHS_STATE);
	session->overlay_path = arg_overlay;
	session->said_by = arg_by;
	session->no_input = arg_no_input;
	session->zone = g_time_zone_new_utc();
	session->real_clock = session->clock;
	drill = first_set(arg_drill, "NWOPS_DRILL", NULL);
	/* Also where nothing is opened beforehand: what a command opens itself must not be the real record. */
	if (!status && drill && command != &cmd_help && command != &cmd_init)
		status = session_enter_drill(session, drill);
	if (!status)
		status = session_open(session, command->needs);
	if (!status)
		status = session_take_role(session);
	if (!status)
		status = command->run(session, request->arguments + 1);
	session_close(session);
	return status;
}

static int answer_request(struct session *session, const struct request *request)
{
	if (arg_version) {
		help_print_version();
		return EXIT_OK;
	}
	if (arg_help) {
		help_print(session, request->group, request->command);
		return EXIT_OK;
	}
	if (!request->command || !request->command->run)
		return refuse_nothing(session, request);
	return run_command(session, request);
}

static int run(char **argv)
{
	struct notes notes = {.threshold = NOTES_NOTICE, .write = write_note};
	struct session session = {.clock = clock_system(), .notes = &notes};
	struct request request = {.arguments = g_strdupv(argv)};
	struct paths paths;

	paths_init(&paths);
	session.libexec_directory = paths.libexec;
	session.share_directory = paths.share;
	session.man_directory = paths.man;
	/* --lang may stand at the end, and whatever is wrong before it is told
	 * in that language. */
	for (char **each = argv + 1; *each; each++)
		if (!strcmp(*each, "--lang") && each[1])
			session.language = language_find(each[1]);
		else if (g_str_has_prefix(*each, "--lang="))
			session.language = language_find(*each + strlen("--lang="));
	if (!session.language)
		session.language = language_find(NULL);
	language_speak(session.language, paths.locale);

	int status = read_request(&session, &request);

	if (arg_verbose)
		notes.threshold = NOTES_DEBUG;
	if (session.answer == ANSWER_PLUGIN)
		notes.write = NULL;
	if (!status)
		status = check_common_options(&session);
	if (!status)
		status = answer_request(&session, &request);
	request_clear(&request);
	paths_clear(&paths);
	return status;
}

int main(int argc, char **argv)
{
	int status = EXIT_OK;

	if (argc == 2 && !strcmp(argv[1], "--version"))
		help_print_version();
	else if (argc > 0)
		status = run(argv);
	if (printer_finish())
		return status;
	/* Whoever closed the pipe has read what he wanted. */
	if (errno != EPIPE)
		fprintf(stderr, _("nwops: cannot write to standard output: %s\n"),
			g_strerror(errno));
	return EXIT_COULD_NOT;
}
