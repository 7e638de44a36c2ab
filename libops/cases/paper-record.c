/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is recorded of the paper of a case. A stage is decided on what the record has at that moment, inside the transaction
 * that keeps it: what is missing refuses it, and of two who pass it the second is told of the first.
 */
#include "cases/paper-internal.h"

#include "base/instant.h"
#include "base/text.h"
#include "base/translate.h"

static struct case_event new_event(const struct cases_options *options, enum case_event_kind kind)
{
	return (struct case_event){
		.kind = kind,
		.at = {clock_wall_us(options->clock), INSTANT_EXACT},
		.said_by = (char *)options->said_by,
	};
}

/* ID, open, with its paper: what every stage, decision, document and field is held against. */
struct held {
	struct case_file *file;
	struct case_standing *standing;
	struct case_paper *paper;
};

static void held_clear(struct held *held)
{
	case_paper_free(held->paper);
	case_standing_free(held->standing);
	case_file_free(held->file);
}

static bool hold(const struct cases_options *options, const char *id, struct held *held, GError **error)
{
	GError *failed = NULL;

	*held = (struct held){.file = case_load(options->store, id, error)};
	if (!held->file || !record_is_open(held->file, error))
		return false;
	held->standing = case_standing_new(held->file);
	held->paper = case_paper_load(options, held->standing, NULL, &failed);
	if (failed) {
		g_propagate_error(error, failed);
		return false;
	}
	return held->paper || cases_fail(error, CASES_ERROR_NONE, _("case '%s' goes by no paper: say which with 'nwops case open %s --paper PAPER'"),
					 id, id);
}

static bool refuse_word(const char *word, const char *const *words, const char *what, GError **error)
{
	g_autofree char *shown = text_excerpt(word);
	const char *nearest = text_nearest(word, words);

	return nearest ? cases_fail(error, CASES_ERROR_SAID, _("there is no %s '%s'; did you mean '%s'?"), what, shown, nearest)
		       : cases_fail(error, CASES_ERROR_SAID, _("there is no %s '%s'"), what, shown);
}

static bool check_word(const struct paper_word *list, const char *id, const char *what, GError **error)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new();

	if (paper_word_find(list, id))
		return true;
	for (; list && list->id; list++)
		g_ptr_array_add(ids, (gpointer)list->id);
	g_ptr_array_add(ids, NULL);
	return refuse_word(id, (const char *const *)ids->pdata, what, error);
}

static const struct paper_stand *find_stand(const struct held *held, const char *stage, GError **error)
{
	const struct paper *paper = held->paper->paper;
	int index = paper_stage_find(paper, stage);
	g_autoptr(GPtrArray) ids = g_ptr_array_new();

	if (index >= 0)
		return &g_array_index(held->paper->stands, struct paper_stand, index);
	for (size_t i = 0; i < paper->stage_count; i++)
		g_ptr_array_add(ids, (gpointer)paper->stages[i].id);
	g_ptr_array_add(ids, NULL);
	refuse_word(stage, (const char *const *)ids->pdata, _("stage"), error);
	return NULL;
}

/* --- beginning --- */

static int64_t begin_within(const struct cases_options *options, const char *id, const struct papers *papers,
			    const struct paper *paper, GError **error)
{
	g_autoptr(ops_json_t) body = json_new_object();
	struct case_event event = new_event(options, CASE_PAPER);
	g_autofree char *hex = digest_hex(papers->digest.bytes, DIGEST_SIZE);
	gsize length;
	const char *text = g_bytes_get_data(papers->bytes, &length);

	json_set_string(body, "paper", paper->id);
	json_set_string(body, "digest", hex);
	event.body = body;
	if (!run_texts_keep(options->store, &papers->digest, text, length, error))
		return -1;
	return record_append(options, id, &event, error);
}

struct beginning {
	const struct case_opening *opening;	/* NULL: ID is there */
	const struct papers *papers;
	const struct paper *paper;
	char *id;
};

