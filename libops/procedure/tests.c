/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Path tests: given these answers, a run takes this way. The run is a real one;
 * only what the world would say is written down. Which outcomes no test has
 * taken is counted, so that a branch without a test is seen.
 */
#include "procedure/internal.h"

#include "base/translate.h"

#include <string.h>

#define TESTS_MOST 500
#define ANSWERS_MOST 500
#define WHO "tester"
#define APPROVER "approver"
/* Some instant: no test depends on which. */
#define BEGIN_US (INT64_C(1767225600) * 1000000)

static const struct conf_limits limits = {.bytes = PROCEDURE_BYTES, .depth = 16, .nodes = 100000};

struct testing {
	const struct procedure *procedure;
	const struct procedure_names *names;
	struct conf_faults *faults;
	bool *taken;			/* steps x outcomes */
	struct procedure_run *run;
	int64_t now_us;
	char owner[160];		/* "test 'all is well'" */
	bool failed;
};

static void fail(struct testing *testing, const struct conf_position *position, const char *format, ...)
	G_GNUC_PRINTF(3, 4);

static void fail(struct testing *testing, const struct conf_position *position, const char *format, ...)
{
	g_autofree char *message = NULL;
	va_list arguments;

	va_start(arguments, format);
	message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	testing->failed = true;
	conf_fault(testing->faults, CONF_ERROR, position, "%s: %s", testing->owner, message);
}

/* --- facts --- */

static bool is_given(const struct testing *testing, const char *name)
{
	for (const struct procedure_given *given = testing->names->given; given && given->name; given++)
		if (g_str_equal(given->name, name))
			return true;
	return false;
}

/* The members of NODE save "outcome", as facts of EVENT. */
static void add_facts(struct testing *testing, const struct conf_node *node, struct procedure_event *event)
{
	for (size_t i = 0; i < conf_length(node); i++) {
		const char *name = conf_key(node, i), *value;

		if (g_str_equal(name, "outcome"))
			continue;
		if (!procedure_field_find(testing->procedure, name) && !is_given(testing, name) &&
		    (!procedure_run_effect(testing->run) || procedure_run_effect(testing->run)->step->kind != STEP_CALL)) {
			fail(testing, conf_key_position(node, i), _("there is no field '%s'"), name);
			continue;
		}
		if (!conf_read_string(conf_value(node, i), name, 2000, &value, testing->faults)) {
			testing->failed = true;
			continue;
		}
		procedure_event_add_fact(event, name, g_str_equal(value, PROCEDURE_UNKNOWN) ? NULL : value, false);
	}
}

/* --- answers --- */

/* By which a step ends whose answer says nothing else; NULL: it must say. */
static const char *plain_outcome(const struct procedure_step *step)
{
	static const enum step_outcome plain[] = {OUTCOME_ANSWERED, OUTCOME_OVER, OUTCOME_STARTED};

	for (size_t i = 0; i < G_N_ELEMENTS(plain); i++)
		if (procedure_outcome_find(step, outcome_id(plain[i])))
			return outcome_id(plain[i]);
	return NULL;
}

static bool is_a_persons(const struct procedure_step *step)
{
	return step->kind == STEP_ASK || step->kind == STEP_DO || step->kind == STEP_WAIT;
}

/* Ends STEP, at which the run stands, as VALUE says (NULL: plainly). */
static void answer(struct testing *testing, const struct procedure_step *step, const struct conf_position *position,
		   const struct conf_node *value)
{
	const struct procedure_effect *effect = procedure_run_effect(testing->run);
	g_autoptr(ops_procedure_event_t) event =
		procedure_event_new(EVENT_OUTCOME, testing->now_us, is_a_persons(step) ? WHO : PROCEDURE_MACHINE);
	g_autoptr(GError) error = NULL;
	const char *outcome = plain_outcome(step);

	if (value && conf_kind(value) == CONF_MAPPING) {
		if (conf_find(value, "outcome"))
			conf_read_string(conf_find(value, "outcome"), testing->owner, 64, &outcome, testing->faults);
		add_facts(testing, value, event);
	} else if (value && !conf_read_string(value, testing->owner, 64, &outcome, testing->faults)) {
		testing->failed = true;
		return;
	}
	if (effect->due_at_us && g_strcmp0(procedure_limit_outcome(step), outcome) == 0)
		event->at_us = testing->now_us = effect->due_at_us;
	event->turn = effect->turn;
	event->step = g_strdup(step->name);
	event->outcome = g_strdup(outcome);
	event->reason = g_strdup("test");
	event->approved_by = step->confirm == CONFIRM_APPROVAL ? g_strdup(APPROVER) : NULL;
	if (!testing->failed && !procedure_run_apply(testing->run, event, &error))
		fail(testing, position, "%s", error->message);
}

