/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two bounds of what the judge may say of each thing, moved on by what is true of
 * it, and what it said held against them. Nothing of libops is included here.
 */
#include "oracle.h"

#include <math.h>

/* Of a level: what may be so, and what must be. */
struct bound {
	bool raised;
	int run, since;			/* runs that speak for it, since which minute */
	int over_run;			/* runs that speak against it */
	int first, raised_at;		/* minutes when it may first and last have been raised */
};

/* The score of flapping, at least and at most. */
struct flap { double score[2]; bool flapping[2]; int at; bool known; bool was_bad[2]; };

struct memory {
	struct bound may[GRADES], must[GRADES];
	struct flap flap;
	int told;			/* how bad the network is, as far as anybody was told */
	bool told_not_known, told_flapping;
	int exposed;			/* runs since something stood before it */
	bool was_hidden;		/* in its last run, perhaps */
	int last;			/* minute of its last result */
	/* this run */
	bool present;
	const struct oracle_rule *rule;
	struct oracle_sight sight;
};

struct oracle {
	struct memory *memories;
	int things;
	oracle_complain *complain;
	void *context;
	int minute;
	enum tri view_lost;
	bool clock_jumped;
	GArray *events, *present;
	struct oracle_count count;
};

static const char *const grade_names[GRADES] = { "OK", "CAUTION", "WARNING", "DOWN", "UNKNOWN" };
static const int weights[GRADES] = { 0, 1, 3, 4, 2 };

/* So many runs later what stood before a thing, and is back, is surely known to be. */
#define EXPOSED 5

static void forget(struct memory *memory)
{
	memset(memory, 0, sizeof(*memory));
	memory->last = -1;
	memory->exposed = EXPOSED;
}

struct oracle *oracle_new(int things, oracle_complain *complain, void *context)
{
	struct oracle *oracle = g_new0(struct oracle, 1);

	oracle->memories = g_new0(struct memory, things);
	oracle->things = things;
	oracle->complain = complain;
	oracle->context = context;
	oracle->events = g_array_new(FALSE, FALSE, sizeof(struct oracle_event));
	oracle->present = g_array_new(FALSE, FALSE, sizeof(int));
	for (int i = 0; i < things; i++)
		forget(&oracle->memories[i]);
	return oracle;
}

void oracle_free(struct oracle *oracle)
{
	if (!oracle)
		return;
	g_array_unref(oracle->events);
	g_array_unref(oracle->present);
	g_free(oracle->memories);
	g_free(oracle);
}

struct oracle_count oracle_count(const struct oracle *oracle)
{
	return oracle->count;
}

static G_GNUC_PRINTF(4, 5) void wrong(struct oracle *oracle, int thing, const char *got, const char *expected, ...)
{
	va_list arguments;
	g_autofree char *text = NULL;

	va_start(arguments, expected);
	text = g_strdup_vprintf(expected, arguments);
	va_end(arguments);
	oracle->count.faults++;
	oracle->complain(oracle->context, thing, text, got);
}

/* --- the levels --- */

/* Whether this run speaks for LEVEL. */
static enum tri speaks_for(const struct oracle_sight *sight, int level, const struct oracle_rule *rule)
{
	int least = MIN(sight->least[0], sight->least[1]), most = MAX(sight->most[0], sight->most[1]);

	if (level == GRADE_NOT_KNOWN) {
		if (sight->asked[0] == NO && sight->asked[1] == NO)
			return YES;
		/* What is hidden is not asked again. */
		return sight->shadowed || (sight->settling && most == GRADE_DOWN) || (sight->asked[0] != YES && (sight->asked[1] != YES || sight->hidden != NO ||
								      sight->recovering || sight->settling)) ? MAYBE : NO;
	}
	if (sight->asked[0] == NO && sight->asked[1] == NO)
		return MAYBE;
	/* What counts at once is believed only when it was seen twice, save for what is hidden. */
	if (rule->raise[level] == 1 && level > GRADE_CAUTION && sight->hidden == NO && !sight->recovering)
		most = sight->most[1];
	if (most < level)
		return NO;
	/* Silence says nothing of loss; so nothing of it must follow. */
	if (least < level || sight->shadowed || sight->settling || (sight->most[0] == GRADE_DOWN && level < GRADE_DOWN) ||
	    sight->asked[0] != YES || sight->asked[1] != YES)
		return MAYBE;
	return YES;
}

