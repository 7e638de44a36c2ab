/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads the reflector's table: lines of words into targets and their actions.
 * What the words mean is told in the header; what is done about them, in
 * reflect.c.
 */
#include "reflect-table.h"

#include <arpa/inet.h>

#define TARGETS_MAX 65536u

static const struct error_word error_words[] = {
	{"net-unreachable", 3, 0, 1, 0, 0},
	{"host-unreachable", 3, 1, 1, 3, 0},
	{"port-unreachable", 3, 3, 1, 4, 0},
	{"admin-prohibited", 3, 13, 1, 1, 0},
	{"time-exceeded", 11, 0, 3, 0, 0},
	{"too-big", 3, 4, 2, 0, 1280},
	{"parameter-problem", 12, 0, 4, 0, 0},
};

static const char *const quote_words[] = {"whole", "header", "nonce", "garbage", "rubbish", "stranger"};

size_t reflect_address_size(int family)
{
	return family == AF_INET ? 4 : 16;
}

static int parse_address(const char *text, uint8_t ret_bytes[16])
{
	if (inet_pton(AF_INET, text, ret_bytes) == 1)
		return AF_INET;
	return inet_pton(AF_INET6, text, ret_bytes) == 1 ? AF_INET6 : AF_UNSPEC;
}

static bool parse_number(const char *text, guint64 max, guint64 *ret_number)
{
	return g_ascii_string_to_unsigned(text, 10, 0, max, ret_number, NULL);
}

static bool set_quote(struct action *a, const char *value)
{
	for (size_t i = 0; i < G_N_ELEMENTS(quote_words); i++)
		if (g_str_equal(value, quote_words[i])) {
			a->quote = (enum quote)i;
			return true;
		}
	return false;
}

static bool set_flag(bool *flag)
{
	*flag = true;
	return true;
}

/* One KEY=VALUE or flag of an action. */
static bool set_key(struct action *a, int family, const char *key, const char *value)
{
	const struct { const char *key; guint64 *number; guint64 max; } numbers[] = {
		{"only", &a->only, G_MAXUINT32}, {"after", &a->after, G_MAXUINT32}, {"until", &a->until, G_MAXUINT32},
		{"every", &a->every, G_MAXUINT32}, {"but-every", &a->but_every, G_MAXUINT32},
		{"delay-us", &a->delay_us, G_USEC_PER_SEC * 60}, {"copies", &a->copies, HELD_MAX},
		{"keep", &a->keep, DATA_MAX}, {"pad", &a->pad, DATA_MAX}, {"options", &a->options, 40},
		{"flip", &a->flip, DATA_MAX}, {"sequence", &a->sequence, G_MAXUINT16},
	};
	uint8_t address[16];

	if (g_str_equal(key, "other-id"))
		return !value && set_flag(&a->other_id);
	if (g_str_equal(key, "bad-checksum"))
		return !value && set_flag(&a->bad_checksum);
	if (g_str_equal(key, "to-all"))
		return !value && set_flag(&a->to_all);
	if (g_str_equal(key, "hold"))
		return !value && set_flag(&a->hold);
	if (!value)
		return false;
	if (g_str_equal(key, "quote"))
		return set_quote(a, value);
	if (g_str_equal(key, "from") || g_str_equal(key, "about")) {
		if (parse_address(value, address) != family)
			return false;
		memcpy(key[0] == 'f' ? a->from : a->about, address, sizeof address);
		return set_flag(key[0] == 'f' ? &a->has_from : &a->has_about);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++)
		if (g_str_equal(key, numbers[i].key))
			return parse_number(value, numbers[i].max, numbers[i].number);
	return false;
}

static bool begin_action(struct target *t, const char *word)
{
	struct action *a;

	if (t->count == ACTIONS_MAX)
		return false;
	a = &t->actions[t->count++];
	*a = (struct action){.kind = ACTION_REPLY, .copies = 1, .keep = DATA_MAX};
	if (g_str_equal(word, "reply"))
		return true;
	if (g_str_equal(word, "flood")) {
		a->kind = ACTION_FLOOD;
		return true;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(error_words); i++)
		if (g_str_equal(word, error_words[i].word)) {
			a->kind = ACTION_ERROR;
			a->error = &error_words[i];
			return true;
		}
	return false;
}

/* The words behind the address: ACTION [KEY[=VALUE]…] [then ACTION …]…, or `silence`. */
static bool read_actions(struct target *t, char **words)
{
	bool begun = false;

	if (words[0] && g_str_equal(words[0], "silence"))
		return !words[1];
	for (; *words; words++) {
		if (!**words)
			continue;
		if (!begun) {
			if (!begin_action(t, *words))
				return false;
			begun = true;
		} else if (g_str_equal(*words, "then")) {
			begun = false;
		} else {
			char *value = strchr(*words, '=');

			if (value)
				*value++ = '\0';
			if (!set_key(&t->actions[t->count - 1], t->family, *words, value))
				return false;
		}
	}
	return begun;
}

static GBytes *target_key(int family, const uint8_t *address)
{
	return g_bytes_new(address, reflect_address_size(family));
}

static bool read_line(struct reflect_table *table, char *line)
{
	g_auto(GStrv) words = g_strsplit_set(g_strstrip(line), " \t", -1);
	g_autofree struct target *t = NULL;

	if (!words[0] || !*words[0] || words[0][0] == '#')
		return true;
	if (g_str_equal(words[0], "default"))
		return read_actions(&table->fallback, words + 1);
	if (g_hash_table_size(table->targets) == TARGETS_MAX)
		return false;
	t = g_new0(struct target, 1);
	t->family = parse_address(words[0], t->address);
	if (!t->family || !read_actions(t, words + 1))
		return false;
	g_hash_table_replace(table->targets, target_key(t->family, t->address), t);
	t = NULL;
	return true;
}

static void free_target(gpointer target)
{
	struct target *t = target;

	g_free(t->held);
	g_free(t);
}

bool reflect_table_load(const char *path, struct reflect_table *ret_table)
{
	g_autofree char *text = NULL;
	g_autoptr(GError) error = NULL;
	g_auto(GStrv) lines = NULL;

	*ret_table = (struct reflect_table){
		.targets = g_hash_table_new_full(g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, free_target),
	};
	if (!g_file_get_contents(path, &text, NULL, &error)) {
		fprintf(stderr, "reflect: %s\n", error->message);
		return false;
	}
	lines = g_strsplit(text, "\n", -1);
	for (size_t i = 0; lines[i]; i++) {
		g_autofree char *line = g_strdup(lines[i]);

		if (!read_line(ret_table, line)) {
			fprintf(stderr, "reflect: %s:%zu: cannot understand '%s'\n", path, i + 1, lines[i]);
			return false;
		}
	}
	return true;
}

void reflect_table_clear(struct reflect_table *table)
{
	g_free(table->fallback.held);
	g_clear_pointer(&table->targets, g_hash_table_destroy);
}

struct target *reflect_table_find(struct reflect_table *table, int family, const uint8_t *address)
{
	g_autoptr(GBytes) key = target_key(family, address);
	struct target *t = g_hash_table_lookup(table->targets, key);

	return t ? t : &table->fallback;
}
