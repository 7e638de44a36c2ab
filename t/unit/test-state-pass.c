/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs one after another, a minute apart, told as stories: what each saw, and the
 * transitions that must come of it, no others and in order of name.
 *
 *   us = d1, d2 - a1 = line c1 = cpe-c1,  line c2;  oob stands beside it
 *
 * What was seen: "a1=d" (o c w d u as in test-state-course.c; x: it was not asked; b: it was bad when it was first
 * asked in that run, and is well). What must
 * come: "!line:c1:od" told, from OK to DOWN; "-line:c1:od<device:a1" covered;
 * "@M-1" by a window, "#S-1" by a silence; a kind other than status before the colon.
 */
#include "state/pass.h"
#include "fixture-inventory.h"
#include "unit.h"

#define MINUTE (60 * (int64_t)G_USEC_PER_SEC)

static const char rules[] =
	"zone: Asia/Tokyo\n"
	"language: en\n"
	"own-view: {first-hops: [d1, d2]}\n"
	"service-classes:\n"
	"  user:\n"
	"    interval: 1m\n"
	"    probe: {packets: 5, gap: 100ms, timeout: 1s}\n"
	"    thresholds:\n"
	"      loss: {caution: 20%, warning: 60%}\n"
	"      rtt: {caution: 100ms, warning: 300ms}\n"
	"    flapping: {half-life: 30m, start: 5, end: 2}\n"
	"    report: {first: 30m, follow-up: 60m}\n";

static const char network[] =
	"organizations:\n"
	"  self: {kind: operator, self: true, name: Tozai}\n"
	"  hosp: {kind: institution, service-class: user, type: hospital, name: Hospital}\n"
	"devices:\n"
	"  d1: {owner: self, role: distribution, address: 10.0.0.1, service-class: user}\n"
	"  d2: {owner: self, role: distribution, address: 10.0.0.2, service-class: user}\n"
	"  a1: {owner: self, role: concentrator, address: 10.0.0.5, service-class: user}\n"
	"  cpe-c1: {owner: self, role: cpe, address: 10.1.0.1, service-class: user}\n"
	"  oob: {owner: self, role: server, address: 10.8.0.1, service-class: user}\n"
	"links:\n"
	"  - [d1, a1]\n  - [d2, a1]\n"
	"lines:\n"
	"  c1: {institution: hosp, from: a1, cpe: cpe-c1, address: 10.2.0.1, kind: ip-vpn}\n"
	"  c2: {institution: hosp, from: a1, address: 10.2.0.2, kind: ip-vpn}\n";

#define ITEMS_MOST 16

struct fixture {
	struct inventory *inventory;
	struct reach *reach;
	struct item items[ITEMS_MOST];
	char *names[ITEMS_MOST];
	struct course courses[ITEMS_MOST];
	size_t count;
	int64_t at_us;
	struct pass_cover covers[2];
	size_t cover_count;
	bool clock_jumped;
	guint32 seed;
	enum demarcation_verdict last_verdict;	/* of the last transition */
};

static void setup(struct fixture *fixture)
{
	static const char *const everything[] = { NULL };
	g_autoptr(GArray) items = NULL;

	*fixture = (struct fixture){ .inventory = fixture_inventory_with(rules, network), .at_us = 1000 * MINUTE };
	fixture->reach = reach_new(fixture->inventory);
	items = inventory_select(fixture->inventory, everything, NULL);
	for (guint i = 0; i < items->len; i++) {
		fixture->items[i] = g_array_index(items, struct item, i);
		fixture->names[i] = item_name(&fixture->items[i]);
		course_init(&fixture->courses[i]);
	}
	fixture->count = items->len;
}

static void teardown(struct fixture *fixture)
{
	for (size_t i = 0; i < fixture->count; i++)
		g_free(fixture->names[i]);
	for (size_t i = 0; i < fixture->cover_count; i++)
		g_hash_table_unref(fixture->covers[i].items);
	reach_free(fixture->reach);
	inventory_free(fixture->inventory);
}

static void cover(struct fixture *fixture, const char *id, bool is_silence, const char *item)
{
	struct pass_cover *added = &fixture->covers[fixture->cover_count++];

	*added = (struct pass_cover){ .id = id, .is_silence = is_silence };
	added->items = g_hash_table_new(g_str_hash, g_str_equal);
	g_hash_table_add(added->items, (gpointer)item);
}

static void uncover(struct fixture *fixture)
{
	g_hash_table_unref(fixture->covers[--fixture->cover_count].items);
}

