/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CSV, record by record: RFC 4180 taken at its word, since a table that two
 * programs read differently has two meanings. A file goes through a window of
 * a few records, never as a whole: a nation's lines are 60 MB.
 *
 * What a record means is for sheet.c and for the readers of the rooms.
 */
#include "conf/internal.h"

#include "base/text.h"
#include "base/translate.h"

#include <unistd.h>

#define WINDOW ((size_t)256 * 1024)
#define MARK "\xef\xbb\xbf"

struct conf_csv {
	char *name;
	int descriptor; /* -1: not open */
	bool opened; /* or in memory from the start */
	bool exhausted; /* the window ends where the file ends */
	bool failed;
	bool skipping; /* to the end of a line that is too long */
	char *window; /* one byte longer than room, for the last NUL */
	size_t room, begin, end;
	size_t total; /* bytes of the file so far */
	unsigned int line; /* of window[begin] */
	GArray *cells; /* struct conf_cell */
	struct digest_stream *digest;
	struct stat before;
	struct conf_stamp stamp;
};

static struct conf_csv *csv_new(const char *name)
{
	struct conf_csv *csv = g_new0(struct conf_csv, 1);

	csv->name = g_strdup(name);
	csv->descriptor = -1;
	csv->line = 1;
	csv->cells = g_array_new(FALSE, FALSE, sizeof(struct conf_cell));
	return csv;
}

struct conf_csv *conf_csv_open(const char *path)
{
	return csv_new(path);
}

static void skip_mark(struct conf_csv *csv)
{
	if (csv->end - csv->begin >= strlen(MARK) &&
	    memcmp(csv->window + csv->begin, MARK, strlen(MARK)) == 0)
		csv->begin += strlen(MARK);
}

struct conf_csv *conf_csv_parse(const char *name, const char *bytes, size_t length)
{
	struct conf_csv *csv = csv_new(name);

	csv->window = g_malloc(length + 1);
	if (length > 0)
		memcpy(csv->window, bytes, length);
	csv->end = csv->room = length;
	csv->opened = csv->exhausted = true;
	skip_mark(csv);
	return csv;
}

void conf_csv_free(struct conf_csv *csv)
{
	if (!csv)
		return;
	if (csv->descriptor >= 0)
		close(csv->descriptor);
	g_free(csv->name);
	g_free(csv->window);
	g_array_free(csv->cells, TRUE);
	digest_stream_free(csv->digest);
	g_free(csv);
}

void conf_csv_append(GString *record, const char *text)
{
	if (!text[strcspn(text, ",\"\r\n")]) {
		g_string_append(record, text);
		return;
	}
	g_string_append_c(record, '"');
	for (; *text; text++) {
		if (*text == '"')
			g_string_append_c(record, '"');
		g_string_append_c(record, *text);
	}
	g_string_append_c(record, '"');
}

const char *conf_csv_name(const struct conf_csv *csv)
{
	return csv->name;
}

const struct conf_stamp *conf_csv_stamp(const struct conf_csv *csv)
{
	return csv->stamp.inode != 0 ? &csv->stamp : NULL;
}

/* --- the window --- */

static bool fail(struct conf_csv *csv)
{
	csv->failed = true;
	return false;
}

static void stop(struct conf_csv *csv)
{
	close(csv->descriptor);
	csv->descriptor = -1;
}

static bool start(struct conf_csv *csv, struct conf_faults *faults)
{
	csv->opened = true;
	csv->descriptor = conf_load_open(csv->name, CONF_CSV_BYTES, &csv->before, faults);
	if (csv->descriptor < 0)
		return fail(csv);
	csv->room = WINDOW;
	csv->window = g_malloc(csv->room + 1);
	csv->digest = digest_stream_new();
	return true;
}

