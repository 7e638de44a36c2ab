/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How severe a trouble is by rule, as long as nobody says otherwise: by whom it affects and how
 * many lines. When in doubt the worse one, to be settled afterwards. nwops-incident(1) shows the table.
 */
#include "cases/internal.h"

static const struct { const char *service_class; guint least; enum severity severity; } rules[] = {
	{"backbone", 1, SEVERITY_MAJOR},
	{"backbone", 2, SEVERITY_CRITICAL},
	{"regional", 1, SEVERITY_MAJOR},
	{"regional", 10, SEVERITY_CRITICAL},
	{"service-provider", 1, SEVERITY_MAJOR},
	{"service-provider", 10, SEVERITY_CRITICAL},
	/* users, and classes of a site's own */
	{NULL, 1, SEVERITY_MINOR},
	{NULL, 100, SEVERITY_MAJOR},
	{NULL, 1000, SEVERITY_CRITICAL},
};

/* The rules of SERVICE_CLASS, or NULL: it has none of its own. */
static const char *rules_of(const char *service_class)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rules); i++)
		if (g_strcmp0(rules[i].service_class, service_class) == 0)
			return rules[i].service_class;
	return NULL;
}

int case_severity(const char *service_class, guint count)
{
	const char *name = rules_of(service_class);
	int severity = -1;

	for (size_t i = 0; i < G_N_ELEMENTS(rules); i++)
		if (g_strcmp0(rules[i].service_class, name) == 0 && count >= rules[i].least)
			severity = MAX(severity, (int)rules[i].severity);
	return severity;
}
