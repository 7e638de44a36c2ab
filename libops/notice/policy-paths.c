/* SPDX-License-Identifier: Apache-2.0 */
/*
 * By which ways messages leave: paths with their relays. A path out of band is there for the day on which
 * the core is down, and names with it: what would need a name service then is told now.
 */
#include "notice/policy-internal.h"

#include "base/text.h"
#include "base/translate.h"

#include <string.h>

#define HOST_LIMIT 253
#define INTERFACE_LIMIT 15
#define USER_LIMIT 200
#define SHARES_LIMIT 16
#define SHARE_LIMIT 200
#define MAIL_LIMIT 254
#define PROXY_LIMIT 500
#define OUT_OF_BAND "out-of-band"

static const char *const security_words[] = {
	[RELAY_STARTTLS] = "starttls", [RELAY_TLS] = "tls", [RELAY_PLAIN] = "none", NULL,
};

/* --- servers --- */

static bool is_address(const char *host)
{
	struct address address;

	return address_parse(host, &address, NULL);
}

static bool host_read(struct policy_draft *draft, const struct conf_node *node, const char *key, const char **ret_host)
{
	g_autofree char *shown = NULL;
	const char *host;

	if (!policy_text(draft, node, key, HOST_LIMIT, &host))
		return false;
	if (is_address(host) || inventory_host_is_plausible(host)) {
		*ret_host = host;
		return true;
	}
	shown = text_excerpt(host);
	policy_error(draft, conf_position(policy_find(node, key)),
		     _("'%s' of %s is '%s': expected an address, or the name of a host"), key, draft->owner, shown);
	return false;
}

/* Who logs in has both a name and a password, and tells neither to whoever listens. */
static void login_read(struct policy_draft *draft, const struct conf_node *node, struct policy_server *server)
{
	const bool user = policy_text(draft, node, "user", USER_LIMIT, &server->user);
	const bool secret = policy_file(draft, node, "secret", true, &server->secret);

	if (user && !policy_find(node, "secret"))
		policy_error(draft, conf_position(node), _("%s has a '%s' and no '%s'"), draft->owner, "user", "secret");
	else if (secret && !policy_find(node, "user"))
		policy_error(draft, conf_position(node), _("%s has a '%s' and no '%s'"), draft->owner, "secret", "user");
	else if (user && server->security == RELAY_PLAIN)
		policy_error(draft, conf_position(policy_find(node, "user")),
			     _("%s would tell its password to whoever listens: it has a '%s' and 'tls: none'"),
			     draft->owner, "user");
}

static void certificate_read(struct policy_draft *draft, const struct conf_node *node, struct policy_server *server)
{
	static const char *const keys[] = {"tls-name", "ca"};

	for (size_t i = 0; i < G_N_ELEMENTS(keys) && server->security == RELAY_PLAIN; i++)
		if (policy_find(node, keys[i]))
			policy_error(draft, conf_position(policy_find(node, keys[i])), _("%s has a '%s' and 'tls: none'"),
				     draft->owner, keys[i]);
	server->tls_name = server->host;
	host_read(draft, node, "tls-name", &server->tls_name);
	policy_file(draft, node, "ca", false, &server->ca);
	if (server->security != RELAY_PLAIN && is_address(server->host) && !policy_find(node, "tls-name"))
		policy_warning(draft, conf_position(policy_find(node, "host")),
			       _("%s is an address and has no 'tls-name': its certificate must be for the address"),
			       draft->owner);
}

bool policy_server_read(struct policy_draft *draft, const struct conf_node *node, const struct policy_protocol *protocol,
			struct policy_server *ret_server)
{
	unsigned int security = protocol->security;
	int64_t port;

	policy_choice(draft, node, "tls", security_words, &security);
	*ret_server = (struct policy_server){.security = (enum relay_security)security};
	port = protocol->ports[security];
	policy_integer(draft, node, "port", 1, UINT16_MAX, &port);
	ret_server->port = (uint16_t)port;
	if (!policy_required(draft, node, "host") || !host_read(draft, node, "host", &ret_server->host))
		return false;
	certificate_read(draft, node, ret_server);
	login_read(draft, node, ret_server);
	return true;
}

/* --- relays --- */

