/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which procedures there are, and for which clauses; the documents, how they stand to what was
 * approved, and by whom; drills that were held by them, and who was taught.
 */
#include "engine/guideline-internal.h"

#include "base/translate.h"
#include "engine/held.h"
#include "engine/manual.h"
#include "engine/names.h"
#include "engine/training.h"

/* --- procedures --- */

static void note_way(GHashTable *ways, const char *clause, const char *procedure)
{
	GPtrArray *names = clause ? g_hash_table_lookup(ways, clause) : NULL;

	if (!clause || !*clause)
		return;
	if (!names) {
		names = g_ptr_array_new_with_free_func(g_free);
		g_hash_table_insert(ways, g_strdup(clause), names);
	}
	if (!g_ptr_array_find_with_equal_func(names, procedure, g_str_equal, NULL))
		g_ptr_array_add(names, g_strdup(procedure));
}

/* Of its whole, and of its steps. */
static void note_sources(GHashTable *ways, const struct procedure *procedure)
{
	note_way(ways, procedure_source(procedure), procedure_name(procedure));
	for (unsigned int i = 0; i < procedure_step_count(procedure); i++)
		note_way(ways, procedure_step_at(procedure, i)->source, procedure_name(procedure));
}

/* All that can be read at all; those that cannot are faulty by their name alone. */
static struct procedure_set *load_all(struct gathering *gathering)
{
	const char *const *places = gathering->options->procedures;
	struct procedure_set *all = procedure_set_new();
	g_autoptr(GPtrArray) files = procedure_names_in(places);

	for (guint i = 0; i < files->len; i++) {
		g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
		struct procedure *procedure = procedure_load(files->pdata[i], places, faults);

		if (procedure)
			procedure_set_take(all, procedure);
		if (conf_faults_errors(faults))
			g_ptr_array_add(gathering->evidence->faulty, g_strdup(files->pdata[i]));
	}
	return all;
}

static bool is_faulty(const struct gathering *gathering, const char *name)
{
	return g_ptr_array_find_with_equal_func(gathering->evidence->faulty, name, g_str_equal, NULL);
}

void gathering_take_ways(struct gathering *gathering)
{
	g_autoptr(ops_engine_names_t) names = engine_names_new();

	gathering->ways = load_all(gathering);
	for (unsigned int i = 0; i < procedure_set_count(gathering->ways); i++) {
		const struct procedure *procedure = procedure_set_at(gathering->ways, i);
		g_autoptr(ops_conf_faults_t) faults = conf_faults_new();

		procedure_lint(procedure, gathering->ways, engine_names_table(names), 0, faults);
		if (conf_faults_errors(faults) && !is_faulty(gathering, procedure_name(procedure)))
			g_ptr_array_add(gathering->evidence->faulty, g_strdup(procedure_name(procedure)));
		note_sources(gathering->evidence->ways, procedure);
	}
	gathering->evidence->procedures = procedure_set_count(gathering->ways);
}

/* --- documents --- */

/* A language that lacks more is what counts: a document is owed in both. */
static void take_lacks(const struct manual *manual, const struct manual *other, GPtrArray *lacks)
{
	const GPtrArray *own = manual_lacks(manual)->len ? manual_lacks(manual) : manual_lacks(other);

	for (guint i = 0; i < own->len; i++)
		g_ptr_array_add(lacks, g_strdup(own->pdata[i]));
}

/* The newest approval of this version by ORGANIZATION; NULL. */
static const struct manual_approval *approval_by(const GPtrArray *approvals, const struct organization *organization)
{
	const struct manual_approval *newest = approvals->len ? approvals->pdata[0] : NULL;

	for (guint i = 0; i < approvals->len; i++) {
		const struct manual_approval *each = approvals->pdata[i];

		if (each->version == newest->version && g_str_equal(each->organization, organization->name))
			return each;
	}
	return NULL;
}

static bool is_to_approve(enum manual_kind kind, const struct organization *organization)
{
	return kind == MANUAL_CONTACTS ? contact_sheet_approves(organization)
				       : organization->kind == OWNER_CORE_OPERATOR;
}

static void take_approvals(const struct gathering *gathering, enum manual_kind kind, const GPtrArray *approvals,
			   struct guideline_document *document)
{
	const struct inventory *inventory = gathering->options->telling->inventory;
	bool holds = document->standing == STANDING_APPROVED || document->standing == STANDING_RENDERED;

