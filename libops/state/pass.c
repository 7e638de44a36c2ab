/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One run as a whole. Whatever depends on several items is worked out here from
 * all of them at once, so that no item's turn can come too early.
 */
#include "state/pass.h"

#include "base/status.h"

/* So many intervals a figure may be unknown before that is told. */
#define FIGURE_RUNS 2

/* --- what is seen as whose --- */

/* How bad what was measured is. */
static int rank_of(enum status status)
{
	return status == STATUS_DOWN ? 3 : status == STATUS_WARNING ? 2 : status == STATUS_CAUTION ? 1 : 0;
}

/* A figure between two values is as bad as it was: else what a parent hides would come and go with it. */
static enum status seen_of(const struct pass_item *item)
{
	enum status seen = item->judgement.status, hard = item->course ? item->course->status : STATUS_OK;

	if (item->cut_short)
		return hard;
	if (seen != STATUS_UNKNOWN && rank_of(hard) > rank_of(seen) && rank_of(item->judgement.holds) >= rank_of(hard))
		return hard;
	return seen;
}

/* False: of what was not asked and of which nothing was known nothing can be said. */
static bool takes_part(const struct pass_item *item)
{
	return !item->cut_short || !item->course || item->course->known;
}

/* --- reachability --- */

struct sights {
	struct reach_item *reach;	/* those that take part */
	guint *index;			/* of each of them in the items */
	size_t count;
};

/* It answers, and was silent when it was last judged. */
static bool is_still_down(const struct pass_item *item, enum status seen)
{
	return seen != STATUS_DOWN && seen != STATUS_UNKNOWN && item->course && item->course->known &&
	       item->course->status == STATUS_DOWN;
}

/* It was bad at the beginning of this run and is not now. Routes to what is behind it come back later than it
 * does itself. */
static bool has_come_back(const struct pass_item *item, enum status seen)
{
	return item->was_bad && !status_is_bad(seen) && seen != STATUS_UNKNOWN;
}

/* DECIDED: nothing will be asked again in this run. Before that, who waits behind one that came back is. */
static void sights_init(struct sights *sights, const struct pass_item *items, size_t count, bool decided)
{
	sights->reach = g_new(struct reach_item, count + 1);
	sights->index = g_new(guint, count + 1);
	sights->count = 0;
	for (size_t i = 0; i < count; i++) {
		const struct pass_item *item = &items[i];
		enum status seen = seen_of(item);

		if (!takes_part(item))
			continue;
		sights->index[sights->count] = (guint)i;
		sights->reach[sights->count++] = (struct reach_item){
			.item = item->item,
			.status = seen,
			.answered = !item->cut_short && item->answered,
			.again = item->asked_again,
			.returning = is_still_down(item, seen) || (decided && has_come_back(item, seen)),
		};
	}
}

static void sights_clear(struct sights *sights)
{
	g_free(sights->reach);
	g_free(sights->index);
}

/* --- whose it is --- */

static bool is_ours(const struct pass_options *options, const struct device *device)
{
	return device->owner == inventory_self(options->inventory);
}

/* Lines over IPsec (their names) of which an end says that the association is down, and devices that answer
 * somehow; both lent by the items. */
struct ends {
	GHashTable *down, *alive;
};

static void ends_init(struct ends *ends, const struct sights *sights)
{
	ends->down = g_hash_table_new(g_str_hash, g_str_equal);
	ends->alive = g_hash_table_new(NULL, NULL);
	for (size_t i = 0; i < sights->count; i++) {
		const struct reach_item *reach = &sights->reach[i];
		const char *what = item_question_name(reach->item);

		if (reach->status == STATUS_DOWN && item_question_kind(reach->item) == QUESTION_FIGURE &&
		    (g_str_has_prefix(what, "ike:") || g_str_has_prefix(what, "ipsec:")))
			g_hash_table_add(ends->down, strchr(what, ':') + 1);
	}
	for (size_t i = 0; g_hash_table_size(ends->down) && i < sights->count; i++) {
		const struct item *item = sights->reach[i].item;

		if (sights->reach[i].answered && item->kind == ITEM_DEVICE &&
		    item_question_kind(item) != QUESTION_FIGURE)
			g_hash_table_add(ends->alive, (gpointer)item->device);
	}
}

static void ends_clear(struct ends *ends)
{
	g_hash_table_unref(ends->down);
	g_hash_table_unref(ends->alive);
}

