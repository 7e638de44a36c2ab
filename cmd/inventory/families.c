/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What each family of objects has to show. A new fact of the inventory is one
 * line here.
 */
#include "inventory/fact.h"
#include "inventory/verbs.h"

#include "base/translate.h"

#include <stddef.h>

#define IN_LIST true
#define ONLY_WHOLE false
#define FACT(type, member, kind, key, heading, in_list)                                            \
	{                                                                                          \
		key, heading, kind, offsetof(struct type, member), in_list                         \
	}

static const struct fact device_facts[] = {
	FACT(device, name, FACT_TEXT, "name", N_("NAME"), IN_LIST),
	FACT(device, owner, FACT_ORGANIZATION, "owner", N_("OWNER"), IN_LIST),
	FACT(device, role, FACT_TEXT, "role", N_("ROLE"), IN_LIST),
	FACT(device, address, FACT_ADDRESS, "address", N_("ADDRESS"), IN_LIST),
	FACT(device, site, FACT_SITE, "site", N_("SITE"), IN_LIST),
	FACT(device, service_class, FACT_CLASS, "service_class", N_("CLASS"), IN_LIST),
	FACT(device, model, FACT_TEXT, "model", N_("MODEL"), ONLY_WHOLE),
	FACT(device, platform, FACT_TEXT, "platform", N_("PLATFORM"), ONLY_WHOLE),
	FACT(device, watch_icmp, FACT_BOOL, "watch_icmp", N_("WATCHED BY ICMP"), ONLY_WHOLE),
	FACT(device, ssh, FACT_LOGIN_USER, "ssh_user", N_("SSH USER"), ONLY_WHOLE),
	FACT(device, sessions_max, FACT_COUNT, "sessions_max", N_("MOST SESSIONS"), ONLY_WHOLE),
	FACT(device, tags, FACT_TAGS, "tags", N_("TAGS"), ONLY_WHOLE),
	FACT(device, place, FACT_POSITION, "file", N_("FILE"), ONLY_WHOLE),
	{NULL},
};

static const struct fact line_facts[] = {
	FACT(line, name, FACT_TEXT, "name", N_("NAME"), IN_LIST),
	FACT(line, institution, FACT_ORGANIZATION, "institution", N_("INSTITUTION"), IN_LIST),
	FACT(line, address, FACT_ADDRESS, "address", N_("ADDRESS"), IN_LIST),
	FACT(line, from, FACT_DEVICE, "from", N_("FROM"), IN_LIST),
	FACT(line, cpe, FACT_DEVICE, "cpe", N_("CPE"), ONLY_WHOLE),
	FACT(line, kind, FACT_LINE_KIND, "kind", N_("KIND"), ONLY_WHOLE),
	FACT(line, carrier, FACT_ORGANIZATION, "carrier", N_("CARRIER"), IN_LIST),
	FACT(line, circuit_id, FACT_TEXT, "circuit_id", N_("CIRCUIT"), IN_LIST),
	FACT(line, service_class, FACT_CLASS, "service_class", N_("CLASS"), IN_LIST),
	FACT(line, contract_down, FACT_RATE, "contract_down_bps", N_("CONTRACT DOWN"), ONLY_WHOLE),
	FACT(line, contract_up, FACT_RATE, "contract_up_bps", N_("CONTRACT UP"), ONLY_WHOLE),
	FACT(line, source, FACT_ADDRESS, "source", N_("SOURCE"), ONLY_WHOLE),
	FACT(line, interface, FACT_TEXT, "interface", N_("INTERFACE"), ONLY_WHOLE),
	FACT(line, tags, FACT_TAGS, "tags", N_("TAGS"), ONLY_WHOLE),
	FACT(line, place, FACT_POSITION, "file", N_("FILE"), ONLY_WHOLE),
	{NULL},
};

