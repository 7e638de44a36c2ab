/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What came of a job, as a JSON line, written and read. Output is kept byte by
 * byte: as text where it is UTF-8 without NUL, else in base64.
 */
#include "net/ssh.h"

#include "base/digest.h"
#include "base/json-line.h"
#include "base/json.h"
#include "base/translate.h"

#include <string.h>

#define RESULT_VERSION 1
/* A byte of output takes at most six of JSON ("\u001b"). */
#define RESULT_LINE_MAX ((size_t)SSH_BYTES_MAX * 8)

static void output_init(struct ssh_output *output)
{
	output->text = g_string_new(NULL);
	output->errors = g_string_new(NULL);
	output->reason = SSH_REASON_NOT_ASKED;
	output->exit_status = -1;
	output->elapsed_us = -1;
}

struct ssh_result *ssh_result_new(const char *id, unsigned int count)
{
	struct ssh_result *result = g_new0(struct ssh_result, 1);

	result->id = g_strdup(id);
	result->end = PROBE_COULD_NOT_ASK;
	result->reason = SSH_REASON_CRASHED;
	result->message = g_strdup("");
	result->total_us = -1;
	for (int i = 0; i < SSH_PHASE_COUNT; i++)
		result->phase_us[i] = -1;
	ssh_result_extend(result, count);
	return result;
}

void ssh_result_extend(struct ssh_result *result, unsigned int count)
{
	if (result->output_count >= count)
		return;
	result->outputs = g_renew(struct ssh_output, result->outputs, count);
	for (; result->output_count < count; result->output_count++) {
		result->outputs[result->output_count] = (struct ssh_output){ 0 };
		output_init(&result->outputs[result->output_count]);
	}
}

void ssh_result_free(struct ssh_result *result)
{
	if (!result)
		return;
	for (unsigned int i = 0; i < result->output_count; i++) {
		g_string_free(result->outputs[i].text, TRUE);
		g_string_free(result->outputs[i].errors, TRUE);
	}
	for (int i = 0; i < SSH_CATEGORY_COUNT; i++) {
		g_free(result->offered[i]);
		g_free(result->agreed[i]);
	}
	g_free(result->outputs);
	g_free(result->id);
	g_free(result->message);
	g_free(result->server);
	g_free(result->host_key_type);
	g_free(result->host_key_fingerprint);
	g_free(result->host_key);
	g_free(result);
}

/* --- writing --- */

static void print_optional(GString *line, const char *key, int64_t value)
{
	if (value < 0)
		json_line_null(line, key);
	else
		json_line_integer(line, key, value);
}

static void print_bytes(GString *line, const char *text_key, const char *base64_key, const GString *bytes)
{
	/* A NUL ends what g_utf8_validate() takes for valid. */
	if (g_utf8_validate(bytes->str, (gssize)bytes->len, NULL) && !memchr(bytes->str, '\0', bytes->len)) {
		json_line_string(line, text_key, bytes->str);
	} else {
		g_autofree char *base64 = digest_base64(bytes->str, bytes->len);

		json_line_string(line, base64_key, base64);
	}
}

static void print_output(GString *line, const struct ssh_output *output)
{
	json_line_begin(line);
	json_line_bool(line, "complete", output->complete);
	json_line_string(line, "reason", output->complete ? NULL : ssh_reason_id(output->reason));
	json_line_integer(line, "bytes", (int64_t)output->text->len);
	print_optional(line, "exit_status", output->exit_status);
	print_optional(line, "elapsed_us", output->elapsed_us);
	json_line_integer(line, "controls", output->controls);
	json_line_integer(line, "pages", output->pages);
	print_bytes(line, "text", "base64", output->text);
	if (output->errors->len)
		print_bytes(line, "errors", "errors_base64", output->errors);
	json_line_end(line);
}

