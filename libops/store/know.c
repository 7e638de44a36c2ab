/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Know-how, whatever keeps it: limits, how an entry and its reviews lie in the journal,
 * and when a term is among tokens.
 *
 * The payload of an entry is {"v":1,"deed":"added","entry":N,"version":V,"title":…,…},
 * of a review {"v":1,"deed":"reviewed","entry":N,"version":V,"review_at_us":…}; so the journal alone tells
 * what was ever said, and who vouched for it until when.
 */
#include "store/know.h"

#include "base/json.h"
#include "base/translate.h"
#include "store/cases.h"
#include "store/internal.h"


#define ENTRY_KIND "kb"
#define PAYLOAD_VERSION 1

/* --- terms --- */

/* Where TERM begins in TOKENS, from FROM on; NULL: nowhere. */
static const char *find_term(const char *tokens, const char *from, const struct know_term *term)
{
	const size_t length = strlen(term->tokens);

	for (const char *found = from; (found = strstr(found, term->tokens)); found++) {
		const bool begins = found == tokens || found[-1] == ' ';
		const bool ends = term->open || found[length] == ' ' || !found[length];

		if (begins && ends)
			return found;
	}
	return NULL;
}

size_t know_term_count(const char *tokens, const struct know_term *term)
{
	size_t count = 0;

	if (!*term->tokens)
		return 0;
	for (const char *found = tokens; (found = find_term(tokens, found, term)); found++)
		count++;
	return count;
}

size_t know_token_count(const char *tokens)
{
	size_t count = *tokens != '\0';

	for (; *tokens; tokens++)
		count += *tokens == ' ';
	return count;
}

/* --- what can be kept --- */

static bool said(const char *text, size_t limit)
{
	return text && *text && store_text_valid(text, limit);
}

static bool given(const char *text, size_t limit)
{
	return text && store_text_valid(text, limit);
}

static bool tokens_valid(const struct know_tokens *tokens, GError **error)
{
	return (given(tokens->title, KNOW_TOKENS_LIMIT) && given(tokens->text, KNOW_TOKENS_LIMIT)) ||
	       store_fail(error, STORE_ERROR_IO,
			  _("cannot tell the index: its tokens are not UTF-8 of at most %d bytes"),
			  KNOW_TOKENS_LIMIT);
}

static bool text_valid(const struct know_entry *entry, GError **error)
{
	if (!said(entry->title, KNOW_TITLE_LIMIT) || !given(entry->title_en, KNOW_TITLE_LIMIT))
		return store_fail(error, STORE_ERROR_IO,
				  _("cannot keep a knowledge entry: its title is empty, not UTF-8 or longer than %d "
				    "bytes"),
				  KNOW_TITLE_LIMIT);
	if (!said(entry->text, KNOW_TEXT_LIMIT) || !given(entry->text_en, KNOW_TEXT_LIMIT))
		return store_fail(error, STORE_ERROR_IO,
				  _("cannot keep a knowledge entry: its text is empty, not UTF-8 or longer than %d "
				    "bytes"),
				  KNOW_TEXT_LIMIT);
	return true;
}

static bool entry_valid(const struct know_entry *entry, GError **error)
{
	if (!said(entry->owner, KNOW_NAME_LIMIT) || !given(entry->name, KNOW_NAME_LIMIT) ||
	    !given(entry->source, CASE_ID_LIMIT))
		return store_fail(error, STORE_ERROR_IO,
				  _("cannot keep a knowledge entry: its owner, its source or its name is missing, not "
				    "UTF-8 or too long"));
	return text_valid(entry, error);
}

/* --- in the journal --- */

static struct json *payload_of(const char *deed, int64_t number, int64_t version, const char *said_by)
{
	struct json *payload = json_new_object();

	json_set_integer(payload, "v", PAYLOAD_VERSION);
	json_set_string(payload, "deed", deed);
	json_set_integer(payload, "entry", number);
	json_set_integer(payload, "version", version);
	if (said_by)
		json_set_string(payload, "said_by", said_by);
	return payload;
}