static struct judgement judgement_of(char letter)
{
	switch (letter) {
	case 'c':
		return (struct judgement){ STATUS_CAUTION, CAUSE_LOSS, 200000, STATUS_CAUTION };
	case 'w':
		return (struct judgement){ STATUS_WARNING, CAUSE_LOSS, 600000, STATUS_WARNING };
	case 'd':
		return (struct judgement){ STATUS_DOWN, CAUSE_END, -1, STATUS_DOWN };
	case 'u':
		return (struct judgement){ STATUS_UNKNOWN, CAUSE_END, -1, STATUS_UNKNOWN };
	default:
		return (struct judgement){ STATUS_OK, CAUSE_NONE, -1, STATUS_OK };
	}
}

/* What SEEN ("a1=d c1=w *=u") says of the device or line NAME; else o. */
static char letter_in(const char *seen, const char *name)
{
	const char *base = strchr(name, ':') + 1, *all = strstr(seen, "*=");
	size_t length = strlen(base);

	for (const char *at = seen; (at = strstr(at, base)); at += length)
		if ((at == seen || at[-1] == ' ') && at[length] == '=')
			return at[length + 1];
	return all ? all[2] : 'o';
}

static void append_transition(GString *said, const struct transition_record *transition)
{
	static const char letters[] = "ocwdu";

	g_string_append_printf(said, "%s%c%s:%s%s%c%c", said->len ? " " : "", transition->told ? '!' : '-',
			       transition->item,
			       transition->kind == TRANSITION_STATUS
				       ? "" : words_get(WORDS_TRANSITION_KIND, transition->kind)->id,
			       transition->kind == TRANSITION_STATUS ? "" : ":", letters[transition->from],
			       letters[transition->to]);
	if (transition->hidden_by)
		g_string_append_printf(said, "<%s", transition->hidden_by);
	if (transition->window)
		g_string_append_printf(said, "@%s", transition->window);
	if (transition->silence)
		g_string_append_printf(said, "#%s", transition->silence);
}

/* One run, its items in an order of its own. */
static enum pass_view run(struct fixture *fixture, const char *seen, const char *expected)
{
	struct pass_item items[ITEMS_MOST];
	g_autoptr(GArray) transitions = g_array_new(FALSE, FALSE, sizeof(struct transition_record));
	g_autoptr(GString) said = g_string_new(NULL);
	g_autoptr(GRand) random = g_rand_new_with_seed(fixture->seed++);
	const struct pass_options options = {
		.inventory = fixture->inventory, .reach = fixture->reach, .at_us = fixture->at_us + MINUTE,
		.covers = fixture->covers, .cover_count = fixture->cover_count, .clock_jumped = fixture->clock_jumped,
	};
	enum pass_view view;

	for (size_t i = 0; i < fixture->count; i++) {
		char letter = letter_in(seen, fixture->names[i]);
		size_t at = (size_t)g_rand_int_range(random, 0, (gint32)i + 1);

		items[i] = items[at];
		items[at] = (struct pass_item){
			.item = &fixture->items[i], .name = fixture->names[i], .judgement = judgement_of(letter),
			.at_us = fixture->at_us + MINUTE, .last_at_us = fixture->courses[i].known ? fixture->at_us : 0,
			.answered = letter != 'd' && letter != 'u' && letter != 'x', .cut_short = letter == 'x',
			.asked_again = letter == 'b', .was_bad = letter == 'b',
			.course = &fixture->courses[i],
		};
	}
	fixture->at_us += MINUTE;
	view = pass_judge(&options, items, fixture->count, transitions);
	for (guint i = 0; i < transitions->len; i++) {
		append_transition(said, &g_array_index(transitions, struct transition_record, i));
		fixture->last_verdict = g_array_index(transitions, struct transition_record, i).verdict;
	}
	ck_assert_msg(strcmp(said->str, expected) == 0, "saw '%s': expected '%s', got '%s'", seen, expected, said->str);
	return view;
}

START_TEST(a_dead_concentrator_is_told_once_and_so_is_its_end)
{
	struct fixture fixture;

	setup(&fixture);
	run(&fixture, "", "");
	run(&fixture, "a1=d c1=d c2=d cpe-c1=d", "!device:a1:od -device:cpe-c1:od<device:a1 -line:c1:od<device:a1 "
						 "-line:c2:od<device:a1");
	run(&fixture, "a1=d c1=d c2=d cpe-c1=d", "");
	/* It answers again; what is behind it gets the same time to be certain. */
	run(&fixture, "c1=d cpe-c1=d", "");
	run(&fixture, "c1=d cpe-c1=d", "!device:a1:do -line:c2:do");
	run(&fixture, "c1=d cpe-c1=d", "!line:c1:uncovered:od");
	run(&fixture, "", "");
	run(&fixture, "", "-device:cpe-c1:do !line:c1:do");
	/* And in time it is forgotten. */
	fixture.at_us += 600 * MINUTE;
	run(&fixture, "", "");
	for (size_t i = 0; i < fixture.count; i++)
		ck_assert(course_at_rest(&fixture.courses[i]));
	teardown(&fixture);
}
END_TEST

