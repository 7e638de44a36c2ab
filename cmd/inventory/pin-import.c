/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pinning from a known_hosts file: no device is asked, the file is what a person
 * believes. All of it is shown first and then done at once, or not at all.
 */
#include "inventory/pin.h"

#include "base/translate.h"
#include "net/known-hosts.h"
#include "ui/ask.h"
#include "ui/complain.h"
#include "ui/printer.h"

#define SSH_PORT 22

/* What the file says of one device. */
struct finding {
	const struct device *device;
	GArray *keys; /* struct pin_record, lent by the file */
	GPtrArray *before; /* struct kept_pin */
	unsigned int revoked, authority; /* lines of such entries, the first; 0: none */
	bool same;
};

static void finding_free(gpointer data)
{
	struct finding *finding = data;

	g_array_unref(finding->keys);
	if (finding->before)
		g_ptr_array_unref(finding->before);
	g_free(finding);
}

/* How such a file may call DEVICE. Ended by NULL; g_strfreev(). */
static char **names_of(const struct device *device)
{
	char address[ADDRESS_TEXT_SIZE];
	char **names = g_new0(char *, 3);
	struct login login;

	inventory_login(device, &login);
	address_print(&device->address, address);
	if (login.port == SSH_PORT) {
		names[0] = g_strdup(address);
		names[1] = g_strdup(device->name);
	} else {
		names[0] = g_strdup_printf("[%s]:%d", address, login.port);
		names[1] = g_strdup_printf("[%s]:%d", device->name, login.port);
	}
	return names;
}

static bool is_for(const struct known_host *entry, char **names)
{
	return known_host_is_for(entry, names[0]) || known_host_is_for(entry, names[1]);
}

static bool holds(const GArray *keys, const char *key)
{
	for (guint i = 0; i < keys->len; i++)
		if (!strcmp(g_array_index(keys, struct pin_record, i).key, key))
			return true;
	return false;
}

static void drop(GArray *keys, const char *key)
{
	for (guint i = keys->len; i > 0; i--)
		if (!strcmp(g_array_index(keys, struct pin_record, i - 1).key, key))
			g_array_remove_index(keys, i - 1);
}

static void take(struct finding *finding, const struct known_host *entry)
{
	const struct pin_record key = pin_record_of(entry->type, entry->key);

	if (entry->mark == KNOWN_HOST_REVOKED && !finding->revoked)
		finding->revoked = entry->line;
	else if (entry->mark == KNOWN_HOST_AUTHORITY && !finding->authority)
		finding->authority = entry->line;
	else if (entry->mark == KNOWN_HOST_KEY && finding->keys->len < PINS_DEVICE_LIMIT &&
		 !holds(finding->keys, entry->key))
		g_array_append_val(finding->keys, key);
}

/* A key that is revoked for the device is none of it, wherever else it stands. */
static void look_up(struct finding *finding, const struct known_hosts *known)
{
	g_auto(GStrv) names = names_of(finding->device);
	g_autoptr(GPtrArray) revoked = g_ptr_array_new();

	for (size_t i = 0; i < known_hosts_count(known); i++) {
		const struct known_host *entry = known_hosts_at(known, i);

		if (!is_for(entry, names))
			continue;
		take(finding, entry);
		if (entry->mark == KNOWN_HOST_REVOKED)
			g_ptr_array_add(revoked, (void *)entry->key);
	}
	for (guint i = 0; i < revoked->len; i++)
		drop(finding->keys, revoked->pdata[i]);
}

/* --- telling --- */

static void report(const struct session *session, const struct finding *finding,
		   enum pin_result result, const char *message)
{
	const struct pin_report report = {
		.device = finding->device->name,
		.result = result,
		.keys = (const struct pin_record *)finding->keys->data,
		.count = finding->keys->len,
		.before = finding->before,
		.message = message,
	};

	if (session->answer == ANSWER_JSON)
		pin_print_json(session, &report);
	else if (message)
		printer_text("%s\n", message);
}

/* What of the file was left out for FINDING; NULL: nothing. Caller frees. */
static char *left_out(const struct finding *finding)
{
	if (finding->revoked)
		return g_strdup_printf(_("'%s': line %u revokes a key, which is not pinned"),
				       finding->device->name, finding->revoked);
	if (finding->authority)
		return g_strdup_printf(_("'%s': line %u is of an authority, which is not used"),
				       finding->device->name, finding->authority);
	return NULL;
}

static void show(const struct session *session, const struct finding *finding)
{
	g_autofree char *rest = left_out(finding);
	char fingerprint[PINS_FINGERPRINT_SIZE];

	for (guint i = 0; i < finding->keys->len; i++) {
		const struct pin_record *key =
			&g_array_index(finding->keys, struct pin_record, i);

		if (pins_fingerprint_of(key->key, fingerprint))
			pin_print_key(finding->device->name, key->type, fingerprint);
	}
	if (rest)
		printer_text("%s\n", rest);
	if (finding->before->len > 0)
		pin_print_replaced(session, finding->device->name, finding->before);
}

/* --- the whole --- */

static struct finding *find(struct session *session, const struct device *device,
			    const struct known_hosts *known, GError **error)
{
	struct finding *finding = g_new0(struct finding, 1);

	finding->device = device;
	finding->keys = g_array_new(FALSE, FALSE, sizeof(struct pin_record));
	finding->before = pin_read(session->store, device->name, error);
	if (!finding->before) {
		finding_free(finding);
		return NULL;
	}
	look_up(finding, known);
	finding->same = pin_settled(session, device->name, finding->before,
				    (const struct pin_record *)finding->keys->data,
				    finding->keys->len);
	return finding;
}

