/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An approval as the journal has it, and what it says of the manual at hand.
 */
#include "audit/internal.h"

static const char *const languages[] = {[PROCEDURE_JAPANESE] = "ja", [PROCEDURE_ENGLISH] = "en"};

static const char *const standings[MANUAL_STANDING_COUNT] = {
	[STANDING_NOT_APPROVED] = "not-approved",
	[STANDING_APPROVED] = "approved",
	[STANDING_RENDERED] = "rendered",
	[STANDING_CHANGED] = "changed-since",
};

const char *manual_standing_id(enum manual_standing standing)
{
	return standings[standing];
}

void manual_approval_free(struct manual_approval *approval)
{
	if (!approval)
		return;
	g_free(approval->organization);
	g_free(approval->name_ja);
	g_free(approval->name_en);
	g_free(approval->letter);
	g_free(approval->said_by);
	g_free(approval->actor);
	g_free(approval);
}

static void set_digest(struct json *object, const char *key, const struct digest *digest)
{
	g_autofree char *hex = digest_hex(digest->bytes, DIGEST_SIZE);

	json_set_string(object, key, hex);
}

struct json *manual_approval_json(const struct manual_approval *approval)
{
	struct json *payload = json_new_object(), *letter = json_new_object(), *name = json_new_object();

	json_set_integer(payload, "v", 1);
	json_set_string(payload, "kind", manual_kind_id(approval->kind));
	json_set_string(payload, "language", languages[approval->language]);
	json_set_integer(payload, "version", approval->version);
	set_digest(payload, "digest", &approval->digest);
	json_set_string(payload, "organization", approval->organization);
	json_set_string(name, "ja", approval->name_ja);
	json_set_string(name, "en", approval->name_en);
	json_take(payload, "name", name);
	json_set_string(letter, "name", approval->letter);
	json_set_integer(letter, "bytes", approval->letter_bytes);
	set_digest(letter, "digest", &approval->letter_digest);
	json_take(payload, "letter", letter);
	json_set_string(payload, "said_by", approval->said_by);
	if (approval->previous)
		json_set_integer(payload, "previous", approval->previous);
	else
		json_set_null(payload, "previous");
	return payload;
}

static bool read_digest(const struct json *object, const char *key, struct digest *ret_digest)
{
	const char *hex = json_get_string(object, key);

	return hex && digest_from_hex(hex, ret_digest->bytes, DIGEST_SIZE);
}

static bool read_language(const struct json *payload, enum procedure_language *ret_language)
{
	const char *language = json_get_string(payload, "language");

	for (unsigned int i = 0; i < G_N_ELEMENTS(languages); i++)
		if (g_strcmp0(language, languages[i]) == 0) {
			*ret_language = (enum procedure_language)i;
			return true;
		}
	return false;
}

static bool read_numbers(const struct json *payload, struct manual_approval *approval)
{
	int64_t version;

	if (!json_get_integer(payload, "version", &version) || version < 1 || version > INT32_MAX)
		return false;
	approval->version = (unsigned int)version;
	if (!json_get_integer(payload, "previous", &approval->previous))
		approval->previous = 0;
	return approval->previous >= 0;
}

struct manual_approval *manual_approval_read(const struct json *payload)
{
	g_autoptr(ops_manual_approval_t) approval = g_new0(struct manual_approval, 1);
	const struct json *name = json_get(payload, "name"), *letter = json_get(payload, "letter");
	const char *kind = json_get_string(payload, "kind");

	if (!kind || !manual_kind_find(kind, &approval->kind) || !read_language(payload, &approval->language) ||
	    !read_numbers(payload, approval) || !read_digest(payload, "digest", &approval->digest) || !name || !letter ||
	    !read_digest(letter, "digest", &approval->letter_digest) ||
	    !json_get_integer(letter, "bytes", &approval->letter_bytes))
		return NULL;
	approval->organization = g_strdup(json_get_string(payload, "organization"));
	approval->name_ja = g_strdup(json_get_string(name, "ja"));
	approval->name_en = g_strdup(json_get_string(name, "en"));
	approval->letter = g_strdup(json_get_string(letter, "name"));
	approval->said_by = g_strdup(json_get_string(payload, "said_by"));
	if (!approval->organization || !approval->name_ja || !approval->name_en || !approval->letter)
		return NULL;
	return g_steal_pointer(&approval);
}

enum manual_standing manual_stands(const struct manual *manual, const struct manual *other,
				   const GPtrArray *approvals)
{
	const struct manual_approval *newest = approvals->len ? approvals->pdata[0] : NULL;
	bool same = newest && newest->language == manual->source.language;

	if (!newest)
		return STANDING_NOT_APPROVED;
	if (!digest_equal(&newest->digest, manual_digest(same ? manual : other)))
		return STANDING_CHANGED;
	return same ? STANDING_APPROVED : STANDING_RENDERED;
}
