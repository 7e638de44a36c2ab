/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The other uses of nwops-send: one question, one answer. What would go, what came back, and a call of
 * an URL so that somebody outside notices when none comes. What it is asked stands on its standard
 * input: an URL may hold a secret, and arguments are seen by everybody on the host.
 */
#include "net/send.h"

#include "base/json-line.h"
#include "base/text.h"
#include "base/translate.h"
#include "net/child.h"

#include <string.h>

#define PROGRAM "nwops-send"
#define COMPOSED_MOST (16 << 20)
#define ANSWERS_MOST (4 << 20)
#define COMPOSE_US (30 * INT64_C(1000000))
/* What it may take to start and to end beside the limit that it is given. */
#define BESIDES_US (5 * INT64_C(1000000))
#define TEXT_MOST 4096

static void stop(void *context)
{
	loop_stop(context);
}

/* Runs it with ARGUMENTS (up to two) and INPUT. NULL: it could not, and says why. Caller frees. */
static GBytes *run_once(const char *libexec, const char *const *arguments, const char *input, size_t most, int64_t limit_us,
			GError **error)
{
	g_autoptr(ops_loop_t) loop = loop_new();
	g_autofree char *path = g_build_filename(libexec, PROGRAM, NULL), *complaint = NULL;
	const char *const words[] = { path, arguments[0], arguments[1], arguments[1] ? arguments[2] : NULL, NULL }, *const none[] = { NULL };
	const struct child_options options = {
		.loop = loop, .clock = clock_system(), .arguments = words, .environment = none, .input = input,
		.input_length = strlen(input), .output_most = most, .timeout_us = limit_us, .ended = stop, .context = loop,
	};
	g_autoptr(ops_child_t) child = child_start(&options, error);
	struct child_end end;

	if (!child)
		return NULL;
	loop_run(loop);
	child_read(child, &end);
	if (!end.timed_out && end.exit_status == 0 && end.output_length < most)
		return g_bytes_new(end.output, end.output_length);
	while (end.complaint_length && g_ascii_isspace(end.complaint[end.complaint_length - 1]))
		end.complaint_length--;
	complaint = text_safe(end.complaint_length ? end.complaint : "", end.complaint_length, TEXT_MOST);
	if (*complaint)
		g_set_error_literal(error, OPS_SEND_ERROR, SEND_ERROR_RESULT, complaint);
	else
		g_set_error(error, OPS_SEND_ERROR, SEND_ERROR_PROGRAM, end.timed_out ? _("'%s' did not end in time") : _("'%s' failed and said nothing"),
			    path);
	return NULL;
}

GBytes *send_compose(const char *libexec, const char *content, enum send_mark mark, GError **error)
{
	static const char *const marks[] = { [SEND_UNMARKED] = NULL, [SEND_TEST] = "test", [SEND_DRILL] = "drill" };
	const char *const arguments[] = { "--compose", marks[mark] ? "--mark" : NULL, marks[mark], NULL };

	return run_once(libexec, arguments, content, COMPOSED_MOST, COMPOSE_US, error);
}

/* --- what comes back --- */

void send_answer_free(struct send_answer *answer)
{
	if (!answer)
		return;
	g_free(answer->from);
	g_free(answer->code);
	g_free(answer->identity);
	g_free(answer->text);
	g_free(answer->uid);
	g_free(answer);
}

static void print_mailbox(const struct send_mailbox *mailbox, GString *line)
{
	json_line_begin(line);
	json_line_integer(line, "v", 1);
	json_line_string(line, "host", mailbox->host);
	json_line_integer(line, "port", mailbox->port);
	json_line_string(line, "security", mailbox->security);
	json_line_string(line, "tls_name", mailbox->tls_name);
	json_line_string(line, "ca", mailbox->ca);
	json_line_string(line, "user", mailbox->user);
	json_line_string(line, "secret", mailbox->secret);
	json_line_string(line, "folder", mailbox->folder);
	json_line_integer(line, "limit_us", mailbox->limit_us);
}

static bool bad(GError **error, const char *key)
{
	g_set_error(error, OPS_SEND_ERROR, SEND_ERROR_RESULT, _("result of nwops-send: '%s' is missing or wrong"), key);
	return false;
}

static char *take_text(const struct json *object, const char *key)
{
	const char *text = json_get_string(object, key);

	return text ? text_safe(text, strlen(text), TEXT_MOST) : NULL;
}

