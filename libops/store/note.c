/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The journal's head as others can read and check it: C2SP tlog-checkpoint in
 * a C2SP signed-note (c2sp.org/tlog-checkpoint, c2sp.org/signed-note).
 *
 *   origin                          — the log's name, also the key's name
 *   size                            — decimal, no leading zero
 *   root                            — base64
 *   (blank)
 *   — name base64(id || signature)  — one or more; ours and cosigners'
 *
 * The readers here take bytes that anybody may have written.
 */
#include "store/internal.h"

#define SIGNATURE_START "\xe2\x80\x94 " /* em dash, blank */
#define TYPE_ED25519 0x01
#define ID_SIZE 4

bool note_name_valid(const char *name)
{
	if (!*name || strlen(name) >= NOTE_NAME_SIZE || !g_utf8_validate(name, -1, NULL))
		return false;
	for (const char *at = name; *at; at = g_utf8_next_char(at)) {
		gunichar character = g_utf8_get_char(at);

		if (character == '+' || g_unichar_isspace(character) ||
		    g_unichar_iscntrl(character))
			return false;
	}
	return true;
}

bool note_verifier_init(struct note_verifier *verifier, const char *name,
			const uint8_t public[KEY_PUBLIC_SIZE])
{
	static const uint8_t between[] = {'\n', TYPE_ED25519};
	const struct digest_part parts[] = {
		{name, strlen(name)},
		{between, sizeof(between)},
		{public, KEY_PUBLIC_SIZE},
	};
	struct digest digest;

	if (!note_name_valid(name))
		return false;
	digest = digest_of_parts(parts, G_N_ELEMENTS(parts));
	*verifier = (struct note_verifier){0};
	g_strlcpy(verifier->name, name, sizeof(verifier->name));
	memcpy(verifier->id, digest.bytes, ID_SIZE);
	memcpy(verifier->public, public, KEY_PUBLIC_SIZE);
	return true;
}

bool note_verifier_parse(const char *bytes, size_t length, struct note_verifier *ret_verifier)
{
	g_autofree char *line = NULL;
	g_autofree uint8_t *key = NULL;
	struct note_verifier verifier;
	uint8_t id[ID_SIZE];
	size_t key_length;
	char *first, *second;

	if (length > 0 && bytes[length - 1] == '\n')
		length--;
	if (length > 2 * NOTE_NAME_SIZE || memchr(bytes, '\0', length))
		return false;
	line = g_strndup(bytes, length);
	/* Base64 may hold plus signs, a name may not: the first two divide. */
	first = strchr(line, '+');
	second = first ? strchr(first + 1, '+') : NULL;
	if (!second)
		return false;
	*first = *second = '\0';
	if (!digest_from_hex(first + 1, id, sizeof(id)))
		return false;
	key = digest_from_base64(second + 1, 1 + KEY_PUBLIC_SIZE, &key_length);
	if (!key || key_length != 1 + KEY_PUBLIC_SIZE || key[0] != TYPE_ED25519)
		return false;
	if (!note_verifier_init(&verifier, line, key + 1) || memcmp(verifier.id, id, ID_SIZE) != 0)
		return false;
	*ret_verifier = verifier;
	return true;
}

char *note_verifier_print(const struct note_verifier *verifier)
{
	uint8_t key[1 + KEY_PUBLIC_SIZE] = {TYPE_ED25519};
	g_autofree char *hex = digest_hex(verifier->id, ID_SIZE);
	g_autofree char *base64 = NULL;

	memcpy(key + 1, verifier->public, KEY_PUBLIC_SIZE);
	base64 = digest_base64(key, sizeof(key));
	return g_strdup_printf("%s+%s+%s\n", verifier->name, hex, base64);
}

char *note_sign(const struct note_head *head, const struct key *key, GError **error)
{
	g_autofree char *root = digest_base64(head->root.bytes, DIGEST_SIZE);
	g_autofree char *text =
		g_strdup_printf("%s\n%" G_GINT64_FORMAT "\n%s\n", head->origin, head->size, root);
	g_autofree char *base64 = NULL;
	uint8_t signature[ID_SIZE + KEY_SIGNATURE_SIZE];
	uint8_t public[KEY_PUBLIC_SIZE];
	struct note_verifier verifier;

	g_assert(note_name_valid(head->origin));
	if (!key_public(key, public, error) ||
	    !key_sign(key, text, strlen(text), signature + ID_SIZE, error))
		return NULL;
	note_verifier_init(&verifier, head->origin, public);
	memcpy(signature, verifier.id, ID_SIZE);
	base64 = digest_base64(signature, sizeof(signature));
	return g_strdup_printf("%s\n" SIGNATURE_START "%s %s\n", text, head->origin, base64);
}

