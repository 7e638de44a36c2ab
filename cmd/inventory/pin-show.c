/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is pinned, and what is pinned no longer.
 */
#include "inventory/pin.h"

#include "base/instant.h"
#include "base/text.h"
#include "base/translate.h"
#include "ui/complain.h"
#include "ui/printer.h"
#include "ui/table.h"

#include <unistd.h>

/* In the order of enum pin_way; N_() */
static const char *const ways[PIN_WAY_COUNT] = {N_("a person said so"), N_("from a file"),
						N_("the first that was seen")};

static const char *alone(const char *name)
{
	return g_str_has_prefix(name, "device:") ? name + strlen("device:") : name;
}

/* DEVICES empty: all are meant. */
static bool is_meant(char **devices, const char *name)
{
	if (!*devices)
		return true;
	for (; *devices; devices++)
		if (!strcmp(alone(*devices), name))
			return true;
	return false;
}

static const struct kept_change *change_of(const GPtrArray *changed, const char *device)
{
	for (guint i = 0; i < changed->len; i++)
		if (!strcmp(((const struct kept_change *)changed->pdata[i])->device, device))
			return changed->pdata[i];
	return NULL;
}

static void print_json(const struct session *session, const struct kept_pin *pin,
		       const GPtrArray *changed)
{
	const struct pin_record record = {
		.type = pin->type,
		.key = pin->key,
		.pinned_at_us = pin->pinned_at_us,
		.actor = pin->actor,
		.said_by = pin->said_by,
		.how = pin->how,
	};
	const struct pin_report report = {
		.device = pin->device,
		.result = PIN_RESULT_SHOWN,
		.keys = &record,
		.count = 1,
		.changed = change_of(changed, pin->device),
	};

	pin_print_json(session, &report);
}

static void add_row(const struct session *session, struct table *table, const struct kept_pin *pin,
		    bool changed)
{
	g_autofree char *at = instant_show(pin->pinned_at_us, session->zone);
	g_autofree char *by = pin->said_by ? g_strdup_printf("%s / %s", pin->actor, pin->said_by)
					   : g_strdup(pin->actor);
	const char *cells[] = {pin->device, pin->type, pin->fingerprint, at, by, _(ways[pin->how])};

	table_add(table, changed ? TINT_RED : TINT_NONE, false, cells);
}

static void print_changed(const struct session *session, const struct kept_change *changed)
{
	g_autofree char *first = instant_show(changed->first_seen_us, session->zone);
	g_autofree char *last = instant_show(changed->last_seen_us, session->zone);
	g_autofree char *type = printer_safe(changed->type);

	printer_text(_("*** '%s' SHOWED ANOTHER KEY: %s %s, times: %ld, first %s, last %s ***\n"),
		     changed->device, type, changed->fingerprint, (long)changed->count, first, last);
}

static void print_text(const struct session *session, char **devices, const GPtrArray *pins,
		       const GPtrArray *changed)
{
	const struct table_column columns[] = {
		{_("DEVICE"), TEXT_LEFT, 12, false},   {_("TYPE"), TEXT_LEFT, 0, false},
		{_("FINGERPRINT"), TEXT_LEFT, 0, false}, {_("PINNED AT"), TEXT_LEFT, 0, false},
		{_("BY"), TEXT_LEFT, 6, false},	       {_("HOW"), TEXT_LEFT, 0, false},
	};
	g_autoptr(ops_table_t) table = table_new(columns, G_N_ELEMENTS(columns));
	struct terminal terminal = terminal_of(STDOUT_FILENO);
	bool any = false;

	for (guint i = 0; i < pins->len; i++) {
		const struct kept_pin *pin = pins->pdata[i];

		if (!is_meant(devices, pin->device))
			continue;
		add_row(session, table, pin, change_of(changed, pin->device) != NULL);
		any = true;
	}
	if (any)
		table_print(table, &terminal, 0);
	for (guint i = 0; i < changed->len; i++)
		if (is_meant(devices, ((const struct kept_change *)changed->pdata[i])->device))
			print_changed(session, changed->pdata[i]);
}

/* A device that was named and has no pin is told, whether there is such a device or not. */
static int tell_missing(const struct session *session, char **devices, const GPtrArray *pins)
{
	int status = EXIT_OK;

	for (; *devices; devices++) {
		g_autofree char *shown = text_excerpt(alone(*devices));
		g_autofree char *message = g_strdup_printf(_("'%s' is not pinned"), shown);
		const struct pin_report report = {
			.device = shown,
			.result = PIN_RESULT_NONE,
			.message = message,
		};
		bool found = false;

		for (guint i = 0; i < pins->len; i++)
			found |= !strcmp(((const struct kept_pin *)pins->pdata[i])->device,
					 alone(*devices));
		if (found)
			continue;
		status = EXIT_ATTENTION;
		if (session->answer == ANSWER_JSON)
			pin_print_json(session, &report);
		else
			printer_text("%s\n", message);
	}
	return status;
}

int pin_show(struct session *session, char **devices)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) pins = pin_read(session->store, NULL, &error);
	g_autoptr(GPtrArray) changed = pins ? pin_read_changed(session->store, NULL, &error) : NULL;

	if (!changed)
		return complain_error(session->answer, error);
	if (session->answer == ANSWER_JSON) {
		for (guint i = 0; i < pins->len; i++)
			if (is_meant(devices, ((const struct kept_pin *)pins->pdata[i])->device))
				print_json(session, pins->pdata[i], changed);
	} else {
		print_text(session, devices, pins, changed);
	}
	tell_missing(session, devices, pins);
	return EXIT_OK;
}

/* A device may be gone from the inventory and still be trusted: its name is enough. */
int pin_remove(struct session *session, char **devices)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) pins = pin_read(session->store, NULL, &error);
	int status;

	if (!pins)
		return complain_error(session->answer, error);
	status = tell_missing(session, devices, pins);
	for (; *devices; devices++) {
		const char *name = alone(*devices);
		const struct pin_change change = {.device = name};
		g_autoptr(GPtrArray) before = pin_read(session->store, name, &error);
		g_autofree char *message = g_strdup_printf(_("'%s' is trusted no longer"), name);
		const struct pin_report report = {
			.device = name,
			.result = PIN_RESULT_REMOVED,
			.before = before,
			.message = message,
		};

		if (!before)
			return complain_error(session->answer, error);
		if (before->len == 0)
			continue;
		if (!pin_commit(session, &change, 1))
			return EXIT_COULD_NOT;
		if (session->answer == ANSWER_JSON)
			pin_print_json(session, &report);
		else
			printer_text("%s\n", message);
	}
	return status;
}
