/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rows: what each clause asks, and who judges it. What nwops does not have yet is not met, and
 * says so; once it has it, the row's judge takes the place of what is missing, and nothing else
 * changes here. The ids are those of base/clauses.c, in its order; a test compares them.
 */
#include "audit/guideline-internal.h"

#include "base/instant.h"
#include "base/translate.h"

typedef void guideline_judge_one(struct judging *judging);

static const struct row {
	const char *clause, *title;
	guideline_judge_one *judge;
	const char *missing;		/* what nwops does not have yet; NULL: it has all */
} rows[] = {
	{"1.1.1-1", N_("an operations manager is appointed"), guideline_judge_manager, NULL},
	{"1.1.1-2", N_("configuration changes, monitoring and maintenance are organised"), NULL, "change"},
	{"1.1.1-3", N_("duty officers, operations manager and institutions are reached clearly and fast"),
	 guideline_judge_contacts, NULL},
	{"1.1.2-1", N_("one help desk for institutions"), guideline_judge_desk, NULL},
	{"1.1.2-2", N_("support goes by standard procedures"), guideline_judge_support, NULL},
	{"1.1.2-3", N_("information is kept in one place, and know-how with it"), guideline_judge_knowledge, NULL},
	{"1.1.2-4", N_("FAQ, network status and maintenance plans are open to institutions"), NULL, N_("status site")},
	{"1.1.2-5", N_("the load on the staff is heeded"), guideline_judge_burden, NULL},
	{"1.1.2-6", N_("work items are defined after a standard of the trade"), guideline_judge_items, "change"},
	{"1.1.2-7", N_("procedures and rules of support are kept as a manual"), guideline_judge_manual, NULL},
	{"1.1.2-8", N_("tools make the work efficient"), guideline_judge_tool, NULL},
	{"1.1.2-9", N_("planned outages are made with care for institutions"), guideline_judge_works, NULL},
	{"1.1.2-10", N_("technical problems, failures and new versions are told promptly"), guideline_judge_technical, NULL},
	{"1.1.3", N_("information security is managed"), guideline_judge_security, NULL},
	{"1.2.1", N_("applications to the core operator: new, change, end"), guideline_judge_walked, NULL},
	{"1.2.2", N_("the steps of an application to the core operator"), guideline_judge_walked, NULL},
	{"1.3.1-1", N_("an operations and maintenance manual"), guideline_judge_manual, NULL},
	{"1.3.1-2", N_("every fault is recorded as a case, and its state is visible"), guideline_judge_cases, NULL},
	{"1.3.1-3", N_("an organisation for disasters"), guideline_judge_disaster, NULL},
	{"1.3.2-0", N_("an anomaly is reported to the core operator and the other operators"),
	 guideline_judge_first_report, NULL},
	{"1.3.2-①", N_("how to respond is decided"), guideline_judge_walked, NULL},
	{"1.3.2-②", N_("service is restored"), guideline_judge_walked, NULL},
	{"1.3.2-③", N_("reports are made in time"), guideline_judge_walked, NULL},
	{"1.3.2-④", N_("superiors are told"), guideline_judge_walked, NULL},
	{"1.3.2-⑤", N_("the cause is found and dealt with"), guideline_judge_walked, NULL},
	{"1.3.2-⑥", N_("it is worked out how to prevent it"), guideline_judge_walked, NULL},
	{"1.3.2-⑦", N_("the fault is published"), guideline_judge_walked, NULL},
	{"1.3.2(1) fig 5", N_("isolation when an institution cannot connect"), guideline_judge_walked, NULL},
	{"1.3.2(1) fig 6", N_("isolation when an institution cannot use a service"), guideline_judge_walked, NULL},
	{"1.3.2(2) fig 7", N_("isolation when the operator detects a fault"), guideline_judge_walked, NULL},
	{"1.3.2(3)", N_("cooperation when the core detects a fault"), guideline_judge_walked, NULL},
	{"1.3.3", N_("prevention is part of the daily work"), guideline_judge_prevention, NULL},
	{"1.3.4-0", N_("duty officers are taught regularly"), guideline_judge_training, NULL},
	{"1.3.4-1", N_("a response manual that the core operator approved"), guideline_judge_response_manual, NULL},
	{"1.3.4-2", N_("a drill by that manual once a year"), guideline_judge_drill, NULL},
	{"1.4", N_("security by law and by the safety standard"), guideline_judge_standard, NULL},
	{"2.1", N_("a higher service level for service providers"), guideline_judge_higher, NULL},
	{"2.1.1", N_("services are written down in a specification"), guideline_judge_specification, NULL},
	{"2.1.1-1", N_("it states conformity with law and standards of the trade"), guideline_judge_conformity, NULL},
	{"2.1.1-2", N_("it states what is done when the service changes"), guideline_judge_change, NULL},
	{"2.1.1-3", N_("defences at the edge of the internet"), NULL, "change"},
	{"2.1.1-4", N_("the policies of firewalls are kept right"), NULL, "change"},
	{"2.1.1-5", N_("logs of devices are kept and can be given at any time"), NULL, "log"},
	{"2.1.1-6", N_("security updates of devices"), guideline_judge_versions, NULL},
	{"2.1.1-7", N_("it states what is done when the service is interrupted"), guideline_judge_interruption, NULL},
	{"2.1.2", N_("institutions' connection rules, certified or not"), guideline_judge_certified, NULL},
	{"2.2", N_("the procedure when an institution does not keep the rules"), guideline_judge_walked, NULL},
	{"2.2 ①", N_("learning that the rules are not kept"), guideline_judge_walked, NULL},
	{"2.2 ②", N_("hearing the institution"), guideline_judge_walked, NULL},
	{"2.2 ③", N_("reporting it to the core operator"), guideline_judge_walked, NULL},
	{"2.2 ④", N_("demanding a correction by a day"), guideline_judge_walked, NULL},
	{"2.2 ⑤", N_("looking when the day has come"), guideline_judge_walked, NULL},
	{"2.2 ⑥", N_("suspending the service"), guideline_judge_walked, NULL},
	{"2.2 ⑦", N_("notifying the institution"), guideline_judge_walked, NULL},
	{"2.3", N_("applications of institutions and of regional bodies"), guideline_judge_walked, NULL},
	{"2.3.1", N_("the kinds of applications: new, change, end"), guideline_judge_walked, NULL},
	{"2.3.2 fig 8", N_("application by a certified institution"), guideline_judge_walked, NULL},
	{"2.3.2 fig 9", N_("application by an institution that is certified first"), guideline_judge_walked, NULL},
	{"2.3.2 fig 10", N_("application with a request for certification passed on"), guideline_judge_walked, NULL},
	{"3.1", N_("cooperation when the core operator asks"), guideline_judge_walked, NULL},
	{"3.2.1-1", N_("all devices are watched, and one hop beyond the demarcation"), guideline_judge_watched, NULL},
	{"3.2.1-2", N_("logs of security devices are analysed"), NULL, "log"},
	{"3.2.1-3", N_("loads of lines and devices are held against thresholds"), guideline_judge_loads, NULL},
	{"3.2.1-4", N_("what exceeds a threshold is reported and talked over"), guideline_judge_walked, NULL},
	{"3.2.1-5", N_("two thresholds, and a way of reporting for each"), guideline_judge_two_levels, NULL},
	{"3.2.1-6", N_("switchovers of redundant parts are watched"), guideline_judge_groups, NULL},
	{"3.2.1-7", N_("the bandwidth that each access line uses is analysed"), NULL, "traffic"},
	{"3.2.2", N_("monitoring of one's own beside the core's"), guideline_judge_own_watch, NULL},
	{"3.2.2-1", N_("a monitoring system for liveness and traffic"), NULL, "traffic"},
	{"3.2.2-2", N_("notices arrive even when the core is down"), guideline_judge_out_of_band, NULL},
	{"3.2.3", N_("ways of contact are defined and approved"), guideline_judge_contact_sheet, NULL},
	{"3.3", N_("reports are made as the core operator prescribes"), guideline_judge_prescribed, NULL},
};