static const struct fact link_facts[] = {
	FACT(link, a, FACT_DEVICE, "a", N_("FROM"), IN_LIST),
	FACT(link, b, FACT_DEVICE, "b", N_("TO"), IN_LIST),
	FACT(link, carrier, FACT_ORGANIZATION, "carrier", N_("CARRIER"), IN_LIST),
	FACT(link, circuit_id, FACT_TEXT, "circuit_id", N_("CIRCUIT"), IN_LIST),
	FACT(link, place, FACT_POSITION, "file", N_("FILE"), ONLY_WHOLE),
	{NULL},
};

static const struct fact demarcation_facts[] = {
	FACT(demarcation, near, FACT_DEVICE, "near", N_("NEAR"), IN_LIST),
	FACT(demarcation, near_owner, FACT_ORGANIZATION, "near_owner", N_("NEAR OWNER"), IN_LIST),
	FACT(demarcation, far_owner, FACT_ORGANIZATION, "far_owner", N_("FAR OWNER"), IN_LIST),
	FACT(demarcation, far, FACT_DEVICE, "far", N_("FAR"), IN_LIST),
	FACT(demarcation, line, FACT_LINE, "line", N_("LINE"), IN_LIST),
	{NULL},
};

static const struct fact group_facts[] = {
	FACT(group, name, FACT_TEXT, "name", N_("NAME"), IN_LIST),
	FACT(group, protocol, FACT_PROTOCOL, "protocol", N_("PROTOCOL"), IN_LIST),
	FACT(group, devices, FACT_DEVICES, "devices", N_("DEVICES"), IN_LIST),
	FACT(group, lines, FACT_LINES, "lines", N_("LINES"), IN_LIST),
	FACT(group, normally_active, FACT_TEXT, "normally_active", N_("NORMALLY ACTIVE"), IN_LIST),
	FACT(group, minimum_standby, FACT_INTEGER, "minimum_standby", N_("MINIMUM STANDBY"),
	     ONLY_WHOLE),
	FACT(group, vrid, FACT_TEXT, "vrid", N_("NUMBER"), ONLY_WHOLE),
	FACT(group, place, FACT_POSITION, "file", N_("FILE"), ONLY_WHOLE),
	{NULL},
};

static const struct fact site_facts[] = {
	FACT(site, name, FACT_TEXT, "name", N_("NAME"), IN_LIST),
	FACT(site, title, FACT_TITLE, "title", N_("TITLE"), IN_LIST),
	FACT(site, area, FACT_AREA, "area", N_("AREA"), IN_LIST),
	FACT(site, owner, FACT_ORGANIZATION, "owner", N_("OWNER"), IN_LIST),
	FACT(site, power, FACT_ORGANIZATION, "power", N_("POWER COMPANY"), IN_LIST),
	FACT(site, postal_address, FACT_TEXT, "postal_address", N_("POSTAL ADDRESS"), ONLY_WHOLE),
	FACT(site, tags, FACT_TAGS, "tags", N_("TAGS"), ONLY_WHOLE),
	FACT(site, place, FACT_POSITION, "file", N_("FILE"), ONLY_WHOLE),
	{NULL},
};

static const struct fact organization_facts[] = {
	FACT(organization, name, FACT_TEXT, "name", N_("NAME"), IN_LIST),
	FACT(organization, kind, FACT_OWNER_KIND, "kind", N_("KIND"), IN_LIST),
	FACT(organization, title, FACT_TITLE, "title", N_("TITLE"), IN_LIST),
	FACT(organization, kana, FACT_TEXT, "kana", N_("KANA"), ONLY_WHOLE),
	FACT(organization, code, FACT_TEXT, "code", N_("CODE"), IN_LIST),
	FACT(organization, phone, FACT_TEXT, "phone", N_("PHONE"), IN_LIST),
	FACT(organization, fault_desk, FACT_TEXT, "fault_desk", N_("FAULT DESK"), ONLY_WHOLE),
	FACT(organization, institution_type, FACT_TEXT, "institution_type", N_("TYPE"), ONLY_WHOLE),
	FACT(organization, area, FACT_AREA, "area", N_("AREA"), ONLY_WHOLE),
	FACT(organization, service_class, FACT_CLASS, "service_class", N_("CLASS"), IN_LIST),
	FACT(organization, regional, FACT_ORGANIZATION, "regional", N_("REGIONAL BODY"),
	     ONLY_WHOLE),
	FACT(organization, certificate_expires_at_us, FACT_INSTANT, "certificate_expires_at",
	     N_("CERTIFICATE EXPIRES"), ONLY_WHOLE),
	FACT(organization, self, FACT_BOOL, "self", N_("OURSELVES"), ONLY_WHOLE),
	FACT(organization, tags, FACT_TAGS, "tags", N_("TAGS"), ONLY_WHOLE),
	FACT(organization, place, FACT_POSITION, "file", N_("FILE"), ONLY_WHOLE),
	{NULL},
};

