/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every backend of the store promises of know-how: entries and their versions, which
 * closed cases the index does not know, and what a search finds in which order.
 */
#include "fixture-contract.h"
#include "fixture-tamper.h"

#include "store/cases.h"
#include "store/know.h"

#define YEAR_US (365 * G_TIME_SPAN_DAY)

static struct know_entry entry_of(const char *title, const char *text)
{
	return (struct know_entry){
		.title = title,
		.text = text,
		.title_en = "",
		.text_en = "",
		.owner = "noc",
		.source = "",
		.name = "",
		.added_at_us = 100,
		.added_by = "sato",
		.review_at_us = YEAR_US,
	};
}

/* The tokens are the words themselves. NUMBER 0: a new one. */
static int64_t add(struct store *store, int64_t number, const char *title, const char *text)
{
	struct know_entry entry = entry_of(title, text);
	g_autoptr(GError) error = NULL;

	entry.number = number;
	ok_or_fail(know_add(store, &entry, &(struct know_tokens){title, text}, NULL, &error), error);
	return entry.number;
}

static bool print_entry(void *context, const struct know_entry *entry)
{
	g_string_append_printf(context, "%d.%d:%d %s|%s ", (int)entry->number, (int)entry->version,
			       (int)entry->state, entry->title, entry->text ? entry->text : "-");
	return true;
}

static void assert_entries(struct store *store, const struct know_filter *filter, const char *expected)
{
	g_autoptr(GString) printed = g_string_new(NULL);
	g_autoptr(GError) error = NULL;

	ok_or_fail(know_read(store, filter, print_entry, printed, &error), error);
	ck_assert_str_eq(printed->str, expected);
}

static bool print_hit(void *context, const struct know_hit *hit)
{
	if (hit->number)
		g_string_append_printf(context, "%d.%d ", (int)hit->number, (int)hit->version);
	else
		g_string_append_printf(context, "%s ", hit->case_id);
	return true;
}

/* WORDS: terms between commas; a term with * at its end is open. */
static void assert_found(struct store *store, const char *words, const struct know_query *how, const char *expected)
{
	g_auto(GStrv) list = g_strsplit(words, ",", -1);
	struct know_term terms[KNOW_TERMS_LIMIT];
	struct know_query query = *how;
	g_autoptr(GString) printed = g_string_new(NULL);
	g_autoptr(GError) error = NULL;

	for (query.count = 0; list[query.count]; query.count++) {
		char *star = strchr(list[query.count], '*');

		terms[query.count] = (struct know_term){list[query.count], star != NULL};
		if (star)
			*star = '\0';
	}
	query.terms = terms;
	ok_or_fail(know_search(store, &query, print_hit, printed, &error), error);
	ck_assert_msg(!strcmp(printed->str, expected), "%s: '%s', not '%s'", words, printed->str, expected);
}

static void make_case(struct store *store, const char *id, int64_t closed_at_us)
{
	const struct case_record record = {
		.id = id, .title = "", .subject = "", .organization = "", .opened_by = "sato", .closed_at_us = closed_at_us,
	};
	g_autoptr(GError) error = NULL;

	ok_or_fail(cases_set(store, &record, &error), error);
}

static void happen(struct store *store, const char *id)
{
	struct case_event_record event = {
		.case_id = id, .kind = "note", .actor = "sato", .body = "{}", .body_length = 2,
	};
	g_autoptr(GError) error = NULL;

	ok_or_fail(case_events_append(store, &event, &error), error);
}

static void index_case(struct store *store, const char *id, const char *title, const char *text)
{
	g_autoptr(GError) error = NULL;

	ok_or_fail(know_index_case(store, id, &(struct know_tokens){title, text}, &error), error);
}

static const struct know_filter present = {0}, every = {.every_version = true};
static const struct know_query all = {.limit = 100}, any = {.limit = 100, .any = true};

START_TEST(entries_are_numbered_and_a_changed_one_is_a_new_version)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct store *store = contract.store;

		assert_entries(store, &every, "");
		begin(store);
		ck_assert_int_eq(add(store, 0, "one", "first"), 1);
		ck_assert_int_eq(add(store, 0, "two", "second"), 2);
		commit(store);
		begin(store);
		ck_assert_int_eq(add(store, 1, "one again", "third \"quoted\""), 1);
		store_rollback(store);
		assert_entries(store, &every, "1.1:0 one|first 2.1:0 two|second ");
		begin(store);
		ck_assert_int_eq(add(store, 1, "one again", "third \"quoted\""), 1);
		commit(store);
		assert_entries(store, &present, "1.2:0 one again|third \"quoted\" 2.1:0 two|second ");
		assert_entries(store, &every, "1.1:1 one|first 1.2:0 one again|third \"quoted\" 2.1:0 two|second ");
		assert_entries(store, &(struct know_filter){.number = 1}, "1.2:0 one again|third \"quoted\" ");
		assert_entries(store, &(struct know_filter){.number = 3}, "");
		assert_entries(store, &(struct know_filter){.name = "x"}, "");
		assert_found(store, "first", &all, "");
		assert_found(store, "third", &all, "1.2 ");
	}
}
END_TEST

