/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finds what a name of an item speaks of.
 */
#include "engine/subject.h"

#include "engine/scope.h"

#include <string.h>

/* The line that DEVICE ends, when it is a CPE; the first by name of several. */
static const struct line *line_into(const struct inventory *inventory, const struct device *device)
{
	size_t count = inventory_line_count(inventory);

	for (size_t i = 0; i < count; i++) {
		const struct line *line = inventory_line_at(inventory, i);

		if (line->cpe == device)
			return line;
	}
	return NULL;
}

static void describe_line(struct subject *subject, const struct line *line)
{
	subject->service_class = line->service_class;
	subject->organization = line->institution;
}

static void describe_device(const struct inventory *inventory, struct subject *subject)
{
	struct scope_lead lead = scope_leads_to(inventory, subject->device, subject->part);

	subject->ends = line_into(inventory, subject->device);
	subject->service_class = subject->device->service_class;
	subject->organization = subject->device->owner;
	/* What a concentrator says of a line is about who has that line. */
	if (!lead.line && lead.cpe)
		lead.line = line_into(inventory, lead.cpe);
	if (lead.line)
		describe_line(subject, lead.line);
	else if (subject->ends)
		describe_line(subject, subject->ends);
}

static void describe_group(const struct inventory *inventory, struct subject *subject)
{
	if (subject->group->lines && subject->group->lines[0]) {
		describe_line(subject, subject->group->lines[0]);
	} else if (subject->group->devices && subject->group->devices[0]) {
		subject->service_class = subject->group->devices[0]->service_class;
		subject->organization = subject->group->devices[0]->owner;
	}
}

bool engine_subject(const struct inventory *inventory, const char *name, struct subject *ret_subject)
{
	const char *short_name = strchr(name, ':');
	const char *slash = strchr(name, '/');
	g_autofree char *kind = NULL;
	g_autofree char *bare = NULL;

	*ret_subject = (struct subject){ .part = slash ? slash + 1 : "" };
	if (!short_name)
		return false;
	kind = g_strndup(name, (gsize)(short_name - name));
	short_name++;
	bare = slash > short_name ? g_strndup(short_name, (gsize)(slash - short_name)) : g_strdup(short_name);
	if (g_str_equal(kind, "line")) {
		ret_subject->line = inventory_find_line(inventory, bare);
		if (ret_subject->line)
			describe_line(ret_subject, ret_subject->line);
	} else if (g_str_equal(kind, "device")) {
		ret_subject->device = inventory_find_device(inventory, bare);
		if (ret_subject->device)
			describe_device(inventory, ret_subject);
	} else if (g_str_equal(kind, "group")) {
		ret_subject->group = inventory_find_group(inventory, bare);
		if (ret_subject->group)
			describe_group(inventory, ret_subject);
	}
	return ret_subject->line || ret_subject->device || ret_subject->group;
}
