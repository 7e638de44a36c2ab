/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The allow-list of rehearsals. A list that cannot be read allows nothing and is an error: nobody is to think that it says
 * something else.
 */
#include "notice/allow.h"

#include "base/translate.h"

#include <string.h>

#define ADDRESS_MOST 1024
#define BYTES_MOST ((size_t)256 * 1024)

/* "*@DOMAIN", or no star in it. */
static bool is_pattern(const char *text)
{
	const char *star = strchr(text, '*');

	return !star || (star == text && text[1] == '@' && text[2] && !strchr(text + 1, '*'));
}

static bool read_list(const struct conf_node *list, GPtrArray *allow, struct conf_faults *faults)
{
	bool well = conf_expect(list, CONF_SEQUENCE, _("'allow' of drills"), faults);

	if (well && conf_length(list) > ALLOW_MOST) {
		conf_fault(faults, CONF_ERROR, conf_position(list), _("'allow' of drills has more than %d addresses"), ALLOW_MOST);
		return false;
	}
	for (size_t i = 0; well && i < conf_length(list); i++) {
		const struct conf_node *item = conf_item(list, i);
		const char *text;

		if (!conf_read_text(item, _("an address in 'allow' of drills"), ADDRESS_MOST, &text, faults))
			return false;
		if (!is_pattern(text)) {
			conf_fault(faults, CONF_ERROR, conf_position(item),
				   _("'%s' in 'allow' of drills: a star stands for all of a mail domain, as in '*@drill.example', and for nothing else"), text);
			return false;
		}
		g_ptr_array_add(allow, g_strdup(text));
	}
	return well;
}

static char **read_document(struct conf_document *document, struct conf_faults *faults)
{
	static const char *const keys[] = {"allow", NULL};
	const struct conf_node *root = document ? conf_document_root(document) : NULL;
	g_autoptr(GPtrArray) allow = g_ptr_array_new_with_free_func(g_free);
	const struct conf_node *list;

	if (!document)
		return NULL;
	if (root && (!conf_expect(root, CONF_MAPPING, _("drills"), faults) || !conf_check_keys(root, keys, _("drills"), faults)))
		return NULL;
	list = root ? conf_find(root, "allow") : NULL;
	if (list && !conf_is_null(list) && !read_list(list, allow, faults))
		return NULL;
	g_ptr_array_set_free_func(allow, NULL);
	g_ptr_array_add(allow, NULL);
	return (char **)g_ptr_array_free(g_steal_pointer(&allow), FALSE);
}

char **allow_load(const char *directory, struct conf_faults *faults)
{
	const struct conf_limits limits = {.bytes = BYTES_MOST, .depth = 8, .nodes = 2 * ALLOW_MOST};
	g_autofree char *path = g_build_filename(directory, ALLOW_FILE, NULL);
	g_autoptr(ops_conf_document_t) document = NULL;

	if (!g_file_test(path, G_FILE_TEST_EXISTS))
		return g_new0(char *, 1);
	document = conf_document_load(path, &limits, faults);
	return read_document(document, faults);
}

char **allow_parse(const char *name, const char *bytes, size_t length, struct conf_faults *faults)
{
	const struct conf_limits limits = {.bytes = BYTES_MOST, .depth = 8, .nodes = 2 * ALLOW_MOST};
	g_autoptr(ops_conf_document_t) document = conf_document_parse(name, bytes, length, &limits, faults);

	return read_document(document, faults);
}

bool allow_has(const char *const *allow, const char *target)
{
	/* Of mail alone: an '@' in a URL begins no domain. */
	const char *at = strchr(target, '/') ? NULL : strrchr(target, '@');

	for (; allow && *allow; allow++)
		if (!g_ascii_strcasecmp(*allow, target) || (**allow == '*' && at && !g_ascii_strcasecmp(*allow + 1, at)))
			return true;
	return false;
}
