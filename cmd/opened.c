/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What commands that open incidents say of it. A reader is told of a report that waits how to let it go.
 */
#include "opened.h"

#include "base/translate.h"
#include "ui/printer.h"

void opened_print_json(const struct opened *opened)
{
	const struct first_reports *reports = &opened->reports;
	struct json *object = printer_new_object("incident-opened");

	json_set_string(object, "case", opened->case_id);
	json_set_string(object, "how", opened->how == OPENED_NEW ? "new" : opened->how == OPENED_JOINED ? "joined" : "again");
	json_set_string(object, "item", opened->item);
	json_set_integer(object, "troubles", opened->troubles);
	printer_set_figure(object, "core", reports->core ? reports->core : -1);
	printer_set_figure(object, "peers", reports->peers ? reports->peers : -1);
	json_set_bool(object, "held", reports->held);
	printer_take(object);
}

void opened_print_reports(const struct first_reports *reports)
{
	const int64_t notices[] = {reports->core, reports->peers};

	for (size_t i = 0; i < G_N_ELEMENTS(notices); i++) {
		if (notices[i] && reports->held)
			printer_text(_("  a first report is held: 'nwops notify approve %ld' sends it\n"), (long)notices[i]);
		else if (notices[i])
			printer_text(_("  a first report is queued as notice %ld: 'nwops notify queue' shows it\n"), (long)notices[i]);
	}
}

void opened_tell_reports(const struct session *session, const char *case_id, const char *subject, struct first_reports reports)
{
	const struct opened opened = {
		.how = OPENED_NEW, .case_id = (char *)case_id, .item = (char *)subject, .troubles = 1, .reports = reports,
	};

	if (session->answer != ANSWER_JSON)
		opened_print_reports(&reports);
	else if (reports.core || reports.peers)
		opened_print_json(&opened);
}
