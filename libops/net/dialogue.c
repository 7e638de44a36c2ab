/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The text that the screen holds always begins at something known: at login
 * with the line that may be a prompt, after a command with the prompt at which
 * it was typed, after its echo with the first byte of its output. Lines are
 * looked at once, when they are complete; of the last line only the prompt, the
 * pager and the question for a password are of interest.
 */
#include "net/dialogue.h"

#include <string.h>

/* A greeting is no output; nobody needs more of it. */
#define GREETING_MAX (256u << 10)
#define ROUNDS_MAX 8
#define ANSWER_LINES_MAX 8
#define PAGES_MAX 100000

struct dialogue {
	const struct ssh_shell *shell;
	struct pattern *pattern;
	struct screen screen;
	enum dialogue_state state;
	GString *typed;
	size_t looked;			/* lines before this offset were looked at */
	uint64_t came;			/* bytes since the command, or since the start */
	uint32_t limit;

	GPtrArray *answer;		/* lines that an empty line is answered by; the last is the prompt */
	GPtrArray *refuted;		/* what the last empty line was answered by where that was something else; NULL */
	unsigned int rounds;		/* empty lines typed while learning */
	char *old_prompt;		/* before privileged mode; NULL */

	char *command;			/* as it is echoed, behind the prompt; NULL: no echo is awaited any more */
	struct ssh_output *output, *previous;
	GPtrArray *asked;		/* commands before, as they are echoed */
	GPtrArray *outputs;		/* and their outputs, of which none is owned */
	GArray *pagers;			/* struct ssh_pager: the shell's, and the same in CP932 */
	GPtrArray *spelled;		/* texts of these last */
	size_t candidate;		/* where the line begins that seems to be a prompt */
	size_t refuted_at;		/* where that began which REFUTED followed */
	char *secret;
	bool secret_typed;

	const struct ssh_pager *pager;	/* answered, and still on the screen */
	size_t pager_line;
	enum ssh_reason reason;
	const char *message;
};

/* A device that asks in Japanese may ask in CP932: '---つづく---' is other bytes then. */
static void spell_pagers(struct dialogue *dialogue)
{
	const struct ssh_shell *shell = dialogue->shell;

	for (unsigned int i = 0; i < shell->pager_count; i++) {
		struct ssh_pager pager = shell->pagers[i];
		char *spelled = NULL;

		g_array_append_val(dialogue->pagers, pager);
		if (!g_str_is_ascii(pager.text))
			spelled = g_convert(pager.text, -1, "CP932", "UTF-8", NULL, NULL, NULL);
		if (!spelled)
			continue;
		g_ptr_array_add(dialogue->spelled, spelled);
		pager.text = spelled;
		g_array_append_val(dialogue->pagers, pager);
	}
}

struct dialogue *dialogue_new(const struct ssh_shell *shell, GError **error)
{
	struct pattern *pattern = pattern_new(shell->prompt, error);
	struct dialogue *dialogue;

	if (!pattern)
		return NULL;
	dialogue = g_new0(struct dialogue, 1);
	dialogue->shell = shell;
	dialogue->pattern = pattern;
	screen_init(&dialogue->screen);
	dialogue->typed = g_string_new(NULL);
	dialogue->limit = GREETING_MAX;
	dialogue->message = "";
	dialogue->asked = g_ptr_array_new_with_free_func(g_free);
	dialogue->outputs = g_ptr_array_new();
	dialogue->pagers = g_array_new(FALSE, FALSE, sizeof(struct ssh_pager));
	dialogue->spelled = g_ptr_array_new_with_free_func(g_free);
	spell_pagers(dialogue);
	return dialogue;
}

/* The compiler may not leave this out as it would a memset. */
static void wipe(char *secret)
{
	if (secret)
		explicit_bzero(secret, strlen(secret));
	g_free(secret);
}

