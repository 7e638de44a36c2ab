/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The judge is judged: a simulated network breaks and heals by chance, minute by
 * minute; each run of it is asked, doubted, asked again and judged by state/, as the
 * engine does it; an oracle that shares no code with state/ says from the truth what
 * had to be told and what must never be. Besides, what does not matter must not
 * matter: the order of the items, a result that comes twice, a run in two parts.
 *
 *   simulate [--seed N] [--seeds N] [--lines N] [--minutes N] [--tap]
 *
 * Exits 0 when all was right, 1 when not; then what was wrong and the command that
 * shows it again are printed.
 */
#include "base/words.h"
#include "paper.h"
#include "state/pass.h"
#include "state/state.h"

#include <inttypes.h>
#include <sys/resource.h>

static int arg_seed = 1, arg_seeds = 1, arg_lines = 2000, arg_minutes = 90, arg_orders = 5;
static char *arg_only;
static gboolean arg_tap, arg_cost, arg_stop;

static const GOptionEntry options[] = {
	{ "seed", 0, 0, G_OPTION_ARG_INT, &arg_seed, "the first seed", "N" },
	{ "seeds", 0, 0, G_OPTION_ARG_INT, &arg_seeds, "how many of them, one after another", "N" },
	{ "lines", 0, 0, G_OPTION_ARG_INT, &arg_lines, "lines of the network", "N" },
	{ "minutes", 0, 0, G_OPTION_ARG_INT, &arg_minutes, "simulated minutes", "N" },
	{ "orders", 0, 0, G_OPTION_ARG_INT, &arg_orders, "orders in which a run is judged", "N" },
	{ "item", 0, 0, G_OPTION_ARG_STRING, &arg_only, "tell all that is heard and said of one item", "NAME" },
	{ "tap", 0, 0, G_OPTION_ARG_NONE, &arg_tap, "print a test a seed", NULL },
	{ "stop", 0, 0, G_OPTION_ARG_NONE, &arg_stop, "stop at the first seed that goes wrong", NULL },
	{ "cost", 0, 0, G_OPTION_ARG_NONE, &arg_cost, "print what judging cost", NULL },
	{ NULL },
};

/* Midnight UTC of a day without meaning. */
#define BEGIN_US (INT64_C(1790000000) * G_USEC_PER_SEC)
#define COMPLAINTS_SHOWN 10

struct simulation {
	struct world *world;
	struct paper paper;
	struct oracle *oracle;
	GRand *random;			/* for orders, apart from the world's */
	struct course *courses;		/* as the store would keep them */
	int64_t *last_at_us;
	GArray *items;			/* struct pass_item, of the run */
	GArray *things;			/* int: which thing each of them is */
	bool *in_run;
	int *believed;
	struct pass_cover covers[2];	/* maintenance, silences */
	int complaints;
	double judged_s, worst_s;	/* CPU of judging: of all runs, of one */
	uint64_t judged, runs;
};

