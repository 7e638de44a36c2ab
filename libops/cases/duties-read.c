/* SPDX-License-Identifier: Apache-2.0 */
/*
 * duties.yaml, nwops-duties(5), to rows: every fault in one pass, with its place. Conditions are read in
 * duties-when.c.
 */
#include "cases/duties-internal.h"

#include "base/translate.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define FILE_NAME "duties.yaml"
#define FILE_BYTES ((size_t)1024 * 1024)
#define TITLE_LIMIT 200
#define SOURCE_LIMIT 300
#define DAYS_OF_DUTY 366
#define MONTHS_OF_DUTY 60
#define MINUTE_US (INT64_C(60) * G_USEC_PER_SEC)
#define AFTER_MOST_US (INT64_C(400) * 24 * 3600 * G_USEC_PER_SEC)
#define DAY_US (INT64_C(24) * 3600 * G_USEC_PER_SEC)
#define LEAD_MOST_US (366 * DAY_US)
#define LEAD_INTERRUPTED_US (30 * DAY_US)
#define LEAD_OTHER_US (14 * DAY_US)
#define EVERY_LEAST_US (5 * MINUTE_US)

static const struct conf_limits limits = { .bytes = FILE_BYTES, .depth = 40, .nodes = 20000 };

static const char *const file_keys[] = { "user-unit", "closed", "lead", "prescribed", "duties", NULL };
static const char *const row_keys[] = { "title", "off", "when", "due", "every", "hours", "to", "notice", "recorded", "remind", "decide",
					"law", NULL };
static const char *const title_keys[] = { "ja", "en", NULL };
static const char *const due_keys[] = { "from", "after", "business-days", "months", NULL };
static const char *const lead_keys[] = { "interruption", "other", NULL };
static const char *const prescribed_keys[] = { "source", "checked", NULL };
static const char *const law_keys[] = { "source", "checked", "certainty", NULL };
/* In the order of their enums. */
static const char *const units[] = { "line", "institution", NULL };
static const char *const certainties[] = { "A", "B", "C", "X", "P", NULL };

const char *duty_field(struct duty_draft *draft, const char *key)
{
	g_snprintf(draft->field, sizeof(draft->field), _("'%s' of %s"), key, draft->owner);
	return draft->field;
}

const char *duty_keep(struct duty_draft *draft, const char *text)
{
	return g_string_chunk_insert_const(draft->duties->texts, text);
}

/* NULL when KEY is absent, or empty. */
static const struct conf_node *find(const struct conf_node *node, const char *key)
{
	const struct conf_node *value = conf_find(node, key);

	return value && conf_is_null(value) && !conf_tag(value) ? NULL : value;
}

/* That NODE, at KEY, is a mapping; false when it is none. What it has beside KEYS is a fault. */
static bool check_keys(struct duty_draft *draft, const struct conf_node *node, const char *const *keys, const char *key)
{
	return conf_check_keys(node, keys, duty_field(draft, key), draft->faults) || conf_kind(node) == CONF_MAPPING;
}

/* --- single fields --- */

static const char *read_text(struct duty_draft *draft, const struct conf_node *node, const char *key, size_t limit)
{
	const struct conf_node *value = find(node, key);
	const char *text;

	if (!value || !conf_read_text(value, duty_field(draft, key), limit, &text, draft->faults))
		return NULL;
	return duty_keep(draft, text);
}

static void read_title(struct duty_draft *draft, const struct conf_node *node, struct duty_row *row)
{
	const struct conf_node *title = find(node, "title");

	if (!title) {
		duty_error(draft, node, _("%s lacks '%s'"), draft->owner, "title");
		return;
	}
	if (!check_keys(draft, title, title_keys, "title"))
		return;
	row->title_ja = read_text(draft, title, "ja", TITLE_LIMIT);
	row->title_en = read_text(draft, title, "en", TITLE_LIMIT);
	if (!find(title, "ja") || !find(title, "en"))
		duty_error(draft, title, _("'title' of %s must have both 'ja' and 'en'"), draft->owner);
}

static void read_bool(struct duty_draft *draft, const struct conf_node *node, const char *key, bool *ret_value)
{
	const struct conf_node *value = find(node, key);

	if (value)
		conf_read_bool(value, duty_field(draft, key), ret_value, draft->faults);
}

/* A duration, or WORD for what the service classes that are reached promise as PROMISE. */
static void read_length(struct duty_draft *draft, const struct conf_node *value, const char *key, const char *word,
			enum duty_promise promise, int64_t least_us, struct duty_row *row)
{
	const char *text = conf_text(value);

