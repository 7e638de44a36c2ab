/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Decisions are proven (E06): each field that one looks at is given every value
 * that makes a difference, and in each case one outcome and one alone must hold.
 */
#include "procedure/lint-internal.h"

#include "base/translate.h"

#include <string.h>

#define CASES_MOST 100000

/* A field of a decision, and its values that make a difference. */
struct axis {
	const char *field;
	GArray *cells;		/* struct fact_cell */
	unsigned int at;	/* the one that is tried */
};

struct table {
	const struct lint *lint;
	GArray *axes;		/* struct axis */
	const char *field;
	bool failed;
};

static void axis_clear(gpointer axis)
{
	g_array_unref(((struct axis *)axis)->cells);
}

static void add_word(GArray *cells, const char *word)
{
	struct fact_cell cell = {.word = word};

	g_array_append_val(cells, cell);
}

static void add_number(GArray *cells, int64_t number)
{
	struct fact_cell cell = {.is_number = true, .number = number};

	for (guint i = 0; i < cells->len; i++)
		if (g_array_index(cells, struct fact_cell, i).is_number &&
		    g_array_index(cells, struct fact_cell, i).number == number)
			return;
	if (number >= 0)
		g_array_append_val(cells, cell);
}

static bool is_counted(enum procedure_type type)
{
	return type == TYPE_COUNT || type == TYPE_DURATION;
}

/* The bounds of every range over the field, and the number just below each. */
static void add_bounds(void *context, const struct procedure_condition *fact)
{
	struct table *table = context;
	GArray *cells = g_array_index(table->axes, struct axis, table->axes->len - 1).cells;

	if (!g_str_equal(fact->field, table->field) || !fact->ranged)
		return;
	for (int i = 0; i < 2; i++) {
		int64_t bound = i ? fact->below : fact->at_least;

		if (bound == INT64_MIN || bound == INT64_MAX)
			continue;
		add_number(cells, bound - 1);
		add_number(cells, bound);
	}
}

static void each_condition(const struct procedure_step *step, condition_visit *visit, void *context)
{
	for (unsigned int i = 0; i < step->outcome_count; i++)
		if (step->conditions[i])
			condition_each(step->conditions[i], visit, context);
}

static void add_axis(struct table *table, const struct procedure_step *step, const char *field, const struct fact_kind *kind)
{
	struct axis axis = {.field = field, .cells = g_array_new(FALSE, FALSE, sizeof(struct fact_cell))};

	g_array_append_val(table->axes, axis);
	table->field = field;
	if (kind->type == TYPE_CHOICE) {
		for (guint i = 0; i < kind->words->len; i++)
			add_word(axis.cells, kind->words->pdata[i]);
	} else if (kind->type == TYPE_YES_NO) {
		add_word(axis.cells, "yes");
		add_word(axis.cells, "no");
	} else if (is_counted(kind->type)) {
		add_number(axis.cells, 0);
		each_condition(step, add_bounds, table);
	} else {
		add_word(axis.cells, PROCEDURE_KNOWN);
	}
	if (!kind->always)
		add_word(axis.cells, PROCEDURE_UNKNOWN);
}

/* --- does a condition fit its field? --- */

static bool word_fits(const struct fact_kind *kind, const char *word)
{
	if (g_str_equal(word, PROCEDURE_UNKNOWN) || g_str_equal(word, PROCEDURE_KNOWN))
		return true;
	return (kind->type == TYPE_CHOICE || kind->type == TYPE_YES_NO) && lint_can_hold(kind, word);
}

static void check_fact(void *context, const struct procedure_condition *fact)
{
	struct table *table = context;
	struct fact_kind kind;

	if (!flow_kind(table->lint->flow, fact->field, &kind)) {
		table->failed = true;	/* told by E12 */
		return;
	}
	if (fact->ranged && (!is_counted(kind.type) || fact->is_duration != (kind.type == TYPE_DURATION))) {
		lint_fault(table->lint, "E13", &fact->position, _("field '%s' is not counted in this way"), fact->field);
		table->failed = true;
	}
	for (const char *const *word = fact->words; word && *word; word++)
		if (!word_fits(&kind, *word)) {
			lint_fault(table->lint, "E13", &fact->position, _("field '%s' is never '%s'"), fact->field, *word);
			table->failed = true;
		}
}

struct collect {
	struct table *table;
	const struct procedure_step *step;
};

