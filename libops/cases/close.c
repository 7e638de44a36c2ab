/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The end of a case: closed when nothing is owed, or when somebody by name waives what is. And its
 * being opened again.
 */
#include "cases/internal.h"

#include "base/instant.h"
#include "base/text.h"
#include "base/translate.h"

static bool set_closed(const struct cases_options *options, const struct case_file *file, int64_t closed_at_us, GError **error)
{
	const struct case_record record = {
		.id = file->id,
		.kind = file->kind,
		.title = file->title,
		.subject = file->subject,
		.organization = file->organization,
		.opened_at_us = file->opened_at_us,
		.opened_by = file->opened_by,
		.closed_at_us = closed_at_us,
	};

	return cases_set(options->store, &record, error);
}

/* --- waivers --- */

static bool is_blank(const char *text)
{
	g_autofree char *words = text ? g_strstrip(g_strdup(text)) : NULL;

	return !words || !*words;
}

static bool is_whole(const struct cases_options *options, const struct case_waiver *waiver, bool *ret_sure, GError **error)
{
	if (is_blank(waiver->reason))
		return cases_fail(error, CASES_ERROR_SAID, _("'%s' is waived without a reason"), waiver->what);
	if (is_blank(waiver->by))
		return cases_fail(error, CASES_ERROR_SAID, _("'%s' is waived without the name of somebody who waives it"),
				  waiver->what);
	return record_check_text(waiver->reason, CASE_SAID_LIMIT, error) && record_check_text(waiver->by, CASE_TEXT_LIMIT, error) &&
	       case_check_patients(options, waiver->reason, ret_sure, error);
}

static bool covers(const struct case_waiver *waiver, const struct case_owed *owed)
{
	return g_str_equal(waiver->what, owed->what) || g_strcmp0(waiver->what, owed->also) == 0;
}

/* What is waived and not owed is a slip of whoever typed it, and perhaps meant something that is. */
static bool is_owed(const struct case_waiver *waiver, const GPtrArray *owed, GError **error)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	g_autofree char *shown = text_excerpt(waiver->what);
	const char *nearest;

	for (guint i = 0; i < owed->len; i++) {
		const struct case_owed *each = owed->pdata[i];

		if (covers(waiver, each))
			return true;
		g_ptr_array_add(names, each->what);
	}
	g_ptr_array_add(names, NULL);
	nearest = text_nearest(waiver->what, (const char *const *)names->pdata);
	if (nearest)
		return cases_fail(error, CASES_ERROR_SAID, _("'%s' is not owed and cannot be waived; did you mean '%s'?"), shown,
				  nearest);
	return cases_fail(error, CASES_ERROR_SAID, _("'%s' is not owed and cannot be waived"), shown);
}

/* Takes out of OWED what CLOSING waives. */
static bool waive(const struct case_closing *closing, GPtrArray *owed, GError **error)
{
	for (size_t i = 0; i < closing->waiver_count; i++)
		if (!is_owed(&closing->waivers[i], owed, error))
			return false;
	for (size_t i = 0; i < closing->waiver_count; i++)
		for (guint j = owed->len; j-- > 0;)
			if (covers(&closing->waivers[i], owed->pdata[j]))
				g_ptr_array_remove_index(owed, j);
	return true;
}

static struct json *closing_json(const struct case_closing *closing)
{
	struct json *body = json_new_object(), *waived = json_new_array();

	for (size_t i = 0; i < closing->waiver_count; i++) {
		struct json *waiver = json_new_object();

		json_set_string(waiver, "what", closing->waivers[i].what);
		json_set_string(waiver, "reason", closing->waivers[i].reason);
		json_set_string(waiver, "by", closing->waivers[i].by);
		json_append_take(waived, waiver);
	}
	json_take(body, "waived", waived);
	if (closing->reason)
		json_set_string(body, "reason", closing->reason);
	return body;
}

/* --- closing --- */

static bool is_closed_already(const struct cases_options *options, const struct case_standing *standing, GError **error)
{
	const struct case_file *file = standing->file;
	g_autofree char *at = instant_show(file->closed_at_us, options->zone);

	return file->closed_at_us &&
	       !cases_fail(error, CASES_ERROR_FASTER, _("case '%s' was closed by '%s' at %s already"), file->id,
			   standing->closed ? record_who(standing->closed) : "?", at);
}

