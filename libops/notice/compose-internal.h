/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files that compose share: the words of a content cleaned and marked, and one
 * function a channel. Bytes come out as a GString; whoever calls them owns it.
 */
#pragma once

#include "notice/compose.h"

bool compose_fail(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* --- words: compose-text.c --- */

/* TEXT as one line: no controls, nothing invisible, NFC, no blanks at its ends. NULL: "". Caller frees. */
char *compose_line(const char *text);
/* The same for lines: \n ends each of them, the last one too. "" stays empty. Caller frees. */
char *compose_lines(const char *text);
bool compose_in_japanese(const struct message_content *content);
/* "【訓練】" and the like; "" for SEND_UNMARKED. Lent for ever. */
const char *compose_tag(enum send_mark mark, bool japanese);
/* "drill", "test"; NULL for SEND_UNMARKED. */
const char *compose_mark_id(enum send_mark mark);
/* A line that says it in full, without its line end; "" for SEND_UNMARKED. Lent for ever. */
const char *compose_mark_line(enum send_mark mark, bool japanese);
/* With the tag before it. Caller frees. */
char *compose_subject(const struct message_content *content, enum send_mark mark);
/* The text, between the lines that mark it. Caller frees. */
char *compose_text(const struct message_content *content, enum send_mark mark);
/* Whether an answer is asked for: its code stands in the text. */
bool compose_asks(const struct message_content *content);
/* A key of content->notice; NULL where there is none. Lent. */
const char *compose_word(const struct message_content *content, const char *key);
int64_t compose_number(const struct message_content *content, const char *key, int64_t otherwise);
/* "2026-11-26T02:05:49Z". Caller frees. */
char *compose_instant(int64_t at_us);

/* --- the last look: compose-check.c --- */

/* Whether LENGTH bytes made for CHANNEL are marked at each place of the mark (SEND_DRILL), or as a drill at none. */
bool compose_check(enum channel_kind channel, enum send_mark mark, const char *bytes, size_t length, GError **error);

/* --- headers of mail: mail-words.c --- */

/* Appends "NAME: TEXT\r\n": as it is where it is plain, else in encoded words of at most 75 octets; lines of at most 78. */
void mail_words_header(GString *out, const char *name, const char *text);
/* Appends "NAME: PERSON <ADDRESS>\r\n"; PERSON "": only the address. */
void mail_words_address(GString *out, const char *name, const char *person, const char *address);
/* Appends NAME with VALUE as a further parameter of the header that OUT ends in; it begins a line of its own. */
void mail_words_parameter(GString *out, const char *name, const char *value);
/* Whether TEXT is a short word of letters, digits and - + . _ that needs no quotes anywhere. */
bool mail_words_is_token(const char *text);
/* Whether TEXT can stand between < and > as an address or an identity. */
bool mail_words_is_address(const char *text);

/* --- channels --- */

/* mail.c: before anything of GMime's that reads; once is enough. */
void mail_open(void);
/* RET_UNSIGNED_WHY: as struct composed has it. */
GString *mail_compose(const struct message_content *content, const struct compose_options *options, char **ret_unsigned_why,
		      GError **error);
/* webhook-body.c */
GString *webhook_body(const struct message_content *content, enum send_mark mark);
/* Appends the headers of a try to HEADERS (char *). False: the secret is none. */
bool webhook_headers(const struct message_content *content, const struct compose_options *options, const GString *body,
		     GPtrArray *headers, GError **error);
GString *webhook_command(const struct message_content *content, enum send_mark mark);
/* alert-body.c */
GString *alert_body(const struct message_content *content, enum send_mark mark);
/* sheet.c */
GString *sheet_compose(const struct message_content *content, enum send_mark mark);
GString *sheet_call(const struct message_content *content, enum send_mark mark);
