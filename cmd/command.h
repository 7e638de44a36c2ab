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
#include "notice/notice.h"
#include "store/store.h"

#include <glib.h>
#include <stdbool.h>

/* Exit statuses are the plugin protocol's: see nwops(1). */
enum command_exit { EXIT_OK = 0, EXIT_ATTENTION = 1, EXIT_BAD = 2, EXIT_COULD_NOT = 3 };

enum command_needs {
	NEED_NOTHING = 0,
	NEED_INVENTORY = 1 << 0,
	NEED_STORE_READ = 1 << 1,
	NEED_STORE_WRITE = 1 << 2, /* with NEED_INVENTORY, which names the log */
};

/* How the answer is printed. */
enum answer { ANSWER_TEXT, ANSWER_JSON, ANSWER_PLUGIN };

/* What every command is given. Lent until it returns. */
struct session {
	const char *config_directory, *state_directory, *libexec_directory, *share_directory;
	const char *man_directory; /* where the pages of a build lie; NULL: man(1) finds them */
	const char *overlay_path; /* --overlay; NULL */
	const char *drill; /* --drill: STATE_DIRECTORY and CLOCK are its own; NULL */
	const char *real_state_directory; /* what STATE_DIRECTORY is without --drill */
	const struct clock *real_clock; /* likewise */
	char *drill_directory; /* its own memory of the two */
	struct clock *drill_clock;
	struct play *play; /* of the drill, as it stood when the session began; NULL */
	const char *actor; /* login of who acts (behind sudo, SUDO_UID); in a drill of whom they play */
	const char *real_actor; /* likewise, but who they are */
	const char *said_by; /* --by; NULL */
	const char *language; /* of the screen: "ja" or "en" */
	enum answer answer;
	bool no_input;
	const struct clock *clock;
	const struct notes *notes;
	struct inventory *inventory; /* NEED_INVENTORY */
	struct store *store; /* NEED_STORE_* */
	struct notice_policy *policy; /* session_open_telling() */
	struct notice_templates *templates; /* likewise; NULL: they could not be read */
	GTimeZone *zone; /* times are shown in it; UTC without an inventory */
};

struct command {
	const char *name;
	const char *summary; /* N_() */
	/* "[SELECTOR...]": brackets may be left out, dots may be repeated; NULL: none. */
	const char *args;
	unsigned int needs;
	/*
	 * NULL: none. Values are taken as they are typed (G_OPTION_ARG_FILENAME).
	 * arg_description is FILE or DIR (completed as such), another word in
	 * capitals, or the choices in small letters: "table|json|plugin".
	 */
	const GOptionEntry *options;
	/* Verbs, ended by NULL, or run; or both: run when the next word is none of the verbs.
	 * ARGUMENTS is NULL-terminated. */
	const struct command *const *verbs;
	int (*run)(struct session *session, char **arguments);
	/* How the answer is to be printed when an option of the command says so;
	 * PRESENT is what --json said. NULL: no option does. */
	enum answer (*answer)(enum answer present);
};

/* The one list, ended by NULL. */
extern const struct command *const commands[];
/* The options that every command takes, ended by a NULL name. */
extern const GOptionEntry command_options[];
