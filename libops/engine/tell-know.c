/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a notice says beside what people recorded: out of its case, the store and the inventory. Names of
 * things stand here by their ids; what they are called is tell-names.c's.
 *
 * What somebody recorded is never replaced: who wrote another number of lines knows why. And
 * nothing here promises: a time of restoration is told only when a person gave one.
 */
#include "engine/tell-internal.h"

#include "base/instant.h"
#include "engine/certificate.h"
#include "engine/subject.h"

#include <inttypes.h>
#include <string.h>

void tell_know_fact(struct notice_facts *facts, const char *name, const char *value, bool estimated)
{
	if (value && !notice_facts_find(facts, name))
		notice_facts_add(facts, name, value, estimated);
}

static void know_count(struct notice_facts *facts, const char *name, int64_t count)
{
	g_autofree char *text = g_strdup_printf("%" PRId64, count);

	tell_know_fact(facts, name, text, false);
}

static void know_instant(struct notice_facts *facts, const char *name, int64_t at_us, bool about, GTimeZone *zone)
{
	g_autofree char *text = at_us > 0 ? instant_print(at_us, zone) : NULL;

	tell_know_fact(facts, name, text, about);
}

/* --- of the case --- */

static const struct case_event *opening_of(const struct case_file *file)
{
	for (guint i = 0; i < file->events->len; i++) {
		const struct case_event *event = file->events->pdata[i];

		if (event->kind == CASE_OPENED)
			return event;
	}
	return NULL;
}

static void know_look(struct notice_facts *facts, const struct json *body)
{
	const struct json *suspects = json_get(body, "suspects");
	const struct json *items = json_get(body, "items");
	g_autoptr(GString) lines = g_string_new(NULL);

	tell_know_fact(facts, "verdict", suspects ? json_get_string(suspects, "owner") : NULL, false);
	for (size_t i = 0; items && i < json_length(items); i++) {
		const struct json *item = json_at(items, i);
		const char *id = json_get_string(item, "status"), *text = json_get_string(item, "text");
		int status = id ? words_find(WORDS_STATUS, id) : -1;
		const struct word *word = status < 0 ? NULL : words_get(WORDS_STATUS, (unsigned int)status);

		if (!word || status == STATUS_OK)
			continue;
		/* Evidence is for operators of either language. */
		g_string_append_printf(lines, "%s%s: %s %s%s%s", lines->len ? "\n" : "", json_get_string(item, "item"), word->japanese,
				       word->english, text ? ", " : "", text ? text : "");
	}
	tell_know_fact(facts, "evidence", lines->len ? lines->str : NULL, false);
}

static bool know_case(const struct tell_options *options, const struct case_file *file, struct notice_facts *facts, GError **error)
{
	GTimeZone *zone = inventory_zone(options->inventory);
	const struct case_event *opening = opening_of(file);

	tell_know_standing(file, zone, facts);
	if (options->store && !tell_know_record(options, file, facts, error))
		return false;
	tell_know_fact(facts, "title", file->title, false);
	tell_know_fact(facts, "case-owner", file->opened_by, false);
	know_instant(facts, "detected-at", file->opened_at_us, false, zone);
	if (opening && opening->body)
		tell_know_fact(facts, "detected-by", json_get_string(opening->body, "detected_by"), false);
	for (guint i = file->events->len; i-- > 0;) {
		const struct case_event *event = file->events->pdata[i];

		if (event->kind == CASE_LINK && event->body &&
		    g_strcmp0(json_get_string(event->body, "relation"), "ticket") == 0)
			tell_know_fact(facts, "carrier-ticket", json_get_string(event->body, "target"), false);
		if (event->kind != CASE_EVIDENCE || !event->body)
			continue;
		know_look(facts, event->body);
		break;
	}
	return true;
}

/* --- whom it reaches --- */

static void know_names(struct notice_facts *facts, const char *name, const GPtrArray *organizations)
{
	g_autoptr(GString) names = g_string_new(NULL);

	for (guint i = 0; i < organizations->len; i++)
		g_string_append_printf(names, "%s%s", i ? "\n" : "", ((const struct organization *)organizations->pdata[i])->name);
	tell_know_fact(facts, name, names->str, false);
}

static void know_areas(struct notice_facts *facts, guint64 areas)
{
	g_autoptr(GString) numbers = g_string_new(NULL);

	for (unsigned int area = 1; area < 64; area++)
		if (areas & UINT64_C(1) << area)
			g_string_append_printf(numbers, "%s%u", numbers->len ? "\n" : "", area);
	tell_know_fact(facts, "areas", numbers->len ? numbers->str : NULL, false);
}

