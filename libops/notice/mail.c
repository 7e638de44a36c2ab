/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A mail (RFC 5322, 2045 and on): its headers, its text, what is attached, and around them a signature (RFC 8551) when
 * there is to be one. GMime encodes what is in the parts; headers that carry names and subjects are written
 * by mail-words.c. Every part is base64 or quoted-printable with the line ends of the wire, so that no
 * server on the way has a reason to change a byte that was signed.
 */
#include "notice/compose-internal.h"

#include "base/translate.h"
#include "notice/calendar.h"

#include <gmime/gmime.h>
#include <string.h>

#define BOUNDARY_LETTERS 24
#define SIGNATURE_LINE 76

void mail_open(void)
{
	static gsize opened;

	if (g_once_init_enter(&opened)) {
		g_mime_init();
		g_once_init_leave(&opened, 1);
	}
}

/* --- parts --- */

/* Of one message always the same, and no line of base64 or quoted-printable: "=_" is in neither. */
static char *boundary_of(const struct message_content *content, const char *of)
{
	struct digest digest = digest_of(content->identity, strlen(content->identity));
	g_autofree char *hex = digest_hex(digest.bytes, sizeof digest.bytes);

	return g_strdup_printf("=_%s_%.*s", of, BOUNDARY_LETTERS, hex);
}

/* Quoted-printable where most is readable so. "From " at a line's begin is changed by old servers: base64 hides it. */
static bool wants_base64(const char *text)
{
	size_t foreign = 0, length = 0;

	for (; text[length]; length++)
		foreign += !g_ascii_isprint(text[length]) && text[length] != '\n';
	return foreign > length / 6 || g_str_has_prefix(text, "From ") || strstr(text, "\nFrom ");
}

