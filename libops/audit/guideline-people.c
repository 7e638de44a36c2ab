/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Clauses about who is there, how each is reached, and by which ways.
 */
#include "audit/guideline-internal.h"

#include "base/quantity.h"
#include "base/translate.h"

#define MINUTE_US G_GINT64_CONSTANT(60000000)

void guideline_judge_manager(struct judging *judging)
{
	const GPtrArray *managers = judging->evidence->managers;

	if (!managers->len) {
		guideline_lack(judging, _("name the operations manager in 'contacts', with a channel"),
			       "%s", _("no operations manager can be reached"));
		return;
	}
	guideline_say_names(judging, managers, _("operations manager"));
	guideline_doubt(judging, _("keep the letter of appointment where an auditor finds it"), "%s",
			_("that somebody was appointed is a fact outside the records: they show only who is named"));
}

static void judge_path(struct judging *judging, const struct guideline_path *path)
{
	g_autofree char *what = g_strdup_printf(_("path '%s', proven"), path->name);
	const char *mend = _("send a test over it with 'nwops notify paths --verify', and have it acknowledged");

	if (path->proven_at_us)
		guideline_lapses(judging, LAPSE_PATH, what, path->proven_at_us, mend);
	else
		guideline_lack(judging, mend, _("path '%s' was never proven: no test over it was acknowledged"),
			       path->name);
}

/* Those that are out of band, or those that are not. */
static void judge_paths(struct judging *judging, bool out_of_band)
{
	guint count = 0;

	for (guint i = 0; i < judging->evidence->paths->len; i++) {
		const struct guideline_path *path = &g_array_index(judging->evidence->paths, struct guideline_path, i);

		if (path->out_of_band != out_of_band)
			continue;
		judge_path(judging, path);
		count++;
	}
	if (count)
		return;
	if (out_of_band)
		guideline_lack(judging, _("write a path with 'out-of-band: true' in 'notices.yaml'"), "%s",
			       _("no path for messages avoids the core"));
	else
		guideline_lack(judging, _("write a path in 'notices.yaml'"), "%s", _("there is no path for messages"));
}

static void judge_gap(struct judging *judging, const struct guideline_roster *roster, const char *name)
{
	g_autofree char *gap = quantity_show_duration(roster->gap_minutes * MINUTE_US);

	if (!roster->exists)
		guideline_lack(judging, _("write the roster in 'rosters'"), _("there is no roster '%s'"), name);
	else if (roster->gap_minutes)
		guideline_lack(judging, _("give somebody a turn at these hours"),
			       _("roster '%s': nobody has a turn for %s of the week"), name, gap);
	else
		guideline_say(judging, _("roster '%s': somebody has a turn at any hour"), name);
}

int64_t guideline_holidays_end_us(const struct guideline_evidence *evidence)
{
	int until = evidence->holidays_until;
	g_autoptr(GDateTime) end = until ? g_date_time_new(evidence->zone, until + 1, 1, 1, 0, 0, 0) : NULL;

	return end ? g_date_time_to_unix(end) * G_USEC_PER_SEC : 0;
}

static void judge_holidays(struct judging *judging)
{
	int64_t end_us = guideline_holidays_end_us(judging->evidence);

	if (end_us)
		guideline_lapses(judging, LAPSE_CALENDAR, _("national holidays, compared"), end_us,
				 _("compare the holidays with what the Cabinet Office published, and write the year in 'japan-holidays: {checked: YEAR}'"));
}

void guideline_judge_contacts(struct judging *judging)
{
	const struct guideline_evidence *evidence = judging->evidence;

	if (evidence->officers->len)
		guideline_say_names(judging, evidence->officers, _("duty officers who can be reached"));
	else
		guideline_lack(judging, _("name duty officers in 'contacts', with channels"), "%s",
			       _("no duty officer can be reached"));
	if (!evidence->managers->len)
		guideline_lack(judging, _("name the operations manager in 'contacts', with a channel"), "%s",
			       _("no operations manager can be reached"));
	guideline_lack_names(judging, evidence->unreached,
			     _("name each institution's responsible person in 'contacts', with a channel"),
			     _("institutions of which no responsible person can be reached"));
	if (evidence->institutions && !evidence->unreached->len)
		guideline_say(judging, _("the responsible persons of all %u institutions can be reached"),
			      evidence->institutions);
	judge_gap(judging, &evidence->normal, "normal");
	judge_paths(judging, false);
	judge_holidays(judging);
}

