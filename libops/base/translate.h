/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Marks the words that a person reads on a screen. The catalogue is
 * share/po/ja.po; cmd/nwops.c binds it and chooses the language. Notices do
 * not come through here: they have a template per language.
 */
#pragma once

#include <libintl.h>

/* Translated now. */
#define _(message) dgettext("nwops", message)
/* Marked for the catalogue, translated where it is printed: for tables. */
#define N_(message) (message)