/* --- what is said of a row --- */

void guideline_say(struct judging *judging, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_ptr_array_add(judging->row->evidence, g_strdup_vprintf(format, arguments));
	va_end(arguments);
}

/* The same mend serves several lacks, and is said once. */
static void judge_as(struct judging *judging, enum clause_verdict verdict, const char *mend)
{
	struct guideline_row *row = judging->row;

	row->verdict = MAX(row->verdict, verdict);
	if (!g_ptr_array_find_with_equal_func(row->mends, mend, g_str_equal, NULL))
		g_ptr_array_add(row->mends, g_strdup(mend));
}

void guideline_lack(struct judging *judging, const char *mend, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_ptr_array_add(judging->row->evidence, g_strdup_vprintf(format, arguments));
	va_end(arguments);
	judge_as(judging, CLAUSE_NOT_MET, mend);
}

void guideline_doubt(struct judging *judging, const char *mend, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_ptr_array_add(judging->row->evidence, g_strdup_vprintf(format, arguments));
	va_end(arguments);
	judge_as(judging, CLAUSE_CANNOT_TELL, mend);
}

void guideline_say_names(struct judging *judging, const GPtrArray *names, const char *what)
{
	guint most = judging->most_names ? MIN(judging->most_names, names->len) : names->len;
	g_autoptr(GString) list = g_string_new(NULL);

	for (guint i = 0; i < most; i++)
		g_string_append_printf(list, "%s%s", i ? ", " : "", (const char *)names->pdata[i]);
	if (most < names->len)
		guideline_say(judging, _("%s: %s and %u more"), what, list->str, names->len - most);
	else
		guideline_say(judging, "%s: %s", what, list->str);
}