static bool finish(struct conf_csv *csv, struct conf_faults *faults)
{
	bool same = conf_load_end(csv->descriptor, csv->name, &csv->before, faults);

	csv->exhausted = true;
	stop(csv);
	if (!same)
		return fail(csv);
	csv->stamp = conf_stamp_of(&csv->before);
	csv->stamp.digest = digest_stream_end(csv->digest);
	return true;
}

/* Moves what is left to the front of the window and fills up behind it. */
static bool refill(struct conf_csv *csv, struct conf_faults *faults)
{
	bool first = !csv->opened;
	ssize_t got;

	if (first && !start(csv, faults))
		return false;
	memmove(csv->window, csv->window + csv->begin, csv->end - csv->begin);
	csv->end -= csv->begin;
	csv->begin = 0;
	while (csv->end < csv->room) {
		got = conf_load_piece(csv->descriptor, csv->name, csv->window + csv->end,
				      csv->room - csv->end, faults);
		if (got < 0)
			return fail(csv);
		if (got == 0)
			break;
		digest_stream_add(csv->digest, csv->window + csv->end, (size_t)got);
		csv->end += (size_t)got;
		csv->total += (size_t)got;
	}
	if (csv->total > CONF_CSV_BYTES) {
		conf_load_refuse_size(csv->name, CONF_CSV_BYTES, faults);
		return fail(csv);
	}
	if (first)
		skip_mark(csv);
	return csv->end == csv->room || finish(csv, faults);
}

/* --- faults --- */

/* Moves POSITION from FROM to TO, which need not be UTF-8. */
static void advance(struct conf_position *position, const char *from, const char *to)
{
	for (; from < to; from++) {
		if (*from == '\n') {
			position->line++;
			position->column = 1;
		} else {
			position->column += ((guchar)*from & 0xc0) != 0x80;
		}
	}
}

/* The place of AT in a record that begins at BEGIN. */
static struct conf_position position_of(const struct conf_csv *csv, const char *begin,
					const char *at)
{
	struct conf_position position = {csv->name, csv->line, 1};

	advance(&position, begin, at);
	return position;
}

static void refuse(const struct conf_csv *csv, const char *begin, const char *at,
		   struct conf_faults *faults, const char *message)
{
	struct conf_position position = position_of(csv, begin, at);

	conf_fault(faults, CONF_ERROR, &position, "%s", _(message));
}

static bool refuse_bytes(const struct conf_csv *csv, const char *begin, const char *at,
			 struct conf_faults *faults)
{
	struct conf_position position = position_of(csv, begin, at);

	if (*at == '\0')
		conf_fault(faults, CONF_ERROR, &position,
			   _("found a NUL byte; expected a text file in UTF-8"));
	else
		conf_fault(faults, CONF_ERROR, &position,
			   _("found the byte 0x%02X, which is not UTF-8; save the file as UTF-8"),
			   (guchar)*at);
	return false;
}

/* --- one record --- */

static bool is_ascii(const char *begin, const char *end)
{
	uint64_t word, all = 0;

	for (; end - begin >= (ptrdiff_t)sizeof(word); begin += sizeof(word)) {
		memcpy(&word, begin, sizeof(word));
		all |= word;
	}
	for (; begin < end; begin++)
		all |= (guchar)*begin;
	return !(all & UINT64_C(0x8080808080808080));
}

static bool check_bytes(const struct conf_csv *csv, const char *begin, const char *end,
			struct conf_faults *faults)
{
	const char *valid_end = memchr(begin, '\0', end - begin);

	if (!valid_end && is_ascii(begin, end))
		return true;
	if (g_utf8_validate_len(begin, end - begin, &valid_end))
		return true;
	return refuse_bytes(csv, begin, valid_end, faults);
}

static bool add_cell(struct conf_csv *csv, char *text, const struct conf_position *position,
		     struct conf_faults *faults)
{
	struct conf_cell cell = {text, *position};