	if (text && !conf_tag(value) && g_str_equal(text, word))
		row->promise = promise;
	else
		conf_read_duration(value, duty_field(draft, key), least_us, AFTER_MOST_US, &row->after_us, draft->faults);
}

/* Times of the case by their own names, and two that no case has. */
static void read_base(struct duty_draft *draft, const struct conf_node *from, struct duty_row *row)
{
	const char *const bases[] = {
		words_get(WORDS_CASE_FIELD, CASE_FIELD_DETECTED)->id, words_get(WORDS_CASE_FIELD, CASE_FIELD_BEGAN)->id,
		words_get(WORDS_CASE_FIELD, CASE_FIELD_RESTORED)->id, "quarter-end", "condition", NULL,
	};
	unsigned int base;

	if (conf_read_choice(from, duty_field(draft, "from"), bases, &base, draft->faults))
		row->from = (enum duty_base)base;
}

static void read_due(struct duty_draft *draft, const struct conf_node *node, struct duty_row *row)
{
	const struct conf_node *from, *after, *days, *months;

	if (!check_keys(draft, node, due_keys, "due"))
		return;
	from = find(node, "from");
	after = find(node, "after");
	days = find(node, "business-days");
	months = find(node, "months");
	if (!from)
		duty_error(draft, node, _("'due' of %s lacks '%s'"), draft->owner, "from");
	else
		read_base(draft, from, row);
	if (!!after + !!days + !!months > 1)
		duty_error(draft, node, _("'due' of %s has more than one of 'after', 'business-days' and 'months'"), draft->owner);
	if (after)
		read_length(draft, after, "after", "first-report", DUTY_PROMISE_FIRST_REPORT, MINUTE_US, row);
	if (days)
		conf_read_integer(days, duty_field(draft, "business-days"), 1, DAYS_OF_DUTY, &row->business_days, draft->faults);
	if (months)
		conf_read_integer(months, duty_field(draft, "months"), 1, MONTHS_OF_DUTY, &row->months, draft->faults);
}

static void read_clock(struct duty_draft *draft, const struct conf_node *node, struct duty_row *row)
{
	const struct conf_node *due = find(node, "due"), *every = find(node, "every");

	if (!due == !every)
		duty_error(draft, node, _("%s must have one of 'due' and 'every'"), draft->owner);
	if (due)
		read_due(draft, due, row);
	if (!every)
		return;
	row->every = true;
	read_length(draft, every, "every", "follow-up", DUTY_PROMISE_FOLLOW_UP, EVERY_LEAST_US, row);
}

/* --- of the day and of the year --- */

static bool two_digits(const char *text, int most, int *ret_number)
{
	if (!g_ascii_isdigit(text[0]) || !g_ascii_isdigit(text[1]))
		return false;
	*ret_number = g_ascii_digit_value(text[0]) * 10 + g_ascii_digit_value(text[1]);
	return *ret_number <= most;
}

/* "23:00"; the day ends at 24:00. */
static bool minute_parse(const char *text, int *ret_minute)
{
	int hour, minute;

	if (!two_digits(text, 24, &hour) || text[2] != ':' || !two_digits(text + 3, 59, &minute) || hour * 60 + minute > 1440)
		return false;
	*ret_minute = (hour * 60 + minute) % 1440;
	return true;
}

static void read_hours(struct duty_draft *draft, const struct conf_node *node, struct duty_row *row)
{
	const struct conf_node *value = find(node, "hours");
	const char *text;

	if (!value || !conf_read_text(value, duty_field(draft, "hours"), TITLE_LIMIT, &text, draft->faults))
		return;
	if (strlen(text) != strlen("07:00-23:00") || text[5] != '-' || !minute_parse(text, &row->hours_from) ||
	    !minute_parse(text + 6, &row->hours_until) || row->hours_from == row->hours_until) {
		duty_error(draft, value, _("%s is '%s': expected hours as in '07:00-23:00'"), duty_field(draft, "hours"), text);
		return;
	}
	if (!row->every)
		duty_error(draft, value, _("'hours' of %s goes with 'every'"), draft->owner);
}

static bool day_parse(const char *text, int *ret_day)
{
	int month, day;

	if (!two_digits(text, 12, &month) || text[2] != '-' || !two_digits(text + 3, 31, &day) ||
	    !g_date_valid_dmy((GDateDay)day, (GDateMonth)month, 2028))
		return false;
	*ret_day = month * 100 + day;
	return true;
}

