/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One stage of a paper: what comes before it, what it needs, how it can be left out, by when it is owed. It knows only of
 * stages before it, so that no circle can be written.
 */
#include "cases/paper-internal.h"

#include "base/translate.h"

#define NUMBER_LIMIT 16
#define DAYS_MOST 366
#define MINUTE_US (INT64_C(60) * G_USEC_PER_SEC)
#define AFTER_MOST_US (INT64_C(800) * 24 * 3600 * G_USEC_PER_SEC)

const char *const paper_stage_keys[] = {"number", "title",    "source", "after",       "when", "optional", "until",
					"needs",  "outcomes", "skip",   "skip-reason", "due",  "remind",   NULL};
const char *const paper_needs_keys[] = {"documents", "fields", "told", "decision", "linked", "looked", "knowledge", NULL};
const char *const paper_told_keys[] = {"notice", "to", NULL};
const char *const paper_due_keys[] = {"from", "until", "after", "business-days", NULL};

static bool is_mapping(struct paper_draft *draft, const struct conf_node *node, const char *const *keys, const char *key)
{
	return conf_check_keys(node, keys, paper_field(draft, key), draft->faults) || conf_kind(node) == CONF_MAPPING;
}

static void read_bool(struct paper_draft *draft, const struct conf_node *node, const char *key, bool *ret_value)
{
	const struct conf_node *value = paper_find(node, key);

	if (value)
		conf_read_bool(value, paper_field(draft, key), ret_value, draft->faults);
}

/* NULL-terminated; free it. */
static const char **words_of(enum word_family family)
{
	const char **words = g_new0(const char *, words_count(family) + 1);

	for (unsigned int i = 0; i < words_count(family); i++)
		words[i] = words_get(family, i)->id;
	return words;
}

static void read_word(struct paper_draft *draft, const struct conf_node *node, const char *key, enum word_family family,
		      int *ret_value)
{
	g_autofree const char **words = words_of(family);
	const struct conf_node *value = paper_find(node, key);
	unsigned int index;

	if (value && conf_read_choice(value, paper_field(draft, key), words, &index, draft->faults))
		*ret_value = (int)index;
}

static void role_words(const char *words[ROLE_NOC + 2])
{
	for (int role = ROLE_OPS_MANAGER; role <= ROLE_NOC; role++)
		words[role] = inventory_role_id((enum contact_role)role);
	words[ROLE_NOC + 1] = NULL;
}

/* --- other stages --- */

/* A stage before INDEX by its name. */
static bool find_before(struct paper_draft *draft, size_t index, const struct conf_node *value, const char *name,
			const char *key, size_t *ret_stage)
{
	for (size_t i = 0; i < index; i++)
		if (g_str_equal(conf_key(draft->stages, i), name)) {
			*ret_stage = i;
			return true;
		}
	paper_error(draft, value, _("%s names '%s', which is no stage before it"), paper_field(draft, key), name);
	return false;
}

static bool read_before(struct paper_draft *draft, size_t index, const struct conf_node *value, const char *key,
			size_t *ret_stage)
{
	const char *name;

	return conf_read_name(value, paper_field(draft, key), &name, draft->faults) &&
	       find_before(draft, index, value, name, key, ret_stage);
}

/* Without a word, the one before it. */
static void read_after(struct paper_draft *draft, size_t index, const struct conf_node *node, struct paper_stage *stage)
{
	const struct conf_node *list = paper_find(node, "after");
	size_t before;

	stage->after = index ? UINT64_C(1) << (index - 1) : 0;
	if (!list || !conf_expect(list, CONF_SEQUENCE, paper_field(draft, "after"), draft->faults))
		return;
	stage->after = 0;
	for (size_t i = 0; i < conf_length(list); i++)
		if (read_before(draft, index, conf_item(list, i), "after", &before))
			stage->after |= UINT64_C(1) << before;
}

/* Whether the stage called NAME of the file has OUTCOME, whatever else is wrong with it. */
static bool has_outcome(const struct paper_draft *draft, size_t stage, const char *outcome)
{
	const struct conf_node *outcomes = paper_find(conf_value(draft->stages, stage), "outcomes");

	return outcomes && conf_kind(outcomes) == CONF_MAPPING && conf_find(outcomes, outcome);
}

