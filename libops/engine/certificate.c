/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is known of the certificate of an organization. Applications are few beside incidents, so those of one
 * organization are looked for among all of them.
 */
#include "engine/certificate.h"

#include "base/instant.h"
#include "cases/cases.h"
#include "store/cases.h"

#include <string.h>

static const char *const documents[] = {"certificate", "certification-letter", NULL};

void certificate_clear(struct certificate *certificate)
{
	g_clear_pointer(&certificate->case_id, g_free);
	g_clear_pointer(&certificate->serial, g_free);
}

char *engine_certificate_until(const char *text, GTimeZone *zone, GError **error)
{
	g_autofree char *last = strlen(text) == strlen("2027-03-31") ? g_strconcat(text, " 23:59:59", NULL) : NULL;
	int64_t at_us;

	return instant_parse(last ? last : text, zone, &at_us, error) ? instant_print(at_us, zone) : NULL;
}

/* Of ONLY, or of all when that is NULL. */
struct looking { const struct inventory *inventory; const struct organization *only; GPtrArray *ids; };

static bool concerns(const struct looking *looking, const char *name)
{
	const struct organization *found = *name ? inventory_find_organization(looking->inventory, name) : NULL;

	return found && (!looking->only || found == looking->only);
}

static bool take_case(void *context, const struct case_record *record)
{
	struct looking *looking = context;

	if (concerns(looking, record->organization) || concerns(looking, record->subject))
		g_ptr_array_add(looking->ids, g_strdup(record->id));
	return true;
}

/* What one application keeps: of each field the newest word. */
struct kept { int64_t until_us; char *serial; bool seen, anything; };

static void take_fact(GTimeZone *zone, const struct case_event *event, struct kept *kept)
{
	const char *value = json_get_string(event->body, "value");

	if (g_strcmp0(event->text, CERTIFICATE_SERIAL) == 0) {
		g_free(kept->serial);
		kept->serial = g_strdup(value);
	} else if (g_strcmp0(event->text, CERTIFICATE_UNTIL) == 0) {
		if (!value || !instant_parse(value, zone, &kept->until_us, NULL))
			kept->until_us = -1;
		else
			kept->until_us += G_USEC_PER_SEC;
	} else {
		return;
	}
	kept->anything = true;
}

static struct kept keep(GTimeZone *zone, const struct case_file *file)
{
	struct kept kept = {.until_us = -1};

	for (guint i = 0; i < file->events->len; i++) {
		const struct case_event *event = file->events->pdata[i];

		if (event->kind == CASE_FACT && event->body) {
			take_fact(zone, event, &kept);
		} else if (event->kind == CASE_DOCUMENT && event->body) {
			const char *sort = json_get_string(event->body, "sort");

			kept.seen |= sort && g_strv_contains(documents, sort);
		}
	}
	kept.anything |= kept.seen;
	return kept;
}

static void take_kept(const struct case_file *file, const struct kept *kept, struct certificate *certificate)
{
	if (kept->until_us > certificate->expires_at_us) {
		certificate->expires_at_us = kept->until_us;
		certificate->from_case = true;
	} else if (certificate->from_case || !kept->anything) {
		return;
	}
	certificate_clear(certificate);
	certificate->case_id = g_strdup(file->id);
	certificate->serial = g_strdup(kept->serial);
	certificate->seen = kept->seen;
}

static struct certificate listed(const struct organization *organization)
{
	return (struct certificate){
		.expires_at_us = organization->certificate_expires_at_us, .listed_at_us = organization->certificate_expires_at_us,
	};
}

static void free_certificate(gpointer data)
{
	certificate_clear(data);
	g_free(data);
}

static void take_file(const struct looking *looking, const struct case_file *file, GHashTable *certificates)
{
	const char *names[] = {file->organization, file->subjects->len ? file->subjects->pdata[0] : ""};
	struct kept kept = keep(inventory_zone(looking->inventory), file);

	for (size_t i = 0; kept.anything && i < G_N_ELEMENTS(names); i++) {
		const struct organization *organization = concerns(looking, names[i]) ? inventory_find_organization(looking->inventory, names[i]) : NULL;
		struct certificate *certificate = organization ? g_hash_table_lookup(certificates, organization->name) : NULL;

		if (!organization || (i && g_str_equal(names[0], names[1])))
			continue;
		if (!certificate) {
			const struct certificate first = listed(organization);

			certificate = g_memdup2(&first, sizeof(first));
			g_hash_table_insert(certificates, g_strdup(organization->name), certificate);
		}
		take_kept(file, &kept, certificate);
	}
	g_free(kept.serial);
}

static GHashTable *gather(struct looking *looking, struct store *store, GError **error)
{
	const struct cases_filter applications = {.kind = CASE_APPLICATION};
	g_autoptr(GHashTable) certificates = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_certificate);
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);

	looking->ids = ids;
	if (store && !cases_read(store, &applications, take_case, looking, error))
		return NULL;
	for (guint i = 0; i < ids->len; i++) {
		g_autoptr(ops_case_file_t) file = case_load(store, ids->pdata[i], error);

		if (!file)
			return NULL;
		take_file(looking, file, certificates);
	}
	return g_steal_pointer(&certificates);
}

GHashTable *engine_certificates(const struct inventory *inventory, struct store *store, GError **error)
{
	struct looking looking = {.inventory = inventory};

	return gather(&looking, store, error);
}

int64_t engine_certificate_end(GHashTable *certificates, const struct organization *organization)
{
	const struct certificate *certificate = g_hash_table_lookup(certificates, organization->name);

	return certificate ? certificate->expires_at_us : organization->certificate_expires_at_us;
}

bool engine_certificate(const struct inventory *inventory, struct store *store, const struct organization *organization,
			struct certificate *ret_certificate, GError **error)
{
	struct looking looking = {.inventory = inventory, .only = organization};
	g_autoptr(GHashTable) certificates = gather(&looking, store, error);
	struct certificate *kept = certificates ? g_hash_table_lookup(certificates, organization->name) : NULL;

	if (!certificates)
		return false;
	*ret_certificate = kept ? *kept : listed(organization);
	if (kept)
		*kept = (struct certificate){0};
	return true;
}
