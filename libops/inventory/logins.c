/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Logins: how devices are logged in to, in `ssh-logins` of nwops.yaml for many
 * devices at once and in `ssh` of a device for that one. A device takes what it does
 * not say of the entry that it is like, so whether it can be logged in to shows only
 * once both are read, and whom it is reached over only once all devices are.
 */
#include "inventory/internal.h"

#include "base/text.h"
#include "base/translate.h"
#include "net/algorithms.h"

#define ALGORITHM_LIMIT 64
#define SECOND ((int64_t)G_USEC_PER_SEC)
#define SSH_PORT 22

static const char *const transports[] = {
	[LOGIN_UNSAID] = NULL, [LOGIN_LIBSSH2] = "libssh2", [LOGIN_OPENSSH] = "openssh", NULL,
};

/* A name that is looked up once all devices are there. */
struct jump {
	struct login *login;
	const char *word, *subject;	/* what says so: "device", "b1" */
	const char *name;
	struct conf_position position;
};

const char *inventory_login_transport_id(enum login_transport transport)
{
	return transports[transport];
}

/* What is said in ITS place counts before what LIKE says. */
#define TAKE(member) \
	do { \
		if (!ret_login->member) \
			ret_login->member = like->member; \
	} while (0)

bool inventory_reads_devices(const struct inventory *inventory)
{
	for (size_t i = 0; i < inventory_device_count(inventory); i++)
		if (inventory_device_at(inventory, i)->ssh)
			return true;
	return false;
}

bool inventory_find_reading(const struct inventory *inventory, const char *name, struct item *ret_login)
{
	const char *slash = strchr(name, '/');
	g_autofree char *login = NULL;
	const struct question *question;

	if (!slash || !g_str_has_prefix(name, "device:") || inventory_find_question(inventory, name))
		return false;
	login = g_strdup_printf("%.*s/login", (int)(slash - name), name);
	question = inventory_find_question(inventory, login);
	if (!question || question->kind != QUESTION_SSH)
		return false;
	*ret_login = (struct item){ .kind = ITEM_DEVICE, .device = question->device, .question = question };
	return true;
}

bool inventory_login(const struct device *device, struct login *ret_login)
{
	const struct login *like;

	if (!device->ssh)
		return false;
	*ret_login = *device->ssh;
	ret_login->name = device->name;
	ret_login->place = device->place;
	like = ret_login->like;
	if (like) {
		TAKE(user);
		TAKE(key);
		TAKE(password);
		TAKE(keyboard);
		TAKE(elevate);
		TAKE(legacy);
		TAKE(jump);
		TAKE(port);
		TAKE(agent);
		TAKE(transport);
		ret_login->limits = like->limits;
	}
	ret_login->port = ret_login->port ? ret_login->port : SSH_PORT;
	ret_login->agent = ret_login->agent ? ret_login->agent : LOGIN_AGENT_NO;
	ret_login->transport = ret_login->transport ? ret_login->transport : LOGIN_LIBSSH2;
	return true;
}

/* --- fields --- */

static unsigned int transport_set(enum login_transport transport)
{
	return transport == LOGIN_OPENSSH ? ALGORITHM_OPENSSH : ALGORITHM_LIBSSH2;
}

/* May NAME be allowed besides the modern ones, where TRANSPORT speaks? */
static bool legacy_check(struct build *build, const char *name, const struct conf_position *position,
			 enum login_transport transport)
{
	const struct algorithm *algorithm = algorithm_find(name, -1);
	g_autofree char *shown = text_excerpt(name);
	const char *nearest;

	if (!algorithm) {
		nearest = algorithm_nearest_legacy(name, transport == LOGIN_OPENSSH ? SSH_OVER_OPENSSH :
										      SSH_OVER_LIBSSH2);
		build_error(build, position, nearest ?
			    _("unknown algorithm '%s' in %s; did you mean '%s'?") :
			    _("unknown algorithm '%s' in %s"), shown, field_of(build, "legacy"), nearest);
	} else if (algorithm->transports & transport_set(transport) && algorithm->grade == ALGORITHM_GOOD) {
		build_error(build, position, _("'%s' in %s is modern and allowed without being named"), name,
			    field_of(build, "legacy"));
	} else if (!(algorithm->transports & transport_set(transport))) {
		build_error(build, position, algorithm->transports & transport_set(LOGIN_OPENSSH) ?
			    _("'%s' in %s is not known to transport '%s'; 'transport: openssh' knows it") :
			    _("'%s' in %s is not known to transport '%s'"), name, field_of(build, "legacy"),
			    transports[transport]);
	} else {
		build_warning(build, position, _("%s allows '%s': %s (%s)"), build_owner(build), name,
			      _(algorithm->why), algorithm->source);
		return true;
	}
	return false;
}

