/* SPDX-License-Identifier: Apache-2.0 */
/*
 * To which case a run belongs: the open one that its subject is in, that what hides the subject is
 * in, or that what is thought to be broken behind it is in; else a new one. Ten clinics
 * behind one dead concentrator are one incident.
 */
#include "engine/walk-internal.h"

#include "engine/severity.h"
#include "engine/subject.h"
#include "store/courses.h"
#include "store/states.h"

static char *title_of(const struct procedure *procedure, const struct walk_begin *begin)
{
	struct procedure_text title = procedure_title(procedure);

	if (begin->title)
		return g_strdup(begin->title);
	if (*begin->subject)
		return g_strdup_printf("%s (%s)", procedure_text_shown(&title), begin->subject);
	return g_strdup(procedure_text_shown(&title));
}

/* What is bad has been so since its state began; of what is well nobody has said it yet. */
static bool began_of(const struct walk *walk, const char *subject, struct case_instant *ret_began, GError **error)
{
	g_autoptr(GError) failed = NULL;
	struct state_record state;

	*ret_began = (struct case_instant){ .quality = INSTANT_UNKNOWN };
	if (*subject && states_get(walk->options.store, subject, &state, &failed) && state.status != STATUS_OK)
		*ret_began = (struct case_instant){ .at_us = state.since_us, .quality = INSTANT_EXACT };
	if (failed)
		g_propagate_error(error, g_steal_pointer(&failed));
	return !failed;
}

bool walk_open_case(struct walk *walk, const struct procedure *procedure, const struct walk_begin *begin, GError **error)
{
	g_autofree char *title = title_of(procedure, begin);
	struct case_opening opening = {
		.kind = procedure_case(procedure),
		.title = title,
		.subject = begin->subject,
		.organization = begin->organization,
		.detected_by = begin->detected_by,
	};

	if (!began_of(walk, begin->subject, &opening.began, error) ||
	    !engine_severity(walk->options.inventory, walk->options.store, begin->subject, &opening.severity, error))
		return false;
	g_free(walk->case_id);
	walk->case_id = case_open_within(&walk->recording, &opening, error);
	return walk->case_id != NULL;
}

bool walk_join_case(struct walk *walk, const char *subject, GError **error)
{
	g_autofree char *present = case_of_subject(walk->options.store, subject, NULL);
	g_autoptr(ops_json_t) body = NULL;

	if (!*subject || !g_strcmp0(present, walk->case_id))
		return true;
	body = json_new_object();
	json_set_string(body, "subject", subject);
	return case_append_within(&walk->recording, walk->case_id, 0, CASE_SUBJECT, clock_wall_us(walk->options.clock), body,
				  error) > 0;
}

/* --- what is behind a subject --- */

static void add_cause(GPtrArray *causes, const char *name)
{
	if (name && !g_ptr_array_find_with_equal_func(causes, name, g_str_equal, NULL))
		g_ptr_array_add(causes, g_strdup(name));
}

static bool note_hiding(void *context, const char *item, const struct course_record *course)
{
	if (course->hidden_by)
		g_hash_table_insert(context, g_strdup(item), (gpointer)course->hidden_by);
	return true;
}

/* A line is hidden by its concentrator, that perhaps by what stands before it. */
#define HIDDEN_MOST 10

static bool add_what_hides(const struct walk_options *options, const char *subject, GPtrArray *causes, GError **error)
{
	g_autoptr(GHashTable) hiding = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	const char *item = subject;

	if (!courses_read(options->store, note_hiding, hiding, error))
		return false;
	for (int i = 0; item && i < HIDDEN_MOST; i++) {
		item = g_hash_table_lookup(hiding, item);
		add_cause(causes, item);
	}
	return true;
}

/* A component that is likelier than not, under the names that cases and items have for it. */
static void add_suspect(const struct walk_options *options, const struct isolation *model,
			const struct isolation_suspect *suspect, GPtrArray *causes)
{
	g_autofree char *name = isolation_component_name(model, suspect->component);
	struct subject about;

	if (suspect->share > 0.5 && engine_subject(options->inventory, name, &about))
		add_cause(causes, name);
}

/* More of what the same trouble shows need not be known to find its case. */
#define SEEN_MOST 100

static bool add_suspects(const struct walk_options *options, const char *subject, struct walk_causes *causes, GError **error)
{
	const struct suspects_options asked = {
		.inventory = options->inventory, .store = options->store, .subject = subject,
		.at_us = clock_wall_us(options->clock), .notes = options->notes,
	};
	const struct isolation_trouble *trouble;
	const struct isolation *model;
	struct suspects suspects;

	if (!engine_suspect(&asked, &suspects, error))
		return false;
	trouble = suspects.trouble;
	model = trouble ? isolation_topology_model(suspects.topology) : NULL;
	for (uint32_t i = 0; trouble && i < trouble->suspect_count; i++)
		add_suspect(options, model, &trouble->suspects[i], causes->names);
	for (uint32_t i = 0; trouble && i < MIN(trouble->explain_count, SEEN_MOST); i++)
		g_ptr_array_add(causes->seen, isolation_observation_name(model, trouble->explains[i]));
	causes->certain = trouble && trouble->explain_count > 1 && suspects.owner != FAULT_UNDECIDED;
	causes->suspects = suspects_json(&suspects);
	suspects_clear(&suspects);
	return true;
}

bool walk_find_causes(const struct walk_options *options, const char *subject, struct walk_causes *ret_causes, GError **error)
{
	struct walk_causes causes = {
		.names = g_ptr_array_new_with_free_func(g_free),
		.seen = g_ptr_array_new_with_free_func(g_free),
	};

	add_cause(causes.names, subject);
	if (!add_what_hides(options, subject, causes.names, error) || !add_suspects(options, subject, &causes, error)) {
		walk_causes_clear(&causes);
		return false;
	}
	*ret_causes = causes;
	return true;
}

void walk_causes_clear(struct walk_causes *causes)
{
	g_clear_pointer(&causes->names, g_ptr_array_unref);
	g_clear_pointer(&causes->seen, g_ptr_array_unref);
	g_clear_pointer(&causes->suspects, json_free);
}

char *walk_case_of(const struct walk_options *options, const struct walk_causes *causes, GError **error)
{
	for (guint i = 0; i < causes->names->len; i++) {
		g_autoptr(GError) failed = NULL;
		g_autofree char *found = case_of_subject(options->store, causes->names->pdata[i], &failed);

		if (failed) {
			g_propagate_error(error, g_steal_pointer(&failed));
			return NULL;
		}
		if (found)
			return g_steal_pointer(&found);
	}
	return g_strdup("");
}

char *walk_find_case(const struct walk_options *options, const char *subject, GError **error)
{
	struct walk_causes causes;
	char *found;

	if (!walk_find_causes(options, subject, &causes, error))
		return NULL;
	found = walk_case_of(options, &causes, error);
	walk_causes_clear(&causes);
	return found;
}
