/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The overlay: a table from address to answer, read from YAML. Whoever holds
 * one asks it instead of the network.
 */
#include "net/overlay.h"

#include "base/translate.h"

#include <string.h>

#define RTT_MOST_US (60 * G_USEC_PER_SEC)
#define UPTIME_MOST_US (INT64_C(20) * 365 * 24 * 3600 * 1000000)

const char *const overlay_path_ids[OVERLAY_PATH_COUNT + 1] = {
	[OVERLAY_PATH_WELL] = "well", [OVERLAY_PATH_REFUSED] = "refused", [OVERLAY_PATH_TIMEOUT] = "timeout",
	[OVERLAY_PATH_TLS] = "tls", [OVERLAY_PATH_DEFERRED] = "deferred", NULL,
};
static const char *const field_ids[] = { "cpu", "memory", "uptime", "version", NULL };

struct overlay {
	GHashTable *answers;		/* struct address -> struct overlay_answer, both owned */
	GHashTable *items;		/* names of items to the same */
	GHashTable *paths;		/* names of paths of mail to enum overlay_path */
	GPtrArray *readings;		/* struct overlay_reading, that answers point to */
	struct overlay_answer otherwise;
	GStringChunk *texts;
};

static guint hash_address(gconstpointer address)
{
	return address_hash(address);
}

static gboolean equal_addresses(gconstpointer a, gconstpointer b)
{
	return address_equal(a, b);
}

void overlay_free(struct overlay *overlay)
{
	if (!overlay)
		return;
	g_hash_table_unref(overlay->answers);
	g_hash_table_unref(overlay->items);
	g_hash_table_unref(overlay->paths);
	g_ptr_array_unref(overlay->readings);
	g_string_chunk_free(overlay->texts);
	g_free(overlay);
}

/* --- made of values --- */

/* ANSWER with all that it points to in the keeping of OVERLAY. */
static struct overlay_answer *keep(struct overlay *overlay, const struct overlay_answer *answer)
{
	struct overlay_answer *kept = g_memdup2(answer, sizeof(*answer));

	if (kept->reason)
		kept->reason = g_string_chunk_insert_const(overlay->texts, kept->reason);
	if (!kept->reading)
		return kept;
	kept->reading = g_memdup2(kept->reading, sizeof(*kept->reading));
	g_ptr_array_add(overlay->readings, (gpointer)kept->reading);
	return kept;
}

struct overlay *overlay_new(const struct overlay_answer *otherwise)
{
	struct overlay *overlay = g_new0(struct overlay, 1);
	g_autofree struct overlay_answer *kept = NULL;

	overlay->answers = g_hash_table_new_full(hash_address, equal_addresses, g_free, g_free);
	overlay->items = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	overlay->paths = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	overlay->readings = g_ptr_array_new_with_free_func(g_free);
	overlay->texts = g_string_chunk_new(256);
	kept = keep(overlay, otherwise);
	overlay->otherwise = *kept;
	return overlay;
}

void overlay_put(struct overlay *overlay, const struct address *address, const struct overlay_answer *answer)
{
	g_hash_table_insert(overlay->answers, g_memdup2(address, sizeof(*address)), keep(overlay, answer));
}

void overlay_put_path(struct overlay *overlay, const char *path, enum overlay_path how)
{
	g_hash_table_insert(overlay->paths, g_strdup(path), GUINT_TO_POINTER(how));
}

enum overlay_path overlay_path(const struct overlay *overlay, const char *path)
{
	return (enum overlay_path)GPOINTER_TO_UINT(g_hash_table_lookup(overlay->paths, path));
}

/* --- what a device reads as --- */

static void read_fields(const struct conf_node *node, struct overlay_reading *reading, struct conf_faults *faults)
{
	const char *version;

	if (!conf_expect(node, CONF_MAPPING, "fields", faults) ||
	    !conf_check_keys(node, field_ids, "fields", faults))
		return;
	if (conf_find(node, "cpu"))
		conf_read_percentage(conf_find(node, "cpu"), "cpu", &reading->cpu_ppm, faults);
	if (conf_find(node, "memory"))
		conf_read_percentage(conf_find(node, "memory"), "memory", &reading->memory_ppm, faults);
	if (conf_find(node, "uptime"))
		conf_read_duration(conf_find(node, "uptime"), "uptime", G_USEC_PER_SEC, UPTIME_MOST_US,
				   &reading->uptime_us, faults);
	if (conf_find(node, "version") &&
	    conf_read_name(conf_find(node, "version"), "version", &version, faults))
		g_strlcpy(reading->version, version, sizeof(reading->version));
}

