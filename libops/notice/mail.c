/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A mail (RFC 5322, 2045 and on): its headers, its text, what is attached, and around them a signature (RFC 8551) when
 * there is to be one. GMime makes the parts; the headers that carry names and subjects are written
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

/* GMime counts how often it was opened; we open it once, and it stays. */
static void open_library(void)
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

/* TEXT with the line ends of the wire. */
static char *with_wire_ends(const char *text)
{
	g_autoptr(GString) out = g_string_new(text);

	g_string_replace(out, "\n", "\r\n", 0);
	return g_string_free(g_steal_pointer(&out), FALSE);
}

/* Quoted-printable where most is readable so. "From " at a line's begin is changed by old servers: base64 hides it. */
static GMimeContentEncoding encoding_for(const char *text)
{
	size_t foreign = 0;

	for (const char *c = text; *c; c++)
		foreign += !g_ascii_isprint(*c) && *c != '\r' && *c != '\n';
	if (foreign > strlen(text) / 6 || g_str_has_prefix(text, "From ") || strstr(text, "\nFrom "))
		return GMIME_CONTENT_ENCODING_BASE64;
	return GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE;
}

static GMimePart *new_part(const char *type, const char *subtype, const char *text)
{
	g_autofree char *wire = with_wire_ends(text);
	GMimePart *part = g_mime_part_new_with_type(type, subtype);
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(wire, strlen(wire));
	GMimeDataWrapper *wrapper =
		g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);

	g_mime_part_set_content(part, wrapper);
	g_mime_part_set_content_encoding(part, encoding_for(wire));
	if (!g_ascii_strcasecmp(type, "text"))
		g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "charset", "utf-8");
	g_object_unref(wrapper);
	g_object_unref(stream);
	return part;
}

/* Whether TEXT is a word of a MIME type. */
static bool is_token(const char *text)
{
	return text && *text && strspn(text, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-+._") == strlen(text);
}

static char *attachment_text(const struct content_attachment *attachment, enum send_mark mark,
			     bool japanese)
{
	const char *line = compose_mark_line(mark, japanese);
	g_autofree char *text = compose_lines(attachment->text);

	if (!*line)
		return g_steal_pointer(&text);
	if (!g_ascii_strcasecmp(attachment->type, "text/calendar"))
		return calendar_marked(text, compose_tag(mark, japanese));
	if (!g_ascii_strcasecmp(attachment->type, "text/plain"))
		return g_strconcat(line, "\n\n", text, "\n", line, "\n", NULL);
	return g_steal_pointer(&text);
}

static GMimePart *new_attachment(const struct content_attachment *attachment, enum send_mark mark,
				 bool japanese)
{
	g_auto(GStrv) type = g_strsplit(attachment->type ? attachment->type : "", "/", 2);
	bool known = type[0] && is_token(type[0]) && is_token(type[1]);
	g_autofree char *text = attachment_text(attachment, mark, japanese);
	g_autofree char *name = compose_line(attachment->name);
	GMimePart *part = new_part(known ? type[0] : "application", known ? type[1] : "octet-stream", text);

	if (is_token(attachment->method))
		g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "method", attachment->method);
	g_mime_object_set_disposition(GMIME_OBJECT(part), "attachment");
	g_mime_part_set_filename(part, *name ? g_strdelimit(name, "/\\", '_') : "attachment");
	return part;
}

static GMimeObject *new_body(const struct message_content *content, enum send_mark mark)
{
	bool japanese = compose_in_japanese(content);
	g_autofree char *text = compose_text(content, mark), *boundary = boundary_of(content, "parts");
	GMimePart *first = new_part("text", "plain", text);
	GMimeMultipart *all;

	if (content->attachment_count == 0)
		return GMIME_OBJECT(first);
	all = g_mime_multipart_new_with_subtype("mixed");
	g_mime_multipart_set_boundary(all, boundary);
	g_mime_multipart_add(all, GMIME_OBJECT(first));
	g_object_unref(first);
	for (size_t i = 0; i < content->attachment_count; i++) {
		GMimePart *part = new_attachment(&content->attachments[i], mark, japanese);

		g_mime_multipart_add(all, GMIME_OBJECT(part));
		g_object_unref(part);
	}
	return GMIME_OBJECT(all);
}

/* Text and attachments with their own headers, as they stand on the wire. */
static GString *make_body(const struct message_content *content, enum send_mark mark)
{
	GMimeObject *body = new_body(content, mark);
	GMimeFormatOptions *format = g_mime_format_options_new();
	GMimeStream *stream = g_mime_stream_mem_new();
	GByteArray *bytes;
	GString *out;

	g_mime_format_options_set_newline_format(format, GMIME_NEWLINE_FORMAT_DOS);
	g_mime_format_options_set_param_encoding_method(format, GMIME_PARAM_ENCODING_METHOD_RFC2231);
	g_mime_object_write_to_stream(body, format, stream);
	bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
	out = g_string_new_len((const char *)bytes->data, bytes->len);
	g_object_unref(stream);
	g_mime_format_options_free(format);
	g_object_unref(body);
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
	if (is_token(content->language))
		g_string_append_printf(out, "Content-Language: %s\r\n", content->language);
	if (is_token(reference))
		g_string_append_printf(out, "X-Nwops-Reference: %s\r\n", reference);
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
	/* The line end before a boundary belongs to the boundary, not to what was signed. */
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
	open_library();
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