bool send_answer_parse(const char *bytes, size_t length, struct send_answer *ret_answer, GError **error)
{
	g_autoptr(ops_json_t) tree = json_parse(bytes, length, ANSWERS_MOST, error);
	const char *from, *uid, *ack;
	struct send_answer answer = { 0 };
	int value;

	if (!tree)
		return false;
	from = json_get_string(tree, "from");
	uid = json_get_string(tree, "uid");
	ack = json_get_string(tree, "ack");
	value = ack ? words_find(WORDS_ACK, ack) : -1;
	if (!from || !json_get_string(tree, "text"))
		return bad(error, from ? "text" : "from");
	if (!uid || !*uid || strspn(uid, "0123456789") != strlen(uid) || strlen(uid) > 10)
		return bad(error, "uid");
	if (value < 0)
		return bad(error, "ack");
	if (!json_get_bool(tree, "automatic", &answer.automatic) || !json_get_bool(tree, "failed", &answer.failed))
		return bad(error, "automatic");
	answer.ack = (enum ack)value;
	answer.from = take_text(tree, "from");
	answer.uid = g_strdup(uid);
	answer.code = take_text(tree, "code");
	answer.identity = take_text(tree, "identity");
	answer.text = take_text(tree, "text");
	*ret_answer = answer;
	return true;
}

static GPtrArray *take_answers(const char *bytes, size_t length, GError **error)
{
	g_autoptr(GPtrArray) answers = g_ptr_array_new_with_free_func((GDestroyNotify)send_answer_free);
	const char *end;

	while (length && (end = memchr(bytes, '\n', length))) {
		struct send_answer answer;

		if (!send_answer_parse(bytes, (size_t)(end - bytes), &answer, error))
			return NULL;
		g_ptr_array_add(answers, g_memdup2(&answer, sizeof answer));
		length -= (size_t)(end + 1 - bytes);
		bytes = end + 1;
	}
	return g_steal_pointer(&answers);
}

GPtrArray *send_fetch(const char *libexec, const struct send_mailbox *mailbox, bool keep_unseen, GError **error)
{
	static const char *const arguments[] = { "--fetch", NULL, NULL };
	g_autoptr(GString) line = g_string_new(NULL);
	g_autoptr(GBytes) said = NULL;
	g_autoptr(GPtrArray) answers = NULL, uids = NULL;
	size_t length;
	const char *bytes;

	print_mailbox(mailbox, line);
	json_line_end(line);
	said = run_once(libexec, arguments, line->str, ANSWERS_MOST, mailbox->limit_us + BESIDES_US, error);
	if (!said)
		return NULL;
	bytes = g_bytes_get_data(said, &length);
	answers = take_answers(bytes, length, error);
	if (!answers || keep_unseen || !answers->len)
		return g_steal_pointer(&answers);
	uids = g_ptr_array_new();
	for (unsigned int i = 0; i < answers->len; i++)
		g_ptr_array_add(uids, ((struct send_answer *)g_ptr_array_index(answers, i))->uid);
	g_ptr_array_add(uids, NULL);
	if (!send_mark_seen(libexec, mailbox, (const char *const *)uids->pdata, error))
		return NULL;
	return g_steal_pointer(&answers);
}

bool send_mark_seen(const char *libexec, const struct send_mailbox *mailbox, const char *const *uids, GError **error)
{
	static const char *const arguments[] = { "--fetch", NULL, NULL };
	g_autoptr(GString) line = g_string_new(NULL), list = g_string_new("[");
	g_autoptr(GBytes) said = NULL;

	for (const char *const *uid = uids; *uid; uid++) {
		if (uid != uids)
			g_string_append_c(list, ',');
		json_append_quoted(list, *uid);
	}
	g_string_append_c(list, ']');
	print_mailbox(mailbox, line);
	json_line_raw(line, "seen", list->str);
	json_line_end(line);
	said = run_once(libexec, arguments, line->str, ANSWERS_MOST, mailbox->limit_us + BESIDES_US, error);
	return said != NULL;
}

bool send_beat(const char *libexec, const char *url, const struct send_route *route, int64_t limit_us, GError **error)
{
	static const char *const arguments[] = { "--beat", NULL, NULL };
	g_autoptr(GString) line = g_string_new(NULL);
	g_autoptr(GBytes) said = NULL;

	json_line_begin(line);
	json_line_integer(line, "v", 1);
	json_line_string(line, "url", url);
	json_line_string(line, "source", route ? route->source : NULL);
	json_line_string(line, "interface", route ? route->interface : NULL);
	json_line_string(line, "proxy", route ? route->proxy : NULL);
	json_line_string(line, "ca", route ? route->ca : NULL);
	json_line_integer(line, "limit_us", limit_us);
	json_line_end(line);
	said = run_once(libexec, arguments, line->str, TEXT_MOST, limit_us + BESIDES_US, error);
	return said != NULL;
}