static void legacy_read(struct build *build, const struct conf_node *node, struct login *login,
			enum login_transport transport)
{
	const struct conf_node *list = field_find(node, "legacy");
	const char **names;
	size_t count = 0;

	if (!list || !conf_expect(list, CONF_SEQUENCE, field_of(build, "legacy"), build->faults))
		return;
	if (conf_length(list) > SSH_LIST_MAX) {
		build_error(build, conf_position(list), _("'legacy' of %s has more than %d names"),
			    build_owner(build), SSH_LIST_MAX);
		return;
	}
	names = build_array(build, conf_length(list) + 1, sizeof(*names));
	for (size_t i = 0; i < conf_length(list); i++) {
		const struct conf_node *word = conf_item(list, i);
		const char *name;

		if (conf_read_string(word, field_of(build, "legacy"), ALGORITHM_LIMIT, &name, build->faults) &&
		    legacy_check(build, name, conf_position(word), transport))
			names[count++] = build_share(build, name);
	}
	login->legacy = names;
}

/* What the entry allows, under a transport that only the device names. */
static void legacy_check_again(struct build *build, const struct conf_node *node, const struct login *login)
{
	const char *const *names = login->like && !login->legacy ? login->like->legacy : NULL;

	for (; names && login->transport != LOGIN_UNSAID && *names; names++)
		if (!(algorithm_find(*names, -1)->transports & transport_set(login->transport)))
			build_error(build, conf_position(conf_find(node, "transport")),
				    _("'%s', which login '%s' allows, is not known to transport '%s'"), *names,
				    login->like->name, transports[login->transport]);
}

static void jump_read(struct build *build, const struct conf_node *node, struct login *login)
{
	struct jump jump = { .login = login, .word = build->subject.word, .subject = build->subject.name };
	const struct conf_node *word = field_find(node, "jump");
	const char *name;

	if (!word || !conf_read_name(word, field_of(build, "jump"), &name, build->faults))
		return;
	jump.subject = build_share(build, jump.subject);
	jump.name = build_share(build, name);
	jump.position = *conf_position(word);
	g_array_append_val(build->jumps, jump);
}

static void fields_read(struct build *build, const struct conf_node *node, struct login *login)
{
	enum login_transport transport;
	const struct conf_node *agent = field_find(node, "agent");
	unsigned int choice;
	int64_t port;
	bool yes;

	if (field_find(node, "user") && !field_name(build, node, "user", &login->user))
		login->user = "";
	field_secret(build, node, "key", &login->key);
	field_secret(build, node, "password", &login->password);
	field_secret(build, node, "keyboard", &login->keyboard);
	field_secret(build, node, "elevate", &login->elevate);
	if (agent && conf_read_bool(agent, field_of(build, "agent"), &yes, build->faults))
		login->agent = yes ? LOGIN_AGENT_YES : LOGIN_AGENT_NO;
	if (field_integer(build, node, "port", 1, 65535, &port))
		login->port = (int)port;
	if (field_choice(build, node, "transport", transports + 1, &choice))
		login->transport = (enum login_transport)(choice + 1);
	transport = login->transport ? login->transport : login->like ? login->like->transport : LOGIN_UNSAID;
	legacy_read(build, node, login, transport ? transport : LOGIN_LIBSSH2);
	jump_read(build, node, login);
}

/* --- entries of ssh-logins --- */

static void limits_read(struct build *build, const struct conf_node *node, struct login_limits *limits)
{
	static const char *const keys[] = { "lock", "connect", "banner", "login", "command", "job", "bytes", NULL };
	const struct conf_node *mapping = field_mapping(build, node, "limits", keys);
	int64_t *const times[] = { &limits->lock_us, &limits->connect_us, &limits->banner_us,
				   &limits->login_us, &limits->command_us, &limits->job_us };

	if (!mapping)
		return;
	for (unsigned int i = 0; i < G_N_ELEMENTS(times); i++)
		field_duration(build, mapping, keys[i], SECOND / 10, 3600 * SECOND, times[i]);
	field_integer(build, mapping, "bytes", 1024, SSH_BYTES_MAX, &limits->bytes);
}

