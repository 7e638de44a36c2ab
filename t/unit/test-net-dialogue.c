/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The dialogue with a command line: what is typed, what is taken for the output
 * of which command, and what a device can and cannot make us believe. A case is
 * a row of turns: what comes, and what is typed on it.
 */
#include "net/dialogue.h"
#include "unit.h"

#include <string.h>

#define COMMANDS_MAX 4

struct turn { const char *comes, *typed; };

struct talk {
	struct dialogue *dialogue;
	struct ssh_result *result;
	const char *const *commands;	/* NULL-terminated; given one after another */
	unsigned int given;
	GString *all;			/* every byte that was typed */
	struct ssh_shell shell;
	const char *secret;
	bool raised;
};

static const struct ssh_pager pagers[] = { { "--More--", " " }, { "[Q to quit]", "\n" }, { "---つづく---", " " } };

static void talk_begin(struct talk *talk, const char *const *commands)
{
	*talk = (struct talk){ .commands = commands, .all = g_string_new(NULL) };
	talk->result = ssh_result_new("b1", COMMANDS_MAX);
	talk->shell = (struct ssh_shell){ .prompt = "[\\w.@:~-]+ ?[>#$]", .pagers = pagers, .pager_count = 3,
					  .line_end = "\n", .logout = "exit" };
	talk->dialogue = dialogue_new(&talk->shell, NULL);
	ck_assert_ptr_nonnull(talk->dialogue);
}

static void talk_end(struct talk *talk)
{
	dialogue_free(talk->dialogue);
	ssh_result_free(talk->result);
	g_string_free(talk->all, TRUE);
}

/* What a caller does at a prompt. */
static void go_on(struct talk *talk)
{
	if (talk->shell.elevate && !talk->raised) {
		talk->raised = true;
		dialogue_raise(talk->dialogue, talk->secret);
	} else if (talk->commands[talk->given]) {
		dialogue_command(talk->dialogue, talk->commands[talk->given], 100000,
				 &talk->result->outputs[talk->given]);
		talk->given++;
	} else {
		dialogue_leave(talk->dialogue);
	}
}

/* Bytes come; returns what is typed. */
static char *hear(struct talk *talk, const char *bytes, size_t length)
{
	char *typed;

	dialogue_feed(talk->dialogue, bytes, length);
	if (dialogue_settle(talk->dialogue) == DIALOGUE_READY)
		go_on(talk);
	typed = g_strdup(dialogue_typed(talk->dialogue)->str);
	g_string_append(talk->all, typed);
	g_string_truncate(dialogue_typed(talk->dialogue), 0);
	return typed;
}

static void hold(struct talk *talk, const struct turn *turns)
{
	for (int i = 0; turns[i].comes; i++) {
		g_autofree char *typed = hear(talk, turns[i].comes, strlen(turns[i].comes));

		ck_assert_msg(!strcmp(typed, turns[i].typed), "turn %d, on '%s': typed '%s', not '%s'", i,
			      turns[i].comes, typed, turns[i].typed);
	}
}

#define LOGIN { "Welcome\r\n\r\nb1#", "\n" }, { "\r\nb1#", "\n" }
#define END { NULL, NULL }

static const char *const one[] = { "show version", NULL };
static const char *const two[] = { "show a", "show b", NULL };

static void check_output(const struct talk *talk, unsigned int number, const char *text, enum ssh_reason reason)
{
	const struct ssh_output *output = &talk->result->outputs[number];

	ck_assert_str_eq(output->text->str, text);
	ck_assert_int_eq(output->reason, reason);
	ck_assert_int_eq(output->complete, reason == SSH_REASON_NONE);
}

