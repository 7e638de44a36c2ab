/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sealing a drill: a bundle that proves it to somebody else, and the entry in the real record by
 * which the yearly duty counts as done. The entry is made first, and has the digest of the bundle:
 * who is killed between both seals again, and gets the same bundle.
 */
#include "drill/after.h"

#include "base/translate.h"
#include "ui/complain.h"
#include "ui/printer.h"

#include <inttypes.h>

/* --- the bundle --- */

static struct case_bundle *make_bundle(const struct after *after, GError **error)
{
	const struct rehearsal *rehearsal = after->rehearsal;
	struct after_action action = after_action_of(after, PROCEDURE_JAPANESE);
	g_autofree char *japanese = NULL, *english = NULL, *svg_ja = NULL, *svg_en = NULL;
	const struct cases_options options = {
		.store = after->store, .zone = after->session->zone, .actor = after->session->actor,
		.clock = rehearsal->clock, .notes = after->session->notes,
	};

	/* What sealing itself brings about is not in it: the same record makes the same bytes. */
	action.items = NULL;
	action.due_at_us = 0;
	japanese = after_action_markdown(&action);
	svg_ja = drill_timeline_svg(rehearsal->scenario, rehearsal->evidence, after->score, PROCEDURE_JAPANESE);
	action.language = PROCEDURE_ENGLISH;
	english = after_action_markdown(&action);
	svg_en = drill_timeline_svg(rehearsal->scenario, rehearsal->evidence, after->score, PROCEDURE_ENGLISH);
	const struct case_bundle_extra extras[] = {
		{"report-ja.md", japanese}, {"report-en.md", english}, {"timeline-ja.svg", svg_ja}, {"timeline-en.svg", svg_en},
		{"scenario.yaml", rehearsal->scenario->bytes},
	};

	return case_bundle_new_drill(&options, rehearsal->name, extras, G_N_ELEMENTS(extras), error);
}

/* --- the entry --- */

static struct drill_held *held_of(const struct after *after, const char *bundle)
{
	const struct rehearsal *rehearsal = after->rehearsal;
	struct drill_held *held = drill_held_new();

	held->name = g_strdup(rehearsal->name);
	held->scenario = g_strdup(rehearsal->scenario->name);
	held->digest = g_strdup(rehearsal->digest);
	held->title_ja = g_strdup(drill_text(&rehearsal->scenario->title, PROCEDURE_JAPANESE));
	held->title_en = g_strdup(drill_text(&rehearsal->scenario->title, PROCEDURE_ENGLISH));
	held->state = rehearsal->evidence->state;
	held->share = drill_points_share(&after->score->all);
	for (size_t i = 0; i < DRILL_CAPABILITY_COUNT; i++)
		held->by[i] = drill_points_share(&after->score->by[i]);
	for (guint i = 0; i < rehearsal->roles->len; i++) {
		const struct rehearsal_role *role = &g_array_index(rehearsal->roles, struct rehearsal_role, i);

		if (role->contact)
			g_ptr_array_add(held->participants, g_strdup_printf("%s: %s", role->role, role->contact));
	}
	held->manual = g_strdup(after->manual.digest);
	held->manual_approved = manual_now_is_approved(&after->manual);
	held->played = rehearsal->played;
	held->bundle = g_strdup(bundle);
	held->began_at_us = rehearsal->started_at_us;
	held->held_at_us = rehearsal->ended_at_us ? rehearsal->ended_at_us : rehearsal->started_at_us;
	return held;
}

/* What was missed or late, then what somebody said. */
static GArray *improvements_of(const struct after *after, const struct after_sealing *sealing, GPtrArray *texts)
{
	enum procedure_language language = session_document_language(after->session);
	GArray *improvements = g_array_new(FALSE, TRUE, sizeof(struct drill_improvement));

	for (guint i = 0; i < after->score->verdicts->len; i++) {
		const struct drill_verdict *verdict = after->score->verdicts->pdata[i];

		if (verdict->result == DRILL_MISSED || verdict->result == DRILL_LATE)
			g_ptr_array_add(texts, g_strdup_printf("%s: %s", drill_text(&verdict->expectation->title, language),
							       words_shown(WORDS_DRILL_RESULT, verdict->result)));
	}
	for (char *const *text = sealing->improvements; text && *text; text++)
		g_ptr_array_add(texts, g_strdup(*text));
	for (guint i = 0; i < texts->len; i++) {
		const struct drill_improvement each = {texts->pdata[i], sealing->owner ? sealing->owner : after->session->real_actor,
						       sealing->due_at_us};

		g_array_append_val(improvements, each);
	}
	return improvements;
}

