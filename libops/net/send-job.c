/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Jobs for nwops-send and what came of them as JSON lines, written and read on both
 * sides of its pipes. A job may be typed by a person, and a result come from a program
 * that a server has taken over: every text and list has a limit, a key that is not known is refused. Which
 * file a secret is in stands in a job, never the secret.
 */
#include "net/send.h"

#include "base/json-line.h"
#include "base/text.h"
#include "base/translate.h"

#include <string.h>

#define VERSION 1
#define TEXT_MAX 4096
#define REPLY_MAX 4096
#define ATTEMPTS_MAX (2 * SEND_RELAYS_MAX)
#define DAY_US INT64_C(86400000000)
#define CONNECT_US INT64_C(10000000)
#define ATTEMPT_US INT64_C(60000000)

G_DEFINE_QUARK(ops-send-error, send_error)

static const char *const marks[] = { [SEND_UNMARKED] = "", [SEND_TEST] = "test", [SEND_DRILL] = "drill" };

struct send_job_source {
	struct json *tree;
	struct send_relay relays[SEND_RELAYS_MAX];
};

void send_job_source_free(struct send_job_source *source)
{
	if (!source)
		return;
	json_free(source->tree);
	g_free(source);
}

const struct json *send_job_content(const struct send_job_source *source)
{
	return json_get(source->tree, "content");
}

void send_attempt_free(struct send_attempt *attempt)
{
	if (!attempt)
		return;
	g_free(attempt->relay);
	g_free(attempt->reply);
	g_free(attempt->secured);
	g_free(attempt);
}

void send_line_clear(struct send_line *line)
{
	g_clear_pointer(&line->attempts, g_ptr_array_unref);
}

/* --- writing --- */

static void print_relay(GString *list, const struct send_relay *relay)
{
	json_line_begin(list);
	json_line_string(list, "name", relay->name);
	json_line_string(list, "host", relay->host);
	json_line_integer(list, "port", relay->port);
	json_line_string(list, "security", relay->security);
	json_line_string(list, "tls_name", relay->tls_name);
	json_line_string(list, "ca", relay->ca);
	json_line_string(list, "user", relay->user);
	json_line_string(list, "secret", relay->secret);
	json_line_end(list);
}

static void print_route(GString *line, const struct send_route *route)
{
	g_autoptr(GString) object = g_string_new(NULL), relays = g_string_new("[");

	for (size_t i = 0; i < route->relay_count; i++) {
		if (i)
			g_string_append_c(relays, ',');
		print_relay(relays, &route->relays[i]);
	}
	g_string_append_c(relays, ']');
	json_line_begin(object);
	json_line_raw(object, "relays", relays->str);
	json_line_string(object, "source", route->source);
	json_line_string(object, "interface", route->interface);
	json_line_string(object, "from", route->from);
	json_line_string(object, "proxy", route->proxy);
	json_line_string(object, "ca", route->ca);
	json_line_end(object);
	json_line_raw(line, "route", object->str);
}

void send_job_print(const struct send_job *job, GString *line)
{
	g_autoptr(GString) object = g_string_new(NULL);

	json_line_begin(line);
	json_line_integer(line, "v", VERSION);
	json_line_integer(line, "job", job->job);
	json_line_raw(line, "content", job->content);
	json_line_string(line, "mark", marks[job->mark]);
	print_route(line, &job->route);
	json_line_string(line, "target", job->target);
	json_line_string(line, "secret", job->secret);
	json_line_begin(object);
	json_line_integer(object, "connect_us", job->connect_us);
	json_line_integer(object, "attempt_us", job->attempt_us);
	json_line_end(object);
	json_line_raw(line, "limits", object->str);
	g_string_truncate(object, 0);
	if (job->certificate) {
		json_line_begin(object);
		json_line_string(object, "certificate", job->certificate);
		json_line_string(object, "key", job->key);
		json_line_end(object);
	}
	json_line_raw(line, "signature", object->len ? object->str : "null");
	json_line_end(line);
	g_string_append_c(line, '\n');
}

static bool has_digest(const struct digest *digest)
{
	static const struct digest none;

	return memcmp(digest, &none, sizeof none) != 0;
}

static void print_known(GString *line, const char *key, int64_t value)
{
	if (value < 0)
		json_line_null(line, key);
	else
		json_line_integer(line, key, value);
}

