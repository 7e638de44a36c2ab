/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The journal's head as others can read and check it: C2SP tlog-checkpoint in
 * a C2SP signed-note (c2sp.org/tlog-checkpoint, c2sp.org/signed-note), and what
 * others put below it (c2sp.org/tlog-cosignature).
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
#define ID_SIZE 4
#define TIME_SIZE 8

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

static bool verifier_init(struct note_verifier *verifier, enum note_type type, const char *name,
			  const uint8_t public[KEY_PUBLIC_SIZE])
{
	const uint8_t between[] = {'\n', (uint8_t)type};
	const struct digest_part parts[] = {
		{name, strlen(name)},
		{between, sizeof(between)},
		{public, KEY_PUBLIC_SIZE},
	};
	struct digest digest;

	if (!note_name_valid(name))
		return false;
	digest = digest_of_parts(parts, G_N_ELEMENTS(parts));
	*verifier = (struct note_verifier){.type = type};
	g_strlcpy(verifier->name, name, sizeof(verifier->name));
	memcpy(verifier->id, digest.bytes, ID_SIZE);
	memcpy(verifier->public, public, KEY_PUBLIC_SIZE);
	return true;
}

bool note_verifier_init(struct note_verifier *verifier, const char *name,
			const uint8_t public[KEY_PUBLIC_SIZE])
{
	return verifier_init(verifier, NOTE_LOG, name, public);
}

bool note_cosigner_init(struct note_verifier *verifier, const char *name,
			const uint8_t public[KEY_PUBLIC_SIZE])
{
	return verifier_init(verifier, NOTE_COSIGNER, name, public);
}

static bool verifier_parse(enum note_type type, const char *bytes, size_t length,
			   struct note_verifier *ret_verifier)
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
	if (!key || key_length != 1 + KEY_PUBLIC_SIZE || key[0] != type)
		return false;
	if (!verifier_init(&verifier, type, line, key + 1) ||
	    memcmp(verifier.id, id, ID_SIZE) != 0)
		return false;
	*ret_verifier = verifier;
	return true;
}

bool note_verifier_parse(const char *bytes, size_t length, struct note_verifier *ret_verifier)
{
	return verifier_parse(NOTE_LOG, bytes, length, ret_verifier);
}

bool note_cosigner_parse(const char *bytes, size_t length, struct note_verifier *ret_verifier)
{
	return verifier_parse(NOTE_COSIGNER, bytes, length, ret_verifier);
}

char *note_verifier_print(const struct note_verifier *verifier)
{
	uint8_t key[1 + KEY_PUBLIC_SIZE] = {(uint8_t)verifier->type};
	g_autofree char *hex = digest_hex(verifier->id, ID_SIZE);
	g_autofree char *base64 = NULL;

	memcpy(key + 1, verifier->public, KEY_PUBLIC_SIZE);
	base64 = digest_base64(key, sizeof(key));
	return g_strdup_printf("%s+%s+%s\n", verifier->name, hex, base64);
}

/* One signature line of VERIFIER over LENGTH bytes. Caller frees. */
static char *signature_line(const struct note_verifier *verifier, const uint8_t *bytes,
			    size_t length)
{
	g_autofree uint8_t *whole = g_malloc(ID_SIZE + length);
	g_autofree char *base64 = NULL;

	memcpy(whole, verifier->id, ID_SIZE);
	memcpy(whole + ID_SIZE, bytes, length);
	base64 = digest_base64(whole, ID_SIZE + length);
	return g_strdup_printf(SIGNATURE_START "%s %s\n", verifier->name, base64);
}

char *note_sign_text(const char *text, const char *origin, const struct key *key, GError **error)
{
	uint8_t signature[KEY_SIGNATURE_SIZE];
	uint8_t public[KEY_PUBLIC_SIZE];
	struct note_verifier verifier;
	g_autofree char *line = NULL;

	g_assert(note_name_valid(origin));
	if (!key_public(key, public, error) ||
	    !key_sign(key, text, strlen(text), signature, error))
		return NULL;
	note_verifier_init(&verifier, origin, public);
	line = signature_line(&verifier, signature, sizeof(signature));
	return g_strconcat(text, "\n", line, NULL);
}

