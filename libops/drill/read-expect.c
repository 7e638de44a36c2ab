/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Of a scenario: what is expected. Each kind has keys of its own; one table says which.
 */
#include "drill/internal.h"

#include "base/quantity.h"
#include "base/translate.h"

#include <string.h>

/* Keys beside those that every expectation has. */
enum expect_key {
	KEY_TARGET = 1 << 0, KEY_KIND = 1 << 1, KEY_FIELD = 1 << 2, KEY_VALUE = 1 << 3, KEY_PROCEDURE = 1 << 4,
	KEY_END = 1 << 5, KEY_VERDICT = 1 << 6, KEY_NOTICE = 1 << 7, KEY_AUDIENCE = 1 << 8, KEY_COUNTS = 1 << 9,
	KEY_TOLERANCE = 1 << 10, KEY_PATH = 1 << 11, KEY_ROSTER = 1 << 12, KEY_WORDS = 1 << 13, KEY_INJECT = 1 << 14,
	KEY_SHARE = 1 << 15, KEY_DEED = 1 << 16, KEY_DUTY = 1 << 17,
};
static const char *const key_names[] = {"target", "kind", "field", "value", "procedure", "end", "verdict", "notice",
					"audience", "counts", "tolerance", "path", "roster", "words", "inject", "share",
					"deed", "duty", NULL};

/* What each kind may say, and what it must. */
static const struct { unsigned int may, must; } kinds[DRILL_EXPECT_COUNT] = {
	[EXPECT_CASE_OPENED] = {KEY_TARGET | KEY_KIND, 0},
	[EXPECT_CASE_FIELDS] = {KEY_TARGET | KEY_FIELD | KEY_VALUE, KEY_FIELD},
	[EXPECT_RUN_ENDED] = {KEY_TARGET | KEY_PROCEDURE | KEY_END | KEY_VERDICT, KEY_PROCEDURE},
	[EXPECT_REPORTED] = {KEY_TARGET | KEY_NOTICE | KEY_AUDIENCE | KEY_COUNTS | KEY_TOLERANCE | KEY_PATH | KEY_WORDS,
			     KEY_NOTICE | KEY_AUDIENCE},
	[EXPECT_PROMISE_KEPT] = {KEY_AUDIENCE, 0},
	[EXPECT_DECLARED] = {KEY_ROSTER, KEY_ROSTER},
	[EXPECT_HANDED_OVER] = {KEY_FIELD, KEY_FIELD},
	[EXPECT_TASK_ADDED] = {KEY_WORDS, 0},
	[EXPECT_NOTED] = {KEY_TARGET | KEY_WORDS, KEY_WORDS},
	[EXPECT_ANSWERED] = {KEY_INJECT | KEY_NOTICE | KEY_AUDIENCE | KEY_WORDS, KEY_INJECT},
	[EXPECT_NOT_DONE] = {KEY_TARGET | KEY_DEED | KEY_NOTICE | KEY_AUDIENCE | KEY_PROCEDURE | KEY_END | KEY_KIND, KEY_DEED},
	[EXPECT_ACKNOWLEDGED] = {KEY_NOTICE | KEY_SHARE, KEY_NOTICE | KEY_SHARE},
	[EXPECT_DUTY_DECIDED] = {KEY_TARGET | KEY_DUTY | KEY_AUDIENCE, KEY_DUTY},
	[EXPECT_CLOSED] = {KEY_TARGET | KEY_KIND, 0},
	[EXPECT_STOPPED] = {0, 0},
	[EXPECT_JUDGED] = {KEY_WORDS, KEY_WORDS},
};

static void check_keys(struct drill_draft *draft, const struct conf_node *node, struct drill_expectation *expectation)
{
	const char *id = words_get(WORDS_DRILL_EXPECT, expectation->expect)->id;

	for (unsigned int i = 0; key_names[i]; i++) {
		const struct conf_node *value = conf_find(node, key_names[i]);

		if (value && !(kinds[expectation->expect].may & 1U << i))
			drill_fault(draft, conf_position(value), _("%s is '%s': it has no '%s'"), draft->owner, id, key_names[i]);
		else if (!value && kinds[expectation->expect].must & 1U << i)
			drill_fault(draft, &expectation->position, _("%s is '%s': it needs '%s'"), draft->owner, id, key_names[i]);
	}
}