START_TEST(what_was_told_stays_told_when_it_is_hidden_later)
{
	struct fixture fixture;

	setup(&fixture);
	run(&fixture, "", "");
	run(&fixture, "c2=d", "!line:c2:od");
	run(&fixture, "a1=d c1=d c2=d cpe-c1=d", "!device:a1:od -device:cpe-c1:od<device:a1 -line:c1:od<device:a1");
	run(&fixture, "c2=d", "");
	run(&fixture, "c2=d", "!device:a1:do -device:cpe-c1:do -line:c1:do");
	run(&fixture, "", "");
	run(&fixture, "", "!line:c2:do");
	teardown(&fixture);
}
END_TEST

START_TEST(our_own_blindness_tells_nothing_about_the_world)
{
	struct fixture fixture;

	setup(&fixture);
	run(&fixture, "", "");
	run(&fixture, "c2=d", "!line:c2:od");
	ck_assert_int_eq(run(&fixture, "*=d oob=o", ""), PASS_VIEW_LOST);
	ck_assert_int_eq(run(&fixture, "*=u oob=o", ""), PASS_VIEW_LOST);
	/* What is reached some other way is seen as ever. */
	ck_assert_int_eq(run(&fixture, "*=d", "!device:oob:od"), PASS_VIEW_LOST);
	ck_assert_int_eq(run(&fixture, "c2=d", ""), PASS_VIEW_FINE);
	run(&fixture, "c2=d", "!device:oob:do");
	teardown(&fixture);
}
END_TEST

START_TEST(a_window_and_a_silence_hide_pages_and_no_data)
{
	struct fixture fixture;

	setup(&fixture);
	run(&fixture, "", "");
	cover(&fixture, "M-1", false, "line:c2");
	run(&fixture, "c2=d", "-line:c2:od@M-1");
	run(&fixture, "c2=d", "");
	/* Its failure was not told, nor is its end. */
	run(&fixture, "", "");
	run(&fixture, "", "-line:c2:do@M-1");
	run(&fixture, "c2=d", "-line:c2:od@M-1");
	uncover(&fixture);
	run(&fixture, "c2=d", "!line:c2:uncovered:od");
	/* A recovery is told, covered or not. */
	cover(&fixture, "S-1", true, "line:c2");
	run(&fixture, "", "");
	run(&fixture, "", "!line:c2:do#S-1");
	teardown(&fixture);
}
END_TEST

START_TEST(nothing_is_told_while_the_clock_is_not_to_be_trusted)
{
	struct fixture fixture;

	setup(&fixture);
	run(&fixture, "", "");
	fixture.clock_jumped = true;
	ck_assert_int_eq(run(&fixture, "c2=d", "-line:c2:od"), PASS_VIEW_CLOCK);
	fixture.clock_jumped = false;
	run(&fixture, "c2=d", "!line:c2:od");
	teardown(&fixture);
}
END_TEST

START_TEST(what_flaps_is_told_once)
{
	struct fixture fixture;
	int changes = 0;

	setup(&fixture);
	run(&fixture, "", "");
	run(&fixture, "c2=d", "!line:c2:od");
	run(&fixture, "", "");
	run(&fixture, "c2=d", "");
	run(&fixture, "", "");
	run(&fixture, "c2=d", "");
	run(&fixture, "", "!line:c2:flapping:dd");
	/* It is well in this very run, and yet a line's. */
	ck_assert_int_eq(fixture.last_verdict, DEMARCATION_LINE);
	for (int minute = 0; minute < 30; minute++)
		run(&fixture, minute % 3 == 0 ? "c2=d" : "", minute % 3 == 0 && minute ? "-line:c2:od"
							    : minute % 3 == 2	       ? "-line:c2:do"
										       : "");
	/* Eight changes count at the most, two half-lives and it is settled. */
	for (int minute = 0; minute < 70; minute++) {
		struct course *course = NULL;

		for (size_t i = 0; i < fixture.count; i++)
			if (!strcmp(fixture.names[i], "line:c2"))
				course = &fixture.courses[i];
		run(&fixture, "", course->more.flapping && course_flap_score(&course->more, &(struct flapping_rule){
			.half_life_us = 30 * MINUTE, .start = 5000, .end = 2000 }, fixture.at_us + MINUTE) < 2000
			? "!line:c2:settled:oo" : "");
		changes += !course->more.flapping;
	}
	ck_assert_int_gt(changes, 5);
	teardown(&fixture);
}
END_TEST

