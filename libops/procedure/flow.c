/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Along all ways through a procedure at once: which steps are reached, which
 * lead where, and what is recorded at a step whichever way led to it. A set of
 * facts at a step is what all its ways have in common, so it begins as
 * everything and shrinks until nothing changes.
 */
#include "procedure/internal.h"

#include <string.h>

#define TOLD "notice "		/* a blank: no fact is called so */

struct flow {
	const struct procedure *procedure;
	const struct procedure_set *set;
	const struct procedure_names *names;
	unsigned int steps;
	GHashTable *kinds;		/* name: struct fact_kind * */
	GHashTable *callees;		/* name of a procedure: struct flow *, NULL while it is being made; shared */
	GHashTable **at;		/* for each step the names that hold; NULL: not reached */
	bool *leads;			/* steps x steps */
	bool is_root;			/* frees the callees */
};

static struct flow *flow_new_among(const struct procedure *procedure, const struct procedure_set *set,
				   const struct procedure_names *names, GHashTable *callees);

/* --- which steps lead where --- */

static void mark_leads(struct flow *flow, unsigned int from, unsigned int step)
{
	const struct procedure_step *each = procedure_step_at(flow->procedure, step);

	for (unsigned int i = 0; i < each->outcome_count; i++) {
		int next = each->outcomes[i].next_step;

		if (next < 0 || flow->leads[from * flow->steps + (unsigned int)next])
			continue;
		flow->leads[from * flow->steps + (unsigned int)next] = true;
		mark_leads(flow, from, (unsigned int)next);
	}
}

bool flow_leads(const struct flow *flow, unsigned int a, unsigned int b)
{
	return flow->leads[a * flow->steps + b];
}

bool flow_is_reached(const struct flow *flow, unsigned int number)
{
	return flow->at[number] != NULL;
}

static bool returns(const struct procedure *procedure, unsigned int at, unsigned int home, bool *seen,
		    bool (*bar)(const struct procedure_step *step))
{
	const struct procedure_step *step = procedure_step_at(procedure, at);

	if (bar(step))
		return false;
	for (unsigned int i = 0; i < step->outcome_count; i++) {
		int next = step->outcomes[i].next_step;

		if (next == (int)home)
			return true;
		if (next < 0 || seen[next])
			continue;
		seen[next] = true;
		if (returns(procedure, (unsigned int)next, home, seen, bar))
			return true;
	}
	return false;
}

bool flow_loops(const struct procedure *procedure, unsigned int a, bool (*bar)(const struct procedure_step *step))
{
	g_autofree bool *seen = g_new0(bool, procedure_step_count(procedure));

	return returns(procedure, a, a, seen, bar);
}

/* --- what kinds of facts there are --- */

static void add_kind(struct flow *flow, const char *name, enum procedure_type type, GPtrArray *words, bool always)
{
	struct fact_kind *kind;

	if (g_hash_table_contains(flow->kinds, name)) {
		if (words)
			g_ptr_array_unref(words);
		return;
	}
	kind = g_new(struct fact_kind, 1);
	*kind = (struct fact_kind){type, words, always};
	g_hash_table_insert(flow->kinds, g_strdup(name), kind);
}

static void kind_free(gpointer data)
{
	struct fact_kind *kind = data;

	if (kind->words)
		g_ptr_array_unref(kind->words);
	g_free(kind);
}

static void add_fields(struct flow *flow, const struct procedure *procedure)
{
	for (unsigned int i = 0; i < procedure_field_count(procedure); i++) {
		const struct procedure_field *field = procedure_field_at(procedure, i);
		GPtrArray *words = field->type == TYPE_CHOICE ? g_ptr_array_new() : NULL;

		for (unsigned int k = 0; words && k < field->choice_count; k++)
			g_ptr_array_add(words, (gpointer)field->choices[k].name);
		add_kind(flow, field->name, field->type, words, field->required);
	}
}

static void add_given(struct flow *flow)
{
	for (const struct procedure_given *given = flow->names->given; given && given->name; given++) {
		GPtrArray *words = given->type == TYPE_CHOICE ? g_ptr_array_new() : NULL;

		for (const char *const *word = given->choices; words && word && *word; word++)
			g_ptr_array_add(words, (gpointer)*word);
		add_kind(flow, given->name, given->type, words, false);
	}
}

