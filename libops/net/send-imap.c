/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The mailbox in which answers arrive, over IMAP (RFC 9051, and 3501 before it). libcurl connects, asks for TLS and logs in; what is
 * said then is said here, because libcurl's own way to read a mail marks it as seen before anybody has written
 * down what it says. A mailbox is looked at with EXAMINE, which changes nothing.
 *
 * What the server sends has a limit everywhere: a line, a mail, how many there are, and all of it in time.
 */
#include "net/send-internal.h"

#include "net/secret.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <string.h>

#define RESPONSES_MAX 10000		/* before the one that is waited for */

struct imap {
	CURL *easy;
	const struct clock *clock;
	int64_t until_us;
	struct curl_slist *connect_to;
	curl_socket_t fd;
	GByteArray *in;			/* what came and was not taken */
	unsigned int tag;
};

static bool fail(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);
static bool fail(GError **error, const char *format, ...)
{
	g_autofree char *text = NULL;
	struct send_report safe;
	va_list arguments;

	va_start(arguments, format);
	text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	report_set(&safe, DELIVERY_NOT_UNDERSTOOD, false, text);
	g_set_error_literal(error, OPS_SEND_ERROR, SEND_ERROR_RESULT, safe.reply);
	return false;
}

/* --- bytes --- */

static bool wait_for(const struct imap *imap, short events, GError **error)
{
	struct pollfd what = { .fd = imap->fd, .events = events };
	int64_t left_us = imap->until_us - clock_monotonic_us(imap->clock);

	if (left_us <= 0 || poll(&what, 1, (int)MIN(left_us / 1000 + 1, 60000)) == 0)
		return fail(error, "the mailbox did not answer in time");
	return true;
}

static bool put(struct imap *imap, const char *bytes, size_t length, GError **error)
{
	while (length) {
		size_t wrote = 0;
		CURLcode result = curl_easy_send(imap->easy, bytes, length, &wrote);

		if (result == CURLE_AGAIN) {
			if (!wait_for(imap, POLLOUT, error))
				return false;
			continue;
		}
		if (result != CURLE_OK)
			return fail(error, "the connection to the mailbox was lost");
		bytes += wrote;
		length -= wrote;
	}
	return true;
}

static bool get_more(struct imap *imap, GError **error)
{
	char bytes[16384];
	size_t got = 0;

	for (;;) {
		CURLcode result = curl_easy_recv(imap->easy, bytes, sizeof bytes, &got);

		if (result == CURLE_OK && got) {
			g_byte_array_append(imap->in, (const guint8 *)bytes, (guint)got);
			return true;
		}
		if (result != CURLE_AGAIN)
			return fail(error, "the connection to the mailbox was lost");
		if (!wait_for(imap, POLLIN, error))
			return false;
	}
}

/* Its length stands in *RET_LENGTH: so much of what came is to be thrown away once it was looked at. */
static bool get_response(struct imap *imap, struct imap_response *ret_response, guint *ret_length, GError **error)
{
	ssize_t length = 0;

	while (!imap->in->len || !(length = imap_response_read((const char *)imap->in->data, imap->in->len, ret_response)))
		if (!get_more(imap, error))
			return false;
	*ret_length = (guint)length;
	return length > 0 || fail(error, "the mailbox says too much, or what is not understood");
}

/* --- commands --- */

/* What is there to see in an untagged response. */
typedef void untagged(void *context, const struct imap_response *response);

/* What ends a command: is it ours, and does it say that all is well? */
static bool is_well(const char *line, const char *tag, GError **error)
{
	if (!g_str_has_prefix(line, tag))
		return fail(error, "the mailbox says what is not understood");
	line += strlen(tag);
	return !g_ascii_strncasecmp(line, "OK", 2) || fail(error, "the mailbox refuses: %s", line);
}

