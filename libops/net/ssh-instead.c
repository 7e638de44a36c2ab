/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which command comes next in a session: one that stands in for another is sent
 * only when the device refused that, or when the JSON that came cannot be read. So
 * a device that knows the older form alone is asked it in the same login. What a
 * refusal looks like stands in the job; what an output means is the caller's to say.
 */
#include "net/ssh-internal.h"

#include "base/json.h"
#include "base/pattern.h"

#include <string.h>

#define PATTERNS_MAX 512
/* A refusal is short; whoever prints more than that refuses nothing. */
#define LINES_MAX 1000

struct instead {
	GHashTable *patterns;		/* text -> struct pattern, each compiled once */
};

static void pattern_freed(gpointer pattern)
{
	pattern_free(pattern);
}

struct instead *instead_new(void)
{
	struct instead *instead = g_new0(struct instead, 1);

	instead->patterns = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, pattern_freed);
	return instead;
}

void instead_free(struct instead *instead)
{
	if (!instead)
		return;
	g_hash_table_unref(instead->patterns);
	g_free(instead);
}

/* Lent until the next call. */
static const struct pattern *find_pattern(struct instead *instead, const char *text, GError **error)
{
	struct pattern *pattern = g_hash_table_lookup(instead->patterns, text);

	if (pattern)
		return pattern;
	pattern = pattern_new(text, error);
	if (!pattern)
		return NULL;
	if (g_hash_table_size(instead->patterns) >= PATTERNS_MAX)
		g_hash_table_remove_all(instead->patterns);
	g_hash_table_insert(instead->patterns, g_strdup(text), pattern);
	return pattern;
}

static bool check(struct instead *instead, const char *const *patterns, unsigned int count, GError **error)
{
	for (unsigned int i = 0; i < count; i++)
		if (!find_pattern(instead, patterns[i], error))
			return false;
	return true;
}

bool instead_check(struct instead *instead, const struct ssh_job *job, GError **error)
{
	return check(instead, job->refusals, job->refusal_count, error) &&
	       check(instead, job->denials, job->denial_count, error);
}

/* --- what an output is --- */

struct line { const char *start; size_t length; };

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\0';
}

/* The line at *AT without blanks around it, and *AT behind it; false at the end. */
static bool next_line(const GString *text, size_t *at, struct line *ret_line)
{
	const char *start = text->str + *at, *newline;
	size_t length;

	if (*at >= text->len)
		return false;
	newline = memchr(start, '\n', text->len - *at);
	length = newline ? (size_t)(newline - start) : text->len - *at;
	*at += length + 1;
	while (length && is_blank(start[length - 1]))
		length--;
	for (; length && is_blank(*start); length--)
		start++;
	*ret_line = (struct line){ start, length };
	return true;
}

static bool is_one_of(struct instead *instead, const char *const *patterns, unsigned int count,
		      const struct line *line)
{
	struct pattern_group groups[PATTERN_MAX_GROUPS];

	for (unsigned int i = 0; line->length && i < count; i++) {
		const struct pattern *pattern = find_pattern(instead, patterns[i], NULL);

		if (pattern && pattern_match(pattern, line->start, line->length, groups) == PATTERN_MATCHED)
			return true;
	}
	return false;
}

static bool has_one_of(struct instead *instead, const char *const *patterns, unsigned int count, const GString *text)
{
	struct line line;
	size_t at = 0;

	for (unsigned int i = 0; i < LINES_MAX && next_line(text, &at, &line); i++)
		if (is_one_of(instead, patterns, count, &line))
			return true;
	return false;
}

enum content { CONTENT_NOTHING, CONTENT_JSON, CONTENT_OTHER };

/* JSON stands from the first line that begins an object or a list to the last that ends
 * one; what stands around it, an echo perhaps, is no part of it. */
static enum content look_at(const GString *text)
{
	const char *first = NULL, *last = NULL;
	g_autoptr(ops_json_t) json = NULL;
	enum content content = CONTENT_NOTHING;
	struct line line;
	size_t at = 0;

	while (next_line(text, &at, &line)) {
		if (!line.length)
			continue;
		content = CONTENT_OTHER;
		if (!first && (*line.start == '{' || *line.start == '['))
			first = line.start;
		if (first && (line.start[line.length - 1] == '}' || line.start[line.length - 1] == ']'))
			last = line.start + line.length;
	}
	if (last)
		json = json_parse(first, (size_t)(last - first), SSH_BYTES_MAX, NULL);
	return json ? CONTENT_JSON : content;
}

/* Bits of enum ssh_after; 0: it is to be taken as it is. */
static unsigned int judge(struct instead *instead, const struct ssh_job *job, const struct ssh_command *command,
			  const struct ssh_output *output)
{
	/* The other stream of an exec channel is where some refuse. */
	const GString *text = output->text->len ? output->text : output->errors;

	if (!output->complete || (command->json && look_at(text) != CONTENT_OTHER) ||
	    has_one_of(instead, job->denials, job->denial_count, text))
		return 0;
	if (has_one_of(instead, job->refusals, job->refusal_count, text))
		return SSH_AFTER_REFUSAL;
	return command->json ? SSH_AFTER_GARBLED : 0;
}

unsigned int instead_next(struct instead *instead, const struct ssh_job *job, struct ssh_result *result,
			  unsigned int asked)
{
	unsigned int next = asked + 1, came = 0;

	if (next < job->command_count && job->commands[next].after)
		came = judge(instead, job, &job->commands[asked], &result->outputs[asked]);
	while (next < job->command_count && job->commands[next].after && !(job->commands[next].after & came))
		result->outputs[next++].reason = SSH_REASON_NOT_NEEDED;
	return next;
}