void dialogue_free(struct dialogue *dialogue)
{
	if (!dialogue)
		return;
	pattern_free(dialogue->pattern);
	screen_clear(&dialogue->screen);
	explicit_bzero(dialogue->typed->str, dialogue->typed->allocated_len);
	g_string_free(dialogue->typed, TRUE);
	if (dialogue->answer)
		g_ptr_array_unref(dialogue->answer);
	g_clear_pointer(&dialogue->refuted, g_ptr_array_unref);
	g_ptr_array_unref(dialogue->asked);
	g_ptr_array_unref(dialogue->outputs);
	g_array_unref(dialogue->pagers);
	g_ptr_array_unref(dialogue->spelled);
	g_free(dialogue->old_prompt);
	g_free(dialogue->command);
	wipe(dialogue->secret);
	g_free(dialogue);
}

GString *dialogue_typed(struct dialogue *dialogue)
{
	return dialogue->typed;
}

enum ssh_reason dialogue_reason(const struct dialogue *dialogue)
{
	return dialogue->reason;
}

const char *dialogue_message(const struct dialogue *dialogue)
{
	return dialogue->message;
}

const char *dialogue_prompt(const struct dialogue *dialogue)
{
	return dialogue->answer ? g_ptr_array_index(dialogue->answer, dialogue->answer->len - 1) : NULL;
}

static void type_line(struct dialogue *dialogue, const char *text)
{
	g_string_append(dialogue->typed, text);
	g_string_append(dialogue->typed, dialogue->shell->line_end);
}

static void doubt(struct ssh_output *output)
{
	if (!output || (!output->complete && output->reason != SSH_REASON_NONE))
		return;
	output->complete = false;
	output->reason = SSH_REASON_DOUBT;
}

/* --- ends --- */

static void end(struct dialogue *dialogue, enum ssh_reason reason, const char *message)
{
	dialogue->state = DIALOGUE_ENDED;
	dialogue->reason = reason;
	dialogue->message = message;
	g_string_truncate(dialogue->typed, 0);
}

/* Keeps what was read of the output in hand, which is not all of it. */
static void break_off(struct dialogue *dialogue, enum ssh_reason reason)
{
	struct ssh_output *output = dialogue->output;

	if (!output || output->complete)
		return;
	if (dialogue->state == DIALOGUE_OUTPUT || dialogue->state == DIALOGUE_PROVING)
		g_string_append_len(output->text, dialogue->screen.text->str,
				    (gssize)MIN(dialogue->screen.text->len, dialogue->limit));
	output->controls += dialogue->screen.controls;
	output->reason = reason;
}

void dialogue_stop(struct dialogue *dialogue, enum ssh_reason reason)
{
	static const char unechoed[] = "the command was not echoed";

	if (dialogue->state == DIALOGUE_ENDED)
		return;
	break_off(dialogue, reason);
	end(dialogue, reason, dialogue->state == DIALOGUE_ECHO ? unechoed : "");
}

/* --- lines --- */

struct line { const char *start; size_t length; };

/* The line at OFFSET without the blanks at its end; false when there is none after it. */
static bool line_at(const struct screen *screen, size_t offset, struct line *ret_line, size_t *ret_next)
{
	const char *start = screen->text->str + offset;
	const char *newline = memchr(start, '\n', screen->text->len - offset);

	ret_line->start = start;
	ret_line->length = newline ? (size_t)(newline - start) : screen->text->len - offset;
	while (ret_line->length && start[ret_line->length - 1] == ' ')
		ret_line->length--;
	*ret_next = newline ? (size_t)(newline - screen->text->str) + 1 : screen->text->len;
	return newline != NULL;
}

static bool line_is(const struct line *line, const char *text)
{
	return line->length == strlen(text) && !memcmp(line->start, text, line->length);
}

/* LINE is the beginning of TEXT, or all of it. */
static bool line_begins(const struct line *line, const char *text)
{
	return line->length <= strlen(text) && !memcmp(line->start, text, line->length);
}