static bool goes_on(const struct testing *testing)
{
	enum walk_state state = procedure_run_state(testing->run);

	return !testing->failed && (state == WALK_RUNNING || state == WALK_WAITING);
}

/* One entry of "answers": a step, or a step with its answer. */
static void take_answer(struct testing *testing, const struct conf_node *node)
{
	const struct procedure_step *step = procedure_run_effect(testing->run)->step;
	bool plain = conf_kind(node) == CONF_SCALAR;
	const char *name = plain ? conf_text(node) : conf_length(node) == 1 ? conf_key(node, 0) : NULL;

	if (!name || conf_kind(node) == CONF_SEQUENCE)
		fail(testing, conf_position(node), _("expected one step with its answer"));
	else if (!goes_on(testing))
		fail(testing, conf_position(node), _("'%s' is answered, but the run has ended at '%s'"), name, step->name);
	else if (!g_str_equal(name, step->name))
		fail(testing, conf_position(node), _("'%s' is answered, but the run stands at '%s'"), name, step->name);
	else
		answer(testing, step, conf_position(node), plain ? NULL : conf_value(node, 0));
}

/* --- what came of it --- */

static size_t branch_of(const struct testing *testing, const struct procedure_step *step, unsigned int outcome)
{
	size_t number = 0;

	for (const struct procedure_step *each = procedure_step_at(testing->procedure, 0); each < step; each++)
		number += each->outcome_count;
	return number + outcome;
}

static char *way_of(const struct testing *testing)
{
	GString *way = g_string_new(NULL);

	for (unsigned int i = 0; i < procedure_run_passage_count(testing->run); i++)
		g_string_append_printf(way, "%s%s", i ? ", " : "", procedure_run_passage_at(testing->run, i)->step->name);
	return g_string_free(way, FALSE);
}

static void mark_taken(struct testing *testing)
{
	for (unsigned int i = 0; i < procedure_run_passage_count(testing->run); i++) {
		const struct procedure_passage *passage = procedure_run_passage_at(testing->run, i);

		if (passage->outcome)
			testing->taken[branch_of(testing, passage->step,
						 (unsigned int)(passage->outcome - passage->step->outcomes))] = true;
	}
}

static void compare_path(struct testing *testing, const struct conf_node *path)
{
	g_autofree char *way = way_of(testing);
	unsigned int count = procedure_run_passage_count(testing->run);

	if (!conf_expect(path, CONF_SEQUENCE, testing->owner, testing->faults)) {
		testing->failed = true;
		return;
	}
	for (size_t i = 0; i < MAX(count, conf_length(path)); i++) {
		const struct conf_node *item = i < conf_length(path) ? conf_item(path, i) : NULL;

		if (!item || i >= count ||
		    g_strcmp0(conf_text(item), procedure_run_passage_at(testing->run, (unsigned int)i)->step->name) != 0) {
			fail(testing, conf_position(item ? item : path), _("the run took another way: %s"), way);
			return;
		}
	}
}

static void compare(struct testing *testing, const struct conf_node *node)
{
	const struct procedure_step *step = procedure_run_effect(testing->run)->step;
	const struct conf_node *end = conf_find(node, "end");

	if (!end)
		fail(testing, conf_position(node), _("'%s' is missing"), "end");
	else if (procedure_run_state(testing->run) != WALK_COMPLETED)
		fail(testing, conf_position(end), _("the run has not ended: it stands at '%s'"), step->name);
	else if (g_strcmp0(conf_text(end), step->name) != 0)
		fail(testing, conf_position(end), _("the run ended as '%s'"), step->name);
	if (!testing->failed && conf_find(node, "path"))
		compare_path(testing, conf_find(node, "path"));
}

/* --- one test --- */

static bool start(struct testing *testing, const struct conf_node *node)
{
	g_autoptr(ops_procedure_event_t) event = procedure_event_new(EVENT_START, testing->now_us, WHO);
	const struct conf_node *given = conf_find(node, "given");
	g_autoptr(GError) error = NULL;

	event->procedure = g_strdup(procedure_name(testing->procedure));
	event->digest = *procedure_digest(testing->procedure);
	for (size_t i = 0; given && i < conf_length(given); i++) {
		const char *name = conf_key(given, i), *value;

		if (!procedure_field_find(testing->procedure, name) && !is_given(testing, name))
			fail(testing, conf_key_position(given, i), _("there is no field '%s'"), name);
		else if (conf_read_string(conf_value(given, i), name, 2000, &value, testing->faults))
			procedure_event_add_fact(event, name, g_str_equal(value, PROCEDURE_UNKNOWN) ? NULL : value, false);
		else
			testing->failed = true;
	}
	if (testing->failed)
		return false;
	testing->run = procedure_run_new(testing->procedure, event, &error);
	if (!testing->run)
		fail(testing, conf_position(node), "%s", error->message);
	return testing->run != NULL;
}

