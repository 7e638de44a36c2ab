/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops case duties: which stages are owed by when, of a case or of all that are open.
 */
#include "case/verbs.h"

#include "base/translate.h"
#include "incident/verbs.h"
#include "owed.h"
#include "ui/complain.h"


static GPtrArray *find(const struct duties_options *wish, const char *id, GError **error)
{
	GPtrArray *list;
	GError *failed = NULL;
	struct case_duties *one;

	if (!id)
		return engine_open_papers(wish, error);
	one = engine_paper(wish, id, &failed);
	if (failed) {
		g_propagate_error(error, failed);
		return NULL;
	}
	list = g_ptr_array_new_with_free_func((GDestroyNotify)case_duties_free);
	if (one)
		g_ptr_array_add(list, one);
	return list;
}

static int run(struct session *session, char **arguments)
{
	int status;
	g_autoptr(ops_duties_t) duties = owed_open(session, &status);
	const struct duties_options wish = owed_options(session, duties);
	g_autoptr(GPtrArray) list = NULL;
	g_autoptr(GError) error = NULL;

	if (!duties)
		return status;
	list = find(&wish, arguments[0], &error);
	return list ? duties_tell(session, list, duties_unit(duties)) : incident_complain(session, error);
}

const struct command case_duties_verb = {
	.name = "duties",
	.summary = N_("show which stages are owed by when"),
	.args = "[CASE]",
	.needs = NEED_INVENTORY | NEED_STORE_READ,
	.run = run,
};
