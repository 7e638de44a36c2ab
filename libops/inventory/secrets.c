/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Looks at the files that the inventory names as secret: there, ordinary, and
 * nobody else's to read. They are never opened here; only the wire programs do.
 */
#include "inventory/internal.h"

#include "base/text.h"
#include "base/translate.h"

#include <errno.h>
#include <sys/stat.h>

/* Reading by the group is the site's choice (group nwops); writing is not. */
#define PATH_LIMIT 1000
#define OTHERS (S_IRWXO | S_IWGRP)

/* A path to what only its owner may read. After a fault it is "", which is not "not said". */
void field_secret(struct build *build, const struct conf_node *node, const char *key, const char **ret_path)
{
	struct secret secret;
	const char *path = "";

	if (!field_find(node, key))
		return;
	if (field_string(build, node, key, PATH_LIMIT, &path)) {
		secret.path = path = build_path(build, path);
		secret.place = build_position(build, conf_position(conf_find(node, key)));
		g_array_append_val(build->inventory->secrets, secret);
	}
	*ret_path = path;
}

void inventory_check_secret(const char *path, const struct conf_position *position, struct conf_faults *faults)
{
	g_autofree char *shown = text_excerpt(path);
	struct stat status;

	if (stat(path, &status) < 0)
		conf_fault(faults, CONF_ERROR, position, _("cannot look at '%s': %s"), shown,
			   g_strerror(errno));
	else if (!S_ISREG(status.st_mode))
		conf_fault(faults, CONF_ERROR, position, _("'%s' is not a file"), shown);
	else if (status.st_mode & S_IRWXO)
		conf_fault(faults, CONF_ERROR, position,
			   _("'%s' refused: others can read it; run chmod 600"), shown);
	else if (status.st_mode & OTHERS)
		conf_fault(faults, CONF_ERROR, position,
			   _("'%s' refused: its group can write it; run chmod 600"), shown);
}

void secrets_check(const struct inventory *inventory, struct conf_faults *faults)
{
	for (unsigned int i = 0; i < inventory->secrets->len; i++) {
		const struct secret *secret = &g_array_index(inventory->secrets, struct secret, i);
		const struct conf_position position = inventory_position(inventory, secret->place);

		inventory_check_secret(secret->path, &position, faults);
	}
}
