/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Contacts and rosters: who is told, who acts, by which way each is reached.
 * A wrong letter here is found at three in the morning, so addresses are held
 * against what they could be.
 */
#include "inventory/internal.h"

#include "base/text.h"
#include "base/translate.h"

#define CHANNELS_LIMIT 16
#define TURNS_LIMIT 200
#define TARGET_LIMIT 500

const char *const inventory_role_ids[] = {
	"ops-manager", "duty-officer", "responsible", "help-desk", "noc", NULL,
};

const char *inventory_role_id(enum contact_role role)
{
	return inventory_role_ids[role];
}

static const char *const languages[] = { "ja", "en", NULL };

/* What may be said of a channel beside its kind and target. */
static const char *const detail_keys[] = { "path", "number", "secret" };

static const char *kind_id(int kind)
{
	return words_get(WORDS_CHANNEL_KIND, (unsigned int)kind)->id;
}

bool inventory_host_is_plausible(const char *host)
{
	g_auto(GStrv) labels = g_strsplit(host, ".", -1);

	for (char **label = labels; *label; label++) {
		size_t length = strlen(*label);

		if (length == 0 || length > 63 || (*label)[0] == '-' || (*label)[length - 1] == '-')
			return false;
		for (const char *c = *label; *c; c++)
			if (!g_ascii_isalnum(*c) && *c != '-')
				return false;
	}
	return labels[0] && strlen(host) <= 253;
}

/* One @, a local part and a domain of labels, nothing that could end a header. */
bool inventory_mail_is_plausible(const char *mail)
{
	const char *at = strchr(mail, '@');

	if (!at || at == mail || at - mail > 64 || strlen(mail) > 254)
		return false;
	for (const char *c = mail; c < at; c++)
		if (!g_ascii_isalnum(*c) && !strchr("!#$%&'*+-/=?^_`{|}~.", *c))
			return false;
	return strchr(at, '.') && inventory_host_is_plausible(at + 1);
}

/* What follows the scheme; "" where that is neither http nor https. */
static const char *after_scheme(const char *url)
{
	return g_str_has_prefix(url, "https://") ? url + 8 : g_str_has_prefix(url, "http://") ? url + 7 : "";
}

bool inventory_url_has_login(const char *url)
{
	const char *rest = after_scheme(url);

	return memchr(rest, '@', strcspn(rest, "/?#")) != NULL;
}

bool inventory_url_is_plausible(const char *url)
{
	const char *rest = after_scheme(url);

	if (!*rest || *rest == '/' || inventory_url_has_login(url))
		return false;
	for (const char *c = rest; *c; c++)
		if (!g_ascii_isgraph(*c))
			return false;
	return true;
}

/* What a target of KIND should be, when TARGET is something else; NULL when it is well. */
static const char *target_fault(enum channel_kind kind, const char *target)
{
	switch (kind) {
	case CHANNEL_MAIL:
		return inventory_mail_is_plausible(target) ? NULL : _("a mail address such as noc@example.jp");
	case CHANNEL_WEBHOOK:
	case CHANNEL_ALERTMANAGER:
		return inventory_url_is_plausible(target) ? NULL : _("a URL that begins with https:// or http://");
	case CHANNEL_COMMAND:
		return g_path_is_absolute(target) ? NULL : _("the absolute path of a program");
	case CHANNEL_PHONE:
	case CHANNEL_FAX:
	case CHANNEL_SHEET:
		break;
	}
	return NULL;
}

/* What a channel has beside its target. Which paths there are only notices.yaml says. */
static void details_read(struct build *build, const struct conf_node *node, struct contact_channel *channel)
{
	if (field_name(build, node, "path", &channel->path))
		channel->out_of_band = g_str_equal(channel->path, "out-of-band");
	if (field_find(node, "number") && channel->kind != CHANNEL_COMMAND)
		build_error(build, conf_position(conf_find(node, "number")),
			    _("a channel of %s has a '%s' and is no '%s'"), build_owner(build), "number", "command");
	else
		field_phone(build, node, "number", &channel->number);
	if (field_find(node, "secret") && channel->kind != CHANNEL_WEBHOOK)
		build_error(build, conf_position(conf_find(node, "secret")),
			    _("a channel of %s has a '%s' and is no '%s'"), build_owner(build), "secret", "webhook");
	else
		field_secret(build, node, "secret", &channel->secret);
}

