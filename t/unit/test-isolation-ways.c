/* SPDX-License-Identifier: Apache-2.0 */
/*
 * isolation/ways.c: which ways there are over small graphs, what all of them share, and
 * what is said when there are more than are kept.
 */
#include "isolation/internal.h"
#include "unit.h"

#include <string.h>

#define NODES_MOST 40

struct drawn {
	struct isolation *isolation;
	uint32_t component[NODES_MOST], first[NODES_MOST + 2];
	struct way_edge edges[256];
	bool start[NODES_MOST];
	uint8_t rank[NODES_MOST];
	char name[64][8];		/* of components */
	uint32_t *ways;
};

static uint32_t add(struct drawn *drawn, const char *name)
{
	uint32_t number = isolation_add_component(drawn->isolation,
						  &(struct isolation_component){ .kind = COMPONENT_DEVICE }, NULL, 0);

	g_strlcpy(drawn->name[number], name, sizeof(drawn->name[number]));
	return number;
}

/* Nodes are letters; EDGES as "ab bc"; START those that are reached at once; an upper case letter in RANKS has
 * rank 1, one behind a dot rank 2. Edges have components called as they are written. */
static void draw(struct drawn *drawn, uint32_t nodes, const char *edges, const char *start, const char *concentrators,
		 const char *ends)
{
	struct way_graph graph = {
		.node_count = nodes, .first = drawn->first, .edges = drawn->edges, .component = drawn->component,
		.start = drawn->start, .rank = drawn->rank,
	};
	g_auto(GStrv) words = g_strsplit(edges, " ", -1);
	uint32_t over[128], count = 0;

	memset(drawn, 0, sizeof(*drawn));
	drawn->isolation = isolation_new(NULL);
	graph.origin = add(drawn, "us");
	for (uint32_t n = 0; n < nodes; n++) {
		char name[2] = { (char)('a' + n), '\0' };

		drawn->component[n] = add(drawn, name);
		drawn->start[n] = strchr(start, name[0]) != NULL;
		drawn->rank[n] = strchr(ends, name[0]) ? 2 : strchr(concentrators, name[0]) ? 1 : 0;
	}
	for (char **word = words; *word; word++)
		over[word - words] = add(drawn, *word);
	for (uint32_t n = 0; n < nodes; n++) {
		drawn->first[n] = count;
		for (char **word = words; *word; word++)
			for (int i = 0; i < 2; i++)
				if ((*word)[i] == (char)('a' + n))
					drawn->edges[count++] = (struct way_edge){ (uint32_t)((*word)[1 - i] - 'a'),
										   over[word - words] };
	}
	drawn->first[nodes] = count;
	drawn->ways = ways_find(drawn->isolation, &graph);
}

static void append(const struct drawn *drawn, GString *text, struct span span)
{
	for (uint32_t i = 0; i < span.count; i++)
		g_string_append_printf(text, "%s%s", i ? "," : "", drawn->name[NUMBER(drawn->isolation->pool, span.first + i)]);
}

/* "us,a,b,ab | us,c,b,cb = us,b": the ways, shortest first, and what is shared; "..." when there are more. */
static char *print(const struct drawn *drawn, char node)
{
	GString *text = g_string_new(NULL);
	const struct ways *ways;

	if (drawn->ways[node - 'a'] == ISOLATION_NONE)
		return g_string_free(g_string_append(text, "none"), FALSE);
	ways = WAYS(drawn->isolation, drawn->ways[node - 'a']);
	for (uint32_t w = 0; w < ways->ways.count; w++) {
		g_string_append(text, w ? " | " : "");
		append(drawn, text, *WAY(drawn->isolation, ways->ways.first + w));
	}
	g_string_append(text, ways->whole ? " = " : " ... = ");
	append(drawn, text, ways->shared);
	return g_string_free(text, FALSE);
}

static void drawn_clear(struct drawn *drawn)
{
	isolation_free(drawn->isolation);
	g_free(drawn->ways);
}

