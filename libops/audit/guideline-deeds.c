/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Clauses about what was done, written and told: cases and the procedures that they were walked by,
 * documents and who approved them, planned work, information.
 */
#include "audit/guideline-internal.h"

#include "base/translate.h"

/* --- procedures --- */

/* Of what the clause has, the procedures with an error. Free the array. */
static GPtrArray *faulty_of(const struct judging *judging, const GPtrArray *ways)
{
	GPtrArray *faulty = g_ptr_array_new();

	for (guint i = 0; i < ways->len; i++)
		if (g_ptr_array_find_with_equal_func(judging->evidence->faulty, ways->pdata[i], g_str_equal, NULL))
			g_ptr_array_add(faulty, ways->pdata[i]);
	return faulty;
}

void guideline_judge_walked(struct judging *judging)
{
	const char *clause = judging->row->clause;
	const GPtrArray *ways = g_hash_table_lookup(judging->evidence->ways, clause);
	const struct guideline_trace *passed = g_hash_table_lookup(judging->evidence->passed, clause);
	g_autoptr(GPtrArray) faulty = NULL;

	if (!ways) {
		guideline_lack(judging, _("write a procedure with this clause as its 'source'"), "%s",
			       _("no procedure has this clause as its source"));
	} else {
		guideline_say_names(judging, ways, _("procedures"));
		faulty = faulty_of(judging, ways);
		guideline_lack_names(judging, faulty, _("mend what 'nwops procedure lint' finds"), _("with an error"));
	}
	if (passed)
		guideline_say_when(judging, _("it was last walked"), passed->at_us, passed->where);
	else
		guideline_lack(judging, _("walk the procedure when its time comes: 'nwops isolate SUBJECT --procedure NAME'"), "%s",
			       _("in the records nobody has walked it"));
}

void guideline_judge_support(struct judging *judging)
{
	const struct guideline_evidence *evidence = judging->evidence;

	guideline_say(judging, _("procedures: %u"), evidence->procedures);
	guideline_lack_names(judging, evidence->faulty, _("mend what 'nwops procedure lint' finds"), _("with an error"));
	if (!evidence->incidents)
		guideline_lack(judging, _("take up what happens with 'nwops isolate'"), "%s",
			       _("no incident of the last twelve months is on record"));
	else if (!evidence->unwalked->len)
		guideline_say(judging, _("all %u incidents of the last twelve months were walked by a procedure"),
			      evidence->incidents);
	guideline_lack_names(judging, evidence->unwalked, _("walk each incident by its procedure: 'nwops isolate SUBJECT --case CASE'"),
			     _("incidents that nobody walked by a procedure"));
}

/* --- documents --- */

static void judge_lacks(struct judging *judging, const struct guideline_document *document, const char *mend)
{
	if (document->lacks->len)
		guideline_lack_names(judging, document->lacks, mend, _("what is missing in it"));
	else
		guideline_say(judging, "%s", _("nothing is missing in it"));
}

void guideline_judge_manual(struct judging *judging)
{
	const struct guideline_evidence *evidence = judging->evidence;

	guideline_say(judging, _("the operations and maintenance manual is printed out of %u procedures and the inventory"),
		      evidence->procedures);
	if (!evidence->procedures)
		guideline_lack(judging, _("mend what 'nwops procedure lint' finds"), "%s",
			       _("there are no procedures that a manual could have"));
	judge_lacks(judging, &evidence->operations, _("write what 'nwops procedure manual' says is not written"));
	guideline_lack_names(judging, evidence->faulty, _("mend what 'nwops procedure lint' finds"),
			     _("procedures with an error"));
}