static void read_when(struct paper_draft *draft, size_t index, const struct conf_node *node, struct paper_stage *stage)
{
	const struct conf_node *list = paper_find(node, "when");
	struct paper_when *when;

	if (!list || !conf_expect(list, CONF_MAPPING, paper_field(draft, "when"), draft->faults))
		return;
	if (!conf_length(list) || conf_length(list) > PAPER_NEEDS_LIMIT) {
		paper_error(draft, list, _("%s has %zu entries, not 1 to %d"), paper_field(draft, "when"), conf_length(list),
			    PAPER_NEEDS_LIMIT);
		return;
	}
	when = paper_block(draft, conf_length(list), sizeof(*when));
	for (size_t i = 0; i < conf_length(list); i++) {
		struct paper_when *each = &when[stage->when_count];
		const char *outcome;

		if (!find_before(draft, index, list, conf_key(list, i), "when", &each->stage) ||
		    !conf_read_name(conf_value(list, i), paper_field(draft, "when"), &outcome, draft->faults))
			continue;
		if (!has_outcome(draft, each->stage, outcome)) {
			paper_error(draft, conf_value(list, i), _("%s asks for '%s', which stage '%s' cannot end with"),
				    paper_field(draft, "when"), outcome, conf_key(list, i));
			continue;
		}
		each->outcome = paper_keep(draft, outcome);
		stage->when_count++;
	}
	stage->when = when;
}

/* --- what it needs --- */

/* Names that must be words of WORDS, or of the fields that every case has. */
static const char *const *read_names(struct paper_draft *draft, const struct conf_node *node, const char *key,
				     const struct paper_word *words, bool of_case)
{
	const struct conf_node *list = paper_find(node, key);
	const char **names;
	size_t count = 0;

	if (!list || !conf_expect(list, CONF_SEQUENCE, paper_field(draft, key), draft->faults))
		return NULL;
	if (!conf_length(list) || conf_length(list) > PAPER_NEEDS_LIMIT) {
		paper_error(draft, list, _("%s has %zu entries, not 1 to %d"), paper_field(draft, key), conf_length(list),
			    PAPER_NEEDS_LIMIT);
		return NULL;
	}
	names = paper_block(draft, conf_length(list) + 1, sizeof(*names));
	for (size_t i = 0; i < conf_length(list); i++) {
		const char *name;

		if (!conf_read_name(conf_item(list, i), paper_field(draft, key), &name, draft->faults))
			continue;
		if (!paper_word_find(words, name) && (!of_case || words_find(WORDS_CASE_FIELD, name) < 0))
			paper_error(draft, conf_item(list, i), _("%s names '%s', which is none of the file's"),
				    paper_field(draft, key), name);
		else
			names[count++] = paper_keep(draft, name);
	}
	return names;
}

static void read_told(struct paper_draft *draft, const struct conf_node *node, struct paper_stage *stage)
{
	const struct conf_node *told = paper_find(node, "told");

	if (!told || !is_mapping(draft, told, paper_told_keys, "told"))
		return;
	for (size_t i = 0; paper_told_keys[i]; i++)
		if (!paper_find(told, paper_told_keys[i]))
			paper_error(draft, told, _("'told' of %s lacks '%s'"), draft->owner, paper_told_keys[i]);
	read_word(draft, told, "notice", WORDS_NOTICE_KIND, &stage->notice);
	read_word(draft, told, "to", WORDS_AUDIENCE, &stage->audience);
}

static void read_needs(struct paper_draft *draft, const struct conf_node *node, struct paper_stage *stage)
{
	const struct conf_node *needs = paper_find(node, "needs"), *decision;
	const char *roles[ROLE_NOC + 2];
	unsigned int role;

	if (!needs || !is_mapping(draft, needs, paper_needs_keys, "needs"))
		return;
	role_words(roles);
	stage->documents = read_names(draft, needs, "documents", draft->papers->documents, false);
	stage->fields = read_names(draft, needs, "fields", draft->papers->fields, true);
	read_told(draft, needs, stage);
	decision = paper_find(needs, "decision");
	if (decision && conf_read_choice(decision, paper_field(draft, "decision"), roles, &role, draft->faults))
		stage->decision = (int)role;
	read_word(draft, needs, "linked", WORDS_CASE_KIND, &stage->linked);
	read_bool(draft, needs, "looked", &stage->looked);
	read_bool(draft, needs, "knowledge", &stage->knowledge);
}

/* A field of the file; NULL: none. */
static const char *read_field(struct paper_draft *draft, const struct conf_node *node, const char *key)
{
	const struct conf_node *value = paper_find(node, key);
	const char *name;

	if (!value || !conf_read_name(value, paper_field(draft, key), &name, draft->faults))
		return NULL;
	if (paper_word_find(draft->papers->fields, name))
		return paper_keep(draft, name);
	paper_error(draft, value, _("%s names '%s', which is none of the file's"), paper_field(draft, key), name);
	return NULL;
}

