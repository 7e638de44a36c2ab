/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Conditions of duties: read from `when`, and held against what is known of an incident. What holds
 * does so from an instant on, so that it can be said beforehand when a duty will arise.
 *
 * What nobody knows counts as holding, and is marked: a duty that is shown and turns out not to be owed costs a
 * look, one that was kept silent cannot be made up for.
 */
#include "cases/duties-internal.h"

#include "base/text.h"
#include "base/translate.h"

#define USERS_MOST 1000000000
#define LASTS_MOST_US (INT64_C(400) * 24 * 3600 * G_USEC_PER_SEC)

const char *const duty_when_keys[] = { "all", "any", "open", "impact", "restored", "users", "lasts", "class", "said", NULL };
/* In the order of DUTY_WHEN_KEYS. */
static const enum duty_test_kind kinds[] = {
	DUTY_TEST_ALL, DUTY_TEST_ANY, DUTY_TEST_OPEN, DUTY_TEST_IMPACT, DUTY_TEST_RESTORED,
	DUTY_TEST_USERS, DUTY_TEST_LASTS, DUTY_TEST_CLASS, DUTY_TEST_SAID,
};

/* --- reading --- */

static bool read_at(struct duty_draft *draft, const struct conf_node *node, unsigned int depth, struct duty_test *ret_test);

static bool read_parts(struct duty_draft *draft, const struct conf_node *node, const char *key, unsigned int depth,
		       struct duty_test *test)
{
	struct duty_test *parts;
	bool good = true;

	if (!conf_expect(node, CONF_SEQUENCE, duty_field(draft, key), draft->faults))
		return false;
	if (conf_length(node) < 1 || conf_length(node) > DUTY_PARTS_LIMIT) {
		duty_error(draft, node, _("%s has %zu entries, not 1 to %d"), duty_field(draft, key), conf_length(node),
			   DUTY_PARTS_LIMIT);
		return false;
	}
	parts = g_new0(struct duty_test, conf_length(node));
	g_ptr_array_add(draft->duties->blocks, parts);
	for (size_t i = 0; i < conf_length(node); i++)
		good = read_at(draft, conf_item(node, i), depth + 1, &parts[i]) && good;
	test->parts = parts;
	test->part_count = conf_length(node);
	return good;
}

/* `open: true`: who does not want it says nothing. */
static bool read_true(struct duty_draft *draft, const struct conf_node *node, const char *key)
{
	bool value;

	if (!conf_read_bool(node, duty_field(draft, key), &value, draft->faults))
		return false;
	if (!value)
		duty_error(draft, node, _("%s is 'false': expected true, or nothing"), duty_field(draft, key));
	return value;
}

static bool read_word(struct duty_draft *draft, const struct conf_node *node, const char *key, const char **ret_word)
{
	const char *word;

	if (!conf_read_name(node, duty_field(draft, key), &word, draft->faults))
		return false;
	*ret_word = duty_keep(draft, word);
	return true;
}

void duty_check_fact(struct duty_draft *draft, const struct conf_node *node, const char *fact)
{
	const char *nearest;

	if (!draft->facts || g_strv_contains(draft->facts, fact))
		return;
	nearest = text_nearest(fact, draft->facts);
	if (nearest)
		duty_error(draft, node, _("%s asks for '%s', which no field of a case and no step of a procedure records: it could never "
					  "be owed or met; did you mean '%s'?"), draft->owner, fact, nearest);
	else
		duty_error(draft, node, _("%s asks for '%s', which no field of a case and no step of a procedure records: it could never "
					  "be owed or met"), draft->owner, fact);
}

static bool read_said(struct duty_draft *draft, const struct conf_node *node, const char *key, const char **ret_word)
{
	if (!read_word(draft, node, key, ret_word))
		return false;
	duty_check_fact(draft, node, *ret_word);
	return true;
}