static void print_attempt(GString *list, const struct send_attempt *attempt)
{
	g_autofree char *hex = has_digest(&attempt->digest) ? digest_hex(attempt->digest.bytes, DIGEST_SIZE) : NULL;

	json_line_begin(list);
	json_line_string(list, "relay", attempt->relay);
	json_line_string(list, "end", words_get(WORDS_DELIVERY_END, attempt->end)->id);
	print_known(list, "code", attempt->code);
	json_line_string(list, "reply", attempt->reply);
	json_line_string(list, "secured", attempt->secured);
	json_line_integer(list, "began_us", attempt->began_at_us);
	json_line_integer(list, "ended_us", attempt->ended_at_us);
	print_known(list, "wait_us", attempt->wait_us);
	json_line_string(list, "digest", hex);
	json_line_bool(list, "unsigned", attempt->unsigned_);
	json_line_end(list);
}

void send_line_print(const struct send_line *what, GString *line)
{
	json_line_begin(line);
	json_line_integer(line, "v", VERSION);
	print_known(line, "job", what->job);
	if (what->attempts) {
		g_autoptr(GString) list = g_string_new("[");

		for (unsigned int i = 0; i < what->attempts->len; i++) {
			if (i)
				g_string_append_c(list, ',');
			print_attempt(list, g_ptr_array_index(what->attempts, i));
		}
		g_string_append_c(list, ']');
		json_line_raw(line, "attempts", list->str);
	} else {
		json_line_bool(line, "handing_over", true);
	}
	json_line_end(line);
	g_string_append_c(line, '\n');
}

/* --- reading jobs --- */

static bool wrong(GError **error, const char *key, const char *why)
{
	g_set_error(error, OPS_SEND_ERROR, SEND_ERROR_JOB, _("job for nwops-send, '%s': %s"), key, why);
	return false;
}

/* Every key of OBJECT is one of KEYS (NULL-terminated), or ERROR names it. */
static bool check_keys(const struct json *object, const char *const *keys, GError **error)
{
	const char *key = json_unknown_key(object, keys);
	g_autofree char *why = key ? json_unknown_key_why(key, keys) : NULL, *shown = key ? text_excerpt(key) : NULL;

	return !key || wrong(error, shown, why);
}

#define CHECK_KEYS(object, error, ...) \
	check_keys(object, (const char *const[]){ __VA_ARGS__, NULL }, error)

/* Null, an empty object, or not there. */
static bool is_nothing(const struct json *value)
{
	g_autofree char *text = NULL;
	const char *key = NULL;

	if (!value || json_says_null(value))
		return true;
	text = json_text(value);
	return !text && !json_is_list(value) && !json_next(value, &key);
}

static bool is_object(const struct json *value)
{
	const char *key = NULL;

	return value && json_next(value, &key);
}

/* A line of text under KEY, or NULL where there is nothing. */
static bool read_text(const struct json *object, const char *key, const char **ret_text, GError **error)
{
	const char *text = json_get_string(object, key);

	if (!text && !is_nothing(json_get(object, key)))
		return wrong(error, key, _("expected a text"));
	for (const char *at = text; at && *at; at++)
		if ((unsigned char)*at < ' ' || *at == 0x7f || at - text >= TEXT_MAX)
			return wrong(error, key, _("too long, or it holds control characters"));
	*ret_text = text;
	return true;
}

static bool read_needed_text(const struct json *object, const char *key, const char **ret_text, GError **error)
{
	if (!read_text(object, key, ret_text, error))
		return false;
	return (*ret_text && **ret_text) || wrong(error, key, _("expected a text"));
}

/* MINIMUM..MAXIMUM; *RET_VALUE stays when the key is missing. */
static bool read_number(const struct json *object, const char *key, int64_t minimum, int64_t maximum, int64_t *ret_value,
			GError **error)
{
	g_autofree char *why = NULL;
	int64_t value;

	if (!json_get_integer(object, key, &value))
		return !json_get(object, key) || wrong(error, key, _("expected a number"));
	if (value >= minimum && value <= maximum) {
		*ret_value = value;
		return true;
	}
	why = g_strdup_printf(_("expected a number from %ld to %ld"), (long)minimum, (long)maximum);
	return wrong(error, key, why);
}

