/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Organizations: who owns, uses, carries or judges something. Exactly one is
 * us. What only an institution, or only a carrier, can have is refused for
 * the others, because it would be believed and never looked at.
 */
#include "inventory/internal.h"

#include "base/instant.h"
#include "base/text.h"
#include "base/translate.h"

#define CODE_LIMIT 10
#define CODE_MINIMUM 7
#define DATE_LIMIT 40
#define DATE_LENGTH 10

static const char *const institution_types[] = {
	"hospital", "clinic", "dental-clinic", "pharmacy", "service-provider", "regional-body", NULL,
};

static void kind_read(struct build *build, const struct conf_node *node, struct organization *organization)
{
	const char *kinds[OWNER_KIND_COUNT + 1] = { NULL };
	unsigned int kind;

	for (unsigned int i = 0; i < OWNER_KIND_COUNT; i++)
		kinds[i] = words_get(WORDS_OWNER_KIND, i)->id;
	if (field_required(build, node, "kind") && field_choice(build, node, "kind", kinds, &kind))
		organization->kind = kind;
}

static void self_read(struct build *build, const struct conf_node *node, struct organization *organization)
{
	const struct conf_node *word = field_find(node, "self");
	const struct organization *other;
	g_autofree char *place = NULL;

	if (!word || !conf_read_bool(word, field_of(build, "self"), &organization->self, build->faults) ||
	    !organization->self)
		return;
	if (organization->kind != OWNER_OPERATOR)
		build_error(build, conf_position(word),
			    _("%s cannot be self: only an organization of kind 'operator' can"),
			    build_owner(build));
	if (build->self == 0) {
		build->self = build_number(build, FAMILY_ORGANIZATION, organization) + 1;
		return;
	}
	other = inventory_organization_at(build->inventory, build->self - 1);
	place = build_place(build, other->place);
	build_error(build, conf_position(word), _("%s cannot be self too: organization '%s' is: %s"),
		    build_owner(build), other->name, place);
}

/* KEYS belong to the kinds in KINDS only. */
static void keys_only_for(struct build *build, const struct conf_node *node,
			  const struct organization *organization, unsigned int kinds,
			  const char *const *keys)
{
	if (kinds & 1U << organization->kind)
		return;
	for (; *keys; keys++)
		if (field_find(node, *keys))
			build_error(build, conf_position(conf_find(node, *keys)),
				    _("'%s' has no meaning for %s of kind '%s'"), *keys, build_owner(build),
				    words_get(WORDS_OWNER_KIND, organization->kind)->id);
}

static guint code_hash(const struct build *build, uint32_t number)
{
	return g_str_hash(inventory_organization_at(build->inventory, number)->code);
}

static void code_read(struct build *build, const struct conf_node *node, struct organization *organization)
{
	const struct organization *other;
	g_autofree char *place = NULL;
	uint32_t cursor = 0, number;
	const char *code;

	if (!field_string(build, node, "code", 64, &code))
		return;
	organization->code = code;
	if (strspn(code, "0123456789") != strlen(code) || strlen(code) < CODE_MINIMUM ||
	    strlen(code) > CODE_LIMIT) {
		build_error(build, conf_position(conf_find(node, "code")),
			    _("code of %s is not %d to %d digits"), build_owner(build), CODE_MINIMUM, CODE_LIMIT);
		return;
	}
	do {
		if (!index_next(build->codes, g_str_hash(code), &cursor, &number)) {
			index_add(build->codes, (uint32_t)build_number(build, FAMILY_ORGANIZATION, organization));
			return;
		}
		other = inventory_organization_at(build->inventory, number);
	} while (strcmp(other->code, code) != 0);
	place = build_place(build, other->place);
	build_error(build, conf_position(conf_find(node, "code")),
		    _("code '%s' of %s is that of organization '%s' already: %s"), code, build_owner(build),
		    other->name, place);
}

bool organizations_day_end(const char *date, GTimeZone *zone, int64_t *ret_at_us)
{
	g_autoptr(GDateTime) midnight = NULL;
	g_autoptr(GDateTime) next = NULL;
	g_autofree char *text = g_strdup_printf("%sT00:00:00", date);

	if (strlen(date) != DATE_LENGTH)
		return false;
	midnight = g_date_time_new_from_iso8601(text, zone);
	next = midnight ? g_date_time_add_days(midnight, 1) : NULL;
	if (!next)
		return false;
	*ret_at_us = g_date_time_to_unix(next) * G_USEC_PER_SEC;
	return true;
}

/* Certificates end on few days, and a calendar is slow. */
static bool day_end_find(struct build *build, const char *date, int64_t *ret_at_us)
{
	const int64_t *known = g_hash_table_lookup(build->days, date);

	if (known) {
		*ret_at_us = *known;
		return true;
	}
	if (!organizations_day_end(date, build->inventory->zone, ret_at_us))
		return false;
	g_hash_table_insert(build->days, g_strdup(date), g_memdup2(ret_at_us, sizeof(*ret_at_us)));
	return true;
}

static void certificate_read(struct build *build, const struct conf_node *node,
			     struct organization *organization)
{
	static const char *const keys[] = { "expires", NULL };
	const struct conf_node *certificate = field_mapping(build, node, "certificate", keys);
	g_autoptr(GError) error = NULL;
	const char *text;

	if (!certificate || !field_required(build, certificate, "expires") ||
	    !field_string(build, certificate, "expires", DATE_LIMIT, &text) ||
	    day_end_find(build, text, &organization->certificate_expires_at_us) ||
	    instant_parse(text, build->inventory->zone, &organization->certificate_expires_at_us, &error))
		return;
	build_error(build, conf_position(conf_find(certificate, "expires")),
		    _("certificate of %s expires at no date such as 2027-03-31: %s"), build_owner(build),
		    error->message);
}