void guideline_judge_desk(struct judging *judging)
{
	const struct guideline_evidence *evidence = judging->evidence;

	if (!evidence->desks->len)
		guideline_lack(judging, _("name the help desk in 'contacts', with a telephone or an address"), "%s",
			       _("no help desk of ours can be reached"));
	else if (evidence->desks->len > 1)
		guideline_lack_names(judging, evidence->desks, _("make one of them the desk for all"),
				     _("there is more than one help desk"));
	else
		guideline_say_names(judging, evidence->desks, _("help desk"));
	if (evidence->desk_told.at_us)
		guideline_say_when(judging, _("an institution was sent a notice that names it"),
				   evidence->desk_told.at_us, evidence->desk_told.where);
	else
		guideline_lack(judging, _("tell institutions by notices: each names the desk"), "%s",
			       _("no notice that names it was sent to an institution"));
}

void guideline_judge_burden(struct judging *judging)
{
	const struct guideline_roster *normal = &judging->evidence->normal;

	if (normal->people->len < 2)
		guideline_lack(judging, _("share the turns of roster 'normal' among two people or more"),
			       _("roster 'normal' has %u people"), normal->people->len);
	else
		guideline_say_names(judging, normal->people, _("the turns of roster 'normal' are shared by"));
	guideline_lack_names(judging, normal->without_deputy, _("name a deputy for each turn"),
			     _("whose turns have no deputy"));
}

void guideline_judge_disaster(struct judging *judging)
{
	const struct guideline_roster *disaster = &judging->evidence->disaster;

	judge_gap(judging, disaster, "disaster");
	if (!disaster->exists)
		return;
	guideline_say_names(judging, disaster->people, _("on roster 'disaster'"));
	guideline_lack_names(judging, disaster->without_deputy, _("name a deputy for each turn"),
			     _("whose turns have no deputy"));
	guideline_lack_names(judging, disaster->unreached, _("give each of them a channel in 'contacts'"),
			     _("who cannot be reached"));
	if (!disaster->meeting_place)
		guideline_lack(judging, _("write 'meeting-place' in the roster"), "%s",
			       _("roster 'disaster' has no meeting place"));
}

void guideline_judge_out_of_band(struct judging *judging)
{
	const struct guideline_evidence *evidence = judging->evidence;

	judge_paths(judging, true);
	if (evidence->mobile_officers->len)
		guideline_say_names(judging, evidence->mobile_officers, _("reached out of band"));
	else
		guideline_lack(judging, _("give duty officers a channel with 'path: out-of-band', or a telephone"), "%s",
			       _("no duty officer can be reached out of band"));
}

/* --- 1.3.4: education --- */

/* What lapses is said of each; who was never taught, or by another manual, is named together. */
static void judge_taught(struct judging *judging, const struct guideline_taught *taught, const char *mend)
{
	struct lapse lapse = lapse_of(&judging->evidence->ladders, LAPSE_TRAINING, taught->at_us, judging->evidence->now_us, judging->evidence->zone);
	g_autofree char *what = g_strdup_printf(_("education of '%s'"), taught->name);

	if (lapse.rung)
		guideline_lapses(judging, LAPSE_TRAINING, what, taught->at_us, mend);
}

void guideline_judge_training(struct judging *judging)
{
	const struct guideline_evidence *evidence = judging->evidence;
	const char *mend = _("teach them and record it: 'nwops drill training add PERSON --topic TEXT --trainer WHO'");
	g_autoptr(GPtrArray) never = g_ptr_array_new(), other = g_ptr_array_new();

	if (!evidence->taught->len)
		guideline_lack(judging, _("write the roster in 'rosters'"), "%s", _("nobody can be on duty, so nobody is taught"));
	else
		guideline_say(judging, _("who can be on duty: %u"), evidence->taught->len);
	if (evidence->training.at_us)
		guideline_say_when(judging, _("education was last given"), evidence->training.at_us, evidence->training.where);
	for (guint i = 0; i < evidence->taught->len; i++) {
		const struct guideline_taught *each = &g_array_index(evidence->taught, struct guideline_taught, i);

		if (each->at_us)
			judge_taught(judging, each, mend);
		else
			g_ptr_array_add(never, each->name);
		if (each->other_manual)
			g_ptr_array_add(other, each->name);
	}
	guideline_lack_names(judging, never, mend, _("of whom no education is on record"));
	if (other->len)
		guideline_say_names(judging, other, _("warning: taught by a manual that is not the approved one"));
}