	for (size_t i = 0; i < inventory_organization_count(inventory); i++) {
		const struct organization *each = inventory_organization_at(inventory, i);
		const struct manual_approval *approval = holds ? approval_by(approvals, each) : NULL;

		if (!is_to_approve(kind, each))
			continue;
		if (!approval)
			g_ptr_array_add(document->unapproved, g_strdup(each->name));
		else if (!document->approved_at_us || approval->approved_at_us < document->approved_at_us)
			document->approved_at_us = approval->approved_at_us;
	}
}

/* What cannot be printed since a procedure has an error is not what was approved. */
static void take_unprinted(const GPtrArray *approvals, struct guideline_document *document)
{
	document->standing = approvals->len ? STANDING_CHANGED : STANDING_NOT_APPROVED;
	g_ptr_array_add(document->lacks, g_strdup(_("procedures have errors, so it cannot be printed")));
}

static bool take_document(const struct gathering *gathering, enum manual_kind kind, struct guideline_document *document,
			  GError **error)
{
	struct manual_source source = {
		.kind = kind,
		.language = gathering->options->language,
		.inventory = gathering->options->telling->inventory,
		.procedures = kind == MANUAL_CONTACTS ? NULL : gathering->ways,
		.policy = kind == MANUAL_CONTACTS ? gathering->options->telling->policy : NULL,
	};
	g_autoptr(GPtrArray) approvals = engine_manual_approvals(gathering->store, kind, error);
	g_autoptr(ops_manual_t) manual = NULL, other = NULL;

	if (!approvals)
		return false;
	document->newest = approvals->len ? ((const struct manual_approval *)approvals->pdata[0])->sequence : 0;
	if (source.procedures && gathering->evidence->faulty->len) {
		take_unprinted(approvals, document);
		return true;
	}
	manual = manual_new(&source);
	source.language = source.language == PROCEDURE_JAPANESE ? PROCEDURE_ENGLISH : PROCEDURE_JAPANESE;
	other = manual_new(&source);
	document->standing = manual_stands(manual, other, approvals);
	if (document->standing == STANDING_CHANGED)
		document->digest = digest_hex(manual_digest(manual)->bytes, DIGEST_SIZE);
	take_lacks(manual, other, document->lacks);
	take_approvals(gathering, kind, approvals, document);
	return true;
}

bool gathering_take_documents(struct gathering *gathering, GError **error)
{
	struct guideline_evidence *evidence = gathering->evidence;

	return take_document(gathering, MANUAL_OPERATIONS, &evidence->operations, error) &&
	       take_document(gathering, MANUAL_RESPONSE, &evidence->response, error) &&
	       take_document(gathering, MANUAL_CONTACTS, &evidence->contacts, error);
}

/* --- drills --- */

bool gathering_take_drills(struct gathering *gathering, GError **error)
{
	struct guideline_evidence *evidence = gathering->evidence;
	g_autoptr(GPtrArray) held = engine_drills_held(gathering->store, error);
	g_autoptr(GPtrArray) items = held ? engine_drill_open_items(gathering->store, held, error) : NULL;

	for (guint i = 0; items && i < held->len; i++) {
		const struct drill_held *each = held->pdata[i];
		g_autofree char *where = g_strdup_printf("%s, %ld", each->name, (long)each->sequence);

		if (!drill_held_counts(each) && each->held_at_us > evidence->drill_other.at_us)
			evidence->drill_short = drill_held_falls_short(each);
		guideline_trace_note(drill_held_counts(each) ? &evidence->drill : &evidence->drill_other, each->held_at_us, where);
	}
	for (guint i = 0; items && i < items->len; i++) {
		const struct after_action_item *item = items->pdata[i];

		if (item->due_at_us < evidence->now_us)
			g_ptr_array_add(evidence->unimproved, g_strdup(item->text));
	}
	return items != NULL;
}

/* --- education --- */

bool gathering_take_training(struct gathering *gathering, GError **error)
{
	struct guideline_evidence *evidence = gathering->evidence;
	g_auto(ops_training_book_t) book = {0};

	if (!engine_training_book(gathering->options->telling->inventory, gathering->store, evidence->now_us, &book, error))
		return false;
	for (guint i = 0; i < book.people->len; i++) {
		const struct training_person *person = book.people->pdata[i];
		const struct guideline_taught taught = {
			.name = g_strdup(person->name),
			.at_us = person->last ? person->last->given_at_us : 0,
			.other_manual = training_manual_warns(person->manual),
		};

		g_array_append_val(evidence->taught, taught);
	}
	if (book.current->len) {
		const struct training *newest = book.current->pdata[0];
		g_autofree char *where = g_strdup_printf("%ld", (long)training_id(newest));

		guideline_trace_note(&evidence->training, newest->given_at_us, where);
	}
	return true;
}
