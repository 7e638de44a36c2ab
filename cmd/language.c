/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gettext translates nothing in the locale "C" and asks LANGUAGE in all others,
 * so Japanese is spoken in C.UTF-8, which is there on every machine, with
 * LANGUAGE set: that works under `env -i LANG=C`, where no Japanese locale is
 * installed, and leaves numbers as C writes them. English needs no locale at
 * all, which keeps the start short.
 */
#include "language.h"

#include <glib.h>
#include <libintl.h>
#include <locale.h>

const char *language_find(const char *chosen)
{
	static const char *const variables[] = {"NWOPS_LANG", "LC_ALL", "LC_MESSAGES", "LANG"};

	for (size_t i = 0; i < G_N_ELEMENTS(variables) && (!chosen || !*chosen); i++)
		chosen = g_getenv(variables[i]);
	return chosen && g_str_has_prefix(chosen, "ja") ? "ja" : "en";
}

void language_speak(const char *language, const char *directory)
{
	if (!strcmp(language, "en"))
		return;
	g_setenv("LANGUAGE", language, TRUE);
	setlocale(LC_ALL, "C.UTF-8");
	bindtextdomain("nwops", directory);
	bind_textdomain_codeset("nwops", "UTF-8");
}
