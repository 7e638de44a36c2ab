/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which members of which structs are pointers, and what others may be. A new
 * pointer in a struct of inventory.h is one line here; new figures need none.
 */
#include "inventory/cache.h"

#include "base/words.h"

#include <elf.h>
#include <link.h>

#define AREAS 48 /* 0: none */
#define CLASS FAMILY_SERVICE_CLASS
#define ORGANIZATION FAMILY_ORGANIZATION

#define AT(member) offsetof(struct STRUCT, member)
#define TEXT(member)                                                                               \
	{                                                                                          \
		AT(member), CACHE_TEXT, false, 0, 0                                                \
	}
#define REQUIRED_TEXT(member)                                                                      \
	{                                                                                          \
		AT(member), CACHE_TEXT, true, 0, 0                                                 \
	}
#define ELEMENT(member, section)                                                                   \
	{                                                                                          \
		AT(member), CACHE_ELEMENT, false, section, 0                                       \
	}
#define REQUIRED_ELEMENT(member, section)                                                          \
	{                                                                                          \
		AT(member), CACHE_ELEMENT, true, section, 0                                        \
	}
#define LIST(member, section)                                                                      \
	{                                                                                          \
		AT(member), CACHE_LIST, false, section, 0                                          \
	}
#define TAGS(member)                                                                               \
	{                                                                                          \
		AT(member), CACHE_LIST, true, CACHE_TAG, 0                                         \
	}
#define RANGE(member, section, count)                                                              \
	{                                                                                          \
		AT(member), CACHE_RANGE, false, section, AT(count)                                 \
	}
#define BOOL(member)                                                                               \
	{                                                                                          \
		AT(member), CACHE_BOOL, false, 0, 0                                                \
	}
#define BYTE(member, limit)                                                                        \
	{                                                                                          \
		AT(member), CACHE_BYTE, false, limit, 0                                            \
	}
#define INT(member, limit)                                                                         \
	{                                                                                          \
		AT(member), CACHE_INT, false, limit, 0                                             \
	}
#define ADDRESS(member)                                                                            \
	{                                                                                          \
		AT(member), CACHE_ADDRESS, false, 0, 0                                             \
	}
#define REQUIRED_ADDRESS(member)                                                                   \
	{                                                                                          \
		AT(member), CACHE_ADDRESS, true, 0, 0                                              \
	}
#define PLACE                                                                                      \
	{                                                                                          \
		AT(place), CACHE_PLACE, false, 0, 0                                                \
	}

#define STRUCT service_class
static const struct cache_member class_members[] = {
	REQUIRED_TEXT(name),
	REQUIRED_TEXT(title.ja),
	REQUIRED_TEXT(title.en),
	BOOL(dont_fragment),
	RANGE(variants, CACHE_VARIANT, variant_count),
	TEXT(conduct.change.ja),
	TEXT(conduct.change.en),
	TEXT(conduct.interruption.ja),
	TEXT(conduct.interruption.en),
	PLACE,
};
#undef STRUCT

#define STRUCT class_variant
static const struct cache_member variant_members[] = {
	REQUIRED_ELEMENT(when, FAMILY_CALENDAR),
	REQUIRED_ELEMENT(instead, CACHE_CLASS),
};
#undef STRUCT

#define STRUCT calendar
static const struct cache_member calendar_members[] = {
	REQUIRED_TEXT(name),
	RANGE(dates, CACHE_DAYS, date_count),
	ELEMENT(hours, CACHE_HOURS),
	LIST(any, CACHE_CALENDAR),
	LIST(except, CACHE_CALENDAR),
	BOOL(holidays),
	PLACE,
};
#undef STRUCT

#define STRUCT organization
static const struct cache_member organization_members[] = {
	REQUIRED_TEXT(name),
	INT(kind, OWNER_KIND_COUNT),
	BOOL(self),
	BYTE(area, AREAS),
	REQUIRED_TEXT(title.ja),
	REQUIRED_TEXT(title.en),
	TEXT(kana),
	TEXT(code),
	TEXT(phone),
	TEXT(fault_desk),
	TEXT(institution_type),
	ELEMENT(service_class, CLASS),
	ELEMENT(regional, ORGANIZATION),
	ELEMENT(hours, CACHE_HOURS),
	TAGS(tags),
	PLACE,
};
#undef STRUCT

