/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The verdict of a group: each protocol by a table of what its members show; that
 * there is one verdict for everything that they can show, and that it does not
 * depend on their order; and how long a switchover may have lasted.
 */
#include "state/group.h"
#include "unit.h"

#define SECOND ((int64_t)G_USEC_PER_SEC)
#define MINUTE (60 * SECOND)
#define NOW (INT64_C(1795543200) * SECOND)
#define MOST 3

static const struct device devices[] = { { .name = "d1" }, { .name = "d2" }, { .name = "d3" } };
static const struct line lines[] = { { .name = "d1" }, { .name = "d2" }, { .name = "d3" } };

/* A group of members in some order; what it lends lies in it. */
struct sample {
	struct group group;
	const struct device *devices[MOST + 1];
	const struct line *lines[MOST + 1];
	struct group_member members[MOST];
};

static void sample_init(struct sample *sample, enum group_protocol protocol, const char *normal, int minimum,
			size_t count, const int order[MOST])
{
	*sample = (struct sample){ .group = {
		.name = "gw", .protocol = protocol, .normally_active = normal, .minimum_standby = minimum,
	} };
	for (size_t i = 0; i < count; i++) {
		sample->devices[i] = &devices[order[i]];
		sample->lines[i] = &lines[order[i]];
	}
	if (protocol == GROUP_LINES)
		sample->group.lines = sample->lines;
	else
		sample->group.devices = sample->devices;
}

/* One word a member: its status (o c w d u), its role (A S X or - for unsaid); then + when its
 * counter grew, = when it did not, t when it changed a moment ago, r when its device restarted. */
static struct group_member read_member(const char *word)
{
	static const char statuses[] = "ocwdu", roles[] = "-ASX";
	struct group_member member = GROUP_MEMBER_UNKNOWN;

	member.status = (enum status)(strchr(statuses, word[0]) - statuses);
	member.role = (enum group_role)(strchr(roles, word[1]) - roles);
	for (word += 2; *word && *word != ' '; word++) {
		if (*word == '+' || *word == '=') {
			member.transitions = *word == '+' ? 9 : 8;
			member.transitions_before = 8;
		}
		if (*word == 't')
			member.changed_at_us = NOW - 10 * SECOND;
		member.restarted |= *word == 'r';
	}
	return member;
}

static size_t read_members(const char *text, struct group_member members[MOST])
{
	size_t count = 0;

	for (const char *word = text; word; word = strchr(word, ' ')) {
		word += *word == ' ';
		members[count++] = read_member(word);
	}
	return count;
}

/* "": nothing is known; else the letter of the verdict and the member that carried, "-" for none: "n0". */
static struct group_before read_before(const char *text)
{
	static const char verdicts[] = "nsdp0u";
	struct group_before before = { .active = -1 };

	if (!*text)
		return before;
	before = (struct group_before){ .known = true, .since_us = NOW - 5 * MINUTE, .at_us = NOW - MINUTE, .active = -1 };
	before.verdict = (enum group_verdict)(strchr(verdicts, text[0]) - verdicts);
	if (text[1] != '-')
		before.active = text[1] - '1';
	return before;
}

static const int in_order[MOST] = { 0, 1, 2 };

struct group_case {
	enum group_protocol protocol;
	const char *normal;		/* "-": none is named */
	int minimum;
	const char *members, *before;
	enum group_verdict verdict;
	int active;			/* from 1; 0: none */
	const char *text;
};

static void judge_case(const struct group_case *each, struct group_view *ret_view)
{
	struct group_before before = read_before(each->before);
	struct group_member members[MOST];
	size_t count = read_members(each->members, members);
	struct sample sample;

	sample_init(&sample, each->protocol, *each->normal == '-' ? NULL : each->normal, each->minimum, count,
		    in_order);
	memcpy(sample.members, members, sizeof(members));
	group_judge(&sample.group, sample.members, &before, NOW, ret_view);
}

static void check_cases(const struct group_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct group_case *each = &cases[i];
		struct group_view view;

		judge_case(each, &view);
		ck_assert_msg(view.verdict == each->verdict && view.active == each->active - 1 &&
				      !strcmp(view.text, each->text),
			      "%zu: '%s' after '%s': verdict %d, active %d, '%s'", i, each->members, each->before,
			      view.verdict, view.active + 1, view.text);
	}
}

