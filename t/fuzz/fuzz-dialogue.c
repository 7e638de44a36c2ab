/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A device that says anything: the first byte says how large the pieces are in
 * which the rest comes. Whatever it says, only the commands, line ends, the
 * answers to the pager and the word that logs out are typed, outputs keep their
 * limits, and one that is complete has no reason not to be.
 */
#include "net/dialogue.h"

#include <string.h>

#define LIMIT 2000
#define COMMANDS 3

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct ssh_pager pagers[] = { { "--More--", " " } };
static const struct ssh_shell shell = {
	.prompt = "[a-z0-9]{1,8}[>#]", .pagers = pagers, .pager_count = 1, .line_end = "\r\n", .logout = "exit",
	.elevate = "enable",
};

/* Everything that may be typed, a line end aside. */
static void check_typed(const GString *typed)
{
	static const char *const words[] = { "show a\r\n", "exit\r\n", "enable\r\n", "hidden\r\n", "\r\n", " " };
	const char *at = typed->str;

	while (*at) {
		size_t i = 0;

		while (i < G_N_ELEMENTS(words) && !g_str_has_prefix(at, words[i]))
			i++;
		g_assert(i < G_N_ELEMENTS(words));
		at += strlen(words[i]);
	}
}

static void go_on(struct dialogue *dialogue, struct ssh_result *result, unsigned int *turn)
{
	if (*turn == 0)
		dialogue_raise(dialogue, "hidden");
	else if (*turn <= COMMANDS)
		dialogue_command(dialogue, "show a", LIMIT, &result->outputs[*turn - 1]);
	else
		dialogue_leave(dialogue);
	(*turn)++;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dialogue *dialogue = dialogue_new(&shell, NULL);
	struct ssh_result *result = ssh_result_new("b1", COMMANDS);
	size_t step = size ? (size_t)data[0] + 1 : 1;
	unsigned int turn = 0;

	for (size_t at = 1; at < size; at += step) {
		dialogue_feed(dialogue, (const char *)data + at, MIN(step, size - at));
		if (dialogue_settle(dialogue) == DIALOGUE_READY)
			go_on(dialogue, result, &turn);
		check_typed(dialogue_typed(dialogue));
		g_string_truncate(dialogue_typed(dialogue), 0);
	}
	if (size % 2)
		dialogue_hung_up(dialogue);
	else
		dialogue_stop(dialogue, SSH_REASON_LIMIT);
	g_assert(dialogue_settle(dialogue) == DIALOGUE_ENDED);
	for (unsigned int i = 0; i < COMMANDS; i++) {
		const struct ssh_output *output = &result->outputs[i];

		/* What was returned to it from before the next echo came within that command's limit. */
		g_assert(output->text->len <= 2 * LIMIT);
		g_assert(!output->complete || output->reason == SSH_REASON_NONE);
		g_assert(output->complete || output->reason != SSH_REASON_NONE);
	}
	ssh_result_free(result);
	dialogue_free(dialogue);
	return 0;
}
