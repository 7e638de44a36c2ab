/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops inventory algorithms: what devices offer before anybody logs in, and which
 * of it is weak. Nobody logs in for that; their keys are not believed either.
 */
#include "inventory/verbs.h"

#include "base/translate.h"
#include "engine/engine.h"
#include "net/algorithms.h"
#include "session.h"
#include "ui/complain.h"
#include "ui/printer.h"

#include <unistd.h>

static gboolean arg_weak;

static const GOptionEntry options[] = {
	{"weak", 0, 0, G_OPTION_ARG_NONE, &arg_weak, N_("only what is weak or broken"), NULL},
	{NULL},
};

/* N_(): what devices offer something for, by enum ssh_category. */
static const char *const purposes[SSH_CATEGORY_COUNT] = {
	[SSH_KEX] = N_("key exchange"),	  [SSH_HOST_KEY] = N_("host key"),
	[SSH_CIPHER] = N_("cipher"),	  [SSH_MAC] = N_("MAC"),
	[SSH_COMPRESSION] = N_("compression"),
};

/* What is shown of it. */
struct offers {
	struct table *table;
	bool weak; /* some algorithm of some device is */
	bool failed; /* some device offered nothing */
};

static bool is_weak(const struct algorithm *algorithm)
{
	return algorithm && algorithm->grade != ALGORITHM_GOOD;
}

static void add_row(struct offers *offers, const char *device, unsigned int category,
		    const char *name, const struct algorithm *algorithm)
{
	g_autofree char *why =
		is_weak(algorithm)
			? g_strdup_printf("%s (%s)", _(algorithm->why), algorithm->source)
			: NULL;
	const char *cells[] = {
		device, _(purposes[category]), name,
		algorithm ? words_shown(WORDS_ALGORITHM_GRADE, algorithm->grade) : NULL, why};

	table_add(offers->table,
		  is_weak(algorithm)
			  ? algorithm->grade == ALGORITHM_BROKEN ? TINT_RED : TINT_YELLOW
			  : TINT_NONE,
		  false, cells);
}

static void add_object(struct json *list, unsigned int category, const char *name,
		       const struct algorithm *algorithm)
{
	struct json *object = json_new_object();

	json_set_string(object, "category", ssh_category_id(category));
	json_set_string(object, "algorithm", name);
	json_set_string(object, "grade",
			algorithm ? words_get(WORDS_ALGORITHM_GRADE, algorithm->grade)->id : NULL);
	json_set_string(object, "why", is_weak(algorithm) ? _(algorithm->why) : NULL);
	json_set_string(object, "source", is_weak(algorithm) ? algorithm->source : NULL);
	json_append_take(list, object);
}

/* Each algorithm that LEARNT offers, into LIST (JSON) or the table. */
static void each_offer(struct offers *offers, const struct learnt *learnt, struct json *list)
{
	for (unsigned int category = 0; category < SSH_CATEGORY_COUNT; category++) {
		g_auto(GStrv) names =
			g_strsplit(learnt->offered[category] ? learnt->offered[category] : "", ",",
				   -1);

		for (char **name = names; *name; name++) {
			const struct algorithm *algorithm = algorithm_judge(*name, category);

			if (!**name || (arg_weak && !is_weak(algorithm)))
				continue;
			offers->weak |= is_weak(algorithm);
			if (list)
				add_object(list, category, *name, algorithm);
			else
				add_row(offers, learnt->device->name, category, *name, algorithm);
		}
	}
}

static bool offered_any(const struct learnt *learnt)
{
	for (unsigned int i = 0; i < SSH_CATEGORY_COUNT; i++)
		if (learnt->offered[i])
			return true;
	return false;
}

static void print_json(struct offers *offers, const struct learnt *learnt)
{
	struct json *object = printer_new_object("offer"), *list = json_new_array();
	bool good = learnt->end == PROBE_ANSWERED;

	json_set_string(object, "device", learnt->device->name);
	json_set_string(object, "end", words_get(WORDS_PROBE_END, learnt->end)->id);
	json_set_string(object, "reason", good ? NULL : ssh_reason_id(learnt->reason));
	json_set_string(object, "message",
			learnt->message && *learnt->message ? learnt->message : NULL);
	json_set_string(object, "server", learnt->server);
	json_set_string(object, "key_type", learnt->type);
	json_set_string(object, "fingerprint", learnt->fingerprint);
	each_offer(offers, learnt, list);
	json_take(object, "algorithms", list);
	json_set_string(object, "judged_on", algorithms_judged_on);
	printer_take(object);
}