/* RET_OWED: what is left of it, when it may not. */
static bool may_end(const struct cases_options *options, const struct case_closing *closing, const struct case_file *file,
		    GPtrArray **ret_owed, GError **error)
{
	g_autoptr(ops_case_standing_t) standing = case_standing_new(file);
	g_autoptr(GPtrArray) owed = NULL;

	if (is_closed_already(options, standing, error))
		return false;
	owed = case_owed(options, standing, closing->duties, error);
	if (!owed || !waive(closing, owed, error))
		return false;
	if (!owed->len)
		return true;
	*ret_owed = g_steal_pointer(&owed);
	return cases_fail(error, CASES_ERROR_OWED, _("case '%s' cannot be closed: %u things are owed"), file->id, (*ret_owed)->len);
}

static bool is_said(const struct case_instant *at)
{
	return at->at_us || at->quality != INSTANT_EXACT;
}

static bool check_closing(const struct cases_options *options, const struct case_closing *closing, bool *ret_sure,
			  GError **error)
{
	if (closing->reason && (!record_check_text(closing->reason, CASE_SAID_LIMIT, error) ||
				!case_check_patients(options, closing->reason, ret_sure, error)))
		return false;
	for (size_t i = 0; i < closing->waiver_count; i++)
		if (!is_whole(options, &closing->waivers[i], ret_sure, error))
			return false;
	return !is_said(&closing->at) || record_check_instant(options, &closing->at, error);
}

int64_t case_close_within(const struct cases_options *options, const char *id, const struct case_closing *closing,
			  GPtrArray **ret_owed, GError **error)
{
	const struct case_instant now = {clock_wall_us(options->clock), INSTANT_EXACT};
	g_autoptr(ops_json_t) body = closing_json(closing);
	struct case_event event = {
		.kind = CASE_CLOSED,
		.at = is_said(&closing->at) ? closing->at : now,
		.said_by = (char *)options->said_by,
		.body = body,
	};
	g_autoptr(ops_case_file_t) file = NULL;

	*ret_owed = NULL;
	if (!check_closing(options, closing, &event.sure, error))
		return -1;
	file = case_load(options->store, id, error);
	if (!file || !may_end(options, closing, file, ret_owed, error) || !set_closed(options, file, now.at_us, error))
		return -1;
	return record_append(options, id, &event, error);
}

struct ending { const char *id; const struct case_closing *closing; GPtrArray **ret_owed; };

static int64_t end_once(const struct cases_options *options, void *context, GError **error)
{
	const struct ending *ending = context;

	return case_close_within(options, ending->id, ending->closing, ending->ret_owed, error);
}

int64_t case_close(const struct cases_options *options, const char *id, const struct case_closing *closing,
		   GPtrArray **ret_owed, GError **error)
{
	struct ending ending = {id, closing, ret_owed};

	return case_transaction(options, end_once, &ending, error);
}

/* --- a duty that somebody settles --- */

int64_t case_settle_within(const struct cases_options *options, const char *id, const struct case_waiver *decision, GError **error)
{
	g_autoptr(ops_json_t) body = json_new_object();
	struct case_event event = {
		.kind = CASE_DUTY,
		.at = {clock_wall_us(options->clock), INSTANT_EXACT},
		.said_by = (char *)options->said_by,
		.body = body,
	};

	if (!is_whole(options, decision, &event.sure, error))
		return -1;
	json_set_string(body, "duty", decision->what);
	json_set_string(body, "reason", decision->reason);
	json_set_string(body, "by", decision->by);
	return record_append(options, id, &event, error);
}

/* --- opening again --- */

struct reopening { const char *id; const struct case_event *event; };

static int64_t reopen_once(const struct cases_options *options, void *context, GError **error)
{
	const struct reopening *reopening = context;
	g_autoptr(ops_case_file_t) file = case_find(options->store, reopening->id, error);

	if (!file)
		return -1;
	if (!file->closed_at_us) {
		cases_fail(error, CASES_ERROR_FASTER, _("case '%s' is open"), file->id);
		return -1;
	}
	if (!set_closed(options, file, 0, error) || !case_after_forget(options->store, file->id, error))
		return -1;
	return record_append(options, reopening->id, reopening->event, error);
}

int64_t case_reopen(const struct cases_options *options, const char *id, const char *reason, GError **error)
{
	g_autoptr(ops_json_t) body = json_new_object();
	struct case_event event = {
		.kind = CASE_REOPENED,
		.at = {clock_wall_us(options->clock), INSTANT_EXACT},
		.said_by = (char *)options->said_by,
		.body = body,
	};
	struct reopening reopening = {id, &event};

	if (!record_check_text(reason, CASE_SAID_LIMIT, error) || !case_check_patients(options, reason, &event.sure, error))
		return -1;
	json_set_string(body, "reason", reason);
	return case_transaction(options, reopen_once, &reopening, error);
}
