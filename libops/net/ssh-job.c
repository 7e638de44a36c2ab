/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A job for nwops-ssh as a JSON line, written and read. The reader takes bytes
 * that a person may have typed: every list and word has a limit, and what is
 * wrong is named by its key. Which file a secret is in stands in a job, never
 * the secret.
 */
#include "net/ssh.h"

#include "base/json-line.h"
#include "base/json.h"
#include "base/text.h"
#include "base/translate.h"

#include <string.h>

#define JOB_VERSION 1
#define ID_MAX 255
#define LOCK_MAX 120
#define DAY_US INT64_C(86400000000)

const struct ssh_limits ssh_limits_default = {
	.lock_us = 5000000,
	.connect_us = 10000000,
	.banner_us = 15000000,
	.login_us = 20000000,
	.command_us = 30000000,
	.job_us = 120000000,
	.bytes = 4 << 20,
};

static const char *const methods[] = {
	[SSH_BY_KEY] = "key",
	[SSH_BY_AGENT] = "agent",
	[SSH_BY_PASSWORD] = "password",
	[SSH_BY_KEYBOARD_INTERACTIVE] = "keyboard-interactive",
};
static const char *const transports[] = { [SSH_OVER_LIBSSH2] = "libssh2", [SSH_OVER_OPENSSH] = "openssh" };
static const char *const channels[] = { [SSH_CHANNEL_EXEC] = "exec", [SSH_CHANNEL_SHELL] = "shell" };
static const char *const pin_words[] = { "check", "learn-only" };
static const char *const line_ends[] = { "\n", "\r", "\r\n" };
static const char *const afters[] = { "refused", "garbled" };	/* by bit of enum ssh_after */

/* A job that was read: its strings are the tree's, its lists stand here. */
struct ssh_job_source {
	struct json *tree;
	struct ssh_peer jump;
	GPtrArray *lists;		/* owned blocks */
};

void ssh_job_source_free(struct ssh_job_source *source)
{
	if (!source)
		return;
	g_clear_pointer(&source->tree, json_free);
	g_ptr_array_unref(source->lists);
	g_free(source);
}

/* --- writing --- */

static void print_words(GString *line, const char *key, const char *const *words, unsigned int count)
{
	g_autoptr(GString) list = g_string_new("[");

	for (unsigned int i = 0; i < count; i++) {
		if (i)
			g_string_append_c(list, ',');
		json_append_quoted(list, words[i]);
	}
	g_string_append_c(list, ']');
	json_line_raw(line, key, list->str);
}

static void print_credentials(GString *line, const struct ssh_peer *peer)
{
	g_autoptr(GString) list = g_string_new("[");

	for (unsigned int i = 0; i < peer->credential_count; i++) {
		const struct ssh_credential *credential = &peer->credentials[i];

		if (i)
			g_string_append_c(list, ',');
		json_line_begin(list);
		json_line_string(list, "method", methods[credential->method]);
		json_line_string(list, credential->method == SSH_BY_AGENT ? "socket" : "file", credential->path);
		json_line_end(list);
	}
	g_string_append_c(list, ']');
	json_line_raw(line, "authenticate", list->str);
}

static void print_peer(GString *line, const struct ssh_peer *peer)
{
	char address[ADDRESS_TEXT_SIZE];

	json_line_string(line, "address", address_print(&peer->address, address));
	json_line_integer(line, "port", peer->port);
	if (peer->user)
		json_line_string(line, "user", peer->user);
	print_credentials(line, peer);
	print_words(line, "pins", peer->pins, peer->pin_count);
	print_words(line, "legacy", peer->legacy, peer->legacy_count);
}

static void print_shell(GString *line, const struct ssh_shell *shell)
{
	g_autoptr(GString) object = g_string_new(NULL), pagers = g_string_new("[");

	for (unsigned int i = 0; i < shell->pager_count; i++) {
		if (i)
			g_string_append_c(pagers, ',');
		json_line_begin(pagers);
		json_line_string(pagers, "text", shell->pagers[i].text);
		json_line_string(pagers, "answer", shell->pagers[i].answer);
		json_line_end(pagers);
	}
	g_string_append_c(pagers, ']');
	json_line_begin(object);
	json_line_string(object, "prompt", shell->prompt);
	json_line_raw(object, "pager", pagers->str);
	json_line_string(object, "line_end", shell->line_end);
	if (shell->logout)
		json_line_string(object, "logout", shell->logout);
	if (shell->elevate)
		json_line_string(object, "elevate", shell->elevate);
	if (shell->elevate_path)
		json_line_string(object, "elevate_file", shell->elevate_path);
	json_line_end(object);
	json_line_raw(line, "shell", object->str);
}