static bool read_one(struct duty_draft *draft, const struct conf_node *node, const char *key, unsigned int depth,
		     struct duty_test *test)
{
	switch (test->kind) {
	case DUTY_TEST_ALL:
	case DUTY_TEST_ANY:
		return read_parts(draft, node, key, depth, test);
	case DUTY_TEST_USERS:
		return conf_read_integer(node, duty_field(draft, key), 1, USERS_MOST, &test->number, draft->faults);
	case DUTY_TEST_LASTS:
		return conf_read_duration(node, duty_field(draft, key), G_USEC_PER_SEC, LASTS_MOST_US, &test->number, draft->faults);
	case DUTY_TEST_CLASS:
		return read_word(draft, node, key, &test->word);
	case DUTY_TEST_SAID:
		return read_said(draft, node, key, &test->word);
	default:
		return read_true(draft, node, key);
	}
}

/* Of a key that is one. */
static enum duty_test_kind kind_of(const char *key)
{
	size_t at = 0;

	while (!g_str_equal(duty_when_keys[at], key))
		at++;
	return kinds[at];
}

/* Several keys beside each other must all hold. */
static bool read_at(struct duty_draft *draft, const struct conf_node *node, unsigned int depth, struct duty_test *ret_test)
{
	struct duty_test *parts;
	bool good;

	if (depth > DUTY_PARTS_LIMIT) {
		duty_error(draft, node, _("'when' of %s is more than %d deep"), draft->owner, DUTY_PARTS_LIMIT);
		return false;
	}
	good = conf_check_keys(node, duty_when_keys, duty_field(draft, "when"), draft->faults);
	if (!good && conf_kind(node) != CONF_MAPPING)
		return false;
	if (!conf_length(node)) {
		duty_error(draft, node, _("'when' of %s says nothing"), draft->owner);
		return false;
	}
	parts = g_new0(struct duty_test, conf_length(node));
	g_ptr_array_add(draft->duties->blocks, parts);
	for (size_t i = 0; i < conf_length(node); i++) {
		if (!g_strv_contains(duty_when_keys, conf_key(node, i)))
			continue;
		parts[i].kind = kind_of(conf_key(node, i));
		good = read_one(draft, conf_value(node, i), conf_key(node, i), depth, &parts[i]) && good;
	}
	*ret_test = (struct duty_test){ .kind = DUTY_TEST_ALL, .parts = parts, .part_count = conf_length(node) };
	return good;
}

bool duty_when_read(struct duty_draft *draft, const struct conf_node *node, struct duty_test *ret_test)
{
	return read_at(draft, node, 1, ret_test);
}

/* --- holding --- */

static const struct duty_span never = { .from_us = DUTY_NEVER, .until_us = DUTY_NEVER };

static int64_t end_of(const struct duty_situation *situation)
{
	int64_t restored_us = situation->restored_at_us ? situation->restored_at_us : DUTY_NEVER;

	return MIN(restored_us, situation->closed_at_us ? situation->closed_at_us : DUTY_NEVER);
}

/* When it began; while nobody knows that, when it was detected. */
static struct duty_span since_began(const struct duty_situation *situation)
{
	bool known = situation->began.quality != INSTANT_UNKNOWN;

	return (struct duty_span){
		.from_us = known ? situation->began.at_us : situation->detected_at_us,
		.until_us = DUTY_NEVER,
		.unsure = situation->began.quality != INSTANT_EXACT,
	};
}

/* What a person counted takes the place of all before it. */
static size_t first_that_counts(const struct duty_situation *situation)
{
	for (size_t i = situation->users_count; i-- > 0;)
		if (situation->users[i].how == DUTY_COUNTED)
			return i;
	return 0;
}

static struct duty_span users_reach(const struct duty_situation *situation, int64_t number)
{
	struct duty_span span = since_began(situation);
	size_t first = first_that_counts(situation);

	if (!situation->users_count) {
		span.unsure = true;
		return situation->users_most && number > situation->users_most ? never : span;
	}
	for (size_t i = first; i < situation->users_count; i++) {
		const struct duty_users *each = &situation->users[i];

		if (each->users < number)
			continue;
		/* What was known first was so from the beginning, as far as anybody can tell. */
		return (struct duty_span){
			.from_us = i == first ? span.from_us : MAX(each->at_us, span.from_us),
			.until_us = DUTY_NEVER,
			.unsure = each->how == DUTY_ESTIMATED,
		};
	}
	return never;
}