/* The one kind whose key NODE has, or -1 after a fault. */
static int channel_kind(struct build *build, const struct conf_node *node)
{
	int kind = -1;

	for (int i = 0; i < CHANNEL_KIND_COUNT; i++) {
		if (!field_find(node, kind_id(i)))
			continue;
		if (kind >= 0) {
			build_error(build, conf_position(node), _("a channel of %s is both '%s' and '%s'"),
				    build_owner(build), kind_id(kind), kind_id(i));
			return -1;
		}
		kind = i;
	}
	if (kind < 0)
		build_error(build, conf_position(node), _("a channel of %s has no kind, such as 'mail'"),
			    build_owner(build));
	return kind;
}

static bool target_read(struct build *build, const struct conf_node *node, int kind, const char **ret_target)
{
	const char *key = kind_id(kind);
	g_autofree char *shown = NULL;
	const char *expected, *target;

	if (kind == CHANNEL_PHONE || kind == CHANNEL_FAX)
		return field_phone(build, node, key, ret_target);
	if (!field_string(build, node, key, TARGET_LIMIT, &target))
		return false;
	expected = target_fault(kind, target);
	if (!expected) {
		*ret_target = target;
		return true;
	}
	if (inventory_url_has_login(target)) {
		build_error(build, conf_position(conf_find(node, key)), _("'%s' of %s holds a login: a secret stands in a file of its own"), key,
			    build_owner(build));
		return false;
	}
	shown = text_excerpt(target);
	build_error(build, conf_position(conf_find(node, key)), _("'%s' of %s is not %s"), shown,
		    build_owner(build), expected);
	return false;
}

static bool channel_keys_check(struct build *build, const struct conf_node *node)
{
	const char *keys[CHANNEL_KIND_COUNT + G_N_ELEMENTS(detail_keys) + 1] = { NULL };

	for (int i = 0; i < CHANNEL_KIND_COUNT; i++)
		keys[i] = kind_id(i);
	for (size_t i = 0; i < G_N_ELEMENTS(detail_keys); i++)
		keys[CHANNEL_KIND_COUNT + i] = detail_keys[i];
	return conf_check_keys(node, keys, field_of(build, "channels"), build->faults);
}

static bool channel_read(struct build *build, const struct conf_node *node, struct contact_channel *channel)
{
	int kind;

	if (!conf_expect(node, CONF_MAPPING, field_of(build, "channels"), build->faults) ||
	    !channel_keys_check(build, node))
		return false;
	kind = channel_kind(build, node);
	if (kind < 0)
		return false;
	channel->kind = (enum channel_kind)kind;
	details_read(build, node, channel);
	return target_read(build, node, kind, &channel->target);
}

static void channels_read(struct build *build, const struct conf_node *node, struct contact *contact)
{
	const struct conf_node *list = field_find(node, "channels");
	struct contact_channel *channels;
	size_t length;

	if (list && !conf_expect(list, CONF_SEQUENCE, field_of(build, "channels"), build->faults))
		return;
	length = list ? conf_length(list) : 0;
	if (length > CHANNELS_LIMIT) {
		build_error(build, conf_position(list), _("%s has more than %d channels"), build_owner(build),
			    CHANNELS_LIMIT);
		return;
	}
	if (length == 0 && !field_find(node, "login")) {
		build_error(build, conf_position(list ? list : node),
			    _("%s can be reached by no channel and has no login"), build_owner(build));
		return;
	}
	channels = build_array(build, length + 1, sizeof(*channels));
	for (size_t i = 0; i < length; i++)
		if (channel_read(build, conf_item(list, i), &channels[contact->channel_count]))
			contact->channel_count++;
	contact->channels = channels;
}

static void login_read(struct build *build, const struct conf_node *node, struct contact *contact)
{
	const struct contact *other;
	g_autofree char *place = NULL;
	size_t number;

	if (!field_name(build, node, "login", &contact->login))
		return;
	number = GPOINTER_TO_SIZE(g_hash_table_lookup(build->logins, contact->login));
	if (number == 0) {
		number = build_number(build, FAMILY_CONTACT, contact) + 1;
		g_hash_table_insert(build->logins, (gpointer)contact->login, GSIZE_TO_POINTER(number));
		return;
	}
	other = inventory_at(build->inventory, FAMILY_CONTACT, number - 1);
	place = build_place(build, other->place);
	build_error(build, conf_position(conf_find(node, "login")),
		    _("login '%s' of %s is that of contact '%s' already: %s"), contact->login,
		    build_owner(build), other->name, place);
}