/* --- protocols --- */

START_TEST(routers_that_agree_on_a_master)
{
	static const struct group_case cases[] = {
		{ GROUP_VRRP, "d1", 1, "oA oS", "", GROUP_NORMAL, 1, "active d1; standing by: d2" },
		{ GROUP_HSRP, "d1", 1, "oA oS", "n1", GROUP_NORMAL, 1, "active d1; standing by: d2" },
		{ GROUP_VRRP, "-", 1, "oS oA", "", GROUP_NORMAL, 2, "active d2; standing by: d1" },
		/* Lossy or not, it says what it is. */
		{ GROUP_VRRP, "d1", 1, "wA cS", "", GROUP_NORMAL, 1, "active d1; standing by: d2" },
		{ GROUP_VRRP, "d1", 1, "dA oS", "", GROUP_NORMAL, 1, "active d1; standing by: d2" },
		{ GROUP_VRRP, "d1", 1, "oS oA", "n1", GROUP_SWITCHED, 2, "active d2; normally d1; standing by: d1" },
		{ GROUP_HSRP, "d1", 1, "oS oA", "", GROUP_SWITCHED, 2, "active d2; normally d1; standing by: d1" },
		{ GROUP_VRRP, "d1", 1, "oA oA", "n1", GROUP_SPLIT, 0, "active at once: d1, d2" },
		{ GROUP_HSRP, "-", 0, "oA oA", "", GROUP_SPLIT, 0, "active at once: d1, d2" },
		{ GROUP_VRRP, "d1", 1, "oS oS", "n1", GROUP_NONE, 0, "nobody is active; standing by: d1, d2" },
		{ GROUP_VRRP, "d1", 1, "oX oS", "n1", GROUP_NONE, 0, "nobody is active; standing by: d2; out: d1" },
		{ GROUP_VRRP, "d1", 1, "oX oX", "n1", GROUP_NONE, 0, "nobody is active; out: d1, d2" },
		{ GROUP_VRRP, "d1", 1, "d- d-", "n1", GROUP_NONE, 0, "nobody is active; out: d1, d2" },
		{ GROUP_VRRP, "d1", 1, "d- oS", "n1", GROUP_NONE, 0, "nobody is active; standing by: d2; out: d1" },
		/* Nobody stands by. */
		{ GROUP_VRRP, "d1", 1, "oA oX", "n1", GROUP_DEGRADED, 1, "active d1; out: d2" },
		{ GROUP_VRRP, "d1", 1, "oA d-", "n1", GROUP_DEGRADED, 1, "active d1; out: d2" },
		{ GROUP_VRRP, "d1", 1, "d- oA", "n1", GROUP_DEGRADED, 2, "active d2; normally d1; out: d1" },
		{ GROUP_VRRP, "d1", 0, "d- oA", "n1", GROUP_SWITCHED, 2, "active d2; normally d1; out: d1" },
		{ GROUP_VRRP, "d1", 0, "oA d-", "n1", GROUP_NORMAL, 1, "active d1; out: d2" },
		/* Who could not be read may be anything, unless all others stand by. */
		{ GROUP_VRRP, "d1", 1, "oA o-", "n1", GROUP_UNKNOWN, 1, "active d1; not known: d2" },
		{ GROUP_VRRP, "d1", 1, "oA u-", "n1", GROUP_UNKNOWN, 1, "active d1; not known: d2" },
		{ GROUP_VRRP, "d1", 1, "o- oS", "n1", GROUP_NORMAL, 1, "active d1, as the others stand by; standing by: d2" },
		{ GROUP_VRRP, "d1", 1, "oS c-", "n1", GROUP_SWITCHED, 2,
		  "active d2, as the others stand by; normally d1; standing by: d1" },
		{ GROUP_VRRP, "d1", 1, "u- oS", "n1", GROUP_UNKNOWN, 0, "standing by: d2; not known: d1" },
		{ GROUP_VRRP, "d1", 1, "o- oX", "n1", GROUP_UNKNOWN, 0, "out: d2; not known: d1" },
		{ GROUP_VRRP, "d1", 1, "o- d-", "n1", GROUP_UNKNOWN, 0, "out: d2; not known: d1" },
		{ GROUP_VRRP, "d1", 1, "u- u-", "", GROUP_UNKNOWN, 0, "not known: d1, d2" },
		/* Of three. */
		{ GROUP_VRRP, "d1", 1, "oA oS oX", "n1", GROUP_NORMAL, 1, "active d1; standing by: d2; out: d3" },
		{ GROUP_VRRP, "d1", 2, "oA oS oX", "n1", GROUP_DEGRADED, 1, "active d1; standing by: d2; out: d3" },
		{ GROUP_VRRP, "d1", 2, "oA oS o-", "n1", GROUP_UNKNOWN, 1, "active d1; standing by: d2; not known: d3" },
		{ GROUP_VRRP, "d1", 2, "oA oX o-", "n1", GROUP_DEGRADED, 1, "active d1; out: d2; not known: d3" },
		{ GROUP_VRRP, "d1", 1, "oS o- o-", "n1", GROUP_UNKNOWN, 0, "standing by: d1; not known: d2, d3" },
		{ GROUP_VRRP, "d1", 1, "oS u- o-", "n1", GROUP_UNKNOWN, 0, "standing by: d1; not known: d2, d3" },
		{ GROUP_VRRP, "d1", 1, "oA o- oA", "n1", GROUP_SPLIT, 0, "active at once: d1, d3; not known: d2" },
	};

	check_cases(cases, G_N_ELEMENTS(cases));
}
END_TEST

