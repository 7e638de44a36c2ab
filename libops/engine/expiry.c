/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Certificates that run out. Once all of a day were told, a mark keeps the other ticks of the day from
 * looking; each telling is there once by its name, so that who is killed half-way tells nobody twice.
 */
#include "engine/expiry.h"

#include "base/instant.h"
#include "engine/daily.h"

#define MARK_EXPIRY "expiry"
#define DAY_US (24 * 3600 * (int64_t)G_USEC_PER_SEC)

int64_t engine_days_left(int64_t now_us, int64_t at_us)
{
	int64_t left_us = at_us - now_us;

	return left_us >= 0 ? left_us / DAY_US : -((-left_us + DAY_US - 1) / DAY_US);
}

static bool tell_one(const struct tell_options *options, const struct organization *organization, enum audience audience,
		     const char *once, struct told *ret_told, GError **error)
{
	g_autoptr(ops_notice_facts_t) facts = notice_facts_new(NOTICE_CERTIFICATE_EXPIRY, audience);
	const struct tell tell = {.facts = facts, .once = once, .urgency = -1};

	facts->recipient = audience == AUDIENCE_INSTITUTION ? g_strdup(organization->name) : NULL;
	facts->organization = g_strdup(organization->name);
	facts->as_of_us = clock_wall_us(options->clock);
	return engine_tell(options, &tell, ret_told, error);
}

/* RET_TOLD is true when somebody was told that was not before. */
static bool warn(const struct tell_options *options, const struct organization *organization, const struct lapse *lapse, bool *ret_told,
		 GError **error)
{
	g_autofree char *day = instant_day(organization->certificate_expires_at_us, inventory_zone(options->inventory));
	g_autofree char *once = g_strdup_printf("certificate:%s:%s:%d", organization->name, day, lapse->lapsed ? 0 : lapse->rung);
	int64_t before = notices_find_once(options->store, once, error);
	struct told told;

	/* Asked before the words are made: of a nation's certificates most were told of on another day. */
	*ret_told = false;
	if (before)
		return before > 0;
	if (!tell_one(options, organization, AUDIENCE_INSTITUTION, once, &told, error) ||
	    (told.state == NOTICE_REFUSED && !tell_one(options, organization, AUDIENCE_DUTY, once, &told, error)))
		return false;
	*ret_told = !told.before && told.state != NOTICE_REFUSED;
	return true;
}

bool engine_warn_of_expiry(const struct tell_options *options, guint *ret_told, GError **error)
{
	int64_t now_us = clock_wall_us(options->clock);
	GTimeZone *zone = inventory_zone(options->inventory);
	struct lapse_ladders ladders = *lapse_ladders_default();
	g_autofree char *day = NULL;
	guint told = 0;
	bool done;

	notice_expiry(options->policy, &ladders);
	if (!engine_daily_done(options, MARK_EXPIRY, &day, &done, error))
		return false;
	for (size_t i = 0; !done && i < inventory_organization_count(options->inventory); i++) {
		const struct organization *organization = inventory_organization_at(options->inventory, i);
		int64_t at_us = organization->certificate_expires_at_us;
		struct lapse lapse = lapse_of(&ladders, LAPSE_CERTIFICATE, at_us, now_us, zone);
		bool new_one = false;

		if (at_us < 0 || !lapse.rung)
			continue;
		if (!warn(options, organization, &lapse, &new_one, error))
			return false;
		told += new_one;
		if (told == EXPIRY_AT_ONCE)
			break;
	}
	*ret_told = told;
	return done || told == EXPIRY_AT_ONCE || engine_daily_keep(options, MARK_EXPIRY, day, error);
}
