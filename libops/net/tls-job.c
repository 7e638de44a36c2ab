/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Jobs for nwops-tls and what came of them as JSON lines, written and read on both
 * sides of its pipes. A job may be typed by a person, a result come from a program
 * that has been taken over: every reader has limits and believes nothing.
 */
#include "net/tls.h"

#include "base/json-line.h"
#include "base/json.h"
#include "base/text.h"
#include "base/translate.h"

#include <net/if.h>
#include <string.h>

#define VERSION 1
#define ID_MAX 255
#define PATH_BYTES_MAX 4095
#define TIMEOUT_US (5 * G_USEC_PER_SEC)
#define PORT 443

G_DEFINE_QUARK(ops - tls - error, tls_error)

static const char *const fault_ids[CERTIFICATE_FAULT_COUNT] = {
	[CERTIFICATE_GOOD] = NULL,
	[CERTIFICATE_UNTRUSTED] = "untrusted",
	[CERTIFICATE_WRONG_NAME] = "wrong-name",
	[CERTIFICATE_NOT_YET] = "not-yet-valid",
	[CERTIFICATE_EXPIRED] = "expired",
	[CERTIFICATE_REFUSED] = "refused",
};
static const char *const failure_ids[TLS_FAILURE_COUNT] = {
	[TLS_FAILURE_NONE] = NULL,
	[TLS_CONNECT_TIMEOUT] = "connect-timeout",
	[TLS_REFUSED] = "refused",
	[TLS_UNREACHABLE] = "unreachable",
	[TLS_HANDSHAKE_TIMEOUT] = "handshake-timeout",
	[TLS_CLOSED] = "closed",
	[TLS_NOT_TLS] = "not-tls",
	[TLS_BROKEN] = "handshake-failed",
	[TLS_BAD_JOB] = "bad-job",
	[TLS_NO_TRUST] = "no-trust",
	[TLS_STOOD_STILL] = "stood-still",
};

const char *certificate_fault_id(enum certificate_fault fault)
{
	return fault_ids[fault];
}

const char *tls_failure_id(enum tls_failure failure)
{
	return failure_ids[failure];
}

void tls_answer_init(struct tls_answer *ret_answer)
{
	*ret_answer = (struct tls_answer){
		.end = PROBE_COULD_NOT_ASK,
		.time_us = -1,
		.leaf_expires_at_us = -1,
		.sent_expires_at_us = -1,
		.chain_expires_at_us = -1,
	};
}

/* --- writing --- */

void tls_job_print(const char *id, const struct tls_question *question, GString *line)
{
	char text[ADDRESS_TEXT_SIZE];

	json_line_begin(line);
	json_line_integer(line, "v", VERSION);
	json_line_string(line, "id", id);
	json_line_string(line, "address", address_print(&question->to, text));
	json_line_integer(line, "port", question->port);
	if (question->source.family)
		json_line_string(line, "source", address_print(&question->source, text));
	if (question->interface)
		json_line_string(line, "interface", question->interface);
	json_line_integer(line, "timeout_us", question->timeout_us);
	if (question->server_name)
		json_line_string(line, "server_name", question->server_name);
	if (question->trust)
		json_line_string(line, "trust", question->trust);
	json_line_integer(line, "at_us", question->at_us);
	json_line_end(line);
	g_string_append_c(line, '\n');
}

static void print_known(GString *line, const char *key, int64_t value)
{
	if (value < 0)
		json_line_null(line, key);
	else
		json_line_integer(line, key, value);
}

void tls_result_print(const char *id, const struct tls_answer *answer, GString *line)
{
	json_line_begin(line);
	json_line_integer(line, "v", VERSION);
	json_line_string(line, "id", id);
	json_line_string(line, "end", words_get(WORDS_PROBE_END, answer->end)->id);
	json_line_string(line, "failure", failure_ids[answer->failure]);
	print_known(line, "errno", answer->refused_errno ? answer->refused_errno : -1);
	print_known(line, "time_us", answer->time_us);
	print_known(line, "version", answer->version ? answer->version : -1);
	json_line_string(line, "certificate_fault", fault_ids[answer->fault]);
	json_line_string(line, "subject", *answer->subject ? answer->subject : NULL);
	print_known(line, "leaf_expires_at_us", answer->leaf_expires_at_us);
	print_known(line, "sent_expires_at_us", answer->sent_expires_at_us);
	print_known(line, "chain_expires_at_us", answer->chain_expires_at_us);
	json_line_string(line, "detail", *answer->detail ? answer->detail : NULL);
	json_line_end(line);
	g_string_append_c(line, '\n');
}