START_TEST(members_that_carry_side_by_side)
{
	static const struct group_case cases[] = {
		{ GROUP_BGP, "d1", 1, "oA oA", "", GROUP_NORMAL, 1, "active d1; standing by: d2" },
		{ GROUP_BGP, "d1", 1, "oA oS", "", GROUP_NORMAL, 1, "active d1; standing by: d2" },
		{ GROUP_BGP, "-", 1, "oA oA", "", GROUP_NORMAL, 0, "in use: d1, d2" },
		{ GROUP_BGP, "-", 1, "oA oA", "n2", GROUP_NORMAL, 2, "active d2; standing by: d1" },
		{ GROUP_BGP, "d1", 1, "oX oA", "n1", GROUP_DEGRADED, 2, "active d2; normally d1; out: d1" },
		{ GROUP_BGP, "-", 1, "oA oX", "", GROUP_DEGRADED, 1, "active d1; out: d2" },
		{ GROUP_BGP, "d1", 1, "d- oA", "n1", GROUP_DEGRADED, 2, "active d2; normally d1; out: d1" },
		{ GROUP_BGP, "d1", 0, "oX oA", "n1", GROUP_SWITCHED, 2, "active d2; normally d1; out: d1" },
		{ GROUP_BGP, "d1", 1, "oX oX", "n1", GROUP_NONE, 0, "nobody is active; out: d1, d2" },
		{ GROUP_BGP, "d1", 1, "oX d-", "n1", GROUP_NONE, 0, "nobody is active; out: d1, d2" },
		{ GROUP_BGP, "d1", 1, "oX o-", "n1", GROUP_UNKNOWN, 0, "out: d1; not known: d2" },
		{ GROUP_BGP, "d1", 1, "oA u-", "n1", GROUP_UNKNOWN, 1, "active d1; not known: d2" },
		{ GROUP_BGP, "d1", 1, "oX oA oA", "n1", GROUP_SWITCHED, 0, "in use: d2, d3; out: d1" },
		{ GROUP_BGP, "d1", 1, "o- oA oA", "n1", GROUP_UNKNOWN, 0, "in use: d2, d3; not known: d1" },
		{ GROUP_BGP, "-", 1, "oX oA oA", "", GROUP_NORMAL, 0, "in use: d2, d3; out: d1" },

		{ GROUP_LINES, "d1", 1, "o- o-", "", GROUP_NORMAL, 1, "active d1; standing by: d2" },
		{ GROUP_LINES, "d1", 1, "w- c-", "", GROUP_NORMAL, 1, "active d1; standing by: d2" },
		{ GROUP_LINES, "d1", 1, "d- o-", "n1", GROUP_DEGRADED, 2, "active d2; normally d1; out: d1" },
		{ GROUP_LINES, "d1", 1, "o- d-", "n1", GROUP_DEGRADED, 1, "active d1; out: d2" },
		{ GROUP_LINES, "d1", 0, "d- o-", "n1", GROUP_SWITCHED, 2, "active d2; normally d1; out: d1" },
		{ GROUP_LINES, "d1", 1, "d- d-", "n1", GROUP_NONE, 0, "nobody is active; out: d1, d2" },
		{ GROUP_LINES, "d1", 1, "d- u-", "n1", GROUP_UNKNOWN, 0, "out: d1; not known: d2" },
		{ GROUP_LINES, "d1", 1, "o- u-", "n1", GROUP_UNKNOWN, 1, "active d1; not known: d2" },

		{ GROUP_ANY, "-", 1, "o- c-", "", GROUP_NORMAL, 0, "in use: d1, d2" },
		{ GROUP_ANY, "-", 1, "o- w-", "", GROUP_DEGRADED, 1, "active d1; out: d2" },
		{ GROUP_ANY, "-", 1, "d- w-", "", GROUP_NONE, 0, "nobody is active; out: d1, d2" },
		{ GROUP_ANY, "-", 1, "o- o- d-", "", GROUP_NORMAL, 0, "in use: d1, d2; out: d3" },
		{ GROUP_ANY, "-", 2, "o- o- d-", "", GROUP_DEGRADED, 0, "in use: d1, d2; out: d3" },
	};

	check_cases(cases, G_N_ELEMENTS(cases));
}
END_TEST

