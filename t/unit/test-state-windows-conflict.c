/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What stands in the way of a window: the same items by whatever name, the members of
 * a group and what takes them away, and days that are to be left alone.
 */
#include "fixture-inventory.h"
#include "fixture-windows.h"

static const char network[] =
	"organizations:\n"
	"  self: {kind: operator, self: true, name: Tozai}\n"
	"  clinic: {kind: institution, service-class: user, type: clinic, name: Sakura}\n"
	"devices:\n"
	"  d1: {owner: self, address: 10.0.0.1, service-class: backbone}\n"
	"  d2: {owner: self, address: 10.0.0.2, service-class: backbone}\n"
	"  d3: {owner: self, address: 10.0.0.3, service-class: backbone}\n"
	"  a1: {owner: self, address: 10.0.1.1, service-class: backbone}\n"
	"  a2: {owner: self, address: 10.0.1.2, service-class: backbone}\n"
	"lines:\n"
	"  c1: {institution: clinic, from: a1, address: 10.20.0.1, kind: ip-vpn}\n"
	"  c2: {institution: clinic, from: a2, address: 10.20.0.2, kind: ip-vpn}\n"
	"groups:\n"
	"  gw: {protocol: vrrp, members: [d1, d2]}\n"
	"  three: {protocol: any, members: [d1, d2, d3]}\n"
	"  pair: {protocol: lines, members: [c1, c2]}\n";

static GHashTable *names(const char *words)
{
	g_auto(GStrv) list = g_strsplit(words, " ", -1);
	GHashTable *set = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (char **word = list; *word; word++)
		g_hash_table_add(set, g_strdup(*word));
	return set;
}

/* Each conflict in a few words, one a line. Caller frees. */
static char *conflicts_of(const char *self_words, const char *other_words, const char *unwell_words)
{
	g_autoptr(ops_inventory_t) inventory = fixture_inventory_of(network);
	g_autoptr(GHashTable) items = names(self_words);
	g_autoptr(GHashTable) other_items = names(other_words ? other_words : "");
	g_autoptr(GHashTable) unwell = unwell_words ? names(unwell_words) : NULL;
	const struct window_side self = {.items = items, .span = {10, 20}};
	const struct window_side other = {.id = "M-2", .items = other_items, .span = {12, 15}};
	g_autoptr(GArray) conflicts = g_array_new(FALSE, FALSE, sizeof(struct window_conflict));
	GString *text = g_string_new(NULL);

	windows_find_conflicts(inventory, &self, &other, other_words ? 1 : 0, unwell, conflicts);
	for (guint i = 0; i < conflicts->len; i++) {
		const struct window_conflict *each = &g_array_index(conflicts, struct window_conflict, i);

		if (each->sort == CONFLICT_ITEMS)
			g_string_append_printf(text, "items %u %s", each->items, each->item);
		else
			g_string_append_printf(text, "group %s%s", each->group, each->unwell ? " unwell" : "");
		g_string_append_printf(text, " %s %d\n", each->window ? each->window : "-",
				       (int)each->span.from_us);
	}
	return g_string_free(text, FALSE);
}

START_TEST(items_and_groups_that_meet_are_found)
{
	static const struct {
		const char *self, *other, *unwell, *conflicts;
	} cases[] = {
		{"device:d1", NULL, NULL, ""},
		{"device:d1", "line:c1", NULL, ""},
		{"device:d1 line:c1", "line:c1 device:d3", NULL, "items 1 line:c1 M-2 12\n"},
		/* A device and its questions are one thing, whichever window has which. */
		{"device:d1", "device:d1/cpu device:d1/ssh", NULL, "items 2 device:d1/cpu M-2 12\n"},
		{"device:d1/cpu", "device:d1", NULL, "items 1 device:d1/cpu M-2 12\n"},
		{"device:d1/cpu", "device:d1/ssh", NULL, ""},
		{"device:d1", "device:d10", NULL, ""},
		/* Groups: all by itself, together with another, with what is not well. */
		{"device:d1 device:d2", NULL, NULL, "group gw - 10\n"},
		{"device:d1", "device:d2", NULL, "group gw M-2 12\n"},
		{"device:d1 device:d3", "device:d2", NULL, "group gw M-2 12\ngroup three M-2 12\n"},
		{"device:d1", NULL, "device:d2", "group gw unwell - 10\n"},
		{"device:d1", NULL, "device:d1", ""},
		{"device:d3", "device:d1 device:d2", NULL, "group three M-2 12\n"},
		/* The other alone has both: that was asked when it was planned. */
		{"line:c1", "device:d1 device:d2", NULL, ""},
		/* A line is gone with its concentrator. */
		{"device:a1", "line:c2", NULL, "group pair M-2 12\n"},
		{"device:a1 device:a2", NULL, NULL, "group pair - 10\n"},
		{"device:a1", NULL, "line:c2", "group pair unwell - 10\n"},
		/* A probe of a member is not the member. */
		{"device:d1/ssh device:d2", NULL, NULL, ""},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *got = conflicts_of(cases[i].self, cases[i].other, cases[i].unwell);

		ck_assert_msg(!strcmp(got, cases[i].conflicts), "case %zu: %s", i, got);
	}
}
END_TEST

START_TEST(a_calendar_is_met_at_its_first_minute)
{
	g_autoptr(ops_inventory_t) inventory = fixture_inventory_of(network);
	static const struct {
		const char *from, *until, *every, *met;	/* met NULL: never within a year */
	} cases[] = {
		{"2026-12-04 22:00", "2026-12-05 00:00", NULL, NULL},
		{"2026-12-04 22:00", "2026-12-05 00:01", NULL, "2026-12-05 00:00:00 +09:00"},
		{"2026-12-10 23:59:30", "2026-12-11 00:30", NULL, "2026-12-10 23:59:30 +09:00"},
		{"2026-12-11 00:00", "2026-12-12 00:00", NULL, NULL},
		{"2026-12-12 01:00", "2026-12-12 05:00", "week", "2027-01-09 01:00:00 +09:00"},
		{"2026-12-12 01:00", "2026-12-12 05:00", "month", NULL},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const struct window_record window =
			fixture_window("Asia/Tokyo", cases[i].from, cases[i].until, cases[i].every);
		struct window_times times = fixture_times(&window);
		const struct window_span within = {window.from_us, window.from_us + INT64_C(31536000000000)};
		g_autoptr(GArray) conflicts = g_array_new(FALSE, FALSE, sizeof(struct window_conflict));
		const struct window_conflict *found;
		g_autofree char *met = NULL;

		windows_find_calendars(inventory, &times, &within, conflicts);
		ck_assert_uint_eq(conflicts->len, cases[i].met ? 1 : 0);
		if (conflicts->len) {
			found = &g_array_index(conflicts, struct window_conflict, 0);
			ck_assert_int_eq(found->sort, CONFLICT_CALENDAR);
			ck_assert_str_eq(found->calendar, "claim-days");
			met = instant_show(found->span.from_us, times.zone);
		}
		ck_assert_pstr_eq(met, cases[i].met);
		windows_close_times(&times);
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(items_and_groups_that_meet_are_found),
		UNIT(a_calendar_is_met_at_its_first_minute),
		{NULL, NULL},
	};

	return unit_run("state-windows-conflict", tests);
}
