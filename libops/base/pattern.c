/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pcre2 on a short leash. An expression comes from a file of policy, the text
 * from a device or a log: neither may hang us. Every way of not finishing is
 * "gave up", which callers must not take for "not there".
 */
#include "base/pattern.h"
#include "base/text.h"
#include "base/translate.h"

#include <stdint.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#define EXPRESSION_BYTES 4096
#define NESTING 32
#define HEAP_KIB 8192
#define DEPTH 10000

/*
 * pcre2 counts steps anew from each place where a match might begin, so its
 * limit alone bounds nothing on a long text. The work for the whole text is
 * shared out over its bytes, within what any honest pattern needs. At the worst
 * that is a tenth of a second compiled, and seconds interpreted.
 */
#define STEPS_TOTAL 100000000
#define STEPS_LEAST 2000
#define STEPS_MOST 1000000

G_DEFINE_QUARK(ops_pattern_error_quark, pattern_error)

struct pattern {
	pcre2_code *code;
};

/*
 * Bytes that are no UTF-8 match nothing, and are not looked at by anything
 * that assumes they are. \d, \w and \s stay ASCII: devices write figures in it.
 * \C, which would split a character, is refused.
 */
#define OPTIONS (PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C)

static pcre2_code *compile(const char *expression, int *ret_code, PCRE2_SIZE *ret_offset)
{
	pcre2_compile_context *context = pcre2_compile_context_create(NULL);
	pcre2_code *code;

	g_assert(context);
	pcre2_set_newline(context, PCRE2_NEWLINE_ANYCRLF);
	pcre2_set_parens_nest_limit(context, NESTING);
	code = pcre2_compile((PCRE2_SPTR)expression, strlen(expression), OPTIONS, ret_code,
			     ret_offset, context);
	pcre2_compile_context_free(context);
	return code;
}

/*
 * Compiled with PCRE2_MATCH_INVALID_UTF, \D, \S and \W match no character
 * beyond ASCII (pcre2 10.42, the compiler alone): such an expression is interpreted.
 * Any of them counts, escaped backslash or not: that costs speed, never a match.
 */
static bool is_compiled_wrongly(const char *expression)
{
	return strstr(expression, "\\D") || strstr(expression, "\\S") || strstr(expression, "\\W");
}

struct pattern *pattern_new(const char *expression, GError **error)
{
	g_autoptr(ops_pattern_t) pattern = g_new0(struct pattern, 1);
	g_autofree char *excerpt = text_excerpt(expression);
	PCRE2_SIZE offset = 0;
	uint32_t groups = 0;
	int code = 0;

	if (strlen(expression) > EXPRESSION_BYTES) {
		g_set_error(error, OPS_PATTERN_ERROR, PATTERN_ERROR_LIMIT,
			    _("pattern '%s' is longer than %d bytes"), excerpt, EXPRESSION_BYTES);
		return NULL;
	}
	pattern->code = compile(expression, &code, &offset);
	if (!pattern->code) {
		PCRE2_UCHAR reason[160];

		pcre2_get_error_message(code, reason, sizeof(reason));
		g_set_error(error, OPS_PATTERN_ERROR, PATTERN_ERROR_SYNTAX,
			    _("pattern '%s' cannot be understood at byte %zu: %s"), excerpt,
			    offset + 1, (const char *)reason);
		return NULL;
	}
	pcre2_pattern_info(pattern->code, PCRE2_INFO_CAPTURECOUNT, &groups);
	if (groups >= PATTERN_MAX_GROUPS) {
		g_set_error(error, OPS_PATTERN_ERROR, PATTERN_ERROR_LIMIT,
			    _("pattern '%s' has %u groups: at most %d are allowed"), excerpt,
			    groups, PATTERN_MAX_GROUPS - 1);
		return NULL;
	}
	/* Where the machine forbids it, or has none, pcre2 interprets. */
	if (!is_compiled_wrongly(expression))
		pcre2_jit_compile(pattern->code, PCRE2_JIT_COMPLETE);
	return g_steal_pointer(&pattern);
}

void pattern_free(struct pattern *pattern)
{
	if (!pattern)
		return;
	pcre2_code_free(pattern->code);
	g_free(pattern);
}

static pcre2_match_context *limits_for(size_t length)
{
	pcre2_match_context *context = pcre2_match_context_create(NULL);
	uint32_t steps = (uint32_t)CLAMP(STEPS_TOTAL / (length + 1), STEPS_LEAST, STEPS_MOST);

	g_assert(context);
	pcre2_set_match_limit(context, steps);
	pcre2_set_depth_limit(context, DEPTH);
	pcre2_set_heap_limit(context, HEAP_KIB);
	return context;
}

static void copy_groups(pcre2_match_data *found, struct pattern_group groups[PATTERN_MAX_GROUPS])
{
	const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(found);
	uint32_t count = pcre2_get_ovector_count(found);

	G_STATIC_ASSERT(PCRE2_UNSET == SIZE_MAX);
	for (uint32_t i = 0; i < PATTERN_MAX_GROUPS; i++) {
		groups[i].start = i < count ? ends[i * 2] : SIZE_MAX;
		groups[i].end = i < count ? ends[i * 2 + 1] : SIZE_MAX;
	}
}

enum pattern_answer pattern_match(const struct pattern *pattern, const char *text, size_t length,
				  struct pattern_group groups[PATTERN_MAX_GROUPS])
{
	pcre2_match_context *context;
	pcre2_match_data *found;
	int r;

	if (length > PATTERN_MAX_TEXT)
		return PATTERN_GAVE_UP;
	context = limits_for(length);
	found = pcre2_match_data_create_from_pattern(pattern->code, NULL);
	g_assert(found);
	r = pcre2_match(pattern->code, (PCRE2_SPTR)text, length, 0, 0, found, context);
	if (r > 0)
		copy_groups(found, groups);
	pcre2_match_data_free(found);
	pcre2_match_context_free(context);
	if (r > 0)
		return PATTERN_MATCHED;
	return r == PCRE2_ERROR_NOMATCH ? PATTERN_NOT_MATCHED : PATTERN_GAVE_UP;
}