static double cpu_s(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
	       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static void complain(void *context, int thing, const char *expected, const char *got)
{
	struct simulation *simulation = context;
	const struct world *world = simulation->world;
	g_autofree char *story = thing >= 0 ? world_story(world, thing) : NULL;

	if (simulation->complaints++ >= COMPLAINTS_SHOWN)
		return;
	printf("# seed %u, minute %d, %s\n#   expected %s\n#   got %s\n", world->seed, world->minute,
	       thing >= 0 ? world_thing(world, thing)->name : "the run", expected, got);
	if (story)
		printf("#   its story: %s\n", story);
	printf("#   again: simulate --seed %u --lines %d --minutes %d%s%s\n", world->seed, arg_lines, arg_minutes,
	       thing >= 0 ? " --item " : "", thing >= 0 ? world_thing(world, thing)->name : "");
}

/* --- what is heard --- */

static struct judgement judge_answer(const struct inventory *inventory, const struct thing *thing, const struct item *item,
				     const struct answer *answer)
{
	struct result result;

	if (!answer->asked)
		return (struct judgement){ STATUS_UNKNOWN, CAUSE_END, -1, STATUS_UNKNOWN };
	if (!answer->answered && thing->sort == THING_SESSION)
		return (struct judgement){ STATUS_DOWN, CAUSE_STATE, -1, STATUS_DOWN };
	if (!answer->answered)
		return (struct judgement){ STATUS_DOWN, CAUSE_END, -1, STATUS_DOWN };
	if (item->question)
		return (struct judgement){ STATUS_OK, CAUSE_NONE, -1, STATUS_OK };
	result_init(&result);
	result.end = PROBE_ANSWERED;
	result.loss_ppm = answer->loss_ppm;
	result.rtt_median_us = answer->rtt_us;
	return state_judge(inventory, item, &result);
}

static void ask(struct simulation *simulation, guint i, int view, bool again)
{
	struct pass_item *item = &g_array_index(simulation->items, struct pass_item, i);
	int index = g_array_index(simulation->things, int, i);
	struct thing *thing = world_thing(simulation->world, index);
	struct answer answer = world_ask(simulation->world, index, view, again);

	item->was_bad |= again && status_is_bad(item->judgement.status);
	item->judgement = judge_answer(simulation->paper.inventory, thing, item->item, &answer);
	item->answered = answer.answered;
	item->asked_again = again;
	if (arg_only && !strcmp(arg_only, item->name))
		printf("# minute %d: %s%s: %s, loss %d ppm, rtt %d us\n", simulation->world->minute, view ? "late" : "early",
		       again ? ", again" : "", words_get(WORDS_STATUS, item->judgement.status)->id, answer.loss_ppm,
		       answer.rtt_us);
}

static void add_to_run(struct simulation *simulation, int index)
{
	const struct world *world = simulation->world;
	const struct thing *thing = world_thing(world, index);
	struct pass_item item = { .item = &simulation->paper.items[index], .name = thing->name };

	if (simulation->in_run[index] || thing->absent)
		return;
	simulation->in_run[index] = true;
	item.course = &simulation->courses[index];
	item.last_at_us = simulation->last_at_us[index];
	item.at_us = BEGIN_US + world->minute * G_TIME_SPAN_MINUTE + index % 20 * G_TIME_SPAN_SECOND;
	if (thing->old_result && item.last_at_us)
		item.at_us = item.last_at_us - G_TIME_SPAN_SECOND;
	g_array_append_val(simulation->items, item);
	g_array_append_val(simulation->things, index);
	/* A parent that is not due is asked all the same. */
	for (int row = 0; row < 2; row++)
		for (int i = 0; i < thing->need_count[row]; i++)
			add_to_run(simulation, thing->needs[row][i]);
}

static void prepare(struct simulation *simulation)
{
	struct world *world = simulation->world;

	for (guint i = 0; i < simulation->things->len; i++)
		simulation->in_run[g_array_index(simulation->things, int, i)] = false;
	g_array_set_size(simulation->items, 0);
	g_array_set_size(simulation->things, 0);
	g_hash_table_remove_all(simulation->covers[0].items);
	g_hash_table_remove_all(simulation->covers[1].items);
	for (guint i = 0; i < world->things->len; i++) {
		struct thing *thing = world_thing(world, (int)i);

		if (thing->forgotten) {
			course_init(&simulation->courses[i]);
			simulation->last_at_us[i] = 0;
		}
		if (thing->sort == THING_LINE)
			paper_change_class(&simulation->paper, (int)i,
					   &promises[thing->changed_promise ? PROMISE_OTHER : thing->promise]);
		if (thing->window)
			g_hash_table_add(simulation->covers[0].items, thing->name);
		if (thing->silence)
			g_hash_table_add(simulation->covers[1].items, thing->name);
		if (world_is_due(world, (int)i))
			add_to_run(simulation, (int)i);
	}
}

/* --- a run --- */

static struct pass_options options_of(const struct simulation *simulation)
{
	return (struct pass_options){
		.inventory = simulation->paper.inventory,
		.reach = simulation->paper.reach,
		.at_us = BEGIN_US + simulation->world->minute * G_TIME_SPAN_MINUTE + 30 * G_TIME_SPAN_SECOND,
		.clock_jumped = world_clock_jumps(simulation->world),
		.covers = simulation->covers,
		.cover_count = G_N_ELEMENTS(simulation->covers),
	};
}

static void swap(struct simulation *simulation, guint a, guint b)
{
	struct pass_item item = g_array_index(simulation->items, struct pass_item, a);
	int thing = g_array_index(simulation->things, int, a);

	g_array_index(simulation->items, struct pass_item, a) = g_array_index(simulation->items, struct pass_item, b);
	g_array_index(simulation->items, struct pass_item, b) = item;
	g_array_index(simulation->things, int, a) = g_array_index(simulation->things, int, b);
	g_array_index(simulation->things, int, b) = thing;
}

static void shuffle(struct simulation *simulation)
{
	for (guint i = simulation->items->len; i > 1; i--)
		swap(simulation, i - 1, (guint)g_rand_int_range(simulation->random, 0, (gint32)i));
}

/* As the engine does it: what is doubted is asked again until nothing is that was not. */
static void hear(struct simulation *simulation)
{
	struct pass_options how = options_of(simulation);
	struct world *world = simulation->world;
	GArray *doubts;
	bool any;

	for (guint i = 0; i < simulation->items->len; i++)
		ask(simulation, i, g_rand_boolean(world->random) ? WORLD_LATE : WORLD_EARLY, false);
	do {
		doubts = pass_doubts(&how, (struct pass_item *)simulation->items->data, simulation->items->len);
		any = doubts->len;
		for (guint i = 0; i < doubts->len; i++)
			ask(simulation, g_array_index(doubts, guint, i), WORLD_LATE, true);
		g_array_unref(doubts);
	} while (any);
}

static const enum oracle_word words_said[] = {
	[TRANSITION_STATUS] = SAID_STATUS, [TRANSITION_UNCOVERED] = SAID_UNCOVERED, [TRANSITION_FLAPPING] = SAID_FLAPPING,
	[TRANSITION_SETTLED] = SAID_SETTLED, [TRANSITION_SWITCHED] = SAID_OTHER,
};
static const int grade_of[] = {
	[STATUS_OK] = GRADE_WELL, [STATUS_CAUTION] = GRADE_CAUTION, [STATUS_WARNING] = GRADE_WARNING,
	[STATUS_DOWN] = GRADE_DOWN, [STATUS_UNKNOWN] = GRADE_NOT_KNOWN,
};

static void tell_oracle(struct simulation *simulation, const GArray *transitions)
{
	const struct world *world = simulation->world;

	oracle_begin(simulation->oracle, world->minute, world_view_is_lost(world), world_clock_jumps(world));
	for (guint i = 0; i < simulation->things->len; i++) {
		int index = g_array_index(simulation->things, int, i);
		struct oracle_sight sight = world_truth(world, index);

		sight.forgotten = !simulation->last_at_us[index];
		oracle_see(simulation->oracle, index, world_rule(world, index), &sight);
		simulation->believed[index] = grade_of[simulation->courses[index].status];
	}
	for (guint i = 0; i < transitions->len; i++) {
		const struct transition_record *said = &g_array_index(transitions, struct transition_record, i);
		const struct oracle_event event = {
			.thing = paper_find(&simulation->paper, said->item), .word = words_said[said->kind],
			.from = grade_of[said->from], .to = grade_of[said->to], .told = said->told,
		};

		if (arg_only && !strcmp(arg_only, said->item))
			printf("# minute %d: %s, %s to %s, %s; hidden by %s, window %s, silence %s\n", world->minute,
			       words_get(WORDS_TRANSITION_KIND, said->kind)->id, words_get(WORDS_STATUS, said->from)->id,
			       words_get(WORDS_STATUS, said->to)->id, said->told ? "told" : "not told",
			       said->hidden_by ? said->hidden_by : "nothing", said->window ? said->window : "none",
			       said->silence ? said->silence : "none");
		if (event.thing < 0)
			complain(simulation, -1, "items of the run", said->item);
		else
			oracle_hear(simulation->oracle, &event);
	}
	oracle_end(simulation->oracle, simulation->believed);
}

/* --- what must not matter --- */

static void print_transition(GString *text, const struct transition_record *said)
{
	g_string_append_printf(text, "%s %d %d-%d at %" PRId64 " began %" PRId64 " cause %d/%d told %d hidden %s window %s "
		"silence %s flapping %d verdict %d outage %" PRId64 "-%" PRId64 " %s\n", said->item, said->kind, said->from,
		said->to, said->at_us, said->began_us, said->cause, said->limit, said->told,
		said->hidden_by ? said->hidden_by : "-", said->window ? said->window : "-",
		said->silence ? said->silence : "-", said->flapping, said->verdict, said->outage_least_us,
		said->outage_most_us, said->text ? said->text : "-");
}

static void print_course(GString *text, const char *name, const struct course *course)
{
	const struct course_record *more = &course->more;

	g_string_append_printf(text, "%s %d %d %" PRId64 " seen %d cause %d/%d told %d at %" PRId64 " good %" PRId64
		" bad %" PRId64 "-%" PRId64 " flap %d at %" PRId64 " %d hidden %s window %s silence %s", name, course->known,
		course->status, course->since_us, more->seen, more->cause, more->limit, more->told, more->told_at_us,
		more->good_at_us, more->bad_at_us, more->last_bad_at_us, more->flap_score, more->flap_at_us,
		more->flapping, more->hidden_by ? more->hidden_by : "-", more->window ? more->window : "-",
		more->silence ? more->silence : "-");
	for (int level = 0; level < COURSE_LEVEL_COUNT; level++) {
		const struct course_step *step = &more->levels[level];

		g_string_append_printf(text, " %d/%d/%" PRId64 "/%" PRId64 "/%" PRId64, step->raised, step->count,
				       step->since_us, step->covered_us, step->raised_at_us);
	}
	g_string_append_c(text, '\n');
}

/* All that judging brought, in the order of things: what must be the same. Only what is not at rest. */
static char *print_outcome(const struct simulation *simulation, const GArray *transitions, const struct course *courses)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < transitions->len; i++)
		print_transition(text, &g_array_index(transitions, struct transition_record, i));
	for (guint i = 0; i < simulation->world->things->len; i++)
		if (simulation->in_run[i] && (!course_at_rest(&courses[i]) || !courses[i].known))
			print_course(text, world_thing(simulation->world, (int)i)->name, &courses[i]);
	return g_string_free(text, FALSE);
}