int64_t duties_users(const struct duty_situation *situation, enum duty_count *ret_how)
{
	int64_t most = -1;

	for (size_t i = first_that_counts(situation); i < situation->users_count; i++)
		if (situation->users[i].users > most) {
			most = situation->users[i].users;
			*ret_how = situation->users[i].how;
		}
	return most;
}

int64_t duties_lasts(const struct duty_situation *situation, int64_t now_us)
{
	return MAX(MIN(end_of(situation), now_us) - since_began(situation).from_us, 0);
}

static struct duty_span lasts(const struct duty_situation *situation, int64_t length_us)
{
	struct duty_span span = since_began(situation);

	span.from_us += length_us;
	if (end_of(situation) >= span.from_us)
		return span;
	/* It may have begun long before anybody noticed. */
	if (situation->began.quality == INSTANT_UNKNOWN)
		return (struct duty_span){ .from_us = end_of(situation), .until_us = DUTY_NEVER, .unsure = true };
	return never;
}

static struct duty_span of_class(const struct duty_situation *situation, const char *name)
{
	struct duty_span span = { .from_us = situation->detected_at_us, .until_us = DUTY_NEVER };

	if (situation->classes && g_strv_contains(situation->classes, name))
		return span;
	span.unsure = true;
	return situation->users_count ? never : span;
}

static struct duty_span was_said(const struct duty_situation *situation, const char *fact)
{
	for (size_t i = 0; i < situation->said_count; i++)
		if (g_str_equal(situation->said[i].fact, fact))
			return (struct duty_span){
				.from_us = situation->said[i].at_us, .until_us = DUTY_NEVER, .unsure = situation->said[i].about,
			};
	return never;
}

static struct duty_span all_hold(const struct duty_test *test, const struct duty_situation *situation)
{
	struct duty_span whole = { .from_us = G_MININT64, .until_us = DUTY_NEVER };

	for (size_t i = 0; i < test->part_count; i++) {
		struct duty_span part = duty_holds(&test->parts[i], situation);

		whole.from_us = MAX(whole.from_us, part.from_us);
		whole.until_us = MIN(whole.until_us, part.until_us);
		whole.unsure |= part.unsure;
	}
	return whole.from_us < whole.until_us ? whole : never;
}

static struct duty_span any_holds(const struct duty_test *test, const struct duty_situation *situation)
{
	struct duty_span whole = never;

	for (size_t i = 0; i < test->part_count; i++) {
		struct duty_span part = duty_holds(&test->parts[i], situation);

		if (part.from_us == DUTY_NEVER)
			continue;
		if (whole.from_us == DUTY_NEVER) {
			whole = part;
			continue;
		}
		/* One that is certain is enough, whatever the others are. */
		whole.unsure = whole.unsure && part.unsure;
		whole.from_us = MIN(whole.from_us, part.from_us);
		whole.until_us = MAX(whole.until_us, part.until_us);
	}
	return whole;
}

struct duty_span duty_holds(const struct duty_test *test, const struct duty_situation *situation)
{
	switch (test->kind) {
	case DUTY_TEST_ALL:
		return all_hold(test, situation);
	case DUTY_TEST_ANY:
		return any_holds(test, situation);
	case DUTY_TEST_OPEN:
		return (struct duty_span){ .from_us = situation->detected_at_us, .until_us = end_of(situation) };
	case DUTY_TEST_IMPACT:
		return users_reach(situation, 1);
	case DUTY_TEST_RESTORED:
		return (struct duty_span){
			.from_us = situation->restored_at_us ? situation->restored_at_us : DUTY_NEVER,
			.until_us = DUTY_NEVER,
			.unsure = situation->restored_about,
		};
	case DUTY_TEST_USERS:
		return users_reach(situation, test->number);
	case DUTY_TEST_LASTS:
		return lasts(situation, test->number);
	case DUTY_TEST_CLASS:
		return of_class(situation, test->word);
	default:
		return was_said(situation, test->word);
	}
}
