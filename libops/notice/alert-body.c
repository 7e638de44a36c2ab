/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A message as an alert of Alertmanager's API v2: an array of one. Its labels are its identity there: what resolves an alert must
 * carry the very labels of what raised it. So all kinds that tell one course of things share one alert
 * name and one severity, and what changes from report to report is an annotation.
 */
#include "notice/compose-internal.h"

#define US_PER_DAY (G_GINT64_CONSTANT(24) * 3600 * G_USEC_PER_SEC)
/* Alertmanager takes an alert without an end for resolved after a few minutes. One that something later resolves is not fine
 * because nobody repeated it: it stands this long. */
#define STANDS_US (30 * US_PER_DAY)

struct alert_kind {
	const char *name;		/* NULL: the kind's own id */
	const char *severity;		/* NULL: "info" */
	bool stands;			/* until it is resolved */
};
static const struct alert_kind alert_kinds[NOTICE_KIND_COUNT] = {
	[NOTICE_OUTAGE_FIRST] = {"outage", "critical", true},
	[NOTICE_OUTAGE_FOLLOW_UP] = {"outage", "critical", true},
	[NOTICE_OUTAGE_RESTORED] = {"outage", "critical", true},
	[NOTICE_OUTAGE_FINAL] = {"outage", "critical", true},
	[NOTICE_CHECK_REQUEST] = {NULL, "warning", false},
	[NOTICE_CORE_CHECK_REQUEST] = {NULL, "warning", false},
	[NOTICE_THRESHOLD_CAUTION] = {NULL, "info", false},
	[NOTICE_THRESHOLD_WARNING] = {NULL, "warning", false},
	[NOTICE_SWITCHOVER] = {NULL, "warning", false},
	[NOTICE_MAINTENANCE_PLANNED] = {"maintenance", "info", true},
	[NOTICE_MAINTENANCE_CHANGED] = {"maintenance", "info", true},
	[NOTICE_MAINTENANCE_STARTED] = {"maintenance", "info", true},
	[NOTICE_MAINTENANCE_FINISHED] = {"maintenance", "info", true},
	[NOTICE_MAINTENANCE_CANCELLED] = {"maintenance", "info", true},
	[NOTICE_CORRECTION_DEMAND] = {NULL, "warning", false},
	[NOTICE_SUSPENSION] = {"suspension", "critical", true},
	[NOTICE_RESUMPTION] = {"suspension", "critical", true},
	[NOTICE_DRILL_START] = {"drill", "info", true},
	[NOTICE_DRILL_END] = {"drill", "info", true},
	[NOTICE_ESCALATION] = {NULL, "critical", false},
	[NOTICE_CERTIFICATE_EXPIRY] = {NULL, "warning", false},
	[NOTICE_REMINDER] = {NULL, "warning", false},
	[NOTICE_ROSTER_CALL] = {NULL, "critical", false},
};

/* An empty label is none to Alertmanager. */
static void add_text(struct json *object, const char *key, const char *value)
{
	g_autofree char *line = compose_line(value);

	if (*line)
		json_set_string(object, key, line);
}

static struct json *labels_of(const struct message_content *content, const struct alert_kind *kind,
			      enum send_mark mark)
{
	struct json *labels = json_new_object();

	add_text(labels, "alertname", kind->name ? kind->name : compose_word(content, "kind"));
	add_text(labels, "severity", kind->severity ? kind->severity : "info");
	add_text(labels, "source", "nwops");
	add_text(labels, "reference", compose_word(content, "reference"));
	add_text(labels, "audience", compose_word(content, "audience"));
	add_text(labels, "item", compose_word(content, "subject"));
	add_text(labels, "organization", compose_word(content, "organization"));
	add_text(labels, "mark", compose_mark_id(mark));
	return labels;
}

static struct json *annotations_of(const struct message_content *content, enum send_mark mark)
{
	struct json *annotations = json_new_object();
	g_autofree char *subject = compose_subject(content, mark), *text = compose_text(content, mark);
	g_autofree char *as_of = compose_instant(compose_number(content, "as_of_us", content->date_us));
	g_autofree char *report = g_strdup_printf(
		"%" G_GINT64_FORMAT, compose_number(content, "sequence", 0));

	json_set_string(annotations, "summary", subject);
	json_set_string(annotations, "description", text);
	add_text(annotations, "kind", compose_word(content, "kind"));
	add_text(annotations, "urgency", compose_word(content, "urgency"));
	add_text(annotations, "report", report);
	add_text(annotations, "as_of", as_of);
	add_text(annotations, "code", content->code);
	add_text(annotations, "message", content->identity);
	return annotations;
}

/* From when it was so until it is over; Alertmanager refuses an end before a begin. */
static void add_times(struct json *alert, const struct message_content *content,
		      const struct alert_kind *kind)
{
	int64_t as_of_us = compose_number(content, "as_of_us", content->date_us);
	int64_t began_us = compose_number(content, "began_us", as_of_us);
	g_autofree char *from = compose_instant(MIN(began_us, as_of_us)), *until = NULL;
	bool resolves = false;

	if (content->notice)
		json_get_bool(content->notice, "resolves", &resolves);
	json_set_string(alert, "startsAt", from);
	if (!resolves && !kind->stands)
		return;
	if (!resolves)
		as_of_us = as_of_us < G_MAXINT64 - STANDS_US ? as_of_us + STANDS_US : G_MAXINT64;
	until = compose_instant(as_of_us);
	json_set_string(alert, "endsAt", until);
}

GString *alert_body(const struct message_content *content, enum send_mark mark)
{
	static const struct alert_kind other = {NULL, NULL, false};
	const char *word = compose_word(content, "kind");
	int number = word ? words_find(WORDS_NOTICE_KIND, word) : -1;
	const struct alert_kind *kind = number >= 0 ? &alert_kinds[number] : &other;
	g_autoptr(ops_json_t) alerts = json_new_array();
	g_autofree char *text = NULL;
	struct json *alert = json_new_object();

	json_take(alert, "labels", labels_of(content, kind, mark));
	json_take(alert, "annotations", annotations_of(content, mark));
	add_times(alert, content, kind);
	json_append_take(alerts, alert);
	text = json_print(alerts);
	return g_string_new(text);
}
