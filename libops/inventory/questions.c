/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Probes beyond "does it answer": the section `probes`, each with the settings
 * that its kind has. It is a section of its own and no key of a device or line,
 * so that what stands in a table can have probes too, and none is lost when a
 * thing moves into one.
 */
#include "inventory/internal.h"

#include "base/pattern.h"
#include "base/text.h"
#include "base/translate.h"
#include "net/ssh.h"

#define TEXT_LIMIT 1000
#define NAME_LIMIT 253
#define COMMAND_LIMIT 64
#define VIA_LIMIT 32
#define TIMEOUT_MIN_US (10 * INT64_C(1000))
#define TIMEOUT_MAX_US (5 * 60 * G_USEC_PER_SEC)
#define TIMEOUT_US (5 * G_USEC_PER_SEC)
#define PACKET_TIMEOUT_US (1 * G_USEC_PER_SEC)
#define PLUGIN_TIMEOUT_US (30 * G_USEC_PER_SEC)
#define DAY_US (INT64_C(24) * 3600 * G_USEC_PER_SEC)
#define HOPS_LIMIT 64
#define SIZE_MIN 576
#define SIZE_MAX_BYTES 9000

/* Of the kinds that may be written here. */
static const char *const keys_of[QUESTION_PLUGIN + 1][12] = {
	[QUESTION_TCP] = { "kind", "address", "timeout", "port", "send", "expect", "time", NULL },
	[QUESTION_TLS] = { "kind", "address", "timeout", "port", "server-name", "trust", "left",
			   "least-version", "time", NULL },
	[QUESTION_PATH] = { "kind", "address", "timeout", "via", "hops", NULL },
	[QUESTION_MTU] = { "kind", "address", "timeout", "size", NULL },
	[QUESTION_PLUGIN] = { "kind", "timeout", "command", "time", NULL },
};

/* How often it is asked: as often as what it belongs to. */
static int64_t interval_of(const struct question *question)
{
	const struct service_class *service_class =
		question->line ? question->line->service_class : question->device->service_class;

	return service_class ? service_class->interval_us : 0;
}

/* Two levels under KEY; RISING: the warning is the higher of them. */
static void own_levels_read(struct build *build, const struct conf_node *node, const char *key, bool rising,
			    const struct question *question, struct thresholds *levels)
{
	static const char *const keys[] = { "caution", "warning", NULL };
	const struct conf_node *mapping = field_mapping(build, node, key, keys);
	const struct level_rule rule = {
		.unit = FIGURE_TIME, .falling = !rising, .most = rising ? TIMEOUT_MAX_US : 3650 * DAY_US,
		.interval_us = interval_of(question),
	};
	struct thresholds read;

	if (!mapping || !field_required(build, mapping, "caution") || !field_required(build, mapping, "warning"))
		return;
	levels_read(build, mapping, key, &rule, &read);
	if (levels_check(build, mapping, key, &read, !rising))
		*levels = read;
}

static void text_read(struct build *build, const struct conf_node *node, const char *key, const char **ret_text)
{
	const struct conf_node *value = field_find(node, key);
	const char *text;

	/* Line ends and the like are to be sent, so what is shown elsewhere is not asked of it. */
	if (value && conf_read_string(value, field_of(build, key), TEXT_LIMIT, &text, build->faults))
		*ret_text = build_keep(build, text);
}

static void expect_read(struct build *build, const struct conf_node *node, struct question *question)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(ops_pattern_t) pattern = NULL;

	text_read(build, node, "expect", &question->expect);
	if (!question->expect)
		return;
	pattern = pattern_new(question->expect, &error);
	if (!pattern)
		build_error(build, conf_position(conf_find(node, "expect")), "%s: %s", field_of(build, "expect"),
			    error->message);
}

static void port_read(struct build *build, const struct conf_node *node, struct question *question)
{
	int64_t port = question->kind == QUESTION_TLS ? 443 : 0;

	if (question->kind == QUESTION_TLS || field_required(build, node, "port"))
		field_integer(build, node, "port", 1, 65535, &port);
	question->port = (int)port;
}

static void tls_read(struct build *build, const struct conf_node *node, struct question *question)
{
	static const char *const versions[] = { "1.0", "1.1", "1.2", "1.3", NULL };
	unsigned int version = 2;
	const char *path;

	port_read(build, node, question);
	field_string(build, node, "server-name", NAME_LIMIT, &question->server_name);
	if (field_string(build, node, "trust", TEXT_LIMIT, &path))
		question->trust = build_path(build, path);
	question->left_us = (struct thresholds){ .caution = 30 * DAY_US, .warning = 7 * DAY_US };
	own_levels_read(build, node, "left", false, question, &question->left_us);
	field_choice(build, node, "least-version", versions, &version);
	question->least_version = 0x0301 + (int)version;
}

