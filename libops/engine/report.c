/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The next report for everybody: who is told, which report it is, whether the record has what it needs; and all of them kept
 * at once, as they were shown.
 */
#include "engine/report-internal.h"

#include "base/translate.h"

#include <inttypes.h>

struct reporting {
	const struct tell_options *options;
	const struct report_wish *wish;
	struct case_file *file;
	struct record_facts *record;
	GPtrArray *past;
	GArray *readers;		/* struct report_reader */
	bool restored;
};

static void report_destroy(gpointer report)
{
	report_free(report);
}

void report_free(struct report *report)
{
	if (!report)
		return;
	tell_plan_free(report->plan);
	g_ptr_array_unref(report->lacks);
	g_free(report->recipient);
	g_free(report->why);
	g_free(report->once);
	g_free(report);
}

static void reporting_clear(struct reporting *reporting)
{
	case_file_free(reporting->file);
	record_facts_free(reporting->record);
	g_clear_pointer(&reporting->past, g_ptr_array_unref);
	g_clear_pointer(&reporting->readers, g_array_unref);
}

/* --- for whom --- */

static void add_reader(GArray *readers, enum audience audience, const char *recipient)
{
	const struct report_reader reader = {audience, recipient && *recipient ? recipient : NULL};

	for (guint i = 0; i < readers->len; i++) {
		const struct report_reader *each = &g_array_index(readers, struct report_reader, i);

		/* One organization of an audience hears what the whole audience hears. */
		if (each->audience == audience && (!reader.recipient || g_strcmp0(each->recipient, reader.recipient) == 0))
			return;
	}
	g_array_append_val(readers, reader);
}

static bool is_owed_report(const struct duty *duty)
{
	return duty_is_owed(duty) && !duty->row->decide && duty->row->notice >= 0 && words_is_report((enum notice_kind)duty->row->notice);
}

static bool add_owed(struct reporting *reporting, GError **error)
{
	const struct tell_options *options = reporting->options;
	const struct duties_options wish = {options->inventory, options->store, reporting->wish->duties, options->clock};
	g_autoptr(ops_case_duties_t) owed = NULL;

	if (!wish.duties || reporting->file->closed_at_us)
		return true;
	owed = engine_duties(&wish, reporting->file->id, error);
	for (guint i = 0; owed && i < owed->list->len; i++) {
		const struct duty *duty = &g_array_index(owed->list, struct duty, i);

		if (is_owed_report(duty))
			add_reader(reporting->readers, duty->audience, NULL);
	}
	return owed != NULL;
}

static int by_audience(gconstpointer a, gconstpointer b)
{
	const struct report_reader *left = a, *right = b;

	return left->audience != right->audience ? (int)left->audience - (int)right->audience
						 : g_strcmp0(left->recipient, right->recipient);
}

static bool find_readers(struct reporting *reporting, GError **error)
{
	const struct report_wish *wish = reporting->wish;

	for (size_t i = 0; i < wish->reader_count; i++)
		add_reader(reporting->readers, wish->readers[i].audience, wish->readers[i].recipient);
	if (wish->kind == NOTICE_PUBLICATION && !wish->reader_count)
		add_reader(reporting->readers, AUDIENCE_PUBLIC, NULL);
	if (reporting->readers->len)
		return true;
	for (guint i = 0; i < reporting->past->len; i++) {
		const struct past_report *past = reporting->past->pdata[i];

		if (words_is_report(past->kind) && past->state != NOTICE_DROPPED && past->state != NOTICE_REFUSED)
			add_reader(reporting->readers, past->audience, past->recipient);
	}
	if (!add_owed(reporting, error))
		return false;
	g_array_sort(reporting->readers, by_audience);
	return true;
}

/* --- whether the record has it --- */

static bool is_known(const struct notice_facts *facts, const char *name)
{
	const struct notice_fact *fact = notice_facts_find(facts, name);

	return fact && fact->value;
}