static bool read_relay(const struct json *object, struct send_relay *relay, GError **error)
{
	int64_t port = 0;

	if (!CHECK_KEYS(object, error, "name", "host", "port", "security", "tls_name", "ca", "user", "secret") ||
	    !read_needed_text(object, "name", &relay->name, error) ||
	    !read_needed_text(object, "host", &relay->host, error) ||
	    !read_number(object, "port", 1, 65535, &port, error) ||
	    !read_needed_text(object, "security", &relay->security, error) ||
	    !read_text(object, "tls_name", &relay->tls_name, error) || !read_text(object, "ca", &relay->ca, error) ||
	    !read_text(object, "user", &relay->user, error) || !read_text(object, "secret", &relay->secret, error))
		return false;
	if (!port)
		return wrong(error, "port", _("expected a number"));
	if (words_find(WORDS_RELAY_SECURITY, relay->security) < 0)
		return wrong(error, "security", _("expected starttls, tls or plain"));
	if (!relay->user != !relay->secret)
		return wrong(error, "user", _("a user and the file of a secret belong together"));
	relay->port = (uint16_t)port;
	return true;
}

static bool read_route(struct send_job_source *source, const struct json *object, struct send_route *route, GError **error)
{
	const struct json *relays = json_get(object, "relays");

	if (is_nothing(object))
		return true;
	if (!CHECK_KEYS(object, error, "relays", "source", "interface", "from", "proxy", "ca") ||
	    !read_text(object, "source", &route->source, error) ||
	    !read_text(object, "interface", &route->interface, error) ||
	    !read_text(object, "from", &route->from, error) || !read_text(object, "proxy", &route->proxy, error) ||
	    !read_text(object, "ca", &route->ca, error))
		return false;
	if (relays && (!json_is_list(relays) || json_length(relays) > SEND_RELAYS_MAX))
		return wrong(error, "relays", _("expected a list of a few relays"));
	route->relays = source->relays;
	route->relay_count = relays ? json_length(relays) : 0;
	for (size_t i = 0; i < route->relay_count; i++)
		if (!read_relay(json_at(relays, i), &source->relays[i], error))
			return false;
	return true;
}

static bool read_mark(const struct json *object, enum send_mark *ret_mark, GError **error)
{
	const char *mark = NULL;

	if (!read_text(object, "mark", &mark, error))
		return false;
	for (unsigned int i = 0; mark && i < G_N_ELEMENTS(marks); i++)
		if (!strcmp(mark, marks[i])) {
			*ret_mark = (enum send_mark)i;
			return true;
		}
	return wrong(error, "mark", _("expected test, drill or an empty text"));
}

static bool read_job(struct send_job_source *source, struct send_job *job, GError **error)
{
	const struct json *tree = source->tree, *limits = json_get(tree, "limits"), *signature = json_get(tree, "signature");
	int64_t version = 0;

	if (!CHECK_KEYS(tree, error, "v", "job", "content", "mark", "route", "target", "secret", "limits", "signature"))
		return false;
	if (!json_get_integer(tree, "v", &version) || version != VERSION)
		return wrong(error, "v", _("expected 1"));
	job->job = -1;
	if (!read_number(tree, "job", 0, G_MAXINT64, &job->job, error) || !read_mark(tree, &job->mark, error) ||
	    !read_route(source, json_get(tree, "route"), &job->route, error) ||
	    !read_needed_text(tree, "target", &job->target, error) || !read_text(tree, "secret", &job->secret, error) ||
	    (limits && !CHECK_KEYS(limits, error, "connect_us", "attempt_us")) ||
	    !read_number(limits, "connect_us", 1, DAY_US, &job->connect_us, error) ||
	    !read_number(limits, "attempt_us", 1, DAY_US, &job->attempt_us, error))
		return false;
	if (job->job < 0)
		return wrong(error, "job", _("expected a number"));
	if (!is_object(json_get(tree, "content")))
		return wrong(error, "content", _("an object is needed"));
	if (is_nothing(signature))
		return true;
	return CHECK_KEYS(signature, error, "certificate", "key") &&
	       read_needed_text(signature, "certificate", &job->certificate, error) &&
	       read_needed_text(signature, "key", &job->key, error);
}