static void path_read(struct build *build, const struct conf_node *node, struct question *question)
{
	const struct conf_node *list = field_find(node, "via");
	const struct device **via;
	int64_t hops = 30;
	size_t count = 0;

	field_integer(build, node, "hops", 1, HOPS_LIMIT, &hops);
	question->hops = (int)hops;
	if (!list || !conf_expect(list, CONF_SEQUENCE, field_of(build, "via"), build->faults))
		return;
	if (conf_length(list) < 1 || conf_length(list) > VIA_LIMIT) {
		build_error(build, conf_position(list), _("'via' of %s names %zu devices, not 1 to %d"),
			    build_owner(build), conf_length(list), VIA_LIMIT);
		return;
	}
	via = build_array(build, conf_length(list) + 1, sizeof(struct device *));
	for (size_t i = 0; i < conf_length(list); i++) {
		const struct device *device = field_reference_word(build, conf_item(list, i), "via", FAMILY_DEVICE);

		if (!device)
			continue;
		via[count++] = device;
		if (!device->address.family && !device->other_count)
			build_error(build, conf_position(conf_item(list, i)),
				    _("device '%s' in 'via' of %s has no address to be known by"), device->name,
				    build_owner(build));
	}
	question->via = via;
}

static void mtu_read(struct build *build, const struct conf_node *node, struct question *question)
{
	int64_t size = 0;

	if (field_required(build, node, "size"))
		field_integer(build, node, "size", SIZE_MIN, SIZE_MAX_BYTES, &size);
	question->size = (int)size;
}

/* An address that is asked for must be there. */
static void check_macros(struct build *build, const struct conf_node *list, const struct question *question)
{
	for (int i = 0; question->command[i]; i++) {
		if (question->address.family || !strstr(question->command[i], "$ADDRESS$"))
			continue;
		build_error(build, conf_position(list), _("%s has no address to put in place of '$ADDRESS$'"),
			    build_owner(build));
		return;
	}
}

static void plugin_read(struct build *build, const struct conf_node *node, struct question *question)
{
	const struct conf_node *list = field_required(build, node, "command");
	const char **command, *word;
	size_t count = 0;

	if (!list || !conf_expect(list, CONF_SEQUENCE, field_of(build, "command"), build->faults))
		return;
	if (conf_length(list) < 1 || conf_length(list) > COMMAND_LIMIT) {
		build_error(build, conf_position(list), _("'command' of %s has %zu words, not 1 to %d"),
			    build_owner(build), conf_length(list), COMMAND_LIMIT);
		return;
	}
	command = build_array(build, conf_length(list) + 1, sizeof(char *));
	for (size_t i = 0; i < conf_length(list); i++)
		if (conf_read_string(conf_item(list, i), field_of(build, "command"), TEXT_LIMIT, &word,
				     build->faults))
			command[count++] = build_keep(build, word);
	/* No shell, and no search: what runs is what is written. */
	if (count > 0 && !g_path_is_absolute(command[0]))
		build_error(build, conf_position(conf_item(list, 0)),
			    _("'command' of %s does not begin with the whole path of a program"),
			    build_owner(build));
	question->command = command;
	check_macros(build, list, question);
}

static void address_read(struct build *build, const struct conf_node *node, struct question *question)
{
	question->address = question->device ? question->device->address : question->line->address;
	if (question->kind == QUESTION_PLUGIN)
		return;
	field_address(build, node, "address", &question->address);
	if (!question->address.family)
		build_error(build, conf_position(node), _("%s has no address to ask"), build_owner(build));
}

static void settings_read(struct build *build, const struct conf_node *node, struct question *question)
{
	bool packets = question->kind == QUESTION_PATH || question->kind == QUESTION_MTU;

	question->timeout_us = question->kind == QUESTION_PLUGIN ? PLUGIN_TIMEOUT_US :
			       packets				 ? PACKET_TIMEOUT_US : TIMEOUT_US;
	field_duration(build, node, "timeout", TIMEOUT_MIN_US, TIMEOUT_MAX_US, &question->timeout_us);
	if (!packets)
		own_levels_read(build, node, "time", true, question, &question->time_us);
	address_read(build, node, question);
	switch (question->kind) {
	case QUESTION_ICMP:
	case QUESTION_SSH:
	case QUESTION_FIGURE:
	case QUESTION_GROUP:
		break;
	case QUESTION_TCP:
		port_read(build, node, question);
		text_read(build, node, "send", &question->send);
		expect_read(build, node, question);
		break;
	case QUESTION_TLS:
		tls_read(build, node, question);
		break;
	case QUESTION_PATH:
		path_read(build, node, question);
		break;
	case QUESTION_MTU:
		mtu_read(build, node, question);
		break;
	case QUESTION_PLUGIN:
		plugin_read(build, node, question);
		break;
	}
}