/* A line over IPsec whose association is down, and whose other end is alive. ENDS NULL: nothing is known. */
static bool association_is_down(const struct ends *ends, const struct line *line)
{
	return ends && line->kind == LINE_IPSEC && line->cpe && g_hash_table_contains(ends->down, line->name) &&
	       g_hash_table_contains(ends->alive, line->cpe);
}

static enum demarcation_verdict verdict_on_figure(const struct pass_options *options, const struct item *item)
{
	const char *what = item_question_name(item);

	/* That it was restarted, or has another key, says nothing of a network. */
	if (!strcmp(what, "uptime"))
		return DEMARCATION_UNDECIDED;
	if (g_str_has_prefix(what, "interface:")) {
		const char *label = strchr(what, ':') + 1;

		/* A port of a router at an institution that leads to neither line nor device: their LAN. */
		if (item->device->behind && !inventory_find_line(options->inventory, label) &&
		    !inventory_find_device(options->inventory, label))
			return DEMARCATION_THEIRS;
	}
	if (g_str_has_prefix(what, "load:") && inventory_find_line(options->inventory, strchr(what, ':') + 1))
		return DEMARCATION_LINE;
	return is_ours(options, item->device) ? DEMARCATION_OURS : DEMARCATION_THEIRS;
}

static enum demarcation_verdict verdict_on(const struct pass_options *options, const struct ends *ends,
					   const struct reach_item *reach)
{
	const struct item *item = reach->item;

	if (reach->status == STATUS_UNKNOWN)
		return DEMARCATION_UNDECIDED;
	if (reach->control_plane_only)
		return DEMARCATION_CONTROL_PLANE_ONLY;
	if (item_question_kind(item) == QUESTION_PATH && reach->status == STATUS_CAUTION)
		return DEMARCATION_UNDECIDED;
	if (item->kind == ITEM_LINE) {
		bool association = reach->status == STATUS_DOWN && item_question_kind(item) != QUESTION_GROUP &&
				   association_is_down(ends, item->line);

		return association ? DEMARCATION_OURS : DEMARCATION_LINE;
	}
	if (item_question_kind(item) == QUESTION_FIGURE)
		return verdict_on_figure(options, item);
	return is_ours(options, item->device) ? DEMARCATION_OURS : DEMARCATION_THEIRS;
}

/* --- what covers it --- */

/* What is announced for a device or line is announced for what is asked of it. */
static bool covers(const struct pass_cover *cover, const char *name)
{
	const char *slash = strchr(name, '/');
	g_autofree char *base = slash ? g_strndup(name, (gsize)(slash - name)) : NULL;

	return g_hash_table_contains(cover->items, name) || (base && g_hash_table_contains(cover->items, base));
}

const char *pass_cover_of(const struct pass_options *options, const char *name, bool is_silence)
{
	for (size_t i = 0; i < options->cover_count; i++)
		if (options->covers[i].is_silence == is_silence && covers(&options->covers[i], name))
			return options->covers[i].id;
	return NULL;
}

/* Work on one member is announced: that another one carries meanwhile, or too few stand by, is as well. */
const char *pass_work_of(const struct pass_options *options, const char *name, enum group_verdict verdict)
{
	const char *id = pass_cover_of(options, name, false);
	const struct group *group = id || !g_str_has_prefix(name, "group:")
					    ? NULL
					    : inventory_find_group(options->inventory, name + strlen("group:"));

	if (!group || !options->cover_count || (verdict != GROUP_SWITCHED && verdict != GROUP_DEGRADED))
		return id;
	for (const struct device *const *device = group->devices; device && *device && !id; device++) {
		g_autofree char *member = g_strconcat("device:", (*device)->name, NULL);

		id = pass_cover_of(options, member, false);
	}
	for (const struct line *const *line = group->lines; line && *line && !id; line++) {
		g_autofree char *member = g_strconcat("line:", (*line)->name, NULL);

		id = pass_cover_of(options, member, false);
	}
	return id;
}

static void keep_name(const char **kept, const char *name)
{
	if (g_strcmp0(*kept, name))
		*kept = g_intern_string(name);
}

/* --- one item --- */

struct telling {
	const struct pass_options *options;
	const struct pass_item *items;
	GArray *transitions;
	bool held;			/* nothing is told in this run */
	const struct service_class *promised, *in_force;	/* the class that was last asked for, as it is now */
};