static int record(struct after *after, const struct after_sealing *sealing, const char *digest)
{
	g_autoptr(ops_drill_held_t) held = held_of(after, digest);
	g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GArray) improvements = improvements_of(after, sealing, texts);
	g_autoptr(GError) error = NULL;
	struct session real = *after->session;
	struct cases_options options;
	int status;

	real.store = NULL;
	real.state_directory = real.real_state_directory;
	real.clock = real.real_clock;
	real.drill = NULL;
	real.actor = real.real_actor;
	status = session_open_store(&real, STORE_WRITE);
	if (status)
		return status;
	options = session_recording(&real);
	if (!engine_drill_hold(&options, held, (const struct drill_improvement *)(const void *)improvements->data, improvements->len, &error))
		status = complain_error(real.answer, error);
	store_close(real.store);
	if (status)
		return status;
	if (after->session->answer == ANSWER_JSON)
		return EXIT_OK;
	printer_text(_("recorded: drill '%s' was held (entry %" PRId64 ")\n"), held->name, held->sequence);
	if (held->improvements)
		printer_text(_("to be improved: %u tasks in '%s'\n"), improvements->len, held->improvements);
	if (held->played)
		notes_write(after->session->notes, NOTES_WARNING, "%s",
			    _("nwops played those who took part: this drill does not count for 1.3.4-2"));
	else if (!held->manual_approved)
		notes_write(after->session->notes, NOTES_WARNING, "%s",
			    _("the response manual is not as it was approved: this drill does not count for 1.3.4-2"));
	return EXIT_OK;
}

/* --- both --- */

static void print_json(const struct after *after, const char *path, const char *digest, const struct case_bundle *bundle)
{
	struct case_bundle_figures figures = case_bundle_figures(bundle);
	struct json *object = printer_new_object("drill-seal");

	json_set_string(object, "drill", after->rehearsal->name);
	json_set_string(object, "to", path);
	json_set_string(object, "digest", digest);
	json_set_integer(object, "files", figures.files);
	json_set_integer(object, "bytes", figures.bytes);
	json_set_integer(object, "entries", figures.entries);
	json_set_bool(object, "before", after->own != NULL);
	printer_take(object);
}

static int write_bundle(const struct after *after, const struct case_bundle *bundle, const char *path, const char *digest)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *shown = printer_safe(path);

	if (!case_bundle_write(bundle, path, g_str_has_suffix(path, ".tar") ? BUNDLE_TAR : BUNDLE_DIRECTORY, &error))
		return complain(after->session->answer, COMPLAINT_SYSTEM, "%s", error->message);
	if (after->session->answer == ANSWER_JSON)
		print_json(after, path, digest, bundle);
	else
		printer_text(_("wrote '%s': %" PRId64 " files, %" PRId64 " bytes\n"), shown, case_bundle_figures(bundle).files,
			     case_bundle_figures(bundle).bytes);
	return EXIT_OK;
}

int after_seal(struct after *after, const struct after_sealing *sealing)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(ops_case_bundle_t) bundle = NULL;
	g_autofree char *digest = NULL;
	struct digest whole;
	enum drill_state state = after->rehearsal->evidence->state;
	int status = EXIT_OK;

	if (state != DRILL_ENDED && state != DRILL_STOPPED)
		return complain(after->session->answer, COMPLAINT_USAGE, _("drill '%s' is not over: %s"), after->rehearsal->name,
				words_shown(WORDS_DRILL_STATE, state));
	if (g_file_test(sealing->path, G_FILE_TEST_EXISTS))
		return complain(after->session->answer, COMPLAINT_USAGE, _("'%s' is there already"), sealing->path);
	bundle = make_bundle(after, &error);
	if (!bundle)
		return complain_error(after->session->answer, error);
	/* The drill's own clock may show a day that is still to come, of which tar warns. */
	case_bundle_set_time(bundle, after->rehearsal->ended_at_us);
	whole = case_bundle_digest(bundle);
	digest = digest_hex(whole.bytes, DIGEST_SIZE);
	if (after->own && !g_str_equal(after->own->bundle, digest))
		return complain(after->session->answer, COMPLAINT_USAGE,
				_("drill '%s' was sealed with another bundle (entry %" PRId64 "): its record or the manual has changed since"),
				after->rehearsal->name, after->own->sequence);
	if (!after->own)
		status = record(after, sealing, digest);
	return status ? status : write_bundle(after, bundle, sealing->path, digest);
}