/* Why nothing, or not all that was asked, is there. */
static void print_failure(const struct learnt *learnt)
{
	bool more = learnt->message && *learnt->message;
	g_autofree char *message = more ? printer_safe(learnt->message) : NULL;

	printer_text("%s: %s%s%s\n", learnt->device->name, ssh_reason_shown(learnt->reason),
		     more ? ": " : "", more ? message : "");
}

static void print(struct offers *offers, const GPtrArray *all)
{
	const struct table_column columns[] = {
		{_("DEVICE"), TEXT_LEFT, 12, false}, {_("FOR"), TEXT_LEFT, 0, false},
		{_("ALGORITHM"), TEXT_LEFT, 0, false}, {_("JUDGED"), TEXT_LEFT, 0, false},
		{_("WHY"), TEXT_LEFT, 8, false},
	};
	g_autoptr(ops_table_t) table = table_new(columns, G_N_ELEMENTS(columns));
	struct terminal terminal = terminal_of(STDOUT_FILENO);
	bool any = false;

	offers->table = table;
	for (guint i = 0; i < all->len; i++) {
		const struct learnt *learnt = all->pdata[i];

		any |= offered_any(learnt);
		each_offer(offers, learnt, NULL);
	}
	if (any && (offers->weak || !arg_weak))
		table_print(table, &terminal, 0);
	for (guint i = 0; i < all->len; i++)
		if (((const struct learnt *)all->pdata[i])->end != PROBE_ANSWERED)
			print_failure(all->pdata[i]);
	printer_text(_("judged as of %s; nothing is said of what is not judged (-)\n"),
		     algorithms_judged_on);
}

/* The devices that SELECTORS mean and that are logged in to; NULL after complaining. */
static GPtrArray *choose(const struct session *session, char **selectors)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GArray) items = inventory_select(session->inventory,
						   (const char *const *)selectors, &error);
	g_autoptr(GPtrArray) devices = g_ptr_array_new();

	if (!items) {
		complain_error(session->answer, error);
		return NULL;
	}
	for (guint i = 0; i < items->len; i++) {
		const struct item *item = &g_array_index(items, struct item, i);

		if (item->kind == ITEM_DEVICE && item->device->ssh &&
		    !g_ptr_array_find(devices, item->device, NULL))
			g_ptr_array_add(devices, (void *)item->device);
	}
	if (devices->len > 0)
		return g_steal_pointer(&devices);
	complain(session->answer, COMPLAINT_USAGE, _("no device that is logged in to is selected"));
	return NULL;
}

/* A device on the way is logged in to, so its key must be known. */
static bool needs_pins(const GPtrArray *devices)
{
	struct login login;

	for (guint i = 0; i < devices->len; i++)
		if (inventory_login(devices->pdata[i], &login) && login.jump)
			return true;
	return false;
}

static int run(struct session *session, char **selectors)
{
	g_autoptr(GPtrArray) devices = choose(session, selectors);
	g_autoptr(GPtrArray) all = NULL;
	g_autoptr(GError) error = NULL;
	struct offers offers = {0};
	int signal;

	if (!devices)
		return EXIT_COULD_NOT;
	if (session_rehearses(session))
		return complain(session->answer, COMPLAINT_USAGE,
				_("with '--overlay' no device is asked for what it offers"));
	int status = needs_pins(devices) ? session_open_store(session, STORE_READ) : EXIT_OK;

	if (status)
		return status;
	const struct learn_options learn = {
		.store = session->store,
		.libexec = session->libexec_directory,
		.notes = session->notes,
	};

	all = engine_learn(&learn, devices, &signal, &error);
	if (!all)
		return complain_error(session->answer, error);
	for (guint i = 0; i < all->len; i++)
		offers.failed |= !offered_any(all->pdata[i]);
	if (session->answer == ANSWER_JSON)
		for (guint i = 0; i < all->len; i++)
			print_json(&offers, all->pdata[i]);
	else
		print(&offers, all);
	if (offers.failed)
		return EXIT_COULD_NOT;
	return offers.weak ? EXIT_ATTENTION : EXIT_OK;
}

const struct command inventory_algorithms = {
	.name = "algorithms",
	.summary = N_("list what devices offer over SSH, and what of it is weak"),
	.args = "[SELECTOR...]",
	.needs = NEED_INVENTORY,
	.options = options,
	.run = run,
};