char *note_sign(const struct note_head *head, const struct key *key, GError **error)
{
	g_autofree char *root = digest_base64(head->root.bytes, DIGEST_SIZE);
	g_autofree char *text =
		g_strdup_printf("%s\n%" G_GINT64_FORMAT "\n%s\n", head->origin, head->size, root);

	return note_sign_text(text, head->origin, key, error);
}

/* What a cosigner signs of TEXT. Caller frees. */
static char *cosigned_text(const char *text, int64_t at_s)
{
	return g_strdup_printf("cosignature/v1\ntime %" G_GINT64_FORMAT "\n%s", at_s, text);
}

char *note_cosign(const char *bytes, size_t length, const struct note_verifier *cosigner,
		  const struct key *key, int64_t at_s, GError **error)
{
	g_autofree char *whole = g_strndup(bytes, length), *text = NULL, *signed_text = NULL;
	g_autofree char *line = NULL;
	uint8_t stamped[TIME_SIZE + KEY_SIGNATURE_SIZE];
	const char *blank = g_strrstr(whole, "\n\n");

	g_assert(blank);
	text = g_strndup(whole, (gsize)(blank - whole) + 1);
	signed_text = cosigned_text(text, at_s);
	for (int i = 0; i < TIME_SIZE; i++)
		stamped[i] = (uint8_t)((uint64_t)at_s >> (8 * (TIME_SIZE - 1 - i)));
	if (!key_sign(key, signed_text, strlen(signed_text), stamped + TIME_SIZE, error))
		return NULL;
	line = signature_line(cosigner, stamped, sizeof(stamped));
	return g_strconcat(whole, line, NULL);
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

static bool verify_log(const struct note_verifier *verifier, const char *text,
		       const uint8_t *signature, size_t length)
{
	return length == KEY_SIGNATURE_SIZE &&
	       key_verify(verifier->public, text, strlen(text), signature);
}

/* Notes in RET_AT_S when that was, if it was later than what stands there. */
static bool verify_cosigner(const struct note_verifier *verifier, const char *text,
			    const uint8_t *stamped, size_t length, int64_t *ret_at_s)
{
	g_autofree char *signed_text = NULL;
	uint64_t at_s = 0;

	if (length != TIME_SIZE + KEY_SIGNATURE_SIZE)
		return false;
	for (int i = 0; i < TIME_SIZE; i++)
		at_s = at_s << 8 | stamped[i];
	if (at_s > INT64_MAX)
		return false;
	signed_text = cosigned_text(text, (int64_t)at_s);
	if (!key_verify(verifier->public, signed_text, strlen(signed_text), stamped + TIME_SIZE))
		return false;
	*ret_at_s = MAX(*ret_at_s, (int64_t)at_s);
	return true;
}

/* One signature line, without its newline. Lines of keys that we do not ask
 * for are only looked at for their form. */
static enum note_answer read_signature(char *line, const char *text,
				       const struct note_verifier *verifier, int64_t *ret_at_s)
{
	g_autofree uint8_t *signature = NULL;
	size_t length;
	char *name, *base64;
	bool holds;

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
	length -= ID_SIZE;
	holds = verifier->type == NOTE_COSIGNER
			? verify_cosigner(verifier, text, signature + ID_SIZE, length, ret_at_s)
			: verify_log(verifier, text, signature + ID_SIZE, length);
	return holds ? NOTE_SIGNED : NOTE_BAD_SIGNATURE;
}

/* A known key whose signature fails spoils the note; so does a broken line. */
static enum note_answer read_signatures(const char *block, const char *text,
					const struct note_verifier *verifier, int64_t *ret_at_s)
{
	g_auto(GStrv) lines = g_strsplit(block, "\n", -1);
	guint count = g_strv_length(lines);
	enum note_answer answer = NOTE_OTHER_KEY;

	if (count < 2 || *lines[count - 1] || count - 1 > NOTE_SIGNATURE_LIMIT)
		return NOTE_MALFORMED;
	for (guint i = 0; i < count - 1; i++) {
		enum note_answer one = read_signature(lines[i], text, verifier, ret_at_s);

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
	answer = read_signatures(block, text, verifier, &head.cosigned_at_s);
	if (answer != NOTE_MALFORMED)
		*ret_head = head;
	return answer;
}
