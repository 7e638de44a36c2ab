/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One reading of a device: what it answered to the commands of its platform in
 * one login, as text and as records. A command whose answer is not whole says
 * why and has no records: what it would have said is unknown.
 */
#pragma once

#include "net/overlay.h"
#include "net/ssh.h"
#include "probe/platform.h"

struct platforms;		/* those that have been asked for */

/* From the first of DIRECTORIES (NULL-terminated, lent) that has the file. */
struct platforms *platforms_new(const char *const *directories);
void platforms_free(struct platforms *platforms);
typedef struct platforms ops_platforms_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_platforms_t, platforms_free)
/* Lent; NULL: there is none of that name, or it has faults, and RET_REASON says which in words of
 * the screen's language, lent as long. Read once. */
const struct platform *platforms_find(struct platforms *platforms, const char *name, const char **ret_reason);
/* The platform by which a device that the overlay made up is read. Lent. */
const struct platform *platforms_overlaid(struct platforms *platforms);

/* What came of one command. */
struct reading_part {
	const struct platform_command *command;
	enum ssh_reason reason;		/* why nothing came; SSH_REASON_NONE */
	struct platform_answer *answer;	/* NULL then */
	GString *text;			/* as it came; the evidence */
};

struct reading {
	const struct platform *platform;	/* lent by the platforms */
	int64_t read_at_us;		/* wall clock when the uptime was told; when it was begun, where it was not */
	struct reading_part *parts;	/* one a command that is asked at each reading */
	unsigned int part_count;
};

struct reading *reading_new(const struct platform *platform, int64_t read_at_us);
/* What the overlay has a device say; never fails. */
struct reading *reading_overlaid(struct platforms *platforms, const struct overlay_reading *said, int64_t at_us);
void reading_free(struct reading *reading);
typedef struct reading ops_reading_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_reading_t, reading_free)
/* The part of COMMAND; made when there is none yet. */
struct reading_part *reading_part(struct reading *reading, const struct platform_command *command);
/* It was answered whole, and understood. */
bool reading_part_is_whole(const struct reading_part *part);
/* How many parts are not, nor what was asked in their place. A command that the device does not
 * know is not missing: it has nothing to say there. */
unsigned int reading_missing(const struct reading *reading);
/* Records of KIND ("interface") of all whole parts in their order, from CURSOR {0, 0} on; NULL behind
 * the last. */
struct reading_cursor { unsigned int part, record; };
const struct platform_record *reading_next(const struct reading *reading, const char *kind,
					   struct reading_cursor *cursor);
/* A command that gives records of KIND was asked. */
bool reading_asks_for(const struct reading *reading, const char *kind);
/* False when a command that gives records of KIND was asked and is not whole: then records that are
 * not there say nothing. */
bool reading_is_whole_of(const struct reading *reading, const char *kind);