	if (csv->cells->len == CONF_CSV_CELLS) {
		conf_fault(faults, CONF_ERROR, position, _("more than %d cells in a record"),
			   CONF_CSV_CELLS);
		return false;
	}
	g_array_append_val(csv->cells, cell);
	return true;
}

/* Cells of a record without quotes and carriage returns: nearly all there are. */
static bool split_plain(struct conf_csv *csv, char *begin, char *end, struct conf_faults *faults)
{
	struct conf_position position = {csv->name, csv->line, 1};

	for (char *at = begin, *comma;; at = comma + 1) {
		if (!add_cell(csv, at, &position, faults))
			return false;
		comma = memchr(at, ',', end - at);
		if (!comma)
			break;
		advance(&position, at, comma + 1);
		*comma = '\0';
	}
	*end = '\0';
	return true;
}

/* Unquotes the cell whose opening quote is at AT, in its place. Returns what is
 * behind its closing quote; NULL: it has none. */
static char *unquote(char *at, const char *end)
{
	char *to = at++;

	for (;; at++) {
		char *quote = memchr(at, '"', end - at);

		if (!quote)
			return NULL;
		memmove(to, at, quote - at);
		to += quote - at;
		at = quote + 1;
		if (at == end || *at != '"')
			break;
		*to++ = '"';
	}
	*to = '\0';
	return at;
}

/* Reads the cell at AT and returns what is behind it: a comma or END. NULL after a
 * fault; COPY is what the record was at BEGIN before quotes went. */
static char *take_cell(const struct conf_csv *csv, const char *copy, char *begin, char *at,
		       char *end, struct conf_faults *faults)
{
	char *behind, *wrong;
	const char *message;

	if (at < end && *at == '"') {
		behind = unquote(at, end);
		if (behind && (behind == end || *behind == ','))
			return behind;
		wrong = at;
		message = behind ? N_("text behind the closing quote of this cell; write two "
				      "quotes for one that is meant")
				 : N_("this quote is never closed");
	} else {
		behind = memchr(at, ',', end - at);
		behind = behind ? behind : end;
		wrong = memchr(at, '"', behind - at);
		message = N_("a quote in a cell that does not begin with one; put the cell in "
			     "quotes and double it");
		if (!wrong) {
			wrong = memchr(at, '\r', behind - at);
			message = N_("found a carriage return without a line feed; end each line "
				     "with a line feed");
		}
		if (!wrong)
			return behind;
	}
	refuse(csv, copy, copy + (wrong - begin), faults, message);
	return NULL;
}

/* Any record; as it was after a fault. */
static bool split(struct conf_csv *csv, char *begin, char *end, struct conf_faults *faults)
{
	size_t length = end - begin;
	g_autofree char *copy = g_strndup(begin, length);
	struct conf_position position = {csv->name, csv->line, 1};
	char *behind = NULL;

	for (char *at = begin; add_cell(csv, at, &position, faults); at = behind + 1) {
		behind = take_cell(csv, copy, begin, at, end, faults);
		if (!behind)
			break;
		if (behind == end) {
			*end = '\0';
			return true;
		}
		advance(&position, copy + (at - begin), copy + (behind + 1 - begin));
		*behind = '\0';
	}
	memcpy(begin, copy, length);
	return false;
}

/* The record in [BEGIN, END), without the end of its line. False after a fault. */
static bool read_record(struct conf_csv *csv, char *begin, char *end, struct conf_faults *faults)
{
	size_t length = end - begin;

	g_array_set_size(csv->cells, 0);
	if (!memchr(begin, '"', length) && !memchr(begin, '\r', length))
		return split_plain(csv, begin, end, faults);
	return split(csv, begin, end, faults);
}

/* --- where a record ends --- */

/* The line feed that ends the record at BEGIN: the first one outside quotes. NULL:
 * none before END. */