static char *outcome_fact(const struct procedure_step *step)
{
	return g_strconcat(step->name, ".outcome", NULL);
}

static void add_outcome(struct flow *flow, const struct procedure_step *step)
{
	g_autofree char *name = outcome_fact(step);
	GPtrArray *words = g_ptr_array_new();

	for (unsigned int i = 0; i < step->outcome_count; i++)
		g_ptr_array_add(words, (gpointer)step->outcomes[i].name);
	add_kind(flow, name, TYPE_CHOICE, words, true);
}

static struct flow *callee_of(const struct flow *flow, const struct procedure_step *step)
{
	return step->kind == STEP_CALL && !step->alongside && step->procedure
		? g_hash_table_lookup(flow->callees, step->procedure) : NULL;
}

static void add_callee(struct flow *flow, const struct procedure_step *step)
{
	const struct procedure *procedure = procedure_set_find(flow->set, step->procedure);

	if (!procedure)
		return;
	add_fields(flow, procedure);
	if (step->alongside || g_hash_table_contains(flow->callees, step->procedure))
		return;
	g_hash_table_insert(flow->callees, g_strdup(step->procedure), NULL);
	g_hash_table_insert(flow->callees, g_strdup(step->procedure),
			    flow_new_among(procedure, flow->set, flow->names, flow->callees));
}

bool flow_kind(const struct flow *flow, const char *fact, struct fact_kind *ret_kind)
{
	const struct fact_kind *kind = g_hash_table_lookup(flow->kinds, fact);

	if (kind)
		*ret_kind = *kind;
	return kind != NULL;
}

/* --- what is recorded on the way --- */

static void put(GHashTable *facts, const char *name)
{
	g_hash_table_add(facts, g_strdup(name));
}

/* What a called procedure has recorded when it ends as OUTCOME. */
static void put_callee(const struct flow *callee, const struct procedure_outcome *outcome, GHashTable *facts)
{
	const struct procedure_step *end = procedure_step_find(callee->procedure, outcome->name);
	GHashTable *known = end ? callee->at[end - procedure_step_at(callee->procedure, 0)] : NULL;
	GHashTableIter iterator;
	gpointer name;

	if (!known)
		return;
	g_hash_table_iter_init(&iterator, known);
	while (g_hash_table_iter_next(&iterator, &name, NULL))
		if (!g_str_has_suffix(name, ".outcome"))
			put(facts, name);
}

/* Adds to FACTS what is recorded when STEP ends as OUTCOME. */
static void put_outcome(const struct flow *flow, const struct procedure_step *step,
			const struct procedure_outcome *outcome, GHashTable *facts)
{
	g_autofree char *name = outcome_fact(step);
	const struct flow *callee = callee_of(flow, step);

	put(facts, name);
	for (const char *const *field = step->fields; *field && outcome_records(outcome); field++)
		put(facts, *field);
	if (step->about && !outcome_is(outcome, OUTCOME_EXHAUSTED) && !outcome_is(outcome, OUTCOME_NO_REPLY))
		put(facts, step->about);
	for (unsigned int i = 0; i < outcome->setting_count; i++)
		put(facts, outcome->settings[i].field);
	if (step->kind == STEP_NOTIFY && step->notice && outcome_is(outcome, OUTCOME_QUEUED)) {
		g_autofree char *told = g_strconcat(TOLD, step->notice, NULL);

		put(facts, told);
	}
	for (const struct procedure_given *given = flow->names->given; given && given->name; given++)
		if (step->kind == STEP_PROBE && given->scope && step->scope && g_str_equal(given->scope, step->scope) &&
		    !outcome_is(outcome, OUTCOME_EXHAUSTED))
			put(facts, given->name);
	if (callee)
		put_callee(callee, outcome, facts);
}

static gboolean is_not_in(gpointer name, gpointer value, gpointer other)
{
	return !g_hash_table_contains(other, name);
}