/* What a report of KIND is for, by the fields of nwops-incident(1) that say it. */
static void find_lacks(struct report *report)
{
	static const enum case_field restored[] = {CASE_FIELD_RESTORED}, final[] = {CASE_FIELD_RESTORED, CASE_FIELD_CAUSE, CASE_FIELD_CAUSE_STATUS};
	bool is_final = report->kind == NOTICE_OUTAGE_FINAL;
	const enum case_field *needed = is_final ? final : restored;
	size_t count = is_final ? G_N_ELEMENTS(final) : report->kind == NOTICE_OUTAGE_RESTORED ? G_N_ELEMENTS(restored) : 0;
	const char *investigating = words_get(WORDS_CAUSE_STATUS, CAUSE_INVESTIGATING)->id;

	for (size_t i = 0; i < count; i++) {
		const char *name = tell_field_of(needed[i]);
		const struct notice_fact *fact = notice_facts_find(report->plan->facts, name);

		/* That it is being looked into is no final word. */
		if (!is_known(report->plan->facts, name) ||
		    (needed[i] == CASE_FIELD_CAUSE_STATUS && g_str_equal(fact->value, investigating)))
			g_ptr_array_add(report->lacks, (gpointer)words_get(WORDS_CASE_FIELD, needed[i])->id);
	}
}

/* --- one report --- */

static const struct past_report *last_of(const GPtrArray *chain)
{
	return chain->len ? chain->pdata[chain->len - 1] : NULL;
}

static struct tell tell_of(const struct report_wish *wish, const struct report *report, const struct notice_facts *facts)
{
	return (struct tell){
		.facts = facts, .case_id = facts->reference, .once = report->once, .urgency = wish->urgency, .again = wish->again,
		.forced = wish->forced,
	};
}

/* Its plan, or why there is none. False on failure. */
static bool plan_one(const struct reporting *reporting, const struct report_reader *reader, const GPtrArray *chain, struct report *report,
		     GError **error)
{
	const struct tell_options *options = reporting->options;
	g_autoptr(ops_notice_facts_t) facts = report_facts(options, reporting->wish, reporting->file, reporting->record, reader, report->kind,
							   last_of(chain));
	const struct tell tell = tell_of(reporting->wish, report, facts);

	if (report->kind == NOTICE_CORRECTION_OF_REPORT &&
	    !report_add_wrong(options, reporting->wish, reporting->file, chain, facts)) {
		report->why = g_strdup(_("nothing that was reported to them is corrected: 'nwops incident set CASE FIELD VALUE --corrects "
					 "NUMBER' says what is right"));
		return true;
	}
	report->plan = engine_plan_notice(options, &tell, error);
	if (report->plan)
		find_lacks(report);
	return report->plan != NULL;
}

static struct report *report_new(const struct reporting *reporting, const struct report_reader *reader, enum notice_kind kind)
{
	struct report *report = g_new0(struct report, 1);

	report->audience = reader->audience;
	report->recipient = g_strdup(reader->recipient);
	report->kind = kind;
	report->lacks = g_ptr_array_new();
	/* After which notice: of two who report at once the second is told of the first. */
	report->once = g_strdup_printf("report:%s/%s/%s/%s/%" PRId64, reporting->file->id, words_get(WORDS_NOTICE_KIND, kind)->id,
				       words_get(WORDS_AUDIENCE, reader->audience)->id, reader->recipient ? reader->recipient : "",
				       report_newest(reporting->past, reader));
	return report;
}

/* NULL with an error, or without one: its chain has ended. */
static struct report *plan_for(const struct reporting *reporting, const struct report_reader *reader, GError **error)
{
	const struct report_wish *wish = reporting->wish;
	enum notice_kind chained = wish->kind == REPORT_NEXT ? NOTICE_OUTAGE_FIRST : (enum notice_kind)wish->kind;
	g_autoptr(GPtrArray) chain = report_chain(reporting->past, reader, chained);
	int64_t reopened_us = record_facts_reopened_us(reporting->record);
	int kind = wish->kind == REPORT_NEXT ? report_next(chain, reporting->restored, reopened_us) : wish->kind;
	struct report *report;

	if (kind < 0)
		return NULL;
	report = report_new(reporting, reader, (enum notice_kind)kind);
	if (!notice_makes_sense(report->kind, report->audience))
		report->why = g_strdup(_("such a notice is never told to them"));
	else
		report->why = report_misplaced(chain, report->kind, reopened_us, wish->again != NULL);
	if (report->why || plan_one(reporting, reader, chain, report, error))
		return report;
	report_free(report);
	return NULL;
}

/* --- all of them --- */