struct send_job_source *send_job_parse(const char *bytes, size_t length, struct send_job *ret_job, GError **error)
{
	g_autoptr(ops_send_job_source_t) source = g_new0(struct send_job_source, 1);
	struct send_job job = { .connect_us = CONNECT_US, .attempt_us = ATTEMPT_US };

	source->tree = json_parse_flat(bytes, length, SEND_JOB_LINE_MAX, error);
	if (!source->tree || !read_job(source, &job, error))
		return NULL;
	*ret_job = job;
	return g_steal_pointer(&source);
}

int64_t send_job_number(const char *bytes, size_t length)
{
	g_autoptr(ops_json_t) tree = json_parse(bytes, length, SEND_JOB_LINE_MAX, NULL);
	int64_t number;

	return tree && json_get_integer(tree, "job", &number) && number >= 0 ? number : -1;
}

/* --- reading results --- */

static bool bad(GError **error, const char *key)
{
	g_set_error(error, OPS_SEND_ERROR, SEND_ERROR_RESULT, _("result of nwops-send: '%s' is missing or wrong"), key);
	return false;
}

/* At most so much of it, safe to show. */
static bool take_text(const struct json *object, const char *key, char **ret_text, GError **error)
{
	const char *text = json_get_string(object, key);

	if (!text)
		return bad(error, key);
	*ret_text = text_safe(text, strlen(text), REPLY_MAX);
	return true;
}

/* A number of 0 or more; null is -1. */
static bool take_known(const struct json *object, const char *key, int64_t *ret_value, GError **error)
{
	*ret_value = -1;
	if (is_nothing(json_get(object, key)))
		return true;
	return (json_get_integer(object, key, ret_value) && *ret_value >= 0) || bad(error, key);
}

static bool take_attempt(const struct json *object, struct send_attempt *attempt, GError **error)
{
	const char *end = json_get_string(object, "end"), *hex = json_get_string(object, "digest");
	int value = end ? words_find(WORDS_DELIVERY_END, end) : -1;

	if (value < 0)
		return bad(error, "end");
	attempt->end = (enum delivery_end)value;
	if (hex && !digest_from_hex(hex, attempt->digest.bytes, DIGEST_SIZE))
		return bad(error, "digest");
	if (!json_get_integer(object, "began_us", &attempt->began_at_us) ||
	    !json_get_integer(object, "ended_us", &attempt->ended_at_us))
		return bad(error, "began_us");
	if (!json_get_bool(object, "unsigned", &attempt->unsigned_))
		return bad(error, "unsigned");
	return take_known(object, "code", &attempt->code, error) && take_known(object, "wait_us", &attempt->wait_us, error) &&
	       take_text(object, "relay", &attempt->relay, error) && take_text(object, "reply", &attempt->reply, error) &&
	       take_text(object, "secured", &attempt->secured, error);
}

static bool take_attempts(const struct json *list, GPtrArray *attempts, GError **error)
{
	size_t count = json_is_list(list) ? json_length(list) : 0;

	if (!count || count > ATTEMPTS_MAX)
		return bad(error, "attempts");
	for (size_t i = 0; i < count; i++) {
		struct send_attempt *attempt = g_new0(struct send_attempt, 1);

		g_ptr_array_add(attempts, attempt);
		if (!take_attempt(json_at(list, i), attempt, error))
			return false;
	}
	return true;
}

bool send_line_parse(const char *bytes, size_t length, struct send_line *ret_line, GError **error)
{
	g_autoptr(ops_json_t) tree = json_parse_flat(bytes, length, SEND_JOB_LINE_MAX, error);
	g_autoptr(GPtrArray) attempts = NULL;
	int64_t version = 0, job = -1;
	bool handing_over = false;

	if (!tree)
		return false;
	if (!json_get_integer(tree, "v", &version) || version != VERSION)
		return bad(error, "v");
	if (!take_known(tree, "job", &job, error))
		return false;
	if (!json_get_bool(tree, "handing_over", &handing_over) || !handing_over) {
		attempts = g_ptr_array_new_with_free_func((GDestroyNotify)send_attempt_free);
		if (!take_attempts(json_get(tree, "attempts"), attempts, error))
			return false;
	}
	*ret_line = (struct send_line){ job, g_steal_pointer(&attempts) };
	return true;
}
