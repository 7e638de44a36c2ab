/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Why each contact is told of a notice or is not: it is planned once more, from the facts that were
 * kept and by what is known now, and stands beside the messages that there are.
 */
#include "engine/notify.h"
#include "engine/tell-internal.h"

#include "base/translate.h"

#include <string.h>

static struct notice_facts *read_facts(const struct notice_record *record, GError **error)
{
	struct notice_facts *facts = notice_facts_parse(record->facts, error);

	if (!facts)
		g_prefix_error(error, _("the facts of notice %ld cannot be read: "),
			       (long)record->number);
	return facts;
}

void why_clear(struct why *why)
{
	g_clear_pointer(&why->notice, tell_notice_free);
	g_clear_pointer(&why->plan, tell_plan_free);
	g_clear_pointer(&why->spool, g_ptr_array_unref);
}

static bool find_all(const struct tell_options *options, struct why *why, GError **error)
{
	const struct spool_filter filter = {.notice = why->notice->number};
	g_autoptr(ops_notice_facts_t) facts = read_facts(why->notice, error);
	const struct tell tell = {.facts = facts,
				  .case_id = why->notice->case_id,
				  .once = "",
				  .urgency = (int)why->notice->urgency};

	if (!facts)
		return false;
	why->plan = engine_plan_notice(options, &tell, error);
	why->spool = why->plan ? engine_spool(options->store, &filter, error) : NULL;
	return why->spool != NULL;
}

bool engine_why(const struct tell_options *options, int64_t notice, struct why *ret_why,
		GError **error)
{
	struct why why = {.notice = tell_find_notice(options->store, notice, error)};

	if (!why.notice || !find_all(options, &why, error)) {
		why_clear(&why);
		return false;
	}
	*ret_why = why;
	return true;
}