/* --- between two runs --- */

START_TEST(there_and_back_is_seen_by_what_the_active_one_tells)
{
	static const struct {
		const char *members, *before;
		enum group_verdict verdict;
		bool back, over;
		enum group_protocol protocol;
	} cases[] = {
		{ "oA+ oS+", "n1", GROUP_SWITCHED, true, true, GROUP_VRRP },
		{ "oA+ oS=", "n1", GROUP_SWITCHED, true, true, GROUP_HSRP },
		/* Two runs later it is over. */
		{ "oA= oS=", "s1", GROUP_NORMAL, false, false, GROUP_VRRP },
		/* A standby that went away and came back. */
		{ "oA= oS+", "n1", GROUP_NORMAL, false, false, GROUP_VRRP },
		{ "oA oS+", "n1", GROUP_NORMAL, false, false, GROUP_VRRP },
		/* It was switched, and has switched back. */
		{ "oA+ oS+", "s2", GROUP_NORMAL, false, true, GROUP_VRRP },
		{ "oA+ oS+", "d2", GROUP_NORMAL, false, true, GROUP_VRRP },
		/* What ends a split or an absence counts as well, and is none. */
		{ "oA+ oS+", "p-", GROUP_NORMAL, false, false, GROUP_VRRP },
		{ "oA+ oS+", "0-", GROUP_NORMAL, false, false, GROUP_VRRP },
		/* Nothing is known of the group, but of its members. */
		{ "oA+ oS+", "", GROUP_SWITCHED, true, true, GROUP_VRRP },
		{ "oAt oS", "", GROUP_NORMAL, false, false, GROUP_VRRP },
		/* Without a counter the time of the last change tells, or a restart; a counter knows better. */
		{ "oAt oSt", "n1", GROUP_SWITCHED, true, true, GROUP_VRRP },
		{ "oA oSt", "n1", GROUP_NORMAL, false, false, GROUP_VRRP },
		{ "oA=t oS=", "n1", GROUP_NORMAL, false, false, GROUP_VRRP },
		{ "oAr oS", "n1", GROUP_SWITCHED, true, true, GROUP_VRRP },
		{ "oA oSr", "n1", GROUP_NORMAL, false, false, GROUP_VRRP },
		/* Worse than having switched. */
		{ "oA+ d-", "n1", GROUP_DEGRADED, true, true, GROUP_VRRP },
		/* Another carries since. */
		{ "oS+ oA+", "n1", GROUP_SWITCHED, false, true, GROUP_VRRP },
		{ "oS= oA=", "s2", GROUP_SWITCHED, false, false, GROUP_VRRP },
		/* Who was not read has told nothing. */
		{ "o- oS+", "n1", GROUP_NORMAL, false, false, GROUP_VRRP },
		/* Sessions that were lost and are there again. */
		{ "oA+ oA=", "n1", GROUP_SWITCHED, true, true, GROUP_BGP },
		{ "oA= oA+", "n1", GROUP_NORMAL, false, false, GROUP_BGP },
		/* A line tells nothing. */
		{ "o-+ o-+", "n1", GROUP_NORMAL, false, false, GROUP_LINES },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const struct group_case each = { cases[i].protocol, "d1", 1, cases[i].members, cases[i].before,
						 GROUP_NORMAL, 0, NULL };
		struct group_view view;

		judge_case(&each, &view);
		ck_assert_msg(view.verdict == cases[i].verdict && view.there_and_back == cases[i].back &&
				      view.switched_over == cases[i].over,
			      "%zu: '%s' after '%s': verdict %d, back %d, over %d", i, each.members, each.before,
			      view.verdict, view.there_and_back, view.switched_over);
		ck_assert_int_eq(strstr(view.text, "another member was in between") != NULL, view.there_and_back);
	}
}
END_TEST

