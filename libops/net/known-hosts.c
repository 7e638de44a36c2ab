/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines of known_hosts, each taken apart in place of its own copy.
 */
#include "net/known-hosts.h"

#include "base/digest.h"

#include <stdint.h>
#include <string.h>

#define HASHED "|1|"
#define KEY_BYTES 8192

struct known_hosts {
	GArray *entries;		/* struct known_host */
	GStringChunk *texts;
	unsigned int bad, first_bad;
};

/* The key in base64 says itself of what type it is, RFC 4253 section 6.6. */
static bool key_is_of_type(const char *key, const char *type)
{
	size_t length, wanted = strlen(type);
	g_autofree uint8_t *bytes = digest_from_base64(key, KEY_BYTES, &length);

	if (!bytes || length < 4 + wanted)
		return false;
	return ((size_t)bytes[0] << 24 | (size_t)bytes[1] << 16 | (size_t)bytes[2] << 8 | bytes[3]) == wanted &&
	       memcmp(bytes + 4, type, wanted) == 0;
}

static const struct {
	const char *word;
	enum known_host_mark mark;
} marks[] = {
	{ "@revoked", KNOWN_HOST_REVOKED },
	{ "@cert-authority", KNOWN_HOST_AUTHORITY },
};

/* Takes the mark off the front of WORDS. False: it is none that is known. */
static bool mark_take(char ***words, enum known_host_mark *ret_mark)
{
	*ret_mark = KNOWN_HOST_KEY;
	if (!**words || ***words != '@')
		return true;
	for (size_t i = 0; i < G_N_ELEMENTS(marks); i++) {
		if (strcmp(**words, marks[i].word) != 0)
			continue;
		*ret_mark = marks[i].mark;
		++*words;
		return true;
	}
	return false;
}

/* The words of LINE, blanks between them taken as one. Caller frees. */
static char **words_of(const char *line)
{
	g_auto(GStrv) parts = g_strsplit_set(line, " \t", -1);
	GPtrArray *words = g_ptr_array_new();

	for (char **part = parts; *part; part++)
		if (**part)
			g_ptr_array_add(words, g_strdup(*part));
	g_ptr_array_add(words, NULL);
	return (char **)g_ptr_array_free(words, FALSE);
}

/* False: LINE is no entry. */
static bool entry_read(struct known_hosts *known, const char *line, unsigned int number)
{
	g_auto(GStrv) words = words_of(line);
	struct known_host entry = { .line = number };
	char **at = words;

	/* Whatever stands behind the key is a comment. */
	if (!mark_take(&at, &entry.mark) || !at[0] || !at[1] || !at[2] || !key_is_of_type(at[2], at[1]))
		return false;
	entry.hosts = g_string_chunk_insert(known->texts, at[0]);
	entry.type = g_string_chunk_insert(known->texts, at[1]);
	entry.key = g_string_chunk_insert(known->texts, at[2]);
	g_array_append_val(known->entries, entry);
	return true;
}

static void line_read(struct known_hosts *known, const char *bytes, size_t length, unsigned int number)
{
	g_autofree char *line = NULL;
	bool good = false;

	if (length > 0 && bytes[length - 1] == '\r')
		length--;
	while (length > 0 && (*bytes == ' ' || *bytes == '\t')) {
		bytes++;
		length--;
	}
	if (length == 0 || *bytes == '#')
		return;
	if (length <= KNOWN_HOSTS_LINE && !memchr(bytes, '\0', length) &&
	    known->entries->len < KNOWN_HOSTS_ENTRIES) {
		line = g_strndup(bytes, length);
		good = g_utf8_validate(line, -1, NULL) && entry_read(known, line, number);
	}
	if (good)
		return;
	if (known->bad++ == 0)
		known->first_bad = number;
}

struct known_hosts *known_hosts_parse(const char *bytes, size_t length)
{
	struct known_hosts *known = g_new0(struct known_hosts, 1);
	const char *end = bytes + MIN(length, KNOWN_HOSTS_BYTES);
	unsigned int number = 0;

	known->entries = g_array_new(FALSE, FALSE, sizeof(struct known_host));
	known->texts = g_string_chunk_new(65536);
	while (bytes < end) {
		const char *stop = memchr(bytes, '\n', (size_t)(end - bytes));
		size_t taken = stop ? (size_t)(stop - bytes) : (size_t)(end - bytes);

		line_read(known, bytes, taken, ++number);
		bytes += taken + (stop != NULL);
	}
	return known;
}

void known_hosts_free(struct known_hosts *known)
{
	if (!known)
		return;
	g_array_unref(known->entries);
	g_string_chunk_free(known->texts);
	g_free(known);
}

size_t known_hosts_count(const struct known_hosts *known)
{
	return known->entries->len;
}

const struct known_host *known_hosts_at(const struct known_hosts *known, size_t index)
{
	g_assert(index < known->entries->len);
	return &g_array_index(known->entries, struct known_host, index);
}

unsigned int known_hosts_bad(const struct known_hosts *known, unsigned int *ret_first)
{
	*ret_first = known->first_bad;
	return known->bad;
}

/* --- whose is it? --- */

/* HASHED is "|1|SALT|HASH": HMAC-SHA-1 of the name under the salt. */
static bool hash_is_of(const char *hashed, const char *name)
{
	g_auto(GStrv) parts = g_strsplit(hashed + strlen(HASHED), "|", 3);
	g_autofree uint8_t *salt = NULL;
	g_autofree uint8_t *hash = NULL;
	uint8_t sum[DIGEST_SHA1_SIZE];
	size_t salt_length, hash_length;

	if (g_strv_length(parts) != 2)
		return false;
	salt = digest_from_base64(parts[0], DIGEST_SHA1_SIZE, &salt_length);
	hash = digest_from_base64(parts[1], DIGEST_SHA1_SIZE, &hash_length);
	if (!salt || !hash || salt_length != DIGEST_SHA1_SIZE || hash_length != DIGEST_SHA1_SIZE)
		return false;
	digest_hmac_sha1(salt, salt_length, name, strlen(name), sum);
	return memcmp(sum, hash, DIGEST_SHA1_SIZE) == 0;
}

bool known_host_is_for(const struct known_host *entry, const char *name)
{
	g_autofree char *folded = g_ascii_strdown(name, -1);
	g_auto(GStrv) patterns = NULL;
	bool found = false;

	if (g_str_has_prefix(entry->hosts, HASHED))
		return hash_is_of(entry->hosts, folded);
	patterns = g_strsplit(entry->hosts, ",", -1);
	for (char **each = patterns; *each; each++) {
		bool negated = **each == '!';
		g_autofree char *pattern = g_ascii_strdown(*each + negated, -1);

		if (!*pattern || !g_pattern_match_simple(pattern, folded))
			continue;
		if (negated)	/* takes the host out, whatever else stands there */
			return false;
		found = true;
	}
	return found;
}
