/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Knowledge entries in a file: what the shipped ones are in, and what a site writes many
 * of at once. Each has a name, by which it is known when the file is read again.
 */
#include "cases/know.h"

#include "base/instant.h"
#include "base/quantity.h"
#include "base/text.h"
#include "base/translate.h"

#include <inttypes.h>
#include <string.h>

#define ID_PREFIX "KB-"
#define NUMBER_MOST G_MAXINT32

static const struct conf_limits limits = {.bytes = KNOW_FILE_BYTES, .depth = 8, .nodes = 100000};

char *know_id_print(int64_t number)
{
	return g_strdup_printf(ID_PREFIX "%04" PRId64, number);
}

bool know_id_parse(const char *text, int64_t *ret_number)
{
	const char *digits = g_ascii_strncasecmp(text, ID_PREFIX, strlen(ID_PREFIX)) ? text : text + strlen(ID_PREFIX);

	return g_ascii_isdigit(*digits) && quantity_parse_integer(digits, 1, NUMBER_MOST, ret_number, NULL);
}

/* --- by when --- */

/* "2027-04-01". */
static bool is_day(const char *text)
{
	static const char form[] = "dddd-dd-dd";
	GDate date;
	int64_t year, month, day;
	g_auto(GStrv) parts = NULL;

	for (size_t i = 0; i < strlen(form); i++)
		if (form[i] == 'd' ? !g_ascii_isdigit(text[i]) : text[i] != '-')
			return false;
	parts = g_strsplit(text, "-", -1);
	g_date_clear(&date, 1);
	return !text[strlen(form)] && quantity_parse_integer(parts[0], 1, 9999, &year, NULL) &&
	       quantity_parse_integer(parts[1], 1, 12, &month, NULL) &&
	       quantity_parse_integer(parts[2], 1, 31, &day, NULL) &&
	       g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year);
}

static bool add_years(int64_t now_us, GTimeZone *zone, int64_t years, int64_t *ret_us)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(now_us / G_USEC_PER_SEC);
	g_autoptr(GDateTime) now = utc ? g_date_time_to_timezone(utc, zone) : NULL;
	g_autoptr(GDateTime) then = now ? g_date_time_add_years(now, (int)years) : NULL;

	if (then)
		*ret_us = g_date_time_to_unix(then) * G_USEC_PER_SEC;
	return then != NULL;
}

/* Years, or a duration. */
static bool parse_span(const char *text, GTimeZone *zone, int64_t now_us, int64_t *ret_us)
{
	g_autofree char *number = g_str_has_suffix(text, "y") ? g_strndup(text, strlen(text) - 1) : NULL;
	int64_t span;

	if (number)
		return g_ascii_isdigit(*number) && quantity_parse_integer(number, 1, KNOW_YEARS_MOST, &span, NULL) &&
		       add_years(now_us, zone, span, ret_us);
	if (!quantity_parse_duration(text, &span, NULL) || span > (KNOW_YEARS_MOST + 1) * 366 * G_TIME_SPAN_DAY)
		return false;
	*ret_us = now_us + span;
	return true;
}

bool know_day_parse(const char *day, GTimeZone *zone, int64_t *ret_us)
{
	g_autofree char *end = g_strconcat(day, "T23:59:59", NULL);

	return is_day(day) && instant_parse(end, zone, ret_us, NULL);
}

static bool parse_until(const char *text, GTimeZone *zone, int64_t now_us, int64_t *ret_us)
{
	return is_day(text) ? know_day_parse(text, zone, ret_us) : parse_span(text, zone, now_us, ret_us);
}

bool know_until_parse(const char *text, GTimeZone *zone, int64_t now_us, int64_t *ret_until_us, GError **error)
{
	int64_t until, latest;

	if (!parse_until(text, zone, now_us, &until)) {
		g_set_error(error, OPS_CASES_ERROR, CASES_ERROR_SAID,
			    _("'%s' is no day to look at it again; expected: a day (2027-04-01), years (1y) or a duration "
			      "(90d)"), text);
		return false;
	}
	if (until <= now_us || !add_years(now_us, zone, KNOW_YEARS_MOST, &latest) || until > latest) {
		g_set_error(error, OPS_CASES_ERROR, CASES_ERROR_SAID,
			    _("'%s' does not lie ahead, or lies more than %d years ahead"), text, KNOW_YEARS_MOST);
		return false;
	}
	*ret_until_us = until;
	return true;
}

/* --- the file --- */

static void draft_free(gpointer data)
{
	struct know_draft *draft = data;

	g_free(draft->name);
	g_free(draft->title);
	g_free(draft->text);
	g_free(draft->title_en);
	g_free(draft->text_en);
	g_free(draft->owner);
	g_free(draft->review);
	g_free(draft);
}

/* Controls play tricks; a text has lines. */
static bool is_plain(const char *text)
{
	for (; *text; text = g_utf8_next_char(text))
		if (*text != '\n' && !text_char_is_safe(g_utf8_get_char(text)))
			return false;
	return true;
}

static bool read_words(const struct conf_node *node, const char *owner, size_t limit, char **ret_text,
		       struct conf_faults *faults)
{
	g_autofree char *stripped = NULL;
	const char *text;

	if (!conf_read_string(node, owner, limit, &text, faults))
		return false;
	stripped = g_strstrip(g_strdup(text));
	if (!*stripped || !is_plain(stripped)) {
		conf_fault(faults, CONF_ERROR, conf_position(node), _("%s is empty, or holds what no text has"), owner);
		return false;
	}
	*ret_text = g_steal_pointer(&stripped);
	return true;
}