static const struct fact contact_facts[] = {
	FACT(contact, name, FACT_TEXT, "name", N_("NAME"), IN_LIST),
	FACT(contact, organization, FACT_ORGANIZATION, "organization", N_("ORGANIZATION"), IN_LIST),
	FACT(contact, role, FACT_ROLE, "role", N_("ROLE"), IN_LIST),
	FACT(contact, title, FACT_TITLE, "title", N_("TITLE"), IN_LIST),
	FACT(contact, login, FACT_TEXT, "login", N_("LOGIN"), ONLY_WHOLE),
	FACT(contact, language, FACT_TEXT, "language", N_("LANGUAGE"), ONLY_WHOLE),
	FACT(contact, channels, FACT_CHANNELS, "channels", N_("CHANNELS"), IN_LIST),
	FACT(contact, place, FACT_POSITION, "file", N_("FILE"), ONLY_WHOLE),
	{NULL},
};

static const struct fact roster_facts[] = {
	FACT(roster, name, FACT_TEXT, "name", N_("NAME"), IN_LIST),
	FACT(roster, meeting_place, FACT_TITLE, "meeting_place", N_("MEETING PLACE"), IN_LIST),
	FACT(roster, turns, FACT_TURNS, "turns", N_("TURNS"), IN_LIST),
	FACT(roster, place, FACT_POSITION, "file", N_("FILE"), ONLY_WHOLE),
	{NULL},
};

static const struct fact class_facts[] = {
	FACT(service_class, name, FACT_TEXT, "name", N_("NAME"), IN_LIST),
	FACT(service_class, title, FACT_TITLE, "title", N_("TITLE"), IN_LIST),
	FACT(service_class, interval_us, FACT_DURATION, "interval_us", N_("INTERVAL"), IN_LIST),
	FACT(service_class, packets, FACT_INTEGER, "packets", N_("PACKETS"), ONLY_WHOLE),
	FACT(service_class, gap_us, FACT_DURATION, "gap_us", N_("GAP"), ONLY_WHOLE),
	FACT(service_class, timeout_us, FACT_DURATION, "timeout_us", N_("TIMEOUT"), ONLY_WHOLE),
	FACT(service_class, retries, FACT_INTEGER, "retries", N_("RETRIES"), ONLY_WHOLE),
	FACT(service_class, data_size, FACT_INTEGER, "data_size", N_("SIZE"), ONLY_WHOLE),
	FACT(service_class, dscp, FACT_INTEGER, "dscp", N_("DSCP"), ONLY_WHOLE),
	FACT(service_class, dont_fragment, FACT_BOOL, "dont_fragment", N_("DON'T FRAGMENT"),
	     ONLY_WHOLE),
	FACT(service_class, loss_ppm.caution, FACT_SHARE, "loss_caution_ppm", N_("LOSS CAUTION"),
	     IN_LIST),
	FACT(service_class, loss_ppm.warning, FACT_SHARE, "loss_warning_ppm", N_("LOSS WARNING"),
	     IN_LIST),
	FACT(service_class, rtt_us.caution, FACT_DURATION, "rtt_caution_us", N_("RTT CAUTION"),
	     IN_LIST),
	FACT(service_class, rtt_us.warning, FACT_DURATION, "rtt_warning_us", N_("RTT WARNING"),
	     IN_LIST),
	FACT(service_class, figures, FACT_FIGURES, "figures", N_("FIGURES"), ONLY_WHOLE),
	FACT(service_class, name, FACT_CLEARING, "levels", N_("CLEAR AT"), ONLY_WHOLE),
	FACT(service_class, name, FACT_LASTING, "lasting", N_("LASTING"), ONLY_WHOLE),
	FACT(service_class, name, FACT_TRENDS, "levels", N_("TREND"), ONLY_WHOLE),
	FACT(service_class, name, FACT_FLAPPING, "flapping", N_("FLAPPING"), ONLY_WHOLE),
	FACT(service_class, name, FACT_DURING, "during", N_("DURING"), ONLY_WHOLE),
	FACT(service_class, first_report_us, FACT_DURATION, "first_report_us", N_("FIRST REPORT"),
	     ONLY_WHOLE),
	FACT(service_class, follow_up_us, FACT_DURATION, "follow_up_us", N_("FOLLOW-UP"),
	     ONLY_WHOLE),
	{NULL},
};

