/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is known before the first question: who that is, whether they are open, whether their
 * certificate has run out, which cases of theirs are open, how their lines are and those beside
 * them, and who works on what.
 */
#include "isolate/choose.h"

#include "base/instant.h"
#include "base/quantity.h"
#include "base/translate.h"
#include "engine/certificate.h"
#include "engine/subject.h"

#include <string.h>

#define LINES_SHOWN 4

static void say(const struct guide *guide, const char *label, const char *format, ...)
	G_GNUC_PRINTF(3, 4);

static void say(const struct guide *guide, const char *label, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list arguments;

	va_start(arguments, format);
	text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	page_words(&guide->page, 2, label, text);
}

static char *age_of(const struct guide *guide, int64_t at_us)
{
	return quantity_show_duration(MAX(guide_now_us(guide) - at_us, 0));
}

static void print_organization(const struct guide *guide, const struct organization *organization)
{
	const struct inventory *inventory = guide->session->inventory;
	g_autofree char *hours = organization->hours ? hours_print(organization->hours) : NULL;

	say(guide, "", "%s (%s)%s%s", organization_shown(guide->session, organization),
	    organization->name, organization->phone ? " " : "",
	    organization->phone ? organization->phone : "");
	if (hours)
		say(guide, _("hours: "), "%s; %s", hours,
		    inventory_hours_apply(inventory, organization->hours, guide_now_us(guide))
			    ? _("open now")
			    : _("closed now"));
}

/* "APP-20261126-001, number 4711": who says so. Caller frees. */
static char *source_of(const struct certificate *certificate)
{
	if (certificate->expires_at_us >= 0 && !certificate->from_case)
		return g_strdup(_("the inventory"));
	if (!certificate->serial)
		return g_strdup(certificate->case_id);
	return g_strdup_printf(_("%s, number %s"), certificate->case_id, certificate->serial);
}

/* It is good until the end of a day. */
static char *end_of(const struct guide *guide, int64_t at_us)
{
	return instant_show(at_us - 1, guide->session->zone);
}

static void print_end(const struct guide *guide, const struct certificate *certificate)
{
	int64_t left_us = certificate->expires_at_us - guide_now_us(guide);
	g_autofree char *at = end_of(guide, certificate->expires_at_us), *left = NULL, *source = source_of(certificate);

	left = quantity_show_duration(left_us < 0 ? -left_us : left_us);
	if (left_us < 0)
		say(guide, _("certificate: "), _("expired %s, %s ago: the first suspect (%s)"), at, left, source);
	else
		say(guide, _("certificate: "), _("until %s, for %s (%s)"), at, left, source);
	if (certificate->from_case && certificate->listed_at_us >= 0 && certificate->listed_at_us != certificate->expires_at_us) {
		g_autofree char *listed = end_of(guide, certificate->listed_at_us);

		say(guide, "", _("the inventory has another: until %s"), listed);
	}
}

/* Without it no tunnel comes up, whatever is mended on the way: it is said before all that is measured. */
static void print_certificate(const struct guide *guide, const struct organization *organization)
{
	const struct session *session = guide->session;
	struct certificate certificate;
	g_autoptr(GError) error = NULL;

	if (!engine_certificate(session->inventory, session->store, organization, &certificate, &error)) {
		notes_write(session->notes, NOTES_WARNING, "%s", error->message);
		return;
	}
	if (certificate.expires_at_us >= 0) {
		print_end(guide, &certificate);
	} else if (certificate.case_id) {
		g_autofree char *source = source_of(&certificate);

		say(guide, _("certificate: "), _("on record (%s), but not until when: 'nwops case set %s certificate-until DAY'"), source,
		    certificate.case_id);
	} else if (organization->kind == OWNER_INSTITUTION) {
		say(guide, _("certificate: "), _("none is on record: whether they are certified is the first suspect"));
	}
	certificate_clear(&certificate);
}