static bool relay_read(struct policy_draft *draft, const struct conf_node *node, const char *path, struct relay *relay)
{
	static const struct policy_protocol smtp = {
		RELAY_STARTTLS, {[RELAY_STARTTLS] = 587, [RELAY_TLS] = 465, [RELAY_PLAIN] = 25},
	};
	static const char *const keys[] = {"name", "host", "port", "tls", "tls-name", "ca", "user", "secret", NULL};
	struct policy_server server;
	bool good;

	policy_owner(draft, _("a relay of path '%s'"), path);
	if (!conf_check_keys(node, keys, draft->owner, draft->faults) && conf_kind(node) != CONF_MAPPING)
		return false;
	if (!policy_required(draft, node, "name") || !policy_name(draft, node, "name", &relay->name))
		return false;
	policy_owner(draft, _("relay '%s' of path '%s'"), relay->name, path);
	good = policy_server_read(draft, node, &smtp, &server);
	*relay = (struct relay){
		.name = relay->name, .host = server.host, .port = server.port, .security = server.security,
		.tls_name = server.tls_name, .ca = server.ca, .user = server.user, .secret = server.secret,
	};
	return good;
}

static void relay_check(struct policy_draft *draft, const struct conf_node *node, const struct notice_path *path,
			const struct relay *relay)
{
	for (const struct relay *other = path->relays; other < relay; other++)
		if (strcmp(other->name, relay->name) == 0)
			policy_error(draft, conf_position(policy_find(node, "name")), _("path '%s' has two relays '%s'"),
				     path->name, relay->name);
	if (path->out_of_band && !is_address(relay->host))
		policy_warning(draft, conf_position(policy_find(node, "host")),
			       _("%s is out of band, and the name '%s' must be resolved before it is reached: write the "
				 "address, and the name as 'tls-name' (3.2.2-2)"), draft->owner, relay->host);
}

static void relays_read(struct policy_draft *draft, const struct conf_node *node, struct notice_path *path)
{
	const struct conf_node *list = policy_list(draft, node, "relays", NOTICE_RELAYS_LIMIT);
	struct relay *relays;

	if (!list)
		return;
	relays = policy_array(draft, conf_length(list), sizeof(*relays));
	path->relays = relays;
	for (size_t i = 0; i < conf_length(list); i++) {
		if (!relay_read(draft, conf_item(list, i), path->name, &relays[path->relay_count]))
			continue;
		relay_check(draft, conf_item(list, i), path, &relays[path->relay_count]);
		path->relay_count++;
	}
	policy_owner(draft, _("path '%s'"), path->name);
}

/* --- paths --- */

static bool mail_read(struct policy_draft *draft, const struct conf_node *node, const char *key, const char **ret_mail)
{
	g_autofree char *shown = NULL;
	const char *mail;

	if (!policy_text(draft, node, key, MAIL_LIMIT, &mail))
		return false;
	if (inventory_mail_is_plausible(mail)) {
		*ret_mail = mail;
		return true;
	}
	shown = text_excerpt(mail);
	policy_error(draft, conf_position(policy_find(node, key)),
		     _("'%s' of %s is '%s': expected a mail address such as noc@example.jp"), key, draft->owner, shown);
	return false;
}

static void addresses_read(struct policy_draft *draft, const struct conf_node *node, struct notice_path *path)
{
	if (path->relay_count > 0 && policy_required(draft, node, "from"))
		mail_read(draft, node, "from", &path->from);
	else if (path->relay_count == 0 && policy_find(node, "from") && !policy_find(node, "relays"))
		policy_error(draft, conf_position(policy_find(node, "from")), _("%s has a '%s' and no '%s'"), draft->owner,
			     "from", "relays");
	mail_read(draft, node, "reply-to", &path->reply_to);
}

static void source_read(struct policy_draft *draft, const struct conf_node *node, struct notice_path *path)
{
	const struct conf_node *source = policy_find(node, "source");
	char printed[ADDRESS_TEXT_SIZE];
	struct address address;

	if (source && conf_read_address(source, policy_field_of(draft, "source"), &address, draft->faults))
		path->source = policy_keep(draft, address_print(&address, printed));
	if (!policy_text(draft, node, "interface", INTERFACE_LIMIT, &path->interface))
		return;
	/* What the kernel takes as a name: no blank, no slash, no colon. */
	for (const char *at = path->interface; *at; at++) {
		if (g_ascii_isgraph(*at) && *at != '/' && *at != ':')
			continue;
		policy_error(draft, conf_position(policy_find(node, "interface")),
			     _("'%s' of %s is '%s': expected the name of an interface"), "interface", draft->owner,
			     path->interface);
		return;
	}
}

