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
	const struct organization *other = build->inventory->self;
	g_autofree char *place = NULL;

	if (!word || !conf_read_bool(word, field_of(build, "self"), &organization->self, build->faults) ||
	    !organization->self)
		return;
	if (organization->kind != OWNER_OPERATOR)
		build_error(build, conf_position(word),
			    _("%s cannot be self: only an organization of kind 'operator' can"),
			    build->owner);
	if (!other) {
		build->inventory->self = organization;
		return;
	}
	place = build_place(&other->position);
	build_error(build, conf_position(word), _("%s cannot be self too: organization '%s' is: %s"),
		    build->owner, other->name, place);
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
				    _("'%s' has no meaning for %s of kind '%s'"), *keys, build->owner,
				    words_get(WORDS_OWNER_KIND, organization->kind)->id);
}

static void code_read(struct build *build, const struct conf_node *node, struct organization *organization)
{
	const struct organization *other;
	g_autofree char *place = NULL;
	const char *code;

	if (!field_string(build, node, "code", 64, &code))
		return;
	organization->code = code;
	if (strspn(code, "0123456789") != strlen(code) || strlen(code) < CODE_MINIMUM ||
	    strlen(code) > CODE_LIMIT) {
		build_error(build, conf_position(conf_find(node, "code")),
			    _("code of %s is not %d to %d digits"), build->owner, CODE_MINIMUM, CODE_LIMIT);
		return;
	}
	other = g_hash_table_lookup(build->codes, code);
	if (!other) {
		g_hash_table_insert(build->codes, (gpointer)code, organization);
		return;
	}
	place = build_place(&other->position);
	build_error(build, conf_position(conf_find(node, "code")),
		    _("code '%s' of %s is that of organization '%s' already: %s"), code, build->owner,
		    other->name, place);
}

/* The first instant after the day DATE ("2027-03-31") in ZONE. */
static bool day_end_parse(const char *date, GTimeZone *zone, int64_t *ret_at_us)
{
	g_autoptr(GDateTime) midnight = NULL;
	g_autoptr(GDateTime) next = NULL;
	g_autofree char *text = g_strdup_printf("%sT00:00:00", date);

	if (strlen(date) != 10)
		return false;
	midnight = g_date_time_new_from_iso8601(text, zone);
	next = midnight ? g_date_time_add_days(midnight, 1) : NULL;
	if (!next)
		return false;
	*ret_at_us = g_date_time_to_unix(next) * G_USEC_PER_SEC;
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
	    day_end_parse(text, build->inventory->zone, &organization->certificate_expires_at_us) ||
	    instant_parse(text, build->inventory->zone, &organization->certificate_expires_at_us, &error))
		return;
	build_error(build, conf_position(conf_find(certificate, "expires")),
		    _("certificate of %s expires at no date such as 2027-03-31: %s"), build->owner,
		    error->message);
}

static void institution_read(struct build *build, const struct conf_node *node,
			     struct organization *organization)
{
	unsigned int type;

	if (field_required(build, node, "type") && field_choice(build, node, "type", institution_types, &type))
		organization->institution_type = institution_types[type];
	if (field_find(node, "service-class"))
		organization->service_class =
			field_reference(build, node, "service-class", FAMILY_SERVICE_CLASS);
	else
		build_error(build, conf_position(node), _("%s has no service class"), build->owner);
}

static struct organization *organization_read(struct build *build, const struct build_entry *entry)
{
	static const char *const keys[] = {
		"kind", "self", "name", "code", "phone", "fault-desk", "type", "area",
		"service-class", "regional", "hours", "certificate", "tags", NULL,
	};
	static const char *const institution_keys[] = { "type", "service-class", "regional", NULL };
	static const char *const carrier_keys[] = { "fault-desk", NULL };
	struct organization *organization = build_add(build, FAMILY_ORGANIZATION, entry);
	const struct conf_node *node = entry->node;

	organization->certificate_expires_at_us = -1;
	organization->title = (struct bilingual){ organization->name, organization->name };
	conf_check_keys(node, keys, build->owner, build->faults);
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
	struct organization *organization;
	const struct conf_node *node;
};

static void regional_read(struct build *build, const struct vouched *vouched)
{
	const struct organization *regional;

	g_snprintf(build->owner, sizeof(build->owner), _("%s '%s'"),
		   _(inventory_family_word(FAMILY_ORGANIZATION)), vouched->organization->name);
	regional = field_organization(build, vouched->node, "regional", 1U << OWNER_INSTITUTION);
	if (!regional)
		return;
	vouched->organization->regional = regional;
	if (g_strcmp0(regional->institution_type, "regional-body") != 0)
		build_error(build, conf_position(conf_find(vouched->node, "regional")),
			    _("'regional' of %s is '%s', which is not of type 'regional-body'"),
			    build->owner, regional->name);
}

static void ring_report(struct build *build, const struct organization *member)
{
	g_autoptr(GString) ring = g_string_new(member->name);
	const struct organization *each = member;

	do {
		each = each->regional;
		g_string_append_printf(ring, " -> %s", each->name);
	} while (each != member && ring->len < 400);
	build_error(build, &member->position, _("organization '%s' vouches for itself: %s"), member->name,
		    ring->str);
}

/* Each is walked over once: WALKS tells in which walk. Meeting one's own walk is a ring. */
static void rings_check(struct build *build, const GArray *list)
{
	g_autoptr(GHashTable) walks = g_hash_table_new(NULL, NULL);

	for (unsigned int walk = 1; walk <= list->len; walk++) {
		const struct organization *each = g_array_index(list, struct vouched, walk - 1).organization;

		while (each && !g_hash_table_contains(walks, each)) {
			g_hash_table_insert(walks, (gpointer)each, GUINT_TO_POINTER(walk));
			each = each->regional;
		}
		if (each && GPOINTER_TO_UINT(g_hash_table_lookup(walks, each)) == walk)
			ring_report(build, each);
	}
}

void organizations_read(struct build *build)
{
	g_autoptr(GArray) list = g_array_new(FALSE, FALSE, sizeof(struct vouched));
	struct build_cursor cursor = { 0 };
	struct build_entry entry;

	while (build_next(build, "organizations", FAMILY_ORGANIZATION, &cursor, &entry)) {
		struct vouched vouched = { organization_read(build, &entry), entry.node };

		if (vouched.organization->kind == OWNER_INSTITUTION && field_find(entry.node, "regional"))
			g_array_append_val(list, vouched);
	}
	for (unsigned int i = 0; i < list->len; i++)
		regional_read(build, &g_array_index(list, struct vouched, i));
	rings_check(build, list);
}