/* "08-13" or "12-29..01-03". */
static bool closed_parse(const char *text, struct duty_closed *ret_closed)
{
	size_t length = strlen(text);

	if (length == strlen("08-13") && day_parse(text, &ret_closed->from)) {
		ret_closed->until = ret_closed->from;
		return true;
	}
	return length == strlen("12-29..01-03") && day_parse(text, &ret_closed->from) && strncmp(text + 5, "..", 2) == 0 &&
	       day_parse(text + 7, &ret_closed->until);
}

static void read_closed(struct duty_draft *draft, const struct conf_node *root)
{
	const struct conf_node *list = find(root, "closed");

	if (!list || !conf_expect(list, CONF_SEQUENCE, duty_field(draft, "closed"), draft->faults))
		return;
	if (conf_length(list) > DUTY_CLOSED_LIMIT) {
		duty_error(draft, list, _("%s has more than %d entries"), duty_field(draft, "closed"), DUTY_CLOSED_LIMIT);
		return;
	}
	for (size_t i = 0; i < conf_length(list); i++) {
		const struct conf_node *value = conf_item(list, i);
		struct duty_closed closed;
		const char *text;

		if (!conf_read_text(value, duty_field(draft, "closed"), TITLE_LIMIT, &text, draft->faults))
			continue;
		if (closed_parse(text, &closed))
			draft->duties->closed[draft->duties->closed_count++] = closed;
		else
			duty_error(draft, value, _("%s is '%s': expected days as in '08-13' or '12-29..01-03'"),
				   duty_field(draft, "closed"), text);
	}
}

/* --- whom, and by which notice --- */

static const char *const *words_of(enum word_family family)
{
	const char **words = g_new0(const char *, words_count(family) + 1);

	for (unsigned int i = 0; i < words_count(family); i++)
		words[i] = words_get(family, i)->id;
	return words;
}

static void read_audiences(struct duty_draft *draft, const struct conf_node *node, struct duty_row *row)
{
	g_autofree const char *const *words = words_of(WORDS_AUDIENCE);
	const struct conf_node *list = find(node, "to");
	unsigned int audience;

	if (!list) {
		duty_error(draft, node, _("%s lacks '%s'"), draft->owner, "to");
		return;
	}
	if (!conf_expect(list, CONF_SEQUENCE, duty_field(draft, "to"), draft->faults))
		return;
	if (!conf_length(list))
		duty_error(draft, list, _("'to' of %s names nobody"), draft->owner);
	for (size_t i = 0; i < conf_length(list); i++)
		if (conf_read_choice(conf_item(list, i), duty_field(draft, "to"), words, &audience, draft->faults))
			row->audiences |= 1U << audience;
}

static void read_notice(struct duty_draft *draft, const struct conf_node *node, struct duty_row *row)
{
	g_autofree const char *const *words = words_of(WORDS_NOTICE_KIND);
	const struct conf_node *value = find(node, "notice");
	unsigned int kind;

	if (value && conf_read_choice(value, duty_field(draft, "notice"), words, &kind, draft->faults))
		row->notice = (int)kind;
}

/* --- the law --- */

static bool date_is_good(const char *text)
{
	int year_high, year_low, day;

	return strlen(text) == strlen("2026-11-25") && two_digits(text, 99, &year_high) && two_digits(text + 2, 99, &year_low) &&
	       year_high >= 20 && text[4] == '-' && day_parse(text + 5, &day) &&
	       g_date_valid_dmy((GDateDay)(day % 100), (GDateMonth)(day / 100), (GDateYear)(year_high * 100 + year_low));
}

/* A day at "checked" of NODE; NULL, after a fault where one is due, when it is none. */
static const char *read_checked(struct duty_draft *draft, const struct conf_node *node)
{
	const char *checked = read_text(draft, node, "checked", TITLE_LIMIT);

	if (!checked || date_is_good(checked))
		return checked;
	duty_error(draft, find(node, "checked"), _("%s is '%s': expected a day as in '2026-11-25'"), duty_field(draft, "checked"),
		   checked);
	return NULL;
}

static void read_law(struct duty_draft *draft, const struct conf_node *node, struct duty_row *row)
{
	const struct conf_node *law = find(node, "law"), *certainty;
	unsigned int index;

	if (!law || !check_keys(draft, law, law_keys, "law"))
		return;
	for (size_t i = 0; law_keys[i]; i++)
		if (!find(law, law_keys[i]))
			duty_error(draft, law, _("'law' of %s lacks '%s'"), draft->owner, law_keys[i]);
	row->law.source = read_text(draft, law, "source", SOURCE_LIMIT);
	row->law.checked = read_checked(draft, law);
	certainty = find(law, "certainty");
	if (certainty && conf_read_choice(certainty, duty_field(draft, "certainty"), certainties, &index, draft->faults))
		row->law.certainty = certainties[index];
}