START_TEST(what_was_not_asked_keeps_its_state)
{
	struct fixture fixture;

	setup(&fixture);
	run(&fixture, "", "");
	run(&fixture, "c2=d", "!line:c2:od");
	run(&fixture, "*=x", "");
	run(&fixture, "c2=x", "");
	run(&fixture, "c2=d", "");
	teardown(&fixture);
}
END_TEST

START_TEST(what_comes_of_caution_and_warning)
{
	struct fixture fixture;

	setup(&fixture);
	run(&fixture, "", "");
	run(&fixture, "c1=c", "");
	run(&fixture, "c1=c", "");
	run(&fixture, "c1=c", "!line:c1:oc");
	run(&fixture, "c1=w cpe-c1=w", "");
	run(&fixture, "c1=w cpe-c1=w", "-device:cpe-c1:ow<line:c1 !line:c1:cw");
	run(&fixture, "c1=c cpe-c1=c", "");
	run(&fixture, "c1=c cpe-c1=c", "");
	run(&fixture, "c1=c cpe-c1=c", "-device:cpe-c1:wc<line:c1 !line:c1:wc");
	teardown(&fixture);
}
END_TEST

START_TEST(what_begins_to_flap_under_a_cover_is_told_after_it)
{
	struct fixture fixture;

	setup(&fixture);
	run(&fixture, "", "");
	cover(&fixture, "M-1", false, "line:c2");
	run(&fixture, "c2=d", "-line:c2:od@M-1");
	run(&fixture, "", "");
	run(&fixture, "c2=d", "");
	run(&fixture, "", "");
	run(&fixture, "c2=d", "");
	run(&fixture, "", "-line:c2:flapping:dd@M-1");
	run(&fixture, "c2=d", "");
	uncover(&fixture);
	run(&fixture, "", "!line:c2:flapping:dd");
	run(&fixture, "c2=d", "");
	teardown(&fixture);
}
END_TEST

START_TEST(what_could_not_be_asked_meanwhile_is_not_told_again)
{
	struct fixture fixture;

	setup(&fixture);
	run(&fixture, "", "");
	run(&fixture, "c1=w", "");
	run(&fixture, "c1=w", "!line:c1:ow");
	run(&fixture, "c1=u", "-line:c1:wu");
	run(&fixture, "c1=w", "-line:c1:uw");
	run(&fixture, "c1=w", "");
	run(&fixture, "c1=w", "");
	teardown(&fixture);
}
END_TEST

/* Of a run that sees SEEN, what was asked again in capitals: what is to be asked again besides. */
static void assert_doubts(struct fixture *fixture, const char *seen, const char *expected)
{
	static const char *const letters = "OCWDUB";
	struct pass_item items[ITEMS_MOST];
	g_autoptr(GString) said = g_string_new(NULL);
	g_autoptr(GArray) doubts = NULL;
	const struct pass_options options = {
		.inventory = fixture->inventory, .reach = fixture->reach, .at_us = fixture->at_us + MINUTE,
	};

	for (size_t i = 0; i < fixture->count; i++) {
		char letter = letter_in(seen, fixture->names[i]);
		bool again = strchr(letters, letter) != NULL;

		letter = g_ascii_tolower(letter);
		items[i] = (struct pass_item){
			.item = &fixture->items[i], .name = fixture->names[i], .judgement = judgement_of(letter),
			.at_us = fixture->at_us + MINUTE, .last_at_us = fixture->courses[i].known ? fixture->at_us : 0,
			.answered = letter != 'd' && letter != 'u', .asked_again = again, .was_bad = letter == 'b',
			.course = &fixture->courses[i],
		};
	}
	doubts = pass_doubts(&options, items, fixture->count);
	for (guint i = 0; i < doubts->len; i++)
		g_string_append_printf(said, "%s%s", i ? " " : "", fixture->names[g_array_index(doubts, guint, i)]);
	ck_assert_msg(strcmp(said->str, expected) == 0, "saw '%s': expected '%s', got '%s'", seen, expected, said->str);
}

