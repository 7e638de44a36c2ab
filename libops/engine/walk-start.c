/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Begins a run: its procedure must be without error, its text is kept, and what other rooms know of
 * the subject is given to it. The case is the open one of the same trouble, or a new one.
 */
#include "engine/open-internal.h"

#include "base/translate.h"
#include "engine/certificate.h"
#include "engine/names.h"
#include "engine/subject.h"

/* A certificate that expires so soon is "expiring". */
#define EXPIRING_US (INT64_C(30) * 86400 * G_USEC_PER_SEC)

/* --- the procedure --- */

static bool refuse_faults(const char *name, const struct conf_faults *faults, GError **error)
{
	for (size_t i = 0; i < conf_faults_count(faults); i++) {
		const struct conf_fault *fault = conf_faults_at(faults, i);

		if (fault->weight != CONF_ERROR)
			continue;
		g_set_error(error, OPS_WALK_ERROR, WALK_ERROR_PROCEDURE,
			    _("procedure '%s' has errors ('nwops procedure lint' prints all of them): %s"), name, fault->message);
		return true;
	}
	return false;
}

/* NAME and what it calls, for the lint. */
static void load_called(const struct walk_options *options, const struct procedure *procedure, struct procedure_set *set)
{
	for (unsigned int i = 0; i < procedure_step_count(procedure); i++) {
		const char *called = procedure_step_at(procedure, i)->procedure;
		g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
		struct procedure *each;

		if (!called || procedure_set_find(set, called))
			continue;
		each = procedure_load(called, options->procedures, faults);
		if (!each)
			continue;	/* the lint of its caller says that it is not there */
		procedure_set_take(set, each);
		load_called(options, each, set);
	}
}

struct procedure *walk_read_procedure(const struct walk_options *options, const char *name, GError **error)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_procedure_set_t) set = procedure_set_new();
	g_autoptr(ops_engine_names_t) names = engine_names_new();
	g_autoptr(ops_procedure_t) procedure = procedure_load(name, options->procedures, faults);

	if (procedure) {
		load_called(options, procedure, set);
		procedure_lint(procedure, set, engine_names_table(names), 0, faults);
	}
	if (refuse_faults(name, faults, error))
		return NULL;
	if (!procedure)
		g_set_error(error, OPS_WALK_ERROR, WALK_ERROR_NONE, _("there is no procedure '%s'"), name);
	return g_steal_pointer(&procedure);
}

/* --- what is known at the start --- */

static const char *yes_or_no(bool yes)
{
	return words_get(WORDS_STEP_OUTCOME, yes ? OUTCOME_YES : OUTCOME_NO)->id;
}

/* A class of the site's own is none of those that procedures decide on. */
static const char *kind_of(const struct service_class *service_class)
{
	const char *const *kinds = engine_service_kinds();

	for (; *kinds; kinds++)
		if (g_str_equal(*kinds, service_class->name))
			return *kinds;
	return NULL;
}

/* RET_WORD NULL: it is not known until when. */
static bool certificate_of(const struct walk_options *options, const struct organization *organization, int64_t at_us,
			   const char **ret_word, GError **error)
{
	struct certificate certificate;
	int64_t left_us;

	*ret_word = NULL;
	if (!organization)
		return true;
	if (!engine_certificate(options->inventory, options->store, organization, &certificate, error))
		return false;
	left_us = certificate.expires_at_us - at_us;
	if (certificate.expires_at_us >= 0)
		*ret_word = left_us <= 0 ? "expired" : left_us < EXPIRING_US ? "expiring" : "valid";
	certificate_clear(&certificate);
	return true;
}

static bool is_covered(const struct walk_options *options, const char *subject, int64_t at_us, bool *ret_covered,
		       GError **error)
{
	g_autoptr(GArray) covers = engine_covers(options->inventory, options->store, at_us, options->notes, error);

	if (!covers)
		return false;
	*ret_covered = false;
	for (guint i = 0; i < covers->len; i++) {
		const struct pass_cover *cover = &g_array_index(covers, struct pass_cover, i);

		*ret_covered |= !cover->is_silence && g_hash_table_contains(cover->items, subject);
	}
	return true;
}