/* Says COMMAND and waits for its end. */
static bool command(struct imap *imap, untagged *each, void *context, GError **error, const char *format, ...) G_GNUC_PRINTF(5, 6);
static bool command(struct imap *imap, untagged *each, void *context, GError **error, const char *format, ...)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autofree char *tag = g_strdup_printf("n%u ", ++imap->tag);
	va_list arguments;

	g_string_append(text, tag);
	va_start(arguments, format);
	g_string_append_vprintf(text, format, arguments);
	va_end(arguments);
	g_string_append(text, "\r\n");
	if (!put(imap, text->str, text->len, error))
		return false;
	for (unsigned int i = 0; i < RESPONSES_MAX; i++) {
		struct imap_response response;
		bool goes_on, well = false;
		guint length;

		if (!get_response(imap, &response, &length, error))
			return false;
		goes_on = g_str_has_prefix(response.line->str, "* ");
		if (goes_on && each)
			each(context, &response);
		else if (!goes_on)
			well = is_well(response.line->str, tag, error);
		imap_response_clear(&response);
		g_byte_array_remove_range(imap->in, 0, length);
		if (!goes_on)
			return well;
	}
	return fail(error, "the mailbox goes on and on");
}

static bool open_folder(struct imap *imap, const char *how, const char *folder, GError **error)
{
	g_autoptr(GString) quoted = g_string_new(NULL);

	for (const char *at = folder; *at; at++) {
		if ((unsigned char)*at < ' ' || (unsigned char)*at > '~')
			return fail(error, "a folder's name has letters of ASCII alone");
		if (*at == '"' || *at == '\\')
			g_string_append_c(quoted, '\\');
		g_string_append_c(quoted, *at);
	}
	return command(imap, NULL, NULL, error, "%s \"%s\"", how, quoted->str);
}

/* --- connecting --- */

static void imap_close(struct imap *imap)
{
	if (imap->easy)
		curl_easy_cleanup(imap->easy);
	curl_slist_free_all(imap->connect_to);
	g_byte_array_unref(imap->in);
}

static void set_url(struct imap *imap, const struct send_mailbox *mailbox)
{
	const char *name = mailbox->tls_name ? mailbox->tls_name : mailbox->host;
	bool literal = strchr(name, ':') != NULL, host_literal = strchr(mailbox->host, ':') != NULL;
	g_autofree char *url = g_strdup_printf("%s://%s%s%s:%u/", strcmp(mailbox->security, "tls") ? "imap" : "imaps",
					       literal ? "[" : "", name, literal ? "]" : "", mailbox->port);
	g_autofree char *to = g_strdup_printf("::%s%s%s:%u", host_literal ? "[" : "", mailbox->host, host_literal ? "]" : "",
					      mailbox->port);

	curl_easy_setopt(imap->easy, CURLOPT_URL, url);
	imap->connect_to = curl_slist_append(NULL, to);
	curl_easy_setopt(imap->easy, CURLOPT_CONNECT_TO, imap->connect_to);
}

static bool imap_open(struct imap *imap, const struct send_mailbox *mailbox, GError **error)
{
	static const struct send_route anywhere;
	char *secret = secret_read_line(mailbox->secret, error);
	char why[CURL_ERROR_SIZE];
	CURLcode result;

	if (!secret)
		return false;
	transfer_prepare(imap->easy, &anywhere, mailbox->ca, mailbox->limit_us, why);
	set_url(imap, mailbox);
	curl_easy_setopt(imap->easy, CURLOPT_PROTOCOLS_STR, "imap,imaps");
	curl_easy_setopt(imap->easy, CURLOPT_CONNECT_ONLY, 1L);
	curl_easy_setopt(imap->easy, CURLOPT_USE_SSL, (long)(strcmp(mailbox->security, "starttls") ? CURLUSESSL_NONE : CURLUSESSL_ALL));
	curl_easy_setopt(imap->easy, CURLOPT_TIMEOUT_MS, (long)MAX(mailbox->limit_us / 1000, 1));
	curl_easy_setopt(imap->easy, CURLOPT_USERNAME, mailbox->user);
	curl_easy_setopt(imap->easy, CURLOPT_PASSWORD, secret);
	secret_free(secret);
	result = curl_easy_perform(imap->easy);
	curl_easy_setopt(imap->easy, CURLOPT_ERRORBUFFER, NULL);
	if (result != CURLE_OK)
		return fail(error, "cannot enter the mailbox at '%s': %s", mailbox->host, transfer_words(why, result));
	if (curl_easy_getinfo(imap->easy, CURLINFO_ACTIVESOCKET, &imap->fd) != CURLE_OK || imap->fd == CURL_SOCKET_BAD)
		return fail(error, "the connection to the mailbox was lost");
	return true;
}

