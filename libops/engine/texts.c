/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What devices said in a check, kept word for word as evidence: of each command
 * the newest, and for years what they said when something of theirs changed. The
 * journal's entry names the latter by their digests, so that nobody can put
 * another text in their place.
 */
#include "engine/internal.h"

#include "base/digest.h"
#include "probe/reading.h"
#include "store/evidence.h"

/* A device on which everything changes says so by the first of it. */
#define CHANGES_TOLD 8
/* In one journal entry: about 150 kB. */
#define DIGESTS_LISTED 1000

/* What changed of a device. */
struct changes {
	struct json *list;		/* NULL once they are in words */
	int64_t count;
	char *reason;			/* in words; NULL until somebody asks */
};

static void changes_free(gpointer pointer)
{
	struct changes *changes = pointer;

	json_free(changes->list);
	g_free(changes->reason);
	g_free(changes);
}

/* ITEM changed by what DEVICE said. */
static void note_change(GHashTable *devices, const struct device *device, const struct check_item *item)
{
	struct changes *changes = g_hash_table_lookup(devices, device);

	if (!changes) {
		changes = g_new0(struct changes, 1);
		changes->list = json_new_array();
		g_hash_table_insert(devices, (gpointer)device, changes);
	}
	if (changes->count++ < CHANGES_TOLD) {
		g_autofree char *name = item_name(&item->item);

		json_append_take(changes->list, engine_describe_change(name, item));
	}
}

/* A group changes by what all of its members said. */
static void note_group(GHashTable *devices, const struct check_item *item)
{
	const struct group *group = item->result->facts->group.group;

	for (const struct device *const *device = group->devices; device && *device; device++)
		note_change(devices, *device, item);
}

/* By device, what changed of it; devices on which nothing did are not in it. */
static GHashTable *changes_of(const struct check *check)
{
	GHashTable *devices = g_hash_table_new_full(NULL, NULL, NULL, changes_free);

	for (guint i = 0; i < check->items->len; i++) {
		const struct check_item *item = &g_array_index(check->items, struct check_item, i);

		if (item->item.kind != ITEM_DEVICE || !engine_has_changed(item))
			continue;
		if (item_question_kind(&item->item) == QUESTION_GROUP)
			note_group(devices, item);
		else
			note_change(devices, item->item.device, item);
	}
	return devices;
}

/* As evidence is told to be kept for it; NULL: nothing changed. Put into words once, for a device may
 * have been read twice; lent by CHANGES. */
static const char *reason_of(struct changes *changes)
{
	g_autoptr(ops_json_t) reason = NULL;

	if (!changes || changes->reason)
		return changes ? changes->reason : NULL;
	reason = json_new_object();
	json_set_integer(reason, "count", changes->count);
	json_take(reason, "changes", g_steal_pointer(&changes->list));
	changes->reason = json_print(reason);
	/* Names that are as long as names may be, all to be escaped: then how many must do. */
	if (strlen(changes->reason) > EVIDENCE_REASON_LIMIT) {
		g_free(changes->reason);
		changes->reason = g_strdup_printf("{\"count\":%ld,\"changes\":[]}", (long)changes->count);
	}
	return changes->reason;
}

static void list_digest(struct json *listed, const char *item, const char *command, const struct digest *digest)
{
	g_autofree char *hex = digest_hex(digest->bytes, sizeof(digest->bytes));
	struct json *each;

	if (json_length(listed) >= DIGESTS_LISTED)
		return;
	each = json_new_object();
	json_set_string(each, "item", item);
	json_set_string(each, "command", command);
	json_set_string(each, "sha256", hex);
	json_append_take(listed, each);
}

static bool keep_reading(struct store *store, const struct check_reading *kept, const char *reason,
			 struct json *listed, GError **error)
{
	const struct reading *reading = kept->reading;
	g_autofree char *name = g_strconcat("device:", kept->device->name, NULL);

	for (unsigned int i = 0; i < reading->part_count; i++) {
		const struct reading_part *part = &reading->parts[i];
		struct evidence_text text = {
			.command = part->command->name,
			.platform = platform_name(reading->platform),
			.read_at_us = reading->read_at_us,
			.whole = part->reason == SSH_REASON_NONE,
			.reason = reason,
		};
		struct digest digest;

		/* Silence is told by the result; what was said before it is worth more than nothing. */
		if (!part->text || (!part->text->len && !text.whole))
			continue;
		text.text = part->text->str;
		text.length = part->text->len;
		if (!evidence_keep(store, name, &text, &digest, error))
			return false;
		if (reason)
			list_digest(listed, name, text.command, &digest);
	}
	return true;
}

bool engine_keep_evidence(struct store *store, const struct check *check, struct json *listed, GError **error)
{
	g_autoptr(GHashTable) changes = NULL;

	/* A sweep that read no device has none. */
	if (!check->readings->len)
		return true;
	changes = changes_of(check);
	for (guint i = 0; i < check->readings->len; i++) {
		const struct check_reading *reading = &g_array_index(check->readings, struct check_reading, i);
		const char *reason = reason_of(g_hash_table_lookup(changes, reading->device));

		if (!keep_reading(store, reading, reason, listed, error))
			return false;
	}
	return true;
}