START_TEST(entries_are_found_by_the_case_that_they_come_from)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct know_entry entry = entry_of("from a case", "text");
		g_autoptr(GError) error = NULL;

		entry.source = "PRB-20261126-001";
		begin(contract.store);
		ck_assert_int_eq(add(contract.store, 0, "from nowhere", "text"), 1);
		ok_or_fail(know_add(contract.store, &entry, &(struct know_tokens){"from", "text"}, NULL, &error), error);
		commit(contract.store);
		assert_entries(contract.store, &(struct know_filter){.source = "PRB-20261126-001"}, "2.1:0 from a case|text ");
		assert_entries(contract.store, &(struct know_filter){.source = "PRB-20261126-002"}, "");
	}
}
END_TEST

START_TEST(a_review_sets_the_next_day_and_a_withdrawal_ends_it)
{
	struct know_review review = {.number = 1, .at_us = 200, .until_us = 300, .actor = "suzuki", .note = "holds"};
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct store *store = contract.store;
		g_autoptr(GError) error = NULL;

		begin(store);
		add(store, 0, "one", "first");
		ck_assert(know_review(store, &review, NULL));
		commit(store);
		assert_entries(store, &(struct know_filter){.due_by_us = 299}, "");
		assert_entries(store, &(struct know_filter){.due_by_us = 300}, "1.1:0 one|first ");
		review.withdrawn = true;
		begin(store);
		ck_assert(know_review(store, &review, NULL));
		commit(store);
		assert_entries(store, &present, "");
		assert_entries(store, &every, "1.1:2 one|first ");
		assert_found(store, "first", &all, "");
		begin(store);
		ck_assert(!know_review(store, &review, &error));
		store_rollback(store);
		review.withdrawn = false;
		/* what was withdrawn may be written anew */
		begin(store);
		ck_assert_int_eq(add(store, 1, "one", "second"), 1);
		commit(store);
		assert_entries(store, &present, "1.2:0 one|second ");
		/* four deeds, and each is in the journal */
		ck_assert_int_eq(size_of(store), 4);
	}
}
END_TEST

START_TEST(what_cannot_be_kept_is_refused_as_a_whole)
{
	g_autofree char *wide = g_strnfill(KNOW_TITLE_LIMIT + 1, 'x'), *long_text = g_strnfill(KNOW_TEXT_LIMIT + 1, 'x');
	const struct know_entry cases[] = {
		entry_of("", "text"), entry_of("title", ""), entry_of(wide, "text"), entry_of("title", long_text),
		entry_of("title\xff", "text"),
	};
	struct contract contract;

	EACH_BACKEND(contract)
	{
		for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
			struct know_entry entry = cases[i];
			g_autoptr(GError) error = NULL;

			begin(contract.store);
			ck_assert(!know_add(contract.store, &entry, &(struct know_tokens){"", ""}, NULL, &error));
			ck_assert_ptr_nonnull(error);
			store_rollback(contract.store);
		}
		{
			struct know_entry entry = entry_of("title", "text");
			g_autoptr(GError) error = NULL;

			entry.number = 7;
			begin(contract.store);
			ck_assert(!know_add(contract.store, &entry, &(struct know_tokens){"", ""}, NULL, &error));
			ck_assert_str_eq(error->message, "there is no knowledge entry KB-0007");
			store_rollback(contract.store);
		}
		assert_entries(contract.store, &every, "");
		ck_assert_int_eq(size_of(contract.store), 0);
	}
}
END_TEST

static bool print_case(void *context, const char *case_id)
{
	g_string_append_printf(context, "%s ", case_id);
	return true;
}

static void assert_pending(struct store *store, int limit, const char *expected)
{
	g_autoptr(GString) printed = g_string_new(NULL);
	g_autoptr(GError) error = NULL;

	ok_or_fail(know_pending(store, limit, print_case, printed, &error), error);
	ck_assert_str_eq(printed->str, expected);
}

