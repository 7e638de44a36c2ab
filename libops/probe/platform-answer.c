/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An answer while it is filled and after: records and their values, what was
 * not understood, what follows from what was said (a share from a part and the
 * whole). A value is taken once; what is not known stays unknown.
 */
#include "probe/platform-internal.h"

#include "base/instant.h"
#include "base/quantity.h"
#include "base/text.h"
#include "base/translate.h"

#define ODD_BYTES 200
#define SAME_OWNER 8	/* records with the same keys that the next is compared with */

struct platform_answer *platform_answer_new(const struct platform *platform, const struct platform_ask *ask)
{
	struct platform_answer *answer = g_new0(struct platform_answer, 1);

	answer->platform = platform;
	answer->ask = ask;
	answer->evidence = g_strdup("");
	answer->texts = g_string_chunk_new(1024);
	answer->records = g_ptr_array_new_with_free_func(g_free);
	answer->blocks = g_ptr_array_new();
	answer->oddities = g_array_new(FALSE, FALSE, sizeof(struct platform_oddity));
	return answer;
}

void platform_answer_free(struct platform_answer *answer)
{
	if (!answer)
		return;
	g_ptr_array_unref(answer->records);
	g_ptr_array_unref(answer->blocks);
	g_array_unref(answer->oddities);
	g_string_chunk_free(answer->texts);
	g_free(answer->evidence);
	g_free(answer);
}

/* --- filling --- */

struct platform_record *platform_answer_record(struct platform_answer *answer,
					       const struct platform_block *block, unsigned int line)
{
	const struct vocabulary_record *kind = block->record;
	struct platform_record *record;

	if (answer->records->len >= PLATFORM_RECORDS)
		return NULL;
	record = g_malloc0(sizeof(*record) + kind->count * sizeof(record->values[0]));
	record->kind = kind;
	record->line = line;
	g_ptr_array_add(answer->records, record);
	g_ptr_array_add(answer->blocks, (gpointer)block);
	return record;
}

void platform_answer_odd(struct platform_answer *answer, unsigned int line, const char *text, size_t length,
			 const char *field)
{
	struct platform_oddity oddity = {.line = line, .field = field};
	g_autofree char *safe = NULL;

	if (!field)
		answer->odd_lines++;
	if (answer->oddities->len >= PLATFORM_ODDITIES)
		return;
	safe = text_safe(text, length, ODD_BYTES);
	oddity.text = g_string_chunk_insert(answer->texts, safe);
	g_array_append_val(answer->oddities, oddity);
}

static int choice_in(const GArray *words, unsigned int field, const char *word)
{
	for (guint i = 0; words && i < words->len; i++) {
		const struct platform_word *each = &g_array_index(words, struct platform_word, i);

		if (each->field == field && g_ascii_strcasecmp(each->word, word) == 0)
			return (int)each->choice;
	}
	return -1;
}

/* The words of the block come first, then the platform's, then the choices themselves. */
static int choice_of(const struct platform *platform, const struct platform_block *block, unsigned int field,
		     const char *word)
{
	const char *const *choices = block->record->fields[field].choices;
	int choice = choice_in(block->words.words, field, word);

	for (guint i = 0; choice < 0 && i < platform->words->len; i++) {
		const struct platform_words *words = platform->words->pdata[i];

		if (words->record == block->record)
			choice = choice_in(words->words, field, word);
	}
	for (int i = 0; choice < 0 && choices[i]; i++)
		if (g_ascii_strcasecmp(choices[i], word) == 0)
			choice = i;
	return choice;
}

/* "Gi0/1" written out. */
static char *interface_name(const struct platform *platform, const char *text)
{
	size_t letters = strcspn(text, "0123456789");
	g_autofree char *lower = g_ascii_strdown(text, (gssize)letters);
	const char *full = g_hash_table_lookup(platform->abbreviations, g_strstrip(lower));

	return full ? g_strconcat(full, text + letters, NULL) : g_strdup(text);
}