static void shares_read(struct policy_draft *draft, const struct conf_node *node, struct notice_path *path)
{
	const struct conf_node *list = policy_list(draft, node, "shares", SHARES_LIMIT);
	size_t count = 0;
	const char **shares = policy_array(draft, (list ? conf_length(list) : 0) + 1, sizeof(*shares));

	path->shares = shares;
	for (size_t i = 0; list && i < conf_length(list); i++)
		if (conf_read_text(conf_item(list, i), policy_field_of(draft, "shares"), SHARE_LIMIT, &shares[count],
				   draft->faults)) {
			shares[count] = policy_keep(draft, shares[count]);
			count++;
		}
	shares[count] = NULL;
}

/* A path of that name is what contacts mean by it, whether it says so or not. */
static void out_of_band_read(struct policy_draft *draft, const struct conf_node *node, struct notice_path *path)
{
	const bool named = strcmp(path->name, OUT_OF_BAND) == 0;

	path->out_of_band = named;
	policy_bool(draft, node, OUT_OF_BAND, &path->out_of_band);
	if (named && !path->out_of_band)
		policy_error(draft, conf_position(policy_find(node, OUT_OF_BAND)),
			     _("%s is called so and says that it is not"), draft->owner);
	path->out_of_band |= named;
	if (path->out_of_band && !policy_find(node, "source") && !policy_find(node, "interface"))
		policy_warning(draft, &path->position,
			       _("%s is out of band and has neither 'source' nor 'interface': it leaves as all the rest "
				 "does (3.2.2-2)"), draft->owner);
}

static bool path_read(struct policy_draft *draft, const struct conf_node *paths, size_t index, struct notice_path *path)
{
	static const char *const keys[] = {"name", OUT_OF_BAND, "source", "interface", "relays", "from", "reply-to", "proxy",
					   "shares", NULL};
	const struct conf_node *node = conf_value(paths, index);
	const char *name = conf_key(paths, index);

	if (!conf_check_name(name, conf_key_position(paths, index), _("name of a path"), draft->faults))
		return false;
	*path = (struct notice_path){.name = policy_keep(draft, name)};
	path->title = (struct bilingual){path->name, path->name};
	path->position = policy_place(draft, conf_key_position(paths, index));
	policy_owner(draft, _("path '%s'"), path->name);
	if (!conf_check_keys(node, keys, draft->owner, draft->faults) && conf_kind(node) != CONF_MAPPING)
		return false;
	policy_title(draft, node, "name", &path->title);
	out_of_band_read(draft, node, path);
	source_read(draft, node, path);
	relays_read(draft, node, path);
	addresses_read(draft, node, path);
	policy_url(draft, node, "proxy", PROXY_LIMIT, &path->proxy);
	shares_read(draft, node, path);
	return true;
}

void policy_paths_read(struct policy_draft *draft)
{
	const struct conf_node *node = policy_find(draft->site, "paths");
	struct notice_policy *policy = draft->policy;
	struct notice_path *paths;
	bool out_of_band = false;

	if (policy_find(draft->share, "paths"))
		policy_error(draft, conf_position(policy_find(draft->share, "paths")), _("only a site can name its paths"));
	policy_owner(draft, _("section '%s'"), "paths");
	if (!node || !conf_expect(node, CONF_MAPPING, draft->owner, draft->faults))
		return;
	if (conf_length(node) > NOTICE_PATHS_LIMIT) {
		policy_error(draft, conf_position(node), _("%s has more than %zu entries"), draft->owner,
			     (size_t)NOTICE_PATHS_LIMIT);
		return;
	}
	paths = policy_array(draft, conf_length(node), sizeof(*paths));
	policy->paths = paths;
	for (size_t i = 0; i < conf_length(node); i++) {
		if (path_read(draft, node, i, &paths[policy->path_count]))
			out_of_band |= paths[policy->path_count++].out_of_band;
	}
	if (policy->path_count > 0 && !out_of_band)
		policy_warning(draft, conf_position(node),
			       _("no path is out of band: nobody hears of it while the core is down (3.2.2-2)"));
}
