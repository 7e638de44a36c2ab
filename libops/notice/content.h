/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A message as it is kept and as nwops-send(8) is given it: one JSON object for all channels, from which the
 * bytes are made and always the same ones. Written when a message is enqueued, never changed.
 *
 *   {"v":1,"channel":"mail","identity":"1.2.20261126@tozai.example","date_us":…,"offset_minutes":540,"language":"ja",
 *    "from":{"name":"…","address":"…"},"to":{"name":"…","address":"…"},"reply_to":"…"|null,
 *    "thread":"identity of the first report"|null,"subject":"…","text":"…","code":"K7M3QD"|null,
 *    "attachments":[{"name":"…","type":"text/calendar","method":"REQUEST","text":"…"}],
 *    "notice":{"kind":"outage-first","audience":"core","reference":"INC-…"|null,"sequence":1,"urgency":"first",
 *              "subject":"line:h1-main"|null,"organization":"hosp-1"|null,"as_of_us":…,"began_us":…|null,"resolves":false,
 *              "number":12,"fields":{"lines-affected":"12",…}}}
 *
 * "fields" are only those that the audience may see.
 */
#pragma once

#include "base/json.h"
#include "base/words.h"

#include <stdbool.h>

struct content_attachment { const char *name, *type, *method, *text; };

/* Everything in it is lent. */
struct message_content {
	enum channel_kind channel;
	const char *identity;
	int64_t date_us;
	int64_t offset_minutes;		/* of the site's zone from UTC at DATE_US, east of it positive; -1439..1439 */
	const char *language;
	const char *from_name, *from_address;
	const char *to_name, *to_address;
	const char *reply_to;		/* NULL */
	const char *thread;		/* NULL: it begins one */
	const char *subject, *text;
	const char *code;		/* NULL */
	const struct content_attachment *attachments;
	size_t attachment_count;
	const struct json *notice;
};
#define CONTENT_ATTACHMENTS_LIMIT 16
/* What codes are made of: nothing that is heard or read as something else. */
#define CONTENT_CODE_LETTERS "ABCDEFGHJKMNPQRSTWXYZ23456789"
#define CONTENT_CODE_LENGTH 6
/* As one line. Caller frees. */
char *content_print(const struct message_content *content);
/* What lies in JSON, lent by it, attachments into the caller's ATTACHMENTS (CONTENT_ATTACHMENTS_LIMIT). False: it is none. OPS_JSON_ERROR. */
bool content_read(const struct json *json, struct message_content *ret_content, struct content_attachment *attachments, GError **error);
/* The same out of CONTENT as it is kept. The whole that it lends from, to be freed by json_free(); NULL: it is none. */
struct json *content_parse(const char *content, struct message_content *ret_content, struct content_attachment *attachments,
			   GError **error);
/* Whether CONTENT, as content_print() wrote it, is of a notice of KIND: without reading it, for who looks through thousands. The kind
 * stands first in the notice, and what a text says has its quotes escaped. */
bool content_is_of(const char *content, enum notice_kind kind);
/* Whether TEXT says, in either language, that this is no drill: words that are never sent out of one. */
bool content_denies_drill(const char *text);