static void print_cases(const struct guide *guide, const struct chosen *chosen)
{
	const struct cases_filter filter = {.kind = -1, .open_only = true};
	g_autoptr(GPtrArray) cases = case_list(guide->session->store, &filter, NULL);
	const char *organization = chosen->organization ? chosen->organization->name : "";

	for (guint i = 0; cases && i < cases->len; i++) {
		const struct case_file *file = cases->pdata[i];
		g_autofree char *age = age_of(guide, file->opened_at_us);

		if ((*chosen->subject && g_str_equal(file->subject, chosen->subject)) ||
		    (*organization && g_str_equal(file->organization, organization)))
			say(guide, _("open case: "), _("%s, %s ago: %s"), file->id, age,
			    file->title ? file->title : "");
	}
}

static void print_line(const struct guide *guide, const struct line_view *view)
{
	g_autofree char *age = view->known ? age_of(guide, view->since_us) : NULL;

	g_autofree char *seen = view->known && view->seen != view->status
					? g_strdup_printf(_("last seen %s, which does not count yet"),
							  words_shown(WORDS_STATUS, view->seen))
					: NULL;

	if (view->known)
		say(guide, "", _("line:%s: %s for %s%s%s"),
		    view->item ? view->item + strlen("line:") : view->line->name,
		    words_shown(WORDS_STATUS, view->status), age, seen ? "; " : "", seen ? seen : "");
	else
		say(guide, "", _("line:%s was never asked"), view->line->name);
}

static void print_lines(const struct guide *guide, const struct organization *organization)
{
	g_autoptr(GArray) views =
		lines_of(guide->session->inventory, guide->session->store, organization, NULL);

	for (guint i = 0; i < MIN(views->len, LINES_SHOWN); i++)
		print_line(guide, &g_array_index(views, struct line_view, i));
	if (views->len > LINES_SHOWN)
		say(guide, "", _("and %u more"), views->len - LINES_SHOWN);
}

static void print_neighbours(const struct guide *guide, const struct line *line)
{
	g_autoptr(GArray) views = NULL;
	unsigned int down = 0, well = 0;

	if (!line || !line->from)
		return;
	views = lines_of(guide->session->inventory, guide->session->store, NULL, line->from);
	for (guint i = 0; i < views->len; i++) {
		const struct line_view *view = &g_array_index(views, struct line_view, i);

		down += view->line != line &&
			status_is_bad(view->status);
		well += view->line != line &&
			(view->status == STATUS_OK || view->status == STATUS_CAUTION);
	}
	say(guide, _("neighbours: "), _("%u other lines behind '%s': %u bad, %u well"),
	    views->len - 1, line->from->name, down, well);
}

static void print_maintenance(const struct guide *guide, const char *subject)
{
	g_autoptr(GArray) covers = engine_covers(guide->session->inventory, guide->session->store,
						 guide_now_us(guide), guide->session->notes, NULL);

	for (guint i = 0; covers && i < covers->len; i++) {
		const struct pass_cover *cover = &g_array_index(covers, struct pass_cover, i);

		if (!cover->is_silence && g_hash_table_contains(cover->items, subject))
			say(guide, _("maintenance: "), _("'%s' is in force"), cover->id);
	}
}

void before_print(const struct guide *guide, const struct chosen *chosen)
{
	struct subject about;
	bool known = engine_subject(guide->session->inventory, chosen->subject, &about);
	const struct line *line = known ? (about.line ? about.line : about.ends) : NULL;

	page_rule(&guide->page, *chosen->subject       ? chosen->subject
				: chosen->organization ? chosen->organization->name
						       : "");
	if (chosen->organization)
		print_organization(guide, chosen->organization);
	if (chosen->organization)
		print_certificate(guide, chosen->organization);
	print_cases(guide, chosen);
	if (chosen->organization && line)
		print_lines(guide, chosen->organization);
	print_neighbours(guide, line);
	print_maintenance(guide, chosen->subject);
}
