/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where nwops finds what belongs to it: its programs, its share, its
 * translations, its pages.
 */
#pragma once

#define PATHS_CONFIG "/etc/nwops"
#define PATHS_STATE "/var/lib/nwops"

struct paths {
	char *libexec, *share, *locale;
	char *man; /* NULL: installed, where man(1) looks */
};

void paths_init(struct paths *paths);
void paths_clear(struct paths *paths);
