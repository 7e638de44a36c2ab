/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops platform test: the samples that lie beside the platforms, read and
 * compared with what they must yield.
 */
#include "platform/verbs.h"

#include "base/translate.h"
#include "ui/complain.h"
#include "ui/printer.h"

/* The samples of one platform. */
struct trial {
	const struct session *session;
	const struct platform *platform;
	const char *directory;
	struct conf_faults *faults;
	unsigned int count, failed;
};

/* The command that a sample is of: its name up to the first dot. */
static const struct platform_command *command_of(const struct platform *platform, const char *sample)
{
	g_autofree char *name = g_strndup(sample, strcspn(sample, "."));

	return platform_command_find(platform, name);
}

static bool try_sample(struct trial *trial, const char *sample)
{
	const struct platform_command *command = command_of(trial->platform, sample);
	g_autofree char *output = g_strconcat(trial->directory, "/", sample, ".txt", NULL);
	g_autofree char *expected = g_strconcat(trial->directory, "/", sample, ".yaml", NULL);
	g_autoptr(ops_platform_answer_t) answer = NULL;
	g_autoptr(GError) error = NULL;
	GString *bytes;

	if (!command) {
		conf_fault(trial->faults, CONF_ERROR, &(struct conf_position){.file = output},
			   _("platform '%s' has no command of which this could be a sample"),
			   platform_name(trial->platform));
		return false;
	}
	g_autoptr(ops_conf_document_t) document = conf_document_load(expected, NULL, trial->faults);

	if (!document || !conf_document_root(document))
		return false;
	bytes = place_read(output, &error);
	if (!bytes) {
		conf_fault(trial->faults, CONF_ERROR, NULL, "%s", error->message);
		return false;
	}
	answer = platform_parse(trial->platform, command, bytes->str, bytes->len, ENDING_UNKNOWN);
	g_string_free(bytes, TRUE);
	return platform_sample_check(answer, conf_document_root(document), trial->faults);
}

static void try_all(struct trial *trial)
{
	g_autoptr(GPtrArray) samples = platform_sample_names(trial->directory);

	for (guint i = 0; i < samples->len; i++) {
		bool passed = try_sample(trial, samples->pdata[i]);
		struct json *object;

		trial->count++;
		trial->failed += !passed;
		if (trial->session->answer != ANSWER_JSON)
			continue;
		object = printer_new_object("platform-sample");
		json_set_string(object, "platform", platform_name(trial->platform));
		json_set_string(object, "sample", samples->pdata[i]);
		json_set_bool(object, "passed", passed);
		printer_take(object);
	}
}

static void print_faults(const struct session *session, const struct conf_faults *faults)
{
	for (size_t i = 0; i < conf_faults_count(faults); i++) {
		const struct conf_fault *fault = conf_faults_at(faults, i);
		g_autofree char *line = conf_fault_print(fault);

		if (session->answer == ANSWER_JSON)
			complain_fault_json(fault);
		else
			printer_text("%s\n", line);
	}
}

/* True when there are samples and all of them pass. */
static bool try_platform(const struct session *session, const struct platform *platform, const char *path)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autofree char *beside = g_strndup(path, strlen(path) - strlen(".yaml"));
	g_autofree char *directory = g_build_filename(beside, "samples", NULL);
	struct trial trial = {session, platform, directory, faults, 0, 0};

	try_all(&trial);
	print_faults(session, faults);
	if (session->answer == ANSWER_JSON)
		return trial.count && !trial.failed;
	if (trial.count)
		printer_text(_("%s: samples %u, passed %u\n"), platform_name(platform), trial.count,
			     trial.count - trial.failed);
	else
		printer_text(_("%s: no samples in '%s'\n"), platform_name(platform), directory);
	return trial.count && !trial.failed;
}

static int run(struct session *session, char **arguments)
{
	g_auto(GStrv) places = session_platform_places(session);
	g_autoptr(GPtrArray) all = platform_names((const char *const *)places);
	int status = EXIT_OK;

	g_ptr_array_add(all, NULL);
	for (char **name = *arguments ? arguments : (char **)all->pdata; *name; name++) {
		g_autofree char *path = platform_path(*name, (const char *const *)places);
		int each = EXIT_OK;
		g_autoptr(ops_platform_t) platform = place_open(session, *name, &each);

		if (platform && !try_platform(session, platform, path))
			each = EXIT_BAD;
		status = MAX(status, each);
	}
	return status;
}

const struct command platform_test = {
	.name = "test",
	.summary = N_("try the samples of platforms"),
	.args = "[PLATFORM...]",
	.run = run,
};
