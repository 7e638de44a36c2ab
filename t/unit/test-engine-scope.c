/* SPDX-License-Identifier: Apache-2.0 */
/*
 * engine/scope.c, scope-lay.c and scope-sights.c: whom a probe asks and what of that decides; and how it ends. What
 * decides is written with a star.
 */
#include "engine/subject.h"
#include "engine/suspects.h"
#include "fixture-laboratory.h"

struct view_case {
	enum probe_scope scope;
	const char *subject;
	const char *expect;		/* all of it */
};

static const struct view_case views[] = {
	{ SCOPE_LINE, "line:c1-main",
	  "device:a1 device:a1/login line:c1-main* device:cpe-c1* device:cpe-c1/login* "
	  "device:cpe-c1/ssh*" },
	{ SCOPE_LINE, "device:cpe-h1",
	  "device:a1 device:a1/login device:a2 device:a2/login line:h1-backup* line:h1-main* "
	  "line:h1-main/size* device:cpe-h1* device:cpe-h1/login*" },
	{ SCOPE_LINE, "device:a2/load:c2-main",
	  "device:a2 device:a2/login line:c2-main* device:cpe-c2* device:cpe-c2/login* "
	  "device:cpe-c2/ssh*" },
	{ SCOPE_LINE, "device:a1/bgp:cpe-c1",
	  "device:a1 device:a1/login line:c1-main* device:cpe-c1* device:cpe-c1/login* "
	  "device:cpe-c1/ssh*" },
	{ SCOPE_LINE, "device:b1/bgp:e1",
	  "device:b1* device:b1/login* device:e1*" },
	{ SCOPE_LINE, "group:gw",
	  "device:d1* device:d1/login* device:d1/ssh* device:d2* device:d2/login* group:gw*" },
	{ SCOPE_SERVICE_PATH, "line:c1-main",
	  "device:d1* device:d1/login* device:d1/ssh* device:d2* device:d2/login* device:a1* "
	  "device:a1/login* device:a1/ssh* device:b1* device:b1/login* device:b2* device:b2/login* "
	  "device:e1* device:e2* device:core-mx device:p1 device:portal device:portal/way "
	  "line:c1-main* line:h1-main line:h2-backup line:ph-main line:sp-1 device:cpe-c1* "
	  "device:cpe-c1/login* device:cpe-c1/ssh* device:oob-mx group:borders* group:gw*" },
	{ SCOPE_REQUESTED, "line:c1-main",
	  "device:d1* device:d1/login* device:d1/ssh* device:d2* device:d2/login* device:a1* "
	  "device:a1/login* device:a1/ssh* device:b1* device:b1/login* device:b2* device:b2/login* "
	  "device:e1* device:e2* device:core-mx device:p1 device:portal device:portal/way "
	  "line:c1-main* line:h1-main line:h2-backup line:ph-main line:sp-1 device:cpe-c1* "
	  "device:cpe-c1/login* device:cpe-c1/ssh* device:oob-mx group:borders* group:gw*" },
	{ SCOPE_SERVICE_PATH, "line:h2-main",
	  "device:d1* device:d1/login* device:d1/ssh* device:d2* device:d2/login* device:a1* "
	  "device:a1/login* device:a1/ssh* device:a2* device:a2/login* device:a2/ssh* device:b1* "
	  "device:b1/login* device:b2* device:b2/login* device:e1* device:e2* device:core-mx "
	  "device:p1 device:portal device:portal/way line:c1-main line:c2-main line:c3-main "
	  "line:h1-backup line:h1-main line:h2-backup* line:h2-main* line:ph-main line:sp-1 line:sp-2 "
	  "device:cpe-h2* device:cpe-h2/login* device:oob-mx group:borders* group:gw* group:h2-lines*" },
	{ SCOPE_SERVICE_PATH, "device:b2/cpu",
	  "device:d1* device:d1/login* device:d1/ssh* device:d2* device:d2/login* device:b1* "
	  "device:b1/login* device:b2* device:b2/login* device:e1* device:e2* device:core-mx "
	  "device:p1 device:portal device:portal/way device:oob-mx group:borders* group:gw*" },
	{ SCOPE_SERVICE_PATH, "device:oob-mx",
	  "device:d1* device:d1/login* device:d1/ssh* device:d2* device:d2/login* device:b1* "
	  "device:b1/login* device:b2* device:b2/login* device:e1* device:e2* device:core-mx "
	  "device:p1 device:portal device:portal/way device:oob-mx* group:borders* group:gw*" },
	{ SCOPE_NEIGHBOURS, "line:c1-main",
	  "device:a1* device:a1/login* device:a1/ssh* line:h1-main* line:h1-main/size* "
	  "line:h2-backup* line:ph-main* line:sp-1*" },
	{ SCOPE_OWN_SIDE, "line:c1-main",
	  "device:d1* device:d1/login* device:d1/ssh* device:d2* device:d2/login* device:a1* "
	  "device:a1/login* device:a1/ssh* device:b1* device:b1/login* device:b2* device:b2/login* "
	  "device:e1 device:e2 group:borders* group:gw*" },
	{ SCOPE_OWN_SIDE, NULL,
	  "device:d1* device:d1/login* device:d1/ssh* device:d2* device:d2/login* device:a1* "
	  "device:a1/login* device:a1/ssh* device:a2* device:a2/login* device:a2/ssh* device:b1* "
	  "device:b1/login* device:b2* device:b2/login* device:e1 device:e2 group:borders* group:gw*" },
	{ SCOPE_CORE, NULL,
	  "device:b1* device:b1/login* device:b2* device:b2/login* device:e1* device:e2* "
	  "device:core-mx* device:core-mx/smtp* device:p1* device:portal* device:portal/https* "
	  "device:portal/way* device:oob-mx*" },
};

