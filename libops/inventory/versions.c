/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which versions of their software devices are to have, by platform or by model:
 * a rule of the site in nwops.yaml, since the same holds for all that are alike.
 */
#include "inventory/internal.h"

#include "base/text.h"
#include "base/translate.h"

#define MODEL_LIMIT 100
#define GLOB_LIMIT 100
#define GLOBS_LIMIT 64

const struct version_policy *inventory_device_versions(const struct inventory *inventory,
						       const struct device *device)
{
	const struct version_policy *policy =
		device->model ? inventory_find_version_policy(inventory, device->model) : NULL;

	return policy || !device->platform ? policy :
		inventory_find_version_policy(inventory, device->platform);
}

static bool any_matches(const char *const *globs, const char *version)
{
	for (; *globs; globs++)
		if (g_pattern_match_simple(*globs, version))
			return true;
	return false;
}

enum version_verdict inventory_judge_version(const struct version_policy *policy, const char *version)
{
	if (policy->refused && any_matches(policy->refused, version))
		return VERSION_REFUSED;
	return !policy->wanted || any_matches(policy->wanted, version) ? VERSION_WANTED : VERSION_UNWANTED;
}

static const char *const *globs_read(struct build *build, const struct conf_node *node, const char *key)
{
	const struct conf_node *list = field_find(node, key);
	const char **globs, *glob;
	size_t count = 0;

	if (!list || !conf_expect(list, CONF_SEQUENCE, field_of(build, key), build->faults))
		return NULL;
	if (conf_length(list) < 1 || conf_length(list) > GLOBS_LIMIT) {
		build_error(build, conf_position(list), _("'%s' of %s has %zu patterns, not 1 to %d"), key,
			    build_owner(build), conf_length(list), GLOBS_LIMIT);
		return NULL;
	}
	globs = build_array(build, conf_length(list) + 1, sizeof(*globs));
	for (size_t i = 0; i < conf_length(list); i++)
		if (conf_read_string(conf_item(list, i), field_of(build, key), GLOB_LIMIT, &glob, build->faults))
			globs[count++] = build_keep(build, glob);
	return globs;
}

/* A platform, or a model as a device may have it. */
static bool text_is_model(const char *text)
{
	g_autofree char *safe = text_safe_string(text);

	return *text && strlen(text) <= MODEL_LIMIT && strcmp(safe, text) == 0;
}

static void policy_read_one(struct build *build, const struct build_entry *entry)
{
	static const char *const keys[] = { "wanted", "refused", NULL };
	g_autofree char *shown = text_excerpt(entry->name);
	struct version_policy *policy;

	if (!text_is_model(entry->name)) {
		build_error(build, entry->position, _("'%s' is no platform and no model"), shown);
		return;
	}
	build_subject(build, inventory_family_word(FAMILY_VERSIONS), entry->name);
	if (!conf_expect(entry->node, CONF_MAPPING, build_owner(build), build->faults) ||
	    !conf_check_keys(entry->node, keys, build_owner(build), build->faults))
		return;
	policy = build_add(build, FAMILY_VERSIONS, entry);
	policy->wanted = globs_read(build, entry->node, "wanted");
	policy->refused = globs_read(build, entry->node, "refused");
	if (!field_find(entry->node, "wanted") && !field_find(entry->node, "refused"))
		build_error(build, entry->position, _("%s lacks 'wanted' or 'refused'"), build_owner(build));
}

/* What matches no device is a word that was mistyped, and devices that nobody looks at. */
static void uses_check(struct build *build)
{
	g_autoptr(GHashTable) used = g_hash_table_new(NULL, NULL);
	const struct inventory *inventory = build->inventory;

	for (size_t i = 0; i < inventory_device_count(inventory); i++)
		g_hash_table_add(used, (gpointer)inventory_device_versions(inventory,
									   inventory_device_at(inventory, i)));
	for (size_t i = 0; i < inventory_version_policy_count(inventory); i++) {
		const struct version_policy *policy = inventory_version_policy_at(inventory, i);

		build_subject(build, inventory_family_word(FAMILY_VERSIONS), policy->name);
		if (!g_hash_table_contains(used, policy))
			build_warning_at(build, policy->place, _("%s is of no device"), build_owner(build));
	}
}

void versions_read(struct build *build)
{
	struct build_cursor cursor = { 0 };
	struct build_entry entry;

	while (build_next_pair(build, "versions", &cursor, &entry))
		policy_read_one(build, &entry);
	family_close(build, FAMILY_VERSIONS);
	if (!build->partial)
		uses_check(build);
}
