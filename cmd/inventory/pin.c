/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops inventory pin: says by which host keys devices are to be known. Until then
 * nobody logs in to them.
 */
#include "inventory/pin.h"
#include "inventory/verbs.h"

#include "base/text.h"
#include "base/translate.h"
#include "session.h"
#include "ui/complain.h"

static gboolean arg_yes, arg_show, arg_remove;
static char *arg_fingerprint, *arg_import;

static const GOptionEntry options[] = {
	{"fingerprint", 0, 0, G_OPTION_ARG_FILENAME, &arg_fingerprint,
	 N_("the key is to be this one: SHA256:..."), "FINGERPRINT"},
	{"import", 0, 0, G_OPTION_ARG_FILENAME, &arg_import,
	 N_("take the keys from a known_hosts file, and ask no device"), "FILE"},
	{"remove", 0, 0, G_OPTION_ARG_NONE, &arg_remove, N_("trust these devices no longer"), NULL},
	{"show", 0, 0, G_OPTION_ARG_NONE, &arg_show, N_("only show what is pinned"), NULL},
	{"yes", 0, 0, G_OPTION_ARG_NONE, &arg_yes, N_("ask nobody, with a fingerprint or a file"),
	 NULL},
	{NULL},
};

const struct device *pin_device(const struct session *session, const char *name)
{
	const char *alone = g_str_has_prefix(name, "device:") ? name + strlen("device:") : name;
	const struct device *device = inventory_find_device(session->inventory, alone);
	g_autofree char *shown = text_excerpt(name);

	if (!device)
		complain(session->answer, COMPLAINT_USAGE, _("no device is called '%s'"), shown);
	else if (!device->ssh)
		complain(session->answer, COMPLAINT_USAGE,
			 _("device '%s' has no 'ssh' in the inventory, so it is never logged in to"),
			 shown);
	return device && device->ssh ? device : NULL;
}

/* NULL: the options go together. */
static const char *misuse(char **devices)
{
	if (arg_show + arg_remove + (arg_import != NULL) > 1)
		return _("'--show', '--remove' and '--import' exclude each other");
	if (arg_fingerprint && (arg_show || arg_remove || arg_import))
		return _("'--fingerprint' is of a key that a device is asked for");
	if (arg_fingerprint && g_strv_length(devices) != 1)
		return _("'--fingerprint' is of one device");
	if (arg_yes && !arg_fingerprint && !arg_import)
		return _("'--yes' needs '--fingerprint': a key that nobody looked at is not to be "
			 "trusted");
	if (!*devices && !arg_show && !arg_import)
		return _("name the devices");
	return NULL;
}

static int run(struct session *session, char **devices)
{
	const char *wrong = misuse(devices);
	int status;

	if (wrong)
		return complain(session->answer, COMPLAINT_USAGE, "%s", wrong);
	status = session_open_store(session, arg_show ? STORE_READ : STORE_WRITE);
	if (status)
		return status;
	if (arg_show)
		return pin_show(session, devices);
	if (arg_remove)
		return pin_remove(session, devices);
	if (arg_import)
		return pin_import(session, arg_import, devices, arg_yes);
	return pin_ask(session, devices, arg_fingerprint, arg_yes);
}

const struct command inventory_pin = {
	.name = "pin",
	.summary = N_("say by which host keys devices are known"),
	.args = "[DEVICE...]",
	.needs = NEED_INVENTORY,
	.options = options,
	.run = run,
};
