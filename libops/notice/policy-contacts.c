/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Contacts against paths: the inventory says by which path a contact is reached, notices.yaml which paths there are. The
 * fault stands where the contact does. Nothing is said where a site has no paths yet: then nothing is sent.
 */
#include "notice/policy-internal.h"

#include "base/text.h"
#include "base/translate.h"

static void path_unknown(struct policy_draft *draft, const struct conf_position *position, const struct contact *contact,
			 const char *name)
{
	const struct notice_policy *policy = draft->policy;
	g_autofree const char **names = g_new0(const char *, policy->path_count + 1);
	const char *nearest;

	for (size_t i = 0; i < policy->path_count; i++)
		names[i] = policy->paths[i].name;
	nearest = text_nearest(name, names);
	policy_error(draft, position,
		     nearest ? _("a channel of contact '%s' goes by path '%s', which notices.yaml does not have; did you mean '%s'?")
			     : _("a channel of contact '%s' goes by path '%s', which notices.yaml does not have"),
		     contact->name, name, nearest);
}

/* Of a voice or a sheet the path is a remark: out of band there need be none that messages take. */
static bool is_remark(const struct contact_channel *channel)
{
	return channel->kind >= CHANNEL_PHONE && channel->out_of_band;
}

static void channel_check(struct policy_draft *draft, const struct contact *contact, const struct contact_channel *channel)
{
	const struct conf_position position = inventory_position(draft->inventory, contact->place);
	const struct notice_path *path = notice_path_of(draft->policy, channel);

	if (!path && !is_remark(channel))
		path_unknown(draft, &position, contact, channel->path);
	else if (path && channel->kind == CHANNEL_MAIL && path->relay_count == 0)
		policy_error(draft, &position, _("a mail to contact '%s' goes by path '%s', which has no relays"),
			     contact->name, path->name);
}

void policy_contacts_check(struct policy_draft *draft)
{
	const size_t count = draft->policy->path_count ? inventory_contact_count(draft->inventory) : 0;

	for (size_t i = 0; i < count; i++) {
		const struct contact *contact = inventory_contact_at(draft->inventory, i);

		for (size_t k = 0; k < contact->channel_count; k++)
			channel_check(draft, contact, &contact->channels[k]);
	}
}