START_TEST(an_ordinary_session_reads_two_outputs)
{
	static const struct turn turns[] = {
		LOGIN, { "\r\nb1#", "show a\n" },
		{ "show a\r\nline 1\r\nline 2\r\nb1#", "\n" }, { "\r\nb1#", "show b\n" },
		{ "show b\r\nb1#", "\n" }, { "\r\nb1#", "exit\n" }, { "exit\r\n", "" }, END,
	};
	struct talk talk;

	talk_begin(&talk, two);
	hold(&talk, turns);
	dialogue_hung_up(talk.dialogue);
	ck_assert_int_eq(dialogue_reason(talk.dialogue), SSH_REASON_NONE);
	ck_assert_str_eq(dialogue_prompt(talk.dialogue), "b1#");
	check_output(&talk, 0, "line 1\nline 2\n", SSH_REASON_NONE);
	check_output(&talk, 1, "", SSH_REASON_NONE);
	ck_assert_str_eq(talk.all->str, "\n\nshow a\n\nshow b\n\nexit\n");
	talk_end(&talk);
}
END_TEST

START_TEST(byte_by_byte_it_is_the_same)
{
	/* Whatever the device sends, in the smallest pieces; it answers what is typed. */
	static const struct { const char *typed, *answer; } device[] = {
		{ "\n", "\r\nuser@b1:~$ " },
		{ "show version\n", "show version\r\nVersion 1\r\n--More-- " },
		{ " ", "\r         \rVersion 2\r\nuser@b1:~$ " },
		{ "exit\n", "exit\r\nlogout\r\n" },
	};
	struct talk talk;
	const char *comes = "\x1b[?2004hLast login\r\nuser@b1:~$ ";
	unsigned int turns = 0;

	talk_begin(&talk, one);
	while (comes && turns++ < 20) {
		g_autoptr(GString) typed = g_string_new(NULL);

		for (; *comes; comes++) {
			g_autofree char *some = hear(&talk, comes, 1);

			g_string_append(typed, some);
		}
		comes = NULL;
		for (size_t i = 0; i < G_N_ELEMENTS(device); i++)
			if (!strcmp(typed->str, device[i].typed))
				comes = device[i].answer;
	}
	dialogue_hung_up(talk.dialogue);
	ck_assert_str_eq(talk.all->str, "\n\nshow version\n \nexit\n");
	check_output(&talk, 0, "Version 1\nVersion 2\n", SSH_REASON_NONE);
	ck_assert_uint_eq(talk.result->outputs[0].pages, 1);
	talk_end(&talk);
}
END_TEST

START_TEST(a_prompt_in_the_greeting_is_not_learnt)
{
	static const struct turn turns[] = {
		{ "fake#", "\n" }, { " is not our prompt\r\nb1#", "\n" }, { "\r\nb1#", "show a\n" }, { "\r\nb1#", "" },
		{ "show a\r\nx\r\nb1#", "\n" }, { "\r\nb1#", "show b\n" }, END,
	};
	struct talk talk;

	talk_begin(&talk, two);
	hold(&talk, turns);
	ck_assert_str_eq(dialogue_prompt(talk.dialogue), "b1#");
	check_output(&talk, 0, "x\n", SSH_REASON_NONE);
	talk_end(&talk);
}
END_TEST

START_TEST(answers_that_come_late_are_no_output)
{
	/* Three empty lines were typed, and only two were answered when the first command was. */
	static const struct turn turns[] = {
		{ "fake#", "\n" }, { " rest\r\nb1#\r\nb1#", "\n" }, { "\r\nb1#", "\n" }, { "\r\nb1#", "show a\n" },
		{ "\r\nb1#", "" }, { "show a\r\nx\r\nb1#", "\n" }, { "\r\nb1#", "show b\n" }, END,
	};
	struct talk talk;

	talk_begin(&talk, two);
	hold(&talk, turns);
	check_output(&talk, 0, "x\n", SSH_REASON_NONE);
	talk_end(&talk);
}
END_TEST

