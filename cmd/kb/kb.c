/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops kb: what is known of troubles, and who answers for it.
 */
#include "kb/verbs.h"

#include "base/text.h"
#include "base/translate.h"
#include "ui/complain.h"

bool kb_read_id(const struct session *session, const char *id, int64_t *ret_number)
{
	g_autofree char *shown = text_excerpt(id);

	if (know_id_parse(id, ret_number))
		return true;
	if (case_id_parse(id, NULL))
		complain(session->answer, COMPLAINT_USAGE, _("'%s' is a case: 'nwops incident show %s'"), shown, shown);
	else
		complain(session->answer, COMPLAINT_USAGE, _("'%s' is no id of a knowledge entry; expected: KB-0001"), shown);
	return false;
}

bool kb_check_owner(const struct session *session, const char *owner)
{
	g_autoptr(GString) roles = g_string_new(NULL);
	g_autofree char *shown = text_excerpt(owner);

	for (enum contact_role role = ROLE_OPS_MANAGER; role <= ROLE_NOC; role++) {
		if (g_str_equal(owner, inventory_role_id(role)))
			return true;
		g_string_append_printf(roles, "%s%s", roles->len ? ", " : "", inventory_role_id(role));
	}
	if (inventory_find_contact(session->inventory, owner))
		return true;
	complain(session->answer, COMPLAINT_USAGE, _("owner '%s' is neither a contact of the inventory nor a role (%s)"),
		 shown, roles->str);
	return false;
}

static void entry_free(gpointer entry)
{
	know_clear_copy(entry);
	g_free(entry);
}

static bool take_entry(void *context, const struct know_entry *entry)
{
	struct know_entry *copy = g_new(struct know_entry, 1);

	know_init_copy(copy, entry);
	g_ptr_array_add(context, copy);
	return true;
}

GPtrArray *kb_load(const struct session *session, int64_t number)
{
	const struct know_filter filter = {.number = number, .every_version = true};
	g_autoptr(GPtrArray) versions = g_ptr_array_new_with_free_func(entry_free);
	g_autoptr(GError) error = NULL;

	if (!know_read(session->store, &filter, take_entry, versions, &error)) {
		complain_error(session->answer, error);
		return NULL;
	}
	if (!versions->len) {
		g_autofree char *id = know_id_print(number);

		complain(session->answer, COMPLAINT_USAGE, _("there is no knowledge entry '%s'"), id);
		return NULL;
	}
	return g_steal_pointer(&versions);
}

static const struct command *const verbs[] = {
	&kb_search, &kb_show, &kb_add, &kb_review, NULL,
};

const struct command cmd_kb = {
	.name = "kb",
	.summary = N_("search what is known of troubles, add to it, review it"),
	.verbs = verbs,
};