static void compare(struct simulation *simulation, const char *what, const char *expected, const char *got)
{
	g_auto(GStrv) left = NULL, right = NULL;
	guint i = 0;

	if (!strcmp(expected, got))
		return;
	left = g_strsplit(expected, "\n", -1);
	right = g_strsplit(got, "\n", -1);
	while (left[i] && right[i] && !strcmp(left[i], right[i]))
		i++;
	printf("# %s:\n", what);
	complain(simulation, -1, left[i] ? left[i] : "no more", right[i] ? right[i] : "no more");
}

/* Judges copies of the courses, and says what came of it. */
static char *judge_copy(struct simulation *simulation, const struct course *before)
{
	struct pass_options how = options_of(simulation);
	g_autofree struct course *courses = g_memdup2(before, simulation->world->things->len * sizeof(*before));
	g_autofree struct pass_item *items = g_memdup2(simulation->items->data,
						       simulation->items->len * sizeof(struct pass_item));
	g_autoptr(GArray) transitions = g_array_new(FALSE, FALSE, sizeof(struct transition_record));

	for (guint i = 0; i < simulation->items->len; i++)
		items[i].course = &courses[g_array_index(simulation->things, int, i)];
	pass_judge(&how, items, simulation->items->len, transitions);
	return print_outcome(simulation, transitions, courses);
}