static bool may_begin(const struct cases_options *options, const struct beginning *beginning, GError **error)
{
	g_autoptr(ops_case_file_t) file = case_load(options->store, beginning->id, error);

	if (!file || !record_is_open(file, error))
		return false;
	if (file->kind != beginning->paper->kind)
		return cases_fail(error, CASES_ERROR_SAID, _("paper '%s' is for cases of kind '%s', and '%s' is none"),
				  beginning->paper->id, words_get(WORDS_CASE_KIND, beginning->paper->kind)->id, file->id);
	for (guint i = 0; i < file->events->len; i++) {
		const struct case_event *event = file->events->pdata[i];

		if (event->kind == CASE_PAPER)
			return cases_fail(error, CASES_ERROR_FASTER, _("case '%s' goes by paper '%s' already, by '%s'"), file->id,
					  event->text, record_who(event));
	}
	return true;
}

static int64_t begin_once(const struct cases_options *options, void *context, GError **error)
{
	struct beginning *beginning = context;

	if (beginning->opening) {
		g_clear_pointer(&beginning->id, g_free);
		beginning->id = case_open_within(options, beginning->opening, error);
		if (!beginning->id)
			return -1;
	} else if (!may_begin(options, beginning, error)) {
		return -1;
	}
	return begin_within(options, beginning->id, beginning->papers, beginning->paper, error);
}

char *case_open_paper(const struct cases_options *options, const struct case_opening *opening, const struct papers *papers,
		      const struct paper *paper, GError **error)
{
	struct beginning beginning = {opening, papers, paper, NULL};
	bool sure = false;

	g_assert(opening->kind == paper->kind);
	if (!case_check_patients(options, opening->title, &sure, error) ||
	    !case_check_patients(options, opening->text, &sure, error))
		return NULL;
	if (case_transaction(options, begin_once, &beginning, error) < 0)
		g_clear_pointer(&beginning.id, g_free);
	return beginning.id;
}

int64_t case_begin_paper(const struct cases_options *options, const char *id, const struct papers *papers,
			 const struct paper *paper, GError **error)
{
	struct beginning beginning = {NULL, papers, paper, (char *)id};

	return case_transaction(options, begin_once, &beginning, error);
}

/* --- stages --- */

struct passing {
	const char *id;
	const struct case_passing *said;
	bool sure;
	GPtrArray *lacks;		/* NULL: nothing is missing */
};

/* Who may has decided it so, and is not who records it. */
static bool is_decided(const struct cases_options *options, const struct paper_stand *stand, const char *outcome, GError **error)
{
	const struct case_event *decision = stand->decision;
	const char *decided = json_get_string(decision->body, "outcome");

	if (g_strcmp0(decided, outcome) != 0)
		return cases_fail(error, CASES_ERROR_SAID, _("event %ld has decided otherwise: '%s'"), (long)decision->number,
				  decided ? decided : "-");
	return !g_str_equal(decision->actor, options->actor) ||
	       cases_fail(error, CASES_ERROR_SAID, _("who decides a stage does not record it: '%s' did in event %ld"), options->actor,
			  (long)decision->number);
}

static bool check_outcome(const struct paper_stage *stage, const struct case_passing *said, GError **error)
{
	if (!stage->outcomes)
		return !said->outcome || cases_fail(error, CASES_ERROR_SAID, _("stage '%s' has no outcomes"), stage->id);
	if (!said->outcome)
		return cases_fail(error, CASES_ERROR_SAID, _("say how stage '%s' ended"), stage->id);
	return check_word(stage->outcomes, said->outcome, _("outcome"), error);
}

