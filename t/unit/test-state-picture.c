/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The picture folds what is hidden behind what hides it, keeps what is covered apart,
 * and comes out the same however its rows came.
 */
#include "state/picture.h"

#include "unit.h"

static const struct organization ours = {.name = "self"};
static const struct window_record silence = {.id = "S-20261125-001", .kind = WINDOW_SILENCE};
static const struct window_record work = {.id = "M-20261125-001", .kind = WINDOW_MAINTENANCE};

struct given {
	const char *name;
	enum status status, seen;
	int64_t since_us;
	const char *hidden_by;
	bool silenced, in_work, gone, flapping;
};

static void add(GArray *rows, const struct given *given)
{
	struct picture_row row = {
		.name = g_strdup(given->name),
		.owner = given->gone ? NULL : &ours,
		.status = given->status,
		.seen = given->seen,
		.since_us = given->since_us,
		.asked_at_us = given->since_us,
		.flapping = given->flapping,
		.group_verdict = -1,
		.hidden_by = g_strdup(given->hidden_by),
		.silence = given->silenced ? &silence : NULL,
		.window = given->in_work ? &work : NULL,
	};

	g_array_append_val(rows, row);
}

/* "problem device:a1 +3 | (line:h1) | …": each block once, what is folded in brackets. */
static char *show(const GArray *rows)
{
	static const char *const blocks[PICTURE_BLOCK_COUNT] = {"problem", "covered", "noticed", "fine", "gone"};
	GString *text = g_string_new(NULL);
	int block = -1;

	for (guint i = 0; i < rows->len; i++) {
		const struct picture_row *row = &g_array_index(rows, struct picture_row, i);

		if ((int)row->block != block)
			g_string_append_printf(text, "%s%s:", text->len ? " " : "", blocks[row->block]);
		block = (int)row->block;
		g_string_append_printf(text, row->folded ? " (%s)" : " %s", row->name);
		if (row->behind)
			g_string_append_printf(text, "+%u", row->behind);
	}
	return g_string_free(text, FALSE);
}

/* In the order given, backwards, and begun in the middle. */
static void expect(const struct given *given, size_t count, const char *expected)
{
	for (size_t turn = 0; turn < 3; turn++) {
		g_autoptr(GArray) rows = picture_new_rows();
		g_autofree char *shown = NULL;

		for (size_t i = 0; i < count; i++)
			add(rows, &given[turn == 0 ? i : turn == 1 ? count - 1 - i : (i + count / 2) % count]);
		picture_arrange(rows);
		shown = show(rows);
		ck_assert_str_eq(shown, expected);
	}
}

START_TEST(the_worst_comes_first_then_the_newest_then_by_name)
{
	static const struct given given[] = {
		{"a", STATUS_CAUTION, STATUS_CAUTION, 9}, {"b", STATUS_UNKNOWN, STATUS_UNKNOWN, 9},
		{"c", STATUS_WARNING, STATUS_WARNING, 9}, {"d", STATUS_DOWN, STATUS_DOWN, 5},
		{"f", STATUS_DOWN, STATUS_DOWN, 7},	  {"e", STATUS_DOWN, STATUS_DOWN, 7},
		{"z", STATUS_OK, STATUS_OK, 9},
	};

	expect(given, G_N_ELEMENTS(given), "problem: e f d c b a fine: z");
}
END_TEST

START_TEST(what_does_not_count_yet_is_noticed_and_no_problem)
{
	static const struct given given[] = {
		{"soft", STATUS_OK, STATUS_DOWN, 1},
		{"flapping", STATUS_OK, STATUS_OK, 1, .flapping = true},
		{"recovering", STATUS_DOWN, STATUS_OK, 1},
		{"old", STATUS_DOWN, STATUS_DOWN, 1, .gone = true},
	};

	expect(given, G_N_ELEMENTS(given), "problem: recovering noticed: flapping soft gone: old");
}
END_TEST