static char *print(const struct scope_view *view)
{
	GString *text = g_string_new("");

	for (guint i = 0; i < view->items->len; i++)
		g_string_append_printf(text, "%s%s%s", i ? " " : "", (const char *)view->items->pdata[i],
				       g_hash_table_contains(view->own, view->items->pdata[i]) ? "*" : "");
	for (guint i = 0; i < view->groups->len; i++) {
		ck_assert(g_hash_table_contains(view->own, view->groups->pdata[i]));
		g_string_append_printf(text, " %s*", (const char *)view->groups->pdata[i]);
	}
	return g_string_free(text, FALSE);
}

static bool has(const GPtrArray *names, const char *name)
{
	return g_ptr_array_find_with_equal_func((GPtrArray *)names, name, g_str_equal, NULL);
}

/* A check asks them by these words: no word takes anything from what the others select, and besides only probes of
 * the same devices and lines come in. */
static void check_selectors(const struct inventory *inventory, const struct scope_view *view)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new(), selected = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GArray) items = NULL;

	for (guint i = 0; i < view->items->len; i++)
		g_ptr_array_add(words, view->items->pdata[i]);
	g_ptr_array_add(words, NULL);
	items = inventory_select(inventory, (const char *const *)words->pdata, NULL);
	ck_assert_ptr_nonnull(items);
	for (guint i = 0; i < items->len; i++) {
		struct item item = g_array_index(items, struct item, i);
		g_autofree char *thing = NULL;

		g_ptr_array_add(selected, item_name(&item));
		item.question = NULL;
		thing = item_name(&item);
		ck_assert_msg(has(view->items, thing), "%s is asked as well", thing);
	}
	for (guint i = 0; i < view->items->len; i++)
		ck_assert_msg(has(selected, view->items->pdata[i]), "%s is not asked", (char *)view->items->pdata[i]);
}

START_TEST(each_scope_is_what_it_says)
{
	const struct view_case *each = &views[_i];
	struct laboratory laboratory;
	g_autoptr(ops_scope_view_t) view = NULL;
	g_autofree char *actual = NULL;

	laboratory_init(&laboratory);
	view = engine_scope(laboratory.inventory, each->scope, each->subject, NULL);
	ck_assert_ptr_nonnull(view);
	actual = print(view);
	ck_assert_msg(g_str_equal(actual, each->expect), "%s of %s:\n%s", words_get(WORDS_PROBE_SCOPE, each->scope)->id,
		      each->subject, actual);
	check_selectors(laboratory.inventory, view);
	laboratory_clear(&laboratory);
}
END_TEST

/* --- how a probe ends --- */

struct end_case {
	const char *what, *subject, *seen;
	enum probe_scope scope;
	enum step_outcome outcome;
};

