/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A record of education, as the journal has it.
 */
#include "audit/training.h"

static const char *const deeds[TRAINING_DEED_COUNT] = {
	[TRAINING_GIVEN] = "given",
	[TRAINING_CORRECTED] = "corrected",
	[TRAINING_WITHDRAWN] = "withdrawn",
};

const char *training_deed_id(enum training_deed deed)
{
	return deeds[deed];
}

struct training *training_new(void)
{
	struct training *training = g_new0(struct training, 1);

	training->people = g_ptr_array_new_with_free_func(g_free);
	training->manual = -1;
	return training;
}

void training_free(struct training *training)
{
	if (!training)
		return;
	g_ptr_array_unref(training->people);
	g_free(training->reason);
	g_free(training->topic);
	g_free(training->trainer);
	g_free(training->note);
	for (size_t i = 0; i < TRAINING_TEXTS; i++)
		g_free(training->texts[i]);
	g_free(training->drill);
	g_free(training->document);
	g_free(training->said_by);
	g_free(training->actor);
	g_free(training);
}

int64_t training_id(const struct training *training)
{
	return training->subject ? training->subject : training->sequence;
}

struct training *training_copy(const struct training *training)
{
	g_autoptr(ops_json_t) payload = training_json(training);
	struct training *copy = training_read(payload);

	g_assert(copy);
	copy->deed = TRAINING_CORRECTED;
	copy->subject = training_id(training);
	copy->given_at_us = training->given_at_us;
	g_clear_pointer(&copy->reason, g_free);
	g_clear_pointer(&copy->said_by, g_free);
	return copy;
}

/* --- writing --- */

/* A sequence or a version, or null for 0. */
static void set_sequence(struct json *object, const char *key, int64_t sequence)
{
	if (sequence)
		json_set_integer(object, key, sequence);
	else
		json_set_null(object, key);
}

struct json *training_manual_json(const struct training *training)
{
	struct json *manual, *digests;

	if (training->manual < 0)
		return NULL;
	manual = json_new_object();
	json_set_string(manual, "kind", manual_kind_id((enum manual_kind)training->manual));
	set_sequence(manual, "version", training->version);
	digests = json_new_array();
	for (size_t i = 0; i < TRAINING_TEXTS && training->texts[i]; i++)
		json_append_string(digests, training->texts[i]);
	json_take(manual, "digests", digests);
	return manual;
}

struct json *training_document_json(const struct training *training)
{
	g_autofree char *digest = digest_hex(training->document_digest.bytes, DIGEST_SIZE);
	struct json *document;

	if (!training->document)
		return NULL;
	document = json_new_object();
	json_set_string(document, "name", training->document);
	json_set_integer(document, "bytes", training->document_bytes);
	json_set_string(document, "digest", digest);
	return document;
}

struct json *training_json(const struct training *training)
{
	struct json *payload = json_new_object(), *people = json_new_array();

	json_set_integer(payload, "v", 1);
	json_set_string(payload, "deed", deeds[training->deed]);
	set_sequence(payload, "subject", training->subject);
	json_set_string(payload, "reason", training->reason);
	for (guint i = 0; i < training->people->len; i++)
		json_append_string(people, training->people->pdata[i]);
	json_take(payload, "people", people);
	json_set_string(payload, "kind", words_get(WORDS_TRAINING_KIND, training->kind)->id);
	json_set_string(payload, "topic", training->topic);
	json_set_string(payload, "trainer", training->trainer);
	json_set_string(payload, "note", training->note);
	json_take(payload, "manual", training_manual_json(training));
	json_set_string(payload, "drill", training->drill);
	set_sequence(payload, "drill_entry", training->drill_entry);
	json_take(payload, "document", training_document_json(training));
	json_set_string(payload, "said_by", training->said_by);
	set_sequence(payload, "previous", training->previous);
	return payload;
}

/* --- reading --- */

static bool read_deed(const struct json *payload, enum training_deed *ret_deed)
{
	const char *id = json_get_string(payload, "deed");

	for (unsigned int i = 0; i < TRAINING_DEED_COUNT; i++)
		if (g_strcmp0(id, deeds[i]) == 0) {
			*ret_deed = (enum training_deed)i;
			return true;
		}
	return false;
}

/* Absent and null are 0. */
static int64_t number_in(const struct json *payload, const char *key)
{
	int64_t sequence;

	return json_get_integer(payload, key, &sequence) ? sequence : 0;
}

static bool read_people(const struct json *payload, GPtrArray *people)
{
	const struct json *list = json_get(payload, "people");
	size_t length = list ? json_length(list) : 0;

	if (!length || length > TRAINING_PEOPLE_MOST)
		return false;
	for (size_t i = 0; i < length; i++) {
		const char *name = json_get_string_at(list, i);

		if (!name)
			return false;
		g_ptr_array_add(people, g_strdup(name));
	}
	return true;
}

static bool read_manual(const struct json *payload, struct training *training)
{
	const struct json *manual = json_get(payload, "manual");
	const char *kind = manual ? json_get_string(manual, "kind") : NULL;
	const struct json *digests = manual ? json_get(manual, "digests") : NULL;
	enum manual_kind found;
	int64_t version = manual ? number_in(manual, "version") : 0;

	if (!kind)
		return true;
	if (!manual_kind_find(kind, &found) || version < 0 || version > INT32_MAX)
		return false;
	training->manual = found;
	training->version = (unsigned int)version;
	for (size_t i = 0; digests && i < MIN(json_length(digests), TRAINING_TEXTS); i++)
		training->texts[i] = g_strdup(json_get_string_at(digests, i));
	return true;
}

static bool read_document(const struct json *payload, struct training *training)
{
	const struct json *document = json_get(payload, "document");
	const char *name = document ? json_get_string(document, "name") : NULL;
	const char *digest = name ? json_get_string(document, "digest") : NULL;

	if (!name)
		return true;
	training->document = g_strdup(name);
	return digest && digest_from_hex(digest, training->document_digest.bytes, DIGEST_SIZE) &&
	       json_get_integer(document, "bytes", &training->document_bytes);
}

struct training *training_read(const struct json *payload)
{
	g_autoptr(ops_training_t) training = training_new();
	const char *kind = json_get_string(payload, "kind");
	int found = kind ? words_find(WORDS_TRAINING_KIND, kind) : -1;

	if (found < 0 || !read_deed(payload, &training->deed) || !read_people(payload, training->people) ||
	    !read_manual(payload, training) || !read_document(payload, training))
		return NULL;
	training->kind = (enum training_kind)found;
	training->subject = number_in(payload, "subject");
	training->reason = g_strdup(json_get_string(payload, "reason"));
	training->topic = g_strdup(json_get_string(payload, "topic"));
	training->trainer = g_strdup(json_get_string(payload, "trainer"));
	training->note = g_strdup(json_get_string(payload, "note"));
	training->drill = g_strdup(json_get_string(payload, "drill"));
	training->drill_entry = number_in(payload, "drill_entry");
	training->said_by = g_strdup(json_get_string(payload, "said_by"));
	training->previous = number_in(payload, "previous");
	if (training->previous < 0 || training->subject < 0 || (training->deed == TRAINING_GIVEN) != !training->subject)
		return NULL;
	return g_steal_pointer(&training);
}
