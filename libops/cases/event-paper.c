/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bodies of what belongs to the paper of a case: which it is, stages and decisions about them, documents, and what is said of
 * its fields.
 */
#include "cases/paper-internal.h"

static bool is_id(const char *text)
{
	return event_said_is_text(text, CASE_ID_LIMIT);
}

/* A key that may be missing. */
static bool may_be(const struct json *body, const char *key, size_t limit)
{
	return !json_get(body, key) || event_said_is_text(json_get_string(body, key), limit);
}

static bool has_digest(const struct json *body, const char *key)
{
	const char *hex = json_get_string(body, key);
	struct digest digest;

	return hex && digest_from_hex(hex, digest.bytes, DIGEST_SIZE);
}

static bool is_paper(const struct json *body)
{
	return is_id(json_get_string(body, "paper")) && has_digest(body, "digest");
}

static bool is_stage(const struct json *body)
{
	const char *state = json_get_string(body, "state");
	int stand = state ? words_find(WORDS_STAGE_STAND, state) : -1;
	int64_t until_us;

	return is_id(json_get_string(body, "stage")) && (stand == STAGE_DONE || stand == STAGE_SKIPPED) &&
	       may_be(body, "outcome", CASE_ID_LIMIT) && may_be(body, "reason", CASE_SAID_LIMIT) &&
	       (stand != STAGE_SKIPPED || json_get(body, "reason")) &&
	       (!json_get(body, "until_us") || (json_get_integer(body, "until_us", &until_us) && until_us > 0));
}

static bool is_decision(const struct json *body)
{
	return is_id(json_get_string(body, "stage")) && may_be(body, "outcome", CASE_ID_LIMIT) &&
	       may_be(body, "reason", CASE_SAID_LIMIT) && event_said_is_text(json_get_string(body, "who"), CASE_TEXT_LIMIT) &&
	       is_id(json_get_string(body, "role"));
}

static bool is_document(const struct json *body)
{
	int64_t bytes;

	return is_id(json_get_string(body, "sort")) && event_said_is_text(json_get_string(body, "name"), CASE_TEXT_LIMIT) &&
	       event_said_is_text(json_get_string(body, "place"), CASE_SAID_LIMIT) && json_get_integer(body, "bytes", &bytes) &&
	       bytes > 0 && has_digest(body, "sha256");
}

static bool is_fact(const struct json *body)
{
	return is_id(json_get_string(body, "name")) && may_be(body, "value", CASE_SAID_LIMIT);
}

static const struct { enum case_event_kind kind; bool (*is)(const struct json *body); const char *text; } bodies[] = {
	{CASE_PAPER, is_paper, "paper"},	  {CASE_STAGE, is_stage, "stage"}, {CASE_DECISION, is_decision, "stage"},
	{CASE_DOCUMENT, is_document, "name"}, {CASE_FACT, is_fact, "name"},
};

bool event_paper_read(const struct json *body, struct case_event *event)
{
	for (size_t i = 0; i < G_N_ELEMENTS(bodies); i++) {
		if (bodies[i].kind != event->kind)
			continue;
		if (!bodies[i].is(body))
			return false;
		event->text = g_strdup(json_get_string(body, bodies[i].text));
		return true;
	}
	return false;
}

bool case_document_read(const struct case_event *event, struct case_document *ret_document)
{
	struct case_document document = {NULL};

	if (event->kind != CASE_DOCUMENT || !event->body)
		return false;
	document.sort = json_get_string(event->body, "sort");
	document.name = json_get_string(event->body, "name");
	document.place = json_get_string(event->body, "place");
	json_get_integer(event->body, "bytes", &document.bytes);
	digest_from_hex(json_get_string(event->body, "sha256"), document.digest.bytes, DIGEST_SIZE);
	*ret_document = document;
	return true;
}