/* Of those that are not certified the network must be safe, and a case has the proof. */
static void judge_uncertified(struct judging *judging)
{
	const struct guideline_evidence *evidence = judging->evidence;
	g_autoptr(GPtrArray) proven = g_ptr_array_new(), open = g_ptr_array_new();

	for (guint i = 0; i < evidence->uncertified->len; i++) {
		char *name = evidence->uncertified->pdata[i];
		bool is_proven = g_ptr_array_find_with_equal_func(evidence->proven, name, g_str_equal, NULL);

		g_ptr_array_add(is_proven ? proven : open, name);
	}
	if (proven->len)
		guideline_say_names(judging, proven, _("institutions without a certificate, with a case that has what their network was checked by"));
	if (!open->len)
		return;
	guideline_say_names(judging, open, _("institutions of which no certificate is recorded"));
	guideline_doubt(judging, _("record their certificates; of those that have none, keep what their network was checked by: "
				   "'nwops case document CASE add FILE --as safety'"),
			"%s", _("what their network must be like instead is not in the records"));
}

void guideline_judge_certified(struct judging *judging)
{
	const struct guideline_evidence *evidence = judging->evidence;
	guint valid = 0;

	for (guint i = 0; i < evidence->certificates->len; i++) {
		const struct guideline_certificate *each =
			&g_array_index(evidence->certificates, struct guideline_certificate, i);
		struct lapse lapse = lapse_of(&evidence->ladders, LAPSE_CERTIFICATE, each->expires_at_us, evidence->now_us, evidence->zone);
		g_autofree char *what = g_strdup_printf(_("certificate of '%s'"), each->name);

		valid += !lapse.lapsed;
		if (lapse.rung)
			guideline_lapses(judging, LAPSE_CERTIFICATE, what, each->expires_at_us,
					 _("ask for the new certificate, and write its end in 'certificate'"));
	}
	guideline_say(judging, _("institutions with a certificate that holds: %u"), valid);
	if (!evidence->institutions)
		guideline_lack(judging, _("write the institutions in 'organizations'"), "%s",
			       _("there is no institution in the inventory"));
	judge_uncertified(judging);
}

/* --- 3.3: the order of the core's reports --- */

void guideline_judge_prescribed(struct judging *judging)
{
	static const enum notice_kind kinds[] = {
		NOTICE_OUTAGE_FIRST, NOTICE_OUTAGE_FOLLOW_UP, NOTICE_OUTAGE_RESTORED, NOTICE_OUTAGE_FINAL,
	};
	const struct guideline_evidence *evidence = judging->evidence;

	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (!(evidence->core_reports & 1U << kinds[i]))
			guideline_lack(judging, _("write a duty to 'core' with that notice into 'duties.yaml'"),
				       _("no duty asks for a report to the core: %s"), words_shown(WORDS_NOTICE_KIND, kinds[i]));
	for (guint i = 0; i < evidence->law_late->len; i++)
		guideline_lack(judging, _("decide, and record it: 'nwops incident duties CASE --settle DUTY --because REASON'"),
			       _("nobody has decided in time what the law asks: %s"), (const char *)evidence->law_late->pdata[i]);
	for (guint i = 0; i < evidence->law_waits->len; i++)
		guideline_say(judging, _("the law may ask, and a person decides: %s"), (const char *)evidence->law_waits->pdata[i]);
	if (!evidence->prescribed) {
		guideline_lack(judging, _("write 'prescribed' into 'duties.yaml': where the order stands, and when the duties were compared with it"),
			       "%s", _("nobody has compared the duties with the order of reports that the core operator sets"));
		return;
	}
	guideline_say(judging, _("the order of reports: %s"), evidence->prescribed);
	guideline_lapses(judging, LAPSE_REVIEW, _("duties compared with the order of reports"), evidence->prescribed_at_us,
			 _("compare the duties with it again, and write the day into 'prescribed' of 'duties.yaml'"));
}
