/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Judging, aspect by aspect, and the answer that comes of it: from sets of classes
 * to suspects with their shares, and whose they are.
 */
#include "isolation/internal.h"

#define FAULTS_MOST 5
#define SETS_MOST 64

void *answer_keep(struct isolation_answer *answer, const void *memory, size_t count, size_t size)
{
	void *kept = g_memdup2(memory, MAX(count, 1) * size);

	g_ptr_array_add(answer->kept, kept);
	return kept;
}

static int compare_sets(const void *a, const void *b)
{
	const struct isolation_set *x = a, *y = b;

	if (x->share != y->share)
		return x->share > y->share ? -1 : 1;
	if (x->count != y->count)
		return x->count < y->count ? -1 : 1;
	for (uint32_t i = 0; i < x->count; i++)
		if (x->classes[i] != y->classes[i])
			return x->classes[i] < y->classes[i] ? -1 : 1;
	return 0;
}

static int compare_suspects(const void *a, const void *b)
{
	const struct isolation_suspect *x = a, *y = b;

	if (x->share != y->share)
		return x->share > y->share ? -1 : 1;
	return compare_numbers(&x->component, &y->component);
}

static void sort_class(const struct isolation *isolation, struct isolation_answer *answer, struct isolation_class *class)
{
	g_autofree struct isolation_suspect *order = g_new(struct isolation_suspect, class->count + 1);
	g_autofree uint32_t *sorted = g_new(uint32_t, class->count + 1);

	for (uint32_t i = 0; i < class->count; i++)
		order[i] = (struct isolation_suspect){ class->components[i],
						       model_prior(isolation, class->components[i]) };
	qsort(order, class->count, sizeof(*order), compare_suspects);
	for (uint32_t i = 0; i < class->count; i++)
		sorted[i] = order[i].component;
	class->components = answer_keep(answer, sorted, class->count, sizeof(*sorted));
}

static int compare_components(const void *a, const void *b)
{
	const struct isolation_suspect *x = a, *y = b;

	return compare_numbers(&x->component, &y->component);
}

/* A component may be suspected by itself and together with others. */
static void merge_suspects(GArray *suspects)
{
	guint kept = 0;

	g_array_sort(suspects, compare_components);
	for (guint i = 0; i < suspects->len; i++) {
		const struct isolation_suspect *suspect = &g_array_index(suspects, struct isolation_suspect, i);
		struct isolation_suspect *last = &g_array_index(suspects, struct isolation_suspect, kept ? kept - 1 : 0);

		if (kept && last->component == suspect->component)
			last->share += suspect->share;
		else
			g_array_index(suspects, struct isolation_suspect, kept++) = *suspect;
	}
	g_array_set_size(suspects, kept);
	g_array_sort(suspects, compare_suspects);
}

/* Of each class its share of all sets, and of that each component's by its prior. */
static GArray *find_suspects(const struct isolation *isolation, const struct isolation_trouble *trouble)
{
	GArray *suspects = g_array_new(FALSE, FALSE, sizeof(struct isolation_suspect));
	g_autofree double *shares = g_new0(double, trouble->class_count + 1);

	for (uint32_t s = 0; s < trouble->set_count; s++)
		for (uint32_t c = 0; c < trouble->sets[s].count; c++)
			shares[trouble->sets[s].classes[c]] += trouble->sets[s].share;
	for (uint32_t c = 0; c < trouble->class_count; c++) {
		const struct isolation_class *class = &trouble->classes[c];
		double all = 0;

		if (shares[c] <= 0)
			continue;
		for (uint32_t i = 0; i < class->count; i++)
			all += model_prior(isolation, class->components[i]);
		for (uint32_t i = 0; i < class->count; i++) {
			struct isolation_suspect suspect = {
				class->components[i],
				shares[c] * model_prior(isolation, class->components[i]) / all,
			};

			g_array_append_val(suspects, suspect);
		}
	}
	merge_suspects(suspects);
	return suspects;
}

/* Whose it is, as far as shares of suspects tell; what is left over is nothing broken. */
static void find_verdicts(const struct isolation *isolation, struct isolation_trouble *trouble)
{
	double all = 0;

	for (uint32_t i = 0; i < trouble->suspect_count; i++) {
		trouble->verdicts[isolation_whose(isolation, trouble->suspects[i].component).verdict] +=
			trouble->suspects[i].share;
		all += trouble->suspects[i].share;
	}
	for (uint32_t s = 0; s < trouble->set_count; s++)
		if (!trouble->sets[s].count) {
			trouble->verdicts[FAULT_NONE] += trouble->sets[s].share;
			all += trouble->sets[s].share;
		}
	/* Sets of several count once for each. */
	for (int i = 0; i < FAULT_VERDICT_COUNT; i++)
		trouble->verdicts[i] /= MAX(all, 1e-300);
}