START_TEST(what_is_forgotten_is_found_again_only_as_it_is_told_anew)
{
	const struct know_entry one = {.number = 1, .version = 1};
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct store *store = contract.store;

		begin(store);
		add(store, 0, "one", "lamp dark");
		make_case(store, "INC-1", 100);
		happen(store, "INC-1");
		index_case(store, "INC-1", "title", "lamp secret");
		commit(store);
		assert_found(store, "secret", &all, "INC-1 ");
		assert_pending(store, 10, "");
		begin(store);
		ck_assert(know_forget(store, NULL));
		ck_assert(know_retell(store, &one, &(const struct know_tokens){"one", "lamp dark"}, NULL));
		commit(store);
		assert_found(store, "secret", &all, "");
		assert_found(store, "lamp", &all, "1.1 ");
		assert_pending(store, 10, "INC-1 ");
		begin(store);
		index_case(store, "INC-1", "title", "lamp");
		commit(store);
		assert_found(store, "secret", &all, "");
		assert_found(store, "title", &all, "INC-1 ");
		begin(store);
		ck_assert(know_forget(store, NULL));
		store_rollback(store);
		assert_found(store, "title", &all, "INC-1 ");
	}
}
END_TEST

START_TEST(a_closed_case_is_told_once_and_again_when_it_grows)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct store *store = contract.store;

		begin(store);
		make_case(store, "INC-1", 10);
		happen(store, "INC-1");
		make_case(store, "INC-2", 0);
		happen(store, "INC-2");
		make_case(store, "INC-3", 30);
		happen(store, "INC-3");
		commit(store);
		assert_pending(store, 10, "INC-1 INC-3 ");
		assert_pending(store, 1, "INC-1 ");
		begin(store);
		index_case(store, "INC-1", "fire", "smoke");
		store_rollback(store);
		assert_pending(store, 10, "INC-1 INC-3 ");
		begin(store);
		index_case(store, "INC-1", "fire", "smoke");
		commit(store);
		assert_pending(store, 10, "INC-3 ");
		assert_found(store, "smoke", &all, "INC-1 ");
		/* a correction after the end */
		begin(store);
		happen(store, "INC-1");
		commit(store);
		assert_pending(store, 10, "INC-1 INC-3 ");
		begin(store);
		index_case(store, "INC-1", "fire", "steam");
		index_case(store, "INC-1", "fire", "steam");
		commit(store);
		assert_pending(store, 10, "INC-3 ");
		assert_found(store, "smoke", &all, "");
		assert_found(store, "fire", &all, "INC-1 ");
		/* the row of a case may be set anew and is still known */
		begin(store);
		make_case(store, "INC-1", 11);
		commit(store);
		assert_pending(store, 10, "INC-3 ");
		{
			g_autoptr(GError) error = NULL;

			begin(store);
			ck_assert(!know_index_case(store, "INC-9", &(struct know_tokens){"", ""}, &error));
			ck_assert_str_eq(error->message, "cannot tell the index of 'INC-9': there is no such case");
			store_rollback(store);
		}
	}
}
END_TEST

/* Nine things to be found; every backend is told the same. */
static void fill(struct store *store)
{
	begin(store);
	add(store, 0, "障害 害", "回線 線");
	add(store, 0, "vpn site", "障害 害発 発生 生 vpn");
	add(store, 0, "lamp", "vpn vpn vpn lamp");
	add(store, 0, "long", "vpn a b c d e f g h i j k l m n o p q r s t u v w x y z");
	add(store, 0, "caf 0123", "a b");
	add(store, 0, "other", "0123 caf");
	for (int i = 1; i <= 3; i++) {
		g_autofree char *id = g_strdup_printf("INC-%d", i);

		make_case(store, id, 10);
		happen(store, id);
		index_case(store, id, "same", i == 2 ? "same vpnx" : "same word");
	}
	commit(store);
}

