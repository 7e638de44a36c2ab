/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Gathers a review: duties and times, what the final report would say, what came back to each report, and which
 * other cases belong to it.
 */
#include "engine/review.h"

#include "base/translate.h"
#include "engine/report-internal.h"
#include "engine/tell-internal.h"

G_STATIC_ASSERT(CASE_FIELD_COUNT <= 32);

static void fact_free(gpointer data)
{
	struct review_fact *fact = data;

	g_free(fact->title);
	g_free(fact->value);
	g_free(fact);
}

static void answer_free(gpointer data)
{
	struct review_answer *answer = data;

	g_free(answer->by);
	g_free(answer);
}

static void report_free_one(gpointer data)
{
	struct review_report *report = data;

	g_free(report->recipient);
	g_free(report->made_by);
	g_free(report->approved_by);
	g_ptr_array_unref(report->answers);
	g_free(report);
}

static void link_free(gpointer data)
{
	struct review_link *link = data;

	g_free(link->relation);
	g_free(link->target);
	g_free(link->title);
	g_free(link);
}

void review_source_free(struct review_source *source)
{
	if (!source)
		return;
	case_standing_free(source->standing);
	case_duties_free(source->duties);
	g_ptr_array_unref(source->facts);
	g_ptr_array_unref(source->reports);
	g_ptr_array_unref(source->links);
	g_free(source);
}

/* --- what the final report would say --- */

/* Of all that a notice may say, what a review asks for, in its order. What it is about the case names itself. How far it is seen to reach just now is not among it: that
 * may be another trouble. */
static const char *const asked[] = {
	"institution-name", "symptom", "lines-affected", "lines-affected-user", "lines-affected-provider", "institutions", "area",
	"services", "facility-place", "verdict", "demarcation", "carrier-ticket", "actions", "measures", "prevention", "prevention-by",
	"prevention-due", "same-type",
};

static void take_fact(const struct tell_options *options, const struct notice_facts *named, const char *name,
		      enum notice_language language, GPtrArray *facts)
{
	const struct notice_field *field = notice_field_find(options->templates, name);
	const struct notice_fact *known = notice_facts_find(named, name);
	struct review_fact *fact;

	if (!field || !known || !(field->audiences & 1U << AUDIENCE_CORE))
		return;
	fact = g_new0(struct review_fact, 1);
	fact->title = g_strdup(field->title[language]);
	fact->value = notice_field_shown(options->templates, field, known, language, inventory_zone(options->inventory));
	fact->restricted = !(field->audiences & 1U << AUDIENCE_INSTITUTION);
	g_ptr_array_add(facts, fact);
}

static bool take_facts(const struct tell_options *options, const struct case_file *file, bool japanese, GPtrArray *facts, GError **error)
{
	g_autoptr(ops_notice_facts_t) known = notice_facts_new(NOTICE_OUTAGE_FINAL, AUDIENCE_CORE), named = NULL;

	known->reference = g_strdup(file->id);
	known->subject = *file->subject ? g_strdup(file->subject) : NULL;
	known->organization = *file->organization ? g_strdup(file->organization) : NULL;
	known->as_of_us = clock_wall_us(options->clock);
	tell_know_standing(file, inventory_zone(options->inventory), known);
	if (!tell_know_record(options, file, known, error))
		return false;
	named = tell_named(options->inventory, known, japanese ? "ja" : "en");
	for (size_t i = 0; i < G_N_ELEMENTS(asked); i++)
		take_fact(options, named, asked[i], japanese ? NOTICE_JAPANESE : NOTICE_ENGLISH, facts);
	return true;
}

/* A field that no notice tells is for operators alone, and so is one that institutions may not see. */
static unsigned int restricted_fields(const struct tell_options *options)
{
	unsigned int restricted = 0;

	for (int i = 0; i < CASE_FIELD_COUNT; i++) {
		const char *name = tell_field_of((enum case_field)i);
		const struct notice_field *field = name && options->templates ? notice_field_find(options->templates, name) : NULL;

		if (!field || !(field->audiences & 1U << AUDIENCE_INSTITUTION))
			restricted |= 1U << i;
	}
	return restricted;
}

/* --- reports --- */

struct asking { struct review_report *report; GArray *answered; };

static bool take_message(void *context, const struct message_record *record)
{
	struct asking *asking = context;

	asking->report->messages++;
	asking->report->arrived += record->state == MESSAGE_ACCEPTED || record->state == MESSAGE_ACKNOWLEDGED;
	if (record->state == MESSAGE_ACKNOWLEDGED)
		g_array_append_val(asking->answered, record->number);
	return true;
}

static bool take_answer(void *context, const struct ack_record *record)
{
	struct review_answer *answer = g_new0(struct review_answer, 1);

	*answer = (struct review_answer){g_strdup(record->by), record->ack, record->at_us};
	g_ptr_array_add(context, answer);
	return true;
}

static bool take_messages(struct store *store, struct review_report *report, GError **error)
{
	const struct messages_filter filter = {.notice = report->notice, .without_content = true};
	g_autoptr(GArray) answered = g_array_new(FALSE, FALSE, sizeof(int64_t));
	struct asking asking = {report, answered};

	if (!messages_read(store, &filter, take_message, &asking, error))
		return false;
	for (guint i = 0; i < answered->len; i++)
		if (!acks_read(store, g_array_index(answered, int64_t, i), take_answer, report->answers, error))
			return false;
	return true;
}

struct reporting { const struct inventory *inventory; bool japanese; GPtrArray *reports; };

static char *recipient_of(const struct reporting *reporting, const char *name)
{
	const struct organization *whom = *name ? inventory_find_organization(reporting->inventory, name) : NULL;

	return g_strdup(!whom ? name : reporting->japanese ? whom->title.ja : whom->title.en);
}