/* "vrrp/1" of a mapping; false after a fault. */
static bool read_group_name(const struct conf_node *node, size_t index, struct overlay_role *role,
			    struct conf_faults *faults)
{
	const char *key = conf_key(node, index), *slash = strchr(key, '/');
	const char *number = slash ? slash + 1 : "";

	if ((g_str_has_prefix(key, "vrrp/") || g_str_has_prefix(key, "hsrp/")) && *number &&
	    strspn(number, "0123456789") == strlen(number) && strlen(number) <= 4) {
		g_strlcpy(role->protocol, slash - key == 4 ? (*key == 'v' ? "vrrp" : "hsrp") : "", sizeof(role->protocol));
		g_strlcpy(role->number, number, sizeof(role->number));
		return true;
	}
	conf_fault(faults, CONF_ERROR, conf_key_position(node, index),
		   _("'%s' names no redundancy group: expected 'vrrp/NUMBER' or 'hsrp/NUMBER'"), key);
	return false;
}

static void read_roles(const struct conf_node *node, struct overlay_reading *reading, struct conf_faults *faults)
{
	static const char *const words[] = { "master", "backup", "init", NULL };

	if (!conf_expect(node, CONF_MAPPING, "roles", faults))
		return;
	for (size_t i = 0; i < conf_length(node); i++) {
		struct overlay_role *role = &reading->roles[reading->role_count];
		unsigned int word;

		if (reading->role_count == OVERLAY_ROLES) {
			conf_fault(faults, CONF_ERROR, conf_key_position(node, i), _("'roles' has more than %d groups"),
				   OVERLAY_ROLES);
			return;
		}
		if (!read_group_name(node, i, role, faults) ||
		    !conf_read_choice(conf_value(node, i), conf_key(node, i), words, &word, faults))
			continue;
		role->state = (enum overlay_state)word;
		reading->role_count++;
	}
}

static void read_sessions(const struct conf_node *node, struct overlay_reading *reading, struct conf_faults *faults)
{
	static const char *const words[] = { "down", "up", NULL };

	if (!conf_expect(node, CONF_MAPPING, "sessions", faults))
		return;
	for (size_t i = 0; i < conf_length(node); i++) {
		struct overlay_session *session = &reading->sessions[reading->session_count];
		g_autoptr(GError) error = NULL;
		unsigned int word;

		if (reading->session_count == OVERLAY_SESSIONS) {
			conf_fault(faults, CONF_ERROR, conf_key_position(node, i), _("'sessions' has more than %d peers"),
				   OVERLAY_SESSIONS);
			return;
		}
		if (!address_parse(conf_key(node, i), &session->peer, &error))
			conf_fault(faults, CONF_ERROR, conf_key_position(node, i), "%s", error->message);
		else if (conf_read_choice(conf_value(node, i), conf_key(node, i), words, &word, faults)) {
			session->up = word;
			reading->session_count++;
		}
	}
}

static void read_interfaces(const struct conf_node *node, struct overlay_reading *reading, struct conf_faults *faults)
{
	static const char *const words[] = { "down", "up", NULL };

	if (!conf_expect(node, CONF_MAPPING, "interfaces", faults))
		return;
	for (size_t i = 0; i < conf_length(node); i++) {
		struct overlay_interface *interface = &reading->interfaces[reading->interface_count];
		const char *name = conf_key(node, i);
		unsigned int word;

		if (reading->interface_count == OVERLAY_INTERFACES || strlen(name) >= sizeof(interface->name) ||
		    strpbrk(name, " \t") || !*name || !g_str_is_ascii(name)) {
			conf_fault(faults, CONF_ERROR, conf_key_position(node, i),
				   _("'interfaces' has %d names at most, without blanks and of at most %zu bytes"),
				   OVERLAY_INTERFACES, sizeof(interface->name) - 1);
			return;
		}
		if (!conf_read_choice(conf_value(node, i), name, words, &word, faults))
			continue;
		g_strlcpy(interface->name, name, sizeof(interface->name));
		interface->up = word;
		reading->interface_count++;
	}
}