/* "start", "inject NAME", "network NUMBER". */
static void read_after(struct drill_draft *draft, const struct conf_node *node, struct drill_expectation *expectation)
{
	const struct drill_scenario *scenario = draft->scenario;
	const char *after = drill_string_at(draft, node, "after");
	int64_t number;
	int inject;

	if (!after || g_str_equal(after, "start"))
		return;
	if (g_str_has_prefix(after, "inject ") && (inject = drill_find_inject(scenario, after + strlen("inject "))) >= 0) {
		expectation->origin = DRILL_FROM_INJECT;
		expectation->origin_index = (unsigned int)inject;
		expectation->after_us = g_array_index(scenario->injects, struct drill_inject, inject).at_us;
		return;
	}
	if (g_str_has_prefix(after, "network ") &&
	    quantity_parse_integer(after + strlen("network "), 0, (int64_t)scenario->network->len - 1, &number, NULL)) {
		expectation->origin = DRILL_FROM_NETWORK;
		expectation->origin_index = (unsigned int)number;
		expectation->after_us = g_array_index(scenario->network, struct drill_change, number).at_us;
		return;
	}
	drill_fault(draft, conf_position(conf_find(node, "after")),
		    _("'after' of %s is '%s': expected 'start', 'inject NAME' or 'network NUMBER', counted from 0, that are there"),
		    draft->owner, after);
}

static void read_own(struct drill_draft *draft, const struct conf_node *node, struct drill_expectation *expectation)
{
	static const char *const counts[] = {"right", NULL};
	int kind = drill_word_at(draft, node, "kind", WORDS_CASE_KIND);
	int deed = drill_word_at(draft, node, "deed", WORDS_DRILL_DEED);

	expectation->target = drill_named_at(draft, node, "target", drill_find_target, _("target"));
	expectation->case_kind = kind < 0 ? CASE_INCIDENT : (enum case_kind)kind;
	expectation->deed = deed < 0 ? DEED_REPORTED : (enum drill_deed)deed;
	expectation->field = drill_word_at(draft, node, "field", WORDS_CASE_FIELD);
	expectation->value = drill_string_at(draft, node, "value");
	expectation->procedure = drill_string_at(draft, node, "procedure");
	expectation->end = drill_string_at(draft, node, "end");
	expectation->verdict = drill_word_at(draft, node, "verdict", WORDS_FAULT_VERDICT);
	expectation->notice = drill_word_at(draft, node, "notice", WORDS_NOTICE_KIND);
	expectation->audience = drill_word_at(draft, node, "audience", WORDS_AUDIENCE);
	expectation->counts_right = drill_choice_at(draft, node, "counts", counts) == 0;
	expectation->tolerance_ppm = drill_share_at(draft, node, "tolerance", 0);
	expectation->path = drill_string_at(draft, node, "path");
	expectation->roster = drill_string_at(draft, node, "roster");
	expectation->words = drill_list_at(draft, node, "words");
	expectation->duty = drill_string_at(draft, node, "duty");
	expectation->inject = drill_named_at(draft, node, "inject", drill_find_inject, _("inject"));
	expectation->share_ppm = drill_share_at(draft, node, "share", 0);
}

static void read_expectation(struct drill_draft *draft, const struct conf_node *node,
			     struct drill_expectation *expectation)
{
	static const char *const always[] = {"title", "capability", "expect", "after", "within", "weight"};
	const char *keys[G_N_ELEMENTS(always) + G_N_ELEMENTS(key_names)];
	int capability, expect;

	memcpy(keys, always, sizeof(always));
	memcpy(keys + G_N_ELEMENTS(always), key_names, sizeof(key_names));
	expectation->words = drill_list_at(draft, NULL, "words");
	if (!drill_keys(draft, node, keys))
		return;
	for (size_t i = 0; i < 3; i++)
		if (!conf_find(node, always[i]))
			drill_fault(draft, &expectation->position, _("%s lacks '%s'"), draft->owner, always[i]);
	drill_text_at(draft, node, "title", &expectation->title);
	capability = drill_word_at(draft, node, "capability", WORDS_DRILL_CAPABILITY);
	expect = drill_word_at(draft, node, "expect", WORDS_DRILL_EXPECT);
	expectation->capability = capability < 0 ? CAPABILITY_DETECTING : (enum drill_capability)capability;
	expectation->within_us = drill_time_at(draft, node, "within", 0);
	expectation->weight = (unsigned int)drill_count_at(draft, node, "weight", 10);
	read_after(draft, node, expectation);
	read_own(draft, node, expectation);
	if (expect < 0)
		return;
	expectation->expect = (enum drill_expect)expect;
	check_keys(draft, node, expectation);
}

void drill_read_expectations(struct drill_draft *draft, const struct conf_node *node)
{
	size_t length = drill_length(draft, node, CONF_MAPPING, "expectations");

	for (size_t i = 0; i < length; i++) {
		struct drill_expectation expectation = {
			.name = drill_string(draft, conf_key(node, i)),
			.position = drill_place(draft, conf_key_position(node, i)),
			.target = -1, .field = -1, .verdict = -1, .notice = -1, .audience = -1, .inject = -1,
		};

		drill_taken(draft, conf_check_name(expectation.name, &expectation.position, _("name of an expectation"),
						   draft->faults));
		g_snprintf(draft->owner, sizeof(draft->owner), _("expectation '%s'"), expectation.name);
		read_expectation(draft, conf_value(node, i), &expectation);
		g_array_append_val(draft->scenario->expectations, expectation);
	}
}