START_TEST(without_a_normal_one_a_takeover_is_switched_once)
{
	static const struct group_case first = { GROUP_VRRP, "-", 1, "oS oA", "n1", 0, 0, NULL };
	static const struct group_case second = { GROUP_VRRP, "-", 1, "oS oA", "s2", 0, 0, NULL };
	static const struct group_case shared = { GROUP_BGP, "-", 0, "oX oA", "n1", 0, 0, NULL };
	struct group_view view;

	judge_case(&first, &view);
	ck_assert_int_eq(view.verdict, GROUP_SWITCHED);
	ck_assert(view.switched_over && !view.there_and_back);
	judge_case(&second, &view);
	ck_assert_int_eq(view.verdict, GROUP_NORMAL);
	ck_assert(!view.switched_over);
	judge_case(&shared, &view);
	ck_assert_int_eq(view.verdict, GROUP_NORMAL);
	ck_assert(view.switched_over);
}
END_TEST

START_TEST(statuses_follow_the_verdict_and_its_age)
{
	static const struct {
		const char *members, *before;
		int64_t age_us;
		enum status status;
		int64_t since_us;
	} cases[] = {
		{ "oA oS", "n1", 5 * MINUTE, STATUS_OK, NOW - 5 * MINUTE },
		{ "oA oS", "s2", 5 * MINUTE, STATUS_OK, NOW },
		{ "oS oA", "s2", 500 * MINUTE, STATUS_CAUTION, NOW - 500 * MINUTE },
		{ "oA oX", "n1", 500 * MINUTE, STATUS_CAUTION, NOW },
		{ "oA oX", "", 0, STATUS_CAUTION, NOW },
		{ "oA oX", "d1", GROUP_DEGRADED_WARNING_US - 1, STATUS_CAUTION, NOW - GROUP_DEGRADED_WARNING_US + 1 },
		{ "oA oX", "d1", GROUP_DEGRADED_WARNING_US, STATUS_WARNING, NOW - GROUP_DEGRADED_WARNING_US },
		/* The clock was set back. */
		{ "oA oX", "d1", -5 * MINUTE, STATUS_CAUTION, NOW + 5 * MINUTE },
		{ "oA oA", "n1", 5 * MINUTE, STATUS_WARNING, NOW },
		{ "oX oX", "0-", 5 * MINUTE, STATUS_WARNING, NOW - 5 * MINUTE },
		{ "oA u-", "n1", 5 * MINUTE, STATUS_UNKNOWN, NOW },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct group_before before = read_before(cases[i].before);
		struct sample sample;
		struct group_view view;

		sample_init(&sample, GROUP_VRRP, "d1", 1, 2, in_order);
		read_members(cases[i].members, sample.members);
		before.since_us = NOW - cases[i].age_us;
		group_judge(&sample.group, sample.members, &before, NOW, &view);
		ck_assert_msg(view.judgement.status == cases[i].status && view.since_us == cases[i].since_us,
			      "%zu: status %d since %ld", i, view.judgement.status, (long)(view.since_us - NOW));
		ck_assert_int_eq(view.judgement.cause, CAUSE_GROUP);
		ck_assert_int_eq(view.judgement.limit, view.verdict);
		ck_assert_int_eq(view.judgement.holds, view.judgement.status);
	}
}
END_TEST