bool walk_give_facts(const struct walk_options *options, const char *subject, const char *organization,
		     struct procedure_event *event, GError **error)
{
	const struct organization *whom = inventory_find_organization(options->inventory, organization);
	int64_t now_us = clock_wall_us(options->clock);
	const char *certificate;
	struct subject about;
	bool covered;

	if (!is_covered(options, subject, now_us, &covered, error) || !certificate_of(options, whom, now_us, &certificate, error))
		return false;
	engine_subject(options->inventory, subject, &about);
	procedure_event_add_fact(event, "subject", *subject ? subject : NULL, false);
	procedure_event_add_fact(event, "subject.organization", whom ? whom->name : NULL, false);
	procedure_event_add_fact(event, "subject.class", about.service_class ? kind_of(about.service_class) : NULL, false);
	procedure_event_add_fact(event, "subject.hours",
				 whom && whom->hours ? yes_or_no(inventory_hours_apply(options->inventory, whom->hours, now_us)) : NULL, false);
	procedure_event_add_fact(event, "subject.maintenance", yes_or_no(covered), false);
	procedure_event_add_fact(event, "subject.certificate", certificate, false);
	return true;
}

void walk_pass_facts(const struct procedure_run *caller, const struct procedure *called, struct procedure_event *start)
{
	g_autoptr(GPtrArray) facts = procedure_run_facts(caller);

	for (guint i = 0; i < facts->len; i++) {
		const struct procedure_fact *fact = facts->pdata[i];
		const struct procedure_field *field = procedure_field_find(called, fact->name);

		if (g_str_has_suffix(fact->name, ".outcome"))
			continue;
		/* What its own field of that name cannot hold stays with the caller. */
		if (field && (!fact->value || !procedure_field_holds(field, fact->value)))
			continue;
		if (field || strchr(fact->name, '.') || g_str_equal(fact->name, "subject"))
			procedure_event_add_fact(start, fact->name, fact->value, fact->estimated);
	}
}

/* --- beginning --- */

struct counting { int64_t most; };

static bool count_run(void *context, const struct run_record *run)
{
	struct counting *counting = context;

	counting->most = MAX(counting->most, run->run);
	return true;
}

struct walk_frame *walk_begin_run(struct walk *walk, struct procedure *take_procedure, const char *subject,
				  const struct procedure_event *start, int64_t caller, int64_t caller_turn,
				  bool alongside, GError **error)
{
	const struct digest *digest = procedure_digest(take_procedure);
	const GString *bytes = procedure_bytes(take_procedure);
	const struct runs_filter filter = { .case_id = walk->case_id };
	struct walk_frame *frame = g_new0(struct walk_frame, 1);
	g_autoptr(ops_json_t) body = procedure_event_json(start);
	struct cases_options recording = walk->recording;
	struct counting counting = { 0 };

	frame->procedure = take_procedure;
	frame->caller = caller;
	frame->caller_turn = caller_turn;
	frame->alongside = alongside;
	frame->subject = g_strdup(subject);
	frame->digest = *digest;
	frame->run = procedure_run_new(take_procedure, start, error);
	recording.actor = start->by;
	if (frame->run && runs_read(walk->options.store, &filter, count_run, &counting, error)) {
		frame->number = counting.most + 1;
		if (run_texts_keep(walk->options.store, digest, bytes->str, bytes->len, error) &&
		    walk_keep_row(walk, frame, error)) {
			frame->seen = case_append_within(&recording, walk->case_id, frame->number, CASE_RUN, start->at_us, body, error);
			if (frame->seen > 0)
				return frame;
		}
	}
	walk_frame_free(frame);
	return NULL;
}