static void collect_axis(void *context, const struct procedure_condition *fact)
{
	struct collect *collect = context;
	struct fact_kind kind;

	for (guint i = 0; i < collect->table->axes->len; i++)
		if (g_str_equal(g_array_index(collect->table->axes, struct axis, i).field, fact->field))
			return;
	if (flow_kind(collect->table->lint->flow, fact->field, &kind))
		add_axis(collect->table, collect->step, fact->field, &kind);
}

/* --- trying --- */

static void look_up(const void *context, const struct procedure_condition *fact, struct fact_cell *ret_cell)
{
	const struct table *table = context;

	for (guint i = 0; i < table->axes->len; i++) {
		const struct axis *axis = &g_array_index(table->axes, struct axis, i);

		if (g_str_equal(axis->field, fact->field))
			*ret_cell = g_array_index(axis->cells, struct fact_cell, axis->at);
	}
}

/* The case that is being tried, in words. */
static char *case_text(const struct table *table)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < table->axes->len; i++) {
		const struct axis *axis = &g_array_index(table->axes, struct axis, i);
		const struct fact_cell *cell = &g_array_index(axis->cells, struct fact_cell, axis->at);

		g_string_append_printf(text, "%s%s: ", i ? ", " : "", axis->field);
		if (cell->is_number)
			g_string_append_printf(text, "%ld", (long)cell->number);
		else
			g_string_append(text, cell->word);
	}
	return g_string_free(text, FALSE);
}

/* Goes on to the next case; false behind the last. */
static bool advance(struct table *table)
{
	for (guint i = 0; i < table->axes->len; i++) {
		struct axis *axis = &g_array_index(table->axes, struct axis, i);

		if (++axis->at < axis->cells->len)
			return true;
		axis->at = 0;
	}
	return false;
}

/* Tells the first case without an outcome, and the first with two. */
static void try_all(struct table *table, const struct procedure_step *step, bool *otherwise_taken)
{
	bool told_none = false, told_two = false;

	do {
		int second, first = condition_decide(step, look_up, table, &second);
		g_autofree char *where = NULL;

		if (first >= 0 && !step->conditions[first])
			*otherwise_taken = true;
		if ((first >= 0 || told_none) && (second < 0 || told_two))
			continue;
		where = case_text(table);
		if (first < 0) {
			told_none = true;
			lint_fault(table->lint, "E06", &step->position, _("decision '%s' has no outcome for the case %s"), step->name,
				   where);
		} else {
			told_two = true;
			lint_fault(table->lint, "E06", &step->position, _("decision '%s' is both '%s' and '%s' in the case %s"),
				   step->name, step->outcomes[first].name, step->outcomes[second].name, where);
		}
	} while (advance(table));
}

static const struct procedure_outcome *otherwise_of(const struct procedure_step *step)
{
	for (unsigned int i = 0; i < step->outcome_count; i++)
		if (!step->conditions[i] && !outcome_is(&step->outcomes[i], OUTCOME_EXHAUSTED))
			return &step->outcomes[i];
	return NULL;
}

static void prove(struct table *table, const struct procedure_step *step)
{
	struct collect collect = {table, step};
	const struct procedure_outcome *otherwise = otherwise_of(step);
	bool otherwise_taken = false;
	size_t cases = 1;

	each_condition(step, collect_axis, &collect);
	for (guint i = 0; i < table->axes->len && cases <= CASES_MOST; i++)
		cases *= g_array_index(table->axes, struct axis, i).cells->len;
	if (cases > CASES_MOST) {
		lint_fault(table->lint, "E06", &step->position, _("decision '%s' has too many cases to try them all"), step->name);
		return;
	}
	if (cases)
		try_all(table, step, &otherwise_taken);
	if (otherwise && !otherwise_taken)
		lint_fault(table->lint, "E06", &otherwise->position, _("'%s' of decision '%s' leaves nothing over"), otherwise->name,
			   step->name);
}

void lint_decide(const struct lint *lint, const struct procedure_step *step)
{
	struct table table = {.lint = lint, .axes = g_array_new(FALSE, FALSE, sizeof(struct axis))};
	unsigned int ways = 0;

	g_array_set_clear_func(table.axes, axis_clear);
	for (unsigned int i = 0; i < step->outcome_count; i++)
		ways += !outcome_is(&step->outcomes[i], OUTCOME_EXHAUSTED);
	if (ways == 1)
		lint_fault(lint, "W01", &step->position, _("decision '%s' has one way out"), step->name);
	each_condition(step, check_fact, &table);
	if (!table.failed)
		prove(&table, step);
	g_array_unref(table.axes);
}
