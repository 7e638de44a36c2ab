/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Certificates that run out. Once all of a day were told, a mark keeps the other ticks of the day from
 * looking; each telling is there once by its name, so that who is killed half-way tells nobody twice.
 */
#include "engine/expiry.h"

#include "base/instant.h"
#include "engine/certificate.h"
#include "engine/daily.h"
#include "engine/tell-internal.h"

#define MARK_EXPIRY "expiry"

/* Of whom, and until when it holds. */
struct expiring { const struct organization *organization; int64_t at_us; };

static bool tell_one(const struct tell_options *options, const struct expiring *expiring, enum audience audience, const char *once,
		     struct told *ret_told, GError **error)
{
	g_autoptr(ops_notice_facts_t) facts = notice_facts_new(NOTICE_CERTIFICATE_EXPIRY, audience);
	const struct tell tell = {.facts = facts, .once = once, .urgency = -1};

	facts->recipient = audience == AUDIENCE_INSTITUTION ? g_strdup(expiring->organization->name) : NULL;
	facts->organization = g_strdup(expiring->organization->name);
	facts->as_of_us = clock_wall_us(options->clock);
	tell_know_certificate(facts, expiring->at_us, inventory_zone(options->inventory));
	return engine_tell(options, &tell, ret_told, error);
}

/* RET_TOLD is true when somebody was told that was not before. */
static bool warn(const struct tell_options *options, const struct expiring *expiring, const struct lapse *lapse, bool *ret_told,
		 GError **error)
{
	g_autofree char *day = instant_day(expiring->at_us, inventory_zone(options->inventory));
	g_autofree char *once = g_strdup_printf("certificate:%s:%s:%d", expiring->organization->name, day, lapse->lapsed ? 0 : lapse->rung);
	int64_t before = notices_find_once(options->store, once, error);
	struct told told;

	/* Asked before the words are made: of a nation's certificates most were told of on another day. */
	*ret_told = false;
	if (before)
		return before > 0;
	if (!tell_one(options, expiring, AUDIENCE_INSTITUTION, once, &told, error) ||
	    (told.state == NOTICE_REFUSED && !tell_one(options, expiring, AUDIENCE_DUTY, once, &told, error)))
		return false;
	*ret_told = !told.before && told.state != NOTICE_REFUSED;
	return true;
}

/* RET_TOLD: how many were told; at most EXPIRY_AT_ONCE. */
static bool warn_all(const struct tell_options *options, const struct lapse_ladders *ladders, guint *ret_told, GError **error)
{
	g_autoptr(GHashTable) certificates = engine_certificates(options->inventory, options->store, error);
	int64_t now_us = clock_wall_us(options->clock);

	for (size_t i = 0; certificates && *ret_told < EXPIRY_AT_ONCE && i < inventory_organization_count(options->inventory); i++) {
		struct expiring expiring = {.organization = inventory_organization_at(options->inventory, i)};
		struct lapse lapse;
		bool new_one;

		expiring.at_us = engine_certificate_end(certificates, expiring.organization);
		lapse = lapse_of(ladders, LAPSE_CERTIFICATE, expiring.at_us, now_us, inventory_zone(options->inventory));
		if (expiring.at_us < 0 || !lapse.rung)
			continue;
		if (!warn(options, &expiring, &lapse, &new_one, error))
			return false;
		*ret_told += new_one;
	}
	return certificates != NULL;
}

bool engine_warn_of_expiry(const struct tell_options *options, guint *ret_told, GError **error)
{
	struct lapse_ladders ladders = *lapse_ladders_default();
	g_autofree char *day = NULL;
	bool done;

	*ret_told = 0;
	notice_expiry(options->policy, &ladders);
	if (!engine_daily_done(options, MARK_EXPIRY, &day, &done, error))
		return false;
	if (done)
		return true;
	return warn_all(options, &ladders, ret_told, error) &&
	       (*ret_told == EXPIRY_AT_ONCE || engine_daily_keep(options, MARK_EXPIRY, day, error));
}