static bool goes_on(enum notice_kind kind)
{
	return words_is_report(kind) && kind != NOTICE_OUTAGE_FIRST;
}

static bool know_reach(const struct tell_options *options, const struct case_file *file, struct notice_facts *facts,
		       GPtrArray *ret_affected, GError **error)
{
	g_autoptr(GPtrArray) subjects = g_ptr_array_new();
	struct reach reach;

	for (guint i = 0; file && i < file->subjects->len; i++)
		g_ptr_array_add(subjects, file->subjects->pdata[i]);
	if (facts->subject && subjects->len == 0)
		g_ptr_array_add(subjects, facts->subject);
	if (!tell_reach(options->inventory, options->store, subjects, &reach, error))
		return false;
	/* That nothing is seen to be reached is only news once something was. */
	if (reach.lines->len > 0 || goes_on(facts->kind)) {
		/* Beside a number that a person gave stand no parts that were counted by another's rule. */
		if (!notice_facts_find(facts, "lines-affected")) {
			know_count(facts, "lines-affected", reach.lines->len);
			know_count(facts, "lines-affected-provider", reach.providers);
			know_count(facts, "lines-affected-user", reach.lines->len - reach.providers);
		}
		know_names(facts, "institutions", reach.institutions);
		know_areas(facts, reach.areas);
	}
	if (reach.follow_up_us && (facts->kind == NOTICE_OUTAGE_FIRST || facts->kind == NOTICE_OUTAGE_FOLLOW_UP))
		know_instant(facts, "next-report", facts->as_of_us + reach.follow_up_us, false, inventory_zone(options->inventory));
	for (guint i = 0; i < reach.institutions->len; i++)
		g_ptr_array_add(ret_affected, (gpointer)((const struct organization *)reach.institutions->pdata[i])->name);
	reach_clear(&reach);
	return true;
}

/* --- what it is about --- */

static void know_subject(const struct tell_options *options, struct notice_facts *facts)
{
	const struct line *line;
	struct subject about;

	if (!facts->subject || !engine_subject(options->inventory, facts->subject, &about))
		return;
	line = about.line ? about.line : about.ends;
	tell_know_fact(facts, "item", facts->subject, false);
	if (!facts->organization && about.organization && about.organization->kind == OWNER_INSTITUTION)
		facts->organization = g_strdup(about.organization->name);
	if (about.group)
		tell_know_fact(facts, "group-name", about.group->name, false);
	if (line) {
		tell_know_fact(facts, "circuit-id", line->circuit_id, false);
		tell_know_fact(facts, "carrier", line->carrier ? line->carrier->name : NULL, false);
	}
}

void tell_know_certificate(struct notice_facts *facts, int64_t until_us, GTimeZone *zone)
{
	/* What is kept is the first moment at which it is no longer good. */
	know_instant(facts, "certificate-until", until_us - G_USEC_PER_SEC, false, zone);
	know_count(facts, "days-left", MAX(lapse_days_left(facts->as_of_us, until_us), 0));
}

/* Of a certificate's end: it is the institution's own. */
static void know_certificate(const struct tell_options *options, struct notice_facts *facts)
{
	const struct organization *organization =
		facts->organization ? inventory_find_organization(options->inventory, facts->organization) : NULL;
	struct certificate certificate;

	if (facts->kind != NOTICE_CERTIFICATE_EXPIRY || !organization || notice_facts_find(facts, "certificate-until") ||
	    !engine_certificate(options->inventory, options->store, organization, &certificate, NULL))
		return;
	if (certificate.expires_at_us >= 0)
		tell_know_certificate(facts, certificate.expires_at_us, inventory_zone(options->inventory));
	certificate_clear(&certificate);
}

/* Guessed, confirmed, or not found yet: said in one of three words (domain: 調査中, 推定, 確定). */
static void know_cause(struct notice_facts *facts)
{
	const struct notice_fact *cause = notice_facts_find(facts, "cause"), *sure = notice_facts_find(facts, "sure");

	enum cause_status status = CAUSE_INVESTIGATING;

	if (cause && cause->value)
		status = sure && g_strcmp0(sure->value, "confirmed") == 0 ? CAUSE_CONFIRMED : CAUSE_ESTIMATED;
	tell_know_fact(facts, "cause-status", words_get(WORDS_CAUSE_STATUS, status)->id, false);
}

