/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The uses of nwops-send that ask and answer once: what would go, what came back, a call of an URL.
 */
#include "notice/send-serve.h"

#include "base/json-line.h"
#include "net/send-wire.h"
#include "notice/answer.h"
#include "notice/compose.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define INPUT_MAX (4 << 20)

/* All of IN. NULL: it cannot be read, or is too long. */
static GString *read_all(int in, char **ret_complaint)
{
	g_autoptr(GString) all = g_string_new(NULL);
	char bytes[65536];
	ssize_t got;

	while ((got = read(in, bytes, sizeof bytes)) != 0 && all->len <= INPUT_MAX) {
		if (got > 0)
			g_string_append_len(all, bytes, got);
		else if (errno != EINTR)
			break;
	}
	if (got == 0)
		return g_steal_pointer(&all);
	*ret_complaint = g_strdup(got < 0 ? g_strerror(errno) : "what is to be read is too long");
	return NULL;
}

static bool write_all(int out, const char *bytes, size_t length, char **ret_complaint)
{
	while (length) {
		ssize_t put = write(out, bytes, length);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0) {
			*ret_complaint = g_strdup(g_strerror(errno));
			return false;
		}
		bytes += put;
		length -= (size_t)put;
	}
	return true;
}

/* The one object on IN. */
static struct json *read_object(int in, char **ret_complaint)
{
	g_autoptr(GString) all = read_all(in, ret_complaint);
	g_autoptr(GError) error = NULL;
	struct json *object = all ? json_parse(all->str, all->len, INPUT_MAX, &error) : NULL;

	if (all && !object)
		*ret_complaint = g_strdup(error->message);
	return object;
}

bool send_serve_compose(int in, int out, const char *mark, char **ret_complaint)
{
	g_autoptr(ops_json_t) object = read_object(in, ret_complaint);
	struct compose_options options = { .mark = SEND_UNMARKED };
	struct content_attachment attachments[CONTENT_ATTACHMENTS_LIMIT];
	struct message_content content;
	struct composed composed = { 0 };
	g_autoptr(GError) error = NULL;
	const char *bytes;
	size_t length;
	bool well;

	if (!object)
		return false;
	if (mark)
		options.mark = strcmp(mark, "test") ? SEND_DRILL : SEND_TEST;
	if (!content_read(object, &content, attachments, &error) || !compose(&content, &options, &composed, &error)) {
		*ret_complaint = g_strdup(error->message);
		return false;
	}
	bytes = g_bytes_get_data(composed.bytes, &length);
	well = write_all(out, bytes, length, ret_complaint);
	composed_clear(&composed);
	return well;
}

/* --- mailboxes --- */

struct told {
	int out;
	char **complaint;
	bool deaf;
};

static void tell_mail(void *context, const char *uid, const char *mail, size_t length)
{
	struct told *told = context;
	g_autoptr(GString) line = g_string_new(NULL);
	struct send_answer answer = { 0 };

	/* One that is no mail is told all the same, as nobody's: else it would be read again for ever. */
	if (!answer_read(mail, length, &answer))
		answer.automatic = true;
	json_line_begin(line);
	json_line_integer(line, "v", 1);
	json_line_string(line, "uid", uid);
	json_line_string(line, "from", answer.from ? answer.from : "");
	json_line_string(line, "code", answer.code);
	json_line_string(line, "identity", answer.identity);
	json_line_bool(line, "automatic", answer.automatic);
	json_line_bool(line, "failed", answer.failed);
	json_line_string(line, "ack", words_get(WORDS_ACK, answer.ack)->id);
	json_line_string(line, "text", answer.text ? answer.text : "");
	json_line_end(line);
	g_string_append_c(line, '\n');
	answer_clear(&answer);
	if (!told->deaf)
		told->deaf = !write_all(told->out, line->str, line->len, told->complaint);
}

static bool read_mailbox(const struct json *object, struct send_mailbox *ret_mailbox, char **ret_complaint)
{
	int64_t port = 0, limit_us = 30 * INT64_C(1000000);
	struct send_mailbox mailbox = {
		.host = json_get_string(object, "host"), .security = json_get_string(object, "security"),
		.tls_name = json_get_string(object, "tls_name"), .ca = json_get_string(object, "ca"),
		.user = json_get_string(object, "user"), .secret = json_get_string(object, "secret"),
		.folder = json_get_string(object, "folder"),
	};

	json_get_integer(object, "port", &port);
	json_get_integer(object, "limit_us", &limit_us);
	if (!mailbox.host || !mailbox.user || !mailbox.secret || !mailbox.security ||
	    words_find(WORDS_RELAY_SECURITY, mailbox.security) < 0 || port < 1 || port > 65535 || limit_us < 1) {
		*ret_complaint = g_strdup("a mailbox has host, port, security (starttls, tls or plain), user and secret");
		return false;
	}
	if (!mailbox.folder)
		mailbox.folder = "INBOX";
	mailbox.port = (uint16_t)port;
	mailbox.limit_us = limit_us;
	*ret_mailbox = mailbox;
	return true;
}

/* NULL: there is no such list, or it holds something else. */
static const char **read_uids(const struct json *list)
{
	g_autofree const char **uids = g_new0(const char *, list ? json_length(list) + 1 : 1);

	if (!list || !json_is_list(list))
		return NULL;
	for (size_t i = 0; i < json_length(list); i++) {
		uids[i] = json_get_string_at(list, i);
		if (!uids[i] || !*uids[i] || strspn(uids[i], "0123456789") != strlen(uids[i]))
			return NULL;
	}
	return g_steal_pointer(&uids);
}

bool send_serve_fetch(int in, int out, char **ret_complaint)
{
	g_autoptr(ops_json_t) object = read_object(in, ret_complaint);
	g_autoptr(GError) error = NULL;
	struct told told = { .out = out, .complaint = ret_complaint };
	struct send_mailbox mailbox;
	bool well;

	if (!object || !read_mailbox(object, &mailbox, ret_complaint))
		return false;
	if (json_get(object, "seen")) {
		g_autofree const char **uids = read_uids(json_get(object, "seen"));

		if (!uids) {
			*ret_complaint = g_strdup("'seen' is a list of numbers of mails, as texts");
			return false;
		}
		well = send_mailbox_mark(&mailbox, uids, &error);
	} else {
		well = send_mailbox_read(&mailbox, tell_mail, &told, &error);
	}
	if (!well)
		*ret_complaint = g_strdup(error->message);
	return well && !told.deaf;
}

bool send_serve_beat(int in, char **ret_complaint)
{
	g_autoptr(ops_json_t) object = read_object(in, ret_complaint);
	int64_t limit_us = 10 * INT64_C(1000000);
	g_autoptr(GError) error = NULL;
	const char *url;

	if (!object)
		return false;
	url = json_get_string(object, "url");
	json_get_integer(object, "limit_us", &limit_us);
	if (!url || limit_us < 1) {
		*ret_complaint = g_strdup("an URL is needed");
		return false;
	}
	const struct send_route route = {
		.source = json_get_string(object, "source"), .interface = json_get_string(object, "interface"),
		.proxy = json_get_string(object, "proxy"), .ca = json_get_string(object, "ca"),
	};

	if (send_call(url, &route, limit_us, &error))
		return true;
	*ret_complaint = g_strdup(error->message);
	return false;
}