/* A size as the format wants it: digits, no leading zero, no sign. */
static bool parse_size(const char *text, int64_t *ret_size)
{
	size_t length = strspn(text, "0123456789");

	if (length == 0 || text[length] || length > 18 || (text[0] == '0' && length > 1))
		return false;
	*ret_size = g_ascii_strtoll(text, NULL, 10);
	return true;
}

/* Three lines that say something, then extensions, which we pass over. */
static bool parse_text(const char *text, struct note_head *ret_head)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	g_autofree uint8_t *root = NULL;
	guint count = g_strv_length(lines);
	size_t root_length;

	/* The text ends in a newline, so the last piece is empty and no other may be. */
	if (count < 4)
		return false;
	for (guint i = 0; i < count - 1; i++)
		if (!*lines[i])
			return false;
	if (strlen(lines[0]) >= NOTE_NAME_SIZE || !parse_size(lines[1], &ret_head->size))
		return false;
	root = digest_from_base64(lines[2], DIGEST_SIZE, &root_length);
	if (!root || root_length != DIGEST_SIZE)
		return false;
	g_strlcpy(ret_head->origin, lines[0], sizeof(ret_head->origin));
	memcpy(ret_head->root.bytes, root, DIGEST_SIZE);
	return true;
}

/* One signature line, without its newline. Lines of keys that we do not ask
 * for are only looked at for their form. */
static enum note_answer read_signature(char *line, const char *text,
				       const struct note_verifier *verifier)
{
	g_autofree uint8_t *signature = NULL;
	size_t length;
	char *name, *base64;

	if (!g_str_has_prefix(line, SIGNATURE_START))
		return NOTE_MALFORMED;
	name = line + strlen(SIGNATURE_START);
	base64 = strchr(name, ' ');
	if (!base64)
		return NOTE_MALFORMED;
	*base64++ = '\0';
	signature = digest_from_base64(base64, NOTE_SIZE_LIMIT, &length);
	if (!note_name_valid(name) || !signature || length <= ID_SIZE)
		return NOTE_MALFORMED;
	if (strcmp(name, verifier->name) != 0 || memcmp(signature, verifier->id, ID_SIZE) != 0)
		return NOTE_OTHER_KEY;
	if (length != ID_SIZE + KEY_SIGNATURE_SIZE ||
	    !key_verify(verifier->public, text, strlen(text), signature + ID_SIZE))
		return NOTE_BAD_SIGNATURE;
	return NOTE_SIGNED;
}

/* A known key whose signature fails spoils the note; so does a broken line. */
static enum note_answer read_signatures(const char *block, const char *text,
					const struct note_verifier *verifier)
{
	g_auto(GStrv) lines = g_strsplit(block, "\n", -1);
	guint count = g_strv_length(lines);
	enum note_answer answer = NOTE_OTHER_KEY;

	if (count < 2 || *lines[count - 1] || count - 1 > NOTE_SIGNATURE_LIMIT)
		return NOTE_MALFORMED;
	for (guint i = 0; i < count - 1; i++) {
		enum note_answer one = read_signature(lines[i], text, verifier);

		if (one == NOTE_MALFORMED || one == NOTE_BAD_SIGNATURE)
			return one;
		if (one == NOTE_SIGNED)
			answer = one;
	}
	return answer;
}

enum note_answer note_read(const char *bytes, size_t length, const struct note_verifier *verifier,
			   struct note_head *ret_head)
{
	g_autofree char *text = NULL;
	g_autofree char *block = NULL;
	struct note_head head = {.size = 0};
	enum note_answer answer;
	char *blank;

	if (length > NOTE_SIZE_LIMIT || !g_utf8_validate_len(bytes, length, NULL))
		return NOTE_MALFORMED;
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)bytes[i] < 0x20 && bytes[i] != '\n')
			return NOTE_MALFORMED;
	text = g_strndup(bytes, length);
	blank = g_strrstr(text, "\n\n");
	if (!blank)
		return NOTE_MALFORMED;
	block = g_strdup(blank + 2);
	blank[1] = '\0';
	if (!parse_text(text, &head))
		return NOTE_MALFORMED;
	answer = read_signatures(block, text, verifier);
	if (answer != NOTE_MALFORMED)
		*ret_head = head;
	return answer;
}