static enum tri speaks_against(const struct oracle_sight *sight, int level)
{
	if (level == GRADE_NOT_KNOWN)
		return sight->shadowed || (sight->settling && MAX(sight->most[0], sight->most[1]) == GRADE_DOWN) ? MAYBE : sight->asked[0] != sight->asked[1] ? MAYBE : sight->asked[0];
	if (sight->asked[0] != YES || sight->asked[1] != YES || sight->shadowed)
		return sight->over[level] == NO ? NO : MAYBE;
	return sight->over[level];
}

static void step_may(struct bound *may, int level, enum tri for_it, enum tri against, const struct oracle_rule *rule,
		     int minute)
{
	if (for_it != NO) {
		may->since = may->run++ ? may->since : minute;
		may->raised_at = minute;
	} else if (against == YES) {
		may->run = 0;
	}
	may->over_run = against == YES ? may->over_run + 1 : 0;
	if (may->run >= rule->raise[level] && minute - may->since + rule->interval >= rule->over[level]) {
		may->first = may->raised ? may->first : minute;
		may->raised = true;
	} else if (may->over_run >= rule->clear[level] && minute - may->raised_at >= rule->hold[level]) {
		may->raised = false;
	}
}

static void step_must(struct bound *must, const struct bound *may, int level, enum tri for_it, enum tri against,
		      const struct oracle_rule *rule, int minute)
{
	if (for_it == YES) {
		must->since = must->run++ ? must->since : minute;
		must->over_run = 0;
	} else {
		must->run = 0;
	}
	must->over_run += against != NO;
	if (must->run >= rule->raise[level] && minute - must->since >= rule->over[level])
		must->raised = true;
	else if (must->over_run >= rule->clear[level] && minute - may->first + rule->interval >= rule->hold[level])
		must->raised = false;
}

static void step_levels(struct memory *memory, int minute)
{
	const struct oracle_sight *sight = &memory->sight;
	bool nothing_asked = sight->asked[0] == NO && sight->asked[1] == NO;
	struct oracle_rule rule = *memory->rule;

	/* What is seen for the first time counts as it is. */
	for (int level = GRADE_WELL; memory->last < 0 && level < GRADES; level++) {
		rule.raise[level] = 1;
		rule.over[level] = 0;
	}
	for (int level = GRADE_CAUTION; level < GRADES; level++) {
		enum tri for_it = speaks_for(sight, level, memory->rule), against = speaks_against(sight, level);

		/* Where nothing could be asked everything else stands, and counts on afterwards. */
		if (nothing_asked && level != GRADE_NOT_KNOWN)
			continue;
		/* What was seen in bits is not known to have lasted. */
		if (minute - memory->last > memory->rule->interval && memory->rule->over[level])
			memory->must[level].run = 0;
		if (sight->recovering || memory->was_hidden)
			memory->must[level].run = 0;
		step_may(&memory->may[level], level, for_it, against, &rule, minute);
		step_must(&memory->must[level], &memory->may[level], level, for_it, against, &rule, minute);
	}
	/* Whatever is worth a warning is worth a caution, if nobody says otherwise. */
	if (memory->may[GRADE_WARNING].raised && !memory->may[GRADE_CAUTION].raised)
		memory->may[GRADE_CAUTION] = (struct bound){ .raised = true, .first = minute, .raised_at = minute };
}

/* --- flapping --- */

/* A change more or less, seen long ago, is no fault of the judge. */
#define FLAP_DOUBT 0.7

