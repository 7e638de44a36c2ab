/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A PDF, set by weasyprint: a program that reads a file and writes another,
 * run without a shell, with little of an environment, within limits of time,
 * memory and size, in a directory of its own beside the PDF, which is put in
 * its place once it is whole.
 *
 * That Japanese can be set is seen to first: weasyprint sets empty boxes where
 * no font has the letters, and says nothing.
 */
#include "engine/manual.h"

#include "base/text.h"
#include "base/translate.h"
#include "net/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Of weasyprint: address space and what it writes. A manual of 200 pages takes a tenth of either. */
#define MEMORY_LIMIT "--as=4294967296"
#define SIZE_LIMIT "--fsize=268435456"
#define SEARCH "/usr/local/bin:/usr/bin:/bin"
#define FONTS_TIMEOUT_US (30 * (int64_t)G_USEC_PER_SEC)

G_DEFINE_QUARK(typeset, typeset_error)

/* --- a program, to its end --- */

struct running {
	struct loop *loop;
	int interrupted;	/* by this signal; 0 */
};

static void ended(void *context)
{
	loop_stop(((struct running *)context)->loop);
}

static void on_interrupt(void *context)
{
	struct running *running = context;

	running->interrupted = SIGINT;
	loop_stop(running->loop);
}

static void on_terminate(void *context)
{
	struct running *running = context;

	running->interrupted = SIGTERM;
	loop_stop(running->loop);
}

static bool fail(GError **error, enum typeset_error_code code, const char *format, ...) G_GNUC_PRINTF(3, 4);

static bool fail(GError **error, enum typeset_error_code code, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	if (error)
		*error = g_error_new_valist(OPS_TYPESET_ERROR, (int)code, format, arguments);
	va_end(arguments);
	return false;
}

/* What it said last, cut to a line. Caller frees. */
static char *last_words(const struct child_end *end)
{
	g_autofree char *text = g_strndup(end->complaint ? end->complaint : "", end->complaint_length);
	char *line;

	g_strchomp(text);
	line = strrchr(text, '\n');
	return text_excerpt(line ? line + 1 : text);
}

static bool judge_end(const char *name, const struct child_end *end, GError **error)
{
	g_autofree char *words = last_words(end);

	if (end->timed_out)
		return fail(error, TYPESET_ERROR_FAILED, _("'%s' took too long and was ended"), name);
	if (end->signal)
		return fail(error, TYPESET_ERROR_FAILED, _("'%s' was ended by signal %d"), name, end->signal);
	if (end->exit_status)
		return fail(error, TYPESET_ERROR_FAILED, _("'%s' ended with status %d: %s"), name, end->exit_status,
			    *words ? words : "-");
	return true;
}

/* Runs ARGUMENTS, of which NAME is a word for people, with HOME in DIRECTORY. What it printed goes to OUTPUT. */
static bool run(const struct typeset_options *options, const char *directory, const char *name,
		const char *const *arguments, int64_t timeout_us, GString *output, GError **error)
{
	g_autofree char *home = g_strconcat("HOME=", directory, NULL);
	g_autofree char *cache = g_strconcat("XDG_CACHE_HOME=", directory, "/cache", NULL);
	const char *environment[] = { "PATH=" SEARCH, "LANG=C.UTF-8", home, cache, NULL };
	g_autoptr(ops_loop_t) loop = loop_new();
	struct running running = { .loop = loop };
	const struct child_options child_options = {
		.loop = loop, .clock = options->clock, .arguments = arguments, .environment = environment,
		.timeout_us = timeout_us, .ended = ended, .context = &running,
	};
	g_autoptr(ops_child_t) child = child_start(&child_options, error);
	struct loop_wait *interrupt, *terminate;
	struct child_end end;

	if (!child)
		return false;
	interrupt = loop_start_signal(loop, SIGINT, on_interrupt, &running);
	terminate = loop_start_signal(loop, SIGTERM, on_terminate, &running);
	loop_run(loop);
	loop_cancel(interrupt);
	loop_cancel(terminate);
	if (running.interrupted)
		return fail(error, TYPESET_ERROR_FAILED, _("'%s' was ended by signal %d"), name, running.interrupted);
	child_read(child, &end);
	if (output && end.output_length)
		g_string_append_len(output, end.output, (gssize)end.output_length);
	return judge_end(name, &end, error);
}

