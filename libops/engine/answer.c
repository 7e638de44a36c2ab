/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Attaches a check to the request that asked for it, and prepares the answer: both in one
 * transaction. Of many items those that are not well are named, the worst first, and the rest are
 * counted.
 */
#include "engine/answer.h"

#include "base/translate.h"
#include "engine/subject.h"
#include "engine/tell-internal.h"
#include "notice/facts.h"
#include "store/journal.h"
#include "store/notices.h"

#define NAMED_MOST 50

static struct case_file *open_request(const struct tell_options *options, const char *request, GError **error)
{
	g_autoptr(ops_case_file_t) file = case_load(options->store, request, error);

	if (!file)
		return NULL;
	if (file->kind != CASE_REQUEST) {
		g_set_error(error, OPS_CASES_ERROR, CASES_ERROR_SAID, _("case '%s' is no request of another party"), request);
		return NULL;
	}
	if (file->closed_at_us) {
		g_set_error(error, OPS_CASES_ERROR, CASES_ERROR_CLOSED, _("request '%s' is closed"), request);
		return NULL;
	}
	return g_steal_pointer(&file);
}

char **engine_requested(const struct tell_options *options, const char *request, GError **error)
{
	g_autoptr(ops_case_file_t) file = open_request(options, request, error);
	g_autoptr(GPtrArray) words = NULL;

	if (!file)
		return NULL;
	words = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < file->subjects->len; i++) {
		const char *subject = file->subjects->pdata[i];
		struct subject about;

		if (engine_subject(options->inventory, subject, &about) || inventory_find_organization(options->inventory, subject))
			g_ptr_array_add(words, g_strdup(subject));
	}
	if (!words->len) {
		g_set_error(error, OPS_CASES_ERROR, CASES_ERROR_SAID,
			    _("request '%s' names nothing that is watched: say what is to be asked"), request);
		return NULL;
	}
	g_ptr_array_add(words, NULL);
	return (char **)g_ptr_array_free(g_steal_pointer(&words), FALSE);
}

/* --- what was seen --- */

static gint worse_first(gconstpointer a, gconstpointer b)
{
	const struct check_item *left = *(const struct check_item *const *)a, *right = *(const struct check_item *const *)b;

	enum status one = left->judgement.status, other = right->judgement.status;

	return one == other ? 0 : status_worse(one, other) == one ? -1 : 1;
}

/* Those of CHECK that are not OK, the worst first. */
static GPtrArray *unwell(const struct check *check)
{
	GPtrArray *items = g_ptr_array_new();

	for (guint i = 0; i < check->items->len; i++) {
		struct check_item *item = &g_array_index(check->items, struct check_item, i);

		if (item->judgement.status != STATUS_OK)
			g_ptr_array_add(items, item);
	}
	g_ptr_array_sort(items, worse_first);
	return items;
}

static struct json *describe_items(const GPtrArray *items)
{
	struct json *list = json_new_array();

	for (guint i = 0; i < MIN(items->len, NAMED_MOST); i++) {
		const struct check_item *item = items->pdata[i];
		struct json *object = json_new_object();
		g_autofree char *name = item_name(&item->item);
		char text[RESULT_TEXT_SIZE];

		state_explain(&item->judgement, item->result, text);
		json_set_string(object, "item", name);
		json_set_string(object, "status", words_get(WORDS_STATUS, item->judgement.status)->id);
		json_set_string(object, "text", text);
		json_append_take(list, object);
	}
	return list;
}

static struct json *describe_check(const struct check *check, const GPtrArray *items)
{
	struct json *body = json_new_object();

	json_set_string(body, "scope", words_get(WORDS_PROBE_SCOPE, SCOPE_REQUESTED)->id);
	json_set_integer(body, "check", check->sequence);
	json_set_integer(body, "asked", check->items->len);
	json_set_integer(body, "unwell", items->len);
	json_set_bool(body, "own_view", check->view == PASS_VIEW_FINE);
	json_take(body, "items", describe_items(items));
	return body;
}

/* --- the answer --- */

/* A line an item: for a text that people read. */
static char *list_text(const GPtrArray *items)
{
	GString *list = g_string_new(NULL);

	for (guint i = 0; i < MIN(items->len, NAMED_MOST); i++) {
		const struct check_item *item = items->pdata[i];
		g_autofree char *name = item_name(&item->item);
		char text[RESULT_TEXT_SIZE];

		state_explain(&item->judgement, item->result, text);
		g_string_append_printf(list, "%s%s: %s, %s", i ? "\n" : "", name,
				       words_get(WORDS_STATUS, item->judgement.status)->id, text);
	}
	return g_string_free(list, FALSE);
}

static char *count_text(const struct check *check, const GPtrArray *items)
{
	if (check->view != PASS_VIEW_FINE)
		return g_strdup("unknown");
	return g_strdup_printf("%u/%u", items->len, check->items->len);
}

static struct notice_facts *facts_of(const struct case_file *file, const struct check *check)
{
	struct notice_facts *facts = notice_facts_new(NOTICE_REQUEST_ANSWER, AUDIENCE_CORE);
	g_autoptr(GPtrArray) items = unwell(check);
	g_autofree char *list = list_text(items), *count = count_text(check, items);

	facts->reference = g_strdup(file->id);
	facts->subject = *file->subject ? g_strdup(file->subject) : NULL;
	facts->organization = *file->organization ? g_strdup(file->organization) : NULL;
	facts->as_of_us = check->ended_at_us;
	notice_facts_add(facts, "asked", file->title, false);
	notice_facts_add(facts, "unwell", count, false);
	notice_facts_add(facts, "seen", list, false);
	return facts;
}

static bool answer_within(const struct tell_options *options, const struct case_file *file, const struct check *check,
			  const struct tell *tell, const struct tell_plan *plan, int64_t *ret_notice, GError **error)
{
	const struct cases_options cases = tell_recording(options);
	g_autoptr(GPtrArray) items = unwell(check);
	g_autoptr(ops_json_t) seen = describe_check(check, items);
	struct told told;

	if (case_append_within(&cases, file->id, 0, CASE_EVIDENCE, check->started_at_us, seen, error) < 0 ||
	    !engine_tell_within(options, tell, plan, &told, error))
		return false;
	*ret_notice = told.notice;
	return true;
}

bool engine_answer(const struct tell_options *options, const char *request, const struct check *check,
		   int64_t *ret_notice, GError **error)
{
	g_autoptr(ops_case_file_t) file = open_request(options, request, error);
	g_autoptr(ops_notice_facts_t) facts = file ? facts_of(file, check) : NULL;
	const struct tell tell = { .facts = facts, .case_id = request, .urgency = -1 };
	g_autoptr(ops_tell_plan_t) plan = facts ? engine_plan_notice(options, &tell, error) : NULL;

	if (!plan)
		return false;
	/* Nothing goes to the core from a check alone: a person lets it go. */
	if (plan->state == NOTICE_QUEUED)
		plan->state = NOTICE_HELD;
	if (!store_begin(options->store, error))
		return false;
	if (!answer_within(options, file, check, &tell, plan, ret_notice, error) || !store_commit(options->store, error)) {
		store_rollback(options->store);
		return false;
	}
	return journal_sign(options->store, options->notes, error);
}