static void print_limits(GString *line, const struct ssh_limits *limits)
{
	g_autoptr(GString) object = g_string_new(NULL);

	json_line_begin(object);
	json_line_integer(object, "lock_us", limits->lock_us);
	json_line_integer(object, "connect_us", limits->connect_us);
	json_line_integer(object, "banner_us", limits->banner_us);
	json_line_integer(object, "login_us", limits->login_us);
	json_line_integer(object, "command_us", limits->command_us);
	json_line_integer(object, "job_us", limits->job_us);
	json_line_integer(object, "bytes", limits->bytes);
	json_line_end(object);
	json_line_raw(line, "limits", object->str);
}

static void print_after(GString *line, unsigned int after)
{
	const char *words[G_N_ELEMENTS(afters)];
	unsigned int count = 0;

	for (unsigned int i = 0; i < G_N_ELEMENTS(afters); i++)
		if (after & 1u << i)
			words[count++] = afters[i];
	if (count)
		print_words(line, "after", words, count);
}

static void print_commands(GString *line, const struct ssh_job *job)
{
	g_autoptr(GString) list = g_string_new("[");

	for (unsigned int i = 0; i < job->command_count; i++) {
		const struct ssh_command *command = &job->commands[i];

		if (i)
			g_string_append_c(list, ',');
		json_line_begin(list);
		json_line_string(list, "send", command->send);
		print_after(list, command->after);
		if (command->json)
			json_line_bool(list, "json", true);
		if (command->limit_us)
			json_line_integer(list, "limit_us", command->limit_us);
		if (command->limit_bytes)
			json_line_integer(list, "bytes", command->limit_bytes);
		json_line_end(list);
	}
	g_string_append_c(list, ']');
	json_line_raw(line, "commands", list->str);
}

void ssh_job_print(const struct ssh_job *job, GString *line)
{
	json_line_begin(line);
	json_line_integer(line, "v", JOB_VERSION);
	json_line_string(line, "id", job->id);
	print_peer(line, &job->device);
	if (job->jump) {
		g_autoptr(GString) jump = g_string_new(NULL);

		json_line_begin(jump);
		print_peer(jump, job->jump);
		json_line_end(jump);
		json_line_raw(line, "jump", jump->str);
	}
	json_line_string(line, "transport", transports[job->transport]);
	json_line_string(line, "pin", pin_words[job->learn_only]);
	if (job->lock)
		json_line_string(line, "lock", job->lock);
	json_line_string(line, "channel", channels[job->channel]);
	if (job->channel == SSH_CHANNEL_SHELL)
		print_shell(line, &job->shell);
	print_commands(line, job);
	if (job->refusal_count)
		print_words(line, "refusals", job->refusals, job->refusal_count);
	if (job->denial_count)
		print_words(line, "denials", job->denials, job->denial_count);
	print_limits(line, &job->limits);
	json_line_end(line);
	g_string_append_c(line, '\n');
}

/* --- reading --- */