static void know_duration(const struct tell_options *options, struct notice_facts *facts)
{
	const struct notice_fact *began = notice_facts_find(facts, "began-at"), *restored = notice_facts_find(facts, "restored-at");
	GTimeZone *zone = inventory_zone(options->inventory);
	int64_t from_us, until_us;
	g_autofree char *text = NULL;

	if (!began || !began->value || !restored || !restored->value || !instant_parse(began->value, zone, &from_us, NULL) ||
	    !instant_parse(restored->value, zone, &until_us, NULL) || until_us < from_us)
		return;
	text = g_strdup_printf("%" PRId64, until_us - from_us);
	tell_know_fact(facts, "duration", text, began->estimated || restored->estimated);
}

/* Whom the roster calls: since when, and on whose word. */
static bool know_roster(const struct tell_options *options, struct notice_facts *facts, GError **error)
{
	struct roster_state state;

	if (!options->store || facts->kind != NOTICE_ROSTER_CALL)
		return true;
	if (!engine_roster(options->store, &state, error))
		return false;
	if (state.disaster) {
		tell_know_fact(facts, "declared-by", state.declared_by, false);
		tell_know_fact(facts, "roster-reason", state.reason, false);
		know_instant(facts, "declared-at", state.declared_at_us, false, inventory_zone(options->inventory));
	}
	roster_state_clear(&state);
	return true;
}

/* What procedures call otherwise. */
static void know_by_other_names(struct notice_facts *facts)
{
	static const struct { const char *field, *recorded; } same[] = {
		{ "began-at", "since" },
		{ "outlook", "carrier-expects" },
		{ "actions", "work-done" },
		{ "next-actions", "work-plan" },
		{ "work", "change" },
		{ "starts-at", "change-at" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(same); i++) {
		const struct notice_fact *fact = notice_facts_find(facts, same[i].recorded);

		if (fact && fact->value && !notice_facts_find(facts, same[i].field)) {
			g_autofree char *value = g_strdup(fact->value);

			notice_facts_add(facts, same[i].field, value, fact->estimated);
		}
	}
}

bool tell_know(const struct tell_options *options, const struct case_file *file, struct notice_facts *facts,
	       GPtrArray *ret_affected, GError **error)
{
	know_by_other_names(facts);
	if (file) {
		if (!facts->reference)
			facts->reference = g_strdup(file->id);
		if (!facts->subject && *file->subject)
			facts->subject = g_strdup(file->subject);
		if (!facts->organization && *file->organization)
			facts->organization = g_strdup(file->organization);
		if (!know_case(options, file, facts, error))
			return false;
		know_by_other_names(facts);
	}
	know_subject(options, facts);
	if (options->store && (file || facts->subject) && !know_reach(options, file, facts, ret_affected, error))
		return false;
	if (!know_roster(options, facts, error))
		return false;
	know_certificate(options, facts);
	know_cause(facts);
	know_duration(options, facts);
	tell_know_fact(facts, "reference", facts->reference, false);
	know_instant(facts, "as-of", facts->as_of_us, false, inventory_zone(options->inventory));
	return true;
}

/* --- reports that go on from each other --- */

struct chain {
	const struct notice_facts *facts;
	int64_t count;
	char *last;			/* the facts of the newest, as they are kept */
	GArray *notices;		/* their numbers */
};

static bool take_report(void *context, const struct notice_record *record)
{
	struct chain *chain = context;

	if (!words_is_report(record->kind) || record->state == NOTICE_DROPPED || record->state == NOTICE_REFUSED ||
	    !g_str_equal(record->audience, words_get(WORDS_AUDIENCE, chain->facts->audience)->id) ||
	    !g_str_equal(record->recipient, chain->facts->recipient ? chain->facts->recipient : ""))
		return true;
	chain->count++;
	g_free(chain->last);
	chain->last = g_strdup(record->facts);
	g_array_append_val(chain->notices, record->number);
	return true;
}

struct notice_facts *tell_before(const struct tell_options *options, const char *case_id, const struct notice_facts *facts,
				 int64_t *ret_count, GArray *ret_notices, GError **error)
{
	const struct notices_filter filter = { .case_id = case_id, .state = -1 };
	struct chain chain = { .facts = facts, .notices = ret_notices };
	struct notice_facts *before;

	*ret_count = -1;
	if (!notices_read(options->store, &filter, take_report, &chain, error))
		return NULL;
	*ret_count = chain.count;
	/* A report that cannot be read any more marks nothing as changed; it is in the record all the same. */
	before = chain.last ? notice_facts_parse(chain.last, NULL) : NULL;
	g_free(chain.last);
	return before;
}
