/* SPDX-License-Identifier: Apache-2.0 */
/*
 * In which language the screen speaks.
 */
#pragma once

/* CHOSEN (--lang), else NWOPS_LANG, LC_ALL, LC_MESSAGES, LANG: the first that
 * is set decides. Returns "ja" or "en". Lent. */
const char *language_find(const char *chosen);
/* Makes gettext speak LANGUAGE out of the catalogues in DIRECTORY. */
void language_speak(const char *language, const char *directory);