/* Neighbours are mostly of one class. */
static const struct service_class *class_in_force(struct telling *telling, const struct item *item)
{
	const struct service_class *promised = item_service_class(item);

	if (promised != telling->promised) {
		telling->promised = promised;
		telling->in_force =
			inventory_class_at(telling->options->inventory, promised, telling->options->at_us);
	}
	return telling->in_force;
}

static struct transition_record transition_of(const struct telling *telling, const struct pass_item *item,
					      enum transition_kind kind)
{
	return (struct transition_record){
		.item = item->name,
		.kind = kind,
		.from = item->course->status,
		.to = item->course->status,
		.at_us = item->at_us,
		.began_us = item->course->since_us,
		.cause = item->course->more.cause,
		.limit = item->course->more.limit,
		.hidden_by = item->hidden_by >= 0 ? telling->items[item->hidden_by].name : NULL,
		.window = pass_work_of(telling->options, item->name,
				       item->course->more.cause == CAUSE_GROUP
					       ? (enum group_verdict)item->course->more.limit : GROUP_NORMAL),
		.silence = pass_cover_of(telling->options, item->name, true),
		.flapping = item->course->more.flapping,
		.verdict = item->verdict,
		.outage_least_us = -1,
		.outage_most_us = -1,
	};
}

static bool is_covered(const struct transition_record *transition)
{
	return transition->hidden_by || transition->window || transition->silence;
}

static bool is_worse(enum status a, enum status b)
{
	return a != b && status_worse(a, b) == a;
}

static void tell(const struct telling *telling, struct pass_item *item, struct transition_record *transition)
{
	transition->told = true;
	item->course->more.told = item->course->status;
	item->course->more.told_at_us = telling->options->at_us;
}

/* This very run shows what the hard status says. It may be on its way back, and nobody is to be told
 * then what is over: when its parent has come back, a window has ended, it can be asked again. */
static bool is_borne_out(const struct pass_item *item)
{
	enum status hard = item->course->status;

	if (hard == STATUS_UNKNOWN || item->judgement.status == STATUS_UNKNOWN)
		return hard == item->judgement.status;
	return rank_of(item->judgement.holds) >= rank_of(hard);
}

/* A rate wants two readings, and a device that was restarted has one: that a figure is not known for a
 * moment is no news. */
static bool is_soon_known(const struct pass_item *item)
{
	return item->course->status == STATUS_UNKNOWN && item_question_kind(item->item) == QUESTION_FIGURE &&
	       item->at_us - item->course->since_us < FIGURE_RUNS * item_service_class(item->item)->interval_us;
}

/* Whether what it is now is to be told, beside what was. */
static bool is_to_be_told(const struct telling *telling, const struct pass_item *item, bool covered)
{
	const struct course_record *more = &item->course->more;

	if (telling->held || item->unconfirmed || more->flapping_told || item->course->status == more->told)
		return false;
	if (is_worse(item->course->status, more->told))
		return !covered && is_borne_out(item) && !is_soon_known(item);
	/* What cannot be seen any more is not over, and must not be told again when it can. */
	return item->course->status != STATUS_UNKNOWN;
}

/* Whose ITEM is that comes and goes: it may be well at the moment. */
static enum demarcation_verdict verdict_when_bad(const struct telling *telling, const struct pass_item *item)
{
	const struct reach_item bad = { .item = item->item, .status = STATUS_DOWN, .hidden_by = -1 };

	return verdict_on(telling->options, NULL, &bad);
}

/* That it flaps is told once, as soon as nothing covers it; that it has settled to whoever heard that,
 * and with it what it settled at. True: there is no more to say. */
static bool tell_of_flapping(const struct telling *telling, struct pass_item *item, enum status before, bool flapped,
			     bool was_told, struct transition_record *transition)
{
	struct course_record *more = &item->course->more;
	bool covered = is_covered(transition), begins = more->flapping && !more->flapping_told;
	bool told = !telling->held && (begins ? !covered
					      : was_told && (!covered || !is_worse(item->course->status, more->told)));

	if (more->flapping == flapped && !(begins && told))
		return false;
	transition->kind = more->flapping ? TRANSITION_FLAPPING : TRANSITION_SETTLED;
	transition->from = before;
	if (more->flapping && transition->verdict == DEMARCATION_UNDECIDED)
		transition->verdict = verdict_when_bad(telling, item);
	if (told) {
		more->flapping_told = more->flapping;
		tell(telling, item, transition);
	}
	g_array_append_val(telling->transitions, *transition);
	return told;
}

