/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is known of the certificate of an organization (1.2, 2.3), out of the inventory and out of what its
 * applications keep: which one, until when, and who says so. Without one no tunnel comes up.
 */
#pragma once

#include "inventory/inventory.h"
#include "store/store.h"

#define CERTIFICATE_UNTIL "certificate-until"	/* fields of paper.yaml; the value of the first is an instant, the last at which it holds */
#define CERTIFICATE_SERIAL "certificate-serial"

struct certificate {
	int64_t expires_at_us;		/* -1: not known */
	int64_t listed_at_us;		/* as the inventory has it; -1: it has none */
	char *case_id;			/* the newest application that keeps anything of it; NULL: none does */
	char *serial;			/* as that says; NULL */
	bool from_case;			/* EXPIRES is its word, else the inventory's */
	bool seen;			/* it keeps the certificate or its letter as a document */
};
/*
 * Of all organizations of which an application keeps anything: name -> struct certificate *, as engine_certificate() has it; the
 * others' is the inventory's. g_hash_table_unref(); NULL on failure.
 */
GHashTable *engine_certificates(const struct inventory *inventory, struct store *store, GError **error);
/* Until when ORGANIZATION's holds, by that table; -1: not known. */
int64_t engine_certificate_end(GHashTable *certificates, const struct organization *organization);
/* Of two ends the later is that of the newer certificate. A serial goes with the application that says it. */
bool engine_certificate(const struct inventory *inventory, struct store *store, const struct organization *organization,
			struct certificate *ret_certificate, GError **error);
void certificate_clear(struct certificate *certificate);
/* "2027-03-31", which is over at the end of that day, or a date and time, as the field's value; NULL with the reason. Caller frees. */
char *engine_certificate_until(const char *text, GTimeZone *zone, GError **error);
