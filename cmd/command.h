/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a command is, and what main() opens for it.
 *
 * To add one: write man/nwops-<name>.1 first, then cmd/<name>.c with its arg_*
 * variables, option table, run() and one `const struct command cmd_<name>`;
 * add it to cmd/commands.c and cmd/meson.build; write t/tNNNN-<name>.sh; run
 * the house tests, which name what is still missing.
 */
#pragma once

#include "base/clock.h"
#include "base/notes.h"
#include "inventory/inventory.h"
#include "store/store.h"

#include <glib.h>
#include <stdbool.h>

/* Exit statuses are the plugin protocol's: see nwops(1). */
enum command_exit { EXIT_OK = 0, EXIT_ATTENTION = 1, EXIT_BAD = 2, EXIT_COULD_NOT = 3 };

enum command_needs {
	NEED_NOTHING = 0,
	NEED_INVENTORY = 1 << 0,
	NEED_STORE_READ = 1 << 1,
	NEED_STORE_WRITE = 1 << 2,
};

/* What every command is given. Lent until it returns. */
struct session {
	const char *config_directory, *state_directory, *libexec_directory, *share_directory;
	const char *overlay_path;	/* --overlay; NULL */
	const char *actor;		/* login of who acts (behind sudo, SUDO_UID) */
	const char *said_by;		/* --by; NULL */
	bool json, no_input;
	const struct clock *clock;
	const struct notes *notes;
	const struct inventory *inventory;	/* NEED_INVENTORY */
	struct store *store;		/* NEED_STORE_* */
	GTimeZone *zone;		/* times are shown in it */
};

struct command {
	const char *name;
	const char *summary;		/* N_() */
	const char *args;		/* "[SELECTOR...]"; NULL: none */
	unsigned int needs;
	const GOptionEntry *options;	/* NULL: none */
	/* Either verbs, ended by a NULL name, or run. ARGUMENTS is NULL-terminated. */
	const struct command *verbs;
	int (*run)(struct session *session, char **arguments);
};

/* The one list, ended by NULL. */
extern const struct command *const commands[];