static void contact_read(struct build *build, const struct build_entry *entry)
{
	struct contact *contact = build_add(build, FAMILY_CONTACT, entry);
	const struct conf_node *node = entry->node;
	unsigned int role, language;

	contact->title = (struct bilingual){ contact->name, contact->name };
	contact->language = build->inventory->policy.language;
	if (field_required(build, node, "organization"))
		contact->organization = field_organization(build, node, "organization", 0);
	if (field_required(build, node, "role") && field_choice(build, node, "role", inventory_role_ids, &role))
		contact->role = role;
	field_title(build, node, "name", &contact->title, NULL);
	login_read(build, node, contact);
	if (field_choice(build, node, "language", languages, &language))
		contact->language = languages[language];
	channels_read(build, node, contact);
}

/* A contact of ours: nobody else can be on our duty. */
static const struct contact *own_contact(struct build *build, const struct conf_node *node, const char *key)
{
	const struct contact *contact = field_reference(build, node, key, FAMILY_CONTACT);

	if (contact && contact->organization && build->inventory->self &&
	    contact->organization != build->inventory->self)
		build_error(build, conf_position(conf_find(node, key)),
			    _("'%s' in %s is contact '%s' of organization '%s', not one of ours"), key,
			    build_owner(build), contact->name, contact->organization->name);
	return contact;
}

static void turn_read(struct build *build, const struct conf_node *node, struct roster_turn *turn)
{
	static const char *const keys[] = { "contact", "deputy", "hours", NULL };

	if (!conf_expect(node, CONF_MAPPING, field_of(build, "turns"), build->faults))
		return;
	conf_check_keys(node, keys, field_of(build, "turns"), build->faults);
	if (field_required(build, node, "contact"))
		turn->contact = own_contact(build, node, "contact");
	turn->deputy = own_contact(build, node, "deputy");
	field_hours(build, node, "hours", &turn->hours);
	if (turn->deputy && turn->deputy == turn->contact)
		build_error(build, conf_position(conf_find(node, "deputy")),
			    _("contact '%s' is its own deputy in %s"), turn->contact->name, build_owner(build));
}

static void gap_check(struct build *build, const struct roster *roster)
{
	g_autofree const struct hours **hours = g_new0(const struct hours *, roster->turn_count);
	char minute[HOURS_MINUTE_SIZE];
	int gap;

	for (size_t i = 0; i < roster->turn_count; i++)
		hours[i] = roster->turns[i].hours;
	gap = hours_first_gap(hours, roster->turn_count);
	if (gap >= 0)
		build_warning_at(build, roster->place,
			      _("nobody is on duty in %s from %s on (1.1.1-3)"), build_owner(build),
			      hours_print_minute(gap, minute));
}

static void turns_read(struct build *build, const struct conf_node *node, struct roster *roster)
{
	const struct conf_node *list = field_required(build, node, "turns");
	struct roster_turn *turns;

	if (!list || !conf_expect(list, CONF_SEQUENCE, field_of(build, "turns"), build->faults))
		return;
	if (conf_length(list) == 0 || conf_length(list) > TURNS_LIMIT) {
		build_error(build, conf_position(list), _("%s has %zu turns, not 1 to %d"), build_owner(build),
			    conf_length(list), TURNS_LIMIT);
		return;
	}
	turns = build_array(build, conf_length(list), sizeof(*turns));
	for (size_t i = 0; i < conf_length(list); i++)
		turn_read(build, conf_item(list, i), &turns[i]);
	roster->turns = turns;
	roster->turn_count = conf_length(list);
	gap_check(build, roster);
}

static void roster_read(struct build *build, const struct build_entry *entry)
{
	static const char *const names[] = { "normal", "disaster", NULL };
	struct roster *roster = build_add(build, FAMILY_ROSTER, entry);

	if (!g_strv_contains(names, entry->name))
		build_error(build, entry->position, _("%s is neither 'normal' nor 'disaster'"),
			    build_owner(build));
	field_title(build, entry->node, "meeting-place", &roster->meeting_place, NULL);
	turns_read(build, entry->node, roster);
}

void people_read(struct build *build)
{
	static const char *const roster_keys[] = { "meeting-place", "turns", NULL };
	static const char *const contact_keys[] = {
		"organization", "role", "name", "login", "language", "channels", NULL,
	};
	struct build_cursor cursor = { 0 };
	struct build_entry entry;

	while (build_next(build, "contacts", FAMILY_CONTACT, contact_keys, &cursor, &entry))
		contact_read(build, &entry);
	family_close(build, FAMILY_CONTACT);
	cursor = (struct build_cursor){ 0 };
	while (build_next(build, "rosters", FAMILY_ROSTER, roster_keys, &cursor, &entry))
		roster_read(build, &entry);
	family_close(build, FAMILY_ROSTER);
}
