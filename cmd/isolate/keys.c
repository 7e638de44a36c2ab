/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keys. Letters and digits belong to the answers of a step, in whichever width and script
 * they are typed; everything else begins with a slash, so that no letter is at one step a
 * note and at another the institution's "nothing wrong".
 */
#include "isolate/guide.h"

#include "base/text.h"
#include "base/translate.h"

#include <string.h>

static const struct {
	char key;
	enum deed deed;
	const char *name;
} deeds[] = {
	{'?', DEED_WHY, N_("why")},
	{'b', DEED_BACK, N_("back")},
	{'n', DEED_NOTE, N_("note")},
	{'r', DEED_REPEAT, N_("look again")},
	{'s', DEED_SKIP, N_("skip")},
	{'a', DEED_AHEAD, N_("read ahead")},
	{'h', DEED_HAND_OVER, N_("hand over")},
	{'e', DEED_ESCALATE, N_("escalate")},
	{'x', DEED_BREAK_OFF, N_("break off")},
	{'q', DEED_QUIT, N_("quit")},
};

/* What a machine says by itself, nobody types. */
static bool is_typed(const struct procedure_step *step, const struct procedure_outcome *outcome)
{
	static const enum step_outcome clocks[] = {OUTCOME_EXHAUSTED, OUTCOME_OVER};

	if (step->kind == STEP_WAIT && !g_strcmp0(procedure_limit_outcome(step), outcome->name))
		return false;
	if (step->kind == STEP_DO &&
	    g_str_equal(outcome->name, words_get(WORDS_STEP_OUTCOME, OUTCOME_SKIPPED)->id))
		return false; /* it wants a reason: /s */
	for (size_t i = 0; i < G_N_ELEMENTS(clocks); i++)
		if (g_str_equal(outcome->name, words_get(WORDS_STEP_OUTCOME, clocks[i])->id))
			return false;
	return step->kind == STEP_ASK || step->kind == STEP_DO || step->kind == STEP_WAIT;
}

bool step_only_records(const struct procedure_step *step)
{
	return step->kind == STEP_ASK && step->outcome_count == 1 && step->fields && *step->fields;
}

char key_of(const struct procedure_step *step, unsigned int number)
{
	unsigned int digit = 0;

	if (!is_typed(step, &step->outcomes[number]))
		return 0;
	if (step->outcomes[number].key)
		return step->outcomes[number].key;
	for (unsigned int i = 0; i <= number; i++)
		digit += is_typed(step, &step->outcomes[i]) && !step->outcomes[i].key;
	return digit <= 9 ? (char)('0' + digit) : 0;
}

/* はい and いいえ are the outcomes yes and no. */
static const char *in_english(const char *folded)
{
	if (g_str_equal(folded, "はい"))
		return words_get(WORDS_STEP_OUTCOME, OUTCOME_YES)->id;
	if (g_str_equal(folded, "いいえ"))
		return words_get(WORDS_STEP_OUTCOME, OUTCOME_NO)->id;
	return folded;
}

/* WORD, folded, is what somebody reads of OUTCOME, in either language where it has a text of its
 * own. */
static bool reads(const char *word, const struct procedure_outcome *outcome)
{
	const char *const texts[] = {procedure_outcome_shown(outcome), outcome->text.japanese,
				     outcome->text.english};
	bool same = false;

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autofree char *folded = text_fold(texts[i] ? texts[i] : "");

		same |= *word && g_str_equal(word, folded);
	}
	return same;
}

const struct procedure_outcome *key_read(const struct procedure_step *step, const char *line)
{
	g_autofree char *folded = text_fold(line);
	const char *word = in_english(folded);

	for (unsigned int i = 0; i < step->outcome_count; i++) {
		const struct procedure_outcome *outcome = &step->outcomes[i];
		char key = key_of(step, i);
		g_autofree char *name = text_fold(outcome->name);

		if (!is_typed(step, outcome))
			continue;
		if ((key && word[0] == key && !word[1]) || g_str_equal(word, name) ||
		    reads(word, outcome))
			return outcome;
	}
	return NULL;
}

/* LINE in half width; what a Japanese keyboard gives for a slash is one. Caller frees. */
static char *narrow(const char *line)
{
	char *half = g_utf8_normalize(line, -1, G_NORMALIZE_NFKC);

	if (half && g_str_has_prefix(half, "・")) {
		char *slashed = g_strconcat("/", half + strlen("・"), NULL);

		g_free(half);
		half = slashed;
	}
	return half ? half : g_strdup("");
}

enum deed key_read_deed(const char *line)
{
	g_autofree char *half = narrow(line);
	const char *key = *half == '/' ? half + 1 : half;

	if (*half != '/' && *half != '?')
		return DEED_NONE;
	for (size_t i = 0; i < G_N_ELEMENTS(deeds); i++)
		if (g_ascii_tolower(key[0]) == deeds[i].key && !key[1])
			return deeds[i].deed;
	return DEED_NONE;
}

const char *key_hint(const char *line)
{
	g_autofree char *half = narrow(line);

	for (size_t i = 0; i < G_N_ELEMENTS(deeds); i++)
		if (g_ascii_tolower(half[0]) == deeds[i].key && half[0] && !half[1])
			return _(deeds[i].name);
	return NULL;
}

void keys_print(const struct guide *guide)
{
	g_autoptr(GString) line = g_string_new(NULL);

	/* A key and its word stay together. */
	for (size_t i = 0; i < G_N_ELEMENTS(deeds); i++) {
		g_autofree char *each = g_strdup_printf("%s%c %s", deeds[i].key == '?' ? "" : "/",
							deeds[i].key, _(deeds[i].name));

		if (line->len &&
		    text_width(line->str) + text_width(each) + 4 > guide->page.columns) {
			page_words(&guide->page, 2, "", line->str);
			g_string_truncate(line, 0);
		}
		g_string_append_printf(line, "%s%s", line->len ? "  " : "", each);
	}
	page_words(&guide->page, 2, "", line->str);
}
