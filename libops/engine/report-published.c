/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The text for the public as somebody approved it: what a site puts on its page. It is made from the facts that were kept,
 * so that it reads as the text that was approved.
 */
#include "engine/report-internal.h"

#include "base/translate.h"

#include <inttypes.h>

static const struct past_report *find_newest(const GPtrArray *past)
{
	for (guint i = past->len; i-- > 0;) {
		const struct past_report *each = past->pdata[i];

		if (each->kind == NOTICE_PUBLICATION && each->state != NOTICE_DROPPED && each->state != NOTICE_REFUSED)
			return each;
	}
	return NULL;
}

static bool may_be_read(const struct past_report *newest, const char *case_id, GError **error)
{
	if (!newest || !newest->facts)
		g_set_error(error, OPS_TELL_ERROR, TELL_ERROR_NONE,
			    _("there is no text for the public of case '%s': 'nwops incident report %s --kind publication' makes one"), case_id, case_id);
	else if (newest->state == NOTICE_HELD)
		g_set_error(error, OPS_TELL_ERROR, TELL_ERROR_STATE,
			    _("the text for the public, notice %" PRId64 ", waits for an approval: 'nwops notify approve %" PRId64 "'"), newest->notice,
			    newest->notice);
	else
		return true;
	return false;
}

bool engine_published(const struct tell_options *options, const char *case_id, enum notice_language language, struct notice_text *ret_text,
		      int64_t *ret_notice, GError **error)
{
	g_autoptr(GPtrArray) past = report_past(options->store, case_id, error);
	const struct past_report *newest = past ? find_newest(past) : NULL;
	g_autoptr(ops_notice_facts_t) named = NULL;

	if (!past || !may_be_read(newest, case_id, error))
		return false;
	named = tell_named(options->inventory, newest->facts, language == NOTICE_JAPANESE ? "ja" : "en");
	const struct notice_rendering rendering = {
		.templates = options->templates, .facts = named, .language = language, .zone = inventory_zone(options->inventory),
	};

	*ret_notice = newest->notice;
	if (!options->templates) {
		notice_minimal(&rendering, ret_text);
		return true;
	}
	return notice_render(&rendering, ret_text, error);
}