static void run_one(struct testing *testing, const struct conf_node *node)
{
	static const char *const keys[] = {"test", "given", "answers", "path", "end", NULL};
	const struct conf_node *answers, *title;

	g_strlcpy(testing->owner, _("a test"), sizeof(testing->owner));
	testing->failed = !conf_check_keys(node, keys, testing->owner, testing->faults);
	if (conf_kind(node) != CONF_MAPPING)
		return;
	title = conf_find(node, "test");
	if (title && conf_text(title))
		g_snprintf(testing->owner, sizeof(testing->owner), _("test '%s'"), conf_text(title));
	else
		fail(testing, conf_position(node), _("'%s' is missing"), "test");
	answers = conf_find(node, "answers");
	if (answers && !conf_expect(answers, CONF_SEQUENCE, testing->owner, testing->faults))
		testing->failed = true;
	testing->now_us = BEGIN_US;
	if (testing->failed || !start(testing, node))
		return;
	for (size_t i = 0; answers && !testing->failed && i < MIN(conf_length(answers), ANSWERS_MOST); i++)
		take_answer(testing, conf_item(answers, i));
	if (!testing->failed)
		compare(testing, node);
	if (!testing->failed)
		mark_taken(testing);
	g_clear_pointer(&testing->run, procedure_run_free);
}

/* --- all of them --- */

static void count_branches(const struct testing *testing, struct procedure_coverage *coverage)
{
	for (unsigned int i = 0; i < procedure_step_count(testing->procedure); i++) {
		const struct procedure_step *step = procedure_step_at(testing->procedure, i);

		for (unsigned int k = 0; k < step->outcome_count; k++) {
			coverage->branches++;
			if (testing->taken[branch_of(testing, step, k)])
				coverage->covered++;
			else
				g_ptr_array_add(coverage->uncovered,
						g_strdup_printf("%s: %s", step->name, step->outcomes[k].name));
		}
	}
}

void procedure_coverage_clear(struct procedure_coverage *coverage)
{
	g_clear_pointer(&coverage->uncovered, g_ptr_array_unref);
}

static size_t branches_of(const struct procedure *procedure)
{
	size_t count = 0;

	for (unsigned int i = 0; i < procedure_step_count(procedure); i++)
		count += procedure_step_at(procedure, i)->outcome_count;
	return count;
}

/* The list of tests, or NULL after a fault. */
static const struct conf_node *tests_of(const struct conf_document *document, const char *file, struct conf_faults *faults)
{
	static const char *const keys[] = {"tests", NULL};
	const struct conf_node *root = conf_document_root(document);
	const struct conf_node *tests = root ? conf_find(root, "tests") : NULL;
	const struct conf_position whole = {.file = file};

	if (root && !conf_check_keys(root, keys, _("a file of tests"), faults))
		return NULL;
	if (!tests || conf_kind(tests) != CONF_SEQUENCE || conf_length(tests) > TESTS_MOST) {
		conf_fault(faults, CONF_ERROR, &whole, _("'%s' is no list of tests"), file);
		return NULL;
	}
	return tests;
}

bool procedure_test(const struct procedure *procedure, const struct procedure_names *names, const char *file,
		    const char *bytes, size_t length, struct procedure_coverage *ret_coverage,
		    struct conf_faults *faults)
{
	g_autoptr(ops_conf_document_t) document = conf_document_parse(file, bytes, length, &limits, faults);
	const struct conf_node *tests = document ? tests_of(document, file, faults) : NULL;
	g_autofree bool *taken = g_new0(bool, branches_of(procedure) + 1);
	struct testing testing = {.procedure = procedure, .names = names, .faults = faults, .taken = taken};

	if (!tests)
		return false;
	*ret_coverage = (struct procedure_coverage){.uncovered = g_ptr_array_new_with_free_func(g_free)};
	for (size_t i = 0; i < conf_length(tests); i++) {
		run_one(&testing, conf_item(tests, i));
		ret_coverage->tests++;
		ret_coverage->failed += testing.failed;
	}
	count_branches(&testing, ret_coverage);
	return true;
}