/* --- the whole --- */

/* Inside the transaction: the open case of SUBJECT, if there is one by now, is WALK's. */
static bool find_meanwhile(struct walk *walk, const char *subject, GError **error)
{
	g_autoptr(GError) failed = NULL;
	g_autofree char *there = case_of_subject(walk->options.store, subject, &failed);

	if (failed) {
		g_propagate_error(error, g_steal_pointer(&failed));
		return false;
	}
	if (there) {
		g_free(walk->case_id);
		walk->case_id = g_steal_pointer(&there);
	}
	return true;
}

/* CERTAIN: its first reports may leave without a person. */
static bool open_within(struct walk *walk, const struct procedure *procedure, const struct walk_begin *begin, bool certain, GError **error)
{
	return walk_open_case(walk, procedure, begin, error) &&
	       (!open_is_of_fault(begin->procedure) ||
		open_report_within(&walk->options, walk->case_id, certain, &walk->reports, error));
}

static bool begin_within(struct walk *walk, struct procedure *take_procedure, const struct walk_begin *begin,
			 struct procedure_event *start, bool certain, GError **error)
{
	struct walk_frame *frame;

	/* Somebody may have opened one of the same while this waited for the store. */
	if (!*walk->case_id && !begin->case_id && *begin->subject && procedure_case(take_procedure) == CASE_INCIDENT &&
	    !find_meanwhile(walk, begin->subject, error)) {
		procedure_free(take_procedure);
		return false;
	}
	if (!*walk->case_id ? !open_within(walk, take_procedure, begin, certain, error) : !walk_join_case(walk, begin->subject, error)) {
		procedure_free(take_procedure);
		return false;
	}
	frame = walk_begin_run(walk, take_procedure, begin->subject, start, 0, 0, false, error);
	if (frame)
		g_ptr_array_add(walk->frames, frame);
	return frame != NULL;
}

static struct walk *start_once(const struct walk_options *options, const struct walk_begin *begin, GError **error)
{
	g_autoptr(ops_procedure_t) procedure = walk_read_procedure(options, begin->procedure, error);
	g_autoptr(ops_procedure_event_t) start = procedure_event_new(EVENT_START, clock_wall_us(options->clock), options->actor);
	g_autoptr(ops_walk_t) walk = NULL;
	g_autofree char *case_id = NULL;
	bool certain = false;

	if (!procedure || !walk_give_facts(options, begin->subject, begin->organization, start, error))
		return NULL;
	case_id = begin->case_id ? g_strdup(begin->case_id)
		: *begin->subject && procedure_case(procedure) == CASE_INCIDENT ? walk_find_case(options, begin->subject, error) : g_strdup("");
	if (!case_id || (!*case_id && !open_is_certain(options, begin->subject, &certain, error)))
		return NULL;
	start->procedure = g_strdup(begin->procedure);
	start->digest = *procedure_digest(procedure);
	for (guint i = 0; begin->facts && i < begin->facts->len; i++) {
		const struct procedure_fact *fact = begin->facts->pdata[i];

		procedure_event_add_fact(start, fact->name, fact->value, fact->estimated);
	}
	walk = walk_new(options, case_id);
	g_free(walk->organization);
	walk->organization = g_strdup(begin->organization);
	if (!store_begin(options->store, error))
		return NULL;
	if (!begin_within(walk, g_steal_pointer(&procedure), begin, start, certain, error)) {
		store_rollback(options->store);
		return NULL;
	}
	return walk_record_end(walk, error) ? g_steal_pointer(&walk) : NULL;
}

struct walk *walk_start(const struct walk_options *options, const struct walk_begin *begin, GError **error)
{
	GError *failed = NULL;
	struct walk *walk = start_once(options, begin, &failed);

	if (!walk && store_made_room(options->store, &failed))
		walk = start_once(options, begin, &failed);
	if (failed)
		g_propagate_error(error, failed);
	return walk;
}