static bool wrong(GError **error, const char *key, const char *why)
{
	g_set_error(error, OPS_SSH_ERROR, SSH_ERROR_JOB, _("job for nwops-ssh, '%s': %s"), key, why);
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

/* A block of COUNT things of SIZE bytes that lives as long as SOURCE. */
static void *list_new(struct ssh_job_source *source, size_t count, size_t size)
{
	void *list = g_malloc0_n(MAX(count, 1), size);

	g_ptr_array_add(source->lists, list);
	return list;
}

/* An array of at most MOST under KEY, or none at all. */
static bool read_list(const struct json *object, const char *key, size_t most, const struct json **ret_list,
		      size_t *ret_count, GError **error)
{
	const struct json *list = json_get(object, key);

	*ret_list = list;
	*ret_count = list ? json_length(list) : 0;
	if (list && !json_is_list(list))
		return wrong(error, key, _("expected a list"));
	if (*ret_count > most)
		return wrong(error, key, _("too many"));
	return true;
}

/* One line of text: no control character, no line end. */
static bool is_line(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			return false;
	return true;
}

static bool read_line(const struct json *object, const char *key, size_t most, const char **ret_text, GError **error)
{
	const char *text = json_get_string(object, key);

	if (!text && json_get(object, key))
		return wrong(error, key, _("expected a text"));
	if (text && (strlen(text) > most || !is_line(text)))
		return wrong(error, key, _("too long, or it holds control characters"));
	*ret_text = text;
	return true;
}

static bool read_needed_line(const struct json *object, const char *key, size_t most, const char **ret_text,
			     GError **error)
{
	if (!read_line(object, key, most, ret_text, error))
		return false;
	return (*ret_text && **ret_text) || wrong(error, key, _("expected a text"));
}

/* One of COUNT words; *RET_VALUE stays when the key is missing. */
static bool read_word(const struct json *object, const char *key, const char *const *words, unsigned int count,
		      unsigned int *ret_value, GError **error)
{
	const char *text = json_get_string(object, key);
	g_autofree char *listed = NULL, *why = NULL;
	g_autoptr(GPtrArray) all = g_ptr_array_new();

	if (!text)
		return !json_get(object, key) || wrong(error, key, _("expected a text"));
	for (unsigned int i = 0; i < count; i++) {
		if (!strcmp(words[i], text)) {
			*ret_value = i;
			return true;
		}
		g_ptr_array_add(all, (char *)words[i]);
	}
	g_ptr_array_add(all, NULL);
	listed = g_strjoinv(", ", (char **)all->pdata);
	why = g_strdup_printf(_("expected one of %s"), listed);
	return wrong(error, key, why);
}

/* MINIMUM..MAXIMUM; *RET_VALUE stays when the key is missing. */
static bool read_number(const struct json *object, const char *key, int64_t minimum, int64_t maximum,
			int64_t *ret_value, GError **error)
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

static bool read_words(struct ssh_job_source *source, const struct json *object, const char *key,
		       const char *const **ret_words, unsigned int *ret_count, GError **error)
{
	const struct json *list;
	size_t count;
	const char **words;

	if (!read_list(object, key, SSH_LIST_MAX, &list, &count, error))
		return false;
	words = list_new(source, count, sizeof *words);
	for (size_t i = 0; i < count; i++) {
		words[i] = json_get_string_at(list, i);
		if (!words[i] || strlen(words[i]) > SSH_WORD_MAX || !is_line(words[i]))
			return wrong(error, key, _("expected short texts"));
	}
	*ret_words = words;
	*ret_count = (unsigned int)count;
	return true;
}

static bool read_credential(const struct json *object, struct ssh_credential *credential, GError **error)
{
	unsigned int method = G_MAXUINT;

	if (!CHECK_KEYS(object, error, "method", "file", "socket") ||
	    !read_word(object, "method", methods, G_N_ELEMENTS(methods), &method, error))
		return false;
	if (method == G_MAXUINT)
		return wrong(error, "method", _("expected a text"));
	credential->method = (enum ssh_method)method;
	return read_needed_line(object, method == SSH_BY_AGENT ? "socket" : "file", SSH_WORD_MAX, &credential->path,
				error);
}

static bool read_credentials(struct ssh_job_source *source, const struct json *object, struct ssh_peer *peer,
			     GError **error)
{
	const struct json *list;
	size_t count;
	struct ssh_credential *credentials;

	if (!read_list(object, "authenticate", SSH_LIST_MAX, &list, &count, error))
		return false;
	credentials = list_new(source, count, sizeof *credentials);
	for (size_t i = 0; i < count; i++)
		if (!read_credential(json_at(list, i), &credentials[i], error))
			return false;
	peer->credentials = credentials;
	peer->credential_count = (unsigned int)count;
	return true;
}

static bool read_peer(struct ssh_job_source *source, const struct json *object, struct ssh_peer *peer, GError **error)
{
	const char *address;
	int64_t port = 22;

	if (!read_needed_line(object, "address", ADDRESS_TEXT_SIZE, &address, error) ||
	    !address_parse(address, &peer->address, error) ||
	    !read_number(object, "port", 1, 65535, &port, error) ||
	    !read_line(object, "user", ID_MAX, &peer->user, error) ||
	    !read_credentials(source, object, peer, error) ||
	    !read_words(source, object, "pins", &peer->pins, &peer->pin_count, error))
		return false;
	peer->port = (uint16_t)port;
	return read_words(source, object, "legacy", &peer->legacy, &peer->legacy_count, error);
}

/* What is typed at a pager: a few bytes, among them a line end if need be. */
static bool is_answer(const char *text)
{
	for (size_t i = 0; text[i]; i++)
		if (i == 8 || ((unsigned char)text[i] < ' ' && text[i] != '\n' && text[i] != '\r'))
			return false;
	return *text;
}

static bool read_pagers(struct ssh_job_source *source, const struct json *object, struct ssh_shell *shell,
			GError **error)
{
	const struct json *list;
	size_t count;
	struct ssh_pager *pagers;

	if (!read_list(object, "pager", SSH_LIST_MAX, &list, &count, error))
		return false;
	pagers = list_new(source, count, sizeof *pagers);
	for (size_t i = 0; i < count; i++) {
		const struct json *answer = json_get(json_at(list, i), "answer");

		if (!CHECK_KEYS(json_at(list, i), error, "text", "answer") ||
		    !read_needed_line(json_at(list, i), "text", SSH_LINE_MAX, &pagers[i].text, error))
			return false;
		pagers[i].answer = answer ? json_get_string(json_at(list, i), "answer") : " ";
		if (!pagers[i].answer || !is_answer(pagers[i].answer))
			return wrong(error, "answer", _("expected a few keys"));
	}
	shell->pagers = pagers;
	shell->pager_count = (unsigned int)count;
	return true;
}

static bool read_shell(struct ssh_job_source *source, const struct json *object, struct ssh_shell *shell,
		       GError **error)
{
	unsigned int line_end = 0;

	if (!object)
		return wrong(error, "shell", _("an object is needed"));
	if (!CHECK_KEYS(object, error, "prompt", "pager", "line_end", "logout", "elevate", "elevate_file") ||
	    !read_needed_line(object, "prompt", SSH_WORD_MAX, &shell->prompt, error) ||
	    !read_pagers(source, object, shell, error) ||
	    !read_word(object, "line_end", line_ends, G_N_ELEMENTS(line_ends), &line_end, error) ||
	    !read_line(object, "logout", SSH_LINE_MAX, &shell->logout, error) ||
	    !read_line(object, "elevate", SSH_LINE_MAX, &shell->elevate, error))
		return false;
	shell->line_end = line_ends[line_end];
	return read_line(object, "elevate_file", SSH_WORD_MAX, &shell->elevate_path, error);
}

static bool read_truth(const struct json *object, const char *key, bool *ret_value, GError **error)
{
	return json_get_bool(object, key, ret_value) || !json_get(object, key) ||
	       wrong(error, key, _("expected true or false"));
}

static bool read_after(const struct json *object, unsigned int *ret_after, GError **error)
{
	const struct json *list;
	size_t count;

	if (!read_list(object, "after", G_N_ELEMENTS(afters), &list, &count, error))
		return false;
	if (list && !count)
		return wrong(error, "after", _("expected short texts"));
	for (size_t i = 0; i < count; i++) {
		unsigned int bit = 0;
		const char *text = json_get_string_at(list, i);

		while (bit < G_N_ELEMENTS(afters) && g_strcmp0(text, afters[bit]))
			bit++;
		if (bit == G_N_ELEMENTS(afters))
			return wrong(error, "after", _("expected refused or garbled"));
		*ret_after |= 1u << bit;
	}
	return true;
}

static bool read_command(const struct json *object, struct ssh_command *command, GError **error)
{
	int64_t bytes = 0;

	if (!CHECK_KEYS(object, error, "send", "after", "json", "limit_us", "bytes") ||
	    !read_needed_line(object, "send", SSH_WORD_MAX, &command->send, error) ||
	    !read_after(object, &command->after, error) || !read_truth(object, "json", &command->json, error) ||
	    !read_number(object, "limit_us", 0, DAY_US, &command->limit_us, error) ||
	    !read_number(object, "bytes", 0, SSH_BYTES_MAX, &bytes, error))
		return false;
	command->limit_bytes = (uint32_t)bytes;
	return true;
}

static bool read_commands(struct ssh_job_source *source, const struct json *object, struct ssh_job *job,
			  GError **error)
{
	const struct json *list;
	size_t count;
	struct ssh_command *commands;

	if (!read_list(object, "commands", SSH_COMMANDS_MAX, &list, &count, error))
		return false;
	commands = list_new(source, count, sizeof *commands);
	for (size_t i = 0; i < count; i++)
		if (!read_command(json_at(list, i), &commands[i], error))
			return false;
	job->commands = commands;
	job->command_count = (unsigned int)count;
	return true;
}

static bool read_limits(const struct json *object, struct ssh_limits *limits, GError **error)
{
	int64_t bytes = limits->bytes;

	if (!object)
		return true;
	if (!CHECK_KEYS(object, error, "lock_us", "connect_us", "banner_us", "login_us", "command_us", "job_us",
			"bytes") ||
	    !read_number(object, "lock_us", 0, DAY_US, &limits->lock_us, error) ||
	    !read_number(object, "connect_us", 1, DAY_US, &limits->connect_us, error) ||
	    !read_number(object, "banner_us", 1, DAY_US, &limits->banner_us, error) ||
	    !read_number(object, "login_us", 1, DAY_US, &limits->login_us, error) ||
	    !read_number(object, "command_us", 1, DAY_US, &limits->command_us, error) ||
	    !read_number(object, "job_us", 1, DAY_US, &limits->job_us, error) ||
	    !read_number(object, "bytes", 1, SSH_BYTES_MAX, &bytes, error))
		return false;
	limits->bytes = (uint32_t)bytes;
	return true;
}

/* A name that is a file's: it cannot leave its directory, nor hide in it. */
static bool is_file_name(const char *name)
{
	if (!*name || *name == '.' || strlen(name) > LOCK_MAX)
		return false;
	for (; *name; name++)
		if (!g_ascii_isalnum(*name) && !strchr("._-:@%", *name))
			return false;
	return true;
}

/* What the parts read do not say of each other. */
static bool check_whole(const struct ssh_job *job, GError **error)
{
	if (job->lock && !is_file_name(job->lock))
		return wrong(error, "lock", _("expected letters, digits and . _ - : @ %"));
	if (!job->learn_only && (!job->device.user || !*job->device.user))
		return wrong(error, "user", _("expected a text"));
	if (job->jump && (!job->jump->user || !*job->jump->user))
		return wrong(error, "jump", _("it needs a user"));
	if (!job->learn_only && !job->command_count)
		return wrong(error, "commands", _("there is nothing to ask"));
	if (job->command_count && job->commands[0].after)
		return wrong(error, "after", _("there is no command before it"));
	return true;
}

#define PEER_KEYS "address", "port", "user", "authenticate", "pins", "legacy"

static bool read_job(struct ssh_job_source *source, struct ssh_job *job, GError **error)
{
	const struct json *tree = source->tree, *jump = json_get(tree, "jump");
	unsigned int transport = SSH_OVER_LIBSSH2, channel = SSH_CHANNEL_EXEC, pin = 0;

	if (!CHECK_KEYS(tree, error, "v", "id", PEER_KEYS, "transport", "pin", "channel", "lock", "commands",
			"refusals", "denials", "limits", "jump", "shell") ||
	    !read_needed_line(tree, "id", ID_MAX, &job->id, error) ||
	    !read_peer(source, tree, &job->device, error) ||
	    !read_word(tree, "transport", transports, G_N_ELEMENTS(transports), &transport, error) ||
	    !read_word(tree, "pin", pin_words, G_N_ELEMENTS(pin_words), &pin, error) ||
	    !read_word(tree, "channel", channels, G_N_ELEMENTS(channels), &channel, error) ||
	    !read_line(tree, "lock", LOCK_MAX, &job->lock, error) ||
	    !read_commands(source, tree, job, error) ||
	    !read_words(source, tree, "refusals", &job->refusals, &job->refusal_count, error) ||
	    !read_words(source, tree, "denials", &job->denials, &job->denial_count, error) ||
	    !read_limits(json_get(tree, "limits"), &job->limits, error))
		return false;
	job->transport = (enum ssh_transport)transport;
	job->channel = (enum ssh_channel)channel;
	job->learn_only = pin == 1;
	if (jump && (!CHECK_KEYS(jump, error, PEER_KEYS) || !read_peer(source, jump, &source->jump, error)))
		return false;
	if (jump)
		job->jump = &source->jump;
	if (channel == SSH_CHANNEL_SHELL && !read_shell(source, json_get(tree, "shell"), &job->shell, error))
		return false;
	return check_whole(job, error);
}

struct ssh_job_source *ssh_job_parse(const char *bytes, size_t length, struct ssh_job *ret_job, GError **error)
{
	g_autoptr(ops_ssh_job_source_t) source = g_new0(struct ssh_job_source, 1);
	struct ssh_job job = { .limits = ssh_limits_default };
	int64_t version;

	source->lists = g_ptr_array_new_with_free_func(g_free);
	source->tree = json_parse(bytes, length, SSH_JOB_LINE_MAX, error);
	if (!source->tree)
		return NULL;
	if (!json_get_integer(source->tree, "v", &version) || version != JOB_VERSION) {
		wrong(error, "v", _("expected 1"));
		return NULL;
	}
	if (!read_job(source, &job, error))
		return NULL;
	*ret_job = job;
	return g_steal_pointer(&source);
}

char *ssh_job_find_id(const char *bytes, size_t length)
{
	g_autoptr(ops_json_t) tree = json_parse(bytes, length, SSH_JOB_LINE_MAX, NULL);
	const char *id = tree ? json_get_string(tree, "id") : NULL;

	return id && strlen(id) <= ID_MAX ? g_strdup(id) : NULL;
}