START_TEST(a_prompt_with_a_line_above_it_is_learnt_with_it)
{
	static const struct turn turns[] = {
		{ "--- JUNOS\r\n\r\n{master}\r\nu@r>", "\n" }, { "\r\n\r\n{master}\r\nu@r>", "\n" },
		{ "\r\n\r\n{master}\r\nu@r>", "show version\n" }, { "show version\r\nModel\r\n\r\n{master}\r\nu@r>", "\n" },
		{ "\r\n\r\n{master}", "" }, { "\r\nu@r>", "exit\n" }, END,
	};
	struct talk talk;

	talk_begin(&talk, one);
	hold(&talk, turns);
	check_output(&talk, 0, "Model\n", SSH_REASON_NONE);
	talk_end(&talk);
}
END_TEST

START_TEST(a_prompt_within_an_output_is_output)
{
	static const struct turn turns[] = {
		LOGIN, { "\r\nb1#", "show a\n" },
		{ "show a\r\ndescription\r\nb1#\r\nb1#show b\r\nb1# is a prompt\r\nb1#", "\n" },
		{ "\r\nb1#", "show b\n" }, { "show b\r\ny\r\nb1#", "\n" }, { "\r\nb1#", "exit\n" }, END,
	};
	struct talk talk;

	talk_begin(&talk, two);
	hold(&talk, turns);
	check_output(&talk, 0, "description\nb1#\nb1#show b\nb1# is a prompt\n", SSH_REASON_NONE);
	check_output(&talk, 1, "y\n", SSH_REASON_NONE);
	talk_end(&talk);
}
END_TEST

START_TEST(a_prompt_at_which_an_output_pauses_ends_nothing)
{
	static const struct turn turns[] = {
		LOGIN, { "\r\nb1#", "show a\n" }, { "show a\r\nb1#", "\n" }, { "\r\nthe rest\r\n", "" },
		{ "b1#", "\n" }, { "\r\nb1#", "show b\n" }, { "\r\nb1#", "" },
		{ "show b\r\ny\r\nb1#", "\n" }, { "\r\nb1#", "exit\n" }, END,
	};
	struct talk talk;

	talk_begin(&talk, two);
	hold(&talk, turns);
	/* All of it, but our empty line may have been echoed into it: not called complete. */
	check_output(&talk, 0, "b1#\nthe rest\n", SSH_REASON_DOUBT);
	check_output(&talk, 1, "y\n", SSH_REASON_NONE);
	talk_end(&talk);
}
END_TEST

START_TEST(an_answer_that_was_learnt_wrong_is_learnt_anew)
{
	/* It would be refuted for ever, and an empty line be typed each time. */
	static const struct turn turns[] = {
		LOGIN, { "\r\nb1#", "show a\n" }, { "show a\r\nx\r\nb1#", "\n" }, { "\r\n\r\nb1#", "\n" },
		{ "\r\n\r\nb1#", "show b\n" }, { "show b\r\ny\r\n\r\nb1#", "\n" }, { "\r\n\r\nb1#", "exit\n" }, END,
	};
	struct talk talk;

	talk_begin(&talk, two);
	hold(&talk, turns);
	check_output(&talk, 0, "x\n", SSH_REASON_DOUBT);
	check_output(&talk, 1, "y\n", SSH_REASON_NONE);
	talk_end(&talk);
}
END_TEST

START_TEST(what_comes_before_the_echo_belongs_to_the_output_before)
{
	/* The output imitates even the answer to our empty line. */
	static const struct turn turns[] = {
		LOGIN, { "\r\nb1#", "show a\n" }, { "show a\r\nb1#", "\n" }, { "\r\nb1#", "show b\n" },
		{ "\r\nsecret end\r\nb1#\r\nb1#show b\r\ny\r\nb1#", "\n" }, { "\r\nb1#", "exit\n" }, END,
	};
	struct talk talk;

	talk_begin(&talk, two);
	hold(&talk, turns);
	ck_assert(!talk.result->outputs[0].complete);
	ck_assert_int_eq(talk.result->outputs[0].reason, SSH_REASON_DOUBT);
	ck_assert_ptr_nonnull(strstr(talk.result->outputs[0].text->str, "secret end\n"));
	check_output(&talk, 1, "y\n", SSH_REASON_NONE);
	talk_end(&talk);
}
END_TEST

