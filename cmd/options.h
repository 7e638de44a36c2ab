/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Taking options out of a command line (GOption does it), and telling what is
 * wrong with the rest in the language of the screen.
 */
#pragma once

#include "command.h"

#define OPS_OPTIONS_ERROR options_error_quark()
GQuark options_error_quark(void);
enum options_error_code { OPTIONS_ERROR_UNKNOWN, OPTIONS_ERROR_VALUE, OPTIONS_ERROR_COUNT };

enum options_extent {
	OPTIONS_UP_TO_WORD, /* what stands before the first word, which stays */
	OPTIONS_ALL,
};

/*
 * Takes OPTIONS (NULL: none) and those that every command has out of ARGUMENTS,
 * a strv whose first string is the program. False with an error that names the
 * nearest option; the values of those that were understood are set even then.
 */
bool options_take(const GOptionEntry *options, enum options_extent extent, char ***arguments,
		  GError **error);
/* Fills in ERROR as of a value that cannot be taken, and returns false, so that a caller can return it. */
bool options_refuse(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* Whether COUNT words may stand behind a command whose args are ARGS. */
bool options_check_count(const char *args, unsigned int count, GError **error);
/* Whether what options with a choice in OPTIONS were set to is one of them. */
bool options_check_choices(const GOptionEntry *options, GError **error);