void guideline_lack_names(struct judging *judging, const GPtrArray *names, const char *mend, const char *what)
{
	if (!names->len)
		return;
	guideline_say_names(judging, names, what);
	judge_as(judging, CLAUSE_NOT_MET, mend);
}

void guideline_say_when(struct judging *judging, const char *what, int64_t at_us, const char *where)
{
	g_autofree char *when = instant_show(at_us, judging->evidence->zone);

	if (where)
		guideline_say(judging, "%s: %s (%s)", what, when, where);
	else
		guideline_say(judging, "%s: %s", what, when);
}

void guideline_lapses(struct judging *judging, enum lapse_kind kind, const char *what, int64_t from_us, const char *mend)
{
	struct guideline_due due = {
		.what = g_strdup(what),
		.lapse = lapse_of(&judging->evidence->ladders, kind, from_us, judging->evidence->now_us, judging->evidence->zone),
	};
	g_autofree char *end = instant_show(due.lapse.at_us, judging->evidence->zone);

	g_array_append_val(judging->row->due, due);
	if (due.lapse.lapsed)
		guideline_lack(judging, mend, _("%s: lapsed on %s"), what, end);
	else
		guideline_say(judging, _("%s: holds until %s"), what, end);
}

/* --- the whole --- */

static void clear_due(gpointer data)
{
	g_free(((struct guideline_due *)data)->what);
}

static void free_row(gpointer data)
{
	struct guideline_row *row = data;

	g_ptr_array_unref(row->evidence);
	g_ptr_array_unref(row->mends);
	g_array_unref(row->due);
	g_free(row);
}

static struct guideline_row *new_row(const struct row *row)
{
	struct guideline_row *made = g_new0(struct guideline_row, 1);

	made->clause = row->clause;
	made->title = _(row->title);
	made->verdict = CLAUSE_MET;
	made->built = !row->missing;
	made->evidence = g_ptr_array_new_with_free_func(g_free);
	made->mends = g_ptr_array_new_with_free_func(g_free);
	made->due = g_array_new(FALSE, TRUE, sizeof(struct guideline_due));
	g_array_set_clear_func(made->due, clear_due);
	return made;
}

static void judge_missing(struct judging *judging, const char *missing)
{
	g_autofree char *mend = g_strdup_printf(_("do it by hand until a later nwops has it: %s"), _(missing));

	guideline_lack(judging, mend, "%s", _("nwops does not have it yet"));
}

GPtrArray *guideline_judge(const struct guideline_evidence *evidence, guint most_names)
{
	GPtrArray *judged = g_ptr_array_new_with_free_func(free_row);

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct judging judging = {.evidence = evidence, .row = new_row(&rows[i]), .most_names = most_names};

		if (rows[i].judge)
			rows[i].judge(&judging);
		if (rows[i].missing)
			judge_missing(&judging, rows[i].missing);
		g_assert(judging.row->evidence->len > 0);
		g_ptr_array_add(judged, judging.row);
	}
	return judged;
}

enum clause_verdict guideline_worst(const GPtrArray *judged)
{
	enum clause_verdict worst = CLAUSE_MET;

	for (guint i = 0; i < judged->len; i++)
		worst = MAX(worst, ((const struct guideline_row *)judged->pdata[i])->verdict);
	return worst;
}