START_TEST(who_foresees_the_next_command_makes_both_doubtful)
{
	static const struct turn turns[] = {
		LOGIN, { "\r\nb1#", "show a\n" }, { "show a\r\nb1#", "\n" }, { "\r\nb1#", "show b\n" },
		{ "show b\r\nfake b\r\nb1#", "\n" }, { "\r\nb1#show b\r\nreal b\r\nb1#", "\n" },
		{ "\r\nb1#", "exit\n" }, END,
	};
	struct talk talk;

	talk_begin(&talk, two);
	hold(&talk, turns);
	ck_assert_int_eq(talk.result->outputs[0].reason, SSH_REASON_DOUBT);
	ck_assert_int_eq(talk.result->outputs[1].reason, SSH_REASON_DOUBT);
	ck_assert(!talk.result->outputs[0].complete && !talk.result->outputs[1].complete);
	talk_end(&talk);
}
END_TEST

START_TEST(who_foresees_all_commands_makes_all_doubtful)
{
	/* The output of the first command has the sessions of the second and of leaving in it. */
	static const struct turn turns[] = {
		LOGIN, { "\r\nb1#", "show a\n" }, { "show a\r\nb1#", "\n" }, { "\r\nb1#", "show b\n" },
		{ "show b\r\nfake b\r\nb1#", "\n" }, { "\r\nb1#", "exit\n" }, { "exit\r\n", "" },
		{ "the end\r\nb1#\r\nb1#show b\r\nreal b\r\nb1#\r\nb1#exit\r\n", "" }, END,
	};
	struct talk talk;

	talk_begin(&talk, two);
	hold(&talk, turns);
	dialogue_hung_up(talk.dialogue);
	ck_assert_int_eq(talk.result->outputs[0].reason, SSH_REASON_DOUBT);
	ck_assert_int_eq(talk.result->outputs[1].reason, SSH_REASON_DOUBT);
	ck_assert(!talk.result->outputs[0].complete && !talk.result->outputs[1].complete);
	talk_end(&talk);
}
END_TEST

START_TEST(a_command_that_is_foreseen_by_the_one_before_leaves_those_before_it_alone)
{
	static const char *const three[] = { "show a", "show b", "show c", NULL };
	static const struct turn turns[] = {
		LOGIN, { "\r\nb1#", "show a\n" }, { "show a\r\nx\r\nb1#", "\n" }, { "\r\nb1#", "show b\n" },
		{ "show b\r\nb1#", "\n" }, { "\r\nb1#", "show c\n" }, { "show c\r\nfake\r\nb1#", "\n" },
		{ "\r\nend\r\nb1#\r\nb1#show c\r\nreal\r\nb1#", "\n" }, { "\r\nb1#", "exit\n" }, END,
	};
	struct talk talk;

	talk_begin(&talk, three);
	hold(&talk, turns);
	check_output(&talk, 0, "x\n", SSH_REASON_NONE);
	ck_assert_int_eq(talk.result->outputs[1].reason, SSH_REASON_DOUBT);
	ck_assert_int_eq(talk.result->outputs[2].reason, SSH_REASON_DOUBT);
	talk_end(&talk);
}
END_TEST

START_TEST(the_last_output_is_settled_by_the_last_word)
{
	static const struct turn turns[] = {
		LOGIN, { "\r\nb1#", "show version\n" }, { "show version\r\nb1#", "\n" }, { "\r\nb1#", "exit\n" },
		{ "\r\nthe rest\r\nb1#exit\r\n", "" }, END,
	};
	struct talk talk;

	talk_begin(&talk, one);
	hold(&talk, turns);
	dialogue_hung_up(talk.dialogue);
	ck_assert_int_eq(talk.result->outputs[0].reason, SSH_REASON_DOUBT);
	ck_assert_ptr_nonnull(strstr(talk.result->outputs[0].text->str, "the rest"));
	talk_end(&talk);
}
END_TEST

