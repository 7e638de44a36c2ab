/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a site has beside its paths: the mailbox that answers come to, the URL that each tick calls, the
 * certificate that mails are signed with, and the days on which institutions are closed.
 */
#include "notice/policy-internal.h"

#include "base/translate.h"

#define FOLDER_LIMIT 200
#define URL_LIMIT 500

static void mailbox_read(struct policy_draft *draft)
{
	static const struct policy_protocol imap = {
		RELAY_TLS, {[RELAY_STARTTLS] = 143, [RELAY_TLS] = 993, [RELAY_PLAIN] = 143},
	};
	static const char *const keys[] = {"host", "port", "tls", "tls-name", "ca", "user", "secret", "folder", NULL};
	const struct conf_node *node = policy_find(draft->site, "mailbox");
	struct mailbox *mailbox = &draft->policy->mailbox;
	struct policy_server server;

	policy_owner(draft, _("section '%s'"), "mailbox");
	if (!node || !conf_check_keys(node, keys, draft->owner, draft->faults))
		return;
	policy_required(draft, node, "user");
	if (!policy_server_read(draft, node, &imap, &server))
		return;
	*mailbox = (struct mailbox){
		.host = server.host, .port = server.port, .security = server.security, .tls_name = server.tls_name,
		.ca = server.ca, .user = server.user, .secret = server.secret, .folder = "INBOX",
	};
	policy_text(draft, node, "folder", FOLDER_LIMIT, &mailbox->folder);
}

static const char **path_names(struct policy_draft *draft)
{
	const struct notice_policy *policy = draft->policy;
	const char **names = policy_array(draft, policy->path_count + 1, sizeof(*names));

	for (size_t i = 0; i < policy->path_count; i++)
		names[i] = policy->paths[i].name;
	return names;
}

static void heartbeat_read(struct policy_draft *draft)
{
	static const char *const keys[] = {"url", "path", NULL};
	const struct conf_node *node = policy_find(draft->site, "heartbeat");
	struct notice_policy *policy = draft->policy;

	policy_owner(draft, _("section '%s'"), "heartbeat");
	if (!node || !conf_check_keys(node, keys, draft->owner, draft->faults))
		return;
	policy_required(draft, node, "url");
	policy_url(draft, node, "url", URL_LIMIT, &policy->heartbeat);
	if (policy_name(draft, node, "path", &policy->heartbeat_path) &&
	    !notice_path_find(policy, policy->heartbeat_path))
		policy_unknown(draft, conf_position(policy_find(node, "path")), _("path"), policy->heartbeat_path,
			       path_names(draft), "path");
}

static void signature_read(struct policy_draft *draft)
{
	static const char *const keys[] = {"certificate", "key", NULL};
	const struct conf_node *node = policy_find(draft->site, "signature");

	policy_owner(draft, _("section '%s'"), "signature");
	if (!node || !conf_check_keys(node, keys, draft->owner, draft->faults))
		return;
	policy_required(draft, node, "certificate");
	policy_required(draft, node, "key");
	policy_file(draft, node, "certificate", false, &draft->policy->certificate);
	policy_file(draft, node, "key", true, &draft->policy->key);
}

static void closed_read(struct policy_draft *draft)
{
	const size_t count = inventory_calendar_count(draft->inventory);
	g_autofree const char **names = g_new0(const char *, count + 1);
	const char *name;

	policy_owner(draft, "%s", "notices.yaml");
	if (!policy_name(draft, draft->site, "closed", &name))
		return;
	draft->policy->closed = inventory_find_calendar(draft->inventory, name);
	for (size_t i = 0; i < count; i++)
		names[i] = inventory_calendar_at(draft->inventory, i)->name;
	if (!draft->policy->closed)
		policy_unknown(draft, conf_position(policy_find(draft->site, "closed")), _("calendar"), name, names, "closed");
}

void policy_services_read(struct policy_draft *draft)
{
	static const char *const keys[] = {"mailbox", "heartbeat", "signature", "closed"};

	for (size_t i = 0; i < G_N_ELEMENTS(keys); i++)
		if (policy_find(draft->share, keys[i]))
			policy_error(draft, conf_position(policy_find(draft->share, keys[i])),
				     _("only a site can say '%s'"), keys[i]);
	mailbox_read(draft);
	heartbeat_read(draft);
	signature_read(draft);
	closed_read(draft);
}