static void print_phases(GString *line, const struct ssh_result *result)
{
	json_line_begin(line);
	for (int i = 0; i < SSH_PHASE_COUNT; i++)
		if (result->phase_us[i] >= 0)
			json_line_integer(line, ssh_phase_id((enum ssh_phase)i), result->phase_us[i]);
	json_line_end(line);
}

static void print_names(GString *line, char *const names[SSH_CATEGORY_COUNT])
{
	json_line_begin(line);
	for (int i = 0; i < SSH_CATEGORY_COUNT; i++)
		if (names[i])
			json_line_string(line, ssh_category_id((enum ssh_category)i), names[i]);
	json_line_end(line);
}

static void print_host_key(GString *line, const struct ssh_result *result)
{
	json_line_begin(line);
	json_line_string(line, "type", result->host_key_type);
	json_line_string(line, "fingerprint", result->host_key_fingerprint);
	json_line_string(line, "key", result->host_key);
	json_line_end(line);
}

/* Appends what PRINT makes as the value of KEY. */
#define PRINT_INSIDE(line, key, print, value) do {			\
		g_autoptr(GString) inside_ = g_string_new(NULL);	\
									\
		print(inside_, value);					\
		json_line_raw(line, key, inside_->str);			\
	} while (0)

static void print_outputs(GString *list, const struct ssh_result *result)
{
	g_string_append_c(list, '[');
	for (unsigned int i = 0; i < result->output_count; i++) {
		if (i)
			g_string_append_c(list, ',');
		print_output(list, &result->outputs[i]);
	}
	g_string_append_c(list, ']');
}

void ssh_result_print(const struct ssh_result *result, GString *line)
{
	bool well = result->reason == SSH_REASON_NONE;

	json_line_begin(line);
	json_line_integer(line, "v", RESULT_VERSION);
	json_line_string(line, "id", result->id);
	json_line_string(line, "end", words_get(WORDS_PROBE_END, result->end)->id);
	json_line_string(line, "reason", well ? NULL : ssh_reason_id(result->reason));
	json_line_string(line, "phase", ssh_phase_id(result->phase));
	json_line_string(line, "at", result->at_jump ? "jump" : "device");
	json_line_string(line, "message", result->message);
	PRINT_INSIDE(line, "phases_us", print_phases, result);
	print_optional(line, "total_us", result->total_us);
	json_line_string(line, "server", result->server);
	PRINT_INSIDE(line, "offered", print_names, result->offered);
	PRINT_INSIDE(line, "agreed", print_names, result->agreed);
	if (result->host_key_fingerprint)
		PRINT_INSIDE(line, "host_key", print_host_key, result);
	else
		json_line_null(line, "host_key");
	PRINT_INSIDE(line, "outputs", print_outputs, result);
	json_line_end(line);
	g_string_append_c(line, '\n');
}

/* --- reading --- */

static bool wrong(GError **error, const char *key)
{
	g_set_error(error, OPS_SSH_ERROR, SSH_ERROR_RESULT, _("result of nwops-ssh: '%s' is missing or wrong"), key);
	return false;
}

static int64_t get_integer(const struct json *object, const char *key, int64_t otherwise)
{
	int64_t value;

	return json_get_integer(object, key, &value) && value >= 0 ? value : otherwise;
}

static bool read_bytes(const struct json *object, const char *text_key, const char *base64_key, GString *bytes)
{
	const char *text = json_get_string(object, text_key), *base64 = json_get_string(object, base64_key);
	g_autofree uint8_t *decoded = NULL;
	size_t length = 0;

	if (text)
		g_string_assign(bytes, text);
	if (text || !base64)
		return text != NULL;
	decoded = digest_from_base64(base64, SSH_BYTES_MAX, &length);
	if (decoded)
		g_string_append_len(bytes, (const char *)decoded, (gssize)length);
	return decoded != NULL;
}

static bool read_reason(const struct json *object, enum ssh_reason *ret_reason)
{
	const char *id = json_get_string(object, "reason");
	int reason = id ? ssh_reason_find(id) : SSH_REASON_NONE;

	if (reason < 0)
		return false;
	*ret_reason = (enum ssh_reason)reason;
	return true;
}