/* One text, or {ja: …, en: …}. */
static bool read_bilingual(const struct conf_node *node, const char *owner, size_t limit, char **ret_text,
			   char **ret_english, struct conf_faults *faults)
{
	static const char *const keys[] = {"ja", "en", NULL};
	const struct conf_node *japanese, *english;

	if (conf_kind(node) == CONF_SCALAR) {
		*ret_english = g_strdup("");
		return read_words(node, owner, limit, ret_text, faults);
	}
	if (!conf_expect(node, CONF_MAPPING, owner, faults) || !conf_check_keys(node, keys, owner, faults))
		return false;
	japanese = conf_find(node, "ja");
	english = conf_find(node, "en");
	if (!japanese || !english) {
		conf_fault(faults, CONF_ERROR, conf_position(node), _("%s wants both 'ja' and 'en', or is one text"), owner);
		return false;
	}
	return read_words(japanese, owner, limit, ret_text, faults) &&
	       read_words(english, owner, limit, ret_english, faults);
}

static bool read_day(const struct conf_node *node, const char *owner, char **ret_day, struct conf_faults *faults)
{
	const char *text;

	if (!conf_read_string(node, owner, KNOW_NAME_LIMIT, &text, faults))
		return false;
	if (!is_day(text)) {
		conf_fault(faults, CONF_ERROR, conf_position(node), _("%s is no day: expected: 2027-04-01"), owner);
		return false;
	}
	*ret_day = g_strdup(text);
	return true;
}

static bool read_keys(const struct conf_node *node, struct know_draft *draft, struct conf_faults *faults)
{
	g_autofree char *title = g_strdup_printf(_("title of entry '%s'"), draft->name);
	g_autofree char *text = g_strdup_printf(_("text of entry '%s'"), draft->name);
	g_autofree char *owner = g_strdup_printf(_("owner of entry '%s'"), draft->name);
	g_autofree char *review = g_strdup_printf(_("review of entry '%s'"), draft->name);
	bool well = read_bilingual(conf_find(node, "title"), title, KNOW_TITLE_LIMIT, &draft->title, &draft->title_en,
				   faults);

	well &= read_bilingual(conf_find(node, "text"), text, KNOW_TEXT_LIMIT, &draft->text, &draft->text_en, faults);
	well &= read_words(conf_find(node, "owner"), owner, KNOW_NAME_LIMIT, &draft->owner, faults);
	well &= read_day(conf_find(node, "review"), review, &draft->review, faults);
	return well;
}

static bool read_draft(const struct conf_node *node, struct know_draft *draft, struct conf_faults *faults)
{
	static const char *const keys[] = {"title", "text", "owner", "review", NULL};
	g_autofree char *entry = g_strdup_printf(_("entry '%s'"), draft->name);
	bool well = true;

	if (!conf_expect(node, CONF_MAPPING, entry, faults) || !conf_check_keys(node, keys, entry, faults))
		return false;
	for (size_t i = 0; keys[i]; i++) {
		if (conf_find(node, keys[i]))
			continue;
		conf_fault(faults, CONF_ERROR, conf_position(node), _("%s has no '%s'"), entry, keys[i]);
		well = false;
	}
	return well && read_keys(node, draft, faults);
}

static GPtrArray *read_entries(const struct conf_node *entries, struct conf_faults *faults)
{
	g_autoptr(GPtrArray) drafts = g_ptr_array_new_with_free_func(draft_free);
	bool well = conf_expect(entries, CONF_MAPPING, _("a list of entries"), faults);

	if (well && conf_length(entries) > KNOW_FILE_ENTRIES) {
		conf_fault(faults, CONF_ERROR, conf_position(entries), _("more than %d entries in one file"), KNOW_FILE_ENTRIES);
		well = false;
	}
	for (size_t i = 0; well && i < conf_length(entries); i++) {
		struct know_draft *draft = g_new0(struct know_draft, 1);
		const char *name = conf_key(entries, i);

		draft->name = g_strdup(name);
		g_ptr_array_add(drafts, draft);
		/* One that is at fault keeps nobody from hearing of the next. */
		if (conf_check_name(name, conf_key_position(entries, i), _("name of an entry"), faults))
			read_draft(conf_value(entries, i), draft, faults);
	}
	return well ? g_steal_pointer(&drafts) : NULL;
}

GPtrArray *know_file_parse(const char *name, const char *bytes, size_t length, struct conf_faults *faults)
{
	static const char *const keys[] = {"knowledge", NULL};
	const struct conf_position whole = {.file = name};
	g_autoptr(ops_conf_document_t) document = conf_document_parse(name, bytes, length, &limits, faults);
	const struct conf_node *root = document ? conf_document_root(document) : NULL, *entries;
	g_autoptr(GPtrArray) drafts = NULL;

	if (!document)
		return NULL;
	entries = root ? conf_find(root, "knowledge") : NULL;
	if (root && (!conf_expect(root, CONF_MAPPING, _("a file of knowledge"), faults) ||
		     !conf_check_keys(root, keys, _("a file of knowledge"), faults)))
		return NULL;
	if (!entries) {
		conf_fault(faults, CONF_ERROR, root ? conf_position(root) : &whole, _("there is no 'knowledge' in it"));
		return NULL;
	}
	drafts = read_entries(entries, faults);
	return drafts && !conf_faults_errors(faults) ? g_steal_pointer(&drafts) : NULL;
}