static void step_flap(struct memory *memory, int minute)
{
	const struct oracle_rule *rule = memory->rule;
	const struct oracle_sight *sight = &memory->sight;
	struct flap *flap = &memory->flap;
	bool surely_bad = MIN(sight->least[0], sight->least[1]) >= GRADE_WARNING,
	     surely_good = MAX(sight->most[0], sight->most[1]) <= GRADE_CAUTION;
	/* Else what flaps is what stands before it. */
	bool own = sight->hidden != YES || surely_good;
	double faded = rule->half_life > 0 ? exp2(-(minute - flap->at) / rule->half_life) : 0;

	if (sight->asked[0] != YES || sight->asked[1] != YES || sight->shadowed)
		surely_bad = surely_good = false;
	if (sight->hidden == MAYBE || sight->unclear || sight->recovering)
		surely_bad = false;
	for (int most = 0; most < 2; most++) {
		flap->score[most] *= faded;
		if (flap->known && own && (most ? (flap->was_bad[1] && !surely_bad) || (!flap->was_bad[0] && !surely_good)
					 : (flap->was_bad[0] && surely_good) || (!flap->was_bad[1] && surely_bad)))
			flap->score[most] = MIN(flap->score[most] + 1, 8);
		flap->flapping[most] = rule->half_life > 0 &&
			flap->score[most] >= (flap->flapping[most] ? rule->end + (most ? -FLAP_DOUBT : 2 * FLAP_DOUBT)
								   : rule->start + (most ? -FLAP_DOUBT : FLAP_DOUBT));
	}
	flap->at = minute;
	/* [0]: it was surely bad; [1]: it may have been. */
	flap->was_bad[0] = own && surely_bad;
	flap->was_bad[1] = !own || !surely_good;
	flap->known = true;
}

/* --- a run --- */

void oracle_begin(struct oracle *oracle, int minute, enum tri view_lost, bool clock_jumped)
{
	oracle->minute = minute;
	oracle->view_lost = view_lost;
	oracle->clock_jumped = clock_jumped;
	g_array_set_size(oracle->events, 0);
	g_array_set_size(oracle->present, 0);
}

static void widen(struct oracle_sight *sight)
{
	for (int i = 0; i < 2; i++) {
		sight->asked[i] = MAYBE;
		sight->least[i] = GRADE_WELL;
		sight->most[i] = GRADE_DOWN;
	}
	for (int level = 0; level < GRADES; level++)
		sight->over[level] = MAYBE;
}

void oracle_see(struct oracle *oracle, int thing, const struct oracle_rule *rule, const struct oracle_sight *sight)
{
	struct memory *memory = &oracle->memories[thing];

	if (sight->forgotten)
		forget(memory);
	memory->present = true;
	memory->rule = rule;
	memory->sight = *sight;
	g_array_append_val(oracle->present, thing);
	oracle->count.seen++;
	if (!sight->fresh || oracle->view_lost == YES)
		return;
	if (oracle->view_lost == MAYBE)
		widen(&memory->sight);
	step_levels(memory, oracle->minute);
	step_flap(memory, oracle->minute);
	memory->exposed = sight->hidden == NO && !sight->recovering ? memory->exposed + 1 : 0;
	memory->was_hidden = sight->hidden != NO;
	memory->last = oracle->minute;
}

void oracle_hear(struct oracle *oracle, const struct oracle_event *event)
{
	g_array_append_val(oracle->events, *event);
}

static int highest(const struct bound *bounds)
{
	int level = GRADE_DOWN;

	while (level > GRADE_WELL && !bounds[level].raised)
		level--;
	return level;
}

/* --- what was said --- */

static bool told_is_worse(const struct memory *memory, int grade)
{
	int told = weights[memory->told];

	if (memory->told_not_known)
		told = MAX(told, weights[GRADE_NOT_KNOWN]);
	return weights[grade] > told;
}