static const struct fact calendar_facts[] = {
	FACT(calendar, name, FACT_TEXT, "name", N_("NAME"), IN_LIST),
	FACT(calendar, holidays, FACT_BOOL, "holidays", N_("HOLIDAYS"), IN_LIST),
	FACT(calendar, dates, FACT_DATES, "dates", N_("DATES"), IN_LIST),
	FACT(calendar, month_days, FACT_MONTH_DAYS, "month_days", N_("DAYS OF THE MONTH"),
	     IN_LIST),
	FACT(calendar, hours, FACT_HOURS, "hours", N_("HOURS"), IN_LIST),
	FACT(calendar, any, FACT_CALENDARS, "any", N_("ANY OF"), IN_LIST),
	FACT(calendar, except, FACT_CALENDARS, "not", N_("NOT IN"), IN_LIST),
	FACT(calendar, place, FACT_POSITION, "file", N_("FILE"), ONLY_WHOLE),
	{NULL},
};

static const struct fact login_facts[] = {
	FACT(login, name, FACT_TEXT, "name", N_("NAME"), IN_LIST),
	FACT(login, user, FACT_TEXT, "user", N_("USER"), IN_LIST),
	FACT(login, key, FACT_TEXT, "key", N_("KEY"), IN_LIST),
	FACT(login, agent, FACT_AGENT, "agent", N_("AGENT"), ONLY_WHOLE),
	FACT(login, password, FACT_TEXT, "password", N_("PASSWORD FILE"), ONLY_WHOLE),
	FACT(login, keyboard, FACT_TEXT, "keyboard", N_("KEYBOARD FILE"), ONLY_WHOLE),
	FACT(login, elevate, FACT_TEXT, "elevate", N_("ELEVATE FILE"), ONLY_WHOLE),
	FACT(login, port, FACT_PORT, "port", N_("PORT"), ONLY_WHOLE),
	FACT(login, jump, FACT_DEVICE, "jump", N_("JUMP"), IN_LIST),
	FACT(login, legacy, FACT_TAGS, "legacy", N_("LEGACY"), IN_LIST),
	FACT(login, transport, FACT_TRANSPORT, "transport", N_("TRANSPORT"), IN_LIST),
	FACT(login, like, FACT_LOGIN, "like", N_("LIKE"), ONLY_WHOLE),
	FACT(login, limits.lock_us, FACT_LIMIT, "lock_us", N_("LIMIT OF LOCK"), ONLY_WHOLE),
	FACT(login, limits.connect_us, FACT_LIMIT, "connect_us", N_("LIMIT OF CONNECTING"),
	     ONLY_WHOLE),
	FACT(login, limits.banner_us, FACT_LIMIT, "banner_us", N_("LIMIT OF BANNER"), ONLY_WHOLE),
	FACT(login, limits.login_us, FACT_LIMIT, "login_us", N_("LIMIT OF LOGIN"), ONLY_WHOLE),
	FACT(login, limits.command_us, FACT_LIMIT, "command_us", N_("LIMIT OF COMMAND"),
	     ONLY_WHOLE),
	FACT(login, limits.job_us, FACT_LIMIT, "job_us", N_("LIMIT OF JOB"), ONLY_WHOLE),
	FACT(login, limits.bytes, FACT_SIZE, "bytes", N_("LIMIT OF OUTPUT"), ONLY_WHOLE),
	FACT(login, place, FACT_POSITION, "file", N_("FILE"), ONLY_WHOLE),
	{NULL},
};