START_TEST(a_pager_is_answered_once_and_leaves_no_trace)
{
	static const struct turn turns[] = {
		LOGIN, { "\r\nb1#", "show version\n" },
		{ "show version\r\n1\r\n--More-- ", " " }, { "\b\b\b\b\b\b\b\b\b", "" }, { "    ", "" },
		{ "     \b\b\b\b\b\b\b\b\b", "" }, { "2\r\n--More-- ", " " }, { "\r\x1b[K3\r\n", "" },
		/* This one is not wiped, but ended by a line feed. */
		{ "lines 1-2 [Q to quit]", "\n" }, { "\r\n4\r\nb1#", "\n" }, { "\r\nb1#", "exit\n" }, END,
	};
	struct talk talk;

	talk_begin(&talk, one);
	hold(&talk, turns);
	check_output(&talk, 0, "1\n2\n3\n4\n", SSH_REASON_NONE);
	ck_assert_uint_eq(talk.result->outputs[0].pages, 3);
	talk_end(&talk);
}
END_TEST

#define WIPED "\r            \r"

START_TEST(a_pager_in_japanese_is_known_in_both_encodings)
{
	static const struct turn turns[] = {
		LOGIN, { "\r\nb1#", "show version\n" },
		{ "show version\r\n1\r\n---つづく---", " " }, { WIPED "2\r\n---\x82\xc2\x82\xc3\x82\xad---", " " },
		/* Neither of them, so long as it is not whole. */
		{ WIPED "3\r\n---\x82\xc2\x82\xc3---", "" }, { "\r\nb1#", "\n" }, { "\r\nb1#", "exit\n" }, END,
	};
	struct talk talk;

	talk_begin(&talk, one);
	hold(&talk, turns);
	check_output(&talk, 0, "1\n2\n3\n---\x82\xc2\x82\xc3---\n", SSH_REASON_NONE);
	ck_assert_uint_eq(talk.result->outputs[0].pages, 2);
	talk_end(&talk);
}
END_TEST

START_TEST(no_command_is_typed_into_a_pager)
{
	static const struct turn turns[] = {
		LOGIN, { "\r\nb1#", "show a\n" }, { "show a\r\nb1#", "\n" }, { "\r\nmore\r\n--More-- ", " " },
		{ "\r         \rend\r\nb1#", "\n" }, { "\r\nb1#", "show b\n" }, END,
	};
	struct talk talk;

	talk_begin(&talk, two);
	hold(&talk, turns);
	talk_end(&talk);
}
END_TEST

START_TEST(privileged_mode_needs_another_prompt)
{
	static const struct turn well[] = {
		{ "b1>", "\n" }, { "\r\nb1>", "\n" }, { "\r\nb1>", "enable\n" }, { "enable\r\nPassword: ", "hidden\n" },
		{ "\r\nb1#", "\n" }, { "\r\nb1#", "\n" }, { "\r\nb1#", "show version\n" }, END,
	};
	static const struct turn unasked[] = {
		{ "b1>", "\n" }, { "\r\nb1>", "\n" }, { "\r\nb1>", "enable\n" }, { "enable\r\nb1#", "\n" },
		{ "\r\nb1#", "\n" }, { "\r\nb1#", "show version\n" }, END,
	};
	static const struct turn refused[] = {
		{ "b1>", "\n" }, { "\r\nb1>", "\n" }, { "\r\nb1>", "enable\n" }, { "enable\r\nPassword: ", "hidden\n" },
		{ "\r\n% Access denied\r\nb1>", "\n" }, { "\r\nb1>", "\n" }, { "\r\nb1>", "" }, END,
	};
	static const struct turn again[] = {
		{ "b1>", "\n" }, { "\r\nb1>", "\n" }, { "\r\nb1>", "enable\n" }, { "enable\r\nPassword: ", "hidden\n" },
		{ "\r\nPassword: ", "" }, END,
	};
	static const struct { const struct turn *turns; enum dialogue_state state; } cases2[] = {
		{ well, DIALOGUE_ECHO }, { unasked, DIALOGUE_ECHO }, { refused, DIALOGUE_ENDED }, { again, DIALOGUE_ENDED },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases2); i++) {
		struct talk talk;

		talk_begin(&talk, one);
		talk.shell.elevate = "enable";
		talk.secret = "hidden";
		hold(&talk, cases2[i].turns);
		ck_assert_int_eq(dialogue_settle(talk.dialogue), cases2[i].state);
		if (cases2[i].state == DIALOGUE_ENDED)
			ck_assert_int_eq(dialogue_reason(talk.dialogue), SSH_REASON_AUTH);
		talk_end(&talk);
	}
}
END_TEST