static void judge_worse(struct oracle *oracle, const struct memory *memory, int thing, int grade, const char *got)
{
	const struct oracle_sight *sight = &memory->sight;
	bool once = memory->rule->raise[MIN(grade, GRADE_NOT_KNOWN)] == 1 && grade > GRADE_CAUTION;

	/* What is only lossy hides no fault of our own side. */
	if (sight->hidden == YES && (sight->least[1] == GRADE_DOWN || (grade != GRADE_NOT_KNOWN && !sight->shadowed)))
		wrong(oracle, thing, got, "nothing told: it is hidden by what stands before it");
	if (sight->covered)
		wrong(oracle, thing, got, "nothing told: it is in maintenance or silenced");
	if (!memory->may[grade].raised)
		wrong(oracle, thing, got, "nothing told: it was not so bad for so long");
	else if (grade == GRADE_NOT_KNOWN && sight->asked[0] == YES && speaks_for(sight, grade, memory->rule) == NO)
		wrong(oracle, thing, got, "nothing told: it can be asked");
	else if (grade != GRADE_NOT_KNOWN && sight->fresh &&
		 (once && sight->recovering ? sight->most[1] : MAX(sight->most[0], sight->most[1])) < grade && sight->over[grade] == YES && !memory->must[grade].raised)
		wrong(oracle, thing, got, "nothing told: it is no more so in this run");
	if (memory->told_flapping && memory->flap.flapping[0])
		wrong(oracle, thing, got, "nothing told: it was told to be flapping");
}

static void tell(struct memory *memory, int grade)
{
	memory->told_not_known = grade == GRADE_NOT_KNOWN;
	if (grade != GRADE_NOT_KNOWN)
		memory->told = grade;
}

static void judge_status(struct oracle *oracle, struct memory *memory, const struct oracle_event *event, const char *got)
{
	int grade = event->to, least = highest(memory->must);

	oracle->count.told++;
	if (grade == memory->told && !memory->told_not_known)
		wrong(oracle, event->thing, got, "nothing told: %s was told before", grade_names[grade]);
	else if (grade == GRADE_NOT_KNOWN && memory->told_not_known)
		wrong(oracle, event->thing, got, "nothing told: UNKNOWN was told before");
	else if (grade >= GRADE_WARNING && grade == memory->told)
		wrong(oracle, event->thing, got, "nothing told: %s was told, and never ended", grade_names[grade]);
	if (told_is_worse(memory, grade)) {
		oracle->count.told_worse++;
		judge_worse(oracle, memory, event->thing, grade, got);
	} else if (grade != GRADE_NOT_KNOWN && least > grade && memory->sight.fresh) {
		wrong(oracle, event->thing, got, "nothing better than %s", grade_names[least]);
	}
	tell(memory, grade);
}

static void judge_flapping(struct oracle *oracle, struct memory *memory, const struct oracle_event *event,
			   const char *got)
{
	oracle->count.told++;
	if (event->word == SAID_SETTLED) {
		if (!memory->told_flapping)
			wrong(oracle, event->thing, got, "nothing told: it was not told to be flapping");
		if (memory->flap.flapping[0])
			wrong(oracle, event->thing, got, "nothing told: it is still flapping");
		memory->told_flapping = false;
		tell(memory, event->to);
		return;
	}
	if (memory->told_flapping)
		wrong(oracle, event->thing, got, "nothing told: it was told to be flapping before");
	if (!memory->flap.flapping[1])
		wrong(oracle, event->thing, got, "nothing told: it does not flap");
	if (memory->sight.hidden == YES || memory->sight.covered)
		wrong(oracle, event->thing, got, "nothing told: it is hidden or covered");
	memory->told_flapping = true;
	tell(memory, event->to);
}

static void judge_event(struct oracle *oracle, const struct oracle_event *event)
{
	struct memory *memory = &oracle->memories[event->thing];
	g_autofree char *got = g_strdup_printf("%s, %s to %s, told",
		event->word == SAID_STATUS ? "status" : event->word == SAID_UNCOVERED ? "uncovered" :
		event->word == SAID_FLAPPING ? "flapping" : event->word == SAID_SETTLED ? "settled" : "other",
		grade_names[event->from], grade_names[event->to]);

	if (!event->told)
		return;
	if (!memory->present) {
		wrong(oracle, event->thing, got, "nothing told: it was not in the run");
		return;
	}
	if (oracle->view_lost == YES || oracle->clock_jumped)
		wrong(oracle, event->thing, got, "nothing told: %s", oracle->clock_jumped ? "our clock jumped"
											 : "we cannot see");
	if (event->word == SAID_STATUS || event->word == SAID_UNCOVERED)
		judge_status(oracle, memory, event, got);
	else if (event->word != SAID_OTHER)
		judge_flapping(oracle, memory, event, got);
}

