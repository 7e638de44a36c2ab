/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One answer of one device: is it one at all, and which of the command's
 * layouts says most about it. Every layout is tried on all of it; the one that
 * yields the most values wins, and among equals the first in the file.
 */
#include "probe/platform-internal.h"

#include "base/text.h"

#define EVIDENCE_BYTES 200

G_DEFINE_QUARK(ops_platform_error_quark, platform_error)

/* --- is it an answer --- */

struct sign {
	enum platform_verdict verdict;
	const struct platform_line *line;	/* that says so; NULL */
};

static const struct platform_line *find_line(const struct platform_text *text, const GPtrArray *rules)
{
	for (guint i = 0; rules && i < text->lines->len; i++) {
		const struct platform_line *line = &g_array_index(text->lines, struct platform_line, i);

		if (line->length &&
		    platform_rule_first(rules, line->text + line->indent, line->length - line->indent, NULL))
			return line;
	}
	return NULL;
}

static bool is_blank(const struct platform_text *text)
{
	for (guint i = 0; i < text->lines->len; i++)
		if (g_array_index(text->lines, struct platform_line, i).length)
			return false;
	return true;
}

/* What the text says against itself; complete when it says nothing. */
static struct sign read_signs(const struct platform *platform, const struct platform_ask *ask,
			      const struct platform_text *text, enum platform_ending ending)
{
	struct sign sign = {ANSWER_COMPLETE, NULL};

	if (text->pager)
		return (struct sign){ANSWER_PAGER, NULL};
	if (text->cut || ending == ENDING_MISSED)
		return (struct sign){ANSWER_CUT, NULL};
	if ((sign.line = find_line(text, platform->denied)))
		sign.verdict = ANSWER_DENIED;
	else if ((sign.line = find_line(text, platform->refused)))
		sign.verdict = ANSWER_REFUSED;
	else if (is_blank(text))
		sign.verdict = ask->empty ? ANSWER_ABSENT : ANSWER_EMPTY;
	else if (ask->ends && !find_line(text, ask->ends))
		sign.verdict = ANSWER_NO_END;
	return sign;
}

/* --- which layout --- */

static struct platform_answer *read_layout(const struct platform *platform, const struct platform_ask *ask,
					   const struct platform_layout *layout, const struct platform_text *text)
{
	struct platform_answer *answer = platform_answer_new(platform, ask);

	answer->layout = layout;
	if (!ask->command.json)
		platform_lines_read(answer, layout, text);
	else if (!platform_json_read(answer, layout, text))
		answer->verdict = ANSWER_GARBLED;
	platform_answer_finish(answer);
	return answer;
}

static bool layout_fits(const struct platform_layout *layout, const struct platform_text *text)
{
	g_autoptr(GPtrArray) rules = NULL;

	if (!layout->when)
		return true;
	rules = g_ptr_array_new();
	g_ptr_array_add(rules, layout->when);
	return find_line(text, rules) != NULL;
}

static bool says_more(const struct platform_answer *answer, const struct platform_answer *best)
{
	if (!best)
		return true;
	if (answer->known != best->known)
		return answer->known > best->known;
	return answer->odd_lines < best->odd_lines;
}

static struct platform_answer *read_best(const struct platform *platform, const struct platform_ask *ask,
					 const struct platform_text *text)
{
	struct platform_answer *best = NULL;

	for (guint i = 0; i < ask->layouts->len; i++) {
		const struct platform_layout *layout = ask->layouts->pdata[i];
		struct platform_answer *answer;

		if (!layout_fits(layout, text))
			continue;
		answer = read_layout(platform, ask, layout, text);
		if (!says_more(answer, best)) {
			platform_answer_free(answer);
			continue;
		}
		platform_answer_free(best);
		best = answer;
	}
	return best ? best : platform_answer_new(platform, ask);
}

/* --- verdict --- */

static void set_evidence(struct platform_answer *answer, const struct platform_line *line)
{
	if (!line)
		return;
	g_free(answer->evidence);
	answer->evidence = text_safe(line->text + line->indent, line->length - line->indent, EVIDENCE_BYTES);
}

/* What the reading itself says of the answer. Something must have been read, or
 * the device must have said that there is nothing. */
static void judge_reading(struct platform_answer *answer, const struct platform_text *text)
{
	const struct platform_line *absent;

	if (answer->records->len)
		return;
	absent = find_line(text, answer->platform->absent);
	if (absent) {
		answer->verdict = ANSWER_ABSENT;
		answer->odd_lines = 0;
		g_array_set_size(answer->oddities, 0);
		set_evidence(answer, absent);
	} else if (answer->verdict == ANSWER_COMPLETE && !answer->understood && !answer->ask->command.json) {
		answer->verdict = ANSWER_STRANGE;
	}
}

struct platform_answer *platform_parse(const struct platform *platform,
				       const struct platform_command *command, const char *bytes,
				       size_t length, enum platform_ending ending)
{
	const struct platform_ask *ask = (const struct platform_ask *)command;
	struct platform_answer *answer;
	struct platform_text text;
	struct sign sign;

	G_STATIC_ASSERT(G_STRUCT_OFFSET(struct platform_ask, command) == 0);
	platform_text_read(platform, command, bytes, length, &text);
	sign = read_signs(platform, ask, &text, ending);
	if (is_blank(&text)) {
		answer = platform_answer_new(platform, ask);
	} else {
		answer = read_best(platform, ask, &text);
		judge_reading(answer, &text);
	}
	if (sign.verdict != ANSWER_COMPLETE) {
		answer->verdict = sign.verdict;
		set_evidence(answer, sign.line);
	}
	platform_text_clear(&text);
	return answer;
}