static void institution_read(struct build *build, const struct conf_node *node,
			     struct organization *organization)
{
	unsigned int type;

	if (field_required(build, node, "type") && field_choice(build, node, "type", institution_types, &type))
		organization->institution_type = build_share(build, institution_types[type]);
	if (field_find(node, "service-class"))
		organization->service_class =
			field_reference(build, node, "service-class", FAMILY_SERVICE_CLASS);
	else
		build_error(build, conf_position(node), _("%s has no service class"), build_owner(build));
}

static struct organization *organization_read(struct build *build, const struct build_entry *entry)
{
	static const char *const institution_keys[] = { "type", "service-class", "regional", NULL };
	static const char *const carrier_keys[] = { "fault-desk", NULL };
	struct organization *organization = build_add(build, FAMILY_ORGANIZATION, entry);
	const struct conf_node *node = entry->node;

	organization->certificate_expires_at_us = -1;
	organization->title = (struct bilingual){ organization->name, organization->name };
	kind_read(build, node, organization);
	self_read(build, node, organization);
	if (field_required(build, node, "name"))
		field_title(build, node, "name", &organization->title, &organization->kana);
	code_read(build, node, organization);
	field_phone(build, node, "phone", &organization->phone);
	field_phone(build, node, "fault-desk", &organization->fault_desk);
	field_area(build, node, &organization->area);
	field_hours(build, node, "hours", &organization->hours);
	certificate_read(build, node, organization);
	organization->tags = field_tags(build, node);
	if (!field_find(node, "kind"))
		return organization;
	keys_only_for(build, node, organization, 1U << OWNER_INSTITUTION, institution_keys);
	keys_only_for(build, node, organization, 1U << OWNER_CARRIER | 1U << OWNER_POWER_COMPANY,
		      carrier_keys);
	if (organization->kind == OWNER_INSTITUTION)
		institution_read(build, node, organization);
	return organization;
}

/* An organization for which somebody vouches, and the word that says who. */
struct vouched {
	const char *name, *regional;
	struct place place; /* of the word */
};

static void vouched_note(struct build *build, const struct organization *organization,
			 const struct conf_node *node, GArray *list)
{
	struct vouched vouched = { .name = organization->name };

	if (organization->kind != OWNER_INSTITUTION || !field_name(build, node, "regional", &vouched.regional))
		return;
	vouched.place = build_position(build, conf_position(conf_find(node, "regional")));
	g_array_append_val(list, vouched);
}

static void regional_find(struct build *build, const struct vouched *vouched)
{
	const struct conf_position position = inventory_position(build->inventory, vouched->place);
	struct organization *organization = inventory_find(build->inventory, FAMILY_ORGANIZATION, vouched->name);
	const struct organization *regional;

	build_subject(build, inventory_family_word(FAMILY_ORGANIZATION), vouched->name);
	regional = field_resolve(build, vouched->regional, &position, "regional", FAMILY_ORGANIZATION);
	if (!regional ||
	    !field_organization_check(build, regional, &position, "regional", 1U << OWNER_INSTITUTION))
		return;
	organization->regional = regional;
	if (g_strcmp0(regional->institution_type, "regional-body") != 0)
		build_error(build, &position,
			    _("'regional' of %s is '%s', which is not of type 'regional-body'"),
			    build_owner(build), regional->name);
}

static void ring_report(struct build *build, const struct organization *member)
{
	g_autoptr(GString) ring = g_string_new(member->name);
	const struct organization *each = member;

	do {
		each = each->regional;
		g_string_append_printf(ring, " -> %s", each->name);
	} while (each != member && ring->len < 400);
	build_error_at(build, member->place, _("organization '%s' vouches for itself: %s"), member->name,
		       ring->str);
}

/* Each is walked over once: WALKS tells in which walk. Meeting one's own walk is a ring. */
static void rings_check(struct build *build, const GArray *list)
{
	g_autofree uint32_t *walks = g_new0(uint32_t, inventory_organization_count(build->inventory) + 1);

	for (unsigned int walk = 1; walk <= list->len; walk++) {
		const char *name = g_array_index(list, struct vouched, walk - 1).name;
		const struct organization *each = inventory_find_organization(build->inventory, name);
		uint32_t *met = NULL;

		while (each && *(met = &walks[build_number(build, FAMILY_ORGANIZATION, each)]) == 0) {
			*met = walk;
			each = each->regional;
		}
		if (each && *met == walk)
			ring_report(build, each);
	}
}

/* Everybody is known by his name now. */
static void organizations_close(struct build *build, const GArray *list)
{
	const char *self = build->self == 0 ? NULL :
			   inventory_organization_at(build->inventory, build->self - 1)->name;

	family_close(build, FAMILY_ORGANIZATION);
	if (self)
		build->inventory->self = inventory_find_organization(build->inventory, self);
	for (unsigned int i = 0; i < list->len; i++)
		regional_find(build, &g_array_index(list, struct vouched, i));
	if (list->len > 0)
		rings_check(build, list);
}

void organizations_read(struct build *build)
{
	static const char *const keys[] = {
		"kind", "self", "name", "code", "phone", "fault-desk", "type", "area",
		"service-class", "regional", "hours", "certificate", "tags", NULL,
	};
	g_autoptr(GArray) list = g_array_new(FALSE, FALSE, sizeof(struct vouched));
	struct build_cursor cursor = { 0 };
	struct build_entry entry;

	build->codes = index_new(build, code_hash);
	while (build_next(build, "organizations", FAMILY_ORGANIZATION, keys, &cursor, &entry))
		vouched_note(build, organization_read(build, &entry), entry.node, list);
	index_free(build->codes);
	organizations_close(build, list);
}