/* --- reading --- */

static bool has(const struct json *object, const char *key)
{
	return json_get(object, key) != NULL;
}

static bool is_wrong(enum tls_error_code code, const char *key, GError **error)
{
	g_set_error(error, OPS_TLS_ERROR, (gint)code, _("'%s' is missing or wrong"), key);
	return false;
}

/* An integer under KEY within bounds, which *VALUE keeps being when there is none. */
static bool read_integer(const struct json *object, const char *key, int64_t least, int64_t most,
			 int64_t *value)
{
	int64_t read;

	if (!has(object, key))
		return true;
	if (!json_get_integer(object, key, &read) || read < least || read > most)
		return false;
	*value = read;
	return true;
}

/* A string of at most MOST bytes under KEY; *RET_TEXT is the caller's to free and stays when there
 * is none. */
static bool read_string(const struct json *object, const char *key, size_t most, char **ret_text)
{
	const char *text = json_get_string(object, key);

	if (!has(object, key))
		return true;
	if (!text || !*text || strlen(text) > most)
		return false;
	*ret_text = g_strdup(text);
	return true;
}

static bool read_address(const struct json *object, const char *key, struct address *ret_address)
{
	const char *text = json_get_string(object, key);

	if (!has(object, key))
		return true;
	return text && address_parse(text, ret_address, NULL);
}

static struct json *parse_line(const char *bytes, size_t length, enum tls_error_code code,
			       GError **error)
{
	struct json *json = json_parse(bytes, length, TLS_LINE_MAX, error);
	int64_t version;

	if (!json)
		return NULL;
	if (json_get_integer(json, "v", &version) && version == VERSION)
		return json;
	is_wrong(code, "v", error);
	json_free(json);
	return NULL;
}

void tls_job_clear(struct tls_job *job)
{
	g_free(job->id);
	g_free((char *)job->question.interface);
	g_free((char *)job->question.server_name);
	g_free((char *)job->question.trust);
	*job = (struct tls_job){0};
}

bool tls_job_parse(const char *bytes, size_t length, struct tls_job *ret_job, GError **error)
{
	g_autoptr(ops_json_t) json = NULL;
	struct tls_question *question = &ret_job->question;
	int64_t port = PORT;

	*ret_job = (struct tls_job){.question = {.timeout_us = TIMEOUT_US, .at_us = -1}};
	json = parse_line(bytes, length, TLS_ERROR_JOB, error);
	if (!json)
		return false;
	if (!has(json, "id") || !read_string(json, "id", ID_MAX, &ret_job->id))
		return is_wrong(TLS_ERROR_JOB, "id", error);
	if (!has(json, "address") || !read_address(json, "address", &question->to))
		return is_wrong(TLS_ERROR_JOB, "address", error);
	if (!read_integer(json, "port", 1, 65535, &port))
		return is_wrong(TLS_ERROR_JOB, "port", error);
	question->port = (uint16_t)port;
	if (!read_address(json, "source", &question->source))
		return is_wrong(TLS_ERROR_JOB, "source", error);
	if (!read_string(json, "interface", IFNAMSIZ - 1, (char **)&question->interface))
		return is_wrong(TLS_ERROR_JOB, "interface", error);
	if (!read_integer(json, "timeout_us", 1, TLS_TIMEOUT_MAX_US, &question->timeout_us))
		return is_wrong(TLS_ERROR_JOB, "timeout_us", error);
	if (!read_string(json, "server_name", TLS_NAME_MAX, (char **)&question->server_name))
		return is_wrong(TLS_ERROR_JOB, "server_name", error);
	if (!read_string(json, "trust", PATH_BYTES_MAX, (char **)&question->trust))
		return is_wrong(TLS_ERROR_JOB, "trust", error);
	return read_integer(json, "at_us", 0, INT64_MAX, &question->at_us) ||
	       is_wrong(TLS_ERROR_JOB, "at_us", error);
}

