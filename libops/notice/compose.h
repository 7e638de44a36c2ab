/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is sent, made from what a message is kept as (notice/content.h): a mail, the body of a webhook, an alert, the
 * input of the site's program, the words for a telephone call, a sheet of paper. The same content gives the same
 * bytes at any time: no clock is asked and nothing is drawn by lot. Only nwops-send(8) links this.
 *
 * Nothing that stands in a content can make a header of its own, hide or reorder what is read: control characters
 * become blanks, what is invisible goes, text is normalised (NFC). A mark stands before the subject and is the first and the
 * last line of the text, so that it stays when somebody forwards or cuts it. Nothing else is added to the words.
 */
#pragma once

#include "base/digest.h"
#include "net/send.h"
#include "notice/content.h"
#include "notice/sign.h"

#define OPS_COMPOSE_ERROR compose_error_quark()
GQuark compose_error_quark(void);
/* Something that must be right is not: an address, an identity. */
enum compose_error_code { COMPOSE_ERROR_CONTENT };

struct compose_options {
	enum send_mark mark;
	const struct sign_key *signature;	/* mail: it is signed with this; NULL: not */
	/* Webhook: the key of its HMAC, as its file has it ("whsec_" and base64, or any bytes); NULL: it is not signed. */
	const char *secret;
	size_t secret_length;
	/* Webhook: when this try is made; the headers that tell it are left out where it is 0. */
	int64_t attempt_at_us;
};

struct composed {
	GBytes *bytes;
	const char *content_type;	/* of an HTTP request; lent for ever */
	GPtrArray *headers;		/* char *: further ones of it, "webhook-id: …"; none for other channels */
	struct digest digest;		/* of the bytes */
	char *unsigned_why;		/* a mail that should be signed and could not be: it is made all the same; NULL */
};

/* False: RET_COMPOSED is untouched. */
bool compose(const struct message_content *content, const struct compose_options *options,
	     struct composed *ret_composed, GError **error);
void composed_clear(struct composed *composed);