static void imap_init(struct imap *imap, const struct send_mailbox *mailbox)
{
	*imap = (struct imap){ .easy = curl_easy_init(), .clock = clock_system(), .fd = CURL_SOCKET_BAD };
	g_assert(imap->easy);
	imap->until_us = clock_monotonic_us(imap->clock) + mailbox->limit_us;
	imap->in = g_byte_array_new();
}

/* --- what is asked for --- */

static void take_numbers(void *context, const struct imap_response *response)
{
	GPtrArray *uids = context;
	g_auto(GStrv) words = NULL;

	if (g_ascii_strncasecmp(response->line->str, "* SEARCH ", 9))
		return;
	words = g_strsplit(response->line->str + 9, " ", -1);
	for (char **word = words; *word && uids->len < SEND_MAILS_MAX; word++)
		if (**word && strspn(*word, "0123456789") == strlen(*word) && strlen(*word) <= 10)
			g_ptr_array_add(uids, g_strdup(*word));
}

struct wanted {
	GBytes *mail;			/* NULL: it did not come */
};

static void take_mail(void *context, const struct imap_response *response)
{
	struct wanted *wanted = context;

	if (!wanted->mail && response->literal && strstr(response->line->str, "FETCH") && strstr(response->line->str, "BODY["))
		wanted->mail = g_bytes_new(response->literal, MIN(response->literal_length, SEND_MAIL_BYTES));
}

static bool read_mails(struct imap *imap, send_mail_each *each, void *context, GError **error)
{
	g_autoptr(GPtrArray) uids = g_ptr_array_new_with_free_func(g_free);

	if (!command(imap, take_numbers, uids, error, "UID SEARCH UNSEEN"))
		return false;
	for (unsigned int i = 0; i < uids->len; i++) {
		const char *uid = g_ptr_array_index(uids, i);
		struct wanted wanted = { 0 };
		g_autoptr(GBytes) mail = NULL;
		size_t length;
		const char *bytes;

		if (!command(imap, take_mail, &wanted, error, "UID FETCH %s (BODY.PEEK[]<0.%d>)", uid, SEND_MAIL_BYTES))
			return false;
		mail = wanted.mail;
		if (!mail)
			continue;	/* somebody has taken it away meanwhile */
		bytes = g_bytes_get_data(mail, &length);
		each(context, uid, bytes, length);
	}
	return true;
}

bool send_mailbox_read(const struct send_mailbox *mailbox, send_mail_each *each, void *context, GError **error)
{
	struct imap imap;
	bool well;

	imap_init(&imap, mailbox);
	well = imap_open(&imap, mailbox, error) && open_folder(&imap, "EXAMINE", mailbox->folder, error) &&
	       read_mails(&imap, each, context, error);
	if (well)
		command(&imap, NULL, NULL, NULL, "LOGOUT");
	imap_close(&imap);
	return well;
}

bool send_mailbox_mark(const struct send_mailbox *mailbox, const char *const *uids, GError **error)
{
	g_autofree char *list = g_strjoinv(",", (char **)uids);
	struct imap imap;
	bool well;

	if (!*list)
		return true;
	imap_init(&imap, mailbox);
	well = imap_open(&imap, mailbox, error) && open_folder(&imap, "SELECT", mailbox->folder, error) &&
	       command(&imap, NULL, NULL, error, "UID STORE %s +FLAGS.SILENT (\\Seen)", list);
	if (well)
		command(&imap, NULL, NULL, NULL, "LOGOUT");
	imap_close(&imap);
	return well;
}
