/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sessions that were recorded at real devices, played by this test: every command
 * of a recording is asked in one session, whole, byte by byte and in pieces, and
 * the output must be the recording's own text between echo and prompt. What that
 * text is, is worked out here by other means than a screen. Recordings of exec
 * channels have no prompt and are left out.
 */
#include "conf/conf.h"
#include "net/dialogue.h"
#include "unit.h"

#include <string.h>

#define EXCHANGES_MAX 64

/* What is sent, with its line end, and what comes. */
struct exchange { char *sent, *comes; };

struct recording {
	char *greeting;
	struct exchange exchanges[EXCHANGES_MAX];
	unsigned int count;
};

/* Who is played: its file, the pattern of its prompts, the pager it has. */
static const struct { const char *file, *prompt; unsigned int commands; } devices[] = {
	{ "asa__5512_9.12-4-67_single-context", "[\\w.-]+(?:/[\\w.-]+)*[>#]", 5 },
	{ "eos__DCS-7050SX3-48YC8_4.29.2F", "[\\w.-]+(?:\\([\\w.-]+\\))?[>#]", 2 },
	{ "fortigate__FortiGate-91G_7.4.7", "[\\w.-]+(?: \\([\\w.-]+\\))* [$#]", 5 },
	{ "h3c__5130-48G_7.1.070", "<[\\w.-]+>", 4 },
	{ "ios__C9200L-24P-4G_17.09.04a", "[\\w.-]+[>#]", 6 },
	{ "nxos__N5548_7.3.13", "[\\w.-]+[>#]", 5 },
	{ "tnsr__TNSR_23.11-3_short-config", "[\\w.-]+ [\\w.-]+[>#]", 3 },
	{ "vyos__Supermicro_1.4.3", "[\\w.-]+@[\\w.-]+:~\\$", 2 },
};

static const struct ssh_pager pagers[] = { { "--More--", " " } };

static char *recording_path(const char *file)
{
	const char *given = g_getenv("NWOPS_TEST_DATA"), *source = g_getenv("NWOPS_SOURCE_ROOT");
	g_autofree char *data = given ? g_strdup(given)
				      : g_build_filename(source ? source : ".", "..", "shared", "data", NULL);
	g_autofree char *name = g_strconcat(file, "__simulation.yaml", NULL);

	return g_build_filename(data, "ssh-dialogue", name, NULL);
}

/* The recordings write these bytes as escapes. */
static char *unescape(const char *text)
{
	static const struct { const char *escape, *bytes; } escapes[] = {
		{ "\\r", "\r" }, { "\\n", "\n" }, { "\\e", "\x1b" }, { "\\x20", " " }, { "\\a", "\a" }, { "\\b", "\b" },
		{ "\\\"", "\"" },
	};
	GString *bytes = g_string_new(text ? text : "");

	for (size_t i = 0; i < G_N_ELEMENTS(escapes); i++)
		g_string_replace(bytes, escapes[i].escape, escapes[i].bytes, 0);
	return g_string_free(bytes, FALSE);
}

/* A list of mappings of one pair, or one mapping. */
static void load(const char *file, struct recording *recording)
{
	g_autofree char *path = recording_path(file);
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_conf_document_t) document = conf_document_load(path, NULL, faults);
	const struct conf_node *root, *commands;

	*recording = (struct recording){ 0 };
	ck_assert_msg(document != NULL, "%s: %s", path,
		      conf_faults_count(faults) ? conf_faults_at(faults, 0)->message : "");
	root = conf_document_root(document);
	commands = conf_find(root, "commands");
	recording->greeting = unescape(conf_text(conf_find(root, "init_prompt")));
	for (size_t i = 0; i < conf_length(commands) && recording->count < EXCHANGES_MAX; i++) {
		bool list = conf_kind(commands) == CONF_SEQUENCE;
		const struct conf_node *pair = list ? conf_item(commands, i) : commands;

		recording->exchanges[recording->count++] = (struct exchange){
			unescape(conf_key(pair, list ? 0 : i)), unescape(conf_text(conf_value(pair, list ? 0 : i))),
		};
	}
}

static void unload(struct recording *recording)
{
	g_free(recording->greeting);
	for (unsigned int i = 0; i < recording->count; i++) {
		g_free(recording->exchanges[i].sent);
		g_free(recording->exchanges[i].comes);
	}
}

/* --- what should come out --- */

/* Removes every match of PATTERN. */
static char *without(const char *text, const char *pattern)
{
	g_autoptr(GRegex) regex = g_regex_new(pattern, G_REGEX_RAW, 0, NULL);

	ck_assert_ptr_nonnull(regex);
	return g_regex_replace_literal(regex, text, -1, 0, "", 0, NULL);
}

/* Pagers and what wipes them, escapes, carriage returns and the blanks at the ends of lines. */
static char *plain(const char *bytes)
{
	g_autofree char *unpaged = without(bytes, "--More-- ?(?:\r {9}\r|\b{8} {8}\b{8})");
	g_autofree char *unescaped = without(unpaged, "\x1b(?:\\[[0-9;?]*[A-Za-z]|[=>])");
	g_autofree char *lines = without(unescaped, "\r");

	return without(lines, " +(?=\n|$)");
}

/* Between the first line, the echo, and the last, the prompt. */
static char *expected_output(const char *bytes)
{
	g_autofree char *text = plain(bytes);
	char *first = strchr(text, '\n'), *last = strrchr(text, '\n');

	return first && last > first ? g_strndup(first + 1, (size_t)(last - first)) : g_strdup("");
}

/* --- the session --- */

struct play {
	const struct recording *recording;
	unsigned int at;		/* which exchange is next */
	char *prompt;			/* as the device prints it: all after the last line feed */
};