/* Approved as it now reads, by all who should, and not too long ago. */
static void judge_approved(struct judging *judging, const struct guideline_document *document, const char *mend)
{
	bool holds = document->standing == STANDING_APPROVED || document->standing == STANDING_RENDERED;

	if (document->standing == STANDING_NOT_APPROVED || (holds && !document->approved_at_us && !document->unapproved->len))
		guideline_lack(judging, mend, "%s", _("it was never approved"));
	else if (!holds)
		guideline_lack(judging, mend, "%s", _("it has changed since it was approved"));
	guideline_lack_names(judging, document->unapproved, mend, _("who has not approved it as it now reads"));
	if (holds && document->approved_at_us)
		guideline_lapses(judging, LAPSE_APPROVAL, _("approved as it now reads"), document->approved_at_us, mend);
}

void guideline_judge_response_manual(struct judging *judging)
{
	const struct guideline_document *response = &judging->evidence->response;

	judge_approved(judging, response,
		       _("have the core approve it: 'nwops procedure manual --kind response --approved-by ORG --document FILE'"));
	judge_lacks(judging, response, _("write what 'nwops procedure manual --kind response' says is not written"));
}

/* Gone to its end, by the manual as it was approved, within the year. */
void guideline_judge_drill(struct judging *judging)
{
	static const char *const drills_short[DRILL_SHORTFALL_COUNT] = {
		[DRILL_FULFILS] = N_("a drill was held"),
		[DRILL_SHORT_OF_END] = N_("a drill that was stopped does not count"),
		[DRILL_SHORT_OF_PEOPLE] = N_("a drill whose people were played by nwops does not count"),
		[DRILL_SHORT_OF_MANUAL] = N_("a drill by a manual that was not approved does not count"),
	};
	const struct guideline_evidence *evidence = judging->evidence;
	const char *mend = _("hold a drill by the approved manual and seal it: 'nwops drill run', 'nwops drill report NAME --seal FILE'");

	if (evidence->drill.at_us) {
		guideline_say_when(judging, _("a drill was held"), evidence->drill.at_us, evidence->drill.where);
		guideline_lapses(judging, LAPSE_DRILL, _("yearly drill"), evidence->drill.at_us, mend);
	} else {
		guideline_lack(judging, mend, "%s", _("no drill by the approved manual is on record"));
	}
	if (evidence->drill_other.at_us > evidence->drill.at_us)
		guideline_say_when(judging, _(drills_short[evidence->drill_short]), evidence->drill_other.at_us,
				   evidence->drill_other.where);
	guideline_lack_names(judging, evidence->unimproved, _("do what the drill found, or say why not: 'nwops incident task'"),
			     _("what was to be improved by now"));
}

void guideline_judge_contact_sheet(struct judging *judging)
{
	const struct guideline_document *contacts = &judging->evidence->contacts;

	judge_approved(judging, contacts,
		       _("have the core and the other operators approve it: 'nwops notify contacts --approved-by ORG --document FILE'"));
	judge_lacks(judging, contacts, _("write what 'nwops notify contacts --sheet' says is not written"));
}

/* --- cases --- */

void guideline_judge_cases(struct judging *judging)
{
	const struct guideline_evidence *evidence = judging->evidence;

	if (evidence->incidents)
		guideline_say(judging, _("incidents on record in the last twelve months: %u"), evidence->incidents);
	else
		guideline_lack(judging, _("take up what happens with 'nwops isolate'"), "%s",
			       _("no incident of the last twelve months is on record"));
	guideline_lack_names(judging, evidence->untaken, _("take each up with 'nwops isolate ITEM'"),
			     _("in trouble for an hour and more, and in no open incident"));
}

void guideline_judge_first_report(struct judging *judging)
{
	const struct guideline_evidence *evidence = judging->evidence;

	guideline_judge_walked(judging);
	if (evidence->responses && !evidence->unreported->len)
		guideline_say(judging, _("the core and the other operators had a first report of all %u incidents that were responded to"),
			      evidence->responses);
	else if (!evidence->responses)
		guideline_lack(judging, _("respond to incidents by the procedure 'response'"), "%s",
			       _("no incident of the last twelve months was responded to"));
	guideline_lack_names(judging, evidence->unreported,
			     _("send the first report to the core and the other operators"),
			     _("incidents without a first report"));
}