START_TEST(what_is_in_doubt_is_asked_again_with_what_stands_before_it)
{
	struct fixture fixture;

	setup(&fixture);
	run(&fixture, "", "");
	assert_doubts(&fixture, "", "");
	assert_doubts(&fixture, "c1=c", "");
	/* Its parents may have gone since they answered. */
	assert_doubts(&fixture, "c2=d", "device:a1 device:d1 device:d2 line:c2");
	/* Once is enough. */
	assert_doubts(&fixture, "c2=D d1=O d2=O a1=O", "");
	/* They have: who answered before that is no witness any more, and is asked once more. */
	assert_doubts(&fixture, "c2=D d1=O d2=O a1=D", "device:cpe-c1 line:c1");
	/* Behind what is in doubt itself nothing is. */
	assert_doubts(&fixture, "a1=d c1=d c2=d cpe-c1=d", "device:a1 device:d1 device:d2");
	teardown(&fixture);
}
END_TEST

START_TEST(children_are_asked_again_when_their_parent_has_returned)
{
	struct fixture fixture;

	setup(&fixture);
	run(&fixture, "", "");
	run(&fixture, "a1=d c1=d c2=d cpe-c1=d", "!device:a1:od -device:cpe-c1:od<device:a1 -line:c1:od<device:a1 "
						 "-line:c2:od<device:a1");
	assert_doubts(&fixture, "a1=d c1=d c2=d cpe-c1=d", "");
	/* Nobody knows yet whether it stays. */
	assert_doubts(&fixture, "c1=d cpe-c1=d", "");
	run(&fixture, "c1=d cpe-c1=d", "");
	run(&fixture, "c1=d cpe-c1=d", "!device:a1:do -line:c2:do");
	assert_doubts(&fixture, "c1=d cpe-c1=d", "device:a1 device:d1 device:d2 line:c1");
	teardown(&fixture);
}
END_TEST

/* Routes to what is behind a line are back later than the line itself. */
START_TEST(what_is_behind_one_that_came_back_in_this_very_run_has_until_the_next)
{
	struct fixture fixture;

	setup(&fixture);
	run(&fixture, "", "");
	run(&fixture, "c1=b cpe-c1=d", "-device:cpe-c1:od<line:c1");
	run(&fixture, "", "");
	run(&fixture, "", "-device:cpe-c1:do");
	/* Nor does it wait longer than that. */
	run(&fixture, "c1=b cpe-c1=d", "-device:cpe-c1:od<line:c1");
	run(&fixture, "cpe-c1=d", "!device:cpe-c1:uncovered:od");
	ck_assert_int_eq(fixture.last_verdict, DEMARCATION_OURS);
	run(&fixture, "", "");
	run(&fixture, "", "!device:cpe-c1:do");
	/* It is the only one that hides it, however near it was. */
	run(&fixture, "a1=b c2=d", "-line:c2:od<device:a1");
	run(&fixture, "d1=b c1=d c2=d", "!line:c1:od !line:c2:uncovered:od");
	teardown(&fixture);
}
END_TEST

/* Whether it is back is seen when it is asked once more. */
START_TEST(what_is_behind_one_that_came_back_is_asked_again_as_well)
{
	struct fixture fixture;

	setup(&fixture);
	run(&fixture, "", "");
	assert_doubts(&fixture, "c1=B cpe-c1=d", "device:a1 device:cpe-c1 device:d1 device:d2");
	teardown(&fixture);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_dead_concentrator_is_told_once_and_so_is_its_end),
		UNIT(what_was_told_stays_told_when_it_is_hidden_later),
		UNIT(our_own_blindness_tells_nothing_about_the_world),
		UNIT(a_window_and_a_silence_hide_pages_and_no_data),
		UNIT(nothing_is_told_while_the_clock_is_not_to_be_trusted),
		UNIT(what_flaps_is_told_once),
		UNIT(what_was_not_asked_keeps_its_state),
		UNIT(what_comes_of_caution_and_warning),
		UNIT(what_begins_to_flap_under_a_cover_is_told_after_it),
		UNIT(what_could_not_be_asked_meanwhile_is_not_told_again),
		UNIT(what_is_in_doubt_is_asked_again_with_what_stands_before_it),
		UNIT(children_are_asked_again_when_their_parent_has_returned),
		UNIT(what_is_behind_one_that_came_back_in_this_very_run_has_until_the_next),
		UNIT(what_is_behind_one_that_came_back_is_asked_again_as_well),
		{ NULL, NULL },
	};

	return unit_run("state-pass", tests);
}
