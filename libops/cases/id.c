/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What cases and their runs are called: the words that people say to each other
 * on the telephone and write into others' tickets.
 */
#include "cases/internal.h"

#include "store/drills.h"

#include <string.h>

#define DATE_DIGITS 8
#define NUMBER_DIGITS 3	/* or more */
#define RUN_DIGITS 9	/* at most */
#define DRILL_PREFIX "D-"	/* of cases in a drill, so that nobody takes one for a real one */

static const char digits[] = "0123456789";

static const char *const prefixes[CASE_KIND_COUNT] = {
	[CASE_INCIDENT] = "INC", [CASE_NONCOMPLIANCE] = "NCP", [CASE_APPLICATION] = "APP",
	[CASE_ENQUIRY] = "ENQ", [CASE_PROBLEM] = "PRB", [CASE_REQUEST] = "REQ",
};

static void note_drill(void *context, const struct drill_record *drill)
{
	*(bool *)context = true;
}

char *case_next_id(struct store *store, enum case_kind kind, const char *date, GError **error)
{
	bool drill = false;
	g_autofree char *prefix = NULL;

	if (!drills_read(store, note_drill, &drill, error))
		return NULL;
	prefix = g_strconcat(drill ? DRILL_PREFIX : "", prefixes[kind], NULL);
	return cases_next_id(store, prefix, date, error);
}

/* Whether TEXT is "-20261122-003" and no more. */
static bool has_day_and_number(const char *text)
{
	if (text[0] != '-' || strspn(text + 1, digits) != DATE_DIGITS)
		return false;
	text += 1 + DATE_DIGITS;
	return text[0] == '-' && strspn(text + 1, digits) >= NUMBER_DIGITS && !text[1 + strspn(text + 1, digits)];
}

bool case_id_parse(const char *id, enum case_kind *ret_kind)
{
	if (strlen(id) >= CASE_ID_LIMIT)
		return false;
	if (g_str_has_prefix(id, DRILL_PREFIX))
		id += strlen(DRILL_PREFIX);
	for (unsigned int kind = 0; kind < CASE_KIND_COUNT; kind++) {
		if (!g_str_has_prefix(id, prefixes[kind]) || !has_day_and_number(id + strlen(prefixes[kind])))
			continue;
		if (ret_kind)
			*ret_kind = (enum case_kind)kind;
		return true;
	}
	return false;
}

bool case_run_parse(const char *text, char **ret_case, int64_t *ret_run)
{
	const char *slash = strchr(text, '/');
	g_autofree char *id = slash ? g_strndup(text, (gsize)(slash - text)) : g_strdup(text);
	const char *number = slash ? slash + 1 : NULL;

	if (!case_id_parse(id, NULL))
		return false;
	if (number && (*number == '0' || !*number || strspn(number, digits) != strlen(number) ||
		       strlen(number) > RUN_DIGITS))
		return false;
	*ret_run = number ? g_ascii_strtoll(number, NULL, 10) : 0;
	*ret_case = g_steal_pointer(&id);
	return true;
}

char *case_run_print(const char *case_id, int64_t run)
{
	return run ? g_strdup_printf("%s/%" G_GINT64_FORMAT, case_id, run) : g_strdup(case_id);
}