static void put(struct platform_answer *answer, const struct platform_block *block,
		const struct platform_source *source, int64_t number, const char *text, struct platform_value *value)
{
	enum field_type type = block->record->fields[source->field].type;
	g_autofree char *name = NULL;

	if (source->add && value->known && !text) {
		if (number <= INT64_MAX - value->number)
			value->number += number;
		return;
	}
	/* A unit of the interface that was named already. */
	if (source->add && value->known)
		text = name = g_strdup_printf("%s.%s", value->text, text);
	else if (text && type == FIELD_INTERFACE)
		text = name = interface_name(answer->platform, text);
	*value = (struct platform_value){
		.known = true,
		.number = number,
		.text = text ? g_string_chunk_insert_const(answer->texts, text) : NULL,
	};
}

void platform_answer_take(struct platform_answer *answer, const struct platform_block *block,
			  const struct platform_source *source, const char *text, size_t length,
			  struct platform_record *record, bool over)
{
	const struct vocabulary_field *field = &block->record->fields[source->field];
	struct platform_value *value = &record->values[source->field];
	g_autofree char *copy = g_strstrip(g_strndup(text, length));
	g_autofree char *made = NULL;
	enum platform_reading reading;
	int64_t number = 0;

	if (value->known && !over && !source->add)
		return;
	reading = source->form->read(source->form, copy, &number, &made);
	if (reading == READING_KNOWN && field->type == FIELD_CHOICE) {
		int choice = choice_of(answer->platform, block, source->field, copy);

		if (choice < 0) {
			reading = platform_value_is_none(copy) ? READING_NONE : READING_STRANGE;
		} else {
			number = choice;
			g_free(made);
			made = g_strdup(field->choices[choice]);
		}
	}
	if (reading == READING_KNOWN)
		put(answer, block, source, number, made, value);
	else if (reading == READING_NONE && over)
		*value = (struct platform_value){.known = false};
	else if (reading == READING_STRANGE)
		platform_answer_odd(answer, answer->at_line, copy, strlen(copy), field->name);
}

void platform_answer_set(struct platform_record *record, const GArray *settings, bool over)
{
	for (guint i = 0; i < settings->len; i++) {
		const struct platform_setting *setting = &g_array_index(settings, struct platform_setting, i);
		struct platform_value *value = &record->values[setting->field];

		if (over || !value->known)
			*value = setting->value;
	}
}

struct platform_record *platform_answer_open(struct platform_answer *answer, const struct platform_block *block,
					     const struct platform_record *context, unsigned int line)
{
	struct platform_record *record = platform_answer_record(answer, block, line);

	if (!record)
		return NULL;
	for (unsigned int i = 0; i < block->record->count; i++)
		record->values[i] = context->values[i];
	platform_answer_set(record, block->settings, false);
	return record;
}

/* --- what follows --- */

static struct platform_value *number_of(struct platform_record *record, const char *prefix, const char *name)
{
	g_autofree char *field = g_strconcat(prefix, name, NULL);
	int number = vocabulary_field(record->kind, field);

	return number < 0 ? NULL : &record->values[number];
}

/* What could be had counts as not used, where the device says so: caches are no need. */
static void complete_available(const struct platform_value *total, const struct platform_value *available,
			       struct platform_value *used, struct platform_value *use)
{
	if (!available || !available->known || !total->known || total->number <= 0 || available->number > total->number)
		return;
	if (!used->known)
		*used = (struct platform_value){.known = true, .number = total->number - available->number};
	if (!use->known)
		*use = (struct platform_value){
			.known = true,
			.number = (int64_t)((__int128)(total->number - available->number) * 1000000 / total->number),
		};
}

/* total = used + free; use = used / total: whichever of them is missing. */
static void complete_sizes(struct platform_record *record, const char *prefix)
{
	struct platform_value *total = number_of(record, prefix, "total"), *used = number_of(record, prefix, "used");
	struct platform_value *rest = number_of(record, prefix, "free"), *use = number_of(record, prefix, "use");

	if (!total || !used || !rest || !use)
		return;
	complete_available(total, number_of(record, prefix, "available"), used, use);
	if (!total->known && used->known && rest->known && used->number <= INT64_MAX - rest->number)
		*total = (struct platform_value){.known = true, .number = used->number + rest->number};
	if (!used->known && total->known && rest->known && rest->number <= total->number)
		*used = (struct platform_value){.known = true, .number = total->number - rest->number};
	if (!rest->known && total->known && used->known && used->number <= total->number)
		*rest = (struct platform_value){.known = true, .number = total->number - used->number};
	if (!use->known && total->known && used->known && total->number > 0 && used->number <= total->number)
		*use = (struct platform_value){
			.known = true,
			.number = (int64_t)((__int128)used->number * 1000000 / total->number),
		};
}