static struct line last_line(const struct dialogue *dialogue)
{
	struct line line;

	line.start = screen_last_line(&dialogue->screen, &line.length);
	return line;
}

static bool at_prompt(const struct dialogue *dialogue)
{
	struct line line = last_line(dialogue);

	return line_is(&line, dialogue_prompt(dialogue));
}

/* --- the pager --- */

static bool shows_pager(const struct dialogue *dialogue, const struct ssh_pager *pager)
{
	struct line line = last_line(dialogue);
	size_t length = strlen(pager->text);

	while (length && pager->text[length - 1] == ' ')
		length--;
	return length && line.length >= length && line.length <= SSH_LINE_MAX &&
	       !memcmp(line.start + line.length - length, pager->text, length);
}

/* True while the pager that was answered is still on the screen as it was. */
static bool pager_lingers(const struct dialogue *dialogue)
{
	return dialogue->pager && dialogue->screen.line == dialogue->pager_line &&
	       shows_pager(dialogue, dialogue->pager);
}

/* Answered, it is gone: wiped off, or ended by a line feed and then no text. */
static void pager_gone(struct dialogue *dialogue)
{
	const struct ssh_pager *pager = dialogue->pager;
	size_t length = strlen(pager->text), next;
	struct line line;

	dialogue->pager = NULL;
	while (length && pager->text[length - 1] == ' ')
		length--;
	if (dialogue->screen.line > dialogue->pager_line &&
	    line_at(&dialogue->screen, dialogue->pager_line, &line, &next) && line.length >= length &&
	    !memcmp(line.start + line.length - length, pager->text, length))
		screen_remove(&dialogue->screen, dialogue->pager_line, next - dialogue->pager_line);
}

/*
 * What wipes a mark off counts columns, and the screen counts bytes. In CP932 they
 * are as many: a mark in UTF-8 at the end of the screen is made the one that follows it.
 */
static const struct ssh_pager *narrow(struct dialogue *dialogue, guint number)
{
	const struct ssh_pager *pager = &g_array_index(dialogue->pagers, struct ssh_pager, number), *other = pager + 1;
	GString *text = dialogue->screen.text;

	if (number + 1 == dialogue->pagers->len || g_utf8_validate(other->text, -1, NULL) ||
	    !g_utf8_validate(pager->text, -1, NULL))
		return pager;
	if (dialogue->screen.cursor != text->len || !g_str_has_suffix(text->str, pager->text))
		return pager;
	g_string_truncate(text, text->len - strlen(pager->text));
	g_string_append(text, other->text);
	dialogue->screen.cursor = text->len;
	return other;
}

static bool answer_pager(struct dialogue *dialogue)
{
	if (dialogue->pager)
		return true;
	for (guint i = 0; i < dialogue->pagers->len; i++) {
		const struct ssh_pager *pager = &g_array_index(dialogue->pagers, struct ssh_pager, i);

		if (!shows_pager(dialogue, pager))
			continue;
		dialogue->pager = narrow(dialogue, i);
		dialogue->pager_line = dialogue->screen.line;
		g_string_append(dialogue->typed, pager->answer);
		if (dialogue->output && ++dialogue->output->pages >= PAGES_MAX)
			dialogue_stop(dialogue, SSH_REASON_BYTES);
		return true;
	}
	return false;
}

/* --- learning the prompt --- */

/* The lines behind that at AT. */
static GPtrArray *answer_lines(const struct dialogue *dialogue, size_t at)
{
	GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
	struct line line;
	size_t next;
	bool more = line_at(&dialogue->screen, at, &line, &next);

	while (more) {
		more = line_at(&dialogue->screen, next, &line, &next);
		g_ptr_array_add(lines, g_strndup(line.start, line.length));
	}
	return lines;
}

static bool same_lines(const GPtrArray *a, const GPtrArray *b)
{
	if (!a || !b || a->len != b->len)
		return false;
	for (unsigned int i = 0; i < a->len; i++)
		if (strcmp(g_ptr_array_index(a, i), g_ptr_array_index(b, i)))
			return false;
	return true;
}

