/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What changed in a check, kept and told: each transition is a row of its own, and
 * all of them are in the check's journal entry, where what is hidden by one item is
 * folded into one line, however much that is, and in a storm whatever changed alike.
 */
#include "engine/internal.h"

#include "store/transitions.h"

/* A storm is one entry; beyond this its changes are only in the table. */
#define CHANGES_LISTED 100000
/* More at once are a storm: a line of their own costs a kilobyte each while the entry is made. */
#define CHANGES_APART 1000

static const char *status_id(enum status status)
{
	return words_get(WORDS_STATUS, status)->id;
}

static bool is_only_hidden(const struct transition_record *transition)
{
	return transition->hidden_by && !transition->told && transition->kind == TRANSITION_STATUS;
}

/* All but whose it is. */
static void describe_rest(struct json *change, const struct transition_record *transition)
{
	json_set_string(change, "from", status_id(transition->from));
	json_set_string(change, "to", status_id(transition->to));
	if (is_only_hidden(transition))
		return;
	if (transition->kind != TRANSITION_STATUS)
		json_set_string(change, "kind", words_get(WORDS_TRANSITION_KIND, transition->kind)->id);
	json_set_bool(change, "told", transition->told);
	if (transition->verdict != DEMARCATION_UNDECIDED)
		json_set_string(change, "verdict", words_get(WORDS_DEMARCATION_VERDICT, transition->verdict)->id);
	if (transition->window)
		json_set_string(change, "window", transition->window);
	if (transition->silence)
		json_set_string(change, "silence", transition->silence);
}

static struct json *describe_transition(const struct transition_record *transition)
{
	struct json *change = json_new_object();

	json_set_string(change, "item", transition->item);
	describe_rest(change, transition);
	return change;
}

/* What several have in common, and their NAMES, which it takes. */
static struct json *describe_fold(const struct transition_record *transition, struct json *names)
{
	struct json *change = json_new_object();

	if (is_only_hidden(transition))
		json_set_string(change, "hidden_by", transition->hidden_by);
	describe_rest(change, transition);
	json_take(change, "items", names);
	return change;
}

/* What is described alike has the same. Caller frees. */
static char *fold_key(const struct transition_record *transition)
{
	if (is_only_hidden(transition))
		return g_strdup_printf("%d %d %s", transition->from, transition->to, transition->hidden_by);
	return g_strdup_printf("%d %d %d %d %d %s %s", transition->from, transition->to, transition->kind,
			       transition->told, transition->verdict, transition->window ? transition->window : "-",
			       transition->silence ? transition->silence : "-");
}

struct json *engine_describe_transitions(const GArray *transitions)
{
	g_autoptr(GHashTable) folds = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GPtrArray) folded = g_ptr_array_new();
	struct json *changes = json_new_array();

	for (guint i = 0; i < MIN(transitions->len, CHANGES_LISTED); i++) {
		const struct transition_record *each = &g_array_index(transitions, struct transition_record, i);
		g_autofree char *key = NULL;
		struct json *names;

		if (!is_only_hidden(each) && transitions->len <= CHANGES_APART) {
			json_append_take(changes, describe_transition(each));
			continue;
		}
		key = fold_key(each);
		names = g_hash_table_lookup(folds, key);
		if (!names) {
			names = json_new_array();
			g_ptr_array_add(folded, describe_fold(each, names));
			g_hash_table_insert(folds, g_steal_pointer(&key), names);
		}
		json_append_string(names, each->item);
	}
	for (guint i = 0; i < folded->len; i++)
		json_append_take(changes, folded->pdata[i]);
	return changes;
}

bool engine_keep_transitions(struct store *store, const struct check *check, GError **error)
{
	for (guint i = 0; i < check->transitions->len; i++) {
		struct transition_record *each = &g_array_index(check->transitions, struct transition_record, i);

		each->entry = check->sequence;
		if (!transitions_keep(store, each, error))
			return false;
	}
	return true;
}