static void read_recorded(struct duty_draft *draft, const struct conf_node *node, struct duty_row *row)
{
	const struct conf_node *value = find(node, "recorded");

	if (value)
		row->recorded = read_text(draft, node, "recorded", TITLE_LIMIT);
	if (row->recorded)
		duty_check_fact(draft, value, row->recorded);
	if (value && (row->every || row->notice >= 0))
		duty_error(draft, node, _("%s is met by what is recorded, once: 'every' and 'notice' say nothing of it"), draft->owner);
}

/* `decide: person`; what follows a law always is. */
static void read_decide(struct duty_draft *draft, const struct conf_node *node, struct duty_row *row)
{
	static const char *const people[] = { "person", NULL };
	const struct conf_node *value = find(node, "decide");
	unsigned int index;

	row->decide = (value && conf_read_choice(value, duty_field(draft, "decide"), people, &index, draft->faults)) ||
		      find(node, "law") != NULL;
	if (!row->decide && !value && !find(node, "notice") && !row->recorded)
		duty_error(draft, node, _("%s has neither a 'notice' or 'recorded' by which it is met nor 'decide: person'"), draft->owner);
	if (row->decide && row->every)
		duty_error(draft, node, _("'every' of %s would come again and again, and only a person could end it"), draft->owner);
}

/* --- rows --- */

static void read_remind(struct duty_draft *draft, const struct conf_node *node, struct duty_row *row)
{
	const struct conf_node *value = find(node, "remind");

	if (value)
		conf_read_duration(value, duty_field(draft, "remind"), 0, AFTER_MOST_US, &row->remind_us, draft->faults);
	if (value && row->after_us && row->remind_us >= row->after_us)
		duty_error(draft, value, _("'remind' of %s is not shorter than the time that there is"), draft->owner);
}

static void read_row(struct duty_draft *draft, const char *id, const struct conf_position *position, const struct conf_node *node)
{
	struct duty_row row = { .id = duty_keep(draft, id), .notice = -1 };
	const struct conf_node *when;

	g_snprintf(draft->owner, sizeof(draft->owner), _("duty '%s'"), id);
	if (!conf_check_name(id, position, _("name of a duty"), draft->faults) ||
	    (!conf_check_keys(node, row_keys, draft->owner, draft->faults) && conf_kind(node) != CONF_MAPPING))
		return;
	read_title(draft, node, &row);
	read_bool(draft, node, "off", &row.off);
	when = find(node, "when");
	if (!when)
		duty_error(draft, node, _("%s lacks '%s'"), draft->owner, "when");
	else
		duty_when_read(draft, when, &row.when);
	read_clock(draft, node, &row);
	read_hours(draft, node, &row);
	read_audiences(draft, node, &row);
	read_notice(draft, node, &row);
	read_remind(draft, node, &row);
	read_law(draft, node, &row);
	read_recorded(draft, node, &row);
	read_decide(draft, node, &row);
	g_array_append_val(draft->duties->rows, row);
}

static void read_rows(struct duty_draft *draft, const struct conf_node *root)
{
	const struct conf_node *rows = find(root, "duties");

	if (!rows) {
		duty_error(draft, root, _("%s lacks '%s'"), draft->owner, "duties");
		return;
	}
	if (!conf_expect(rows, CONF_MAPPING, duty_field(draft, "duties"), draft->faults))
		return;
	if (conf_length(rows) > DUTY_ROWS_LIMIT) {
		duty_error(draft, rows, _("%s has more than %d entries"), duty_field(draft, "duties"), DUTY_ROWS_LIMIT);
		return;
	}
	for (size_t i = 0; i < conf_length(rows); i++)
		read_row(draft, conf_key(rows, i), conf_key_position(rows, i), conf_value(rows, i));
}

static void read_lead(struct duty_draft *draft, const struct conf_node *root)
{
	const struct conf_node *lead = find(root, "lead"), *node;

	if (!lead || !check_keys(draft, lead, lead_keys, "lead"))
		return;
	node = find(lead, "interruption");
	if (node)
		conf_read_duration(node, duty_field(draft, "interruption"), 0, LEAD_MOST_US, &draft->duties->lead_interrupted_us,
				   draft->faults);
	node = find(lead, "other");
	if (node)
		conf_read_duration(node, duty_field(draft, "other"), 0, LEAD_MOST_US, &draft->duties->lead_other_us, draft->faults);
}

