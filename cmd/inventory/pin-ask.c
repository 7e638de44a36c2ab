/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pinning what devices show: each is asked for its key, the key is shown beside
 * what was pinned before, and a person says yes, or a fingerprint that somebody
 * has from elsewhere says it.
 */
#include "inventory/pin.h"

#include "base/translate.h"
#include "session.h"
#include "ui/ask.h"
#include "ui/complain.h"
#include "ui/printer.h"

struct asking {
	struct session *session;
	const char *fingerprint;
	bool yes;
	int status; /* the worst so far */
};

static void report(struct asking *asking, const struct learnt *learnt, enum pin_result result,
		   const GPtrArray *before, const char *message)
{
	const struct pin_record key = pin_record_of(learnt->type, learnt->key);
	const struct pin_report report = {
		.device = learnt->device->name,
		.result = result,
		.keys = &key,
		.count = learnt->key ? 1 : 0,
		.before = before,
		.message = message,
	};

	asking->status = MAX(asking->status, pin_exit(result));
	if (asking->session->answer == ANSWER_JSON)
		pin_print_json(asking->session, &report);
	else if (message)
		printer_text("%s\n", message);
}

/* Why there is no key to be shown. */
static void report_failure(struct asking *asking, const struct learnt *learnt)
{
	const char *jump = learnt->at_jump ? learnt->device->name : NULL;
	const char *detail = learnt->message && *learnt->message ? learnt->message : NULL;
	g_autofree char *safe = detail ? printer_safe(detail) : NULL;
	g_autofree char *message = NULL;

	if (learnt->at_jump && learnt->reason == SSH_REASON_HOST_KEY)
		message = g_strdup_printf(_("'%s' is reached over a device that is not pinned yet: pin that "
					    "one first"), jump);
	else
		message = g_strdup_printf(_("the key of '%s' was not seen: %s%s%s"),
					  learnt->device->name, ssh_reason_shown(learnt->reason),
					  safe ? ": " : "", safe ? safe : "");
	report(asking, learnt, PIN_RESULT_FAILED, NULL, message);
}

static void print_key(const struct learnt *learnt)
{
	char address[ADDRESS_TEXT_SIZE];
	struct login login;
	g_autofree char *label = NULL;

	inventory_login(learnt->device, &login);
	label = g_strdup_printf(_("%s (%s port %d)"), learnt->device->name,
				address_print(&learnt->device->address, address), login.port);
	pin_print_key(label, learnt->type, learnt->fingerprint);
}

static void commit(struct asking *asking, const struct learnt *learnt, const GPtrArray *before)
{
	const struct pin_record key = pin_record_of(learnt->type, learnt->key);
	const struct pin_change change = {learnt->device->name, &key, 1, PIN_ASKED};

	if (!pin_commit(asking->session, &change, 1)) {
		asking->status = EXIT_COULD_NOT;
		return;
	}
	g_autofree char *message = g_strdup_printf(_("'%s' is known by this key from now on"),
						   learnt->device->name);

	report(asking, learnt, PIN_RESULT_PINNED, before, message);
}

/* A person, or who calls without one, says whether to trust. */
static void decide(struct asking *asking, const struct learnt *learnt, const GPtrArray *before)
{
	g_autofree char *question =
		g_strdup_printf(_("trust this key of '%s' from now on?"), learnt->device->name);
	enum ask_answer answer = asking->yes ? ASK_YES : ask_yes_no(asking->session, question);
	g_autofree char *message = NULL;

	switch (answer) {
	case ASK_YES:
		commit(asking, learnt, before);
		break;
	case ASK_NO:
		message = g_strdup_printf(_("'%s' was not pinned"), learnt->device->name);
		report(asking, learnt, PIN_RESULT_DECLINED, before, message);
		break;
	case ASK_NOBODY:
		report(asking, learnt, PIN_RESULT_NEEDS_PERSON, before, question);
		break;
	}
}

static void settle(struct asking *asking, const struct learnt *learnt, const GPtrArray *before)
{
	const struct pin_record key = pin_record_of(learnt->type, learnt->key);
	bool same = pin_settled(asking->session, learnt->device->name, before, &key, 1);
	bool text = asking->session->answer != ANSWER_JSON;
	g_autofree char *message = NULL;

	if (text)
		print_key(learnt);
	if (asking->fingerprint && strcmp(asking->fingerprint, learnt->fingerprint) != 0) {
		message = g_strdup_printf(_("this is not %s: '%s' was not pinned"), asking->fingerprint,
					  learnt->device->name);
		report(asking, learnt, PIN_RESULT_REFUSED, before, message);
		return;
	}
	if (same) {
		message = g_strdup_printf(_("'%s' is known by this key already"), learnt->device->name);
		report(asking, learnt, PIN_RESULT_SAME, before, message);
		return;
	}
	if (text && before->len > 0)
		pin_print_replaced(asking->session, learnt->device->name, before);
	decide(asking, learnt, before);
}

static void one(struct asking *asking, const struct learnt *learnt)
{
	g_autoptr(GPtrArray) before = NULL;
	g_autoptr(GError) error = NULL;

	if (learnt->end != PROBE_ANSWERED || !learnt->key) {
		report_failure(asking, learnt);
		return;
	}
	before = pin_read(asking->session->store, learnt->device->name, &error);
	if (before)
		settle(asking, learnt, before);
	else
		asking->status = complain_error(asking->session->answer, error);
}

int pin_ask(struct session *session, char **names, const char *fingerprint, bool yes)
{
	const struct learn_options options = {
		.store = session->store,
		.libexec = session->libexec_directory,
		.notes = session->notes,
	};
	struct asking asking = {session, fingerprint, yes, EXIT_OK};
	g_autoptr(GPtrArray) devices = g_ptr_array_new();
	g_autoptr(GPtrArray) all = NULL;
	g_autoptr(GError) error = NULL;
	int signal;

	if (session_rehearses(session))
		return complain(session->answer, COMPLAINT_USAGE,
				_("with '--overlay' no device is asked for its key"));
	for (; *names; names++) {
		const struct device *device = pin_device(session, *names);

		if (!device)
			return EXIT_COULD_NOT;
		if (!g_ptr_array_find(devices, device, NULL))
			g_ptr_array_add(devices, (void *)device);
	}
	all = engine_learn(&options, devices, &signal, &error);
	if (!all)
		return complain_error(session->answer, error);
	for (guint i = 0; i < all->len; i++)
		one(&asking, all->pdata[i]);
	return asking.status;
}