/* Leaves the last line alone on the screen. */
static void keep_last_line(struct dialogue *dialogue)
{
	screen_remove(&dialogue->screen, 0, dialogue->screen.line);
	dialogue->looked = 0;
}

static void learnt(struct dialogue *dialogue)
{
	dialogue->state = DIALOGUE_READY;
	dialogue->secret_typed = false;
	if (dialogue->old_prompt && !strcmp(dialogue->old_prompt, dialogue_prompt(dialogue)))
		end(dialogue, SSH_REASON_AUTH, "privileged mode was refused: the prompt stayed the same");
}

static void learn(struct dialogue *dialogue)
{
	struct pattern_group groups[PATTERN_MAX_GROUPS];
	struct line line = last_line(dialogue);
	bool answered = dialogue->rounds > 0 && dialogue->screen.line > 0;
	GPtrArray *answer;

	if (!line.length || line.length > SSH_LINE_MAX ||
	    pattern_match(dialogue->pattern, line.start, line.length, groups) != PATTERN_MATCHED ||
	    groups[0].start != 0 || groups[0].end != line.length)
		return;
	if (dialogue->rounds && !answered)
		return;
	if (answered) {
		bool same;

		answer = answer_lines(dialogue, 0);
		same = answer->len <= ANSWER_LINES_MAX && same_lines(answer, dialogue->answer);
		if (dialogue->answer)
			g_ptr_array_unref(dialogue->answer);
		dialogue->answer = answer;
		keep_last_line(dialogue);
		if (same) {
			learnt(dialogue);
			return;
		}
	} else {
		keep_last_line(dialogue);
	}
	if (dialogue->rounds++ == ROUNDS_MAX)
		end(dialogue, SSH_REASON_PROMPT, "an empty line was answered otherwise each time");
	else
		type_line(dialogue, "");
}

/* --- proving that a prompt is one --- */

enum proof { PROOF_WAITS, PROOF_GIVEN, PROOF_REFUTED };

/* What follows the line that seemed to be a prompt: nothing yet, exactly what an
 * empty line is answered by (perhaps more than once), or something else. */
static enum proof prove(const struct dialogue *dialogue)
{
	const GPtrArray *answer = dialogue->answer;
	struct line line;
	size_t next;
	unsigned int count = 0;
	bool more = line_at(&dialogue->screen, dialogue->candidate, &line, &next);

	if (!line_is(&line, dialogue_prompt(dialogue)))
		return PROOF_REFUTED;
	while (more) {
		const char *expected = g_ptr_array_index(answer, count % answer->len);

		more = line_at(&dialogue->screen, next, &line, &next);
		count++;
		if (more ? !line_is(&line, expected) : !line_begins(&line, expected))
			return PROOF_REFUTED;
	}
	return count && count % answer->len == 0 && line_is(&line, dialogue_prompt(dialogue)) ? PROOF_GIVEN
											       : PROOF_WAITS;
}

/* The lines above a prompt that come with it, such as "{master}", are not output. */
static size_t without_ornament(const struct dialogue *dialogue, size_t length)
{
	const char *text = dialogue->screen.text->str;

	for (unsigned int i = dialogue->answer->len - 1; i-- > 0 && length;) {
		size_t start = length - 1, next;
		struct line line;

		while (start && text[start - 1] != '\n')
			start--;
		line_at(&dialogue->screen, start, &line, &next);
		if (!line_is(&line, g_ptr_array_index(dialogue->answer, i)))
			break;
		length = start;
	}
	return length;
}