/* Reminders of our own are no reports. */
static bool take_notice(void *context, const struct notice_record *record)
{
	const struct reporting *reporting = context;
	int audience = words_find(WORDS_AUDIENCE, record->audience);
	struct review_report *report;

	if (audience < 0 || record->kind == NOTICE_REMINDER)
		return true;
	report = g_new0(struct review_report, 1);
	*report = (struct review_report){
		.notice = record->number, .sequence = record->sequence, .kind = record->kind, .audience = (enum audience)audience,
		.state = record->state, .recipient = recipient_of(reporting, record->recipient), .made_by = g_strdup(record->made_by),
		.approved_by = g_strdup(record->approved_by), .made_at_us = record->made_at_us,
		.answers = g_ptr_array_new_with_free_func(answer_free),
	};
	g_ptr_array_add(reporting->reports, report);
	return true;
}

static int64_t given_at_us(const struct duty_situation *situation, int64_t notice)
{
	for (size_t i = 0; i < situation->report_count; i++)
		if (situation->reports[i].notice == notice)
			return situation->reports[i].at_us;
	return 0;
}

static bool take_reports(const struct tell_options *options, const struct case_duties *duties, bool japanese, GPtrArray *reports, GError **error)
{
	const struct notices_filter filter = {.case_id = duties->file->id, .state = -1};
	struct reporting reporting = {options->inventory, japanese, reports};

	if (!notices_read(options->store, &filter, take_notice, &reporting, error))
		return false;
	for (guint i = 0; i < reports->len; i++) {
		struct review_report *report = reports->pdata[i];

		report->given_at_us = given_at_us(&duties->situation, report->notice);
		if (!take_messages(options->store, report, error))
			return false;
	}
	return true;
}

/* --- other cases --- */

static void add_link(GPtrArray *links, const struct case_event *event, const char *target, const struct case_file *other, bool from_there)
{
	struct review_link *link = g_new0(struct review_link, 1);

	*link = (struct review_link){
		.relation = g_strdup(json_get_string(event->body, "relation")), .target = g_strdup(target),
		.title = other ? g_strdup(other->title) : NULL, .from_there = from_there, .closed = other && other->closed_at_us,
	};
	g_ptr_array_add(links, link);
}

static bool is_link(const struct case_event *event)
{
	return event->kind == CASE_LINK && event->body && event->text && json_get_string(event->body, "relation");
}

static bool take_links_from_here(struct store *store, const struct case_file *file, GPtrArray *links, GError **error)
{
	for (guint i = 0; i < file->events->len; i++) {
		const struct case_event *event = file->events->pdata[i];
		g_autoptr(ops_case_file_t) other = NULL;

		if (!is_link(event))
			continue;
		other = case_id_parse(event->text, NULL) ? case_load(store, event->text, error) : NULL;
		if (case_id_parse(event->text, NULL) && !other)
			return false;
		add_link(links, event, event->text, other, false);
	}
	return true;
}

/* A problem is opened of incidents, so it is there that the link is said: all problems are looked at, which are few. */
static bool take_links_from_problems(struct store *store, const char *id, GPtrArray *links, GError **error)
{
	const struct cases_filter filter = {.kind = CASE_PROBLEM};
	g_autoptr(GPtrArray) problems = case_list(store, &filter, error);

	for (guint i = 0; problems && i < problems->len; i++) {
		const struct case_file *each = problems->pdata[i];
		g_autoptr(ops_case_file_t) problem = case_load(store, each->id, error);

		if (!problem)
			return false;
		for (guint j = 0; j < problem->events->len; j++) {
			const struct case_event *event = problem->events->pdata[j];

			if (is_link(event) && g_str_equal(event->text, id))
				add_link(links, event, problem->id, problem, true);
		}
	}
	return problems != NULL;
}

/* --- the whole --- */

static struct review_source *source_new(struct case_duties *take_duties)
{
	struct review_source *source = g_new0(struct review_source, 1);

	source->duties = take_duties;
	source->standing = case_standing_new(take_duties->file);
	source->facts = g_ptr_array_new_with_free_func(fact_free);
	source->reports = g_ptr_array_new_with_free_func(report_free_one);
	source->links = g_ptr_array_new_with_free_func(link_free);
	return source;
}

struct review_source *engine_review(const struct tell_options *options, const struct duties *duties, const char *case_id,
				    enum procedure_language language, GError **error)
{
	const struct duties_options wish = {options->inventory, options->store, duties, options->clock};
	struct case_duties *gathered = engine_duties(&wish, case_id, error);
	g_autoptr(ops_review_source_t) source = gathered ? source_new(gathered) : NULL;
	bool japanese = language == PROCEDURE_JAPANESE;

	if (!source)
		return NULL;
	if (gathered->file->kind != CASE_INCIDENT) {
		g_set_error(error, OPS_CASES_ERROR, CASES_ERROR_SAID, _("'%s' is no incident: a review is of one"), case_id);
		return NULL;
	}
	const struct case_figures_source figures = {
		.standing = source->standing, .reports = gathered->situation.reports, .report_count = gathered->situation.report_count,
		.now_us = gathered->now_us,
	};

	source->figures = case_figures_of(&figures);
	source->restricted = restricted_fields(options);
	if ((options->templates && !take_facts(options, gathered->file, japanese, source->facts, error)) ||
	    !take_reports(options, gathered, japanese, source->reports, error) ||
	    !take_links_from_here(options->store, gathered->file, source->links, error) ||
	    !take_links_from_problems(options->store, case_id, source->links, error))
		return NULL;
	return g_steal_pointer(&source);
}