/* Any order of items gives the same. */
static void try_orders(struct simulation *simulation, const struct course *before, const char *expected)
{
	for (int order = 1; order < arg_orders; order++) {
		g_autofree char *got = NULL;

		shuffle(simulation);
		got = judge_copy(simulation, before);
		compare(simulation, "in another order of items", expected, got);
	}
}

/* A result that comes twice changes nothing. */
static void try_twice(struct simulation *simulation)
{
	struct pass_options how = options_of(simulation);
	g_autofree struct course *courses =
		g_memdup2(simulation->courses, simulation->world->things->len * sizeof(struct course));
	g_autoptr(GArray) transitions = g_array_new(FALSE, FALSE, sizeof(struct transition_record));
	g_autoptr(GArray) none = g_array_new(FALSE, FALSE, sizeof(struct transition_record));
	g_autofree char *before = print_outcome(simulation, none, simulation->courses), *after = NULL;

	for (guint i = 0; i < simulation->items->len; i++) {
		struct pass_item *item = &g_array_index(simulation->items, struct pass_item, i);

		item->course = &courses[g_array_index(simulation->things, int, i)];
		item->last_at_us = MAX(item->at_us, item->last_at_us);
	}
	pass_judge(&how, (struct pass_item *)simulation->items->data, simulation->items->len, transitions);
	after = print_outcome(simulation, transitions, courses);
	compare(simulation, "all results twice", before, after);
}