static bool check_until(const struct cases_options *options, const struct paper_stand *stand, const struct case_passing *said,
			GError **error)
{
	int64_t until_us = said->until_us ? said->until_us : stand->until_us;

	if (!stand->stage->until)
		return !said->until_us || cases_fail(error, CASES_ERROR_SAID, _("stage '%s' sets no day"), stand->stage->id);
	if (!until_us)
		return cases_fail(error, CASES_ERROR_SAID, _("say by when: '--until'"));
	return until_us > clock_wall_us(options->clock) ||
	       cases_fail(error, CASES_ERROR_SAID, _("the day of '%s' is over: say another with '--until'"), stand->stage->until);
}

static bool check_skip(const struct cases_options *options, const struct paper_stand *stand, const struct case_passing *said,
		       GError **error)
{
	const struct paper_stage *stage = stand->stage;

	if (stage->skip == PAPER_SKIP_NEVER)
		return cases_fail(error, CASES_ERROR_SAID, _("stage '%s' cannot be left out"), stage->id);
	if (!said->reason)
		return cases_fail(error, CASES_ERROR_SAID, _("say why stage '%s' is left out: '--reason'"), stage->id);
	if (stage->skip == PAPER_SKIP_REASON)
		return true;
	if (!stand->decision)
		return cases_fail(error, CASES_ERROR_OWED, _("stage '%s' is left out only by a decision of role '%s'"), stage->id,
				  inventory_role_id((enum contact_role)stage->skip_role));
	return is_decided(options, stand, PAPER_SKIP_OUTCOME, error);
}

/* What is missing, as it is told; of what is left out only what comes before counts. */
static GPtrArray *lacks_of(const struct paper_stand *stand, bool skip)
{
	GPtrArray *lacks = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < stand->lacks->len && (!skip || stand->stand != STAGE_HERE); i++)
		g_ptr_array_add(lacks, g_strdup(stand->lacks->pdata[i]));
	return lacks;
}

static bool may_pass(const struct cases_options *options, struct passing *passing, const struct paper_stand *stand, GError **error)
{
	const struct case_passing *said = passing->said;
	const struct paper_stage *stage = stand->stage;
	g_autoptr(GPtrArray) lacks = NULL;

	if (stand->event)
		return cases_fail(error, CASES_ERROR_FASTER, _("stage '%s' was recorded in event %ld by '%s' already"), stage->id,
				  (long)stand->event->number, record_who(stand->event));
	lacks = lacks_of(stand, said->skip);
	if (lacks->len) {
		passing->lacks = g_steal_pointer(&lacks);
		return cases_fail(error, CASES_ERROR_OWED, _("stage '%s' of case '%s' cannot be recorded; missing: %u"),
				  stage->id, passing->id, passing->lacks->len);
	}
	if (said->skip)
		return check_skip(options, stand, said, error);
	return check_outcome(stage, said, error) && check_until(options, stand, said, error) &&
	       (stage->decision < 0 || is_decided(options, stand, said->outcome, error));
}

static struct json *passing_json(const struct case_passing *said, int64_t until_us)
{
	struct json *body = json_new_object();

	json_set_string(body, "stage", said->stage);
	json_set_string(body, "state", words_get(WORDS_STAGE_STAND, said->skip ? STAGE_SKIPPED : STAGE_DONE)->id);
	if (said->outcome)
		json_set_string(body, "outcome", said->outcome);
	if (said->reason)
		json_set_string(body, "reason", said->reason);
	if (until_us)
		json_set_integer(body, "until_us", until_us);
	return body;
}

static int64_t append_fact(const struct cases_options *options, const char *id, const char *name, const char *value, bool sure,
			   GError **error)
{
	g_autoptr(ops_json_t) body = json_new_object();
	struct case_event event = new_event(options, CASE_FACT);

	json_set_string(body, "name", name);
	if (value)
		json_set_string(body, "value", value);
	event.body = body;
	event.sure = sure;
	return record_append(options, id, &event, error);
}