static bool open_record(struct reporting *reporting, GError **error)
{
	const struct tell_options *options = reporting->options;
	g_autoptr(ops_notice_facts_t) known = NULL;
	const struct report_reader nobody = {AUDIENCE_CORE, NULL};

	reporting->file = case_load(options->store, reporting->wish->case_id, error);
	if (!reporting->file)
		return false;
	reporting->record = record_facts_new(reporting->file);
	reporting->past = report_past(options->store, reporting->file->id, error);
	reporting->readers = g_array_new(FALSE, FALSE, sizeof(struct report_reader));
	known = report_facts(options, reporting->wish, reporting->file, reporting->record, &nobody, NOTICE_OUTAGE_FOLLOW_UP, NULL);
	reporting->restored = is_known(known, tell_field_of(CASE_FIELD_RESTORED));
	return reporting->past != NULL;
}

static bool plan_all(const struct reporting *reporting, GPtrArray *reports, GError **error)
{
	for (guint i = 0; i < reporting->readers->len; i++) {
		GError *failed = NULL;
		struct report *report = plan_for(reporting, &g_array_index(reporting->readers, struct report_reader, i), &failed);

		if (failed) {
			g_propagate_error(error, failed);
			return false;
		}
		if (report)
			g_ptr_array_add(reports, report);
	}
	return true;
}

GPtrArray *engine_plan_reports(const struct tell_options *options, const struct report_wish *wish, GError **error)
{
	struct reporting reporting = {.options = options, .wish = wish};
	g_autoptr(GPtrArray) reports = g_ptr_array_new_with_free_func(report_destroy);
	bool planned;

	planned = open_record(&reporting, error) && find_readers(&reporting, error) && plan_all(&reporting, reports, error);
	reporting_clear(&reporting);
	return planned ? g_steal_pointer(&reports) : NULL;
}

bool reports_can_be_made(const GPtrArray *reports)
{
	for (guint i = 0; i < reports->len; i++) {
		const struct report *report = reports->pdata[i];

		if (report->why || report->lacks->len)
			return false;
	}
	return true;
}

GPtrArray *report_changes(const struct tell_options *options, const struct report *report, const char *language)
{
	g_autoptr(ops_notice_facts_t) now = tell_named(options->inventory, report->plan->facts, language);
	g_autoptr(ops_notice_facts_t) before =
		report->plan->before ? tell_named(options->inventory, report->plan->before, language) : NULL;
	const struct notice_rendering rendering = {
		.templates = options->templates, .facts = now, .before = before,
		.language = g_str_equal(language, "ja") ? NOTICE_JAPANESE : NOTICE_ENGLISH, .zone = inventory_zone(options->inventory),
	};

	return notice_changes(&rendering);
}

/* --- keeping --- */

struct keeping {
	const struct report_wish *wish;
	const GPtrArray *planned;
	GPtrArray *reports;		/* what was kept; NULL */
};

/* Whether what is to be kept is what was shown: the same reports after the same ones. */
static bool is_as_shown(const GPtrArray *planned, const GPtrArray *reports)
{
	for (guint i = 0; planned->len == reports->len && i < reports->len; i++)
		if (!g_str_equal(((const struct report *)planned->pdata[i])->once, ((const struct report *)reports->pdata[i])->once))
			return false;
	return planned->len == reports->len && reports_can_be_made(reports);
}

static bool keep_all(const struct tell_options *options, void *context, GError **error)
{
	struct keeping *keeping = context;
	g_autoptr(GPtrArray) reports = engine_plan_reports(options, keeping->wish, error);

	if (!reports)
		return false;
	if (!is_as_shown(keeping->planned, reports)) {
		g_set_error(error, OPS_TELL_ERROR, TELL_ERROR_STATE,
			    _("somebody else has reported on case '%s', or changed its record, meanwhile: look again"), keeping->wish->case_id);
		return false;
	}
	for (guint i = 0; i < reports->len; i++) {
		struct report *report = reports->pdata[i];
		const struct tell tell = tell_of(keeping->wish, report, report->plan->facts);

		if (!engine_tell_within(options, &tell, report->plan, &report->told, error))
			return false;
	}
	g_clear_pointer(&keeping->reports, g_ptr_array_unref);
	keeping->reports = g_steal_pointer(&reports);
	return true;
}

GPtrArray *engine_report(const struct tell_options *options, const struct report_wish *wish, const GPtrArray *planned, GError **error)
{
	struct keeping keeping = {.wish = wish, .planned = planned};

	if (tell_transaction(options, keep_all, &keeping, error))
		return keeping.reports;
	g_clear_pointer(&keeping.reports, g_ptr_array_unref);
	return NULL;
}