/* What was there before, what is there now, and what of it is said. */
static void tell_of(const struct telling *telling, struct pass_item *item, const struct course *before)
{
	struct course_record *more = &item->course->more;
	enum status from = before->known ? before->status : STATUS_OK;
	bool changed = item->course->status != from;
	bool was_covered = before->more.hidden_by || before->more.window || before->more.silence;
	struct transition_record transition = transition_of(telling, item, TRANSITION_STATUS);

	keep_name(&more->hidden_by, transition.hidden_by);
	keep_name(&more->window, transition.window);
	keep_name(&more->silence, transition.silence);
	if (!course_end_outage(item->course, &transition.outage_least_us, &transition.outage_most_us))
		transition.outage_least_us = transition.outage_most_us = -1;
	if (tell_of_flapping(telling, item, from, before->more.flapping, before->more.flapping_told, &transition))
		return;
	transition.kind = TRANSITION_STATUS;
	if (is_to_be_told(telling, item, is_covered(&transition))) {
		if (!changed) {
			transition.kind = was_covered && is_worse(item->course->status, more->told)
						  ? TRANSITION_UNCOVERED : TRANSITION_STATUS;
			from = more->told;
		}
		changed = true;
		tell(telling, item, &transition);
	}
	if (!changed)
		return;
	transition.from = from;
	g_array_append_val(telling->transitions, transition);
}

/* Whose levels what was seen is held against: those of what is wrong, else of what was. */
static enum cause cause_of(const struct pass_item *item)
{
	if (item->judgement.status != STATUS_OK)
		return item->judgement.cause;
	return item->course->more.cause;
}

static void step(struct telling *telling, struct pass_item *item)
{
	struct course_rule rule = course_rule_of(class_in_force(telling, item->item), item->item, cause_of(item));
	const struct course_sight sight = {
		.judgement = item->judgement,
		.at_us = item->at_us,
		.judged_at_us = telling->options->at_us,
		.anew = item->hidden_before && item->hidden_by < 0,
		.hidden = item->hidden_by >= 0,
	};
	const struct course before = *item->course;

	/* What comes late or twice changes nothing. */
	if (before.known && course_is_stale(item->last_at_us, &sight))
		return;
	for (int level = 0; item->unconfirmed && level < COURSE_LEVEL_COUNT; level++)
		rule.levels[level].raise_steps++;
	course_step(item->course, item->last_at_us, &rule, &sight);
	tell_of(telling, item, &before);
}

/* --- the run --- */

int pass_compare_transitions(const void *a, const void *b)
{
	const struct transition_record *left = a, *right = b;
	int order = strcmp(left->item, right->item);

	return order ? order : (int)left->kind - (int)right->kind;
}

/* What is reached over our first hops was not seen. */
static void lose_view(const struct pass_options *options, struct pass_item *items, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (!reach_passes_first_hops(options->reach, items[i].item))
			continue;
		items[i].judgement = (struct judgement){ STATUS_UNKNOWN, CAUSE_OWN_VIEW, -1, STATUS_UNKNOWN };
		items[i].verdict = DEMARCATION_OWN_VIEW;
		items[i].answered = false;
	}
}

static void judge_reach(const struct pass_options *options, struct pass_item *items, struct sights *sights)
{
	struct ends ends;

	reach_judge(options->reach, sights->reach, sights->count);
	ends_init(&ends, sights);
	for (size_t i = 0; i < sights->count; i++) {
		const struct reach_item *reach = &sights->reach[i];
		struct pass_item *item = &items[sights->index[i]];

		item->hidden_by = reach->hidden_by >= 0 ? (int)sights->index[reach->hidden_by] : -1;
		if (reach->parent_unknown && !item->cut_short)
			item->judgement = (struct judgement){ STATUS_UNKNOWN, CAUSE_PARENT, -1, STATUS_UNKNOWN };
		if (reach->status != STATUS_OK && reach->hidden_by < 0)
			item->verdict = verdict_on(options, &ends, reach);
	}
	ends_clear(&ends);
}