/* Why it is left out, and the day that is set with it, are told by names of their own. */
static bool append_facts(const struct cases_options *options, const struct passing *passing, const struct paper_stage *stage,
			 GError **error)
{
	const struct case_passing *said = passing->said;
	g_autofree char *day = said->until_us ? instant_print(said->until_us, options->zone) : NULL;

	if (said->skip && stage->skip_reason &&
	    append_fact(options, passing->id, stage->skip_reason, said->reason, passing->sure, error) < 0)
		return false;
	return !day || append_fact(options, passing->id, stage->until, day, false, error) > 0;
}

static int64_t pass_held(const struct cases_options *options, struct passing *passing, const struct paper_stand *stand,
			 GError **error)
{
	const struct case_passing *said = passing->said;
	int64_t until_us = said->skip || !stand->stage->until ? 0 : said->until_us ? said->until_us : stand->until_us;
	g_autoptr(ops_json_t) body = passing_json(said, until_us);
	struct case_event event = new_event(options, CASE_STAGE);

	event.at = said->at;
	event.body = body;
	event.sure = passing->sure;
	if (!append_facts(options, passing, stand->stage, error))
		return -1;
	return record_append(options, passing->id, &event, error);
}

static int64_t pass_once(const struct cases_options *options, void *context, GError **error)
{
	struct passing *passing = context;
	const struct paper_stand *stand = NULL;
	struct held held;
	int64_t number = -1;

	g_clear_pointer(&passing->lacks, g_ptr_array_unref);
	if (hold(options, passing->id, &held, error))
		stand = find_stand(&held, passing->said->stage, error);
	if (stand && may_pass(options, passing, stand, error))
		number = pass_held(options, passing, stand, error);
	held_clear(&held);
	return number;
}

int64_t case_pass(const struct cases_options *options, const char *id, const struct case_passing *said, GPtrArray **ret_lacks,
		  GError **error)
{
	struct passing passing = {.id = id, .said = said};
	int64_t number;

	*ret_lacks = NULL;
	if ((said->reason && (!record_check_text(said->reason, CASE_SAID_LIMIT, error) ||
			      !case_check_patients(options, said->reason, &passing.sure, error))) ||
	    !record_check_instant(options, &said->at, error))
		return -1;
	number = case_transaction(options, pass_once, &passing, error);
	*ret_lacks = passing.lacks;
	return number;
}

/* --- decisions --- */

struct decision { const char *id; const struct case_deciding *said; struct case_event *event; };

/* Whether SAID is something that is asked of its role. */
static bool may_decide(const struct paper_stand *stand, const struct case_deciding *said, GError **error)
{
	const struct paper_stage *stage = stand->stage;
	bool skip = g_strcmp0(said->outcome, PAPER_SKIP_OUTCOME) == 0;
	int wanted = skip ? (stage->skip == PAPER_SKIP_DECISION ? stage->skip_role : -1) : stage->decision;

	if (stand->event)
		return cases_fail(error, CASES_ERROR_FASTER, _("stage '%s' was recorded in event %ld by '%s' already"), stage->id,
				  (long)stand->event->number, record_who(stand->event));
	if (wanted < 0)
		return cases_fail(error, CASES_ERROR_SAID,
				  skip ? _("stage '%s' is not left out by a decision") : _("stage '%s' asks for no decision"), stage->id);
	if ((int)said->role != wanted)
		return cases_fail(error, CASES_ERROR_SAID, _("stage '%s' is decided by role '%s', and '%s' has role '%s'"), stage->id,
				  inventory_role_id((enum contact_role)wanted), said->who, inventory_role_id(said->role));
	if (skip)
		return said->reason || cases_fail(error, CASES_ERROR_SAID, _("say why stage '%s' is left out: '--reason'"), stage->id);
	if (!stage->outcomes)
		return !said->outcome || cases_fail(error, CASES_ERROR_SAID, _("stage '%s' has no outcomes"), stage->id);
	if (!said->outcome)
		return cases_fail(error, CASES_ERROR_SAID, _("say how stage '%s' ended"), stage->id);
	return check_word(stage->outcomes, said->outcome, _("outcome"), error);
}