static bool has_keys(const struct vocabulary_record *kind)
{
	for (unsigned int i = 0; i < kind->count; i++)
		if (kind->fields[i].key)
			return true;
	return false;
}

static bool values_equal(const struct platform_value *a, const struct platform_value *b)
{
	return a->number == b->number && g_strcmp0(a->text, b->text) == 0;
}

/*
 * Is OTHER about the same thing as RECORD? Their keys agree, and nothing that
 * both know differs: two associations with one peer stay two.
 */
static bool is_same(const struct platform_record *record, const struct platform_record *other)
{
	if (record->kind != other->kind)
		return false;
	for (unsigned int i = 0; i < record->kind->count; i++) {
		const struct platform_value *a = &record->values[i], *b = &other->values[i];

		if (record->kind->fields[i].key && a->known != b->known)
			return false;
		if (a->known && b->known && !values_equal(a, b) && has_keys(record->kind))
			return false;
	}
	return true;
}

static void merge(struct platform_record *into, const struct platform_record *from)
{
	for (unsigned int i = 0; i < into->kind->count; i++)
		if (!into->values[i].known)
			into->values[i] = from->values[i];
}

/* A record of a kind that has keys says whose values it holds, or is worth nothing. */
static bool is_somebody(const struct platform_record *record)
{
	bool keys = has_keys(record->kind);

	for (unsigned int i = 0; i < record->kind->count; i++)
		if (record->values[i].known && (record->kind->fields[i].key || !keys))
			return true;
	return false;
}

/* Has RECORD all that its block asks of one? */
static bool is_whole(const struct platform_record *record, const struct platform_block *block)
{
	for (guint i = 0; i < block->needs->len; i++)
		if (!record->values[g_array_index(block->needs, unsigned int, i)].known)
			return false;
	return is_somebody(record);
}

/* The kind of RECORD and its keys in one text: whose values it holds. */
static char *owner_of(const struct platform_record *record)
{
	GString *owner = g_string_new(record->kind->name);

	for (unsigned int i = 0; i < record->kind->count; i++) {
		const struct platform_value *value = &record->values[i];

		if (record->kind->fields[i].key)
			g_string_append_printf(owner, "\n%d %ld %s", value->known, (long)value->number,
					       value->text ? value->text : "");
	}
	return g_string_free(owner, FALSE);
}

/*
 * The record that RECORD only goes on with, of those that are kept, or NULL; then
 * RECORD is one of them. Tables say one thing of all interfaces and then the next
 * of all, so the one before may stand far off: OWNERS (text: GPtrArray of records)
 * finds it, and of one owner's only the last are looked at.
 */
static struct platform_record *earlier(GHashTable *owners, struct platform_record *record)
{
	g_autofree char *owner = owner_of(record);
	GPtrArray *records = g_hash_table_lookup(owners, owner);

	if (!records) {
		records = g_ptr_array_new();
		g_hash_table_insert(owners, g_steal_pointer(&owner), records);
	}
	for (guint i = records->len; i > 0 && i + SAME_OWNER > records->len; i--)
		if (is_same(records->pdata[i - 1], record))
			return records->pdata[i - 1];
	g_ptr_array_add(records, record);
	return NULL;
}

void platform_answer_finish(struct platform_answer *answer)
{
	g_autoptr(GHashTable) owners = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
							      (GDestroyNotify)g_ptr_array_unref);
	guint kept = 0;

	for (guint i = 0; i < answer->records->len; i++) {
		struct platform_record *record = answer->records->pdata[i], *before;
		bool whole = is_whole(record, answer->blocks->pdata[i]);

		before = whole ? earlier(owners, record) : NULL;
		if (before)
			merge(before, record);
		if (before || !whole) {
			g_free(record);
			answer->records->pdata[i] = NULL;
			continue;
		}
		answer->records->pdata[i] = NULL;
		answer->records->pdata[kept++] = record;
	}
	g_ptr_array_set_size(answer->records, (gint)kept);
	for (guint i = 0; i < kept; i++) {
		struct platform_record *record = answer->records->pdata[i];

		complete_sizes(record, "");
		complete_sizes(record, "memory_");
		for (unsigned int v = 0; v < record->kind->count; v++)
			answer->known += record->values[v].known;
	}
}