static const struct end_case ends[] = {
	{ "all is well", "line:c1-main", "", SCOPE_SERVICE_PATH, OUTCOME_GOOD },
	{ "a caution is an answer", "line:c1-main", "line:c1-main=c cpe-c1=c", SCOPE_SERVICE_PATH, OUTCOME_GOOD },
	{ "the line is down", "line:c1-main", "line:c1-main=d cpe-c1=d cpe-c1/login=d", SCOPE_LINE, OUTCOME_BAD },
	{ "another clinic's line", "line:c1-main", "line:ph-main=d cpe-ph=d cpe-ph/login=d a1/bgp:cpe-ph=d",
	  SCOPE_SERVICE_PATH, OUTCOME_GOOD },
	{ "it is a neighbour's", "line:c1-main", "line:ph-main=d cpe-ph=d cpe-ph/login=d a1/bgp:cpe-ph=d", SCOPE_NEIGHBOURS,
	  OUTCOME_BAD },
	{ "its session, as the concentrator has it", "line:c1-main", "a1/bgp:cpe-c1=d", SCOPE_LINE, OUTCOME_BAD },
	{ "its concentrator is dead", "line:c1-main", "a1=d a1/login=d a1/ssh=d line:c1-main=d cpe-c1=d cpe-c1/login=d "
	  "cpe-c1/ssh=d", SCOPE_OWN_SIDE, OUTCOME_BAD },
	{ "redundancy on its way is lost", "line:c1-main", "d2=d d2/login=d group:gw=c", SCOPE_SERVICE_PATH, OUTCOME_BAD },
	{ "of no matter to the line alone", "line:c1-main", "d2=d d2/login=d group:gw=c", SCOPE_LINE, OUTCOME_GOOD },
	{ "its other line is down", "line:h2-backup", "line:h2-main=d group:h2-lines=c", SCOPE_SERVICE_PATH, OUTCOME_BAD },
	{ "a router could not be read", "line:c1-main", "b2/login=u", SCOPE_SERVICE_PATH, OUTCOME_UNMEASURABLE },
	{ "and something else is bad", "line:c1-main", "b2/login=u d2=d d2/login=d", SCOPE_SERVICE_PATH, OUTCOME_BAD },
	{ "it did not tell one figure", "device:b2", "b2/cpu=u", SCOPE_SERVICE_PATH, OUTCOME_GOOD },
	{ "the line could not be asked", "line:c1-main", "line:c1-main=u", SCOPE_LINE, OUTCOME_UNMEASURABLE },
	{ "unmeasured behind what is dead", "line:c1-main", "line:c1-main=d cpe-c1=d cpe-c1/login=u cpe-c1/ssh=u", SCOPE_LINE,
	  OUTCOME_BAD },
	{ "own view", "line:c1-main", "*=u", SCOPE_SERVICE_PATH, OUTCOME_UNMEASURABLE },
	{ "an edge limits its answers", "line:c1-main", "e1=w", SCOPE_SERVICE_PATH, OUTCOME_GOOD },
	{ "a concentrator does not answer, and passes everything on", "line:c1-main", "a1=d", SCOPE_SERVICE_PATH, OUTCOME_GOOD },
	{ "one router of the core", NULL, "portal/https=w", SCOPE_CORE, OUTCOME_BAD },
};

static GPtrArray *look(struct laboratory *laboratory, enum probe_scope scope, const char *subject)
{
	g_autoptr(ops_scope_view_t) view = engine_scope(laboratory->inventory, scope, subject, NULL);
	GPtrArray *sights = engine_scope_sights(laboratory->inventory, laboratory->store, view, NULL);

	ck_assert_ptr_nonnull(sights);
	return sights;
}

START_TEST(a_probe_ends_as_what_decides_was_seen)
{
	const struct end_case *each = &ends[_i];
	struct laboratory laboratory;
	g_autoptr(GPtrArray) sights = NULL;

	laboratory_init(&laboratory);
	laboratory_see(&laboratory, each->seen);
	sights = look(&laboratory, each->scope, each->subject);
	ck_assert_msg(engine_scope_outcome(sights) == each->outcome, "%s: %s", each->what,
		      words_get(WORDS_STEP_OUTCOME, engine_scope_outcome(sights))->id);
	laboratory_clear(&laboratory);
}
END_TEST

static const struct scope_sight *find(const GPtrArray *sights, const char *item)
{
	for (guint i = 0; i < sights->len; i++)
		if (g_str_equal(((const struct scope_sight *)sights->pdata[i])->item, item))
			return sights->pdata[i];
	ck_abort_msg("%s was not looked at", item);
}

START_TEST(what_was_never_asked_is_unmeasurable)
{
	struct laboratory laboratory;
	g_autoptr(GPtrArray) sights = NULL;
	const struct scope_sight *line;

	laboratory_init(&laboratory);
	sights = look(&laboratory, SCOPE_SERVICE_PATH, "line:c1-main");
	ck_assert_int_eq(engine_scope_outcome(sights), OUTCOME_UNMEASURABLE);
	line = find(sights, "line:c1-main");
	ck_assert(line->own && !line->known && !line->asked_at_us && !line->text);
	ck_assert_int_eq(line->status, STATUS_UNKNOWN);
	laboratory_clear(&laboratory);
}
END_TEST

