/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A message once more, by another way: to another address, by another path, on the telephone, or
 * as a reminder. The words stay; who it is from and where answers go follow the way. It is a message of its own, with an
 * identity of its own; the code in its text is the first one's, and whoever answers by that answers for all.
 */
#include "engine/deliver-internal.h"

#include <string.h>

static char *content_for(const struct message_record *record, const struct message_way *way, const char *identity)
{
	struct content_attachment attachments[CONTENT_ATTACHMENTS_LIMIT];
	struct message_content content;
	g_autoptr(ops_json_t) json = content_parse(record->content, &content, attachments, NULL);
	g_autofree char *subject = NULL;

	if (!json)
		return NULL;
	content.channel = way->channel;
	content.identity = identity;
	content.to_address = way->target;
	if (way->path) {
		content.from_address = way->path->from ? way->path->from : "";
		content.reply_to = way->path->reply_to;
	}
	if (way->reminder) {
		subject = g_strconcat(g_str_equal(content.language, "ja") ? "【再送】" : "[REMINDER] ", content.subject, NULL);
		content.subject = subject;
		content.thread = content.thread ? content.thread : record->identity;
	}
	return content_print(&content);
}

static char *identity_for(const struct message_record *record, const struct message_way *way)
{
	const char *at = strrchr(record->identity, '@');
	g_autofree char *own = g_strdup_printf("%s\n%d\n%s\n%s\n%ld", record->identity, (int)way->channel, way->target,
					       way->path ? way->path->name : "", (long)way->rung);
	struct digest digest = digest_of(own, strlen(own));
	g_autofree char *hex = digest_hex(digest.bytes, 6);
	size_t length = at ? (size_t)(at - record->identity) : strlen(record->identity);

	return g_strdup_printf("%.*s.%s%s", (int)length, record->identity, hex, record->identity + length);
}

bool deliver_add_copy(struct delivering *delivering, const struct message_record *record, const struct message_way *way,
		      struct message_record **ret_copy, GError **error)
{
	const struct tell_options *tell = delivering->tell;
	const struct urgency_rule *rule = notice_urgency_rule(tell->policy, record->urgency);
	const struct organization *organization = inventory_find_organization(tell->inventory, record->organization);
	g_autofree char *identity = identity_for(record, way);
	g_autofree char *content = content_for(record, way, identity), *code = tell_code_of(identity);
	int64_t now_us = clock_wall_us(tell->clock);
	/* Nobody is reminded outside an institution's hours, whatever the urgency: as with a call. */
	enum channel_kind kind = way->reminder ? CHANNEL_PHONE : way->channel;
	int64_t due_us = route_not_before(tell->inventory, tell->policy, organization, kind, record->urgency, now_us, false);
	struct message_record copy = {
		.notice = record->notice,
		.contact = record->contact,
		.organization = record->organization,
		.channel = way->channel,
		.target = way->target,
		.path = way->path ? way->path->name : "",
		.code = code,
		.identity = identity,
		.content = content,
		.urgency = record->urgency,
		.rung = way->rung,
		.made_at_us = now_us,
		.state = MESSAGE_QUEUED,
		.due_at_us = due_us > now_us ? due_us : 0,
		.expires_at_us = rule->patience_us ? MAX(due_us, now_us) + rule->patience_us : 0,
		.changed_at_us = now_us,
	};

	*ret_copy = NULL;
	if (!content)
		return true;
	if (!messages_keep(tell->store, &copy, error))
		return false;
	/* It is looked for again: what was read as due did not have it. */
	delivering->read_all = false;
	*ret_copy = tell_copy_message(&copy);
	return true;
}
