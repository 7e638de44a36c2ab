/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The three forms in which a reason reaches whoever asked.
 */
#include "ui/complain.h"

#include "base/text.h"
#include "cases/cases.h"
#include "engine/engine.h"
#include "engine/tell.h"
#include "ui/printer.h"

static const char *const reasons[] = {
	[COMPLAINT_USAGE] = "usage",   [COMPLAINT_CONFIGURATION] = "configuration",
	[COMPLAINT_STORE] = "store",   [COMPLAINT_NETWORK] = "network",
	[COMPLAINT_SYSTEM] = "system",
};

/* The first line is what is paged: under 80 columns. */
#define PLUGIN_COLUMNS 79

static void say(enum answer answer, enum complaint reason, const char *message)
{
	g_autofree char *safe = printer_safe(message);

	if (answer == ANSWER_PLUGIN) {
		const struct word *word = words_get(WORDS_STATUS, STATUS_UNKNOWN);
		g_autofree char *line = g_strdup_printf("NWOPS %s - %s", word->plugin, safe);
		g_autofree char *brief = printer_plugin_text(line, PLUGIN_COLUMNS);

		printer_text("%s\n", brief);
		if (text_width(line) > PLUGIN_COLUMNS) {
			g_autofree char *whole = printer_plugin_text(safe, 0);

			printer_text("%s\n", whole);
		}
		return;
	}
	fprintf(stderr, "nwops: %s\n", safe);
	if (answer == ANSWER_JSON) {
		struct json *object = printer_new_object("error");

		json_set_string(object, "reason", reasons[reason]);
		json_set_string(object, "message", message);
		printer_take(object);
	}
}

int complain(enum answer answer, enum complaint reason, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_autofree char *message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	say(answer, reason, message);
	return EXIT_COULD_NOT;
}

/* What cannot be read is the store's fault, a bundle that cannot be put where it was to go the system's. */
static enum complaint reason_of_case(int code)
{
	if (code == CASES_ERROR_UNREADABLE)
		return COMPLAINT_STORE;
	return code == CASES_ERROR_WRITE ? COMPLAINT_SYSTEM : COMPLAINT_USAGE;
}

int complain_error(enum answer answer, const GError *error)
{
	enum complaint reason = COMPLAINT_SYSTEM;

	if (error->domain == OPS_CASES_ERROR)
		reason = reason_of_case(error->code);
	else if (error->domain == OPS_INVENTORY_ERROR || error->domain == OPS_WINDOWS_ERROR || error->domain == OPS_TELL_ERROR)
		reason = COMPLAINT_USAGE;
	else if (error->domain == OPS_CONF_ERROR)
		reason = COMPLAINT_CONFIGURATION;
	else if (error->domain == OPS_STORE_ERROR || error->domain == OPS_ENGINE_ERROR)
		reason = COMPLAINT_STORE;
	else if (error->domain == OPS_ICMP_ERROR)
		reason = COMPLAINT_NETWORK;
	say(answer, reason, error->message);
	return EXIT_COULD_NOT;
}

void complain_fault_json(const struct conf_fault *fault)
{
	struct json *object = printer_new_object("fault");

	json_set_string(object, "file", fault->position.file);
	if (fault->position.line) {
		json_set_integer(object, "line", fault->position.line);
		json_set_integer(object, "column", fault->position.column);
	} else {
		json_set_null(object, "line");
		json_set_null(object, "column");
	}
	json_set_string(object, "weight", fault->weight == CONF_ERROR ? "error" : "warning");
	json_set_string(object, "message", fault->message);
	printer_take(object);
}

int complain_faults(enum answer answer, const struct conf_faults *faults, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_autofree char *summary = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	if (answer == ANSWER_PLUGIN)
		say(answer, COMPLAINT_CONFIGURATION, summary);
	for (size_t i = 0; i < conf_faults_count(faults); i++) {
		const struct conf_fault *fault = conf_faults_at(faults, i);
		g_autofree char *line = conf_fault_print(fault);

		if (fault->weight != CONF_ERROR)
			continue;
		if (answer == ANSWER_JSON)
			complain_fault_json(fault);
		if (answer == ANSWER_PLUGIN) {
			g_autofree char *text = printer_plugin_text(line, 0);

			printer_text("%s\n", text);
		} else {
			fprintf(stderr, "nwops: %s\n", line);
		}
	}
	if (answer != ANSWER_PLUGIN)
		say(answer, COMPLAINT_CONFIGURATION, summary);
	return EXIT_COULD_NOT;
}