#define STRUCT site
static const struct cache_member site_members[] = {
	REQUIRED_TEXT(name),
	REQUIRED_TEXT(title.ja),
	REQUIRED_TEXT(title.en),
	BYTE(area, AREAS),
	TEXT(postal_address),
	ELEMENT(owner, ORGANIZATION),
	ELEMENT(power, ORGANIZATION),
	TAGS(tags),
	PLACE,
};
#undef STRUCT

#define STRUCT device
static const struct cache_member device_members[] = {
	REQUIRED_TEXT(name),
	REQUIRED_ELEMENT(owner, ORGANIZATION),
	TEXT(role),
	TEXT(model),
	TEXT(platform),
	ADDRESS(address),
	RANGE(others, CACHE_OTHER, other_count),
	ELEMENT(site, FAMILY_SITE),
	ELEMENT(service_class, CLASS),
	BOOL(watch_icmp),
	ELEMENT(behind, FAMILY_DEVICE),
	ELEMENT(ssh, CACHE_LOGIN),
	TAGS(tags),
	PLACE,
};
#undef STRUCT

#define STRUCT line
static const struct cache_member line_members[] = {
	REQUIRED_TEXT(name),
	REQUIRED_ELEMENT(institution, ORGANIZATION),
	ELEMENT(from, FAMILY_DEVICE),
	ELEMENT(cpe, FAMILY_DEVICE),
	REQUIRED_ADDRESS(address),
	INT(kind, LINE_OTHER + 1),
	ELEMENT(carrier, ORGANIZATION),
	TEXT(circuit_id),
	REQUIRED_ELEMENT(service_class, CLASS),
	ADDRESS(source),
	TEXT(interface),
	TAGS(tags),
	PLACE,
};
#undef STRUCT

#define STRUCT group
static const struct cache_member group_members[] = {
	REQUIRED_TEXT(name),	   INT(protocol, GROUP_ANY + 1), LIST(devices, CACHE_DEVICE),
	LIST(lines, CACHE_MEMBER), TEXT(normally_active),	 TEXT(vrid),
	PLACE,
};
#undef STRUCT

#define STRUCT contact
static const struct cache_member contact_members[] = {
	REQUIRED_TEXT(name),
	REQUIRED_ELEMENT(organization, ORGANIZATION),
	INT(role, ROLE_NOC + 1),
	REQUIRED_TEXT(title.ja),
	REQUIRED_TEXT(title.en),
	TEXT(login),
	REQUIRED_TEXT(language),
	RANGE(channels, CACHE_CHANNEL, channel_count),
	PLACE,
};
#undef STRUCT

#define STRUCT roster
static const struct cache_member roster_members[] = {
	REQUIRED_TEXT(name),
	TEXT(meeting_place.ja),
	TEXT(meeting_place.en),
	RANGE(turns, CACHE_TURN, turn_count),
	PLACE,
};
#undef STRUCT

#define STRUCT question
static const struct cache_member question_members[] = {
	REQUIRED_TEXT(name),
	ELEMENT(device, FAMILY_DEVICE),
	ELEMENT(line, FAMILY_LINE),
	INT(kind, QUESTION_KIND_COUNT),
	ADDRESS(address),
	TEXT(send),
	TEXT(expect),
	TEXT(server_name),
	TEXT(trust),
	LIST(via, CACHE_DEVICE),
	LIST(command, CACHE_TAG),
	PLACE,
};
#undef STRUCT

#define STRUCT login
static const struct cache_member login_members[] = {
	TEXT(name),
	TEXT(user),
	TEXT(key),
	TEXT(password),
	TEXT(keyboard),
	TEXT(elevate),
	LIST(legacy, CACHE_TAG),
	ELEMENT(jump, FAMILY_DEVICE),
	ELEMENT(like, FAMILY_LOGIN),
	INT(agent, LOGIN_AGENT_YES + 1),
	INT(transport, LOGIN_OPENSSH + 1),
	PLACE,
};
#undef STRUCT