void answer_add(const struct isolation *isolation, struct isolation_answer *answer,
		const struct isolation_trouble *trouble)
{
	struct isolation_trouble added = *trouble;
	struct isolation_class *classes = answer_keep(answer, trouble->classes, trouble->class_count, sizeof(*classes));
	struct isolation_set *sets = answer_keep(answer, trouble->sets, trouble->set_count, sizeof(*sets));
	g_autoptr(GArray) suspects = NULL;
	double all = 0;

	for (uint32_t c = 0; c < trouble->class_count; c++)
		sort_class(isolation, answer, &classes[c]);
	for (uint32_t s = 0; s < trouble->set_count; s++)
		all += sets[s].share;
	for (uint32_t s = 0; s < trouble->set_count; s++)
		sets[s].share = all > 0 ? sets[s].share / all : 1.0 / trouble->set_count;
	qsort(sets, trouble->set_count, sizeof(*sets), compare_sets);
	added.classes = classes;
	added.sets = sets;
	suspects = find_suspects(isolation, &added);
	added.suspect_count = suspects->len;
	added.suspects = answer_keep(answer, suspects->data, suspects->len, sizeof(struct isolation_suspect));
	find_verdicts(isolation, &added);
	g_array_append_val(answer->troubles, added);
}

/* --- judging --- */

static int compare_troubles(const void *a, const void *b)
{
	const struct isolation_trouble *x = a, *y = b;

	if (x->explain_count != y->explain_count)
		return x->explain_count > y->explain_count ? -1 : 1;
	if (x->aspect != y->aspect)
		return x->aspect < y->aspect ? -1 : 1;
	if (!x->explain_count || x->explains[0] == y->explains[0])
		return x->suspect_count && y->suspect_count
			       ? compare_numbers(&x->suspects[0].component, &y->suspects[0].component) : 0;
	return compare_numbers(&x->explains[0], &y->explains[0]);
}

static void judge_aspect(const struct isolation *isolation, enum fault_aspect aspect,
			 const struct isolation_options *options, struct isolation_answer *answer)
{
	guint before = answer->troubles->len;

	if (options->mode != ISOLATION_LIKELY && exact_judge(isolation, aspect, options, answer))
		return;
	if (options->mode == ISOLATION_EXACT)
		return;
	g_array_set_size(answer->troubles, before);
	g_array_set_size(answer->unexplained[aspect], 0);
	g_clear_pointer(&answer->cleared[aspect], g_free);
	likely_judge(isolation, aspect, options, answer);
}

struct isolation_answer *isolation_judge(const struct isolation *isolation, const struct isolation_options *given)
{
	struct isolation_answer *answer = g_new0(struct isolation_answer, 1);
	struct isolation_options options = given ? *given : (struct isolation_options){ .mode = ISOLATION_AUTO };

	if (!options.faults_most)
		options.faults_most = FAULTS_MOST;
	if (!options.sets_most)
		options.sets_most = SETS_MOST;
	answer->troubles = g_array_new(FALSE, FALSE, sizeof(struct isolation_trouble));
	answer->kept = g_ptr_array_new_with_free_func(g_free);
	for (int aspect = 0; aspect < FAULT_ASPECT_COUNT; aspect++)
		answer->unexplained[aspect] = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	for (int aspect = 0; aspect < FAULT_ASPECT_COUNT; aspect++)
		judge_aspect(isolation, (enum fault_aspect)aspect, &options, answer);
	g_array_sort(answer->troubles, compare_troubles);
	return answer;
}

void isolation_answer_free(struct isolation_answer *answer)
{
	if (!answer)
		return;
	g_array_unref(answer->troubles);
	g_ptr_array_unref(answer->kept);
	for (int aspect = 0; aspect < FAULT_ASPECT_COUNT; aspect++) {
		g_array_unref(answer->unexplained[aspect]);
		g_free(answer->cleared[aspect]);
	}
	g_free(answer);
}

size_t isolation_trouble_count(const struct isolation_answer *answer)
{
	return answer->troubles->len;
}

const struct isolation_trouble *isolation_trouble_at(const struct isolation_answer *answer, size_t index)
{
	g_assert(index < answer->troubles->len);
	return &g_array_index(answer->troubles, struct isolation_trouble, index);
}

const uint32_t *isolation_unexplained(const struct isolation_answer *answer, enum fault_aspect aspect,
				      size_t *ret_count)
{
	*ret_count = answer->unexplained[aspect]->len;
	return (const uint32_t *)(void *)answer->unexplained[aspect]->data;
}

uint32_t isolation_cleared_by(const struct isolation_answer *answer, enum fault_aspect aspect, uint32_t component)
{
	return answer->cleared[aspect] ? answer->cleared[aspect][component] : ISOLATION_NONE;
}