/* The output has ended before the candidate; what comes next begins there. */
static void finish_output(struct dialogue *dialogue)
{
	struct ssh_output *output = dialogue->output;
	size_t length = without_ornament(dialogue, dialogue->candidate);

	g_string_append_len(output->text, dialogue->screen.text->str, (gssize)length);
	output->controls += dialogue->screen.controls;
	if (output->reason == SSH_REASON_NONE)
		output->complete = true;
	screen_remove(&dialogue->screen, 0, dialogue->candidate);
	dialogue->looked = dialogue->candidate = 0;
	dialogue->state = DIALOGUE_READY;
}

/* --- the echo --- */

/* Is LINE one that an empty line is answered by? */
static bool is_answer_line(const struct dialogue *dialogue, const struct line *line)
{
	for (unsigned int i = 0; i < dialogue->answer->len; i++)
		if (line_is(line, g_ptr_array_index(dialogue->answer, i)))
			return true;
	return false;
}

/* Is LINE the prompt and behind it COMMAND? */
static bool is_echo(const struct dialogue *dialogue, const struct line *line, const char *command)
{
	const char *prompt = dialogue_prompt(dialogue);
	size_t length = strlen(prompt);
	struct line rest;

	if (line->length <= length || memcmp(line->start, prompt, length))
		return false;
	rest = (struct line){ line->start + length, line->length - length };
	for (; rest.length && *rest.start == ' '; rest.length--)
		rest.start++;
	return line_is(&rest, command);
}

/*
 * A command that was asked already is echoed now. So what was taken for its echo
 * was text that foresaw it, and what was taken for the end of the output before it
 * was none: from there on nothing is known to be complete.
 */
static void look_for_late_echo(struct dialogue *dialogue, const struct line *line)
{
	unsigned int first = dialogue->asked->len;

	while (first > 0 && !is_echo(dialogue, line, g_ptr_array_index(dialogue->asked, first - 1)))
		first--;
	if (!first)
		return;
	for (unsigned int i = first > 1 ? first - 2 : 0; i < dialogue->outputs->len; i++)
		doubt(g_ptr_array_index(dialogue->outputs, i));
	if (dialogue->output && !dialogue->output->complete && dialogue->output->reason == SSH_REASON_NONE)
		dialogue->output->reason = SSH_REASON_DOUBT;
}

/* What stands before the echo, answers to empty lines aside, is the rest of the
 * output before: its end was not the end. It is kept, and its place is in doubt. */
static void return_to_previous(struct dialogue *dialogue, size_t length)
{
	struct ssh_output *previous = dialogue->previous;
	size_t at = 0;
	struct line line;
	bool answers_only = true;

	while (at < length) {
		line_at(&dialogue->screen, at, &line, &at);
		answers_only = answers_only && is_answer_line(dialogue, &line);
	}
	if (answers_only || !previous)
		return;
	if (previous->text->len + length <= SSH_BYTES_MAX)
		g_string_append_len(previous->text, dialogue->screen.text->str, (gssize)length);
	doubt(previous);
}

/* A whole line while an echo is awaited; true when it is the echo. */
static bool look_for_echo(struct dialogue *dialogue, const struct line *line, size_t next)
{
	if (!is_echo(dialogue, line, dialogue->command))
		return false;
	return_to_previous(dialogue, (size_t)(line->start - dialogue->screen.text->str));
	screen_remove(&dialogue->screen, 0, next);
	dialogue->looked = 0;
	g_ptr_array_add(dialogue->asked, g_steal_pointer(&dialogue->command));
	if (dialogue->state == DIALOGUE_ECHO)
		dialogue->state = DIALOGUE_OUTPUT;
	return true;
}

static void look_at_lines(struct dialogue *dialogue)
{
	struct line line;
	size_t next;

	while (line_at(&dialogue->screen, dialogue->looked, &line, &next)) {
		bool awaits = dialogue->state == DIALOGUE_ECHO || dialogue->state == DIALOGUE_LEAVING;

		if (awaits && dialogue->command && look_for_echo(dialogue, &line, next))
			continue;
		look_for_late_echo(dialogue, &line);
		dialogue->looked = next;
	}
}

/* --- what the caller does --- */