#define STRUCT interface
static const struct cache_member interface_members[] = {
	REQUIRED_TEXT(name),
	REQUIRED_TEXT(label),
	REQUIRED_ELEMENT(device, FAMILY_DEVICE),
	ELEMENT(line, FAMILY_LINE),
	ELEMENT(peer, FAMILY_DEVICE),
	INT(expect, INTERFACE_ANY + 1),
	PLACE,
};
#undef STRUCT

#define STRUCT version_policy
static const struct cache_member versions_members[] = {
	REQUIRED_TEXT(name),
	LIST(wanted, CACHE_TAG),
	LIST(refused, CACHE_TAG),
	PLACE,
};
#undef STRUCT

#define STRUCT link
static const struct cache_member link_members[] = {
	REQUIRED_ELEMENT(a, FAMILY_DEVICE),
	REQUIRED_ELEMENT(b, FAMILY_DEVICE),
	ELEMENT(carrier, ORGANIZATION),
	TEXT(circuit_id),
	PLACE,
};
#undef STRUCT

#define STRUCT secret
static const struct cache_member secret_members[] = {REQUIRED_TEXT(path), PLACE};
#undef STRUCT

#define STRUCT policy
static const struct cache_member policy_members[] = {
	REQUIRED_TEXT(zone),
	REQUIRED_TEXT(language),
	REQUIRED_TEXT(log_name),
	LIST(first_hops, CACHE_DEVICE),
	RANGE(extra_holidays, CACHE_DAY, extra_holiday_count),
	RANGE(dropped_holidays, CACHE_DAY, dropped_holiday_count),
	TEXT(manual.title.ja),
	TEXT(manual.title.en),
	TEXT(manual.conformity.ja),
	TEXT(manual.conformity.en),
	TEXT(manual.conformity_source.ja),
	TEXT(manual.conformity_source.en),
	TEXT(offline.directory),
};
#undef STRUCT

#define STRUCT hours
static const struct cache_member hours_members[] = {INT(count, HOURS_SPANS + 1)};
#undef STRUCT

#define STRUCT contact_channel
static const struct cache_member channel_members[] = {
	INT(kind, CHANNEL_KIND_COUNT),
	REQUIRED_TEXT(target),
	TEXT(path),
	BOOL(out_of_band),
	TEXT(number),
	TEXT(secret),
};
#undef STRUCT

#define STRUCT roster_turn
static const struct cache_member turn_members[] = {
	REQUIRED_ELEMENT(contact, FAMILY_CONTACT),
	ELEMENT(deputy, FAMILY_CONTACT),
	ELEMENT(hours, CACHE_HOURS),
};
#undef STRUCT

static const struct cache_member other_member[] = {{0, CACHE_ADDRESS, true, 0, 0}};
static const struct cache_member text_member[] = {{0, CACHE_TEXT, false, 0, 0}};
static const struct cache_member file_member[] = {{0, CACHE_TEXT, true, 0, 0}};
static const struct cache_member device_member[] = {{0, CACHE_ELEMENT, false, FAMILY_DEVICE, 0}};
static const struct cache_member line_member[] = {{0, CACHE_ELEMENT, false, FAMILY_LINE, 0}};
static const struct cache_member calendar_member[] = {{0, CACHE_ELEMENT, false, FAMILY_CALENDAR, 0}};

#define LAYOUT(type, members)                                                                      \
	{                                                                                          \
		sizeof(type), members, G_N_ELEMENTS(members)                                       \
	}