START_TEST(what_comes_and_goes_is_bad_while_it_answers)
{
	static const struct course_record course = { .seen = STATUS_OK, .cause = CAUSE_END, .limit = -1, .flapping = true };
	struct laboratory laboratory;
	g_autoptr(GPtrArray) sights = NULL;

	laboratory_init(&laboratory);
	laboratory_see(&laboratory, "");
	ck_assert(store_begin(laboratory.store, NULL) && courses_set(laboratory.store, "line:ph-main", &course, NULL) &&
		  store_commit(laboratory.store, NULL));
	sights = look(&laboratory, SCOPE_LINE, "line:ph-main");
	ck_assert_int_eq(find(sights, "line:ph-main")->status, STATUS_OK);
	ck_assert_int_eq(engine_scope_outcome(sights), OUTCOME_BAD);
	laboratory_clear(&laboratory);
}
END_TEST

/* The hard status follows later; a procedure asks what is so now. */
START_TEST(what_was_last_seen_counts_and_not_what_is_hard)
{
	static const struct course_record course = { .seen = STATUS_DOWN, .cause = CAUSE_NONE, .limit = -1 };
	struct laboratory laboratory;
	g_autoptr(GPtrArray) sights = NULL;

	laboratory_init(&laboratory);
	laboratory_see(&laboratory, "");
	ck_assert(store_begin(laboratory.store, NULL) &&
		  courses_set(laboratory.store, "device:cpe-c1/interface:lan", &course, NULL) &&
		  store_commit(laboratory.store, NULL));
	sights = look(&laboratory, SCOPE_LINE, "line:c1-main");
	ck_assert_int_eq(find(sights, "device:cpe-c1/interface:lan")->status, STATUS_DOWN);
	ck_assert_int_eq(engine_scope_outcome(sights), OUTCOME_BAD);
	laboratory_clear(&laboratory);
}
END_TEST

START_TEST(the_worst_that_decides_comes_first)
{
	struct laboratory laboratory;
	g_autoptr(GPtrArray) sights = NULL;
	const struct scope_sight *first, *second;

	laboratory_init(&laboratory);
	laboratory_see(&laboratory, "line:ph-main=d cpe-ph=d line:c1-main=d cpe-c1=d cpe-c1/ssh=d b2/cpu=w "
		       "cpe-c1/login=d a1/bgp:cpe-c1=d");
	sights = look(&laboratory, SCOPE_SERVICE_PATH, "line:c1-main");
	first = sights->pdata[0];
	second = sights->pdata[1];
	ck_assert_str_eq(first->item, "line:c1-main");
	ck_assert(first->own && !first->hidden_by);
	ck_assert_int_eq(first->asked_at_us, LABORATORY_NOW_US - 10 * G_USEC_PER_SEC);
	ck_assert_str_eq(first->text, "no answer");
	ck_assert(second->own);
	ck_assert_str_eq(second->hidden_by, "line:c1-main");
	ck_assert_int_eq(find(sights, "line:ph-main")->own, false);
	ck_assert(find(sights, "device:b2/cpu")->own && find(sights, "device:b2/cpu")->figure);
	laboratory_clear(&laboratory);
}
END_TEST

START_TEST(who_is_unknown_is_refused)
{
	static const char *const unknown[] = { "line:nowhere", "device:a1/", "c1-main", "group:", "device:e1/cpu", "" };
	struct laboratory laboratory;

	laboratory_init(&laboratory);
	for (size_t i = 0; i < G_N_ELEMENTS(unknown); i++) {
		g_autoptr(GError) error = NULL;

		ck_assert_msg(!engine_scope(laboratory.inventory, SCOPE_SERVICE_PATH, unknown[i], &error), "%s", unknown[i]);
		ck_assert(g_error_matches(error, OPS_INVENTORY_ERROR, INVENTORY_ERROR_NOTHING));
		ck_assert_ptr_nonnull(strstr(error->message, unknown[i]));
	}
	laboratory_clear(&laboratory);
}
END_TEST