/* --- what is lent --- */

enum platform_verdict platform_answer_verdict(const struct platform_answer *answer)
{
	return answer->verdict;
}

const char *platform_answer_evidence(const struct platform_answer *answer)
{
	return answer->evidence;
}

const char *platform_answer_layout(const struct platform_answer *answer)
{
	return answer->layout ? answer->layout->name : NULL;
}

unsigned int platform_answer_count(const struct platform_answer *answer)
{
	return answer->records->len;
}

const struct platform_record *platform_answer_at(const struct platform_answer *answer, unsigned int number)
{
	g_assert(number < answer->records->len);
	return answer->records->pdata[number];
}

unsigned int platform_answer_lines(const struct platform_answer *answer)
{
	return answer->lines;
}

unsigned int platform_answer_odd_lines(const struct platform_answer *answer)
{
	return answer->odd_lines;
}

size_t platform_answer_oddities(const struct platform_answer *answer)
{
	return answer->oddities->len;
}

const struct platform_oddity *platform_answer_oddity(const struct platform_answer *answer, size_t number)
{
	g_assert(number < answer->oddities->len);
	return &g_array_index(answer->oddities, struct platform_oddity, number);
}

const struct platform_value *platform_value(const struct platform_record *record, const char *field)
{
	int number = vocabulary_field(record->kind, field);

	return number < 0 || !record->values[number].known ? NULL : &record->values[number];
}

static void set_value(struct json *object, const struct vocabulary_field *field, const struct platform_value *value)
{
	if (!value->known)
		json_set_null(object, field->name);
	else if (value->text)
		json_set_string(object, field->name, value->text);
	else if (field->type == FIELD_INSTANT) {
		g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
		g_autofree char *printed = instant_print(value->number, utc);

		json_set_string(object, field->name, printed);
	} else
		json_set_integer(object, field->name, value->number);
}

struct json *platform_record_json(const struct platform_record *record)
{
	struct json *object = json_new_object();

	for (unsigned int i = 0; i < record->kind->count; i++)
		set_value(object, &record->kind->fields[i], &record->values[i]);
	return object;
}

char *platform_value_shown(const struct vocabulary_field *field, const struct platform_value *value)
{
	if (!value->known)
		return g_strdup("-");
	if (value->text)
		return g_strdup(value->text);
	switch (field->type) {
	case FIELD_SHARE:
		return value->number > INT32_MAX ? g_strdup_printf("%ld%%", (long)(value->number / 10000))
						 : quantity_show_percentage((int32_t)value->number);
	case FIELD_DURATION:
		return value->number < 0 ? g_strdup_printf("%ld us", (long)value->number)
					 : quantity_show_duration(value->number);
	case FIELD_RATE:
		return quantity_show_rate(value->number);
	case FIELD_OCTETS:
		return quantity_show_size(value->number);
	case FIELD_INSTANT: {
		g_autoptr(GTimeZone) utc = g_time_zone_new_utc();

		return instant_show(value->number, utc);
	}
	default:
		return g_strdup_printf("%ld", (long)value->number);
	}
}

/* --- words --- */

const char *platform_verdict_id(enum platform_verdict verdict)
{
	static const char *const ids[PLATFORM_VERDICT_COUNT] = {
		"complete", "absent", "refused", "denied", "empty", "cut", "no-end", "pager", "garbled", "strange",
	};

	return ids[verdict];
}

const char *platform_verdict_shown(enum platform_verdict verdict)
{
	static const char *const words[PLATFORM_VERDICT_COUNT] = {
		N_("complete"),
		N_("complete: the device does not use it"),
		N_("the device does not know the command"),
		N_("the device does not allow the command"),
		N_("nothing came"),
		N_("the output is cut short"),
		N_("what ends a complete output is missing"),
		N_("the device waits for a key in the middle of the output"),
		N_("the JSON cannot be read"),
		N_("not one line was understood"),
	};

	return _(words[verdict]);
}
