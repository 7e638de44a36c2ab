/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A notice as it is kept, or as it would be: what it is, whom it goes to and by what.
 */
#include "notify/verbs.h"

#include "base/instant.h"
#include "base/text.h"
#include "base/translate.h"
#include "ui/complain.h"
#include "ui/printer.h"
#include "ui/table.h"

#include <string.h>
#include <unistd.h>

const char *notify_recipient(const struct message_record *message)
{
	return *message->contact ? message->contact : message->organization;
}

char *notify_about(enum notice_kind kind, const char *audience, int64_t sequence,
		   const char *case_id)
{
	int whom = words_find(WORDS_AUDIENCE, audience);
	GString *text = g_string_new(NULL);

	g_string_printf(text, _("%s, to %s"), words_shown(WORDS_NOTICE_KIND, kind),
			whom < 0 ? audience : words_shown(WORDS_AUDIENCE, (unsigned int)whom));
	if (sequence)
		g_string_append_printf(text, _(", report %ld"), (long)sequence);
	if (case_id && *case_id)
		g_string_append_printf(text, ", %s", case_id);
	return g_string_free(text, FALSE);
}

bool notify_read_content(const char *content, char **ret_subject, char **ret_text)
{
	struct content_attachment attachments[CONTENT_ATTACHMENTS_LIMIT];
	struct message_content read;
	g_autoptr(ops_json_t) json = content_parse(content, &read, attachments, NULL);

	if (!json)
		return false;
	*ret_subject = g_strdup(read.subject);
	*ret_text = g_strdup(read.text);
	return true;
}

void notify_print_text(const char *text, unsigned int indent)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	guint count = g_strv_length(lines);

	/* What ends in a line end has no empty line behind it. */
	for (guint i = 0; i < count && (i + 1 < count || *lines[i]); i++) {
		g_autofree char *safe = printer_safe(lines[i]);

		printer_text("%*s%s\n", *safe ? (int)indent : 0, "", safe);
	}
}

/* --- as it is kept --- */

struct looking {
	const struct session *session;
	bool told_before, found;
	guint messages, by_hand;
	int64_t by_state[MESSAGE_STATE_COUNT];
};

static void print_notice_json(const struct looking *looking, const struct notice_record *notice)
{
	struct json *object = printer_new_object("notice");

	json_set_integer(object, "notice", notice->number);
	json_set_string(object, "kind", words_get(WORDS_NOTICE_KIND, notice->kind)->id);
	json_set_string(object, "audience", notice->audience);
	notify_set_some(object, "recipient", notice->recipient);
	notify_set_some(object, "case", notice->case_id);
	json_set_string(object, "state", words_get(WORDS_NOTICE_STATE, notice->state)->id);
	json_set_string(object, "urgency", words_get(WORDS_URGENCY, notice->urgency)->id);
	printer_set_figure(object, "sequence", notice->sequence ? notice->sequence : -1);
	printer_set_instant(object, "made_at", notice->made_at_us, looking->session->zone);
	json_set_string(object, "made_by", notice->made_by);
	notify_set_some(object, "approved_by", notice->approved_by);
	printer_set_instant(object, "approved_at", notice->approved_at_us, looking->session->zone);
	json_set_integer(object, "messages", looking->messages);
	json_set_integer(object, "by_hand", looking->by_hand);
	json_set_bool(object, "told_before", looking->told_before);
	printer_take(object);
}

char *notify_counts(const int64_t *by_state)
{
	GString *line = g_string_new(NULL);

	for (unsigned int i = 0; i < MESSAGE_STATE_COUNT; i++)
		if (by_state[i])
			g_string_append_printf(line, "%s%s %ld", line->len ? ", " : "",
					       words_shown(WORDS_MESSAGE_STATE, i),
					       (long)by_state[i]);
	return g_string_free(line, FALSE);
}

/* Of one that went, where its messages stand. Caller frees. */
static char *stands(const struct looking *looking, const struct notice_record *notice)
{
	if (notice->state == NOTICE_QUEUED &&
	    looking->by_state[MESSAGE_QUEUED] != looking->messages)
		return notify_counts(looking->by_state);
	return g_strdup(words_shown(WORDS_NOTICE_STATE, notice->state));
}