/* --- what should have been said --- */

static void judge_silence(struct oracle *oracle, struct memory *memory, int thing)
{
	const struct oracle_sight *sight = &memory->sight;
	int least = highest(memory->must), most = highest(memory->may), worst;
	bool flaps = memory->flap.flapping[1] || memory->told_flapping;
	g_autofree char *got = g_strdup_printf("told so far %s%s", grade_names[memory->told],
					       memory->told_not_known ? ", and UNKNOWN" : "");

	if (memory->flap.flapping[0] && sight->hidden == NO && !sight->covered && !sight->recovering && memory->exposed > EXPOSED &&
	    !memory->told_flapping)
		wrong(oracle, thing, got, "told: it is flapping");
	if (flaps)
		return;
	worst = MIN(sight->least[0], sight->least[1]);
	least = MIN(least, worst);
	if (least > GRADE_WELL && memory->must[least].raised) {
		bool open = sight->hidden == NO && !sight->covered && !memory->may[GRADE_NOT_KNOWN].raised &&
			    memory->exposed >= EXPOSED + memory->rule->raise[least] - 1;

		oracle->count.musts++;
		oracle->count.withheld += !open;
		if (open && memory->told < least)
			wrong(oracle, thing, got, "told: it is %s", grade_names[least]);
	}
	if (memory->must[GRADE_NOT_KNOWN].raised && sight->hidden == NO && !sight->settling && !sight->covered && memory->exposed >= EXPOSED &&
	    !memory->told_not_known && memory->told < GRADE_WARNING)
		wrong(oracle, thing, got, "told: it is UNKNOWN");
	/* That it can be asked again is not told where what it is instead is covered, or on its way back. */
	if (!memory->may[GRADE_NOT_KNOWN].raised &&
	    (memory->told > most || (memory->told_not_known && (most < GRADE_WARNING || (memory->exposed >= EXPOSED && !sight->covered && worst >= most)))))
		wrong(oracle, thing, got, "told: it is no worse than %s", grade_names[most]);
}

static void judge_belief(struct oracle *oracle, const struct memory *memory, int thing, int believed)
{
	int least = highest(memory->must), most = highest(memory->may);
	bool may_not = memory->may[GRADE_NOT_KNOWN].raised, must_not = memory->must[GRADE_NOT_KNOWN].raised;

	oracle->count.uncertain += least != most || may_not != must_not;
	if (believed == GRADE_NOT_KNOWN ? !may_not : must_not)
		wrong(oracle, thing, grade_names[believed], "%s, as a hard status", must_not ? "UNKNOWN" : "a known one");
	else if (believed != GRADE_NOT_KNOWN && (believed < least || believed > most))
		wrong(oracle, thing, grade_names[believed], "%s to %s, as a hard status", grade_names[least],
		      grade_names[most]);
}

void oracle_end(struct oracle *oracle, const int *believed)
{
	for (guint i = 0; i < oracle->events->len; i++)
		judge_event(oracle, &g_array_index(oracle->events, struct oracle_event, i));
	for (guint i = 0; i < oracle->present->len; i++) {
		int thing = g_array_index(oracle->present, int, i);
		struct memory *memory = &oracle->memories[thing];

		memory->present = false;
		if (!memory->sight.fresh || oracle->view_lost == YES)
			continue;
		judge_belief(oracle, memory, thing, believed[thing]);
		if (oracle->view_lost == NO && !oracle->clock_jumped)
			judge_silence(oracle, memory, thing);
	}
}