START_TEST(a_split_is_doubted_once)
{
	static const struct {
		struct group_case group;
		bool doubted;
	} cases[] = {
		{ { GROUP_VRRP, "d1", 1, "oA oA", "n1", 0, 0, NULL }, true },
		{ { GROUP_VRRP, "d1", 1, "oA oA", "", 0, 0, NULL }, true },
		{ { GROUP_VRRP, "d1", 1, "oA oA", "p-", 0, 0, NULL }, false },
		{ { GROUP_VRRP, "d1", 1, "oS oS", "p-", 0, 0, NULL }, true },
		{ { GROUP_VRRP, "d1", 1, "oS oS", "0-", 0, 0, NULL }, false },
		{ { GROUP_BGP, "d1", 1, "oX oX", "n1", 0, 0, NULL }, true },
		{ { GROUP_VRRP, "d1", 1, "oS oA", "n1", 0, 0, NULL }, false },
		{ { GROUP_VRRP, "d1", 1, "d- oA", "n1", 0, 0, NULL }, false },
		{ { GROUP_VRRP, "d1", 1, "u- u-", "n1", 0, 0, NULL }, false },
		/* These were asked again by themselves. */
		{ { GROUP_LINES, "d1", 1, "d- d-", "n1", 0, 0, NULL }, false },
		{ { GROUP_ANY, "d1", 1, "d- d-", "n1", 0, 0, NULL }, false },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct group_before before = read_before(cases[i].group.before);
		struct group group = { .protocol = cases[i].group.protocol };
		struct group_view view;

		judge_case(&cases[i].group, &view);
		ck_assert_msg(group_doubts(&group, &view, &before) == cases[i].doubted, "%zu", i);
	}
}
END_TEST

/* --- everything that there can be --- */

#define STATES (STATUS_COUNT * 4)	/* of one member: status, role; then, of two, whether its counter grew */
static const int orders[][MOST] = { { 0, 1, 2 }, { 1, 0, 2 }, { 0, 2, 1 }, { 2, 1, 0 }, { 1, 2, 0 }, { 2, 0, 1 } };

static struct group_member member_numbered(int state)
{
	struct group_member member = GROUP_MEMBER_UNKNOWN;

	member.status = (enum status)(state % STATUS_COUNT);
	member.role = (enum group_role)(state / STATUS_COUNT % 4);
	if (state >= STATES) {
		member.transitions = 3;
		member.transitions_before = 2;
	}
	return member;
}

/* MEMBERS, by number, judged in ORDER; the active one comes back by its number, or -1. */
static int judge_in_order(enum group_protocol protocol, const char *normal, const struct group_member *members,
			  int was_active, size_t count, const int order[MOST], struct group_view *ret_view)
{
	struct group_before before = { .known = was_active >= 0, .verdict = GROUP_NORMAL, .since_us = NOW - MINUTE,
				       .at_us = NOW - MINUTE, .active = -1 };
	struct sample sample;

	sample_init(&sample, protocol, normal, 1, count, order);
	for (size_t i = 0; i < count; i++) {
		sample.members[i] = members[order[i]];
		if (order[i] == was_active)
			before.active = (int)i;
	}
	group_judge(&sample.group, sample.members, &before, NOW, ret_view);
	return ret_view->active < 0 ? -1 : order[ret_view->active];
}

/* What must hold whatever the members show. */
static void check_sound(const struct group_view *view, const struct group_member *members, size_t count,
			enum group_protocol protocol, int active)
{
	unsigned int said = 0;

	for (size_t i = 0; i < count; i++)
		said += members[i].role == GROUP_ROLE_ACTIVE;
	ck_assert_uint_lt((unsigned int)view->verdict, GROUP_VERDICT_COUNT);
	ck_assert(*view->text && g_utf8_validate(view->text, -1, NULL));
	ck_assert_uint_le(view->standing_by, (unsigned int)count - (active >= 0));
	if (view->verdict == GROUP_NORMAL)
		ck_assert_uint_ge(view->standing_by, 1);
	if (view->verdict == GROUP_NONE || view->verdict == GROUP_SPLIT)
		ck_assert_int_eq(active, -1);
	if (view->there_and_back)
		ck_assert(view->switched_over && active >= 0 && members[active].role != GROUP_ROLE_UNSAID);
	if (protocol != GROUP_VRRP)
		return;
	ck_assert_int_eq(view->verdict == GROUP_SPLIT, said > 1);
	/* A verdict other than unknown says who is active, or that there is none or more than one. */
	if (view->verdict == GROUP_NORMAL || view->verdict == GROUP_SWITCHED || view->verdict == GROUP_DEGRADED)
		ck_assert(active >= 0 && (members[active].role == GROUP_ROLE_ACTIVE || view->inferred));
}