START_TEST(a_password_that_the_job_does_not_name_is_not_guessed)
{
	static const struct turn turns[] = {
		{ "b1>", "\n" }, { "\r\nb1>", "\n" }, { "\r\nb1>", "enable\n" }, { "enable\r\nPassword: ", "" }, END,
	};
	struct talk talk;

	talk_begin(&talk, one);
	talk.shell.elevate = "enable";
	hold(&talk, turns);
	ck_assert_int_eq(dialogue_reason(talk.dialogue), SSH_REASON_AUTH);
	talk_end(&talk);
}
END_TEST

START_TEST(hanging_up_leaves_an_output_incomplete)
{
	static const struct turn turns[] = {
		LOGIN, { "\r\nb1#", "show a\n" }, { "show a\r\nhalf", "" }, END,
	};
	struct talk talk;

	talk_begin(&talk, two);
	hold(&talk, turns);
	dialogue_hung_up(talk.dialogue);
	ck_assert_int_eq(dialogue_reason(talk.dialogue), SSH_REASON_CLOSED);
	check_output(&talk, 0, "half", SSH_REASON_CLOSED);
	talk_end(&talk);
}
END_TEST

START_TEST(a_limit_leaves_an_output_incomplete)
{
	static const struct turn silent[] = { LOGIN, { "\r\nb1#", "show a\n" }, { "show a\r\nhalf\r\nb1#", "\n" }, END };
	static const struct turn deaf[] = { LOGIN, { "\r\nb1#", "show a\n" }, { "half\r\nb1#", "" }, END };
	struct talk talk;

	talk_begin(&talk, two);
	hold(&talk, silent);
	dialogue_stop(talk.dialogue, SSH_REASON_LIMIT);
	/* At a prompt that was not proven: all of it is kept, the prompt too. */
	check_output(&talk, 0, "half\nb1#", SSH_REASON_LIMIT);
	talk_end(&talk);

	talk_begin(&talk, two);
	hold(&talk, deaf);
	dialogue_stop(talk.dialogue, SSH_REASON_LIMIT);
	check_output(&talk, 0, "", SSH_REASON_LIMIT);
	ck_assert_str_eq(dialogue_message(talk.dialogue), "the command was not echoed");
	talk_end(&talk);
}
END_TEST

START_TEST(endless_output_ends_at_its_limit)
{
	static const struct turn turns[] = { LOGIN, { "\r\nb1#", "show a\n" }, { "show a\r\n", "" }, END };
	g_autofree char *line = g_strnfill(30000, 'x');
	struct talk talk;
	int pieces = 0;

	talk_begin(&talk, two);
	hold(&talk, turns);
	while (dialogue_settle(talk.dialogue) == DIALOGUE_OUTPUT && pieces++ < 10)
		dialogue_feed(talk.dialogue, line, 30000);
	ck_assert_int_eq(pieces, 4);
	ck_assert_int_eq(dialogue_reason(talk.dialogue), SSH_REASON_BYTES);
	ck_assert_int_eq(talk.result->outputs[0].reason, SSH_REASON_BYTES);
	ck_assert_uint_le(talk.result->outputs[0].text->len, 100000);
	ck_assert_uint_gt(talk.result->outputs[0].text->len, 90000);
	talk_end(&talk);
}
END_TEST

