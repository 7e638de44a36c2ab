/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops notify paths --verify: a test over each path. That a server took it proves half of the
 * path; the other half is a person who quotes its code, and that is not waited for here.
 */
#include "notify/verbs.h"

#include "delivering.h"

#include "base/translate.h"
#include "ui/ask.h"
#include "ui/complain.h"
#include "ui/printer.h"

/* EXIT_OK: go on; else the exit status. */
static int settle(const struct session *session)
{
	g_autofree char *question =
		g_strdup_printf(_("send a test over %u paths?"),
				(unsigned int)notice_path_count(session->policy));
	enum ask_answer answer = ask_yes_no(session, question);

	if (answer == ASK_YES)
		return EXIT_OK;
	if (session->answer != ANSWER_JSON)
		printer_text("%s\n", answer == ASK_NOBODY ? _("nobody is here to be asked; '--yes' "
							      "sends it: nothing was sent")
							  : _("nothing was sent"));
	return EXIT_ATTENTION;
}

static bool queue_test(const struct session *session, const struct notice_path *path,
		       const char *contact, struct told *ret_told, GError **error)
{
	const struct tell_options telling = session_telling(session);
	g_autoptr(ops_notice_facts_t) facts = notice_facts_new(NOTICE_PATH_TEST, AUDIENCE_DUTY);
	const struct tell tell = {
		.facts = facts,
		.case_id = "",
		.once = "",
		.urgency = URGENCY_URGENT,
		.only = contact,
		.path = path->name,
	};

	facts->as_of_us = clock_wall_us(session->clock);
	notice_facts_add(facts, "path-name", path->name, false);
	return engine_tell(&telling, &tell, ret_told, error);
}

/* Whether all of its messages were taken, of which there is one at least. */
static bool was_taken(const GPtrArray *rows)
{
	for (guint i = 0; i < rows->len; i++) {
		enum message_state state =
			((const struct spool_row *)rows->pdata[i])->message->state;

		if (state != MESSAGE_ACCEPTED && state != MESSAGE_ACKNOWLEDGED)
			return false;
	}
	return rows->len > 0;
}

static void print_json(const struct notice_path *path, int64_t notice, bool taken,
		       const GPtrArray *rows)
{
	struct json *object = printer_new_object("path-test"), *codes = json_new_array();

	for (guint i = 0; i < rows->len; i++)
		json_append_string(codes,
				   ((const struct spool_row *)rows->pdata[i])->message->code);
	json_set_string(object, "path", path->name);
	printer_set_figure(object, "notice", notice ? notice : -1);
	json_set_bool(object, "taken", taken);
	json_take(object, "codes", codes);
	printer_take(object);
}

static void print_text(const struct notice_path *path, int64_t notice, bool taken,
		       const GPtrArray *rows)
{
	if (taken)
		printer_text(_("%s: the test was taken (notice %ld); proven once somebody "
			       "acknowledges it\n"),
			     path->name, (long)notice);
	else if (!rows->len)
		printer_text(_("%s: failed: nobody is there to be sent a test by it\n"),
			     path->name);
	else
		printer_text(_("%s: failed: the test was not taken (notice %ld)\n"), path->name,
			     (long)notice);
	for (guint i = 0; i < rows->len; i++) {
		const struct spool_row *row = rows->pdata[i];
		g_autofree char *reply = printer_safe(row->last ? row->last->reply : "");

		printer_text("    %s  %s  %s%s%s\n", row->message->code,
			     notify_recipient(row->message),
			     row->last ? words_shown(WORDS_DELIVERY_END, row->last->end)
				       : words_shown(WORDS_MESSAGE_STATE, row->message->state),
			     *reply ? ": " : "", reply);
	}
}

/* What became of test NOTICE after it was tried once: its messages; NULL on failure. */
static GPtrArray *try_test(const struct session *session, int64_t notice, GError **error)
{
	const struct deliver_options wish = {.notice = notice, .now = true};
	const struct spool_filter filter = {.notice = notice};
	struct delivery delivery = {0};

	/* Nobody is there to be told: nothing was kept, and 0 would mean all that is due. */
	if (!notice)
		return g_ptr_array_new();
	if (!session_deliver(session, &wish, &delivery, error))
		return NULL;
	delivery_clear(&delivery);
	return engine_spool(session->store, &filter, error);
}

static bool test_path(const struct session *session, const struct notice_path *path,
		      const char *contact, bool *ret_taken, GError **error)
{
	struct told told;
	g_autoptr(GPtrArray) rows = NULL;

	if (!queue_test(session, path, contact, &told, error))
		return false;
	rows = try_test(session, told.notice, error);
	if (!rows)
		return false;
	*ret_taken = was_taken(rows);
	if (session->answer == ANSWER_JSON)
		print_json(path, told.notice, *ret_taken, rows);
	else
		print_text(path, told.notice, *ret_taken, rows);
	return true;
}

int notify_verify_paths(const struct session *session, const char *contact, bool yes)
{
	int status = yes ? EXIT_OK : settle(session);
	bool all = true;

	if (status)
		return status;
	for (size_t i = 0; i < notice_path_count(session->policy); i++) {
		g_autoptr(GError) error = NULL;
		bool taken;

		if (!test_path(session, notice_path_at(session->policy, i), contact, &taken,
			       &error))
			return complain_error(session->answer, error);
		all = all && taken;
	}
	return all && notice_path_count(session->policy) ? EXIT_OK : EXIT_BAD;
}