static unsigned int check_all(enum group_protocol protocol, const char *normal, int was_active, size_t count)
{
	size_t order_count = count == 2 ? 2 : G_N_ELEMENTS(orders);
	int each = count == 2 ? 2 * STATES : STATES;
	int total = count == 2 ? each * each : each * each * each;
	unsigned int verdicts = 0;

	for (int state = 0; state < total; state += unit_sparse()) {
		struct group_member members[MOST] = {
			member_numbered(state % each), member_numbered(state / each % each),
			member_numbered(state / each / each % each),
		};
		struct group_view first, other;
		int active = judge_in_order(protocol, normal, members, was_active, count, orders[0], &first);

		check_sound(&first, members, count, protocol, active);
		verdicts |= 1u << first.verdict;
		for (size_t i = 1; i < order_count; i++) {
			int same = judge_in_order(protocol, normal, members, was_active, count, orders[i], &other);

			ck_assert_msg(other.verdict == first.verdict && same == active &&
					      other.there_and_back == first.there_and_back &&
					      other.switched_over == first.switched_over &&
					      other.standing_by == first.standing_by,
				      "protocol %d, members %d, order %zu", protocol, state, i);
		}
	}
	return verdicts;
}

START_TEST(every_sight_has_one_verdict_in_any_order)
{
	static const char *const normals[] = { NULL, "d2" };
	unsigned int verdicts[GROUP_ANY + 1] = { 0 };
	const unsigned int shared = 1u << GROUP_NORMAL | 1u << GROUP_DEGRADED | 1u << GROUP_NONE | 1u << GROUP_UNKNOWN;

	for (int protocol = GROUP_VRRP; protocol <= GROUP_ANY; protocol++)
		for (int was_active = -1; was_active < 2; was_active++)
			for (size_t i = 0; i < G_N_ELEMENTS(normals); i++) {
				verdicts[protocol] |= check_all((enum group_protocol)protocol, normals[i], was_active, 2);
				verdicts[protocol] |= check_all((enum group_protocol)protocol, normals[i], was_active, 3);
			}
	/* Each verdict that a protocol can have comes up, and no other. */
	ck_assert_uint_eq(verdicts[GROUP_VRRP], (1u << GROUP_VERDICT_COUNT) - 1);
	ck_assert_uint_eq(verdicts[GROUP_HSRP], (1u << GROUP_VERDICT_COUNT) - 1);
	ck_assert_uint_eq(verdicts[GROUP_BGP], shared | 1u << GROUP_SWITCHED);
	ck_assert_uint_eq(verdicts[GROUP_LINES], shared | 1u << GROUP_SWITCHED);
	ck_assert_uint_eq(verdicts[GROUP_ANY], shared | 1u << GROUP_SWITCHED);
}
END_TEST

START_TEST(many_members_are_counted_and_not_listed)
{
	const struct device *many[65] = { NULL };
	struct group_member members[64];
	struct group_before before = { .active = -1 };
	struct group group = { .name = "gw", .protocol = GROUP_ANY, .devices = many, .minimum_standby = 1 };
	struct group_view view;

	for (size_t i = 0; i < 64; i++) {
		many[i] = &devices[i % MOST];
		members[i] = read_member(i < 20 ? "d-" : "o-");
	}
	group_judge(&group, members, &before, NOW, &view);
	ck_assert_int_eq(view.verdict, GROUP_NORMAL);
	ck_assert_str_eq(view.text, "in use: d3, d1, d2, d3, d1, d2, d3, d1, +36; "
				    "out: d1, d2, d3, d1, d2, d3, d1, d2, +12");
}
END_TEST

/* --- how long --- */

/* One letter a glimpse, ten seconds apart: good, partial, silent; a blank: none. */
static struct group_outage outage_of(const char *letters, int64_t from_s, int64_t until_s)
{
	static const char states[] = "gps";
	struct group_glimpse glimpses[32];
	size_t count = 0;

