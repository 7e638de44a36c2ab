/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops init: copies the commented sample into a configuration directory. It
 * only ever makes files that are not there.
 */
#include "base/translate.h"
#include "commands.h"
#include "paths.h"
#include "ui/complain.h"
#include "ui/printer.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* Writes LENGTH bytes to a new file PATH: 1 written, 0 it was there, -1 errno. */
static int write_new(const char *path, const char *bytes, size_t length)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644);
	size_t done = 0;
	int failed = 0;

	if (fd < 0)
		return errno == EEXIST ? 0 : -1;
	while (done < length && !failed) {
		ssize_t written = write(fd, bytes + done, length - done);

		if (written >= 0)
			done += (size_t)written;
		else if (errno != EINTR)
			failed = errno;
	}
	if (close(fd) && !failed)
		failed = errno;
	if (!failed)
		return 1;
	/* Half a file would be kept as it is by the next try. */
	unlink(path);
	errno = failed;
	return -1;
}

static void tell(const struct session *session, const char *path, bool written)
{
	g_autofree char *safe = printer_safe(path);

	if (session->answer == ANSWER_JSON) {
		struct json *object = printer_new_object("file");

		json_set_string(object, "path", path);
		json_set_string(object, "action", written ? "written" : "kept");
		printer_take(object);
		return;
	}
	printer_text(written ? _("written: %s\n") : _("kept as it is: %s\n"), safe);
}

static int copy_file(const struct session *session, const char *from, const char *to)
{
	g_autofree char *bytes = NULL;
	g_autoptr(GError) error = NULL;
	gsize length;

	if (!g_file_get_contents(from, &bytes, &length, &error))
		return complain(session->answer, COMPLAINT_SYSTEM,
				_("cannot read the sample '%s': %s"), from, error->message);
	int written = write_new(to, bytes, length);

	if (written < 0)
		return complain(session->answer, COMPLAINT_SYSTEM, _("cannot write '%s': %s"), to,
				g_strerror(errno));
	tell(session, to, written);
	return EXIT_OK;
}

static int compare_names(const void *a, const void *b)
{
	return -strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The names in directory PATH, last first in the alphabet: the site's own
 * file comes before the folder with the inventory. */
static GPtrArray *names_in(const char *path, GError **error)
{
	g_autoptr(GDir) directory = g_dir_open(path, 0, error);
	GPtrArray *names;
	const char *name;

	if (!directory)
		return NULL;
	names = g_ptr_array_new_with_free_func(g_free);
	while ((name = g_dir_read_name(directory)))
		g_ptr_array_add(names, g_strdup(name));
	g_ptr_array_sort(names, compare_names);
	return names;
}

static int copy_directory(const struct session *session, const char *from, const char *to)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) names = names_in(from, &error);
	int status = EXIT_OK;

	if (!names)
		return complain(session->answer, COMPLAINT_SYSTEM, _("cannot read the sample: %s"),
				error->message);
	if (g_mkdir_with_parents(to, 0755))
		return complain(session->answer, COMPLAINT_SYSTEM,
				_("cannot make the directory '%s': %s"), to, g_strerror(errno));
	for (guint i = 0; i < names->len && !status; i++) {
		g_autofree char *source = g_build_filename(from, names->pdata[i], NULL);
		g_autofree char *target = g_build_filename(to, names->pdata[i], NULL);

		if (g_file_test(source, G_FILE_TEST_IS_DIR))
			status = copy_directory(session, source, target);
		else
			status = copy_file(session, source, target);
	}
	return status;
}

/* PATH as it must be typed in a shell. */
static char *quote(const char *path)
{
	bool plain = strspn(path,
			    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-") ==
		     strlen(path);

	return plain ? g_strdup(path) : g_shell_quote(path);
}

static void tell_next(const char *directory)
{
	bool usual = !strcmp(directory, PATHS_CONFIG);
	g_autofree char *quoted = quote(directory);
	g_autofree char *state = g_build_filename(directory, "state", NULL);
	g_autofree char *quoted_state = quote(state);
	g_autofree char *safe = printer_safe(directory);
	g_autofree char *config = usual ? g_strdup("") : g_strdup_printf(" --config %s", quoted);
	g_autofree char *store =
		usual ? g_strdup("") : g_strdup_printf(" --state %s", quoted_state);

	printer_text("%s\n", _("next:"));
	printer_text("  nwops%s inventory lint\n", config);
	printer_text("  nwops%s%s check\n", config, store);
	printer_text(_("then put your own devices into %s/inventory/lab.yaml\n"), safe);
}

static int run(struct session *session, char **arguments)
{
	const char *directory = arguments[0] ? arguments[0] : session->config_directory;
	g_autofree char *sample =
		g_build_filename(session->share_directory, "examples", "starter", NULL);
	int status = copy_directory(session, sample, directory);

	if (!status && session->answer == ANSWER_TEXT)
		tell_next(directory);
	return status;
}

const struct command cmd_init = {
	.name = "init",
	.summary = N_("write a commented sample configuration"),
	.args = "[DIRECTORY]",
	.run = run,
};