/* --- all runs --- */

static void judge(struct simulation *simulation)
{
	struct pass_options how = options_of(simulation);
	guint things = simulation->world->things->len;
	g_autoptr(GArray) transitions = g_array_new(FALSE, FALSE, sizeof(struct transition_record));
	bool tried = arg_orders > 1 && simulation->world->minute % 7 == 0;
	/* Judging changes what it is given. */
	g_autofree struct pass_item *judged =
		g_memdup2(simulation->items->data, simulation->items->len * sizeof(struct pass_item));
	g_autofree struct course *before = tried ? g_memdup2(simulation->courses, things * sizeof(struct course)) : NULL;
	g_autofree char *outcome = NULL;
	double took_s = cpu_s();

	pass_judge(&how, judged, simulation->items->len, transitions);
	took_s = cpu_s() - took_s;
	simulation->judged_s += took_s;
	simulation->worst_s = MAX(simulation->worst_s, took_s);
	simulation->judged += simulation->items->len;
	simulation->runs++;
	tell_oracle(simulation, transitions);
	if (tried) {
		outcome = print_outcome(simulation, transitions, simulation->courses);
		try_orders(simulation, before, outcome);
	}
	for (guint i = 0; i < simulation->items->len; i++) {
		const struct pass_item *item = &g_array_index(simulation->items, struct pass_item, i);
		int index = g_array_index(simulation->things, int, i);

		simulation->last_at_us[index] = MAX(simulation->last_at_us[index], item->at_us);
	}
	if (tried)
		try_twice(simulation);
}

static void simulation_init(struct simulation *simulation, guint32 seed)
{
	const struct world_size size = { .lines = arg_lines, .minutes = arg_minutes };
	guint things;

	*simulation = (struct simulation){ .world = world_new(seed, &size) };
	things = simulation->world->things->len;
	paper_init(&simulation->paper, simulation->world);
	simulation->oracle = oracle_new((int)things, complain, simulation);
	simulation->random = g_rand_new_with_seed(~seed);
	simulation->courses = g_new0(struct course, things);
	for (guint i = 0; i < things; i++)
		course_init(&simulation->courses[i]);
	simulation->last_at_us = g_new0(int64_t, things);
	simulation->in_run = g_new0(bool, things);
	simulation->believed = g_new0(int, things);
	simulation->items = g_array_new(FALSE, TRUE, sizeof(struct pass_item));
	simulation->things = g_array_new(FALSE, TRUE, sizeof(int));
	for (int i = 0; i < 2; i++)
		simulation->covers[i] = (struct pass_cover){
			.id = i ? "quiet" : "works", .is_silence = i, .items = g_hash_table_new(g_str_hash, g_str_equal),
		};
}