START_TEST(a_search_finds_the_same_in_the_same_order)
{
	static const struct {
		const char *words;
		struct know_query how;
		const char *expected;
	} cases[] = {
		{"障害", {.limit = 9}, "1.1 2.1 "},
		{"害", {.limit = 9}, "1.1 "},
		{"害*", {.limit = 9}, "1.1 2.1 "},
		{"障害 害発", {.limit = 9}, "2.1 "},
		{"害発 障害", {.limit = 9}, ""},
		/* in the title, then often, then in a short text */
		{"vpn", {.limit = 9}, "2.1 3.1 4.1 "},
		{"vpn*", {.limit = 9}, "2.1 3.1 INC-2 4.1 "},
		{"vpn", {.limit = 2}, "2.1 3.1 "},
		{"vpn,lamp", {.limit = 9}, "3.1 "},
		{"vpn,lamp", {.limit = 9, .any = true}, "3.1 2.1 4.1 "},
		{"vpn*", {.limit = 9, .entries_only = true}, "2.1 3.1 4.1 "},
		{"caf 0123", {.limit = 9}, "5.1 "},
		{"caf,0123", {.limit = 9}, "5.1 6.1 "},
		/* as good, so the newest first */
		{"word", {.limit = 9}, "INC-3 INC-1 "},
		{"same", {.limit = 9}, "INC-3 INC-2 INC-1 "},
		{"nothing", {.limit = 9}, ""},
		{"", {.limit = 9}, ""},
	};
	struct contract contract;

	EACH_BACKEND(contract)
	{
		fill(contract.store);
		for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
			assert_found(contract.store, cases[i].words, &cases[i].how, cases[i].expected);
		ck_assert(know_search(contract.store, &all, print_hit, NULL, NULL));
	}
}
END_TEST

START_TEST(no_term_is_taken_for_an_operator)
{
	static const char *const hostile[] = {
		"\"", "\"\"", "a\" OR \"vpn", "NEAR", "near(vpn lamp)", "-vpn", "^vpn", "title:vpn", "{title}: vpn", "(",
		"vpn AND", "+", "'", "; DROP TABLE cases", "\\", "\t\n", "%", "障\"害",
	};
	struct contract contract;

	EACH_BACKEND(contract)
	{
		fill(contract.store);
		for (size_t i = 0; i < G_N_ELEMENTS(hostile); i++) {
			const struct know_term term = {hostile[i], false};
			const struct know_query one = {.terms = &term, .count = 1, .limit = 9};
			g_autoptr(GString) printed = g_string_new(NULL);
			g_autoptr(GError) error = NULL;

			ok_or_fail(know_search(contract.store, &one, print_hit, printed, &error), error);
		}
		assert_found(contract.store, "nowhere,障害", &any, "1.1 2.1 ");
		assert_entries(contract.store, &(struct know_filter){.number = 1}, "1.1:0 障害 害|回線 線 ");
	}
}
END_TEST

START_TEST(the_most_terms_are_one_search)
{
	struct contract contract;

	EACH_BACKEND(contract)
	{
		struct know_term terms[KNOW_TERMS_LIMIT];
		struct know_query query = {.terms = terms, .count = KNOW_TERMS_LIMIT, .limit = KNOW_RANKED, .any = true};
		g_autoptr(GString) printed = g_string_new(NULL);
		g_autoptr(GError) error = NULL;

		for (size_t i = 0; i < KNOW_TERMS_LIMIT; i++)
			terms[i] = (struct know_term){i ? "x" : "caf", false};
		fill(contract.store);
		ok_or_fail(know_search(contract.store, &query, print_hit, printed, &error), error);
		ck_assert_int_gt(printed->len, 0);
	}
}
END_TEST

START_TEST(an_entry_that_is_not_what_the_journal_says_is_damaged)
{
	struct fixture fixture;
	struct store *store;
	g_autoptr(GError) error = NULL;
	g_autoptr(GString) printed = g_string_new(NULL);

	fixture_make(&fixture, 1);
	store = fixture_open(&fixture, STORE_WRITE);
	begin(store);
	add(store, 0, "one", "first");
	commit(store);
	store_close(store);
	tamper(&fixture, "UPDATE know_entries SET title = 'another'");
	store = fixture_open(&fixture, STORE_READ);
	ck_assert(!know_read(store, &present, print_entry, printed, &error));
	ck_assert(g_error_matches(error, OPS_STORE_ERROR, STORE_ERROR_DAMAGED));
	store_close(store);
	fixture_clear(&fixture);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(entries_are_numbered_and_a_changed_one_is_a_new_version),
		UNIT(entries_are_found_by_the_case_that_they_come_from),
		UNIT(what_is_forgotten_is_found_again_only_as_it_is_told_anew),
		UNIT(a_review_sets_the_next_day_and_a_withdrawal_ends_it),
		UNIT(what_cannot_be_kept_is_refused_as_a_whole),
		UNIT(a_closed_case_is_told_once_and_again_when_it_grows),
		UNIT(a_search_finds_the_same_in_the_same_order),
		UNIT(no_term_is_taken_for_an_operator),
		UNIT(the_most_terms_are_one_search),
		UNIT(an_entry_that_is_not_what_the_journal_says_is_damaged),
		{NULL},
	};

	return unit_run("store/contract-know", tests);
}