/* The load of a line is read at the concentrator, which is ours, and is the institution's matter. */
START_TEST(a_figure_is_about_what_it_leads_to)
{
	static const struct { const char *name, *service_class, *organization; } subjects[] = {
		{ "device:a2/load:c2-main", "user", "c2" },
		{ "device:a1/bgp:cpe-ph", "user", "ph" },
		{ "device:a1/bgp:d1", "backbone", "self" },
		{ "device:a2/memory", "backbone", "self" },
		{ "device:cpe-c1/interface:lan", "user", "c1" },
	};
	struct laboratory laboratory;

	laboratory_init(&laboratory);
	for (size_t i = 0; i < G_N_ELEMENTS(subjects); i++) {
		struct subject subject;

		ck_assert(engine_subject(laboratory.inventory, subjects[i].name, &subject));
		ck_assert_str_eq(subject.service_class->name, subjects[i].service_class);
		ck_assert_str_eq(subject.organization->name, subjects[i].organization);
	}
	laboratory_clear(&laboratory);
}
END_TEST

/* --- many neighbours, and no way that is known --- */

static struct inventory *many_lines(unsigned int count)
{
	g_autoptr(GString) text = g_string_new(
		"organizations:\n"
		"  self: {kind: operator, self: true, name: Tozai}\n"
		"  core: {kind: core-operator, name: Core}\n"
		"  c: {kind: institution, service-class: user, type: clinic, name: C}\n"
		"  other: {kind: institution, service-class: user, type: clinic, name: Other}\n"
		"devices:\n"
		"  a1: {owner: self, address: 10.0.0.1, service-class: backbone}\n"
		"  d1: {owner: self, address: 10.0.0.2, service-class: backbone}\n"
		"  e1: {owner: core, address: 10.9.0.1, service-class: backbone}\n"
		"links:\n  - [d1, a1]\n  - [d1, e1]\n"
		"lines:\n"
		"  own: {institution: c, from: a1, address: 10.20.0.1, kind: ip-vpn}\n"
		"  kin: {institution: c, address: 10.20.0.2, kind: ip-vpn}\n");

	for (unsigned int i = 0; i < count; i++)
		g_string_append_printf(text, "  n%03u: {institution: other, from: a1, address: 10.21.%u.%u, kind: ip-vpn}\n", i,
				       i / 200, i % 200 + 1);
	return fixture_inventory_of(text->str);
}

START_TEST(neighbours_are_some_of_all)
{
	struct inventory *inventory = many_lines(400);
	g_autoptr(ops_scope_view_t) view = engine_scope(inventory, SCOPE_NEIGHBOURS, "line:own", NULL);
	unsigned int lines = 0, hundreds[4] = { 0, 0, 0, 0 };

	for (guint i = 0; i < view->items->len; i++) {
		const char *name = view->items->pdata[i];

		if (!g_str_has_prefix(name, "line:n"))
			continue;
		lines++;
		hundreds[name[6] - '0']++;
	}
	ck_assert_uint_eq(lines, SCOPE_NEIGHBOURS_MOST);
	for (size_t i = 0; i < G_N_ELEMENTS(hundreds); i++)
		ck_assert_uint_eq(hundreds[i], SCOPE_NEIGHBOURS_MOST / 4);
	ck_assert(g_hash_table_contains(view->own, "line:kin"));
	ck_assert(!g_hash_table_contains(view->own, "line:own"));
	scope_view_free(g_steal_pointer(&view));
	inventory_free(inventory);
}
END_TEST

START_TEST(without_first_hops_the_view_is_what_is_on_paper)
{
	struct inventory *inventory = many_lines(1);
	g_autoptr(ops_scope_view_t) view = engine_scope(inventory, SCOPE_SERVICE_PATH, "line:own", NULL);
	g_autofree char *actual = print(view);

	ck_assert_str_eq(actual, "line:kin line:n000 line:own* device:a1* device:d1* device:e1*");
	scope_view_free(g_steal_pointer(&view));
	inventory_free(inventory);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT_ROWS(each_scope_is_what_it_says, views),
		UNIT_ROWS(a_probe_ends_as_what_decides_was_seen, ends),
		UNIT(what_was_never_asked_is_unmeasurable),
		UNIT(what_comes_and_goes_is_bad_while_it_answers),
		UNIT(what_was_last_seen_counts_and_not_what_is_hard),
		UNIT(the_worst_that_decides_comes_first),
		UNIT(who_is_unknown_is_refused),
		UNIT(a_figure_is_about_what_it_leads_to),
		UNIT(neighbours_are_some_of_all),
		UNIT(without_first_hops_the_view_is_what_is_on_paper),
		{NULL, NULL},
	};

	return unit_run("engine-scope", tests);
}