/* --- planned work, information --- */

void guideline_judge_works(struct judging *judging)
{
	const struct guideline_evidence *evidence = judging->evidence;

	if (evidence->works)
		guideline_say(judging, _("planned work that ended in the last twelve months: %u"), evidence->works);
	else
		guideline_lack(judging, _("plan and announce work with 'nwops maint'"), "%s",
			       _("no planned work of the last twelve months is on record"));
	guideline_lack_names(judging, evidence->unannounced, _("announce work in time: 'nwops maint announce'"),
			     _("not announced before it began, or too late"));
	guideline_lack_names(judging, evidence->unfinished, _("say when work is done: 'nwops maint finish'"),
			     _("nobody said that it is done"));
}

void guideline_judge_technical(struct judging *judging)
{
	const struct guideline_trace *technical = &judging->evidence->technical;

	if (technical->at_us)
		guideline_say_when(judging, _("technical information last reached an institution"), technical->at_us,
				   technical->where);
	else
		guideline_lack(judging, _("tell institutions of design faults, failures and new versions: 'nwops notify send technical-info'"),
			       "%s", _("no technical information to an institution is on record"));
}

/* What is overdue is named together, and what soon will be, each with its day. */
static void judge_review(struct judging *judging, const struct guideline_review *review, const char *mend)
{
	const struct guideline_evidence *evidence = judging->evidence;
	struct lapse lapse = lapse_of(&evidence->ladders, LAPSE_KNOWLEDGE, review->at_us, evidence->now_us, evidence->zone);
	g_autofree char *what = g_strdup_printf(_("review of '%s'"), review->name);

	if (lapse.rung && !lapse.lapsed)
		guideline_lapses(judging, LAPSE_KNOWLEDGE, what, review->at_us, mend);
}

void guideline_judge_knowledge(struct judging *judging)
{
	const struct guideline_evidence *evidence = judging->evidence;
	const char *mend = _("look at them again: 'nwops kb review ID'");

	if (evidence->knowledge)
		guideline_say(judging, _("entries of know-how: %u"), evidence->knowledge);
	else
		guideline_lack(judging, _("write down what recurs: 'nwops kb add', first 'nwops kb add --file' of what comes with nwops"),
			       "%s", _("no know-how is on record"));
	for (guint i = 0; i < evidence->reviews->len; i++)
		judge_review(judging, &g_array_index(evidence->reviews, struct guideline_review, i), mend);
	guideline_lack_names(judging, evidence->unreviewed, mend, _("entries whose review is overdue"));
}

void guideline_judge_items(struct judging *judging)
{
	const struct guideline_evidence *evidence = judging->evidence;
	g_autoptr(GPtrArray) kept = g_ptr_array_new_with_free_func(g_free);

	for (unsigned int kind = 0; kind < CASE_KIND_COUNT; kind++)
		if (evidence->matters[kind])
			g_ptr_array_add(kept, g_strdup_printf("%s %u", words_shown(WORDS_CASE_KIND, kind), evidence->matters[kind]));
	if (evidence->papers)
		guideline_say(judging, _("work items that are laid down, beside incidents: %u"), evidence->papers);
	else
		guideline_lack(judging, _("mend what 'nwops inventory lint' finds in paper.yaml"), "%s",
			       _("no work item is laid down that can be read"));
	guideline_lack_names(judging, evidence->unpapered, _("write a paper for each in paper.yaml"), _("kinds of cases without a paper"));
	if (kept->len)
		guideline_say_names(judging, kept, _("cases of the last twelve months"));
	else
		guideline_lack(judging, _("keep a record of each matter: 'nwops incident open', 'nwops case open'"), "%s",
			       _("no case of the last twelve months is on record"));
}