	for (size_t i = 0; letters[i]; i++)
		if (letters[i] != ' ')
			glimpses[count++] = (struct group_glimpse){
				(int64_t)(i + 1) * 10 * SECOND,
				(enum group_glimpse_state)(strchr(states, letters[i]) - states),
			};
	return group_outage(glimpses, count, from_s * SECOND, until_s * SECOND);
}

START_TEST(an_interruption_lies_between_good_glimpses)
{
	static const struct {
		const char *letters;
		int64_t from_s, until_s, least_s, most_s;
	} cases[] = {
		{ "ggsssgg", 0, 0, 20, 40 },
		{ "ggsgg", 0, 0, 0, 20 },
		{ "ggpsspgg", 0, 0, 10, 50 },
		{ "ggpgg", 0, 0, 0, 20 },
		{ "gg", 0, 0, 0, 10 },
		{ "gg   gg", 0, 0, 0, 40 },
		/* Not over, or not seen to begin. */
		{ "ggss", 0, 0, 10, -1 },
		{ "ssgg", 0, 0, 10, -1 },
		{ "ss", 0, 0, 10, -1 },
		{ "g", 0, 0, -1, -1 },
		{ "", 0, 0, -1, -1 },
		/* Only what is within the limits counts. */
		{ "gssgggsg", 55, 85, 0, 20 },
		{ "gssgggsg", 0, 35, 10, 30 },
		{ "gssggggg", 55, 65, 0, 10 },
		{ "gggg", 15, 35, 0, 10 },
		{ "gggg", 15, 45, 0, -1 },
		{ "gggg", 5, 35, 0, -1 },
		{ "gssg", 5, 45, 10, 30 },
		/* Of two, what may have been the longer. */
		{ "gsgssg", 0, 0, 10, 30 },
		{ "gssgsg", 0, 0, 10, 30 },
		{ "gssgs", 0, 0, 0, -1 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct group_outage outage = outage_of(cases[i].letters, cases[i].from_s, cases[i].until_s);
		int64_t least_us = cases[i].least_s < 0 ? -1 : cases[i].least_s * SECOND;
		int64_t most_us = cases[i].most_s < 0 ? -1 : cases[i].most_s * SECOND;

		ck_assert_msg(outage.least_us == least_us && outage.most_us == most_us, "%zu: '%s': %ld to %ld", i,
			      cases[i].letters, (long)outage.least_us, (long)outage.most_us);
	}
}
END_TEST

START_TEST(two_witnesses_allow_what_both_allow)
{
	static const struct { struct group_outage a, b, both; } cases[] = {
		{ { 0, 40 }, { 10, 50 }, { 10, 40 } },
		{ { -1, -1 }, { 10, 50 }, { 10, 50 } },
		{ { -1, -1 }, { -1, -1 }, { -1, -1 } },
		{ { 5, -1 }, { 0, 40 }, { 5, 40 } },
		{ { 5, -1 }, { 7, -1 }, { 7, -1 } },
		/* They saw different ones. */
		{ { 0, 10 }, { 20, 40 }, { 20, 40 } },
		{ { 20, -1 }, { 0, 10 }, { 20, -1 } },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		for (int turned = 0; turned < 2; turned++) {
			struct group_outage both = turned ? group_outage_both(cases[i].b, cases[i].a)
							  : group_outage_both(cases[i].a, cases[i].b);

			ck_assert_msg(both.least_us == cases[i].both.least_us && both.most_us == cases[i].both.most_us,
				      "%zu: %ld to %ld", i, (long)both.least_us, (long)both.most_us);
		}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(routers_that_agree_on_a_master),
		UNIT(members_that_carry_side_by_side),
		UNIT(there_and_back_is_seen_by_what_the_active_one_tells),
		UNIT(without_a_normal_one_a_takeover_is_switched_once),
		UNIT(statuses_follow_the_verdict_and_its_age),
		UNIT(a_split_is_doubted_once),
		UNIT(every_sight_has_one_verdict_in_any_order),
		UNIT(many_members_are_counted_and_not_listed),
		UNIT(an_interruption_lies_between_good_glimpses),
		UNIT(two_witnesses_allow_what_both_allow),
		{ NULL, NULL },
	};

	return unit_run("state-group", tests);
}
