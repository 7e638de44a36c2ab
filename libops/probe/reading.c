/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Readings of devices, and the platforms that they are read by: each platform's
 * file is read once, when the first device of it is asked.
 */
#include "probe/internal.h"
#include "probe/reading.h"

#include "base/translate.h"

/* --- platforms --- */

struct loaded {
	struct platform *platform;	/* NULL: it has faults */
	char *reason;
};

struct platforms {
	const char *const *directories;
	GHashTable *loaded;		/* name -> struct loaded */
	struct platform *overlaid;	/* NULL: nobody asked yet */
};

static void loaded_free(gpointer data)
{
	struct loaded *loaded = data;

	platform_free(loaded->platform);
	g_free(loaded->reason);
	g_free(loaded);
}

struct platforms *platforms_new(const char *const *directories)
{
	struct platforms *platforms = g_new0(struct platforms, 1);

	platforms->directories = directories;
	platforms->loaded = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, loaded_free);
	return platforms;
}

void platforms_free(struct platforms *platforms)
{
	if (!platforms)
		return;
	g_hash_table_unref(platforms->loaded);
	platform_free(platforms->overlaid);
	g_free(platforms);
}

static struct loaded *load(const struct platforms *platforms, const char *name)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	struct loaded *loaded = g_new0(struct loaded, 1);

	loaded->platform = platform_load(name, platforms->directories, faults);
	if (!loaded->platform)
		loaded->reason = g_strdup_printf(_("platform '%s' cannot be used; 'nwops platform list' says why"), name);
	return loaded;
}

const struct platform *platforms_find(struct platforms *platforms, const char *name, const char **ret_reason)
{
	struct loaded *loaded = g_hash_table_lookup(platforms->loaded, name);

	if (!loaded) {
		loaded = load(platforms, name);
		g_hash_table_insert(platforms->loaded, g_strdup(name), loaded);
	}
	*ret_reason = loaded->reason;
	return loaded->platform;
}

const struct platform *platforms_overlaid(struct platforms *platforms)
{
	if (!platforms->overlaid)
		platforms->overlaid = platform_overlaid();
	return platforms->overlaid;
}

/* --- a reading --- */

struct reading *reading_new(const struct platform *platform, int64_t read_at_us)
{
	struct reading *reading = g_new0(struct reading, 1);

	reading->platform = platform;
	reading->read_at_us = read_at_us;
	reading->parts = g_new0(struct reading_part, platform_command_count(platform));
	return reading;
}

void reading_free(struct reading *reading)
{
	if (!reading)
		return;
	for (unsigned int i = 0; i < reading->part_count; i++) {
		platform_answer_free(reading->parts[i].answer);
		if (reading->parts[i].text)
			g_string_free(reading->parts[i].text, TRUE);
	}
	g_free(reading->parts);
	g_free(reading);
}

struct reading_part *reading_part(struct reading *reading, const struct platform_command *command)
{
	for (unsigned int i = 0; i < reading->part_count; i++)
		if (reading->parts[i].command == command)
			return &reading->parts[i];
	g_assert(reading->part_count < platform_command_count(reading->platform));
	reading->parts[reading->part_count].command = command;
	return &reading->parts[reading->part_count++];
}

bool reading_part_is_whole(const struct reading_part *part)
{
	return part->answer && platform_verdict_is_answer(platform_answer_verdict(part->answer));
}

/* It is whole, or what was asked in its place is. */
static bool is_settled(const struct reading *reading, const struct reading_part *part)
{
	const char *fallback = part->command->fallback;

	if (reading_part_is_whole(part))
		return true;
	for (unsigned int i = 0; fallback && i < reading->part_count; i++)
		if (g_str_equal(reading->parts[i].command->name, fallback))
			return is_settled(reading, &reading->parts[i]);
	return false;
}

unsigned int reading_missing(const struct reading *reading)
{
	unsigned int missing = 0;

	for (unsigned int i = 0; i < reading->part_count; i++) {
		const struct reading_part *part = &reading->parts[i];
		bool unknown = part->answer && platform_answer_verdict(part->answer) == ANSWER_REFUSED;

		missing += !unknown && !is_settled(reading, part);
	}
	return missing;
}

const struct platform_record *reading_next(const struct reading *reading, const char *kind,
					   struct reading_cursor *cursor)
{
	for (; cursor->part < reading->part_count; cursor->part++, cursor->record = 0) {
		const struct reading_part *part = &reading->parts[cursor->part];

		while (reading_part_is_whole(part) && cursor->record < platform_answer_count(part->answer)) {
			const struct platform_record *record =
				platform_answer_at(part->answer, cursor->record++);

			if (g_str_equal(record->kind->name, kind))
				return record;
		}
	}
	return NULL;
}

static bool gives(const struct platform *platform, const struct platform_command *command, const char *kind)
{
	const struct vocabulary_record *record = vocabulary_find(kind);

	for (unsigned int field = 0; field < record->count; field++)
		if (platform_command_gives(platform, command, record, field) != VERIFIED_NOT)
			return true;
	return false;
}

bool reading_asks_for(const struct reading *reading, const char *kind)
{
	for (unsigned int i = 0; i < reading->part_count; i++)
		if (gives(reading->platform, reading->parts[i].command, kind))
			return true;
	return false;
}

bool reading_is_whole_of(const struct reading *reading, const char *kind)
{
	for (unsigned int i = 0; i < reading->part_count; i++)
		if (!is_settled(reading, &reading->parts[i]) &&
		    gives(reading->platform, reading->parts[i].command, kind))
			return false;
	return true;
}