/* PROGRAM where programs of the system are; NULL: not there. Caller frees. */
static char *find(const char *program)
{
	g_auto(GStrv) directories = g_strsplit(SEARCH, ":", -1);

	for (char **directory = directories; *directory; directory++) {
		g_autofree char *path = g_build_filename(*directory, program, NULL);

		if (g_file_test(path, G_FILE_TEST_IS_EXECUTABLE))
			return g_steal_pointer(&path);
	}
	return NULL;
}

/* --- what it takes --- */

static bool check_fonts(const struct typeset_options *options, const char *directory, GError **error)
{
	g_autofree char *program = find("fc-list");
	const char *arguments[] = { program, ":lang=ja", "family", NULL };
	g_autoptr(GString) fonts = g_string_new(NULL);

	/* It comes with what weasyprint itself needs. */
	if (!program)
		return true;
	if (!run(options, directory, "fc-list", arguments, FONTS_TIMEOUT_US, fonts, error))
		return false;
	if (fonts->len)
		return true;
	return fail(error, TYPESET_ERROR_MISSING,
		    _("no font of this host has Japanese letters; on Debian, 'apt install fonts-noto-cjk'"));
}

static bool set_pdf(const struct typeset_options *options, const char *directory, GError **error)
{
	g_autofree char *limits = find("prlimit"), *program = find("weasyprint");
	g_autofree char *html = g_build_filename(directory, "manual.html", NULL);
	g_autofree char *attachment = g_build_filename(directory, options->attachment, NULL);
	g_autofree char *pdf = g_build_filename(directory, "manual.pdf", NULL);
	const char *arguments[] = {
		limits, MEMORY_LIMIT, SIZE_LIMIT, program, "--quiet", "--encoding", "utf-8", "--attachment", attachment,
		html, pdf, NULL,
	};

	if (!program)
		return fail(error, TYPESET_ERROR_MISSING,
			    _("cannot make a PDF: there is no program 'weasyprint'; on Debian, "
			      "'apt install weasyprint fonts-noto-cjk'"));
	return check_fonts(options, directory, error) && g_file_set_contents(html, options->html, -1, error) &&
	       g_file_set_contents(attachment, options->attachment_text, -1, error) &&
	       /* Where nothing limits, what runs is limited by time alone. */
	       run(options, directory, "weasyprint", limits ? arguments : arguments + 3, options->timeout_us, NULL, error);
}

/* --- into its place --- */

static bool is_pdf(int descriptor)
{
	char head[5];

	return pread(descriptor, head, sizeof(head), 0) == (ssize_t)sizeof(head) && memcmp(head, "%PDF-", sizeof(head)) == 0;
}

static bool put_in_place(const struct typeset_options *options, const char *directory, GError **error)
{
	g_autofree char *pdf = g_build_filename(directory, "manual.pdf", NULL);
	int descriptor = open(pdf, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	bool whole = descriptor >= 0 && is_pdf(descriptor), kept = whole && fsync(descriptor) == 0;
	int reason = errno;

	if (descriptor >= 0)
		close(descriptor);
	if (!whole)
		return fail(error, TYPESET_ERROR_FAILED, _("'%s' ended without a PDF"), "weasyprint");
	if (kept && rename(pdf, options->path) == 0)
		return true;
	return fail(error, TYPESET_ERROR_IO, _("cannot write '%s': %s"), options->path, g_strerror(kept ? errno : reason));
}

/* DIRECTORY is ours and nobody else writes in it. */
static void remove_tree(const char *directory)
{
	g_autoptr(GDir) dir = g_dir_open(directory, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(directory, name, NULL);

		if (unlink(path) < 0 && (errno == EISDIR || errno == EPERM))
			remove_tree(path);
	}
	rmdir(directory);
}

bool engine_typeset(const struct typeset_options *options, GError **error)
{
	g_autofree char *parent = g_path_get_dirname(options->path);
	g_autofree char *whole = g_canonicalize_filename(parent, NULL);
	g_autofree char *directory = g_build_filename(whole, ".nwops-manual-XXXXXX", NULL);
	bool done;

	if (!g_mkdtemp(directory))
		return fail(error, TYPESET_ERROR_IO, _("cannot write '%s': %s"), options->path, g_strerror(errno));
	done = set_pdf(options, directory, error) && put_in_place(options, directory, error);
	remove_tree(directory);
	return done;
}