static int64_t decide_once(const struct cases_options *options, void *context, GError **error)
{
	const struct decision *decision = context;
	const struct paper_stand *stand = NULL;
	struct held held;
	int64_t number = -1;

	if (hold(options, decision->id, &held, error))
		stand = find_stand(&held, decision->said->stage, error);
	if (stand && may_decide(stand, decision->said, error))
		number = record_append(options, decision->id, decision->event, error);
	held_clear(&held);
	return number;
}

int64_t case_decide(const struct cases_options *options, const char *id, const struct case_deciding *said, GError **error)
{
	g_autoptr(ops_json_t) body = json_new_object();
	struct case_event event = new_event(options, CASE_DECISION);
	struct decision decision = {id, said, &event};

	if (said->reason && (!record_check_text(said->reason, CASE_SAID_LIMIT, error) ||
			     !case_check_patients(options, said->reason, &event.sure, error)))
		return -1;
	json_set_string(body, "stage", said->stage);
	if (said->outcome)
		json_set_string(body, "outcome", said->outcome);
	if (said->reason)
		json_set_string(body, "reason", said->reason);
	json_set_string(body, "who", said->who);
	json_set_string(body, "role", inventory_role_id(said->role));
	event.body = body;
	return case_transaction(options, decide_once, &decision, error);
}

/* --- documents --- */

struct adding { const char *id; const struct case_document *document; struct case_event *event; };

static int64_t add_once(const struct cases_options *options, void *context, GError **error)
{
	const struct adding *adding = context;
	struct held held;
	int64_t number = -1;

	if (hold(options, adding->id, &held, error) &&
	    check_word(papers_documents(held.paper->papers), adding->document->sort, _("sort of documents"), error))
		number = record_append(options, adding->id, adding->event, error);
	held_clear(&held);
	return number;
}

int64_t case_add_document(const struct cases_options *options, const char *id, const struct case_document *document,
			  GError **error)
{
	g_autoptr(ops_json_t) body = json_new_object();
	g_autofree char *hex = digest_hex(document->digest.bytes, DIGEST_SIZE);
	struct case_event event = new_event(options, CASE_DOCUMENT);
	struct adding adding = {id, document, &event};

	/* A name can tell of a patient as well as a text can. */
	if (!record_check_text(document->name, CASE_TEXT_LIMIT, error) ||
	    !record_check_text(document->place, CASE_SAID_LIMIT, error) ||
	    !case_check_patients(options, document->name, &event.sure, error))
		return -1;
	json_set_string(body, "sort", document->sort);
	json_set_string(body, "name", document->name);
	json_set_string(body, "place", document->place);
	json_set_integer(body, "bytes", document->bytes);
	json_set_string(body, "sha256", hex);
	event.body = body;
	return case_transaction(options, add_once, &adding, error);
}

/* --- fields --- */

bool paper_is_day(const struct paper *paper, const char *name)
{
	for (size_t i = 0; i < paper->stage_count; i++)
		if (g_strcmp0(paper->stages[i].until, name) == 0)
			return true;
	return false;
}

struct saying { const char *id, *name, *value; bool sure; };

static int64_t say_once(const struct cases_options *options, void *context, GError **error)
{
	const struct saying *saying = context;
	struct held held;
	int64_t number = -1;

	if (hold(options, saying->id, &held, error) &&
	    check_word(papers_fields(held.paper->papers), saying->name, _("field"), error))
		number = append_fact(options, saying->id, saying->name, saying->value, saying->sure, error);
	held_clear(&held);
	return number;
}

int64_t case_say_fact(const struct cases_options *options, const char *id, const char *name, const char *value, GError **error)
{
	struct saying saying = {id, name, value, false};

	if (value && (!record_check_text(value, CASE_SAID_LIMIT, error) ||
		      !case_check_patients(options, value, &saying.sure, error)))
		return -1;
	return case_transaction(options, say_once, &saying, error);
}