/* TEXT, encoded, with the line ends of the wire outside and inside. */
static void append_encoded(GString *out, const char *text, bool base64)
{
	g_autoptr(GString) wire = g_string_new(text), lines = g_string_new(NULL);
	GMimeEncoding encoding;
	size_t length;

	/* Line ends of quoted-printable are those of its text; within base64 they are bytes like any other. */
	if (base64)
		g_string_replace(wire, "\n", "\r\n", 0);
	g_mime_encoding_init_encode(&encoding, base64 ? GMIME_CONTENT_ENCODING_BASE64
						      : GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
	g_string_set_size(lines, g_mime_encoding_outlen(&encoding, wire->len));
	length = g_mime_encoding_flush(&encoding, wire->str, wire->len, lines->str);
	g_string_truncate(lines, length);
	g_string_replace(lines, "\n", "\r\n", 0);
	g_string_append_len(out, lines->str, (gssize)lines->len);
}

/* Behind the headers that OUT ends in. */
static void append_content(GString *out, const char *text)
{
	bool base64 = wants_base64(text);

	g_string_append_printf(out, "Content-Transfer-Encoding: %s\r\n\r\n", base64 ? "base64" : "quoted-printable");
	append_encoded(out, text, base64);
}

static char *attachment_text(const struct content_attachment *attachment, const char *type,
			     enum send_mark mark, bool japanese)
{
	const char *line = compose_mark_line(mark, japanese);
	g_autofree char *text = compose_lines(attachment->text);

	if (!*line)
		return g_steal_pointer(&text);
	if (!g_ascii_strcasecmp(type, "text/calendar"))
		return calendar_marked(text, compose_tag(mark, japanese));
	if (!g_ascii_strcasecmp(type, "text/plain"))
		return g_strconcat(line, "\n\n", text, "\n", line, "\n", NULL);
	return g_steal_pointer(&text);
}

/* "text/calendar"; what is no type is bytes of some sort. Caller frees. */
static char *type_of(const struct content_attachment *attachment)
{
	g_auto(GStrv) words = g_strsplit(attachment->type ? attachment->type : "", "/", 2);

	if (!words[0] || !mail_words_is_token(words[0]) || !mail_words_is_token(words[1]))
		return g_strdup("application/octet-stream");
	return g_strconcat(words[0], "/", words[1], NULL);
}

static void append_attachment(GString *out, const struct content_attachment *attachment,
			      enum send_mark mark, bool japanese)
{
	g_autofree char *type = type_of(attachment), *name = compose_line(attachment->name);
	g_autofree char *text = attachment_text(attachment, type, mark, japanese);

	g_string_append_printf(out, "Content-Type: %s", type);
	if (!g_ascii_strncasecmp(type, "text/", strlen("text/")))
		g_string_append(out, "; charset=utf-8");
	if (mail_words_is_token(attachment->method))
		mail_words_parameter(out, "method", attachment->method);
	g_string_append(out, "\r\nContent-Disposition: attachment");
	mail_words_parameter(out, "filename", *name ? g_strdelimit(name, "/\\", '_') : "attachment");
	g_string_append(out, "\r\n");
	append_content(out, text);
}

static void append_text(GString *out, const char *text)
{
	g_string_append(out, "Content-Type: text/plain; charset=utf-8\r\n");
	append_content(out, text);
}

/* Text and attachments with their own headers, as they stand on the wire. */
static GString *make_body(const struct message_content *content, enum send_mark mark)
{
	bool japanese = compose_in_japanese(content);
	g_autofree char *text = compose_text(content, mark), *boundary = boundary_of(content, "parts");
	GString *out = g_string_new(NULL);

	if (content->attachment_count == 0) {
		append_text(out, text);
		return out;
	}
	g_string_append_printf(out, "Content-Type: multipart/mixed; boundary=\"%s\"\r\n\r\n--%s\r\n", boundary,
			       boundary);
	append_text(out, text);
	for (size_t i = 0; i < content->attachment_count; i++) {
		/* The line end before a boundary belongs to the boundary. */
		g_string_append_printf(out, "\r\n--%s\r\n", boundary);
		append_attachment(out, &content->attachments[i], mark, japanese);
	}
	g_string_append_printf(out, "\r\n--%s--\r\n", boundary);
	return out;
}

/* --- headers --- */

static char *date_of(const struct message_content *content)
{
	/* GDateTime's names of days and months would be those of the locale. */
	static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
	static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
					     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	int offset = (int)content->offset_minutes;
	g_autoptr(GTimeZone) zone = g_time_zone_new_offset(offset * 60);
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(content->date_us / G_USEC_PER_SEC);
	g_autoptr(GDateTime) date = utc ? g_date_time_to_timezone(utc, zone) : NULL;

	if (!date)
		return NULL;
	return g_strdup_printf("%s, %02d %s %04d %02d:%02d:%02d %c%02d%02d",
			       days[g_date_time_get_day_of_week(date) - 1],
			       g_date_time_get_day_of_month(date), months[g_date_time_get_month(date) - 1],
			       g_date_time_get_year(date), g_date_time_get_hour(date),
			       g_date_time_get_minute(date), g_date_time_get_second(date),
			       offset < 0 ? '-' : '+', ABS(offset) / 60, ABS(offset) % 60);
}

/* What must be right, or nothing is made. What may be missing is left out where it is wrong. */
static bool check(const struct message_content *content, GError **error)
{
	if (!mail_words_is_address(content->from_address))
		return compose_fail(error, "%s", _("the sender's address is none that mail can have"));
	if (!mail_words_is_address(content->to_address))
		return compose_fail(error, "%s", _("the recipient's address is none that mail can have"));
	if (!mail_words_is_address(content->identity))
		return compose_fail(error, "%s", _("the message's identity is none that mail can have"));
	if (ABS(content->offset_minutes) >= 24 * 60)
		return compose_fail(error, "%s", _("the message's zone is none"));
	return true;
}

static void append_thread(GString *out, const struct message_content *content)
{
	if (!mail_words_is_address(content->thread) || !strcmp(content->thread, content->identity))
		return;
	g_string_append_printf(out, "In-Reply-To: <%s>\r\n", content->thread);
	g_string_append_printf(out, "References: <%s>\r\n", content->thread);
}

static bool append_headers(GString *out, const struct message_content *content, enum send_mark mark,
			   GError **error)
{
	g_autofree char *date = date_of(content), *subject = compose_subject(content, mark);
	g_autofree char *from = compose_line(content->from_name), *to = compose_line(content->to_name);
	const char *reference = compose_word(content, "reference");

	if (!date)
		return compose_fail(error, "%s", _("the message's date is none"));
	g_string_append_printf(out, "Date: %s\r\n", date);
	mail_words_address(out, "From", from, content->from_address);
	mail_words_address(out, "To", to, content->to_address);
	if (mail_words_is_address(content->reply_to))
		mail_words_address(out, "Reply-To", "", content->reply_to);
	mail_words_header(out, "Subject", subject);
	g_string_append_printf(out, "Message-ID: <%s>\r\n", content->identity);
	append_thread(out, content);
	g_string_append(out, "Auto-Submitted: auto-generated\r\n");
	if (mail_words_is_token(content->language))
		g_string_append_printf(out, "Content-Language: %s\r\n", content->language);
	if (mail_words_is_token(reference))
		g_string_append_printf(out, "X-Nwops-Reference: %s\r\n", reference);
	if (mark == SEND_DRILL)
		g_string_append_printf(out, "X-Nwops-Exercise: %s\r\n", compose_mark_id(mark));
	g_string_append(out, "MIME-Version: 1.0\r\n");
	return true;
}

/* --- the signature --- */

static void append_base64(GString *out, GBytes *bytes)
{
	gsize length;
	const void *data = g_bytes_get_data(bytes, &length);
	g_autofree char *text = digest_base64(data, length);

	for (const char *line = text; *line; line += strnlen(line, SIGNATURE_LINE))
		g_string_append_printf(out, "%.*s\r\n", SIGNATURE_LINE, line);
}

static void append_signed(GString *out, const struct message_content *content, const GString *body,
			  GBytes *signature)
{
	g_autofree char *boundary = boundary_of(content, "signed");

	g_string_append_printf(out,
			       "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\";\r\n"
			       "\tmicalg=sha-256; boundary=\"%s\"\r\n\r\n--%s\r\n",
			       boundary, boundary);
	g_string_append_len(out, body->str, (gssize)body->len);
	/* The line end before a boundary belongs to it, not to what was signed. */
	g_string_append_printf(out,
			       "\r\n--%s\r\n"
			       "Content-Type: application/pkcs7-signature; name=\"smime.p7s\"\r\n"
			       "Content-Transfer-Encoding: base64\r\n"
			       "Content-Disposition: attachment; filename=\"smime.p7s\"\r\n\r\n",
			       boundary);
	append_base64(out, signature);
	g_string_append_printf(out, "--%s--\r\n", boundary);
}

GString *mail_compose(const struct message_content *content, const struct compose_options *options,
		      char **ret_unsigned_why, GError **error)
{
	g_autoptr(GError) why = NULL;
	g_autoptr(GString) out = g_string_new(NULL), body = NULL;
	g_autoptr(GBytes) signature = NULL;

	if (!check(content, error) || !append_headers(out, content, options->mark, error))
		return NULL;
	body = make_body(content, options->mark);
	if (options->signature)
		signature = sign_detached(options->signature, body->str, body->len, content->date_us, &why);
	if (why)
		*ret_unsigned_why = g_strdup(why->message);
	if (signature)
		append_signed(out, content, body, signature);
	else
		g_string_append_len(out, body->str, (gssize)body->len);
	return g_steal_pointer(&out);
}