static void simulation_clear(struct simulation *simulation)
{
	for (int i = 0; i < 2; i++)
		g_hash_table_unref(simulation->covers[i].items);
	g_array_unref(simulation->items);
	g_array_unref(simulation->things);
	g_free(simulation->courses);
	g_free(simulation->last_at_us);
	g_free(simulation->in_run);
	g_free(simulation->believed);
	g_rand_free(simulation->random);
	oracle_free(simulation->oracle);
	paper_clear(&simulation->paper);
	world_free(simulation->world);
}

/* How much the oracle could not ask at most, in parts of a thousand: of one seed, in which our own view may be
 * half lost for long, and of ten seeds or more. */
#define UNCERTAIN_MOST 300
#define UNCERTAIN_MOST_OF_ALL 60

/* True: all was right. */
static bool simulate(guint32 seed, struct oracle_count *ret_sum)
{
	struct simulation simulation;
	struct oracle_count count;

	simulation_init(&simulation, seed);
	for (int minute = 0; minute < arg_minutes; minute++) {
		world_turn(simulation.world, minute);
		prepare(&simulation);
		shuffle(&simulation);
		hear(&simulation);
		judge(&simulation);
	}
	count = oracle_count(simulation.oracle);
	if (count.uncertain * 1000 > count.seen * UNCERTAIN_MOST)
		complain(&simulation, -1, "few that cannot be said for certain", "too many");
	if (simulation.complaints > COMPLAINTS_SHOWN)
		printf("# %d complaints in all\n", simulation.complaints);
	if (arg_cost)
		printf("# judged %" PRIu64 " items in %" PRIu64 " runs: %.3f us each, worst run %.3f s\n", simulation.judged,
		       simulation.runs, simulation.judged_s * 1e6 / (double)simulation.judged, simulation.worst_s);
	ret_sum->seen += count.seen;
	ret_sum->uncertain += count.uncertain;
	ret_sum->told += count.told;
	ret_sum->told_worse += count.told_worse;
	ret_sum->musts += count.musts;
	ret_sum->withheld += count.withheld;
	simulation_clear(&simulation);
	return !simulation.complaints;
}

int main(int argc, char **argv)
{
	g_autoptr(GOptionContext) context = g_option_context_new("- judge the judge");
	g_autoptr(GError) error = NULL;
	struct oracle_count sum = { 0 };
	int wrong = 0;

	g_option_context_add_main_entries(context, options, NULL);
	if (!g_option_context_parse(context, &argc, &argv, &error)) {
		fprintf(stderr, "simulate: %s\n", error->message);
		return 3;
	}
	if (arg_tap)
		printf("1..%d\n", arg_seeds);
	for (int i = 0; i < arg_seeds && !(arg_stop && wrong); i++) {
		bool right = simulate((guint32)(arg_seed + i), &sum);

		wrong += !right;
		if (arg_tap)
			printf("%sok %d - seed %d\n", right ? "" : "not ", i + 1, arg_seed + i);
		fflush(stdout);
	}
	if (arg_seeds >= 10 && sum.uncertain * 1000 > sum.seen * UNCERTAIN_MOST_OF_ALL) {
		printf("# too much could not be said for certain\n");
		wrong++;
	}
	if (!sum.musts || !sum.told_worse) {
		printf("# nothing happened that had to be told\n");
		wrong++;
	}
	printf("# %" PRIu64 " sights, %" PRIu64 " uncertain, %" PRIu64 " told, %" PRIu64 " of them for worse, %" PRIu64
	       " times something had to be known, %" PRIu64 " of them rightly not told\n", sum.seen, sum.uncertain, sum.told,
	       sum.told_worse, sum.musts, sum.withheld);
	return wrong ? 1 : 0;
}
