/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops platform parse: output of a device from a file, as nwops understands
 * it. The records are the answer, JSON in any case; what was not understood is
 * pointed at beside it.
 */
#include "platform/verbs.h"

#include "base/translate.h"
#include "ui/complain.h"
#include "ui/printer.h"

static char *arg_command;

static const GOptionEntry options[] = {
	{"command", 0, 0, G_OPTION_ARG_FILENAME, &arg_command,
	 N_("what was asked, by its name in the platform (default: what fits best)"), "COMMAND"},
	{NULL},
};

/* One file and what was made of it. */
struct parsed {
	const char *file; /* as given; "-" */
	const struct platform_command *command;
	struct platform_answer *answer;
};

/* Of an answer that says how much it knows: values, less what was not understood. */
static int64_t worth(const struct platform_answer *answer)
{
	int64_t known = 0;

	for (unsigned int i = 0; i < platform_answer_count(answer); i++) {
		const struct platform_record *record = platform_answer_at(answer, i);

		for (unsigned int field = 0; field < record->kind->count; field++)
			known += record->values[field].known;
	}
	return known * 2 - platform_answer_odd_lines(answer);
}

static void parse_by(const struct platform *platform, const struct platform_command *command, const GString *bytes,
		     struct parsed *parsed)
{
	struct platform_answer *answer = platform_parse(platform, command, bytes->str, bytes->len, ENDING_UNKNOWN);

	if (parsed->answer && worth(answer) <= worth(parsed->answer)) {
		platform_answer_free(answer);
		return;
	}
	platform_answer_free(parsed->answer);
	parsed->answer = answer;
	parsed->command = command;
}

static void parse_bytes(const struct platform *platform, const struct platform_command *command, const GString *bytes,
			struct parsed *parsed)
{
	if (command) {
		parse_by(platform, command, bytes, parsed);
		return;
	}
	for (unsigned int i = 0; i < platform_command_count(platform); i++)
		parse_by(platform, platform_command_at(platform, i), bytes, parsed);
}

/* --- printing --- */

/* What every object begins with: by what it was understood, and where it was read. */
static void set_origin(struct json *object, const struct platform *platform, const struct parsed *parsed)
{
	json_set_string(object, "platform", platform_name(platform));
	json_set_string(object, "command", parsed->command->name);
	json_set_string(object, "file", parsed->file);
}

static void print_records(const struct platform *platform, const struct parsed *parsed)
{
	for (unsigned int i = 0; i < platform_answer_count(parsed->answer); i++) {
		const struct platform_record *record = platform_answer_at(parsed->answer, i);
		struct json *object = printer_new_object("reading");

		set_origin(object, platform, parsed);
		json_set_integer(object, "line", record->line);
		json_set_string(object, "record", record->kind->name);
		json_take(object, "fields", platform_record_json(record));
		printer_take(object);
	}
}

static void print_oddities_json(const struct platform *platform, const struct parsed *parsed)
{
	for (size_t i = 0; i < platform_answer_oddities(parsed->answer); i++) {
		const struct platform_oddity *oddity = platform_answer_oddity(parsed->answer, i);
		struct json *object = printer_new_object("unread");

		set_origin(object, platform, parsed);
		json_set_integer(object, "line", oddity->line);
		json_set_string(object, "field", oddity->field);
		json_set_string(object, "text", oddity->text);
		printer_take(object);
	}
}

static void print_output_json(const struct platform *platform, const struct parsed *parsed)
{
	const struct platform_answer *answer = parsed->answer;
	struct json *object = printer_new_object("output");
	enum platform_verdict verdict = platform_answer_verdict(answer);

	set_origin(object, platform, parsed);
	json_set_string(object, "verdict", platform_verdict_id(verdict));
	json_set_bool(object, "complete", platform_verdict_is_answer(verdict));
	json_set_string(object, "evidence", platform_answer_evidence(answer));
	json_set_string(object, "layout", platform_answer_layout(answer));
	json_set_integer(object, "records", platform_answer_count(answer));
	json_set_integer(object, "lines", platform_answer_lines(answer));
	json_set_integer(object, "unread", platform_answer_odd_lines(answer));
	printer_take(object);
}

/* What people see beside the records, on standard error. */
static void tell(const struct parsed *parsed)
{
	const struct platform_answer *answer = parsed->answer;
	enum platform_verdict verdict = platform_answer_verdict(answer);
	const char *evidence = platform_answer_evidence(answer);
	g_autofree char *file = printer_safe(parsed->file);

	for (size_t i = 0; i < platform_answer_oddities(answer); i++) {
		const struct platform_oddity *oddity = platform_answer_oddity(answer, i);

		if (oddity->field)
			g_printerr(_("%s: line %u: not a value of '%s': %s\n"), file, oddity->line, oddity->field,
				   oddity->text);
		else
			g_printerr(_("%s: line %u: not understood: %s\n"), file, oddity->line, oddity->text);
	}
	g_printerr(_("%s: %s: %s%s%s; records %u, lines %u, not understood %u\n"), file, parsed->command->name,
		   platform_verdict_shown(verdict), *evidence ? ": " : "", evidence, platform_answer_count(answer),
		   platform_answer_lines(answer), platform_answer_odd_lines(answer));
}

static int print(const struct session *session, const struct platform *platform, const struct parsed *parsed)
{
	const struct platform_answer *answer = parsed->answer;

	print_records(platform, parsed);
	if (session->answer == ANSWER_JSON) {
		print_oddities_json(platform, parsed);
		print_output_json(platform, parsed);
	} else {
		tell(parsed);
	}
	if (!platform_verdict_is_answer(platform_answer_verdict(answer)))
		return EXIT_COULD_NOT;
	return platform_answer_oddities(answer) ? EXIT_ATTENTION : EXIT_OK;
}

static int parse_file(const struct session *session, const struct platform *platform,
		      const struct platform_command *command, const char *file)
{
	struct parsed parsed = {.file = file};
	g_autoptr(GError) error = NULL;
	GString *bytes = place_read(file, &error);
	int status;

	if (!bytes)
		return complain_error(session->answer, error);
	parse_bytes(platform, command, bytes, &parsed);
	g_string_free(bytes, TRUE);
	status = print(session, platform, &parsed);
	platform_answer_free(parsed.answer);
	return status;
}

static int run(struct session *session, char **arguments)
{
	static char *const standard_input[] = {(char *)"-", NULL};
	char *const *files = arguments[1] ? arguments + 1 : standard_input;
	const struct platform_command *command = NULL;
	int status = EXIT_OK;
	g_autoptr(ops_platform_t) platform = place_open(session, arguments[0], &status);

	if (!platform)
		return status;
	if (arg_command && !(command = platform_command_find(platform, arg_command)))
		return complain(session->answer, COMPLAINT_USAGE, _("platform '%s' has no command '%s'"), arguments[0],
				arg_command);
	for (; *files; files++) {
		int each = parse_file(session, platform, command, *files);

		status = MAX(status, each);
	}
	return status;
}

const struct command platform_parse_output = {
	.name = "parse",
	.summary = N_("print what is understood of a device's output"),
	.args = "PLATFORM [FILE...]",
	.options = options,
	.run = run,
};