static void too_much(struct dialogue *dialogue)
{
	bool greeting = dialogue->state == DIALOGUE_LEARNING || dialogue->state == DIALOGUE_RAISING;

	break_off(dialogue, SSH_REASON_BYTES);
	end(dialogue, SSH_REASON_BYTES, greeting ? "a greeting without end" : "");
}

/* Feeds byte by byte until the pager is off the screen; returns how many it took. */
static size_t feed_past_pager(struct dialogue *dialogue, const char *bytes, size_t length)
{
	size_t taken = 0;

	while (taken < length && dialogue->pager) {
		screen_feed(&dialogue->screen, bytes + taken++, 1);
		if (!pager_lingers(dialogue))
			pager_gone(dialogue);
	}
	return taken;
}

void dialogue_feed(struct dialogue *dialogue, const char *bytes, size_t length)
{
	size_t room, taken;

	if (dialogue->state == DIALOGUE_ENDED)
		return;
	room = dialogue->limit > dialogue->came ? dialogue->limit - (size_t)dialogue->came : 0;
	dialogue->came += length;
	taken = feed_past_pager(dialogue, bytes, MIN(length, room));
	screen_feed(&dialogue->screen, bytes + taken, MIN(length, room) - taken);
	if (dialogue->answer)
		look_at_lines(dialogue);
	/* A few bytes can move far to the right. */
	if (dialogue->came > dialogue->limit || dialogue->screen.text->len > dialogue->limit)
		too_much(dialogue);
	/* A greeting of many lines is of no use, and is not kept. */
	else if (dialogue->state == DIALOGUE_LEARNING && !dialogue->rounds)
		keep_last_line(dialogue);
}

static void settle_output(struct dialogue *dialogue)
{
	if (answer_pager(dialogue) || !at_prompt(dialogue))
		return;
	dialogue->candidate = dialogue->screen.line;
	dialogue->state = DIALOGUE_PROVING;
	type_line(dialogue, "");
}

/*
 * What looked like a prompt was followed by something else than what was learnt. Twice the same, down to the prompt,
 * is as good as what was learnt was: on a host under load a greeting may come so late that it is taken for part of
 * the answer, and then no proof would ever be given. True when that is the answer from now on.
 */
static bool learn_anew(struct dialogue *dialogue)
{
	GPtrArray *lines = answer_lines(dialogue, dialogue->candidate);
	struct line line;
	size_t next;
	bool same = lines->len && lines->len <= ANSWER_LINES_MAX && same_lines(lines, dialogue->refuted) &&
		    g_str_equal(g_ptr_array_index(lines, lines->len - 1), dialogue_prompt(dialogue));

	g_clear_pointer(&dialogue->refuted, g_ptr_array_unref);
	if (!same) {
		dialogue->refuted = lines;
		dialogue->refuted_at = dialogue->candidate;
		return false;
	}
	g_ptr_array_unref(dialogue->answer);
	dialogue->answer = lines;
	if (dialogue->refuted_at >= dialogue->candidate)
		return true;
	/* What is between both is an answer. */
	line_at(&dialogue->screen, dialogue->refuted_at, &line, &next);
	if (line_is(&line, dialogue_prompt(dialogue)))
		dialogue->candidate = dialogue->refuted_at;
	return true;
}

static void settle_proof(struct dialogue *dialogue)
{
	switch (prove(dialogue)) {
	case PROOF_GIVEN:
		finish_output(dialogue);
		break;
	case PROOF_REFUTED:
		/* Our empty line may have been echoed into the midst of it. */
		if (dialogue->output->reason == SSH_REASON_NONE)
			dialogue->output->reason = SSH_REASON_DOUBT;
		if (learn_anew(dialogue)) {
			finish_output(dialogue);
			break;
		}
		dialogue->state = DIALOGUE_OUTPUT;
		settle_output(dialogue);
		break;
	case PROOF_WAITS:
		break;
	}
}

