/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops case open: a matter that goes by paper gets a record; or one that is there its paper; or one that was closed is
 * opened again.
 */
#include "case/paper.h"
#include "case/verbs.h"

#include "base/text.h"
#include "base/translate.h"
#include "subject.h"
#include "sure.h"
#include "ui/complain.h"

static char *arg_paper, *arg_title, *arg_text, *arg_at;
static gboolean arg_about, arg_again;

static const GOptionEntry options[] = {
	{"paper", 0, 0, G_OPTION_ARG_FILENAME, &arg_paper, N_("by which paper it goes"), "PAPER"},
	{"title", 0, 0, G_OPTION_ARG_FILENAME, &arg_title, N_("what it is called in lists"), "TEXT"},
	{"text", 0, 0, G_OPTION_ARG_FILENAME, &arg_text, N_("what was said; '-': standard input"), "TEXT"},
	{"at", 0, 0, G_OPTION_ARG_FILENAME, &arg_at, N_("when it reached us"), "WHEN"},
	{"about", 0, 0, G_OPTION_ARG_NONE, &arg_about, N_("that time is only roughly known"), NULL},
	{"again", 0, 0, G_OPTION_ARG_NONE, &arg_again, N_("though it was closed"), NULL},
	{"sure", 0, 0, G_OPTION_ARG_NONE, &arg_sure, SURE_WORDS, NULL},
	{NULL},
};

/* --- which paper --- */

/* A kind that has one paper alone goes by that. NULL after a complaint. */
static const struct paper *choose(const struct session *session, const struct papers *papers, enum case_kind kind)
{
	const struct paper *found = arg_paper ? papers_find(papers, arg_paper) : NULL;
	const char *kind_id = words_get(WORDS_CASE_KIND, kind)->id;
	g_autoptr(GString) names = g_string_new(NULL);
	guint count = 0;

	for (size_t i = 0; !arg_paper && i < papers_count(papers); i++) {
		if (papers_at(papers, i)->kind != kind)
			continue;
		g_string_append_printf(names, "%s%s", count++ ? ", " : "", papers_at(papers, i)->id);
		found = papers_at(papers, i);
	}
	if (!arg_paper && count > 1) {
		complain(session->answer, COMPLAINT_USAGE, _("there are several papers for '%s': say which with '--paper': %s"), kind_id,
			 names->str);
		return NULL;
	}
	if (found && found->kind == kind)
		return found;
	if (arg_paper)
		complain(session->answer, COMPLAINT_USAGE, _("there is no paper '%s' for cases of kind '%s'"), arg_paper, kind_id);
	else
		complain(session->answer, COMPLAINT_USAGE, _("there is no paper for cases of kind '%s'"), kind_id);
	return NULL;
}

/* --- one that is there --- */

static int reopen(const struct session *session, struct cases_options *recording, const char *id)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *reason = arg_text ? typed_text(arg_text, &error) : NULL;

	if (error)
		return complain(session->answer, COMPLAINT_USAGE, "%s", error->message);
	if (!reason)
		return complain(session->answer, COMPLAINT_USAGE,
				_("'%s' is a case: to open it again say '--again', and why with '--text'"), id);
	return case_reopen(recording, id, reason, &error) < 0 ? incident_complain(session, error) : incident_tell_open(session, id);
}

static int take_up(struct session *session, struct cases_options *recording, const char *id, enum case_kind kind)
{
	int status = EXIT_COULD_NOT;
	g_autoptr(ops_papers_t) papers = NULL;
	const struct paper *paper;
	g_autoptr(GError) error = NULL;
	int64_t number;

	if (arg_again || !arg_paper)
		return reopen(session, recording, id);
	papers = paper_open(session, &status);
	paper = papers ? choose(session, papers, kind) : NULL;
	if (!paper)
		return papers ? EXIT_COULD_NOT : status;
	number = case_begin_paper(recording, id, papers, paper, &error);
	return number < 0 ? incident_complain(session, error) : incident_tell_event(session, id, number, NULL);
}

/* --- a new one --- */

/* Who knew of it first, by its kind. */
static const char *detected_by(enum case_kind kind)
{
	enum detection detection = DETECTION_PERSON;

	if (kind == CASE_APPLICATION || kind == CASE_ENQUIRY)
		detection = DETECTION_INSTITUTION;
	else if (kind == CASE_REQUEST)
		detection = DETECTION_CORE;
	return words_get(WORDS_DETECTION, detection)->id;
}

static bool read_options(const struct session *session, struct case_opening *opening, char **ret_text, GError **error)
{
	if (arg_text) {
		*ret_text = typed_text(arg_text, error);
		opening->text = *ret_text;
	}
	return (!arg_text || *ret_text) &&
	       (!arg_at || typed_instant(session, "--at", arg_at, arg_about, &opening->began, error));
}

static int open_new(struct session *session, const struct cases_options *recording, enum case_kind kind, const char *word)
{
	int status = EXIT_COULD_NOT;
	g_autoptr(ops_papers_t) papers = paper_open(session, &status);
	const struct paper *paper = papers ? choose(session, papers, kind) : NULL;
	struct subject_said subject = {NULL};
	struct case_opening opening = {
		.kind = kind,
		.title = arg_title,
		.began = {clock_wall_us(session->clock), INSTANT_EXACT},
		.detected_by = detected_by(kind),
	};
	g_autofree char *text = NULL, *id = NULL;
	g_autoptr(GError) error = NULL;

	if (!paper)
		return papers ? EXIT_COULD_NOT : status;
	if (!read_options(session, &opening, &text, &error) ||
	    (word && !subject_understand(session, word, &subject, &error)))
		return complain(session->answer, COMPLAINT_USAGE, "%s", error->message);
	opening.subject = subject.name ? subject.name : "";
	opening.organization = subject.organization ? subject.organization : "";
	id = case_open_paper(recording, &opening, papers, paper, &error);
	subject_said_clear(&subject);
	return id ? incident_tell_open(session, id) : incident_complain(session, error);
}

static int run(struct session *session, char **arguments)
{
	struct cases_options recording = session_recording(session);
	int kind = words_find(WORDS_CASE_KIND, arguments[0]);
	enum case_kind there;
	g_autofree char *shown = text_excerpt(arguments[0]);

	if (arg_about && !arg_at)
		return complain(session->answer, COMPLAINT_USAGE, _("option '%s' says nothing without '%s'"), "--about", "--at");
	if (case_id_parse(arguments[0], &there))
		return take_up(session, &recording, arguments[0], there);
	if (kind == CASE_INCIDENT)
		return complain(session->answer, COMPLAINT_USAGE, _("an incident is opened with 'nwops incident open'"));
	if (kind < 0)
		return complain(session->answer, COMPLAINT_USAGE,
				_("there is no kind '%s': say noncompliance, application, enquiry, problem or request"), shown);
	if (!arguments[1] && (!arg_title || !*arg_title))
		return complain(session->answer, COMPLAINT_USAGE, _("say what it is about: a subject, or '--title'"));
	return open_new(session, &recording, (enum case_kind)kind, arguments[1]);
}

const struct command case_open_verb = {
	.name = "open",
	.summary = N_("open a case by its paper, or one again that was closed"),
	.args = "KIND [SUBJECT]",
	.needs = NEED_INVENTORY | NEED_STORE_WRITE,
	.options = options,
	.run = run,
};