static void print_notice_text(const struct looking *looking, const struct notice_record *notice)
{
	g_autofree char *about =
		notify_about(notice->kind, notice->audience, notice->sequence, notice->case_id);
	g_autofree char *shown = printer_safe(about), *state = stands(looking, notice);

	if (looking->told_before) {
		g_autofree char *when = instant_show(notice->made_at_us, looking->session->zone);

		printer_text(_("told already, nothing was done: notice %ld (%s), %s by %s\n"),
			     (long)notice->number, shown, when, notice->made_by);
		return;
	}
	printer_text(_("notice %ld (%s): %s\n"), (long)notice->number, shown, state);
	if (looking->messages)
		printer_text(_("messages: %u, of which a person calls or hands over: %u\n"),
			     looking->messages, looking->by_hand);
}

static bool take_notice(void *context, const struct notice_record *notice)
{
	struct looking *looking = context;

	looking->found = true;
	if (looking->session->answer == ANSWER_JSON)
		print_notice_json(looking, notice);
	else
		print_notice_text(looking, notice);
	return false;
}

static bool count_message(void *context, const struct message_record *message)
{
	struct looking *looking = context;

	looking->messages++;
	looking->by_state[message->state]++;
	looking->by_hand += message->channel >= CHANNEL_PHONE;
	return true;
}

bool notify_tell_notice(const struct session *session, int64_t number, bool told_before)
{
	const struct messages_filter messages = {.notice = number};
	const struct notices_filter notices = {.number = number, .state = -1};
	struct looking looking = {.session = session, .told_before = told_before};
	g_autoptr(GError) error = NULL;

	if (messages_read(session->store, &messages, count_message, &looking, &error) &&
	    notices_read(session->store, &notices, take_notice, &looking, &error) && looking.found)
		return true;
	if (error)
		complain_error(session->answer, error);
	else
		complain(session->answer, COMPLAINT_USAGE, _("there is no notice %ld"),
			 (long)number);
	return false;
}

/* --- as it would be --- */

static bool is_refused(const struct route *route)
{
	return route->reason == ROUTE_NO_CHANNEL || route->reason == ROUTE_WRONG_CONTACT;
}

guint notify_refused_count(const struct routes *routes)
{
	guint count = 0;

	for (guint i = 0; i < routes->all->len; i++)
		count += is_refused(&g_array_index(routes->all, struct route, i));
	return count;
}

static const char *route_name(const struct route *route)
{
	return route->contact ? route->contact->name : route->organization->name;
}

static void print_message_json(const struct session *session, const struct tell_message *message)
{
	struct json *object = printer_new_object("planned-message");
	g_autofree char *subject = NULL, *text = NULL;

	notify_read_content(message->content, &subject, &text);
	json_set_string(object, "contact",
			message->route->contact ? message->route->contact->name : NULL);
	json_set_string(object, "organization", message->route->organization->name);
	json_set_string(object, "channel", words_get(WORDS_CHANNEL_KIND, message->kind)->id);
	json_set_string(object, "target",
			message->channel ? message->channel->target
					 : message->route->organization->phone);
	json_set_string(object, "path", message->path ? message->path->name : NULL);
	json_set_string(object, "language", message->language);
	printer_set_instant(object, "due_at", message->due_at_us, session->zone);
	json_set_string(object, "subject", subject);
	json_set_string(object, "text", text);
	printer_take(object);
}

static void print_plan_json(const struct session *session, const struct tell_plan *plan,
			    bool bodies)
{
	const struct notice_facts *facts = plan->facts;
	struct json *object = printer_new_object("notice-plan"), *refused = json_new_array(),
		    *faults = json_new_array();
	guint by_hand = 0;

	for (guint i = 0; bodies && i < plan->messages->len; i++)
		print_message_json(session, plan->messages->pdata[i]);
	for (guint i = 0; i < plan->messages->len; i++)
		by_hand += ((const struct tell_message *)plan->messages->pdata[i])->kind >=
			   CHANNEL_PHONE;
	for (guint i = 0; i < plan->routes.all->len; i++) {
		const struct route *route = &g_array_index(plan->routes.all, struct route, i);

		if (is_refused(route))
			json_append_string(refused, route_name(route));
	}
	for (guint i = 0; i < plan->faults->len; i++)
		json_append_string(faults, plan->faults->pdata[i]);
	json_set_string(object, "kind", words_get(WORDS_NOTICE_KIND, facts->kind)->id);
	json_set_string(object, "audience", words_get(WORDS_AUDIENCE, facts->audience)->id);
	json_set_string(object, "recipient", facts->recipient);
	json_set_string(object, "reference", facts->reference);
	json_set_string(object, "state", words_get(WORDS_NOTICE_STATE, plan->state)->id);
	json_set_string(object, "urgency", words_get(WORDS_URGENCY, plan->urgency)->id);
	printer_set_figure(object, "sequence", plan->sequence ? plan->sequence : -1);
	json_set_integer(object, "recipients", plan->routes.told);
	json_set_integer(object, "messages", plan->messages->len);
	json_set_integer(object, "by_hand", by_hand);
	json_take(object, "refused", refused);
	json_take(object, "faults", faults);
	printer_take(object);
}