static char *find_end(char *begin, const char *end)
{
	char *feed = memchr(begin, '\n', end - begin);
	const char *stop = feed ? feed : end;
	bool quoted = false;

	if (!memchr(begin, '"', stop - begin))
		return feed;
	for (char *at = begin; at < end; at++) {
		if (*at == '"')
			quoted = !quoted;
		else if (*at == '\n' && !quoted)
			return at;
	}
	return NULL;
}

/* Passes over what is left of the first line, which was told already. */
static void skip_line(struct conf_csv *csv)
{
	char *begin = csv->window + csv->begin;
	char *feed = memchr(begin, '\n', csv->end - csv->begin);

	csv->skipping = !feed;
	csv->begin = feed ? (size_t)(feed + 1 - csv->window) : csv->end;
	if (feed)
		csv->line++;
}

/* There is no end within the limit. */
static void refuse_endless(struct conf_csv *csv, struct conf_faults *faults)
{
	char *begin = csv->window + csv->begin;
	char *feed = memchr(begin, '\n', csv->end - csv->begin);
	bool is_long = !feed || (size_t)(feed - begin) > CONF_CSV_RECORD;
	char *quote = is_long ? NULL : memrchr(begin, '"', feed - begin);
	struct conf_position start = {csv->name, csv->line, 1};

	if (quote) {
		refuse(csv, begin, quote, faults, N_("this quote is never closed"));
	} else {
		conf_fault(faults, CONF_ERROR, &start, _("a line of more than %zu KiB"),
			   CONF_CSV_RECORD / 1024);
	}
	skip_line(csv);
}

/* The next record as it stands in the window, and where the one after it begins;
 * false: more of the file is needed, or it was told and passed over. */
static bool find_record(struct conf_csv *csv, char **ret_end, size_t *ret_next,
			struct conf_faults *faults)
{
	char *begin = csv->window + csv->begin;
	size_t length = csv->end - csv->begin;
	char *end = find_end(begin, begin + MIN(length, CONF_CSV_RECORD + 1));

	if (!end && length > CONF_CSV_RECORD) {
		refuse_endless(csv, faults);
		return false;
	}
	if (!end && !csv->exhausted)
		return false;
	*ret_next = (end ? (size_t)(end + 1 - csv->window) : csv->end);
	if (!end)
		end = csv->window + csv->end;
	else if (end > begin && end[-1] == '\r')
		end--;
	*ret_end = end;
	return true;
}

/* Reads the record in the window. False when it was empty or had a fault. */
static bool take_record(struct conf_csv *csv, char *end, size_t next, struct conf_faults *faults)
{
	char *begin = csv->window + csv->begin;
	unsigned int lines = 0;
	bool is_text, good;

	if (begin == end) {
		csv->begin = next;
		csv->line++;
		return false;
	}
	for (const char *at = begin; (at = memchr(at, '\n', end - at)); at++)
		lines++;
	is_text = check_bytes(csv, begin, end, faults);
	good = is_text && read_record(csv, begin, end, faults);
	/* A quote out of place may have joined lines that are good by themselves. */
	if (is_text && !good && lines > 0) {
		skip_line(csv);
		return false;
	}
	csv->begin = next;
	csv->line += lines + 1;
	return good;
}

const struct conf_cell *conf_csv_next(struct conf_csv *csv, size_t *ret_count,
				      struct conf_faults *faults)
{
	char *end;
	size_t next;

	while (!csv->failed) {
		if (csv->skipping && csv->begin < csv->end) {
			skip_line(csv);
		} else if (csv->opened && csv->begin < csv->end &&
			   find_record(csv, &end, &next, faults)) {
			if (!take_record(csv, end, next, faults))
				continue;
			*ret_count = csv->cells->len;
			return (const struct conf_cell *)csv->cells->data;
		} else if (csv->exhausted) {
			if (csv->begin == csv->end)
				break;
		} else if (!refill(csv, faults)) {
			break;
		}
	}
	csv->begin = csv->end = 0;
	g_clear_pointer(&csv->window, g_free);
	return NULL;
}