/* The kind that NODE says, or QUESTION_ICMP after a fault. */
static enum question_kind kind_read(struct build *build, const struct conf_node *node)
{
	const char *words[QUESTION_PLUGIN + 1] = { NULL };
	unsigned int kind;

	for (unsigned int i = QUESTION_ICMP + 1; i <= QUESTION_PLUGIN; i++)
		words[i - 1] = words_get(WORDS_QUESTION_KIND, i)->id;
	if (!field_required(build, node, "kind") || !field_choice(build, node, "kind", words, &kind))
		return QUESTION_ICMP;
	return (enum question_kind)(kind + 1);
}

/* What a probe's name says that it belongs to. */
struct belonging { const struct device *device; const struct line *line; };

/* NAME is "device:portal/https". False after a fault. */
static bool name_read(struct build *build, const char *name, const struct conf_position *position,
		      struct belonging *ret_belonging)
{
	bool of_line = g_str_has_prefix(name, "line:");
	const char *colon = strchr(name, ':'), *slash = colon ? strchr(colon, '/') : NULL;
	g_autofree char *owner = slash ? g_strndup(colon + 1, (gsize)(slash - colon - 1)) : NULL;
	gpointer thing;

	if (!slash || (!of_line && !g_str_has_prefix(name, "device:")) ||
	    !conf_check_name(owner, position, NULL, NULL) || !conf_check_name(slash + 1, position, NULL, NULL)) {
		g_autofree char *shown = text_excerpt(name);

		build_error(build, position,
			    _("'%s' is no name of a probe: expected 'device:NAME/PROBE' or 'line:NAME/PROBE'"), shown);
		return false;
	}
	thing = field_resolve(build, owner, position, "probes", of_line ? FAMILY_LINE : FAMILY_DEVICE);
	ret_belonging->line = of_line ? thing : NULL;
	ret_belonging->device = of_line ? NULL : thing;
	return thing != NULL;
}

static void question_read(struct build *build, const struct build_entry *entry)
{
	struct belonging belonging;
	struct question *question;
	enum question_kind kind;

	build_subject(build, N_("section"), "probes");
	if (!name_read(build, entry->name, entry->position, &belonging))
		return;
	build_subject(build, inventory_family_word(FAMILY_QUESTION), entry->name);
	if (!conf_expect(entry->node, CONF_MAPPING, build_owner(build), build->faults))
		return;
	kind = kind_read(build, entry->node);
	if (kind == QUESTION_ICMP ||
	    !conf_check_keys(entry->node, keys_of[kind], build_owner(build), build->faults))
		return;
	if (belonging.device && !belonging.device->service_class)
		build_error(build, entry->position, _("%s is of a device without a service class, so without thresholds "
						      "(3.2.1-5)"), build_owner(build));
	question = build_add(build, FAMILY_QUESTION, entry);
	question->device = belonging.device;
	question->line = belonging.line;
	question->kind = kind;
	settings_read(build, entry->node, question);
}

/* A device that can be logged in to is asked for all that is due on it in one login, which is
 * one question: nobody writes it down. */
static void login_question_add(struct build *build, const struct device *device)
{
	g_autofree char *name = g_strdup_printf("device:%s/login", device->name);
	const struct conf_position position = inventory_position(build->inventory, device->place);
	const struct build_entry entry = { name, &position, NULL };
	const struct thresholds *levels = inventory_device_levels(device, FIGURE_LOGIN);
	struct question *question;
	struct login login;

	if (!inventory_login(device, &login))
		return;
	question = build_add(build, FAMILY_QUESTION, &entry);
	question->device = device;
	question->kind = QUESTION_SSH;
	question->address = device->address;
	question->port = login.port;
	question->timeout_us = login.limits.job_us ? login.limits.job_us : ssh_limits_default.job_us;
	if (levels)
		question->time_us = *levels;
}

void questions_read(struct build *build)
{
	struct build_cursor cursor = { 0 };
	struct build_entry entry;

	while (build_next_pair(build, "probes", &cursor, &entry))
		question_read(build, &entry);
	for (size_t i = 0; i < inventory_device_count(build->inventory); i++)
		login_question_add(build, inventory_device_at(build->inventory, i));
	family_close(build, FAMILY_QUESTION);
}