/* The word for privileged mode was typed: a question ends in a colon. */
static void settle_raising(struct dialogue *dialogue)
{
	struct line line = last_line(dialogue);

	if (dialogue->screen.line > 0 && line.length && line.start[line.length - 1] == ':') {
		if (dialogue->secret_typed || !dialogue->secret) {
			end(dialogue, SSH_REASON_AUTH, dialogue->secret_typed
				? "privileged mode was refused: the password was asked for again"
				: "privileged mode asks for a password, and the job names none");
			return;
		}
		type_line(dialogue, dialogue->secret);
		dialogue->secret_typed = true;
		keep_last_line(dialogue);
		return;
	}
	/* It has come to a prompt: whether to another one, learning will tell. */
	if (dialogue->screen.line > 0) {
		dialogue->rounds = 0;
		dialogue->state = DIALOGUE_LEARNING;
		g_clear_pointer(&dialogue->answer, g_ptr_array_unref);
		learn(dialogue);
		if (dialogue->state == DIALOGUE_LEARNING && !dialogue->rounds)
			dialogue->state = DIALOGUE_RAISING;
	}
}

enum dialogue_state dialogue_settle(struct dialogue *dialogue)
{
	switch (dialogue->state) {
	case DIALOGUE_LEARNING:
		if (!answer_pager(dialogue))
			learn(dialogue);
		break;
	case DIALOGUE_OUTPUT:
		settle_output(dialogue);
		break;
	case DIALOGUE_PROVING:
		settle_proof(dialogue);
		break;
	case DIALOGUE_RAISING:
		settle_raising(dialogue);
		break;
	default:
		break;
	}
	return dialogue->state;
}

static void begin(struct dialogue *dialogue, const char *text, uint32_t limit)
{
	g_free(dialogue->command);
	dialogue->command = g_strstrip(g_strdup(text));
	dialogue->previous = dialogue->output;
	dialogue->output = NULL;
	g_clear_pointer(&dialogue->refuted, g_ptr_array_unref);
	dialogue->came = 0;
	dialogue->screen.controls = 0;
	dialogue->limit = limit;
	type_line(dialogue, text);
}

void dialogue_command(struct dialogue *dialogue, const char *command, uint32_t limit, struct ssh_output *output)
{
	g_assert(dialogue->state == DIALOGUE_READY);
	begin(dialogue, command, limit);
	dialogue->output = output;
	g_ptr_array_add(dialogue->outputs, output);
	output->complete = false;
	output->reason = SSH_REASON_NONE;
	dialogue->state = DIALOGUE_ECHO;
}

void dialogue_raise(struct dialogue *dialogue, const char *secret)
{
	g_assert(dialogue->state == DIALOGUE_READY && dialogue->shell->elevate);
	begin(dialogue, dialogue->shell->elevate, GREETING_MAX);
	dialogue->old_prompt = g_strdup(dialogue_prompt(dialogue));
	dialogue->secret = g_strdup(secret);
	dialogue->state = DIALOGUE_RAISING;
}

void dialogue_leave(struct dialogue *dialogue)
{
	g_assert(dialogue->state == DIALOGUE_READY);
	if (!dialogue->shell->logout) {
		end(dialogue, SSH_REASON_NONE, "");
		return;
	}
	begin(dialogue, dialogue->shell->logout, GREETING_MAX);
	dialogue->state = DIALOGUE_LEAVING;
}

void dialogue_hung_up(struct dialogue *dialogue)
{
	if (dialogue->state == DIALOGUE_ENDED)
		return;
	if (dialogue->state != DIALOGUE_LEAVING) {
		break_off(dialogue, SSH_REASON_CLOSED);
		end(dialogue, SSH_REASON_CLOSED, "");
		return;
	}
	/* Without the echo of the last word, all that came since is to be answers. */
	if (dialogue->command)
		return_to_previous(dialogue, dialogue->screen.line);
	end(dialogue, SSH_REASON_NONE, "");
}