/* Takes FACTS over as one way to step NUMBER. True when something changed there. */
static bool merge(struct flow *flow, unsigned int number, GHashTable *facts)
{
	bool changed = true;

	if (!flow->at[number]) {
		flow->at[number] = facts;
		return true;
	}
	changed = g_hash_table_foreach_remove(flow->at[number], is_not_in, facts) > 0;
	g_hash_table_unref(facts);
	return changed;
}

static GHashTable *copy_of(GHashTable *facts)
{
	GHashTable *copy = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	GHashTableIter iterator;
	gpointer name;

	g_hash_table_iter_init(&iterator, facts);
	while (g_hash_table_iter_next(&iterator, &name, NULL))
		put(copy, name);
	return copy;
}

static GHashTable *facts_at_start(const struct flow *flow)
{
	GHashTable *facts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (const char *const *name = flow->procedure->takes; *name; name++)
		put(facts, *name);
	for (const struct procedure_given *given = flow->names->given; given && given->name; given++)
		if (!given->scope)
			put(facts, given->name);
	return facts;
}

static bool pass_once(struct flow *flow)
{
	bool changed = false;

	for (unsigned int i = 0; i < flow->steps; i++) {
		const struct procedure_step *step = procedure_step_at(flow->procedure, i);

		for (unsigned int k = 0; flow->at[i] && k < step->outcome_count; k++) {
			GHashTable *facts;

			if (step->outcomes[k].next_step < 0)
				continue;
			facts = copy_of(flow->at[i]);
			put_outcome(flow, step, &step->outcomes[k], facts);
			if (merge(flow, (unsigned int)step->outcomes[k].next_step, facts))
				changed = true;
		}
	}
	return changed;
}

bool flow_knows(const struct flow *flow, unsigned int number, const char *fact)
{
	return !flow->at[number] || g_hash_table_contains(flow->at[number], fact);
}

bool flow_has_told(const struct flow *flow, unsigned int number, const char *kind)
{
	g_autofree char *told = g_strconcat(TOLD, kind, NULL);

	return flow_knows(flow, number, told);
}

/* --- the whole --- */

static struct flow *flow_new_among(const struct procedure *procedure, const struct procedure_set *set,
				   const struct procedure_names *names, GHashTable *callees)
{
	struct flow *flow = g_new0(struct flow, 1);
	const struct procedure_step *start = procedure_start(procedure);

	flow->procedure = procedure;
	flow->set = set;
	flow->names = names;
	flow->steps = procedure_step_count(procedure);
	flow->kinds = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, kind_free);
	flow->callees = g_hash_table_ref(callees);
	flow->at = g_new0(GHashTable *, flow->steps + 1);
	flow->leads = g_new0(bool, flow->steps * flow->steps + 1);
	add_fields(flow, procedure);
	add_given(flow);
	for (unsigned int i = 0; i < flow->steps; i++) {
		mark_leads(flow, i, i);
		add_outcome(flow, procedure_step_at(procedure, i));
		if (procedure_step_at(procedure, i)->kind == STEP_CALL)
			add_callee(flow, procedure_step_at(procedure, i));
	}
	if (start)
		flow->at[start - procedure_step_at(procedure, 0)] = facts_at_start(flow);
	while (pass_once(flow))
		;
	return flow;
}

struct flow *flow_new(const struct procedure *procedure, const struct procedure_set *set,
		      const struct procedure_names *names)
{
	GHashTable *callees = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	struct flow *flow = flow_new_among(procedure, set, names, callees);

	flow->is_root = true;
	g_hash_table_unref(callees);
	return flow;
}

void flow_free(struct flow *flow)
{
	GHashTableIter iterator;
	gpointer callee;

	if (!flow)
		return;
	if (flow->is_root) {
		g_hash_table_iter_init(&iterator, flow->callees);
		while (g_hash_table_iter_next(&iterator, NULL, &callee))
			flow_free(callee);
	}
	for (unsigned int i = 0; i < flow->steps; i++)
		g_clear_pointer(&flow->at[i], g_hash_table_unref);
	g_free(flow->at);
	g_free(flow->leads);
	g_hash_table_unref(flow->kinds);
	g_hash_table_unref(flow->callees);
	g_free(flow);
}
