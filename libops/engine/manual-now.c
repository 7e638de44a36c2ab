/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a manual says today, made of the procedures that there are, and how that stands to what was approved.
 */
#include "engine/manual.h"

#include "engine/names.h"

struct procedure_set *engine_manual_ways(const char *const *places, struct conf_faults *faults)
{
	g_autoptr(ops_engine_names_t) names = engine_names_new();
	g_autoptr(ops_procedure_set_t) set = procedure_set_new();
	g_autoptr(GPtrArray) files = procedure_names_in(places);

	for (guint i = 0; i < files->len; i++) {
		struct procedure *procedure = procedure_load(files->pdata[i], places, faults);

		if (procedure)
			procedure_set_take(set, procedure);
	}
	for (unsigned int i = 0; i < procedure_set_count(set); i++)
		procedure_lint(procedure_set_at(set, i), set, engine_names_table(names), 0, faults);
	return conf_faults_errors(faults) ? NULL : g_steal_pointer(&set);
}

bool engine_manual_now(const struct manual_now_source *from, enum manual_kind kind, struct manual_now *ret_now, GError **error)
{
	struct manual_source source = {.kind = kind, .language = from->language, .inventory = from->inventory};
	g_autoptr(GPtrArray) approvals = from->store ? engine_manual_approvals(from->store, kind, error) : g_ptr_array_new();
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_procedure_set_t) ways = approvals ? engine_manual_ways(from->places, faults) : NULL;
	g_autoptr(ops_manual_t) manual = NULL, other = NULL;

	if (!approvals)
		return false;
	*ret_now = (struct manual_now){.standing = approvals->len ? STANDING_CHANGED : STANDING_NOT_APPROVED};
	if (approvals->len)
		ret_now->version = ((const struct manual_approval *)approvals->pdata[0])->version;
	if (!ways)
		return true;
	source.procedures = ways;
	manual = manual_new(&source);
	source.language = from->language == PROCEDURE_JAPANESE ? PROCEDURE_ENGLISH : PROCEDURE_JAPANESE;
	other = manual_new(&source);
	ret_now->standing = manual_stands(manual, other, approvals);
	ret_now->digest = digest_hex(manual_digest(manual)->bytes, DIGEST_SIZE);
	ret_now->other = digest_hex(manual_digest(other)->bytes, DIGEST_SIZE);
	return true;
}

void manual_now_clear(struct manual_now *now)
{
	g_clear_pointer(&now->digest, g_free);
	g_clear_pointer(&now->other, g_free);
}

bool manual_now_is_approved(const struct manual_now *now)
{
	return now->standing == STANDING_APPROVED || now->standing == STANDING_RENDERED;
}
