/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The site's own rules save its service classes: zone, language, the
 * journal's name, how much one check may ask of the network. What it says of
 * its manual is in manual.c, of its incidents in incidents.c, of what lapses in
 * reminders.c.
 */
#include "inventory/internal.h"

#include "base/instant.h"
#include "base/text.h"
#include "base/translate.h"

#include <inttypes.h>

#define RATE_MAXIMUM 1000000
#define LOG_NAME_LIMIT 128
#define THREADS_MAXIMUM 16
#define EVIDENCE_MAXIMUM 1000
#define FIRST_HOPS_LIMIT 8
#define OFFLINE_PATH_LIMIT 1024
#define MINUTE_US (60 * (int64_t)G_USEC_PER_SEC)
#define WEEK_US (7 * 24 * 60 * MINUTE_US)

const char *const policy_keys[] = {
	"zone", "language", "log-name", "probing", "own-view", "calendars", "japan-holidays", "service-classes",
	"ssh-logins", "versions", "manual", "incidents", "offline", "reminders", NULL,
};

static const struct policy defaults = {
	.zone = "Asia/Tokyo",
	.language = "ja",
	.log_name = "nwops",
	.rate_per_second = 2000,
	.far_end_rate_per_second = 200,
	.deadline_us = 50 * G_USEC_PER_SEC,
	.evidence = 20,
	.offline = {.every_us = 60 * MINUTE_US},
};

static const char *const languages[] = { "ja", "en", NULL };

static void zone_read(struct build *build, const struct conf_node *root)
{
	struct policy *policy = &build->inventory->policy;
	g_autoptr(GError) error = NULL;
	const struct conf_node *word = root ? field_find(root, "zone") : NULL;

	if (word)
		field_string(build, root, "zone", 64, &policy->zone);
	build->inventory->zone = instant_zone_open(policy->zone, &error);
	if (build->inventory->zone)
		return;
	if (word)
		build_error(build, conf_position(word), "%s", error->message);
	else
		build_error(build, NULL, "%s", error->message);
	build->inventory->zone = g_time_zone_new_utc();
}

/* A signed note's key name: no blank, no plus sign. */
static void log_name_read(struct build *build, const struct conf_node *root)
{
	g_autofree char *shown = NULL;
	const char *name;

	if (!field_string(build, root, "log-name", LOG_NAME_LIMIT, &name))
		return;
	build->inventory->policy.log_name = name;
	for (const char *at = name; *at; at++) {
		if (g_ascii_isgraph(*at) && *at != '+')
			continue;
		shown = text_excerpt(name);
		build_error(build, conf_position(conf_find(root, "log-name")),
			    _("log-name '%s' holds something else than printable ASCII without "
			      "blanks and plus signs"), shown);
		return;
	}
}

static void probing_read(struct build *build, const struct conf_node *root)
{
	static const char *const keys[] = { "rate", "far-end-rate", "deadline", "threads", "evidence", NULL };
	struct policy *policy = &build->inventory->policy;
	const struct conf_node *node = field_mapping(build, root, "probing", keys);
	int64_t threads = policy->threads, evidence = policy->evidence;

	if (!node)
		return;
	field_integer(build, node, "rate", 1, RATE_MAXIMUM, &policy->rate_per_second);
	if (!field_integer(build, node, "far-end-rate", 1, RATE_MAXIMUM, &policy->far_end_rate_per_second))
		policy->far_end_rate_per_second =
			MIN(policy->far_end_rate_per_second, policy->rate_per_second);
	if (policy->far_end_rate_per_second > policy->rate_per_second)
		build_error(build, conf_position(conf_find(node, "far-end-rate")),
			    _("far-end-rate %" PRId64 " is above rate %" PRId64
			      " and could never hold anything back"),
			    policy->far_end_rate_per_second, policy->rate_per_second);
	field_duration(build, node, "deadline", G_USEC_PER_SEC, 86400 * (int64_t)G_USEC_PER_SEC,
		       &policy->deadline_us);
	field_integer(build, node, "threads", 0, THREADS_MAXIMUM, &threads);
	policy->threads = (int)threads;
	field_integer(build, node, "evidence", 0, EVIDENCE_MAXIMUM, &evidence);
	policy->evidence = (int)evidence;
}

/* Cron has no directory of its own that a path could begin in. */
static void offline_read(struct build *build, const struct conf_node *root)
{
	static const char *const keys[] = { "directory", "every", NULL };
	struct offline_rules *rules = &build->inventory->policy.offline;
	const struct conf_node *node = field_mapping(build, root, "offline", keys);
	g_autofree char *shown = NULL;

	if (!node)
		return;
	build_subject(build, N_("section"), "offline");
	if (field_required(build, node, "directory") &&
	    field_string(build, node, "directory", OFFLINE_PATH_LIMIT, &rules->directory) &&
	    !g_path_is_absolute(rules->directory)) {
		shown = text_excerpt(rules->directory);
		build_error(build, conf_position(conf_find(node, "directory")),
			    _("'%s' in %s is no absolute path"), shown, field_of(build, "directory"));
	}
	field_duration(build, node, "every", MINUTE_US, WEEK_US, &rules->every_us);
	build_subject(build, "nwops.yaml", NULL);
}

void policy_read(struct build *build)
{
	const struct conf_node *root = build_own_rules(build);
	unsigned int language;

	build_subject(build, "nwops.yaml", NULL);
	build->inventory->policy = defaults;
	build->inventory->policy.incidents = incidents_default;
	build->inventory->policy.ladders = *lapse_ladders_default();
	zone_read(build, root);
	if (!root)
		return;
	if (field_choice(build, root, "language", languages, &language))
		build->inventory->policy.language = languages[language];
	log_name_read(build, root);
	probing_read(build, root);
	manual_read(build, root);
	incidents_read(build, root);
	offline_read(build, root);
	reminders_read(build, root);
}

/* What is not asked itself tells nothing of our own view, and what is another's may be down. */
static void first_hop_check(struct build *build, const struct conf_node *word, const struct device *device)
{
	if (!device->watch_icmp)
		build_error(build, conf_position(word), _("device '%s' in %s is not watched by icmp"), device->name,
			    field_of(build, "first-hops"));
	else if (!device->owner || !device->owner->self)
		build_error(build, conf_position(word), _("device '%s' in %s is not ours"), device->name,
			    field_of(build, "first-hops"));
}

void policy_close(struct build *build)
{
	static const char *const keys[] = { "first-hops", NULL };
	const struct conf_node *root = build_own_rules(build), *node, *list;
	const struct device **hops;
	size_t count = 0;

	build_subject(build, "nwops.yaml", NULL);
	node = root ? field_mapping(build, root, "own-view", keys) : NULL;
	build_subject(build, N_("section"), "own-view");
	list = node && field_required(build, node, "first-hops") ? field_list(build, node, "first-hops", FIRST_HOPS_LIMIT) : NULL;
	if (!list)
		return;
	hops = build_array(build, conf_length(list) + 1, sizeof(*hops));
	for (size_t i = 0; i < conf_length(list); i++) {
		hops[count] = field_reference_word(build, conf_item(list, i), "first-hops", FAMILY_DEVICE);
		if (hops[count])
			first_hop_check(build, conf_item(list, i), hops[count++]);
	}
	build->inventory->policy.first_hops = hops;
}