/* NULL: ANSWER says nothing of what it reads as. Owned by OVERLAY. */
static const struct overlay_reading *read_reading(struct overlay *overlay, const struct conf_node *node,
						  struct conf_faults *faults)
{
	const struct conf_node *fields = conf_find(node, "fields"), *roles = conf_find(node, "roles");
	const struct conf_node *sessions = conf_find(node, "sessions"), *interfaces = conf_find(node, "interfaces");
	struct overlay_reading reading = OVERLAY_READING_UNSAID;

	if (!fields && !roles && !sessions && !interfaces)
		return NULL;
	if (fields)
		read_fields(fields, &reading, faults);
	if (roles)
		read_roles(roles, &reading, faults);
	if (sessions)
		read_sessions(sessions, &reading, faults);
	if (interfaces)
		read_interfaces(interfaces, &reading, faults);
	g_ptr_array_add(overlay->readings, g_memdup2(&reading, sizeof(reading)));
	return overlay->readings->pdata[overlay->readings->len - 1];
}

/* --- the file --- */

static bool read_could_not_ask(struct overlay *overlay, const struct conf_node *node, struct overlay_answer *answer,
			       struct conf_faults *faults)
{
	const char *reason;

	if (!conf_read_string(node, "could-not-ask", 80, &reason, faults))
		return false;
	answer->end = PROBE_COULD_NOT_ASK;
	answer->reason = g_string_chunk_insert(overlay->texts, reason);
	return true;
}

static bool read_answer(struct overlay *overlay, const struct conf_node *node, const char *owner,
			struct overlay_answer *ret_answer, struct conf_faults *faults)
{
	static const char *const keys[] = { "answer", "rtt", "loss", "could-not-ask", "fields", "roles", "sessions", "interfaces", NULL };
	static const char *const words[] = { "none", NULL };
	const struct conf_node *answer, *rtt, *loss, *could_not_ask;
	struct overlay_answer read = { .end = PROBE_NO_ANSWER };
	unsigned int errors = conf_faults_errors(faults);
	unsigned int word;

	if (!conf_expect(node, CONF_MAPPING, owner, faults) || !conf_check_keys(node, keys, owner, faults))
		return false;
	answer = conf_find(node, "answer");
	rtt = conf_find(node, "rtt");
	loss = conf_find(node, "loss");
	could_not_ask = conf_find(node, "could-not-ask");
	if (!!answer + !!rtt + !!could_not_ask != 1 || (loss && !rtt)) {
		conf_fault(faults, CONF_ERROR, conf_position(node),
			   _("%s must hold one of 'answer: none', 'rtt' (with 'loss' or without) and 'could-not-ask'"),
			   owner);
		return false;
	}
	read.reading = read_reading(overlay, node, faults);
	if (read.reading && !rtt)
		conf_fault(faults, CONF_ERROR, conf_position(node),
			   _("%s does not answer: 'fields', 'roles', 'sessions' and 'interfaces' stand beside 'rtt' alone"), owner);
	if (answer && !conf_read_choice(answer, "answer", words, &word, faults))
		return false;
	if (could_not_ask && !read_could_not_ask(overlay, could_not_ask, &read, faults))
		return false;
	if (rtt) {
		read.end = PROBE_ANSWERED;
		if (!conf_read_duration(rtt, "rtt", 0, RTT_MOST_US, &read.rtt_us, faults))
			return false;
	}
	if (loss && !conf_read_percentage(loss, "loss", &read.loss_ppm, faults))
		return false;
	*ret_answer = read;
	return conf_faults_errors(faults) == errors;
}