/* Which of COUNT ids (null: 0) stands under KEY. */
static bool read_id(const struct json *json, const char *key, const char *const *ids,
		    unsigned int count, unsigned int *ret_number)
{
	const char *text = json_get_string(json, key);

	for (unsigned int i = 0; i < count; i++) {
		if (g_strcmp0(ids[i], text) != 0)
			continue;
		*ret_number = i;
		return true;
	}
	return false;
}

/* A time or number that may be null. */
static bool read_known(const struct json *json, const char *key, int64_t *ret_value)
{
	int64_t value;

	if (!json_get_integer(json, key, &value))
		return has(json, key);
	if (value < 0)
		return false;
	*ret_value = value;
	return true;
}

/* Made safe once more: who says so may be anybody by now. */
static void read_text(const struct json *json, const char *key, char *ret_text, size_t size)
{
	const char *text = json_get_string(json, key), *end;
	g_autofree char *safe = text ? text_safe(text, strlen(text), size) : NULL;

	g_strlcpy(ret_text, safe ? safe : "", size);
	if (!g_utf8_validate(ret_text, -1, &end))
		ret_text[end - ret_text] = '\0';
}

static bool read_answer(const struct json *json, struct tls_answer *answer)
{
	const char *ends[PROBE_END_COUNT];
	unsigned int end, failure, fault;
	int64_t version = 0, refused_errno = 0;

	for (unsigned int i = 0; i < PROBE_END_COUNT; i++)
		ends[i] = words_get(WORDS_PROBE_END, i)->id;
	if (!read_id(json, "end", ends, PROBE_END_COUNT, &end) ||
	    !read_id(json, "failure", failure_ids, TLS_FAILURE_COUNT, &failure) ||
	    !read_id(json, "certificate_fault", fault_ids, CERTIFICATE_FAULT_COUNT, &fault) ||
	    !read_known(json, "errno", &refused_errno) ||
	    !read_known(json, "time_us", &answer->time_us) ||
	    !read_known(json, "version", &version) ||
	    !read_known(json, "leaf_expires_at_us", &answer->leaf_expires_at_us) ||
	    !read_known(json, "sent_expires_at_us", &answer->sent_expires_at_us) ||
	    !read_known(json, "chain_expires_at_us", &answer->chain_expires_at_us))
		return false;
	/* What cannot be, is no result: an answer has a time and a version, nothing else has a
	 * time. */
	if ((end == PROBE_ANSWERED) != (answer->time_us >= 0) ||
	    (end == PROBE_ANSWERED && !version) ||
	    (end == PROBE_NO_ANSWER) != (failure > TLS_FAILURE_NONE && failure < TLS_BAD_JOB) ||
	    (end != PROBE_COULD_NOT_ASK && failure >= TLS_BAD_JOB) ||
	    (version && (version < 0x0301 || version > 0x0304)) || refused_errno > 4095)
		return false;
	answer->end = (enum probe_end)end;
	answer->failure = (enum tls_failure)failure;
	answer->fault = (enum certificate_fault)fault;
	answer->version = (int)version;
	answer->refused_errno = (int)refused_errno;
	read_text(json, "subject", answer->subject, sizeof answer->subject);
	read_text(json, "detail", answer->detail, sizeof answer->detail);
	return true;
}

bool tls_result_parse(const char *bytes, size_t length, char **ret_id,
		      struct tls_answer *ret_answer, GError **error)
{
	g_autoptr(ops_json_t) json = parse_line(bytes, length, TLS_ERROR_RESULT, error);
	struct tls_answer answer;

	tls_answer_init(&answer);
	if (!json)
		return false;
	if (!read_answer(json, &answer)) {
		g_set_error(error, OPS_TLS_ERROR, TLS_ERROR_RESULT,
			    _("a result of 'nwops-tls' contradicts itself"));
		return false;
	}
	*ret_answer = answer;
	*ret_id = g_strdup(json_get_string(json, "id"));
	return true;
}
