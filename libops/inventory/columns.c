/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The columns of tables. A new key of a line, a device or an organization is
 * one line here; a test holds the lists against what the readers take.
 */
#include "inventory/columns.h"

#define ORGANIZATION(COLUMN)                                                                       \
	COLUMN("kind", COLUMN_OWNER_KIND, organization, kind)                                      \
	COLUMN("self", COLUMN_TRUE, organization, self)                                            \
	COLUMN("type", COLUMN_TEXT, organization, institution_type)                                \
	COLUMN("service-class", COLUMN_NAME, organization, service_class)                          \
	COLUMN("name.ja", COLUMN_JAPANESE, organization, title)                                    \
	COLUMN("name.en", COLUMN_ENGLISH, organization, title)                                     \
	COLUMN("name.kana", COLUMN_KANA, organization, kana)                                       \
	COLUMN("code", COLUMN_TEXT, organization, code)                                            \
	COLUMN("phone", COLUMN_TEXT, organization, phone)                                          \
	COLUMN("fault-desk", COLUMN_TEXT, organization, fault_desk)                                \
	COLUMN("area", COLUMN_AREA, organization, area)                                            \
	COLUMN("regional", COLUMN_NAME, organization, regional)                                    \
	COLUMN("hours", COLUMN_HOURS, organization, hours)                                         \
	COLUMN("certificate.expires", COLUMN_DAY_END, organization, certificate_expires_at_us)     \
	COLUMN("tags", COLUMN_TAGS, organization, tags)

#define DEVICE(COLUMN)                                                                             \
	COLUMN("owner", COLUMN_NAME, device, owner)                                                \
	COLUMN("role", COLUMN_TEXT, device, role)                                                  \
	COLUMN("model", COLUMN_TEXT, device, model)                                                \
	COLUMN("platform", COLUMN_TEXT, device, platform)                                          \
	COLUMN("address", COLUMN_ADDRESS, device, address)                                         \
	COLUMN("addresses", COLUMN_ADDRESSES, device, others)                                      \
	COLUMN("watch", COLUMN_WATCH, device, watch_icmp)                                          \
	COLUMN("site", COLUMN_NAME, device, site)                                                  \
	COLUMN("service-class", COLUMN_DEVICE_CLASS, device, service_class)                        \
	COLUMN("sessions-max", COLUMN_COUNT, device, sessions_max)                                 \
	COLUMN("ssh.user", COLUMN_LOGIN_TEXT, login, user)                                         \
	COLUMN("ssh.key", COLUMN_LOGIN_PATH, login, key)                                           \
	COLUMN("ssh.password", COLUMN_LOGIN_PATH, login, password)                                 \
	COLUMN("ssh.keyboard", COLUMN_LOGIN_PATH, login, keyboard)                                 \
	COLUMN("ssh.agent", COLUMN_LOGIN_AGENT, login, agent)                                      \
	COLUMN("ssh.port", COLUMN_LOGIN_PORT, login, port)                                         \
	COLUMN("ssh.jump", COLUMN_LOGIN_NAME, login, jump)                                         \
	COLUMN("ssh.legacy", COLUMN_LOGIN_NAMES, login, legacy)                                    \
	COLUMN("ssh.transport", COLUMN_LOGIN_TRANSPORT, login, transport)                          \
	COLUMN("ssh.elevate", COLUMN_LOGIN_PATH, login, elevate)                                   \
	COLUMN("ssh.like", COLUMN_LOGIN_NAME, login, like)                                         \
	COLUMN("tags", COLUMN_TAGS, device, tags)

#define LINE(COLUMN)                                                                               \
	COLUMN("institution", COLUMN_NAME, line, institution)                                      \
	COLUMN("from", COLUMN_NAME, line, from)                                                    \
	COLUMN("cpe", COLUMN_NAME, line, cpe)                                                      \
	COLUMN("address", COLUMN_ADDRESS, line, address)                                           \
	COLUMN("kind", COLUMN_LINE_KIND, line, kind)                                               \
	COLUMN("carrier", COLUMN_NAME, line, carrier)                                              \
	COLUMN("circuit-id", COLUMN_TEXT, line, circuit_id)                                        \
	COLUMN("service-class", COLUMN_LINE_CLASS, line, service_class)                            \
	COLUMN("contract.down", COLUMN_RATE, line, contract_down)                                  \
	COLUMN("contract.up", COLUMN_RATE, line, contract_up)                                      \
	COLUMN("source", COLUMN_ADDRESS, line, source)                                             \
	COLUMN("interface", COLUMN_TEXT, line, interface)                                          \
	COLUMN("tags", COLUMN_TAGS, line, tags)

#define IN_MEMORY(name, kind, type, member) {name, kind, offsetof(struct type, member)},
#define READABLE(name, kind, type, member) {name, (kind) == COLUMN_TAGS || (kind) == COLUMN_WATCH ||\
					      (kind) == COLUMN_ADDRESSES || (kind) == COLUMN_LOGIN_NAMES},

#define TABLE(word, list)                                                                          \
	static const struct column word##_columns[] = {list(IN_MEMORY){NULL}};                     \
	static const struct conf_column word##_readable[] = {list(READABLE){NULL, false}};
TABLE(organization, ORGANIZATION)
TABLE(device, DEVICE)
TABLE(line, LINE)

static const struct columns all[] = {
	{"lines", FAMILY_LINE, line_columns, line_readable},
	{"organizations", FAMILY_ORGANIZATION, organization_columns, organization_readable},
	{"devices", FAMILY_DEVICE, device_columns, device_readable},
};

const struct columns *columns_at(size_t index)
{
	return index < G_N_ELEMENTS(all) ? &all[index] : NULL;
}

const struct columns *columns_find(const char *section)
{
	for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
		if (strcmp(all[i].section, section) == 0)
			return &all[i];
	return NULL;
}

const char *columns_section(const struct columns *columns)
{
	return columns->section;
}

size_t columns_thing_count(const struct columns *columns, const struct inventory *inventory)
{
	return inventory->families[columns->family].count;
}

const void *columns_thing_at(const struct columns *columns, const struct inventory *inventory,
			     size_t index)
{
	g_assert(index < inventory->families[columns->family].count);
	return inventory_at(inventory, columns->family, index);
}

const char *columns_name(const struct columns *columns, size_t column)
{
	return column == 0 ? CONF_SHEET_NAME : columns->columns[column - 1].name;
}
