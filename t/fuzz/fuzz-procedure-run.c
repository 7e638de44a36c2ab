/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A run's events as they would come out of the record, one JSON object a line:
 * each is refused or taken, a refused one changes nothing, and what was taken
 * replays to the same state and is written as it was read.
 */
#include "procedure/procedure.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char text[] =
	"procedure: p\ntitle: {en: P}\nactors: [operator]\nstart: a\n"
	"fields: {n: {title: {en: N}, type: count}, w: {title: {en: W}, type: choice, choices: {x: {en: x}, y: {en: y}}}}\n"
	"steps:\n"
	"  a: {actor: operator, kind: ask, title: {en: A}, fields: [n], about: w, answers: {x: b, y: d, cannot-tell: b}}\n"
	"  b: {actor: operator, kind: probe, title: {en: B}, probe: {scope: line, of: n}, limit: 1m, visits: 2, "
	"outcomes: {good: c, bad: a, unmeasurable: d, exhausted: e}}\n"
	"  c: {actor: operator, kind: wait, title: {en: C}, for: reply, limit: 2m, remind: 1m, answers: {x: b, no-reply: a}}\n"
	"  d: {actor: operator, kind: decide, title: {en: D}, decide: {m: {n: {at-least: 3}}, l: otherwise}, outcomes: {m: e, l: c}}\n"
	"  e: {actor: operator, kind: end, title: {en: E}}\n";

static void event_destroy(gpointer event)
{
	procedure_event_free(event);
}

/* Where it stands, and how much it has seen. */
static char *picture(const struct procedure_run *run)
{
	const struct procedure_effect *effect = procedure_run_effect(run);
	g_autoptr(GPtrArray) facts = procedure_run_facts(run);

	return g_strdup_printf("%d %s %u %u %" G_GINT64_MODIFIER "d %" G_GINT64_MODIFIER "d %u %u %s", procedure_run_state(run),
			       effect->step->name, effect->turn, effect->attempt, effect->due_at_us, effect->remind_at_us,
			       procedure_run_passage_count(run), facts->len, procedure_run_holder(run));
}

/* The event in LINE, or NULL; what is written of it is read alike. */
static struct procedure_event *read_event(const char *line)
{
	g_autoptr(ops_json_t) json = json_parse(line, strlen(line), 65536, NULL), again = NULL;
	struct procedure_event *event = json ? procedure_event_read(json, NULL) : NULL;
	g_autofree char *written = NULL, *rewritten = NULL;

	if (!event)
		return NULL;
	again = procedure_event_json(event);
	written = json_print(again);
	g_autoptr(ops_json_t) parsed = json_parse(written, strlen(written), 1 << 20, NULL);
	g_autoptr(ops_procedure_event_t) same = procedure_event_read(parsed, NULL);

	g_assert_nonnull(same);
	g_autoptr(ops_json_t) third = procedure_event_json(same);

	rewritten = json_print(third);
	g_assert_cmpstr(written, ==, rewritten);
	return event;
}

static void take_all(const struct procedure *procedure, char **lines)
{
	g_autoptr(GPtrArray) events = g_ptr_array_new_with_free_func(event_destroy);
	g_autoptr(ops_procedure_run_t) run = NULL, again = NULL;
	struct procedure_event *start = procedure_event_new(EVENT_START, 1, "a");
	g_autofree char *here = NULL, *there = NULL;

	start->procedure = g_strdup("p");
	start->digest = *procedure_digest(procedure);
	g_ptr_array_add(events, start);
	run = procedure_run_new(procedure, start, NULL);
	g_assert_nonnull(run);
	for (; *lines && events->len < 200; lines++) {
		struct procedure_event *event = read_event(*lines);
		g_autofree char *before = picture(run), *after = NULL;

		if (event && procedure_run_apply(run, event, NULL)) {
			g_ptr_array_add(events, event);
			continue;
		}
		procedure_event_free(event);
		after = picture(run);
		g_assert_cmpstr(before, ==, after);
	}
	again = procedure_run_replay(procedure, (struct procedure_event *const *)events->pdata, events->len, NULL);
	g_assert_nonnull(again);
	here = picture(run);
	there = picture(again);
	g_assert_cmpstr(here, ==, there);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_procedure_t) procedure = procedure_parse("p.yaml", text, sizeof(text) - 1, faults);
	g_autofree char *copy = g_strndup((const char *)data, MIN(size, 65536));
	g_auto(GStrv) lines = g_strsplit(copy, "\n", 300);

	g_assert_nonnull(procedure);
	take_all(procedure, lines);
	return 0;
}