/* Who is told, a row a message. */
static void print_recipients(const struct session *session, const struct tell_plan *plan)
{
	const struct table_column columns[] = {
		{_("RECIPIENT"), TEXT_LEFT, 12, false}, {_("ORGANIZATION"), TEXT_LEFT, 12, false},
		{_("CHANNEL"), TEXT_LEFT, 0, false},	{_("PATH"), TEXT_LEFT, 8, false},
		{_("NOT BEFORE"), TEXT_LEFT, 0, false}, {_("ADDRESS"), TEXT_LEFT, 0, true},
	};
	g_autoptr(ops_table_t) table = table_new(columns, G_N_ELEMENTS(columns));
	struct terminal terminal = terminal_of(STDOUT_FILENO);
	int64_t now_us = clock_wall_us(session->clock);

	for (guint i = 0; i < plan->messages->len; i++) {
		const struct tell_message *message = plan->messages->pdata[i];
		g_autofree char *due =
			message->due_at_us > now_us
				? instant_show_brief(message->due_at_us, now_us, session->zone)
				: g_strdup(_("now"));
		const char *cells[] = {
			route_name(message->route),
			message->route->organization->name,
			words_shown(WORDS_CHANNEL_KIND, message->kind),
			message->path ? message->path->name : NULL,
			due,
			message->channel ? message->channel->target
					 : message->route->organization->phone,
		};

		table_add(table, TINT_NONE, false, cells);
	}
	if (plan->messages->len)
		table_print(table, &terminal, 0);
}

static void print_refused(const struct tell_plan *plan)
{
	for (guint i = 0; i < plan->routes.all->len; i++) {
		const struct route *route = &g_array_index(plan->routes.all, struct route, i);

		if (is_refused(route))
			printer_text(_("cannot be told: %s (%s): %s\n"), route_name(route),
				     route->organization->name, route_reason_shown(route->reason));
	}
}

/* Each text once, though many are to get it. */
static void print_bodies(const struct tell_plan *plan)
{
	g_autoptr(GHashTable) printed =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < plan->messages->len; i++) {
		const struct tell_message *message = plan->messages->pdata[i];
		g_autofree char *subject = NULL, *text = NULL;

		if (!notify_read_content(message->content, &subject, &text) ||
		    !g_hash_table_add(printed, g_strconcat(subject, "\n", text, NULL)))
			continue;
		printer_text(_("\n--- to %s, by %s:\n"), route_name(message->route),
			     words_shown(WORDS_CHANNEL_KIND, message->kind));
		notify_print_text(subject, 4);
		printer_text("\n");
		notify_print_text(text, 4);
	}
}

void notify_tell_plan(const struct session *session, const struct tell_plan *plan, bool bodies)
{
	const struct notice_facts *facts = plan->facts;
	g_autofree char *about =
		notify_about(facts->kind, words_get(WORDS_AUDIENCE, facts->audience)->id,
			     plan->sequence, facts->reference);

	if (session->answer == ANSWER_JSON) {
		print_plan_json(session, plan, bodies);
		return;
	}
	g_autofree char *shown = printer_safe(about);

	printer_text(_("%s; urgency: %s; %s\n"), shown, words_shown(WORDS_URGENCY, plan->urgency),
		     words_shown(WORDS_NOTICE_STATE, plan->state));
	print_recipients(session, plan);
	print_refused(plan);
	for (guint i = 0; i < plan->faults->len; i++) {
		g_autofree char *fault = printer_safe(plan->faults->pdata[i]);

		printer_text(_("its words are not as they should be: %s\n"), fault);
	}
	if (bodies)
		print_bodies(plan);
}