static bool journal(struct store *store, const struct json *payload, int64_t at_us, const char *actor,
		    int64_t *ret_sequence, GError **error)
{
	g_autofree char *text = json_print(payload);
	struct journal_entry entry = {
		.kind = ENTRY_KIND,
		.event_at_us = at_us,
		.actor = actor,
		.payload = text,
		.payload_length = strlen(text),
	};

	if (!journal_append(store, &entry, error))
		return false;
	*ret_sequence = entry.sequence;
	return true;
}

static struct json *entry_payload(const struct know_entry *entry, const char *said_by)
{
	struct json *payload = payload_of("added", entry->number, entry->version, said_by);

	json_set_string(payload, "title", entry->title);
	json_set_string(payload, "text", entry->text);
	json_set_string(payload, "title_en", entry->title_en);
	json_set_string(payload, "text_en", entry->text_en);
	json_set_string(payload, "owner", entry->owner);
	json_set_string(payload, "source", entry->source);
	json_set_string(payload, "name", entry->name);
	json_set_integer(payload, "review_at_us", entry->review_at_us);
	return payload;
}

/* --- adding --- */

static bool take_versions(void *context, const struct know_entry *entry)
{
	*(int64_t *)context = entry->version;
	return true;
}

/* Sets number and version of ENTRY. */
static bool number(struct store *store, struct know_entry *entry, GError **error)
{
	const struct know_filter filter = {.number = entry->number, .every_version = true};
	int64_t versions = 0;

	if (!entry->number) {
		entry->version = 1;
		return store->operations->newest_know(store, &entry->number, error) && ++entry->number;
	}
	if (!store->operations->read_know(store, &filter, take_versions, &versions, error))
		return false;
	entry->version = versions + 1;
	return versions || store_fail(error, STORE_ERROR_IO, _("there is no knowledge entry KB-%04ld"), (long)entry->number);
}

static bool add(struct store *store, struct know_entry *entry, const struct know_tokens *tokens, const char *said_by,
		GError **error)
{
	struct know_entry whole = *entry;
	g_autoptr(ops_json_t) payload = NULL;

	whole.state = KNOW_CURRENT;
	whole.reviewed_at_us = 0;
	whole.reviewed_by = "";
	if (!entry_valid(&whole, error) || !tokens_valid(tokens, error) || !number(store, &whole, error))
		return false;
	payload = entry_payload(&whole, said_by);
	if (!journal(store, payload, whole.added_at_us, whole.added_by, &whole.entry, error) ||
	    !store->operations->add_know(store, &whole, tokens, error))
		return false;
	*entry = whole;
	return true;
}

bool know_add(struct store *store, struct know_entry *entry, const struct know_tokens *tokens, const char *said_by,
	      GError **error)
{
	return store_writing(store, error) && store_wrote(store, add(store, entry, tokens, said_by, error));
}

/* --- forgetting --- */

bool know_forget(struct store *store, GError **error)
{
	return store_writing(store, error) && store_wrote(store, store->operations->forget_know(store, error));
}

bool know_retell(struct store *store, const struct know_entry *entry, const struct know_tokens *tokens, GError **error)
{
	return store_writing(store, error) && tokens_valid(tokens, error) &&
	       store_wrote(store, store->operations->retell_know(store, entry->number, entry->version, tokens, error));
}

/* --- reviewing --- */

static bool take_version(void *context, const struct know_entry *entry)
{
	*(int64_t *)context = entry->version;
	return false;
}

static bool review(struct store *store, const struct know_review *review, GError **error)
{
	const struct know_filter filter = {.number = review->number};
	g_autoptr(ops_json_t) payload = NULL;
	int64_t version = 0, sequence;

	if (!given(review->note, KNOW_TEXT_LIMIT))
		return store_fail(error, STORE_ERROR_IO,
				  _("cannot record a review: what was found is not UTF-8 of at most %d bytes"),
				  KNOW_TEXT_LIMIT);
	if (!store->operations->read_know(store, &filter, take_version, &version, error))
		return false;
	if (!version)
		return store_fail(error, STORE_ERROR_IO, _("there is no knowledge entry KB-%04ld"), (long)review->number);
	payload = payload_of(review->withdrawn ? "withdrawn" : "reviewed", review->number, version, review->said_by);
	json_set_string(payload, "note", review->note);
	if (!review->withdrawn)
		json_set_integer(payload, "review_at_us", review->until_us);
	return journal(store, payload, review->at_us, review->actor, &sequence, error) &&
	       store->operations->review_know(store, review, version, error);
}

