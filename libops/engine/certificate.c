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

struct looking { const char *organization; GPtrArray *ids; };

static bool take_case(void *context, const struct case_record *record)
{
	struct looking *looking = context;

	if (g_str_equal(record->organization, looking->organization) || g_str_equal(record->subject, looking->organization))
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

static void take_kept(const struct case_file *file, struct kept *kept, struct certificate *certificate)
{
	if (kept->until_us > certificate->expires_at_us) {
		certificate->expires_at_us = kept->until_us;
		certificate->from_case = true;
	} else if (certificate->from_case || !kept->anything) {
		return;
	}
	certificate_clear(certificate);
	certificate->case_id = g_strdup(file->id);
	certificate->serial = g_steal_pointer(&kept->serial);
	certificate->seen = kept->seen;
}

bool engine_certificate(const struct inventory *inventory, struct store *store, const struct organization *organization,
			struct certificate *ret_certificate, GError **error)
{
	const struct cases_filter applications = {.kind = CASE_APPLICATION};
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	struct looking looking = {organization->name, ids};
	struct certificate certificate = {
		.expires_at_us = organization->certificate_expires_at_us, .listed_at_us = organization->certificate_expires_at_us,
	};

	if (store && !cases_read(store, &applications, take_case, &looking, error))
		return false;
	for (guint i = 0; i < ids->len; i++) {
		g_autoptr(ops_case_file_t) file = case_load(store, ids->pdata[i], error);
		struct kept kept;

		if (!file) {
			certificate_clear(&certificate);
			return false;
		}
		kept = keep(inventory_zone(inventory), file);
		take_kept(file, &kept, &certificate);
		g_free(kept.serial);
	}
	*ret_certificate = certificate;
	return true;
}