static void read_answers(struct overlay *overlay, const struct conf_node *answers, struct conf_faults *faults)
{
	if (!conf_expect(answers, CONF_MAPPING, "answers", faults))
		return;
	for (size_t i = 0; i < conf_length(answers); i++) {
		const char *key = conf_key(answers, i);
		g_autoptr(GError) error = NULL;
		struct overlay_answer answer;
		struct address address;
		bool is_item = strchr(key, '/') != NULL;

		if (!is_item && !address_parse(key, &address, &error))
			conf_fault(faults, CONF_ERROR, conf_key_position(answers, i), "%s", error->message);
		else if (!read_answer(overlay, conf_value(answers, i), key, &answer, faults))
			continue;
		else if (is_item)
			g_hash_table_insert(overlay->items, g_strdup(key), g_memdup2(&answer, sizeof answer));
		else
			g_hash_table_insert(overlay->answers, g_memdup2(&address, sizeof address),
					    g_memdup2(&answer, sizeof answer));
	}
}

static void read_paths(struct overlay *overlay, const struct conf_node *paths, struct conf_faults *faults)
{
	if (!conf_expect(paths, CONF_MAPPING, "paths", faults))
		return;
	for (size_t i = 0; i < conf_length(paths); i++) {
		unsigned int how;

		if (conf_check_name(conf_key(paths, i), conf_key_position(paths, i), _("name of a path"), faults) &&
		    conf_read_choice(conf_value(paths, i), conf_key(paths, i), overlay_path_ids, &how, faults))
			overlay_put_path(overlay, conf_key(paths, i), (enum overlay_path)how);
	}
}

static struct overlay *read_overlay(const struct conf_document *document, const char *name, struct conf_faults *faults)
{
	static const char *const keys[] = { "overlay", "default", "answers", "paths", NULL };
	static const struct overlay_answer silence = { .end = PROBE_NO_ANSWER };
	const struct conf_position whole = { .file = name };
	const struct conf_node *root = conf_document_root(document);
	unsigned int errors = conf_faults_errors(faults);
	struct overlay *overlay;
	int64_t version;

	if (!root) {
		conf_fault(faults, CONF_ERROR, &whole, _("the overlay is empty: it needs 'overlay: 1' and 'default'"));
		return NULL;
	}
	if (!conf_expect(root, CONF_MAPPING, _("the overlay"), faults))
		return NULL;
	overlay = overlay_new(&silence);
	conf_check_keys(root, keys, _("the overlay"), faults);
	if (!conf_find(root, "overlay"))
		conf_fault(faults, CONF_ERROR, conf_position(root), _("not an overlay: 'overlay: 1' is missing"));
	else
		conf_read_integer(conf_find(root, "overlay"), "overlay", 1, 1, &version, faults);
	if (!conf_find(root, "default"))
		conf_fault(faults, CONF_ERROR, conf_position(root),
			   _("'default' is missing: it answers for every address that is not named"));
	else
		read_answer(overlay, conf_find(root, "default"), "default", &overlay->otherwise, faults);
	if (conf_find(root, "answers"))
		read_answers(overlay, conf_find(root, "answers"), faults);
	if (conf_find(root, "paths"))
		read_paths(overlay, conf_find(root, "paths"), faults);
	if (conf_faults_errors(faults) > errors)
		g_clear_pointer(&overlay, overlay_free);
	return overlay;
}

struct overlay *overlay_parse(const char *name, const char *bytes, size_t length, struct conf_faults *faults)
{
	g_autoptr(ops_conf_document_t) document =
		conf_document_parse(name, bytes, length, &conf_limits_default, faults);

	return document ? read_overlay(document, name, faults) : NULL;
}

struct overlay *overlay_load(const char *path, struct conf_faults *faults)
{
	g_autoptr(ops_conf_document_t) document = conf_document_load(path, &conf_limits_default, faults);

	return document ? read_overlay(document, path, faults) : NULL;
}

const struct overlay_answer *overlay_find(const struct overlay *overlay, const char *item,
					  const struct address *address)
{
	const struct overlay_answer *answer = item ? g_hash_table_lookup(overlay->items, item) : NULL;

	if (!answer)
		answer = g_hash_table_lookup(overlay->answers, address);
	return answer ? answer : &overlay->otherwise;
}