START_TEST(what_is_hidden_is_folded_behind_what_hides_it)
{
	static const struct given given[] = {
		{"device:b1", STATUS_DOWN, STATUS_DOWN, 1},
		{"device:a1", STATUS_DOWN, STATUS_DOWN, 1, "device:b1"},
		{"line:h1", STATUS_DOWN, STATUS_DOWN, 1, "device:a1"},
		{"line:h2", STATUS_DOWN, STATUS_DOWN, 1, "device:a1"},
		{"line:x", STATUS_DOWN, STATUS_DOWN, 9},
	};

	expect(given, G_N_ELEMENTS(given), "problem: device:b1+3 line:x (device:a1) (line:h1) (line:h2)");
}
END_TEST

START_TEST(what_is_covered_stands_apart_with_what_it_hides)
{
	static const struct given given[] = {
		{"device:a1", STATUS_DOWN, STATUS_DOWN, 1, .in_work = true},
		{"line:h1", STATUS_DOWN, STATUS_DOWN, 1, "device:a1"},
		{"line:h2", STATUS_WARNING, STATUS_WARNING, 1, .silenced = true},
		{"line:h3", STATUS_OK, STATUS_OK, 1, .silenced = true},
		{"line:h4", STATUS_CAUTION, STATUS_CAUTION, 1},
	};

	expect(given, G_N_ELEMENTS(given),
	       "problem: line:h4 covered: device:a1+1 line:h2 (line:h1) fine: line:h3");
}
END_TEST

START_TEST(what_hides_and_is_not_shown_leaves_one_row_for_all)
{
	/* Its parent was not selected, or is well again, and its own row came first. */
	static const struct given given[] = {
		{"device:a1", STATUS_DOWN, STATUS_DOWN, 1, "device:b1"},
		{"device:a2", STATUS_DOWN, STATUS_DOWN, 1, "device:b1"},
		{"line:h1", STATUS_DOWN, STATUS_DOWN, 1, "device:a2"},
		{"line:h2", STATUS_DOWN, STATUS_DOWN, 1, "device:a1"},
	};

	expect(given, G_N_ELEMENTS(given), "problem: device:a1+3 (device:a2) (line:h1) (line:h2)");
}
END_TEST

START_TEST(what_was_never_asked_is_one_row)
{
	static const struct given given[] = {
		{"line:n1", STATUS_UNKNOWN, STATUS_UNKNOWN, 0},
		{"line:n3", STATUS_UNKNOWN, STATUS_UNKNOWN, 0},
		{"line:n2", STATUS_UNKNOWN, STATUS_UNKNOWN, 0},
		{"line:u", STATUS_UNKNOWN, STATUS_UNKNOWN, 4},
	};

	expect(given, G_N_ELEMENTS(given), "problem: line:n1+2 line:u (line:n2) (line:n3)");
}
END_TEST

START_TEST(a_circle_of_what_hides_ends)
{
	static const struct given given[] = {
		{"device:a", STATUS_DOWN, STATUS_DOWN, 1, "device:b"},
		{"device:b", STATUS_DOWN, STATUS_DOWN, 1, "device:a"},
		{"device:c", STATUS_DOWN, STATUS_DOWN, 1, "device:c"},
	};
	g_autoptr(GArray) rows = picture_new_rows();
	unsigned int shown = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(given); i++)
		add(rows, &given[i]);
	picture_arrange(rows);
	for (guint i = 0; i < rows->len; i++)
		shown += !g_array_index(rows, struct picture_row, i).folded;
	/* Nothing is lost because it points at itself. */
	ck_assert_uint_ge(shown, 2);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(the_worst_comes_first_then_the_newest_then_by_name),
		UNIT(what_does_not_count_yet_is_noticed_and_no_problem),
		UNIT(what_is_hidden_is_folded_behind_what_hides_it),
		UNIT(what_is_covered_stands_apart_with_what_it_hides),
		UNIT(what_hides_and_is_not_shown_leaves_one_row_for_all),
		UNIT(what_was_never_asked_is_one_row),
		UNIT(a_circle_of_what_hides_ends),
		{NULL, NULL},
	};

	return unit_run("state-picture", tests);
}