const struct cache_layout cache_layouts[CACHE_SECTIONS] = {
	[FAMILY_SERVICE_CLASS] = LAYOUT(struct service_class, class_members),
	[FAMILY_ORGANIZATION] = LAYOUT(struct organization, organization_members),
	[FAMILY_SITE] = LAYOUT(struct site, site_members),
	[FAMILY_DEVICE] = LAYOUT(struct device, device_members),
	[FAMILY_LINE] = LAYOUT(struct line, line_members),
	[FAMILY_GROUP] = LAYOUT(struct group, group_members),
	[FAMILY_CONTACT] = LAYOUT(struct contact, contact_members),
	[FAMILY_ROSTER] = LAYOUT(struct roster, roster_members),
	[FAMILY_QUESTION] = LAYOUT(struct question, question_members),
	[FAMILY_LOGIN] = LAYOUT(struct login, login_members),
	[FAMILY_INTERFACE] = LAYOUT(struct interface, interface_members),
	[FAMILY_VERSIONS] = LAYOUT(struct version_policy, versions_members),
	[FAMILY_CALENDAR] = LAYOUT(struct calendar, calendar_members),
	[CACHE_LINK] = LAYOUT(struct link, link_members),
	[CACHE_SECRET] = LAYOUT(struct secret, secret_members),
	[CACHE_POLICY] = LAYOUT(struct policy, policy_members),
	[CACHE_STRING] = {1, NULL, 0},
	[CACHE_HOURS] = LAYOUT(struct hours, hours_members),
	[CACHE_CHANNEL] = LAYOUT(struct contact_channel, channel_members),
	[CACHE_TURN] = LAYOUT(struct roster_turn, turn_members),
	[CACHE_LOGIN] = LAYOUT(struct login, login_members),
	[CACHE_OTHER] = LAYOUT(struct address, other_member),
	[CACHE_TAG] = LAYOUT(const char *, text_member),
	[CACHE_DEVICE] = LAYOUT(const struct device *, device_member),
	[CACHE_MEMBER] = LAYOUT(const struct line *, line_member),
	[CACHE_CALENDAR] = LAYOUT(const struct calendar *, calendar_member),
	[CACHE_CLASS] = LAYOUT(struct service_class, class_members),
	[CACHE_VARIANT] = LAYOUT(struct class_variant, variant_members),
	[CACHE_DAY] = {sizeof(struct day), NULL, 0},
	[CACHE_DAYS] = {sizeof(struct day_span), NULL, 0},
	[CACHE_FILE] = LAYOUT(const char *, file_member),
	[CACHE_SOURCE] = {1, NULL, 0},
};

uint64_t cache_header_sum(const struct cache_header *header)
{
	struct cache_header copy = *header;

	copy.sum = 0;
	return digest_damage_sum(0, &copy, sizeof(copy));
}

/* --- which program this is --- */

/* The linker's own digest of the program, where it left one. */
static void add_build_id(struct digest_stream *stream, const struct dl_phdr_info *program,
			 const ElfW(Phdr) * segment)
{
	const char *at = (const char *)(program->dlpi_addr + segment->p_vaddr);
	const char *end = at + segment->p_memsz;

	while ((size_t)(end - at) >= sizeof(ElfW(Nhdr))) {
		const ElfW(Nhdr) *note = (const ElfW(Nhdr) *)at;
		const char *name = at + sizeof(*note);
		const char *bytes = name + ((note->n_namesz + 3) & ~3U);

		at = bytes + ((note->n_descsz + 3) & ~3U);
		if (at > end)
			break;
		if (note->n_type == NT_GNU_BUILD_ID && note->n_namesz == sizeof("GNU") &&
		    memcmp(name, "GNU", sizeof("GNU")) == 0)
			digest_stream_add(stream, bytes, note->n_descsz);
	}
}

static int visit_program(struct dl_phdr_info *program, size_t size, void *stream)
{
	for (unsigned int i = 0; i < program->dlpi_phnum; i++)
		if (program->dlpi_phdr[i].p_type == PT_NOTE)
			add_build_id(stream, program, &program->dlpi_phdr[i]);
	return 1; /* the program itself comes first; its libraries do not matter */
}

struct digest cache_program(void)
{
	struct digest_stream *stream = digest_stream_new();
	struct digest digest;

	digest_stream_add(stream, NWOPS_VERSION, sizeof(NWOPS_VERSION));
	dl_iterate_phdr(visit_program, stream);
	for (unsigned int i = 0; i < CACHE_SECTIONS; i++) {
		const struct cache_layout *layout = &cache_layouts[i];

		digest_stream_add(stream, &layout->size, sizeof(layout->size));
		digest_stream_add(stream, layout->members,
				  layout->member_count * sizeof(*layout->members));
	}
	digest = digest_stream_end(stream);
	digest_stream_free(stream);
	return digest;
}
