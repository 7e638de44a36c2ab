/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What two paths have in common, so that one fault takes both: found on paper, before the day. A path out of band
 * is held against itself too: what it needs of the network that is down.
 */
#include "notice/route.h"

#include "base/translate.h"

#include <string.h>

static void fate_free(gpointer fate)
{
	g_free((gpointer)((struct shared_fate *)fate)->what);
	g_free(fate);
}

static void fate_add(GPtrArray *fates, const struct notice_path *a, const struct notice_path *b, const char *format, ...)
	G_GNUC_PRINTF(4, 5);

static void fate_add(GPtrArray *fates, const struct notice_path *a, const struct notice_path *b, const char *format, ...)
{
	struct shared_fate *fate = g_new0(struct shared_fate, 1);
	va_list arguments;

	va_start(arguments, format);
	*fate = (struct shared_fate){.a = a, .b = b, .what = g_strdup_vprintf(format, arguments)};
	va_end(arguments);
	g_ptr_array_add(fates, fate);
}

/* --- two paths --- */

static bool both(const char *a, const char *b)
{
	return a && b && g_ascii_strcasecmp(a, b) == 0;
}

static void relays_compare(GPtrArray *fates, const struct notice_path *a, const struct notice_path *b)
{
	for (size_t i = 0; i < a->relay_count; i++)
		for (size_t k = 0; k < b->relay_count; k++) {
			const struct relay *one = &a->relays[i], *other = &b->relays[k];

			if (both(one->host, other->host))
				fate_add(fates, a, b, _("relay %s"), one->host);
			else if (one->security != RELAY_PLAIN && other->security != RELAY_PLAIN &&
				 both(one->tls_name, other->tls_name))
				fate_add(fates, a, b, _("the certificate of relay %s"), one->tls_name);
			if (one->secret && other->secret && strcmp(one->secret, other->secret) == 0)
				fate_add(fates, a, b, _("the password of relays '%s' and '%s'"), one->name, other->name);
		}
}

static void leaving_compare(GPtrArray *fates, const struct notice_path *a, const struct notice_path *b)
{
	if (both(a->source, b->source))
		fate_add(fates, a, b, _("source address %s"), a->source);
	if (both(a->interface, b->interface))
		fate_add(fates, a, b, _("interface %s"), a->interface);
	if (!a->source && !a->interface && !b->source && !b->interface)
		fate_add(fates, a, b, _("the way by which this host sends all that says nothing else"));
	if (both(a->proxy, b->proxy))
		fate_add(fates, a, b, _("proxy %s"), a->proxy);
}

static void paths_compare(GPtrArray *fates, const struct notice_path *a, const struct notice_path *b)
{
	relays_compare(fates, a, b);
	leaving_compare(fates, a, b);
	for (const char *const *what = a->shares; *what; what++)
		if (g_strv_contains(b->shares, *what))
			fate_add(fates, a, b, "%s", *what);
}

/* --- one path out of band --- */

static bool is_address(const char *host, struct address *ret_address)
{
	return address_parse(host, ret_address, NULL);
}

/* What of an URL is its host: "mail.example" of "https://mail.example:8080/x". Caller frees. */
static char *url_host(const char *url)
{
	g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_NONE, NULL);

	return uri && g_uri_get_host(uri) ? g_strdup(g_uri_get_host(uri)) : g_strdup(url);
}

/* What is another's that carries nothing of ours or the core's does not fail with them. */
static bool is_apart(const struct device *device)
{
	return device->owner && device->owner->kind != OWNER_OPERATOR && device->owner->kind != OWNER_CORE_OPERATOR;
}

static void device_compare(GPtrArray *fates, const struct inventory *inventory, const struct notice_path *path,
			   const struct address *address)
{
	for (size_t i = 0; i < inventory_device_count(inventory); i++) {
		const struct device *device = inventory_device_at(inventory, i);

		if (!is_apart(device) && device->address.family && address_equal(&device->address, address))
			fate_add(fates, path, NULL, _("device '%s' of the network that is watched"), device->name);
	}
}

static void host_check(GPtrArray *fates, const struct inventory *inventory, const struct notice_path *path, const char *host)
{
	struct address address;

	if (is_address(host, &address))
		device_compare(fates, inventory, path, &address);
	else
		fate_add(fates, path, NULL, _("name service, for %s"), host);
}

static void alone_check(GPtrArray *fates, const struct inventory *inventory, const struct notice_path *path)
{
	for (size_t i = 0; i < path->relay_count; i++)
		host_check(fates, inventory, path, path->relays[i].host);
	if (path->proxy) {
		g_autofree char *host = url_host(path->proxy);

		host_check(fates, inventory, path, host);
	}
}

/* --- who is reached --- */

/* The domain of a channel's mail address; NULL: it is none. */
static const char *mail_domain(const struct contact_channel *channel)
{
	return channel->kind == CHANNEL_MAIL ? strchr(channel->target, '@') + 1 : NULL;
}

/* Mails over both paths end at one server. */
static void contact_check(GPtrArray *fates, const struct notice_policy *policy, const struct contact *contact)
{
	for (size_t i = 0; i < contact->channel_count; i++)
		for (size_t k = 0; k < contact->channel_count; k++) {
			const struct contact_channel *a = &contact->channels[i], *b = &contact->channels[k];
			const struct notice_path *out = notice_path_of(policy, a), *other = notice_path_of(policy, b);

			if (out && other && out->out_of_band && !other->out_of_band && both(mail_domain(a), mail_domain(b)))
				fate_add(fates, out, other, _("the mail of %s, for contact '%s'"), mail_domain(a),
					 contact->name);
		}
}

GPtrArray *route_shared_fates(const struct notice_policy *policy, const struct inventory *inventory)
{
	GPtrArray *fates = g_ptr_array_new_with_free_func(fate_free);
	const size_t count = notice_path_count(policy);

	for (size_t i = 0; i < count; i++)
		for (size_t k = i + 1; k < count; k++)
			paths_compare(fates, notice_path_at(policy, i), notice_path_at(policy, k));
	for (size_t i = 0; i < count; i++)
		if (notice_path_at(policy, i)->out_of_band)
			alone_check(fates, inventory, notice_path_at(policy, i));
	for (size_t i = 0; count > 0 && i < inventory_contact_count(inventory); i++)
		contact_check(fates, policy, inventory_contact_at(inventory, i));
	return fates;
}