static const struct fact interface_facts[] = {
	FACT(interface, name, FACT_TEXT, "name", N_("NAME"), IN_LIST),
	FACT(interface, label, FACT_TEXT, "label", N_("LABEL"), IN_LIST),
	FACT(interface, device, FACT_DEVICE, "device", N_("DEVICE"), ONLY_WHOLE),
	FACT(interface, line, FACT_LINE, "line", N_("LINE"), IN_LIST),
	FACT(interface, peer, FACT_DEVICE, "peer", N_("PEER"), IN_LIST),
	FACT(interface, rate_in, FACT_RATE, "rate_in_bps", N_("RATE IN"), IN_LIST),
	FACT(interface, rate_out, FACT_RATE, "rate_out_bps", N_("RATE OUT"), IN_LIST),
	FACT(interface, expect, FACT_EXPECT, "expect", N_("EXPECTED"), IN_LIST),
	FACT(interface, place, FACT_POSITION, "file", N_("FILE"), ONLY_WHOLE),
	{NULL},
};

static const struct fact versions_facts[] = {
	FACT(version_policy, name, FACT_TEXT, "name", N_("NAME"), IN_LIST),
	FACT(version_policy, wanted, FACT_TAGS, "wanted", N_("WANTED"), IN_LIST),
	FACT(version_policy, refused, FACT_TAGS, "refused", N_("REFUSED"), IN_LIST),
	FACT(version_policy, place, FACT_POSITION, "file", N_("FILE"), ONLY_WHOLE),
	{NULL},
};

/* The inventory's functions are typed; a family's are not. */
#define FAMILY_UNNAMED(variable, word, name, type, facts, find)                                    \
	static size_t count_##word(const struct inventory *inventory)                              \
	{                                                                                          \
		return inventory_##word##_count(inventory);                                        \
	}                                                                                          \
	static const void *at_##word(const struct inventory *inventory, size_t index)              \
	{                                                                                          \
		return inventory_##word##_at(inventory, index);                                    \
	}                                                                                          \
	const struct family variable = {name, type, facts, count_##word, at_##word, find}
#define FAMILY(variable, word, name, type, facts)                                                  \
	static const void *find_##word(const struct inventory *inventory, const char *wanted)      \
	{                                                                                          \
		return inventory_find_##word(inventory, wanted);                                   \
	}                                                                                          \
	FAMILY_UNNAMED(variable, word, name, type, facts, find_##word)

FAMILY(family_devices, device, "devices", "device", device_facts);
FAMILY(family_lines, line, "lines", "line", line_facts);
FAMILY_UNNAMED(family_links, link, "links", "link", link_facts, NULL);
FAMILY_UNNAMED(family_demarcations, demarcation, "demarcations", "demarcation", demarcation_facts,
	       NULL);
FAMILY(family_groups, group, "groups", "group", group_facts);
FAMILY(family_sites, site, "sites", "site", site_facts);
FAMILY(family_organizations, organization, "organizations", "organization", organization_facts);
FAMILY(family_contacts, contact, "contacts", "contact", contact_facts);
FAMILY(family_rosters, roster, "rosters", "roster", roster_facts);
FAMILY(family_classes, service_class, "service-classes", "service-class", class_facts);
FAMILY(family_logins, login, "ssh-logins", "login", login_facts);
FAMILY(family_interfaces, interface, "interfaces", "interface", interface_facts);
FAMILY(family_versions, version_policy, "versions", "version-policy", versions_facts);
FAMILY(family_calendars, calendar, "calendars", "calendar", calendar_facts);