enum pass_view pass_judge(const struct pass_options *options, struct pass_item *items, size_t count,
			  GArray *transitions)
{
	struct telling telling = {
		.options = options, .items = items, .transitions = transitions, .held = options->clock_jumped,
	};
	struct sights sights;
	bool view;

	for (size_t i = 0; i < count; i++) {
		items[i].hidden_by = -1;
		items[i].verdict = DEMARCATION_UNDECIDED;
		items[i].hidden_before = items[i].course && items[i].course->more.hidden_by;
	}
	sights_init(&sights, items, count, true);
	view = reach_own_view(options->reach, sights.reach, sights.count);
	if (view)
		judge_reach(options, items, &sights);
	else
		lose_view(options, items, count);
	sights_clear(&sights);
	for (size_t i = 0; i < count; i++)
		if (items[i].course && !items[i].cut_short &&
		    items[i].verdict != DEMARCATION_OWN_VIEW)
			step(&telling, &items[i]);
	g_array_sort(transitions, pass_compare_transitions);
	if (!view)
		return PASS_VIEW_LOST;
	return options->clock_jumped ? PASS_VIEW_CLOCK : PASS_VIEW_FINE;
}

/* --- what is asked again --- */

/* It newly is what it would be told for, or could not be asked. */
static bool is_newly_bad(const struct pass_item *item)
{
	enum status seen = item->judgement.status;
	const struct course *course = item->course;

	if (item->cut_short || (!status_is_bad(seen) && seen != STATUS_UNKNOWN))
		return false;
	/* Once is enough: what was so when it was last seen is no surprise. */
	return !course || !course->known ||
	       (course->more.seen != seen && (course->status != seen || is_worse(seen, course->more.told)));
}

/* It is bad, and what hid it is there again, or was not asked. */
static bool is_let_out(const struct pass_item *item)
{
	return !item->cut_short && item->judgement.status != STATUS_OK && item->hidden_by < 0 &&
	       item->course && item->course->more.hidden_by;
}

/* Whether ITEM can be asked again at no cost to speak of. */
static bool is_cheap(const struct item *item)
{
	switch (item_question_kind(item)) {
	case QUESTION_FIGURE:
	case QUESTION_GROUP:
	case QUESTION_SSH:
	case QUESTION_PLUGIN:
		return false;
	default:
		return true;
	}
}

/* Adds what stands between us and what is doubted: it may have gone or come back since, and a child that
 * was asked after that would be blamed for it. And who can tell whether it passes anything on. */
static void doubt_others(const struct pass_options *options, const struct pass_item *items, struct sights *sights,
			  bool *doubted)
{
	g_autofree bool *marked = g_new(bool, sights->count + 1);

	for (size_t i = 0; i < sights->count; i++)
		marked[i] = doubted[sights->index[i]];
	reach_mark_parents(options->reach, sights->reach, sights->count, marked);
	reach_mark_witnesses(options->reach, sights->reach, sights->count, marked);
	for (size_t i = 0; i < sights->count; i++) {
		const struct pass_item *item = &items[sights->index[i]];

		if (marked[i] && !item->cut_short)
			doubted[sights->index[i]] = true;
	}
}

GArray *pass_doubts(const struct pass_options *options, const struct pass_item *items, size_t count)
{
	g_autofree struct pass_item *copy = g_memdup2(items, count * sizeof(*items));
	g_autofree bool *doubted = g_new0(bool, count + 1);
	GArray *doubts = g_array_new(FALSE, FALSE, sizeof(guint));
	struct sights sights;
	bool any = false;

	for (size_t i = 0; i < count; i++)
		copy[i].hidden_by = -1;
	sights_init(&sights, copy, count, false);
	reach_judge(options->reach, sights.reach, sights.count);
	for (size_t i = 0; i < sights.count; i++)
		copy[sights.index[i]].hidden_by = sights.reach[i].hidden_by;
	for (size_t i = 0; i < count; i++) {
		doubted[i] = (is_newly_bad(&copy[i]) && copy[i].hidden_by < 0) || is_let_out(&copy[i]);
		any |= doubted[i];
	}
	if (any)
		doubt_others(options, items, &sights, doubted);
	for (guint i = 0; i < count; i++)
		if (doubted[i] && !items[i].asked_again && is_cheap(items[i].item))
			g_array_append_val(doubts, i);
	sights_clear(&sights);
	return doubts;
}