START_TEST(a_greeting_without_end_is_given_up)
{
	struct talk talk;
	int lines = 0;

	talk_begin(&talk, two);
	while (dialogue_settle(talk.dialogue) == DIALOGUE_LEARNING && lines++ < 100000)
		dialogue_feed(talk.dialogue, "no prompt here\r\n", 16);
	ck_assert_int_eq(dialogue_reason(talk.dialogue), SSH_REASON_BYTES);
	ck_assert_int_lt(lines, 20000);
	talk_end(&talk);
}
END_TEST

START_TEST(a_prompt_that_is_never_the_same_is_given_up)
{
	struct talk talk;
	unsigned int turns = 0;

	talk_begin(&talk, two);
	while (dialogue_settle(talk.dialogue) == DIALOGUE_LEARNING && turns < 100) {
		g_autofree char *comes = g_strdup_printf("\r\nb%u#", turns++);
		g_autofree char *typed = hear(&talk, comes, strlen(comes));

		ck_assert(!strcmp(typed, "\n") || !*typed);
	}
	ck_assert_int_eq(dialogue_reason(talk.dialogue), SSH_REASON_PROMPT);
	ck_assert_uint_lt(turns, 20);
	talk_end(&talk);
}
END_TEST

START_TEST(a_long_line_is_no_prompt)
{
	g_autofree char *line = g_strnfill(SSH_LINE_MAX + 1, 'b');
	struct talk talk;
	char *typed;

	talk_begin(&talk, two);
	line[SSH_LINE_MAX] = '#';
	typed = hear(&talk, line, SSH_LINE_MAX + 1);
	ck_assert_str_eq(typed, "");
	g_free(typed);
	talk_end(&talk);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(an_ordinary_session_reads_two_outputs),
		UNIT(byte_by_byte_it_is_the_same),
		UNIT(a_prompt_in_the_greeting_is_not_learnt),
		UNIT(answers_that_come_late_are_no_output),
		UNIT(a_prompt_with_a_line_above_it_is_learnt_with_it),
		UNIT(a_prompt_within_an_output_is_output),
		UNIT(a_prompt_at_which_an_output_pauses_ends_nothing),
		UNIT(an_answer_that_was_learnt_wrong_is_learnt_anew),
		UNIT(what_comes_before_the_echo_belongs_to_the_output_before),
		UNIT(who_foresees_the_next_command_makes_both_doubtful),
		UNIT(who_foresees_all_commands_makes_all_doubtful),
		UNIT(a_command_that_is_foreseen_by_the_one_before_leaves_those_before_it_alone),
		UNIT(the_last_output_is_settled_by_the_last_word),
		UNIT(a_pager_is_answered_once_and_leaves_no_trace),
		UNIT(a_pager_in_japanese_is_known_in_both_encodings),
		UNIT(no_command_is_typed_into_a_pager),
		UNIT(privileged_mode_needs_another_prompt),
		UNIT(a_password_that_the_job_does_not_name_is_not_guessed),
		UNIT(hanging_up_leaves_an_output_incomplete),
		UNIT(a_limit_leaves_an_output_incomplete),
		UNIT(endless_output_ends_at_its_limit),
		UNIT(a_greeting_without_end_is_given_up),
		UNIT(a_prompt_that_is_never_the_same_is_given_up),
		UNIT(a_long_line_is_no_prompt),
		{ NULL, NULL },
	};

	return unit_run("net-dialogue", tests);
}