static bool read_output(const struct json *object, struct ssh_output *output, GError **error)
{
	if (!json_get_bool(object, "complete", &output->complete))
		return wrong(error, "complete");
	if (!read_reason(object, &output->reason) || output->complete != (output->reason == SSH_REASON_NONE))
		return wrong(error, "reason");
	if (!read_bytes(object, "text", "base64", output->text))
		return wrong(error, "text");
	read_bytes(object, "errors", "errors_base64", output->errors);
	output->exit_status = (int)get_integer(object, "exit_status", -1);
	output->elapsed_us = get_integer(object, "elapsed_us", -1);
	output->controls = (uint32_t)get_integer(object, "controls", 0);
	output->pages = (uint32_t)get_integer(object, "pages", 0);
	return true;
}

static bool read_end(const struct json *tree, struct ssh_result *result, GError **error)
{
	const char *end = json_get_string(tree, "end"), *phase = json_get_string(tree, "phase");
	const char *at = json_get_string(tree, "at");
	int value = end ? words_find(WORDS_PROBE_END, end) : -1;

	if (value < 0)
		return wrong(error, "end");
	result->end = (enum probe_end)value;
	if (!read_reason(tree, &result->reason))
		return wrong(error, "reason");
	value = phase ? ssh_phase_find(phase) : -1;
	if (value < 0)
		return wrong(error, "phase");
	result->phase = (enum ssh_phase)value;
	result->at_jump = at && !strcmp(at, "jump");
	return true;
}

static void read_names(const struct json *object, char *names[SSH_CATEGORY_COUNT])
{
	for (int i = 0; object && i < SSH_CATEGORY_COUNT; i++)
		names[i] = g_strdup(json_get_string(object, ssh_category_id((enum ssh_category)i)));
}

static void read_facts(const struct json *tree, struct ssh_result *result)
{
	const struct json *phases = json_get(tree, "phases_us"), *key = json_get(tree, "host_key");
	const char *message = json_get_string(tree, "message");

	g_free(result->message);
	result->message = g_strdup(message ? message : "");
	for (int i = 0; phases && i < SSH_PHASE_COUNT; i++)
		result->phase_us[i] = get_integer(phases, ssh_phase_id((enum ssh_phase)i), -1);
	result->total_us = get_integer(tree, "total_us", -1);
	result->server = g_strdup(json_get_string(tree, "server"));
	read_names(json_get(tree, "offered"), result->offered);
	read_names(json_get(tree, "agreed"), result->agreed);
	if (!key)
		return;
	result->host_key_type = g_strdup(json_get_string(key, "type"));
	result->host_key_fingerprint = g_strdup(json_get_string(key, "fingerprint"));
	result->host_key = g_strdup(json_get_string(key, "key"));
}

struct ssh_result *ssh_result_parse(const char *bytes, size_t length, GError **error)
{
	g_autoptr(ops_json_t) tree = json_parse(bytes, length, RESULT_LINE_MAX, error);
	const struct json *outputs = tree ? json_get(tree, "outputs") : NULL;
	g_autoptr(ops_ssh_result_t) result = NULL;
	const char *id;
	int64_t version;

	if (!tree)
		return NULL;
	id = json_get_string(tree, "id");
	if (!json_get_integer(tree, "v", &version) || version != RESULT_VERSION || !id || !outputs ||
	    json_length(outputs) > SSH_COMMANDS_MAX) {
		wrong(error, !id ? "id" : !outputs ? "outputs" : "v");
		return NULL;
	}
	result = ssh_result_new(id, (unsigned int)json_length(outputs));
	if (!read_end(tree, result, error))
		return NULL;
	read_facts(tree, result);
	for (unsigned int i = 0; i < result->output_count; i++)
		if (!read_output(json_at(outputs, i), &result->outputs[i], error))
			return NULL;
	return g_steal_pointer(&result);
}