/* All that the file has for the devices that NAMES mean (none: all that are logged in to). */
static GPtrArray *find_all(struct session *session, char **names, const struct known_hosts *known)
{
	g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func(finding_free);
	g_autoptr(GPtrArray) devices = g_ptr_array_new();
	g_autoptr(GError) error = NULL;

	for (char **name = names; *name; name++) {
		const struct device *device = pin_device(session, *name);

		if (!device)
			return NULL;
		if (!g_ptr_array_find(devices, device, NULL))
			g_ptr_array_add(devices, (void *)device);
	}
	for (size_t i = 0; !*names && i < inventory_device_count(session->inventory); i++)
		if (inventory_device_at(session->inventory, i)->ssh)
			g_ptr_array_add(devices,
					(void *)inventory_device_at(session->inventory, i));
	for (guint i = 0; i < devices->len; i++) {
		struct finding *finding = find(session, devices->pdata[i], known, &error);

		if (!finding) {
			complain_error(session->answer, error);
			return NULL;
		}
		g_ptr_array_add(findings, finding);
	}
	return g_steal_pointer(&findings);
}

/* Tells what needs no decision. Elements of FINDINGS that do are what is returned. */
static GPtrArray *sort_out(const struct session *session, const GPtrArray *findings, bool named,
			   int *status)
{
	GPtrArray *open = g_ptr_array_new();

	for (guint i = 0; i < findings->len; i++) {
		struct finding *finding = findings->pdata[i];
		g_autofree char *rest = left_out(finding);
		g_autofree char *message = NULL;

		if (finding->keys->len > 0 && !finding->same) {
			g_ptr_array_add(open, finding);
		} else if (finding->keys->len > 0) {
			message = g_strdup_printf(_("'%s' is known by this already"),
						  finding->device->name);
			report(session, finding, PIN_RESULT_SAME, message);
		} else if (rest) {
			*status = MAX(*status, pin_exit(PIN_RESULT_REFUSED));
			report(session, finding, PIN_RESULT_REFUSED, rest);
		} else if (named) {
			*status = MAX(*status, pin_exit(PIN_RESULT_NONE));
			message = g_strdup_printf(_("the file has no key of '%s'"),
						  finding->device->name);
			report(session, finding, PIN_RESULT_NONE, message);
		}
	}
	return open;
}

static int pin_all(struct session *session, const GPtrArray *open)
{
	g_autofree struct pin_change *changes = g_new0(struct pin_change, open->len);

	for (guint i = 0; i < open->len; i++) {
		const struct finding *finding = open->pdata[i];

		changes[i] = (struct pin_change){
			.device = finding->device->name,
			.keys = (const struct pin_record *)finding->keys->data,
			.count = finding->keys->len,
			.how = PIN_IMPORTED,
		};
	}
	if (!pin_commit(session, changes, open->len))
		return EXIT_COULD_NOT;
	for (guint i = 0; i < open->len; i++) {
		const struct finding *finding = open->pdata[i];
		g_autofree char *rest = left_out(finding);

		if (session->answer == ANSWER_JSON)
			report(session, finding, PIN_RESULT_PINNED, rest);
	}
	if (session->answer != ANSWER_JSON)
		printer_text(_("devices that are known by these keys from now on: %u\n"), open->len);
	return EXIT_OK;
}

static int decide(struct session *session, const GPtrArray *open, bool yes)
{
	g_autofree char *question =
		g_strdup_printf(_("trust these keys from now on? (devices: %u)"), open->len);
	enum pin_result result = PIN_RESULT_DECLINED;

	if (session->answer != ANSWER_JSON)
		for (guint i = 0; i < open->len; i++)
			show(session, open->pdata[i]);
	switch (yes ? ASK_YES : ask_yes_no(session, question)) {
	case ASK_YES:
		return pin_all(session, open);
	case ASK_NO:
		printer_text(session->answer == ANSWER_JSON ? "" : _("nothing was pinned\n"));
		break;
	case ASK_NOBODY:
		result = PIN_RESULT_NEEDS_PERSON;
		if (session->answer != ANSWER_JSON)
			printer_text("%s\n", question);
		break;
	}
	for (guint i = 0; session->answer == ANSWER_JSON && i < open->len; i++)
		report(session, open->pdata[i], result, question);
	return pin_exit(result);
}

int pin_import(struct session *session, const char *file, char **names, bool yes)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	GString *bytes = conf_bytes_load(file, KNOWN_HOSTS_BYTES, faults);
	g_autoptr(ops_known_hosts_t) known = NULL;
	g_autoptr(GPtrArray) findings = NULL;
	g_autoptr(GPtrArray) open = NULL;
	unsigned int bad, first;
	int status = EXIT_OK;

	if (!bytes)
		return complain_faults(session->answer, faults, _("nothing was pinned"));
	known = known_hosts_parse(bytes->str, bytes->len);
	g_string_free(bytes, TRUE);
	bad = known_hosts_bad(known, &first);
	if (bad > 0)
		notes_write(session->notes, NOTES_WARNING,
			  _("'%s': lines that are no keys of hosts: %u, the first is line %u"), file, bad,
			  first);
	findings = find_all(session, names, known);
	if (!findings)
		return EXIT_COULD_NOT;
	open = sort_out(session, findings, *names != NULL, &status);
	if (open->len > 0) {
		int decided = decide(session, open, yes);

		return MAX(status, decided);
	}
	if (status == EXIT_OK && session->answer != ANSWER_JSON)
		printer_text(_("nothing is to be pinned\n"));
	return status;
}