void logins_read(struct build *build)
{
	static const char *const keys[] = {
		"user", "key", "password", "keyboard", "agent", "port", "jump", "legacy", "transport",
		"elevate", "limits", NULL,
	};
	struct build_cursor cursor = { 0 };
	struct build_entry entry;

	build->jumps = g_array_new(FALSE, FALSE, sizeof(struct jump));
	/* Jumps point to the entries, which therefore must not move: all are there before any is read. */
	while (build_next(build, "ssh-logins", FAMILY_LOGIN, keys, &cursor, &entry))
		build_add(build, FAMILY_LOGIN, &entry);
	family_close(build, FAMILY_LOGIN);
	cursor = (struct build_cursor){ 0 };
	while (build_next_pair(build, "ssh-logins", &cursor, &entry)) {
		struct login *login = inventory_find(build->inventory, FAMILY_LOGIN, entry.name);

		if (!login || conf_kind(entry.node) != CONF_MAPPING)
			continue;
		build_subject(build, inventory_family_word(FAMILY_LOGIN), login->name);
		fields_read(build, entry.node, login);
		limits_read(build, entry.node, &login->limits);
	}
}

/* --- devices --- */

/* What a device says that is like LIKE and no more: one for all such. */
static const struct login *alike(struct build *build, const struct login *like)
{
	struct login *login = g_hash_table_lookup(build->alike, like);

	if (!login) {
		login = build_array(build, 1, sizeof(*login));
		login->like = like;
		g_hash_table_insert(build->alike, (gpointer)like, login);
	}
	return login;
}

const struct login *logins_read_device(struct build *build, const struct conf_node *node)
{
	static const char *const keys[] = {
		"user", "key", "password", "keyboard", "agent", "port", "jump", "legacy", "transport",
		"elevate", "like", NULL,
	};
	const struct conf_node *ssh = field_mapping(build, node, "ssh", keys);
	const struct login *like = NULL;
	struct login *login;

	if (!ssh)
		return NULL;
	if (field_find(ssh, "like") && !(like = field_reference(build, ssh, "like", FAMILY_LOGIN)))
		return NULL;
	if (like && conf_length(ssh) == 1)
		return alike(build, like);
	login = build_array(build, 1, sizeof(*login));
	login->like = like;
	fields_read(build, ssh, login);
	legacy_check_again(build, ssh, login);
	return login;
}

static void jumps_resolve(struct build *build)
{
	for (guint i = 0; i < build->jumps->len; i++) {
		const struct jump *jump = &g_array_index(build->jumps, struct jump, i);
		const struct device *device;

		build_subject(build, jump->word, jump->subject);
		device = field_resolve(build, jump->name, &jump->position, "jump", FAMILY_DEVICE);
		if (device && !device->ssh)
			build_error(build, &jump->position,
				    _("device '%s' in 'jump' of %s has no 'ssh' to be logged in to with"),
				    device->name, build_owner(build));
		jump->login->jump = device;
	}
	g_array_unref(build->jumps);
}

static void jump_check(struct build *build, const struct device *device, const struct login *login)
{
	struct login next;

	if (login->jump == device)
		build_error_at(build, device->place, _("%s would be reached over itself"), build_owner(build));
	else if (login->jump && inventory_login(login->jump, &next) && next.jump)
		build_error_at(build, device->place,
			       _("%s is reached over device '%s', and that over device '%s': one in between is "
				 "the most"), build_owner(build), login->jump->name, next.jump->name);
}

/* Can DEVICE be logged in to with what is said, and what is read there understood? */
static void device_check(struct build *build, const struct device *device)
{
	bool by_key, by_any;
	struct login login;

	if (!inventory_login(device, &login))
		return;
	by_key = login.key || login.agent == LOGIN_AGENT_YES;
	by_any = by_key || login.password || login.keyboard;
	build_subject(build, inventory_family_word(FAMILY_DEVICE), device->name);
	if (!login.user)
		build_error_at(build, device->place, _("%s has 'ssh' and no 'user' for it"), build_owner(build));
	if (!by_any)
		build_error_at(build, device->place,
			       _("%s has 'ssh' and no 'key', 'agent', 'password' or 'keyboard' to log in with"),
			       build_owner(build));
	else if (!by_key && login.transport == LOGIN_OPENSSH)
		build_error_at(build, device->place,
			       _("%s has 'ssh' and no 'key' or 'agent': transport 'openssh' takes nothing else"),
			       build_owner(build));
	if (!device->platform)
		build_error_at(build, device->place,
			       _("%s has 'ssh' and no 'platform', so nothing of it can be read"),
			       build_owner(build));
	if (!device->address.family)
		build_error_at(build, device->place, _("%s has 'ssh' and no address"), build_owner(build));
	jump_check(build, device, &login);
}

void logins_close(struct build *build)
{
	jumps_resolve(build);
	for (size_t i = 0; i < inventory_device_count(build->inventory); i++)
		device_check(build, inventory_device_at(build->inventory, i));
}