static void read_prescribed(struct duty_draft *draft, const struct conf_node *root)
{
	const struct conf_node *node = find(root, "prescribed");

	if (!node || !check_keys(draft, node, prescribed_keys, "prescribed"))
		return;
	for (size_t i = 0; prescribed_keys[i]; i++)
		if (!find(node, prescribed_keys[i]))
			duty_error(draft, node, _("'prescribed' of %s lacks '%s'"), draft->owner, prescribed_keys[i]);
	draft->duties->prescribed = read_text(draft, node, "source", SOURCE_LIMIT);
	draft->duties->prescribed_checked = read_checked(draft, node);
}

static void read_file(struct duty_draft *draft, const struct conf_node *root)
{
	const struct conf_node *unit;
	unsigned int index;

	g_strlcpy(draft->owner, FILE_NAME, sizeof(draft->owner));
	if (!conf_check_keys(root, file_keys, draft->owner, draft->faults) && conf_kind(root) != CONF_MAPPING)
		return;
	unit = find(root, "user-unit");
	if (unit && conf_read_choice(unit, duty_field(draft, "user-unit"), units, &index, draft->faults))
		draft->duties->unit = (enum duty_unit)index;
	read_closed(draft, root);
	read_lead(draft, root);
	read_prescribed(draft, root);
	read_rows(draft, root);
}

static struct duties *read_bytes(const char *name, const GString *bytes, const char *const *facts, struct conf_faults *faults)
{
	g_autoptr(ops_conf_document_t) document = conf_document_parse(name, bytes->str, bytes->len, &limits, faults);
	g_autoptr(ops_duties_t) duties = g_new0(struct duties, 1);
	struct duty_draft draft = { .duties = duties, .faults = faults, .facts = facts };
	const struct conf_position whole = { .file = name };
	const struct conf_node *root = document ? conf_document_root(document) : NULL;

	duties->texts = g_string_chunk_new(1024);
	duties->lead_interrupted_us = LEAD_INTERRUPTED_US;
	duties->lead_other_us = LEAD_OTHER_US;
	duties->blocks = g_ptr_array_new_with_free_func(g_free);
	duties->rows = g_array_new(FALSE, FALSE, sizeof(struct duty_row));
	if (document && !root)
		conf_fault(faults, CONF_ERROR, &whole, _("%s lacks '%s'"), FILE_NAME, "duties");
	if (root)
		read_file(&draft, root);
	return conf_faults_errors(faults) > 0 ? NULL : g_steal_pointer(&duties);
}

struct duties *duties_read(const char *name, const char *bytes, size_t length, struct conf_faults *faults)
{
	const GString whole = { .str = (char *)bytes, .len = length };

	return read_bytes(name, &whole, NULL, faults);
}

static struct duties *load(const char *site, const char *share, const char *const *facts, struct conf_faults *faults)
{
	g_autofree char *own = g_build_filename(site, FILE_NAME, NULL);
	g_autofree char *standard = g_build_filename(share, FILE_NAME, NULL);
	const char *path = access(own, F_OK) == 0 || errno != ENOENT ? own : standard;
	g_autoptr(GString) bytes = conf_bytes_load(path, FILE_BYTES, faults);

	return bytes ? read_bytes(path, bytes, facts, faults) : NULL;
}

struct duties *duties_load(const char *site, const char *share, struct conf_faults *faults)
{
	return load(site, share, NULL, faults);
}

void duties_lint(const char *site, const char *share, const char *const *facts, struct conf_faults *faults)
{
	duties_free(load(site, share, facts, faults));
}

void duties_free(struct duties *duties)
{
	if (!duties)
		return;
	g_string_chunk_free(duties->texts);
	g_ptr_array_unref(duties->blocks);
	g_array_unref(duties->rows);
	g_free(duties);
}

/* --- questions --- */

size_t duties_count(const struct duties *duties)
{
	return duties->rows->len;
}

const struct duty_row *duties_at(const struct duties *duties, size_t index)
{
	return &g_array_index(duties->rows, struct duty_row, index);
}

enum duty_unit duties_unit(const struct duties *duties)
{
	return duties->unit;
}

int64_t duties_lead(const struct duties *duties, bool interrupted)
{
	return interrupted ? duties->lead_interrupted_us : duties->lead_other_us;
}

const char *duties_prescribed(const struct duties *duties, const char **ret_checked)
{
	*ret_checked = duties->prescribed_checked;
	return duties->prescribed;
}

const char *const *duties_keys(size_t section)
{
	static const char *const *const sections[] = { file_keys, row_keys, title_keys, duty_when_keys, due_keys, law_keys, lead_keys,
							prescribed_keys };

	return section < G_N_ELEMENTS(sections) ? sections[section] : NULL;
}