bool know_review(struct store *store, const struct know_review *what, GError **error)
{
	return store_writing(store, error) && store_wrote(store, review(store, what, error));
}

/* --- reading --- */

struct know_reader {
	know_each *each;
	void *context;
	bool unsound;
};

static bool same(const struct json *payload, const char *key, int64_t expected)
{
	int64_t value;

	return json_get_integer(payload, key, &value) && value == expected;
}

/* Text of ENTRY, which is the whole payload, out of PAYLOAD. */
static bool unwrap(struct know_entry *entry, const struct json *payload)
{
	entry->text = json_get_string(payload, "text");
	entry->text_en = json_get_string(payload, "text_en");
	return !g_strcmp0(json_get_string(payload, "deed"), "added") && same(payload, "entry", entry->number) &&
	       same(payload, "version", entry->version) &&
	       !g_strcmp0(json_get_string(payload, "title"), entry->title) && entry->text && entry->text_en;
}

static bool tell(void *context, const struct know_entry *kept)
{
	struct know_reader *reader = context;
	struct know_entry entry = *kept;
	g_autoptr(ops_json_t) payload = NULL;

	entry.text_en = NULL;
	if (kept->text) {
		payload = json_parse_flat(kept->text, strlen(kept->text), JOURNAL_PAYLOAD_LIMIT, NULL);
		reader->unsound = !payload || json_is_list(payload) || !unwrap(&entry, payload);
		if (reader->unsound)
			return false;
	}
	return reader->each(reader->context, &entry);
}

bool know_read(struct store *store, const struct know_filter *filter, know_each *each, void *context, GError **error)
{
	struct know_reader reader = {.each = each, .context = context};

	if (!store->operations->read_know(store, filter, tell, &reader, error))
		return false;
	return !reader.unsound ||
	       store_fail(error, STORE_ERROR_DAMAGED,
			  _("cannot read the knowledge entries: one is not what the journal says of it"));
}

bool know_pending(struct store *store, int limit, know_case_each *each, void *context, GError **error)
{
	return store->operations->read_know_pending(store, limit, each, context, error);
}

static bool index_case(struct store *store, const char *case_id, const struct know_tokens *tokens, GError **error)
{
	int64_t events;

	if (!tokens_valid(tokens, error) || !store->operations->count_case_events(store, case_id, &events, error))
		return false;
	if (events < 0)
		return store_fail(error, STORE_ERROR_IO, _("cannot tell the index of '%s': there is no such case"),
				  case_id);
	return store->operations->index_know_case(store, case_id, events, tokens, error);
}

bool know_index_case(struct store *store, const char *case_id, const struct know_tokens *tokens, GError **error)
{
	return store_writing(store, error) && store_wrote(store, index_case(store, case_id, tokens, error));
}

bool know_search(struct store *store, const struct know_query *query, know_hit_each *each, void *context,
		 GError **error)
{
	g_assert(query->count <= KNOW_TERMS_LIMIT && query->limit <= KNOW_RANKED);
	if (!query->count || query->limit < 1)
		return true;
	return store->operations->search_know(store, query, each, context, error);
}

void know_init_copy(struct know_entry *copy, const struct know_entry *entry)
{
	*copy = *entry;
	copy->title = g_strdup(entry->title);
	copy->text = g_strdup(entry->text);
	copy->title_en = g_strdup(entry->title_en);
	copy->text_en = g_strdup(entry->text_en);
	copy->owner = g_strdup(entry->owner);
	copy->source = g_strdup(entry->source);
	copy->name = g_strdup(entry->name);
	copy->added_by = g_strdup(entry->added_by);
	copy->reviewed_by = g_strdup(entry->reviewed_by);
}

void know_clear_copy(struct know_entry *copy)
{
	g_free((char *)copy->title);
	g_free((char *)copy->text);
	g_free((char *)copy->title_en);
	g_free((char *)copy->text_en);
	g_free((char *)copy->owner);
	g_free((char *)copy->source);
	g_free((char *)copy->name);
	g_free((char *)copy->added_by);
	g_free((char *)copy->reviewed_by);
}