START_TEST(ways_hold_no_other_and_share_their_gates)
{
	static const struct {
		uint32_t nodes;
		const char *edges, *start, *concentrators, *ends;
		char node;
		const char *ways;
	} cases[] = {
		/* A chain. */
		{ 3, "ab bc", "a", "", "", 'c', "us,a,b,c,ab,bc = us,a,b,c,ab,bc" },
		/* Two ways to one, and what lies behind both. */
		{ 4, "ac bc cd", "ab", "", "", 'd', "us,a,c,d,ac,cd | us,b,c,d,bc,cd = us,c,d,cd" },
		/* A start is reached at once, whatever else leads there. */
		{ 3, "ab bc ca", "ab", "", "", 'b', "us,b = us,b" },
		/* A ring: the long way round counts. */
		{ 4, "ab bc cd da", "a", "", "", 'c', "us,a,b,c,ab,bc | us,a,c,d,cd,da = us,a,c" },
		/* A longer way that holds the shorter one is none. */
		{ 3, "ab bc ac", "a", "", "", 'b', "us,a,b,ab | us,a,b,c,bc,ac = us,a,b" },
		/* Two links side by side. */
		{ 2, "ab ab", "a", "", "", 'b', "us,a,b,ab | us,a,b,ab = us,a,b" },
		/* Nothing leads there. */
		{ 3, "ab", "a", "", "", 'c', "none" },
		/* A concentrator carries nothing from one device to another, */
		{ 4, "ac bc ad", "a", "c", "", 'c', "us,a,c,ac = us,a,c,ac" },
		/* unless nothing else leads there. */
		{ 4, "ac cb bd", "a", "c", "", 'd', "us,a,b,c,d,ac,cb,bd = us,a,b,c,d,ac,cb,bd" },
		/* A CPE with two lines is no way from one concentrator to the other, */
		{ 4, "ab bd ac cd", "a", "bc", "d", 'b', "us,a,b,ab = us,a,b,ab" },
		{ 4, "ab bd ac cd", "a", "bc", "d", 'd', "us,a,b,d,ab,bd | us,a,c,d,ac,cd = us,a,d" },
		/* but one CPE may stand behind another. */
		{ 5, "ab bd ac ce de", "a", "bc", "de", 'e', "us,a,c,e,ac,ce | us,a,b,d,e,ab,bd,de = us,a,e" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct drawn drawn;
		g_autofree char *ways = NULL;

		draw(&drawn, cases[i].nodes, cases[i].edges, cases[i].start, cases[i].concentrators, cases[i].ends);
		ways = print(&drawn, cases[i].node);
		ck_assert_msg(g_str_equal(ways, cases[i].ways), "%zu: '%s', not '%s'", i, ways, cases[i].ways);
		drawn_clear(&drawn);
	}
}
END_TEST

/* Twenty devices between two: more ways than are kept, and the gates hold all the same. */
START_TEST(of_too_many_ways_the_gates_are_shared)
{
	g_autoptr(GString) edges = g_string_new(NULL);
	struct drawn drawn;
	const struct ways *ways;
	g_autofree char *behind = NULL;
	g_autoptr(GString) shared = g_string_new(NULL);

	for (char c = 'd'; c < 'd' + 20; c++)
		g_string_append_printf(edges, "a%c %cb ", c, c);
	g_string_append(edges, "bc");
	draw(&drawn, 23, edges->str, "a", "", "");
	ways = WAYS(drawn.isolation, drawn.ways['c' - 'a']);
	ck_assert_uint_eq(ways->ways.count, ISOLATION_WAYS_MOST);
	ck_assert(!ways->whole);
	append(&drawn, shared, ways->shared);
	ck_assert_str_eq(shared->str, "us,a,b,c");
	/* The middle is well known. */
	behind = print(&drawn, 'd');
	ck_assert_ptr_nonnull(strstr(behind, "us,a,d,ad | "));
	drawn_clear(&drawn);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(ways_hold_no_other_and_share_their_gates),
		UNIT(of_too_many_ways_the_gates_are_shared),
		{ NULL, NULL },
	};

	return unit_run("isolation-ways", tests);
}