/* `skip: reason`, or the role of who decides it. */
static void read_skip(struct paper_draft *draft, const struct conf_node *node, struct paper_stage *stage)
{
	const struct conf_node *value = paper_find(node, "skip"), *as = paper_find(node, "skip-reason");
	const char *words[ROLE_NOC + 3];
	unsigned int index;

	role_words(words);
	words[ROLE_NOC + 1] = "reason";
	words[ROLE_NOC + 2] = NULL;
	if (value && conf_read_choice(value, paper_field(draft, "skip"), words, &index, draft->faults)) {
		stage->skip = index > ROLE_NOC ? PAPER_SKIP_REASON : PAPER_SKIP_DECISION;
		stage->skip_role = (int)index;
	}
	if (as && !value)
		paper_error(draft, as, _("'skip-reason' of %s goes with 'skip'"), draft->owner);
	stage->skip_reason = read_field(draft, node, "skip-reason");
}

/* --- by when --- */

static void read_from(struct paper_draft *draft, size_t index, const struct conf_node *from, struct paper_clock *clock)
{
	const char *text = conf_text(from);

	clock->kind = PAPER_FROM_OPENED;
	if (text && g_str_equal(text, "opened"))
		return;
	if (read_before(draft, index, from, "from", &clock->stage))
		clock->kind = PAPER_FROM_STAGE;
}

static void read_until(struct paper_draft *draft, size_t index, const struct conf_node *until, struct paper_clock *clock)
{
	if (!read_before(draft, index, until, "until", &clock->stage))
		return;
	clock->kind = PAPER_UNTIL_STAGE;
	if (!paper_find(conf_value(draft->stages, clock->stage), "until"))
		paper_error(draft, until, _("%s names '%s', which sets no day"), paper_field(draft, "until"),
			    conf_key(draft->stages, clock->stage));
}

static void read_due(struct paper_draft *draft, size_t index, const struct conf_node *node, struct paper_stage *stage)
{
	const struct conf_node *due = paper_find(node, "due"), *from, *until, *after, *days;

	if (!due || !is_mapping(draft, due, paper_due_keys, "due"))
		return;
	from = paper_find(due, "from");
	until = paper_find(due, "until");
	after = paper_find(due, "after");
	days = paper_find(due, "business-days");
	if (!from == !until)
		paper_error(draft, due, _("'due' of %s must have one of 'from' and 'until'"), draft->owner);
	if ((after && days) || (until && (after || days)))
		paper_error(draft, due, _("'due' of %s has more than one of 'until', 'after' and 'business-days'"), draft->owner);
	if (from)
		read_from(draft, index, from, &stage->clock);
	if (until)
		read_until(draft, index, until, &stage->clock);
	if (after)
		conf_read_duration(after, paper_field(draft, "after"), MINUTE_US, AFTER_MOST_US, &stage->clock.after_us, draft->faults);
	if (days)
		conf_read_integer(days, paper_field(draft, "business-days"), 1, DAYS_MOST, &stage->clock.business_days, draft->faults);
}

static void read_remind(struct paper_draft *draft, const struct conf_node *node, struct paper_stage *stage)
{
	const struct conf_node *value = paper_find(node, "remind");

	if (!value)
		return;
	conf_read_duration(value, paper_field(draft, "remind"), MINUTE_US, AFTER_MOST_US, &stage->remind_us, draft->faults);
	if (!paper_find(node, "due"))
		paper_error(draft, value, _("'remind' of %s goes with 'due'"), draft->owner);
	if (stage->clock.after_us && stage->remind_us >= stage->clock.after_us)
		paper_error(draft, value, _("'remind' of %s is not shorter than the time that there is"), draft->owner);
}

void paper_stage_read(struct paper_draft *draft, size_t index, const struct conf_node *node, struct paper_stage *stage)
{
	const struct conf_node *number;
	const char *text;

	stage->number = "";
	stage->notice = stage->audience = stage->decision = stage->linked = -1;
	if (!conf_check_keys(node, paper_stage_keys, draft->owner, draft->faults) && conf_kind(node) != CONF_MAPPING)
		return;
	number = paper_find(node, "number");
	if (number && conf_read_text(number, paper_field(draft, "number"), NUMBER_LIMIT, &text, draft->faults))
		stage->number = paper_keep(draft, text);
	paper_read_title(draft, node, &stage->title_ja, &stage->title_en);
	stage->source = paper_read_source(draft, node);
	read_after(draft, index, node, stage);
	read_when(draft, index, node, stage);
	read_bool(draft, node, "optional", &stage->optional);
	stage->until = read_field(draft, node, "until");
	stage->outcomes = paper_read_words(draft, node, "outcomes", PAPER_NEEDS_LIMIT);
	if (paper_word_find(stage->outcomes, PAPER_SKIP_OUTCOME))
		paper_error(draft, node, _("'outcomes' of %s has '%s', which says that it is left out"), draft->owner, PAPER_SKIP_OUTCOME);
	read_needs(draft, node, stage);
	read_skip(draft, node, stage);
	read_due(draft, index, node, stage);
	read_remind(draft, node, stage);
}