static void keep_prompt(struct play *play, const char *bytes)
{
	const char *newline = strrchr(bytes, '\n');

	g_free(play->prompt);
	play->prompt = g_strdup(newline ? newline + 1 : bytes);
}

/* What the device sends on TYPED; NULL: it hangs up. */
static char *answer(struct play *play, const char *typed)
{
	const struct recording *recording = play->recording;

	if (!strcmp(typed, "\n"))
		return g_strconcat("\r\n", play->prompt, NULL);
	ck_assert_msg(play->at < recording->count, "'%s' was typed after the end", typed);
	ck_assert_str_eq(typed, recording->exchanges[play->at].sent);
	keep_prompt(play, recording->exchanges[play->at].comes);
	return g_strdup(recording->exchanges[play->at++].comes);
}

static bool is_command(const struct exchange *exchange)
{
	return strcmp(exchange->sent, " ") && strcmp(exchange->sent, "exit\n") && strcmp(exchange->sent, "quit\n") &&
	       strcmp(exchange->sent, "enable\n");
}

/* Feeds all of BYTES by STEP; returns what is typed on it. */
static char *feed(struct dialogue *dialogue, const char *bytes, size_t step)
{
	size_t length = strlen(bytes);
	GString *typed = g_string_new(NULL);

	for (size_t at = 0; at < length; at += step) {
		dialogue_feed(dialogue, bytes + at, MIN(step, length - at));
		dialogue_settle(dialogue);
		g_string_append(typed, dialogue_typed(dialogue)->str);
		g_string_truncate(dialogue_typed(dialogue), 0);
	}
	return g_string_free(typed, FALSE);
}

/* One command from its typing to its proof. */
static void ask(struct play *play, struct dialogue *dialogue, const char *sent, size_t step, struct ssh_output *output)
{
	g_autofree char *command = g_strndup(sent, strlen(sent) - 1), *typed = NULL;
	unsigned int turns = 0;

	dialogue_command(dialogue, command, 1 << 20, output);
	typed = g_strdup(dialogue_typed(dialogue)->str);
	g_string_truncate(dialogue_typed(dialogue), 0);
	while (*typed && turns++ < 200) {
		g_autofree char *comes = answer(play, typed);

		g_free(typed);
		typed = feed(dialogue, comes, step);
	}
	ck_assert_msg(dialogue_settle(dialogue) == DIALOGUE_READY, "'%s' did not come to its end", command);
}

static void log_in(struct play *play, struct dialogue *dialogue, size_t step)
{
	char *typed;
	unsigned int turns = 0;
	/* A recording that goes to privileged mode begins for us where it has got there. */
	const char *greeting = strcmp(play->recording->exchanges[0].sent, "enable\n")
				       ? play->recording->greeting
				       : play->recording->exchanges[0].comes;

	keep_prompt(play, greeting);
	typed = feed(dialogue, greeting, step);
	while (*typed && turns++ < 10) {
		g_autofree char *comes = answer(play, typed);

		g_free(typed);
		typed = feed(dialogue, comes, step);
	}
	g_free(typed);
	ck_assert_int_eq(dialogue_settle(dialogue), DIALOGUE_READY);
}

static void play_device(const struct recording *recording, const char *file, const char *prompt, unsigned int commands,
			size_t step)
{
	const struct ssh_shell shell = { .prompt = prompt, .pagers = pagers, .pager_count = 1, .line_end = "\n",
					 .logout = "exit" };
	g_autoptr(ops_dialogue_t) dialogue = dialogue_new(&shell, NULL);
	g_autoptr(ops_ssh_result_t) result = ssh_result_new(file, EXCHANGES_MAX);
	struct play play = { .recording = recording };
	unsigned int asked = 0;

	log_in(&play, dialogue, step);
	for (unsigned int i = 0; i < recording->count; i++) {
		g_autofree char *expected = NULL, *got = NULL;
		g_autoptr(GString) whole = g_string_new(NULL);

		if (!is_command(&recording->exchanges[i]))
			continue;
		play.at = i;
		ask(&play, dialogue, recording->exchanges[i].sent, step, &result->outputs[asked]);
		for (unsigned int part = i; part < play.at; part++)
			g_string_append(whole, recording->exchanges[part].comes);
		expected = expected_output(whole->str);
		got = plain(result->outputs[asked].text->str);
		ck_assert_msg(!strcmp(got, expected), "%s, '%s', by %zu:\n%s\n--- expected:\n%s", file,
			      recording->exchanges[i].sent, step, got, expected);
		ck_assert(result->outputs[asked].complete);
		ck_assert_uint_eq(result->outputs[asked].pages, play.at - i - 1);
		asked++;
	}
	ck_assert_msg(asked == commands, "%s: asked %u commands, not %u", file, asked, commands);
	g_free(play.prompt);
}

START_TEST(every_recorded_session_reads_as_it_was)
{
	static const size_t steps[] = { 1, 7, 100000 };

	for (size_t i = 0; i < G_N_ELEMENTS(devices); i++) {
		struct recording recording;

		load(devices[i].file, &recording);
		for (size_t step = 0; step < G_N_ELEMENTS(steps); step++)
			play_device(&recording, devices[i].file, devices[i].prompt, devices[i].commands, steps[step]);
		unload(&recording);
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(every_recorded_session_reads_as_it_was),
		{ NULL, NULL },
	};
	g_autofree char *path = recording_path(devices[0].file);

	if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
		printf("1..0 # SKIP the recordings are not in NWOPS_TEST_DATA\n");
		return 0;
	}
	return unit_run("net-dialogue-recorded", tests);
}
